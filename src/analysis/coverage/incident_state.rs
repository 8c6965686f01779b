//! Sums over incidents, kept while points move. All are whole numbers: no order of changes leaves a trace in them.

use super::response::{DistanceTable, Entry, distance_reaching};
use super::times_covered::TimesCovered;
use crate::analysis::demand::Demand;
use crate::analysis::grid_join::NOWHERE;
use crate::analysis::millimetre::UNREACHED;
use crate::analysis::place_tiles::{TILE, Tile};
use crate::analysis::reach::{
    CostBands, Laid, NOBODY, NearestTwo, Post, PostChange, Posts, RoadPlaces,
};

/// What is known of one tile: enough to pass it over.
#[derive(Debug, Clone, Copy)]
struct TileBounds {
    near_least: u32,
    near_greatest: u32,
    next_least: u32,
    next_greatest: u32,
}

/// The limits before, and the costs whose ring is another now.
type Shift<'a> = (&'a [u32], &'a CostBands);

/// Weight by ring (the innermost that holds it; one entry more for beyond), and what is reached at all.
#[derive(Debug, Clone, Copy)]
pub(super) struct RingSums<'a> {
    pub(super) by_ring: &'a [u64],
    pub(super) reached: Reached,
}

/// What is reached at all, in any ring or beyond: weight, and Σ weight × distance.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Reached {
    pub(super) weight: u64,
    pub(super) distance: u128,
}

impl Reached {
    pub(super) fn count(&mut self, near: u32, weight: u64) {
        if near != UNREACHED {
            self.weight += weight;
            self.distance += u128::from(near) * u128::from(weight);
        }
    }
}

impl std::ops::AddAssign for Reached {
    fn add_assign(&mut self, other: Self) {
        self.weight += other.weight;
        self.distance += other.distance;
    }
}

impl std::ops::SubAssign for Reached {
    fn sub_assign(&mut self, other: Self) {
        self.weight -= other.weight;
        self.distance -= other.distance;
    }
}

/// The incidents, as the rule of reach wants them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Incidents<'a> {
    pub(super) demand: &'a Demand,
    pub(super) roads: Option<&'a RoadPlaces>,
}

impl<'a> Incidents<'a> {
    const fn laid(self) -> Laid<'a> {
        Laid {
            places: &self.demand.incidents,
            roads: self.roads,
        }
    }
}

/// Incidents against points and rings.
#[derive(Debug, Clone)]
pub(super) struct IncidentState {
    /// Ring radii, millimetres, ascending.
    limits: Vec<u32>,
    slot: Vec<u32>,
    near: Vec<u32>,
    next: Vec<u32>,
    bounds: Vec<TileBounds>,
    block_next: Vec<u32>,
    /// By slot and ring: weight by the ring of the nearest point, that of the second nearest, that of the point itself.
    first: Vec<u64>,
    second: Vec<u64>,
    own: Vec<u64>,
    times: TimesCovered,
    tile_sums: Vec<u64>,
    tile_reached: Vec<Reached>,
    /// By finest grid: weight by ring, and what is reached.
    unit_sums: Vec<u64>,
    unit_reached: Vec<Reached>,
    reached: Reached,
    distances: DistanceTable,
}

impl IncidentState {
    /// The sums without any point.
    pub(super) fn new(demand: &Demand, limits: &[u32]) -> Self {
        let places = &demand.incidents;
        let (classes, tiles) = (limits.len() + 1, places.tiles.len());
        let mut state = Self {
            limits: limits.to_vec(),
            slot: vec![NOBODY; places.len()],
            near: vec![UNREACHED; places.len()],
            next: vec![UNREACHED; places.len()],
            bounds: vec![
                TileBounds {
                    near_least: UNREACHED,
                    near_greatest: UNREACHED,
                    next_least: UNREACHED,
                    next_greatest: UNREACHED,
                };
                tiles
            ],
            block_next: vec![UNREACHED; places.blocks.len()],
            first: vec![0; classes],
            second: vec![0; classes],
            own: vec![0; classes],
            times: TimesCovered::new(limits.len(), places.len(), demand.total),
            tile_sums: vec![0; tiles * classes],
            tile_reached: vec![Reached::default(); tiles],
            unit_sums: vec![0; demand.units.len() * classes],
            unit_reached: vec![Reached::default(); demand.units.len()],
            reached: Reached::default(),
            distances: DistanceTable::new(),
        };
        state.first[limits.len()] = demand.total;
        state.second[limits.len()] = demand.total;
        for (position, tile) in places.tiles.iter().enumerate() {
            state.sum_tile(demand, position, tile);
        }
        state
    }

    const fn classes(&self) -> usize {
        self.limits.len() + 1
    }

