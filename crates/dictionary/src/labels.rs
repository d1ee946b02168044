//! Labels of usage and field, and parts of speech, spelled out.

/// The fields whose abbreviations occur often, without their full stop; lower-case so that they fit into a sentence.
#[rustfmt::skip]
const FIELDS: &[(&str, &str)] = &[
    ("Zool", "zoology"), ("Bot", "botany"), ("Chem", "chemistry"), ("Old Chem", "old chemistry"), ("Med", "medicine"), ("Anat", "anatomy"), ("Naut", "nautical"), ("Min", "mineralogy"), ("Biol", "biology"), ("Mus", "music"), ("Arch", "architecture"),
    ("Mil", "military"), ("Physiol", "physiology"), ("Math", "mathematics"), ("Astron", "astronomy"), ("Geol", "geology"), ("Mach", "machinery"), ("Geom", "geometry"), ("Her", "heraldry"), ("Elec", "electricity"), ("Gram", "grammar"),
    ("Eccl", "ecclesiastical"), ("Mech", "mechanics"), ("Paleon", "paleontology"), ("Surg", "surgery"), ("Print", "printing"), ("Physiol. Chem", "physiological chemistry"), ("R. C. Ch", "Roman Catholic Church"), ("R.C.Ch", "Roman Catholic Church"), ("Ethnol", "ethnology"), ("Eccl. Hist", "ecclesiastical history"),
    ("Fort", "fortification"), ("Com", "commerce"), ("Rhet", "rhetoric"), ("Theol", "theology"), ("Metal", "metallurgy"), ("Opt", "optics"), ("Eng. Law", "English law"), ("O. Eng. Law", "old English law"), ("O. E. Law", "old English law"), ("O.Eng. Law", "old English law"), ("Fr. Law", "French law"), ("Amer. Law", "American law"), ("U. S. Law", "U.S. law"), ("Print. & Painting", "printing and painting"), ("Old Eng. Law", "old English law"), ("Far", "farriery"), ("Crystallog", "crystallography"),
    ("Rom. Antiq", "Roman antiquities"), ("Gr. Antiq", "Greek antiquities"), ("Jewish Antiq", "Jewish antiquities"), ("Antiq", "antiquities"), ("Carp", "carpentry"), ("Photog", "photography"), ("Metaph", "metaphysics"), ("Paint", "painting"), ("Script", "Scripture"), ("Pros", "prosody"), ("Alg", "algebra"), ("Anal. Geom", "analytical geometry"), ("Geom. & Astron", "geometry and astronomy"), ("Arith", "arithmetic"), ("Engin", "engineering"),
    ("Gun", "gunnery"), ("Agric", "agriculture"), ("Phon", "phonetics"), ("Nat. Hist", "natural history"), ("Class. Myth", "classical mythology"), ("Gr. Myth", "Greek mythology"), ("Rom. Myth", "Roman mythology"), ("Myth", "mythology"), ("Fig", "figurative"), ("Astrol", "astrology"), ("Eng. Hist", "English history"), ("Eng. Politics", "English politics"), ("U. S. Hist", "U.S. history"), ("U. S. History", "U.S. history"), ("Organic Chem", "organic chemistry"), ("Old Med", "old medicine"), ("Amer. Hist", "American history"), ("Hist", "history"),
    ("Hort", "horticulture"), ("Geog", "geography"), ("Meteor", "meteorology"), ("Meteorol", "meteorology"), ("Philos", "philosophy"), ("Man", "manège"), ("Pharm", "pharmacy"), ("Phys. Geog", "physical geography"), ("Phys", "physics"), ("Surv", "surveying"), ("Philol", "philology"), ("Polit. Econ", "political economy"), ("Biochem", "biochemistry"), ("Psychol", "psychology"),
    ("Ch. of Eng", "Church of England"), ("Anc. Armor", "ancient armor"), ("Eccl. Law", "ecclesiastical law"), ("Eng. Eccl. Law", "English ecclesiastical law"), ("Phren", "phrenology"), ("Nav", "navigation"), ("Rom. Law", "Roman law"), ("Feud. Law", "feudal law"), ("Teleg", "telegraphy"), ("Anthropol", "anthropology"), ("Med. Chem", "medical chemistry"), ("Persp", "perspective"), ("Gr. Gram", "Greek grammar"),
    ("Mil. Antiq", "military antiquities"), ("Org. Chem", "organic chemistry"), ("Chron", "chronology"), ("Law Dict", "law"), ("Eng. Univ", "English universities"), ("Horol", "horology"), ("Numis", "numismatics"), ("Anc. Arch", "ancient architecture"), ("Manuf", "manufactures"), ("Mar. Law", "maritime law"), ("Anc. Mus", "ancient music"), ("Internat. Law", "international law"), ("Trig", "trigonometry"),
    ("Sculp", "sculpture"), ("Hind. Myth", "Hindu mythology"), ("Steam Eng", "steam engines"), ("Bib", "the Bible"), ("Jewish Hist", "Jewish history"), ("Lit", "literature"), ("Theat", "theater"), ("Alch", "alchemy"), ("Bibliog", "bibliography"), ("Conch", "conchology"), ("Entom", "entomology"), ("Dipl", "diplomacy"), ("Theos", "theosophy"), ("Civ. Law", "civil law"), ("Scots Law", "Scots law"),
];

