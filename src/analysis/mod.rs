//! The field's methods: density, reach, coverage, joins. Plain arguments in, figures out; no clock, no file, no setting.

pub mod coverage;
pub mod demand;
pub mod density;
pub mod grid_join;
pub mod profile;
pub mod raster;
