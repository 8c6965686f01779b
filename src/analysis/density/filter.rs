//! The convolution on the lattice that, between spline binning and spline interpolation, comes nearest to the kernel.
//!
//! Places are binned with quadratic B-splines φ, the lattice is convolved with taps G, values are read off with cubic ones ψ:
//! what reading misses is the same for all places about, and adds up, so it is given the better spline. Over all offsets of
//! place and lattice the mean square error is least for
//! Ĝ(ω) = Σₖ φ̂(ωₖ) ψ̂(ωₖ) K̂(ωₖ) / (Σₖ φ̂(ωₖ)² Σₖ ψ̂(ωₖ)²), ωₖ = ω + 2πk (orthogonal projection, see Unser, "Sampling: 50
//! years after Shannon", 2000). What remains falls as m^-2.5 for the quartic kernel, m^-1.5 for kernels with a crease, m lattice steps
//! a bandwidth. G has a long tail; cutting it would tilt the response to even ground and broad crowds, where errors of all
//! places agree and add up. The taps kept are therefore fitted anew: of all filters of that length the one nearest to Ĝ,
//! frequencies that ground of some steps' width has weighing [`BROAD`] times as much. G is even and symmetric: its
//! eigenvectors make it a short sum of separable filters.

use std::collections::BTreeMap;
use std::f64::consts::{PI, TAU};
use std::sync::{Arc, Mutex, PoisonError};

use super::kernel::Kernel;
use super::separable::{Quarter, Term, separable_terms};

/// Taps kept beyond the kernel's support on either side: the spline's own width and some of its inverse's tail.
const TAIL: usize = 4;
/// How much more an error counts where all places agree in it.
const BROAD: f64 = 1e5;

/// Taps of one kernel at one lattice, as a sum of separable terms. They add up to 1.
#[derive(Debug, Clone)]
pub(super) struct LatticeFilter {
    /// Taps on either side of the centre.
    pub(super) reach: usize,
    pub(super) terms: Vec<Term>,
}

/// Lattice steps a bandwidth that may be chosen, coarse to fine. Empty: the kernel has an edge no lattice can follow.
pub(super) const fn steps_a_bandwidth(kernel: Kernel) -> &'static [u32] {
    match kernel {
        Kernel::Quartic => &[8, 9, 10, 12, 14, 16, 20, 24],
        Kernel::Epanechnikov | Kernel::Triangular => &[8, 10, 12, 16, 20, 24],
        Kernel::Gaussian => &[4, 6, 8],
        Kernel::Uniform => &[],
    }
}

/// Root mean square of what a filter misses, over random offsets, as a share of the kernel's own root mean square.
/// The factors were measured from the projection's residual, the exponents follow from the kernels' smoothness.
pub(super) fn residual_share(kernel: Kernel, steps: u32) -> f64 {
    let steps = f64::from(steps);
    match kernel {
        Kernel::Quartic => 0.48 * steps.powf(-2.5),
        Kernel::Epanechnikov => 0.31 * steps.powf(-1.5),
        Kernel::Triangular => 0.23 * steps.powf(-1.5),
        // The second part is the cut, and what a heavy place shows of it beyond the average over many.
        Kernel::Gaussian => 0.02 * steps.powf(-3.0) + 2e-4,
        Kernel::Uniform => 1.0,
    }
}

/// The filter of a kernel at a lattice of `steps` steps a bandwidth, worked out once a run for the steps on offer.
pub(super) fn lattice_filter(kernel: Kernel, steps: u32) -> Arc<LatticeFilter> {
    static FILTERS: Mutex<BTreeMap<(Kernel, u32), Arc<LatticeFilter>>> =
        Mutex::new(BTreeMap::new());
    let mut filters = FILTERS.lock().unwrap_or_else(PoisonError::into_inner);
    let made = || Arc::new(LatticeFilter::new(kernel, steps));
    Arc::clone(filters.entry((kernel, steps)).or_insert_with(made))
}

impl LatticeFilter {
    fn new(kernel: Kernel, steps: u32) -> Self {
        let reach = (f64::from(steps) * kernel.support()).ceil() as usize + TAIL;
        let mut taps = fitted_taps(kernel, steps, reach);
        if kernel == Kernel::Gaussian {
            cut_beyond(&mut taps, f64::from(steps) * kernel.support());
        }
        let energy = kernel.energy() / f64::from(steps * steps);
        let share = match kernel {
            // What the terms miss repeats from place to place and adds up, unlike the rest: it must be small. The
            // Gaussian's cut takes a ten-thousandth, which the terms must still see.
            Kernel::Gaussian => 1e-5,
            Kernel::Quartic | Kernel::Epanechnikov | Kernel::Triangular | Kernel::Uniform => {
                0.0005 * residual_share(kernel, steps)
            }
        };
        let tolerance = share * energy.sqrt();
        Self {
            reach,
            terms: separable_terms(taps, tolerance),
        }
    }
}

