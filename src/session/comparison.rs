//! Two plans side by side: this one as it is, as it was opened, as it was after an entry of its log, or that of another
//! file. Both are judged by the rings and zones of the second, over the incidents and grids at hand.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::files::FileOutcome;
use super::history::replay;
use super::jobs::JobKind;
use super::notice::NoticeLevel;
use super::pipeline::{BoardInputs, RoadKey, SelectKey, ready_roads};
use super::slot::{Freshness, Slot};
use super::state::{Outcome, Session};
use crate::analysis::coverage::{BoardGround, CoverageBoard};
use crate::analysis::plan_comparison::PlanFigures;
use crate::analysis::plan_differences::{Kinship, PlanDifferences};
use crate::analysis::travel::prepared::TravelNetwork;
use crate::base::cancel::{Cancel, Cancelled};
use crate::base::projection::LocalProjection;
use crate::base::stamp::Stamp;
use crate::i18n::message::Message;
use crate::io::plan_file::edit_log::LogEntry;
use crate::io::plan_file::inside::{log_inside, plan_inside};
use crate::io::plan_file::plan_file_error::PlanFileError;
use crate::model::plan::Plan;
use crate::model::plan_edit::PlanEdit;
use crate::model::reach_rule::ReachRule;

/// A plan to be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlanChoice {
    /// The plan as shown; its figures follow the mouse.
    Now,
    /// The plan as last opened.
    Opened,
    /// The plan as it was after this entry of its log.
    Entry(u64),
    /// The plan in another file.
    File(PathBuf),
}

/// The two plans, where they differ, and what each achieves.
#[derive(Debug)]
pub struct Compared {
    /// First and second.
    pub plans: [Arc<Plan>; 2],
    /// From the first to the second.
    pub differences: PlanDifferences,
    /// What each achieves; `None` as long as there is nothing to judge them by.
    pub figures: Option<[PlanFigures; 2]>,
}

/// What the boards were laid out for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct CompareKey {
    select: SelectKey,
    by_road: Option<RoadKey>,
    plans: Stamp,
}

/// A board for each plan.
pub(super) type Boards = Box<[CoverageBoard; 2]>;

/// What came of reading two plans: each that is read, and whether they are two states of one plan.
#[derive(Debug)]
pub(super) struct PlansRead {
    plans: [Option<Arc<Plan>>; 2],
    kinship: Kinship,
}

/// A comparison under way.
#[derive(Debug)]
pub struct Comparison {
    choices: [PlanChoice; 2],
    read: PlansRead,
    /// Names the plans chosen: another stamp wherever they are others.
    plans: Stamp,
    boards: Slot<CompareKey, Boards>,
    compared: Option<Arc<Compared>>,
    /// The states of the plan shown, of the plan as opened, and of the boards, that `compared` speaks of.
    of: Option<[Stamp; 3]>,
    /// Another stamp wherever the boards are others.
    laid_out: Stamp,
}

impl Comparison {
    fn of(choices: [PlanChoice; 2], read: PlansRead) -> Self {
        Self {
            choices,
            read,
            plans: Stamp::fresh(),
            boards: Slot::default(),
            compared: None,
            of: None,
            laid_out: Stamp::fresh(),
        }
    }

    /// The first and the second plan.
    #[must_use]
    pub const fn choices(&self) -> &[PlanChoice; 2] {
        &self.choices
    }

    /// What is known of them; `None` in the first frame.
    #[must_use]
    pub const fn compared(&self) -> Option<&Arc<Compared>> {
        self.compared.as_ref()
    }

    /// How the figures stand to the filter and grids of now.
    #[must_use]
    pub fn freshness(&self) -> Freshness {
        self.boards.freshness()
    }

    fn concerns(&self, choice: &PlanChoice) -> bool {
        self.choices.contains(choice)
    }

    fn speaks_of_the_log(&self) -> bool {
        let of_log = |choice: &PlanChoice| matches!(choice, PlanChoice::Entry(_));
        self.choices.iter().any(of_log)
    }
}

impl Session {
    /// The comparison under way.
    #[must_use]
    pub const fn comparison(&self) -> Option<&Comparison> {
        self.comparison.as_ref()
    }

    /// Sets two plans side by side, once they are read; the comparison before stays until then.
    pub(super) fn compare(&mut self, choices: [PlanChoice; 2]) {
        self.jobs.cancel(JobKind::ReadCompared);
        let at_hand = |choice: &PlanChoice| matches!(choice, PlanChoice::Now | PlanChoice::Opened);
        if choices.iter().all(at_hand) {
            let read = PlansRead {
                plans: [None, None],
                kinship: Kinship::SamePlan,
            };
            self.comparison = Some(Comparison::of(choices, read));
            return;
        }
        let path = self.plan_file.clone();
        self.keeper_behind(JobKind::ReadCompared, move || {
            let read = read_plans(&choices, path.as_deref());
            FileOutcome::Compared(choices, read)
        });
    }

