//! What a question asks.

use std::collections::BTreeSet;

use prose::{stem, words};

/// Words that begin a question of their own after "and".
const ASKING: &[&str] =
    &["what", "how", "why", "when", "who", "where", "which", "whether", "is", "are", "does", "do", "can", "did", "was", "were"];

/// The questions in a question: cut at question marks, semicolons, line breaks, and at "and" before a question word.
pub(super) fn parts(question: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for piece in question.split(['?', ';', '\n']) {
        let mut current: Vec<&str> = Vec::new();
        let tokens: Vec<&str> = piece.split_whitespace().collect();
        for (at, token) in tokens.iter().enumerate() {
            let next = tokens.get(at + 1).map(|next| next.to_lowercase());
            if token.eq_ignore_ascii_case("and") && next.is_some_and(|next| ASKING.contains(&next.as_str())) {
                push(&mut parts, &current);
                current.clear();
            } else {
                current.push(token);
            }
        }
        push(&mut parts, &current);
    }
    parts
}

fn push(parts: &mut Vec<String>, tokens: &[&str]) {
    let part = tokens.join(" ");
    let part = part.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | ':'));
    // "… and why?" asks nothing that could be looked for by itself.
    if !knowledge::terms(part).is_empty() {
        parts.push(part.to_owned());
    }
}

/// The words a question names with a capital although no sentence begins there, as stems.
pub(super) fn names(question: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut end = 0;
    for word in words(question) {
        let begins = end == 0 || question[end..word.span.start].contains(['?', '.', '!', ';', ':', '\n', '"', '“']);
        end = word.span.end;
        let key = word.key();
        if !begins && word.text.starts_with(char::is_uppercase) && word.text.chars().count() > 1 && !prose::is_stop_word(&key) {
            names.insert(stem(&key));
        }
    }
    names
}

/// A term as the question writes it.
pub(super) fn surface(question: &str, term: &str) -> String {
    words(question).find(|word| stem(&word.key()) == term).map_or_else(|| term.to_owned(), |word| word.text.to_owned())
}
