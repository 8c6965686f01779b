//! Roads as they are drawn: links with class, name and direction.

use geo::LineString;
use serde::{Deserialize, Serialize};

use super::source_note::SourceNote;

/// What a road is for, most to least important.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RoadClass {
    /// 高速公路
    Expressway,
    /// 快速路、主干道
    Arterial,
    /// 次干道
    Collector,
    /// 支路
    Local,
    /// 巷道
    Lane,
}

impl RoadClass {
    /// All classes, most to least important.
    pub const ALL: [Self; 5] = [
        Self::Expressway,
        Self::Arterial,
        Self::Collector,
        Self::Local,
        Self::Lane,
    ];

    /// The name in our own files.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Expressway => "expressway",
            Self::Arterial => "arterial",
            Self::Collector => "collector",
            Self::Local => "local",
            Self::Lane => "lane",
        }
    }
}

/// One stretch of road between two junctions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RoadLink {
    /// Name, empty where it has none.
    pub name: String,
    /// Class.
    pub class: RoadClass,
    /// Whether it may be driven only from first to last vertex.
    pub one_way: bool,
    /// Whether it is a bridge or elevated: it joins others only at its ends.
    pub bridge: bool,
    /// Its course, WGS 84.
    pub course: LineString<f64>,
}

/// All links at hand.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RoadNetwork {
    /// The links in file order.
    pub links: Vec<RoadLink>,
    /// Where they came from.
    pub source: SourceNote,
}
