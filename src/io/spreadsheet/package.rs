//! The zip package of a workbook: whether it is one, and whether it unpacks to no more than a workbook may.

use std::io::{self, Read, Seek};

use zip::ZipArchive;
use zip::result::ZipError;

use super::SpreadsheetError;
use crate::base::cancel::Cancel;

/// Bytes at the beginning in which a workbook names one of its parts.
const LOOK_AT: u64 = 64 * 1024;
/// Parts a package may have.
const MOST_PARTS: usize = 10_000;
/// Bytes all parts together may unpack to.
const MOST_UNPACKED: u64 = 4 << 30;
/// A part may unpack to this much whatever its packed size ...
const ALWAYS_FINE: u64 = 32 << 20;
/// ... and beyond it to so many times its packed size; tables of incidents reach 10 to 40.
const MOST_TIMES: u64 = 200;

/// Whether a zip file is the package of a workbook; one that is cut off is, where its beginning looks like it.
pub(super) fn is_workbook(mut file: impl Read + Seek) -> io::Result<bool> {
    let mut start = Vec::new();
    file.by_ref().take(LOOK_AT).read_to_end(&mut start)?;
    let looks_like_one = memchr::memmem::find(&start, b"xl/").is_some();
    Ok(match ZipArchive::new(file) {
        Ok(package) => package
            .file_names()
            .any(|name| name.is_ok_and(|name| name.eq_ignore_ascii_case("xl/workbook.xml"))),
        Err(_) => looks_like_one,
    })
}

/// Unpacks every part that is read later without keeping it: what a part says of its own size proves nothing.
pub(super) fn check_bounds(
    file: &mut (impl Read + Seek),
    cancel: &Cancel,
) -> Result<(), SpreadsheetError> {
    let mut package = ZipArchive::new(file).map_err(of_zip)?;
    if package.len() > MOST_PARTS {
        return Err(SpreadsheetError::TooLarge);
    }
    let mut all = 0;
    let mut block = vec![0; 256 * 1024];
    for at in 0..package.len() {
        let mut part = package.by_index(at).map_err(of_zip)?;
        let read = part.name().is_ok_and(|name| is_read(&name));
        if !read {
            continue;
        }
        let most = ALWAYS_FINE.max(part.compressed_size().saturating_mul(MOST_TIMES));
        let mut unpacked = 0;
        loop {
            cancel.check()?;
            let got = part.read(&mut block).map_err(damaged)?;
            if got == 0 {
                break;
            }
            unpacked += got as u64;
            if unpacked > most || all + unpacked > MOST_UNPACKED {
                return Err(SpreadsheetError::TooLarge);
            }
        }
        all += unpacked;
    }
    Ok(())
}

/// Pictures and other media are never unpacked.
fn is_read(name: &str) -> bool {
    let ending = name.rsplit('.').next().unwrap_or_default();
    ["xml", "rels"]
        .iter()
        .any(|read| ending.eq_ignore_ascii_case(read))
}

fn of_zip(error: ZipError) -> SpreadsheetError {
    match error {
        ZipError::Io(error) => damaged(error),
        ZipError::UnsupportedArchive(why) if why == ZipError::PASSWORD_REQUIRED => {
            SpreadsheetError::Locked
        }
        other => SpreadsheetError::Damaged(other.to_string()),
    }
}

/// A stream that cannot be unpacked, told from a disk that fails.
fn damaged(error: io::Error) -> SpreadsheetError {
    use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
    match error.kind() {
        InvalidData | InvalidInput | UnexpectedEof => SpreadsheetError::Damaged(error.to_string()),
        _ => SpreadsheetError::Io(error),
    }
}
