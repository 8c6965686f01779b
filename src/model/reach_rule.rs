//! By what rule a patrol point reaches a place.

use std::sync::Arc;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use super::travel_rule::TravelRule;
use crate::base::units::{Metres, Minutes};

/// Most rings a rule has; further ones are left out.
pub const MAX_RINGS: usize = 32;

/// How far a place is from a point: on the ground or in time, as the rule of reach says.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize)]
#[serde(untagged)]
pub enum Reach {
    /// In a straight line on the ground.
    Distance(Metres),
    /// By road, the turn-out delay included.
    Time(Minutes),
}

impl Reach {
    /// The bare number, for arithmetic inside one function: metres or minutes.
    #[must_use]
    pub const fn value(self) -> f64 {
        match self {
            Self::Distance(metres) => metres.0,
            Self::Time(minutes) => minutes.0,
        }
    }

    /// The same measure of another number.
    #[must_use]
    pub const fn of_kind(self, value: f64) -> Self {
        match self {
            Self::Distance(_) => Self::Distance(Metres(value)),
            Self::Time(_) => Self::Time(Minutes(value)),
        }
    }
}

impl From<Metres> for Reach {
    fn from(distance: Metres) -> Self {
        Self::Distance(distance)
    }
}

impl From<Minutes> for Reach {
    fn from(time: Minutes) -> Self {
        Self::Time(time)
    }
}

/// The rule of reach and its rings, inner to outer.
///
/// Read from a file, rings are put in order as [`ReachRule::straight_line`] does; a rule without any is refused.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReachRule {
    /// Straight-line distance.
    StraightLine {
        /// Ring radii, ascending, at least one, at most [`MAX_RINGS`].
        #[serde(deserialize_with = "sound_radii")]
        rings: Vec<Metres>,
    },
    /// Time by road.
    ByRoad {
        /// Ring times, ascending, at least one, at most [`MAX_RINGS`].
        #[serde(deserialize_with = "sound_times")]
        rings: Vec<Minutes>,
        /// How units travel.
        travel: Arc<TravelRule>,
    },
}

impl ReachRule {
    /// A straight-line rule from radii in any order; repeated, non-positive and non-finite ones are left out.
    /// `None` where no radius remains.
    #[must_use]
    pub fn straight_line(radii: impl IntoIterator<Item = Metres>) -> Option<Self> {
        let rings = sound(radii.into_iter().map(Metres::value));
        (!rings.is_empty()).then(|| Self::StraightLine {
            rings: rings.into_iter().map(Metres).collect(),
        })
    }

    /// A rule by road from times in any order, treated as [`ReachRule::straight_line`] treats radii.
    #[must_use]
    pub fn by_road(times: impl IntoIterator<Item = Minutes>, travel: TravelRule) -> Option<Self> {
        let rings = sound(times.into_iter().map(Minutes::value));
        (!rings.is_empty()).then(|| Self::ByRoad {
            rings: rings.into_iter().map(Minutes).collect(),
            travel: Arc::new(travel),
        })
    }

    /// The response rings of the field, 1, 3 and 5 minutes by road.
    #[must_use]
    pub fn one_three_five(travel: TravelRule) -> Self {
        Self::ByRoad {
            rings: vec![Minutes(1.0), Minutes(3.0), Minutes(5.0)],
            travel: Arc::new(travel),
        }
    }

    /// The same rule with other rings, in any order and of its own measure (others are left out). `None` where none remains.
    #[must_use]
    pub fn with_rings(&self, rings: &[Reach]) -> Option<Self> {
        match self {
            Self::StraightLine { .. } => Self::straight_line(rings.iter().filter_map(|ring| {
                let Reach::Distance(metres) = ring else {
                    return None;
                };
                Some(*metres)
            })),
            Self::ByRoad { travel, .. } => {
                let times = rings.iter().filter_map(|ring| {
                    let Reach::Time(minutes) = ring else {
                        return None;
                    };
                    Some(*minutes)
                });
                Self::by_road(times, (**travel).clone())
            }
        }
    }

    /// The rings, ascending.
    #[must_use]
    pub fn rings(&self) -> Vec<Reach> {
        match self {
            Self::StraightLine { rings } => rings.iter().copied().map(Reach::from).collect(),
            Self::ByRoad { rings, .. } => rings.iter().copied().map(Reach::from).collect(),
        }
    }

    /// The outermost ring.
    #[must_use]
    pub fn outermost(&self) -> Option<Reach> {
        self.rings().last().copied()
    }

    /// How units travel, where that counts.
    #[must_use]
    pub const fn travel(&self) -> Option<&Arc<TravelRule>> {
        match self {
            Self::StraightLine { .. } => None,
            Self::ByRoad { travel, .. } => Some(travel),
        }
    }
}

fn sound(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut rings: Vec<f64> = values
        .filter(|value| value.is_finite() && *value > 0.0)
        .collect();
    rings.sort_by(f64::total_cmp);
    rings.dedup();
    rings.truncate(MAX_RINGS);
    rings
}

fn sound_radii<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Metres>, D::Error> {
    let rings = sound_numbers(from)?;
    Ok(rings.into_iter().map(Metres).collect())
}

fn sound_times<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Minutes>, D::Error> {
    let rings = sound_numbers(from)?;
    Ok(rings.into_iter().map(Minutes).collect())
}

fn sound_numbers<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<f64>, D::Error> {
    let rings = sound(Vec::<f64>::deserialize(from)?.into_iter());
    if rings.is_empty() {
        return Err(D::Error::custom("a rule of reach needs a ring"));
    }
    Ok(rings)
}

impl Default for ReachRule {
    fn default() -> Self {
        Self::StraightLine {
            rings: vec![Metres(300.0), Metres(500.0), Metres(800.0)],
        }
    }
}
