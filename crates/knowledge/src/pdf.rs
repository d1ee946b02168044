//! PDF.

use std::collections::BTreeMap;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

use crate::text::Builder;
use crate::{ReadError, plain, quiet};

/// Pages beyond this are not read; a source of that length is refused.
const MAX_PAGES: usize = 2_000;
/// Text beyond this is refused: a small file may unfold into gigabytes.
const MAX_TEXT: usize = 32 * 1024 * 1024;
/// A file that keeps the parser busy longer is refused.
const PATIENCE: Duration = Duration::from_secs(60);
/// Fonts and forms nest; the parser recurses.
const STACK: usize = 64 * 1024 * 1024;

/// How reading failed, before the file's name is known.
enum Failure {
    Encrypted,
    Broken(String),
}

pub(crate) fn read(name: &str, bytes: &[u8]) -> Result<Builder, ReadError> {
    let broken = |why: String| ReadError::BrokenPdf { name: name.to_owned(), why };
    let (send, receive) = sync_channel(1);
    let owned = bytes.to_vec();
    // The parser may panic, recurse deeply or not end, so it works in a thread of its own; if it hangs, the thread is left behind.
    let worker = std::thread::Builder::new().name("pdf".into()).stack_size(STACK).spawn(move || {
        let pages = quiet::catch(|| pages(&owned));
        let pages = pages.unwrap_or_else(|| Err(Failure::Broken("the parser gave up on it".into())));
        // Nobody listens any more where the wait was too long.
        let _ = send.send(pages);
    });
    worker.map_err(|error| broken(error.to_string()))?;
    let pages = match receive.recv_timeout(PATIENCE) {
        Ok(pages) => pages,
        Err(RecvTimeoutError::Timeout) => Err(Failure::Broken(format!("it takes longer than {} s", PATIENCE.as_secs()))),
        Err(RecvTimeoutError::Disconnected) => Err(Failure::Broken("the parser gave up on it".into())),
    };
    let (title, pages) = pages.map_err(|failure| match failure {
        Failure::Encrypted => ReadError::EncryptedPdf { name: name.to_owned() },
        Failure::Broken(why) => broken(why),
    })?;
    let text = body(&pages);
    if text.chars().filter(|c| c.is_alphabetic()).count() < 3 {
        return Err(ReadError::PdfWithoutText { name: name.to_owned() });
    }
    let mut builder = plain::read(&text);
    if let Some(title) = title {
        builder.title = Some(prose::excerpt(&title, 200)).filter(|title| !title.is_empty()).or(builder.title);
    }
    Ok(builder)
}

/// The title in the file's own description, and the text of each page.
fn pages(bytes: &[u8]) -> Result<(Option<String>, Vec<String>), Failure> {
    let broken = |error: &dyn std::fmt::Display| Failure::Broken(error.to_string());
    let mut document = pdf_extract::Document::load_mem(bytes)
        .map_err(|error| if error.to_string().to_lowercase().contains("password") { Failure::Encrypted } else { broken(&error) })?;
    // Many PDFs are encrypted with an empty password so that readers refuse to print them; those can be read.
    if document.is_encrypted() && document.decrypt("").is_err() {
        return Err(Failure::Encrypted);
    }
    let numbers: Vec<u32> = document.get_pages().into_keys().collect();
    if numbers.is_empty() {
        // What a wrong password decrypts to is no tree of pages.
        if bytes.windows(8).any(|window| window == b"/Encrypt") {
            return Err(Failure::Encrypted);
        }
        return Err(Failure::Broken("it has no pages".into()));
    }
    if numbers.len() > MAX_PAGES {
        return Err(Failure::Broken(format!("it has {} pages; at most {MAX_PAGES} are read", numbers.len())));
    }
    let mut pages = Vec::new();
    let mut length = 0;
    for number in numbers {
        let mut page = String::new();
        let mut output = pdf_extract::PlainTextOutput::new(&mut page);
        pdf_extract::output_doc_page(&document, &mut output, number).map_err(|error| Failure::Broken(format!("page {number}: {error}")))?;
        length += page.len();
        if length > MAX_TEXT {
            return Err(Failure::Broken(format!("its text has more than {} MB", MAX_TEXT / 1024 / 1024)));
        }
        pages.push(page);
    }
    Ok((title(&document), pages))
}

