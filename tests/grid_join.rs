//! Places into areas, held against `geo` on random and hostile polygons.

use geo::{Coord, Intersects, LineString, MultiPolygon, Point, Polygon};
use patrolgrid::analysis::grid_join::{GridLocator, NOWHERE};
use patrolgrid::base::cancel::{Cancel, Cancelled};
use patrolgrid::base::coords::{LonLat, LonLatBox};
use patrolgrid::base::units::Km2;
use patrolgrid::model::grid::{GridLayer, GridLevel, GridUnit};
use patrolgrid::model::source_note::SourceNote;
use proptest::prelude::*;

fn layer(boundaries: Vec<MultiPolygon<f64>>) -> GridLayer {
    let extent = LonLatBox {
        west: 0.0,
        south: 0.0,
        east: 1.0,
        north: 1.0,
    };
    let unit = |(index, boundary): (usize, MultiPolygon<f64>)| GridUnit {
        code: index.to_string(),
        name: index.to_string(),
        ancestors: [None; 5],
        residents: None,
        responsible: None,
        boundary,
        area: Km2(1.0),
        label_at: LonLat::new(0.0, 0.0),
        extent,
    };
    GridLayer {
        level: GridLevel::WorkGrid,
        units: boundaries.into_iter().enumerate().map(unit).collect(),
        source: SourceNote::default(),
    }
}

/// The first area that `geo` says the place touches.
fn by_geo(layer: &GridLayer, place: LonLat) -> Option<usize> {
    let point = Point::new(place.lon, place.lat);
    layer
        .units
        .iter()
        .position(|unit| unit.boundary.intersects(&point))
}

fn ring(coordinates: &[(f64, f64)]) -> LineString<f64> {
    coordinates.iter().copied().collect()
}

/// Coordinates on a coarse lattice: edges touch, cross, lie on each other and on places.
fn lattice_ring() -> BoxedStrategy<LineString<f64>> {
    prop::collection::vec((0i32..9, 0i32..9), 3..9)
        .prop_map(|corners| {
            corners
                .into_iter()
                .map(|(x, y)| Coord {
                    x: f64::from(x) * 0.125,
                    y: f64::from(y) * 0.125,
                })
                .collect()
        })
        .boxed()
}

fn wild_ring() -> BoxedStrategy<LineString<f64>> {
    prop::collection::vec((-1.0..2.0, -1.0..2.0), 3..40)
        .prop_map(|corners| {
            corners
                .into_iter()
                .map(|(x, y): (f64, f64)| Coord { x, y })
                .collect()
        })
        .boxed()
}

fn boundary(ring: BoxedStrategy<LineString<f64>>) -> impl Strategy<Value = MultiPolygon<f64>> {
    let polygon = (ring.clone(), prop::collection::vec(ring, 0..3))
        .prop_map(|(outer, holes)| Polygon::new(outer, holes));
    prop::collection::vec(polygon, 0..4).prop_map(MultiPolygon)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn places_on_and_off_touching_edges_go_where_geo_puts_them(
        boundaries in prop::collection::vec(boundary(lattice_ring()), 1..6),
    ) {
        let layer = layer(boundaries);
        let locator = GridLocator::new(&layer);
        for x in -1..19 {
            for y in -1..19 {
                let place = LonLat::new(f64::from(x) * 0.0625, f64::from(y) * 0.0625);
                prop_assert_eq!(locator.locate(place), by_geo(&layer, place), "{:?}", place);
            }
        }
    }

    #[test]
    fn places_among_wild_rings_go_where_geo_puts_them(
        boundaries in prop::collection::vec(boundary(wild_ring()), 1..12),
        places in prop::collection::vec((-1.1..2.1, -1.1..2.1), 200),
    ) {
        let layer = layer(boundaries);
        let locator = GridLocator::new(&layer);
        let corners = layer.units.iter().flat_map(|unit| &unit.boundary.0)
            .flat_map(|polygon| polygon.exterior().coords())
            .map(|corner| LonLat::new(corner.x, corner.y));
        let places = places.into_iter().map(|(lon, lat)| LonLat::new(lon, lat));
        for place in places.chain(corners) {
            prop_assert_eq!(locator.locate(place), by_geo(&layer, place), "{:?}", place);
        }
    }
}

/// A partition of the unit square with crooked shared edges.
fn crooked_squares(side: usize) -> GridLayer {
    let corner = |x: usize, y: usize| {
        let wobble = |seed: usize| ((seed * 2_654_435_761) % 1000) as f64 / 1000.0 - 0.5;
        let inner = |index: usize| f64::from(u8::from(index != 0 && index != side));
        let step = 1.0 / side as f64;
        (
            (x as f64 + 0.6 * inner(x) * wobble(x * 31 + y * 17)) * step,
            (y as f64 + 0.6 * inner(y) * wobble(x * 7 + y * 57 + 5)) * step,
        )
    };
    let boundaries = (0..side * side)
        .map(|index| {
            let (x, y) = (index % side, index / side);
            let corners = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1), (x, y)];
            let outer = ring(&corners.map(|(x, y)| corner(x, y)));
            MultiPolygon(vec![Polygon::new(outer, vec![])])
        })
        .collect();
    layer(boundaries)
}

