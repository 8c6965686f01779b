//! Siting against every choice there is: small cases of every model and every rule, each looked at in full.

use patrolgrid::analysis::siting::gains::gains;
use patrolgrid::analysis::siting::problem::{
    GroupRule, Model, MoveRule, NoAnswer, Rules, ShareRule, Siting, Within,
};
use patrolgrid::analysis::siting::suggest;
use patrolgrid::analysis::siting::table::CostTable;
use patrolgrid::base::cancel::Cancel;
use patrolgrid::base::units::Share;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

const CASES: usize = 500;

/// A small case: the table as the oracle reads it, and as the solver does.
struct Case {
    costs: Vec<Vec<Option<f64>>>,
    siting: Siting,
    rules: Rules,
}

fn case(dice: &mut ChaCha8Rng, is_dense: bool) -> Case {
    let (sites, demands) = (dice.random_range(2..9), dice.random_range(1..13));
    let is_whole = dice.random_bool(0.6);
    let reached = if is_dense {
        0.97
    } else {
        dice.random_range(0.3..0.95)
    };
    let costs: Vec<Vec<Option<f64>>> = (0..sites)
        .map(|_| {
            let cost = |_| {
                dice.random_bool(reached)
                    .then(|| f64::from(dice.random_range(0..20)))
            };
            (0..demands).map(cost).collect()
        })
        .collect();
    let weight = |_| {
        let weight = dice.random_range(0.0..10.0);
        if is_whole { f64::floor(weight) } else { weight }
    };
    let weights: Vec<f64> = (0..demands).map(weight).collect();
    let pairs = costs.iter().enumerate().flat_map(|(site, row)| {
        let known = row.iter().enumerate();
        known.filter_map(move |(demand, cost)| Some((site as u32, demand as u32, (*cost)?)))
    });
    let siting = Siting {
        weights,
        costs: CostTable::of(sites, demands, pairs),
    };
    let rules = Rules {
        p: Some(dice.random_range(1..=sites.min(5))),
        ..Rules::default()
    };
    Case {
        costs,
        siting,
        rules,
    }
}

/// Adds rules at random.
fn with_rules(dice: &mut ChaCha8Rng, case: &mut Case, shares: bool) {
    let (sites, demands) = (case.costs.len() as u32, case.siting.weights.len() as u32);
    let rules = &mut case.rules;
    if dice.random_bool(0.4) {
        rules.fixed = vec![dice.random_range(0..sites)];
    }
    if dice.random_bool(0.4) {
        rules.forbidden = vec![dice.random_range(0..sites)];
    }
    if dice.random_bool(0.6) {
        let half = dice.random_range(1..=sites);
        let mut add = |sites: std::ops::Range<u32>| {
            let (least, most) = (dice.random_range(0..3), dice.random_range(0..4));
            let group = GroupRule {
                sites: sites.collect(),
                least,
                most: most.max(least),
            };
            rules.groups.push(group);
        };
        add(0..half);
        add(half..sites);
        if dice.random_bool(0.3) {
            let from = dice.random_range(0..sites);
            let group = GroupRule {
                sites: (from..sites).collect(),
                least: 1,
                most: 3,
            };
            rules.groups.push(group);
        }
    }
    if dice.random_bool(0.4) {
        let today: Vec<u32> = (0..sites).filter(|_| dice.random_bool(0.4)).collect();
        let may_move = dice.random_range(0..=today.len());
        rules.moves = Some(MoveRule { today, may_move });
    }
    if shares && dice.random_bool(0.6) {
        for _ in 0..dice.random_range(1..3) {
            let demands: Vec<u32> = (0..demands).filter(|_| dice.random_bool(0.5)).collect();
            let least = Share(f64::from(dice.random_range(0..=10)) / 10.0);
            rules.shares.push(ShareRule { demands, least });
        }
    }
}

impl Case {
    fn times(&self, chosen: u32, demand: usize, limit: f64) -> i32 {
        let near = self.costs.iter().enumerate().filter(|(site, row)| {
            chosen >> site & 1 == 1 && row[demand].is_some_and(|cost| cost <= limit)
        });
        near.count() as i32
    }

    fn nearest(&self, chosen: u32, demand: usize) -> Option<f64> {
        let costs = self
            .costs
            .iter()
            .enumerate()
            .filter(|(site, _)| chosen >> site & 1 == 1);
        let costs = costs.filter_map(|(_, row)| row[demand]);
        costs.min_by(f64::total_cmp)
    }

    fn shares_hold(&self, chosen: u32, limit: f64, demands: &[u32], least: f64) -> bool {
        let weight = |demand: &u32| self.siting.weights[*demand as usize];
        let all: f64 = demands.iter().map(weight).sum();
        let reached = demands
            .iter()
            .filter(|demand| self.times(chosen, **demand as usize, limit) > 0);
        reached.map(weight).sum::<f64>() >= all * least - 1e-9 * (all + 1e-12)
    }

