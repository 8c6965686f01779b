//! A file of tiles, whichever of the two formats.

use std::path::Path;

use walkers::TileId;

use super::attribution;
use super::mbtiles::MbTiles;
use super::pmtiles::PmTiles;
use crate::i18n::message::Message;
use crate::io::gzip;

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
    /// `SQLite`.
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

    /// Whom the tiles are by, where the file says.
    pub(super) fn attribution(&mut self) -> Option<String> {
        let html = match self {
            Self::Mb(file) => file.metadata("attribution").ok().flatten(),
            Self::Pm(file) => file.metadata("attribution"),
        };
        attribution::plain(&html?)
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

    fn id(zoom: u8, x: u32, y: u32) -> TileId {
        TileId { x, y, zoom }
    }

    #[test]
    fn real_files_of_both_formats_give_their_tiles() {
        let Some(folder) = data() else { return };
        let open = |name: &str| TileFile::open(&folder.join("basemap").join(name)).expect(name);
        let mut world = open("stamen_toner(raster)CC-BY+ODbL_z3_v3.pmtiles");
        assert!(world.range().raster);
        for place in 0..64 {
            let tile = world
                .tile(id(3, place % 8, place / 8))
                .expect("readable")
                .expect("a tile");
            assert!(tile.starts_with(b"\x89PNG"));
        }
        assert_eq!(world.attribution(), None);
        let mut firenze = open("protomaps(vector)ODbL_firenze.pmtiles");
        assert_eq!(
            firenze.attribution().as_deref(),
            Some("Protomaps © OpenStreetMap")
        );
        assert_eq!(
            (firenze.range().finest, firenze.range().raster),
            (14, false)
        );
        let duomo = super::super::super::mercator::World::of(crate::base::coords::LonLat::new(
            11.256, 43.773,
        ));
        let side = f64::from(1 << 14);
        let tile = firenze
            .tile(id(14, (duomo.x * side) as u32, (duomo.y * side) as u32))
            .expect("readable")
            .expect("a tile");
        let style = super::super::style::style(&crate::ui::theme::Theme::of(
            crate::session::settings::Look::Light,
        ));
        assert!(walkers::Tile::from_mvt(&tile, &style, 14, 512).is_ok());
        let mut boston = open("bostonbuildings.mbtiles");
        let by = boston.attribution().expect("it says");
        assert!(
            by.starts_with("© OpenMapTiles ©") && by.contains("OpenStreetMap"),
            "{by}"
        );
        assert_eq!(
            (
                boston.range().coarsest,
                boston.range().finest,
                boston.range().raster
            ),
            (13, 13, false)
        );
        assert!(
            boston
                .tile(id(13, 2477, 8191 - 5163))
                .expect("readable")
                .is_some()
        );
        assert!(boston.tile(id(13, 0, 0)).expect("readable").is_none());
    }

    #[test]
    fn hostile_files_are_refused_or_read_but_never_believed() {
        let Some(folder) = data() else { return };
        let mut open = vec![folder.join("corpus/pmtiles")];
        let mut seen = 0;
        while let Some(path) = open.pop() {
            if path.is_dir() {
                open.extend(
                    std::fs::read_dir(&path)
                        .into_iter()
                        .flatten()
                        .flatten()
                        .map(|entry| entry.path()),
                );
            } else if let Ok(mut file) = TileFile::open(&path) {
                for zoom in 0..=6 {
                    let _ = file.tile(id(zoom, 0, 0));
                }
                seen += 1;
            } else {
                seen += 1;
            }
        }
        assert!(seen > 0);
    }
}
