//! Places on the integer lattice of 10⁻⁷ degrees (about a centimetre), and exact tests between them.
//!
//! Everything is laid out on this lattice and written from it digit by digit, so neighbours share their vertices exactly.

use crate::base::coords::LonLat;

/// Metres a lattice step is long, east-west, at the district's middle latitude (22.69°).
pub(super) const METRES_EAST: f64 = 0.010_275_7;
/// Metres a lattice step is long, north-south.
pub(super) const METRES_NORTH: f64 = 0.011_074_0;
const STEPS_A_DEGREE: f64 = 1e7;

/// A lattice place: longitude and latitude times 10⁷.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) x: i64,
    pub(super) y: i64,
}

/// A place in plane metres from longitude 0, latitude 0 on the lattice's fixed scales.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spot {
    pub(super) x: f64,
    pub(super) y: f64,
}

impl Place {
    pub(super) fn of_degrees(lon: f64, lat: f64) -> Self {
        Self {
            x: (lon * STEPS_A_DEGREE).round() as i64,
            y: (lat * STEPS_A_DEGREE).round() as i64,
        }
    }

    pub(super) fn of_spot(spot: Spot) -> Self {
        Self {
            x: (spot.x / METRES_EAST).round() as i64,
            y: (spot.y / METRES_NORTH).round() as i64,
        }
    }

    pub(super) fn spot(self) -> Spot {
        Spot {
            x: self.x as f64 * METRES_EAST,
            y: self.y as f64 * METRES_NORTH,
        }
    }

    pub(super) fn lonlat(self) -> LonLat {
        LonLat::new(
            self.x as f64 / STEPS_A_DEGREE,
            self.y as f64 / STEPS_A_DEGREE,
        )
    }
}

impl Spot {
    pub(super) fn to(self, other: Self) -> Self {
        Self {
            x: other.x - self.x,
            y: other.y - self.y,
        }
    }

    pub(super) fn moved(self, direction: Self, metres: f64) -> Self {
        Self {
            x: self.x + direction.x * metres,
            y: self.y + direction.y * metres,
        }
    }

    pub(super) fn between(self, other: Self, share: f64) -> Self {
        self.moved(self.to(other), share)
    }

    pub(super) fn length(self) -> f64 {
        (self.x * self.x + self.y * self.y).sqrt()
    }

    pub(super) fn distance(self, other: Self) -> f64 {
        self.to(other).length()
    }

    pub(super) fn dot(self, other: Self) -> f64 {
        self.x * other.x + self.y * other.y
    }

    pub(super) fn cross(self, other: Self) -> f64 {
        self.x * other.y - self.y * other.x
    }

    /// The direction of length 1, or (1, 0) of no direction.
    pub(super) fn unit(self) -> Self {
        let length = self.length();
        if length > 0.0 {
            Self {
                x: self.x / length,
                y: self.y / length,
            }
        } else {
            Self { x: 1.0, y: 0.0 }
        }
    }

    /// A quarter turn to the left.
    pub(super) fn left(self) -> Self {
        Self {
            x: -self.y,
            y: self.x,
        }
    }

    /// Distance to the stretch from `a` to `b`.
    pub(super) fn distance_to_stretch(self, a: Self, b: Self) -> f64 {
        let along = a.to(b);
        let squared = along.dot(along);
        let share = if squared > 0.0 {
            (a.to(self).dot(along) / squared).clamp(0.0, 1.0)
        } else {
            0.0
        };
        self.distance(a.between(b, share))
    }
}

/// Which side of a→b the place c lies on: positive left, negative right, 0 on the line. Exact.
pub(super) fn side(a: Place, b: Place, c: Place) -> i64 {
    ((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)).signum()
}

/// Whether the closed stretches a–b and c–d share a place. Exact.
pub(super) fn touch(a: Place, b: Place, c: Place, d: Place) -> bool {
    if a.x.max(b.x) < c.x.min(d.x)
        || c.x.max(d.x) < a.x.min(b.x)
        || a.y.max(b.y) < c.y.min(d.y)
        || c.y.max(d.y) < a.y.min(b.y)
    {
        return false;
    }
    side(a, b, c) * side(a, b, d) <= 0 && side(c, d, a) * side(c, d, b) <= 0
}

/// Where p→q first meets a–b: the share of the way along p→q and along a→b. `None` for parallels.
pub(super) fn meeting(p: Spot, q: Spot, a: Spot, b: Spot) -> Option<(f64, f64)> {
    let (r, s) = (p.to(q), a.to(b));
    let turn = r.cross(s);
    if turn == 0.0 {
        return None;
    }
    let gap = p.to(a);
    let (along, across) = (gap.cross(s) / turn, gap.cross(r) / turn);
    ((0.0..=1.0).contains(&along) && (0.0..=1.0).contains(&across)).then_some((along, across))
}

/// Twice the signed area of a ring of places in square lattice steps: positive counter-clockwise. Exact.
pub(super) fn doubled_area(ring: &[Place]) -> i64 {
    let Some(first) = ring.first() else { return 0 };
    ring.iter()
        .zip(ring.iter().cycle().skip(1))
        .map(|(a, b)| (a.x - first.x) * (b.y - first.y) - (b.x - first.x) * (a.y - first.y))
        .sum()
}

/// Square metres of a number of doubled square lattice steps.
pub(super) fn square_metres(doubled: i64) -> f64 {
    doubled as f64 * 0.5 * METRES_EAST * METRES_NORTH
}
