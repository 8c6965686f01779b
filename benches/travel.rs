//! How long searches over a street network take: what is reached in five minutes from a place, and the times from sixty places to
//! everywhere.
//!
//! The network (a crooked grid of arterial, collector and local streets, some 58,000 junctions) and our answers are left in the
//! temporary folder; `benches/peers/travel.py` searches the very same with scipy and holds the times together.

#[path = "common/streets.rs"]
mod made_streets;

use std::hint::black_box;

use criterion::Criterion;
use made_streets::streets;
use patrolgrid::analysis::travel::graph::StreetGraph;
use patrolgrid::analysis::travel::hierarchy::{Hierarchy, LANES, Sweep, Weights};
use patrolgrid::analysis::travel::search::{Search, UNREACHED};
use patrolgrid::model::road_network::RoadNetwork;
use patrolgrid::model::travel_rule::TravelRule;
use rand::SeedableRng;
use rand::seq::index::sample;
use rand_chacha::ChaCha8Rng;

const SOURCES: usize = 60;
const FIVE_MINUTES: u32 = 300_000;

fn main() {
    let mut criterion = Criterion::default().configure_from_args().sample_size(20);
    let network = streets();
    let graph = StreetGraph::new(&network, &TravelRule::default());
    let mut dice = ChaCha8Rng::seed_from_u64(5);
    let sources: Vec<u32> = sample(&mut dice, graph.nodes(), SOURCES)
        .into_iter()
        .map(|node| node as u32)
        .collect();
    let arcs: usize = (0..graph.nodes() as u32)
        .map(|node| graph.leaving(node).len())
        .sum();
    leave(&network, &graph, &sources).expect("the temporary folder can be written");
    eprintln!("{} junctions, {arcs} arcs", graph.nodes());
    let mut search = Search::default();
    criterion.bench_function("travel/60 searches of 5 minutes", |bencher| {
        bencher.iter(|| {
            for source in &sources {
                search.run(&graph, &[(*source, 0)], FIVE_MINUTES);
                black_box(search.reached().len());
            }
        });
    });
    criterion.bench_function("travel/60 places to everywhere", |bencher| {
        bencher.iter(|| {
            for source in &sources {
                search.run(&graph, &[(*source, 0)], UNREACHED - 1);
                black_box(search.reached().len());
            }
        });
    });
    let at: Vec<[f64; 2]> = (0..graph.nodes() as u32)
        .map(|node| network.joints.junctions[graph.junction(node) as usize])
        .map(|place| [place.lon, place.lat])
        .collect();
    let began = std::time::Instant::now();
    let hierarchy = Hierarchy::new(&graph, &at);
    eprintln!(
        "{} ways up, ordered and joined in {:.2} s",
        hierarchy.ways(),
        began.elapsed().as_secs_f64()
    );
    criterion.bench_function("travel/other speeds in the hierarchy", |bencher| {
        bencher.iter(|| black_box(Weights::new(&hierarchy, &graph)));
    });
    let weights = Weights::new(&hierarchy, &graph);
    let seeds: Vec<[(u32, u32); 1]> = sources.iter().map(|source| [(*source, 0)]).collect();
    let mut sweep = Sweep::default();
    for lanes in seeds.chunks(LANES) {
        let from: Vec<&[(u32, u32)]> = lanes.iter().map(<[_; 1]>::as_slice).collect();
        sweep.run(&hierarchy, &weights, &from);
        for (lane, [(source, _)]) in lanes.iter().enumerate() {
            search.run(&graph, &[(*source, 0)], UNREACHED - 1);
            let equal = (0..graph.nodes() as u32)
                .all(|node| sweep.time(&hierarchy, lane, node) == search.time(node));
            assert!(equal, "both ways give the same times");
        }
    }
    criterion.bench_function("travel/60 places to everywhere, swept", |bencher| {
        bencher.iter(|| {
            for lanes in seeds.chunks(LANES) {
                let from: Vec<&[(u32, u32)]> = lanes.iter().map(<[_; 1]>::as_slice).collect();
                sweep.run(&hierarchy, &weights, &from);
                black_box(sweep.time(&hierarchy, 0, 0));
            }
        });
    });
    criterion.bench_function("travel/preparing the network", |bencher| {
        bencher.iter(|| black_box(StreetGraph::new(&network, &TravelRule::default())));
    });
    criterion.final_summary();
}

/// Arcs, sources and our times to every junction, for the peer.
fn leave(network: &RoadNetwork, graph: &StreetGraph, sources: &[u32]) -> std::io::Result<()> {
    let to = |kind: &str| std::env::temp_dir().join(format!("patrolgrid_bench_travel_{kind}.bin"));
    let mut arcs: Vec<u8> = Vec::new();
    for node in 0..graph.nodes() as u32 {
        for (head, time) in graph.leaving(node) {
            arcs.extend(
                [node, *head, *time]
                    .iter()
                    .flat_map(|number| number.to_le_bytes()),
            );
        }
    }
    std::fs::write(to("arcs"), arcs)?;
    let bytes = |numbers: &[u32]| -> Vec<u8> {
        numbers
            .iter()
            .flat_map(|number| number.to_le_bytes())
            .collect()
    };
    std::fs::write(to("sources"), bytes(sources))?;
    let mut search = Search::default();
    let mut times = Vec::new();
    for source in sources {
        search.run(graph, &[(*source, 0)], UNREACHED - 1);
        times.extend((0..network.joints.junctions.len() as u32).map(|node| search.time(node)));
    }
    std::fs::write(to("times"), bytes(&times))
}