    /// Brings the sums up to date after a change of points.
    pub(super) fn update(
        &mut self,
        incidents: Incidents<'_>,
        posts: &mut Posts,
        change: &PostChange,
    ) {
        let (demand, laid) = (incidents.demand, incidents.laid());
        let rows = posts.rows() * self.classes();
        for table in [&mut self.first, &mut self.second, &mut self.own] {
            table.resize(rows.max(table.len()), 0);
        }
        for slot in &change.freed {
            let row = *slot as usize * self.classes();
            self.own[row..][..=self.limits.len()].fill(0);
        }
        let settled = change.settled.iter();
        let settled: Vec<Post> = settled
            .filter_map(|slot| posts.in_slot(*slot).copied())
            .collect();
        for post in &settled {
            self.count_own(incidents, posts, post, true);
        }
        let tiles = posts.touched(
            laid,
            change,
            |block| self.block_next[block],
            |tile| self.bounds[tile].next_greatest,
        );
        posts.nearest_two(laid, &tiles, |index, tile, found| {
            self.replace_tile(demand, index, tile, found);
        });
        let mut left = tiles.iter().peekable();
        for (position, block) in demand.incidents.blocks.iter().enumerate() {
            let mut any = false;
            while left.next_if(|tile| block.tiles.contains(tile)).is_some() {
                any = true;
            }
            if any {
                self.block_next[position] = self.bounds[block.tiles.clone()]
                    .iter()
                    .map(|bounds| bounds.next_greatest)
                    .max()
                    .unwrap_or(UNREACHED);
            }
        }
    }

    /// Judges by other rings: who is nearest stays. Where only radii change, only incidents between an old and a new radius
    /// are counted elsewhere.
    pub(super) fn set_limits(
        &mut self,
        incidents: Incidents<'_>,
        posts: &mut Posts,
        limits: &[u32],
    ) {
        let demand = incidents.demand;
        let Some(bands) = CostBands::between(&self.limits, limits) else {
            return self.count_anew(incidents, posts, limits);
        };
        let before = std::mem::replace(&mut self.limits, limits.to_vec());
        for (index, tile) in demand.incidents.tiles.iter().enumerate() {
            let bounds = self.bounds[index];
            if bands.meet(bounds.near_least, bounds.near_greatest) {
                self.shift_first(demand, index, tile, (&before, &bands));
            }
            if bands.meet(bounds.next_least, bounds.next_greatest) {
                self.shift_second(demand, tile, (&before, &bands));
            }
        }
        for post in posts.all().to_vec() {
            self.shift_own(incidents, posts, &post, (&before, &bands));
        }
    }

    /// Takes out what points reach that are about to leave their places.
    pub(super) fn take_out(
        &mut self,
        incidents: Incidents<'_>,
        posts: &mut Posts,
        leaving: &[Post],
    ) {
        for post in leaving {
            self.count_own(incidents, posts, post, false);
        }
    }

    fn count_anew(&mut self, incidents: Incidents<'_>, posts: &mut Posts, limits: &[u32]) {
        let demand = incidents.demand;
        self.limits = limits.to_vec();
        let (classes, rows) = (limits.len() + 1, posts.rows());
        for table in [&mut self.first, &mut self.second, &mut self.own] {
            *table = vec![0; rows * classes];
        }
        self.times = TimesCovered::new(limits.len(), demand.incidents.len(), demand.total);
        self.tile_sums = vec![0; demand.incidents.tiles.len() * classes];
        self.unit_sums = vec![0; demand.units.len() * classes];
        for (place, weight) in demand.weights.iter().enumerate() {
            let row = self.slot[place] as usize * classes;
            self.first[row + ring_of(limits, self.near[place])] += weight;
            self.second[row + ring_of(limits, self.next[place])] += weight;
        }
        for (index, tile) in demand.incidents.tiles.iter().enumerate() {
            self.sum_tile(demand, index, tile);
        }
        for post in posts.all().to_vec() {
            self.count_own(incidents, posts, &post, true);
        }
    }

    /// Moves what of a tile lies between an old and a new radius of its nearest point to its other ring, in every sum.
    fn shift_first(&mut self, demand: &Demand, index: usize, tile: &Tile, shift: Shift<'_>) {
        let (before, bands) = shift;
        let classes = self.classes();
        for place in tile.places() {
            let near = self.near[place];
            if !bands.hold(near) {
                continue;
            }
            let weight = demand.weights[place];
            let (from, to) = (ring_of(before, near), ring_of(&self.limits, near));
            let moved = |sums: &mut [u64], row: usize| {
                sums[row * classes + from] -= weight;
                sums[row * classes + to] += weight;
            };
            moved(&mut self.first, self.slot[place] as usize);
            moved(&mut self.tile_sums, index);
            if tile.group != NOWHERE {
                moved(&mut self.unit_sums, tile.group as usize);
            }
        }
    }

