//! Stamps: a number that changes whenever what it is attached to changes.

use std::sync::atomic::{AtomicU64, Ordering};

/// Names one state of a source, plan or setting. Two equal stamps mean the very same content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp(u64);

static NEXT: AtomicU64 = AtomicU64::new(1);

impl Stamp {
    /// The stamp of something that is not there (no file opened yet).
    pub const NONE: Self = Self(0);

    /// A stamp no other call of this run returns.
    #[must_use]
    pub fn fresh() -> Self {
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_fresh_stamps_are_equal() {
        let first = Stamp::fresh();
        assert_ne!(first, Stamp::fresh());
        assert_ne!(first, Stamp::NONE);
    }
}
