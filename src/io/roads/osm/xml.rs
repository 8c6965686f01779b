//! Files of OpenStreetMap in XML (`.osm`, also `.gz` and `.bz2`), read through from the beginning; nothing is kept but what roads
//! need. A document type is refused: entities come from there, and so nothing grows while it is read.

use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{Gathered, Kind, Stage};
use crate::base::cancel::Cancel;
use crate::base::coords::LonLat;
use crate::i18n::message::Message;
use crate::io::read_error::ReadError;
use crate::io::roads::{attribute, unpacked};

/// Events between two looks at the cancel wish.
const EVENTS_A_CHECK: u64 = 65_536;
/// Elements inside one another; the format has three.
const DEEPEST: usize = 16;
/// Corners, members and tags a thing may have; the format allows 2,000 corners and 32,000 members.
const MOST: usize = 100_000;

/// Whether a text begins as such a document does.
pub(super) fn begins(start: &[u8]) -> bool {
    let text = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start);
    text.trim_ascii_start().starts_with(b"<") && memchr::memmem::find(text, b"<osm").is_some()
}

pub(super) fn scan(
    path: &Path,
    stage: Stage<'_>,
    into: &mut Gathered,
    cancel: &Cancel,
) -> Result<(), ReadError> {
    let failed = |source| ReadError::File {
        path: path.into(),
        source,
    };
    let mut reader = Reader::from_reader(unpacked(path).map_err(failed)?);
    let mut walk = Walk::default();
    let mut buffer = Vec::new();
    let mut events = 0u64;
    loop {
        events += 1;
        if events.is_multiple_of(EVENTS_A_CHECK) {
            cancel.check()?;
        }
        buffer.clear();
        let told = match reader.read_event_into(&mut buffer) {
            Ok(Event::Eof) if walk.depth == 0 && walk.seen => return Ok(()),
            Ok(Event::Eof) => Err("io-osm-cut-off"),
            Ok(Event::Start(element)) => {
                walk.depth += 1;
                walk.begin(&element, stage, into)
            }
            Ok(Event::Empty(element)) => {
                let told = walk.begin(&element, stage, into);
                walk.end(element.local_name().as_ref(), stage, into);
                told
            }
            Ok(Event::End(element)) => {
                walk.depth = walk.depth.saturating_sub(1);
                walk.end(element.local_name().as_ref(), stage, into);
                Ok(())
            }
            Ok(Event::DocType(_)) => Err("io-osm-doctype"),
            Ok(_) => Ok(()),
            Err(quick_xml::Error::Io(error)) => {
                return Err(failed(std::io::Error::new(error.kind(), error.to_string())));
            }
            Err(_) => Err("io-osm-broken"),
        };
        told.map_err(|sentence| ReadError::Content {
            path: path.into(),
            line: None,
            column: None,
            message: Message::new(sentence),
        })?;
    }
}

/// The sentence of what is wrong.
type Wrong = &'static str;

/// The thing that is open.
#[derive(Debug, Default)]
struct Walk {
    depth: usize,
    /// The root was there.
    seen: bool,
    id: i64,
    /// Deleted things of a history file are no things.
    gone: bool,
    corners: Vec<i64>,
    members: Vec<(Kind, i64, String)>,
    tags: Vec<(String, String)>,
}

impl Walk {
    fn begin(
        &mut self,
        element: &BytesStart<'_>,
        stage: Stage<'_>,
        into: &mut Gathered,
    ) -> Result<(), Wrong> {
        if self.depth > DEEPEST {
            return Err("io-osm-broken");
        }
        let name = element.local_name();
        if !self.seen {
            self.seen = true;
            return if name.as_ref() == "osm" {
                Ok(())
            } else {
                Err("io-osm-no-root")
            };
        }
        match (name.as_ref(), stage) {
            ("node", Stage::Nodes(wanted)) => {
                let place = (number(element, "lon")?, number(element, "lat")?);
                let gone = word(element, "visible")?.as_deref() == Some("false");
                if let (Some(id), (Some(lon), Some(lat)), false) =
                    (number(element, "id")?, place, gone)
                {
                    into.node(wanted, id, LonLat::new(lon, lat));
                }
            }
            ("way" | "relation", Stage::Ways) => {
                self.id = number(element, "id")?.unwrap_or(0);
                self.gone = word(element, "visible")?.as_deref() == Some("false");
                self.corners.clear();
                self.members.clear();
                self.tags.clear();
            }
            ("nd", Stage::Ways) => self.corners.extend(number::<i64>(element, "ref")?),
            ("member", Stage::Ways) => {
                let kind = match word(element, "type")?.as_deref() {
                    Some("node") => Kind::Node,
                    Some("way") => Kind::Way,
                    _ => Kind::Relation,
                };
                let role = word(element, "role")?.unwrap_or_default();
                if let Some(id) = number(element, "ref")? {
                    self.members.push((kind, id, role));
                }
            }
            ("tag", Stage::Ways) => {
                if let (Some(key), Some(value)) = (word(element, "k")?, word(element, "v")?) {
                    self.tags.push((key, value));
                }
            }
            _ => {}
        }
        let most = self.corners.len().max(self.members.len());
        if most.max(self.tags.len()) > MOST {
            return Err("io-osm-broken");
        }
        Ok(())
    }

    fn end(&mut self, name: &str, stage: Stage<'_>, into: &mut Gathered) {
        if self.gone || !matches!(stage, Stage::Ways) {
            return;
        }
        let tags: Vec<(&str, &str)> = self
            .tags
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
            .collect();
        match name {
            "way" => {
                let corners = std::mem::take(&mut self.corners);
                into.way(self.id, || corners, &tags);
            }
            "relation" => {
                let members = self.members.iter();
                let members: Vec<(Kind, i64, &str)> = members
                    .map(|(kind, id, role)| (*kind, *id, role.as_str()))
                    .collect();
                into.relation(&members, &tags);
            }
            _ => {}
        }
    }
}

fn word(element: &BytesStart<'_>, key: &str) -> Result<Option<String>, Wrong> {
    attribute(element, key).map_err(|_| "io-osm-broken")
}

fn number<T: std::str::FromStr>(element: &BytesStart<'_>, key: &str) -> Result<Option<T>, Wrong> {
    Ok(word(element, key)?.and_then(|text| text.trim().parse().ok()))
}
