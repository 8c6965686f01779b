//! Which areas lie beside which.

use std::collections::BTreeSet;

use geo::MultiPolygon;
use rstar::primitives::{GeomWithData, Line};
use rstar::{AABB, PointDistance, RTree};

use super::pairs::{PairError, each_pair};
use crate::base::cancel::Cancel;
use crate::base::coords::{LocalXy, LonLat};
use crate::base::projection::LocalProjection;
use crate::base::units::Metres;
use crate::model::grid::GridLayer;

/// Borders nearer than this to one another, metres, are shared: files round, and neighbours are drawn apart.
const TOUCHING: f64 = 1.0;
/// Pairs that are kept, each from both sides.
const MOST_PAIRS: usize = 50_000_000;

/// For each area those beside it, each once, ascending, never itself; symmetric.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Neighbours {
    starts: Vec<u32>,
    of: Vec<u32>,
}

impl Neighbours {
    /// From a list an area. What one names and the other does not is made to go both ways; itself and what is no area is left out.
    #[must_use]
    pub fn of_lists(lists: impl Iterator<Item = Vec<u32>>) -> Self {
        let lists: Vec<Vec<u32>> = lists.collect();
        let count = lists.len() as u32;
        let mut pairs = Vec::new();
        for (area, list) in (0u32..).zip(lists) {
            let others = list.into_iter();
            let others = others.filter(|other| *other != area && *other < count);
            pairs.extend(others.flat_map(|other| [(area, other), (other, area)]));
        }
        Self::of_pairs(count as usize, pairs)
    }

    fn of_pairs(count: usize, mut pairs: Vec<(u32, u32)>) -> Self {
        pairs.sort_unstable();
        pairs.dedup();
        let start = |area: usize| pairs.partition_point(|pair| (pair.0 as usize) < area) as u32;
        Self {
            starts: (0..=count).map(start).collect(),
            of: pairs.iter().map(|pair| pair.1).collect(),
        }
    }

    /// Areas.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Whether there is no area.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Those beside an area.
    #[must_use]
    pub fn of(&self, area: usize) -> &[u32] {
        let range = self.starts.get(area).zip(self.starts.get(area + 1));
        let found = range.and_then(|(from, to)| self.of.get(*from as usize..*to as usize));
        found.unwrap_or_default()
    }
}

/// Areas whose middles lie at most so far apart.
///
/// # Errors
/// [`PairError`] where there are too many to be of use, or when asked to stop.
pub fn within(
    middles: &[LocalXy],
    distance: Metres,
    cancel: &Cancel,
) -> Result<Neighbours, PairError> {
    let mut pairs = Vec::new();
    each_pair(middles, distance, cancel, |one, other, _| {
        if pairs.len() >= MOST_PAIRS {
            return Err(PairError::TooMany {
                most: MOST_PAIRS / 2,
            });
        }
        pairs.extend([(one, other), (other, one)]);
        Ok(())
    })?;
    Ok(Neighbours::of_pairs(middles.len(), pairs))
}

/// Areas of a layer that share a border or touch at a corner, to a metre: a corner of the one lies on a border of the other,
/// wherever the other has its corners.
#[must_use]
pub fn sharing_a_border(layer: &GridLayer, projection: &LocalProjection) -> Neighbours {
    let borders: Vec<Vec<Vec<[f64; 2]>>> = layer
        .units
        .iter()
        .map(|unit| borders(&unit.boundary, projection))
        .collect();
    let mut pieces = Vec::new();
    for (area, rings) in (0u32..).zip(&borders) {
        let lines = rings.iter().flat_map(|ring| ring.windows(2));
        pieces.extend(lines.map(|ends| GeomWithData::new(Line::new(ends[0], ends[1]), area)));
    }
    let pieces = RTree::bulk_load(pieces);
    let lists = borders.iter().map(|rings| {
        let mut beside = BTreeSet::new();
        for [x, y] in rings.iter().flatten() {
            let about =
                AABB::from_corners([x - TOUCHING, y - TOUCHING], [x + TOUCHING, y + TOUCHING]);
            for piece in pieces.locate_in_envelope_intersecting(about) {
                let is_new = !beside.contains(&piece.data);
                if is_new && piece.geom().distance_2(&[*x, *y]) <= TOUCHING * TOUCHING {
                    beside.insert(piece.data);
                }
            }
        }
        beside.into_iter().collect()
    });
    Neighbours::of_lists(lists)
}

