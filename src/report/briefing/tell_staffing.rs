//! Who stands where, and how busy: points and incidents by responsible unit.

use std::collections::BTreeMap;

use super::content::{SceneContent, SceneTable};
use super::tell_reach::point_name;
use super::telling::{Telling, UNTOLD, cell, rate_cell, share_cell, table, told};
use crate::analysis::coverage::PointFigures;
use crate::analysis::figures::FEW;
use crate::base::cancel::Cancelled;
use crate::base::units::Share;
use crate::i18n::message::{Arg, Message};
use crate::i18n::number::{UNKNOWN, decimal};

/// A unit's share of points against its share of incidents above this, or under its inverse, is flagged.
const FLAG: f64 = 2.0;

/// Points and incidents by unit, busiest and least busy points.
pub(super) fn staffing(telling: Telling<'_>) -> Result<SceneContent, Cancelled> {
    let mut content = SceneContent::default();
    let plan = &telling.ground().plan;
    if plan.points.is_empty() {
        content.lines.push(telling.text("brief-no-points"));
        return Ok(content);
    }
    let covered = (telling.answers).coverage(&telling.scene.filter, telling.cancel)?;
    let figures = &covered.figures;
    let reached: f64 = figures.points.iter().map(|point| point.nearest).sum();
    let points = plan.points.len();
    let mean = reached / points as f64;
    let said = Message::new("brief-n-per-point").with("n", Arg::Decimal(mean, 0));
    if figures.incidents > 0.0 && !(telling.is_public() && mean < FEW) {
        content.big =
            Some(telling.figure("brief-per-point", telling.say(&said), "brief-def-per-point"));
    }
    let value = telling.number("brief-n-points", points as f64);
    content
        .figures
        .push(telling.figure("brief-points", value, "brief-def-points"));
    let locked = plan.points.values().filter(|point| point.locked).count();
    let value = telling.number("brief-n-points", locked as f64);
    content
        .figures
        .push(telling.figure("brief-locked", value, "brief-def-locked"));
    if figures.incidents > 0.0 {
        let mut by_load: Vec<&PointFigures> = figures.points.iter().collect();
        by_load.sort_by(|one, other| {
            other
                .nearest
                .total_cmp(&one.nearest)
                .then(one.id.cmp(&other.id))
        });
        let said = |label: &str, found: Option<&&PointFigures>| {
            let found = found?;
            let name = point_name(telling, plan.points.get(&found.id)?);
            let said = Message::new("brief-point-load")
                .with("name", name)
                .with("n", telling.few_incidents(found.nearest));
            Some(telling.figure(label, telling.say(&said), "brief-def-first"))
        };
        content
            .figures
            .extend(said("brief-busiest", by_load.first()));
        content
            .figures
            .extend(said("brief-least-busy", by_load.last()));
        content.lines.push(telling.text("brief-staffing-shares"));
    }
    content.table = unit_table(telling, &figures.points, reached);
    content.warnings = super::tell_reach::reach_warnings(telling, figures);
    Ok(content)
}

/// A row a unit: points, incidents it is first at, how many a point, its shares of both and how they compare.
fn unit_table(telling: Telling<'_>, figures: &[PointFigures], reached: f64) -> Option<SceneTable> {
    let plan = &telling.ground().plan;
    let mut units: BTreeMap<&str, (usize, f64)> = BTreeMap::new();
    for found in figures {
        if let Some(point) = plan.points.get(&found.id) {
            let (points, incidents) = units.entry(&point.unit).or_default();
            *points += 1;
            *incidents += found.nearest;
        }
    }
    let mut units: Vec<(&str, (usize, f64))> = units.into_iter().collect();
    units.sort_by(|one, other| {
        let by_load = other.1.1.total_cmp(&one.1.1);
        by_load.then(one.0.cmp(other.0))
    });
    let counts: Vec<f64> = units.iter().map(|(_, (_, incidents))| *incidents).collect();
    let untold = telling.untold(&counts);
    let all: usize = units.iter().map(|(_, (points, _))| points).sum();
    let mut rows: Vec<Vec<String>> = Vec::new();
    for ((name, (points, incidents)), hidden) in units.iter().zip(untold) {
        let name = if name.is_empty() {
            telling.text("brief-no-unit")
        } else {
            (*name).to_owned()
        };
        let point_share = Share::of(*points as f64, all as f64);
        let mut cells = vec![name, points.to_string(), told(*incidents, hidden)];
        if hidden {
            cells.extend([UNTOLD.to_owned(), share_cell(point_share)]);
            cells.extend([UNTOLD.to_owned(), UNTOLD.to_owned()]);
        } else {
            let share = Share::of(*incidents, reached);
            cells.extend([
                rate_cell(Some(incidents / *points as f64)),
                share_cell(point_share),
                share_cell(share),
                ratio(telling, point_share, share),
            ]);
        }
        rows.push(cells);
    }
    let whole = |is_any: bool| share_cell(is_any.then_some(Share(1.0)));
    rows.push(vec![
        telling.text("brief-sum"),
        all.to_string(),
        cell(reached),
        rate_cell((all > 0).then(|| reached / all as f64)),
        whole(all > 0),
        whole(reached > 0.0),
        String::new(),
    ]);
    let percent = "brief-unit-percent";
    let columns = vec![
        telling.names("brief-unit"),
        telling.figures(telling.text("brief-points"), "brief-unit-points"),
        telling.figures(telling.text("brief-first-at"), "brief-unit-incidents"),
        telling.figures(
            telling.text("brief-column-per-point"),
            "brief-unit-incidents",
        ),
        telling.figures(telling.text("brief-point-share"), percent),
        telling.figures(telling.text("brief-incident-share"), percent),
        telling.figures(telling.text("brief-ratio"), ""),
    ];
    table(columns, rows, 1)
}

/// How a share of points compares with one of incidents; flagged where it is twice or half.
fn ratio(telling: Telling<'_>, points: Option<Share>, incidents: Option<Share>) -> String {
    let ratio = points
        .zip(incidents)
        .and_then(|(points, incidents)| Share::of(points.0, incidents.0));
    let Some(Share(ratio)) = ratio else {
        return UNKNOWN.to_owned();
    };
    let text = decimal(ratio, 1);
    if ratio > FLAG {
        telling.say(&Message::new("brief-ratio-high").with("n", text))
    } else if ratio < 1.0 / FLAG {
        telling.say(&Message::new("brief-ratio-low").with("n", text))
    } else {
        text
    }
}
