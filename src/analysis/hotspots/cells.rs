//! What incidents are counted in: the areas of a layer, or square cells.

use rand::Rng;

use super::lattice::Lattice;
use super::neighbours::{Neighbours, sharing_a_border};
use crate::analysis::density::{DensityIndex, DensityRule};
use crate::analysis::grid_join::GridLocator;
use crate::base::cancel::{Cancel, Cancelled};
use crate::base::coords::{LocalBox, LocalXy, LonLat};
use crate::base::projection::LocalProjection;
use crate::base::units::{Km2, Metres};
use crate::model::grid::GridLayer;

/// The place lies in no cell.
pub const NOWHERE: u32 = crate::analysis::grid_join::NOWHERE;

/// Places between two looks at the cancel handle.
const PLACES_A_CHECK: usize = 1 << 16;

/// Areas of a layer, or square cells of one size; each has a position, from 0.
#[derive(Debug, Clone)]
pub struct StudyCells {
    shape: Shape,
    centres: Vec<LocalXy>,
    areas: Vec<Km2>,
    projection: LocalProjection,
}

#[derive(Debug, Clone)]
enum Shape {
    Squares(Lattice),
    Areas {
        locator: Box<GridLocator>,
        beside: Neighbours,
    },
}

impl StudyCells {
    /// The areas of a layer, in its order; neighbours share a border or a corner.
    #[must_use]
    pub fn of_layer(layer: &GridLayer, projection: LocalProjection) -> Self {
        let centre = |unit: &crate::model::grid::GridUnit| projection.to_local(unit.label_at);
        Self {
            shape: Shape::Areas {
                locator: Box::new(GridLocator::new(layer)),
                beside: sharing_a_border(layer, &projection),
            },
            centres: layer.units.iter().map(centre).collect(),
            areas: layer.units.iter().map(|unit| unit.area).collect(),
            projection,
        }
    }

    /// Square cells that hold one of these places, and the eight about each: ground where incidents happen. Give only places that
    /// are known beforehand where forecasts are judged. `None` where there is no place, or the cells are too small for how far the
    /// places lie apart.
    #[must_use]
    pub fn squares_around(
        places: &[LocalXy],
        side: Metres,
        projection: LocalProjection,
    ) -> Option<Self> {
        Some(Self::squares(Lattice::around(places, side)?, projection))
    }

    /// Square cells whose centre lies in a box. `None` where there is none, or more than a few ten million.
    #[must_use]
    pub fn squares_in_box(
        about: LocalBox,
        side: Metres,
        projection: LocalProjection,
    ) -> Option<Self> {
        let lattice = Lattice::filling(about, side, |_| true)?;
        Some(Self::squares(lattice, projection))
    }

    /// Square cells whose centre lies in an area of a layer. `None` as in [`StudyCells::squares_in_box`].
    #[must_use]
    pub fn squares_within(
        layer: &GridLayer,
        side: Metres,
        projection: LocalProjection,
    ) -> Option<Self> {
        let about = projection.box_around(layer.extent()?)?.grown(side);
        let locator = GridLocator::new(layer);
        let inside = |at: LocalXy| locator.locate(projection.to_lonlat(at)).is_some();
        let lattice = Lattice::filling(about, side, inside)?;
        Some(Self::squares(lattice, projection))
    }

    fn squares(lattice: Lattice, projection: LocalProjection) -> Self {
        let middle = |cell: usize| {
            let about = lattice.cell(cell);
            LocalXy::new(
                f64::midpoint(about.min.x, about.max.x),
                f64::midpoint(about.min.y, about.max.y),
            )
        };
        let area = Km2::from_square_metres(lattice.side * lattice.side);
        Self {
            centres: (0..lattice.len()).map(middle).collect(),
            areas: vec![area; lattice.len()],
            shape: Shape::Squares(lattice),
            projection,
        }
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.centres.len()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.centres.is_empty()
    }

    /// A place in the middle of each: where an area's label stands, the centre of a square.
    #[must_use]
    pub fn centres(&self) -> &[LocalXy] {
        &self.centres
    }

