//! Whether a file is still the one that was opened: not deleted, not replaced, not written into behind the database's back.

use std::fs::Metadata;
use std::path::Path;
use std::time::SystemTime;

use super::plan_file_error::PlanFileError;

/// What tells a file from another, and from itself changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Look {
    place: (u64, u64),
    bytes: u64,
    modified: Option<SystemTime>,
}

impl Look {
    /// How the file looks now.
    ///
    /// # Errors
    /// [`PlanFileError::Gone`] where it is not there.
    pub(super) fn of(path: &Path) -> Result<Self, PlanFileError> {
        let about = std::fs::metadata(path).map_err(|_| PlanFileError::Gone)?;
        Ok(Self {
            place: place(&about),
            bytes: about.len(),
            modified: about.modified().ok(),
        })
    }

    /// Whether the file at the path is this one, unchanged.
    ///
    /// # Errors
    /// [`PlanFileError::Gone`] or [`PlanFileError::Changed`].
    pub(super) fn check(&self, path: &Path) -> Result<(), PlanFileError> {
        let now = Self::of(path)?;
        if now.place != self.place {
            return Err(PlanFileError::Gone);
        }
        if now != *self {
            return Err(PlanFileError::Changed);
        }
        Ok(())
    }

    /// How it looks after we wrote into it.
    ///
    /// # Errors
    /// [`PlanFileError::Gone`] where another file lies there, or none.
    pub(super) fn after_writing(&self, path: &Path) -> Result<Self, PlanFileError> {
        let now = Self::of(path)?;
        if now.place == self.place {
            Ok(now)
        } else {
            Err(PlanFileError::Gone)
        }
    }
}

#[cfg(unix)]
fn place(about: &Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    (about.dev(), about.ino())
}

/// Elsewhere an open database can be neither deleted nor replaced.
#[cfg(not(unix))]
const fn place(_about: &Metadata) -> (u64, u64) {
    (0, 0)
}
