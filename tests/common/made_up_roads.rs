//! Road networks thrown by dice, with all that roads can have: one-ways, closed links, forbidden turns, dead junctions.

use geo::{Coord, LineString};
use patrolgrid::base::coords::LonLat;
use patrolgrid::model::road_network::{
    Access, LinkRule, RoadClass, RoadLink, RoadNetwork, TurnBan,
};
use rand::Rng;
use rand_chacha::ChaCha8Rng;

/// A network of streets between the corners of a grid, thrown by dice.
pub(crate) fn made_up(dice: &mut ChaCha8Rng) -> RoadNetwork {
    let side = dice.random_range(2..7u32);
    let junctions: Vec<LonLat> = (0..side * side)
        .map(|at| {
            LonLat::new(
                113.9 + f64::from(at % side) * 0.003,
                22.6 + f64::from(at / side) * 0.003,
            )
        })
        .collect();
    let count = dice.random_range(1..40usize);
    let mut network = RoadNetwork::default();
    for _ in 0..count {
        let ends = [
            dice.random_range(0..side * side),
            dice.random_range(0..side * side),
        ];
        let corners = ends.map(|end| Coord::from(junctions[end as usize]));
        network.links.push(RoadLink {
            name: String::new(),
            class: RoadClass::ALL[dice.random_range(0..5)],
            one_way: dice.random_bool(0.3),
            bridge: false,
            course: LineString(corners.to_vec()),
        });
        network.joints.ends.push(ends);
        network.joints.rules.push(LinkRule {
            access: if dice.random_bool(0.1) {
                Access::FOOT
            } else {
                Access::ALL
            },
            max_speed: dice.random_bool(0.3).then(|| dice.random_range(10.0..80.0)),
            metres: dice.random_bool(0.2).then(|| dice.random_range(0.0..500.0)),
            minutes: dice
                .random_bool(0.1)
                .then(|| f64::from(dice.random_range(0..3u8))),
        });
    }
    for _ in 0..dice.random_range(0..25) {
        let (from, to) = (dice.random_range(0..count), dice.random_range(0..count));
        let shared = network.joints.ends[from]
            .into_iter()
            .find(|end| network.joints.ends[to].contains(end));
        if let Some(via) = shared {
            network.joints.bans.push(TurnBan {
                from: from as u32,
                via,
                to: to as u32,
            });
        }
    }
    network.joints.bans.sort_unstable();
    network.joints.bans.dedup();
    for _ in 0..dice.random_range(0..3) {
        network
            .joints
            .not_through
            .push(dice.random_range(0..side * side));
    }
    network.joints.not_through.sort_unstable();
    network.joints.not_through.dedup();
    network.joints.junctions = junctions;
    assert!(network.is_sound());
    network
}
