//! The prompt packet: everything sent to a model for an attempt, and the same facts in structured form for the offline writer.

mod digest;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use llm::{Message, ModelRequest};
use machine::Verdict;
use serde_json::{Map, Value, json};

use crate::compile::StagePacket;

/// An input as the model sees it.
pub(crate) struct PromptInput {
    pub(crate) name: String,
    pub(crate) path: String,
    pub(crate) text: String,
}

/// The user's turn: instructions, constraints, inputs, how to cite, and what was wrong before. What is demanded stands in the request.
pub(crate) fn user_turn(
    packet: &StagePacket,
    run_input: &Value,
    inputs: &[PromptInput],
    schema: Option<&Value>,
    model: &str,
    repair: Option<&Verdict>,
) -> Result<String, String> {
    let stage = &packet.stage;
    let mut text = format!("# {} (gate {}: {})\n\n", stage.name, stage.gate_id, stage.gate_name);
    text.push_str(render(stage.instructions.as_deref().unwrap_or_default(), run_input)?.trim());
    text.push('\n');
    if !stage.constraints.is_empty() {
        text.push_str("\n## Constraints\n\n");
        for constraint in &stage.constraints {
            let _ = writeln!(text, "- {constraint}");
        }
    }
    if !inputs.is_empty() {
        text.push_str("\n## Inputs\n");
        for input in inputs {
            let _ = write!(
                text,
                "\n### {} ({})\n\n<input name=\"{}\">\n{}\n</input>\n",
                input.name,
                input.path,
                input.name,
                digest::digest(&input.name, &input.path, &input.text)
            );
        }
    }
    if let Some(schema) = schema {
        text.push_str(&citing(model));
        let _ = write!(text, "\n## Schema of the document\n\n```json\n{schema}\n```\n");
    }
    if let Some(verdict) = repair {
        text.push_str("\n## What was wrong with the attempt before\n\nWrite the files again, so that none of this is found:\n\n");
        text.push_str(&findings(verdict));
    }
    Ok(text)
}

/// How a document says where its sentences are from.
fn citing(model: &str) -> String {
    format!(
        "\n## Sources and citations\n\n\
         - The inputs name each source by its id (`id`, `source_id`). List under `sources` only those you cite, each with its `id`, `title`, `container`, `edition` and `sha256` \
         copied from the inputs, numbered from 1 in the order of your list. Citations are the numbers of your list, not those of the inputs.\n\
         - A sentence of your own has the provenance `{{\"from\":\"model\",\"model\":\"{model}\"}}` and cites at least one source in `cites`.\n\
         - A sentence that is a source's own words has the provenance `{{\"from\":\"source\",\"source\":number,\"span\":{{\"start\":…,\"end\":…}}}}` and exactly those words.\n\
         - Spans are bytes of the source's text. Copy the span that stands beside the words in the inputs; where none does, cite without a span. Never count yourself.\n\
         - A quotation cites its place with a span; `author_as_printed` is the author as the source prints it, `headword` the source's title.\n\
         - The provenance `template` is not yours to use.\n"
    )
}

/// The structured form of the same facts.
pub(crate) fn brief(packet: &StagePacket, run_input: &Value, inputs: &[PromptInput]) -> Value {
    let parsed: Map<String, Value> = inputs
        .iter()
        .map(|input| {
            let value =
                if input.path.ends_with(".json") { serde_json::from_str(&input.text).unwrap_or(Value::Null) } else { json!(input.text) };
            (input.name.clone(), value)
        })
        .collect();
    let outputs: Map<String, Value> = packet.stage.outputs.iter().map(|output| (output.name.clone(), json!(output.path))).collect();
    json!({ "writer": packet.stage.offline_writer, "intent": run_input, "inputs": parsed, "outputs": outputs })
}

/// The failed checks with their places: the exact failure, span and expectation, not the history.
fn findings(verdict: &Verdict) -> String {
    let mut text = String::new();
    for result in verdict.results.iter().filter(|result| result["passed"] == json!(false)) {
        let word = |key: &str| result[key].as_str().unwrap_or_default();
        let _ = writeln!(text, "- {} on `{}` ({}): {}", word("type"), word("target"), word("fail_code"), word("message"));
        for place in result["evidence"].as_array().into_iter().flatten().take(10) {
            let line = place["line"].as_u64().map(|line| format!(", line {line}")).unwrap_or_default();
            let bytes = place["span"]["start"].as_u64().zip(place["span"]["end"].as_u64());
            let bytes = bytes.map(|(start, end)| format!(", bytes {start}–{end}")).unwrap_or_default();
            let _ = writeln!(
                text,
                "  - {}{line}{bytes}: {}",
                place["path"].as_str().unwrap_or_default(),
                place["excerpt"].as_str().unwrap_or_default()
            );
        }
    }
    text
}

/// The prompt packet as people read it.
pub(crate) fn packet_text(request: &ModelRequest) -> String {
    let mut text = format!("# System\n\n{}\n", request.instructions().trim_end());
    let mut turns: BTreeMap<&str, u32> = BTreeMap::new();
    for message in &request.messages {
        let (who, said) = match message {
            Message::User { text } => ("User", text.clone()),
            Message::Assistant { text, tool_calls } => {
                let calls: Vec<String> = tool_calls.iter().map(|call| format!("→ {} {}", call.name, call.arguments)).collect();
                ("Assistant", format!("{text}\n{}", calls.join("\n")))
            }
            Message::ToolResult { name, text, .. } => ("Tool", format!("{name}:\n{text}")),
        };
        let turn = turns.entry(who).or_default();
        *turn += 1;
        let _ = write!(text, "\n# {who} {turn}\n\n{}\n", said.trim());
    }
    text.replace('\0', "")
}

fn render(template: &str, run_input: &Value) -> Result<String, String> {
    let scope = plan::expression::Scope::new(run_input, &Value::Null);
    match plan::Template(template.to_owned()).render(&scope) {
        Ok(Value::String(text)) => Ok(text),
        Ok(other) => Ok(other.to_string()),
        Err(error) => Err(format!("the stage's instructions cannot be rendered: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use machine::VerdictOutcome;

    use super::*;

    #[test]
    fn instructions_see_the_intent_and_refuse_unknown_names() {
        let input = json!({ "word": "villain" });
        assert_eq!(render("On {{ input.word }}.", &input), Ok("On villain.".to_owned()));
        assert!(render("On {{ input.wrod }}.", &input).is_err());
    }

    #[test]
    fn a_repair_names_failure_and_place_and_not_what_held() {
        let verdict = Verdict {
            outcome: VerdictOutcome::Fail,
            score: Some(0.5),
            fail_codes: vec!["QUOTE_NOT_FOUND".to_owned()],
            results: vec![
                json!({ "type": "file_exists", "target": "a.md", "passed": true }),
                json!({ "type": "quote_fidelity", "target": "a.md", "passed": false, "fail_code": "QUOTE_NOT_FOUND", "message": "not in source 2",
                        "evidence": [{ "path": "a.md", "line": 7, "span": { "start": 90, "end": 107 }, "excerpt": "a smiling knave" }] }),
            ],
        };
        let text = findings(&verdict);
        assert!(text.contains("QUOTE_NOT_FOUND") && text.contains("line 7, bytes 90–107") && text.contains("a smiling knave"), "{text}");
        assert!(!text.contains("file_exists"), "{text}");
    }
}
