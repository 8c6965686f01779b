//! Coverage by road: every figure against its definition over all pairs of points and incidents, and, after any series of
//! changes, bit for bit that of a board built anew.

mod common;
#[path = "common/made_up_roads.rs"]
mod made_up_roads;

use std::path::Path;
use std::sync::Arc;

use geo::{LineString, Polygon};
use made_up_roads::made_up;
use patrolgrid::analysis::coverage::{BoardGround, CoverageBoard};
use patrolgrid::analysis::demand::Demand;
use patrolgrid::analysis::density::WeightedPlaces;
use patrolgrid::analysis::travel::pieces::{arrivals_from, street_pieces};
use patrolgrid::analysis::travel::prepared::TravelNetwork;
use patrolgrid::analysis::travel::search::{Search, UNREACHED};
use patrolgrid::analysis::travel::snap::{Spot, arrival, seeds};
use patrolgrid::base::cancel::Cancel;
use patrolgrid::base::coords::{LocalXy, LonLat};
use patrolgrid::base::ids::{PointId, ZoneId};
use patrolgrid::base::projection::LocalProjection;
use patrolgrid::base::units::{Metres, Minutes, Share};
use patrolgrid::io::roads::read_roads;
use patrolgrid::model::reach_rule::{Reach, ReachRule};
use patrolgrid::model::road_network::RoadNetwork;
use patrolgrid::model::travel_rule::{TravelMode, TravelRule};
use proptest::prelude::*;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

const MIDDLE: LonLat = LonLat {
    lon: 113.909,
    lat: 22.609,
};

fn projection() -> LocalProjection {
    LocalProjection::centred_on(MIDDLE)
}

fn anywhere(dice: &mut ChaCha8Rng, side: f64) -> LocalXy {
    // To whole millimetres, as demand counts them.
    let mut along = || f64::from(dice.random_range(-side..side).round() as i32) / 1000.0;
    LocalXy::new(along(), along())
}

fn demand(places: &[LocalXy], weights: Option<Vec<f64>>) -> Arc<Demand> {
    let places = WeightedPlaces {
        places: places.to_vec(),
        weights,
    };
    Arc::new(Demand::build(&places, None, &projection(), &Cancel::new()).expect("not cancelled"))
}

/// When the unit of each point arrives at each place, milliseconds after the call.
fn arrivals(
    travel: &TravelNetwork,
    points: &[(PointId, LocalXy)],
    places: &[LocalXy],
) -> Vec<Vec<Option<u64>>> {
    let graph = travel.graph();
    let mut search = Search::default();
    let spots: Vec<_> = places.iter().map(|at| travel.spot(*at)).collect();
    points
        .iter()
        .map(|(_, at)| {
            let from = travel.spot(*at);
            let set_out = from.map_or(Vec::new(), |from| seeds(graph, from));
            search.run(graph, &set_out, UNREACHED - 1);
            let one = |to: &Option<_>| {
                let time = arrival(graph, &search, from?, (*to)?);
                (time != UNREACHED).then(|| u64::from(time) + u64::from(travel.turnout()))
            };
            spots.iter().map(one).collect()
        })
        .collect()
}

