//! PMTiles 3 from a local file: a header, directories of runs of tiles along the Hilbert curve, the tiles.
//!
//! Format: <https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md>. Offsets and counts come from a foreign
//! file: each is checked against the file's length before anything is read or set aside.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use super::tile_file::{TileFileError, TileRange, unpacked};
use super::{FINEST, TileAt};

const MAGIC: &[u8] = b"PMTiles";
const HEADER: usize = 127;
/// Directories below one another before a file is called damaged.
const DEEPEST: usize = 4;

/// An open PMTiles file.
#[derive(Debug)]
pub(super) struct PmTiles {
    file: File,
    length: u64,
    metadata: Span,
    leaves: Span,
    tiles: Span,
    root: Vec<Entry>,
    range: TileRange,
    plain_directories: bool,
}

/// A part of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    offset: u64,
    length: u64,
}

/// A run of tiles, or a directory below where the run is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Entry {
    first: u64,
    run: u64,
    at: Span,
}

impl PmTiles {
    /// Whether a file begins as a PMTiles file does.
    pub(super) fn is_one(path: &Path) -> Result<bool, TileFileError> {
        let mut head = [0; 7];
        let mut file = File::open(path)?;
        Ok(file.read_exact(&mut head).is_ok() && head == MAGIC)
    }

    /// Opens a file.
    pub(super) fn open(path: &Path) -> Result<Self, TileFileError> {
        let mut file = File::open(path)?;
        let length = file.metadata()?.len();
        let mut header = [0; HEADER];
        file.read_exact(&mut header)
            .map_err(|_| TileFileError::NoTiles)?;
        let byte = |at: usize| header.get(at).copied().unwrap_or(0);
        if !header.starts_with(MAGIC) || byte(7) != 3 {
            return Err(TileFileError::NoTiles);
        }
        let number = |at: usize| {
            (0..8)
                .rev()
                .fold(0u64, |sum, part| sum << 8 | u64::from(byte(at + part)))
        };
        let span = |at: usize| Span {
            offset: number(at),
            length: number(at + 8),
        };
        let known = |compression: u8| matches!(compression, 0..=2);
        if !known(byte(97)) || !known(byte(98)) {
            return Err(TileFileError::Compression);
        }
        let range = TileRange {
            coarsest: byte(100).min(FINEST),
            finest: byte(101).min(FINEST),
            raster: byte(99) > 1,
        };
        let mut opened = Self {
            file,
            length,
            metadata: span(24),
            leaves: span(40),
            tiles: span(56),
            root: Vec::new(),
            range,
            plain_directories: byte(97) == 1,
        };
        opened.root = opened.directory(span(8))?;
        Ok(opened)
    }

    /// What it holds.
    pub(super) const fn range(&self) -> TileRange {
        self.range
    }

    /// What the file says of itself under a name.
    pub(super) fn metadata(&mut self, name: &str) -> Option<String> {
        let whole = Span {
            offset: 0,
            length: self.length,
        };
        let bytes = unpacked(self.bytes(whole, self.metadata).ok()?).ok()?;
        let said: serde_json::Value = serde_json::from_slice(&bytes).ok()?;
        Some(said.get(name)?.as_str()?.to_owned())
    }

    /// The bytes of a tile as stored.
    pub(super) fn tile(&mut self, id: TileAt) -> Result<Option<Vec<u8>>, TileFileError> {
        let wanted = hilbert(id);
        let mut entry = find(&self.root, wanted);
        for _ in 0..DEEPEST {
            let Some(found) = entry else {
                return Ok(None);
            };
            if found.run > 0 {
                let in_run = wanted - found.first < found.run;
                return if in_run {
                    self.bytes(self.tiles, found.at).map(Some)
                } else {
                    Ok(None)
                };
            }
            let leaf = within(self.leaves, found.at)?;
            entry = find(&self.directory(leaf)?, wanted);
        }
        Err(TileFileError::NoTiles)
    }

    fn directory(&mut self, span: Span) -> Result<Vec<Entry>, TileFileError> {
        let whole = Span {
            offset: 0,
            length: self.length,
        };
        let bytes = self.bytes(whole, span)?;
        let bytes = if self.plain_directories {
            bytes
        } else {
            unpacked(bytes)?
        };
        entries(&bytes).ok_or(TileFileError::NoTiles)
    }

