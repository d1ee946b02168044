//! `press.render` and `press.infographic`: the audited draft, set.

use engine::Produced;
use machine::Failure;
use press::{Document, VisualSpec};
use serde_json::json;

use super::stage::{StageCall, bytes, compute, file, produced, terminal};

/// Sets the draft as a web page, Markdown and PDF.
pub(crate) async fn pages(stage: StageCall) -> Result<Produced, Failure> {
    let document = draft(&stage).await?;
    let look = look(&stage).await?;
    // Typesetting waits for the audit; an audit that is blank was not made.
    require_audit(&stage).await?;
    let (page, text, print) = (stage.path("page")?.to_owned(), stage.path("text")?.to_owned(), stage.path("print")?.to_owned());
    compute(move || {
        let pdf = press::pdf(&document, &look).map_err(|error| terminal("VALIDATION_FAILED", format!("{print}: {error}")))?;
        let value = json!({ "title": document.title, "chapters": document.chapters.len(), "sources": document.sources.len() });
        let files = vec![file(&page, press::html(&document, &look)), file(&text, press::markdown(&document)), bytes(&print, pdf)];
        Ok(produced(value, files))
    })
    .await
}

/// Sets the draft as one SVG page.
pub(crate) async fn infographic(stage: StageCall) -> Result<Produced, Failure> {
    let document = draft(&stage).await?;
    let look = look(&stage).await?;
    let page = stage.path("page")?.to_owned();
    compute(move || Ok(produced(json!({ "title": document.title }), vec![file(&page, press::infographic(&document, &look))]))).await
}

async fn draft(stage: &StageCall) -> Result<Document, Failure> {
    let document: Document = stage.json("draft").await?;
    let problems = press::validate(&document);
    if problems.is_empty() {
        return Ok(document);
    }
    let list = problems.iter().take(5).map(ToString::to_string).collect::<Vec<_>>().join("; ");
    Err(terminal("VALIDATION_FAILED", format!("the draft cannot be set: {list}")))
}

/// The look the visual director chose, or the plain one where the pipeline has no such stage.
async fn look(stage: &StageCall) -> Result<VisualSpec, Failure> {
    if stage.packet.stage.inputs.iter().any(|input| input.name == "visual_spec") {
        stage.json("visual_spec").await
    } else {
        Ok(plain_look())
    }
}

async fn require_audit(stage: &StageCall) -> Result<(), Failure> {
    if stage.packet.stage.inputs.iter().any(|input| input.name == "citation_audit") {
        stage.bytes("citation_audit").await?;
    }
    Ok(())
}

/// Ink on paper with one quiet accent: the look of a pipeline that has no visual director.
fn plain_look() -> VisualSpec {
    let colour = |hex: &str| hex.to_owned();
    VisualSpec {
        name: "Plain paper".to_owned(),
        palette: press::Palette {
            paper: colour("#fbfaf7"),
            ink: colour("#1d1c1a"),
            accent: colour("#1f4f7a"),
            paper_dark: colour("#16171a"),
            ink_dark: colour("#e9e6df"),
            accent_dark: colour("#8fbce6"),
        },
        motif: "strata".to_owned(),
        typography: "transitional".to_owned(),
        rationale: "A document to be read and checked wants no ornament.".to_owned(),
    }
}