/// Words of usage labels, with what each means; an empty meaning belongs to the word before or after it.
#[rustfmt::skip]
const USAGE: &[(&str, &str)] = &[
    ("Obs.", "obsolete"), ("Obs", "obsolete"), ("obs.", "obsolete"), ("Obsolete", "obsolete"), ("obsolete", "obsolete"), ("Obsoles.", "obsolescent"), ("Obsolescent", "obsolescent"), ("obsolescent", "obsolescent"), ("R.", "rare"), ("R", "rare"), ("Rare", "rare"), ("rare", "rare"),
    ("Colloq.", "colloquial"), ("Colloq", "colloquial"), ("Collog.", "colloquial"), ("colloq.", "colloquial"), ("Coll.", "colloquial"), ("colloquial", "colloquial"), ("Colloquially", "colloquially"), ("Loosely", "loosely"), ("Archaic", "archaic"), ("Archaic.", "archaic"), ("archaic", "archaic"), ("Slang", "slang"), ("Slang.", "slang"), ("slang", "slang"),
    ("Cant", "cant"), ("cant", "cant"), ("Poetic", "poetic"), ("Poetic.", "poetic"), ("Poet.", "poetic"), ("Poetical", "poetic"), ("Low", "low"), ("Low.", "low"), ("Local", "local"), ("Prov.", "provincial"), ("Prov", "provincial"), ("Dial.", "dialectal"), ("Eng.", "English"), ("Eng", "English"), ("Scot.", "Scottish"), ("Scot", "Scottish"), ("Scotch", "Scottish"), ("Scottish", "Scottish"),
    ("U.", "U."), ("S.", "S."), ("U.S.", "U.S."), ("U.S", "U.S."), ("Amer.", "American"), ("Brit.", "British"), ("British", "British"), ("Ireland", "Ireland"), ("Irish", "Irish"), ("India", "India"), ("Australia", "Australia"), ("Australian", "Australian"), ("Canada", "Canada"), ("Canadian", "Canadian"), ("China", "China"), ("South", "South"), ("Africa", "Africa"), ("Scotland", "Scotland"), ("England", "England"),
    ("Chiefly", "chiefly"), ("chiefly", "chiefly"), ("Western", "western"), ("Southern", "southern"), ("Northern", "northern"), ("North", "north"), ("Southwestern", "southwestern"), ("of", "of"), ("Humorous", "humorous"), ("Jocose", "jocose"), ("Jocular", "jocular"), ("Sportive", "sportive"), ("Ludicrous", "ludicrous"), ("Burlesque", "burlesque"), ("Vulgar", "vulgar"), ("vulgar", "vulgar"), ("Recent", "recent"), ("Familiar", "familiar"),
    ("Contemptuous", "contemptuous"), ("Disparaging", "disparaging"), ("disparaging", "disparaging"), ("offensive", "offensive"), ("derogatory", "derogatory"), ("Informal", "informal"), ("informal", "informal"), ("Illiterate", "illiterate"), ("Old", "old"), ("Modern", "modern"), ("New", "new"), ("Political", "political"), ("Oriental", "Oriental"), ("Anglo-Indian", "Anglo-Indian"), ("A", ""), ("Latinism", "a Latinism"), ("Gallicism", "a Gallicism"), ("Grecism", "a Grecism"),
    ("East", "East"), ("West", "West"), ("Indies", "Indies"), ("or", "or"), ("and", "and"), ("&", "and"), ("prenominal", "before a noun"), ("predicate", "predicative"), ("fig.", "figurative"), ("figurative", "figurative"), ("Figurative", "figurative"), ("Fig.", "figurative"), ("euphemistic", "euphemistic"), ("Rhetorical", "rhetorical"), ("Formerly", "formerly"), ("Now", "now"), ("now", "now"), ("Trademark", "trademark"), ("trademark", "trademark"),
    ("Trademark.", "trademark"), ("esp.", "especially"), ("dial.", "dialectal"), ("Dialectal", "dialectal"), ("Technical", "technical"), ("Law", "law"), ("Sp.", "Spanish"), ("nonce", "nonce"), ("Nonce", "nonce"), ("word", "word"), ("Antiquated", "antiquated"), ("Opprobrious", "opprobrious"), ("Texas", "Texas"), ("Louisiana", "Louisiana"), ("Virginia", "Virginia"), ("Florida", "Florida"), ("Alaska", "Alaska"), ("Eastern", "eastern"), ("Central", "central"), ("New Eng.", "New England"), ("Sailors'", "sailors'"), ("Masonic", "Masonic"),
];

