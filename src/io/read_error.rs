//! Why a file could not be read at all.

use std::io;
use std::path::{Path, PathBuf};

use super::gzip::DamagedGzip;
use super::open_file::NotAFile;
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
        source: io::Error,
    },
    /// A file that was to be made cannot be written.
    #[error("{path}: {source}")]
    Write {
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
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
        match self {
            Self::File { path, source } => cannot_open(path, source),
            Self::Write { path, source } => Message::new("io-cannot-write")
                .with("file", name(path))
                .with("why", why(source)),
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

fn name(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}

fn cannot_open(path: &Path, source: &io::Error) -> Message {
    let damaged = source.get_ref().and_then(|inner| inner.downcast_ref());
    match damaged {
        Some(DamagedGzip { cut_off }) => {
            let id = if *cut_off {
                "io-gzip-cut-off"
            } else {
                "io-gzip-broken"
            };
            Message::new("io-bad-content")
                .with("file", name(path))
                .with("what", Message::new(id))
        }
        None => Message::new("io-cannot-open")
            .with("file", name(path))
            .with("why", why(source)),
    }
}

/// What the system says, in the words of this program where it has them: what is wrong and how to mend it.
pub(crate) fn why(source: &io::Error) -> Message {
    let special = source
        .get_ref()
        .is_some_and(<dyn std::error::Error + Send + Sync>::is::<NotAFile>);
    match source.kind() {
        _ if special => Message::new("io-why-not-a-file"),
        io::ErrorKind::NotFound => Message::new("io-why-not-found"),
        io::ErrorKind::PermissionDenied => Message::new("io-why-no-permission"),
        io::ErrorKind::IsADirectory => Message::new("io-why-a-folder"),
        io::ErrorKind::StorageFull => Message::new("io-why-disk-full"),
        io::ErrorKind::ReadOnlyFilesystem => Message::new("io-why-read-only"),
        _ => Message::new("io-why-system").with("why", source.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::language::Language;
    use crate::i18n::words::Words;

    #[test]
    fn what_the_system_says_is_told_in_both_languages() {
        let kinds = [
            io::ErrorKind::NotFound,
            io::ErrorKind::PermissionDenied,
            io::ErrorKind::IsADirectory,
            io::ErrorKind::StorageFull,
            io::ErrorKind::ReadOnlyFilesystem,
        ];
        let sources = kinds.into_iter().map(io::Error::from).chain([
            io::Error::new(io::ErrorKind::InvalidInput, NotAFile),
            io::Error::new(io::ErrorKind::InvalidData, DamagedGzip { cut_off: true }),
            io::Error::new(io::ErrorKind::InvalidData, DamagedGzip { cut_off: false }),
        ]);
        for source in sources {
            let error = ReadError::File {
                path: "网格.geojson".into(),
                source,
            };
            let chinese = Words::new(Language::Chinese).say(&error.message());
            let english = Words::new(Language::English).say(&error.message());
            assert!(chinese.contains("网格.geojson") && english.contains("网格.geojson"));
            assert!(!chinese.contains("os error") && !chinese.is_ascii());
            let rest = english.replace("网格", "");
            assert!(rest.replace(['“', '”'], "").is_ascii(), "{english}");
        }
    }
}
