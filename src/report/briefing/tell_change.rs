//! What changed: the period of the filter against the one before it, by category and by subdistrict.

use super::content::{SceneContent, SceneFigure, SceneTable};
use super::filter_words::period_text;
use super::tell_district::by_category;
use super::telling::{Telling, UNTOLD, cell, signed, signed_percent, table, told};
use crate::analysis::answers::Selection;
use crate::analysis::before_after::{BeforeAfter, Verdict};
use crate::analysis::period_change::{Change, area_changes, period_before};
use crate::analysis::spring_festival::{Alignment, year_before};
use crate::base::cancel::Cancelled;
use crate::base::units::Share;
use crate::i18n::message::Message;
use crate::model::filter::IncidentFilter;
use crate::model::grid::GridLevel;
use crate::model::incident::date_of_day_number;

/// At this share of false alarms among all areas called a change is told from chance.
const LEVEL: Share = Share(0.05);
/// So many categories are told.
const CATEGORIES: usize = 6;

/// This period against the one before: in all, by category, by subdistrict, and against the year before.
pub(super) fn change(telling: Telling<'_>) -> Result<SceneContent, Cancelled> {
    let mut content = SceneContent::default();
    let incidents = &telling.ground().incidents;
    let Some(days) = incidents.day_range() else {
        content.lines.push(telling.text("brief-no-dates"));
        return Ok(content);
    };
    let filter = &telling.scene.filter;
    let now = telling.answers.selection(filter, telling.cancel)?;
    let spans = filter
        .period
        .and_then(|period| Some((period, period_before(period)?)));
    let Some((period, before)) = spans else {
        content.lines.push(telling.text("brief-change-no-period"));
        return Ok(content);
    };
    let words = telling.words;
    if before.1 < days.0 {
        let said = Message::new("brief-change-nothing-before")
            .with("period", period_text(Some(before), words));
        content.lines.push(telling.say(&said));
        content.big = Some(telling.figure(
            "brief-incidents",
            telling.few_incidents(now.total),
            "brief-def-incidents",
        ));
        return Ok(content);
    }
    let prior = telling
        .answers
        .selection(&with(filter, before), telling.cancel)?;
    let counts = BeforeAfter {
        before: prior.total,
        after: now.total,
    };
    content.big = Some(SceneFigure {
        label: period_text(Some(period), words),
        value: telling.few_incidents(now.total),
        change: change_text(telling, counts),
        definition: telling.say(
            &Message::new("brief-def-change").with("period", period_text(Some(before), words)),
        ),
    });
    content.figures.push(telling.figure(
        "brief-before",
        telling.few_incidents(prior.total),
        "brief-def-before",
    ));
    content
        .figures
        .extend(year_ago(telling, period, days, now.total)?);
    content.figures.extend(categories(telling, &prior, &now));
    if before.0 < days.0 {
        let begins = date_of_day_number(days.0).map_or_else(String::new, |day| day.to_string());
        let said = Message::new("brief-change-begins-late").with("date", begins);
        content.warnings.push(telling.say(&said));
    }
    let length = |(first, last): (i32, i32)| last - first + 1;
    if length(period) != length(before) {
        let said = Message::new("brief-change-lengths")
            .with("now", length(period) as usize)
            .with("before", length(before) as usize);
        content.warnings.push(telling.say(&said));
    }
    let weight = f64::from(length(period)) / f64::from(length(before).max(1));
    content.table = by_subdistrict(telling, &prior, &now, weight);
    if content.table.is_some() {
        content.lines.push(telling.text("brief-change-chance"));
    }
    Ok(content)
}

fn with(filter: &IncidentFilter, period: (i32, i32)) -> IncidentFilter {
    IncidentFilter {
        period: Some(period),
        ..filter.clone()
    }
}

/// By what share a count changed; new where there was nothing before.
fn change_text(telling: Telling<'_>, counts: BeforeAfter) -> String {
    let few = crate::analysis::figures::FEW;
    if telling.is_public() && (counts.before < few || counts.after < few) {
        return UNTOLD.to_owned();
    }
    match Change::of(counts, 1.0) {
        Change::By(share) => signed_percent(share),
        Change::New => telling.text("brief-new"),
        Change::Nothing => telling.text("brief-none"),
    }
}

