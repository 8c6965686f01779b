//! What is wrong between the areas of one layer: the same boundary twice, overlaps, and gaps between neighbours.
//!
//! Edges that two areas run along in opposite directions cancel; in a sound layer only its outline is left. What is left
//! still has, at every place, the winding number of the whole layer, so its union shows the gaps, and only areas with edges left
//! (or that cover each other's label) need comparing pair by pair. Areas that cross themselves are named already and left out.

use std::collections::{BTreeMap, BTreeSet};

use geo::{BooleanOps, Coord, Intersects, LineString, MultiPolygon, Point, Polygon, unary_union};
use rayon::prelude::*;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree, RTreeObject};

use super::defect::{Defect, DefectKind, DefectLevel};
use super::shared_area::shared_area;
use crate::base::cancel::{Cancel, Cancelled};
use crate::base::coords::{LonLat, LonLatBox};
use crate::base::ground_area::{ground_area, ring_area};
use crate::base::label_place::label_place;
use crate::i18n::message::{Arg, Message};
use crate::model::grid::GridUnit;

/// Overlaps and gaps under this are rounding, not faults.
const LEAST_SQUARE_METRES: f64 = 1.0;
/// Overlaps and gaps thinner than this on average are rounding, not faults.
const LEAST_WIDTH_M: f64 = 0.05;
/// A hole of the layer up to this share of the median area is a gap; a larger one may be a lake.
const GAP_SHARE: f64 = 0.5;
/// A hole thinner than this on average is a gap whatever its area.
const GAP_WIDTH_M: f64 = 20.0;
/// Overlaps named one by one; more are counted.
const MOST_NAMED: usize = 2_000;
/// Pairs of areas that are compared before it is seen whether enough are named.
const STRIDE: usize = 1_024;
/// Pairs of areas compared at most.
const MOST_PAIRS: usize = 4_000_000;
/// Corners that may go into comparing pairs.
const MOST_CORNERS: usize = 40_000_000;
/// Pairs of edges whose boxes meet that one overlay may have.
const MOST_MEETINGS: usize = 2_000_000;
/// Neighbours named at a gap.
const MOST_NAMES: usize = 4;
/// How near a neighbour's edge is to a gap's corner, degrees.
const NEAR: f64 = 1e-7;

/// The areas to check.
#[derive(Debug, Clone, Copy)]
pub struct Areas<'layer> {
    /// The areas.
    pub units: &'layer [GridUnit],
    /// Each area's position in the file.
    pub features: &'layer [usize],
    /// Whether each is free of crossings of its own.
    pub sound: &'layer [bool],
}

/// Everything wrong between these areas, in the order of the file.
///
/// # Errors
/// [`Cancelled`] when asked to stop.
pub fn check_topology(areas: Areas<'_>, cancel: &Cancel) -> Result<Vec<Defect>, Cancelled> {
    let mut defects = Vec::new();
    let twins = areas.duplicates(&mut defects);
    cancel.check()?;
    let left = areas.edges_left(&twins);
    cancel.check()?;
    let all_compared = areas.overlaps(&left, &twins, &mut defects, cancel)?;
    let all_joined = areas.gaps(&left, &mut defects, cancel)?;
    defects.sort_by_key(|defect| defect.feature);
    if !all_compared {
        let message = Message::new("io-defect-topology-unfinished");
        defects.push(of_layer(DefectKind::Overlap, message));
    }
    if !all_joined {
        let message = Message::new("io-defect-gaps-unfinished");
        defects.push(of_layer(DefectKind::Gap, message));
    }
    Ok(defects)
}

/// What comparing two areas brought.
#[derive(Debug, Clone, PartialEq)]
enum Compared {
    /// They share no ground worth naming.
    Apart,
    /// They share ground.
    Counted,
    /// They share ground, which is named.
    Named(Box<Defect>),
    /// Comparing them would take too long.
    TooDear,
}

/// An edge that no neighbour runs along the other way.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Edge {
    from: Coord<f64>,
    to: Coord<f64>,
    unit: u32,
}

impl RTreeObject for Edge {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners([self.from.x, self.from.y], [self.to.x, self.to.y])
    }
}

