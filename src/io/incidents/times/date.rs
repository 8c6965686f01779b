//! The date in a text: figures in either order, months by name, Chinese.

use jiff::civil::Date;

use super::DayOrder;
use super::scan::Scan;
use crate::model::incident::TimePrecision;

/// A day of the years 1900 to 2200.
pub(super) fn make_date(year: u32, month: u32, day: u32) -> Option<Date> {
    let year = i16::try_from(year).ok()?;
    (1900..=2200).contains(&year).then_some(())?;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Reads a date from where the scan stands.
pub(super) fn parse_date(scan: &mut Scan<'_>, order: DayOrder) -> Option<(Date, TimePrecision)> {
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
