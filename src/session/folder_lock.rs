//! One program a folder: whoever comes second may look, but does not write over the plan of the first.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

/// The hold on a folder; let go with the value, and by the system where the program breaks.
#[derive(Debug)]
pub(super) enum FolderLock {
    /// Ours. Without a file where the system has no locks or the folder cannot be written: then writing says so itself.
    Ours(#[expect(dead_code, reason = "held, not read")] Option<File>),
    /// Another program holds it.
    HeldElsewhere,
}

impl FolderLock {
    /// Takes hold of a folder, which is made where it is missing.
    pub(super) fn take(folder: &Path) -> Self {
        let open = || {
            std::fs::create_dir_all(folder)?;
            OpenOptions::new()
                .write(true)
                .create(true)
                .truncate(false)
                .open(folder.join("in-use.lock"))
        };
        let Ok(file) = open() else {
            return Self::Ours(None);
        };
        match file.try_lock() {
            Ok(()) => Self::Ours(Some(file)),
            Err(TryLockError::WouldBlock) => Self::HeldElsewhere,
            Err(TryLockError::Error(error)) => {
                tracing::warn!(%error, "the folder could not be locked");
                Self::Ours(None)
            }
        }
    }

    pub(super) const fn is_held_elsewhere(&self) -> bool {
        matches!(self, Self::HeldElsewhere)
    }
}
