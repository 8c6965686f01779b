//! How the user looks at things: camera, selection, tool, layers, open panels. Not in the plan, not undone; remembered.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::desk::Desk;
use crate::base::coords::{LonLat, LonLatBox};
use crate::base::ids::{PointId, ZoneId};
pub use crate::base::palettes::Ramp;
use crate::model::grid::GridLevel;
pub use crate::model::map_look::{LayerKind, LayerLook, UnitFigure};
use crate::session::place_report::UnitAt;
use crate::session::settings::Look;

/// What the pointer does on the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Tool {
    /// Select and drag.
    #[default]
    Select,
    /// A click puts a patrol point.
    Point,
    /// Clicks draw a zone.
    Zone,
    /// Clicks measure a way.
    Measure,
}

/// What is selected. Points may be several.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Selected {
    /// Nothing.
    #[default]
    Nothing,
    /// Patrol points.
    Points(BTreeSet<PointId>),
    /// A zone.
    Zone(ZoneId),
    /// A unit of a grid level.
    Unit(UnitAt),
    /// A place that was clicked.
    Place(LonLat),
}

/// Where the map should go next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum CameraWish {
    /// Show the whole box.
    Fit(LonLatBox),
    /// The same on a longer, gentler flight.
    Glide(LonLatBox),
    /// The same at once.
    Jump(LonLatBox),
    /// Be there at once.
    Put(Camera),
    /// Centre on a place, at least this near (zoom level).
    Centre(LonLat, f64),
    /// Zoom by a factor of 2^steps about the middle.
    Zoom(f64),
}

/// Which tab of the right panel is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum RightTab {
    /// Coverage.
    #[default]
    Coverage,
    /// Zones.
    Zones,
    /// Points.
    Points,
    /// What is under the selection.
    Inspect,
    /// Two plans side by side; there while plans are compared.
    Compare,
    /// Exits and who closes them.
    Exits,
    /// Better points; there while they are asked for.
    Suggest,
    /// The briefing's scenes; there once they were asked for.
    Brief,
}

/// The map's camera as of the last frame.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Camera {
    /// The place in the middle.
    pub centre: LonLat,
    /// Web Mercator zoom level (256-pixel tiles).
    pub zoom: f64,
}

/// The whole view.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default)]
pub struct ViewState {
    /// What the pointer does.
    pub tool: Tool,
    /// What is selected.
    #[serde(skip)]
    pub selected: Selected,
    /// Layers, topmost first.
    pub layers: Vec<LayerLook>,
    /// The level and figure of the choropleth.
    pub choropleth: (GridLevel, UnitFigure),
    /// The heat's colours.
    pub ramp: Ramp,
    /// The base map file, where one was chosen.
    pub base_map: Option<std::path::PathBuf>,
    /// Where the map is (written by the map).
    pub camera: Option<Camera>,
    /// Whether that is the view of all there is, not moved by hand since: it is fitted anew to another window (written by
    /// the map).
    pub shows_all: bool,
    /// Where it should go (taken by the map).
    #[serde(skip)]
    pub camera_wish: Option<CameraWish>,
    /// Zones that stand out while the others step back; empty: none does.
    #[serde(skip)]
    pub spotlight: BTreeSet<ZoneId>,
    /// The place under the pointer (written by the map).
    #[serde(skip)]
    pub pointer_at: Option<LonLat>,
    /// The box the map shows (written by the map).
    #[serde(skip)]
    pub shown_box: Option<LonLatBox>,
    /// Whether the map shows each grid level at this zoom, in the order of [`GridLevel::ALL`] (written by the map).
    #[serde(skip)]
    pub levels_shown: [bool; 5],
    /// The open tab of the right panel.
    pub right_tab: RightTab,
    /// Whether the left, right and lower panels are open.
    pub panels_open: [bool; 3],
    /// As `panels_open`, in the projector's look: large letters leave the map its room.
    pub panels_projected: [bool; 3],
    /// What lies open right now.
    #[serde(skip)]
    pub desk: Desk,
}

