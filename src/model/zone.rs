//! Priority patrol zones.

use geo::Polygon;
use serde::{Deserialize, Serialize};

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
