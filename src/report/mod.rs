//! What a plan amounts to: facts for sheets and exports.

pub mod basis;
pub mod briefing;
mod ground_layers;
pub mod plan_layer;
