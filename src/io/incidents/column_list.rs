//! Column names in sentences: long names and long lists are cut short, for a broken file may be one name of a megabyte.

use crate::i18n::message::Message;

/// Characters shown of a name.
const NAME_SHOWN: usize = 40;
/// Names shown.
const NAMES_SHOWN: usize = 30;

/// Why a file without coordinates cannot be read: what columns it has, or that it is no table at all.
#[must_use]
pub fn no_coordinates(columns: &[String]) -> Message {
    let is_json = columns
        .first()
        .is_some_and(|name| name.starts_with(['{', '[']));
    if is_json {
        return Message::new("io-incidents-is-json");
    }
    Message::new("io-incidents-no-coordinates").with("columns", column_list(columns))
}

/// Column names for a sentence: long ones and long lists cut short.
#[must_use]
pub fn column_list(columns: &[String]) -> String {
    let short = |name: &String| {
        let mut marks = name.chars();
        let start: String = marks.by_ref().take(NAME_SHOWN).collect();
        start + if marks.next().is_some() { "…" } else { "" }
    };
    let mut shown: Vec<String> = columns.iter().take(NAMES_SHOWN).map(short).collect();
    if columns.len() > NAMES_SHOWN {
        shown.push("…".to_owned());
    }
    shown.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_broken_is_not_repeated_at_full_length() {
        let long = vec!["经".repeat(1_000_000); 500];
        assert!(column_list(&long).chars().count() < 1_400);
        assert_eq!(column_list(&["a".into(), "b".into()]), "a, b");
        let json = vec!["{\"type\": \"FeatureCollection\"".to_owned()];
        assert_eq!(no_coordinates(&json).id, "io-incidents-is-json");
    }
}
