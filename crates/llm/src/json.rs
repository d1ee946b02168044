//! Reads an almost right JSON answer and says what had to be mended: the best sign of a weak prompt or model.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A JSON value and what had to be done to the text to read it, in the order it was done; empty where the text was right.
#[derive(Debug, Clone, PartialEq)]
pub struct Mended {
    /// The value.
    pub value: Value,
    /// What was done.
    pub repairs: Vec<Repair>,
}

/// Something done to a text so that it became JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Repair {
    /// A code fence around it was taken off.
    Fence,
    /// Prose before or after it was left out.
    Prose,
    /// Commas before a closing bracket were taken out.
    TrailingComma,
    /// Brackets (and a string) left open at the end were closed: the answer was probably cut off.
    Unclosed,
}

impl Repair {
    /// The word stored with the call.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fence => "fence",
            Self::Prose => "prose",
            Self::TrailingComma => "trailing_comma",
            Self::Unclosed => "unclosed",
        }
    }
}

/// A text that no repair makes JSON; the place is in the text as received.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {message}")]
pub struct NotJson {
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// What the strict reader said of the text as received.
    pub message: String,
}

/// Reads JSON strictly, and if that fails mends it with as few repairs as will do.
pub fn parse(text: &str) -> Result<Mended, NotJson> {
    let strict = match serde_json::from_str(text) {
        Ok(value) => return Ok(Mended { value, repairs: Vec::new() }),
        Err(error) => error,
    };
    let (body, fenced) = match inside_fence(text) {
        Some(body) => (body, true),
        None => (text, false),
    };
    let mut repairs: Vec<Repair> = fenced.then_some(Repair::Fence).into_iter().collect();
    if let Ok(value) = serde_json::from_str(body) {
        return Ok(Mended { value, repairs });
    }
    let Some(found) = longest_value(body) else {
        return Err(NotJson { line: strict.line(), column: strict.column().max(1), message: strict.to_string() });
    };
    if found.has_prose {
        repairs.push(Repair::Prose);
    }
    repairs.extend(found.repairs);
    Ok(Mended { value: found.value, repairs })
}

struct Found {
    value: Value,
    repairs: Vec<Repair>,
    has_prose: bool,
}

/// The longest object or array in a text that is complete; where none is, the first that is once it is closed.
fn longest_value(text: &str) -> Option<Found> {
    let mut best: Option<(usize, Found)> = None;
    let mut open: Option<Found> = None;
    let mut from = 0;
    while let Some(start) = text[from..].find(['{', '[']).map(|offset| from + offset) {
        let span = scan(&text[start..]);
        let Ok(value) = serde_json::from_str(&span.mended) else {
            from = start + 1;
            continue;
        };
        let end = start + span.length;
        let has_prose = !text[..start].trim().is_empty() || !text[end..].trim().is_empty();
        let mut repairs = Vec::new();
        if span.commas {
            repairs.push(Repair::TrailingComma);
        }
        if span.complete {
            if best.as_ref().is_none_or(|(length, _)| span.length > *length) {
                best = Some((span.length, Found { value, repairs, has_prose }));
            }
            from = end;
        } else {
            repairs.push(Repair::Unclosed);
            open.get_or_insert(Found { value, repairs, has_prose });
            from = start + 1;
        }
    }
    // A complete value inside one that was cut off is only a part of what was meant.
    open.or(best.map(|(_, found)| found))
}

struct Span {
    mended: String,
    /// Bytes of the text it covers.
    length: usize,
    commas: bool,
    complete: bool,
}

