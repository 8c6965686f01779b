//! Where points might stand: busy junctions of a road network, spread so that they do not crowd.

use std::collections::HashMap;

use crate::base::cancel::{Cancel, Cancelled};
use crate::base::coords::{LocalXy, LonLat};
use crate::base::projection::LocalProjection;
use crate::base::units::Metres;
use crate::model::road_network::{RoadClass, RoadNetwork};

/// Demand nearer than this counts for a junction.
const NEAR: Metres = Metres(300.0);
/// Candidates are never nearer to one another than this.
const CLOSEST: Metres = Metres(30.0);

/// A junction where a point might stand.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The place.
    pub at: LonLat,
    /// The names of the roads that meet there, the most important first.
    pub roads: Vec<String>,
    /// The class of the most important road.
    pub class: RoadClass,
    /// Ends of links that meet.
    pub degree: usize,
    /// The weight of demand near it.
    pub demand: f64,
}

/// A junction and how good it is.
struct Rated {
    junction: u32,
    at: LocalXy,
    degree: usize,
    class: RoadClass,
    demand: f64,
    rate: f64,
}

/// Up to so many junctions of three ends of links or more, within an area: those with much demand near, many ends and important
/// roads first, and none near a better one. How far apart they have to be follows from how many are wanted: as far as can be.
/// Expressways do not count: nobody stands on them.
///
/// # Errors
/// [`Cancelled`].
pub fn candidates(
    network: &RoadNetwork,
    demand: &[(LocalXy, f64)],
    projection: &LocalProjection,
    is_inside: impl Fn(LonLat) -> bool,
    at_most: usize,
    cancel: &Cancel,
) -> Result<Vec<Candidate>, Cancelled> {
    let mut rated = junctions(network, projection, is_inside);
    cancel.check()?;
    rate(&mut rated, demand, cancel)?;
    rated.sort_by(|a, b| b.rate.total_cmp(&a.rate).then(a.junction.cmp(&b.junction)));
    let chosen = spread(&rated, at_most, cancel)?;
    let names = names(network, chosen.iter().map(|it| rated[*it].junction));
    let made = chosen.iter().map(|number| {
        let own = &rated[*number];
        Candidate {
            at: projection.to_lonlat(own.at),
            roads: names.get(&own.junction).cloned().unwrap_or_default(),
            class: own.class,
            degree: own.degree,
            demand: own.demand,
        }
    });
    Ok(made.collect())
}

/// Junctions of three ends or more where no expressway passes.
fn junctions(
    network: &RoadNetwork,
    projection: &LocalProjection,
    is_inside: impl Fn(LonLat) -> bool,
) -> Vec<Rated> {
    let count = network.joints.junctions.len();
    let (mut degree, mut class) = (vec![0usize; count], vec![RoadClass::Lane; count]);
    let mut is_fast = vec![false; count];
    for (link, ends) in network.links.iter().zip(&network.joints.ends) {
        for end in ends
            .iter()
            .map(|end| *end as usize)
            .filter(|end| *end < count)
        {
            degree[end] += 1;
            class[end] = class[end].min(link.class);
            is_fast[end] |= link.class == RoadClass::Expressway;
        }
    }
    let open = (0u32..)
        .zip(&network.joints.junctions)
        .filter(|(number, at)| {
            let number = *number as usize;
            degree[number] >= 3 && !is_fast[number] && is_inside(**at)
        });
    let rated = open.map(|(junction, at)| Rated {
        junction,
        at: projection.to_local(*at),
        degree: degree[junction as usize],
        class: class[junction as usize],
        demand: 0.0,
        rate: 0.0,
    });
    rated.collect()
}

type Cell = (i64, i64);

fn cell(at: LocalXy, size: f64) -> Cell {
    ((at.x / size).floor() as i64, (at.y / size).floor() as i64)
}

fn around((x, y): Cell) -> impl Iterator<Item = Cell> {
    (-1..=1).flat_map(move |dx| (-1..=1).map(move |dy| (x + dx, y + dy)))
}

/// Rates junctions: the demand near, half as much again for each rank of road and for each end beyond the third.
fn rate(rated: &mut [Rated], demand: &[(LocalXy, f64)], cancel: &Cancel) -> Result<(), Cancelled> {
    let mut cells: HashMap<Cell, Vec<u32>> = HashMap::new();
    for (number, (at, _)) in (0u32..).zip(demand) {
        cells.entry(cell(*at, NEAR.0)).or_default().push(number);
    }
    let total: f64 = demand.iter().map(|(_, weight)| weight).sum();
    // Where there is no demand at all, the roads alone tell.
    let least = if demand.is_empty() {
        1.0
    } else {
        total / demand.len() as f64
    };
    for (count, own) in rated.iter_mut().enumerate() {
        if count.is_multiple_of(1024) {
            cancel.check()?;
        }
        let near = around(cell(own.at, NEAR.0))
            .filter_map(|cell| cells.get(&cell))
            .flatten();
        let near = near.filter_map(|number| demand.get(*number as usize));
        own.demand = near
            .filter(|(at, _)| own.at.distance(*at) <= NEAR)
            .map(|(_, weight)| weight)
            .sum();
        let rank = match own.class {
            RoadClass::Expressway | RoadClass::Lane => 0.0,
            RoadClass::Local => 1.0,
            RoadClass::Collector => 2.0,
            RoadClass::Arterial => 3.0,
        };
        let ends = own.degree.saturating_sub(3).min(3) as f64;
        own.rate = (own.demand + least) * (1.0 + 0.5 * (rank + ends));
    }
    Ok(())
}

