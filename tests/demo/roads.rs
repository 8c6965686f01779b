//! Roads: junctions, directions, expressways and their ramps, names.

use std::collections::{BTreeMap, BTreeSet};

use geo::Contains;
use patrolgrid::model::grid::GridLevel;
use patrolgrid::model::road_network::{RoadClass, RoadLink, RoadNetwork};

use crate::{
    Corner, Spot, corner, distance, distance_to_stretch, district, districts, lies_in, sides, spot,
    units,
};

fn corners(link: &RoadLink) -> Vec<Corner> {
    link.course.0.iter().map(|at| corner(*at)).collect()
}

fn ends(link: &RoadLink) -> (Corner, Corner) {
    let course = &link.course.0;
    (corner(course[0]), corner(course[course.len() - 1]))
}

fn length(link: &RoadLink) -> f64 {
    let course: Vec<Spot> = corners(link).into_iter().map(spot).collect();
    course
        .windows(2)
        .map(|pair| distance(pair[0], pair[1]))
        .sum()
}

fn is_ramp(link: &RoadLink) -> bool {
    link.name.ends_with("匝道")
}

/// The links that end at each place.
fn meeting(roads: &RoadNetwork) -> BTreeMap<Corner, Vec<&RoadLink>> {
    let mut at: BTreeMap<Corner, Vec<&RoadLink>> = BTreeMap::new();
    for link in &roads.links {
        let (a, b) = ends(link);
        at.entry(a).or_default().push(link);
        at.entry(b).or_default().push(link);
    }
    at
}

/// Junction → junctions that can be driven to, or from which it can be driven to.
fn ways(roads: &RoadNetwork, forward: bool) -> BTreeMap<Corner, Vec<Corner>> {
    let mut ways: BTreeMap<Corner, Vec<Corner>> = BTreeMap::new();
    for link in &roads.links {
        let (a, b) = ends(link);
        let (a, b) = if forward { (a, b) } else { (b, a) };
        ways.entry(a).or_default().push(b);
        let back = ways.entry(b).or_default();
        if !link.one_way {
            back.push(a);
        }
    }
    ways
}

#[test]
fn there_are_fifteen_thousand_junctions_at_places_of_their_own() {
    for district in districts() {
        let meeting = meeting(&district.roads);
        let junctions = meeting.values().filter(|links| links.len() >= 3).count();
        assert!(junctions >= 15_000, "{junctions}");
        assert_eq!(junctions, district.junctions);
        assert!(meeting.values().all(|links| links.len() <= 5));
    }
}

#[test]
fn every_junction_can_be_driven_to_from_every_other() {
    for district in districts() {
        for forward in [true, false] {
            let ways = ways(&district.roads, forward);
            let start = *ways.keys().next().expect("a junction");
            let mut seen = BTreeSet::from([start]);
            let mut stack = vec![start];
            while let Some(at) = stack.pop() {
                stack.extend(ways[&at].iter().copied().filter(|to| seen.insert(*to)));
            }
            assert_eq!(seen.len(), ways.len());
        }
    }
}

#[test]
fn the_roads_have_every_class_one_ways_and_few_bridges_over_water() {
    for district in districts() {
        let links = &district.roads.links;
        for class in RoadClass::ALL {
            let count = links.iter().filter(|link| link.class == class).count();
            assert!(count > 20, "{class:?}");
        }
        let narrow = |link: &RoadLink| link.class >= RoadClass::Local && link.one_way;
        assert!(links.iter().filter(|link| narrow(link)).count() > 500);
        let over_water =
            |link: &&RoadLink| link.bridge && link.class != RoadClass::Expressway && !is_ramp(link);
        let bridges = links.iter().filter(over_water).count();
        assert!((10..80).contains(&bridges), "{bridges} bridges");
    }
}

#[test]
fn roads_stay_on_land_but_on_bridges() {
    for district in districts() {
        let outline = sides(&units(district, GridLevel::District)[0].boundary);
        let on_the_outline: BTreeSet<Corner> = outline.iter().map(|side| side.0).collect();
        let mut over_the_sea = 0;
        for link in &district.roads.links {
            for at in corners(link) {
                let on_land = on_the_outline.contains(&at) || lies_in(&outline, at);
                assert!(on_land || link.bridge, "{} at {at:?}", link.name);
                over_the_sea += usize::from(!on_land);
            }
        }
        assert!((1..200).contains(&over_the_sea), "{over_the_sea}");
    }
}

