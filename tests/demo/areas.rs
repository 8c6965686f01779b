//! Areas of every level: how many, how they nest, what they look like.

use std::collections::{BTreeMap, BTreeSet};

use geo::{Area, Euclidean, Length, MapCoords, MinimumRotatedRect, MultiPolygon, coord};
use patrolgrid::demo;
use patrolgrid::model::grid::{GridLevel, GridUnit};

use crate::{Corner, Spot, corner, distance, districts, doubled_area, sides, spot, units};

#[test]
fn the_district_has_exactly_the_grids_it_promises() {
    for district in districts() {
        let count = |level| units(district, level).len();
        assert_eq!(
            GridLevel::ALL.map(count),
            [1, 10, 124, demo::POLICE_GRIDS, demo::WORK_GRIDS]
        );
        assert_eq!((district.zones.len(), district.points.len()), (12, 60));
        let area = units(district, GridLevel::District)[0].area.0;
        assert!((390.0..404.0).contains(&area), "{area} km²");
        let residents: f64 = units(district, GridLevel::WorkGrid)
            .iter()
            .filter_map(|unit| unit.residents)
            .sum();
        assert!((4.4e6..4.6e6).contains(&residents), "{residents} residents");
    }
}

#[test]
fn every_side_of_a_grid_has_exactly_one_neighbour_or_is_the_district_border() {
    for district in districts() {
        for level in [
            GridLevel::Subdistrict,
            GridLevel::Community,
            GridLevel::PoliceGrid,
            GridLevel::WorkGrid,
        ] {
            let mut seen = BTreeSet::new();
            for side in units(district, level)
                .iter()
                .flat_map(|unit| sides(&unit.boundary))
            {
                assert!(
                    seen.insert(side),
                    "{level:?}: two areas on the same side of {side:?}"
                );
            }
            let border: BTreeSet<_> = seen
                .iter()
                .copied()
                .filter(|(a, b)| !seen.contains(&(*b, *a)))
                .collect();
            let outline: BTreeSet<_> = sides(&units(district, GridLevel::District)[0].boundary)
                .into_iter()
                .collect();
            assert_eq!(border, outline, "{level:?}");
        }
    }
}

#[test]
fn areas_are_exactly_the_sum_of_their_work_grids() {
    for district in districts() {
        for level in [
            GridLevel::District,
            GridLevel::Subdistrict,
            GridLevel::Community,
            GridLevel::PoliceGrid,
        ] {
            let mut sums = vec![(0_i64, 0.0); units(district, level).len()];
            for unit in units(district, GridLevel::WorkGrid) {
                let parent = unit.ancestor(level).expect("every work grid has parents");
                sums[parent].0 += doubled_area(&unit.boundary);
                sums[parent].1 += unit.residents.expect("residents");
            }
            for (unit, (area, residents)) in units(district, level).iter().zip(sums) {
                assert_eq!(doubled_area(&unit.boundary), area, "{}", unit.code);
                assert_eq!(unit.residents, Some(residents), "{}", unit.code);
            }
        }
    }
}

#[test]
fn every_area_is_one_piece_with_a_label_inside_and_a_code_of_its_own() {
    for district in districts() {
        use geo::Contains;
        for level in GridLevel::ALL {
            let codes: BTreeSet<&str> = units(district, level)
                .iter()
                .map(|unit| unit.code.as_str())
                .collect();
            assert_eq!(codes.len(), units(district, level).len(), "{level:?}");
            for unit in units(district, level) {
                assert_eq!(unit.boundary.0.len(), 1, "{} is in pieces", unit.code);
                assert!(
                    unit.boundary
                        .contains(&geo::Point::new(unit.label_at.lon, unit.label_at.lat)),
                    "{}",
                    unit.code
                );
            }
        }
    }
}

#[test]
fn every_ring_is_simple() {
    for district in districts() {
        for unit in units(district, GridLevel::WorkGrid) {
            for ring in unit
                .boundary
                .iter()
                .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()))
            {
                let places: Vec<Corner> = ring.0.iter().copied().map(corner).collect();
                let distinct: BTreeSet<Corner> = places.iter().copied().collect();
                assert_eq!(
                    distinct.len() + 1,
                    places.len(),
                    "{} comes twice through a corner",
                    unit.code
                );
                assert!(!crosses_itself(&places), "{}", unit.code);
            }
        }
    }
}

