//! Which grid levels the map shows at a zoom: one rule for outlines, names, seams of a choropleth, and what a click or a
//! resting pointer picks.
//!
//! A level comes in once its typical cell is large enough on the screen, and goes by that alone: the same grids, layers and
//! zoom show the same levels, however one came there. The coarsest shown level that divides the ground is there at every
//! zoom, and so are those above it: a map of one fine layer is never blank. A level can be forced in its settings.

use crate::base::stamp::Stamp;
use crate::model::grid::{GridHierarchy, GridLayer, GridLevel, GridUnit};
use crate::ui::cx::Cx;
use crate::ui::view_state::{LayerKind, LayerLook, ViewState};

use super::mercator::{WorldBox, metres_per_point, world_size};

/// Points a typical cell is wide when its level's outlines come in; half a zoom level later they are whole.
const OUTLINED: f64 = 42.0;
/// Points a typical cell is wide when hairlines set the areas of a choropleth apart.
const SET_APART: f64 = 8.0;
/// Points a typical cell is wide when its level's names come in.
const NAMED: f64 = 100.0;
/// The same of the coarsest level that divides the ground: its names take turns with that of the undivided whole.
const NAMED_FIRST: f64 = 40.0;
/// Points a typical cell is wide when its name says nothing more: the map shows little else.
const NAMED_UNTIL: f64 = 1200.0;

/// What is known of one level at hand.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Typical {
    level: GridLevel,
    /// The side of a square as large as its typical cell, in widths of the drawn world.
    side: f64,
    /// It is more than one area.
    divides: bool,
}

impl Typical {
    fn of(layer: &GridLayer) -> Self {
        let mut sides: Vec<f64> = layer.units.iter().map(side).collect();
        sides.sort_by(f64::total_cmp);
        Self {
            level: layer.level,
            side: sides.get(sides.len() / 2).copied().unwrap_or(0.0),
            divides: layer.units.len() > 1,
        }
    }

    /// Its side on the screen.
    fn points(self, zoom: f64) -> f64 {
        self.side * world_size(zoom)
    }

    /// The zoom at which its side is so many points long.
    fn zoom(self, points: f64) -> f64 {
        (points / (self.side.max(1e-12) * world_size(0.0))).log2()
    }
}

/// The side of a square as large as an area, in widths of the drawn world; by its box where its area is not known.
fn side(unit: &GridUnit) -> f64 {
    let metres = metres_per_point(unit.extent.centre().lat, 0.0).0 * world_size(0.0);
    if unit.area.0 > 0.0 && unit.area.0.is_finite() {
        return unit.area.0.sqrt() * 1000.0 / metres;
    }
    let drawn = WorldBox::of(unit.extent);
    ((drawn.max.x - drawn.min.x) * (drawn.max.y - drawn.min.y))
        .abs()
        .sqrt()
}

/// The levels at hand, coarse to fine, with their typical cells, found once for a set of grids.
#[derive(Debug, Default)]
pub(super) struct Levels {
    of: Option<Stamp>,
    typical: Vec<Typical>,
}

impl Levels {
    /// Looks at the grids anew where they are others.
    pub(super) fn follow(&mut self, cx: &Cx) {
        let grids = &cx.session.sources().grids;
        if self.of != Some(grids.stamp) {
            self.typical = grids.content.layers().map(Typical::of).collect();
            self.of = Some(grids.stamp);
        }
    }

    /// The levels as they show in this view.
    pub(super) fn seen_in(&self, view: &ViewState) -> LevelsSeen {
        let seen: Vec<(Typical, LayerLook)> = self
            .typical
            .iter()
            .map(|typical| (*typical, view.layer(LayerKind::Grid(typical.level))))
            .filter(|(_, look)| look.visible)
            .collect();
        let first = seen.iter().find(|(typical, _)| typical.divides);
        LevelsSeen {
            first: first.or(seen.last()).map(|(typical, _)| typical.level),
            seen,
            typical: self.typical.clone(),
        }
    }
}

/// The levels whose layers are on.
#[derive(Debug, Clone, Default)]
pub(super) struct LevelsSeen {
    /// Coarse to fine.
    seen: Vec<(Typical, LayerLook)>,
    /// The coarsest that divides the ground.
    first: Option<GridLevel>,
    typical: Vec<Typical>,
}

