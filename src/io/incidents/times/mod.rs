//! Dates and times as people and programs write them. The wall clock is kept; zones and offsets are passed over.

mod clock;
mod date;
mod scan;

pub use clock::parse_clock;

use jiff::civil::Date;

use crate::model::incident::{IncidentTime, TimePrecision};
use clock::{minute_of_share, parse_clock_scan};
use date::{make_date, parse_date};
use scan::{Scan, number};

/// Minutes of a day.
const MINUTES_OF_DAY: u16 = 1440;

/// Which of `01/05/2018` is the day, where the year stands last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayOrder {
    /// 5 January.
    MonthFirst,
    /// 1 May.
    DayFirst,
}

/// A date with what is known of the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CivilTime {
    date: Date,
    minute: u16,
    precision: TimePrecision,
}

impl CivilTime {
    /// The time in the form incidents keep; `None` outside the years 1900 to 2200.
    #[must_use]
    pub fn incident_time(self) -> Option<IncidentTime> {
        IncidentTime::from_civil(self.date, self.minute, self.precision)
    }

    /// How exactly it is known.
    #[must_use]
    pub const fn precision(self) -> TimePrecision {
        self.precision
    }

    /// Whether it says midnight, to the minute.
    #[must_use]
    pub const fn is_midnight(self) -> bool {
        self.minute == 0 && matches!(self.precision, TimePrecision::Minute)
    }

    /// The same date at a minute of the day; a month stays a month.
    #[must_use]
    pub fn at_minute(self, minute: u16) -> Self {
        match self.precision {
            TimePrecision::Minute | TimePrecision::Day => Self {
                minute,
                precision: TimePrecision::Minute,
                ..self
            },
            TimePrecision::Month | TimePrecision::Unknown => self,
        }
    }

    /// Only its date.
    #[must_use]
    pub fn date_only(self) -> Self {
        match self.precision {
            TimePrecision::Minute => Self {
                minute: 0,
                precision: TimePrecision::Day,
                ..self
            },
            TimePrecision::Day | TimePrecision::Month | TimePrecision::Unknown => self,
        }
    }
}

/// Reads a date, or a date and time; `None` where it is neither.
///
/// Understood: `2024-01-05 08:03:00`, `2024/1/5 8:03`, `2024.01.05`, `2024年1月5日 8时3分`, ISO 8601 with `T`, `Z` or an
/// offset, `20240105`, `20240105080300`, `01/05/2018 11:30:00 PM`, `5.1.2018`, `5-Jan-2018`, `Jan 5, 2018`, a month alone
/// (`2010-12`, `2010年12月`, `12/2010`, `201012`), and Excel's day numbers (`45296.3354`).
#[must_use]
pub fn parse_time(text: &[u8], order: DayOrder) -> Option<CivilTime> {
    let text = text.trim_ascii();
    if let Some(time) = parse_plain(text) {
        return Some(time);
    }
    if text
        .iter()
        .all(|byte| byte.is_ascii_digit() || *byte == b'.')
        && is_one_number(text)
    {
        return parse_figures(text);
    }
    let mut scan = Scan { text, at: 0 };
    scan.skip_weekday();
    let (date, precision) = parse_date(&mut scan, order)?;
    scan.skip_between();
    if scan.is_done() {
        return Some(CivilTime {
            date,
            minute: 0,
            precision,
        });
    }
    if precision != TimePrecision::Day {
        return None;
    }
    let minute = parse_clock_scan(&mut scan)?;
    on_day(date, minute)
}

/// What a date with the year last proves about the order of day and month, or `None`.
#[must_use]
pub fn proven_order(text: &[u8]) -> Option<DayOrder> {
    let mut scan = Scan {
        text: text.trim_ascii(),
        at: 0,
    };
    let (first, digits) = scan.number()?;
    let separator = scan.next()?;
    if !matches!(separator, b'/' | b'-' | b'.') || digits > 2 {
        return None;
    }
    let (second, _) = scan.number()?;
    (scan.next()? == separator).then_some(())?;
    match (first, second) {
        (13..=31, 1..=12) => Some(DayOrder::DayFirst),
        (1..=12, 13..=31) => Some(DayOrder::MonthFirst),
        // Dots are written day first everywhere.
        _ => None,
    }
}

