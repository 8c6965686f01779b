//! Gzip, known by its first two bytes whatever a file is called: unpacked in this one place.

use std::io::{self, BufReader, Cursor, Read};

use flate2::bufread::MultiGzDecoder;

/// What a gzip stream begins with.
const MARK: [u8; 2] = [0x1f, 0x8b];

/// A gzip stream that cannot be unpacked to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("damaged gzip stream")]
pub struct DamagedGzip {
    /// Whether it merely ends too early, as a broken download does.
    pub cut_off: bool,
}

/// Whether bytes begin as a gzip stream does.
#[must_use]
pub fn is_packed(bytes: &[u8]) -> bool {
    bytes.starts_with(&MARK)
}

/// A source of bytes, unpacked where it is gzip (of one member or several). What is wrong with the gzip stream itself comes
/// out of a read as [`DamagedGzip`]; how much may be unpacked is for the caller to bound.
///
/// # Errors
/// What the source says.
pub fn plain<R: Read>(mut source: R) -> io::Result<Plain<R>> {
    let mut mark = Vec::with_capacity(MARK.len());
    source
        .by_ref()
        .take(MARK.len() as u64)
        .read_to_end(&mut mark)?;
    let packed = is_packed(&mark);
    let whole = Cursor::new(mark).chain(source);
    Ok(if packed {
        Plain::Packed(Box::new(MultiGzDecoder::new(BufReader::with_capacity(
            BLOCK, whole,
        ))))
    } else {
        Plain::Bare(whole)
    })
}

/// Packed bytes asked for at a time.
const BLOCK: usize = 256 * 1024;

/// A source with the bytes that were looked at put back before it.
type Whole<R> = io::Chain<Cursor<Vec<u8>>, R>;

/// A source of bytes without its gzip wrapping.
#[derive(Debug)]
pub enum Plain<R> {
    /// It had none.
    Bare(Whole<R>),
    /// It is being unpacked.
    Packed(Box<MultiGzDecoder<BufReader<Whole<R>>>>),
}

impl<R> Plain<R> {
    /// Whether it came packed.
    pub const fn was_packed(&self) -> bool {
        matches!(self, Self::Packed(_))
    }
}

impl<R: Read> Read for Plain<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Bare(bytes) => bytes.read(buffer),
            Self::Packed(stream) => stream.read(buffer).map_err(told_apart),
        }
    }
}

/// A stream that is damaged, told from a disk that fails.
fn told_apart(error: io::Error) -> io::Error {
    let cut_off = match error.kind() {
        io::ErrorKind::UnexpectedEof => true,
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => false,
        _ => return error,
    };
    io::Error::new(io::ErrorKind::InvalidData, DamagedGzip { cut_off })
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write;

    fn packed(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text).expect("in memory");
        encoder.finish().expect("in memory")
    }

    fn unpacked(bytes: &[u8]) -> io::Result<Vec<u8>> {
        let mut all = Vec::new();
        plain(bytes)?.read_to_end(&mut all)?;
        Ok(all)
    }

    #[test]
    fn packed_or_not_the_bytes_come_out() {
        for text in ["", "a", "ab", "案件,经度\n"] {
            assert_eq!(unpacked(text.as_bytes()).expect("bare"), text.as_bytes());
            assert_eq!(
                unpacked(&packed(text.as_bytes())).expect("packed"),
                text.as_bytes()
            );
        }
        let two = [packed(b"one"), packed(b"two")].concat();
        assert_eq!(unpacked(&two).expect("two members"), b"onetwo");
    }

    #[test]
    fn a_damaged_stream_says_whether_it_is_cut_off() {
        let whole = packed(&b"0123456789".repeat(1000));
        let told = |bytes: &[u8]| {
            let error = unpacked(bytes).expect_err("damaged");
            error
                .get_ref()
                .and_then(|inner| inner.downcast_ref::<DamagedGzip>())
                .copied()
        };
        assert_eq!(
            told(&whole[..whole.len() / 2]),
            Some(DamagedGzip { cut_off: true })
        );
        let mut torn = whole;
        torn[12] ^= 0xff;
        torn[14] ^= 0xff;
        assert!(told(&torn).is_some());
    }
}
