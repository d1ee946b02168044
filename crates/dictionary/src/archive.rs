//! The text of a dictd database: `.dict.dz` (dictzip, random access), other gzip, or plain `.dict`.
//!
//! A dictzip file is gzip whose header carries an extra field `RA` with the compressed length of each chunk; every chunk
//! ends in a full flush, so each can be inflated alone. See dictzip(1) and RFC 1952.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use flate2::{Decompress, FlushDecompress, Status};

use crate::error::DictionaryError;

/// The text of a database.
#[derive(Debug)]
pub(crate) struct Archive {
    path: PathBuf,
    form: Form,
}

#[derive(Debug)]
enum Form {
    Chunked { file: Mutex<File>, chunk_length: usize, begins: Vec<u64> },
    Whole { text: Vec<u8> },
}

impl Archive {
    /// Opens a database; a file without random access is read whole.
    pub(crate) fn open(path: &Path) -> Result<Self, DictionaryError> {
        let read = |source| DictionaryError::Read { path: path.to_owned(), source };
        let mut file = File::open(path).map_err(read)?;
        let form = match chunk_table(&mut file).map_err(read)? {
            Header::Plain => {
                let mut text = Vec::new();
                file.seek(SeekFrom::Start(0)).map_err(read)?;
                file.read_to_end(&mut text).map_err(read)?;
                Form::Whole { text }
            }
            Header::Gzip => {
                let mut text = Vec::new();
                file.seek(SeekFrom::Start(0)).map_err(read)?;
                flate2::read::MultiGzDecoder::new(&file).read_to_end(&mut text).map_err(read)?;
                Form::Whole { text }
            }
            Header::Chunked { chunk_length, begins } => Form::Chunked { file: Mutex::new(file), chunk_length, begins },
        };
        Ok(Self { path: path.to_owned(), form })
    }

    /// The bytes at a place.
    pub(crate) fn read(&self, offset: u64, length: u64) -> Result<Vec<u8>, DictionaryError> {
        let (offset, length) = (self.size(offset)?, self.size(length)?);
        match &self.form {
            Form::Whole { text } => text
                .get(offset..offset.saturating_add(length))
                .map(<[u8]>::to_vec)
                .ok_or_else(|| self.damaged(format!("no {length} bytes at {offset}"))),
            Form::Chunked { chunk_length, begins, .. } => {
                let first = offset / chunk_length;
                let last = (offset + length).div_ceil(*chunk_length).max(first + 1);
                if last >= begins.len() + usize::from(length == 0) {
                    return Err(self.damaged(format!("no {length} bytes at {offset}")));
                }
                let text = self.inflate(first, last)?;
                let from = offset - first * chunk_length;
                text.get(from..from + length).map(<[u8]>::to_vec).ok_or_else(|| self.damaged(format!("no {length} bytes at {offset}")))
            }
        }
    }

    /// Everything, inflated on as many threads as the machine offers (at most four).
    pub(crate) fn read_all(&self) -> Result<Vec<u8>, DictionaryError> {
        let Form::Chunked { begins, .. } = &self.form else {
            let Form::Whole { text } = &self.form else { return Ok(Vec::new()) };
            return Ok(text.clone());
        };
        let chunks = begins.len() - 1;
        let threads = std::thread::available_parallelism().map_or(1, usize::from).clamp(1, 4);
        let share = chunks.div_ceil(threads).max(1);
        let parts = std::thread::scope(|scope| {
            let workers: Vec<_> =
                (0..chunks).step_by(share).map(|first| scope.spawn(move || self.inflate(first, (first + share).min(chunks)))).collect();
            workers
                .into_iter()
                .map(|worker| worker.join().unwrap_or_else(|_| Err(self.damaged("inflating stopped".to_owned()))))
                .collect::<Result<Vec<_>, _>>()
        })?;
        Ok(parts.concat())
    }

    /// Inflates the chunks `first..last`.
    fn inflate(&self, first: usize, last: usize) -> Result<Vec<u8>, DictionaryError> {
        let Form::Chunked { file, chunk_length, begins } = &self.form else { return Ok(Vec::new()) };
        let (begin, end) = (begins[first], begins[last]);
        let mut packed = vec![0; self.size(end - begin)?];
        {
            let mut file = file.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            let read = |source| DictionaryError::Read { path: self.path.clone(), source };
            file.seek(SeekFrom::Start(begin)).map_err(read)?;
            file.read_exact(&mut packed).map_err(read)?;
        }
        let mut text = Vec::with_capacity((last - first) * chunk_length);
        let mut inflater = Decompress::new(false);
        for chunk in first..last {
            inflater.reset(false);
            let from = self.size(begins[chunk] - begin)?;
            let to = self.size(begins[chunk + 1] - begin)?;
            let before = text.len();
            text.reserve(*chunk_length);
            // The last chunk ends the stream; the others end in a full flush and report that they want more.
            let status = inflater
                .decompress_vec(&packed[from..to], &mut text, FlushDecompress::Sync)
                .map_err(|error| self.damaged(format!("chunk {chunk} does not inflate ({error})")))?;
            let is_last = chunk + 2 == begins.len();
            if text.len() - before != *chunk_length && !is_last && !matches!(status, Status::StreamEnd) {
                return Err(self.damaged(format!("chunk {chunk} is short")));
            }
        }
        Ok(text)
    }

    fn size(&self, value: u64) -> Result<usize, DictionaryError> {
        usize::try_from(value).map_err(|_| self.damaged(format!("a place at {value} is out of reach")))
    }

    fn damaged(&self, what: String) -> DictionaryError {
        DictionaryError::Damaged { path: self.path.clone(), what }
    }
}

