//! What the map of `hotspot` would have been worth in the last months.

use super::backtest::Ground;
use super::hotspot::{Work, neighbours};
use super::study::StudyError;
use crate::analysis::backtest::{
    Backtest, BacktestPlan, FlagBudget, Method, NearRepeatRisk, Origin, Past, Period, backtest_with,
};
use crate::analysis::hotspots::cells::StudyCells;
use crate::analysis::hotspots::clusters::Clusters;
use crate::analysis::hotspots::gi_star::gi_star;
use crate::analysis::hotspots::local_moran::local_moran;
use crate::analysis::hotspots::risk::rates;
use crate::base::cancel::{Cancel, Cancelled};

impl Work<'_> {
    /// What such a map would have been worth in each of the last months.
    pub(super) fn score(
        &self,
        ground: &Ground,
        periods: Vec<Period>,
        cancel: &Cancel,
    ) -> Result<Backtest, StudyError> {
        let plan = BacktestPlan {
            periods,
            history: self.args.months,
            budget: FlagBudget::Share(self.args.flag_share),
            outside: Ground::outside(&self.args.study),
        };
        let cells = &ground.cells;
        let beside = neighbours(self.args, cells, cancel)?;
        let under = if self.args.method == "rates" {
            self.denominators(cells, cancel)?
        } else {
            Vec::new()
        };
        let mut refused = None;
        let forecast = |past: Past, origin: Origin| {
            let known = past.since(origin.history_from);
            let counts = known.counts(cells.len()).0;
            Ok(match self.args.method.as_str() {
                "local-moran" => {
                    let found = local_moran(&counts, &beside, 0, 0, cancel)?;
                    found.crowding()
                }
                "rates" => {
                    let found = rates(&counts, &under).smoothed.into_iter();
                    found.map(|rate| rate.unwrap_or(0.0)).collect()
                }
                "near-repeat" => {
                    let method = Method::NearRepeat(NearRepeatRisk::default());
                    method.forecast(past, origin, cells, &beside, cancel)?
                }
                "clusters" => match self.clusters(&known.places(), cells, 0, cancel) {
                    Ok(found) => in_clusters(&found, known, cells),
                    Err(StudyError::Cancelled(error)) => return Err(error),
                    Err(error) => {
                        refused = Some(error);
                        return Err(Cancelled);
                    }
                },
                _ => gi_star(&counts, &beside).z,
            })
        };
        let found = backtest_with(forecast, &ground.events, cells, &plan, cancel);
        match (found, refused) {
            (_, Some(error)) => Err(error),
            (found, None) => Ok(found?),
        }
    }
}

/// Clusters' incidents in each cell, per area.
fn in_clusters(found: &Clusters, known: Past, cells: &StudyCells) -> Vec<f64> {
    let mut sums = vec![0.0; cells.len()];
    let first = found.orders.first().into_iter().flatten();
    for row in first.flat_map(|cluster| &cluster.members) {
        let at = known
            .cell
            .get(*row as usize)
            .zip(known.weight.get(*row as usize));
        if let Some((cell, weight)) = at
            && let Some(sum) = sums.get_mut(*cell as usize)
        {
            *sum += weight;
        }
    }
    let sizes = sums.iter().zip(cells.areas());
    sizes.map(|(sum, area)| sum / area.0).collect()
}
