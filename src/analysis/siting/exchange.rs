//! A good p-median at once: sites taken one by one where they save most, then exchanged one for one as long as that helps
//! (Teitz and Bart 1968; Resende and Werneck 2004).

use super::core::Fate;
use super::median::Served;
use crate::base::cancel::Cancel;

/// A choice that is being bettered.
#[derive(Debug)]
pub(super) struct Exchange<'a> {
    served: &'a Served,
    is_in: Vec<bool>,
    may_go: Vec<bool>,
    may_come: Vec<bool>,
    in_group: Vec<usize>,
    count: usize,
    /// For each demand the cost to the nearest point, which that is, and the cost to the second.
    first: Vec<f64>,
    nearest: Vec<u32>,
    second: Vec<f64>,
    /// What it counts to be out of reach.
    dear: f64,
}

impl<'a> Exchange<'a> {
    /// The sites that are in; others may come unless they are out.
    pub(super) fn new(served: &'a Served, fate: &[Fate]) -> Self {
        let most = served
            .near
            .iter()
            .filter_map(|near| near.last())
            .map(|(cost, _)| *cost);
        let mut made = Self {
            served,
            is_in: vec![false; fate.len()],
            may_go: fate.iter().map(|fate| *fate == Fate::Open).collect(),
            may_come: fate.iter().map(|fate| *fate == Fate::Open).collect(),
            in_group: vec![0; served.groups.len()],
            count: 0,
            first: Vec::new(),
            nearest: Vec::new(),
            second: Vec::new(),
            dear: (most.sum::<f64>() + 1.0).log2().ceil().exp2(),
        };
        for (site, _) in fate
            .iter()
            .enumerate()
            .filter(|(_, fate)| **fate == Fate::In)
        {
            made.set(site, true);
        }
        made.serve();
        made
    }

    /// Sites that are open here may go again.
    pub(super) fn set_free(&mut self, fate: &[Fate]) {
        for (site, fate) in fate.iter().enumerate() {
            self.may_go[site] = *fate == Fate::Open;
            self.may_come[site] = *fate == Fate::Open;
        }
    }

    pub(super) fn is_in(&self) -> &[bool] {
        &self.is_in
    }

    /// Between what demands cost and what they would cost without their site.
    pub(super) fn prices(&self) -> Vec<f64> {
        let both = self.first.iter().zip(&self.second).zip(&self.served.near);
        both.map(|((first, second), near)| {
            let most = near.last().map_or(0.0, |(cost, _)| *cost);
            f64::midpoint(first.min(most), second.min(most))
        })
        .collect()
    }

    fn set(&mut self, site: usize, is_in: bool) {
        self.is_in[site] = is_in;
        for group in self.served.groups_of.row(site) {
            let taken = &mut self.in_group[*group as usize];
            *taken = if is_in { *taken + 1 } else { *taken - 1 };
        }
        self.count = if is_in {
            self.count + 1
        } else {
            self.count - 1
        };
    }

    /// Finds everybody's nearest two points.
    fn serve(&mut self) {
        let demands = self.served.near.len();
        self.first = vec![self.dear; demands];
        self.second = vec![self.dear; demands];
        self.nearest = vec![u32::MAX; demands];
        for (demand, near) in self.served.near.iter().enumerate() {
            let mut points = near.iter().filter(|(_, site)| self.is_in[*site as usize]);
            if let Some((cost, site)) = points.next() {
                (self.first[demand], self.nearest[demand]) = (*cost, *site);
            }
            if let Some((cost, _)) = points.next() {
                self.second[demand] = *cost;
            }
        }
    }

    fn saves(&self, site: usize) -> f64 {
        let costs = self.served.costs_of[site].iter();
        costs
            .map(|(demand, cost)| (self.first[*demand as usize] - cost).max(0.0))
            .sum()
    }

    /// Sites that groups still lack, at the least.
    fn lacking(&self, with: Option<usize>) -> usize {
        let own = with.map_or(&[][..], |site| self.served.groups_of.row(site));
        let groups = (0u32..).zip(&self.served.groups);
        let lack = groups.map(|(number, bounds)| {
            let taken = self.in_group[number as usize] + usize::from(own.contains(&number));
            bounds.least.saturating_sub(taken)
        });
        lack.sum()
    }