/// Whether day and month could be taken for each other.
#[must_use]
pub fn is_ambiguous(text: &[u8]) -> bool {
    let month_first = parse_time(text, DayOrder::MonthFirst);
    let day_first = parse_time(text, DayOrder::DayFirst);
    month_first.is_some() && day_first.is_some() && month_first != day_first
}

/// The writing that nearly all machines use, without detours: `2024-01-05 08:03`, `2024/01/05T08:03:59`.
fn parse_plain(text: &[u8]) -> Option<CivilTime> {
    let (date, clock, seconds) = match text {
        [date @ .., b' ' | b'T', h1, h2, b':', m1, m2] if date.len() == 10 => {
            (date, [*h1, *h2, *m1, *m2], b"00")
        }
        [date @ .., b' ' | b'T', h1, h2, b':', m1, m2, b':', s1, s2] if date.len() == 10 => {
            (date, [*h1, *h2, *m1, *m2], &[*s1, *s2])
        }
        _ => return None,
    };
    let &[y1, y2, y3, y4, gap @ (b'-' | b'/'), o1, o2, other, d1, d2] = date else {
        return None;
    };
    let [h1, h2, m1, m2] = clock;
    let (hour, minute) = (number(&[h1, h2])?, number(&[m1, m2])?);
    let fits = gap == other && hour < 24 && minute < 60 && number(seconds)? <= 60;
    fits.then_some(())?;
    let date = make_date(
        number(&[y1, y2, y3, y4])?,
        number(&[o1, o2])?,
        number(&[d1, d2])?,
    )?;
    on_day(date, (hour * 60 + minute) as u16)
}

fn on_day(date: Date, minute: u16) -> Option<CivilTime> {
    let (date, minute) = match minute.checked_sub(MINUTES_OF_DAY) {
        Some(past_midnight) => (date.tomorrow().ok()?, past_midnight),
        None => (date, minute),
    };
    Some(CivilTime {
        date,
        minute,
        precision: TimePrecision::Minute,
    })
}

fn is_one_number(text: &[u8]) -> bool {
    let dots = memchr::memchr_iter(b'.', text).count();
    dots == 0 || (dots == 1 && text.iter().position(|byte| *byte == b'.') == Some(5))
}

/// Compact dates and Excel's day numbers.
fn parse_figures(text: &[u8]) -> Option<CivilTime> {
    let part = |from: usize, to: usize| text.get(from..to).and_then(number);
    let date = |day: u32| make_date(part(0, 4)?, part(4, 6)?, day);
    match text.len() {
        6 if !text.contains(&b'.') => Some(CivilTime {
            date: date(1)?,
            minute: 0,
            precision: TimePrecision::Month,
        }),
        8 if !text.contains(&b'.') => Some(CivilTime {
            date: date(part(6, 8)?)?,
            minute: 0,
            precision: TimePrecision::Day,
        }),
        12 | 14 if !text.contains(&b'.') => {
            let (hour, minute) = (part(8, 10)?, part(10, 12)?);
            (hour < 24 && minute < 60).then_some(())?;
            on_day(date(part(6, 8)?)?, (hour * 60 + minute) as u16)
        }
        _ => parse_excel_day(text),
    }
}

/// Days since 1899-12-30, the fraction being the time of day (Excel's 1900 system); 1954 to 2119 is taken for a date.
fn parse_excel_day(text: &[u8]) -> Option<CivilTime> {
    let value: f64 = fast_float2::parse(text).ok()?;
    if !(20_000.0..80_000.0).contains(&value) {
        return None;
    }
    let date = jiff::civil::date(1899, 12, 30)
        .checked_add(jiff::Span::new().try_days(value.floor() as i32).ok()?)
        .ok()?;
    if value.fract() == 0.0 {
        return Some(CivilTime {
            date,
            minute: 0,
            precision: TimePrecision::Day,
        });
    }
    on_day(date, minute_of_share(value.fract()))
}

