//! A synthetic Bao'an: the district the window opens on, the tests measure on and the benches scale up.
//!
//! [`generate`] makes it from a seed, [`write`] puts it into a folder. Same seed, same bytes, on every machine: all
//! geometry lives on an integer lattice, chance comes from a seeded stream, and nothing depends on the system's libm.

mod addresses;
mod areas;
mod arrange;
mod carriageways;
mod centreline;
mod choices;
mod curves;
mod cut;
mod dice;
mod district;
mod expressways;
mod folder;
mod geography;
mod grouping;
mod incidents;
mod interchanges;
mod land;
mod lattice;
mod mesh;
mod naming;
mod near;
mod outline;
mod places;
mod rhythm;
mod risk;
mod settle;
mod smooth;
mod streets;
mod subdivide;
mod units;
mod weave;
mod write;

pub use district::{District, generate};
pub use folder::{DemoError, prepare, write};
pub use incidents::{Incident, IncidentSource};
pub use risk::CATEGORIES;
pub use write::{Extent, FILES, is_packed, write_plain};

/// Work grids of the district.
pub const WORK_GRIDS: usize = 4_833;
/// Police grids of the district.
pub const POLICE_GRIDS: usize = 397;
/// Patrol points of the plan that comes with it.
pub const PATROL_POINTS: usize = 60;
/// Residents of the whole district, about.
const RESIDENTS: f64 = 4_500_000.0;
