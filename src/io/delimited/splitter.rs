//! Splits text into rows and rows into cells: quotes, doubled quotes, line breaks in quotes, LF, CRLF and CR.

use memchr::{memchr, memchr_iter, memchr2, memchr3};

use super::text_reader::{TextError, TextReader};

/// No row may be longer; a longer one is an opened quote that nobody closed, or no table at all.
pub const LONGEST_ROW: usize = 1 << 20;

/// What is wrong with the writing of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowFault {
    /// A quote was opened and never closed: the line was split as if it had no quotes.
    UnclosedQuote,
    /// A quote stands inside an unquoted cell, or text follows a closing quote; all of it was kept as it is written.
    StrayQuote,
    /// Longer than [`LONGEST_ROW`]: its cells were dropped.
    TooLong,
}

/// One row, borrowed from the splitter.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// Line of the file it begins on, from 1.
    pub line: u64,
    /// What is wrong with its writing.
    pub fault: Option<RowFault>,
    /// The row as the file writes it, without its line end.
    pub raw: &'a [u8],
    bytes: &'a [u8],
    cells: &'a [(u32, u32)],
}

impl<'a> Row<'a> {
    /// Cells.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether it has no cell (never of a row that a [`Splitter`] gave).
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// A cell without its quotes, or `None` where the row is shorter.
    #[must_use]
    pub fn cell(&self, position: usize) -> Option<&'a [u8]> {
        let (from, to) = *self.cells.get(position)?;
        self.bytes.get(from as usize..to as usize)
    }

    /// All cells.
    pub fn cells(&self) -> impl Iterator<Item = &'a [u8]> + '_ {
        (0..self.len()).filter_map(|position| self.cell(position))
    }
}

/// Splits the text of a reader; memory holds one block and one row. Lines without any character are passed over.
#[derive(Debug)]
pub struct Splitter {
    reader: Option<TextReader>,
    text: Vec<u8>,
    start: usize,
    delimiter: u8,
    line: u64,
    /// The last line ended with a CR at the end of the block: an LF right behind it belongs to it.
    swallow_lf: bool,
    unquoted: Vec<u8>,
    cells: Vec<(u32, u32)>,
}

/// Where a row lies: in the block as it is, or unquoted in its own buffer.
struct Found {
    raw: (usize, usize),
    unquoted: bool,
    fault: Option<RowFault>,
    line: u64,
}

enum Quoted {
    Done { end: usize, stray: bool },
    NeedsMore,
    Unclosed,
}

impl Splitter {
    /// Splits what is left of a reader, after `text` already taken from it.
    #[must_use]
    pub const fn new(reader: TextReader, text: Vec<u8>, delimiter: u8) -> Self {
        Self::with(Some(reader), text, delimiter)
    }

    /// Splits text in memory.
    #[must_use]
    pub const fn over_text(text: Vec<u8>, delimiter: u8) -> Self {
        Self::with(None, text, delimiter)
    }

    const fn with(reader: Option<TextReader>, text: Vec<u8>, delimiter: u8) -> Self {
        Self {
            reader,
            text,
            start: 0,
            delimiter,
            line: 1,
            swallow_lf: false,
            unquoted: Vec::new(),
            cells: Vec::new(),
        }
    }

    /// Bytes of the file taken so far and in all.
    #[must_use]
    pub fn progress(&self) -> (u64, u64) {
        self.reader.as_ref().map_or((0, 0), TextReader::progress)
    }

