//! What the covering models have in common, as it is solved: sites to choose from, and rows that are worth something, or must be
//! had, each time a chosen site covers them.
//!
//! Maximise Σᵢ wᵢ·g(nᵢ) − c·(sites chosen), nᵢ the chosen sites that cover row i, under a greatest number of sites, rows that need
//! covering, least and most sites per group, and least covered weight per share rule. What is decided already is no longer part of
//! it: its worth stands in `base`, and rows know how often they are covered.

use std::collections::HashMap;

use super::csr::Csr;

/// No group.
pub(super) const NONE: u32 = u32::MAX;

/// What it is worth to cover a row once, twice, … : shares of its weight.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Worth {
    /// What the first, the second, … covering adds.
    pub adds: Vec<f64>,
    /// The same under the least concave function above what is left to gain, by how often a row is covered already.
    pub hull: Vec<Vec<f64>>,
}

impl Worth {
    pub(super) fn new(adds: Vec<f64>) -> Self {
        let hull = (0..=adds.len())
            .map(|from| concave(&adds[from..]))
            .collect();
        Self { adds, hull }
    }

    /// The worth of being covered so often.
    pub(super) fn of(&self, times: usize) -> f64 {
        self.adds.iter().take(times).sum()
    }
}

/// The least steps that fall and whose sums are nowhere under those of the given ones.
fn concave(adds: &[f64]) -> Vec<f64> {
    let mut blocks: Vec<(f64, usize)> = Vec::new();
    for add in adds {
        let mut block = (*add, 1);
        while let Some((sum, count)) = blocks.last().copied()
            && sum * (block.1 as f64) < block.0 * (count as f64)
        {
            blocks.pop();
            block = (block.0 + sum, block.1 + count);
        }
        blocks.push(block);
    }
    let flat = |(sum, count): (f64, usize)| std::iter::repeat_n(sum / count as f64, count);
    blocks.into_iter().flat_map(flat).collect()
}

/// Least and most sites of a group, of those that are still to be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bounds {
    pub least: usize,
    pub most: usize,
}

/// The problem that is left.
#[derive(Debug, Clone)]
pub(super) struct Core {
    /// Each column's number in the whole problem.
    pub sites: Vec<u32>,
    /// The rows a column covers.
    pub rows_of: Csr,
    /// The columns that cover a row.
    pub sites_of: Csr,
    /// What rows weigh; nothing where they are only needed.
    pub weight: Vec<f64>,
    /// How often rows are covered already.
    pub level: Vec<u32>,
    /// How often rows must still be covered.
    pub need: Vec<u32>,
    /// The share rules a row counts for.
    pub shares_of: Csr,
    /// The weight each share rule still lacks.
    pub lacks: Vec<f64>,
    /// The groups of a column; the first family of groups has at most one a column.
    pub groups_of: Csr,
    /// The group of the first family, or [`NONE`].
    pub first_group: Vec<u32>,
    /// The bounds of groups.
    pub groups: Vec<Bounds>,
    /// How many columns may still be chosen.
    pub most: usize,
    /// What a chosen site costs.
    pub site_cost: f64,
    /// The worth of what is decided.
    pub base: f64,
    /// What is decided: sites of the whole problem.
    pub chosen: Vec<u32>,
    /// The multiplier of each row: what covering it once more may be thought to be worth.
    pub dual: Vec<f64>,
    /// The multiplier of each share rule.
    pub share_dual: Vec<f64>,
    /// Something that is needed cannot be had any more.
    pub is_void: bool,
}

impl Core {
    pub(super) fn columns(&self) -> usize {
        self.sites.len()
    }

    pub(super) fn rows(&self) -> usize {
        self.weight.len()
    }

    /// What is left once some columns are chosen and others are out of the question.
    pub(super) fn after(&self, worth: &Worth, fate: &[Fate]) -> Self {
        let mut next = self.decided(worth, fate);
        loop {
            next.merge_rows();
            if next.is_void {
                return next;
            }
            let needs = next.need.iter().any(|need| *need > 0);
            if needs {
                next.drop_implied();
                if let Some(fate) = next.forced() {
                    next = next.decided(worth, &fate);
                    continue;
                }
            }
            if !next.groups.is_empty() || !next.drop_dominated(worth) {
                return next;
            }
        }
    }

    /// Columns without which a row cannot be covered as often as it must.
    fn forced(&self) -> Option<Vec<Fate>> {
        let mut fate = vec![Fate::Open; self.columns()];
        let mut is_any = false;
        for (row, columns) in self.sites_of.rows().enumerate() {
            if self.need[row] as usize >= columns.len() {
                is_any = true;
                for column in columns {
                    fate[*column as usize] = Fate::In;
                }
            }
        }
        is_any.then_some(fate)
    }

