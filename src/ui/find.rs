//! Finding a place by name, code or coordinates.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::cx::Cx;
use super::matching;
use super::selection_edits::{CLOSE, zoom_to_selection};
use super::view_state::{CameraWish, Selected};
use crate::base::coords::LonLat;
use crate::i18n::message::Message;
use crate::session::place_report::UnitAt;

/// Something found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Its name.
    pub name: String,
    /// What kind of thing it is.
    pub kind: Message,
    /// What selecting it selects.
    pub subject: Selected,
    /// Where to look, where the selection alone does not tell.
    pub at: Option<LonLat>,
}

/// Things listed at most.
const MOST: usize = 60;

/// What matches, best first. Found once for a text: kept on the desk while the text stays.
pub fn found(cx: &mut Cx, text: &str) -> Arc<Vec<Found>> {
    if let Some((known, found)) = &cx.view.desk.found
        && known == text
    {
        return Arc::clone(found);
    }
    let found = Arc::new(search(cx, text));
    cx.view.desk.found = Some((text.to_owned(), Arc::clone(&found)));
    found
}

fn search(cx: &Cx, text: &str) -> Vec<Found> {
    if text.trim().is_empty() {
        return Vec::new();
    }
    let mut hits: Vec<(u32, usize, Found)> = Vec::new();
    if let Some(at) = coordinates(text) {
        let name = format!("{:.6}, {:.6}", at.lon, at.lat);
        let found = Found {
            name,
            kind: Message::new("ui-place"),
            subject: Selected::Place(at),
            at: Some(at),
        };
        hits.push((0, 0, found));
    }
    plan_hits(cx, text, &mut hits);
    unit_hits(cx, text, &mut hits);
    road_hits(cx, text, &mut hits);
    hits.sort_by_key(|(score, order, _)| (*score, *order));
    hits.truncate(MOST);
    hits.into_iter().map(|(_, _, found)| found).collect()
}

/// `113.9, 22.6`, in either order: the one beyond 90 is the longitude.
#[must_use]
pub fn coordinates(text: &str) -> Option<LonLat> {
    let numbers: Vec<f64> = text
        .split(|letter: char| letter == ',' || letter == '，' || letter.is_whitespace())
        .filter(|part| !part.is_empty())
        .map(str::parse)
        .collect::<Result<_, _>>()
        .ok()?;
    let [one, other] = *numbers.as_slice() else {
        return None;
    };
    let place = if other.abs() > 90.0 {
        LonLat::new(other, one)
    } else {
        LonLat::new(one, other)
    };
    place.is_on_globe().then_some(place)
}

fn plan_hits(cx: &Cx, text: &str, hits: &mut Vec<(u32, usize, Found)>) {
    let plan = cx.session.shown_plan();
    let points = plan.points.values().filter_map(|point| {
        let found = Found {
            name: point.name.clone(),
            kind: Message::new("common-patrol-point"),
            subject: Selected::Points([point.id].into()),
            at: Some(point.position),
        };
        Some((matching::score(&point.name, text)?, 1, found))
    });
    let zones = plan.zones.values().filter_map(|zone| {
        let found = Found {
            name: zone.name.clone(),
            kind: Message::new("common-priority-zone"),
            subject: Selected::Zone(zone.id),
            at: None,
        };
        Some((matching::score(&zone.name, text)?, 2, found))
    });
    hits.extend(points.chain(zones));
}

fn unit_hits(cx: &Cx, text: &str, hits: &mut Vec<(u32, usize, Found)>) {
    for layer in cx.session.sources().grids.content.layers() {
        let units = layer.units.iter().enumerate();
        hits.extend(units.filter_map(|(at, unit)| {
            let score = [&unit.name, &unit.code]
                .into_iter()
                .filter_map(|name| matching::score(name, text))
                .min()?;
            let name = if unit.name == unit.code {
                unit.name.clone()
            } else {
                format!("{}  {}", unit.name, unit.code)
            };
            let found = Found {
                name,
                kind: Message::new(layer.level.sentence()),
                subject: Selected::Unit(UnitAt {
                    level: layer.level,
                    unit: at,
                }),
                at: None,
            };
            Some((score, 3 + layer.level.index(), found))
        }));
    }
}

/// Roads by name, each name once, at the middle of its first stretch.
fn road_hits(cx: &Cx, text: &str, hits: &mut Vec<(u32, usize, Found)>) {
    let mut seen = BTreeSet::new();
    for link in &cx.session.sources().roads.content.links {
        if link.name.is_empty() || !seen.insert(link.name.as_str()) {
            continue;
        }
        let Some(score) = matching::score(&link.name, text) else {
            continue;
        };
        let corners = &link.course.0;
        let Some(at) = corners.get(corners.len() / 2).map(|at| LonLat::from(*at)) else {
            continue;
        };
        let found = Found {
            name: link.name.clone(),
            kind: Message::new("ui-road"),
            subject: Selected::Place(at),
            at: Some(at),
        };
        hits.push((score, 9, found));
    }
}

/// Selects what was found and looks there.
pub fn go_to(cx: &mut Cx, found: &Found) {
    cx.view.selected = found.subject.clone();
    cx.view.inspect();
    match found.at {
        Some(at) => cx.view.camera_wish = Some(CameraWish::Centre(at, CLOSE)),
        None => zoom_to_selection(cx),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_are_understood_in_either_order() {
        let place = LonLat::new(113.9012, 22.5581);
        for text in ["113.9012, 22.5581", "22.5581 113.9012", "113.9012，22.5581"] {
            assert_eq!(coordinates(text), Some(place), "{text}");
        }
        assert_eq!(coordinates("西乡 12"), None);
        assert_eq!(coordinates("200, 100"), None);
    }
}
