//! Looking for better points, on a thread: demand and candidate sites are laid out, the siting model is solved, the answer is judged
//! as the plan is.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::{Aim, Change, SoFar, SuggestWish, Suggested, Weigh, What};
use crate::analysis::coverage::{BoardGround, CoverageBoard, CoverageFigures};
use crate::analysis::density::WeightedPlaces;
use crate::analysis::siting::candidates::candidates;
use crate::analysis::siting::moves::moves;
use crate::analysis::siting::problem::{
    GroupRule, Model, MoveRule, NoAnswer, Progress, Rules, Siting, Within,
};
use crate::analysis::siting::suggest;
use crate::analysis::siting::table::CostTable;
use crate::analysis::squares::squares;
use crate::analysis::travel::prepared::TravelNetwork;
use crate::base::cancel::{Cancel, Cancelled};
use crate::base::coords::{LocalXy, LonLat};
use crate::base::ids::PointId;
use crate::base::projection::LocalProjection;
use crate::base::units::{Metres, Share};
use crate::i18n::message::Message;
use crate::model::grid::{GridHierarchy, GridLevel};
use crate::model::plan::Plan;
use crate::model::reach_rule::Reach;
use crate::model::road_network::RoadNetwork;
use crate::session::pipeline::{BoardInputs, Located};

/// Sides of the squares incidents are put together in: the finest that leaves few enough.
const SIDES: [f64; 8] = [50.0, 75.0, 100.0, 150.0, 200.0, 300.0, 500.0, 1000.0];
/// Places of demand at most, and candidate sites: for models of coverage in a straight line, by road, where a ring holds far more of
/// them, and for models that need every way.
const COVERING: (usize, usize) = (25_000, 2_000);
const BY_ROAD: (usize, usize) = (8_000, 1_200);
const MEDIAN: (usize, usize) = (2_500, 800);
/// Points beyond those suggested whose gain the curve tells.
const BEYOND: usize = 10;
/// A point that would move less than this stays.
const STAYS: f64 = 1.0;

/// What a search starts from.
pub(super) struct Inputs {
    pub(super) places: Arc<WeightedPlaces>,
    pub(super) located: Arc<Located>,
    pub(super) grids: Arc<GridHierarchy>,
    pub(super) network: Arc<RoadNetwork>,
    pub(super) roads: Option<Arc<TravelNetwork>>,
    pub(super) ground: BoardGround,
    /// The figures of the plan as it is.
    pub(super) today: Arc<CoverageFigures>,
    pub(super) projection: LocalProjection,
    pub(super) plan: Plan,
}

/// A place a point might stand at.
struct Site {
    at: LonLat,
    local: LocalXy,
    names: [String; 2],
    /// The point that stands there now.
    today: Option<PointId>,
}

/// Looks for points. What is known so far is told in `so_far`; once stopped, the best answer so far is the answer.
pub(super) fn suggested(
    inputs: &Inputs,
    wish: &SuggestWish,
    stop: &Cancel,
    so_far: &Mutex<SoFar>,
) -> Result<Suggested, Message> {
    let stopped = |_| Message::new("session-suggest-stopped");
    let (most_demands, most_sites) = match (wish.aim.has_ring(), &inputs.roads) {
        (true, None) => COVERING,
        (true, Some(_)) => BY_ROAD,
        (false, _) => MEDIAN,
    };
    let mut demands = demands(inputs, wish.weigh, most_demands);
    let total: f64 = demands.iter().map(|(_, weight)| weight).sum();
    if total <= 0.0 {
        return Err(Message::new("session-suggest-no-demand"));
    }
    let sites = sites(inputs, &demands, most_sites, stop).map_err(stopped)?;
    let rings = inputs.plan.reach.rings();
    let limit = rings.get(wish.ring).or(rings.last()).copied();
    let limit = limit.filter(|_| wish.aim.has_ring());
    let mut costs = costs(inputs, &sites, &demands, limit, stop).map_err(stopped)?;
    let out_of_reach = leave_out_of_reach(&mut demands, &mut costs, wish.aim);
    if demands.is_empty() {
        return Err(Message::new("session-suggest-out-of-reach"));
    }
    let siting = Siting {
        weights: demands.iter().map(|(_, weight)| *weight).collect(),
        costs,
    };
    let rules = rules(inputs, &sites, wish);
    let reached: f64 = siting.weights.iter().sum();
    let told = |value: f64| {
        if wish.aim == Aim::ShortestMean {
            value / reached
        } else {
            value
        }
    };
    let mut tell = |progress: &Progress<'_>| {
        let places = progress
            .sites
            .iter()
            .filter_map(|site| sites.get(*site as usize));
        let known = SoFar {
            places: Arc::new(places.map(|site| site.at).collect()),
            value: progress.objective.map(told),
            bound: progress.bound.is_finite().then(|| told(progress.bound)),
            total,
        };
        *so_far.lock().unwrap_or_else(PoisonError::into_inner) = known;
    };
    let model = model(wish, limit);
    let found = suggest(&siting, model, &rules, stop, &mut tell);
    let found = found.map_err(|why| why_none(&why, inputs, &siting))?;
    let (changes, stay) = changes(inputs, &sites, &found.sites);
    Ok(Suggested {
        wish: wish.clone(),
        limit,
        stay,
        value: told(found.objective),
        bound: told(found.bound),
        is_proven: found.is_proven,
        total,
        out_of_reach,
        figures: figures(inputs, &sites, &found.sites),
        curve: limit.map_or_else(Vec::new, |_| curve(&siting, &rules, &found.sites, total)),
        points: found.sites.len(),
        sites: sites.len(),
        demands: siting.weights.len(),
        seconds: 0.0,
        changes,
    })
}