/// Two columns and two rows of cells whose shared sides wind in 20 steps; the western column has a hole each.
fn winding_squares() -> GridLayer {
    let side = |from: (i32, i32), to: (i32, i32)| -> Vec<(f64, f64)> {
        let (low, high) = if from < to { (from, to) } else { (to, from) };
        let step = |step: i32| {
            let t = f64::from(step) / 20.0;
            let along = |a: i32, b: i32| (f64::from(a) + t * f64::from(b - a)) * 0.4 + 0.1;
            let off = 0.05 * (t * 40.0).sin() * t * (1.0 - t);
            let (x, y) = (along(low.0, high.0), along(low.1, high.1));
            if low.0 == high.0 {
                (x + off, y)
            } else {
                (x, y + off)
            }
        };
        let steps = if from < to { 0..20 } else { 1..21 };
        let mut way: Vec<_> = steps.map(step).collect();
        if from > to {
            way.reverse();
        }
        way
    };
    let cell = |index: i32| {
        let (x, y) = (index % 2, index / 2);
        let knots = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)];
        let outer: Vec<_> = (0..4)
            .flat_map(|at| side(knots[at], knots[(at + 1) % 4]))
            .collect();
        let (west, south) = (0.25 + f64::from(x) * 0.4, 0.25 + f64::from(y) * 0.4);
        let hole = [(0.0, 0.0), (0.05, 0.1), (0.1, 0.0)].map(|(x, y)| (west + x, south + y));
        let holes = if x == 0 { vec![ring(&hole)] } else { vec![] };
        MultiPolygon(vec![Polygon::new(ring(&outer), holes)])
    };
    layer((0..4).map(cell).collect())
}

/// Places on every edge and a little off it to all sides, by steps from far under to far over a rounding.
fn places_about_edges(layer: &GridLayer) -> Vec<LonLat> {
    let rings = layer.units.iter().flat_map(|unit| &unit.boundary.0);
    let rings =
        rings.flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
    let mut places = Vec::new();
    for line in rings.flat_map(LineString::lines) {
        for share in [0.0, 0.3, 0.5] {
            let on = line.start + line.delta() * share;
            places.push(LonLat::from(on));
            for off in [1e-16, 1e-14, 1e-10, 1e-7, 1e-5, 1e-3] {
                for (x, y) in [(off, 0.0), (-off, 0.0), (0.0, off), (0.0, -off)] {
                    places.push(LonLat::new(on.x + x, on.y + y));
                }
            }
        }
    }
    places
}

#[test]
fn places_on_and_beside_shared_edges_go_where_geo_puts_them() {
    for layer in [winding_squares(), crooked_squares(6)] {
        let places = places_about_edges(&layer);
        let locator = GridLocator::new(&layer);
        let areas = locator.locate_all(&places, &Cancel::new());
        let areas = areas.expect("nobody cancels");
        for (&place, &area) in places.iter().zip(&areas) {
            let by_geo = by_geo(&layer, place).map_or(NOWHERE, |area| area as u32);
            assert_eq!(area, by_geo, "{place:?}");
            assert_eq!(
                locator.locate(place).map_or(NOWHERE, |area| area as u32),
                area
            );
        }
    }
}

#[test]
fn areas_as_small_as_a_rounding_or_as_large_as_numbers_go_where_geo_puts_them() {
    let square = crooked_squares(3);
    for (scale, shift) in [
        (1e-12, 113.9),
        (1e-9, 113.9),
        (1e-6, -22.5),
        (1e-100, 0.0),
        (1e150, 0.0),
    ] {
        let scaled =
            |place: LonLat| LonLat::new(place.lon * scale + shift, place.lat * scale + shift);
        let moved = |unit: &GridUnit| {
            use geo::MapCoords;
            let place = |coord: Coord<f64>| Coord::from(scaled(LonLat::from(coord)));
            unit.boundary.map_coords(place)
        };
        let layer = layer(square.units.iter().map(moved).collect());
        let locator = GridLocator::new(&layer);
        for place in places_about_edges(&square).into_iter().map(scaled) {
            assert_eq!(
                locator.locate(place),
                by_geo(&layer, place),
                "{scale}: {place:?}"
            );
        }
    }
}

#[test]
fn every_place_of_a_partition_is_counted_once() {
    let layer = crooked_squares(30);
    let locator = GridLocator::new(&layer);
    let mut places = Vec::new();
    for index in 0..200_000_u32 {
        let (x, y) = (
            f64::from(index) * 0.754_877_67,
            f64::from(index) * 0.569_840_29,
        );
        places.push(LonLat::new(x.fract(), y.fract()));
    }
    for unit in &layer.units {
        for corner in unit.boundary.0[0].exterior().coords() {
            places.push(LonLat::new(corner.x, corner.y));
        }
    }
    let areas = locator
        .locate_all(&places, &Cancel::new())
        .expect("nobody cancels");
    assert!(areas.iter().all(|&area| area != NOWHERE));
    for (&place, &area) in places.iter().zip(&areas).step_by(401) {
        assert_eq!(Some(area as usize), by_geo(&layer, place), "{place:?}");
    }
}

#[test]
fn a_place_that_is_not_finite_or_far_off_is_nowhere() {
    let locator = GridLocator::new(&crooked_squares(3));
    for (lon, lat) in [
        (f64::NAN, 0.5),
        (0.5, f64::INFINITY),
        (5.0, 0.5),
        (0.5, -1e-9),
    ] {
        assert_eq!(locator.locate(LonLat::new(lon, lat)), None);
    }
    assert_eq!(GridLocator::default().locate(LonLat::new(0.0, 0.0)), None);
    assert_eq!(
        GridLocator::new(&layer(vec![])).locate(LonLat::new(0.0, 0.0)),
        None
    );
}

#[test]
fn a_cancelled_join_stops() {
    let cancel = Cancel::new();
    cancel.cancel();
    let locator = GridLocator::new(&crooked_squares(3));
    let found = locator.locate_all(&[LonLat::new(0.5, 0.5)], &cancel);
    assert_eq!(found, Err(Cancelled));
}
