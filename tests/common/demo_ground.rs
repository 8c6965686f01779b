//! The shipped demo district as the ground of a briefing.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use patrolgrid::analysis::answers::locate;
use patrolgrid::analysis::density::DensityRule;
use patrolgrid::base::cancel::Cancel;
use patrolgrid::base::projection::LocalProjection;
use patrolgrid::io::boundaries::{BoundaryOptions, read_boundaries};
use patrolgrid::io::grid_links::link_layers;
use patrolgrid::io::incident_table::{IncidentOptions, read_incidents};
use patrolgrid::io::plan_layers::{read_points, read_zones};
use patrolgrid::io::roads::read_roads;
use patrolgrid::model::grid::{GridHierarchy, GridLevel};
use patrolgrid::model::incident::IncidentTable;
use patrolgrid::model::plan::Plan;
use patrolgrid::model::reach_rule::ReachRule;
use patrolgrid::model::road_network::RoadNetwork;
use patrolgrid::report::briefing::ground::BriefingGround;

fn map(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("maps")
        .join(name)
}

/// The demo district under a rule of reach.
pub(crate) fn demo_ground(reach: ReachRule) -> BriefingGround {
    let cancel = Cancel::new();
    let levels = [
        (GridLevel::District, "district.geojson"),
        (GridLevel::Subdistrict, "subdistricts.geojson"),
        (GridLevel::Community, "communities.geojson"),
        (GridLevel::PoliceGrid, "police_grids.geojson"),
        (GridLevel::WorkGrid, "work_grids.geojson"),
    ];
    let readings = levels.map(|(level, name)| {
        let options = BoundaryOptions {
            level: Some(level),
            ..BoundaryOptions::default()
        };
        read_boundaries(&map(name), &options, &cancel).expect("grids")
    });
    let (grids, _) = link_layers(readings.to_vec(), &cancel).expect("linked");
    let incidents = read_incidents(
        &map("incidents.csv.gz"),
        &IncidentOptions::default(),
        &cancel,
    )
    .expect("incidents")
    .table;
    let roads = read_roads(&map("roads.geojson.gz"), None, &cancel).expect("roads");
    let points = read_points(&map("patrol_points.geojson"), None).expect("points");
    let zones = read_zones(&map("zones.geojson"), None).expect("zones");
    let plan = Plan::new("示范方案".to_owned(), points, zones, reach);
    ground(plan, grids, incidents, roads)
}

/// A ground of these sources.
pub(crate) fn ground(
    plan: Plan,
    grids: GridHierarchy,
    incidents: IncidentTable,
    roads: RoadNetwork,
) -> BriefingGround {
    let projection = LocalProjection::of_project(incidents.middle(), grids.extent())
        .unwrap_or_else(LocalProjection::plane);
    let located = locate(&incidents, &grids, &projection, &Cancel::new()).expect("located");
    BriefingGround {
        plan: Arc::new(plan),
        grids: Arc::new(grids),
        incidents: Arc::new(incidents),
        located: Arc::new(located),
        roads: Arc::new(roads),
        ready_roads: None,
        projection,
        density: DensityRule::default(),
        rows: None,
    }
}
