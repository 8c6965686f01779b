//! How strong the heat is drawn; which value stands where on its ramp is `report::heat_scale`.

pub(super) use crate::report::heat_scale::{EXPONENT, value};

/// How strong the heat is drawn at a zoom, of the opacity that is set: in the streets, where a whole map is one hot spot,
/// it gives way to the streets. The legend's ramp is drawn as strong.
pub(super) fn opacity(set: f32, zoom: f64) -> f32 {
    set * (1.0 - 0.5 * ((zoom - 14.0) / 2.5).clamp(0.0, 1.0)) as f32
}
