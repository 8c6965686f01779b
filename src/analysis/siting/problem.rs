//! What is asked: demands, sites, a model and rules; and what is answered.

use super::table::CostTable;
use crate::base::cancel::Cancelled;
use crate::base::units::Share;

/// What is to be reached, from where.
#[derive(Debug, Clone, Default)]
pub struct Siting {
    /// What each demand counts; nothing less than 0.
    pub weights: Vec<f64>,
    /// What it costs to reach demands from sites.
    pub costs: CostTable,
}

/// A limit of cost, metres or minutes as the table has them; exactly at it counts as within.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Within(pub f64);

/// What is looked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Model {
    /// The greatest weight within reach of a point (maximal covering, Church and `ReVelle` 1974).
    Mclp(Within),
    /// The greatest weight where the first point in reach counts for a share and the second for the rest (backup coverage, Hogan
    /// and `ReVelle` 1986).
    Backup(Within, Share),
    /// The greatest weight that finds a unit free: with k points in reach 1 − qᵏ, q the busy share (Daskin 1983).
    Mexclp(Within, Share),
    /// The greatest weight with two points within the inner limit, everybody within the outer one, and at least a share within the
    /// inner one (double standard, Gendreau, Laporte and Semet 1997).
    Dsm {
        /// The limit within which two points are wanted.
        inner: Within,
        /// The limit within which everybody is.
        outer: Within,
        /// The share of all weight that is within the inner limit at least once.
        share: Share,
    },
    /// The fewest points that have everybody in reach (set covering, Toregas et al. 1971).
    Lscp(Within),
    /// The fewest points that have everybody in reach twice.
    LscpB(Within),
    /// The smallest sum of weight times cost to the nearest point (p-median, Hakimi 1964).
    PMedian,
    /// The smallest cost to the nearest point of the demand for which it is greatest; weights do not count.
    PCenter,
}

impl Model {
    /// Whether less is better.
    #[must_use]
    pub const fn is_least(self) -> bool {
        match self {
            Self::Mclp(_) | Self::Backup(..) | Self::Mexclp(..) | Self::Dsm { .. } => false,
            Self::Lscp(_) | Self::LscpB(_) | Self::PMedian | Self::PCenter => true,
        }
    }

    /// Whether the number of points must be given.
    #[must_use]
    pub const fn needs_p(self) -> bool {
        !matches!(self, Self::Lscp(_) | Self::LscpB(_))
    }
}

/// At least and at most so many points among some sites: of a zone, of a subdistrict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupRule {
    /// The sites.
    pub sites: Vec<u32>,
    /// Points at least.
    pub least: usize,
    /// Points at most.
    pub most: usize,
}

/// At least a share of some demands' weight within reach: fairness between subdistricts.
#[derive(Debug, Clone, PartialEq)]
pub struct ShareRule {
    /// The demands.
    pub demands: Vec<u32>,
    /// The share of their weight.
    pub least: Share,
}

/// The points of today, and how many of them may go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoveRule {
    /// The sites where points are today.
    pub today: Vec<u32>,
    /// So many of them at most are given up.
    pub may_move: usize,
}

/// What an answer has to keep to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rules {
    /// Points at most; set-covering models may do without.
    pub p: Option<usize>,
    /// Sites that have a point in any case.
    pub fixed: Vec<u32>,
    /// Sites that have none.
    pub forbidden: Vec<u32>,
    /// Bounds for groups of sites.
    pub groups: Vec<GroupRule>,
    /// Shares for groups of demands; models of coverage only.
    pub shares: Vec<ShareRule>,
    /// How many of today's points may move.
    pub moves: Option<MoveRule>,
}

/// What is known while a search goes on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress<'a> {
    /// The sites of the best answer so far; empty where there is none yet.
    pub sites: &'a [u32],
    /// Its value.
    pub objective: Option<f64>,
    /// No answer is better than this.
    pub bound: f64,
}

impl Progress<'_> {
    /// How far value and bound are apart, as a share of the value.
    #[must_use]
    pub fn gap(&self) -> Option<Share> {
        self.objective.map(|objective| gap(objective, self.bound))
    }
}

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// The sites, in order.
    pub sites: Vec<u32>,
    /// Their value: weight covered, points, weight times cost, or cost.
    pub objective: f64,
    /// No answer is better than this.
    pub bound: f64,
    /// No answer is better than this one.
    pub is_proven: bool,
}

impl Suggestion {
    /// How far value and bound are apart, as a share of the value.
    #[must_use]
    pub fn gap(&self) -> Share {
        gap(self.objective, self.bound)
    }
}

fn gap(objective: f64, bound: f64) -> Share {
    let apart = (objective - bound).abs();
    if apart == 0.0 {
        return Share(0.0);
    }
    Share(apart / objective.abs().max(f64::MIN_POSITIVE))
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum NoAnswer {
    /// Stopped before there was any.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    /// The number of points is not given, or is none.
    #[error("the number of points is missing")]
    NoNumber,
    /// A rule names a site or a demand that is not there, or a number that is none.
    #[error("a rule names something that is not there")]
    NotThere,
    /// Sites that are fixed and forbidden at once.
    #[error("sites both fixed and forbidden: {0:?}")]
    FixedAndForbidden(Vec<u32>),
    /// More sites are fixed than there may be points.
    #[error("{fixed} sites are fixed, {p} points are allowed")]
    TooManyFixed {
        /// Sites that are fixed.
        fixed: usize,
        /// Points that are allowed.
        p: usize,
    },
    /// Demands that too few sites reach.
    #[error("demands out of reach: {0:?}")]
    OutOfReach(Vec<u32>),
    /// A group that wants more points than it has sites, or has more fixed than it may have points.
    #[error("group {0} cannot be kept")]
    Group(usize),
    /// Groups (and today's points that must stay) want more points together than there may be.
    #[error("groups want {least} points, {p} are allowed")]
    GroupsWantMore {
        /// What they want.
        least: usize,
        /// What is allowed.
        p: usize,
    },
    /// More of today's points are forbidden than may move.
    #[error("more of today's points must go than may move")]
    Moves,
    /// A share that even all sites together do not reach.
    #[error("share rule {rule} is out of reach: {most:?} at most")]
    ShareOutOfReach {
        /// Which rule.
        rule: usize,
        /// The share that is in reach of all sites.
        most: Share,
    },
    /// So few points do not have everybody in reach.
    #[error("{p} points are too few")]
    TooFewPoints {
        /// Points that are allowed.
        p: usize,
    },
    /// Each rule can be kept, but not all together.
    #[error("the rules exclude one another")]
    RulesExclude,
    /// The model does not know this rule.
    #[error("the model does not know this rule")]
    RuleNotKnown,
}
