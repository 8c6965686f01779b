//! Dates and times as people and programs write them. The wall clock is kept; zones and offsets are passed over.

use jiff::civil::Date;

use crate::model::incident::{IncidentTime, TimePrecision};

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

/// Reads a time of day as minutes since midnight: `8:03`, `08:03:00`, `8时3分`, `11:30 PM`, `0803`, `080300`, `0.3354`.
#[must_use]
pub fn parse_clock(text: &[u8]) -> Option<u16> {
    let text = text.trim_ascii();
    if text.starts_with(b"0.") {
        let share: f64 = fast_float2::parse(text).ok()?;
        return Some(minute_of_share(share).min(1439));
    }
    if !text.is_empty() && text.iter().all(u8::is_ascii_digit) {
        let value = number(text)?;
        let (hour, minute) = match text.len() {
            1 | 2 => (value, 0),
            3 | 4 => (value / 100, value % 100),
            5 | 6 => (value / 10_000, value / 100 % 100),
            _ => return None,
        };
        return (hour < 24 && minute < 60).then_some((hour * 60 + minute) as u16);
    }
    parse_clock_scan(&mut Scan { text, at: 0 }).filter(|minute| *minute < 1440)
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
    let (date, minute) = if minute == 1440 {
        (date.tomorrow().ok()?, 0)
    } else {
        (date, minute)
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

/// Whole minutes of a share of a day; half a second short of a minute counts as that minute (Excel's rounding).
fn minute_of_share(share: f64) -> u16 {
    ((share * 86_400.0 + 0.5).floor() / 60.0).floor() as u16
}

fn make_date(year: u32, month: u32, day: u32) -> Option<Date> {
    let year = i16::try_from(year).ok()?;
    (1900..=2200).contains(&year).then_some(())?;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn parse_date(scan: &mut Scan<'_>, order: DayOrder) -> Option<(Date, TimePrecision)> {
    if let Some(month) = scan.month_name() {
        return date_after_month_name(scan, month);
    }
    let (first, digits) = scan.number()?;
    if scan.eat("年") {
        return chinese_date(scan, first);
    }
    let separator = scan.next()?;
    matches!(separator, b'-' | b'/' | b'.' | b' ').then_some(())?;
    if let Some(month) = scan.month_name() {
        scan.skip_separators();
        let (year, _) = scan.number()?;
        return day_of(full_year(year), month, first);
    }
    (separator != b' ').then_some(())?;
    let (second, second_digits) = scan.number()?;
    let third = (scan.peek() == Some(separator)).then(|| {
        scan.at += 1;
        scan.number()
    });
    match third {
        None if digits == 4 => month_of(first, second),
        None if second_digits == 4 => month_of(second, first),
        None => None,
        Some(third) => {
            let (third, third_digits) = third?;
            if digits == 4 {
                day_of(first, second, third)
            } else {
                (third_digits == 4 || third_digits == 2).then_some(())?;
                let day_first = separator == b'.' || order == DayOrder::DayFirst;
                let (month, day) = if day_first {
                    (second, first)
                } else {
                    (first, second)
                };
                day_of(full_year(third), month, day)
            }
        }
    }
}

/// `Jan 5, 2018`, `January 2018`.
fn date_after_month_name(scan: &mut Scan<'_>, month: u32) -> Option<(Date, TimePrecision)> {
    scan.skip_separators();
    let (first, digits) = scan.number()?;
    if digits == 4 {
        return month_of(first, month);
    }
    scan.skip_separators();
    let (year, _) = scan.number()?;
    day_of(full_year(year), month, first)
}

/// `1月5日` behind a year.
fn chinese_date(scan: &mut Scan<'_>, year: u32) -> Option<(Date, TimePrecision)> {
    scan.skip_blanks();
    let (month, _) = scan.number()?;
    if !scan.eat("月") {
        return None;
    }
    scan.skip_blanks();
    if scan.is_done() {
        return month_of(year, month);
    }
    let (day, _) = scan.number()?;
    let _ = scan.eat("日") || scan.eat("号");
    day_of(year, month, day)
}

fn day_of(year: u32, month: u32, day: u32) -> Option<(Date, TimePrecision)> {
    Some((make_date(year, month, day)?, TimePrecision::Day))
}

fn month_of(year: u32, month: u32) -> Option<(Date, TimePrecision)> {
    Some((make_date(year, month, 1)?, TimePrecision::Month))
}

/// Years written with two figures: 1970 to 2069.
const fn full_year(year: u32) -> u32 {
    match year {
        0..=69 => year + 2000,
        70..=99 => year + 1900,
        _ => year,
    }
}

/// A clock up to the end of the text; 24:00 gives 1440.
fn parse_clock_scan(scan: &mut Scan<'_>) -> Option<u16> {
    let mut half = scan.half_of_day();
    scan.skip_blanks();
    let (hour, digits) = scan.number()?;
    (digits <= 2).then_some(())?;
    let mut minute = 0;
    if scan.eat(":") || scan.eat("：") || scan.eat("时") || scan.eat("点") || scan.eat(".") {
        if let Some((value, digits)) = scan.number() {
            (digits <= 2).then_some(())?;
            minute = value;
        }
    } else if half.is_none() && scan.half_ahead().is_none() {
        return None;
    }
    let second_mark = scan.eat(":") || scan.eat("：") || scan.eat("分") || scan.eat(".");
    if second_mark && let Some((second, _)) = scan.number() {
        (second <= 60).then_some(())?;
        if (scan.eat(".") || scan.eat(",") || scan.eat(":")) && scan.number().is_none() {
            return None;
        }
        scan.eat("秒");
    }
    scan.skip_blanks();
    half = half.or_else(|| scan.half_of_day());
    scan.skip_zone();
    if !scan.is_done() || minute > 59 {
        return None;
    }
    let hour = hour_of_day(hour, half)?;
    (hour < 24 || minute == 0).then_some((hour * 60 + minute) as u16)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Half {
    Before,
    After,
}

fn hour_of_day(hour: u32, half: Option<Half>) -> Option<u32> {
    match half {
        None => (hour <= 24).then_some(hour),
        Some(Half::Before) => (hour <= 12).then_some(hour % 12),
        // "下午 14:05" is written too.
        Some(Half::After) if hour <= 12 => Some(hour % 12 + 12),
        Some(Half::After) => (hour < 24).then_some(hour),
    }
}

fn number(text: &[u8]) -> Option<u32> {
    (text.len() <= 9).then_some(())?;
    text.iter().try_fold(0, |value: u32, byte| {
        byte.is_ascii_digit()
            .then(|| value * 10 + u32::from(byte - b'0'))
    })
}

struct Scan<'a> {
    text: &'a [u8],
    at: usize,
}

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];
const MONTHS_IN_FULL: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

impl Scan<'_> {
    fn rest(&self) -> &[u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn is_done(&self) -> bool {
        self.at >= self.text.len()
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    fn eat(&mut self, word: &str) -> bool {
        let found = self.rest().starts_with(word.as_bytes());
        if found {
            self.at += word.len();
        }
        found
    }

    /// A number and how many figures it has.
    fn number(&mut self) -> Option<(u32, usize)> {
        let digits = self
            .rest()
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        if digits == 0 {
            return None;
        }
        let value = number(self.rest().get(..digits)?)?;
        self.at += digits;
        Some((value, digits))
    }

    fn word(&self) -> String {
        self.rest()
            .iter()
            .take(12)
            .take_while(|byte| byte.is_ascii_alphabetic())
            .map(|byte| char::from(byte.to_ascii_lowercase()))
            .collect()
    }

    fn month_name(&mut self) -> Option<u32> {
        if !self.peek()?.is_ascii_alphabetic() {
            return None;
        }
        let word = self.word();
        let month = MONTHS
            .iter()
            .zip(MONTHS_IN_FULL)
            .position(|(short, full)| {
                word == *short || word == full || word == "sept" && *short == "sep"
            })?;
        self.at += word.len();
        Some(month as u32 + 1)
    }

    fn skip_weekday(&mut self) {
        let word = self.word();
        if WEEKDAYS.iter().any(|day| word.starts_with(day)) {
            self.at += word.len();
            self.skip_separators();
        }
    }

    fn skip_separators(&mut self) {
        while matches!(self.peek(), Some(b' ' | b',' | b'-' | b'/' | b'.')) {
            self.at += 1;
        }
    }

    fn skip_blanks(&mut self) {
        while self.eat(" ")
            || self.eat("\u{3000}")
            || self.eat("\t")
            || self.eat("\u{a0}")
            || self.eat("\u{202f}")
        {}
    }

    /// What may stand between a date and a time.
    fn skip_between(&mut self) {
        self.skip_blanks();
        if matches!(self.peek(), Some(b'T' | b't' | b',' | b'_')) {
            self.at += 1;
        }
        self.skip_blanks();
        for word in ["星期", "周"] {
            if self.eat(word) {
                let rest = std::str::from_utf8(self.rest()).unwrap_or_default();
                let day = rest.chars().next().map_or(0, char::len_utf8);
                self.at += day;
                self.skip_blanks();
            }
        }
    }

    fn half_of_day(&mut self) -> Option<Half> {
        for word in ["上午", "凌晨", "早上", "清晨"] {
            if self.eat(word) {
                return Some(Half::Before);
            }
        }
        for word in ["下午", "晚上", "中午", "傍晚"] {
            if self.eat(word) {
                return Some(Half::After);
            }
        }
        let half = self.half_ahead()?;
        self.at += if self.rest().get(1) == Some(&b'.') {
            4
        } else {
            2
        };
        Some(half)
    }

    /// `AM`, `PM`, `a.m.`, `p.m.` right ahead (blanks passed over).
    fn half_ahead(&self) -> Option<Half> {
        let mut rest = [0; 4];
        for (to, from) in rest.iter_mut().zip(self.rest().trim_ascii_start()) {
            *to = from.to_ascii_lowercase();
        }
        let of = |first: u8| match first {
            b'a' => Some(Half::Before),
            b'p' => Some(Half::After),
            _ => None,
        };
        match rest {
            [first, b'm', ..] | [first, b'.', b'm', b'.'] => of(first),
            _ => None,
        }
    }

    /// `Z`, `+08:00`, `+0800`, `-05`, `UTC`, `GMT`: the wall clock is kept, so they say nothing.
    fn skip_zone(&mut self) {
        self.skip_blanks();
        if self.eat("Z") || self.eat("z") || self.eat("UTC") || self.eat("GMT") || self.eat("CST") {
            self.skip_blanks();
        }
        if matches!(self.peek(), Some(b'+' | b'-')) {
            let length = self
                .rest()
                .iter()
                .skip(1)
                .take_while(|byte| byte.is_ascii_digit() || **byte == b':')
                .count();
            if (2..=5).contains(&length) {
                self.at += 1 + length;
            }
        }
    }
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

    #[test]
    fn a_clock_of_its_own_column_is_read() {
        for (text, minute) in [
            ("8:03", 483),
            ("080300", 483),
            ("0803", 483),
            ("8时3分", 483),
            ("11:30 PM", 1410),
            ("0.5", 720),
        ] {
            assert_eq!(parse_clock(text.as_bytes()), Some(minute), "{text}");
        }
        assert_eq!(parse_clock(b"25:00"), None);
        assert_eq!(parse_clock(b""), None);
    }
}
