//! Cells of a sheet written as lines of comma-separated text.

use calamine::Dimensions;

use super::{MOST_COLUMNS, MOST_ROWS, MOST_TEXT, SpreadsheetError};

/// Rows at the top that may belong to a heading of several rows.
const HEADING: usize = 10;

/// Writes rows in order; what is merged downwards stands in every row, and of a heading in two rows the lower one stays.
pub(super) struct RowWriter {
    /// The first rows, kept until it is known which of them are group headings.
    top: Vec<Vec<String>>,
    top_is_written: bool,
    text: Vec<u8>,
    cells: Vec<String>,
    row: u32,
    most_rows: u32,
    /// Merged cells, those that begin further down first.
    merged: Vec<Dimensions>,
    /// Merged cells that reach the row at hand, with their text.
    reaching: Vec<(Dimensions, String)>,
    /// Columns that lie side by side in one merged cell, of the top rows.
    groups: Vec<(u32, u32, u32)>,
    used: bool,
    /// Cells of the widest of the top rows: every row is written with as many at least.
    width: usize,
}

impl RowWriter {
    /// Writes up to `most_rows` rows of a sheet with these merged cells.
    pub(super) fn new(mut merged: Vec<Dimensions>, most_rows: u32) -> Self {
        let groups = merged
            .iter()
            .filter(|cell| cell.end.1 > cell.start.1 && (cell.end.0 as usize) < HEADING)
            .map(|cell| (cell.end.0, cell.start.1, cell.end.1))
            .collect();
        merged.retain(|cell| cell.end.0 > cell.start.0 && cell.start.1 < MOST_COLUMNS);
        merged.sort_by_key(|cell| std::cmp::Reverse(cell.start));
        Self {
            top: Vec::new(),
            top_is_written: false,
            text: Vec::new(),
            cells: Vec::new(),
            row: 0,
            most_rows,
            merged,
            reaching: Vec::new(),
            groups,
            used: false,
            width: 0,
        }
    }

    /// Takes the next cell; false where no more rows are wanted.
    pub(super) fn put(
        &mut self,
        row: u32,
        column: u32,
        text: &str,
    ) -> Result<bool, SpreadsheetError> {
        if row < self.row {
            let message = format!("row {} after row {}", row + 1, self.row + 1);
            return Err(SpreadsheetError::Damaged(message));
        }
        if row >= MOST_ROWS {
            let message = format!("row {} after the last", u64::from(row) + 1);
            return Err(SpreadsheetError::Damaged(message));
        }
        if column >= MOST_COLUMNS {
            return Err(SpreadsheetError::TooWide {
                row: row + 1,
                most: MOST_COLUMNS,
            });
        }
        while self.row < row {
            if self.row + 1 >= self.most_rows {
                return Ok(false);
            }
            self.end_row()?;
        }
        let column = column as usize;
        if self.cells.len() <= column {
            self.cells.resize(column + 1, String::new());
        }
        if let Some(cell) = self.cells.get_mut(column) {
            text.clone_into(cell);
        }
        self.used = true;
        Ok(true)
    }

    /// All the text.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, SpreadsheetError> {
        if self.used {
            self.end_row()?;
        }
        if !self.top_is_written {
            self.write_top();
        }
        Ok(self.text)
    }

    fn end_row(&mut self) -> Result<(), SpreadsheetError> {
        self.fill_merged();
        if self.top.len() == HEADING {
            self.write_top();
        }
        if self.top_is_written {
            write_line(&mut self.text, &self.cells, self.width);
            self.cells.clear();
        } else {
            self.top.push(std::mem::take(&mut self.cells));
        }
        self.row += 1;
        if self.text.len() > MOST_TEXT {
            return Err(SpreadsheetError::TooLarge);
        }
        Ok(())
    }

    /// A cell merged over several rows says the same of each of them.
    fn fill_merged(&mut self) {
        let row = self.row;
        self.reaching.retain(|(cell, _)| cell.end.0 >= row);
        for (cell, text) in &self.reaching {
            let column = cell.start.1 as usize;
            if self.cells.len() <= column {
                self.cells.resize(column + 1, String::new());
            }
            if let Some(own) = self.cells.get_mut(column).filter(|own| own.is_empty()) {
                own.clone_from(text);
            }
        }
        while let Some(cell) = self.merged.pop_if(|cell| cell.start.0 <= row) {
            let text = self.cells.get(cell.start.1 as usize);
            if let Some(text) = text.filter(|text| !text.is_empty() && cell.start.0 == row) {
                self.reaching.push((cell, text.clone()));
            }
        }
    }

    fn write_top(&mut self) {
        let mut top = std::mem::take(&mut self.top);
        for at in 0..top.len() {
            if self.is_group_heading(&top, at)
                && let Some(row) = top.get_mut(at)
            {
                row.clear();
            }
        }
        self.top_is_written = true;
        self.width = top.iter().map(Vec::len).max().unwrap_or(0);
        for row in &top {
            write_line(&mut self.text, row, self.width);
        }
    }

    /// Whether names stand below the columns that this row joins under one heading.
    fn is_group_heading(&self, top: &[Vec<String>], at: usize) -> bool {
        let Some(below) = top.get(at + 1) else {
            return false;
        };
        self.groups
            .iter()
            .filter(|(row, _, _)| *row as usize == at)
            .any(|(_, first, last)| {
                let names = (*first..=*last)
                    .filter_map(|column| below.get(column as usize))
                    .filter(|name| is_name(name))
                    .count();
                names == (last - first) as usize + 1
            })
    }
}

fn is_name(cell: &str) -> bool {
    cell.trim_start_matches(['-', '+', '.', '('])
        .chars()
        .next()
        .is_some_and(|first| !first.is_ascii_digit())
}

/// A line of at least `width` cells; nothing where no cell is filled.
fn write_line(text: &mut Vec<u8>, cells: &[String], width: usize) {
    if cells.iter().any(|cell| !cell.is_empty()) {
        for at in 0..width.max(cells.len()) {
            if at > 0 {
                text.push(b',');
            }
            write_cell(text, cells.get(at).map_or("", String::as_str));
        }
    }
    text.push(b'\n');
}

/// Quoted where it must be; a line break within a cell becomes a blank, so that lines are rows.
fn write_cell(text: &mut Vec<u8>, cell: &str) {
    let bytes = cell.as_bytes();
    if !bytes
        .iter()
        .any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r'))
    {
        text.extend_from_slice(bytes);
        return;
    }
    text.push(b'"');
    for byte in bytes {
        match byte {
            b'\n' | b'\r' => text.push(b' '),
            b'"' => text.extend_from_slice(b"\"\""),
            other => text.push(*other),
        }
    }
    text.push(b'"');
}
