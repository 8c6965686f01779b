//! Grid layers as feature tables, and back: what can be worked out again from a boundary is worked out again.

use rayon::prelude::*;
use rusqlite::{Connection, Row, params};
use serde::{Deserialize, Serialize};

use super::plan_file_error::PlanFileError;
use super::schema::grid_table;
use super::source_rows::{SourceFile, SourceKind, about_source, drop_source, put_source};
use crate::base::coords::{LonLat, LonLatBox};
use crate::base::rings::rings;
use crate::base::units::Km2;
use crate::io::boundaries::{BoundaryFields, BoundaryReading};
use crate::io::geopackage::geometry::{areas_blob, read_areas};
use crate::io::geopackage::tables::note_change;
use crate::model::grid::{GridLayer, GridLevel, GridUnit};
use crate::model::source_note::SourceNote;

/// Levels that can hold others, in the order of the `in_…` columns.
const PARENTS: [GridLevel; 4] = [
    GridLevel::District,
    GridLevel::Subdistrict,
    GridLevel::Community,
    GridLevel::PoliceGrid,
];

/// What the table does not say.
#[derive(Debug, Serialize, Deserialize)]
struct About {
    source: SourceNote,
    fields: BoundaryFields,
    /// Levels whose units are named by an attribute.
    named: Vec<GridLevel>,
}

/// Puts a layer in place of the one of its level.
pub(super) fn put_grids(
    connection: &Connection,
    reading: &BoundaryReading,
    file: &SourceFile,
) -> Result<(), PlanFileError> {
    let layer = &reading.layer;
    let table = grid_table(layer.level).name;
    connection.execute(&format!("DELETE FROM {table}"), [])?;
    let mut insert = connection.prepare(&format!(
        "INSERT INTO {table} (fid, geom, code, name, residents, responsible, area_km2, label_lon, label_lat,
         in_district, in_subdistrict, in_community, in_police_grid)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"
    ))?;
    for (at, unit) in layer.units.iter().enumerate() {
        let parent = |level: GridLevel| {
            let named = &reading.named_parents;
            let (_, names) = named.iter().find(|(named, _)| *named == level)?;
            names.get(at).map(String::as_str)
        };
        let [district, subdistrict, community, police_grid] = PARENTS.map(parent);
        insert.execute(params![
            at as i64 + 1,
            areas_blob(&unit.boundary),
            unit.code,
            unit.name,
            unit.residents,
            unit.responsible,
            unit.area.0,
            unit.label_at.lon,
            unit.label_at.lat,
            district,
            subdistrict,
            community,
            police_grid
        ])?;
    }
    let about = About {
        source: layer.source.clone(),
        fields: reading.fields.clone(),
        named: reading
            .named_parents
            .iter()
            .map(|(level, _)| *level)
            .collect(),
    };
    note_change(connection, table, layer.extent())?;
    put_source(
        connection,
        SourceKind::Grids(layer.level),
        file,
        &layer.source,
        &about,
    )
}

/// Takes a level away.
pub(super) fn drop_grids(connection: &Connection, level: GridLevel) -> Result<(), PlanFileError> {
    let table = grid_table(level).name;
    connection.execute(&format!("DELETE FROM {table}"), [])?;
    note_change(connection, table, None)?;
    Ok(drop_source(connection, SourceKind::Grids(level))?)
}

/// A layer as it was read from its file, but for its defects and its sample; `None` where the plan has none of that level.
pub(super) fn read_grids(
    connection: &Connection,
    level: GridLevel,
) -> Result<Option<BoundaryReading>, PlanFileError> {
    let Some(about) = about_source::<About>(connection, SourceKind::Grids(level))? else {
        return Ok(None);
    };
    let table = grid_table(level).name;
    let mut statement = connection.prepare(&format!(
        "SELECT geom, code, name, residents, responsible, area_km2, label_lon, label_lat,
         in_district, in_subdistrict, in_community, in_police_grid FROM {table} ORDER BY fid"
    ))?;
    let rows = statement.query_map([], grid_row)?;
    let rows = rows.collect::<Result<Vec<WrittenUnit>, _>>()?;
    let named = about.named.iter().map(|level| {
        let at = PARENTS.iter().position(|parent| parent == level);
        let name = |row: &WrittenUnit| {
            let name = at.and_then(|at| row.parents.get(at)?.clone());
            name.unwrap_or_default()
        };
        (*level, rows.iter().map(name).collect())
    });
    let named_parents = named.collect();
    let units = rows.into_par_iter().map(WrittenUnit::unit);
    let units = units
        .collect::<Option<Vec<_>>>()
        .ok_or(PlanFileError::Damaged(table))?;
    let crs_guess = about.source.crs;
    Ok(Some(BoundaryReading {
        layer: GridLayer {
            level,
            units,
            source: about.source,
        },
        named_parents,
        defects: Vec::new(),
        crs_declared: None,
        crs_guess,
        field_names: Vec::new(),
        sample: Vec::new(),
        fields: about.fields,
    }))
}

/// A row before its geometry is read.
struct WrittenUnit {
    geom: Vec<u8>,
    code: String,
    name: String,
    residents: Option<f64>,
    responsible: Option<String>,
    area: f64,
    label_at: LonLat,
    parents: [Option<String>; 4],
}

fn grid_row(row: &Row<'_>) -> rusqlite::Result<WrittenUnit> {
    Ok(WrittenUnit {
        geom: row.get(0)?,
        code: row.get(1)?,
        name: row.get(2)?,
        residents: row.get(3)?,
        responsible: row.get(4)?,
        area: row.get(5)?,
        label_at: LonLat::new(row.get(6)?, row.get(7)?),
        parents: [row.get(8)?, row.get(9)?, row.get(10)?, row.get(11)?],
    })
}

impl WrittenUnit {
    fn unit(self) -> Option<GridUnit> {
        let boundary = read_areas(&self.geom).ok()?;
        let corners =
            || rings(&boundary).flat_map(|ring| ring.0.iter().map(|corner| LonLat::from(*corner)));
        if !corners().all(LonLat::is_on_globe) || !self.label_at.is_on_globe() {
            return None;
        }
        let extent = LonLatBox::around(corners())?;
        Some(GridUnit {
            code: self.code,
            name: self.name,
            ancestors: [None; 5],
            residents: self.residents,
            responsible: self.responsible,
            area: Km2(self.area),
            label_at: self.label_at,
            extent,
            boundary,
        })
    }
}
