//! The text of a file, block by block: unpacked, decoded to UTF-8, never the whole file at once.

use std::fmt;
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use encoding_rs::{CoderResult, Decoder};

use super::encoding::{
    CERTAIN_CHARACTERS, TextEncoding, find_encoding, mark_len_of, multi_byte_characters,
};
use crate::io::gzip;
use crate::io::open_file::open_file;

/// Bytes asked from the file at a time.
const BLOCK: usize = 256 * 1024;
/// Bytes the encoding is judged by at first.
const FIRST_LOOK: usize = 512 * 1024;

/// Why a block of text could not be had.
#[derive(Debug, thiserror::Error)]
pub enum TextError {
    /// The system or the unpacking says no.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// It looked like UTF-8 so far and is not: read it again as GB18030.
    #[error("not UTF-8")]
    NotUtf8,
}

/// Gives the text of a file as UTF-8. Bytes that UTF-8 does not have are passed on as they are where the file is
/// certainly UTF-8; in other encodings they become U+FFFD.
pub struct TextReader {
    bytes: Box<dyn Read + Send>,
    /// Raw bytes already taken for the first look.
    first: Vec<u8>,
    first_used: usize,
    decoding: Decoding,
    encoding: TextEncoding,
    taken: Arc<AtomicU64>,
    total: u64,
    block: usize,
    at_end: bool,
}

enum Decoding {
    Utf8 {
        certain: bool,
        characters: usize,
        carry: Vec<u8>,
    },
    Utf32 {
        big_endian: bool,
        carry: Vec<u8>,
    },
    Other(Box<Decoder>),
}

impl fmt::Debug for TextReader {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TextReader")
            .field("encoding", &self.encoding)
            .field("total", &self.total)
            .finish_non_exhaustive()
    }
}

/// Counts the bytes that went through.
struct Counting<R> {
    inner: R,
    taken: Arc<AtomicU64>,
}

impl<R: Read> Read for Counting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.taken.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

impl TextReader {
    /// Opens a file, packed (gzip, known by its first bytes) or not; `encoding` of `None` is found out.
    ///
    /// # Errors
    /// What the system says.
    pub fn open(path: &Path, encoding: Option<TextEncoding>) -> Result<Self, TextError> {
        let file = open_file(path)?;
        let total = file.metadata()?.len();
        Self::over(Box::new(file), total, encoding, BLOCK)
    }

    /// Text out of any source of bytes; `total` is its length for the progress, `block` the bytes asked at a time.
    ///
    /// # Errors
    /// What the source says.
    pub fn over(
        source: Box<dyn Read + Send>,
        total: u64,
        encoding: Option<TextEncoding>,
        block: usize,
    ) -> Result<Self, TextError> {
        let taken = Arc::new(AtomicU64::new(0));
        let counting = Counting {
            inner: BufReader::with_capacity(BLOCK, source),
            taken: Arc::clone(&taken),
        };
        let mut bytes: Box<dyn Read + Send> = Box::new(gzip::plain(counting)?);
        let mut first = Vec::new();
        Read::by_ref(&mut bytes)
            .take(FIRST_LOOK as u64)
            .read_to_end(&mut first)?;
        let found = encoding.map_or_else(
            || find_encoding(&first, first.len() < FIRST_LOOK),
            |encoding| super::encoding::FoundEncoding {
                encoding,
                mark_len: mark_len_of(&first, encoding),
            },
        );
        Ok(Self {
            bytes,
            first,
            first_used: found.mark_len,
            decoding: Decoding::new(found.encoding),
            encoding: found.encoding,
            taken,
            total,
            block: block.max(1),
            at_end: false,
        })
    }

    /// The encoding in use.
    #[must_use]
    pub const fn encoding(&self) -> TextEncoding {
        self.encoding
    }

    /// Bytes of the file taken so far and in all: how far the reading is.
    #[must_use]
    pub fn progress(&self) -> (u64, u64) {
        (self.taken.load(Ordering::Relaxed), self.total)
    }

    /// Adds the next block of text; false at the end of the file.
    ///
    /// # Errors
    /// [`TextError`].
    pub fn read_more(&mut self, text: &mut Vec<u8>) -> Result<bool, TextError> {
        if self.at_end {
            return Ok(false);
        }
        if let Decoding::Utf8 { carry, .. } = &mut self.decoding {
            let from = text.len();
            text.append(carry);
            let count = self.read_raw(text)?;
            self.at_end = count == 0;
            self.check_utf8(text, from, count == 0)?;
            return Ok(count > 0 || text.len() > from);
        }
        let mut raw = Vec::with_capacity(self.block);
        let count = self.read_raw(&mut raw)?;
        self.at_end = count == 0;
        let from = text.len();
        match &mut self.decoding {
            Decoding::Utf32 { big_endian, carry } => {
                decode_utf32(&raw, *big_endian, carry, count == 0, text);
            }
            Decoding::Other(decoder) => decode(decoder, &raw, count == 0, text),
            Decoding::Utf8 { .. } => {}
        }
        Ok(count > 0 || text.len() > from)
    }

    fn read_raw(&mut self, into: &mut Vec<u8>) -> Result<usize, TextError> {
        let rest = self.first.get(self.first_used..).unwrap_or_default();
        if rest.is_empty() {
            self.first = Vec::new();
            self.first_used = 0;
            let block = self.block as u64;
            return Ok(Read::by_ref(&mut self.bytes)
                .take(block)
                .read_to_end(into)?);
        }
        let count = rest.len().min(self.block);
        into.extend(rest.iter().take(count));
        self.first_used += count;
        Ok(count)
    }

