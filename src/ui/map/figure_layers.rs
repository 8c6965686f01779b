//! The layers coloured by a figure: heat, choropleth, uncovered grids.

use std::sync::Arc;

use egui::Color32;

use super::arc_key::ArcKey;
use super::choropleth::{self, Classes};
use super::gpu::{Gpu, HATCH_PERIOD, Kind, Style, Textures};
use super::heat_mesh::heat_mesh;
use super::layers::{Canvas, Layers, dimming, outlines_from};
use super::{heat_scale, palettes};
use crate::analysis::coverage::CoverageFigures;
use crate::base::stamp::Stamp;
use crate::model::grid::{GridLayer, GridLevel};
use crate::session::pipeline::{Heat, Selection};
use crate::ui::cx::Cx;
use crate::ui::view_state::{Ramp, UnitFigure};

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

impl ClassKey {
    fn of(cx: &Cx) -> Self {
        let (level, figure) = cx.view.choropleth;
        let selection = cx.session.derived().selection.get();
        Self {
            grids: cx.session.sources().grids.stamp,
            selection: selection.map(|selection| ArcKey(Arc::clone(selection))),
            level,
            figure,
            ramp: cx.view.ramp,
            dark: cx.theme.is_dark(),
        }
    }
}

/// A choropleth's classes and the colour of each unit.
#[derive(Debug)]
pub(super) struct Coloured {
    key: ClassKey,
    pub(super) classes: Classes,
    colours: Textures,
}

impl Coloured {
    fn of(gpu: &Gpu, cx: &Cx, layer: &GridLayer, key: ClassKey) -> Self {
        let selection = cx.session.derived().selection.get();
        let counts = selection.and_then(|selection| selection.by_unit.get(&key.level));
        let values = choropleth::values(layer, counts.map(Vec::as_slice), key.figure);
        let ramp = palettes::table(key.ramp, key.dark);
        let classes = Classes::of(&values, key.level, key.figure, &ramp);
        let colours: Vec<[u8; 4]> = values.iter().map(|value| classes.colour(*value)).collect();
        Self {
            key,
            classes,
            colours: gpu.unit_colours(&colours),
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

/// Levels before its outlines appear that a choropleth's units are set apart by hairlines.
const APART_BEFORE: f64 = 2.0;

impl Layers {
    /// Draws the heat.
    pub(super) fn draw_heat(&mut self, canvas: &mut Canvas) {
        let cx = canvas.cx;
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
        self.heat.want(&key, canvas.context, || {
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
        let (level, _) = cx.view.choropleth;
        let Some(layer) = cx.session.sources().grids.content.layer(level) else {
            self.coloured = None;
            return;
        };
        let key = ClassKey::of(cx);
        if self.coloured.as_ref().is_none_or(|known| known.key != key) {
            self.coloured = Some(Coloured::of(&self.gpu, cx, layer, key));
        }
        let textures = self.coloured.as_ref().map(|known| known.colours.clone());
        if let Some(fills) = self.fills(canvas, layer) {
            let mut style = Style::of(Color32::WHITE, 1.0);
            style.opacity = canvas.look.opacity;
            canvas.list.add(Kind::Fill, fills, textures.as_ref(), style);
        }
        let mut apart = Style::of(cx.theme.ground, cx.theme.lines[0] * 0.7);
        apart.opacity =
            0.6 * canvas.look.opacity * canvas.frame.fade_in(outlines_from(level) - APART_BEFORE);
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
}
