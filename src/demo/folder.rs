//! A folder a district is written into: what is in the way there, and how files come into it whole or not at all.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::{Compression, GzBuilder};

use super::district::District;
use super::write::{Extent, FILES, README_TITLE, is_packed, write_plain};
use crate::base::cancel::{Cancel, Cancelled};

/// Why a district was not written.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The work was stopped.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    /// A file or folder could not be written.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Somebody else's files have the names of ours.
    #[error("{folder}: {}", names.join(", "))]
    Occupied {
        /// Where.
        folder: PathBuf,
        /// Which.
        names: Vec<&'static str>,
    },
    /// Writing went wrong part-way.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Above this many incidents files are packed fast rather than small.
const MANY: usize = 500_000;

/// Makes sure that a district can be written into a folder, which is made where it is missing. Gives the names of an
/// earlier district's files that would be replaced; with `replace` anybody's.
///
/// # Errors
/// [`DemoError::File`] where the folder cannot be made or written; [`DemoError::Occupied`] where files of other origin
/// would be overwritten.
pub fn prepare(folder: &Path, replace: bool) -> Result<Vec<&'static str>, DemoError> {
    std::fs::create_dir_all(folder).map_err(|source| named(folder, source))?;
    if let Some(name) = FILES.iter().find(|name| folder.join(name).is_dir()) {
        let source = io::ErrorKind::IsADirectory.into();
        return Err(named(&folder.join(name), source));
    }
    let there: Vec<&'static str> = FILES
        .into_iter()
        .filter(|name| folder.join(name).symlink_metadata().is_ok())
        .collect();
    if !there.is_empty() && !replace && !holds_a_district(folder) {
        return Err(DemoError::Occupied {
            folder: folder.into(),
            names: there,
        });
    }
    let trial = part_of(&folder.join(FILES[0]));
    File::create(&trial)
        .and_then(|_| std::fs::remove_file(&trial))
        .map_err(|source| named(folder, source))?;
    Ok(there)
}

/// Whether the folder's README is one of ours.
fn holds_a_district(folder: &Path) -> bool {
    std::fs::read(folder.join(FILES[0])).is_ok_and(|text| text.starts_with(README_TITLE.as_bytes()))
}

/// Writes all [`FILES`] into a folder, which is made where it is missing. All of them are written beside the old ones
/// first, so that what goes wrong on the way changes nothing there.
///
/// # Errors
/// [`DemoError`].
pub fn write(
    district: &District,
    extent: Extent,
    folder: &Path,
    cancel: &Cancel,
) -> Result<(), DemoError> {
    std::fs::create_dir_all(folder).map_err(|source| named(folder, source))?;
    let paths: Vec<PathBuf> = FILES.iter().map(|name| folder.join(name)).collect();
    let written = write_parts(district, extent, &paths, cancel);
    let moved = written.and_then(|()| {
        let place = |path: &PathBuf| {
            std::fs::rename(part_of(path), path).map_err(|source| named(path, source))
        };
        paths.iter().try_for_each(place)
    });
    if moved.is_err() {
        for path in &paths {
            // Most likely it was never made.
            let _gone = std::fs::remove_file(part_of(path));
        }
    }
    moved
}

fn write_parts(
    district: &District,
    extent: Extent,
    paths: &[PathBuf],
    cancel: &Cancel,
) -> Result<(), DemoError> {
    for (name, path) in FILES.into_iter().zip(paths) {
        cancel.check()?;
        write_part(district, extent, name, &part_of(path), cancel).map_err(
            |error| match error {
                DemoError::Io(source) => named(path, source),
                other => other,
            },
        )?;
    }
    Ok(())
}

fn named(path: &Path, source: io::Error) -> DemoError {
    DemoError::File {
        path: path.into(),
        source,
    }
}

fn part_of(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".demo-part");
    path.with_file_name(name)
}

fn write_part(
    district: &District,
    extent: Extent,
    name: &str,
    path: &Path,
    cancel: &Cancel,
) -> Result<(), DemoError> {
    let mut file = BufWriter::with_capacity(1 << 18, File::create(path)?);
    if is_packed(name) {
        let level = if extent.incidents > MANY {
            Compression::fast()
        } else {
            Compression::best()
        };
        let packed = GzBuilder::new().mtime(0).write(&mut file, level);
        let mut out = BufWriter::with_capacity(1 << 18, packed);
        write_plain(district, extent, name, &mut out, cancel)?;
        out.into_inner()
            .map_err(io::IntoInnerError::into_error)?
            .finish()?;
    } else {
        write_plain(district, extent, name, &mut file, cancel)?;
    }
    file.flush()?;
    Ok(())
}
