//! What can be wished of the session.

use std::path::PathBuf;

use super::briefing::SceneShown;
use super::comparison::PlanChoice;
use super::here::Looked;
use super::jobs::JobKind;
use super::judged::Judge;
use super::settings::Look;
use super::suggest::SuggestWish;
use super::told::Telling;
use crate::analysis::density::DensityRule;
use crate::base::crs::Crs;
use crate::base::units::{Minutes, PerKm2};
use crate::i18n::language::Language;
use crate::io::boundaries::BoundaryOptions;
use crate::io::incident_table::IncidentOptions;
use crate::io::sniff::FileKind;
use crate::model::filter::IncidentFilter;
use crate::model::grid::GridLevel;
use crate::model::plan_edit::PlanEdit;
use crate::model::road_network::RoadClass;
use crate::report::briefing::out::BriefingOut;
use crate::report::plan_layer::PlanLayer;

/// A wish. Drawing sends these; [`super::state::Session::apply`] carries them out.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Changes the plan: one undo step.
    Edit(PlanEdit),
    /// Shows the plan as if this were done, in place of any preview before; every figure follows.
    Preview(PlanEdit),
    /// Makes the preview's change: one undo step.
    CommitPreview,
    /// Drops the preview.
    DropPreview,
    /// Takes the last step back.
    Undo,
    /// Makes the last step taken back again.
    Redo,
    /// Takes back or makes again until this many steps are made.
    GoToStep(usize),
    /// Which incidents count.
    SetFilter(IncidentFilter),
    /// Kernel and bandwidth of the heat.
    SetDensity(DensityRule),
    /// How long a call keeps a unit busy, so that workloads are worked out; `None` works none out.
    SetCallTime(Option<Minutes>),
    /// Whether the heat's colour scale stays.
    LockHeatScale(bool),
    /// Sets the upper end of the heat's colour scale by hand and locks it.
    SetHeatScale(PerKm2),
    /// The badge has been seen.
    AcknowledgeHeatScale,
    /// Opens a file of any kind, found out from its content (drag and drop, recent files).
    OpenFile(PathBuf),
    /// Opens grid boundaries beside those at hand; a level at hand is replaced.
    OpenBoundaries(Vec<(PathBuf, BoundaryOptions)>),
    /// Takes a grid level away.
    CloseLevel(GridLevel),
    /// A first look at an incident file; the mapping is then asked for.
    PreviewIncidents(PathBuf, IncidentOptions),
    /// The mapping dialog is closed without importing.
    DropIncidentPreview,
    /// Opens layers of the file that waits for it, by name, each as what it is to be.
    OpenLayers(Vec<(String, FileKind)>),
    /// Opens no layer of the file that waits.
    DropLayers,
    /// Writes the plan at hand as a bundle for another network, signed or not.
    HandOver(PathBuf, bool),
    /// Takes up the plan of the bundle that waits; its key is known from now on, or not.
    AcceptBundle(bool),
    /// Leaves the bundle that waits alone.
    DropBundle,
    /// Imports incidents in place of those at hand.
    ImportIncidents(PathBuf, IncidentOptions),
    /// Takes the incidents away.
    CloseIncidents,
    /// Opens roads.
    OpenRoads(PathBuf, Option<Crs>),
    /// Adds a file's patrol points to the plan.
    OpenPoints(PathBuf, Option<Crs>),
    /// Adds a file's zones to the plan.
    OpenZones(PathBuf, Option<Crs>),
    /// Opens a folder as the demo district is laid out, with a new plan of its points and zones.
    OpenDistrict(PathBuf),
    /// Begins an empty plan over the layers at hand.
    NewPlan,
    /// Goes on with the plan in a copy at this place.
    SavePlanAs(PathBuf),
    /// Goes on with a second plan at this place; its name says that it is one.
    DuplicatePlan(PathBuf),
    /// Sets two plans side by side; both are judged by the rings and zones of the second.
    Compare([PlanChoice; 2]),
    /// Finds exits of roads of a class at least and who closes them, in place of a comparison; `None` ends it.
    FindExits(Option<RoadClass>),
    /// Looks for better points, in place of a suggestion before; `None` puts it away.
    Suggest(Option<SuggestWish>),
    /// Ends the search for better points: the best so far is the answer.
    StopSuggesting,
    /// Works out what happened in a place, as long as it is looked at; `None` looks nowhere.
    LookAt(Option<Looked>),
    /// Works out which areas of a level stand out, as long as it is looked at; `None` looks at none.
    FindHotAreas(Option<GridLevel>),
    /// Works out what changed in the areas of a level, as long as it is looked at; `None` looks at none.
    FindChangedAreas(Option<GridLevel>),
    /// Shows a scene of the plan's briefing: its incidents and its heat in place of the plan's own, nothing of it kept;
    /// changes previewed meanwhile are only tried out. `None` ends the briefing.
    ShowScene(Option<SceneShown>),
    /// What was tried out in a briefing is put back.
    StopTrying,
    /// Works out what the scenes tell, as long as that is looked at.
    TellScenes(Telling),
    /// Proposes a briefing's scenes, in place of those at hand, as one step.
    DraftBriefing,
    /// Writes the briefing or an atlas.
    ExportBriefing(PathBuf, BriefingOut),
    /// Judges maps of hot spots by the months after, as long as that is looked at.
    Judge(Option<Judge>),
    /// Nothing is compared any more.
    StopComparing,
    /// Back to the plan as it was after an entry of the log, as one step.
    RevertTo(u64),
    /// Writes the edit log as CSV.
    ExportLog(PathBuf),
    /// Writes a layer in the format that the file's name asks for; for the public or as it is.
    ExportLayer(PathBuf, PlanLayer, bool),
    /// The name the user goes by in edit logs.
    SetPlanner(String),
    /// Writes the refused rows of the last import as CSV.
    ExportRefusals(PathBuf),
    /// Asks a job to stop.
    CancelJob(JobKind),
    /// Works out what was stopped.
    WorkAgain,
    /// The language of every sentence.
    SetLanguage(Language),
    /// The look.
    SetLook(Look),
    /// Whether the map jumps from scene to scene instead of gliding.
    SetStillScenes(bool),
    /// The four first steps are not wanted any more (or again).
    FirstStepsDone(bool),
    /// Empties the list of notices.
    ClearNotices,
}
