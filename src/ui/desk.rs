//! What lies open on the desk right now: dialogs, the palette, searches, sort orders, toasts. Never stored.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::briefing::BriefingDesk;
use super::find::Found;
use super::view_state::LayerKind;
use crate::analysis::coverage::{AreaFigures, CoverageFigures};
use crate::base::ids::{PointId, SceneId, ZoneId};
use crate::base::stamp::Stamp;
use crate::base::units::Share;
use crate::io::boundaries::BoundaryOptions;
use crate::io::defect::DefectKind;
use crate::io::incident_table::IncidentOptions;
use crate::io::sniff::FileKind;
use crate::io::vector_out::OutFormat;
use crate::model::grid::GridLevel;
use crate::model::incident::IncidentTime;
use crate::model::reach_rule::ReachRule;
use crate::model::road_network::RoadClass;
use crate::report::briefing::out::BriefingOut;
use crate::report::plan_layer::PlanLayer;
use crate::session::jobs::JobKind;
use crate::session::suggest::SuggestWish;
use crate::ui::panels::unit_load::usual_call_minutes;

/// What streets are coloured by where the rule of reach goes by road.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StreetColours {
    /// In which ring a unit arrives.
    #[default]
    Rings,
    /// Whose unit arrives first.
    First,
    /// In which ring the units of the selected points arrive, whoever else is near.
    Selected,
}

/// A dialog: only where a choice is needed.
#[derive(Debug, Clone, PartialEq)]
pub enum Dialog {
    /// Level, fields and reference system of an opened boundary layer, and its defects.
    Boundaries(GridLevel, BoundaryOptions),
    /// What the last import kept and refused.
    ImportReport,
    /// Every entry of the edit log.
    EditLog,
    /// A layer on its way out.
    Export,
    /// The briefing on its way out.
    BriefingOut,
    /// What maps of hot spots are worth.
    Judged,
    /// The plan on its way to another network; whether it is signed.
    HandOver(bool),
    /// Keys and definitions.
    Keys,
    /// What this program is.
    About,
}

/// A layer that is to go out, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExportWish {
    /// Which.
    pub layer: PlanLayer,
    /// As what.
    pub format: OutFormat,
    /// For the public.
    pub public: bool,
}

impl Default for ExportWish {
    fn default() -> Self {
        Self {
            layer: PlanLayer::Points,
            format: OutFormat::GeoJson,
            public: false,
        }
    }
}

/// What a file is picked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pick {
    /// Anything that can be opened.
    Open,
    /// A folder laid out as the demo district is.
    District,
    /// Incidents.
    Incidents,
    /// A base map.
    BaseMap,
    /// Where the plan goes on.
    SavePlan,
    /// Where a second plan goes on.
    SecondPlan,
    /// Where the edit log goes.
    SaveLog,
    /// Where a layer goes.
    SaveLayer(ExportWish),
    /// Where the briefing goes.
    SaveBriefing(BriefingOut),
    /// Where a bundle goes, and whether it is signed.
    SaveBundle(bool),
    /// Where the refused rows go.
    SaveRefusals,
    /// The plan that becomes the first (or second) of a comparison.
    Compared(bool),
}

/// What is being given another name, and the name so far.
#[derive(Debug, Clone, PartialEq)]
pub enum Renaming {
    /// The plan.
    Plan(String),
    /// A point.
    Point(PointId, String),
    /// A point's unit.
    Unit(PointId, String),
    /// A zone.
    Zone(ZoneId, String),
}

impl Renaming {
    /// The name so far.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Plan(text) | Self::Point(_, text) | Self::Unit(_, text) | Self::Zone(_, text) => {
                text
            }
        }
    }
}

/// A list that is searched while typing: the command palette and find.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// What was typed.
    pub text: String,
    /// Which row Enter takes.
    pub at: usize,
    /// Whether the field has had the keyboard yet.
    pub seen: bool,
}

/// A column to sort by and the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sorting {
    /// The column.
    pub column: usize,
    /// Whether the largest stands first.
    pub descending: bool,
}

