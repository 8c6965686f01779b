//! The objects of GeoJSON, member by member: in any order, with foreign members, with the faults files really have.

use super::coordinates::{Coordinates, Corners, Irregular, Oddities, coordinates};
use super::document::{Attribute, CrsMember, Fault, Feature, Fields, Shape, Stopped, plain};
use super::scan::{Broken, Scan, Span, unescape};
use crate::base::cancel::Cancel;
use crate::i18n::message::Message;
use crate::io::defect::{DefectKind, DefectLevel};

/// Geometry collections in geometry collections: deeper than this they are refused.
const MOST_COLLECTIONS: usize = 16;

/// What is being read and what has been.
pub(super) struct Reader<'text, 'cancel> {
    pub(super) scan: Scan<'text>,
    pub(super) cancel: &'cancel Cancel,
    pub(super) scratch: Corners,
    pub(super) fields: Fields,
    pub(super) attributes: Vec<Attribute>,
    pub(super) features: Vec<Feature>,
    pub(super) crs: Option<CrsMember>,
    pub(super) faults: Vec<Fault>,
}

/// A member that should hold a `Item`.
#[derive(Debug, Default)]
enum Member<Item> {
    #[default]
    Absent,
    Null,
    Other(usize),
    Here(Item),
}

/// The coordinates as written, or where they are none.
type Written = Result<(Coordinates, Oddities), Irregular>;

/// Any GeoJSON object before its type is known.
#[derive(Debug, Default)]
struct Object {
    at: usize,
    type_name: Member<String>,
    id: Option<Span>,
    crs: Option<CrsMember>,
    has_features: Member<()>,
    properties: Member<std::ops::Range<usize>>,
    geometry: Member<Result<Shape, ()>>,
    coordinates: Member<Written>,
    geometries: Member<Vec<Result<Shape, ()>>>,
    /// Esri JSON and `TopoJSON` have members GeoJSON never has.
    foreign: Option<&'static str>,
    faults: Vec<Fault>,
}

/// Which object is read: the outermost, a feature, a geometry (and how deep in collections).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Outermost,
    Feature,
    Geometry(usize),
}

impl Reader<'_, '_> {
    /// One text; whether more features may follow (a GeoJSON sequence).
    pub(super) fn text(&mut self) -> Result<bool, Stopped> {
        if self.scan.skip_space() != Some(b'{') {
            let at = self.scan.at;
            self.scan.value()?;
            self.scan.at = at;
            return Err(self
                .scan
                .broken(Message::new("io-geojson-no-object"))
                .into());
        }
        let object = self.object(Place::Outermost)?;
        self.crs = self.crs.take().or_else(|| object.crs.clone());
        let Member::Here(type_name) = &object.type_name else {
            return Err(not_geojson(&object, "").into());
        };
        match type_name.as_str() {
            "FeatureCollection" => match object.has_features {
                Member::Here(()) => {
                    self.faults
                        .extend(object.changed_meaning(false, true, true));
                    self.faults.extend(object.faults);
                    Ok(false)
                }
                _ => Err(Broken {
                    at: object.at,
                    message: Message::new("io-geojson-no-features"),
                }
                .into()),
            },
            "Feature" => {
                let feature = object.into_feature();
                self.features.push(feature);
                Ok(true)
            }
            name if is_geometry(name) => {
                let feature = object.into_bare_feature();
                self.features.push(feature);
                Ok(true)
            }
            name => Err(not_geojson(&object, name).into()),
        }
    }

    fn features(&mut self) -> Result<Member<()>, Stopped> {
        if self.scan.skip_space() != Some(b'[') {
            return Ok(self.pass()?.map_other());
        }
        self.scan.at += 1;
        if self.scan.eat(b']') {
            return Ok(Member::Here(()));
        }
        loop {
            self.look_around()?;
            let feature = self.feature()?;
            self.features.push(feature);
            if self.scan.eat(b']') {
                return Ok(Member::Here(()));
            }
            self.scan.want(b',')?;
        }
    }

    fn feature(&mut self) -> Result<Feature, Stopped> {
        if self.scan.skip_space() == Some(b'{') {
            let object = self.object(Place::Feature)?;
            let bare = matches!(&object.type_name, Member::Here(name) if is_geometry(name));
            return Ok(if bare {
                let mut feature = object.into_bare_feature();
                let message = Message::new("io-defect-bare-geometry");
                feature.faults.push(odd(feature.at, message));
                feature
            } else {
                object.into_feature()
            });
        }
        let at = self.scan.at;
        self.scan.value()?;
        Ok(Feature {
            at,
            faults: vec![unusable(at, Message::new("io-defect-no-feature"))],
            attributes: self.attributes.len()..self.attributes.len(),
            ..Feature::default()
        })
    }

