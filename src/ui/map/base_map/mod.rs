//! The base map below our layers: tiles from one local file, MBTiles or PMTiles, vector or raster. No socket is opened.

mod attribution;
mod local_tiles;
mod mbtiles;
mod pmtiles;
mod style;
mod tile_file;

use std::path::PathBuf;

pub(super) use local_tiles::LocalTiles;
pub(super) use tile_file::TileFileError;

use crate::i18n::message::Message;
use crate::session::settings::Look;
use crate::ui::cx::Cx;

/// The base map in use.
#[derive(Debug, Default)]
pub(super) struct BaseMap {
    of: Option<(PathBuf, Look)>,
    tiles: Option<Result<LocalTiles, TileFileError>>,
}

impl BaseMap {
    /// The tiles of the file that is wished, opened on its first wish and for each look anew.
    pub(super) fn tiles(&mut self, cx: &Cx, context: &egui::Context) -> Option<&mut LocalTiles> {
        let wanted = cx.view.base_map.clone().map(|path| (path, cx.theme.look));
        if self.of != wanted {
            self.tiles = wanted
                .as_ref()
                .map(|(path, _)| LocalTiles::open(path, style::style(cx.theme), context.clone()));
            self.of = wanted;
        }
        self.tiles.as_mut()?.as_mut().ok()
    }

    /// Why the file that is wished shows nothing.
    pub(super) fn trouble(&self) -> Option<Message> {
        let (path, _) = self.of.as_ref()?;
        let error = self.tiles.as_ref()?.as_ref().err()?;
        let name = path
            .file_name()
            .unwrap_or(path.as_os_str())
            .to_string_lossy();
        Some(
            Message::new("map-base-map-trouble")
                .with("file", name.into_owned())
                .with("why", error.message()),
        )
    }

    /// Whom the tiles in use are by; the file's name where it does not say.
    pub(super) fn attribution(&self) -> Option<String> {
        let (path, _) = self.of.as_ref()?;
        let tiles = self.tiles.as_ref()?.as_ref().ok()?;
        let named = || Some(path.file_stem()?.to_string_lossy().into_owned());
        tiles.by().map(str::to_owned).or_else(named)
    }

    /// Whether the tiles are pictures with a ground of their own, which has to be quietened.
    pub(super) fn is_raster(&self) -> bool {
        matches!(&self.tiles, Some(Ok(tiles)) if tiles.is_raster())
    }
}