impl Areas<'_> {
    fn unit(&self, at: usize) -> Option<&GridUnit> {
        self.units.get(at)
    }

    fn code(&self, at: usize) -> &str {
        self.unit(at).map_or("", |unit| unit.code.as_str())
    }

    fn is_sound(&self, at: usize) -> bool {
        self.sound.get(at).copied().unwrap_or(false)
    }

    fn defect(
        &self,
        kind: DefectKind,
        unit: usize,
        at: Option<LonLat>,
        message: Message,
    ) -> Defect {
        Defect {
            kind,
            level: DefectLevel::Warning,
            feature: self.features.get(unit).copied(),
            feature_name: self.code(unit).to_owned(),
            at,
            message,
        }
    }

    /// Areas with the same boundary as an earlier one, wherever their rings begin.
    fn duplicates(&self, defects: &mut Vec<Defect>) -> BTreeSet<usize> {
        let mut seen: BTreeMap<Vec<[u64; 2]>, usize> = BTreeMap::new();
        // Equal boxes first: only they need their corners sorted.
        let mut boxes: BTreeMap<[u64; 4], Vec<usize>> = BTreeMap::new();
        for (at, unit) in self.units.iter().enumerate() {
            let found = unit.extent;
            let key = [found.west, found.south, found.east, found.north].map(f64::to_bits);
            boxes.entry(key).or_default().push(at);
        }
        let mut twins = BTreeSet::new();
        for alike in boxes.values().filter(|alike| alike.len() > 1) {
            seen.clear();
            for at in alike {
                let Some(unit) = self.unit(*at) else { continue };
                let first = *seen.entry(sorted_corners(&unit.boundary)).or_insert(*at);
                if first != *at {
                    twins.insert(*at);
                    let message = Message::new("io-defect-duplicate-geometry")
                        .with("other", self.code(first));
                    let kind = DefectKind::DuplicateGeometry;
                    defects.push(self.defect(kind, *at, Some(unit.label_at), message));
                }
            }
        }
        twins
    }

    /// The edges that do not cancel.
    fn edges_left(&self, twins: &BTreeSet<usize>) -> Vec<Edge> {
        let counted = (0..self.units.len()).filter(|at| self.is_sound(*at) && !twins.contains(at));
        let mut edges: Vec<Edge> = counted
            .filter_map(|at| Some((at, self.unit(at)?)))
            .flat_map(|(at, unit)| {
                rings(&unit.boundary).flat_map(move |ring| {
                    ring.lines().map(move |line| Edge {
                        from: line.start,
                        to: line.end,
                        unit: at as u32,
                    })
                })
            })
            .collect();
        edges.par_sort_unstable_by_key(|edge| (undirected(edge), edge.unit, is_forward(edge)));
        let mut left = Vec::new();
        for same in edges.chunk_by(|a, b| undirected(a) == undirected(b)) {
            let forward = same.iter().filter(|edge| is_forward(edge)).count();
            let backward = same.len() - forward;
            let keep_forward = forward > backward;
            let surplus = forward.abs_diff(backward);
            let kept = same.iter().filter(|edge| is_forward(edge) == keep_forward);
            left.extend(kept.rev().take(surplus).copied());
        }
        left
    }

    /// Pairs that share ground; whether all could be compared.
    fn overlaps(
        &self,
        left: &[Edge],
        twins: &BTreeSet<usize>,
        defects: &mut Vec<Defect>,
        cancel: &Cancel,
    ) -> Result<bool, Cancelled> {
        let (pairs, mut finished) = self.suspects(left, twins, cancel)?;
        let (mut named, mut counted) = (0, 0);
        let mut corners = 0;
        for pairs in pairs.chunks(STRIDE) {
            let each = pairs
                .iter()
                .map(|(a, b)| self.corners(*a) + self.corners(*b));
            corners += each.sum::<usize>();
            if corners > MOST_CORNERS {
                finished = false;
                break;
            }
            let naming = named < MOST_NAMED;
            let compared: Vec<Compared> = pairs
                .par_iter()
                .map(|(a, b)| {
                    cancel.check()?;
                    Ok(self.compare(*a, *b, naming))
                })
                .collect::<Result<_, Cancelled>>()?;
            for one in compared {
                match one {
                    Compared::Apart => {}
                    Compared::TooDear => finished = false,
                    Compared::Counted => counted += 1,
                    Compared::Named(_) if named >= MOST_NAMED => counted += 1,
                    Compared::Named(defect) => {
                        named += 1;
                        defects.push(*defect);
                    }
                }
            }
        }
        if counted > 0 {
            defects.push(more_overlaps(named, counted, finished));
        }
        Ok(finished)
    }

    fn corners(&self, at: usize) -> usize {
        self.unit(at).map_or(0, |unit| {
            rings(&unit.boundary).map(|ring| ring.0.len()).sum()
        })
    }

    /// Pairs that may share ground: boxes meet, and an edge without partner or a label lies in the other's box or area.
    fn suspects(
        &self,
        left: &[Edge],
        twins: &BTreeSet<usize>,
        cancel: &Cancel,
    ) -> Result<(Vec<(usize, usize)>, bool), Cancelled> {
        let boxes: Vec<_> = (0..self.units.len())
            .filter(|at| self.is_sound(*at) && !twins.contains(at))
            .filter_map(|at| Some(GeomWithData::new(rectangle(self.unit(at)?.extent), at)))
            .collect();
        let boxes = RTree::bulk_load(boxes);
        let mut open_edges: BTreeMap<usize, Vec<&Edge>> = BTreeMap::new();
        for edge in left {
            open_edges.entry(edge.unit as usize).or_default().push(edge);
        }
        let has_edge_in = |at: usize, other: LonLatBox| {
            open_edges
                .get(&at)
                .is_some_and(|edges| edges.iter().any(|edge| meets(edge, other)))
        };
        let mut pairs = Vec::new();
        let mut looked_at = 0;
        for at in 0..self.units.len() {
            cancel.check()?;
            let Some(unit) = self
                .unit(at)
                .filter(|_| self.is_sound(at) && !twins.contains(&at))
            else {
                continue;
            };
            let around = rectangle(unit.extent).envelope();
            for found in boxes.locate_in_envelope_intersecting(around) {
                let Some(other) = self.unit(found.data).filter(|_| found.data > at) else {
                    continue;
                };
                looked_at += 1;
                if looked_at > MOST_PAIRS * 10 || pairs.len() >= MOST_PAIRS {
                    return Ok((pairs, false));
                }
                if has_edge_in(at, other.extent)
                    || has_edge_in(found.data, unit.extent)
                    || holds_label(unit, other)
                    || holds_label(other, unit)
                {
                    pairs.push((at, found.data));
                }
            }
        }
        pairs.sort_unstable();
        Ok((pairs, true))
    }

    /// The overlap of two areas, named where that is asked for.
    fn compare(&self, a: usize, b: usize, naming: bool) -> Compared {
        let (Some(first), Some(second)) = (self.unit(a), self.unit(b)) else {
            return Compared::Apart;
        };
        match overlap_by_sums(first, second) {
            Some(false) => Compared::Apart,
            Some(true) if !naming => Compared::Counted,
            Some(true) | None => self.overlay(a, b),
        }
    }

    /// The overlap of two areas by an overlay, which shows its shape.
    fn overlay(&self, a: usize, b: usize) -> Compared {
        let (Some(first), Some(second)) = (self.unit(a), self.unit(b)) else {
            return Compared::Apart;
        };
        let shared = first.extent.intersection(second.extent);
        let edges = |unit: &GridUnit| -> Vec<Edge> {
            let lines = rings(&unit.boundary).flat_map(LineString::lines);
            let edges = lines.map(|line| Edge {
                from: line.start,
                to: line.end,
                unit: 0,
            });
            edges.filter(|edge| meets(edge, shared)).collect()
        };
        let (one, other) = (edges(first), edges(second));
        if one.len().saturating_mul(other.len()) > MOST_MEETINGS && meetings(other, &one).is_none()
        {
            return Compared::TooDear;
        }
        let common = first.boundary.intersection(&second.boundary);
        let common = MultiPolygon(common.into_iter().filter(is_no_rounding).collect());
        let square_metres = ground_area(&common).value() * 1e6;
        if square_metres < LEAST_SQUARE_METRES {
            return Compared::Apart;
        }
        let message = Message::new("io-defect-overlap")
            .with("other", self.code(a))
            .with("area", Arg::Decimal(square_metres, 0));
        let at = label_place(&common).unwrap_or(second.label_at);
        Compared::Named(Box::new(self.defect(
            DefectKind::Overlap,
            b,
            Some(at),
            message,
        )))
    }

    /// Holes in the union of all areas that are small or thin; whether the union could be made.
    fn gaps(
        &self,
        left: &[Edge],
        defects: &mut Vec<Defect>,
        cancel: &Cancel,
    ) -> Result<bool, Cancelled> {
        if meetings(left.to_vec(), left).is_none() {
            return Ok(false);
        }
        cancel.check()?;
        let Some(outline) = outline(left) else {
            return Ok(true);
        };
        let union = unary_union([&outline]);
        cancel.check()?;
        let median = self.median_square_metres();
        let edges = RTree::bulk_load(left.to_vec());
        for hole in union.iter().flat_map(Polygon::interiors) {
            let square_metres = ring_area(hole).value().abs() * 1e6;
            let width = mean_width(hole, square_metres);
            let small = square_metres <= median * GAP_SHARE || width <= GAP_WIDTH_M;
            if small && square_metres >= LEAST_SQUARE_METRES && width >= LEAST_WIDTH_M {
                defects.extend(self.gap(hole, square_metres, &edges));
            }
        }
        Ok(true)
    }

    /// The gap between at least two areas; the hole of a single one is meant.
    fn gap(
        &self,
        hole: &LineString<f64>,
        square_metres: f64,
        edges: &RTree<Edge>,
    ) -> Option<Defect> {
        let near: BTreeSet<usize> = hole
            .0
            .iter()
            .flat_map(|corner| edges_at(edges, *corner))
            .map(|edge| edge.unit as usize)
            .collect();
        if near.len() < 2 {
            return None;
        }
        let names: Vec<String> = near
            .iter()
            .take(MOST_NAMES)
            .map(|at| format!("“{}”", self.code(*at)))
            .collect();
        let message = Message::new("io-defect-gap")
            .with("names", names.join(" / "))
            .with("area", Arg::Decimal(square_metres, 0));
        let at = label_place(&MultiPolygon(vec![Polygon::new(hole.clone(), vec![])]));
        let first = near.first()?;
        Some(self.defect(DefectKind::Gap, *first, at, message))
    }

    fn median_square_metres(&self) -> f64 {
        let mut all: Vec<f64> = self
            .units
            .iter()
            .map(|unit| unit.area.value() * 1e6)
            .collect();
        all.sort_by(f64::total_cmp);
        all.get(all.len() / 2).copied().unwrap_or(0.0)
    }
}

