//! Tiles of one local file, read and prepared on a thread of their own, kept for a while.

use std::collections::{HashMap, HashSet, VecDeque};
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use egui::{Context, Rect, pos2};
use walkers::sources::Attribution;
use walkers::{Style, Tile, TileId, TilePiece, Tiles};

use super::tile_file::{TileFile, TileFileError, TileRange};
use crate::base::contained::contained;

/// Tiles kept.
const KEPT: usize = 400;

/// Tiles of a file.
pub(in crate::ui::map) struct LocalTiles {
    range: TileRange,
    by: Option<String>,
    wishes: Sender<TileId>,
    ready: Receiver<(TileId, Option<Tile>)>,
    waiting: HashSet<TileId>,
    kept: HashMap<TileId, Option<Tile>>,
    order: VecDeque<TileId>,
}

impl std::fmt::Debug for LocalTiles {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("LocalTiles")
            .field("range", &self.range)
            .finish_non_exhaustive()
    }
}

impl LocalTiles {
    /// Opens a file and starts its thread.
    pub(super) fn open(path: &Path, style: Style, context: Context) -> Result<Self, TileFileError> {
        let mut file = TileFile::open(path)?;
        let (range, by) = (file.range(), file.attribution());
        let (wishes, wished) = channel();
        let (made, ready) = channel();
        let size = tile_size(range);
        thread::Builder::new()
            .name("base map".into())
            .spawn(move || {
                serve(file, &style, size, &context, &wished, &made);
            })?;
        Ok(Self {
            range,
            by,
            wishes,
            ready,
            waiting: HashSet::new(),
            kept: HashMap::new(),
            order: VecDeque::new(),
        })
    }

    /// Whom the tiles are by, where the file says.
    pub(super) fn by(&self) -> Option<&str> {
        self.by.as_deref()
    }

    /// Whether tiles are pictures.
    pub(super) const fn is_raster(&self) -> bool {
        self.range.raster
    }

    fn take_ready(&mut self) {
        while let Ok((id, tile)) = self.ready.try_recv() {
            self.waiting.remove(&id);
            if self.kept.insert(id, tile).is_none() {
                self.order.push_back(id);
            }
        }
        while self.order.len() > KEPT {
            if let Some(oldest) = self.order.pop_front() {
                self.kept.remove(&oldest);
            }
        }
    }
}

impl Tiles for LocalTiles {
    fn at(&mut self, id: TileId) -> Option<TilePiece> {
        self.take_ready();
        let side = 1u32.checked_shl(u32::from(id.zoom))?;
        if id.zoom < self.range.coarsest || id.x >= side || id.y >= side {
            return None;
        }
        let wanted = ancestor(id, id.zoom.min(self.range.finest)).0;
        if !self.kept.contains_key(&wanted) && self.waiting.insert(wanted) {
            let _ = self.wishes.send(wanted);
        }
        // Until it is there, the nearest coarser one that is.
        (self.range.coarsest..=wanted.zoom).rev().find_map(|zoom| {
            let (coarser, uv) = ancestor(id, zoom);
            let tile = self.kept.get(&coarser)?.clone()?;
            Some(TilePiece::new(tile, uv))
        })
    }

    fn attribution(&self) -> Attribution {
        // The map writes it itself, where it has room for it.
        Attribution {
            text: "",
            url: "",
            logo_light: None,
            logo_dark: None,
        }
    }

    fn tile_size(&self) -> u32 {
        tile_size(self.range)
    }
}

/// Vector tiles are made for 512 points, pictures for 256.
const fn tile_size(range: TileRange) -> u32 {
    if range.raster { 256 } else { 512 }
}

/// The tile of a coarser zoom that holds a tile, and the part of it.
fn ancestor(id: TileId, zoom: u8) -> (TileId, Rect) {
    let levels = u32::from(id.zoom.saturating_sub(zoom)).min(31);
    let parts = (1u32 << levels) as f32;
    let mask = (1u32 << levels) - 1;
    let coarser = TileId {
        x: id.x >> levels,
        y: id.y >> levels,
        zoom,
    };
    let corner = pos2((id.x & mask) as f32 / parts, (id.y & mask) as f32 / parts);
    (
        coarser,
        Rect::from_min_size(corner, egui::Vec2::splat(1.0 / parts)),
    )
}

/// Serves wishes, the newest first, until nobody listens. A tile that cannot be read is no tile, whatever is wrong.
fn serve(
    mut file: TileFile,
    style: &Style,
    size: u32,
    context: &Context,
    wished: &Receiver<TileId>,
    made: &Sender<(TileId, Option<Tile>)>,
) {
    let mut open = Vec::new();
    loop {
        if open.is_empty() {
            match wished.recv() {
                Ok(id) => open.push(id),
                Err(_) => return,
            }
        }
        open.extend(wished.try_iter());
        let Some(id) = open.pop() else {
            continue;
        };
        let read = || {
            let bytes = file.tile(id).ok().flatten()?;
            Tile::new(&bytes, style, id.zoom, size, context).ok()
        };
        let tile = contained(read).flatten();
        if made.send((id, tile)).is_err() {
            return;
        }
        context.request_repaint();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_coarser_tile_lies_where_the_finer_one_does() {
        let id = TileId {
            x: 13,
            y: 6,
            zoom: 5,
        };
        let (coarser, uv) = ancestor(id, 3);
        assert_eq!(
            (coarser, uv.min),
            (
                TileId {
                    x: 3,
                    y: 1,
                    zoom: 3
                },
                pos2(0.25, 0.5)
            )
        );
        assert_eq!(
            ancestor(id, 5).1,
            Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0))
        );
    }
}
