//! Patrol points and zones from GeoJSON and CSV.

use std::path::Path;

use wkt::TryFromWkt;

use super::boundary_rings::{Judge, boundary_of, polygons_of};
use super::delimited::encoding::utf8_or_gb18030;
use super::file_bytes::read_bytes;
use super::geojson::document::{Document, Feature, Shape};
use super::geojson::text::Decoded;
use super::geojson_file::{Reading, choose_reading, read_document, read_text};
use super::read_error::ReadError;
use crate::base::cancel::Cancel;
use crate::base::coords::LonLat;
use crate::base::crs::Crs;
use crate::base::ids::{PointId, ZoneId};
use crate::i18n::message::Message;
use crate::model::patrol_point::PatrolPoint;
use crate::model::zone::Zone;

/// Colours a zone may have.
const COLOURS: u32 = 8;

/// Patrol points of a GeoJSON file (Point features; `name`, `unit`, `locked` where given) or a CSV (`id,lon,lat` or `id,x,y`).
///
/// # Errors
/// [`ReadError`], also where a feature is no point or a row has no place: points are few, and none may be lost unseen.
pub fn read_points(path: &Path, crs: Option<Crs>) -> Result<Vec<PatrolPoint>, ReadError> {
    let points = read_points_with_ids(path, crs)?;
    Ok(points.into_iter().map(|(_, point)| point).collect())
}

/// The same, each point with its id as the file writes it; empty where it has none.
///
/// # Errors
/// As [`read_points`].
pub fn read_points_with_ids(
    path: &Path,
    crs: Option<Crs>,
) -> Result<Vec<(String, PatrolPoint)>, ReadError> {
    if is_table(path) {
        return read_point_table(path, crs.unwrap_or_default());
    }
    let cancel = Cancel::new();
    let decoded = read_text(path, &cancel)?;
    let document = read_document(path, &decoded.text, &cancel)?;
    let reading = choose_reading(path, &document, crs)?;
    let mut points = Vec::new();
    for (position, feature) in document.features.iter().enumerate() {
        let corners = match &feature.shape {
            Some(Shape::Point(corner)) => vec![*corner],
            Some(Shape::Points(corners)) => corners.clone(),
            _ => {
                return Err(refused(
                    path,
                    position,
                    Message::new("io-points-not-a-point"),
                ));
            }
        };
        for corner in corners {
            let at = reading.east_north(corner);
            let Some(position) = place(reading.crs, at.x, at.y) else {
                return Err(refused(
                    path,
                    position,
                    out_of_range(reading.crs, at.x, at.y),
                ));
            };
            points.push(point_of(&document, feature, position, points.len()));
        }
    }
    give_numbers(&mut points);
    Ok(points)
}

fn point_of(
    document: &Document<'_>,
    feature: &Feature,
    position: LonLat,
    before: usize,
) -> (String, PatrolPoint) {
    let value = |names: &[&str]| first_value(document, feature, names);
    let id = value(&["id", "point_id", "编号"]).unwrap_or_else(|| document.id(feature));
    let name = value(&["name", "名称", "label"])
        .or_else(|| (!id.is_empty()).then(|| id.clone()))
        .unwrap_or_else(|| (before + 1).to_string());
    let point = PatrolPoint {
        id: PointId(whole_number(&id)),
        name,
        position,
        locked: value(&["locked", "fixed", "锁定"]).is_some_and(|text| is_yes(&text)),
        unit: value(&["unit", "单位", "责任单位"]).unwrap_or_default(),
    };
    (id, point)
}

/// Keeps the file's numbers where they are whole, positive and each there once; numbers all points from 1 otherwise.
fn give_numbers(points: &mut [(String, PatrolPoint)]) {
    let mut numbers: Vec<u32> = points.iter().map(|(_, point)| point.id.0).collect();
    numbers.sort_unstable();
    let sound = numbers.first().is_none_or(|least| *least > 0)
        && numbers
            .iter()
            .zip(numbers.iter().skip(1))
            .all(|(a, b)| a < b);
    if !sound {
        for (number, (_, point)) in (1..).zip(points.iter_mut()) {
            point.id = PointId(number);
        }
    }
}

/// What the column of outlines is called in a table.
pub(super) const OUTLINES: [&str; 4] = ["wkt", "geometry", "geom", "边界"];

