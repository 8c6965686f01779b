//! Opening a file that is read to its end: only regular files are opened.

use std::fs::File;
use std::io;
use std::path::Path;

/// What has no end or no content of its own: a device, a pipe, a socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a regular file")]
pub struct NotAFile;

/// Opens a regular file for reading. A pipe or a device is never opened: the one may wait for ever, the other never end.
///
/// # Errors
/// What the system says; [`io::ErrorKind::IsADirectory`] for a folder, [`NotAFile`] inside for what is neither.
pub fn open_file(path: &Path) -> io::Result<File> {
    let about = std::fs::metadata(path)?;
    if about.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if !about.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, NotAFile));
    }
    File::open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_regular_files_are_opened() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("a");
        std::fs::write(&file, "x").expect("written");
        assert!(open_file(&file).is_ok());
        let kind = |path: &Path| open_file(path).expect_err("no regular file").kind();
        assert_eq!(kind(folder.path()), io::ErrorKind::IsADirectory);
        assert_eq!(kind(&folder.path().join("b")), io::ErrorKind::NotFound);
    }

    #[cfg(unix)]
    #[test]
    fn a_device_without_end_is_refused_by_what_it_is() {
        let error = open_file(Path::new("/dev/zero")).expect_err("a device");
        assert!(
            error
                .get_ref()
                .is_some_and(<dyn std::error::Error + Send + Sync>::is::<NotAFile>)
        );
    }
}
