//! What kind of file it is, found out from its beginning rather than from its name.

use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::delimited::encoding::utf8_or_gb18030;
use super::gzip;
use super::layer_in_file::{LayerInFile, file_and_layer};
use super::open_file::open_file;
use super::plan_bundle;
use super::plan_file::peek::is_plan;
use super::plan_layers::OUTLINES;
use super::read_error::ReadError;
use super::roads::is_network;
use super::spreadsheet::format_of;
use super::vector_files::{self, LayerShape, VectorFormat};
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
    /// A plan on its way from another network.
    Bundle,
    /// A project file of this program before there were plan files.
    Project,
    /// None of these.
    Unknown,
}

const LOOK_AT: u64 = 256 * 1024;

/// The kind of a file, or of the layer in it that the path names.
///
/// # Errors
/// What the system says.
pub fn kind_of(path: &Path) -> io::Result<FileKind> {
    let (file, layer) = file_and_layer(path);
    let mut start = [0u8; 100];
    let got = read_up_to(&mut open_file(file)?, &mut start)?;
    let head = start.get(..got).unwrap_or_default();
    if plan_bundle::begins(head) {
        return Ok(FileKind::Bundle);
    }
    if head.starts_with(b"PMTiles") {
        return Ok(FileKind::BaseMap);
    }
    if head.starts_with(b"SQLite format 3") {
        if vector_files::format_of(file)? != Some(VectorFormat::GeoPackage) {
            return Ok(FileKind::BaseMap);
        }
        if layer.is_none() && is_plan(file) {
            return Ok(FileKind::Plan);
        }
        // What is wrong with it is for the reader of boundaries to tell.
        let layers = vector_files::layers_of(file, VectorFormat::GeoPackage, &Cancel::new());
        let named = layers.unwrap_or_default().into_iter();
        let mut named = named.filter(|one| layer.is_none_or(|name| one.name == name));
        return Ok(named
            .next()
            .map_or(FileKind::Boundaries, |layer| kind_of_shape(layer.shape)));
    }
    if layer.is_none() && format_of(path)?.is_some() {
        return Ok(FileKind::Incidents);
    }
    if layer.is_none() && is_network(path)? {
        return Ok(FileKind::Roads);
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

const fn kind_of_shape(shape: LayerShape) -> FileKind {
    match shape {
        LayerShape::Points => FileKind::Points,
        LayerShape::Lines => FileKind::Roads,
        LayerShape::Areas => FileKind::Boundaries,
        LayerShape::RankedAreas => FileKind::Zones,
    }
}

/// The layers of a file that has several to choose from; none where there is nothing to choose.
///
/// # Errors
/// [`ReadError`] where they cannot be told.
pub fn layers_in(path: &Path) -> Result<Vec<LayerInFile>, ReadError> {
    let of_system = |source| ReadError::File {
        path: path.into(),
        source,
    };
    let (file, layer) = file_and_layer(path);
    let format = match vector_files::format_of(file).map_err(of_system)? {
        Some(format) if layer.is_none() => format,
        _ => return Ok(Vec::new()),
    };
    if format == VectorFormat::GeoPackage && is_plan(file) {
        return Ok(Vec::new());
    }
    let layers = vector_files::layers_of(file, format, &Cancel::new())?;
    if layers.len() < 2 {
        return Ok(Vec::new());
    }
    Ok(layers
        .into_iter()
        .map(|layer| LayerInFile {
            name: layer.name,
            kind: kind_of_shape(layer.shape),
            features: layer.features,
        })
        .collect())
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
            kind_of_table(&text)
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

/// A table is one of incidents, unless its head speaks of outlines, or of what only patrol points have.
fn kind_of_table(text: &[u8]) -> FileKind {
    let head = text.split(|byte| matches!(byte, b'\n' | b'\r')).next();
    let head = head.unwrap_or_default();
    let head = utf8_or_gb18030(head);
    let named = |names: &[&str]| {
        let mut heads = head.split([',', ';', '\t', '|']);
        heads.any(|head| names.contains(&head.trim_matches(['"', ' ']).to_lowercase().as_str()))
    };
    if named(&OUTLINES) {
        FileKind::Zones
    } else if named(&["locked", "锁定", "point_id"]) {
        FileKind::Points
    } else {
        FileKind::Incidents
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
        let zones = "名称,次序,wkt\n一区,1,\"POLYGON ((0 0, 1 0, 1 1, 0 0))\"\n";
        assert_eq!(kind_of_text(zones.as_bytes()), FileKind::Zones);
        let points = "编号,名称,锁定,经度,纬度\n1,东门,false,113.9,22.6\n";
        let (points, _, _) = encoding_rs::GB18030.encode(points);
        assert_eq!(kind_of_text(&points), FileKind::Points);
    }
}
