//! The ground of a briefing out of a plan file.

use std::path::Path;
use std::sync::Arc;

use super::ground::BriefingGround;
use crate::analysis::answers::{Located, locate};
use crate::analysis::density::DensityRule;
use crate::base::cancel::Cancel;
use crate::base::coords::LonLatBox;
use crate::base::projection::LocalProjection;
use crate::io::grid_links::link_layers;
use crate::io::plan_file::inside::{
    density_inside, filter_inside, grids_inside, incidents_inside, roads_inside,
};
use crate::io::plan_file::plan_file_error::PlanFileError;
use crate::model::filter::IncidentFilter;
use crate::model::grid::{GridHierarchy, GridLevel};
use crate::model::plan::Plan;

/// The sources inside a plan file as the ground of this plan's briefing, and the file's filter.
///
/// # Errors
/// [`PlanFileError`].
pub fn ground_inside(
    path: &Path,
    plan: Plan,
    cancel: &Cancel,
) -> Result<(BriefingGround, IncidentFilter), PlanFileError> {
    let filter = filter_inside(path)?;
    let filter = filter.and_then(|filter| serde_json::from_str(&filter).ok());
    let density = density_inside(path)?;
    let density = density.and_then(|rule| serde_json::from_str::<DensityRule>(&rule).ok());
    let incidents = incidents_inside(path)?.unwrap_or_default();
    let roads = roads_inside(path)?.unwrap_or_default();
    let readings: Vec<_> = GridLevel::ALL
        .map(|level| grids_inside(path, level))
        .into_iter()
        .filter_map(Result::transpose)
        .collect::<Result<_, _>>()?;
    // What is cancelled here is not written: nothing of it need be whole.
    let grids = link_layers(readings, cancel).map_or_else(|_| GridHierarchy::default(), |it| it.0);
    let points = plan.points.values().map(|point| point.position);
    let others = grids.extent().or_else(|| LonLatBox::around(points));
    let projection = LocalProjection::of_project(incidents.middle(), others)
        .unwrap_or_else(LocalProjection::plane);
    let located = locate(&incidents, &grids, &projection, cancel).unwrap_or(Located {
        places: Vec::new(),
        levels: std::collections::BTreeMap::new(),
        bulk: None,
    });
    let sound = |rule: &DensityRule| rule.reach().0 > 0.0;
    let ground = BriefingGround {
        plan: Arc::new(plan),
        grids: Arc::new(grids),
        incidents: Arc::new(incidents),
        located: Arc::new(located),
        roads: Arc::new(roads),
        ready_roads: None,
        projection,
        density: density.filter(sound).unwrap_or_default(),
        rows: None,
    };
    Ok((ground, filter.unwrap_or_default()))
}
