//! Each format, and bytes that are none.

use std::sync::Mutex;

use proptest::prelude::*;

use super::{document, pdf, sentences};
use crate::{BlockKind, Format, MAX_BYTES, ReadError, read};

#[test]
fn markdown_gives_sections_and_sentences_in_place() {
    let text = "---\ntitle: \"Storing heat\"\n---\nBefore any heading.\n\n# Storage\n\nSand *holds* heat. It is cheap,\nsays Dr. Lund.\n\n## Tanks\n\n- Water tanks\n- Steel. Costs 3.5 M\n\n> Heat is patient.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\nlet x = 1;\n```\n\n# Next\n\nEnd.\n";
    let document = document("heat.md", text.as_bytes());
    assert_eq!((document.title.as_str(), document.format, document.encoding.as_str()), ("Storing heat", Format::Markdown, "UTF-8"));
    assert_eq!(
        sentences(&document),
        [
            "Before any heading.",
            "Sand holds heat.",
            "It is cheap, says Dr. Lund.",
            "Water tanks",
            "Steel.",
            "Costs 3.5 M",
            "Heat is patient.",
            "a | b",
            "1 | 2",
            "End."
        ]
    );
    let paths: Vec<String> = document.sections.iter().map(|section| section.path.join(" > ")).collect();
    assert_eq!(paths, ["", "Storage", "Storage > Tanks", "Next"]);
    assert_eq!(document.headings(3), ["Storage", "Tanks"]);
    assert_eq!(document.sentences[6].kind, BlockKind::Quotation);
    assert!(document.text.contains("let x = 1;"));
    let last = &document.sections[3];
    assert_eq!(&document.text[last.span.clone()], "Next\n\nEnd.");
    assert_eq!(document.sha256.len(), 64);
}

#[test]
fn the_same_bytes_give_the_same_document_and_other_bytes_another_hash() {
    let a = document("a.md", b"# A\n\nText here.");
    assert_eq!(a, document("a.md", b"# A\n\nText here."));
    let b = document("a.md", b"# A\n\nText *here*.");
    assert_eq!(a.text_sha256, b.text_sha256);
    assert_ne!(a.sha256, b.sha256);
}

#[test]
fn plain_text_knows_headings_lists_and_hyphenation() {
    let text = "HEAT STORAGE\r\n\r\nSand is a good me-\r\ndium. It is cheap.\r\n\r\n2.1 Tanks\r\n\r\nTanks hold\r\n- water\r\n- oil, e.g. from\r\n  rape\r\n\r\nCosts\r\n-----\r\nLow.\r\n";
    let document = document("notes.txt", text.as_bytes());
    assert_eq!(document.title, "HEAT STORAGE");
    assert_eq!(sentences(&document), ["Sand is a good medium.", "It is cheap.", "Tanks hold", "water", "oil, e.g. from rape", "Low."]);
    let paths: Vec<String> = document.sections.iter().map(|section| section.path.join(" > ")).collect();
    assert_eq!(paths, ["HEAT STORAGE", "HEAT STORAGE > 2.1 Tanks", "HEAT STORAGE > Costs"]);
}

#[test]
fn lines_that_all_look_like_headings_are_text() {
    assert_eq!(sentences(&document("a.txt", b"The capital of France is Paris\n")), ["The capital of France is Paris"]);
}