/// How two plans that are compared are shown on the map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CompareView {
    /// The first plan left of a line, the second right of it; else one map, with what changed marked.
    pub swipe: bool,
    /// Where the line stands, as a share of the map's width.
    pub line: f32,
    /// Grids are coloured by what the second plan covers and the first does not, and the other way round.
    pub gained: bool,
    /// Plans were compared in the frame before: the tab opens with the comparison and goes with it.
    pub begun: bool,
}

impl Default for CompareView {
    fn default() -> Self {
        Self {
            swipe: false,
            line: 0.5,
            gained: false,
            begun: false,
        }
    }
}

/// A toast: the number of a notice and until when it stays (seconds of the context's clock).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Toast {
    /// The notice.
    pub notice: u64,
    /// When it goes.
    pub until: f64,
}

/// Coverage of the areas of a level, kept as long as the figures it goes with are shown.
#[derive(Debug, Clone)]
pub struct AreasKnown {
    /// The figures.
    pub of: Arc<CoverageFigures>,
    /// The level.
    pub level: GridLevel,
    /// Its areas, in layer order.
    pub areas: Arc<Vec<AreaFigures>>,
}

/// Better points as they are asked for.
#[derive(Debug, Clone, Default)]
pub struct SuggestDesk {
    /// Whether the tab is there.
    pub open: bool,
    /// What is asked for; a first question as long as nothing was.
    pub wish: Option<SuggestWish>,
    /// Changes that are not to be accepted, by their position.
    pub left_out: BTreeSet<usize>,
    /// Whether gains are told of subdistricts, else of zones.
    pub by_subdistrict: bool,
}

/// The list of scenes.
#[derive(Debug, Clone, Default)]
pub struct BriefDesk {
    /// Whether the tab is there.
    pub open: bool,
    /// The scene that is open.
    pub scene: Option<SceneId>,
    /// The scene being dragged to another place in the order.
    pub drag: Option<usize>,
    /// Title and note of a scene while they are edited.
    pub draft: Option<(SceneId, String, String)>,
    /// What is chosen in the dialog that takes the briefing out.
    pub out: BriefingOut,
}

