//! Better points: what is asked, what is known while it is looked for, and what accepting it would change.
//!
//! A suggestion is asked for, not derived: it stays as it was found until another is asked for or it is put away, and says that it is
//! outdated once the plan or the incidents are others. [`work`] looks for it on a thread; [`accept`] makes it a change of the plan.

pub mod accept;
mod work;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use super::jobs::JobKind;
use super::pipeline::{RoadKey, SelectKey};
use super::state::{Outcome, Session};
use crate::analysis::coverage::CoverageFigures;
use crate::base::cancel::Cancel;
use crate::base::coords::LonLat;
use crate::base::ids::PointId;
use crate::base::units::{Metres, Share};
use crate::i18n::message::Message;
use crate::model::reach_rule::Reach;

/// What points are to achieve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aim {
    /// As many as can be within a ring.
    Widest,
    /// As many as can be within a ring twice: a second point counts half.
    Twice,
    /// As many as can be whom a free unit reaches within a ring, units being busy some of the time.
    WhenBusy,
    /// Everybody within a ring, with as few points as can be.
    Fewest,
    /// The shortest way on average.
    ShortestMean,
    /// The shortest way for whom it is longest.
    ShortestWorst,
}

impl Aim {
    /// All aims, as they are offered.
    pub const ALL: [Self; 6] = [
        Self::Widest,
        Self::WhenBusy,
        Self::Twice,
        Self::Fewest,
        Self::ShortestMean,
        Self::ShortestWorst,
    ];

    /// Whether a ring says what counts as reached.
    #[must_use]
    pub const fn has_ring(self) -> bool {
        !matches!(self, Self::ShortestMean | Self::ShortestWorst)
    }

    /// Whether it is asked for a number of points.
    #[must_use]
    pub const fn has_number(self) -> bool {
        !matches!(self, Self::Fewest)
    }
}

/// Whom points are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weigh {
    /// The incidents that count.
    Incidents,
    /// The residents of the finest grids.
    Residents,
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct SuggestWish {
    /// What points are to achieve.
    pub aim: Aim,
    /// Which ring of the plan's rule counts as reached, counted from the innermost.
    pub ring: usize,
    /// How many points there are to be.
    pub points: usize,
    /// How many of today's points may stand elsewhere; `None` lets all but the locked.
    pub may_move: Option<usize>,
    /// Whether every subdistrict is to have a point.
    pub one_each: bool,
    /// The share of their time units are busy.
    pub busy: Share,
    /// Whom points are for.
    pub weigh: Weigh,
}

/// What a suggestion depends on.
#[derive(Debug, Clone, PartialEq)]
pub struct SuggestKey {
    selection: SelectKey,
    by_road: Option<RoadKey>,
    rings: Vec<Reach>,
    points: Vec<(PointId, LonLat, bool)>,
}

/// What is known while it is looked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SoFar {
    /// Where points would stand by the best answer so far; empty as long as there is none.
    pub places: Arc<Vec<LonLat>>,
    /// Its value, in the measure of the aim.
    pub value: Option<f64>,
    /// No answer is better than this.
    pub bound: Option<f64>,
    /// All there is to be reached.
    pub total: f64,
}

/// One change that is suggested; each can be accepted without the others.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// What would change.
    pub what: What,
    /// What is known of the place by name: the roads that cross there, the more important first; empty where they have none.
    pub crossing: [String; 2],
}

/// What would change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum What {
    /// A point stands elsewhere, so far from where it is now.
    Move(PointId, LonLat, Metres),
    /// A new point.
    Add(LonLat),
    /// A point that is not needed.
    Remove(PointId),
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggested {
    /// What was asked.
    pub wish: SuggestWish,
    /// What counted as reached, where a ring says so.
    pub limit: Option<Reach>,
    /// What would change: moves, the longest first, then new points, then those not needed.
    pub changes: Vec<Change>,
    /// Points that stay where they are.
    pub stay: usize,
    /// The value of the answer in the measure of the aim: weight reached, points, the mean or the worst of the rule's measure.
    pub value: f64,
    /// No answer is better than this.
    pub bound: f64,
    /// No answer is better than this one.
    pub is_proven: bool,
    /// All there is to be reached.
    pub total: f64,
    /// Of that, what no candidate site reaches at all; left out where everybody is to be reached.
    pub out_of_reach: f64,
    /// Figures of the plan as it was, and with every change.
    pub figures: [Arc<CoverageFigures>; 2],
    /// The share of all that is reached by the first, the first two, … of the points, the most useful first, and by up to ten more
    /// beyond those suggested; for aims with a ring.
    pub curve: Vec<Share>,
    /// How many points are suggested; so many steps of the curve are theirs.
    pub points: usize,
    /// Candidate sites looked at.
    pub sites: usize,
    /// Places that demand was put together in.
    pub demands: usize,
    /// How long it took, seconds.
    pub seconds: f64,
}

