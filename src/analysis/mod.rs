//! The field's methods: density, reach, coverage, joins. Plain arguments in, figures out; no clock, no file, no setting.

pub mod backtest;
pub mod cell_places;
pub mod coverage;
pub mod demand;
pub mod density;
pub mod exits;
pub mod figures;
mod grid_ground;
pub mod grid_join;
pub mod hotspots;
mod millimetre;
mod outline;
mod place_tiles;
pub mod plan_comparison;
pub mod plan_differences;
pub mod profile;
pub mod queueing;
mod quick_lonlat;
pub mod raster;
mod reach;
pub mod road_facts;
pub mod suppression;
pub mod travel;
pub mod workload;
