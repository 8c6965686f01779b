//! Points that reach places in a straight line: distances in whole millimetres, boxes of places passed over unseen.

use super::{CostBands, NOBODY, NearestTwo, Post, PostChange};
use crate::analysis::millimetre::{MmBox, larger, millimetres_of_square, smaller, square_reaching};
use crate::analysis::place_tiles::{PlaceTiles, TILE, Tile};

/// Whether a changed point can reach a place in the box at no more than this cost.
pub(super) fn touches(change: &PostChange, extent: &MmBox, cost: u32) -> bool {
    let bound = square_reaching(cost);
    change
        .places
        .iter()
        .any(|(x, y)| extent.nearest_square(*x, *y) <= bound)
}

/// Whether the point can reach a place in the box at a cost whose ring becomes another.
pub(super) fn meets(bands: &CostBands, post: &Post, extent: &MmBox) -> bool {
    let nearest = extent.nearest_square(post.x, post.y);
    let farthest = extent.farthest_square(post.x, post.y);
    bands.all().any(|(above, upto)| {
        let above = f64::from(above);
        nearest <= square_reaching(upto) && farthest >= above * above
    })
}

/// Whether the point reaches a place in the box at no more than this cost.
pub(super) fn reaches(post: &Post, extent: &MmBox, cost: u32) -> bool {
    extent.nearest_square(post.x, post.y) <= square_reaching(cost)
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
    found.clear();
    found.extend(posts.iter().filter(|post| reaches(post, extent, cost)));
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
