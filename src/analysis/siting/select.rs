//! The sites that earn most together, within the rules for their number.

use super::core::{Bounds, NONE};

/// A choice of columns.
#[derive(Debug, Clone, Default)]
pub(super) struct Selected {
    /// The columns.
    pub columns: Vec<u32>,
    /// What they earn together.
    pub sum: f64,
    /// The least that one of them earns that might make room; nothing where there is room.
    gives_way: f64,
    /// The most that one of the others earns that might come instead.
    comes_in: f64,
}

impl Selected {
    /// What the sum changes at best when a column that earns so much, and is not among them, is taken.
    pub(super) fn taking(&self, earns: f64) -> f64 {
        (earns - self.gives_way).min(0.0)
    }

    /// What the sum loses at least when a column that earns so much, and is among them, is left.
    pub(super) fn leaving(&self, earns: f64) -> f64 {
        (earns - self.comes_in).max(0.0)
    }
}

/// How many columns may be selected, of which groups.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room<'a> {
    /// Columns at most.
    pub most: usize,
    /// The bounds of groups.
    pub groups: &'a [Bounds],
    /// The group of each column in the first family, or [`NONE`]; other families are not looked at.
    pub first_group: &'a [u32],
}

/// Selects; memory that is used again.
#[derive(Debug, Default)]
pub(super) struct Selector {
    pub selected: Selected,
    order: Vec<u32>,
}

impl Selector {
    /// Selects columns; `None` where the bounds of the groups cannot be kept together.
    pub(super) fn select(&mut self, room_for: Room<'_>, earns: &[f64]) -> Option<()> {
        if room_for.groups.is_empty() {
            self.without_groups(room_for, earns);
            return Some(());
        }
        self.with_groups(room_for, earns)
    }

    fn without_groups(&mut self, room_for: Room<'_>, earns: &[f64]) {
        let worthy = (0u32..).zip(earns).filter(|(_, earns)| **earns > 0.0);
        self.order.clear();
        self.order.extend(worthy.map(|(column, _)| column));
        let better = |a: &u32, b: &u32| {
            let (one, other) = (earns[*a as usize], earns[*b as usize]);
            other.total_cmp(&one).then(a.cmp(b))
        };
        let (mut gives_way, mut comes_in) = (0.0, 0.0);
        if self.order.len() > room_for.most {
            if room_for.most > 0 {
                self.order.select_nth_unstable_by(room_for.most - 1, better);
                let last = self.order.get(room_for.most - 1);
                gives_way = last.map_or(0.0, |column| earns[*column as usize]);
            } else {
                gives_way = f64::INFINITY;
            }
            let rest = &self.order[room_for.most..];
            comes_in = rest
                .iter()
                .map(|column| earns[*column as usize])
                .fold(0.0, f64::max);
            self.order.truncate(room_for.most);
        } else if self.order.len() == room_for.most {
            let least = self.order.iter().map(|column| earns[*column as usize]);
            gives_way = least.fold(f64::INFINITY, f64::min);
        }
        self.selected.columns.clone_from(&self.order);
        self.selected.sum = self
            .order
            .iter()
            .map(|column| earns[*column as usize])
            .sum();
        self.selected.gives_way = gives_way;
        self.selected.comes_in = comes_in;
    }

    fn with_groups(&mut self, room_for: Room<'_>, earns: &[f64]) -> Option<()> {
        let mut order: Vec<u32> = (0..earns.len() as u32).collect();
        order.sort_unstable_by(|a, b| {
            let (one, other) = (earns[*a as usize], earns[*b as usize]);
            other.total_cmp(&one).then(a.cmp(b))
        });
        let group = |column: u32| {
            Some(room_for.first_group[column as usize]).filter(|group| *group != NONE)
        };
        let mut least: Vec<usize> = room_for.groups.iter().map(|bounds| bounds.least).collect();
        let mut room: Vec<usize> = room_for.groups.iter().map(|bounds| bounds.most).collect();
        let mut is_taken = vec![false; earns.len()];
        let mut left = room_for.most;
        for column in &order {
            let Some(group) = group(*column) else {
                continue;
            };
            let group = group as usize;
            if least[group] == 0 {
                continue;
            }
            left = left.checked_sub(1)?;
            room[group] = room[group].checked_sub(1)?;
            least[group] -= 1;
            is_taken[*column as usize] = true;
        }
        // Groups of other families are not looked at here.
        let is_first = |number: usize| room_for.first_group.contains(&(number as u32));
        if least
            .iter()
            .enumerate()
            .any(|(number, least)| *least > 0 && is_first(number))
        {
            return None;
        }
        let mut comes_in: f64 = 0.0;
        for column in &order {
            let own = *column as usize;
            if is_taken[own] {
                continue;
            }
            let has_room = group(*column).is_none_or(|group| room[group as usize] > 0);
            if earns[own] > 0.0 && left > 0 && has_room {
                left -= 1;
                if let Some(group) = group(*column) {
                    room[group as usize] -= 1;
                }
                is_taken[own] = true;
            } else {
                comes_in = comes_in.max(earns[own]);
            }
        }
        self.selected.columns = (0..earns.len() as u32)
            .filter(|column| is_taken[*column as usize])
            .collect();
        let taken = || {
            self.selected
                .columns
                .iter()
                .map(|column| earns[*column as usize])
        };
        // One of the taken makes room, or nothing has to: the lesser loss is assumed.
        let least = taken().fold(f64::INFINITY, f64::min);
        let sum = taken().sum();
        self.selected.gives_way = if left > 0 { least.min(0.0) } else { least };
        self.selected.comes_in = comes_in;
        self.selected.sum = sum;
        Some(())
    }
}
