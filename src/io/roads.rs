//! Roads from GeoJSON lines.

use std::path::Path;

use geo::{Coord, LineString};

use super::geojson::coordinates::Corners;
use super::geojson::document::{Document, Feature, Shape};
use super::geojson_file::{Reading, choose_reading, read_document, read_text};
use super::read_error::ReadError;
use crate::base::cancel::Cancel;
use crate::base::crs::Crs;
use crate::i18n::message::Message;
use crate::model::road_network::{RoadClass, RoadLink, RoadNetwork};
use crate::model::source_note::SourceNote;

/// Features between two looks at the cancel wish.
const FEATURES_A_CHECK: usize = 1024;

/// Roads of a GeoJSON file (`LineString` features; `class`, `name`, `oneway`, `bridge` where given), `.gz` understood.
/// A feature that is no line or has under two places on the globe is refused and counted in the source note.
///
/// # Errors
/// [`ReadError`], also where not one line is left.
pub fn read_roads(
    path: &Path,
    crs: Option<Crs>,
    cancel: &Cancel,
) -> Result<RoadNetwork, ReadError> {
    let decoded = read_text(path, cancel)?;
    let document = read_document(path, &decoded.text, &cancel.part(0, 3, 4))?;
    let reading = choose_reading(path, &document, crs)?;
    let attributes = RoadFields::of(&document);
    let mut links = Vec::with_capacity(document.features.len());
    let mut kept = 0;
    let (making, total) = (cancel.part(3, 4, 4), document.features.len());
    for (position, feature) in document.features.iter().enumerate() {
        if position % FEATURES_A_CHECK == 0 {
            making.check()?;
            making.report(position as u64, total as u64);
        }
        let before = links.len();
        match &feature.shape {
            Some(Shape::Line(line)) => {
                links.extend(attributes.link(&document, feature, line, reading));
            }
            Some(Shape::Lines(lines)) => {
                let lines = lines.iter();
                links.extend(
                    lines.filter_map(|line| attributes.link(&document, feature, line, reading)),
                );
            }
            _ => {}
        }
        kept += usize::from(links.len() > before);
    }
    if kept == 0 && !document.features.is_empty() {
        return Err(ReadError::Content {
            path: path.into(),
            line: None,
            column: None,
            message: Message::new("io-roads-no-lines").with("n", document.features.len()),
        });
    }
    Ok(RoadNetwork {
        links,
        source: SourceNote {
            file_name: path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            path: path.to_string_lossy().into_owned(),
            crs: reading.crs,
            found: document.features.len(),
            kept,
        },
    })
}

/// Which attributes say what.
struct RoadFields {
    name: Option<usize>,
    class: Option<usize>,
    one_way: Option<usize>,
    bridge: Option<usize>,
}

impl RoadFields {
    fn of(document: &Document<'_>) -> Self {
        let field = |names: &[&str]| names.iter().find_map(|name| document.field(name));
        Self {
            name: field(&["name", "名称", "道路名称"]),
            class: field(&["class", "highway", "fclass", "等级", "道路等级"]),
            one_way: field(&["oneway", "one_way", "单行"]),
            bridge: field(&["bridge", "桥梁"]),
        }
    }

    fn link(
        &self,
        document: &Document<'_>,
        feature: &Feature,
        line: &Corners,
        reading: Reading,
    ) -> Option<RoadLink> {
        let value = |field: Option<usize>| {
            field.map_or_else(String::new, |field| document.value(feature, field))
        };
        let mut course = course(line, reading)?;
        let one_way = value(self.one_way).to_lowercase();
        if matches!(one_way.as_str(), "-1" | "reverse" | "t") {
            course.0.reverse();
        }
        Some(RoadLink {
            name: value(self.name),
            class: road_class(&value(self.class)),
            one_way: !matches!(one_way.as_str(), "" | "no" | "false" | "0" | "b" | "否"),
            bridge: !matches!(
                value(self.bridge).to_lowercase().as_str(),
                "" | "no" | "false" | "0" | "f" | "否"
            ),
            course,
        })
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

/// Our own words and those of OpenStreetMap; a road of unknown class is local.
fn road_class(text: &str) -> RoadClass {
    let text = text.trim().to_lowercase();
    if let Some(class) = RoadClass::ALL.into_iter().find(|class| class.tag() == text) {
        return class;
    }
    match text.trim_end_matches("_link") {
        "motorway" | "高速" | "高速公路" => RoadClass::Expressway,
        "trunk" | "primary" | "快速路" | "主干道" | "主干路" => RoadClass::Arterial,
        "secondary" | "tertiary" | "次干道" | "次干路" => RoadClass::Collector,
        "service" | "track" | "path" | "footway" | "pedestrian" | "cycleway" | "steps"
        | "living_street" | "alley" | "巷道" => RoadClass::Lane,
        _ => RoadClass::Local,
    }
}
