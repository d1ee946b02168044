//! The etymologies of a word: its own, and those its entries refer to.

use super::gather::Gathering;
use super::headwords::{self, Notation};
use super::words::{self, Head, Hint};
use super::{EtymologyStep, Followed, Word};
use crate::database::Entry;
use crate::error::DictionaryError;
use crate::etymology::{Etymology, Lexicon, ReferenceKind};
use crate::fold::fold;
use crate::gcide::{self, GcideEntry};
use crate::span::{Piece, Span};

use super::relatives;

/// One of the word's own entries, read.
pub(super) struct Own {
    pub(super) entry: usize,
    pub(super) parsed: GcideEntry,
    pub(super) etymology: Option<Etymology>,
}

impl Own {
    /// What tells words of one spelling apart; `text` is the entry's.
    pub(super) fn head<'a>(&'a self, text: &'a str) -> Head<'a> {
        Head { text, parsed: &self.parsed, etymology: self.etymology.as_ref() }
    }
}

/// An entry that bears a headword, read.
pub(super) struct Bearer {
    pub(super) entry: Entry,
    pub(super) parsed: GcideEntry,
    pub(super) etymology: Option<Etymology>,
}

impl Bearer {
    /// What tells words of one spelling apart.
    pub(super) fn head(&self) -> Head<'_> {
        Head { text: &self.entry.text, parsed: &self.parsed, etymology: self.etymology.as_ref() }
    }
}

