use proptest::prelude::*;

use crate::{Lines, excerpt, find_approximately, ngrams, normalise, sentences, shared_runs, stem, words};

fn split(text: &str) -> Vec<&str> {
    sentences(text).into_iter().map(|range| &text[range]).collect()
}

#[test]
fn splits_plain_sentences() {
    assert_eq!(split("One is here. Two follows! Is three?"), ["One is here.", "Two follows!", "Is three?"]);
}

#[test]
fn keeps_abbreviations_initials_and_decimals_together() {
    for whole in [
        "Dr. Smith met J. R. R. Tolkien at 3.5 miles, e.g. near St. Albans.",
        "See Fig. 3 and No. 7 (pp. 12–14) in vol. II of the report.",
        "The U.S. economy grew by 2.5 per cent in Jan. 2020.",
        "It rose (cf. Miller et al. 2019) to 4.2.",
    ] {
        assert_eq!(split(whole), [whole]);
    }
}

#[test]
fn an_abbreviation_before_a_capital_may_end_a_sentence() {
    assert_eq!(split("They sold tea, silk, etc. The ship sailed."), ["They sold tea, silk, etc.", "The ship sailed."]);
    assert_eq!(split("It belongs to Acme Inc. and others. Good."), ["It belongs to Acme Inc. and others.", "Good."]);
}

#[test]
fn closing_quotes_and_citations_stay_with_their_sentence() {
    assert_eq!(
        split("He said \u{201c}Stop.\u{201d} Then he left. [3] She stayed.[1, 2] End."),
        ["He said \u{201c}Stop.\u{201d}", "Then he left. [3]", "She stayed.[1, 2]", "End."]
    );
    assert_eq!(split("\"Stop!\" he cried. \"Why?\" she asked."), ["\"Stop!\" he cried.", "\"Why?\" she asked."]);
}

#[test]
fn blank_lines_and_list_items_end_sentences_and_line_breaks_do_not() {
    assert_eq!(
        split("A heading\n\nA line that\nis wrapped. Next\n- first item\n- second item. More\n2. third"),
        ["A heading", "A line that\nis wrapped.", "Next", "first item", "second item.", "More", "third"]
    );
}

#[test]
fn words_that_are_abbreviations_only_before_numbers_end_sentences_elsewhere() {
    assert_eq!(split("He said no. Then he left in May. It was No. 7."), ["He said no.", "Then he left in May.", "It was No. 7."]);
}

#[test]
fn years_end_sentences() {
    assert_eq!(split("It was built in 1913. The war came."), ["It was built in 1913.", "The war came."]);
}

#[test]
fn normal_form_ignores_case_space_quotes_and_soft_hyphens() {
    assert_eq!(normalise("  The \u{201c}VIL\u{ad}LAIN\u{201d}\n of—the ﬁeld ").as_str(), "the villain of the field");
    let text = "Say: “Don’t go”.";
    let normal = normalise(text);
    let at = normal.as_str().find("don t go").unwrap();
    assert_eq!(&text[normal.original(at..at + 8)], "Don’t go");
}

#[test]
fn finds_a_quotation_with_a_slip_and_not_with_a_changed_word() {
    let source = normalise("I remember the day; the mirth of the villain was heard in all the land, and nobody laughed with him.");
    let slip = normalise("the mirth of the vilain was heard in all the land");
    let hit = find_approximately(slip.as_str(), source.as_str(), 1).unwrap();
    assert_eq!(hit.distance, 1);
    assert_eq!(&source.as_str()[hit.span], "the mirth of the villain was heard in all the land");
    let changed = normalise("the mirth of the king was heard in all the land");
    assert_eq!(find_approximately(changed.as_str(), source.as_str(), 1), None);
}

#[test]
fn finds_shared_runs_in_both_texts() {
    let keys = |text: &str| words(text).map(|word| word.key()).collect::<Vec<_>>();
    let ours = keys("we say the quick brown fox jumps and then stop");
    let theirs = keys("a tale: the quick brown fox jumps over it");
    assert_eq!(shared_runs(&ours, &theirs, 4), [(2..7, 2..7)]);
    assert_eq!(shared_runs(&ours, &theirs, 6), []);
    assert_eq!(ngrams(&ours, 3).len(), 8);
}

#[test]
fn stems_join_inflections_only() {
    for (a, b) in
        [("sources", "source"), ("studies", "study"), ("running", "run"), ("used", "using"), ("batteries", "battery"), ("boxes", "box")]
    {
        assert_eq!(stem(a), stem(b), "{a} / {b}");
    }
    for (a, b) in [("universe", "university"), ("sing", "sin"), ("policy", "police"), ("bus", "bu")] {
        assert_ne!(stem(a), stem(b), "{a} / {b}");
    }
}

#[test]
fn excerpts_are_short_and_on_one_line() {
    assert_eq!(excerpt("a  b\nc", 10), "a b c");
    assert_eq!(excerpt("alpha beta gamma", 11), "alpha beta…");
    assert_eq!(Lines::of("a\nb\nc").line(2), 2);
}

proptest! {
    #[test]
    fn sentences_cover_every_letter_once_in_order(text in "[a-zA-Z0-9 .!?\\n\"\\[\\]()-]{0,200}") {
        let mut last = 0;
        let mut covered = vec![false; text.len()];
        for range in sentences(&text) {
            prop_assert!(range.start >= last && range.end > range.start);
            last = range.end;
            covered[range].fill(true);
        }
        for (at, letter) in text.char_indices().filter(|(_, c)| c.is_alphabetic()) {
            prop_assert!(covered[at], "{letter} at {at} is in no sentence of {text:?}");
        }
    }

    #[test]
    fn sentences_never_panic_or_split_characters(text in "\\PC{0,80}") {
        for range in sentences(&text) {
            prop_assert!(text.get(range).is_some());
        }
    }

    #[test]
    fn normal_form_is_stable(text in "\\PC{0,80}") {
        let once = normalise(&text);
        let twice = normalise(once.as_str());
        prop_assert_eq!(once.as_str(), twice.as_str());
        prop_assert!(!once.as_str().contains("  "));
        prop_assert!(text.get(once.original(0..once.as_str().len())).is_some());
    }

    #[test]
    fn approximate_search_finds_what_was_planted(before in "[a-d ]{0,30}", needle in "[a-d]{12,40}", after in "[a-d ]{0,30}", at in 0usize..12) {
        let mut damaged = needle.clone().into_bytes();
        damaged[at] = b'x';
        let haystack = format!("{before}{}{after}", String::from_utf8(damaged).unwrap());
        let hit = find_approximately(&needle, &haystack, 2).unwrap();
        prop_assert!(hit.distance <= 1);
        prop_assert_eq!(hit.distance, strsim::levenshtein(&needle, &haystack[hit.span]));
    }
}
