//! What the land is like: how steep, how built up, how its streets run. All of it a smooth function of the place.

use super::dice::{Dice, noise};
use super::lattice::{Place, Spot};
use super::mesh::Course;
use super::places::{HILLS, Hill, OPEN_GROUND, TOWNS};

const RASTER: f64 = 160.0;
const REACH: f64 = 2600.0;

/// An urban village: dense lanes, many residents.
#[derive(Debug, Clone, Copy)]
struct Village {
    at: Spot,
    reach: f64,
    weight: f64,
}

/// The lie of the land of one seed.
#[derive(Debug)]
pub(super) struct Land {
    seed: u64,
    villages: Vec<Village>,
    streets: Streets,
}

/// Street directions on a raster, as the doubled-doubled angle, so that crossing directions agree.
#[derive(Debug)]
struct Streets {
    west: f64,
    south: f64,
    columns: usize,
    rows: usize,
    along: Vec<(f64, f64)>,
}

impl Land {
    pub(super) fn new(seed: u64, stretches: &[(Place, Place, Course)]) -> Self {
        let streets = Streets::along(stretches);
        let mut land = Self {
            seed,
            villages: Vec::new(),
            streets,
        };
        land.villages = land.found_villages(stretches);
        land
    }

    /// Villages lie beside main roads, off the hills, apart from each other.
    fn found_villages(&self, stretches: &[(Place, Place, Course)]) -> Vec<Village> {
        let mut dice = Dice::new(self.seed, 1);
        let roads: Vec<Spot> = stretches
            .iter()
            .filter(|s| s.2 == Course::Arterial)
            .map(|s| s.0.spot().between(s.1.spot(), 0.5))
            .collect();
        let mut villages: Vec<Village> = Vec::new();
        for _ in 0..4000 {
            if villages.len() >= 110 || roads.is_empty() {
                break;
            }
            let road = roads[dice.below(roads.len())];
            let at = Spot {
                x: road.x + dice.between(-700.0, 700.0),
                y: road.y + dice.between(-700.0, 700.0),
            };
            let apart = villages
                .iter()
                .all(|village| village.at.distance(at) > 820.0);
            if apart && hill(at) < 0.25 && open(at) < 0.2 {
                villages.push(Village {
                    at,
                    reach: dice.between(190.0, 420.0),
                    weight: dice.between(0.55, 1.0),
                });
            }
        }
        villages
    }

    /// How much of an urban village a place is, 0 to 1.
    pub(super) fn village(&self, spot: Spot) -> f64 {
        let uneven = 1.0 + 0.25 * noise(self.seed ^ 0x21, spot.x, spot.y, 160.0);
        self.villages
            .iter()
            .map(|village| {
                village.weight * bell(village.at.distance(spot) / village.reach * uneven)
            })
            .fold(0.0, f64::max)
    }

    /// How built up a place is, 0 (hills) to 1 (centres and villages).
    pub(super) fn built(&self, spot: Spot) -> f64 {
        let base = 0.46 + 0.22 * noise(self.seed ^ 0x22, spot.x, spot.y, 1500.0);
        let centre = base + 0.40 * town(spot) + 0.45 * self.village(spot);
        (centre * (1.0 - 1.15 * hill(spot)).max(0.0) * (1.0 - 0.9 * open(spot))).clamp(0.0, 1.0)
    }

    /// Residents a square kilometre before the whole is brought to the district's total.
    pub(super) fn residents_per_km2(&self, spot: Spot) -> f64 {
        let built = self.built(spot);
        26_000.0 * built * built + 62_000.0 * self.village(spot) * built
    }

    /// The area a work grid should have here, square metres, before the whole is brought to the count.
    pub(super) fn grid_area(&self, spot: Spot) -> f64 {
        let built = self.built(spot);
        let wild = hill(spot).max(open(spot));
        let uneven = 1.0 + 0.45 * noise(self.seed ^ 0x23, spot.x, spot.y, 420.0);
        (26_000.0 + 95_000.0 * (1.0 - built) * (1.0 - built) + 330_000.0 * wild * wild) * uneven
    }

    /// The area between lanes here, square metres; `None` where there are none.
    pub(super) fn lane_area(&self, spot: Spot) -> Option<f64> {
        let built = self.built(spot);
        (built > 0.22).then(|| 26_000.0 - 16_000.0 * built - 7_500.0 * self.village(spot))
    }

    /// One of the four directions streets take here, as an angle in radians.
    pub(super) fn street_angle(&self, spot: Spot) -> f64 {
        let (cos, sin) = self.streets.at(spot);
        let village = self.village(spot);
        let waver = 0.17 * noise(self.seed ^ 0x24, spot.x, spot.y, 800.0)
            + (0.08 + 0.35 * village + 0.75 * hill(spot))
                * noise(self.seed ^ 0x25, spot.x, spot.y, 330.0);
        libm::atan2(sin, cos) / 4.0 + waver
    }
}

