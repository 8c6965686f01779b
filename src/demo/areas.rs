//! From blocks to the administrative areas: which work grid, community, police grid and subdistrict a block is in.

use std::collections::{BTreeMap, BTreeSet};

use super::curves::inside;
use super::dice::Dice;
use super::grouping::Neighbours;
use super::land::Land;
use super::lattice::{Place, Spot};
use super::mesh::Mesh;
use super::places::{SUBDISTRICTS, community_names};
use super::{POLICE_GRIDS, RESIDENTS};

/// How finely a block is asked which subdistrict is nearest, metres.
const RASTER: f64 = 120.0;

/// The areas of every level by number; work grids are numbered as the streets cut them.
#[derive(Debug)]
pub(super) struct Areas {
    pub(super) neighbours: Neighbours,
    /// Square metres of each work grid.
    pub(super) size: Vec<f64>,
    pub(super) residents: Vec<u32>,
    pub(super) subdistrict: Vec<usize>,
    /// Community of each work grid, numbered through all subdistricts in order.
    pub(super) community: Vec<usize>,
    pub(super) police: Vec<usize>,
    /// Subdistrict of each community and of each police grid.
    pub(super) community_home: Vec<usize>,
    pub(super) police_home: Vec<usize>,
}

impl Areas {
    pub(super) fn new(
        mesh: &Mesh,
        grid_of: &[u32],
        subdistrict: Vec<usize>,
        land: &Land,
        seed: u64,
    ) -> Self {
        let grids = subdistrict.len();
        let (at, size) = middles(mesh, grid_of, grids);
        let residents = residents(mesh, grid_of, &size, land, seed);
        let neighbours = Neighbours::of(mesh, grid_of, at);
        let mut areas = Self {
            neighbours,
            size,
            residents,
            subdistrict,
            community: vec![0; grids],
            police: vec![0; grids],
            community_home: Vec::new(),
            police_home: Vec::new(),
        };
        areas.part(seed);
        areas
    }

    /// Communities by residents and number of grids, police grids by area and residents; police grids cross communities.
    fn part(&mut self, seed: u64) {
        let shares = self.police_shares();
        for (home, police) in shares.into_iter().enumerate() {
            let members: Vec<usize> = (0..self.size.len())
                .filter(|grid| self.subdistrict[*grid] == home)
                .collect();
            let total: f64 = members
                .iter()
                .map(|grid| f64::from(self.residents[*grid]))
                .sum::<f64>()
                .max(1.0);
            let ground: f64 = members.iter().map(|grid| self.size[*grid]).sum();
            let count = members.len() as f64;
            let mix = |people: f64, land: f64, number: f64| -> Vec<f64> {
                (0..self.size.len())
                    .map(|grid| {
                        (people * f64::from(self.residents[grid]) / total
                            + land * self.size[grid] / ground)
                            * count
                            + number
                    })
                    .collect()
            };
            let mut dice = Dice::new(seed, 20 + home as u64);
            let names = community_names(&SUBDISTRICTS[home]);
            let communities =
                self.neighbours
                    .parted(&members, &mix(0.4, 0.2, 0.4), names.len(), &mut dice);
            let grids = self
                .neighbours
                .parted(&members, &mix(0.3, 0.4, 0.3), police, &mut dice);
            let communities = self.in_reading_order(&communities);
            let grids = self.in_reading_order(&grids);
            for grid in members {
                self.community[grid] = self.community_home.len() + communities[&grid];
                self.police[grid] = self.police_home.len() + grids[&grid];
            }
            self.community_home
                .extend(std::iter::repeat_n(home, names.len()));
            self.police_home.extend(std::iter::repeat_n(home, police));
        }
    }

    /// How many police grids each subdistrict has: by number of work grids, largest remainder.
    fn police_shares(&self) -> Vec<usize> {
        let mut grids = vec![0_usize; SUBDISTRICTS.len()];
        for home in &self.subdistrict {
            grids[*home] += 1;
        }
        let total = self.subdistrict.len();
        let mut shares: Vec<usize> = grids
            .iter()
            .map(|count| count * POLICE_GRIDS / total)
            .collect();
        let mut rest: Vec<(usize, usize)> = grids
            .iter()
            .enumerate()
            .map(|(home, count)| (count * POLICE_GRIDS % total, home))
            .collect();
        rest.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let missing = POLICE_GRIDS - shares.iter().sum::<usize>();
        for (_, home) in rest.into_iter().take(missing) {
            shares[home] += 1;
        }
        shares
    }

    /// The groups numbered anew, north to south in rows, west to east in each.
    fn in_reading_order(&self, groups: &BTreeMap<usize, usize>) -> BTreeMap<usize, usize> {
        let mut sums: BTreeMap<usize, (f64, f64, f64)> = BTreeMap::new();
        for (grid, group) in groups {
            let at = self.neighbours.at[*grid];
            let sum = sums.entry(*group).or_default();
            *sum = (sum.0 + at.x, sum.1 + at.y, sum.2 + 1.0);
        }
        let mut order: Vec<(i64, i64, usize)> = sums
            .iter()
            .map(|(group, (x, y, n))| (-(y / n / 900.0) as i64, (x / n) as i64, *group))
            .collect();
        order.sort_unstable();
        let rank: BTreeMap<usize, usize> = order
            .into_iter()
            .enumerate()
            .map(|(rank, (_, _, group))| (group, rank))
            .collect();
        groups
            .iter()
            .map(|(grid, group)| (*grid, rank[group]))
            .collect()
    }
}

