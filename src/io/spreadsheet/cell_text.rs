//! What a cell shows, as text that is read again without loss.

use std::fmt::Write;

use calamine::DataType;
use jiff::civil::date;

/// Days between the two epochs of Excel.
const FROM_1904: f64 = 1462.0;
/// From here on a number is more than Excel keeps exactly: an identity number that lost its end.
const INEXACT: f64 = 1e15;

/// Writes what a cell holds behind `text`; nothing where it is empty.
pub(super) fn write_cell(value: &impl DataType, from_1904: bool, text: &mut String) {
    if let Some(found) = value.get_string() {
        text.push_str(found);
    } else if let Some(time) = value.get_datetime() {
        let serial = time.as_f64();
        if time.is_duration() || serial < 1.0 {
            write_clock(serial, text);
        } else {
            write_time(serial + if from_1904 { FROM_1904 } else { 0.0 }, text);
        }
    } else if let Some(number) = value.get_float() {
        write_number(number, text);
    } else if let Some(number) = value.get_int() {
        write_number(number as f64, text);
    } else if let Some(found) = value.get_bool() {
        text.push_str(if found { "TRUE" } else { "FALSE" });
    } else if let Some(found) = value
        .get_datetime_iso()
        .or_else(|| value.get_duration_iso())
    {
        text.push_str(found);
    } else if let Some(error) = value.get_error() {
        write_into(text, format_args!("{error}"));
    }
}

fn write_into(text: &mut String, what: std::fmt::Arguments<'_>) {
    // Writing into memory cannot fail.
    let _written = text.write_fmt(what);
}

fn write_number(number: f64, text: &mut String) {
    if number.abs() >= INEXACT {
        write_into(text, format_args!("{number:.5E}"));
    } else if number.is_finite() {
        write_into(text, format_args!("{number}"));
    }
}

/// `2024-01-05 08:03:00` of days since 1899-12-30; whole days have no clock.
fn write_time(serial: f64, text: &mut String) {
    let (day, second) = day_and_second(serial);
    let span = jiff::Span::new().try_days(day);
    let Some(found) = span
        .ok()
        .and_then(|span| date(1899, 12, 30).checked_add(span).ok())
    else {
        return write_number(serial, text);
    };
    write_into(text, format_args!("{found}"));
    if second > 0 {
        text.push(' ');
        write_seconds(second, text);
    }
}

fn write_clock(serial: f64, text: &mut String) {
    let (day, second) = day_and_second(serial.max(0.0));
    write_seconds(second + day * 86_400, text);
}

fn write_seconds(second: i64, text: &mut String) {
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    write_into(text, format_args!("{hour:02}:{minute:02}:{second:02}"));
}

/// Whole seconds, half a second short of the next counting as that one.
fn day_and_second(serial: f64) -> (i64, i64) {
    let seconds = (serial * 86_400.0).round();
    let day = (seconds / 86_400.0).floor();
    (day as i64, (seconds - day * 86_400.0) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Data, ExcelDateTime, ExcelDateTimeType};

    fn text(value: &Data, from_1904: bool) -> String {
        let mut text = String::new();
        write_cell(value, from_1904, &mut text);
        text
    }

    fn time(serial: f64, kind: ExcelDateTimeType, from_1904: bool) -> String {
        let value = Data::DateTime(ExcelDateTime::new(serial, kind, from_1904));
        text(&value, from_1904)
    }

    #[test]
    fn times_show_the_wall_clock_of_either_epoch() {
        let at = ExcelDateTimeType::DateTime;
        assert_eq!(
            time(45_296.335_416_666_67, at, false),
            "2024-01-05 08:03:00"
        );
        assert_eq!(time(43_834.335_416_666_67, at, true), "2024-01-05 08:03:00");
        assert_eq!(time(45_296.0, at, false), "2024-01-05");
        assert_eq!(time(45_296.999_999_9, at, false), "2024-01-06");
        assert_eq!(time(0.75, at, false), "18:00:00");
        assert_eq!(time(1.5, ExcelDateTimeType::TimeDelta, false), "36:00:00");
        assert_eq!(time(1e300, at, false), "1.00000E300");
    }

    #[test]
    fn numbers_keep_every_figure_that_excel_has() {
        for (number, expected) in [
            (113.883_021_5, "113.8830215"),
            (-0.1, "-0.1"),
            (440_306_001_001_001.0, "440306001001001"),
            (4.403_061_980_010_112e17, "4.40306E17"),
            (f64::NAN, ""),
        ] {
            assert_eq!(text(&Data::Float(number), false), expected);
        }
        assert_eq!(text(&Data::Int(7), false), "7");
        assert_eq!(text(&Data::Bool(true), false), "TRUE");
        assert_eq!(text(&Data::Empty, false), "");
        assert_eq!(
            text(&Data::Error(calamine::CellErrorType::NA), false),
            "#N/A"
        );
    }
}
