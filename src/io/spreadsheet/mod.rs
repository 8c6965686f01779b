//! Excel workbooks (`.xlsx`, `.xls`): one sheet of them as the text of a comma-separated table, so that what reads tables reads
//! workbooks too. A line of the text is a row of the sheet, with its number.

mod cell_text;
mod package;
mod row_writer;
mod workbook;

use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::path::Path;

use calamine::Dimensions;

use super::open_file::open_file;
use crate::base::cancel::{Cancel, Cancelled};
use row_writer::RowWriter;
use workbook::Workbook;

/// The two formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpreadsheetFormat {
    /// Office Open XML, in a zip package.
    Xlsx,
    /// The binary format before 2007.
    Xls,
}

impl SpreadsheetFormat {
    /// What people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Xlsx => "XLSX",
            Self::Xls => "XLS",
        }
    }
}

/// A sheet as text.
#[derive(Debug, Clone)]
pub struct SheetText {
    /// Comma-separated UTF-8; a line a row, merged cells written out downwards.
    pub text: Vec<u8>,
    /// The format of the workbook.
    pub format: SpreadsheetFormat,
    /// Which sheet it is.
    pub sheet: String,
    /// All sheets of the workbook that can be seen, in its order.
    pub sheets: Vec<String>,
}

/// Why a workbook cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum SpreadsheetError {
    /// The system cannot read it.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// Asked to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    /// It is locked with a password.
    #[error("locked with a password")]
    Locked,
    /// It is no sound workbook.
    #[error("damaged workbook: {0}")]
    Damaged(String),
    /// It unpacks to more than a workbook of incidents ever does.
    #[error("unpacks to too much")]
    TooLarge,
    /// A row is wider than any table of incidents.
    #[error("row {row} has more than {most} columns")]
    TooWide {
        /// The row, from 1.
        row: u32,
        /// What is read at most.
        most: u32,
    },
    /// There is no sheet of that name.
    #[error("no sheet {0}")]
    NoSuchSheet(String, Vec<String>),
    /// No sheet has a cell.
    #[error("no sheet has a cell")]
    Empty,
}

/// Rows a sheet may have.
const MOST_ROWS: u32 = 1 << 20;
/// Columns read at most.
const MOST_COLUMNS: u32 = 512;
/// Bytes of text a sheet may become.
const MOST_TEXT: usize = 2 << 30;
/// Bytes a binary workbook may have: 65,536 rows fill a few tens of megabytes.
const MOST_BINARY: u64 = 256 << 20;
/// Rows looked at to choose a sheet.
const LOOK_AT: u32 = 50;

/// Whether a file is a workbook, and of which format, by its content.
///
/// # Errors
/// What the system says.
pub fn format_of(path: &Path) -> io::Result<Option<SpreadsheetFormat>> {
    let mut file = open_file(path)?;
    let mut start = Vec::with_capacity(8);
    file.by_ref().take(8).read_to_end(&mut start)?;
    if start == [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] {
        return Ok(Some(SpreadsheetFormat::Xls));
    }
    if !start.starts_with(b"PK\x03\x04") {
        return Ok(None);
    }
    file.rewind()?;
    Ok(package::is_workbook(BufReader::new(file))?.then_some(SpreadsheetFormat::Xlsx))
}

/// The text of a sheet: the one asked for, else the first that looks most like a table; up to `most_rows` rows of it.
///
/// # Errors
/// [`SpreadsheetError`].
pub fn read_sheet(
    path: &Path,
    format: SpreadsheetFormat,
    sheet: Option<&str>,
    most_rows: u32,
    cancel: &Cancel,
) -> Result<SheetText, SpreadsheetError> {
    let file = open_file(path)?;
    let mut book = match format {
        SpreadsheetFormat::Xlsx => open_package(file, cancel)?,
        SpreadsheetFormat::Xls => Workbook::open_binary(whole(file)?)?,
    };
    let sheets = book.visible_sheets();
    let sheet = match sheet {
        Some(name) if sheets.iter().any(|known| known == name) => name.to_owned(),
        Some(name) => return Err(SpreadsheetError::NoSuchSheet(name.to_owned(), sheets)),
        None => likeliest_table(&mut book, &sheets, cancel)?,
    };
    let merged = book.merged(&sheet)?;
    let text = text_of(&mut book, &sheet, merged, most_rows, cancel)?;
    Ok(SheetText {
        text,
        format,
        sheet,
        sheets,
    })
}

/// A binary workbook; a newer one that is locked lies in the same kind of container.
fn whole(file: File) -> Result<Vec<u8>, SpreadsheetError> {
    let mut bytes = Vec::new();
    file.take(MOST_BINARY + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST_BINARY {
        return Err(SpreadsheetError::TooLarge);
    }
    let locked: Vec<u8> = "EncryptedPackage"
        .bytes()
        .flat_map(|letter| [letter, 0])
        .collect();
    if memchr::memmem::find(&bytes, &locked).is_some() {
        return Err(SpreadsheetError::Locked);
    }
    Ok(bytes)
}

fn open_package(file: File, cancel: &Cancel) -> Result<Workbook, SpreadsheetError> {
    let mut file = BufReader::new(file);
    package::check_bounds(&mut file, cancel)?;
    file.rewind()?;
    Workbook::open_package(file)
}

fn text_of(
    book: &mut Workbook,
    sheet: &str,
    merged: Vec<Dimensions>,
    most_rows: u32,
    cancel: &Cancel,
) -> Result<Vec<u8>, SpreadsheetError> {
    let mut writer = RowWriter::new(merged, most_rows);
    book.cells(sheet, cancel, &mut |row, column, text| {
        writer.put(row, column, text)
    })?;
    writer.finish()
}

/// The first of the sheets with the most rows of two cells and more, then the widest, judged by their beginnings.
fn likeliest_table(
    book: &mut Workbook,
    sheets: &[String],
    cancel: &Cancel,
) -> Result<String, SpreadsheetError> {
    if let [only] = sheets {
        return Ok(only.clone());
    }
    let mut best: Option<((usize, usize), &String)> = None;
    for sheet in sheets {
        // Which cells are merged stands behind the last row of a sheet; a look at the first rows does without.
        let text = text_of(book, sheet, Vec::new(), LOOK_AT, cancel)?;
        let looks = look_of(&text);
        if looks > (0, 0) && best.is_none_or(|(found, _)| looks > found) {
            best = Some((looks, sheet));
        }
    }
    best.map(|(_, sheet)| sheet.clone())
        .ok_or(SpreadsheetError::Empty)
}

/// Rows with at least two filled cells (one with a single cell counts where nothing better is), and the widest row.
fn look_of(text: &[u8]) -> (usize, usize) {
    let filled = |line: &[u8]| {
        line.split(|byte| *byte == b',')
            .filter(|cell| !cell.is_empty())
            .count()
    };
    let counts = || text.split(|byte| *byte == b'\n').map(filled);
    (
        counts().filter(|count| *count >= 2).count().min(20),
        counts().max().unwrap_or(0),
    )
}
