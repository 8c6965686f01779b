//! Coverage of ground: area, residents, grids, subdistricts, against exact areas of circles.

use std::sync::Arc;

use geo::{LineString, MultiPolygon, Polygon};
use patrolgrid::analysis::coverage::{AreaFigures, CoverageBoard, CoverageFigures};
use patrolgrid::analysis::demand::Demand;
use patrolgrid::analysis::density::WeightedPlaces;
use patrolgrid::base::cancel::Cancel;
use patrolgrid::base::coords::{LocalXy, LonLat, LonLatBox};
use patrolgrid::base::ids::{PointId, ZoneId};
use patrolgrid::base::projection::LocalProjection;
use patrolgrid::base::units::{Km2, Metres, Share};
use patrolgrid::model::grid::{GridHierarchy, GridLayer, GridLevel, GridUnit};
use patrolgrid::model::source_note::SourceNote;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

mod common;

const RINGS: [Metres; 3] = [Metres(300.0), Metres(500.0), Metres(800.0)];
/// A district of 12 by 12 grids of 300 m, in 3 by 3 subdistricts.
const GRIDS: usize = 12;
const SIDE: f64 = 300.0;

fn projection() -> LocalProjection {
    LocalProjection::centred_on(LonLat::new(113.88, 22.65))
}

fn square(west: f64, south: f64, side: f64) -> Polygon<f64> {
    let corner = |x, y| geo::Coord::from(projection().to_lonlat(LocalXy::new(x, y)));
    let (east, north) = (west + side, south + side);
    let ring = [
        (west, south),
        (east, south),
        (east, north),
        (west, north),
        (west, south),
    ];
    Polygon::new(
        LineString(ring.map(|(x, y)| corner(x, y)).to_vec()),
        Vec::new(),
    )
}

fn layer(
    level: GridLevel,
    a_side: usize,
    parent: impl Fn(usize, usize) -> Option<u32>,
) -> GridLayer {
    let side = SIDE * GRIDS as f64 / a_side as f64;
    let unit = |column: usize, row: usize| {
        let (west, south) = (column as f64 * side, row as f64 * side);
        let boundary = MultiPolygon::new(vec![square(west, south, side)]);
        let corners = boundary.0[0]
            .exterior()
            .coords()
            .map(|corner| LonLat::from(*corner));
        let mut ancestors = [None; 5];
        ancestors[GridLevel::Subdistrict.index()] = parent(column, row);
        GridUnit {
            code: format!("{column}-{row}"),
            name: String::new(),
            ancestors,
            residents: Some(100.0 * (column + 1) as f64),
            responsible: None,
            area: Km2::from_square_metres(side * side),
            label_at: projection().to_lonlat(LocalXy::new(west + side / 2.0, south + side / 2.0)),
            extent: LonLatBox::around(corners).expect("a square has corners"),
            boundary,
        }
    };
    let cells = (0..a_side * a_side).map(|cell| unit(cell % a_side, cell / a_side));
    GridLayer {
        level,
        units: cells.collect(),
        source: SourceNote::default(),
    }
}

fn district() -> GridHierarchy {
    let parent = |column: usize, row: usize| Some((column / 4 + row / 4 * 3) as u32);
    GridHierarchy::new([
        layer(GridLevel::Subdistrict, 3, |_, _| None),
        layer(GridLevel::WorkGrid, GRIDS, parent),
    ])
}

fn demand(places: &[LocalXy], grids: &GridHierarchy) -> Arc<Demand> {
    let places = WeightedPlaces {
        places: places.to_vec(),
        weights: None,
    };
    let built = Demand::build(&places, Some(grids), &projection(), &Cancel::new());
    Arc::new(built.expect("nobody cancels"))
}

fn figures(demand: &Arc<Demand>, rings: &[Metres], points: &[(f64, f64)]) -> CoverageFigures {
    let points: Vec<_> = (1..)
        .zip(points)
        .map(|(id, (x, y))| (PointId(id), LocalXy::new(*x, *y)))
        .collect();
    CoverageBoard::new(Arc::clone(demand), rings, &points).figures()
}