/// The rings of a boundary in metres.
fn borders(boundary: &MultiPolygon<f64>, projection: &LocalProjection) -> Vec<Vec<[f64; 2]>> {
    let rings = boundary
        .0
        .iter()
        .flat_map(|part| std::iter::once(part.exterior()).chain(part.interiors()));
    rings
        .map(|ring| {
            let corners = ring.0.iter().map(|corner| {
                let at = projection.to_local(LonLat::from(*corner));
                [at.x, at.y]
            });
            corners.collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::coords::LonLatBox;
    use crate::base::units::Km2;
    use crate::model::grid::{GridLevel, GridUnit};
    use crate::model::source_note::SourceNote;
    use proptest::prelude::*;

    /// Areas drawn by their corners in metres.
    fn layer(shapes: &[&[(f64, f64)]], projection: &LocalProjection) -> GridLayer {
        let unit = |(index, shape): (usize, &&[(f64, f64)])| {
            let place = |at: &(f64, f64)| projection.to_lonlat(LocalXy::new(at.0, at.1));
            let mut ring: Vec<geo::Coord> = shape.iter().map(|at| place(at).into()).collect();
            ring.push(ring[0]);
            let mut unit = GridUnit::bare(index, place(&shape[0]), Km2(1.0));
            unit.extent = LonLatBox::around(shape.iter().map(place)).expect("corners");
            unit.boundary = MultiPolygon(vec![geo::Polygon::new(ring.into(), Vec::new())]);
            unit
        };
        GridLayer {
            level: GridLevel::WorkGrid,
            units: shapes.iter().enumerate().map(unit).collect(),
            source: SourceNote::default(),
        }
    }

    #[test]
    fn areas_touch_at_borders_and_corners_however_their_corners_lie() {
        let projection = LocalProjection::centred_on(LonLat::new(113.9, 22.6));
        let shapes: [&[(f64, f64)]; 5] = [
            &[(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)],
            // Beside it with corners of its own: none in common.
            &[(100.3, 30.0), (200.0, 30.0), (200.0, 60.0), (100.3, 60.0)],
            // At its corner.
            &[
                (100.0, 100.0),
                (200.0, 100.0),
                (200.0, 200.0),
                (100.0, 200.0),
            ],
            // Along its southern border, far longer than it.
            &[(-900.0, -50.0), (900.0, -50.0), (900.0, 0.0), (-900.0, 0.0)],
            // Apart from all.
            &[(0.0, 110.0), (90.0, 110.0), (90.0, 150.0)],
        ];
        let found = sharing_a_border(&layer(&shapes, &projection), &projection);
        let of: Vec<&[u32]> = (0..5).map(|area| found.of(area)).collect();
        assert_eq!(of, [&[1, 2, 3][..], &[0], &[0], &[0], &[]]);
    }

    proptest! {
        #[test]
        fn within_a_distance_are_those_that_are(
            places in prop::collection::vec((0.0f64..500.0, 0.0f64..500.0), 0..60), reach in 0.0f64..300.0
        ) {
            let places: Vec<LocalXy> = places.into_iter().map(|(x, y)| LocalXy::new(x, y)).collect();
            let found = within(&places, Metres(reach), &Cancel::new()).expect("few");
            for (one, here) in places.iter().enumerate() {
                let near = |(other, there): (usize, &LocalXy)| {
                    (other != one && here.distance(*there).0 <= reach).then_some(other as u32)
                };
                let expected: Vec<u32> = places.iter().enumerate().filter_map(near).collect();
                prop_assert_eq!(found.of(one), &expected[..]);
            }
        }
    }
}
