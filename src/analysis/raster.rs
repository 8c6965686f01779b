//! Rectangular rasters in local metres.

use crate::base::coords::{LocalBox, LocalXy};
use crate::base::units::Metres;

/// Where a raster lies: row 0 is the northernmost, values stand for cell centres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RasterFrame {
    /// The south-west corner of the south-west cell.
    pub min: LocalXy,
    /// East-west size of a cell.
    pub cell_x: Metres,
    /// North-south size of a cell.
    pub cell_y: Metres,
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
}

impl RasterFrame {
    /// A frame that fills a box with a given count of columns and rows.
    #[must_use]
    pub fn filling(extent: LocalBox, width: usize, height: usize) -> Self {
        Self {
            min: extent.min,
            cell_x: Metres(extent.width().0 / width as f64),
            cell_y: Metres(extent.height().0 / height as f64),
            width,
            height,
        }
    }

    /// The smallest frame of square cells around a box; the box's south-west corner is the frame's.
    #[must_use]
    pub fn covering(extent: LocalBox, cell: Metres) -> Self {
        let count = |length: f64| (length / cell.0).ceil().max(1.0) as usize;
        Self {
            min: extent.min,
            cell_x: cell,
            cell_y: cell,
            width: count(extent.width().0),
            height: count(extent.height().0),
        }
    }

    /// Whether it has cells, all of a positive and finite size.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let length = |metres: Metres| metres.0 > 0.0 && metres.0.is_finite();
        self.width > 0
            && self.height > 0
            && length(self.cell_x)
            && length(self.cell_y)
            && self.min.x.is_finite()
            && self.min.y.is_finite()
    }

    /// The centre of a cell.
    #[must_use]
    pub fn centre(&self, column: usize, row: usize) -> LocalXy {
        LocalXy {
            x: self.min.x + (column as f64 + 0.5) * self.cell_x.0,
            y: self.min.y + ((self.height - 1 - row) as f64 + 0.5) * self.cell_y.0,
        }
    }

    /// The box the frame fills.
    #[must_use]
    pub fn extent(&self) -> LocalBox {
        let max = LocalXy {
            x: self.min.x + self.width as f64 * self.cell_x.0,
            y: self.min.y + self.height as f64 * self.cell_y.0,
        };
        LocalBox { min: self.min, max }
    }
}

/// A raster of values, row-major from the north-west cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Raster {
    /// Where it lies.
    pub frame: RasterFrame,
    /// `width × height` values.
    pub values: Vec<f32>,
}

impl Raster {
    /// The greatest value; 0 for an empty raster.
    #[must_use]
    pub fn peak(&self) -> f32 {
        self.values.iter().copied().fold(0.0, f32::max)
    }
}
