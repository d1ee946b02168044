//! The file of a run: gzip of lines of JSON, everything of one run and nothing of another.
//!
//! ```text
//! {"format":"gatewright.run","version":1,"run_id":"…"}
//! {"relation":"engine.journal","row":{…}}                      a row, as PostgreSQL writes it
//! {"payload":"…sha256…","base64":"…"}                          bytes that a step made
//! {"payload":"…sha256…","size_bytes":70000000}                 the same, kept beside the file for its size
//! {"end":true,"lines":17}
//! ```
//!
//! A release reads the files of all releases before it: a column that came later is absent in the row, and null when it is read back.
//! Whoever adds one that may not be null raises [`VERSION`] and says here what an older row has in it.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

const FORMAT: &str = "gatewright.run";
const VERSION: u32 = 1;
/// Nothing fails that is written into memory.
const MEMORY: &str = "memory takes whatever is written";

/// Writes a file.
pub(super) struct Writer {
    gzip: GzEncoder<Vec<u8>>,
    lines: u64,
    embedded: u64,
}

impl Writer {
    /// The file of this run.
    pub(super) fn of(run_id: Uuid) -> Self {
        // Without a time in its head: the same run has the same file whenever it is written.
        let mut writer = Self { gzip: GzEncoder::new(Vec::new(), Compression::default()), lines: 0, embedded: 0 };
        writer.line(&json!({ "format": FORMAT, "version": VERSION, "run_id": run_id }).to_string());
        writer
    }

    /// A row, whose JSON goes along as it is.
    pub(super) fn row(&mut self, relation: &str, row: &str) {
        self.line(&format!("{{\"relation\":{},\"row\":{row}}}", json!(relation)));
    }

    /// A line that was read from another file.
    pub(super) fn line_of_row(&mut self, line: &str) {
        self.line(line);
    }

    /// Bytes with their hash.
    pub(super) fn payload(&mut self, sha256: &str, bytes: &[u8]) {
        self.embedded += bytes.len() as u64;
        self.line(&json!({ "payload": sha256, "base64": STANDARD.encode(bytes) }).to_string());
    }

    /// A payload that stays where it is.
    pub(super) fn reference(&mut self, sha256: &str, size_bytes: u64) {
        self.line(&json!({ "payload": sha256, "size_bytes": size_bytes }).to_string());
    }

    /// Bytes of payloads so far.
    pub(super) fn embedded(&self) -> u64 {
        self.embedded
    }

    /// The file.
    pub(super) fn end(mut self) -> Vec<u8> {
        let lines = self.lines;
        self.line(&json!({ "end": true, "lines": lines }).to_string());
        self.gzip.finish().expect(MEMORY)
    }

    fn line(&mut self, line: &str) {
        self.lines += 1;
        self.gzip.write_all(line.as_bytes()).expect(MEMORY);
        self.gzip.write_all(b"\n").expect(MEMORY);
    }
}

/// A payload of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Payload {
    pub(super) sha256: String,
    /// Its bytes; absent where they stay beside the file.
    pub(super) bytes: Option<Vec<u8>>,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RunFile {
    pub(super) run_id: Uuid,
    /// Lines with rows, by relation, in the order of the file.
    pub(super) rows: BTreeMap<String, Vec<String>>,
    pub(super) payloads: Vec<Payload>,
}

/// What a line holds. The row itself is the database's to read.
#[derive(Deserialize)]
#[serde(untagged)]
enum Line {
    Head {
        format: String,
        version: u32,
        run_id: Uuid,
    },
    Row {
        relation: String,
        #[serde(rename = "row")]
        _row: serde::de::IgnoredAny,
    },
    Payload {
        payload: String,
        base64: Option<String>,
    },
    End {
        #[serde(rename = "end")]
        _end: bool,
        lines: u64,
    },
}

