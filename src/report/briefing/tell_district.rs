//! The district: what is there, and how much happens by category.

use super::content::{SceneContent, SceneTable};
use super::telling::{Telling, UNTOLD, cell, share_cell, table, told};
use crate::analysis::answers::Selection;
use crate::base::cancel::Cancelled;
use crate::base::units::{Km2, Share};
use crate::i18n::message::{Arg, Message};
use crate::model::grid::{GridHierarchy, GridLayer};

/// Incidents counted, residents, area, grids, points, zones; incidents by category.
pub(super) fn district(telling: Telling<'_>) -> Result<SceneContent, Cancelled> {
    let ground = telling.ground();
    let selection = (telling.answers).selection(&telling.scene.filter, telling.cancel)?;
    let mut content = SceneContent::default();
    if ground.incidents.is_empty() {
        content.lines.push(telling.text("brief-no-incidents"));
    } else {
        content.big = Some(telling.figure(
            "brief-incidents",
            telling.few_incidents(selection.total),
            "brief-def-incidents",
        ));
    }
    if ground.grids.is_empty() {
        content.lines.push(telling.text("brief-no-grids"));
    }
    let figures = &mut content.figures;
    if let Some(residents) = residents(&ground.grids) {
        let value = telling.number("brief-n-residents", residents);
        figures.push(telling.figure("brief-residents", value, "brief-def-residents"));
    }
    if let Some(area) = area(&ground.grids) {
        let value = telling.say(&Message::new("brief-n-km2").with("n", Arg::Decimal(area.0, 1)));
        figures.push(telling.figure("brief-area", value, "brief-def-area"));
    }
    for layer in ground.grids.layers() {
        let value = telling.number("brief-n-areas", layer.units.len() as f64);
        figures.push(telling.figure(layer.level.sentence(), value, "brief-def-areas"));
    }
    let value = telling.number("brief-n-points", ground.plan.points.len() as f64);
    figures.push(telling.figure("brief-points", value, "brief-def-points"));
    let value = telling.number("brief-n-zones", ground.plan.zones.len() as f64);
    figures.push(telling.figure("brief-zones", value, "brief-def-zones"));
    if selection.outside > 0.0 && !ground.grids.is_empty() {
        let value = telling.few_incidents(selection.outside);
        figures.push(telling.figure("brief-outside", value, "brief-def-outside"));
    }
    content.table = categories(telling, &selection);
    Ok(content)
}

/// Incidents by category, the most first, and their sum.
fn categories(telling: Telling<'_>, selection: &Selection) -> Option<SceneTable> {
    let counts = by_category(telling, selection);
    let alone: Vec<f64> = counts.iter().map(|(_, count)| *count).collect();
    let untold = telling.untold(&alone);
    let mut rows: Vec<Vec<String>> = counts
        .iter()
        .zip(&untold)
        .map(|((name, count), untold)| {
            let share = Share::of(*count, selection.total);
            vec![
                name.clone(),
                told(*count, *untold),
                if *untold {
                    UNTOLD.to_owned()
                } else {
                    share_cell(share)
                },
            ]
        })
        .collect();
    if rows.is_empty() {
        return None;
    }
    let all = Share::of(alone.iter().sum(), selection.total);
    rows.push(vec![
        telling.text("brief-sum"),
        cell(selection.total),
        share_cell(all),
    ]);
    let columns = vec![
        telling.names("brief-category"),
        telling.figures(telling.text("brief-incidents"), "brief-unit-incidents"),
        telling.figures(telling.text("brief-share"), "brief-unit-percent"),
    ];
    table(columns, rows, 1)
}

/// Incidents that count by category, the most first; categories without any are left out.
pub(super) fn by_category(telling: Telling<'_>, selection: &Selection) -> Vec<(String, f64)> {
    let incidents = &telling.ground().incidents;
    let names = incidents.category_names();
    let mut counts = vec![0.0; names.len()];
    for row in &selection.rows {
        let row = *row as usize;
        let weights = incidents.weights().and_then(|all| all.get(row).copied());
        let category = incidents.categories().get(row).copied().unwrap_or(u16::MAX);
        if let Some(count) = counts.get_mut(usize::from(category)) {
            *count += weights.unwrap_or(1.0);
        }
    }
    let counted = names.iter().cloned().zip(counts);
    let mut counted: Vec<(String, f64)> = counted.filter(|(_, count)| *count > 0.0).collect();
    counted.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
    counted
}

/// Residents of the finest level that knows them.
pub(super) fn residents(grids: &GridHierarchy) -> Option<f64> {
    let of = |layer: &GridLayer| {
        let known: Vec<f64> = (layer.units.iter())
            .filter_map(|unit| unit.residents)
            .collect();
        (!known.is_empty()).then(|| known.iter().sum::<f64>())
    };
    grids.layers().rev().find_map(of)
}

/// The area of the coarsest level.
fn area(grids: &GridHierarchy) -> Option<Km2> {
    let coarsest = grids.layers().next()?;
    Some(Km2(coarsest.units.iter().map(|unit| unit.area.0).sum()))
}
