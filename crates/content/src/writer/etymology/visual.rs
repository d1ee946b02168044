//! The look of a page, chosen from where a word comes from and what it is about.

use dictionary::dossier::Dossier;
use dictionary::etymology::{Etymology, Stage};
use dictionary::languages::Family;
use press::{Palette, VisualSpec};

use super::grammar::Voice;
use super::intent::{Angle, ParsedIntent};

/// A look: name of the colours, palette.
type Colours = (&'static str, [&'static str; 6]);

// Paper, ink, accent; the same for dark pages. Inks and accents meet WCAG AA on their paper; a test says so.
const ROMANCE: &[Colours] = &[
    ("vermilion", ["#fbf6ec", "#2a1d18", "#a3331f", "#1b1311", "#f1e5d8", "#f08a6c"]),
    ("wine", ["#fbf4f1", "#2b181d", "#8c2340", "#1a1014", "#f2e2e4", "#ec8aa0"]),
    ("olive", ["#f8f6e8", "#25240f", "#606015", "#16160d", "#ebe9d3", "#c7c766"]),
];
const HELLENIC: &[Colours] = &[
    ("Aegean", ["#f5f9fb", "#102433", "#0b5f8a", "#0c161d", "#dceaf2", "#6fc0ea"]),
    ("marble", ["#f7f7f4", "#22262a", "#37617a", "#131618", "#e8e9e6", "#9cc3d9"]),
];
const GERMANIC: &[Colours] = &[
    ("moss", ["#f5f8f1", "#17231a", "#2f6a3c", "#0f1611", "#dfeadf", "#86cf93"]),
    ("slate", ["#f4f6f8", "#1a2229", "#36597a", "#10151a", "#dde5ec", "#8fbbe4"]),
    ("amber", ["#fcf7ec", "#2a2110", "#8a5a0a", "#181308", "#f1e7cf", "#e6b04f"]),
];
const CELTIC: &[Colours] = &[("heather", ["#f8f5fb", "#231a2c", "#6b3f8f", "#15101b", "#e8dff0", "#c59be8"])];
const SLAVIC: &[Colours] = &[("birch", ["#f8f8f5", "#1f2420", "#8b3a2a", "#131614", "#e6e9e4", "#f0917c"])];
const INDIC: &[Colours] = &[("saffron", ["#fdf7ea", "#2c1d0c", "#9a4f05", "#191107", "#f5e6cf", "#f2a950"])];
const SEMITIC: &[Colours] = &[("lapis", ["#f6f6fc", "#171a33", "#3a46a8", "#0e1020", "#e0e2f3", "#9aa6f5"])];
const ENGLISH: &[Colours] = &[
    ("oak", ["#faf7f1", "#261f17", "#7a4a1e", "#171310", "#ece3d6", "#d9a066"]),
    ("ink", ["#f8f8f6", "#1b1d22", "#414b78", "#111216", "#e4e5ea", "#a3afe6"]),
];
const OTHER: &[Colours] = &[
    ("teal", ["#f2f9f8", "#0f2523", "#0d6b64", "#0b1615", "#d9ebe9", "#5fcabf"]),
    ("plum", ["#faf5f9", "#291826", "#862d72", "#180f16", "#eedfeb", "#e48fd0"]),
];

