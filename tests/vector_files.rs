//! Shapefiles, KML, KMZ and GeoPackage: the same points, zones, boundaries and roads as from GeoJSON, to the letter and to 1e-9°; what is
//! broken or hostile is refused by name.

mod common;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use geo::CoordsIter;
use patrolgrid::base::cancel::Cancel;
use patrolgrid::i18n::language::Language;
use patrolgrid::i18n::words::Words;
use patrolgrid::io::boundaries::{BoundaryOptions, read_boundaries};
use patrolgrid::io::plan_layers::{read_points, read_zones};
use patrolgrid::io::read_error::ReadError;
use patrolgrid::io::roads::read_roads;
use patrolgrid::io::sniff::{FileKind, kind_of};
use patrolgrid::io::vector_files::without_companions;
use patrolgrid::model::patrol_point::PatrolPoint;
use patrolgrid::model::zone::Zone;
use patrolgrid::session::command::Command as Wish;
use patrolgrid::session::state::Session;
use proptest::prelude::*;

fn maps(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("maps")
        .join(name)
}

/// Runs GDAL's converter; `None`, said aloud, where it is not installed.
fn converted(from: &Path, to: &Path, options: &[&str]) -> Option<()> {
    let Ok(output) = Command::new("ogr2ogr")
        .args(options)
        .arg(to)
        .arg(from)
        .output()
    else {
        eprintln!("SKIPPED: ogr2ogr is not installed; see .ci/packages.sh");
        return None;
    };
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Some(())
}

fn english(error: &ReadError) -> String {
    Words::new(Language::English).say(&error.message())
}

fn assert_same_points(found: &[PatrolPoint], wanted: &[PatrolPoint], how: &str) {
    assert_eq!(found.len(), wanted.len(), "{how}");
    for (found, wanted) in found.iter().zip(wanted) {
        let same = |point: &PatrolPoint| (point.name.clone(), point.unit.clone(), point.locked);
        assert_eq!(same(found), same(wanted), "{how}");
        let (a, b) = (found.position, wanted.position);
        assert!(
            (a.lon - b.lon).abs() < 1e-9 && (a.lat - b.lat).abs() < 1e-9,
            "{how}: {a:?} {b:?}"
        );
    }
}

fn assert_same_zones(found: &[Zone], wanted: &[Zone], how: &str) {
    assert_eq!(found.len(), wanted.len(), "{how}");
    for (found, wanted) in found.iter().zip(wanted) {
        let same = |zone: &Zone| (zone.name.clone(), zone.rank, zone.colour);
        assert_eq!(same(found), same(wanted), "{how}");
        // A ring may begin at another of its corners.
        let corners = |zone: &Zone| {
            let mut all: Vec<(i64, i64)> = zone
                .boundary
                .coords_iter()
                .skip(1)
                .map(|at| ((at.x * 1e9).round() as i64, (at.y * 1e9).round() as i64))
                .collect();
            all.sort_unstable();
            all
        };
        let (a, b) = (corners(found), corners(wanted));
        assert_eq!(a.len(), b.len(), "{how}");
        for (a, b) in a.iter().zip(&b) {
            assert!((a.0 - b.0).abs() <= 1 && (a.1 - b.1).abs() <= 1, "{how}");
        }
    }
}

/// The formats GDAL writes, each with the file's ending.
const FORMATS: [(&str, &str); 4] = [
    ("ESRI Shapefile", "shp"),
    ("KML", "kml"),
    ("LIBKML", "kmz"),
    ("GPKG", "gpkg"),
];

