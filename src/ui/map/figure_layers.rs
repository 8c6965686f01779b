//! The layers coloured by a figure: heat, choropleth, uncovered grids.

use std::sync::Arc;

use egui::Color32;

use super::arc_key::ArcKey;
use super::choropleth::{self, Classes};
use super::gpu::{Gpu, HATCH_PERIOD, Kind, LEANS_BACK, Style, Textures};
use super::heat_mesh::heat_mesh;
use super::layers::{Canvas, Layers, dimming};
use super::legend::HATCHING;
use super::levels::coloured_level;
use super::{gain_legend, heat_scale};
use crate::analysis::coverage::CoverageFigures;
use crate::analysis::plan_comparison::gained;
use crate::base::palettes;
use crate::base::stamp::Stamp;
use crate::model::grid::{GridLayer, GridLevel};
use crate::session::changed_areas::ChangedAreas;
use crate::session::command::Command;
use crate::session::comparison::{Compared, Comparison};
use crate::session::hot_areas::HotAreas;
use crate::session::pipeline::{Heat, Selection};
use crate::ui::cx::Cx;
use crate::ui::panels::compare;
use crate::ui::view_state::{LayerKind, Ramp, UnitFigure};

/// What the colours of a choropleth depend on.
#[derive(Debug, Clone, PartialEq)]
struct ClassKey {
    grids: Stamp,
    selection: Option<ArcKey<Selection>>,
    level: GridLevel,
    figure: UnitFigure,
    ramp: Ramp,
    dark: bool,
    hot: Option<ArcKey<HotAreas>>,
    changed: Option<ArcKey<ChangedAreas>>,
}

impl ClassKey {
    fn of(cx: &Cx, level: GridLevel) -> Self {
        let figure = cx.view.choropleth.1;
        let selection = cx.session.derived().selection.get();
        let hot = hot_areas(cx).filter(|_| figure == UnitFigure::HotSpots);
        let changed = changed_areas(cx).filter(|_| figure == UnitFigure::Change);
        Self {
            changed: changed.map(|changed| ArcKey(Arc::clone(changed))),
            hot: hot.map(|hot| ArcKey(Arc::clone(hot))),
            grids: cx.session.sources().grids.stamp,
            selection: selection.map(|selection| ArcKey(Arc::clone(selection))),
            level,
            figure,
            ramp: cx.view.ramp,
            dark: cx.theme.is_dark(),
        }
    }
}

/// Which areas stand out, once it is known.
pub(super) fn hot_areas<'a>(cx: &'a Cx) -> Option<&'a Arc<HotAreas>> {
    cx.session.derived().hot_areas.get()?.as_ref()
}

/// What changed in areas, once it is known.
pub(super) fn changed_areas<'a>(cx: &'a Cx) -> Option<&'a Arc<ChangedAreas>> {
    cx.session.derived().changed_areas.get()?.as_ref()
}

/// Has worked out which areas stand out, or what changed in them, as long as the map shows it.
pub(super) fn follow_areas(cx: &mut Cx) {
    let shown = cx.view.layer(LayerKind::Choropleth).visible;
    let grids = &cx.session.sources().grids.content;
    let level = coloured_level(grids, cx.view.choropleth.0).filter(|_| shown);
    let of = |figure| level.filter(|_| cx.view.choropleth.1 == figure);
    let (hot, changed) = (of(UnitFigure::HotSpots), of(UnitFigure::Change));
    if hot != cx.session.hot_wanted() {
        cx.send(Command::FindHotAreas(hot));
    }
    if changed != cx.session.changes_wanted() {
        cx.send(Command::FindChangedAreas(changed));
    }
}

/// A choropleth's classes and the colour of each unit.
#[derive(Debug)]
pub(super) struct Coloured {
    key: ClassKey,
    pub(super) classes: Classes,
    colours: Textures,
    /// Units without a figure, where there are any.
    missing: Option<Textures>,
    /// Units whose rate rests on few incidents, where there are any.
    few: Option<Textures>,
}

