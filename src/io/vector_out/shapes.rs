//! The shapes of features as each format writes them: corners to the last bit, rings turned as RFC 7946 and KML want them.

use geo::{Coord, LineString, Polygon};
use serde_json::{Value, json};

use super::OutPlace;

/// The corners of a polygon's rings, the outer one first.
pub(super) fn turned_rings(area: &Polygon<f64>) -> Vec<Vec<Coord<f64>>> {
    use geo::orient::{Direction, Orient};
    let turned = area.orient(Direction::Default);
    let rings = std::iter::once(turned.exterior()).chain(turned.interiors());
    rings.map(|ring| ring.0.clone()).collect()
}

/// As GeoJSON.
pub(super) fn geometry(place: &OutPlace) -> Value {
    let pairs = |corners: &[Coord<f64>]| -> Vec<[f64; 2]> {
        corners.iter().map(|corner| [corner.x, corner.y]).collect()
    };
    let rings = |area: &Polygon<f64>| -> Vec<Vec<[f64; 2]>> {
        turned_rings(area).iter().map(|ring| pairs(ring)).collect()
    };
    match place {
        OutPlace::Point(at) => json!({"type": "Point", "coordinates": [at.lon, at.lat]}),
        OutPlace::Line(line) => json!({"type": "LineString", "coordinates": pairs(&line.0)}),
        OutPlace::Area(area) => json!({"type": "Polygon", "coordinates": rings(area)}),
        OutPlace::Areas(areas) => match areas.0.as_slice() {
            [only] => json!({"type": "Polygon", "coordinates": rings(only)}),
            several => {
                let all: Vec<_> = several.iter().map(rings).collect();
                json!({"type": "MultiPolygon", "coordinates": all})
            }
        },
    }
}

/// As KML.
pub(super) fn kml(place: &OutPlace) -> String {
    let corners = |corners: &[Coord<f64>]| {
        let words = corners
            .iter()
            .map(|corner| format!("{},{}", corner.x, corner.y));
        words.collect::<Vec<_>>().join(" ")
    };
    let polygon = |area: &Polygon<f64>| {
        let rings = turned_rings(area).into_iter().enumerate().map(|(at, ring)| {
            let border = if at == 0 {
                "outerBoundaryIs"
            } else {
                "innerBoundaryIs"
            };
            let ring = corners(&ring);
            format!("<{border}><LinearRing><coordinates>{ring}</coordinates></LinearRing></{border}>")
        });
        format!("<Polygon>{}</Polygon>", rings.collect::<String>())
    };
    match place {
        OutPlace::Point(at) => {
            format!(
                "<Point><coordinates>{},{}</coordinates></Point>",
                at.lon, at.lat
            )
        }
        OutPlace::Line(line) => {
            format!(
                "<LineString><coordinates>{}</coordinates></LineString>",
                corners(&line.0)
            )
        }
        OutPlace::Area(area) => polygon(area),
        OutPlace::Areas(areas) => match areas.0.as_slice() {
            [only] => polygon(only),
            several => {
                let all: String = several.iter().map(polygon).collect();
                format!("<MultiGeometry>{all}</MultiGeometry>")
            }
        },
    }
}

/// As well-known text.
pub(super) fn well_known_text(place: &OutPlace) -> String {
    let corners = |corners: &[Coord<f64>]| {
        let words = corners
            .iter()
            .map(|corner| format!("{} {}", corner.x, corner.y));
        format!("({})", words.collect::<Vec<_>>().join(", "))
    };
    let polygon = |area: &Polygon<f64>| {
        let rings: Vec<String> = turned_rings(area)
            .iter()
            .map(|ring| corners(ring))
            .collect();
        format!("({})", rings.join(", "))
    };
    let line = |line: &LineString<f64>| corners(&line.0);
    match place {
        OutPlace::Point(at) => format!("POINT ({} {})", at.lon, at.lat),
        OutPlace::Line(course) => format!("LINESTRING {}", line(course)),
        OutPlace::Area(area) => format!("POLYGON {}", polygon(area)),
        OutPlace::Areas(areas) => match areas.0.as_slice() {
            [only] => format!("POLYGON {}", polygon(only)),
            several => {
                let all: Vec<String> = several.iter().map(polygon).collect();
                format!("MULTIPOLYGON ({})", all.join(", "))
            }
        },
    }
}
