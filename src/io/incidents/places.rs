//! Coordinates as they are written: plain numbers, degrees with minutes and seconds, two in one cell.

use memchr::memchr;

/// What a cell is trimmed of: blanks of all kinds, and the apostrophe that spreadsheets put before text.
#[must_use]
pub fn trimmed(cell: &[u8]) -> &[u8] {
    let mut text = cell.trim_ascii();
    loop {
        let before = text.len();
        for blank in [&b"\xE3\x80\x80"[..], b"\xC2\xA0", b"\xEF\xBB\xBF"] {
            text = text.strip_prefix(blank).unwrap_or(text);
            text = text.strip_suffix(blank).unwrap_or(text);
        }
        text = text.trim_ascii();
        if text.len() == before {
            return text.strip_prefix(b"'").unwrap_or(text);
        }
    }
}

/// Whether a cell says that there is nothing.
#[must_use]
pub fn is_absent(text: &[u8]) -> bool {
    match text {
        b"" | b"-" | b"--" | b"\\N" | b"." | b"/" | b"#N/A" => true,
        _ if text.len() > 6 => false,
        _ => {
            ["null", "none", "nan", "na", "n/a", "nil"]
                .iter()
                .any(|word| text.eq_ignore_ascii_case(word.as_bytes()))
                || text == "无".as_bytes()
                || text == "空".as_bytes()
        }
    }
}

/// A coordinate: `113.9`, `-0.14`, `113,9`, `113.9°`, `113.9E`, `22°33'24.5"N`, `22度33分24秒`; `None` where it is no finite number.
#[must_use]
pub fn parse_coordinate(text: &[u8]) -> Option<f64> {
    if let Ok(value) = fast_float2::parse::<f64, _>(text) {
        return value.is_finite().then_some(value);
    }
    parse_written_out(std::str::from_utf8(text).ok()?)
}

fn parse_written_out(text: &str) -> Option<f64> {
    if text.len() > 40 {
        return None;
    }
    if text.bytes().filter(|byte| *byte == b',').count() == 1 && !text.contains('.') {
        return parse_coordinate(text.replace(',', ".").as_bytes());
    }
    let upper = text.to_ascii_uppercase();
    let negative = upper.contains(['S', 'W']) || upper.contains(['南', '西']);
    let bare = upper
        .trim_matches(|mark: char| "NSEW东西南北经纬 ".contains(mark))
        .trim();
    let (sign, bare) = match bare.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (-1.0, rest),
        None => (1.0, bare),
    };
    let parts: Vec<&str> = bare
        .split(|mark: char| "°º度'′’分\"″”秒 ".contains(mark))
        .filter(|part| !part.is_empty())
        .collect();
    if parts.is_empty() || parts.len() > 3 {
        return None;
    }
    let mut value = 0.0;
    for (part, unit) in parts.iter().zip([1.0, 60.0, 3600.0]) {
        let figure: f64 = fast_float2::parse(part.as_bytes()).ok()?;
        let fits = figure.is_finite() && figure >= 0.0 && (unit == 1.0 || figure <= 60.0);
        value += fits.then_some(figure / unit)?;
    }
    Some(if negative { -value } else { sign * value })
}

/// Two coordinates in one cell, in the order they are written: `113.9,22.6`, `22.6 113.9`, `POINT (113.9 22.6)`,
/// `(41.8, -87.6)`, `[113.9;22.6]`, `113.9，22.6`; a height behind them is passed over.
#[must_use]
pub fn parse_joined(text: &[u8]) -> Option<(f64, f64)> {
    let inner = inside_brackets(trimmed(text));
    if let Some(comma) = memchr(b',', inner)
        && let (Some(first), Some(second)) = (inner.get(..comma), inner.get(comma + 1..))
        && let (Ok(x), Ok(y)) = (
            fast_float2::parse::<f64, _>(first.trim_ascii()),
            fast_float2::parse::<f64, _>(second.trim_ascii()),
        )
    {
        return (x.is_finite() && y.is_finite()).then_some((x, y));
    }
    let text = std::str::from_utf8(inner).ok()?;
    let parts: Vec<&str> = text
        .split(|mark: char| mark.is_whitespace() || ",;，、；|/".contains(mark))
        .filter(|part| !part.is_empty())
        .collect();
    match parts.as_slice() {
        [x, y] | [x, y, _] => Some((
            parse_coordinate(x.as_bytes())?,
            parse_coordinate(y.as_bytes())?,
        )),
        _ => None,
    }
}

/// Whether a cell says where in the order of well-known text, x first.
#[must_use]
pub fn is_well_known_text(text: &[u8]) -> bool {
    trimmed(text)
        .get(..5)
        .is_some_and(|word| word.eq_ignore_ascii_case(b"point"))
        || text.starts_with(b"SRID=")
}

fn inside_brackets(text: &[u8]) -> &[u8] {
    let open = text
        .iter()
        .position(|byte| matches!(byte, b'(' | b'['))
        .map_or(0, |at| at + 1);
    let rest = text.get(open..).unwrap_or_default();
    let close = rest
        .iter()
        .position(|byte| matches!(byte, b')' | b']'))
        .unwrap_or(rest.len());
    rest.get(..close).unwrap_or_default().trim_ascii()
}

/// Whether a cell is text: bytes that could not be decoded arrive as they are or as U+FFFD.
#[must_use]
pub fn is_decoded(cell: &[u8]) -> bool {
    std::str::from_utf8(cell).is_ok_and(|text| !text.contains('\u{FFFD}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coordinate_is_read_in_every_writing() {
        for (text, value) in [
            ("113.9", 113.9),
            ("-0.14", -0.14),
            ("113,9", 113.9),
            ("113.9°", 113.9),
            ("113.9E", 113.9),
            ("22.5S", -22.5),
            ("22°30'36\"N", 22.51),
            ("22度30分36秒", 22.51),
            ("E113.9", 113.9),
            ("1.139e2", 113.9),
            ("38500123.4", 38_500_123.4),
        ] {
            let found = parse_coordinate(text.as_bytes()).expect(text);
            assert!((found - value).abs() < 1e-9, "{text}: {found}");
        }
        for text in [
            "",
            "abc",
            "NaN",
            "inf",
            "1e999",
            "12 34 56 78",
            "22°99'",
            "沙井",
        ] {
            assert_eq!(parse_coordinate(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn two_coordinates_in_one_cell_are_read_in_their_order() {
        for text in [
            "113.9,22.6",
            "113.9 22.6",
            "POINT(113.9 22.6)",
            "POINT Z (113.9 22.6 5)",
            "(113.9, 22.6)",
            "[113.9;22.6]",
            "113.9，22.6",
            "SRID=4326;POINT(113.9 22.6)",
        ] {
            assert_eq!(parse_joined(text.as_bytes()), Some((113.9, 22.6)), "{text}");
        }
        for text in ["", "113.9", "a,b", "1,2,3,4"] {
            assert_eq!(parse_joined(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn trimming_takes_blanks_of_every_kind() {
        assert_eq!(
            trimmed(" \u{3000}\u{a0}'113.9\u{3000} ".as_bytes()),
            b"113.9"
        );
    }
}
