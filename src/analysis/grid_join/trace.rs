//! Which cells an edge touches, and where it crosses the lines between rows.

use geo::Coord;

use super::exact::{Edge, Side};
use super::raster::{Cell, CellRaster, SLACK, Span};

/// What a cell is told of an edge (named by the corner it begins at): that it touches the cell, or that it crosses the line
/// of the cell's south side, up or down, and this cell's corner is the first east of it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Mark(u32);

const RISES: u32 = 1 << 31;
const FALLS: u32 = 1 << 30;

impl Mark {
    pub(super) const fn edge(self) -> u32 {
        self.0 & !(RISES | FALLS)
    }

    /// The direction of a crossing; `None` for a touch.
    pub(super) const fn crossing(self) -> Option<i32> {
        if self.0 & RISES != 0 {
            Some(1)
        } else if self.0 & FALLS != 0 {
            Some(-1)
        } else {
            None
        }
    }
}

/// The marks of each cell, in the order of the edges.
pub(super) struct Marks {
    /// Where each cell's marks begin; one entry more than cells.
    starts: Vec<u32>,
    marks: Vec<Mark>,
}

impl Marks {
    pub(super) fn of(&self, position: usize) -> &[Mark] {
        &self.marks[self.starts[position] as usize..self.starts[position + 1] as usize]
    }

    /// Puts marks with their cells in order.
    fn sorted(entries: &[(u32, Mark)], cells: usize) -> Self {
        // Counted one further on, so that filling a cell moves its start to where the next begins.
        let mut starts = vec![0u32; cells + 2];
        for &(cell, _) in entries {
            starts[cell as usize + 2] += 1;
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut marks = vec![Mark::default(); entries.len()];
        for &(cell, mark) in entries {
            let start = &mut starts[cell as usize + 1];
            marks[*start as usize] = mark;
            *start += 1;
        }
        Self { starts, marks }
    }
}

/// Lays edges on a raster.
pub(super) struct Tracer<'a> {
    raster: &'a CellRaster,
    entries: Vec<(u32, Mark)>,
}

impl<'a> Tracer<'a> {
    pub(super) fn new(raster: &'a CellRaster, edges: usize) -> Self {
        Self {
            raster,
            entries: Vec::with_capacity(2 * edges),
        }
    }

    /// The marks of all edges that were traced.
    pub(super) fn marks(self) -> Marks {
        Marks::sorted(&self.entries, self.raster.cells())
    }

    /// Marks the cells of an edge.
    pub(super) fn trace(&mut self, name: u32, edge: Edge) {
        let low = self.raster.in_cells(edge.low);
        let high = self.raster.in_cells(edge.high);
        let Some(rows) = self.raster.rows_touched(low.y, high.y) else {
            return;
        };
        let (west, east) = (low.x.min(high.x), low.x.max(high.x));
        // Only an edge that does not leave the raster touches all cells between its ends' cells in a row or column.
        let stays = self.raster.holds(west, low.y) && self.raster.holds(east, high.y);
        match self.raster.columns_touched(west, east) {
            Some(columns)
                if stays && (rows.first == rows.last || columns.first == columns.last) =>
            {
                for row in rows.first..=rows.last {
                    self.touch(name, row, columns);
                }
            }
            Some(_) => self.touch_row_by_row(name, &edge, rows),
            None => {}
        }
        for row in rows.first..=rows.last {
            if low.y <= f64::from(row) + SLACK {
                self.cross(name, &edge, row);
            }
        }
    }

    fn mark(&mut self, cell: Cell, mark: u32) {
        let position = self.raster.position(cell) as u32;
        self.entries.push((position, Mark(mark)));
    }

    fn touch(&mut self, name: u32, row: i32, columns: Span) {
        for column in columns.first..=columns.last {
            self.mark(Cell { column, row }, name);
        }
    }

    fn touch_row_by_row(&mut self, name: u32, edge: &Edge, rows: Span) {
        for row in rows.first..=rows.last {
            let south = self.raster.row_side(f64::from(row) - SLACK);
            let north = self.raster.row_side(f64::from(row) + 1.0 + SLACK);
            let one = self.raster.in_cells(edge.at_height(south)).x;
            let other = self.raster.in_cells(edge.at_height(north)).x;
            let columns = self.raster.columns_touched(one.min(other), one.max(other));
            if let Some(columns) = columns {
                self.touch(name, row, columns);
            }
        }
    }

    /// Marks where an edge crosses the south side of a row.
    fn cross(&mut self, name: u32, edge: &Edge, row: i32) {
        let height = self.raster.row_side(f64::from(row));
        if !(edge.low.y <= height && height < edge.high.y) {
            return;
        }
        let at = self.raster.in_cells(edge.at_height(height)).x;
        let nearest = at.round();
        // In doubt the corner itself is asked.
        let column = if (at - nearest).abs() > SLACK {
            at.floor() as i32 + 1
        } else {
            let column = nearest as i32;
            let corner = self.raster.corner(Cell { column, row });
            column + i32::from(edge.side_of(corner) != Some(Side::East))
        };
        let column = column.max(0);
        if column < self.raster.columns() {
            let mark = if edge.direction > 0 { RISES } else { FALLS };
            self.mark(Cell { column, row }, name | mark);
        }
    }
}

impl Edge {
    /// The place on it at a height, or an end where it does not reach the height.
    fn at_height(&self, height: f64) -> Coord<f64> {
        if height <= self.low.y {
            return self.low;
        }
        if height >= self.high.y {
            return self.high;
        }
        let share = (height - self.low.y) / (self.high.y - self.low.y);
        Coord {
            x: self.low.x + share * (self.high.x - self.low.x),
            y: height,
        }
    }
}
