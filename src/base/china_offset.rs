//! GCJ-02 and BD-09: the offsets of Chinese web maps, forward and back.
//!
//! Formula: the published polynomial with sine terms on the Krasovsky 1940 ellipsoid (a = 6 378 245 m,
//! e² = 0.006 693 421 622 965 943 23); BD-09 rotates and stretches GCJ-02. Neither has a closed inverse: both are
//! inverted here by iteration to 1e-9° (0.1 mm) and better.

use std::f64::consts::PI;

use super::coords::LonLat;

const SEMI_MAJOR: f64 = 6_378_245.0;
const ECCENTRICITY_SQUARED: f64 = 0.006_693_421_622_965_943;
/// Where iteration stops, degrees.
const CLOSE_ENOUGH: f64 = 1e-12;
/// More steps than any place needs (the offset changes by under 1 in 1,000).
const MOST_STEPS: usize = 30;
const BD09_TURN: f64 = PI * 3000.0 / 180.0;

/// Whether the offset applies at a place: the box around China that the common implementations use.
#[must_use]
pub fn is_offset_at(place: LonLat) -> bool {
    (72.004..=137.8347).contains(&place.lon) && (0.8293..=55.8271).contains(&place.lat)
}

/// GCJ-02 of a WGS 84 place; the place itself outside China.
#[must_use]
pub fn wgs84_to_gcj02(place: LonLat) -> LonLat {
    if !is_offset_at(place) {
        return place;
    }
    let (x, y) = (place.lon - 105.0, place.lat - 35.0);
    let wave = (20.0 * (6.0 * x * PI).sin() + 20.0 * (2.0 * x * PI).sin()) * 2.0 / 3.0;
    let north = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * x.abs().sqrt()
        + wave
        + (20.0 * (y * PI).sin() + 40.0 * (y / 3.0 * PI).sin()) * 2.0 / 3.0
        + (160.0 * (y / 12.0 * PI).sin() + 320.0 * (y * PI / 30.0).sin()) * 2.0 / 3.0;
    let east = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * x.abs().sqrt()
        + wave
        + (20.0 * (x * PI).sin() + 40.0 * (x / 3.0 * PI).sin()) * 2.0 / 3.0
        + (150.0 * (x / 12.0 * PI).sin() + 300.0 * (x / 30.0 * PI).sin()) * 2.0 / 3.0;
    let phi = place.lat.to_radians();
    let magic = 1.0 - ECCENTRICITY_SQUARED * phi.sin().powi(2);
    let meridian = SEMI_MAJOR * (1.0 - ECCENTRICITY_SQUARED) / (magic * magic.sqrt());
    let parallel = SEMI_MAJOR / magic.sqrt() * phi.cos();
    LonLat::new(
        place.lon + (east / parallel).to_degrees(),
        place.lat + (north / meridian).to_degrees(),
    )
}

/// WGS 84 of a GCJ-02 place: the inverse of [`wgs84_to_gcj02`].
#[must_use]
pub fn gcj02_to_wgs84(place: LonLat) -> LonLat {
    if is_offset_at(place) {
        undo(place, wgs84_to_gcj02)
    } else {
        place
    }
}

/// BD-09 of a GCJ-02 place; the place itself outside China.
#[must_use]
pub fn gcj02_to_bd09(place: LonLat) -> LonLat {
    if !is_offset_at(place) {
        return place;
    }
    let radius = place.lon.hypot(place.lat) + 0.000_02 * (place.lat * BD09_TURN).sin();
    let angle = place.lat.atan2(place.lon) + 0.000_003 * (place.lon * BD09_TURN).cos();
    LonLat::new(radius * angle.cos() + 0.0065, radius * angle.sin() + 0.006)
}

/// GCJ-02 of a BD-09 place: the inverse of [`gcj02_to_bd09`].
#[must_use]
pub fn bd09_to_gcj02(place: LonLat) -> LonLat {
    if is_offset_at(place) {
        undo(place, gcj02_to_bd09)
    } else {
        place
    }
}

/// The place that `offset` moves to `target`, by fixed-point iteration; converges because the offset hardly changes.
fn undo(target: LonLat, offset: impl Fn(LonLat) -> LonLat) -> LonLat {
    let mut found = target;
    for _ in 0..MOST_STEPS {
        let moved = offset(found);
        let (east, north) = (target.lon - moved.lon, target.lat - moved.lat);
        found = LonLat::new(found.lon + east, found.lat + north);
        if east.abs() < CLOSE_ENOUGH && north.abs() < CLOSE_ENOUGH {
            break;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn near(found: LonLat, lon: f64, lat: f64, degrees: f64) {
        assert!(
            (found.lon - lon).abs() < degrees && (found.lat - lat).abs() < degrees,
            "{found:?}, wanted {lon}, {lat}"
        );
    }

    #[test]
    fn published_values_are_reproduced() {
        // The worked example that circulates with the formula.
        let place = LonLat::new(116.404, 39.915);
        near(
            wgs84_to_gcj02(place),
            116.410_244_499_169_38,
            39.916_404_281_501_64,
            1e-9,
        );
        near(
            gcj02_to_bd09(place),
            116.410_369_493_710_29,
            39.921_336_993_510_21,
            1e-9,
        );
    }

    #[test]
    fn the_offset_at_baoan_is_about_600_metres() {
        let place = LonLat::new(113.88, 22.65);
        let moved = wgs84_to_gcj02(place);
        let east = (moved.lon - place.lon) * 111_320.0 * place.lat.to_radians().cos();
        let north = (moved.lat - place.lat) * 110_750.0;
        assert!((450.0..700.0).contains(&east), "{east} m east");
        assert!((-400.0..-200.0).contains(&north), "{north} m north");
    }

    #[test]
    fn outside_china_nothing_moves() {
        let london = LonLat::new(-0.1, 51.5);
        assert_eq!(wgs84_to_gcj02(london), london);
        assert_eq!(bd09_to_gcj02(london), london);
    }

    proptest! {
        #[test]
        fn the_inverse_is_exact_to_a_tenth_of_a_millimetre(lon in 75.0..135.0_f64, lat in 4.0..53.0_f64) {
            let place = LonLat::new(lon, lat);
            let back = gcj02_to_wgs84(wgs84_to_gcj02(place));
            prop_assert!((back.lon - lon).abs() < 1e-9 && (back.lat - lat).abs() < 1e-9, "{back:?}");
            let back = bd09_to_gcj02(gcj02_to_bd09(place));
            prop_assert!((back.lon - lon).abs() < 1e-9 && (back.lat - lat).abs() < 1e-9, "{back:?}");
        }
    }
}
