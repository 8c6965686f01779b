//! Which incidents counts speak of, in words.

use crate::i18n::message::Message;
use crate::i18n::words::Words;
use crate::model::filter::IncidentFilter;
use crate::model::incident::date_of_day_number;

/// Period, hours, categories and who found them, in a line; as far as the filter says.
#[must_use]
pub fn basis_text(filter: &IncidentFilter, words: &Words) -> String {
    let day =
        |number: i32| date_of_day_number(number).map_or_else(String::new, |day| day.to_string());
    let period = match filter.period {
        None => words.text("ui-filter-all-months"),
        Some((first, last)) => format!("{} – {}", day(first), day(last)),
    };
    let counted = (0..7)
        .flat_map(|weekday| (0..24).map(move |hour| (weekday, hour)))
        .filter(|(weekday, hour)| filter.week_hours.contains(*weekday, *hour))
        .count();
    let hours = if filter.week_hours.is_all() {
        words.text("ui-filter-all-hours")
    } else {
        words.say(&Message::new("ui-filter-hours-of-week").with("n", counted))
    };
    let categories = filter.categories.as_ref().map_or_else(
        || words.text("ui-filter-all-categories"),
        |chosen| {
            chosen
                .iter()
                .map(String::as_str)
                .collect::<Vec<_>>()
                .join(", ")
        },
    );
    let found = words.text(if filter.patrol_discovered {
        "export-with-patrols"
    } else {
        "export-without-patrols"
    });
    [period, hours, categories, found].join(" · ")
}
