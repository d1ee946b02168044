//! Keyset paging: a page begins behind the last row of the one before, so that rows that come or go shift nothing.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::code::Code;
use crate::problem::Problem;

const DEFAULT_LIMIT: i64 = 50;
const MOST: i64 = 200;

/// A part of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Page<T> {
    /// The rows.
    pub(crate) items: Vec<T>,
    /// Give it as `cursor` for the next page; `null` at the end.
    pub(crate) next_cursor: Option<String>,
}

/// A whole list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct List<T> {
    /// The rows.
    pub(crate) items: Vec<T>,
}

/// Which part of a list.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(crate) struct Paging {
    /// Rows at most, from 1 to 200.
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub(crate) limit: Option<i64>,
    /// The `next_cursor` of the page before.
    pub(crate) cursor: Option<String>,
}

/// The place a page begins behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Behind {
    pub(crate) created_at: Option<Timestamp>,
    pub(crate) id: Option<Uuid>,
}

impl Paging {
    /// How many rows are wanted.
    pub(crate) fn rows(&self) -> Result<i64, Problem> {
        match self.limit.unwrap_or(DEFAULT_LIMIT) {
            rows @ 1..=MOST => Ok(rows),
            other => Err(Problem::field("limit", format!("{other} is not from 1 to {MOST}"))),
        }
    }

    /// Where the page begins.
    pub(crate) fn behind(&self) -> Result<Behind, Problem> {
        let Some(cursor) = &self.cursor else { return Ok(Behind { created_at: None, id: None }) };
        let bad = || Problem::new(Code::MalformedRequest, "the cursor is not one this server gave; leave it out to begin at the start");
        let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| bad())?;
        let text = String::from_utf8(bytes).map_err(|_| bad())?;
        let (at, id) = text.split_once('/').ok_or_else(bad)?;
        let micros: i64 = at.parse().map_err(|_| bad())?;
        let at = Timestamp::from_microsecond(micros).map_err(|_| bad())?;
        // Nothing here is as old as that, and the database could not even compare with what is much older.
        if at < Timestamp::UNIX_EPOCH {
            return Err(bad());
        }
        Ok(Behind { created_at: Some(at), id: Some(Uuid::parse_str(id).map_err(|_| bad())?) })
    }
}

impl<T> Page<T> {
    /// A page of `rows` rows, of which one more was asked for than is shown.
    pub(crate) fn of<R>(mut found: Vec<R>, rows: i64, place: impl Fn(&R) -> (Timestamp, Uuid), show: impl Fn(R) -> T) -> Self {
        let rows = usize::try_from(rows).unwrap_or(usize::MAX);
        let more = found.len() > rows;
        found.truncate(rows);
        let next_cursor = found.last().filter(|_| more).map(|last| {
            let (at, id) = place(last);
            URL_SAFE_NO_PAD.encode(format!("{}/{id}", at.as_microsecond()))
        });
        Self { items: found.into_iter().map(show).collect(), next_cursor }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_as_the_place_it_was_made_of() {
        let at: Timestamp = "2026-03-01T12:00:00.123456Z".parse().unwrap();
        let id = Uuid::now_v7();
        let page = Page::of(vec![(at, id), (at, Uuid::now_v7())], 1, |row| *row, |row| row.1);
        let paging = Paging { cursor: page.next_cursor, ..Paging::default() };
        assert_eq!(paging.behind().unwrap(), Behind { created_at: Some(at), id: Some(id) });
        assert_eq!(page.items, [id]);
    }

    #[test]
    fn a_full_last_page_has_no_cursor() {
        let page = Page::of(vec![1], 1, |_| (Timestamp::UNIX_EPOCH, Uuid::nil()), |row| row);
        assert_eq!(page.next_cursor, None);
    }

    #[test]
    fn limits_and_cursors_that_make_no_sense_are_refused() {
        for limit in [0, -1, 201, i64::MAX] {
            assert_eq!(Paging { limit: Some(limit), ..Paging::default() }.rows().unwrap_err().code(), "INVALID_REQUEST");
        }
        let ancient = URL_SAFE_NO_PAD.encode(format!("-211813488000000001/{}", Uuid::nil()));
        for cursor in ["", "x", "%00", "MTIz", "OTk5OTk5OTk5OTk5OTk5OTk5L3g", &ancient] {
            let paging = Paging { cursor: Some(cursor.to_owned()), ..Paging::default() };
            assert_eq!(paging.behind().unwrap_err().code(), "MALFORMED_REQUEST", "{cursor}");
        }
    }
}
