//! Where points should stand: siting models with rules, answers at once, bounds and proofs.
//!
//! [`suggest`] answers; what it is asked stands in [`problem`], what reaches what in [`table`]. It betters its answer until it is
//! proven best or the work is cancelled, tells each step, and keeps the best it has. What a map or a file has to do with it lies
//! elsewhere.

mod branch;
pub mod candidates;
mod center;
mod core;
mod covering;
mod csr;
mod dual;
mod exchange;
pub mod gains;
mod local;
mod median;
pub mod moves;
pub mod problem;
mod rules;
mod select;
pub mod table;
mod value;

use branch::{Found, Known};
use median::{MedianSearch, Served};
use problem::{Model, NoAnswer, Progress, Rules, Siting, Suggestion};

use crate::base::cancel::{Cancel, Cancelled};

/// The best sites under a model and rules. Each better answer and each better bound is told; once cancelled, the best answer so far
/// is the answer, unproven. Same question, same answer: of equal ones the first that is found, and nothing is left to chance.
///
/// # Errors
/// [`NoAnswer`]: which rules clash, or cancelled before there was any answer.
pub fn suggest(
    siting: &Siting,
    model: Model,
    rules: &Rules,
    cancel: &Cancel,
    tell: &mut dyn FnMut(&Progress<'_>),
) -> Result<Suggestion, NoAnswer> {
    look(siting, model, rules, usize::MAX, cancel, tell)
}

/// The same, and no more than some nodes of the search are looked into.
fn look(
    siting: &Siting,
    model: Model,
    rules: &Rules,
    most_nodes: usize,
    cancel: &Cancel,
    tell: &mut dyn FnMut(&Progress<'_>),
) -> Result<Suggestion, NoAnswer> {
    rules::check(siting, model, rules)?;
    match model {
        Model::PMedian => {
            let p = rules.p.ok_or(NoAnswer::NoNumber)?;
            let served = Served::new(siting, rules, p);
            let fate = covering::fates(siting.costs.sites(), rules);
            let found = MedianSearch::new(served, cancel, tell).run(fate, most_nodes);
            answer(found.best, found.bound, found.is_proven, rules, model)
        }
        Model::PCenter => {
            let p = rules.p.ok_or(NoAnswer::NoNumber)?;
            let found = center::center(siting, rules, p, cancel, tell);
            answer(found.best, found.bound, found.is_proven, rules, model)
        }
        Model::Mclp(_)
        | Model::Backup(..)
        | Model::Mexclp(..)
        | Model::Dsm { .. }
        | Model::Lscp(_)
        | Model::LscpB(_) => cover(siting, model, rules, most_nodes, cancel, tell),
    }
}

/// The covering models: maximised; where least is best, with the sign turned.
fn cover(
    siting: &Siting,
    model: Model,
    rules: &Rules,
    most_nodes: usize,
    cancel: &Cancel,
    tell: &mut dyn FnMut(&Progress<'_>),
) -> Result<Suggestion, NoAnswer> {
    let ready = covering::covering(siting, model, rules);
    let sign = if model.is_least() { -1.0 } else { 1.0 };
    let total: f64 = siting.weights.iter().sum();
    let clamp = |bound: f64| {
        if model.is_least() {
            (sign * bound).max(0.0)
        } else {
            bound.min(total)
        }
    };
    let floor = if model.is_least() {
        -(ready.core.most as f64) - 1e-6
    } else {
        f64::NEG_INFINITY
    };
    let mut told = |known: Known<'_>| {
        tell(&Progress {
            sites: known.best.map_or(&[][..], |best| best.1),
            objective: known.best.map(|best| sign * best.0),
            bound: clamp(known.bound),
        });
    };
    let Found {
        best,
        bound,
        is_proven,
    } = covering::solve(
        &ready,
        rules,
        (f64::INFINITY, floor),
        most_nodes,
        cancel,
        &mut told,
    );
    let best = best.map(|(value, sites)| (sign * value, sites));
    answer(best, clamp(bound), is_proven, rules, model)
}

/// What a search found, or why there is nothing.
fn answer(
    best: Option<(f64, Vec<u32>)>,
    bound: f64,
    is_proven: bool,
    rules: &Rules,
    model: Model,
) -> Result<Suggestion, NoAnswer> {
    match best {
        Some((objective, sites)) => Ok(Suggestion {
            sites,
            objective,
            bound,
            is_proven,
        }),
        None if !is_proven => Err(NoAnswer::Cancelled(Cancelled)),
        None => Err(rules::why_none(rules, model)),
    }
}
