//! One step of a drag where the rule of reach goes by road: a point moves 25 m, every coverage figure and the colour of every
//! street follow. 60 points, 12 zones, 1,000,000 incidents along the streets.
//!
//! The goal is 4 ms of one core, on the demo district (its own grids, zones and roads, some 15,000 junctions) and on a made-up town
//! of some 58,000 junctions with 4,900 square grids.

#[path = "common/streets.rs"]
mod made_streets;
#[path = "common/squares.rs"]
mod squares;

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;

use criterion::Criterion;
use geo::Polygon;
use made_streets::{HIGH, WIDE, streets};
use patrolgrid::analysis::coverage::CoverageBoard;
use patrolgrid::analysis::demand::Demand;
use patrolgrid::analysis::density::WeightedPlaces;
use patrolgrid::analysis::travel::pieces::{arrivals_from, street_pieces};
use patrolgrid::analysis::travel::prepared::TravelNetwork;
use patrolgrid::base::cancel::Cancel;
use patrolgrid::base::coords::{LocalXy, LonLat};
use patrolgrid::base::ids::{PointId, ZoneId};
use patrolgrid::base::projection::LocalProjection;
use patrolgrid::base::units::Minutes;
use patrolgrid::io::boundaries::{BoundaryOptions, read_boundaries};
use patrolgrid::io::grid_links::link_layers;
use patrolgrid::io::roads::read_roads;
use patrolgrid::model::grid::{GridHierarchy, GridLevel};
use patrolgrid::model::reach_rule::ReachRule;
use patrolgrid::model::road_network::RoadNetwork;
use patrolgrid::model::travel_rule::TravelRule;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use squares::Ground;

const INCIDENTS: usize = 1_000_000;
const POINTS: u32 = 60;
const RINGS: [Minutes; 3] = [Minutes(1.0), Minutes(3.0), Minutes(5.0)];

/// A district: its streets, its grids, its zones, and the projection it is measured in.
struct District {
    network: Arc<RoadNetwork>,
    grids: GridHierarchy,
    zones: Vec<(ZoneId, Polygon<f64>)>,
    projection: LocalProjection,
}

fn demo() -> District {
    let maps = Path::new(env!("CARGO_MANIFEST_DIR")).join("maps");
    let cancel = Cancel::new();
    let read = |name: &str| {
        let options = BoundaryOptions::default();
        read_boundaries(&maps.join(name), &options, &cancel).expect("shipped")
    };
    let names = [
        "district",
        "subdistricts",
        "communities",
        "police_grids",
        "work_grids",
    ];
    let readings = names.map(|name| read(&format!("{name}.geojson"))).to_vec();
    let (grids, _) = link_layers(readings, &cancel).expect("not cancelled");
    let network = read_roads(&maps.join("roads.geojson.gz"), None, &cancel).expect("shipped");
    let middle = grids.extent().expect("an extent").centre();
    let projection = LocalProjection::centred_on(middle);
    let about = Ground {
        projection,
        size: (0.0, 0.0),
    };
    let zones = (0..12u32).map(|i| {
        let (x, y) = (
            f64::from(i % 4) * 3000.0 - 6000.0,
            f64::from(i / 4) * 4000.0 - 6000.0,
        );
        (ZoneId(i), about.rectangle(x, y, (1600.0, 1600.0)))
    });
    District {
        network: Arc::new(network),
        zones: zones.collect(),
        grids,
        projection,
    }
}

fn town() -> District {
    let ground = Ground {
        projection: LocalProjection::plane(),
        size: (WIDE, HIGH),
    };
    let zones = (0..12u32).map(|i| {
        let (x, y) = (
            f64::from(i % 4) * 6000.0 + 2000.0,
            f64::from(i / 4) * 6000.0 + 2000.0,
        );
        (ZoneId(i), ground.rectangle(x, y, (1600.0, 1600.0)))
    });
    District {
        network: Arc::new(streets()),
        zones: zones.collect(),
        grids: ground.grids(70),
        projection: ground.projection,
    }
}

