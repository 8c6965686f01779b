//! Kernel density: λ(x) = Σ wᵢ K(dᵢ/h)/h², in incidents per km².
//!
//! [`density_raster`] fills a frame, [`DensityIndex`] answers for one place, [`reference_bandwidth`] proposes an h.
//! A value at a place never depends on zoom, window or frame.

mod bandwidth;
mod binning;
mod cells;
mod convolve;
mod exact;
mod filter;
mod index;
mod kernel;
mod lattice;
mod mend;
mod method;
mod near;
mod patch_sums;
mod read_places;
mod roughness;
mod separable;
mod survey;
mod upsample;

pub use bandwidth::reference_bandwidth;
pub use index::DensityIndex;
pub use kernel::Kernel;

use serde::{Deserialize, Serialize};

use super::raster::{Raster, RasterFrame};
use crate::base::cancel::{Cancel, Cancelled};
use crate::base::coords::LocalXy;
use crate::base::units::Metres;

/// How a density is worked out.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct DensityRule {
    /// The kernel.
    pub kernel: Kernel,
    /// Its bandwidth h on the ground.
    pub bandwidth: Metres,
}

impl DensityRule {
    /// The distance from which on a place adds nothing; 0 where the bandwidth is no positive number.
    #[must_use]
    pub fn reach(self) -> Metres {
        if self.is_sound() {
            Metres(self.kernel.support() * self.bandwidth.0)
        } else {
            Metres(0.0)
        }
    }

    /// Whether the bandwidth is a positive, finite length.
    fn is_sound(self) -> bool {
        self.bandwidth.0 > 0.0 && self.bandwidth.0.is_finite()
    }
}

impl Default for DensityRule {
    fn default() -> Self {
        Self {
            kernel: Kernel::Quartic,
            bandwidth: Metres(300.0),
        }
    }
}

/// Places with weights: what a density is the density of.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WeightedPlaces {
    /// Places, local metres, finite.
    pub places: Vec<LocalXy>,
    /// A weight each, or `None` where each weighs 1.
    pub weights: Option<Vec<f64>>,
}

impl WeightedPlaces {
    /// Sum of the weights.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.weights
            .as_ref()
            .map_or(self.places.len() as f64, |weights| weights.iter().sum())
    }

    /// The weight of one place: 1 without weights, 0 where none was given.
    fn weight(&self, index: usize) -> f64 {
        self.weights
            .as_ref()
            .map_or(1.0, |weights| weights.get(index).copied().unwrap_or(0.0))
    }

    /// Whether a place has finite coordinates and a finite weight other than 0.
    fn is_sound(&self, index: usize) -> bool {
        let weight = self.weight(index);
        let place = self.places.get(index);
        place.is_some_and(|place| place.x.is_finite() && place.y.is_finite())
            && weight.is_finite()
            && weight != 0.0
    }

    /// Every sound place, with its weight.
    fn sound(&self) -> impl Iterator<Item = (LocalXy, f64)> + '_ {
        self.places
            .iter()
            .enumerate()
            .filter(|(index, _)| self.is_sound(*index))
            .map(|(index, &place)| (place, self.weight(index)))
    }
}

/// The density in every cell centre of the frame, in incidents per km².
///
/// The same as [`DensityIndex::raster`] of these places.
///
/// # Errors
/// [`Cancelled`] when asked to stop.
pub fn density_raster(
    places: &WeightedPlaces,
    rule: DensityRule,
    frame: RasterFrame,
    cancel: &Cancel,
) -> Result<Raster, Cancelled> {
    DensityIndex::new(places).raster(rule, frame, cancel)
}
