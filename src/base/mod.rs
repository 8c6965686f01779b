//! Units, coordinates, identifiers, stamps, cancelling and progress: the words every other room speaks.
//!
//! Nothing here knows what a grid, an incident or a plan is.

pub mod cancel;
pub mod coords;
pub mod crs;
pub mod ids;
pub mod projection;
pub mod stamp;
pub mod units;
