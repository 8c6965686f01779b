//! Street graphs in `GraphML`, as `OSMnx` writes them: every direction of a street is an edge of its own; the two of one street
//! become one link. Attributes are text, whatever type the file declares.

use std::collections::HashMap;
use std::path::Path;

use geo::{Coord, LineString};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use wkt::TryFromWkt;

use super::link_table::Named;
use super::tags::{max_speed, road_class, says_yes};
use super::{attribute, content, text_of};
use crate::base::cancel::Cancel;
use crate::base::coords::LonLat;
use crate::base::crs::Crs;
use crate::i18n::message::Message;
use crate::io::read_error::ReadError;
use crate::model::road_network::{LinkRule, RoadLink, RoadNetwork, RoadRefusal};

/// Elements inside one another; the format has five.
const DEEPEST: usize = 32;

/// Whether a text begins as such a document does.
pub(super) fn begins(start: &[u8]) -> bool {
    let text = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start);
    text.trim_ascii_start().starts_with(b"<") && memchr::memmem::find(text, b"<graphml").is_some()
}

/// An edge as the file has it.
#[derive(Debug, Default)]
struct Edge {
    from: String,
    to: String,
    data: HashMap<String, String>,
}

impl Edge {
    fn word(&self, name: &str) -> &str {
        self.data.get(name).map_or("", String::as_str)
    }
}

pub(super) fn read(
    path: &Path,
    crs: Option<Crs>,
    cancel: &Cancel,
) -> Result<RoadNetwork, ReadError> {
    let text = text_of(path, cancel)?;
    let walk = walked(&text, cancel)?.map_err(|sentence| content(path, Message::new(sentence)))?;
    let said = walk.graph.get("crs").map(|name| Crs::parse(name));
    let crs = match (crs, said) {
        (Some(crs), _) | (None, Some(Ok(crs))) => crs,
        (None, None) => Crs::default(),
        (None, Some(Err(unknown))) => {
            let message = Message::new("io-crs-unknown")
                .with("name", unknown.name)
                .with("known", Crs::NAMES.join(", "));
            return Err(content(path, message));
        }
    };
    let mut named = Named::default();
    for (id, x, y) in &walk.nodes {
        if x.is_finite() && y.is_finite() && crs.holds(*x, *y) {
            named.junction(id, crs.to_lonlat(*x, *y));
        }
    }
    let found = walk.edges.len();
    // An edge whose way back has been read is the other half of that link.
    let mut back: HashMap<(u32, u32, String), Vec<usize>> = HashMap::new();
    for (count, edge) in walk.edges.iter().enumerate() {
        if count % 4096 == 0 {
            cancel.check()?;
        }
        let ends = (named.known(&edge.from), named.known(&edge.to));
        let (Some((from, one)), Some((to, other))) = ends else {
            named.refuse(RoadRefusal::MissingCorner);
            continue;
        };
        let metres = edge.word("length").parse::<f64>().ok();
        let metres = metres.filter(|metres| metres.is_finite() && *metres >= 0.0);
        let key = format!(
            "{}|{:.3}",
            sorted(edge.word("osmid")),
            metres.unwrap_or(-1.0)
        );
        if from != to
            && let Some(links) = back.get_mut(&(to, from, key.clone()))
            && let Some(link) = links.pop()
        {
            if let Some(link) = named.links.get_mut(link) {
                link.one_way = false;
            }
            continue;
        }
        let Some(course) = course(edge, one, other, crs) else {
            named.refuse(RoadRefusal::NoPlace);
            continue;
        };
        let link = RoadLink {
            name: plain_list(edge.word("name")),
            class: road_class(first(edge.word("highway"))),
            one_way: true,
            bridge: says_yes(edge.word("bridge")) || says_yes(edge.word("tunnel")),
            course,
        };
        let rule = LinkRule {
            max_speed: max_speed(edge.word("maxspeed")),
            metres,
            ..LinkRule::default()
        };
        back.entry((from, to, key))
            .or_default()
            .push(named.links.len());
        named.link(link, [from, to], rule);
    }
    named.network(path, crs, found)
}

/// Names in one order: an edge and the way back list the same ways in opposite orders.
fn sorted(list: &str) -> String {
    let mut parts: Vec<&str> = list
        .split([',', '[', ']', ' '])
        .filter(|part| !part.is_empty())
        .collect();
    parts.sort_unstable();
    parts.join(",")
}

/// The first of what Python wrote as a list.
fn first(text: &str) -> &str {
    let inner = text.trim_start_matches(['[', '\'', '"']);
    let end = inner.find(['\'', '"', ',', ']']).unwrap_or(inner.len());
    inner.get(..end).unwrap_or(inner)
}

/// What Python wrote as a list, as words.
fn plain_list(text: &str) -> String {
    let Some(inner) = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'))
    else {
        return text.to_owned();
    };
    let parts = inner
        .split(',')
        .map(|part| part.trim().trim_matches(['\'', '"']));
    parts.collect::<Vec<_>>().join(" / ")
}

