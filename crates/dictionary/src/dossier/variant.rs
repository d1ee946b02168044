//! A word whose entries only send to another spelling: `Colour: See {Color}`.

use super::Variant;
use super::follow::{Bearer, Own};
use super::gather::Gathering;
use super::words::{self, Head, Hint};
use crate::error::DictionaryError;
use crate::fold::{fold, letters_in_common};
use crate::gcide;

impl Gathering<'_> {
    /// A word without an origin of its own, one of whose entries only sends to another spelling, `Colour: See {Color}`: the
    /// entries there answer it.
    pub(super) fn sent_elsewhere(&mut self, own: &mut Vec<Own>) -> Result<(), DictionaryError> {
        let Some((from, reference)) =
            own.iter().find_map(|own| sends_to(self.text(own.entry), own).map(|reference| (own.entry, reference)))
        else {
            return Ok(());
        };
        if own.iter().any(|own| own.etymology.is_some()) || !is_spelling_of(&self.dossier.word, &reference.word) {
            return Ok(());
        }
        let found = self.bearers(&reference.word)?;
        let heads: Vec<Head<'_>> = found.iter().map(Bearer::head).collect();
        let speech = own.first().and_then(|own| own.parsed.part_of_speech.as_ref()).map(|speech| speech.name.clone());
        let hints = [Hint::around(self.text(from), reference.span), Hint::of_speech(speech)];
        let groups = words::group(&reference.word, &heads);
        let group = match groups.as_slice() {
            [only] => Some(only.clone()),
            _ => hints
                .iter()
                .find_map(|hint| hint.tells(&heads, None))
                .and_then(|place| groups.iter().find(|group| group.contains(&place)).cloned()),
        };
        drop(heads);
        for place in group.into_iter().flatten() {
            let Bearer { entry, parsed, etymology } = &found[place];
            let entry = self.add(entry, Some(parsed))?;
            // `Center, Centre, v. t.` bears both spellings.
            if own.iter().all(|known| known.entry != entry) {
                own.push(Own { entry, parsed: parsed.clone(), etymology: etymology.clone() });
            }
        }
        self.dossier.variant_of = Some(Variant { word: reference.word, entry: from, span: reference.span });
        Ok(())
    }

    /// Whether an entry answers the word only because the word's own entries send to it.
    pub(super) fn is_sent_to(&self, entry: usize) -> bool {
        self.dossier.variant_of.as_ref().is_some_and(|variant| fold(&variant.word) == fold(&self.dossier.entries[entry].headword))
    }
}

/// The reference an entry consists of, if it says nothing else.
fn sends_to(text: &str, own: &Own) -> Option<gcide::Reference> {
    let [sense] = own.parsed.senses.as_slice() else { return None };
    if own.etymology.is_some() || sense.definition.is_some() {
        return None;
    }
    let [reference] = <[gcide::Reference; 1]>::try_from(gcide::references(text, sense.span)).ok()?;
    Some(reference)
}

/// Whether two headwords may be spellings of one word: all but a few of their letters are the same, in order.
fn is_spelling_of(word: &str, other: &str) -> bool {
    let (left, right): (Vec<char>, Vec<char>) = (fold(word).chars().collect(), fold(other).chars().collect());
    let same = letters_in_common(&left, &right);
    let longer = left.len().max(right.len());
    longer > 2 && longer - same <= 2.min(longer / 3).max(1)
}
