//! Closing a district: where its roads leave it, and which unit goes to which exit so that the last of them is closed soonest.

use super::grid_join::GridLocator;
use super::travel::graph::{grouped, row_of};
use super::travel::prepared::TravelNetwork;
use super::travel::search::UNREACHED;
use super::travel::table::times;
use crate::base::cancel::{Cancel, Cancelled};
use crate::base::coords::{LocalXy, LonLat};
use crate::base::ids::PointId;
use crate::base::projection::LocalProjection;
use crate::model::grid::GridLayer;
use crate::model::road_network::{RoadClass, RoadNetwork};

/// Exits nearer than this to one another, metres, are closed as one: two carriageways, a crossing on the border.
const ONE_PLACE: f64 = 150.0;
/// A road that ends less than this short of the border, metres, was cut off there.
const CUT_OFF: f64 = 150.0;

/// Links followed from the border on, to see whether they come back.
const LONGEST_WAY: usize = 1000;

/// Where a road leaves the district.
#[derive(Debug, Clone, PartialEq)]
pub struct Exit {
    /// The place.
    pub at: LonLat,
    /// The road's name.
    pub name: String,
    /// Its class.
    pub class: RoadClass,
}

/// Where roads of a class at least leave the areas of a layer: where one may travel from inside to outside. The most important
/// first, then from north to south.
///
/// # Errors
/// [`Cancelled`].
pub fn exits(
    network: &RoadNetwork,
    layer: &GridLayer,
    least: RoadClass,
    cancel: &Cancel,
) -> Result<Vec<Exit>, Cancelled> {
    let locator = GridLocator::new(layer);
    let is_inside = |at: &LonLat| locator.locate(*at).is_some();
    let streets = Streets::of(network);
    let mut found: Vec<Exit> = Vec::new();
    for (number, link) in (0u32..).zip(&network.links) {
        if number.is_multiple_of(1024) {
            cancel.check()?;
        }
        let ends = network.joints.ends.get(number as usize);
        let (true, Some([begins, arrives])) = (link.class <= least, ends) else {
            continue;
        };
        let mut way: Vec<LonLat> = link.course.0.iter().map(|it| LonLat::from(*it)).collect();
        let mut add = |at: Option<LonLat>| {
            found.extend(at.map(|at| Exit {
                at,
                name: link.name.clone(),
                class: link.class,
            }));
        };
        add(streets.way_out(number, *arrives, &way, is_inside));
        // Against its drawing one leaves only where both ways are open.
        if !link.one_way {
            way.reverse();
            add(streets.way_out(number, *begins, &way, is_inside));
        }
    }
    found.sort_by(|a, b| {
        let order = a.class.cmp(&b.class);
        order.then(b.at.lat.total_cmp(&a.at.lat))
    });
    Ok(one_a_place(found))
}

/// Which links meet where.
struct Streets<'a> {
    network: &'a RoadNetwork,
    first: Vec<u32>,
    at: Vec<u32>,
}

impl<'a> Streets<'a> {
    fn of(network: &'a RoadNetwork) -> Self {
        let joints = (0u32..).zip(&network.joints.ends);
        let pairs: Vec<(u32, u32)> = joints
            .flat_map(|(link, [from, to])| [(*from, link), (*to, link)])
            .collect();
        let (first, at) = grouped(network.joints.junctions.len(), &pairs);
        Self { network, first, at }
    }

    /// Where a link, travelled along these corners to a junction, leaves the district for good.
    fn way_out(
        &self,
        link: u32,
        to: u32,
        way: &[LonLat],
        is_inside: impl Fn(&LonLat) -> bool,
    ) -> Option<LonLat> {
        let last_inside = way.iter().rposition(&is_inside)?;
        let from = *way.get(last_inside)?;
        if let Some(beyond) = way.get(last_inside + 1) {
            let leaves = !self.comes_back(link, to, &is_inside);
            return leaves.then(|| border(&is_inside, from, *beyond));
        }
        // It ends inside: cut off there where it would go on to beyond the border.
        let before = way.get(last_inside.checked_sub(1)?)?;
        let is_dead_end = row_of(&self.first, &self.at, to).len() == 1;
        let is_cut_off = is_dead_end && !is_inside(&extended(*before, from));
        is_cut_off.then_some(from)
    }

    /// Whether a way that goes on without any choice comes back inside, as over a bay.
    fn comes_back(&self, mut link: u32, mut to: u32, is_inside: impl Fn(&LonLat) -> bool) -> bool {
        for _ in 0..LONGEST_WAY {
            let junctions = &self.network.joints.junctions;
            if junctions.get(to as usize).is_some_and(&is_inside) {
                return true;
            }
            let links = row_of(&self.first, &self.at, to);
            let &[one, other] = links else {
                return false;
            };
            link = if one == link { other } else { one };
            let Some(ends) = self.network.joints.ends.get(link as usize) else {
                return false;
            };
            to = if ends[0] == to { ends[1] } else { ends[0] };
        }
        false
    }
}

