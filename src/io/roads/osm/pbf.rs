//! Files of OpenStreetMap in blocks of protocol buffers (`.osm.pbf`): blocks are read one after the other and unpacked several
//! at a time; none is larger than the format allows.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use flate2::read::ZlibDecoder;
use rayon::prelude::*;

use super::wire::{Broken, Fields, Packed, Value, signed, varint};
use super::{Gathered, Kind, Stage};
use crate::base::cancel::Cancel;
use crate::base::coords::LonLat;
use crate::i18n::message::Message;
use crate::io::open_file::open_file;
use crate::io::read_error::ReadError;

/// Longest head of a block, and longest block, packed or not, that the format allows.
const LONGEST_HEAD: usize = 64 * 1024;
const LONGEST_BLOCK: usize = 32 * 1024 * 1024;
/// Blocks unpacked at a time.
const AT_A_TIME: usize = 16;

/// Whether bytes begin as such a file does: the length of a head, and in it the name of the first block.
pub(super) fn begins(start: &[u8]) -> bool {
    let Some((length, rest)) = start.split_first_chunk::<4>() else {
        return false;
    };
    let length = u32::from_be_bytes(*length) as usize;
    length <= LONGEST_HEAD && rest.starts_with(b"\x0a\x09OSMHeader")
}

pub(super) fn scan(
    path: &Path,
    stage: Stage<'_>,
    into: &mut Gathered,
    cancel: &Cancel,
) -> Result<(), ReadError> {
    let told = |fault: Fault| fault.told(path);
    let file = open_file(path).map_err(|source| told(Fault::System(source)))?;
    let length = file.metadata().map_or(1, |about| about.len().max(1));
    let mut blocks = Blocks {
        file: BufReader::new(file),
        at: 0,
    };
    loop {
        cancel.check()?;
        cancel.report(blocks.at, length);
        let mut some = Vec::with_capacity(AT_A_TIME);
        while some.len() < AT_A_TIME {
            match blocks.next().map_err(told)? {
                Some(block) => some.push(block),
                None => break,
            }
        }
        if some.is_empty() {
            return Ok(());
        }
        let read: Vec<Result<Gathered, Fault>> =
            some.par_iter().map(|block| block.read(stage)).collect();
        for part in read {
            into.append(part.map_err(told)?);
        }
    }
}

/// Why a block cannot be read.
enum Fault {
    System(std::io::Error),
    Content(Message),
}

impl Fault {
    fn told(self, path: &Path) -> ReadError {
        match self {
            Self::System(source) => ReadError::File {
                path: path.into(),
                source,
            },
            Self::Content(message) => ReadError::Content {
                path: path.into(),
                line: None,
                column: None,
                message,
            },
        }
    }
}

impl From<Broken> for Fault {
    fn from(_: Broken) -> Self {
        Self::Content(Message::new("io-osm-broken"))
    }
}

/// The blocks of a file.
struct Blocks {
    file: BufReader<File>,
    at: u64,
}

/// A block as it lies in the file.
struct Block {
    /// Whether it is the head of the file rather than data.
    head: bool,
    bytes: Vec<u8>,
}

impl Blocks {
    /// The next block that this program reads; kinds it does not know are passed over, as the format wants.
    fn next(&mut self) -> Result<Option<Block>, Fault> {
        loop {
            let mut length = [0; 4];
            if !self.fill(&mut length)? {
                return Ok(None);
            }
            let length = u32::from_be_bytes(length) as usize;
            if length > LONGEST_HEAD {
                return Err(Broken.into());
            }
            let head = self.bytes(length)?;
            let (mut kind, mut size) = (&[][..], None);
            for field in Fields(&head) {
                match field? {
                    (1, value) => kind = value.bytes()?,
                    (3, value) => size = Some(value.number()?),
                    _ => {}
                }
            }
            let size = size.and_then(|size| usize::try_from(size).ok());
            let size = size.filter(|size| *size <= LONGEST_BLOCK).ok_or(Broken)?;
            let bytes = self.bytes(size)?;
            match kind {
                b"OSMHeader" => return Ok(Some(Block { head: true, bytes })),
                b"OSMData" => return Ok(Some(Block { head: false, bytes })),
                _ => {}
            }
        }
    }

    /// Fills a buffer; `false` at the end of the file. An end in between is an error.
    fn fill(&mut self, buffer: &mut [u8]) -> Result<bool, Fault> {
        let mut got = 0;
        while let Some(rest) = buffer.get_mut(got..).filter(|rest| !rest.is_empty()) {
            match self.file.read(rest) {
                Ok(0) if got == 0 => return Ok(false),
                Ok(0) => return Err(Fault::Content(Message::new("io-osm-cut-off"))),
                Ok(more) => got += more,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(Fault::System(error)),
            }
        }
        self.at += got as u64;
        Ok(true)
    }