/// A place some way along a random link.
fn beside_a_street(district: &District, dice: &mut ChaCha8Rng, off: f64) -> LocalXy {
    let links = &district.network.links;
    let course = &links[dice.random_range(0..links.len())].course.0;
    let at = dice.random_range(0..course.len().saturating_sub(1).max(1));
    let (a, b) = (course[at], course[(at + 1).min(course.len() - 1)]);
    let part: f64 = dice.random();
    let on = LonLat::new(
        (b.x - a.x).mul_add(part, a.x),
        (b.y - a.y).mul_add(part, a.y),
    );
    let on = district.projection.to_local(on);
    LocalXy::new(
        on.x + dice.random_range(-off..off),
        on.y + dice.random_range(-off..off),
    )
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args().sample_size(20);
    for (name, district) in [("demo", demo()), ("town", town())] {
        let mut dice = ChaCha8Rng::seed_from_u64(7);
        let places = WeightedPlaces {
            places: (0..INCIDENTS)
                .map(|_| beside_a_street(&district, &mut dice, 40.0))
                .collect(),
            weights: None,
        };
        let mut points: Vec<(PointId, LocalXy)> = (1..=POINTS)
            .map(|id| (PointId(id), beside_a_street(&district, &mut dice, 5.0)))
            .collect();
        let (network, projection) = (Arc::clone(&district.network), district.projection);
        let rule = TravelRule::default();
        let demand = Demand::build(&places, Some(&district.grids), &projection, &Cancel::new());
        let demand = Arc::new(demand.expect("not cancelled"));
        let travel = Arc::new(TravelNetwork::new(Arc::clone(&network), &rule, projection));
        let pieces = street_pieces(&network);
        let mut board = CoverageBoard::by_road(Arc::clone(&demand), &travel, &RINGS, &points);
        board.set_zones(&district.zones, &projection);
        let shares: Vec<f64> = board
            .figures()
            .rings
            .iter()
            .map(|ring| ring.incidents / INCIDENTS as f64)
            .collect();
        eprintln!(
            "{name}: {} junctions, {} links, {} pieces, within the rings {shares:.3?}",
            network.joints.junctions.len(),
            network.links.len(),
            pieces.len()
        );
        let mut step = 0;
        criterion.bench_function(&format!("road_step/{name}, figures"), |bencher| {
            bencher.iter(|| {
                step += 1;
                drag(&mut points, step);
                board.set_points(&points);
                black_box(board.figures())
            });
        });
        criterion.bench_function(
            &format!("road_step/{name}, figures and streets"),
            |bencher| {
                bencher.iter(|| {
                    step += 1;
                    drag(&mut points, step);
                    board.set_points(&points);
                    black_box((board.figures(), board.streets(&pieces)))
                });
            },
        );
        criterion.bench_function(
            &format!("road_step/{name}, one point's streets"),
            |bencher| {
                bencher.iter(|| {
                    step += 1;
                    let from = &points[step % points.len()].1;
                    black_box(arrivals_from(&travel, &[*from], &pieces))
                });
            },
        );
        criterion.bench_function(&format!("road_step/{name}, every work grid"), |bencher| {
            bencher.iter(|| black_box(board.areas(GridLevel::WorkGrid)));
        });
        criterion.bench_function(&format!("road_step/{name}, another hour"), |bencher| {
            bencher.iter(|| {
                step += 1;
                let rule = TravelRule {
                    hour: Some((step % 24) as u8),
                    ..TravelRule::default()
                };
                let roads = Arc::new(travel.for_rule(&rule));
                let rule = ReachRule::by_road(RINGS, rule).expect("rings");
                board = CoverageBoard::for_rule(board.ground(), &rule, Some(&roads), &points);
                board.set_zones(&district.zones, &projection);
                black_box(board.figures())
            });
        });
    }
    criterion.final_summary();
}

/// Moves the next point 25 m.
fn drag(points: &mut [(PointId, LocalXy)], step: usize) {
    let count = points.len();
    let angle = step as f64;
    if let Some((_, at)) = points.get_mut(step / 40 % count) {
        at.x += 25.0 * angle.cos();
        at.y += 25.0 * angle.sin();
    }
}
