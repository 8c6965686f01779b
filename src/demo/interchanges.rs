//! Where expressways are joined: to main roads by diamonds, to each other by cloverleaves and trumpets.

use super::centreline::Centreline;
use super::lattice::{Place, Spot};
use super::mesh::{Course, Edge};

/// Metres from the middle of an expressway to the middle of a carriageway.
pub(super) const CARRIAGEWAY: f64 = 11.0;
/// Metres from the middle of an expressway to a ramp that runs beside it.
const BESIDE: f64 = 29.0;
/// Metres from the middle of an expressway to where its ramps meet the street that crosses it.
const TERMINAL: f64 = 44.0;
/// How far before the crossing a ramp leaves, metres.
const DIAMOND: f64 = 290.0;
/// How far interchanges lie apart at least, metres.
const APART: f64 = 1_900.0;
/// How far from another expressway and from the district's border, metres.
const APART_FROM_LEAF: f64 = 900.0;
const APART_FROM_END: f64 = 550.0;
/// Where the ramps between expressways leave, and the radius of their loops, metres.
const LEAF: f64 = 300.0;
const LOOP: f64 = 45.0;
/// Where the carriageways of an expressway that ends at another one fan out, metres before it.
pub(super) const TRUMPET: f64 = 230.0;

/// Where a ramp begins or ends.
#[derive(Debug, Clone, Copy)]
pub(super) enum End {
    /// On a carriageway: which expressway, whether along its line, how far along.
    Way(usize, bool, f64),
    /// At a corner of a street.
    Street(u32),
}

/// A one-way road between carriageways, or between a carriageway and a street.
#[derive(Debug, Clone)]
pub(super) struct Ramp {
    pub(super) from: End,
    pub(super) to: End,
    /// Its course between the ends.
    pub(super) inner: Vec<Spot>,
    /// The two streets it joins, by number.
    pub(super) joins: [u32; 2],
}

/// A stretch of road between two corners.
pub(super) type Stretch = (u32, u32, Edge);

/// Where expressway `b` crosses expressway `a`, or ends at it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Meeting {
    pub(super) a: usize,
    pub(super) b: usize,
    pub(super) at_a: f64,
    pub(super) at_b: f64,
    /// Whether `b` ends there: at its beginning (`Some(true)`) or at its end (`Some(false)`).
    pub(super) ends: Option<bool>,
}

/// Where expressways meet each other.
pub(super) fn meetings(ways: &[Centreline], places: &[Place]) -> Vec<Meeting> {
    let mut found = Vec::new();
    for (a, one) in ways.iter().enumerate() {
        for (b, other) in ways.iter().enumerate() {
            let last = other.corners.len() - 1;
            for (slot, corner) in other.corners.iter().enumerate() {
                let ends = (slot == 0 || slot == last).then_some(slot == 0);
                if a == b || !one.corners.contains(corner) || (ends.is_none() && a > b) {
                    continue;
                }
                let spot = places[*corner as usize].spot();
                found.push(Meeting {
                    a,
                    b,
                    at_a: one.nearest(spot),
                    at_b: other.nearest(spot),
                    ends,
                });
            }
        }
    }
    found
}

