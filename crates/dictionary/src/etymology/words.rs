//! The words etymologies are written with.

use super::Relation;

/// What a word or phrase at a place means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    /// The next stage is related so.
    Relation(Relation),
    /// The next stage is a form of that kind, `dim. of`; the relation is descent.
    Derived(&'static str),
    /// The form just named is of that kind, `dim.`, `p. p.`
    Grammar(&'static str),
    /// The next stage is doubtful.
    Doubt,
    /// A gloss goes on with this word, `properly`.
    Gloss,
    /// A part follows, `pref.`
    Part,
    /// `See`
    See,
    /// `all`, `both`: the relation that follows holds for everything before.
    All,
    /// `for`: the full form of the one before follows.
    Full,
    /// `also`: a further form or meaning follows.
    Also,
    /// What follows is neither descent nor kinship: `so called`, `confused with`.
    Remark,
}

/// Reads a word at the beginning of a text: how many bytes it takes and what it means.
pub(super) fn at_start(text: &str) -> Option<(usize, Word)> {
    TABLE.iter().filter_map(|(phrase, word)| matched(text, phrase).map(|length| (length, *word))).max_by_key(|(length, _)| *length)
}

/// How many bytes a phrase takes at the beginning of a text, with any white space between its words.
fn matched(text: &str, phrase: &str) -> Option<usize> {
    let mut taken = 0;
    for (place, word) in phrase.split(' ').enumerate() {
        let rest = &text[taken..];
        let space = rest.len() - rest.trim_start().len();
        if (place > 0 && space == 0) || !begins_with(&rest[space..], word, place == 0 && phrase.len() > 3) {
            return None;
        }
        taken += space + word.len();
    }
    let after = text[taken..].chars().next();
    let whole =
        phrase.ends_with('.') || after.is_none_or(|letter| !letter.is_alphanumeric() && letter != '-' && letter != '\'' && letter != '`');
    whole.then_some(taken)
}

/// Whether a text begins with a word; where `any_case`, whatever the case of its first letter: `F.` is French, `f.` feminine.
fn begins_with(text: &str, word: &str, any_case: bool) -> bool {
    let (text, word) = (text.as_bytes(), word.as_bytes());
    text.starts_with(word)
        || (any_case && text.len() >= word.len() && text[0].eq_ignore_ascii_case(&word[0]) && text[1..word.len()] == word[1..])
}

use Relation::{Akin, Compared, From, Through};
use Word::{All, Also, Derived, Doubt, Full, Gloss, Grammar, Part, Remark, See};

/// Phrases, as they occur.
#[rustfmt::skip]
const TABLE: &[(&str, Word)] = &[
    ("fr.", Word::Relation(From)), ("fr", Word::Relation(From)), ("Fr.", Word::Relation(From)), ("from", Word::Relation(From)), ("From", Word::Relation(From)), ("from the", Word::Relation(From)), ("fr. the", Word::Relation(From)), ("From the", Word::Relation(From)), ("fr. an", Word::Relation(From)), ("from an", Word::Relation(From)), ("ultimately fr.", Word::Relation(From)), ("ultimately from", Word::Relation(From)), ("derived from", Word::Relation(From)), ("formed from", Word::Relation(From)), ("formed fr.", Word::Relation(From)), ("borrowed from", Word::Relation(From)), ("borrowed fr.", Word::Relation(From)),
    ("fr. the same source as", Word::Relation(Akin)), ("from the same source as", Word::Relation(Akin)), ("from the same root as", Word::Relation(Akin)), ("fr. the same root as", Word::Relation(Akin)), ("from the same root", Word::Relation(Akin)), ("fr. same root as", Word::Relation(Akin)),
    ("akin to", Word::Relation(Akin)), ("kin to", Word::Relation(Akin)), ("direct fr.", Word::Relation(From)), ("directly fr.", Word::Relation(From)), ("directly from", Word::Relation(From)), ("Akin to", Word::Relation(Akin)), ("akin", Word::Relation(Akin)), ("Akin", Word::Relation(Akin)), ("skin to", Word::Relation(Akin)), ("aksin to", Word::Relation(Akin)), ("allied to", Word::Relation(Akin)), ("related to", Word::Relation(Akin)), ("cognate with", Word::Relation(Akin)), ("equiv. to", Word::Relation(Compared)), ("answering to", Word::Relation(Compared)),
    ("cf.", Word::Relation(Compared)), ("Cf.", Word::Relation(Compared)), ("CF.", Word::Relation(Compared)), ("cf", Word::Relation(Compared)), ("cf. also", Word::Relation(Compared)), ("compare", Word::Relation(Compared)), ("Compare", Word::Relation(Compared)), ("cf. the", Word::Relation(Compared)),
    ("through", Word::Relation(Through)), ("through the", Word::Relation(Through)), ("Through", Word::Relation(Through)), ("thr.", Word::Relation(Through)),
    ("prob.", Doubt), ("probably", Doubt), ("Prob.", Doubt), ("Probably", Doubt), ("perh.", Doubt), ("perhaps", Doubt), ("Perh.", Doubt), ("Perhaps", Doubt), ("perch.", Doubt), ("Perch.", Doubt), ("possibly", Doubt), ("Possibly", Doubt), ("apparently", Doubt), ("Apparently", Doubt), ("supposed to be", Doubt), ("said to be", Doubt),
    ("dim. of", Derived("diminutive")), ("dim of", Derived("diminutive")), ("a dim of", Derived("diminutive")), ("dim. fr.", Derived("diminutive")), ("a dim. of", Derived("diminutive")), ("a dim. fr.", Derived("diminutive")), ("double dim. of", Derived("double diminutive")), ("dim. form of", Derived("diminutive")), ("dim. from", Derived("diminutive")), ("Dim. of", Derived("diminutive")), ("Dim. fr.", Derived("diminutive")), ("diminutive of", Derived("diminutive")),
    ("p. p. of", Derived("past participle")), ("p. p. fr.", Derived("past participle")), ("prop. p. p. of", Derived("past participle")), ("properly p. p. of", Derived("past participle")), ("p. pr. of", Derived("present participle")), ("prop. p. pr. of", Derived("present participle")), ("properly p. pr. of", Derived("present participle")), ("p. pr. fr.", Derived("present participle")),
    ("fem. of", Derived("feminine")), ("neut. of", Derived("neuter")), ("neut. pl. of", Derived("neuter plural")), ("acc. of", Derived("accusative")), ("accus. of", Derived("accusative")), ("nom. of", Derived("nominative")), ("p. p.of", Derived("past participle")), ("gen. of", Derived("genitive")), ("dat. of", Derived("dative")), ("abl. of", Derived("ablative")), ("pl. of", Derived("plural")), ("nom. pl. of", Derived("plural")), ("sing. of", Derived("singular")), ("superl. of", Derived("superlative")), ("compar. of", Derived("comparative")), ("imp. of", Derived("past tense")), ("imperative of", Derived("imperative")), ("imper. of", Derived("imperative")), ("pret. of", Derived("past tense")),
    ("abbrev. of", Derived("shortening")), ("abbrev. fr.", Derived("shortening")), ("Abbrev. of", Derived("shortening")), ("Abbrev. fr.", Derived("shortening")), ("abbreviated fr.", Derived("shortening")), ("Abbreviated from", Derived("shortening")), ("abbreviation of", Derived("shortening")), ("Abbreviation of", Derived("shortening")), ("shortened fr.", Derived("shortening")), ("shortened from", Derived("shortening")), ("Shortened fr.", Derived("shortening")), ("Shortened from", Derived("shortening")), ("contr. of", Derived("contraction")), ("contr. fr.", Derived("contraction")), ("Contr. of", Derived("contraction")), ("Contr. fr.", Derived("contraction")), ("Contr. from", Derived("contraction")), ("contr. from", Derived("contraction")), ("contracted fr.", Derived("contraction")), ("Contracted fr.", Derived("contraction")), ("Aphetic form of", Derived("shortening")), ("aphetic form of", Derived("shortening")),
    ("corrupt. of", Derived("corruption")), ("corrupt. fr.", Derived("corruption")), ("Corrupt. of", Derived("corruption")), ("Corrupt. fr.", Derived("corruption")), ("corrupted fr.", Derived("corruption")), ("reduplicated fr.", Derived("reduplication")), ("latinized fr.", Derived("Latinized form")), ("short for", Derived("shortening")), ("abbreviated from", Derived("shortening")), ("corrupted from", Derived("corruption")), ("Corrupted fr.", Derived("corruption")), ("Corrupted from", Derived("corruption")), ("a corruption of", Derived("corruption")), ("A corruption of", Derived("corruption")), ("corruption of", Derived("corruption")), ("Corruption of", Derived("corruption")), ("a corrupt. of", Derived("corruption")), ("Corrupt. from", Derived("corruption")), ("corruption fr.", Derived("corruption")), ("a modification of", Derived("modification")), ("variant of", Derived("variant")), ("a variant of", Derived("variant")), ("another form of", Derived("variant")), ("Another form of", Derived("variant")), ("a form of", Derived("variant")),
    ("freq. of", Derived("frequentative")), ("Freq. of", Derived("frequentative")), ("v. freq. fr.", Derived("frequentative")), ("freq. fr.", Derived("frequentative")), ("v. freq. of", Derived("frequentative")), ("v. intens. fr.", Derived("intensive")), ("v. intens. of", Derived("intensive")), ("intens. of", Derived("intensive")), ("intens. fr.", Derived("intensive")), ("v. incho. fr.", Derived("inchoative")), ("v. incho. of", Derived("inchoative")), ("incho. fr.", Derived("inchoative")), ("verbal noun fr.", Derived("verbal noun")), ("a derivative of", Derived("derivative")), ("a compound of", Derived("compound")), ("a dial. form of", Derived("dialect form")), 
    ("priv.", Grammar("privative")), ("p. p.", Grammar("past participle")), ("p. pr.", Grammar("present participle")), ("dim.", Grammar("diminutive")), ("fem.", Grammar("feminine")), ("masc.", Grammar("masculine")), ("neut.", Grammar("neuter")), ("neut. pl.", Grammar("neuter plural")), ("pl.", Grammar("plural")), ("sing.", Grammar("singular")), ("acc.", Grammar("accusative")), ("gen.", Grammar("genitive")), ("dat.", Grammar("dative")), ("nom.", Grammar("nominative")), ("superl.", Grammar("superlative")), ("compar.", Grammar("comparative")), ("n.", Grammar("noun")), ("n. pl.", Grammar("plural noun")), ("a.", Grammar("adjective")), ("adj.", Grammar("adjective")), ("adv.", Grammar("adverb")), ("v.", Grammar("verb")), ("v. t.", Grammar("verb")), ("v.t.", Grammar("verb")), ("v.i.", Grammar("verb")), ("n.pl.", Grammar("plural noun")), ("interj.", Grammar("interjection")), ("pron.", Grammar("pronoun")), ("conj.", Grammar("conjunction")), ("v. i.", Grammar("verb")), ("v. a.", Grammar("verb")), ("prep.", Grammar("preposition")), ("imp.", Grammar("past tense")), ("inf.", Grammar("infinitive")), ("m.", Grammar("masculine")), ("f.", Grammar("feminine")), ("combining form", Grammar("combining form")), ("fr. an assumed", Derived("assumed form")), ("from an assumed", Derived("assumed form")), ("fr. a supposed", Derived("assumed form")), ("from a supposed", Derived("assumed form")), ("fr. assumed", Derived("assumed form")), ("through an assumed", Derived("assumed form")), ("in comp.", Grammar("in compounds")), ("v. freq.", Grammar("frequentative")), ("v. incho.", Grammar("inchoative")), ("v. intens.", Grammar("intensive")), ("verbal noun", Grammar("verbal noun")), ("in composition", Grammar("in compounds")), ("an assumed", Grammar("assumed form")), ("an assumed form", Grammar("assumed form")),
    ("P. p. of", Derived("past participle")), ("Orig. p. p. of", Derived("past participle")), ("prob. p. p. of", Derived("past participle")), ("P. pr. of", Derived("present participle")), ("Neut. of", Derived("neuter")), ("Neut. pl. of", Derived("neuter plural")), ("Fem. of", Derived("feminine")), ("Pl. of", Derived("plural")), ("Sing. of", Derived("singular")), ("Superl. of", Derived("superlative")), ("Compar. of", Derived("comparative")), ("Gen. of", Derived("genitive")), ("Abl. of", Derived("ablative")), ("Acc. of", Derived("accusative")), ("Imp. of", Derived("past tense")), ("Imperative of", Derived("imperative")), ("Abbrev. from", Derived("shortening")), ("abbrev. from", Derived("shortening")), ("Abbr. fr.", Derived("shortening")), ("Abbr. of", Derived("shortening")), ("Abbreviation from", Derived("shortening")), ("Abbreviated fr.", Derived("shortening")), ("Abbreviated form of", Derived("shortening")), ("Shortened form of", Derived("shortening")), ("shortened form of", Derived("shortening")), ("A contraction of", Derived("contraction")), ("a contraction of", Derived("contraction")), ("Contraction of", Derived("contraction")), ("Contraction fr.", Derived("contraction")), ("contraction of", Derived("contraction")), ("Contracted from", Derived("contraction")), ("contracted from", Derived("contraction")), ("Corrup. of", Derived("corruption")), ("Dial. corrupt. of", Derived("corruption")), ("corrupt. from", Derived("corruption")), ("Variant of", Derived("variant")), ("A variant of", Derived("variant")), ("An abbreviation of", Derived("shortening")), ("an abbreviation of", Derived("shortening")), ("an abbrev. of", Derived("shortening")), ("a superl. of", Derived("superlative")), ("a causative of", Derived("causative")), ("properly a causative fr.", Derived("causative")), ("causative of", Derived("causative")), ("Equiv. to", Word::Relation(Compared)), ("equivalent to", Word::Relation(Compared)), ("corresponding to", Word::Relation(Compared)),
    ("Neut. pl.", Grammar("neuter plural")), ("Neut.", Grammar("neuter")), ("Fem.", Grammar("feminine")), ("Dim.", Grammar("diminutive")), ("Pl.", Grammar("plural")),
    ("properly", Gloss), ("prop.", Gloss), ("orig.", Gloss), ("originally", Gloss), ("lit.", Gloss), ("literally", Gloss), ("i. e.", Gloss), ("hence", Gloss), ("esp.", Gloss), ("especially", Gloss),
    ("pref.", Part), ("pref", Part), ("Pref.", Part), ("prefix", Part), ("Prefix", Part), ("suffix", Part), ("suff.", Part), ("intens. pref.", Part), ("inseparable pref.", Part), ("a priv.", Part),
    ("See", See), ("see", See), ("see under", See), ("See under", See), ("see also", See), ("See also", See), ("See the", See), ("see the", See),
    ("for", Full), ("for an assumed", Full), ("for earlier", Full), ("for older", Full), ("also", Also), ("earlier", Also), ("formerly", Also), ("older", Also),
    ("as if", Remark), ("influenced by", Remark), ("influenced in form by", Remark), ("confused with", Remark), ("confused somewhat with", Remark), ("modified by", Remark), ("so called", Remark), ("so named", Remark), ("named from", Remark), ("named after", Remark), ("called so", Remark), ("whence", Remark), ("the same word as", Remark), ("same word as", Remark), ("The same word as", Remark), ("the same as", Remark), ("same as", Remark), ("fr. the root of", Remark), ("from the root of", Remark), ("fr. root of", Remark), ("from root of", Remark), ("fr. the stem of", Remark), ("from the stem of", Remark), ("fr. the base of", Remark), ("from the base of", Remark), ("from the name of", Remark), ("fr. the name of", Remark), ("from its", Remark), ("a word of", Remark), ("of the same origin", Remark), ("of the same root", Remark), ("perh. of imitative origin", Remark), ("prob. of imitative origin", Remark), ("from the sound", Remark),
    ("all", All), ("both", All), ("all of these", All), ("all these", All),
];

/// English words that say what a form is or is not, `fr. the native name`: no forms.
pub(super) fn is_description(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "native",
        "old",
        "same",
        "some",
        "verb",
        "noun",
        "adjective",
        "name",
        "names",
        "root",
        "stem",
        "language",
        "early",
        "earlier",
        "older",
        "late",
        "later",
        "lost",
        "obsolete",
        "modern",
        "proper",
        "christian",
        "place",
        "person",
        "sound",
        "cry",
        "practice",
        "fact",
        "idea",
        "form",
        "forms",
        "resemblance",
        "shape",
        "color",
        "use",
        "habit",
        "kind",
        "word",
        "words",
        "its",
        "their",
        "such",
        "city",
        "town",
        "river",
        "island",
        "country",
        "title",
        "story",
        "legend",
        "cognate",
        "common",
        "supposed",
        "assumed",
        "unknown",
        "different",
        "various",
        "other",
        "initial",
        "first",
        "last",
        "ending",
        "prefix",
        "suffix",
        "source",
        "base",
        "theme",
    ];
    WORDS.contains(&word)
}

