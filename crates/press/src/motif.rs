//! What stands behind the headline: the oldest form of the word, very large and very faint, among roots, strata, waves, letters or
//! rings. Drawn from the word alone, so that the same word always gets the same drawing.

use std::f64::consts::TAU;
use std::fmt::Write as _;

use crate::faces::{FAMILY, Face, depth, width};
use crate::journey::Drawing;
use crate::look::Motif;
use crate::text::{escape, line, unmarked};

/// Width and height of the drawing's own space.
pub(crate) const FIELD: (f64, f64) = (1600.0, 1000.0);

/// The pattern as SVG elements in a space of [`FIELD`], in `colour`, fading into `paper` toward the bottom so that small print can stand
/// there. `form` lends its letters; `word` is what the drawing grows from. `id` must be the drawing's own on its page.
pub(crate) fn pattern(motif: Motif, word: &str, form: &str, colour: &str, paper: &str, id: &str) -> String {
    let mut dice = Dice::cast(word);
    let mut out = String::new();
    let _ = write!(
        out,
        "<defs><linearGradient id=\"{id}\" x1=\"0\" y1=\"0\" x2=\"0\" y2=\"1\"><stop offset=\".42\" style=\"stop-color:{paper};stop-opacity:0\"/>\
         <stop offset=\".84\" style=\"stop-color:{paper};stop-opacity:1\"/></linearGradient></defs>\
         <g style=\"fill:none;stroke:{colour};stroke-linecap:round;opacity:.7\">"
    );
    match motif {
        Motif::Roots => roots(&mut out, &mut dice),
        Motif::Strata => strata(&mut out, &mut dice),
        Motif::Waves => waves(&mut out, &mut dice),
        Motif::Letters => letters(&mut out, &mut dice, form, colour),
        Motif::Rings => rings(&mut out, &mut dice),
    }
    let _ = write!(out, "</g><rect width=\"{:.0}\" height=\"{:.0}\" style=\"fill:url(#{id})\"/>", FIELD.0, FIELD.1);
    out
}

/// The oldest form as a drawing of its own, cut close to the letters.
pub(crate) fn ancestor(form: &str, colour: &str) -> Drawing {
    const SIZE: f64 = 100.0;
    let wide = width(form, Face::Italic).max(0.6) * SIZE * 1.03 + 8.0;
    let tall = 84.0 + depth(form, Face::Italic) * SIZE;
    let mut body = String::new();
    let _ = write!(
        body,
        "<text x=\"4\" y=\"80\" style=\"fill:{colour};font-family:{FAMILY};font-style:italic;font-size:{SIZE}px\">{}</text>",
        escape(form)
    );
    Drawing { body, width: wide, height: tall }
}

/// The form to show large: the first, where a source gives several.
pub(crate) fn first_form(form: &str) -> String {
    let form = unmarked(&line(form));
    let first = form.split([',', ';', '/']).next().unwrap_or_default();
    first.split(" or ").next().unwrap_or_default().trim().to_owned()
}

fn roots(out: &mut String, dice: &mut Dice) {
    // Each root is walked in small steps that keep to a heading; side roots leave it and are walked later.
    let mut pending: Vec<(f64, f64, f64, f64, u32)> =
        (0..7).map(|i| (800.0 + f64::from(i - 3) * 26.0, -20.0, TAU / 4.0 + f64::from(3 - i) * 0.2 + dice.swing(0.12), 11.0, 0)).collect();
    while let Some((mut x, mut y, mut heading, thickness, depth)) = pending.pop() {
        let steps = 15 - depth * 3;
        let mut path = format!("M{x:.0} {y:.0}");
        for step in 0..steps {
            heading += dice.swing(0.24);
            // Roots tire of going sideways and turn down.
            heading += (TAU / 4.0 - heading) * 0.06;
            let (cx, cy) = (x + heading.cos() * 38.0, y + heading.sin() * 38.0);
            heading += dice.swing(0.24);
            x = cx + heading.cos() * 38.0;
            y = cy + heading.sin() * 38.0;
            let _ = write!(path, "Q{cx:.0} {cy:.0} {x:.0} {y:.0}");
            if depth < 3 && step > 1 && dice.chance(0.34) {
                let side = if dice.chance(0.5) { 0.75 } else { -0.75 };
                pending.push((x, y, heading + side, thickness * 0.5, depth + 1));
            }
        }
        let _ = write!(out, "<path d=\"{path}\" style=\"stroke-width:{thickness:.1}\"/>");
    }
}

