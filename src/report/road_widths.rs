//! How wide roads are drawn at a zoom, and from which on: the same on screen and on paper.

use crate::model::road_network::RoadClass;

/// The width from which a road has a casing, points.
pub const CASED_FROM: f32 = 3.0;
/// How much wider a casing is, points.
pub const CASING: f32 = 1.5;

/// The zoom from which a class is drawn.
#[must_use]
pub const fn drawn_from(class: RoadClass) -> f64 {
    match class {
        RoadClass::Expressway => 7.0,
        RoadClass::Arterial => 9.5,
        RoadClass::Collector => 11.5,
        RoadClass::Local => 12.75,
        RoadClass::Lane => 13.75,
    }
}

/// The width of a class on the screen at a zoom, points: grows by a fixed factor a level between its ends.
#[must_use]
pub fn width(class: RoadClass, zoom: f64) -> f32 {
    let (narrow, wide): (f32, f32) = match class {
        RoadClass::Expressway => (1.8, 15.0),
        RoadClass::Arterial => (1.3, 12.0),
        RoadClass::Collector => (0.9, 9.0),
        RoadClass::Local => (0.6, 6.5),
        RoadClass::Lane => (0.5, 4.0),
    };
    let part = ((zoom - 10.5) / 7.5).clamp(0.0, 1.0) as f32;
    narrow * (wide / narrow).powf(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_more_important_road_is_never_narrower_and_never_appears_later() {
        for pair in RoadClass::ALL.windows(2) {
            for zoom in 8..=20 {
                assert!(width(pair[0], f64::from(zoom)) > width(pair[1], f64::from(zoom)));
            }
            assert!(drawn_from(pair[0]) < drawn_from(pair[1]));
        }
    }
}
