//! The cells over a layer's box.

use geo::Coord;

use crate::base::coords::{LonLat, LonLatBox};

/// Columns and rows at most.
const MOST_CELLS_A_SIDE: f64 = 2048.0;
/// Cells are taken this much larger (in cells) when asked what touches them: a place's cell is found with rounding.
pub(super) const SLACK: f64 = 1e-6;
/// The least side of a cell as a share of the largest coordinate: 2^24 roundings, far under the slack.
const LEAST_SIDE: f64 = 3.8e-9;

/// Cells over a box in degrees, row-major from the south-west.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct CellRaster {
    west: f64,
    south: f64,
    east: f64,
    north: f64,
    columns_a_degree: f64,
    rows_a_degree: f64,
    columns: i32,
    rows: i32,
}

/// A cell by column and row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) column: i32,
    pub(super) row: i32,
}

/// The columns (or rows) from one to another, both with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) first: i32,
    pub(super) last: i32,
}

impl Cell {
    pub(super) const fn east(self) -> Self {
        Self {
            column: self.column + 1,
            ..self
        }
    }

    pub(super) const fn north(self) -> Self {
        Self {
            row: self.row + 1,
            ..self
        }
    }
}

impl CellRaster {
    /// About this many cells, near square in degrees, over a box.
    pub(super) fn over(extent: LonLatBox, cells: f64) -> Self {
        let (width, height) = (extent.east - extent.west, extent.north - extent.south);
        let side = (width * height / cells).sqrt();
        let count = |length: f64, low: f64, high: f64| {
            let most = length / (LEAST_SIDE * low.abs().max(high.abs()));
            let count = (length / side).ceil().min(most.floor());
            if count.is_finite() {
                count.clamp(1.0, MOST_CELLS_A_SIDE)
            } else {
                1.0
            }
        };
        let a_degree = |count: f64, length: f64| {
            let a_degree = count / length;
            if a_degree.is_finite() { a_degree } else { 0.0 }
        };
        let columns = count(width, extent.west, extent.east);
        let rows = count(height, extent.south, extent.north);
        Self {
            west: extent.west,
            south: extent.south,
            east: extent.east,
            north: extent.north,
            columns_a_degree: a_degree(columns, width),
            rows_a_degree: a_degree(rows, height),
            columns: columns as i32,
            rows: rows as i32,
        }
    }

    pub(super) const fn columns(&self) -> i32 {
        self.columns
    }

    pub(super) const fn rows(&self) -> i32 {
        self.rows
    }

    pub(super) const fn cells(&self) -> usize {
        (self.columns * self.rows) as usize
    }

    /// Position of a cell among all cells.
    #[inline]
    pub(super) const fn position(&self, cell: Cell) -> usize {
        (cell.row * self.columns + cell.column) as usize
    }

    /// The cell of a place in the box.
    #[inline]
    pub(super) fn cell(&self, place: LonLat) -> Option<Cell> {
        let inside = self.west <= place.lon
            && place.lon <= self.east
            && self.south <= place.lat
            && place.lat <= self.north;
        let at = self.in_cells(place.into());
        inside.then(|| Cell {
            column: (at.x as i32).min(self.columns - 1),
            row: (at.y as i32).min(self.rows - 1),
        })
    }

    /// Position of a place's cell; past all positions outside the box.
    #[inline]
    pub(super) fn position_of(&self, place: LonLat) -> u32 {
        self.cell(place)
            .map_or(u32::MAX, |cell| self.position(cell) as u32)
    }

    /// A place in columns and rows from the south-west.
    #[inline]
    pub(super) fn in_cells(&self, place: Coord<f64>) -> Coord<f64> {
        Coord {
            x: (place.x - self.west) * self.columns_a_degree,
            y: (place.y - self.south) * self.rows_a_degree,
        }
    }

    /// A place in cells from the south-west corner of one of them.
    #[inline]
    pub(super) fn in_cell(&self, place: Coord<f64>, cell: Cell) -> Coord<f64> {
        let at = self.in_cells(place);
        Coord {
            x: at.x - f64::from(cell.column),
            y: at.y - f64::from(cell.row),
        }
    }

    /// The south-west corner of a cell, in degrees: the same numbers wherever it is asked for.
    #[inline]
    pub(super) fn corner(&self, cell: Cell) -> Coord<f64> {
        Coord {
            x: self.column_side(f64::from(cell.column)),
            y: self.row_side(f64::from(cell.row)),
        }
    }

    /// How far east a count of columns reaches, in degrees.
    #[inline]
    pub(super) fn column_side(&self, columns: f64) -> f64 {
        side(self.west, columns, self.columns_a_degree)
    }

    /// How far north a count of rows reaches, in degrees.
    #[inline]
    pub(super) fn row_side(&self, rows: f64) -> f64 {
        side(self.south, rows, self.rows_a_degree)
    }

    /// Whether a place, in columns and rows, lies on the raster.
    #[inline]
    pub(super) fn holds(&self, columns: f64, rows: f64) -> bool {
        columns >= -SLACK
            && rows >= -SLACK
            && columns <= f64::from(self.columns) + SLACK
            && rows <= f64::from(self.rows) + SLACK
    }

    /// The columns that an interval (in columns) touches.
    #[inline]
    pub(super) fn columns_touched(&self, low: f64, high: f64) -> Option<Span> {
        touched(low, high, self.columns)
    }

    /// The rows that an interval (in rows) touches.
    #[inline]
    pub(super) fn rows_touched(&self, low: f64, high: f64) -> Option<Span> {
        touched(low, high, self.rows)
    }
}

#[inline]
fn side(from: f64, count: f64, a_degree: f64) -> f64 {
    if count == 0.0 || a_degree <= 0.0 {
        from
    } else {
        from + count / a_degree
    }
}

#[inline]
fn touched(low: f64, high: f64, count: i32) -> Option<Span> {
    let (low, high) = (low - SLACK, high + SLACK);
    (high >= 0.0 && low < f64::from(count)).then(|| Span {
        first: (low as i32).max(0),
        last: (high as i32).min(count - 1),
    })
}