/// Where points are wanted, and how much.
fn demands(inputs: &Inputs, weigh: Weigh, most: usize) -> Vec<(LocalXy, f64)> {
    match weigh {
        Weigh::Incidents => {
            let mut found = Vec::new();
            for side in SIDES {
                found = squares(&inputs.places, Metres(side));
                if found.len() <= most {
                    break;
                }
            }
            found
        }
        Weigh::Residents => {
            let units = inputs.grids.finest().map_or(&[][..], |layer| &layer.units);
            let lived_in = units.iter().filter_map(|unit| {
                let residents = unit.residents.filter(|residents| *residents > 0.0)?;
                Some((inputs.projection.to_local(unit.label_at), residents))
            });
            lived_in.collect()
        }
    }
}

/// Where points may stand: where they stand now, and at busy crossings of the district; without roads amid the incidents.
fn sites(
    inputs: &Inputs,
    demands: &[(LocalXy, f64)],
    most: usize,
    stop: &Cancel,
) -> Result<Vec<Site>, Cancelled> {
    let projection = &inputs.projection;
    let today = inputs.plan.points.values().map(|point| Site {
        at: point.position,
        local: projection.to_local(point.position),
        names: Default::default(),
        today: Some(point.id),
    });
    let mut sites: Vec<Site> = today.collect();
    let room = most.saturating_sub(sites.len());
    let coarsest = inputs.located.levels.values().next();
    let is_inside = |at| coarsest.is_none_or(|join| join.locator.locate(at).is_some());
    let (network, inside) = (&inputs.network, is_inside);
    let found = candidates(network, demands, projection, inside, room, stop)?;
    sites.extend(found.into_iter().map(|found| {
        let mut roads = found.roads.into_iter();
        Site {
            at: found.at,
            local: projection.to_local(found.at),
            names: [roads.next(), roads.next()].map(Option::unwrap_or_default),
            today: None,
        }
    }));
    if network.links.is_empty() {
        let mut dense: Vec<(LocalXy, f64)> = demands.to_vec();
        dense.sort_by(|a, b| b.1.total_cmp(&a.1));
        sites.extend(dense.into_iter().take(room).map(|(local, _)| Site {
            at: projection.to_lonlat(local),
            local,
            names: Default::default(),
            today: None,
        }));
    }
    Ok(sites)
}

/// What it costs to get from each site to each demand, by the plan's rule of reach.
fn costs(
    inputs: &Inputs,
    sites: &[Site],
    demands: &[(LocalXy, f64)],
    limit: Option<Reach>,
    stop: &Cancel,
) -> Result<CostTable, Cancelled> {
    let from: Vec<LocalXy> = sites.iter().map(|site| site.local).collect();
    let to: Vec<LocalXy> = demands.iter().map(|(at, _)| *at).collect();
    match (&inputs.roads, limit) {
        (Some(roads), Some(Reach::Time(limit))) => {
            CostTable::by_road(&from, &to, roads, Some(limit), stop)
        }
        (Some(roads), _) => CostTable::by_road(&from, &to, roads, None, stop),
        (None, Some(Reach::Distance(limit))) => CostTable::straight(&from, &to, Some(limit), stop),
        (None, _) => CostTable::straight(&from, &to, None, stop),
    }
}

