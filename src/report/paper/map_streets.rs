//! Roads on the map, quiet; and, where the rule of reach goes by road, streets in the colours of the rings.

use std::collections::BTreeMap;

use super::drawing::{Ink, Path, Pen, Sheet};
use super::map_areas::blended;
use super::map_drawing::Canvas;
use super::map_ground::{shape, thinned};
use super::style::{LAND, ROAD_CASING, ROAD_LANE};
use crate::analysis::travel::isochrone::cut_out;
use crate::base::palettes::ring_colour;
use crate::model::road_network::RoadClass;
use crate::report::briefing::answers::Covered;
use crate::report::road_widths::{CASED_FROM, CASING, drawn_from, width};

/// How much wider than its road a coloured street is, and how wide at least, points of the screen.
const WIDER: f32 = 0.4;
const LEAST: f32 = 0.9;
/// So many levels before its road a street shows.
const EARLIER: f64 = 1.0;

/// All roads that are wide enough at the map's scale; the most important on top.
pub(super) fn roads(sheet: &mut Sheet, canvas: &Canvas, opacity: f32) {
    let shown = canvas.frame.ground();
    let classes = RoadClass::ALL.into_iter().rev();
    for class in classes.filter(|class| canvas.zoom >= drawn_from(*class)) {
        let mut path = Path::default();
        let roads = canvas.ground.roads().iter();
        for (_, road) in roads.filter(|(own, road)| *own == class && road.may_lie_in(shown)) {
            road.add_courses(&mut path, &canvas.frame);
        }
        let wide = width(class, canvas.zoom);
        let line = |ink, wide: f32| {
            let ink = blended(ink, LAND, opacity);
            Pen::new(ink, wide * canvas.style.px)
        };
        if wide >= CASED_FROM {
            sheet.draw(path.clone(), line(ROAD_CASING, wide + CASING));
            sheet.draw(path, line(ROAD_LANE, wide));
        } else {
            sheet.draw(path, line(ROAD_CASING, wide));
        }
    }
}

/// Streets by the ring in which the first unit arrives; those nobody reaches have no colour.
pub(super) fn reach(sheet: &mut Sheet, canvas: &Canvas, covered: &Covered, opacity: f32) {
    let Some(roads) = &covered.coverage.roads else {
        return;
    };
    let links = &roads.network().links;
    let shapes = canvas.ground.roads();
    let shown = canvas.frame.ground();
    let rings = covered.figures.rings.len();
    let mut paths: BTreeMap<(usize, usize), Path> = BTreeMap::new();
    let pieces = covered.coverage.pieces.iter().zip(&covered.streets);
    let pieces: Vec<_> = pieces.collect();
    // Pieces of one street in one ring are one line.
    for run in pieces.chunk_by(|a, b| a.0.link == b.0.link && a.1.ring == b.1.ring) {
        let (Some((first, reach)), Some((last, _))) = (run.first(), run.last()) else {
            continue;
        };
        let number = first.link as usize;
        let (Some(link), Some((_, whole)), Some(ring)) =
            (links.get(number), shapes.get(number), reach.ring)
        else {
            continue;
        };
        if !whole.may_lie_in(shown) || canvas.zoom < drawn_from(link.class) - EARLIER {
            continue;
        }
        // More important streets and sooner arrivals lie on top.
        let class = RoadClass::ALL.iter().position(|class| *class == link.class);
        let rank = RoadClass::ALL.len() - class.unwrap_or_default();
        let path = paths
            .entry((rank, rings.saturating_sub(usize::from(ring))))
            .or_default();
        if first.begin <= 0.0 && last.end >= 1.0 {
            whole.add_courses(path, &canvas.frame);
        } else if let Some(part) = cut_out(&link.course, first.begin, last.end) {
            for course in &shape([&part], &canvas.ground.projection).courses {
                path.course(thinned(course, &canvas.frame));
            }
        }
    }
    for ((rank, from_last), path) in paths {
        let class = RoadClass::ALL.get(RoadClass::ALL.len() - rank).copied();
        let wide = class.map_or(LEAST, |class| {
            (width(class, canvas.zoom) + WIDER).max(LEAST)
        });
        let colour = Ink::of(ring_colour(rings - from_last, rings, false));
        let ink = blended(colour, LAND, opacity);
        sheet.draw(path, Pen::new(ink, wide * canvas.style.px));
    }
}
