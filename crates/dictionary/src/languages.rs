//! The languages of the etymologies, as Webster abbreviated and named them.
//!
//! Names are the dictionary's own (its `OE.` is what is now called Middle English, its `AS.` Old English), so that what is
//! shown is what the source says.

use serde::{Deserialize, Serialize};

/// A language as an etymology names it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Language {
    /// As printed, for example `LL.`
    pub abbreviation: String,
    /// Spelled out, for example `Late Latin`.
    pub name: String,
    /// Its family.
    pub family: Family,
}

/// The family a language belongs to, as far as a page's look and a reader's map need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// English in all its ages.
    English,
    /// Latin and its daughters.
    Romance,
    /// Greek.
    Hellenic,
    /// German, Dutch, the Norse tongues, Gothic.
    Germanic,
    /// Welsh, Irish, Gaelic, Breton, Cornish.
    Celtic,
    /// Russian, Polish and their kin, and Lithuanian.
    BaltoSlavic,
    /// Sanskrit, Persian, Hindi and their kin.
    IndoIranian,
    /// Arabic, Hebrew and their kin.
    Semitic,
    /// Any other.
    Other,
}

/// Finds a language by its abbreviation or name as printed, with or without its full stop.
#[must_use]
pub fn find(printed: &str) -> Option<Language> {
    let key = printed.trim().trim_end_matches('.');
    TABLE.iter().find(|(abbreviation, _, _)| *abbreviation == key).map(|(_, name, family)| Language {
        abbreviation: printed.trim().to_owned(),
        name: (*name).to_owned(),
        family: *family,
    })
}

/// The names of all languages, spelled out.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    TABLE.iter().map(|(_, name, _)| *name)
}

/// Finds the longest language name at the beginning of a text: how many bytes it takes and the language.
#[must_use]
pub(crate) fn at_start(text: &str) -> Option<(usize, Language)> {
    let mut best: Option<(usize, &(&str, &str, Family))> = None;
    for row in TABLE {
        let key = row.0;
        let Some(rest) = text.strip_prefix(key) else { continue };
        let taken = match rest.as_bytes().first() {
            Some(b'.') if key != row.1 => key.len() + 1,
            Some(letter) if letter.is_ascii_alphanumeric() || *letter == b'\'' || *letter == b'-' => continue,
            Some(b' ') if key == "Gr" => key.len(),
            // An abbreviation such as `F` or `Arm` is a language only with its full stop.
            _ if key != row.1 && key.len() < 5 => continue,
            _ => key.len(),
        };
        if best.is_none_or(|(length, _)| taken > length) {
            best = Some((taken, row));
        }
    }
    best.map(|(taken, (_, name, family))| {
        (taken, Language { abbreviation: text[..taken].to_owned(), name: (*name).to_owned(), family: *family })
    })
}

use Family::{BaltoSlavic, Celtic, English, Germanic, Hellenic, IndoIranian, Other, Romance, Semitic};