enum Header {
    Plain,
    Gzip,
    Chunked { chunk_length: usize, begins: Vec<u64> },
}

/// Reads the gzip header as far as the chunk table.
fn chunk_table(file: &mut File) -> std::io::Result<Header> {
    let mut fixed = [0_u8; 10];
    if file.read_exact(&mut fixed).is_err() || fixed[..2] != [0x1f, 0x8b] {
        return Ok(Header::Plain);
    }
    let flags = fixed[3];
    let mut position = 10_u64;
    let mut table = None;
    if flags & 0x04 != 0 {
        let length = read_u16(file)?;
        let mut extra = vec![0; usize::from(length)];
        file.read_exact(&mut extra)?;
        position += 2 + u64::from(length);
        table = random_access(&extra);
    }
    for flag in [0x08, 0x10] {
        if flags & flag != 0 {
            position += skip_text(file)?;
        }
    }
    if flags & 0x02 != 0 {
        position += 2;
    }
    Ok(match table {
        None => Header::Gzip,
        Some((chunk_length, lengths)) => {
            let mut begins = Vec::with_capacity(lengths.len() + 1);
            begins.push(position);
            for length in lengths {
                position += u64::from(length);
                begins.push(position);
            }
            Header::Chunked { chunk_length, begins }
        }
    })
}

/// Finds the subfield `RA` (version 1) in a gzip extra field: chunk length and the chunks' packed lengths.
fn random_access(extra: &[u8]) -> Option<(usize, Vec<u16>)> {
    let mut rest = extra;
    while let [id1, id2, low, high, tail @ ..] = rest {
        let length = usize::from(u16::from_le_bytes([*low, *high]));
        let field = tail.get(..length)?;
        if [*id1, *id2] == *b"RA" {
            let mut numbers = field.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
            let (version, chunk_length, count) = (numbers.next()?, numbers.next()?, numbers.next()?);
            let lengths: Vec<u16> = numbers.take(usize::from(count)).collect();
            let whole = version == 1 && chunk_length > 0 && lengths.len() == usize::from(count);
            return whole.then_some((usize::from(chunk_length), lengths));
        }
        rest = &tail[length..];
    }
    None
}

fn read_u16(file: &mut File) -> std::io::Result<u16> {
    let mut pair = [0; 2];
    file.read_exact(&mut pair)?;
    Ok(u16::from_le_bytes(pair))
}

/// Skips a zero-terminated text and says how long it was, terminator included.
fn skip_text(file: &mut File) -> std::io::Result<u64> {
    let mut length = 0;
    let mut byte = [1];
    while byte[0] != 0 {
        file.read_exact(&mut byte)?;
        length += 1;
    }
    Ok(length)
}

#[cfg(test)]
mod tests {

    use std::io::Write;

    use flate2::{Compress, Compression, FlushCompress};

    use super::*;

    /// Writes a dictzip file with chunks of `chunk` bytes.
    fn dictzip(text: &[u8], chunk: usize) -> Vec<u8> {
        let mut packer = Compress::new(Compression::default(), false);
        let mut packed: Vec<Vec<u8>> = Vec::new();
        let pieces: Vec<&[u8]> = text.chunks(chunk).collect();
        for (place, piece) in pieces.iter().enumerate() {
            let flush = if place + 1 == pieces.len() { FlushCompress::Finish } else { FlushCompress::Full };
            let mut out = Vec::with_capacity(piece.len() + 1_000);
            packer.compress_vec(piece, &mut out, flush).unwrap();
            packed.push(out);
        }
        let field = 6 + 2 * packed.len();
        let mut file = vec![0x1f, 0x8b, 8, 0x0c, 0, 0, 0, 0, 2, 3];
        file.extend(u16::try_from(field + 4).unwrap().to_le_bytes());
        file.extend(b"RA");
        for number in [field, 1, chunk, packed.len()] {
            file.extend(u16::try_from(number).unwrap().to_le_bytes());
        }
        for piece in &packed {
            file.extend(u16::try_from(piece.len()).unwrap().to_le_bytes());
        }
        file.extend(b"name\0");
        file.extend(packed.concat());
        file.extend([0; 8]);
        file
    }

    fn archive(bytes: &[u8]) -> (tempfile::TempDir, Archive) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.dict.dz");
        std::fs::write(&path, bytes).unwrap();
        let archive = Archive::open(&path).unwrap();
        (folder, archive)
    }

    #[test]
    fn reads_any_range_alike_from_chunks_gzip_and_plain_text() {
        let text: Vec<u8> = (0..10_000_u32).flat_map(|n| format!("{} ", n * 7919 % 1_000).into_bytes()).collect();
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), Compression::fast());
        gzip.write_all(&text).unwrap();
        for bytes in [dictzip(&text, 1_000), gzip.finish().unwrap(), text.clone()] {
            let (_folder, archive) = archive(&bytes);
            for (offset, length) in [(0, 5), (990, 20), (999, 1), (1_000, 1_000), (2_500, 4_000), (text.len() - 3, 3)] {
                assert_eq!(archive.read(offset as u64, length as u64).unwrap(), text[offset..offset + length], "{offset}+{length}");
            }
            assert_eq!(archive.read_all().unwrap(), text);
            assert!(archive.read(text.len() as u64, 5).is_err());
        }
    }

    #[test]
    fn says_what_is_wrong_with_a_damaged_chunk() {
        let text = "one two three ".repeat(400).into_bytes();
        let mut bytes = dictzip(&text, 1_000);
        let place = bytes.len() - 60;
        bytes[place..place + 20].fill(0xff);
        let (_folder, archive) = archive(&bytes);
        let error = archive.read_all().unwrap_err();
        assert!(error.to_string().contains("reinstall"), "{error}");
    }
}
