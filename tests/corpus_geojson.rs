//! What other projects call good, bad and hostile GeoJSON and JSON: every verdict met, or argued below.
//!
//! The lists of exceptions may only shrink: a test fails when one of them is no longer needed.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc;
use std::time::Duration;

use geo::{Area, BooleanOps, Coord, CoordsIter, MultiPolygon, Polygon};
use geojson::{GeoJson, GeometryValue};
use patrolgrid::base::cancel::Cancel;
use patrolgrid::base::crs::Crs;
use patrolgrid::io::boundaries::{BoundaryOptions, BoundaryReading, read_boundaries};
use patrolgrid::io::defect::{DefectKind, DefectLevel};
use patrolgrid::io::geojson::document::{Document, Shape};
use patrolgrid::io::geojson::scan::validate_json;
use patrolgrid::io::geojson::text::decode;
use patrolgrid::io::read_error::ReadError;

/// No case of these sets takes a hundredth of this.
const WATCHDOG: Duration = Duration::from_mins(1);

/// "accept" verdicts that are not met, and why that is right here.
const NOT_ACCEPTED: &[(&str, &str)] = &[
    (
        "geojson/gdal/esrijson/",
        "Esri JSON is another format; refused by that name",
    ),
    (
        "geojson/gdal/topojson/",
        "TopoJSON is another format; refused by that name",
    ),
    (
        "geojson/gdal/jsonfg/",
        "curves, prisms and `place` geometries are JSON-FG, not GeoJSON; refused by feature",
    ),
    (
        "geojson/gdal/geojson/feature_with_type_Topology_property.json",
        "EPSG:27700 is refused by name",
    ),
    (
        "geojson/gdal/geojson/srs_name.geojson",
        "EPSG:26915 is refused by name",
    ),
    (
        "geojson/gdal/geojson/stac_item.json",
        "a comma before a closing bracket is no JSON",
    ),
    (
        "geojson/gdal/geojson/ogr_geojson_14.geojson",
        "positions of nulls are no places; refused by feature, not dropped",
    ),
    (
        "geojson/antimeridian/input/issues-187.json",
        "longitudes beyond 180° lie outside WGS 84; named as out of range",
    ),
    (
        "geojson/antimeridian/input/over-180.json",
        "longitudes beyond 180° lie outside WGS 84; named as out of range",
    ),
    (
        "geojson/geojson-invalid-geometry/problematic_geometries/problematic_outside_lat_lon_boundaries.geojson",
        "longitudes beyond 180° lie outside WGS 84; the suite itself calls it problematic; named as out of range",
    ),
];

/// Sets in formats this reader does not claim: WKT.
const OTHER_FORMATS: &[&str] = &[
    "geojson/georust-fixtures/",
    "geojson/geos-fuzz-seeds/fuzz_geo_ops_seed_corpus/",
];

/// JTS cases (file and number) whose verdict is not met, and why.
const JTS_EXCEPTIONS: &[(&str, usize, &str)] = &[];

struct Corpus {
    root: PathBuf,
    /// Packed sets are unpacked here.
    unpacked: tempfile::TempDir,
}

impl Corpus {
    fn open() -> Option<Self> {
        let root = common::data_dir()?.join("corpus");
        let unpacked = tempfile::tempdir().expect("a folder");
        {
            let set = "json/go-fuzz-json";
            let (folder, _) = set.split_once('/').expect("kind/set");
            let into = unpacked.path().join(folder);
            fs::create_dir_all(&into).expect("a folder");
            let done = Command::new("tar")
                .arg("-C")
                .arg(&into)
                .arg("-xzf")
                .arg(root.join(format!("{set}.tar.gz")))
                .status();
            assert!(
                done.expect("tar runs").success(),
                "{set} cannot be unpacked"
            );
        }
        Some(Self { root, unpacked })
    }

    /// Path and verdict of every case below a folder, in the order of the table.
    fn cases(&self, below: &str) -> Vec<(String, String)> {
        let table = fs::read_to_string(self.root.join("EXPECTED.tsv")).expect("the table");
        let rows = table.lines().filter_map(|line| {
            let mut cells = line.split('\t');
            Some((cells.next()?.to_owned(), cells.next()?.to_owned()))
        });
        let found: Vec<_> = rows
            .filter(|(path, verdict)| path.starts_with(below) && verdict != "(oracle)")
            .collect();
        assert!(!found.is_empty(), "no cases below {below}");
        found
    }