/// Where everybody is to be reached, demand that no site reaches is left out: it would make every answer none. How much that is,
/// whatever the aim.
fn leave_out_of_reach(demands: &mut Vec<(LocalXy, f64)>, costs: &mut CostTable, aim: Aim) -> f64 {
    let mut number_of: Vec<Option<u32>> = vec![None; demands.len()];
    for site in 0..costs.sites() {
        for (demand, _) in costs.of_site(site) {
            number_of[demand as usize] = Some(0);
        }
    }
    let reached = |number: usize| number_of.get(number).is_some_and(Option::is_some);
    let out = demands
        .iter()
        .enumerate()
        .filter(|(number, _)| !reached(*number));
    let out: f64 = out.map(|(_, (_, weight))| weight).sum();
    let everybody = matches!(aim, Aim::Fewest | Aim::ShortestMean | Aim::ShortestWorst);
    if !everybody || out <= 0.0 {
        return out;
    }
    let mut kept = 0u32;
    for number in number_of.iter_mut().flatten() {
        *number = kept;
        kept += 1;
    }
    let pairs = (0..costs.sites()).flat_map(|site| {
        let row = costs.of_site(site);
        row.map(move |(demand, cost)| (site as u32, demand, cost))
    });
    let pairs: Vec<(u32, u32, f64)> = pairs
        .filter_map(|(site, demand, cost)| Some((site, number_of[demand as usize]?, cost)))
        .collect();
    *costs = CostTable::of(costs.sites(), kept as usize, pairs);
    let mut marks = number_of.iter();
    demands.retain(|_| marks.next().is_some_and(Option::is_some));
    out
}

fn model(wish: &SuggestWish, limit: Option<Reach>) -> Model {
    let within = Within(limit.map_or(f64::INFINITY, Reach::value));
    match wish.aim {
        Aim::Widest => Model::Mclp(within),
        Aim::Twice => Model::Backup(within, Share(2.0 / 3.0)),
        Aim::WhenBusy => Model::Mexclp(within, wish.busy),
        Aim::Fewest => Model::Lscp(within),
        Aim::ShortestMean => Model::PMedian,
        Aim::ShortestWorst => Model::PCenter,
    }
}

fn rules(inputs: &Inputs, sites: &[Site], wish: &SuggestWish) -> Rules {
    let numbered = || (0u32..).zip(sites);
    let points = &inputs.plan.points;
    let is_locked = |id: &PointId| points.get(id).is_some_and(|point| point.locked);
    let locked = numbered().filter(|(_, site)| site.today.as_ref().is_some_and(is_locked));
    let today = numbered().filter(|(_, site)| site.today.is_some());
    let today: Vec<u32> = today.map(|(number, _)| number).collect();
    let moves = wish.may_move.filter(|_| wish.aim.has_number());
    Rules {
        p: wish.aim.has_number().then_some(wish.points),
        fixed: locked.map(|(number, _)| number).collect(),
        groups: if wish.one_each {
            one_each(inputs, sites)
        } else {
            Vec::new()
        },
        moves: moves.map(|may_move| MoveRule {
            // Points that are too many now go whatever may move.
            may_move: may_move + today.len().saturating_sub(wish.points),
            today,
        }),
        ..Rules::default()
    }
}

/// A point at least for every subdistrict that has a site.
fn one_each(inputs: &Inputs, sites: &[Site]) -> Vec<GroupRule> {
    let Some(join) = inputs.located.levels.get(&GridLevel::Subdistrict) else {
        return Vec::new();
    };
    let mut groups: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
    for (number, site) in (0u32..).zip(sites) {
        if let Some(unit) = join.locator.locate(site.at) {
            groups.entry(unit).or_default().push(number);
        }
    }
    let rule = |sites: Vec<u32>| GroupRule {
        least: 1,
        most: sites.len(),
        sites,
    };
    groups.into_values().map(rule).collect()
}

fn why_none(why: &NoAnswer, inputs: &Inputs, siting: &Siting) -> Message {
    match why {
        NoAnswer::Cancelled(_) => Message::new("session-suggest-stopped"),
        NoAnswer::NoNumber => Message::new("session-suggest-no-number"),
        NoAnswer::TooManyFixed { fixed, p } => Message::new("session-suggest-locked")
            .with("locked", *fixed)
            .with("points", *p),
        NoAnswer::GroupsWantMore { least, p } => Message::new("session-suggest-each")
            .with("least", *least)
            .with("points", *p),
        NoAnswer::OutOfReach(demands) => {
            let weight = |demand: &u32| siting.weights.get(*demand as usize).copied();
            let lost: f64 = demands.iter().filter_map(weight).sum();
            Message::new("session-suggest-some-out-of-reach").with("n", lost.round() as u64)
        }
        NoAnswer::TooFewPoints { p } => Message::new("session-suggest-too-few").with("points", *p),
        NoAnswer::FixedAndForbidden(_)
        | NoAnswer::Group(_)
        | NoAnswer::Moves
        | NoAnswer::ShareOutOfReach { .. }
        | NoAnswer::RulesExclude
        | NoAnswer::NotThere
        | NoAnswer::RuleNotKnown => {
            Message::new("session-suggest-exclude").with("points", inputs.plan.points.len())
        }
    }
}