impl Default for ViewState {
    fn default() -> Self {
        let look = |kind, visible, opacity| LayerLook {
            kind,
            visible,
            opacity,
            always: false,
        };
        let layers = vec![
            look(LayerKind::Points, true, 1.0),
            look(LayerKind::Rings, true, 1.0),
            look(LayerKind::Zones, true, 1.0),
            look(LayerKind::Uncovered, false, 1.0),
            look(LayerKind::Incidents, false, 0.8),
            look(LayerKind::Heat, true, 0.8),
            look(LayerKind::Grid(GridLevel::District), true, 1.0),
            look(LayerKind::Grid(GridLevel::Subdistrict), true, 1.0),
            look(LayerKind::Grid(GridLevel::Community), true, 1.0),
            look(LayerKind::Grid(GridLevel::PoliceGrid), true, 1.0),
            look(LayerKind::Grid(GridLevel::WorkGrid), true, 1.0),
            look(LayerKind::Choropleth, false, 0.7),
            look(LayerKind::Roads, true, 1.0),
            look(LayerKind::BaseMap, true, 1.0),
        ];
        Self {
            tool: Tool::Select,
            selected: Selected::Nothing,
            layers,
            choropleth: (GridLevel::PoliceGrid, UnitFigure::PerKm2),
            ramp: Ramp::Automatic,
            base_map: None,
            camera: None,
            shows_all: false,
            camera_wish: None,
            spotlight: BTreeSet::new(),
            pointer_at: None,
            shown_box: None,
            levels_shown: [true; 5],
            right_tab: RightTab::Coverage,
            panels_open: [true; 3],
            panels_projected: [false, true, false],
            desk: Desk::default(),
        }
    }
}

impl ViewState {
    /// How a layer is shown; a layer that is not listed is not shown.
    #[must_use]
    pub fn layer(&self, kind: LayerKind) -> LayerLook {
        let hidden = LayerLook {
            kind,
            visible: false,
            opacity: 1.0,
            always: false,
        };
        self.layers
            .iter()
            .copied()
            .find(|layer| layer.kind == kind)
            .unwrap_or(hidden)
    }

    /// Whether the left, right and lower panels are open in a look.
    pub const fn panels(&mut self, look: Look) -> &mut [bool; 3] {
        match look {
            Look::Light | Look::Dark => &mut self.panels_open,
            Look::Projector => &mut self.panels_projected,
        }
    }

    /// Shows or hides the layer at a place in the order. Heat and choropleth take turns: one over the other, colours would
    /// mean neither.
    pub fn toggle_layer(&mut self, at: usize) {
        let Some(layer) = self.layers.get_mut(at) else {
            return;
        };
        layer.visible = !layer.visible;
        let other = match layer.kind {
            LayerKind::Heat => LayerKind::Choropleth,
            LayerKind::Choropleth => LayerKind::Heat,
            LayerKind::Points
            | LayerKind::Rings
            | LayerKind::Zones
            | LayerKind::Incidents
            | LayerKind::Uncovered
            | LayerKind::Grid(_)
            | LayerKind::Roads
            | LayerKind::BaseMap => return,
        };
        let shown = layer.visible;
        for look in self.layers.iter_mut().filter(|look| look.kind == other) {
            look.visible &= !shown;
        }
    }

    /// Something was selected on the map: tells what it is. While plans are compared, the comparison stays.
    pub fn inspect(&mut self) {
        if !matches!(
            self.right_tab,
            RightTab::Compare | RightTab::Exits | RightTab::Suggest | RightTab::Brief
        ) {
            self.right_tab = RightTab::Inspect;
        }
    }

    /// The selected zone, where one is.
    #[must_use]
    pub const fn selected_zone(&self) -> Option<ZoneId> {
        match &self.selected {
            Selected::Zone(zone) => Some(*zone),
            Selected::Nothing | Selected::Points(_) | Selected::Unit(_) | Selected::Place(_) => {
                None
            }
        }
    }

    /// The selected points; empty where something else is selected.
    #[must_use]
    pub fn selected_points(&self) -> BTreeSet<PointId> {
        match &self.selected {
            Selected::Points(points) => points.clone(),
            Selected::Nothing | Selected::Zone(_) | Selected::Unit(_) | Selected::Place(_) => {
                BTreeSet::new()
            }
        }
    }
}
