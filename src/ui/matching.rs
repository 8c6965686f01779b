//! How well a name matches what was typed.

/// The score of a name against a query, lower is better; `None` where it does not match. The whole name, then its
/// beginning, then a part of it, then its letters in order. Case does not matter; an empty query matches all alike.
#[must_use]
pub fn score(name: &str, query: &str) -> Option<u32> {
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

#[cfg(test)]
mod tests {
    use super::*;

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
