//! Where an item goes: a part, a stage of descent, a cognate.

use super::{Item, Lead, Line, Reader};
use crate::etymology::order::can_descend;
use crate::etymology::shapes::gloss_text;
use crate::etymology::tokens::Kind;
use crate::etymology::words::Word;
use crate::etymology::{Part, ReferenceKind, Relation, Stage};
use crate::languages::{Family, Language};

impl Reader<'_> {
    /// Puts an item where it belongs: a part, a stage of descent, a cognate.
    pub(super) fn place(&mut self, mut item: Item, lead: Lead) {
        if matches!(self.line, Line::Descent) && !self.parts && self.kind(0) == Some(&Kind::Plus) && !lead.full {
            self.part(item, lead.doubtful);
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
                doubtful: lead.doubtful || item.doubtful || (self.doubtful_kin && matches!(self.line, Line::Kin(_))),
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
            Line::Kin(_) if self.kin_of_part => {
                self.kin_language = item.languages.last().cloned();
                self.doubtful_kin |= lead.doubtful;
                if let Some(part) = self.last_part() {
                    part.kin.extend(stages);
                    part.kin.extend(origin);
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

    pub(super) fn relation(&self, item: &Item, lead: Lead) -> Relation {
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
    pub(super) fn is_older(&self, item: &Item) -> bool {
        let before = self.etymology.descent.iter().rev().find(|stage| stage.relation != Relation::Beside);
        let language = item.languages.first().filter(|_| !item.assumed);
        before.zip(language).is_some_and(|(before, language)| can_descend(&before.language, language))
    }

    pub(super) fn language_now(&self) -> Option<Language> {
        match self.line {
            Line::Descent => self.language.clone(),
            Line::Kin(_) => self.kin_language.clone(),
        }
    }

    pub(super) fn last_part(&mut self) -> Option<&mut Part> {
        match self.etymology.descent.iter_mut().rev().find(|stage| stage.relation != Relation::Beside) {
            Some(stage) if !stage.parts.is_empty() => stage.parts.last_mut(),
            _ => self.etymology.parts.last_mut(),
        }
    }

    /// Parts after a `+`, until there is none.
    pub(super) fn more_parts(&mut self) {
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
                self.push_part(Part::of_headword(word, span));
                self.at += 1;
                self.said_of_reference();
                continue;
            }
            match self.item(lead, false, false) {
                Some(item) => self.part(item, lead.doubtful),
                None => {
                    self.unread_part();
                    return;
                }
            }
        }
        self.parts = true;
    }

    /// A part that is no form, `AS. hl[=a]f loaf + a root of uncertain origin, possibly akin to E. dairy`: the only part told before
    /// it goes with it, and so does what it is akin to.
    fn unread_part(&mut self) {
        let resume = self.to_resume(0);
        // What follows is said of the part, up to what the word is compared with.
        let compared = matches!(self.kind(resume), Some(Kind::Trade(Word::Relation(Relation::Compared) | Word::See)));
        let end = self.at + if compared { resume } else { self.to_semicolon() }.max(1);
        let mut from = self.at;
        if let Some(stage) = self.etymology.descent.iter_mut().rev().find(|stage| stage.relation != Relation::Beside)
            && let [only] = stage.parts.as_slice()
            && let Some(begin) = self.tokens.iter().position(|token| token.span.start == only.span.start)
        {
            stage.parts.clear();
            from = begin;
            self.parts = false;
        }
        self.put_aside_from(from, end);
    }

    pub(super) fn part(&mut self, item: Item, doubtful: bool) {
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
            kin: Vec::new(),
            doubtful: doubtful || item.doubtful,
            span: item.span,
        };
        self.push_part(part);
    }

    pub(super) fn push_part(&mut self, part: Part) {
        self.parts = true;
        match self.etymology.descent.iter_mut().rev().find(|stage| stage.relation != Relation::Beside) {
            Some(stage) => {
                stage.span.end = stage.span.end.max(part.span.end);
                stage.parts.push(part);
            }
            None => self.etymology.parts.push(part),
        }
    }
}
