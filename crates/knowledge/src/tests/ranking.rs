//! Search.

use super::document;
use crate::{Document, search, terms};

fn library() -> Vec<Document> {
    vec![
        document("sand.md", b"# Sand batteries\n\nA sand battery stores heat at 500 degrees. It was built in Kankaanpaa.\n\n## Capacity\n\nThe store holds 8 MWh. Costs are low.\n"),
        document("tanks.txt", b"Water tanks store heat below 95 degrees. Batteries of lithium store current, not heat. The mayor likes music.\n"),
    ]
}

#[test]
fn terms_leave_out_words_that_only_ask() {
    assert_eq!(terms("How much heat does a sand battery store, and what does it cost?"), ["batteri", "cost", "heat", "sand", "stor"]);
    assert_eq!(terms("What is it?"), Vec::<String>::new());
    assert_eq!(terms("How many uses does it make?"), ["mak", "mani", "use"]);
}

#[test]
fn the_sentence_that_answers_comes_first() {
    let library = library();
    let hits = search(&library, "How hot is the heat in a sand battery?");
    let best = &hits[0];
    assert_eq!(library[best.document].sentence(best.sentence), "A sand battery stores heat at 500 degrees.");
    assert!(best.coverage > 0.5, "{best:?}");
    assert!(hits.iter().all(|hit| !library[hit.document].sentence(hit.sentence).contains("mayor")));
    assert!(hits.windows(2).all(|pair| pair[0].score >= pair[1].score));
}

#[test]
fn headings_lend_their_words_to_what_stands_under_them() {
    let library = library();
    let hits = search(&library, "capacity of the sand battery");
    let found: Vec<&str> = hits.iter().map(|hit| library[hit.document].sentence(hit.sentence)).collect();
    assert!(found.contains(&"The store holds 8 MWh."), "{found:?}");
}

#[test]
fn a_title_alone_makes_no_sentence_an_answer() {
    let library =
        [document("a.md", b"# Sand batteries\n\nThe mayor likes brass music a lot.\n\n## Sand\n\nGrains of quartz store it well.\n")];
    let found: Vec<usize> = search(&library, "sand batteries").iter().map(|hit| hit.sentence).collect();
    assert_eq!(found, [1]);
}

#[test]
fn a_question_about_something_else_finds_nothing() {
    assert_eq!(search(&library(), "Who won the chess championship?"), []);
    assert_eq!(search(&[], "heat"), []);
}

#[test]
fn the_order_is_always_the_same() {
    let library = library();
    let once = search(&library, "heat store battery costs");
    assert_eq!(once, search(&library, "costs, battery; STORES of heat?"));
}
