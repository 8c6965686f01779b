//! Vector files in other writings than GeoJSON (Shapefile, KML, KMZ, GeoPackage): their features as the text of a GeoJSON document, so
//! that what reads GeoJSON (boundaries, zones, points, roads) reads them too, with the same checks and the same lists of
//! defects. Numbers are written to the last bit; rings are turned as GeoJSON wants them.

mod dbase_table;
mod features;
mod geopackage;
mod kml;
mod projection_text;
mod shape_records;
mod shapefile;
mod zipped;

use std::io::{self, BufReader, Read, Seek};
use std::path::{Path, PathBuf};

use super::file_bytes::read_bytes;
use super::geojson::text::Decoded;
use super::layer_in_file::file_and_layer;
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
    /// A zip file with Shapefiles in it.
    ZippedShapefile,
    /// OGC KML.
    Kml,
    /// A zip file with a KML document in it.
    Kmz,
    /// OGC GeoPackage.
    GeoPackage,
}

/// What the features of a layer look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LayerShape {
    /// Points.
    Points,
    /// Lines.
    Lines,
    /// Areas.
    Areas,
    /// Areas that carry a rank.
    RankedAreas,
}

/// A layer of a file that may have several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VectorLayer {
    /// Its name.
    pub name: String,
    /// What its features look like.
    pub shape: LayerShape,
    /// How many there are.
    pub features: usize,
}

/// Bytes at the beginning of a text in which its root element is looked for.
const LOOK_AT: u64 = 4096;

/// Whether a file is in one of these formats, by its content. A file that belongs to a Shapefile (`.dbf`, `.shx`, …) counts
/// where the `.shp` lies beside it.
///
/// # Errors
/// What the system says.
pub fn format_of(path: &Path) -> io::Result<Option<VectorFormat>> {
    let (path, _) = file_and_layer(path);
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
    if start.starts_with(b"SQLite format 3\0") {
        return Ok(is_geopackage(path, &start).then_some(VectorFormat::GeoPackage));
    }
    Ok(kml::begins(&start).then_some(VectorFormat::Kml))
}

/// Whether a database is a GeoPackage, by what it calls itself; old ones write their version there, careless ones nothing.
fn is_geopackage(path: &Path, start: &[u8]) -> bool {
    let application = start.get(68..72).unwrap_or_default();
    let named = path
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("gpkg"));
    [&b"GPKG"[..], b"GP10", b"GP11"].contains(&application) || (named && application == [0; 4])
}

/// The layers of a file that can have several; none for the other formats.
///
/// # Errors
/// [`ReadError`] where it cannot be read.
pub(super) fn layers_of(
    path: &Path,
    format: VectorFormat,
    cancel: &Cancel,
) -> Result<Vec<VectorLayer>, ReadError> {
    let layers = match format {
        VectorFormat::GeoPackage => geopackage::layers(path),
        VectorFormat::ZippedShapefile => zipped::layers(path, cancel),
        VectorFormat::Shapefile | VectorFormat::Kml | VectorFormat::Kmz => Ok(Vec::new()),
    };
    layers.map_err(|fault| fault.at(path))
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
    let (file, layer) = file_and_layer(path);
    let read = match format {
        VectorFormat::GeoPackage => geopackage::as_geojson(file, layer, cancel),
        VectorFormat::Shapefile => {
            let files = shapefile::ShapeFiles::beside(path, cancel)?;
            shapefile::as_geojson(&files, cancel)
        }
        VectorFormat::ZippedShapefile => zipped::shapefile(file, layer, cancel)
            .and_then(|files| shapefile::as_geojson(&files, cancel)),
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
