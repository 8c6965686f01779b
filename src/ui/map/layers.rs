//! The retained layers: what each is made from, when it is made anew, and how it is drawn. Those coloured by a figure are
//! drawn in `figure_layers.rs`.

use std::sync::Arc;

use super::arc_key::ArcKey;
use super::background::Background;
use super::choropleth::Classes;
use super::figure_layers::{Coloured, CoverageKey, GainKey, HeatColoursKey};
use super::frame::MapFrame;
use super::gpu::{CellBuckets, DrawList, Gpu, Kind, Retained, Stretch, Style, Textures};
use super::heat_mesh::HeatMesh;
use super::levels::LevelsSeen;
use super::mercator::Cell;
use super::reach_areas::{AreaColours, AreaKey};
use super::road_lines::{self, RoadLines};
use super::street_lines::{StreetColouring, StreetLines};
use super::{grid_fills, grid_lines, incident_dots};
use crate::analysis::travel::pieces::StreetPiece;
use crate::base::stamp::Stamp;
use crate::model::grid::{GridLayer, GridLevel};
use crate::session::pipeline::{Heat, Selection};
use crate::session::slot::Freshness;
use crate::ui::cx::Cx;
use crate::ui::theme::Theme;
use crate::ui::view_state::LayerLook;

/// Where a layer is drawn, this frame, and how it is to look.
pub(super) struct Canvas<'a, 'b> {
    pub(super) cx: &'a Cx<'b>,
    pub(super) context: &'a egui::Context,
    pub(super) list: &'a mut DrawList,
    pub(super) frame: &'a MapFrame,
    pub(super) levels: &'a LevelsSeen,
    pub(super) look: LayerLook,
}

/// All retained layers of one map.
#[derive(Debug)]
pub(super) struct Layers {
    pub(super) gpu: Arc<Gpu>,
    plain: Textures,
    outlines: [Background<Stamp, Retained>; 5],
    fills: [Background<Stamp, Retained>; 5],
    roads: Background<Stamp, RoadLines>,
    pub(super) streets: Background<ArcKey<Vec<StreetPiece>>, StreetLines>,
    pub(super) street_colours: StreetColouring,
    pub(super) reach_areas: Background<AreaKey, Vec<Retained>>,
    pub(super) area_colours: AreaColours,
    dots: Background<(Stamp, ArcKey<Selection>), Retained>,
    pub(super) heat: Background<ArcKey<Heat>, HeatMesh>,
    pub(super) heat_colours: Option<(HeatColoursKey, Textures)>,
    pub(super) coloured: Option<Coloured>,
    pub(super) uncovered: Option<(CoverageKey, Textures)>,
    pub(super) gained: Option<(GainKey, Textures)>,
}

impl Layers {
    /// No layer yet.
    pub(super) fn new(gpu: Arc<Gpu>) -> Self {
        Self {
            plain: gpu.no_textures(),
            gpu,
            outlines: Default::default(),
            fills: Default::default(),
            roads: Background::default(),
            streets: Background::default(),
            street_colours: None,
            reach_areas: Background::default(),
            area_colours: None,
            dots: Background::default(),
            heat: Background::default(),
            heat_colours: None,
            coloured: None,
            uncovered: None,
            gained: None,
        }
    }

    /// A list for one frame.
    pub(super) fn list(&self, frame: MapFrame) -> DrawList {
        DrawList::new(&self.gpu, &self.plain, frame)
    }

    /// Whether a layer is still being prepared.
    pub(super) fn is_busy(&self) -> bool {
        self.outlines
            .iter()
            .chain(&self.fills)
            .any(Background::is_busy)
            || self.roads.is_busy()
            || self.streets.is_busy()
            || self.reach_areas.is_busy()
            || self.dots.is_busy()
            || self.heat.is_busy()
    }

    /// The classes of the choropleth, for its legend.
    pub(super) fn classes(&self) -> Option<&Classes> {
        self.coloured.as_ref().map(|coloured| &coloured.classes)
    }

    /// Draws the outlines of a level as far as the zoom shows them.
    pub(super) fn draw_grid(&mut self, canvas: &mut Canvas, level: GridLevel) {
        let shown = canvas.levels.outline(level, canvas.frame.zoom);
        let mut style = outline_style(canvas.cx.theme, level);
        if canvas.levels.is_first(level) {
            // Fine lines are faint so that coarser ones stand out; where they are the coarsest, they carry the map.
            style.opacity = style.opacity.max(LEAST_OF_FIRST);
        }
        style.width *= canvas.frame.line_scale();
        style.opacity *= canvas.look.opacity * shown;
        self.draw_outlines(canvas, level, style);
    }

    /// Draws the outlines of a level in a style, once they are prepared; where the style shows nothing, nothing is.
    pub(super) fn draw_outlines(&mut self, canvas: &mut Canvas, level: GridLevel, style: Style) {
        let grids = &canvas.cx.session.sources().grids;
        let Some(slot) = self.outlines.get_mut(level.index()) else {
            return;
        };
        if grids.content.layer(level).is_none() {
            slot.clear();
            return;
        }
        if style.opacity <= 0.0 {
            return;
        }
        let (gpu, content) = (Arc::clone(&self.gpu), Arc::clone(&grids.content));
        slot.want(&grids.stamp, canvas.context, || {
            move || match content.layer(level) {
                Some(layer) => grid_lines::outlines(&gpu, layer),
                None => Retained::upload(&gpu, CellBuckets::<Stretch>::new(Cell::FINEST)),
            }
        });
        if let Some(lines) = slot.get() {
            canvas.list.add(Kind::Line, lines, None, style);
        }
    }