#[test]
fn points_and_zones_come_through_every_format_to_the_letter() {
    let folder = tempfile::tempdir().expect("a folder");
    let points = read_points(&maps("patrol_points.geojson"), None).expect("the demo's");
    let zones = read_zones(&maps("zones.geojson"), None).expect("the demo's");
    for (driver, ending) in FORMATS {
        let to = |name: &str| folder.path().join(format!("{name}.{ending}"));
        let (as_points, as_zones) = (to("布警点"), to("巡区"));
        let options = ["-f", driver, "-lco", "ENCODING=UTF-8"];
        let options = if ending == "shp" {
            &options[..]
        } else {
            &options[..2]
        };
        let made = converted(&maps("patrol_points.geojson"), &as_points, options)
            .and_then(|()| converted(&maps("zones.geojson"), &as_zones, options));
        if made.is_none() {
            return;
        }
        assert_eq!(
            kind_of(&as_points).expect("read"),
            FileKind::Points,
            "{driver}"
        );
        assert_eq!(
            kind_of(&as_zones).expect("read"),
            FileKind::Zones,
            "{driver}"
        );
        let found =
            read_points(&as_points, None).unwrap_or_else(|error| panic!("{}", english(&error)));
        assert_same_points(&found, &points, driver);
        let found =
            read_zones(&as_zones, None).unwrap_or_else(|error| panic!("{}", english(&error)));
        assert_same_zones(&found, &zones, driver);
    }
}

#[test]
fn grids_and_roads_of_a_shapefile_are_those_of_the_geojson() {
    let folder = tempfile::tempdir().expect("a folder");
    let (grids, roads) = (
        folder.path().join("communities.shp"),
        folder.path().join("roads.shp"),
    );
    let plain = folder.path().join("roads.geojson");
    let packed = std::fs::File::open(maps("roads.geojson.gz")).expect("the demo's");
    let mut text = std::fs::File::create(&plain).expect("made");
    std::io::copy(&mut flate2::read::GzDecoder::new(packed), &mut text).expect("unpacked");
    let made = converted(
        &maps("communities.geojson"),
        &grids,
        &["-lco", "ENCODING=UTF-8"],
    )
    .and_then(|()| converted(&plain, &roads, &["-lco", "ENCODING=UTF-8"]));
    if made.is_none() {
        return;
    }
    let read = |path: &Path| {
        let read = read_boundaries(path, &BoundaryOptions::default(), &Cancel::new());
        read.expect("boundaries")
    };
    let (found, wanted) = (read(&grids), read(&maps("communities.geojson")));
    assert_eq!(found.layer.units.len(), wanted.layer.units.len());
    assert_eq!(found.layer.level, wanted.layer.level);
    for (found, wanted) in found.layer.units.iter().zip(&wanted.layer.units) {
        assert_eq!((&found.code, &found.name), (&wanted.code, &wanted.name));
        assert!(
            (found.area.0 - wanted.area.0).abs() < 1e-9 * wanted.area.0,
            "{}",
            wanted.name
        );
    }
    assert_eq!(
        found.defects.len(),
        wanted.defects.len(),
        "{:?}",
        found.defects
    );
    let read = |path: &Path| read_roads(path, None, &Cancel::new()).expect("roads").links;
    let (found, wanted) = (read(&roads), read(&maps("roads.geojson.gz")));
    assert_eq!(found.len(), wanted.len());
    assert!(
        found
            .iter()
            .zip(&wanted)
            .all(|(a, b)| a.course == b.course && a.name == b.name)
    );
}

#[test]
fn the_table_is_read_in_what_it_is_written_in_whatever_is_said_of_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let shp = folder.path().join("点.SHP");
    let points = read_points(&maps("patrol_points.geojson"), None).expect("the demo's");
    let made = folder.path().join("made.shp");
    if converted(
        &maps("patrol_points.geojson"),
        &made,
        &["-lco", "ENCODING=GBK"],
    )
    .is_none()
    {
        return;
    }
    for (ending, to) in [("shp", "SHP"), ("dbf", "DBF")] {
        let to = folder.path().join(format!("点.{to}"));
        std::fs::rename(made.with_extension(ending), to).expect("renamed");
    }
    let table = folder.path().join("点.DBF");
    let mut bytes = std::fs::read(&table).expect("read");
    // Neither .cpg nor a language driver says anything.
    bytes[29] = 0;
    std::fs::write(&table, &bytes).expect("written");
    assert_same_points(
        &read_points(&shp, None).expect("guessed"),
        &points,
        "nothing said",
    );
    std::fs::write(folder.path().join("点.cpg"), "UTF-8").expect("written");
    assert_same_points(
        &read_points(&shp, None).expect("seen through"),
        &points,
        "a lie",
    );
    std::fs::write(folder.path().join("点.cpg"), "OEM 936\n").expect("written");
    assert_same_points(
        &read_points(&shp, None).expect("believed"),
        &points,
        "the truth",
    );
    assert_eq!(
        kind_of(&table).expect("read"),
        FileKind::Points,
        "by its table"
    );
}

