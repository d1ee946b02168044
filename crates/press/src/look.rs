//! From a visual spec to colours that can be read.

use std::fmt;

use crate::document::{Palette, VisualSpec};
use crate::faces::Face;
use crate::validate::{Problem, ProblemKind};

/// Contrast WCAG 2 asks of running text, level AA.
const AA: f64 = 4.5;

/// The look of a page, every part of it known and legible.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Look {
    pub(crate) light: Scheme,
    pub(crate) dark: Scheme,
    pub(crate) motif: Motif,
    pub(crate) typography: Typography,
}

/// The colours of one page.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scheme {
    /// The page.
    pub(crate) paper: Colour,
    /// Running text.
    pub(crate) ink: Colour,
    /// Kickers, citations, rules that speak.
    pub(crate) accent: Colour,
    /// Captions and labels.
    pub(crate) muted: Colour,
    /// Hairlines.
    pub(crate) rule: Colour,
    /// A tinted panel.
    pub(crate) wash: Colour,
    /// What stands behind the headline.
    pub(crate) ghost: Colour,
}

/// What is drawn behind the headline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Motif {
    Roots,
    Strata,
    Waves,
    Letters,
    Rings,
}

/// How headline and labels are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Typography {
    /// Italic headline, small capitals.
    Humanist,
    /// Upright headline on the axis, small capitals.
    Transitional,
    /// Semibold headline, grotesque labels.
    Modern,
}

impl Typography {
    /// The face of the headline.
    pub(crate) fn headline(self) -> Face {
        match self {
            Self::Humanist => Face::Italic,
            Self::Transitional => Face::Regular,
            Self::Modern => Face::Semibold,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Humanist => "humanist",
            Self::Transitional => "transitional",
            Self::Modern => "modern",
        }
    }
}

impl Look {
    /// Takes from the spec what can be read and the house look for the rest; [`validate_visual`] says what that is.
    pub(crate) fn new(spec: &VisualSpec) -> Self {
        let colour = |text: &str, house: Colour| Colour::parse(text).unwrap_or(house);
        let Palette { paper, ink, accent, paper_dark, ink_dark, accent_dark } = &spec.palette;
        Self {
            light: Scheme::new(
                colour(paper, Colour(0xfb, 0xf7, 0xef)),
                colour(ink, Colour(0x22, 0x1d, 0x18)),
                colour(accent, Colour(0xa2, 0x37, 0x22)),
            ),
            dark: Scheme::new(
                colour(paper_dark, Colour(0x17, 0x14, 0x11)),
                colour(ink_dark, Colour(0xec, 0xe4, 0xd8)),
                colour(accent_dark, Colour(0xe8, 0x8a, 0x6b)),
            ),
            motif: motif(&spec.motif).unwrap_or(Motif::Strata),
            typography: typography(&spec.typography).unwrap_or(Typography::Humanist),
        }
    }
}

/// Says what the press cannot read of a visual spec, and would set in the house look instead: colours that are no `#rrggbb`, text
/// colours that fail WCAG AA on their page, an unknown motif or typography.
#[must_use]
pub fn validate_visual(spec: &VisualSpec) -> Vec<Problem> {
    let mut problems = Vec::new();
    let palette = &spec.palette;
    let pages = [
        ("palette.paper", &palette.paper, [("palette.ink", &palette.ink), ("palette.accent", &palette.accent)]),
        (
            "palette.paper_dark",
            &palette.paper_dark,
            [("palette.ink_dark", &palette.ink_dark), ("palette.accent_dark", &palette.accent_dark)],
        ),
    ];
    for (place, paper, texts) in pages {
        let page = Colour::parse(paper);
        if page.is_none() {
            problems.push(Problem::new(place, ProblemKind::Colour, format!("`{paper}` is no colour of the form #rrggbb")));
        }
        for (place, text) in texts {
            match (page, Colour::parse(text)) {
                (_, None) => problems.push(Problem::new(place, ProblemKind::Colour, format!("`{text}` is no colour of the form #rrggbb"))),
                (Some(page), Some(colour)) if colour.contrast(page) < AA => problems.push(Problem::new(
                    place,
                    ProblemKind::Contrast,
                    format!("`{text}` on `{paper}` has a contrast of {:.1}; WCAG AA asks for {AA}", colour.contrast(page)),
                )),
                _ => {}
            }
        }
    }
    if motif(&spec.motif).is_none() {
        let message = format!("`{}` is no motif; choose roots, strata, waves, letters or rings", spec.motif);
        problems.push(Problem::new("motif", ProblemKind::Motif, message));
    }
    if typography(&spec.typography).is_none() {
        let message = format!("`{}` is no typography; choose humanist, transitional or modern", spec.typography);
        problems.push(Problem::new("typography", ProblemKind::Typography, message));
    }
    problems
}

