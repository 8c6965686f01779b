//! Writes the refused rows as a CSV that office programs open as it is meant.

use std::io;
use std::path::Path;

use crate::i18n::words::Words;
use crate::io::incident_table::Refusal;
use crate::io::safe_write::write_whole;

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
/// What the system says.
pub fn write_refusals(path: &Path, refusals: &[Refusal], words: &Words) -> io::Result<()> {
    let mut table = b"\xEF\xBB\xBF".to_vec();
    write_row(&mut table, &HEADINGS.map(|id| words.text(id)));
    for refusal in refusals {
        let cells = [
            refusal.line.to_string(),
            refusal.column.clone(),
            words.say(&refusal.reason.sentence()),
            refusal.found.clone(),
            words.say(&refusal.wanted),
        ];
        write_row(&mut table, &cells);
    }
    write_whole(path, &table)
}

fn write_row(table: &mut Vec<u8>, cells: &[String]) {
    let cells: Vec<String> = cells.iter().map(|cell| guarded(cell)).collect();
    table.extend_from_slice(cells.join(",").as_bytes());
    table.extend_from_slice(b"\r\n");
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
