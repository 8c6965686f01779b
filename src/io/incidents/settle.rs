//! How a file is to be understood, settled from its first rows and from what the user said.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::column_list::no_coordinates;
use super::column_words::{LATITUDE, LONGITUDE, plain_name};
use super::crs_guess::{PlaceLook, are_swapped, look_of};
use super::mapping::guess_mapping;
use super::masking::personal_values;
use super::personal::PersonalKind;
use super::places::{is_well_known_text, parse_coordinate, parse_joined};
use super::rows::RowRule;
use super::sample::Sample;
use super::times::{CivilTime, DayOrder, is_ambiguous, is_marked_utc, parse_time, proven_order};
use crate::base::crs::Crs;
use crate::i18n::message::Message;
use crate::io::incident_table::{IncidentMapping, IncidentOptions};
use crate::io::read_error::ReadError;

/// What an earlier round of reading found out.
#[derive(Debug, Clone, Default)]
pub(super) struct Settled {
    /// The text is not UTF-8.
    pub(super) gb18030: bool,
    /// Days come before months.
    pub(super) day_first: bool,
    /// Midnights are clocks, not days.
    pub(super) clocks: bool,
}

/// An error about the content of a file as a whole.
pub(super) fn content(path: &Path, message: Message) -> ReadError {
    ReadError::Content {
        path: path.into(),
        line: None,
        column: None,
        message,
    }
}

/// The mapping to use: the user's, where it fits the file and takes no personal column for the category, else the guess.
pub(super) fn settle_mapping(
    path: &Path,
    options: &IncidentOptions,
    sample: &Sample,
    personal: &[(usize, PersonalKind)],
) -> Result<IncidentMapping, ReadError> {
    let mapping = options
        .mapping
        .clone()
        .unwrap_or_else(|| guess_mapping(sample, personal));
    let used = [
        mapping.lon,
        mapping.lat,
        mapping.joined,
        mapping.time,
        mapping.clock,
        mapping.category,
        mapping.discovery,
        mapping.weight,
    ];
    if let Some(column) = used
        .into_iter()
        .flatten()
        .find(|column| *column >= sample.columns.len())
    {
        let message = Message::new("io-incidents-no-such-column")
            .with("n", column + 1)
            .with("columns", sample.columns.len());
        return Err(content(path, message));
    }
    // Of a category the text itself is kept; of all others only what it means.
    let category = mapping
        .category
        .and_then(|category| personal.iter().find(|(column, _)| *column == category));
    if let Some((column, kind)) = category {
        let name = sample.columns.get(*column).cloned().unwrap_or_default();
        return Err(content(path, kind.sentence(&name)));
    }
    if mapping.joined.is_none() && (mapping.lon.is_none() || mapping.lat.is_none()) {
        return Err(content(path, no_coordinates(&sample.columns)));
    }
    Ok(mapping)
}

pub(super) fn settle_rule(
    options: &IncidentOptions,
    settled: &Settled,
    sample: &Sample,
    mapping: IncidentMapping,
    warnings: &mut Vec<Message>,
) -> RowRule {
    if sample.layout.title_rows > 0 {
        warnings.push(Message::new("io-warn-title-rows").with("n", sample.layout.title_rows));
    }
    if !sample.layout.named {
        warnings.push(Message::new("io-warn-no-header"));
    }
    let look = settle_places(options, sample, &mapping, warnings);
    let times: Vec<&str> = mapping
        .time
        .map(|column| sample.values(column).collect())
        .unwrap_or_default();
    let proven = times
        .iter()
        .find_map(|value| proven_order(value.as_bytes()))
        .or(settled.day_first.then_some(DayOrder::DayFirst));
    if proven.is_none() && times.iter().any(|value| is_ambiguous(value.as_bytes())) {
        warnings.push(Message::new("io-warn-day-order"));
    }
    if times.iter().any(|value| is_marked_utc(value)) {
        warnings.push(Message::new("io-warn-utc"));
    }
    let order = proven.unwrap_or(DayOrder::MonthFirst);
    let midnight =
        |value: &&str| parse_time(value.as_bytes(), order).is_none_or(CivilTime::is_midnight);
    let any = |value: &&str| parse_time(value.as_bytes(), order).is_some();
    let midnight_is_day = !settled.clocks
        && mapping.clock.is_none()
        && times.len() > 1
        && times.iter().any(any)
        && times.iter().all(midnight);
    RowRule {
        mapping,
        columns: sample.columns.clone(),
        crs: look.crs,
        swapped: look.swapped,
        order,
        order_proven: proven.is_some(),
        midnight_is_day,
        no_names: None,
    }
}

