//! Which incidents count: period, hour × weekday, category, discovery.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::incident::{Discovery, IncidentTable, IncidentTime};

/// Hours of each weekday that count: bit `h` of entry `d` (0 Monday) is hour `h`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct WeekHours([u32; 7]);

impl WeekHours {
    /// Every hour of the week.
    pub const ALL: Self = Self([0x00FF_FFFF; 7]);
    /// No hour at all.
    pub const NONE: Self = Self([0; 7]);

    /// The same hours every day; a span that wraps past midnight (22 to 6) is understood. `to` is not included.
    #[must_use]
    pub fn daily(from: u8, to: u8) -> Self {
        let mut hours = Self::NONE;
        let mut hour = from % 24;
        loop {
            for day in 0..7 {
                hours = hours.with(day, hour, true);
            }
            hour = (hour + 1) % 24;
            if hour == to % 24 {
                return hours;
            }
        }
    }

    /// Whether an hour (0 to 23) of a weekday (0 Monday to 6 Sunday) counts.
    #[must_use]
    pub fn contains(self, weekday: u8, hour: u8) -> bool {
        hour < 24
            && self
                .0
                .get(usize::from(weekday))
                .is_some_and(|hours| hours >> hour & 1 == 1)
    }

    /// With one hour of one weekday put in or taken out.
    #[must_use]
    pub fn with(mut self, weekday: u8, hour: u8, counts: bool) -> Self {
        if let Some(hours) = self.0.get_mut(usize::from(weekday))
            && hour < 24
        {
            *hours = if counts {
                *hours | 1 << hour
            } else {
                *hours & !(1 << hour)
            };
        }
        self
    }

    /// Whether every hour counts: then rows without a known hour count too.
    #[must_use]
    pub fn is_all(self) -> bool {
        self.0
            .iter()
            .zip(Self::ALL.0)
            .all(|(hours, all)| hours & all == all)
    }
}

impl Default for WeekHours {
    fn default() -> Self {
        Self::ALL
    }
}

/// Which incidents count. The default counts all that callers reported and none that patrols came upon.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct IncidentFilter {
    /// First and last day that counts (days since 1970-01-01, both included); rows without a date count only without a period.
    pub period: Option<(i32, i32)>,
    /// Hours that count; rows without a known hour count only where every hour does.
    pub week_hours: WeekHours,
    /// Names of the categories that count; `None` is all of them.
    pub categories: Option<BTreeSet<String>>,
    /// Whether incidents that patrols came upon count (they follow the patrol, so risk drawn from them feeds itself).
    pub patrol_discovered: bool,
}

impl Default for IncidentFilter {
    fn default() -> Self {
        Self {
            period: None,
            week_hours: WeekHours::ALL,
            categories: None,
            patrol_discovered: false,
        }
    }
}

impl IncidentFilter {
    /// The rows that count, ascending.
    #[must_use]
    pub fn select(&self, table: &IncidentTable) -> Vec<u32> {
        let wanted: Vec<bool> = table
            .category_names()
            .iter()
            .map(|name| {
                self.categories
                    .as_ref()
                    .is_none_or(|categories| categories.contains(name))
            })
            .collect();
        let rows = table
            .times()
            .iter()
            .zip(table.categories())
            .zip(table.discoveries());
        (0u32..)
            .zip(rows)
            .filter(|(_, ((time, category), discovery))| {
                (wanted.is_empty()
                    || wanted
                        .get(usize::from(**category))
                        .copied()
                        .unwrap_or(self.categories.is_none()))
                    && (self.patrol_discovered || **discovery != Discovery::Patrol)
                    && self.time_counts(**time)
            })
            .map(|(row, _)| row)
            .collect()
    }

    /// How many hours count between two days (since 1970-01-01, both included): those of the period that lie there.
    #[must_use]
    pub fn hours_between(&self, (first, last): (i32, i32)) -> f64 {
        let (from, to) = self.period.unwrap_or((first, last));
        let days = from.max(first)..=to.min(last);
        let of_day = |weekday: usize| {
            let hours = self.week_hours.0.get(weekday).copied().unwrap_or_default();
            f64::from((hours & 0x00FF_FFFF).count_ones())
        };
        // 1970-01-01 was a Thursday.
        days.map(|day| of_day((i64::from(day) + 3).rem_euclid(7) as usize))
            .sum()
    }

