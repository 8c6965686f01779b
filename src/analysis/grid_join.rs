//! Which area of a grid layer holds a place.
//!
//! A raster over the layer's box knows for every cell which areas touch it. Most cells lie inside one area and answer at
//! once. A cell that rings cross keeps, for each ring, the few edges that matter there and the winding number of the rest.

mod build;

use geo::Coord;
use geo::algorithm::kernels::{Kernel, Orientation, RobustKernel};

use crate::base::cancel::{Cancel, Cancelled};
use crate::base::coords::LonLat;
use crate::model::grid::GridLayer;

/// No area holds the place.
pub const NOWHERE: u32 = u32::MAX;

/// Marks a cell that has a list of candidates.
const LISTED: u32 = 1 << 31;
/// Places between two looks at the cancel handle.
const PLACES_A_CHECK: usize = 1 << 14;

/// Finds the area of a place. Built once a layer.
///
/// A place on an edge counts as inside; where several areas hold a place, the first in the layer's order has it. Otherwise
/// the answer is that of `geo`'s `Intersects`: non-zero winding about an outer ring and zero about the part's holes.
#[derive(Debug, Clone, Default)]
pub struct GridLocator {
    raster: CellRaster,
    /// For each cell, row-major from the south-west: an area, [`NOWHERE`], or [`LISTED`] with a position in `lists`.
    cells: Vec<u32>,
    /// Where each cell's candidates begin in `candidates`; one entry more than lists.
    lists: Vec<u32>,
    candidates: Vec<Candidate>,
    /// Positions in `edges`, runs named by the candidates.
    edges_of: Vec<u32>,
    edges: Vec<Edge>,
}

/// Cells over a box in degrees.
#[derive(Debug, Clone, Copy, Default)]
struct CellRaster {
    west: f64,
    south: f64,
    east: f64,
    north: f64,
    columns_a_degree: f64,
    rows_a_degree: f64,
    columns: usize,
    rows: usize,
}

/// One ring as one cell sees it. Candidates of a cell stand in the order area, part, outer ring before holes.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    area: u32,
    /// Counts parts through the whole layer.
    part: u32,
    /// Run in `edges_of`: edges that touch the cell, and those on the counted side that end at the cell's height.
    from: u32,
    to: u32,
    /// Winding number of the edges on the counted side that pass the cell's whole height.
    winding: i32,
    hole: bool,
    /// Whether edges east of the place are counted instead of those west of it.
    eastward: bool,
}

/// An edge with its lower end first.
#[derive(Debug, Clone, Copy)]
struct Edge {
    low: Coord<f64>,
    high: Coord<f64>,
    /// 1 where the ring runs upward along it, -1 downward.
    direction: i32,
}

/// Where a place lies to a ring or a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Position {
    Outside,
    Edge,
    Inside,
}

/// Where a place lies to an edge at its height.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    West,
    On,
    East,
}

impl GridLocator {
    /// A locator over all areas of a layer. Where areas overlap, the first in the layer's order holds the place.
    #[must_use]
    pub fn new(layer: &GridLayer) -> Self {
        build::locator(layer)
    }

    /// Position in the layer of the area that holds the place (edges count as inside for exactly one area).
    #[must_use]
    pub fn locate(&self, place: LonLat) -> Option<usize> {
        let area = self.area_of(place);
        (area != NOWHERE).then_some(area as usize)
    }

    /// The area of each place, or [`NOWHERE`].
    ///
    /// # Errors
    /// [`Cancelled`] when asked to stop.
    pub fn locate_all(&self, places: &[LonLat], cancel: &Cancel) -> Result<Vec<u32>, Cancelled> {
        let mut areas = Vec::with_capacity(places.len());
        for run in places.chunks(PLACES_A_CHECK) {
            cancel.check()?;
            areas.extend(run.iter().map(|&place| self.area_of(place)));
            cancel.report(areas.len() as u64, places.len() as u64);
        }
        Ok(areas)
    }

    #[inline]
    fn area_of(&self, place: LonLat) -> u32 {
        let Some(cell) = self.raster.cell(place) else {
            return NOWHERE;
        };
        let found = self.cells[cell];
        if found == NOWHERE || found & LISTED == 0 {
            return found;
        }
        let list = (found & !LISTED) as usize;
        let run = self.lists[list] as usize..self.lists[list + 1] as usize;
        self.first_holding(&self.candidates[run], place.into())
    }