    fn bytes(&mut self, length: usize) -> Result<Vec<u8>, Fault> {
        let mut bytes = vec![0; length];
        if length > 0 && !self.fill(&mut bytes)? {
            return Err(Fault::Content(Message::new("io-osm-cut-off")));
        }
        Ok(bytes)
    }
}

impl Block {
    fn read(&self, stage: Stage<'_>) -> Result<Gathered, Fault> {
        let bytes = unpacked(&self.bytes)?;
        let mut into = Gathered::default();
        if self.head {
            known_features(&bytes)?;
        } else {
            primitives(&bytes, stage, &mut into)?;
        }
        Ok(into)
    }
}

fn unpacked(blob: &[u8]) -> Result<Vec<u8>, Fault> {
    let (mut raw, mut zlib, mut size, mut other) = (None, None, 0, None);
    for field in Fields(blob) {
        match field? {
            (1, value) => raw = Some(value.bytes()?),
            (2, value) => size = value.number()?,
            (3, value) => zlib = Some(value.bytes()?),
            (4, _) => other = Some("LZMA"),
            (5, _) => other = Some("bzip2"),
            (6, _) => other = Some("LZ4"),
            (7, _) => other = Some("Zstandard"),
            _ => {}
        }
    }
    if let Some(raw) = raw {
        return Ok(raw.to_vec());
    }
    let Some(zlib) = zlib else {
        let message = other.map(|packing| Message::new("io-osm-packing").with("packing", packing));
        return Err(message.map_or_else(|| Broken.into(), Fault::Content));
    };
    let size = usize::try_from(size).map_err(|_| Broken)?;
    if size > LONGEST_BLOCK {
        return Err(Broken.into());
    }
    let mut bytes = Vec::new();
    // One byte more than was said is enough to know.
    let mut stream = ZlibDecoder::new(zlib).take(size as u64 + 1);
    stream.read_to_end(&mut bytes).map_err(|_| Broken)?;
    if bytes.len() != size {
        return Err(Broken.into());
    }
    Ok(bytes)
}

/// What the file asks of its reader must be what this one can.
fn known_features(head: &[u8]) -> Result<(), Fault> {
    for field in Fields(head) {
        if let (4, value) = field? {
            let feature = value.bytes()?;
            if feature != b"OsmSchema-V0.6" && feature != b"DenseNodes" {
                let feature = String::from_utf8_lossy(feature).into_owned();
                let message = Message::new("io-osm-feature").with("feature", feature);
                return Err(Fault::Content(message));
            }
        }
    }
    Ok(())
}

/// What holds for all of a block.
struct Frame<'a> {
    words: Vec<&'a str>,
    granularity: i64,
    lat_offset: i64,
    lon_offset: i64,
}

impl<'a> Frame<'a> {
    fn place(&self, lat: i64, lon: i64) -> LonLat {
        let degrees = |offset: i64, number: i64| {
            offset.wrapping_add(self.granularity.wrapping_mul(number)) as f64 / 1e9
        };
        LonLat::new(degrees(self.lon_offset, lon), degrees(self.lat_offset, lat))
    }

    /// Tags whose words lie in two lists of numbers.
    fn tags(&self, keys: &[u8], values: &[u8]) -> Result<Vec<(&'a str, &'a str)>, Broken> {
        let pairs = Packed(keys).zip(Packed(values));
        pairs
            .map(|(key, value)| Ok((self.word(key?)?, self.word(value?)?)))
            .collect()
    }

    fn word(&self, number: u64) -> Result<&'a str, Broken> {
        let number = usize::try_from(number).map_err(|_| Broken)?;
        self.words.get(number).copied().ok_or(Broken)
    }
}

