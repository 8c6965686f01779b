//! What other programs keep in a `GeoPackage`: their feature tables, read without leaving a trace on the file.

use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, params};

use super::features::{Collection, Geometry};
use super::projection_text::crs_name;
use super::{Fault, LayerShape, VectorLayer};
use crate::base::cancel::Cancel;
use crate::i18n::message::Message;
use crate::io::geojson::text::Decoded;
use crate::io::geopackage::any_geometry::{AnyGeometry, read_any};
use crate::io::plan_file::peek::{has_unfinished_work, open_untouched};

/// The feature tables with rows.
pub(super) fn layers(path: &Path) -> Result<Vec<VectorLayer>, Fault> {
    let connection = open(path)?;
    let mut statement = connection
        .prepare(
            "SELECT g.table_name, g.geometry_type_name FROM gpkg_geometry_columns g
             JOIN gpkg_contents c ON c.table_name = g.table_name WHERE c.data_type = 'features' ORDER BY g.table_name",
        )?;
    let named = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .and_then(Iterator::collect::<Result<Vec<(String, String)>, _>>)?;
    let layers = named.into_iter().map(|(name, kind)| {
        let count = format!("SELECT count(*) FROM {}", quoted(&name));
        let features: i64 = connection.query_row(&count, [], |row| row.get(0))?;
        let table = Table::of(&connection, &name)?;
        let ranked = table.columns.iter().any(|column| column == "rank");
        Ok(VectorLayer {
            shape: match kind.to_ascii_uppercase().as_str() {
                "POINT" | "MULTIPOINT" => LayerShape::Points,
                "LINESTRING" | "MULTILINESTRING" => LayerShape::Lines,
                _ if ranked => LayerShape::RankedAreas,
                _ => LayerShape::Areas,
            },
            name,
            features: usize::try_from(features).unwrap_or(0),
        })
    });
    let layers: Vec<VectorLayer> = layers.collect::<Result<_, Fault>>()?;
    Ok(layers
        .into_iter()
        .filter(|layer| layer.features > 0)
        .collect())
}

/// The features of a table; of the only one with rows where none is named.
pub(super) fn as_geojson(
    path: &Path,
    layer: Option<&str>,
    cancel: &Cancel,
) -> Result<Decoded, Fault> {
    let name = match layer {
        Some(name) => name.to_owned(),
        None => only_layer(path)?,
    };
    let connection = open(path)?;
    let table = Table::of(&connection, &name)?;
    let mut collection = Collection::begin(table.crs.as_deref());
    let columns = std::iter::once(&table.geometry).chain(&table.columns);
    let columns: Vec<String> = columns.map(|column| quoted(column)).collect();
    let sql = format!("SELECT {} FROM {}", columns.join(", "), quoted(&name));
    let mut statement = connection.prepare(&sql)?;
    let mut rows = statement.query([])?;
    let mut number = 0;
    while let Some(row) = rows.next()? {
        cancel.check()?;
        number += 1;
        let geometry = match row.get_ref(0)? {
            ValueRef::Null => Geometry::None,
            ValueRef::Blob(blob) => read_any(blob)
                .map(|read| read.map_or(Geometry::None, geometry_of))
                .map_err(|_| broken_row(&name, number))?,
            _ => return Err(broken_row(&name, number)),
        };
        let cells: Vec<String> = (0..table.columns.len())
            .map(|at| {
                let value = row.get_ref(at + 1)?;
                Ok(cell(value, table.flags.contains(&at)))
            })
            .collect::<Result<_, Fault>>()?;
        let names = table.columns.iter().map(String::as_str);
        let filled = names
            .zip(cells.iter().map(String::as_str))
            .filter(|(_, cell)| !cell.is_empty());
        collection.add(&geometry, filled);
    }
    Ok(Decoded {
        text: collection.finish(),
        foreign: None,
    })
}