fn middles(mesh: &Mesh, grid_of: &[u32], grids: usize) -> (Vec<Spot>, Vec<f64>) {
    let mut sums = vec![(0.0, 0.0, 0.0); grids];
    for (block, grid) in grid_of.iter().enumerate() {
        let (centre, area) = (mesh.centre(block as u32), mesh.area(block as u32));
        let sum = &mut sums[*grid as usize];
        *sum = (
            sum.0 + centre.x * area,
            sum.1 + centre.y * area,
            sum.2 + area,
        );
    }
    sums.into_iter()
        .map(|(x, y, area)| {
            (
                Spot {
                    x: x / area,
                    y: y / area,
                },
                area,
            )
        })
        .unzip()
}

fn residents(mesh: &Mesh, grid_of: &[u32], size: &[f64], land: &Land, seed: u64) -> Vec<u32> {
    let mut dice = Dice::new(seed, 3);
    let mut people: Vec<f64> = vec![0.0; size.len()];
    for (block, grid) in grid_of.iter().enumerate() {
        if !super::subdivide::lies_in_reservoir(mesh, block as u32) {
            people[*grid as usize] +=
                mesh.area(block as u32) * 1e-6 * land.residents_per_km2(mesh.centre(block as u32));
        }
    }
    for count in &mut people {
        *count *= libm::exp(0.3 * dice.normal());
    }
    let total: f64 = people.iter().sum();
    people
        .into_iter()
        .map(|count| (count * RESIDENTS / total).round() as u32)
        .collect()
}

/// The subdistrict of each block between hand-laid lines: borders follow main roads, rivers and ridges, never side streets.
pub(super) fn subdistrict_of_blocks(mesh: &Mesh) -> Vec<usize> {
    let blocks: Vec<u32> = (0..mesh.anchor.len() as u32).collect();
    let (at, _) = middles(mesh, &blocks, blocks.len());
    let neighbours = Neighbours::of(mesh, &blocks, at);
    let mut home: Vec<usize> = blocks
        .iter()
        .map(|block| nearest_subdistrict(mesh, *block))
        .collect();
    for _ in 0..8 {
        if !take_in_strays(&neighbours, &mut home) {
            break;
        }
    }
    home
}

/// The subdistrict whose seeds are nearest to most of the block.
fn nearest_subdistrict(mesh: &Mesh, block: u32) -> usize {
    let ring = mesh.ring(block);
    let spots = || ring.iter().map(|place| place.spot());
    let range = |low: f64, high: f64| (low / RASTER).floor() as i64..=(high / RASTER).ceil() as i64;
    let columns = range(
        spots().map(|s| s.x).fold(f64::MAX, f64::min),
        spots().map(|s| s.x).fold(f64::MIN, f64::max),
    );
    let rows = range(
        spots().map(|s| s.y).fold(f64::MAX, f64::min),
        spots().map(|s| s.y).fold(f64::MIN, f64::max),
    );
    let mut votes = vec![0_u32; SUBDISTRICTS.len()];
    votes[seed_near(mesh.centre(block))] += 1;
    for (column, row) in columns.flat_map(|x| rows.clone().map(move |y| (x, y))) {
        let spot = Spot {
            x: column as f64 * RASTER,
            y: row as f64 * RASTER,
        };
        if inside(&ring, spot) {
            votes[seed_near(spot)] += 1;
        }
    }
    (0..votes.len())
        .max_by_key(|home| (votes[*home], std::cmp::Reverse(*home)))
        .unwrap_or(0)
}

fn seed_near(spot: Spot) -> usize {
    let far = |home: usize| {
        SUBDISTRICTS[home]
            .seeds
            .iter()
            .map(|(lon, lat)| Place::of_degrees(*lon, *lat).spot().distance(spot))
            .fold(f64::MAX, f64::min)
    };
    (0..SUBDISTRICTS.len())
        .min_by(|a, b| far(*a).total_cmp(&far(*b)))
        .unwrap_or(0)
}

fn take_in_strays(neighbours: &Neighbours, home: &mut [usize]) -> bool {
    let mut changed = false;
    for own in 0..SUBDISTRICTS.len() {
        let mut parts = pieces(neighbours, home, own);
        parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
        for part in parts.into_iter().skip(1) {
            let mut along: BTreeMap<usize, f64> = BTreeMap::new();
            for grid in &part {
                for (other, length, _) in &neighbours.beside[*grid] {
                    if home[*other] != own {
                        *along.entry(home[*other]).or_default() += length;
                    }
                }
            }
            let taker = along
                .iter()
                .max_by(|a, b| a.1.total_cmp(b.1))
                .map(|(taker, _)| *taker);
            if let Some(taker) = taker {
                for grid in &part {
                    home[*grid] = taker;
                }
                changed = true;
            }
        }
    }
    changed
}

fn pieces(neighbours: &Neighbours, home: &[usize], own: usize) -> Vec<BTreeSet<usize>> {
    let mut left: BTreeSet<usize> = (0..home.len()).filter(|grid| home[*grid] == own).collect();
    let mut found = Vec::new();
    while let Some(first) = left.pop_first() {
        let mut part = BTreeSet::from([first]);
        let mut stack = vec![first];
        while let Some(grid) = stack.pop() {
            for (other, _, _) in &neighbours.beside[grid] {
                if left.remove(other) {
                    part.insert(*other);
                    stack.push(*other);
                }
            }
        }
        found.push(part);
    }
    found
}
