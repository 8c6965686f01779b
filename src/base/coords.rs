//! Places: degrees as they are stored, metres as they are measured.

use serde::{Deserialize, Serialize};

use super::units::Metres;

/// A place in WGS 84 degrees. Every file becomes this at the door.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct LonLat {
    /// Longitude, degrees east.
    pub lon: f64,
    /// Latitude, degrees north.
    pub lat: f64,
}

/// A place in metres in the project's one local projection: x east, y north.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct LocalXy {
    /// Metres east of the projection's centre.
    pub x: f64,
    /// Metres north of the projection's centre.
    pub y: f64,
}

/// A box in WGS 84 degrees; never crosses the antimeridian.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LonLatBox {
    /// Least longitude, degrees.
    pub west: f64,
    /// Least latitude, degrees.
    pub south: f64,
    /// Greatest longitude, degrees.
    pub east: f64,
    /// Greatest latitude, degrees.
    pub north: f64,
}

/// A box in local metres.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LocalBox {
    /// The south-west corner.
    pub min: LocalXy,
    /// The north-east corner.
    pub max: LocalXy,
}

impl LonLat {
    /// A place from its degrees.
    #[must_use]
    pub const fn new(lon: f64, lat: f64) -> Self {
        Self { lon, lat }
    }

    /// Whether both numbers are finite and on the globe (|lon| ≤ 180, |lat| ≤ 90).
    #[must_use]
    pub fn is_on_globe(self) -> bool {
        self.lon.abs() <= 180.0 && self.lat.abs() <= 90.0
    }
}

impl From<geo::Coord<f64>> for LonLat {
    fn from(coord: geo::Coord<f64>) -> Self {
        Self {
            lon: coord.x,
            lat: coord.y,
        }
    }
}

impl From<LonLat> for geo::Coord<f64> {
    fn from(place: LonLat) -> Self {
        Self {
            x: place.lon,
            y: place.lat,
        }
    }
}

impl LocalXy {
    /// A place from its metres.
    #[must_use]
    pub const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    /// Straight-line distance to another place.
    #[must_use]
    pub fn distance(self, other: Self) -> Metres {
        Metres((self.x - other.x).hypot(self.y - other.y))
    }
}

impl LonLatBox {
    /// The smallest box around the places, or `None` where there are none. Non-finite places are passed over.
    #[must_use]
    pub fn around(places: impl IntoIterator<Item = LonLat>) -> Option<Self> {
        places
            .into_iter()
            .filter(|place| place.lon.is_finite() && place.lat.is_finite())
            .fold(None, |found, place| {
                let own = Self {
                    west: place.lon,
                    south: place.lat,
                    east: place.lon,
                    north: place.lat,
                };
                Some(found.map_or(own, |found: Self| found.union(own)))
            })
    }

    /// The smallest box around both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self {
            west: self.west.min(other.west),
            south: self.south.min(other.south),
            east: self.east.max(other.east),
            north: self.north.max(other.north),
        }
    }

    /// The box that lies in both; west lies east of east, or south north of north, where they do not meet.
    #[must_use]
    pub fn intersection(self, other: Self) -> Self {
        Self {
            west: self.west.max(other.west),
            south: self.south.max(other.south),
            east: self.east.min(other.east),
            north: self.north.min(other.north),
        }
    }

    /// The middle of the box.
    #[must_use]
    pub const fn centre(self) -> LonLat {
        LonLat {
            lon: f64::midpoint(self.west, self.east),
            lat: f64::midpoint(self.south, self.north),
        }
    }

    /// Whether the place lies in the box or on its edge.
    #[must_use]
    pub fn contains(self, place: LonLat) -> bool {
        (self.west..=self.east).contains(&place.lon)
            && (self.south..=self.north).contains(&place.lat)
    }

    /// Whether the boxes share a place.
    #[must_use]
    pub fn intersects(self, other: Self) -> bool {
        self.west <= other.east
            && other.west <= self.east
            && self.south <= other.north
            && other.south <= self.north
    }
}

impl LocalBox {
    /// The smallest box around the places, or `None` where there are none.
    #[must_use]
    pub fn around(places: impl IntoIterator<Item = LocalXy>) -> Option<Self> {
        places.into_iter().fold(None, |found: Option<Self>, place| {
            Some(found.map_or(
                Self {
                    min: place,
                    max: place,
                },
                |found| found.with(place),
            ))
        })
    }

    /// The box grown to hold the place.
    #[must_use]
    pub const fn with(self, place: LocalXy) -> Self {
        Self {
            min: LocalXy {
                x: self.min.x.min(place.x),
                y: self.min.y.min(place.y),
            },
            max: LocalXy {
                x: self.max.x.max(place.x),
                y: self.max.y.max(place.y),
            },
        }
    }

    /// The box grown by a margin on every side.
    #[must_use]
    pub const fn grown(self, margin: Metres) -> Self {
        let by = margin.value();
        Self {
            min: LocalXy {
                x: self.min.x - by,
                y: self.min.y - by,
            },
            max: LocalXy {
                x: self.max.x + by,
                y: self.max.y + by,
            },
        }
    }

    /// East-west extent.
    #[must_use]
    pub const fn width(self) -> Metres {
        Metres(self.max.x - self.min.x)
    }

    /// North-south extent.
    #[must_use]
    pub const fn height(self) -> Metres {
        Metres(self.max.y - self.min.y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_holds_every_finite_place_it_was_made_from() {
        let places = [
            LonLat::new(113.8, 22.5),
            LonLat::new(f64::NAN, 22.0),
            LonLat::new(114.0, 22.8),
        ];
        let found = LonLatBox::around(places).expect("two finite places");
        assert_eq!(
            found,
            LonLatBox {
                west: 113.8,
                south: 22.5,
                east: 114.0,
                north: 22.8
            }
        );
        assert!(found.contains(found.centre()));
        assert_eq!(LonLatBox::around([]), None);
    }
}