impl Coloured {
    fn of(gpu: &Gpu, cx: &Cx, layer: &GridLayer, key: ClassKey) -> Self {
        let figures = cx.session.figures_of(key.level);
        let values = match key.figure {
            UnitFigure::HotSpots => choropleth::heats(layer, hot_areas(cx).map(Arc::as_ref)),
            UnitFigure::Change => choropleth::changes(layer, changed_areas(cx).map(Arc::as_ref)),
            UnitFigure::Incidents
            | UnitFigure::PerKm2
            | UnitFigure::Per1000Residents
            | UnitFigure::Residents => choropleth::values(layer, figures, key.figure),
        };
        let few = choropleth::few(figures, key.figure);
        let ramp = palettes::table(key.ramp, key.dark);
        let mut classes = match key.figure {
            UnitFigure::HotSpots => Classes::of_heats(&values, key.level, key.dark),
            UnitFigure::Change => Classes::of_changes(&values, key.level, key.dark),
            UnitFigure::Incidents
            | UnitFigure::PerKm2
            | UnitFigure::Per1000Residents
            | UnitFigure::Residents => Classes::of(&values, key.level, key.figure, &ramp),
        };
        classes.few = few.contains(&true);
        let colours: Vec<[u8; 4]> = values.iter().map(|value| classes.colour(*value)).collect();
        let marks = |marked: &mut dyn Iterator<Item = bool>| {
            let marks: Vec<[u8; 4]> = marked.map(|yes| [255 * u8::from(yes); 4]).collect();
            marks.contains(&[255; 4]).then(|| gpu.unit_colours(&marks))
        };
        // Where no unit has a figure yet, all would be hatched: the legend says why instead.
        let some = !classes.ends.is_empty();
        let missing = marks(&mut colours.iter().map(|colour| some && colour[3] == 0));
        let few = marks(&mut few.into_iter());
        Self {
            key,
            classes,
            colours: gpu.unit_colours(&colours),
            missing,
            few,
        }
    }
}

/// What the colours of the heat depend on.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct HeatColoursKey {
    heat: ArcKey<Heat>,
    ramp: Ramp,
    dark: bool,
}

/// What the hatching depends on.
pub(super) type CoverageKey = (Stamp, ArcKey<CoverageFigures>);

/// What the colours of grids gained and lost depend on.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct GainKey {
    grids: Stamp,
    compared: ArcKey<Compared>,
    ring: usize,
    dark: bool,
}

