//! The style sheet of the page: the look's colours as variables, the typeface, the rules.

use std::fmt::Write as _;

use crate::faces::{FAMILY, font_face_rules};
use crate::look::{Look, Scheme};

const SHEET: &str = include_str!("page.css");

/// Writes the one `<style>` element.
pub(super) fn write(out: &mut String, look: &Look) {
    out.push_str("<style>\n");
    out.push_str(font_face_rules());
    let _ = writeln!(out, ":root{{color-scheme:light dark;--serif:{FAMILY};{}}}", variables(&look.light));
    let _ = writeln!(out, "@media screen and (prefers-color-scheme:dark){{:root{{{}}}}}", variables(&look.dark));
    out.push_str(SHEET);
    out.push_str("</style>\n");
}

fn variables(scheme: &Scheme) -> String {
    let Scheme { paper, ink, accent, muted, rule, wash, ghost } = scheme;
    format!("--paper:{paper};--ink:{ink};--accent:{accent};--muted:{muted};--rule:{rule};--wash:{wash};--ghost:{ghost}")
}