impl Streets {
    fn along(stretches: &[(Place, Place, Course)]) -> Self {
        let spots = || stretches.iter().map(|s| s.0.spot());
        let west = spots().map(|s| s.x).fold(f64::MAX, f64::min);
        let south = spots().map(|s| s.y).fold(f64::MAX, f64::min);
        let columns =
            ((spots().map(|s| s.x).fold(f64::MIN, f64::max) - west) / RASTER) as usize + 2;
        let rows = ((spots().map(|s| s.y).fold(f64::MIN, f64::max) - south) / RASTER) as usize + 2;
        let mut streets = Self {
            west,
            south,
            columns,
            rows,
            along: vec![(1e-6, 0.0); columns * rows],
        };
        for (from, to, course) in stretches {
            streets.add(from.spot(), to.spot(), pull(*course));
        }
        streets
    }

    fn add(&mut self, from: Spot, to: Spot, pull: f64) {
        let along = from.to(to);
        let length = along.length();
        let unit = along.unit();
        let twice = (unit.x * unit.x - unit.y * unit.y, 2.0 * unit.x * unit.y);
        let four = (
            twice.0 * twice.0 - twice.1 * twice.1,
            2.0 * twice.0 * twice.1,
        );
        let middle = from.between(to, 0.5);
        let (column, row) = (
            (middle.x - self.west) / RASTER,
            (middle.y - self.south) / RASTER,
        );
        let span = REACH / RASTER;
        for y in (row - span).max(0.0) as usize..=((row + span) as usize).min(self.rows - 1) {
            for x in
                (column - span).max(0.0) as usize..=((column + span) as usize).min(self.columns - 1)
            {
                let at = Spot {
                    x: self.west + x as f64 * RASTER,
                    y: self.south + y as f64 * RASTER,
                };
                let far = at.distance(middle) / 260.0;
                let weight = pull * length / ((1.0 + far * far) * (1.0 + far * far));
                let sum = &mut self.along[y * self.columns + x];
                *sum = (sum.0 + weight * four.0, sum.1 + weight * four.1);
            }
        }
    }

    fn at(&self, spot: Spot) -> (f64, f64) {
        let x = ((spot.x - self.west) / RASTER).clamp(0.0, self.columns as f64 - 1.001);
        let y = ((spot.y - self.south) / RASTER).clamp(0.0, self.rows as f64 - 1.001);
        let (column, row) = (x as usize, y as usize);
        let (fx, fy) = (x - column as f64, y - row as f64);
        let mut sum = (0.0, 0.0);
        for (dx, dy, weight) in [
            (0, 0, (1.0 - fx) * (1.0 - fy)),
            (1, 0, fx * (1.0 - fy)),
            (0, 1, (1.0 - fx) * fy),
            (1, 1, fx * fy),
        ] {
            let (cos, sin) = self.along[(row + dy) * self.columns + column + dx];
            let length = (cos * cos + sin * sin).sqrt().max(1e-12);
            sum = (sum.0 + weight * cos / length, sum.1 + weight * sin / length);
        }
        sum
    }
}

const fn pull(course: Course) -> f64 {
    match course {
        Course::Arterial | Course::Expressway => 1.0,
        Course::River | Course::Coast => 0.5,
        Course::Collector
        | Course::Local
        | Course::Lane
        | Course::Shore
        | Course::Ridge
        | Course::Border => 0.15,
    }
}

/// Steepness: over 0.5 nobody builds.
pub(super) fn hill(spot: Spot) -> f64 {
    let uneven = 0.28 * noise(31, spot.x, spot.y, 620.0) + 0.14 * noise(32, spot.x, spot.y, 240.0);
    let height = HILLS
        .iter()
        .map(|hill| bump(hill, spot))
        .fold(0.0, f64::max);
    if height > 0.05 {
        (height + uneven * height.min(0.6)).clamp(0.0, 1.0)
    } else {
        0.0
    }
}

/// How much of a town centre a place is, 0 to about 1.
pub(super) fn town(spot: Spot) -> f64 {
    TOWNS
        .iter()
        .map(|town| {
            let at = Place::of_degrees(town.lon, town.lat).spot();
            town.weight * bell(at.distance(spot) / (town.reach * 1.6))
        })
        .fold(0.0, f64::max)
}

/// Runways, yards and mudflats: over 0.5 there are no dwellings.
pub(super) fn open(spot: Spot) -> f64 {
    OPEN_GROUND
        .iter()
        .map(|ground| bump(ground, spot))
        .fold(0.0, f64::max)
}

/// 1 in the middle, about 0.5 at the half-widths, 0 far away.
fn bump(hill: &Hill, spot: Spot) -> f64 {
    let off = Place::of_degrees(hill.lon, hill.lat).spot().to(spot);
    let (x, y) = (off.x / hill.east, off.y / hill.north);
    let squared = x * x + y * y;
    1.0 / (1.0 + squared * squared)
}

/// A bell of height 1 that falls to 0.25 at 1.
fn bell(far: f64) -> f64 {
    let falling = 1.0 + far * far;
    1.0 / (falling * falling)
}