/// Exact area (to 1e-7) of the union of circles within the box [0, side]²: chords summed over fine slices.
fn exact_area(points: &[(f64, f64)], radius: f64, side: f64) -> f64 {
    const SLICES: usize = 100_000;
    let width = side / SLICES as f64;
    let mut area = 0.0;
    for slice in 0..SLICES {
        let x = (slice as f64 + 0.5) * width;
        let mut chords: Vec<(f64, f64)> = points
            .iter()
            .filter(|point| (point.0 - x).abs() < radius)
            .map(|point| (point.1, (radius * radius - (point.0 - x).powi(2)).sqrt()))
            .map(|(y, half)| ((y - half).max(0.0), (y + half).min(side)))
            .filter(|chord| chord.0 < chord.1)
            .collect();
        chords.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut upto = 0.0;
        for (from, to) in chords {
            area += (to - f64::max(from, upto)).max(0.0) * width;
            upto = upto.max(to);
        }
    }
    area
}

fn share(share: Option<Share>) -> f64 {
    share.map_or(f64::NAN, |share| share.0)
}

#[test]
fn area_within_rings_is_that_of_the_circles_to_a_tenth_of_a_per_cent_of_the_district() {
    let demand = demand(&[], &district());
    let side = SIDE * GRIDS as f64;
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let (mut worst, mut worst_of_circle) = (0.0f64, 0.0f64);
    for count in [1, 1, 1, 1, 2, 3, 5, 8] {
        let points: Vec<_> = (0..count)
            .map(|_| {
                (
                    random.random_range(-200.0..side),
                    random.random_range(-200.0..side),
                )
            })
            .collect();
        for (found, ring) in figures(&demand, &RINGS, &points).rings.iter().zip(RINGS) {
            let exact = exact_area(&points, ring.0, side);
            let found = found.area.0 * 1e6;
            worst = worst.max((found - exact).abs() / (side * side));
            if exact > 1e5 {
                worst_of_circle = worst_of_circle.max((found / exact - 1.0).abs());
            }
        }
    }
    eprintln!("worst error {worst:.5} of the district, {worst_of_circle:.5} of what is covered");
    assert!(worst < 0.001, "{worst}");
    assert!(worst_of_circle < 0.01, "{worst_of_circle}");
}

#[test]
fn a_district_that_is_covered_whole_is_covered_exactly_whole() {
    let figures = figures(
        &demand(&[], &district()),
        &[Metres(9000.0)],
        &[(1000.0, 2000.0)],
    );
    let ring = &figures.rings[0];
    assert_eq!(
        (share(ring.area_share), share(ring.residents_share)),
        (1.0, 1.0)
    );
    assert_eq!((ring.grids, share(ring.grid_share)), (GRIDS * GRIDS, 1.0));
    assert!(
        figures
            .subdistricts
            .iter()
            .all(|area| share(area.area_share[0]) == 1.0)
    );
    assert!(figures.uncovered.is_empty());
}

#[test]
fn without_points_every_grid_is_uncovered_in_layer_order() {
    let figures = figures(&demand(&[], &district()), &RINGS, &[]);
    let listed: Vec<_> = figures.uncovered.iter().map(|grid| grid.unit).collect();
    assert_eq!(listed, (0..GRIDS * GRIDS).collect::<Vec<_>>());
    assert!(
        figures
            .rings
            .iter()
            .all(|ring| share(ring.area_share) == 0.0 && ring.grids == 0)
    );
}

#[test]
fn subdistricts_share_out_area_and_incidents() {
    let mut random = ChaCha8Rng::seed_from_u64(2);
    let side = SIDE * GRIDS as f64;
    let places: Vec<_> = (0..4000)
        .map(|_| {
            LocalXy::new(
                random.random_range(1.0..side - 1.0),
                random.random_range(1.0..side - 1.0),
            )
        })
        .collect();
    let figures = figures(
        &demand(&places, &district()),
        &RINGS,
        &[(900.0, 900.0), (2500.0, 1700.0)],
    );
    let incidents: f64 = figures.subdistricts.iter().map(|area| area.incidents).sum();
    assert_eq!(incidents, 4000.0);
    for (at, ring) in figures.rings.iter().enumerate() {
        let area: f64 = figures
            .subdistricts
            .iter()
            .map(|part| share(part.area_share[at]))
            .sum();
        assert!((area / 9.0 - share(ring.area_share)).abs() < 1e-12);
        let incidents: f64 = figures
            .subdistricts
            .iter()
            .map(|part| share(part.incident_share[at]) * part.incidents)
            .sum();
        assert!((incidents - ring.incidents).abs() < 1e-6);
    }
    let beyond: f64 = figures.uncovered.iter().map(|grid| grid.incidents).sum();
    assert!(beyond <= 4000.0 - figures.rings[2].incidents);
    assert!(
        figures
            .uncovered
            .is_sorted_by(|a, b| a.incidents >= b.incidents)
    );
}

