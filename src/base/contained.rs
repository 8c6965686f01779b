//! Readers of others that panic over damaged bytes: their panic stays where it was and is no crash of this program.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}

/// What the work gives; `None` where it panicked. Whatever it was changing is not to be used after that.
pub fn contained<Answer>(work: impl FnOnce() -> Answer) -> Option<Answer> {
    DEPTH.set(DEPTH.get() + 1);
    let answer = catch_unwind(AssertUnwindSafe(work));
    DEPTH.set(DEPTH.get() - 1);
    answer.ok()
}

/// Whether a panic of this thread is about to be contained: for the hook that reports crashes.
#[must_use]
pub fn is_contained() -> bool {
    DEPTH.get() > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_inside_is_no_answer_and_leaves_the_thread_as_it_was() {
        assert_eq!(contained(|| (is_contained(), 7)), Some((true, 7)));
        let inside = contained(|| {
            let inner = contained(|| std::panic::panic_any("broken bytes"));
            (inner, is_contained())
        });
        assert_eq!(inside, Some((None::<()>, true)));
        assert!(!is_contained());
    }
}
