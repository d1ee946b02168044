//! The opening of a page: the hero of an essay, the question of a brief.

use std::fmt::Write as _;

use super::{Page, inline};
use crate::faces::{depth, width};
use crate::motif::{self, FIELD};
use crate::reading::extent;
use crate::text::{composed, escape, language_code, unmarked};

impl Page<'_> {
    pub(super) fn hero(&mut self) {
        let document = self.document;
        let hero = document.hero.as_ref();
        let word = hero.map_or_else(|| composed(&document.title), |hero| composed(&hero.word));
        let ancestor = hero.and_then(|hero| hero.ancestor.as_ref());
        let oldest = ancestor.and_then(|stage| stage.form.as_deref()).map(motif::first_form).filter(|form| !form.is_empty());
        let face = self.look.typography.headline();
        let ems = width(&word, face).max(1.2) * 1.02;
        // The line box holds this much under the line; deeper letters get the rest.
        let drop = (depth(&word, face) - 0.14).max(0.0);
        let _ = write!(
            self.out,
            "<header class=\"hero\">\n<svg class=\"ground\" aria-hidden=\"true\" focusable=\"false\" viewBox=\"0 0 {:.0} {:.0}\" \
             preserveAspectRatio=\"xMidYMin slice\" xmlns=\"http://www.w3.org/2000/svg\">{}</svg>\n",
            FIELD.0,
            FIELD.1,
            motif::pattern(self.look.motif, &word, oldest.as_deref().unwrap_or(&word), "var(--ghost)", "var(--paper)", "ground-fade"),
        );
        if let Some(form) = oldest {
            let drawing = motif::ancestor(&form, "var(--ghost)");
            let _ = writeln!(
                self.out,
                "<svg class=\"ancestor\" aria-hidden=\"true\" focusable=\"false\" viewBox=\"0 0 {:.0} {:.0}\" \
                 preserveAspectRatio=\"xMaxYMid meet\" xmlns=\"http://www.w3.org/2000/svg\">{}</svg>",
                drawing.width, drawing.height, drawing.body
            );
        }
        self.out.push_str("<div class=\"title\">\n");
        let _ = writeln!(self.out, "<h1 style=\"--ems:{ems:.2};--drop:{drop:.3}em\">{}</h1>", escape(&word));
        self.say(hero.and_then(|hero| hero.part_of_speech.as_deref()), hero.and_then(|hero| hero.pronunciation.as_deref()));
        if !composed(&document.subtitle).is_empty() {
            let _ = writeln!(self.out, "<p class=\"subtitle\">{}</p>", inline(&composed(&document.subtitle)));
        }
        self.out.push_str("</div>\n<div class=\"foot\">\n");
        if let Some(stage) = ancestor {
            self.out.push_str("<p>Behind it: ");
            if let Some(form) = &stage.form {
                let lang = language_code(&stage.language.name).map(|code| format!(" lang=\"{code}\"")).unwrap_or_default();
                let _ = write!(self.out, "<i{lang}>{}</i>, ", escape(&unmarked(&composed(form))));
            }
            self.out.push_str(&escape(&composed(&stage.language_said())));
            if let Some(gloss) = &stage.gloss {
                let _ = write!(self.out, ", “{}”", escape(&composed(gloss)));
            }
            self.out.push_str("</p>\n");
        }
        let _ = write!(self.out, "<p>{}</p>\n</div>\n</header>\n", extent(document));
    }

    fn say(&mut self, part_of_speech: Option<&str>, pronunciation: Option<&str>) {
        if part_of_speech.is_none() && pronunciation.is_none() {
            return;
        }
        self.out.push_str("<p class=\"say\">");
        if let Some(part) = part_of_speech {
            let _ = write!(self.out, "<span class=\"part\">{}</span>", escape(&composed(part)));
        }
        if let Some(pronunciation) = pronunciation {
            let space = if part_of_speech.is_some() { " " } else { "" };
            let _ = write!(self.out, "{space}<span class=\"pronunciation\">{}</span>", escape(&composed(pronunciation)));
        }
        self.out.push_str("</p>\n");
    }

    pub(super) fn question(&mut self) {
        let document = self.document;
        let _ = write!(
            self.out,
            "<header class=\"question\">\n<p class=\"kicker\">Brief</p>\n<h1>{}</h1>\n",
            inline(&composed(&document.title))
        );
        if !composed(&document.subtitle).is_empty() {
            let _ = writeln!(self.out, "<p class=\"subtitle\">{}</p>", inline(&composed(&document.subtitle)));
        }
        let _ = write!(self.out, "<p class=\"extent\">{}</p>\n</header>\n", extent(document));
    }
}
