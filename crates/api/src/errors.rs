//! `GET /errors/{code}`: a page for each code.

use axum::extract::Path;
use axum::response::Html;
use pulldown_cmark::{Options, Parser, html};

use crate::code::Code;
use crate::problem::Problem;

/// The page of a code.
pub(crate) async fn page(Path(code): Path<String>) -> Result<Html<String>, Problem> {
    match Code::parse(&code) {
        Some(code) => Ok(Html(render(code))),
        None => Err(Problem::new(Code::NotFound, "there is no error of that code; GET /errors lists them")),
    }
}

/// The list of codes.
pub(crate) async fn index() -> Html<String> {
    let rows: String = Code::ALL
        .iter()
        .map(|code| {
            format!(
                "<tr><td>{}</td><td><a href=\"/errors/{text}\">{text}</a></td><td>{}</td></tr>\n",
                code.status(),
                code.title(),
                text = code.as_str()
            )
        })
        .collect();
    Html(frame("Errors", &format!("<h1>Errors</h1>\n<table>{rows}</table>")))
}

fn render(code: Code) -> String {
    let mut body = format!("<p class=\"status\">HTTP {}</p>\n", code.status());
    html::push_html(&mut body, Parser::new_ext(code.page(), Options::ENABLE_TABLES));
    body.push_str("<p><a href=\"/errors\">All errors</a></p>");
    frame(code.as_str(), &body)
}

fn frame(title: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title} · Gatewright</title><style>\
         :root{{color-scheme:light dark}}body{{font:1rem/1.6 system-ui,sans-serif;max-width:42rem;margin:3rem auto;padding:0 1rem}}\
         h1{{font-size:1.5rem}}h2{{font-size:1.1rem;margin-top:2rem}}code{{font-size:.95em}}td{{padding:.15rem 1rem .15rem 0;vertical-align:top}}\
         .status{{opacity:.7}}</style></head><body>\n{body}\n</body></html>\n"
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    fn pages() -> BTreeSet<String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/errors");
        let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter_map(|name| name.strip_suffix(".md").map(str::to_owned)).filter(|name| name != "README").collect()
    }

    #[test]
    fn every_code_has_a_page_and_every_page_a_code() {
        let codes: BTreeSet<String> = Code::ALL.iter().map(|code| code.as_str().to_owned()).collect();
        assert_eq!(pages(), codes);
    }

    #[test]
    fn a_page_says_what_happened_why_and_what_to_do() {
        for code in Code::ALL {
            let page = code.page();
            assert!(page.starts_with(&format!("# {}\n", code.as_str())), "{} has another heading", code.as_str());
            for part in ["## Common causes", "## What to do"] {
                assert!(page.contains(part), "the page of {} lacks {part}", code.as_str());
            }
        }
    }
}
