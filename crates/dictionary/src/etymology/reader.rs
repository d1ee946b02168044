//! The reader of etymologies: sentence by sentence, clause by clause, item by item.
//!
//! An item is `fr. L. villa a farm`: what leads to it, the language, the forms, the gloss. Every token is either read as
//! something or put aside as unread; after what it cannot read, the reader goes on where something begins that stands on its
//! own: the next language in a list, the next `fr.`, the next clause.

mod aside;
mod form;
mod gloss;
mod item;
mod place;
mod reference;

use super::order::can_descend;
use super::tokens::{self, Kind, Token};
use super::words::Word;
use super::{Etymology, Form, Lexicon, ReferenceKind, Relation, Stage};
use crate::fold::fold;
use crate::languages::Language;
use crate::notation;
use crate::span::Span;

/// Where stages go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    Descent,
    Kin(Relation),
}

/// What leads to an item.
#[derive(Debug, Clone, Copy, Default)]
struct Lead {
    relation: Option<Relation>,
    note: Option<&'static str>,
    doubtful: bool,
    /// `or`: in place of what was told.
    either: bool,
    /// `and`, `also`: beside what was told.
    beside: bool,
    /// `for`: the full form of what was told.
    full: bool,
}

impl Lead {
    fn is_any(self) -> bool {
        self.relation.is_some() || self.note.is_some() || self.doubtful || self.either || self.beside || self.full
    }
}

/// An item read.
#[derive(Debug, Default)]
struct Item {
    languages: Vec<Language>,
    /// Stages in parentheses after the form, `mes- (L. minus less)`.
    origin: Vec<Stage>,
    assumed: bool,
    forms: Vec<Form>,
    lost: bool,
    /// `(?)` stands within it.
    doubtful: bool,
    /// Only described, `the Mexican name of the cacao`: no form, and the words are no meaning.
    described: bool,
    gloss: Option<Span>,
    note: Option<&'static str>,
    span: Span,
}

