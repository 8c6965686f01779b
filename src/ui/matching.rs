//! How well a name matches what was typed: by its letters, or by the pinyin initials of its Chinese characters.

use pinyin::ToPinyinMulti;

/// The score of a name against a query, lower is better; `None` where it does not match. The whole name, then its
/// beginning, then a part of it, then its letters in order; pinyin initials (`xx` for 西乡) stand just behind the letters
/// themselves. Case does not matter; an empty query matches all alike.
#[must_use]
pub fn score(name: &str, query: &str) -> Option<u32> {
    by_letters(name, query)
        .into_iter()
        .chain(by_initials(name, query))
        .min()
}

fn by_letters(name: &str, query: &str) -> Option<u32> {
    let (name, query) = (name.to_lowercase(), query.trim().to_lowercase());
    if query.is_empty() {
        return Some(0);
    }
    if name == query {
        return Some(0);
    }
    if name.starts_with(&query) {
        return Some(1);
    }
    if let Some(at) = name.find(&query) {
        return Some(2 + at as u32);
    }
    let mut letters = name.chars().enumerate();
    let mut last = 0;
    for wanted in query.chars().filter(|letter| !letter.is_whitespace()) {
        last = letters.find(|(_, letter)| *letter == wanted)?.0;
    }
    Some(1000 + last as u32)
}

/// As [`score`], by the initials of a Chinese name; marks and spaces in it are passed over. A character with several
/// readings matches by any: 行 by h and x.
fn by_initials(name: &str, query: &str) -> Option<u32> {
    let query = query.trim().as_bytes().to_ascii_lowercase();
    let of_initials = |letter: &u8| letter.is_ascii_alphanumeric();
    if !query.iter().any(u8::is_ascii_lowercase) || !query.iter().all(of_initials) {
        return None;
    }
    if name.is_ascii() {
        return None;
    }
    let initials: Vec<Initials> = name.chars().filter_map(Initials::of).collect();
    let fits = |(initials, letter): (&Initials, &u8)| initials.contains(*letter);
    let begins_at = |at: usize| {
        let rest = initials.get(at..).unwrap_or_default();
        rest.len() >= query.len() && rest.iter().zip(&query).all(fits)
    };
    if let Some(at) = (0..initials.len()).find(|at| begins_at(*at)) {
        return Some(if at == 0 { 1 } else { 2 + at as u32 });
    }
    let mut rest = initials.iter().enumerate();
    let mut last = 0;
    for wanted in &query {
        last = rest.find(|(_, initials)| initials.contains(*wanted))?.0;
    }
    Some(1000 + last as u32)
}

/// The letters a character may be typed by: a bit for each of a to z, the digit itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Initials {
    Digit(u8),
    Letters(u32),
}

impl Initials {
    fn of(letter: char) -> Option<Self> {
        let bit = |letter: u8| 1_u32 << u32::from(letter - b'a');
        match u8::try_from(letter).map(|letter| letter.to_ascii_lowercase()) {
            Ok(digit @ b'0'..=b'9') => return Some(Self::Digit(digit)),
            Ok(letter @ b'a'..=b'z') => return Some(Self::Letters(bit(letter))),
            _ => {}
        }
        let readings = letter.to_pinyin_multi()?;
        let firsts = readings.into_iter().filter_map(|reading| {
            let first = *reading.first_letter().as_bytes().first()?;
            first.is_ascii_lowercase().then(|| bit(first))
        });
        Some(Self::Letters(firsts.fold(0, |all, one| all | one)))
    }

    const fn contains(self, letter: u8) -> bool {
        match self {
            Self::Digit(digit) => digit == letter,
            Self::Letters(letters) => {
                letter.is_ascii_lowercase() && letters & (1 << (letter - b'a')) != 0
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pinyin_initials_find_a_chinese_name() {
        assert_eq!(score("西乡街道", "xxjd"), Some(1));
        assert_eq!(score("打开文件…", "dkwj"), Some(1));
        assert!(
            score("宝安西乡", "xx").is_some_and(|score| score < 1000),
            "a part"
        );
        assert!(
            score("锁定或解锁布警点", "sdjs").is_some(),
            "letters in order"
        );
        assert_eq!(score("沙井警格22", "SJJG22"), Some(1), "letters and digits");
        for reading in ["yxj", "yhj"] {
            assert_eq!(score("银行街", reading), Some(1), "any reading of 行");
        }
        assert_eq!(score("西乡街道", "xa"), None);
        assert_eq!(score("Undo", "xx"), None);
    }

    #[test]
    fn a_beginning_beats_a_part_and_a_part_beats_scattered_letters() {
        let scores =
            ["undo", "undo it", "an undo", "ugly new door"].map(|name| score(name, "undo"));
        assert!(scores.is_sorted(), "{scores:?}");
        assert!(scores.iter().all(Option::is_some));
        assert_eq!(score("redo", "undo"), None);
        assert!(score("放置布警点", "布警").is_some());
    }
}
