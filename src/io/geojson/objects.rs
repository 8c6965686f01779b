//! Objects of GeoJSON once all their members are read: what they are, and what is wrong with them.

use super::coordinates::{Coordinates, Irregular, Oddities};
use super::document::{CrsMember, Fault, Feature, Shape};
use super::scan::{Broken, Span};
use crate::i18n::message::Message;
use crate::io::defect::{DefectKind, DefectLevel};

/// A member that should hold a `Item`.
#[derive(Debug, Default)]
pub(super) enum Member<Item> {
    #[default]
    Absent,
    Null,
    Other(usize),
    Here(Item),
}

/// The coordinates as written, or where they are none.
pub(super) type Written = Result<(Coordinates, Oddities), Irregular>;

/// Any GeoJSON object before its type is known.
#[derive(Debug, Default)]
pub(super) struct Object {
    pub(super) at: usize,
    pub(super) type_name: Member<String>,
    pub(super) id: Option<Span>,
    pub(super) crs: Option<CrsMember>,
    pub(super) has_features: Member<()>,
    pub(super) properties: Member<std::ops::Range<usize>>,
    pub(super) geometry: Member<Result<Shape, ()>>,
    pub(super) coordinates: Member<Written>,
    pub(super) geometries: Member<Vec<Result<Shape, ()>>>,
    /// Esri JSON and `TopoJSON` have members GeoJSON never has.
    pub(super) foreign: Option<&'static str>,
    pub(super) faults: Vec<Fault>,
}

impl Member<()> {
    /// The same for a member that should hold something else.
    pub(super) fn map_other<Item>(self) -> Member<Item> {
        match self {
            Self::Absent => Member::Absent,
            Self::Null => Member::Null,
            Self::Other(at) => Member::Other(at),
            Self::Here(()) => Member::Other(0),
        }
    }
}

impl Object {
    /// The feature it is, with the faults of its members.
    pub(super) fn into_feature(mut self) -> Feature {
        let mut faults = self.changed_meaning(true, false, true);
        faults.append(&mut self.faults);
        let at = self.at;
        match &self.type_name {
            Member::Here(name) if name == "Feature" => {}
            Member::Here(name) => faults.push(odd(
                at,
                Message::new("io-defect-wrong-type").with("found", name.as_str()),
            )),
            _ => faults.push(odd(at, Message::new("io-defect-no-type"))),
        }
        let attributes = match self.properties {
            Member::Here(range) => range,
            Member::Null => 0..0,
            Member::Absent => {
                faults.push(odd(at, Message::new("io-defect-no-properties")));
                0..0
            }
            Member::Other(at) => {
                faults.push(odd(at, Message::new("io-defect-bad-properties")));
                0..0
            }
        };
        let shape = match self.geometry {
            Member::Here(shape) => shape.ok(),
            Member::Null => None,
            Member::Absent | Member::Other(_) => {
                faults.push(unusable(at, Message::new("io-defect-no-geometry")));
                None
            }
        };
        Feature {
            at,
            id: self.id,
            shape,
            crs: self.crs,
            faults,
            attributes,
        }
    }

    /// A feature around a geometry that stands by itself.
    pub(super) fn into_bare_feature(mut self) -> Feature {
        let shape = self.take_shape();
        Feature {
            at: self.at,
            id: self.id,
            shape: shape.ok(),
            crs: self.crs,
            faults: self.faults,
            attributes: 0..0,
        }
    }

    /// The shape of a geometry object; faults say why there is none.
    pub(super) fn take_shape(&mut self) -> Result<Shape, ()> {
        let changed = self.changed_meaning(true, true, false);
        self.faults.extend(changed);
        let at = self.at;
        let Member::Here(name) = std::mem::take(&mut self.type_name) else {
            self.faults
                .push(unusable(at, Message::new("io-defect-no-type")));
            return Err(());
        };
        if name == "GeometryCollection" {
            return self.take_collection();
        }
        if !is_geometry(&name) {
            let message = Message::new("io-defect-wrong-type").with("found", name);
            self.faults.push(unusable(at, message));
            return Err(());
        }
        let message = Message::new("io-defect-bad-coordinates").with("type", name.as_str());
        let at = match std::mem::take(&mut self.coordinates) {
            Member::Here(Ok((found, oddities))) => {
                if let Some(shape) = shape_of(&name, found) {
                    self.note(oddities);
                    return Ok(shape);
                }
                at
            }
            Member::Here(Err(irregular)) => irregular.at,
            Member::Other(at) => at,
            Member::Absent | Member::Null => at,
        };
        self.faults.push(unusable(at, message));
        Err(())
    }

