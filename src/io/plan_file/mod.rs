//! The plan file: one GeoPackage with the plan, its grids, roads and incidents, and the log of every edit.
//!
//! What other programs read (points, zones, grids, roads) are ordinary feature tables; tables of our own begin with `pg_` and
//! are registered as an extension. Here live the format and the database; who asks for what, and on which thread, is the
//! session's.

pub mod bit_pack;
pub mod content;
pub mod edit_log;
mod grid_tables;
pub mod incident_blob;
pub mod inside;
pub mod log_table;
pub mod old_project;
pub mod peek;
pub mod plan_file_error;
pub mod plan_lock;
mod plan_tables;
pub(in crate::io) mod publish;
mod road_table;
pub mod schema;
pub mod source_rows;
pub mod store;
mod upgrade;
mod watch;
