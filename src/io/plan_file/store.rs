//! A plan file that is open: every change is one transaction, on disk before the call returns.
//!
//! Not for the screen's thread: every call here waits for the disk.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags, TransactionBehavior, params};

use super::content::{FileSetting, PlanContent, append, read_content, read_log};
use super::edit_log::{LogEntry, NewEntry};
use super::grid_tables::{drop_grids, put_grids, read_grids};
use super::incident_blob::{decode, encode};
use super::peek::{check_format, has_unfinished_work, open_untouched};
use super::plan_file_error::PlanFileError;
use super::plan_lock::{Holder, NoHold, PlanLock};
use super::plan_tables::{put_setting, write_plan};
use super::publish::{flush_file, publish_new, publish_over, temporary_beside};
use super::road_table::{drop_roads, put_roads, read_roads};
use super::schema::{FORMAT, create_tables};
use super::source_rows::{SourceFile, SourceKind, drop_source, put_source, version_of};
use super::upgrade::upgrade;
use super::watch::Look;
use crate::io::boundaries::BoundaryReading;
use crate::io::geopackage::spatial_functions;
use crate::io::safe_write::set_aside;
use crate::model::grid::GridLevel;
use crate::model::incident::IncidentTable;
use crate::model::plan::Plan;
use crate::model::road_network::RoadNetwork;

/// How long a write waits for another program that is writing.
const PATIENCE: Duration = Duration::from_secs(2);

/// An open plan file. Let go, it becomes one plain file again, without the database's side files.
#[derive(Debug)]
pub struct PlanStore {
    connection: Connection,
    path: PathBuf,
    /// `None` where it is only read.
    lock: Option<PlanLock>,
    /// Who holds it, where it is only read because of that.
    held_by: Option<Holder>,
    look: Look,
    /// The database's mark of changes by others.
    others: i64,
    written: Plan,
    last: (u64, String),
    data: String,
}

impl PlanStore {
    /// Makes a new plan file and holds it. Its first entries begin the log.
    ///
    /// # Errors
    /// [`PlanFileError`]; a file that lies there already is left as it is.
    pub fn create(
        path: &Path,
        me: &Holder,
        first: &[NewEntry],
        plan: &Plan,
    ) -> Result<Self, PlanFileError> {
        let temporary = temporary_beside(path);
        let made = Self::fill(&temporary, first, plan)
            .and_then(|()| publish_new(&temporary, path).map_err(PlanFileError::system(path)));
        // The half-made file helps nobody; that it stays is told by the first error already.
        let _left_behind = std::fs::remove_file(&temporary);
        made?;
        Self::open(path, me).map(|(store, _)| store)
    }

    fn fill(path: &Path, first: &[NewEntry], plan: &Plan) -> Result<(), PlanFileError> {
        let _from_a_crash = std::fs::remove_file(path);
        let mut connection = Connection::open(path)?;
        spatial_functions::register(&connection)?;
        let transaction = connection.transaction()?;
        create_tables(&transaction)?;
        put_setting(&transaction, "format", &FORMAT.to_string())?;
        let frame = serde_json::to_string(&Plan::default().frame());
        put_setting(
            &transaction,
            "plan",
            &frame.map_err(|_| PlanFileError::Damaged("plan"))?,
        )?;
        write_plan(&transaction, &Plan::default(), plan)?;
        append(&transaction, &(0, String::new()), first, "")?;
        transaction.commit()?;
        drop(connection);
        flush_file(path).map_err(PlanFileError::system(path))
    }

    /// Opens a plan file: to be written where nobody else holds it and it is as it was written, else only to be read.
    ///
    /// # Errors
    /// [`PlanFileError`]; one of a newer program, or of another kind, is left untouched.
    pub fn open(path: &Path, me: &Holder) -> Result<(Self, PlanContent), PlanFileError> {
        check_format(path)?;
        let (lock, held_by) = match PlanLock::take(path, me) {
            Ok(lock) if may_write(path) => (Some(lock), None),
            Ok(_) | Err(NoHold::Unwritable(_)) => (None, None),
            Err(NoHold::HeldBy(holder)) => (None, Some(holder)),
        };
        let reader = match lock {
            // Unfinished work of a program that broke off is finished first.
            Some(_) if has_unfinished_work(path) => connect(path, true)?,
            Some(_) => open_untouched(path)?,
            None => connect(path, false)?,
        };
        let sound: String = reader.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        if sound != "ok" {
            return Err(PlanFileError::Damaged("SQLite"));
        }
        let content = read_content(&reader)?;
        // What is not as it was written is only looked at, so that it stays as it is.
        let lock = lock.filter(|_| content.tampering.is_none() && content.plan.is_ok());
        let (connection, content) = match lock {
            Some(_) => {
                drop(reader);
                let mut connection = connect(path, true)?;
                upgrade(&mut connection)?;
                let content = read_content(&connection)?;
                (connection, content)
            }
            None => (reader, content),
        };
        let store = Self {
            look: Look::of(path)?,
            others: others(&connection)?,
            written: content.plan.as_ref().cloned().unwrap_or_default(),
            last: content
                .log
                .last()
                .map_or((0, String::new()), |last| (last.seq, last.hash.clone())),
            data: version_of(&connection)?,
            connection,
            path: path.to_owned(),
            lock,
            held_by,
        };
        Ok((store, content))
    }