fn crosses_itself(ring: &[Corner]) -> bool {
    let side = |a: Corner, b: Corner, c: Corner| {
        ((b.0 - a.0) * (c.1 - a.1) - (b.1 - a.1) * (c.0 - a.0)).signum()
    };
    let last = ring.len() - 1;
    (0..last).any(|i| {
        (i + 2..last).filter(|j| (*j + 1) % last != i).any(|j| {
            let (a, b, c, d) = (ring[i], ring[i + 1], ring[j], ring[j + 1]);
            boxes_meet(a, b, c, d)
                && side(a, b, c) * side(a, b, d) <= 0
                && side(c, d, a) * side(c, d, b) <= 0
        })
    })
}

fn boxes_meet(a: Corner, b: Corner, c: Corner, d: Corner) -> bool {
    let meet = |a: i64, b: i64, c: i64, d: i64| a.max(b) >= c.min(d) && c.max(d) >= a.min(b);
    meet(a.0, b.0, c.0, d.0) && meet(a.1, b.1, c.1, d.1)
}

#[test]
fn a_police_grid_crosses_no_subdistrict_but_some_cross_communities() {
    for district in districts() {
        let mut communities: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for unit in units(district, GridLevel::WorkGrid) {
            let police = unit.ancestor(GridLevel::PoliceGrid).expect("a police grid");
            let home =
                units(district, GridLevel::PoliceGrid)[police].ancestor(GridLevel::Subdistrict);
            assert_eq!(unit.ancestor(GridLevel::Subdistrict), home, "{}", unit.code);
            communities
                .entry(police)
                .or_default()
                .extend(unit.ancestor(GridLevel::Community));
        }
        assert_eq!(communities.len(), demo::POLICE_GRIDS);
        assert!(communities.values().any(|crossed| crossed.len() > 1));
        assert!(
            units(district, GridLevel::PoliceGrid)
                .iter()
                .all(|unit| unit.responsible.is_some())
        );
    }
}

/// Corners of borders between two areas of a layer, and the corners each leads on to.
fn inner_borders(layer: &[GridUnit]) -> BTreeMap<Corner, Vec<Corner>> {
    let all: BTreeSet<(Corner, Corner)> = layer
        .iter()
        .flat_map(|unit| sides(&unit.boundary))
        .collect();
    let mut beside: BTreeMap<Corner, Vec<Corner>> = BTreeMap::new();
    for (a, b) in all.iter().filter(|(a, b)| all.contains(&(*b, *a))) {
        beside.entry(*a).or_default().push(*b);
    }
    beside
}

/// Stretches of border between corners where three areas meet, with places at least 40 m apart.
fn stretches_of_border(layer: &[GridUnit]) -> Vec<Vec<Spot>> {
    let beside = inner_borders(layer);
    let mut found = Vec::new();
    for (start, others) in beside.iter().filter(|(_, others)| others.len() != 2) {
        for other in others {
            let mut chain = vec![*start, *other];
            while let [before, last] = chain[chain.len() - 2..]
                && let [one, two] = beside[&last].as_slice()
            {
                chain.push(if *one == before { *two } else { *one });
            }
            if chain[chain.len() - 1] < *start {
                continue;
            }
            let mut thinned = vec![spot(chain[0])];
            for at in chain[1..].iter().map(|at| spot(*at)) {
                if distance(thinned[thinned.len() - 1], at) >= 40.0 {
                    thinned.push(at);
                }
            }
            found.push(thinned);
        }
    }
    found
}

/// A border that goes in and out around single grids turns sharply every few hundred metres; one along streets does not.
#[test]
fn borders_of_greater_areas_run_along_streets_without_teeth() {
    for district in districts() {
        for (level, most) in [
            (GridLevel::Subdistrict, 0.35),
            (GridLevel::Community, 0.45),
            (GridLevel::PoliceGrid, 0.45),
        ] {
            let borders = stretches_of_border(units(district, level));
            let length: f64 = borders
                .iter()
                .flat_map(|line| line.windows(2))
                .map(|pair| distance(pair[0], pair[1]))
                .sum();
            let sharp = borders
                .iter()
                .flat_map(|line| line.windows(3))
                .filter(|corner| turn(corner) > 55.0_f64.to_radians())
                .count();
            let per_km = sharp as f64 / (length / 1000.0);
            assert!(length > 80_000.0, "{level:?}: {length} m of border");
            assert!(
                per_km < most,
                "{level:?}: {per_km:.2} sharp turns a kilometre"
            );
        }
    }
}

