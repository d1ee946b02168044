//! The document as a poster: one SVG page with the word, its journey, its senses and voices.

use std::fmt::Write as _;

use crate::document::{Block, Document, Quotation, Sentence, TermEntry, VisualSpec};
use crate::faces::{FAMILY, Face, depth, font_face_rules, width};
use crate::journey::{self, Paint, text_element};
use crate::look::Look;
use crate::motif::{self, FIELD};
use crate::text::{composed, escape, inert, unmarked, wrap};

const WIDTH: f64 = 1200.0;
const HEIGHT: f64 = 1800.0;
const MARGIN: f64 = 84.0;
const ROOM: f64 = WIDTH - 2.0 * MARGIN;
/// Widths are measured in our typeface and set a little narrower than they could be: a reader's program may fall back to a
/// wider serif, and nothing may leave its column.
const SLACK: f64 = 1.12;
const LEAST_HERO: f64 = 470.0;
const LARGER: f64 = 1.3;
const SENSE_GAP: f64 = 22.0;
/// Fewest and most lines of a sense.
const MOST_LINES: (usize, usize) = (3, 9);

/// Sets the document as one standalone SVG poster of 1200 by 1800 units in the light palette: the word before its oldest form, the
/// timeline, the first senses and the shortest quotations that fit, and a line on the sources. Long senses are abridged and end in `…`;
/// what does not fit is left out, never squeezed.
#[must_use]
pub fn infographic(document: &Document, spec: &VisualSpec) -> String {
    Poster { document, look: Look::new(spec), out: String::with_capacity(220_000) }.set()
}

struct Poster<'a> {
    document: &'a Document,
    look: Look,
    out: String,
}

/// A piece of a column: its elements, drawn from y = 0, and its height.
struct Piece {
    body: String,
    height: f64,
}