/// Follows brackets and strings from an opening bracket to its match or the end of the text.
fn scan(text: &str) -> Span {
    let mut mended = String::with_capacity(text.len() + 8);
    let mut closers: Vec<char> = Vec::new();
    let (mut in_string, mut escaped, mut commas) = (false, false, false);
    let mut comma: Option<usize> = None;
    for (index, character) in text.char_indices() {
        if in_string {
            mended.push(character);
            match character {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => in_string = false,
                _ => {}
            }
            continue;
        }
        match character {
            '"' => in_string = true,
            '{' => closers.push('}'),
            '[' => closers.push(']'),
            '}' | ']' => {
                if closers.last() == Some(&character) {
                    closers.pop();
                }
                if let Some(position) = comma.take() {
                    mended.remove(position);
                    commas = true;
                }
            }
            _ => {}
        }
        match character {
            ',' => comma = Some(mended.len()),
            other if other.is_whitespace() => {}
            _ => comma = None,
        }
        mended.push(character);
        if closers.is_empty() {
            return Span { mended, length: index + character.len_utf8(), commas, complete: true };
        }
    }
    if in_string {
        if escaped {
            mended.pop();
        }
        mended.push('"');
    }
    if let Some(position) = comma {
        mended.remove(position);
        commas = true;
    }
    mended.extend(closers.iter().rev());
    Span { mended, length: text.len(), commas, complete: false }
}

/// What stands inside the first code fence, up to the last closing one (or the end, if the answer was cut off).
fn inside_fence(text: &str) -> Option<&str> {
    let opening = text.find("```")?;
    let (info, rest) = text[opening + 3..].split_once('\n')?;
    if info.contains(['{', '[', '`']) {
        return None;
    }
    let end = rest.rfind("```").unwrap_or(rest.len());
    Some(&rest[..end])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn mended(text: &str) -> (Value, Vec<Repair>) {
        let mended = parse(text).expect("can be mended");
        (mended.value, mended.repairs)
    }

    #[test]
    fn right_json_needs_no_repair() {
        assert_eq!(mended(" {\"a\": [1, 2]} "), (json!({"a": [1, 2]}), vec![]));
        assert_eq!(mended("\"text, with ] and }\""), (json!("text, with ] and }"), vec![]));
    }

    #[test]
    fn each_repair_is_named() {
        assert_eq!(mended("```json\n{\"a\": 1}\n```"), (json!({"a": 1}), vec![Repair::Fence]));
        assert_eq!(mended("Sure! {\"a\": 1} Anything else?"), (json!({"a": 1}), vec![Repair::Prose]));
        assert_eq!(mended("{\"a\": [1, 2,], }"), (json!({"a": [1, 2]}), vec![Repair::TrailingComma]));
        assert_eq!(mended("{\"a\": [1, {\"b\": \"cut o"), (json!({"a": [1, {"b": "cut o"}]}), vec![Repair::Unclosed]));
        assert_eq!(
            mended("As asked:\n```json\n{\"a\": [1,\n"),
            (json!({"a": [1]}), vec![Repair::Fence, Repair::TrailingComma, Repair::Unclosed])
        );
    }

    #[test]
    fn the_longest_value_is_the_answer() {
        assert_eq!(mended("As in [1]: {\"a\": [2, 3]}.").0, json!({"a": [2, 3]}));
    }

    #[test]
    fn commas_and_brackets_inside_strings_stay() {
        assert_eq!(mended("{\"a\": \"x,]\", \"b\": \"\\\"},\",}").0, json!({"a": "x,]", "b": "\"},"}));
    }

    #[test]
    fn what_cannot_be_mended_names_the_place() {
        let error = parse("{\"a\": nonsense}").expect_err("no JSON");
        assert_eq!((error.line, error.column), (1, 8));
        assert!(parse("no json at all").is_err());
        assert!(parse("").is_err());
        assert!(parse("{\"a\":").is_err(), "a key without a value is not completed");
    }

    proptest! {
        #[test]
        fn any_object_cut_off_anywhere_never_panics_and_whole_it_reads_the_same(
            text in "[ -~é\\n]{0,12}", number in any::<i64>(), cut in 0_usize..80
        ) {
            let value = json!({"text": text, "list": [number, {"deep": text}]});
            let spelled = value.to_string();
            prop_assert_eq!(parse(&spelled).map(|mended| mended.value), Ok(value));
            let cut = (0..=cut.min(spelled.len())).rev().find(|at| spelled.is_char_boundary(*at)).unwrap_or(0);
            let _ = parse(&spelled[..cut]);
        }
    }
}
