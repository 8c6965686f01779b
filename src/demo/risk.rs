//! Where incidents happen: every link's pull on every category, and which links are safe to place incidents on.

use super::addresses::Frontage;
use super::dice::Dice;
use super::land::{Land, open, town};
use super::lattice::{Place, Spot};
use super::mesh::Mesh;
use super::places::TOWNS;
use super::streets::Streets;
use crate::model::road_network::RoadClass;

/// The categories as the export names them.
pub const CATEGORIES: [&str; 8] = [
    "盗窃",
    "诈骗",
    "抢劫",
    "纠纷",
    "交通",
    "火灾",
    "求助",
    "噪声扰民",
];

/// Incidents keep this far from water and the district's border, metres.
const CLEARANCE: f64 = 30.0;
const CELL: f64 = 100.0;

/// Pulls of links, and what stands along them.
#[derive(Debug, Clone)]
pub(super) struct Risk {
    pub(super) frontages: Vec<Frontage>,
    /// For each category the running sum of pulls over the links.
    pub(super) sums: Vec<Vec<f64>>,
}

impl Risk {
    pub(super) fn new(streets: &Streets, mesh: &Mesh, land: &Land, seed: u64) -> Self {
        let mut dice = Dice::new(seed, 5);
        let wet = Edges::of(mesh);
        let mut hot: std::collections::BTreeMap<u32, f64> = std::collections::BTreeMap::new();
        let mut risk = Self {
            frontages: Vec::with_capacity(streets.links.len()),
            sums: vec![Vec::new(); CATEGORIES.len()],
        };
        let mut sums = [0.0; CATEGORIES.len()];
        for link in &streets.links {
            let course = link.course(&streets.places);
            let class = if link.ramp.is_some() {
                RoadClass::Expressway
            } else {
                link.class
            };
            let street = *hot
                .entry(link.street)
                .or_insert_with(|| libm::exp(0.75 * dice.normal()));
            let own = street * libm::exp(0.85 * dice.normal());
            let dry = !link.bridge && wet.is_clear_of(&course);
            let number = risk.frontages.len() as u64;
            let frontage = Frontage::new(course, class, number, &mut dice);
            let pull = if dry { frontage.length() * own } else { 0.0 };
            for (category, sum) in sums.iter_mut().enumerate() {
                *sum +=
                    pull * category_pull(category, land, link.middle(&streets.places), class, own);
                risk.sums[category].push(*sum);
            }
            risk.frontages.push(frontage);
        }
        risk
    }

    /// The pull of each link on all categories together, weighted as often as they happen.
    pub(super) fn pulls(&self) -> Vec<f64> {
        (0..self.frontages.len())
            .map(|link| {
                self.sums
                    .iter()
                    .zip(super::rhythm::SHARES)
                    .map(|(sums, share)| {
                        let own = sums[link] - if link > 0 { sums[link - 1] } else { 0.0 };
                        share * own / sums[sums.len() - 1]
                    })
                    .sum()
            })
            .collect()
    }
}

fn category_pull(category: usize, land: &Land, spot: Spot, class: RoadClass, hot: f64) -> f64 {
    let (town, village, built) = (town(spot), land.village(spot), land.built(spot));
    let people = built * built + 2.2 * village * built;
    let core = TOWNS
        .iter()
        .map(|town| {
            let far =
                Place::of_degrees(town.lon, town.lat).spot().distance(spot) / (0.45 * town.reach);
            town.weight / ((1.0 + far * far) * (1.0 + far * far))
        })
        .fold(0.0, f64::max);
    let narrow = match class {
        RoadClass::Expressway => 0.0,
        RoadClass::Arterial => 0.7,
        RoadClass::Local => 1.1,
        RoadClass::Collector | RoadClass::Lane => 1.0,
    };
    let busy = match class {
        RoadClass::Expressway => 2.2,
        RoadClass::Arterial => 6.0,
        RoadClass::Collector => 2.4,
        RoadClass::Local => 0.7,
        RoadClass::Lane => 0.12,
    };
    match category {
        0 => narrow * (0.4 * people + 1.1 * town + 5.0 * core + 0.9 * village),
        1 => narrow * (people + 0.5 * town + 1.6 * core),
        2 => narrow * hot * (0.15 * people + 0.8 * village + 2.5 * core),
        3 => narrow * (0.8 * people + 0.9 * village + 2.2 * core),
        4 => busy * (0.12 + 0.7 * built + 0.8 * town + 1.4 * core),
        5 => narrow * (0.5 * people + 0.5 * built + 0.4 * open(spot) + 0.7 * village),
        6 => narrow * (people + 0.7 * core),
        _ => narrow * (0.7 * people + 1.2 * village + 2.6 * core),
    }
}

/// Edges of water and border in a raster of buckets.
struct Edges {
    buckets: std::collections::BTreeMap<(i64, i64), Vec<(Spot, Spot)>>,
}

impl Edges {
    fn of(mesh: &Mesh) -> Self {
        let mut buckets: std::collections::BTreeMap<(i64, i64), Vec<(Spot, Spot)>> =
            std::collections::BTreeMap::new();
        for half in (0..mesh.origin.len() as u32).step_by(2) {
            let course = mesh.edge(half).course;
            if course.is_water() || course == super::mesh::Course::Border {
                let (a, b) = (mesh.place(half).spot(), mesh.end(half).spot());
                for cell in cells(a, b) {
                    buckets.entry(cell).or_default().push((a, b));
                }
            }
        }
        Self { buckets }
    }

    fn is_clear_of(&self, course: &[Spot]) -> bool {
        course.windows(2).all(|pair| {
            let steps = (pair[0].distance(pair[1]) / 8.0).ceil().max(1.0) as usize;
            (0..=steps).all(|step| {
                let spot = pair[0].between(pair[1], step as f64 / steps as f64);
                let cell = (
                    (spot.x / CELL).floor() as i64,
                    (spot.y / CELL).floor() as i64,
                );
                self.buckets.get(&cell).is_none_or(|edges| {
                    edges
                        .iter()
                        .all(|(a, b)| spot.distance_to_stretch(*a, *b) > CLEARANCE)
                })
            })
        })
    }
}

fn cells(a: Spot, b: Spot) -> impl Iterator<Item = (i64, i64)> {
    let range = |low: f64, high: f64| {
        ((low - CLEARANCE) / CELL).floor() as i64..=((high + CLEARANCE) / CELL).floor() as i64
    };
    let (columns, rows) = (
        range(a.x.min(b.x), a.x.max(b.x)),
        range(a.y.min(b.y), a.y.max(b.y)),
    );
    columns.flat_map(move |x| rows.clone().map(move |y| (x, y)))
}
