//! `suggest`: where points should stand, with a bound, and whether it is proven best.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde::Serialize;

use super::check::parse_crs;
use super::isochrone::{TravelArgs, parse_positive};
use super::suggest_table::{Places, cost_table};
use crate::analysis::siting::problem::{Model, Rules, Siting, Suggestion, Within};
use crate::analysis::siting::suggest;
use crate::base::cancel::Cancel;
use crate::base::crs::Crs;
use crate::base::units::Share;
use crate::i18n::message::Message;
use crate::io::read_error::ReadError;
use crate::io::worker::{read_places, read_roads};
use crate::model::road_network::RoadNetwork;
use crate::session::siting_words::no_answer;

/// What `suggest` is asked.
#[derive(Debug, Clone, clap::Args)]
pub struct SuggestArgs {
    /// What is looked for: mclp, backup, mexclp, dsm, lscp, lscp-b, p-median or p-center
    #[arg(long, value_name = "MODEL", value_parser = ["mclp", "backup", "mexclp", "dsm", "lscp", "lscp-b", "p-median", "p-center"])]
    pub model: String,
    /// Demands: CSV with id, lon,lat or x,y, weight
    #[arg(long, value_name = "FILE")]
    pub demand: PathBuf,
    /// Candidate sites: CSV with id, lon,lat or x,y; or points of a GeoJSON
    #[arg(long, value_name = "FILE")]
    pub sites: PathBuf,
    /// Costs: CSV with site, demand, cost; the limit is in their unit
    #[arg(long, value_name = "FILE", conflicts_with_all = ["roads", "metric"])]
    pub costs: Option<PathBuf>,
    /// The road file: costs are minutes over its roads
    #[arg(long, value_name = "FILE", conflicts_with = "metric")]
    pub roads: Option<PathBuf>,
    /// How distances are measured: plane, sphere or geodesic
    #[arg(long, value_name = "METRIC", value_parser = ["plane", "sphere", "geodesic"])]
    pub metric: Option<String>,
    /// A point reaches so far, metres; exactly so far is reached
    #[arg(long, value_name = "R", value_parser = parse_limit, conflicts_with = "minutes")]
    pub radius_m: Option<f64>,
    /// A point reaches so far, minutes from the call
    #[arg(long, value_name = "T", value_parser = parse_limit)]
    pub minutes: Option<f64>,
    /// The outer ring of dsm: everybody is within it; metres or minutes as the inner one
    #[arg(long, value_name = "R", value_parser = parse_limit)]
    pub outer: Option<f64>,
    /// The share of dsm that is within the inner ring, or of backup that the first point counts for
    #[arg(long, value_name = "SHARE", value_parser = parse_share)]
    pub share: Option<f64>,
    /// The share of their time units are busy, for mexclp
    #[arg(long, value_name = "Q", default_value = "0.3", value_parser = parse_share)]
    pub busy: f64,
    /// Points at most
    #[arg(long, value_name = "N")]
    pub p: Option<usize>,
    /// Ids of sites that have a point in any case
    #[arg(long, value_name = "IDS", value_delimiter = ',')]
    pub fixed: Vec<String>,
    /// Ids of sites that have none
    #[arg(long, value_name = "IDS", value_delimiter = ',')]
    pub forbidden: Vec<String>,
    /// Seconds after which the best answer so far is given
    #[arg(long, value_name = "S", default_value = "60", value_parser = parse_positive)]
    pub time_limit_s: f64,
    /// The radius of the sphere, metres
    #[arg(long, value_name = "R", default_value = "6378100", value_parser = parse_limit)]
    pub sphere_radius_m: f64,
    /// How units travel
    #[command(flatten)]
    pub travel: TravelArgs,
    /// The reference system of all files
    #[arg(long, value_parser = parse_crs)]
    pub crs: Option<Crs>,
}

fn parse_limit(text: &str) -> Result<f64, String> {
    let number = text.trim().parse::<f64>().ok();
    number
        .filter(|number| number.is_finite() && *number >= 0.0)
        .ok_or_else(|| "give a number, 0 or more".to_owned())
}