/// The ramps of a place where expressways meet.
pub(super) fn between_expressways(ways: &[Centreline], meeting: Meeting) -> Vec<Ramp> {
    let mut ramps = Vec::new();
    for along_a in [true, false] {
        if let Some(begins) = meeting.ends {
            let b = &ways[meeting.b];
            let fan = if begins {
                TRUMPET
            } else {
                b.length() - TRUMPET
            };
            let on_a = |sign: f64| {
                End::Way(
                    meeting.a,
                    along_a,
                    meeting.at_a + sign * forward(along_a) * LEAF,
                )
            };
            ramps.push(curved(ways, End::Way(meeting.b, !begins, fan), on_a(1.0)));
            ramps.push(curved(ways, on_a(-1.0), End::Way(meeting.b, begins, fan)));
            continue;
        }
        for along_b in [true, false] {
            let at = |way: bool, metres: f64| {
                if way {
                    let along = meeting.at_a + forward(along_a) * metres;
                    End::Way(meeting.a, along_a, along)
                } else {
                    let along = meeting.at_b + forward(along_b) * metres;
                    End::Way(meeting.b, along_b, along)
                }
            };
            // From a to b one of the two turns is to the right; the other, to the left, is the right turn from b to a.
            let to_the_right =
                travel(ways, at(true, 0.0)).cross(travel(ways, at(false, 0.0))) < 0.0;
            ramps.push(curved(
                ways,
                at(to_the_right, -LEAF),
                at(!to_the_right, LEAF),
            ));
            let tangent = CARRIAGEWAY + LOOP;
            ramps.push(looped(
                ways,
                at(!to_the_right, tangent),
                at(to_the_right, -tangent),
            ));
        }
    }
    ramps
}

const fn forward(along: bool) -> f64 {
    if along { 1.0 } else { -1.0 }
}

/// Where an end on a carriageway lies.
pub(super) fn spot_of(ways: &[Centreline], end: End, places: &[Place]) -> Spot {
    match end {
        End::Way(way, along, at) => ways[way].beside(at, forward(along) * CARRIAGEWAY),
        End::Street(corner) => places[corner as usize].spot(),
    }
}

/// The direction of travel at an end on a carriageway.
fn travel(ways: &[Centreline], end: End) -> Spot {
    match end {
        End::Way(way, along, at) => {
            let heading = ways[way].heading(at);
            Spot {
                x: heading.x * forward(along),
                y: heading.y * forward(along),
            }
        }
        End::Street(_) => Spot { x: 1.0, y: 0.0 },
    }
}

fn joins(ways: &[Centreline], from: End, to: End) -> [u32; 2] {
    [from, to].map(|end| match end {
        End::Way(way, _, _) => ways[way].street,
        End::Street(_) => 0,
    })
}

/// A ramp that leaves along one carriageway and arrives along the other, in one sweep.
fn curved(ways: &[Centreline], from: End, to: End) -> Ramp {
    let (start, end) = (spot_of(ways, from, &[]), spot_of(ways, to, &[]));
    let pull = 0.28 * start.distance(end);
    let (one, two) = (
        start.moved(travel(ways, from), pull),
        end.moved(travel(ways, to), -pull),
    );
    let inner = (1..14)
        .map(|part| {
            let t = f64::from(part) / 14.0;
            let (a, b) = (start.between(one, t), one.between(two, t));
            let c = two.between(end, t);
            a.between(b, t).between(b.between(c, t), t)
        })
        .collect();
    Ramp {
        from,
        to,
        inner,
        joins: joins(ways, from, to),
    }
}

/// A ramp that turns left by going around to the right, three quarters of a circle (of an ellipse where roads cross askew).
fn looped(ways: &[Centreline], from: End, to: End) -> Ramp {
    let (start, end) = (spot_of(ways, from, &[]), spot_of(ways, to, &[]));
    let (ahead, out) = (travel(ways, from), travel(ways, to));
    let middle = start.moved(out, -LOOP);
    let shift = middle.moved(ahead, -LOOP).to(end);
    let inner = (1..18)
        .map(|part| {
            let share = f64::from(part) / 18.0;
            let turn = share * 1.5 * std::f64::consts::PI;
            middle
                .moved(out, LOOP * libm::cos(turn))
                .moved(ahead, LOOP * libm::sin(turn))
                .moved(shift, share)
        })
        .collect();
    Ramp {
        from,
        to,
        inner,
        joins: joins(ways, from, to),
    }
}

/// A main road at an expressway: how far along, and the next corner on its right and on its left.
#[derive(Debug, Clone, Copy)]
pub(super) struct Crossing {
    pub(super) corner: u32,
    pub(super) at: f64,
    pub(super) right: Option<u32>,
    pub(super) left: Option<u32>,
    pub(super) street: u32,
}

