//! Roads from files: OpenStreetMap (PBF, XML), graphs (`GraphML`, tables of links, TNTP), and lines of any vector format. What
//! cannot be used is counted by reason.

mod graphml;
mod joints;
mod lines;
mod link_table;
mod osm;
mod tags;
mod tntp;

use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;

use bzip2::bufread::MultiBzDecoder;
use quick_xml::XmlVersion::Implicit1_0;
use quick_xml::events::BytesStart;

use super::delimited::encoding::utf8_or_gb18030;
use super::gzip;
use super::open_file::open_file;
use super::read_error::ReadError;
use crate::base::cancel::Cancel;
use crate::base::crs::Crs;
use crate::i18n::message::Message;
use crate::model::road_network::RoadNetwork;
use osm::OsmFormat;

/// How roads are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RoadFormat {
    Osm(OsmFormat),
    GraphMl,
    Tntp,
    Table,
    /// Lines of a vector file.
    Lines,
}

/// Bytes at the beginning of a file, unpacked, by which its kind is told.
const LOOK_AT: u64 = 4096;

fn format_of(path: &Path) -> io::Result<RoadFormat> {
    let mut start = Vec::new();
    // A broken packing is for the reader to tell; its beginning is enough here.
    let _cut_off = unpacked(path)?.take(LOOK_AT).read_to_end(&mut start);
    Ok(if let Some(format) = osm::format_of(&start) {
        RoadFormat::Osm(format)
    } else if graphml::begins(&start) {
        RoadFormat::GraphMl
    } else if tntp::begins(&start) {
        RoadFormat::Tntp
    } else if link_table::begins(&start) {
        RoadFormat::Table
    } else {
        RoadFormat::Lines
    })
}

/// Whether a file can be nothing but a road network: of OpenStreetMap, or a graph.
///
/// # Errors
/// What the system says.
pub fn is_network(path: &Path) -> io::Result<bool> {
    Ok(format_of(path)? != RoadFormat::Lines)
}

/// The bytes of a file, unpacked where it is gzip or bzip2.
fn unpacked(path: &Path) -> io::Result<Box<dyn BufRead>> {
    let mut file = open_file(path)?;
    let mut start = Vec::new();
    file.by_ref().take(3).read_to_end(&mut start)?;
    let packed = start == b"BZh";
    let whole = Cursor::new(start).chain(file);
    Ok(if packed {
        Box::new(BufReader::new(MultiBzDecoder::new(BufReader::new(whole))))
    } else {
        Box::new(BufReader::with_capacity(1 << 16, gzip::plain(whole)?))
    })
}

/// The text of a file, unpacked, at most so many bytes.
fn text_of(path: &Path, cancel: &Cancel) -> Result<String, ReadError> {
    let failed = |source| ReadError::File {
        path: path.into(),
        source,
    };
    let mut bytes = Vec::new();
    let mut reader = unpacked(path).map_err(failed)?;
    loop {
        cancel.check()?;
        let got = reader.by_ref().take(4 << 20).read_to_end(&mut bytes);
        if got.map_err(failed)? == 0 {
            break;
        }
        if bytes.len() > MOST_TEXT {
            return Err(content(path, Message::new("io-gzip-too-large")));
        }
    }
    Ok(utf8_or_gb18030(&bytes).into_owned())
}

/// An attribute of an element; an error where it is not written as XML wants it.
fn attribute(element: &BytesStart<'_>, key: &str) -> Result<Option<String>, BadAttribute> {
    let found = element.try_get_attribute(key).map_err(|_| BadAttribute)?;
    let Some(found) = found else { return Ok(None) };
    let value = found.normalized_value(Implicit1_0);
    value
        .map(|value| Some(value.into_owned()))
        .map_err(|_| BadAttribute)
}

/// An attribute that is not written as XML wants it.
#[derive(Debug, Clone, Copy)]
struct BadAttribute;

/// Longest text of a graph.
const MOST_TEXT: usize = 2 << 30;

/// The roads of a file; `crs` where it does not say itself, or says it wrongly.
///
/// # Errors
/// [`ReadError`], also where not one road is left.
pub fn read_roads(
    path: &Path,
    crs: Option<Crs>,
    cancel: &Cancel,
) -> Result<RoadNetwork, ReadError> {
    let format = format_of(path).map_err(|source| ReadError::File {
        path: path.into(),
        source,
    })?;
    match format {
        RoadFormat::Osm(format) => osm::read(path, format, cancel),
        RoadFormat::GraphMl => graphml::read(path, crs, cancel),
        RoadFormat::Tntp => tntp::read(path, crs, cancel),
        RoadFormat::Table => link_table::read(path, crs, cancel),
        RoadFormat::Lines => lines::read_lines(path, crs, cancel),
    }
}

fn content(path: &Path, message: Message) -> ReadError {
    ReadError::Content {
        path: path.into(),
        line: None,
        column: None,
        message,
    }
}

/// Nothing of what was found can be used.
fn no_roads(path: &Path, found: usize) -> ReadError {
    content(
        path,
        match found {
            0 => Message::new("io-roads-none"),
            found => Message::new("io-roads-no-lines").with("n", found),
        },
    )
}