fn primitives(block: &[u8], stage: Stage<'_>, into: &mut Gathered) -> Result<(), Fault> {
    let mut frame = Frame {
        words: Vec::new(),
        granularity: 100,
        lat_offset: 0,
        lon_offset: 0,
    };
    let mut groups = Vec::new();
    for field in Fields(block) {
        match field? {
            (1, value) => {
                for word in Fields(value.bytes()?) {
                    if let (1, word) = word? {
                        // What is no UTF-8 cannot be a tag this program knows.
                        let word = std::str::from_utf8(word.bytes()?).unwrap_or("");
                        frame.words.push(word);
                    }
                }
            }
            (2, value) => groups.push(value.bytes()?),
            (17, value) => frame.granularity = value.number()? as i64,
            (19, value) => frame.lat_offset = value.number()? as i64,
            (20, value) => frame.lon_offset = value.number()? as i64,
            _ => {}
        }
    }
    for group in groups {
        for field in Fields(group) {
            match (field?, stage) {
                ((1, value), Stage::Nodes(wanted)) => node(&frame, value.bytes()?, wanted, into)?,
                ((2, value), Stage::Nodes(wanted)) => dense(&frame, value.bytes()?, wanted, into)?,
                ((3, value), Stage::Ways) => way(&frame, value.bytes()?, into)?,
                ((4, value), Stage::Ways) => relation(&frame, value.bytes()?, into)?,
                _ => {}
            }
        }
    }
    Ok(())
}

fn node(
    frame: &Frame<'_>,
    bytes: &[u8],
    wanted: &[i64],
    into: &mut Gathered,
) -> Result<(), Broken> {
    let (mut id, mut lat, mut lon) = (0, 0, 0);
    for field in Fields(bytes) {
        match field? {
            (1, value) => id = signed(value.number()?),
            (8, value) => lat = signed(value.number()?),
            (9, value) => lon = signed(value.number()?),
            _ => {}
        }
    }
    into.node(wanted, id, frame.place(lat, lon));
    Ok(())
}

fn dense(
    frame: &Frame<'_>,
    bytes: &[u8],
    wanted: &[i64],
    into: &mut Gathered,
) -> Result<(), Broken> {
    let (mut ids, mut lats, mut lons) = (&[][..], &[][..], &[][..]);
    for field in Fields(bytes) {
        match field? {
            (1, value) => ids = value.bytes()?,
            (8, value) => lats = value.bytes()?,
            (9, value) => lons = value.bytes()?,
            _ => {}
        }
    }
    let (mut id, mut lat, mut lon) = (0i64, 0i64, 0i64);
    // Each number is the step from the one before it.
    while !ids.is_empty() {
        id = id.wrapping_add(signed(varint(&mut ids)?));
        lat = lat.wrapping_add(signed(varint(&mut lats)?));
        lon = lon.wrapping_add(signed(varint(&mut lons)?));
        into.node(wanted, id, frame.place(lat, lon));
    }
    Ok(())
}

fn way(frame: &Frame<'_>, bytes: &[u8], into: &mut Gathered) -> Result<(), Broken> {
    let (mut id, mut keys, mut values, mut refs) = (0, &[][..], &[][..], &[][..]);
    for field in Fields(bytes) {
        match field? {
            (1, Value::Number(number)) => id = number as i64,
            (2, value) => keys = value.bytes()?,
            (3, value) => values = value.bytes()?,
            (8, value) => refs = value.bytes()?,
            _ => {}
        }
    }
    let tags = frame.tags(keys, values)?;
    let mut broken = None;
    let corners = || {
        let mut at = 0i64;
        let mut corners = Vec::new();
        for step in Packed(refs) {
            match step {
                Ok(step) => {
                    at = at.wrapping_add(signed(step));
                    corners.push(at);
                }
                Err(why) => broken = Some(why),
            }
        }
        corners
    };
    into.way(id, corners, &tags);
    broken.map_or(Ok(()), Err)
}

fn relation(frame: &Frame<'_>, bytes: &[u8], into: &mut Gathered) -> Result<(), Broken> {
    let (mut keys, mut values) = (&[][..], &[][..]);
    let (mut roles, mut ids, mut kinds) = (&[][..], &[][..], &[][..]);
    for field in Fields(bytes) {
        match field? {
            (2, value) => keys = value.bytes()?,
            (3, value) => values = value.bytes()?,
            (8, value) => roles = value.bytes()?,
            (9, value) => ids = value.bytes()?,
            (10, value) => kinds = value.bytes()?,
            _ => {}
        }
    }
    let tags = frame.tags(keys, values)?;
    if !tags.contains(&("type", "restriction")) {
        return Ok(());
    }
    let mut members = Vec::new();
    let mut id = 0i64;
    for ((role, step), kind) in Packed(roles).zip(Packed(ids)).zip(Packed(kinds)) {
        id = id.wrapping_add(signed(step?));
        let kind = match kind? {
            0 => Kind::Node,
            1 => Kind::Way,
            _ => Kind::Relation,
        };
        members.push((kind, id, frame.word(role?)?));
    }
    into.relation(&members, &tags);
    Ok(())
}
