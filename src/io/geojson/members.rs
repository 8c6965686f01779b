//! The objects of GeoJSON, member by member: in any order, with foreign members, with the faults files really have.

use super::coordinates::{Corners, coordinates};
use super::document::{Attribute, CrsMember, Fault, Feature, Fields, Shape, Stopped, plain};
use super::objects::{Member, Object, Written, is_geometry, not_geojson, odd, unusable};
use super::scan::{Broken, Scan, Span, unescape};
use crate::base::cancel::Cancel;
use crate::i18n::message::Message;

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
