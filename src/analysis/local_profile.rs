//! What happened in one place: when the incidents there were and what they were.

use super::profile::{days_of_month, month_number};
use crate::model::incident::{IncidentTable, date_of_day_number};

/// Counts (weights) of the incidents in one place.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LocalProfile {
    /// All of them.
    pub incidents: f64,
    /// The month of the first entry of `months`, counted from January of year 0.
    pub first_month: i32,
    /// Incidents a month over all months of the table, without gaps; empty where no row has a date.
    pub months: Vec<f64>,
    /// Incidents by hour of the day; those without a known hour are in `without_hour`.
    pub hours: [f64; 24],
    /// Incidents whose hour is not known.
    pub without_hour: f64,
    /// Incidents by category (its position among the table's names), most first; without those that have none here.
    pub categories: Vec<(u16, f64)>,
}

/// The profile of these rows of a table; rows it does not have are passed over.
#[must_use]
pub fn local_profile(table: &IncidentTable, rows: impl IntoIterator<Item = u32>) -> LocalProfile {
    let starts = month_starts(table);
    let mut found = LocalProfile {
        first_month: starts.first().map_or(0, |(month, _)| *month),
        months: vec![0.0; starts.len()],
        ..LocalProfile::default()
    };
    let mut categories = vec![0.0; table.category_names().len()];
    for row in rows.into_iter().map(|row| row as usize) {
        let Some(time) = table.times().get(row) else {
            continue;
        };
        let weight = table.weights().and_then(|all| all.get(row));
        let weight = weight.copied().unwrap_or(1.0);
        found.incidents += weight;
        match time.hour() {
            Some(hour) => found.hours[usize::from(hour) % 24] += weight,
            None => found.without_hour += weight,
        }
        let month = time.day_number().and_then(|day| {
            starts
                .partition_point(|(_, start)| *start <= day)
                .checked_sub(1)
        });
        if let Some(count) = month.and_then(|month| found.months.get_mut(month)) {
            *count += weight;
        }
        let category = table.categories().get(row).copied().unwrap_or(u16::MAX);
        if let Some(count) = categories.get_mut(usize::from(category)) {
            *count += weight;
        }
    }
    let counted = (0u16..).zip(categories).filter(|(_, count)| *count > 0.0);
    found.categories = counted.collect();
    found.categories.sort_by(|a, b| b.1.total_cmp(&a.1));
    found
}

/// Each month of a table with its first day.
fn month_starts(table: &IncidentTable) -> Vec<(i32, i32)> {
    let month = |day| date_of_day_number(day).map(month_number);
    let range = table
        .day_range()
        .and_then(|(first, last)| month(first).zip(month(last)));
    let Some((first, last)) = range else {
        return Vec::new();
    };
    let starts = (first..=last).filter_map(|month| Some((month, days_of_month(month)?.0)));
    starts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::coords::LonLat;
    use crate::model::incident::{Discovery, IncidentRow, IncidentTime, TimePrecision};
    use crate::model::source_note::SourceNote;
    use jiff::civil::date;

    #[test]
    fn every_incident_of_a_place_is_in_one_month_one_hour_and_one_category() {
        let mut table = IncidentTable::with_capacity(5);
        let rows = [
            (date(2024, 1, 31), 23, TimePrecision::Minute, 1),
            (date(2024, 2, 29), 0, TimePrecision::Minute, 1),
            (date(2024, 3, 1), 7, TimePrecision::Minute, 0),
            (date(2024, 3, 9), 0, TimePrecision::Day, 2),
            (date(2023, 12, 1), 9, TimePrecision::Minute, 0),
        ];
        for (day, hour, precision, category) in rows {
            table.push(IncidentRow {
                position: LonLat::new(113.9, 22.6),
                time: IncidentTime::from_civil(day, hour * 60, precision).expect("a date"),
                category,
                discovery: Discovery::Unknown,
            });
        }
        let names = ["盗", "抢", "骗"].map(String::from).to_vec();
        let table = table.finish(names, SourceNote::default());
        let found = local_profile(&table, [0, 1, 2, 3, 99]);
        assert_eq!(found.incidents, 4.0);
        assert_eq!(found.months, vec![0.0, 1.0, 1.0, 2.0]);
        assert_eq!(found.first_month, 2023 * 12 + 11);
        assert_eq!(found.hours.iter().sum::<f64>() + found.without_hour, 4.0);
        assert_eq!((found.hours[23], found.without_hour), (1.0, 1.0));
        assert_eq!(found.categories, vec![(1, 2.0), (0, 1.0), (2, 1.0)]);
        let none = local_profile(&table, []);
        assert_eq!((none.incidents, none.categories.len()), (0.0, 0));
    }
}