/// Reads a file, whole.
///
/// # Errors
/// What is wrong with it: another format, a newer release's, damaged, or cut off.
pub(super) fn read(bytes: &[u8]) -> Result<RunFile, String> {
    let mut file: Option<RunFile> = None;
    let mut ended = false;
    for (place, line) in BufReader::new(GzDecoder::new(bytes)).lines().enumerate() {
        let line = line.map_err(|error| format!("line {}: {error}", place + 1))?;
        let read: Line = serde_json::from_str(&line).map_err(|error| format!("line {}: {error}", place + 1))?;
        match (read, &mut file) {
            _ if ended => return Err(format!("line {}: something follows its end", place + 1)),
            (Line::Head { format, version, run_id }, None) => {
                if format != FORMAT {
                    return Err(format!("it is a {format} and no {FORMAT}"));
                }
                if version > VERSION {
                    return Err(format!(
                        "it is of version {version}, and this release reads up to {VERSION}; use the release that wrote it"
                    ));
                }
                file = Some(RunFile { run_id, rows: BTreeMap::new(), payloads: Vec::new() });
            }
            (Line::Row { relation, .. }, Some(file)) => file.rows.entry(relation).or_default().push(line),
            (Line::Payload { payload, base64 }, Some(file)) => {
                let bytes = base64.map(|text| STANDARD.decode(text)).transpose().map_err(|error| format!("payload {payload}: {error}"))?;
                file.payloads.push(Payload { sha256: payload, bytes });
            }
            (Line::End { lines, .. }, Some(_)) if lines == place as u64 => ended = true,
            (Line::End { lines, .. }, Some(_)) => return Err(format!("it has {place} lines where it says {lines}")),
            (Line::Head { .. }, Some(_)) => return Err(format!("line {}: another file begins", place + 1)),
            (_, None) => return Err("it does not begin with its format".to_owned()),
        }
    }
    file.filter(|_| ended).ok_or_else(|| "it is cut off".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written() -> (Uuid, Vec<u8>) {
        let run_id = Uuid::from_u128(7);
        let mut writer = Writer::of(run_id);
        writer.row("engine.journal", r#"{"entries":[ {"b":1.50,"a":"é \"q\""} ]}"#);
        writer.row("engine.journal", r#"{"entries":[]}"#);
        writer.payload("ab", b"\x00\xffbytes");
        writer.reference("cd", 300_000);
        assert_eq!(writer.embedded(), 7);
        (run_id, writer.end())
    }

    #[test]
    fn a_file_reads_back_as_it_was_written_byte_for_byte() {
        let (run_id, bytes) = written();
        let file = read(&bytes).unwrap();
        assert_eq!(file.run_id, run_id);
        let rows = &file.rows["engine.journal"];
        assert_eq!(rows[0], r#"{"relation":"engine.journal","row":{"entries":[ {"b":1.50,"a":"é \"q\""} ]}}"#);
        assert_eq!(rows.len(), 2);
        let payload = |sha256: &str, bytes: Option<&[u8]>| Payload { sha256: sha256.to_owned(), bytes: bytes.map(<[u8]>::to_vec) };
        assert_eq!(file.payloads, [payload("ab", Some(b"\x00\xffbytes")), payload("cd", None)]);
        assert_eq!(written().1, bytes, "the same run has the same file");
    }

    #[test]
    fn a_file_that_is_cut_off_damaged_or_of_another_kind_is_refused() {
        let (_, bytes) = written();
        for length in 0..bytes.len() {
            assert!(read(&bytes[..length]).is_err(), "{length} of {} bytes were taken for a file", bytes.len());
        }
        let text = |lines: &[&str]| {
            let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
            gzip.write_all(format!("{}\n", lines.join("\n")).as_bytes()).unwrap();
            gzip.finish().unwrap()
        };
        let head = r#"{"format":"gatewright.run","version":1,"run_id":"00000000-0000-0000-0000-000000000007"}"#;
        let end = |lines: u32| format!(r#"{{"end":true,"lines":{lines}}}"#);
        assert!(read(&text(&[head, &end(1)])).is_ok());
        assert!(read(&text(&[head])).unwrap_err().contains("cut off"));
        assert!(read(&text(&[head, &end(2)])).unwrap_err().contains("where it says 2"));
        assert!(read(&text(&[head, &end(1), head])).unwrap_err().contains("follows its end"));
        assert!(read(&text(&[&head.replace("version\":1", "version\":9"), &end(1)])).unwrap_err().contains("version 9"));
        assert!(read(&text(&[&head.replace("gatewright.run", "zip"), &end(1)])).unwrap_err().contains("zip"));
        assert!(read(&text(&[&end(0)])).unwrap_err().contains("format"));
    }
}
