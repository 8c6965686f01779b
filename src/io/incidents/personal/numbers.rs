//! Numbers that belong to a person, alone or inside a text: identity, phone, plate, card and device numbers, addresses of mail.

use std::borrow::Cow;

use super::PersonalKind::{self, BankCard, Device, Email, Identity, Phone, Plate};
use crate::io::incidents::column_words::half_width;
use crate::io::incidents::places::parse_joined;

/// Whether a single text carries an identity, phone, plate, card or device number, or an e-mail address.
#[must_use]
pub fn carries_number_of_person(text: &str) -> bool {
    sign_of(text.trim()).is_some()
}

/// The first sign of a person in a text, and whether the text is nothing else.
pub(super) fn sign_of(text: &str) -> Option<(PersonalKind, bool)> {
    let plain = plainly_written(text);
    let text = plain.as_ref();
    let bytes = text.as_bytes();
    if bytes.len() < 7
        || parse_joined(bytes).is_some_and(|(x, y)| x.abs() <= 180.0 && y.abs() <= 180.0)
    {
        return None;
    }
    if bytes.contains(&b'@') && has_email(text) {
        return Some((Email, !text.contains(' ') && text.is_ascii()));
    }
    if let Some(sign) = plate_sign(text) {
        return Some(sign);
    }
    if has_mac_address(bytes) {
        return Some((Device, bytes.len() == 17));
    }
    number_sign(bytes)
}

/// A text with half-width figures, and without what spreadsheets and people put into a number: `13800138000.0`,
/// `440306 19800101 1234`.
fn plainly_written(text: &str) -> Cow<'_, str> {
    let mut plain = Cow::Borrowed(text);
    if text.chars().any(is_wide_figure) {
        plain = Cow::Owned(text.chars().map(half_width).collect());
    }
    let is_figure = |byte: u8| byte.is_ascii_digit();
    if let Some(whole) = plain.strip_suffix(".0")
        && whole.len() >= 11
        && whole.bytes().all(is_figure)
    {
        return Cow::Owned(whole.to_owned());
    }
    let grouped = |byte: u8| is_figure(byte) || matches!(byte, b' ' | b'-' | b'X' | b'x');
    if (17..=24).contains(&plain.len()) && plain.bytes().all(grouped) {
        let squeezed: String = plain
            .chars()
            .filter(|mark| !matches!(mark, ' ' | '-'))
            .collect();
        if is_citizen_id_18(squeezed.as_bytes()) {
            return Cow::Owned(squeezed);
        }
    }
    plain
}

fn is_wide_figure(mark: char) -> bool {
    ('０'..='９').contains(&mark)
}

/// `4.40306E+17`, `1.38001E+10`: identity and phone numbers as a spreadsheet rounds them.
pub(super) fn kind_of_rounded(text: &str) -> Option<PersonalKind> {
    let (mantissa, exponent) = text.split_once(['E', 'e'])?;
    let (first, rest) = mantissa.split_once('.')?;
    let figures = [first, rest].concat();
    let sound = first.len() == 1 && figures.len() >= 3;
    if !sound || !figures.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match exponent.trim_start_matches('+') {
        "17" if is_province(figures.as_bytes()) => Some(Identity),
        "10" if matches!(figures.as_bytes(), [b'1', b'3'..=b'9', ..]) => Some(Phone),
        _ => None,
    }
}

/// `001A2B3C4D5E`, with figures and letters both.
pub(super) fn is_bare_mac_address(bytes: &[u8]) -> bool {
    bytes.len() == 12
        && bytes.iter().all(u8::is_ascii_hexdigit)
        && bytes.iter().any(u8::is_ascii_digit)
        && bytes.iter().any(u8::is_ascii_alphabetic)
}

