//! The panels around the map.

pub mod layers;
pub mod right;
pub mod time;
