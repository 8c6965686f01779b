//! Features out: a layer of named columns as GeoJSON, GeoPackage, Shapefile, KML, GPX, CSV or an Excel workbook. Places are WGS 84 degrees to the last
//! bit; what the layer is, its reference system and its dates travel inside every file.

mod comma_table;
mod geojson;
mod geopackage;
mod gpx;
mod kml;
mod shapefile;
mod shapes;
mod workbook;

use std::path::{Path, PathBuf};

use geo::{LineString, MultiPolygon, Polygon};

use super::plan_file::peek::is_plan;
use super::read_error::ReadError;
use super::safe_write::write_whole;
use crate::base::coords::LonLat;
use crate::i18n::message::Message;

/// The formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OutFormat {
    /// RFC 7946.
    GeoJson,
    /// OGC GeoPackage 1.3.
    GeoPackage,
    /// ESRI Shapefile with its companions.
    Shapefile,
    /// OGC KML 2.2.
    Kml,
    /// GPX 1.1: points alone.
    Gpx,
    /// UTF-8 with its mark; areas as well-known text.
    Csv,
    /// Office Open XML.
    Xlsx,
}

impl OutFormat {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::GeoJson,
        Self::GeoPackage,
        Self::Shapefile,
        Self::Kml,
        Self::Gpx,
        Self::Csv,
        Self::Xlsx,
    ];

    /// How the names of its files end, without the dot.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::GeoJson => "geojson",
            Self::GeoPackage => "gpkg",
            Self::Shapefile => "shp",
            Self::Kml => "kml",
            Self::Gpx => "gpx",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    /// The format that a file's name asks for; `.json` is GeoJSON too.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        let plain = if ending == "json" { "geojson" } else { &ending };
        Self::ALL
            .into_iter()
            .find(|format| format.ending() == plain)
    }
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutColumn {
    /// Its name for programs, the same in every language.
    pub key: &'static str,
    /// Its name for people, with its unit.
    pub title: String,
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum OutCell {
    /// Words.
    Text(String),
    /// A count or a number.
    Number(f64),
    /// Yes or no.
    Flag(bool),
    /// Not known, or withheld.
    Nothing,
}

/// Where a feature lies.
#[derive(Debug, Clone, PartialEq)]
pub enum OutPlace {
    /// A point.
    Point(LonLat),
    /// An area.
    Area(Polygon<f64>),
    /// Several areas that are one.
    Areas(MultiPolygon<f64>),
    /// A line.
    Line(LineString<f64>),
}

impl OutPlace {
    /// Whether it is anything but a point.
    const fn is_wide(&self) -> bool {
        !matches!(self, Self::Point(_))
    }
}

/// A feature: its place and a cell a column.
#[derive(Debug, Clone, PartialEq)]
pub struct OutFeature {
    /// Where.
    pub place: OutPlace,
    /// As many as there are columns.
    pub cells: Vec<OutCell>,
}

/// A layer as it goes out.
#[derive(Debug, Clone, PartialEq)]
pub struct OutLayer {
    /// Its name for programs.
    pub key: &'static str,
    /// What it is called, for people.
    pub title: String,
    /// Its columns; one has the key `name`.
    pub columns: Vec<OutColumn>,
    /// Its features.
    pub features: Vec<OutFeature>,
    /// What is to be known of it: labels and what they say (reference system, data date, plan, …).
    pub about: Vec<(String, String)>,
    /// The titles of the columns of longitude, latitude and well-known text, and of the sheet about the layer.
    pub titles: PlaceTitles,
}

/// The titles of what a table adds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlaceTitles {
    /// Of the longitude.
    pub lon: String,
    /// Of the latitude.
    pub lat: String,
    /// Of an area's well-known text.
    pub wkt: String,
    /// Of the sheet about the layer.
    pub about: String,
}

