//! Building a [`GridLocator`]: rings are laid on the raster row by row.

use geo::{Coord, LineString};

use super::{Candidate, CellRaster, Edge, GridLocator, LISTED, NOWHERE, Position};
use crate::base::coords::{LonLat, LonLatBox};
use crate::model::grid::GridLayer;

/// Cells an area gets on average.
const CELLS_AN_AREA: f64 = 128.0;
/// Columns and rows at most.
const MOST_CELLS_A_SIDE: f64 = 2048.0;
/// Cells are taken this much larger (in cells) when asked what touches them: a place's cell is found with rounding.
const SLACK: f64 = 1e-6;

/// A locator over all areas of a layer.
pub(super) fn locator(layer: &GridLayer) -> GridLocator {
    let Some(raster) = CellRaster::over(layer) else {
        return GridLocator::default();
    };
    let mut builder = Builder {
        raster,
        entries: Vec::new(),
        edges_of: Vec::new(),
        edges: Vec::new(),
        rows: Vec::new(),
    };
    let mut part = 0;
    for (area, unit) in layer.units.iter().enumerate() {
        for polygon in &unit.boundary {
            builder.add_ring(polygon.exterior(), area as u32, part, false);
            for hole in polygon.interiors() {
                builder.add_ring(hole, area as u32, part, true);
            }
            part += 1;
        }
    }
    builder.finish()
}

impl CellRaster {
    fn over(layer: &GridLayer) -> Option<Self> {
        let rings = layer.units.iter().flat_map(|unit| &unit.boundary);
        let places = rings.flat_map(|polygon| polygon.exterior().coords());
        let extent = LonLatBox::around(places.map(|&coord| LonLat::from(coord)))?;
        let (width, height) = (extent.east - extent.west, extent.north - extent.south);
        let cells = CELLS_AN_AREA * layer.units.len() as f64;
        let side = (width * height / cells).sqrt();
        let count = |length: f64| {
            let count = (length / side).ceil();
            if count.is_finite() {
                count.clamp(1.0, MOST_CELLS_A_SIDE)
            } else {
                1.0
            }
        };
        let a_degree = |count: f64, length: f64| if length > 0.0 { count / length } else { 0.0 };
        let (columns, rows) = (count(width), count(height));
        Some(Self {
            west: extent.west,
            south: extent.south,
            east: extent.east,
            north: extent.north,
            columns_a_degree: a_degree(columns, width),
            rows_a_degree: a_degree(rows, height),
            columns: columns as usize,
            rows: rows as usize,
        })
    }

    /// West and east side of some columns, or south and north side of some rows, a little larger.
    fn span(from: f64, a_degree: f64, first: usize, last: usize) -> (f64, f64) {
        if a_degree <= 0.0 {
            return (f64::NEG_INFINITY, f64::INFINITY);
        }
        (
            from + (first as f64 - SLACK) / a_degree,
            from + (last as f64 + 1.0 + SLACK) / a_degree,
        )
    }

    fn columns_span(&self, first: usize, last: usize) -> (f64, f64) {
        Self::span(self.west, self.columns_a_degree, first, last)
    }

    fn row_span(&self, row: usize) -> (f64, f64) {
        Self::span(self.south, self.rows_a_degree, row, row)
    }

    /// The columns (or rows) that an interval may touch.
    fn touched(&self, low: f64, high: f64, column: bool) -> std::ops::RangeInclusive<usize> {
        let (from, a_degree) = if column {
            (self.west, self.columns_a_degree)
        } else {
            (self.south, self.rows_a_degree)
        };
        let last = if column { self.columns } else { self.rows } - 1;
        let cell = |place: f64| (place as usize).min(last);
        cell((low - from) * a_degree - SLACK)..=cell((high - from) * a_degree + SLACK)
    }
}

/// A candidate and the cell it belongs to.
#[derive(Debug, Clone, Copy)]
struct Entry {
    cell: u32,
    candidate: Candidate,
}

struct Builder {
    raster: CellRaster,
    entries: Vec<Entry>,
    edges_of: Vec<u32>,
    edges: Vec<Edge>,
    /// Edges (and the columns each touches) of the current ring, row by row.
    rows: Vec<Vec<RowEdge>>,
}

