//! Tiles of one local file, read and prepared on a thread of their own, kept for a while.

use std::collections::{HashMap, HashSet, VecDeque};
use std::path::Path;
use std::sync::LazyLock;
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::thread;

use egui::{Context, Rect, pos2};
use walkers::sources::Attribution;
use walkers::{Style, Tile, TileId, TilePiece, Tiles};

use crate::base::contained::contained;
use crate::io::base_map::{BaseMapAbout, TileAt};
use crate::io::read_error::ReadError;
use crate::io::worker::tiles::TileReader;
use crate::session::settings::Look;
use crate::ui::theme::Theme;

use super::style;

/// Tiles kept.
const KEPT: usize = 400;
/// The side of the largest picture a tile may be, pixels.
const WIDEST: u32 = 4096;

/// A file on its way to being open: opened where it makes nobody wait.
pub(super) struct Opening {
    opened: Receiver<Result<BaseMapAbout, ReadError>>,
    tiles: Option<LocalTiles>,
}

impl std::fmt::Debug for Opening {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Opening").finish_non_exhaustive()
    }
}

impl Opening {
    /// Has a file opened and its tiles made on a thread of its own.
    pub(super) fn begin(path: &Path, style: Style, context: Context) -> Self {
        let (say, opened) = channel();
        let (wishes, wished) = channel();
        let (made, ready) = channel();
        let path = path.to_owned();
        let thread = thread::Builder::new().name("base map".into());
        // Where no thread can be had nothing is ever opened, and the wish stays one.
        let _no_thread = thread.spawn(move || {
            let opened = TileReader::open(&path, can_be_drawn);
            let (reader, about) = match opened {
                Ok((reader, about)) => (Some(reader), Ok(about)),
                Err(error) => (None, Err(error)),
            };
            let size = about.as_ref().map(tile_size);
            let size = size.unwrap_or_default();
            let heard = say.send(about).is_ok();
            context.request_repaint();
            if let (Some(reader), true) = (reader, heard) {
                serve(reader, &style, size, &context, &wished, &made);
            }
        });
        let tiles = LocalTiles {
            about: BaseMapAbout {
                coarsest: 0,
                finest: 0,
                raster: false,
                by: None,
            },
            wishes,
            ready,
            waiting: HashSet::new(),
            kept: HashMap::new(),
            order: VecDeque::new(),
        };
        Self {
            opened,
            tiles: Some(tiles),
        }
    }

    /// The tiles, or why there are none; `None` as long as it is not known.
    pub(super) fn ended(&mut self) -> Option<Result<LocalTiles, ReadError>> {
        match self.opened.try_recv() {
            Ok(Ok(about)) => {
                let mut tiles = self.tiles.take()?;
                tiles.about = about;
                Some(Ok(tiles))
            }
            Ok(Err(error)) => Some(Err(error)),
            Err(TryRecvError::Empty | TryRecvError::Disconnected) => None,
        }
    }
}

/// Tiles of a file.
pub(in crate::ui::map) struct LocalTiles {
    about: BaseMapAbout,
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
            .field("about", &self.about)
            .finish_non_exhaustive()
    }
}

impl LocalTiles {
    /// Whom the tiles are by, where the file says.
    pub(super) fn by(&self) -> Option<&str> {
        self.about.by.as_deref()
    }

    /// Whether tiles are pictures.
    pub(super) const fn is_raster(&self) -> bool {
        self.about.raster
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
        if id.zoom < self.about.coarsest || id.x >= side || id.y >= side {
            return None;
        }
        let wanted = ancestor(id, id.zoom.min(self.about.finest)).0;
        if !self.kept.contains_key(&wanted) && self.waiting.insert(wanted) {
            let _ = self.wishes.send(wanted);
        }
        // Until it is there, the nearest coarser one that is.
        (self.about.coarsest..=wanted.zoom).rev().find_map(|zoom| {
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
        tile_size(&self.about)
    }
}

/// Vector tiles are made for 512 points, pictures for 256.
const fn tile_size(about: &BaseMapAbout) -> u32 {
    if about.raster { 256 } else { 512 }
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

/// Whether the bytes of a tile can be drawn: for the worker, whom alone a tile that breaks its reader costs.
#[must_use]
pub fn can_be_drawn(bytes: &[u8], zoom: u8) -> bool {
    static STYLE: LazyLock<Style> = LazyLock::new(|| style::style(&Theme::of(Look::Light)));
    drawn(bytes, &STYLE, zoom, 512, &Context::default()).is_some()
}

/// A tile made of its bytes; `None` for bytes that are no tile, or a picture too large for a texture.
fn drawn(bytes: &[u8], style: &Style, zoom: u8, size: u32, context: &Context) -> Option<Tile> {
    let (wide, high) = size_of_picture(bytes).unwrap_or_default();
    if wide.max(high) > WIDEST {
        return None;
    }
    contained(|| Tile::new(bytes, style, zoom, size, context).ok()).flatten()
}

/// Columns and rows of a picture; `None` for what is none.
fn size_of_picture(bytes: &[u8]) -> Option<(u32, u32)> {
    let reader = image::ImageReader::new(std::io::Cursor::new(bytes));
    reader.with_guessed_format().ok()?.into_dimensions().ok()
}

/// Serves wishes, the newest first, until nobody listens. A tile that cannot be read is no tile, whatever is wrong.
fn serve(
    mut reader: TileReader,
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
        let at = TileAt {
            zoom: id.zoom,
            x: id.x,
            y: id.y,
        };
        let tile = reader
            .tile(at)
            .and_then(|bytes| drawn(&bytes, style, id.zoom, size, context));
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
    fn a_tile_can_be_drawn_or_is_none() {
        let picture = |side: u32| {
            let mut bytes = Vec::new();
            let mut png = png::Encoder::new(&mut bytes, side, 1);
            png.set_color(png::ColorType::Rgba);
            let mut rows = png.write_header().expect("a head");
            rows.write_image_data(&vec![9; 4 * side as usize])
                .expect("a row");
            drop(rows);
            bytes
        };
        assert!(can_be_drawn(&picture(256), 3));
        assert!(!can_be_drawn(&picture(WIDEST + 1), 3));
        let whole = picture(256);
        assert!(!can_be_drawn(&whole[..whole.len() / 2], 3));
        for no_tile in [&b""[..], b"\x1a\xff\xff\xff\xff\x7f", "不是瓦片".as_bytes()] {
            assert!(!can_be_drawn(no_tile, 14), "{no_tile:?}");
        }
    }

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
