//! Headwords spelt much like a word.

use crate::fold::fold;

/// How many suggestions are made at most.
const MOST: usize = 5;

/// The nearest headwords by letters changed, left out, put in or swapped; ties in alphabetical order.
pub(crate) fn nearest<'a>(word: &str, headwords: impl Iterator<Item = &'a str>) -> Vec<String> {
    let wanted: Vec<char> = fold(word).chars().collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let allowed = (wanted.len() / 4).clamp(1, 3);
    let mut found: Vec<(usize, usize, String)> = Vec::new();
    let mut last = String::new();
    for headword in headwords {
        if headword.len().abs_diff(wanted.len()) > allowed + 2 || headword.starts_with("00-") {
            continue;
        }
        let folded = fold(headword);
        if folded == last || folded.contains(' ') != wanted.contains(&' ') {
            continue;
        }
        let letters: Vec<char> = folded.chars().collect();
        if letters.len().abs_diff(wanted.len()) > allowed {
            last = folded;
            continue;
        }
        let apart = distance(&wanted, &letters, allowed);
        if apart <= allowed {
            let same_start = wanted.iter().zip(&letters).take_while(|(left, right)| left == right).count();
            found.push((apart, wanted.len() - same_start.min(wanted.len()), headword.to_owned()));
        }
        last = folded;
    }
    found.sort();
    let mut shown: Vec<String> = Vec::new();
    for (_, _, headword) in found {
        if !shown.iter().any(|known| fold(known) == fold(&headword)) {
            shown.push(headword);
        }
        if shown.len() == MOST {
            break;
        }
    }
    shown
}

/// Optimal string alignment distance, given up above `limit`.
fn distance(left: &[char], right: &[char], limit: usize) -> usize {
    let mut older: Vec<usize> = vec![0; right.len() + 1];
    let mut old: Vec<usize> = (0..=right.len()).collect();
    for (row, letter) in left.iter().enumerate() {
        let mut new = vec![row + 1; right.len() + 1];
        for (column, other) in right.iter().enumerate() {
            let change = old[column] + usize::from(letter != other);
            let mut best = change.min(old[column + 1] + 1).min(new[column] + 1);
            if row > 0 && column > 0 && *letter == right[column - 1] && left[row - 1] == *other {
                best = best.min(older[column - 1] + 1);
            }
            new[column + 1] = best;
        }
        if new.iter().min().is_some_and(|least| *least > limit) {
            return limit + 1;
        }
        older = std::mem::replace(&mut old, new);
    }
    old[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggests_the_nearest_spellings_first() {
        let words = ["Villa", "Villain", "Villainy", "Villian Bay", "Violin", "Zebra", "villain"];
        assert_eq!(nearest("villian", words.into_iter())[0], "Villain");
        assert!(nearest("qqqqqq", words.into_iter()).is_empty());
    }
}
