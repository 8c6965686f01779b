//! Why a file could not be read at all.

use std::path::PathBuf;

use crate::base::cancel::Cancelled;
use crate::i18n::message::Message;

/// A file that could not be read: what, where, and (worded by [`ReadError::message`]) how to mend it.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file cannot be opened or read.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file's content is not what it should be.
    #[error("{path}: {message:?}")]
    Content {
        /// Which.
        path: PathBuf,
        /// Line, from 1, where one can be named.
        line: Option<usize>,
        /// Column (byte in the line, from 1), where one can be named.
        column: Option<usize>,
        /// What was found, what was wanted, how to mend it.
        message: Message,
    },
    /// The user stopped the reading.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl ReadError {
    /// The error in a sentence for people.
    #[must_use]
    pub fn message(&self) -> Message {
        let name = |path: &PathBuf| {
            path.file_name()
                .unwrap_or(path.as_os_str())
                .to_string_lossy()
                .into_owned()
        };
        match self {
            Self::File { path, source } => Message::new("io-cannot-open")
                .with("file", name(path))
                .with("why", source.to_string()),
            Self::Content {
                path,
                line: Some(line),
                column,
                message,
            } => Message::new("io-bad-content-at")
                .with("file", name(path))
                .with("line", *line)
                .with("column", column.unwrap_or(1))
                .with("what", message.clone()),
            Self::Content {
                path,
                line: None,
                message,
                ..
            } => Message::new("io-bad-content")
                .with("file", name(path))
                .with("what", message.clone()),
            Self::Cancelled(_) => Message::new("io-cancelled"),
        }
    }
}