#[test]
fn a_projection_beside_the_shapes_is_followed_and_an_unknown_one_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let points = read_points(&maps("patrol_points.geojson"), None).expect("the demo's");
    for crs in [
        "EPSG:4547",
        "EPSG:4490",
        "EPSG:3857",
        "EPSG:32649",
        "EPSG:4526",
    ] {
        let to = folder.path().join(format!("{}.shp", &crs[5..]));
        let options = ["-t_srs", crs, "-lco", "ENCODING=UTF-8"];
        if converted(&maps("patrol_points.geojson"), &to, &options).is_none() {
            return;
        }
        assert_same_points(&read_points(&to, None).expect("followed"), &points, crs);
    }
    let to = folder.path().join("2433.shp");
    converted(
        &maps("patrol_points.geojson"),
        &to,
        &["-t_srs", "EPSG:2433"],
    );
    let error = english(&read_points(&to, None).expect_err("Beijing 1954"));
    assert!(error.contains("Beijing"), "{error}");
}

/// Records of a Shapefile, made by hand.
fn shp(kind: u32, records: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = vec![0; 100];
    for (at, record) in records.iter().enumerate() {
        bytes.extend((at as u32 + 1).to_be_bytes());
        bytes.extend((record.len() as u32 / 2).to_be_bytes());
        bytes.extend(record);
    }
    bytes[..4].copy_from_slice(&9994u32.to_be_bytes());
    let length = bytes.len() as u32 / 2;
    bytes[24..28].copy_from_slice(&length.to_be_bytes());
    bytes[28..32].copy_from_slice(&1000u32.to_le_bytes());
    bytes[32..36].copy_from_slice(&kind.to_le_bytes());
    bytes
}

fn area(rings: &[&[(f64, f64)]]) -> Vec<u8> {
    let corners: Vec<(f64, f64)> = rings.concat();
    let mut bytes = 5u32.to_le_bytes().to_vec();
    bytes.extend([0; 32]);
    bytes.extend((rings.len() as u32).to_le_bytes());
    bytes.extend((corners.len() as u32).to_le_bytes());
    let mut start = 0u32;
    for ring in rings {
        bytes.extend(start.to_le_bytes());
        start += ring.len() as u32;
    }
    for (x, y) in corners {
        bytes.extend(x.to_le_bytes());
        bytes.extend(y.to_le_bytes());
    }
    bytes
}

fn dbf(name: &[u8], cells: &[&[u8]]) -> Vec<u8> {
    let mut bytes = vec![0; 65];
    bytes[0] = 3;
    bytes[4..8].copy_from_slice(&(cells.len() as u32).to_le_bytes());
    bytes[8..10].copy_from_slice(&65u16.to_le_bytes());
    bytes[10..12].copy_from_slice(&21u16.to_le_bytes());
    bytes[32..32 + name.len()].copy_from_slice(name);
    bytes[43] = b'C';
    bytes[48] = 20;
    bytes[64] = 0x0D;
    for cell in cells {
        let mut row = vec![b' '; 21];
        row[1..=cell.len()].copy_from_slice(cell);
        bytes.extend(row);
    }
    bytes
}

