//! The attribute table of a Shapefile (dBase): every cell as text, to the letter.

use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_8, WINDOWS_1252};

use super::Fault;
use crate::i18n::message::Message;

/// The table, its cells decoded.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    /// Column names.
    pub(super) names: Vec<String>,
    /// A row a feature; empty cells are empty.
    pub(super) rows: Vec<Vec<String>>,
    /// What it was written in, where that was not UTF-8.
    pub(super) foreign: Option<&'static str>,
}

/// A column as the head of the file describes it.
#[derive(Debug)]
struct Field<'a> {
    name: &'a [u8],
    kind: u8,
    from: usize,
    length: usize,
}

/// Reads the table; `declared` is what the `.cpg` file beside it says of its encoding.
pub(super) fn read(bytes: &[u8], declared: Option<&str>) -> Result<Table, Fault> {
    let broken = || Fault::new(Message::new("io-dbf-broken-head"));
    let two = |at: usize| {
        let pair = bytes.get(at..at + 2)?.try_into().ok()?;
        Some(usize::from(u16::from_le_bytes(pair)))
    };
    let count = bytes.get(4..8).and_then(|four| four.try_into().ok());
    let count = u32::from_le_bytes(count.ok_or_else(broken)?) as usize;
    let (head, width) = two(8).zip(two(10)).ok_or_else(broken)?;
    let fields = fields(bytes.get(32..head).ok_or_else(broken)?);
    let last = fields.last().map_or(1, |field| field.from + field.length);
    if width == 0 || last > width {
        return Err(broken());
    }
    let body = bytes.get(head..).unwrap_or_default();
    if body.len() / width < count {
        let message = Message::new("io-dbf-cut-off")
            .with("wanted", count)
            .with("found", body.len() / width);
        return Err(Fault::new(message));
    }
    let rows: Vec<&[u8]> = body.chunks_exact(width).take(count).collect();
    let driver = bytes.get(29).copied().unwrap_or(0);
    let encoding = encoding_of(&fields, &rows, declared, driver);
    let decode = |cell: &[u8]| encoding.decode_without_bom_handling(cell).0.into_owned();
    Ok(Table {
        names: fields.iter().map(|field| decode(field.name)).collect(),
        rows: rows
            .iter()
            .map(|row| {
                fields
                    .iter()
                    .map(|field| text(field, row, decode))
                    .collect()
            })
            .collect(),
        foreign: (encoding != UTF_8).then(|| encoding.name()),
    })
}

fn fields(mut head: &[u8]) -> Vec<Field<'_>> {
    let mut fields = Vec::new();
    let mut from = 1;
    while let Some((field, rest)) = head.split_at_checked(32) {
        let Some([kind, length, high]) = [11, 16, 17]
            .map(|at| field.get(at).copied())
            .into_iter()
            .collect::<Option<Vec<u8>>>()
            .and_then(|found| <[u8; 3]>::try_from(found).ok())
        else {
            break;
        };
        if field.first() == Some(&0x0D) {
            break;
        }
        let name = field.get(..11).unwrap_or_default();
        let end = name.iter().position(|byte| *byte == 0).unwrap_or(11);
        // Text columns count their length in both bytes; the second is the number of decimals in others.
        let long = if kind == b'C' {
            usize::from(high) << 8
        } else {
            0
        };
        let length = usize::from(length) + long;
        fields.push(Field {
            name: name.get(..end).unwrap_or_default().trim_ascii(),
            kind,
            from,
            length,
        });
        from += length;
        head = rest;
    }
    fields
}

fn raw<'a>(field: &Field<'_>, row: &'a [u8]) -> &'a [u8] {
    let cell = row.get(field.from..field.from + field.length);
    let cell = cell.unwrap_or_default();
    let end = cell.iter().rposition(|byte| !matches!(byte, 0 | b' '));
    cell.get(..end.map_or(0, |last| last + 1))
        .unwrap_or_default()
}

/// A cell as text: numbers without padding and idle decimals, yes and no as words, nothing where nothing is known.
fn text(field: &Field<'_>, row: &[u8], decode: impl Fn(&[u8]) -> String) -> String {
    let cell = raw(field, row);
    match field.kind {
        b'N' | b'F' => {
            let number = decode(cell.trim_ascii());
            if number.starts_with('*') {
                return String::new();
            }
            match number.split_once('.') {
                Some((whole, decimals)) if decimals.bytes().all(|byte| byte == b'0') => {
                    whole.to_owned()
                }
                _ => number,
            }
        }
        b'L' => match cell.first() {
            Some(b'T' | b't' | b'Y' | b'y') => "true".to_owned(),
            Some(b'F' | b'f' | b'N' | b'n') => "false".to_owned(),
            _ => String::new(),
        },
        _ => decode(cell),
    }
}

/// The encoding: what is declared, else UTF-8, else GB18030; where none reads every cell, the one that reads most. A cell cut
/// off in the middle of a character is one fault.
fn encoding_of(
    fields: &[Field<'_>],
    rows: &[&[u8]],
    declared: Option<&str>,
    driver: u8,
) -> &'static Encoding {
    let declared = declared.and_then(by_name).or(match driver {
        0x4D => Some(GBK),
        0x4F => Some(BIG5),
        0x03 => Some(WINDOWS_1252),
        _ => None,
    });
    let faults = |encoding: &'static Encoding| {
        let bad = |cell: &[u8]| {
            let read = encoding.decode_without_bom_handling_and_without_replacement(cell);
            usize::from(read.is_none())
        };
        let names = fields.iter().map(|field| bad(field.name));
        let texts = || fields.iter().filter(|field| field.kind == b'C');
        let cells = rows
            .iter()
            .flat_map(|row| texts().map(|field| bad(raw(field, row))));
        names.chain(cells).sum::<usize>()
    };
    // Every byte is some character of Windows-1252: it is believed only where it is declared, and after UTF-8.
    let believed = declared.filter(|encoding| *encoding != WINDOWS_1252);
    let candidates = [believed, Some(UTF_8), declared, Some(GB18030)];
    let mut best: Option<(usize, &'static Encoding)> = None;
    for encoding in candidates.into_iter().flatten() {
        let found = faults(encoding);
        if found == 0 {
            return encoding;
        }
        if best.is_none_or(|(least, _)| found < least) {
            best = Some((found, encoding));
        }
    }
    best.map_or(UTF_8, |(_, encoding)| encoding)
}

/// An encoding by the many names `.cpg` files have for it.
fn by_name(declared: &str) -> Option<&'static Encoding> {
    let name = declared.trim();
    let digits: String = name.chars().filter(char::is_ascii_digit).collect();
    match digits.as_str() {
        "65001" => Some(UTF_8),
        "936" | "20936" | "54936" => Some(GB18030),
        "950" => Some(BIG5),
        "1252" => Some(WINDOWS_1252),
        _ => Encoding::for_label(name.as_bytes()),
    }
}