/// Whether two areas overlap, where the sum over their edges leaves no doubt: slivers and large boundaries do.
fn overlap_by_sums(first: &GridUnit, second: &GridUnit) -> Option<bool> {
    let within = first.extent.intersection(second.extent);
    let shared = shared_area(&first.boundary, &second.boundary, within)?;
    if shared.square_metres < LEAST_SQUARE_METRES * 0.9 {
        return Some(false);
    }
    // Parts thinner than allowed have less area than this; what is left lies in wider ones.
    let thin = shared.edge_metres * LEAST_WIDTH_M / 2.0;
    (shared.square_metres - thin > LEAST_SQUARE_METRES * 1.1).then_some(true)
}

/// What is said where there are more overlaps than can be named.
fn more_overlaps(named: usize, counted: usize, finished: bool) -> Defect {
    let id = if finished {
        "io-defect-more-overlaps"
    } else {
        "io-defect-more-overlaps-at-least"
    };
    let message = Message::new(id)
        .with("named", named)
        .with("all", named + counted);
    of_layer(DefectKind::Overlap, message)
}

/// A warning about the layer as a whole.
const fn of_layer(kind: DefectKind, message: Message) -> Defect {
    Defect {
        kind,
        level: DefectLevel::Warning,
        feature: None,
        feature_name: String::new(),
        at: None,
        message,
    }
}

