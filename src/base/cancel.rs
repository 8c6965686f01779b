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
    part: Part,
}

/// The piece of the whole work a handle speaks of, as shares of the whole.
#[derive(Debug, Clone, Copy)]
struct Part {
    from: f64,
    length: f64,
}

impl Default for Part {
    fn default() -> Self {
        Self {
            from: 0.0,
            length: 1.0,
        }
    }
}

impl Part {
    /// The share of the whole at which `done` of `total` of this piece is done, in thousandths.
    fn per_mille(self, done: u64, total: u64) -> u32 {
        let share = if total == 0 {
            0.0
        } else {
            done.min(total) as f64 / total as f64
        };
        ((self.from + self.length * share) * 1000.0 + 1e-6) as u32
    }
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
        let start = self.part.per_mille(0, 1);
        self.shared.per_mille.store(start, Ordering::Relaxed);
    }

    /// A handle for a piece of this work, from `done` to `until` of `total`: what the piece reports as 0 to 100 % is that
    /// stretch of the whole. It hears the same wish.
    #[must_use]
    pub fn part(&self, done: u64, until: u64, total: u64) -> Self {
        let share = |at: u64| at.min(total) as f64 / total.max(1) as f64;
        Self {
            shared: Arc::clone(&self.shared),
            part: Part {
                from: self.part.from + self.part.length * share(done),
                length: self.part.length * (share(until) - share(done)).max(0.0),
            },
        }
    }

    /// What is worked on; empty until [`Cancel::begin`] says so.
    #[must_use]
    pub fn step(&self) -> Arc<str> {
        let shared = self.shared.step.lock();
        Arc::clone(&shared.unwrap_or_else(PoisonError::into_inner))
    }

    /// Says how far the work (or this piece of it) is: `done` of `total`. It never goes back within a step, whichever
    /// thread speaks last.
    pub fn report(&self, done: u64, total: u64) {
        let per_mille = self.part.per_mille(done, total);
        self.shared
            .per_mille
            .fetch_max(per_mille, Ordering::Relaxed);
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

    #[test]
    fn pieces_of_the_work_add_up_and_never_go_back() {
        let whole = Cancel::new();
        let (first, second) = (whole.part(0, 1, 4), whole.part(1, 4, 4));
        first.report(1, 2);
        assert_eq!(whole.progress(), Share(0.125));
        second.begin("二");
        assert_eq!(whole.progress(), Share(0.25), "where the piece starts");
        second.part(1, 3, 3).report(1, 2);
        assert_eq!(whole.progress(), Share(0.75));
        first.report(2, 2);
        assert_eq!(whole.progress(), Share(0.75), "a late word changes nothing");
        second.report(1, 1);
        assert_eq!(whole.progress(), Share(1.0));
        whole.cancel();
        assert_eq!(second.check(), Err(Cancelled));
    }
}
