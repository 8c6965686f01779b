//! A good choice at once: sites taken one by one where they add most, then exchanged one for one as long as that helps
//! (Teitz and Bart 1968, with the sums of Resende and Werneck 2004).

use super::core::{Core, Worth};
use crate::base::cancel::Cancel;

/// A choice that is being bettered.
#[derive(Debug)]
pub(super) struct Choice<'a> {
    core: &'a Core,
    worth: &'a Worth,
    /// What share rules add to the weight of a row's first covering.
    extra: Vec<f64>,
    /// What a covering counts for that is needed: more than everything else together.
    dear: f64,
    is_in: Vec<bool>,
    columns: Vec<u32>,
    times: Vec<u32>,
    /// The chosen columns that cover a row, folded into one: where there is one, it is that one.
    owner: Vec<u32>,
    in_group: Vec<usize>,
    /// What each column would add.
    adds: Vec<f64>,
    /// What each chosen column would take away.
    takes: Vec<f64>,
    /// For each column what of `takes` it would make up for itself; memory.
    both: Vec<f64>,
}

impl<'a> Choice<'a> {
    /// Nothing chosen yet. `extra` is what share rules pay for a row's first covering, per weight.
    pub(super) fn new(core: &'a Core, worth: &'a Worth, share_pays: &[f64]) -> Self {
        let extra = if core.lacks.is_empty() {
            Vec::new()
        } else {
            let pays = |row: usize| {
                let shares = core.shares_of.row(row).iter();
                let pays = shares.filter_map(|share| share_pays.get(*share as usize));
                pays.sum::<f64>() * core.weight[row]
            };
            (0..core.rows()).map(pays).collect()
        };
        let total: f64 = core.weight.iter().chain(&extra).sum();
        let everything = total + core.site_cost * core.columns() as f64 + 1.0;
        let mut choice = Self {
            // A power of two: sums of whole weights stay exact.
            dear: everything.log2().ceil().exp2(),
            core,
            worth,
            extra,
            is_in: vec![false; core.columns()],
            columns: Vec::new(),
            times: vec![0; core.rows()],
            owner: vec![0; core.rows()],
            in_group: vec![0; core.groups.len()],
            adds: Vec::new(),
            takes: vec![0.0; core.columns()],
            both: vec![0.0; core.columns()],
        };
        let adds = |rows: &[u32]| rows.iter().map(|row| choice.step(*row as usize, 0)).sum();
        choice.adds = core.rows_of.rows().map(adds).collect();
        choice
    }

    /// The chosen columns, in order.
    pub(super) fn columns(&self) -> Vec<u32> {
        let mut columns = self.columns.clone();
        columns.sort_unstable();
        columns
    }

    /// What covering a row once more adds when the choice covers it so often.
    #[inline]
    fn step(&self, row: usize, times: u32) -> f64 {
        let level = self.core.level[row] + times;
        let worth = self.worth.adds.get(level as usize).copied().unwrap_or(0.0);
        let mut step = self.core.weight[row] * worth;
        if times < self.core.need[row] {
            step += self.dear;
        }
        if level == 0
            && let Some(extra) = self.extra.get(row)
        {
            step += extra;
        }
        step
    }

    /// Puts a column in.
    pub(super) fn put_in(&mut self, column: u32) {
        let core = self.core;
        self.is_in[column as usize] = true;
        self.columns.push(column);
        for group in core.groups_of.row(column as usize) {
            self.in_group[*group as usize] += 1;
        }
        self.takes[column as usize] = 0.0;
        for row in core.rows_of.row(column as usize) {
            let row = *row as usize;
            let before = self.times[row];
            let (add, next) = (self.step(row, before), self.step(row, before + 1));
            let last = if before > 0 {
                self.step(row, before - 1)
            } else {
                0.0
            };
            if add != next {
                for other in core.sites_of.row(row) {
                    self.adds[*other as usize] += next - add;
                }
            }
            if before > 0 && last != add {
                self.for_owners(row, |takes| *takes += add - last);
            }
            self.takes[column as usize] += add;
            self.times[row] = before + 1;
            self.owner[row] ^= column;
        }
    }

    /// Takes a column out.
    pub(super) fn take_out(&mut self, column: u32) {
        let core = self.core;
        self.is_in[column as usize] = false;
        self.columns.retain(|other| *other != column);
        for group in core.groups_of.row(column as usize) {
            self.in_group[*group as usize] -= 1;
        }
        for row in core.rows_of.row(column as usize) {
            let row = *row as usize;
            let now = self.times[row];
            self.times[row] = now - 1;
            self.owner[row] ^= column;
            let (add, next) = (self.step(row, now - 1), self.step(row, now));
            if add != next {
                for other in core.sites_of.row(row) {
                    self.adds[*other as usize] += add - next;
                }
            }
            if now > 1 {
                let last = self.step(row, now - 2);
                if last != add {
                    self.for_owners(row, |takes| *takes += last - add);
                }
            }
        }
    }

