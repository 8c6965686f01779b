//! The data and its limits: until when, how much is missing, how figures are defined.

use std::collections::BTreeSet;

use super::answers::hot_level;
use super::content::SceneContent;
use super::tell::false_reds;
use super::telling::{Telling, table};
use crate::analysis::density::Kernel;
use crate::analysis::figures::FEW;
use crate::base::cancel::Cancelled;
use crate::base::units::Share;
use crate::i18n::message::{Arg, Message};
use crate::i18n::number::{UNKNOWN, percent};
use crate::model::filter::IncidentFilter;
use crate::model::incident::{Discovery, IncidentTable, IncidentTime, TimePrecision};
use crate::model::reach_rule::ReachRule;
use crate::report::briefing::ground::{BriefingGround, ImportedRows};

/// What is known of the data, a row each, and how figures are defined, a sentence each.
pub(super) fn data(telling: Telling<'_>) -> Result<SceneContent, Cancelled> {
    let mut content = SceneContent::default();
    let ground = telling.ground();
    let filter = &telling.scene.filter;
    let selection = telling.answers.selection(filter, telling.cancel)?;
    let incidents = &ground.incidents;
    let date = incidents.last_time().and_then(IncidentTime::day_text);
    if incidents.is_empty() {
        content.lines.push(telling.text("brief-no-incidents"));
    } else {
        content.big = Some(telling.figure(
            "brief-data-to",
            date.unwrap_or_else(|| UNKNOWN.to_owned()),
            "brief-def-data-to",
        ));
    }
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut row = |label: &str, value: String| rows.push(vec![telling.text(label), value]);
    if !incidents.is_empty() {
        row(
            "brief-data-file",
            known(incidents.source().file_name.clone()),
        );
        if let Some(imported) = imported_rows(ground) {
            row(
                "brief-data-found",
                telling.number("brief-n-rows", imported.found as f64),
            );
            row("brief-data-refused", told_refused(telling, imported));
        }
        row("brief-data-counted", telling.few_incidents(selection.total));
        let missing = missing_days(incidents, filter).len();
        row(
            "brief-data-missing",
            telling.number("brief-n-days", missing as f64),
        );
        row(
            "brief-data-no-hour",
            percent(share_of(incidents, |time, _| {
                time.precision() != TimePrecision::Minute
            })),
        );
        row("brief-data-patrol", percent(patrol_share(incidents)));
        row("brief-data-crs", incidents.source().crs.name());
    }
    let columns = vec![
        telling.names("brief-column-item"),
        telling.names("brief-column-value"),
    ];
    content.table = table(columns, rows, 0);
    content.lines.extend(definitions(telling));
    Ok(content)
}

fn known(text: String) -> String {
    if text.is_empty() {
        UNKNOWN.to_owned()
    } else {
        text
    }
}

fn told_refused(telling: Telling<'_>, rows: ImportedRows) -> String {
    let share = percent(Share::of(rows.refused as f64, rows.found as f64));
    let refused = rows.refused as f64;
    if telling.is_public() && refused < FEW {
        return super::telling::UNTOLD.to_owned();
    }
    let said = Message::new("brief-n-rows-share")
        .with("n", rows.refused)
        .with("share", share);
    telling.say(&said)
}

/// Rows found and refused: those of the last import where they are known, else what the table says of its file.
pub(super) fn imported_rows(ground: &BriefingGround) -> Option<ImportedRows> {
    let source = ground.incidents.source();
    let of_file = (source.found > 0).then(|| ImportedRows {
        found: source.found,
        refused: source.refused(),
    });
    ground.rows.or(of_file)
}

/// Days of the period (of all the data without one) on which there is no incident at all, whoever found it.
pub(super) fn missing_days(incidents: &IncidentTable, filter: &IncidentFilter) -> Vec<i32> {
    let Some((first, last)) = filter.period.or(incidents.day_range()) else {
        return Vec::new();
    };
    let known = incidents.times().iter();
    // What knows only its month says nothing of days.
    if known
        .clone()
        .any(|time| time.precision() == TimePrecision::Month)
    {
        return Vec::new();
    }
    let days: BTreeSet<i32> = known.filter_map(|time| time.day_number()).collect();
    (first..=last).filter(|day| !days.contains(day)).collect()
}

/// The share of incidents that patrols came upon, among all at hand.
pub(super) fn patrol_share(incidents: &IncidentTable) -> Option<Share> {
    share_of(incidents, |_, found| found == Discovery::Patrol)
}

fn share_of(
    incidents: &IncidentTable,
    wanted: impl Fn(IncidentTime, Discovery) -> bool,
) -> Option<Share> {
    let rows = incidents.times().iter().zip(incidents.discoveries());
    let weight = |row: usize| {
        let weights = incidents.weights().and_then(|all| all.get(row).copied());
        weights.unwrap_or(1.0)
    };
    let (mut part, mut whole) = (0.0, 0.0);
    for (row, (time, found)) in rows.enumerate() {
        whole += weight(row);
        part += if wanted(*time, *found) {
            weight(row)
        } else {
            0.0
        };
    }
    Share::of(part, whole)
}

fn definitions(telling: Telling<'_>) -> Vec<String> {
    let ground = telling.ground();
    let kernel = match ground.density.kernel {
        Kernel::Quartic => "ui-kernel-quartic",
        Kernel::Epanechnikov => "ui-kernel-epanechnikov",
        Kernel::Triangular => "ui-kernel-triangular",
        Kernel::Uniform => "ui-kernel-uniform",
        Kernel::Gaussian => "ui-kernel-gaussian",
    };
    let heat = Message::new("brief-define-heat")
        .with("kernel", telling.text(kernel))
        .with("m", Arg::Decimal(ground.density.bandwidth.0, 0));
    let coverage = match &ground.plan.reach {
        ReachRule::StraightLine { .. } => "brief-define-coverage-straight",
        ReachRule::ByRoad { .. } => "brief-define-coverage-road",
    };
    let mut lines = vec![telling.say(&heat), telling.text(coverage)];
    let mut shown = std::iter::once(telling.scene).chain(&ground.plan.scenes);
    let level = shown.find_map(hot_level);
    // The scene's own is said beside its map already.
    if let Some(layer) = level.and_then(|level| ground.grids.layer(level))
        && hot_level(telling.scene).is_none()
    {
        lines.push(false_reds(layer.units.len(), telling));
    }
    lines.push(telling.text("brief-define-crs"));
    lines.push(telling.text("brief-places-only"));
    lines
}
