//! The text of a GeoJSON file as UTF-8: marks taken off, UTF-16 and GB18030 decoded.

use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};

use super::scan::Broken;
use crate::i18n::message::Message;

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
            foreign: Some(GB18030.name()),
        }),
        None => Err(broken(error.valid_up_to())),
    }
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
        for bytes in [wanted.as_bytes().to_vec(), marked, little, big, chinese] {
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
