//! How many tokens a request may take, without any provider's tokenizer.

use crate::request::{Message, ModelRequest};

/// Allowance for what providers wrap around each message, tool and the instructions (role markers, separators).
const PER_PART: u64 = 24;

/// Tokens of an input before it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InputEstimate {
    /// It cannot be more: tokenizers of every provider we speak to fall back to single bytes, so no text has more tokens than
    /// bytes. Money is reserved by this.
    pub bound: u64,
    /// It will hardly be more: letters counted in twos, everything else one by one. Prose comes out at about twice its real
    /// count. Token ceilings are checked by this.
    pub likely: u64,
}

/// Estimates the input of a request as it is sent.
pub fn input(request: &ModelRequest) -> InputEstimate {
    let mut total = InputEstimate { bound: 0, likely: 0 };
    let mut add = |text: &str| {
        total.bound += text.len() as u64;
        total.likely += likely(text);
    };
    add(&request.instructions());
    for message in &request.messages {
        match message {
            Message::User { text } => add(text),
            Message::Assistant { text, tool_calls } => {
                add(text);
                for call in tool_calls {
                    add(&call.id);
                    add(&call.name);
                    add(&call.arguments.to_string());
                    add(call.signature.as_deref().unwrap_or_default());
                }
            }
            Message::ToolResult { call_id, name, text } => {
                add(call_id);
                add(name);
                add(text);
            }
        }
    }
    for tool in &request.tools {
        add(&tool.name);
        add(&tool.description);
        add(&tool.parameters.to_string());
    }
    if let Some(schema) = &request.output_schema {
        add(&schema.to_string());
    }
    let parts = 1 + request.messages.len() + request.tools.len();
    let wrapping = PER_PART * parts as u64;
    InputEstimate { bound: total.bound + wrapping, likely: total.likely + wrapping }
}

/// The stated rule for texts nobody counted: a token for every four bytes, rounded up.
pub fn by_four(text: &str) -> u64 {
    (text.len() as u64).div_ceil(4)
}

fn likely(text: &str) -> u64 {
    let (mut tokens, mut letters) = (0_u64, 0_u64);
    for character in text.chars() {
        if character.is_ascii_alphabetic() {
            letters += 1;
            continue;
        }
        tokens += letters.div_ceil(2);
        letters = 0;
        tokens += match character {
            // A space is part of the word after it.
            ' ' => 0,
            ascii if ascii.is_ascii() => 1,
            // Two bytes to a token holds for alphabets and Chinese alike.
            wide => (wide.len_utf8() as u64).div_ceil(2),
        };
    }
    tokens + letters.div_ceil(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_is_never_below_what_is_likely() {
        for text in ["", "a", "A plain sentence, with 3 numbers: 1, 22, 333.", "日本語の文", "ærendgewrit — þæt wæs", "{\"a\":[1,2]}"]
        {
            assert!(text.len() as u64 >= likely(text), "{text}");
        }
    }

    #[test]
    fn prose_counts_letters_in_twos() {
        assert_eq!(likely("the villain"), 2 + 4);
        assert_eq!(likely("42."), 3);
    }

    #[test]
    fn four_bytes_make_a_token_rounded_up() {
        assert_eq!((by_four(""), by_four("a"), by_four("abcd"), by_four("abcde")), (0, 1, 1, 2));
    }
}
