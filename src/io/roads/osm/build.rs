//! From ways to links: a way is cut where it meets another or itself, and only there.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use geo::{Coord, LineString};

use super::{Gathered, TurnRule, Way};
use crate::base::cancel::Cancel;
use crate::base::coords::LonLat;
use crate::base::crs::Crs;
use crate::io::read_error::ReadError;
use crate::io::roads::no_roads;
use crate::io::roads::tags::OneWay;
use crate::model::road_network::{Joints, LinkRule, RoadLink, RoadNetwork, RoadRefusal, TurnBan};
use crate::model::source_note::SourceNote;

/// Ways between two looks at the cancel wish.
const WAYS_A_CHECK: usize = 1024;

/// The network of the ways, whose corners lie at these places; `wanted` are the corners' numbers, sorted.
pub(super) fn network(
    path: &Path,
    ways: Gathered,
    wanted: &[i64],
    places: &[(u32, LonLat)],
    cancel: &Cancel,
) -> Result<RoadNetwork, ReadError> {
    let mut at: Vec<Option<LonLat>> = vec![None; wanted.len()];
    for (corner, place) in places {
        if let Some(slot) = at.get_mut(*corner as usize) {
            *slot = Some(*place);
        }
    }
    let mut made = Made {
        wanted,
        at,
        uses: uses(&ways.ways, wanted),
        numbers: HashMap::new(),
        links: Vec::new(),
        joints: Joints::default(),
        links_of: HashMap::new(),
        refused: ways.refused,
    };
    let mut kept = 0;
    let total = ways.ways.len();
    for (count, way) in ways.ways.iter().enumerate() {
        if count % WAYS_A_CHECK == 0 {
            cancel.check()?;
            cancel.report(count as u64, total as u64);
        }
        kept += usize::from(made.cut(way));
    }
    made.ban(&ways.rules);
    if made.links.is_empty() {
        return Err(no_roads(path, ways.found));
    }
    Ok(RoadNetwork {
        links: made.links,
        joints: made.joints,
        refused: made.refused,
        source: SourceNote::of_file(path, Crs::Wgs84, ways.found, kept),
    })
}

/// How often each corner is come by: at an end counts twice, so that an end is always a junction.
fn uses(ways: &[Way], wanted: &[i64]) -> Vec<u8> {
    let mut uses = vec![0u8; wanted.len()];
    for way in ways {
        let last = way.corners.len().saturating_sub(1);
        for (at, corner) in way.corners.iter().enumerate() {
            let count = if at == 0 || at == last { 2 } else { 1 };
            if let Ok(at) = wanted.binary_search(corner)
                && let Some(uses) = uses.get_mut(at)
            {
                *uses = uses.saturating_add(count);
            }
        }
    }
    uses
}

struct Made<'a> {
    wanted: &'a [i64],
    at: Vec<Option<LonLat>>,
    uses: Vec<u8>,
    /// The junction of a corner.
    numbers: HashMap<u32, u32>,
    links: Vec<RoadLink>,
    joints: Joints,
    /// The links a way became, first and one past the last.
    links_of: HashMap<i64, (u32, u32)>,
    refused: BTreeMap<RoadRefusal, usize>,
}