/// Where the way from one place to another crosses the border.
fn border(is_inside: impl Fn(&LonLat) -> bool, mut from: LonLat, mut to: LonLat) -> LonLat {
    let began_inside = is_inside(&from);
    for _ in 0..40 {
        let middle = LonLat::new(
            f64::midpoint(from.lon, to.lon),
            f64::midpoint(from.lat, to.lat),
        );
        if is_inside(&middle) == began_inside {
            from = middle;
        } else {
            to = middle;
        }
    }
    from
}

/// The place a road would come to if it went on beyond its end.
fn extended(before: LonLat, end: LonLat) -> LonLat {
    let plane = LocalProjection::centred_on(end);
    let (a, b) = (plane.to_local(before), plane.to_local(end));
    let length = (b.x - a.x).hypot(b.y - a.y);
    if length <= 0.0 {
        return end;
    }
    let on = CUT_OFF / length;
    plane.to_lonlat(LocalXy::new(
        (b.x - a.x).mul_add(on, b.x),
        (b.y - a.y).mul_add(on, b.y),
    ))
}

/// The first of those that are near one another.
fn one_a_place(exits: Vec<Exit>) -> Vec<Exit> {
    let mut kept: Vec<Exit> = Vec::new();
    for exit in exits {
        let plane = LocalProjection::centred_on(exit.at);
        let near = |other: &Exit| {
            let at = plane.to_local(other.at);
            let here = plane.to_local(exit.at);
            (at.x - here.x).hypot(at.y - here.y) < ONE_PLACE
        };
        if !kept.iter().any(near) {
            kept.push(exit);
        }
    }
    kept
}

/// Who closes which exit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closing {
    /// For each exit the point whose unit goes there, and when it arrives, milliseconds after the call; `None` where no unit is
    /// left, or none ever arrives.
    pub by: Vec<Option<(PointId, u32)>>,
    /// When the last arrives.
    pub last: Option<u32>,
}

/// Sends units to exits, one to each: as many exits as can be, then the last of them closed as soon as can be, then the least time
/// on the way in all.
///
/// # Errors
/// [`Cancelled`].
pub fn closing(
    exits: &[LocalXy],
    points: &[(PointId, LocalXy)],
    roads: &TravelNetwork,
    cancel: &Cancel,
) -> Result<Closing, Cancelled> {
    let units: Vec<LocalXy> = points.iter().map(|(_, at)| *at).collect();
    let by_unit = times(roads, &units, exits, cancel)?;
    let of_exit = |exit: usize| by_unit.iter().map(move |row| row[exit]).collect();
    let times: Vec<Vec<u32>> = (0..exits.len()).map(of_exit).collect();
    let chosen = assigned(&times);
    let by: Vec<_> = chosen
        .iter()
        .zip(&times)
        .map(|(unit, row)| {
            let unit = (*unit)?;
            Some((points.get(unit)?.0, *row.get(unit)?))
        })
        .collect();
    let last = by.iter().flatten().map(|(_, time)| *time).max();
    Ok(Closing { by, last })
}

/// For each row the column it is given, no column twice: as many rows as can be, then the greatest time as small as can be
/// (bottleneck assignment), then the smallest sum. [`UNREACHED`] is no way.
#[must_use]
pub fn assigned(times: &[Vec<u32>]) -> Vec<Option<usize>> {
    let mut known: Vec<u32> = times.iter().flatten().copied().collect();
    known.retain(|time| *time != UNREACHED);
    known.sort_unstable();
    known.dedup();
    let Some(greatest) = known.last().copied() else {
        return vec![None; times.len()];
    };
    let most = matched(times, greatest);
    let enough = known.partition_point(|limit| matched(times, *limit) < most);
    let limit = known.get(enough).copied().unwrap_or(greatest);
    cheapest(times, limit)
}

/// How many rows can be given a column within a limit.
fn matched(times: &[Vec<u32>], limit: u32) -> usize {
    let columns = times.iter().map(Vec::len).max().unwrap_or_default();
    let mut taken: Vec<Option<usize>> = vec![None; columns];
    let mut count = 0;
    for row in 0..times.len() {
        let mut seen = vec![false; columns];
        if makes_room(times, limit, row, &mut taken, &mut seen) {
            count += 1;
        }
    }
    count
}

