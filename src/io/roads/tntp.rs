//! Networks of transport research (TNTP): links with free-flow minutes in one file (`…_net.tntp`), junctions in another beside it
//! (`…_node.tntp`). Zones, where journeys begin and end, are no junctions to pass. A link that takes no time is right.

use std::path::{Path, PathBuf};

use geo::{Coord, LineString};

use super::link_table::Named;
use super::{content, text_of};
use crate::base::cancel::Cancel;
use crate::base::crs::Crs;
use crate::i18n::message::Message;
use crate::io::read_error::ReadError;
use crate::model::road_network::{LinkRule, RoadClass, RoadLink, RoadNetwork, RoadRefusal};

/// Whether a text begins as a file of links does.
pub(super) fn begins(start: &[u8]) -> bool {
    start.trim_ascii_start().starts_with(b"<NUMBER OF")
}

/// The file of the junctions beside a file of links.
fn nodes_beside(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?;
    let stem = name.strip_suffix("_net.tntp")?;
    Some(path.with_file_name(format!("{stem}_node.tntp")))
}

pub(super) fn read(
    path: &Path,
    crs: Option<Crs>,
    cancel: &Cancel,
) -> Result<RoadNetwork, ReadError> {
    // Where the places lie on the globe such files do not say: metres in a plane, unless it is known better.
    let crs = crs.unwrap_or(Crs::Plane);
    let beside = nodes_beside(path).filter(|beside| beside.is_file());
    let beside = beside.ok_or_else(|| content(path, Message::new("io-tntp-no-nodes")))?;
    let mut named = Named::default();
    for line in text_of(&beside, cancel)?.lines() {
        let mut words = line
            .split([' ', '\t', ','])
            .filter(|word| !word.is_empty() && *word != ";");
        let (Some(name), Some(x), Some(y)) = (words.next(), words.next(), words.next()) else {
            continue;
        };
        let (Ok(x), Ok(y)) = (x.parse::<f64>(), y.parse::<f64>()) else {
            // The heads of the columns.
            continue;
        };
        if x.is_finite() && y.is_finite() && crs.holds(x, y) {
            named.junction(name, crs.to_lonlat(x, y));
        }
    }
    let text = text_of(path, cancel)?;
    let first_through = metadata(&text, "<FIRST THRU NODE>").unwrap_or(1);
    let mut found = 0;
    for line in text.lines() {
        let line = line.trim();
        if line.is_empty() || line.starts_with(['<', '~']) {
            continue;
        }
        found += 1;
        if found % 4096 == 0 {
            cancel.check()?;
        }
        let words: Vec<&str> = line.trim_end_matches(';').split_whitespace().collect();
        let [from, to, _, length, minutes, ..] = words.as_slice() else {
            named.refuse(RoadRefusal::NotALine);
            continue;
        };
        let number = |text: &str| {
            let number = text.parse::<f64>().ok();
            number.filter(|number| number.is_finite() && *number >= 0.0)
        };
        let (Some(_), Some(minutes)) = (number(length), number(minutes)) else {
            named.refuse(RoadRefusal::BadNumber);
            continue;
        };
        let (Some((from, one)), Some((to, other))) = (named.known(from), named.known(to)) else {
            named.refuse(RoadRefusal::MissingCorner);
            continue;
        };
        let link = RoadLink {
            name: String::new(),
            class: RoadClass::Local,
            one_way: true,
            bridge: false,
            course: LineString(vec![Coord::from(one), Coord::from(other)]),
        };
        let rule = LinkRule {
            minutes: Some(minutes),
            ..LinkRule::default()
        };
        named.link(link, [from, to], rule);
    }
    for zone in 1..first_through {
        if let Some((number, _)) = named.known(&zone.to_string()) {
            named.joints.not_through.push(number);
        }
    }
    named.joints.not_through.sort_unstable();
    named.network(path, crs, found)
}

fn metadata(text: &str, name: &str) -> Option<u32> {
    let (_, rest) = text.split_once(name)?;
    rest.lines().next()?.trim().parse().ok()
}
