//! How far places are from the patrol points around them. The one part of coverage that knows the rule of reach.
//!
//! The sums ask for whole tiles: which of them a change of points touches ([`Posts::touched`]), who is nearest there
//! ([`Posts::nearest_two`]), what one point reaches ([`Posts::own_within`]). Costs are whole numbers: millimetres in a straight
//! line, milliseconds by road. No figure knows which.

mod bands;
mod by_road;
mod labels;
mod posts;
mod road_places;
mod straight;

use super::millimetre::{MmXy, UNREACHED};
use super::place_tiles::{PlaceTiles, TILE};
use crate::base::ids::PointId;

pub(super) use bands::CostBands;
pub(super) use posts::Posts;
pub(super) use road_places::{Lie, RoadPlaces};

/// The slot of a place that nobody reaches.
pub(super) const NOBODY: u32 = 0;

/// A patrol point as the sums know it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Post {
    /// Its row in the tables of sums; stays while the point stays.
    pub(super) slot: u32,
    pub(super) id: PointId,
    pub(super) at: MmXy,
    x: f64,
    y: f64,
}

impl Post {
    fn new(slot: u32, id: PointId, at: MmXy) -> Self {
        Self {
            slot,
            id,
            at,
            x: f64::from(at.x),
            y: f64::from(at.y),
        }
    }
}

/// What a change of points touched: everything else stays as it is.
#[derive(Debug, Clone, Default)]
pub(super) struct PostChange {
    /// Old and new places of every point that moved, came or went.
    places: Vec<(f64, f64)>,
    /// The links where another may be among the nearest two, where the rule goes by road.
    links: Vec<u32>,
    /// Slots whose point moved or came.
    pub(super) settled: Vec<u32>,
    /// Slots whose point went; free from the next change on.
    pub(super) freed: Vec<u32>,
}

impl PostChange {
    pub(super) const fn is_empty(&self) -> bool {
        self.settled.is_empty() && self.freed.is_empty()
    }
}

/// Places as the rule of reach wants them: in tiles, and on roads where it goes by road.
#[derive(Debug, Clone, Copy)]
pub(super) struct Laid<'a> {
    pub(super) places: &'a PlaceTiles,
    pub(super) roads: Option<&'a RoadPlaces>,
}

/// For each place of a tile: whose point is nearest, at what cost, and at what cost the second nearest is.
#[derive(Debug, Clone, Copy)]
pub(super) struct NearestTwo {
    pub(super) slot: [u32; TILE],
    pub(super) near: [u32; TILE],
    pub(super) next: [u32; TILE],
}

impl NearestTwo {
    pub(super) const NOBODY: Self = Self {
        slot: [NOBODY; TILE],
        near: [UNREACHED; TILE],
        next: [UNREACHED; TILE],
    };
}