    /// How large each is.
    #[must_use]
    pub fn areas(&self) -> &[Km2] {
        &self.areas
    }

    /// How large all are together.
    #[must_use]
    pub fn total_area(&self) -> Km2 {
        Km2(self.areas.iter().map(|area| area.0).sum())
    }

    /// Whether they are squares rather than areas of a layer.
    #[must_use]
    pub const fn are_squares(&self) -> bool {
        matches!(self.shape, Shape::Squares(_))
    }

    /// The box of a square; `None` of an area of a layer.
    #[must_use]
    pub fn square(&self, cell: usize) -> Option<LocalBox> {
        match &self.shape {
            Shape::Squares(lattice) => (cell < lattice.len()).then(|| lattice.cell(cell)),
            Shape::Areas { .. } => None,
        }
    }

    /// A place anywhere in the squares, each part of them alike; `None` of areas of a layer, or where there is none.
    #[must_use]
    pub fn any_place(&self, dice: &mut impl Rng) -> Option<LocalXy> {
        let Shape::Squares(lattice) = &self.shape else {
            return None;
        };
        let cell = (!self.is_empty()).then(|| dice.random_range(0..self.len()))?;
        let about = lattice.cell(cell);
        Some(LocalXy::new(
            lattice.side.mul_add(dice.random::<f64>(), about.min.x),
            lattice.side.mul_add(dice.random::<f64>(), about.min.y),
        ))
    }

    /// The projection of their metres.
    #[must_use]
    pub const fn projection(&self) -> &LocalProjection {
        &self.projection
    }

    /// The cell of each place, or [`NOWHERE`].
    ///
    /// # Errors
    /// [`Cancelled`].
    pub fn locate_all(&self, places: &[LocalXy], cancel: &Cancel) -> Result<Vec<u32>, Cancelled> {
        match &self.shape {
            Shape::Squares(lattice) => {
                let mut found = Vec::with_capacity(places.len());
                for run in places.chunks(PLACES_A_CHECK) {
                    cancel.check()?;
                    found.extend(run.iter().map(|at| lattice.locate(*at).unwrap_or(NOWHERE)));
                }
                Ok(found)
            }
            Shape::Areas { locator, .. } => {
                let back = |at: &LocalXy| self.projection.to_lonlat(*at);
                let places: Vec<LonLat> = places.iter().map(back).collect();
                locator.locate_all(&places, cancel)
            }
        }
    }

    /// Which cells touch: squares at a side or corner, areas at a border or corner.
    #[must_use]
    pub fn beside(&self) -> Neighbours {
        match &self.shape {
            Shape::Squares(lattice) => {
                let of_cell = |cell| lattice.beside(cell).collect();
                Neighbours::of_lists((0..lattice.len()).map(of_cell))
            }
            Shape::Areas { beside, .. } => beside.clone(),
        }
    }

    /// The density of incidents in the middle of each cell, incidents per km².
    ///
    /// # Errors
    /// [`Cancelled`].
    pub fn density(
        &self,
        index: &DensityIndex,
        rule: DensityRule,
        cancel: &Cancel,
    ) -> Result<Vec<f64>, Cancelled> {
        match &self.shape {
            Shape::Squares(lattice) => {
                let raster = index.raster(rule, lattice.frame(), cancel)?;
                Ok(lattice.picked(&raster.values))
            }
            Shape::Areas { .. } => {
                let mut found = Vec::with_capacity(self.len());
                for run in self.centres.chunks(64) {
                    cancel.check()?;
                    found.extend(run.iter().map(|at| index.density_at(rule, *at).0));
                }
                Ok(found)
            }
        }
    }
}

/// Incidents in each cell: sums of the weights of those that lie in it.
#[must_use]
pub fn counts(cells: usize, located: &[u32], weight: impl Fn(usize) -> f64) -> Vec<f64> {
    let mut sums = vec![0.0; cells];
    for (row, cell) in located.iter().enumerate() {
        if let Some(sum) = sums.get_mut(*cell as usize) {
            *sum += weight(row);
        }
    }
    sums
}
