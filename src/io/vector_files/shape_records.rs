//! The records of a `.shp` file: shapes by number of parts and corners, each held against the bytes that are there before
//! anything is made from it.

use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::Fault;
use super::features::{Corner, Geometry};
use crate::base::cancel::Cancel;
use crate::i18n::message::Message;

/// Bytes before the first record.
const HEAD: usize = 100;
/// What the file begins with, most significant byte first.
const MARK: u32 = 9994;

/// Whether bytes begin as a `.shp` file does (a `.shx` begins the same way, but its file is found by its name).
pub(super) fn begins(start: &[u8]) -> bool {
    big(start, 0) == Some(MARK) && little(start, 28) == Some(1000)
}

/// The kind of shape that a file says it holds, and how many records it has, as far as it is sound.
pub(super) fn kind_and_count(bytes: &[u8]) -> (u32, usize) {
    let mut rest = bytes.get(HEAD..).unwrap_or_default();
    let mut count = 0;
    while let Some(length) = big(rest, 4) {
        let Some(next) = rest.get(8 + length as usize * 2..) else {
            break;
        };
        count += 1;
        rest = next;
    }
    (little(bytes, 32).unwrap_or(0), count)
}

/// The shapes of a file in its order.
pub(super) fn shapes(bytes: &[u8], cancel: &Cancel) -> Result<Vec<Geometry>, Fault> {
    if !begins(bytes) || bytes.len() < HEAD {
        return Err(Fault::new(Message::new("io-shp-broken-head")));
    }
    let declared = big(bytes, 24).unwrap_or(0) as usize * 2;
    if declared > bytes.len() {
        return Err(Fault::new(Message::new("io-shp-cut-off")));
    }
    // What lies behind the declared end is no part of the file; some programs leave zeros there.
    let mut rest = bytes.get(HEAD..declared.max(HEAD)).unwrap_or_default();
    let mut shapes = Vec::new();
    while !rest.is_empty() {
        cancel.check()?;
        let broken =
            || Fault::new(Message::new("io-shp-broken-record").with("number", shapes.len() + 1));
        let length = big(rest, 4).ok_or_else(broken)? as usize * 2;
        let content = rest.get(8..8 + length).ok_or_else(broken)?;
        let shape = shape(content).ok_or_else(broken)?;
        shapes.push(shape);
        rest = rest.get(8 + length..).unwrap_or_default();
    }
    Ok(shapes)
}

/// One shape; `None` where its content does not hold what it says.
fn shape(content: &[u8]) -> Option<Geometry> {
    Some(match little(content, 0)? {
        0 => Geometry::None,
        1 | 11 | 21 => Geometry::Points(vec![corner(content, 4)?]),
        8 | 18 | 28 => {
            let count = little(content, 36)? as usize;
            Geometry::Points(corners(content.get(40..)?, count)?)
        }
        3 | 13 | 23 => Geometry::Lines(parts(content)?),
        5 | 15 | 25 => Geometry::Polygons(polygons(parts(content)?)),
        31 => Geometry::Foreign("MultiPatch"),
        _ => return None,
    })
}

/// The parts of a line or an area.
fn parts(content: &[u8]) -> Option<Vec<Vec<Corner>>> {
    let (count, all) = (little(content, 36)? as usize, little(content, 40)? as usize);
    let begins = content.get(44..44usize.checked_add(count.checked_mul(4)?)?)?;
    let corners = corners(content.get(44 + count * 4..)?, all)?;
    let mut starts: Vec<usize> = (0..count)
        .filter_map(|part| Some(little(begins, part * 4)? as usize))
        .collect();
    starts.push(all);
    starts
        .windows(2)
        .map(|pair| Some(corners.get(*pair.first()?..*pair.last()?)?.to_vec()))
        .collect()
}

/// Areas out of rings: clockwise ones are outer, the others are holes of the smallest outer ring about them. Every ring is
/// turned round, as GeoJSON writes them.
fn polygons(rings: Vec<Vec<Corner>>) -> Vec<Vec<Vec<Corner>>> {
    let is_hole = |ring: &Vec<Corner>| twice_area(ring) > 0.0;
    let (holes, mut outer): (Vec<_>, Vec<_>) = rings.into_iter().partition(is_hole);
    if outer.is_empty() {
        // All are the wrong way round: whoever reads them says so.
        outer = holes;
        return turned(outer.into_iter().map(|ring| vec![ring]).collect());
    }
    let mut areas: Vec<Vec<Vec<Corner>>> = outer.into_iter().map(|ring| vec![ring]).collect();
    let homes = Homes::of(&areas);
    for hole in holes {
        match homes.of_hole(&areas, &hole) {
            Some(home) => {
                if let Some(area) = areas.get_mut(home) {
                    area.push(hole);
                }
            }
            None => areas.push(vec![hole]),
        }
    }
    turned(areas)
}

fn turned(mut areas: Vec<Vec<Vec<Corner>>>) -> Vec<Vec<Vec<Corner>>> {
    for ring in areas.iter_mut().flatten() {
        ring.reverse();
    }
    areas
}

