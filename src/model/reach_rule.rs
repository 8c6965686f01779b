//! By what rule a patrol point reaches a place.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use crate::base::units::Metres;

/// Most rings a rule has; further ones are left out.
pub const MAX_RINGS: usize = 32;

/// The rule of reach and its rings, inner to outer.
///
/// Read from a file, rings are put in order as [`ReachRule::straight_line`] does; a rule without any is refused.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReachRule {
    /// Straight-line distance.
    StraightLine {
        /// Ring radii, ascending, at least one, at most [`MAX_RINGS`].
        #[serde(deserialize_with = "sound_rings")]
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
        rings.truncate(MAX_RINGS);
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

fn sound_rings<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Metres>, D::Error> {
    let rings = Vec::<Metres>::deserialize(from)?;
    ReachRule::straight_line(rings)
        .map(|rule| rule.rings().to_vec())
        .ok_or_else(|| D::Error::custom("a rule of reach needs a ring"))
}

impl Default for ReachRule {
    fn default() -> Self {
        Self::StraightLine {
            rings: vec![Metres(300.0), Metres(500.0), Metres(800.0)],
        }
    }
}