fn title(document: &pdf_extract::Document) -> Option<String> {
    let info = document.trailer.get(b"Info").ok()?;
    let info = info.as_reference().ok().and_then(|id| document.get_object(id).ok()).unwrap_or(info);
    let bytes = info.as_dict().ok()?.get(b"Title").ok()?.as_str().ok()?;
    let text = match bytes.strip_prefix(b"\xFE\xFF") {
        Some(units) => char::decode_utf16(units.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])))
            .map(|letter| letter.unwrap_or('\u{fffd}'))
            .collect(),
        // PDFDocEncoding is Latin-1 in all letters that titles are likely to have.
        None => String::from_utf8(bytes.to_vec()).unwrap_or_else(|_| bytes.iter().map(|byte| char::from(*byte)).collect()),
    };
    // Word processors put file names here, which say less than the first page.
    let is_file = text.contains(".doc") || text.contains(".tex") || text.eq_ignore_ascii_case("untitled");
    (!is_file && !text.trim().is_empty()).then_some(text)
}

/// The pages as one text: running heads and page numbers go, paragraphs that cross pages are joined.
fn body(pages: &[String]) -> String {
    let mut edges: BTreeMap<String, usize> = BTreeMap::new();
    for page in pages {
        let lines: Vec<&str> = page.lines().filter(|line| !line.trim().is_empty()).collect();
        let mut own: Vec<String> = lines.first().into_iter().chain(lines.last()).map(|line| running(line)).collect();
        own.dedup();
        for line in own {
            *edges.entry(line).or_default() += 1;
        }
    }
    let mut text = String::new();
    for page in pages {
        let lines: Vec<&str> = page.lines().collect();
        let filled: Vec<usize> = (0..lines.len()).filter(|at| !lines[*at].trim().is_empty()).collect();
        let edge = |at: usize| filled.first() == Some(&at) || filled.last() == Some(&at);
        let repeated = |line: &str| edges.get(&running(line)).is_some_and(|count| *count >= 3 && *count * 2 > pages.len());
        let kept: Vec<&str> = lines
            .iter()
            .enumerate()
            .filter(|(at, line)| !(edge(*at) && (repeated(line) || is_page_number(line))))
            .map(|(_, line)| *line)
            .collect();
        let page = kept.join("\n");
        let page = page.trim_matches('\n');
        if page.trim().is_empty() {
            continue;
        }
        // A sentence that the page's end cuts in two goes on with a lower-case letter.
        let goes_on =
            !text.trim_end().ends_with(['.', '!', '?', ':', '”', '"']) && page.trim_start().starts_with(|c: char| c.is_lowercase());
        text.truncate(text.trim_end().len());
        text.push_str(if text.is_empty() {
            ""
        } else if goes_on {
            "\n"
        } else {
            "\n\n"
        });
        text.push_str(page);
    }
    text
}

/// A line at a page's edge with its page number taken off.
fn running(line: &str) -> String {
    line.trim().trim_matches(|c: char| c.is_ascii_digit() || c.is_whitespace() || matches!(c, '-' | '–' | '|')).to_lowercase()
}

fn is_page_number(line: &str) -> bool {
    let line = line.trim().trim_matches(|c: char| matches!(c, '-' | '–' | ' ' | '[' | ']'));
    let digits = line.strip_prefix("Page ").or_else(|| line.strip_prefix("page ")).unwrap_or(line);
    !digits.is_empty() && digits.len() <= 12 && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '/'))
        || digits.split(" of ").count() == 2 && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | 'o' | 'f'))
}
