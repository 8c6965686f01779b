//! The subdistricts: a row each, the district as their sum.

use super::answers::Covered;
use super::content::{SceneContent, SceneFigure, SceneTable};
use super::tell_district::residents;
use super::telling::{
    Telling, UNTOLD, cell, headline, rate_cell, share_cell, table, told, told_share,
};
use crate::analysis::answers::Selection;
use crate::analysis::figures::per_km2;
use crate::base::cancel::Cancelled;
use crate::base::units::{Km2, Share};
use crate::i18n::message::Message;
use crate::i18n::number::{UNKNOWN, percent};
use crate::model::grid::{GridHierarchy, GridLayer, GridLevel};

/// A row a subdistrict: incidents, per km², residents, points, coverage by ring; the sum is the district.
pub(super) fn subdistricts(telling: Telling<'_>) -> Result<SceneContent, Cancelled> {
    let filter = &telling.scene.filter;
    let selection = telling.answers.selection(filter, telling.cancel)?;
    let covered = telling.answers.coverage(filter, telling.cancel)?;
    let mut content = SceneContent::default();
    let rings = &covered.figures.rings;
    if let Some(ring) = rings.get(headline(rings.len())) {
        content.big = Some(SceneFigure {
            label: telling.within("brief-within", ring.ring),
            value: percent(ring.incident_share),
            change: String::new(),
            definition: telling.within("brief-def-within", ring.ring),
        });
    }
    let Some(layer) = telling.subdistricts() else {
        content.lines.push(telling.text("brief-no-subdistricts"));
        return Ok(content);
    };
    let counts = (selection.by_unit.get(&GridLevel::Subdistrict))
        .map_or_else(Vec::new, |figures| figures.incidents.clone());
    content.table = subdistrict_table(telling, layer, &counts, &selection, &covered);
    let inside: f64 = counts.iter().sum();
    if let Some((at, most)) = counts.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1))
        && let Some(unit) = layer.units.get(at).filter(|_| *most > 0.0)
    {
        let untold = telling.untold(&counts).get(at).copied().unwrap_or(false);
        let said = Message::new("brief-subdistrict-most")
            .with("name", unit.name.as_str())
            .with("n", told(*most, untold))
            .with("share", told_share(Share::of(*most, inside), untold));
        content.lines.push(telling.say(&said));
    }
    Ok(content)
}

fn subdistrict_table(
    telling: Telling<'_>,
    layer: &GridLayer,
    counts: &[f64],
    selection: &Selection,
    covered: &Covered,
) -> Option<SceneTable> {
    let figures = &covered.figures;
    let mut columns = vec![
        telling.names("level-subdistrict"),
        telling.figures(telling.text("brief-incidents"), "brief-unit-incidents"),
        telling.figures(telling.text("brief-density"), "brief-unit-per-km2"),
        telling.figures(telling.text("brief-residents"), "brief-unit-residents"),
        telling.figures(telling.text("brief-points"), "brief-unit-points"),
    ];
    columns.extend((figures.rings.iter()).map(|ring| {
        let title = telling.within("brief-within", ring.ring);
        telling.figures(title, "brief-unit-percent")
    }));
    let points = points_by_subdistrict(telling, layer);
    let lived_in = residents_by_subdistrict(&telling.ground().grids, layer);
    let outside = selection.total - counts.iter().sum::<f64>();
    let stray = telling.ground().plan.points.len() - points.iter().sum::<usize>();
    let mut all = counts.to_vec();
    if outside > 0.0 {
        all.push(outside);
    }
    let untold = telling.untold(&all);
    let mut rows: Vec<Vec<String>> = Vec::new();
    for (at, unit) in layer.units.iter().enumerate() {
        let count = counts.get(at).copied().unwrap_or(0.0);
        let hidden = untold.get(at).copied().unwrap_or(false);
        let rate = if hidden {
            UNTOLD.to_owned()
        } else {
            rate_cell(per_km2(count, unit.area))
        };
        let residents = lived_in.get(at).copied().flatten();
        let residents = residents.map_or_else(|| UNKNOWN.to_owned(), cell);
        let points = points.get(at).copied().unwrap_or(0);
        let mut cells = vec![
            unit.name.clone(),
            told(count, hidden),
            rate,
            residents,
            points.to_string(),
        ];
        let area = figures.subdistricts.get(at);
        cells.extend((0..figures.rings.len()).map(|ring| {
            let share = area.and_then(|area| area.incident_share.get(ring).copied().flatten());
            if hidden {
                UNTOLD.to_owned()
            } else {
                share_cell(share)
            }
        }));
        rows.push(cells);
    }
    if outside > 0.0 || stray > 0 {
        let hidden = outside > 0.0 && untold.last().copied().unwrap_or(false);
        let mut cells = vec![telling.text("brief-outside"), told(outside, hidden)];
        cells.extend([UNKNOWN.to_owned(), UNKNOWN.to_owned(), stray.to_string()]);
        cells.extend(figures.rings.iter().map(|_| UNKNOWN.to_owned()));
        rows.push(cells);
    }
    rows.push(sum_row(telling, layer, selection, covered));
    table(columns, rows, 1)
}

/// The district: incidents that count, all of them, wherever they lie.
fn sum_row(
    telling: Telling<'_>,
    layer: &GridLayer,
    selection: &Selection,
    covered: &Covered,
) -> Vec<String> {
    let area: f64 = layer.units.iter().map(|unit| unit.area.0).sum();
    let inside = (selection.by_unit.get(&GridLevel::Subdistrict))
        .map_or(0.0, |figures| figures.incidents.iter().sum());
    let residents = residents(&telling.ground().grids);
    let mut cells = vec![
        telling.text("brief-sum"),
        cell(selection.total),
        rate_cell(per_km2(inside, Km2(area))),
        residents.map_or_else(|| UNKNOWN.to_owned(), cell),
        telling.ground().plan.points.len().to_string(),
    ];
    let rings = covered.figures.rings.iter();
    cells.extend(rings.map(|ring| share_cell(ring.incident_share)));
    cells
}

/// How many points stand in each subdistrict.
fn points_by_subdistrict(telling: Telling<'_>, layer: &GridLayer) -> Vec<usize> {
    let mut points = vec![0; layer.units.len()];
    for point in telling.ground().plan.points.values() {
        let at = telling.area_at(GridLevel::Subdistrict, point.position);
        if let Some(count) = at.and_then(|at| points.get_mut(at)) {
            *count += 1;
        }
    }
    points
}

/// Residents of each subdistrict, summed from the finest level that knows them; what no subdistrict holds is in none.
fn residents_by_subdistrict(grids: &GridHierarchy, layer: &GridLayer) -> Vec<Option<f64>> {
    let knows = |layer: &&GridLayer| layer.units.iter().any(|unit| unit.residents.is_some());
    let mut sums = vec![None; layer.units.len()];
    let Some(finest) = grids.layers().rev().find(knows) else {
        return sums;
    };
    for (at, unit) in finest.units.iter().enumerate() {
        let holder = if finest.level == GridLevel::Subdistrict {
            Some(at)
        } else {
            unit.ancestor(GridLevel::Subdistrict)
        };
        if let (Some(sum), Some(more)) = (holder.and_then(|at| sums.get_mut(at)), unit.residents) {
            *sum = Some(sum.unwrap_or(0.0) + more);
        }
    }
    sums
}