    fn object(&mut self, place: Place) -> Result<Object, Stopped> {
        let mut object = Object {
            at: self.scan.at,
            ..Object::default()
        };
        self.scan.want(b'{')?;
        if self.scan.eat(b'}') {
            return Ok(object);
        }
        let mut seen = 0_u32;
        loop {
            let key = self.scan.string()?;
            self.scan.want(b':')?;
            let bit = self.member(key, place, &mut object)?;
            if seen & bit != 0 {
                let name = unescape(self.scan.text(), key);
                let message = Message::new("io-defect-member-twice").with("name", name);
                object.faults.push(odd(key.start, message));
            }
            seen |= bit;
            if self.scan.eat(b'}') {
                return Ok(object);
            }
            self.scan.want(b',')?;
        }
    }

    /// Reads one member's value; a bit of its own for each member that may stand only once.
    fn member(&mut self, key: Span, place: Place, object: &mut Object) -> Result<u32, Stopped> {
        let text = self.scan.text();
        match text.get(key.start..key.end).unwrap_or_default() {
            b"type" => {
                object.type_name = self.type_name()?;
                return Ok(1);
            }
            b"id" => {
                object.id = self.id(object)?;
                return Ok(1 << 1);
            }
            b"properties" if !matches!(place, Place::Geometry(_)) => {
                object.properties = self.properties(&mut object.faults)?;
                return Ok(1 << 2);
            }
            b"geometry" if !matches!(place, Place::Geometry(_)) => {
                object.geometry = self.geometry(&mut object.faults, 0)?;
                return Ok(1 << 3);
            }
            b"coordinates" => {
                object.coordinates = self.coordinates()?;
                return Ok(1 << 4);
            }
            b"geometries" => {
                let depth = if let Place::Geometry(depth) = place {
                    depth
                } else {
                    0
                };
                object.geometries = self.geometries(&mut object.faults, depth)?;
                return Ok(1 << 5);
            }
            b"features" if place == Place::Outermost => {
                object.has_features = self.features()?;
                return Ok(1 << 6);
            }
            b"crs" | b"coordRefSys" => {
                object.crs = Some(self.crs_member()?);
                return Ok(1 << 7);
            }
            b"bbox" => {
                self.bbox(&mut object.faults)?;
                return Ok(1 << 8);
            }
            b"features" => {
                object.has_features = self.pass()?.map_other();
                return Ok(0);
            }
            b"properties" => object.properties = Member::Other(key.start),
            b"geometry" => object.geometry = Member::Other(key.start),
            b"geometryType" | b"rings" | b"spatialReference" | b"fieldAliases" => {
                object.foreign = Some("Esri JSON");
            }
            b"arcs" | b"objects" => object.foreign = Some("TopoJSON"),
            _ => {}
        }
        self.scan.value()?;
        Ok(0)
    }

    fn type_name(&mut self) -> Result<Member<String>, Broken> {
        if self.scan.skip_space() == Some(b'"') {
            let span = self.scan.string()?;
            return Ok(Member::Here(unescape(self.scan.text(), span)));
        }
        Ok(self.pass()?.map_other())
    }

    fn id(&mut self, object: &mut Object) -> Result<Option<Span>, Broken> {
        self.scan.skip_space();
        let at = self.scan.at;
        let first = self.scan.here();
        let span = self.scan.value()?;
        if matches!(first, Some(b'{' | b'[' | b't' | b'f')) {
            object
                .faults
                .push(odd(at, Message::new("io-defect-bad-id")));
            return Ok(None);
        }
        Ok((first != Some(b'n')).then_some(span))
    }

    fn properties(
        &mut self,
        faults: &mut Vec<Fault>,
    ) -> Result<Member<std::ops::Range<usize>>, Broken> {
        if self.scan.skip_space() != Some(b'{') {
            return Ok(self.pass()?.map_other());
        }
        self.scan.at += 1;
        let start = self.attributes.len();
        if self.scan.eat(b'}') {
            return Ok(Member::Here(start..start));
        }
        loop {
            let key = self.scan.string()?;
            self.scan.want(b':')?;
            let value = self.scan.value()?;
            let text = self.scan.text();
            let guess = self.attributes.len() - start;
            let field = self.fields.position(text, key, guess);
            if self.fields.seen_again(field, self.features.len()) {
                let name = unescape(text, key);
                let message = Message::new("io-defect-attribute-twice").with("name", name);
                faults.push(odd(key.start, message));
            }
            self.attributes.push(Attribute { field, value });
            if self.scan.eat(b'}') {
                return Ok(Member::Here(start..self.attributes.len()));
            }
            self.scan.want(b',')?;
        }
    }

    fn geometry(
        &mut self,
        faults: &mut Vec<Fault>,
        depth: usize,
    ) -> Result<Member<Result<Shape, ()>>, Stopped> {
        if self.scan.skip_space() != Some(b'{') || depth > MOST_COLLECTIONS {
            return Ok(self.pass()?.map_other());
        }
        let mut object = self.object(Place::Geometry(depth))?;
        let shape = object.take_shape();
        faults.append(&mut object.faults);
        Ok(Member::Here(shape))
    }

