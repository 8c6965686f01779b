//! A GeoJSON text as features: shapes as written, attributes as stretches of the text, faults with their place.

use std::collections::HashMap;
use std::ops::Range;

use geo::Coord;

use super::coordinates::Corners;
use super::members::Reader;
use super::scan::{Broken, Scan, Span, unescape};
use crate::base::cancel::{Cancel, Cancelled};
use crate::i18n::message::Message;
use crate::io::defect::{DefectKind, DefectLevel};

/// Features between two looks at the cancel wish.
const LOOK_EVERY: usize = 64;
/// ASCII record separator, which may stand before each text of a GeoJSON sequence (RFC 8142).
const RECORD_SEPARATOR: u8 = 0x1e;

/// A geometry as written: rings neither closed nor turned.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// Point.
    Point(Coord<f64>),
    /// `MultiPoint`.
    Points(Corners),
    /// `LineString`.
    Line(Corners),
    /// `MultiLineString`.
    Lines(Vec<Corners>),
    /// Polygon: outer ring, then holes.
    Polygon(Vec<Corners>),
    /// `MultiPolygon`.
    Polygons(Vec<Vec<Corners>>),
    /// `GeometryCollection`.
    Collection(Vec<Shape>),
}

/// Something odd that did not stop the reading.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// Position in the text.
    pub at: usize,
    /// What kind of defect it is.
    pub kind: DefectKind,
    /// How bad.
    pub level: DefectLevel,
    /// The sentence.
    pub message: Message,
}

/// One feature.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Feature {
    /// Where it begins in the text.
    pub at: usize,
    /// Its `id`, as written.
    pub id: Option<Span>,
    /// Its geometry; `None` where it has none or it cannot be read (then a fault says so).
    pub shape: Option<Shape>,
    /// A reference system of its own, as written.
    pub crs: Option<CrsMember>,
    /// Everything odd about it.
    pub faults: Vec<Fault>,
    pub(super) attributes: Range<usize>,
}

/// One attribute of one feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attribute {
    /// Which field (position in [`Document::fields`]).
    pub field: usize,
    /// The value as written.
    pub value: Span,
}

/// What a `crs` (or JSON-FG `coordRefSys`) member said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CrsMember {
    /// `null`: none is known.
    Null,
    /// A name.
    Name(String),
    /// Something without a name this program understands, as written.
    Unreadable(String),
}

/// A whole text.
#[derive(Debug, Clone, PartialEq)]
pub struct Document<'text> {
    text: &'text [u8],
    /// Features in order.
    pub features: Vec<Feature>,
    /// Names of attributes in order of appearance.
    pub fields: Vec<String>,
    /// The reference system the text declares.
    pub crs: Option<CrsMember>,
    /// Everything odd about the text as a whole.
    pub faults: Vec<Fault>,
    pub(super) attributes: Vec<Attribute>,
}

/// Why a text could not be read.
#[derive(Debug, Clone, PartialEq)]
pub enum Stopped {
    /// It is not GeoJSON.
    Broken(Broken),
    /// The user stopped the reading.
    Cancelled,
}

impl From<Broken> for Stopped {
    fn from(broken: Broken) -> Self {
        Self::Broken(broken)
    }
}

impl From<Cancelled> for Stopped {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

impl<'text> Document<'text> {
    /// Reads a text (UTF-8 without mark, see [`super::text::decode`]).
    ///
    /// # Errors
    /// [`Stopped`] where it is no GeoJSON, or on a wish to stop.
    pub fn read(text: &'text [u8], cancel: &Cancel) -> Result<Self, Stopped> {
        let mut reader = Reader::new(text, cancel);
        reader.texts()?;
        Ok(Self {
            text,
            features: reader.features,
            fields: reader.fields.names,
            crs: reader.crs,
            faults: reader.faults,
            attributes: reader.attributes,
        })
    }

