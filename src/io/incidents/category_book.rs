//! The categories of a file, numbered as they are met; none of them a person.

use std::collections::{BTreeSet, HashMap};

use super::personal::{carries_number_of_person, looks_like_name};
use super::places::{is_absent, is_decoded, trimmed};

/// So many categories may a file have; what comes later is counted under the empty name.
const MOST_CATEGORIES: usize = 5000;

/// Category names in order of appearance.
#[derive(Debug, Default)]
pub(super) struct CategoryBook {
    names: Vec<String>,
    by_cell: HashMap<Vec<u8>, u16>,
    last: (Vec<u8>, Option<u16>),
    /// Set aside once a name was not taken: its rows count under the empty name.
    dropped: usize,
    no_names: Option<BTreeSet<String>>,
}

impl CategoryBook {
    /// An empty book; where the file has a column of persons' names, with the categories known to be none.
    pub(super) fn new(no_names: Option<BTreeSet<String>>) -> Self {
        Self {
            no_names,
            ..Self::default()
        }
    }

    /// The names met, by index; and rows whose category was not taken (too many, or it looked personal).
    pub(super) fn finish(self) -> (Vec<String>, usize) {
        (self.names, self.dropped)
    }

    /// The category of a cell; `None` where its text cannot be decoded.
    pub(super) fn index_of(&mut self, cell: &[u8]) -> Option<u16> {
        if self.last.0 == cell
            && let Some(index) = self.last.1
        {
            return Some(index);
        }
        let index = match self.by_cell.get(cell) {
            Some(index) => *index,
            None => self.new_name(cell)?,
        };
        self.last.0.clear();
        self.last.0.extend_from_slice(cell);
        self.last.1 = Some(index);
        Some(index)
    }

    fn new_name(&mut self, cell: &[u8]) -> Option<u16> {
        let text = trimmed(cell);
        if !is_decoded(text) {
            return None;
        }
        let text = std::str::from_utf8(text).ok()?;
        let absent = is_absent(text.as_bytes());
        let unwanted = carries_number_of_person(text) || self.may_be_a_name(text);
        let full = self.names.len() >= MOST_CATEGORIES;
        if (unwanted || full) && !absent {
            self.dropped += 1;
            return Some(self.index_of_name(""));
        }
        let index = self.index_of_name(if absent { "" } else { text });
        self.by_cell.insert(cell.to_vec(), index);
        Some(index)
    }

    fn may_be_a_name(&self, text: &str) -> bool {
        self.no_names
            .as_ref()
            .is_some_and(|known| looks_like_name(text) && !known.contains(text))
    }

    fn index_of_name(&mut self, name: &str) -> u16 {
        let found = self.names.iter().position(|known| known == name);
        let index = found.unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.names.len() - 1
        });
        index as u16
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_personal_number_never_becomes_a_category() {
        let mut book = CategoryBook::default();
        assert_eq!(book.index_of("盗窃".as_bytes()), Some(0));
        assert_eq!(book.index_of("13800138000".as_bytes()), Some(1));
        assert_eq!(book.names, ["盗窃", ""]);
        assert_eq!(book.index_of(b"\xFF"), None);
    }
}
