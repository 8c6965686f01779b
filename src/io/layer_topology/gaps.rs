//! Ground between areas that no area covers.

use std::collections::{BTreeMap, BTreeSet};

use geo::{Coord, LineString, MultiPolygon, Polygon, unary_union};
use rstar::RTree;

use super::edges::{Edge, bits, edges_at, mean_width, meetings};
use super::{Areas, LEAST_SQUARE_METRES, LEAST_WIDTH_M};
use crate::base::cancel::{Cancel, Cancelled};
use crate::base::ground_area::ring_area;
use crate::base::label_place::label_place;
use crate::i18n::message::{Arg, Message};
use crate::io::defect::{Defect, DefectKind};

/// A hole of the layer up to this share of the median area is a gap; a larger one may be a lake.
const GAP_SHARE: f64 = 0.5;
/// A hole thinner than this on average is a gap whatever its area.
const GAP_WIDTH_M: f64 = 20.0;
/// Neighbours named at a gap.
const MOST_NAMES: usize = 4;

impl Areas<'_> {
    /// Holes in the union of all areas that are small or thin; whether the union could be made.
    pub(super) fn gaps(
        &self,
        left: &[Edge],
        defects: &mut Vec<Defect>,
        cancel: &Cancel,
    ) -> Result<bool, Cancelled> {
        if meetings(left.to_vec(), left).is_none() {
            return Ok(false);
        }
        cancel.check()?;
        cancel.report(1, 3);
        let Some(outline) = outline(left) else {
            return Ok(true);
        };
        let union = unary_union([&outline]);
        cancel.check()?;
        cancel.report(2, 3);
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
