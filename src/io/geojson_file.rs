//! Opening a GeoJSON file: bytes, text, document, reference system, each failure with its line and column.

use std::path::Path;

use super::file_bytes::read_bytes;
use super::geojson::document::{CrsMember, Document, Shape, Stopped};
use super::geojson::scan::{Broken, line_and_column};
use super::geojson::text::{Decoded, decode};
use super::read_error::ReadError;
use super::vector_files::{as_geojson, format_of};
use crate::base::cancel::{Cancel, Cancelled};
use crate::base::crs::{AxisOrder, Crs};
use crate::i18n::message::Message;

/// At most that many corners are looked at to find the axis order.
const AXIS_SAMPLE: usize = 2_000;

/// The text of a GeoJSON file, packed or not, in whatever encoding; of another vector file, its features as such a text.
///
/// # Errors
/// [`ReadError`] where it cannot be read or decoded.
pub fn read_text(path: &Path, cancel: &Cancel) -> Result<Decoded, ReadError> {
    let format = format_of(path).map_err(|source| ReadError::File {
        path: path.into(),
        source,
    })?;
    if let Some(format) = format {
        return as_geojson(path, format, cancel);
    }
    let bytes = read_bytes(path, cancel)?;
    // Only a broken text is looked at twice, so its bytes are read again rather than kept.
    decode(bytes).map_err(|broken| {
        let bytes = read_bytes(path, cancel).unwrap_or_default();
        content_error(path, &bytes, broken)
    })
}

/// The document of a text that came from `path`.
///
/// # Errors
/// [`ReadError`] with line and column where it is no GeoJSON.
pub fn read_document<'text>(
    path: &Path,
    text: &'text [u8],
    cancel: &Cancel,
) -> Result<Document<'text>, ReadError> {
    if text.trim_ascii().is_empty() {
        return Err(ReadError::Content {
            path: path.into(),
            line: None,
            column: None,
            message: Message::new("io-file-empty"),
        });
    }
    Document::read(text, cancel).map_err(|stopped| match stopped {
        Stopped::Broken(broken) => content_error(path, text, broken),
        Stopped::Cancelled => Cancelled.into(),
    })
}

fn content_error(path: &Path, text: &[u8], broken: Broken) -> ReadError {
    let (line, column) = line_and_column(text, broken.at);
    ReadError::Content {
        path: path.into(),
        line: Some(line),
        column: Some(column),
        message: broken.message,
    }
}

/// How the numbers of a file become places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// The reference system.
    pub crs: Crs,
    /// Which number comes first.
    pub order: AxisOrder,
}

impl Reading {
    /// A written pair in the order longitude or easting, latitude or northing.
    #[must_use]
    pub const fn east_north(self, written: geo::Coord<f64>) -> geo::Coord<f64> {
        match self.order {
            AxisOrder::EastNorth => written,
            AxisOrder::NorthEast => geo::Coord {
                x: written.y,
                y: written.x,
            },
        }
    }
}

/// The reference system to read a document in: the chosen one, else the declared one, else WGS 84.
///
/// # Errors
/// [`ReadError::Content`] with the name of a declared system that this program cannot convert.
pub fn choose_reading(
    path: &Path,
    document: &Document<'_>,
    chosen: Option<Crs>,
) -> Result<Reading, ReadError> {
    let crs = match (chosen, &document.crs) {
        (Some(crs), _) => crs,
        (None, None | Some(CrsMember::Null)) => Crs::default(),
        (None, Some(CrsMember::Name(name) | CrsMember::Unreadable(name))) => Crs::parse(name)
            .map_err(|unknown| ReadError::Content {
                path: path.into(),
                line: None,
                column: None,
                message: Message::new("io-crs-unknown")
                    .with("name", unknown.name)
                    .with("known", Crs::NAMES.join(", ")),
            })?,
    };
    // A file that keeps to the standard needs no judging of its order; latitudes first are an error then, not a custom.
    let order = crs.axis_order(sample(document));
    Ok(Reading { crs, order })
}

/// The name the document declares, for people.
#[must_use]
pub fn declared_name(document: &Document<'_>) -> Option<String> {
    match document.crs.as_ref()? {
        CrsMember::Null => Some("null".to_owned()),
        CrsMember::Name(name) | CrsMember::Unreadable(name) => Some(name.clone()),
    }
}

/// Some corners of the document, spread over its features.
pub(super) fn sample(document: &Document<'_>) -> Vec<(f64, f64)> {
    let step = (document.features.len() / AXIS_SAMPLE).max(1);
    document
        .features
        .iter()
        .step_by(step)
        .filter_map(|feature| first_corner(feature.shape.as_ref()?))
        .filter(|corner| corner.x.is_finite() && corner.y.is_finite())
        .map(|corner| (corner.x, corner.y))
        .collect()
}

fn first_corner(shape: &Shape) -> Option<geo::Coord<f64>> {
    match shape {
        Shape::Point(at) => Some(*at),
        Shape::Points(corners) | Shape::Line(corners) => corners.first().copied(),
        Shape::Lines(lines) | Shape::Polygon(lines) => lines.first()?.first().copied(),
        Shape::Polygons(parts) => parts.first()?.first()?.first().copied(),
        Shape::Collection(shapes) => shapes.iter().find_map(first_corner),
    }
}

/// The system that coordinates outside the degrees look like, judged by their size alone; `None` where degrees fit.
#[must_use]
pub fn guess_projected(document: &Document<'_>) -> Option<Crs> {
    let sample = sample(document);
    if sample.is_empty() || sample.iter().any(|(x, y)| Crs::Wgs84.holds(*x, *y)) {
        return None;
    }
    let candidates = [Crs::GaussKrueger114, Crs::WebMercator, Crs::Plane];
    candidates.into_iter().find(|crs| match crs {
        Crs::GaussKrueger114 => fits_gauss_krueger(&sample),
        other => sample.iter().all(|(x, y)| other.holds(*x, *y)),
    })
}

/// Whether all numbers are small enough for degrees although the system counts in metres: a declared projection that was
/// never carried out. A plane may well be that small.
#[must_use]
pub fn looks_like_degrees(document: &Document<'_>, crs: Crs) -> bool {
    let sample = sample(document);
    crs.counts_metres_on_earth()
        && !sample.is_empty()
        && sample.iter().all(|(x, y)| Crs::Wgs84.holds(*x, *y))
}

/// All pairs, in one order or the other, lie where China lies in the zone about 114° E.
fn fits_gauss_krueger(sample: &[(f64, f64)]) -> bool {
    let crs = Crs::GaussKrueger114;
    let swapped = crs.axis_order(sample.iter().copied()) == AxisOrder::NorthEast;
    sample.iter().all(|(first, second)| {
        let (x, y) = if swapped {
            (*second, *first)
        } else {
            (*first, *second)
        };
        let place = crs.to_lonlat(x, y);
        crs.holds(x, y) && (108.0..120.0).contains(&place.lon) && (15.0..55.0).contains(&place.lat)
    })
}
