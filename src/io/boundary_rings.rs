//! One feature's rings as written into a sound boundary in WGS 84, and everything that was wrong with them.

use geo::{Coord, LineString, MultiPolygon, Polygon};

use super::antimeridian::{crosses, cut, turns, unrolled};
use super::crossings::{Rings, Touch, sweep};
use super::defect::{Defect, DefectKind, DefectLevel};
use super::geojson::coordinates::Corners;
use super::geojson::document::Shape;
use super::geojson_file::Reading;
use crate::base::coords::LonLat;
use crate::base::crs::Crs;
use crate::base::ground_area::ring_area;
use crate::base::rings::rings;
use crate::i18n::message::Message;

/// A feature and the list its defects go to.
#[derive(Debug)]
pub struct Judge<'list> {
    /// Position in the file.
    pub feature: usize,
    /// Code or name.
    pub name: &'list str,
    /// Where defects are listed.
    pub defects: &'list mut Vec<Defect>,
}

impl Judge<'_> {
    /// Lists a defect.
    pub fn found(
        &mut self,
        kind: DefectKind,
        level: DefectLevel,
        at: Option<LonLat>,
        message: Message,
    ) {
        self.defects.push(Defect {
            kind,
            level,
            feature: Some(self.feature),
            feature_name: self.name.to_owned(),
            at,
            message,
        });
    }
}

/// The polygons of a shape as written: per part the outer ring, then the holes. `None` where it has none.
pub fn polygons_of(shape: Shape, judge: &mut Judge<'_>) -> Option<Vec<Vec<Corners>>> {
    let mut others = 0;
    let mut parts = Vec::new();
    gather(shape, &mut parts, &mut others);
    match (parts.is_empty(), others) {
        (_, 0) => Some(parts),
        (true, _) => {
            judge.found(
                DefectKind::NotAnArea,
                DefectLevel::Refused,
                None,
                Message::new("io-defect-not-an-area"),
            );
            None
        }
        (false, others) => {
            judge.found(
                DefectKind::NotAnArea,
                DefectLevel::Warning,
                None,
                Message::new("io-defect-part-not-an-area").with("n", others),
            );
            Some(parts)
        }
    }
}

fn gather(shape: Shape, parts: &mut Vec<Vec<Corners>>, others: &mut usize) {
    match shape {
        Shape::Polygon(rings) if rings.is_empty() => {}
        Shape::Polygon(rings) => parts.push(rings),
        Shape::Polygons(more) => parts.extend(more.into_iter().filter(|part| !part.is_empty())),
        Shape::Collection(shapes) => {
            for shape in shapes {
                gather(shape, parts, others);
            }
        }
        Shape::Point(_) | Shape::Points(_) | Shape::Line(_) | Shape::Lines(_) => *others += 1,
    }
}

/// The boundary of these parts, or `None` where the feature must be refused.
pub fn boundary_of(
    mut parts: Vec<Vec<Corners>>,
    reading: Reading,
    judge: &mut Judge<'_>,
) -> Option<MultiPolygon<f64>> {
    if !check_range(&mut parts, reading, judge) {
        return None;
    }
    // GCJ-02 and its sister are systems of China; what crosses the meridian in them is flagged, not cut.
    let plain = matches!(reading.crs, Crs::Wgs84 | Crs::Cgcs2000);
    let across = plain && parts.iter().flatten().any(|ring| crosses(ring));
    if across {
        parts = parts.into_iter().map(unrolled).collect();
    }
    let mut tally = Tally::default();
    let parts: Vec<Vec<Corners>> = parts
        .into_iter()
        .filter_map(|part| tidy_part(part, reading, &mut tally))
        .collect();
    tally.report(judge);
    if parts.is_empty() {
        if tally.degenerate == 0 {
            let message = Message::new("io-defect-empty");
            judge.found(DefectKind::Empty, DefectLevel::Refused, None, message);
        } else {
            let message = Message::new("io-defect-no-extent");
            let (kind, level) = (DefectKind::DegenerateRing, DefectLevel::Refused);
            judge.found(kind, level, tally.degenerate_at, message);
        }
        return None;
    }
    check_crossings(&parts, reading, judge);
    let boundary = to_lonlat(parts, reading, judge);
    if across {
        let at = boundary
            .iter()
            .next()
            .and_then(|part| part.exterior().0.first().copied());
        let message = Message::new("io-defect-antimeridian-cut");
        let (kind, level) = (DefectKind::CrossesAntimeridian, DefectLevel::Repaired);
        judge.found(kind, level, at.map(LonLat::from), message);
        return Some(cut(&boundary));
    }
    check_antimeridian(&boundary, judge);
    Some(boundary)
}