    /// Looks whether what came in since `from` is UTF-8; a character cut off by the block's end waits for the next block.
    fn check_utf8(
        &mut self,
        text: &mut Vec<u8>,
        from: usize,
        at_end: bool,
    ) -> Result<(), TextError> {
        let Decoding::Utf8 {
            certain,
            characters,
            carry,
        } = &mut self.decoding
        else {
            return Ok(());
        };
        let new = text.get(from..).unwrap_or_default();
        let mut valid = new.len();
        match std::str::from_utf8(new) {
            Ok(_) => {}
            Err(error) => {
                valid = error.valid_up_to();
                let cut_off = error.error_len().is_none() && !at_end;
                if cut_off {
                    carry.extend(new.iter().skip(valid));
                } else if !*certain {
                    return Err(TextError::NotUtf8);
                }
            }
        }
        if !*certain {
            *characters += multi_byte_characters(new.get(..valid).unwrap_or_default());
            *certain = *characters >= CERTAIN_CHARACTERS;
        }
        text.truncate(text.len() - carry.len());
        Ok(())
    }
}

impl Decoding {
    fn new(encoding: TextEncoding) -> Self {
        match encoding {
            TextEncoding::Utf8 { certain } => Self::Utf8 {
                certain,
                characters: 0,
                carry: Vec::new(),
            },
            TextEncoding::Utf32 { big_endian } => Self::Utf32 {
                big_endian,
                carry: Vec::new(),
            },
            TextEncoding::Other(other) => {
                Self::Other(Box::new(other.new_decoder_without_bom_handling()))
            }
        }
    }
}

fn decode(decoder: &mut Decoder, raw: &[u8], last: bool, text: &mut Vec<u8>) {
    let mut used = 0;
    loop {
        let rest = raw.get(used..).unwrap_or_default();
        let room = decoder.max_utf8_buffer_length(rest.len()).unwrap_or(BLOCK);
        let from = text.len();
        text.resize(from + room.clamp(16, 4 * BLOCK), 0);
        let target = text.get_mut(from..).unwrap_or_default();
        let (result, read, written, _) = decoder.decode_to_utf8(rest, target, last);
        text.truncate(from + written);
        used += read;
        if result == CoderResult::InputEmpty {
            return;
        }
    }
}

/// Adds whole units as characters and keeps the rest; what is no character, or a rest at the end, becomes U+FFFD.
pub(crate) fn decode_utf32(
    raw: &[u8],
    big_endian: bool,
    carry: &mut Vec<u8>,
    last: bool,
    text: &mut Vec<u8>,
) {
    carry.extend_from_slice(raw);
    let mut buffer = [0; 4];
    let (groups, rest) = carry.as_chunks::<4>();
    for group in groups {
        let code = if big_endian {
            u32::from_be_bytes(*group)
        } else {
            u32::from_le_bytes(*group)
        };
        let character = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
        text.extend_from_slice(character.encode_utf8(&mut buffer).as_bytes());
    }
    if last && !rest.is_empty() {
        text.extend_from_slice("\u{FFFD}".as_bytes());
        carry.clear();
    } else {
        let kept = rest.len();
        carry.drain(..carry.len() - kept);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn whole(bytes: &[u8], block: usize) -> Result<String, TextError> {
        let source = Box::new(io::Cursor::new(bytes.to_vec()));
        let mut reader = TextReader::over(source, bytes.len() as u64, None, block)?;
        let mut text = Vec::new();
        while reader.read_more(&mut text)? {}
        assert!(!reader.read_more(&mut text)?, "the end stays the end");
        Ok(String::from_utf8_lossy(&text).into_owned())
    }

    #[test]
    fn characters_across_block_borders_stay_whole_in_every_encoding() {
        let text = "经度,纬度,报案时间\n113.9,22.6,二〇二四年𠮷\n";
        let (gb, _, _) = encoding_rs::GB18030.encode(text);
        let little: Vec<u8> = [0xFF, 0xFE]
            .into_iter()
            .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        let wide: Vec<u8> = text
            .chars()
            .flat_map(|character| u32::from(character).to_be_bytes())
            .collect();
        for block in 1..9 {
            for bytes in [text.as_bytes(), &gb, &little, &wide] {
                assert_eq!(
                    whole(bytes, block).expect("readable"),
                    text,
                    "block {block}"
                );
            }
        }
    }

    #[test]
    fn gzip_is_known_by_its_bytes_and_its_members_are_joined() {
        let mut packed = Vec::new();
        for part in ["a,b\n", "1,2\n"] {
            let mut encoder =
                flate2::write::GzEncoder::new(&mut packed, flate2::Compression::fast());
            encoder.write_all(part.as_bytes()).expect("in memory");
            encoder.finish().expect("in memory");
        }
        assert_eq!(whole(&packed, 3).expect("readable"), "a,b\n1,2\n");
    }

    #[test]
    fn a_bad_byte_after_a_long_ascii_start_asks_for_gb18030() {
        let mut bytes = b"a,b\n".repeat(FIRST_LOOK / 4 + 1);
        bytes.extend_from_slice(b"\xBE\xAD,\xB6\xC8\n");
        assert!(matches!(whole(&bytes, BLOCK), Err(TextError::NotUtf8)));
    }

    #[test]
    fn a_packed_file_that_breaks_off_is_an_error_and_no_panic() {
        let mut packed = Vec::new();
        let mut encoder = flate2::write::GzEncoder::new(&mut packed, flate2::Compression::fast());
        encoder.write_all(b"a,b\n1,2\n").expect("in memory");
        encoder.finish().expect("in memory");
        packed.truncate(packed.len() - 6);
        assert!(matches!(whole(&packed, BLOCK), Err(TextError::Io(_))));
    }
}
