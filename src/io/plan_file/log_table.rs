//! The edit log as a table for people: CSV that a spreadsheet opens in Chinese and takes for text.

use std::io;

use super::edit_log::LogEntry;

/// The log as CSV: UTF-8 with its mark, one row an entry, no cell that a spreadsheet would take for a formula.
///
/// # Errors
/// What the writer says.
pub fn log_csv(entries: &[LogEntry], heads: [&str; 8]) -> io::Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(heads)?;
    for entry in entries {
        let seq = entry.seq.to_string();
        writer.write_record([
            &seq,
            &guarded(&entry.time),
            &guarded(&entry.who),
            &guarded(&entry.act),
            &guarded(&entry.title),
            &guarded(&entry.data),
            &guarded(&entry.edit),
            &guarded(&entry.hash),
        ])?;
    }
    writer.into_inner().map_err(csv::IntoInnerError::into_error)
}

/// A cell that begins as a formula does gets a mark before it.
fn guarded(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}