/// What would change: who goes where with the least movement in all.
fn changes(inputs: &Inputs, sites: &[Site], chosen: &[u32]) -> (Vec<Change>, usize) {
    let chosen: Vec<&Site> = chosen
        .iter()
        .filter_map(|site| sites.get(*site as usize))
        .collect();
    let stay: Vec<PointId> = chosen.iter().filter_map(|site| site.today).collect();
    let new: Vec<&Site> = chosen
        .into_iter()
        .filter(|site| site.today.is_none())
        .collect();
    let points = inputs.plan.points.values();
    let free: Vec<(PointId, LocalXy)> = points
        .filter(|point| !stay.contains(&point.id) && !point.locked)
        .map(|point| (point.id, inputs.projection.to_local(point.position)))
        .collect();
    let from: Vec<LocalXy> = free.iter().map(|(_, at)| *at).collect();
    let to: Vec<LocalXy> = new.iter().map(|site| site.local).collect();
    let sent = moves(&from, &to);
    let mut unmoved = stay.len();
    let mut moved = Vec::new();
    for one in &sent.moves {
        let (Some((id, _)), Some(site)) = (free.get(one.from), new.get(one.to)) else {
            continue;
        };
        if one.by.0 < STAYS {
            unmoved += 1;
            continue;
        }
        let what = What::Move(*id, site.at, one.by);
        let crossing = site.names.clone();
        moved.push((one.by.0, Change { what, crossing }));
    }
    let added = sent.added.iter().filter_map(|number| new.get(*number));
    let adds = added.map(|site| Change {
        what: What::Add(site.at),
        crossing: site.names.clone(),
    });
    let given_up = sent.given_up.iter().filter_map(|number| free.get(*number));
    let gone = given_up.map(|(id, _)| Change {
        what: What::Remove(*id),
        crossing: Default::default(),
    });
    moved.sort_by(|a, b| b.0.total_cmp(&a.0));
    let moved = moved.into_iter().map(|(_, change)| change);
    (moved.chain(adds).chain(gone).collect(), unmoved)
}

/// The figures of the plan as it is and with the chosen sites, judged alike.
fn figures(inputs: &Inputs, sites: &[Site], chosen: &[u32]) -> [Arc<CoverageFigures>; 2] {
    let chosen = chosen.iter().filter_map(|site| sites.get(*site as usize));
    let points: Vec<(PointId, LocalXy)> = (1u32..)
        .zip(chosen)
        .map(|(number, site)| (PointId(number), site.local))
        .collect();
    let (ground, rule) = (inputs.ground.clone(), &inputs.plan.reach);
    let mut board = CoverageBoard::for_rule(ground, rule, inputs.roads.as_ref(), &points);
    let zones = BoardInputs::of(&inputs.plan, &inputs.projection).zones;
    board.set_zones(&zones, &inputs.projection);
    [Arc::clone(&inputs.today), Arc::new(board.figures())]
}

/// What the points reach one after the other, the most useful of those left first: locked ones at the head, then those suggested,
/// then the best of all other sites.
fn curve(siting: &Siting, rules: &Rules, chosen: &[u32], total: f64) -> Vec<Share> {
    let mut covered = vec![false; siting.weights.len()];
    let gain = |site: u32, covered: &[bool]| -> f64 {
        let row = siting.costs.of_site(site as usize);
        let new = row.filter(|(demand, _)| !covered[*demand as usize]);
        new.map(|(demand, _)| siting.weights[demand as usize]).sum()
    };
    let others: Vec<u32> = (0..siting.costs.sites() as u32)
        .filter(|site| !chosen.contains(site))
        .collect();
    let suggested = chosen
        .iter()
        .copied()
        .filter(|site| !rules.fixed.contains(site));
    let (mut sum, mut found) = (0.0, Vec::new());
    let mut groups = [
        (rules.fixed.clone(), usize::MAX),
        (suggested.collect(), usize::MAX),
        (others, BEYOND),
    ];
    for (left, most) in &mut groups {
        for _ in 0..(*most).min(left.len()) {
            let gains = left.iter().map(|site| gain(*site, &covered)).enumerate();
            let best = gains.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
            let Some((at, more)) = best else {
                break;
            };
            for (demand, _) in siting.costs.of_site(left.swap_remove(at) as usize) {
                covered[demand as usize] = true;
            }
            sum += more;
            found.push(Share(sum / total));
        }
    }
    found
}