#[test]
fn html_is_read_where_its_content_is() {
    let page = "<!doctype html><html><head><title>Site | Heat</title><style>p{}</style><script>var a = '<p>no</p>';</script></head><body>
        <nav><ul><li>Home</li></ul></nav>
        <main><h1>Heat &amp; sand</h1><p>Sand <b>holds</b> heat.<sup><a href=\"#n1\">1</a></sup><br>It is cheap.</p><aside>Buy now!</aside>
        <h2>Costs\u{f0c1}<a class=\"headerlink\" href=\"#costs\">¶</a></h2><ul><li>Low</li></ul><table><tr><th>Year</th><th>Cost</th></tr><tr><td>2020</td><td>4</td></tr></table>
        <p hidden>secret</p><blockquote><p>Heat is patient.</p></blockquote></main>
        <footer>Imprint</footer></body></html>";
    let document = document("page.html", page.as_bytes());
    assert_eq!((document.title.as_str(), document.format), ("Heat & sand", Format::Html));
    assert_eq!(sentences(&document), ["Sand holds heat.", "It is cheap.", "Low", "Year | Cost", "2020 | 4", "Heat is patient."]);
    assert_eq!(document.headings(2), ["Heat & sand", "Costs"]);
    for noise in ["Home", "no</p>", "Buy", "secret", "Imprint"] {
        assert!(!document.text.contains(noise), "{noise}");
    }
}

#[test]
fn pages_are_told_by_their_content_and_not_only_by_name() {
    assert_eq!(document("page.txt", b"<!-- saved --><!DOCTYPE html><p>Some words.</p>").format, Format::Html);
    assert_eq!(document("README", b"Some words.").format, Format::Text);
    assert_eq!(document("paper.txt", &pdf(&[&["Some words on a page."]])).format, Format::Pdf);
}

#[test]
fn a_pdf_gives_its_text_without_running_heads() {
    let file = pdf(&[
        &["Journal of Heat", "Sand holds heat for months. A tank of sand", "1"],
        &["Journal of Heat", "is cheap to build.", "2"],
        &["Journal of Heat", "It lasts fifty years.", "3"],
    ]);
    let document = document("paper.pdf", &file);
    assert_eq!(document.format, Format::Pdf);
    assert_eq!(sentences(&document), ["Sand holds heat for months.", "A tank of sand is cheap to build.", "It lasts fifty years."]);
    assert_eq!(document.title, "paper");
    let titled = String::from_utf8(file).unwrap().replace("/Root", "/Info << /Title (On heat) >> /Root");
    assert_eq!(super::document("paper.pdf", titled.as_bytes()).title, "On heat");
}

#[test]
fn a_pdf_that_cannot_be_used_says_why() {
    assert!(matches!(read("scan.pdf", &pdf(&[&[]])), Err(ReadError::PdfWithoutText { .. })));
    let mut cut = pdf(&[&["Some words on a page."]]);
    cut.truncate(60);
    assert!(matches!(read("cut.pdf", &cut), Err(ReadError::BrokenPdf { .. })), "{:?}", read("cut.pdf", &cut));
    assert!(matches!(read("fake.pdf", b"plain words"), Err(ReadError::BrokenPdf { .. })));
    let locked = String::from_utf8(pdf(&[&["Some words."]])).unwrap();
    let handler = "/Encrypt << /Filter /Standard /V 1 /R 2 /O <0102030405060708091011121314151617181920212223242526272829303132> /U <0102030405060708091011121314151617181920212223242526272829303132> /P -4 >> /ID [<00> <00>] /Root";
    let error = read("locked.pdf", locked.replace("/Root", handler).as_bytes()).unwrap_err();
    assert_eq!(error, ReadError::EncryptedPdf { name: "locked.pdf".into() });
}

#[test]
fn a_parser_that_panics_is_heard_of_as_an_error_only_and_other_threads_panic_as_ever() {
    static HEARD: Mutex<Vec<String>> = Mutex::new(Vec::new());
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(|panic| HEARD.lock().unwrap().push(panic.to_string())));
    // Whichever test came first, the hook of this one is the innermost.
    crate::quiet::install();
    // A font that is no name is what the parser does not expect.
    let panics = String::from_utf8(pdf(&[&["Some words on a page."]])).unwrap().replace("/F1 12 Tf", "(F) 12 Tf");
    let error = read("odd.pdf", panics.as_bytes()).unwrap_err();
    let other = std::thread::spawn(|| panic!("the ink ran out")).join();
    std::panic::set_hook(before);
    assert_eq!(error, ReadError::BrokenPdf { name: "odd.pdf".into(), why: "the parser gave up on it".into() });
    assert!(other.is_err());
    let heard = HEARD.lock().unwrap();
    assert!(!heard.iter().any(|line| line.contains("pdf-extract")), "{heard:?}");
    assert!(heard.iter().any(|line| line.contains("the ink ran out")), "{heard:?}");
}

