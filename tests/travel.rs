//! Travel over roads: times held against a search of another make, over made-up networks and all the real ones; what is reached
//! lies where it can lie.

mod common;
#[path = "common/made_up_roads.rs"]
mod made_up_roads;

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::path::{Path, PathBuf};
use std::process::Command;

use made_up_roads::made_up;
use patrolgrid::analysis::road_facts::lengths;
use patrolgrid::analysis::travel::graph::StreetGraph;
use patrolgrid::analysis::travel::isochrone::{ground_along, isochrone};
use patrolgrid::analysis::travel::search::{Search, UNREACHED};
use patrolgrid::analysis::travel::snap::{Snapper, Spot, arrival, seeds};
use patrolgrid::base::cancel::Cancel;
use patrolgrid::base::coords::{LocalXy, LonLat};
use patrolgrid::base::crs::Crs;
use patrolgrid::base::projection::LocalProjection;
use patrolgrid::io::roads::read_roads;
use patrolgrid::model::road_network::{Joints, RoadNetwork, TurnBan};
use patrolgrid::model::travel_rule::{TravelMode, TravelRule};
use proptest::prelude::*;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::Value;

/// Times from a spot to every junction by another way: over directed links, not over nodes. Each knows the junction it comes to
/// and the link it came by, so a forbidden turn is simply not made.
fn reference(network: &RoadNetwork, rule: &TravelRule, from: Spot) -> Vec<u64> {
    let joints = &network.joints;
    let strict = rule.mode.keeps_directions();
    let metres = lengths(network);
    let open = |link: usize| joints.rules[link].access.holds(rule.mode.access());
    let time = |link: usize| {
        u64::from(rule.milliseconds(network.links[link].class, &joints.rules[link], metres[link]))
    };
    let allowed = |directed: usize| {
        open(directed / 2)
            && (directed.is_multiple_of(2) || !network.links[directed / 2].one_way || !strict)
    };
    let ends = |directed: usize| {
        let [from, to] = joints.ends[directed / 2];
        if directed.is_multiple_of(2) {
            (from, to)
        } else {
            (to, from)
        }
    };
    let mut leaving = vec![Vec::new(); joints.junctions.len()];
    for directed in (0..2 * network.links.len()).filter(|it| allowed(*it)) {
        leaving[ends(directed).0 as usize].push(directed);
    }
    let mut best = vec![u64::MAX; 2 * network.links.len()];
    let mut at = vec![u64::MAX; joints.junctions.len()];
    let mut queue = BinaryHeap::new();
    let link = from.link as usize;
    if open(link) {
        let done = (time(link) as f64 * from.along).round() as u64;
        queue.push(Reverse((time(link) - done, 2 * link)));
        if allowed(2 * link + 1) {
            queue.push(Reverse((done, 2 * link + 1)));
        }
    }
    while let Some(Reverse((now, directed))) = queue.pop() {
        if now >= best[directed] {
            continue;
        }
        best[directed] = now;
        let (_, via) = ends(directed);
        at[via as usize] = at[via as usize].min(now);
        if joints.not_through.contains(&via) {
            continue;
        }
        for next in &leaving[via as usize] {
            let ban = TurnBan {
                from: (directed / 2) as u32,
                via,
                to: (*next / 2) as u32,
            };
            if !strict || !joints.bans.contains(&ban) {
                queue.push(Reverse((now + time(*next / 2), *next)));
            }
        }
    }
    at
}

fn found(graph: &StreetGraph, search: &Search, junctions: usize) -> Vec<u64> {
    (0..junctions as u32)
        .map(|junction| {
            let nodes = graph.arrivals(junction).iter();
            let least = nodes
                .map(|node| search.time(*node))
                .min()
                .unwrap_or(UNREACHED);
            if least == UNREACHED {
                u64::MAX
            } else {
                u64::from(least)
            }
        })
        .collect()
}

