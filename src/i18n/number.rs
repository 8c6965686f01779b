//! How numbers are written: thousands separators, fixed decimals, an honest dash for what is not known.

/// What stands where a figure is not known.
pub const UNKNOWN: &str = "—";

/// A whole number with thousands separators: `1,022,291`.
#[must_use]
pub fn count(value: u64) -> String {
    grouped(&value.to_string())
}

/// A number with a fixed count of decimals and thousands separators: `1,234.5`; [`UNKNOWN`] where it is not finite.
#[must_use]
pub fn decimal(value: f64, decimals: u8) -> String {
    if !value.is_finite() {
        return UNKNOWN.to_owned();
    }
    let text = format!("{:.*}", usize::from(decimals), value.abs());
    let is_zero = text.bytes().all(|byte| byte == b'0' || byte == b'.');
    let sign = if value < 0.0 && !is_zero {
        "\u{2212}"
    } else {
        ""
    };
    match text.split_once('.') {
        Some((whole, fraction)) => format!("{sign}{}.{fraction}", grouped(whole)),
        None => format!("{sign}{}", grouped(&text)),
    }
}

/// A share as a percentage with one decimal and its mark: `78.4 %`; [`UNKNOWN`] where there is none.
#[must_use]
pub fn percent(share: Option<crate::base::units::Share>) -> String {
    share.map_or_else(
        || UNKNOWN.to_owned(),
        |share| format!("{} %", decimal(share.percent(), 1)),
    )
}

fn grouped(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        assert_eq!(count(1_022_291), "1,022,291");
        assert_eq!(count(999), "999");
        assert_eq!(decimal(-1234.56, 1), "\u{2212}1,234.6");
        assert_eq!(decimal(f64::NAN, 1), UNKNOWN);
        assert_eq!(decimal(-0.04, 1), "0.0");
    }
}
