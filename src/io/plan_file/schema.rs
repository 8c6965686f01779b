//! The tables of a plan file: those of the GeoPackage standard (1.3, which QGIS and GDAL of today read without a warning), our
//! feature tables with their spatial indexes, and our own `pg_` tables.

use std::fmt::Write as _;

use rusqlite::{Connection, params};

use super::geometry::SRS;
use crate::model::grid::GridLevel;

/// `GPKG`, where SQLite keeps the kind of application.
pub const APPLICATION_ID: i32 = 0x4750_4B47;
/// GeoPackage 1.3.0: GDAL 3.6 warns of anything newer.
const GEOPACKAGE_VERSION: i32 = 10_300;
/// The layout of our own tables this program writes. 1 was the JSON project file.
pub const FORMAT: u32 = 2;
/// The name our tables are registered under.
pub const EXTENSION: &str = "patrolgrid_plan";

/// One attribute of a feature table.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its name in SQL.
    pub name: &'static str,
    /// Its GeoPackage type.
    pub kind: &'static str,
    /// Its name for people.
    pub title: &'static str,
}

/// A table other programs draw.
#[derive(Debug, Clone, Copy)]
pub struct FeatureTable {
    /// Its name in SQL.
    pub name: &'static str,
    /// Its name for people.
    pub identifier: &'static str,
    /// What it holds.
    pub description: &'static str,
    /// The GeoPackage geometry type.
    pub geometry: &'static str,
    /// Its attributes after `fid` and `geom`.
    pub columns: &'static [Column],
}

const fn column(name: &'static str, kind: &'static str, title: &'static str) -> Column {
    Column { name, kind, title }
}

/// Patrol points; `fid` is the point's number.
pub const POINTS: FeatureTable = FeatureTable {
    name: "patrol_points",
    identifier: "布警点",
    description: "Patrol points: where units stand by",
    geometry: "POINT",
    columns: &[
        column("name", "TEXT", "名称"),
        column("unit", "TEXT", "单位"),
        column("locked", "BOOLEAN", "锁定"),
    ],
};

/// Priority zones; `fid` is the zone's number.
pub const ZONES: FeatureTable = FeatureTable {
    name: "zones",
    identifier: "重点巡区",
    description: "Priority patrol zones",
    geometry: "POLYGON",
    columns: &[
        column("name", "TEXT", "名称"),
        column("rank", "INTEGER", "次序"),
        column("colour", "INTEGER", "颜色"),
    ],
};

/// Roads in file order.
pub const ROADS: FeatureTable = FeatureTable {
    name: "roads",
    identifier: "道路",
    description: "Stretches of road",
    geometry: "LINESTRING",
    columns: &[
        column("name", "TEXT", "路名"),
        column("class", "TEXT", "等级"),
        column("one_way", "BOOLEAN", "单行"),
        column("bridge", "BOOLEAN", "桥梁"),
    ],
};

const GRID_COLUMNS: &[Column] = &[
    column("code", "TEXT", "编码"),
    column("name", "TEXT", "名称"),
    column("residents", "DOUBLE", "常住人口"),
    column("responsible", "TEXT", "责任单位"),
    column("area_km2", "DOUBLE", "面积（平方千米）"),
    column("label_lon", "DOUBLE", "标注经度"),
    column("label_lat", "DOUBLE", "标注纬度"),
    column("in_district", "TEXT", "所属区"),
    column("in_subdistrict", "TEXT", "所属街道"),
    column("in_community", "TEXT", "所属社区"),
    column("in_police_grid", "TEXT", "所属警格"),
];

/// The table of a level of the hierarchy, units in file order.
#[must_use]
pub const fn grid_table(level: GridLevel) -> FeatureTable {
    let (name, identifier, description) = match level {
        GridLevel::District => ("district", "区", "District"),
        GridLevel::Subdistrict => ("subdistricts", "街道", "Subdistricts"),
        GridLevel::Community => ("communities", "社区", "Communities"),
        GridLevel::PoliceGrid => ("police_grids", "警格", "Police grids"),
        GridLevel::WorkGrid => ("work_grids", "网格", "Work grids"),
    };
    FeatureTable {
        name,
        identifier,
        description,
        geometry: "MULTIPOLYGON",
        columns: GRID_COLUMNS,
    }
}

