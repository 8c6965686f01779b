//! The places about a small patch, laid out for many quick sums.

use pulp::{Arch, NullaryFnOnce};

use super::DensityRule;
use super::index::{DensityIndex, Run};
use super::kernel::Kernel;
use crate::base::coords::{LocalBox, LocalXy};

/// Places added at a time.
const LANES: usize = 16;
/// How near to an edge (as a share of u² there) f32 cannot tell on which side of it a place lies.
const EDGE: f32 = 4e-6;

/// Places about a patch in f32 metres from its middle: off by a few hundredths of a millimetre, the sums by a millionth.
#[derive(Debug, Default)]
pub(super) struct Near {
    origin: Option<LocalXy>,
    chunks: Vec<Chunk>,
}

/// Some places side by side; those that are missing weigh nothing.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(64))]
struct Chunk {
    x: [f32; LANES],
    y: [f32; LANES],
    weights: [f32; LANES],
}

/// A run of places to be taken in, with the widest vectors the machine has.
struct Gather<'a> {
    run: Run<'a>,
    origin: LocalXy,
    chunks: &'a mut Vec<Chunk>,
}

impl NullaryFnOnce for Gather<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let (whole, rest) = self.run.places.as_chunks::<LANES>();
        let chunks = whole.iter().map(|places| &places[..]).chain([rest]);
        for (number, places) in chunks.enumerate().filter(|(_, places)| !places.is_empty()) {
            let mut chunk = Chunk::default();
            for (lane, place) in places.iter().enumerate() {
                chunk.x[lane] = (place.x - self.origin.x) as f32;
                chunk.y[lane] = (place.y - self.origin.y) as f32;
                chunk.weights[lane] = self.run.weight(number * LANES + lane) as f32;
            }
            self.chunks.push(chunk);
        }
    }
}

impl Near {
    /// Takes in the places that reach a box (and some that do not: they add nothing).
    pub(super) fn gather(&mut self, index: &DensityIndex, about: LocalBox, rule: DensityRule) {
        let origin = LocalXy::new(
            f64::midpoint(about.min.x, about.max.x),
            f64::midpoint(about.min.y, about.max.y),
        );
        self.origin = Some(origin);
        self.chunks.clear();
        let arch = Arch::new();
        for run in index.runs(about.grown(rule.reach())) {
            arch.dispatch(Gather {
                run,
                origin,
                chunks: &mut self.chunks,
            });
        }
    }

    /// The density at a place of the patch, incidents per km²; `None` where the kernel has an edge and a place lies so near
    /// to it that f32 cannot tell whether it counts.
    pub(super) fn density_at(&self, at: LocalXy, rule: DensityRule) -> Option<f32> {
        let origin = self.origin.unwrap_or(at);
        let sum = Arch::new().dispatch(Sum {
            near: self,
            x: (at.x - origin.x) as f32,
            y: (at.y - origin.y) as f32,
            rule,
        });
        (!sum.is_nan()).then(|| (f64::from(sum) * rule.scale()) as f32)
    }
}

/// The weighted sum of profiles at one place (no number where a place lies on an edge), with the widest vectors the machine has.
struct Sum<'a> {
    near: &'a Near,
    x: f32,
    y: f32,
    rule: DensityRule,
}

impl NullaryFnOnce for Sum<'_> {
    type Output = f32;

    #[inline(always)]
    fn call(self) -> f32 {
        let reach = self.rule.reach().0;
        let limit = (reach * reach / (self.rule.bandwidth.0 * self.rule.bandwidth.0)) as f32;
        match self.rule.kernel {
            Kernel::Quartic => self.sum(|u2| {
                let rest = (1.0 - u2).max(0.0);
                rest * rest
            }),
            Kernel::Epanechnikov => self.sum(|u2| (1.0 - u2).max(0.0)),
            Kernel::Triangular => self.sum(|u2| (1.0 - u2.sqrt()).max(0.0)),
            Kernel::Uniform => self.sum(|u2| {
                let inside = if u2 < limit { 1.0 } else { 0.0 };
                let on_the_edge = (u2 - limit).abs() < EDGE * limit;
                if on_the_edge { f32::NAN } else { inside }
            }),
            Kernel::Gaussian => self.sum(|u2| {
                let bell = bell(u2.min(limit));
                if u2 < limit { bell } else { 0.0 }
            }),
        }
    }
}

/// e^(-u²/2) for u² up to 100, off by at most a few millionths of itself, without a branch: 2^y as 2^n times a polynomial of
/// the rest (Taylor's series of e^f to the fifth order, |f| ≤ ln 2 / 2).
#[inline(always)]
fn bell(u2: f32) -> f32 {
    // Adding it leaves the nearest whole number in the lowest bits (1.5 · 2^23).
    const ROUNDER: f32 = 12_582_912.0;
    let y = u2 * (-0.5 * std::f32::consts::LOG2_E);
    let rounded = y + ROUNDER;
    let f = (y - (rounded - ROUNDER)) * std::f32::consts::LN_2;
    let rest = 1.0 + f * (1.0 + f * (0.5 + f * (1.0 / 6.0 + f * (1.0 / 24.0 + f * (1.0 / 120.0)))));
    let power = rounded
        .to_bits()
        .wrapping_sub(ROUNDER.to_bits())
        .wrapping_add(127)
        << 23;
    f32::from_bits(power) * rest
}

impl Sum<'_> {
    #[inline(always)]
    fn sum(self, profile: impl Fn(f32) -> f32) -> f32 {
        let inverse = (1.0 / (self.rule.bandwidth.0 * self.rule.bandwidth.0)) as f32;
        let mut sums = [0.0f32; LANES];
        for chunk in &self.near.chunks {
            let mut own = [0.0f32; LANES];
            #[expect(clippy::needless_range_loop, reason = "three columns are read at once")]
            for lane in 0..LANES {
                let (dx, dy) = (chunk.x[lane] - self.x, chunk.y[lane] - self.y);
                own[lane] = chunk.weights[lane] * profile((dx * dx + dy * dy) * inverse);
            }
            for (sum, own) in sums.iter_mut().zip(own) {
                *sum += own;
            }
        }
        sums.iter().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bell_is_the_exponential() {
        for step in 0..20_000_u16 {
            let u2 = f64::from(step) * 0.001;
            let exact = (-0.5 * u2).exp();
            let found = f64::from(bell(u2 as f32));
            assert!(
                (found / exact - 1.0).abs() < 5e-6,
                "{u2}: {found} against {exact}"
            );
        }
    }
}
