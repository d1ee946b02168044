//! The timeline of a word: its stages of borrowing as an SVG figure, lying (wide) or standing (tall).

use std::fmt::Write as _;

use crate::document::{Stage, Timeline};
use crate::faces::{FAMILY, Face, width};
use crate::text::{capitalised, composed, escape, language_code, wrap};

/// What to draw with: colours as style sheets write them, and a factor over the measured widths for readers whose machine sets
/// another serif than ours.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paint<'a> {
    pub(crate) ink: &'a str,
    pub(crate) muted: &'a str,
    pub(crate) accent: &'a str,
    pub(crate) paper: &'a str,
    pub(crate) slack: f64,
}

/// A finished drawing: elements, and the size of the space they stand in.
#[derive(Debug)]
pub(crate) struct Drawing {
    pub(crate) body: String,
    pub(crate) width: f64,
    pub(crate) height: f64,
}

/// The stages in a sentence each, for readers who do not see the drawing.
pub(crate) fn describe(timeline: &Timeline) -> String {
    let mut text = String::new();
    for (i, stage) in timeline.stages.iter().enumerate() {
        let _ = write!(text, "{}{}. {}", if i == 0 { "" } else { " " }, i + 1, stage_line(stage));
        text.push('.');
    }
    text
}

/// `Late Latin: villanus, “a farm servant” (doubtful)`.
pub(crate) fn stage_line(stage: &Stage) -> String {
    let mut text = capitalised(&composed(&stage.language_said()));
    if let Some(form) = &stage.form {
        let _ = write!(text, ": {}", composed(form));
    }
    if let Some(gloss) = &stage.gloss {
        let _ = write!(text, ", “{}”", composed(gloss));
    }
    if let Some(date) = &stage.date {
        let _ = write!(text, ", {}", composed(date));
    }
    if stage.doubtful {
        text.push_str(" (the source doubts this step)");
    }
    text
}

/// The stages from left to right, in as many rows as they need to breathe.
pub(crate) fn wide(stages: &[Stage], total: f64, paint: &Paint<'_>) -> Drawing {
    const LEAST_COLUMN: f64 = 150.0;
    const MOST_COLUMN: f64 = 250.0;
    const GAP: f64 = 22.0;
    let most = ((total / LEAST_COLUMN).floor() as usize).max(1);
    let rows = stages.len().div_ceil(most).max(1);
    let per_row = stages.len().div_ceil(rows).max(1);
    // A short journey keeps to the middle; in any, the last label and not its column ends the figure.
    let used = total.min(per_row as f64 * MOST_COLUMN);
    let room = used / per_row as f64 - GAP;
    let inset = (total - used) / 2.0;
    let labels: Vec<Label> = stages.iter().map(|stage| Label::new(stage, room, 31.0, paint.slack)).collect();
    let last = labels.iter().skip(per_row - 1).step_by(per_row).map(|label| label.breadth(paint.slack)).fold(24.0, f64::max);
    let column = if per_row > 1 { (used - last) / (per_row - 1) as f64 } else { used };
    let total = used;
    let mut body = format!("<g transform=\"translate({inset:.1} 0)\">");
    let mut top = 0.0;
    for (row, chunk) in stages.chunks(per_row).enumerate() {
        let labels = &labels[row * per_row..row * per_row + chunk.len()];
        let above = labels.iter().map(Label::form_height).fold(34.0, f64::max);
        let axis = top + above + 20.0;
        for (i, stage) in chunk.iter().enumerate() {
            let x = i as f64 * column + 8.0;
            let last = row * per_row + i + 1 == stages.len();
            if !last {
                let next = &stages[row * per_row + i + 1];
                let end = if i + 1 == chunk.len() { total } else { (i + 1) as f64 * column + 8.0 };
                segment(&mut body, (x, axis), (end, axis), stage.doubtful || next.doubtful, paint);
            }
            if i == 0 && row > 0 {
                segment(&mut body, (-4.0, axis), (x, axis), stage.doubtful, paint);
            }
        }
        let mut bottom = axis;
        for (i, (stage, label)) in chunk.iter().zip(labels).enumerate() {
            let x = i as f64 * column + 8.0;
            let last = row * per_row + i + 1 == stages.len();
            node(&mut body, (x, axis), stage.doubtful, last, paint);
            label.form(&mut body, x - 10.5, axis - 22.0 - label.form_height() + label.size, paint);
            bottom = label.rest(&mut body, x - 8.0, axis + 30.0, paint).max(bottom);
        }
        top = bottom + 30.0;
    }
    body.push_str("</g>");
    Drawing { body, width: total + 2.0 * inset, height: (top - 20.0).max(40.0) }
}

/// The stages from top to bottom, for narrow screens.
pub(crate) fn tall(stages: &[Stage], total: f64, paint: &Paint<'_>) -> Drawing {
    const AXIS: f64 = 10.0;
    const INDENT: f64 = 36.0;
    let mut labels = String::new();
    let mut nodes = Vec::new();
    let mut y = 0.0;
    for stage in stages {
        let label = Label::new(stage, total - INDENT, 29.0, paint.slack);
        let form_top = y + label.size;
        nodes.push(if label.lines.is_empty() { y + 14.0 } else { form_top - 8.0 });
        label.form(&mut labels, INDENT, form_top, paint);
        let below = if label.lines.is_empty() { y + 19.0 } else { form_top + label.form_height() - label.size + 24.0 };
        y = label.rest(&mut labels, INDENT, below, paint) + 30.0;
    }
    let mut body = String::new();
    for (i, pair) in nodes.windows(2).enumerate() {
        segment(&mut body, (AXIS, pair[0]), (AXIS, pair[1]), stages[i].doubtful || stages[i + 1].doubtful, paint);
    }
    for (i, (stage, y)) in stages.iter().zip(&nodes).enumerate() {
        node(&mut body, (AXIS, *y), stage.doubtful, i + 1 == stages.len(), paint);
    }
    body.push_str(&labels);
    Drawing { body, width: total, height: (y - 20.0).max(40.0) }
}

