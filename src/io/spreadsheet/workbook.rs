//! A workbook of either format, cell by cell.

use std::fs::File;
use std::io::{BufReader, Cursor};

use calamine::{Dimensions, Reader, SheetType, SheetVisible, Xls, XlsError, Xlsx, XlsxError};

use super::cell_text::write_cell;
use super::{MOST_COLUMNS, SpreadsheetError};
use crate::base::cancel::Cancel;
use crate::base::contained::contained;

/// Cells between two looks at the wish to stop.
const STRIDE: usize = 8192;

/// An open workbook.
pub(super) enum Workbook {
    /// In a zip package; cells are read as they are asked for.
    Package(Box<Xlsx<BufReader<File>>>),
    /// Binary; read whole when opened.
    Binary(Box<Xls<Cursor<Vec<u8>>>>),
}

/// Takes a cell: row and column from 0, and its text; false ends the reading.
pub(super) type TakeCell<'taker> =
    dyn FnMut(u32, u32, &str) -> Result<bool, SpreadsheetError> + 'taker;

impl Workbook {
    /// Opens a workbook in a zip package.
    pub(super) fn open_package(file: BufReader<File>) -> Result<Self, SpreadsheetError> {
        guarded(|| Xlsx::new(file).map_err(of_xlsx)).map(|book| Self::Package(Box::new(book)))
    }

    /// Opens a binary workbook.
    pub(super) fn open_binary(bytes: Vec<u8>) -> Result<Self, SpreadsheetError> {
        guarded(|| Xls::new(Cursor::new(bytes)).map_err(of_xls))
            .map(|book| Self::Binary(Box::new(book)))
    }

    /// The sheets of cells that are not hidden.
    pub(super) fn visible_sheets(&self) -> Vec<String> {
        let all = match self {
            Self::Package(book) => book.sheets_metadata(),
            Self::Binary(book) => book.sheets_metadata(),
        };
        all.iter()
            .filter(|sheet| {
                sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible
            })
            .map(|sheet| sheet.name.clone())
            .collect()
    }

    /// The merged cells of a sheet.
    pub(super) fn merged(&mut self, sheet: &str) -> Result<Vec<Dimensions>, SpreadsheetError> {
        guarded(|| match self {
            Self::Package(book) => book.merge_cells_by_sheet_name(sheet).map_err(of_xlsx),
            Self::Binary(book) => book.merge_cells_by_sheet_name(sheet).map_err(of_xls),
        })
    }

    /// Goes through the cells of a sheet that hold something, in the order of the file.
    pub(super) fn cells(
        &mut self,
        sheet: &str,
        cancel: &Cancel,
        take: &mut TakeCell<'_>,
    ) -> Result<(), SpreadsheetError> {
        guarded(|| match self {
            Self::Package(book) => cells_of_package(book, sheet, cancel, take),
            Self::Binary(book) => cells_of_binary(book, sheet, cancel, take),
        })
    }
}

/// Runs what reads the file: a reader that panics over damaged bytes only refuses them.
fn guarded<Answer>(
    read: impl FnOnce() -> Result<Answer, SpreadsheetError>,
) -> Result<Answer, SpreadsheetError> {
    contained(read).unwrap_or_else(|| {
        let why = "its parts do not fit together".to_owned();
        Err(SpreadsheetError::Damaged(why))
    })
}

fn cells_of_package(
    book: &mut Xlsx<BufReader<File>>,
    sheet: &str,
    cancel: &Cancel,
    take: &mut TakeCell<'_>,
) -> Result<(), SpreadsheetError> {
    let from_1904 = book.has_1904_epoch();
    let mut cells = book.worksheet_cells_reader(sheet).map_err(of_xlsx)?;
    let rows = u64::from(cells.dimensions().end.0) + 1;
    let mut text = String::new();
    loop {
        cancel.check()?;
        for _ in 0..STRIDE {
            let Some(cell) = cells.next_cell().map_err(of_xlsx)? else {
                return Ok(());
            };
            let (row, column) = cell.get_position();
            if row.is_multiple_of(1024) {
                cancel.report(u64::from(row), rows);
            }
            text.clear();
            write_cell(cell.get_value(), from_1904, &mut text);
            if !text.is_empty() && !take(row, column, &text)? {
                return Ok(());
            }
        }
    }
}

fn cells_of_binary(
    book: &mut Xls<Cursor<Vec<u8>>>,
    sheet: &str,
    cancel: &Cancel,
    take: &mut TakeCell<'_>,
) -> Result<(), SpreadsheetError> {
    let from_1904 = book.has_1904_epoch();
    let range = book.worksheet_range(sheet).map_err(of_xls)?;
    let (first_row, first_column) = range.start().unwrap_or_default();
    let mut text = String::new();
    for (count, (row, column, value)) in range.used_cells().enumerate() {
        if count.is_multiple_of(STRIDE) {
            cancel.check()?;
        }
        text.clear();
        write_cell(value, from_1904, &mut text);
        let (row, column) = (first_row + row as u32, first_column + column as u32);
        if !text.is_empty() && !take(row, column, &text)? {
            break;
        }
    }
    Ok(())
}

fn of_xlsx(error: XlsxError) -> SpreadsheetError {
    match error {
        XlsxError::Io(error) => SpreadsheetError::Io(error),
        XlsxError::Password => SpreadsheetError::Locked,
        XlsxError::ColumnNumberOverflow => SpreadsheetError::TooWide {
            row: 0,
            most: MOST_COLUMNS,
        },
        other => SpreadsheetError::Damaged(other.to_string()),
    }
}

fn of_xls(error: XlsError) -> SpreadsheetError {
    match error {
        XlsError::Io(error) => SpreadsheetError::Io(error),
        XlsError::Password => SpreadsheetError::Locked,
        other => SpreadsheetError::Damaged(other.to_string()),
    }
}