pub(super) struct Reader<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    at: usize,
    lexicon: &'a Lexicon<'a>,
    headword: Vec<String>,
    line: Line,
    /// The language of the last stage of descent, and of the last cognate: a form without a language goes on with it.
    language: Option<Language>,
    kin_language: Option<Language>,
    doubtful_kin: bool,
    /// Parts were read in this clause; what follows with a comma is said of the last of them.
    parts: bool,
    /// The kin that is told is the last part's, to the end of the clause.
    kin_of_part: bool,
    etymology: Etymology,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str, span: Span, lexicon: &'a Lexicon<'a>) -> Self {
        let span = span.trimmed(text);
        let headword = crate::database::own_headword(text).map(|word| fold(&word)).unwrap_or_default();
        Self {
            text,
            tokens: tokens::split(text, span),
            at: 0,
            lexicon,
            headword: headword.split(' ').map(str::to_owned).collect(),
            line: Line::Descent,
            language: None,
            kin_language: None,
            doubtful_kin: false,
            parts: false,
            kin_of_part: false,
            etymology: Etymology { span, ..Etymology::default() },
        }
    }

    pub(super) fn read(mut self) -> Etymology {
        while self.at < self.tokens.len() {
            let before = self.at;
            self.sentence();
            // Every sentence takes something; should one ever not, a token is passed over.
            self.at = self.at.max(before + 1);
        }
        self.etymology
    }

    fn kind(&self, ahead: usize) -> Option<&Kind> {
        self.tokens.get(self.at + ahead).map(|token| &token.kind)
    }

    fn span(&self, ahead: usize) -> Span {
        self.tokens.get(self.at + ahead).map_or(Span::new(self.etymology.span.end, self.etymology.span.end), |token| token.span)
    }

    fn words_at(&self, ahead: usize) -> &'a str {
        self.span(ahead).of(self.text)
    }

    fn lower(&self, ahead: usize) -> String {
        let word = notation::clean(self.words_at(ahead));
        word.trim_matches(|letter: char| !letter.is_alphanumeric() && letter != '-').to_lowercase()
    }

    fn is_word(&self, ahead: usize, word: &str) -> bool {
        matches!(self.kind(ahead), Some(Kind::Word)) && self.words_at(ahead).eq_ignore_ascii_case(word)
    }

    /// How many tokens there are to the end of the sentence.
    fn to_stop(&self) -> usize {
        self.tokens[self.at..].iter().take_while(|token| token.kind != Kind::Stop).count()
    }

    /// How many tokens there are to the end of the clause.
    fn to_semicolon(&self) -> usize {
        self.tokens[self.at..].iter().take_while(|token| !matches!(token.kind, Kind::Stop | Kind::Semicolon)).count()
    }

    fn clause_has(&self, wanted: impl Fn(&Kind) -> bool) -> bool {
        self.tokens[self.at..self.at + self.to_semicolon()].iter().any(|token| wanted(&token.kind))
    }

    fn sentence(&mut self) {
        if self.kind(0) == Some(&Kind::Stop) {
            self.at += 1;
            return;
        }
        let lost = self.tokens[self.at..].iter().take_while(|token| token.kind == Kind::Lost).count();
        if lost > 0 && lost == self.to_stop() {
            // A sentence of which nothing has come through.
            self.at += lost;
            return;
        }
        self.leave_parts();
        if self.is_second_thought() {
            let whole = self.to_stop();
            self.put_aside(whole);
            return;
        }
        let capital = self.words_at(0).starts_with(|letter: char| letter.is_ascii_uppercase());
        let plain = matches!(self.kind(0), Some(Kind::Word | Kind::Abbreviation)) && !self.clause_has(|kind| *kind == Kind::Plus);
        let again = self.etymology.span.start < self.span(0).start;
        if plain && (capital || again || !self.clause_has(|kind| matches!(kind, Kind::Language(_)))) {
            // `So called because …`, `Etymol. uncertain`, `after a Dr. Who`.
            self.remark_from(self.at, self.at + self.to_stop());
            return;
        }
        if self.line != Line::Descent && matches!(self.kind(0), Some(Kind::Language(_))) {
            // After a list of kin a new sentence says neither that it goes on nor that it goes back.
            self.line = Line::Descent;
            let whole = self.to_stop();
            self.put_aside(whole);
            return;
        }
        if self.etymology.cognates.is_empty() {
            self.line = Line::Descent;
        }
        while self.at < self.tokens.len() && self.kind(0) != Some(&Kind::Stop) {
            let before = self.at;
            if self.kind(0) == Some(&Kind::Semicolon) {
                self.at += 1;
                self.leave_parts();
                self.doubtful_kin = false;
                continue;
            }
            self.clause();
            self.at = self.at.max(before + 1);
        }
    }

    /// `Perh., however, a corruption of E. gramarye.`: another account than the one told.
    fn is_second_thought(&self) -> bool {
        let after = 1 + usize::from(self.kind(1) == Some(&Kind::Comma));
        self.kind(0) == Some(&Kind::Trade(Word::Doubt)) && self.is_word(after, "however") && self.etymology.span.start < self.span(0).start
    }

    /// What is said after the end of a clause is said of the word again, not of a part.
    fn leave_parts(&mut self) {
        self.parts = false;
        if std::mem::take(&mut self.kin_of_part) {
            self.line = Line::Descent;
        }
    }

    /// Reads to the next `;` or the end of the sentence.
    fn clause(&mut self) {
        let begin = self.at;
        if self.is_other_account() {
            self.put_aside(self.to_kin());
            return;
        }
        let mut lead = Lead::default();
        let mut comma = false;
        // Where the words that lead to the next item begin.
        let mut from = self.at;
        while let Some(kind) = self.kind(0).filter(|kind| !matches!(kind, Kind::Semicolon | Kind::Stop)) {
            let first = self.at == begin;
            match kind.clone() {
                Kind::Comma | Kind::And => {
                    comma = true;
                    self.at += 1;
                }
                Kind::Aside(inner) => {
                    self.aside(inner);
                    self.at += 1;
                }
                Kind::Roots(numbers) => {
                    self.etymology.roots.extend(numbers);
                    self.at += 1;
                }
                Kind::Unknown => {
                    let end = self.at + 1;
                    self.remark_from(from, end);
                    lead = Lead::default();
                }
                Kind::Origin(language) => {
                    // `akin to E. bench, and prob. of Scand. origin`: said of the word again, not of its kin.
                    if first || lead.beside || lead.doubtful {
                        self.line = Line::Descent;
                        self.kin_of_part = false;
                    }
                    self.origin(language, lead);
                    lead = Lead::default();
                }
                Kind::Trade(Word::Relation(relation)) => {
                    if lead.either && relation != Relation::Compared && self.line == Line::Descent {
                        self.put_aside_from(from, self.at + self.to_semicolon());
                        return;
                    }
                    if self.is_making_of_kin(relation, first) {
                        self.put_aside_from(from, self.at + self.to_semicolon());
                        return;
                    }
                    self.at += 1;
                    self.related(relation, &mut lead, first);
                    if matches!(relation, Relation::Akin | Relation::Compared) && self.leads_to_reference() {
                        self.references(ReferenceKind::Compare);
                        lead = Lead::default();
                    }
                }
                Kind::Trade(Word::Derived(note)) => {
                    lead.relation = Some(Relation::From);
                    lead.note = Some(note);
                    self.at += 1;
                }
                Kind::Trade(Word::Doubt) => {
                    lead.doubtful = true;
                    self.at += 1;
                }
                Kind::Trade(Word::See) => {
                    self.at += 1;
                    self.references(ReferenceKind::See);
                    lead = Lead::default();
                }
                Kind::Trade(Word::Part) => {
                    self.at += 1;
                }
                Kind::Trade(Word::Full) => {
                    lead.full = true;
                    self.at += 1;
                }
                Kind::Trade(Word::Also) => {
                    lead.beside = true;
                    self.at += 1;
                }
                Kind::Trade(Word::Remark) => {
                    let end = self.at + self.to_semicolon();
                    self.remark_from(from, end);
                    return;
                }
                Kind::Trade(Word::All) => {
                    // `all fr.`: back from the kin to their common ancestor.
                    let fr = (1..=2).any(|ahead| {
                        matches!(
                            self.kind(ahead),
                            Some(Kind::Trade(Word::Relation(Relation::From | Relation::Through) | Word::Derived(_)) | Kind::Origin(_))
                        )
                    });
                    if fr {
                        self.line = Line::Descent;
                        self.kin_of_part = false;
                    }
                    self.at += 1;
                }
                Kind::Word if self.is_word(0, "or") || self.is_word(0, "either") => {
                    lead.either = true;
                    if self.is_word(0, "either") || self.either_origin() {
                        self.put_aside_from(from, self.at + self.to_semicolon());
                        return;
                    }
                    self.at += 1;
                }
                // `1st pref. un-`
                Kind::Word
                    if self.words_at(0).starts_with(|letter: char| letter.is_ascii_digit())
                        && matches!(self.kind(1), Some(Kind::Trade(Word::Part) | Kind::Reference(_) | Kind::Word)) =>
                {
                    self.at += 1;
                }
                Kind::Word if self.is_word(0, "and") || self.is_word(0, "but") => {
                    lead.beside = true;
                    self.at += 1;
                }
                Kind::Word
                    if self.is_word(0, "to")
                        && matches!(self.line, Line::Kin(_))
                        && matches!(self.kind(1), Some(Kind::Language(_) | Kind::Lost | Kind::Reference(_))) =>
                {
                    self.at += 1;
                    if self.leads_to_reference() {
                        self.references(ReferenceKind::Compare);
                    }
                }
                Kind::Reference(_) => {
                    self.reference(lead);
                    lead = Lead::default();
                }
                Kind::Language(_) | Kind::Lost | Kind::Word => {
                    let item = self.item(lead, comma, first);
                    let instead = item.as_ref().is_some_and(|item| lead.either && self.line == Line::Descent && self.is_older(item));
                    match item {
                        // `OF. scholarit['e], or LL. scholaritas`: another origin.
                        Some(_) if instead => self.put_aside_from(from, self.at),
                        // `cf. Icel. gl[=a]ms[=y]ni; gl[=a]mr name of the moon + s[=y]ni sight`: what the kin is made of.
                        Some(_) if matches!(self.line, Line::Kin(_)) && self.kind(0) == Some(&Kind::Plus) => {
                            self.put_aside_from(from, self.at + self.to_semicolon());
                            return;
                        }
                        Some(item) => {
                            let described = item.described;
                            self.place(item, lead);
                            if described {
                                self.remark_on(from, self.at);
                            }
                        }
                        // `From Captain Boycott, …`: words, and no language among them.
                        None if from == begin
                            && !self.clause_has(|kind| *kind == Kind::Plus)
                            && !self
                                .clause_has(|kind| matches!(kind, Kind::Language(language) if language.abbreviation.ends_with('.'))) =>
                        {
                            let end = self.at + self.to_semicolon();
                            self.remark_from(from, end);
                            return;
                        }
                        None => self.put_aside_from(from, self.at + self.to_resume(1)),
                    }
                    lead = Lead::default();
                    comma = false;
                }
                Kind::Trade(Word::Grammar(_)) => {
                    // `dim.`, `p. p.` without a word of what: said of the form before.
                    self.at += 1;
                }
                Kind::Plus => {
                    self.at += 1;
                    if self.parts || !self.etymology.parts.is_empty() {
                        self.more_parts();
                    } else {
                        self.put_aside(self.to_resume(0));
                    }
                }
                Kind::Trade(Word::Gloss)
                    if matches!(
                        self.kind(1),
                        Some(Kind::Trade(Word::Derived(_) | Word::Relation(_) | Word::Grammar(_) | Word::Doubt) | Kind::Language(_))
                    ) =>
                {
                    // `properly fem. of x`
                    self.at += 1;
                }
                Kind::Abbreviation if lead.relation == Some(Relation::From) && from == begin => {
                    // `From W. H. Miller, of Cambridge, Eng.`
                    let end = self.at + self.to_semicolon();
                    self.remark_from(from, end);
                    return;
                }
                Kind::Trade(Word::Gloss) | Kind::Equals | Kind::Abbreviation => {
                    // `perh. orig., a district`: the doubt goes with the words.
                    self.put_aside_from(from, self.at + self.to_resume(1));
                    lead = Lead::default();
                }
                Kind::Semicolon | Kind::Stop => return,
            }
            if !lead.is_any() {
                from = self.at;
            }
        }
    }

    /// `; or, as the word was formerly written …`, `; but prob. transformed fr. …`: what follows is another account.
    fn is_other_account(&self) -> bool {
        let turns = ["or", "but", "either", "others"].iter().any(|word| self.is_word(0, word));
        turns
            && self.line == Line::Descent
            && self.etymology.tells_descent()
            && !matches!(self.kind(1), Some(Kind::Trade(Word::Relation(Relation::Compared | Relation::Akin))))
    }

    /// How many tokens there are to the next clause of kin, or to the end of the sentence.
    fn to_kin(&self) -> usize {
        let sentence = self.to_stop();
        (1..sentence)
            .find(|ahead| {
                self.kind(ahead - 1) == Some(&Kind::Semicolon)
                    && matches!(self.kind(*ahead), Some(Kind::Trade(Word::Relation(Relation::Compared | Relation::Akin))))
            })
            .unwrap_or(sentence)
    }

    /// `or perh. from …`, `or fr. …`: another origin in place of the one told.
    fn either_origin(&self) -> bool {
        if self.line != Line::Descent {
            return false;
        }
        let ahead = 1 + usize::from(matches!(self.kind(1), Some(Kind::Trade(Word::Doubt))));
        ahead == 2
            || matches!(
                self.kind(ahead),
                Some(Kind::Trade(Word::Relation(Relation::From | Relation::Through | Relation::Akin) | Word::Derived(_)) | Kind::Origin(_))
            )
    }

    /// `Cf. Sw. bylag, fr. Sw. by town + the word for law`: where the kin, not the word, is from.
    fn is_making_of_kin(&self, relation: Relation, first: bool) -> bool {
        matches!(relation, Relation::From | Relation::Through)
            && matches!(self.line, Line::Kin(_))
            && !self.tells_nothing_yet(first)
            && !self.resumes(1, first)
            && self.clause_has(|kind| *kind == Kind::Plus)
    }

    /// No line was begun, so that a clause that begins with `fr.` begins it.
    fn tells_nothing_yet(&self, first: bool) -> bool {
        first && self.etymology.descent.is_empty() && self.etymology.parts.is_empty()
    }

    /// `F. z[`e]le; cf. Pg. zelo; from L. zelus`, `equiv. to F. bure, and fr. OF. buire`: after what the word is compared with its
    /// own descent goes on, where the language can be the ancestor of the last stage told.
    fn resumes(&self, ahead: usize, first: bool) -> bool {
        let before = self.etymology.descent.iter().rev().find(|stage| stage.relation != Relation::Beside);
        let goes_on = match (before, self.kind(ahead)) {
            (Some(before), Some(Kind::Language(language))) => {
                before.language.name == language.name || can_descend(&before.language, language)
            }
            _ => false,
        };
        goes_on
            && match self.line {
                Line::Kin(Relation::Compared) => first || self.follows_and(ahead),
                Line::Kin(_) => self.follows_and(ahead),
                Line::Descent => false,
            }
    }

    /// Whether `and` stands before the `fr.` that ends `ahead` tokens from here, a doubt perhaps between the two.
    fn follows_and(&self, ahead: usize) -> bool {
        let token = |back: usize| (self.at + ahead).checked_sub(back).and_then(|place| self.tokens.get(place));
        let doubt = usize::from(token(2).is_some_and(|token| token.kind == Kind::Trade(Word::Doubt)));
        token(2 + doubt).is_some_and(|token| token.kind == Kind::And || token.span.of(self.text) == "and")
    }

    fn related(&mut self, relation: Relation, lead: &mut Lead, first: bool) {
        match relation {
            Relation::Akin | Relation::Compared => {
                // `+ s[=y]ni sight, akin to E. see`
                self.kin_of_part |= self.parts && relation == Relation::Akin && self.last_part().is_some();
                self.line = Line::Kin(relation);
                self.parts = false;
                self.doubtful_kin = false;
                // `L. grandis; perh. akin to gravis heavy`
                self.kin_language = self.language.clone();
            }
            _ => {
                // `Cf. F. x; fr. L. y`: no line was begun, so this is it.
                if self.tells_nothing_yet(first) || self.resumes(0, first) {
                    self.line = Line::Descent;
                    self.kin_of_part = false;
                }
            }
        }
        lead.relation = Some(relation);
    }

    /// A stage of which only the language is told, `of German origin`.
    fn origin(&mut self, language: Language, lead: Lead) {
        let span = self.span(0);
        self.at += 1;
        let item = Item { languages: vec![language], span, ..Item::default() };
        self.place(item, Lead { relation: Some(Relation::Origin), ..lead });
    }
}
