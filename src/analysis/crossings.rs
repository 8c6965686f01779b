//! Where roads cross: the places a patrol point may well stand at, and what they are called.

use std::collections::HashMap;

use crate::base::coords::{LocalXy, LonLat};
use crate::base::projection::LocalProjection;
use crate::model::road_network::{RoadClass, RoadNetwork};

/// Crossings nearer than this to one another, metres, are one place to stand at.
const ONE_PLACE: f64 = 60.0;
/// Demand counts for a crossing in the block of nine squares of this side around it, metres.
const NEAR: f64 = 200.0;

/// A junction where three links or more meet.
#[derive(Debug, Clone, PartialEq)]
pub struct Crossing {
    /// Where.
    pub at: LonLat,
    /// How many links meet.
    pub degree: usize,
    /// The most important of them.
    pub class: RoadClass,
    /// The names of the two most important roads; empty where there are none.
    pub names: [String; 2],
}

/// The crossings of a network where units may stand: not on expressways, not where nobody may drive. In the order of junctions.
#[must_use]
pub fn crossings(network: &RoadNetwork) -> Vec<Crossing> {
    let joints = &network.joints;
    let mut links_at: Vec<Vec<u32>> = vec![Vec::new(); joints.junctions.len()];
    for (link, ends) in (0u32..).zip(&joints.ends) {
        let open = joints.rules.get(link as usize);
        if open.is_some_and(|rule| rule.access.is_none()) {
            continue;
        }
        for end in ends {
            if let Some(links) = links_at.get_mut(*end as usize) {
                links.push(link);
            }
        }
    }
    let crossing = |(at, links): (&LonLat, &Vec<u32>)| {
        let links = links
            .iter()
            .filter_map(|link| network.links.get(*link as usize));
        let mut roads: Vec<(RoadClass, &str)> =
            links.map(|link| (link.class, link.name.as_str())).collect();
        roads.sort_unstable();
        let (class, _) = *roads.first()?;
        if roads.len() < 3 || class == RoadClass::Expressway {
            return None;
        }
        let degree = roads.len();
        roads.retain(|(_, name)| !name.is_empty());
        let mut names: Vec<&str> = Vec::new();
        for (_, name) in &roads {
            if !names.contains(name) {
                names.push(name);
            }
        }
        let name = |rank: usize| {
            names
                .get(rank)
                .map_or_else(String::new, ToString::to_string)
        };
        Some(Crossing {
            at: *at,
            degree,
            class,
            names: [name(0), name(1)],
        })
    };
    joints
        .junctions
        .iter()
        .zip(&links_at)
        .filter_map(crossing)
        .collect()
}

/// Which crossings are worth looking at, `most` at most, the best first: those with most demand near, of equal ones the busier, and
/// spread, so that no two stand side by side while ground elsewhere has none.
#[must_use]
pub fn candidates(
    crossings: &[Crossing],
    demands: &[(LocalXy, f64)],
    projection: &LocalProjection,
    most: usize,
) -> Vec<usize> {
    let places: Vec<LocalXy> = crossings
        .iter()
        .map(|crossing| projection.to_local(crossing.at))
        .collect();
    let near = demand_near(&places, demands);
    let mut order: Vec<usize> = (0..crossings.len()).collect();
    order.sort_by(|a, b| {
        let by_demand = near[*b].total_cmp(&near[*a]);
        let by_roads = crossings[*a].class.cmp(&crossings[*b].class);
        let by_links = crossings[*b].degree.cmp(&crossings[*a].degree);
        by_demand.then(by_roads).then(by_links).then(a.cmp(b))
    });
    // The widest spacing that still leaves as many as are wanted.
    let widest = [800.0, 600.0, 450.0, 350.0, 250.0, 180.0, 120.0, ONE_PLACE];
    let mut chosen = Vec::new();
    for spacing in widest {
        chosen = spread(&order, &places, spacing, most);
        if chosen.len() >= most {
            break;
        }
    }
    chosen
}

