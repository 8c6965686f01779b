//! The patrol points, and what they reach by the rule at hand.

use std::sync::Arc;

use super::by_road::ByRoad;
use super::straight;
use super::{CostBands, Laid, Lie, NearestTwo, Post, PostChange, RoadPlaces};
use crate::analysis::millimetre::{MmBox, MmFrame, MmXy};
use crate::analysis::place_tiles::{PlaceTiles, TILE, Tile};
use crate::analysis::travel::pieces::StreetPiece;
use crate::analysis::travel::prepared::TravelNetwork;
use crate::base::ids::PointId;
use crate::base::units::Metres;

/// By which rule places are reached.
#[derive(Debug, Clone, Default)]
enum Way {
    #[default]
    Straight,
    ByRoad(Box<ByRoad>),
}

/// The patrol points, by id: ties go to the first.
#[derive(Debug, Clone, Default)]
pub(in crate::analysis) struct Posts {
    in_order: Vec<Post>,
    free: Vec<u32>,
    slots: u32,
    way: Way,
}

impl Posts {
    /// No points as yet, that are to reach places by road; the frame is the one places are counted in.
    pub(in crate::analysis) fn by_road(roads: Arc<TravelNetwork>, frame: MmFrame) -> Self {
        Self {
            way: Way::ByRoad(Box::new(ByRoad::new(roads, frame))),
            ..Self::default()
        }
    }

    /// Finds places on the roads, where the rule goes by road.
    pub(in crate::analysis) fn lay(&self, places: &PlaceTiles) -> Option<RoadPlaces> {
        match &self.way {
            Way::Straight => None,
            Way::ByRoad(roads) => Some(roads.lay(places)),
        }
    }

    /// Places whose spots on the roads are known, where the rule goes by road.
    pub(in crate::analysis) fn lay_again(&self, lie: &Arc<Lie>) -> Option<RoadPlaces> {
        match &self.way {
            Way::Straight => None,
            Way::ByRoad(roads) => Some(RoadPlaces::lying(roads.roads(), lie)),
        }
    }

    /// The roads, where the rule goes by road.
    pub(in crate::analysis) fn roads(&self) -> Option<&Arc<TravelNetwork>> {
        match &self.way {
            Way::Straight => None,
            Way::ByRoad(roads) => Some(roads.roads()),
        }
    }

    /// The points by id.
    pub(in crate::analysis) fn all(&self) -> &[Post] {
        &self.in_order
    }

    /// Rows that tables of sums need: row 0 stands for nobody.
    pub(in crate::analysis) const fn rows(&self) -> usize {
        self.slots as usize + 1
    }

    /// Puts these points (by id, each id once) in the place of those before and says what that touched.
    pub(in crate::analysis) fn replace(&mut self, wanted: &[(PointId, MmXy)]) -> PostChange {
        let mut change = PostChange::default();
        let before = std::mem::take(&mut self.in_order);
        let mut old = before.iter().peekable();
        let mut posts = Vec::with_capacity(wanted.len());
        let place = |post: &Post| (post.x, post.y);
        for &(id, at) in wanted {
            while let Some(gone) = old.next_if(|post| post.id < id) {
                change.places.push(place(gone));
                change.freed.push(gone.slot);
            }
            let stayed = old.next_if(|post| post.id == id);
            let slot = stayed.map_or_else(|| self.free_slot(), |post| post.slot);
            let post = Post::new(slot, id, at);
            if stayed.is_none_or(|post| post.at != at) {
                change.places.extend(stayed.map(place));
                change.places.push(place(&post));
                change.settled.push(slot);
            }
            posts.push(post);
        }
        for gone in old {
            change.places.push(place(gone));
            change.freed.push(gone.slot);
        }
        self.free.extend(&change.freed);
        self.in_order = posts;
        if let Way::ByRoad(roads) = &mut self.way
            && !change.is_empty()
        {
            change.links = roads.change(&self.in_order, &change);
        }
        change
    }

    /// The points that would leave their places or go if these (by id, each id once) took their place.
    pub(in crate::analysis) fn leaving(&self, wanted: &[(PointId, MmXy)]) -> Vec<Post> {
        let stays = |post: &&Post| {
            let at = wanted.binary_search_by_key(&post.id, |(id, _)| *id);
            at.ok()
                .and_then(|at| wanted.get(at))
                .is_some_and(|(_, at)| *at == post.at)
        };
        let leaving = self.in_order.iter().filter(|post| !stays(post));
        leaving.copied().collect()
    }

    fn free_slot(&mut self) -> u32 {
        self.free.pop().unwrap_or_else(|| {
            self.slots += 1;
            self.slots
        })
    }