    /// The same for the second nearest points.
    fn shift_second(&mut self, demand: &Demand, tile: &Tile, shift: Shift<'_>) {
        let (before, bands) = shift;
        for place in tile.places() {
            let next = self.next[place];
            if bands.hold(next) {
                let row = self.slot[place] as usize * self.classes();
                let weight = demand.weights[place];
                self.second[row + ring_of(before, next)] -= weight;
                self.second[row + ring_of(&self.limits, next)] += weight;
            }
        }
    }

    /// The same for the rings of one point itself.
    fn shift_own(
        &mut self,
        incidents: Incidents<'_>,
        posts: &mut Posts,
        post: &Post,
        shift: Shift<'_>,
    ) {
        let (before, bands) = shift;
        let weights = &incidents.demand.weights;
        let row = post.slot as usize * self.classes();
        let sums = &mut self.own[row..][..self.limits.len()];
        posts.own_between(incidents.laid(), post, bands, |tile, costs| {
            for (place, cost) in tile.places().zip(costs) {
                if !bands.hold(*cost) {
                    continue;
                }
                let weight = weights[place];
                let (from, to) = (ring_of(before, *cost), ring_of(&self.limits, *cost));
                // What lies beyond all rings of one point is not counted.
                if let Some(sum) = sums.get_mut(from) {
                    *sum -= weight;
                }
                if let Some(sum) = sums.get_mut(to) {
                    *sum += weight;
                }
                self.times.shifted(place, from, to, weight);
            }
        });
    }

    /// Counts the incidents in each ring of one point in, or out; what lies beyond them all is not counted.
    fn count_own(
        &mut self,
        incidents: Incidents<'_>,
        posts: &mut Posts,
        post: &Post,
        count_in: bool,
    ) {
        let weights = &incidents.demand.weights;
        let row = post.slot as usize * self.classes();
        let sums = &mut self.own[row..][..self.limits.len()];
        sums.fill(0);
        let Some(&outermost) = self.limits.last() else {
            return;
        };
        posts.own_within(incidents.laid(), post, outermost, |tile, costs| {
            for (place, cost) in tile.places().zip(costs) {
                let (ring, weight) = (ring_of(&self.limits, *cost), weights[place]);
                let Some(sum) = sums.get_mut(ring) else {
                    continue;
                };
                if count_in {
                    *sum += weight;
                    self.times.more(place, ring, weight);
                } else {
                    self.times.fewer(place, ring, weight);
                }
            }
        });
    }

    /// Puts new nearest points in the place of a tile's old ones.
    fn replace_tile(&mut self, demand: &Demand, index: usize, tile: &Tile, found: &NearestTwo) {
        let classes = self.classes();
        for (place, k) in tile.places().zip(0..TILE) {
            let (slot, near, next) = (found.slot[k], found.near[k], found.next[k]);
            let weight = demand.weights[place];
            if near != self.near[place] {
                self.distances.moved(weight, self.near[place], near);
            }
            let ring = |cost| ring_of(&self.limits, cost);
            let (old, new) = (self.slot[place] as usize * classes, slot as usize * classes);
            let (from, to) = (old + ring(self.near[place]), new + ring(near));
            if from != to {
                self.first[from] -= weight;
                self.first[to] += weight;
            }
            let (from, to) = (old + ring(self.next[place]), new + ring(next));
            if from != to {
                self.second[from] -= weight;
                self.second[to] += weight;
            }
            self.slot[place] = slot;
            self.near[place] = near;
            self.next[place] = next;
        }
        self.sum_tile(demand, index, tile);
    }

    /// Sums a tile anew and hands the difference on to its grid and the whole.
    fn sum_tile(&mut self, demand: &Demand, index: usize, tile: &Tile) {
        let classes = self.classes();
        let unit = tile.group as usize;
        let sums = &mut self.tile_sums[index * classes..][..classes];
        if tile.group != NOWHERE {
            for (sum, own) in self.unit_sums[unit * classes..].iter_mut().zip(&*sums) {
                *sum -= own;
            }
            self.unit_reached[unit] -= self.tile_reached[index];
        }
        self.reached -= self.tile_reached[index];
        sums.fill(0);
        let mut reached = Reached::default();
        for (near, weight) in self.near[tile.places()]
            .iter()
            .zip(&demand.weights[tile.places()])
        {
            sums[ring_of(&self.limits, *near)] += weight;
            reached.count(*near, *weight);
        }
        self.tile_reached[index] = reached;
        self.reached += reached;
        if tile.group != NOWHERE {
            for (sum, own) in self.unit_sums[unit * classes..].iter_mut().zip(&*sums) {
                *sum += own;
            }
            self.unit_reached[unit] += reached;
        }
        let least = |costs: &[u32]| costs.iter().copied().min().unwrap_or(UNREACHED);
        let greatest = |costs: &[u32]| costs.iter().copied().max().unwrap_or(UNREACHED);
        let (near, next) = (&self.near[tile.places()], &self.next[tile.places()]);
        self.bounds[index] = TileBounds {
            near_least: least(near),
            near_greatest: greatest(near),
            next_least: least(next),
            next_greatest: greatest(next),
        };
    }