impl Gathering<'_> {
    /// The etymologies of an entry, read.
    pub(super) fn etymologies(&self, text: &str, parsed: &GcideEntry) -> Vec<Etymology> {
        let (common, known) = (|word: &str| self.dictionaries.is_english(word), |word: &str| self.dictionaries.has(word));
        relatives::etymologies(text, parsed, &Lexicon { common: &common, known: &known })
    }

    /// The etymology of an entry that tells most; `None` where it has none.
    pub(super) fn account(&self, text: &str, parsed: &GcideEntry) -> Option<Etymology> {
        best(self.etymologies(text, parsed))
    }

    /// The words the entries make up, the head word first: of those that tell a descent the one most is said of.
    pub(super) fn group(&self, own: &[Own]) -> Vec<Vec<usize>> {
        let heads: Vec<Head<'_>> = own.iter().map(|own| own.head(self.text(own.entry))).collect();
        if self.dossier.variant_of.is_some() {
            // The entry that sends and those it sends to.
            return vec![(0..own.len()).collect()];
        }
        let mut groups = words::group(&self.dossier.word, &heads);
        let weight = |group: &[usize]| {
            let tells = group.iter().any(|place| own[*place].etymology.as_ref().is_some_and(Etymology::tells_descent));
            (tells, group.iter().map(|place| self.text(own[*place].entry).len()).sum::<usize>())
        };
        let heaviest = groups.iter().map(|group| weight(group)).max();
        if let Some(place) = groups.iter().position(|group| Some(weight(group)) == heaviest) {
            let head = groups.remove(place);
            groups.insert(0, head);
        }
        groups
    }

    /// A word of its entries, with its etymologies; only the head word's references are followed for more.
    pub(super) fn word(&mut self, own: &[Own], group: &[usize], head: bool) -> Result<Word, DictionaryError> {
        let mut word = Word { entries: group.iter().map(|place| own[*place].entry).collect(), ..Word::default() };
        let heads: Vec<Head<'_>> = own.iter().map(|own| own.head(self.text(own.entry))).collect();
        let fullest = words::fullest(&heads, group);
        drop(heads);
        // The entry whose story is told comes first: `bow` of the archer is no `bow` of a ship.
        for place in fullest.iter().chain(group) {
            let parsed = &own[*place].parsed;
            if let Some(speech) = &parsed.part_of_speech
                && !word.parts_of_speech.contains(&speech.name)
            {
                word.parts_of_speech.push(speech.name.clone());
            }
            if word.pronunciation.is_none() {
                let bearer = parsed.headwords.iter().find(|head| fold(&head.word) == fold(&self.dossier.word));
                // `(-boi`)`: the second half alone.
                let whole = |sound: &String| !sound.starts_with('-') || self.dossier.word.starts_with('-');
                word.pronunciation =
                    bearer.and_then(|head| head.respelling.clone().filter(whole).or_else(|| head.syllables.clone().filter(whole)));
            }
        }
        let step = |place: usize| {
            let followed = self.is_sent_to(own[place].entry).then_some(Followed::Variant);
            own[place].etymology.clone().map(|etymology| self.step(own[place].entry, etymology, followed))
        };
        let first = fullest.and_then(step);
        word.also = group.iter().filter(|place| Some(**place) != fullest).filter_map(|place| step(*place)).collect();
        let seen: Vec<usize> = word.entries.clone();
        match first {
            Some(first) if first.etymology.tells_descent() || !first.etymology.references.is_empty() => {
                self.follow(&mut word, first, seen, head)?;
            }
            Some(first) => word.etymology.push(first),
            None => {
                if let Some(lent) = self.lent(own, group)? {
                    self.follow(&mut word, lent, seen, head)?;
                }
            }
        }
        Ok(word)
    }

    fn step(&self, entry: usize, etymology: Etymology, followed: Option<Followed>) -> EtymologyStep {
        EtymologyStep { entry, followed, raw: Piece::at(self.text(entry), etymology.span), etymology }
    }

    /// A word whose entries have no etymology: the word it is a form or derivative of may lend its own.
    fn lent(&mut self, own: &[Own], group: &[usize]) -> Result<Option<EtymologyStep>, DictionaryError> {
        for place in group {
            let Own { entry, parsed, .. } = &own[*place];
            let mut targets: Vec<(String, Span)> = Vec::new();
            for definition in parsed.senses.iter().filter_map(|sense| sense.definition.as_ref()) {
                // `p. p. of {Run}`: only a form that is nothing else.
                if parsed.senses.len() == 1 && definition.text.starts_with("of ") && definition.text.split_whitespace().count() <= 3 {
                    let text = self.text(*entry);
                    targets.extend(gcide::references(text, definition.span).into_iter().map(|found| (found.word, found.span)));
                }
            }
            for (target, span) in targets {
                let hint = Hint::around(self.text(*entry), span);
                if let Some((entry, etymology)) = self.etymology_of(&target, &hint, &[])?
                    && etymology.tells_descent()
                {
                    return Ok(Some(self.step(entry, etymology, Some(Followed::FormOf))));
                }
            }
        }
        // A derivative whose own definition names the word it is made from.
        let word = self.dossier.word.clone();
        let mut named: Vec<String> = Vec::new();
        for place in group {
            let Own { entry, parsed, .. } = &own[*place];
            for piece in parsed.senses.iter().filter_map(|sense| sense.definition.as_ref()) {
                let words = piece.span.of(self.text(*entry)).split(|letter: char| !letter.is_alphabetic() && letter != '-');
                for candidate in words.filter(|candidate| candidate.len() > 2 && relatives::looks_derived(candidate, &word)) {
                    if !named.iter().any(|known| fold(known) == fold(candidate)) {
                        named.push(candidate.to_owned());
                    }
                }
            }
        }
        for base in named {
            if let Some((entry, etymology)) = self.etymology_of(&base, &Hint::default(), &[])?
                && !etymology.descent.is_empty()
            {
                return Ok(Some(self.step(entry, etymology, Some(Followed::Named))));
            }
        }
        Ok(None)
    }

    /// Follows references until an etymology tells a descent, and a few for more.
    fn follow(&mut self, word: &mut Word, first: EtymologyStep, mut seen: Vec<usize>, deeper: bool) -> Result<(), DictionaryError> {
        seen.push(first.entry);
        let mut step = first;
        for _ in 0..self.limits.depth {
            let next = if step.etymology.descent.is_empty() { self.next_step(&step, &seen)? } else { None };
            let Some(found) = next else { break };
            seen.push(found.entry);
            word.etymology.push(std::mem::replace(&mut step, found));
        }
        let entry = step.entry;
        let references: Vec<(String, Span)> = step
            .etymology
            .references
            .iter()
            .filter(|reference| reference.kind == ReferenceKind::See)
            .map(|reference| (reference.word.clone(), reference.span))
            .collect();
        word.etymology.push(step);
        for (referred, span) in references.into_iter().filter(|_| deeper) {
            if word.deeper.len() == 3 {
                break;
            }
            let hint = Hint::around(self.text(entry), span);
            if let Some((entry, etymology)) = self.etymology_of(&referred, &hint, &seen)?
                && etymology.tells_descent()
            {
                seen.push(entry);
                let step = self.step(entry, etymology, Some(Followed::See));
                word.deeper.push(step);
            }
        }
        Ok(())
    }

    fn next_step(&mut self, step: &EtymologyStep, seen: &[usize]) -> Result<Option<EtymologyStep>, DictionaryError> {
        let wanted = [(ReferenceKind::From, Followed::MadeFrom), (ReferenceKind::See, Followed::See)];
        for (kind, followed) in wanted {
            let referred: Vec<(String, Span)> = step
                .etymology
                .references
                .iter()
                .filter(|reference| reference.kind == kind)
                .map(|reference| (reference.word.clone(), reference.span))
                .collect();
            for (word, span) in referred {
                let hint = Hint::around(self.text(step.entry), span);
                if let Some((entry, etymology)) = self.etymology_of(&word, &hint, seen)? {
                    return Ok(Some(self.step(entry, etymology, Some(followed))));
                }
            }
        }
        // `[Sharp + -en]`: a part that is a headword, printed without braces.
        let parts: Vec<String> = step
            .etymology
            .parts
            .iter()
            .filter(|part| part.language.is_none() && part.headword.is_none())
            .filter_map(|part| part.form.as_ref())
            .map(|form| form.text.clone())
            .filter(|form| !form.starts_with('-') && !form.ends_with('-') && form.len() > 2)
            .collect();
        for word in parts {
            if let Some((entry, etymology)) = self.etymology_of(&word, &Hint::default(), seen)? {
                return Ok(Some(self.step(entry, etymology, Some(Followed::MadeFrom))));
            }
        }
        Ok(None)
    }

    /// The etymology of another headword, its entry added to the dossier; `None` where several words are written so and nothing
    /// tells which is meant.
    pub(super) fn etymology_of(&mut self, word: &str, hint: &Hint, seen: &[usize]) -> Result<Option<(usize, Etymology)>, DictionaryError> {
        let found = self.bearers(word)?;
        let heads: Vec<Head<'_>> = found.iter().map(Bearer::head).collect();
        let Some(place) = meant(word, hint, &heads) else { return Ok(None) };
        let Bearer { entry, parsed, etymology: Some(etymology) } = &found[place] else { return Ok(None) };
        if seen.iter().any(|known| self.dossier.entries[*known].offset == entry.offset) {
            return Ok(None);
        }
        Ok(Some((self.add(entry, Some(parsed))?, etymology.clone())))
    }

    /// The entries that bear a headword, in the dictionary's order.
    pub(super) fn bearers(&self, word: &str) -> Result<Vec<Bearer>, DictionaryError> {
        let folded = fold(word);
        let found = self.dictionaries.try_lookup(word)?;
        let gcide = found.into_iter().filter(|entry| headwords::notation(&entry.database) == Some(Notation::Gcide));
        Ok(gcide
            .map(|entry| {
                let parsed = gcide::parse(&entry.text);
                (entry, parsed)
            })
            .filter(|(_, parsed)| parsed.headwords.iter().any(|head| fold(&head.word) == folded))
            .map(|(entry, parsed)| Bearer { etymology: self.account(&entry.text, &parsed), entry, parsed })
            .collect())
    }
}

