//! The forms of an item, and what tells a form from a gloss.

use super::{Item, Reader};
use crate::etymology::shapes::{self, alike, form_of};
use crate::etymology::tokens::Kind;
use crate::etymology::words::{self, Word};
use crate::etymology::{Relation, Stage};
use crate::fold::fold;
use crate::languages::{Family, Language};

impl Reader<'_> {
    /// Reads the forms of an item.
    pub(super) fn forms(&mut self, item: &mut Item, stated: bool, also: bool) {
        let comma_first = self.kind(0) == Some(&Kind::Comma);
        if comma_first {
            // `L., fr. Gr. ?`, `OE., foolish, fr.`: the form is the word itself.
            if matches!(self.kind(1), Some(Kind::Word | Kind::Trade(Word::Gloss))) && self.reads_as_gloss(1) {
                self.at += 1;
            }
            return;
        }
        if !self.first_form(item, stated, also) {
            return;
        }
        loop {
            match self.kind(0) {
                Some(Kind::Aside(inner)) => self.aside_of(*inner, item),
                Some(Kind::Trade(Word::Grammar(note))) => {
                    item.note = item.note.or(Some(*note).filter(|note| is_worth_noting(note)));
                    self.at += 1;
                }
                Some(Kind::Lost) => {
                    item.lost = true;
                    self.at += 1;
                }
                Some(Kind::Word) if item.gloss.is_none() && self.continues_form(item) => self.longer_form(item),
                // `Back, adv. + set`, `hinder, adv., behind`
                Some(Kind::Comma)
                    if matches!(self.kind(1), Some(Kind::Trade(Word::Grammar(_))))
                        && matches!(self.kind(2), Some(Kind::Plus | Kind::Comma | Kind::Semicolon | Kind::Stop) | None) =>
                {
                    self.at += 2;
                }
                // `pref. d['e]-, for des- (L. dis-) + file`
                Some(Kind::Comma)
                    if self.kind(1) == Some(&Kind::Trade(Word::Full))
                        && matches!(self.kind(2), Some(Kind::Word))
                        && self.clause_has(|kind| *kind == Kind::Plus)
                        && item.assumed =>
                {
                    self.at += 2;
                    self.full_form(item);
                }
                Some(Kind::Comma) if self.kind(1) == Some(&Kind::Lost) && self.leads_to_plus(2) => return,
                Some(Kind::Comma) if self.kind(1) == Some(&Kind::Lost) => {
                    item.lost = true;
                    self.at += 2;
                }
                Some(Kind::Equals) if matches!(self.kind(1), Some(Kind::Word)) => {
                    // `di- = dis-`
                    self.at += 1;
                    self.push_form(item);
                }
                Some(Kind::Comma) if matches!(self.kind(1), Some(Kind::Trade(Word::Also))) && self.variant(2, item) => {
                    self.at += 2;
                    self.push_form(item);
                }
                Some(Kind::Comma) if matches!(self.kind(1), Some(Kind::Word)) => {
                    if self.words_at(1).starts_with('-') {
                        // An inflected ending: `quadrans, -antis`.
                        self.at += 2;
                    } else if self.variant(1, item) {
                        self.at += 1;
                        self.push_form(item);
                    } else {
                        return;
                    }
                }
                Some(Kind::Word)
                    if (self.is_word(0, "or") || self.is_word(0, "and"))
                        && matches!(self.kind(1), Some(Kind::Word))
                        && self.variant(1, item) =>
                {
                    self.at += 1;
                    self.push_form(item);
                }
                _ => return,
            }
        }
    }

    /// `fr. Gr. ?, ? over + ? inspector`: the words there lead to a `+`, so that what they follow is a part, no spelling.
    fn leads_to_plus(&self, ahead: usize) -> bool {
        let words = (ahead..).take_while(|ahead| matches!(self.kind(*ahead), Some(Kind::Word))).count();
        words > 0 && self.kind(ahead + words) == Some(&Kind::Plus)
    }

    /// Takes the first form; `false` where there is none.
    pub(super) fn first_form(&mut self, item: &mut Item, stated: bool, also: bool) -> bool {
        match self.kind(0) {
            Some(Kind::Lost) => {
                item.lost = true;
                self.at += 1;
                true
            }
            Some(Kind::Word) => {
                let lower = self.lower(0);
                if self.is_word(0, "or") || self.is_word(0, "and") || !self.words_at(0).contains(char::is_alphabetic) {
                    return false;
                }
                // `LL. also village`, `F. the house`: words, no form.
                let article = matches!(
                    lower.as_str(),
                    "the"
                        | "to"
                        | "an"
                        | "word"
                        | "name"
                        | "origin"
                        | "language"
                        | "root"
                        | "native"
                        | "uncertain"
                        | "unknown"
                        | "same"
                        | "who"
                        | "which"
                        | "used"
                        | "applied"
                        | "because"
                        | "in"
                );
                let leads = article && matches!(self.kind(1), Some(Kind::Word)) && !(self.is_word(0, "in") && self.is_word(1, "in"));
                // `It. a trumpet`: an article; `L. a from`: a form.
                let noun = matches!(lower.as_str(), "a" | "an")
                    && matches!(self.kind(1), Some(Kind::Word))
                    && self.reads_as_gloss(1)
                    && !words::begins_gloss(&self.lower(1))
                    && !matches!(self.lower(1).as_str(), "off" | "away" | "un" | "ever" | "always");
                if stated && (leads || noun || (also && self.is_english(&lower))) {
                    return false;
                }
                self.push_form(item);
                true
            }
            _ => false,
        }
    }

    pub(super) fn push_form(&mut self, item: &mut Item) {
        let raw = self.words_at(0);
        if run_together(raw, &|word| self.is_english(word)) {
            item.lost = true;
        } else {
            // A suffix stands in its own letters: `Gr. lexiko`n + -logy`.
            let affix = item.assumed && (raw.starts_with('-') || raw.ends_with('-')) && !raw.contains(['`', '^', '~']);
            let form = form_of(raw, self.span(0), item.languages.last().filter(|_| !affix));
            if form.text.contains('?') {
                item.lost = true;
            } else if !form.text.is_empty() {
                item.forms.push(form);
            }
        }
        self.at += 1;
    }

    /// The full form of a part, told beside it.
    pub(super) fn full_form(&mut self, item: &mut Item) {
        let span = self.span(0);
        let language = item.languages.last().cloned().unwrap_or(Language {
            abbreviation: String::new(),
            name: "English".to_owned(),
            family: Family::English,
        });
        item.origin.push(Stage {
            forms: vec![form_of(self.words_at(0), span, None)],
            language,
            assumed: true,
            gloss: None,
            note: Some("full form".to_owned()),
            relation: Relation::Beside,
            doubtful: false,
            lost: false,
            parts: Vec::new(),
            span,
        });
        self.at += 1;
    }

    pub(super) fn longer_form(&mut self, item: &mut Item) {
        let span = self.span(0);
        let more = form_of(self.words_at(0), span, item.languages.last());
        if let Some(form) = item.forms.last_mut() {
            form.text = format!("{} {}", form.text, more.text);
            form.latin = form.latin.take().map(|latin| format!("{latin} {}", more.latin.unwrap_or(more.text)));
            form.span.end = span.end;
        }
        self.at += 1;
    }

    /// Whether the word after a form, with no comma between, belongs to it: `bona fide`, `mal de mer`.
    pub(super) fn continues_form(&self, item: &Item) -> bool {
        let Some(form) = item.forms.last() else { return false };
        let lower = self.lower(0);
        let raw = self.words_at(0);
        let place = self.headword.iter().position(|word| *word == fold(&form.text.replace(' ', "")));
        let of_headword = self.headword.len() > 1
            && self.headword.iter().any(|word| *word == fold(raw))
            && (place.is_some() || form.text.split(' ').next().is_some_and(|first| self.headword.contains(&fold(first))));
        if of_headword {
            return true;
        }
        const PARTICLES: &[&str] = &[
            "de", "des", "du", "la", "le", "les", "el", "al", "et", "di", "da", "del", "della", "dei", "van", "von", "der", "den", "das",
            "do", "en",
        ];
        let foreign = |ahead: usize| {
            let word = self.lower(ahead);
            !word.is_empty() && !(self.lexicon.known)(&word) && !self.is_english(&word) && !words::begins_gloss(&word)
        };
        if matches!(item.languages.last().map(|language| language.family), Some(Family::Romance)) && PARTICLES.contains(&lower.as_str()) {
            return matches!(self.kind(1), Some(Kind::Word)) && (foreign(1) || PARTICLES.contains(&self.lower(1).as_str()));
        }
        let after_particle = form.text.split(' ').next_back().is_some_and(|last| PARTICLES.contains(&last));
        raw.starts_with(|letter: char| letter.is_lowercase() || letter == '[' || letter == '\'')
            && foreign(0)
            && (after_particle
                || (raw.contains('[') && !self.is_english(&fold(form.latin.as_deref().unwrap_or(&form.text))))
                || matches!(self.kind(1), Some(Kind::Word)) && (self.is_english(&self.lower(1)) || words::begins_gloss(&self.lower(1))))
    }

    /// Whether the word there, after a comma or `or`, is a further form.
    pub(super) fn variant(&self, ahead: usize, item: &Item) -> bool {
        let lower = self.lower(ahead);
        let raw = self.words_at(ahead);
        if !matches!(self.kind(ahead), Some(Kind::Word)) {
            return false;
        }
        // `OE. on, an, o`: an article that leads to nothing is a form.
        let short =
            matches!(lower.as_str(), "a" | "an" | "on" | "o" | "of" | "in" | "i" | "up" | "at" | "to" | "the") && self.ends_item(ahead + 1);
        if short && item.languages.last().is_some_and(|language| language.family == Family::English) && !item.forms.is_empty() {
            return true;
        }
        if words::begins_gloss(&lower) || raw.len() < 2 {
            return false;
        }
        let capital = raw.starts_with(|letter: char| letter.is_ascii_uppercase());
        let alike =
            item.forms.iter().any(|form| alike(&fold(&form.text), &fold(raw)) && form.text.starts_with(char::is_uppercase) == capital);
        let alone = self.ends_item(ahead + 1);
        let english = item.languages.last().is_some_and(|language| language.family == Family::English);
        // `E. bladder, blast`: English needs no gloss.
        if alone && !capital && item.languages.last().is_some_and(|language| language.name == "English") {
            return true;
        }
        // `Ir. toiridhe, tor, a pursuer`: an English word in the place of a form, before the gloss.
        let before_gloss = self.kind(ahead + 1) == Some(&Kind::Comma)
            && matches!(self.kind(ahead + 2), Some(Kind::Word))
            && matches!(self.lower(ahead + 2).as_str(), "a" | "an" | "the" | "to")
            && item.forms.iter().any(|form| same_beginning(&fold(&form.text), &fold(raw)));
        if alone && !capital && !english && before_gloss {
            return true;
        }
        let headword = english && self.headword.len() == 1 && self.headword[0] == fold(raw);
        if alone && (alike || headword) {
            return true;
        }
        !capital && !self.is_english(&lower) && (alone || !(self.lexicon.known)(&lower) || alike)
    }

    pub(super) fn is_english(&self, word: &str) -> bool {
        shapes::is_english(word, self.lexicon.common)
    }
}

/// Forms of which it is worth saying what they are.
pub(super) fn is_worth_noting(note: &str) -> bool {
    !matches!(
        note,
        "noun"
            | "adjective"
            | "adverb"
            | "verb"
            | "preposition"
            | "past tense"
            | "past participle"
            | "genitive"
            | "plural"
            | "masculine"
            | "feminine"
    )
}

/// Whether two forms begin with the same two letters.
pub(super) fn same_beginning(left: &str, right: &str) -> bool {
    let two = |word: &str| word.chars().take(2).collect::<String>();
    right.chars().count() > 2 && two(left) == two(right)
}

/// `candiduslittering`: a form the edition has run together with its gloss, some letters lost between.
fn run_together(raw: &str, is_english: &dyn Fn(&str) -> bool) -> bool {
    raw.is_ascii()
        && raw.chars().all(|letter| letter.is_ascii_lowercase())
        && (4..raw.len().saturating_sub(7)).any(|place| is_english(&raw[place..]))
        && !is_english(raw)
}