    /// The areas of a level, once they are prepared.
    pub(super) fn fills(&mut self, canvas: &Canvas, layer: &GridLayer) -> Option<&Retained> {
        let grids = &canvas.cx.session.sources().grids;
        let level = layer.level;
        let slot = self.fills.get_mut(level.index())?;
        let (gpu, content) = (Arc::clone(&self.gpu), Arc::clone(&grids.content));
        slot.want(&grids.stamp, canvas.context, || {
            move || match content.layer(level) {
                Some(layer) => grid_fills::areas(&gpu, layer),
                None => Retained::upload_fills(&gpu, std::collections::BTreeMap::new()),
            }
        });
        slot.exact(&grids.stamp)
    }

    /// Draws the roads, least important first.
    pub(super) fn draw_roads(&mut self, canvas: &mut Canvas) {
        let roads = &canvas.cx.session.sources().roads;
        if roads.content.links.is_empty() {
            self.roads.clear();
            return;
        }
        let (gpu, content) = (Arc::clone(&self.gpu), Arc::clone(&roads.content));
        self.roads.want(&roads.stamp, canvas.context, || {
            move || road_lines::road_lines(&gpu, &content)
        });
        let Some(lines) = self.roads.get() else {
            return;
        };
        let colours = canvas.cx.theme.roads();
        for (casing, colour) in [(true, colours.casing), (false, colours.lane)] {
            for (class, retained) in lines.classes.iter().rev() {
                let width = road_lines::width(*class, canvas.frame.zoom);
                let cased = width >= road_lines::CASED_FROM;
                // A road too narrow for a casing is drawn as a plain line of the casing's colour.
                if !casing && !cased {
                    continue;
                }
                let rim = if casing && cased {
                    road_lines::CASING
                } else {
                    0.0
                };
                let mut style = Style::of(colour, width + rim);
                style.round = cased;
                style.opacity =
                    canvas.look.opacity * canvas.frame.fade_in(road_lines::drawn_from(*class));
                canvas.list.add(Kind::Line, retained, None, style);
            }
        }
    }

    /// Draws the incidents that count as dots.
    pub(super) fn draw_incidents(&mut self, canvas: &mut Canvas) {
        let incidents = &canvas.cx.session.sources().incidents;
        let slot = &canvas.cx.session.derived().selection;
        let Some(selection) = slot.get() else {
            self.dots.clear();
            return;
        };
        let key = (incidents.stamp, ArcKey(Arc::clone(selection)));
        let (gpu, table, chosen) = (
            Arc::clone(&self.gpu),
            Arc::clone(&incidents.content),
            Arc::clone(selection),
        );
        self.dots.want(&key, canvas.context, || {
            move || {
                let positions = table.positions();
                let places = chosen
                    .rows
                    .iter()
                    .filter_map(|row| positions.get(*row as usize));
                incident_dots::dots(&gpu, places.copied())
            }
        });
        if let Some(dots) = self.dots.get() {
            let theme = canvas.cx.theme;
            let width = incident_dots::width(theme, canvas.frame.zoom);
            let mut style = Style::of(theme.incident(), width);
            style.rim = theme.ground;
            style.second = if width > 5.0 { theme.lines[0] } else { 0.0 };
            style.opacity = canvas.look.opacity
                * incident_dots::opacity(canvas.frame.zoom)
                * dimming(slot.freshness());
            canvas.list.add(Kind::Point, dots, None, style);
        }
    }
}

/// The least opacity of the outlines of the coarsest level that divides the ground.
const LEAST_OF_FIRST: f32 = 0.5;

fn outline_style(theme: &Theme, level: GridLevel) -> Style {
    // Thick lines have round joints; those must be opaque, or each joint would show as a dot.
    let mixed = |share: f32| theme.ground.lerp_to_gamma(theme.text, share);
    let (colour, opacity, width, round) = match level {
        GridLevel::District => (mixed(0.9), 1.0, theme.lines[1] * 0.9, true),
        GridLevel::Subdistrict => (mixed(0.62), 1.0, theme.lines[0] * 1.5, true),
        GridLevel::Community => (theme.text, 0.42, theme.lines[0], false),
        GridLevel::PoliceGrid => (theme.accent, 0.55, theme.lines[0], false),
        GridLevel::WorkGrid => (theme.text, 0.25, theme.lines[0] * 0.8, false),
    };
    let mut style = Style::of(colour, width);
    style.opacity = opacity;
    style.round = round;
    style
}

/// An outdated answer is drawn dimmed until the new one is there.
pub(super) fn dimming(freshness: Freshness) -> f32 {
    match freshness {
        Freshness::Fresh => 1.0,
        Freshness::Outdated | Freshness::Missing => 0.55,
    }
}