/// A suggestion on its way or found.
#[derive(Debug)]
pub struct Suggestion {
    /// What was asked.
    pub wish: SuggestWish,
    key: Option<SuggestKey>,
    stop: Cancel,
    so_far: Arc<Mutex<SoFar>>,
    begun: Instant,
    answer: Option<Result<Arc<Suggested>, Message>>,
}

impl Suggestion {
    /// What was found, or why nothing was; `None` while it is looked for.
    #[must_use]
    pub const fn answer(&self) -> Option<&Result<Arc<Suggested>, Message>> {
        self.answer.as_ref()
    }

    /// What is known so far.
    #[must_use]
    pub fn so_far(&self) -> SoFar {
        let so_far = self.so_far.lock();
        so_far.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How long it has been looked for, seconds.
    #[must_use]
    pub fn seconds(&self) -> f64 {
        self.begun.elapsed().as_secs_f64()
    }
}

impl Session {
    /// The suggestion at hand or on its way.
    #[must_use]
    pub const fn suggestion(&self) -> Option<&Suggestion> {
        self.suggestion.as_ref()
    }

    /// Whether the plan, its rule or the incidents are others than those the suggestion was made for.
    #[must_use]
    pub fn suggestion_is_outdated(&self) -> bool {
        let known = self.suggestion.as_ref().and_then(|one| one.key.as_ref());
        known.is_some_and(|key| self.suggest_key().as_ref() != Some(key))
    }

    /// What a suggestion would depend on now; `None` as long as the figures it starts from are not there.
    fn suggest_key(&self) -> Option<SuggestKey> {
        let plan = self.plan();
        let points = plan.points.values();
        Some(SuggestKey {
            selection: self.derived.selection.key().cloned()?,
            by_road: RoadKey::of(&plan.reach, self.sources.roads.stamp),
            rings: plan.reach.rings(),
            points: points
                .map(|point| (point.id, point.position, point.locked))
                .collect(),
        })
    }

    /// Asks for a suggestion, in place of the one before; `None` puts it away.
    pub(super) fn suggest(&mut self, wish: Option<SuggestWish>) {
        if let Some(before) = self.suggestion.take() {
            before.stop.cancel();
        }
        self.jobs.cancel(JobKind::Suggest);
        self.suggestion = wish.map(|wish| Suggestion {
            wish,
            key: None,
            stop: Cancel::new(),
            so_far: Arc::default(),
            begun: Instant::now(),
            answer: None,
        });
    }

    /// Ends the search: the best answer so far is the answer.
    pub(super) fn stop_suggesting(&mut self) {
        if let Some(suggestion) = &self.suggestion {
            suggestion.stop.cancel();
        }
    }

    /// Begins a search that was asked for, once the figures it starts from are there.
    pub(super) fn start_suggestion(&mut self) {
        let waits = |one: &Suggestion| one.key.is_none() && one.answer.is_none();
        if self.preview.is_some() || !self.suggestion.as_ref().is_some_and(waits) {
            return;
        }
        let (Some(selection), Some(located), Some(coverage), Some(key)) = (
            self.derived.selection.fresh(),
            self.derived.located.fresh(),
            self.derived.coverage.fresh(),
            self.suggest_key(),
        ) else {
            return;
        };
        let inputs = work::Inputs {
            places: Arc::clone(&selection.places),
            located: Arc::clone(located),
            grids: Arc::clone(&self.sources.grids.content),
            network: Arc::clone(&self.sources.roads.content),
            roads: coverage.roads.clone(),
            ground: coverage.board.ground(),
            today: Arc::clone(&self.derived.shown.figures),
            projection: coverage.projection,
            plan: self.plan.clone(),
        };
        let Some(suggestion) = &mut self.suggestion else {
            return;
        };
        suggestion.key = Some(key);
        let (wish, stop) = (suggestion.wish.clone(), suggestion.stop.clone());
        let (so_far, begun) = (Arc::clone(&suggestion.so_far), suggestion.begun);
        self.jobs.start(JobKind::Suggest, move |_| {
            let found = work::suggested(&inputs, &wish, &stop, &so_far);
            Outcome::Suggested(found.map(|mut found| {
                found.seconds = begun.elapsed().as_secs_f64();
                Arc::new(found)
            }))
        });
    }

    /// Takes home what was found.
    pub(super) fn take_suggested(&mut self, found: Result<Arc<Suggested>, Message>) {
        if let Some(suggestion) = &mut self.suggestion {
            suggestion.answer = Some(found);
        }
    }
}
