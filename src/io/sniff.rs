//! What kind of file it is, found out from its beginning rather than from its name.

use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::gzip;
use super::open_file::open_file;
use super::plan_file::peek::is_geopackage;
use super::spreadsheet::format_of;
use super::vector_files;
use crate::base::cancel::Cancel;

/// The kinds the program opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum FileKind {
    /// Areas in GeoJSON or another vector format; so are zones, points and roads.
    Boundaries,
    /// Areas in GeoJSON that carry a rank: priority zones.
    Zones,
    /// Points in GeoJSON.
    Points,
    /// Lines in GeoJSON.
    Roads,
    /// A table.
    Incidents,
    /// A base map (PMTiles or MBTiles).
    BaseMap,
    /// A plan of this program.
    Plan,
    /// A project file of this program before there were plan files.
    Project,
    /// None of these.
    Unknown,
}

const LOOK_AT: u64 = 256 * 1024;

/// The kind of a file.
///
/// # Errors
/// What the system says.
pub fn kind_of(path: &Path) -> io::Result<FileKind> {
    let mut start = [0u8; 100];
    let got = read_up_to(&mut open_file(path)?, &mut start)?;
    let head = start.get(..got).unwrap_or_default();
    if is_geopackage(head) {
        return Ok(FileKind::Plan);
    }
    if head.starts_with(b"PMTiles") || head.starts_with(b"SQLite format 3") {
        return Ok(FileKind::BaseMap);
    }
    if format_of(path)?.is_some() {
        return Ok(FileKind::Incidents);
    }
    if let Some(format) = vector_files::format_of(path)? {
        let read = vector_files::as_geojson(path, format, &Cancel::new());
        // What is wrong with it is for the reader of boundaries to tell.
        return Ok(read.map_or(FileKind::Boundaries, |read| {
            let start = read.text.get(..LOOK_AT as usize).unwrap_or(&read.text);
            kind_of_text(start)
        }));
    }
    let mut text = Vec::new();
    let file = open_file(path)?;
    let packed = gzip::is_packed(head);
    match gzip::plain(file)?.take(LOOK_AT).read_to_end(&mut text) {
        // A broken end of the compressed stream is for the reader to tell; the beginning is enough here.
        Err(error) if !packed => return Err(error),
        _ => {}
    }
    Ok(kind_of_text(&text))
}

fn read_up_to(file: &mut File, buffer: &mut [u8]) -> io::Result<usize> {
    let mut got = 0;
    while let Some(rest) = buffer.get_mut(got..).filter(|rest| !rest.is_empty()) {
        match file.read(rest)? {
            0 => break,
            more => got += more,
        }
    }
    Ok(got)
}

fn kind_of_text(text: &[u8]) -> FileKind {
    let text: Vec<u8> = text.iter().copied().filter(|byte| *byte != 0).collect();
    let json = text
        .iter()
        .find(|byte| byte.is_ascii_graphic() && byte.is_ascii())
        .is_some_and(|byte| *byte == b'{');
    if !json {
        let lines = text
            .iter()
            .filter(|byte| **byte == b'\n' || **byte == b'\r')
            .count();
        let cells = text
            .iter()
            .filter(|byte| matches!(byte, b',' | b';' | b'\t' | b'|'))
            .count();
        return if lines > 0 && cells > 0 {
            FileKind::Incidents
        } else {
            FileKind::Unknown
        };
    }
    let squeezed: Vec<u8> = text
        .into_iter()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    if squeezed.starts_with(b"{\"format\":") {
        return FileKind::Project;
    }
    let at = |needle: &str| memchr::memmem::find(&squeezed, needle.as_bytes());
    let area = [at("\"type\":\"Polygon\""), at("\"type\":\"MultiPolygon\"")]
        .into_iter()
        .flatten()
        .min();
    let line = [
        at("\"type\":\"LineString\""),
        at("\"type\":\"MultiLineString\""),
    ]
    .into_iter()
    .flatten()
    .min();
    let point = [at("\"type\":\"Point\""), at("\"type\":\"MultiPoint\"")]
        .into_iter()
        .flatten()
        .min();
    let first = [(area, 0), (line, 1), (point, 2)]
        .into_iter()
        .filter_map(|(at, kind)| at.map(|at| (at, kind)))
        .min();
    match first {
        Some((_, 0)) if at("\"rank\":").is_some() => FileKind::Zones,
        Some((_, 1)) => FileKind::Roads,
        Some((_, 2)) => FileKind::Points,
        // Without a single place in sight the reader of boundaries says what is wrong.
        _ => FileKind::Boundaries,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_decides_not_the_name() {
        let zone =
            br#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"rank":1},
            "geometry":{"type": "Polygon","coordinates":[]}}]}"#;
        assert_eq!(kind_of_text(zone), FileKind::Zones);
        assert_eq!(
            kind_of_text("报案时间,经度,纬度\n2024-01-01,113.9,22.6\n".as_bytes()),
            FileKind::Incidents
        );
        assert_eq!(
            kind_of_text(br#"{"type":"LineString","coordinates":[]}"#),
            FileKind::Roads
        );
        assert_eq!(
            kind_of_text(b"{\n  \"format\": 1,\n  \"plan\": {}\n}"),
            FileKind::Project
        );
        assert_eq!(kind_of_text(b"hello"), FileKind::Unknown);
    }
}
