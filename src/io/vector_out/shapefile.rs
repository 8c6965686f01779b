//! A layer as an ESRI Shapefile: shapes, their index, the table (UTF-8, as the `.cpg` says), the reference system, and what
//! is to be known of the layer as metadata that QGIS shows and any editor opens.

use std::fmt::Write as _;

use geo::{Coord, Polygon};

use super::shapes::turned_rings;
use super::{OutCell, OutLayer, OutPlace, xml};

/// What the shapes are in, as programs that know Shapefiles write it.
const PROJECTION: &str = concat!(
    r#"GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],"#,
    r#"PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]"#
);
/// Bytes a cell of the table may hold.
const LONGEST: usize = 254;
/// Letters the name of a column may have.
const LONGEST_NAME: usize = 10;
/// Longest shape file: its length is counted in two-byte words, in 31 bits.
const LARGEST: usize = 2 * (i32::MAX as usize);

/// Length of a file's head, in two-byte words.
const HEAD_WORDS: usize = 50;

const POINT: i32 = 1;
const POLY_LINE: i32 = 3;
const POLYGON: i32 = 5;

/// The files of a Shapefile by their endings, the `.shp` last, and how many cells were cut to fit.
pub(super) struct ShapeFiles {
    pub(super) files: Vec<(&'static str, Vec<u8>)>,
    pub(super) shortened: usize,
}

/// The files; `None` where the layer is larger than a Shapefile can be.
pub(super) fn files(layer: &OutLayer) -> Option<ShapeFiles> {
    let (shapes, index) = shapes(layer)?;
    let (table, shortened) = table(layer)?;
    Some(ShapeFiles {
        files: vec![
            ("qmd", metadata(layer).into_bytes()),
            ("cpg", b"UTF-8".to_vec()),
            ("prj", PROJECTION.as_bytes().to_vec()),
            ("dbf", table),
            ("shx", index),
            ("shp", shapes),
        ],
        shortened,
    })
}

fn shapes(layer: &OutLayer) -> Option<(Vec<u8>, Vec<u8>)> {
    let kind = layer
        .features
        .first()
        .map_or(POINT, |feature| match feature.place {
            OutPlace::Point(_) => POINT,
            OutPlace::Line(_) => POLY_LINE,
            OutPlace::Area(_) | OutPlace::Areas(_) => POLYGON,
        });
    let mut around: Option<[f64; 4]> = None;
    let (mut records, mut index) = (Vec::new(), Vec::new());
    for (number, feature) in (1i32..).zip(&layer.features) {
        let (content, own) = shape(&feature.place);
        around = Some(around.map_or(own, |all| joined(all, own)));
        let words = i32::try_from(content.len() / 2).ok()?;
        let at = i32::try_from(HEAD_WORDS + records.len() / 2).ok()?;
        index.extend(at.to_be_bytes());
        index.extend(words.to_be_bytes());
        records.extend(number.to_be_bytes());
        records.extend(words.to_be_bytes());
        records.extend(content);
        if records.len() + 100 > LARGEST {
            return None;
        }
    }
    let around = around.unwrap_or_default();
    let whole = |content: Vec<u8>| {
        let mut bytes = head(kind, content.len(), around)?;
        bytes.extend(content);
        Some(bytes)
    };
    Some((whole(records)?, whole(index)?))
}

fn joined(one: [f64; 4], other: [f64; 4]) -> [f64; 4] {
    let [w, s, e, n] = one;
    let [w2, s2, e2, n2] = other;
    [w.min(w2), s.min(s2), e.max(e2), n.max(n2)]
}

fn head(kind: i32, content: usize, around: [f64; 4]) -> Option<Vec<u8>> {
    let mut head = Vec::with_capacity(100);
    head.extend(9994i32.to_be_bytes());
    head.extend([0; 20]);
    head.extend(i32::try_from(HEAD_WORDS + content / 2).ok()?.to_be_bytes());
    head.extend(1000i32.to_le_bytes());
    head.extend(kind.to_le_bytes());
    for edge in around {
        head.extend(edge.to_le_bytes());
    }
    head.resize(100, 0);
    Some(head)
}

/// The content of a record, and the box around it: west, south, east, north.
fn shape(place: &OutPlace) -> (Vec<u8>, [f64; 4]) {
    match place {
        OutPlace::Point(at) => {
            let mut bytes = POINT.to_le_bytes().to_vec();
            bytes.extend(at.lon.to_le_bytes());
            bytes.extend(at.lat.to_le_bytes());
            (bytes, [at.lon, at.lat, at.lon, at.lat])
        }
        OutPlace::Line(line) => parts(POLY_LINE, std::slice::from_ref(&line.0)),
        OutPlace::Area(area) => parts(POLYGON, &clockwise(area)),
        OutPlace::Areas(areas) => {
            let rings: Vec<Vec<Coord<f64>>> = areas.iter().flat_map(clockwise).collect();
            parts(POLYGON, &rings)
        }
    }
}

/// Outer rings run clockwise here, holes the other way: the reverse of GeoJSON.
fn clockwise(area: &Polygon<f64>) -> Vec<Vec<Coord<f64>>> {
    let mut rings = turned_rings(area);
    for ring in &mut rings {
        ring.reverse();
    }
    rings
}

fn parts(kind: i32, parts: &[Vec<Coord<f64>>]) -> (Vec<u8>, [f64; 4]) {
    let mut around = [
        f64::INFINITY,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NEG_INFINITY,
    ];
    for corner in parts.iter().flatten() {
        around = joined(around, [corner.x, corner.y, corner.x, corner.y]);
    }
    if !around.iter().all(|edge| edge.is_finite()) {
        around = [0.0; 4];
    }
    let corners: usize = parts.iter().map(Vec::len).sum();
    let mut bytes = kind.to_le_bytes().to_vec();
    for edge in around {
        bytes.extend(edge.to_le_bytes());
    }
    bytes.extend((parts.len() as i32).to_le_bytes());
    bytes.extend((corners as i32).to_le_bytes());
    let mut begins = 0i32;
    for part in parts {
        bytes.extend(begins.to_le_bytes());
        begins += part.len() as i32;
    }
    for corner in parts.iter().flatten() {
        bytes.extend(corner.x.to_le_bytes());
        bytes.extend(corner.y.to_le_bytes());
    }
    (bytes, around)
}

/// A column of the table.
struct Field {
    name: String,
    kind: u8,
    width: usize,
    decimals: usize,
}

/// The table, and how many cells were cut to fit.
fn table(layer: &OutLayer) -> Option<(Vec<u8>, usize)> {
    let fields: Vec<Field> = (0..layer.columns.len())
        .map(|at| field(layer, at))
        .collect();
    let record = 1 + fields.iter().map(|field| field.width).sum::<usize>();
    let head = 32 + 32 * fields.len() + 1;
    let mut bytes = vec![0x03];
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC);
    bytes.extend([
        (today.year() - 1900).clamp(0, 255) as u8,
        today.month() as u8,
        today.day() as u8,
    ]);
    bytes.extend(u32::try_from(layer.features.len()).ok()?.to_le_bytes());
    bytes.extend(u16::try_from(head).ok()?.to_le_bytes());
    bytes.extend(u16::try_from(record).ok()?.to_le_bytes());
    bytes.resize(32, 0);
    for field in &fields {
        let mut name = field.name.clone().into_bytes();
        name.resize(11, 0);
        bytes.extend(name);
        bytes.push(field.kind);
        bytes.extend([0; 4]);
        bytes.push(field.width as u8);
        bytes.push(field.decimals as u8);
        bytes.extend([0; 14]);
    }
    bytes.push(0x0D);
    let mut shortened = 0;
    for feature in &layer.features {
        bytes.push(b' ');
        for (field, cell) in fields.iter().zip(&feature.cells) {
            let begin = bytes.len();
            match cell {
                OutCell::Text(text) => {
                    let held = held(text);
                    shortened += usize::from(held.len() < text.len());
                    bytes.extend(held.as_bytes());
                }
                OutCell::Number(number) => {
                    // Numbers stand at the right of their cell.
                    let text = number.to_string();
                    bytes.resize(begin + field.width.saturating_sub(text.len()), b' ');
                    bytes.extend(text.as_bytes());
                }
                OutCell::Flag(flag) => bytes.push(if *flag { b'T' } else { b'F' }),
                OutCell::Nothing => bytes.push(if field.kind == b'L' { b'?' } else { b' ' }),
            }
            bytes.resize(begin + field.width, b' ');
        }
    }
    bytes.push(0x1A);
    Some((bytes, shortened))
}

