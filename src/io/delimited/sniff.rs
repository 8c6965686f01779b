//! Delimiter and header row of a table, told from its beginning.

use super::splitter::Splitter;

/// The delimiters that are tried, the likelier first.
pub const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Rows looked at to tell the delimiter.
const ROWS: usize = 100;

/// How a table is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// The delimiter.
    pub delimiter: u8,
    /// Rows before the header that only carry a title (or Excel's `sep=;`).
    pub title_rows: usize,
    /// Whether a row of column names comes then.
    pub named: bool,
}

/// The layout of a table that begins with this text (whole rows, or the last one cut off); a given delimiter is kept.
#[must_use]
pub fn find_layout(text: &[u8], delimiter: Option<u8>) -> Layout {
    let declared = declared_delimiter(text);
    let delimiter = delimiter
        .or(declared)
        .unwrap_or_else(|| likeliest_delimiter(text));
    let rows = first_rows(text, delimiter);
    let width = usual_width(&rows).0;
    let skipped = usize::from(declared.is_some());
    let titles = rows
        .iter()
        .skip(skipped)
        .take(5)
        .take_while(|row| width >= 2 && row.iter().filter(|cell| !cell.is_empty()).count() <= 1)
        .count();
    // A table of nothing but titles has none.
    let title_rows = if skipped + titles < rows.len() {
        skipped + titles
    } else {
        skipped
    };
    Layout {
        delimiter,
        title_rows,
        named: rows.get(title_rows).is_some_and(|row| is_header(row)),
    }
}

/// The first rows of a text as owned cells, trimmed.
#[must_use]
pub fn first_rows(text: &[u8], delimiter: u8) -> Vec<Vec<String>> {
    let mut splitter = Splitter::over_text(text.to_vec(), delimiter);
    let mut rows = Vec::new();
    while rows.len() < ROWS {
        let Ok(Some(row)) = splitter.next_row() else {
            break;
        };
        rows.push(
            row.cells()
                .map(|cell| String::from_utf8_lossy(cell).trim().to_owned())
                .collect(),
        );
    }
    rows
}

/// Excel's first line `sep=;`.
fn declared_delimiter(text: &[u8]) -> Option<u8> {
    let start = text.get(..6)?;
    let word = start.get(..4)?.eq_ignore_ascii_case(b"sep=");
    let ends = matches!(start.get(5), Some(b'\r' | b'\n'));
    start.get(4).copied().filter(|_| word && ends)
}

/// The delimiter that cuts most rows into the same number of cells, at least two; the more cells the better.
fn likeliest_delimiter(text: &[u8]) -> u8 {
    let start = text.get(..text.len().min(64 * 1024)).unwrap_or_default();
    let score = |delimiter: u8| {
        let rows = first_rows(start, delimiter);
        let (width, share) = usual_width(&rows);
        if width < 2 { (0, 0) } else { (share, width) }
    };
    let mut best = (b',', (0, 0));
    for delimiter in DELIMITERS {
        let found = score(delimiter);
        if found > best.1 {
            best = (delimiter, found);
        }
    }
    best.0
}

/// The commonest number of cells a row, and how many rows of a hundred have it.
fn usual_width(rows: &[Vec<String>]) -> (usize, usize) {
    let mut counts = std::collections::BTreeMap::<usize, usize>::new();
    for row in rows {
        *counts.entry(row.len()).or_default() += 1;
    }
    counts
        .into_iter()
        .max_by_key(|(width, count)| (*count, *width))
        .map_or((0, 0), |(width, count)| {
            (width, count * 100 / rows.len().max(1))
        })
}

/// A row of names has no cell that is a number, a date or a place.
fn is_header(row: &[String]) -> bool {
    row.iter().any(|cell| !cell.is_empty()) && !row.iter().any(|cell| looks_like_data(cell))
}

fn looks_like_data(cell: &str) -> bool {
    let text = cell.trim_matches(['(', ')', '（', '）', ' ']);
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let first = text.trim_start_matches(['-', '+', '.']).bytes().next();
    let only_figures = text
        .chars()
        .all(|character| character.is_ascii_digit() || " .,:/-+TZ年月日时分秒".contains(character));
    digits > 0 && first.is_some_and(|byte| byte.is_ascii_digit()) && only_figures
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_is_the_one_that_cuts_rows_alike() {
        let found = |text: &str| find_layout(text.as_bytes(), None).delimiter;
        assert_eq!(found("a;b;c\n1,5;2,5;3\n1,5;2,5;3\n"), b';');
        assert_eq!(found("经度\t纬度\t备注\n113.9\t22.6\ta,b,c\n"), b'\t');
        assert_eq!(found("a|b\n1|2\n"), b'|');
        assert_eq!(found("sep=;\nA;1\n2;3\n"), b';');
        assert_eq!(found("single\nline\n"), b',');
    }

    #[test]
    fn title_rows_above_the_names_are_stepped_over() {
        let layout = find_layout(
            "2024年警情导出表,,\n经度,纬度,类别\n113.9,22.6,盗窃\n".as_bytes(),
            None,
        );
        assert_eq!((layout.title_rows, layout.named), (1, true));
    }

    #[test]
    fn a_first_row_of_figures_is_no_header() {
        assert!(!find_layout(b"113.9,22.6,2024-01-05\n113.8,22.5,2024-01-06\n", None).named);
        assert!(find_layout(b"lon,lat,2nd name\n113.8,22.5,x\n", None).named);
    }
}