fn parse_share(text: &str) -> Result<f64, String> {
    let number = text.trim().parse::<f64>().ok();
    number
        .filter(|number| (0.0..=1.0).contains(number))
        .ok_or_else(|| "give a share from 0 to 1".to_owned())
}

/// The answer of `suggest`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SuggestReport {
    /// The model.
    pub model: String,
    /// The value: weight covered, points, weight times cost, or the greatest cost.
    pub objective: f64,
    /// No answer is better than this.
    pub bound: f64,
    /// How far both are apart, as a share of the value.
    pub gap: f64,
    /// No answer is better than this one.
    pub proven: bool,
    /// The ids of the sites, in the order of their file.
    pub sites: Vec<String>,
    /// How many there are.
    pub points: usize,
    /// The weight of all demands.
    pub total_weight: f64,
    /// The share of it within the limit; `null` without a limit.
    pub covered_share: Option<Share>,
    /// Demands in the file.
    pub demands: usize,
    /// Candidate sites in the file.
    pub candidates: usize,
    /// How long it took.
    pub seconds: SuggestSeconds,
}

/// How long each stage took.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SuggestSeconds {
    /// Reading the files.
    pub read: f64,
    /// Working out what reaches what.
    pub build: f64,
    /// Looking for the answer.
    pub solve: f64,
}

/// Why there is no suggestion.
#[derive(Debug, Clone, PartialEq)]
pub enum SuggestError {
    /// The options do not go together.
    Usage(Message),
    /// A file cannot be read, or the rules cannot be kept.
    Refused(Message),
}

impl SuggestError {
    /// The sentence.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Usage(message) | Self::Refused(message) => message.clone(),
        }
    }
}

impl From<ReadError> for SuggestError {
    fn from(error: ReadError) -> Self {
        Self::Refused(error.message())
    }
}

/// Reads the files, works out what reaches what, looks for the best sites.
///
/// # Errors
/// [`SuggestError`].
pub fn run(args: &SuggestArgs, cancel: &Cancel) -> Result<SuggestReport, SuggestError> {
    let begun = Instant::now();
    let model = model(args)?;
    if model.needs_p() && args.p.is_none_or(|p| p == 0) {
        return Err(SuggestError::Usage(Message::new("siting-no-number")));
    }
    let demand = Places::new(read_places(&args.demand, cancel)?);
    let sites = Places::new(read_places(&args.sites, cancel)?);
    let roads = args
        .roads
        .as_deref()
        .map(|path| read_roads(path, args.crs, cancel));
    let roads: Option<Arc<RoadNetwork>> = roads.transpose()?.map(Arc::new);
    let rules = rules(args, &sites)?;
    let read = begun.elapsed().as_secs_f64();
    let begun = Instant::now();
    let siting = Siting {
        costs: cost_table(args, &sites, &demand, roads, furthest(model), cancel)?,
        weights: demand
            .written
            .places
            .iter()
            .map(|place| place.weight)
            .collect(),
    };
    let build = begun.elapsed().as_secs_f64();
    let begun = Instant::now();
    let limit = TimeLimit::of(args.time_limit_s);
    let found = suggest(&siting, model, &rules, &limit.cancel, &mut |_| {}).map_err(|why| {
        let name = |of: &Places, number: u32| of.id(number);
        SuggestError::Refused(no_answer(
            &why,
            |site| name(&sites, site),
            |at| name(&demand, at),
        ))
    })?;
    let solve = begun.elapsed().as_secs_f64();
    let total: f64 = siting.weights.iter().sum();
    Ok(SuggestReport {
        model: args.model.clone(),
        objective: found.objective,
        bound: found.bound,
        gap: found.gap().0,
        proven: found.is_proven,
        sites: found.sites.iter().map(|site| sites.id(*site)).collect(),
        points: found.sites.len(),
        total_weight: total,
        covered_share: covered(args, &siting, &found).and_then(|weight| Share::of(weight, total)),
        demands: siting.weights.len(),
        candidates: siting.costs.sites(),
        seconds: SuggestSeconds { read, build, solve },
    })
}

