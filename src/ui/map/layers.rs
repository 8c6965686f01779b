//! The retained layers: what each is made from, when it is made anew, and how it is drawn.

use std::sync::Arc;

use egui::Color32;

use super::arc_key::ArcKey;
use super::background::Background;
use super::choropleth::{self, Classes};
use super::frame::MapFrame;
use super::gpu::{DrawList, Gpu, HATCH_PERIOD, Kind, Retained, Style, Textures};
use super::heat_mesh::{HeatMesh, heat_mesh};
use super::heat_scale;
use super::road_lines::{self, RoadLines};
use super::{grid_fills, grid_lines, incident_dots, palettes};
use crate::base::stamp::Stamp;
use crate::model::grid::GridLevel;
use crate::session::pipeline::{Heat, Selection};
use crate::session::slot::Freshness;
use crate::ui::cx::Cx;
use crate::ui::theme::Theme;
use crate::ui::view_state::{LayerLook, Ramp, UnitFigure};

/// What the colours of a choropleth depend on.
#[derive(Debug, Clone, PartialEq)]
struct ClassKey {
    grids: Stamp,
    selection: Option<ArcKey<Selection>>,
    level: GridLevel,
    figure: UnitFigure,
    ramp: Ramp,
    dark: bool,
}

/// What the colours of the heat depend on.
#[derive(Debug, Clone, PartialEq)]
struct HeatColoursKey {
    heat: ArcKey<Heat>,
    ramp: Ramp,
    dark: bool,
}

type CoverageKey = (Stamp, ArcKey<crate::analysis::coverage::CoverageFigures>);