    /// Where it lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether this is the file at a path.
    #[must_use]
    pub fn is_at(&self, path: &Path) -> bool {
        same_file(&self.path, path)
    }

    /// Sets aside what lies at a path, so that a new file can be made there.
    ///
    /// # Errors
    /// [`PlanFileError`] where another program holds it or it cannot be set aside.
    pub fn make_room(path: &Path, me: &Holder) -> Result<(), PlanFileError> {
        if path.symlink_metadata().is_err() {
            return Ok(());
        }
        let _hold = hold_target(path, me)?;
        let aside = set_aside(path, "replaced").map(|_| ());
        aside.ok_or_else(|| PlanFileError::system(path)(io::ErrorKind::AlreadyExists.into()))
    }

    /// Whether it may be written.
    ///
    /// # Errors
    /// [`PlanFileError::ReadOnly`] with who holds it.
    pub fn writable(&self) -> Result<(), PlanFileError> {
        match self.lock {
            Some(_) => Ok(()),
            None => Err(PlanFileError::ReadOnly(self.held_by.clone())),
        }
    }

    /// Writes steps and the plan they lead to, as one transaction.
    ///
    /// # Errors
    /// [`PlanFileError`]; the file then is as it was.
    pub fn step(&mut self, entries: &[NewEntry], plan: &Plan) -> Result<(), PlanFileError> {
        let (before, last, data) = (self.written.clone(), self.last.clone(), self.data.clone());
        let last = self.transact(|connection| {
            write_plan(connection, &before, plan)?;
            append(connection, &last, entries, &data)
        })?;
        self.last = last;
        self.written = plan.clone();
        Ok(())
    }

    /// Writes a setting.
    ///
    /// # Errors
    /// [`PlanFileError`]; the file then is as it was.
    pub fn set(&mut self, setting: FileSetting, text: &str) -> Result<(), PlanFileError> {
        self.transact(|connection| Ok(put_setting(connection, setting.key(), text)?))
    }

    /// Writes grids in place of those of their level.
    ///
    /// # Errors
    /// [`PlanFileError`]; the file then is as it was.
    pub fn put_grids(
        &mut self,
        reading: &BoundaryReading,
        file: &SourceFile,
    ) -> Result<(), PlanFileError> {
        self.transact(|connection| put_grids(connection, reading, file))?;
        self.sources_changed()
    }

    /// Writes roads in place of those at hand.
    ///
    /// # Errors
    /// [`PlanFileError`]; the file then is as it was.
    pub fn put_roads(
        &mut self,
        roads: &RoadNetwork,
        file: &SourceFile,
    ) -> Result<(), PlanFileError> {
        self.transact(|connection| put_roads(connection, roads, file))?;
        self.sources_changed()
    }

    /// Writes incidents in place of those at hand.
    ///
    /// # Errors
    /// [`PlanFileError`]; the file then is as it was.
    pub fn put_incidents(
        &mut self,
        table: &IncidentTable,
        file: &SourceFile,
    ) -> Result<(), PlanFileError> {
        let block = encode(table);
        self.transact(|connection| {
            connection.execute(
                "INSERT OR REPLACE INTO pg_incidents (id, rows, columns) VALUES (1, ?1, ?2)",
                params![table.len() as i64, block],
            )?;
            put_source(
                connection,
                SourceKind::Incidents,
                file,
                table.source(),
                table.source(),
            )
        })?;
        self.sources_changed()
    }

    /// Takes a source away.
    ///
    /// # Errors
    /// [`PlanFileError`]; the file then is as it was.
    pub fn drop_source(&mut self, kind: SourceKind) -> Result<(), PlanFileError> {
        self.transact(|connection| match kind {
            SourceKind::Grids(level) => drop_grids(connection, level),
            SourceKind::Roads => drop_roads(connection),
            SourceKind::Incidents => {
                connection.execute("DELETE FROM pg_incidents", [])?;
                Ok(drop_source(connection, kind)?)
            }
        })?;
        self.sources_changed()
    }

    /// The grids of a level as they were read; `None` where the plan has none.
    ///
    /// # Errors
    /// [`PlanFileError`].
    pub fn grids(&self, level: GridLevel) -> Result<Option<BoundaryReading>, PlanFileError> {
        read_grids(&self.connection, level)
    }

