//! Where grids, roads and incidents came from: one row a source, with what other programs cannot tell from the tables.

use rusqlite::{Connection, Row, params};
use serde::de::DeserializeOwned;

use super::edit_log::data_version;
use super::plan_file_error::PlanFileError;
use crate::model::grid::GridLevel;
use crate::model::source_note::SourceNote;

/// What a source is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SourceKind {
    /// A level of grids.
    Grids(GridLevel),
    /// Roads.
    Roads,
    /// Incidents.
    Incidents,
}

impl SourceKind {
    /// The word in the file.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Grids(GridLevel::District) => "district",
            Self::Grids(GridLevel::Subdistrict) => "subdistricts",
            Self::Grids(GridLevel::Community) => "communities",
            Self::Grids(GridLevel::PoliceGrid) => "police_grids",
            Self::Grids(GridLevel::WorkGrid) => "work_grids",
            Self::Roads => "roads",
            Self::Incidents => "incidents",
        }
    }

    /// Every kind there is.
    pub fn all() -> impl Iterator<Item = Self> {
        let grids = GridLevel::ALL.into_iter().map(Self::Grids);
        grids.chain([Self::Roads, Self::Incidents])
    }
}

/// The file a source was read from, as it was then.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SourceFile {
    /// Bytes.
    pub bytes: Option<u64>,
    /// Digest of its bytes, hexadecimal.
    pub sha256: Option<String>,
    /// When it was read, UTC.
    pub read_at: String,
}

/// One source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceRow {
    /// The word of a [`SourceKind`].
    pub kind: String,
    /// The file's name.
    pub name: String,
    /// The file.
    pub file: SourceFile,
    /// The reference system it was read in, by name.
    pub crs: String,
    /// Features or rows found.
    pub found: usize,
    /// Features or rows kept.
    pub kept: usize,
}

pub(super) fn put_source(
    connection: &Connection,
    kind: SourceKind,
    file: &SourceFile,
    note: &SourceNote,
    about: &impl serde::Serialize,
) -> Result<(), PlanFileError> {
    let about = serde_json::to_string(about).map_err(|_| PlanFileError::Damaged("pg_sources"))?;
    drop_source(connection, kind)?;
    connection.execute(
        "INSERT INTO pg_sources (kind, name, bytes, sha256, crs, read_at, found, kept, refused, about)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            kind.word(),
            note.file_name,
            file.bytes.map(|bytes| bytes as i64),
            file.sha256,
            note.crs.name(),
            file.read_at,
            note.found as i64,
            note.kept as i64,
            note.refused() as i64,
            about
        ],
    )?;
    Ok(())
}

pub(super) fn drop_source(connection: &Connection, kind: SourceKind) -> rusqlite::Result<()> {
    connection.execute("DELETE FROM pg_sources WHERE kind = ?1", [kind.word()])?;
    Ok(())
}

pub(super) fn read_sources(connection: &Connection) -> rusqlite::Result<Vec<SourceRow>> {
    let mut statement = connection.prepare(
        "SELECT kind, name, bytes, sha256, read_at, crs, found, kept FROM pg_sources ORDER BY kind",
    )?;
    let rows = statement.query_map([], source_row)?;
    rows.collect()
}

fn source_row(row: &Row<'_>) -> rusqlite::Result<SourceRow> {
    let count = |at: usize| row.get::<_, i64>(at).map(|count| count.max(0) as usize);
    Ok(SourceRow {
        kind: row.get(0)?,
        name: row.get(1)?,
        file: SourceFile {
            bytes: row
                .get::<_, Option<i64>>(2)?
                .map(|bytes| bytes.max(0) as u64),
            sha256: row.get(3)?,
            read_at: row.get(4)?,
        },
        crs: row.get(5)?,
        found: count(6)?,
        kept: count(7)?,
    })
}

/// What else a source needs to be taken up from the plan itself; `None` where it is not there.
pub(super) fn about_source<T: DeserializeOwned>(
    connection: &Connection,
    kind: SourceKind,
) -> Result<Option<T>, PlanFileError> {
    let mut statement = connection.prepare("SELECT about FROM pg_sources WHERE kind = ?1")?;
    let mut rows = statement.query([kind.word()])?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    let about: String = row.get(0)?;
    let about = serde_json::from_str(&about);
    about
        .map(Some)
        .map_err(|_| PlanFileError::Damaged("pg_sources"))
}

/// Which sources the plan stands on now.
pub(super) fn version_of(connection: &Connection) -> rusqlite::Result<String> {
    let mut statement = connection
        .prepare("SELECT kind, coalesce(sha256, name), about FROM pg_sources ORDER BY kind")?;
    let rows = statement.query_map([], |row| {
        Ok([row.get::<_, String>(0)?, row.get(1)?, row.get(2)?])
    })?;
    let rows: Vec<[String; 3]> = rows.collect::<Result<_, _>>()?;
    Ok(data_version(rows.iter().map(|[kind, digest, about]| {
        [kind.as_str(), digest.as_str(), about.as_str()]
    })))
}
