//! Times that are known only to lie between two: spread evenly over the hours between (aoristic weights, Ratcliffe 2000).

use crate::model::incident::{IncidentTable, IncidentTime, TimePrecision};

const MINUTES_AN_HOUR: i64 = 60;
const HOURS_A_WEEK: i64 = 168;
/// Spread over more than this, minutes (a year and a day), says nothing of the hour.
const LONGEST: i64 = 366 * 24 * 60;

/// When something happened: at the earliest and at the latest, minutes since 1970-01-01 00:00; the end is not included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeWindow {
    /// The first minute it may have happened in.
    pub from: i64,
    /// The first minute it can no more.
    pub to: i64,
}

impl TimeWindow {
    /// What a time says: its minute, its day, its month; `None` where it is not known.
    #[must_use]
    pub fn of(time: IncidentTime) -> Option<Self> {
        let from = i64::from(time.minutes()?);
        let length = match time.precision() {
            TimePrecision::Minute => 1,
            TimePrecision::Day => 24 * MINUTES_AN_HOUR,
            TimePrecision::Month => i64::from(time.date()?.days_in_month()) * 24 * MINUTES_AN_HOUR,
            TimePrecision::Unknown => return None,
        };
        Some(Self {
            from,
            to: from + length,
        })
    }
}

/// Incidents by weekday and hour, with what is only spread.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AoristicWeek {
    /// Incidents by weekday (0 Monday) and hour, each spread over the hours it may have happened in.
    pub cells: [[f64; 24]; 7],
    /// The part of each that lies there for sure.
    pub sure: [[f64; 24]; 7],
    /// Incidents whose hour is sure.
    pub known: f64,
    /// Incidents that are spread over more than one hour.
    pub spread: f64,
    /// Incidents of which nothing is known, or nothing within a year: in no cell.
    pub unplaced: f64,
}

impl AoristicWeek {
    /// The share of the incidents in the cells that are spread; `None` without any.
    #[must_use]
    pub fn uncertain_share(&self) -> Option<crate::base::units::Share> {
        crate::base::units::Share::of(self.spread, self.known + self.spread)
    }

    /// Adds incidents that happened within a window.
    pub fn add(&mut self, window: Option<TimeWindow>, weight: f64) {
        let Some(TimeWindow { from, to }) =
            window.filter(|it| it.to > it.from && it.to - it.from <= LONGEST)
        else {
            self.unplaced += weight;
            return;
        };
        let (first, last) = (
            from.div_euclid(MINUTES_AN_HOUR),
            (to - 1).div_euclid(MINUTES_AN_HOUR),
        );
        let is_sure = first == last;
        *(if is_sure {
            &mut self.known
        } else {
            &mut self.spread
        }) += weight;
        for hour in first..=last {
            let begins = from.max(hour * MINUTES_AN_HOUR);
            let ends = to.min((hour + 1) * MINUTES_AN_HOUR);
            let part = weight * (ends - begins) as f64 / (to - from) as f64;
            // 1970-01-01 was a Thursday: three days after a Monday.
            let of_week = (hour + 3 * 24).rem_euclid(HOURS_A_WEEK) as usize;
            let (day, hour) = (of_week / 24, of_week % 24);
            if let Some(cell) = self.cells.get_mut(day).and_then(|day| day.get_mut(hour)) {
                *cell += part;
            }
            if is_sure && let Some(cell) = self.sure.get_mut(day).and_then(|day| day.get_mut(hour))
            {
                *cell += part;
            }
        }
    }
}

/// The week of some rows of a table, each spread over its minute, day or month.
#[must_use]
pub fn aoristic_week(table: &IncidentTable, rows: &[u32]) -> AoristicWeek {
    let mut week = AoristicWeek::default();
    for row in rows {
        let time = table.times().get(*row as usize).copied();
        let weights = table.weights();
        let weight = weights.map_or(1.0, |all| all.get(*row as usize).copied().unwrap_or(0.0));
        week.add(time.and_then(TimeWindow::of), weight);
    }
    week
}

/// Incidents on each day.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Calendar {
    /// The first day (since 1970-01-01) of `days`.
    pub first_day: i32,
    /// Incidents a day, without gaps.
    pub days: Vec<f64>,
    /// Incidents whose day is not known.
    pub without_day: f64,
}

