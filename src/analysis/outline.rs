//! Outlines of areas in whole millimetres: which places they hold, and lattices of sample places inside them.
//!
//! Inside is decided by the even-odd rule with half-open edges, in exact integers: of two areas that share an edge
//! exactly one holds a place on it.

use geo::Polygon;

use super::millimetre::{MmBox, MmFrame, MmXy};
use super::place_tiles::{PlaceTiles, Tile};
use crate::base::coords::LonLat;
use crate::base::projection::LocalProjection;
use crate::base::rings::rings_of;

/// Closest samples, millimetres.
const MIN_SPACING: u32 = 10;

/// An edge from its lower to its upper end; a level one from west to east.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Edge {
    low: MmXy,
    high: MmXy,
}

impl Edge {
    fn between(a: MmXy, b: MmXy) -> Option<Self> {
        let (low, high) = if (a.y, a.x) <= (b.y, b.x) {
            (a, b)
        } else {
            (b, a)
        };
        (low != high).then_some(Self { low, high })
    }

    /// Whether the level through the place meets the edge to the east of the place.
    fn lies_east_of(&self, place: MmXy) -> bool {
        let across = i64::from(self.high.x) - i64::from(self.low.x);
        let up = i64::from(self.high.y) - i64::from(self.low.y);
        (self.low.y..self.high.y).contains(&place.y)
            && across * (i64::from(place.y) - i64::from(self.low.y))
                > (i64::from(place.x) - i64::from(self.low.x)) * up
    }

    /// Its lower and its upper end in the turned frame of the lattice; the same for both areas that share the edge.
    fn turned(&self) -> ((f64, f64), (f64, f64)) {
        let (a, b) = (turned(self.low), turned(self.high));
        if a.1 <= b.1 { (a, b) } else { (b, a) }
    }

    /// Whether the edge can make a difference to places in the box: it spans one of their levels, not west of them all.
    fn matters_to(&self, extent: &MmBox) -> bool {
        self.low.y <= extent.max.y
            && self.high.y > extent.min.y
            && self.low.x.max(self.high.x) >= extent.min.x
    }

    /// Whether the edge's own box meets the box (given that it matters to it).
    fn meets(&self, extent: &MmBox) -> bool {
        self.low.x.min(self.high.x) <= extent.max.x
    }
}

/// The outline of one area.
#[derive(Debug, Clone, Default)]
pub(super) struct Outline {
    edges: Vec<Edge>,
    extent: Option<MmBox>,
    /// Ground in the boxes of all rings together, mm².
    boxes: f64,
}

impl Outline {
    /// The outline of polygons in WGS 84 degrees. Corners that are not finite are passed over.
    pub(super) fn of<'a>(
        polygons: impl IntoIterator<Item = &'a Polygon<f64>>,
        projection: &LocalProjection,
        frame: &MmFrame,
    ) -> Self {
        let mut outline = Self::default();
        for polygon in polygons {
            for ring in rings_of(polygon) {
                let corners: Vec<MmXy> = ring
                    .coords()
                    .filter_map(|corner| frame.of(projection.to_local(LonLat::from(*corner))))
                    .collect();
                outline.add_ring(&corners);
            }
        }
        outline
    }

    /// The outline of one ring of corners.
    #[cfg(test)]
    pub(super) fn of_corners(corners: &[MmXy]) -> Self {
        let mut outline = Self::default();
        outline.add_ring(corners);
        outline
    }

    fn add_ring(&mut self, corners: &[MmXy]) {
        let next = corners.iter().cycle().skip(1);
        self.edges.extend(
            corners
                .iter()
                .zip(next)
                .filter_map(|(a, b)| Edge::between(*a, *b)),
        );
        let own = MmBox::around(corners.iter().copied());
        self.boxes += own.map_or(0.0, |own| own.area());
        self.extent = match (self.extent, own) {
            (Some(extent), Some(own)) => Some(extent.union(own)),
            (extent, own) => extent.or(own),
        };
    }

    /// Sample places inside, on one square lattice for every outline of that spacing, turned by the angle whose tangent
    /// is the golden ratio: neither streets nor circles fall in step with it. Outlines that share an edge share out the
    /// lattice along it.
    pub(super) fn lattice(&self, spacing: u32) -> Vec<MmXy> {
        let spacing = f64::from(spacing.max(MIN_SPACING));
        let at = |index: f64| (index + 0.5) * spacing;
        let first_from = |from: f64| {
            let mut index = (from / spacing).floor() - 1.0;
            while at(index) < from {
                index += 1.0;
            }
            index
        };
        let mut crossings: Vec<(f64, f64)> = Vec::new();
        for edge in &self.edges {
            let (low, high) = edge.turned();
            let mut row = first_from(low.1);
            while at(row) < high.1 {
                let along = (at(row) - low.1) / (high.1 - low.1);
                crossings.push((at(row), low.0 + (high.0 - low.0) * along));
                row += 1.0;
            }
        }
        crossings.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let mut samples = Vec::new();
        for pair in crossings.chunks_exact(2) {
            let [(level, west), (_, east)] = pair else {
                continue;
            };
            let mut column = first_from(*west);
            while at(column) < *east {
                samples.push(turned_back(at(column), *level));
                column += 1.0;
            }
        }
        samples
    }

    /// A lattice spacing (mm) at which the outline's box holds about this many samples.
    pub(super) fn spacing_for(&self, samples: f64) -> u32 {
        let area = self.extent.map_or(0.0, |extent| extent.area());
        (area / samples).sqrt().round() as u32
    }

    /// The closest lattice spacing (mm) at which the boxes of its rings hold no more than so many samples: a bound that
    /// does not rest on the area, which for a boundary that crosses itself may be next to nothing.
    pub(super) fn closest_spacing(&self, samples: f64) -> u32 {
        (self.boxes / samples).sqrt().ceil() as u32
    }

    /// The places of the tiles that lie inside: for each tile with any, its position and one bit a place.
    pub(super) fn masks(&self, places: &PlaceTiles) -> Vec<(u32, u64)> {
        let mut found = Vec::new();
        for block in &places.blocks {
            let near = self.near(&self.edges, &block.extent);
            if near.is_empty() {
                continue;
            }
            for (tile, position) in places.tiles[block.tiles.clone()]
                .iter()
                .zip(block.tiles.clone())
            {
                let mask = self.mask(&near, tile, places);
                if mask != 0 {
                    found.push((position as u32, mask));
                }
            }
        }
        found
    }

    /// The edges that can make a difference to places in the box.
    fn near(&self, edges: &[Edge], extent: &MmBox) -> Vec<Edge> {
        let apart = self.extent.is_none_or(|own| {
            own.min.x > extent.max.x
                || own.max.x < extent.min.x
                || own.min.y > extent.max.y
                || own.max.y < extent.min.y
        });
        if apart {
            return Vec::new();
        }
        edges
            .iter()
            .filter(|edge| edge.matters_to(extent))
            .copied()
            .collect()
    }

    fn mask(&self, edges: &[Edge], tile: &Tile, places: &PlaceTiles) -> u64 {
        let near = self.near(edges, &tile.extent);
        let holds =
            |place: MmXy| near.iter().filter(|edge| edge.lies_east_of(place)).count() % 2 == 1;
        if !near.iter().any(|edge| edge.meets(&tile.extent)) {
            return if holds(tile.extent.min) {
                tile.full_mask()
            } else {
                0
            };
        }
        let range = tile.places();
        places.xs[range.clone()]
            .iter()
            .zip(&places.ys[range])
            .enumerate()
            .filter(|(_, (x, y))| holds(MmXy { x: **x, y: **y }))
            .fold(0, |mask, (bit, _)| mask | 1 << bit)
    }
}