/// Outer rings by their boxes.
struct Homes(RTree<GeomWithData<Rectangle<Corner>, usize>>);

impl Homes {
    fn of(areas: &[Vec<Vec<Corner>>]) -> Self {
        let boxed = areas.iter().enumerate().filter_map(|(at, area)| {
            let ring = area.first()?;
            let finite = ring.iter().flatten().all(|number| number.is_finite());
            let about = AABB::from_points(ring.iter().filter(|_| finite));
            finite.then(|| GeomWithData::new(Rectangle::from_aabb(about), at))
        });
        Self(RTree::bulk_load(boxed.collect()))
    }

    fn of_hole(&self, areas: &[Vec<Vec<Corner>>], hole: &[Corner]) -> Option<usize> {
        let first = *hole.first()?;
        if !first.iter().all(|number| number.is_finite()) {
            return None;
        }
        let ring = |at: usize| areas.get(at).and_then(|area| area.first());
        self.0
            .locate_all_at_point(first)
            .map(|home| home.data)
            .filter(|at| ring(*at).is_some_and(|ring| holds(ring, hole)))
            .min_by(|a, b| {
                let area = |at: usize| ring(at).map_or(0.0, |ring| twice_area(ring).abs());
                area(*a).total_cmp(&area(*b))
            })
    }
}

/// Whether a hole lies in a ring, by its first corner that is not on the ring.
fn holds(ring: &[Corner], hole: &[Corner]) -> bool {
    use geo::coordinate_position::{CoordPos, coord_pos_relative_to_ring};
    let at = |corner: &Corner| geo::Coord {
        x: corner[0],
        y: corner[1],
    };
    let mut line = geo::LineString::new(ring.iter().map(at).collect());
    // A ring left open is told by whoever reads it.
    line.close();
    let positions = hole
        .iter()
        .map(|corner| coord_pos_relative_to_ring(at(corner), &line));
    let mut off = positions.filter(|position| *position != CoordPos::OnBoundary);
    off.next()
        .is_none_or(|position| position == CoordPos::Inside)
}

/// Twice the area of a ring, positive where it runs against the clock. Measured from its first corner: far from the origin
/// the products would eat up the digits.
fn twice_area(ring: &[Corner]) -> f64 {
    let Some([x, y]) = ring.first().copied() else {
        return 0.0;
    };
    ring.windows(2)
        .map(|pair| match pair {
            [[ax, ay], [bx, by]] => (ax - x) * (by - y) - (bx - x) * (ay - y),
            _ => 0.0,
        })
        .sum()
}

fn corners(bytes: &[u8], count: usize) -> Option<Vec<Corner>> {
    let bytes = bytes.get(..count.checked_mul(16)?)?;
    (0..count).map(|at| corner(bytes, at * 16)).collect()
}

fn corner(bytes: &[u8], at: usize) -> Option<Corner> {
    let number = |at: usize| {
        let eight = bytes.get(at..at.checked_add(8)?)?;
        Some(f64::from_le_bytes(eight.try_into().ok()?))
    };
    Some([number(at)?, number(at + 8)?])
}

fn big(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn little(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(x: f64, y: f64, side: f64, clockwise: bool) -> Vec<Corner> {
        let mut ring = vec![
            [x, y],
            [x, y + side],
            [x + side, y + side],
            [x + side, y],
            [x, y],
        ];
        if !clockwise {
            ring.reverse();
        }
        ring
    }

    #[test]
    fn a_hole_goes_to_the_smallest_ring_about_it() {
        // An island with a pond in a lake of the mainland; the pond touches the island's shore.
        let (land, lake) = (square(0.0, 0.0, 10.0, true), square(1.0, 1.0, 8.0, false));
        let (island, pond) = (square(3.0, 3.0, 4.0, true), square(3.0, 4.0, 1.0, false));
        let areas = polygons(vec![pond.clone(), land, island, lake.clone()]);
        let holes = |at: usize| areas[at].len() - 1;
        assert_eq!((areas.len(), holes(0), holes(1)), (2, 1, 1));
        let turned = |ring: &Vec<Corner>| ring.iter().rev().copied().collect::<Vec<_>>();
        assert_eq!(
            (&areas[0][1], &areas[1][1]),
            (&turned(&lake), &turned(&pond))
        );
        assert!(areas.iter().all(|area| twice_area(&area[0]) > 0.0));
    }

    #[test]
    fn a_count_that_no_content_can_hold_is_no_shape() {
        let mut content = vec![0; 60];
        content[0] = 5;
        content[36..40].copy_from_slice(&u32::MAX.to_le_bytes());
        content[40..44].copy_from_slice(&u32::MAX.to_le_bytes());
        assert_eq!(shape(&content), None);
        content[36..40].copy_from_slice(&1u32.to_le_bytes());
        assert_eq!(shape(&content), None);
        content[0] = 8;
        content[36..40].copy_from_slice(&2u32.to_le_bytes());
        assert_eq!(shape(&content), None);
    }
}
