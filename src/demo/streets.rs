//! The road network of the mesh: links between junctions, one connected whole, some of it one-way.

use std::collections::{BTreeMap, BTreeSet};

use super::dice::Dice;
use super::expressways::lay_out;
use super::land::{Land, town};
use super::lattice::{Place, Spot};
use super::mesh::{Course, Edge, Mesh};
use crate::model::road_network::RoadClass;

/// A stretch between two junctions (or to a dead end), by mesh corners.
#[derive(Debug, Clone)]
pub(super) struct Link {
    pub(super) corners: Vec<u32>,
    pub(super) class: RoadClass,
    pub(super) street: u32,
    pub(super) bridge: bool,
    pub(super) one_way: bool,
    /// The numbers of the two streets a ramp joins; `None` for all that is no ramp.
    pub(super) ramp: Option<[u32; 2]>,
}

impl Link {
    pub(super) fn ends(&self) -> (u32, u32) {
        (self.corners[0], self.corners[self.corners.len() - 1])
    }

    pub(super) fn course(&self, places: &[Place]) -> Vec<Spot> {
        self.corners
            .iter()
            .map(|corner| places[*corner as usize].spot())
            .collect()
    }

    pub(super) fn middle(&self, places: &[Place]) -> Spot {
        let at = self.corners.len() / 2;
        let spot = |slot: usize| places[self.corners[slot] as usize].spot();
        spot(at - 1).between(spot(at), 0.5)
    }
}

/// All links, and the roads that meet at each junction.
#[derive(Debug)]
pub(super) struct Streets {
    /// Places of the mesh's corners, and after them those that only roads have.
    pub(super) places: Vec<Place>,
    pub(super) links: Vec<Link>,
    /// Corner → links that end there.
    pub(super) meeting: BTreeMap<u32, Vec<usize>>,
}

impl Streets {
    pub(super) fn of(
        mesh: &Mesh,
        offshore: &[(u32, u32, Edge)],
        land: &Land,
        dice: &mut Dice,
    ) -> Self {
        let mut roads: Vec<(u32, u32, Edge)> = mesh
            .edges
            .iter()
            .enumerate()
            .filter(|(_, edge)| edge.course.is_road())
            .map(|(index, edge)| (mesh.origin[2 * index], mesh.origin[2 * index + 1], *edge))
            .collect();
        roads.extend(offshore);
        let mut places = mesh.corners.clone();
        let laid = lay_out(&mut places, &mut roads);
        keep_largest(&mut roads);
        let mut links = linked(&roads, &laid.terminals);
        links.extend(laid.links);
        make_one_way(&mut links, &places, land, dice);
        let mut meeting: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (index, link) in links.iter().enumerate() {
            let (a, b) = link.ends();
            meeting.entry(a).or_default().push(index);
            meeting.entry(b).or_default().push(index);
        }
        Self {
            places,
            links,
            meeting,
        }
    }

    /// Places where at least three links meet.
    pub(super) fn junctions(&self) -> usize {
        self.meeting
            .values()
            .filter(|links| links.len() >= 3)
            .count()
    }
}

/// Roads that hang together with most others; the rest (yards behind a river, say) are no public road.
fn keep_largest(roads: &mut Vec<(u32, u32, Edge)>) {
    let mut beside: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (a, b, _) in roads.iter() {
        beside.entry(*a).or_default().push(*b);
        beside.entry(*b).or_default().push(*a);
    }
    let mut best: BTreeSet<u32> = BTreeSet::new();
    let mut seen: BTreeSet<u32> = BTreeSet::new();
    for start in beside.keys() {
        if seen.contains(start) {
            continue;
        }
        let mut part = BTreeSet::from([*start]);
        let mut stack = vec![*start];
        while let Some(corner) = stack.pop() {
            stack.extend(
                beside[&corner]
                    .iter()
                    .copied()
                    .filter(|other| part.insert(*other)),
            );
        }
        seen.extend(&part);
        if part.len() > best.len() {
            best = part;
        }
    }
    roads.retain(|(a, _, _)| best.contains(a));
}

