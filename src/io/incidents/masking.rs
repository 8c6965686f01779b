//! What may be shown of a file that has personal columns.

use std::collections::BTreeSet;

use super::personal::{PersonalKind, carries_number_of_person};
use super::rows::MASK;
use super::sample::Sample;
use crate::i18n::message::Message;

/// What stands in personal columns: masked wherever else it stands, as rows with shifted cells bring it.
pub(super) fn personal_values(
    sample: &Sample,
    personal: &[(usize, PersonalKind)],
) -> BTreeSet<String> {
    personal
        .iter()
        .flat_map(|(column, _)| sample.values(*column))
        .filter(|value| value.chars().count() > 1)
        .map(str::to_owned)
        .collect()
}

pub(super) fn masked(
    row: &[String],
    personal: &[(usize, PersonalKind)],
    values: &BTreeSet<String>,
) -> Vec<String> {
    row.iter()
        .enumerate()
        .map(|(position, cell)| {
            let hidden = personal.iter().any(|(column, _)| *column == position);
            if hidden && !cell.is_empty() || carries_number_of_person(cell) || values.contains(cell)
            {
                MASK.to_owned()
            } else {
                cell.clone()
            }
        })
        .collect()
}

pub(super) fn sentences(
    sample: &Sample,
    personal: &[(usize, PersonalKind)],
) -> Vec<(usize, Message)> {
    personal
        .iter()
        .map(|(column, kind)| {
            let name = sample.columns.get(*column).cloned().unwrap_or_default();
            (*column, kind.sentence(&name))
        })
        .collect()
}
