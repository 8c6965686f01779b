//! What each derived answer depends on: the exact key it is kept under. The answers themselves are those of
//! [`crate::analysis::answers`].

use std::sync::Arc;

pub use crate::analysis::answers::{
    BoardInputs, Coverage, Ground, Heat, HeatIndex, LevelJoin, Located, Selection, coverage, heat,
    heat_frame, heat_index, locate, ready_roads, select,
};
use crate::analysis::density::DensityRule;
use crate::base::stamp::Stamp;
use crate::model::filter::IncidentFilter;
use crate::model::reach_rule::ReachRule;
use crate::model::travel_rule::TravelRule;

/// What located incidents depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LocateKey {
    /// The incidents.
    pub incidents: Stamp,
    /// The grids.
    pub grids: Stamp,
}

/// What the selection depends on.
#[derive(Debug, Clone, PartialEq)]
pub struct SelectKey {
    /// The located incidents.
    pub located: LocateKey,
    /// The filter; shared, so that keys are made and compared in every frame for nothing.
    pub filter: Arc<IncidentFilter>,
}

/// What coverage depends on.
#[derive(Debug, Clone, PartialEq)]
pub struct CoverageKey {
    /// The selection.
    pub selection: SelectKey,
    /// The roads, where the rule of reach goes by road.
    pub by_road: Option<RoadKey>,
}

/// What travel over roads depends on.
#[derive(Debug, Clone, PartialEq)]
pub struct RoadKey {
    /// The roads.
    pub roads: Stamp,
    /// How units travel; shared, as filters are.
    pub travel: Arc<TravelRule>,
}

impl RoadKey {
    /// The key of a rule of reach over these roads; `None` where it does not go by road.
    #[must_use]
    pub fn of(rule: &ReachRule, roads: Stamp) -> Option<Self> {
        let travel = Arc::clone(rule.travel()?);
        Some(Self { roads, travel })
    }
}

/// What the heat depends on.
#[derive(Debug, Clone, PartialEq)]
pub struct HeatKey {
    /// The selection.
    pub selection: SelectKey,
    /// Kernel and bandwidth.
    pub rule: DensityRule,
}