fn motif(name: &str) -> Option<Motif> {
    Some(match name {
        "roots" => Motif::Roots,
        "strata" => Motif::Strata,
        "waves" => Motif::Waves,
        "letters" => Motif::Letters,
        "rings" => Motif::Rings,
        _ => return None,
    })
}

fn typography(name: &str) -> Option<Typography> {
    Some(match name {
        "humanist" => Typography::Humanist,
        "transitional" => Typography::Transitional,
        "modern" => Typography::Modern,
        _ => return None,
    })
}

impl Scheme {
    fn new(paper: Colour, ink: Colour, accent: Colour) -> Self {
        let extreme = paper.opposite();
        let ink = ink.legible_on(paper, extreme);
        // Text also stands on the wash and on what is drawn behind the headline, the hardest ground.
        let ghost = paper.mix(accent, 0.15);
        let accent = accent.legible_on(paper, ink).legible_on(ghost, ink);
        let ink = ink.legible_on(ghost, extreme);
        Self {
            paper,
            ink,
            accent,
            muted: ink.mix(paper, 0.34).legible_on(paper, ink).legible_on(ghost, ink),
            rule: paper.mix(ink, 0.18),
            wash: paper.mix(accent, 0.06),
            ghost,
        }
    }
}

/// A colour, eight bits a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Colour(pub(crate) u8, pub(crate) u8, pub(crate) u8);

impl Colour {
    fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()))?;
        let channel = |from: usize| u8::from_str_radix(&digits[from..from + 2], 16).ok();
        Some(Self(channel(0)?, channel(2)?, channel(4)?))
    }

    /// This colour with a share of another, from 0 (none) to 1 (all).
    pub(crate) fn mix(self, other: Self, share: f64) -> Self {
        let channel = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * share).round() as u8;
        Self(channel(self.0, other.0), channel(self.1, other.1), channel(self.2, other.2))
    }

    /// Contrast ratio as WCAG 2 defines it, from 1 to 21.
    pub(crate) fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn luminance(self) -> f64 {
        let channel = |c: u8| {
            let c = f64::from(c) / 255.0;
            if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(self.0) + 0.7152 * channel(self.1) + 0.0722 * channel(self.2)
    }

    fn opposite(self) -> Self {
        let (black, white) = (Self(0, 0, 0), Self(255, 255, 255));
        if self.contrast(black) > self.contrast(white) { black } else { white }
    }

    /// The first step from this colour toward another that can be read on `ground`.
    fn legible_on(self, ground: Self, toward: Self) -> Self {
        (0..=20).map(|step| self.mix(toward, f64::from(step) / 20.0)).find(|c| c.contrast(ground) >= AA).unwrap_or(toward)
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schemes() -> Vec<Scheme> {
        // Good, careless and impossible pairs of paper, ink and accent.
        let pairs = [
            (Colour(0xfb, 0xf6, 0xec), Colour(0x23, 0x1b, 0x16), Colour(0xa8, 0x32, 0x1f)),
            (Colour(0x18, 0x13, 0x11), Colour(0xee, 0xe3, 0xd6), Colour(0xf0, 0x8a, 0x6c)),
            (Colour(0xff, 0xff, 0xff), Colour(0xcc, 0xcc, 0xcc), Colour(0xff, 0xff, 0x00)),
            (Colour(0x77, 0x77, 0x77), Colour(0x77, 0x77, 0x77), Colour(0x80, 0x80, 0x80)),
        ];
        pairs.into_iter().map(|(paper, ink, accent)| Scheme::new(paper, ink, accent)).collect()
    }

    #[test]
    fn sets_no_text_below_aa_whatever_the_palette() {
        for scheme in schemes() {
            for text in [scheme.ink, scheme.accent, scheme.muted] {
                assert!(text.contrast(scheme.paper) >= AA, "{text} on {}", scheme.paper);
            }
        }
    }

    #[test]
    fn leaves_a_good_palette_as_it_is() {
        let scheme = &schemes()[0];
        assert_eq!((scheme.ink, scheme.accent), (Colour(0x23, 0x1b, 0x16), Colour(0xa8, 0x32, 0x1f)));
    }

    #[test]
    fn measures_contrast_as_wcag_does() {
        assert!((Colour(0, 0, 0).contrast(Colour(255, 255, 255)) - 21.0).abs() < 1e-9);
        // #767676 is the lightest grey that passes AA on white.
        assert!(Colour(0x76, 0x76, 0x76).contrast(Colour(255, 255, 255)) >= AA);
        assert!(Colour(0x77, 0x77, 0x77).contrast(Colour(255, 255, 255)) < AA);
    }
}