    /// The first area among a cell's candidates that holds the place.
    fn first_holding(&self, candidates: &[Candidate], place: Coord<f64>) -> u32 {
        candidates
            .chunk_by(|a, b| a.part == b.part)
            .find(|part| self.part_position(part, place) != Position::Outside)
            .map_or(NOWHERE, |part| part[0].area)
    }

    fn part_position(&self, rings: &[Candidate], place: Coord<f64>) -> Position {
        let Some((outer, holes)) = rings.split_first() else {
            return Position::Outside;
        };
        // A hole alone: the cell lies outside the outer ring.
        if outer.hole {
            return Position::Outside;
        }
        let position = self.ring_position(outer, place);
        if position != Position::Inside {
            return position;
        }
        for hole in holes {
            match self.ring_position(hole, place) {
                Position::Inside => return Position::Outside,
                Position::Edge => return Position::Edge,
                Position::Outside => {}
            }
        }
        Position::Inside
    }

    fn ring_position(&self, ring: &Candidate, place: Coord<f64>) -> Position {
        let counted = if ring.eastward {
            Side::West
        } else {
            Side::East
        };
        let mut winding = ring.winding;
        for &edge in &self.edges_of[ring.from as usize..ring.to as usize] {
            let edge = &self.edges[edge as usize];
            match edge.side_of(place) {
                Some(Side::On) => return Position::Edge,
                Some(side) if side == counted && place.y < edge.high.y => winding += edge.direction,
                Some(_) | None => {}
            }
        }
        if winding == 0 {
            Position::Outside
        } else {
            Position::Inside
        }
    }
}

impl Edge {
    fn new(start: Coord<f64>, end: Coord<f64>) -> Self {
        if start.y <= end.y {
            Self {
                low: start,
                high: end,
                direction: 1,
            }
        } else {
            Self {
                low: end,
                high: start,
                direction: -1,
            }
        }
    }

    /// On which side of the edge the place lies; `None` where the edge does not reach the place's height.
    #[inline]
    fn side_of(&self, place: Coord<f64>) -> Option<Side> {
        if !(self.low.y <= place.y && place.y <= self.high.y) {
            return None;
        }
        if place.x > self.low.x.max(self.high.x) {
            return Some(Side::East);
        }
        if place.x < self.low.x.min(self.high.x) {
            return Some(Side::West);
        }
        Some(self.side_of_line(place))
    }

    /// The same for a place within the edge's box: the sign of a determinant, by exact arithmetic where rounding could
    /// change it (Shewchuk 1997: the bound is (3 + 16 ε) ε times the sum of the magnitudes).
    #[inline]
    fn side_of_line(&self, place: Coord<f64>) -> Side {
        let left = (self.high.x - self.low.x) * (place.y - self.low.y);
        let right = (self.high.y - self.low.y) * (place.x - self.low.x);
        let turn = left - right;
        let bound = 3.330_669_1e-16 * (left.abs() + right.abs());
        if turn > bound {
            return Side::West;
        }
        if turn < -bound {
            return Side::East;
        }
        match RobustKernel::orient2d(self.low, self.high, place) {
            Orientation::CounterClockwise => Side::West,
            Orientation::Collinear => Side::On,
            Orientation::Clockwise => Side::East,
        }
    }
}

impl CellRaster {
    /// The cell of a place in the box.
    #[inline]
    fn cell(&self, place: LonLat) -> Option<usize> {
        let inside = self.west <= place.lon
            && place.lon <= self.east
            && self.south <= place.lat
            && place.lat <= self.north
            && self.columns > 0;
        inside.then(|| self.row(place.lat) * self.columns + self.column(place.lon))
    }

    #[inline]
    fn column(&self, lon: f64) -> usize {
        (((lon - self.west) * self.columns_a_degree) as usize).min(self.columns - 1)
    }

    #[inline]
    fn row(&self, lat: f64) -> usize {
        (((lat - self.south) * self.rows_a_degree) as usize).min(self.rows - 1)
    }
}
