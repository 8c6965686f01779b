//! Heat: how many incidents count by day and by night, where they are densest, how much of all the densest areas hold.

use std::sync::Arc;

use super::answers::filters;
use super::content::{SceneContent, SceneFigure, SceneTable};
use super::filter_words::filter_text;
use super::for_public::PUBLIC_BANDWIDTH;
use super::telling::{Telling, UNTOLD, cell, rate_cell, share_cell, table, told};
use crate::analysis::answers::{Heat, Selection};
use crate::analysis::figures::per_km2;
use crate::base::cancel::Cancelled;
use crate::base::units::{Km2, Metres, Share};
use crate::i18n::message::{Arg, Message};
use crate::i18n::number::percent;
use crate::model::filter::IncidentFilter;
use crate::model::grid::{GridLayer, GridLevel};

/// The share of the area that the densest grids are counted on.
const DENSEST: Share = Share(0.05);

/// Incidents of each map, the densest place, the share that the densest areas hold.
pub(super) fn heat(telling: Telling<'_>) -> Result<SceneContent, Cancelled> {
    let mut content = SceneContent::default();
    if telling.ground().incidents.is_empty() {
        content.lines.push(telling.text("brief-no-incidents"));
        return Ok(content);
    }
    let mut selections = Vec::new();
    for filter in filters(telling.scene) {
        selections.push(telling.answers.selection(filter, telling.cancel)?);
    }
    let total: f64 = selections.iter().map(|selection| selection.total).sum();
    let mut bandwidth = telling.scene.look.bandwidth;
    if telling.is_public() {
        let own = bandwidth.unwrap_or(telling.ground().density.bandwidth);
        bandwidth = Some(Metres(own.0.max(PUBLIC_BANDWIDTH.0)));
    }
    for (at, (filter, selection)) in filters(telling.scene).zip(&selections).enumerate() {
        let counted = counted(telling, filter, selection, total);
        if at == 0 {
            content.big = Some(counted);
        } else {
            content.figures.push(counted);
        }
    }
    for (filter, selection) in filters(telling.scene).zip(&selections) {
        let heat = telling.answers.heat(filter, bandwidth, telling.cancel)?;
        let densest = heat.and_then(|heat| densest(telling, filter, &heat));
        content.figures.extend(densest);
        content
            .figures
            .extend(in_densest(telling, filter, selection));
    }
    content.table = by_subdistrict(telling, &selections);
    Ok(content)
}

/// How many incidents a map shows; beside another, as a share of both.
fn counted(
    telling: Telling<'_>,
    filter: &IncidentFilter,
    selection: &Selection,
    total: f64,
) -> SceneFigure {
    let few = telling.few_incidents(selection.total);
    let is_pair = telling.scene.beside.is_some();
    let share = Share::of(selection.total, total).filter(|_| is_pair && few != UNTOLD);
    SceneFigure {
        label: filter_text(filter, telling.words),
        value: few,
        change: String::new(),
        definition: share.map_or_else(
            || telling.text("brief-def-incidents"),
            |share| {
                let said = Message::new("brief-def-of-both").with("share", percent(Some(share)));
                telling.say(&said)
            },
        ),
    }
}

/// The densest place: its density and the area it lies in.
fn densest(telling: Telling<'_>, filter: &IncidentFilter, heat: &Heat) -> Option<SceneFigure> {
    let raster = &heat.raster;
    let cells = raster.values.iter().enumerate();
    let (at, peak) =
        cells.max_by(|one, other| one.1.total_cmp(other.1).then(other.0.cmp(&one.0)))?;
    let (column, row) = (at % raster.frame.width, at / raster.frame.width);
    let place = (heat.projection).to_lonlat(raster.frame.centre(column, row));
    let rule = heat.rule;
    let value = Message::new("brief-densest")
        .with("place", telling.place_name(place))
        .with("n", Arg::Decimal(f64::from(*peak), 0));
    let label = Message::new("brief-densest-of").with("what", filter_text(filter, telling.words));
    let definition = Message::new("brief-def-densest").with("m", Arg::Decimal(rule.bandwidth.0, 0));
    (*peak > 0.0).then(|| SceneFigure {
        label: telling.say(&label),
        value: telling.say(&value),
        change: String::new(),
        definition: telling.say(&definition),
    })
}