/// Puts every corner in east-north order; whether all are finite and in range.
fn check_range(parts: &mut [Vec<Corners>], reading: Reading, judge: &mut Judge<'_>) -> bool {
    let corners = parts.iter_mut().flatten().flatten();
    for corner in corners {
        *corner = reading.east_north(*corner);
        // A number that is not finite has been listed where it was read.
        if !corner.x.is_finite() || !corner.y.is_finite() {
            return false;
        }
        if !reading.crs.holds(corner.x, corner.y) {
            let message = Message::new("io-defect-out-of-range")
                .with("x", format!("{}", corner.x))
                .with("y", format!("{}", corner.y))
                .with("crs", reading.crs.name());
            let (kind, level) = (DefectKind::OutOfRange, DefectLevel::Refused);
            judge.found(kind, level, None, message);
            return false;
        }
    }
    true
}

/// What was repaired, counted over all rings of a feature; each with the first place.
#[derive(Debug, Default)]
struct Tally {
    unclosed: usize,
    unclosed_at: Option<LonLat>,
    repeated: usize,
    repeated_at: Option<LonLat>,
    degenerate: usize,
    degenerate_at: Option<LonLat>,
}

impl Tally {
    fn report(&self, judge: &mut Judge<'_>) {
        let level = DefectLevel::Repaired;
        if self.unclosed > 0 {
            let message = Message::new("io-defect-unclosed-ring").with("n", self.unclosed);
            judge.found(DefectKind::UnclosedRing, level, self.unclosed_at, message);
        }
        if self.repeated > 0 {
            let message = Message::new("io-defect-repeated-corner").with("n", self.repeated);
            judge.found(DefectKind::RepeatedCorner, level, self.repeated_at, message);
        }
        if self.degenerate > 0 {
            let message = Message::new("io-defect-degenerate-ring").with("n", self.degenerate);
            judge.found(
                DefectKind::DegenerateRing,
                level,
                self.degenerate_at,
                message,
            );
        }
    }
}

/// Outer ring and holes, closed, without repeated corners; `None` where the outer ring has no extent.
fn tidy_part(part: Vec<Corners>, reading: Reading, tally: &mut Tally) -> Option<Vec<Corners>> {
    let mut rings = Vec::with_capacity(part.len());
    for (position, ring) in part.into_iter().enumerate() {
        match tidy_ring(ring, reading, tally) {
            Some(ring) => rings.push(ring),
            None if position == 0 => return None,
            None => {}
        }
    }
    Some(rings)
}

fn tidy_ring(mut ring: Corners, reading: Reading, tally: &mut Tally) -> Option<Corners> {
    let first = *ring.first()?;
    let place = |corner: Coord<f64>| Some(reading.crs.to_lonlat(corner.x, corner.y));
    if ring.last() != Some(&first) {
        tally.unclosed += 1;
        tally.unclosed_at = tally.unclosed_at.or_else(|| place(first));
        ring.push(first);
    }
    let before = ring.len();
    let repeated = ring
        .iter()
        .zip(ring.iter().skip(1))
        .find_map(|(corner, next)| (corner == next).then_some(*corner));
    if let Some(corner) = repeated {
        ring.dedup();
        tally.repeated += before - ring.len();
        tally.repeated_at = tally.repeated_at.or_else(|| place(corner));
    }
    if ring.len() < 4 || has_no_extent(&ring) {
        tally.degenerate += 1;
        tally.degenerate_at = tally.degenerate_at.or_else(|| place(first));
        return None;
    }
    Some(ring)
}

/// All corners on one line, as far as `f64` can tell.
fn has_no_extent(ring: &Corners) -> bool {
    let (Some(first), Some(far)) = (
        ring.first(),
        ring.iter()
            .max_by(|a, b| distance(ring.first(), a).total_cmp(&distance(ring.first(), b))),
    ) else {
        return true;
    };
    let way = *far - *first;
    let length = way.x.hypot(way.y);
    let rounding = 4.0 * f64::EPSILON * first.x.abs().max(first.y.abs());
    ring.iter().all(|corner| {
        let off = *corner - *first;
        (off.x * way.y - off.y * way.x).abs() <= rounding * length
    })
}

fn distance(from: Option<&Coord<f64>>, to: &Coord<f64>) -> f64 {
    from.map_or(0.0, |from| (from.x - to.x).hypot(from.y - to.y))
}

