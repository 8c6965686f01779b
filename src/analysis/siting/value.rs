//! What a choice of columns is worth, and whether it keeps the rules.

use super::core::{Core, Worth};

/// What a choice of columns is worth, what is decided already included; `None` where it breaks a rule.
pub(super) fn value_of(core: &Core, worth: &Worth, columns: &[u32]) -> Option<f64> {
    let mut times = vec![0u32; core.rows()];
    let mut in_group = vec![0usize; core.groups.len()];
    for column in columns {
        for row in core.rows_of.row(*column as usize) {
            times[*row as usize] += 1;
        }
        for group in core.groups_of.row(*column as usize) {
            in_group[*group as usize] += 1;
        }
    }
    value_at(core, worth, columns, &times, &in_group)
}

/// The same where it is known how often rows are covered.
pub(super) fn value_at(
    core: &Core,
    worth: &Worth,
    columns: &[u32],
    times: &[u32],
    in_group: &[usize],
) -> Option<f64> {
    let keeps_groups = core
        .groups
        .iter()
        .zip(in_group)
        .all(|(bounds, taken)| (bounds.least..=bounds.most).contains(taken));
    if core.is_void || columns.len() > core.most || !keeps_groups {
        return None;
    }
    let mut lacks = core.lacks.clone();
    let mut value = core.base - core.site_cost * columns.len() as f64;
    for (row, times) in times.iter().enumerate() {
        if *times < core.need[row] {
            return None;
        }
        if *times == 0 {
            continue;
        }
        let level = core.level[row] as usize;
        let adds = worth.adds.iter().skip(level).take(*times as usize);
        value += core.weight[row] * adds.sum::<f64>();
        if level == 0 {
            for share in core.shares_of.row(row) {
                lacks[*share as usize] -= core.weight[row];
            }
        }
    }
    lacks.iter().all(|lacks| *lacks <= 0.0).then_some(value)
}

/// The weight share rules lack under a choice.
pub(super) fn lacking(core: &Core, columns: &[u32]) -> Vec<f64> {
    let mut is_covered = vec![false; core.rows()];
    for column in columns {
        for row in core.rows_of.row(*column as usize) {
            is_covered[*row as usize] = true;
        }
    }
    let mut lacks = core.lacks.clone();
    for row in (0..core.rows()).filter(|row| is_covered[*row] && core.level[*row] == 0) {
        for share in core.shares_of.row(row) {
            lacks[*share as usize] -= core.weight[row];
        }
    }
    lacks
}
