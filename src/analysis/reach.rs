//! How far places are from the patrol points around them. The one part of coverage that knows the rule of reach.
//!
//! The board asks for whole tiles: which points can matter ([`Posts::candidates`], [`narrowed`]), then the costs
//! themselves ([`nearest_two`], [`nearest`], [`costs_from`]). Costs are whole numbers; here millimetres in a straight line.
//! Another rule (by road, in milliseconds) answers the same questions; no figure changes for it.

use super::millimetre::{
    MmBox, MmXy, UNREACHED, larger, millimetres_of_square, smaller, square_reaching,
};
use super::place_tiles::{PlaceTiles, TILE, Tile};
use crate::base::ids::PointId;

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
    /// Slots whose point moved or came.
    pub(super) settled: Vec<u32>,
    /// Slots whose point went; free from the next change on.
    pub(super) freed: Vec<u32>,
}

impl PostChange {
    /// Whether a changed point can reach a place in the box at no more than this cost.
    pub(super) fn touches(&self, extent: &MmBox, cost: u32) -> bool {
        let bound = square_reaching(cost);
        self.places
            .iter()
            .any(|(x, y)| extent.nearest_square(*x, *y) <= bound)
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    fn add(&mut self, at: MmXy) {
        self.places.push((f64::from(at.x), f64::from(at.y)));
    }
}

/// The patrol points, by id: ties go to the first.
#[derive(Debug, Clone, Default)]
pub(super) struct Posts {
    in_order: Vec<Post>,
    free: Vec<u32>,
    slots: u32,
}

impl Posts {
    /// The points by id.
    pub(super) fn all(&self) -> &[Post] {
        &self.in_order
    }

    /// Rows that tables of sums need: row 0 stands for nobody.
    pub(super) const fn rows(&self) -> usize {
        self.slots as usize + 1
    }

    /// Puts these points (by id, each id once) in the place of those before and says what that touched.
    pub(super) fn replace(&mut self, wanted: &[(PointId, MmXy)]) -> PostChange {
        let mut change = PostChange::default();
        let before = std::mem::take(&mut self.in_order);
        let mut old = before.iter().peekable();
        let mut posts = Vec::with_capacity(wanted.len());
        for &(id, at) in wanted {
            while let Some(gone) = old.next_if(|post| post.id < id) {
                change.add(gone.at);
                change.freed.push(gone.slot);
            }
            let stayed = old.next_if(|post| post.id == id);
            let slot = stayed.map_or_else(|| self.free_slot(), |post| post.slot);
            if stayed.is_none_or(|post| post.at != at) {
                change.places.extend(stayed.map(|post| (post.x, post.y)));
                change.add(at);
                change.settled.push(slot);
            }
            posts.push(Post::new(slot, id, at));
        }
        for gone in old {
            change.add(gone.at);
            change.freed.push(gone.slot);
        }
        self.free.extend(&change.freed);
        self.in_order = posts;
        change
    }

    /// The change from no point at all to the points now.
    pub(super) fn as_change(&self) -> PostChange {
        PostChange {
            places: self.in_order.iter().map(|post| (post.x, post.y)).collect(),
            settled: self.in_order.iter().map(|post| post.slot).collect(),
            freed: Vec::new(),
        }
    }

    fn free_slot(&mut self) -> u32 {
        self.free.pop().unwrap_or_else(|| {
            self.slots += 1;
            self.slots
        })
    }

    /// The points that can be nearest or second nearest to a place in the box, by id.
    pub(super) fn candidates(&self, extent: &MmBox, found: &mut Vec<Post>) {
        narrowed(&self.in_order, extent, found);
    }

    /// The points that reach a place in the box at no more than this cost, by id.
    pub(super) fn within(&self, extent: &MmBox, cost: u32, found: &mut Vec<Post>) {
        within(&self.in_order, extent, cost, found);
    }

