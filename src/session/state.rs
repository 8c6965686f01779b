//! The session itself: what it holds and what it lets others read. Its one step a frame is in [`super::upkeep`].

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::briefing::Briefing;
use super::bundles::PendingBundle;
use super::changed_areas::ChangedAreas;
use super::command::Command;
use super::comparison::{Boards, CompareKey, Comparison};
use super::derived::Derived;
use super::exits::{ExitsAnswer, ExitsKey};
use super::files::{FileOutcome, PendingIncidents};
use super::folder_lock::FolderLock;
use super::here::{HereKey, Looked};
use super::history::History;
use super::hot_areas::{AreasKey, HotAreas};
use super::jobs::{JobKind, Jobs};
use super::judged::{Judge, Judged, JudgedKey};
use super::keeper::{Keeper, SaveState};
use super::kept_sources::{KeptSources, utc_now};
use super::layer_choice::PendingLayers;
use super::log_lines::LogLines;
use super::notice::{Notice, NoticeLevel, Notices};
use super::pipeline::{
    Coverage, CoverageKey, Heat, HeatIndex, HeatKey, LocateKey, Located, SelectKey, Selection,
};
use super::settings::Settings;
use super::sources::Sources;
use super::suggest::{Suggested, Suggestion};
use super::told::{Telling, Told, ToldKey};
use super::workload::{WorkloadAnswer, WorkloadKey};
use crate::analysis::density::DensityRule;
use crate::analysis::local_profile::LocalProfile;
use crate::base::cancel::Cancelled;
use crate::base::coords::LonLatBox;
use crate::base::projection::LocalProjection;
use crate::base::stamp::Stamp;
use crate::base::units::Share;
use crate::i18n::message::Message;
use crate::i18n::words::Words;
use crate::io::plan_file::plan_lock::Holder;
use crate::model::filter::IncidentFilter;
use crate::model::grid::GridLevel;
use crate::model::plan::Plan;
use crate::model::road_network::RoadClass;

/// What a job brings home.
#[derive(Debug)]
pub(super) enum Outcome {
    Located(LocateKey, Result<Located, Cancelled>),
    Selected(SelectKey, Result<Selection, Cancelled>),
    Heated(HeatKey, Result<Heat, Cancelled>),
    Indexed(SelectKey, HeatIndex),
    Covered(CoverageKey, Stamp, Result<Box<Coverage>, Cancelled>),
    Exits(ExitsKey, Result<Option<Arc<ExitsAnswer>>, Cancelled>),
    Here(HereKey, Arc<LocalProfile>),
    Suggested(Result<Arc<Suggested>, Message>),
    HotAreas(AreasKey, Option<Arc<HotAreas>>),
    ChangedAreas(AreasKey, Option<Arc<ChangedAreas>>),
    Judged(JudgedKey, Result<Option<Arc<Judged>>, Cancelled>),
    Told(ToldKey, Result<Arc<Told>, Cancelled>),
    Workload(WorkloadKey, Result<WorkloadAnswer, Cancelled>),
    Compared(CompareKey, Result<Boards, Cancelled>),
    File(FileOutcome),
}

