//! The proof: what the bound leaves undecided is split, site by site, until nothing better can be left (branch and bound, depth
//! first; every node is a smaller problem with the prices of the one above).

use super::core::{Core, Fate, Worth};
use super::dual::{Effort, Priced, Pricing};
use super::local::Choice;
use super::value::{lacking, value_at, value_of};
use crate::base::cancel::Cancel;

/// Prices at the root are moved long, as everything below begins with them.
const AT_ROOT: Effort = Effort {
    rounds: 1500,
    patience: 14,
    step: 1.2,
    least_step: 0.01,
};
/// Below the root they only have to follow one more decision.
const BELOW: Effort = Effort {
    rounds: 120,
    patience: 6,
    step: 0.8,
    least_step: 0.05,
};

/// What is known so far: told each time it betters.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Known<'a> {
    /// The best value, and the sites of it.
    pub best: Option<(f64, &'a [u32])>,
    /// No value is greater.
    pub bound: f64,
}

/// What a search ended with.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    /// The best value and its sites, sorted; `None` where no choice keeps the rules, or none was found.
    pub best: Option<(f64, Vec<u32>)>,
    /// No value is greater.
    pub bound: f64,
    /// The search was not stopped: there is no better choice, or no choice at all.
    pub is_proven: bool,
}

/// How a search goes about it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manner {
    /// Every value is a whole number.
    pub is_whole: bool,
    /// No better value than this one is of interest.
    pub is_enough: f64,
    /// Nothing below this is of interest.
    pub floor: f64,
    /// Nodes that are looked into at most.
    pub most_nodes: usize,
}

/// A problem still to be looked into.
struct Node {
    core: Core,
    bound: f64,
}

/// Looks for the best choice.
pub(super) struct Search<'a> {
    worth: &'a Worth,
    manner: Manner,
    cancel: &'a Cancel,
    tell: &'a mut dyn FnMut(Known<'_>),
    pricing: Pricing,
    best: Option<(f64, Vec<u32>)>,
    bound: f64,
    pub nodes: usize,
}

