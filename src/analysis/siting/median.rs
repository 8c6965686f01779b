//! p-median: the smallest sum of weight times cost, with a bound and a proof.
//!
//! The bound relaxes who serves whom (Cornuejols, Fisher and Nemhauser 1977): at a price uᵢ per demand a site earns Σ max(0, uᵢ −
//! cᵢⱼ), and Σ uᵢ less what the best sites earn is at most the cost of any choice. What prices leave open is split site by site.

use super::core::{Bounds, Fate};
use super::covering::{are_whole, fates, groups};
use super::csr::Csr;
use super::exchange::Exchange;
use super::problem::{Progress, Rules, Siting};
use super::select::{Room, Selector};
use crate::base::cancel::Cancel;

/// What is known at the end.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Median {
    /// The best sites and their cost.
    pub best: Option<(f64, Vec<u32>)>,
    /// No cost is smaller.
    pub bound: f64,
    /// Nothing is left open.
    pub is_proven: bool,
}

/// The problem as it is solved.
#[derive(Debug)]
pub(super) struct Served {
    /// For each demand the sites that reach it, the cheapest first.
    pub near: Vec<Vec<(f64, u32)>>,
    /// For each site the demands it reaches, and weight times cost.
    pub costs_of: Vec<Vec<(u32, f64)>>,
    pub groups_of: Csr,
    pub groups: Vec<Bounds>,
    first_group: Vec<u32>,
    /// Sites at most.
    pub most: usize,
    is_whole: bool,
}

/// A part of the problem still to be looked into.
#[derive(Debug, Clone)]
struct Node {
    fate: Vec<Fate>,
    price: Vec<f64>,
    bound: f64,
}

impl Served {
    pub(super) fn new(siting: &Siting, rules: &Rules, p: usize) -> Self {
        let sites = siting.costs.sites();
        let numbers: Vec<u32> = {
            let counted = siting.weights.iter().scan(0, |next, weight| {
                let own = *next;
                *next += u32::from(*weight > 0.0);
                Some(own)
            });
            counted.collect()
        };
        let counted = siting
            .weights
            .iter()
            .filter(|weight| **weight > 0.0)
            .count();
        let mut near: Vec<Vec<(f64, u32)>> = vec![Vec::new(); counted];
        let mut costs_of: Vec<Vec<(u32, f64)>> = vec![Vec::new(); sites];
        let forbidden = fates(sites, rules);
        for (site, row) in costs_of.iter_mut().enumerate() {
            if forbidden[site] == Fate::Out {
                continue;
            }
            for (demand, cost) in siting.costs.of_site(site) {
                let weight = siting.weights[demand as usize];
                if weight > 0.0 {
                    let number = numbers[demand as usize];
                    near[number as usize].push((weight * cost, site as u32));
                    row.push((number, weight * cost));
                }
            }
        }
        for near in &mut near {
            near.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        }
        let (groups_of, first_group, groups) = groups(sites, rules);
        let all: Vec<f64> = near.iter().flatten().map(|(cost, _)| *cost).collect();
        Self {
            is_whole: all.iter().all(|cost| cost.fract() == 0.0) && are_whole(&siting.weights),
            near,
            costs_of,
            groups_of,
            groups,
            first_group,
            most: p.min(sites),
        }
    }

    /// What a choice costs; `None` where somebody is out of its reach, or a rule is broken.
    fn cost(&self, is_in: &[bool]) -> Option<f64> {
        let mut taken = vec![0; self.groups.len()];
        let mut count = 0;
        for (site, _) in is_in.iter().enumerate().filter(|(_, is_in)| **is_in) {
            count += 1;
            for group in self.groups_of.row(site) {
                taken[*group as usize] += 1;
            }
        }
        let mut bounds = self.groups.iter().zip(&taken);
        if count > self.most
            || !bounds.all(|(bounds, taken)| (bounds.least..=bounds.most).contains(taken))
        {
            return None;
        }
        let nearest = self.near.iter().map(|near| {
            let nearest = near.iter().find(|(_, site)| is_in[*site as usize]);
            nearest.map(|(cost, _)| *cost)
        });
        nearest.sum()
    }
}

/// Looks for the cheapest choice.
pub(super) struct MedianSearch<'a> {
    served: Served,
    cancel: &'a Cancel,
    tell: &'a mut dyn FnMut(&Progress<'_>),
    best: Option<(f64, Vec<u32>)>,
    bound: f64,
    selector: Selector,
    earns: Vec<f64>,
}

/// What the prices of a node say.
struct Priced {
    bound: f64,
    earns: Vec<f64>,
    often: Vec<f64>,
    selected: super::select::Selected,
}

