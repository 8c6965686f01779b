//! The time of day in a text.

use super::MINUTES_OF_DAY;
use super::scan::{Half, Scan, number};

/// Reads a time of day as minutes since midnight: `8:03`, `08:03:00`, `8时3分`, `11:30 PM`, `0803`, `080300`, `0.3354`.
#[must_use]
pub fn parse_clock(text: &[u8]) -> Option<u16> {
    let text = text.trim_ascii();
    if text.starts_with(b"0.") {
        let share: f64 = fast_float2::parse(text).ok()?;
        return Some(minute_of_share(share).min(MINUTES_OF_DAY - 1));
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
    parse_clock_scan(&mut Scan { text, at: 0 }).filter(|minute| *minute < MINUTES_OF_DAY)
}

/// Whole minutes of a share of a day; half a second short of a minute counts as that minute (Excel's rounding).
pub(super) fn minute_of_share(share: f64) -> u16 {
    ((share * 86_400.0 + 0.5).floor() / 60.0).floor() as u16
}

/// A clock up to the end of the text; 24:00 gives 1440, half past twelve at night 1470.
pub(super) fn parse_clock_scan(scan: &mut Scan<'_>) -> Option<u16> {
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
    let past_midnight = half == Some(Half::Night);
    let hour = hour_of_day(hour, half)?;
    (hour < 24 || minute == 0 || past_midnight).then_some((hour * 60 + minute) as u16)
}

fn hour_of_day(hour: u32, half: Option<Half>) -> Option<u32> {
    match half {
        None => (hour <= 24).then_some(hour),
        Some(Half::Before) => (hour <= 12).then_some(hour % 12),
        // Half past eleven at noon is before it, one o'clock after it.
        Some(Half::Noon) => matches!(hour, 1..=3 | 10..=14)
            .then_some(hour % 12 + if hour % 12 < 10 { 12 } else { 0 }),
        // Twelve at night ends the day.
        Some(Half::Night) if hour == 12 => Some(24),
        // "下午 14:05" is written too.
        Some(Half::After | Half::Night) if hour <= 12 => Some(hour % 12 + 12),
        Some(Half::After | Half::Night) => (hour < 24).then_some(hour),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
