//! Areas that share ground.

use std::collections::{BTreeMap, BTreeSet};

use geo::{BooleanOps, Intersects, LineString, MultiPolygon, Point};
use rayon::prelude::*;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{RTree, RTreeObject};

use super::edges::{Edge, MOST_MEETINGS, is_no_rounding, meetings, meets};
use super::{Areas, LEAST_SQUARE_METRES, LEAST_WIDTH_M, of_layer};
use crate::base::cancel::{Cancel, Cancelled};
use crate::base::coords::LonLatBox;
use crate::base::ground_area::ground_area;
use crate::base::label_place::label_place;
use crate::base::rings::rings;
use crate::i18n::message::{Arg, Message};
use crate::io::defect::{Defect, DefectKind};
use crate::io::shared_area::shared_area;
use crate::model::grid::GridUnit;

/// Overlaps named one by one; more are counted.
const MOST_NAMED: usize = 2_000;
/// Pairs of areas that are compared before it is seen whether enough are named.
const STRIDE: usize = 1_024;
/// Pairs of areas compared at most.
const MOST_PAIRS: usize = 4_000_000;
/// Corners that may go into comparing pairs.
const MOST_CORNERS: usize = 40_000_000;

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

impl Areas<'_> {
    /// Pairs that share ground; whether all could be compared.
    pub(super) fn overlaps(
        &self,
        left: &[Edge],
        twins: &BTreeSet<usize>,
        defects: &mut Vec<Defect>,
        cancel: &Cancel,
    ) -> Result<bool, Cancelled> {
        let (pairs, mut finished) = self.suspects(left, twins, cancel)?;
        let (mut named, mut counted) = (0, 0);
        let mut corners = 0;
        let strides = pairs.len().div_ceil(STRIDE) as u64;
        for (stride, pairs) in (0u64..).zip(pairs.chunks(STRIDE)) {
            cancel.report(stride, strides);
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

fn rectangle(extent: LonLatBox) -> Rectangle<[f64; 2]> {
    Rectangle::from_corners([extent.west, extent.south], [extent.east, extent.north])
}

fn holds_label(unit: &GridUnit, other: &GridUnit) -> bool {
    let at = Point::new(other.label_at.lon, other.label_at.lat);
    unit.extent.contains(other.label_at) && unit.boundary.intersects(&at)
}