/// Whether a time says that it is universal time, which is not what a clock on the wall shows here.
#[must_use]
pub fn is_marked_utc(value: &str) -> bool {
    let value = value.trim();
    let marked = ["Z", "+00:00", "+0000", "+00", "UTC", "GMT"]
        .into_iter()
        .find_map(|mark| value.strip_suffix(mark));
    marked.is_some_and(|rest| {
        rest.trim_end()
            .ends_with(|mark: char| mark.is_ascii_digit())
            && rest.contains(':')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, order: DayOrder) -> String {
        parse_time(text.as_bytes(), order).map_or_else(
            || "none".to_owned(),
            |time| match time.precision {
                TimePrecision::Minute => format!(
                    "{} {:02}:{:02}",
                    time.date,
                    time.minute / 60,
                    time.minute % 60
                ),
                TimePrecision::Day => time.date.to_string(),
                TimePrecision::Month => time.date.strftime("%Y-%m").to_string(),
                TimePrecision::Unknown => "unknown".to_owned(),
            },
        )
    }

    #[test]
    fn every_writing_of_a_time_gives_the_wall_clock() {
        for text in [
            "2024-01-05 08:03:00",
            "2024/1/5 8:03",
            "2024年1月5日 8时3分",
            "2024年01月05日8时3分20秒",
            "2024-01-05T08:03:00Z",
            "2024-01-05T08:03:00.000+08:00",
            "2024-01-05 08:03:00 -0500",
            "20240105080300",
            "202401050803",
            "01/05/2024 08:03:00 AM",
            "1/5/24 8:03 am",
            "2024.01.05 08:03",
            "5-Jan-2024 08:03",
            "Jan 5, 2024 8:03 a.m.",
            "Fri, 5 January 2024 08:03",
            "2024/1/5 上午8:03",
            "2024-01-05 星期五 08:03",
            " 2024-01-05  08：03 ",
            "45296.33542",
            "2024年1月5日 8点3分",
        ] {
            assert_eq!(
                said(text, DayOrder::MonthFirst),
                "2024-01-05 08:03",
                "{text}"
            );
        }
    }

    #[test]
    fn afternoon_midnight_and_the_end_of_the_day_are_right() {
        for (text, expected) in [
            ("01/05/2018 11:30:00 PM", "2018-01-05 23:30"),
            ("01/05/2018 12:30:00 AM", "2018-01-05 00:30"),
            ("01/05/2018 12:30:00 PM", "2018-01-05 12:30"),
            ("2024-12-31 24:00", "2025-01-01 00:00"),
            ("2024/1/5 下午14:05", "2024-01-05 14:05"),
            ("2024/1/5 中午11:30", "2024-01-05 11:30"),
            ("2024/1/5 中午12:30", "2024-01-05 12:30"),
            ("2024/1/5 中午1:05", "2024-01-05 13:05"),
            ("2024年1月5日晚上8点3分", "2024-01-05 20:03"),
            ("2024年1月5日晚上12点", "2024-01-06 00:00"),
            ("2024/12/31 晚上12:30", "2025-01-01 00:30"),
            ("2024/1/5 凌晨12:30", "2024-01-05 00:30"),
            ("2024-01-05 23:59:59", "2024-01-05 23:59"),
        ] {
            assert_eq!(said(text, DayOrder::MonthFirst), expected, "{text}");
        }
    }

    #[test]
    fn a_day_or_a_month_alone_says_no_more_than_it_knows() {
        for (text, expected) in [
            ("2010-12", "2010-12"),
            ("2010年12月", "2010-12"),
            ("12/2010", "2010-12"),
            ("201012", "2010-12"),
            ("Dec 2010", "2010-12"),
            ("2024-01-05", "2024-01-05"),
            ("20240105", "2024-01-05"),
            ("45296", "2024-01-05"),
            ("5.1.2024", "2024-01-05"),
        ] {
            assert_eq!(said(text, DayOrder::MonthFirst), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "abc",
            "2024-13-05",
            "2023-02-29",
            "2024-01-05 25:00",
            "2024-01-05 08:61",
            "2024",
            "1",
            "113.9",
            "99999999",
            "2024-01-05 24:01",
            "2024-01-05 中午8:00",
            "2024-01-05 08:03 xyz",
            "32/32/2024",
            "１",
            "0000-00-00",
            "2024-01-05 8",
        ] {
            assert_eq!(said(text, DayOrder::MonthFirst), "none", "{text}");
        }
    }

    #[test]
    fn day_first_is_proven_by_a_day_past_the_twelfth() {
        assert_eq!(said("13/05/2018", DayOrder::DayFirst), "2018-05-13");
        assert_eq!(proven_order(b"13/05/2018"), Some(DayOrder::DayFirst));
        assert_eq!(
            proven_order(b"05/13/2018 11:00"),
            Some(DayOrder::MonthFirst)
        );
        assert_eq!(proven_order(b"05/06/2018"), None);
        assert!(is_ambiguous(b"05/06/2018") && !is_ambiguous(b"05/05/2018"));
    }
}
