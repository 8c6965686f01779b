//! Coverage by rings around patrol points, kept up to date while points move.

mod area_state;
mod board;
mod figures;
mod incident_state;
mod response;
mod sums;
mod times_covered;
mod zone_state;

pub use board::{BoardGround, CoverageBoard};
pub use figures::{
    AreaFigures, CoverageFigures, PointFigures, ResponseFigures, RingFigures, StreetReach,
    UncoveredGrid,
};