/// Weighted places strictly inside grids, and some outside all of them.
fn scattered(random: &mut ChaCha8Rng, count: usize) -> (Vec<LocalXy>, Vec<f64>) {
    let places = (0..count)
        .map(|row| {
            let mut inside = |grids: std::ops::Range<i32>| {
                f64::from(random.random_range(grids)) * SIDE + random.random_range(1.0..SIDE - 1.0)
            };
            match row % 10 {
                0 => LocalXy::new(inside(-9..-1), inside(0..12)),
                _ => LocalXy::new(inside(0..12), inside(0..12)),
            }
        })
        .collect();
    let weights = (0..count).map(|row| (row % 7) as f64 / 8.0).collect();
    (places, weights)
}

#[test]
fn incidents_by_subdistrict_and_grid_agree_with_plain_sums_and_add_up_with_those_outside() {
    let mut random = ChaCha8Rng::seed_from_u64(31);
    let (places, weights) = scattered(&mut random, 4000);
    let demand = WeightedPlaces {
        places: places.clone(),
        weights: Some(weights.clone()),
    };
    let demand = Demand::build(&demand, Some(&district()), &projection(), &Cancel::new());
    let points = [(700.0, 900.0), (2500.0, 1700.0), (3100.0, 3300.0)];
    let figures = figures(&Arc::new(demand.expect("nobody cancels")), &RINGS, &points);
    let cell = |at: f64| (at / SIDE).floor() as usize;
    let outside = |at: &LocalXy| at.x < 0.0;
    let distance = |at: &LocalXy| {
        points
            .iter()
            .map(|(x, y)| at.distance(LocalXy::new(*x, *y)).0)
            .fold(f64::INFINITY, f64::min)
    };
    let sum = |held: &dyn Fn(&LocalXy) -> bool| -> f64 {
        let rows = places.iter().zip(&weights);
        rows.filter(|(at, _)| held(at))
            .map(|(_, weight)| weight)
            .sum()
    };
    for (area, found) in figures.subdistricts.iter().enumerate() {
        let held = |at: &LocalXy| !outside(at) && cell(at.x) / 4 + cell(at.y) / 4 * 3 == area;
        let whole = sum(&held);
        assert_eq!(found.incidents, whole, "subdistrict {area}");
        for (ring, part) in RINGS.iter().zip(&found.incident_share) {
            let wanted = sum(&|at| held(at) && distance(at) <= ring.0) / whole;
            assert_eq!(share(*part), wanted, "subdistrict {area}, {ring:?}");
        }
        let rows = places.iter().zip(&weights).filter(|(at, _)| held(at));
        let mean = rows.map(|(at, weight)| distance(at) * weight).sum::<f64>() / whole;
        assert!(
            found
                .mean
                .is_some_and(|found| (found.value() - mean).abs() < 0.002)
        );
    }
    let inside: f64 = figures.subdistricts.iter().map(|area| area.incidents).sum();
    assert_eq!(inside + sum(&outside), figures.incidents);
    for grid in &figures.uncovered {
        let held = |at: &LocalXy| {
            !outside(at) && (cell(at.x), cell(at.y)) == (grid.unit % GRIDS, grid.unit / GRIDS)
        };
        let wanted = sum(&|at| held(at) && distance(at) > RINGS[2].0);
        assert_eq!(grid.incidents, wanted, "grid {}", grid.unit);
    }
}