    /// A chosen column and some of those chosen near it: that share a site's rows with it.
    pub(super) fn near(&self, seed: u32, count: usize) -> Vec<u32> {
        let mut near = vec![seed];
        let mut seen = vec![seed];
        let mut at = 0;
        while near.len() < count && at < seen.len() && seen.len() < 400 {
            let rows = self.core.rows_of.row(seen[at] as usize);
            for row in rows {
                for other in self.core.sites_of.row(*row as usize) {
                    if seen.contains(other) {
                        continue;
                    }
                    seen.push(*other);
                    if self.is_in[*other as usize] && near.len() < count {
                        near.push(*other);
                    }
                }
            }
            at += 1;
        }
        near
    }

    /// Puts in one of the columns that share rows with a column, if rules have room for it.
    pub(super) fn put_near(&mut self, column: u32, pick: usize) {
        let core = self.core;
        let rows = core.rows_of.row(column as usize);
        let Some(row) = rows.get(pick % rows.len().max(1)) else {
            return;
        };
        let columns = core.sites_of.row(*row as usize);
        let Some(other) = columns.get((pick / 7919) % columns.len().max(1)) else {
            return;
        };
        let has_room = self.columns.len() < core.most && !self.is_in[*other as usize];
        if has_room && self.fits(*other, None) {
            self.put_in(*other);
        }
    }

    /// Makes these columns the choice.
    pub(super) fn become_columns(&mut self, columns: &[u32]) {
        for column in self.columns.clone() {
            if columns.binary_search(&column).is_err() {
                self.take_out(column);
            }
        }
        for column in columns {
            if !self.is_in[*column as usize] {
                self.put_in(*column);
            }
        }
    }

    /// For each chosen column of a row.
    fn for_owners(&mut self, row: usize, mut work: impl FnMut(&mut f64)) {
        if self.times[row] == 1 {
            work(&mut self.takes[self.owner[row] as usize]);
            return;
        }
        for column in self.core.sites_of.row(row) {
            if self.is_in[*column as usize] {
                work(&mut self.takes[*column as usize]);
            }
        }
    }

    /// Whether groups have room for a column once another is out.
    fn fits(&self, column: u32, out: Option<u32>) -> bool {
        if self.core.groups.is_empty() {
            return true;
        }
        let groups = &self.core.groups;
        let theirs = |column: u32| self.core.groups_of.row(column as usize);
        let leaves = |group: &u32| out.is_some_and(|out| theirs(out).contains(group));
        let has_room = theirs(column).iter().all(|group| {
            let taken = self.in_group[*group as usize] - usize::from(leaves(group));
            taken < groups[*group as usize].most
        });
        let keeps = out.is_none_or(|out| {
            theirs(out).iter().all(|group| {
                self.in_group[*group as usize] > groups[*group as usize].least
                    || theirs(column).contains(group)
            })
        });
        has_room && keeps
    }

    /// Sites that groups still lack, at the least.
    fn lacking(&self, with: Option<u32>) -> usize {
        let own = with.map_or(&[][..], |column| self.core.groups_of.row(column as usize));
        let lack = |(number, bounds): (usize, &super::core::Bounds)| {
            let taken = self.in_group[number] + usize::from(own.contains(&(number as u32)));
            bounds.least.saturating_sub(taken)
        };
        self.core.groups.iter().enumerate().map(lack).sum()
    }

    /// Takes columns one by one, each where it adds most, until no more may be chosen or none is worth it.
    pub(super) fn fill(&mut self, cancel: &Cancel) {
        while self.columns.len() < self.core.most && !cancel.is_cancelled() {
            let left = self.core.most - self.columns.len();
            let lacking = self.lacking(None);
            let may = |column: u32| {
                !self.is_in[column as usize]
                    && self.fits(column, None)
                    && (lacking < left || self.lacking(Some(column)) < lacking)
            };
            let mut best: Option<(f64, u32)> = None;
            for (column, adds) in (0u32..).zip(&self.adds) {
                if best.is_none_or(|(most, _)| *adds > most) && may(column) {
                    best = Some((*adds, column));
                }
            }
            match best {
                Some((adds, column))
                    if adds > self.core.site_cost || (adds >= 0.0 && lacking > 0) =>
                {
                    self.put_in(column);
                }
                _ => break,
            }
        }
    }

