//! Documents in JSON.

use prose::Lines;
use serde_json::Value;

use super::{Cite, Listed, Statement, StatementKind};
use crate::read::json;
use crate::{Evidence, Span};

/// Reads statements and listed sources.
pub(super) fn read(path: &str, text: &str) -> Result<(Vec<Statement>, Vec<Listed>), String> {
    let document: Value = serde_json::from_str(text).map_err(|error| format!("`{path}` is not JSON: {error}"))?;
    let chapters = document.get("chapters").and_then(Value::as_array).ok_or_else(|| format!("`{path}` has no `chapters`"))?;
    let mut reader = Reader { path, text, lines: Lines::of(text), statements: Vec::new() };
    for (at, chapter) in chapters.iter().enumerate() {
        let pointer = format!("/chapters/{at}/blocks");
        let blocks = chapter.get("blocks").and_then(Value::as_array).ok_or_else(|| format!("`{path}#{pointer}` is missing"))?;
        for (block_at, block) in blocks.iter().enumerate() {
            reader.block(block, &format!("{pointer}/{block_at}"))?;
        }
    }
    let stages = document.pointer("/timeline/stages").and_then(Value::as_array);
    for (at, stage) in stages.into_iter().flatten().enumerate() {
        reader.stage(stage, &format!("/timeline/stages/{at}"));
    }
    if let Some(ancestor) = document.pointer("/hero/ancestor").filter(|ancestor| !ancestor.is_null()) {
        reader.stage(ancestor, "/hero/ancestor");
    }
    let listed = reader.listed(&document)?;
    Ok((reader.statements, listed))
}

struct Reader<'a> {
    path: &'a str,
    text: &'a str,
    lines: Lines,
    statements: Vec<Statement>,
}

impl Reader<'_> {
    fn block(&mut self, block: &Value, pointer: &str) -> Result<(), String> {
        let kind = block.get("block").and_then(Value::as_str).unwrap_or_default();
        match kind {
            "paragraph" | "aside" => self.sentences(block, pointer),
            "quotation" => self.quotation(block, pointer),
            "terms" => {
                let entries = block.get("entries").and_then(Value::as_array).ok_or_else(|| self.lacks(pointer, "entries"))?;
                for (at, entry) in entries.iter().enumerate() {
                    self.sentences(entry, &format!("{pointer}/entries/{at}"))?;
                }
                Ok(())
            }
            "timeline" => Ok(()),
            other => Err(format!("`{}#{pointer}` is a block of unknown kind `{other}`", self.path)),
        }
    }

    fn sentences(&mut self, holder: &Value, pointer: &str) -> Result<(), String> {
        let sentences = holder.get("sentences").and_then(Value::as_array).ok_or_else(|| self.lacks(pointer, "sentences"))?;
        for (at, sentence) in sentences.iter().enumerate() {
            let pointer = format!("{pointer}/sentences/{at}");
            let text = sentence.get("text").and_then(Value::as_str).ok_or_else(|| self.lacks(&pointer, "text"))?;
            let mut cites: Vec<Cite> = sentence.get("cites").and_then(Value::as_array).into_iter().flatten().filter_map(cite).collect();
            let from = sentence.pointer("/provenance/from").and_then(Value::as_str).unwrap_or_default();
            let kind = match from {
                "source" => {
                    // The place its words are from is what must hold them; other citations may stand beside it.
                    let own = sentence.get("provenance").and_then(cite).ok_or_else(|| self.lacks(&pointer, "provenance/source"))?;
                    cites.retain(|other| other.number != own.number);
                    cites.insert(0, own);
                    StatementKind::Verbatim
                }
                "template" if cites.is_empty() => StatementKind::Framing,
                _ => StatementKind::Claim,
            };
            self.push(text, kind, cites, None, None, &pointer);
        }
        Ok(())
    }

    fn quotation(&mut self, block: &Value, pointer: &str) -> Result<(), String> {
        let field = |key: &str| block.get(key).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        let text = field("text").ok_or_else(|| self.lacks(pointer, "text"))?;
        let cites = block.get("cite").and_then(cite).into_iter().collect();
        self.push(
            &text,
            StatementKind::Quotation,
            cites,
            field("author_as_printed").or_else(|| field("author")),
            field("headword"),
            pointer,
        );
        Ok(())
    }

    fn stage(&mut self, stage: &Value, pointer: &str) {
        let parts = ["form", "gloss", "date"].iter().filter_map(|key| stage.get(*key).and_then(Value::as_str));
        let text = parts.collect::<Vec<_>>().join(", ");
        let cites = stage.get("cite").and_then(cite).into_iter().collect();
        self.push(&text, StatementKind::Stage, cites, None, None, pointer);
    }

    fn push(&mut self, text: &str, kind: StatementKind, cites: Vec<Cite>, author: Option<String>, headword: Option<String>, pointer: &str) {
        let place = self.place(pointer, text);
        self.statements.push(Statement { text: text.to_owned(), kind, cites, author, headword, place });
    }

    fn place(&self, pointer: &str, said: &str) -> Evidence {
        let path = format!("{}#{pointer}", self.path);
        let mut place = Evidence::note(&path, said);
        if let Some(range) = json::place(self.text, pointer) {
            place.line = Some(self.lines.line(range.start));
            place.span = Some(Span { start: range.start, end: range.end });
        }
        place
    }

    fn lacks(&self, pointer: &str, field: &str) -> String {
        format!("`{}#{pointer}` has no `{field}`", self.path)
    }

    fn listed(&self, document: &Value) -> Result<Vec<Listed>, String> {
        let sources = document.get("sources").and_then(Value::as_array).ok_or_else(|| self.lacks("", "sources"))?;
        let entry = |(at, source): (usize, &Value)| {
            let pointer = format!("/sources/{at}");
            let number = source.get("number").and_then(number).ok_or_else(|| self.lacks(&pointer, "number"))?;
            let title = source.get("title").and_then(Value::as_str).unwrap_or_default();
            let id = source.get("id").and_then(Value::as_str).map(str::to_owned);
            Ok(Listed { number, id, place: self.place(&pointer, title) })
        };
        sources.iter().enumerate().map(entry).collect()
    }
}

fn number(value: &Value) -> Option<u32> {
    value.as_u64().and_then(|number| u32::try_from(number).ok())
}

/// Reads `{"source": n, "span": {"start", "end"}}`.
fn cite(value: &Value) -> Option<Cite> {
    let end = |key: &str| value.pointer(key).and_then(Value::as_u64).and_then(|at| usize::try_from(at).ok());
    let span = end("/span/start").zip(end("/span/end")).map(|(start, end)| Span { start, end });
    Some(Cite { number: value.get("source").and_then(number)?, span })
}
