//! A file of tiles, whichever of the two formats.

use std::path::Path;

use walkers::TileId;

use super::mbtiles::MbTiles;
use super::pmtiles::PmTiles;
use crate::i18n::message::Message;

/// What a file of tiles says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TileRange {
    /// Coarsest zoom.
    pub(super) coarsest: u8,
    /// Finest zoom.
    pub(super) finest: u8,
    /// Pictures, not vectors.
    pub(super) raster: bool,
}

/// Why a file of tiles cannot be used.
#[derive(Debug, thiserror::Error)]
pub(in crate::ui::map) enum TileFileError {
    /// The system cannot read it.
    #[error(transparent)]
    File(#[from] std::io::Error),
    /// The database cannot be read.
    #[error(transparent)]
    Database(#[from] rusqlite::Error),
    /// It is no file of tiles, or a damaged one.
    #[error("not a file of tiles")]
    NoTiles,
    /// It is packed in a way this program does not read.
    #[error("unsupported compression")]
    Compression,
}

impl TileFileError {
    /// The reason in words.
    pub(super) fn message(&self) -> Message {
        match self {
            Self::File(error) => Message::new("map-base-map-file").with("why", error.to_string()),
            Self::Database(error) => {
                Message::new("map-base-map-file").with("why", error.to_string())
            }
            Self::NoTiles => Message::new("map-base-map-no-tiles"),
            Self::Compression => Message::new("map-base-map-compression"),
        }
    }
}

/// An open file of tiles.
#[derive(Debug)]
pub(super) enum TileFile {
    /// SQLite.
    Mb(MbTiles),
    /// One file, directories and tiles.
    Pm(PmTiles),
}

impl TileFile {
    /// Opens a file by what it begins with.
    pub(super) fn open(path: &Path) -> Result<Self, TileFileError> {
        if PmTiles::is_one(path)? {
            PmTiles::open(path).map(Self::Pm)
        } else {
            MbTiles::open(path).map(Self::Mb)
        }
    }

    /// What it holds.
    pub(super) const fn range(&self) -> TileRange {
        match self {
            Self::Mb(file) => file.range(),
            Self::Pm(file) => file.range(),
        }
    }

    /// The bytes of a tile, unpacked; `None` where the file has none.
    pub(super) fn tile(&mut self, id: TileId) -> Result<Option<Vec<u8>>, TileFileError> {
        let bytes = match self {
            Self::Mb(file) => file.tile(id)?,
            Self::Pm(file) => file.tile(id)?,
        };
        bytes.map(unpacked).transpose()
    }
}

/// Most bytes a tile or directory may unpack to.
const LARGEST: u64 = 64 << 20;

/// Bytes without their gzip wrapping, where they have one.
pub(super) fn unpacked(bytes: Vec<u8>) -> Result<Vec<u8>, TileFileError> {
    use std::io::Read;
    if !bytes.starts_with(&[0x1F, 0x8B]) {
        return Ok(bytes);
    }
    let mut plain = Vec::new();
    flate2::read::MultiGzDecoder::new(bytes.as_slice())
        .take(LARGEST)
        .read_to_end(&mut plain)?;
    Ok(plain)
}
