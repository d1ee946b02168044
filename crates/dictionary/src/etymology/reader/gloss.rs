//! The gloss of an item: English words to the next sign that begins something else.

use super::form::same_beginning;
use super::{Item, Reader};
use crate::etymology::tokens::Kind;
use crate::etymology::words::{self, Word};
use crate::fold::fold;
use crate::languages::Family;
use crate::span::Span;

impl Reader<'_> {
    /// Reads the gloss of an item: English words to the next sign that begins something else.
    pub(super) fn gloss(&mut self, item: &mut Item) {
        let formed = !item.forms.is_empty() || item.lost;
        let begin = self.at + usize::from(formed && self.kind(0) == Some(&Kind::Comma));
        let ahead = begin - self.at;
        // `Hung. paprika Turkish pepper`: a language after a comma is the next stage.
        let nation = matches!(self.kind(ahead), Some(Kind::Language(language)) if !language.abbreviation.ends_with('.'));
        let begins =
            if nation { formed && ahead == 0 && (self.ends_item(1) || self.reads_as_gloss(0)) } else { self.reads_as_gloss(ahead) };
        if !begins {
            return;
        }
        // In a list of Old English spellings a single English word may be one of them.
        let only = self.ends_item(ahead + 1) && ahead == 1;
        let english = item.languages.last().is_some_and(|language| language.family == Family::English);
        if only && english && formed && self.could_be_spelling(ahead, item) {
            return;
        }
        self.at = begin;
        let mut end = self.at;
        if nation {
            self.at += 1;
            end = self.at;
        }
        loop {
            match self.kind(0) {
                Some(Kind::Word) => {
                    let connects = self.is_word(0, "or") || self.is_word(0, "and") || self.is_word(0, "but");
                    // `stick, in LL., tree`
                    let leads = self.is_word(0, "in") && matches!(self.kind(1), Some(Kind::Language(_)));
                    if leads || (connects && !self.gloss_goes_on(1)) {
                        break;
                    }
                    self.at += 1;
                    end = self.at;
                }
                Some(Kind::Language(language)) if !language.abbreviation.ends_with('.') => {
                    self.at += 1;
                    end = self.at;
                }
                Some(Kind::Trade(word)) if self.is_plain(*word) || (self.at == begin && self.reads_as_gloss(0)) => {
                    self.at += 1;
                    end = self.at;
                }
                Some(Kind::And) if self.gloss_goes_on(1) => self.at += 1,
                Some(Kind::Comma) if self.gloss_goes_on(1) && !self.begins_sister(1, item) => self.at += 1,
                Some(Kind::Aside(inner)) => {
                    self.aside_of(*inner, item);
                    // What is quoted must be of a piece: the gloss ends here.
                    while matches!(self.kind(0), Some(Kind::Word)) && !self.is_word(0, "and") && !self.is_word(0, "or") {
                        self.at += 1;
                    }
                    break;
                }
                _ => break,
            }
        }
        if end == begin {
            // `poison, in Old French also`: nothing of it is a gloss.
            self.at = begin - ahead;
            return;
        }
        // `wonder, as`, `dust, and to`: words that lead to what is no longer gloss.
        let leads = |last: usize| {
            let word = self.tokens[last].span.of(self.text);
            let after = |kind: &Kind| last > begin && self.tokens[last - 1].kind == *kind;
            let after_and = last > begin && self.tokens[last - 1].span.of(self.text) == "and";
            matches!(word, "and" | "or" | "but" | "a" | "an" | "the" | "as" | ",") || (word == "to" && (after(&Kind::Comma) || after_and))
        };
        while end > begin + 1 && leads(end - 1) {
            end -= 1;
        }
        let span = Span::new(self.tokens[begin].span.start, self.tokens[end.max(begin + 1) - 1].span.end);
        if is_narrative(span.of(self.text)) {
            // `dark brown, the stuff being named from its color`: a meaning, and a sentence that goes on from it.
            let comma = (begin..end).find(|place| self.tokens[*place].kind == Kind::Comma);
            let meaning = comma.map(|comma| Span::new(self.tokens[begin].span.start, self.tokens[comma - 1].span.end));
            if let (true, Some(comma), Some(meaning)) = (formed, comma, meaning.filter(|meaning| !is_narrative(meaning.of(self.text)))) {
                item.gloss = Some(meaning);
                self.at = comma;
                return;
            }
            // `chou cabbage is fr. L. caulis`: a sentence, no gloss.
            self.at = begin - ahead;
            return;
        }
        item.described = !formed && !item.assumed && matches!(self.tokens[begin].kind, Kind::Word) && {
            let first = self.tokens[begin].span.of(self.text).to_lowercase();
            let second = self.tokens.get(begin + 1).is_some_and(|token| token.span.of(self.text) == "of");
            second && matches!(first.as_str(), "name" | "names" | "word" | "words" | "root" | "term" | "title")
        };
        if !item.described {
            item.gloss = Some(span);
        }
    }

    /// Whether the words there begin a gloss.
    pub(super) fn reads_as_gloss(&self, ahead: usize) -> bool {
        match self.kind(ahead) {
            Some(Kind::Word) => {
                let lower = self.lower(ahead);
                if self.words_at(ahead).starts_with('-') || self.words_at(ahead).ends_with('-') {
                    return false;
                }
                let english = |word: &str| {
                    words::begins_gloss(word) || words::is_function(word) || self.is_english(word) || (self.lexicon.known)(word)
                };
                if matches!(self.kind(ahead + 1), Some(Kind::Language(language)) if language.abbreviation.ends_with('.')) && lower == "in" {
                    return false;
                }
                // `It bisogno`: an abbreviation without its full stop.
                let bare_language = self.words_at(ahead).len() > 1
                    && crate::languages::find(self.words_at(ahead)).is_some_and(|language| language.name != self.words_at(ahead))
                    && matches!(self.kind(ahead + 1), Some(Kind::Word))
                    && !english(&self.lower(ahead + 1));
                if bare_language {
                    return false;
                }
                let compound = lower.contains('-') && lower.split('-').all(english);
                let name =
                    self.words_at(ahead).starts_with(|letter: char| letter.is_ascii_uppercase()) && !self.words_at(ahead).ends_with('.');
                // `and to L. benna`: on with the kin.
                let onward = lower == "to"
                    && matches!(self.kind(ahead + 1), Some(Kind::Language(_) | Kind::Lost | Kind::Reference(_) | Kind::Trade(_)));
                (english(&lower) || compound || name)
                    && !onward
                    && !matches!(
                        lower.as_str(),
                        "or" | "and"
                            | "but"
                            | "either"
                            | "whence"
                            | "while"
                            | "better"
                            | "rather"
                            | "used"
                            | "applied"
                            | "because"
                            | "so"
                            | "is"
                            | "are"
                            | "was"
                            | "were"
                    )
            }
            Some(Kind::Trade(Word::Gloss)) => {
                let next = ahead + 1 + usize::from(self.kind(ahead + 1) == Some(&Kind::Comma));
                matches!(self.kind(next), Some(Kind::Word)) && self.reads_as_gloss(next)
            }
            // `'apo` from + te`mnein to cut`
            Some(Kind::Trade(word)) if matches!(self.words_at(ahead), "from" | "through" | "for" | "all" | "both") => {
                matches!(word, Word::Relation(_) | Word::Full | Word::All)
                    && matches!(self.kind(ahead + 1), Some(Kind::Plus | Kind::Comma | Kind::Semicolon | Kind::Stop) | None)
            }
            // `small thin bark, Peruvian bark`
            Some(Kind::Language(language)) => {
                !language.abbreviation.ends_with('.')
                    && matches!(self.kind(ahead + 1), Some(Kind::Word))
                    && self.is_english(&self.lower(ahead + 1))
            }
            _ => false,
        }
    }

    /// `pupus boy, pupa girl`: after a comma another form and its gloss, though the form is a headword too.
    fn begins_sister(&self, ahead: usize, item: &Item) -> bool {
        let lower = self.lower(ahead);
        let folded = fold(self.words_at(ahead));
        matches!(self.kind(ahead), Some(Kind::Word))
            && matches!(self.kind(ahead + 1), Some(Kind::Word))
            && self.reads_as_gloss(ahead + 1)
            && !self.is_english(&lower)
            && !words::is_function(&lower)
            && !words::begins_gloss(&lower)
            && item.forms.iter().any(|form| same_beginning(&fold(&form.text), &folded))
    }

    /// Whether a gloss goes on after a comma, `and` or `or`.
    pub(super) fn gloss_goes_on(&self, ahead: usize) -> bool {
        let ahead = if self.kind(ahead) == Some(&Kind::Comma) { ahead + 1 } else { ahead };
        match self.kind(ahead) {
            // `sidus star, and hence orig., to turn the eyes from the stars`: said of the whole that the parts make up.
            Some(Kind::Word) if self.parts && self.is_word(ahead, "and") && self.kind(ahead + 1) == Some(&Kind::Trade(Word::Gloss)) => {
                false
            }
            Some(Kind::Word) if self.is_word(ahead, "and") || self.is_word(ahead, "or") => self.gloss_goes_on(ahead + 1),
            Some(Kind::Trade(word)) if self.is_plain_at(ahead, *word) => true,
            // `at times, dative pl. of hwil`, `torture, in allusion to …`: what is said of the form, no meaning.
            Some(Kind::Word) if matches!(self.lower(ahead).as_str(), "dative" | "genitive" | "accusative" | "instrumental") => false,
            Some(Kind::Word) if self.is_word(ahead, "in") && self.is_word(ahead + 1, "allusion") => false,
            // `people, Umbrian touto`: a language no table knows.
            Some(Kind::Word)
                if self.words_at(ahead).starts_with(|letter: char| letter.is_ascii_uppercase())
                    && matches!(self.kind(ahead + 1), Some(Kind::Word))
                    && !self.reads_as_gloss(ahead + 1) =>
            {
                false
            }
            _ => self.reads_as_gloss(ahead),
        }
    }

    /// Whether the word is the form itself in another dress, no meaning: the headword's own spelling in a list of spellings.
    pub(super) fn could_be_spelling(&self, ahead: usize, item: &Item) -> bool {
        let word = fold(self.words_at(ahead));
        self.headword.first() == Some(&word)
            || item.forms.iter().any(|form| {
                let form = fold(&form.text);
                form.chars().next() == word.chars().next() && form.chars().last() == word.chars().last()
            })
    }

    /// Within a gloss a word of the trade that is spelled out is an English word, unless a form follows it.
    pub(super) fn is_plain(&self, word: Word) -> bool {
        self.is_plain_at(0, word)
    }

    pub(super) fn is_plain_at(&self, ahead: usize, word: Word) -> bool {
        if matches!(word, Word::Gloss | Word::Also) {
            return self.reads_as_gloss(ahead + 1) || (self.kind(ahead + 1) == Some(&Kind::Comma) && self.reads_as_gloss(ahead + 2));
        }
        let printed = self.words_at(ahead);
        if printed.contains('.')
            || printed.starts_with(|letter: char| letter.is_ascii_uppercase())
            || matches!(word, Word::See | Word::Remark)
        {
            return false;
        }
        if printed == "all" || printed == "both" {
            return !self.is_lead(ahead + 1);
        }
        !matches!(self.kind(ahead + 1), Some(Kind::Language(_) | Kind::Reference(_) | Kind::Lost | Kind::Trade(_)))
            && (!matches!(self.kind(ahead + 1), Some(Kind::Word)) || self.reads_as_gloss(ahead + 1))
    }
}

/// Whether words are a statement rather than a meaning: they have a verb that no `who` or `which` leads to.
fn is_narrative(words: &str) -> bool {
    let mut before = "";
    if words.split_whitespace().any(|word| matches!(word.trim_end_matches(','), "which" | "who" | "whom" | "whose" | "what" | "that")) {
        return false;
    }
    words.split_whitespace().any(|word| {
        let states = matches!(word, "is" | "are" | "was" | "were" | "has" | "had" | "means" | "meant" | "stands" | "being" | "occurs")
            && !matches!(before, "who" | "which" | "what" | "that" | "it" | "one" | "he" | "there" | "as" | "where" | "when");
        before = word.trim_end_matches(',');
        states
    })
}
