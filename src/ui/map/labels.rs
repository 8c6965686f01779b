//! Names of grid units: few when zoomed out, more when zoomed in, never one over another.

use egui::{Align2, Color32, Ui, Vec2};

use super::frame::MapFrame;
use super::label_room::{LabelRoom, anchored, lay_out, write_with_halo};
use super::mercator::{World, WorldBox};
use crate::base::stamp::Stamp;
use crate::model::grid::{GridHierarchy, GridLevel};
use crate::ui::cx::Cx;
use crate::ui::view_state::LayerKind;

/// One name and where it may stand.
#[derive(Debug)]
struct Name {
    at: World,
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
            .map(|layer| {
                let mut names: Vec<Name> = layer
                    .units
                    .iter()
                    .enumerate()
                    .map(|(unit, area)| Name {
                        at: World::of(area.label_at),
                        extent: WorldBox::of(area.extent),
                        unit,
                    })
                    .collect();
                // The largest first: where room is short the names of large units stay.
                let size = |name: &Name| {
                    (name.extent.max.x - name.extent.min.x)
                        * (name.extent.max.y - name.extent.min.y)
                };
                names.sort_by(|a, b| size(b).total_cmp(&size(a)).then(a.unit.cmp(&b.unit)));
                (layer.level, names)
            })
            .collect();
    }
}

/// The zooms between which the names of a level are written.
const fn zooms(level: GridLevel) -> (f64, f64) {
    match level {
        GridLevel::District => (0.0, 10.25),
        GridLevel::Subdistrict => (10.25, 14.75),
        GridLevel::Community => (13.0, 16.5),
        GridLevel::PoliceGrid => (14.0, 18.0),
        GridLevel::WorkGrid => (15.75, 21.0),
    }
}

/// Writes the names that have room.
pub(super) fn labels(
    ui: &Ui,
    cx: &Cx,
    labels: &mut GridLabels,
    frame: &MapFrame,
    room: &mut LabelRoom,
) {
    let grids = &cx.session.sources().grids;
    labels.follow(grids.stamp, &grids.content);
    let shown = frame.shown(0.0);
    for (level, names) in &labels.levels {
        let (from, to) = zooms(*level);
        let look = cx.view.layer(LayerKind::Grid(*level));
        if !look.visible || frame.zoom < from || frame.zoom >= to {
            continue;
        }
        let Some(layer) = grids.content.layer(*level) else {
            continue;
        };
        let (size, colour) = writing(cx, *level);
        let fade = ((frame.zoom - from) * 4.0)
            .clamp(0.0, 1.0)
            .min((to - frame.zoom) * 4.0) as f32;
        let strength = look.opacity * fade.clamp(0.0, 1.0);
        for name in names.iter().filter(|name| name.extent.meets(shown)) {
            let at = frame.at(name.at);
            let extent = frame.at(name.extent.max) - frame.at(name.extent.min);
            if !frame.rect.contains(at) || extent.x < size * 2.0 || extent.y < size {
                continue;
            }
            let Some(unit) = layer.units.get(name.unit) else {
                continue;
            };
            let galley = lay_out(
                ui.painter(),
                &unit.name,
                size,
                colour.gamma_multiply(strength),
            );
            if extent.x <= galley.size().x * 0.7 {
                continue;
            }
            let line = galley.size().y;
            let inside = frame.rect.shrink(2.0);
            let free = shifts(*level)
                .iter()
                .map(|lines| {
                    anchored(
                        &galley,
                        Align2::CENTER_CENTER,
                        at + Vec2::new(0.0, lines * line),
                    )
                })
                .find(|rect| {
                    inside.contains_rect(*rect) && room.claim(rect.expand2(Vec2::new(4.0, 1.0)))
                });
            if let Some(rect) = free {
                let halo = cx.theme.ground.gamma_multiply(0.85 * strength);
                write_with_halo(ui.painter(), &galley, rect.min, halo);
            }
        }
    }
}

/// How far a name may give way up and down, lines: the names of large units have room to.
const fn shifts(level: GridLevel) -> &'static [f32] {
    match level {
        GridLevel::District | GridLevel::Subdistrict => &[0.0, -1.0, 1.0, -2.0, 2.0, -3.0, 3.0],
        GridLevel::Community => &[0.0, -1.0, 1.0],
        GridLevel::PoliceGrid | GridLevel::WorkGrid => &[0.0],
    }
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
