//! The one step a frame: finished jobs come home, derived answers are brought up to date.

use std::sync::Arc;

use super::derived::{HeatScale, ShownCoverage};
use super::jobs::{Ended, JobKind, Jobs};
use super::notice::NoticeLevel;
use super::pipeline::{
    self, BoardInputs, CoverageKey, Ground, HeatKey, LocateKey, RoadKey, SelectKey, Selection,
    heat_frame,
};
use super::slot::Put;
use super::state::{Outcome, Session};
use crate::analysis::coverage::{CoverageBoard, CoverageFigures};
use crate::base::cancel::Cancelled;
use crate::base::coords::LocalBox;
use crate::base::projection::LocalProjection;
use crate::base::units::PerKm2;
use crate::i18n::message::Message;

impl Session {
    /// The one step a frame: takes home finished jobs and brings derived answers up to date. Cheap answers are worked
    /// out at once, dear ones become jobs. Returns whether anything changed.
    pub fn tick(&mut self) -> bool {
        let mut finished = self.jobs.finished();
        // What was found out opens further files beside what the others bring: those come home first.
        finished.sort_by_key(|(kind, _)| *kind == JobKind::Look);
        let anything = self.take_news() || !finished.is_empty();
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
        self.open_waiting();
        self.want_all();
        self.start_due();
        let followed = self.follow_plan();
        self.start_workload();
        self.start_exits();
        self.start_here();
        self.start_suggestion();
        self.start_hot_areas();
        self.start_changed_areas();
        self.start_judged();
        self.start_told();
        let compared = self.follow_comparison();
        anything || followed || compared
    }

