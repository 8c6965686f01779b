//! The bound: every row's coverings are paid for at a price of its own (a Lagrangian relaxation), the sites that earn most are
//! chosen, and the prices are moved until nobody could hope for much less (deflected subgradients with Polyak's step; Held, Wolfe
//! and Crowder 1974, Camerini, Fratta and Maffioli 1975).
//!
//! With uᵢ the price of row i: Σᵢ Σₖ max(0, wᵢ·dₖ − uᵢ) + the best choice of sites worth rⱼ = Σ uᵢ over their rows is at least the
//! value of any choice, d the steps of the concave hull of the worth.

use super::core::{Core, Fate, Worth};
use super::select::{Room, Selected, Selector};

/// How much of the last direction goes on in the next.
const KEPT: f64 = 0.35;

/// What the prices say.
#[derive(Debug, Clone, Default)]
pub(super) struct Priced {
    /// No choice of sites is worth more.
    pub bound: f64,
    /// What each column earns.
    pub earns: Vec<f64>,
    /// How often each column was among the best, lately: 0 to 1.
    pub often: Vec<f64>,
    /// What taking a column, or leaving it, costs the bound at most.
    pub selected: Selected,
}

/// How long prices are moved.
#[derive(Debug, Clone, Copy)]
pub(super) struct Effort {
    /// Moves at most.
    pub rounds: usize,
    /// Moves without a better bound before the step is halved.
    pub patience: usize,
    /// The first step, in parts of Polyak's.
    pub step: f64,
    /// Below this step no more is hoped for.
    pub least_step: f64,
}

/// Moves prices; memory that is used again.
#[derive(Debug, Default)]
pub(super) struct Pricing {
    price: Vec<f64>,
    share_price: Vec<f64>,
    direction: Vec<f64>,
    covered: Vec<u32>,
    earns: Vec<f64>,
    selector: Selector,
    /// Rows only have a weight, which one covering earns: the loops over them are short.
    is_simple: bool,
}

impl Pricing {
    /// Moves the prices of a problem until its bound is at most `target`, or no longer falls. The best prices stay in the problem;
    /// `seen` is shown each choice of columns on the way.
    pub(super) fn run(
        &mut self,
        core: &mut Core,
        worth: &Worth,
        target: f64,
        effort: Effort,
        mut seen: impl FnMut(&Core, &[u32], &[u32]),
        mut goes_on: impl FnMut() -> bool,
    ) -> Priced {
        self.price.clone_from(&core.dual);
        self.share_price.clone_from(&core.share_dual);
        self.direction.clear();
        self.direction.resize(core.rows(), 0.0);
        self.is_simple = is_simple(core, worth);
        let mut best = Priced {
            bound: f64::INFINITY,
            often: vec![0.0; core.columns()],
            ..Priced::default()
        };
        let (mut step, mut since) = (effort.step, 0);
        for round in 0..effort.rounds {
            let Some(bound) = self.evaluate(core, worth) else {
                best.bound = f64::NEG_INFINITY;
                return best;
            };
            seen(core, &self.selector.selected.columns, &self.covered);
            for often in &mut best.often {
                *often *= 0.9;
            }
            for column in &self.selector.selected.columns {
                best.often[*column as usize] += 0.1;
            }
            let gain = best.bound - bound;
            if bound < best.bound {
                best.bound = bound;
                best.earns.clone_from(&self.earns);
                best.selected.clone_from(&self.selector.selected);
                core.dual.clone_from(&self.price);
                core.share_dual.clone_from(&self.share_price);
            }
            if gain > 1e-4 * (best.bound - target).abs() {
                since = 0;
            } else {
                since += 1;
            }
            if best.bound <= target || round + 1 == effort.rounds || !goes_on() {
                break;
            }
            if since >= effort.patience {
                since = 0;
                step *= 0.5;
                if step < effort.least_step {
                    break;
                }
                self.price.clone_from(&core.dual);
                self.share_price.clone_from(&core.share_dual);
                self.direction.fill(0.0);
                continue;
            }
            if self.is_simple {
                self.advance_simply(core, step * (bound - target));
            } else {
                self.advance(core, worth, step, bound - target);
            }
        }
        best
    }

