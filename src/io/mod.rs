//! Files in, files out. Whatever is wrong with a file becomes a typed error or a listed problem, never a panic.

pub mod boundaries;
pub mod defect;
pub mod grid_links;
pub mod incident_table;
pub mod plan_layers;
pub mod read_error;
pub mod roads;
pub mod safe_write;
pub mod sniff;