/// All feature tables.
#[must_use]
pub fn feature_tables() -> Vec<FeatureTable> {
    let grids = GridLevel::ALL.map(grid_table);
    grids.into_iter().chain([ROADS, ZONES, POINTS]).collect()
}

/// Our own tables: name, name for people (listed among the contents), what it holds.
const OWN_TABLES: [(&str, Option<&str>, &str); 4] = [
    (
        "pg_edit_log",
        Some("修改记录"),
        "Every edit, as a hash chain",
    ),
    (
        "pg_sources",
        Some("数据来源"),
        "Where grids, roads and incidents came from",
    ),
    (
        "pg_settings",
        None,
        "Rule of reach, filter, density, format",
    ),
    (
        "pg_incidents",
        None,
        "Incidents as one compressed block of columns",
    ),
];

/// Makes all tables of an empty plan file. To be run inside a transaction.
///
/// # Errors
/// What the database says.
pub fn create_tables(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(STANDARD_TABLES)?;
    connection.execute_batch(OWN_TABLES_SQL)?;
    for table in feature_tables() {
        connection.execute_batch(&feature_table_sql(&table))?;
        register_features(connection, &table)?;
    }
    for (name, identifier, description) in OWN_TABLES {
        if let Some(identifier) = identifier {
            connection.execute(
                "INSERT INTO gpkg_contents (table_name, data_type, identifier, description)
                 VALUES (?1, 'attributes', ?2, ?3)",
                params![name, identifier, description],
            )?;
        }
        connection.execute(
            "INSERT INTO gpkg_extensions VALUES (?1, NULL, ?2, ?3, 'write-only')",
            params![name, EXTENSION, EXTENSION_DEFINITION],
        )?;
    }
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    connection.pragma_update(None, "user_version", GEOPACKAGE_VERSION)
}

fn register_features(connection: &Connection, table: &FeatureTable) -> rusqlite::Result<()> {
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

/// The table itself, its spatial index and the triggers that keep the index, as the standard's extension prescribes them.
fn feature_table_sql(table: &FeatureTable) -> String {
    let (name, geometry) = (table.name, table.geometry);
    let mut sql = format!(
        "CREATE TABLE {name} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom {geometry}"
    );
    for column in table.columns {
        // Writing into a string cannot fail.
        let _never = write!(sql, ", {} {}", column.name, column.kind);
    }
    sql.push_str(");\n");
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
    let _never = writeln!(
        sql,
        "CREATE VIRTUAL TABLE {index} USING rtree(id, minx, maxx, miny, maxy);"
    );
    for (suffix, event, when, act) in triggers {
        let _never = writeln!(
            sql,
            "CREATE TRIGGER {index}_{suffix} AFTER {event} ON {name} WHEN {when} BEGIN {act} END;"
        );
    }
    sql
}

const EXTENSION_DEFINITION: &str = "PatrolGrid plan: edit log, sources, settings and incidents. Anyone may read these tables; other programs leave them as they are";

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

const OWN_TABLES_SQL: &str = "
CREATE TABLE pg_settings (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE pg_edit_log (
  seq INTEGER PRIMARY KEY NOT NULL, time TEXT NOT NULL, who TEXT NOT NULL, act TEXT NOT NULL, title TEXT NOT NULL,
  edit TEXT NOT NULL, data TEXT NOT NULL, hash TEXT NOT NULL);
CREATE TABLE pg_sources (
  id INTEGER PRIMARY KEY NOT NULL, kind TEXT NOT NULL UNIQUE, name TEXT NOT NULL, bytes INTEGER, sha256 TEXT, crs TEXT NOT NULL,
  read_at TEXT NOT NULL, found INTEGER NOT NULL, kept INTEGER NOT NULL, refused INTEGER NOT NULL, about TEXT NOT NULL);
CREATE TABLE pg_incidents (
  id INTEGER PRIMARY KEY NOT NULL CHECK (id = 1), rows INTEGER NOT NULL, columns BLOB NOT NULL);
";
