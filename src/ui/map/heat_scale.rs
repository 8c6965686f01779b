//! The heat's colour scale, as `report::heat_scale` has it for screen and paper.

pub(super) use crate::report::heat_scale::{EXPONENT, opacity, value};