/// Gives a row a column, moving others to other columns where need be.
fn makes_room(
    times: &[Vec<u32>],
    limit: u32,
    row: usize,
    taken: &mut [Option<usize>],
    seen: &mut [bool],
) -> bool {
    for (column, time) in times[row].iter().enumerate() {
        if *time > limit || std::mem::replace(&mut seen[column], true) {
            continue;
        }
        let free = taken[column].is_none_or(|other| makes_room(times, limit, other, taken, seen));
        if free {
            taken[column] = Some(row);
            return true;
        }
    }
    false
}

/// The assignment of the smallest sum within a limit, as many as can be (the Hungarian method with potentials).
pub(super) fn cheapest(times: &[Vec<u32>], limit: u32) -> Vec<Option<usize>> {
    /// Dearer than any number of ways that are allowed.
    const NO_WAY: i64 = 1 << 50;
    let (rows, columns) = (times.len(), times.iter().map(Vec::len).max().unwrap_or(0));
    let turned = rows > columns;
    let (short, long) = if turned {
        (columns, rows)
    } else {
        (rows, columns)
    };
    let cost = |a: usize, b: usize| {
        let (row, column) = if turned { (b, a) } else { (a, b) };
        match times[row].get(column) {
            Some(time) if *time <= limit => i64::from(*time),
            _ => NO_WAY,
        }
    };
    let (mut of_short, mut of_long) = (vec![0i64; short + 1], vec![0i64; long + 1]);
    // Who has each of the longer side, counted from 1; 0 is nobody.
    let mut holder = vec![0usize; long + 1];
    for one in 1..=short {
        holder[0] = one;
        let mut at = 0;
        let (mut least, mut from) = (vec![i64::MAX; long + 1], vec![0usize; long + 1]);
        let mut done = vec![false; long + 1];
        while holder[at] != 0 {
            done[at] = true;
            let (mut step, mut next) = (i64::MAX, 0);
            for other in 1..=long {
                if done[other] {
                    continue;
                }
                let dear = cost(holder[at] - 1, other - 1) - of_short[holder[at]] - of_long[other];
                if dear < least[other] {
                    (least[other], from[other]) = (dear, at);
                }
                if least[other] < step {
                    (step, next) = (least[other], other);
                }
            }
            for other in 0..=long {
                if done[other] {
                    of_short[holder[other]] += step;
                    of_long[other] -= step;
                } else {
                    least[other] = least[other].saturating_sub(step);
                }
            }
            at = next;
        }
        while at != 0 {
            let before = from[at];
            holder[at] = holder[before];
            at = before;
        }
    }
    let mut given = vec![None; rows];
    for (other, one) in holder
        .iter()
        .enumerate()
        .skip(1)
        .filter(|(_, one)| **one > 0)
    {
        let (a, b) = (one - 1, other - 1);
        let (row, column) = if turned { (b, a) } else { (a, b) };
        if cost(a, b) < NO_WAY {
            given[row] = Some(column);
        }
    }
    given
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::coords::LonLatBox;
    use crate::base::units::Km2;
    use crate::model::grid::{GridLevel, GridUnit};
    use crate::model::road_network::{Joints, RoadLink};
    use crate::model::source_note::SourceNote;
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    /// Rows given a column, the greatest time, the sum.
    type Worth = (usize, u32, u64);

    /// The best of all assignments there are, each looked at.
    fn best_of_all(times: &[Vec<u32>], row: usize, taken: u32, so_far: Worth, best: &mut Worth) {
        let order = |worth: Worth| (worth.0, std::cmp::Reverse((worth.1, worth.2)));
        let Some(own) = times.get(row) else {
            if order(so_far) > order(*best) {
                *best = so_far;
            }
            return;
        };
        best_of_all(times, row + 1, taken, so_far, best);
        for (column, time) in own.iter().enumerate() {
            if *time != UNREACHED && taken >> column & 1 == 0 {
                let (count, last, sum) = so_far;
                let with = (count + 1, last.max(*time), sum + u64::from(*time));
                best_of_all(times, row + 1, taken | 1 << column, with, best);
            }
        }
    }

    #[test]
    fn no_other_assignment_closes_more_exits_or_sooner() {
        let mut dice = ChaCha8Rng::seed_from_u64(7);
        for _ in 0..3000 {
            let (rows, columns) = (dice.random_range(0..6), dice.random_range(0..6));
            let span = if dice.random_bool(0.5) { 5 } else { 1000 };
            let times: Vec<Vec<u32>> = (0..rows)
                .map(|_| {
                    let time = |_| {
                        if dice.random_bool(0.2) {
                            UNREACHED
                        } else {
                            dice.random_range(0..span)
                        }
                    };
                    (0..columns).map(time).collect()
                })
                .collect();
            let given = assigned(&times);
            let mut columns: Vec<usize> = given.iter().flatten().copied().collect();
            columns.sort_unstable();
            assert!(columns.windows(2).all(|two| two[0] < two[1]), "{given:?}");
            let taken = given.iter().zip(&times);
            let taken: Vec<u32> = taken.filter_map(|(to, row)| Some(row[(*to)?])).collect();
            let sum = taken.iter().map(|time| u64::from(*time)).sum();
            let found = (taken.len(), taken.iter().copied().max().unwrap_or(0), sum);
            let mut best = (0, 0, 0);
            best_of_all(&times, 0, 0, (0, 0, 0), &mut best);
            assert_eq!(found, best, "{times:?}");
        }
    }

    /// Name, class, whether one-way, corners.
    type Street = (&'static str, RoadClass, bool, &'static [(f64, f64)]);

    /// A square district of two kilometres, and streets drawn by their corners in metres from its south-western one.
    fn found(streets: &[Street], least: RoadClass) -> Vec<Exit> {
        let plane = LocalProjection::centred_on(LonLat::new(113.9, 22.6));
        let place = |(x, y): (f64, f64)| plane.to_lonlat(LocalXy::new(x, y));
        let ring = [
            (0.0, 0.0),
            (2000.0, 0.0),
            (2000.0, 2000.0),
            (0.0, 2000.0),
            (0.0, 0.0),
        ];
        let ring: Vec<geo::Coord> = ring.into_iter().map(|at| place(at).into()).collect();
        let boundary = geo::MultiPolygon(vec![geo::Polygon::new(ring.into(), Vec::new())]);
        let corners = boundary.0[0].exterior().0.iter();
        let extent = LonLatBox::around(corners.map(|at| LonLat::from(*at))).expect("corners");
        let layer = GridLayer {
            level: GridLevel::District,
            source: SourceNote::default(),
            units: vec![GridUnit {
                code: "1".to_owned(),
                name: "区".to_owned(),
                ancestors: [None; 5],
                residents: None,
                responsible: None,
                area: Km2(4.0),
                label_at: place((1000.0, 1000.0)),
                extent,
                boundary,
            }],
        };
        let links = streets
            .iter()
            .map(|(name, class, one_way, corners)| RoadLink {
                name: (*name).to_owned(),
                class: *class,
                one_way: *one_way,
                bridge: false,
                course: corners
                    .iter()
                    .map(|at| geo::Coord::from(place(*at)))
                    .collect(),
            });
        let links: Vec<RoadLink> = links.collect();
        let network = RoadNetwork {
            joints: Joints::of(&links),
            links,
            ..RoadNetwork::default()
        };
        exits(&network, &layer, least, &Cancel::new()).expect("not cancelled")
    }

    #[test]
    fn roads_leave_where_one_may_drive_out_and_not_where_they_come_back() {
        use RoadClass::{Arterial, Expressway, Local};
        let streets: [Street; 7] = [
            // Out to the east; its other carriageway leads in only.
            (
                "东",
                Expressway,
                true,
                &[(1000.0, 1000.0), (1900.0, 1000.0), (3000.0, 1000.0)],
            ),
            (
                "东",
                Expressway,
                true,
                &[(3000.0, 1030.0), (1000.0, 1030.0)],
            ),
            // Over a bay and back, in one link and in two.
            (
                "湾",
                Expressway,
                false,
                &[
                    (500.0, 500.0),
                    (500.0, -200.0),
                    (700.0, -200.0),
                    (700.0, 500.0),
                ],
            ),
            (
                "桥",
                Expressway,
                false,
                &[(1000.0, 300.0), (1000.0, -300.0)],
            ),
            (
                "桥",
                Expressway,
                false,
                &[(1000.0, -300.0), (1300.0, 300.0)],
            ),
            // Cut off a little short of the border.
            ("北", Arterial, false, &[(1000.0, 1000.0), (1000.0, 1950.0)]),
            // A lane out to the west: too small to count, unless asked.
            ("西", Local, false, &[(300.0, 1500.0), (-300.0, 1500.0)]),
        ];
        let names = |least| {
            let found = found(&streets, least);
            let names = found.iter().map(|exit| exit.name.clone());
            names.collect::<Vec<String>>()
        };
        assert_eq!(names(Arterial), ["东", "北"]);
        assert_eq!(names(Local), ["东", "北", "西"]);
        let east = &found(&streets, Expressway)[0];
        let plane = LocalProjection::centred_on(LonLat::new(113.9, 22.6));
        let at = plane.to_local(east.at);
        assert!(
            (at.x - 2000.0).abs() < 0.5 && (at.y - 1000.0).abs() < 0.5,
            "{at:?}"
        );
    }
}