/// Of the entries of a spelling the one with the fullest account of the word that is meant.
fn meant(word: &str, hint: &Hint, heads: &[Head<'_>]) -> Option<usize> {
    let groups = words::group(word, heads);
    let told: Vec<&Vec<usize>> = groups.iter().filter(|group| words::fullest(heads, group).is_some()).collect();
    let group = match told.as_slice() {
        [only] if groups.len() == 1 => Some(*only),
        _ => match hint.tells(heads, None) {
            Some(place) => groups.iter().find(|group| group.contains(&place)),
            None => told.first().copied().filter(|_| told.len() == 1),
        },
    }?;
    words::fullest(heads, group)
}

/// The etymology of an entry that tells most.
fn best(etymologies: Vec<Etymology>) -> Option<Etymology> {
    let rank = |etymology: &Etymology| {
        (
            !etymology.descent.is_empty(),
            etymology.tells_descent(),
            !etymology.remarks.is_empty() || !etymology.cognates.is_empty() || !etymology.references.is_empty(),
            !etymology.unread.is_empty(),
        )
    };
    let mut best: Option<Etymology> = None;
    for etymology in etymologies {
        if best.as_ref().is_none_or(|known| rank(&etymology) > rank(known)) {
            best = Some(etymology);
        }
    }
    best.filter(|etymology| rank(etymology) != (false, false, false, false))
}
