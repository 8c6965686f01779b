//! A Shapefile and the files that belong to it, in whatever case their endings are written. Only the `.shp` must be there.

use std::path::{Path, PathBuf};

use super::dbase_table::{self, Table};
use super::features::Collection;
use super::projection_text::crs_name;
use super::{Fault, shape_records};
use crate::base::cancel::Cancel;
use crate::i18n::message::Message;
use crate::io::file_bytes::read_bytes;
use crate::io::geojson::text::Decoded;
use crate::io::read_error::ReadError;

/// Endings of files that belong to a `.shp` and are nothing without it.
const COMPANIONS: [&str; 9] = [
    "dbf", "shx", "prj", "cpg", "sbn", "sbx", "qix", "fix", "qmd",
];
/// Bytes a `.prj` or `.cpg` file may have.
const MOST_TEXT: u64 = 64 * 1024;

/// The bytes of a Shapefile.
#[derive(Debug, Default)]
pub(super) struct ShapeFiles {
    pub(super) shapes: Vec<u8>,
    pub(super) table: Option<Vec<u8>>,
    pub(super) projection: Option<String>,
    pub(super) encoding: Option<String>,
}

impl ShapeFiles {
    /// Reads what lies beside a path that is the `.shp` or belongs to it.
    pub(super) fn beside(path: &Path, cancel: &Cancel) -> Result<Self, ReadError> {
        let main = main_file(path).unwrap_or_else(|| path.to_owned());
        let text = |ending| {
            let beside = beside(&main, ending)?;
            let small = std::fs::metadata(&beside).is_ok_and(|about| about.len() <= MOST_TEXT);
            let bytes = read_bytes(&beside, cancel).ok().filter(|_| small)?;
            Some(String::from_utf8_lossy(&bytes).into_owned())
        };
        let table = beside(&main, "dbf").map(|table| read_bytes(&table, cancel));
        Ok(Self {
            shapes: read_bytes(&main, cancel)?,
            table: table.transpose()?,
            projection: text("prj"),
            encoding: text("cpg"),
        })
    }
}

/// The `.shp` that a file belongs to, by its name; `None` where it does not belong to one that is there.
#[must_use]
pub fn main_file(path: &Path) -> Option<PathBuf> {
    let ending = path.extension()?.to_str()?.to_ascii_lowercase();
    COMPANIONS
        .contains(&ending.as_str())
        .then(|| beside(path, "shp"))
        .flatten()
}

/// The files to open out of some that were chosen or dropped together: what belongs to a `.shp` among them is read with it.
/// Goes by names alone.
#[must_use]
pub fn without_companions(files: Vec<PathBuf>) -> Vec<PathBuf> {
    let ending = |file: &Path| Some(file.extension()?.to_str()?.to_ascii_lowercase());
    let mains: Vec<PathBuf> = files
        .iter()
        .filter(|file| ending(file).is_some_and(|ending| ending == "shp"))
        .map(|file| file.with_extension(""))
        .collect();
    let belongs = |file: &PathBuf| {
        ending(file).is_some_and(|ending| COMPANIONS.contains(&ending.as_str()))
            && mains.contains(&file.with_extension(""))
    };
    files.into_iter().filter(|file| !belongs(file)).collect()
}

/// The file of the same name with another ending, however that is written.
fn beside(path: &Path, ending: &str) -> Option<PathBuf> {
    let quick = [ending.to_owned(), ending.to_ascii_uppercase()];
    let found = quick.iter().map(|ending| path.with_extension(ending));
    if let Some(found) = found.into_iter().find(|beside| beside.is_file()) {
        return Some(found);
    }
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let entries = std::fs::read_dir(folder.unwrap_or(Path::new("."))).ok()?;
    entries.flatten().map(|entry| entry.path()).find(|other| {
        let same = |part: Option<&std::ffi::OsStr>, wanted: &str| {
            part.is_some_and(|part| part.eq_ignore_ascii_case(wanted))
        };
        other.file_stem() == path.file_stem() && same(other.extension(), ending) && other.is_file()
    })
}

/// The features of a Shapefile.
pub(super) fn as_geojson(files: &ShapeFiles, cancel: &Cancel) -> Result<Decoded, Fault> {
    let shapes = shape_records::shapes(&files.shapes, cancel)?;
    let table = match &files.table {
        Some(bytes) => dbase_table::read(bytes, files.encoding.as_deref())?,
        None => Table {
            rows: vec![Vec::new(); shapes.len()],
            ..Table::default()
        },
    };
    if table.rows.len() != shapes.len() {
        let message = Message::new("io-shp-other-table")
            .with("shapes", shapes.len())
            .with("rows", table.rows.len());
        return Err(Fault::new(message));
    }
    let crs = files.projection.as_deref().and_then(crs_name);
    let mut collection = Collection::begin(crs.as_deref());
    for (shape, row) in shapes.iter().zip(&table.rows) {
        cancel.check()?;
        let names = table.names.iter().map(String::as_str);
        collection.add(shape, names.zip(row.iter().map(String::as_str)));
    }
    Ok(Decoded {
        text: collection.finish(),
        foreign: table.foreign,
    })
}