impl Poster<'_> {
    fn set(mut self) -> String {
        let scheme = self.look.light.clone();
        let (ink, muted, accent, paper) =
            (scheme.ink.to_string(), scheme.muted.to_string(), scheme.accent.to_string(), scheme.paper.to_string());
        let paint = Paint { ink: &ink, muted: &muted, accent: &accent, paper: &paper, slack: SLACK };
        let document = self.document;
        self.open();
        let _ = write!(self.out, "<rect width=\"{WIDTH}\" height=\"{HEIGHT}\" style=\"fill:{paper}\"/>");

        let footer = self.footer(&paint);
        let journey = document.timeline.as_ref().filter(|timeline| !timeline.stages.is_empty()).map(|timeline| {
            // Drawn larger than on the web page, for reading at arm's length; a long journey smaller rather than cut.
            let drawing = journey::wide(&timeline.stages, ROOM / LARGER, &paint);
            let scale = (620.0 / drawing.height).min(LARGER);
            Piece { height: drawing.height * scale, body: format!("<g transform=\"scale({scale:.4})\">{}</g>", drawing.body) }
        });
        let journey_height = journey.as_ref().map_or(0.0, |piece| piece.height + 160.0);
        let budget = HEIGHT - LEAST_HERO - journey_height - footer.height - MARGIN - 40.0;
        let columns = self.columns(budget, &paint);
        let columns_height = if columns.height > 0.0 { columns.height + 50.0 } else { 0.0 };
        let hero = HEIGHT - journey_height - columns_height - footer.height - MARGIN;

        self.hero(hero, &paint);
        let mut y = hero;
        if let Some(piece) = journey {
            self.label("The way into the language", y + 40.0, &paint);
            let _ = write!(self.out, "<g transform=\"translate({MARGIN} {:.1})\">{}</g>", y + 98.0, piece.body);
            y += journey_height;
        }
        if columns.height > 0.0 {
            let _ = write!(self.out, "<g transform=\"translate({MARGIN} {:.1})\">{}</g>", y, columns.body);
        }
        let _ = write!(self.out, "<g transform=\"translate({MARGIN} {:.1})\">{}</g>", HEIGHT - MARGIN - footer.height + 20.0, footer.body);
        self.out.push_str("</svg>\n");
        self.out
    }

    fn open(&mut self) {
        let document = self.document;
        let mut description = composed(&document.subtitle);
        if let Some(timeline) = &document.timeline {
            let _ = write!(description, " {}", journey::describe(timeline));
        }
        let _ = write!(
            self.out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" lang=\"en\" \
             role=\"img\" aria-labelledby=\"poster-title poster-desc\">\n<title id=\"poster-title\">{}</title>\n<desc id=\"poster-desc\">{}</desc>\n",
            escape(&unmarked(&composed(&document.title))),
            escape(&unmarked(description.trim()))
        );
        let _ = write!(self.out, "<style>\n{}</style>\n", font_face_rules());
    }

    fn hero(&mut self, height: f64, paint: &Paint<'_>) {
        let document = self.document;
        let hero = document.hero.as_ref();
        let word = hero.map_or_else(|| unmarked(&composed(&document.title)), |hero| composed(&hero.word));
        let ancestor = hero.and_then(|hero| hero.ancestor.as_ref()).and_then(|stage| stage.form.as_deref());
        let oldest = ancestor.map(motif::first_form).filter(|form| !form.is_empty());
        let ghost = self.look.light.ghost.to_string();
        let _ = write!(
            self.out,
            "<svg x=\"0\" y=\"0\" width=\"{WIDTH}\" height=\"{height:.0}\" viewBox=\"0 0 {:.0} {:.0}\" preserveAspectRatio=\"xMidYMin slice\">{}</svg>",
            FIELD.0,
            FIELD.1,
            motif::pattern(self.look.motif, &word, oldest.as_deref().unwrap_or(&word), &ghost, paint.paper, "fade")
        );
        if let Some(form) = oldest {
            let drawing = motif::ancestor(&form, &ghost);
            let scale = (WIDTH * 0.97 / drawing.width).min(height * 0.62 / drawing.height);
            let (x, y) = (WIDTH * 0.985 - drawing.width * scale, height * 0.05);
            let _ = write!(self.out, "<g transform=\"translate({x:.1} {y:.1}) scale({scale:.4})\">{}</g>", drawing.body);
        }
        let face = self.look.typography.headline();
        let style = match face {
            Face::Italic => "font-style:italic",
            Face::Regular => "font-style:normal",
            Face::Semibold => "font-weight:600",
        };
        let size = (ROOM / (width(&word, face).max(0.5) * 1.06)).min(270.0);
        let subtitle = balanced(&unmarked(&composed(&document.subtitle)), ROOM * 0.86, |text| width(text, Face::Regular) * 38.0 * SLACK);
        let part = hero.and_then(|hero| hero.part_of_speech.as_deref()).map(composed).unwrap_or_default();
        let pronunciation = hero.and_then(|hero| hero.pronunciation.as_deref()).map(composed).unwrap_or_default();
        let silent = part.is_empty() && pronunciation.is_empty();
        let tail = (depth(&word, face) - 0.1).max(0.0) * size;
        let below = tail + (if silent { 0.0 } else { 62.0 }) + subtitle.len() as f64 * 48.0;
        let baseline = (height - below - 40.0).min(height * 0.5 + size * 0.3);
        text_element(
            &mut self.out,
            (MARGIN, baseline),
            &format!("fill:{};{style};font-size:{size:.1}px;letter-spacing:-.01em", paint.ink),
            None,
            &word,
        );
        let mut y = baseline + tail + 72.0;
        if !silent {
            text_element(&mut self.out, (MARGIN, y), &format!("fill:{};font-size:30px", paint.accent), None, &part);
            let x = if part.is_empty() { MARGIN } else { MARGIN + width(&part, Face::Regular) * 30.0 * SLACK + 16.0 };
            text_element(&mut self.out, (x, y), &format!("fill:{};font-size:30px", paint.muted), None, &pronunciation);
            y += 62.0;
        }
        for subtitle_line in &subtitle {
            text_element(&mut self.out, (MARGIN, y), &format!("fill:{};font-size:38px", paint.ink), None, subtitle_line);
            y += 48.0;
        }
    }

    fn label(&mut self, text: &str, y: f64, paint: &Paint<'_>) {
        let _ = write!(
            self.out,
            "<g transform=\"translate({MARGIN} {y:.1})\">{}</g>",
            heading(text, ROOM, paint, &self.look.light.rule.to_string())
        );
    }

    /// Senses on the left, voices on the right; one of them across the page if the other is missing.
    fn columns(&self, budget: f64, paint: &Paint<'_>) -> Piece {
        const GUTTER: f64 = 64.0;
        let rule = self.look.light.rule.to_string();
        let (meaning, entries) = self.senses();
        let quotations = self.voices();
        let both = !entries.is_empty() && !quotations.is_empty();
        let column = if both { (ROOM - GUTTER) / 2.0 } else { ROOM };
        // Whole senses if the page holds them all, abridged ones otherwise.
        let fits = |most: usize| {
            let pieces: Vec<Piece> = entries.iter().map(|entry| sense(entry, column, most, paint)).collect();
            let tall: f64 = pieces.iter().map(|piece| piece.height + SENSE_GAP).sum();
            tall - SENSE_GAP <= budget - 60.0
        };
        let most = (MOST_LINES.0..=MOST_LINES.1).rev().find(|most| fits(*most)).unwrap_or(MOST_LINES.0);
        let senses = stack(entries.iter().map(|entry| sense(entry, column, most, paint)), budget - 60.0, SENSE_GAP);
        let voices = stack(quotations.iter().map(|quotation| voice(quotation, column, paint)), budget - 60.0, 34.0);
        let mut body = String::new();
        let mut height: f64 = 0.0;
        let mut x = 0.0;
        for (title, piece) in [(meaning, senses), ("Voices", voices)] {
            if piece.height > 0.0 {
                let _ = write!(
                    body,
                    "<g transform=\"translate({x:.1} 0)\">{}<g transform=\"translate(0 58)\">{}</g></g>",
                    heading(title, column, paint, &rule),
                    piece.body
                );
                x += column + GUTTER;
                height = height.max(piece.height + 58.0);
            }
        }
        Piece { body, height }
    }

    /// What the word means and under which heading: the lists of the chapter on its meaning; else the first list of terms with numbers,
    /// or the first list; where there is none, the first sentences.
    fn senses(&self) -> (&'static str, Vec<TermEntry>) {
        let told: Vec<TermEntry> = self
            .document
            .chapters
            .iter()
            .filter(|chapter| chapter.id == "meaning")
            .flat_map(|chapter| &chapter.blocks)
            .filter_map(|block| if let Block::Terms { entries } = block { Some(entries.clone()) } else { None })
            .flatten()
            .collect();
        if told.len() > 1 {
            return ("Senses", chosen(told));
        }
        let lists = || self.blocks().filter_map(|block| if let Block::Terms { entries } = block { Some(entries) } else { None });
        if let Some(entries) = lists().find(|entries| crate::reading::numbered(entries)).or_else(|| lists().next()) {
            return ("Senses", entries.clone());
        }
        let text = self.blocks().find_map(|block| if let Block::Paragraph { sentences } = block { Some(sentences) } else { None });
        let entry = |sentence: &Sentence| TermEntry { term: String::new(), label: None, sentences: vec![sentence.clone()] };
        ("In short", text.map(|sentences| sentences.iter().take(3).map(entry).collect()).unwrap_or_default())
    }

    /// Quotations short enough for a poster, shortest first.
    fn voices(&self) -> Vec<&Quotation> {
        const LONGEST: usize = 170;
        let mut found: Vec<&Quotation> = self
            .blocks()
            .filter_map(|block| if let Block::Quotation(quotation) = block { Some(quotation) } else { None })
            .filter(|quotation| quotation.text.chars().count() <= LONGEST)
            .collect();
        found.sort_by_key(|quotation| quotation.text.chars().count());
        found.truncate(3);
        found
    }

    fn blocks(&self) -> impl Iterator<Item = &Block> {
        self.document.chapters.iter().flat_map(|chapter| &chapter.blocks)
    }

    fn footer(&self, paint: &Paint<'_>) -> Piece {
        let document = self.document;
        let mut containers: Vec<String> = Vec::new();
        for source in &document.sources {
            let container = composed(&source.container);
            if !container.is_empty() && !containers.contains(&container) {
                containers.push(container);
            }
        }
        let mut text = composed(&document.colophon);
        if !containers.is_empty() {
            text = format!("Sources: {}. {text}", containers.join("; "));
        }
        let lines = wrap(&unmarked(&text), ROOM, |line| width(line, Face::Regular) * 19.0 * SLACK);
        let mut body = format!("<line x1=\"0\" y1=\"0\" x2=\"54\" y2=\"0\" style=\"stroke:{};stroke-width:3\"/>", paint.accent);
        for (i, line) in lines.iter().enumerate() {
            text_element(&mut body, (0.0, 34.0 + i as f64 * 27.0), &format!("fill:{};font-size:19px", paint.muted), None, line);
        }
        Piece { body, height: 34.0 + lines.len() as f64 * 27.0 }
    }
}