/// Cosine and sine of the angle whose tangent is the golden ratio.
const TURN: (f64, f64) = (0.525_731_112_119_133_6, 0.850_650_808_352_04);

fn turned(place: MmXy) -> (f64, f64) {
    let (x, y) = (f64::from(place.x), f64::from(place.y));
    (x * TURN.0 + y * TURN.1, y * TURN.0 - x * TURN.1)
}

fn turned_back(x: f64, y: f64) -> MmXy {
    MmXy {
        x: (x * TURN.0 - y * TURN.1).round() as i32,
        y: (x * TURN.1 + y * TURN.0).round() as i32,
    }
}

#[cfg(test)]
mod tests {
    use super::super::place_tiles::order_along_curve;
    use super::*;
    use proptest::prelude::*;

    fn square(x: i32, y: i32, side: i32) -> Outline {
        let corner = |dx: i32, dy: i32| MmXy {
            x: x + dx * side,
            y: y + dy * side,
        };
        Outline::of_corners(&[
            corner(0, 0),
            corner(1, 0),
            corner(1, 1),
            corner(0, 1),
            corner(0, 0),
        ])
    }

    fn laid(places: &[MmXy]) -> (PlaceTiles, Vec<MmXy>) {
        let grouped: Vec<_> = places.iter().map(|place| (*place, 0)).collect();
        let order = order_along_curve(&grouped);
        let sorted: Vec<_> = order.iter().map(|&row| grouped[row as usize]).collect();
        let tiles = PlaceTiles::new(&sorted);
        (tiles, sorted.into_iter().map(|place| place.0).collect())
    }

    fn held(outline: &Outline, tiles: &PlaceTiles) -> Vec<bool> {
        let mut held = vec![false; tiles.len()];
        for (tile, mask) in outline.masks(tiles) {
            for (bit, place) in tiles.tiles[tile as usize].places().enumerate() {
                held[place] = mask >> bit & 1 == 1;
            }
        }
        held
    }

    #[test]
    fn neighbours_share_out_the_lattice_and_the_places_on_their_common_edge() {
        let (left, right) = (square(0, 0, 1000), square(1000, 0, 1000));
        let whole = Outline::of_corners(
            &[(0, 0), (2000, 0), (2000, 1000), (0, 1000)].map(|(x, y)| MmXy { x, y }),
        );
        assert_eq!(
            left.lattice(10).len() + right.lattice(10).len(),
            whole.lattice(10).len()
        );
        let (tiles, _) = laid(&[MmXy { x: 1000, y: 500 }]);
        let holders = [&left, &right].map(|outline| held(outline, &tiles)[0]);
        assert_eq!(holders, [false, true]);
    }

    proptest! {
        #[test]
        fn masks_agree_with_the_plain_even_odd_rule(
            corners in prop::collection::vec((-500i32..500, -500i32..500), 3..12),
            places in prop::collection::vec((-600i32..600, -600i32..600), 1..400),
        ) {
            let corners: Vec<_> = corners.into_iter().map(|(x, y)| MmXy { x, y }).collect();
            let outline = Outline::of_corners(&corners);
            let (tiles, sorted) = laid(&places.into_iter().map(|(x, y)| MmXy { x, y }).collect::<Vec<_>>());
            let masks = held(&outline, &tiles);
            for (place, held) in sorted.iter().zip(masks) {
                let crossings = outline.edges.iter().filter(|edge| edge.lies_east_of(*place)).count();
                prop_assert_eq!(held, crossings % 2 == 1);
            }
        }
    }
}