#[test]
fn an_expressway_has_a_carriageway_for_each_direction() {
    for district in districts() {
        let links: Vec<&RoadLink> = district
            .roads
            .links
            .iter()
            .filter(|link| link.class == RoadClass::Expressway)
            .collect();
        assert!(links.iter().all(|link| link.one_way));
        let pieces: Vec<(&str, Spot, Spot)> = links
            .iter()
            .flat_map(|link| {
                let course: Vec<Spot> = corners(link).into_iter().map(spot).collect();
                let pairs: Vec<(Spot, Spot)> =
                    course.windows(2).map(|pair| (pair[0], pair[1])).collect();
                pairs.into_iter().map(|(a, b)| (link.name.as_str(), a, b))
            })
            .collect();
        let paired = |(name, a, b): &(&str, Spot, Spot)| {
            let (left, middle) = (
                left_of(*a, *b),
                (f64::midpoint(a.0, b.0), f64::midpoint(a.1, b.1)),
            );
            let other = (middle.0 + 22.0 * left.0, middle.1 + 22.0 * left.1);
            pieces.iter().any(|(theirs, c, d)| {
                let opposite = (b.0 - a.0) * (d.0 - c.0) + (b.1 - a.1) * (d.1 - c.1) < 0.0;
                theirs == name && opposite && distance_to_stretch(other, *c, *d) < 6.0
            })
        };
        let whole: f64 = pieces.iter().map(|(_, a, b)| distance(*a, *b)).sum();
        let both: f64 = pieces
            .iter()
            .filter(|piece| paired(piece))
            .map(|(_, a, b)| distance(*a, *b))
            .sum();
        assert!(whole > 120_000.0, "{whole} m");
        assert!(
            both > 0.96 * whole,
            "{both} m of {whole} m have an opposite on their left"
        );
    }
}

fn left_of(a: Spot, b: Spot) -> Spot {
    let long = distance(a, b);
    (-(b.1 - a.1) / long, (b.0 - a.0) / long)
}

#[test]
fn no_street_meets_an_expressway_but_by_a_ramp() {
    for district in districts() {
        let meeting = meeting(&district.roads);
        let is_express =
            |links: &[&RoadLink]| links.iter().any(|link| link.class == RoadClass::Expressway);
        let mut ramps = 0;
        for links in meeting.values().filter(|links| is_express(links)) {
            let ours = |link: &&RoadLink| link.class == RoadClass::Expressway || is_ramp(link);
            assert!(links.iter().all(ours), "{}", links[0].name);
        }
        for link in district.roads.links.iter().filter(|link| is_ramp(link)) {
            let (a, b) = ends(link);
            let (from, to) = (&meeting[&a], &meeting[&b]);
            assert!(link.one_way, "{}", link.name);
            assert!(is_express(from) || is_express(to), "{}", link.name);
            for street in [from, to].into_iter().filter(|links| !is_express(links)) {
                let main = street
                    .iter()
                    .any(|other| other.class == RoadClass::Arterial);
                assert!(main, "{}", link.name);
                ramps += 1;
            }
        }
        assert!(ramps >= 60, "{ramps} ramps to streets");
    }
}

#[test]
fn interchanges_stand_every_few_kilometres() {
    for district in districts() {
        // By expressway and by the road it is joined to: ramps there and back have two names.
        let mut on: BTreeMap<&str, BTreeMap<String, Spot>> = BTreeMap::new();
        let mut long: BTreeMap<&str, f64> = BTreeMap::new();
        let express = |link: &&RoadLink| link.class == RoadClass::Expressway;
        for link in district.roads.links.iter().filter(express) {
            *long.entry(&link.name).or_default() += 0.5 * length(link);
        }
        for link in district.roads.links.iter().filter(|link| is_ramp(link)) {
            for name in long.keys().filter(|name| link.name.contains(**name)) {
                let at = spot(ends(link).0);
                let joined = link.name.replace(*name, "");
                on.entry(name).or_default().insert(joined, at);
            }
        }
        for (name, length) in long {
            let places: Vec<Spot> = on[name].values().copied().collect();
            assert!(
                places.len() as f64 * 5_000.0 > length,
                "{name}: {} in {length} m",
                places.len()
            );
            for (a, b) in places
                .iter()
                .enumerate()
                .flat_map(|(i, a)| places[..i].iter().map(move |b| (a, b)))
            {
                assert!(distance(*a, *b) > 600.0, "{name}: {a:?} {b:?}");
            }
        }
    }
}

/// The two ends of a stretch, and whether it is a bridge.
type Stretch = (Corner, Corner, bool);

