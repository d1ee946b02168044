//! Locks that are held for a moment, and never while anything is awaited.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// What a lock guards.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing panics while it holds one of these.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
