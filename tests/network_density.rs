//! Density along streets on networks worked out by hand, and on networks at random beside every path followed one by one.

use patrolgrid::analysis::density::{Kernel, WeightedPlaces};
use patrolgrid::analysis::network_density::{NetworkDensity, NetworkRule, StreetPieces};
use patrolgrid::base::cancel::Cancel;
use patrolgrid::base::coords::{LocalXy, LonLat};
use patrolgrid::base::projection::LocalProjection;
use patrolgrid::base::units::Metres;
use patrolgrid::model::road_network::{Joints, RoadClass, RoadLink, RoadNetwork};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

fn projection() -> LocalProjection {
    LocalProjection::centred_on(LonLat::new(113.9, 22.6))
}

/// Streets by their corners in metres.
fn network(streets: &[Vec<(f64, f64)>]) -> RoadNetwork {
    let corner =
        |at: &(f64, f64)| geo::Coord::from(projection().to_lonlat(LocalXy::new(at.0, at.1)));
    let link = |street: &Vec<(f64, f64)>| RoadLink {
        name: String::new(),
        class: RoadClass::Local,
        one_way: false,
        bridge: false,
        course: street.iter().map(corner).collect(),
    };
    let links: Vec<RoadLink> = streets.iter().map(link).collect();
    RoadNetwork {
        joints: Joints::of(&links),
        links,
        ..RoadNetwork::default()
    }
}

fn rule(bandwidth: f64) -> NetworkRule {
    NetworkRule {
        bandwidth: Metres(bandwidth),
        piece: Metres(2.0),
        ..NetworkRule::default()
    }
}

fn places(at: &[(f64, f64)]) -> WeightedPlaces {
    WeightedPlaces {
        places: at.iter().map(|at| LocalXy::new(at.0, at.1)).collect(),
        weights: None,
    }
}

fn density(streets: &StreetPieces, at: &WeightedPlaces, rule: NetworkRule) -> NetworkDensity {
    streets
        .density(at, rule, &Cancel::new())
        .expect("not cancelled")
}

/// The value of the piece whose middle is nearest to a place.
fn value_near(streets: &StreetPieces, found: &NetworkDensity, at: (f64, f64)) -> (f64, LocalXy) {
    let place = LocalXy::new(at.0, at.1);
    let middles = streets.middles();
    let apart = |it: &usize| middles[*it].distance(place).0;
    let nearest = (0..middles.len())
        .min_by(|a, b| apart(a).total_cmp(&apart(b)))
        .expect("pieces");
    (found.values[nearest], middles[nearest])
}

fn integral(streets: &StreetPieces, found: &NetworkDensity) -> f64 {
    found
        .values
        .iter()
        .zip(streets.lengths())
        .map(|(value, length)| value * length.0 / 1000.0)
        .sum()
}

/// The quartic kernel of one dimension, per km.
fn quartic(metres: f64, bandwidth: f64) -> f64 {
    let u = metres.abs() / bandwidth;
    if u < 1.0 {
        1000.0 * 15.0 / 16.0 * (1.0 - u * u).powi(2) / bandwidth
    } else {
        0.0
    }
}

#[test]
fn along_a_line_cut_in_two_it_is_the_plain_kernel() {
    let roads = network(&[
        vec![(0.0, 0.0), (217.0, 0.0)],
        vec![(217.0, 0.0), (600.0, 0.0)],
    ]);
    let streets = StreetPieces::new(&roads, Metres(2.0), projection());
    let found = density(&streets, &places(&[(190.0, 3.0)]), rule(150.0));
    for x in [60.0, 120.0, 190.0, 216.0, 218.0, 250.0, 330.0, 345.0] {
        let (value, middle) = value_near(&streets, &found, (x, 0.0));
        let expected = quartic(middle.x - 190.0, 150.0);
        assert!(
            (value - expected).abs() < 0.002 * quartic(0.0, 150.0),
            "{x}: {value} {expected}"
        );
    }
    assert!((integral(&streets, &found) - 1.0).abs() < 1e-3);
}

