//! The tables that the GeoPackage standard prescribes (1.3, which QGIS and GDAL of today read without a warning), and feature
//! tables with their spatial indexes.

use std::fmt::Write as _;

use rusqlite::{Connection, params};

use super::geometry::SRS;
use crate::base::coords::LonLatBox;

/// `GPKG`, where SQLite keeps the kind of application.
pub const APPLICATION_ID: i32 = 0x4750_4B47;
/// GeoPackage 1.3.0: GDAL 3.6 warns of anything newer.
const GEOPACKAGE_VERSION: i32 = 10_300;

/// One attribute of a feature table.
#[derive(Debug, Clone, Copy)]
pub struct Column<'a> {
    /// Its name in SQL.
    pub name: &'a str,
    /// Its GeoPackage type.
    pub kind: &'a str,
    /// Its name for people.
    pub title: &'a str,
}

/// A table other programs draw.
#[derive(Debug, Clone, Copy)]
pub struct FeatureTable<'a> {
    /// Its name in SQL.
    pub name: &'a str,
    /// Its name for people.
    pub identifier: &'a str,
    /// What it holds.
    pub description: &'a str,
    /// The GeoPackage geometry type.
    pub geometry: &'a str,
    /// Its attributes after `fid` and `geom`.
    pub columns: &'a [Column<'a>],
}

/// Makes the standard's own tables in an empty database.
///
/// # Errors
/// What the database says.
pub fn begin(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(STANDARD_TABLES)?;
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    connection.pragma_update(None, "user_version", GEOPACKAGE_VERSION)
}

/// Makes an empty feature table and tells of it; its spatial index is made by [`create_index`].
///
/// # Errors
/// What the database says.
pub fn create_features(connection: &Connection, table: &FeatureTable<'_>) -> rusqlite::Result<()> {
    let mut sql = format!(
        "CREATE TABLE {} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom {}",
        table.name, table.geometry
    );
    for column in table.columns {
        // Writing into a string cannot fail.
        let _never = write!(sql, ", {} {}", column.name, column.kind);
    }
    sql.push_str(");\n");
    connection.execute_batch(&sql)?;
    connection.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id)
         VALUES (?1, 'features', ?2, ?3, ?4)",
        params![table.name, table.identifier, table.description, SRS],
    )?;
    connection.execute(
        "INSERT INTO gpkg_geometry_columns VALUES (?1, 'geom', ?2, ?3, 0, 0)",
        params![table.name, table.geometry, SRS],
    )?;
    connection.execute(
        "INSERT INTO gpkg_extensions VALUES
         (?1, 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec120/#extension_rtree', 'write-only')",
        [table.name],
    )?;
    for column in table.columns {
        connection.execute(
            "INSERT INTO gpkg_data_columns (table_name, column_name, title) VALUES (?1, ?2, ?3)",
            params![table.name, column.name, column.title],
        )?;
    }
    Ok(())
}

/// Makes the spatial index of a feature table, of the rows it has, and the triggers that keep it, as the standard's extension
/// prescribes them. The functions of [`super::spatial_functions`] must be known to the connection.
///
/// # Errors
/// What the database says.
pub fn create_index(connection: &Connection, table: &FeatureTable<'_>) -> rusqlite::Result<()> {
    let name = table.name;
    let index = format!("rtree_{name}_geom");
    let full = "(NEW.geom NOT NULL AND NOT ST_IsEmpty(NEW.geom))";
    let bare = "(NEW.geom ISNULL OR ST_IsEmpty(NEW.geom))";
    let put = format!(
        "INSERT OR REPLACE INTO {index} VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom));"
    );
    let drop = format!("DELETE FROM {index} WHERE id = OLD.fid;");
    let both = format!("DELETE FROM {index} WHERE id IN (OLD.fid, NEW.fid);");
    let triggers = [
        ("insert", "INSERT", full.to_owned(), put.clone()),
        (
            "update1",
            "UPDATE OF geom",
            format!("OLD.fid = NEW.fid AND {full}"),
            put.clone(),
        ),
        (
            "update2",
            "UPDATE OF geom",
            format!("OLD.fid = NEW.fid AND {bare}"),
            drop.clone(),
        ),
        (
            "update3",
            "UPDATE",
            format!("OLD.fid != NEW.fid AND {full}"),
            format!("{drop} {put}"),
        ),
        (
            "update4",
            "UPDATE",
            format!("OLD.fid != NEW.fid AND {bare}"),
            both,
        ),
        ("delete", "DELETE", "OLD.geom NOT NULL".to_owned(), drop),
    ];
    let mut sql = format!(
        "CREATE VIRTUAL TABLE {index} USING rtree(id, minx, maxx, miny, maxy);
         INSERT INTO {index} SELECT fid, ST_MinX(geom), ST_MaxX(geom), ST_MinY(geom), ST_MaxY(geom) FROM {name}
         WHERE geom NOT NULL AND NOT ST_IsEmpty(geom);\n"
    );
    for (suffix, event, when, act) in triggers {
        // Writing into a string cannot fail.
        let _never = writeln!(
            sql,
            "CREATE TRIGGER {index}_{suffix} AFTER {event} ON {name} WHEN {when} BEGIN {act} END;"
        );
    }
    connection.execute_batch(&sql)
}

/// Says in the contents when a table changed and where its features lie now.
///
/// # Errors
/// What the database says.
pub fn note_change(
    connection: &Connection,
    table: &str,
    around: Option<LonLatBox>,
) -> rusqlite::Result<()> {
    let edge = |edge: fn(LonLatBox) -> f64| around.map(edge);
    connection
        .prepare_cached(
            "UPDATE gpkg_contents SET last_change = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'),
             min_x = ?2, min_y = ?3, max_x = ?4, max_y = ?5 WHERE table_name = ?1",
        )?
        .execute(params![
            table,
            edge(|around| around.west),
            edge(|around| around.south),
            edge(|around| around.east),
            edge(|around| around.north)
        ])?;
    Ok(())
}

const STANDARD_TABLES: &str = r#"
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
INSERT INTO gpkg_spatial_ref_sys VALUES
  ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined Cartesian coordinate reference system'),
  ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system'),
  ('WGS 84 geodetic', 4326, 'EPSG', 4326,
   'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]',
   'longitude and latitude in decimal degrees on the WGS 84 spheroid');
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL,
  z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
CREATE TABLE gpkg_extensions (
  table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
CREATE TABLE gpkg_data_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT, mime_type TEXT,
  constraint_name TEXT,
  CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE gpkg_data_column_constraints (
  constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC, min_is_inclusive BOOLEAN,
  max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
INSERT INTO gpkg_extensions VALUES
  ('gpkg_data_columns', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec120/#extension_schema', 'read-write'),
  ('gpkg_data_column_constraints', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec120/#extension_schema', 'read-write');
"#;
