//! Borders of groups drawn tight: a group's edge runs straight along streets, not in and out of single grids.

use std::collections::BTreeMap;

use super::dice::Dice;
use super::grouping::Neighbours;

/// Rounds over all grids; the first ones still let a border grow a little, so that it finds its way out of a corner.
const ROUNDS: usize = 90;
/// By how much a border may grow at first, metres of lane.
const WARMTH: f64 = 240.0;
/// What a group twice its fair weight costs, metres of lane.
const BALANCE: f64 = 2_600.0;
const NOBODY: usize = usize::MAX;

/// The groups with borders as short as can be (main roads count less), weights still about equal, each in one piece.
pub(super) fn settled(
    neighbours: &Neighbours,
    groups: &BTreeMap<usize, usize>,
    weight: &[f64],
    count: usize,
    dice: &mut Dice,
) -> BTreeMap<usize, usize> {
    let mut state = State::of(neighbours, groups, weight, count);
    for round in 0..ROUNDS {
        let left = 1.0 - (round as f64 + 1.0) / (0.75 * ROUNDS as f64);
        let warmth = WARMTH * left.max(0.0);
        for grid in groups.keys() {
            state.offer(*grid, warmth * dice.unit());
        }
    }
    groups
        .keys()
        .map(|grid| (*grid, state.group[*grid]))
        .collect()
}

struct State<'a> {
    neighbours: &'a Neighbours,
    weight: &'a [f64],
    fair: f64,
    group: Vec<usize>,
    heavy: Vec<f64>,
    size: Vec<usize>,
    /// When each grid was last visited by [`State::spares`].
    seen: Vec<u32>,
    visit: u32,
}

impl<'a> State<'a> {
    fn of(
        neighbours: &'a Neighbours,
        groups: &BTreeMap<usize, usize>,
        weight: &'a [f64],
        count: usize,
    ) -> Self {
        let mut state = Self {
            neighbours,
            weight,
            fair: 0.0,
            group: vec![NOBODY; weight.len()],
            heavy: vec![0.0; count],
            size: vec![0; count],
            seen: vec![0; weight.len()],
            visit: 0,
        };
        for (grid, group) in groups {
            state.group[*grid] = *group;
            state.heavy[*group] += weight[*grid];
            state.size[*group] += 1;
        }
        state.fair = state.heavy.iter().sum::<f64>() / count as f64;
        state
    }

    /// Gives the grid to the neighbouring group it suits best, if that costs less than `allowed` and leaves its own whole.
    fn offer(&mut self, grid: usize, allowed: f64) {
        let own = self.group[grid];
        let mut along: BTreeMap<usize, f64> = BTreeMap::new();
        for (other, length, divide) in &self.neighbours.beside[grid] {
            if self.group[*other] != NOBODY {
                *along.entry(self.group[*other]).or_default() += length / divide;
            }
        }
        let held = along.remove(&own).unwrap_or(0.0);
        let best = along
            .into_iter()
            .map(|(group, length)| (held - length + self.imbalance(grid, group), group))
            .min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        if let Some((cost, group)) = best
            && cost < allowed - 1e-6
            && self.size[own] > 1
            && self.spares(grid)
        {
            self.group[grid] = group;
            self.heavy[own] -= self.weight[grid];
            self.heavy[group] += self.weight[grid];
            self.size[own] -= 1;
            self.size[group] += 1;
        }
    }

    /// How much further from fair the weights get when the grid goes over.
    fn imbalance(&self, grid: usize, group: usize) -> f64 {
        let off = |weight: f64| (weight / self.fair - 1.0) * (weight / self.fair - 1.0);
        let own = self.heavy[self.group[grid]];
        let (gives, takes) = (
            own - self.weight[grid],
            self.heavy[group] + self.weight[grid],
        );
        BALANCE * (off(gives) + off(takes) - off(own) - off(self.heavy[group]))
    }

    /// Whether the grid's group stays in one piece without it.
    fn spares(&mut self, grid: usize) -> bool {
        let own = self.group[grid];
        self.visit += 1;
        self.seen[grid] = self.visit;
        let mut stack: Vec<usize> = self.neighbours.beside[grid]
            .iter()
            .map(|(other, _, _)| *other)
            .find(|other| self.group[*other] == own)
            .into_iter()
            .collect();
        let mut reached = 0;
        while let Some(at) = stack.pop() {
            if self.seen[at] == self.visit {
                continue;
            }
            self.seen[at] = self.visit;
            reached += 1;
            stack.extend(
                self.neighbours.beside[at]
                    .iter()
                    .map(|(other, _, _)| *other)
                    .filter(|other| self.group[*other] == own && self.seen[*other] != self.visit),
            );
        }
        reached + 1 == self.size[own]
    }
}
