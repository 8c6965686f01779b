//! Identifiers that cannot be mixed up: a zone's number is no point's number.

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u32);
    };
}

id!(
    /// A patrol point of a plan; unique within the plan and never used again after a deletion.
    PointId
);
id!(
    /// A priority zone of a plan; unique within the plan and never used again after a deletion.
    ZoneId
);
id!(
    /// A scene of a plan's briefing; unique within the plan and never used again after a deletion.
    SceneId
);
