//! What the map of hot spots is worth, worked out while somebody looks: drawn from what was known, judged by the months after.

use std::sync::Arc;

use super::jobs::JobKind;
use super::pipeline::LocateKey;
use super::slot::Freshness;
use super::state::{Outcome, Session};
use crate::analysis::backtest::{
    Backtest, BacktestPlan, BandwidthChoice, Events, FlagBudget, Method, NearRepeatRisk, Outside,
    Period, backtest, best_bandwidth, months,
};
use crate::analysis::density::{DensityRule, WeightedPlaces};
use crate::analysis::hotspots::cells::StudyCells;
use crate::analysis::profile::month_number;
use crate::base::cancel::{Cancel, Cancelled};
use crate::base::coords::LocalXy;
use crate::base::projection::LocalProjection;
use crate::base::units::{Metres, Share};
use crate::model::filter::IncidentFilter;
use crate::model::grid::{GridHierarchy, GridLevel};
use crate::model::incident::{IncidentTable, date_of_day_number};

/// How much of the ground a map may flag.
pub const FLAGGED: Share = Share(0.05);
/// How many months are forecast, each from what was known on its first day.
const MONTHS: i32 = 6;
/// How many months before each a map is drawn from.
const HISTORY: u16 = 12;
/// Bandwidths set side by side, metres.
const BANDWIDTHS: [f64; 7] = [150.0, 200.0, 300.0, 400.0, 500.0, 700.0, 1000.0];

/// Which maps are judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Judge {
    /// The heat, on the finest areas.
    Heat,
    /// Gi* of a level.
    HotAreas(GridLevel),
    /// Every way there is, and bandwidths side by side.
    All,
}

/// What the answer depends on.
#[derive(Debug, Clone, PartialEq)]
pub struct JudgedKey {
    located: LocateKey,
    /// Which incidents count, whatever their day.
    filter: Arc<IncidentFilter>,
    density: DensityRule,
    judge: Judge,
}

/// Maps, judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// Which maps.
    pub judge: Judge,
    /// The areas that were flagged.
    pub level: GridLevel,
    /// The months that were forecast.
    pub months: Vec<Period>,
    /// How many months before each a map was drawn from, at most.
    pub history: u16,
    /// Each way and what it was worth.
    pub methods: Vec<(Method, Backtest)>,
    /// Bandwidths side by side; empty where they were not asked for.
    pub bandwidths: BandwidthChoice,
}

impl Judged {
    /// What a way was worth, all months together.
    #[must_use]
    pub fn of(&self, name: &str) -> Option<&Backtest> {
        let found = self
            .methods
            .iter()
            .find(|(method, _)| method.name() == name);
        found.map(|(_, judged)| judged)
    }
}

impl Session {
    /// Which maps are judged; `None` where nobody looks.
    #[must_use]
    pub const fn judged_wanted(&self) -> Option<Judge> {
        self.judge
    }

    /// Says what is wanted.
    pub(super) fn want_judged(&mut self, located: Option<LocateKey>) {
        let there = !self.sources.incidents.content.is_empty();
        let wanted = located.zip(self.judge).filter(|_| there);
        let key = wanted.map(|(located, judge)| JudgedKey {
            located,
            filter: Arc::new(IncidentFilter {
                period: None,
                ..self.filter_now().as_ref().clone()
            }),
            density: self.density_rule(),
            judge,
        });
        let other = |known: &JudgedKey| {
            key.as_ref().is_none_or(|key| {
                key.judge != known.judge || key.located.grids != known.located.grids
            })
        };
        drop(self.derived.judged.take_if(other));
        self.derived.judged.want(key);
    }

