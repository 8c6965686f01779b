//! Priority patrol zones.

use geo::Polygon;
use serde::{Deserialize, Serialize};

use crate::base::coords::LonLat;
use crate::base::ids::ZoneId;

/// A priority patrol zone 重点巡区.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Zone {
    /// Its number for the program.
    pub id: ZoneId,
    /// Its name for people.
    pub name: String,
    /// Its place in the order of priority, from 1.
    pub rank: u16,
    /// Which of the eight category colours it is drawn in, 0 to 7.
    pub colour: u8,
    /// Its boundary, WGS 84 degrees, closed rings.
    pub boundary: Polygon<f64>,
}

impl Zone {
    /// Whether its outline has three corners at least, and every corner of it and of its holes is on the globe.
    #[must_use]
    pub fn is_an_area(&self) -> bool {
        let on_globe = |ring: &geo::LineString<f64>| {
            ring.0
                .iter()
                .all(|corner| LonLat::from(*corner).is_on_globe())
        };
        let outline = self.boundary.exterior();
        outline.0.len() >= 4 && on_globe(outline) && self.boundary.interiors().iter().all(on_globe)
    }
}
