//! Which rules clash, as far as each can be looked at by itself.

use super::core::Fate;
use super::covering::fates;
use super::problem::{Model, NoAnswer, Rules, Siting, Within};
use crate::base::units::Share;

/// Whether the rules can be kept, each by itself; whether all can be kept together only the search tells.
pub(super) fn check(siting: &Siting, model: Model, rules: &Rules) -> Result<(), NoAnswer> {
    check_names(siting, model, rules)?;
    let both: Vec<u32> = rules
        .fixed
        .iter()
        .filter(|site| rules.forbidden.contains(site))
        .copied()
        .collect();
    if !both.is_empty() {
        return Err(NoAnswer::FixedAndForbidden(both));
    }
    if model.needs_p() && rules.p.is_none_or(|p| p == 0) {
        return Err(NoAnswer::NoNumber);
    }
    let fate = fates(siting.costs.sites(), rules);
    let fixed = fate.iter().filter(|fate| **fate == Fate::In).count();
    if let Some(p) = rules.p.filter(|p| fixed > *p) {
        return Err(NoAnswer::TooManyFixed { fixed, p });
    }
    check_groups(rules, &fate)?;
    check_reach(siting, model, &fate)?;
    check_shares(siting, model, rules, &fate)
}

/// Whether everything a rule names is there.
fn check_names(siting: &Siting, model: Model, rules: &Rules) -> Result<(), NoAnswer> {
    let (sites, demands) = (siting.costs.sites() as u32, siting.costs.demands() as u32);
    let groups = rules.groups.iter().flat_map(|group| &group.sites);
    let today = rules.moves.iter().flat_map(|rule| &rule.today);
    let mut named = rules
        .fixed
        .iter()
        .chain(&rules.forbidden)
        .chain(groups)
        .chain(today);
    let mut counted = rules.shares.iter().flat_map(|rule| &rule.demands);
    let sound = |weight: &f64| *weight >= 0.0 && weight.is_finite();
    let is_sound = named.all(|site| *site < sites)
        && counted.all(|demand| *demand < demands)
        && siting.weights.len() == demands as usize
        && siting.weights.iter().all(sound)
        && rules
            .shares
            .iter()
            .all(|rule| (0.0..=1.0).contains(&rule.least.0));
    if !is_sound {
        return Err(NoAnswer::NotThere);
    }
    let is_service = matches!(model, Model::PMedian | Model::PCenter);
    let is_known = rules.shares.is_empty() || !is_service;
    let share_is_sound = match model {
        Model::Backup(_, share) | Model::Dsm { share, .. } => (0.0..=1.0).contains(&share.0),
        Model::Mexclp(_, busy) => (0.0..1.0).contains(&busy.0),
        Model::Mclp(_) | Model::Lscp(_) | Model::LscpB(_) | Model::PMedian | Model::PCenter => true,
    };
    match (is_known, share_is_sound) {
        (true, true) => Ok(()),
        (false, _) => Err(NoAnswer::RuleNotKnown),
        (_, false) => Err(NoAnswer::NotThere),
    }
}

/// Whether each group can have what it wants, and all those that share no site together.
fn check_groups(rules: &Rules, fate: &[Fate]) -> Result<(), NoAnswer> {
    let (_, first, bounds) = super::covering::groups(fate.len(), rules);
    let members = |sites: &[u32], what: Fate| {
        let mut sites = sites.to_vec();
        sites.sort_unstable();
        sites.dedup();
        sites
            .iter()
            .filter(|site| fate[**site as usize] == what)
            .count()
    };
    for (number, rule) in rules.groups.iter().enumerate() {
        let (open, fixed) = (
            members(&rule.sites, Fate::Open),
            members(&rule.sites, Fate::In),
        );
        if rule.least > open + fixed || fixed > rule.most || rule.least > rule.most {
            return Err(NoAnswer::Group(number));
        }
    }
    if let Some(rule) = &rules.moves {
        let gone = members(&rule.today, Fate::Out);
        if gone > rule.may_move {
            return Err(NoAnswer::Moves);
        }
    }
    let Some(p) = rules.p else { return Ok(()) };
    let least = (0u32..)
        .zip(&bounds)
        .filter(|(number, _)| first.contains(number));
    let least: usize = least.map(|(_, bounds)| bounds.least).sum();
    if least > p {
        return Err(NoAnswer::GroupsWantMore { least, p });
    }
    Ok(())
}

