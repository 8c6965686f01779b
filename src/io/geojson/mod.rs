//! A streaming GeoJSON reader of our own: one pass from bytes to vertices and attribute stretches.
//!
//! It reads any feature collection, feature, geometry or sequence of features, keeps what is odd as faults with their place,
//! and stops only where the text is no JSON or no GeoJSON at all. Judging and repairing boundaries is not its business.

pub mod coordinates;
pub mod document;
mod members;
pub mod number;
mod objects;
pub mod scan;
pub mod text;