    /// Begins what is due.
    pub(super) fn start_judged(&mut self) {
        let (Some(located), Some(projection)) =
            (self.derived.located.fresh().cloned(), self.projection)
        else {
            return;
        };
        // What the screen shows comes first.
        let settled = self.derived.heat.freshness() == Freshness::Fresh
            && self.derived.coverage.freshness() == Freshness::Fresh;
        let Some(key) = settled.then(|| self.derived.judged.begin()).flatten() else {
            return;
        };
        let (table, grids) = (
            Arc::clone(&self.sources.incidents.content),
            Arc::clone(&self.sources.grids.content),
        );
        self.jobs.start(JobKind::Judge, move |cancel| {
            let ground = JudgeGround {
                table: &table,
                places: &located.places,
                grids: &grids,
                projection,
            };
            let found = ground.judged(&key, cancel);
            Outcome::Judged(key, found)
        });
    }
}

struct JudgeGround<'a> {
    table: &'a IncidentTable,
    places: &'a [LocalXy],
    grids: &'a GridHierarchy,
    projection: LocalProjection,
}

impl JudgeGround<'_> {
    /// `None` of it where there are no areas, or fewer than two months.
    fn judged(&self, key: &JudgedKey, cancel: &Cancel) -> Result<Option<Arc<Judged>>, Cancelled> {
        let layer = match key.judge {
            Judge::HotAreas(level) => self.grids.layer(level),
            Judge::Heat | Judge::All => self.grids.finest(),
        };
        let Some(layer) = layer else {
            return Ok(None);
        };
        let cells = StudyCells::of_layer(layer, self.projection);
        let events = self.events(&key.filter, &cells, cancel)?;
        let Some((first, last)) = events.day_range() else {
            return Ok(None);
        };
        let (first, last) = (month_of(first), month_of(last));
        // Before the first month nothing is known to forecast from.
        let months = months((last - MONTHS + 1).max(first + 1), last);
        if months.is_empty() {
            return Ok(None);
        }
        let plan = BacktestPlan {
            periods: months.clone(),
            history: HISTORY,
            budget: FlagBudget::Share(FLAGGED),
            outside: Outside::LeftOut,
        };
        let ways = match key.judge {
            Judge::Heat => vec![Method::Heat(key.density)],
            Judge::HotAreas(_) => vec![Method::GiStar],
            Judge::All => vec![
                Method::Heat(key.density),
                Method::GiStar,
                Method::LastPeriod,
                Method::NearRepeat(NearRepeatRisk::default()),
            ],
        };
        let all = key.judge == Judge::All;
        let steps = ways.len() as u64 + if all { 4 } else { 0 };
        let mut methods = Vec::with_capacity(ways.len());
        for (step, method) in (0..).zip(ways) {
            let part = cancel.part(step, step + 1, steps);
            methods.push((method, backtest(method, &events, &cells, &plan, &part)?));
        }
        let bandwidths = if all {
            let part = cancel.part(steps - 4, steps, steps);
            let tried = BANDWIDTHS.map(Metres);
            best_bandwidth(key.density.kernel, &tried, &events, &cells, &plan, &part)?
        } else {
            BandwidthChoice::default()
        };
        Ok(Some(Arc::new(Judged {
            judge: key.judge,
            level: layer.level,
            months,
            history: HISTORY,
            methods,
            bandwidths,
        })))
    }

    /// The incidents that count, whatever their day; those without a day are in no month.
    fn events(
        &self,
        filter: &IncidentFilter,
        cells: &StudyCells,
        cancel: &Cancel,
    ) -> Result<Events, Cancelled> {
        let (times, weights) = (self.table.times(), self.table.weights());
        let rows: Vec<(usize, i32)> = filter
            .select(self.table)
            .into_iter()
            .filter_map(|row| Some((row as usize, times.get(row as usize)?.day_number()?)))
            .collect();
        let places = WeightedPlaces {
            places: rows
                .iter()
                .filter_map(|(row, _)| self.places.get(*row).copied())
                .collect(),
            weights: weights.map(|all| {
                rows.iter()
                    .filter_map(|(row, _)| all.get(*row).copied())
                    .collect()
            }),
        };
        let days: Vec<i32> = rows.iter().map(|(_, day)| *day).collect();
        Events::new(&places, &days, cells, cancel)
    }
}

/// The month of a day, counted from January of year 0.
fn month_of(day: i32) -> i32 {
    date_of_day_number(day).map_or(0, month_number)
}
