//! Reach: the places covered worst, and what today's points reach.

use super::answers::Covered;
use super::content::{SceneColumn, SceneContent, SceneFigure};
use super::telling::{Telling, UNTOLD, cell, headline, share_cell, table, told};
use crate::analysis::coverage::{CoverageFigures, UncoveredGrid};
use crate::base::cancel::Cancelled;
use crate::base::coords::LonLat;
use crate::base::units::{Metres, Share};
use crate::i18n::message::Message;
use crate::i18n::number::{UNKNOWN, decimal, percent};
use crate::model::grid::GridLevel;
use crate::model::patrol_point::PatrolPoint;
use crate::model::reach_rule::Reach;

/// So many of the worst places are told.
const WORST: usize = 10;

/// The areas with the most incidents beyond the outermost ring, and how far they are from a point.
pub(super) fn uncovered(telling: Telling<'_>) -> Result<SceneContent, Cancelled> {
    let mut content = SceneContent::default();
    let covered = (telling.answers).coverage(&telling.scene.filter, telling.cancel)?;
    let figures = &covered.figures;
    if telling.ground().grids.is_empty() {
        content.lines.push(telling.text("brief-no-grids"));
    }
    let Some(outermost) = figures.rings.last() else {
        return Ok(content);
    };
    let beyond = figures.incidents - outermost.incidents;
    if figures.incidents > 0.0 {
        content.big = Some(SceneFigure {
            label: telling.within("brief-beyond", outermost.ring),
            value: telling.few_incidents(beyond),
            change: String::new(),
            definition: telling.within("brief-def-beyond", outermost.ring),
        });
        let share = Share::of(beyond, figures.incidents);
        content.figures.push(telling.figure(
            "brief-beyond-share",
            percent(share),
            "brief-def-beyond-share",
        ));
    }
    let grids = figures.uncovered.len();
    if let Some(finest) = telling.ground().grids.finest() {
        let said = Message::new("brief-n-of-areas")
            .with("n", grids)
            .with("all", finest.units.len());
        content.figures.push(telling.figure(
            "brief-uncovered-grids",
            telling.say(&said),
            "brief-def-uncovered-grids",
        ));
        content.table = worst_table(telling, &covered, finest.level);
        if grids == 0 {
            content.lines.push(telling.text("brief-all-covered"));
        }
    }
    Ok(content)
}

fn worst_table(
    telling: Telling<'_>,
    covered: &Covered,
    level: GridLevel,
) -> Option<super::content::SceneTable> {
    let worst: Vec<&UncoveredGrid> = (covered.figures.uncovered.iter())
        .filter(|grid| grid.incidents > 0.0)
        .take(WORST)
        .collect();
    let counts: Vec<f64> = worst.iter().map(|grid| grid.incidents).collect();
    let untold = telling.untold(&counts);
    let numbered = (1..).zip(worst.iter().zip(untold));
    let rows: Vec<Vec<String>> = numbered
        .map(|(place, (grid, hidden))| {
            let nearest = nearest(telling, covered, grid.at);
            let (name, far) = nearest.map_or_else(
                || (UNKNOWN.to_owned(), UNKNOWN.to_owned()),
                |(name, far)| (name, figure_of(far)),
            );
            vec![
                i32::to_string(&place),
                telling.area_name(level, grid.unit),
                told(grid.incidents, hidden),
                name,
                far,
            ]
        })
        .collect();
    let by_road = telling.ground().plan.reach.travel().is_some();
    let columns: Vec<SceneColumn> = vec![
        telling.figures(telling.text("brief-rank"), ""),
        telling.names(level.sentence()),
        telling.figures(telling.text("brief-uncovered"), "brief-unit-incidents"),
        telling.names("brief-nearest-point"),
        if by_road {
            telling.figures(telling.text("brief-arrival"), "brief-unit-minutes")
        } else {
            telling.figures(telling.text("brief-distance"), "brief-unit-metres")
        },
    ];
    table(columns, rows, 0)
}

/// A distance or time in a cell whose column has the unit.
pub(super) fn figure_of(reach: Reach) -> String {
    match reach {
        Reach::Distance(metres) => decimal(metres.0, 0),
        Reach::Time(minutes) => decimal(minutes.0, 1),
    }
}