/// What the densest of the finest areas hold that make up 5 % of the area.
fn in_densest(
    telling: Telling<'_>,
    filter: &IncidentFilter,
    selection: &Selection,
) -> Option<SceneFigure> {
    let layer = telling.ground().grids.finest()?;
    let figures = selection.by_unit.get(&layer.level)?;
    let share = share_in_densest(layer, &figures.incidents, selection.total)?;
    let label = Message::new("brief-in-densest").with("what", filter_text(filter, telling.words));
    Some(SceneFigure {
        label: telling.say(&label),
        value: percent(Some(share)),
        change: String::new(),
        definition: telling.text("brief-def-in-densest"),
    })
}

/// The share of all incidents in the densest areas of a layer that together are at most [`DENSEST`] of its area.
fn share_in_densest(layer: &GridLayer, counts: &[f64], total: f64) -> Option<Share> {
    let mut areas: Vec<(f64, f64, f64)> = layer
        .units
        .iter()
        .zip(counts)
        .filter_map(|(unit, count)| Some((per_km2(*count, unit.area)?, *count, unit.area.0)))
        .collect();
    areas.sort_by(|one, other| other.0.total_cmp(&one.0));
    let whole: f64 = areas.iter().map(|(_, _, area)| area).sum();
    let (mut held, mut taken) = (0.0, 0.0);
    for (_, count, area) in areas {
        taken += area;
        if taken > DENSEST.0 * whole {
            break;
        }
        held += count;
    }
    Share::of(held, total)
}

/// A row a subdistrict: the incidents of each map; of two, the share of the second in both.
fn by_subdistrict(telling: Telling<'_>, selections: &[Arc<Selection>]) -> Option<SceneTable> {
    let layer = telling.subdistricts()?;
    let counts: Vec<Vec<f64>> = selections
        .iter()
        .map(|selection| parts(selection, layer))
        .collect();
    let untold: Vec<Vec<bool>> = counts
        .iter()
        .map(|counts| telling.untold_of_areas(counts))
        .collect();
    let is_pair = counts.len() > 1;
    let mut columns = vec![telling.names("level-subdistrict")];
    columns.extend(filters(telling.scene).map(|filter| {
        let title = if is_pair {
            super::filter_words::hours_or_period(filter, telling.words)
        } else {
            telling.text("brief-incidents")
        };
        telling.figures(title, "brief-unit-incidents")
    }));
    columns.push(if is_pair {
        telling.figures(telling.text("brief-share-second"), "brief-unit-percent")
    } else {
        telling.figures(telling.text("brief-density"), "brief-unit-per-km2")
    });
    let names = layer.units.iter().map(|unit| unit.name.clone());
    let outside = counts
        .iter()
        .any(|counts| counts.last().is_some_and(|last| *last > 0.0));
    let names = names.chain(outside.then(|| telling.text("brief-outside")));
    let mut rows: Vec<Vec<String>> = Vec::new();
    for (at, name) in names.enumerate() {
        let of = |map: usize| {
            counts
                .get(map)
                .and_then(|all| all.get(at))
                .copied()
                .unwrap_or(0.0)
        };
        let hidden = |map: usize| untold.get(map).and_then(|all| all.get(at)) == Some(&true);
        let mut cells = vec![name];
        cells.extend((0..counts.len()).map(|map| told(of(map), hidden(map))));
        let any_hidden = (0..counts.len()).any(hidden);
        cells.push(if any_hidden {
            UNTOLD.to_owned()
        } else if is_pair {
            share_cell(Share::of(of(1), of(0) + of(1)))
        } else {
            let unit = layer.units.get(at);
            rate_cell(unit.and_then(|unit| per_km2(of(0), unit.area)))
        });
        rows.push(cells);
    }
    let totals: Vec<f64> = selections.iter().map(|one| one.total).collect();
    let mut cells = vec![telling.text("brief-sum")];
    cells.extend(totals.iter().map(|total| cell(*total)));
    cells.push(match totals.as_slice() {
        [first, second] => share_cell(Share::of(*second, first + second)),
        [only, ..] => {
            let area: f64 = layer.units.iter().map(|unit| unit.area.0).sum();
            let outside = counts.first().and_then(|all| all.last()).copied();
            rate_cell(per_km2(only - outside.unwrap_or(0.0), Km2(area)))
        }
        [] => String::new(),
    });
    rows.push(cells);
    table(columns, rows, 1)
}

/// The incidents of each area and, last, those outside: they add up to the total.
fn parts(selection: &Selection, layer: &GridLayer) -> Vec<f64> {
    let figures = selection.by_unit.get(&GridLevel::Subdistrict);
    let mut counts = figures.map_or_else(
        || vec![0.0; layer.units.len()],
        |figures| figures.incidents.clone(),
    );
    counts.push((selection.total - counts.iter().sum::<f64>()).max(0.0));
    counts
}
