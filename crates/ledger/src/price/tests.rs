use proptest::prelude::*;

use super::*;

fn prices(rates: &[(Component, u64, u64)]) -> Vec<PriceRow> {
    rates
        .iter()
        .enumerate()
        .map(|(index, (component, min_input_tokens, rate_nanos))| PriceRow {
            id: Uuid::from_u128(index as u128 + 1),
            model: "m".to_owned(),
            component: *component,
            min_input_tokens: *min_input_tokens,
            rate_nanos: *rate_nanos,
            valid_from: jiff::Timestamp::UNIX_EPOCH,
            source: "test".to_owned(),
            confidence: "stated".to_owned(),
        })
        .collect()
}

/// Claude Sonnet 4 as listed: $3 and $15 a million, cache 0.1, 1.25 and 2 times the input rate.
fn sonnet() -> Vec<PriceRow> {
    prices(&[
        (Component::InputUncached, 0, 3_000_000_000),
        (Component::CacheRead, 0, 300_000_000),
        (Component::CacheWrite5m, 0, 3_750_000_000),
        (Component::CacheWrite1h, 0, 6_000_000_000),
        (Component::OutputText, 0, 15_000_000_000),
        (Component::OutputReasoning, 0, 15_000_000_000),
    ])
}

fn usage(counts: [Option<u64>; 6]) -> Usage {
    let [input_uncached, cache_read, cache_write_5m, cache_write_1h, output_text, output_reasoning] = counts;
    Usage { input_uncached, cache_read, cache_write_5m, cache_write_1h, output_text, output_reasoning }
}

#[test]
fn every_component_counts_to_the_last_nano() {
    // 2048·3000 + 1800·300 + 456·3750 + 100·6000 + 123·15000 + 380·15000
    let used = usage([2048, 1800, 456, 100, 123, 380].map(Some));
    assert_eq!(cost(&used, &sonnet()).nanos, Some(6_144_000 + 540_000 + 1_710_000 + 600_000 + 1_845_000 + 5_700_000));
    assert_eq!(cost(&used, &sonnet()).price_ids.len(), 6);
}

#[test]
fn rates_below_a_nano_a_token_stay_exact_and_round_once() {
    // $0.01875 a million is 18.75 nano-dollars a token; 0.4 and 0.4 make 0.8, which rounds up, though each alone rounds down.
    let cheap =
        prices(&[(Component::InputUncached, 0, 18_750_000), (Component::OutputText, 0, 400_000), (Component::OutputReasoning, 0, 400_000)]);
    let of = |input, text, reasoning| cost(&usage([Some(input), Some(0), Some(0), Some(0), Some(text), Some(reasoning)]), &cheap).nanos;
    assert_eq!((of(4, 0, 0), of(1, 0, 0), of(0, 1, 0), of(0, 1, 1)), (Some(75), Some(19), Some(0), Some(1)));
}

#[test]
fn nothing_used_needs_no_price_but_something_does() {
    let only_input = prices(&[(Component::InputUncached, 0, 1_000_000), (Component::OutputText, 0, 1_000_000)]);
    let none_cached = usage([Some(5), Some(0), Some(0), Some(0), Some(5), Some(0)]);
    assert_eq!(cost(&none_cached, &only_input).nanos, Some(10));
    let cached = cost(&Usage { cache_read: Some(1), ..none_cached }, &only_input);
    assert_eq!((cached.nanos, cached.unknown), (None, vec![Component::CacheRead]));
    assert_eq!(cost(&none_cached, &[]).unknown, [Component::InputUncached, Component::OutputText]);
}

