//! Units, coordinates, identifiers, stamps, cancelling and progress: the words every other room speaks.
//!
//! Nothing here knows what a grid, an incident or a plan is.

pub mod cancel;
pub mod china_offset;
pub mod contained;
pub mod coords;
pub mod crs;
pub mod crs_name;
pub mod ground_area;
pub mod ids;
pub mod label_place;
pub mod palettes;
pub mod projection;
pub mod rings;
pub mod stamp;
pub mod units;