    /// The roads; `None` where the plan has none.
    ///
    /// # Errors
    /// [`PlanFileError`].
    pub fn roads(&self) -> Result<Option<RoadNetwork>, PlanFileError> {
        read_roads(&self.connection)
    }

    /// The incidents; `None` where the plan has none.
    ///
    /// # Errors
    /// [`PlanFileError`].
    pub fn incidents(&self) -> Result<Option<IncidentTable>, PlanFileError> {
        read_incidents(&self.connection)
    }

    /// Every entry of the log.
    ///
    /// # Errors
    /// [`PlanFileError`].
    pub fn log(&self) -> Result<Vec<LogEntry>, PlanFileError> {
        Ok(read_log(&self.connection)?)
    }

    /// Writes a whole copy to another place, flushed and then put there at one go. What lay there before is set aside under
    /// another name.
    ///
    /// # Errors
    /// [`PlanFileError`]; nothing lies there then that did not before. A target that another program holds is refused.
    pub fn copy_to(&self, target: &Path, me: &Holder) -> Result<(), PlanFileError> {
        if self.is_at(target) {
            return self.writable();
        }
        let _hold = hold_target(target, me)?;
        let temporary = temporary_beside(target);
        let copied = copy_of(&self.connection, &temporary)
            .and_then(|()| publish_over(&temporary, target).map_err(PlanFileError::system(target)));
        let _left_behind = std::fs::remove_file(&temporary);
        copied
    }

    fn sources_changed(&mut self) -> Result<(), PlanFileError> {
        self.data = version_of(&self.connection)?;
        Ok(())
    }

    /// One transaction, made only where the file is still the one that was opened and nobody else has written into it, and
    /// done only once it is on disk under its own name.
    fn transact<T>(
        &mut self,
        work: impl FnOnce(&Connection) -> Result<T, PlanFileError>,
    ) -> Result<T, PlanFileError> {
        self.writable()?;
        self.look.check(&self.path)?;
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        if others(&transaction)? != self.others {
            return Err(PlanFileError::Changed);
        }
        let answer = work(&transaction)?;
        transaction.commit()?;
        self.look = self.look.after_writing(&self.path)?;
        Ok(answer)
    }
}

impl Drop for PlanStore {
    fn drop(&mut self) {
        if self.lock.is_some() && self.look.check(&self.path).is_ok() {
            // Where another program is reading, the side files stay until it is done.
            let plain =
                self.connection
                    .pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()));
            if let Err(error) = plain {
                tracing::info!(code = ?error.sqlite_error_code(), "side files of the plan stay");
            }
        }
    }
}

/// The incidents; `None` where there are none.
pub(super) fn read_incidents(
    connection: &Connection,
) -> Result<Option<IncidentTable>, PlanFileError> {
    let mut statement = connection.prepare("SELECT columns FROM pg_incidents")?;
    let mut rows = statement.query([])?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    let block = row.get_ref(0)?.as_blob().unwrap_or_default();
    let table = decode(block).map_err(|_| PlanFileError::Damaged("pg_incidents"))?;
    Ok(Some(table))
}

pub(super) fn connect(path: &Path, write: bool) -> Result<Connection, PlanFileError> {
    let access = if write {
        OpenFlags::SQLITE_OPEN_READ_WRITE
    } else {
        OpenFlags::SQLITE_OPEN_READ_ONLY
    };
    let connection = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    spatial_functions::register(&connection)?;
    if write {
        let _mode: String =
            connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
        connection.pragma_update(None, "synchronous", "FULL")?;
    }
    Ok(connection)
}

/// Holds a place where a file is about to be put.
fn hold_target(target: &Path, me: &Holder) -> Result<PlanLock, PlanFileError> {
    match PlanLock::take(target, me) {
        Ok(hold) => Ok(hold),
        Err(NoHold::HeldBy(holder)) => Err(PlanFileError::ReadOnly(Some(holder))),
        Err(NoHold::Unwritable(source)) => Err(PlanFileError::system(target)(source)),
    }
}

fn may_write(path: &Path) -> bool {
    std::fs::OpenOptions::new().write(true).open(path).is_ok()
}

fn same_file(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => one == other,
    }
}

fn others(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("PRAGMA data_version", [], |row| row.get(0))
}

/// Makes a whole copy of a database, flushed.
pub(super) fn copy_of(connection: &Connection, path: &Path) -> Result<(), PlanFileError> {
    let _from_a_crash = std::fs::remove_file(path);
    let mut copy = Connection::open(path)?;
    Backup::new(connection, &mut copy)?.run_to_completion(4096, Duration::ZERO, None)?;
    let _mode: String =
        copy.pragma_update_and_check(None, "journal_mode", "DELETE", |row| row.get(0))?;
    copy.close().map_err(|(_, error)| error)?;
    flush_file(path).map_err(PlanFileError::system(path))
}