#[test]
fn bytes_that_are_no_document_are_refused_with_advice() {
    let large = vec![b'a'; usize::try_from(MAX_BYTES).unwrap() + 1];
    for (name, bytes, advice) in [
        ("a.md", &b""[..], "is empty"),
        ("a.md", &b" \n\t"[..], "is empty"),
        ("a.md", &b"\x89PNG\r\n\x1a\nxxxx"[..], "PNG image"),
        ("a.txt", &b"PK\x03\x04word/document.xml"[..], "Word"),
        ("a.txt", &b"ab\0\0\x01\x02cd"[..], "binary file"),
        ("a.txt", &b"\x01\x02\x03\x04\x05\x06abc"[..], "binary file"),
        ("a.txt", &b"\x81\x8d\x8f\x90\x9d\xff\xfe\xfd"[..], "Save it as UTF-8"),
        ("a.csv", &b"a,b\n1,2\n"[..], "Supported are Markdown"),
        ("a.html", &b"<!doctype html><script>1</script>"[..], "holds no text"),
        ("big.md", &large[..], "has 20 MB"),
    ] {
        let error = read(name, bytes).unwrap_err().to_string();
        assert!(error.contains(advice) && error.contains(name), "{name}: {error}");
    }
}

#[test]
fn other_encodings_are_told_and_named() {
    let utf16: Vec<u8> = "Wärme hält.".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = [&[0xFF, 0xFE][..], &utf16].concat();
    let long: Vec<u8> = "Heat stays for a long time in sand.".encode_utf16().flat_map(u16::to_be_bytes).collect();
    for (bytes, text, encoding) in [
        (&b"\xEF\xBB\xBFW\xC3\xA4rme."[..], "Wärme.", "UTF-8 with byte order mark"),
        (&marked[..], "Wärme hält.", "UTF-16 little-endian"),
        (&long[..], "Heat stays for a long time in sand.", "UTF-16 big-endian (guessed)"),
        (&b"W\xE4rme \x96 and more words in it."[..], "Wärme – and more words in it.", "Windows-1252 (guessed)"),
    ] {
        let document = document("a.txt", bytes);
        assert_eq!((document.text.as_str(), document.encoding.as_str()), (text, encoding));
    }
}

#[test]
fn hostile_nesting_is_read_without_harm() {
    let deep = format!("{}words in the deep{}", "<div>".repeat(20_000), "</div>".repeat(20_000));
    assert_eq!(document("a.html", deep.as_bytes()).text, "words in the deep");
    let quotes = format!("{}words", "> ".repeat(5_000));
    assert!(document("a.md", quotes.as_bytes()).text.contains("words"));
    let brackets = "[".repeat(50_000);
    assert!(read("a.md", format!("{brackets} words").as_bytes()).is_ok());
}

proptest! {
    #[test]
    fn reading_never_panics_and_spans_hold(name in "[a-c]\\.(md|txt|html)", text in "(\\PC|[ \\n#>*<p/.!?-]){0,120}") {
        if let Ok(document) = read(&name, text.as_bytes()) {
            let mut last = 0;
            for sentence in &document.sentences {
                prop_assert!(sentence.span.start >= last);
                prop_assert!(document.text.get(sentence.span.clone()).is_some_and(|text| !text.trim().is_empty()));
                prop_assert!(document.sections[sentence.section].span.start <= sentence.span.start);
                prop_assert!(document.sections[sentence.section].span.end >= sentence.span.end);
                last = sentence.span.end;
            }
        }
    }

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = (read("a.md", &bytes), read("a.txt", &bytes), read("a.html", &bytes));
        let pdf = [b"%PDF-1.4\n".as_slice(), &bytes].concat();
        prop_assert!(read("a.pdf", &pdf).is_err());
    }
}