/// The course of an edge: as it is written, else straight. It must begin and end where its junctions are.
fn course(edge: &Edge, from: LonLat, to: LonLat, crs: Crs) -> Option<LineString<f64>> {
    let written = edge.word("geometry");
    if written.is_empty() {
        return Some(LineString(vec![from.into(), to.into()]));
    }
    if !written
        .trim_start()
        .to_ascii_uppercase()
        .starts_with("LINESTRING")
    {
        return None;
    }
    let line = LineString::<f64>::try_from_wkt_str(written).ok()?;
    let corners = line.0.into_iter().map(|at| {
        let on_globe = at.x.is_finite() && at.y.is_finite() && crs.holds(at.x, at.y);
        on_globe.then(|| Coord::from(crs.to_lonlat(at.x, at.y)))
    });
    let corners: Vec<Coord<f64>> = corners.collect::<Option<_>>()?;
    (corners.len() >= 2).then_some(LineString(corners))
}

/// What a document holds.
#[derive(Debug, Default)]
struct Walk {
    /// The names of the attributes by their keys.
    keys: HashMap<String, String>,
    graph: HashMap<String, String>,
    nodes: Vec<(String, f64, f64)>,
    edges: Vec<Edge>,
    depth: usize,
    node: Option<(String, HashMap<String, String>)>,
    edge: Option<Edge>,
    /// The attribute whose text is being read.
    datum: Option<String>,
    text: String,
}

type Wrong = &'static str;

fn walked(text: &str, cancel: &Cancel) -> Result<Result<Walk, Wrong>, ReadError> {
    let mut reader = Reader::from_str(text);
    let mut walk = Walk::default();
    let mut events = 0u64;
    loop {
        events += 1;
        if events.is_multiple_of(65_536) {
            cancel.check()?;
            cancel.report(reader.buffer_position(), text.len() as u64);
        }
        let told = match reader.read_event() {
            Ok(Event::Eof) if walk.depth == 0 => return Ok(Ok(walk)),
            Ok(Event::Eof) => Err("io-graphml-cut-off"),
            Ok(Event::Start(element)) => {
                walk.depth += 1;
                walk.begin(&element)
            }
            Ok(Event::Empty(element)) => {
                let told = walk.begin(&element);
                walk.end(element.local_name().as_ref());
                told
            }
            Ok(Event::End(element)) => {
                walk.depth = walk.depth.saturating_sub(1);
                walk.end(element.local_name().as_ref());
                Ok(())
            }
            Ok(Event::Text(text)) => {
                if walk.datum.is_some() {
                    walk.text.push_str(&text);
                }
                Ok(())
            }
            Ok(Event::GeneralRef(entity)) => {
                let known = match entity.resolve_char_ref() {
                    Ok(Some(character)) => Some(character.to_string()),
                    _ => quick_xml::escape::resolve_predefined_entity(&entity).map(str::to_owned),
                };
                known
                    .map(|known| walk.text.push_str(&known))
                    .ok_or("io-graphml-broken")
            }
            Ok(Event::DocType(_)) => Err("io-osm-doctype"),
            Ok(_) => Ok(()),
            Err(_) => Err("io-graphml-broken"),
        };
        if let Err(wrong) = told {
            return Ok(Err(wrong));
        }
    }
}

impl Walk {
    fn begin(&mut self, element: &BytesStart<'_>) -> Result<(), Wrong> {
        if self.depth > DEEPEST {
            return Err("io-graphml-broken");
        }
        match element.local_name().as_ref() {
            "key" => {
                if let (Some(id), Some(name)) = (word(element, "id")?, word(element, "attr.name")?)
                {
                    self.keys.insert(id, name);
                }
            }
            "node" => {
                let id = word(element, "id")?.ok_or("io-graphml-broken")?;
                self.node = Some((id, HashMap::new()));
            }
            "edge" => {
                self.edge = Some(Edge {
                    from: word(element, "source")?.ok_or("io-graphml-broken")?,
                    to: word(element, "target")?.ok_or("io-graphml-broken")?,
                    data: HashMap::new(),
                });
            }
            "data" => {
                let key = word(element, "key")?.unwrap_or_default();
                self.datum = Some(self.keys.get(&key).cloned().unwrap_or(key));
                self.text.clear();
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) {
        match name {
            "data" => {
                let Some(datum) = self.datum.take() else {
                    return;
                };
                let text = std::mem::take(&mut self.text);
                let into = match (&mut self.edge, &mut self.node) {
                    (Some(edge), _) => &mut edge.data,
                    (None, Some((_, data))) => data,
                    (None, None) => &mut self.graph,
                };
                into.insert(datum, text.trim().to_owned());
            }
            "node" => {
                if let Some((id, data)) = self.node.take() {
                    let number = |name: &str| data.get(name).and_then(|text| text.parse().ok());
                    let (x, y) = (number("x"), number("y"));
                    self.nodes
                        .push((id, x.unwrap_or(f64::NAN), y.unwrap_or(f64::NAN)));
                }
            }
            "edge" => self.edges.extend(self.edge.take()),
            _ => {}
        }
    }
}

fn word(element: &BytesStart<'_>, key: &str) -> Result<Option<String>, Wrong> {
    attribute(element, key).map_err(|_| "io-graphml-broken")
}
