//! The synthetic district: its counts, its nesting, its roads, and the shipped copy of it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use geo::{Coord, MultiPolygon};
use patrolgrid::base::cancel::Cancel;
use patrolgrid::base::coords::LonLat;
use patrolgrid::demo::{self, CATEGORIES, DemoError, District, Extent, FILES};
use patrolgrid::model::grid::{GridLevel, GridUnit};
use patrolgrid::model::incident::Discovery;
use patrolgrid::model::road_network::{RoadClass, RoadNetwork};

fn district() -> &'static District {
    static MADE: OnceLock<District> = OnceLock::new();
    MADE.get_or_init(|| demo::generate(1, &Cancel::new()).expect("nobody cancels"))
}

fn units(level: GridLevel) -> &'static [GridUnit] {
    district()
        .hierarchy
        .layer(level)
        .map_or(&[], |layer| &layer.units)
}

/// A corner in 10⁻⁷ degrees.
type Corner = (i64, i64);

fn corner(coord: Coord<f64>) -> Corner {
    (
        (coord.x * 1e7).round() as i64,
        (coord.y * 1e7).round() as i64,
    )
}

fn sides(boundary: &MultiPolygon<f64>) -> Vec<(Corner, Corner)> {
    boundary
        .iter()
        .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()))
        .flat_map(|ring| {
            ring.lines()
                .map(|line| (corner(line.start), corner(line.end)))
        })
        .collect()
}

/// Twice the area in square lattice steps, exact; holes count against it.
fn doubled_area(boundary: &MultiPolygon<f64>) -> i64 {
    let (x, y) = (1_138_600_000, 226_900_000);
    sides(boundary)
        .into_iter()
        .map(|(a, b)| (a.0 - x) * (b.1 - y) - (b.0 - x) * (a.1 - y))
        .sum()
}

fn maps() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("maps")
}

#[test]
fn the_district_has_exactly_the_grids_it_promises() {
    let count = |level| units(level).len();
    assert_eq!(
        GridLevel::ALL.map(count),
        [1, 10, 124, demo::POLICE_GRIDS, demo::WORK_GRIDS]
    );
    assert_eq!((district().zones.len(), district().points.len()), (12, 60));
    assert!(district().junctions >= 15_000, "{}", district().junctions);
    let area = units(GridLevel::District)[0].area.0;
    assert!((390.0..404.0).contains(&area), "{area} km²");
    let residents: f64 = units(GridLevel::WorkGrid)
        .iter()
        .filter_map(|unit| unit.residents)
        .sum();
    assert!((4.4e6..4.6e6).contains(&residents), "{residents} residents");
}

