//! The schema of drafts is true.

use jsonschema::Validator;
use press::Document;
use serde_json::{Value, json};

use crate::{SAMPLES, sample, sample_text};

fn schema() -> Validator {
    jsonschema::options().build(&press::draft_schema()).unwrap()
}

#[test]
fn samples_meet_the_schema_and_read_back_unchanged() {
    for name in SAMPLES {
        let value: Value = serde_json::from_str(&sample_text(name)).unwrap();
        let schema = schema();
        let errors: Vec<String> = schema.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert_eq!(errors, [""; 0], "{name}");
        let document = sample(name);
        assert_eq!(press::validate(&document), [], "{name}");
        let written = serde_json::to_value(&document).unwrap();
        assert!(schema.is_valid(&written), "what is written meets the schema too");
        assert_eq!(serde_json::from_value::<Document>(written).unwrap(), document);
    }
}

/// What the schema refuses the model refuses, and the other way round.
#[test]
fn schema_and_model_refuse_the_same_drafts() {
    let faults: [(&str, Value); 8] = [
        ("/kind", json!("poem")),
        ("/title", json!(5)),
        ("/chapters/0/blocks/0/block", json!("song")),
        ("/chapters/0/blocks/0/sentences/0/provenance", json!({ "from": "memory" })),
        ("/chapters/0/blocks/0/sentences/0/provenance", json!({ "from": "template", "id": "x", "more": 1 })),
        ("/chapters/0/blocks/0/sentences/0/cites", json!([{ "source": -1 }])),
        ("/timeline/stages/0", json!({ "language": { "abbreviation": "L.", "name": "Latin" } })),
        ("/sources/0/number", json!("one")),
    ];
    for (place, fault) in faults {
        let mut draft: Value = serde_json::from_str(&sample_text("villain")).unwrap();
        *draft.pointer_mut(place).unwrap() = fault.clone();
        assert!(!schema().is_valid(&draft), "the schema lets {fault} stand at {place}");
        assert!(serde_json::from_value::<Document>(draft).is_err(), "the model lets {fault} stand at {place}");
    }
}

#[test]
fn schema_knows_every_field_and_kind() {
    let mut draft: Value = serde_json::from_str(&sample_text("villain")).unwrap();
    draft["surprise"] = json!(true);
    assert!(!schema().is_valid(&draft));
    assert!(serde_json::from_value::<Document>(draft).is_err());
    let text = press::draft_schema().to_string();
    for word in ["paragraph", "quotation", "terms", "timeline", "aside", "author_as_printed", "ancestor", "doubtful", "sha256"] {
        assert!(text.contains(word), "{word}");
    }
}