    fn path(&self, case: &str) -> PathBuf {
        let plain = self.root.join(case);
        if plain.is_file() {
            plain
        } else {
            self.unpacked.path().join(case)
        }
    }
}

/// The answer of `work`, or why there is none: a panic, or no end.
fn watched<Answer: Send + 'static>(
    work: impl FnOnce() -> Answer + Send + 'static,
) -> Result<Answer, &'static str> {
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || send.send(work()));
    receive.recv_timeout(WATCHDOG).map_err(|error| match error {
        mpsc::RecvTimeoutError::Timeout => "hangs",
        mpsc::RecvTimeoutError::Disconnected => "panics",
    })
}

fn read(path: PathBuf) -> Result<Result<BoundaryReading, ReadError>, &'static str> {
    watched(move || read_boundaries(&path, &BoundaryOptions::default(), &Cancel::new()))
}

/// Loads, and everything that is an area is shown: other geometries and none at all are named and left out.
fn is_accepted(found: &Result<BoundaryReading, ReadError>) -> bool {
    found.as_ref().is_ok_and(|reading| {
        let mut refusals = reading
            .defects
            .iter()
            .filter(|defect| defect.level == DefectLevel::Refused);
        refusals.all(|defect| matches!(defect.kind, DefectKind::NotAnArea | DefectKind::Empty))
    })
}

/// Refused, or loaded with something said.
fn is_flagged(found: &Result<BoundaryReading, ReadError>) -> bool {
    found
        .as_ref()
        .map_or(true, |reading| !reading.defects.is_empty())
}

#[test]
fn geojson_verdicts_are_met_or_argued() {
    let Some(corpus) = Corpus::open() else { return };
    let mut unmet = BTreeMap::new();
    let mut met = 0;
    for (case, verdict) in corpus.cases("geojson/") {
        if OTHER_FORMATS.iter().any(|set| case.starts_with(set)) {
            assert!(read(corpus.path(&case)).is_ok(), "{case}");
            continue;
        }
        let found = read(corpus.path(&case)).unwrap_or_else(|why| panic!("{case} {why}"));
        if let Ok(reading) = &found {
            let source = &reading.layer.source;
            assert_eq!(source.found, source.kept + source.refused(), "{case}");
            assert_eq!(source.kept, reading.layer.units.len(), "{case}");
        }
        let fine = match verdict.as_str() {
            "accept" => is_accepted(&found),
            "flag" => is_flagged(&found),
            "reject" => found.is_err(),
            "either" => true,
            other => panic!("{case}: unknown verdict {other}"),
        };
        if fine {
            met += 1;
        } else {
            drop(unmet.insert(case, verdict));
        }
    }
    let argued = |case: &str| {
        NOT_ACCEPTED
            .iter()
            .find(|(prefix, _)| case.starts_with(prefix))
    };
    let open: Vec<_> = unmet
        .iter()
        .filter(|(case, verdict)| verdict.as_str() != "accept" || argued(case).is_none())
        .collect();
    assert!(
        open.is_empty(),
        "verdicts neither met nor argued: {open:#?}"
    );
    for (prefix, _) in NOT_ACCEPTED {
        assert!(
            unmet.keys().any(|case| case.starts_with(prefix)),
            "the exception {prefix} is no longer needed"
        );
    }
    eprintln!("{met} verdicts met, {} argued", unmet.len());
}

#[test]
fn json_verdicts_are_met() {
    let Some(corpus) = Corpus::open() else { return };
    for (case, verdict) in corpus.cases("json/") {
        let bytes = fs::read(corpus.path(&case)).expect("the case");
        let found = watched(move || {
            // The whole reader must survive it too.
            if let Ok(decoded) = decode(bytes.clone()) {
                let _survived = Document::read(&decoded.text, &Cancel::new());
            }
            validate_json(&bytes)
        });
        let found = found.unwrap_or_else(|why| panic!("{case} {why}"));
        match verdict.as_str() {
            "accept" => assert_eq!(found, Ok(()), "{case}"),
            "reject" => assert!(found.is_err(), "{case} was taken"),
            _ => {}
        }
    }
}