    /// Weight by ring of the nearest point, for the point in a slot.
    pub(super) fn first_of(&self, slot: u32) -> &[u64] {
        row(&self.first, slot, self.classes())
    }

    /// Weight by ring of the second nearest point, for the point in a slot that is the nearest.
    pub(super) fn second_of(&self, slot: u32) -> &[u64] {
        row(&self.second, slot, self.classes())
    }

    /// Weight by ring of the point itself.
    pub(super) fn own_of(&self, slot: u32) -> &[u64] {
        row(&self.own, slot, self.classes())
    }

    /// Weight by how many points reach it within a ring.
    pub(super) fn times_covered(&self, ring: usize) -> &[u64] {
        self.times.within(ring)
    }

    /// Weight in a grid beyond the outermost ring.
    pub(super) fn beyond_in_unit(&self, unit: usize) -> u64 {
        self.of_unit(unit).by_ring.last().copied().unwrap_or(0)
    }

    /// Sums of a tile.
    pub(super) fn of_tile(&self, tile: usize) -> RingSums<'_> {
        RingSums {
            by_ring: row(&self.tile_sums, tile as u32, self.classes()),
            reached: self.tile_reached.get(tile).copied().unwrap_or_default(),
        }
    }

    /// Sums of a finest grid.
    pub(super) fn of_unit(&self, unit: usize) -> RingSums<'_> {
        RingSums {
            by_ring: row(&self.unit_sums, unit as u32, self.classes()),
            reached: self.unit_reached.get(unit).copied().unwrap_or_default(),
        }
    }

    /// Distances to the nearest point of the places in a tile.
    pub(super) fn near_in(&self, tile: &Tile) -> &[u32] {
        &self.near[tile.places()]
    }

    /// What is reached of everything.
    pub(super) const fn reached(&self) -> Reached {
        self.reached
    }

    /// Weights by distance.
    pub(super) const fn distances(&self) -> &DistanceTable {
        &self.distances
    }

    /// The farthest distance of all; `None` where nothing is reached.
    pub(super) fn worst(&self, demand: &Demand) -> Option<u32> {
        let farthest = |(tile, bounds): (&Tile, &TileBounds)| match bounds.near_greatest {
            // Some of it is not reached at all; the farthest of what is.
            UNREACHED if bounds.near_least != UNREACHED => {
                let near = self.near_in(tile).iter().copied();
                near.filter(|near| *near != UNREACHED).max()
            }
            UNREACHED => None,
            greatest => Some(greatest),
        };
        demand
            .incidents
            .tiles
            .iter()
            .zip(&self.bounds)
            .filter_map(farthest)
            .max()
    }

    /// The smallest distance within which at least this weight lies.
    pub(super) fn distance_reaching(&self, demand: &Demand, wanted: u64) -> Option<u32> {
        if let Some(distance) = self.distances.distance_reaching(wanted) {
            return Some(distance);
        }
        let reached = self.distances.reaching(wanted)?;
        let mut distances = self.within_span(demand, reached);
        distance_reaching(&mut distances, reached.before, wanted)
    }

    fn within_span(&self, demand: &Demand, reached: Entry) -> Vec<(u32, u64)> {
        let (least, greatest) = reached.span();
        let mut found = Vec::new();
        for (tile, bounds) in demand.incidents.tiles.iter().zip(&self.bounds) {
            if bounds.near_least > greatest || bounds.near_greatest < least {
                continue;
            }
            let range = tile.places();
            for (near, weight) in self.near[range.clone()].iter().zip(&demand.weights[range]) {
                if (least..=greatest).contains(near) {
                    found.push((*near, *weight));
                }
            }
        }
        found
    }
}

/// The innermost ring that holds a cost; the count of rings where none does.
pub(super) fn ring_of(limits: &[u32], cost: u32) -> usize {
    limits.iter().map(|limit| usize::from(cost > *limit)).sum()
}

fn row(table: &[u64], row: u32, classes: usize) -> &[u64] {
    table
        .get(row as usize * classes..(row as usize + 1) * classes)
        .unwrap_or(&[])
}