/// The model with its limits.
fn model(args: &SuggestArgs) -> Result<Model, SuggestError> {
    let usage = |id| SuggestError::Usage(Message::new(id));
    if args.roads.is_some() && args.radius_m.is_some() {
        return Err(usage("cli-suggest-minutes-by-road"));
    }
    if args.roads.is_none() && args.costs.is_none() && args.minutes.is_some() {
        return Err(usage("cli-suggest-minutes-need-roads"));
    }
    let limit = args.radius_m.or(args.minutes).map(Within);
    let wanted = || limit.ok_or_else(|| usage("cli-suggest-needs-limit"));
    Ok(match args.model.as_str() {
        "backup" => Model::Backup(wanted()?, Share(args.share.unwrap_or(0.5))),
        "mexclp" if args.busy >= 1.0 => return Err(usage("cli-suggest-always-busy")),
        "mexclp" => Model::Mexclp(wanted()?, Share(args.busy)),
        "dsm" => Model::Dsm {
            inner: wanted()?,
            outer: Within(args.outer.ok_or_else(|| usage("cli-suggest-needs-outer"))?),
            share: Share(args.share.unwrap_or(0.8)),
        },
        "lscp" => Model::Lscp(wanted()?),
        "lscp-b" => Model::LscpB(wanted()?),
        "p-median" => Model::PMedian,
        "p-center" => Model::PCenter,
        _ => Model::Mclp(wanted()?),
    })
}

/// Beyond this no pair matters.
fn furthest(model: Model) -> Option<f64> {
    match model {
        Model::Mclp(limit)
        | Model::Backup(limit, _)
        | Model::Mexclp(limit, _)
        | Model::Lscp(limit)
        | Model::LscpB(limit) => Some(limit.0),
        Model::Dsm { inner, outer, .. } => Some(inner.0.max(outer.0)),
        Model::PMedian | Model::PCenter => None,
    }
}

fn rules(args: &SuggestArgs, sites: &Places) -> Result<Rules, SuggestError> {
    let numbers: HashMap<&str, u32> = sites.numbers();
    let numbered = |ids: &[String]| -> Result<Vec<u32>, SuggestError> {
        let ids = ids.iter().map(|id| id.trim()).filter(|id| !id.is_empty());
        ids.map(|id| {
            let unknown = || Message::new("cli-suggest-no-site").with("id", id.to_owned());
            numbers
                .get(id)
                .copied()
                .ok_or_else(|| SuggestError::Refused(unknown()))
        })
        .collect()
    };
    Ok(Rules {
        p: args.p,
        fixed: numbered(&args.fixed)?,
        forbidden: numbered(&args.forbidden)?,
        ..Rules::default()
    })
}

/// The weight within the limit of the sites.
fn covered(args: &SuggestArgs, siting: &Siting, found: &Suggestion) -> Option<f64> {
    let limit = args.radius_m.or(args.minutes)?;
    let mut is_covered = vec![false; siting.weights.len()];
    for site in &found.sites {
        for (demand, _) in siting
            .costs
            .of_site(*site as usize)
            .filter(|(_, cost)| *cost <= limit)
        {
            is_covered[demand as usize] = true;
        }
    }
    let covered = siting
        .weights
        .iter()
        .zip(is_covered)
        .filter(|(_, is_covered)| *is_covered);
    Some(covered.map(|(weight, _)| weight).sum())
}

/// Stops the search after some seconds.
struct TimeLimit {
    cancel: Cancel,
    done: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl TimeLimit {
    fn of(seconds: f64) -> Self {
        let cancel = Cancel::new();
        let (done, waits) = channel::<()>();
        let own = cancel.clone();
        let watch = move || {
            if waits.recv_timeout(Duration::from_secs_f64(seconds))
                == Err(RecvTimeoutError::Timeout)
            {
                own.cancel();
            }
        };
        Self {
            cancel,
            done: Some(done),
            thread: std::thread::Builder::new()
                .name("time-limit".into())
                .spawn(watch)
                .ok(),
        }
    }
}

impl Drop for TimeLimit {
    fn drop(&mut self) {
        drop(self.done.take());
        if let Some(thread) = self.thread.take() {
            // A watch that broke is no reason to fail the work.
            let _broke = thread.join();
        }
    }
}
