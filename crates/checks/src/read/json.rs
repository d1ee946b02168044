//! Where in a JSON text the value behind a JSON Pointer stands.

use std::ops::Range;

/// Bytes of the value at `pointer` (RFC 6901), or `None` where the text has no such value. The text must be valid JSON.
pub(crate) fn place(text: &str, pointer: &str) -> Option<Range<usize>> {
    let mut cursor = Cursor { text: text.as_bytes(), at: 0 };
    let wanted: Vec<String> = pointer.split('/').skip(1).map(|part| part.replace("~1", "/").replace("~0", "~")).collect();
    cursor.find(text, &wanted)
}

struct Cursor<'a> {
    text: &'a [u8],
    at: usize,
}

impl Cursor<'_> {
    fn find(&mut self, text: &str, wanted: &[String]) -> Option<Range<usize>> {
        self.space();
        let start = self.at;
        let Some((first, rest)) = wanted.split_first() else {
            self.skip();
            return Some(start..self.at);
        };
        match self.text.get(self.at)? {
            b'{' => {
                self.at += 1;
                loop {
                    self.space();
                    if self.text.get(self.at)? != &b'"' {
                        return None;
                    }
                    let from = self.at;
                    self.string();
                    let key: String = serde_json::from_str(&text[from..self.at]).ok()?;
                    self.space();
                    self.at += 1;
                    if key == *first {
                        return self.find(text, rest);
                    }
                    self.skip();
                    self.space();
                    if self.text.get(self.at)? != &b',' {
                        return None;
                    }
                    self.at += 1;
                }
            }
            b'[' => {
                let index: usize = first.parse().ok()?;
                self.at += 1;
                for _ in 0..index {
                    self.skip();
                    self.space();
                    if self.text.get(self.at)? != &b',' {
                        return None;
                    }
                    self.at += 1;
                }
                self.find(text, rest)
            }
            _ => None,
        }
    }

    fn space(&mut self) {
        while self.text.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
    }

    fn string(&mut self) {
        self.at += 1;
        while let Some(byte) = self.text.get(self.at) {
            match byte {
                b'\\' => self.at += 2,
                b'"' => {
                    self.at += 1;
                    return;
                }
                _ => self.at += 1,
            }
        }
    }

    /// Passes over one value without recursion, so that deep nesting cannot exhaust the stack.
    fn skip(&mut self) {
        let mut depth = 0_usize;
        loop {
            self.space();
            match self.text.get(self.at) {
                None => return,
                Some(b'{' | b'[') => {
                    depth += 1;
                    self.at += 1;
                }
                Some(b'}' | b']') => {
                    depth = depth.saturating_sub(1);
                    self.at += 1;
                }
                Some(b'"') => self.string(),
                Some(b',' | b':') => self.at += 1,
                Some(_) => {
                    while self.text.get(self.at).is_some_and(|b| !b.is_ascii_whitespace() && !matches!(b, b',' | b'}' | b']' | b':')) {
                        self.at += 1;
                    }
                }
            }
            if depth == 0 {
                return;
            }
        }
    }
}