#[test]
fn every_level_adds_up_to_the_same_and_follows_drags() {
    let mut random = ChaCha8Rng::seed_from_u64(32);
    let (places, weights) = scattered(&mut random, 3000);
    let demand = WeightedPlaces {
        places,
        weights: Some(weights),
    };
    let demand = Demand::build(&demand, Some(&district()), &projection(), &Cancel::new());
    let demand = Arc::new(demand.expect("nobody cancels"));
    let mut points: Vec<(PointId, LocalXy)> = [(700.0, 900.0), (2500.0, 1700.0), (3100.0, 3300.0)]
        .into_iter()
        .zip(1..)
        .map(|((x, y), id)| (PointId(id), LocalXy::new(x, y)))
        .collect();
    let mut board = CoverageBoard::new(Arc::clone(&demand), &RINGS, &points);
    for step in 0..12 {
        let moved = &mut points[step % 3].1;
        moved.x += random.random_range(-900.0..900.0);
        moved.y += random.random_range(-900.0..900.0);
        board.set_points(&points);
        let anew = CoverageBoard::new(Arc::clone(&demand), &RINGS, &points);
        let (fine, coarse) = (
            board.areas(GridLevel::WorkGrid),
            board.areas(GridLevel::Subdistrict),
        );
        assert_eq!(fine.len(), GRIDS * GRIDS);
        assert_eq!(fine, anew.areas(GridLevel::WorkGrid));
        assert_eq!(coarse, board.figures().subdistricts);
        let within = |areas: &[AreaFigures], ring: usize| -> f64 {
            let part = |area: &AreaFigures| area.incidents * share(area.incident_share[ring]);
            let known = areas.iter().filter(|area| area.incidents > 0.0);
            known.map(part).sum()
        };
        let all = |areas: &[AreaFigures]| areas.iter().map(|area| area.incidents).sum::<f64>();
        assert_eq!(all(&fine), all(&coarse));
        for ring in 0..RINGS.len() {
            assert!((within(&fine, ring) - within(&coarse, ring)).abs() < 1e-6);
        }
    }
    assert!(
        board.areas(GridLevel::PoliceGrid).is_empty(),
        "no such level here"
    );
}

/// By grid: the share of its ground within the radius of a point, on a lattice of 2 m.
fn covered_shares(points: &[(f64, f64)], radius: f64) -> Vec<f64> {
    let steps = (SIDE / 2.0) as usize;
    (0..GRIDS * GRIDS)
        .map(|unit| {
            let corner = ((unit % GRIDS) as f64 * SIDE, (unit / GRIDS) as f64 * SIDE);
            let at = |step: usize, from: f64| from + (step as f64 + 0.5) * 2.0;
            let places = (0..steps * steps)
                .map(|step| (at(step % steps, corner.0), at(step / steps, corner.1)));
            let within = |(x, y): &(f64, f64)| {
                points
                    .iter()
                    .any(|point| (point.0 - x).hypot(point.1 - y) <= radius)
            };
            places.filter(within).count() as f64 / (steps * steps) as f64
        })
        .collect()
}

#[test]
fn residents_grids_and_the_uncovered_agree_with_a_fine_lattice() {
    let points = [
        (700.0, 900.0),
        (1500.0, 1300.0),
        (2500.0, 1700.0),
        (3100.0, 3300.0),
    ];
    let figures = figures(&demand(&[], &district()), &RINGS, &points);
    let residents = |unit: usize| 100.0 * (unit % GRIDS + 1) as f64;
    let all: f64 = (0..GRIDS * GRIDS).map(residents).sum();
    for (found, ring) in figures.rings.iter().zip(RINGS) {
        let shares = covered_shares(&points, ring.0);
        let within: f64 = shares
            .iter()
            .enumerate()
            .map(|(unit, part)| part * residents(unit))
            .sum();
        assert!(
            (share(found.residents_share) - within / all).abs() < 1e-3,
            "{ring:?}"
        );
        let clear = |from: f64| shares.iter().filter(|part| **part >= from).count();
        assert!(
            (clear(0.51)..=clear(0.49)).contains(&found.grids),
            "{ring:?}"
        );
        assert_eq!(
            share(found.grid_share),
            found.grids as f64 / (GRIDS * GRIDS) as f64
        );
    }
    let outermost = covered_shares(&points, RINGS[2].0);
    let listed: Vec<usize> = figures.uncovered.iter().map(|grid| grid.unit).collect();
    for (unit, part) in outermost.iter().enumerate() {
        if (part - 0.5).abs() > 0.01 {
            assert_eq!(listed.contains(&unit), *part < 0.5, "grid {unit}: {part}");
        }
    }
    assert_eq!(listed.len() + figures.rings[2].grids, GRIDS * GRIDS);
}

