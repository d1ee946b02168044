//! When the next try of an effect is due.

use jiff::{SignedDuration, Timestamp};
use plan::Retry;

/// `now` plus the delay after try number `tried`: exponential, capped, with its jittered share scaled by `jitter`
/// (0 to 1, drawn by the host).
pub(crate) fn retry_at(retry: &Retry, tried: u32, jitter: f64, now: Timestamp) -> Timestamp {
    let exponent = i32::try_from(tried.saturating_sub(1)).unwrap_or(i32::MAX);
    let full_ms = (retry.initial_ms as f64 * retry.factor.powi(exponent)).min(retry.max_ms as f64);
    let share = if retry.jitter.is_finite() { retry.jitter.clamp(0.0, 1.0) } else { 0.0 };
    let drawn = if jitter.is_finite() { jitter.clamp(0.0, 1.0) } else { 0.0 };
    let delay_ms = full_ms * (1.0 - share + share * drawn);
    // The cast saturates, and NaN (from a factor of NaN, which validation refuses) becomes zero.
    let delay = SignedDuration::from_millis(delay_ms.round() as i64);
    now.checked_add(delay).unwrap_or(Timestamp::MAX)
}
