//! Notices a layer that was read in the wrong reference system: it lies off the others the way GCJ-02 or BD-09 does.
//!
//! Corners on a layer's outline should lie on a boundary of the other layers. Their distances are measured as read, and again
//! as if the layer had been read as GCJ-02 or BD-09. Where the median falls from hundreds of metres to a fraction of that, the
//! layer is in that system. A sound layer beside a shifted one stays silent: moving it makes matters worse.

use geo::Coord;
use rstar::{AABB, PointDistance, RTree, RTreeObject};

use super::defect::{Defect, DefectKind, DefectLevel};
use crate::base::china_offset::is_offset_at;
use crate::base::coords::{LonLat, LonLatBox};
use crate::base::crs::Crs;
use crate::base::units::Metres;
use crate::i18n::message::{Arg, Message};
use crate::model::grid::GridLayer;

/// Corners that are looked at.
const SAMPLE: usize = 1_500;
/// Under this the layers agree as they are.
const AGREES_M: f64 = 120.0;
/// The corrected median must be at most this share of the uncorrected.
const MUST_FALL_TO: f64 = 0.4;
/// Metres in a degree of latitude.
const DEGREE_M: f64 = 111_200.0;

/// A layer lies off another.
#[derive(Debug, Clone, PartialEq)]
pub struct Shift {
    /// What the layer most likely is.
    pub likely: Crs,
    /// The name of the layer it was compared with.
    pub other: String,
    /// How far `likely` moves the layer.
    pub offset: Metres,
    /// Median distance of its outline from the other's boundaries, as read.
    pub before: Metres,
    /// The same, read as `likely`.
    pub after: Metres,
    /// A place in the layer.
    pub at: LonLat,
}

/// Compares a layer that was read as WGS 84 (or CGCS2000) with the layers at hand; the clearest shift, if any.
#[must_use]
pub fn detect_shift(layer: &GridLayer, others: &[&GridLayer]) -> Option<Shift> {
    if !matches!(layer.source.crs, Crs::Wgs84 | Crs::Cgcs2000) {
        return None;
    }
    let at = layer.extent()?.centre();
    if !is_offset_at(at) {
        return None;
    }
    others
        .iter()
        .filter_map(|other| compare(layer, other, at))
        .min_by(|a, b| a.after.value().total_cmp(&b.after.value()))
}

/// The defect that says so.
#[must_use]
pub fn shift_defect(shift: &Shift) -> Defect {
    Defect {
        kind: DefectKind::ShiftedLayer,
        level: DefectLevel::Warning,
        feature: None,
        feature_name: String::new(),
        at: Some(shift.at),
        message: Message::new("io-defect-shifted")
            .with(
                "metres",
                Arg::Decimal((shift.offset.value() / 10.0).round() * 10.0, 0),
            )
            .with("other", shift.other.as_str())
            .with("crs", shift.likely.name()),
    }
}

fn compare(layer: &GridLayer, other: &GridLayer, at: LonLat) -> Option<Shift> {
    let shared = grown(layer.extent()?, 0.02);
    if !shared.intersects(other.extent()?) {
        return None;
    }
    let (own, edges) = (outline(layer), Edges::of(other, shared)?);
    let own: Vec<LonLat> = own
        .into_iter()
        .filter(|place| edges.extent.contains(*place))
        .collect();
    let before = edges.median_distance(&own, |place| place)?;
    if before < AGREES_M {
        return None;
    }
    let (likely, after) = [Crs::Gcj02, Crs::Bd09]
        .into_iter()
        .filter_map(|crs| {
            let moved = |place: LonLat| crs.to_lonlat(place.lon, place.lat);
            Some((crs, edges.median_distance(&own, moved)?))
        })
        .min_by(|a, b| a.1.total_cmp(&b.1))?;
    let moved = likely.to_lonlat(at.lon, at.lat);
    let east = (moved.lon - at.lon) * at.lat.to_radians().cos();
    (after <= before * MUST_FALL_TO).then(|| Shift {
        likely,
        offset: Metres(east.hypot(moved.lat - at.lat) * DEGREE_M),
        other: if other.source.file_name.is_empty() {
            format!("{:?}", other.level)
        } else {
            other.source.file_name.clone()
        },
        before: Metres(before),
        after: Metres(after),
        at,
    })
}