impl LevelsSeen {
    fn find(&self, level: GridLevel) -> Option<(Typical, LayerLook)> {
        let same = |(typical, _): &&(Typical, LayerLook)| typical.level == level;
        self.seen.iter().find(same).copied()
    }

    /// Whether a level is there at every zoom.
    fn is_always(&self, level: GridLevel, look: LayerLook) -> bool {
        look.always || self.first.is_some_and(|first| level <= first)
    }

    /// How strongly the outlines of a level are drawn at a zoom, 0 (not at all) to 1.
    pub(super) fn outline(&self, level: GridLevel, zoom: f64) -> f32 {
        let Some((typical, look)) = self.find(level) else {
            return 0.0;
        };
        let points = typical.points(zoom);
        if self.is_always(level, look) {
            // Where cells are but a few points wide, whole lines would be a grey area.
            return if typical.divides {
                (0.6 + 0.4 * (points / 4.0).log2()).clamp(0.6, 1.0) as f32
            } else {
                1.0
            };
        }
        fade(points, OUTLINED)
    }

    /// Whether a level is the coarsest that divides the ground.
    pub(super) fn is_first(&self, level: GridLevel) -> bool {
        self.first == Some(level)
    }

    /// How strongly hairlines set the areas of a choropleth of a level apart, whether its own layer is on or not.
    pub(super) fn seams(&self, level: GridLevel, zoom: f64) -> f32 {
        let same = |typical: &&Typical| typical.level == level;
        let typical = self.typical.iter().find(same);
        typical.map_or(0.0, |typical| fade(typical.points(zoom), SET_APART))
    }

    /// The zooms between which the names of a level are written; each only where it has room.
    pub(super) fn names(&self, level: GridLevel) -> Option<(f64, f64)> {
        let at = self
            .seen
            .iter()
            .position(|(typical, _)| typical.level == level)?;
        let (typical, look) = *self.seen.get(at)?;
        let from = |(typical, look): (Typical, LayerLook), coarsest: bool| {
            if look.always || coarsest {
                f64::NEG_INFINITY
            } else if Some(typical.level) == self.first {
                typical.zoom(NAMED_FIRST)
            } else {
                typical.zoom(NAMED)
            }
        };
        let until = match self.seen.get(at + 1) {
            None => f64::INFINITY,
            Some(_) if typical.divides => typical.zoom(NAMED_UNTIL),
            Some(next) => from(*next, false),
        };
        Some((from((typical, look), at == 0), until))
    }

    /// The finest level the map shows at a zoom among some: what a click picks, and what a resting pointer counts.
    pub(super) fn finest<T: Copy>(
        &self,
        zoom: f64,
        held: &[T],
        level_of: impl Fn(&T) -> GridLevel,
    ) -> Option<T> {
        let shows = |one: &&T| self.outline(level_of(one), zoom) > 0.0;
        held.iter().rev().find(shows).copied()
    }

    /// Which levels the map shows at a zoom, in the order of [`GridLevel::ALL`].
    pub(super) fn shown(&self, zoom: f64) -> [bool; 5] {
        GridLevel::ALL.map(|level| self.outline(level, zoom) > 0.0)
    }
}

/// 0 until a cell is so many points wide, 1 half a zoom level later.
fn fade(points: f64, from: f64) -> f32 {
    (2.0 * (points / from).log2()).clamp(0.0, 1.0) as f32
}