#[test]
fn every_side_of_a_grid_has_exactly_one_neighbour_or_is_the_district_border() {
    for level in [
        GridLevel::Subdistrict,
        GridLevel::Community,
        GridLevel::PoliceGrid,
        GridLevel::WorkGrid,
    ] {
        let mut seen = BTreeSet::new();
        for side in units(level).iter().flat_map(|unit| sides(&unit.boundary)) {
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
        let district: BTreeSet<_> = sides(&units(GridLevel::District)[0].boundary)
            .into_iter()
            .collect();
        assert_eq!(border, district, "{level:?}");
    }
}

#[test]
fn areas_are_exactly_the_sum_of_their_work_grids() {
    for level in [
        GridLevel::District,
        GridLevel::Subdistrict,
        GridLevel::Community,
        GridLevel::PoliceGrid,
    ] {
        let mut sums = vec![(0_i64, 0.0); units(level).len()];
        for unit in units(GridLevel::WorkGrid) {
            let parent = unit.ancestor(level).expect("every work grid has parents");
            sums[parent].0 += doubled_area(&unit.boundary);
            sums[parent].1 += unit.residents.expect("residents");
        }
        for (unit, (area, residents)) in units(level).iter().zip(sums) {
            assert_eq!(doubled_area(&unit.boundary), area, "{}", unit.code);
            assert_eq!(unit.residents, Some(residents), "{}", unit.code);
        }
    }
}

#[test]
fn every_area_is_one_piece_with_a_label_inside_and_a_code_of_its_own() {
    use geo::Contains;
    for level in GridLevel::ALL {
        let codes: BTreeSet<&str> = units(level).iter().map(|unit| unit.code.as_str()).collect();
        assert_eq!(codes.len(), units(level).len(), "{level:?}");
        for unit in units(level) {
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

#[test]
fn every_ring_is_simple() {
    for unit in units(GridLevel::WorkGrid) {
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
    let mut communities: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for unit in units(GridLevel::WorkGrid) {
        let police = unit.ancestor(GridLevel::PoliceGrid).expect("a police grid");
        let home = units(GridLevel::PoliceGrid)[police].ancestor(GridLevel::Subdistrict);
        assert_eq!(unit.ancestor(GridLevel::Subdistrict), home, "{}", unit.code);
        communities
            .entry(police)
            .or_default()
            .extend(unit.ancestor(GridLevel::Community));
    }
    assert_eq!(communities.len(), demo::POLICE_GRIDS);
    assert!(communities.values().any(|crossed| crossed.len() > 1));
    assert!(
        units(GridLevel::PoliceGrid)
            .iter()
            .all(|unit| unit.responsible.is_some())
    );
}

/// Junction → junctions that can be driven to, on the links `keep` keeps.
fn ways(roads: &RoadNetwork, forward: bool) -> BTreeMap<Corner, Vec<Corner>> {
    let mut ways: BTreeMap<Corner, Vec<Corner>> = BTreeMap::new();
    for link in &roads.links {
        let (a, b) = (
            corner(link.course.0[0]),
            corner(link.course.0[link.course.0.len() - 1]),
        );
        let (a, b) = if forward { (a, b) } else { (b, a) };
        ways.entry(a).or_default().push(b);
        let back = ways.entry(b).or_default();
        if !link.one_way {
            back.push(a);
        }
    }
    ways
}

#[test]
fn every_junction_can_be_driven_to_from_every_other() {
    for forward in [true, false] {
        let ways = ways(&district().roads, forward);
        let start = *ways.keys().next().expect("a junction");
        let mut seen = BTreeSet::from([start]);
        let mut stack = vec![start];
        while let Some(at) = stack.pop() {
            stack.extend(ways[&at].iter().copied().filter(|to| seen.insert(*to)));
        }
        assert_eq!(seen.len(), ways.len());
    }
}

#[test]
fn the_roads_have_every_class_one_ways_bridges_and_names() {
    let links = &district().roads.links;
    for class in RoadClass::ALL {
        assert!(
            links.iter().filter(|link| link.class == class).count() > 20,
            "{class:?}"
        );
    }
    assert!(links.iter().filter(|link| link.one_way).count() > 500);
    let bridges = links.iter().filter(|link| link.bridge).count();
    assert!((10..120).contains(&bridges), "{bridges} bridges");
    assert!(
        links
            .iter()
            .all(|link| !link.name.is_empty() && link.course.0.len() >= 2)
    );
}

#[test]
fn zones_are_of_patrol_size_and_points_stand_on_junctions() {
    let ways = ways(&district().roads, true);
    for point in &district().points {
        assert!(
            ways.contains_key(&corner(point.position.into())),
            "{}",
            point.name
        );
    }
    for zone in &district().zones {
        let area = doubled_area(&MultiPolygon(vec![zone.boundary.clone()])) as f64
            * 0.5
            * 0.010_275_7
            * 0.011_074
            * 1e-6;
        assert!((0.3..=2.0).contains(&area), "{}: {area} km²", zone.name);
    }
    let ranks: BTreeSet<u16> = district().zones.iter().map(|zone| zone.rank).collect();
    assert_eq!(ranks, (1..=12).collect());
}

#[test]
fn incidents_come_in_the_order_of_time_inside_the_district_at_the_promised_shares() {
    let mut places = Vec::new();
    let (mut last, mut patrol, mut categories) = (None, 0, BTreeSet::new());
    district()
        .incidents
        .each::<DemoError>(30_000, 24, &Cancel::new(), |incident| {
            let at = Some((incident.day, incident.minute));
            assert!(last <= at && incident.minute < 1440);
            last = at;
            patrol += usize::from(incident.discovery == Discovery::Patrol);
            categories.insert(incident.category);
            places.push(incident.position());
            Ok(())
        })
        .expect("nobody cancels");
    assert_eq!((places.len(), categories.len()), (30_000, CATEGORIES.len()));
    assert!(
        (0.04..0.08).contains(&(patrol as f64 / 30_000.0)),
        "{patrol}"
    );
    let border = sides(&units(GridLevel::District)[0].boundary);
    assert!(
        places
            .iter()
            .step_by(20)
            .all(|place| lies_in(&border, *place))
    );
}

fn lies_in(border: &[(Corner, Corner)], place: LonLat) -> bool {
    let (x, y) = (place.lon * 1e7, place.lat * 1e7);
    border
        .iter()
        .filter(|(a, b)| (a.1 as f64 > y) != (b.1 as f64 > y))
        .filter(|(a, b)| {
            x < a.0 as f64 + (y - a.1 as f64) / (b.1 - a.1) as f64 * (b.0 - a.0) as f64
        })
        .count()
        % 2
        == 1
}

#[test]
fn any_number_of_incidents_is_made_and_half_the_months_end_half_way() {
    for (count, months) in [(0, 24), (1, 1), (1_234, 12)] {
        let mut made = 0;
        let mut last = None;
        let taken =
            district()
                .incidents
                .each::<DemoError>(count, months, &Cancel::new(), |incident| {
                    made += 1;
                    last = Some(incident.day);
                    Ok(())
                });
        assert!(taken.is_ok());
        assert_eq!(made, count);
        assert!(last.is_none_or(|day| day < jiff::civil::date(2025, 7, 1)));
    }
}

#[test]
fn another_seed_makes_another_district() {
    let other = demo::generate(2, &Cancel::new()).expect("nobody cancels");
    assert_eq!(
        other
            .hierarchy
            .layer(GridLevel::WorkGrid)
            .map(|layer| layer.units.len()),
        Some(demo::WORK_GRIDS)
    );
    assert_ne!(other.hierarchy, district().hierarchy);
    assert_ne!(other.roads, district().roads);
}

#[test]
fn a_cancelled_district_is_not_made() {
    let cancel = Cancel::new();
    cancel.cancel();
    assert!(demo::generate(1, &cancel).is_err());
}

/// This also shows that the same seed gives the same bytes: the shipped copy was made by another run.
#[test]
fn the_shipped_maps_are_what_the_generator_makes() {
    let mut total = 0;
    for name in FILES {
        let shipped = std::fs::read(maps().join(name)).expect(name);
        total += shipped.len();
        let mut plain = Vec::new();
        if demo::is_packed(name) {
            flate2::read::GzDecoder::new(shipped.as_slice())
                .read_to_end(&mut plain)
                .expect(name);
        } else {
            plain = shipped;
        }
        let mut made = Vec::new();
        demo::write_plain(
            district(),
            Extent::default(),
            name,
            &mut made,
            &Cancel::new(),
        )
        .expect(name);
        assert!(
            made == plain,
            "maps/{name} differs from the generator: run `patrolgrid demo --seed 1 --out maps`"
        );
    }
    assert!(total < 20_000_000, "{total} bytes in maps/");
}