/// Identity, phone and card numbers among the runs of figures.
fn number_sign(bytes: &[u8]) -> Option<(PersonalKind, bool)> {
    let mut at = 0;
    while let Some(from) = bytes
        .iter()
        .skip(at)
        .position(u8::is_ascii_digit)
        .map(|offset| at + offset)
    {
        let length = bytes
            .iter()
            .skip(from)
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let before = from.checked_sub(1).and_then(|place| bytes.get(place));
        let part_of_code = before.is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'.');
        if !part_of_code && let Some((kind, used)) = kind_of_run(bytes, from, length) {
            let before = bytes.get(..from).unwrap_or_default();
            let bare = before.iter().all(u8::is_ascii_punctuation);
            return Some((kind, bare && from + used == bytes.len()));
        }
        at = from + length;
    }
    None
}

/// What a run of figures is, and how many bytes belong to it.
fn kind_of_run(bytes: &[u8], from: usize, length: usize) -> Option<(PersonalKind, usize)> {
    let run = bytes.get(from..from + length)?;
    let after = bytes.get(from + length).copied().unwrap_or(b' ');
    match length {
        17 if matches!(after, b'X' | b'x') => {
            let id = bytes.get(from..from + 18)?;
            is_citizen_id_18(id).then_some((Identity, 18))
        }
        18 if is_citizen_id_18(run) => Some((Identity, 18)),
        15 if is_citizen_id_15(run) => Some((Identity, 15)),
        16..=19 if is_bank_card(run) => Some((BankCard, length)),
        11 if is_mobile(run) && after != b'.' && !after.is_ascii_alphabetic() => Some((Phone, 11)),
        13 if run.starts_with(b"86") && is_mobile(run.get(2..)?) => Some((Phone, 13)),
        2 if run == b"86" => {
            let skipped = usize::from(matches!(after, b' ' | b'-'));
            let start = from + 2 + skipped;
            let rest = bytes.get(start..)?;
            let figures: usize = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let whole = figures == 11 && rest.get(..11).is_some_and(is_mobile);
            whole.then_some((Phone, 2 + skipped + 11))
        }
        3 => split_mobile(bytes.get(from..)?).map(|used| (Phone, used)),
        _ => None,
    }
    .or_else(|| landline(bytes.get(from..)?, length).map(|used| (Phone, used)))
}

fn is_mobile(run: &[u8]) -> bool {
    run.len() == 11 && run.first() == Some(&b'1') && matches!(run.get(1), Some(b'3'..=b'9'))
}

/// `138-0013-8000`, `138 0013 8000`.
fn split_mobile(text: &[u8]) -> Option<usize> {
    let shape: Vec<u8> = text.iter().take(13).copied().collect();
    let gap = *shape.get(3)?;
    let fits = matches!(gap, b'-' | b' ') && shape.get(8) == Some(&gap);
    let figures: Vec<u8> = shape.iter().copied().filter(u8::is_ascii_digit).collect();
    let ends = !text.get(13).is_some_and(u8::is_ascii_digit);
    (fits && figures.len() == 11 && is_mobile(&figures) && ends).then_some(13)
}

/// `0755-12345678`.
fn landline(text: &[u8], length: usize) -> Option<usize> {
    let area = text.first() == Some(&b'0') && matches!(length, 3 | 4) && text.get(1) != Some(&b'0');
    (area && text.get(length) == Some(&b'-')).then_some(())?;
    let figures = text
        .iter()
        .skip(length + 1)
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    matches!(figures, 7 | 8).then_some(length + 1 + figures)
}

fn two_figures(run: &[u8], at: usize) -> Option<u32> {
    let tens = run.get(at)?.checked_sub(b'0')?;
    let ones = run.get(at + 1)?.checked_sub(b'0')?;
    Some(u32::from(tens) * 10 + u32::from(ones))
}

fn is_province(run: &[u8]) -> bool {
    two_figures(run, 0).is_some_and(|code| {
        matches!(code, 11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83)
    })
}

fn is_day_of_year(run: &[u8], at: usize) -> bool {
    let month = two_figures(run, at).is_some_and(|month| (1..=12).contains(&month));
    month && two_figures(run, at + 2).is_some_and(|day| (1..=31).contains(&day))
}