/// How much demand lies around each place.
fn demand_near(places: &[LocalXy], demands: &[(LocalXy, f64)]) -> Vec<f64> {
    let square = |at: &LocalXy| ((at.x / NEAR).floor() as i64, (at.y / NEAR).floor() as i64);
    let mut sums: HashMap<(i64, i64), f64> = HashMap::new();
    for (at, weight) in demands {
        *sums.entry(square(at)).or_default() += weight;
    }
    let around = |at: &LocalXy| {
        let (x, y) = square(at);
        let block = (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (x + dx, y + dy)));
        block.filter_map(|square| sums.get(&square)).sum()
    };
    places.iter().map(around).collect()
}

/// The first of these in order that keep a distance from all taken before them.
fn spread(order: &[usize], places: &[LocalXy], spacing: f64, most: usize) -> Vec<usize> {
    let cell = |at: &LocalXy| {
        let number = |metres: f64| (metres / spacing).floor() as i64;
        (number(at.x), number(at.y))
    };
    let mut taken: HashMap<(i64, i64), Vec<usize>> = HashMap::new();
    let mut chosen = Vec::new();
    for one in order {
        if chosen.len() >= most {
            break;
        }
        let at = &places[*one];
        let (x, y) = cell(at);
        let mut around = (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (x + dx, y + dy)));
        let stands_free = around.all(|cell| {
            let there = taken.get(&cell).map_or(&[][..], Vec::as_slice);
            there
                .iter()
                .all(|other| at.distance(places[*other]).0 >= spacing)
        });
        if stands_free {
            taken.entry((x, y)).or_default().push(*one);
            chosen.push(*one);
        }
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::road_network::{Joints, RoadLink};
    use crate::model::source_note::SourceNote;
    use geo::LineString;

    /// A chequered town of so many streets each way, 100 m apart: the first avenue is the main one.
    fn town(streets: usize, plane: &LocalProjection) -> RoadNetwork {
        let at = |x: usize, y: usize| {
            let place = plane.to_lonlat(LocalXy::new(x as f64 * 100.0, y as f64 * 100.0));
            (place.lon, place.lat)
        };
        let link = |name: String, class, from, to| RoadLink {
            name,
            class,
            one_way: false,
            bridge: false,
            course: LineString::from(vec![from, to]),
        };
        let mut links = Vec::new();
        for row in 0..streets {
            for step in 0..streets - 1 {
                let class = if row == 0 {
                    RoadClass::Arterial
                } else {
                    RoadClass::Lane
                };
                links.push(link(
                    format!("{row}街"),
                    class,
                    at(step, row),
                    at(step + 1, row),
                ));
                let lane = RoadClass::Local;
                links.push(link(
                    format!("{row}路"),
                    lane,
                    at(row, step),
                    at(row, step + 1),
                ));
            }
        }
        RoadNetwork {
            joints: Joints::of(&links),
            links,
            source: SourceNote::default(),
            ..RoadNetwork::default()
        }
    }

    #[test]
    fn a_crossing_is_named_by_its_two_greatest_roads() {
        let plane = LocalProjection::centred_on(LonLat::new(113.9, 22.6));
        let found = crossings(&town(4, &plane));
        // Corners have two links each, and are none.
        assert_eq!(found.len(), 16 - 4);
        let main = found.iter().find(|one| one.class == RoadClass::Arterial);
        let main = main.expect("one on the main street");
        assert_eq!(main.names[0], "0街");
        assert!(main.names[1].ends_with('路'));
        assert!(found.iter().all(|one| (3..=4).contains(&one.degree)));
    }

    #[test]
    fn candidates_stand_apart_and_where_the_demand_is() {
        let plane = LocalProjection::centred_on(LonLat::new(113.9, 22.6));
        let found = crossings(&town(20, &plane));
        let demands = [(LocalXy::new(1_500.0, 1_500.0), 9.0)];
        let chosen = candidates(&found, &demands, &plane, 9);
        assert_eq!(chosen.len(), 9);
        let places: Vec<LocalXy> = chosen
            .iter()
            .map(|one| plane.to_local(found[*one].at))
            .collect();
        assert!(places[0].distance(demands[0].0).0 < 500.0);
        for (number, place) in places.iter().enumerate() {
            for other in &places[..number] {
                assert!(place.distance(*other).0 >= 449.0, "{place:?} {other:?}");
            }
        }
        let all = candidates(&found, &demands, &plane, usize::MAX);
        assert_eq!(all.len(), found.len());
    }
}
