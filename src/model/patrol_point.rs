//! Patrol points.

use serde::{Deserialize, Serialize};

use crate::base::coords::LonLat;
use crate::base::ids::PointId;

/// A patrol point 布警点: where a unit stands by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PatrolPoint {
    /// Its number for the program.
    pub id: PointId,
    /// Its name for people.
    pub name: String,
    /// Where it stands.
    pub position: LonLat,
    /// Whether it is padlocked: it cannot be moved or deleted until unlocked.
    pub locked: bool,
    /// The unit that stands there; empty where none is named.
    pub unit: String,
}
