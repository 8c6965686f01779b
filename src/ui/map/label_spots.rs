//! Where the name of an area may stand: a handful of places inside it, the best first, so that a name gives way to what
//! lies at its first place instead of going away.

use geo::{Contains, MultiPolygon, Point};

use super::mercator::{World, WorldBox};
use crate::base::coords::LonLat;
use crate::model::grid::{GridLevel, GridUnit};

/// Squares along each side of the box around an area that are tried.
const fn squares(level: GridLevel) -> usize {
    match level {
        GridLevel::District | GridLevel::Subdistrict => 17,
        GridLevel::Community => 7,
        GridLevel::PoliceGrid | GridLevel::WorkGrid => 0,
    }
}

/// Places inside a unit, nearest to its pole of inaccessibility first; that one itself stands at the head.
pub(super) fn spots(unit: &GridUnit, level: GridLevel) -> Vec<World> {
    let best = World::of(unit.label_at);
    let extent = WorldBox::of(unit.extent);
    let mut others = inside(&unit.boundary, extent, squares(level));
    // A name is wide and low: a step up or down disturbs less than one to the side.
    let far = |spot: &World| (spot.x - best.x).abs() * 1.6 + (spot.y - best.y).abs();
    others.sort_by(|a, b| far(a).total_cmp(&far(b)));
    std::iter::once(best).chain(others).collect()
}

/// The middles of the squares that lie inside.
fn inside(boundary: &MultiPolygon<f64>, extent: WorldBox, squares: usize) -> Vec<World> {
    let (wide, high) = (extent.max.x - extent.min.x, extent.max.y - extent.min.y);
    let middle = |index: usize| (index as f64 + 0.5) / squares as f64;
    (0..squares * squares)
        .map(|index| World {
            x: extent.min.x + wide * middle(index % squares),
            y: extent.min.y + high * middle(index / squares),
        })
        .filter(|spot| {
            let LonLat { lon, lat } = spot.place();
            boundary.contains(&Point::new(lon, lat))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::polygon;

    #[test]
    fn every_spot_lies_inside_and_the_nearest_come_first() {
        // A boomerang: the middle of its box lies outside.
        let boundary = MultiPolygon::new(vec![polygon![
            (x: 113.0, y: 22.0), (x: 113.1, y: 22.0), (x: 113.1, y: 22.02),
            (x: 113.02, y: 22.02), (x: 113.02, y: 22.1), (x: 113.0, y: 22.1),
        ]]);
        let extent = crate::base::coords::LonLatBox {
            west: 113.0,
            south: 22.0,
            east: 113.1,
            north: 22.1,
        };
        let unit = GridUnit {
            code: "1".into(),
            name: "1".into(),
            ancestors: [None; 5],
            residents: None,
            responsible: None,
            area: crate::base::units::Km2(1.0),
            label_at: LonLat::new(113.01, 22.01),
            extent,
            boundary: boundary.clone(),
        };
        let spots = spots(&unit, GridLevel::Subdistrict);
        assert!(spots.len() > 50, "{}", spots.len());
        let middle = World::of(LonLat::new(113.06, 22.06));
        for spot in &spots {
            let place = spot.place();
            assert!(boundary.contains(&Point::new(place.lon, place.lat)));
            assert!((spot.x - middle.x).abs() > 1e-9 || (spot.y - middle.y).abs() > 1e-9);
        }
        assert!((spots[1].x - spots[0].x).abs() < (spots[40].x - spots[0].x).abs().max(1e-4));
    }
}