/// Whatever JSON the suites accept may stand as an attribute, and comes through.
#[test]
fn any_json_may_be_an_attribute() {
    let Some(corpus) = Corpus::open() else { return };
    let mut tried = 0;
    for (case, verdict) in corpus.cases("json/JSONTestSuite/") {
        let value = fs::read(corpus.path(&case)).expect("the case");
        let text = [
            br#"{"type":"Feature","geometry":null,"properties":{"v":"#.as_slice(),
            &value,
            b"}}",
        ]
        .concat();
        if verdict == "accept" {
            let document = Document::read(&text, &Cancel::new())
                .unwrap_or_else(|stopped| panic!("{case}: {stopped:?}"));
            assert_eq!(document.fields, ["v"], "{case}");
            tried += 1;
        }
    }
    assert!(tried > 80);
}

fn coord(position: &geojson::Position) -> Option<Coord<f64>> {
    let numbers = position.as_slice();
    Some(Coord {
        x: *numbers.first()?,
        y: *numbers.get(1)?,
    })
}

fn line(positions: &[geojson::Position]) -> Option<Vec<Coord<f64>>> {
    positions.iter().map(coord).collect()
}

fn lines(lists: &[Vec<geojson::Position>]) -> Option<Vec<Vec<Coord<f64>>>> {
    lists.iter().map(|list| line(list)).collect()
}

/// The oracle's geometry in our words.
fn as_shape(value: &GeometryValue) -> Option<Shape> {
    Some(match value {
        GeometryValue::Point { coordinates } => Shape::Point(coord(coordinates)?),
        GeometryValue::MultiPoint { coordinates } => Shape::Points(line(coordinates)?),
        GeometryValue::LineString { coordinates } => Shape::Line(line(coordinates)?),
        GeometryValue::MultiLineString { coordinates } => Shape::Lines(lines(coordinates)?),
        GeometryValue::Polygon { coordinates } => Shape::Polygon(lines(coordinates)?),
        GeometryValue::MultiPolygon { coordinates } => Shape::Polygons(
            coordinates
                .iter()
                .map(|part| lines(part))
                .collect::<Option<_>>()?,
        ),
        GeometryValue::GeometryCollection { geometries } => Shape::Collection(
            geometries
                .iter()
                .map(|one| as_shape(&one.value))
                .collect::<Option<_>>()?,
        ),
    })
}

fn oracle_shapes(text: &str) -> Option<Vec<Option<Shape>>> {
    let shape = |geometry: Option<&geojson::Geometry>| {
        geometry.and_then(|geometry| as_shape(&geometry.value))
    };
    Some(match text.parse::<GeoJson>().ok()? {
        GeoJson::FeatureCollection(all) => all
            .features
            .iter()
            .map(|one| shape(one.geometry.as_ref()))
            .collect(),
        GeoJson::Feature(one) => vec![shape(one.geometry.as_ref())],
        GeoJson::Geometry(one) => vec![as_shape(&one.value)],
    })
}

fn geojson_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            geojson_files(&path, found);
        } else if path
            .extension()
            .is_some_and(|ending| ending == "geojson" || ending == "json")
        {
            found.push(path);
        }
    }
}

/// The `geojson` crate is the oracle: the same geometries, number for number, in every file both can read.
#[test]
fn geometries_equal_those_of_the_geojson_crate() {
    let Some(data) = common::data_dir() else {
        return;
    };
    let mut files = Vec::new();
    for folder in [
        "corpus/geojson",
        "hard_geojson",
        "london",
        "chicago",
        "shenzhen_streets",
        "shenzhen_transbigdata",
    ] {
        geojson_files(&data.join(folder), &mut files);
    }
    let mut compared = 0;
    for path in files {
        let Ok(decoded) = decode(fs::read(&path).expect("the file")) else {
            continue;
        };
        let Some(wanted) = std::str::from_utf8(&decoded.text)
            .ok()
            .and_then(oracle_shapes)
        else {
            continue;
        };
        let Ok(document) = Document::read(&decoded.text, &Cancel::new()) else {
            continue;
        };
        let refused = document.features.iter().any(|one| {
            one.faults
                .iter()
                .any(|fault| fault.level == DefectLevel::Refused)
        });
        if refused {
            continue;
        }
        let found: Vec<_> = document
            .features
            .iter()
            .map(|one| one.shape.clone())
            .collect();
        assert_eq!(found.len(), wanted.len(), "{}", path.display());
        for (found, wanted) in found.iter().zip(&wanted) {
            // An empty Point is an empty list of points here.
            if !matches!(found, Some(Shape::Points(points)) if points.is_empty()) {
                assert_eq!(found, wanted, "{}", path.display());
            }
        }
        compared += 1;
    }
    assert!(compared > 250, "only {compared} files were compared");
}