    fn bytes(&mut self, inside: Span, part: Span) -> Result<Vec<u8>, TileFileError> {
        let span = within(inside, part)?;
        let end = span
            .offset
            .checked_add(span.length)
            .filter(|end| *end <= self.length);
        if end.is_none() {
            return Err(TileFileError::NoTiles);
        }
        self.file.seek(SeekFrom::Start(span.offset))?;
        let mut bytes = vec![0; span.length as usize];
        self.file.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}

/// A part counted from the start of a section, counted from the start of the file.
fn within(section: Span, part: Span) -> Result<Span, TileFileError> {
    let inside = part
        .offset
        .checked_add(part.length)
        .is_some_and(|end| end <= section.length);
    let offset = section.offset.checked_add(part.offset).filter(|_| inside);
    offset.map_or(Err(TileFileError::NoTiles), |offset| {
        Ok(Span {
            offset,
            length: part.length,
        })
    })
}

/// The last entry that begins at or before a tile.
fn find(entries: &[Entry], wanted: u64) -> Option<Entry> {
    let after = entries.partition_point(|entry| entry.first <= wanted);
    entries.get(after.checked_sub(1)?).copied()
}

/// The entries of a directory; `None` where it is damaged.
fn entries(bytes: &[u8]) -> Option<Vec<Entry>> {
    let mut rest = bytes;
    let count = usize::try_from(varint(&mut rest)?).ok()?;
    // Each entry takes at least four bytes.
    if count > bytes.len() / 4 + 1 {
        return None;
    }
    let mut column = || {
        (0..count)
            .map(|_| varint(&mut rest))
            .collect::<Option<Vec<u64>>>()
    };
    let (firsts, runs, lengths, offsets) = (column()?, column()?, column()?, column()?);
    let mut entries: Vec<Entry> = Vec::with_capacity(count);
    let mut first = 0u64;
    for (((delta, run), length), offset) in firsts.into_iter().zip(runs).zip(lengths).zip(offsets) {
        first = first.checked_add(delta)?;
        let before = entries.last().map(|entry| entry.at);
        let offset = match (offset, before) {
            (0, Some(before)) => before.offset.checked_add(before.length)?,
            (0, None) => return None,
            (offset, _) => offset - 1,
        };
        entries.push(Entry {
            first,
            run,
            at: Span { offset, length },
        });
    }
    Some(entries)
}

/// One little-endian base-128 number.
fn varint(rest: &mut &[u8]) -> Option<u64> {
    let mut value = 0u64;
    for shift in (0..64).step_by(7) {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        value |= u64::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

/// A tile's number: tiles of all coarser zooms, then the Hilbert curve over its own.
fn hilbert(id: TileAt) -> u64 {
    let before: u64 = (0..id.zoom).map(|zoom| 1u64 << (2 * u32::from(zoom))).sum();
    let (mut x, mut y, mut along) = (u64::from(id.x), u64::from(id.y), 0u64);
    let mut side = 1u64 << id.zoom >> 1;
    while side > 0 {
        let right = u64::from(x & side > 0);
        let lower = u64::from(y & side > 0);
        along += side * side * ((3 * right) ^ lower);
        if lower == 0 {
            if right == 1 {
                x = side.wrapping_sub(1).wrapping_sub(x);
                y = side.wrapping_sub(1).wrapping_sub(y);
            }
            std::mem::swap(&mut x, &mut y);
        }
        side >>= 1;
    }
    before + along
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(zoom: u8, x: u32, y: u32) -> TileAt {
        TileAt { zoom, x, y }
    }

    #[test]
    fn tiles_are_numbered_as_the_specification_says() {
        // The examples of the specification, and its far corner of zoom 12.
        let cases = [
            ((0, 0, 0), 0),
            ((1, 0, 0), 1),
            ((1, 0, 1), 2),
            ((1, 1, 1), 3),
            ((1, 1, 0), 4),
            ((2, 0, 0), 5),
        ];
        for ((zoom, x, y), number) in cases {
            assert_eq!(hilbert(id(zoom, x, y)), number, "{zoom}/{x}/{y}");
        }
        assert_eq!(hilbert(id(12, 3423, 1763)), 19_078_479);
    }

    #[test]
    fn every_tile_of_a_zoom_has_its_own_number_and_neighbours_along_the_curve_touch() {
        let mut tiles: Vec<(u64, u32, u32)> = (0..32)
            .flat_map(|x| (0..32).map(move |y| (hilbert(id(5, x, y)), x, y)))
            .collect();
        tiles.sort_unstable();
        assert!(tiles.windows(2).all(|pair| pair[1].0 == pair[0].0 + 1));
        assert!(
            tiles
                .windows(2)
                .all(|pair| pair[0].1.abs_diff(pair[1].1) + pair[0].2.abs_diff(pair[1].2) == 1)
        );
    }

    #[test]
    fn a_damaged_directory_is_refused_not_believed() {
        assert_eq!(entries(&[0xFF; 12]), None);
        assert_eq!(entries(&[200, 1, 0, 0]), None);
        assert_eq!(entries(&[1, 0, 1, 5, 0]), None);
        assert_eq!(entries(&[1, 7, 1, 5, 3]).map(|all| all.len()), Some(1));
    }
}
