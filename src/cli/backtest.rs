//! `backtest`: what a hot-spot map would have been worth in periods that came after it.

use std::path::PathBuf;
use std::time::Instant;

use serde::Serialize;

use super::score_line::ScoreLine;
use super::study::{Measured, Study, StudyArgs, StudyError, month, positive, share};
use crate::analysis::backtest::{
    Backtest, BacktestPlan, Events, FlagBudget, Method, NIJ_CELL, NIJ_FLAGGED, NearRepeatRisk,
    Outside, Past, Period, backtest, backtest_with, best_bandwidth, keeps_nij_rules, months,
};
use crate::analysis::density::{DensityRule, Kernel, WeightedPlaces};
use crate::analysis::hotspots::cells::StudyCells;
use crate::analysis::network_density::{NetworkRule, StreetPieces};
use crate::base::cancel::Cancel;
use crate::base::units::{Km2, Metres, Share};
use crate::i18n::message::Message;
use crate::io::worker::read_roads;

/// What `backtest` is asked.
#[derive(Debug, Clone, clap::Args)]
pub struct BacktestArgs {
    /// Which incidents, and what they are counted in
    #[command(flatten)]
    pub study: StudyArgs,
    /// How the map is drawn: heat, last-period, gi-star, near-repeat or network
    #[arg(long, value_name = "METHOD", default_value = "heat", value_parser = ["heat", "last-period", "gi-star", "near-repeat", "network"])]
    pub method: String,
    /// Bandwidth of heat and network, metres
    #[arg(long, value_name = "H", default_value = "300", value_parser = super::heatmap::bandwidth)]
    pub bandwidth_m: Metres,
    /// Kernel of heat and network
    #[arg(long, value_name = "K", default_value = "quartic", value_parser = super::heatmap::kernel)]
    pub kernel: Kernel,
    /// Bandwidths to try side by side, metres
    #[arg(long, value_name = "A,B,C", value_delimiter = ',', value_parser = positive)]
    pub bandwidths: Vec<Metres>,
    /// Roads, for the method network
    #[arg(long, value_name = "FILE")]
    pub roads: Option<PathBuf>,
    /// How far near-repeat feels an incident, metres
    #[arg(long, value_name = "M", default_value = "400", value_parser = positive)]
    pub reach_m: Metres,
    /// For how many days near-repeat feels an incident
    #[arg(long, value_name = "D", default_value = "60", value_parser = clap::value_parser!(u16).range(1..=3660))]
    pub days: u16,
    /// The first month that is forecast
    #[arg(long, value_name = "YYYY-MM", value_parser = month)]
    pub from: Option<i32>,
    /// The last month that is forecast
    #[arg(long, value_name = "YYYY-MM", value_parser = month)]
    pub to: Option<i32>,
    /// How many months are forecast, where no first is given
    #[arg(long, value_name = "N", default_value = "6", value_parser = clap::value_parser!(u16).range(1..=1200))]
    pub months: u16,
    /// Forecast periods of so many days instead of months
    #[arg(long, value_name = "D", value_parser = clap::value_parser!(u16).range(1..=366))]
    pub period_days: Option<u16>,
    /// How many periods before each a map is drawn from
    #[arg(long, value_name = "N", default_value = "12", value_parser = clap::value_parser!(u16).range(1..=1200))]
    pub history: u16,
    /// How much ground is flagged, km²
    #[arg(long, value_name = "KM2", value_parser = km2, conflicts_with = "flag_share")]
    pub flag_km2: Option<Km2>,
    /// How much ground is flagged, as a share of all of it
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub flag_share: Option<Share>,
    /// The cells and the flagged ground of the NIJ forecasting challenge: 500 ft, half a square mile
    #[arg(long, conflicts_with_all = ["flag_km2", "flag_share", "cell_m"])]
    pub nij: bool,
}

fn km2(text: &str) -> Result<Km2, String> {
    super::isochrone::parse_positive(text.trim()).map(Km2)
}

/// The answer of `backtest`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BacktestReport {
    /// How the map is drawn.
    pub method: String,
    /// What it was worth over all periods.
    #[serde(flatten)]
    pub score: ScoreLine,
    /// One entry a period.
    pub periods: Vec<PeriodLine>,
    /// Bandwidths side by side, where asked for.
    pub bandwidths: Option<BandwidthLines>,
    /// What incidents are counted in.
    pub cells: usize,
    /// Side of square cells, metres.
    pub cell_m: Option<f64>,
    /// Whether cells and flagged ground keep the rules of the NIJ challenge.
    pub nij_rules: bool,
    /// Incidents that count.
    pub incidents: f64,
    /// Incidents whose day is not known: in no period.
    pub without_day: usize,
    /// Rows of the file that were refused.
    pub refused: usize,
    /// Seconds of reading and of the work.
    pub seconds: Seconds,
}