    /// The point in a slot.
    pub(super) fn in_slot(&self, slot: u32) -> Option<&Post> {
        self.in_order.iter().find(|post| post.slot == slot)
    }
}

/// Of these points, those that can be nearest or second nearest to a place in the box, in their order.
///
/// Every place in the box has two points within the second smallest of the farthest distances; whoever is always
/// farther than that is neither.
pub(super) fn narrowed(posts: &[Post], extent: &MmBox, found: &mut Vec<Post>) {
    let (mut first, mut second) = (f64::INFINITY, f64::INFINITY);
    for post in posts {
        let farthest = extent.farthest_square(post.x, post.y);
        second = smaller(second, larger(first, farthest));
        first = smaller(first, farthest);
    }
    found.clear();
    found.extend(
        posts
            .iter()
            .filter(|post| extent.nearest_square(post.x, post.y) <= second),
    );
}

/// Of these points, those that reach a place in the box at no more than this cost, in their order.
pub(super) fn within(posts: &[Post], extent: &MmBox, cost: u32, found: &mut Vec<Post>) {
    let bound = square_reaching(cost);
    found.clear();
    found.extend(
        posts
            .iter()
            .filter(|post| extent.nearest_square(post.x, post.y) <= bound),
    );
}

/// The costs whose ring becomes another where as many limits as before lie elsewhere.
#[derive(Debug, Clone)]
pub(super) struct CostBands(Vec<CostBand>);

/// Costs above one limit, up to and including another.
#[derive(Debug, Clone, Copy)]
struct CostBand {
    above: u32,
    upto: u32,
}

impl CostBands {
    /// The bands between limits (ascending) and as many others; `None` where their number differs.
    pub(super) fn between(before: &[u32], after: &[u32]) -> Option<Self> {
        let bands = before
            .iter()
            .zip(after)
            .filter(|(before, after)| before != after)
            .map(|(before, after)| CostBand {
                above: *before.min(after),
                upto: *before.max(after),
            });
        (before.len() == after.len()).then(|| Self(bands.collect()))
    }

    /// Whether the ring of this cost becomes another.
    pub(super) fn hold(&self, cost: u32) -> bool {
        self.meet(cost, cost)
    }

    /// Whether the ring of any cost from the least to the greatest becomes another.
    pub(super) fn meet(&self, least: u32, greatest: u32) -> bool {
        self.0
            .iter()
            .any(|band| greatest > band.above && least <= band.upto)
    }

    /// Whether the point can reach a place in the box at such a cost.
    pub(super) fn touched(&self, post: &Post, extent: &MmBox) -> bool {
        let nearest = extent.nearest_square(post.x, post.y);
        let farthest = extent.farthest_square(post.x, post.y);
        self.0.iter().any(|band| {
            let above = f64::from(band.above);
            nearest <= square_reaching(band.upto) && farthest >= above * above
        })
    }
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

/// Fills in the nearest two of the candidates for every place of the tile. Of points equally near the first is nearest.
pub(super) fn nearest_two(
    places: &PlaceTiles,
    tile: &Tile,
    candidates: &[Post],
    out: &mut NearestTwo,
) {
    let (xs, ys, len) = coordinates(places, tile);
    let mut near = [f64::INFINITY; TILE];
    let mut next = [f64::INFINITY; TILE];
    let mut slot = [u64::from(NOBODY); TILE];
    for post in candidates {
        let own = u64::from(post.slot);
        for k in 0..len {
            let (dx, dy) = (xs[k] - post.x, ys[k] - post.y);
            let square = dx * dx + dy * dy;
            next[k] = smaller(next[k], larger(near[k], square));
            slot[k] = if square < near[k] { own } else { slot[k] };
            near[k] = smaller(square, near[k]);
        }
    }
    for k in 0..len {
        out.slot[k] = slot[k] as u32;
        out.near[k] = millimetres_of_square(near[k]);
        out.next[k] = millimetres_of_square(next[k]);
    }
}

/// Fills in, for every place of the tile, the cost from the nearest of the candidates.
pub(super) fn nearest(
    places: &PlaceTiles,
    tile: &Tile,
    candidates: &[Post],
    out: &mut [u32; TILE],
) {
    let (xs, ys, len) = coordinates(places, tile);
    let mut near = [f64::INFINITY; TILE];
    for post in candidates {
        for k in 0..len {
            let (dx, dy) = (xs[k] - post.x, ys[k] - post.y);
            near[k] = smaller(dx * dx + dy * dy, near[k]);
        }
    }
    for k in 0..len {
        out[k] = millimetres_of_square(near[k]);
    }
}

/// Fills in, for every place of the tile, the cost from one point.
pub(super) fn costs_from(places: &PlaceTiles, tile: &Tile, post: &Post, out: &mut [u32; TILE]) {
    nearest(places, tile, std::slice::from_ref(post), out);
}

/// Places of a tile as `f64`; its length is at most [`TILE`], which the compiler is told.
fn coordinates(places: &PlaceTiles, tile: &Tile) -> ([f64; TILE], [f64; TILE], usize) {
    let range = tile.places();
    let (mut xs, mut ys) = ([0.0; TILE], [0.0; TILE]);
    for (to, from) in xs.iter_mut().zip(&places.xs[range.clone()]) {
        *to = f64::from(*from);
    }
    for (to, from) in ys.iter_mut().zip(&places.ys[range.clone()]) {
        *to = f64::from(*from);
    }
    (xs, ys, range.len().min(TILE))
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
        let mut found = NearestTwo::NOBODY;
        nearest_two(&places, &places.tiles[0], posts.all(), &mut found);
        let winner = posts.in_slot(found.slot[0]).map(|post| post.id);
        assert_eq!(winner, Some(PointId(3)));
        assert_eq!((found.near[0], found.next[0]), (10, 10));
    }
}
