//! Kernel density along streets: incidents per kilometre of road, spread over the network and never across it.
//!
//! Equal-split continuous (Okabe, Satoh & Sugihara 2009): a kernel of one dimension goes out from an incident both ways along its
//! street. At a junction of n streets each of the others goes on with 2/n of it, and 2/n - 1 of it goes back: so the density has no
//! step at a junction and nothing is lost; at a dead end all of it comes back. Directions of traffic mean nothing.
//!
//! All incidents go out at once ([`waves`]): what has come to a junction over the same distance goes on together, so the cost grows
//! with streets and bandwidth, hardly with incidents.

mod pieces;
mod waves;

pub use pieces::{NetworkDensity, StreetPieces};

use super::density::Kernel;
use crate::base::units::Metres;

/// How a density along streets is worked out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NetworkRule {
    /// The kernel, over the distance along the streets.
    pub kernel: Kernel,
    /// Its bandwidth.
    pub bandwidth: Metres,
    /// Streets are cut into pieces no longer than this, each with the value in its middle.
    pub piece: Metres,
    /// Incidents farther than this from every street are on none.
    pub off_road: Metres,
}

impl Default for NetworkRule {
    fn default() -> Self {
        Self {
            kernel: Kernel::Quartic,
            bandwidth: Metres(300.0),
            piece: Metres(20.0),
            off_road: Metres(200.0),
        }
    }
}

impl NetworkRule {
    /// The distance from which on an incident adds nothing.
    fn reach(self) -> f64 {
        self.kernel.support() * self.bandwidth.0
    }

    /// Whether its lengths are positive.
    fn is_sound(self) -> bool {
        self.bandwidth.0 > 0.0 && self.bandwidth.0.is_finite()
    }

    /// The kernel of one dimension at a distance along the streets, per metre: ∫ over a line is 1.
    fn value(self, metres: f64) -> f64 {
        let profile = self.kernel.value(metres / self.bandwidth.0) / self.kernel.norm();
        profile * norm(self.kernel) / self.bandwidth.0
    }
}

/// One over the integral of a kernel's profile over a line.
fn norm(kernel: Kernel) -> f64 {
    match kernel {
        Kernel::Quartic => 15.0 / 16.0,
        Kernel::Epanechnikov => 0.75,
        Kernel::Triangular => 1.0,
        Kernel::Uniform => 0.5,
        Kernel::Gaussian => {
            let within = libm::erf(kernel.support() / std::f64::consts::SQRT_2);
            1.0 / ((2.0 * std::f64::consts::PI).sqrt() * within)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kernel_integrates_to_one_along_a_line() {
        for kernel in Kernel::ALL {
            let rule = NetworkRule {
                kernel,
                bandwidth: Metres(70.0),
                ..NetworkRule::default()
            };
            let step = rule.reach() / 100_000.0;
            let half: f64 = (0..100_000)
                .map(|it| rule.value((f64::from(it) + 0.5) * step) * step)
                .sum();
            assert!((2.0 * half - 1.0).abs() < 1e-7, "{kernel:?} {half}");
        }
    }
}
