//! Which incidents a map shows, in a few words: the period, the hours, the categories.

use jiff::civil::Date;

use crate::analysis::period_change::whole_months;
use crate::i18n::message::Message;
use crate::i18n::words::Words;
use crate::model::filter::{IncidentFilter, WeekHours};
use crate::model::incident::date_of_day_number;

/// Period, hours and categories as far as they say anything: `2024-06 · 22:00–06:00 · Theft`.
#[must_use]
pub fn filter_text(filter: &IncidentFilter, words: &Words) -> String {
    let mut said = vec![period_text(filter.period, words)];
    if !filter.week_hours.is_all() {
        said.push(hours_text(filter.week_hours, words));
    }
    if let Some(categories) = &filter.categories {
        let names: Vec<&str> = categories.iter().map(String::as_str).collect();
        said.push(if names.len() <= 3 {
            names.join(&words.text("brief-list-comma"))
        } else {
            words.say(&Message::new("brief-categories").with("n", names.len()))
        });
    }
    if filter.patrol_discovered {
        said.push(words.text("export-with-patrols"));
    }
    said.join(" · ")
}

/// A period: whole months by their names, else its days.
#[must_use]
pub fn period_text(period: Option<(i32, i32)>, words: &Words) -> String {
    let Some((first, last)) = period else {
        return words.text("ui-filter-all-months");
    };
    let days = date_of_day_number(first).zip(date_of_day_number(last));
    let Some((from, to)) = days else {
        return String::new();
    };
    let month = |date: Date| format!("{:04}-{:02}", date.year(), date.month());
    match whole_months((first, last)) {
        Some(1) => month(from),
        Some(_) => format!("{} – {}", month(from), month(to)),
        None if first == last => from.to_string(),
        None => format!("{from} – {to}"),
    }
}

/// Hours of the day where every day has the same in one stretch (`22:00–06:00`), else how many a week.
#[must_use]
pub fn hours_text(hours: WeekHours, words: &Words) -> String {
    let stretch = (0..24u8)
        .flat_map(|from| (0..24u8).map(move |to| (from, to)))
        .find(|(from, to)| from != to && WeekHours::daily(*from, *to) == hours);
    if let Some((from, to)) = stretch {
        return format!("{from:02}:00–{to:02}:00");
    }
    let counted = (0..7)
        .flat_map(|weekday| (0..24).map(move |hour| (weekday, hour)))
        .filter(|(weekday, hour)| hours.contains(*weekday, *hour))
        .count();
    words.say(&Message::new("ui-filter-hours-of-week").with("n", counted))
}

/// The shortest that tells two filters apart: hours where they are chosen, else the period.
#[must_use]
pub fn hours_or_period(filter: &IncidentFilter, words: &Words) -> String {
    if filter.week_hours.is_all() {
        period_text(filter.period, words)
    } else {
        hours_text(filter.week_hours, words)
    }
}
