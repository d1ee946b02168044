use super::*;

/// `name@provider tier cost`, with `!` for ailing, `x` for unavailable, `?` for an unknown price.
fn candidates(lines: &[&str]) -> Vec<Candidate> {
    let parse = |line: &&str| {
        let mut words = line.split(' ');
        let (id, provider) = words.next().unwrap().split_once('@').unwrap();
        let tier = words.next().unwrap().parse().unwrap();
        let cost = words.next().unwrap();
        let marks = words.next().unwrap_or_default();
        Candidate {
            card: ModelCard {
                id: id.to_owned(),
                provider: provider.to_owned(),
                wire_name: id.to_owned(),
                display_name: id.to_owned(),
                tier,
                max_context_tokens: Some(100_000),
                max_output_tokens: Some(8_000),
                supports_tools: !marks.contains('t'),
                supports_structured_output: true,
                is_active: !marks.contains('i'),
            },
            unavailable: marks.contains('x').then(|| "no key".to_owned()),
            healthy: !marks.contains('!'),
            cost_bound_nanos: cost.parse().ok(),
        }
    };
    lines.iter().map(parse).collect()
}

const ALL: [&str; 7] = [
    "opus@anthropic gold 900",
    "o3@openai gold 700",
    "sonnet@anthropic silver 300",
    "4o@openai silver 200",
    "pro@google silver 250",
    "haiku@anthropic bronze 80",
    "mini@openai bronze 30",
];

fn open() -> Policy {
    Policy { fallback: true, ..Policy::default() }
}

fn order(wanted: Wanted, lines: &[&str], policy: &Policy) -> Vec<String> {
    plan(&wanted, Needs::default(), &candidates(lines), policy).unwrap().order().iter().map(|card| card.id.clone()).collect()
}

fn model(id: &str) -> Wanted {
    Wanted::Model(id.to_owned())
}

fn failure(kind: ModelErrorKind) -> ModelError {
    ModelError::before_sending(kind, "p", "m", "broke")
}

#[test]
fn candidates_come_in_the_order_of_policy() {
    let strict = Policy::default();
    for (wanted, policy, expected) in [
        (model("opus"), &strict, vec!["opus"]),
        // The same tier elsewhere; then the tier below, at home first; then the next.
        (model("opus"), &open(), vec!["opus", "o3", "sonnet", "4o", "pro", "haiku", "mini"]),
        (model("4o"), &open(), vec!["4o", "pro", "sonnet", "mini", "haiku"]),
        (model("opus"), &Policy { floor: Tier::Silver, ..open() }, vec!["opus", "o3", "sonnet", "4o", "pro"]),
        (model("haiku"), &Policy { floor: Tier::Silver, ..open() }, vec!["haiku"]),
        // Of a tier the cheapest first.
        (Wanted::Tier(Tier::Silver), &strict, vec!["4o", "pro", "sonnet"]),
        (Wanted::Tier(Tier::Silver), &open(), vec!["4o", "pro", "sonnet", "mini", "haiku"]),
    ] {
        assert_eq!(order(wanted.clone(), &ALL, policy), expected, "{wanted:?}");
    }
}

#[test]
fn the_unfit_are_left_out_with_their_reason() {
    for (mark, cause, words) in [
        ("900 x", Cause::Unavailable, "no key"),
        ("900 i", Cause::Policy, "not active"),
        ("900 t", Cause::Policy, "cannot call tools"),
        ("? ", Cause::PriceUnknown, "price is not known"),
        ("2000 ", Cause::Budget, "may cost 2000 nano-dollars, allowed are 1000"),
    ] {
        let asked = format!("asked@here gold {mark}");
        let needs = Needs { tools: true, ..Needs::default() };
        let policy = Policy { max_call_nanos: Some(1000), ..open() };
        let route = plan(&model("asked"), needs, &candidates(&[&asked, "other@there gold 10"]), &policy).unwrap();
        let Move::Call { card, wait, degradation } = route.first() else { panic!("one can serve") };
        let degradation = degradation.unwrap();
        assert_eq!((card.id.as_str(), wait), ("other", Duration::ZERO));
        assert_eq!((degradation.from_model.as_str(), degradation.cause), ("asked", cause), "{mark}");
        assert!(degradation.reason.contains(words), "{}", degradation.reason);

        let alone = plan(&model("asked"), needs, &candidates(&[&asked]), &policy).unwrap_err();
        assert!(alone.to_string().contains(words), "{alone}");
    }
}

#[test]
fn too_long_a_request_fits_nobody() {
    for needs in [Needs { context_tokens: 100_001, ..Needs::default() }, Needs { output_tokens: 8_001, ..Needs::default() }] {
        assert!(plan(&model("opus"), needs, &candidates(&ALL), &open()).is_err());
    }
    let needs = Needs { context_tokens: 100_000, output_tokens: 8_000, ..Needs::default() };
    assert!(plan(&model("opus"), needs, &candidates(&ALL), &open()).is_ok());
}

#[test]
fn an_unknown_price_may_serve_only_where_policy_allows_and_comes_last() {
    let lines = ["known@a silver 500", "unknown@b silver ?"];
    assert_eq!(order(Wanted::Tier(Tier::Silver), &lines, &Policy::default()), ["known"]);
    let policy = Policy { allow_unknown_price: true, ..Policy::default() };
    assert_eq!(order(Wanted::Tier(Tier::Silver), &lines, &policy), ["known", "unknown"]);
}

