//! What the program has to say: shown once, kept in a list, logged.

use crate::i18n::message::Message;

/// How much a notice matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoticeLevel {
    /// Good to know.
    Info,
    /// Something to look at.
    Warning,
    /// Something did not work.
    Error,
}

/// One notice.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// Its number, ascending.
    pub number: u64,
    /// How much it matters.
    pub level: NoticeLevel,
    /// The sentence.
    pub message: Message,
}

/// The notices of this run, oldest first. At most the last 500 are kept.
#[derive(Debug, Clone, Default)]
pub struct Notices {
    list: Vec<Notice>,
    next: u64,
}

const KEPT: usize = 500;

impl Notices {
    /// Adds a notice and logs its sentence id (never its arguments: they may quote a file).
    pub fn add(&mut self, level: NoticeLevel, message: Message) {
        tracing::info!(?level, id = message.id, "notice");
        self.next += 1;
        self.list.push(Notice {
            number: self.next,
            level,
            message,
        });
        if self.list.len() > KEPT {
            self.list.remove(0);
        }
    }

    /// Adds a notice, unless it was the last thing said: a drag asks anew with every move of the mouse.
    pub fn add_once(&mut self, level: NoticeLevel, message: Message) {
        let said = self.list.last();
        if said.is_none_or(|last| last.message != message) {
            self.add(level, message);
        }
    }

    /// All that are kept, oldest first.
    #[must_use]
    pub fn all(&self) -> &[Notice] {
        &self.list
    }

    /// Those after a number: what a window has not shown yet.
    #[must_use]
    pub fn after(&self, number: u64) -> &[Notice] {
        let first = self.list.partition_point(|notice| notice.number <= number);
        &self.list[first..]
    }

    /// Empties the list.
    pub fn clear(&mut self) {
        self.list.clear();
    }
}
