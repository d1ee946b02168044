//! What the parser makes of entries, plain and odd.

use super::*;

const VILLAIN: &str = r#"Villain \Vil"lain\, n. [OE. vilein, F. vilain, LL. villanus,
   from villa a village, L. villa a farm. See {Villa}.]
   [1913 Webster]
   1. (Feudal Law) One who holds lands by a base, or servile,
      tenure, or in villenage; a feudal tenant of the lowest
      class, a bondman or servant. [In this sense written also
      {villan}, and {villein}.]
      [1913 Webster]

            If any of my ansectors was a tenant, and a servant,
            and held his lands as a villain to his lord, his
            posterity also must do so, though accidentally they
            become noble.                         --Jer. Taylor.
      [1913 Webster]

   Note: Villains were of two sorts; villains regardant, that
         is, annexed to the manor (LL. adscripti glebae); and
         villains in gross, that is, annexed to the person of
         their lord, and transferable from one to another.
         --Blackstone.
         [1913 Webster]

   2. A baseborn or clownish person; a boor. [R.]
      [1913 Webster]

            Calm, thinking villains, whom no faith could fix.
                                                  --Pope.
      [1913 Webster]
"#;

#[test]
fn reads_head_etymology_senses_labels_and_notes() {
    let entry = parse(VILLAIN);
    let head = &entry.headwords[0];
    assert_eq!((head.word.as_str(), head.syllables.as_deref()), ("Villain", Some("Vil′lain")));
    assert_eq!(entry.part_of_speech.unwrap().name, "noun");
    assert!(entry.etymologies[0].of(VILLAIN).starts_with("OE. vilein") && entry.etymologies[0].of(VILLAIN).ends_with("{Villa}."));
    assert_eq!(entry.senses.len(), 2);
    assert_eq!(entry.senses[0].labels[0].name, "feudal law");
    assert_eq!(entry.senses[1].labels[0].name, "rare");
    assert_eq!(entry.senses[1].definition.as_ref().unwrap().text, "A baseborn or clownish person; a boor.");
    assert_eq!(entry.notes.len(), 1);
    assert_eq!(entry.editions, ["1913 Webster"]);
}

#[test]
fn reads_quotations_with_author_on_the_same_or_the_next_line() {
    let entry = parse(VILLAIN);
    let first = &entry.senses[0].quotations[0];
    assert!(first.text.starts_with("If any of my ansectors") && first.text.ends_with("become noble."));
    assert_eq!(first.attribution.as_ref().unwrap().author, "Jeremy Taylor");
    let second = &entry.senses[1].quotations[0];
    assert_eq!(second.text, "Calm, thinking villains, whom no faith could fix.");
    assert_eq!(second.attribution.as_ref().unwrap().printed, "Pope.");
    assert_eq!(second.span.of(VILLAIN), second.text);
}

#[test]
fn keeps_lines_of_verse_and_joins_prose() {
    let text = "Window \\Win\"dow\\, n.\n   1. An opening.\n\n            Then to come, in spite of sorrow,\n            And at my window bid good morrow.     --Milton.\n";
    let entry = parse(text);
    assert_eq!(entry.senses[0].quotations[0].text, "Then to come, in spite of sorrow,\nAnd at my window bid good morrow.");
}

#[test]
fn takes_inline_quotations_labels_and_names_out_of_a_definition() {
    let text = "Nice \\Nice\\ (n[imac]s), a.\n   1. Foolish; silly. [Obs.] --Gower.\n\n   5. Apprehending slight differences; as, a nice taste or judgment. \"Our author\n      happy in a judge so nice.\" --Pope. \"Nice verbal\n      criticism.\" --Coleridge.\n";
    let entry = parse(text);
    assert_eq!(entry.headwords[0].respelling.as_deref(), Some("nīs"));
    assert!(entry.senses[0].is_obsolete());
    assert_eq!(entry.senses[0].attributions[0].author, "John Gower");
    let fifth = &entry.senses[1];
    assert_eq!(fifth.definition.as_ref().unwrap().text, "Apprehending slight differences");
    assert_eq!(fifth.examples.as_ref().unwrap().text, "a nice taste or judgment.");
    assert_eq!(fifth.quotations.len(), 2);
    assert_eq!(fifth.quotations[1].text, "Nice verbal criticism.");
    assert_eq!(fifth.quotations[1].attribution.as_ref().unwrap().author, "Samuel Taylor Coleridge");
}

#[test]
fn reads_variants_forms_phrases_and_derived_words() {
    let text = "Cachectic \\Ca*chec\"tic\\, Cachectical \\Ca*chec\"tic*al\\, a. [L.\n   cachecticus, Gr. ?????????: cf. F. cachectique.]\n   Having cachexia.\n\n   {Gunner's quadrant} (Mil.), an instrument consisting of a limb.\n\n   -- {Gre*ga\"ri*ous*ly}, adv. -- {Gre*ga\"ri*ous*ness}, n.\n";
    let entry = parse(text);
    assert_eq!(entry.headwords.len(), 2);
    assert_eq!(entry.senses[0].definition.as_ref().unwrap().text, "Having cachexia.");
    assert_eq!(entry.phrases[0].names, ["Gunner's quadrant"]);
    assert_eq!(entry.phrases[0].definition.as_ref().unwrap().text, "an instrument consisting of a limb.");
    assert_eq!(entry.derived[1].word, "Gregariousness");
    assert_eq!(entry.derived[1].part_of_speech.as_deref(), Some("noun"));
}

#[test]
fn tells_inflected_forms_from_an_etymology() {
    let text = "Run \\Run\\ (r[u^]n), v. i. [imp. {Ran} (r[a^]n) or {Run}; p. p.\n   {Run}.] [OE. rinnen; akin to D.\n   runnen (cf. {Origin}). [root]11.]\n   1. To move.\n      (a) To go swiftly.\n\n                So run, that\n                ye may obtain.                    --1 Cor. ix.\n                                                  24.\n";
    let entry = parse(text);
    assert_eq!(entry.forms.iter().map(|form| form.word.as_str()).collect::<Vec<_>>(), ["Ran", "Run"]);
    assert_eq!(entry.etymologies.len(), 1);
    assert_eq!(entry.senses[1].number.as_deref(), Some("1 (a)"));
    let verse = &entry.senses[1].quotations[0];
    assert_eq!(verse.attribution.as_ref().unwrap().author, "The Bible");
    assert_eq!(verse.attribution.as_ref().unwrap().work.as_deref(), Some("1 Corinthians ix. 24"));
}

#[test]
fn survives_broken_brackets_and_empty_text() {
    for text in
        ["", "\n", "x", "A \\A\\, n. [L. x", "A \\A\\ (b, n.", "A \\A", "{", "[[[", "1. --", "A \\A\\, n.\n   1. --\n   {", "   (a)\n"]
    {
        let entry = parse(text);
        for block in &entry.blocks {
            assert!(block.span.end <= text.len());
        }
    }
}
