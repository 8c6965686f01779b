//! Features written down as a GeoJSON document.

use serde_json::ser::to_writer;

/// A corner as the file writes it: longitude or easting, latitude or northing.
pub(super) type Corner = [f64; 2];

/// What a feature looks like.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Geometry {
    /// Nothing at all.
    None,
    Points(Vec<Corner>),
    Lines(Vec<Vec<Corner>>),
    /// Each with its outer ring first.
    Polygons(Vec<Vec<Vec<Corner>>>),
    Several(Vec<Geometry>),
    /// A kind this program does not read; the reader of GeoJSON refuses the feature by this name.
    Foreign(&'static str),
}

/// The document as it grows.
#[derive(Debug)]
pub(super) struct Collection {
    text: Vec<u8>,
    empty: bool,
}

impl Collection {
    /// Begins a document in a reference system of this name; without one it is WGS 84.
    pub(super) fn begin(crs: Option<&str>) -> Self {
        let mut text = br#"{"type":"FeatureCollection","#.to_vec();
        if let Some(name) = crs {
            text.extend(br#""crs":{"type":"name","properties":{"name":"#);
            string(&mut text, name);
            text.extend(b"}},");
        }
        text.extend(br#""features":["#);
        Self { text, empty: true }
    }

    /// Adds a feature, on a line of its own.
    pub(super) fn add<'a>(
        &mut self,
        geometry: &Geometry,
        properties: impl Iterator<Item = (&'a str, &'a str)>,
    ) {
        let text = &mut self.text;
        text.extend(if self.empty { &b"\n"[..] } else { b",\n" });
        self.empty = false;
        text.extend(br#"{"type":"Feature","properties":{"#);
        for (at, (name, value)) in properties.enumerate() {
            if at > 0 {
                text.push(b',');
            }
            string(text, name);
            text.push(b':');
            string(text, value);
        }
        text.extend(br#"},"geometry":"#);
        write_geometry(text, geometry);
        text.push(b'}');
    }

    /// The whole text.
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.text.extend(b"\n]}\n");
        self.text
    }
}

fn string(text: &mut Vec<u8>, value: &str) {
    // Writing text into memory cannot fail.
    let _ = to_writer(text, value);
}

/// A number to the last bit. What is no number becomes one that no double holds, so that the reader of GeoJSON names it.
fn number(text: &mut Vec<u8>, value: f64) {
    if value.is_finite() {
        let _ = to_writer(text, &value);
    } else {
        text.extend(b"1e999");
    }
}

fn write_geometry(text: &mut Vec<u8>, geometry: &Geometry) {
    match geometry {
        Geometry::None => text.extend(b"null"),
        Geometry::Points(points) => match points.as_slice() {
            [point] => typed(text, "Point", |text| corner(text, *point)),
            points => typed(text, "MultiPoint", |text| corners(text, points)),
        },
        Geometry::Lines(lines) => match lines.as_slice() {
            [line] => typed(text, "LineString", |text| corners(text, line)),
            lines => typed(text, "MultiLineString", |text| {
                list(text, lines, |text, line| corners(text, line));
            }),
        },
        Geometry::Polygons(polygons) => match polygons.as_slice() {
            [rings] => typed(text, "Polygon", |text| rings_of(text, rings)),
            polygons => typed(text, "MultiPolygon", |text| {
                list(text, polygons, |text, rings| rings_of(text, rings));
            }),
        },
        Geometry::Several(parts) => {
            text.extend(br#"{"type":"GeometryCollection","geometries":"#);
            list(text, parts, write_geometry);
            text.push(b'}');
        }
        Geometry::Foreign(name) => typed(text, name, |text| text.extend(b"[]")),
    }
}

fn typed(text: &mut Vec<u8>, kind: &str, coordinates: impl FnOnce(&mut Vec<u8>)) {
    text.extend(br#"{"type":"#);
    string(text, kind);
    text.extend(br#","coordinates":"#);
    coordinates(text);
    text.push(b'}');
}

fn list<Item>(text: &mut Vec<u8>, items: &[Item], write: impl Fn(&mut Vec<u8>, &Item)) {
    text.push(b'[');
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            text.push(b',');
        }
        write(text, item);
    }
    text.push(b']');
}

fn rings_of(text: &mut Vec<u8>, rings: &[Vec<Corner>]) {
    list(text, rings, |text, ring| corners(text, ring));
}

fn corners(text: &mut Vec<u8>, corners: &[Corner]) {
    list(text, corners, |text, at| corner(text, *at));
}

fn corner(text: &mut Vec<u8>, [x, y]: Corner) {
    text.push(b'[');
    number(text, x);
    text.push(b',');
    number(text, y);
    text.push(b']');
}