const OUTER: [(f64, f64); 5] = [
    (113.90, 22.60),
    (113.90, 22.62),
    (113.92, 22.62),
    (113.92, 22.60),
    (113.90, 22.60),
];
const HOLE: [(f64, f64); 5] = [
    (113.905, 22.605),
    (113.915, 22.605),
    (113.915, 22.615),
    (113.905, 22.615),
    (113.905, 22.605),
];

#[test]
fn a_hole_stays_a_hole_and_the_table_names_the_area() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("zone.shp");
    std::fs::write(&path, shp(5, &[area(&[&OUTER, &HOLE])])).expect("written");
    let bare = read_zones(&path, None).expect("without a table");
    assert_eq!(bare[0].boundary.interiors().len(), 1);
    std::fs::write(
        path.with_extension("dbf"),
        dbf(b"NAME", &["码头".as_bytes()]),
    )
    .expect("written");
    std::fs::write(path.with_extension("DBF.bak"), "").expect("written");
    let named = read_zones(&path, None).expect("with a table");
    assert_eq!(named[0].boundary, bare[0].boundary);
    let reading = read_boundaries(&path, &BoundaryOptions::default(), &Cancel::new());
    let reading = reading.expect("a boundary");
    assert!(reading.defects.is_empty(), "{:?}", reading.defects);
    assert_eq!(reading.layer.units[0].name, "码头");
    std::fs::write(path.with_extension("dbf"), dbf(b"NAME", &[])).expect("written");
    let error = english(&read_zones(&path, None).expect_err("another table"));
    assert!(
        error.contains("1 shapes") && error.contains("0 rows"),
        "{error}"
    );
}

#[test]
fn a_file_of_a_shapefile_stands_for_it_and_is_not_opened_twice() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("巡区.shp");
    std::fs::write(&path, shp(5, &[area(&[&OUTER])])).expect("written");
    std::fs::write(path.with_extension("dbf"), dbf(b"rank", &[b"3"])).expect("written");
    let mut session = Session::new(None, Arc::new(|| ()));
    session.apply(Wish::OpenFile(path.with_extension("dbf")));
    common::settle(&mut session);
    let ranks: Vec<u16> = session
        .plan()
        .zones
        .values()
        .map(|zone| zone.rank)
        .collect();
    assert_eq!(ranks, [3]);
    let names = ["a.shp", "a.dbf", "A.prj", "b.dbf", "c.geojson", "a.cpg"];
    let left = without_companions(names.map(PathBuf::from).to_vec());
    assert_eq!(
        left,
        ["a.shp", "A.prj", "b.dbf", "c.geojson"].map(PathBuf::from)
    );
}

/// A KML document about a body.
fn kml(body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document>{body}</Document></kml>"
    )
}

fn kml_points(folder: &Path, text: impl AsRef<[u8]>) -> Result<Vec<PatrolPoint>, String> {
    let path = folder.join("点.kml");
    std::fs::write(&path, text).expect("written");
    read_points(&path, None).map_err(|error| english(&error))
}

