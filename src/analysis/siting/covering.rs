//! The covering models as one problem: which rows there are, what they are worth, what is needed.

use super::branch::{Found, Known, Manner, Search};
use super::core::{Bounds, Core, Fate, NONE, Worth};
use super::csr::Csr;
use super::problem::{Model, Rules, Siting, Within};
use crate::base::cancel::Cancel;
use crate::base::units::Share;

/// A covering problem, ready to be solved.
#[derive(Debug, Clone)]
pub(super) struct Covering {
    /// The problem, nothing decided.
    pub core: Core,
    /// What covering is worth.
    pub worth: Worth,
    /// Every value is a whole number.
    pub is_whole: bool,
}

/// Rows being gathered.
#[derive(Default)]
struct Rows {
    sites_of: Csr,
    weight: Vec<f64>,
    need: Vec<u32>,
    shares_of: Vec<Vec<u32>>,
}

impl Rows {
    fn needed(&mut self, near: &Csr, need: u32) {
        for sites in near.rows() {
            self.sites_of.push(sites.iter().copied());
            self.weight.push(0.0);
            self.need.push(need);
            self.shares_of.push(Vec::new());
        }
    }

    fn weighed(&mut self, near: &Csr, weights: &[f64]) {
        for (sites, weight) in near.rows().zip(weights) {
            self.sites_of.push(sites.iter().copied());
            self.weight.push(*weight);
            self.need.push(0);
            self.shares_of.push(Vec::new());
        }
    }
}

/// The most coverings that are told apart: with more, another adds nothing that shows.
const MOST_TIMES: usize = 64;

fn worth_of(model: Model) -> Worth {
    let adds = match model {
        Model::Backup(_, first) => vec![first.0, 1.0 - first.0],
        Model::Dsm { .. } => vec![0.0, 1.0],
        Model::Mexclp(_, busy) => {
            let adds = (0..MOST_TIMES).map(|times| (1.0 - busy.0) * busy.0.powi(times as i32));
            adds.take_while(|add| *add > 1e-15).collect()
        }
        Model::Mclp(_) | Model::Lscp(_) | Model::LscpB(_) | Model::PMedian | Model::PCenter => {
            vec![1.0]
        }
    };
    Worth::new(adds)
}

/// Whether sums of such numbers are whole, and exact.
pub(super) fn are_whole(numbers: &[f64]) -> bool {
    numbers.iter().all(|number| number.fract() == 0.0) && numbers.iter().sum::<f64>() < 1e15
}

/// A covering model as a problem; what the rules allow and want is in it.
pub(super) fn covering(siting: &Siting, model: Model, rules: &Rules) -> Covering {
    let mut rows = Rows {
        sites_of: Csr::with_capacity(siting.weights.len(), siting.costs.pairs()),
        ..Rows::default()
    };
    let is_set_cover = matches!(model, Model::Lscp(_) | Model::LscpB(_));
    // Where everybody is needed, shares hold by themselves.
    let mut shares = if is_set_cover {
        Vec::new()
    } else {
        rules.shares.clone()
    };
    let within = |limit: Within| siting.costs.within(limit.0);
    match model {
        Model::Mclp(limit) | Model::Backup(limit, _) | Model::Mexclp(limit, _) => {
            rows.weighed(&within(limit), &siting.weights);
        }
        Model::Dsm {
            inner,
            outer,
            share,
        } => {
            rows.weighed(&within(inner), &siting.weights);
            rows.needed(&within(outer), 1);
            shares.push(super::problem::ShareRule {
                demands: (0..siting.weights.len() as u32).collect(),
                least: share,
            });
        }
        Model::Lscp(limit) => rows.needed(&within(limit), 1),
        Model::LscpB(limit) => rows.needed(&within(limit), 2),
        Model::PMedian | Model::PCenter => {}
    }
    let worth = worth_of(model);
    let mut lacks = Vec::new();
    for (number, rule) in (0u32..).zip(&shares) {
        let mut demands = rule.demands.clone();
        demands.sort_unstable();
        demands.dedup();
        let mut total = 0.0;
        for demand in demands {
            let row = demand as usize;
            if let Some(shares) = rows.shares_of.get_mut(row) {
                shares.push(number);
                total += siting.weights[row];
            }
        }
        lacks.push(lack(total, rule.least));
    }
    let whole_worth = worth.adds.iter().all(|add| add.fract() == 0.0);
    let core = with_rules(
        siting,
        rows,
        rules,
        lacks,
        if is_set_cover { 1.0 } else { 0.0 },
    );
    Covering {
        is_whole: is_set_cover || (whole_worth && are_whole(&siting.weights)),
        core,
        worth,
    }
}

