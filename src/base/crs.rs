//! The coordinate reference systems files arrive in, and the way from each to WGS 84 and back.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::china_offset::{bd09_to_gcj02, gcj02_to_bd09, gcj02_to_wgs84, wgs84_to_gcj02};
use super::coords::LonLat;
use super::projection::{Ellipsoid, LocalProjection, TransverseMercator};

/// A coordinate reference system by the names of the command line and of `crs` members.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Crs {
    /// WGS 84 longitude, latitude (EPSG:4326, OGC CRS84).
    #[default]
    Wgs84,
    /// GCJ-02, the offset coordinates of Chinese web maps.
    Gcj02,
    /// BD-09, Baidu's offset on top of GCJ-02.
    Bd09,
    /// CGCS2000 longitude, latitude (EPSG:4490).
    Cgcs2000,
    /// CGCS2000 three-degree Gauss-Krüger, 114° E (EPSG:4547), easting 500 000 m; zone-prefixed eastings are understood.
    GaussKrueger114,
    /// Spherical web Mercator (EPSG:3857).
    WebMercator,
    /// UTM on WGS 84 (EPSG:326xx and 327xx).
    Utm {
        /// Zone, 1 to 60.
        zone: u8,
        /// Whether the zone lies north of the equator.
        north: bool,
    },
    /// Metres in a plane without geography.
    Plane,
}

/// In which order a file writes its pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AxisOrder {
    /// Longitude or easting first, as GeoJSON asks.
    #[default]
    EastNorth,
    /// Latitude or northing first, as surveyors and some official definitions write.
    NorthEast,
}

/// False easting of Gauss-Krüger and UTM, metres.
const FALSE_EASTING: f64 = 500_000.0;
/// False northing of southern UTM zones, metres.
const FALSE_NORTHING: f64 = 10_000_000.0;
/// What a zone prefix counts in, metres.
const ZONE_STEP: f64 = 1_000_000.0;
/// The zones a prefix may name: three-degree zones over China, central meridian three times the zone.
const PREFIX_ZONES: std::ops::RangeInclusive<u8> = 25..=45;
/// Half the width of the web Mercator square, metres.
const WEB_MERCATOR_EDGE: f64 = std::f64::consts::PI * 6_378_137.0;
/// How far from the plane's centre a place may lie, metres.
const PLANE_EDGE: f64 = 3_000_000.0;

static GAUSS_KRUEGER: LazyLock<TransverseMercator> =
    LazyLock::new(|| TransverseMercator::new(Ellipsoid::CGCS2000, 0.0, 1.0));
static UTM: LazyLock<TransverseMercator> =
    LazyLock::new(|| TransverseMercator::new(Ellipsoid::WGS84, 0.0, 0.9996));
static PLANE: LazyLock<LocalProjection> = LazyLock::new(LocalProjection::plane);

