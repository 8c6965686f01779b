//! The beginning of an incident file: layout, column names, first rows. What mapping and personal columns are told from.

use crate::io::delimited::encoding::TextEncoding;
use crate::io::delimited::sniff::{Layout, find_layout};
use crate::io::delimited::splitter::Splitter;
use crate::io::delimited::text_reader::{TextError, TextReader};

use super::personal::carries_number_of_person;
use super::places::trimmed;

/// Rows looked at.
const ROWS: usize = 2000;
/// Bytes of text looked at.
const BYTES: usize = 1 << 20;

/// The beginning of a file. It holds cells as they are, personal ones too: it lives only while they are judged.
#[derive(Debug)]
pub struct Sample {
    /// The layout.
    pub layout: Layout,
    /// Column names; `#3` where the third has none.
    pub columns: Vec<String>,
    /// Rows below the names, as many cells as columns, trimmed.
    pub rows: Vec<Vec<String>>,
    /// The encoding.
    pub encoding: TextEncoding,
}

impl Sample {
    /// The non-empty values of a column.
    pub fn values(&self, column: usize) -> impl Iterator<Item = &str> + '_ {
        self.rows
            .iter()
            .filter_map(move |row| row.get(column).map(String::as_str))
            .filter(|value| !super::places::is_absent(value.as_bytes()))
    }

    /// The share of a column's non-empty values that fit; 0 where there is none.
    pub fn share(&self, column: usize, fits: impl Fn(&str) -> bool) -> f64 {
        let (mut all, mut fitting) = (0_usize, 0_usize);
        for value in self.values(column) {
            all += 1;
            fitting += usize::from(fits(value));
        }
        if all == 0 {
            0.0
        } else {
            fitting as f64 / all as f64
        }
    }
}

/// Takes the beginning of a file's text and gives it with a splitter that stands before the first row below the names.
///
/// # Errors
/// [`TextError`].
pub fn take_sample(
    mut reader: TextReader,
    delimiter: Option<u8>,
) -> Result<(Sample, Splitter), TextError> {
    let mut text = Vec::new();
    let mut complete = false;
    while text.len() < BYTES && !complete {
        complete = !reader.read_more(&mut text)?;
    }
    let layout = find_layout(&text, delimiter);
    let mut rows = rows_of(text.clone(), layout.delimiter, complete)?.into_iter();
    let header = rows.by_ref().nth(layout.title_rows).unwrap_or_default();
    let named = layout.named && !header.iter().any(|name| carries_number_of_person(name));
    let layout = Layout { named, ..layout };
    let first = (!named).then(|| header.clone());
    let columns = name_columns(header, named);
    let rows = first
        .into_iter()
        .chain(rows)
        .filter(|row| row.len() == columns.len())
        .collect();
    let sample = Sample {
        layout,
        columns,
        rows,
        encoding: reader.encoding(),
    };
    let mut splitter = Splitter::new(reader, text, layout.delimiter);
    for _ in 0..layout.title_rows + usize::from(named) {
        splitter.next_row()?;
    }
    Ok((sample, splitter))
}

fn rows_of(text: Vec<u8>, delimiter: u8, complete: bool) -> Result<Vec<Vec<String>>, TextError> {
    let mut splitter = Splitter::over_text(text, delimiter);
    let mut rows = Vec::new();
    while rows.len() < ROWS {
        let Some(row) = splitter.next_row()? else {
            // The last row of a cut-off text is cut off as well.
            if !complete && rows.len() > 1 {
                rows.pop();
            }
            break;
        };
        rows.push(
            row.cells()
                .map(|cell| String::from_utf8_lossy(trimmed(cell)).into_owned())
                .collect(),
        );
    }
    Ok(rows)
}

fn name_columns(mut header: Vec<String>, named: bool) -> Vec<String> {
    // "a,b," names two columns: the rows below may end in a delimiter or not.
    while named && header.len() > 1 && header.last().is_some_and(String::is_empty) {
        header.pop();
    }
    header
        .into_iter()
        .enumerate()
        .map(|(position, name)| {
            if named && !name.is_empty() {
                name
            } else {
                format!("#{}", position + 1)
            }
        })
        .collect()
}
