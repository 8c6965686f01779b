//! OpenStreetMap: ways become links between the corners they share, turn rules become bans. A file is read twice, for ways and
//! rules first, then for the places of just the corners those need: it may be as large as a province.

mod build;
mod pbf;
mod wire;
mod xml;

use std::collections::BTreeMap;
use std::path::Path;

use super::tags::{OsmRoad, Told, osm_road};
use crate::base::cancel::Cancel;
use crate::base::coords::LonLat;
use crate::io::read_error::ReadError;
use crate::model::road_network::{RoadNetwork, RoadRefusal};

/// How the file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OsmFormat {
    /// Blocks of protocol buffers.
    Pbf,
    /// XML, bare or packed with gzip or bzip2.
    Xml,
}

/// Which of the two a file begins as.
pub(super) fn format_of(start: &[u8]) -> Option<OsmFormat> {
    if pbf::begins(start) {
        Some(OsmFormat::Pbf)
    } else {
        xml::begins(start).then_some(OsmFormat::Xml)
    }
}

/// The roads of a file.
///
/// # Errors
/// [`ReadError`].
pub(super) fn read(
    path: &Path,
    format: OsmFormat,
    cancel: &Cancel,
) -> Result<RoadNetwork, ReadError> {
    let mut ways = Gathered::default();
    scan(path, format, Stage::Ways, &mut ways, &cancel.part(0, 1, 3))?;
    let wanted = ways.corners();
    let mut nodes = Gathered::default();
    let stage = Stage::Nodes(&wanted);
    scan(path, format, stage, &mut nodes, &cancel.part(1, 2, 3))?;
    build::network(path, ways, &wanted, &nodes.places, &cancel.part(2, 3, 3))
}

fn scan(
    path: &Path,
    format: OsmFormat,
    stage: Stage<'_>,
    into: &mut Gathered,
    cancel: &Cancel,
) -> Result<(), ReadError> {
    match format {
        OsmFormat::Pbf => pbf::scan(path, stage, into, cancel),
        OsmFormat::Xml => xml::scan(path, stage, into, cancel),
    }
}

/// What is looked for in a reading.
#[derive(Debug, Clone, Copy)]
enum Stage<'a> {
    /// Ways and turn rules.
    Ways,
    /// The places of these corners, sorted.
    Nodes(&'a [i64]),
}

/// A way that is a road.
#[derive(Debug, Clone, PartialEq)]
struct Way {
    id: i64,
    corners: Vec<i64>,
    road: OsmRoad,
}

/// A turn rule: over a corner, from a way into a way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct TurnRule {
    from: i64,
    via: i64,
    to: i64,
    /// The one turn that is allowed, rather than one that is not.
    only: bool,
}

/// What kind of thing a rule names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Node,
    Way,
    Relation,
}

/// What a reading gathers.
#[derive(Debug, Default)]
struct Gathered {
    ways: Vec<Way>,
    rules: Vec<TurnRule>,
    /// Corners by their place among those wanted.
    places: Vec<(u32, LonLat)>,
    /// Ways that speak of roads.
    found: usize,
    refused: BTreeMap<RoadRefusal, usize>,
}

impl Gathered {
    fn refuse(&mut self, why: RoadRefusal) {
        *self.refused.entry(why).or_default() += 1;
    }

    fn node(&mut self, wanted: &[i64], id: i64, place: LonLat) {
        if let Ok(at) = wanted.binary_search(&id)
            && place.is_on_globe()
        {
            self.places.push((at as u32, place));
        }
    }

    fn way(&mut self, id: i64, corners: impl FnOnce() -> Vec<i64>, tags: &[(&str, &str)]) {
        match osm_road(tags) {
            Told::NoRoad => {}
            Told::Closed => {
                self.found += 1;
                self.refuse(RoadRefusal::NoAccess);
            }
            Told::Road(road) => {
                self.found += 1;
                let mut corners = corners();
                corners.dedup();
                if corners.len() < 2 {
                    return self.refuse(RoadRefusal::NoPlace);
                }
                self.ways.push(Way { id, corners, road });
            }
        }
    }

    fn relation(&mut self, members: &[(Kind, i64, &str)], tags: &[(&str, &str)]) {
        let tag = |key: &str| {
            let found = tags.iter().find(|(name, _)| *name == key);
            found.map(|(_, value)| *value)
        };
        if tag("type") != Some("restriction") {
            return;
        }
        // Rules for certain hours, or for lorries alone, bind no patrol at all hours.
        let rule = tag("restriction").unwrap_or_default();
        let only = rule.starts_with("only_");
        if !only && !rule.starts_with("no_") {
            return;
        }
        let of = |kind: Kind, role: &str| {
            let mut named = members
                .iter()
                .filter(|(one, _, as_what)| *one == kind && *as_what == role);
            match (named.next(), named.next()) {
                (Some((_, id, _)), None) => Some(*id),
                _ => None,
            }
        };
        let parts = (
            of(Kind::Way, "from"),
            of(Kind::Node, "via"),
            of(Kind::Way, "to"),
        );
        let (Some(from), Some(via), Some(to)) = parts else {
            return self.refuse(RoadRefusal::TurnRule);
        };
        self.rules.push(TurnRule {
            from,
            via,
            to,
            only,
        });
    }

    /// The corners of all ways, sorted, each once.
    fn corners(&self) -> Vec<i64> {
        let mut corners: Vec<i64> = self
            .ways
            .iter()
            .flat_map(|way| way.corners.iter().copied())
            .collect();
        corners.sort_unstable();
        corners.dedup();
        corners
    }

    /// Takes up what another part of the file brought.
    fn append(&mut self, mut other: Self) {
        self.ways.append(&mut other.ways);
        self.rules.append(&mut other.rules);
        self.places.append(&mut other.places);
        self.found += other.found;
        for (why, count) in other.refused {
            *self.refused.entry(why).or_default() += count;
        }
    }
}
