//! The text of a GeoJSON file as UTF-8: marks taken off, UTF-16, UTF-32 and GB18030 decoded.

use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};

use super::scan::Broken;
use crate::i18n::message::Message;
use crate::io::delimited::encoding::TextEncoding;
use crate::io::delimited::text_reader::decode_utf32;

/// A file's text and what it was written in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// UTF-8 without a mark.
    pub text: Vec<u8>,
    /// The encoding's name, where it was not UTF-8.
    pub foreign: Option<&'static str>,
}

/// Decodes by mark, then strict UTF-8, then GB18030 (only where that reads without a fault).
///
/// # Errors
/// [`Broken`] at the first byte that is no UTF-8, where nothing else fits.
pub fn decode(mut bytes: Vec<u8>) -> Result<Decoded, Broken> {
    if let Some(big_endian) = utf32(&bytes) {
        return decode_wide(&bytes, big_endian);
    }
    let wide = match bytes.get(..2) {
        Some([0xff, 0xfe]) => Some(UTF_16LE),
        Some([0xfe, 0xff]) => Some(UTF_16BE),
        // Without a mark: JSON begins with an ASCII character, so one of the first two bytes is zero.
        Some([0, first]) if *first != 0 => Some(UTF_16BE),
        Some([first, 0]) if *first != 0 => Some(UTF_16LE),
        _ => None,
    };
    if let Some(encoding) = wide {
        let (text, _, faulty) = encoding.decode(&bytes);
        return if faulty {
            Err(broken(0))
        } else {
            Ok(Decoded {
                text: text.into_owned().into_bytes(),
                foreign: Some(encoding.name()),
            })
        };
    }
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    }
    let Err(error) = std::str::from_utf8(&bytes) else {
        return Ok(Decoded {
            text: bytes,
            foreign: None,
        });
    };
    match GB18030.decode_without_bom_handling_and_without_replacement(&bytes) {
        Some(text) => Ok(Decoded {
            text: text.into_owned().into_bytes(),
            foreign: Some(TextEncoding::Other(GB18030).name()),
        }),
        None => Err(broken(error.valid_up_to())),
    }
}

/// Whether the bytes are UTF-32, and then whether the most significant byte comes first: by the mark, else by the three zero
/// bytes that a JSON text's first character brings.
fn utf32(bytes: &[u8]) -> Option<bool> {
    match bytes.get(..4)? {
        [0xff, 0xfe, 0, 0] => Some(false),
        [0, 0, 0xfe, 0xff] => Some(true),
        [first, 0, 0, 0] if *first != 0 => Some(false),
        [0, 0, 0, first] if *first != 0 => Some(true),
        _ => None,
    }
}

fn decode_wide(bytes: &[u8], big_endian: bool) -> Result<Decoded, Broken> {
    let mut text = Vec::with_capacity(bytes.len() / 2);
    decode_utf32(bytes, big_endian, &mut Vec::new(), true, &mut text);
    if text.starts_with("\u{FEFF}".as_bytes()) {
        text.drain(..3);
    }
    if memchr::memmem::find(&text, "\u{FFFD}".as_bytes()).is_some() {
        return Err(broken(0));
    }
    Ok(Decoded {
        text,
        foreign: Some(TextEncoding::Utf32 { big_endian }.name()),
    })
}

fn broken(at: usize) -> Broken {
    Broken {
        at,
        message: Message::new("io-not-utf8"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_encodings_are_seen_through() {
        let wanted = "{\"name\":\"新安街道\"}";
        let marked = [b"\xef\xbb\xbf".as_slice(), wanted.as_bytes()].concat();
        let little: Vec<u8> = [0xfeff]
            .into_iter()
            .chain(wanted.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        let big: Vec<u8> = wanted.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let chinese = GB18030.encode(wanted).0.into_owned();
        let wide = |mark: &'static str, bytes: fn(u32) -> [u8; 4]| -> Vec<u8> {
            let marks = mark.chars().chain(wanted.chars());
            marks.flat_map(|mark| bytes(u32::from(mark))).collect()
        };
        let wides = [
            wide("\u{FEFF}", u32::to_le_bytes),
            wide("\u{FEFF}", u32::to_be_bytes),
            wide("", u32::to_le_bytes),
            wide("", u32::to_be_bytes),
        ];
        let others = [wanted.as_bytes().to_vec(), marked, little, big, chinese];
        for bytes in others.into_iter().chain(wides) {
            let decoded = decode(bytes).expect("readable");
            assert_eq!(String::from_utf8(decoded.text).as_deref(), Ok(wanted));
        }
    }

    #[test]
    fn what_is_no_text_is_refused_at_its_byte() {
        let broken = decode(b"{\"a\":\"\xff\xff\"}".to_vec()).expect_err("no encoding has this");
        assert_eq!(broken.at, 6);
    }
}
