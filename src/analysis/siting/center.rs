//! p-center: the smallest limit under which so few points have everybody in reach, found by halving the costs there are.
//!
//! Whether a limit will do is a set-covering problem of its own (Minieka 1970; Daskin 2000), answered with its own bound: a limit
//! that will not do is a lower bound of the answer.

use super::branch::Known;
use super::covering::{covering, solve};
use super::problem::{Model, Progress, Rules, Siting, Within};
use crate::base::cancel::Cancel;

/// What is known at the end.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Center {
    /// The best sites and their greatest cost.
    pub best: Option<(f64, Vec<u32>)>,
    /// No cost is smaller.
    pub bound: f64,
    /// Nothing is left open.
    pub is_proven: bool,
}

/// Looks for the smallest greatest cost.
pub(super) fn center(
    siting: &Siting,
    rules: &Rules,
    p: usize,
    cancel: &Cancel,
    tell: &mut dyn FnMut(&Progress<'_>),
) -> Center {
    let mut costs: Vec<f64> = (0..siting.costs.sites())
        .flat_map(|site| siting.costs.of_site(site).map(|(_, cost)| cost))
        .collect();
    costs.sort_unstable_by(f64::total_cmp);
    costs.dedup();
    let least = everybody_by_all(siting, rules);
    let mut low = costs.partition_point(|cost| *cost < least);
    let mut high = costs.len();
    let mut best: Option<(f64, Vec<u32>)> = None;
    let mut is_open = false;
    while low < high && !is_open {
        let middle = usize::midpoint(low, high).min(costs.len() - 1);
        match will_do(siting, rules, p, costs[middle], cancel) {
            Answer::Yes(sites) => {
                let worst = worst(siting, &sites).min(costs[middle]);
                high = costs.partition_point(|cost| *cost < worst).min(middle);
                best = Some((worst, sites));
            }
            Answer::No => low = middle + 1,
            Answer::Unknown => is_open = true,
        }
        if let Some(bound) = costs.get(low) {
            tell(&Progress {
                sites: best.as_ref().map_or(&[][..], |best| &best.1),
                objective: best.as_ref().map(|best| best.0),
                bound: *bound,
            });
        }
    }
    let bound = costs.get(low).copied().unwrap_or(f64::INFINITY);
    Center {
        bound: if is_open {
            bound
        } else {
            best.as_ref().map_or(bound, |best| best.0)
        },
        best,
        is_proven: !is_open,
    }
}

/// Whether a limit will do.
enum Answer {
    Yes(Vec<u32>),
    No,
    Unknown,
}

fn will_do(siting: &Siting, rules: &Rules, p: usize, limit: f64, cancel: &Cancel) -> Answer {
    let rules = Rules {
        p: Some(p),
        ..rules.clone()
    };
    let ready = covering(siting, Model::Lscp(Within(limit)), &rules);
    let points = p as f64;
    let mut tell = |_: Known<'_>| {};
    let found = solve(
        &ready,
        &rules,
        (-points, -points - 1e-6),
        usize::MAX,
        cancel,
        &mut tell,
    );
    match found.best {
        Some((_, sites)) => Answer::Yes(sites),
        None if found.is_proven => Answer::No,
        None => Answer::Unknown,
    }
}

/// The greatest cost of any demand to its nearest site among all that may have a point.
fn everybody_by_all(siting: &Siting, rules: &Rules) -> f64 {
    let all: Vec<u32> = (0..siting.costs.sites() as u32)
        .filter(|site| !rules.forbidden.contains(site))
        .collect();
    worst(siting, &all)
}

/// The greatest cost of any demand to its nearest of some sites.
pub(super) fn worst(siting: &Siting, sites: &[u32]) -> f64 {
    let mut nearest = vec![f64::INFINITY; siting.costs.demands()];
    for site in sites {
        for (demand, cost) in siting.costs.of_site(*site as usize) {
            let nearest = &mut nearest[demand as usize];
            *nearest = nearest.min(cost);
        }
    }
    nearest.into_iter().fold(0.0, f64::max)
}
