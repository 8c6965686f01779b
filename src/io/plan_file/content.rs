//! What a plan file holds but for grids, roads and incidents, and its edit log row by row.

use rusqlite::{Connection, params};

use super::edit_log::{LogEntry, NewEntry, Tampering, verify};
use super::plan_file_error::PlanFileError;
use super::plan_tables::{put_setting, read_plan, setting};
use super::source_rows::{SourceRow, read_sources};
use crate::model::plan::Plan;

/// A setting of the plan file that the session words as JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileSetting {
    /// Which incidents count.
    Filter,
    /// Kernel and bandwidth.
    Density,
    /// Where the sources lie and how they are read again.
    Sources,
}

impl FileSetting {
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Filter => "filter",
            Self::Density => "density",
            Self::Sources => "sources",
        }
    }
}

/// What a plan file holds but for grids, roads and incidents.
#[derive(Debug)]
pub struct PlanContent {
    /// The plan as the tables have it, whoever wrote them last.
    pub plan: Result<Plan, PlanFileError>,
    /// Every edit ever made.
    pub log: Vec<LogEntry>,
    /// The first entry that is not as it was written.
    pub tampering: Option<Tampering>,
    /// Where everything came from.
    pub sources: Vec<SourceRow>,
    /// The filter as the session worded it.
    pub filter: Option<String>,
    /// Kernel and bandwidth as the session worded them.
    pub density: Option<String>,
    /// Where the sources lie as the session worded it.
    pub kept: Option<String>,
}

pub(super) fn read_content(connection: &Connection) -> Result<PlanContent, PlanFileError> {
    let log = read_log(connection)?;
    let head = setting(connection, "log_head")?.unwrap_or_default();
    Ok(PlanContent {
        plan: read_plan(connection),
        tampering: verify(&log, &head).err(),
        log,
        sources: read_sources(connection)?,
        filter: setting(connection, FileSetting::Filter.key())?,
        density: setting(connection, FileSetting::Density.key())?,
        kept: setting(connection, FileSetting::Sources.key())?,
    })
}

/// Appends entries to the log; the number and digest of the last.
pub(super) fn append(
    connection: &Connection,
    last: &(u64, String),
    entries: &[NewEntry],
    data: &str,
) -> Result<(u64, String), PlanFileError> {
    let mut last = last.clone();
    let mut insert = connection.prepare_cached(
        "INSERT INTO pg_edit_log (seq, time, who, act, title, edit, data, hash)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    for new in entries {
        let entry = LogEntry::after(last.0 + 1, &last.1, new, data);
        insert.execute(params![
            entry.seq as i64,
            entry.time,
            entry.who,
            entry.act,
            entry.title,
            entry.edit,
            entry.data,
            entry.hash
        ])?;
        last = (entry.seq, entry.hash);
    }
    put_setting(connection, "log_head", &last.1)?;
    Ok(last)
}

pub(super) fn read_log(connection: &Connection) -> rusqlite::Result<Vec<LogEntry>> {
    let mut statement = connection.prepare(
        "SELECT seq, time, who, act, title, edit, data, hash FROM pg_edit_log ORDER BY seq",
    )?;
    let entries = statement.query_map([], |row| {
        Ok(LogEntry {
            seq: row.get::<_, i64>(0)?.max(0) as u64,
            time: row.get(1)?,
            who: row.get(2)?,
            act: row.get(3)?,
            title: row.get(4)?,
            edit: row.get(5)?,
            data: row.get(6)?,
            hash: row.get(7)?,
        })
    })?;
    entries.collect()
}
