use schedule::{Definition, Length, Overlap, When};
use serde_json::json;

use crate::{check, every};

fn read(value: serde_json::Value) -> Result<Definition, String> {
    serde_json::from_value(value).map_err(|error| error.to_string())
}

#[test]
fn what_is_written_is_what_is_kept() {
    let written = json!({
        "when": [{"cron": "0 9 * * MON-FRI"}, {"every": "15m", "offset": 300_000}, {"at": "2026-05-01T09:00:00Z"}],
        "zone": "Europe/Berlin", "jitter": "30s", "starts_at": "2026-01-01T00:00:00Z", "ends_at": "2027-01-01T00:00:00Z",
        "max_runs": 10, "catch_up": "1h30m", "overlap": "buffer_one", "paused": true,
    });
    let definition = read(written.clone()).expect("reads");
    check(&definition).expect("is good");
    assert_eq!(serde_json::to_value(&definition).expect("writes"), written);
}

#[test]
fn one_rule_needs_no_list_and_everything_else_has_a_default() {
    let definition = read(json!({"when": {"every": "15m"}})).expect("reads");
    assert_eq!(definition, Definition::of(every("15m")));
    assert_eq!((definition.overlap, definition.catch_up.ms(), definition.zone.as_str()), (Overlap::Skip, Ok(86_400_000), "UTC"));
    assert_eq!(serde_json::to_value(&definition).expect("writes")["when"], json!({"every": "15m"}));
}

#[test]
fn unknown_fields_and_mixed_rules_are_refused_by_name() {
    for (written, expected) in [
        (json!({"when": {"every": "15m"}, "timezone": "UTC"}), "unknown field `timezone`"),
        (json!({"when": {"evry": "15m"}}), "unknown field `evry`"),
        (json!({"when": {"cron": "@daily", "at": "2026-05-01T09:00:00Z"}}), "exactly one of"),
        (json!({"when": {"cron": "@daily", "offset": "1m"}}), "`offset` only beside `every`"),
        (json!({"when": {"every": 1.5}}), "a whole number of milliseconds"),
        (json!({"when": "@daily"}), "a rule with `cron`"),
        (
            json!({"when": {"every": "15m"}, "overlap": "bufer_one"}),
            "expected one of `skip`, `buffer_one`, `buffer_all`, `cancel`, `allow`",
        ),
        (json!({"zone": "UTC"}), "missing field `when`"),
    ] {
        let error = read(written.clone()).expect_err("is wrong");
        assert!(error.contains(expected), "{written}: {error}");
    }
}

#[test]
fn all_that_is_wrong_is_said_at_once_with_its_path() {
    let definition = read(json!({
        "when": [{"cron": "61 25 * * *"}, {"every": "10ms"}, {"every": "1h", "offset": "1h"}, {"every": "2 days"}, {"at": "2026-05-01T09:00:00.0000001Z"}],
        "zone": "Europe/Nowhere", "jitter": -1, "starts_at": "2026-01-01T00:00:00Z", "ends_at": "2026-01-01T00:00:00Z",
        "max_runs": 0, "catch_up": "1s",
    }))
    .expect("reads");
    let problems = check(&definition).expect_err("is wrong");
    let paths: Vec<&str> = problems.0.iter().map(|problem| problem.path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "when[0].cron",
            "when[0].cron",
            "when[1].every",
            "when[2].offset",
            "when[3].every",
            "when[4].at",
            "zone",
            "jitter",
            "catch_up",
            "ends_at",
            "max_runs"
        ],
        "{problems}"
    );
    assert!(
        check(&Definition { when: Vec::new(), ..definition.clone() }).expect_err("no rule").0.iter().any(|problem| problem.path == "when")
    );
    assert!(check(&Definition { when: vec![every("1h"); 21], ..definition }).is_err());
}

#[test]
fn lengths_are_read_as_people_write_them() {
    for (text, ms) in [("15m", 900_000), ("1h30m", 5_400_000), ("90s", 90_000), ("500ms", 500), ("36h", 129_600_000), ("1h 5s", 3_605_000)]
    {
        assert_eq!(Length::from(text).ms(), Ok(ms), "{text}");
    }
    for wrong in ["", "15", "m", "1d", "1w", "1mo", "-5m", "5us", "100000h", "9223372036854775807s"] {
        assert!(Length::from(wrong).ms().is_err(), "{wrong}");
    }
    assert!(Length::from(i64::MAX).ms().is_err());
}

#[test]
fn a_very_long_rule_is_refused_unread() {
    let problems = check(&Definition::of(When::Cron("1,".repeat(10_000)))).expect_err("is too long");
    assert!(problems.to_string().contains("at most 500 bytes"), "{problems}");
}