/// The running program without a window.
#[derive(Debug)]
pub struct Session {
    pub(super) plan: Plan,
    pub(super) preview: Option<Preview>,
    pub(super) history: History,
    /// The plan as last opened: what the deltas compare with. Under a stamp of its own.
    pub(super) opened: (Stamp, Arc<Plan>),
    pub(super) sources: Sources,
    pub(super) projection: Option<LocalProjection>,
    pub(super) filter: Arc<IncidentFilter>,
    pub(super) density_rule: DensityRule,
    pub(super) derived: Derived,
    /// Two plans side by side.
    pub(super) comparison: Option<Comparison>,
    /// The least important roads whose exits are asked for.
    pub(super) exits_wanted: Option<RoadClass>,
    /// Better points, asked for or found.
    pub(super) suggestion: Option<Suggestion>,
    /// The level whose changes are looked at.
    pub(super) changes_wanted: Option<GridLevel>,
    /// The level whose hot spots are looked at.
    pub(super) hot_wanted: Option<GridLevel>,
    /// Which maps of hot spots are judged.
    pub(super) judge: Option<Judge>,
    /// The place that is looked at.
    pub(super) looked: Option<Looked>,
    /// A briefing under way.
    pub(super) briefing: Option<Briefing>,
    /// What the scenes tell is looked at.
    pub(super) telling: Telling,
    pub(super) jobs: Jobs<Outcome>,
    pub(super) notices: Notices,
    pub(super) settings: Settings,
    pub(super) words: Arc<Words>,
    pub(super) pending_incidents: Option<PendingIncidents>,
    pub(super) pending_layers: Option<PendingLayers>,
    pub(super) pending_bundle: Option<PendingBundle>,
    pub(super) keeper: Keeper,
    /// The edit log as the history panel lists it.
    pub(super) log: LogLines,
    /// The plan's file, once there is one.
    pub(super) plan_file: Option<PathBuf>,
    /// Where settings and untitled plans live.
    pub(super) folder: Option<PathBuf>,
    /// Another program is at work in that folder.
    pub(super) folder_is_held: bool,
    /// The plan of which a copy was last wished for.
    pub(super) copy_wished_at: Stamp,
    /// What the copy on its way is to be called.
    pub(super) rename_copy: Option<String>,
    /// The file holds none of the sources yet: each is kept as it arrives, even unchanged.
    pub(super) embeds_all: bool,
    /// Names the plan as shown: another stamp wherever the plan or what is previewed over it may differ.
    pub(super) shown_stamp: Stamp,
    /// Names the plan as decided: another stamp wherever it may differ.
    pub(super) plan_stamp: Stamp,
    /// The plan was replaced while a change was previewed: further previews of that gesture are not for this plan.
    pub(super) gesture_is_void: bool,
    /// Where the sources lie, those that could not be read (yet) among them.
    pub(super) kept: KeptSources,
    /// Files to be opened once those before them are read.
    pub(super) waiting: VecDeque<Command>,
    pub(super) baseline_of: Stamp,
}

/// A change shown but not made.
#[derive(Debug)]
pub(super) struct Preview {
    pub(super) edit: crate::model::plan_edit::PlanEdit,
    pub(super) plan: Plan,
}

impl Session {
    /// An empty session. `folder` is where settings and the untitled plan live (`None` keeps nothing: tests); `wake` is
    /// called from other threads when there is something new to show.
    #[must_use]
    pub fn new(folder: Option<PathBuf>, wake: Arc<dyn Fn() + Send + Sync>) -> Self {
        let lock = folder.as_deref().map(FolderLock::take);
        let held = lock.as_ref().is_some_and(FolderLock::is_held_elsewhere);
        let (settings, set_aside) = folder.as_deref().map(Settings::load).unwrap_or_default();
        let me = Holder::here(&settings.who(), &utc_now());
        let mut session = Self {
            plan: Plan::default(),
            preview: None,
            history: History::default(),
            opened: (Stamp::NONE, Arc::default()),
            sources: Sources::default(),
            projection: None,
            filter: Arc::default(),
            density_rule: DensityRule::default(),
            derived: Derived::default(),
            comparison: None,
            exits_wanted: None,
            suggestion: None,
            changes_wanted: None,
            hot_wanted: None,
            judge: None,
            looked: None,
            briefing: None,
            telling: Telling::Nothing,
            jobs: Jobs::new(Arc::clone(&wake)),
            notices: Notices::default(),
            words: Arc::new(Words::new(settings.language)),
            settings,
            pending_incidents: None,
            pending_layers: None,
            pending_bundle: None,
            keeper: Keeper::new(folder.clone().zip(lock), me, wake),
            log: LogLines::default(),
            plan_file: None,
            folder,
            folder_is_held: held,
            copy_wished_at: Stamp::NONE,
            rename_copy: None,
            embeds_all: false,
            shown_stamp: Stamp::fresh(),
            plan_stamp: Stamp::fresh(),
            gesture_is_void: false,
            kept: KeptSources::default(),
            waiting: VecDeque::new(),
            baseline_of: Stamp::NONE,
        };
        if held {
            let message = Message::new("session-folder-held");
            session.notices.add(NoticeLevel::Warning, message);
        }
        if let Some(file) = set_aside {
            let message = Message::new("session-settings-unreadable").with("file", file);
            session.notices.add(NoticeLevel::Warning, message);
        }
        session
    }