fn turn(corner: &[Spot]) -> f64 {
    let [a, b, c] = corner else { return 0.0 };
    let (one, two) = ((b.0 - a.0, b.1 - a.1), (c.0 - b.0, c.1 - b.1));
    (one.0 * two.1 - one.1 * two.0)
        .atan2(one.0 * two.0 + one.1 * two.1)
        .abs()
}

fn in_metres(unit: &GridUnit) -> MultiPolygon<f64> {
    unit.boundary.map_coords(|at| {
        let (x, y) = spot(corner(at));
        coord! { x: x, y: y }
    })
}

fn quantile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    values[((values.len() - 1) as f64 * share) as usize]
}

#[test]
fn work_grids_are_of_a_believable_size_and_none_is_a_sliver() {
    for district in districts() {
        let mut sizes = Vec::new();
        for unit in units(district, GridLevel::WorkGrid) {
            let shape = in_metres(unit);
            let around = Euclidean.length(shape.0[0].exterior());
            let area = shape.unsigned_area();
            let round = 4.0 * std::f64::consts::PI * area / (around * around);
            assert!(round > 0.3, "{}: roundness {round:.2}", unit.code);
            let frame = shape.minimum_rotated_rect().expect("a frame");
            let mut edges: Vec<f64> = frame
                .exterior()
                .lines()
                .map(|line| Euclidean.length(&line))
                .collect();
            edges.sort_by(f64::total_cmp);
            assert!(edges[3] < 5.5 * edges[0], "{}: {edges:?}", unit.code);
            assert!(edges[0] > 60.0, "{}: {edges:?}", unit.code);
            sizes.push(area);
        }
        let mean = sizes.iter().sum::<f64>() / sizes.len() as f64;
        assert!((285.0..289.0).contains(&mean.sqrt()), "{}", mean.sqrt());
        let spread = quantile(&mut sizes, 0.9) / quantile(&mut sizes, 0.1);
        assert!((2.5..6.0).contains(&spread), "{spread}");
    }
}

#[test]
fn grids_are_small_where_people_live_close_together_and_large_in_the_hills() {
    for district in districts() {
        let mut grids: Vec<(f64, f64)> = units(district, GridLevel::WorkGrid)
            .iter()
            .map(|unit| (unit.residents.unwrap_or(0.0) / unit.area.0, unit.area.0))
            .collect();
        grids.sort_by(|a, b| a.0.total_cmp(&b.0));
        let quarter = grids.len() / 4;
        let mean =
            |part: &[(f64, f64)]| part.iter().map(|grid| grid.1).sum::<f64>() / part.len() as f64;
        let (thin, dense) = (mean(&grids[..quarter]), mean(&grids[3 * quarter..]));
        assert!(dense < 0.5 * thin, "{dense} km² against {thin} km²");
        let densest = grids[grids.len() - 1].0;
        assert!(
            (60_000.0..300_000.0).contains(&densest),
            "{densest} residents per km²"
        );
    }
}

/// The sides of a chessboard have two directions; these have all.
#[test]
fn grids_follow_streets_that_bend() {
    for district in districts() {
        let mut length = [0.0; 9];
        for (a, b) in units(district, GridLevel::WorkGrid)
            .iter()
            .flat_map(|unit| sides(&unit.boundary))
        {
            let (from, to) = (spot(a), spot(b));
            let angle = (to.1 - from.1)
                .atan2(to.0 - from.0)
                .to_degrees()
                .rem_euclid(90.0);
            length[(angle / 10.0) as usize % 9] += distance(from, to);
        }
        let total: f64 = length.iter().sum();
        assert!(length.iter().all(|part| *part > 0.02 * total), "{length:?}");
        assert!(length.iter().all(|part| *part < 0.35 * total), "{length:?}");
    }
}