/// Whether everybody is in reach who has to be.
fn check_reach(siting: &Siting, model: Model, fate: &[Fate]) -> Result<(), NoAnswer> {
    let (limit, times) = match model {
        Model::Mclp(_) | Model::Backup(..) | Model::Mexclp(..) => return Ok(()),
        Model::Lscp(limit) | Model::Dsm { outer: limit, .. } => (limit, 1),
        Model::LscpB(limit) => (limit, 2),
        Model::PMedian | Model::PCenter => (Within(f64::INFINITY), 1),
    };
    let near = siting.costs.within(limit.0);
    let few = |demand: &u32| {
        let sites = near.row(*demand as usize).iter();
        sites
            .filter(|site| fate[**site as usize] != Fate::Out)
            .count()
            < times
    };
    let counts = |demand: &u32| model != Model::PMedian || siting.weights[*demand as usize] > 0.0;
    let out: Vec<u32> = (0..siting.costs.demands() as u32)
        .filter(few)
        .filter(counts)
        .collect();
    if out.is_empty() {
        Ok(())
    } else {
        Err(NoAnswer::OutOfReach(out))
    }
}

/// Whether all sites together reach each share.
fn check_shares(
    siting: &Siting,
    model: Model,
    rules: &Rules,
    fate: &[Fate],
) -> Result<(), NoAnswer> {
    let (limit, overall) = match model {
        Model::Dsm { inner, share, .. } => (inner, Some(share)),
        Model::Mclp(limit)
        | Model::Backup(limit, _)
        | Model::Mexclp(limit, _)
        | Model::Lscp(limit)
        | Model::LscpB(limit) => (limit, None),
        Model::PMedian | Model::PCenter => return Ok(()),
    };
    if rules.shares.is_empty() && overall.is_none() {
        return Ok(());
    }
    let near = siting.costs.within(limit.0);
    let is_reached = |demand: u32| {
        near.row(demand as usize)
            .iter()
            .any(|site| fate[*site as usize] != Fate::Out)
    };
    let most = |demands: &[u32]| {
        let weight = |of: &dyn Fn(u32) -> bool| -> f64 {
            let counted = demands.iter().filter(|demand| of(**demand));
            counted.map(|demand| siting.weights[*demand as usize]).sum()
        };
        Share::of(weight(&is_reached), weight(&|_| true)).unwrap_or(Share(1.0))
    };
    let all: Vec<u32> = (0..siting.costs.demands() as u32).collect();
    let overall = overall.map(|share| (all.as_slice(), share));
    let rules = rules
        .shares
        .iter()
        .map(|rule| (rule.demands.as_slice(), rule.least));
    for (rule, (demands, least)) in rules.chain(overall).enumerate() {
        let most = most(demands);
        if most.0 < least.0 - 1e-9 {
            return Err(NoAnswer::ShareOutOfReach { rule, most });
        }
    }
    Ok(())
}

/// Why a search ended without any answer.
pub(super) fn why_none(rules: &Rules, model: Model) -> NoAnswer {
    let others = !rules.groups.is_empty() || !rules.shares.is_empty() || rules.moves.is_some();
    let only_few = !others && !matches!(model, Model::Dsm { .. });
    match rules.p {
        Some(p) if only_few => NoAnswer::TooFewPoints { p },
        _ => NoAnswer::RulesExclude,
    }
}
