//! The edit log as the history panel lists it: who did what, when.

use crate::io::plan_file::edit_log::{LogEntry, NewEntry};

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// The entry's number in the file.
    pub seq: u64,
    /// UTC, RFC 3339.
    pub time: String,
    /// Who.
    pub who: String,
    /// The word of an [`crate::io::plan_file::edit_log::Act`].
    pub act: String,
    /// What, in the language it was done in.
    pub title: String,
}

/// All lines, oldest first.
#[derive(Debug, Clone, Default)]
pub struct LogLines(Vec<LogLine>);

impl LogLines {
    /// The lines.
    #[must_use]
    pub fn all(&self) -> &[LogLine] {
        &self.0
    }

    /// The lines of a log that was opened.
    pub(super) fn take_over(&mut self, log: &[LogEntry]) {
        let line = |entry: &LogEntry| LogLine {
            seq: entry.seq,
            time: entry.time.clone(),
            who: entry.who.clone(),
            act: entry.act.clone(),
            title: entry.title.clone(),
        };
        self.0 = log.iter().map(line).collect();
    }

    /// Lines for entries made just now.
    pub(super) fn add(&mut self, entries: &[NewEntry]) {
        let next = self.0.last().map_or(1, |last| last.seq + 1);
        let line = |(seq, entry): (u64, &NewEntry)| LogLine {
            seq,
            time: entry.time.clone(),
            who: entry.who.clone(),
            act: entry.act.word().to_owned(),
            title: entry.title.clone(),
        };
        self.0.extend((next..).zip(entries).map(line));
    }
}