#[test]
fn a_placemark_is_read_as_people_write_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let body = "<name>not a point</name><Style><IconStyle/></Style><Folder><name>夜间</name>
        <k:Placemark xmlns:k=\"x\"><k:name><![CDATA[北门 <1>]]></k:name><Point><altitudeMode>clampToGround</altitudeMode>
        <coordinates> 113.9,22.6,0 </coordinates></Point><ExtendedData><Data name=\"unit\"><displayName>所</displayName>
        <value>新安&amp;&#35199;乡</value></Data><SchemaData><SimpleData name=\"locked\">1</SimpleData></SchemaData></ExtendedData>
        </k:Placemark></Folder>";
    let points = kml_points(folder.path(), kml(body)).expect("read");
    assert_eq!(points.len(), 1);
    let point = &points[0];
    assert_eq!(
        (point.name.as_str(), point.unit.as_str(), point.locked),
        ("北门 <1>", "新安&西乡", true)
    );
    assert_eq!((point.position.lon, point.position.lat), (113.9, 22.6));
    // The same in the encoding an old program declares.
    let old = kml(body).replace("UTF-8", "GBK");
    let (old, _, _) = encoding_rs::GBK.encode(&old);
    assert_eq!(kml_points(folder.path(), &old).expect("read"), points);
    let zone = "<Placemark><name>甲</name><MultiGeometry><Polygon><outerBoundaryIs><LinearRing><coordinates>113.9,22.6 113.92,22.6
        113.92,22.62 113.9,22.62 113.9,22.6</coordinates></LinearRing></outerBoundaryIs><innerBoundaryIs><LinearRing><coordinates>
        113.905,22.605 113.915,22.605 113.915,22.615 113.905,22.605</coordinates></LinearRing></innerBoundaryIs></Polygon>
        <Polygon><outerBoundaryIs><LinearRing><coordinates>114,22.6 114.1,22.6 114.1,22.7 114,22.6</coordinates></LinearRing>
        </outerBoundaryIs></Polygon></MultiGeometry></Placemark>";
    let path = folder.path().join("区.kml");
    std::fs::write(&path, kml(zone)).expect("written");
    let zones = read_zones(&path, None).expect("two parts");
    let told: Vec<_> = zones
        .iter()
        .map(|zone| (zone.name.as_str(), zone.boundary.interiors().len()))
        .collect();
    assert_eq!(told, [("甲 1", 1), ("甲 2", 0)]);
}

#[test]
fn a_kml_that_is_wrong_or_means_harm_is_refused_by_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let point = |coordinates: &str| {
        kml(&format!(
            "<Placemark><Point><coordinates>{coordinates}</coordinates></Point></Placemark>"
        ))
    };
    let deep = kml(&"<Folder>".repeat(100_000));
    let laughs = "<?xml version=\"1.0\"?><!DOCTYPE kml [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\">]>
        <kml xmlns=\"http://www.opengis.net/kml/2.2\"><Placemark><name>&b;</name></Placemark></kml>";
    let link = kml("<NetworkLink><Link><href>http://example.com/a.kml</href></Link></NetworkLink>");
    let whole = point("113.9,22.6");
    for (text, words) in [
        (point("113.9"), "“113.9” is no place"),
        (point("east,north"), "“east,north” is no place"),
        (point("nan,22.6"), "feature 1"),
        (point("113.9,122.6"), "feature 1"),
        (deep, "more than 200 deep"),
        (laughs.to_owned(), "“&b;” is not read"),
        (link, "links are never followed"),
        (whole[..whole.len() - 6].to_owned(), "cut off"),
        (whole[..whole.len() - 20].to_owned(), "no sound XML"),
        (whole.replace("</Point>", "</Pint>"), "no sound XML"),
    ] {
        let told = kml_points(folder.path(), &text).expect_err(words);
        assert!(told.contains(words) && told.contains("点.kml"), "{told}");
    }
    assert_eq!(kml_points(folder.path(), &whole).expect("sound").len(), 1);
}

fn zip_of(path: &Path, entries: &[(&str, &[u8])]) {
    let mut zip = zip::ZipWriter::new(std::fs::File::create(path).expect("made"));
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated);
    for (name, bytes) in entries {
        zip.start_file(*name, options).expect("begun");
        zip.write_all(bytes).expect("written");
    }
    zip.finish().expect("ended");
}

