//! Chance that falls the same on every machine: a seeded stream and a smooth noise.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// A seeded stream of chance. Every part of the generator has its own, so one part's draws never shift another's.
#[derive(Debug, Clone)]
pub(super) struct Dice(ChaCha8Rng);

impl Dice {
    pub(super) fn new(seed: u64, part: u64) -> Self {
        let mut stream = ChaCha8Rng::seed_from_u64(seed);
        stream.set_stream(part);
        Self(stream)
    }

    /// A number in [0, 1).
    pub(super) fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
    }

    /// A number in [low, high).
    pub(super) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// A number below `count`, which must not be 0.
    pub(super) fn below(&mut self, count: usize) -> usize {
        ((self.unit() * count as f64) as usize).min(count.saturating_sub(1))
    }

    /// A draw of the standard normal distribution (Box and Muller).
    pub(super) fn normal(&mut self) -> f64 {
        let radius = (-2.0 * libm::log(1.0 - self.unit())).sqrt();
        radius * libm::cos(std::f64::consts::TAU * self.unit())
    }
}

/// Smooth noise in [-1, 1] over the plane; neighbouring places differ little, places a `scale` apart are independent.
pub(super) fn noise(seed: u64, x: f64, y: f64, scale: f64) -> f64 {
    let (gx, gy) = (x / scale, y / scale);
    let (fx, fy) = (gx.floor(), gy.floor());
    let (ix, iy) = (fx as i64, fy as i64);
    let (sx, sy) = (smooth(gx - fx), smooth(gy - fy));
    let row = |dy: i64| {
        let (a, b) = (corner(seed, ix, iy + dy), corner(seed, ix + 1, iy + dy));
        a + (b - a) * sx
    };
    let (low, high) = (row(0), row(1));
    low + (high - low) * sy
}

fn smooth(t: f64) -> f64 {
    t * t * (3.0 - 2.0 * t)
}

fn corner(seed: u64, x: i64, y: i64) -> f64 {
    let mixed = mix(seed ^ mix((x as u64).wrapping_mul(0x9E37_79B9) ^ mix(y as u64)));
    (mixed >> 11) as f64 * (2.0 / 9_007_199_254_740_992.0) - 1.0
}

/// Steele's `SplitMix64` finaliser.
pub(super) fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
