//! The base map below our layers: tiles from one local file, MBTiles or PMTiles, vector or raster. No socket is opened.

mod local_tiles;
mod style;

use std::path::PathBuf;

pub use local_tiles::can_be_drawn;
use local_tiles::{LocalTiles, Opening};

use crate::i18n::message::Message;
use crate::io::read_error::ReadError;
use crate::session::settings::Look;
use crate::ui::cx::Cx;

/// The base map in use.
#[derive(Debug, Default)]
pub(super) struct BaseMap {
    of: Option<(PathBuf, Look)>,
    opening: Option<Opening>,
    tiles: Option<Result<LocalTiles, ReadError>>,
}

impl BaseMap {
    /// The tiles of the file that is wished, opened on its first wish and for each look anew.
    pub(super) fn tiles(&mut self, cx: &Cx, context: &egui::Context) -> Option<&mut LocalTiles> {
        let wanted = cx.view.base_map.clone().map(|path| (path, cx.theme.look));
        if self.of != wanted {
            self.tiles = None;
            let begin = |(path, _): &(PathBuf, Look)| {
                Opening::begin(path, style::style(cx.theme), context.clone())
            };
            self.opening = wanted.as_ref().map(begin);
            self.of = wanted;
        }
        if let Some(ended) = self.opening.as_mut().and_then(Opening::ended) {
            self.tiles = Some(ended);
            self.opening = None;
        }
        self.tiles.as_mut()?.as_mut().ok()
    }

    /// Why the file that is wished shows nothing.
    pub(super) fn trouble(&self) -> Option<Message> {
        Some(self.tiles.as_ref()?.as_ref().err()?.message())
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