    /// A feature's attributes in the order written.
    #[must_use]
    pub fn attributes(&self, feature: &Feature) -> &[Attribute] {
        self.attributes
            .get(feature.attributes.clone())
            .unwrap_or_default()
    }

    /// The value of a field as text for people: strings without quotes, numbers as written, `null` and nothing empty.
    #[must_use]
    pub fn value(&self, feature: &Feature, field: usize) -> String {
        self.attributes(feature)
            .iter()
            .rev()
            .find(|attribute| attribute.field == field)
            .map_or_else(String::new, |attribute| self.plain(attribute.value))
    }

    /// The feature's `id` as text; empty where it has none.
    #[must_use]
    pub fn id(&self, feature: &Feature) -> String {
        feature.id.map_or_else(String::new, |id| self.plain(id))
    }

    fn plain(&self, span: Span) -> String {
        plain(self.text, span)
    }

    /// The position of a field by its name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field == name)
    }
}

/// A value as text for people.
pub(super) fn plain(text: &[u8], span: Span) -> String {
    let written = text.get(span.start..span.end).unwrap_or_default();
    match written {
        [b'"', .., b'"'] => unescape(
            text,
            Span {
                start: span.start + 1,
                end: span.end - 1,
            },
        )
        .trim()
        .to_owned(),
        b"null" => String::new(),
        other => String::from_utf8_lossy(other).into_owned(),
    }
}

/// Attribute names and the feature in which each was last seen.
#[derive(Debug, Default)]
pub(super) struct Fields {
    pub(super) names: Vec<String>,
    positions: HashMap<Vec<u8>, usize>,
    last_feature: Vec<usize>,
}

impl Fields {
    /// The position of a name as written; `guess` is where it stood in the feature before.
    pub(super) fn position(&mut self, text: &[u8], written: Span, guess: usize) -> usize {
        let raw = text.get(written.start..written.end).unwrap_or_default();
        if let Some(name) = self.names.get(guess)
            && name.as_bytes() == raw
        {
            return guess;
        }
        let name = unescape(text, written);
        if let Some(position) = self.positions.get(name.as_bytes()) {
            return *position;
        }
        let position = self.names.len();
        self.positions.insert(name.clone().into_bytes(), position);
        self.names.push(name);
        self.last_feature.push(usize::MAX);
        position
    }

    /// Notes the field in a feature; whether it stood there before.
    pub(super) fn seen_again(&mut self, position: usize, feature: usize) -> bool {
        self.last_feature
            .get_mut(position)
            .is_some_and(|last| std::mem::replace(last, feature) == feature)
    }
}

impl Reader<'_, '_> {
    /// One text, or a sequence of features.
    fn texts(&mut self) -> Result<(), Stopped> {
        self.skip_separators();
        let mut is_sequence = self.text()?;
        loop {
            self.skip_separators();
            if self.scan.here().is_none() {
                return Ok(());
            }
            if !is_sequence {
                return Err(self.scan.broken(Message::new("io-json-trailing")).into());
            }
            is_sequence = self.text()?;
        }
    }

    fn skip_separators(&mut self) {
        while self.scan.skip_space() == Some(RECORD_SEPARATOR) {
            self.scan.at += 1;
        }
    }

    pub(super) fn look_around(&self) -> Result<(), Cancelled> {
        if self.features.len().is_multiple_of(LOOK_EVERY) {
            self.cancel.check()?;
            self.cancel
                .report(self.scan.at as u64, self.scan.text().len() as u64);
        }
        Ok(())
    }
}

impl<'text, 'cancel> Reader<'text, 'cancel> {
    fn new(text: &'text [u8], cancel: &'cancel Cancel) -> Self {
        Self {
            scan: Scan::new(text),
            cancel,
            scratch: Corners::new(),
            fields: Fields::default(),
            attributes: Vec::new(),
            features: Vec::new(),
            crs: None,
            faults: Vec::new(),
        }
    }
}
