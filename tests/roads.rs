//! Road files of every kind: what is read, how it joins, what is refused; real networks beside what others count in them.

mod common;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use geo::{Geodesic, Length};
use patrolgrid::analysis::road_facts::{lengths, road_facts};
use patrolgrid::base::cancel::Cancel;
use patrolgrid::base::crs::Crs;
use patrolgrid::i18n::language::Language;
use patrolgrid::i18n::words::Words;
use patrolgrid::io::read_error::ReadError;
use patrolgrid::io::roads::read_roads;
use patrolgrid::io::sniff::{FileKind, kind_of};
use patrolgrid::model::road_network::{Access, RoadClass, RoadNetwork, RoadRefusal};
use patrolgrid::session::command::Command as Wish;
use patrolgrid::session::state::Session;
use proptest::prelude::*;
use serde_json::{Value, json};

fn read(path: &Path) -> Result<RoadNetwork, ReadError> {
    read_roads(path, None, &Cancel::new())
}

fn told(error: &ReadError) -> String {
    Words::new(Language::English).say(&error.message())
}

fn written(folder: &Path, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, bytes).expect("written");
    path
}

/// A small town: a cross of two streets, a bridge over one of them, a roundabout, a lane against its drawing, a private yard, a
/// ferry, a street whose end the extract lacks, and turn rules.
const TOWN: &str = r#"<?xml version="1.0"?><osm version="0.6">
<node id="1" lat="22.60" lon="113.90"/><node id="2" lat="22.60" lon="113.91"/><node id="3" lat="22.60" lon="113.92"/>
<node id="4" lat="22.59" lon="113.91"/><node id="5" lat="22.61" lon="113.91"/>
<node id="6" lat="22.595" lon="113.905"/><node id="7" lat="22.605" lon="113.905"/>
<node id="8" lat="22.615" lon="113.91"/><node id="9" lat="22.615" lon="113.912"/><node id="10" lat="22.617" lon="113.911"/>
<node id="11" lat="22.60" lon="113.93" visible="false"/>
<way id="100"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="primary"/><tag k="name" v="宝安大道 &amp; &quot;1&quot;"/><tag k="maxspeed" v="60"/></way>
<way id="101"><nd ref="4"/><nd ref="2"/><tag k="highway" v="residential"/></way>
<way id="102"><nd ref="2"/><nd ref="5"/><tag k="highway" v="residential"/><tag k="oneway" v="yes"/></way>
<way id="103"><nd ref="6"/><nd ref="7"/><tag k="highway" v="motorway"/><tag k="bridge" v="yes"/></way>
<way id="104"><nd ref="8"/><nd ref="9"/><nd ref="10"/><nd ref="8"/><tag k="highway" v="tertiary"/><tag k="junction" v="roundabout"/></way>
<way id="105"><nd ref="5"/><nd ref="8"/><tag k="highway" v="service"/><tag k="oneway" v="-1"/></way>
<way id="106"><nd ref="1"/><nd ref="4"/><tag k="highway" v="service"/><tag k="access" v="private"/></way>
<way id="107"><nd ref="1"/><nd ref="10"/><tag k="route" v="ferry"/></way>
<way id="108"><nd ref="3"/><nd ref="11"/><nd ref="12"/><tag k="highway" v="residential"/></way>
<way id="109"><nd ref="5"/><nd ref="9"/><tag k="highway" v="footway"/></way>
<way id="110" visible="false"><nd ref="1"/><nd ref="5"/><tag k="highway" v="residential"/></way>
<relation id="1"><member type="way" ref="101" role="from"/><member type="node" ref="2" role="via"/><member type="way" ref="102" role="to"/><tag k="type" v="restriction"/><tag k="restriction" v="no_straight_on"/></relation>
<relation id="2"><member type="way" ref="105" role="from"/><member type="node" ref="5" role="via"/><member type="way" ref="109" role="to"/><tag k="type" v="restriction"/><tag k="restriction" v="only_straight_on"/></relation>
<relation id="3"><member type="way" ref="101" role="from"/><member type="way" ref="100" role="via"/><member type="way" ref="102" role="to"/><tag k="type" v="restriction"/><tag k="restriction" v="no_u_turn"/></relation>
<relation id="4"><member type="way" ref="100" role="from"/><member type="node" ref="2" role="via"/><member type="way" ref="102" role="to"/><tag k="type" v="restriction"/><tag k="restriction" v="no_left_turn"/></relation>
<relation id="5"><member type="node" ref="1" role=""/><tag k="type" v="route"/></relation>
</osm>"#;