/// The roads in links from junction to junction; a corner of `stops` is one even where no other street joins.
fn linked(roads: &[(u32, u32, Edge)], stops: &BTreeSet<u32>) -> Vec<Link> {
    let mut at: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (index, (a, b, _)) in roads.iter().enumerate() {
        at.entry(*a).or_default().push(index);
        at.entry(*b).or_default().push(index);
    }
    let kind = |index: usize| {
        let edge = roads[index].2;
        (edge.course, edge.street, edge.bridge)
    };
    let passes = |corner: u32| {
        !stops.contains(&corner) && matches!(at[&corner].as_slice(), [a, b] if kind(*a) == kind(*b))
    };
    let mut taken = vec![false; roads.len()];
    let mut links = Vec::new();
    for pass in [false, true] {
        for start in 0..roads.len() {
            let (a, b, edge) = roads[start];
            let from = if !passes(a) {
                a
            } else if !passes(b) || pass {
                b
            } else {
                continue;
            };
            if taken[start] {
                continue;
            }
            let mut corners = vec![from];
            let (mut index, mut corner) = (start, from);
            loop {
                taken[index] = true;
                corner = if roads[index].0 == corner {
                    roads[index].1
                } else {
                    roads[index].0
                };
                corners.push(corner);
                let next = at[&corner].iter().copied().find(|other| !taken[*other]);
                match next {
                    Some(other) if passes(corner) => index = other,
                    _ => break,
                }
            }
            links.push(Link {
                corners,
                class: class_of(edge.course),
                street: edge.street,
                bridge: edge.bridge,
                one_way: false,
                ramp: None,
            });
        }
    }
    links
}

const fn class_of(course: Course) -> RoadClass {
    match course {
        Course::Expressway => RoadClass::Expressway,
        Course::Arterial => RoadClass::Arterial,
        Course::Collector => RoadClass::Collector,
        Course::Local => RoadClass::Local,
        Course::Lane
        | Course::Coast
        | Course::Border
        | Course::River
        | Course::Shore
        | Course::Ridge => RoadClass::Lane,
    }
}

/// Narrow streets of villages and centres become one-way, street by street, as long as every place stays reachable.
fn make_one_way(links: &mut [Link], places: &[Place], land: &Land, dice: &mut Dice) {
    let mut wish: BTreeMap<u32, Option<Spot>> = BTreeMap::new();
    for link in links.iter_mut() {
        let middle = link.middle(places);
        let crowded = land.village(middle).max(0.8 * town(middle));
        let heading = *wish.entry(link.street).or_insert_with(|| {
            let (chance, turn) = (dice.unit(), dice.between(0.0, std::f64::consts::TAU));
            (chance < 0.55 * crowded).then(|| Spot {
                x: libm::cos(turn),
                y: libm::sin(turn),
            })
        });
        if let Some(heading) = heading
            && is_narrow(link)
        {
            let (a, b) = link.ends();
            link.one_way = a != b;
            let spot = |corner: u32| places[corner as usize].spot();
            if spot(a).to(spot(b)).dot(heading) < 0.0 {
                link.corners.reverse();
            }
        }
    }
    while open_up(links) {}
}

fn is_narrow(link: &Link) -> bool {
    matches!(link.class, RoadClass::Local | RoadClass::Lane) && !link.bridge
}

/// Gives back both directions where a one-way street cuts something off; whether there was such a place.
fn open_up(links: &mut [Link]) -> bool {
    let (out, home) = (reached(links, true), reached(links, false));
    let mut changed = false;
    for link in links
        .iter_mut()
        .filter(|link| link.one_way && is_narrow(link))
    {
        let (a, b) = link.ends();
        if [a, b]
            .iter()
            .any(|corner| !out.contains(corner) || !home.contains(corner))
        {
            link.one_way = false;
            changed = true;
        }
    }
    changed
}

/// The junctions that can be reached from the first link's start (or from which it can be reached).
fn reached(links: &[Link], forward: bool) -> BTreeSet<u32> {
    let mut ways: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for link in links {
        let (a, b) = link.ends();
        if forward || !link.one_way {
            ways.entry(a).or_default().push(b);
        }
        if !forward || !link.one_way {
            ways.entry(b).or_default().push(a);
        }
    }
    let Some(start) = links
        .iter()
        .find(|link| link.class == RoadClass::Expressway)
        .map(|link| link.corners[0])
    else {
        return BTreeSet::new();
    };
    let mut seen = BTreeSet::from([start]);
    let mut stack = vec![start];
    while let Some(corner) = stack.pop() {
        stack.extend(
            ways.get(&corner)
                .into_iter()
                .flatten()
                .copied()
                .filter(|other| seen.insert(*other)),
        );
    }
    seen
}
