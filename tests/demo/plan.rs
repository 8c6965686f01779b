//! The plan that comes with the district: zones and patrol points.

use std::collections::{BTreeMap, BTreeSet};

use geo::{Area, BooleanOps, MultiPolygon};
use patrolgrid::model::road_network::RoadClass;

use crate::{Corner, Spot, corner, distance, districts, doubled_area, spot};

#[test]
fn points_stand_apart_on_junctions_of_streets() {
    for district in districts() {
        let mut at: BTreeMap<Corner, Vec<RoadClass>> = BTreeMap::new();
        for link in &district.roads.links {
            for end in [link.course.0[0], link.course.0[link.course.0.len() - 1]] {
                at.entry(corner(end)).or_default().push(link.class);
            }
        }
        let mut others: Vec<Spot> = Vec::new();
        for point in &district.points {
            let place = corner(point.position.into());
            let classes = &at[&place];
            assert!(
                classes.len() >= 3 && !classes.contains(&RoadClass::Expressway),
                "{}",
                point.name
            );
            assert!(
                point.name.ends_with('口') && point.unit.ends_with("派出所"),
                "{}",
                point.name
            );
            assert!(
                others
                    .iter()
                    .all(|other| distance(*other, spot(place)) > 400.0),
                "{}",
                point.name
            );
            others.push(spot(place));
        }
        assert!(district.points.iter().any(|point| !point.locked));
    }
}

#[test]
fn zones_are_of_patrol_size_ranked_and_apart() {
    for district in districts() {
        for (index, zone) in district.zones.iter().enumerate() {
            let area = doubled_area(&MultiPolygon(vec![zone.boundary.clone()])) as f64
                * 0.5
                * 0.010_275_7
                * 0.011_074
                * 1e-6;
            assert!((0.3..=2.0).contains(&area), "{}: {area} km²", zone.name);
            for other in &district.zones[..index] {
                let both = zone.boundary.intersection(&other.boundary).unsigned_area();
                assert!(both < 1e-12, "{} and {}", zone.name, other.name);
            }
        }
        let ranks: BTreeSet<u16> = district.zones.iter().map(|zone| zone.rank).collect();
        assert_eq!(ranks, (1..=12).collect());
    }
}
