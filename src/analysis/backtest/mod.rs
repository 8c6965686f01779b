//! What a hot-spot map is worth: it is drawn from what was known and judged by what came afterwards.
//!
//! Each period is forecast from incidents before its first day alone: a forecast is handed a [`Past`] and cannot see more. Its cells
//! are flagged, the highest first, up to a budget of ground, and scored ([`score`]): with n of N incidents on the flagged a of A
//! square kilometres, hit rate n/N, prediction accuracy index PAI (n/N)/(a/A), prediction efficiency index PEI* n/n* (n* the most
//! any choice of as much ground could have had), search efficiency rate SER n/a. A PAI compares only with those of equal a.

mod bandwidths;
mod events;
mod methods;
mod period;
mod rolling;
mod score;

pub use bandwidths::{BandwidthChoice, best_bandwidth};
pub use events::{Events, Past};
pub use methods::{Method, NearRepeatRisk};
pub use period::{Period, months};
pub use rolling::{Backtest, BacktestPlan, Origin, Outside, PeriodScore, backtest, backtest_with};
pub use score::{FlagBudget, Score, flagged, scored};

use crate::base::units::{Km2, Metres};

/// One square foot, km².
const SQUARE_FOOT: f64 = 0.3048 * 0.3048 / 1e6;
/// One square mile, km².
const SQUARE_MILE: f64 = 1.609_344 * 1.609_344;

/// Side of the cells in the preset of the U.S. National Institute of Justice's forecasting challenge of 2017: 500 feet (the
/// rules allow cells of 62,500 to 360,000 square feet).
pub const NIJ_CELL: Metres = Metres(152.4);
/// Ground flagged in that preset: half a square mile (the rules allow 0.25 to 0.75).
pub const NIJ_FLAGGED: Km2 = Km2(0.5 * SQUARE_MILE);

/// Whether cells of a size and so much flagged ground keep the rules of that challenge.
#[must_use]
pub fn keeps_nij_rules(cell: Km2, flagged: Km2) -> bool {
    let slack = 1e-9;
    let within = |value: f64, low: f64, high: f64| {
        (low * (1.0 - slack)..=high * (1.0 + slack)).contains(&value)
    };
    within(cell.0 / SQUARE_FOOT, 62_500.0, 360_000.0) && within(flagged.0 / SQUARE_MILE, 0.25, 0.75)
}