/// The kind and width that hold every cell of a column.
fn field(layer: &OutLayer, at: usize) -> Field {
    let (mut kind, mut width, mut decimals) = (None, 1, 0);
    let cells = layer.features.iter().filter_map(|one| one.cells.get(at));
    for cell in cells {
        match cell {
            OutCell::Text(text) => {
                kind = Some(b'C');
                width = width.max(held(text).len());
            }
            OutCell::Number(number) => {
                kind = kind.or(Some(b'N'));
                let text = number.to_string();
                width = width.max(text.len());
                let after = text.split_once('.').map_or(0, |(_, after)| after.len());
                decimals = decimals.max(after);
            }
            OutCell::Flag(_) => kind = kind.or(Some(b'L')),
            OutCell::Nothing => {}
        }
    }
    let kind = kind.unwrap_or(b'C');
    Field {
        name: field_name(layer, at),
        kind,
        width: width.min(LONGEST),
        decimals: if kind == b'N' { decimals } else { 0 },
    }
}

/// A name of at most ten letters that no column before it has.
fn field_name(layer: &OutLayer, at: usize) -> String {
    let cut = |key: &str| key.chars().take(LONGEST_NAME).collect::<String>();
    let own = cut(layer.columns.get(at).map_or("", |column| column.key));
    let before = layer.columns.iter().take(at);
    let same = before.filter(|column| cut(column.key) == own).count();
    if same == 0 {
        return own;
    }
    let mut name: String = own.chars().take(LONGEST_NAME - 2).collect();
    // Writing into a string cannot fail.
    let _never = write!(name, "_{same}");
    name
}

/// As much of a text as a cell holds, whole characters.
fn held(text: &str) -> &str {
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// What is to be known of the layer, and the columns with their units, as the metadata file of QGIS.
fn metadata(layer: &OutLayer) -> String {
    let mut about = layer.about_text();
    for (at, column) in layer.columns.iter().enumerate() {
        // Writing into a string cannot fail.
        let _never = write!(about, "\n{} = {}", field_name(layer, at), column.title);
    }
    format!(
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n<qgis version=\"3.22\">\n  <identifier></identifier>\n  \
         <parentidentifier></parentidentifier>\n  <language></language>\n  <type>dataset</type>\n  <title>{}</title>\n  \
         <abstract>{}</abstract>\n  <extent/>\n</qgis>\n",
        xml(&layer.title),
        xml(&about)
    )
}
