//! Where the rows of an incident file come from: its own text, or a sheet of a workbook written as text.

use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

use super::rows::Correction;
use super::sample::{Sample, take_sample};
use super::settle::{Settled, content};
use crate::base::cancel::Cancel;
use crate::i18n::message::Message;
use crate::io::delimited::encoding::TextEncoding;
use crate::io::delimited::splitter::Splitter;
use crate::io::delimited::text_reader::{TextError, TextReader};
use crate::io::incident_table::IncidentOptions;
use crate::io::read_error::ReadError;
use crate::io::spreadsheet::{
    SheetText, SpreadsheetError, SpreadsheetFormat, format_of, read_sheet,
};

/// Bytes of a sheet's text taken at a time.
const BLOCK: usize = 256 * 1024;

/// A file whose rows can be gone through more than once.
pub(super) enum RowSource {
    /// Text: read from the disk in each round.
    Text,
    /// A workbook: unpacked once.
    Sheet {
        /// Its text.
        text: Arc<[u8]>,
        /// Its format.
        format: SpreadsheetFormat,
        /// The sheet.
        sheet: String,
        /// All sheets.
        sheets: Vec<String>,
    },
}

impl RowSource {
    /// Finds out what a file is; of a workbook takes the sheet, up to `most_rows` rows of it.
    pub(super) fn of(
        path: &Path,
        options: &IncidentOptions,
        most_rows: u32,
        cancel: &Cancel,
    ) -> Result<Self, ReadError> {
        let broken = |error| of_spreadsheet(path, error);
        let format = format_of(path).map_err(|error| broken(error.into()))?;
        let Some(format) = format else {
            return Ok(Self::Text);
        };
        let SheetText {
            text,
            format,
            sheet,
            sheets,
        } = read_sheet(path, format, options.sheet.as_deref(), most_rows, cancel)
            .map_err(broken)?;
        Ok(Self::Sheet {
            text: text.into(),
            format,
            sheet,
            sheets,
        })
    }

    /// The beginning of the table, and a splitter that stands before its first row.
    pub(super) fn open(
        &self,
        path: &Path,
        options: &IncidentOptions,
        settled: &Settled,
    ) -> Result<(Sample, Splitter), ReadError> {
        let taken = match self {
            Self::Text => {
                let encoding = encoding_of(path, options, settled)?;
                TextReader::open(path, encoding)
                    .and_then(|reader| take_sample(reader, options.delimiter))
            }
            Self::Sheet { text, .. } => {
                let total = text.len() as u64;
                let bytes = Box::new(Cursor::new(Arc::clone(text)));
                let encoding = Some(TextEncoding::Utf8 { certain: true });
                TextReader::over(bytes, total, encoding, BLOCK)
                    .and_then(|reader| take_sample(reader, Some(b',')))
            }
        };
        match taken.map_err(|error| text_error(path, error)) {
            Ok((sample, _)) if sample.columns.is_empty() => {
                Err(content(path, Message::new("io-incidents-empty")))
            }
            Ok(taken) => Ok(taken),
            Err(Interrupt::Failed(error)) => Err(error),
            Err(Interrupt::NotUtf8 | Interrupt::Again(_)) => {
                let settled = Settled {
                    gb18030: true,
                    ..settled.clone()
                };
                self.open(path, options, &settled)
            }
        }
    }

    /// How the file is written: the encoding of its text, or the format of the workbook.
    pub(super) fn written_as(&self, encoding: TextEncoding) -> String {
        match self {
            Self::Text => encoding.name().to_owned(),
            Self::Sheet { format, .. } => format.name().to_owned(),
        }
    }

    /// The sheet that is read, and all sheets; neither for text.
    pub(super) fn sheets(&self) -> (Option<String>, Vec<String>) {
        match self {
            Self::Text => (None, Vec::new()),
            Self::Sheet { sheet, sheets, .. } => (Some(sheet.clone()), sheets.clone()),
        }
    }

    /// Which of several sheets was read, where the user did not say.
    pub(super) fn warning(&self, options: &IncidentOptions) -> Option<Message> {
        match self {
            Self::Sheet { sheet, sheets, .. } if sheets.len() > 1 && options.sheet.is_none() => {
                let message = Message::new("io-warn-one-sheet")
                    .with("sheet", sheet.as_str())
                    .with("n", sheets.len());
                Some(message)
            }
            Self::Text | Self::Sheet { .. } => None,
        }
    }
}

fn of_spreadsheet(path: &Path, error: SpreadsheetError) -> ReadError {
    let message = match error {
        SpreadsheetError::Io(source) => {
            return ReadError::File {
                path: path.into(),
                source,
            };
        }
        SpreadsheetError::Cancelled(cancelled) => return cancelled.into(),
        SpreadsheetError::Locked => Message::new("io-sheet-locked"),
        SpreadsheetError::Damaged(why) => Message::new("io-sheet-damaged").with("why", why),
        SpreadsheetError::TooLarge => Message::new("io-sheet-too-large"),
        SpreadsheetError::TooWide { row, most } => Message::new("io-sheet-too-wide")
            .with("row", row as usize)
            .with("most", most as usize),
        SpreadsheetError::NoSuchSheet(name, known) => Message::new("io-sheet-none")
            .with("name", name)
            .with("known", known.join(", ")),
        SpreadsheetError::Empty => Message::new("io-incidents-empty"),
    };
    content(path, message)
}

/// Why a round of reading did not come to its end.
pub(super) enum Interrupt {
    /// It cannot be read.
    Failed(ReadError),
    /// It is not UTF-8, as it seemed.
    NotUtf8,
    /// Later rows tell another rule.
    Again(Correction),
}

impl From<ReadError> for Interrupt {
    fn from(error: ReadError) -> Self {
        Self::Failed(error)
    }
}

/// What stops a round where the text cannot be had.
pub(super) fn text_error(path: &Path, error: TextError) -> Interrupt {
    match error {
        TextError::Io(source) => Interrupt::Failed(ReadError::File {
            path: path.into(),
            source,
        }),
        TextError::NotUtf8 => Interrupt::NotUtf8,
    }
}

fn encoding_of(
    path: &Path,
    options: &IncidentOptions,
    settled: &Settled,
) -> Result<Option<TextEncoding>, ReadError> {
    match &options.encoding {
        Some(name) => TextEncoding::from_name(name).map(Some).ok_or_else(|| {
            content(
                path,
                Message::new("io-unknown-encoding").with("name", name.clone()),
            )
        }),
        None if settled.gb18030 => Ok(Some(TextEncoding::Other(encoding_rs::GB18030))),
        None => Ok(None),
    }
}