/// Four senses, in the document's order: those without a label, which are in use everywhere, before the obsolete and the special.
fn chosen(told: Vec<TermEntry>) -> Vec<TermEntry> {
    const MOST: usize = 4;
    const MOST_PLAIN: usize = 3;
    let plain = told.iter().filter(|entry| entry.label.is_none()).count();
    let mut rooms = (plain.min(MOST_PLAIN), MOST - plain.min(MOST_PLAIN));
    if told.len() - plain < rooms.1 {
        rooms = (MOST - (told.len() - plain), told.len() - plain);
    }
    let mut fits = |entry: &TermEntry| {
        let room = if entry.label.is_none() { &mut rooms.0 } else { &mut rooms.1 };
        let fits = *room > 0;
        *room -= usize::from(fits);
        fits
    };
    told.into_iter().filter(|entry| fits(entry)).collect()
}

/// Wrapped into as few lines as the limit allows, all of much the same length.
fn balanced(text: &str, limit: f64, width: impl Fn(&str) -> f64) -> Vec<String> {
    let mut lines = wrap(text, limit, &width);
    let mut narrower = limit;
    while lines.len() > 1 && narrower > limit * 0.4 {
        narrower -= limit * 0.03;
        let tried = wrap(text, narrower, &width);
        if tried.len() > lines.len() {
            break;
        }
        lines = tried;
    }
    lines
}