/// Abbreviation without its full stop, name, family.
#[rustfmt::skip]
const TABLE: &[(&str, &str, Family)] = &[
    ("E", "English", English), ("Eng", "English", English), ("English", "English", English), ("OE", "Old English", English), ("Old English", "Old English", English),
    ("Oe", "Old English", English), ("ME", "Middle English", English), ("AS", "Anglo-Saxon", English), ("As", "Anglo-Saxon", English), ("Anglo-Saxon", "Anglo-Saxon", English),
    ("Prov. E", "provincial English", English), ("Prov. Eng", "provincial English", English), ("Prov.E", "provincial English", English), ("Dial. E", "dialectal English", English), ("Prov. English", "provincial English", English),
    ("Scot", "Scots", English), ("Scotch", "Scots", English), ("Scottish", "Scots", English), ("OScot", "Old Scots", English), ("Anglo-Indian", "Anglo-Indian", English),
    ("American", "American", Other),
    ("F", "French", Romance), ("Fr", "French", Romance), ("French", "French", Romance), ("OF", "Old French", Romance), ("OFr", "Old French", Romance), ("Of", "Old French", Romance), ("Old French", "Old French", Romance),
    ("Norm. F", "Norman French", Romance), ("Norman French", "Norman French", Romance), ("NF", "Norman French", Romance), ("Norm", "Norman French", Romance), ("Anglo-F", "Anglo-French", Romance), ("AF", "Anglo-French", Romance), ("Law F", "Law French", Romance), ("Law French", "Law French", Romance),
    ("Prov. F", "provincial French", Romance), ("dial. F", "dialectal French", Romance), ("Walloon", "Walloon", Romance), ("Pr", "Provençal", Romance), ("NPr", "New Provençal", Romance), ("Prov", "Provençal", Romance), ("OPr", "Old Provençal", Romance), ("Provencal", "Provençal", Romance),
    ("L", "Latin", Romance), ("Lat", "Latin", Romance), ("Latin", "Latin", Romance), ("LL", "Late Latin", Romance), ("Late Latin", "Late Latin", Romance), ("Low Latin", "Low Latin", Romance), ("NL", "New Latin", Romance), ("Nl", "New Latin", Romance), ("Ll", "Late Latin", Romance), ("New Latin", "New Latin", Romance), ("OL", "Old Latin", Romance), ("ML", "Medieval Latin", Romance),
    ("It", "Italian", Romance), ("Ital", "Italian", Romance), ("Italian", "Italian", Romance), ("OIt", "Old Italian", Romance), ("Prov. It", "provincial Italian", Romance), ("Sp", "Spanish", Romance), ("SP", "Spanish", Romance), ("Spanish", "Spanish", Romance), ("OSp", "Old Spanish", Romance), ("Amer. Sp", "American Spanish", Romance), ("Sp. Am", "American Spanish", Romance), ("American Spanish", "American Spanish", Romance), ("Mex. Sp", "Mexican Spanish", Romance),
    ("Pg", "Portuguese", Romance), ("Portuguese", "Portuguese", Romance), ("OPg", "Old Portuguese", Romance), ("Catal", "Catalan", Romance), ("Catalan", "Catalan", Romance), ("Roumanian", "Romanian", Romance), ("Rumanian", "Romanian", Romance), ("Romansch", "Romansh", Romance), ("Creole", "Creole", Romance),
    ("Gr", "Greek", Hellenic), ("Greek", "Greek", Hellenic), ("LGr", "Late Greek", Hellenic), ("Lgr", "Late Greek", Hellenic), ("NGr", "New Greek", Hellenic), ("MGr", "Middle Greek", Hellenic), ("Late Greek", "Late Greek", Hellenic), ("Doric", "Doric Greek", Hellenic),
    ("G", "German", Germanic), ("Ger", "German", Germanic), ("German", "German", Germanic), ("OHG", "Old High German", Germanic), ("Ohg", "Old High German", Germanic), ("OHg", "Old High German", Germanic), ("MHG", "Middle High German", Germanic), ("HG", "High German", Germanic), ("LG", "Low German", Germanic), ("Lg", "Low German", Germanic), ("Low German", "Low German", Germanic), ("OLG", "Old Low German", Germanic), ("MLG", "Middle Low German", Germanic), ("OG", "Old German", Germanic), ("Prov. G", "provincial German", Germanic), ("dial. G", "dialectal German", Germanic),
    ("OS", "Old Saxon", Germanic), ("Old Saxon", "Old Saxon", Germanic), ("D", "Dutch", Germanic), ("Dutch", "Dutch", Germanic), ("OD", "Old Dutch", Germanic), ("MD", "Middle Dutch", Germanic), ("Prov. D", "provincial Dutch", Germanic), ("Flem", "Flemish", Germanic), ("OFlem", "Old Flemish", Germanic), ("Flemish", "Flemish", Germanic),
    ("Fries", "Frisian", Germanic), ("Fris", "Frisian", Germanic), ("Frisian", "Frisian", Germanic), ("OFries", "Old Frisian", Germanic), ("Ofries", "Old Frisian", Germanic), ("OFris", "Old Frisian", Germanic), ("NFries", "North Frisian", Germanic),
    ("Icel", "Icelandic", Germanic), ("Icelandic", "Icelandic", Germanic), ("Sw", "Swedish", Germanic), ("SW", "Swedish", Germanic), ("Swed", "Swedish", Germanic), ("Swedish", "Swedish", Germanic), ("OSw", "Old Swedish", Germanic), ("Prov. Sw", "provincial Swedish", Germanic), ("dial. Sw", "dialectal Swedish", Germanic),
    ("Dan", "Danish", Germanic), ("Da", "Danish", Germanic), ("Danish", "Danish", Germanic), ("ODan", "Old Danish", Germanic), ("Prov. Dan", "provincial Danish", Germanic), ("dial. Dan", "dialectal Danish", Germanic), ("Norw", "Norwegian", Germanic), ("Norweg", "Norwegian", Germanic), ("Norwegian", "Norwegian", Germanic), ("Scand", "Scandinavian", Germanic), ("Scandinavian", "Scandinavian", Germanic), ("Norse", "Norse", Germanic), ("Old Norse", "Old Norse", Germanic), ("ON", "Old Norse", Germanic),
    ("Goth", "Gothic", Germanic), ("Gothic", "Gothic", Germanic), ("Teut", "Teutonic", Germanic), ("Teutonic", "Teutonic", Germanic), ("Germanic", "Germanic", Germanic), ("Yiddish", "Yiddish", Germanic), ("Yid", "Yiddish", Germanic), ("Swiss", "Swiss German", Germanic), ("Frankish", "Frankish", Germanic), ("Lombard", "Lombard", Germanic),
    ("W", "Welsh", Celtic), ("Welsh", "Welsh", Celtic), ("Gael", "Gaelic", Celtic), ("OGael", "Old Gaelic", Celtic), ("Gaelic", "Gaelic", Celtic), ("Ir", "Irish", Celtic), ("Irish", "Irish", Celtic), ("OIr", "Old Irish", Celtic), ("Olr", "Old Irish", Celtic), ("Celt", "Celtic", Celtic), ("Celtic", "Celtic", Celtic), ("Armor", "Armoric (Breton)", Celtic), ("Arm", "Armoric (Breton)", Celtic), ("Armoric", "Armoric (Breton)", Celtic), ("Corn", "Cornish", Celtic), ("Cornish", "Cornish", Celtic), ("Manx", "Manx", Celtic), ("OW", "Old Welsh", Celtic), ("Gaul", "Gaulish", Celtic), ("Gallic", "Gallic", Celtic), ("British", "British", Celtic), ("Breton", "Breton", Celtic),
    ("Russ", "Russian", BaltoSlavic), ("Byelorussian", "Byelorussian", BaltoSlavic), ("Russian", "Russian", BaltoSlavic), ("Pol", "Polish", BaltoSlavic), ("Polish", "Polish", BaltoSlavic), ("Bohem", "Bohemian", BaltoSlavic), ("Bohemian", "Bohemian", BaltoSlavic), ("Czech", "Czech", BaltoSlavic), ("Slav", "Slavic", BaltoSlavic), ("Slavic", "Slavic", BaltoSlavic), ("Slavonic", "Slavonic", BaltoSlavic), ("OSlav", "Old Slavic", BaltoSlavic), ("OSlaw", "Old Slavic", BaltoSlavic), ("Serb", "Serbian", BaltoSlavic), ("Servian", "Serbian", BaltoSlavic), ("Croatian", "Croatian", BaltoSlavic), ("Lith", "Lithuanian", BaltoSlavic), ("OPruss", "Old Prussian", BaltoSlavic), ("Serv", "Serbian", BaltoSlavic), ("Lett", "Lettish (Latvian)", BaltoSlavic), ("Ukrainian", "Ukrainian", BaltoSlavic),
    ("Skr", "Sanskrit", IndoIranian), ("Sk", "Sanskrit", IndoIranian), ("Skt", "Sanskrit", IndoIranian), ("Sanskrit", "Sanskrit", IndoIranian), ("Per", "Persian", IndoIranian), ("Pers", "Persian", IndoIranian), ("Persian", "Persian", IndoIranian), ("OPer", "Old Persian", IndoIranian), ("OPers", "Old Persian", IndoIranian), ("Zend", "Zend", IndoIranian), ("Hind", "Hindustani", IndoIranian), ("Hindi", "Hindi", IndoIranian), ("Hindustani", "Hindustani", IndoIranian), ("Hindoostanee", "Hindustani", IndoIranian), ("Hindoo", "Hindustani", IndoIranian), ("Bengali", "Bengali", IndoIranian), ("Beng", "Bengali", IndoIranian), ("Bengalee", "Bengali", IndoIranian), ("Mahratta", "Marathi", IndoIranian), ("Mahr", "Marathi", IndoIranian), ("Urdu", "Urdu", IndoIranian), ("Pali", "Pali", IndoIranian), ("Armen", "Armenian", IndoIranian), ("Armenian", "Armenian", IndoIranian), ("Gypsy", "Romany", IndoIranian), ("Romany", "Romany", IndoIranian), ("Singhalese", "Sinhalese", IndoIranian), ("Ceylonese", "Sinhalese", IndoIranian), ("Punjabi", "Punjabi", IndoIranian),
    ("Ar", "Arabic", Semitic), ("Arab", "Arabic", Semitic), ("Arabic", "Arabic", Semitic), ("Heb", "Hebrew", Semitic), ("Hebrew", "Hebrew", Semitic), ("NHeb", "New Hebrew", Semitic), ("Chald", "Chaldee", Semitic), ("Chaldee", "Chaldee", Semitic), ("Syr", "Syriac", Semitic), ("Syriac", "Syriac", Semitic), ("Aramaic", "Aramaic", Semitic), ("Aram", "Aramaic", Semitic), ("Phoenician", "Phoenician", Semitic), ("Assyrian", "Assyrian", Semitic), ("Semitic", "Semitic", Semitic), ("Ethiopic", "Ethiopic", Semitic), ("Eth", "Ethiopic", Semitic), ("Babylonian", "Babylonian", Semitic),
    ("Turk", "Turkish", Other), ("Turkish", "Turkish", Other), ("Tart", "Tartar", Other), ("Tatar", "Tatar", Other), ("Tartar", "Tartar", Other), ("Hung", "Hungarian", Other), ("Hungarian", "Hungarian", Other), ("Finn", "Finnish", Other), ("Finnish", "Finnish", Other), ("Basque", "Basque", Other), ("Bisc", "Basque", Other), ("Chin", "Chinese", Other), ("Chinese", "Chinese", Other), ("Prov. Chin", "provincial Chinese", Other), ("Jap", "Japanese", Other), ("Japanese", "Japanese", Other), ("Malay", "Malay", Other), ("Malayan", "Malay", Other), ("Jav", "Javanese", Other), ("Javan", "Javanese", Other), ("OJavan", "Old Javanese", Other), ("Javanese", "Javanese", Other), ("Tamil", "Tamil", Other), ("Canarese", "Canarese", Other), ("Telugu", "Telugu", Other), ("Malayalam", "Malayalam", Other), ("Egypt", "Egyptian", Other), ("Egyptian", "Egyptian", Other), ("Coptic", "Coptic", Other), ("Mex", "Mexican", Other), ("Mexican", "Mexican", Other), ("Nahuatl", "Nahuatl", Other), ("Peruv", "Peruvian", Other), ("Peruvian", "Peruvian", Other), ("Quichua", "Quechua", Other), ("Braz", "Brazilian", Other), ("Brazilian", "Brazilian", Other), ("Tupi", "Tupi", Other), ("Guarani", "Guarani", Other), ("Carib", "Carib", Other), ("Chinook", "Chinook", Other), ("Nootka", "Nootka", Other), ("Oscan", "Oscan", Other), ("Haitian", "Haitian", Other), ("Algonquin", "Algonquian", Other), ("American Indian", "American Indian", Other), ("North American Indian", "North American Indian", Other), ("Native Indian", "a native American language", Other), ("Indian", "Indian", Other), ("East Indian", "East Indian", Other), ("West Indian", "West Indian", Other), ("African", "African", Other), ("Maori", "Maori", Other), ("Hawaiian", "Hawaiian", Other), ("Polynesian", "Polynesian", Other), ("Tibetan", "Tibetan", Other), ("Siamese", "Siamese", Other), ("Eskimo", "Eskimo", Other), ("Burmese", "Burmese", Other), ("Mongolian", "Mongolian", Other), ("Mongol", "Mongolian", Other), ("Accad", "Akkadian", Other), ("Cuban", "Cuban", Other), ("South American", "South American", Other), ("Oriental", "Oriental", Other), ("Australian", "Australian", Other), ("Etruscan", "Etruscan", Other), ("Swahili", "Swahili", Other), ("Tagalog", "Tagalog", Other), ("Hottentot", "Hottentot", Other), ("Kaffir", "Kaffir", Other), ("Chilian", "Chilean", Other), ("Araucanian", "Araucanian", Other),
];

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn names_languages_as_webster_did() {
        assert_eq!(find("OE.").unwrap().name, "Old English");
        assert_eq!(find("LL.").unwrap().name, "Late Latin");
        assert!(find("Zool.").is_none());
    }

    #[test]
    fn takes_the_longest_name_and_no_part_of_a_word() {
        assert_eq!(at_start("LL. villanus").unwrap().0, 3);
        assert_eq!(at_start("Prov. E. tod").unwrap().1.name, "provincial English");
        assert!(at_start("Fancy").is_none() && at_start("L'Estrange").is_none() && at_start("Grim").is_none());
    }
}
