//! The session itself: what it holds, what it lets others read, and its one step a frame.

use std::path::PathBuf;
use std::sync::Arc;

use super::autosave::{Autosave, SaveState};
use super::derived::Derived;
use super::files::{FileOutcome, PendingIncidents};
use super::history::History;
use super::jobs::{Ended, JobKind, Jobs};
use super::notice::{Notice, NoticeLevel, Notices};
use super::pipeline::{
    self, BoardInputs, Coverage, Heat, HeatIndex, HeatKey, LocateKey, Located, SelectKey, Selection,
};
use super::settings::Settings;
use super::sources::Sources;
use crate::analysis::density::DensityRule;
use crate::base::cancel::Cancelled;
use crate::base::coords::{LocalBox, LonLatBox};
use crate::base::projection::LocalProjection;
use crate::base::stamp::Stamp;
use crate::base::units::{PerKm2, Share};
use crate::i18n::message::Message;
use crate::i18n::words::Words;
use crate::model::filter::IncidentFilter;
use crate::model::plan::Plan;

/// What a job brings home.
#[derive(Debug)]
pub(super) enum Outcome {
    Located(LocateKey, Result<Located, Cancelled>),
    Selected(SelectKey, Result<Selection, Cancelled>),
    Heated(HeatKey, Result<Heat, Cancelled>),
    Indexed(SelectKey, HeatIndex),
    Covered(SelectKey, Stamp, Result<Coverage, Cancelled>),
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
    pub(super) filter: IncidentFilter,
    pub(super) density_rule: DensityRule,
    pub(super) derived: Derived,
    pub(super) jobs: Jobs<Outcome>,
    pub(super) notices: Notices,
    pub(super) settings: Settings,
    pub(super) words: Arc<Words>,
    pub(super) pending_incidents: Option<PendingIncidents>,
    pub(super) autosave: Autosave,
    baseline_of: Stamp,
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
        let settings = folder.as_deref().map(Settings::load).unwrap_or_default();
        Self {
            plan: Plan::default(),
            preview: None,
            history: History::default(),
            opened: (Stamp::NONE, Arc::default()),
            sources: Sources::default(),
            projection: None,
            filter: IncidentFilter::default(),
            density_rule: DensityRule::default(),
            derived: Derived::default(),
            jobs: Jobs::new(Arc::clone(&wake)),
            notices: Notices::default(),
            words: Arc::new(Words::new(settings.language)),
            settings,
            pending_incidents: None,
            autosave: Autosave::new(folder, wake),
            baseline_of: Stamp::NONE,
        }
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

    /// Which incidents count.
    #[must_use]
    pub const fn filter(&self) -> &IncidentFilter {
        &self.filter
    }

    /// Kernel and bandwidth of the heat.
    #[must_use]
    pub const fn density_rule(&self) -> DensityRule {
        self.density_rule
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
        self.autosave.state()
    }

    /// Notices after a number.
    #[must_use]
    pub fn notices_after(&self, number: u64) -> &[Notice] {
        self.notices.after(number)
    }

    /// The box around everything at hand: the grids, else the bulk of the incidents.
    #[must_use]
    pub fn extent(&self) -> Option<LonLatBox> {
        self.sources.grids.content.extent().or_else(|| {
            let projection = self.projection()?;
            let bulk = self.derived.located.get()?.bulk?;
            LonLatBox::around([
                projection.to_lonlat(bulk.min),
                projection.to_lonlat(bulk.max),
            ])
        })
    }

