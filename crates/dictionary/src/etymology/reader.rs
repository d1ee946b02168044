//! The reader of etymologies: sentence by sentence, clause by clause, item by item.
//!
//! An item is `fr. L. villa a farm`: what leads to it, the language, the forms, the gloss. Every token is either read as
//! something or put aside as unread; after what it cannot read, the reader goes on where something begins that stands on its
//! own: the next language in a list, the next `fr.`, the next clause.

use super::order::can_descend;
use super::shapes::{alike, form_of, gloss_text};
use super::tokens::{self, Kind, Token};
use super::words::{self, Word};
use super::{CrossReference, Etymology, Form, Lexicon, Part, ReferenceKind, Relation, Stage};
use crate::fold::fold;
use crate::languages::{Family, Language};
use crate::notation;
use crate::span::{Piece, Span};

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

    // Sentences and clauses.

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
        self.parts = false;
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
                self.parts = false;
                self.doubtful_kin = false;
                continue;
            }
            self.clause();
            self.at = self.at.max(before + 1);
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
                    self.origin(language, lead);
                    lead = Lead::default();
                }
                Kind::Trade(Word::Relation(relation)) => {
                    if lead.either && relation != Relation::Compared && self.line == Line::Descent {
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
                        Some(item) => self.place(item, lead),
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
                    self.put_aside(self.to_resume(1));
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

    fn related(&mut self, relation: Relation, lead: &mut Lead, first: bool) {
        match relation {
            Relation::Akin | Relation::Compared => {
                self.line = Line::Kin(relation);
                self.parts = false;
                self.doubtful_kin = false;
                // `L. grandis; perh. akin to gravis heavy`
                self.kin_language = self.language.clone();
            }
            _ => {
                if first && self.etymology.descent.is_empty() && self.etymology.parts.is_empty() {
                    // `Cf. F. x; fr. L. y`: no line was begun, so this is it.
                    self.line = Line::Descent;
                }
            }
        }
        lead.relation = Some(relation);
    }

    fn leads_to_reference(&self) -> bool {
        matches!(self.kind(0), Some(Kind::Reference(_)))
            || (matches!(self.kind(1), Some(Kind::Reference(_))) && self.words_at(0).starts_with(|letter: char| letter.is_ascii_digit()))
    }

    /// Reads a list of headwords to the end of the sentence, or to what begins something else.
    fn references(&mut self, kind: ReferenceKind) {
        let mut kind = kind;
        while let Some(token) = self.tokens.get(self.at) {
            let span = token.span;
            match token.kind.clone() {
                Kind::Reference(word) => {
                    self.refer(word, kind, span);
                    self.at += 1;
                }
                Kind::Trade(Word::Relation(Relation::Compared)) => {
                    self.at += 1;
                    if !self.leads_to_reference() {
                        self.line = Line::Kin(Relation::Compared);
                        return;
                    }
                    kind = ReferenceKind::Compare;
                }
                Kind::Trade(Word::See) => {
                    kind = ReferenceKind::See;
                    self.at += 1;
                }
                Kind::Language(language) if language.abbreviation.ends_with('.') => return,
                Kind::Stop | Kind::Semicolon | Kind::Roots(_) | Kind::Trade(Word::Relation(_) | Word::Doubt | Word::Derived(_)) => return,
                // What is said of the headword tells which is meant: `n.`, `a heap`.
                _ => self.at += 1,
            }
        }
    }

    fn refer(&mut self, word: String, kind: ReferenceKind, span: Span) {
        let word = bare_headword(&word);
        if !word.is_empty() {
            self.etymology.references.push(CrossReference { word, kind, span });
        }
    }

    fn references_within(&mut self, span: Span) {
        for found in crate::gcide::references(self.text, span) {
            self.refer(found.word, ReferenceKind::Compare, found.span);
        }
    }

    /// A headword in braces outside of a list of references: a part, or what the word is from.
    fn reference(&mut self, lead: Lead) {
        let Some(Kind::Reference(word)) = self.kind(0).cloned() else { return };
        let span = self.span(0);
        let from = lead.relation == Some(Relation::From);
        let part = self.kind(1) == Some(&Kind::Plus) || self.parts;
        self.at += 1;
        if !(from || part) || matches!(self.line, Line::Kin(_)) {
            let kind = if matches!(self.line, Line::Kin(_)) { ReferenceKind::Compare } else { ReferenceKind::See };
            self.refer(word, kind, span);
            self.said_of_reference();
            return;
        }
        self.refer(word.clone(), ReferenceKind::From, span);
        self.push_part(Part { language: None, form: None, gloss: None, headword: Some(word), origin: Vec::new(), span });
        self.said_of_reference();
        self.more_parts();
    }

    /// `, v. t.`, ` a heap`: what tells which of several headwords is meant.
    fn said_of_reference(&mut self) {
        while let Some(kind) = self.kind(0) {
            let speech = *kind == Kind::Comma && matches!(self.kind(1), Some(Kind::Trade(Word::Grammar(_))));
            match kind {
                _ if speech => self.at += 2,
                Kind::Trade(Word::Grammar(_)) | Kind::Word => self.at += 1,
                _ => break,
            }
        }
    }

    /// A stage of which only the language is told, `of German origin`.
    fn origin(&mut self, language: Language, lead: Lead) {
        let span = self.span(0);
        self.at += 1;
        let item = Item { languages: vec![language], span, ..Item::default() };
        self.place(item, Lead { relation: Some(Relation::Origin), ..lead });
    }

    // Items.

    /// Reads an item; `None` where it is none.
    fn item(&mut self, lead: Lead, comma: bool, first: bool) -> Option<Item> {
        let begin = self.at;
        let start = self.span(0).start;
        let mut item = Item { note: lead.note, ..Item::default() };
        self.languages(&mut item);
        let stated = !item.languages.is_empty();
        if !stated {
            item.assumed = true;
            // `1st pref. un-`
            while matches!(self.kind(0), Some(Kind::Word)) && self.words_at(0).starts_with(|letter: char| letter.is_ascii_digit()) {
                self.at += 1;
            }
            let carried = self.language_now();
            let expects = lead.relation.is_some()
                || self.parts
                || self.clause_has(|kind| *kind == Kind::Plus)
                || (first && carried.is_some())
                || (comma && carried.is_some());
            if !expects {
                return None;
            }
            item.languages.extend(carried);
            if !self.bare_form_fits(&item, lead) {
                self.at = begin;
                return None;
            }
        }
        // `OF. dim. x`, `LL. also village`.
        while let Some(Kind::Trade(Word::Grammar(note))) = self.kind(0) {
            item.note = item.note.or(Some(*note).filter(|note| is_worth_noting(note)));
            self.at += 1;
        }
        let also = stated && self.kind(0) == Some(&Kind::Trade(Word::Also));
        if also {
            self.at += 1;
            // `OF. also, nevou`
            if self.kind(0) == Some(&Kind::Comma) && matches!(self.kind(1), Some(Kind::Word)) && !self.reads_as_gloss(1) {
                self.at += 1;
            }
        }
        self.forms(&mut item, stated, also);
        self.gloss(&mut item);
        let end = self.tokens[begin..self.at].iter().rev().find(|token| token.kind != Kind::Comma).map_or(start, |token| token.span.end);
        item.span = Span::new(start, end);
        let empty = item.forms.is_empty() && !item.lost;
        if empty && !stated {
            self.at = begin;
            return None;
        }
        Some(item)
    }

    fn languages(&mut self, item: &mut Item) {
        while let Some(Kind::Language(language)) = self.kind(0).cloned() {
            item.languages.push(language);
            self.at += 1;
            // `Icel., Sw., & Dan. [x]`: languages that share a form; `F., Sp. x` are two stages.
            let mut ahead = 0;
            let mut joined = false;
            let shares = loop {
                match self.kind(ahead) {
                    Some(Kind::Comma) => ahead += 1,
                    Some(Kind::And) => {
                        joined = true;
                        ahead += 1;
                    }
                    Some(Kind::Word) if self.is_word(ahead, "and") || self.is_word(ahead, "or") => {
                        joined = true;
                        ahead += 1;
                    }
                    Some(Kind::Language(_)) if joined => break true,
                    Some(Kind::Language(_)) if ahead > 0 => ahead += 1,
                    _ => break false,
                }
            };
            if !shares {
                break;
            }
            while !matches!(self.kind(0), Some(Kind::Language(_))) {
                self.at += 1;
            }
        }
    }

    /// Whether the word here can be a form although no language is named.
    fn bare_form_fits(&self, item: &Item, lead: Lead) -> bool {
        if self.kind(0) == Some(&Kind::Lost) {
            return true;
        }
        let lower = self.lower(0);
        let raw = self.words_at(0);
        let capital = raw.starts_with(|letter: char| letter.is_ascii_uppercase());
        if self.kind(1) == Some(&Kind::Plus) {
            return true;
        }
        if words::begins_gloss(&lower) || words::is_function(&lower) || words::is_description(&lower) {
            return false;
        }
        if self.parts || self.clause_has(|kind| *kind == Kind::Plus) {
            return true;
        }
        let known = |form: &Form| alike(&fold(&form.text), &fold(raw));
        let repeats = self.etymology.descent.last().is_some_and(|stage| stage.forms.iter().any(known));
        if capital && !repeats {
            return false;
        }
        if item.languages.is_empty() {
            // `A corruption of bast`: English, where the dictionary has the word.
            return lead.note.is_some() && (self.lexicon.known)(&lower) && self.ends_item(1);
        }
        let led = lead.relation.is_some_and(|relation| relation == Relation::From) || lead.full;
        repeats || led || !self.is_english(&lower)
    }

    /// Whether nothing of the item follows.
    fn ends_item(&self, ahead: usize) -> bool {
        matches!(
            self.kind(ahead),
            None | Some(
                Kind::Comma
                    | Kind::Semicolon
                    | Kind::Stop
                    | Kind::Aside(_)
                    | Kind::Language(_)
                    | Kind::Plus
                    | Kind::And
                    | Kind::Roots(_)
                    | Kind::Equals
            )
        ) || self.is_lead(ahead)
            || self.is_word(ahead, "or")
            || self.is_word(ahead, "and")
    }

    fn is_lead(&self, ahead: usize) -> bool {
        matches!(
            self.kind(ahead),
            Some(
                Kind::Trade(Word::Relation(_) | Word::Derived(_) | Word::Grammar(_) | Word::Doubt | Word::See | Word::All | Word::Remark)
                    | Kind::Origin(_)
                    | Kind::Unknown
            )
        )
    }

    /// Reads the forms of an item.
    fn forms(&mut self, item: &mut Item, stated: bool, also: bool) {
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
                Some(Kind::Aside(inner)) => {
                    let inner = *inner;
                    match self.stages_in(inner, item) {
                        Some(stages) => item.origin.extend(stages),
                        None => self.aside(inner),
                    }
                    self.at += 1;
                }
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

    /// Takes the first form; `false` where there is none.
    fn first_form(&mut self, item: &mut Item, stated: bool, also: bool) -> bool {
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

    /// `(L. minus less)`, `(fr. D. & G. peil)`: stages of the form before, if nothing else is said there.
    fn stages_in(&self, inner: Span, item: &Item) -> Option<Vec<Stage>> {
        let first = tokens::split(self.text, inner).into_iter().next()?.kind;
        if !matches!(first, Kind::Language(_) | Kind::Trade(Word::Relation(Relation::From | Relation::Through) | Word::Derived(_))) {
            return None;
        }
        let mut reader = Reader::new(self.text, inner, self.lexicon);
        reader.language = item.languages.last().cloned();
        let read = reader.read();
        let only_stages = read.unread.is_empty()
            && read.remarks.is_empty()
            && read.cognates.is_empty()
            && read.references.is_empty()
            && read.parts.is_empty();
        (only_stages && !read.descent.is_empty()).then_some(read.descent)
    }

    /// The full form of a part, told beside it.
    fn full_form(&mut self, item: &mut Item) {
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

    fn push_form(&mut self, item: &mut Item) {
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

    /// Whether the word after a form, with no comma between, belongs to it: `bona fide`, `mal de mer`.
    fn continues_form(&self, item: &Item) -> bool {
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
                || matches!(self.kind(1), Some(Kind::Word)) && (self.is_english(&self.lower(1)) || words::begins_gloss(&self.lower(1))))
    }

    fn longer_form(&mut self, item: &mut Item) {
        let span = self.span(0);
        let more = form_of(self.words_at(0), span, item.languages.last());
        if let Some(form) = item.forms.last_mut() {
            form.text = format!("{} {}", form.text, more.text);
            form.latin = form.latin.take().map(|latin| format!("{latin} {}", more.latin.unwrap_or(more.text)));
            form.span.end = span.end;
        }
        self.at += 1;
    }

    /// Whether the word there, after a comma or `or`, is a further form.
    fn variant(&self, ahead: usize, item: &Item) -> bool {
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
        let headword = english && self.headword.len() == 1 && self.headword[0] == fold(raw);
        if alone && (alike || headword) {
            return true;
        }
        !capital && !self.is_english(&lower) && (alone || !(self.lexicon.known)(&lower) || alike)
    }

    fn is_english(&self, word: &str) -> bool {
        super::shapes::is_english(word, self.lexicon.common)
    }

    /// Whether the words there begin a gloss.
    fn reads_as_gloss(&self, ahead: usize) -> bool {
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

    /// Reads the gloss of an item: English words to the next sign that begins something else.
    fn gloss(&mut self, item: &mut Item) {
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
                Some(Kind::Comma) if self.gloss_goes_on(1) => self.at += 1,
                Some(Kind::Aside(inner)) => {
                    let inner = *inner;
                    match self.stages_in(inner, item) {
                        Some(stages) => item.origin.extend(stages),
                        None => self.aside(inner),
                    }
                    self.at += 1;
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
            // `chou cabbage is fr. L. caulis`: a sentence, no gloss.
            self.at = begin - ahead;
            return;
        }
        item.gloss = Some(span);
    }

    /// Whether the word is the form itself in another dress, no meaning: the headword's own spelling in a list of spellings.
    fn could_be_spelling(&self, ahead: usize, item: &Item) -> bool {
        let word = fold(self.words_at(ahead));
        self.headword.first() == Some(&word)
            || item.forms.iter().any(|form| {
                let form = fold(&form.text);
                form.chars().next() == word.chars().next() && form.chars().last() == word.chars().last()
            })
    }

    /// Whether a gloss goes on after a comma, `and` or `or`.
    fn gloss_goes_on(&self, ahead: usize) -> bool {
        let ahead = if self.kind(ahead) == Some(&Kind::Comma) { ahead + 1 } else { ahead };
        match self.kind(ahead) {
            Some(Kind::Word) if self.is_word(ahead, "and") || self.is_word(ahead, "or") => self.gloss_goes_on(ahead + 1),
            Some(Kind::Trade(word)) if self.is_plain_at(ahead, *word) => true,
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

    /// Within a gloss a word of the trade that is spelled out is an English word, unless a form follows it.
    fn is_plain(&self, word: Word) -> bool {
        self.is_plain_at(0, word)
    }

    fn is_plain_at(&self, ahead: usize, word: Word) -> bool {
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

    // Placing.

    fn language_now(&self) -> Option<Language> {
        match self.line {
            Line::Descent => self.language.clone(),
            Line::Kin(_) => self.kin_language.clone(),
        }
    }

    /// Puts an item where it belongs: a part, a stage of descent, a cognate.
    fn place(&mut self, mut item: Item, lead: Lead) {
        if matches!(self.line, Line::Descent) && !self.parts && self.kind(0) == Some(&Kind::Plus) && !lead.full {
            self.part(item);
            self.more_parts();
            return;
        }
        if item.languages.is_empty() {
            item.languages.push(Language { abbreviation: String::new(), name: "English".to_owned(), family: Family::English });
        }
        let relation = self.relation(&item, lead);
        let mut stages: Vec<Stage> = Vec::new();
        let shared = item.languages.len() > 1;
        for (place, language) in item.languages.iter().enumerate() {
            stages.push(Stage {
                language: language.clone(),
                assumed: item.assumed,
                forms: item.forms.clone(),
                gloss: item.gloss.and_then(|span| gloss_text(self.text, span)),
                note: if lead.full { Some("full form".to_owned()) } else { item.note.map(str::to_owned) },
                relation: if place > 0 && shared && self.line == Line::Descent { Relation::Beside } else { relation },
                doubtful: lead.doubtful || (self.doubtful_kin && matches!(self.line, Line::Kin(_))),
                lost: item.lost && item.forms.is_empty(),
                parts: Vec::new(),
                span: item.span,
            });
        }
        let origin = std::mem::take(&mut item.origin);
        match self.line {
            Line::Descent if self.parts => {
                if let Some(part) = self.last_part() {
                    part.span.end = part.span.end.max(item.span.end);
                    part.origin.extend(stages);
                    part.origin.extend(origin);
                }
            }
            Line::Descent => {
                if relation != Relation::Beside || lead.full {
                    self.language = item.languages.first().cloned();
                }
                self.etymology.descent.extend(stages);
                for mut stage in origin {
                    let older = self.etymology.descent.last().is_some_and(|before| can_descend(&before.language, &stage.language));
                    if stage.relation == Relation::Listed && !older {
                        stage.relation = Relation::Beside;
                    }
                    self.etymology.descent.push(stage);
                }
            }
            Line::Kin(_) => {
                self.kin_language = item.languages.last().cloned();
                // `perh. to L. oriri, Skr. [.r]`: a doubt holds for the rest of a list of kin.
                self.doubtful_kin |= lead.doubtful;
                self.etymology.cognates.extend(stages);
                // The origin of the kin is told as such.
                self.etymology.cognates.extend(origin.into_iter().map(|stage| Stage {
                    relation: if stage.relation == Relation::Listed { Relation::From } else { stage.relation },
                    ..stage
                }));
            }
        }
    }

    fn relation(&self, item: &Item, lead: Lead) -> Relation {
        if let Line::Kin(kin) = self.line {
            // `akin to OF. x, fr. L. y`: the origin of the kin.
            return match lead.relation {
                Some(relation @ (Relation::From | Relation::Through | Relation::Origin)) => relation,
                _ if lead.full => Relation::Beside,
                _ => kin,
            };
        }
        if lead.full {
            return Relation::Beside;
        }
        if let Some(relation) = lead.relation {
            return relation;
        }
        if self.etymology.descent.is_empty() || (self.is_older(item) && !lead.beside && !lead.either) {
            Relation::Listed
        } else {
            Relation::Beside
        }
    }

    /// Whether an item that is merely listed can be the ancestor of the stage before it.
    fn is_older(&self, item: &Item) -> bool {
        let before = self.etymology.descent.iter().rev().find(|stage| stage.relation != Relation::Beside);
        let language = item.languages.first().filter(|_| !item.assumed);
        before.zip(language).is_some_and(|(before, language)| can_descend(&before.language, language))
    }

    fn last_part(&mut self) -> Option<&mut Part> {
        match self.etymology.descent.iter_mut().rev().find(|stage| stage.relation != Relation::Beside) {
            Some(stage) if !stage.parts.is_empty() => stage.parts.last_mut(),
            _ => self.etymology.parts.last_mut(),
        }
    }

    /// Parts after a `+`, until there is none.
    fn more_parts(&mut self) {
        while self.kind(0) == Some(&Kind::Plus) {
            self.parts = true;
            self.at += 1;
            let mut lead = Lead { relation: Some(Relation::Listed), ..Lead::default() };
            loop {
                match self.kind(0) {
                    Some(Kind::Trade(Word::Part | Word::Grammar(_) | Word::Relation(Relation::From))) => self.at += 1,
                    Some(Kind::Trade(Word::Doubt)) => {
                        lead.doubtful = true;
                        self.at += 1;
                    }
                    Some(Kind::Aside(inner)) if ["prob.", "perh.", "probably", "perhaps"].contains(&inner.of(self.text)) => self.at += 1,
                    _ => break,
                }
            }
            if let Some(Kind::Reference(word)) = self.kind(0).cloned() {
                let span = self.span(0);
                self.refer(word.clone(), ReferenceKind::From, span);
                self.push_part(Part { language: None, form: None, gloss: None, headword: Some(word), origin: Vec::new(), span });
                self.at += 1;
                self.said_of_reference();
                continue;
            }
            match self.item(lead, false, false) {
                Some(item) => self.part(item),
                None => {
                    self.put_aside(self.to_resume(0));
                    return;
                }
            }
        }
        self.parts = true;
    }

    fn part(&mut self, item: Item) {
        let stated = item.languages.first().cloned().filter(|_| !item.assumed);
        if let Some(language) = &stated {
            self.language = Some(language.clone());
        }
        let part = Part {
            language: stated,
            form: item.forms.into_iter().next(),
            gloss: item.gloss.and_then(|span| gloss_text(self.text, span)),
            headword: None,
            origin: item.origin,
            span: item.span,
        };
        self.push_part(part);
    }

    fn push_part(&mut self, part: Part) {
        self.parts = true;
        match self.etymology.descent.iter_mut().rev().find(|stage| stage.relation != Relation::Beside) {
            Some(stage) => {
                stage.span.end = stage.span.end.max(part.span.end);
                stage.parts.push(part);
            }
            None => self.etymology.parts.push(part),
        }
    }

    // What is no item.

    /// What stands in parentheses: kin, a reference, an inflection, a doubt, or unread.
    fn aside(&mut self, inner: Span) {
        let words = inner.of(self.text).trim();
        if words.trim_matches('?').is_empty() {
            if let Some(stage) = self.etymology.descent.last_mut() {
                stage.doubtful = true;
            }
            return;
        }
        let tokens = tokens::split(self.text, inner);
        let begins = tokens.first().map(|token| token.kind.clone());
        match begins {
            Some(Kind::Trade(Word::Relation(relation @ (Relation::Akin | Relation::Compared)))) => {
                // Read by a reader of its own, whose kin are this word's.
                let mut reader = Reader::new(self.text, inner, self.lexicon);
                reader.line = Line::Kin(relation);
                let read = reader.read();
                self.etymology.references.extend(read.references);
                self.etymology.cognates.extend(read.cognates);
                self.etymology.unread.extend(read.unread);
                self.etymology.remarks.extend(read.remarks);
            }
            Some(Kind::Trade(Word::See) | Kind::Reference(_)) => self.references_within(inner),
            // `(imp. ran, p. p. runnen)`, `(gen. -is)`, `(in senses 1 & 2)`.
            Some(Kind::Trade(Word::Grammar(_))) => {}
            _ if words.starts_with("in sense") || words.starts_with("sense") || words.starts_with("in comp") || words.starts_with('-') => {}
            _ => {
                self.references_within(inner);
                self.unread(inner);
            }
        }
    }

    /// Keeps words as a remark, the full stop that ends them included.
    fn remark_from(&mut self, from: usize, to: usize) {
        let to = to + usize::from(self.tokens.get(to).is_some_and(|token| token.kind == Kind::Stop));
        let last = to.min(self.tokens.len());
        if let (Some(first), Some(last)) = (self.tokens.get(from), last.checked_sub(1).and_then(|last| self.tokens.get(last))) {
            let span = Span::new(first.span.start, last.span.end);
            self.references_within(span);
            let piece = Piece::at(self.text, span);
            if !piece.is_empty() {
                self.etymology.remarks.push(piece);
            }
        }
        self.at = last;
    }

    /// How many tokens there are until something begins that stands on its own; at least `least`.
    fn to_resume(&self, least: usize) -> usize {
        let clause = self.to_semicolon();
        (least..clause)
            .find(|ahead| {
                let after_comma = *ahead > 0 && self.kind(ahead - 1) == Some(&Kind::Comma);
                let abbreviated = self.words_at(*ahead).ends_with('.');
                match self.kind(*ahead) {
                    Some(Kind::Language(_)) => after_comma && abbreviated,
                    Some(Kind::Trade(Word::Relation(_) | Word::Derived(_))) => {
                        abbreviated || after_comma || self.words_at(*ahead).starts_with("akin")
                    }
                    Some(Kind::Trade(Word::See | Word::All)) => after_comma,
                    _ => false,
                }
            })
            .unwrap_or(clause)
    }

    fn put_aside(&mut self, count: usize) {
        let count = count.max(1);
        self.put_aside_from(self.at, self.at + count);
    }

    fn put_aside_from(&mut self, from: usize, to: usize) {
        let to = to.min(self.tokens.len());
        if let (Some(first), Some(last)) = (self.tokens.get(from), to.checked_sub(1).and_then(|last| self.tokens.get(last))) {
            let span = Span::new(first.span.start, last.span.end);
            self.references_within(span);
            self.unread(span);
        }
        self.at = to;
    }

    fn unread(&mut self, span: Span) {
        let words = span.of(self.text);
        let lead = words.len() - words.trim_start_matches([',', ' ', '\n', '-']).len();
        let end = words.trim_end_matches([',', ' ', '\n']).len();
        let piece = Piece::at(self.text, Span::new(span.start + lead, span.start + end.max(lead)));
        if !piece.is_empty() {
            self.etymology.unread.push(piece);
        }
    }
}

/// A headword as it is looked up: `{1st Fust}`, `{Mercy.}`.
fn bare_headword(word: &str) -> String {
    let word = word.trim().trim_end_matches(['.', ',', ';']);
    match word.split_once(' ') {
        Some((ordinal, rest)) if ordinal.starts_with(|letter: char| letter.is_ascii_digit()) => rest.trim().to_owned(),
        _ => word.to_owned(),
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

/// Forms of which it is worth saying what they are.
fn is_worth_noting(note: &str) -> bool {
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

/// `candiduslittering`: a form the edition has run together with its gloss, some letters lost between.
fn run_together(raw: &str, is_english: &dyn Fn(&str) -> bool) -> bool {
    raw.is_ascii()
        && raw.chars().all(|letter| letter.is_ascii_lowercase())
        && (4..raw.len().saturating_sub(7)).any(|place| is_english(&raw[place..]))
        && !is_english(raw)
}
