//! Names on the map: none over another, none cut off by the frame; where there is no room a name stays away.

use std::collections::HashMap;

use geo::{Contains, Point};

use super::drawing::{Area, At, Ink, Pen, Sheet, Writing};
use super::map_areas::large_enough;
use super::map_drawing::Canvas;
use super::style::{ACCENT, PANEL, SECOND, TEXT};
use super::text::{Hand, Line};
use super::typefaces::Weight;
use crate::model::grid::{GridLevel, GridUnit};

/// The places taken by names and signs.
#[derive(Debug, Default)]
pub(super) struct LabelRoom {
    buckets: HashMap<(i32, i32), Vec<Area>>,
}

/// Units a bucket is wide.
const BUCKET: f32 = 64.0;

impl LabelRoom {
    /// Takes a place whether or not it is free.
    pub(super) fn take(&mut self, area: Area) {
        for bucket in buckets(area) {
            self.buckets.entry(bucket).or_default().push(area);
        }
    }

    /// Whether a place is free.
    pub(super) fn is_free(&self, area: Area) -> bool {
        buckets(area).all(|bucket| {
            let taken = self.buckets.get(&bucket);
            taken.is_none_or(|taken| !taken.iter().any(|other| other.meets(&area)))
        })
    }

    /// Takes a place if it is free.
    pub(super) fn claim(&mut self, area: Area) -> bool {
        let free = self.is_free(area);
        if free {
            self.take(area);
        }
        free
    }
}

fn buckets(area: Area) -> impl Iterator<Item = (i32, i32)> {
    let index = |value: f32| (value / BUCKET).floor() as i32;
    let (left, right) = (index(area.left), index(area.right()));
    let (top, bottom) = (index(area.top), index(area.bottom()));
    (top..=bottom).flat_map(move |y| (left..=right).map(move |x| (x, y)))
}

/// The box of a line whose middle stands at a place.
pub(super) fn centred(line: &Line, at: At) -> Area {
    Area::around(at, line.width, line.size * 1.08)
}

/// Writes a line into its box with a halo of the ground's colour.
pub(super) fn write(sheet: &mut Sheet, line: Line, area: Area, ink: Ink) {
    // Capitals and Chinese characters stand in the middle of the box.
    let at = At::new(area.left, area.middle().y + line.size * 0.36);
    let halo = Some(Pen::new(PANEL.faded(0.9), line.size * 0.2));
    sheet.write(Writing {
        at,
        line,
        ink,
        halo,
    });
}

/// Names of the units of the levels that are shown, the coarsest first: where room is short, theirs stay.
pub(super) fn names(
    sheet: &mut Sheet,
    canvas: &Canvas,
    levels: &[GridLevel],
    room: &mut LabelRoom,
) {
    for level in levels {
        let Some(layer) = canvas.ground.grids().layer(*level) else {
            continue;
        };
        let shapes = canvas.ground.units(*level);
        // One district needs no name on its own map, and cells that are too small none at all.
        if layer.units.len() < 2 || !large_enough(canvas, shapes) {
            continue;
        }
        let (hand, ink) = writing(canvas, *level);
        let shown = canvas.frame.ground();
        let mut units: Vec<usize> = (0..layer.units.len())
            .filter(|unit| {
                shapes
                    .get(*unit)
                    .is_some_and(|shape| shape.may_lie_in(shown))
            })
            .collect();
        let size = |unit: usize| layer.units.get(unit).map_or(0.0, |unit| unit.area.0);
        units.sort_by(|a, b| size(*b).total_cmp(&size(*a)).then(a.cmp(b)));
        for unit in units.into_iter().filter_map(|unit| layer.units.get(unit)) {
            name(sheet, canvas, (unit, *level), hand, ink, room);
        }
    }
}

fn name(
    sheet: &mut Sheet,
    canvas: &Canvas,
    (unit, level): (&GridUnit, GridLevel),
    hand: Hand,
    ink: Ink,
    room: &mut LabelRoom,
) {
    let wide = super::map_frame::local_box(unit.extent, &canvas.ground.projection).width();
    let wide = canvas.frame.length(wide);
    let spots = spots(canvas, unit, level);
    let inside = canvas.frame.area.shrunk(hand.size * 0.3);
    for text in [Some(unit.name.as_str()), short(&unit.name)]
        .into_iter()
        .flatten()
    {
        let line = hand.line(text);
        if wide < line.width * 0.7 {
            continue;
        }
        let free = spots.iter().find_map(|spot| {
            let area = centred(&line, *spot);
            let padded = area.shrunk(-hand.size * 0.15);
            (inside.holds_all(&area) && room.claim(padded)).then_some(area)
        });
        if let Some(area) = free {
            write(sheet, line, area, ink);
            return;
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

/// Places inside a unit, the best first.
fn spots(canvas: &Canvas, unit: &GridUnit, level: GridLevel) -> Vec<At> {
    let squares = match level {
        GridLevel::District | GridLevel::Subdistrict => 11,
        GridLevel::Community => 5,
        GridLevel::PoliceGrid | GridLevel::WorkGrid => 0,
    };
    let place = |at| canvas.frame.place(canvas.ground.projection.to_local(at));
    let best = place(unit.label_at);
    let extent = unit.extent;
    let middle = |index: i32| (f64::from(index) + 0.5) / f64::from(squares);
    let mut others: Vec<At> = (0..squares * squares)
        .map(|index| {
            let lon = (extent.east - extent.west).mul_add(middle(index % squares), extent.west);
            let lat = (extent.north - extent.south).mul_add(middle(index / squares), extent.south);
            (lon, lat)
        })
        .filter(|(lon, lat)| unit.boundary.contains(&Point::new(*lon, *lat)))
        .map(|(lon, lat)| place(crate::base::coords::LonLat::new(lon, lat)))
        .collect();
    // A name is wide and low: a step up or down disturbs less than one to the side.
    let far = |spot: &At| {
        (spot.x - best.x)
            .abs()
            .mul_add(1.6, (spot.y - best.y).abs())
    };
    others.sort_by(|a, b| far(a).total_cmp(&far(b)));
    std::iter::once(best).chain(others).collect()
}

fn writing(canvas: &Canvas, level: GridLevel) -> (Hand, Ink) {
    let style = canvas.style;
    let [small, body, ..] = style.sizes;
    let hand = |weight, size| Hand::new(style.language, weight, size);
    match level {
        GridLevel::District => (hand(Weight::Bold, body * 1.3), TEXT),
        GridLevel::Subdistrict => (hand(Weight::Bold, body), TEXT),
        GridLevel::PoliceGrid => (hand(Weight::Regular, small), ACCENT),
        GridLevel::Community | GridLevel::WorkGrid => (hand(Weight::Regular, small), SECOND),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_two_claimed_places_overlap_and_a_free_place_is_given(
            boxes in prop::collection::vec((-50f32..900.0, -50f32..700.0, 4f32..120.0, 4f32..20.0), 1..120)
        ) {
            let mut room = LabelRoom::default();
            let mut given: Vec<Area> = Vec::new();
            for (left, top, width, height) in boxes {
                let area = Area::new(left, top, width, height);
                let free = given.iter().all(|other| !other.meets(&area));
                prop_assert_eq!(room.claim(area), free);
                if free {
                    given.push(area);
                }
            }
        }
    }
}