impl<'a> Search<'a> {
    pub(super) fn new(
        worth: &'a Worth,
        manner: Manner,
        cancel: &'a Cancel,
        tell: &'a mut dyn FnMut(Known<'_>),
    ) -> Self {
        Self {
            worth,
            manner,
            cancel,
            tell,
            pricing: Pricing::default(),
            best: None,
            bound: f64::INFINITY,
            nodes: 0,
        }
    }

    /// Solves a problem.
    pub(super) fn run(mut self, core: &Core) -> Found {
        let nothing = vec![Fate::Open; core.columns()];
        let mut core = core.after(self.worth, &nothing);
        self.begin(&mut core);
        let bound = everything(&core, self.worth);
        self.lower(bound);
        let mut open = vec![Node { core, bound }];
        while let Some(node) = open.pop() {
            if self.cancel.is_cancelled() || self.nodes >= self.manner.most_nodes {
                open.push(node);
                break;
            }
            if self.is_settled(node.bound) {
                continue;
            }
            let children = self.look_into(node);
            open.extend(children);
            let bound = open
                .iter()
                .map(|node| node.bound)
                .fold(f64::NEG_INFINITY, f64::max);
            self.lower(bound);
            if self
                .best
                .as_ref()
                .is_some_and(|(value, _)| *value >= self.manner.is_enough)
            {
                break;
            }
        }
        let left = open
            .iter()
            .map(|node| node.bound)
            .filter(|bound| !self.is_settled(*bound));
        let left = left.fold(f64::NEG_INFINITY, f64::max);
        self.lower(left);
        let is_proven = left == f64::NEG_INFINITY;
        Found {
            is_proven,
            bound: if is_proven {
                self.best.as_ref().map_or(f64::NEG_INFINITY, |best| best.0)
            } else {
                self.bound
            },
            best: self.best,
        }
    }

    /// A first choice, at once, and the prices it suggests.
    fn begin(&mut self, core: &mut Core) {
        let (worth, cancel) = (self.worth, self.cancel);
        let mut pays = vec![0.0; core.lacks.len()];
        let mut last = Vec::new();
        for _ in 0..12 {
            let mut choice = Choice::new(core, worth, &pays);
            choice.fill(cancel);
            self.offer(core, &choice.columns());
            choice.exchange(10_000, cancel);
            last = choice.columns();
            self.offer(core, &last);
            if core.lacks.is_empty() || cancel.is_cancelled() {
                break;
            }
            let lacks = lacking(core, &last);
            if lacks.iter().all(|lacks| *lacks <= 0.0) {
                break;
            }
            for (pays, lacks) in pays.iter_mut().zip(lacks) {
                if lacks > 0.0 {
                    *pays = (*pays * 2.0).max(0.25);
                }
            }
        }
        let mut times = vec![0u32; core.rows()];
        for column in &last {
            for row in core.rows_of.row(*column as usize) {
                times[*row as usize] += 1;
            }
        }
        for (row, times) in times.iter().enumerate() {
            let first = worth.hull.first().and_then(|steps| steps.first());
            let weight = core.weight[row] * first.copied().unwrap_or(0.0);
            core.dual[row] = if core.need[row] > 0 {
                core.site_cost.max(1e-3) / core.sites_of.row(row).len().max(1) as f64
            } else {
                match times {
                    0 | 1 => weight,
                    _ => 0.0,
                }
            };
        }
    }

    /// Whether nothing of interest can be where no value is above the bound.
    fn is_settled(&self, bound: f64) -> bool {
        bound <= self.enough()
    }

    /// Up to here a bound leaves nothing of interest.
    fn enough(&self) -> f64 {
        let Some((best, _)) = &self.best else {
            return self.manner.floor;
        };
        if self.manner.is_whole {
            best + 1.0 - 1e-6
        } else {
            best + 1e-9 * best.abs().max(1e-9)
        }
    }

    fn lower(&mut self, bound: f64) {
        let bound = if self.manner.is_whole {
            (bound + 1e-6).floor()
        } else {
            bound
        };
        let least = self.best.as_ref().map_or(f64::NEG_INFINITY, |best| best.0);
        let bound = bound.max(least);
        if bound < self.bound {
            self.bound = bound;
            self.say();
        }
    }

    fn say(&mut self) {
        let best = self
            .best
            .as_ref()
            .map(|(value, sites)| (*value, sites.as_slice()));
        (self.tell)(Known {
            best,
            bound: self.bound,
        });
    }

    /// A choice of columns of a problem, kept where it is the best yet.
    fn offer(&mut self, core: &Core, columns: &[u32]) {
        if let Some(value) = value_of(core, self.worth, columns) {
            self.keep(core, columns, value);
        }
    }

    fn keep(&mut self, core: &Core, columns: &[u32], value: f64) {
        if keep(&mut self.best, core, columns, value) {
            self.say();
        }
    }

    /// Settles a node or splits it.
    fn look_into(&mut self, mut node: Node) -> Vec<Node> {
        self.nodes += 1;
        let is_root = self.nodes == 1;
        let mut effort = if is_root { AT_ROOT } else { BELOW };
        let mut is_shaken = false;
        loop {
            let core = &mut node.core;
            if core.is_void || self.cancel.is_cancelled() && !is_root {
                if core.is_void {
                    return Vec::new();
                }
                return vec![node];
            }
            self.offer(core, &[]);
            if core.columns() == 0 || core.most == 0 {
                return Vec::new();
            }
            let priced = self.price(core, effort);
            // The prices are good by now: they only follow what was decided.
            effort = BELOW;
            node.bound = node.bound.min(priced.bound);
            if is_root {
                self.lower(node.bound);
            }
            self.better(core, &priced);
            if self.is_settled(node.bound) {
                return Vec::new();
            }
            if self.cancel.is_cancelled() {
                return vec![node];
            }
            let fate = priced.fates(core, self.enough());
            let decided = fate.iter().filter(|fate| **fate != Fate::Open).count();
            let before = core.columns();
            if decided > 0 {
                let next = core.after(self.worth, &fate);
                let shrank = next.columns() * 10 < before * 9;
                if shrank {
                    node.core = next;
                    continue;
                }
            }
            // Fewer points are not found by exchanging them.
            if is_root && !is_shaken && core.site_cost == 0.0 {
                is_shaken = true;
                let before = self.best.as_ref().map(|best| best.0);
                self.shake(&node.core);
                if self.best.as_ref().map(|best| best.0) != before {
                    continue;
                }
            }
            return self.split(&node, &priced, &fate);
        }
    }

    /// Moves the prices of a problem; what they choose on the way is offered.
    fn price(&mut self, core: &mut Core, effort: Effort) -> Priced {
        let enough = self.enough();
        let target = if enough.is_finite() && self.best.is_some() {
            enough
        } else {
            f64::NEG_INFINITY
        };
        let target = if target.is_finite() {
            target
        } else {
            core.base - core.site_cost * core.most as f64
        };
        let (worth, cancel, best) = (self.worth, self.cancel, &mut self.best);
        let mut groups = Vec::new();
        self.pricing.run(
            core,
            worth,
            target,
            effort,
            |core, columns, times| {
                groups.clear();
                groups.resize(core.groups.len(), 0);
                for column in columns {
                    for group in core.groups_of.row(*column as usize) {
                        groups[*group as usize] += 1;
                    }
                }
                if let Some(value) = value_at(core, worth, columns, times, &groups) {
                    keep(best, core, columns, value);
                }
            },
            || !cancel.is_cancelled(),
        )
    }

    /// Begins with what was chosen most often, and exchanges.
    fn better(&mut self, core: &Core, priced: &Priced) {
        if priced.selected.columns.is_empty() {
            return;
        }
        let mut order: Vec<u32> = (0..core.columns() as u32).collect();
        order.sort_by(|a, b| priced.often[*b as usize].total_cmp(&priced.often[*a as usize]));
        let mut choice = Choice::new(core, self.worth, &core.share_dual);
        if core.groups.is_empty() {
            for column in order.iter().take(priced.selected.columns.len()) {
                choice.put_in(*column);
            }
        } else {
            for column in &priced.selected.columns {
                choice.put_in(*column);
            }
        }
        choice.fill(self.cancel);
        choice.exchange(50, self.cancel);
        let columns = choice.columns();
        self.offer(core, &columns);
    }

    /// Takes a few neighbouring sites out of the best choice, fills up and exchanges again; many times.
    fn shake(&mut self, core: &Core) {
        const TIMES: usize = 1500;
        let Some((value, sites)) = self.best.clone() else {
            return;
        };
        let numbers = (0u32..)
            .zip(&core.sites)
            .filter(|(_, site)| sites.binary_search(site).is_ok());
        let mut choice = Choice::new(core, self.worth, &core.share_dual);
        for (column, _) in numbers {
            choice.put_in(column);
        }
        choice.fill(self.cancel);
        let (mut dice, mut kept) = (0x2545_f491_4f6c_dd1d_u64, (value, choice.columns()));
        for _ in 0..TIMES {
            if self.cancel.is_cancelled() || kept.1.is_empty() {
                return;
            }
            let mut roll = |below: usize| {
                dice ^= dice << 13;
                dice ^= dice >> 7;
                dice ^= dice << 17;
                (dice % below.max(1) as u64) as usize
            };
            let seed = kept.1[roll(kept.1.len())];
            let out = choice.near(seed, 2 + roll(3));
            let put = out.iter().map(|_| roll(usize::MAX)).collect::<Vec<_>>();
            for column in &out {
                choice.take_out(*column);
            }
            for (column, pick) in out.iter().zip(put) {
                choice.put_near(*column, pick);
            }
            choice.fill(self.cancel);
            let near = choice.neighbours(&choice.neighbours(&out));
            choice.exchange_among(&near, 60);
            let columns = choice.columns();
            match value_of(core, self.worth, &columns) {
                Some(value) if value >= kept.0 => {
                    self.keep(core, &columns, value);
                    kept = (value, columns);
                }
                _ => choice.become_columns(&kept.1),
            }
        }
    }

    /// Two nodes: with a site and without it, the likelier one to be looked into first.
    fn split(&self, node: &Node, priced: &Priced, fate: &[Fate]) -> Vec<Node> {
        let core = &node.core;
        let open = (0..core.columns()).filter(|column| fate[*column] == Fate::Open);
        let doubt = |column: usize| (priced.often[column] - 0.5).abs();
        let most = open.min_by(|a, b| {
            let order = doubt(*a).total_cmp(&doubt(*b));
            order.then(priced.earns[*b].total_cmp(&priced.earns[*a]))
        });
        let Some(column) = most else {
            let core = core.after(self.worth, fate);
            return vec![Node {
                core,
                bound: node.bound,
            }];
        };
        let child = |own: Fate| {
            let mut fate = fate.to_vec();
            fate[column] = own;
            Node {
                core: core.after(self.worth, &fate),
                bound: node.bound,
            }
        };
        let (with, without) = (child(Fate::In), child(Fate::Out));
        if priced.often[column] >= 0.4 {
            vec![without, with]
        } else {
            vec![with, without]
        }
    }
}

/// What all columns together are worth, for nothing: sums in another order differ in their last digits.
fn everything(core: &Core, worth: &Worth) -> f64 {
    let rows = (0..core.rows()).map(|row| {
        let level = core.level[row] as usize;
        let most = level + core.sites_of.row(row).len().min(core.most);
        core.weight[row] * (worth.of(most) - worth.of(level))
    });
    let sum = core.base + rows.sum::<f64>();
    sum + 1e-10 * sum.abs()
}

/// Keeps a choice where it is the best yet; whether it was.
fn keep(best: &mut Option<(f64, Vec<u32>)>, core: &Core, columns: &[u32], value: f64) -> bool {
    if best
        .as_ref()
        .is_some_and(|(most, _)| value <= most + 1e-9 * most.abs().max(1e-9))
    {
        return false;
    }
    let own = columns
        .iter()
        .filter_map(|column| core.sites.get(*column as usize));
    let mut sites: Vec<u32> = core.chosen.iter().chain(own).copied().collect();
    sites.sort_unstable();
    *best = Some((value, sites));
    true
}
