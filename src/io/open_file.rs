//! Opening a file that is read to its end: only regular files are opened, and a damaged gzip stream is told from a disk that fails.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// What has no end or no content of its own: a device, a pipe, a socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a regular file")]
pub struct NotAFile;

/// A gzip stream that cannot be unpacked to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("damaged gzip stream")]
pub struct DamagedGzip {
    /// Whether it merely ends too early, as a broken download does.
    pub cut_off: bool,
}

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

/// A gzip stream as it is unpacked: what is wrong with the stream itself comes out as [`DamagedGzip`].
#[derive(Debug)]
pub struct Unpacked<R>(pub R);

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer).map_err(|error| {
            let cut_off = match error.kind() {
                io::ErrorKind::UnexpectedEof => true,
                io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => false,
                _ => return error,
            };
            io::Error::new(io::ErrorKind::InvalidData, DamagedGzip { cut_off })
        })
    }
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
