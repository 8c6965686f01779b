//! Between the program and its worker: frames of a kind, a length and bytes; errors as data.

use std::io::{self, Read, Write};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::errand::Answer;
use crate::base::cancel::Cancelled;
use crate::i18n::message::Message;
use crate::io::gzip::DamagedGzip;
use crate::io::open_file::NotAFile;
use crate::io::read_error::ReadError;

/// Longest frame: an answer of some 100 million rows. A worker that announces more is not itself.
const LONGEST: u64 = 8 << 30;

/// One thing said.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Frame {
    /// How far the reading is, thousandths.
    Progress(u16),
    /// What was read, or why not: the end, but for a base map.
    Answer(Box<Result<Answer, WireError>>),
    /// A tile of a base map.
    Tile(Option<Vec<u8>>),
}

/// Writes one thing.
pub(super) fn write<T: Serialize>(out: &mut impl Write, thing: &T) -> io::Result<()> {
    let bytes = postcard::to_stdvec(thing).map_err(io::Error::other)?;
    out.write_all(&(bytes.len() as u64).to_le_bytes())?;
    out.write_all(&bytes)?;
    out.flush()
}

/// Reads one thing; memory is taken as its bytes arrive, not as they are announced.
pub(super) fn read<T: serde::de::DeserializeOwned>(from: &mut impl Read) -> io::Result<T> {
    let mut length = [0; 8];
    from.read_exact(&mut length)?;
    let length = u64::from_le_bytes(length);
    if length > LONGEST {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut bytes = Vec::new();
    from.take(length).read_to_end(&mut bytes)?;
    if bytes.len() as u64 != length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    postcard::from_bytes(&bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

/// What the system said of a file, as far as sentences and decisions depend on it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum WireIo {
    /// The system's number.
    Number(i32),
    /// The kind, where it has no number.
    Missing,
    /// A folder.
    Folder,
    /// Neither file nor folder.
    NotAFile,
    /// A damaged gzip stream.
    Gzip { cut_off: bool },
    /// Anything else, in its own words.
    Other(String),
}

impl WireIo {
    fn of(error: &io::Error) -> Self {
        let inner = error.get_ref();
        if let Some(damaged) = inner.and_then(|inner| inner.downcast_ref::<DamagedGzip>()) {
            return Self::Gzip {
                cut_off: damaged.cut_off,
            };
        }
        if inner.is_some_and(<dyn std::error::Error + Send + Sync>::is::<NotAFile>) {
            return Self::NotAFile;
        }
        match (error.raw_os_error(), error.kind()) {
            (Some(number), _) => Self::Number(number),
            (None, io::ErrorKind::NotFound) => Self::Missing,
            (None, io::ErrorKind::IsADirectory) => Self::Folder,
            (None, _) => Self::Other(error.to_string()),
        }
    }

    fn again(self) -> io::Error {
        match self {
            Self::Number(number) => io::Error::from_raw_os_error(number),
            Self::Missing => io::ErrorKind::NotFound.into(),
            Self::Folder => io::ErrorKind::IsADirectory.into(),
            Self::NotAFile => io::Error::new(io::ErrorKind::InvalidInput, NotAFile),
            Self::Gzip { cut_off } => {
                io::Error::new(io::ErrorKind::InvalidData, DamagedGzip { cut_off })
            }
            Self::Other(words) => io::Error::other(words),
        }
    }
}

/// A [`ReadError`] as data.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum WireError {
    File(PathBuf, WireIo),
    Write(PathBuf, WireIo),
    Content {
        path: PathBuf,
        line: Option<usize>,
        column: Option<usize>,
        message: Message,
    },
    Cancelled,
}

impl From<ReadError> for WireError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::File { path, source } => Self::File(path, WireIo::of(&source)),
            ReadError::Write { path, source } => Self::Write(path, WireIo::of(&source)),
            ReadError::Content {
                path,
                line,
                column,
                message,
            } => Self::Content {
                path,
                line,
                column,
                message,
            },
            ReadError::Cancelled(_) => Self::Cancelled,
        }
    }
}

impl From<WireError> for ReadError {
    fn from(error: WireError) -> Self {
        match error {
            WireError::File(path, source) => Self::File {
                path,
                source: source.again(),
            },
            WireError::Write(path, source) => Self::Write {
                path,
                source: source.again(),
            },
            WireError::Content {
                path,
                line,
                column,
                message,
            } => Self::Content {
                path,
                line,
                column,
                message,
            },
            WireError::Cancelled => Self::Cancelled(Cancelled),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::message::Arg;

    fn there_and_back(error: ReadError) -> ReadError {
        let mut bytes = Vec::new();
        write(&mut bytes, &WireError::from(error)).expect("written");
        read::<WireError>(&mut bytes.as_slice())
            .expect("read")
            .into()
    }

    #[test]
    fn an_error_says_the_same_on_the_other_side() {
        let content = || ReadError::Content {
            path: "警情.csv".into(),
            line: Some(7),
            column: Some(3),
            message: Message::new("io-bad-content-at")
                .with("what", Message::new("io-cancelled"))
                .with("n", Arg::Decimal(1.5, 1)),
        };
        let broken = io::ErrorKind::InvalidData;
        let sources: [fn() -> io::Error; 4] = [
            || io::Error::from_raw_os_error(13),
            || io::ErrorKind::NotFound.into(),
            || io::ErrorKind::IsADirectory.into(),
            || io::Error::new(io::ErrorKind::InvalidInput, NotAFile),
        ];
        let here = sources.into_iter().map(|source| (source(), source()));
        let gzip = |cut_off| io::Error::new(broken, DamagedGzip { cut_off });
        for (one, other) in here.chain([(gzip(true), gzip(true)), (gzip(false), gzip(false))]) {
            let file = |source| ReadError::File {
                path: "网格.geojson".into(),
                source,
            };
            assert_eq!(there_and_back(file(one)).message(), file(other).message());
        }
        assert_eq!(there_and_back(content()).message(), content().message());
    }

    #[test]
    fn a_length_that_is_a_lie_takes_no_memory() {
        let mut bytes = (LONGEST - 1).to_le_bytes().to_vec();
        bytes.extend([0; 16]);
        let kind = read::<Frame>(&mut bytes.as_slice())
            .expect_err("no frame")
            .kind();
        assert_eq!(kind, io::ErrorKind::UnexpectedEof);
        let bytes = u64::MAX.to_le_bytes();
        let kind = read::<Frame>(&mut bytes.as_slice())
            .expect_err("no frame")
            .kind();
        assert_eq!(kind, io::ErrorKind::InvalidData);
    }
}
