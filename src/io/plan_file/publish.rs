//! Putting a finished file where it belongs: whole or not at all.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use crate::io::safe_write::{flush_folder_of, set_aside};

/// A name beside a file for one that is being made.
pub(in crate::io) fn temporary_beside(path: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.tmp", std::process::id()));
    path.with_file_name(name)
}

/// Flushes a file to disk.
pub(super) fn flush_file(path: &Path) -> io::Result<()> {
    File::options().write(true).open(path)?.sync_all()
}

/// Gives a finished file its name; one that lies there already stays, and that is an error.
pub(in crate::io) fn publish_new(temporary: &Path, path: &Path) -> io::Result<()> {
    match std::fs::hard_link(temporary, path) {
        Ok(()) => std::fs::remove_file(temporary)?,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(error),
        // Sticks know no second names.
        Err(_) if path.symlink_metadata().is_err() => std::fs::rename(temporary, path)?,
        Err(error) => return Err(error),
    }
    flush_folder_of(path)
}

/// Gives a finished file its name; one that lies there already is set aside under another.
pub(super) fn publish_over(temporary: &Path, path: &Path) -> io::Result<()> {
    if path.symlink_metadata().is_ok() && set_aside(path, "replaced").is_none() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    publish_new(temporary, path)
}
