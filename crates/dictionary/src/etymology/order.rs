//! Which of two languages can be the older stage of a word, as far as their names alone tell.
//!
//! Webster lists stages from the most recent to the oldest, but sets beside a stage its other ages (`OF. x, F. y`) and
//! sister tongues (`Sp. x, Pg. y`). A list that is not marked by `fr.` is read as descent only where the second language
//! can be the ancestor of the first.

use crate::languages::{Family, Language};

/// Whether a stage listed after another, without a word on how they are related, can be its ancestor.
pub(super) fn can_descend(younger: &Language, older: &Language) -> bool {
    let ((branch, age), (other_branch, other_age)) = (place(younger), place(older));
    if branch == other_branch {
        return other_age > age;
    }
    match (younger.family, older.family) {
        // A daughter of Latin is listed before Latin; two daughters are sisters.
        (Family::Romance, Family::Romance) => branch != "Latin" && other_branch == "Latin",
        // Within these families only the ages of one language follow each other; Anglo-Saxon is a sister of the others.
        (Family::Germanic, Family::Germanic | Family::English)
        | (Family::Celtic, Family::Celtic)
        | (Family::BaltoSlavic, Family::BaltoSlavic)
        | (Family::Semitic, Family::Semitic) => false,
        (Family::IndoIranian, Family::IndoIranian) => matches!(other_branch, "Sanskrit" | "Persian") && branch != "Sanskrit",
        (Family::English, Family::Germanic) => younger.name != "Anglo-Saxon",
        // Greek gave to Latin, and nothing comes from English here.
        (Family::Hellenic, Family::Romance) | (_, Family::English) => false,
        _ => branch != "Latin" || older.family != Family::Germanic,
    }
}

/// The branch of a language and how old it is within the branch.
fn place(language: &Language) -> (&str, u8) {
    let name = language.name.as_str();
    // `Chin. tsh[=a], Prov. Chin. te`: the speech of a province stands beside the tongue it is of.
    let name = ["provincial ", "dialectal "].iter().find_map(|speech| name.strip_prefix(speech)).unwrap_or(name);
    match name {
        "English" | "Scots" => ("English", 0),
        "Old English" | "Middle English" | "Old Scots" => ("English", 1),
        "Anglo-Saxon" => ("English", 2),
        "French" | "Walloon" => ("French", 0),
        "Old French" | "Norman French" | "Anglo-French" | "Law French" => ("French", 1),
        "Provençal" | "New Provençal" => ("Provençal", 0),
        "Old Provençal" => ("Provençal", 1),
        "Italian" => ("Italian", 0),
        "Old Italian" => ("Italian", 1),
        "Spanish" | "American Spanish" | "Mexican Spanish" => ("Spanish", 0),
        "Old Spanish" => ("Spanish", 1),
        "Portuguese" => ("Portuguese", 0),
        "Old Portuguese" => ("Portuguese", 1),
        "Catalan" => ("Catalan", 0),
        "Romanian" => ("Romanian", 0),
        "Romansh" => ("Romansh", 0),
        "Creole" => ("Creole", 0),
        "New Latin" => ("Latin", 0),
        "Late Latin" | "Low Latin" | "Medieval Latin" => ("Latin", 1),
        "Latin" => ("Latin", 2),
        "Old Latin" => ("Latin", 3),
        "New Greek" => ("Greek", 0),
        "Middle Greek" => ("Greek", 1),
        "Late Greek" => ("Greek", 2),
        "Greek" | "Doric Greek" => ("Greek", 3),
        "German" | "Swiss German" => ("German", 0),
        "Middle High German" => ("German", 1),
        "Old High German" | "Old German" => ("German", 2),
        "Dutch" | "Flemish" => ("Dutch", 0),
        "Middle Dutch" => ("Dutch", 1),
        "Old Dutch" | "Old Flemish" => ("Dutch", 2),
        "Low German" => ("Low German", 0),
        "Middle Low German" => ("Low German", 1),
        "Old Low German" | "Old Saxon" => ("Low German", 2),
        "Frisian" | "North Frisian" => ("Frisian", 0),
        "Old Frisian" => ("Frisian", 1),
        "Swedish" => ("Swedish", 0),
        "Old Swedish" => ("Swedish", 1),
        "Danish" => ("Danish", 0),
        "Old Danish" => ("Danish", 1),
        "Irish" => ("Irish", 0),
        "Old Irish" => ("Irish", 1),
        "Gaelic" => ("Gaelic", 0),
        "Old Gaelic" => ("Gaelic", 1),
        "Javanese" => ("Javanese", 0),
        "Old Javanese" => ("Javanese", 1),
        "Welsh" => ("Welsh", 0),
        "Old Welsh" => ("Welsh", 1),
        "Persian" => ("Persian", 0),
        "Old Persian" => ("Persian", 1),
        _ => (name, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::languages::find;

    #[test]
    fn an_older_age_and_a_mother_tongue_can_be_ancestors_and_sisters_cannot() {
        let can = |younger: &str, older: &str| can_descend(&find(younger).unwrap(), &find(older).unwrap());
        for (younger, older) in [
            ("OE.", "AS."),
            ("OE.", "OF."),
            ("F.", "OF."),
            ("F.", "L."),
            ("LL.", "L."),
            ("L.", "Gr."),
            ("NL.", "L."),
            ("OE.", "Icel."),
            ("Turk.", "Per."),
            ("G.", "OHG."),
            ("F.", "Ar."),
        ] {
            assert!(can(younger, older), "{younger} {older}");
        }
        for (younger, older) in [
            ("OF.", "F."),
            ("L.", "LL."),
            ("Sp.", "Pg."),
            ("F.", "It."),
            ("AS.", "Icel."),
            ("Dan.", "Sw."),
            ("L.", "F."),
            ("Gr.", "L."),
            ("AS.", "OE."),
            ("L.", "OHG."),
            ("W.", "Ir."),
            ("OE.", "OE."),
            ("Chin.", "Prov. Chin."),
        ] {
            assert!(!can(younger, older), "{younger} {older}");
        }
    }
}