#[test]
fn an_ailing_provider_is_passed_over_unless_it_is_the_only_one() {
    let lines = ["asked@a gold 1 !", "other@b gold 2"];
    let route = plan(&model("asked"), Needs::default(), &candidates(&lines), &open()).unwrap();
    let Move::Call { card, degradation, .. } = route.first() else { panic!("one can serve") };
    assert_eq!((card.id.as_str(), degradation.unwrap().cause), ("other", Cause::Unhealthy));
    assert_eq!(order(model("asked"), &lines, &Policy::default()), ["asked"], "asked for by name and nothing else allowed");
}

#[test]
fn an_unknown_model_has_no_route() {
    assert_eq!(plan(&model("nobody"), Needs::default(), &candidates(&ALL), &open()).unwrap_err().0[0].reason, "unknown model");
}

#[test]
fn a_failure_that_may_pass_is_retried_once_and_then_served_elsewhere() {
    let mut route = plan(&model("opus"), Needs::default(), &candidates(&ALL), &open()).unwrap();
    let passing = failure(ModelErrorKind::RetryLater { after: Some(Duration::from_secs(7)) });
    let Move::Call { card, wait, degradation } = route.after(Setback::Failed(&passing)) else { panic!("retried") };
    assert_eq!((card.id.as_str(), wait, degradation), ("opus", Duration::from_secs(7), None));
    let Move::Call { card, wait, degradation } = route.after(Setback::Failed(&passing)) else { panic!("elsewhere") };
    let degradation = degradation.unwrap();
    assert_eq!((card.id.as_str(), wait), ("o3", Duration::ZERO));
    assert_eq!((degradation.from_model.as_str(), degradation.to_model.as_str(), degradation.cause), ("opus", "o3", Cause::ProviderError));
    // The next model has a retry of its own; then the tier below, but not at the providers that are down.
    assert!(matches!(route.after(Setback::Failed(&failure(ModelErrorKind::Timeout))), Move::Call { card, .. } if card.id == "o3"));
    let Move::Call { card, degradation, .. } = route.after(Setback::Failed(&failure(ModelErrorKind::RetryElsewhere))) else { panic!() };
    let degradation = degradation.unwrap();
    assert_eq!((card.id.as_str(), degradation.from_tier, degradation.to_tier), ("sonnet", Some(Tier::Gold), Tier::Silver));
}

#[test]
fn what_follows_a_failure_depends_on_its_kind() {
    let hour = Some(Duration::from_secs(3600));
    for (kind, next) in [
        (ModelErrorKind::RetryLater { after: None }, Some("opus after 1000")),
        (ModelErrorKind::RetryLater { after: hour }, Some("o3 after 0")),
        (ModelErrorKind::Timeout, Some("opus after 1000")),
        (ModelErrorKind::BadResponse, Some("opus after 1000")),
        (ModelErrorKind::RetryElsewhere, Some("o3 after 0")),
        (ModelErrorKind::Unavailable, Some("o3 after 0")),
        (ModelErrorKind::Budget, Some("o3 after 0")),
        (ModelErrorKind::BadRequest, None),
        (ModelErrorKind::Refused, None),
    ] {
        let mut route = plan(&model("opus"), Needs::default(), &candidates(&ALL), &open()).unwrap();
        let got = match route.after(Setback::Failed(&failure(kind))) {
            Move::Call { card, wait, .. } => Some(format!("{} after {}", card.id, wait.as_millis())),
            Move::GiveUp { .. } => None,
        };
        assert_eq!(got.as_deref(), next, "{kind:?}");
    }
}

#[test]
fn a_denied_budget_steps_down_and_ends_with_its_reason() {
    let mut route = plan(&model("sonnet"), Needs::default(), &candidates(&["sonnet@a silver 9", "haiku@a bronze 2"]), &open()).unwrap();
    let Move::Call { card, degradation, .. } = route.after(Setback::Denied("run budget: 5 left")) else { panic!("a cheaper one") };
    assert_eq!((card.id.as_str(), degradation.unwrap().cause), ("haiku", Cause::Budget));
    assert_eq!(route.after(Setback::Denied("run budget: 1 left")), Move::GiveUp { reason: "haiku: run budget: 1 left".to_owned() });
}

#[test]
fn a_provider_that_keeps_failing_ails_for_a_while() {
    let mut health = Health::new();
    let broke = Err(ModelErrorKind::RetryElsewhere);
    for now in 0..2 {
        health.note(broke, now);
        assert!(health.is_sound(now));
    }
    health.note(Err(ModelErrorKind::BadRequest), 2);
    assert!(health.is_sound(2), "a bad request says nothing of the provider");
    health.note(broke, 3);
    assert!(!health.is_sound(4));
    assert!(health.is_sound(3 + Health::REST_MS));
    health.note(broke, 3 + Health::REST_MS);
    assert!(!health.is_sound(4 + Health::REST_MS), "the trial failed");
    health.note(Ok(()), 5 + Health::REST_MS);
    health.note(broke, 6 + Health::REST_MS);
    assert!(health.is_sound(6 + Health::REST_MS), "a success forgives everything");
}