/// GB 11643-1999: region, birth date, sequence, and a check character by weights modulo 11.
fn is_citizen_id_18(run: &[u8]) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECK: &[u8; 11] = b"10X98765432";
    let sum: u32 = run
        .iter()
        .zip(WEIGHTS)
        .map(|(byte, weight)| u32::from(byte.wrapping_sub(b'0')) * weight)
        .sum();
    let check = CHECK.get((sum % 11) as usize).copied();
    let century = two_figures(run, 6).is_some_and(|century| (18..=20).contains(&century));
    run.len() == 18
        && is_province(run)
        && century
        && is_day_of_year(run, 10)
        && run.get(17).map(u8::to_ascii_uppercase) == check
}

/// The form before 1999. Births before 1930 are left out: codes of grids and cases have small figures there.
fn is_citizen_id_15(run: &[u8]) -> bool {
    is_province(run) && two_figures(run, 6).is_some_and(|year| year >= 30) && is_day_of_year(run, 8)
}

fn is_bank_card(run: &[u8]) -> bool {
    let known_start = match run {
        [b'6', b'2', ..] => true,
        [b'4', ..] | [b'5', b'1'..=b'5', ..] | [b'3', b'5', ..] => run.len() == 16,
        _ => false,
    };
    known_start && passes_luhn(run)
}

pub(super) fn passes_luhn(run: &[u8]) -> bool {
    let sum: u32 = run
        .iter()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let figure = u32::from(byte.wrapping_sub(b'0'));
            match (place % 2, figure * 2) {
                (0, _) => figure,
                (_, doubled @ 10..) => doubled - 9,
                (_, doubled) => doubled,
            }
        })
        .sum();
    sum.is_multiple_of(10) && run.iter().any(|byte| *byte != b'0')
}

fn has_email(text: &str) -> bool {
    text.match_indices('@').any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default();
        let after = text.get(at + 1..).unwrap_or_default();
        let name_ends = before
            .bytes()
            .next_back()
            .is_some_and(|byte| byte.is_ascii_alphanumeric());
        let host: String = after
            .chars()
            .take_while(|mark| mark.is_ascii_alphanumeric() || matches!(mark, '.' | '-'))
            .collect();
        name_ends
            && host.split_once('.').is_some_and(|(host, top)| {
                !host.is_empty()
                    && top.len() >= 2
                    && top.bytes().any(|byte| byte.is_ascii_alphabetic())
            })
    })
}

/// `粤B12345`, `粤B·D12345`, also inside a text.
fn plate_sign(text: &str) -> Option<(PersonalKind, bool)> {
    const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
    let is_body = |mark: &char| mark.is_ascii_digit() || mark.is_ascii_uppercase();
    text.char_indices()
        .filter(|(_, first)| PROVINCES.contains(*first))
        .find_map(|(at, first)| {
            let rest = text.get(at + first.len_utf8()..)?;
            let mut marks = rest.chars();
            marks.next().filter(char::is_ascii_uppercase)?;
            let body = marks.as_str();
            let body = body.strip_prefix(['·', '.', ' ', '-']).unwrap_or(body);
            let length = body.chars().take_while(is_body).count();
            let figures = body
                .chars()
                .take(length)
                .filter(char::is_ascii_digit)
                .count();
            let tail = body.chars().count() - length;
            let special = body
                .chars()
                .nth(length)
                .is_some_and(|mark| "学警港澳挂使领".contains(mark));
            let fits = matches!(length, 5 | 6) || (length == 4 && special);
            (fits && figures >= 3).then_some((Plate, at == 0 && tail <= usize::from(special)))
        })
}

/// `00:1A:2B:3C:4D:5E`, also inside a text.
fn has_mac_address(bytes: &[u8]) -> bool {
    bytes.windows(17).any(|window| {
        let gap = window.get(2).copied().unwrap_or(0);
        matches!(gap, b':' | b'-')
            && window.iter().enumerate().all(|(place, byte)| {
                if place % 3 == 2 {
                    *byte == gap
                } else {
                    byte.is_ascii_hexdigit()
                }
            })
    })
}