/// Zones of a GeoJSON file (Polygon features; `name`, `rank`, `colour` where given; a `MultiPolygon` gives one zone a part) or of a
/// CSV with a column of well-known text.
///
/// # Errors
/// [`ReadError`], also where a feature is no area: zones are few, and none may be lost unseen.
pub fn read_zones(path: &Path, crs: Option<Crs>) -> Result<Vec<Zone>, ReadError> {
    let cancel = Cancel::new();
    let decoded = if is_table(path) {
        outlines_as_geojson(path)?
    } else {
        read_text(path, &cancel)?
    };
    let mut document = read_document(path, &decoded.text, &cancel)?;
    let reading = choose_reading(path, &document, crs)?;
    let mut zones: Vec<Zone> = Vec::new();
    let shapes: Vec<Option<Shape>> = document
        .features
        .iter_mut()
        .map(|feature| feature.shape.take())
        .collect();
    for (position, (feature, shape)) in document.features.iter().zip(shapes).enumerate() {
        let parts = zone_parts(path, position, shape, reading)?;
        let value = |names: &[&str]| first_value(&document, feature, names);
        let several = parts.0.len() > 1;
        for (part, boundary) in parts.0.into_iter().enumerate() {
            let number = zones.len() as u32;
            let base = value(&["name", "名称", "label"]).unwrap_or_else(|| document.id(feature));
            let name = match (base.as_str(), several) {
                ("", _) => (number + 1).to_string(),
                (base, true) => format!("{base} {}", part + 1),
                (base, false) => base.to_owned(),
            };
            zones.push(Zone {
                id: ZoneId(number + 1),
                name,
                rank: value(&["rank", "优先级", "等级", "排名"])
                    .and_then(|text| text.parse().ok())
                    .filter(|rank| *rank > 0)
                    .unwrap_or_else(|| u16::try_from(number + 1).unwrap_or(u16::MAX)),
                colour: value(&["colour", "color", "颜色"])
                    .and_then(|text| text.parse::<u8>().ok())
                    .filter(|colour| u32::from(*colour) < COLOURS)
                    .unwrap_or((number % COLOURS) as u8),
                boundary,
            });
        }
    }
    Ok(zones)
}

fn zone_parts(
    path: &Path,
    position: usize,
    shape: Option<Shape>,
    reading: Reading,
) -> Result<geo::MultiPolygon<f64>, ReadError> {
    let mut defects = Vec::new();
    let mut judge = Judge {
        feature: position,
        name: "",
        defects: &mut defects,
    };
    let boundary = shape
        .and_then(|shape| polygons_of(shape, &mut judge))
        .and_then(|parts| boundary_of(parts, reading, &mut judge));
    boundary.ok_or_else(|| {
        let why = defects.into_iter().next_back().map_or_else(
            || Message::new("io-defect-not-an-area"),
            |defect| defect.message,
        );
        refused(path, position, why)
    })
}

pub(super) fn is_table(path: &Path) -> bool {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name).to_owned();
    [".csv", ".tsv", ".txt"]
        .iter()
        .any(|ending| name.ends_with(ending))
}

/// The text of a table, in UTF-8 or GB18030.
pub(super) fn table_text(path: &Path) -> Result<String, ReadError> {
    let bytes = read_bytes(path, &Cancel::new())?;
    Ok(utf8_or_gb18030(&bytes).into_owned())
}

pub(super) fn table_of(text: &str) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes())
}

/// What is wrong with a table, and in which line.
pub(super) fn at_line(path: &Path, line: Option<u64>, message: Message) -> ReadError {
    ReadError::Content {
        path: path.into(),
        line: line.and_then(|line| usize::try_from(line).ok()),
        column: None,
        message,
    }
}

/// A table with a column of well-known text as the text of a GeoJSON document.
fn outlines_as_geojson(path: &Path) -> Result<Decoded, ReadError> {
    let text = table_text(path)?;
    let mut table = table_of(&text);
    let broken = |line, message| at_line(path, line, message);
    let unread = |error: &csv::Error| {
        let line = error.position().map(csv::Position::line);
        let why = error.to_string();
        broken(line, Message::new("io-table-broken").with("why", why))
    };
    let headers = table.headers().map_err(|error| unread(&error))?.clone();
    let outline = headers
        .iter()
        .position(|header| OUTLINES.contains(&header.to_lowercase().as_str()))
        .ok_or_else(|| broken(Some(1), Message::new("io-zones-no-outlines")))?;
    let mut features = Vec::new();
    for row in table.records() {
        let row = row.map_err(|error| unread(&error))?;
        let line = row.position().map(csv::Position::line);
        let written = row.get(outline).unwrap_or_default();
        let no_outline = || broken(line, Message::new("io-zones-no-outline"));
        // Collections may lie in one another without end; areas do not.
        let begin = written.get(..12).unwrap_or(written).to_ascii_uppercase();
        if !begin.starts_with("POLYGON") && begin != "MULTIPOLYGON" {
            return Err(no_outline());
        }
        let shape = geo::Geometry::<f64>::try_from_wkt_str(written).map_err(|_| no_outline())?;
        let cells = headers.iter().zip(&row).enumerate();
        let properties = cells
            .filter(|(at, (_, cell))| *at != outline && !cell.is_empty())
            .map(|(_, (name, cell))| (name.to_owned(), serde_json::Value::from(cell)))
            .collect();
        features.push(geojson::Feature {
            geometry: Some(geojson::Geometry::new(geojson::GeometryValue::from(&shape))),
            properties: Some(properties),
            ..geojson::Feature::default()
        });
    }
    let collection = geojson::FeatureCollection::new(features);
    Ok(Decoded {
        text: collection.to_string().into_bytes(),
        foreign: None,
    })
}