fn rings(boundary: &MultiPolygon<f64>) -> impl Iterator<Item = &LineString<f64>> {
    boundary
        .iter()
        .flat_map(|part| std::iter::once(part.exterior()).chain(part.interiors()))
}

fn bits(corner: Coord<f64>) -> [u64; 2] {
    // Adding zero turns −0 into 0.
    [(corner.x + 0.0).to_bits(), (corner.y + 0.0).to_bits()]
}

fn is_forward(edge: &Edge) -> bool {
    bits(edge.from) < bits(edge.to)
}

fn undirected(edge: &Edge) -> [[u64; 2]; 2] {
    let (a, b) = (bits(edge.from), bits(edge.to));
    if a < b { [a, b] } else { [b, a] }
}

fn sorted_corners(boundary: &MultiPolygon<f64>) -> Vec<[u64; 2]> {
    let open = |ring: &LineString<f64>| ring.0.iter().skip(1).map(|corner| bits(*corner)).collect();
    let mut all: Vec<[u64; 2]> = rings(boundary)
        .flat_map(|ring| -> Vec<[u64; 2]> { open(ring) })
        .collect();
    all.sort_unstable();
    all
}

fn rectangle(extent: LonLatBox) -> Rectangle<[f64; 2]> {
    Rectangle::from_corners([extent.west, extent.south], [extent.east, extent.north])
}