#[test]
fn what_lies_in_a_zip_file_is_read_there_and_bounded() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("巡区.zip");
    let (shapes, table) = (
        shp(5, &[area(&[&OUTER])]),
        dbf(b"name", &["码头".as_bytes()]),
    );
    zip_of(
        &path,
        &[
            ("__MACOSX/x.shp", b"x"),
            ("数据/Z.SHP", &shapes),
            ("数据/z.dbf", &table),
        ],
    );
    assert_eq!(read_zones(&path, None).expect("zipped")[0].name, "码头");
    zip_of(&path, &[("a.shp", &shapes), ("b.shp", &shapes)]);
    let told = english(&read_zones(&path, None).expect_err("two"));
    assert!(told.contains("a.shp") && told.contains("b.shp"), "{told}");
    // Names that lead out of the folder lead nowhere: nothing is written.
    let kmz = folder.path().join("点.kmz");
    let document =
        kml("<Placemark><Point><coordinates>113.9,22.6</coordinates></Point></Placemark>");
    zip_of(&kmz, &[("../../evil.kml", document.as_bytes())]);
    assert_eq!(read_points(&kmz, None).expect("read").len(), 1);
    let bomb = vec![b' '; 200 << 20];
    zip_of(&kmz, &[("doc.kml", &bomb)]);
    let told = english(&read_points(&kmz, None).expect_err("a bomb"));
    assert!(told.contains("160 MiB"), "{told}");
    let left: Vec<_> = std::fs::read_dir(folder.path()).expect("listed").collect();
    assert_eq!(left.len(), 2);
}

#[test]
fn a_real_shapefile_is_read_whole() {
    let Some(data) = common::data_dir() else {
        return;
    };
    let path = data.join("optim/spopt_sf/ServiceAreas_4.shp");
    assert_eq!(kind_of(&path).expect("read"), FileKind::Boundaries);
    let reading = read_boundaries(&path, &BoundaryOptions::default(), &Cancel::new());
    let reading = reading.expect("boundaries");
    let source = &reading.layer.source;
    assert_eq!(
        (source.found, source.kept),
        (16, 16),
        "{:?}",
        reading.defects
    );
}

/// Reads bytes as every thing they might be; only an answer is asked for.
fn read_all(folder: &Path, name: &str, bytes: &[u8]) -> usize {
    let path = folder.join(name);
    std::fs::write(&path, bytes).expect("written");
    let zones = read_zones(&path, None).map_or(0, |zones| zones.len());
    let points = read_points(&path, None).map_or(0, |points| points.len());
    let reading = read_boundaries(&path, &BoundaryOptions::default(), &Cancel::new());
    assert!(kind_of(&path).is_ok());
    zones + points + reading.map_or(0, |reading| reading.layer.units.len())
}

#[test]
fn a_file_cut_off_anywhere_is_refused_or_read_never_worse() {
    let folder = tempfile::tempdir().expect("a folder");
    let shapes = shp(5, &[area(&[&OUTER, &HOLE]), area(&[&OUTER])]);
    let table = dbf(b"NAME", &[b"a", b"b"]);
    let whole = read_all(folder.path(), "a.shp", &shapes);
    assert_eq!(whole, 4, "two zones and two boundaries");
    for length in 0..shapes.len() {
        assert_eq!(
            read_all(folder.path(), "a.shp", &shapes[..length]),
            0,
            "{length}"
        );
    }
    std::fs::write(folder.path().join("b.shp"), &shapes).expect("written");
    for length in 0..table.len() {
        std::fs::write(folder.path().join("b.dbf"), &table[..length]).expect("written");
        assert!(
            read_zones(&folder.path().join("b.shp"), None).is_err(),
            "{length}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn flipped_bytes_never_do_harm(
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        which in 0usize..4,
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        let document = kml("<Folder><name>夜</name><Placemark><name>甲</name><Point><coordinates>113.9,22.6</coordinates></Point></Placemark></Folder>");
        let zipped = folder.path().join("whole.kmz");
        zip_of(&zipped, &[("doc.kml", document.as_bytes())]);
        let (name, mut bytes) = match which {
            0 => ("a.shp", shp(5, &[area(&[&OUTER, &HOLE])])),
            1 => ("a.dbf", dbf(b"NAME", &["码头".as_bytes()])),
            2 => ("a.kml", document.into_bytes()),
            _ => ("a.kmz", std::fs::read(&zipped).expect("read")),
        };
        if which == 1 {
            std::fs::write(folder.path().join("a.shp"), shp(5, &[area(&[&OUTER])])).expect("written");
        }
        for (at, value) in flips {
            let at = at.index(bytes.len());
            bytes[at] ^= value;
        }
        read_all(folder.path(), name, &bytes);
    }
}