impl Crs {
    /// The name on the command line and in the plan: `wgs84 gcj02 bd09 epsg:4490 epsg:4547 epsg:3857 epsg:326xx plane`.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Wgs84 => "wgs84".into(),
            Self::Gcj02 => "gcj02".into(),
            Self::Bd09 => "bd09".into(),
            Self::Cgcs2000 => "epsg:4490".into(),
            Self::GaussKrueger114 => "epsg:4547".into(),
            Self::WebMercator => "epsg:3857".into(),
            Self::Utm { zone, north } => format!("epsg:{}{zone:02}", if north { 326 } else { 327 }),
            Self::Plane => "plane".into(),
        }
    }

    /// WGS 84 degrees of a pair of file coordinates (longitude or easting first).
    #[must_use]
    pub fn to_lonlat(self, x: f64, y: f64) -> LonLat {
        match self {
            Self::Wgs84 | Self::Cgcs2000 => LonLat::new(x, y),
            Self::Gcj02 => gcj02_to_wgs84(LonLat::new(x, y)),
            Self::Bd09 => gcj02_to_wgs84(bd09_to_gcj02(LonLat::new(x, y))),
            Self::GaussKrueger114 => {
                let (zone, easting) = split_zone(x);
                let place = GAUSS_KRUEGER.unproject(easting - FALSE_EASTING, y);
                LonLat::new(place.lon + 3.0 * f64::from(zone), place.lat)
            }
            Self::WebMercator => {
                let radius = Ellipsoid::WGS84.semi_major;
                LonLat::new(
                    (x / radius).to_degrees(),
                    (y / radius).sinh().atan().to_degrees(),
                )
            }
            Self::Utm { zone, north } => {
                let northing = if north { y } else { y - FALSE_NORTHING };
                let place = UTM.unproject(x - FALSE_EASTING, northing);
                LonLat::new(place.lon + utm_meridian(zone), place.lat)
            }
            Self::Plane => PLANE.to_lonlat(super::coords::LocalXy::new(x, y)),
        }
    }

    /// File coordinates of a place: the inverse of [`Crs::to_lonlat`], eastings without a zone prefix.
    #[must_use]
    pub fn from_lonlat(self, place: LonLat) -> (f64, f64) {
        match self {
            Self::Wgs84 | Self::Cgcs2000 => (place.lon, place.lat),
            Self::Gcj02 => pair(wgs84_to_gcj02(place)),
            Self::Bd09 => pair(gcj02_to_bd09(wgs84_to_gcj02(place))),
            Self::GaussKrueger114 => {
                let (x, y) = GAUSS_KRUEGER.project(LonLat::new(place.lon - 114.0, place.lat));
                (x + FALSE_EASTING, y)
            }
            Self::WebMercator => {
                let radius = Ellipsoid::WGS84.semi_major;
                let y = place.lat.to_radians().tan().asinh() * radius;
                (place.lon.to_radians() * radius, y)
            }
            Self::Utm { zone, north } => {
                let (x, y) = UTM.project(LonLat::new(place.lon - utm_meridian(zone), place.lat));
                (
                    x + FALSE_EASTING,
                    if north { y } else { y + FALSE_NORTHING },
                )
            }
            Self::Plane => {
                let found = PLANE.to_local(place);
                (found.x, found.y)
            }
        }
    }

    /// Whether the coordinates are longitude and latitude in degrees.
    #[must_use]
    pub const fn is_geographic(self) -> bool {
        match self {
            Self::Wgs84 | Self::Gcj02 | Self::Bd09 | Self::Cgcs2000 => true,
            Self::GaussKrueger114 | Self::WebMercator | Self::Utm { .. } | Self::Plane => false,
        }
    }

    /// Whether the coordinates are metres of a projection of the Earth: numbers as small as degrees are no place there that
    /// anybody means.
    #[must_use]
    pub const fn counts_metres_on_earth(self) -> bool {
        match self {
            Self::GaussKrueger114 | Self::WebMercator | Self::Utm { .. } => true,
            Self::Wgs84 | Self::Gcj02 | Self::Bd09 | Self::Cgcs2000 | Self::Plane => false,
        }
    }

    /// Whether a pair of file coordinates (longitude or easting first) can be a place in this system.
    #[must_use]
    pub fn holds(self, x: f64, y: f64) -> bool {
        match self {
            Self::Wgs84 | Self::Gcj02 | Self::Bd09 | Self::Cgcs2000 => {
                x.abs() <= 180.0 && y.abs() <= 90.0
            }
            Self::GaussKrueger114 => {
                let (_, easting) = split_zone(x);
                (-500_000.0..=1_500_000.0).contains(&easting) && (0.0..=FALSE_NORTHING).contains(&y)
            }
            // A hair beyond the edge is how some programs write 180°.
            Self::WebMercator => {
                x.abs() <= WEB_MERCATOR_EDGE + 1.0 && y.abs() <= WEB_MERCATOR_EDGE * 2.0
            }
            Self::Utm { .. } => {
                (-500_000.0..=1_500_000.0).contains(&x) && (0.0..=FALSE_NORTHING).contains(&y)
            }
            Self::Plane => x.abs() <= PLANE_EDGE && y.abs() <= PLANE_EDGE,
        }
    }

    /// The order in which these pairs (as written) are most likely meant: north first only where every pair that can
    /// be judged fits no other way.
    #[must_use]
    pub fn axis_order(self, written: impl IntoIterator<Item = (f64, f64)>) -> AxisOrder {
        let mut swapped = false;
        for (first, second) in written {
            match (self.is_likely(first, second), self.is_likely(second, first)) {
                (false, true) => swapped = true,
                (true, false) => return AxisOrder::EastNorth,
                (true, true) | (false, false) => {}
            }
        }
        if swapped {
            AxisOrder::NorthEast
        } else {
            AxisOrder::EastNorth
        }
    }

    /// Narrower than [`Crs::holds`] for projected systems: where a file of this system really lies.
    fn is_likely(self, x: f64, y: f64) -> bool {
        match self {
            Self::GaussKrueger114 => {
                let (_, easting) = split_zone(x);
                (100_000.0..=900_000.0).contains(&easting)
                    && (1_000_000.0..=7_000_000.0).contains(&y)
            }
            Self::Utm { .. } => {
                (100_000.0..=900_000.0).contains(&x) && (0.0..=FALSE_NORTHING).contains(&y)
            }
            Self::Wgs84
            | Self::Gcj02
            | Self::Bd09
            | Self::Cgcs2000
            | Self::WebMercator
            | Self::Plane => self.holds(x, y),
        }
    }
}

fn pair(place: LonLat) -> (f64, f64) {
    (place.lon, place.lat)
}

fn utm_meridian(zone: u8) -> f64 {
    f64::from(zone) * 6.0 - 183.0
}

