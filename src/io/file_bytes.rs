//! The bytes of a file, unpacked where it is gzip: by its first two bytes, whatever its name.

use std::io::{self, Read};
use std::path::Path;

use super::gzip;
use super::open_file::open_file;
use super::read_error::ReadError;
use crate::base::cancel::Cancel;
use crate::i18n::message::Message;

/// More than this is not unpacked: no sound file of this program comes near, a bomb does.
const MOST_UNPACKED: u64 = 4 << 30;
/// Bytes between two looks at the cancel wish.
const CHUNK: usize = 4 << 20;

/// All bytes of a file; those of a gzip file unpacked.
///
/// # Errors
/// [`ReadError::File`] where it cannot be opened or read or its gzip is damaged, [`ReadError::Content`] where it unpacks to
/// more than 4 GiB.
pub fn read_bytes(path: &Path, cancel: &Cancel) -> Result<Vec<u8>, ReadError> {
    let broken = |source| ReadError::File {
        path: path.into(),
        source,
    };
    let file = open_file(path).map_err(broken)?;
    let length = file.metadata().map_err(broken)?.len();
    let reader = gzip::plain(file).map_err(broken)?;
    if reader.was_packed() {
        return unpack(path, reader, cancel);
    }
    // One byte more than the length, so that the end is seen without growing.
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0).min(1 << 32) + 1);
    read_chunks(reader, &mut bytes, u64::MAX, cancel)?.map_err(broken)?;
    Ok(bytes)
}

fn unpack(path: &Path, reader: impl Read, cancel: &Cancel) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    read_chunks(reader, &mut bytes, MOST_UNPACKED, cancel)?.map_err(|source| ReadError::File {
        path: path.into(),
        source,
    })?;
    if bytes.len() as u64 >= MOST_UNPACKED {
        return Err(ReadError::Content {
            path: path.into(),
            line: None,
            column: None,
            message: Message::new("io-gzip-too-large"),
        });
    }
    Ok(bytes)
}

fn read_chunks(
    mut reader: impl Read,
    bytes: &mut Vec<u8>,
    most: u64,
    cancel: &Cancel,
) -> Result<io::Result<()>, ReadError> {
    loop {
        cancel.check()?;
        let left = most.saturating_sub(bytes.len() as u64);
        match (&mut reader)
            .take(left.min(CHUNK as u64))
            .read_to_end(bytes)
        {
            Ok(0) => return Ok(Ok(())),
            Ok(_) => {}
            Err(error) => return Ok(Err(error)),
        }
    }
}