fn heading(text: &str, room: f64, paint: &Paint<'_>, rule: &str) -> String {
    let mut body = format!("<line x1=\"0\" y1=\"0\" x2=\"{room:.1}\" y2=\"0\" style=\"stroke:{rule};stroke-width:1.5\"/>");
    let style = format!("fill:{};font-size:17px;font-weight:600;letter-spacing:2.4px", paint.accent);
    text_element(&mut body, (0.0, 30.0), &style, None, &text.to_uppercase());
    body
}

/// As many pieces as fit the height, in order and without gaps.
fn stack(pieces: impl Iterator<Item = Piece>, budget: f64, gap: f64) -> Piece {
    let mut body = String::new();
    let mut y = 0.0;
    for piece in pieces {
        let at = if y > 0.0 { y + gap } else { 0.0 };
        if at + piece.height > budget {
            break;
        }
        let _ = write!(body, "<g transform=\"translate(0 {at:.1})\">{}</g>", piece.body);
        y = at + piece.height;
    }
    Piece { body, height: y }
}

fn sense(entry: &TermEntry, room: f64, most_lines: usize, paint: &Paint<'_>) -> Piece {
    const SIZE: f64 = 25.0;
    const LEADING: f64 = 33.0;
    let term = unmarked(&composed(&entry.term));
    let short = crate::reading::is_number(&term);
    let indent = if short && !term.is_empty() { 44.0 } else { 0.0 };
    let mut said: Vec<String> = Vec::new();
    if !short {
        said.push(format!("{term}:"));
    }
    if let Some(label) = &entry.label {
        said.push(format!("({})", composed(label)));
    }
    said.extend(entry.sentences.iter().take(1).map(|sentence| unmarked(&composed(&sentence.text))));
    let cut = |text: &str| wrap(text, room - indent, |text| width(text, Face::Regular) * SIZE * SLACK);
    let text = said.join(" ");
    let mut lines = cut(&text);
    if lines.len() > most_lines {
        // Abridged at a word.
        lines.truncate(most_lines);
        if let Some(last) = lines.last_mut() {
            let kept = last.rsplit_once(' ').map_or(last.as_str(), |(kept, _)| kept);
            *last = format!("{}…", kept.trim_end_matches([',', ';', ':', '.']));
        }
    }
    let mut body = String::new();
    if short {
        text_element(&mut body, (0.0, SIZE), &format!("fill:{};font-size:{SIZE}px", paint.accent), None, &term);
    }
    for (i, line) in lines.iter().enumerate() {
        text_element(&mut body, (indent, SIZE + i as f64 * LEADING), &format!("fill:{};font-size:{SIZE}px", paint.ink), None, line);
    }
    Piece { body, height: lines.len() as f64 * LEADING }
}