fn strata(out: &mut String, dice: &mut Dice) {
    let mut y = 90.0;
    let mut thickness = 1.0;
    while y < FIELD.1 + 40.0 {
        let (phase, swell) = (dice.share() * TAU, 10.0 + dice.share() * 26.0);
        let mut path = String::new();
        for i in 0..=16 {
            let x = f64::from(i) * 100.0;
            let level = y + (f64::from(i) * 0.55 + phase).sin() * swell + dice.swing(5.0);
            let _ = if i == 0 { write!(path, "M0 {level:.0}") } else { write!(path, "S{:.0} {level:.0} {x:.0} {level:.0}", x - 50.0) };
        }
        let _ = write!(out, "<path d=\"{path}\" style=\"stroke-width:{thickness:.1}\"/>");
        y += 26.0 + dice.share() * 44.0;
        thickness = 1.0 + dice.share() * dice.share() * 12.0;
    }
}

fn waves(out: &mut String, dice: &mut Dice) {
    let (phase, beat) = (dice.share() * TAU, 0.7 + dice.share() * 0.5);
    for row in 0..30 {
        let y = 30.0 + f64::from(row) * 34.0;
        let depth = f64::from(row) / 30.0;
        let mut path = String::new();
        for i in 0..=32 {
            let x = f64::from(i) * 50.0;
            let swell = (f64::from(i) * 0.42 * beat + phase + depth * 5.0).sin() + 0.5 * (f64::from(i) * 0.21 - depth * 7.0).sin();
            let level = y + swell * (6.0 + 24.0 * depth);
            let _ = if i == 0 { write!(path, "M0 {level:.0}") } else { write!(path, "S{:.0} {level:.0} {x:.0} {level:.0}", x - 25.0) };
        }
        let _ = write!(out, "<path d=\"{path}\" style=\"stroke-width:{:.1}\"/>", 1.0 + depth * 3.0);
    }
}

fn letters(out: &mut String, dice: &mut Dice, form: &str, colour: &str) {
    let letters: Vec<char> = form.chars().filter(|c| c.is_alphabetic()).collect();
    if letters.is_empty() {
        return;
    }
    for i in 0..64 {
        let letter = letters[i % letters.len()].to_string();
        let size = 28.0 + dice.share().powi(3) * 230.0;
        let (x, y) = (dice.share() * FIELD.0, dice.share() * FIELD.1);
        let turn = dice.swing(28.0);
        let (outline, fill) = if dice.chance(0.5) { ("none", colour) } else { (colour, "none") };
        let _ = write!(
            out,
            "<text x=\"{x:.0}\" y=\"{y:.0}\" transform=\"rotate({turn:.0} {x:.0} {y:.0})\" style=\"fill:{fill};stroke:{outline};\
             stroke-width:1.2;font-family:{FAMILY};font-size:{size:.0}px;text-anchor:middle;opacity:.9\">{}</text>",
            escape(&letter)
        );
    }
}

fn rings(out: &mut String, dice: &mut Dice) {
    let (x, y) = (FIELD.0 * (0.6 + dice.share() * 0.25), FIELD.1 * (0.2 + dice.share() * 0.25));
    let bumps: Vec<(f64, f64, f64)> = (2..6).map(|n| (f64::from(n), dice.share() * TAU, dice.swing(1.0) / f64::from(n))).collect();
    let mut radius = 14.0;
    while radius < 1250.0 {
        let mut path = String::new();
        let points = 40;
        for i in 0..points {
            let angle = f64::from(i) / f64::from(points) * TAU;
            let bump: f64 = bumps.iter().map(|(n, phase, height)| (angle * n + phase).sin() * height).sum();
            let r = radius * (1.0 + 0.05 * bump) + dice.swing(1.2);
            let _ = write!(path, "{}{:.1} {:.1}", if i == 0 { 'M' } else { 'L' }, x + angle.cos() * r, y + angle.sin() * r);
        }
        let thickness = 1.0 + dice.share() * dice.share() * 5.0;
        let _ = write!(out, "<path d=\"{path}Z\" style=\"stroke-width:{thickness:.1};stroke-linejoin:round\"/>");
        radius += 13.0 + dice.share() * 30.0;
    }
}

/// A small generator of numbers that look thrown and are not: seeded by the word (FNV-1a), stepped by xorshift.
struct Dice(u64);

impl Dice {
    fn cast(word: &str) -> Self {
        let seed = word.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        Self(seed | 1)
    }

    /// From 0 to 1.
    fn share(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 40) as f64 / (1u64 << 24) as f64
    }

    /// From `-limit` to `limit`.
    fn swing(&mut self, limit: f64) -> f64 {
        (self.share() * 2.0 - 1.0) * limit
    }

    fn chance(&mut self, probability: f64) -> bool {
        self.share() < probability
    }
}