    /// Takes out rows that are covered as often as they must wherever another row is.
    fn drop_implied(&mut self) {
        let mut is_out = vec![false; self.rows()];
        let mut mark = vec![NONE; self.columns()];
        for row in (0..self.rows()).filter(|row| self.need[*row] > 0) {
            let columns = self.sites_of.row(row);
            for column in columns {
                mark[*column as usize] = row as u32;
            }
            let is_implied = columns
                .iter()
                .flat_map(|column| self.rows_of.row(*column as usize));
            is_out[row] = is_implied.into_iter().any(|other| {
                let other = *other as usize;
                let theirs = self.sites_of.row(other);
                let may = other != row && !is_out[other] && self.need[other] >= self.need[row];
                // Rows of the same columns have been made one.
                may && theirs.len() < columns.len()
                    && theirs
                        .iter()
                        .all(|column| mark[*column as usize] == row as u32)
            });
        }
        if is_out.contains(&true) {
            let kept: Vec<u32> = (0..self.rows() as u32)
                .filter(|row| !is_out[*row as usize])
                .collect();
            let sites_of = kept
                .iter()
                .map(|row| self.sites_of.row(*row as usize).to_vec());
            self.sites_of = Csr::of(sites_of.collect::<Vec<_>>());
            self.keep_rows(&kept);
        }
    }

    /// Keeps what is known of these rows; which columns cover them is known already.
    fn keep_rows(&mut self, kept: &[u32]) {
        let pick = |from: &[u32]| kept.iter().map(|row| from[*row as usize]).collect();
        let pick_numbers = |from: &[f64]| kept.iter().map(|row| from[*row as usize]).collect();
        self.weight = pick_numbers(&self.weight);
        self.dual = pick_numbers(&self.dual);
        self.level = pick(&self.level);
        self.need = pick(&self.need);
        let shares = kept
            .iter()
            .map(|row| self.shares_of.row(*row as usize).to_vec());
        self.shares_of = Csr::of(shares.collect::<Vec<_>>());
        self.rows_of = self.sites_of.turned(self.columns());
    }

    /// The same with columns taken out and what is decided counted.
    fn decided(&self, worth: &Worth, fate: &[Fate]) -> Self {
        let mut times = vec![0u32; self.rows()];
        let mut chosen = self.chosen.clone();
        let mut groups = self.groups.clone();
        let mut is_void = self.is_void;
        let mut taken = 0;
        for (column, _) in fate
            .iter()
            .enumerate()
            .filter(|(_, fate)| **fate == Fate::In)
        {
            taken += 1;
            chosen.push(self.sites[column]);
            for row in self.rows_of.row(column) {
                times[*row as usize] += 1;
            }
            for group in self.groups_of.row(column) {
                let bounds = &mut groups[*group as usize];
                is_void |= bounds.most == 0;
                bounds.least = bounds.least.saturating_sub(1);
                bounds.most = bounds.most.saturating_sub(1);
            }
        }
        is_void |= taken > self.most;
        let mut base = self.base - self.site_cost * f64::from(taken as u32);
        let mut lacks = self.lacks.clone();
        let mut numbers = vec![NONE; self.columns()];
        let mut sites = Vec::new();
        let mut first_group = Vec::new();
        let mut groups_of = Csr::with_capacity(0, 0);
        for (column, _) in fate
            .iter()
            .enumerate()
            .filter(|(_, fate)| **fate == Fate::Open)
        {
            numbers[column] = sites.len() as u32;
            sites.push(self.sites[column]);
            first_group.push(self.first_group[column]);
            groups_of.push(self.groups_of.row(column).iter().copied());
        }
        let mut next = Self {
            rows_of: Csr::default(),
            sites_of: Csr::with_capacity(self.rows(), self.sites_of.numbers()),
            weight: Vec::with_capacity(self.rows()),
            level: Vec::with_capacity(self.rows()),
            need: Vec::with_capacity(self.rows()),
            shares_of: Csr::with_capacity(self.rows(), self.shares_of.numbers()),
            dual: Vec::with_capacity(self.rows()),
            lacks: Vec::new(),
            share_dual: self.share_dual.clone(),
            groups_of,
            first_group,
            groups,
            most: self.most.saturating_sub(taken),
            site_cost: self.site_cost,
            base: 0.0,
            chosen,
            sites,
            is_void,
        };
        for (row, times) in times.iter().enumerate() {
            let before = self.level[row] as usize;
            let now = before + *times as usize;
            if *times > 0 {
                base += self.weight[row] * (worth.of(now) - worth.of(before));
                if before == 0 {
                    for share in self.shares_of.row(row) {
                        lacks[*share as usize] -= self.weight[row];
                    }
                }
            }
            let need = self.need[row].saturating_sub(*times);
            let is_worth = self.weight[row] > 0.0 && now < worth.adds.len();
            let counts = now == 0 && !self.shares_of.row(row).is_empty();
            if need == 0 && !is_worth && !counts {
                continue;
            }
            let open = self.sites_of.row(row).iter();
            let open = open.map(|column| numbers[*column as usize]);
            let before = next.sites_of.numbers();
            next.sites_of.push(open.filter(|column| *column != NONE));
            let covered_by = next.sites_of.numbers() - before;
            next.is_void |= covered_by < need as usize;
            next.weight.push(self.weight[row]);
            next.level.push(now as u32);
            next.need.push(need);
            next.shares_of.push(self.shares_of.row(row).iter().copied());
            next.dual.push(self.dual[row]);
        }
        next.lacks = lacks;
        next.base = base;
        next
    }