fn only_layer(path: &Path) -> Result<String, Fault> {
    let mut layers = layers(path)?.into_iter();
    match (layers.next(), layers.next()) {
        (Some(only), None) => Ok(only.name),
        (Some(first), Some(second)) => Err(Fault::new(
            Message::new("io-file-several-layers")
                .with("first", first.name)
                .with("second", second.name),
        )),
        (None, _) => Err(Fault::new(Message::new("io-gpkg-no-features"))),
    }
}

fn open(path: &Path) -> Result<Connection, Fault> {
    if has_unfinished_work(path) {
        return Err(Fault::new(Message::new("io-gpkg-unfinished")));
    }
    let connection = open_untouched(path)?;
    // What the file defines of its own is not run.
    connection.pragma_update(None, "trusted_schema", false)?;
    Ok(connection)
}

/// What is to be known of a feature table.
struct Table {
    geometry: String,
    columns: Vec<String>,
    /// Which columns say yes or no.
    flags: Vec<usize>,
    crs: Option<String>,
}

impl Table {
    fn of(connection: &Connection, name: &str) -> Result<Self, Fault> {
        let found: Option<(String, i64)> = connection
            .query_row(
                "SELECT column_name, srs_id FROM gpkg_geometry_columns WHERE table_name = ?1",
                [name],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()?;
        let (geometry, system) = found
            .ok_or_else(|| Fault::new(Message::new("io-file-no-such-layer").with("name", name)))?;
        let mut statement = connection.prepare("SELECT name, type FROM pragma_table_info(?1)")?;
        let all = statement
            .query_map([name], |row| Ok((row.get(0)?, row.get(1)?)))
            .and_then(Iterator::collect::<Result<Vec<(String, String)>, _>>)?;
        let own: Vec<(String, String)> = all
            .into_iter()
            .filter(|(column, _)| *column != geometry)
            .collect();
        let is_flag = |kind: &str| kind.eq_ignore_ascii_case("BOOLEAN");
        Ok(Self {
            flags: (0..own.len())
                .filter(|at| own.get(*at).is_some_and(|(_, kind)| is_flag(kind)))
                .collect(),
            columns: own.into_iter().map(|(column, _)| column).collect(),
            crs: crs_of(connection, system)?,
            geometry,
        })
    }
}

/// The name of a reference system; `None` for those the standard calls undefined.
fn crs_of(connection: &Connection, system: i64) -> Result<Option<String>, Fault> {
    if system <= 0 {
        return Ok(None);
    }
    let found: Option<(String, i64, String)> = connection
        .query_row(
            "SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys WHERE srs_id = ?1",
            params![system],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .optional()?;
    Ok(found.and_then(|(organization, number, definition)| {
        if organization.eq_ignore_ascii_case("EPSG") {
            Some(format!("epsg:{number}"))
        } else {
            crs_name(&definition)
        }
    }))
}

fn geometry_of(read: AnyGeometry) -> Geometry {
    match read {
        AnyGeometry::Points(points) => Geometry::Points(points),
        AnyGeometry::Lines(lines) => Geometry::Lines(lines),
        AnyGeometry::Polygons(areas) => Geometry::Polygons(areas),
        AnyGeometry::Several(parts) => {
            Geometry::Several(parts.into_iter().map(geometry_of).collect())
        }
        AnyGeometry::Foreign => Geometry::Foreign("Curve"),
    }
}

fn cell(value: ValueRef<'_>, flag: bool) -> String {
    match value {
        ValueRef::Null | ValueRef::Blob(_) => String::new(),
        ValueRef::Integer(number) if flag => (number != 0).to_string(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
    }
}

/// A name as SQL holds it.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::new(Message::new("io-gpkg-broken").with("why", error.to_string()))
    }
}

fn broken_row(table: &str, number: usize) -> Fault {
    Fault::new(
        Message::new("io-gpkg-broken-geometry")
            .with("table", table)
            .with("number", number),
    )
}