fn named(network: &RoadNetwork, class: RoadClass) -> Vec<usize> {
    (0..network.links.len())
        .filter(|at| network.links[*at].class == class)
        .collect()
}

/// What the town must be, however it is written.
fn assert_is_the_town(town: &RoadNetwork) {
    assert!(town.is_sound());
    let primary = named(town, RoadClass::Arterial);
    assert_eq!(primary.len(), 2, "cut where the streets cross");
    let name = &town.links[primary[0]].name;
    assert_eq!(name, "宝安大道 & \"1\"");
    assert_eq!(town.joints.rules[primary[0]].max_speed, Some(60.0));
    let bridge = named(town, RoadClass::Expressway)[0];
    assert!(town.links[bridge].bridge && town.links[bridge].one_way);
    assert!(!town.joints.rules[bridge].access.holds(Access::FOOT));
    // The lane against its drawing runs from the roundabout to the cross street.
    let lanes = named(town, RoadClass::Lane);
    let lane = lanes
        .iter()
        .find(|at| town.joints.rules[**at].access == Access::ALL);
    let lane = *lane.expect("the lane");
    let from = town.joints.junctions[town.joints.ends[lane][0] as usize];
    assert_eq!((from.lon, from.lat), (113.91, 22.615));
    assert!(town.links[lane].one_way);
    // The roundabout is a ring cut where the lane leaves it and the footway comes to it.
    let ring = named(town, RoadClass::Collector);
    assert_eq!(ring.len(), 2);
    assert!(ring.iter().all(|at| town.links[*at].one_way));
    let refused: BTreeMap<RoadRefusal, usize> = town.refused.clone();
    let wanted = [
        (RoadRefusal::MissingCorner, 1),
        (RoadRefusal::NoAccess, 1),
        // One over a way, one from a street that comes to the crossing on two sides.
        (RoadRefusal::TurnRule, 2),
    ];
    assert_eq!(refused, wanted.into_iter().collect());
    // No straight on, and from the lane only onto the footway: not back into the one-way street that ends there.
    assert_eq!(town.joints.bans.len(), 1);
    let ban = town.joints.bans[0];
    let via = town.joints.junctions[ban.via as usize];
    assert_eq!((via.lon, via.lat), (113.91, 22.60));
    assert!(town.links[ban.to as usize].one_way);
    let car = road_facts(town, Access::CAR);
    let foot = road_facts(town, Access::FOOT);
    assert!(
        foot.directed_arcs > car.directed_arcs,
        "a walker goes against every one-way"
    );
}

#[test]
fn a_town_of_openstreetmap_is_read_with_its_rules() {
    let folder = tempfile::tempdir().expect("a folder");
    let plain = written(folder.path(), "town.osm", TOWN);
    let town = read(&plain).expect("read");
    assert_is_the_town(&town);
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(TOWN.as_bytes()).expect("packed");
    let packed = written(folder.path(), "town.osm.gz", gz.finish().expect("packed"));
    let mut bz = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    bz.write_all(TOWN.as_bytes()).expect("packed");
    let squeezed = written(folder.path(), "town.osm.bz2", bz.finish().expect("packed"));
    for path in [plain, packed, squeezed] {
        assert_eq!(kind_of(&path).expect("read"), FileKind::Roads);
        let again = read(&path).expect("read");
        assert_eq!((&again.links, &again.joints), (&town.links, &town.joints));
    }
}

