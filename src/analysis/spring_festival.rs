//! The Spring Festival 春节: its dates, and windows of two years that lie alike about it.

use crate::model::incident::date_of_day_number;

/// The years of the table.
const FIRST_YEAR: i16 = 1990;
/// Day of January (1 to 31) or, from 32 on, of February plus 31, of the first day of the lunar year, 1990 to 2050.
const DAYS: [u8; 61] = [
    27, 46, 35, 23, 41, 31, 50, 38, 28, 47, 36, 24, 43, 32, 22, 40, 29, 49, 38, 26, 45, 34, 23, 41,
    31, 50, 39, 28, 47, 36, 25, 43, 32, 22, 41, 29, 48, 37, 26, 44, 34, 23, 42, 31, 50, 39, 28, 46,
    35, 24, 43, 32, 22, 41, 30, 48, 37, 26, 45, 33, 23,
];

/// The travel season 春运 begins so many days before the festival…
const BEFORE: i32 = 15;
/// …and ends so many after: 40 days in all.
const AFTER: i32 = 24;

/// The day (since 1970-01-01) of the festival of a year, 1990 to 2050.
#[must_use]
pub fn spring_festival(year: i16) -> Option<i32> {
    let number = usize::try_from(year - FIRST_YEAR).ok()?;
    let day = *DAYS.get(number)?;
    let new_year = jiff::civil::Date::new(year, 1, 1).ok()?;
    let since = new_year.duration_since(jiff::civil::date(1970, 1, 1));
    let days = i32::try_from(since.as_hours() / 24).ok()?;
    Some(days + i32::from(day) - 1)
}

/// How a window of the year before was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alignment {
    /// The same days from the festival.
    SpringFestival,
    /// The same dates.
    Calendar,
}

impl Alignment {
    /// The name in answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SpringFestival => "spring-festival",
            Self::Calendar => "calendar",
        }
    }
}

/// The window of the year before that a window (first and last day since 1970-01-01, both included) is set against. One that touches
/// the travel season of a Spring Festival (15 days before it to 24 after) is as long and lies alike about the festival of the year
/// before; any other has the same dates. `None` beyond the calendar.
#[must_use]
pub fn year_before((first, last): (i32, i32)) -> Option<((i32, i32), Alignment)> {
    let years = date_of_day_number(first)?.year()..=date_of_day_number(last)?.year();
    for year in years {
        let festivals = spring_festival(year).zip(spring_festival(year - 1));
        if let Some((festival, before)) = festivals
            && first <= festival + AFTER
            && last >= festival - BEFORE
        {
            let shift = before - festival;
            return Some(((first + shift, last + shift), Alignment::SpringFestival));
        }
    }
    Some((same_dates_before((first, last))?, Alignment::Calendar))
}

/// The window of the same dates a year before; a month that ends with February ends with it in any year. `None` beyond the calendar.
#[must_use]
pub fn same_dates_before((first, last): (i32, i32)) -> Option<(i32, i32)> {
    let same_date = |day: i32| {
        let date = date_of_day_number(day)?;
        let before = date
            .checked_sub(jiff::Span::new().try_years(1).ok()?)
            .ok()?;
        let since = before.duration_since(jiff::civil::date(1970, 1, 1));
        i32::try_from(since.as_hours() / 24).ok()
    };
    Some((same_date(first)?, same_date(last.checked_add(1)?)? - 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn day(year: i16, month: i8, day: i8) -> i32 {
        let since = date(year, month, day).duration_since(date(1970, 1, 1));
        (since.as_hours() / 24) as i32
    }

    #[test]
    fn the_festival_is_on_its_published_days() {
        for (year, month, of_month) in [
            (1990, 1, 27),
            (2000, 2, 5),
            (2008, 2, 7),
            (2015, 2, 19),
            (2020, 1, 25),
            (2023, 1, 22),
            (2024, 2, 10),
            (2025, 1, 29),
            (2026, 2, 17),
            (2027, 2, 6),
            (2030, 2, 3),
            (2033, 1, 31),
            (2050, 1, 23),
        ] {
            assert_eq!(
                spring_festival(year),
                Some(day(year, month, of_month)),
                "{year}"
            );
        }
        assert_eq!((spring_festival(1989), spring_festival(2051)), (None, None));
    }

    #[test]
    fn between_two_festivals_lie_twelve_or_thirteen_months_of_the_moon() {
        for year in 1991..=2050 {
            let days =
                spring_festival(year).expect("known") - spring_festival(year - 1).expect("known");
            assert!(
                [353, 354, 355, 383, 384, 385].contains(&days),
                "{year}: {days}"
            );
        }
    }

    #[test]
    fn a_window_about_the_festival_is_set_against_one_about_the_festival() {
        // February 2024 begins 9 days before the festival; so did 2023-01-13, of its length.
        let (window, how) = year_before((day(2024, 2, 1), day(2024, 2, 29))).expect("known");
        assert_eq!(
            (window, how),
            (
                (day(2023, 1, 13), day(2023, 2, 10)),
                Alignment::SpringFestival
            )
        );
        // A festival early in the year reaches into the December before with no day of its season: 2023's begins on 7 January.
        let (window, how) = year_before((day(2023, 12, 1), day(2023, 12, 31))).expect("known");
        assert_eq!(
            (window, how),
            ((day(2022, 12, 1), day(2022, 12, 31)), Alignment::Calendar)
        );
        let (window, how) = year_before((day(2024, 7, 1), day(2024, 7, 31))).expect("known");
        assert_eq!(
            (window, how),
            ((day(2023, 7, 1), day(2023, 7, 31)), Alignment::Calendar)
        );
        // Beyond the table the dates are the same, a leap day with the month.
        let (window, how) = year_before((day(1989, 2, 1), day(1989, 2, 28))).expect("known");
        assert_eq!(
            (window, how),
            ((day(1988, 2, 1), day(1988, 2, 29)), Alignment::Calendar)
        );
    }
}
