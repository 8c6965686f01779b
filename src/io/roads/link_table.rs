//! Tables of links: `from,to,from_x,from_y,to_x,to_y` and, where known, `length_m`, `oneway`, `speed_kmh`, one link a row.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use geo::{Coord, LineString};

use super::tags::{OneWay, max_speed, one_way, road_class};
use super::{content, no_roads, text_of};
use crate::base::cancel::Cancel;
use crate::base::coords::LonLat;
use crate::base::crs::Crs;
use crate::i18n::message::Message;
use crate::io::read_error::ReadError;
use crate::model::road_network::{Joints, LinkRule, RoadLink, RoadNetwork, RoadRefusal};
use crate::model::source_note::SourceNote;

/// Rows between two looks at the cancel wish.
const ROWS_A_CHECK: usize = 4096;

/// Whether a text begins with the heads of such a table.
pub(super) fn begins(start: &[u8]) -> bool {
    let text = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start);
    let head = text.split(|byte| matches!(byte, b'\n' | b'\r')).next();
    let head = String::from_utf8_lossy(head.unwrap_or_default()).to_lowercase();
    let heads: Vec<&str> = head
        .split(',')
        .map(|head| head.trim_matches(['"', ' ']))
        .collect();
    ["from", "to", "from_x", "to_y"]
        .iter()
        .all(|name| heads.contains(name))
}

/// A network as it grows, whose junctions have names.
#[derive(Debug, Default)]
pub(super) struct Named {
    numbers: HashMap<String, u32>,
    pub(super) links: Vec<RoadLink>,
    pub(super) joints: Joints,
    pub(super) refused: BTreeMap<RoadRefusal, usize>,
}

impl Named {
    pub(super) fn refuse(&mut self, why: RoadRefusal) {
        *self.refused.entry(why).or_default() += 1;
    }

    /// The junction of this name, at this place where it is new.
    pub(super) fn junction(&mut self, name: &str, place: LonLat) -> u32 {
        if let Some(known) = self.numbers.get(name) {
            return *known;
        }
        let number = self.joints.junctions.len() as u32;
        self.joints.junctions.push(place);
        self.numbers.insert(name.to_owned(), number);
        number
    }

    /// A junction that is there already.
    pub(super) fn known(&self, name: &str) -> Option<(u32, LonLat)> {
        let number = *self.numbers.get(name)?;
        let place = self.joints.junctions.get(number as usize)?;
        Some((number, *place))
    }

    pub(super) fn link(&mut self, link: RoadLink, ends: [u32; 2], rule: LinkRule) {
        self.links.push(link);
        self.joints.ends.push(ends);
        self.joints.rules.push(rule);
    }

    pub(super) fn network(
        self,
        path: &Path,
        crs: Crs,
        found: usize,
    ) -> Result<RoadNetwork, ReadError> {
        if self.links.is_empty() {
            return Err(no_roads(path, found));
        }
        let refused: usize = self.refused.values().sum();
        Ok(RoadNetwork {
            source: SourceNote::of_file(path, crs, found, found.saturating_sub(refused)),
            links: self.links,
            joints: self.joints,
            refused: self.refused,
        })
    }
}

pub(super) fn read(
    path: &Path,
    crs: Option<Crs>,
    cancel: &Cancel,
) -> Result<RoadNetwork, ReadError> {
    let crs = crs.unwrap_or_default();
    let text = text_of(path, cancel)?;
    let text = text.trim_start_matches('\u{FEFF}');
    let mut table = csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let broken = |error: csv::Error| {
        let why = error.to_string();
        content(path, Message::new("io-table-broken").with("why", why))
    };
    let heads = table.headers().map_err(broken)?.clone();
    let column = |names: &[&str]| {
        heads
            .iter()
            .position(|head| names.contains(&head.to_lowercase().as_str()))
    };
    let columns = ["from", "to", "from_x", "from_y", "to_x", "to_y"].map(|name| column(&[name]));
    let more = [
        column(&["length_m", "length"]),
        column(&["oneway", "one_way"]),
        column(&["speed_kmh", "maxspeed"]),
        column(&["name"]),
        column(&["class", "highway"]),
    ];
    let mut named = Named::default();
    let mut found = 0;
    for row in table.records() {
        if found % ROWS_A_CHECK == 0 {
            cancel.check()?;
        }
        let row = row.map_err(broken)?;
        found += 1;
        let cell = |at: Option<usize>| at.and_then(|at| row.get(at)).unwrap_or("");
        let [from, to, numbers @ ..] = columns.map(cell);
        let [metres, direction, speed, name, class] = more.map(cell);
        let numbers = numbers.map(|text| text.parse::<f64>().ok().filter(|it| it.is_finite()));
        let [Some(from_x), Some(from_y), Some(to_x), Some(to_y)] = numbers else {
            named.refuse(RoadRefusal::BadNumber);
            continue;
        };
        let length = (!metres.is_empty()).then(|| metres.parse::<f64>().ok());
        let bad = length.is_some_and(|it| it.is_none_or(|it| !it.is_finite() || it < 0.0));
        if bad {
            named.refuse(RoadRefusal::BadNumber);
            continue;
        }
        let on_globe = crs.holds(from_x, from_y) && crs.holds(to_x, to_y);
        if from.is_empty() || to.is_empty() || !on_globe {
            named.refuse(RoadRefusal::NoPlace);
            continue;
        }
        let (one, other) = (crs.to_lonlat(from_x, from_y), crs.to_lonlat(to_x, to_y));
        let mut ends = [named.junction(from, one), named.junction(to, other)];
        let mut corners = vec![Coord::from(one), Coord::from(other)];
        let way = one_way(direction).unwrap_or(OneWay::Both);
        if way == OneWay::Backward {
            ends.reverse();
            corners.reverse();
        }
        let link = RoadLink {
            name: name.to_owned(),
            class: road_class(class),
            one_way: way != OneWay::Both,
            bridge: false,
            course: LineString(corners),
        };
        let rule = LinkRule {
            max_speed: max_speed(speed),
            metres: length.flatten(),
            ..LinkRule::default()
        };
        named.link(link, ends, rule);
    }
    named.network(path, crs, found)
}