impl OutLayer {
    /// The features' cells with the keys of their columns.
    fn cells<'a>(
        &'a self,
        feature: &'a OutFeature,
    ) -> impl Iterator<Item = (&'a str, &'a OutCell)> {
        let keys = self.columns.iter().map(|column| column.key);
        keys.zip(&feature.cells)
    }

    /// Whether any of its features is more than a point.
    fn is_wide(&self) -> bool {
        self.features.iter().any(|feature| feature.place.is_wide())
    }

    fn name<'a>(&'a self, feature: &'a OutFeature) -> &'a str {
        let named = self.cells(feature).find(|(key, _)| *key == "name");
        match named {
            Some((_, OutCell::Text(name))) => name,
            _ => "",
        }
    }

    /// What is to be known of it in lines.
    fn about_text(&self) -> String {
        let lines = self
            .about
            .iter()
            .map(|(label, text)| format!("{label}: {text}"));
        lines.collect::<Vec<_>>().join("\n")
    }
}

impl OutCell {
    /// The number in the cell where it is a whole one that every program holds exactly.
    fn whole(&self) -> Option<i64> {
        match self {
            Self::Number(number) if number.fract() == 0.0 && number.abs() < 9e15 => {
                Some(*number as i64)
            }
            _ => None,
        }
    }

    /// The cell as words that any program understands.
    fn plain(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Flag(flag) => flag.to_string(),
            Self::Nothing => String::new(),
        }
    }
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// In which format.
    pub format: OutFormat,
    /// The files, the one that was asked for first.
    pub files: Vec<PathBuf>,
    /// How many features.
    pub features: usize,
    /// How many texts or outlines were cut or left out because the format cannot hold them whole.
    pub shortened: usize,
}

/// Writes a layer; each file is whole or not there, and the one asked for is there last. The format is the one its name asks for.
///
/// # Errors
/// [`ReadError::Write`] with what the system says, [`ReadError::Content`] where the name asks for no format of ours, or for one
/// that cannot hold the layer.
pub fn write_layer(path: &Path, layer: &OutLayer) -> Result<Written, ReadError> {
    let refused = |message| ReadError::Content {
        path: path.into(),
        line: None,
        column: None,
        message,
    };
    let format =
        OutFormat::of(path).ok_or_else(|| refused(Message::new("io-out-unknown-format")))?;
    // A layer that goes out as a GeoPackage has the ending that plans have.
    if format == OutFormat::GeoPackage && path.is_file() && is_plan(path) {
        return Err(refused(Message::new("io-out-is-a-plan")));
    }
    let mut shortened = 0;
    let mut companions = Vec::new();
    let bytes = match format {
        OutFormat::GeoJson => geojson::text(layer),
        OutFormat::GeoPackage => geopackage::bytes(layer)
            .map_err(|why| refused(Message::new("io-out-workbook").with("why", why.to_string())))?,
        OutFormat::Shapefile => {
            let mut made =
                shapefile::files(layer).ok_or_else(|| refused(Message::new("io-out-too-large")))?;
            shortened = made.shortened;
            let (_, shapes) = made.files.pop().unwrap_or_default();
            companions = made.files;
            shapes
        }
        OutFormat::Kml => kml::text(layer),
        OutFormat::Gpx if layer.is_wide() => return Err(refused(Message::new("io-out-gpx-areas"))),
        OutFormat::Gpx => gpx::text(layer),
        OutFormat::Csv => comma_table::text(layer),
        OutFormat::Xlsx => {
            let (bytes, left_out) = workbook::bytes(layer)
                .map_err(|why| refused(Message::new("io-out-workbook").with("why", why)))?;
            shortened = left_out;
            bytes
        }
    };
    let beside = companions
        .into_iter()
        .map(|(ending, bytes)| (path.with_extension(ending), bytes));
    let mut files = Vec::new();
    for (path, bytes) in beside.chain([(path.to_owned(), bytes)]) {
        write_whole(&path, &bytes).map_err(|source| ReadError::Write {
            path: path.clone(),
            source,
        })?;
        files.insert(0, path);
    }
    Ok(Written {
        format,
        files,
        features: layer.features.len(),
        shortened,
    })
}

/// Words as they may stand in XML: marks escaped, characters that XML cannot hold left out.
fn xml(text: &str) -> String {
    let held: String = text
        .chars()
        .filter(|mark| !mark.is_control() || matches!(mark, '\n' | '\t' | '\r'))
        .filter(|mark| !matches!(mark, '\u{FFFE}' | '\u{FFFF}'))
        .collect();
    quick_xml::escape::escape(held.as_str()).into_owned()
}
