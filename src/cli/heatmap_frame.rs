//! The raster of `patrolgrid heatmap`: regular in its reference system, measured in metres on the ground.

use rayon::prelude::*;

use crate::analysis::density::{DensityIndex, DensityRule, WeightedPlaces, density_raster};
use crate::analysis::raster::{Raster, RasterFrame};
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

/// Cells between two places that are projected; between them the way is straight to a few centimetres.
const STRIDE: usize = 16;
/// Cells a bandwidth must span (in the finer raster) for cubic interpolation to keep within the promised accuracy.
const FINE_ENOUGH: f64 = 16.0;

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
            Crs::Wgs84 | Crs::Cgcs2000 | Crs::Plane => crs,
            Crs::GaussKrueger114 | Crs::WebMercator | Crs::Utm { .. } => crs,
        };
        let extent = match asked {
            Some(extent) => {
                let corners = extent.corners().map(|(x, y)| crs.to_lonlat(x, y));
                if crs == written {
                    extent
                } else {
                    Extent::around(corners.map(|place| written.from_lonlat(place)))
                }
            }
            None => {
                let own = LocalBox::around(places.places.iter().copied())?.grown(rule.bandwidth);
                let corners = [
                    own.min,
                    LocalXy::new(own.max.x, own.min.y),
                    LocalXy::new(own.min.x, own.max.y),
                    own.max,
                ];
                Extent::around(
                    corners.map(|place| written.from_lonlat(projection.to_lonlat(place))),
                )
            }
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
        places: &WeightedPlaces,
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
            return Ok(density_raster(places, rule, frame, cancel)?.values);
        }
        let ways = Ways::new(self, projection);
        let [dx, dy] = self.cell_on_ground(projection);
        let cell = 0.5 * dx.min(dy);
        if rule.bandwidth.0 < FINE_ENOUGH * cell {
            return self.exact(places, rule, &ways, cancel);
        }
        let extent = ways.extent().grown(Metres(3.0 * cell));
        let fine = density_raster(
            places,
            rule,
            RasterFrame::covering(extent, Metres(cell)),
            cancel,
        )?;
        let mut values = vec![0.0f32; self.width * self.height];
        values
            .par_chunks_mut(self.width)
            .enumerate()
            .try_for_each(|(row, values)| {
                cancel.check()?;
                for (column, value) in values.iter_mut().enumerate() {
                    *value = cubic(&fine, ways.cell(column, row));
                }
                Ok(())
            })?;
        Ok(values)
    }

    /// Cells larger than the kernel's features: every value on its own.
    fn exact(
        &self,
        places: &WeightedPlaces,
        rule: DensityRule,
        ways: &Ways,
        cancel: &Cancel,
    ) -> Result<Vec<f32>, Cancelled> {
        let index = DensityIndex::new(places);
        let mut values = vec![0.0f32; self.width * self.height];
        values
            .par_chunks_mut(self.width)
            .enumerate()
            .try_for_each(|(row, values)| {
                cancel.check()?;
                for (column, value) in values.iter_mut().enumerate() {
                    *value = index.density_at(rule, ways.cell(column, row)).0 as f32;
                }
                Ok(())
            })?;
        Ok(values)
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

/// Local places of cell centres: every [`STRIDE`]-th is projected, the others lie between.
struct Ways {
    knots: Vec<LocalXy>,
    knots_a_row: usize,
}

impl Ways {
    fn new(frame: &OutputFrame, projection: &LocalProjection) -> Self {
        let knots_a_row = frame.width / STRIDE + 2;
        let rows = frame.height / STRIDE + 2;
        let knots = (0..rows * knots_a_row)
            .map(|index| {
                let (column, row) = (index % knots_a_row * STRIDE, index / knots_a_row * STRIDE);
                frame.local(column as f64 + 0.5, row as f64 + 0.5, projection)
            })
            .collect();
        Self { knots, knots_a_row }
    }

    fn cell(&self, column: usize, row: usize) -> LocalXy {
        let knot = row / STRIDE * self.knots_a_row + column / STRIDE;
        let (u, v) = (
            (column % STRIDE) as f64 / STRIDE as f64,
            (row % STRIDE) as f64 / STRIDE as f64,
        );
        let mixed = |a: LocalXy, b: LocalXy, share: f64| {
            LocalXy::new(a.x + share * (b.x - a.x), a.y + share * (b.y - a.y))
        };
        let below = knot + self.knots_a_row;
        mixed(
            mixed(self.knots[knot], self.knots[knot + 1], u),
            mixed(self.knots[below], self.knots[below + 1], u),
            v,
        )
    }

    /// The box around all knots.
    fn extent(&self) -> LocalBox {
        let origin = LocalXy::new(0.0, 0.0);
        let empty = LocalBox {
            min: origin,
            max: origin,
        };
        LocalBox::around(self.knots.iter().copied()).unwrap_or(empty)
    }
}

/// The value at a place by cubic interpolation (Keys 1981) over 4 × 4 cells; never under 0.
fn cubic(raster: &Raster, at: LocalXy) -> f32 {
    let frame = &raster.frame;
    let first = frame.centre(0, 0);
    let x = (at.x - first.x) / frame.cell_x.0;
    let y = (first.y - at.y) / frame.cell_y.0;
    let (column, across) = base(x, frame.width);
    let (row, down) = base(y, frame.height);
    let mut sum = 0.0;
    for (offset, share) in down.into_iter().enumerate() {
        let from = (row + offset) * frame.width + column;
        let values = raster.values.get(from..from + 4).unwrap_or(&[0.0; 4]);
        let along: f32 = values
            .iter()
            .zip(across)
            .map(|(value, share)| value * share)
            .sum();
        sum += share * along;
    }
    sum.max(0.0)
}

/// The first of four cells about a position, and their shares.
fn base(position: f64, count: usize) -> (usize, [f32; 4]) {
    let cell = position.floor().clamp(1.0, (count.max(4) - 3) as f64);
    let t = (position - cell) as f32;
    let (t2, t3) = (t * t, t * t * t);
    let shares = [
        -0.5 * t3 + t2 - 0.5 * t,
        1.5 * t3 - 2.5 * t2 + 1.0,
        -1.5 * t3 + 2.0 * t2 + 0.5 * t,
        0.5 * t3 - 0.5 * t2,
    ];
    (cell as usize - 1, shares)
}