    /// The next row, or `None` at the end.
    ///
    /// # Errors
    /// [`TextError`] of the reader.
    pub fn next_row(&mut self) -> Result<Option<Row<'_>>, TextError> {
        let Some(found) = self.find_row()? else {
            return Ok(None);
        };
        let raw = self.text.get(found.raw.0..found.raw.1).unwrap_or_default();
        Ok(Some(Row {
            line: found.line,
            fault: found.fault,
            raw,
            bytes: if found.unquoted { &self.unquoted } else { raw },
            cells: &self.cells,
        }))
    }

    fn find_row(&mut self) -> Result<Option<Found>, TextError> {
        let mut searched = 0;
        loop {
            self.skip_swallowed();
            let rest = self.text.get(self.start..).unwrap_or_default();
            let from = searched.min(rest.len());
            let end = memchr2(b'\n', b'\r', rest.get(from..).unwrap_or_default())
                .map(|position| from + position);
            match end {
                Some(0) => {
                    self.finish_line(self.start);
                    searched = 0;
                }
                None if rest.len() > LONGEST_ROW => return self.skip_long_line().map(Some),
                None => {
                    searched = rest.len();
                    if !self.refill()? {
                        let length = self.text.len() - self.start;
                        return if length == 0 {
                            Ok(None)
                        } else {
                            self.split_from(length).map(Some)
                        };
                    }
                }
                Some(length) if length > LONGEST_ROW => return self.skip_long_line().map(Some),
                Some(length) => return self.split_from(length).map(Some),
            }
        }
    }

    /// Splits the row whose first line is `length` bytes long; a quote may draw in more lines.
    fn split_from(&mut self, length: usize) -> Result<Found, TextError> {
        let line = self.line;
        let rest = self.text.get(self.start..).unwrap_or_default();
        let first = rest.get(..length).unwrap_or_default();
        if memchr(b'"', first).is_none() {
            return Ok(self.split_plain(length, None));
        }
        loop {
            let rest = self.text.get(self.start..).unwrap_or_default();
            let at_end = self.reader.is_none();
            let result = split_quoted(
                rest,
                self.delimiter,
                at_end,
                &mut self.unquoted,
                &mut self.cells,
            );
            match result {
                Quoted::Done { end, stray } => {
                    let raw = (self.start, self.start + end);
                    self.line += line_breaks(rest.get(..end).unwrap_or_default());
                    self.finish_line(raw.1);
                    return Ok(Found {
                        raw,
                        unquoted: true,
                        fault: stray.then_some(RowFault::StrayQuote),
                        line,
                    });
                }
                Quoted::NeedsMore if rest.len() <= LONGEST_ROW => {
                    self.refill()?;
                }
                Quoted::NeedsMore | Quoted::Unclosed => {
                    return Ok(self.split_plain(length, Some(RowFault::UnclosedQuote)));
                }
            }
        }
    }

    fn split_plain(&mut self, length: usize, fault: Option<RowFault>) -> Found {
        let line = self.line;
        let raw = (self.start, self.start + length);
        let bytes = self.text.get(raw.0..raw.1).unwrap_or_default();
        self.cells.clear();
        let mut from = 0;
        for at in memchr_iter(self.delimiter, bytes) {
            self.cells.push((from, at as u32));
            from = at as u32 + 1;
        }
        self.cells.push((from, bytes.len() as u32));
        self.finish_line(raw.1);
        Found {
            raw,
            unquoted: false,
            fault,
            line,
        }
    }

    /// Passes over a line longer than any row may be, holding no more than a block of it.
    fn skip_long_line(&mut self) -> Result<Found, TextError> {
        let line = self.line;
        self.cells.clear();
        self.cells.push((0, 0));
        loop {
            let rest = self.text.get(self.start..).unwrap_or_default();
            if let Some(length) = memchr2(b'\n', b'\r', rest) {
                self.finish_line(self.start + length);
                break;
            }
            self.start = self.text.len();
            if !self.refill()? {
                break;
            }
        }
        self.unquoted.clear();
        Ok(Found {
            raw: (self.start, self.start),
            unquoted: true,
            fault: Some(RowFault::TooLong),
            line,
        })
    }

    /// Steps over the line end at `end` (or the end of the text).
    fn finish_line(&mut self, end: usize) {
        self.swallow_lf = self.text.get(end) == Some(&b'\r');
        self.start = (end + 1).min(self.text.len());
        self.line += 1;
    }

    fn skip_swallowed(&mut self) {
        if self.swallow_lf && self.start < self.text.len() {
            self.swallow_lf = false;
            if self.text.get(self.start) == Some(&b'\n') {
                self.start += 1;
            }
        }
    }

    fn refill(&mut self) -> Result<bool, TextError> {
        let Some(reader) = &mut self.reader else {
            return Ok(false);
        };
        self.text.drain(..self.start);
        self.start = 0;
        if !reader.read_more(&mut self.text)? {
            self.reader = None;
            return Ok(false);
        }
        Ok(true)
    }
}

fn line_breaks(bytes: &[u8]) -> u64 {
    memchr::memchr2_iter(b'\n', b'\r', bytes)
        .filter(|at| bytes.get(*at) == Some(&b'\n') || bytes.get(at + 1) != Some(&b'\n'))
        .count() as u64
}

