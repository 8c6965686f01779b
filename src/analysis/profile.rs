//! When and what: counts by month, by hour of the week and by category, each under all filters but its own.

use crate::model::filter::{IncidentFilter, WeekHours};
use crate::model::incident::IncidentTable;

/// Counts (weights) of the incidents a filter leaves, for the filter's own controls: the months are counted without the
/// period, the week without the hours, the categories without the categories.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct IncidentProfile {
    /// The month of the first entry of `months`, counted from January of year 0.
    pub first_month: i32,
    /// Incidents a month, without gaps.
    pub months: Vec<f64>,
    /// Incidents by weekday (0 Monday) and hour; rows without a known hour are in `without_hour`.
    pub week: [[f64; 24]; 7],
    /// Incidents whose hour or day is not known.
    pub without_hour: f64,
    /// Incidents by category, in the order of the table's names.
    pub categories: Vec<f64>,
    /// Incidents that patrols came upon, and all, under the other filters.
    pub patrol_discovered: (f64, f64),
}

/// A month counted from January of year 0, of a civil date.
#[must_use]
pub fn month_number(date: jiff::civil::Date) -> i32 {
    i32::from(date.year()) * 12 + i32::from(date.month()) - 1
}

/// Year and month (1 to 12) of a month number.
#[must_use]
pub fn year_and_month(month: i32) -> (i32, u8) {
    (
        month.div_euclid(12),
        u8::try_from(month.rem_euclid(12) + 1).unwrap_or(1),
    )
}

/// First and last day (days since 1970-01-01) of a month.
#[must_use]
pub fn days_of_month(month: i32) -> Option<(i32, i32)> {
    let (year, month) = year_and_month(month);
    let first =
        jiff::civil::Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, 1).ok()?;
    let epoch = jiff::civil::date(1970, 1, 1);
    let day =
        |date: jiff::civil::Date| i32::try_from(date.duration_since(epoch).as_hours() / 24).ok();
    Some((day(first)?, day(first.last_of_month())?))
}

/// The profile of a table under a filter.
#[must_use]
pub fn profile(table: &IncidentTable, filter: &IncidentFilter) -> IncidentProfile {
    let mut found = IncidentProfile {
        categories: vec![0.0; table.category_names().len()],
        ..IncidentProfile::default()
    };
    let weight = |row: &u32| {
        table
            .weights()
            .and_then(|all| all.get(*row as usize))
            .copied()
            .unwrap_or(1.0)
    };
    count_months(table, filter, weight, &mut found);
    count_week(table, filter, weight, &mut found);
    count_categories(table, filter, weight, &mut found);
    count_discovered(table, filter, weight, &mut found);
    found
}

fn count_months(
    table: &IncidentTable,
    filter: &IncidentFilter,
    weight: impl Fn(&u32) -> f64,
    found: &mut IncidentProfile,
) {
    let month_of_day = |day| crate::model::incident::date_of_day_number(day).map(month_number);
    let Some((first, last)) = table
        .day_range()
        .and_then(|(first, last)| Some((month_of_day(first)?, month_of_day(last)?)))
    else {
        return;
    };
    let starts: Vec<i32> = (first..=last + 1)
        .filter_map(|month| days_of_month(month).map(|days| days.0))
        .collect();
    found.first_month = first;
    found.months = vec![0.0; usize::try_from(last - first + 1).unwrap_or(0)];
    let rows = IncidentFilter {
        period: None,
        ..filter.clone()
    }
    .select(table);
    for row in &rows {
        let Some(day) = table
            .times()
            .get(*row as usize)
            .and_then(|time| time.day_number())
        else {
            continue;
        };
        let month = starts
            .partition_point(|start| *start <= day)
            .saturating_sub(1);
        if let Some(count) = found.months.get_mut(month) {
            *count += weight(row);
        }
    }
}

fn count_week(
    table: &IncidentTable,
    filter: &IncidentFilter,
    weight: impl Fn(&u32) -> f64,
    found: &mut IncidentProfile,
) {
    let rows = IncidentFilter {
        week_hours: WeekHours::ALL,
        ..filter.clone()
    }
    .select(table);
    for row in &rows {
        let time = table.times().get(*row as usize);
        let cell = time.and_then(|time| time.weekday().zip(time.hour()));
        match cell.and_then(|(day, hour)| {
            found
                .week
                .get_mut(usize::from(day))?
                .get_mut(usize::from(hour))
        }) {
            Some(count) => *count += weight(row),
            None => found.without_hour += weight(row),
        }
    }
}

fn count_categories(
    table: &IncidentTable,
    filter: &IncidentFilter,
    weight: impl Fn(&u32) -> f64,
    found: &mut IncidentProfile,
) {
    let rows = IncidentFilter {
        categories: None,
        ..filter.clone()
    }
    .select(table);
    for row in &rows {
        let category = table
            .categories()
            .get(*row as usize)
            .copied()
            .unwrap_or(u16::MAX);
        if let Some(count) = found.categories.get_mut(usize::from(category)) {
            *count += weight(row);
        }
    }
}

fn count_discovered(
    table: &IncidentTable,
    filter: &IncidentFilter,
    weight: impl Fn(&u32) -> f64,
    found: &mut IncidentProfile,
) {
    let rows = IncidentFilter {
        patrol_discovered: true,
        ..filter.clone()
    }
    .select(table);
    for row in &rows {
        let patrol = table.discoveries().get(*row as usize)
            == Some(&crate::model::incident::Discovery::Patrol);
        found.patrol_discovered.0 += if patrol { weight(row) } else { 0.0 };
        found.patrol_discovered.1 += weight(row);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::coords::LonLat;
    use crate::model::incident::{Discovery, IncidentRow, IncidentTime, TimePrecision};
    use crate::model::source_note::SourceNote;
    use jiff::civil::date;

    #[test]
    fn each_control_counts_under_all_filters_but_its_own() {
        let mut table = IncidentTable::with_capacity(4);
        let rows = [
            (date(2023, 12, 31), 23),
            (date(2024, 1, 1), 8),
            (date(2024, 3, 31), 23),
            (date(2024, 3, 31), 9),
        ];
        for (category, (day, hour)) in (0u16..).zip(rows) {
            table.push(IncidentRow {
                position: LonLat::new(113.9, 22.6),
                time: IncidentTime::from_civil(day, hour * 60, TimePrecision::Minute)
                    .expect("a date"),
                category: category % 2,
                discovery: Discovery::Unknown,
            });
        }
        let table = table.finish(vec!["a".into(), "b".into()], SourceNote::default());
        let filter = IncidentFilter {
            week_hours: WeekHours::daily(22, 6),
            ..IncidentFilter::default()
        };
        let found = profile(&table, &filter);
        assert_eq!(year_and_month(found.first_month), (2023, 12));
        assert_eq!(found.months, vec![1.0, 0.0, 0.0, 1.0]);
        assert_eq!(found.week.iter().flatten().sum::<f64>(), 4.0);
        assert_eq!(found.categories, vec![2.0, 0.0]);
    }

    #[test]
    fn a_month_starts_and_ends_on_its_days() {
        let month = month_number(date(2024, 2, 10));
        let (first, last) = days_of_month(month).expect("a month");
        assert_eq!(last - first + 1, 29);
    }
}