fn voice(quotation: &Quotation, room: f64, paint: &Paint<'_>) -> Piece {
    const SIZE: f64 = 30.0;
    const LEADING: f64 = 38.0;
    let mut body = String::new();
    let text = inert(&quotation.text);
    let lines: Vec<String> =
        text.lines().flat_map(|verse| wrap(&composed(verse), room, |text| width(text, Face::Italic) * SIZE * SLACK)).collect();
    for (i, line) in lines.iter().enumerate() {
        text_element(
            &mut body,
            (0.0, SIZE + i as f64 * LEADING),
            &format!("fill:{};font-style:italic;font-size:{SIZE}px", paint.ink),
            None,
            line,
        );
    }
    let mut author = format!("— {}", composed(&quotation.author));
    if let Some(work) = &quotation.work {
        let _ = write!(author, ", {}", composed(work));
    }
    let mut y = SIZE + lines.len() as f64 * LEADING - 4.0;
    for author_line in wrap(&author, room, |text| width(text, Face::Regular) * 22.0 * SLACK) {
        text_element(&mut body, (0.0, y), &format!("fill:{};font-family:{FAMILY};font-size:22px", paint.muted), None, &author_line);
        y += 28.0;
    }
    Piece { body, height: y - 20.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_senses_are_chosen_and_those_in_use_are_among_them() {
        let entry =
            |term: &str, label: Option<&str>| TermEntry { term: term.to_owned(), label: label.map(str::to_owned), sentences: Vec::new() };
        let told = |labels: &[Option<&str>]| labels.iter().enumerate().map(|(place, label)| entry(&place.to_string(), *label)).collect();
        let terms = |told: Vec<TermEntry>| chosen(told).into_iter().map(|entry| entry.term).collect::<Vec<_>>();
        let (old, plain) = (Some("obsolete"), None);
        assert_eq!(terms(told(&[old, old, old, old, plain])), ["0", "1", "2", "4"]);
        assert_eq!(terms(told(&[old, plain, plain, plain, plain])), ["0", "1", "2", "3"]);
        assert_eq!(terms(told(&[plain, plain, plain, plain, plain])), ["0", "1", "2", "3"]);
        assert_eq!(terms(told(&[old, plain])), ["0", "1"]);
    }
}
