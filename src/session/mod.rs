//! The running program without a window: sources, plan, history, derived answers, jobs, notices, settings.
//!
//! The window and the tests send a [`command::Command`], call [`state::Session::tick`] once a frame, and read.

pub mod briefing;
pub mod briefing_out;
pub mod bundles;
pub mod changed_areas;
pub mod command;
pub mod comparison;
mod copy_in_plan;
pub mod derived;
mod dispatch;
pub mod exits;
pub mod files;
mod folder_lock;
pub mod here;
pub mod history;
pub mod hot_areas;
pub mod jobs;
pub mod judged;
pub mod keeper;
mod keeper_errands;
mod keeper_thread;
pub mod kept_sources;
pub mod layer_choice;
pub mod log_lines;
pub mod notice;
mod opening;
mod path_text;
pub mod pipeline;
pub mod place_report;
mod plan_keeping;
mod plan_opening;
mod road_notes;
pub mod settings;
pub mod siting_words;
pub mod slot;
pub mod sources;
pub mod state;
pub mod suggest;
pub mod told;
mod upkeep;
pub mod workload;