fn assert_same(network: &RoadNetwork, rule: &TravelRule, from: Spot, how: &str) {
    let graph = StreetGraph::new(network, rule);
    let mut search = Search::default();
    search.run(&graph, &seeds(&graph, from), UNREACHED - 1);
    let found = found(&graph, &search, network.joints.junctions.len());
    let wanted = reference(network, rule, from);
    assert_eq!(found, wanted, "{how}");
    // A limit leaves out what lies beyond it and changes nothing else.
    let limit = 180_000;
    search.run(&graph, &seeds(&graph, from), limit);
    let near: Vec<u64> = wanted
        .iter()
        .map(|time| {
            if *time <= u64::from(limit) {
                *time
            } else {
                u64::MAX
            }
        })
        .collect();
    let found = self::found(&graph, &search, network.joints.junctions.len());
    assert_eq!(found, near, "{how}, within a limit");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn times_are_those_of_another_search(seed: u64) {
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let network = made_up(&mut dice);
        for mode in TravelMode::ALL {
            let rule = TravelRule { mode, hour: Some(8), ..TravelRule::default() };
            let from = Spot {
                link: dice.random_range(0..network.links.len()) as u32,
                along: dice.random_range(0.0..=1.0),
                off: 0.0,
            };
            assert_same(&network, &rule, from, mode.name());
        }
    }
}

#[test]
fn times_over_real_networks_are_those_of_another_search() {
    let maps = Path::new(env!("CARGO_MANIFEST_DIR")).join("maps/roads.geojson.gz");
    let mut files: Vec<PathBuf> = vec![maps];
    if let Some(data) = common::data_dir() {
        files.extend(
            [
                "roads/Helsinki.osm.pbf",
                "roads/monaco-latest.osm.pbf",
                "roads/andorra.osm.pbf",
                "roads/tbd/G.graphml",
                "roads/tntp/ChicagoRegional_net.tntp",
            ]
            .map(|name| data.join(name)),
        );
    }
    let mut dice = ChaCha8Rng::seed_from_u64(5);
    for file in files {
        let network = read_roads(&file, None, &Cancel::new()).expect("read");
        for mode in [TravelMode::Foot, TravelMode::Motorcycle] {
            let rule = TravelRule {
                mode,
                ..TravelRule::default()
            };
            for _ in 0..3 {
                let from = Spot {
                    link: dice.random_range(0..network.links.len()) as u32,
                    along: dice.random_range(0.0..=1.0),
                    off: 0.0,
                };
                assert_same(&network, &rule, from, &file.display().to_string());
            }
        }
    }
}

/// Where every street goes both ways and no turn is bound, the way back takes as long as the way there; and nothing is reached
/// that lies beyond the top speed as the crow flies.
#[test]
fn there_and_back_take_as_long_and_nothing_lies_beyond_the_top_speed() {
    let maps = Path::new(env!("CARGO_MANIFEST_DIR")).join("maps/roads.geojson.gz");
    let mut network = read_roads(&maps, None, &Cancel::new()).expect("read");
    for link in &mut network.links {
        link.one_way = false;
    }
    let rule = TravelRule::default();
    let graph = StreetGraph::new(&network, &rule);
    let middle = network.joints.junctions[0];
    let snapper = Snapper::new(&network, &graph, LocalProjection::centred_on(middle));
    let mut dice = ChaCha8Rng::seed_from_u64(9);
    let mut search = Search::default();
    let spots: Vec<Spot> = (0..12)
        .map(|_| {
            let junction = dice.random_range(0..network.joints.junctions.len());
            let place = network.joints.junctions[junction];
            let beside = LonLat::new(place.lon + 0.0004, place.lat - 0.0003);
            snapper.nearest(beside).expect("a road")
        })
        .collect();
    let at = |spot: &Spot| {
        let course = &network.links[spot.link as usize].course;
        let corners: Vec<LocalXy> = course
            .0
            .iter()
            .map(|it| snapper.projection().to_local(LonLat::from(*it)))
            .collect();
        let lengths: Vec<f64> = corners
            .windows(2)
            .map(|two| (two[0].x - two[1].x).hypot(two[0].y - two[1].y))
            .collect();
        let mut left = spot.along * lengths.iter().sum::<f64>();
        for (two, length) in corners.windows(2).zip(lengths) {
            if left <= length {
                let share = left / length;
                return (
                    two[0].x + share * (two[1].x - two[0].x),
                    two[0].y + share * (two[1].y - two[0].y),
                );
            }
            left -= length;
        }
        let last = corners.last().expect("a corner");
        (last.x, last.y)
    };
    let mut times = vec![vec![0u32; spots.len()]; spots.len()];
    for (a, from) in spots.iter().enumerate() {
        search.run(&graph, &seeds(&graph, *from), UNREACHED - 1);
        for (b, to) in spots.iter().enumerate() {
            times[a][b] = arrival(&graph, &search, *from, *to);
        }
        assert_eq!(times[a][a], 0);
    }
    for (a, one) in spots.iter().enumerate() {
        for (b, other) in spots.iter().enumerate() {
            assert!(
                times[a][b].abs_diff(times[b][a]) <= 2,
                "half a millisecond at each end may be rounded away"
            );
            let (p, q) = (at(one), at(other));
            let crow = (p.0 - q.0).hypot(p.1 - q.1);
            let reach = rule.top_speed() / 3.6 * f64::from(times[a][b]) / 1000.0;
            assert!(crow <= reach * 1.001 + 1.0, "{crow} {reach}");
        }
    }
}

