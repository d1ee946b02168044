//! Lengths of time as people write them.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

/// The longest length a definition may name: ten years.
pub const MAX_LENGTH_MS: i64 = 10 * 366 * 24 * 60 * 60 * 1000;

/// A length of absolute time, kept as it was written: milliseconds, or a text such as `15m`, `1h30m` or `90s`.
///
/// Days, weeks and months are refused: in a time zone they have no fixed length, and a rule of the calendar is what cron is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, expecting = "a length must be a whole number of milliseconds or a text such as \"15m\" or \"1h30m\"")]
pub enum Length {
    /// Milliseconds.
    Ms(i64),
    /// A text of hours, minutes, seconds and milliseconds.
    Text(String),
}

impl Length {
    /// The length in milliseconds, from 0 to [`MAX_LENGTH_MS`]; otherwise what is wrong with it, for people.
    ///
    /// # Errors
    /// A text that is no length, and a length that is negative, too long, or finer than a millisecond.
    pub fn ms(&self) -> Result<i64, String> {
        let ms = match self {
            Self::Ms(ms) => *ms,
            Self::Text(text) => {
                let length: SignedDuration = text.parse().map_err(|_| {
                    format!(
                        "`{text}` is no length; write hours, minutes, seconds or milliseconds, such as `36h`, `1h30m`, `90s` or `500ms`"
                    )
                })?;
                if length.subsec_nanos() % 1_000_000 != 0 {
                    return Err(format!("`{text}` is finer than a millisecond; write whole milliseconds"));
                }
                i64::try_from(length.as_millis()).unwrap_or(i64::MAX)
            }
        };
        if ms < 0 {
            return Err(format!("a length cannot be negative, and this is {ms} ms"));
        }
        if ms > MAX_LENGTH_MS {
            return Err(format!("a length of {ms} ms is more than ten years ({MAX_LENGTH_MS} ms)"));
        }
        Ok(ms)
    }
}

impl From<i64> for Length {
    fn from(ms: i64) -> Self {
        Self::Ms(ms)
    }
}

impl From<&str> for Length {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
