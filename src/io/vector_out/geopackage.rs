//! A layer as a GeoPackage of its own: one feature table with its spatial index; what is to be known of it is the description
//! of the table, which every program of the field shows.

use rusqlite::types::Value;
use rusqlite::{Connection, MAIN_DB, params_from_iter};

use super::{OutCell, OutFeature, OutLayer, OutPlace};
use crate::base::coords::{LonLat, LonLatBox};
use crate::io::geopackage::geometry::{areas_blob, line_blob, point_blob, polygon_blob};
use crate::io::geopackage::spatial_functions;
use crate::io::geopackage::tables::{
    Column, FeatureTable, begin, create_features, create_index, note_change,
};

/// The bytes of the database.
pub(super) fn bytes(layer: &OutLayer) -> rusqlite::Result<Vec<u8>> {
    let mut connection = Connection::open_in_memory()?;
    spatial_functions::register(&connection)?;
    let transaction = connection.transaction()?;
    begin(&transaction)?;
    let columns: Vec<Column<'_>> = layer
        .columns
        .iter()
        .enumerate()
        .map(|(at, column)| Column {
            name: column.key,
            kind: kind_of(&layer.features, at),
            title: &column.title,
        })
        .collect();
    let about = layer.about_text();
    let table = FeatureTable {
        name: layer.key,
        identifier: &layer.title,
        description: &about,
        geometry: geometry_of(&layer.features),
        columns: &columns,
    };
    create_features(&transaction, &table)?;
    let names = columns.iter().map(|column| column.name);
    let marks = vec!["?"; columns.len() + 1].join(", ");
    let names: Vec<&str> = std::iter::once("geom").chain(names).collect();
    let sql = format!(
        "INSERT INTO {} ({}) VALUES ({marks})",
        table.name,
        names.join(", ")
    );
    let mut insert = transaction.prepare(&sql)?;
    for feature in &layer.features {
        let geometry = std::iter::once(Value::Blob(blob(&feature.place)));
        let cells = feature.cells.iter().map(value);
        insert.execute(params_from_iter(geometry.chain(cells)))?;
    }
    drop(insert);
    create_index(&transaction, &table)?;
    note_change(&transaction, table.name, extent(&layer.features))?;
    transaction.commit()?;
    Ok(connection.serialize(MAIN_DB)?.to_vec())
}

/// The type of a column that holds all its cells.
fn kind_of(features: &[OutFeature], at: usize) -> &'static str {
    let mut kind = None;
    for cell in features.iter().filter_map(|feature| feature.cells.get(at)) {
        let this = match cell {
            OutCell::Text(_) => return "TEXT",
            OutCell::Flag(_) => "BOOLEAN",
            OutCell::Number(_) if cell.whole().is_some() => "INTEGER",
            OutCell::Number(_) => "DOUBLE",
            OutCell::Nothing => continue,
        };
        kind = match (kind, this) {
            (Some("DOUBLE"), "INTEGER") => Some("DOUBLE"),
            _ => Some(this),
        };
    }
    kind.unwrap_or("TEXT")
}

fn geometry_of(features: &[OutFeature]) -> &'static str {
    features
        .first()
        .map_or("GEOMETRY", |feature| match feature.place {
            OutPlace::Point(_) => "POINT",
            OutPlace::Line(_) => "LINESTRING",
            OutPlace::Area(_) => "POLYGON",
            OutPlace::Areas(_) => "MULTIPOLYGON",
        })
}

fn blob(place: &OutPlace) -> Vec<u8> {
    match place {
        OutPlace::Point(at) => point_blob(*at),
        OutPlace::Line(line) => line_blob(line),
        OutPlace::Area(area) => polygon_blob(area),
        OutPlace::Areas(areas) => areas_blob(areas),
    }
}

fn value(cell: &OutCell) -> Value {
    match cell {
        OutCell::Text(text) => Value::Text(text.clone()),
        OutCell::Number(number) => cell.whole().map_or(Value::Real(*number), Value::Integer),
        OutCell::Flag(flag) => Value::Integer(i64::from(*flag)),
        OutCell::Nothing => Value::Null,
    }
}

fn extent(features: &[OutFeature]) -> Option<LonLatBox> {
    LonLatBox::around(features.iter().flat_map(|feature| {
        let corners: Vec<LonLat> = match &feature.place {
            OutPlace::Point(at) => vec![*at],
            OutPlace::Line(line) => line.0.iter().map(|at| LonLat::from(*at)).collect(),
            OutPlace::Area(area) => outline(area).collect(),
            OutPlace::Areas(areas) => areas.iter().flat_map(outline).collect(),
        };
        corners
    }))
}

fn outline(area: &geo::Polygon<f64>) -> impl Iterator<Item = LonLat> {
    area.exterior().0.iter().map(|corner| LonLat::from(*corner))
}
