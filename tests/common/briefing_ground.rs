//! The demo district made ready for a briefing: its plan, its sources, a scene of each kind.
#![allow(dead_code, reason = "each test uses some of it")]

use std::sync::Arc;

use patrolgrid::analysis::answers::locate;
use patrolgrid::analysis::density::DensityRule;
use patrolgrid::base::cancel::{Cancel, Cancelled};
use patrolgrid::base::coords::LonLatBox;
use patrolgrid::base::ids::{PointId, SceneId};
use patrolgrid::base::palettes::Ramp;
use patrolgrid::base::projection::LocalProjection;
use patrolgrid::demo;
use patrolgrid::model::filter::{IncidentFilter, WeekHours};
use patrolgrid::model::grid::GridLevel;
use patrolgrid::model::incident::{IncidentRow, IncidentTable, IncidentTime, TimePrecision};
use patrolgrid::model::map_look::{LayerKind, LayerLook, UnitFigure};
use patrolgrid::model::plan::Plan;
use patrolgrid::model::reach_rule::ReachRule;
use patrolgrid::model::scene::{ProposedPoint, Scene, SceneLook, SceneSubject};
use patrolgrid::model::source_note::SourceNote;
use patrolgrid::model::travel_rule::TravelRule;
use patrolgrid::report::briefing::ground::BriefingGround;

/// The demo district with so many incidents.
pub(crate) fn ground(incidents: usize) -> BriefingGround {
    let cancel = Cancel::new();
    let district = demo::generate(7, &cancel).expect("a district");
    let mut table = IncidentTable::with_capacity(incidents);
    let take = |incident: &demo::Incident| -> Result<(), Cancelled> {
        let precision = TimePrecision::Minute;
        table.push(IncidentRow {
            position: incident.position(),
            time: IncidentTime::from_civil(incident.day, incident.minute, precision)
                .expect("a time"),
            category: incident.category,
            discovery: incident.discovery,
        });
        Ok(())
    };
    (district.incidents)
        .each(incidents, 12, &cancel, take)
        .expect("incidents");
    let names = demo::CATEGORIES.iter().map(|name| (*name).to_string());
    let table = table.finish(names.collect(), SourceNote::default());
    let projection = LocalProjection::of_project(table.middle(), None).expect("a place");
    let located = locate(&table, &district.hierarchy, &projection, &cancel).expect("located");
    let reach = ReachRule::one_three_five(TravelRule::default());
    let plan = Plan::new(
        "夜间方案 A".to_owned(),
        district.points,
        district.zones,
        reach,
    );
    BriefingGround {
        plan: Arc::new(plan),
        grids: Arc::new(district.hierarchy),
        incidents: Arc::new(table),
        located: Arc::new(located),
        roads: Arc::new(district.roads),
        ready_roads: None,
        projection,
        density: DensityRule::default(),
        rows: None,
    }
}

fn layers(kinds: &[LayerKind]) -> Vec<LayerLook> {
    let look = |kind: &LayerKind| LayerLook {
        kind: *kind,
        visible: true,
        opacity: match kind {
            LayerKind::Heat => 0.9,
            LayerKind::Choropleth => 0.85,
            _ => 1.0,
        },
        always: false,
    };
    kinds.iter().map(look).collect()
}

/// A scene of these layers.
pub(crate) fn scene(id: u32, title: &str, kinds: &[LayerKind], subject: SceneSubject) -> Scene {
    Scene {
        id: SceneId(id),
        title: title.to_owned(),
        note: String::new(),
        view: None,
        look: SceneLook {
            layers: layers(kinds),
            choropleth: (GridLevel::Community, UnitFigure::PerKm2),
            ramp: Ramp::Automatic,
            bandwidth: None,
        },
        filter: IncidentFilter::default(),
        beside: None,
        spotlight: std::collections::BTreeSet::new(),
        subject,
        proposal: Vec::new(),
    }
}

/// Scenes as a briefing has them: heat by night beside day, zones, reach, what is uncovered, a proposal, coloured areas.
pub(crate) fn scenes(ground: &BriefingGround) -> Vec<Scene> {
    use LayerKind::{Choropleth, Grid, Heat, Incidents, Points, Rings, Roads, Uncovered, Zones};
    let (district, street, community) = (
        Grid(GridLevel::District),
        Grid(GridLevel::Subdistrict),
        Grid(GridLevel::Community),
    );
    let extent = ground.grids.extent().expect("an extent");
    let middle = extent.centre();
    let near = LonLatBox {
        west: middle.lon - 0.03,
        east: middle.lon + 0.03,
        south: middle.lat - 0.02,
        north: middle.lat + 0.02,
    };
    let mut night = scene(
        2,
        "夜间警情集中在西部沿线",
        &[street, district, Heat, Roads],
        SceneSubject::Heat,
    );
    night.filter.week_hours = WeekHours::daily(22, 6);
    night.beside = Some(IncidentFilter {
        week_hours: WeekHours::daily(8, 20),
        ..IncidentFilter::default()
    });
    let mut zones = scene(
        3,
        "重点巡区占一成面积，管住四成警情",
        &[Points, Zones, street, district, Heat, Roads],
        SceneSubject::Zones,
    );
    zones.spotlight = ground.plan.zones.keys().copied().take(3).collect();
    let mut proposal = scene(
        6,
        "移动五个布警点",
        &[Points, Zones, street, Rings, Roads],
        SceneSubject::Proposal,
    );
    let points: Vec<_> = ground.plan.points.values().take(6).collect();
    proposal.proposal = points
        .iter()
        .zip(points.iter().skip(1))
        .map(|(point, next)| ProposedPoint {
            point: Some(point.id),
            to: patrolgrid::base::coords::LonLat::new(
                point.position.lon * 0.6 + next.position.lon * 0.4,
                point.position.lat * 0.6 + next.position.lat * 0.4,
            ),
        })
        .collect();
    let mut close = scene(
        7,
        "城区一角",
        &[
            Points,
            Zones,
            Incidents,
            community,
            street,
            Grid(GridLevel::PoliceGrid),
            Roads,
        ],
        SceneSubject::Points,
    );
    close.view = Some(near);
    vec![
        scene(
            1,
            "辖区概况",
            &[community, street, district, Choropleth],
            SceneSubject::District,
        ),
        night,
        zones,
        scene(
            4,
            "哪里仍未覆盖",
            &[Points, street, district, Uncovered, Rings, Roads],
            SceneSubject::Uncovered,
        ),
        scene(
            5,
            "热力总览",
            &[Points, street, district, Heat, Roads],
            SceneSubject::Heat,
        ),
        proposal,
        close,
    ]
}

/// A point's number.
pub(crate) fn first_point(ground: &BriefingGround) -> PointId {
    *ground.plan.points.keys().next().expect("a point")
}