/// Boundaries whose expected cut is not ours, and why.
const CUT_EXCEPTIONS: &[(&str, &str)] = &[
    ("both-poles.json", POLE),
    ("issues-124.json", POLE),
    ("issues-164.json", POLE),
    ("issues-171.json", POLE),
    ("issues-187.json", BEYOND),
    ("over-180.json", BEYOND),
];
const POLE: &str =
    "holds a pole: shown cut at the meridian and said so, but led along the pole otherwise";
const BEYOND: &str =
    "a longitude beyond 180 degrees is out of range here: refused by name, not dropped";

/// The boundary of a GeoJSON geometry in our words, for the areas among them.
fn expected_area(path: &Path) -> Option<MultiPolygon<f64>> {
    let GeoJson::Geometry(geometry) = fs::read_to_string(path).ok()?.parse().ok()? else {
        return None;
    };
    MultiPolygon::try_from(geometry.clone())
        .or_else(|_| Polygon::try_from(geometry).map(|part| MultiPolygon(vec![part])))
        .ok()
}

#[test]
fn boundaries_across_the_antimeridian_are_cut_as_expected() {
    let Some(data) = common::data_dir() else {
        return;
    };
    let folder = data.join("hard_geojson");
    let (mut same, mut other) = (0, BTreeSet::new());
    for entry in fs::read_dir(folder.join("antimeridian_input")).expect("the inputs") {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let expected = expected_area(&folder.join("antimeridian_expected_flat").join(&name));
        let Some(expected) = expected else { continue };
        let found = read(path.clone()).unwrap_or_else(|why| panic!("{name} {why}"));
        let boundary = found
            .ok()
            .and_then(|reading| {
                reading
                    .layer
                    .units
                    .first()
                    .map(|unit| unit.boundary.clone())
            })
            .unwrap_or_else(|| MultiPolygon(Vec::new()));
        let inside = boundary
            .coords_iter()
            .all(|at| at.x.abs() <= 180.0 && at.y.abs() <= 90.0);
        let off = boundary.xor(&expected).unsigned_area();
        if inside && off <= expected.unsigned_area() * 1e-4 {
            same += 1;
        } else {
            other.insert(name);
        }
    }
    let argued: BTreeSet<String> = CUT_EXCEPTIONS
        .iter()
        .map(|(name, _)| (*name).to_owned())
        .collect();
    assert_eq!(other, argued, "{same} are as expected");
}

/// The polygons of a WKT text as GeoJSON coordinates; `None` for anything else or a text that is not plain.
fn areas_of_wkt(wkt: &str) -> Option<String> {
    let wkt = wkt.trim();
    let upper = wkt.to_uppercase();
    let (kind, rest) = if upper.starts_with("MULTIPOLYGON") {
        ("MultiPolygon", wkt.get(12..)?)
    } else if upper.starts_with("POLYGON") {
        ("Polygon", wkt.get(7..)?)
    } else {
        return None;
    };
    let rest = rest.trim();
    if !rest.starts_with('(') || rest.to_uppercase().contains("EMPTY") {
        return None;
    }
    let mut out = String::new();
    let mut position = String::new();
    let flush = |position: &mut String, out: &mut String| {
        let numbers: Vec<&str> = position.split_whitespace().collect();
        if let [x, y, ..] = numbers.as_slice() {
            let number = |text: &str| {
                text.parse::<f64>()
                    .map_or_else(|_| "null".to_owned(), |value| format!("{value:e}"))
            };
            out.extend(["[", &number(x), ",", &number(y), "]"]);
        }
        position.clear();
    };
    for mark in rest.chars() {
        match mark {
            '(' => out.push('['),
            ')' => {
                flush(&mut position, &mut out);
                out.push(']');
            }
            ',' => {
                flush(&mut position, &mut out);
                out.push(',');
            }
            other => position.push(other),
        }
    }
    Some(format!(
        r#"{{"type":"Feature","properties":{{"code":"A"}},"geometry":{{"type":"{kind}","coordinates":{out}}}}}"#
    ))
}

