//! Notices incidents that were read in another reference system than the boundaries: more of them fall outside the layer than
//! would if one of the two were GCJ-02 or BD-09.
//!
//! The places are counted outside the layer as read, as if they were in GCJ-02 or BD-09, and as if the layer were. A sound pair
//! stays silent: moving either makes matters worse.

use geo::{Intersects, Point};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use crate::base::china_offset::is_offset_at;
use crate::base::coords::{LonLat, LonLatBox};
use crate::base::crs::Crs;
use crate::i18n::message::{Arg, Message};
use crate::model::grid::GridLayer;

/// Places that are looked at.
const SAMPLE: usize = 20_000;
/// How far around the layer places may lie to be looked at, degrees: a shift and a little more.
const AROUND: f64 = 0.02;
/// So many places must lie near the layer.
const LEAST_PLACES: usize = 200;
/// At least this share of them must lie outside as read.
const LEAST_OUTSIDE: f64 = 0.003;
/// The corrected count must be at most this share of the uncorrected.
const MUST_FALL_TO: f64 = 0.4;
/// The fall must be so many standard deviations of a difference of counts.
const SURE: f64 = 4.0;

/// Places and a layer lie off each other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlaceShift {
    /// What the one that is to be read anew most likely is in.
    pub likely: Crs,
    /// Whether it is the places (else the boundaries).
    pub places_are: bool,
    /// Share of the places outside, as read.
    pub outside: f64,
    /// The same, read as `likely`.
    pub after: f64,
}

impl PlaceShift {
    /// The warning that says so.
    #[must_use]
    pub fn message(&self, layer: &str) -> Message {
        let id = if self.places_are {
            "io-warn-places-shifted"
        } else {
            "io-warn-boundaries-shifted"
        };
        Message::new(id)
            .with("layer", layer)
            .with("crs", self.likely.name())
            .with("outside", Arg::Decimal(self.outside * 100.0, 1))
            .with("after", Arg::Decimal(self.after * 100.0, 1))
    }
}

/// Compares places that were read as WGS 84 (or CGCS2000) with a layer that was; the clearest shift, if any.
#[must_use]
pub fn detect_place_shift(
    places: &[LonLat],
    read_as: Crs,
    layer: &GridLayer,
) -> Option<PlaceShift> {
    let plain = |crs: Crs| matches!(crs, Crs::Wgs84 | Crs::Cgcs2000);
    let extent = layer.extent()?;
    if !is_offset_at(extent.centre()) {
        return None;
    }
    let near = LonLatBox {
        west: extent.west - AROUND,
        south: extent.south - AROUND,
        east: extent.east + AROUND,
        north: extent.north + AROUND,
    };
    let step = (places.len() / SAMPLE).max(1);
    let sample: Vec<LonLat> = places
        .iter()
        .step_by(step)
        .copied()
        .filter(|place| near.contains(*place))
        .collect();
    if sample.len() < LEAST_PLACES {
        return None;
    }
    let ground = Ground::of(layer);
    let outside = |moved: &dyn Fn(LonLat) -> LonLat| {
        let moved = sample.iter().map(|place| moved(*place));
        moved.filter(|place| !ground.holds(*place)).count() as f64
    };
    let before = outside(&|place| place);
    let all = sample.len() as f64;
    if before < LEAST_OUTSIDE * all {
        return None;
    }
    let (mut best, mut fewest) = (None, before * MUST_FALL_TO);
    for likely in [Crs::Gcj02, Crs::Bd09] {
        let as_read = |place: LonLat| likely.to_lonlat(place.lon, place.lat);
        let as_layer = |place: LonLat| {
            let (lon, lat) = likely.from_lonlat(place);
            LonLat::new(lon, lat)
        };
        let tries: [(bool, bool, &dyn Fn(_) -> _); 2] = [
            (true, plain(read_as), &as_read),
            (false, plain(layer.source.crs), &as_layer),
        ];
        for (places_are, possible, moved) in tries {
            let after = if possible { outside(moved) } else { before };
            if after <= fewest && before - after >= SURE * (before + after).sqrt() {
                fewest = after;
                best = Some(PlaceShift {
                    likely,
                    places_are,
                    outside: before / all,
                    after: after / all,
                });
            }
        }
    }
    best
}

/// The ground of a layer, ready to be asked.
struct Ground<'layer> {
    layer: &'layer GridLayer,
    boxes: RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>,
}

impl<'layer> Ground<'layer> {
    fn of(layer: &'layer GridLayer) -> Self {
        let boxes = layer.units.iter().enumerate().map(|(index, unit)| {
            let found = unit.extent;
            let corners = ([found.west, found.south], [found.east, found.north]);
            GeomWithData::new(Rectangle::from_corners(corners.0, corners.1), index)
        });
        Self {
            layer,
            boxes: RTree::bulk_load(boxes.collect()),
        }
    }

    fn holds(&self, place: LonLat) -> bool {
        let point = Point::new(place.lon, place.lat);
        self.boxes
            .locate_in_envelope_intersecting(AABB::from_point([place.lon, place.lat]))
            .filter_map(|found| self.layer.units.get(found.data))
            .any(|unit| unit.boundary.intersects(&point))
    }
}
