//! Writes what the targets begin with into the folder `PATROLGRID_SEEDS`: small sound files of every kind, made by the program
//! itself. A target that feeds nothing: what is watched links only with libFuzzer.
#![no_main]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use patrolgrid::base::coords::LonLat;
use patrolgrid::base::ids::{PointId, ZoneId};
use patrolgrid::i18n::language::Language;
use patrolgrid::i18n::words::Words;
use patrolgrid::io::plan_bundle::{MARK, Sender, write_bundle};
use patrolgrid::model::grid::GridHierarchy;
use patrolgrid::model::incident::IncidentTable;
use patrolgrid::model::patrol_point::PatrolPoint;
use patrolgrid::model::plan::Plan;
use patrolgrid::model::plan_edit::PlanEdit;
use patrolgrid::model::reach_rule::ReachRule;
use patrolgrid::model::road_network::RoadNetwork;
use patrolgrid::model::zone::Zone;
use patrolgrid::report::plan_layer::{OutContent, PlanDates, PlanLayer, export_plan_layer};
use patrolgrid::session::command::Command;
use patrolgrid::session::state::Session;

const TABLE: &str = "报案时间,案件类别,经度,纬度\n2026-01-02 03:04:05,盗窃,113.91,22.61\n2026/1/3 4:05,纠纷,113.92,22.62\n";

const STREETS: &str = r#"<osm version="0.6"><node id="1" lat="22.6" lon="113.9"/><node id="2" lat="22.6" lon="113.91"/>
<way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/><tag k="oneway" v="yes"/><tag k="maxspeed" v="30 mph"/></way>
<relation id="1"><member type="way" ref="1" role="from"/><member type="node" ref="2" role="via"/><member type="way" ref="1" role="to"/>
<tag k="type" v="restriction"/><tag k="restriction" v="no_u_turn"/></relation></osm>"#;

const GRAPH: &str = r#"<graphml><key id="x" attr.name="x"/><key id="y" attr.name="y"/><key id="g" attr.name="geometry"/><graph>
<node id="1"><data key="x">113.9</data><data key="y">22.6</data></node><node id="2"><data key="x">113.91</data><data key="y">22.6</data></node>
<edge source="1" target="2"><data key="g">LINESTRING (113.9 22.6, 113.905 22.61, 113.91 22.6)</data></edge></graph></graphml>"#;

/// The same street in blocks, not packed: a head, a table of words, two corners, a way.
const BLOCKS: &[u8] = b"\x00\x00\x00\x0d\x0a\x09OSMHeader\x18\x12\x0a\x10\x22\x0eOsmSchema-V0.6\x00\x00\x00\x0b\x0a\x07OSMData\x18\x3b\x0a\x39\
\x0a\x15\x0a\x00\x0a\x07highway\x0a\x08tertiary\x12\x12\x12\x10\x0a\x02\x02\x02\x42\x04\x80\x84\x90\x0d\x4a\x04\x80\x84\x90\x0d\x12\x0c\x1a\x0a\x08\x01\x12\x01\x01\x1a\x01\x02\x42";

fn point(id: u32) -> PatrolPoint {
    PatrolPoint {
        id: PointId(id),
        name: format!("点{id}"),
        position: LonLat::new(113.9 + f64::from(id) / 100.0, 22.6),
        locked: false,
        unit: String::new(),
    }
}

fn plan() -> Plan {
    let ring = [
        (113.9, 22.6),
        (113.95, 22.6),
        (113.95, 22.65),
        (113.9, 22.6),
    ];
    let zone = Zone {
        id: ZoneId(1),
        name: "一区".to_owned(),
        rank: 1,
        colour: 0,
        boundary: geo_polygon(&ring),
    };
    Plan::new(
        "种子".to_owned(),
        [point(1), point(2)],
        [zone],
        ReachRule::default(),
    )
}

fn geo_polygon(ring: &[(f64, f64)]) -> geo::Polygon<f64> {
    geo::Polygon::new(geo::LineString::from(ring.to_vec()), Vec::new())
}

fn exported(path: &Path, layer: PlanLayer) {
    let content = OutContent {
        plan: &plan(),
        grids: &GridHierarchy::default(),
        counts: &BTreeMap::new(),
        incidents: (&IncidentTable::default(), &[]),
        roads: &RoadNetwork::default(),
        public: false,
    };
    let words = Words::new(Language::Chinese);
    export_plan_layer(path, layer, &content, &PlanDates::default(), &words).expect("written");
}

