//! Incident exports: CSV or a workbook in, a table and a list of refused rows out.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::incidents;
use super::read_error::ReadError;
use crate::base::cancel::Cancel;
use crate::base::crs::Crs;
use crate::i18n::message::Message;
use crate::i18n::words::Words;
use crate::model::incident::IncidentTable;

/// Which column means what; positions from 0 in the header row.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct IncidentMapping {
    /// Longitude or easting.
    pub lon: Option<usize>,
    /// Latitude or northing.
    pub lat: Option<usize>,
    /// Both in one column ("113.9,22.6", "POINT (113.9 22.6)"), instead of the two above.
    pub joined: Option<usize>,
    /// Date, or date and time in one.
    pub time: Option<usize>,
    /// Time of day, where it stands in a column of its own.
    pub clock: Option<usize>,
    /// Category.
    pub category: Option<usize>,
    /// Who discovered it (caller or patrol).
    pub discovery: Option<usize>,
    /// Count of incidents a row stands for.
    pub weight: Option<usize>,
}

/// What the user decided about an incident file; the rest is guessed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct IncidentOptions {
    /// The columns; `None` is guessed from names and values.
    pub mapping: Option<IncidentMapping>,
    /// The reference system; `None` is WGS 84, or what x and y columns can only be by the size of their numbers.
    pub crs: Option<Crs>,
    /// The encoding's name (`UTF-8`, `GB18030`, …); `None` is found out: mark, strict UTF-8, then GB18030.
    pub encoding: Option<String>,
    /// The delimiter; `None` is found out among `,` `;` tab and `|`.
    pub delimiter: Option<u8>,
    /// The sheet of a workbook; `None` takes the first that looks most like a table.
    pub sheet: Option<String>,
}

/// A first look at a file, for the mapping dialog.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IncidentPreview {
    /// Column names; those of personal columns stand, their values never do.
    pub columns: Vec<String>,
    /// The first rows, decoded; personal columns are masked.
    pub rows: Vec<Vec<String>>,
    /// The guessed mapping.
    pub mapping: IncidentMapping,
    /// Columns (positions) that look personal, each with the reason's sentence: they will not be read.
    pub personal: Vec<(usize, Message)>,
    /// The reference system the coordinates look like.
    pub crs_guess: Crs,
    /// The encoding found, or the format of a workbook.
    pub encoding: String,
    /// The delimiter found.
    pub delimiter: u8,
    /// The sheet that was looked at, where the file is a workbook.
    pub sheet: Option<String>,
    /// All sheets of a workbook.
    pub sheets: Vec<String>,
}

/// Why a row was refused; the order is that of the checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RefusalReason {
    /// Too few or too many cells.
    WrongCellCount,
    /// Bytes that the encoding does not have.
    Undecodable,
    /// No coordinates.
    MissingCoordinates,
    /// 0,0.
    ZeroCoordinates,
    /// Not a number.
    BadCoordinates,
    /// Off the globe or outside the reference system.
    OutOfRange,
    /// Metres or feet where degrees belong.
    NotDegrees,
    /// A time that cannot be read.
    BadTime,
    /// A count that is not a number of at least zero.
    BadWeight,
}

impl RefusalReason {
    /// The name in reports and on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::WrongCellCount => "wrong-cell-count",
            Self::Undecodable => "undecodable",
            Self::MissingCoordinates => "missing-coordinates",
            Self::ZeroCoordinates => "zero-coordinates",
            Self::BadCoordinates => "bad-coordinates",
            Self::OutOfRange => "out-of-range",
            Self::NotDegrees => "not-degrees",
            Self::BadTime => "bad-time",
            Self::BadWeight => "bad-weight",
        }
    }

    /// The reason in words.
    #[must_use]
    pub const fn sentence(self) -> Message {
        Message::new(match self {
            Self::WrongCellCount => "io-refused-wrong-cell-count",
            Self::Undecodable => "io-refused-undecodable",
            Self::MissingCoordinates => "io-refused-missing-coordinates",
            Self::ZeroCoordinates => "io-refused-zero-coordinates",
            Self::BadCoordinates => "io-refused-bad-coordinates",
            Self::OutOfRange => "io-refused-out-of-range",
            Self::NotDegrees => "io-refused-not-degrees",
            Self::BadTime => "io-refused-bad-time",
            Self::BadWeight => "io-refused-bad-weight",
        })
    }
}

