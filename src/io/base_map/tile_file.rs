//! A file of tiles, whichever of the two formats.

use std::path::Path;

use super::mbtiles::MbTiles;
use super::pmtiles::PmTiles;
use super::{BaseMapAbout, TileAt, attribution};
use crate::i18n::message::Message;
use crate::io::gzip;
use crate::io::open_file::open_file;
use crate::io::read_error::ReadError;

/// What a file of tiles holds.
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
pub(super) enum TileFileError {
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
    fn of(self, path: &Path) -> ReadError {
        let sentence = match self {
            Self::File(source) => {
                return ReadError::File {
                    path: path.into(),
                    source,
                };
            }
            // The database's own words are for programmers.
            Self::Database(_) | Self::NoTiles => "io-tiles-not-sound",
            Self::Compression => "io-tiles-compression",
        };
        ReadError::Content {
            path: path.into(),
            line: None,
            column: None,
            message: Message::new(sentence),
        }
    }
}

/// An open file of tiles.
#[derive(Debug)]
pub struct TileFile(Format);

#[derive(Debug)]
enum Format {
    Mb(MbTiles),
    Pm(PmTiles),
}

impl TileFile {
    /// Opens a file by what it begins with.
    ///
    /// # Errors
    /// [`ReadError`]: the file cannot be read or is no sound file of tiles.
    pub fn open(path: &Path) -> Result<Self, ReadError> {
        let open = || {
            // A folder or a pipe is told as with every other file.
            drop(open_file(path)?);
            Ok(Self(if PmTiles::is_one(path)? {
                Format::Pm(PmTiles::open(path)?)
            } else {
                Format::Mb(MbTiles::open(path)?)
            }))
        };
        open().map_err(|error: TileFileError| error.of(path))
    }

    /// What it says of itself.
    pub fn about(&mut self) -> BaseMapAbout {
        let (range, html) = match &mut self.0 {
            Format::Mb(file) => (file.range(), file.metadata("attribution").ok().flatten()),
            Format::Pm(file) => (file.range(), file.metadata("attribution")),
        };
        BaseMapAbout {
            coarsest: range.coarsest,
            finest: range.finest,
            raster: range.raster,
            by: html.and_then(|html| attribution::plain(&html)),
        }
    }

    /// The bytes of a tile, unpacked; `None` where the file has none that can be read.
    pub fn tile(&mut self, at: TileAt) -> Option<Vec<u8>> {
        if !at.exists() {
            return None;
        }
        let bytes = match &mut self.0 {
            Format::Mb(file) => file.tile(at),
            Format::Pm(file) => file.tile(at),
        };
        unpacked(bytes.ok()??).ok()
    }
}

/// Most bytes a tile or directory may unpack to.
const LARGEST: u64 = 64 << 20;

/// Bytes without their gzip wrapping, where they have one.
pub(super) fn unpacked(bytes: Vec<u8>) -> Result<Vec<u8>, TileFileError> {
    use std::io::Read;
    if !gzip::is_packed(&bytes) {
        return Ok(bytes);
    }
    let mut plain = Vec::new();
    gzip::plain(bytes.as_slice())?
        .take(LARGEST)
        .read_to_end(&mut plain)?;
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn data() -> Option<PathBuf> {
        let default = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
        let folder = std::env::var_os("PATROLGRID_DATA").map_or(default, PathBuf::from);
        let there = folder.join("basemap").is_dir();
        if !there {
            eprintln!("SKIPPED: no real base maps; set PATROLGRID_DATA to check against them");
        }
        there.then_some(folder)
    }

    fn at(zoom: u8, x: u32, y: u32) -> TileAt {
        TileAt { zoom, x, y }
    }

    #[test]
    fn real_files_of_both_formats_give_their_tiles() {
        let Some(folder) = data() else { return };
        let open = |name: &str| TileFile::open(&folder.join("basemap").join(name)).expect(name);
        let mut world = open("stamen_toner(raster)CC-BY+ODbL_z3_v3.pmtiles");
        assert!(world.about().raster);
        for place in 0..64 {
            let tile = world.tile(at(3, place % 8, place / 8)).expect("a tile");
            assert!(tile.starts_with(b"\x89PNG"));
        }
        assert_eq!(world.about().by, None);
        let mut firenze = open("protomaps(vector)ODbL_firenze.pmtiles");
        let about = firenze.about();
        assert_eq!(about.by.as_deref(), Some("Protomaps © OpenStreetMap"));
        assert_eq!((about.finest, about.raster), (14, false));
        // The cathedral's.
        assert!(firenze.tile(at(14, 8704, 5971)).is_some());
        let mut boston = open("bostonbuildings.mbtiles");
        let about = boston.about();
        let by = about.by.expect("it says");
        assert!(
            by.starts_with("© OpenMapTiles ©") && by.contains("OpenStreetMap"),
            "{by}"
        );
        assert_eq!(
            (about.coarsest, about.finest, about.raster),
            (13, 13, false)
        );
        assert!(boston.tile(at(13, 2477, 8191 - 5163)).is_some());
        assert!(boston.tile(at(13, 0, 0)).is_none());
    }

    #[test]
    fn what_is_no_file_of_tiles_is_refused_in_words_and_no_tile_lies_off_the_world() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).expect("written");
            path
        };
        let said = |path: &Path| TileFile::open(path).expect_err("refused").message();
        for path in [
            write("空.mbtiles", b""),
            write("坏.pmtiles", b"PMTiles\x03"),
            write("字.mbtiles", "不是数据库".as_bytes()),
        ] {
            assert!(format!("{:?}", said(&path)).contains("io-tiles-not-sound"));
        }
        let mut packed = [0; 127];
        packed[..8].copy_from_slice(b"PMTiles\x03");
        packed[97] = 4;
        let packed = said(&write("压.pmtiles", &packed));
        assert!(format!("{packed:?}").contains("io-tiles-compression"));
        assert!(matches!(
            TileFile::open(folder.path()),
            Err(ReadError::File { .. })
        ));
        assert!(at(3, 7, 7).exists() && at(0, 0, 0).exists());
        assert!(!at(3, 8, 0).exists() && !at(3, 0, 8).exists() && !at(25, 0, 0).exists());
    }

    #[test]
    fn hostile_files_are_refused_or_read_but_never_believed() {
        let Some(folder) = data() else { return };
        let mut open = vec![folder.join("corpus/pmtiles")];
        let mut seen = 0;
        while let Some(path) = open.pop() {
            if path.is_dir() {
                let inside = std::fs::read_dir(&path).into_iter().flatten().flatten();
                open.extend(inside.map(|entry| entry.path()));
                continue;
            }
            if let Ok(mut file) = TileFile::open(&path) {
                for zoom in 0..=6 {
                    let _hostile = file.tile(at(zoom, 0, 0));
                }
            }
            seen += 1;
        }
        assert!(seen > 0);
    }
}
