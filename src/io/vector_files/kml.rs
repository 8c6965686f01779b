//! KML: the placemarks of a document, read through once from its beginning. Styles, overlays and tours are passed over; a link
//! to another file or address is never followed. An entity the document defines is refused, so nothing grows while it is read.

use encoding_rs::Encoding;
use quick_xml::Reader;
use quick_xml::XmlVersion::Implicit1_0;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::Fault;
use super::features::{Collection, Corner, Geometry};
use crate::base::cancel::Cancel;
use crate::i18n::message::Message;
use crate::io::geojson::scan::line_and_column;
use crate::io::geojson::text::{Decoded, decode};

/// Elements inside one another; documents of people have a dozen.
const DEEPEST: usize = 200;
/// Bytes in which a declaration says its encoding.
const DECLARATION: usize = 200;

/// Whether a text begins as a KML document does.
pub(super) fn begins(start: &[u8]) -> bool {
    let plain: Vec<u8> = start.iter().copied().filter(|byte| *byte != 0).collect();
    let marks: &[u8] = &[0xef, 0xbb, 0xbf, 0xff, 0xfe];
    let first = plain
        .iter()
        .find(|byte| !byte.is_ascii_whitespace() && !marks.contains(byte));
    let holds = |word: &[u8]| memchr::memmem::find(&plain, word).is_some();
    first == Some(&b'<') && (holds(b"<kml") || holds(b":kml") || holds(b"opengis.net/kml"))
}

/// The placemarks of a document; where it has links, also those of the documents that came with it in one file.
pub(super) fn as_geojson(documents: Vec<Vec<u8>>, cancel: &Cancel) -> Result<Decoded, Fault> {
    let mut walk = Walk::default();
    let mut foreign = None;
    for document in documents {
        let decoded = decoded(document)?;
        foreign = foreign.or(decoded.foreign);
        walk.through(&decoded.text, cancel)?;
        if walk.links == 0 {
            break;
        }
    }
    if walk.placemarks == 0 && walk.links > 0 {
        return Err(Fault::new(Message::new("io-kml-only-links")));
    }
    let collection = walk.collection.unwrap_or_else(|| Collection::begin(None));
    Ok(Decoded {
        text: collection.finish(),
        foreign,
    })
}

/// The text in the encoding its declaration names, else as any other text of ours.
fn decoded(bytes: Vec<u8>) -> Result<Decoded, Fault> {
    let head = String::from_utf8_lossy(
        bytes
            .get(..DECLARATION.min(bytes.len()))
            .unwrap_or_default(),
    );
    let named = head.split_once("encoding=").and_then(|(_, rest)| {
        let quote = rest
            .chars()
            .next()
            .filter(|mark| matches!(mark, '"' | '\''))?;
        let name = rest.get(1..)?.split(quote).next()?;
        Encoding::for_label(name.as_bytes())
    });
    let declared = named.filter(|encoding| encoding.is_ascii_compatible());
    if let Some(encoding) = declared.filter(|encoding| *encoding != encoding_rs::UTF_8)
        && let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(&bytes)
    {
        return Ok(Decoded {
            text: text.into_owned().into_bytes(),
            foreign: Some(encoding.name()),
        });
    }
    decode(bytes).map_err(|broken| Fault::new(broken.message))
}

fn at(text: &[u8], place: usize, message: Message) -> Fault {
    Fault::Content(message, Some(line_and_column(text, place)))
}

fn resolved(entity: &BytesRef<'_>) -> Option<String> {
    if let Ok(Some(character)) = entity.resolve_char_ref() {
        return Some(character.to_string());
    }
    quick_xml::escape::resolve_predefined_entity(entity).map(str::to_owned)
}

/// Where in the document the reading is, and what it has gathered.
#[derive(Debug, Default)]
struct Walk {
    /// The local names of the open elements.
    path: Vec<String>,
    /// The text of the innermost element so far.
    text: String,
    collection: Option<Collection>,
    placemarks: usize,
    links: usize,
    /// The names of the open folders and documents.
    folders: Vec<String>,
    placemark: Option<Placemark>,
}

/// A placemark as it grows.
#[derive(Debug, Default)]
struct Placemark {
    values: Vec<(String, String)>,
    /// The name of the datum being read.
    datum: Option<String>,
    /// Open geometries, the outermost first.
    open: Vec<Open>,
    done: Option<Geometry>,
}