/// Splits a row that has quotes in it; `unquoted` gets the bare text of its cells.
fn split_quoted(
    text: &[u8],
    delimiter: u8,
    at_end: bool,
    unquoted: &mut Vec<u8>,
    cells: &mut Vec<(u32, u32)>,
) -> Quoted {
    unquoted.clear();
    cells.clear();
    let mut at = 0;
    let mut stray = false;
    loop {
        let from = unquoted.len() as u32;
        if text.get(at) == Some(&b'"') {
            match unquote(text, at + 1, at_end, unquoted) {
                Ok(after) => at = after,
                Err(stop) => return stop,
            }
        }
        let after_quote = unquoted.len();
        let bare = text.get(at..).unwrap_or_default();
        let length = match memchr3(delimiter, b'\n', b'\r', bare) {
            Some(length) => length,
            None if at_end => bare.len(),
            None => return Quoted::NeedsMore,
        };
        let bare = bare.get(..length).unwrap_or_default();
        // Blanks between a closing quote and the delimiter belong to nobody.
        if after_quote == from as usize || !bare.iter().all(u8::is_ascii_whitespace) {
            stray |=
                memchr(b'"', bare).is_some() || (after_quote > from as usize && !bare.is_empty());
            unquoted.extend_from_slice(bare);
        }
        cells.push((from, unquoted.len() as u32));
        at += length;
        if text.get(at) != Some(&delimiter) {
            return Quoted::Done { end: at, stray };
        }
        at += 1;
    }
}

/// Takes the text after an opening quote up to its closing one; gives the place behind that.
fn unquote(
    text: &[u8],
    mut at: usize,
    at_end: bool,
    unquoted: &mut Vec<u8>,
) -> Result<usize, Quoted> {
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let Some(length) = memchr(b'"', rest) else {
            return Err(if at_end {
                Quoted::Unclosed
            } else {
                Quoted::NeedsMore
            });
        };
        unquoted.extend_from_slice(rest.get(..length).unwrap_or_default());
        at += length + 1;
        match text.get(at) {
            Some(b'"') => {
                unquoted.push(b'"');
                at += 1;
            }
            None if !at_end => return Err(Quoted::NeedsMore),
            _ => return Ok(at),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(u64, Option<RowFault>, Vec<String>)> {
        let mut splitter = Splitter::over_text(text.as_bytes().to_vec(), b',');
        let mut found = Vec::new();
        while let Some(row) = splitter.next_row().expect("text in memory") {
            let cells = row
                .cells()
                .map(|cell| String::from_utf8_lossy(cell).into_owned());
            found.push((row.line, row.fault, cells.collect()));
        }
        found
    }

    fn cells(text: &str) -> Vec<Vec<String>> {
        rows(text).into_iter().map(|(_, _, cells)| cells).collect()
    }

    #[test]
    fn quotes_hold_delimiters_line_breaks_and_doubled_quotes() {
        assert_eq!(
            cells("a,\"b,\r\n\"\"c\"\"\"\r\n\"\",d"),
            [["a", "b,\r\n\"c\""], ["", "d"]]
        );
    }

    #[test]
    fn lf_crlf_and_cr_all_end_a_line_and_are_counted() {
        let expected: Vec<_> = [(1, "a"), (3, "b"), (4, "c")]
            .map(|(line, cell)| (line, None, vec![cell.to_owned()]))
            .into();
        assert_eq!(rows("a\n\nb\nc"), expected);
        assert_eq!(rows("a\r\n\r\nb\r\nc\r\n"), expected);
        assert_eq!(rows("a\r\rb\rc"), expected);
    }

    #[test]
    fn a_line_number_counts_the_line_breaks_inside_quotes() {
        let lines: Vec<u64> = rows("\"a\n\nb\"\nc\n").iter().map(|row| row.0).collect();
        assert_eq!(lines, [1, 4]);
    }

    #[test]
    fn an_unclosed_quote_costs_one_line_and_not_the_rest_of_the_file() {
        let found = rows("a,\"b\nc,d\ne,f");
        assert_eq!(found.len(), 3);
        assert_eq!(
            found.first().map(|row| row.1),
            Some(Some(RowFault::UnclosedQuote))
        );
        assert_eq!(
            found.last().map(|row| row.2.clone()),
            Some(vec!["e".into(), "f".into()])
        );
    }

    #[test]
    fn a_quote_inside_a_bare_cell_is_kept_and_named() {
        let found = rows("1,two\"with quote,3\n\"a\"b,c,d");
        assert!(found.iter().all(|row| row.1 == Some(RowFault::StrayQuote)));
        assert_eq!(
            cells("1,two\"with quote,3\n\"a\"b,c,d"),
            [["1", "two\"with quote", "3"], ["ab", "c", "d"]]
        );
    }

    #[test]
    fn a_line_without_end_is_refused_in_bounded_memory() {
        let mut text = "x".repeat(LONGEST_ROW + 5);
        text.push_str("\na,b");
        let found = rows(&text);
        assert_eq!(
            found.first().map(|row| row.1),
            Some(Some(RowFault::TooLong))
        );
        assert_eq!(found.last().map(|row| row.2.len()), Some(2));
    }
}
