//! A briefing: the plan's scenes, what each tells and what it shows.

pub mod answers;
pub mod check;
pub mod content;
pub mod deck;
pub mod draft;
pub mod filter_words;
pub mod for_public;
pub mod ground;
pub mod html;
pub mod inside;
pub mod out;
pub mod pptx;
mod tell;
mod tell_change;
mod tell_data;
mod tell_district;
mod tell_heat;
mod tell_proposal;
mod tell_reach;
mod tell_staffing;
mod tell_subdistricts;
mod tell_zones;
mod telling;
pub mod write;

pub use tell::scene_content;
