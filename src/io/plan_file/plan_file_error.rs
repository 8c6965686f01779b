//! Why a plan file could not be opened or written.

use std::io;
use std::path::PathBuf;

use super::plan_lock::Holder;
use crate::i18n::message::Message;

/// What, where, and (worded by [`PlanFileError::message`]) how to mend it. Quotes nothing of a plan.
#[derive(Debug, thiserror::Error)]
pub enum PlanFileError {
    /// The system does not let us.
    #[error("{path}: {source}")]
    System {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The database does not let us: damaged, locked by another program, disk full.
    #[error("{0}")]
    Database(#[from] rusqlite::Error),
    /// Neither a GeoPackage of ours nor an old project file.
    #[error("not a plan")]
    NotAPlan,
    /// A part of it is damaged; which.
    #[error("damaged: {0}")]
    Damaged(&'static str),
    /// A newer program wrote it.
    #[error("written in format {0}")]
    Newer(u32),
    /// It was opened only to be read: another program holds it, or the folder cannot be written.
    #[error("read-only")]
    ReadOnly(Option<Holder>),
    /// Another program has changed it since it was opened.
    #[error("changed by another program")]
    Changed,
    /// It was deleted, moved, or another file lies in its place.
    #[error("no longer there")]
    Gone,
}

impl PlanFileError {
    /// A refusal of the system, about a path.
    pub fn system(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::System { path, source }
    }

    /// Whether trying again later may help.
    #[must_use]
    pub const fn may_pass(&self) -> bool {
        match self {
            Self::System { .. } | Self::Database(_) => true,
            Self::NotAPlan
            | Self::Damaged(_)
            | Self::Newer(_)
            | Self::ReadOnly(_)
            | Self::Changed
            | Self::Gone => false,
        }
    }

    /// The error in a sentence for people.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::System { source, .. } => crate::io::read_error::why(source),
            Self::Database(error) => database_message(error),
            Self::NotAPlan => Message::new("plan-file-no-plan"),
            Self::Damaged(what) => Message::new("plan-file-damaged").with("what", *what),
            Self::Newer(format) => {
                Message::new("plan-file-newer").with("format", u64::from(*format))
            }
            Self::ReadOnly(None) => Message::new("plan-file-read-only"),
            Self::ReadOnly(Some(holder)) => held_message(holder),
            Self::Changed => Message::new("plan-file-changed"),
            Self::Gone => Message::new("plan-file-gone"),
        }
    }
}

/// Who holds a file, in a sentence.
#[must_use]
pub fn held_message(holder: &Holder) -> Message {
    Message::new("plan-file-held")
        .with("who", holder.who.as_str())
        .with("host", holder.host.as_str())
        .with("since", holder.since.as_str())
}

fn database_message(error: &rusqlite::Error) -> Message {
    use rusqlite::ErrorCode;
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => Message::new("io-why-disk-full"),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Message::new("plan-file-busy"),
        Some(ErrorCode::ReadOnly) => Message::new("io-why-read-only"),
        Some(ErrorCode::NotADatabase) => Message::new("plan-file-no-plan"),
        Some(ErrorCode::DatabaseCorrupt) => Message::new("plan-file-damaged").with("what", ""),
        // Codes and our own SQL, never a value of the plan.
        Some(code) => Message::new("io-why-system").with("why", format!("SQLite: {code:?}")),
        None => Message::new("io-why-system").with("why", "SQLite"),
    }
}
