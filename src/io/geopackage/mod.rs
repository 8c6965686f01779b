//! The GeoPackage standard: its tables and its geometry, for the plan file and for layers that come in and go out.

pub mod any_geometry;
pub mod geometry;
pub mod spatial_functions;
pub mod tables;