/// Seconds by stage.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Seconds {
    /// Reading the files.
    pub read: f64,
    /// The work.
    pub work: f64,
}

/// One period.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PeriodLine {
    /// `2024-05`, or its first day.
    pub period: String,
    /// Its score.
    #[serde(flatten)]
    pub score: ScoreLine,
}

/// Bandwidths side by side.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BandwidthLines {
    /// Each that was tried.
    pub tried: Vec<BandwidthLine>,
    /// The one with most hits.
    pub best_m: Option<f64>,
    /// The normal-reference one.
    pub reference_m: Option<f64>,
}

/// One bandwidth.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BandwidthLine {
    /// Metres.
    pub bandwidth_m: f64,
    /// Its score over all periods.
    #[serde(flatten)]
    pub score: ScoreLine,
}

/// Incidents of which a day is known, with the cells they are counted in.
pub(super) struct Ground {
    pub(super) cells: StudyCells,
    pub(super) events: Events,
    pub(super) without_day: usize,
}

impl Ground {
    /// The ground for forecasts from a day on: only incidents before may have a say in what is counted in.
    pub(super) fn new(
        study: &Study,
        measured: &Measured,
        first_day: i32,
        cancel: &Cancel,
    ) -> Result<Self, StudyError> {
        let is_before = |row: usize| measured.days.get(row).copied().flatten() < Some(first_day);
        let has_day = |row: usize| measured.days.get(row).is_some_and(Option::is_some);
        let cells = study.cells(measured, |row| has_day(row) && is_before(row))?;
        let dated: Vec<usize> = (0..measured.days.len())
            .filter(|row| has_day(*row))
            .collect();
        let given = &measured.places;
        let places = WeightedPlaces {
            places: dated.iter().map(|row| given.places[*row]).collect(),
            weights: given
                .weights
                .as_ref()
                .map(|all| dated.iter().map(|row| all[*row]).collect()),
        };
        let days: Vec<i32> = dated.iter().filter_map(|row| measured.days[*row]).collect();
        Ok(Self {
            events: Events::new(&places, &days, &cells, cancel)?,
            without_day: measured.days.len() - dated.len(),
            cells,
        })
    }

    /// What incidents outside the cells are: boundaries and boxes say what is ours.
    pub(super) const fn outside(study: &StudyArgs) -> Outside {
        if study.grids.is_empty() && study.extent.is_none() {
            Outside::Missed
        } else {
            Outside::LeftOut
        }
    }
}

/// Reads the files, forecasts and scores.
///
/// # Errors
/// [`StudyError`].
pub fn run(args: &BacktestArgs, cancel: &Cancel) -> Result<BacktestReport, StudyError> {
    let began = Instant::now();
    let mut study_args = args.study.clone();
    if args.nij {
        study_args.cell_m = Some(NIJ_CELL);
    }
    let study = Study::read(&study_args, cancel)?;
    let read = began.elapsed().as_secs_f64();
    cancel.begin("backtest");
    let periods = periods(args, &study)?;
    let measured = study.measured(study.rows(), cancel)?;
    let first_day = periods.first().and_then(|period| period.days());
    let first_day = first_day.map_or(i32::MIN, |days| days.0);
    let ground = Ground::new(&study, &measured, first_day, cancel)?;
    let plan = BacktestPlan {
        periods,
        history: args.history,
        budget: budget(args),
        outside: Ground::outside(&study_args),
    };
    let found = judged(args, &study, &ground, &plan, cancel)?;
    let bandwidths = bandwidths(args, &ground, &plan, cancel)?;
    let side = ground.cells.square(0).map(|square| square.width().0);
    let area = ground.cells.areas().first().copied().unwrap_or_default();
    let score = ScoreLine::pooled(&found);
    Ok(BacktestReport {
        method: args.method.clone(),
        nij_rules: side.is_some() && keeps_nij_rules(area, Km2(score.flagged_km2)),
        score,
        periods: found
            .periods
            .iter()
            .map(|one| PeriodLine {
                period: one.period.name(),
                score: ScoreLine::of(one.score),
            })
            .collect(),
        bandwidths,
        cells: ground.cells.len(),
        cell_m: side,
        incidents: measured.places.total(),
        without_day: ground.without_day,
        refused: study.refused(),
        seconds: Seconds {
            read,
            work: began.elapsed().as_secs_f64() - read,
        },
    })
}

