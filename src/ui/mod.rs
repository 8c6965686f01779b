//! All that egui draws: the workbench, the map, the panels. Drawing only draws: a wish becomes a
//! [`crate::session::command::Command`].

pub mod app;
pub mod cx;
pub mod map;
mod open;
pub mod panels;
pub mod theme;
pub mod view_state;

pub use open::{demo_folder, open};