    fn time_counts(&self, time: IncidentTime) -> bool {
        let in_period = self.period.is_none_or(|(first, last)| {
            time.day_number()
                .is_some_and(|day| (first..=last).contains(&day))
        });
        in_period
            && (self.week_hours.is_all()
                || time
                    .weekday()
                    .zip(time.hour())
                    .is_some_and(|(day, hour)| self.week_hours.contains(day, hour)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::coords::LonLat;
    use crate::model::incident::{IncidentRow, TimePrecision};
    use crate::model::source_note::SourceNote;
    use jiff::civil::date;

    fn table() -> IncidentTable {
        let mut table = IncidentTable::with_capacity(3);
        let rows = [
            (
                date(2024, 1, 1),
                23 * 60,
                TimePrecision::Minute,
                0,
                Discovery::Caller,
            ),
            (
                date(2024, 1, 2),
                12 * 60,
                TimePrecision::Minute,
                1,
                Discovery::Patrol,
            ),
            (
                date(2024, 2, 1),
                0,
                TimePrecision::Month,
                0,
                Discovery::Unknown,
            ),
        ];
        for (day, minute, precision, category, discovery) in rows {
            let time = IncidentTime::from_civil(day, minute, precision).expect("a date");
            table.push(IncidentRow {
                position: LonLat::new(113.9, 22.6),
                time,
                category,
                discovery,
            });
        }
        table.finish(vec!["盗窃".into(), "抢劫".into()], SourceNote::default())
    }

    #[test]
    fn patrol_discovered_incidents_stay_out_by_default() {
        assert_eq!(IncidentFilter::default().select(&table()), vec![0, 2]);
    }

    #[test]
    fn an_hour_filter_leaves_out_rows_without_an_hour() {
        let night = IncidentFilter {
            week_hours: WeekHours::daily(22, 6),
            ..IncidentFilter::default()
        };
        assert_eq!(night.select(&table()), vec![0]);
    }

    #[test]
    fn only_24_hours_are_hours_and_bits_beyond_them_mean_nothing() {
        assert!(!WeekHours::ALL.contains(0, 24) && !WeekHours::ALL.contains(0, 200));
        let by_hand: WeekHours = serde_json::from_str(
            "[4294967295,16777215,16777215,16777215,16777215,16777215,16777215]",
        )
        .expect("seven numbers");
        assert!(by_hand.is_all());
    }

    #[test]
    fn a_row_of_no_named_category_counts_where_all_categories_do() {
        let mut table = IncidentTable::with_capacity(1);
        table.push(IncidentRow {
            position: LonLat::new(113.9, 22.6),
            time: IncidentTime::UNKNOWN,
            category: u16::MAX,
            discovery: Discovery::Unknown,
        });
        let table = table.finish(vec!["盗窃".into()], SourceNote::default());
        assert_eq!(IncidentFilter::default().select(&table), vec![0]);
        let theft = IncidentFilter {
            categories: Some(BTreeSet::from(["盗窃".to_owned()])),
            ..IncidentFilter::default()
        };
        assert!(theft.select(&table).is_empty());
    }

    #[test]
    fn a_category_filter_goes_by_name() {
        let robbery = BTreeSet::from(["抢劫".to_owned()]);
        let filter = IncidentFilter {
            categories: Some(robbery),
            patrol_discovered: true,
            ..IncidentFilter::default()
        };
        assert_eq!(filter.select(&table()), vec![1]);
    }

    #[test]
    fn hours_are_those_of_the_days_and_weekdays_that_count() {
        let all = IncidentFilter::default();
        assert_eq!(all.hours_between((0, 9)), 240.0);
        assert_eq!(all.hours_between((5, 4)), 0.0);
        let nights = IncidentFilter {
            week_hours: WeekHours::daily(20, 6),
            period: Some((10, 12)),
            ..IncidentFilter::default()
        };
        assert_eq!(nights.hours_between((0, 100)), 30.0);
        assert_eq!(nights.hours_between((12, 100)), 10.0);
        // One hour on Thursdays: 1970-01-01 and a week later.
        let thursdays = IncidentFilter {
            week_hours: WeekHours::NONE.with(3, 12, true),
            ..IncidentFilter::default()
        };
        assert_eq!(thursdays.hours_between((0, 7)), 2.0);
        assert_eq!(thursdays.hours_between((-7, -1)), 1.0);
    }
}
