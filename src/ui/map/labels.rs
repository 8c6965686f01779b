//! Names of grid units: few when zoomed out, more when zoomed in, never one over another.

use egui::{Align2, Color32, Rect, Ui, Vec2};

use super::frame::MapFrame;
use super::label_room::{LabelRoom, anchored, lay_out, write_with_halo};
use super::label_spots::spots;
use super::levels::LevelsSeen;
use super::mercator::{World, WorldBox};
use crate::base::stamp::Stamp;
use crate::model::grid::{GridHierarchy, GridLayer, GridLevel};
use crate::ui::cx::Cx;
use crate::ui::view_state::LayerKind;

/// One name and where it may stand.
#[derive(Debug)]
struct Name {
    /// Places inside, the best first.
    spots: Vec<World>,
    /// The place it stood at last: it stays there while it can, so that it does not hop about.
    stood: usize,
    extent: WorldBox,
    /// Position in the layer.
    unit: usize,
}

/// Where all names stand, found once for a set of grids.
#[derive(Debug, Default)]
pub(super) struct GridLabels {
    of: Option<Stamp>,
    levels: Vec<(GridLevel, Vec<Name>)>,
}

impl GridLabels {
    fn follow(&mut self, stamp: Stamp, grids: &GridHierarchy) {
        if self.of == Some(stamp) {
            return;
        }
        self.of = Some(stamp);
        self.levels = grids
            .layers()
            .map(|layer| (layer.level, names(layer)))
            .collect();
    }
}

/// The names of a layer, the largest areas first: where room is short, theirs stay.
fn names(layer: &GridLayer) -> Vec<Name> {
    let mut names: Vec<Name> = layer
        .units
        .iter()
        .enumerate()
        .map(|(unit, area)| Name {
            spots: spots(area, layer.level),
            stood: 0,
            extent: WorldBox::of(area.extent),
            unit,
        })
        .collect();
    let size = |name: &Name| {
        (name.extent.max.x - name.extent.min.x) * (name.extent.max.y - name.extent.min.y)
    };
    names.sort_by(|a, b| size(b).total_cmp(&size(a)).then(a.unit.cmp(&b.unit)));
    names
}

/// Strength a name gains a zoom level.
const FADE: f64 = 10.0;

/// Writes the names that have room.
pub(super) fn labels(
    ui: &Ui,
    cx: &Cx,
    labels: &mut GridLabels,
    levels: &LevelsSeen,
    frame: &MapFrame,
    room: &mut LabelRoom,
) {
    let grids = &cx.session.sources().grids;
    labels.follow(grids.stamp, &grids.content);
    for (level, names) in &mut labels.levels {
        let Some((from, to)) = levels.names(*level) else {
            continue;
        };
        if frame.zoom < from || frame.zoom >= to {
            continue;
        }
        let look = cx.view.layer(LayerKind::Grid(*level));
        let Some(layer) = grids.content.layer(*level) else {
            continue;
        };
        // A short fade: a view that happens to rest within it would show grey names.
        let fade = ((frame.zoom - from) * FADE).min((to - frame.zoom) * FADE);
        let strength = look.opacity * fade.clamp(0.0, 1.0) as f32;
        let (size, colour) = writing(cx, *level);
        let pen = Pen {
            ui,
            size,
            colour: colour.gamma_multiply(strength),
            halo: cx.theme.ground.gamma_multiply(0.9 * strength),
        };
        level_labels(&pen, layer, names, frame, room);
    }
}

/// How the names of one level are written.
struct Pen<'a> {
    ui: &'a Ui,
    size: f32,
    colour: Color32,
    halo: Color32,
}

fn level_labels(
    pen: &Pen,
    layer: &GridLayer,
    names: &mut [Name],
    frame: &MapFrame,
    room: &mut LabelRoom,
) {
    let shown = frame.shown(0.0);
    for name in names.iter_mut().filter(|name| name.extent.meets(shown)) {
        let extent = frame.at(name.extent.max) - frame.at(name.extent.min);
        if extent.x < pen.size * 2.0 || extent.y < pen.size {
            continue;
        }
        let Some(unit) = layer.units.get(name.unit) else {
            continue;
        };
        let galley = lay_out(pen.ui.painter(), &unit.name, pen.size, pen.colour);
        if extent.x <= galley.size().x * 0.7 {
            continue;
        }
        let found = free_spot(name, &galley, frame, room)
            .map(|rect| (rect, galley))
            .or_else(|| {
                let galley = lay_out(pen.ui.painter(), short(&unit.name)?, pen.size, pen.colour);
                free_spot(name, &galley, frame, room).map(|rect| (rect, galley))
            });
        if let Some((rect, galley)) = found {
            write_with_halo(pen.ui.painter(), &galley, rect.min, pen.halo);
        }
    }
}

/// The name without the word for its kind, as maps write it where room is short: 航城 for 航城街道. `None` where it has none.
fn short(name: &str) -> Option<&str> {
    ["街道", "社区"]
        .iter()
        .find_map(|kind| name.strip_suffix(kind))
        .filter(|rest| rest.chars().count() > 1)
}

/// The first place of a name that is free; the one it stood at last is asked first.
fn free_spot(
    name: &mut Name,
    galley: &egui::Galley,
    frame: &MapFrame,
    room: &mut LabelRoom,
) -> Option<Rect> {
    let inside = frame.rect.shrink(2.0);
    let order = std::iter::once(name.stood).chain(0..name.spots.len());
    for index in order {
        let Some(spot) = name.spots.get(index) else {
            continue;
        };
        let rect = anchored(galley, Align2::CENTER_CENTER, frame.at(*spot));
        if inside.contains_rect(rect) && room.claim(rect.expand2(Vec2::new(4.0, 1.0))) {
            name.stood = index;
            return Some(rect);
        }
    }
    None
}

fn writing(cx: &Cx, level: GridLevel) -> (f32, Color32) {
    let theme = cx.theme;
    match level {
        GridLevel::District => (theme.sizes[2], theme.text),
        GridLevel::Subdistrict => (theme.sizes[1], theme.text),
        GridLevel::Community => (theme.sizes[0] * 1.04, theme.text),
        GridLevel::PoliceGrid => (theme.sizes[0], theme.accent),
        GridLevel::WorkGrid => (theme.sizes[0] * 0.92, theme.second),
    }
}
