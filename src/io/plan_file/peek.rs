//! A first look at a file that may be a plan, without leaving a trace on it.

use std::fmt::Write as _;
use std::io::Read;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::plan_file_error::PlanFileError;
use super::schema::FORMAT;
use super::upgrade::{OLDEST, format_of};
use crate::io::geopackage::tables::APPLICATION_ID;
use crate::io::open_file::open_file;

/// Whether the first bytes of a file are those of a GeoPackage.
#[must_use]
pub fn is_geopackage(head: &[u8]) -> bool {
    let application = head.get(68..72).and_then(|four| four.try_into().ok());
    head.starts_with(b"SQLite format 3\0")
        && application.map(i32::from_be_bytes) == Some(APPLICATION_ID)
}

/// Whether a GeoPackage is a plan of this program, going by its tables. One whose tables are all in what another program has
/// not finished counts as one: the opening of plans tells.
pub(in crate::io) fn is_plan(path: &Path) -> bool {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    let address = format!("file:{}?immutable=1", escaped(path));
    let count = |tables: &str| -> rusqlite::Result<i64> {
        let connection = Connection::open_with_flags(&address, flags)?;
        let sql = format!("SELECT count(*) FROM sqlite_master WHERE name IN ({tables})");
        connection.query_row(&sql, [], |row| row.get(0))
    };
    if has_unfinished_work(path) && count("'gpkg_contents'").is_ok_and(|tables| tables == 0) {
        return true;
    }
    // A damaged plan is for the opening of plans to tell of.
    count("'pg_settings', 'pg_edit_log'").map_or(true, |tables| tables > 0)
}

/// Passes where the file is a plan this program can open.
///
/// # Errors
/// [`PlanFileError::NotAPlan`], [`PlanFileError::Newer`], or what the system says. The file is as it was.
pub(super) fn check_format(path: &Path) -> Result<(), PlanFileError> {
    let mut head = Vec::new();
    open_file(path)
        .and_then(|file| file.take(100).read_to_end(&mut head))
        .map_err(PlanFileError::system(path))?;
    if !is_geopackage(&head) {
        return Err(PlanFileError::NotAPlan);
    }
    let connection = open_untouched(path)?;
    let ours = "SELECT count(*) FROM sqlite_master WHERE name IN ('pg_settings', 'pg_edit_log')";
    let tables: i64 = connection.query_row(ours, [], |row| row.get(0))?;
    if tables != 2 {
        return Err(PlanFileError::NotAPlan);
    }
    match format_of(&connection)? {
        Some(OLDEST..=FORMAT) => Ok(()),
        Some(newer) if newer > FORMAT => Err(PlanFileError::Newer(newer)),
        Some(_) | None => Err(PlanFileError::Damaged("format")),
    }
}

/// Opens a database so that not even a side file comes into being; only where another program left unfinished work beside it
/// does that have to be read as well.
pub(in crate::io) fn open_untouched(path: &Path) -> rusqlite::Result<Connection> {
    if is_filled(&side_file(path, "-wal")) {
        return Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY);
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    Connection::open_with_flags(format!("file:{}?immutable=1", escaped(path)), flags)
}

/// Whether another program left work beside the file that is not in it yet.
pub(in crate::io) fn has_unfinished_work(path: &Path) -> bool {
    ["-wal", "-journal"]
        .iter()
        .any(|ending| is_filled(&side_file(path, ending)))
}

fn is_filled(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|about| about.len() > 0)
}

fn side_file(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// A path as part of an address: every byte that is no plain letter as its number.
fn escaped(path: &Path) -> String {
    let mut out = String::new();
    let text = path.as_os_str().as_encoded_bytes();
    if cfg!(windows) {
        out.push('/');
    }
    for byte in text {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b':' => {
                out.push(char::from(*byte));
            }
            b'\\' if cfg!(windows) => out.push('/'),
            // Writing into a string cannot fail.
            _ => {
                let _never = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}
