//! What a plan amounts to: facts for sheets and exports.

pub mod plan_layer;