/// An edge of the current ring within one row of cells.
#[derive(Debug, Clone, Copy)]
struct RowEdge {
    edge: u32,
    /// First and last column it touches in this row.
    first: usize,
    last: usize,
    /// Whether it passes the whole height of the row.
    passes: bool,
    direction: i32,
}

impl Builder {
    fn add_ring(&mut self, ring: &LineString<f64>, area: u32, part: u32, hole: bool) {
        let first_edge = self.edges.len();
        self.edges.extend(ring.lines().filter_map(|line| {
            let sound = |coord: Coord<f64>| coord.x.is_finite() && coord.y.is_finite();
            (sound(line.start) && sound(line.end)).then(|| Edge::new(line.start, line.end))
        }));
        let edges = &self.edges[first_edge..];
        let low = edges
            .iter()
            .map(|edge| edge.low.y)
            .fold(f64::INFINITY, f64::min);
        let high = edges
            .iter()
            .map(|edge| edge.high.y)
            .fold(f64::NEG_INFINITY, f64::max);
        if low > high {
            return;
        }
        let rows = self.raster.touched(low, high, false);
        let first_row = *rows.start();
        let mut by_row = std::mem::take(&mut self.rows);
        by_row.resize_with(by_row.len().max(rows.clone().count()), Vec::new);
        self.spread_edges(first_edge, first_row, &mut by_row);
        for row in rows {
            let edges = &mut by_row[row - first_row];
            let ring = RingRow {
                row,
                area,
                part,
                hole,
            };
            self.add_row(ring, edges);
            edges.clear();
        }
        self.rows = by_row;
    }

    /// Puts every edge of a ring into the rows it touches.
    fn spread_edges(&self, first_edge: usize, first_row: usize, by_row: &mut [Vec<RowEdge>]) {
        for (index, edge) in self.edges.iter().enumerate().skip(first_edge) {
            for row in self.raster.touched(edge.low.y, edge.high.y, false) {
                let (south, north) = self.raster.row_span(row);
                let (west, east) = edge.columns_within(south, north);
                let columns = self.raster.touched(west, east, true);
                by_row[row - first_row].push(RowEdge {
                    edge: index as u32,
                    first: *columns.start(),
                    last: *columns.end(),
                    passes: edge.low.y <= south && north < edge.high.y,
                    direction: edge.direction,
                });
            }
        }
    }

    /// Adds what one ring means to the cells of one row.
    fn add_row(&mut self, ring: RingRow, edges: &mut [RowEdge]) {
        edges.sort_unstable_by_key(|edge| (edge.first, edge.edge));
        let mut next = 0;
        let mut column = edges.first().map_or(0, |edge| edge.first);
        while next < edges.len() {
            // A run of touched columns.
            let mut end = edges[next].last;
            if edges[next].first > column {
                self.add_even_run(ring, edges, column, edges[next].first - 1);
            }
            let start = edges[next].first;
            while let Some(edge) = edges.get(next).filter(|edge| edge.first <= end) {
                end = end.max(edge.last);
                next += 1;
            }
            for column in start..=end {
                self.add_touched(ring, edges, column);
            }
            column = end + 1;
        }
    }

    /// Columns that no edge touches: all inside or all outside.
    fn add_even_run(&mut self, ring: RingRow, edges: &[RowEdge], first: usize, last: usize) {
        let (west, east) = self.raster.columns_span(first, last);
        let (south, north) = self.raster.row_span(ring.row);
        let middle = Coord {
            x: f64::midpoint(west, east),
            y: f64::midpoint(south, north),
        };
        let winding: i32 = edges
            .iter()
            .filter(|edge| edge.last < first)
            .filter(|edge| {
                let edge = &self.edges[edge.edge as usize];
                edge.low.y <= middle.y && middle.y < edge.high.y
            })
            .map(|edge| edge.direction)
            .sum();
        if winding == 0 {
            return;
        }
        for column in first..=last {
            let run = self.edges_of.len() as u32;
            self.push(ring, column, winding, run, false);
        }
    }