/// What a usage label in brackets means, `Obs. or Prov. Eng.` → `obsolete or provincial English`; `None` where the text is no label.
#[must_use]
pub fn usage(inner: &str) -> Option<String> {
    if let Some((label, but)) = inner.split_once(", except ") {
        // `Obs., except in a few phrases; as, sad bread`
        let but = but.split([';', '.']).next().unwrap_or_default().split_whitespace().collect::<Vec<_>>();
        return usage(label).filter(|_| (1..=9).contains(&but.len())).map(|label| format!("{label}, except {}", but.join(" ")));
    }
    let mut words: Vec<&str> = Vec::new();
    let mut meaningful = false;
    for printed in inner.split_whitespace() {
        let bare = printed.trim_end_matches([',', ';']);
        let (_, meaning) = USAGE.iter().find(|(word, _)| *word == bare)?;
        meaningful |= !matches!(*meaning, "" | "of" | "or" | "and" | "A" | "now" | "word");
        if !meaning.is_empty() {
            words.push(meaning);
        }
    }
    if words == ["English"] {
        // `Eng.` by itself says where.
        return Some("England".to_owned());
    }
    (meaningful && words.len() <= 9).then(|| words.join(" ").replace("U. S.", "U.S.").replace("colloquial slang", "colloquial, slang"))
}

/// Whether a usage label says that a sense is no longer used.
#[must_use]
pub fn is_obsolete(label: &str) -> bool {
    label.contains("obsolete") && !label.contains("except")
}

/// A field as printed in parentheses spelled out, `Feudal Law` → `feudal law`, `Zool.` → `zoology`; `None` where it does not look like one.
#[must_use]
pub fn field(inner: &str) -> Option<String> {
    // `(Anal. (Geom.)`: a bracket the edition forgot to close.
    let mended = inner.replace(" (", " ");
    let inner = mended.trim();
    let begins = inner.chars().next().is_some_and(|letter| letter.is_ascii_uppercase());
    let parts: Vec<&str> = inner.split(['&', ',']).map(str::trim).filter(|part| !part.is_empty()).collect();
    let words = inner.split_whitespace().count();
    if !begins || words > 6 || inner.len() > 44 || inner.contains(['{', '?', '=', '"', ';', ':']) || parts.is_empty() {
        return None;
    }
    let named: Vec<String> = parts.iter().map(|part| one_field(part)).collect();
    Some(match named.as_slice() {
        [only] => only.clone(),
        [first, second] => format!("{first} and {second}"),
        many => many.join(", "),
    })
}

fn one_field(part: &str) -> String {
    let key = part.trim_end_matches('.');
    if let Some((_, name)) = FIELDS.iter().find(|(abbreviation, _)| *abbreviation == key) {
        return (*name).to_owned();
    }
    if key.contains('.') {
        // An abbreviation no table knows stays as printed.
        return part.to_owned();
    }
    // A phrase such as `Feudal Law` is a common noun but for names of places and peoples.
    const NAMES: &[&str] = &[
        "Roman",
        "Greek",
        "English",
        "Scots",
        "Christian",
        "Jewish",
        "Hindu",
        "Buddhism",
        "Hinduism",
        "Bible",
        "American",
        "French",
        "Catholic",
        "British",
        "Church",
    ];
    part.split(' ')
        .map(|word| {
            if NAMES.iter().any(|name| word.starts_with(name)) || word.chars().filter(char::is_ascii_uppercase).count() > 1 {
                word.to_owned()
            } else {
                word.to_lowercase()
            }
        })
        .collect::<Vec<_>>()
        .join(" ")
}