    fn take_collection(&mut self) -> Result<Shape, ()> {
        match std::mem::take(&mut self.geometries) {
            Member::Here(shapes) => shapes
                .into_iter()
                .collect::<Result<Vec<_>, ()>>()
                .map(Shape::Collection),
            Member::Absent | Member::Null | Member::Other(_) => {
                let message = Message::new("io-defect-no-geometries");
                self.faults.push(unusable(self.at, message));
                Err(())
            }
        }
    }

    fn note(&mut self, oddities: Oddities) {
        if let Some(at) = oddities.too_many_numbers {
            self.faults
                .push(odd(at, Message::new("io-defect-too-many-numbers")));
        }
        if let Some(at) = oddities.not_finite {
            self.faults.push(Fault {
                at,
                kind: DefectKind::NonFinite,
                level: DefectLevel::Refused,
                message: Message::new("io-defect-non-finite"),
            });
        }
    }

    /// RFC 7946, section 7.1: members of one type may not stand in another.
    pub(super) fn changed_meaning(
        &self,
        features: bool,
        feature: bool,
        geometry: bool,
    ) -> Vec<Fault> {
        let mut found = Vec::new();
        let mut check = |forbidden: bool, absent: bool, name: &'static str| {
            if forbidden && !absent {
                let message = Message::new("io-defect-misplaced-member").with("name", name);
                found.push(odd(self.at, message));
            }
        };
        let absent = matches!(self.has_features, Member::Absent);
        check(features, absent, "features");
        let absent = matches!(self.geometry, Member::Absent);
        check(feature, absent, "geometry");
        let absent = matches!(self.properties, Member::Absent);
        check(feature, absent, "properties");
        let absent = matches!(self.coordinates, Member::Absent);
        check(geometry, absent, "coordinates");
        let absent = matches!(self.geometries, Member::Absent);
        check(geometry, absent, "geometries");
        found
    }
}

/// Whether a type is one of the seven geometries.
pub(super) fn is_geometry(name: &str) -> bool {
    matches!(
        name,
        "Point"
            | "MultiPoint"
            | "LineString"
            | "MultiLineString"
            | "Polygon"
            | "MultiPolygon"
            | "GeometryCollection"
    )
}

fn shape_of(name: &str, found: Coordinates) -> Option<Shape> {
    match (name, found) {
        ("Point", Coordinates::Position(at)) => Some(Shape::Point(at)),
        ("MultiPoint", Coordinates::Line(points)) => Some(Shape::Points(points)),
        ("MultiPoint" | "Point", Coordinates::Empty) => Some(Shape::Points(Vec::new())),
        ("LineString", Coordinates::Line(line)) => Some(Shape::Line(line)),
        ("LineString", Coordinates::Empty) => Some(Shape::Line(Vec::new())),
        ("MultiLineString", Coordinates::Lines(lines)) => Some(Shape::Lines(lines)),
        ("MultiLineString", Coordinates::Empty) => Some(Shape::Lines(Vec::new())),
        ("Polygon", Coordinates::Lines(rings)) => Some(Shape::Polygon(rings)),
        ("Polygon", Coordinates::Empty) => Some(Shape::Polygon(Vec::new())),
        ("MultiPolygon", Coordinates::Polygons(parts)) => Some(Shape::Polygons(parts)),
        ("MultiPolygon", Coordinates::Empty) => Some(Shape::Polygons(Vec::new())),
        _ => None,
    }
}

/// Why a text is no GeoJSON, naming the format it is where that is known.
pub(super) fn not_geojson(object: &Object, type_name: &str) -> Broken {
    let foreign = match type_name {
        "Topology" => Some("TopoJSON"),
        _ => object.foreign,
    };
    let message = match (foreign, type_name) {
        (Some(format), _) => Message::new("io-geojson-other-format").with("format", format),
        (None, "") => Message::new("io-geojson-no-type"),
        (None, found) => Message::new("io-geojson-unknown-type").with("found", found),
    };
    Broken {
        at: object.at,
        message,
    }
}

/// A fault that does not stop the feature from being shown.
pub(super) fn odd(at: usize, message: Message) -> Fault {
    Fault {
        at,
        kind: DefectKind::Malformed,
        level: DefectLevel::Warning,
        message,
    }
}

/// A fault for which the feature is refused.
pub(super) fn unusable(at: usize, message: Message) -> Fault {
    Fault {
        at,
        kind: DefectKind::Malformed,
        level: DefectLevel::Refused,
        message,
    }
}