/// All of it.
#[derive(Debug, Clone)]
pub struct Desk {
    /// The open dialog.
    pub dialog: Option<Dialog>,
    /// The command palette.
    pub palette: Option<Query>,
    /// Find.
    pub find: Option<Query>,
    /// What is being renamed.
    pub renaming: Option<Renaming>,
    /// A file is wanted.
    pub pick: Option<Pick>,
    /// The path typed where no file dialog could be shown.
    pub typed_path: Option<(Pick, String)>,
    /// The file there is already under the path typed: it is replaced only where that was asked.
    pub typed_over: Option<std::path::PathBuf>,
    /// The layer whose settings are open.
    pub layer_open: Option<LayerKind>,
    /// The layer whose row has the keyboard.
    pub layer_focus: Option<LayerKind>,
    /// The layer being dragged to another place in the order.
    pub layer_drag: Option<usize>,
    /// The ring the big figure speaks of; the outermost unless chosen.
    pub ring: Option<usize>,
    /// Whether the coverage table lists subdistricts (else zones).
    pub by_subdistrict: bool,
    /// The level of grids that coverage is told of; `None` tells of zones.
    pub areas_by: Option<GridLevel>,
    /// The figures of that level, as they were last asked for.
    pub areas_known: Option<AreasKnown>,
    /// Better points: what is asked and which changes are left out.
    pub suggest: SuggestDesk,
    /// How the coverage table is sorted.
    pub area_sorting: Sorting,
    /// How the list of zones is sorted; by rank where no column is chosen.
    pub zone_sorting: Sorting,
    /// How the list of points is sorted.
    pub point_sorting: Sorting,
    /// Uncovered places listed beyond the first few.
    pub all_uncovered: bool,
    /// Notices up to this number have been shown.
    pub notices_seen: u64,
    /// Toasts on screen.
    pub toasts: Vec<Toast>,
    /// The rule of reach while it is being edited.
    pub reach_draft: Option<ReachRule>,
    /// The exits that were asked for in the last frame: their tab opens when they are asked for first.
    pub exits_asked: Option<RoadClass>,
    /// How long a call takes, minutes, where workloads are asked for again.
    pub call_minutes: f64,
    /// The same while it is being dragged.
    pub call_draft: Option<f64>,
    /// The share of their time that units are taken to be busy.
    pub busy: Share,
    /// The rule of the other measure that was used last.
    pub other_reach: Option<ReachRule>,
    /// What streets are coloured by where the rule goes by road.
    pub street_colours: StreetColours,
    /// The weekday and hour where a drag over the matrix began, and whether it sets or clears.
    pub matrix_drag: Option<((u8, u8), bool)>,
    /// The month where a drag over the months began.
    pub month_drag: Option<i32>,
    /// Whether the period steps on by itself, and when next.
    pub playing: Option<f64>,
    /// When each running job was first seen, seconds of the context's clock.
    pub jobs_since: BTreeMap<JobKind, f64>,
    /// The list of scenes.
    pub brief: BriefDesk,
    /// A briefing under way.
    pub briefing: Option<BriefingDesk>,
    /// Files hang over the window.
    pub files_hover: bool,
    /// What find found for a text.
    pub found: Option<(String, Arc<Vec<Found>>)>,
    /// What was chosen in the mapping dialog and is not previewed yet.
    pub mapping_draft: Option<IncidentOptions>,
    /// What the layers of a file that waits are to be opened as.
    pub layer_choices: Option<Vec<Option<FileKind>>>,
    /// The kind of defects listed; all where none is chosen.
    pub defect_kind: Option<DefectKind>,
    /// The last time of the incidents under a stamp, found once.
    pub last_time: Option<(Stamp, Option<IncidentTime>)>,
    /// Whether the grids under a stamp are the shipped demo district's, found once.
    pub is_demo: Option<(Stamp, bool)>,
    /// The rectangle of the hours' matrix that keys are choosing: where it began, where it is now (weekday, hour).
    pub matrix_keys: Option<((u8, u8), (u8, u8))>,
    /// What is chosen in the export dialog.
    pub export: ExportWish,
    /// How plans that are compared are shown.
    pub compare: CompareView,
    /// How the table of compared areas is sorted.
    pub compare_sorting: Sorting,
    /// How far arrow keys have moved the selection since the first was pressed, metres east and north.
    pub nudge: Option<(f64, f64)>,
}

impl Default for Desk {
    fn default() -> Self {
        let worst_first = Sorting {
            column: 1,
            descending: false,
        };
        let by_number = Sorting {
            column: 0,
            descending: false,
        };
        Self {
            dialog: None,
            palette: None,
            find: None,
            renaming: None,
            pick: None,
            typed_path: None,
            typed_over: None,
            layer_open: Some(LayerKind::Heat),
            layer_focus: None,
            layer_drag: None,
            ring: None,
            by_subdistrict: false,
            areas_by: None,
            areas_known: None,
            suggest: SuggestDesk::default(),
            area_sorting: worst_first,
            export: ExportWish::default(),
            compare: CompareView::default(),
            compare_sorting: worst_first,
            zone_sorting: Sorting {
                column: usize::MAX,
                descending: false,
            },
            point_sorting: by_number,
            all_uncovered: false,
            notices_seen: 0,
            toasts: Vec::new(),
            reach_draft: None,
            exits_asked: None,
            call_minutes: usual_call_minutes(),
            call_draft: None,
            busy: Share(0.2),
            other_reach: None,
            street_colours: StreetColours::default(),
            matrix_drag: None,
            month_drag: None,
            playing: None,
            jobs_since: BTreeMap::new(),
            brief: BriefDesk::default(),
            briefing: None,
            files_hover: false,
            found: None,
            mapping_draft: None,
            layer_choices: None,
            defect_kind: None,
            last_time: None,
            is_demo: None,
            matrix_keys: None,
            nudge: None,
        }
    }
}