/// The same time a year before, where the data reach back that far; about the Spring Festival aligned with it.
fn year_ago(
    telling: Telling<'_>,
    period: (i32, i32),
    days: (i32, i32),
    now: f64,
) -> Result<Option<SceneFigure>, Cancelled> {
    let found = year_before(period).filter(|(before, _)| before.0 >= days.0);
    let Some((before, alignment)) = found else {
        return Ok(None);
    };
    let filter = with(&telling.scene.filter, before);
    let then = telling.answers.selection(&filter, telling.cancel)?;
    let counts = BeforeAfter {
        before: then.total,
        after: now,
    };
    let definition = match alignment {
        Alignment::SpringFestival => "brief-def-year-before-festival",
        Alignment::Calendar => "brief-def-year-before",
    };
    let mut figure = telling.figure(
        "brief-year-before",
        telling.few_incidents(then.total),
        definition,
    );
    figure.change = change_text(telling, counts);
    Ok(Some(figure))
}

/// The categories with the most incidents now, and how they changed.
fn categories(telling: Telling<'_>, prior: &Selection, now: &Selection) -> Vec<SceneFigure> {
    let before = by_category(telling, prior);
    let of_before = |name: &str| {
        let found = before.iter().find(|(known, _)| known == name);
        found.map_or(0.0, |(_, count)| *count)
    };
    let counted = by_category(telling, now).into_iter().take(CATEGORIES);
    counted
        .map(|(name, after)| {
            let counts = BeforeAfter {
                before: of_before(&name),
                after,
            };
            SceneFigure {
                value: telling.few_incidents(after),
                change: change_text(telling, counts),
                definition: telling.text("brief-def-category"),
                label: name,
            }
        })
        .collect()
}

/// A row a subdistrict, those outside, and the sum.
fn by_subdistrict(
    telling: Telling<'_>,
    prior: &Selection,
    now: &Selection,
    weight: f64,
) -> Option<SceneTable> {
    let layer = telling.subdistricts()?;
    let (before, after) = (parts(prior), parts(now));
    let changes = area_changes(&before, &after, weight);
    let (before_untold, after_untold) = (
        telling.untold_of_areas(&before),
        telling.untold_of_areas(&after),
    );
    let mut rows: Vec<Vec<String>> = Vec::new();
    for (at, found) in changes.iter().enumerate() {
        let name = (layer.units.get(at)).map(|unit| unit.name.clone());
        let is_outside = name.is_none();
        if is_outside && found.counts.before <= 0.0 && found.counts.after <= 0.0 {
            continue;
        }
        let hidden = before_untold.get(at) == Some(&true) || after_untold.get(at) == Some(&true);
        let mut cells = vec![
            name.unwrap_or_else(|| telling.text("brief-outside")),
            told(found.counts.before, hidden),
            told(found.counts.after, hidden),
        ];
        cells.extend(difference(telling, found.counts, hidden));
        let verdict = match found.verdict(LEVEL) {
            Verdict::More => "brief-clearly-more",
            Verdict::Fewer => "brief-clearly-fewer",
            Verdict::Unclear => "brief-within-chance",
        };
        cells.push(if hidden {
            UNTOLD.to_owned()
        } else {
            telling.text(verdict)
        });
        rows.push(cells);
    }
    let all = BeforeAfter {
        before: prior.total,
        after: now.total,
    };
    let mut cells = vec![telling.text("brief-sum"), cell(all.before), cell(all.after)];
    cells.extend(difference(telling, all, false));
    cells.push(String::new());
    rows.push(cells);
    let unit = "brief-unit-incidents";
    let columns = vec![
        telling.names("level-subdistrict"),
        telling.figures(telling.text("brief-column-before"), unit),
        telling.figures(telling.text("brief-column-now"), unit),
        telling.figures(telling.text("brief-column-difference"), unit),
        telling.figures(telling.text("brief-column-change"), ""),
        telling.names("brief-column-chance"),
    ];
    table(columns, rows, 1)
}

fn difference(telling: Telling<'_>, counts: BeforeAfter, hidden: bool) -> [String; 2] {
    if hidden {
        return [UNTOLD.to_owned(), UNTOLD.to_owned()];
    }
    let difference = signed(counts.after - counts.before, 0);
    [difference, change_text(telling, counts)]
}

/// The incidents of each subdistrict and, last, those outside.
fn parts(selection: &Selection) -> Vec<f64> {
    let figures = selection.by_unit.get(&GridLevel::Subdistrict);
    let mut counts = figures.map_or_else(Vec::new, |figures| figures.incidents.clone());
    counts.push((selection.total - counts.iter().sum::<f64>()).max(0.0));
    counts
}