/// A line of text as an SVG element.
pub(crate) fn text_element(out: &mut String, (x, y): (f64, f64), style: &str, lang: Option<&str>, text: &str) {
    let lang = lang.map(|code| format!(" lang=\"{code}\"")).unwrap_or_default();
    let _ = write!(out, "<text x=\"{x:.1}\" y=\"{y:.1}\"{lang} style=\"font-family:{FAMILY};{style}\">{}</text>", escape(text));
}

fn segment(out: &mut String, from: (f64, f64), to: (f64, f64), doubtful: bool, paint: &Paint<'_>) {
    let dashes = if doubtful { ";stroke-dasharray:2 7;stroke-linecap:round" } else { "" };
    let _ = write!(
        out,
        "<line x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\" style=\"stroke:{};stroke-width:2{dashes}\"/>",
        from.0, from.1, to.0, to.1, paint.accent
    );
}

fn node(out: &mut String, (x, y): (f64, f64), doubtful: bool, last: bool, paint: &Paint<'_>) {
    let fill = if doubtful { paint.paper } else { paint.accent };
    let radius = if last { 8.0 } else { 6.0 };
    let dashes = if doubtful { ";stroke-dasharray:2.5 3" } else { "" };
    let _ = write!(
        out,
        "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius}\" style=\"fill:{fill};stroke:{};stroke-width:2{dashes}\"/>",
        paint.accent
    );
}

/// The words of a stage, cut to a column.
struct Label {
    lang: Option<&'static str>,
    size: f64,
    lines: Vec<String>,
    language: Vec<String>,
    gloss: Vec<String>,
    date: Vec<String>,
}

impl Label {
    fn new(stage: &Stage, room: f64, largest: f64, slack: f64) -> Self {
        let form = stage.form.as_deref().map(composed).unwrap_or_default();
        // The form keeps its size as long as it fits two lines and its longest word one, then shrinks, then is cut.
        let longest = form.split(' ').map(|word| width(word, Face::Italic)).fold(0.1, f64::max) * slack;
        let mut size = (room / longest).clamp(16.0, largest);
        while size > 20.0 && wrap(&form, room, |line| width(line, Face::Italic) * size * slack).len() > 2 {
            size -= 1.0;
        }
        let cut = |text: &str, size: f64, spacing: f64, face: Face| {
            wrap(text, room, |line| (width(line, face) * size + line.chars().count() as f64 * spacing) * slack)
        };
        let mut language = composed(&stage.language_said());
        if stage.doubtful {
            language.push_str(" ?");
        }
        Self {
            lang: language_code(&stage.language.name),
            size,
            lines: cut(&form, size, 0.0, Face::Italic),
            language: cut(&language.to_uppercase(), 12.0, 1.1, Face::Semibold),
            gloss: stage.gloss.as_deref().map(|gloss| cut(&format!("“{}”", composed(gloss)), 15.5, 0.0, Face::Regular)).unwrap_or_default(),
            date: stage.date.as_deref().map(|date| cut(&composed(date), 14.0, 0.0, Face::Regular)).unwrap_or_default(),
        }
    }

    /// The width of its longest line.
    fn breadth(&self, slack: f64) -> f64 {
        let widest = |lines: &[String], size: f64, spacing: f64, face: Face| {
            lines.iter().map(|line| (width(line, face) * size + line.chars().count() as f64 * spacing) * slack).fold(0.0, f64::max)
        };
        widest(&self.lines, self.size, 0.0, Face::Italic)
            .max(widest(&self.language, 12.0, 1.1, Face::Semibold))
            .max(widest(&self.gloss, 15.5, 0.0, Face::Regular))
            .max(widest(&self.date, 14.0, 0.0, Face::Regular))
    }

    fn form_height(&self) -> f64 {
        self.lines.len() as f64 * self.size * 1.08
    }

    fn form(&self, out: &mut String, x: f64, first: f64, paint: &Paint<'_>) {
        let style = format!("fill:{};font-style:italic;font-size:{:.1}px", paint.ink, self.size);
        for (i, line) in self.lines.iter().enumerate() {
            text_element(out, (x, first + i as f64 * self.size * 1.08), &style, self.lang, line);
        }
    }

    /// Language, gloss and date from baseline `y` on; returns the last baseline.
    fn rest(&self, out: &mut String, x: f64, y: f64, paint: &Paint<'_>) -> f64 {
        let mut y = y;
        let styles = [
            (&self.language, 15.0, 22.0, format!("fill:{};font-size:12px;font-weight:600;letter-spacing:1.1px", paint.accent)),
            (&self.gloss, 20.0, 21.0, format!("fill:{};font-size:15.5px", paint.ink)),
            (&self.date, 19.0, 20.0, format!("fill:{};font-size:14px;font-feature-settings:'onum'", paint.muted)),
        ];
        let mut last = y;
        for (lines, leading, after, style) in styles {
            for (i, line) in lines.iter().enumerate() {
                if i > 0 {
                    y += leading;
                }
                text_element(out, (x, y), &style, None, line);
                last = y;
            }
            if !lines.is_empty() {
                y += after;
            }
        }
        last
    }
}
