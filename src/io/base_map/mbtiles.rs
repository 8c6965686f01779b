//! MBTiles 1.3: an SQLite database of tiles, rows counted from the south.

use std::path::Path;

use super::tile_file::{TileFileError, TileRange};
use super::{FINEST, TileAt};
use rusqlite::{Connection, OpenFlags, OptionalExtension};

/// An open MBTiles file.
#[derive(Debug)]
pub(super) struct MbTiles {
    database: Connection,
    range: TileRange,
}

impl MbTiles {
    /// Opens a file for reading only.
    pub(super) fn open(path: &Path) -> Result<Self, TileFileError> {
        let database = Connection::open_with_flags(
            path,
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )?;
        let zooms: (Option<u8>, Option<u8>) = database.query_row(
            "SELECT min(zoom_level), max(zoom_level) FROM tiles",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        let (Some(coarsest), Some(finest)) = zooms else {
            return Err(TileFileError::NoTiles);
        };
        let format = metadata(&database, "format")?;
        let range = TileRange {
            coarsest,
            finest: finest.min(FINEST),
            raster: format.is_some_and(|format| !matches!(format.as_str(), "pbf" | "mvt")),
        };
        Ok(Self { database, range })
    }

    /// What it holds.
    pub(super) const fn range(&self) -> TileRange {
        self.range
    }

    /// What the file says of itself under a name.
    pub(super) fn metadata(&self, name: &str) -> Result<Option<String>, TileFileError> {
        metadata(&self.database, name)
    }

    /// The bytes of a tile as stored.
    pub(super) fn tile(&self, id: TileAt) -> Result<Option<Vec<u8>>, TileFileError> {
        let south = (1u64 << id.zoom.min(31))
            .saturating_sub(1)
            .saturating_sub(u64::from(id.y));
        let mut query = self.database.prepare_cached(
            "SELECT tile_data FROM tiles WHERE zoom_level = ?1 AND tile_column = ?2 AND tile_row = ?3",
        )?;
        Ok(query
            .query_row((id.zoom, id.x, south as i64), |row| row.get(0))
            .optional()?)
    }
}

fn metadata(database: &Connection, name: &str) -> Result<Option<String>, TileFileError> {
    let query = "SELECT value FROM metadata WHERE name = ?1";
    Ok(database
        .query_row(query, [name], |row| row.get(0))
        .optional()?)
}
