//! Which entries of one spelling are one word, and which of several entries a reference means.
//!
//! The dictionary numbers entries, not words: `March` has six, which are three words. Only what the text says joins two
//! entries: one refers to the other (`See {March}, v.`), tells nothing of its own origin and follows the other, or names the
//! same ancestor. Entries with accounts of their own stay apart even where their forms are alike: `light` the noun and
//! `light` the adjective both go back to a word spelt `leoht`.

use crate::etymology::{Etymology, ReferenceKind, Stage};
use crate::fold::fold;
use crate::gcide::{self, GcideEntry};
use crate::labels;
use crate::span::Span;

/// An entry as far as these questions need it.
pub(super) struct Head<'a> {
    pub(super) text: &'a str,
    pub(super) parsed: &'a GcideEntry,
    pub(super) etymology: Option<&'a Etymology>,
}

impl Head<'_> {
    fn respelling(&self) -> Option<&str> {
        self.parsed.headwords.first().and_then(|head| head.respelling.as_deref())
    }

    fn speech(&self) -> Option<&str> {
        self.parsed.part_of_speech.as_ref().map(|speech| speech.name.as_str())
    }
}

/// Groups entries, given in the dictionary's order, to words, in the order of their first entries.
pub(super) fn group(word: &str, heads: &[Head<'_>]) -> Vec<Vec<usize>> {
    let mut of: Vec<usize> = (0..heads.len()).collect();
    for place in 0..heads.len() {
        if let Some(other) = joined(word, heads, place) {
            let (kept, gone) = (of[place].min(of[other]), of[place].max(of[other]));
            of.iter_mut().filter(|group| **group == gone).for_each(|group| *group = kept);
        }
    }
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for place in 0..heads.len() {
        match groups.iter_mut().find(|group| of[group[0]] == of[place]) {
            Some(group) => group.push(place),
            None => groups.push(vec![place]),
        }
    }
    groups
}

/// The entry whose word an entry belongs to, if the text says so.
fn joined(word: &str, heads: &[Head<'_>], place: usize) -> Option<usize> {
    let head = &heads[place];
    let Some(etymology) = head.etymology else {
        // Letters and expletives have no part of speech, and an exclamation is hardly made from the verb before it (`Marry!`).
        head.speech().filter(|speech| !speech.contains("interjection"))?;
        if is_of_another(word, head) || is_form(head) {
            return None;
        }
        let Some(before) = place.checked_sub(1) else { return only_account(heads) };
        let sounds = |other: usize| head.respelling().is_some() && heads[other].respelling() == head.respelling();
        // Each with a pronunciation, and not the same: `bear`, a bier.
        let unlike = |other: usize| head.respelling().is_some() && heads[other].respelling().is_some() && !sounds(other);
        let alike = (0..place).rev().find(|other| sounds(*other));
        return if sounds(before) { Some(before) } else { alike.or(Some(before).filter(|other| !unlike(*other))) };
    };
    let folded = fold(word);
    let own = etymology.references.iter().find(|reference| fold(&reference.word) == folded && reference.kind != ReferenceKind::Compare);
    if let Some(reference) = own {
        return Hint::around(head.text, reference.span).choose(heads, Some(place));
    }
    // `Clue [See {Clew}, n.]`, and an entry whose heads are `Clew, Clue`.
    let bears = |other: usize, word: &str| heads[other].parsed.headwords.iter().any(|head| fold(&head.word) == fold(word));
    let sent = etymology.references.iter().filter(|reference| reference.kind == ReferenceKind::See && etymology.descent.is_empty());
    if let Some(other) =
        sent.filter_map(|reference| (0..heads.len()).find(|other| *other != place && bears(*other, &reference.word))).next()
    {
        return Some(other);
    }
    // `[Alarm, n. Cf. F. alarmer.]`: a reference that was printed without braces.
    let named = etymology.remarks.first().and_then(|remark| remark.text.split([',', '.']).next()).is_some_and(|name| fold(name) == folded);
    if named && place > 0 {
        return Some(place - 1);
    }
    (0..place).rev().find(|other| heads[*other].etymology.is_some_and(|known| same_account(known, etymology)))
}

/// Whether an entry is no more than a form of another word: `Rose, imp. of {Rise}`.
fn is_form(head: &Head<'_>) -> bool {
    let [sense] = head.parsed.senses.as_slice() else { return false };
    let speech = head.speech().is_some_and(|speech| ["past tense", "participle", "plural"].iter().any(|form| speech.contains(form)));
    speech && sense.definition.as_ref().is_some_and(|piece| piece.text.starts_with("of ") && piece.text.split_whitespace().count() <= 3)
}

/// Of the entries of a spelling the one that has an account of its own, if there is one and only one: an entry without, that stands
/// before it, is of the same word.
fn only_account(heads: &[Head<'_>]) -> Option<usize> {
    let mut told = (0..heads.len()).filter(|place| heads[*place].etymology.is_some());
    told.next().filter(|_| told.next().is_none())
}

/// Whether an entry is no more than a word or two and a reference to another headword: `Barn, n. A child. See {Bairn}.`
fn is_of_another(word: &str, head: &Head<'_>) -> bool {
    let [sense] = head.parsed.senses.as_slice() else { return false };
    let short = sense.definition.as_ref().is_some_and(|piece| piece.text.split_whitespace().count() <= 4);
    let referred = gcide::references(head.text, sense.span);
    short
        && matches!(referred.as_slice(), [only] if fold(&only.word) != fold(word))
        && head.text[sense.span.start..sense.span.end].contains("See {")
}

/// Whether two accounts are of one word: one of them is a single form the other has too, or both end in the same ancestor.
fn same_account(known: &Etymology, told: &Etymology) -> bool {
    // `[AS. bere. See {Barley}.]`: what it refers to is no matter of the other's.
    let elsewhere = told.references.iter().any(|reference| {
        reference.kind == ReferenceKind::See && !known.references.iter().any(|other| fold(&other.word) == fold(&reference.word))
    });
    if is_short(told) && !elsewhere && has_form_of(known, told)
        || is_short(known) && known.references.is_empty() && has_form_of(told, known)
    {
        return true;
    }
    match (known.oldest_first().first(), told.oldest_first().first()) {
        (Some(left), Some(right)) => {
            let glosses = match (&left.gloss, &right.gloss) {
                (Some(left), Some(right)) => left == right,
                _ => known.cognates.is_empty() || told.cognates.is_empty(),
            };
            glosses && left.language.name == right.language.name && first_form(left).is_some() && first_form(left) == first_form(right)
        }
        _ => false,
    }
}

/// Whether an etymology names a single form and nothing else: too little to tell a word apart.
fn is_short(etymology: &Etymology) -> bool {
    etymology.parts.is_empty() && etymology.unread.is_empty() && etymology.descent.len() + etymology.cognates.len() == 1
}

fn has_form_of(known: &Etymology, short: &Etymology) -> bool {
    let Some(stage) = short.descent.first().or(short.cognates.first()) else { return false };
    let Some(form) = first_form(stage) else { return false };
    known
        .descent
        .iter()
        .chain(known.cognates.iter().take(2))
        .filter(|other| other.language.name == stage.language.name)
        .flat_map(|other| &other.forms)
        .any(|other| akin(&fold(other.latin.as_deref().unwrap_or(&other.text)), &form))
}

fn first_form(stage: &Stage) -> Option<String> {
    stage.forms.first().map(|form| fold(form.latin.as_deref().unwrap_or(&form.text))).filter(|form| !form.is_empty())
}

/// Whether two forms are the same word in two shapes: they share two thirds of their letters from the start.
fn akin(left: &str, right: &str) -> bool {
    let same = left.chars().zip(right.chars()).take_while(|(left, right)| left == right).count();
    let longer = left.chars().count().max(right.chars().count());
    left == right || (same >= 3 && same * 3 >= longer * 2)
}

/// Of a word's accounts the one that tells most; of equals the first.
pub(super) fn fullest(heads: &[Head<'_>], group: &[usize]) -> Option<usize> {
    let rank = |place: &usize| {
        heads[*place].etymology.map(|etymology| {
            let told =
                etymology.descent.len() + etymology.parts.len() + etymology.descent.iter().map(|stage| stage.parts.len()).sum::<usize>();
            (!etymology.descent.is_empty(), etymology.tells_descent(), told, etymology.cognates.len())
        })
    };
    let mut best: Option<usize> = None;
    for place in group {
        if rank(place).is_some() && best.is_none_or(|known| rank(place) > rank(&known)) {
            best = Some(*place);
        }
    }
    best
}

/// What stands around a reference and tells which entry it means: `2d {March}`, `{Lead}, v. t.`, `{Pile} a heap`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Hint {
    ordinal: Option<usize>,
    speech: Option<String>,
    gloss: Vec<String>,
    phrase: String,
}

impl Hint {
    /// What stands around the reference at a place.
    pub(super) fn around(text: &str, reference: Span) -> Self {
        let before = text[..reference.start].trim_end().rsplit([' ', '\n', '(', '[']).next().unwrap_or_default();
        let inside = text[reference.start..reference.end].trim_start_matches('{').split(' ').next().unwrap_or_default();
        let before = if inside.starts_with(|letter: char| letter.is_ascii_digit()) { inside } else { before };
        let digits: String = before.chars().take_while(char::is_ascii_digit).collect();
        let ordinal = ["st", "d", "nd", "rd", "th"].contains(&&before[digits.len()..]).then(|| digits.parse().ok()).flatten();
        let after = text[reference.end..].trim_start_matches([' ', '\n']);
        let listed = after.strip_prefix(',').map_or("", str::trim_start);
        let speech = labels::speech(listed).map(|(_, name)| name);
        let end = after.find(['.', ',', ';', ':', '{', '(', '[', ']', '+']).unwrap_or(after.len());
        let gloss = after[..end]
            .split_whitespace()
            .filter(|word| word.len() > 2 && !matches!(*word, "and" | "the" | "see" | "also"))
            .map(str::to_lowercase)
            .collect();
        let phrase = after[..end].split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        Self { ordinal, speech, gloss, phrase }
    }

    /// A part of speech alone.
    pub(super) fn of_speech(speech: Option<String>) -> Self {
        Self { speech, ..Self::default() }
    }

    /// The entry that is told, if the hint tells one of them from the others.
    pub(super) fn tells(&self, heads: &[Head<'_>], but: Option<usize>) -> Option<usize> {
        if let Some(place) = self.ordinal.and_then(|ordinal| ordinal.checked_sub(1)).filter(|place| *place < heads.len()) {
            return Some(place);
        }
        let others = || (0..heads.len()).filter(|place| Some(*place) != but);
        let only = |found: Vec<usize>| if found.len() == 1 { found.first().copied() } else { None };
        if let Some(speech) = &self.speech {
            let exact: Vec<usize> = others().filter(|place| heads[*place].speech() == Some(speech)).collect();
            let kind = speech.rsplit(' ').next().unwrap_or(speech);
            let loose = || others().filter(|place| heads[*place].speech().is_some_and(|own| own.contains(kind))).collect();
            return only(if exact.is_empty() { loose() } else { exact });
        }
        if self.gloss.is_empty() {
            return None;
        }
        let definitions = |place: &usize| -> String {
            heads[*place]
                .parsed
                .senses
                .iter()
                .filter_map(|sense| sense.definition.as_ref())
                .map(|piece| piece.text.to_lowercase())
                .collect::<Vec<_>>()
                .join(" ")
        };
        // The nearest before that says so in these words, else the first.
        let words = self.phrase.trim_start_matches("a ").trim_start_matches("an ").trim_start_matches("the ").trim_start_matches("to ");
        let literal: Vec<usize> = others().filter(|place| definitions(place).contains(words)).collect();
        let before = literal.iter().rev().find(|place| but.is_some_and(|own| **place < own)).copied();
        let all_words = || others().filter(|place| self.gloss.iter().all(|word| definitions(place).contains(word.as_str()))).collect();
        // Of several that have the words the one that has them soonest.
        let soonest = || literal.iter().copied().min_by_key(|place| definitions(place).find(words));
        before.or_else(soonest).or_else(|| only(all_words()))
    }

    /// The entry that is told, else the nearest before, else the next one.
    fn choose(&self, heads: &[Head<'_>], from: Option<usize>) -> Option<usize> {
        self.tells(heads, from).or_else(|| {
            let place = from?;
            place.checked_sub(1).or_else(|| (place + 1 < heads.len()).then_some(place + 1))
        })
    }
}
