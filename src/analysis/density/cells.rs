//! The cells of a raster as the engine sees them: a regular frame, or places one by one.

use super::DensityRule;
use crate::analysis::cell_places::CellPlaces;
use crate::analysis::raster::RasterFrame;
use crate::base::coords::{LocalBox, LocalXy};
use crate::base::units::Metres;

/// The cells a density is wanted for, row-major from the north-west.
#[derive(Debug, Clone, Copy)]
pub(super) enum Cells<'a> {
    /// Regular in local metres: whole rows and columns share their readings.
    Regular(RasterFrame),
    /// Regular elsewhere: each cell has a place of its own.
    Placed(&'a CellPlaces),
}

impl Cells<'_> {
    /// Columns.
    pub(super) const fn width(&self) -> usize {
        match self {
            Self::Regular(frame) => frame.width,
            Self::Placed(places) => places.width(),
        }
    }

    /// Rows.
    pub(super) const fn height(&self) -> usize {
        match self {
            Self::Regular(frame) => frame.height,
            Self::Placed(places) => places.height(),
        }
    }

    /// How many cells.
    pub(super) const fn count(&self) -> usize {
        self.width() * self.height()
    }

    /// East-west and north-south size of a cell, metres; about that where cells have places of their own.
    pub(super) const fn size(&self) -> (f64, f64) {
        match self {
            Self::Regular(frame) => (frame.cell_x.0, frame.cell_y.0),
            Self::Placed(places) => (places.cell().0.0, places.cell().1.0),
        }
    }

    /// The centre of a cell.
    #[inline(always)]
    pub(super) fn centre(&self, column: usize, row: usize) -> LocalXy {
        match self {
            Self::Regular(frame) => frame.centre(column, row),
            Self::Placed(places) => places.centre(column, row),
        }
    }

    /// The box around the cell centres.
    pub(super) fn centres(&self) -> LocalBox {
        match self {
            Self::Regular(frame) => LocalBox {
                min: frame.centre(0, frame.height - 1),
                max: frame.centre(frame.width - 1, 0),
            },
            Self::Placed(places) => places.extent(),
        }
    }

    /// The box around the centres of a patch of cells.
    pub(super) fn patch(&self, patch: &Patch) -> LocalBox {
        let (west, east) = (patch.columns.start, patch.columns.end - 1);
        let (north, south) = (patch.rows.start, patch.rows.end - 1);
        let corners = [(west, south), (east, north), (west, north), (east, south)];
        let corners = corners.map(|(column, row)| self.centre(column, row));
        let own = LocalBox {
            min: corners[0],
            max: corners[1],
        };
        match self {
            Self::Regular(_) => own,
            // Between its corners a row of a small patch bends by far less than a cell.
            Self::Placed(_) => LocalBox::around(corners)
                .unwrap_or(own)
                .grown(Metres(0.05 * self.size().0)),
        }
    }

    /// The box around everything that reaches a cell.
    pub(super) fn within_reach(&self, rule: DensityRule) -> LocalBox {
        self.centres().grown(rule.reach())
    }

    /// Whether there are cells, all at finite places.
    pub(super) fn is_sound(&self) -> bool {
        match self {
            Self::Regular(frame) => frame.is_sound(),
            Self::Placed(_) => {
                let centres = self.centres();
                let corners = [centres.min.x, centres.min.y, centres.max.x, centres.max.y];
                self.count() > 0 && corners.iter().all(|corner| corner.is_finite())
            }
        }
    }
}

/// A small rectangle of cells.
#[derive(Debug, Clone)]
pub(super) struct Patch {
    pub(super) columns: std::ops::Range<usize>,
    pub(super) rows: std::ops::Range<usize>,
}