/// Three-degree zone and easting without prefix: 38 412 345 is 412 345 in zone 38; no prefix means zone 38 (114° E).
fn split_zone(x: f64) -> (u8, f64) {
    let prefix = (x / ZONE_STEP).floor();
    if (f64::from(*PREFIX_ZONES.start())..=f64::from(*PREFIX_ZONES.end())).contains(&prefix) {
        (prefix as u8, x - prefix * ZONE_STEP)
    } else {
        (38, x)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ALL: [Crs; 9] = [
        Crs::Wgs84,
        Crs::Gcj02,
        Crs::Bd09,
        Crs::Cgcs2000,
        Crs::GaussKrueger114,
        Crs::WebMercator,
        Crs::Utm {
            zone: 50,
            north: true,
        },
        Crs::Utm {
            zone: 49,
            north: false,
        },
        Crs::Plane,
    ];

    #[test]
    fn every_name_names_its_system() {
        for crs in ALL {
            assert_eq!(Crs::parse(&crs.name()), Ok(crs));
        }
        for unknown in [
            "epsg:3265",
            "epsg:326050",
            "epsg:326+5",
            "",
            "epsg:",
            "epsg:32661",
            "epsg:32600",
            "epsg:326",
            "宝安坐标系统",
            "epsg:9999",
        ] {
            assert!(Crs::parse(unknown).is_err(), "{unknown}");
        }
    }

    proptest! {
        #[test]
        fn a_place_comes_back_from_every_system(lon in 108.0..120.0_f64, lat in 18.0..40.0_f64) {
            let place = LonLat::new(lon, lat);
            for crs in ALL {
                let place = match crs {
                    // The plane is a projection about 0° E that ends long before China.
                    Crs::Plane => LonLat::new(lon - 114.0, lat - 30.0),
                    Crs::Utm { north: false, .. } => LonLat::new(lon, -lat),
                    _ => place,
                };
                let (x, y) = crs.from_lonlat(place);
                let back = crs.to_lonlat(x, y);
                let near = if matches!(crs, Crs::Bd09) { 1e-8 } else { 1e-9 };
                prop_assert!((back.lon - place.lon).abs() < near && (back.lat - place.lat).abs() < near, "{crs:?} {back:?}");
                prop_assert!(crs.holds(x, y), "{crs:?} {x} {y}");
            }
        }
    }

    #[test]
    fn gauss_krueger_has_its_false_easting_on_the_central_meridian() {
        let (x, y) = Crs::GaussKrueger114.from_lonlat(LonLat::new(114.0, 22.5));
        assert!((x - 500_000.0).abs() < 1e-6, "{x}");
        // The meridian arc from the equator to 22.5° on GRS 80.
        assert!((y - 2_489_252.5).abs() < 2_000.0, "{y}");
        let arc = meridian_arc(22.5);
        assert!((y - arc).abs() < 1e-3, "{y} against {arc}");
    }

    /// The meridian arc by Simpson's rule: an oracle that shares nothing with Krüger's series.
    fn meridian_arc(latitude: f64) -> f64 {
        let flattening = Ellipsoid::CGCS2000.flattening;
        let e2 = flattening * (2.0 - flattening);
        let radius = |phi: f64| {
            Ellipsoid::CGCS2000.semi_major * (1.0 - e2) / (1.0 - e2 * phi.sin().powi(2)).powf(1.5)
        };
        let steps = 2_000;
        let width = latitude.to_radians() / f64::from(steps);
        (0..steps)
            .map(|step| {
                let from = f64::from(step) * width;
                (radius(from) + 4.0 * radius(from + width / 2.0) + radius(from + width)) * width
                    / 6.0
            })
            .sum()
    }

    #[test]
    fn a_zone_prefix_changes_nothing_but_the_number() {
        let (x, y) = Crs::GaussKrueger114.from_lonlat(LonLat::new(113.88, 22.65));
        let plain = Crs::GaussKrueger114.to_lonlat(x, y);
        let prefixed = Crs::GaussKrueger114.to_lonlat(38_000_000.0 + x, y);
        assert!((plain.lon - prefixed.lon).abs() < 1e-12 && plain.lat == prefixed.lat);
        assert!(Crs::GaussKrueger114.holds(38_000_000.0 + x, y));
    }

    #[test]
    fn northing_first_is_noticed() {
        let (x, y) = Crs::GaussKrueger114.from_lonlat(LonLat::new(113.88, 22.65));
        let prefixed = 38_000_000.0 + x;
        for crs_pairs in [[(y, x)], [(y, prefixed)]] {
            assert_eq!(
                Crs::GaussKrueger114.axis_order(crs_pairs),
                AxisOrder::NorthEast
            );
        }
        assert_eq!(
            Crs::GaussKrueger114.axis_order([(x, y)]),
            AxisOrder::EastNorth
        );
        assert_eq!(
            Crs::Cgcs2000.axis_order([(22.65, 113.88)]),
            AxisOrder::NorthEast
        );
        assert_eq!(Crs::Wgs84.axis_order([(51.5, -0.1)]), AxisOrder::EastNorth);
    }

    #[test]
    fn web_mercator_ends_where_its_square_ends() {
        let place = Crs::WebMercator.to_lonlat(WEB_MERCATOR_EDGE, WEB_MERCATOR_EDGE);
        assert!((place.lon - 180.0).abs() < 1e-12);
        assert!((place.lat - 85.051_128_779_806_59).abs() < 1e-10);
    }
}