    /// What a choice is worth; `None` where it breaks a rule.
    fn value(&self, model: Model, chosen: u32) -> Option<f64> {
        let rules = &self.rules;
        let has = |site: &u32| chosen >> site & 1 == 1;
        let count = |sites: &[u32]| sites.iter().filter(|site| has(site)).count();
        let limit = match model {
            Model::Mclp(limit)
            | Model::Backup(limit, _)
            | Model::Mexclp(limit, _)
            | Model::Lscp(limit)
            | Model::LscpB(limit) => limit.0,
            Model::Dsm { inner, .. } => inner.0,
            Model::PMedian | Model::PCenter => f64::INFINITY,
        };
        let keeps = rules.p.is_none_or(|p| chosen.count_ones() as usize <= p)
            && rules.fixed.iter().all(has)
            && !rules.forbidden.iter().any(has)
            && rules
                .groups
                .iter()
                .all(|group| (group.least..=group.most).contains(&count(&group.sites)))
            && rules
                .moves
                .as_ref()
                .is_none_or(|rule| rule.today.len() - count(&rule.today) <= rule.may_move)
            && rules
                .shares
                .iter()
                .all(|rule| self.shares_hold(chosen, limit, &rule.demands, rule.least.0));
        if !keeps {
            return None;
        }
        let weights = &self.siting.weights;
        let demands = 0..weights.len();
        let sum = |worth: &dyn Fn(usize) -> f64| {
            demands
                .clone()
                .map(|demand| weights[demand] * worth(demand))
                .sum::<f64>()
        };
        let everybody = |times: i32, limit: f64| {
            demands
                .clone()
                .all(|demand| self.times(chosen, demand, limit) >= times)
        };
        let points = f64::from(chosen.count_ones());
        match model {
            Model::Mclp(limit) => Some(sum(&|demand| {
                f64::from(self.times(chosen, demand, limit.0).min(1))
            })),
            Model::Backup(limit, first) => {
                Some(sum(&|demand| match self.times(chosen, demand, limit.0) {
                    0 => 0.0,
                    1 => first.0,
                    _ => 1.0,
                }))
            }
            Model::Mexclp(limit, busy) => Some(sum(&|demand| {
                1.0 - busy.0.powi(self.times(chosen, demand, limit.0))
            })),
            Model::Dsm {
                inner,
                outer,
                share,
            } => {
                let all: Vec<u32> = (0..weights.len() as u32).collect();
                let holds =
                    everybody(1, outer.0) && self.shares_hold(chosen, inner.0, &all, share.0);
                holds.then(|| {
                    sum(&|demand| f64::from(i32::from(self.times(chosen, demand, inner.0) >= 2)))
                })
            }
            Model::Lscp(limit) => everybody(1, limit.0).then_some(points),
            Model::LscpB(limit) => everybody(2, limit.0).then_some(points),
            Model::PMedian => {
                let counted = demands.clone().filter(|demand| weights[*demand] > 0.0);
                counted
                    .map(|demand| Some(weights[demand] * self.nearest(chosen, demand)?))
                    .sum()
            }
            Model::PCenter => {
                let nearest: Option<Vec<f64>> = demands
                    .clone()
                    .map(|demand| self.nearest(chosen, demand))
                    .collect();
                nearest.map(|nearest| nearest.into_iter().fold(0.0, f64::max))
            }
        }
    }

    fn best(&self, model: Model) -> Option<f64> {
        let all = 0..1u32 << self.costs.len();
        let values = all.filter_map(|chosen| self.value(model, chosen));
        if model.is_least() {
            values.min_by(f64::total_cmp)
        } else {
            values.max_by(f64::total_cmp)
        }
    }
}

/// Solves a case and holds answer, bound, every word on the way and the choice itself against all choices; whether there was one.
fn check(case: &Case, model: Model, number: usize) -> bool {
    let wanted = case.best(model);
    let near = |a: f64, b: f64| (a - b).abs() <= 1e-7 * (1.0 + b.abs());
    let mut told = Vec::new();
    let mut tell = |progress: &patrolgrid::analysis::siting::problem::Progress<'_>| {
        told.push((progress.objective, progress.bound, progress.sites.to_vec()));
    };
    let found = suggest(&case.siting, model, &case.rules, &Cancel::new(), &mut tell);
    let about = || {
        format!(
            "case {number} {model:?} {:?} {:?} {:?}",
            case.rules, case.costs, case.siting.weights
        )
    };
    match (found, wanted) {
        (Ok(found), Some(wanted)) => {
            assert!(
                near(found.objective, wanted),
                "{} for {wanted}: {}",
                found.objective,
                about()
            );
            assert!(
                found.is_proven && near(found.bound, wanted),
                "{found:?}: {}",
                about()
            );
            let chosen = found.sites.iter().map(|site| 1u32 << site).sum();
            let value = case.value(model, chosen);
            assert!(
                value.is_some_and(|value| near(value, wanted)),
                "{found:?} is {value:?}: {}",
                about()
            );
            for (objective, bound, sites) in told {
                let slack = 1e-7 * (1.0 + wanted.abs());
                let holds = if model.is_least() {
                    bound <= wanted + slack
                } else {
                    bound >= wanted - slack
                };
                assert!(holds, "bound {bound} for {wanted}: {}", about());
                if let Some(objective) = objective {
                    let chosen = sites.iter().map(|site| 1u32 << site).sum();
                    let value = case.value(model, chosen);
                    assert!(
                        value.is_some_and(|value| near(value, objective)),
                        "told {objective}: {}",
                        about()
                    );
                }
            }
        }
        (Err(NoAnswer::Cancelled(_)), _) => unreachable!("nobody cancelled: {}", about()),
        (Err(_), None) => return false,
        (found, wanted) => unreachable!("{found:?} for {wanted:?}: {}", about()),
    }
    true
}

