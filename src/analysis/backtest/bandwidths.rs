//! The bandwidth that would have served best.

use super::events::Events;
use super::methods::Method;
use super::rolling::{Backtest, BacktestPlan, backtest};
use crate::analysis::density::{DensityRule, Kernel, reference_bandwidth};
use crate::analysis::hotspots::cells::StudyCells;
use crate::base::cancel::{Cancel, Cancelled};
use crate::base::units::Metres;

/// Bandwidths side by side.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BandwidthChoice {
    /// Each that was tried, as given, with what it was worth.
    pub tried: Vec<(Metres, Backtest)>,
    /// The one with most hits over all periods on the same ground; of those alike the widest. `None` where nothing was hit.
    pub best: Option<Metres>,
    /// The normal-reference one of what was known before the first period.
    pub reference: Option<Metres>,
}

/// Tries bandwidths.
///
/// # Errors
/// [`Cancelled`].
pub fn best_bandwidth(
    kernel: Kernel,
    bandwidths: &[Metres],
    events: &Events,
    cells: &StudyCells,
    plan: &BacktestPlan,
    cancel: &Cancel,
) -> Result<BandwidthChoice, Cancelled> {
    let first = plan
        .periods
        .iter()
        .filter_map(|period| Some(period.days()?.0))
        .min();
    let known = first.map(|day| events.before(day).places());
    let mut found = BandwidthChoice {
        reference: known.as_ref().and_then(reference_bandwidth),
        ..BandwidthChoice::default()
    };
    let all = bandwidths.len() as u64;
    for (done, bandwidth) in (0u64..).zip(bandwidths) {
        let rule = DensityRule {
            kernel,
            bandwidth: *bandwidth,
        };
        let part = cancel.part(done, done + 1, all);
        let judged = backtest(Method::Heat(rule), events, cells, plan, &part)?;
        found.tried.push((*bandwidth, judged));
    }
    let hits = |tried: &(Metres, Backtest)| tried.1.pooled.hits;
    let best = found
        .tried
        .iter()
        .filter(|tried| hits(tried) > 0.0)
        .max_by(|a, b| {
            let by_hits = hits(a).total_cmp(&hits(b));
            by_hits.then(a.0.0.total_cmp(&b.0.0))
        });
    found.best = best.map(|tried| tried.0);
    Ok(found)
}
