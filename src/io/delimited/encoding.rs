//! Which encoding a file is in: its mark, then strict UTF-8, then GB18030.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// How the bytes of a file become text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextEncoding {
    /// UTF-8. `certain` is false while nothing but its own validity speaks for it: one bad byte then turns to GB18030.
    Utf8 {
        /// Whether a mark, the user or many multi-byte characters speak for it.
        certain: bool,
    },
    /// UTF-32, which only a few spreadsheet tools write.
    Utf32 {
        /// Whether the most significant byte comes first.
        big_endian: bool,
    },
    /// Any other encoding of the Encoding Standard.
    Other(&'static Encoding),
}

/// What was found out about a file's encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FoundEncoding {
    /// The encoding.
    pub encoding: TextEncoding,
    /// Bytes of the mark at the file's start.
    pub mark_len: usize,
}

/// So many valid multi-byte characters make UTF-8 certain: text of another encoding never has as many by chance.
pub(super) const CERTAIN_CHARACTERS: usize = 48;

impl TextEncoding {
    /// The encoding of a name people write (`UTF-8`, `gbk`, `GB18030`, `utf-16le`, …).
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let plain = name.trim().to_ascii_lowercase();
        match plain.as_str() {
            "utf-32le" | "utf32le" => return Some(Self::Utf32 { big_endian: false }),
            "utf-32be" | "utf32be" => return Some(Self::Utf32 { big_endian: true }),
            _ => {}
        }
        let encoding = Encoding::for_label(plain.as_bytes())?;
        Some(if encoding == UTF_8 {
            Self::Utf8 { certain: true }
        } else if encoding == encoding_rs::GBK {
            Self::Other(GB18030)
        } else {
            Self::Other(encoding)
        })
    }

    /// The encoding's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 { .. } => "UTF-8",
            Self::Utf32 { big_endian: true } => "UTF-32BE",
            Self::Utf32 { big_endian: false } => "UTF-32LE",
            // "gb18030" in the Encoding Standard; the standard itself is written in capitals.
            Self::Other(encoding) if encoding == GB18030 => "GB18030",
            Self::Other(encoding) => encoding.name(),
        }
    }
}

/// The encoding of a file that begins with these bytes; `complete` says whether they are the whole file.
#[must_use]
pub fn find_encoding(start: &[u8], complete: bool) -> FoundEncoding {
    by_mark(start).unwrap_or_else(|| FoundEncoding {
        encoding: by_zero_bytes(start).unwrap_or_else(|| by_validity(start, complete)),
        mark_len: 0,
    })
}

/// Bytes of the mark that belongs to an encoding, where the file begins with it.
#[must_use]
pub fn mark_len_of(start: &[u8], encoding: TextEncoding) -> usize {
    by_mark(start)
        .filter(|found| found.encoding == encoding)
        .map_or(0, |found| found.mark_len)
}

fn by_mark(start: &[u8]) -> Option<FoundEncoding> {
    let found = |encoding, mark_len| Some(FoundEncoding { encoding, mark_len });
    match start {
        [0xEF, 0xBB, 0xBF, ..] => found(TextEncoding::Utf8 { certain: true }, 3),
        [0xFF, 0xFE, 0, 0, ..] => found(TextEncoding::Utf32 { big_endian: false }, 4),
        [0, 0, 0xFE, 0xFF, ..] => found(TextEncoding::Utf32 { big_endian: true }, 4),
        [0xFF, 0xFE, ..] => found(TextEncoding::Other(UTF_16LE), 2),
        [0xFE, 0xFF, ..] => found(TextEncoding::Other(UTF_16BE), 2),
        [0x84, 0x31, 0x95, 0x33, ..] => found(TextEncoding::Other(GB18030), 4),
        _ => None,
    }
}

