//! Lines of the answer of `compare`.

use serde::Serialize;

use super::study::Study;
use crate::analysis::before_after::{
    BeforeAfter, Difference, DisplacementCounts, Verdict, displacement_difference, plain_difference,
};
use crate::analysis::hotspots::cells::StudyCells;
use crate::analysis::period_change::{AreaChange, Change};
use crate::base::units::Share;
use crate::i18n::message::{Arg, Message};

/// A count before and after.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DifferenceLine {
    /// Incidents before.
    pub before: f64,
    /// Incidents after.
    pub after: f64,
    /// After less before, the length of the periods made up for.
    pub difference: f64,
    /// Its 95 % interval.
    pub interval: [f64; 2],
    /// The change as a share of what was before; `null` where there was nothing.
    pub change: Option<f64>,
    /// Whether there was nothing before and is something now.
    pub new: bool,
    /// The chance of a difference as large.
    pub p: f64,
}

impl DifferenceLine {
    pub(super) fn of(counts: BeforeAfter, weight: f64) -> Self {
        let found = plain_difference(counts, weight);
        let change = Change::of(counts, weight);
        Self {
            before: counts.before,
            after: counts.after,
            difference: found.incidents,
            interval: [found.interval().low, found.interval().high],
            change: change.share().map(|share| share.0),
            new: change == Change::New,
            p: found.p(),
        }
    }
}

/// The year before.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct YearLine {
    /// First and last day it is set against.
    pub window: [String; 2],
    /// `spring-festival` where it lies alike about the festival, else `calendar`.
    pub alignment: &'static str,
    /// What changed.
    #[serde(flatten)]
    pub difference: DifferenceLine,
}

/// One area.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AreaLine {
    /// Its code, or the number of a square.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its middle, WGS 84.
    pub at: Option<[f64; 2]>,
    /// What changed.
    #[serde(flatten)]
    pub difference: DifferenceLine,
    /// Benjamini and Hochberg's q among all areas.
    pub q: f64,
    /// `more`, `fewer`, or `unclear` where chance may explain it.
    pub verdict: &'static str,
}

impl AreaLine {
    pub(super) fn all(
        study: &Study,
        cells: &StudyCells,
        changes: &[AreaChange],
        level: Share,
    ) -> Vec<Self> {
        let told = changes.iter().enumerate();
        let told = told.filter(|(_, area)| area.counts.before + area.counts.after > 0.0);
        told.map(|(cell, area)| {
            let (id, name) = study.name_of(cells, cell);
            let found = area.difference;
            Self {
                id,
                name,
                at: Study::middle_of(cells, cell),
                difference: DifferenceLine {
                    before: area.counts.before,
                    after: area.counts.after,
                    difference: found.incidents,
                    interval: [found.interval().low, found.interval().high],
                    change: area.change.share().map(|share| share.0),
                    new: area.change == Change::New,
                    p: found.p(),
                },
                q: area.q,
                verdict: area.verdict(level).name(),
            }
        })
        .collect()
    }
}

/// Target, control and rings, before and after.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DisplacementLines {
    /// Before and after in the target.
    pub target: [f64; 2],
    /// In the control.
    pub control: [f64; 2],
    /// In the ring.
    pub ring: Option<[f64; 2]>,
    /// In the ring of the control.
    pub control_ring: Option<[f64; 2]>,
    /// The weighted displacement difference of the target alone.
    pub wdd_target: WddLine,
    /// Of the ring alone.
    pub wdd_ring: WddLine,
    /// Of both.
    pub wdd: WddLine,
    #[serde(skip)]
    has_control: bool,
}

/// A weighted displacement difference.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct WddLine {
    /// Incidents more or fewer than expected.
    pub incidents: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Its 95 % interval.
    pub interval: [f64; 2],
    /// Standard errors from 0.
    pub z: Option<f64>,
    /// The chance of a difference as large.
    pub p: f64,
    /// `fewer`, `more` or `unclear`.
    pub verdict: &'static str,
    #[serde(skip)]
    found: Difference,
}

impl WddLine {
    fn of(found: Difference) -> Self {
        Self {
            incidents: found.incidents,
            standard_error: found.variance.sqrt(),
            interval: [found.interval().low, found.interval().high],
            z: found.z(),
            p: found.p(),
            verdict: found.verdict().name(),
            found,
        }
    }
}

impl DisplacementLines {
    pub(super) fn of(counts: &DisplacementCounts, weight: f64, has_control: bool) -> Self {
        let found = displacement_difference(counts, weight);
        let pair = |counts: BeforeAfter| [counts.before, counts.after];
        Self {
            target: pair(counts.target),
            control: pair(counts.control),
            ring: counts.ring.map(pair),
            control_ring: counts.control_ring.map(pair),
            wdd_target: WddLine::of(found.target),
            wdd_ring: WddLine::of(found.ring),
            wdd: WddLine::of(found.total),
            has_control,
        }
    }

    /// What there is to say in one sentence.
    pub(super) fn sentence(&self) -> Message {
        let found = self.wdd.found;
        let id = match (found.verdict(), self.has_control) {
            (Verdict::Fewer, true) => "cli-wdd-fewer",
            (Verdict::More, true) => "cli-wdd-more",
            (Verdict::Unclear, true) => "cli-wdd-unclear",
            (Verdict::Fewer, false) => "cli-wdd-alone-fewer",
            (Verdict::More, false) => "cli-wdd-alone-more",
            (Verdict::Unclear, false) => "cli-wdd-alone-unclear",
        };
        let whole = |value: f64| Arg::Decimal(value.round() + 0.0, 0);
        Message::new(id)
            .with("difference", whole(found.incidents.abs()))
            .with("low", whole(found.interval().low))
            .with("high", whole(found.interval().high))
    }
}