    /// The bound under the present prices; `None` where the rules for groups cannot be kept.
    fn evaluate(&mut self, core: &Core, worth: &Worth) -> Option<f64> {
        self.earns.clear();
        let price = &self.price;
        self.earns.extend(core.rows_of.rows().map(|rows| {
            let sum: f64 = rows.iter().map(|row| price[*row as usize]).sum();
            sum - core.site_cost
        }));
        let room = Room {
            most: core.most,
            groups: &core.groups,
            first_group: &core.first_group,
        };
        self.selector.select(room, &self.earns)?;
        let mut bound = core.base + self.selector.selected.sum;
        for (share, lacks) in self.share_price.iter().zip(&core.lacks) {
            bound -= share * lacks.max(0.0);
        }
        if self.is_simple {
            let over = core.weight.iter().zip(&self.price);
            bound += over
                .map(|(weight, price)| (weight - price).max(0.0))
                .sum::<f64>();
        }
        let rows = if self.is_simple { 0 } else { core.rows() };
        for row in 0..rows {
            let price = self.price[row];
            if core.need[row] > 0 {
                bound -= f64::from(core.need[row]) * price;
            } else {
                bound += self.unpaid(core, worth, row, price);
            }
        }
        self.covered.clear();
        self.covered.resize(core.rows(), 0);
        for column in &self.selector.selected.columns {
            for row in core.rows_of.row(*column as usize) {
                self.covered[*row as usize] += 1;
            }
        }
        Some(bound)
    }

    /// What a row is worth beyond its price.
    #[inline]
    fn unpaid(&self, core: &Core, worth: &Worth, row: usize, price: f64) -> f64 {
        let (level, weight) = (core.level[row] as usize, core.weight[row]);
        let extra = self.extra(core, row);
        let steps = worth.hull.get(level).map_or(&[][..], Vec::as_slice);
        let mut sum = 0.0;
        for (step, add) in steps.iter().enumerate() {
            let add = if step == 0 { add + extra } else { *add };
            let over = weight * add - price;
            if over <= 0.0 {
                break;
            }
            sum += over;
        }
        if steps.is_empty() {
            sum += (weight * extra - price).max(0.0);
        }
        sum
    }

    /// What covering a row for the first time is worth to share rules, per weight.
    #[inline]
    fn extra(&self, core: &Core, row: usize) -> f64 {
        if core.lacks.is_empty() || core.level[row] > 0 {
            return 0.0;
        }
        let shares = core.shares_of.row(row).iter();
        shares.map(|share| self.share_price[*share as usize]).sum()
    }

    /// The same as [`Self::advance`] where rows only have a weight.
    fn advance_simply(&mut self, core: &Core, by: f64) {
        let mut length = 0.0;
        let rows = core.weight.iter().zip(&self.price).zip(&self.covered);
        for (((weight, price), covered), direction) in rows.zip(&mut self.direction) {
            let covered = f64::from(*covered);
            let tiny = 1e-9 * (1.0 + weight);
            let over = weight - price;
            let least = if over > tiny { 1.0 } else { 0.0 };
            let most = if over < -tiny { 0.0 } else { 1.0 };
            let next = KEPT * *direction + covered.clamp(least, most) - covered;
            let next = if *price <= 0.0 { next.max(0.0) } else { next };
            *direction = next;
            length += next * next;
        }
        if length <= 0.0 {
            return;
        }
        let by = by.max(0.0) / length;
        let rows = core.weight.iter().zip(&self.direction);
        for ((weight, direction), price) in rows.zip(&mut self.price) {
            *price = (*price + by * direction).clamp(0.0, *weight);
        }
    }