fn assert_by_definition(
    board: &CoverageBoard,
    travel: &TravelNetwork,
    points: &[(PointId, LocalXy)],
    places: &[LocalXy],
    weights: &[f64],
) {
    let figures = board.figures();
    let times = arrivals(travel, points, places);
    let whole: f64 = weights.iter().sum();
    let first = |place: usize| times.iter().filter_map(|point| point[place]).min();
    let sum = |held: &dyn Fn(usize) -> bool| -> f64 {
        (0..places.len())
            .filter(|at| held(*at))
            .map(|at| weights[at])
            .sum()
    };
    assert_eq!(figures.unreached, sum(&|at| first(at).is_none()));
    let far = |at: usize| travel.spot(places[at]).is_none_or(|spot| spot.off > 200.0);
    assert_eq!(figures.far_from_roads, sum(&far));
    for (ring, found) in figures.rings.iter().enumerate() {
        let limit = (found.ring.value() * 60_000.0).round() as u64;
        let reaching = |at: usize| {
            let reach = times.iter().filter_map(|point| point[at]);
            reach.filter(|time| *time <= limit).count()
        };
        assert_eq!(found.incidents, sum(&|at| reaching(at) > 0), "ring {ring}");
        let twice = found
            .covered_twice_share
            .map_or(0.0, |share| share.0 * whole);
        assert!(
            (twice - sum(&|at| reaching(at) > 1)).abs() < 1e-6,
            "ring {ring}"
        );
        // Units busy a third of their time: who is reached by k of them counts 1 - q^k.
        let third = Share(1.0 / 3.0);
        let expected: f64 = (0..places.len())
            .map(|at| weights[at] * (1.0 - third.0.powi(reaching(at) as i32)))
            .sum();
        let told = found.expected_share(third).map(|share| share.0 * whole);
        assert!(whole == 0.0 || told.is_some_and(|told| (told - expected).abs() < 1e-9 * whole));
        let counted: Vec<usize> = (0..found.times_covered.len()).collect();
        for times in counted {
            let wanted = sum(&|at| reaching(at) == times) / whole;
            assert!((found.times_covered[times].0 - wanted).abs() < 1e-12);
        }
        for (point, told) in figures.points.iter().enumerate() {
            let own = |at: usize| times[point][at].is_some_and(|time| time <= limit);
            assert_eq!(
                told.incidents[ring],
                sum(&own),
                "point {point}, ring {ring}"
            );
            let only = |at: usize| own(at) && reaching(at) == 1;
            assert_eq!(
                told.only_this[ring],
                sum(&only),
                "point {point}, ring {ring}"
            );
        }
    }
    for (at, place) in places.iter().enumerate().step_by(7) {
        let told = board
            .first_at(*place)
            .map(|(_, time)| (time.0 * 60_000.0).round() as u64);
        assert_eq!(told, first(at), "place {at}");
    }
    let pieces = street_pieces(travel.network());
    let graph = travel.graph();
    for (piece, told) in pieces.iter().zip(board.streets(&pieces)) {
        let to = Spot {
            link: piece.link,
            along: f64::midpoint(piece.begin, piece.end),
            off: 0.0,
        };
        let mut search = Search::default();
        let mut first: Option<(u32, PointId)> = None;
        for (id, at) in points {
            let Some(from) = travel.spot(*at) else {
                continue;
            };
            search.run(graph, &seeds(graph, from), UNREACHED - 1);
            let time = arrival(graph, &search, from, to);
            if time != UNREACHED && first.is_none_or(|known| (time, *id) < known) {
                first = Some((time, *id));
            }
        }
        assert_eq!(told.first, first.map(|first| first.1), "{piece:?}");
        let minutes = first.map(|first| f64::from(first.0 + travel.turnout()) / 60_000.0);
        let ring = |time: f64| {
            board
                .rings()
                .iter()
                .filter(|ring| time > ring.value() + 1e-9)
                .count()
        };
        assert_eq!(told.ring.map(usize::from), minutes.map(ring), "{piece:?}");
    }
    for (point, told) in figures.points.iter().enumerate() {
        let nearest = |at: usize| {
            let least = first(at);
            least.is_some() && times.iter().position(|point| point[at] == least) == Some(point)
        };
        assert_eq!(told.nearest, sum(&nearest), "point {point}");
    }
    let mut reached: Vec<(u64, f64)> = (0..places.len())
        .filter_map(|at| Some((first(at)?, weights[at])))
        .collect();
    reached.sort_by_key(|one| one.0);
    let total: f64 = reached.iter().map(|one| one.1).sum();
    let Some(response) = figures.response else {
        assert_eq!(total, 0.0);
        return;
    };
    let rank = |share: f64| {
        let mut sum = 0.0;
        let found = reached.iter().find(|(_, weight)| {
            sum += weight;
            sum >= share * total
        });
        found.map_or(0.0, |(time, _)| *time as f64)
    };
    let mean = reached
        .iter()
        .map(|(time, weight)| *time as f64 * weight)
        .sum::<f64>()
        / total;
    for (found, wanted) in [
        (response.mean, mean),
        (response.median, rank(0.5)),
        (response.p90, rank(0.9)),
        (response.worst, rank(1.0)),
    ] {
        assert!(matches!(found, Reach::Time(_)));
        assert!(
            (found.value() - wanted / 60_000.0).abs() < 1e-9,
            "{found:?}, {wanted}"
        );
    }
}