    fn take_home(&mut self, outcome: Outcome) {
        let derived = &mut self.derived;
        match outcome {
            Outcome::Located(key, Ok(located)) => {
                self.jobs.sweep(derived.located.put(key, Arc::new(located)));
            }
            Outcome::Selected(key, Ok(selection)) => {
                let left = derived.selection.put(key, Arc::new(selection));
                self.jobs.sweep(left);
            }
            Outcome::Heated(key, Ok(heat)) => {
                let peak = PerKm2(f64::from(heat.raster.peak()));
                let left = derived.heat.put(key, Arc::new(heat));
                let kept = matches!(left, Put::Kept(_));
                self.jobs.sweep(left);
                if kept {
                    self.rescale(peak);
                }
            }
            Outcome::Indexed(key, index) => {
                self.jobs
                    .sweep(derived.heat_index.put(key, Arc::new(index)));
            }
            Outcome::Covered(key, opened, Ok(coverage)) => {
                let left = derived.coverage.put(key, *coverage);
                if matches!(left, Put::Kept(_)) {
                    self.baseline_of = opened;
                    derived.shown.forget();
                }
                self.jobs.sweep(left);
            }
            Outcome::Exits(key, Ok(answer)) => {
                self.jobs.sweep(derived.exits.put(key, answer));
            }
            Outcome::Here(key, found) => {
                self.jobs.sweep(derived.here.put(key, found));
            }
            Outcome::HotAreas(key, found) => {
                self.jobs.sweep(derived.hot_areas.put(key, found));
            }
            Outcome::ChangedAreas(key, found) => {
                self.jobs.sweep(derived.changed_areas.put(key, found));
            }
            Outcome::Judged(key, Ok(found)) => {
                self.jobs.sweep(derived.judged.put(key, found));
            }
            Outcome::Told(key, Ok(told)) => self.take_told(key, told),
            Outcome::Suggested(found) => self.take_suggested(found),
            Outcome::Workload(key, Ok(answer)) => {
                self.jobs.sweep(derived.workload.put(key, answer));
            }
            Outcome::Compared(key, Ok(boards)) => self.take_boards(key, boards),
            Outcome::File(file) => self.take_file(file),
            Outcome::Located(_, Err(Cancelled))
            | Outcome::Selected(_, Err(Cancelled))
            | Outcome::Heated(_, Err(Cancelled))
            | Outcome::Covered(_, _, Err(Cancelled))
            | Outcome::Exits(_, Err(Cancelled))
            | Outcome::Workload(_, Err(Cancelled))
            | Outcome::Judged(_, Err(Cancelled))
            | Outcome::Told(_, Err(Cancelled))
            | Outcome::Compared(_, Err(Cancelled)) => {}
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
        self.forget_other_grids(located);
        let selection = located.map(|located| SelectKey {
            located,
            filter: Arc::clone(self.filter_now()),
        });
        let incidents = selection
            .clone()
            .filter(|_| !self.sources.incidents.content.is_empty());
        let heat = incidents.clone().map(|selection| HeatKey {
            selection,
            rule: self.density_rule(),
        });
        if heat.is_none() {
            let derived = &mut self.derived;
            sweep_some(&self.jobs, derived.heat.take_if(|_| true));
            sweep_some(&self.jobs, derived.heat_index.take_if(|_| true));
        }
        self.derived.located.want(located);
        self.derived.heat.want(heat);
        self.derived.heat_index.want(incidents);
        let rule = &self.shown_plan().reach;
        let by_road = RoadKey::of(rule, self.sources.roads.stamp);
        let coverage = selection
            .clone()
            .map(|selection| CoverageKey { selection, by_road });
        self.derived.coverage.want(coverage);
        self.want_comparison(selection.as_ref());
        self.want_workload(selection.as_ref());
        self.want_exits();
        self.want_here(selection.as_ref());
        self.want_hot_areas(selection.as_ref());
        self.want_changed_areas(selection.as_ref());
        self.want_judged(located);
        self.want_told(located);
        self.derived.selection.want(selection);
    }

    /// Answers that speak of areas by their position in a layer are no good, not even dimmed, once the layer is another:
    /// they would stand under the names of other areas.
    fn forget_other_grids(&mut self, wanted: Option<LocateKey>) {
        let other = |key: &LocateKey| wanted.is_none_or(|wanted| wanted.grids != key.grids);
        let (jobs, derived) = (&self.jobs, &mut self.derived);
        sweep_some(jobs, derived.located.take_if(other));
        sweep_some(jobs, derived.selection.take_if(|key| other(&key.located)));
        sweep_some(
            jobs,
            derived
                .coverage
                .take_if(|key| other(&key.selection.located)),
        );
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
                Arc::clone(self.filter_now()),
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
        self.start_comparison();
        if let Some(key) = self.derived.coverage.begin() {
            let (places, opened) = (Arc::clone(&selection.places), self.opened.clone());
            let rule = self.shown_plan().reach.clone();
            let before = self.derived.coverage.key().zip(self.derived.coverage.get());
            let same = before.filter(|(before, _)| before.selection == key.selection);
            let ground = Ground {
                grids,
                roads: Arc::clone(&self.sources.roads.content),
                projection,
                known: same.map(|(_, answer)| answer.board.ground()),
                ready: before.and_then(|(_, answer)| answer.roads.clone()),
            };
            self.jobs.start(JobKind::Coverage, move |cancel| {
                let coverage = pipeline::coverage(&places, ground, &rule, &opened.1, cancel);
                Outcome::Covered(key, opened.0, coverage.map(Box::new))
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
                .and_then(|extent| projection.box_around(extent));
            if let Some(extent) = grids.or(bulk) {
                let (places, rule) = (Arc::clone(&selection.places), self.density_rule());
                let frame = heat_frame(extent, rule.bandwidth);
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
        let shown = &mut self.derived.shown;
        let Some(coverage) = self.derived.coverage.get_mut() else {
            let had = shown.is_known();
            *shown = ShownCoverage::default();
            return had;
        };
        let baseline_is_old = self.baseline_of != self.opened.0;
        if shown.of == Some(self.shown_stamp) && !baseline_is_old {
            return false;
        }
        let projection = coverage.projection;
        let plan = self
            .preview
            .as_ref()
            .map_or(&self.plan, |preview| &preview.plan);
        if baseline_is_old {
            let opened = BoardInputs::of(&self.opened.1, &projection);
            // Where the plan was opened under another rule, it is judged by the rings of this one.
            coverage.board.set_rings(&plan.reach.rings());
            coverage.baseline = Arc::new(figures_of(&mut coverage.board, &opened, &projection));
            self.baseline_of = self.opened.0;
            shown.forget();
        }
        shown.of = Some(self.shown_stamp);
        let inputs = BoardInputs::of(plan, &projection);
        if shown.inputs.as_ref() == Some(&inputs) {
            return false;
        }
        shown.figures = Arc::new(figures_of(&mut coverage.board, &inputs, &projection));
        shown.streets = Arc::new(coverage.board.streets(&coverage.pieces));
        shown.baseline = Arc::clone(&coverage.baseline);
        shown.inputs = Some(inputs);
        if tracing::enabled!(tracing::Level::DEBUG) {
            let rings = shown.figures.rings.iter();
            let within: Vec<f64> = rings.map(|ring| ring.incidents).collect();
            tracing::debug!(?within, "coverage shown");
        }
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
                self.derived.scale = Some(HeatScale {
                    top: peak,
                    locked: true,
                    moved: false,
                });
            }
        }
    }
}

fn sweep_some<T: Send + 'static>(jobs: &Jobs<Outcome>, thing: Option<T>) {
    if let Some(thing) = thing {
        jobs.sweep(thing);
    }
}

fn figures_of(
    board: &mut CoverageBoard,
    inputs: &BoardInputs,
    projection: &LocalProjection,
) -> CoverageFigures {
    board.set_rings(&inputs.rings);
    board.set_points(&inputs.points);
    board.set_zones(&inputs.zones, projection);
    board.figures()
}