    /// Whether derived answers are still being worked out.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        !self.jobs.running().is_empty()
    }

    /// The one step a frame: takes home finished jobs and brings derived answers up to date. Cheap answers are worked
    /// out at once, dear ones become jobs. Returns whether anything changed.
    pub fn tick(&mut self) -> bool {
        let finished = self.jobs.finished();
        let anything = !finished.is_empty();
        for (kind, ended) in finished {
            match ended {
                Ended::Done(outcome) => self.take_home(outcome),
                Ended::Broke(words) => {
                    tracing::error!(?kind, words, "a job broke");
                    let job = Message::new(kind.sentence());
                    self.notices.add(
                        NoticeLevel::Error,
                        Message::new("session-job-broke").with("job", job),
                    );
                }
            }
        }
        self.want_all();
        self.start_due();
        let followed = self.follow_plan();
        anything || followed
    }

    fn take_home(&mut self, outcome: Outcome) {
        let derived = &mut self.derived;
        match outcome {
            Outcome::Located(key, Ok(located)) => {
                derived.located.put(key, Arc::new(located));
            }
            Outcome::Selected(key, Ok(selection)) => {
                derived.selection.put(key, Arc::new(selection));
            }
            Outcome::Heated(key, Ok(heat)) => {
                let peak = PerKm2(f64::from(heat.raster.peak()));
                if derived.heat.put(key, Arc::new(heat)) {
                    self.rescale(peak);
                }
            }
            Outcome::Indexed(key, index) => {
                derived.heat_index.put(key, Arc::new(index));
            }
            Outcome::Covered(key, opened, Ok(coverage)) => {
                if derived.coverage.put(key, coverage) {
                    self.baseline_of = opened;
                    derived.shown.inputs = None;
                }
            }
            Outcome::File(file) => self.take_file(file),
            Outcome::Located(_, Err(Cancelled))
            | Outcome::Selected(_, Err(Cancelled))
            | Outcome::Heated(_, Err(Cancelled))
            | Outcome::Covered(_, _, Err(Cancelled)) => {}
        }
    }

    /// Says what is wanted now; no step is wanted before anything is open.
    fn want_all(&mut self) {
        let something =
            !self.sources.grids.content.is_empty() || !self.sources.incidents.content.is_empty();
        let located = (something && self.projection.is_some()).then_some(LocateKey {
            incidents: self.sources.incidents.stamp,
            grids: self.sources.grids.stamp,
        });
        let selection = located.map(|located| SelectKey {
            located,
            filter: self.filter.clone(),
        });
        let incidents = selection
            .clone()
            .filter(|_| !self.sources.incidents.content.is_empty());
        let heat = incidents.clone().map(|selection| HeatKey {
            selection,
            rule: self.density_rule,
        });
        self.derived.located.want(located);
        self.derived.heat.want(heat);
        self.derived.heat_index.want(incidents);
        self.derived.coverage.want(selection.clone());
        self.derived.selection.want(selection);
    }

    /// Starts the jobs that are due and whose ground is fresh.
    fn start_due(&mut self) {
        let Some(projection) = self.projection else {
            return;
        };
        let (table, grids) = (
            Arc::clone(&self.sources.incidents.content),
            Arc::clone(&self.sources.grids.content),
        );
        if let Some(key) = self.derived.located.begin() {
            let (table, grids) = (Arc::clone(&table), Arc::clone(&grids));
            self.jobs.start(JobKind::Locate, move |cancel| {
                Outcome::Located(key, pipeline::locate(&table, &grids, &projection, cancel))
            });
        }
        let Some(located) = self.derived.located.fresh().cloned() else {
            return;
        };
        if let Some(key) = self.derived.selection.begin() {
            let (located, grids, filter) = (
                Arc::clone(&located),
                Arc::clone(&grids),
                self.filter.clone(),
            );
            self.jobs.start(JobKind::Select, move |cancel| {
                Outcome::Selected(
                    key,
                    pipeline::select(&table, &located, &grids, &filter, cancel),
                )
            });
        }
        let Some(selection) = self.derived.selection.fresh().cloned() else {
            return;
        };
        self.start_heat(&selection, located.bulk, projection);
        if let Some(key) = self.derived.coverage.begin() {
            let (places, opened) = (Arc::clone(&selection.places), self.opened.clone());
            self.jobs.start(JobKind::Coverage, move |cancel| {
                let coverage = pipeline::coverage(&places, &grids, &projection, &opened.1, cancel);
                Outcome::Covered(key, opened.0, coverage)
            });
        }
    }

    fn start_heat(
        &mut self,
        selection: &Arc<Selection>,
        bulk: Option<LocalBox>,
        projection: LocalProjection,
    ) {
        if let Some(key) = self.derived.heat.begin() {
            let grids = self
                .sources
                .grids
                .content
                .extent()
                .and_then(|extent| local_box(extent, &projection));
            if let Some(extent) = grids.or(bulk) {
                let (places, rule) = (Arc::clone(&selection.places), self.density_rule);
                let frame = pipeline::heat_frame(extent, rule.bandwidth);
                self.jobs.start(JobKind::Heat, move |cancel| {
                    Outcome::Heated(
                        key,
                        pipeline::heat(&places, rule, frame, projection, cancel),
                    )
                });
            }
        }
        if let Some(key) = self.derived.heat_index.begin() {
            let places = Arc::clone(&selection.places);
            self.jobs.start(JobKind::HeatIndex, move |_| {
                Outcome::Indexed(key, pipeline::heat_index(&places, projection))
            });
        }
    }

    /// Brings the coverage figures up to the shown plan. Returns whether they changed.
    fn follow_plan(&mut self) -> bool {
        let plan = self
            .preview
            .as_ref()
            .map_or(&self.plan, |preview| &preview.plan);
        let shown = &mut self.derived.shown;
        let Some(coverage) = self.derived.coverage.get_mut() else {
            let had = shown.inputs.take().is_some();
            *shown = super::derived::ShownCoverage::default();
            return had;
        };
        let projection = coverage.projection;
        if self.baseline_of != self.opened.0 {
            let opened = BoardInputs::of(&self.opened.1, &projection);
            coverage.baseline = figures_of(&mut coverage.board, &opened, &projection);
            self.baseline_of = self.opened.0;
            shown.inputs = None;
        }
        let inputs = BoardInputs::of(plan, &projection);
        if shown.inputs.as_ref() == Some(&inputs) {
            return false;
        }
        shown.figures = Arc::new(figures_of(&mut coverage.board, &inputs, &projection));
        shown.baseline = Arc::new(coverage.baseline.clone());
        shown.inputs = Some(inputs);
        let within: Vec<f64> = shown
            .figures
            .rings
            .iter()
            .map(|ring| ring.incidents)
            .collect();
        tracing::debug!(?within, "coverage shown");
        true
    }

    /// Moves the heat's colour scale to a new peak unless it is locked.
    fn rescale(&mut self, peak: PerKm2) {
        match &mut self.derived.scale {
            Some(scale) if scale.locked => {}
            Some(scale) => {
                scale.moved = scale.moved || scale.top != peak;
                scale.top = peak;
            }
            None => {
                self.derived.scale = Some(super::derived::HeatScale {
                    top: peak,
                    locked: true,
                    moved: false,
                });
            }
        }
    }
}

fn figures_of(
    board: &mut crate::analysis::coverage::CoverageBoard,
    inputs: &BoardInputs,
    projection: &LocalProjection,
) -> crate::analysis::coverage::CoverageFigures {
    board.set_rings(&inputs.rings);
    board.set_points(&inputs.points);
    board.set_zones(&inputs.zones, projection);
    board.figures()
}

fn local_box(extent: LonLatBox, projection: &LocalProjection) -> Option<LocalBox> {
    use crate::base::coords::LonLat;
    let corners = [
        LonLat::new(extent.west, extent.south),
        LonLat::new(extent.west, extent.north),
        LonLat::new(extent.east, extent.south),
        LonLat::new(extent.east, extent.north),
    ];
    LocalBox::around(corners.map(|corner| projection.to_local(corner)))
}
