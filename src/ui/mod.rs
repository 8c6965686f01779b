//! All that egui draws.