#[test]
fn a_place_goes_to_the_nearest_spot_of_the_nearest_open_link() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("links.csv");
    let table = "from,to,from_x,from_y,to_x,to_y,class,oneway\na,b,0,0,1000,0,local,\nc,d,0,10,1000,10,motorway,1\na,b,0,0,1000,0,local,\n";
    std::fs::write(&path, table).expect("written");
    let network = read_roads(&path, Some(Crs::Plane), &Cancel::new()).expect("read");
    let rule = TravelRule::default();
    let graph = StreetGraph::new(&network, &rule);
    let snapper = Snapper::new(&network, &graph, LocalProjection::plane());
    let near = |x: f64, y: f64| snapper.nearest_local(LocalXy::new(x, y)).expect("a link");
    // Of two on the same course, the first of the file.
    let spot = near(250.0, -3.0);
    assert_eq!(spot.link, 0);
    assert!((spot.along - 0.25).abs() < 1e-6 && (spot.off - 3.0).abs() < 1e-6);
    assert_eq!(near(400.0, 7.0).link, 1);
    assert_eq!(
        (near(-50.0, 0.0).along, near(2000.0, 0.0).along),
        (0.0, 1.0)
    );
    assert_eq!((near(500.0, 4.9).link, near(500.0, 5.1).link), (0, 1));
    // A one-way street is reached from its beginning only: behind the unit there is no way.
    let mut search = Search::default();
    let (from, behind, ahead) = (near(500.0, 10.0), near(400.0, 10.0), near(600.0, 10.0));
    search.run(&graph, &seeds(&graph, from), UNREACHED - 1);
    assert_eq!(arrival(&graph, &search, from, behind), UNREACHED);
    let takes = f64::from(arrival(&graph, &search, from, ahead)) / 1000.0;
    assert!(
        (takes - 100.0 / (70.0 / 3.6)).abs() < 0.01,
        "{takes} s for 100 m at 70 km/h"
    );
}