    /// The plan as decided.
    #[must_use]
    pub const fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The plan as shown: with the preview, where there is one.
    #[must_use]
    pub fn shown_plan(&self) -> &Plan {
        self.preview
            .as_ref()
            .map_or(&self.plan, |preview| &preview.plan)
    }

    /// The plan as last opened.
    #[must_use]
    pub fn opened_plan(&self) -> &Plan {
        &self.opened.1
    }

    /// Whether a change is being previewed.
    #[must_use]
    pub const fn has_preview(&self) -> bool {
        self.preview.is_some()
    }

    /// Undo and redo.
    #[must_use]
    pub const fn history(&self) -> &History {
        &self.history
    }

    /// What came from files.
    #[must_use]
    pub const fn sources(&self) -> &Sources {
        &self.sources
    }

    /// The project's one local projection; `None` before anything is open.
    #[must_use]
    pub const fn projection(&self) -> Option<&LocalProjection> {
        self.projection.as_ref()
    }

    /// Which incidents count: in a briefing those of its scene.
    #[must_use]
    pub fn filter(&self) -> &IncidentFilter {
        self.filter_now()
    }

    /// Kernel and bandwidth of the heat: in a briefing those of its scene.
    #[must_use]
    pub fn density_rule(&self) -> DensityRule {
        (self.briefing.as_ref()).map_or(self.density_rule, |briefing| briefing.density)
    }

    /// The derived answers.
    #[must_use]
    pub const fn derived(&self) -> &Derived {
        &self.derived
    }

    /// What the program has to say.
    #[must_use]
    pub const fn notices(&self) -> &Notices {
        &self.notices
    }

    /// What is remembered between runs.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The sentences of the language in use.
    #[must_use]
    pub const fn words(&self) -> &Arc<Words> {
        &self.words
    }

    /// The incident file whose columns wait to be mapped.
    #[must_use]
    pub const fn pending_incidents(&self) -> Option<&PendingIncidents> {
        self.pending_incidents.as_ref()
    }

    /// Jobs under way and how far each is.
    #[must_use]
    pub fn running_jobs(&self) -> Vec<(JobKind, Share)> {
        self.jobs.running()
    }

    /// Whether the plan on disk is the plan on screen.
    #[must_use]
    pub fn save_state(&self) -> SaveState {
        self.keeper.state()
    }

    /// The plan's file; `None` as long as there is nothing to keep.
    #[must_use]
    pub fn plan_file(&self) -> Option<&Path> {
        self.plan_file.as_deref()
    }

    /// Who did what to this plan, when: every entry of its log.
    #[must_use]
    pub const fn log(&self) -> &LogLines {
        &self.log
    }

    /// Notices after a number.
    #[must_use]
    pub fn notices_after(&self, number: u64) -> &[Notice] {
        self.notices.after(number)
    }

    /// The box around everything at hand: the grids, else the bulk of the incidents, else the roads, else what is planned.
    #[must_use]
    pub fn extent(&self) -> Option<LonLatBox> {
        self.sources
            .grids
            .content
            .extent()
            .or_else(|| {
                let projection = self.projection()?;
                let bulk = self.derived.located.get()?.bulk?;
                LonLatBox::around([
                    projection.to_lonlat(bulk.min),
                    projection.to_lonlat(bulk.max),
                ])
            })
            .or(self.sources.roads_extent)
            .or_else(|| {
                let points = self.plan.points.values().map(|point| point.position);
                let zones = self.plan.zones.values();
                let corners = zones.flat_map(|zone| &zone.boundary.exterior().0);
                LonLatBox::around(points.chain(corners.map(|corner| (*corner).into())))
            })
    }

    /// Whether an answer is missing or outdated because its job was stopped: [`Command::WorkAgain`] goes on.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.jobs.is_idle() && self.derived.is_begun()
    }

    /// Whether files are still being read or derived answers worked out.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        !self.jobs.is_idle() || !self.waiting.is_empty() || self.keeper.is_copying()
    }
}