    /// Takes home plans read to be compared.
    pub(super) fn take_compared(
        &mut self,
        choices: [PlanChoice; 2],
        read: Result<PlansRead, (PathBuf, PlanFileError)>,
    ) {
        match read {
            Ok(read) => self.comparison = Some(Comparison::of(choices, read)),
            Err((path, error)) => {
                tracing::error!(%error, "a plan could not be read for comparison");
                let message = Message::new("session-plan-not-compared")
                    .with("file", path.display().to_string())
                    .with("why", error.message());
                self.notices.add(NoticeLevel::Error, message);
            }
        }
    }

    /// Nothing is compared any more.
    pub(super) fn stop_comparing(&mut self) {
        self.jobs.cancel(JobKind::ReadCompared);
        self.jobs.cancel(JobKind::Compare);
        if let Some(comparison) = self.comparison.take() {
            self.jobs.sweep(comparison);
        }
    }

    /// The log is another now: a comparison with an entry of the old one ends.
    pub(super) fn log_is_another(&mut self) {
        let ends = self.comparison.as_ref();
        if ends.is_some_and(Comparison::speaks_of_the_log) {
            self.stop_comparing();
        }
        self.jobs.cancel(JobKind::ReadCompared);
    }

    /// Says what boards are wanted. What speaks of areas of grids that are gone is no good even as an outdated answer.
    pub(super) fn want_comparison(&mut self, select: Option<&SelectKey>) {
        let Some(comparison) = &mut self.comparison else {
            return;
        };
        let other = |key: &CompareKey| {
            select.is_none_or(|select| select.located.grids != key.select.located.grids)
        };
        if let Some(gone) = comparison.boards.take_if(other) {
            self.jobs.sweep(gone);
            comparison.laid_out = Stamp::fresh();
        }
        let shown = self.preview.as_ref().map_or(&self.plan, |one| &one.plan);
        let rule = measure_of(comparison, shown, &self.opened.1);
        let by_road = RoadKey::of(rule, self.sources.roads.stamp);
        comparison.boards.want(select.map(|select| CompareKey {
            select: select.clone(),
            by_road,
            plans: comparison.plans,
        }));
    }

    /// Lays the boards out where they are due and there is something to lay out.
    pub(super) fn start_comparison(&mut self) {
        let (Some(comparison), Some(coverage)) =
            (&mut self.comparison, self.derived.coverage.fresh())
        else {
            return;
        };
        let Some(key) = comparison.boards.begin() else {
            return;
        };
        let (ground, projection) = (coverage.board.ground(), coverage.projection);
        let shown = self.preview.as_ref().map_or(&self.plan, |one| &one.plan);
        let plans = plans_of(comparison, shown, &self.opened.1);
        let (roads, ready) = (
            Arc::clone(&self.sources.roads.content),
            coverage.roads.clone(),
        );
        self.jobs.start(JobKind::Compare, move |cancel| {
            let ready = ready_roads(&plans[1].reach, &roads, &projection, ready);
            let boards = lay_out(&ground, &plans, ready.as_ref(), &projection, cancel);
            Outcome::Compared(key, boards)
        });
    }

    /// Takes home the boards.
    pub(super) fn take_boards(&mut self, key: CompareKey, boards: Boards) {
        let Some(comparison) = &mut self.comparison else {
            return self.jobs.sweep(boards);
        };
        let left = comparison.boards.put(key, boards);
        comparison.laid_out = Stamp::fresh();
        self.jobs.sweep(left);
    }

    /// Brings the comparison up to the plans as they are. Returns whether it changed.
    pub(super) fn follow_comparison(&mut self) -> bool {
        let Some(comparison) = &mut self.comparison else {
            return false;
        };
        let where_chosen = |choice: PlanChoice, stamp: Stamp| {
            if comparison.concerns(&choice) {
                stamp
            } else {
                Stamp::NONE
            }
        };
        let of = [
            where_chosen(PlanChoice::Now, self.shown_stamp),
            where_chosen(PlanChoice::Opened, self.opened.0),
            comparison.laid_out,
        ];
        if comparison.of == Some(of) {
            return false;
        }
        let shown = self.preview.as_ref().map_or(&self.plan, |one| &one.plan);
        let plans = plans_of(comparison, shown, &self.opened.1);
        let grids = &self.sources.grids.content;
        let projection = self.derived.coverage.get().map(|found| found.projection);
        let figures = comparison
            .boards
            .get_mut()
            .zip(projection)
            .map(|(boards, projection)| {
                let measure = &plans[1];
                let [first, second] = boards.as_mut();
                [(first, &plans[0]), (second, measure)].map(|(board, plan)| {
                    set(board, plan, measure, &projection);
                    let places: Vec<_> = plan
                        .points
                        .values()
                        .map(|point| (point.id, point.position))
                        .collect();
                    PlanFigures::of(board, &places, measure, grids)
                })
            });
        let [first, second] = &plans;
        let differences = PlanDifferences::between(first, second, comparison.read.kinship);
        comparison.compared = Some(Arc::new(Compared {
            plans,
            differences,
            figures,
        }));
        comparison.of = Some(of);
        true
    }
}

