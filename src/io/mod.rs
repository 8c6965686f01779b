//! Files in, files out. Whatever is wrong with a file becomes a typed error or a listed problem, never a panic.

pub mod antimeridian;
pub mod boundaries;
pub mod boundary_fields;
mod boundary_labels;
pub mod boundary_rings;
pub mod crossings;
pub mod crs_detector;
pub mod defect;
pub mod delimited;
pub mod file_bytes;
pub mod geojson;
pub mod geojson_file;
pub mod grid_links;
pub mod gzip;
pub mod incident_table;
pub mod incidents;
pub mod layer_topology;
pub mod open_file;
pub mod place_shift;
pub mod plan_layers;
pub mod raster_files;
pub mod read_error;
pub mod roads;
pub mod safe_write;
pub mod shared_area;
pub mod sniff;
mod sweep_line;