/// Incidents of some rows of a table on each day.
#[must_use]
pub fn calendar(table: &IncidentTable, rows: &[u32]) -> Calendar {
    let day_of = |row: u32| {
        let time = table.times().get(row as usize)?;
        let known = matches!(time.precision(), TimePrecision::Minute | TimePrecision::Day);
        time.day_number().filter(|_| known)
    };
    let days = || rows.iter().filter_map(|row| day_of(*row));
    let mut found = Calendar::default();
    if let (Some(first), Some(last)) = (days().min(), days().max()) {
        found.first_day = first;
        found.days = vec![0.0; (last - first) as usize + 1];
    }
    for row in rows {
        let weights = table.weights();
        let weight = weights.map_or(1.0, |all| all.get(*row as usize).copied().unwrap_or(0.0));
        let number = day_of(*row).and_then(|day| usize::try_from(day - found.first_day).ok());
        match number.and_then(|number| found.days.get_mut(number)) {
            Some(count) => *count += weight,
            None => found.without_day += weight,
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::coords::LonLat;
    use crate::model::incident::{Discovery, IncidentRow};
    use crate::model::source_note::SourceNote;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn minutes(year: i16, month: i8, day: i8, hour: i64, minute: i64) -> i64 {
        let since = date(year, month, day).duration_since(date(1970, 1, 1));
        since.as_hours() * 60 + hour * 60 + minute
    }

    #[test]
    fn a_night_away_is_spread_over_its_hours() {
        // Friday 2024-05-10, 22:30 to 01:30 on Saturday: a sixth, a third, a third, a sixth.
        let mut week = AoristicWeek::default();
        let window = TimeWindow {
            from: minutes(2024, 5, 10, 22, 30),
            to: minutes(2024, 5, 11, 1, 30),
        };
        week.add(Some(window), 6.0);
        let near = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-12, "{found}");
        near(week.cells[4][22], 1.0);
        near(week.cells[4][23], 2.0);
        near(week.cells[5][0], 2.0);
        near(week.cells[5][1], 1.0);
        assert_eq!(week.sure, [[0.0; 24]; 7]);
        week.add(
            Some(TimeWindow {
                from: minutes(2024, 5, 10, 22, 0),
                to: minutes(2024, 5, 10, 22, 40),
            }),
            2.0,
        );
        assert_eq!((week.sure[4][22], week.known, week.spread), (2.0, 2.0, 6.0));
        near(week.uncertain_share().expect("some").0, 0.75);
    }

    #[test]
    fn rows_are_spread_by_how_exactly_they_are_known_and_days_are_counted() {
        let mut table = IncidentTable::with_capacity(4);
        for (day, minute, precision) in [
            (date(2024, 5, 10), 605, TimePrecision::Minute),
            (date(2024, 5, 12), 0, TimePrecision::Day),
            (date(2024, 2, 1), 0, TimePrecision::Month),
        ] {
            let time = IncidentTime::from_civil(day, minute, precision).expect("a date");
            table.push(IncidentRow {
                position: LonLat::new(113.9, 22.6),
                time,
                category: 0,
                discovery: Discovery::Caller,
            });
        }
        table.push(IncidentRow {
            position: LonLat::new(113.9, 22.6),
            time: IncidentTime::UNKNOWN,
            category: 0,
            discovery: Discovery::Caller,
        });
        let table = table.finish(Vec::new(), SourceNote::default());
        let week = aoristic_week(&table, &[0, 1, 2, 3]);
        assert_eq!((week.known, week.spread, week.unplaced), (1.0, 2.0, 1.0));
        // February 2024 has five Thursdays of 29 days.
        assert!((week.cells[3][7] - 5.0 / 29.0 / 24.0).abs() < 1e-12);
        assert!((week.cells[6][7] - 1.0 / 24.0 - 4.0 / 29.0 / 24.0).abs() < 1e-12);
        let days = calendar(&table, &[0, 1, 2, 3]);
        assert_eq!((days.days, days.without_day), (vec![1.0, 0.0, 1.0], 2.0));
    }

    proptest! {
        #[test]
        fn what_is_spread_adds_up(windows in prop::collection::vec((0i64..90_000_000, -5i64..700_000, 0.0f64..9.0), 0..20)) {
            let mut week = AoristicWeek::default();
            for (from, length, weight) in &windows {
                week.add(Some(TimeWindow { from: *from, to: from + length }), *weight);
            }
            let inside: f64 = week.cells.iter().flatten().sum();
            let all: f64 = windows.iter().map(|it| it.2).sum();
            prop_assert!((inside - week.known - week.spread).abs() < 1e-6);
            prop_assert!((inside + week.unplaced - all).abs() < 1e-6);
            prop_assert!(week.cells.iter().flatten().zip(week.sure.iter().flatten()).all(|(all, sure)| *sure <= all + 1e-9));
        }
    }
}