/// The plans compared, as they are now.
fn plans_of(comparison: &Comparison, shown: &Plan, opened: &Arc<Plan>) -> [Arc<Plan>; 2] {
    let plan = |side: usize| match (&comparison.choices[side], &comparison.read.plans[side]) {
        (PlanChoice::Now, _) => Arc::new(shown.clone()),
        (PlanChoice::Entry(_) | PlanChoice::File(_), Some(read)) => Arc::clone(read),
        (PlanChoice::Opened | PlanChoice::Entry(_) | PlanChoice::File(_), _) => Arc::clone(opened),
    };
    [plan(0), plan(1)]
}

/// The rule both plans are judged by: that of the second.
fn measure_of<'a>(comparison: &'a Comparison, shown: &'a Plan, opened: &'a Plan) -> &'a ReachRule {
    match (&comparison.choices[1], &comparison.read.plans[1]) {
        (PlanChoice::Now, _) => &shown.reach,
        (PlanChoice::Entry(_) | PlanChoice::File(_), Some(read)) => &read.reach,
        (PlanChoice::Opened | PlanChoice::Entry(_) | PlanChoice::File(_), _) => &opened.reach,
    }
}

fn lay_out(
    ground: &BoardGround,
    plans: &[Arc<Plan>; 2],
    roads: Option<&Arc<TravelNetwork>>,
    projection: &LocalProjection,
    cancel: &Cancel,
) -> Result<Boards, Cancelled> {
    let measure = &plans[1];
    let board = |plan: &Plan, done: u64| {
        cancel.check()?;
        cancel.report(done, 2);
        let mut board = CoverageBoard::for_rule(ground.clone(), &measure.reach, roads, &[]);
        set(&mut board, plan, measure, projection);
        Ok(board)
    };
    Ok(Box::new([board(&plans[0], 0)?, board(measure, 1)?]))
}

/// Puts a plan's points under the rings and zones of the measure.
fn set(board: &mut CoverageBoard, plan: &Plan, measure: &Plan, projection: &LocalProjection) {
    let (own, judged) = (
        BoardInputs::of(plan, projection),
        BoardInputs::of(measure, projection),
    );
    board.set_rings(&judged.rings);
    board.set_points(&own.points);
    board.set_zones(&judged.zones, projection);
}

fn read_plans(
    choices: &[PlanChoice; 2],
    own_file: Option<&Path>,
) -> Result<PlansRead, (PathBuf, PlanFileError)> {
    let mut kinship = Kinship::SamePlan;
    let mut read = |choice: &PlanChoice| match choice {
        PlanChoice::Now | PlanChoice::Opened => Ok(None),
        PlanChoice::Entry(seq) => {
            let Some(path) = own_file else {
                return Ok(None);
            };
            let found = log_inside(path).and_then(|log| plan_after(&log, *seq));
            let (plan, same) = found.map_err(|error| (path.to_owned(), error))?;
            if !same {
                kinship = Kinship::TwoFiles;
            }
            Ok(Some(Arc::new(plan)))
        }
        PlanChoice::File(path) => {
            kinship = Kinship::TwoFiles;
            let plan = plan_inside(path).map_err(|error| (path.clone(), error))?;
            Ok(Some(Arc::new(plan)))
        }
    };
    let plans = [read(&choices[0])?, read(&choices[1])?];
    Ok(PlansRead { plans, kinship })
}

/// The plan as it was after an entry of a log.
///
/// # Errors
/// [`PlanFileError::Damaged`] where the log cannot be followed.
pub(super) fn plan_at(log: &[LogEntry], seq: u64) -> Result<Plan, PlanFileError> {
    let end = log.partition_point(|entry| entry.seq <= seq);
    let upto = log.get(..end).unwrap_or_default();
    let replayed = replay(upto).map_err(|_| PlanFileError::Damaged("pg_edit_log"));
    replayed.map(|(plan, _)| plan)
}

/// As [`plan_at`], and whether it is the plan it is now: none was put in its place since.
fn plan_after(log: &[LogEntry], seq: u64) -> Result<(Plan, bool), PlanFileError> {
    let plan = plan_at(log, seq)?;
    let since = log.iter().filter(|entry| entry.seq > seq);
    let same = since
        .filter_map(|entry| serde_json::from_str::<PlanEdit>(&entry.edit).ok())
        .all(|edit| !matches!(edit, PlanEdit::Replace(_)));
    Ok((plan, same))
}
