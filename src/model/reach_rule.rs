//! By what rule a patrol point reaches a place.

use serde::{Deserialize, Serialize};

use crate::base::units::Metres;

/// The rule of reach and its rings, inner to outer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReachRule {
    /// Straight-line distance.
    StraightLine {
        /// Ring radii, ascending, at least one.
        rings: Vec<Metres>,
    },
}

impl ReachRule {
    /// A straight-line rule from radii in any order; repeated, non-positive and non-finite ones are left out.
    /// `None` where no radius remains.
    #[must_use]
    pub fn straight_line(radii: impl IntoIterator<Item = Metres>) -> Option<Self> {
        let mut rings: Vec<Metres> = radii
            .into_iter()
            .filter(|radius| radius.0.is_finite() && radius.0 > 0.0)
            .collect();
        rings.sort_by(|a, b| a.0.total_cmp(&b.0));
        rings.dedup();
        (!rings.is_empty()).then_some(Self::StraightLine { rings })
    }

    /// Ring radii in metres, ascending.
    #[must_use]
    pub fn rings(&self) -> &[Metres] {
        match self {
            Self::StraightLine { rings } => rings,
        }
    }
}

impl Default for ReachRule {
    fn default() -> Self {
        Self::StraightLine {
            rings: vec![Metres(300.0), Metres(500.0), Metres(800.0)],
        }
    }
}