impl Crossing {
    /// Whether the main road ends at the expressway.
    pub(super) const fn ends(&self) -> bool {
        self.right.is_none() || self.left.is_none()
    }
}

/// The main roads that cross an expressway at no sharp angle, or end at it.
pub(super) fn crossings(way: &Centreline, roads: &[Stretch], places: &[Place]) -> Vec<Crossing> {
    let inner = &way.corners[1..way.corners.len() - 1];
    let mut found = Vec::new();
    for corner in inner {
        let spot = places[*corner as usize].spot();
        let at = way.nearest(spot);
        let heading = way.heading(at);
        let mut crossing = Crossing {
            corner: *corner,
            at,
            right: None,
            left: None,
            street: 0,
        };
        let mut others = 0;
        for (other, edge) in leaving(roads, *corner) {
            let sine = heading.cross(spot.to(places[other as usize].spot()).unit());
            if edge.course != Course::Arterial || sine.abs() < 0.55 {
                others += 1;
                continue;
            }
            let side = if sine < 0.0 {
                &mut crossing.right
            } else {
                &mut crossing.left
            };
            others += usize::from(side.replace(other).is_some());
            crossing.street = edge.street;
        }
        if others == 0 && (crossing.right.is_some() || crossing.left.is_some()) {
            found.push(crossing);
        }
    }
    found
}

/// The stretches at a corner, by the corner they lead to.
pub(super) fn leaving(roads: &[Stretch], corner: u32) -> impl Iterator<Item = (u32, Edge)> {
    roads.iter().filter_map(move |(a, b, edge)| match corner {
        at if at == *a => Some((*b, *edge)),
        at if at == *b => Some((*a, *edge)),
        _ => None,
    })
}

/// The crossings that become interchanges: every two kilometres or so, main roads that end there first.
pub(super) fn chosen(way: &Centreline, crossings: &[Crossing], taken: &[f64]) -> Vec<Crossing> {
    let mut found: Vec<Crossing> = Vec::new();
    for ends in [true, false] {
        for crossing in crossings.iter().filter(|crossing| crossing.ends() == ends) {
            let is_apart = |other: f64, metres: f64| (crossing.at - other).abs() > metres;
            if found.iter().all(|other| is_apart(other.at, APART))
                && taken.iter().all(|at| is_apart(*at, APART_FROM_LEAF))
                && is_apart(0.0, APART_FROM_END)
                && is_apart(way.length(), APART_FROM_END)
            {
                found.push(*crossing);
            }
        }
    }
    found
}

/// How far from the crossing, along the main road, its ramps begin and end.
pub(super) fn terminal_distance(way: &Centreline, at: f64, towards: Spot) -> f64 {
    TERMINAL / way.heading(at).cross(towards).abs().max(0.5)
}

/// The four ramps of a diamond, or those of one side of it: off and on, by the side's corner on the main road.
pub(super) fn diamond(
    ways: &[Centreline],
    way: usize,
    crossing: Crossing,
    terminal: u32,
    right: bool,
) -> [Ramp; 2] {
    let side = forward(right);
    let joins = [ways[way].street, crossing.street];
    let course = |direction: f64| -> Vec<Spot> {
        (1..=12)
            .map(|part| {
                let gone = f64::from(part) * (DIAMOND - 26.0) / 12.0;
                let rise = (gone / 140.0).min(1.0);
                let off = CARRIAGEWAY + (BESIDE - CARRIAGEWAY) * rise * rise * (3.0 - 2.0 * rise);
                ways[way].beside(
                    crossing.at - direction * side * (DIAMOND - gone),
                    side * off,
                )
            })
            .collect()
    };
    let end = |sign: f64| End::Way(way, right, crossing.at + sign * side * DIAMOND);
    let (off, mut on) = (course(1.0), course(-1.0));
    on.reverse();
    [
        Ramp {
            from: end(-1.0),
            to: End::Street(terminal),
            inner: off,
            joins,
        },
        Ramp {
            from: End::Street(terminal),
            to: end(1.0),
            inner: on,
            joins,
        },
    ]
}
