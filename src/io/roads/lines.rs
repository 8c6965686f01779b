//! Roads from lines: GeoJSON, and what becomes GeoJSON on its way in.

use std::collections::BTreeMap;
use std::path::Path;

use geo::{Coord, LineString};

use super::joints::joined;
use super::no_roads;
use super::tags::{OneWay, max_speed, one_way, road_class, says_yes};
use crate::base::cancel::Cancel;
use crate::base::crs::Crs;
use crate::io::geojson::coordinates::Corners;
use crate::io::geojson::document::{Document, Feature, Shape};
use crate::io::geojson_file::{Reading, choose_reading, read_document, read_text};
use crate::io::read_error::ReadError;
use crate::model::road_network::{LinkRule, RoadLink, RoadNetwork, RoadRefusal};
use crate::model::source_note::SourceNote;

/// Features between two looks at the cancel wish.
const FEATURES_A_CHECK: usize = 1024;

/// Roads of a GeoJSON file (`LineString` features; `class`, `name`, `oneway`, `bridge` where given), `.gz` understood.
/// A feature that is no line or has under two places on the globe is refused and counted in the source note.
///
/// # Errors
/// [`ReadError`], also where not one line is left.
pub(super) fn read_lines(
    path: &Path,
    crs: Option<Crs>,
    cancel: &Cancel,
) -> Result<RoadNetwork, ReadError> {
    let decoded = read_text(path, cancel)?;
    let document = read_document(path, &decoded.text, &cancel.part(0, 3, 4))?;
    let reading = choose_reading(path, &document, crs)?;
    let attributes = RoadFields::of(&document);
    let mut links = Vec::with_capacity(document.features.len());
    let mut refused = BTreeMap::<RoadRefusal, usize>::new();
    let mut kept = 0;
    let (making, total) = (cancel.part(3, 4, 4), document.features.len());
    for (position, feature) in document.features.iter().enumerate() {
        if position % FEATURES_A_CHECK == 0 {
            making.check()?;
            making.report(position as u64, total as u64);
        }
        let lines: &[Corners] = match &feature.shape {
            Some(Shape::Line(line)) => std::slice::from_ref(line),
            Some(Shape::Lines(lines)) => lines,
            _ => {
                *refused.entry(RoadRefusal::NotALine).or_default() += 1;
                continue;
            }
        };
        let before = links.len();
        let made = lines.iter();
        links.extend(made.filter_map(|line| attributes.link(&document, feature, line, reading)));
        if links.len() > before {
            kept += 1;
        } else {
            *refused.entry(RoadRefusal::NoPlace).or_default() += 1;
        }
    }
    if kept == 0 && total > 0 {
        return Err(no_roads(path, total));
    }
    let (links, joints) = joined(links);
    Ok(RoadNetwork {
        links,
        joints,
        refused,
        source: SourceNote::of_file(path, reading.crs, total, kept),
    })
}

/// Which attributes say what.
struct RoadFields {
    name: Option<usize>,
    class: Option<usize>,
    one_way: Option<usize>,
    bridge: Option<usize>,
    max_speed: Option<usize>,
}

impl RoadFields {
    fn of(document: &Document<'_>) -> Self {
        let field = |names: &[&str]| names.iter().find_map(|name| document.field(name));
        Self {
            name: field(&["name", "名称", "道路名称"]),
            class: field(&["class", "highway", "fclass", "等级", "道路等级"]),
            one_way: field(&["oneway", "one_way", "单行"]),
            bridge: field(&["bridge", "桥梁"]),
            max_speed: field(&["maxspeed", "speed_kmh", "限速"]),
        }
    }

    fn link(
        &self,
        document: &Document<'_>,
        feature: &Feature,
        line: &Corners,
        reading: Reading,
    ) -> Option<(RoadLink, LinkRule)> {
        let value = |field: Option<usize>| {
            field.map_or_else(String::new, |field| document.value(feature, field))
        };
        let mut course = course(line, reading)?;
        let way = one_way(&value(self.one_way)).unwrap_or(OneWay::Both);
        if way == OneWay::Backward {
            course.0.reverse();
        }
        let link = RoadLink {
            name: value(self.name),
            class: road_class(&value(self.class)),
            one_way: way != OneWay::Both,
            bridge: says_yes(&value(self.bridge)),
            course,
        };
        let rule = LinkRule {
            max_speed: max_speed(&value(self.max_speed)),
            ..LinkRule::default()
        };
        Some((link, rule))
    }
}

fn course(line: &Corners, reading: Reading) -> Option<LineString<f64>> {
    let mut corners: Vec<Coord<f64>> = Vec::with_capacity(line.len());
    for written in line {
        let at = reading.east_north(*written);
        if !at.x.is_finite() || !at.y.is_finite() || !reading.crs.holds(at.x, at.y) {
            return None;
        }
        corners.push(reading.crs.to_lonlat(at.x, at.y).into());
    }
    corners.dedup();
    (corners.len() >= 2).then_some(LineString(corners))
}