/// All retained layers of one map.
#[derive(Debug)]
pub(super) struct Layers {
    gpu: Arc<Gpu>,
    pub(super) plain: Textures,
    outlines: [Background<Stamp, Retained>; 5],
    fills: [Background<Stamp, Retained>; 5],
    roads: Background<Stamp, RoadLines>,
    dots: Background<(Stamp, ArcKey<Selection>), Retained>,
    heat: Background<ArcKey<Heat>, HeatMesh>,
    heat_colours: Option<(HeatColoursKey, Textures)>,
    classes: Option<(ClassKey, Classes, Textures)>,
    uncovered: Option<(CoverageKey, Textures)>,
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
            dots: Background::default(),
            heat: Background::default(),
            heat_colours: None,
            classes: None,
            uncovered: None,
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
            || self.dots.is_busy()
            || self.heat.is_busy()
    }

    /// The classes of the choropleth, for its legend.
    pub(super) fn classes(&self) -> Option<&Classes> {
        self.classes.as_ref().map(|(_, classes, _)| classes)
    }

    /// Draws the outlines of a level where the zoom shows them.
    pub(super) fn draw_grid(
        &mut self,
        cx: &Cx,
        context: &egui::Context,
        list: &mut DrawList,
        frame: &MapFrame,
        look: LayerLook,
        level: GridLevel,
    ) {
        let fade = frame.fade_in(outlines_from(level));
        let grids = &cx.session.sources().grids;
        let Some(slot) = self.outlines.get_mut(level.index()) else {
            return;
        };
        if grids.content.layer(level).is_none() {
            slot.clear();
            return;
        }
        if fade <= 0.0 {
            return;
        }
        let (gpu, content) = (Arc::clone(&self.gpu), Arc::clone(&grids.content));
        slot.want(&grids.stamp, context, || {
            move || {
                content.layer(level).map_or_else(
                    || {
                        Retained::upload::<super::gpu::Stretch>(
                            &gpu,
                            super::gpu::CellBuckets::default(),
                        )
                    },
                    |layer| grid_lines::outlines(&gpu, layer),
                )
            }
        });
        if let Some(lines) = slot.get() {
            let mut style = outline_style(cx.theme, level);
            style.opacity *= look.opacity * fade;
            list.add(Kind::Line, lines, None, style);
        }
    }

    /// Draws the roads, least important first.
    pub(super) fn draw_roads(
        &mut self,
        cx: &Cx,
        context: &egui::Context,
        list: &mut DrawList,
        frame: &MapFrame,
        look: LayerLook,
    ) {
        let roads = &cx.session.sources().roads;
        if roads.content.links.is_empty() {
            self.roads.clear();
            return;
        }
        let (gpu, content) = (Arc::clone(&self.gpu), Arc::clone(&roads.content));
        self.roads.want(&roads.stamp, context, || {
            move || road_lines::road_lines(&gpu, &content)
        });
        let Some(lines) = self.roads.get() else {
            return;
        };
        let colours = cx.theme.roads();
        for (casing, colour) in [(true, colours.casing), (false, colours.lane)] {
            for (class, retained) in lines.classes.iter().rev() {
                let width = road_lines::width(*class, frame.zoom);
                let fade = frame.fade_in(road_lines::drawn_from(*class));
                // A road too narrow for a casing is drawn as a plain line of the casing's colour.
                if casing || width >= 3.0 {
                    let width = if casing {
                        width + f32::from(u8::from(width >= 3.0)) * 1.5
                    } else {
                        width
                    };
                    let mut style = Style::of(colour, width);
                    style.round = width >= 3.0;
                    style.opacity = look.opacity * fade;
                    list.add(Kind::Line, retained, None, style);
                }
            }
        }
    }

    /// Draws the incidents that count as dots.
    pub(super) fn draw_incidents(
        &mut self,
        cx: &Cx,
        context: &egui::Context,
        list: &mut DrawList,
        frame: &MapFrame,
        look: LayerLook,
    ) {
        let incidents = &cx.session.sources().incidents;
        let Some(selection) = cx.session.derived().selection.get() else {
            self.dots.clear();
            return;
        };
        let key = (incidents.stamp, ArcKey(Arc::clone(selection)));
        let (gpu, table, chosen) = (
            Arc::clone(&self.gpu),
            Arc::clone(&incidents.content),
            Arc::clone(selection),
        );
        self.dots.want(&key, context, || {
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
            let width = (2.2 * ((frame.zoom - 12.0) * 0.24).exp2()).clamp(2.0, 9.0) as f32;
            let mut style = Style::of(cx.theme.incident(), width);
            style.rim = cx.theme.ground;
            style.second = if width > 5.0 { 1.0 } else { 0.0 };
            style.opacity = look.opacity * dimming(cx.session.derived().selection.freshness());
            list.add(Kind::Point, dots, None, style);
        }
    }

    /// Draws the heat.
    pub(super) fn draw_heat(
        &mut self,
        cx: &Cx,
        context: &egui::Context,
        list: &mut DrawList,
        look: LayerLook,
    ) {
        let derived = cx.session.derived();
        let (Some(heat), Some(projection), Some(scale)) =
            (derived.heat.get(), cx.session.projection(), derived.scale)
        else {
            self.heat.clear();
            self.heat_colours = None;
            return;
        };
        let key = ArcKey(Arc::clone(heat));
        let (gpu, content, projection) = (Arc::clone(&self.gpu), Arc::clone(heat), *projection);
        self.heat.want(&key, context, || {
            move || heat_mesh(&gpu, &content.raster, &projection)
        });
        let Some(made) = self.heat.get() else {
            return;
        };
        let colours = HeatColoursKey {
            heat: key,
            ramp: cx.view.ramp,
            dark: cx.theme.is_dark(),
        };
        let fresh = self.heat.exact(&colours.heat).is_some();
        if self
            .heat_colours
            .as_ref()
            .is_none_or(|(known, _)| fresh && *known != colours)
        {
            let ramp = palettes::with_opacity(&palettes::table(colours.ramp, colours.dark));
            self.heat_colours = Some((colours, self.gpu.raster_under_ramp(&made.raster, &ramp)));
        }
        if let Some((_, textures)) = &self.heat_colours {
            let mut style = Style::of(Color32::WHITE, 1.0);
            style.opacity = look.opacity * dimming(derived.heat.freshness());
            style.top = (scale.top.0 as f32).max(f32::MIN_POSITIVE);
            style.exponent = heat_scale::EXPONENT;
            list.add(Kind::Heat, &made.mesh, Some(textures), style);
        }
    }

    fn want_fills(
        &mut self,
        cx: &Cx,
        context: &egui::Context,
        level: GridLevel,
    ) -> Option<&Retained> {
        let grids = &cx.session.sources().grids;
        let slot = self.fills.get_mut(level.index())?;
        grids.content.layer(level)?;
        let (gpu, content) = (Arc::clone(&self.gpu), Arc::clone(&grids.content));
        slot.want(&grids.stamp, context, || {
            move || {
                content.layer(level).map_or_else(
                    || Retained::upload_fills(&gpu, std::collections::BTreeMap::new()),
                    |layer| grid_fills::areas(&gpu, layer),
                )
            }
        });
        slot.exact(&grids.stamp)
    }

    /// Draws a level coloured by a figure.
    pub(super) fn draw_choropleth(
        &mut self,
        cx: &Cx,
        context: &egui::Context,
        list: &mut DrawList,
        look: LayerLook,
    ) {
        let (level, figure) = cx.view.choropleth;
        let grids = &cx.session.sources().grids;
        let Some(layer) = grids.content.layer(level) else {
            self.classes = None;
            return;
        };
        let selection = cx.session.derived().selection.get();
        let key = ClassKey {
            grids: grids.stamp,
            selection: selection.map(|selection| ArcKey(Arc::clone(selection))),
            level,
            figure,
            ramp: cx.view.ramp,
            dark: cx.theme.is_dark(),
        };
        if self
            .classes
            .as_ref()
            .is_none_or(|(known, _, _)| *known != key)
        {
            let counts = selection.and_then(|selection| selection.by_unit.get(&level));
            let values = choropleth::values(layer, counts.map(Vec::as_slice), figure);
            let classes = Classes::of(&values, level, figure, &palettes::table(key.ramp, key.dark));
            let colours: Vec<[u8; 4]> = values.iter().map(|value| classes.colour(*value)).collect();
            self.classes = Some((key, classes, self.gpu.unit_colours(&colours)));
        }
        let textures = self
            .classes
            .as_ref()
            .map(|(_, _, textures)| textures.clone());
        if let Some(fills) = self.want_fills(cx, context, level) {
            let mut style = Style::of(Color32::WHITE, 1.0);
            style.opacity = look.opacity;
            list.add(Kind::Fill, fills, textures.as_ref(), style);
        }
    }

    /// Hatches the finest grids the outermost ring leaves uncovered.
    pub(super) fn draw_uncovered(
        &mut self,
        cx: &Cx,
        context: &egui::Context,
        list: &mut DrawList,
        look: LayerLook,
    ) {
        let grids = &cx.session.sources().grids;
        let figures = &cx.session.derived().shown.figures;
        let Some(finest) = grids.content.finest() else {
            self.uncovered = None;
            return;
        };
        let key = (grids.stamp, ArcKey(Arc::clone(figures)));
        if self
            .uncovered
            .as_ref()
            .is_none_or(|(known, _)| *known != key)
        {
            let mut colours = vec![[0u8; 4]; finest.units.len()];
            for grid in &figures.uncovered {
                if let Some(colour) = colours.get_mut(grid.unit) {
                    *colour = [255; 4];
                }
            }
            self.uncovered = Some((key, self.gpu.unit_colours(&colours)));
        }
        let textures = self
            .uncovered
            .as_ref()
            .map(|(_, textures)| textures.clone());
        if let Some(fills) = self.want_fills(cx, context, finest.level) {
            let mut style = Style::of(cx.theme.text, HATCH_PERIOD);
            style.second = cx.theme.lines[0];
            style.opacity = look.opacity * 0.45;
            style.rim = cx.theme.text.gamma_multiply(0.06);
            list.add(Kind::Hatch, fills, textures.as_ref(), style);
        }
    }
}

/// The zoom from which the outlines of a level are drawn.
pub(super) const fn outlines_from(level: GridLevel) -> f64 {
    match level {
        GridLevel::District | GridLevel::Subdistrict => 0.0,
        GridLevel::Community => 11.75,
        GridLevel::PoliceGrid => 12.25,
        GridLevel::WorkGrid => 13.75,
    }
}

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
fn dimming(freshness: Freshness) -> f32 {
    match freshness {
        Freshness::Fresh => 1.0,
        Freshness::Outdated | Freshness::Missing => 0.55,
    }
}
