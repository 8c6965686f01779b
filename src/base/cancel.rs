//! How long work is stopped and how it says how far it has come.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::units::Share;

/// The work was asked to stop; its half-done answer is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("cancelled")]
pub struct Cancelled;

/// A handle shared by the one who waits and the one who works: a wish to stop going in, progress coming out.
#[derive(Debug, Clone, Default)]
pub struct Cancel {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    wished: AtomicBool,
    per_mille: AtomicU32,
    step: Mutex<Arc<str>>,
}

impl Cancel {
    /// A handle nobody has cancelled yet, at 0 %.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Ask the work to stop at its next [`Cancel::check`].
    pub fn cancel(&self) {
        self.shared.wished.store(true, Ordering::Relaxed);
    }

    /// Whether somebody asked to stop.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.shared.wished.load(Ordering::Relaxed)
    }

    /// Goes through loops as `cancel.check()?`.
    ///
    /// # Errors
    /// [`Cancelled`] once [`Cancel::cancel`] was called.
    pub fn check(&self) -> Result<(), Cancelled> {
        if self.is_cancelled() {
            Err(Cancelled)
        } else {
            Ok(())
        }
    }

    /// Says what is worked on from here on (a file's name), from 0 %.
    pub fn begin(&self, step: &str) {
        let mut shared = self
            .shared
            .step
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *shared = step.into();
        self.shared.per_mille.store(0, Ordering::Relaxed);
    }

    /// What is worked on; empty until [`Cancel::begin`] says so.
    #[must_use]
    pub fn step(&self) -> Arc<str> {
        let shared = self.shared.step.lock();
        Arc::clone(&shared.unwrap_or_else(PoisonError::into_inner))
    }

    /// Says how far the work is: `done` of `total`.
    pub fn report(&self, done: u64, total: u64) {
        let per_mille = done
            .min(total)
            .saturating_mul(1000)
            .checked_div(total)
            .unwrap_or(0);
        self.shared
            .per_mille
            .store(u32::try_from(per_mille).unwrap_or(1000), Ordering::Relaxed);
    }

    /// How far the work is.
    #[must_use]
    pub fn progress(&self) -> Share {
        Share(f64::from(self.shared.per_mille.load(Ordering::Relaxed)) / 1000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clone_hears_the_wish_and_the_progress() {
        let cancel = Cancel::new();
        let other = cancel.clone();
        assert_eq!(other.check(), Ok(()));
        cancel.cancel();
        other.report(1, 4);
        assert_eq!(other.check(), Err(Cancelled));
        assert_eq!(cancel.progress(), Share(0.25));
        assert_eq!(&*cancel.step(), "");
        other.begin("网格.geojson");
        assert_eq!(&*cancel.step(), "网格.geojson");
        assert_eq!(cancel.progress(), Share(0.0));
    }
}