/// The level a choropleth colours: the one chosen; where no file of it is open, the next finer one at hand, else the next
/// coarser. `None` without grids.
#[must_use]
pub fn coloured_level(grids: &GridHierarchy, chosen: GridLevel) -> Option<GridLevel> {
    let finer = grids.layers().find(|layer| layer.level >= chosen);
    finer.or_else(|| grids.finest()).map(|layer| layer.level)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::coords::LonLat;
    use crate::base::units::Km2;
    use crate::model::source_note::SourceNote;
    use proptest::prelude::*;

    /// A layer of so many areas of a size at the latitude of Bao'an.
    fn layer(level: GridLevel, count: usize, area: f64) -> GridLayer {
        let at = LonLat::new(113.9, 22.65);
        let unit = |index| GridUnit::bare(index, at, Km2(area));
        GridLayer {
            level,
            units: (0..count).map(unit).collect(),
            source: SourceNote::default(),
        }
    }

    /// The levels of Bao'an: 397 km² in 1, 10, 124, 397 and 4,833 parts.
    fn baoan() -> Vec<GridLayer> {
        let counts = [1, 10, 124, 397, 4833];
        let parts = GridLevel::ALL.into_iter().zip(counts);
        parts
            .map(|(level, count)| layer(level, count, 397.0 / count as f64))
            .collect()
    }

    fn levels(layers: &[GridLayer]) -> Levels {
        Levels {
            of: None,
            typical: layers.iter().map(Typical::of).collect(),
        }
    }

    fn shown(levels: &Levels, view: &ViewState, zoom: f64) -> usize {
        let shown = levels.seen_in(view).shown(zoom);
        shown.iter().filter(|shown| **shown).count()
    }

    #[test]
    fn the_levels_of_baoan_come_in_one_by_one() {
        let (levels, view) = (levels(&baoan()), ViewState::default());
        // Zooms the district is fitted at: 1280x720 with a projector's panels and without, 1920x1080 (3840x2160 at twice
        // the density is the same in points), and streets.
        for (zoom, count) in [
            (10.4, 2),
            (10.85, 2),
            (11.69, 2),
            (11.8, 3),
            (12.6, 4),
            (14.3, 4),
            (14.4, 5),
        ] {
            assert_eq!(shown(&levels, &view, zoom), count, "zoom {zoom}");
        }
    }

    #[test]
    fn the_name_of_the_whole_gives_way_to_those_of_its_parts() {
        let seen = levels(&baoan()).seen_in(&ViewState::default());
        let names = |level| seen.names(level).expect("shown");
        let (_, whole) = names(GridLevel::District);
        let (parts, _) = names(GridLevel::Subdistrict);
        assert_eq!(whole, parts);
        assert!((9.6..10.0).contains(&parts), "{parts}");
        assert_eq!(names(GridLevel::WorkGrid).1, f64::INFINITY);
        for pair in GridLevel::ALL.windows(2) {
            assert!(
                names(pair[0]).1 >= names(pair[1]).0,
                "{pair:?}: a zoom without names"
            );
        }
    }

    proptest! {
        #[test]
        fn any_layers_show_something_at_any_zoom_and_more_the_nearer(
            areas in prop::collection::vec(prop::option::of((1usize..40, 1e-4f64..1e4)), 5),
            zooms in (1f64..21.0, 1f64..21.0),
        ) {
            let layers: Vec<GridLayer> = GridLevel::ALL
                .into_iter()
                .zip(areas)
                .filter_map(|(level, known)| known.map(|(count, area)| layer(level, count, area)))
                .collect();
            prop_assume!(!layers.is_empty());
            let (levels, view) = (levels(&layers), ViewState::default());
            let (far, near) = (zooms.0.min(zooms.1), zooms.0.max(zooms.1));
            let seen = levels.seen_in(&view);
            prop_assert!(shown(&levels, &view, far) > 0);
            for level in GridLevel::ALL {
                prop_assert!(seen.outline(level, far) <= seen.outline(level, near));
                prop_assert!(seen.seams(level, far) <= seen.seams(level, near));
            }
        }
    }

    #[test]
    fn a_choropleth_of_a_level_that_is_not_at_hand_takes_the_next_finer() {
        let has = |levels: &[GridLevel]| {
            GridHierarchy::new(levels.iter().map(|level| layer(*level, 2, 1.0)))
        };
        let at_hand = has(&[GridLevel::Subdistrict, GridLevel::WorkGrid]);
        let of = |chosen| coloured_level(&at_hand, chosen);
        assert_eq!(of(GridLevel::District), Some(GridLevel::Subdistrict));
        assert_eq!(of(GridLevel::PoliceGrid), Some(GridLevel::WorkGrid));
        let coarse = has(&[GridLevel::District]);
        let found = coloured_level(&coarse, GridLevel::WorkGrid);
        assert_eq!(found, Some(GridLevel::District));
        assert_eq!(coloured_level(&has(&[]), GridLevel::WorkGrid), None);
    }
}