fn square(at: LocalXy, side: f64) -> Polygon<f64> {
    let corner = |x: f64, y: f64| {
        let place = projection().to_lonlat(LocalXy::new(at.x + x * side, at.y + y * side));
        geo::Coord::from(place)
    };
    let ring = [
        corner(0.0, 0.0),
        corner(1.0, 0.0),
        corner(1.0, 1.0),
        corner(0.0, 1.0),
    ];
    Polygon::new(LineString(ring.to_vec()), Vec::new())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn figures_agree_with_their_definitions_and_follow_every_change(seed: u64) {
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let network = Arc::new(made_up(&mut dice));
        let mode = TravelMode::ALL[dice.random_range(0..5)];
        let rule = TravelRule {
            mode,
            turnout: f64::from(dice.random_range(0..90u8)),
            hour: Some(8),
            ..TravelRule::default()
        };
        let mut travel = Arc::new(TravelNetwork::new(Arc::clone(&network), &rule, projection()));
        let places: Vec<LocalXy> = (0..150).map(|_| anywhere(&mut dice, 1.5e6)).collect();
        let weights: Vec<f64> = places.iter().map(|_| f64::from(dice.random_range(0..5u32)) / 4.0).collect();
        let demand = demand(&places, Some(weights.clone()));
        let count = dice.random_range(0..8u32);
        let mut points: Vec<_> = (0..count).map(|id| (PointId(10 - id), anywhere(&mut dice, 1.2e6))).collect();
        points.sort_by_key(|point| point.0);
        let mut rings = vec![Minutes(1.0), Minutes(3.0), Minutes(5.0)];
        let mut board = CoverageBoard::by_road(Arc::clone(&demand), &travel, &rings, &points);
        assert_by_definition(&board, &travel, &points, &places, &weights);
        for step in 0..12u32 {
            match dice.random_range(0..6) {
                0 => {
                    points.push((PointId(20 + step), anywhere(&mut dice, 1.2e6)));
                }
                1 if !points.is_empty() => {
                    points.remove(dice.random_range(0..points.len()));
                }
                2 => {
                    rings = vec![Minutes(dice.random_range(0.2..4.0)), Minutes(dice.random_range(4.0..9.0))];
                    if dice.random_bool(0.5) {
                        rings.push(Minutes(10.0));
                    }
                    board.set_rings(&rings);
                }
                _ if !points.is_empty() => {
                    let moved = dice.random_range(0..points.len());
                    points[moved].1 = anywhere(&mut dice, 1.2e6);
                }
                _ => {}
            }
            board.set_points(&points);
            let zones = [(ZoneId(1), square(anywhere(&mut dice, 5e5), 400.0))];
            board.set_zones(&zones, &projection());
            // Now and then at other speeds, or on other wheels: what is known of the ground stays or is found anew.
            if dice.random_bool(0.3) {
                let rule = TravelRule {
                    mode: if dice.random_bool(0.3) { TravelMode::ALL[dice.random_range(0..5)] } else { travel.rule().mode },
                    hour: Some(dice.random_range(0..24)),
                    ..rule.clone()
                };
                travel = Arc::new(travel.for_rule(&rule));
                let rule = ReachRule::by_road(rings.iter().copied(), rule).expect("rings");
                board = CoverageBoard::for_rule(board.ground(), &rule, Some(&travel), &points);
                board.set_zones(&zones, &projection());
            }
            let fresh = Arc::new(TravelNetwork::new(Arc::clone(&network), travel.rule(), projection()));
            let mut anew = CoverageBoard::by_road(Arc::clone(&demand), &fresh, &rings, &points);
            anew.set_zones(&zones, &projection());
            prop_assert_eq!(board.figures(), anew.figures(), "step {}", step);
        }
        assert_by_definition(&board, &travel, &points, &places, &weights);
    }
}

fn demo_roads() -> Arc<RoadNetwork> {
    let maps = Path::new(env!("CARGO_MANIFEST_DIR")).join("maps/roads.geojson.gz");
    Arc::new(read_roads(&maps, None, &Cancel::new()).expect("shipped"))
}

/// A thousand drags over the demo district, the figures held against a board built anew every fiftieth.
#[test]
fn after_a_thousand_drags_over_the_demo_nothing_is_left_behind() {
    let network = demo_roads();
    let mut dice = ChaCha8Rng::seed_from_u64(11);
    let junctions = &network.joints.junctions;
    let middle = LonLat::new(113.87, 22.68);
    let projection = LocalProjection::centred_on(middle);
    let mut near = |off: f64| {
        let at = junctions[dice.random_range(0..junctions.len())];
        let at = projection.to_local(at);
        LocalXy::new(
            at.x + dice.random_range(-off..off),
            at.y + dice.random_range(-off..off),
        )
    };
    let places: Vec<LocalXy> = (0..3000).map(|_| near(150.0)).collect();
    let mut points: Vec<_> = (1..=60).map(|id| (PointId(id), near(60.0))).collect();
    let steps: Vec<LocalXy> = (0..1000).map(|_| near(60.0)).collect();
    let places = WeightedPlaces {
        places,
        weights: None,
    };
    let demand = Demand::build(&places, None, &projection, &Cancel::new()).expect("not cancelled");
    let demand = Arc::new(demand);
    let travel = Arc::new(TravelNetwork::new(
        network,
        &TravelRule::default(),
        projection,
    ));
    let rings = [Minutes(1.0), Minutes(3.0), Minutes(5.0)];
    let mut board = CoverageBoard::by_road(Arc::clone(&demand), &travel, &rings, &points);
    let shares: Vec<f64> = board
        .figures()
        .rings
        .iter()
        .map(|ring| ring.incidents / 3000.0)
        .collect();
    assert!(
        shares[0] > 0.01 && shares[0] < shares[1] && shares[1] < shares[2] && shares[2] < 1.0,
        "{shares:?}"
    );
    for (step, to) in steps.into_iter().enumerate() {
        points[step % 60].1 = to;
        board.set_points(&points);
        if step % 50 == 49 {
            let anew = CoverageBoard::by_road(Arc::clone(&demand), &travel, &rings, &points);
            assert_eq!(board.figures(), anew.figures(), "step {step}");
        }
    }
}

