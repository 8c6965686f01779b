//! Reading parts of a plan file beside whoever writes it.

use std::path::Path;

use super::content::{FileSetting, read_log};
use super::edit_log::LogEntry;
use super::grid_tables::read_grids;
use super::peek::check_format;
use super::plan_file_error::PlanFileError;
use super::plan_tables::{read_plan, setting};
use super::road_table::read_roads;
use super::store::{connect, copy_of, read_incidents};
use crate::io::boundaries::BoundaryReading;
use crate::model::grid::GridLevel;
use crate::model::incident::IncidentTable;
use crate::model::plan::Plan;
use crate::model::road_network::RoadNetwork;

/// Every entry of the log.
///
/// # Errors
/// [`PlanFileError`].
pub fn log_inside(plan: &Path) -> Result<Vec<LogEntry>, PlanFileError> {
    check_format(plan)?;
    Ok(read_log(&connect(plan, false)?)?)
}

/// Makes a copy of a whole plan file that nobody else writes into.
///
/// # Errors
/// [`PlanFileError`].
pub fn copy_out(plan: &Path, to: &Path) -> Result<(), PlanFileError> {
    check_format(plan)?;
    copy_of(&connect(plan, false)?, to)
}

/// The plan, as its tables have it.
///
/// # Errors
/// [`PlanFileError`].
pub fn plan_inside(plan: &Path) -> Result<Plan, PlanFileError> {
    check_format(plan)?;
    read_plan(&connect(plan, false)?)
}

/// Which incidents count, as the session worded it; `None` where it never did.
///
/// # Errors
/// [`PlanFileError`].
pub fn filter_inside(plan: &Path) -> Result<Option<String>, PlanFileError> {
    check_format(plan)?;
    Ok(setting(&connect(plan, false)?, FileSetting::Filter.key())?)
}

/// Kernel and bandwidth of the heat, as the session worded them; `None` where it never did.
///
/// # Errors
/// [`PlanFileError`].
pub fn density_inside(plan: &Path) -> Result<Option<String>, PlanFileError> {
    check_format(plan)?;
    Ok(setting(&connect(plan, false)?, FileSetting::Density.key())?)
}

/// The grids of a level; `None` where the plan has none.
///
/// # Errors
/// [`PlanFileError`].
pub fn grids_inside(
    plan: &Path,
    level: GridLevel,
) -> Result<Option<BoundaryReading>, PlanFileError> {
    check_format(plan)?;
    read_grids(&connect(plan, false)?, level)
}

/// The roads; `None` where the plan has none.
///
/// # Errors
/// [`PlanFileError`].
pub fn roads_inside(plan: &Path) -> Result<Option<RoadNetwork>, PlanFileError> {
    check_format(plan)?;
    read_roads(&connect(plan, false)?)
}

/// The incidents; `None` where the plan has none.
///
/// # Errors
/// [`PlanFileError`].
pub fn incidents_inside(plan: &Path) -> Result<Option<IncidentTable>, PlanFileError> {
    check_format(plan)?;
    read_incidents(&connect(plan, false)?)
}
