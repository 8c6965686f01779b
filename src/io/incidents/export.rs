//! Writes the refused rows as a CSV that office programs open as it is meant.

use std::io::Write;
use std::path::Path;

use crate::i18n::words::Words;
use crate::io::incident_table::Refusal;
use crate::io::read_error::ReadError;

const HEADINGS: [&str; 5] = [
    "io-refusal-line",
    "io-refusal-column",
    "io-refusal-reason",
    "io-refusal-found",
    "io-refusal-wanted",
];

/// Writes refusals as CSV: UTF-8 with its mark, CRLF, cells guarded so that no office program takes one for a formula.
///
/// # Errors
/// [`ReadError::File`] where it cannot be written.
pub fn write_refusals(path: &Path, refusals: &[Refusal], words: &Words) -> Result<(), ReadError> {
    let write = || -> std::io::Result<()> {
        let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
        file.write_all(b"\xEF\xBB\xBF")?;
        write_row(&mut file, &HEADINGS.map(|id| words.text(id)))?;
        for refusal in refusals {
            write_row(
                &mut file,
                &[
                    refusal.line.to_string(),
                    refusal.column.clone(),
                    words.say(&refusal.reason.sentence()),
                    refusal.found.clone(),
                    words.say(&refusal.wanted),
                ],
            )?;
        }
        file.flush()
    };
    write().map_err(|source| ReadError::File {
        path: path.into(),
        source,
    })
}

fn write_row(file: &mut impl Write, cells: &[String]) -> std::io::Result<()> {
    for (position, cell) in cells.iter().enumerate() {
        if position > 0 {
            file.write_all(b",")?;
        }
        file.write_all(guarded(cell).as_bytes())?;
    }
    file.write_all(b"\r\n")
}

/// A cell as CSV. One that begins like a formula gets an apostrophe before it, which makes it text.
#[must_use]
pub fn guarded(cell: &str) -> String {
    let risky = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let text = if risky {
        format!("'{cell}")
    } else {
        cell.to_owned()
    };
    if text.contains(['"', ',', ';', '\t', '\r', '\n']) || text.starts_with([' ', '\'']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_begins_like_a_formula_becomes_text() {
        assert_eq!(guarded("=1+1"), "\"'=1+1\"");
        assert_eq!(guarded("-113.9"), "\"'-113.9\"");
        assert_eq!(
            guarded("-2+3+cmd|' /C calc'!A0"),
            "\"'-2+3+cmd|' /C calc'!A0\""
        );
        assert_eq!(guarded("a,\"b\""), "\"a,\"\"b\"\"\"");
    }
}
