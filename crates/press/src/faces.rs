//! The typeface: Libertinus Serif, cut to the letters the dictionaries use for the web page, whole for measuring and for PDF.

use std::fmt::Write as _;
use std::sync::LazyLock;

use typst::foundations::Bytes;
use typst::layout::Abs;
use typst::text::{Font, FontInstance, FontVariant, FontVariations};

/// The family name in style sheets.
pub(crate) const FAMILY: &str = "'Libertinus Serif','Iowan Old Style','Palatino Linotype',Palatino,'Book Antiqua',Georgia,serif";

/// A face of the family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Face {
    Regular,
    Italic,
    Semibold,
}

const REGULAR: &[u8] = include_bytes!("../assets/fonts/LibertinusSerif-Regular.woff2");
const ITALIC: &[u8] = include_bytes!("../assets/fonts/LibertinusSerif-Italic.woff2");
const SEMIBOLD: &[u8] = include_bytes!("../assets/fonts/LibertinusSerif-Semibold.woff2");

static RULES: LazyLock<String> = LazyLock::new(|| {
    let mut css = String::with_capacity(190_000);
    for (bytes, style, weight) in [(REGULAR, "normal", 400), (ITALIC, "italic", 400), (SEMIBOLD, "normal", 600)] {
        let data = base64(bytes);
        let _ = writeln!(
            css,
            "@font-face{{font-family:'Libertinus Serif';font-style:{style};font-weight:{weight};font-display:swap;\
             src:url(data:font/woff2;base64,{data}) format('woff2')}}"
        );
    }
    css
});

/// Style rules that carry the three web faces inside the page, so that it asks nobody for anything.
pub(crate) fn font_face_rules() -> &'static str {
    &RULES
}

/// The fonts that come with the typesetter, parsed once: the text family and a fixed-width family. The mathematical fonts are left
/// out: nothing here sets mathematics, and they are most of the weight.
pub(crate) static FONTS: LazyLock<Vec<Font>> = LazyLock::new(|| {
    // Places in the list of the pinned release: six faces of the text family first, the upright fixed-width face last. A test
    // says whether they still stand there.
    let (text, fixed) = (0..6, 16);
    let fonts = typst_assets::fonts().enumerate().filter(|(i, _)| text.contains(i) || *i == fixed);
    fonts.filter_map(|(_, data)| Font::new(Bytes::new(data), 0)).collect()
});

fn measured(face: Face) -> Option<&'static FontInstance> {
    static MEASURED: LazyLock<[Option<FontInstance>; 3]> = LazyLock::new(|| {
        // Regular, italic and semibold stand first, third and fifth.
        [0, 2, 4].map(|index| {
            let font = typst_assets::fonts().nth(index).and_then(|data| Font::new(Bytes::new(data), 0))?;
            Some(font.instantiate(FontVariant::default(), Abs::pt(10.0), &FontVariations::default()))
        })
    });
    MEASURED[face as usize].as_ref()
}

/// The width of a line of text in ems, without kerning (which mostly narrows it). A letter the face lacks counts as a wide one.
pub(crate) fn width(text: &str, face: Face) -> f64 {
    const UNKNOWN: f64 = 1.0;
    let Some(font) = measured(face) else {
        return text.chars().count() as f64 * UNKNOWN;
    };
    text.chars()
        .map(|c| match font.ttf().glyph_index(c).and_then(|glyph| font.x_advance(glyph.0)) {
            Some(advance) => advance.get(),
            None => UNKNOWN,
        })
        .sum()
}

/// How far the deepest letter reaches under the line, in ems.
pub(crate) fn depth(text: &str, face: Face) -> f64 {
    let Some(font) = measured(face) else {
        return 0.25;
    };
    let lowest = text
        .chars()
        .filter_map(|c| font.ttf().glyph_index(c))
        .filter_map(|glyph| font.ttf().glyph_bounding_box(glyph))
        .map(|b| b.y_min)
        .min();
    (f64::from(-lowest.unwrap_or(0)) / font.units_per_em()).max(0.0)
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let value = group.iter().enumerate().fold(0u32, |value, (i, byte)| value | u32::from(*byte) << (16 - 8 * i));
        for i in 0..4 {
            if i <= group.len() {
                text.push(ALPHABET[(value >> (18 - 6 * i) & 63) as usize] as char);
            } else {
                text.push('=');
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodes_as_the_standard_says() {
        // The test vectors of RFC 4648, section 10.
        for (plain, encoded) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy")] {
            assert_eq!(base64(plain.as_bytes()), encoded);
        }
    }

    #[test]
    fn measures_with_the_faces_it_sets() {
        for face in [Face::Regular, Face::Italic, Face::Semibold] {
            assert!(measured(face).is_some_and(|font| font.font().info().family == "Libertinus Serif"), "{face:?}");
        }
        assert!(width("mmm", Face::Regular) > 2.0 * width("iii", Face::Regular));
        assert!(width("āþæðλ", Face::Italic) < 3.5, "the face lacks a letter it must carry");
    }

    #[test]
    fn finds_the_family_it_sets_in() {
        let families: Vec<&str> = FONTS.iter().map(|font| font.info().family.as_str()).collect();
        assert_eq!(families.iter().filter(|family| **family == "Libertinus Serif").count(), 6);
        assert_eq!(families.last(), Some(&"DejaVu Sans Mono"));
    }
}