fn meets(edge: &Edge, other: LonLatBox) -> bool {
    let own = LonLatBox {
        west: edge.from.x.min(edge.to.x),
        south: edge.from.y.min(edge.to.y),
        east: edge.from.x.max(edge.to.x),
        north: edge.from.y.max(edge.to.y),
    };
    own.intersects(other)
}

fn holds_label(unit: &GridUnit, other: &GridUnit) -> bool {
    let at = Point::new(other.label_at.lon, other.label_at.lat);
    unit.extent.contains(other.label_at) && unit.boundary.intersects(&at)
}

/// The edges that run through a place, as near as an overlay keeps it.
fn edges_at(edges: &RTree<Edge>, at: Coord<f64>) -> impl Iterator<Item = &Edge> {
    let around = AABB::from_corners([at.x - NEAR, at.y - NEAR], [at.x + NEAR, at.y + NEAR]);
    edges
        .locate_in_envelope_intersecting(around)
        .filter(move |edge| {
            let (way, off) = (edge.to - edge.from, at - edge.from);
            let length = way.x.hypot(way.y);
            let along = (off.x * way.x + off.y * way.y) / length;
            let aside = (off.x * way.y - off.y * way.x).abs() / length;
            aside <= NEAR && (-NEAR..=length + NEAR).contains(&along)
        })
}

/// How many pairs of edges have boxes that meet; `None` where there are too many to overlay.
fn meetings(edges: Vec<Edge>, with: &[Edge]) -> Option<usize> {
    let tree = RTree::bulk_load(edges);
    let mut found = 0;
    for edge in with {
        found += tree
            .locate_in_envelope_intersecting(edge.envelope())
            .take(MOST_MEETINGS - found.min(MOST_MEETINGS) + 1)
            .count();
        if found > MOST_MEETINGS.max(with.len() * 16) {
            return None;
        }
    }
    Some(found)
}

/// Mean width of a thin shape: twice its area by its perimeter.
fn mean_width(ring: &LineString<f64>, square_metres: f64) -> f64 {
    let shrink = ring
        .0
        .first()
        .map_or(1.0, |corner| corner.y.to_radians().cos());
    let around: f64 = ring
        .lines()
        .map(|line| (line.dx() * shrink).hypot(line.dy()) * 111_200.0)
        .sum();
    if around > 0.0 {
        2.0 * square_metres / around
    } else {
        0.0
    }
}

fn is_no_rounding(part: &Polygon<f64>) -> bool {
    let square_metres = ring_area(part.exterior()).value().abs() * 1e6;
    mean_width(part.exterior(), square_metres) >= LEAST_WIDTH_M
}

/// The edges left as closed rings in their own directions, one that runs counter-clockwise first: not a valid polygon, but
/// what a union by winding number asks for. `None` where there are none.
fn outline(left: &[Edge]) -> Option<Polygon<f64>> {
    let mut by_start: BTreeMap<[u64; 2], Vec<Coord<f64>>> = BTreeMap::new();
    for edge in left.iter().rev() {
        by_start.entry(bits(edge.from)).or_default().push(edge.to);
    }
    let mut rings: Vec<LineString<f64>> = Vec::new();
    for edge in left {
        let mut ring = vec![edge.from];
        let mut at = edge.from;
        while let Some(to) = by_start.get_mut(&bits(at)).and_then(Vec::pop) {
            ring.push(to);
            at = to;
        }
        // Every corner has as many edges in as out, so the walk ends where it began.
        if ring.len() > 3 && ring.first() == ring.last() {
            rings.push(LineString(ring));
        }
    }
    let first = rings
        .iter()
        .position(|ring| ring_area(ring).value() > 0.0)?;
    let outer = rings.swap_remove(first);
    Some(Polygon::new(outer, rings))
}