#[test]
fn at_a_crossing_of_four_half_goes_on_each_way_and_half_is_taken_back() {
    let arm = |x: f64, y: f64| vec![(0.0, 0.0), (x, y)];
    let roads = network(&[
        arm(200.0, 0.0),
        arm(-200.0, 0.0),
        arm(0.0, 200.0),
        arm(0.0, -200.0),
    ]);
    let streets = StreetPieces::new(&roads, Metres(2.0), projection());
    let found = density(&streets, &places(&[(50.0, 0.0)]), rule(100.0));
    let near = |value: f64, expected: f64| {
        assert!(
            (value - expected).abs() < 0.003 * quartic(0.0, 100.0),
            "{value} {expected}"
        );
    };
    for at in [(-20.0, 0.0), (0.0, 20.0), (0.0, -20.0)] {
        let (value, middle) = value_near(&streets, &found, at);
        near(value, 0.5 * quartic(50.0 + middle.x.hypot(middle.y), 100.0));
    }
    let (value, middle) = value_near(&streets, &found, (20.0, 0.0));
    near(
        value,
        quartic(50.0 - middle.x, 100.0) - 0.5 * quartic(50.0 + middle.x, 100.0),
    );
    // No step at the crossing.
    let (on_own, _) = value_near(&streets, &found, (1.0, 0.0));
    let (beyond, _) = value_near(&streets, &found, (-1.0, 0.0));
    let over_two_metres = quartic(49.0, 100.0) - quartic(51.0, 100.0);
    near(on_own - beyond, over_two_metres);
    assert!((integral(&streets, &found) - 1.0).abs() < 1e-3);
}

#[test]
fn at_a_dead_end_all_of_it_comes_back() {
    let roads = network(&[vec![(0.0, 0.0), (500.0, 0.0)]]);
    let streets = StreetPieces::new(&roads, Metres(2.0), projection());
    let found = density(&streets, &places(&[(30.0, 0.0)]), rule(100.0));
    let (value, middle) = value_near(&streets, &found, (10.0, 0.0));
    let expected = quartic(30.0 - middle.x, 100.0) + quartic(30.0 + middle.x, 100.0);
    assert!((value / expected - 1.0).abs() < 0.003, "{value} {expected}");
    assert!((integral(&streets, &found) - 1.0).abs() < 1e-3);
}

/// Follows every path from an incident, one by one.
struct Walk<'a> {
    roads: &'a RoadNetwork,
    lengths: &'a [f64],
    rule: NetworkRule,
    /// For each link the weight and the metres to its first corner that come in there, and at its last.
    entering: Vec<[Vec<(f64, f64)>; 2]>,
}

impl Walk<'_> {
    fn arrive(&mut self, junction: u32, from: u32, metres: f64, weight: f64) {
        if metres >= self.rule.bandwidth.0 || weight.abs() < 1e-7 {
            return;
        }
        let ends = &self.roads.joints.ends;
        let meeting: Vec<(u32, usize)> = (0u32..)
            .zip(ends)
            .flat_map(|(link, ends)| [(link, 0, ends[0]), (link, 1, ends[1])])
            .filter(|it| it.2 == junction)
            .map(|it| (it.0, it.1))
            .collect();
        let share = 2.0 / meeting.len() as f64;
        for (link, end) in meeting {
            let part = weight * if link == from { share - 1.0 } else { share };
            self.entering[link as usize][end].push((part, metres));
            let other = self.roads.joints.ends[link as usize][1 - end];
            self.arrive(other, link, metres + self.lengths[link as usize], part);
        }
    }
}

#[test]
fn on_networks_at_random_it_is_the_sum_over_every_path() {
    let mut dice = ChaCha8Rng::seed_from_u64(12);
    for round in 0..8 {
        // A ragged grid of crossings with some streets left out: no links from a crossing to itself.
        let mut at = Vec::new();
        for spot in 0..12 {
            let (x, y) = (f64::from(spot % 4) * 90.0, f64::from(spot / 4) * 90.0);
            at.push((
                x + dice.random_range(-25.0..25.0),
                y + dice.random_range(-25.0..25.0),
            ));
        }
        let mut streets = Vec::new();
        for spot in 0..12usize {
            let beside = [
                (spot % 4 < 3).then_some(spot + 1),
                (spot < 8).then_some(spot + 4),
            ];
            for other in beside.into_iter().flatten() {
                if dice.random_bool(0.85) {
                    let bend = (
                        f64::midpoint(at[spot].0, at[other].0) + 7.0,
                        f64::midpoint(at[spot].1, at[other].1),
                    );
                    streets.push(vec![at[spot], bend, at[other]]);
                }
            }
        }
        let roads = network(&streets);
        let pieces = StreetPieces::new(&roads, Metres(2.0), projection());
        let lengths: Vec<f64> = streets
            .iter()
            .map(|line| {
                line.windows(2)
                    .map(|it| (it[0].0 - it[1].0).hypot(it[0].1 - it[1].1))
                    .sum()
            })
            .collect();
        let rule = rule(200.0);
        let link = dice.random_range(0..streets.len());
        let share = dice.random::<f64>();
        let first = &streets[link];
        let half = (first[0].0 - first[1].0).hypot(first[0].1 - first[1].1);
        let from_start = share * half;
        let incident = (
            first[0].0 + (first[1].0 - first[0].0) * share,
            first[0].1 + (first[1].1 - first[0].1) * share,
        );
        let mut walk = Walk {
            roads: &roads,
            lengths: &lengths,
            rule,
            entering: vec![Default::default(); streets.len()],
        };
        let [begins, ends] = roads.joints.ends[link];
        walk.arrive(ends, link as u32, lengths[link] - from_start, 1.0);
        walk.arrive(begins, link as u32, from_start, 1.0);
        let found = density(&pieces, &places(&[incident]), rule);
        let (mut along, mut before) = (0.0, u32::MAX);
        for (piece, of) in pieces.links().into_iter().enumerate() {
            let each = pieces.lengths()[piece].0;
            along = if of == before {
                along + each
            } else {
                each / 2.0
            };
            before = of;
            let mut expected = if of as usize == link {
                quartic(along - from_start, 200.0)
            } else {
                0.0
            };
            for (end, entered) in walk.entering[of as usize].iter().enumerate() {
                let here = if end == 0 {
                    along
                } else {
                    lengths[of as usize] - along
                };
                expected += entered
                    .iter()
                    .map(|it| it.0 * quartic(it.1 + here, 200.0))
                    .sum::<f64>();
            }
            let off = (found.values[piece] - expected).abs() / quartic(0.0, 200.0);
            assert!(
                off < 0.003,
                "round {round}: {} {expected}",
                found.values[piece]
            );
        }
        assert!((integral(&pieces, &found) - 1.0).abs() < 2e-3);
    }
}