/// A base map of one tile: a head, a directory of one entry, the tile.
fn one_tile() -> Vec<u8> {
    let mut file = vec![0; 127];
    file[..8].copy_from_slice(b"PMTiles\x03");
    let spans = [(8, 127u64, 5u64), (24, 132, 2), (40, 134, 0), (56, 134, 4)];
    for (at, offset, length) in spans {
        file[at..at + 8].copy_from_slice(&offset.to_le_bytes());
        file[at + 8..at + 16].copy_from_slice(&length.to_le_bytes());
    }
    // Nothing is packed; the tile is a vector tile.
    file[97..100].copy_from_slice(&[1, 1, 1]);
    file.extend([1, 0, 1, 4, 1]);
    file.extend(b"{}");
    file.extend([0x1a, 2, 0x78, 2]);
    file
}

libfuzzer_sys::fuzz_target!(init: seeds(), |_bytes: &[u8]| {});

fn seeds() {
    let to = PathBuf::from(std::env::var_os("PATROLGRID_SEEDS").expect("a folder to write to"));
    let folder = |target: &str| {
        let folder = to.join(target);
        std::fs::create_dir_all(&folder).expect("made");
        folder
    };
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures");
    let copied = |from: &str, target: &str| {
        for entry in std::fs::read_dir(fixtures.join(from))
            .expect("there")
            .flatten()
        {
            let ending = entry.path().extension().unwrap_or_default().to_owned();
            if ending == target {
                let to = folder(target).join(entry.file_name());
                std::fs::copy(entry.path(), to).expect("copied");
            }
        }
    };
    copied("geojson", "geojson");
    copied("spreadsheet", "xlsx");
    copied("spreadsheet", "xls");
    let csv = folder("csv");
    std::fs::write(csv.join("utf8.csv"), TABLE).expect("written");
    let wide: Vec<u8> = TABLE.encode_utf16().flat_map(u16::to_le_bytes).collect();
    std::fs::write(csv.join("utf16.csv"), [&b"\xFF\xFE"[..], &wide].concat()).expect("written");
    for (layer, name) in [(PlanLayer::Points, "points"), (PlanLayer::Zones, "zones")] {
        exported(&csv.join(format!("{name}.csv")), layer);
        exported(&folder("geojson").join(format!("{name}.geojson")), layer);
        exported(&folder("kml").join(format!("{name}.kml")), layer);
        exported(&folder("geopackage").join(format!("{name}.gpkg")), layer);
        exported(&folder("xlsx").join(format!("{name}.xlsx")), layer);
        std::fs::copy(
            folder("xlsx").join(format!("{name}.xlsx")),
            folder("zipped").join(format!("{name}.zip")),
        )
        .expect("copied");
        let shp = to.join(format!("{name}.shp"));
        exported(&shp, layer);
        let shapes = std::fs::read(&shp).expect("read");
        let table = std::fs::read(shp.with_extension("dbf")).expect("read");
        let length = (shapes.len() as u32).to_le_bytes();
        let both = [&length[..], &shapes, &table].concat();
        std::fs::write(folder("shapefile").join(name), both).expect("written");
    }
    let roads = folder("roads");
    std::fs::write(roads.join("streets.osm"), STREETS).expect("written");
    std::fs::write(roads.join("graph.graphml"), GRAPH).expect("written");
    std::fs::write(roads.join("blocks.osm.pbf"), BLOCKS).expect("written");
    let links =
        "from,to,from_x,from_y,to_x,to_y,length_m,oneway\na,b,113.9,22.6,113.91,22.6,1000,1\n";
    std::fs::write(roads.join("links.csv"), links).expect("written");
    std::fs::write(folder("base_map").join("one.pmtiles"), one_tile()).expect("written");
    let home = to.join("home");
    let mut session = Session::new(Some(home.clone()), Arc::new(|| ()));
    session.apply(Command::Edit(PlanEdit::AddPoint(point(3))));
    session.apply(Command::SavePlanAs(folder("plan").join("plan.gpkg")));
    while session.is_busy() {
        session.tick();
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    session.flush();
    drop(session);
    let sender = Sender {
        by: "种子",
        made: "2026-01-02T03:04:05Z",
        key: None,
    };
    let bundle = to.join("seed.pgbundle");
    write_bundle(&folder("plan").join("plan.gpkg"), &bundle, sender).expect("written");
    let bytes = std::fs::read(&bundle).expect("there");
    std::fs::write(folder("bundle").join("unsigned"), &bytes[MARK.len()..]).expect("written");
    std::fs::remove_dir_all(home).expect("gone");
}
