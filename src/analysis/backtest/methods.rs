//! Ways to draw the map that is judged.

use rstar::RTree;
use rstar::primitives::GeomWithData;

use super::events::Past;
use super::rolling::Origin;
use crate::analysis::density::{DensityIndex, DensityRule};
use crate::analysis::hotspots::cells::StudyCells;
use crate::analysis::hotspots::gi_star::gi_star;
use crate::analysis::hotspots::neighbours::Neighbours;
use crate::base::cancel::{Cancel, Cancelled};
use crate::base::units::Metres;

/// How a map is drawn from the past.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Method {
    /// The density of the incidents of the history, in the middle of each cell.
    Heat(DensityRule),
    /// The counts of the period before, per area: what many do by hand.
    LastPeriod,
    /// Gi* of the counts of the history.
    GiStar,
    /// What happened nearby of late.
    NearRepeat(NearRepeatRisk),
}

impl Method {
    /// The name on the command line and in answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Heat(_) => "heat",
            Self::LastPeriod => "last-period",
            Self::GiStar => "gi-star",
            Self::NearRepeat(_) => "near-repeat",
        }
    }

    /// The map for a period: the higher a cell, the sooner it is flagged. `beside` is asked by [`Method::GiStar`] only.
    ///
    /// # Errors
    /// [`Cancelled`].
    pub fn forecast(
        self,
        past: Past,
        origin: Origin,
        cells: &StudyCells,
        beside: &Neighbours,
        cancel: &Cancel,
    ) -> Result<Vec<f64>, Cancelled> {
        let history = past.since(origin.history_from);
        match self {
            Self::Heat(rule) => cells.density(&DensityIndex::new(&history.places()), rule, cancel),
            Self::LastPeriod => {
                let counts = past.since(origin.last_period_from).counts(cells.len()).0;
                let sizes = counts.iter().zip(cells.areas());
                Ok(sizes.map(|(count, area)| count / area.0).collect())
            }
            Self::GiStar => {
                cancel.check()?;
                Ok(gi_star(&history.counts(cells.len()).0, beside).z)
            }
            Self::NearRepeat(risk) => risk.forecast(past, origin.first_day, cells, cancel),
        }
    }
}

/// Risk that follows incidents about and fades (prospective mapping, Bowers, Johnson & Pease 2004): each incident within reach adds
/// `1/(1 + d/b) · 1/(1 + weeks)`, d the distance, b a tenth of the reach, weeks the whole weeks since.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NearRepeatRisk {
    /// How far an incident is felt.
    pub reach: Metres,
    /// How many days.
    pub days: u16,
}

impl Default for NearRepeatRisk {
    fn default() -> Self {
        Self {
            reach: Metres(400.0),
            days: 60,
        }
    }
}

impl NearRepeatRisk {
    fn forecast(
        self,
        past: Past,
        first_day: i32,
        cells: &StudyCells,
        cancel: &Cancel,
    ) -> Result<Vec<f64>, Cancelled> {
        let middles = (0u32..).zip(cells.centres());
        let middles = middles.map(|(cell, at)| GeomWithData::new([at.x, at.y], cell));
        let tree = RTree::bulk_load(middles.collect());
        let lately = past.since(first_day - i32::from(self.days));
        let mut risk = vec![0.0; cells.len()];
        let squared = self.reach.0 * self.reach.0;
        for (number, (at, (day, weight))) in lately
            .at
            .iter()
            .zip(lately.day.iter().zip(lately.weight))
            .enumerate()
        {
            if number.is_multiple_of(4096) {
                cancel.check()?;
            }
            let weeks = f64::from((first_day - day) / 7);
            for middle in tree.locate_within_distance([at.x, at.y], squared) {
                let [x, y] = *middle.geom();
                let apart = (x - at.x).hypot(y - at.y);
                let felt = weight / (1.0 + 10.0 * apart / self.reach.0) / (1.0 + weeks);
                if let Some(risk) = risk.get_mut(middle.data as usize) {
                    *risk += felt;
                }
            }
        }
        Ok(risk)
    }
}
