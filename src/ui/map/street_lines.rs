//! Streets coloured by when a unit arrives there, or whose: where the rule of reach goes by road, this is the map of reach.

use std::sync::Arc;

use egui::Color32;

use super::arc_key::ArcKey;
use super::first_colours::FirstColours;
use super::gpu::{CellBuckets, Gpu, Kind, Retained, Style, Textures};
use super::layers::{Canvas, Layers, dimming};
use super::mercator::{Cell, World};
use super::road_lines::{drawn_from, width};
use crate::analysis::coverage::{RingFigures, StreetReach};
use crate::analysis::travel::isochrone::cut_out;
use crate::analysis::travel::pieces::{StreetPiece, arrivals_from};
use crate::analysis::travel::prepared::milliseconds;
use crate::analysis::travel::search::UNREACHED;
use crate::base::coords::{LocalXy, LonLat};
use crate::base::palettes;
use crate::model::patrol_point::PatrolPoint;
use crate::model::reach_rule::Reach;
use crate::model::road_network::{RoadClass, RoadNetwork};
use crate::ui::cx::Cx;
use crate::ui::desk::StreetColours;
use crate::ui::theme::Theme;

/// The pieces of streets of each class on the GPU, least important first.
pub(super) type StreetLines = Vec<(RoadClass, Retained)>;

/// What the colours of streets depend on.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct StreetKey {
    streets: ArcKey<Vec<StreetReach>>,
    /// The colours of points, where streets show whose they are.
    firsts: Option<FirstColours>,
    /// Where the points stand whose own reach the streets show.
    alone: Option<Vec<LocalXy>>,
    rings: usize,
    dark: bool,
}

/// How much wider than its road a coloured street is, and how wide at least, points.
const WIDER: f32 = 0.4;
const LEAST: f32 = 0.9;
/// So many levels before its road a street shows.
const EARLIER: f64 = 1.0;

/// All pieces on the GPU.
fn street_lines(gpu: &Gpu, network: &RoadNetwork, pieces: &[StreetPiece]) -> StreetLines {
    let starts = network
        .links
        .iter()
        .filter_map(|link| link.course.0.first());
    let zoom = Cell::zoom_for(starts.map(|coord| World::of(LonLat::from(*coord))));
    let mut classes = RoadClass::ALL.map(|class| (class, CellBuckets::new(zoom)));
    for (unit, piece) in (0u32..).zip(pieces) {
        let Some(link) = network.links.get(piece.link as usize) else {
            continue;
        };
        let Some(part) = cut_out(&link.course, piece.begin, piece.end) else {
            continue;
        };
        let places: Vec<World> = part
            .0
            .iter()
            .map(|corner| World::of(LonLat::from(*corner)))
            .collect();
        if let Some((_, buckets)) = classes.iter_mut().find(|(class, _)| *class == link.class) {
            for (start, end) in places.iter().zip(places.iter().skip(1)) {
                buckets.add_street(*start, *end, unit);
            }
        }
    }
    let classes = classes.into_iter().rev();
    classes
        .map(|(class, buckets)| (class, Retained::upload(gpu, buckets)))
        .collect()
}

/// The colour of a ring of so many; see [`palettes::ring_colour`].
pub(super) fn ring_colour(ring: usize, rings: usize, dark: bool) -> Color32 {
    let [r, g, b] = palettes::ring_colour(ring, rings, dark);
    Color32::from_rgb(r, g, b)
}

fn colour_of(key: &StreetKey, theme: &Theme, reach: StreetReach) -> [u8; 4] {
    let colour = match (reach.ring, reach.first) {
        (Some(ring), Some(first)) => match &key.firsts {
            Some(firsts) if usize::from(ring) < key.rings => firsts.colour(theme, first),
            _ => ring_colour(usize::from(ring), key.rings, key.dark),
        },
        // Nobody ever arrives here.
        _ => return [0; 4],
    };
    colour.to_array()
}

/// The selected points, where the streets show their own reach.
pub(super) fn alone<'a>(cx: &'a Cx) -> Option<Vec<&'a PatrolPoint>> {
    if cx.view.desk.street_colours != StreetColours::Selected {
        return None;
    }
    let points = &cx.session.shown_plan().points;
    let selected = cx.view.selected_points();
    let found: Vec<&PatrolPoint> = selected.iter().filter_map(|id| points.get(id)).collect();
    (!found.is_empty()).then_some(found)
}

