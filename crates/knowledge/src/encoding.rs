//! Telling text from other bytes, and in which encoding it is.

use crate::ReadError;

/// First bytes of files that are no text, and what they are.
const SIGNATURES: &[(&[u8], &str)] = &[
    (b"PK\x03\x04", "a ZIP archive (or a Word, Excel, OpenDocument or EPUB file)"),
    (b"\xD0\xCF\x11\xE0", "an old Office file"),
    (b"{\\rtf", "a Rich Text file"),
    (b"\x89PNG", "a PNG image"),
    (b"\xFF\xD8\xFF", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a RIFF file (image, sound or video)"),
    (b"\x1F\x8B", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xFD7zXZ", "an xz archive"),
    (b"7z\xBC\xAF", "a 7z archive"),
    (b"\x7FELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"SQLite format 3", "an SQLite database"),
    (b"OggS", "an Ogg file"),
    (b"ID3", "an MP3 file"),
    (b"%!PS", "a PostScript file"),
    (b"wOF", "a font"),
];

/// What a file is, if its first bytes say that it is no text.
pub(crate) fn known_binary(bytes: &[u8]) -> Option<&'static str> {
    SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature)).map(|(_, what)| *what)
}

/// Text and the name of its encoding.
pub(crate) fn decode(name: &str, bytes: &[u8]) -> Result<(String, &'static str), ReadError> {
    let unknown = || ReadError::Encoding { name: name.to_owned() };
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        return String::from_utf8(rest.to_vec()).map(|text| (text, "UTF-8 with byte order mark")).map_err(|_| unknown());
    }
    if let Some(rest) = bytes.strip_prefix(b"\xFF\xFE") {
        return utf16(rest, u16::from_le_bytes).map(|text| (text, "UTF-16 little-endian")).ok_or_else(unknown);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xFE\xFF") {
        return utf16(rest, u16::from_be_bytes).map(|text| (text, "UTF-16 big-endian")).ok_or_else(unknown);
    }
    let sample = &bytes[..bytes.len().min(64 * 1024)];
    if sample.contains(&0) {
        return utf16_without_mark(bytes, sample).ok_or_else(|| ReadError::Binary { name: name.to_owned(), what: "a binary file".into() });
    }
    let controls =
        sample.iter().filter(|byte| byte.is_ascii_control() && !byte.is_ascii_whitespace() && !matches!(byte, 0x08 | 0x0B | 0x1B)).count();
    if controls * 100 > sample.len() {
        return Err(ReadError::Binary { name: name.to_owned(), what: "a binary file".into() });
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok((text.to_owned(), "UTF-8")),
        Err(_) => latin(bytes).map(|text| (text, "Windows-1252 (guessed)")).ok_or_else(unknown),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    if !bytes.len().is_multiple_of(2) {
        return None;
    }
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units).collect::<Result<String, _>>().ok()
}

/// Western text in UTF-16 has a zero in nearly every second byte, always on the same side.
fn utf16_without_mark(bytes: &[u8], sample: &[u8]) -> Option<(String, &'static str)> {
    let zeros = |side: usize| sample.iter().skip(side).step_by(2).filter(|byte| **byte == 0).count();
    let half = sample.len() / 2;
    let (text, name) = match (zeros(0), zeros(1)) {
        (0, odd) if odd * 10 > half * 6 => (utf16(bytes, u16::from_le_bytes)?, "UTF-16 little-endian (guessed)"),
        (even, 0) if even * 10 > half * 6 => (utf16(bytes, u16::from_be_bytes)?, "UTF-16 big-endian (guessed)"),
        _ => return None,
    };
    Some((text, name))
}

/// Letters of Windows-1252 from 0x80 to 0x9F; five of them are not assigned.
const HIGH: [Option<char>; 32] = [
    Some('€'),
    None,
    Some('‚'),
    Some('ƒ'),
    Some('„'),
    Some('…'),
    Some('†'),
    Some('‡'),
    Some('ˆ'),
    Some('‰'),
    Some('Š'),
    Some('‹'),
    Some('Œ'),
    None,
    Some('Ž'),
    None,
    None,
    Some('‘'),
    Some('’'),
    Some('“'),
    Some('”'),
    Some('•'),
    Some('–'),
    Some('—'),
    Some('˜'),
    Some('™'),
    Some('š'),
    Some('›'),
    Some('œ'),
    None,
    Some('ž'),
    Some('Ÿ'),
];

/// Reads Windows-1252 (a superset of Latin-1's printable letters) where that is believable: mostly ASCII, nothing unassigned.
fn latin(bytes: &[u8]) -> Option<String> {
    let high = bytes.iter().filter(|byte| **byte >= 0x80).count();
    if high * 3 > bytes.len() {
        return None;
    }
    let letter = |byte: &u8| match byte {
        0x80..=0x9F => HIGH[usize::from(byte - 0x80)],
        _ => Some(char::from(*byte)),
    };
    bytes.iter().map(letter).collect()
}