impl Layers {
    /// Draws the heat.
    pub(super) fn draw_heat(&mut self, canvas: &mut Canvas) {
        let cx = canvas.cx;
        let derived = cx.session.derived();
        let (Some(heat), Some(scale)) = (derived.heat.get(), derived.scale) else {
            self.heat.clear();
            self.heat_colours = None;
            return;
        };
        let key = ArcKey(Arc::clone(heat));
        let (gpu, content) = (Arc::clone(&self.gpu), Arc::clone(heat));
        self.heat.want(&key, canvas.context, || {
            move || heat_mesh(&gpu, &content.raster, &content.projection)
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
        let known = self.heat_colours.as_ref();
        if known.is_none_or(|(known, _)| fresh && *known != colours) {
            let ramp = palettes::with_opacity(&palettes::table(colours.ramp, colours.dark));
            self.heat_colours = Some((colours, self.gpu.raster_under_ramp(&made.raster, &ramp)));
        }
        if let Some((_, textures)) = &self.heat_colours {
            let mut style = Style::of(Color32::WHITE, 1.0);
            style.opacity = heat_scale::opacity(canvas.look.opacity, canvas.frame.zoom)
                * dimming(derived.heat.freshness());
            style.top = (scale.top.0 as f32).max(f32::MIN_POSITIVE);
            style.exponent = heat_scale::EXPONENT;
            let kind = if cx.theme.is_dark() {
                Kind::Glow
            } else {
                Kind::Heat
            };
            canvas.list.add(kind, &made.mesh, Some(textures), style);
        }
    }

    /// Draws a level coloured by a figure.
    pub(super) fn draw_choropleth(&mut self, canvas: &mut Canvas) {
        let cx = canvas.cx;
        let grids = &cx.session.sources().grids.content;
        let level = coloured_level(grids, cx.view.choropleth.0);
        let Some(layer) = level.and_then(|level| grids.layer(level)) else {
            self.coloured = None;
            return;
        };
        let level = layer.level;
        let key = ClassKey::of(cx, level);
        if self.coloured.as_ref().is_none_or(|known| known.key != key) {
            self.coloured = Some(Coloured::of(&self.gpu, cx, layer, key));
        }
        let Some(known) = &self.coloured else {
            return;
        };
        let (colours, hatched) = (
            known.colours.clone(),
            [known.missing.clone(), known.few.clone()],
        );
        if let Some(fills) = self.fills(canvas, layer) {
            let mut style = Style::of(Color32::WHITE, 1.0);
            style.opacity = canvas.look.opacity;
            canvas.list.add(Kind::Fill, fills, Some(&colours), style);
            let mut style = Style::of(cx.theme.text, cx.theme.px(HATCH_PERIOD));
            style.second = cx.theme.lines[0];
            style.opacity = HATCHING * canvas.look.opacity;
            // It leans the other way than that of uncovered grids.
            style.top = LEANS_BACK;
            for marks in hatched.iter().flatten() {
                canvas.list.add(Kind::Hatch, fills, Some(marks), style);
            }
        }
        let mut apart = Style::of(cx.theme.ground, cx.theme.lines[0] * 0.7);
        apart.opacity = 0.6 * canvas.look.opacity * canvas.levels.seams(level, canvas.frame.zoom);
        self.draw_outlines(canvas, level, apart);
    }

    /// Hatches the finest grids the outermost ring leaves uncovered.
    pub(super) fn draw_uncovered(&mut self, canvas: &mut Canvas) {
        let cx = canvas.cx;
        let grids = &cx.session.sources().grids;
        let figures = &cx.session.derived().shown.figures;
        let Some(finest) = grids.content.finest() else {
            self.uncovered = None;
            return;
        };
        let key = (grids.stamp, ArcKey(Arc::clone(figures)));
        let known = self.uncovered.as_ref();
        if known.is_none_or(|(known, _)| *known != key) {
            let mut colours = vec![[0u8; 4]; finest.units.len()];
            for grid in &figures.uncovered {
                if let Some(colour) = colours.get_mut(grid.unit) {
                    *colour = [255; 4];
                }
            }
            self.uncovered = Some((key, self.gpu.unit_colours(&colours)));
        }
        let known = self.uncovered.as_ref();
        let textures = known.map(|(_, textures)| textures.clone());
        if let Some(fills) = self.fills(canvas, finest) {
            let mut style = Style::of(cx.theme.text, cx.theme.px(HATCH_PERIOD));
            style.second = cx.theme.lines[0];
            style.opacity = canvas.look.opacity * 0.45;
            style.rim = cx.theme.text.gamma_multiply(0.06);
            canvas
                .list
                .add(Kind::Hatch, fills, textures.as_ref(), style);
        }
    }

    /// Colours the finest grids by what of their area only one of two plans that are compared covers.
    pub(super) fn draw_gained(&mut self, canvas: &mut Canvas) {
        let cx = canvas.cx;
        let grids = &cx.session.sources().grids;
        let (Some(compared), Some(finest)) = (compare::at_hand(cx), grids.content.finest()) else {
            self.gained = None;
            return;
        };
        let ring = compare::chosen_ring(cx, &compared);
        let Some([first, second]) = &compared.figures else {
            self.gained = None;
            return;
        };
        let dark = cx.theme.is_dark();
        let key = GainKey {
            grids: grids.stamp,
            compared: ArcKey(Arc::clone(&compared)),
            ring,
            dark,
        };
        if self.gained.as_ref().is_none_or(|(known, _)| *known != key) {
            let gained = gained(first, second, ring).into_iter();
            let mut colours: Vec<_> = gained
                .map(|share| gain_legend::colour(share, dark))
                .collect();
            colours.resize(finest.units.len(), [0; 4]);
            self.gained = Some((key, self.gpu.unit_colours(&colours)));
        }
        let textures = self.gained.as_ref().map(|(_, textures)| textures.clone());
        let freshness = cx.session.comparison().map(Comparison::freshness);
        if let Some(fills) = self.fills(canvas, finest) {
            let mut style = Style::of(Color32::WHITE, 1.0);
            style.opacity = gain_legend::STRENGTH * freshness.map_or(1.0, dimming);
            canvas.list.add(Kind::Fill, fills, textures.as_ref(), style);
        }
    }
}