/// The last millisecond within a ring.
pub(super) fn limit(ring: &RingFigures) -> u32 {
    match ring.ring {
        Reach::Time(minutes) => milliseconds(minutes),
        Reach::Distance(_) => 0,
    }
}

fn colour_at(key: &StreetKey, limits: &[u32], time: u32) -> [u8; 4] {
    if time == UNREACHED {
        return [0; 4];
    }
    let ring = limits.iter().position(|limit| time <= *limit);
    let ring = ring.unwrap_or(limits.len());
    ring_colour(ring, key.rings, key.dark).to_array()
}

impl Layers {
    /// Draws streets in the colours of reach, where the rule goes by road.
    pub(super) fn draw_streets(&mut self, canvas: &mut Canvas) {
        let cx = canvas.cx;
        let derived = cx.session.derived();
        let Some((coverage, roads)) = derived
            .coverage
            .get()
            .and_then(|coverage| Some((coverage, coverage.roads.as_ref()?)))
        else {
            self.streets.clear();
            self.street_colours = None;
            return;
        };
        let key = ArcKey(Arc::clone(&coverage.pieces));
        let (gpu, network, pieces) = (
            Arc::clone(&self.gpu),
            Arc::clone(roads.network()),
            Arc::clone(&coverage.pieces),
        );
        self.streets.want(&key, canvas.context, || {
            move || street_lines(&gpu, &network, &pieces)
        });
        let shown = &derived.shown;
        let colours = StreetKey {
            streets: ArcKey(Arc::clone(&shown.streets)),
            firsts: FirstColours::shown(cx),
            alone: alone(cx).map(|points| {
                let points = points.into_iter();
                let place = |point: &PatrolPoint| coverage.projection.to_local(point.position);
                points.map(place).collect()
            }),
            rings: shown.figures.rings.len(),
            dark: cx.theme.is_dark(),
        };
        if self
            .street_colours
            .as_ref()
            .is_none_or(|(known, _)| *known != colours)
        {
            let texels: Vec<[u8; 4]> = if let Some(from) = &colours.alone {
                let limits: Vec<u32> = shown.figures.rings.iter().map(limit).collect();
                let times = arrivals_from(roads, from, &coverage.pieces).into_iter();
                times
                    .map(|time| colour_at(&colours, &limits, time))
                    .collect()
            } else {
                let streets = shown.streets.iter();
                streets
                    .map(|reach| colour_of(&colours, cx.theme, *reach))
                    .collect()
            };
            let textures = self.gpu.unit_colours(&texels);
            self.street_colours = Some((colours, textures));
        }
        let (Some(lines), Some((_, textures))) = (self.streets.exact(&key), &self.street_colours)
        else {
            return;
        };
        for (class, retained) in lines {
            let wide = (width(*class, canvas.frame.zoom) + WIDER).max(LEAST);
            let mut style = Style::of(Color32::WHITE, wide * canvas.frame.line_scale());
            style.round = wide >= 3.0;
            style.opacity = canvas.look.opacity
                * canvas.frame.fade_in(drawn_from(*class) - EARLIER)
                * dimming(derived.coverage.freshness());
            canvas
                .list
                .add(Kind::Street, retained, Some(textures), style);
        }
    }
}

/// What is on the GPU of streets, and their colours.
pub(super) type StreetColouring = Option<(StreetKey, Textures)>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sooner_a_unit_arrives_the_farther_the_colour_is_from_the_ground() {
        let lightness = |colour: Color32| {
            let [r, g, b, _] = colour.to_array().map(f32::from);
            0.3 * r + 0.59 * g + 0.11 * b
        };
        for dark in [false, true] {
            for rings in 1..=5 {
                let all: Vec<f32> = (0..rings)
                    .map(|ring| lightness(ring_colour(ring, rings, dark)))
                    .collect();
                for pair in all.windows(2) {
                    let grows = pair[1] > pair[0] + 8.0;
                    let falls = pair[1] < pair[0] - 8.0;
                    assert!(if dark { falls } else { grows }, "{all:?}");
                }
                assert!(
                    !(0..rings)
                        .any(|ring| ring_colour(ring, rings, dark)
                            == ring_colour(rings, rings, dark))
                );
            }
        }
    }
}