    /// Exchanges one column for another as long as that helps; the best exchange each time.
    pub(super) fn exchange(&mut self, rounds: usize, cancel: &Cancel) {
        for _ in 0..rounds {
            if cancel.is_cancelled() {
                return;
            }
            if self.core.site_cost > 0.0 {
                self.drop_needless();
            }
            let Some((out, into)) = self.best_exchange(0..self.core.columns() as u32) else {
                return;
            };
            self.take_out(out);
            self.put_in(into);
        }
    }

    /// Takes out what costs more than it is worth.
    fn drop_needless(&mut self) {
        loop {
            let may = |column: &&u32| {
                let groups = self.core.groups_of.row(**column as usize);
                groups.iter().all(|group| {
                    self.in_group[*group as usize] > self.core.groups[*group as usize].least
                })
            };
            let needless = self.columns.iter().filter(may);
            let needless = needless.min_by(|a, b| {
                self.takes[**a as usize]
                    .total_cmp(&self.takes[**b as usize])
                    .then(a.cmp(b))
            });
            match needless.copied() {
                Some(column) if self.takes[column as usize] < self.core.site_cost - 1e-9 => {
                    self.take_out(column);
                }
                _ => return,
            }
        }
    }

    /// The same with only some columns to come in.
    pub(super) fn exchange_among(&mut self, columns: &[u32], rounds: usize) {
        for _ in 0..rounds {
            let Some((out, into)) = self.best_exchange(columns.iter().copied()) else {
                return;
            };
            self.take_out(out);
            self.put_in(into);
        }
    }

    /// The columns that share rows with some columns, and these.
    pub(super) fn neighbours(&self, columns: &[u32]) -> Vec<u32> {
        let rows = columns
            .iter()
            .flat_map(|column| self.core.rows_of.row(*column as usize));
        let near = rows.flat_map(|row| self.core.sites_of.row(*row as usize));
        let mut near: Vec<u32> = near.chain(columns).copied().collect();
        near.sort_unstable();
        near.dedup();
        near
    }

    /// The exchange that adds most, if any adds anything.
    fn best_exchange(&mut self, columns: impl Iterator<Item = u32>) -> Option<(u32, u32)> {
        let mut order = self.columns.clone();
        order.sort_unstable_by(|a, b| {
            self.takes[*a as usize]
                .total_cmp(&self.takes[*b as usize])
                .then(a.cmp(b))
        });
        let cheapest = self.takes[*order.first()? as usize];
        let mut best: Option<(f64, u32, u32)> = None;
        let mut touched: Vec<u32> = Vec::new();
        for into in columns {
            let adds = self.adds[into as usize];
            if self.is_in[into as usize] {
                continue;
            }
            let least = best.map_or(1e-9 * adds.abs().max(1e-3), |best| best.0);
            self.share_out(into, &mut touched);
            let both = touched
                .iter()
                .map(|column| self.both[*column as usize])
                .fold(0.0, f64::max);
            if adds + both - cheapest > least {
                let near = touched.iter().copied();
                // Of those that share nothing with it, the cheapest that may go.
                let far = order.iter().copied().find(|column| {
                    self.both[*column as usize] == 0.0 && self.fits(into, Some(*column))
                });
                for out in near.chain(far) {
                    let gain = adds - self.takes[out as usize] + self.both[out as usize];
                    let beats = best.map_or(gain > least, |(most, ..)| gain > most);
                    if beats && self.fits(into, Some(out)) {
                        best = Some((gain, out, into));
                    }
                }
            }
            for column in touched.drain(..) {
                self.both[column as usize] = 0.0;
            }
        }
        best.map(|(_, out, into)| (out, into))
    }

    /// What of each chosen column's worth another would make up for.
    fn share_out(&mut self, into: u32, touched: &mut Vec<u32>) {
        for row in self.core.rows_of.row(into as usize) {
            let row = *row as usize;
            let times = self.times[row];
            if times == 0 {
                continue;
            }
            let made_up = self.step(row, times - 1) - self.step(row, times);
            if made_up == 0.0 {
                continue;
            }
            let mut add = |column: u32| {
                let both = &mut self.both[column as usize];
                if *both == 0.0 {
                    touched.push(column);
                }
                *both += made_up;
            };
            if times == 1 {
                add(self.owner[row]);
            } else {
                let columns = self.core.sites_of.row(row).iter();
                columns
                    .filter(|column| self.is_in[**column as usize])
                    .for_each(|column| add(*column));
            }
        }
    }
}