/// What the map colours for selected points alone is what a board of no other points says.
#[test]
fn streets_of_one_point_are_those_of_a_board_that_has_no_other() {
    let network = demo_roads();
    let projection = LocalProjection::centred_on(LonLat::new(113.87, 22.68));
    let rule = TravelRule {
        turnout: 30.0,
        ..TravelRule::default()
    };
    let travel = Arc::new(TravelNetwork::new(network, &rule, projection));
    let nowhere = demand(&[], None);
    let rings = [Minutes(1.0), Minutes(3.0), Minutes(5.0)];
    let mut dice = ChaCha8Rng::seed_from_u64(12);
    for count in [1u32, 2] {
        let points: Vec<(PointId, LocalXy)> = (1..=count)
            .map(|id| {
                let junctions = &travel.network().joints.junctions;
                let at = junctions[dice.random_range(0..junctions.len())];
                (PointId(id), projection.to_local(at))
            })
            .collect();
        let board = CoverageBoard::by_road(Arc::clone(&nowhere), &travel, &rings, &points);
        let streets = board.streets(travel.pieces());
        let from: Vec<LocalXy> = points.iter().map(|(_, at)| *at).collect();
        let times = arrivals_from(&travel, &from, travel.pieces());
        assert!(times.iter().filter(|time| **time < 300_000).count() > 100);
        for (street, time) in streets.iter().zip(times) {
            let limits = [60_000, 180_000, 300_000, u32::MAX - 1];
            let ring = limits.iter().position(|limit| time <= *limit);
            assert_eq!(street.ring.map(usize::from), ring, "{time}");
        }
    }
}

/// Water between: as near as the crow flies, far by road. By road nobody reaches more than the crow would at top speed.
#[test]
fn a_river_counts_by_road_only() {
    let network = demo_roads();
    let projection = LocalProjection::centred_on(LonLat::new(113.87, 22.68));
    let junctions = &network.joints.junctions;
    let places: Vec<LocalXy> = junctions
        .iter()
        .step_by(7)
        .map(|at| projection.to_local(*at))
        .collect();
    let points: Vec<_> = (1u32..)
        .zip(places.iter().step_by(places.len() / 40))
        .map(|(id, at)| (PointId(id), *at))
        .collect();
    let weighted = WeightedPlaces {
        places,
        weights: None,
    };
    let demand =
        Demand::build(&weighted, None, &projection, &Cancel::new()).expect("not cancelled");
    let demand = Arc::new(demand);
    let rule = TravelRule {
        uniform: Some(30.0),
        ..TravelRule::default()
    };
    let travel = Arc::new(TravelNetwork::new(network, &rule, projection));
    let times = [Minutes(1.0), Minutes(3.0), Minutes(5.0)];
    // 30 km/h are 500 m a minute.
    let radii = [Metres(500.0), Metres(1500.0), Metres(2500.0)];
    let by_road = CoverageBoard::by_road(Arc::clone(&demand), &travel, &times, &points).figures();
    let straight = CoverageBoard::new(demand, &radii, &points).figures();
    for (road, crow) in by_road.rings.iter().zip(&straight.rings) {
        assert!(road.incidents < crow.incidents, "{road:?} {crow:?}");
        assert!(road.incidents > 0.2 * crow.incidents, "{road:?} {crow:?}");
    }
}

#[test]
fn without_roads_nobody_is_reached_and_the_rule_says_which_board_it_is() {
    let places = [LocalXy::new(0.0, 0.0), LocalXy::new(50.0, 0.0)];
    let rule = ReachRule::one_three_five(TravelRule::default());
    let points = [(PointId(1), LocalXy::new(0.0, 0.0))];
    let mut board =
        CoverageBoard::for_rule(BoardGround::of(demand(&places, None)), &rule, None, &points);
    let figures = board.figures();
    assert_eq!((figures.unreached, figures.far_from_roads), (2.0, 2.0));
    assert_eq!(figures.response, None);
    assert_eq!(figures.rings.len(), 3);
    // Rings of another measure change nothing.
    board.set_rings(&[Metres(500.0)]);
    assert_eq!(board.figures(), figures);
    assert!(
        board
            .cumulative_curve(Minutes(2.0))
            .iter()
            .all(|share| share.0 == 0.0)
    );
}
