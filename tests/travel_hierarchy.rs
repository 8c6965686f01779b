//! Times swept down a hierarchy: each is that of a search from the place alone, whatever the network and the speeds.

mod common;
#[path = "common/made_up_roads.rs"]
mod made_up_roads;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use made_up_roads::made_up;
use patrolgrid::analysis::travel::graph::StreetGraph;
use patrolgrid::analysis::travel::hierarchy::{Hierarchy, LANES, Sweep, Weights};
use patrolgrid::analysis::travel::prepared::TravelNetwork;
use patrolgrid::analysis::travel::search::{Search, UNREACHED};
use patrolgrid::analysis::travel::snap::{Spot, arrival, seeds};
use patrolgrid::analysis::travel::table::times;
use patrolgrid::base::cancel::Cancel;
use patrolgrid::base::coords::LocalXy;
use patrolgrid::base::projection::LocalProjection;
use patrolgrid::io::roads::read_roads;
use patrolgrid::model::road_network::RoadNetwork;
use patrolgrid::model::travel_rule::{TravelMode, TravelRule};
use proptest::prelude::*;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

fn hierarchy(network: &RoadNetwork, graph: &StreetGraph) -> Hierarchy {
    let at: Vec<[f64; 2]> = (0..graph.nodes() as u32)
        .map(|node| network.joints.junctions[graph.junction(node) as usize])
        .map(|place| [place.lon, place.lat])
        .collect();
    Hierarchy::new(graph, &at)
}

/// Every time from some places, by both ways.
fn assert_same(
    graph: &StreetGraph,
    hierarchy: &Hierarchy,
    sweep: &mut Sweep,
    from: &[Spot],
    how: &str,
) {
    let weights = Weights::new(hierarchy, graph);
    let from: Vec<Vec<(u32, u32)>> = from.iter().map(|spot| seeds(graph, *spot)).collect();
    let lanes: Vec<&[(u32, u32)]> = from.iter().map(Vec::as_slice).collect();
    sweep.run(hierarchy, &weights, &lanes);
    let mut search = Search::default();
    for (lane, from) in from.iter().enumerate() {
        search.run(graph, from, UNREACHED - 1);
        for node in 0..graph.nodes() as u32 {
            let (found, wanted) = (sweep.time(hierarchy, lane, node), search.time(node));
            assert_eq!(found, wanted, "{how}, from place {lane} to node {node}");
        }
    }
    assert_eq!(sweep.time(hierarchy, from.len(), 0), UNREACHED);
}

fn spots(network: &RoadNetwork, dice: &mut ChaCha8Rng, count: usize) -> Vec<Spot> {
    let spot = |_| Spot {
        link: dice.random_range(0..network.links.len()) as u32,
        along: dice.random_range(0.0..=1.0),
        off: 0.0,
    };
    (0..count).map(spot).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn swept_times_are_those_of_a_search(seed: u64) {
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let network = made_up(&mut dice);
        let mut sweep = Sweep::default();
        for mode in TravelMode::ALL {
            let rule = TravelRule { mode, ..TravelRule::default() };
            let graph = StreetGraph::new(&network, &rule);
            let hierarchy = hierarchy(&network, &graph);
            // Other hours are other speeds over the same hierarchy.
            for hour in [None, Some(8), Some(2)] {
                let rule = TravelRule { hour, ..rule.clone() };
                let graph = StreetGraph::new(&network, &rule);
                let count = dice.random_range(1..LANES);
                let from = spots(&network, &mut dice, count);
                assert_same(&graph, &hierarchy, &mut sweep, &from, mode.name());
            }
        }
    }
}

#[test]
fn over_real_networks_too_and_the_ways_up_stay_few() {
    let maps = Path::new(env!("CARGO_MANIFEST_DIR")).join("maps/roads.geojson.gz");
    let mut files: Vec<PathBuf> = vec![maps];
    if let Some(data) = common::data_dir() {
        let names = [
            "roads/Helsinki.osm.pbf",
            "roads/monaco-latest.osm.pbf",
            "roads/andorra.osm.pbf",
            "roads/tbd/G.graphml",
            "roads/tntp/ChicagoRegional_net.tntp",
        ];
        files.extend(names.map(|name| data.join(name)));
    }
    let mut dice = ChaCha8Rng::seed_from_u64(6);
    let mut sweep = Sweep::default();
    for file in files {
        let network = read_roads(&file, None, &Cancel::new()).expect("read");
        let graph = StreetGraph::new(&network, &TravelRule::default());
        let hierarchy = hierarchy(&network, &graph);
        let how = file.display().to_string();
        // Road networks fall apart into small separators: a poor order would have many times as many.
        assert!(
            hierarchy.ways() < 12 * hierarchy.nodes(),
            "{how}: {} ways up of {} nodes",
            hierarchy.ways(),
            hierarchy.nodes()
        );
        let from = spots(&network, &mut dice, 5);
        assert_same(&graph, &hierarchy, &mut sweep, &from, &how);
    }
}

/// A table over the demo: each time is that of a search for the one place alone.
#[test]
fn a_table_holds_the_time_of_every_pair_at_any_hour() {
    let maps = Path::new(env!("CARGO_MANIFEST_DIR")).join("maps/roads.geojson.gz");
    let network = Arc::new(read_roads(&maps, None, &Cancel::new()).expect("read"));
    let projection = LocalProjection::centred_on(network.joints.junctions[0]);
    let mut dice = ChaCha8Rng::seed_from_u64(8);
    let mut places = |count: usize| -> Vec<LocalXy> {
        let place = |_| {
            let junctions = &network.joints.junctions;
            let at = projection.to_local(junctions[dice.random_range(0..junctions.len())]);
            let mut off = || dice.random_range(-150.0..150.0);
            LocalXy::new(at.x + off(), at.y + off())
        };
        (0..count).map(place).collect()
    };
    let (from, mut to) = (places(20), places(30));
    // One of them is where a unit stands.
    to.push(from[3]);
    let rule = |hour| TravelRule {
        hour,
        turnout: 45.0,
        ..TravelRule::default()
    };
    let usual = TravelNetwork::new(Arc::clone(&network), &rule(None), projection);
    for roads in [&usual, &usual.for_rule(&rule(Some(8)))] {
        let found = times(roads, &from, &to, &Cancel::new()).expect("not cancelled");
        let mut search = Search::default();
        for (row, from) in found.iter().zip(&from) {
            let from = roads.spot(*from).expect("a road");
            search.run(roads.graph(), &seeds(roads.graph(), from), UNREACHED - 1);
            for (time, to) in row.iter().zip(&to) {
                let to = roads.spot(*to).expect("a road");
                let wanted = arrival(roads.graph(), &search, from, to);
                assert_eq!(*time, wanted.saturating_add(45_000));
            }
        }
        assert_eq!(found[3][30], 45_000);
    }
}

#[test]
fn nothing_is_nothing() {
    let network = RoadNetwork::default();
    let graph = StreetGraph::new(&network, &TravelRule::default());
    let hierarchy = hierarchy(&network, &graph);
    let weights = Weights::new(&hierarchy, &graph);
    let mut sweep = Sweep::default();
    sweep.run(&hierarchy, &weights, &[&[(7, 3)]]);
    assert_eq!(sweep.time(&hierarchy, 0, 7), UNREACHED);
}
