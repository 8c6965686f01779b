//! The raster of `patrolgrid heatmap`: regular in its reference system, measured in metres on the ground.

use crate::analysis::cell_places::CellPlaces;
use crate::analysis::density::{DensityIndex, DensityRule, WeightedPlaces};
use crate::analysis::raster::RasterFrame;
use crate::base::cancel::{Cancel, Cancelled};
use crate::base::coords::{LocalBox, LocalXy};
use crate::base::crs::Crs;
use crate::base::projection::LocalProjection;
use crate::base::units::Metres;
use crate::io::raster_files::RasterImage;

/// A box in the units of a reference system.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Extent {
    /// Least x or longitude.
    pub west: f64,
    /// Least y or latitude.
    pub south: f64,
    /// Greatest x or longitude.
    pub east: f64,
    /// Greatest y or latitude.
    pub north: f64,
}

/// Where the cells lie.
#[derive(Debug, Clone, Copy)]
pub(super) struct OutputFrame {
    extent: Extent,
    width: usize,
    height: usize,
    crs: Crs,
}

impl OutputFrame {
    /// The frame asked for; without an extent, the places' grown by the kernel's reach. `None` where there is neither.
    pub(super) fn new(
        asked: Option<Extent>,
        (width, height): (usize, usize),
        crs: Crs,
        projection: &LocalProjection,
        places: &WeightedPlaces,
        rule: DensityRule,
    ) -> Option<Self> {
        // A raster in GCJ-02 or BD-09 could not be told from one in WGS 84.
        let written = match crs {
            Crs::Gcj02 | Crs::Bd09 => Crs::Wgs84,
            Crs::Wgs84
            | Crs::Cgcs2000
            | Crs::Plane
            | Crs::GaussKrueger114
            | Crs::WebMercator
            | Crs::Utm { .. } => crs,
        };
        let extent = if let Some(extent) = asked {
            let corners = extent.corners().map(|(x, y)| crs.to_lonlat(x, y));
            if crs == written {
                extent
            } else {
                Extent::around(corners.map(|place| written.from_lonlat(place)))
            }
        } else {
            let own = LocalBox::around(places.places.iter().copied())?.grown(rule.bandwidth);
            let corners = [
                own.min,
                LocalXy::new(own.max.x, own.min.y),
                LocalXy::new(own.min.x, own.max.y),
                own.max,
            ];
            Extent::around(corners.map(|place| written.from_lonlat(projection.to_lonlat(place))))
        };
        let sound = extent.east > extent.west && extent.north > extent.south;
        sound.then_some(Self {
            extent,
            width,
            height,
            crs: written,
        })
    }

    /// The density in every cell centre, from the north-west.
    pub(super) fn density(
        &self,
        index: &DensityIndex,
        rule: DensityRule,
        projection: &LocalProjection,
        cancel: &Cancel,
    ) -> Result<Vec<f32>, Cancelled> {
        if self.crs == Crs::Plane {
            let extent = LocalBox {
                min: LocalXy::new(self.extent.west, self.extent.south),
                max: LocalXy::new(self.extent.east, self.extent.north),
            };
            let frame = RasterFrame::filling(extent, self.width, self.height);
            return Ok(index.raster(rule, frame, cancel)?.values);
        }
        let cells = self.cells(projection);
        index.values_at(rule, &cells, cancel)
    }

    /// The places of the cell centres.
    fn cells(&self, projection: &LocalProjection) -> CellPlaces {
        let [dx, dy] = self.cell_on_ground(projection);
        let local = |column: usize, row: usize| {
            self.local(column as f64 + 0.5, row as f64 + 0.5, projection)
        };
        CellPlaces::new(self.width, self.height, (Metres(dx), Metres(dy)), local)
    }

    /// The raster as a file is to hold it.
    pub(super) fn image<'a>(&self, values: &'a [f32]) -> RasterImage<'a> {
        RasterImage {
            values,
            width: self.width,
            height: self.height,
            north_west: (self.extent.west, self.extent.north),
            cell: self.cell(),
            crs: self.crs,
        }
    }

    /// West, south, east, north.
    pub(super) const fn extent(&self) -> [f64; 4] {
        let Extent {
            west,
            south,
            east,
            north,
        } = self.extent;
        [west, south, east, north]
    }

    fn cell(&self) -> (f64, f64) {
        (
            (self.extent.east - self.extent.west) / self.width as f64,
            (self.extent.north - self.extent.south) / self.height as f64,
        )
    }

    /// The place of a point given in cells from the north-west corner.
    fn local(&self, column: f64, row: f64, projection: &LocalProjection) -> LocalXy {
        let (dx, dy) = self.cell();
        let (x, y) = (self.extent.west + column * dx, self.extent.north - row * dy);
        if self.crs == Crs::Plane {
            return LocalXy::new(x, y);
        }
        projection.to_local(self.crs.to_lonlat(x, y))
    }

    /// Size of a cell in the middle column of a row, metres.
    fn cell_in_row(&self, row: f64, projection: &LocalProjection) -> [f64; 2] {
        let column = self.width as f64 / 2.0;
        let at = |dx: f64, dy: f64| self.local(column + dx, row + dy, projection);
        [
            at(-0.5, 0.0).distance(at(0.5, 0.0)).0,
            at(0.0, -0.5).distance(at(0.0, 0.5)).0,
        ]
    }

    /// Size of the cell in the middle, metres.
    pub(super) fn cell_on_ground(&self, projection: &LocalProjection) -> [f64; 2] {
        self.cell_in_row(self.height as f64 / 2.0, projection)
    }

    /// Σ value × ground.
    pub(super) fn integral(&self, values: &[f32], projection: &LocalProjection) -> f64 {
        values
            .chunks_exact(self.width)
            .enumerate()
            .map(|(row, values)| {
                let [dx, dy] = self.cell_in_row(row as f64 + 0.5, projection);
                let sum: f64 = values.iter().map(|&value| f64::from(value)).sum();
                sum * dx * dy / 1e6
            })
            .sum()
    }
}

impl Extent {
    const fn corners(&self) -> [(f64, f64); 4] {
        [
            (self.west, self.south),
            (self.east, self.south),
            (self.west, self.north),
            (self.east, self.north),
        ]
    }

    fn around(corners: [(f64, f64); 4]) -> Self {
        let least = |values: [f64; 4]| values.into_iter().fold(f64::INFINITY, f64::min);
        let most = |values: [f64; 4]| values.into_iter().fold(f64::NEG_INFINITY, f64::max);
        Self {
            west: least(corners.map(|corner| corner.0)),
            south: least(corners.map(|corner| corner.1)),
            east: most(corners.map(|corner| corner.0)),
            north: most(corners.map(|corner| corner.1)),
        }
    }
}
