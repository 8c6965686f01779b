//! One thing wrong with one feature of a boundary file.

use serde::{Deserialize, Serialize};

use crate::base::coords::LonLat;
use crate::i18n::message::Message;

/// How bad a defect is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DefectLevel {
    /// Repaired without changing the area; said for the record.
    Repaired,
    /// Shown, but figures on it may be off.
    Warning,
    /// The feature cannot be shown and was refused.
    Refused,
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DefectKind {
    /// The last corner of a ring is not the first.
    UnclosedRing,
    /// A ring crosses or touches itself along a line.
    SelfIntersection,
    /// A feature with the same boundary came before.
    DuplicateGeometry,
    /// A feature with the same code came before.
    DuplicateCode,
    /// Two features share area.
    Overlap,
    /// A hole between neighbours that should meet.
    Gap,
    /// No geometry, or an empty one.
    Empty,
    /// A coordinate is not a finite number.
    NonFinite,
    /// A coordinate lies outside the reference system's range.
    OutOfRange,
    /// An outer ring runs clockwise or a hole counter-clockwise.
    WrongWinding,
    /// A ring of fewer than four corners or without area.
    DegenerateRing,
    /// A corner stands twice in a row.
    RepeatedCorner,
    /// A hole lies outside its outer ring or crosses it.
    HoleOutside,
    /// Not a polygon.
    NotAnArea,
    /// The JSON of this feature is not what GeoJSON asks for.
    Malformed,
    /// The boundary crosses the antimeridian.
    CrossesAntimeridian,
    /// No code or name could be found.
    MissingCode,
    /// No unit of the coarser level holds this one.
    NoParent,
    /// The parent that an attribute names is not there.
    UnknownParent,
    /// The layer lies off the others as GCJ-02 does.
    ShiftedLayer,
}

/// One defect of one feature.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Defect {
    /// What is wrong.
    pub kind: DefectKind,
    /// How bad.
    pub level: DefectLevel,
    /// Position of the feature in the file, from 0; `None` for the whole layer.
    pub feature: Option<usize>,
    /// The feature's code or name, for people; empty where it has none.
    pub feature_name: String,
    /// A place to look at, where one can be named.
    pub at: Option<LonLat>,
    /// The sentence for people.
    pub message: Message,
}
