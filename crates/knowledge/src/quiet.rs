//! Panics that are caught and told as errors: they print nothing. Those of other threads print as ever.

use std::cell::Cell;
use std::panic::{UnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    static IS_QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Does the work; none where it panicked, of which nobody hears. For threads that do nothing else.
pub(crate) fn catch<T>(work: impl FnOnce() -> T + UnwindSafe) -> Option<T> {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(install);
    IS_QUIET.set(true);
    let done = catch_unwind(work);
    IS_QUIET.set(false);
    done.ok()
}

/// Puts a hook before the one there is, which hears of everything but what is caught here.
pub(crate) fn install() {
    let others = take_hook();
    set_hook(Box::new(move |panic| {
        // A thread that is ending has no flag any more, and is not ours.
        if !IS_QUIET.try_with(Cell::get).unwrap_or(false) {
            others(panic);
        }
    }));
}
