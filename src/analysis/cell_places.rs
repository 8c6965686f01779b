//! The cells of a raster that is regular in degrees (or in another reference system), as places in local metres.

use rayon::prelude::*;

use crate::base::coords::{LocalBox, LocalXy};
use crate::base::units::Metres;

/// Cells between two known places of a row, at most.
const MOST_CELLS: f64 = 32.0;
/// Metres between two known places, about: the parabola through three of them is off by a hundredth of a millimetre.
const SPACING: f64 = 1600.0;

/// The cell centres of a raster in local metres; row 0 is the northernmost.
///
/// Every few cells of every row the place is known exactly, the others lie on parabolas through the nearest three. The
/// reference system must be smooth: a longitude and latitude, or a map projection.
#[derive(Debug, Clone)]
pub struct CellPlaces {
    width: usize,
    height: usize,
    cell_x: Metres,
    cell_y: Metres,
    /// Cells between two known places.
    stride: usize,
    knots: Vec<LocalXy>,
    knots_a_row: usize,
}

impl CellPlaces {
    /// Cells of about the given size east-west and north-south; `local` gives the centre of a cell by column and row, also for some columns east of
    /// the last.
    pub fn new(
        width: usize,
        height: usize,
        (cell_x, cell_y): (Metres, Metres),
        local: impl Fn(usize, usize) -> LocalXy + Sync,
    ) -> Self {
        let stride = (SPACING / cell_x.0).clamp(1.0, MOST_CELLS) as usize;
        let knots_a_row = width.div_ceil(stride).max(1) + 2;
        let knots = (0..height * knots_a_row)
            .into_par_iter()
            .map(|knot| local(knot % knots_a_row * stride, knot / knots_a_row))
            .collect();
        Self {
            width,
            height,
            cell_x,
            cell_y,
            stride,
            knots,
            knots_a_row,
        }
    }

    /// Columns.
    #[must_use]
    pub const fn width(&self) -> usize {
        self.width
    }

    /// Rows.
    #[must_use]
    pub const fn height(&self) -> usize {
        self.height
    }

    /// The size a cell has east-west and north-south, about.
    #[must_use]
    pub const fn cell(&self) -> (Metres, Metres) {
        (self.cell_x, self.cell_y)
    }

    /// The centre of a cell.
    #[must_use]
    #[inline(always)]
    pub fn centre(&self, column: usize, row: usize) -> LocalXy {
        let middle = ((column + self.stride / 2) / self.stride).max(1);
        let from = row * self.knots_a_row + middle - 1;
        let Some([before, at, after]) = self.knots.get(from..from + 3) else {
            return LocalXy::new(f64::NAN, f64::NAN);
        };
        let t = (column as f64 - (middle * self.stride) as f64) / self.stride as f64;
        let along = |before: f64, at: f64, after: f64| {
            at + 0.5 * t * ((after - before) + t * (before - 2.0 * at + after))
        };
        LocalXy::new(
            along(before.x, at.x, after.x),
            along(before.y, at.y, after.y),
        )
    }

    /// A box that holds every cell centre, and little more.
    #[must_use]
    pub fn extent(&self) -> LocalBox {
        let nowhere = LocalXy::new(f64::NAN, f64::NAN);
        let around = LocalBox::around(self.knots.iter().copied()).unwrap_or(LocalBox {
            min: nowhere,
            max: nowhere,
        });
        around.grown(Metres(self.cell_x.0.max(self.cell_y.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::coords::LonLat;
    use crate::base::projection::LocalProjection;

    #[test]
    fn every_cell_is_where_its_degrees_are() {
        let projection = LocalProjection::centred_on(LonLat::new(-0.1, 51.5));
        for (width, height, step) in [
            (1280, 40, 7e-4),
            (31, 20, 9e-3),
            (1, 3, 1e-2),
            (17, 2, 1e-5),
        ] {
            let local = |column: usize, row: usize| {
                let place =
                    LonLat::new(-0.6 + column as f64 * step, 51.7 - row as f64 * 10.0 * step);
                projection.to_local(place)
            };
            let cell = (
                local(0, 0).distance(local(1, 0)),
                local(0, 0).distance(local(0, 1)),
            );
            let cells = CellPlaces::new(width, height, cell, local);
            for (column, row) in (0..height).flat_map(|row| (0..width).map(move |c| (c, row))) {
                let off = cells.centre(column, row).distance(local(column, row)).0;
                assert!(off < 2e-5, "{width}: ({column}, {row}) is {off} m off");
                let extent = cells.extent();
                let place = cells.centre(column, row);
                assert!(extent.min.x < place.x && place.x < extent.max.x);
                assert!(extent.min.y < place.y && place.y < extent.max.y);
            }
        }
    }
}
