//! Base maps from one local file, MBTiles or PMTiles: what the file holds, and its tiles by zoom, column and row.

mod attribution;
mod mbtiles;
mod pmtiles;
mod tile_file;

use serde::{Deserialize, Serialize};
pub use tile_file::TileFile;

/// The finest zoom a tile is asked for or believed in.
pub const FINEST: u8 = 24;

/// A tile of web Mercator: columns from the west, rows from the north.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TileAt {
    /// Zoom, 0 for the world in one tile.
    pub zoom: u8,
    /// Column.
    pub x: u32,
    /// Row.
    pub y: u32,
}

impl TileAt {
    /// Whether there is such a tile at its zoom.
    #[must_use]
    pub fn exists(self) -> bool {
        self.zoom <= FINEST && (self.x | self.y) >> self.zoom == 0
    }
}

/// What a file of tiles says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BaseMapAbout {
    /// Coarsest zoom.
    pub coarsest: u8,
    /// Finest zoom.
    pub finest: u8,
    /// Pictures, not vectors.
    pub raster: bool,
    /// Whom the tiles are by, where the file says.
    pub by: Option<String>,
}