impl<'a> MedianSearch<'a> {
    pub(super) fn new(
        served: Served,
        cancel: &'a Cancel,
        tell: &'a mut dyn FnMut(&Progress<'_>),
    ) -> Self {
        Self {
            served,
            cancel,
            tell,
            best: None,
            bound: 0.0,
            selector: Selector::default(),
            earns: Vec::new(),
        }
    }

    /// Solves it, with what the rules decide decided.
    pub(super) fn run(mut self, fate: Vec<Fate>, most_nodes: usize) -> Median {
        let mut nodes = 0;
        let price = self.begin(&fate);
        let mut open = vec![Node {
            fate,
            price,
            bound: 0.0,
        }];
        let mut is_root = true;
        while let Some(node) = open.pop() {
            nodes += 1;
            if (self.cancel.is_cancelled() && !is_root) || nodes > most_nodes {
                open.push(node);
                break;
            }
            if node.bound < self.enough() {
                open.extend(self.look_into(node, is_root));
            }
            is_root = false;
            let enough = self.enough();
            let left = open
                .iter()
                .map(|node| node.bound)
                .fold(f64::INFINITY, f64::min);
            self.raise(left.min(enough));
        }
        let enough = self.enough();
        let is_proven = open.iter().all(|node| node.bound >= enough);
        let bound = match &self.best {
            Some((cost, _)) if is_proven => *cost,
            _ => self.bound,
        };
        Median {
            best: self.best,
            bound,
            is_proven,
        }
    }

    /// From here on a bound leaves nothing of interest.
    fn enough(&self) -> f64 {
        let Some((best, _)) = &self.best else {
            return f64::INFINITY;
        };
        if self.served.is_whole {
            best - 1.0 + 1e-6
        } else {
            best - 1e-9 * best.abs()
        }
    }

    fn raise(&mut self, bound: f64) {
        let bound = if self.served.is_whole {
            (bound - 1e-6).ceil()
        } else {
            bound
        };
        let most = self.best.as_ref().map_or(f64::INFINITY, |best| best.0);
        let bound = bound.min(most);
        if bound > self.bound && bound.is_finite() {
            self.bound = bound;
            self.say();
        }
    }

    fn say(&mut self) {
        (self.tell)(&Progress {
            sites: self.best.as_ref().map_or(&[][..], |best| &best.1),
            objective: self.best.as_ref().map(|best| best.0),
            bound: self.bound,
        });
    }

    fn offer(&mut self, is_in: &[bool]) {
        let Some(cost) = self.served.cost(is_in) else {
            return;
        };
        if self.best.as_ref().is_some_and(|(best, _)| cost >= *best) {
            return;
        }
        let sites = (0u32..).zip(is_in).filter(|(_, is_in)| **is_in);
        self.best = Some((cost, sites.map(|(site, _)| site).collect()));
        self.say();
    }

    /// A first choice, and the prices it suggests: what each demand would lose with its site, halved.
    fn begin(&mut self, fate: &[Fate]) -> Vec<f64> {
        let mut exchange = Exchange::new(&self.served, fate);
        exchange.fill(self.cancel);
        exchange.exchange(self.cancel);
        let (is_in, prices) = (exchange.is_in().to_vec(), exchange.prices());
        self.offer(&is_in);
        prices
    }

    /// Settles a node or splits it.
    fn look_into(&mut self, mut node: Node, is_root: bool) -> Vec<Node> {
        let taken = node.fate.iter().filter(|fate| **fate == Fate::In).count();
        if taken > self.served.most {
            return Vec::new();
        }
        let Some(priced) = self.price(&mut node, is_root) else {
            return Vec::new();
        };
        node.bound = node.bound.max(priced.bound);
        if is_root {
            self.raise(node.bound);
            self.better(&node, &priced);
        }
        let enough = self.enough();
        if node.bound >= enough {
            return Vec::new();
        }
        if self.cancel.is_cancelled() {
            return vec![node];
        }
        for (site, fate) in node.fate.iter_mut().enumerate() {
            if *fate == Fate::Open
                && priced.bound - priced.selected.taking(priced.earns[site]) >= enough
            {
                *fate = Fate::Out;
            }
        }
        for site in &priced.selected.columns {
            let site = *site as usize;
            let without = priced.bound + priced.selected.leaving(priced.earns[site]);
            node.fate[site] = if without >= enough {
                Fate::In
            } else {
                Fate::Open
            };
        }
        Self::split(&node, &priced)
    }

    /// Two nodes: with a site and without it.
    fn split(node: &Node, priced: &Priced) -> Vec<Node> {
        let open = (0..node.fate.len()).filter(|site| node.fate[*site] == Fate::Open);
        let doubt = |site: usize| (priced.often[site] - 0.5).abs();
        let most = open.min_by(|a, b| {
            let order = doubt(*a).total_cmp(&doubt(*b));
            order.then(priced.earns[*b].total_cmp(&priced.earns[*a]))
        });
        let Some(site) = most else { return Vec::new() };
        let child = |own: Fate| {
            let mut child = node.clone();
            child.fate[site] = own;
            child
        };
        vec![child(Fate::Out), child(Fate::In)]
    }

    /// Moves the prices of a node; `None` where the rules for groups cannot be kept.
    fn price(&mut self, node: &mut Node, is_root: bool) -> Option<Priced> {
        let (rounds, patience, least) = if is_root {
            (2500, 25, 1e-3)
        } else {
            (150, 8, 0.02)
        };
        let mut price = node.price.clone();
        let mut direction = vec![0.0; price.len()];
        let mut best = Priced {
            bound: f64::NEG_INFINITY,
            earns: Vec::new(),
            often: vec![0.0; node.fate.len()],
            selected: super::select::Selected::default(),
        };
        let (mut step, mut since) = (1.5, 0);
        let mut is_in = vec![false; node.fate.len()];
        for _ in 0..rounds {
            let bound = self.evaluate(&node.fate, &price)?;
            is_in.fill(false);
            for site in &self.selector.selected.columns {
                is_in[*site as usize] = true;
            }
            for (often, is_in) in best.often.iter_mut().zip(&is_in) {
                *often = *often * 0.95 + if *is_in { 0.05 } else { 0.0 };
            }
            for (site, _) in node
                .fate
                .iter()
                .enumerate()
                .filter(|(_, fate)| **fate == Fate::In)
            {
                is_in[site] = true;
            }
            self.offer(&is_in);
            since += 1;
            if bound > best.bound {
                if bound > best.bound + 1e-5 * bound.abs() {
                    since = 0;
                }
                best.bound = bound;
                best.earns.clone_from(&self.earns);
                best.selected.clone_from(&self.selector.selected);
                node.price.clone_from(&price);
            }
            let target = self
                .best
                .as_ref()
                .map_or(bound.abs() * 1.05 + 1.0, |best| best.0);
            if best.bound >= self.enough() || self.cancel.is_cancelled() {
                break;
            }
            if since >= patience {
                (since, step) = (0, step * 0.6);
                if step < least {
                    break;
                }
                price.clone_from(&node.price);
                direction.fill(0.0);
                continue;
            }
            self.advance(
                &mut price,
                &mut direction,
                &is_in,
                step * (target - bound).max(0.0),
            );
        }
        Some(best)
    }

    /// The bound under prices.
    fn evaluate(&mut self, fate: &[Fate], price: &[f64]) -> Option<f64> {
        self.earns.clear();
        self.earns.resize(fate.len(), 0.0);
        for (near, price) in self.served.near.iter().zip(price) {
            for (cost, site) in near {
                if cost >= price {
                    break;
                }
                self.earns[*site as usize] += price - cost;
            }
        }
        let mut bound: f64 = price.iter().sum();
        let mut most = self.served.most;
        let mut groups = self.served.groups.clone();
        for (site, fate) in fate.iter().enumerate() {
            match fate {
                Fate::Open => {}
                Fate::Out => self.earns[site] = f64::NEG_INFINITY,
                Fate::In => {
                    bound -= self.earns[site];
                    self.earns[site] = f64::NEG_INFINITY;
                    most = most.checked_sub(1)?;
                    for group in self.served.groups_of.row(site) {
                        let bounds = &mut groups[*group as usize];
                        bounds.most = bounds.most.checked_sub(1)?;
                        bounds.least = bounds.least.saturating_sub(1);
                    }
                }
            }
        }
        let room = Room {
            most,
            groups: &groups,
            first_group: &self.served.first_group,
        };
        self.selector.select(room, &self.earns)?;
        let bound = bound - self.selector.selected.sum;
        // Only what is out of the question earns less than nothing.
        bound.is_finite().then_some(bound)
    }

    /// Moves prices along the slope.
    fn advance(&self, price: &mut [f64], direction: &mut [f64], is_in: &[bool], by: f64) {
        const KEPT: f64 = 0.3;
        let mut length = 0.0;
        for ((near, price), direction) in self.served.near.iter().zip(&*price).zip(&mut *direction)
        {
            let served = near
                .iter()
                .take_while(|(cost, _)| cost < price)
                .filter(|(_, site)| is_in[*site as usize])
                .count();
            *direction = 1.0 - served as f64 + KEPT * *direction;
            length += *direction * *direction;
        }
        if length <= 0.0 {
            return;
        }
        for (price, direction) in price.iter_mut().zip(direction) {
            *price += by / length * *direction;
        }
    }

    /// Begins with what was chosen most often, and exchanges.
    fn better(&mut self, node: &Node, priced: &Priced) {
        let mut fate = node.fate.clone();
        for site in &priced.selected.columns {
            fate[*site as usize] = Fate::In;
        }
        let mut exchange = Exchange::new(&self.served, &fate);
        exchange.set_free(&node.fate);
        exchange.fill(self.cancel);
        exchange.exchange(self.cancel);
        let is_in = exchange.is_in().to_vec();
        self.offer(&is_in);
    }
}