/// UTF-16 and UTF-32 without a mark: a table has many ASCII characters (digits, delimiters), whose other bytes are zero.
fn by_zero_bytes(start: &[u8]) -> Option<TextEncoding> {
    let seen = start.get(..start.len().min(4096)).unwrap_or_default();
    let mut zeros = [0_usize; 4];
    for (position, byte) in seen.iter().enumerate() {
        if *byte == 0
            && let Some(count) = zeros.get_mut(position % 4)
        {
            *count += 1;
        }
    }
    let groups = seen.len() / 4;
    let often = |count: usize, percent: usize| groups > 0 && count * 100 >= groups * percent;
    let seldom = |count: usize| count * 100 <= groups * 5;
    let [a, b, c, d] = zeros;
    // The upper half of a UTF-32 unit is nearly always zero; of UTF-16 units only those of ASCII have a zero byte.
    if often(a, 90) && often(b, 90) && seldom(d) {
        Some(TextEncoding::Utf32 { big_endian: true })
    } else if often(c, 90) && often(d, 90) && seldom(a) {
        Some(TextEncoding::Utf32 { big_endian: false })
    } else if often(a, 30) && often(c, 30) && seldom(b) && seldom(d) {
        Some(TextEncoding::Other(UTF_16BE))
    } else if often(b, 30) && often(d, 30) && seldom(a) && seldom(c) {
        Some(TextEncoding::Other(UTF_16LE))
    } else {
        None
    }
}

/// UTF-8 where the bytes are valid, or where a few damaged ones stand among very many valid characters; else GB18030.
fn by_validity(start: &[u8], complete: bool) -> TextEncoding {
    let (mut good, mut bad) = (0_usize, 0_usize);
    let mut chunks = start.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        good += multi_byte_characters(chunk.valid().as_bytes());
        let cut_off = chunks.peek().is_none() && !complete && chunk.invalid().len() < 4;
        if !chunk.invalid().is_empty() && !cut_off {
            bad += 1;
        }
    }
    let certain = good >= CERTAIN_CHARACTERS;
    if bad == 0 || (certain && bad * 50 < good) {
        TextEncoding::Utf8 { certain }
    } else {
        TextEncoding::Other(GB18030)
    }
}

/// Characters outside ASCII in valid UTF-8.
pub(super) fn multi_byte_characters(text: &[u8]) -> usize {
    text.iter().filter(|byte| **byte >= 0xC0).count()
}

/// A short text in UTF-8 where it is valid, else in GB18030; a mark at its beginning is taken off.
#[must_use]
pub fn utf8_or_gb18030(bytes: &[u8]) -> Cow<'_, str> {
    let valid = std::str::from_utf8(bytes).is_ok();
    let (text, _, _) = if valid { UTF_8 } else { GB18030 }.decode(bytes);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(bytes: &[u8]) -> &'static str {
        find_encoding(bytes, true).encoding.name()
    }

    #[test]
    fn the_mark_wins_then_valid_utf8_then_gb18030() {
        assert_eq!(name(b"\xEF\xBB\xBFa,b"), "UTF-8");
        assert_eq!(name("经度,纬度\n113.9,22.6".as_bytes()), "UTF-8");
        assert_eq!(name(b"\xBE\xAD\xB6\xC8,\xCE\xB3\xB6\xC8\n1,2"), "GB18030");
        assert_eq!(name(b"\xFF\xFEa\0"), "UTF-16LE");
    }

    #[test]
    fn one_damaged_byte_among_much_utf8_does_not_turn_the_file_to_gb18030() {
        let mut bytes = "宝安区".repeat(200).into_bytes();
        bytes.push(0xFF);
        bytes.extend_from_slice("新安街道".as_bytes());
        assert_eq!(name(&bytes), "UTF-8");
    }

    #[test]
    fn a_character_cut_off_at_the_end_of_the_first_block_is_no_damage() {
        let bytes = "经".as_bytes();
        let cut = bytes.get(..2).expect("three bytes");
        assert_eq!(find_encoding(cut, false).encoding.name(), "UTF-8");
        assert_eq!(find_encoding(cut, true).encoding.name(), "GB18030");
    }

    #[test]
    fn utf16_without_a_mark_shows_by_its_zero_bytes() {
        let text = "lon,lat\n113.9,22.6\n";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!((name(&little), name(&big)), ("UTF-16LE", "UTF-16BE"));
    }
}