#[test]
fn a_boundary_that_crosses_itself_asks_for_no_more_samples_than_any_other() {
    // A bow tie of 2 km: its two halves cancel out but for 4 m², so that its area says next to nothing.
    let corner = |x, y| geo::Coord::from(projection().to_lonlat(LocalXy::new(x, y)));
    let ring = [
        (0.0, 0.0),
        (2000.0, 2000.004),
        (2000.0, 0.0),
        (0.0, 2000.0),
        (0.0, 0.0),
    ];
    let tie = Polygon::new(LineString(ring.map(|(x, y)| corner(x, y)).to_vec()), vec![]);
    let mut only = layer(GridLevel::WorkGrid, 1, |_, _| None);
    only.units[0].boundary = MultiPolygon::new(vec![tie]);
    only.units[0].area = Km2::from_square_metres(4.0);
    let began = std::time::Instant::now();
    let figures = figures(
        &demand(&[], &GridHierarchy::new([only])),
        &[Metres(1500.0)],
        &[(1000.0, 1000.0)],
    );
    assert!(
        began.elapsed().as_secs() < 20,
        "millions of samples in one unit"
    );
    assert_eq!(share(figures.rings[0].area_share), 1.0);
}

#[test]
fn a_grid_is_covered_from_half_its_area_on() {
    // The edge of so wide a ring is a straight north-south line through the district, to 2 m.
    let demand = demand(&[], &district());
    let wide = 900_000.0;
    let grids_west_of = |edge: f64| {
        let figures = figures(&demand, &[Metres(wide)], &[(edge - wide, 1800.0)]);
        figures.rings[0].grids
    };
    // The fourth column lies from 900 m to 1,200 m: its middle is at 1,050 m.
    assert_eq!(grids_west_of(1035.0), 3 * GRIDS);
    assert_eq!(grids_west_of(1065.0), 4 * GRIDS);
}

#[test]
fn after_any_drags_figures_of_ground_equal_those_of_a_board_built_anew() {
    let mut random = ChaCha8Rng::seed_from_u64(8);
    let side = SIDE * GRIDS as f64;
    let anywhere = |random: &mut ChaCha8Rng| {
        LocalXy::new(
            random.random_range(-500.0..side + 500.0),
            random.random_range(-500.0..side + 500.0),
        )
    };
    let places: Vec<_> = (0..3000).map(|_| anywhere(&mut random)).collect();
    let demand = demand(&places, &district());
    let mut points: Vec<_> = (0..15)
        .map(|id| (PointId(id), anywhere(&mut random)))
        .collect();
    let mut rings = RINGS.to_vec();
    let mut board = CoverageBoard::new(Arc::clone(&demand), &rings, &points);
    let mut zones = vec![
        (ZoneId(1), square(100.0, 100.0, 900.0)),
        (ZoneId(2), square(800.0, 1500.0, 1200.0)),
    ];
    for step in 0..1000 {
        let moved = random.random_range(0..points.len());
        points[moved].1 = anywhere(&mut random);
        board.set_points(&points);
        if step % 5 == 0 {
            zones[step % 2].1 = square(f64::from(step as u32), 700.0, 1000.0);
            board.set_zones(&zones, &projection());
        }
        if step % 7 == 0 {
            rings = [Metres(300.0), Metres(500.0 + f64::from(step as u32 % 3))].to_vec();
            board.set_rings(&rings);
        }
        if step % 10 == 0 {
            let mut anew = CoverageBoard::new(Arc::clone(&demand), &rings, &points);
            anew.set_zones(&zones, &projection());
            assert_eq!(board.figures(), anew.figures(), "step {step}");
        }
    }
}

#[test]
fn one_point_covers_what_the_published_optimum_says() {
    let Some(data) = common::data_dir() else {
        return;
    };
    // SJC324 (Lorena): the best single site covers 5,461 at 800 m, Euclid (p = 1).
    let text = std::fs::read_to_string(data.join("optim/informs_mclp/SJC/SJC324.txt"))
        .expect("the catalogue lists it");
    let rows: Vec<Vec<f64>> = text
        .lines()
        .skip(1)
        .map(|line| {
            line.split_whitespace()
                .filter_map(|cell| cell.parse().ok())
                .collect()
        })
        .filter(|row: &Vec<f64>| row.len() >= 3)
        .collect();
    assert_eq!(rows.len(), 324);
    let places = WeightedPlaces {
        places: rows
            .iter()
            .map(|row| LocalXy::new(row[0], row[1]))
            .collect(),
        weights: Some(rows.iter().map(|row| row[2]).collect()),
    };
    let plane = LocalProjection::plane();
    let demand = Demand::build(&places, None, &plane, &Cancel::new()).expect("nobody cancels");
    let mut board = CoverageBoard::new(Arc::new(demand), &[Metres(800.0)], &[]);
    let best = places.places.iter().map(|site| {
        board.set_points(&[(PointId(1), *site)]);
        board.figures().rings[0].incidents
    });
    assert_eq!(best.fold(0.0, f64::max), 5461.0);
}