impl Made<'_> {
    fn refuse(&mut self, why: RoadRefusal) {
        *self.refused.entry(why).or_default() += 1;
    }

    /// Cuts a way into links. `false` where none is left of it.
    fn cut(&mut self, way: &Way) -> bool {
        let first = self.links.len() as u32;
        let mut run: Vec<(u32, Coord<f64>)> = Vec::new();
        let mut missing = false;
        for corner in &way.corners {
            let found = self.wanted.binary_search(corner).ok().and_then(|at| {
                let place = self.at.get(at).copied().flatten()?;
                Some((at as u32, place, self.uses.get(at).copied().unwrap_or(0)))
            });
            let Some((at, place, uses)) = found else {
                // What the cut of the file left of it on either side stays.
                missing = true;
                self.link(way, &run);
                run.clear();
                continue;
            };
            run.push((at, place.into()));
            if uses > 1 && run.len() > 1 {
                self.link(way, &run);
                run = vec![(at, place.into())];
            }
        }
        self.link(way, &run);
        if missing {
            self.refuse(RoadRefusal::MissingCorner);
        }
        let last = self.links.len() as u32;
        self.links_of.insert(way.id, (first, last));
        last > first
    }

    fn link(&mut self, way: &Way, run: &[(u32, Coord<f64>)]) {
        let [(from, _), .., (to, _)] = run else {
            return;
        };
        let mut course: LineString<f64> = run.iter().map(|(_, corner)| *corner).collect();
        let mut ends = [self.junction(*from), self.junction(*to)];
        if way.road.way == OneWay::Backward {
            course.0.reverse();
            ends.reverse();
        }
        self.links.push(RoadLink {
            name: way.road.name.clone(),
            class: way.road.class,
            one_way: way.road.way != OneWay::Both,
            bridge: way.road.bridge,
            course,
        });
        self.joints.ends.push(ends);
        self.joints.rules.push(LinkRule {
            access: way.road.access,
            max_speed: way.road.max_speed,
            ..LinkRule::default()
        });
    }

    fn junction(&mut self, corner: u32) -> u32 {
        let place = self.at.get(corner as usize).copied().flatten();
        *self.numbers.entry(corner).or_insert_with(|| {
            let place = place.unwrap_or(LonLat::new(0.0, 0.0));
            self.joints.junctions.push(place);
            self.joints.junctions.len() as u32 - 1
        })
    }

    /// The links of a way that come to a junction (or leave it).
    fn at_junction(&self, way: i64, junction: u32, coming: bool) -> Vec<u32> {
        let (first, last) = self.links_of.get(&way).copied().unwrap_or((0, 0));
        (first..last)
            .filter(|link| self.touches(*link, junction, coming))
            .collect()
    }

    fn touches(&self, link: u32, junction: u32, coming: bool) -> bool {
        let (Some([from, to]), Some(road)) = (
            self.joints.ends.get(link as usize),
            self.links.get(link as usize),
        ) else {
            return false;
        };
        let this = if coming { *to } else { *from };
        let that = if coming { *from } else { *to };
        this == junction || (!road.one_way && that == junction)
    }

    /// The links at the junctions of rules that allow one turn only.
    fn around(&self, junctions: impl Iterator<Item = u32>) -> HashMap<u32, Vec<u32>> {
        let mut around: HashMap<u32, Vec<u32>> = junctions.map(|at| (at, Vec::new())).collect();
        if around.is_empty() {
            return around;
        }
        for (link, ends) in (0u32..).zip(&self.joints.ends) {
            for end in ends {
                if let Some(links) = around.get_mut(end)
                    && links.last() != Some(&link)
                {
                    links.push(link);
                }
            }
        }
        around
    }

    fn ban(&mut self, rules: &[TurnRule]) {
        let via = |rule: &TurnRule| {
            let corner = self.wanted.binary_search(&rule.via).ok()?;
            self.numbers.get(&(corner as u32)).copied()
        };
        let vias: Vec<Option<u32>> = rules.iter().map(via).collect();
        let only = rules.iter().zip(&vias).filter(|(rule, _)| rule.only);
        let around = self.around(only.filter_map(|(_, via)| *via));
        for (rule, via) in rules.iter().zip(vias) {
            let turn = via.and_then(|via| {
                let from = self.at_junction(rule.from, via, true);
                let to = self.at_junction(rule.to, via, false);
                match (from.as_slice(), to.as_slice()) {
                    ([from], [to]) => Some((*from, via, *to)),
                    _ => None,
                }
            });
            let Some((from, via, to)) = turn else {
                self.refuse(RoadRefusal::TurnRule);
                continue;
            };
            if rule.only {
                let others = around.get(&via).map_or(&[][..], Vec::as_slice);
                let others = others.iter().copied();
                let banned = others.filter(|link| *link != to && self.touches(*link, via, false));
                let banned: Vec<TurnBan> = banned.map(|to| TurnBan { from, via, to }).collect();
                self.joints.bans.extend(banned);
            } else {
                self.joints.bans.push(TurnBan { from, via, to });
            }
        }
        self.joints.bans.sort_unstable();
        self.joints.bans.dedup();
    }
}