    /// How far a point stands from the road its unit sets out on, where the rule goes by road.
    pub(in crate::analysis) fn off_road(&self, slot: u32) -> Option<Metres> {
        match &self.way {
            Way::Straight => None,
            Way::ByRoad(roads) => roads.off_road(slot),
        }
    }

    /// Who arrives first in the middle of each piece of street, and when; nothing where the rule does not go by road.
    pub(in crate::analysis) fn first_on(&self, pieces: &[StreetPiece]) -> Vec<(u32, u32)> {
        match &self.way {
            Way::Straight => Vec::new(),
            Way::ByRoad(roads) => roads.first_on(pieces),
        }
    }

    /// Who arrives first at a place by road, and when.
    pub(in crate::analysis) fn first_at(&self, at: MmXy) -> Option<(u32, u32)> {
        match &self.way {
            Way::Straight => None,
            Way::ByRoad(roads) => roads.first_at(at),
        }
    }

    /// The point in a slot.
    pub(in crate::analysis) fn in_slot(&self, slot: u32) -> Option<&Post> {
        self.in_order.iter().find(|post| post.slot == slot)
    }

    /// The tiles with places for which a change made, or may have made, another point one of the nearest two; what is known of
    /// each block and each tile of them is the cost from its second nearest point at most.
    pub(in crate::analysis) fn touched(
        &mut self,
        laid: Laid<'_>,
        change: &PostChange,
        block_cost: impl Fn(usize) -> u32,
        tile_cost: impl Fn(usize) -> u32,
    ) -> Vec<usize> {
        if let (Way::ByRoad(roads), Some(spots)) = (&mut self.way, laid.roads) {
            return roads.tiles_along(&change.links, laid.places, spots);
        }
        let mut found = Vec::new();
        for (position, block) in laid.places.blocks.iter().enumerate() {
            if !straight::touches(change, &block.extent, block_cost(position)) {
                continue;
            }
            found.extend(block.tiles.clone().filter(|index| {
                let tile = laid.places.tiles.get(*index);
                tile.is_some_and(|tile| straight::touches(change, &tile.extent, tile_cost(*index)))
            }));
        }
        found
    }

    /// The nearest two for every place of these tiles (ascending).
    pub(in crate::analysis) fn nearest_two(
        &self,
        laid: Laid<'_>,
        tiles: &[usize],
        mut each: impl FnMut(usize, &Tile, &NearestTwo),
    ) {
        let mut found = NearestTwo::NOBODY;
        if let (Way::ByRoad(roads), Some(spots)) = (&self.way, laid.roads) {
            for index in tiles {
                if let Some(tile) = laid.places.tiles.get(*index) {
                    roads.nearest_two(spots, tile, &mut found);
                    each(*index, tile, &found);
                }
            }
            return;
        }
        let (mut near_block, mut near_tile) = (Vec::new(), Vec::new());
        let mut blocks = laid.places.blocks.iter();
        let mut block = 0..0;
        for index in tiles {
            while !block.contains(index) {
                let Some(next) = blocks.next() else {
                    return;
                };
                block = next.tiles.clone();
                if block.contains(index) {
                    straight::narrowed(&self.in_order, &next.extent, &mut near_block);
                }
            }
            if let Some(tile) = laid.places.tiles.get(*index) {
                straight::narrowed(&near_block, &tile.extent, &mut near_tile);
                straight::nearest_two(laid.places, tile, &near_tile, &mut found);
                each(*index, tile, &found);
            }
        }
    }

    /// The cost from the nearest point for every place of the tiles where a change may have brought a place within a cost, or
    /// taken it out.
    pub(in crate::analysis) fn nearest_within(
        &mut self,
        laid: Laid<'_>,
        change: &PostChange,
        cost: u32,
        mut each: impl FnMut(&Tile, &[u32; TILE]),
    ) {
        if let (Way::ByRoad(_), Some(_)) = (&self.way, laid.roads) {
            let tiles = self.touched(laid, change, |_| cost, |_| cost);
            self.nearest_two(laid, &tiles, |_, tile, found| each(tile, &found.near));
            return;
        }
        nearest_where(&self.in_order, laid, cost, each, |extent| {
            straight::touches(change, extent, cost)
        });
    }