    fn fits(&self, site: usize, out: Option<usize>) -> bool {
        if self.served.groups.is_empty() {
            return true;
        }
        let theirs = |site: usize| self.served.groups_of.row(site);
        let bounds = |group: u32| self.served.groups[group as usize];
        let has_room = theirs(site).iter().all(|group| {
            let leaves = out.is_some_and(|out| theirs(out).contains(group));
            self.in_group[*group as usize] - usize::from(leaves) < bounds(*group).most
        });
        let keeps = out.is_none_or(|out| {
            let mut left = theirs(out).iter();
            left.all(|group| {
                self.in_group[*group as usize] > bounds(*group).least
                    || theirs(site).contains(group)
            })
        });
        has_room && keeps
    }

    /// Takes sites one by one.
    pub(super) fn fill(&mut self, cancel: &Cancel) {
        while self.count < self.served.most && !cancel.is_cancelled() {
            let lacking = self.lacking(None);
            let left = self.served.most - self.count;
            let mut best: Option<(f64, usize)> = None;
            for site in 0..self.is_in.len() {
                if self.is_in[site] || !self.may_come[site] || !self.fits(site, None) {
                    continue;
                }
                if lacking >= left && self.lacking(Some(site)) >= lacking {
                    continue;
                }
                let saves = self.saves(site);
                if best.is_none_or(|(most, _)| saves > most) {
                    best = Some((saves, site));
                }
            }
            let Some((_, site)) = best else { return };
            self.set(site, true);
            for (demand, cost) in &self.served.costs_of[site] {
                let demand = *demand as usize;
                if *cost < self.first[demand] {
                    self.second[demand] = self.first[demand];
                    (self.first[demand], self.nearest[demand]) = (*cost, site as u32);
                } else if *cost < self.second[demand] {
                    self.second[demand] = *cost;
                }
            }
        }
    }

    /// Exchanges sites, the best exchange each time.
    pub(super) fn exchange(&mut self, cancel: &Cancel) {
        const MOST: usize = 10_000;
        for _ in 0..MOST {
            if cancel.is_cancelled() {
                return;
            }
            let Some((out, into)) = self.best() else {
                return;
            };
            self.set(out, false);
            self.set(into, true);
            self.serve();
        }
    }

    fn best(&self) -> Option<(usize, usize)> {
        let mut loses = vec![0.0; self.is_in.len()];
        for ((first, second), nearest) in self.first.iter().zip(&self.second).zip(&self.nearest) {
            if let Some(loses) = loses.get_mut(*nearest as usize) {
                *loses += second - first;
            }
        }
        let mut order: Vec<usize> = (0..self.is_in.len())
            .filter(|site| self.is_in[*site] && self.may_go[*site])
            .collect();
        order.sort_by(|a, b| loses[*a].total_cmp(&loses[*b]));
        let mut both = vec![0.0; self.is_in.len()];
        let mut best: Option<(f64, usize, usize)> = None;
        let total: f64 = self.first.iter().sum();
        for into in 0..self.is_in.len() {
            if self.is_in[into] || !self.may_come[into] {
                continue;
            }
            both.fill(0.0);
            let mut saves = 0.0;
            for (demand, cost) in &self.served.costs_of[into] {
                let demand = *demand as usize;
                let (first, second) = (self.first[demand], self.second[demand]);
                saves += (first - cost).max(0.0);
                if *cost < second
                    && let Some(both) = both.get_mut(self.nearest[demand] as usize)
                {
                    *both += second - cost.max(first);
                }
            }
            for out in &order {
                let gain = saves - loses[*out] + both[*out];
                let least = best.map_or(1e-9 * total.max(1e-9), |best| best.0);
                if gain > least && self.fits(into, Some(*out)) {
                    best = Some((gain, *out, into));
                }
            }
        }
        best.map(|(_, out, into)| (out, into))
    }
}