fn grown(extent: LonLatBox, by: f64) -> LonLatBox {
    LonLatBox {
        west: extent.west - by,
        south: extent.south - by,
        east: extent.east + by,
        north: extent.north + by,
    }
}

/// Corners of edges that only one area of the layer has, thinned to the sample.
fn outline(layer: &GridLayer) -> Vec<LonLat> {
    let key = |a: Coord<f64>| (a.x.to_bits(), a.y.to_bits());
    let mut edges: Vec<_> = layer
        .units
        .iter()
        .flat_map(|unit| unit.boundary.iter())
        .flat_map(|part| part.exterior().lines())
        .map(|edge| {
            let (a, b) = (key(edge.start), key(edge.end));
            (a.min(b), a.max(b), edge.start.x, edge.start.y)
        })
        .collect();
    edges.sort_unstable_by_key(|edge| (edge.0, edge.1));
    let single: Vec<LonLat> = edges
        .chunk_by(|a, b| (a.0, a.1) == (b.0, b.1))
        .filter(|same| same.len() == 1)
        .filter_map(<[_]>::first)
        .map(|edge| LonLat::new(edge.2, edge.3))
        .collect();
    let step = (single.len() / SAMPLE).max(1);
    single.into_iter().step_by(step).collect()
}

/// A boundary edge in metres about the middle of the layer.
#[derive(Debug)]
struct Edge {
    from: [f64; 2],
    to: [f64; 2],
}

impl RTreeObject for Edge {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners(self.from, self.to)
    }
}

impl PointDistance for Edge {
    fn distance_2(&self, point: &[f64; 2]) -> f64 {
        let (dx, dy) = (self.to[0] - self.from[0], self.to[1] - self.from[1]);
        let (px, py) = (point[0] - self.from[0], point[1] - self.from[1]);
        let length = dx * dx + dy * dy;
        let along = if length > 0.0 {
            ((px * dx + py * dy) / length).clamp(0.0, 1.0)
        } else {
            0.0
        };
        (px - along * dx).powi(2) + (py - along * dy).powi(2)
    }
}

struct Edges {
    tree: RTree<Edge>,
    shrink: f64,
    extent: LonLatBox,
}

impl Edges {
    fn of(layer: &GridLayer, within: LonLatBox) -> Option<Self> {
        let shrink = within.centre().lat.to_radians().cos();
        let flat = |corner: Coord<f64>| [corner.x * shrink * DEGREE_M, corner.y * DEGREE_M];
        let edges: Vec<Edge> = layer
            .units
            .iter()
            .filter(|unit| unit.extent.intersects(within))
            .flat_map(|unit| unit.boundary.iter())
            .flat_map(|part| part.exterior().lines())
            .map(|line| Edge {
                from: flat(line.start),
                to: flat(line.end),
            })
            .collect();
        let extent = grown(layer.extent()?, 0.02);
        (!edges.is_empty()).then(|| Self {
            tree: RTree::bulk_load(edges),
            shrink,
            extent,
        })
    }

    fn median_distance(&self, places: &[LonLat], moved: impl Fn(LonLat) -> LonLat) -> Option<f64> {
        let mut distances: Vec<f64> = places
            .iter()
            .filter_map(|place| {
                let place = moved(*place);
                let at = [place.lon * self.shrink * DEGREE_M, place.lat * DEGREE_M];
                let nearest = self.tree.nearest_neighbor(at)?;
                Some(nearest.distance_2(&at).sqrt())
            })
            .collect();
        distances.sort_by(f64::total_cmp);
        distances.get(distances.len() / 2).copied()
    }
}