    /// A column that edges touch.
    fn add_touched(&mut self, ring: RingRow, edges: &[RowEdge], column: usize) {
        let ends = |west: bool| {
            edges
                .iter()
                .filter(|edge| !edge.passes && edge.lies_beside(column, west))
                .count()
        };
        let eastward = ends(false) < ends(true);
        let from = self.edges_of.len() as u32;
        let mut winding = 0;
        for edge in edges {
            if edge.first <= column && column <= edge.last {
                self.edges_of.push(edge.edge);
            } else if edge.lies_beside(column, !eastward) {
                if edge.passes {
                    winding += edge.direction;
                } else {
                    self.edges_of.push(edge.edge);
                }
            }
        }
        self.push(ring, column, winding, from, eastward);
    }

    fn push(&mut self, ring: RingRow, column: usize, winding: i32, from: u32, eastward: bool) {
        self.entries.push(Entry {
            cell: (ring.row * self.raster.columns + column) as u32,
            candidate: Candidate {
                area: ring.area,
                part: ring.part,
                from,
                to: self.edges_of.len() as u32,
                winding,
                hole: ring.hole,
                eastward,
            },
        });
    }

    /// Sorts the entries by cell, in the order they came, and answers at once where one part holds a whole cell.
    fn finish(self) -> GridLocator {
        let count = self.raster.columns * self.raster.rows;
        let mut starts = vec![0u32; count + 1];
        for entry in &self.entries {
            starts[entry.cell as usize + 1] += 1;
        }
        for index in 1..starts.len() {
            starts[index] += starts[index - 1];
        }
        let mut order = vec![0u32; self.entries.len()];
        let mut next = starts.clone();
        for (index, entry) in self.entries.iter().enumerate() {
            let slot = &mut next[entry.cell as usize];
            order[*slot as usize] = index as u32;
            *slot += 1;
        }
        let mut locator = GridLocator {
            raster: self.raster,
            cells: Vec::with_capacity(count),
            lists: vec![0],
            candidates: Vec::new(),
            edges_of: self.edges_of,
            edges: self.edges,
        };
        let mut candidates = Vec::new();
        for run in starts.windows(2) {
            candidates.clear();
            let entries = &order[run[0] as usize..run[1] as usize];
            candidates.extend(
                entries
                    .iter()
                    .map(|&index| self.entries[index as usize].candidate),
            );
            let cell = locator.cell_of(&candidates);
            locator.cells.push(cell);
        }
        locator
    }
}

/// What stays the same along one row of one ring.
#[derive(Debug, Clone, Copy)]
struct RingRow {
    row: usize,
    area: u32,
    part: u32,
    hole: bool,
}

impl RowEdge {
    /// Whether it lies wholly west (or wholly east) of a column.
    const fn lies_beside(&self, column: usize, west: bool) -> bool {
        if west {
            self.last < column
        } else {
            self.first > column
        }
    }
}

impl Edge {
    /// Its westernmost and easternmost place between two heights, a little outward of the truth.
    fn columns_within(&self, south: f64, north: f64) -> (f64, f64) {
        let (west, east) = (self.low.x.min(self.high.x), self.low.x.max(self.high.x));
        let slope = (self.high.x - self.low.x) / (self.high.y - self.low.y);
        if !slope.is_finite() {
            return (west, east);
        }
        let at = |y: f64| self.low.x + (y.clamp(self.low.y, self.high.y) - self.low.y) * slope;
        let (one, other) = (at(south), at(north));
        let rounding = (east - west) * 1e-9;
        (
            (one.min(other) - rounding).max(west),
            (one.max(other) + rounding).min(east),
        )
    }
}

impl GridLocator {
    /// What stands in the raster for a cell with these candidates; lists them where need be.
    fn cell_of(&mut self, candidates: &[Candidate]) -> u32 {
        let mut listed = false;
        for part in candidates.chunk_by(|a, b| a.part == b.part) {
            let even = part.iter().all(|ring| ring.from == ring.to);
            if !even {
                listed = true;
                self.candidates.extend_from_slice(part);
                continue;
            }
            // No edge in the cell: any place will do.
            if self.part_position(part, Coord { x: 0.0, y: 0.0 }) == Position::Outside {
                continue;
            }
            if !listed {
                return part[0].area;
            }
            self.candidates.extend_from_slice(part);
            break;
        }
        if !listed {
            return NOWHERE;
        }
        self.lists.push(self.candidates.len() as u32);
        LISTED | (self.lists.len() as u32 - 2)
    }
}