/// The weight a share comes to; sums in another order differ in their last digits.
fn lack(total: f64, least: Share) -> f64 {
    total.mul_add(least.0, -1e-9 * total)
}

/// Puts rows and rules together.
fn with_rules(siting: &Siting, rows: Rows, rules: &Rules, lacks: Vec<f64>, site_cost: f64) -> Core {
    let sites = siting.costs.sites();
    let (groups_of, first_group, groups) = groups(sites, rules);
    Core {
        sites: (0..sites as u32).collect(),
        rows_of: rows.sites_of.turned(sites),
        level: vec![0; rows.weight.len()],
        dual: vec![0.0; rows.weight.len()],
        share_dual: vec![0.0; lacks.len()],
        sites_of: rows.sites_of,
        weight: rows.weight,
        need: rows.need,
        shares_of: Csr::of(rows.shares_of),
        lacks,
        groups_of,
        first_group,
        groups,
        most: rules.p.unwrap_or(sites).min(sites),
        site_cost,
        base: 0.0,
        chosen: Vec::new(),
        is_void: false,
    }
}

/// The groups of each site, its group in the first family (groups that share no site), and the bounds.
pub(super) fn groups(sites: usize, rules: &Rules) -> (Csr, Vec<u32>, Vec<Bounds>) {
    let mut bounds = Vec::new();
    let mut first = vec![NONE; sites];
    let mut of_site: Vec<Vec<u32>> = vec![Vec::new(); sites];
    let mut add = |members: &[u32], least: usize, most: usize| {
        let number = bounds.len() as u32;
        bounds.push(Bounds { least, most });
        let mut members = members.to_vec();
        members.sort_unstable();
        members.dedup();
        let is_apart = members
            .iter()
            .all(|site| first.get(*site as usize) == Some(&NONE));
        for site in members {
            let site = site as usize;
            if let Some(groups) = of_site.get_mut(site) {
                groups.push(number);
            }
            if is_apart {
                first[site] = number;
            }
        }
    };
    for rule in &rules.groups {
        add(&rule.sites, rule.least, rule.most.min(sites));
    }
    if let Some(rule) = &rules.moves {
        add(
            &rule.today,
            rule.today.len().saturating_sub(rule.may_move),
            sites,
        );
    }
    (Csr::of(of_site), first, bounds)
}

/// What becomes of each site by the rules alone.
pub(super) fn fates(sites: usize, rules: &Rules) -> Vec<Fate> {
    let mut fate = vec![Fate::Open; sites];
    let mut set = |of: &[u32], what: Fate| {
        for site in of {
            if let Some(fate) = fate.get_mut(*site as usize) {
                *fate = what;
            }
        }
    };
    set(&rules.forbidden, Fate::Out);
    set(&rules.fixed, Fate::In);
    fate
}

/// Solves a covering problem.
pub(super) fn solve(
    covering: &Covering,
    rules: &Rules,
    (is_enough, floor): (f64, f64),
    most_nodes: usize,
    cancel: &Cancel,
    tell: &mut dyn FnMut(Known<'_>),
) -> Found {
    let manner = Manner {
        is_whole: covering.is_whole,
        is_enough,
        floor,
        most_nodes,
    };
    let core = &covering.core;
    let core = core.after(&covering.worth, &fates(core.columns(), rules));
    Search::new(&covering.worth, manner, cancel, tell).run(&core)
}
