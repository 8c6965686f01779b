//! By what rule a unit travels: how it goes, how fast on which road and at which hour, and how long until it sets out.

use serde::{Deserialize, Serialize};

use super::road_network::{Access, LinkRule, RoadClass};

/// How a unit goes.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum TravelMode {
    /// On foot.
    Foot,
    /// By e-bike.
    EBike,
    /// By motorcycle.
    #[default]
    Motorcycle,
    /// By car in traffic.
    Car,
    /// By car with siren.
    Siren,
}

impl TravelMode {
    /// The id of the sentence that names it.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Foot => "ui-mode-foot",
            Self::EBike => "ui-mode-e-bike",
            Self::Motorcycle => "ui-mode-motorcycle",
            Self::Car => "ui-mode-car",
            Self::Siren => "ui-mode-siren",
        }
    }

    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Foot,
        Self::EBike,
        Self::Motorcycle,
        Self::Car,
        Self::Siren,
    ];

    /// Its name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Foot => "foot",
            Self::EBike => "e-bike",
            Self::Motorcycle => "motorcycle",
            Self::Car => "car",
            Self::Siren => "siren",
        }
    }

    /// Which roads are open to it.
    #[must_use]
    pub const fn access(self) -> Access {
        match self {
            Self::Foot => Access::FOOT,
            Self::EBike => Access::BICYCLE,
            Self::Motorcycle => Access::MOTORCYCLE,
            Self::Car | Self::Siren => Access::CAR,
        }
    }

    /// Whether one-way streets and turn rules bind it; a walker goes as he likes.
    #[must_use]
    pub const fn keeps_directions(self) -> bool {
        !matches!(self, Self::Foot)
    }

    /// Whether traffic and posted speeds bind it.
    const fn is_bound(self) -> bool {
        matches!(self, Self::Motorcycle | Self::Car)
    }
}

/// The rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TravelRule {
    /// How units go.
    pub mode: TravelMode,
    /// Usual speeds, km/h, by mode and by class of road, both in the order of their `ALL`.
    pub speeds: [[f64; 5]; 5],
    /// What the hours of the day make of the speed of motorcycles and cars in traffic; 1 is the usual speed.
    pub hour_factors: [f64; 24],
    /// The hour it is, where the hours count.
    pub hour: Option<u8>,
    /// One speed on every road, km/h, whatever else is said.
    pub uniform: Option<f64>,
    /// From the call until a unit sets out, seconds.
    pub turnout: f64,
}

impl Default for TravelRule {
    fn default() -> Self {
        Self {
            mode: TravelMode::default(),
            speeds: [
                [5.0, 5.0, 5.0, 5.0, 5.0],
                [22.0, 22.0, 20.0, 18.0, 12.0],
                [70.0, 45.0, 38.0, 30.0, 15.0],
                [80.0, 40.0, 32.0, 25.0, 12.0],
                [100.0, 55.0, 45.0, 32.0, 15.0],
            ],
            // Night is free, the two rush hours are slow.
            hour_factors: [
                1.2, 1.25, 1.25, 1.25, 1.2, 1.15, 1.05, 0.8, 0.7, 0.8, 0.95, 0.95, 1.0, 1.0, 0.95,
                0.95, 0.9, 0.75, 0.7, 0.8, 0.95, 1.0, 1.1, 1.15,
            ],
            hour: None,
            uniform: None,
            turnout: 0.0,
        }
    }
}

impl TravelRule {
    /// The speed on a road, km/h.
    #[must_use]
    pub fn speed(&self, class: RoadClass, rule: &LinkRule) -> f64 {
        if let Some(uniform) = self.uniform {
            return uniform;
        }
        let class = RoadClass::ALL.iter().position(|one| *one == class);
        let mode = TravelMode::ALL.iter().position(|one| *one == self.mode);
        let usual = mode
            .and_then(|mode| self.speeds.get(mode))
            .and_then(|row| row.get(class?));
        let usual = usual.copied().unwrap_or(5.0);
        if !self.mode.is_bound() {
            return usual.max(0.1);
        }
        let posted = rule.max_speed.map_or(f64::INFINITY, f64::from);
        let hour = self
            .hour
            .and_then(|hour| self.hour_factors.get(usize::from(hour)));
        (usual * hour.copied().unwrap_or(1.0)).min(posted).max(0.1)
    }

    /// The highest speed on any road, km/h: what is reached lies within this times the time.
    #[must_use]
    pub fn top_speed(&self) -> f64 {
        let speeds = RoadClass::ALL.map(|class| self.speed(class, &LinkRule::default()));
        speeds.into_iter().fold(0.0, f64::max)
    }

    /// How long a link takes, milliseconds; what the file says of it comes first.
    #[must_use]
    pub fn milliseconds(&self, class: RoadClass, rule: &LinkRule, metres: f64) -> u32 {
        let seconds = match rule.minutes {
            Some(minutes) => 60.0 * minutes,
            None => metres / (self.speed(class, rule) / 3.6),
        };
        // A link of more than a week is no road; sums of such stay far from the end of the numbers.
        (1000.0 * seconds).round().clamp(0.0, 6e8) as u32
    }
}