/// The taps up to `reach` that come nearest to Ĝ: least squares over frequencies, weighted by the splines' Gram and, in low
/// frequencies, by [`BROAD`]. Both weights are products of one along each axis, so the fit is made along each axis.
fn fitted_taps(kernel: Kernel, steps: u32, reach: usize) -> Quarter {
    let half = 2 * reach + 8;
    let omega = |index: usize| PI * index as f64 / half as f64;
    let mut spectrum: Quarter = vec![vec![0.0; half + 1]; half + 1];
    #[expect(
        clippy::needless_range_loop,
        reason = "two mirrored entries are set at once"
    )]
    for row in 0..=half {
        for column in 0..=row {
            let response = projected_response(kernel, steps, omega(row), omega(column));
            spectrum[row][column] = response;
            spectrum[column][row] = response;
        }
    }
    let roots: Vec<f64> = (0..=half)
        .map(|index| {
            let edge = if index == 0 || index == half {
                0.5
            } else {
                1.0
            };
            (edge * fit_weight(omega(index))).sqrt()
        })
        .collect();
    let cosine = |tap: usize, index: usize| (omega(index) * tap as f64).cos();
    // A tap stands for two, the middle one for itself.
    let met = |tap| if tap == 0 { 1.0 } else { 2.0 };
    let responses = (0..=reach)
        .map(|tap| {
            let roots = roots.iter().enumerate();
            roots
                .map(|(index, root)| met(tap) * root * cosine(tap, index))
                .collect()
        })
        .collect();
    let (basis, of_taps) = orthonormal(responses);
    let basis: Quarter = basis
        .into_iter()
        .map(|row| row.iter().zip(&roots).map(|(a, b)| a * b).collect())
        .collect();
    let fitted = multiplied(&multiplied(&basis, &spectrum), &basis);
    let to_taps = transposed(&of_taps);
    multiplied(&multiplied(&to_taps, &fitted), &to_taps)
}

/// Rows made orthonormal one after the other (Gram and Schmidt, each twice for the sake of rounding), and what of the given
/// rows each is made of.
fn orthonormal(rows: Quarter) -> (Quarter, Quarter) {
    let size = rows.len();
    let (mut basis, mut made_of): (Quarter, Quarter) = (Vec::new(), Vec::new());
    for (index, mut row) in rows.into_iter().enumerate() {
        let mut own = vec![0.0; size];
        own[index] = 1.0;
        for _ in 0..2 {
            for (other, others) in basis.iter().zip(&made_of) {
                let share = dot(&row, other);
                subtract(&mut row, share, other);
                subtract(&mut own, share, others);
            }
            let length = dot(&row, &row).sqrt();
            for entry in row.iter_mut().chain(&mut own) {
                *entry /= length;
            }
        }
        basis.push(row);
        made_of.push(own);
    }
    (basis, made_of)
}

fn subtract(row: &mut [f64], share: f64, other: &[f64]) {
    for (entry, other) in row.iter_mut().zip(other) {
        *entry -= share * other;
    }
}

fn transposed(matrix: &Quarter) -> Quarter {
    (0..matrix.len())
        .map(|column| matrix.iter().map(|row| row[column]).collect())
        .collect()
}

/// How much an error at a frequency counts along one axis.
fn fit_weight(omega: f64) -> f64 {
    gram(omega) + BROAD * (-omega.powi(4)).exp()
}

fn dot(left: &[f64], right: &[f64]) -> f64 {
    left.iter().zip(right).map(|(a, b)| a * b).sum()
}

/// `left · rightᵀ`.
fn multiplied(left: &Quarter, right: &Quarter) -> Quarter {
    left.iter()
        .map(|row| right.iter().map(|column| dot(row, column)).collect())
        .collect()
}

/// Ĝ at one frequency.
fn projected_response(kernel: Kernel, steps: u32, x: f64, y: f64) -> f64 {
    let mut sum = 0.0;
    for alias_x in [-TAU, 0.0, TAU] {
        for alias_y in [-TAU, 0.0, TAU] {
            let (x, y) = (x + alias_x, y + alias_y);
            // φ̂ ψ̂: the seventh power.
            let splines = (sinc_half(x) * sinc_half(y)).powi(7);
            sum += splines * kernel.response(x.hypot(y) * f64::from(steps));
        }
    }
    sum / (gram(x) * gram(y))
}

/// sin(ω/2) / (ω/2): its third power is φ̂, its fourth ψ̂.
fn sinc_half(omega: f64) -> f64 {
    let half = omega / 2.0;
    if half.abs() < 1e-9 {
        1.0
    } else {
        half.sin() / half
    }
}

/// Σₖ φ̂(ω + 2πk)² Σₖ ψ̂(ω + 2πk)²: the samples 66, 26, 1 over 120 of the quintic and 2416, 1191, 120, 1 over 5040 of the
/// septic B-spline.
fn gram(omega: f64) -> f64 {
    let (one, two, three) = (omega.cos(), (2.0 * omega).cos(), (3.0 * omega).cos());
    (66.0 + 52.0 * one + 2.0 * two) / 120.0
        * ((2416.0 + 2382.0 * one + 240.0 * two + 2.0 * three) / 5040.0)
}

