//! Roads, retained by class: a casing below, a lane of the ground's colour on top.

use super::gpu::{CellBuckets, Gpu, Retained, Stretch};
use super::mercator::{Cell, World};
use crate::base::coords::LonLat;
use crate::model::road_network::{RoadClass, RoadNetwork};

pub(super) use crate::report::road_widths::{CASED_FROM, CASING, drawn_from, width};

/// The roads of each class on the GPU, in the order of [`RoadClass::ALL`].
#[derive(Debug)]
pub(super) struct RoadLines {
    /// One entry a class.
    pub(super) classes: Vec<(RoadClass, Retained)>,
}

/// All roads on the GPU.
pub(super) fn road_lines(gpu: &Gpu, roads: &RoadNetwork) -> RoadLines {
    let starts = roads.links.iter().filter_map(|link| link.course.0.first());
    let zoom = Cell::zoom_for(starts.map(|coord| World::of(LonLat::from(*coord))));
    let classes = RoadClass::ALL
        .into_iter()
        .map(|class| {
            let mut buckets = CellBuckets::new(zoom);
            for link in roads.links.iter().filter(|link| link.class == class) {
                add_course(&mut buckets, &link.course);
            }
            (class, Retained::upload(gpu, buckets))
        })
        .collect();
    RoadLines { classes }
}

fn add_course(buckets: &mut CellBuckets<Stretch>, course: &geo::LineString<f64>) {
    let places: Vec<World> = course
        .0
        .iter()
        .map(|coord| World::of(LonLat::from(*coord)))
        .collect();
    for pair in places.windows(2) {
        if let [start, end] = pair {
            buckets.add_stretch(*start, *end);
        }
    }
}
