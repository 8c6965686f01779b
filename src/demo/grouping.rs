//! Grids into greater areas: contiguous, compact, with borders on main roads and rivers where it can be.

use std::collections::{BTreeMap, BTreeSet};

use super::dice::Dice;
use super::lattice::Spot;
use super::mesh::{Course, Mesh, OUTSIDE};
use super::settle::settled;

/// Work grids and how they lie beside each other.
#[derive(Debug)]
pub(super) struct Neighbours {
    pub(super) at: Vec<Spot>,
    /// For each grid: neighbour, metres of shared border, and how strongly that border divides.
    pub(super) beside: Vec<Vec<(usize, f64, f64)>>,
}

impl Neighbours {
    /// Who lies beside whom, by the work grid of each block.
    pub(super) fn of(mesh: &Mesh, grid_of: &[u32], at: Vec<Spot>) -> Self {
        let mut shared: BTreeMap<(u32, u32), (f64, f64)> = BTreeMap::new();
        for half in (0..mesh.origin.len() as u32).step_by(2) {
            let (a, b) = (mesh.block[half as usize], mesh.block[half as usize ^ 1]);
            if a == OUTSIDE || b == OUTSIDE || grid_of[a as usize] == grid_of[b as usize] {
                continue;
            }
            let length = mesh.length(half);
            for (own, other) in [(a, b), (b, a)] {
                let sum = shared
                    .entry((grid_of[own as usize], grid_of[other as usize]))
                    .or_default();
                *sum = (
                    sum.0 + length,
                    sum.1 + length * divides(mesh.edge(half).course),
                );
            }
        }
        let mut beside = vec![Vec::new(); at.len()];
        for ((own, other), (length, weighted)) in shared {
            beside[own as usize].push((other as usize, length, weighted / length));
        }
        Self { at, beside }
    }

    /// The members in `count` contiguous groups of about equal weight; groups are numbered from 0.
    pub(super) fn parted(
        &self,
        members: &[usize],
        weight: &[f64],
        count: usize,
        dice: &mut Dice,
    ) -> BTreeMap<usize, usize> {
        let mut centres = self.spread(members, weight, count, dice);
        let mut groups = BTreeMap::new();
        for _ in 0..14 {
            groups = self.grown(members, weight, &centres);
            centres = self.middles(&groups, count);
        }
        settled(self, &groups, weight, count, dice)
    }

    /// Seeds far from each other, denser where the weight is.
    fn spread(
        &self,
        members: &[usize],
        weight: &[f64],
        count: usize,
        dice: &mut Dice,
    ) -> Vec<usize> {
        let mut seeds = vec![members[dice.below(members.len())]];
        let mut far: Vec<f64> = members.iter().map(|_| f64::MAX).collect();
        while seeds.len() < count {
            let newest = self.at[seeds[seeds.len() - 1]];
            let mut best = (f64::MIN, members[0]);
            for (slot, member) in members.iter().enumerate() {
                far[slot] = far[slot].min(self.at[*member].distance(newest));
                let pull = if far[slot] > 0.0 {
                    far[slot] * weight[*member].max(0.05).sqrt()
                } else {
                    f64::MIN
                };
                if pull > best.0 {
                    best = (pull, *member);
                }
            }
            seeds.push(best.1);
        }
        seeds
    }

    /// Groups grown from their seeds, always the lightest one next.
    fn grown(&self, members: &[usize], weight: &[f64], seeds: &[usize]) -> BTreeMap<usize, usize> {
        let allowed: BTreeSet<usize> = members.iter().copied().collect();
        let mut group_of: BTreeMap<usize, usize> = BTreeMap::new();
        let mut heavy = vec![0.0; seeds.len()];
        let mut frontier: Vec<BTreeMap<usize, f64>> = vec![BTreeMap::new(); seeds.len()];
        let mut join = |grid: usize,
                        group: usize,
                        group_of: &mut BTreeMap<usize, usize>,
                        frontier: &mut Vec<BTreeMap<usize, f64>>| {
            group_of.insert(grid, group);
            heavy[group] += weight[grid].max(0.01);
            for (other, _, divide) in &self.beside[grid] {
                if allowed.contains(other) && !group_of.contains_key(other) {
                    let cost = self.at[seeds[group]].distance(self.at[*other]) * divide;
                    let known = frontier[group].entry(*other).or_insert(cost);
                    *known = known.min(cost);
                }
            }
            heavy[group]
        };
        let mut light: BTreeSet<(u64, usize)> = BTreeSet::new();
        for (group, seed) in seeds.iter().enumerate() {
            let sum = join(*seed, group, &mut group_of, &mut frontier);
            light.insert((sum.to_bits(), group));
        }
        while let Some((_, group)) = light.pop_first() {
            frontier[group].retain(|grid, _| !group_of.contains_key(grid));
            let next = frontier[group]
                .iter()
                .min_by(|a, b| a.1.total_cmp(b.1).then(a.0.cmp(b.0)))
                .map(|(grid, _)| *grid);
            if let Some(grid) = next {
                let sum = join(grid, group, &mut group_of, &mut frontier);
                light.insert((sum.to_bits(), group));
            }
        }
        group_of
    }

    /// The member nearest to the middle of each group.
    fn middles(&self, groups: &BTreeMap<usize, usize>, count: usize) -> Vec<usize> {
        let mut sums = vec![(0.0, 0.0, 0.0); count];
        for (grid, group) in groups {
            let sum = &mut sums[*group];
            *sum = (
                sum.0 + self.at[*grid].x,
                sum.1 + self.at[*grid].y,
                sum.2 + 1.0,
            );
        }
        let mut best = vec![(f64::MAX, 0); count];
        for (grid, group) in groups {
            let (x, y, n) = sums[*group];
            let far = self.at[*grid].distance(Spot { x: x / n, y: y / n });
            if far < best[*group].0 {
                best[*group] = (far, *grid);
            }
        }
        best.into_iter().map(|(_, grid)| grid).collect()
    }
}

/// How strongly a border divides people: 1 for a lane.
const fn divides(course: Course) -> f64 {
    match course {
        Course::Coast | Course::Border | Course::River | Course::Shore | Course::Expressway => 4.0,
        Course::Arterial => 2.6,
        Course::Collector => 1.35,
        Course::Ridge | Course::Local | Course::Lane => 1.0,
    }
}