/// Takes out what lies beyond a radius (in steps), softly over one step.
fn cut_beyond(taps: &mut Quarter, radius: f64) {
    for (row, taps) in taps.iter_mut().enumerate() {
        for (column, tap) in taps.iter_mut().enumerate() {
            let distance = (row as f64).hypot(column as f64);
            *tap *= (radius - distance + 0.5).clamp(0.0, 1.0);
        }
    }
}

impl Kernel {
    /// ∫K² over the plane, bandwidth 1.
    pub(super) fn energy(self) -> f64 {
        match self {
            Self::Quartic => 9.0 / (5.0 * PI),
            Self::Epanechnikov => 4.0 / (3.0 * PI),
            Self::Triangular => 3.0 / (2.0 * PI),
            Self::Uniform => 1.0 / PI,
            Self::Gaussian => 1.0 / (4.0 * PI),
        }
    }

    /// K̂(ω), bandwidth 1 (the Gaussian's without its cut).
    fn response(self, omega: f64) -> f64 {
        if self == Self::Gaussian {
            return (-0.5 * omega * omega).exp();
        }
        if omega < 1e-3 {
            return 1.0;
        }
        match self {
            Self::Quartic => 48.0 * libm::jn(3, omega) / omega.powi(3),
            Self::Epanechnikov => 8.0 * libm::jn(2, omega) / (omega * omega),
            Self::Uniform => 2.0 * libm::j1(omega) / omega,
            Self::Triangular => triangular_response(omega),
            Self::Gaussian => (-0.5 * omega * omega).exp(),
        }
    }
}

/// The cone's transform as the cosine transform of its shadow √(1-x²) - x² ln((1+√(1-x²))/x), with x = sin θ.
fn triangular_response(omega: f64) -> f64 {
    let count = 48 + (omega * 1.5) as usize;
    let step = PI / 2.0 / count as f64;
    let sum: f64 = (0..count)
        .map(|index| {
            let (sine, cosine) = ((index as f64 + 0.5) * step).sin_cos();
            let shadow = cosine - sine * sine * ((1.0 + cosine) / sine).ln();
            shadow * cosine * (omega * sine).cos()
        })
        .sum();
    6.0 / PI * sum * step
}

#[cfg(test)]
mod tests {
    use super::*;

    /// K̃ of one place at one offset of the lattice, read at another.
    fn response_at(filter: &LatticeFilter, steps: f64, place: [f64; 2], at: [f64; 2]) -> f64 {
        let quadratic = |d: f64| match d.abs() {
            d if d < 0.5 => 0.75 - d * d,
            d if d < 1.5 => 0.5 * (1.5 - d) * (1.5 - d),
            _ => 0.0,
        };
        let cubic = |d: f64| match d.abs() {
            d if d < 1.0 => (4.0 - 6.0 * d * d + 3.0 * d * d * d) / 6.0,
            d if d < 2.0 => (2.0 - d).powi(3) / 6.0,
            _ => 0.0,
        };
        let along = |half: &[f32], place: f64, at: f64| -> f64 {
            let mut sum = 0.0;
            for into in -1..=1 {
                let node = place.round() + f64::from(into);
                for out in -1..=2 {
                    let read = at.floor() + f64::from(out);
                    let tap = half
                        .get((read - node).abs() as usize)
                        .copied()
                        .unwrap_or(0.0);
                    sum += quadratic(place - node) * cubic(at - read) * f64::from(tap);
                }
            }
            sum
        };
        let sum: f64 = filter
            .terms
            .iter()
            .map(|term| {
                term.factor
                    * along(&term.half, place[0] * steps, at[0] * steps)
                    * along(&term.half, place[1] * steps, at[1] * steps)
            })
            .sum();
        sum * steps * steps
    }

    #[test]
    fn what_a_filter_misses_is_what_it_says() {
        for kernel in Kernel::ALL {
            for &steps in steps_a_bandwidth(kernel) {
                let filter = lattice_filter(kernel, steps);
                let (mut missed, mut count) = (0.0, 0.0);
                let side = kernel.support() + 0.5;
                let mut place = [0.0, 0.0];
                for turn in 0..40_000 {
                    // Two irrational rotations: evenly spread, no randomness needed.
                    let turn = f64::from(turn);
                    place = [
                        (place[0] + 0.754_877_67) % 1.0,
                        (place[1] + 0.569_840_29) % 1.0,
                    ];
                    let at = [
                        place[0] + side * (2.0 * ((turn * 0.618_033_99) % 1.0) - 1.0),
                        place[1] + side * (2.0 * ((turn * 0.414_213_56) % 1.0) - 1.0),
                    ];
                    let exact = kernel.value((at[0] - place[0]).hypot(at[1] - place[1]));
                    let found = response_at(&filter, f64::from(steps), place, at);
                    missed += (found - exact) * (found - exact);
                    count += 1.0;
                }
                let energy = missed / count * (2.0 * side) * (2.0 * side);
                let share = (energy / kernel.energy()).sqrt();
                let stated = residual_share(kernel, steps);
                assert!(
                    share < 1.1 * stated,
                    "{kernel:?} at {steps}: {share} against {stated}"
                );
            }
        }
    }
}