/// One refused row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Refusal {
    /// Line in the file, from 1.
    pub line: u64,
    /// Column name; empty where the whole row is meant.
    pub column: String,
    /// Why.
    pub reason: RefusalReason,
    /// What was found (cut to 60 characters; never from a personal column).
    pub found: String,
    /// What was wanted, as a sentence.
    pub wanted: Message,
}

/// So many refused rows are listed one by one; a warning says where there are more.
pub const MOST_LISTED: usize = 1_000_000;

/// An incident file as read: rows found = kept + refused.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IncidentReading {
    /// The rows kept.
    pub table: IncidentTable,
    /// Every refused row; beyond [`MOST_LISTED`] they are only counted.
    pub refusals: Vec<Refusal>,
    /// Refused rows by reason: all of them.
    pub refused: BTreeMap<RefusalReason, usize>,
    /// Column names.
    pub columns: Vec<String>,
    /// The mapping used.
    pub mapping: IncidentMapping,
    /// Personal columns left out, with the reason's sentence.
    pub personal: Vec<(usize, Message)>,
    /// The encoding used, or the format of a workbook.
    pub encoding: String,
    /// The delimiter used.
    pub delimiter: u8,
    /// The sheet read, where the file is a workbook.
    pub sheet: Option<String>,
    /// The reference system used.
    pub crs: Crs,
    /// Sentences about the file as a whole (swapped coordinates, many identical rows, many patrol-discovered).
    pub warnings: Vec<Message>,
}

/// A first look at an incident file (`.csv`, `.txt`, `.tsv`, each also `.gz`; `.xlsx`, `.xls`): reads only its beginning.
///
/// # Errors
/// [`ReadError`].
pub fn preview_incidents(
    path: &Path,
    options: &IncidentOptions,
    cancel: &Cancel,
) -> Result<IncidentPreview, ReadError> {
    incidents::reader::preview(path, options, cancel)
}

/// Reads an incident file.
///
/// # Errors
/// [`ReadError`] where it cannot be read at all; single bad rows are refusals instead.
pub fn read_incidents(
    path: &Path,
    options: &IncidentOptions,
    cancel: &Cancel,
) -> Result<IncidentReading, ReadError> {
    incidents::reader::read(path, options, cancel)
}

/// Writes refusals as CSV for office programs (UTF-8 with its mark, no cell that could be taken for a formula).
///
/// # Errors
/// What the system says.
pub fn write_refusals(path: &Path, refusals: &[Refusal], words: &Words) -> std::io::Result<()> {
    incidents::export::write_refusals(path, refusals, words)
}

/// Names a header so that a mapping can be remembered for the next file with the same columns.
#[must_use]
pub fn mapping_key(columns: &[String]) -> String {
    incidents::mapping::mapping_key(columns)
}

/// The position of a column that somebody named: as the header writes it, in other case or width, or as `#3`.
#[must_use]
pub fn column_position(columns: &[String], name: &str) -> Option<usize> {
    let plain = |name: &str| incidents::column_words::plain_name(name);
    let by_number = || {
        let number: usize = name.strip_prefix('#')?.parse().ok()?;
        number
            .checked_sub(1)
            .filter(|position| *position < columns.len())
    };
    columns
        .iter()
        .position(|column| column == name)
        .or_else(by_number)
        .or_else(|| {
            columns
                .iter()
                .position(|column| !plain(name).is_empty() && plain(column) == plain(name))
        })
}
