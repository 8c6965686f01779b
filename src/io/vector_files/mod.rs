//! Vector files in other writings than GeoJSON (Shapefile, KML, KMZ): their features as the text of a GeoJSON document, so
//! that what reads GeoJSON (boundaries, zones, points, roads) reads them too, with the same checks and the same lists of
//! defects. Numbers are written to the last bit; rings are turned as GeoJSON wants them.

mod dbase_table;
mod features;
mod kml;
mod projection_text;
mod shape_records;
mod shapefile;
mod zipped;

use std::io::{self, BufReader, Read, Seek};
use std::path::{Path, PathBuf};

use super::file_bytes::read_bytes;
use super::geojson::text::Decoded;
use super::open_file::open_file;
use super::read_error::ReadError;
use crate::base::cancel::{Cancel, Cancelled};
use crate::i18n::message::Message;
pub use shapefile::{main_file, without_companions};

/// The formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VectorFormat {
    /// ESRI Shapefile: `.shp` with what lies beside it.
    Shapefile,
    /// A zip file with one Shapefile in it.
    ZippedShapefile,
    /// OGC KML.
    Kml,
    /// A zip file with a KML document in it.
    Kmz,
}

/// Bytes at the beginning of a text in which its root element is looked for.
const LOOK_AT: u64 = 4096;

/// Whether a file is in one of these formats, by its content. A file that belongs to a Shapefile (`.dbf`, `.shx`, …) counts
/// where the `.shp` lies beside it.
///
/// # Errors
/// What the system says.
pub fn format_of(path: &Path) -> io::Result<Option<VectorFormat>> {
    if shapefile::main_file(path).is_some() {
        return Ok(Some(VectorFormat::Shapefile));
    }
    let mut file = open_file(path)?;
    let mut start = Vec::new();
    file.by_ref().take(LOOK_AT).read_to_end(&mut start)?;
    if shape_records::begins(&start) {
        return Ok(Some(VectorFormat::Shapefile));
    }
    if start.starts_with(b"PK\x03\x04") {
        file.rewind()?;
        return Ok(zipped::format_inside(BufReader::new(file)));
    }
    Ok(kml::begins(&start).then_some(VectorFormat::Kml))
}

/// The features of a file as the text of a GeoJSON document.
///
/// # Errors
/// [`ReadError`], worded with what is wrong, where in the file, and how to mend it.
pub(super) fn as_geojson(
    path: &Path,
    format: VectorFormat,
    cancel: &Cancel,
) -> Result<Decoded, ReadError> {
    let read = match format {
        VectorFormat::Shapefile => {
            let files = shapefile::ShapeFiles::beside(path, cancel)?;
            shapefile::as_geojson(&files, cancel)
        }
        VectorFormat::ZippedShapefile => {
            zipped::shapefile(path, cancel).and_then(|files| shapefile::as_geojson(&files, cancel))
        }
        VectorFormat::Kml => kml::as_geojson(vec![read_bytes(path, cancel)?], cancel),
        VectorFormat::Kmz => {
            zipped::kml_documents(path, cancel).and_then(|texts| kml::as_geojson(texts, cancel))
        }
    };
    read.map_err(|fault| fault.at(path))
}

/// Why a file cannot be read, before it is known what it is called.
#[derive(Debug)]
enum Fault {
    /// Its content: what, and the line and column where they can be named.
    Content(Message, Option<(usize, usize)>),
    /// The system cannot read it.
    Io(io::Error),
    Cancelled(Cancelled),
}

impl Fault {
    fn new(message: Message) -> Self {
        Self::Content(message, None)
    }

    fn at(self, path: &Path) -> ReadError {
        let path: PathBuf = path.into();
        match self {
            Self::Content(message, place) => ReadError::Content {
                path,
                line: place.map(|(line, _)| line),
                column: place.map(|(_, column)| column),
                message,
            },
            Self::Io(source) => ReadError::File { path, source },
            Self::Cancelled(cancelled) => cancelled.into(),
        }
    }
}

impl From<Cancelled> for Fault {
    fn from(cancelled: Cancelled) -> Self {
        Self::Cancelled(cancelled)
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}
