//! What a plan amounts to: facts for sheets and exports.

pub mod basis;
pub mod briefing;
pub mod classes;
pub mod fonts;
mod ground_layers;
pub mod heat_scale;
pub mod paper;
pub mod plan_layer;
pub mod road_widths;