fn budget(args: &BacktestArgs) -> FlagBudget {
    match (args.nij, args.flag_km2, args.flag_share) {
        (true, ..) => FlagBudget::Area(NIJ_FLAGGED),
        (false, Some(area), _) => FlagBudget::Area(area),
        (false, None, share) => FlagBudget::Share(share.unwrap_or(Share(0.05))),
    }
}

/// The periods asked for.
fn periods(args: &BacktestArgs, study: &Study) -> Result<Vec<Period>, StudyError> {
    let none = || StudyError::Refused(Message::new("cli-no-periods"));
    let (first, last) = study.month_range().ok_or_else(none)?;
    let to = args.to.unwrap_or(last);
    let from = args.from.unwrap_or(to - i32::from(args.months) + 1);
    // Before the first month nothing is known to forecast from.
    let months = months(from.max(first + 1), to);
    let (Some(begin), Some(end)) = (months.first(), months.last()) else {
        return Err(none());
    };
    let Some(count) = args.period_days else {
        return Ok(months);
    };
    let (begin, end) = begin.days().zip(end.days()).ok_or_else(none)?;
    let runs = (begin.0..=end.1).step_by(usize::from(count));
    let runs = runs.map(|first| Period::Days { first, count });
    let whole = runs.filter(|run| run.days().is_some_and(|days| days.1 <= end.1));
    let whole: Vec<Period> = whole.collect();
    if whole.is_empty() {
        Err(none())
    } else {
        Ok(whole)
    }
}

fn judged(
    args: &BacktestArgs,
    study: &Study,
    ground: &Ground,
    plan: &BacktestPlan,
    cancel: &Cancel,
) -> Result<Backtest, StudyError> {
    let (events, cells) = (&ground.events, &ground.cells);
    let method = match args.method.as_str() {
        "last-period" => Method::LastPeriod,
        "gi-star" => Method::GiStar,
        "near-repeat" => Method::NearRepeat(NearRepeatRisk {
            reach: args.reach_m,
            days: args.days,
        }),
        "network" => return network(args, study, ground, plan, cancel),
        _ => Method::Heat(DensityRule {
            kernel: args.kernel,
            bandwidth: args.bandwidth_m,
        }),
    };
    Ok(backtest(method, events, cells, plan, cancel)?)
}

/// Judges the density along streets: what its streets hold in each cell, per area.
fn network(
    args: &BacktestArgs,
    study: &Study,
    ground: &Ground,
    plan: &BacktestPlan,
    cancel: &Cancel,
) -> Result<Backtest, StudyError> {
    let Some(roads) = &args.roads else {
        return Err(StudyError::Usage(Message::new("cli-network-needs-roads")));
    };
    let cells = &ground.cells;
    let network = read_roads(roads, study.crs, cancel)?;
    let rule = NetworkRule {
        kernel: args.kernel,
        bandwidth: args.bandwidth_m,
        ..NetworkRule::default()
    };
    let streets = StreetPieces::new(&network, rule.piece, *cells.projection());
    let cell_of_piece = cells.locate_all(&streets.middles(), cancel)?;
    let forecast = |past: Past, origin: crate::analysis::backtest::Origin| {
        let history = past.since(origin.history_from).places();
        let density = streets.density(&history, rule, cancel)?;
        let mut sums = vec![0.0; cells.len()];
        for ((cell, value), length) in cell_of_piece
            .iter()
            .zip(&density.values)
            .zip(streets.lengths())
        {
            if let Some(sum) = sums.get_mut(*cell as usize) {
                *sum += value * length.0;
            }
        }
        let sizes = sums.iter().zip(cells.areas());
        Ok(sizes.map(|(sum, area)| sum / area.0).collect())
    };
    Ok(backtest_with(
        forecast,
        &ground.events,
        cells,
        plan,
        cancel,
    )?)
}

fn bandwidths(
    args: &BacktestArgs,
    ground: &Ground,
    plan: &BacktestPlan,
    cancel: &Cancel,
) -> Result<Option<BandwidthLines>, StudyError> {
    if args.bandwidths.is_empty() {
        return Ok(None);
    }
    let (events, cells) = (&ground.events, &ground.cells);
    let choice = best_bandwidth(args.kernel, &args.bandwidths, events, cells, plan, cancel)?;
    let line = |(bandwidth, found): &(Metres, Backtest)| BandwidthLine {
        bandwidth_m: bandwidth.0,
        score: ScoreLine::pooled(found),
    };
    Ok(Some(BandwidthLines {
        tried: choice.tried.iter().map(line).collect(),
        best_m: choice.best.map(|best| best.0),
        reference_m: choice.reference.map(|reference| reference.0),
    }))
}