#[test]
fn the_command_writes_what_is_reached() {
    let folder = tempfile::tempdir().expect("a folder");
    let roads = Path::new(env!("CARGO_MANIFEST_DIR")).join("maps/roads.geojson.gz");
    let ask = |minutes: &str, more: &[&str]| -> (Value, Value) {
        let out = folder.path().join("g.geojson");
        let output = Command::new(env!("CARGO_BIN_EXE_patrolgrid"))
            .args([
                "isochrone",
                "--json",
                "--lang",
                "en",
                "--from",
                "113.88,22.57",
                "--minutes",
                minutes,
            ])
            .arg("--roads")
            .arg(&roads)
            .arg("--out")
            .arg(&out)
            .args(more)
            .output()
            .expect("started");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let answer = serde_json::from_slice(&output.stdout).expect("JSON");
        let written = std::fs::read_to_string(out).expect("written");
        (answer, serde_json::from_str(&written).expect("GeoJSON"))
    };
    let number = |answer: &Value, key: &str| {
        answer[key]
            .as_f64()
            .unwrap_or_else(|| panic!("{key}: {answer}"))
    };
    let (one, _) = ask("1", &[]);
    let (three, written) = ask("3", &[]);
    for key in ["nodes_reached", "km_reached", "area_km2"] {
        assert!(
            number(&one, key) > 0.0 && number(&three, key) > number(&one, key),
            "{key}"
        );
    }
    // The ground along streets is no wider than it says, and lies within the top speed.
    let widest = 0.06 * number(&three, "km_reached") + 0.01 * number(&three, "nodes_reached");
    assert!(number(&three, "area_km2") < widest);
    let (delayed, _) = ask("3", &["--turnout-s", "120"]);
    assert!((number(&delayed, "km_reached") - number(&one, "km_reached")).abs() < 1e-9);
    let (walking, _) = ask("3", &["--mode", "foot"]);
    assert!(number(&walking, "km_reached") < number(&one, "km_reached"));
    let (even, _) = ask("3", &["--speed-kmh", "5", "--mode", "foot"]);
    assert_eq!(number(&even, "km_reached"), number(&walking, "km_reached"));
    let (rush, _) = ask("3", &["--hour", "8"]);
    assert!(number(&rush, "km_reached") < number(&three, "km_reached"));
    let kinds: Vec<&str> = written["features"]
        .as_array()
        .expect("features")
        .iter()
        .map(|feature| feature["properties"]["what"].as_str().expect("what"))
        .collect();
    assert_eq!(kinds, ["ground", "streets"]);
}

/// A river without a bridge: the ground along the streets does not leak over it.
#[test]
fn the_ground_does_not_leak_over_a_river() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("links.csv");
    // Two quays 100 m apart, joined by a bridge a kilometre away.
    let table = "from,to,from_x,from_y,to_x,to_y\na,b,0,0,1000,0\nc,d,0,100,1000,100\nb,d,1000,0,1000,100\n";
    std::fs::write(&path, table).expect("written");
    let network = read_roads(&path, Some(Crs::Plane), &Cancel::new()).expect("read");
    let rule = TravelRule {
        uniform: Some(36.0),
        ..TravelRule::default()
    };
    let graph = StreetGraph::new(&network, &rule);
    let projection = LocalProjection::plane();
    let snapper = Snapper::new(&network, &graph, projection);
    let from = snapper
        .nearest_local(LocalXy::new(0.0, 0.0))
        .expect("a link");
    // 50 s at 10 m/s: half of the near quay.
    let reached = isochrone(&network, &graph, &mut Search::default(), from, 50_000);
    assert!((reached.km - 0.5).abs() < 1e-3, "{}", reached.km);
    let (ground, area) = ground_along(&reached.streets, snapper.projection());
    assert!(
        area.0 < 0.5 * 0.06 + 0.003 && area.0 > 0.5 * 0.06 * 0.99,
        "{}",
        area.0
    );
    let highest = ground
        .iter()
        .flat_map(|area| &area.exterior().0)
        .map(|corner| snapper.projection().to_local(LonLat::from(*corner)).y);
    assert!(highest.fold(f64::NEG_INFINITY, f64::max) < 31.0);
    // 115 s: over the bridge and a little back along the far quay.
    let reached = isochrone(&network, &graph, &mut Search::default(), from, 115_000);
    assert!((reached.km - 1.15).abs() < 1e-3, "{}", reached.km);
    assert_eq!(reached.junctions, 3);
}

#[test]
fn a_network_without_anything_is_no_trouble() {
    let network = RoadNetwork {
        joints: Joints::default(),
        ..RoadNetwork::default()
    };
    let graph = StreetGraph::new(&network, &TravelRule::default());
    assert_eq!(graph.nodes(), 0);
    let snapper = Snapper::new(&network, &graph, LocalProjection::plane());
    assert_eq!(snapper.nearest(LonLat::new(0.0, 0.0)), None);
    let mut search = Search::default();
    search.run(&graph, &[(7, 0)], 1000);
    assert!(search.reached().is_empty());
}
