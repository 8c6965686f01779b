//! What the program thinks about: grids, incidents, roads, and the plan with its points and zones.
//!
//! Plain data and the rules that keep it sound; nothing is read, computed at length or drawn here.

pub mod filter;
pub mod grid;
pub mod incident;
pub mod map_look;
pub mod patrol_point;
pub mod plan;
pub mod plan_edit;
pub mod reach_rule;
pub mod road_network;
pub mod scene;
pub mod source_note;
pub mod travel_rule;
pub mod zone;
