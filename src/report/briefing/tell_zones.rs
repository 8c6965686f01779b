//! The priority zones: a row each, and what share of all incidents lies on what share of the area.

use geo::{MultiPolygon, unary_union};

use super::content::{SceneContent, SceneFigure, SceneTable};
use super::telling::{Telling, UNTOLD, cell, headline, rate_cell, share_cell, table, told};
use crate::analysis::answers::Selection;
use crate::analysis::coverage::CoverageFigures;
use crate::analysis::figures::per_km2;
use crate::base::cancel::Cancelled;
use crate::base::ground_area::{ground_area, polygon_area};
use crate::base::units::{Km2, Share};
use crate::i18n::message::Message;
use crate::i18n::number::percent;
use crate::model::patrol_point::PatrolPoint;
use crate::model::zone::Zone;

/// Zones that overlap by more than this share of their area are told of.
const OVERLAP: f64 = 0.001;

/// Rank, area, incidents, density, points and coverage of each zone, and their sum.
pub(super) fn zones(telling: Telling<'_>) -> Result<SceneContent, Cancelled> {
    let mut content = SceneContent::default();
    let plan = &telling.ground().plan;
    let zones = plan.zones_by_rank();
    if zones.is_empty() {
        content.lines.push(telling.text("brief-no-zones"));
        return Ok(content);
    }
    let filter = &telling.scene.filter;
    let selection = telling.answers.selection(filter, telling.cancel)?;
    let covered = telling.answers.coverage(filter, telling.cancel)?;
    let union = union_of(&zones);
    let sum: f64 = zones
        .iter()
        .map(|zone| polygon_area(&zone.boundary).0)
        .sum();
    let overlap = sum - union.0 > OVERLAP * sum;
    let held: f64 = (covered.figures.zones.iter())
        .map(|(_, area)| area.incidents)
        .sum();
    if overlap {
        content.warnings.push(telling.text("brief-zones-overlap"));
    } else if let Some(share) = Share::of(held, selection.total) {
        content.big = Some(headline_figure(telling, share, union));
    }
    content.table = zone_table(telling, &zones, &covered.figures, &selection);
    Ok(content)
}

/// Zones' share of all incidents, and of the area of the district.
fn headline_figure(telling: Telling<'_>, share: Share, union: Km2) -> SceneFigure {
    let coarsest = telling.ground().grids.layers().next();
    let district = coarsest.map(|layer| layer.units.iter().map(|unit| unit.area.0).sum());
    let area = district.and_then(|district: f64| Share::of(union.0, district));
    let definition = area.map_or_else(
        || telling.text("brief-def-zones-share"),
        |area| {
            let said = Message::new("brief-def-zones-share-on").with("area", percent(Some(area)));
            telling.say(&said)
        },
    );
    SceneFigure {
        label: telling.text("brief-zones-share"),
        value: percent(Some(share)),
        change: String::new(),
        definition,
    }
}

fn zone_table(
    telling: Telling<'_>,
    zones: &[&Zone],
    figures: &CoverageFigures,
    selection: &Selection,
) -> Option<SceneTable> {
    let ring = figures.rings.get(headline(figures.rings.len()));
    let at = headline(figures.rings.len());
    let of = |zone: &Zone| figures.zones.iter().find(|(id, _)| *id == zone.id);
    let counts: Vec<f64> = zones
        .iter()
        .map(|zone| of(zone).map_or(0.0, |(_, area)| area.incidents))
        .collect();
    let untold = telling.untold(&counts);
    let mut rows: Vec<Vec<String>> = Vec::new();
    let (mut area_sum, mut point_sum) = (0.0, 0);
    for ((zone, count), hidden) in zones.iter().zip(&counts).zip(&untold) {
        let area = polygon_area(&zone.boundary);
        let points = points_in(zone, telling.ground().plan.points.values());
        area_sum += area.0;
        point_sum += points;
        let share = of(zone).and_then(|(_, area)| area.incident_share.get(at).copied().flatten());
        let or_hidden = |text: String| {
            if *hidden { UNTOLD.to_owned() } else { text }
        };
        rows.push(vec![
            zone.rank.to_string(),
            zone.name.clone(),
            rate_cell_2(area),
            told(*count, *hidden),
            or_hidden(share_cell(Share::of(*count, selection.total))),
            or_hidden(rate_cell(per_km2(*count, area))),
            points.to_string(),
            or_hidden(share_cell(share)),
        ]);
    }
    let total: f64 = counts.iter().sum();
    let reached: f64 = zones
        .iter()
        .filter_map(|zone| {
            let (_, area) = of(zone)?;
            Some(area.incident_share.get(at).copied().flatten()?.0 * area.incidents)
        })
        .sum();
    rows.push(vec![
        String::new(),
        telling.text("brief-sum"),
        rate_cell_2(Km2(area_sum)),
        cell(total),
        share_cell(Share::of(total, selection.total)),
        rate_cell(per_km2(total, Km2(area_sum))),
        point_sum.to_string(),
        share_cell(Share::of(reached, total)),
    ]);
    table(columns(telling, ring.map(|ring| ring.ring)), rows, 1)
}

fn columns(
    telling: Telling<'_>,
    ring: Option<crate::model::reach_rule::Reach>,
) -> Vec<super::content::SceneColumn> {
    let covered = ring.map_or_else(
        || telling.text("brief-covered"),
        |ring| telling.within("brief-within", ring),
    );
    vec![
        telling.figures(telling.text("brief-rank"), ""),
        telling.names("brief-zone"),
        telling.figures(telling.text("brief-area"), "brief-unit-km2"),
        telling.figures(telling.text("brief-incidents"), "brief-unit-incidents"),
        telling.figures(telling.text("brief-share"), "brief-unit-percent"),
        telling.figures(telling.text("brief-density"), "brief-unit-per-km2"),
        telling.figures(telling.text("brief-points"), "brief-unit-points"),
        telling.figures(covered, "brief-unit-percent"),
    ]
}

/// An area to a hundredth of a km²: a zone is small.
fn rate_cell_2(area: Km2) -> String {
    crate::i18n::number::decimal(area.0, 2)
}

/// How many points stand in a zone; on its edge counts as in it.
fn points_in<'a>(zone: &Zone, points: impl Iterator<Item = &'a PatrolPoint>) -> usize {
    use geo::Intersects;
    let inside = |point: &&PatrolPoint| {
        let at = geo::Point::new(point.position.lon, point.position.lat);
        zone.boundary.intersects(&at)
    };
    points.filter(inside).count()
}

/// The area all zones cover together.
fn union_of(zones: &[&Zone]) -> Km2 {
    let polygons = zones.iter().map(|zone| &zone.boundary);
    let union: MultiPolygon<f64> = unary_union(polygons);
    ground_area(&union)
}
