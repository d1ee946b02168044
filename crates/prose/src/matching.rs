//! Finding one text in another although it is not printed quite alike.

use std::collections::HashMap;
use std::ops::Range;

/// How many places of a needle's pieces are looked at before the search gives up; bounds the work on hostile input.
const MAX_PLACES: usize = 20_000;

/// Where a text was found, and how well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Bytes of the haystack.
    pub span: Range<usize>,
    /// Edits (insert, delete, substitute a byte) between needle and haystack there.
    pub distance: usize,
}

/// Finds `needle` in `haystack` with at most `limit` edits: the hit with the fewest edits, the first among equals.
///
/// Both should be in normal form ([`crate::normalise`]). A needle cut into `limit + 1` pieces keeps at least one piece
/// whole under `limit` edits, so only places where a piece occurs exactly are aligned.
#[must_use]
pub fn find_approximately(needle: &str, haystack: &str, limit: usize) -> Option<Hit> {
    if needle.is_empty() {
        return None;
    }
    if let Some(at) = haystack.find(needle) {
        return Some(Hit { span: at..at + needle.len(), distance: 0 });
    }
    if limit == 0 {
        return None;
    }
    let (needle, text) = (needle.as_bytes(), haystack.as_bytes());
    let limit = limit.min(needle.len() - 1);
    let mut best: Option<Hit> = None;
    let mut places = 0;
    for piece in 0..=limit {
        let from = needle.len() * piece / (limit + 1);
        let to = needle.len() * (piece + 1) / (limit + 1);
        for at in occurrences(&needle[from..to], text) {
            places += 1;
            if places > MAX_PLACES {
                return best.map(|hit| whole_characters(haystack, hit));
            }
            let start = at.saturating_sub(from + limit);
            let end = (at + (needle.len() - from) + limit).min(text.len());
            let bound = best.as_ref().map_or(limit, |hit| hit.distance);
            if let Some((span, distance)) = align(needle, &text[start..end], bound) {
                let hit = Hit { span: start + span.start..start + span.end, distance };
                let better = best.as_ref().is_none_or(|old| (hit.distance, hit.span.start) < (old.distance, old.span.start));
                if better {
                    best = Some(hit);
                }
            }
        }
    }
    best.map(|hit| whole_characters(haystack, hit))
}

fn occurrences<'a>(piece: &'a [u8], text: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    text.windows(piece.len().max(1)).enumerate().filter(move |(_, window)| *window == piece).map(|(at, _)| at)
}

/// Aligns the whole needle with some part of the window (Sellers' algorithm): the part and the edits, where within `limit`.
fn align(needle: &[u8], window: &[u8], limit: usize) -> Option<(Range<usize>, usize)> {
    // Each cell holds the edits and where in the window the alignment began.
    let mut above: Vec<(usize, usize)> = (0..=window.len()).map(|at| (0, at)).collect();
    for (row, wanted) in needle.iter().enumerate() {
        let mut here = Vec::with_capacity(above.len());
        here.push((row + 1, 0));
        for (column, found) in window.iter().enumerate() {
            let substitute = (above[column].0 + usize::from(wanted != found), above[column].1);
            let delete = (above[column + 1].0 + 1, above[column + 1].1);
            let insert: (usize, usize) = (here[column].0 + 1, here[column].1);
            let least = [substitute, delete, insert].into_iter().min_by_key(|cell| cell.0).unwrap_or(substitute);
            here.push(least);
        }
        if here.iter().all(|cell| cell.0 > limit) {
            return None;
        }
        above = here;
    }
    let (end, (distance, start)) = above.iter().enumerate().min_by_key(|(end, cell)| (cell.0, *end)).map(|(end, cell)| (end, *cell))?;
    (distance <= limit).then_some((start..end, distance))
}

/// Bytes may split a character; a place may not.
fn whole_characters(text: &str, hit: Hit) -> Hit {
    let mut span = hit.span;
    while !text.is_char_boundary(span.start) {
        span.start -= 1;
    }
    while !text.is_char_boundary(span.end) {
        span.end += 1;
    }
    Hit { span, ..hit }
}

/// Runs of at least `min` keys that `ours` shares with `theirs`: positions in each, maximal, in order of `ours`, not overlapping there.
#[must_use]
pub fn shared_runs(ours: &[String], theirs: &[String], min: usize) -> Vec<(Range<usize>, Range<usize>)> {
    let min = min.max(1);
    if ours.len() < min || theirs.len() < min {
        return Vec::new();
    }
    let mut starts: HashMap<&[String], Vec<usize>> = HashMap::new();
    for (at, window) in theirs.windows(min).enumerate() {
        starts.entry(window).or_default().push(at);
    }
    let mut runs = Vec::new();
    let mut at = 0;
    while at + min <= ours.len() {
        let longest = starts.get(&ours[at..at + min]).into_iter().flatten().take(MAX_PLACES).map(|&there| {
            let length = ours[at..].iter().zip(&theirs[there..]).take_while(|(a, b)| a == b).count();
            (length, there)
        });
        match longest.max_by_key(|(length, there)| (*length, usize::MAX - there)) {
            Some((length, there)) => {
                runs.push((at..at + length, there..there + length));
                at += length;
            }
            None => at += 1,
        }
    }
    runs
}