/// English words no dictionary of things and deeds lists.
pub(super) fn is_function(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "was",
        "were",
        "is",
        "are",
        "has",
        "had",
        "have",
        "been",
        "be",
        "which",
        "who",
        "whom",
        "whose",
        "that",
        "this",
        "these",
        "those",
        "and",
        "or",
        "but",
        "nor",
        "for",
        "with",
        "without",
        "from",
        "into",
        "upon",
        "the",
        "its",
        "his",
        "her",
        "their",
        "them",
        "they",
        "him",
        "she",
        "when",
        "where",
        "while",
        "because",
        "than",
        "then",
        "though",
        "although",
        "if",
        "as",
        "at",
        "by",
        "to",
        "of",
        "on",
        "in",
        "not",
        "would",
        "should",
        "could",
        "shall",
        "may",
        "might",
        "must",
        "something",
        "anything",
        "himself",
        "itself",
        "one's",
    ];
    WORDS.contains(&word)
}

/// Words that begin a gloss whatever the lexicon says.
pub(super) fn begins_gloss(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "a",
        "an",
        "the",
        "to",
        "of",
        "in",
        "on",
        "at",
        "by",
        "with",
        "for",
        "and",
        "or",
        "not",
        "one",
        "one's",
        "who",
        "which",
        "that",
        "being",
        "having",
        "pertaining",
        "belonging",
        "any",
        "as",
        "it",
        "his",
        "out",
        "up",
        "into",
        "upon",
        "over",
        "under",
        "without",
        "against",
        "toward",
        "towards",
        "from",
        "what",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "i",
        "he",
        "she",
        "this",
    ];
    WORDS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_longest_phrase_whatever_the_line_breaks() {
        assert_eq!(at_start("dim.\n   of mus a mouse"), Some((10, Word::Derived("diminutive"))));
        assert_eq!(at_start("dim. murus"), Some((4, Word::Grammar("diminutive"))));
        assert_eq!(at_start("fromage"), None);
        assert_eq!(at_start("fr. L. villa"), Some((3, Word::Relation(From))));
    }
}
