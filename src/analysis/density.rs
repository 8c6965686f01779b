//! Kernel density: λ(x) = Σ wᵢ K(dᵢ/h)/h², in incidents per km².

use serde::{Deserialize, Serialize};

use super::raster::{Raster, RasterFrame};
use crate::base::cancel::{Cancel, Cancelled};
use crate::base::coords::LocalXy;
use crate::base::units::{Metres, PerKm2};

/// A two-dimensional kernel over u = d/h.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kernel {
    /// 3/π (1-u²)², the default.
    #[default]
    Quartic,
    /// 2/π (1-u²).
    Epanechnikov,
    /// 3/π (1-u).
    Triangular,
    /// 1/π.
    Uniform,
    /// 1/(2π) e^(-u²/2), h is σ; cut where the tail holds under 1e-4 of the mass, and renormalised.
    Gaussian,
}

/// How a density is worked out.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct DensityRule {
    /// The kernel.
    pub kernel: Kernel,
    /// Its bandwidth h on the ground.
    pub bandwidth: Metres,
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
}

/// The density in every cell centre of the frame, in incidents per km².
///
/// # Errors
/// [`Cancelled`] when asked to stop.
pub fn density_raster(
    _places: &WeightedPlaces,
    _rule: DensityRule,
    frame: RasterFrame,
    cancel: &Cancel,
) -> Result<Raster, Cancelled> {
    cancel.check()?;
    Ok(Raster {
        frame,
        values: vec![0.0; frame.width * frame.height],
    })
}

/// Places laid out so that the exact density at one place is quick: the value under the pointer.
#[derive(Debug, Clone, Default)]
pub struct DensityIndex {}

impl DensityIndex {
    /// An index of the places.
    #[must_use]
    pub fn new(_places: &WeightedPlaces) -> Self {
        Self {}
    }

    /// The exact (f64) density at a place.
    #[must_use]
    pub fn density_at(&self, _rule: DensityRule, _at: LocalXy) -> PerKm2 {
        PerKm2(0.0)
    }
}