/// Two stretches in the plane that cross, or lie on each other, share a corner, or one of them is a bridge.
#[test]
fn nothing_crosses_but_at_a_junction_or_on_a_bridge() {
    for district in districts() {
        let mut cells: BTreeMap<(i64, i64), Vec<Stretch>> = BTreeMap::new();
        for link in &district.roads.links {
            for pair in corners(link).windows(2) {
                let (a, b) = (pair[0], pair[1]);
                let range = |a: i64, b: i64| a.min(b) / 10_000..=a.max(b) / 10_000;
                for x in range(a.0, b.0) {
                    for y in range(a.1, b.1) {
                        cells.entry((x, y)).or_default().push((a, b, link.bridge));
                    }
                }
            }
        }
        let mut over = 0;
        for list in cells.values() {
            for (slot, (a, b, bridge)) in list.iter().enumerate() {
                for (c, d, other) in &list[..slot] {
                    if touch((*a, *b), (*c, *d)) {
                        assert!(*bridge || *other, "{a:?} {b:?} cross {c:?} {d:?}");
                        over += 1;
                    }
                }
            }
        }
        assert!(over > 50, "main roads pass below expressways");
    }
}

/// Whether two stretches share more than an end of both.
fn touch((a, b): (Corner, Corner), (c, d): (Corner, Corner)) -> bool {
    let side = |a: Corner, b: Corner, c: Corner| {
        ((b.0 - a.0) * (c.1 - a.1) - (b.1 - a.1) * (c.0 - a.0)).signum()
    };
    let shared = [a, b].into_iter().find(|end| *end == c || *end == d);
    let Some(shared) = shared else {
        let apart = |a: i64, b: i64, c: i64, d: i64| a.max(b) < c.min(d) || c.max(d) < a.min(b);
        if apart(a.0, b.0, c.0, d.0) || apart(a.1, b.1, c.1, d.1) {
            return false;
        }
        return side(a, b, c) * side(a, b, d) <= 0 && side(c, d, a) * side(c, d, b) <= 0;
    };
    // From a shared end they may not run the same way.
    let (one, two) = (
        if a == shared { b } else { a },
        if c == shared { d } else { c },
    );
    let dot = (one.0 - shared.0) * (two.0 - shared.0) + (one.1 - shared.1) * (two.1 - shared.1);
    one == two || (side(shared, one, two) == 0 && dot > 0)
}

#[test]
fn main_roads_run_on_across_the_district() {
    for district in districts() {
        let mains = || {
            let links = district.roads.links.iter();
            links.filter(|link| link.class == RoadClass::Arterial)
        };
        let mut long: BTreeMap<&str, f64> = BTreeMap::new();
        let mut beside: BTreeMap<Corner, Vec<Corner>> = BTreeMap::new();
        for link in mains() {
            *long.entry(&link.name).or_default() += length(link);
            let (a, b) = ends(link);
            beside.entry(a).or_default().push(b);
            beside.entry(b).or_default().push(a);
        }
        assert!(long.values().all(|metres| *metres > 1_500.0), "{long:?}");
        assert!(
            long.values().filter(|metres| **metres > 15_000.0).count() >= 3,
            "{long:?}"
        );
        let start = ends(mains().next().expect("a main road")).0;
        let mut seen = BTreeSet::from([start]);
        let mut stack = vec![start];
        while let Some(at) = stack.pop() {
            stack.extend(beside[&at].iter().copied().filter(|to| seen.insert(*to)));
        }
        assert!(
            seen.len() * 100 > 97 * beside.len(),
            "{} of {}",
            seen.len(),
            beside.len()
        );
    }
}

#[test]
fn streets_are_named_in_chinese_after_the_quarter_they_lie_in() {
    let chinese = |name: &str| {
        name.chars()
            .all(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter))
    };
    for district in districts() {
        let links = &district.roads.links;
        let length = |link: &RoadLink| link.name.chars().count();
        assert!(
            links
                .iter()
                .all(|link| chinese(&link.name) && (3..=14).contains(&length(link)))
        );
        let names: BTreeSet<&str> = links.iter().map(|link| link.name.as_str()).collect();
        assert!(names.len() > 8_000, "{}", names.len());
    }
    let communities = units(district(), GridLevel::Community);
    let (mut at_home, mut all) = (0, 0);
    let lanes = district()
        .roads
        .links
        .iter()
        .filter(|link| link.name.ends_with('巷'));
    for lane in lanes.step_by(40) {
        let middle = geo::Point(lane.course.0[lane.course.0.len() / 2]);
        let home = communities
            .iter()
            .find(|unit| unit.boundary.contains(&middle));
        let Some(home) = home else { continue };
        all += 1;
        at_home += usize::from(lane.name.starts_with(home.name.trim_end_matches("社区")));
    }
    assert!(all > 200 && at_home * 100 > all * 85, "{at_home} of {all}");
}
