//! Scenes of a briefing: what of the plan is shown, how, and what is said of it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::filter::IncidentFilter;
use super::grid::GridLevel;
use super::map_look::{LayerKind, LayerLook, UnitFigure};
use crate::base::coords::{LonLat, LonLatBox};
use crate::base::ids::{PointId, SceneId, ZoneId};
use crate::base::palettes::Ramp;
use crate::base::units::Metres;

/// One scene 汇报画面: a map with one message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scene {
    /// Its number for the program; its place in the order is its place in [`super::plan::Plan::scenes`].
    pub id: SceneId,
    /// What it says, in a line.
    pub title: String,
    /// What the presenter wants to say; shown to nobody else.
    pub note: String,
    /// What the map shows at least, whatever the shape of the screen; `None` shows everything at hand.
    pub view: Option<LonLatBox>,
    /// Layers, topmost first, and their colours.
    pub look: SceneLook,
    /// Which incidents count.
    pub filter: IncidentFilter,
    /// A second map of the same place and look beside the first, of these incidents (night beside day). On a screen the two
    /// follow each other, on paper they lie side by side, both under one colour scale.
    #[serde(default)]
    pub beside: Option<IncidentFilter>,
    /// Zones that stand out while the others step back; empty: none steps back.
    #[serde(default)]
    pub spotlight: BTreeSet<ZoneId>,
    /// What its figures and its table tell.
    pub subject: SceneSubject,
    /// Where points are proposed to stand, where that is what it is about.
    #[serde(default)]
    pub proposal: Vec<ProposedPoint>,
}

/// How a scene's map looks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SceneLook {
    /// Layers, topmost first; one that is not listed is not shown.
    pub layers: Vec<LayerLook>,
    /// The level and figure of the coloured areas.
    pub choropleth: (GridLevel, UnitFigure),
    /// The colours of the heat and of coloured areas.
    pub ramp: Ramp,
    /// Bandwidth of the heat; `None` is the plan's own.
    #[serde(default)]
    pub bandwidth: Option<Metres>,
}

impl Scene {
    /// Whether its numbers mean something: a box with an inside, shares between 0 and 1, places on the globe.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let view = self.view.is_none_or(|view| {
            let corners = [
                LonLat::new(view.west, view.south),
                LonLat::new(view.east, view.north),
            ];
            corners.into_iter().all(LonLat::is_on_globe)
                && view.west < view.east
                && view.south < view.north
        });
        let shares = (self.look.layers.iter()).all(|look| (0.0..=1.0).contains(&look.opacity));
        let bandwidth = (self.look.bandwidth).is_none_or(|Metres(h)| h.is_finite() && h > 0.0);
        view && shares && bandwidth && self.proposal.iter().all(|point| point.to.is_on_globe())
    }
}

impl SceneLook {
    /// How a layer is shown; `None` where it is not.
    #[must_use]
    pub fn layer(&self, kind: LayerKind) -> Option<LayerLook> {
        let shown = self.layers.iter().copied();
        shown
            .filter(|look| look.visible && look.opacity > 0.0)
            .find(|look| look.kind == kind)
    }
}

/// What a scene tells beside its map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum SceneSubject {
    /// The district: its grids, residents, incidents.
    #[default]
    District,
    /// How many incidents count, and where they are densest.
    Heat,
    /// What changed since the period before.
    Change,
    /// The priority zones and their share of incidents.
    Zones,
    /// The places that are covered worst.
    Uncovered,
    /// Today's points and what they reach.
    Points,
    /// Proposed points and what they gain.
    Proposal,
    /// A table of the subdistricts.
    Subdistricts,
    /// Who stands where, and how busy.
    Staffing,
    /// The data and its limits.
    Data,
}

impl SceneSubject {
    /// All of them, in the order a drafted briefing tells them.
    pub const ALL: [Self; 10] = [
        Self::District,
        Self::Heat,
        Self::Change,
        Self::Zones,
        Self::Uncovered,
        Self::Points,
        Self::Proposal,
        Self::Subdistricts,
        Self::Staffing,
        Self::Data,
    ];
}

/// A point as it is proposed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProposedPoint {
    /// Today's point that would move here; `None` is a point more.
    pub point: Option<PointId>,
    /// Where it would stand.
    pub to: LonLat,
}
