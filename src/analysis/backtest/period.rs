//! Periods that are forecast: months, or runs of days.

use crate::analysis::profile::{days_of_month, year_and_month};
use crate::model::incident::date_of_day_number;

/// A period that is forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// A month, counted from January of year 0.
    Month(i32),
    /// So many days from a day (days since 1970-01-01) on.
    Days {
        /// The first.
        first: i32,
        /// How many.
        count: u16,
    },
}

impl Period {
    /// First and last day, days since 1970-01-01; `None` beyond the calendar.
    #[must_use]
    pub fn days(self) -> Option<(i32, i32)> {
        match self {
            Self::Month(month) => days_of_month(month),
            Self::Days { first, count } => Some((first, first + i32::from(count.max(1)) - 1)),
        }
    }

    /// The period so many before, as long.
    #[must_use]
    pub fn before(self, periods: u16) -> Self {
        match self {
            Self::Month(month) => Self::Month(month - i32::from(periods)),
            Self::Days { first, count } => Self::Days {
                first: first - i32::from(count.max(1)) * i32::from(periods),
                count,
            },
        }
    }

    /// `2024-05`, or the first day, `2024-05-13`.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Month(month) => {
                let (year, month) = year_and_month(month);
                format!("{year:04}-{month:02}")
            }
            Self::Days { first, .. } => {
                date_of_day_number(first).map_or_else(String::new, |date| date.to_string())
            }
        }
    }
}

/// The months from one to another (counted from January of year 0), both included.
#[must_use]
pub fn months(first: i32, last: i32) -> Vec<Period> {
    (first..=last).map(Period::Month).collect()
}
