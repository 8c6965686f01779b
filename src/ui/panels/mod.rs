//! The panels around the map.

pub mod layer_settings;
pub mod layers;
pub mod right;
pub mod time;