/// A geometry as it grows.
#[derive(Debug)]
enum Open {
    Point(Vec<Corner>),
    Line(Vec<Corner>),
    Area {
        outer: Vec<Vec<Corner>>,
        inner: Vec<Vec<Corner>>,
    },
    Several(Vec<Geometry>),
    Foreign(&'static str),
}

impl Walk {
    /// Reads a document from its beginning to its end.
    fn through(&mut self, text: &[u8], cancel: &Cancel) -> Result<(), Fault> {
        let words = std::str::from_utf8(text)
            .map_err(|error| at(text, error.valid_up_to(), Message::new("io-kml-broken")))?;
        let mut reader = Reader::from_str(words);
        loop {
            let before = reader.buffer_position() as usize;
            let told = |message| at(text, before, message);
            let event = reader.read_event().map_err(|error| {
                let message = Message::new("io-kml-not-xml").with("why", error.to_string());
                at(text, reader.error_position() as usize, message)
            })?;
            match event {
                Event::Start(element) => self.enter(&element).map_err(told)?,
                Event::Empty(element) => {
                    self.enter(&element).map_err(told)?;
                    self.leave().map_err(told)?;
                }
                Event::End(_) => {
                    cancel.check()?;
                    self.leave().map_err(told)?;
                }
                Event::Text(words) => self.text.push_str(&words),
                Event::CData(words) => self.text.push_str(&words),
                Event::GeneralRef(entity) => {
                    let words = resolved(&entity).ok_or_else(|| {
                        told(Message::new("io-kml-entity").with("name", entity.to_string()))
                    })?;
                    self.text.push_str(&words);
                }
                Event::Eof if self.path.is_empty() => return Ok(()),
                Event::Eof => return Err(told(Message::new("io-kml-cut-off"))),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
    }

    fn enter(&mut self, element: &BytesStart<'_>) -> Result<(), Message> {
        if self.path.len() >= DEEPEST {
            return Err(Message::new("io-kml-too-deep").with("most", DEEPEST));
        }
        let name = local(element.name().as_ref()).to_owned();
        self.text.clear();
        match (name.as_str(), &mut self.placemark) {
            ("Folder" | "Document", None) => self.folders.push(String::new()),
            ("NetworkLink", _) => self.links += 1,
            ("Placemark", place) => {
                *place = Some(Placemark::default());
                self.placemarks += 1;
            }
            ("Data" | "SimpleData", Some(place)) => {
                let value = element.attributes().flatten().find_map(|attribute| {
                    let is_name = attribute.key.as_ref() == "name";
                    let value = attribute.normalized_value(Implicit1_0).ok();
                    value.filter(|_| is_name)
                });
                place.datum = value.map(std::borrow::Cow::into_owned);
            }
            (kind, Some(place)) => {
                if let Some(open) = opened(kind, place.open.last()) {
                    place.open.push(open);
                }
            }
            _ => {}
        }
        self.path.push(name);
        Ok(())
    }

    fn leave(&mut self) -> Result<(), Message> {
        let Some(name) = self.path.pop() else {
            return Ok(());
        };
        let text = std::mem::take(&mut self.text);
        let text = text.trim();
        let parent = self.path.last().map_or("", String::as_str);
        match (name.as_str(), &mut self.placemark) {
            ("Placemark", _) => {
                if let Some(place) = self.placemark.take() {
                    self.add(place);
                }
            }
            ("Folder" | "Document", None) => {
                self.folders.pop();
            }
            ("name", None) if matches!(parent, "Folder" | "Document") => {
                if let Some(folder) = self.folders.last_mut() {
                    text.clone_into(folder);
                }
            }
            ("name" | "description", Some(place)) if parent == "Placemark" => {
                place.values.push((name, text.to_owned()));
            }
            ("value", Some(place)) if parent == "Data" => {
                if let Some(datum) = place.datum.take() {
                    place.values.push((datum, text.to_owned()));
                }
            }
            ("SimpleData", Some(place)) => {
                if let Some(datum) = place.datum.take() {
                    place.values.push((datum, text.to_owned()));
                }
            }
            ("coordinates", Some(place)) => place.corners(text, &self.path)?,
            (kind, Some(place)) if opened(kind, None).is_some() && parent != "outerBoundaryIs" => {
                place.close(kind, parent);
            }
            _ => {}
        }
        Ok(())
    }

    fn add(&mut self, place: Placemark) {
        let folder = self.folders.iter().rev().find(|name| !name.is_empty());
        let folder = folder.map(|name| ("folder", name.as_str()));
        let collection = self
            .collection
            .get_or_insert_with(|| Collection::begin(None));
        let mut seen: Vec<&str> = Vec::new();
        let values = place
            .values
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        // A datum may be called as the placemark's own name; the first of a name counts.
        let values: Vec<(&str, &str)> = values
            .chain(folder)
            .filter(|(name, _)| {
                let new = !seen.contains(name);
                seen.push(name);
                new
            })
            .collect();
        collection.add(&place.done.unwrap_or(Geometry::None), values.into_iter());
    }
}

/// What begins with an element inside a placemark. A ring inside an area is part of that, not a line of its own.
fn opened(kind: &str, within: Option<&Open>) -> Option<Open> {
    match (kind, within) {
        ("LinearRing", Some(Open::Area { .. })) => None,
        ("Point", _) => Some(Open::Point(Vec::new())),
        ("LineString" | "LinearRing", _) => Some(Open::Line(Vec::new())),
        ("Polygon", _) => Some(Open::Area {
            outer: Vec::new(),
            inner: Vec::new(),
        }),
        ("MultiGeometry", _) => Some(Open::Several(Vec::new())),
        ("Track", _) => Some(Open::Foreign("gx:Track")),
        ("MultiTrack", _) => Some(Open::Foreign("gx:MultiTrack")),
        ("Model", _) => Some(Open::Foreign("Model")),
        _ => None,
    }
}

impl Placemark {
    fn corners(&mut self, text: &str, path: &[String]) -> Result<(), Message> {
        let corners = corners(text)?;
        let within = |name: &str| path.iter().rev().take(2).any(|open| open == name);
        match self.open.last_mut() {
            Some(Open::Point(held) | Open::Line(held)) => *held = corners,
            Some(Open::Area { inner, .. }) if within("innerBoundaryIs") => inner.push(corners),
            Some(Open::Area { outer, .. }) => outer.push(corners),
            Some(Open::Several(_) | Open::Foreign(_)) | None => {}
        }
        Ok(())
    }

    fn close(&mut self, kind: &str, parent: &str) {
        // The ring of an area opened nothing.
        if kind == "LinearRing" && matches!(parent, "outerBoundaryIs" | "innerBoundaryIs") {
            return;
        }
        let Some(open) = self.open.pop() else {
            return;
        };
        let geometry = match open {
            Open::Point(corners) => Geometry::Points(corners),
            Open::Line(corners) => Geometry::Lines(vec![corners]),
            Open::Area { mut outer, inner } => {
                outer.extend(inner);
                Geometry::Polygons(vec![outer])
            }
            Open::Several(parts) => together(parts),
            Open::Foreign(name) => Geometry::Foreign(name),
        };
        match self.open.last_mut() {
            Some(Open::Several(parts)) => parts.push(geometry),
            Some(_) => {}
            None => self.done = Some(geometry),
        }
    }
}

/// Parts of one kind are one geometry of many parts.
fn together(parts: Vec<Geometry>) -> Geometry {
    let all = |is: fn(&Geometry) -> bool| !parts.is_empty() && parts.iter().all(is);
    if all(|part| matches!(part, Geometry::Polygons(_))) {
        let polygons = parts.into_iter().map(|part| match part {
            Geometry::Polygons(polygons) => polygons,
            _ => Vec::new(),
        });
        Geometry::Polygons(polygons.flatten().collect())
    } else if all(|part| matches!(part, Geometry::Lines(_))) {
        let lines = parts.into_iter().map(|part| match part {
            Geometry::Lines(lines) => lines,
            _ => Vec::new(),
        });
        Geometry::Lines(lines.flatten().collect())
    } else if all(|part| matches!(part, Geometry::Points(_))) {
        let points = parts.into_iter().map(|part| match part {
            Geometry::Points(points) => points,
            _ => Vec::new(),
        });
        Geometry::Points(points.flatten().collect())
    } else {
        Geometry::Several(parts)
    }
}

/// `lon,lat[,height] lon,lat[,height] …`; heights are not kept.
fn corners(text: &str) -> Result<Vec<Corner>, Message> {
    let tuples = text.split_whitespace();
    tuples
        .map(|tuple| {
            let mut numbers = tuple.split(',').map(str::parse::<f64>);
            match (numbers.next(), numbers.next()) {
                (Some(Ok(lon)), Some(Ok(lat))) => Ok([lon, lat]),
                _ => Err(Message::new("io-kml-no-place").with("found", tuple)),
            }
        })
        .collect()
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}