fn read_point_table(path: &Path, crs: Crs) -> Result<Vec<(String, PatrolPoint)>, ReadError> {
    let text = table_text(path)?;
    let mut table = table_of(&text);
    let broken = |line, message| at_line(path, line, message);
    let headers = table
        .headers()
        .map_err(|error| {
            broken(
                None,
                Message::new("io-table-broken").with("why", error.to_string()),
            )
        })?
        .clone();
    let column = |names: &[&str]| {
        headers
            .iter()
            .position(|header| names.contains(&header.to_lowercase().as_str()))
    };
    let x = column(&["lon", "lng", "longitude", "x", "经度"]);
    let y = column(&["lat", "latitude", "y", "纬度"]);
    let (Some(x), Some(y)) = (x, y) else {
        return Err(broken(Some(1), Message::new("io-points-no-columns")));
    };
    let id = column(&["id", "point_id", "编号"]);
    let name = column(&["name", "名称"]);
    let unit = column(&["unit", "单位", "责任单位"]);
    let locked = column(&["locked", "fixed", "锁定"]);
    let mut points: Vec<(String, PatrolPoint)> = Vec::new();
    for row in table.records() {
        let row = row.map_err(|error| {
            let line = error.position().map(csv::Position::line);
            broken(
                line,
                Message::new("io-table-broken").with("why", error.to_string()),
            )
        })?;
        let line = row.position().map(csv::Position::line);
        let cell = |column: Option<usize>| column.and_then(|column| row.get(column)).unwrap_or("");
        let numbers = (cell(Some(x)).parse::<f64>(), cell(Some(y)).parse::<f64>());
        let (Ok(east), Ok(north)) = numbers else {
            let message = Message::new("io-points-no-place")
                .with("found", format!("{}, {}", cell(Some(x)), cell(Some(y))));
            return Err(broken(line, message));
        };
        let Some(position) = place(crs, east, north) else {
            return Err(broken(line, out_of_range(crs, east, north)));
        };
        let label = match (cell(name), cell(id)) {
            ("", "") => (points.len() + 1).to_string(),
            ("", id) => id.to_owned(),
            (name, _) => name.to_owned(),
        };
        let point = PatrolPoint {
            id: PointId(whole_number(cell(id))),
            name: label,
            position,
            locked: is_yes(cell(locked)),
            unit: cell(unit).to_owned(),
        };
        points.push((cell(id).to_owned(), point));
    }
    give_numbers(&mut points);
    Ok(points)
}

fn place(crs: Crs, x: f64, y: f64) -> Option<LonLat> {
    let finite = x.is_finite() && y.is_finite() && crs.holds(x, y);
    finite.then(|| crs.to_lonlat(x, y))
}

pub(super) fn out_of_range(crs: Crs, x: f64, y: f64) -> Message {
    Message::new("io-defect-out-of-range")
        .with("x", format!("{x}"))
        .with("y", format!("{y}"))
        .with("crs", crs.name())
}

fn first_value(document: &Document<'_>, feature: &Feature, names: &[&str]) -> Option<String> {
    names
        .iter()
        .filter_map(|name| document.field(name))
        .map(|field| document.value(feature, field))
        .find(|value| !value.is_empty())
}

fn whole_number(text: &str) -> u32 {
    text.trim().parse().unwrap_or(0)
}

fn is_yes(text: &str) -> bool {
    matches!(
        text.to_lowercase().as_str(),
        "true" | "1" | "yes" | "y" | "是"
    )
}

fn refused(path: &Path, position: usize, why: Message) -> ReadError {
    ReadError::Content {
        path: path.into(),
        line: None,
        column: None,
        message: Message::new("io-feature-refused")
            .with("number", position + 1)
            .with("why", why),
    }
}