#[test]
fn every_incident_is_on_the_streets_or_told_to_be_off_them() {
    let mut streets = Vec::new();
    for line in 0..12 {
        let at = f64::from(line) * 100.0;
        for step in 0..11 {
            let (from, to) = (f64::from(step) * 100.0, f64::from(step + 1) * 100.0);
            streets.push(vec![(from, at), (to, at)]);
            streets.push(vec![(at, from), (at, to)]);
        }
    }
    let roads = network(&streets);
    let pieces = StreetPieces::new(&roads, Metres(5.0), projection());
    let mut dice = ChaCha8Rng::seed_from_u64(3);
    let mut at: Vec<LocalXy> = (0..3000)
        .map(|_| LocalXy::new(dice.random::<f64>() * 1100.0, dice.random::<f64>() * 1100.0))
        .collect();
    at.push(LocalXy::new(9000.0, 9000.0));
    let weights: Vec<f64> = (0..3001).map(|it| f64::from(it % 4)).collect();
    let incidents = WeightedPlaces {
        places: at.clone(),
        weights: Some(weights.clone()),
    };
    for kernel in Kernel::ALL {
        let rule = NetworkRule {
            kernel,
            bandwidth: Metres(120.0),
            ..NetworkRule::default()
        };
        let found = density(&pieces, &incidents, rule);
        assert_eq!(
            (found.off_road, found.on_streets),
            (weights[3000], weights[..3000].iter().sum::<f64>())
        );
        let ratio = integral(&pieces, &found) / found.on_streets;
        let slack = if kernel == Kernel::Uniform {
            0.01
        } else {
            0.002
        };
        assert!((ratio - 1.0).abs() < slack, "{kernel:?} {ratio}");
        assert!(
            found
                .values
                .iter()
                .all(|value| value.is_finite() && *value >= 0.0)
        );
    }
    // Twice as many is twice as much, and an incident moved far away changes nothing here.
    let twice = WeightedPlaces {
        places: at,
        weights: Some(weights.iter().map(|it| it * 2.0).collect()),
    };
    let (one, two) = (
        density(&pieces, &incidents, rule(120.0)),
        density(&pieces, &twice, rule(120.0)),
    );
    assert!(
        one.values
            .iter()
            .zip(&two.values)
            .all(|(one, two)| (two - 2.0 * one).abs() <= 1e-4 * one.max(1.0))
    );
}

#[test]
fn nothing_to_work_on_gives_nothing() {
    let none = StreetPieces::new(&RoadNetwork::default(), Metres(2.0), projection());
    let found = density(&none, &places(&[(0.0, 0.0)]), rule(100.0));
    assert_eq!((found.values.len(), found.off_road), (0, 1.0));
    let roads = network(&[vec![(0.0, 0.0), (0.0, 0.0)], vec![(0.0, 0.0), (50.0, 0.0)]]);
    let streets = StreetPieces::new(&roads, Metres(2.0), projection());
    for bandwidth in [0.0, -5.0, f64::NAN] {
        let found = density(&streets, &places(&[(10.0, 0.0)]), rule(bandwidth));
        assert!(found.values.iter().all(|value| *value == 0.0));
    }
    assert!(density(&streets, &places(&[(10.0, 0.0)]), rule(40.0)).peak() > 0.0);
    let stopped = Cancel::new();
    stopped.cancel();
    assert!(
        streets
            .density(&places(&[(10.0, 0.0)]), rule(40.0), &stopped)
            .is_err()
    );
}
