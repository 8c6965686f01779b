//! A run of periods, each forecast from what was known on its first day.

use super::events::{Events, Past};
use super::methods::Method;
use super::period::Period;
use super::score::{FlagBudget, Score, flagged, scored};
use crate::analysis::hotspots::cells::StudyCells;
use crate::analysis::hotspots::neighbours::Neighbours;
use crate::base::cancel::{Cancel, Cancelled};

/// What incidents outside every cell are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outside {
    /// Missed: the cells are where incidents were expected.
    Missed,
    /// None of ours: the cells are the district.
    LeftOut,
}

/// How forecasts are judged.
#[derive(Debug, Clone, PartialEq)]
pub struct BacktestPlan {
    /// The periods, each judged by itself.
    pub periods: Vec<Period>,
    /// How many periods before one a map is drawn from.
    pub history: u16,
    /// How much ground is flagged.
    pub budget: FlagBudget,
    /// What incidents outside every cell are.
    pub outside: Outside,
}

/// When a forecast is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// The period that is forecast.
    pub period: Period,
    /// Its first day: everything before is known.
    pub first_day: i32,
    /// The first day of the period before.
    pub last_period_from: i32,
    /// The first day of the history.
    pub history_from: i32,
}

impl Origin {
    /// The origin of a period; `None` beyond the calendar.
    #[must_use]
    pub fn of(period: Period, history: u16) -> Option<Self> {
        Some(Self {
            period,
            first_day: period.days()?.0,
            last_period_from: period.before(1).days()?.0,
            history_from: period.before(history.max(1)).days()?.0,
        })
    }
}

/// One period.
#[derive(Debug, Clone, PartialEq)]
pub struct PeriodScore {
    /// Which.
    pub period: Period,
    /// The cells flagged, the highest first.
    pub flagged: Vec<u32>,
    /// What they were worth.
    pub score: Score,
}

/// A method, judged.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Backtest {
    /// One entry a period.
    pub periods: Vec<PeriodScore>,
    /// All periods together.
    pub pooled: Score,
}

/// Judges a method.
///
/// # Errors
/// [`Cancelled`].
pub fn backtest(
    method: Method,
    events: &Events,
    cells: &StudyCells,
    plan: &BacktestPlan,
    cancel: &Cancel,
) -> Result<Backtest, Cancelled> {
    let beside = match method {
        Method::GiStar => cells.beside(),
        Method::Heat(_) | Method::LastPeriod | Method::NearRepeat(_) => Neighbours::default(),
    };
    let forecast =
        |past: Past, origin: Origin| method.forecast(past, origin, cells, &beside, cancel);
    backtest_with(forecast, events, cells, plan, cancel)
}

/// Judges any way of drawing a map from the past.
///
/// # Errors
/// [`Cancelled`].
pub fn backtest_with(
    mut forecast: impl FnMut(Past, Origin) -> Result<Vec<f64>, Cancelled>,
    events: &Events,
    cells: &StudyCells,
    plan: &BacktestPlan,
    cancel: &Cancel,
) -> Result<Backtest, Cancelled> {
    let budget = plan.budget.area(cells.total_area());
    let mut found = Backtest::default();
    for (done, period) in plan.periods.iter().enumerate() {
        cancel.check()?;
        cancel.report(done as u64, plan.periods.len() as u64);
        let (Some(origin), Some(days)) = (Origin::of(*period, plan.history), period.days()) else {
            continue;
        };
        let past = events.before(origin.first_day);
        let map = forecast(past, origin)?;
        let flagged = flagged(&map, &past.counts(cells.len()).0, cells.areas(), budget);
        let (came, elsewhere) = events.counts(days, cells.len());
        let elsewhere = match plan.outside {
            Outside::Missed => elsewhere,
            Outside::LeftOut => 0.0,
        };
        let score = scored(&flagged, &came, elsewhere, cells.areas());
        found.pooled = found.pooled.and(score);
        found.periods.push(PeriodScore {
            period: *period,
            flagged,
            score,
        });
    }
    Ok(found)
}