/// The best that keep apart, as far as can be while there are enough of them.
fn spread(rated: &[Rated], at_most: usize, cancel: &Cancel) -> Result<Vec<usize>, Cancelled> {
    let (mut near, mut far) = (CLOSEST.0, CLOSEST.0 * 512.0);
    let mut best = apart(rated, near, at_most);
    if best.len() < at_most {
        return Ok(best);
    }
    for _ in 0..12 {
        cancel.check()?;
        let middle = (near * far).sqrt();
        let chosen = apart(rated, middle, at_most);
        if chosen.len() < at_most {
            far = middle;
        } else {
            (near, best) = (middle, chosen);
        }
    }
    Ok(best)
}

/// One after another, the best first, each that is no nearer than this to one before.
fn apart(rated: &[Rated], distance: f64, at_most: usize) -> Vec<usize> {
    let mut cells: HashMap<Cell, Vec<LocalXy>> = HashMap::new();
    let mut chosen = Vec::new();
    for (number, own) in rated.iter().enumerate() {
        if chosen.len() >= at_most {
            break;
        }
        let here = cell(own.at, distance);
        let crowded = around(here).filter_map(|cell| cells.get(&cell)).flatten();
        if !crowded
            .into_iter()
            .any(|other| own.at.distance(*other).0 < distance)
        {
            cells.entry(here).or_default().push(own.at);
            chosen.push(number);
        }
    }
    chosen
}

/// The names of the roads at some junctions, the most important first, each once.
fn names(network: &RoadNetwork, junctions: impl Iterator<Item = u32>) -> HashMap<u32, Vec<String>> {
    let mut met: HashMap<u32, Vec<(RoadClass, &str)>> =
        junctions.map(|junction| (junction, Vec::new())).collect();
    for (link, ends) in network.links.iter().zip(&network.joints.ends) {
        for end in ends {
            if let Some(met) = met.get_mut(end).filter(|_| !link.name.is_empty()) {
                met.push((link.class, link.name.as_str()));
            }
        }
    }
    let named = met.into_iter().map(|(junction, mut met)| {
        met.sort_unstable();
        let mut names: Vec<String> = Vec::new();
        for (_, name) in met {
            if !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
        (junction, names)
    });
    named.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::road_network::{Joints, RoadLink};

    /// A grid of streets a hundred metres apart, the middle ones arterial.
    fn streets(plane: &LocalProjection) -> RoadNetwork {
        let place = |x: i32, y: i32| {
            geo::Coord::from(
                plane.to_lonlat(LocalXy::new(f64::from(x) * 100.0, f64::from(y) * 100.0)),
            )
        };
        let mut links = Vec::new();
        for x in 0..=20 {
            for y in 0..=20 {
                for (to_x, to_y) in [(x + 1, y), (x, y + 1)] {
                    if to_x > 20 || to_y > 20 {
                        continue;
                    }
                    let is_middle = (y == 10 && to_y == 10) || (x == 10 && to_x == 10);
                    links.push(RoadLink {
                        name: if y == to_y {
                            format!("{y} 路")
                        } else {
                            format!("{x} 街")
                        },
                        class: if is_middle {
                            RoadClass::Arterial
                        } else {
                            RoadClass::Local
                        },
                        one_way: false,
                        bridge: false,
                        course: geo::LineString(vec![place(x, y), place(to_x, to_y)]),
                    });
                }
            }
        }
        RoadNetwork {
            joints: Joints::of(&links),
            links,
            ..RoadNetwork::default()
        }
    }

    #[test]
    fn candidates_are_busy_crossings_that_keep_apart() {
        let plane = LocalProjection::centred_on(LonLat::new(113.9, 22.6));
        let network = streets(&plane);
        let demand = [
            (LocalXy::new(1500.0, 500.0), 50.0),
            (LocalXy::new(300.0, 300.0), 1.0),
        ];
        let found = |at_most| {
            candidates(&network, &demand, &plane, |_| true, at_most, &Cancel::new())
                .expect("not cancelled")
        };
        let few = found(8);
        assert_eq!(few.len(), 8);
        assert!(
            few.iter().all(|it| it.degree >= 3 && it.roads.len() == 2),
            "{few:?}"
        );
        let best = plane.to_local(few[0].at);
        assert!(
            best.distance(LocalXy::new(1500.0, 500.0)) <= NEAR,
            "{best:?}"
        );
        let nearest = |found: &[Candidate]| {
            let at: Vec<LocalXy> = found.iter().map(|it| plane.to_local(it.at)).collect();
            let pairs = at
                .iter()
                .enumerate()
                .flat_map(|(number, a)| at[..number].iter().map(|b| a.distance(*b).0));
            pairs.fold(f64::INFINITY, f64::min)
        };
        assert!(nearest(&few) > 400.0, "{}", nearest(&few));
        // All there are: every junction but the four corners, which have two ends.
        assert_eq!(found(10_000).len(), 21 * 21 - 4);
        let arterial =
            candidates(&network, &[], &plane, |_| true, 1, &Cancel::new()).expect("not cancelled");
        assert_eq!(arterial[0].class, RoadClass::Arterial);
        let south = plane.to_lonlat(LocalXy::new(0.0, 950.0)).lat;
        let half = candidates(
            &network,
            &demand,
            &plane,
            |at| at.lat < south,
            10_000,
            &Cancel::new(),
        )
        .expect("not cancelled");
        assert!(!half.is_empty() && half.iter().all(|it| it.at.lat < south));
    }
}