/// Rings that cross, and rings that do not lie where they should. Judged on the numbers as written.
fn check_crossings(parts: &[Vec<Corners>], reading: Reading, judge: &mut Judge<'_>) {
    let rings: Vec<&[Coord<f64>]> = parts.iter().flatten().map(Vec::as_slice).collect();
    let part_of: Vec<usize> = (0..parts.len())
        .flat_map(|part| std::iter::repeat_n(part, parts.get(part).map_or(0, Vec::len)))
        .collect();
    let same_part = |a: usize, b: usize| part_of.get(a) == part_of.get(b);
    let place = |at: Coord<f64>| Some(reading.crs.to_lonlat(at.x, at.y));
    let level = DefectLevel::Warning;
    match sweep(&rings) {
        Rings::Cross { at, rings: (a, b) } => {
            let (kind, id) = if a == b {
                (DefectKind::SelfIntersection, "io-defect-self-intersection")
            } else if same_part(a, b) {
                (DefectKind::HoleOutside, "io-defect-hole-crosses")
            } else {
                (DefectKind::SelfIntersection, "io-defect-parts-cross")
            };
            judge.found(kind, level, place(at), Message::new(id));
        }
        Rings::Nested { parents, touches } => {
            if let Some((at, id)) = split_or_self_touch(&touches, &part_of) {
                let kind = DefectKind::SelfIntersection;
                judge.found(kind, level, place(at), Message::new(id));
            }
            let corner = |ring: usize| rings.get(ring).and_then(|ring| ring.first()).copied();
            let is_outer = |ring: usize| ring == 0 || !same_part(ring, ring - 1);
            let misplaced = (0..rings.len()).find_map(|ring| {
                let parent = parents.get(ring).copied().flatten();
                match (is_outer(ring), parent) {
                    (true, Some(parent)) if is_outer(parent) => {
                        Some((ring, DefectKind::SelfIntersection, "io-defect-parts-cover"))
                    }
                    (false, parent)
                        if !parent
                            .is_some_and(|parent| is_outer(parent) && same_part(ring, parent)) =>
                    {
                        Some((ring, DefectKind::HoleOutside, "io-defect-hole-outside"))
                    }
                    _ => None,
                }
            });
            if let Some((ring, kind, id)) = misplaced {
                let at = corner(ring).and_then(place);
                judge.found(kind, level, at, Message::new(id));
            }
        }
    }
}

/// Where a ring touches itself, else where rings of one part that touch in several places cut its inside in two.
fn split_or_self_touch(touches: &[Touch], part_of: &[usize]) -> Option<(Coord<f64>, &'static str)> {
    // Rings and places as a graph: a cycle encloses a piece of the inside. `group` is its union-find forest.
    let mut group: Vec<usize> = (0..part_of.len()).collect();
    let mut split = None;
    for same in touches.chunk_by(|a, b| a.at == b.at) {
        let mut rings: Vec<usize> = same.iter().map(|touch| touch.ring).collect();
        rings.sort_unstable();
        let at = same.first()?.at;
        if rings.windows(2).any(|pair| pair.first() == pair.last()) {
            return Some((at, "io-defect-self-touch"));
        }
        for part in rings.chunk_by(|a, b| part_of.get(*a) == part_of.get(*b)) {
            for ring in part.iter().skip(1) {
                let (a, b) = (root(&mut group, *part.first()?), root(&mut group, *ring));
                if a == b {
                    split = split.or(Some((at, "io-defect-inside-split")));
                } else if let Some(slot) = group.get_mut(b) {
                    *slot = a;
                }
            }
        }
    }
    split
}

/// The root of a union-find tree; halves the path on the way.
fn root(group: &mut [usize], mut ring: usize) -> usize {
    while let Some(parent) = group.get(ring).copied().filter(|parent| *parent != ring) {
        let above = group.get(parent).copied().unwrap_or(parent);
        if let Some(slot) = group.get_mut(ring) {
            *slot = above;
        }
        ring = above;
    }
    ring
}

/// Into degrees; outer rings counter-clockwise, holes clockwise.
fn to_lonlat(
    parts: Vec<Vec<Corners>>,
    reading: Reading,
    judge: &mut Judge<'_>,
) -> MultiPolygon<f64> {
    let mut turned = 0_usize;
    let mut turned_at = None;
    let mut polygon = |part: Vec<Corners>| {
        let mut rings = part.into_iter().enumerate().map(|(position, mut ring)| {
            if reading.crs != Crs::Wgs84 {
                for corner in &mut ring {
                    *corner = reading.crs.to_lonlat(corner.x, corner.y).into();
                }
            }
            let mut ring = LineString(ring);
            let counter_clockwise = ring_area(&ring).value() > 0.0;
            if counter_clockwise != (position == 0) {
                turned += 1;
                turned_at =
                    turned_at.or_else(|| ring.0.first().map(|corner| LonLat::from(*corner)));
                ring.0.reverse();
            }
            ring
        });
        let outer = rings.next().unwrap_or_else(|| LineString(Vec::new()));
        let holes = rings.collect();
        Polygon::new(outer, holes)
    };
    let boundary = MultiPolygon(parts.into_iter().map(&mut polygon).collect());
    if turned > 0 {
        let message = Message::new("io-defect-wrong-winding").with("n", turned);
        let level = DefectLevel::Repaired;
        judge.found(DefectKind::WrongWinding, level, turned_at, message);
    }
    boundary
}

/// An edge that spans more than half the globe was meant to go the other way round.
fn check_antimeridian(boundary: &MultiPolygon<f64>, judge: &mut Judge<'_>) {
    let crossing = rings(boundary)
        .flat_map(|ring| ring.0.iter().zip(ring.0.iter().skip(1)))
        .find(|(from, to)| turns(**from, **to));
    if let Some((from, _)) = crossing {
        judge.found(
            DefectKind::CrossesAntimeridian,
            DefectLevel::Warning,
            Some(LonLat::from(*from)),
            Message::new("io-defect-antimeridian"),
        );
    }
}