    /// The cost from the nearest point for every place of the tiles where it may lie in another ring now; no place beyond a
    /// cost matters.
    pub(in crate::analysis) fn nearest_between(
        &self,
        laid: Laid<'_>,
        bands: &CostBands,
        cost: u32,
        mut each: impl FnMut(&Tile, &[u32; TILE]),
    ) {
        if let (Way::ByRoad(_), Some(_)) = (&self.way, laid.roads) {
            let tiles: Vec<usize> = (0..laid.places.tiles.len()).collect();
            self.nearest_two(laid, &tiles, |_, tile, found| each(tile, &found.near));
            return;
        }
        nearest_where(&self.in_order, laid, cost, each, |extent| {
            let meets = |post| straight::meets(bands, post, extent);
            self.in_order.iter().any(meets)
        });
    }

    /// The cost from one point for every place of the tiles it reaches within a cost.
    pub(in crate::analysis) fn own_within(
        &mut self,
        laid: Laid<'_>,
        post: &Post,
        cost: u32,
        mut each: impl FnMut(&Tile, &[u32; TILE]),
    ) {
        if let (Way::ByRoad(roads), Some(spots)) = (&mut self.way, laid.roads) {
            let links = roads.set_out(post.slot, cost);
            let mut costs = [0; TILE];
            for index in roads.tiles_along(&links, laid.places, spots) {
                if let Some(tile) = laid.places.tiles.get(index) {
                    roads.arrivals(post.slot, spots, tile, &mut costs);
                    each(tile, &costs);
                }
            }
            return;
        }
        let reaches = |extent: &_| straight::reaches(post, extent, cost);
        nearest_where(std::slice::from_ref(post), laid, cost, each, reaches);
    }

    /// The cost from one point for every place of the tiles where it may lie in another ring of it now.
    pub(in crate::analysis) fn own_between(
        &mut self,
        laid: Laid<'_>,
        post: &Post,
        bands: &CostBands,
        each: impl FnMut(&Tile, &[u32; TILE]),
    ) {
        if let Way::ByRoad(_) = &self.way {
            self.own_within(laid, post, bands.greatest(), each);
            return;
        }
        let (one, cost) = (std::slice::from_ref(post), bands.greatest());
        nearest_where(one, laid, cost, each, |extent| {
            straight::meets(bands, post, extent)
        });
    }
}

/// The cost from the nearest of these points, in a straight line, for every place of the tiles whose boxes are wanted; no place
/// beyond a cost matters.
fn nearest_where(
    posts: &[Post],
    laid: Laid<'_>,
    cost: u32,
    mut each: impl FnMut(&Tile, &[u32; TILE]),
    wanted: impl Fn(&MmBox) -> bool,
) {
    let (mut near_block, mut near_tile) = (Vec::new(), Vec::new());
    let mut costs = [0; TILE];
    for block in &laid.places.blocks {
        if !wanted(&block.extent) {
            continue;
        }
        straight::within(posts, &block.extent, cost, &mut near_block);
        let tiles = laid.places.tiles.get(block.tiles.clone());
        for tile in tiles.unwrap_or_default() {
            if wanted(&tile.extent) {
                straight::within(&near_block, &tile.extent, cost, &mut near_tile);
                straight::nearest(laid.places, tile, &near_tile, &mut costs);
                each(tile, &costs);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: i32, y: i32) -> MmXy {
        MmXy { x, y }
    }

    #[test]
    fn a_point_keeps_its_slot_while_it_stays_and_a_freed_slot_is_used_again_later() {
        let mut posts = Posts::default();
        posts.replace(&[(PointId(1), at(0, 0)), (PointId(2), at(5, 5))]);
        let change = posts.replace(&[(PointId(2), at(5, 5)), (PointId(3), at(9, 9))]);
        assert_eq!((change.freed, change.settled), (vec![1], vec![3]));
        let change = posts.replace(&[
            (PointId(2), at(5, 6)),
            (PointId(3), at(9, 9)),
            (PointId(4), at(1, 1)),
        ]);
        assert_eq!(change.settled, vec![2, 1]);
        assert_eq!(posts.rows(), 4);
    }

    #[test]
    fn of_points_equally_near_the_lowest_id_is_nearest() {
        let mut posts = Posts::default();
        posts.replace(&[(PointId(7), at(-10, 0))]);
        posts.replace(&[(PointId(3), at(10, 0)), (PointId(7), at(-10, 0))]);
        let places = PlaceTiles::new(&[(at(0, 0), 0)]);
        let laid = Laid {
            places: &places,
            roads: None,
        };
        let mut told = None;
        posts.nearest_two(laid, &[0], |_, _, found| {
            told = Some((found.slot[0], found.near[0], found.next[0]));
        });
        let (slot, near, next) = told.expect("one tile");
        let winner = posts.in_slot(slot).map(|post| post.id);
        assert_eq!(winner, Some(PointId(3)));
        assert_eq!((near, next), (10, 10));
    }
}
