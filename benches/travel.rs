//! How long searches over a street network take: what is reached in five minutes from a place, and the times from sixty places to
//! everywhere.
//!
//! The network (a crooked grid of arterial, collector and local streets, some 58,000 junctions) and our answers are left in the
//! temporary folder; `benches/peers/travel.py` searches the very same with scipy and holds the times together.

use std::hint::black_box;

use criterion::Criterion;
use geo::{Coord, LineString};
use patrolgrid::analysis::travel::graph::StreetGraph;
use patrolgrid::analysis::travel::search::{Search, UNREACHED};
use patrolgrid::base::coords::LocalXy;
use patrolgrid::base::projection::LocalProjection;
use patrolgrid::model::road_network::{LinkRule, RoadClass, RoadLink, RoadNetwork};
use patrolgrid::model::travel_rule::TravelRule;
use rand::seq::index::sample;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

const SIDE: u32 = 245;
const WIDE: f64 = 30_000.0;
const HIGH: f64 = 25_000.0;
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
    criterion.bench_function("travel/preparing the network", |bencher| {
        bencher.iter(|| black_box(StreetGraph::new(&network, &TravelRule::default())));
    });
    criterion.final_summary();
}

/// A crooked grid: every 16th street is arterial, every 4th a collector; four in ten of the local stretches are not there.
fn streets() -> RoadNetwork {
    let mut dice = ChaCha8Rng::seed_from_u64(20_260_103);
    let step = (WIDE / f64::from(SIDE), HIGH / f64::from(SIDE));
    let places: Vec<LocalXy> = (0..SIDE * SIDE)
        .map(|at| {
            let mut shift =
                |step: f64| 0.3 * step * (dice.random::<f64>() + dice.random::<f64>() - 1.0);
            let (x, y) = (f64::from(at % SIDE) * step.0, f64::from(at / SIDE) * step.1);
            LocalXy::new(x + shift(step.0), y + shift(step.1))
        })
        .collect();
    let mut stretches = Vec::new();
    for at in 0..SIDE * SIDE {
        let (column, row) = (at % SIDE, at / SIDE);
        for (to, street, there) in [
            (at + 1, row, column + 1 < SIDE),
            (at + SIDE, column, row + 1 < SIDE),
        ] {
            let speed: f64 = match street {
                street if street % 16 == 0 => 60.0,
                street if street % 4 == 0 => 45.0,
                _ => 28.0,
            };
            if there && (speed > 28.0 || !dice.random_bool(0.42)) {
                stretches.push((at, to, speed));
            }
        }
    }
    let kept = largest_part(&stretches);
    let projection = LocalProjection::plane();
    let mut number = vec![u32::MAX; places.len()];
    let mut network = RoadNetwork::default();
    for (at, place) in places.iter().enumerate().filter(|(at, _)| kept[*at]) {
        number[at] = network.joints.junctions.len() as u32;
        network.joints.junctions.push(projection.to_lonlat(*place));
    }
    for (from, to, speed) in stretches
        .into_iter()
        .filter(|(from, _, _)| kept[*from as usize])
    {
        let ends = [number[from as usize], number[to as usize]];
        let (a, b) = (places[from as usize], places[to as usize]);
        let metres = (a.x - b.x).hypot(a.y - b.y);
        network.joints.ends.push(ends);
        network.joints.rules.push(LinkRule {
            minutes: Some(metres / (speed / 3.6) / 60.0),
            metres: Some(metres),
            ..LinkRule::default()
        });
        let corners = ends.map(|end| Coord::from(network.joints.junctions[end as usize]));
        network.links.push(RoadLink {
            name: String::new(),
            class: RoadClass::Local,
            one_way: false,
            bridge: false,
            course: LineString(corners.to_vec()),
        });
    }
    network
}

/// Which junctions lie in the largest part.
fn largest_part(stretches: &[(u32, u32, f64)]) -> Vec<bool> {
    let mut next = vec![Vec::new(); (SIDE * SIDE) as usize];
    for (from, to, _) in stretches {
        next[*from as usize].push(*to);
        next[*to as usize].push(*from);
    }
    let mut part = vec![u32::MAX; next.len()];
    let mut sizes = Vec::new();
    for root in 0..next.len() {
        if part[root] != u32::MAX {
            continue;
        }
        let (mut size, mut open) = (0, vec![root]);
        part[root] = sizes.len() as u32;
        while let Some(at) = open.pop() {
            size += 1;
            for to in &next[at] {
                if part[*to as usize] == u32::MAX {
                    part[*to as usize] = sizes.len() as u32;
                    open.push(*to as usize);
                }
            }
        }
        sizes.push(size);
    }
    let largest = (0..sizes.len())
        .max_by_key(|part| sizes[*part])
        .unwrap_or(0);
    part.into_iter()
        .map(|part| part == largest as u32)
        .collect()
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