/// Chooses the look of the page.
#[must_use]
pub fn visual_spec(intent: &ParsedIntent, dossier: &Dossier) -> VisualSpec {
    let voice = Voice::of(&dossier.word);
    let family = origin(dossier);
    let (families, named) = match family {
        Some(Family::Romance) => (ROMANCE, "Romance"),
        Some(Family::Hellenic) => (HELLENIC, "Greek"),
        Some(Family::Germanic) => (GERMANIC, "Germanic"),
        Some(Family::Celtic) => (CELTIC, "Celtic"),
        Some(Family::BaltoSlavic) => (SLAVIC, "Slavic"),
        Some(Family::IndoIranian) => (INDIC, "Indo-Iranian"),
        Some(Family::Semitic) => (SEMITIC, "Semitic"),
        Some(Family::English) => (ENGLISH, "English"),
        Some(Family::Other) => (OTHER, "Far-travelled"),
        None => (ENGLISH, "Plain"),
    };
    let (colour, palette) = families[voice.choose("palette", families.len())];
    let stages = dossier.descent().map_or(0, |step| step.etymology.oldest_first().len());
    let (motif, why_motif) = motif(intent.angle, dossier, stages);
    let typography = match family {
        Some(Family::Romance | Family::Hellenic) if intent.angle != Angle::Linguistic => "humanist",
        Some(Family::Germanic | Family::English | Family::Celtic) | None => "transitional",
        _ => "modern",
    };
    let [paper, ink, accent, paper_dark, ink_dark, accent_dark] = palette.map(str::to_owned);
    let word = super::draft::shown_word(dossier);
    let oldest = dossier.descent().and_then(|step| stated(&step.etymology).first().map(|stage| stage.language.name.clone()));
    let why = match (oldest, family) {
        (Some(language), _) => format!("The line of “{word}” goes back to {language}, hence the colours; {why_motif}."),
        (None, Some(_)) => format!("“{word}” is put together from parts, hence the colours; {why_motif}."),
        (None, None) if dossier.descent().is_some() => {
            format!("No language is named for the oldest form of “{word}”, hence plain colours; {why_motif}.")
        }
        (None, None) if !dossier.head().etymology.is_empty() => {
            format!("The entry draws no line of older forms for “{word}”, hence plain colours; {why_motif}.")
        }
        (None, None) => format!("The sources name no origin for “{word}”, hence plain colours; {why_motif}."),
    };
    VisualSpec {
        name: format!("{named} {colour}"),
        palette: Palette { paper, ink, accent, paper_dark, ink_dark, accent_dark },
        motif: motif.to_owned(),
        typography: typography.to_owned(),
        rationale: why,
    }
}

/// The stages whose language the etymology names itself, oldest first.
fn stated(etymology: &Etymology) -> Vec<&Stage> {
    etymology.oldest_first().into_iter().filter(|stage| !stage.assumed).collect()
}

/// The family of the oldest language the etymology names.
fn origin(dossier: &Dossier) -> Option<Family> {
    let step = dossier.descent()?;
    stated(&step.etymology)
        .first()
        .map(|stage| stage.language.family)
        .or_else(|| (!step.etymology.parts.is_empty()).then_some(Family::English))
}

fn motif(angle: Angle, dossier: &Dossier, stages: usize) -> (&'static str, &'static str) {
    let about = |words: &[&str]| {
        let definitions = dossier.senses.iter().filter(|sense| sense.is_of(0)).filter_map(|sense| sense.definition.as_ref()).take(3);
        let text: String = definitions.map(|piece| piece.text.to_lowercase()).collect::<Vec<_>>().join(" ");
        text.split(|letter: char| !letter.is_alphabetic()).any(|word| words.contains(&word))
    };
    if about(&["sea", "ship", "water", "wave", "river", "ocean", "sail", "vessel", "flow", "liquid", "wind"]) {
        ("waves", "waves, for a sense that has to do with water or wind")
    } else if about(&["tree", "plant", "fruit", "flower", "seed", "shrub", "grain", "growth"]) {
        ("roots", "roots, for a sense that grows")
    } else if about(&["circle", "round", "ring", "sphere", "year", "time", "star", "planet", "orbit"]) {
        ("rings", "rings, for a sense that comes round")
    } else if angle == Angle::Linguistic || about(&["letter", "word", "alphabet", "writing", "book", "language", "speech"]) {
        ("letters", "letters, for a word looked at as a word")
    } else if stages >= 3 {
        ("strata", "layers, one over the other, for the stages of its descent")
    } else if dossier.relatives.len() >= 4 {
        ("roots", "roots, for the words that grew from it")
    } else {
        ("letters", "letters, for want of a longer line")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn channel(hex: &str) -> f64 {
        let value = f64::from(u8::from_str_radix(hex, 16).unwrap()) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    }

    fn luminance(colour: &str) -> f64 {
        0.2126 * channel(&colour[1..3]) + 0.7152 * channel(&colour[3..5]) + 0.0722 * channel(&colour[5..7])
    }

    fn contrast(left: &str, right: &str) -> f64 {
        let (left, right) = (luminance(left), luminance(right));
        (left.max(right) + 0.05) / (left.min(right) + 0.05)
    }

    #[test]
    fn every_palette_can_be_read_by_day_and_by_night() {
        for (name, [paper, ink, accent, paper_dark, ink_dark, accent_dark]) in
            [ROMANCE, HELLENIC, GERMANIC, CELTIC, SLAVIC, INDIC, SEMITIC, ENGLISH, OTHER].concat()
        {
            for (text, page) in [(ink, paper), (accent, paper), (ink_dark, paper_dark), (accent_dark, paper_dark)] {
                assert!(contrast(text, page) >= 4.5, "{name}: {text} on {page} has {:.2}", contrast(text, page));
            }
        }
    }
}