#[test]
fn an_absent_count_is_unknown_unless_it_changes_nothing() {
    let whole = usage([Some(100), Some(0), Some(0), Some(0), Some(50), None]);
    assert_eq!(cost(&whole, &sonnet()).nanos, Some(300_000 + 750_000), "reasoning stands in the text, at the same price");
    let cache_unknown = Usage { cache_read: None, ..whole };
    assert_eq!(cost(&cache_unknown, &sonnet()).unknown, [Component::CacheRead]);
    let lifetime_unknown = usage([Some(1), Some(0), Some(300), None, Some(1), Some(0)]);
    assert_eq!(cost(&lifetime_unknown, &sonnet()).unknown, [Component::CacheWrite1h]);
    let nothing_said = cost(&Usage::default(), &sonnet());
    assert_eq!((nothing_said.nanos, nothing_said.unknown.len()), (None, 6));

    let free: Vec<_> = Component::ALL.map(|component| (component, 0, 0)).into();
    assert_eq!(cost(&Usage::default(), &prices(&free)).nanos, Some(0), "a known zero is a price");
}

#[test]
fn the_highest_threshold_reached_wins_for_the_whole_call() {
    let tiered = prices(&[
        (Component::InputUncached, 0, 1_000_000),
        (Component::InputUncached, 200_001, 2_000_000),
        (Component::CacheRead, 0, 100_000),
        (Component::OutputText, 0, 10_000_000),
        (Component::OutputText, 200_001, 15_000_000),
    ]);
    let of = |uncached, cached| cost(&usage([Some(uncached), Some(cached), Some(0), Some(0), Some(10), Some(0)]), &tiered).nanos;
    assert_eq!(of(200_000, 0), Some(200_000 + 100));
    assert_eq!(of(200_001, 0), Some(400_002 + 150));
    assert_eq!(of(100_001, 100_000), Some(200_002 + 10_000 + 150), "cached input counts towards the threshold");
}

#[test]
fn a_price_per_request_is_added_once() {
    let with_fee = prices(&[(Component::InputUncached, 0, 1_000_000), (Component::Request, 0, 5_000)]);
    assert_eq!(cost(&usage([2, 0, 0, 0, 0, 0].map(Some)), &with_fee).nanos, Some(5_002));
}

#[test]
fn dollars_are_exact() {
    for (nanos, spelled) in
        [(0, "$0.00"), (5_000_000_000, "$5.00"), (1_234_567_890, "$1.23456789"), (1, "$0.000000001"), (50_000_000, "$0.05")]
    {
        assert_eq!(dollars(nanos), spelled);
    }
}

proptest! {
    #[test]
    fn no_call_within_its_limits_costs_more_than_its_bound(
        input in 0_u64..500_000, cached in 0_u64..100, output in 0_u32..100_000, reasoned in 0_u64..100, hint in 0_u8..3, written in 0_u64..100,
    ) {
        let cache = [CacheHint::None, CacheHint::FiveMinutes, CacheHint::OneHour][usize::from(hint)];
        let (read, text) = (input * cached / 100, u64::from(output));
        let write = if hint == 0 { 0 } else { (input - read) * written / 100 };
        let reasoning = text * reasoned / 100;
        let used = usage([
            Some(input - read - write), Some(read),
            Some(if hint == 1 { write } else { 0 }), Some(if hint == 2 { write } else { 0 }),
            Some(text - reasoning), Some(reasoning),
        ]);
        let estimate = InputEstimate { bound: input, likely: input };
        prop_assert!(cost(&used, &sonnet()).nanos.unwrap() <= bound(estimate, output, cache, &sonnet()).unwrap());
    }
}

#[test]
fn an_unknown_price_has_no_bound() {
    let estimate = InputEstimate { bound: 10, likely: 10 };
    assert_eq!(bound(estimate, 10, CacheHint::None, &[]), None);
    let no_output = prices(&[(Component::InputUncached, 0, 1)]);
    assert_eq!(bound(estimate, 10, CacheHint::None, &no_output), None);
    let no_cache = prices(&[(Component::InputUncached, 0, 1), (Component::OutputText, 0, 1)]);
    assert_eq!(bound(estimate, 10, CacheHint::OneHour, &no_cache), None);
    assert_eq!(bound(estimate, 10, CacheHint::None, &no_cache), Some(1));
}
