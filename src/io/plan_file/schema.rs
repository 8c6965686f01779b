//! The tables of a plan file: our feature tables with their spatial indexes, and our own `pg_` tables.

use rusqlite::{Connection, params};

use crate::io::geopackage::tables::{Column, FeatureTable, begin, create_features, create_index};
use crate::model::grid::GridLevel;

/// The layout of our own tables this program writes. 1 was the JSON project file; from 3 on the rule of reach
/// may go by road; from 4 on there are scenes.
pub const FORMAT: u32 = 4;
/// The name our tables are registered under.
pub const EXTENSION: &str = "patrolgrid_plan";

const fn column(name: &'static str, kind: &'static str, title: &'static str) -> Column<'static> {
    Column { name, kind, title }
}

/// Patrol points; `fid` is the point's number.
pub const POINTS: FeatureTable<'static> = FeatureTable {
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
pub const ZONES: FeatureTable<'static> = FeatureTable {
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
pub const ROADS: FeatureTable<'static> = FeatureTable {
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

const GRID_COLUMNS: &[Column<'static>] = &[
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
pub const fn grid_table(level: GridLevel) -> FeatureTable<'static> {
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
pub fn feature_tables() -> Vec<FeatureTable<'static>> {
    let grids = GridLevel::ALL.map(grid_table);
    grids.into_iter().chain([ROADS, ZONES, POINTS]).collect()
}

/// The scenes of the briefing, in their order.
const SCENES: (&str, Option<&str>, &str) = (
    "pg_scenes",
    Some("汇报画面"),
    "The scenes of the briefing, in their order",
);

/// Our own tables: name, name for people (listed among the contents), what it holds.
const OWN_TABLES: [(&str, Option<&str>, &str); 5] = [
    SCENES,
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
    begin(connection)?;
    connection.execute_batch(OWN_TABLES_SQL)?;
    connection.execute_batch(SCENES_SQL)?;
    for table in feature_tables() {
        create_features(connection, &table)?;
        create_index(connection, &table)?;
    }
    for table in OWN_TABLES {
        register(connection, table)?;
    }
    Ok(())
}

/// Adds what the layouts before the fourth had no place for: the table of scenes. To be run inside a transaction.
///
/// # Errors
/// What the database says.
pub fn create_scenes(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(SCENES_SQL)?;
    register(connection, SCENES)
}

/// Lists a table of our own among the extensions, and among the contents where it has a name for people.
fn register(
    connection: &Connection,
    (name, identifier, description): (&str, Option<&str>, &str),
) -> rusqlite::Result<()> {
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
    Ok(())
}

const EXTENSION_DEFINITION: &str = "PatrolGrid plan: edit log, sources, settings and incidents. Anyone may read these tables; other programs leave them as they are";

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

const SCENES_SQL: &str = "
CREATE TABLE pg_scenes (
  id INTEGER PRIMARY KEY NOT NULL, place INTEGER NOT NULL, title TEXT NOT NULL, note TEXT NOT NULL, scene TEXT NOT NULL);
";