    /// Rows that the same columns cover, and that count alike, become one; rows no column covers go.
    fn merge_rows(&mut self) {
        let mut kept: Vec<u32> = Vec::with_capacity(self.rows());
        let mut first_of: HashMap<u64, Vec<u32>, Mixed> = HashMap::default();
        let mut sites_of = Csr::with_capacity(self.rows(), self.sites_of.numbers());
        for row in 0..self.rows() {
            let columns = self.sites_of.row(row);
            if columns.is_empty() {
                continue;
            }
            let alike = first_of.entry(mixed(columns)).or_default();
            let same = alike.iter().find(|other| {
                let other = kept[**other as usize] as usize;
                self.sites_of.row(other) == columns
                    && self.level[other] == self.level[row]
                    && (self.need[other] > 0) == (self.need[row] > 0)
                    && self.shares_of.row(other) == self.shares_of.row(row)
            });
            if let Some(same) = same {
                let same = kept[*same as usize] as usize;
                self.weight[same] += self.weight[row];
                // Rows that are only needed are one need, the greatest.
                self.need[same] = self.need[same].max(self.need[row]);
                self.dual[same] += self.dual[row];
            } else {
                alike.push(kept.len() as u32);
                kept.push(row as u32);
                sites_of.push(columns.iter().copied());
            }
        }
        self.sites_of = sites_of;
        self.keep_rows(&kept);
    }

    /// Takes out columns that cover nothing another one does not, where one covering is enough; whether there were any.
    fn drop_dominated(&mut self, worth: &Worth) -> bool {
        let left = |row: u32| {
            let row = row as usize;
            let gains = if self.weight[row] > 0.0 {
                worth.adds.len().saturating_sub(self.level[row] as usize)
            } else {
                0
            };
            gains.max(self.need[row] as usize)
        };
        let mut is_out = vec![false; self.columns()];
        let mut mark = vec![NONE; self.rows()];
        for column in 0..self.columns() {
            let rows = self.rows_of.row(column);
            if rows.iter().any(|row| left(*row) > 1) {
                continue;
            }
            let Some(rare) = rows
                .iter()
                .min_by_key(|row| self.sites_of.row(**row as usize).len())
            else {
                is_out[column] = true;
                continue;
            };
            for row in rows {
                mark[*row as usize] = column as u32;
            }
            is_out[column] = self.sites_of.row(*rare as usize).iter().any(|other| {
                let other = *other as usize;
                let theirs = self.rows_of.row(other);
                let may = other != column
                    && !is_out[other]
                    && (theirs.len() > rows.len()
                        || (theirs.len() == rows.len() && other < column));
                may && theirs
                    .iter()
                    .filter(|row| mark[**row as usize] == column as u32)
                    .count()
                    == rows.len()
            });
        }
        if !is_out.contains(&true) {
            return false;
        }
        let fate: Vec<Fate> = is_out
            .iter()
            .map(|out| if *out { Fate::Out } else { Fate::Open })
            .collect();
        *self = self.decided(worth, &fate);
        true
    }
}

/// What becomes of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is still to be decided.
    Open,
    /// It is chosen.
    In,
    /// It is not.
    Out,
}

/// One number out of a list.
fn mixed(list: &[u32]) -> u64 {
    list.iter().fold(list.len() as u64, |sum, number| {
        (sum.rotate_left(5) ^ u64::from(*number)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    })
}

/// Numbers that are mixed already need no more mixing.
type Mixed = std::hash::BuildHasherDefault<AsItIs>;

/// See [`Mixed`].
#[derive(Debug, Default)]
pub(super) struct AsItIs(u64);

impl std::hash::Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }
    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}
