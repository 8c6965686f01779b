//! All that egui draws: the workbench, the map, the panels. Drawing only draws: a wish becomes a
//! [`crate::session::command::Command`].

pub mod actions;
pub mod app;
pub mod briefing;
pub mod cx;
pub mod desk;
pub mod dialogs;
pub mod escape;
pub mod filter_chips;
pub mod find;
pub mod first_steps;
pub mod fonts;
pub mod icons;
pub mod map;
pub mod matching;
mod open;
pub mod panels;
pub mod patrol_note;
pub mod period;
pub mod picker;
pub mod press;
pub mod search;
pub mod selection_edits;
pub mod status_bar;
pub mod theme;
pub mod toasts;
pub mod top_bar;
pub mod view_state;
pub mod widgets;
pub mod workbench;

pub use open::{demo_folder, open};