/// Every `isValid` verdict of JTS on an area: a valid one has nothing said against its shape, an invalid one has.
#[test]
fn validity_verdicts_of_jts_are_met_or_argued() {
    let Some(corpus) = Corpus::open() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let (mut tried, mut unmet) = (0, BTreeSet::new());
    for (case, _) in corpus.cases("jts/") {
        let xml = fs::read_to_string(corpus.path(&case)).unwrap_or_default();
        for (number, block) in xml.split("<case>").skip(1).enumerate() {
            let Some(verdict) = block
                .split("name=\"isValid\"")
                .nth(1)
                .and_then(|rest| rest.split(['>', '<']).nth(1))
            else {
                continue;
            };
            let wkt = block
                .split("<a>")
                .nth(1)
                .and_then(|rest| rest.split("</a>").next());
            let Some(feature) = wkt.and_then(areas_of_wkt) else {
                continue;
            };
            let path = folder.path().join("case.geojson");
            fs::write(&path, feature).expect("a file");
            let options = BoundaryOptions {
                crs: Some(Crs::Plane),
                ..BoundaryOptions::default()
            };
            let found = watched(move || read_boundaries(&path, &options, &Cancel::new()));
            let found = found.unwrap_or_else(|why| panic!("{case} {number} {why}"));
            // What is out of the plane's range is refused for that, whatever its shape.
            let kinds = |reading: &BoundaryReading| {
                reading
                    .defects
                    .iter()
                    .map(|one| one.kind)
                    .collect::<Vec<_>>()
            };
            let said = found
                .as_ref()
                .map_or_else(|_| vec![DefectKind::Malformed], kinds);
            if said.contains(&DefectKind::OutOfRange) {
                continue;
            }
            let against = said
                .iter()
                .any(|kind| !matches!(kind, DefectKind::WrongWinding | DefectKind::RepeatedCorner));
            tried += 1;
            if against == (verdict.trim() == "true") {
                unmet.insert((case.clone(), number));
            }
        }
    }
    assert!(tried > 300, "only {tried} verdicts were tried");
    let argued: BTreeSet<(String, usize)> = JTS_EXCEPTIONS
        .iter()
        .map(|(case, number, _)| ((*case).to_owned(), *number))
        .collect();
    let open: Vec<_> = unmet.difference(&argued).collect();
    assert!(
        open.is_empty(),
        "{} of {tried} neither met nor argued: {open:?}",
        open.len()
    );
    let stale: Vec<_> = argued.difference(&unmet).collect();
    assert!(stale.is_empty(), "no longer needed: {stale:?}");
}

#[test]
fn naughty_strings_are_legal_names() {
    let Some(corpus) = Corpus::open() else { return };
    let text = fs::read_to_string(corpus.path("strings/blns/blns.json")).expect("the list");
    let names: Vec<String> = serde_json::from_str(&text).expect("a list of strings");
    let features: Vec<serde_json::Value> = names
        .iter()
        .enumerate()
        .map(|(at, name)| {
            let x = 113.0 + at as f64 * 0.001;
            serde_json::json!({
                "type": "Feature", "properties": {"code": format!("c{at}"), "name": name},
                "geometry": {"type": "Polygon", "coordinates": [[[x, 22.0], [x + 0.001, 22.0], [x + 0.001, 22.001], [x, 22.0]]]},
            })
        })
        .collect();
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("names.geojson");
    fs::write(
        &path,
        serde_json::json!({"type": "FeatureCollection", "features": features}).to_string(),
    )
    .expect("a file");
    let reading = read(path).expect("no panic").expect("readable");
    assert_eq!(reading.layer.units.len(), names.len());
    for (at, (unit, name)) in reading.layer.units.iter().zip(&names).enumerate() {
        let wanted = match name.trim() {
            "" => format!("c{at}"),
            trimmed => trimmed.to_owned(),
        };
        assert_eq!(unit.name, wanted);
    }
}
