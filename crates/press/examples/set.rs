//! Sets a document in every form, for looking at it: `cargo run -p press --example set -- DOCUMENT LOOK OUT_FOLDER`.
//! Prints what each form cost.

use std::error::Error;
use std::path::Path;
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [document, look, out] = arguments.as_slice() else {
        return Err("usage: set DOCUMENT.json LOOK.json OUT_FOLDER".into());
    };
    let document: press::Document = serde_json::from_str(&std::fs::read_to_string(document)?)?;
    let look: press::VisualSpec = serde_json::from_str(&std::fs::read_to_string(look)?)?;
    for problem in press::validate(&document).iter().chain(&press::validate_visual(&look)) {
        println!("{problem}");
    }
    let out = Path::new(out);
    std::fs::create_dir_all(out)?;
    for round in ["cold", "warm"] {
        let started = Instant::now();
        let page = press::html(&document, &look);
        let html = started.elapsed();
        let text = press::markdown(&document);
        let markdown = started.elapsed() - html;
        let poster = press::infographic(&document, &look);
        let svg = started.elapsed() - html - markdown;
        let book = press::pdf(&document, &look)?;
        let pdf = started.elapsed() - html - markdown - svg;
        println!(
            "{round}: html {html:.1?} ({} bytes), markdown {markdown:.1?} ({} bytes), svg {svg:.1?} ({} bytes), pdf {pdf:.1?} ({} bytes)",
            page.len(),
            text.len(),
            poster.len(),
            book.len()
        );
        std::fs::write(out.join("essay.html"), page)?;
        std::fs::write(out.join("essay.md"), text)?;
        std::fs::write(out.join("infographic.svg"), poster)?;
        std::fs::write(out.join("essay.pdf"), book)?;
    }
    Ok(())
}
