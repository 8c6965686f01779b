//! The edit log as a hash chain: every entry carries a digest of the one before it and of its own words, so that a changed
//! byte anywhere is found and named.
//!
//! The chain shows that something was changed, not who did it: whoever recomputes every digest after it can forge it.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::model::plan_edit::PlanEdit;

/// What an entry did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Act {
    /// A plan was begun or taken up; the history of steps begins with it.
    Begin,
    /// An edit was made.
    Edit,
    /// The last step was taken back.
    Undo,
    /// The last step taken back was made again.
    Redo,
}

impl Act {
    /// The word in the file.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Begin => "begin",
            Self::Edit => "edit",
            Self::Undo => "undo",
            Self::Redo => "redo",
        }
    }

    /// The act of a word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        [Self::Begin, Self::Edit, Self::Undo, Self::Redo]
            .into_iter()
            .find(|act| act.word() == word)
    }
}

/// An entry to be written: who did what, when.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEntry {
    /// UTC, RFC 3339, to the millisecond.
    pub time: String,
    /// The name the user goes by.
    pub who: String,
    /// What was done.
    pub act: Act,
    /// Its name, in the language it was done in.
    pub title: String,
    /// The edit, where one was made.
    pub edit: Option<PlanEdit>,
}

/// An entry as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEntry {
    /// Its number, from 1 without gaps.
    pub seq: u64,
    /// UTC, RFC 3339, to the millisecond.
    pub time: String,
    /// The name the user went by.
    pub who: String,
    /// The word of an [`Act`].
    pub act: String,
    /// Its name.
    pub title: String,
    /// The edit as JSON; empty where none was made.
    pub edit: String,
    /// Which sources the plan stood on: see [`data_version`].
    pub data: String,
    /// Hexadecimal digest of the one before and of all the above.
    pub hash: String,
}

impl LogEntry {
    /// The entry after one with this digest.
    #[must_use]
    pub fn after(seq: u64, before: &str, new: &NewEntry, data: &str) -> Self {
        let edit = new.edit.as_ref().map(serde_json::to_string);
        let mut entry = Self {
            seq,
            time: new.time.clone(),
            who: new.who.clone(),
            act: new.act.word().to_owned(),
            title: new.title.clone(),
            // An edit is text, numbers and lists of them: it can always be written.
            edit: edit.transpose().unwrap_or_default().unwrap_or_default(),
            data: data.to_owned(),
            hash: String::new(),
        };
        entry.hash = entry.digest(before);
        entry
    }

    /// The digest this entry should carry, standing after one with that digest. Every word goes in with its length before
    /// it, so that none can pass for the end of another.
    #[must_use]
    pub fn digest(&self, before: &str) -> String {
        let mut sum = Sha256::new();
        let seq = self.seq.to_string();
        let words = [
            before,
            &seq,
            &self.time,
            &self.who,
            &self.act,
            &self.title,
            &self.edit,
            &self.data,
        ];
        for word in words {
            sum.update((word.len() as u64).to_be_bytes());
            sum.update(word.as_bytes());
        }
        hex(&sum.finalize())
    }
}

/// The first entry that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tampering {
    /// Its number; one more than the last where entries were cut off the end.
    pub seq: u64,
    /// The time it carries; empty where the entry itself is missing.
    pub time: String,
}

/// Looks through the whole chain. `head` is the digest of the last entry as the file keeps it apart, so that entries cut off
/// the end are missed too.
///
/// # Errors
/// [`Tampering`] names the first entry that does not fit.
pub fn verify(entries: &[LogEntry], head: &str) -> Result<(), Tampering> {
    let mut before = "";
    for (expected, entry) in (1..).zip(entries) {
        if entry.seq != expected || entry.digest(before) != entry.hash {
            return Err(Tampering {
                seq: expected,
                time: entry.time.clone(),
            });
        }
        before = &entry.hash;
    }
    if before == head {
        return Ok(());
    }
    Err(Tampering {
        seq: entries.len() as u64 + 1,
        time: String::new(),
    })
}

/// Which sources a plan stands on, in twelve letters: a digest of every source's kind, digest and reading.
#[must_use]
pub fn data_version<'a>(sources: impl IntoIterator<Item = [&'a str; 3]>) -> String {
    let mut sum = Sha256::new();
    let mut any = false;
    for word in sources.into_iter().flatten() {
        any = true;
        sum.update((word.len() as u64).to_be_bytes());
        sum.update(word.as_bytes());
    }
    let mut version = if any {
        hex(&sum.finalize())
    } else {
        String::new()
    };
    version.truncate(12);
    version
}

/// Bytes in hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        // Writing into a string cannot fail.
        let _never = write!(out, "{byte:02x}");
    }
    out
}