    fn geometries(
        &mut self,
        faults: &mut Vec<Fault>,
        depth: usize,
    ) -> Result<Member<Vec<Result<Shape, ()>>>, Stopped> {
        if self.scan.skip_space() != Some(b'[') {
            return Ok(self.pass()?.map_other());
        }
        self.scan.at += 1;
        let mut shapes = Vec::new();
        if self.scan.eat(b']') {
            return Ok(Member::Here(shapes));
        }
        loop {
            self.scan.skip_space();
            let at = self.scan.at;
            if let Member::Here(shape) = self.geometry(faults, depth + 1)? {
                if depth == 0 && matches!(shape, Ok(Shape::Collection(_))) {
                    faults.push(odd(at, Message::new("io-defect-nested-collection")));
                }
                shapes.push(shape);
            } else {
                faults.push(unusable(at, Message::new("io-defect-no-geometry")));
                shapes.push(Err(()));
            }
            if self.scan.eat(b']') {
                return Ok(Member::Here(shapes));
            }
            self.scan.want(b',')?;
        }
    }

    fn coordinates(&mut self) -> Result<Member<Written>, Broken> {
        if self.scan.skip_space() != Some(b'[') {
            return Ok(self.pass()?.map_other());
        }
        coordinates(&mut self.scan, &mut self.scratch).map(Member::Here)
    }

    /// `{"type":"name","properties":{"name":…}}`, `{"type":"EPSG","properties":{"code":…}}`, or a bare name.
    fn crs_member(&mut self) -> Result<CrsMember, Broken> {
        let span = self.scan.value()?;
        let written = self
            .scan
            .text()
            .get(span.start..span.end)
            .unwrap_or_default();
        let unreadable = || {
            let cut: String = String::from_utf8_lossy(written).chars().take(120).collect();
            CrsMember::Unreadable(cut)
        };
        Ok(match written.first() {
            Some(b'n') => CrsMember::Null,
            Some(b'"') => CrsMember::Name(plain(self.scan.text(), span)),
            Some(b'{') => serde_json::from_slice::<serde_json::Value>(written)
                .ok()
                .and_then(|value| crs_name(&value))
                .map_or_else(unreadable, CrsMember::Name),
            _ => unreadable(),
        })
    }

    fn bbox(&mut self, faults: &mut Vec<Fault>) -> Result<(), Broken> {
        self.scan.skip_space();
        let at = self.scan.at;
        let span = self.scan.value()?;
        let text = self.scan.text();
        let written = text.get(span.start..span.end).unwrap_or_default();
        let sound = written == b"null"
            || serde_json::from_slice::<Vec<f64>>(written)
                .is_ok_and(|numbers| matches!(numbers.len(), 4 | 6));
        if !sound {
            faults.push(odd(at, Message::new("io-defect-bad-bbox")));
        }
        Ok(())
    }

    /// Passes over a value that is not what the member should hold.
    fn pass(&mut self) -> Result<Member<()>, Broken> {
        self.scan.skip_space();
        let at = self.scan.at;
        let span = self.scan.value()?;
        let written = self.scan.text().get(span.start..span.end);
        Ok(if written == Some(b"null") {
            Member::Null
        } else {
            Member::Other(at)
        })
    }
}

impl Member<()> {
    fn map_other<Item>(self) -> Member<Item> {
        match self {
            Self::Absent => Member::Absent,
            Self::Null => Member::Null,
            Self::Other(at) => Member::Other(at),
            Self::Here(()) => Member::Other(0),
        }
    }
}

impl Object {
    fn into_feature(mut self) -> Feature {
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

    fn into_bare_feature(mut self) -> Feature {
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
    fn take_shape(&mut self) -> Result<Shape, ()> {
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
    fn changed_meaning(&self, features: bool, feature: bool, geometry: bool) -> Vec<Fault> {
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

fn is_geometry(name: &str) -> bool {
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

fn crs_name(value: &serde_json::Value) -> Option<String> {
    let properties = value.get("properties");
    if let Some(name) = properties.and_then(|properties| properties.get("name")) {
        return name.as_str().map(ToOwned::to_owned);
    }
    if let Some(code) = properties.and_then(|properties| properties.get("code")) {
        return Some(format!("EPSG:{code}").replace('"', ""));
    }
    value.get("href")?.as_str().map(ToOwned::to_owned)
}

fn not_geojson(object: &Object, type_name: &str) -> Broken {
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
fn odd(at: usize, message: Message) -> Fault {
    Fault {
        at,
        kind: DefectKind::Malformed,
        level: DefectLevel::Warning,
        message,
    }
}

/// A fault for which the feature is refused.
fn unusable(at: usize, message: Message) -> Fault {
    Fault {
        at,
        kind: DefectKind::Malformed,
        level: DefectLevel::Refused,
        message,
    }
}
