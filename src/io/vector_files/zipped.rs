//! Vector files in a zip file: a KMZ, or a Shapefile with what belongs to it. Nothing is ever written to disk, so a name in
//! the zip file leads nowhere; how much is unpacked is bounded whatever the zip file says of itself.

use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::Path;

use zip::ZipArchive;

use super::shapefile::ShapeFiles;
use super::{Fault, LayerShape, VectorFormat, VectorLayer, shape_records};
use crate::base::cancel::Cancel;
use crate::i18n::message::Message;
use crate::io::open_file::open_file;

/// Entries a zip file may have.
const MOST_ENTRIES: usize = 10_000;
/// Bytes an entry may unpack to, and the documents of a KMZ together.
const MOST_UNPACKED: usize = 160 << 20;
/// Bytes unpacked between two looks at the cancel wish.
const BLOCK: usize = 256 * 1024;

/// Which of the formats a zip file holds.
pub(super) fn format_inside(file: impl Read + Seek) -> Option<VectorFormat> {
    // A zip file that is broken is left to whoever else knows zip files.
    let archive = ZipArchive::new(file).ok()?;
    let ends = |ending| names(&archive).any(|(_, name)| has_ending(&name, ending));
    if ends("kml") {
        Some(VectorFormat::Kmz)
    } else {
        ends("shp").then_some(VectorFormat::ZippedShapefile)
    }
}

/// The documents of a KMZ: `doc.kml`, else the first, and then those it may link to.
pub(super) fn kml_documents(path: &Path, cancel: &Cancel) -> Result<Vec<Vec<u8>>, Fault> {
    let mut archive = open(path)?;
    let mut documents: Vec<(usize, String)> = names(&archive)
        .filter(|(_, name)| has_ending(name, "kml"))
        .collect();
    documents.sort_by_key(|(_, name)| !name.eq_ignore_ascii_case("doc.kml"));
    let mut left = MOST_UNPACKED;
    let texts = documents.into_iter().map(|(at, _)| {
        let text = unpack(&mut archive, at, left, cancel)?;
        left -= text.len();
        Ok(text)
    });
    texts.collect()
}

/// The Shapefiles in a zip file.
pub(super) fn layers(path: &Path, cancel: &Cancel) -> Result<Vec<VectorLayer>, Fault> {
    let mut archive = open(path)?;
    let entries: Vec<(usize, String)> = names(&archive)
        .filter(|(_, name)| has_ending(name, "shp"))
        .collect();
    let layers = entries.into_iter().map(|(at, name)| {
        let shapes = unpack(&mut archive, at, MOST_UNPACKED, cancel)?;
        let (kind, features) = shape_records::kind_and_count(&shapes);
        let shape = match kind {
            1 | 8 | 11 | 18 | 21 | 28 => LayerShape::Points,
            3 | 13 | 23 => LayerShape::Lines,
            _ => LayerShape::Areas,
        };
        Ok(VectorLayer {
            name,
            shape,
            features,
        })
    });
    layers.collect()
}

/// A Shapefile in a zip file; without a name there must be just one to know which is meant.
pub(super) fn shapefile(
    path: &Path,
    layer: Option<&str>,
    cancel: &Cancel,
) -> Result<ShapeFiles, Fault> {
    let mut archive = open(path)?;
    let entries: Vec<(usize, String)> = names(&archive).collect();
    let wanted = |name: &str| layer.is_none_or(|layer| layer == name);
    let mut mains = entries
        .iter()
        .filter(|(_, name)| has_ending(name, "shp") && wanted(name));
    let (at, main) = mains.next().ok_or_else(|| match layer {
        Some(name) => Fault::new(Message::new("io-file-no-such-layer").with("name", name)),
        None => broken(),
    })?;
    if let (None, Some((_, other))) = (layer, mains.next()) {
        let message = Message::new("io-file-several-layers")
            .with("first", main.as_str())
            .with("second", other.as_str());
        return Err(Fault::new(message));
    }
    let stem = main.get(..main.len() - 3).unwrap_or_default();
    let mut with = |ending: &str| {
        let belongs = |(_, name): &&(usize, String)| {
            has_ending(name, ending)
                && name
                    .get(..name.len() - 3)
                    .is_some_and(|begin| begin.eq_ignore_ascii_case(stem))
        };
        let found = entries.iter().find(belongs);
        found
            .map(|(at, _)| unpack(&mut archive, *at, MOST_UNPACKED, cancel))
            .transpose()
    };
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    let (table, projection, encoding) = (with("dbf")?, with("prj")?, with("cpg")?);
    Ok(ShapeFiles {
        shapes: unpack(&mut archive, *at, MOST_UNPACKED, cancel)?,
        table,
        projection: projection.map(text),
        encoding: encoding.map(text),
    })
}

fn open(path: &Path) -> Result<ZipArchive<BufReader<File>>, Fault> {
    let file = BufReader::new(open_file(path)?);
    let archive = ZipArchive::new(file).map_err(|_| broken())?;
    if archive.len() > MOST_ENTRIES {
        return Err(too_large());
    }
    Ok(archive)
}

/// The names of the entries with their places; what macOS adds of its own is none.
fn names<R: Read + Seek>(archive: &ZipArchive<R>) -> impl Iterator<Item = (usize, String)> {
    let named = archive.file_names().enumerate();
    named.filter_map(|(at, name)| {
        let name = name.ok()?.into_owned();
        (!name.starts_with("__MACOSX/")).then_some((at, name))
    })
}

fn has_ending(name: &str, ending: &str) -> bool {
    name.rsplit_once('.')
        .is_some_and(|(_, last)| last.eq_ignore_ascii_case(ending))
}

fn unpack<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    at: usize,
    most: usize,
    cancel: &Cancel,
) -> Result<Vec<u8>, Fault> {
    let mut entry = archive.by_index(at).map_err(|_| broken())?;
    let mut bytes = Vec::new();
    loop {
        cancel.check()?;
        let got = (&mut entry).take(BLOCK as u64).read_to_end(&mut bytes);
        if got.map_err(|_| broken())? == 0 {
            return Ok(bytes);
        }
        if bytes.len() > most {
            return Err(too_large());
        }
    }
}

fn broken() -> Fault {
    Fault::new(Message::new("io-zip-broken"))
}

fn too_large() -> Fault {
    Fault::new(Message::new("io-zip-too-large").with("most", MOST_UNPACKED >> 20))
}