    /// Moves the prices against the slope.
    fn advance(&mut self, core: &Core, worth: &Worth, step: f64, over: f64) {
        let mut length = 0.0;
        let mut share_slope: Vec<f64> = core.lacks.iter().map(|lacks| lacks.max(0.0)).collect();
        for row in 0..core.rows() {
            let covered = f64::from(self.covered[row]);
            let price = self.price[row];
            let wanted = if core.need[row] > 0 {
                f64::from(core.need[row])
            } else {
                let wanted = self.wanted(core, worth, row, price, covered);
                if core.level[row] == 0 && wanted > 0.0 {
                    for share in core.shares_of.row(row) {
                        share_slope[*share as usize] -= core.weight[row];
                    }
                }
                wanted
            };
            let slope = wanted - covered;
            let direction = slope + KEPT * self.direction[row];
            // Prices do not go below nothing.
            let direction = if price <= 0.0 && direction < 0.0 {
                0.0
            } else {
                direction
            };
            self.direction[row] = direction;
            length += direction * direction;
        }
        for (price, slope) in self.share_price.iter().zip(&share_slope) {
            if *price > 0.0 || *slope > 0.0 {
                length += slope * slope;
            }
        }
        if length <= 0.0 {
            return;
        }
        let by = step * over.max(0.0) / length;
        for row in 0..core.rows() {
            let mut price = (self.price[row] + by * self.direction[row]).max(0.0);
            if core.need[row] == 0 {
                price = price.min(self.dearest(core, worth, row));
            }
            self.price[row] = price;
        }
        for (price, slope) in self.share_price.iter_mut().zip(&share_slope) {
            *price = (*price + by * slope).max(0.0);
        }
    }

    /// How often a row wants to be covered at its price; where it does not mind, as near as can be to how often it is.
    #[inline]
    fn wanted(&self, core: &Core, worth: &Worth, row: usize, price: f64, covered: f64) -> f64 {
        let (level, weight) = (core.level[row] as usize, core.weight[row]);
        let extra = self.extra(core, row);
        let steps = worth.hull.get(level).map_or(&[][..], Vec::as_slice);
        let tiny = 1e-9 * (1.0 + weight);
        let (mut least, mut most) = (0.0, 0.0);
        for (step, add) in steps.iter().enumerate() {
            let add = if step == 0 { add + extra } else { *add };
            let over = weight * add - price;
            if over > tiny {
                least += 1.0;
            }
            if over < -tiny {
                break;
            }
            most += 1.0;
        }
        if steps.is_empty() && weight * extra >= price {
            most = 1.0;
        }
        covered.clamp(least, most)
    }

    /// Above this price a row is not worth covering at all.
    #[inline]
    fn dearest(&self, core: &Core, worth: &Worth, row: usize) -> f64 {
        let level = core.level[row] as usize;
        let first = worth.hull.get(level).and_then(|steps| steps.first());
        core.weight[row] * (first.copied().unwrap_or(0.0) + self.extra(core, row))
    }
}

/// Whether rows only have a weight, which one covering earns.
fn is_simple(core: &Core, worth: &Worth) -> bool {
    let one = worth.adds.len() == 1 && worth.adds.first() == Some(&1.0);
    one && core.lacks.is_empty()
        && core.need.iter().all(|need| *need == 0)
        && core.level.iter().all(|level| *level == 0)
}

impl Priced {
    /// What becomes of columns when nothing up to `enough` is of interest any more.
    pub(super) fn fates(&self, core: &Core, enough: f64) -> Vec<Fate> {
        let mut fate: Vec<Fate> = self
            .earns
            .iter()
            .map(|earns| {
                let taken = self.bound + self.selected.taking(*earns);
                if taken <= enough {
                    Fate::Out
                } else {
                    Fate::Open
                }
            })
            .collect();
        for column in &self.selected.columns {
            let column = *column as usize;
            let left = self.bound - self.selected.leaving(self.earns[column]);
            fate[column] = if left <= enough { Fate::In } else { Fate::Open };
        }
        fate.resize(core.columns(), Fate::Open);
        fate
    }
}