/// Tokens of a part of speech as printed, with their names.
#[rustfmt::skip]
const SPEECH: &[(&str, &str)] = &[
    ("n. pl.", "plural noun"), ("n., pl.", "plural noun"), ("n. sing. & pl.", "noun, singular and plural"), ("n.", "noun"), ("prop. n. pl.", "plural proper noun"), ("prop. n.", "proper noun"), ("pr. n.", "proper noun"), ("v. t. & i.", "verb, transitive and intransitive"), ("v. i. & t.", "verb, intransitive and transitive"),
    ("v. t.", "transitive verb"), ("v. i.", "intransitive verb"), ("v. impers.", "impersonal verb"), ("v. refl.", "reflexive verb"), ("v. aux.", "auxiliary verb"), ("auxiliary v.", "auxiliary verb"), ("v.", "verb"), ("p. pr. & vb. n.", "present participle and verbal noun"), ("p. pr. & a.", "present participle and adjective"), ("p. p. & a.", "past participle and adjective"), ("p. p.", "past participle"), ("p. pr.", "present participle"), ("p. a.", "participial adjective"), ("vb. n.", "verbal noun"),
    ("imp. & p. p.", "past tense and past participle"), ("imp.", "past tense"), ("prop. a.", "proper adjective"), ("prop. adj.", "proper adjective"), ("pred. adj.", "predicative adjective"), ("adj. prenom.", "adjective used before a noun"), ("adj.", "adjective"), ("a.", "adjective"), ("adv.", "adverb"), ("prep.", "preposition"), ("conj.", "conjunction"), ("interj.", "interjection"), ("pron.", "pronoun"), ("pref.", "prefix"), ("suff.", "suffix"),
    ("superl.", "superlative"), ("compar.", "comparative"), ("definite article", "definite article"), ("indefinite article", "indefinite article"), ("obs.", "obsolete"), ("pl.", "plural"), ("sing.", "singular"), ("fem.", "feminine"), ("art.", "article"), ("num.", "numeral"),
];

/// Reads a part of speech at the beginning of a text: how many bytes it takes and its name.
#[must_use]
pub(crate) fn speech(text: &str) -> Option<(usize, String)> {
    let mut taken = 0;
    let mut names: Vec<&str> = Vec::new();
    loop {
        let rest = &text[taken..];
        let Some((length, name)) = SPEECH.iter().find_map(|(printed, name)| prefix(rest, printed).map(|length| (length, *name))) else {
            break;
        };
        taken += length;
        names.push(name);
        let rest = &text[taken..];
        let mut gap = rest.len() - rest.trim_start_matches([' ', '\n', '&', ',']).len();
        let mut joined = rest[..gap].contains('&') || name == "obsolete";
        if rest[gap..].starts_with("or ") {
            gap += 3;
            joined = true;
        }
        let next = &rest[gap..];
        if joined && SPEECH.iter().any(|(printed, _)| prefix(next, printed).is_some()) {
            taken += gap;
        } else {
            break;
        }
    }
    (!names.is_empty()).then(|| {
        let mut spelled = String::new();
        for (place, name) in names.iter().enumerate() {
            if place > 0 {
                spelled.push_str(if names[place - 1] == "obsolete" { " " } else { " and " });
            }
            spelled.push_str(name);
        }
        (taken, spelled)
    })
}

/// How many bytes of `text` the words of `printed` take, whatever white space is between them.
fn prefix(text: &str, printed: &str) -> Option<usize> {
    let mut taken = 0;
    for (place, word) in printed.split(' ').enumerate() {
        let rest = &text[taken..];
        let space = rest.len() - rest.trim_start().len();
        if place > 0 && space == 0 {
            return None;
        }
        if !rest[space..].starts_with(word) {
            return None;
        }
        taken += space + word.len();
    }
    Some(taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_usage_labels_and_nothing_else() {
        assert_eq!(usage("Obs. or Prov. Eng.").as_deref(), Some("obsolete or provincial English"));
        assert_eq!(usage("Colloq. U. S.").as_deref(), Some("colloquial U.S."));
        assert_eq!(usage("Eng.").as_deref(), Some("England"));
        assert_eq!(usage("Prov. Eng.").as_deref(), Some("provincial English"));
        let partly = usage("Obs., except in a few\n   phrases; as, sad bread").unwrap();
        assert_eq!(partly, "obsolete, except in a few phrases");
        assert!(!is_obsolete(&partly) && is_obsolete("obsolete or rare"));
        assert_eq!(usage("Elisha"), None);
        assert_eq!(usage("of"), None);
    }

    #[test]
    fn spells_fields_out() {
        assert_eq!(field("Feudal Law").as_deref(), Some("feudal law"));
        assert_eq!(field("Astron. & Astrol.").as_deref(), Some("astronomy and astrology"));
        assert_eq!(field("see {Single}"), None);
    }

    #[test]
    fn reads_parts_of_speech_across_line_breaks() {
        assert_eq!(speech("n.; pl. {Villas}.").map(|(_, name)| name).as_deref(), Some("noun"));
        assert_eq!(speech("p. pr. & vb.\n   n. [x]").map(|(_, name)| name).as_deref(), Some("present participle and verbal noun"));
        assert_eq!(speech("a. & n. (Zool.)").map(|(_, name)| name).as_deref(), Some("adjective and noun"));
        assert_eq!(speech("foo"), None);
    }
}