/// The point that is at a place soonest, by name, and how soon; as the crow flies how far it is.
fn nearest(telling: Telling<'_>, covered: &Covered, at: LonLat) -> Option<(String, Reach)> {
    let projection = &telling.ground().projection;
    let place = projection.to_local(at);
    if telling.ground().plan.reach.travel().is_some() {
        let (id, time) = covered.coverage.board.first_at(place)?;
        let point = covered.points.iter().find(|point| point.id == id)?;
        return Some((point_name(telling, point), Reach::Time(time)));
    }
    let far = |point: &PatrolPoint| projection.to_local(point.position).distance(place);
    let points = covered.points.iter();
    let (point, metres) = points
        .map(|point| (point, far(point)))
        .min_by(|one, other| {
            one.1
                .0
                .total_cmp(&other.1.0)
                .then(one.0.id.cmp(&other.0.id))
        })?;
    Some((
        point_name(telling, point),
        Reach::Distance(Metres(metres.0)),
    ))
}

/// A point's name, its number where it has none.
pub(super) fn point_name(telling: Telling<'_>, point: &PatrolPoint) -> String {
    if point.name.is_empty() {
        telling.number("brief-point-number", f64::from(point.id.0))
    } else {
        point.name.clone()
    }
}

/// The share within each ring, how far incidents are, how many have a second point near.
pub(super) fn points(telling: Telling<'_>) -> Result<SceneContent, Cancelled> {
    let mut content = SceneContent::default();
    if telling.ground().plan.points.is_empty() {
        content.lines.push(telling.text("brief-no-points"));
        return Ok(content);
    }
    let covered = (telling.answers).coverage(&telling.scene.filter, telling.cancel)?;
    let figures = &covered.figures;
    if let Some(ring) = figures.rings.get(headline(figures.rings.len())) {
        content.big = Some(SceneFigure {
            label: telling.within("brief-within", ring.ring),
            value: percent(ring.incident_share.or(ring.area_share)),
            change: String::new(),
            definition: telling.within(
                if ring.incident_share.is_some() {
                    "brief-def-within"
                } else {
                    "brief-def-within-area"
                },
                ring.ring,
            ),
        });
        content.figures.push(SceneFigure {
            label: telling.within("brief-twice", ring.ring),
            value: percent(ring.covered_twice_share),
            change: String::new(),
            definition: telling.within("brief-def-twice", ring.ring),
        });
    }
    content.figures.extend(response(telling, figures));
    content.table = ring_table(telling, figures);
    content.warnings = reach_warnings(telling, figures);
    Ok(content)
}

/// Mean, median, 90 % and worst.
fn response(telling: Telling<'_>, figures: &CoverageFigures) -> Vec<SceneFigure> {
    let Some(response) = figures.response else {
        return Vec::new();
    };
    [
        ("brief-mean", response.mean),
        ("brief-median", response.median),
        ("brief-p90", response.p90),
        ("brief-worst", response.worst),
    ]
    .into_iter()
    .map(|(label, reach)| telling.figure(label, telling.reach(reach), "brief-def-response"))
    .collect()
}

fn ring_table(
    telling: Telling<'_>,
    figures: &CoverageFigures,
) -> Option<super::content::SceneTable> {
    let few = crate::analysis::figures::FEW;
    let rows = figures.rings.iter().map(|ring| {
        let beyond = figures.incidents - ring.incidents;
        let hidden =
            telling.is_public() && (ring.incidents < few || (beyond > 0.0 && beyond < few));
        let share = if hidden {
            UNTOLD.to_owned()
        } else {
            share_cell(ring.incident_share)
        };
        vec![
            telling.ring(ring.ring),
            told(ring.incidents, hidden),
            share,
            share_cell(ring.covered_twice_share),
            decimal(ring.area.0, 1),
            share_cell(ring.area_share),
            share_cell(ring.residents_share),
            cell(ring.grids as f64),
        ]
    });
    let percent = "brief-unit-percent";
    let columns = vec![
        telling.names("brief-ring"),
        telling.figures(telling.text("brief-incidents"), "brief-unit-incidents"),
        telling.figures(telling.text("brief-share"), percent),
        telling.figures(telling.text("brief-twice-short"), percent),
        telling.figures(telling.text("brief-area"), "brief-unit-km2"),
        telling.figures(telling.text("brief-area-share"), percent),
        telling.figures(telling.text("brief-residents"), percent),
        telling.figures(telling.text("brief-grids-covered"), "brief-unit-areas"),
    ];
    table(columns, rows.collect(), 0)
}

/// What roads leave open: incidents nobody reaches, and those far from any road.
pub(super) fn reach_warnings(telling: Telling<'_>, figures: &CoverageFigures) -> Vec<String> {
    let few = crate::analysis::figures::FEW;
    let said = |id: &'static str, n: f64| {
        let tellable = n > 0.0 && !(telling.is_public() && n < few);
        tellable.then(|| telling.number(id, n))
    };
    [
        said("coverage-unreached", figures.unreached),
        said("coverage-far-from-roads", figures.far_from_roads),
    ]
    .into_iter()
    .flatten()
    .collect()
}
