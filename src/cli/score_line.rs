//! A score as it stands in an answer.

use serde::Serialize;

use crate::analysis::backtest::{Backtest, Score};
use crate::analysis::hotspots::significance::Interval;
use crate::base::units::Km2;

/// A score with its intervals (95 %). Over several periods hits and incidents are summed, and the ground is that of one map.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct ScoreLine {
    /// Share of the incidents on the flagged ground (hits / n).
    pub hit_rate: Option<f64>,
    /// Its interval.
    pub hit_rate_interval: Option<[f64; 2]>,
    /// Prediction accuracy index: (hits / n) / (flagged / total).
    pub pai: Option<f64>,
    /// Its interval.
    pub pai_interval: Option<[f64; 2]>,
    /// Prediction efficiency index: hits / the most that as much ground could have had.
    pub pei_star: Option<f64>,
    /// Its interval.
    pub pei_star_interval: Option<[f64; 2]>,
    /// Search efficiency rate: hits / flagged km².
    pub ser: Option<f64>,
    /// Its interval.
    pub ser_interval: Option<[f64; 2]>,
    /// Flagged ground of one map.
    pub flagged_km2: f64,
    /// All ground.
    pub total_km2: f64,
    /// Incidents on the flagged ground.
    pub hits: f64,
    /// All incidents.
    pub n: f64,
    /// The most incidents that as much ground could have had.
    pub best_hits: f64,
}

impl ScoreLine {
    /// The score of one map.
    pub(super) fn of(score: Score) -> Self {
        let ends = |interval: Option<Interval>| interval.map(|it| [it.low, it.high]);
        Self {
            hit_rate: score.hit_rate().map(|share| share.0),
            hit_rate_interval: ends(score.hit_rate_interval()),
            pai: score.pai(),
            pai_interval: ends(score.pai_interval()),
            pei_star: score.pei_star(),
            pei_star_interval: ends(score.pei_star_interval()),
            ser: score.ser(),
            ser_interval: ends(score.ser_interval()),
            flagged_km2: score.flagged.0,
            total_km2: score.total.0,
            hits: score.hits,
            n: score.incidents,
            best_hits: score.best_hits,
        }
    }

    /// The score of all periods of a backtest.
    pub(super) fn pooled(found: &Backtest) -> Self {
        let periods = found.periods.len().max(1) as f64;
        let of_one = |area: Km2| Km2(area.0 / periods);
        Self::of(Score {
            flagged: of_one(found.pooled.flagged),
            total: of_one(found.pooled.total),
            ..found.pooled
        })
    }
}
