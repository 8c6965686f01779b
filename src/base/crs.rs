//! The coordinate reference systems files arrive in, and the way from each to WGS 84 and back.

use serde::{Deserialize, Serialize};

use super::coords::LonLat;

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
        LonLat::new(x, y)
    }

    /// File coordinates of a place: the inverse of [`Crs::to_lonlat`].
    #[must_use]
    pub fn from_lonlat(self, place: LonLat) -> (f64, f64) {
        (place.lon, place.lat)
    }
}
