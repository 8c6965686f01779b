//! The panels around the map.

pub mod brief;
mod brief_check;
pub mod compare;
mod compare_areas;
mod compare_changes;
pub mod coverage;
pub mod coverage_areas;
mod coverage_curve;
pub mod exits;
pub mod figures;
mod here;
pub mod inspect;
pub mod layer_settings;
pub mod layer_words;
pub mod layers;
pub mod points;
pub mod reach_settings;
pub mod right;
pub mod suggest;
mod suggest_answer;
pub mod table;
pub mod time;
mod time_keys;
pub(crate) mod unit_load;
mod week_hours;
pub mod zones;