fn every_choice(seed: u64, is_dense: bool, shares: bool, model: impl Fn(&mut ChaCha8Rng) -> Model) {
    let mut dice = ChaCha8Rng::seed_from_u64(seed);
    let mut answered = 0;
    for number in 0..CASES {
        let mut case = case(&mut dice, is_dense);
        if number % 2 == 1 {
            with_rules(&mut dice, &mut case, shares);
        }
        let model = model(&mut dice);
        if !model.needs_p() && dice.random_bool(0.5) {
            case.rules.p = None;
        }
        answered += usize::from(check(&case, model, number));
    }
    let share = answered as f64 / CASES as f64;
    assert!(
        (0.1..0.98).contains(&share),
        "{share} of the cases have an answer"
    );
}

fn limit(dice: &mut ChaCha8Rng) -> Within {
    Within(f64::from(dice.random_range(0..20)))
}

#[test]
fn no_choice_covers_more() {
    every_choice(1, false, true, |dice| Model::Mclp(limit(dice)));
}

#[test]
fn no_choice_is_worth_more_with_backup() {
    every_choice(2, false, true, |dice| {
        Model::Backup(
            limit(dice),
            Share(f64::from(dice.random_range(0..=10)) / 10.0),
        )
    });
}

#[test]
fn no_choice_finds_more_units_free() {
    every_choice(3, false, true, |dice| {
        Model::Mexclp(limit(dice), Share(dice.random_range(0.0..0.95)))
    });
}

#[test]
fn no_choice_keeps_the_double_standard_better() {
    every_choice(4, true, true, |dice| Model::Dsm {
        inner: limit(dice),
        outer: Within(f64::from(dice.random_range(12..22))),
        share: Share(f64::from(dice.random_range(0..=10)) / 10.0),
    });
}

#[test]
fn no_fewer_points_have_everybody_in_reach() {
    every_choice(5, true, true, |dice| {
        Model::Lscp(Within(f64::from(dice.random_range(8..22))))
    });
}

#[test]
fn no_fewer_points_have_everybody_in_reach_twice() {
    every_choice(6, true, true, |dice| {
        Model::LscpB(Within(f64::from(dice.random_range(12..22))))
    });
}

#[test]
fn no_choice_costs_less_in_all() {
    every_choice(7, true, false, |_| Model::PMedian);
    every_choice(8, false, false, |_| Model::PMedian);
}

#[test]
fn no_choice_has_a_smaller_greatest_cost() {
    every_choice(9, true, false, |_| Model::PCenter);
    every_choice(10, false, false, |_| Model::PCenter);
}

#[test]
fn one_more_point_never_gains_less_than_nothing() {
    let mut dice = ChaCha8Rng::seed_from_u64(11);
    for number in 0..100 {
        let mut case = case(&mut dice, true);
        let model = match number % 3 {
            0 => Model::Mclp(limit(&mut dice)),
            1 => Model::PMedian,
            _ => Model::PCenter,
        };
        let most = case.costs.len();
        let curve = gains(&case.siting, model, &case.rules, 1..=most, &Cancel::new())
            .expect("not cancelled");
        for (one, next) in curve.iter().zip(curve.iter().skip(1)) {
            let gain = next.gain.expect("one before");
            let grows = (next.answer.objective - one.answer.objective)
                * if model.is_least() { -1.0 } else { 1.0 };
            assert!(grows >= 0.0 && grows == gain, "{one:?} {next:?}");
        }
        for gain in &curve {
            case.rules.p = Some(gain.p);
            let wanted = case.best(model).expect("an answer");
            let (value, bound) = (gain.answer.objective, gain.answer.bound);
            let (low, high) = if model.is_least() {
                (bound, value)
            } else {
                (value, bound)
            };
            assert!(
                low <= wanted + 1e-6 && wanted <= high + 1e-6,
                "{gain:?} for {wanted}"
            );
        }
    }
}
