//! The five kernels: profiles over u = d/h, supports and norms.

use std::f64::consts::PI;

use serde::{Deserialize, Serialize};

use super::DensityRule;

/// A two-dimensional kernel over u = d/h.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Kernel {
    /// 3/π (1-u²)², the default.
    #[default]
    Quartic,
    /// 2/π (1-u²).
    Epanechnikov,
    /// 3/π (1-u).
    Triangular,
    /// 1/π.
    Uniform,
    /// 1/(2π) e^(-u²/2), h is σ; cut where the tail holds under 1e-4 of the mass, and renormalised.
    Gaussian,
}

/// Mass of the Gaussian's tail that is cut off: the disc of radius u holds 1 - e^(-u²/2).
const GAUSSIAN_TAIL: f64 = 1e-4;
/// √(-2 ln [`GAUSSIAN_TAIL`]).
const GAUSSIAN_SUPPORT: f64 = 4.291_932_052_578_694;

impl Kernel {
    /// The id of the sentence that names it.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Quartic => "ui-kernel-quartic",
            Self::Epanechnikov => "ui-kernel-epanechnikov",
            Self::Triangular => "ui-kernel-triangular",
            Self::Uniform => "ui-kernel-uniform",
            Self::Gaussian => "ui-kernel-gaussian",
        }
    }

    /// Every kernel.
    pub const ALL: [Self; 5] = [
        Self::Quartic,
        Self::Epanechnikov,
        Self::Triangular,
        Self::Uniform,
        Self::Gaussian,
    ];

    /// The name on the command line and in settings.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Quartic => "quartic",
            Self::Epanechnikov => "epanechnikov",
            Self::Triangular => "triangular",
            Self::Uniform => "uniform",
            Self::Gaussian => "gaussian",
        }
    }

    /// The u from which on the kernel is 0.
    #[must_use]
    pub const fn support(self) -> f64 {
        match self {
            Self::Quartic | Self::Epanechnikov | Self::Triangular | Self::Uniform => 1.0,
            Self::Gaussian => GAUSSIAN_SUPPORT,
        }
    }

    /// The kernel at u = 0 over its profile there: ∫K = 1 over the plane.
    #[must_use]
    pub const fn norm(self) -> f64 {
        match self {
            Self::Quartic | Self::Triangular => 3.0 / PI,
            Self::Epanechnikov => 2.0 / PI,
            Self::Uniform => 1.0 / PI,
            Self::Gaussian => 1.0 / (2.0 * PI * (1.0 - GAUSSIAN_TAIL)),
        }
    }

    /// The kernel without its norm (1 at u = 0), from u²; only for u < [`Kernel::support`].
    #[inline(always)]
    pub(super) fn profile(self, u2: f64) -> f64 {
        match self {
            Self::Quartic => (1.0 - u2) * (1.0 - u2),
            Self::Epanechnikov => 1.0 - u2,
            Self::Triangular => 1.0 - u2.sqrt(),
            Self::Uniform => 1.0,
            Self::Gaussian => libm::exp(-0.5 * u2),
        }
    }

    /// K(u): the kernel with its norm, 0 from the support on.
    #[must_use]
    pub fn value(self, u: f64) -> f64 {
        if u.abs() < self.support() {
            self.norm() * self.profile(u * u)
        } else {
            0.0
        }
    }
}

impl DensityRule {
    /// What a profile of 1 at a place of weight 1 amounts to, in incidents per km².
    pub(super) fn scale(self) -> f64 {
        1e6 * self.kernel.norm() / (self.bandwidth.0 * self.bandwidth.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kernel_integrates_to_one() {
        for kernel in Kernel::ALL {
            let steps = 200_000;
            let step = kernel.support() / f64::from(steps);
            let mass: f64 = (0..steps)
                .map(|index| (f64::from(index) + 0.5) * step)
                .map(|u| 2.0 * PI * u * kernel.value(u) * step)
                .sum();
            assert!((mass - 1.0).abs() < 1e-8, "{kernel:?}: {mass}");
        }
    }

    #[test]
    fn kernels_have_the_values_of_their_formulas() {
        let at_half = [
            (Kernel::Quartic, 3.0 / PI * 0.5625),
            (Kernel::Epanechnikov, 2.0 / PI * 0.75),
            (Kernel::Triangular, 3.0 / PI * 0.5),
            (Kernel::Uniform, 1.0 / PI),
            (
                Kernel::Gaussian,
                (-0.125_f64).exp() / (2.0 * PI) / (1.0 - 1e-4),
            ),
        ];
        for (kernel, expected) in at_half {
            assert!(
                (kernel.value(0.5) / expected - 1.0).abs() < 1e-14,
                "{kernel:?}"
            );
            assert_eq!(kernel.value(kernel.support()), 0.0, "{kernel:?}");
        }
        assert!((GAUSSIAN_SUPPORT - (-2.0 * GAUSSIAN_TAIL.ln()).sqrt()).abs() < 1e-14);
    }
}