/// Where the file has a column of names: the categories that come more than once at its beginning and are none of those names.
pub(super) fn known_categories(
    sample: &Sample,
    mapping: &IncidentMapping,
    personal: &[(usize, PersonalKind)],
) -> Option<BTreeSet<String>> {
    personal
        .iter()
        .any(|(_, kind)| *kind == PersonalKind::Name)
        .then(|| {
            let mut counts = BTreeMap::<&str, usize>::new();
            for value in mapping
                .category
                .into_iter()
                .flat_map(|column| sample.values(column))
            {
                *counts.entry(value).or_default() += 1;
            }
            let names = personal_values(sample, personal);
            counts.retain(|value, count| *count > 1 && !names.contains(*value));
            counts.into_keys().map(str::to_owned).collect()
        })
}

/// The reference system to use and whether the columns stand the wrong way round. What the user said stands; without a word
/// of his, columns that do not call themselves degrees may turn out to be metres.
fn settle_places(
    options: &IncidentOptions,
    sample: &Sample,
    mapping: &IncidentMapping,
    warnings: &mut Vec<Message>,
) -> PlaceLook {
    let pairs = pairs_of(sample, mapping);
    let look = look_of(&pairs);
    let name = |column: Option<usize>| {
        column
            .and_then(|column| sample.columns.get(column))
            .map(|name| plain_name(name))
            .unwrap_or_default()
    };
    let says_degrees =
        LONGITUDE.score(&name(mapping.lon)) >= 85 || LATITUDE.score(&name(mapping.lat)) >= 85;
    let crs = match options.crs {
        Some(crs) => crs,
        None if says_degrees => Crs::Wgs84,
        None => look.crs,
    };
    if options.crs.is_none() && crs != Crs::Wgs84 {
        warnings.push(Message::new("io-warn-crs-guessed").with("crs", crs.name()));
    }
    let degrees = pairs.iter().all(|(x, y)| Crs::Wgs84.holds(*x, *y));
    if crs.counts_metres_on_earth() && degrees && !pairs.is_empty() {
        warnings.push(Message::new("io-warn-looks-like-degrees").with("crs", crs.name()));
    }
    let mut swapped = are_swapped(&pairs, crs);
    if let Some(joined) = mapping.joined {
        swapped = swapped || is_latitude_first(sample, joined, &name(Some(joined)), &pairs);
    } else if swapped {
        warnings.push(Message::new("io-warn-swapped"));
    }
    PlaceLook { crs, swapped }
}

/// Whether a joined column of degrees that could be read both ways has the latitude first, as its name or its brackets
/// (`(41.8, -87.6)`) tell.
fn is_latitude_first(sample: &Sample, column: usize, plain: &str, pairs: &[(f64, f64)]) -> bool {
    if pairs.iter().any(|(x, _)| x.abs() > 90.0) {
        return false;
    }
    let by_name = ["latlon", "latlng", "纬经", "纬度经度"]
        .iter()
        .any(|word| plain.contains(word));
    let in_brackets = sample.share(column, |value| {
        value.starts_with('(') && !is_well_known_text(value.as_bytes())
    });
    by_name || (in_brackets > 0.5 && !plain.contains("lon") && !plain.contains("lng"))
}

/// The coordinates of the sample as they are written.
pub(super) fn pairs_of(sample: &Sample, mapping: &IncidentMapping) -> Vec<(f64, f64)> {
    let cell = |row: &Vec<String>, column: usize| {
        row.get(column)
            .and_then(|value| parse_coordinate(value.as_bytes()))
    };
    sample
        .rows
        .iter()
        .filter_map(|row| match (mapping.joined, mapping.lon, mapping.lat) {
            (Some(joined), _, _) => parse_joined(row.get(joined)?.as_bytes()),
            (None, Some(lon), Some(lat)) => Some((cell(row, lon)?, cell(row, lat)?)),
            _ => None,
        })
        .collect()
}