/// A number as protocol buffers write it.
fn varint(mut number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

fn zigzag(number: i64) -> Vec<u8> {
    varint(((number << 1) ^ (number >> 63)) as u64)
}

fn field(number: u64, bytes: &[u8]) -> Vec<u8> {
    [
        varint(number << 3 | 2),
        varint(bytes.len() as u64),
        bytes.to_vec(),
    ]
    .concat()
}

fn numeral(number: u64, value: u64) -> Vec<u8> {
    [varint(number << 3), varint(value)].concat()
}

fn block(kind: &str, blob: &[u8]) -> Vec<u8> {
    let head = [field(1, kind.as_bytes()), numeral(3, blob.len() as u64)].concat();
    [&(head.len() as u32).to_be_bytes()[..], &head, blob].concat()
}

/// The blob of a block under one of the packings the format has.
fn blob(content: &[u8], packing: u64) -> Vec<u8> {
    match packing {
        1 => field(1, content),
        3 => {
            let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
            zlib.write_all(content).expect("packed");
            let packed = zlib.finish().expect("packed");
            [numeral(2, content.len() as u64), field(3, &packed)].concat()
        }
        other => [numeral(2, content.len() as u64), field(other, b"packed")].concat(),
    }
}

/// The town in protocol buffers, made from its XML by another reader of XML than ours.
fn town_in_blocks(packing: u64, dense: bool) -> Vec<u8> {
    let mut words: Vec<String> = vec![String::new()];
    let mut word = |text: &str| -> u64 {
        let at = words
            .iter()
            .position(|known| known == text)
            .unwrap_or_else(|| {
                words.push(text.to_owned());
                words.len() - 1
            });
        at as u64
    };
    let attribute = |line: &str, key: &str| -> Option<String> {
        let (_, rest) = line.split_once(&format!(" {key}=\""))?;
        let (value, _) = rest.split_once('"')?;
        Some(value.replace("&quot;", "\"").replace("&amp;", "&"))
    };
    let degrees = |text: String| (text.parse::<f64>().expect("degrees") * 1e7).round() as i64;
    let (mut nodes, mut ways, mut relations) = (Vec::new(), Vec::new(), Vec::new());
    for thing in TOWN.split("<node ").skip(1) {
        let line = format!(" {}", thing.split("/>").next().expect("a node"));
        if attribute(&line, "visible").is_none() {
            let number = |key| attribute(&line, key).expect("there");
            nodes.push((
                number("id").parse::<i64>().expect("id"),
                degrees(number("lat")),
                degrees(number("lon")),
            ));
        }
    }
    for (mark, end) in [("<way ", "</way>"), ("<relation ", "</relation>")] {
        for thing in TOWN.split(mark).skip(1) {
            let thing = format!(" {}", thing.split(end).next().expect("whole"));
            if thing.starts_with(" id=\"110\"") {
                continue;
            }
            let id: u64 = attribute(&thing, "id").expect("id").parse().expect("id");
            let (mut keys, mut values) = (Vec::new(), Vec::new());
            for tag in thing.split("<tag").skip(1) {
                keys.extend(varint(word(&attribute(tag, "k").expect("k"))));
                values.extend(varint(word(&attribute(tag, "v").expect("v"))));
            }
            let mut bytes = [numeral(1, id), field(2, &keys), field(3, &values)].concat();
            let mut last = 0;
            let mut step = |now: i64| {
                let step = zigzag(now - last);
                last = now;
                step
            };
            if mark == "<way " {
                let corners = thing.split("<nd").skip(1);
                let refs: Vec<u8> = corners
                    .flat_map(|nd| step(attribute(nd, "ref").expect("ref").parse().expect("ref")))
                    .collect();
                bytes.extend(field(8, &refs));
                ways.push(field(3, &bytes));
            } else {
                let (mut roles, mut ids, mut kinds) = (Vec::new(), Vec::new(), Vec::new());
                for member in thing.split("<member").skip(1) {
                    roles.extend(varint(word(&attribute(member, "role").expect("role"))));
                    ids.extend(step(
                        attribute(member, "ref").expect("ref").parse().expect("ref"),
                    ));
                    kinds.push(u8::from(
                        attribute(member, "type").as_deref() == Some("way"),
                    ));
                }
                bytes.extend([field(8, &roles), field(9, &ids), field(10, &kinds)].concat());
                relations.push(field(4, &bytes));
            }
        }
    }
    let group = if dense {
        let deltas = |of: fn(&(i64, i64, i64)) -> i64| -> Vec<u8> {
            let mut last = 0;
            let numbers = nodes.iter().map(of);
            numbers
                .flat_map(|now| {
                    let step = zigzag(now - last);
                    last = now;
                    step
                })
                .collect()
        };
        let dense = [
            field(1, &deltas(|it| it.0)),
            field(8, &deltas(|it| it.1)),
            field(9, &deltas(|it| it.2)),
        ];
        field(2, &dense.concat())
    } else {
        let one = |(id, lat, lon): &(i64, i64, i64)| {
            let signed = |number: u64, value: i64| [varint(number << 3), zigzag(value)].concat();
            field(
                1,
                &[signed(1, *id), signed(8, *lat), signed(9, *lon)].concat(),
            )
        };
        nodes.iter().flat_map(one).collect()
    };
    let table: Vec<u8> = words
        .iter()
        .flat_map(|word| field(1, word.as_bytes()))
        .collect();
    let content = [
        field(1, &table),
        field(2, &group),
        field(2, &ways.concat()),
        field(2, &relations.concat()),
    ]
    .concat();
    let head = [field(4, b"OsmSchema-V0.6"), field(4, b"DenseNodes")].concat();
    [
        block("OSMHeader", &blob(&head, 1)),
        block("SomethingElse", b"to be passed over"),
        block("OSMData", &blob(&content, packing)),
    ]
    .concat()
}

#[test]
fn the_town_in_blocks_is_the_same_town() {
    let folder = tempfile::tempdir().expect("a folder");
    let town = read(&written(folder.path(), "town.osm", TOWN)).expect("read");
    for (packing, dense) in [(1, true), (1, false), (3, true), (3, false)] {
        let path = written(
            folder.path(),
            "town.osm.pbf",
            town_in_blocks(packing, dense),
        );
        assert_eq!(kind_of(&path).expect("read"), FileKind::Roads);
        let again = read(&path).expect("read");
        assert_is_the_town(&again);
        assert_eq!((&again.links, &again.joints), (&town.links, &town.joints));
    }
    for (packing, name) in [(4, "LZMA"), (6, "LZ4"), (7, "Zstandard")] {
        let path = written(folder.path(), "x.osm.pbf", town_in_blocks(packing, true));
        let error = read(&path).expect_err("not read here");
        assert!(told(&error).contains(name), "{}", told(&error));
    }
    let head = field(4, b"HistoricalInformation");
    let path = written(
        folder.path(),
        "h.osm.pbf",
        block("OSMHeader", &blob(&head, 1)),
    );
    assert!(told(&read(&path).expect_err("history")).contains("HistoricalInformation"));
}

#[test]
fn a_file_cut_off_or_changed_anywhere_is_read_or_refused_never_worse() {
    let folder = tempfile::tempdir().expect("a folder");
    let whole = town_in_blocks(3, true);
    for length in 0..whole.len() {
        let path = written(folder.path(), "cut.osm.pbf", &whole[..length]);
        if let Ok(network) = read(&path) {
            assert!(network.is_sound(), "{length} bytes");
        }
        let mut changed = whole.clone();
        changed[length] ^= 0x55;
        let path = written(folder.path(), "changed.osm.pbf", &changed);
        if let Ok(network) = read(&path) {
            assert!(network.is_sound(), "byte {length}");
        }
    }
    for length in (0..TOWN.len()).filter(|at| TOWN.is_char_boundary(*at)) {
        let path = written(folder.path(), "cut.osm", &TOWN[..length]);
        assert!(
            read(&path).is_err() || length + 1 >= TOWN.trim_end().len(),
            "{length}"
        );
    }
    let laughs = TOWN.replace("<osm ", "<!DOCTYPE osm [<!ENTITY a \"ha\">]><osm ");
    let error = read(&written(folder.path(), "laughs.osm", laughs)).expect_err("refused");
    assert!(
        told(&error).contains("a type of its own"),
        "{}",
        told(&error)
    );
}

#[test]
fn lines_join_where_they_meet_and_bridges_only_at_their_ends() {
    let folder = tempfile::tempdir().expect("a folder");
    let line = |name: &str, bridge: bool, corners: Value| {
        json!({"type": "Feature", "properties": {"name": name, "bridge": bridge, "class": "local"},
               "geometry": {"type": "LineString", "coordinates": corners}})
    };
    let whole = json!({"type": "FeatureCollection", "features": [
        line("long", false, json!([[113.9, 22.6], [113.91, 22.6], [113.92, 22.6], [113.93, 22.6]])),
        // Ends on a corner of the long one.
        line("tee", false, json!([[113.91, 22.61], [113.91, 22.6]])),
        // Crosses it in a corner of both.
        line("cross", false, json!([[113.92, 22.59], [113.92, 22.6], [113.92, 22.61]])),
        // Goes over it in a corner of both, on a bridge.
        line("over", true, json!([[113.925, 22.59], [113.91, 22.6], [113.925, 22.61]])),
        json!({"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [1, 2]}}),
    ]});
    let path = written(folder.path(), "lines.geojson", whole.to_string());
    let network = read(&path).expect("read");
    assert!(network.is_sound());
    let count = |name: &str| {
        network
            .links
            .iter()
            .filter(|link| link.name == name)
            .count()
    };
    assert_eq!(
        [count("long"), count("tee"), count("cross"), count("over")],
        [3, 1, 2, 1]
    );
    assert_eq!(network.refused.get(&RoadRefusal::NotALine), Some(&1));
    assert_eq!((network.source.found, network.source.kept), (5, 4));
    let facts = road_facts(&network, Access::CAR);
    assert_eq!(
        (facts.junctions, facts.components),
        (9, 2),
        "the bridge stands alone"
    );
}

#[test]
fn tables_of_links_and_their_bad_rows_are_told_apart() {
    let folder = tempfile::tempdir().expect("a folder");
    let table = "from,to,from_x,from_y,to_x,to_y,length_m,oneway,speed_kmh\n\
        a,b,0,0,100,0,,,\nb,c,100,0,100,50,70,1,40\nc,a,100,50,0,0,,-1,\n\
        d,e,0,zero,1,1,,,\nd,e,0,0,1,1,-5,,\n,e,0,0,1,1,,,\nf,g,0,NaN,1,1,,,\n";
    let path = written(folder.path(), "links.csv", table);
    assert_eq!(kind_of(&path).expect("read"), FileKind::Roads);
    let network = read_roads(&path, Some(Crs::Plane), &Cancel::new()).expect("read");
    assert!(network.is_sound());
    assert_eq!((network.source.found, network.source.kept), (7, 3));
    assert_eq!(network.refused.get(&RoadRefusal::BadNumber), Some(&3));
    assert_eq!(network.refused.get(&RoadRefusal::NoPlace), Some(&1));
    let metres: Vec<f64> = lengths(&network)
        .into_iter()
        .map(|it| (it * 1e6).round() / 1e6)
        .collect();
    assert_eq!(
        metres,
        [100.0, 70.0, 111.803_399],
        "along the plane, or as it is said"
    );
    // The third row runs against its drawing: from a to c.
    assert_eq!(network.joints.ends, [[0, 1], [1, 2], [0, 2]]);
    assert_eq!(road_facts(&network, Access::CAR).directed_arcs, 4);
}

#[test]
fn a_graph_of_both_directions_becomes_links() {
    let Some(data) = common::data_dir() else {
        return;
    };
    let path = data.join("roads/tbd/G.graphml");
    assert_eq!(kind_of(&path).expect("read"), FileKind::Roads);
    let network = read(&path).expect("read");
    assert!(network.is_sound());
    let facts = road_facts(&network, Access::CAR);
    // As the catalogue of the data counts them.
    assert_eq!((facts.junctions, facts.directed_arcs), (1_751, 4_009));
    assert!(network.links.iter().any(|link| link.name == "深南大道"));
    // Each link is as long as the file says, and its course as well, to what a spheroid differs from a sphere.
    for (link, rule) in network.links.iter().zip(&network.joints.rules) {
        let (said, drawn) = (rule.metres.expect("said"), Geodesic.length(&link.course));
        assert!((said - drawn).abs() < 0.01 * said + 1.0, "{said} {drawn}");
    }
}

#[test]
fn the_chicago_region_has_its_zones_and_links_that_take_no_time() {
    let Some(data) = common::data_dir() else {
        return;
    };
    let network = read(&data.join("roads/tntp/ChicagoRegional_net.tntp")).expect("read");
    assert!(network.is_sound());
    assert_eq!(
        (network.joints.junctions.len(), network.links.len()),
        (12_982, 39_018)
    );
    let nothing = |rule: &&patrolgrid::model::road_network::LinkRule| rule.minutes == Some(0.0);
    assert_eq!(network.joints.rules.iter().filter(nothing).count(), 3_650);
    assert_eq!(network.joints.not_through.len(), 1_790);
    // Junctions that no link touches are no part.
    assert_eq!(road_facts(&network, Access::CAR).components, 2);
}

/// The roads of real extracts beside what GDAL finds in them: the same ways, as long.
#[test]
fn real_extracts_are_as_long_as_gdal_has_them() {
    let Some(data) = common::data_dir() else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["Helsinki", "monaco-latest", "andorra"] {
        let path = data.join(format!("roads/{name}.osm.pbf"));
        let network = read(&path).expect("read");
        assert!(network.is_sound());
        assert_eq!(kind_of(&path).expect("read"), FileKind::Roads);
        let out = folder.path().join(format!("{name}.geojson"));
        let wanted = "highway IN ('motorway','trunk','primary','secondary','tertiary','motorway_link','trunk_link','primary_link','secondary_link','tertiary_link')";
        let made = Command::new("ogr2ogr")
            .args([
                "-f",
                "GeoJSON",
                "-lco",
                "COORDINATE_PRECISION=12",
                "-where",
                wanted,
            ])
            .arg(&out)
            .arg(&path)
            .arg("lines")
            .output();
        let Ok(made) = made else {
            eprintln!("SKIPPED: ogr2ogr is not installed; see .ci/packages.sh");
            return;
        };
        assert!(
            made.status.success(),
            "{}",
            String::from_utf8_lossy(&made.stderr)
        );
        let whole: Value =
            serde_json::from_slice(&std::fs::read(&out).expect("read")).expect("JSON");
        let mut theirs = 0.0;
        for feature in whole["features"].as_array().expect("features") {
            let tags = feature["properties"]["other_tags"]
                .as_str()
                .unwrap_or_default();
            let closed = ["access", "vehicle", "motor_vehicle"].iter().any(|key| {
                ["no", "private"]
                    .iter()
                    .any(|no| tags.contains(&format!("\"{key}\"=>\"{no}\"")))
            });
            if closed || tags.contains("\"area\"=>\"yes\"") {
                continue;
            }
            let corners: Vec<(f64, f64)> =
                serde_json::from_value(feature["geometry"]["coordinates"].clone())
                    .expect("corners");
            theirs += Geodesic.length(&geo::LineString::from(corners));
        }
        let main = [
            RoadClass::Expressway,
            RoadClass::Arterial,
            RoadClass::Collector,
        ];
        let links = network.links.iter().zip(&network.joints.rules);
        let ours = links
            .filter(|(link, rule)| main.contains(&link.class) && rule.access.holds(Access::CAR));
        let ours: f64 = ours.map(|(link, _)| Geodesic.length(&link.course)).sum();
        assert!(
            (ours - theirs).abs() < 1e-6 * theirs,
            "{name}: {ours} {theirs}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, rng_seed: proptest::test_runner::RngSeed::Fixed(11), ..ProptestConfig::default() })]

    /// However lines lie, cutting them loses no metre, and links end where their junctions are.
    #[test]
    fn cutting_loses_nothing(lines in prop::collection::vec(prop::collection::vec((0u8..6, 0u8..6), 2..6), 1..12)) {
        let folder = tempfile::tempdir().expect("a folder");
        let place = |(x, y): (u8, u8)| [113.9 + f64::from(x) / 100.0, 22.6 + f64::from(y) / 100.0];
        let features: Vec<Value> = lines
            .iter()
            .map(|line| {
                let mut corners: Vec<[f64; 2]> = line.iter().map(|at| place(*at)).collect();
                corners.dedup();
                json!({"type": "Feature", "properties": {}, "geometry": {"type": "LineString", "coordinates": corners}})
            })
            .filter(|feature| feature["geometry"]["coordinates"].as_array().expect("corners").len() > 1)
            .collect();
        prop_assume!(!features.is_empty());
        let whole = json!({"type": "FeatureCollection", "features": features});
        let path = written(folder.path(), "lines.geojson", whole.to_string());
        let network = read(&path).expect("read");
        prop_assert!(network.is_sound());
        let drawn: f64 = features
            .iter()
            .map(|feature| {
                let corners: Vec<(f64, f64)> =
                    serde_json::from_value(feature["geometry"]["coordinates"].clone()).expect("corners");
                Geodesic.length(&geo::LineString::from(corners))
            })
            .sum();
        let cut: f64 = lengths(&network).iter().sum();
        prop_assert!((drawn - cut).abs() < 1e-6 * drawn);
        for (link, ends) in network.links.iter().zip(&network.joints.ends) {
            let places = ends.map(|end| geo::Coord::from(network.joints.junctions[end as usize]));
            prop_assert_eq!(places[0], link.course.0[0]);
            prop_assert_eq!(places[1], *link.course.0.last().expect("a corner"));
        }
    }
}

/// Sound files that are refused all the same, in words: this list may only shrink.
const ARGUED: [&str; 2] = [
    // A history holds every version of everything; read as a map it would mix the years.
    "osm/libosmium/t/io/deleted_nodes.osh.pbf",
    "osm/osmpbf/deleted_nodes.osh.pbf",
];

#[test]
fn the_hostile_corpus_meets_its_verdicts() {
    let Some(data) = common::data_dir() else {
        return;
    };
    let corpus = data.join("corpus");
    let expected = std::fs::read_to_string(corpus.join("EXPECTED.tsv")).expect("verdicts");
    let mut judged = 0;
    for line in expected.lines().filter(|line| line.starts_with("osm/")) {
        let mut cells = line.split('\t');
        let (Some(name), Some(verdict)) = (cells.next(), cells.next()) else {
            continue;
        };
        // Formats this program does not read, and texts that are no map at all.
        if ARGUED.contains(&name) {
            assert!(
                read(&corpus.join(name)).is_err(),
                "{name}: take it off the list"
            );
            continue;
        }
        if [".o5m", ".opl"].iter().any(|ending| name.ends_with(ending)) || name.contains(".txt.") {
            continue;
        }
        let read = read(&corpus.join(name));
        judged += 1;
        match (verdict, read) {
            (_, Ok(network)) => {
                assert!(network.is_sound(), "{name}");
                assert_ne!(verdict, "reject", "{name}");
            }
            // A sound file that holds no road.
            ("accept", Err(error)) => {
                let said = told(&error);
                assert!(
                    said.contains("no road") || said.contains("none of the"),
                    "{name}: {said}"
                );
            }
            (_, Err(_)) => {}
        }
    }
    assert!(judged > 25, "{judged}");
}

#[test]
fn the_window_opens_a_network_and_the_command_tells_its_facts() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = written(folder.path(), "town.osm", TOWN);
    let mut session = Session::new(Some(folder.path().join("home")), Arc::new(|| ()));
    session.apply(Wish::OpenFile(path.clone()));
    common::settle(&mut session);
    assert_is_the_town(&session.sources().roads.content);
    let output = Command::new(env!("CARGO_BIN_EXE_patrolgrid"))
        .args(["roads", "--json", "--lang", "en", "--mode", "car"])
        .arg(&path)
        .output()
        .expect("started");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let answer: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let facts = road_facts(&session.sources().roads.content, Access::CAR);
    assert_eq!(answer["nodes"], facts.junctions);
    assert_eq!(answer["directed_arcs"], facts.directed_arcs);
    assert_eq!(answer["turn_bans"], 1);
    assert_eq!(
        answer["refused"],
        json!({"missing_corner": 1, "no_access": 1, "turn_rule": 2})
    );
    for key in [
        "links",
        "km",
        "components",
        "largest_component_share",
        "seconds",
    ] {
        assert!(answer[key].is_number(), "{key}");
    }
}
