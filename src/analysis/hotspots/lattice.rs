//! Square cells in whole steps from the projection's origin: next month's lattice has the same borders.

use std::collections::BTreeSet;

use crate::analysis::raster::RasterFrame;
use crate::base::coords::{LocalBox, LocalXy};
use crate::base::units::Metres;

/// Columns times rows that the box around all cells may have.
const MOST_IN_BOX: f64 = 3e7;
/// Cells that a box may be filled with.
const MOST_CELLS: f64 = 5e6;
/// No cell counted in.
const NONE: u32 = u32::MAX;

/// Square cells of one size, some of them counted in.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Lattice {
    /// Metres.
    pub(super) side: f64,
    /// Column and row of the box's south-western cell, in steps from the origin.
    origin: (i64, i64),
    columns: usize,
    rows: usize,
    /// For each cell of the box, row-major from the south-west, its position among those counted in.
    positions: Vec<u32>,
    /// Where each cell counted in stands in `positions`.
    cells: Vec<u32>,
}

impl Lattice {
    /// The lattice of these cells (columns and rows in steps from the origin), in the order of their rows from the south.
    /// `None` where there is none, or the box around them is too large for the size of the cells.
    fn of(side: f64, wanted: &BTreeSet<(i64, i64)>) -> Option<Self> {
        let (first, last) = (wanted.first()?.0, wanted.last()?.0);
        let west = wanted.iter().map(|cell| cell.1).min()?;
        let east = wanted.iter().map(|cell| cell.1).max()?;
        let (columns, rows) = ((east - west + 1) as f64, (last - first + 1) as f64);
        if columns * rows > MOST_IN_BOX {
            return None;
        }
        let columns = columns as usize;
        let mut positions = vec![NONE; columns * rows as usize];
        let mut cells = Vec::with_capacity(wanted.len());
        for (row, column) in wanted {
            let at = (row - first) as usize * columns + (column - west) as usize;
            positions[at] = cells.len() as u32;
            cells.push(at as u32);
        }
        Some(Self {
            side,
            origin: (west, first),
            columns,
            rows: rows as usize,
            positions,
            cells,
        })
    }

    /// The cells that hold one of some places, and those beside them.
    pub(super) fn around(places: &[LocalXy], side: Metres) -> Option<Self> {
        let mut used: Vec<(i64, i64)> = Vec::with_capacity(places.len());
        used.extend(places.iter().filter_map(|at| step_of(*at, side.0)));
        used.sort_unstable();
        used.dedup();
        let mut wanted = BTreeSet::new();
        for (row, column) in used {
            for (up, right) in BESIDE.into_iter().chain([(0, 0)]) {
                wanted.insert((row + up, column + right));
            }
        }
        Self::of(side.0, &wanted)
    }

    /// The cells whose centre lies in a box and is wanted.
    pub(super) fn filling(
        about: LocalBox,
        side: Metres,
        is_wanted: impl Fn(LocalXy) -> bool,
    ) -> Option<Self> {
        let (south, west) = step_of(about.min, side.0)?;
        let (north, east) = step_of(about.max, side.0)?;
        if (north - south + 1) as f64 * (east - west + 1) as f64 > MOST_CELLS {
            return None;
        }
        let mut wanted = BTreeSet::new();
        for row in south..=north {
            for column in west..=east {
                let middle = |step: i64| (step as f64 + 0.5) * side.0;
                let centre = LocalXy::new(middle(column), middle(row));
                let inside = (about.min.x..=about.max.x).contains(&centre.x)
                    && (about.min.y..=about.max.y).contains(&centre.y);
                if inside && is_wanted(centre) {
                    wanted.insert((row, column));
                }
            }
        }
        Self::of(side.0, &wanted)
    }

    /// The cells counted in.
    pub(super) const fn len(&self) -> usize {
        self.cells.len()
    }

    /// Position of the cell that holds a place.
    pub(super) fn locate(&self, at: LocalXy) -> Option<u32> {
        let (row, column) = step_of(at, self.side)?;
        self.position(row - self.origin.1, column - self.origin.0)
    }

    fn position(&self, row: i64, column: i64) -> Option<u32> {
        let row = usize::try_from(row).ok().filter(|row| *row < self.rows)?;
        let column = usize::try_from(column).ok()?;
        let column = Some(column).filter(|column| *column < self.columns)?;
        let found = self.positions.get(row * self.columns + column)?;
        (*found != NONE).then_some(*found)
    }

    fn row_and_column(&self, cell: usize) -> (i64, i64) {
        let at = self.cells.get(cell).map_or(0, |at| *at as usize);
        ((at / self.columns) as i64, (at % self.columns) as i64)
    }

    /// The box of a cell.
    pub(super) fn cell(&self, cell: usize) -> LocalBox {
        let (row, column) = self.row_and_column(cell);
        let corner = |up: i64| {
            LocalXy::new(
                (self.origin.0 + column + up) as f64 * self.side,
                (self.origin.1 + row + up) as f64 * self.side,
            )
        };
        LocalBox {
            min: corner(0),
            max: corner(1),
        }
    }

    /// Cells that touch a cell, at a corner too.
    pub(super) fn beside(&self, cell: usize) -> impl Iterator<Item = u32> + '_ {
        let (row, column) = self.row_and_column(cell);
        let found = BESIDE.into_iter();
        found.filter_map(move |(up, right)| self.position(row + up, column + right))
    }

    /// The frame of the whole box.
    pub(super) fn frame(&self) -> RasterFrame {
        RasterFrame {
            min: LocalXy::new(
                self.origin.0 as f64 * self.side,
                self.origin.1 as f64 * self.side,
            ),
            cell_x: Metres(self.side),
            cell_y: Metres(self.side),
            width: self.columns,
            height: self.rows,
        }
    }

    /// What the cells counted in have in a raster over [`Lattice::frame`], which begins in the north-west.
    pub(super) fn picked(&self, values: &[f32]) -> Vec<f64> {
        let of_cell = |at: &u32| {
            let (row, column) = (*at as usize / self.columns, *at as usize % self.columns);
            let value = values.get((self.rows - 1 - row) * self.columns + column);
            value.map_or(0.0, |value| f64::from(*value))
        };
        self.cells.iter().map(of_cell).collect()
    }
}

/// The eight cells about one.
const BESIDE: [(i64, i64); 8] = [
    (-1, -1),
    (-1, 0),
    (-1, 1),
    (0, -1),
    (0, 1),
    (1, -1),
    (1, 0),
    (1, 1),
];

/// Row and column, in steps from the origin, of the cell that holds a place; `None` of what is no place on the ground.
fn step_of(at: LocalXy, side: f64) -> Option<(i64, i64)> {
    let (column, row) = ((at.x / side).floor(), (at.y / side).floor());
    (column.abs() < 1e9 && row.abs() < 1e9).then_some((row as i64, column as i64))
}
