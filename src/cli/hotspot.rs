//! `hotspot`: where incidents crowd, how sure that is, and what the map would have been worth.

use std::path::PathBuf;
use std::time::Instant;

use super::backtest::{Ground, Seconds};
use super::hotspot_lines::{ClusterLine, HotspotReport, NearRepeatLines, SpotLine, write_spots};
use super::score_line::ScoreLine;
use super::study::{Measured, Study, StudyArgs, StudyError, positive, share};
use crate::analysis::backtest::{Period, months};
use crate::analysis::density::WeightedPlaces;
use crate::analysis::hotspots::cells::StudyCells;
use crate::analysis::hotspots::classes::{SpotClass, classes};
use crate::analysis::hotspots::clusters::{ClusterRule, Clusters, clusters};
use crate::analysis::hotspots::gi_star::{Heat, gi_star};
use crate::analysis::hotspots::local_moran::{Likeness, local_moran};
use crate::analysis::hotspots::near_repeat::{NearRepeatRule, near_repeat};
use crate::analysis::hotspots::neighbours::{Neighbours, within};
use crate::analysis::hotspots::risk::{rates, road_km};
use crate::analysis::hotspots::significance::false_alarms;
use crate::analysis::profile::days_of_month;
use crate::base::cancel::{Cancel, Cancelled};
use crate::base::units::{Metres, Share};
use crate::i18n::message::Message;
use crate::io::worker::read_roads;

/// What `hotspot` is asked.
#[derive(Debug, Clone, clap::Args)]
pub struct HotspotArgs {
    /// Which incidents, and what they are counted in
    #[command(flatten)]
    pub study: StudyArgs,
    /// How hot spots are found: gi-star, local-moran, clusters, near-repeat or rates
    #[arg(long, value_name = "METHOD", default_value = "gi-star", value_parser = ["gi-star", "local-moran", "clusters", "near-repeat", "rates"])]
    pub method: String,
    /// Areas are neighbours that touch, or whose middles lie at most so many metres apart
    #[arg(long, value_name = "M", value_parser = positive)]
    pub neighbours_m: Option<Metres>,
    /// Share of false alarms among the areas called, and the level of each alone
    #[arg(long, value_name = "SHARE", default_value = "0.05", value_parser = share)]
    pub significance: Share,
    /// How many of the last months the classes look at
    #[arg(long, value_name = "N", default_value = "12", value_parser = clap::value_parser!(u16).range(1..=1200))]
    pub months: u16,
    /// How often chance is played (default: 99; of local Moran's I at most 99999 an area)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub runs: Option<u32>,
    /// Seed of that
    #[arg(long, value_name = "N", default_value = "1")]
    pub seed: u64,
    /// What rates are set against: residents, km2 or road-km
    #[arg(long, value_name = "WHAT", default_value = "residents", value_parser = ["residents", "km2", "road-km"])]
    pub per: String,
    /// Roads, for rates against kilometres of road
    #[arg(long, value_name = "FILE")]
    pub roads: Option<PathBuf>,
    /// How near incidents of a cluster are (default: as the nearest of as many strewn at random), metres
    #[arg(long, value_name = "M", value_parser = positive)]
    pub reach_m: Option<Metres>,
    /// Incidents that a cluster must have
    #[arg(long, value_name = "N", default_value = "10", value_parser = clap::value_parser!(u32).range(2..))]
    pub least: u32,
    /// Bands of distance of near repeats, metres
    #[arg(long, value_name = "A,B,C", value_delimiter = ',', default_value = "100,200,300,400", value_parser = positive)]
    pub bands_m: Vec<Metres>,
    /// Bands of days of near repeats
    #[arg(long, value_name = "A,B,C", value_delimiter = ',', default_value = "7,14,21,28", value_parser = clap::value_parser!(u32).range(1..=3660))]
    pub bands_days: Vec<u32>,
    /// How many of the last months the map is scored on; 0 scores nothing
    #[arg(long, value_name = "N", default_value = "6", value_parser = clap::value_parser!(u16).range(0..=1200))]
    pub score_months: u16,
    /// How much ground is flagged to score, as a share of all of it
    #[arg(long, value_name = "SHARE", default_value = "0.05", value_parser = share)]
    pub flag_share: Share,
    /// The GeoJSON file to write: every area with its figures
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// Reads the files and finds the hot spots.
///
/// # Errors
/// [`StudyError`].
pub fn run(args: &HotspotArgs, cancel: &Cancel) -> Result<HotspotReport, StudyError> {
    let began = Instant::now();
    let study = Study::read(&args.study, cancel)?;
    let read = began.elapsed().as_secs_f64();
    cancel.begin("hotspot");
    let measured = study.measured(study.rows(), cancel)?;
    let all = study.cells(&measured, |_| true)?;
    let work = Work::new(args, &study, &measured, all, cancel)?;
    let mut report = work.report(cancel)?;
    let periods = scored_months(args, &study);
    if let Some((first_day, _)) = periods.first().and_then(|period| period.days()) {
        // What is counted in to be scored is chosen by what was known then.
        let ground = Ground::new(&study, &measured, first_day, cancel)?;
        let found = work.score(&ground, periods, cancel)?;
        report.score_months = found.periods.len();
        report.score = (report.score_months > 0).then(|| ScoreLine::pooled(&found));
    }
    report.refused = study.refused();
    if let Some(path) = &args.out {
        write_spots(path, &study, &work.cells, &report)?;
    }
    report.seconds = Seconds {
        read,
        work: began.elapsed().as_secs_f64() - read,
    };
    Ok(report)
}

/// The last months there are, but the first of all: before it nothing is known.
fn scored_months(args: &HotspotArgs, study: &Study) -> Vec<Period> {
    match study.month_range() {
        Some((first, last)) if args.score_months > 0 => months(
            (last - i32::from(args.score_months) + 1).max(first + 1),
            last,
        ),
        _ => Vec::new(),
    }
}

/// What every method starts from.
pub(super) struct Work<'a> {
    pub(super) args: &'a HotspotArgs,
    study: &'a Study,
    measured: &'a Measured,
    cells: StudyCells,
    beside: Neighbours,
    /// Incidents in each cell.
    counts: Vec<f64>,
    located: Vec<u32>,
    /// What rates are set against.
    under: Vec<f64>,
}

impl<'a> Work<'a> {
    fn new(
        args: &'a HotspotArgs,
        study: &'a Study,
        measured: &'a Measured,
        cells: StudyCells,
        cancel: &Cancel,
    ) -> Result<Self, StudyError> {
        let located = cells.locate_all(&measured.places.places, cancel)?;
        let beside = neighbours(args, &cells, cancel)?;
        let mut work = Self {
            args,
            study,
            measured,
            beside,
            counts: Vec::new(),
            located,
            under: Vec::new(),
            cells,
        };
        work.counts = work.counted(|_| true);
        if args.method == "rates" {
            work.under = work.denominators(&work.cells, cancel)?;
        }
        Ok(work)
    }

    /// Incidents in each cell, of rows that are wanted.
    fn counted(&self, is_wanted: impl Fn(usize) -> bool) -> Vec<f64> {
        let weights = self.measured.places.weights.as_ref();
        let weight = |row: usize| {
            if is_wanted(row) {
                weights.map_or(1.0, |all| all.get(row).copied().unwrap_or(0.0))
            } else {
                0.0
            }
        };
        crate::analysis::hotspots::cells::counts(self.cells.len(), &self.located, weight)
    }

    pub(super) fn denominators(
        &self,
        cells: &StudyCells,
        cancel: &Cancel,
    ) -> Result<Vec<f64>, StudyError> {
        match self.args.per.as_str() {
            "km2" => Ok(cells.areas().iter().map(|area| area.0).collect()),
            "road-km" => {
                let Some(roads) = &self.args.roads else {
                    return Err(StudyError::Usage(Message::new("cli-network-needs-roads")));
                };
                let network = read_roads(roads, self.study.crs, cancel)?;
                Ok(road_km(&network, cells, cancel)?)
            }
            _ => {
                let layer = self.study.layer.as_ref().filter(|_| !cells.are_squares());
                let layer = layer
                    .ok_or_else(|| StudyError::Usage(Message::new("cli-rates-need-residents")))?;
                let residents = layer.units.iter().map(|unit| unit.residents.unwrap_or(0.0));
                let residents: Vec<f64> = residents.collect();
                if residents.iter().all(|it| *it <= 0.0) {
                    return Err(StudyError::Refused(Message::new(
                        "cli-rates-need-residents",
                    )));
                }
                Ok(residents)
            }
        }
    }

    fn report(&self, cancel: &Cancel) -> Result<HotspotReport, StudyError> {
        let mut report = HotspotReport {
            method: self.args.method.clone(),
            cells: self.cells.len(),
            cell_m: self.cells.square(0).map(|square| square.width().0),
            incidents: self.measured.places.total(),
            level: self.args.significance.0,
            ..HotspotReport::default()
        };
        match self.args.method.as_str() {
            "clusters" => {
                let found =
                    self.clusters(&self.measured.places, &self.cells, self.runs(99), cancel)?;
                report.p_of_count = found.p_of_count;
                report.clusters = ClusterLine::all(&found, &self.cells);
            }
            "near-repeat" => report.near_repeat = Some(self.near_repeat(cancel)?),
            "rates" => report.areas = self.rate_lines(),
            "local-moran" => self.local_moran(&mut report, cancel)?,
            _ => self.gi_star(&mut report, cancel)?,
        }
        Ok(report)
    }

    fn runs(&self, usual: u32) -> u32 {
        self.args.runs.unwrap_or(usual)
    }

    fn gi_star(&self, report: &mut HotspotReport, cancel: &Cancel) -> Result<(), StudyError> {
        let level = self.args.significance;
        let found = gi_star(&self.counts, &self.beside);
        let heat = found.heat(level);
        let alone = found.heat_each_alone(level);
        let count = |all: &[Heat], wanted: Heat| all.iter().filter(|it| **it == wanted).count();
        report.hot = Some(count(&heat, Heat::Hot));
        report.cold = Some(count(&heat, Heat::Cold));
        report.called_each_alone = Some(alone.len() - count(&alone, Heat::Plain));
        report.false_reds_expected = Some(false_alarms(self.cells.len(), level));
        let class = self.classes(report, cancel)?;
        report.areas = (0..self.cells.len())
            .map(|cell| SpotLine {
                z: Some(found.z[cell]),
                p: Some(found.p[cell]),
                q: Some(found.q[cell]),
                spot: heat[cell].name(),
                class: class.get(cell).map(|class| class.name()),
                ..self.line(cell)
            })
            .collect();
        Ok(())
    }

    /// The class of each area over the last months, and how many there are of each.
    fn classes(
        &self,
        report: &mut HotspotReport,
        cancel: &Cancel,
    ) -> Result<Vec<SpotClass>, Cancelled> {
        let Some((first, last)) = self.study.month_range() else {
            return Ok(Vec::new());
        };
        let mut heat = Vec::new();
        for month in (last - i32::from(self.args.months) + 1).max(first)..=last {
            cancel.check()?;
            let Some((from, to)) = days_of_month(month) else {
                continue;
            };
            let in_month = |row: usize| {
                let day = self.measured.days.get(row).copied().flatten();
                day.is_some_and(|day| (from..=to).contains(&day))
            };
            heat.push(gi_star(&self.counted(in_month), &self.beside).heat(self.args.significance));
        }
        let found = classes(&heat);
        report.months = heat.len();
        for class in SpotClass::ALL {
            let count = found.iter().filter(|it| **it == class).count();
            report.classes.insert(class.name(), count);
        }
        Ok(found)
    }

    fn local_moran(&self, report: &mut HotspotReport, cancel: &Cancel) -> Result<(), StudyError> {
        let level = self.args.significance;
        let (runs, seed) = (self.runs(99_999), self.args.seed);
        let found = local_moran(&self.counts, &self.beside, runs, seed, cancel)?;
        let likeness = found.likeness(level);
        let count = |wanted: Likeness| likeness.iter().filter(|it| **it == wanted).count();
        report.hot = Some(count(Likeness::HighHigh));
        report.cold = Some(count(Likeness::LowLow));
        report.called_each_alone = Some(found.p.iter().filter(|p| **p <= level.0).count());
        report.false_reds_expected = Some(false_alarms(self.cells.len(), level));
        report.areas = (0..self.cells.len())
            .map(|cell| SpotLine {
                i: Some(found.i[cell]),
                p: Some(found.p[cell]),
                q: Some(found.q[cell]),
                spot: likeness[cell].name(),
                ..self.line(cell)
            })
            .collect();
        Ok(())
    }

    fn rate_lines(&self) -> Vec<SpotLine> {
        let found = rates(&self.counts, &self.under);
        let line = |cell: usize| SpotLine {
            denominator: self.under.get(cell).copied(),
            rate: found.raw[cell],
            smoothed_rate: found.smoothed[cell],
            spot: "rate",
            ..self.line(cell)
        };
        (0..self.cells.len()).map(line).collect()
    }

    fn line(&self, cell: usize) -> SpotLine {
        let (id, name) = self.study.name_of(&self.cells, cell);
        SpotLine {
            id,
            name,
            at: Study::middle_of(&self.cells, cell),
            incidents: self.counts[cell],
            ..SpotLine::default()
        }
    }

    /// Clusters of some incidents; strewn over squares, whatever is counted in.
    pub(super) fn clusters(
        &self,
        places: &WeightedPlaces,
        cells: &StudyCells,
        runs: u32,
        cancel: &Cancel,
    ) -> Result<Clusters, StudyError> {
        let rule = ClusterRule {
            reach: self.args.reach_m,
            least: f64::from(self.args.least),
            runs,
            seed: self.args.seed,
            ..ClusterRule::default()
        };
        let squares = (!cells.are_squares())
            .then_some(self.study.layer.as_ref())
            .flatten();
        let squares = squares.and_then(|layer| {
            StudyCells::squares_within(layer, Metres(100.0), *cells.projection())
        });
        Ok(clusters(
            places,
            squares.as_ref().unwrap_or(cells),
            rule,
            cancel,
        )?)
    }

    fn near_repeat(&self, cancel: &Cancel) -> Result<NearRepeatLines, StudyError> {
        // Of a month's incidents all would seem to be of one day.
        let to_the_day = self.study.known_to_the_day();
        let dated = self.measured.places.places.iter().zip(&self.measured.days);
        let dated = dated.zip(to_the_day).filter(|(_, known)| *known);
        let dated = dated.filter_map(|((at, day), _)| Some((*at, (*day)?)));
        let (places, days): (Vec<_>, Vec<_>) = dated.unzip();
        let rule = NearRepeatRule {
            distances: self.args.bands_m.clone(),
            days: self.args.bands_days.clone(),
            runs: self.runs(99),
            seed: self.args.seed,
        };
        let found = near_repeat(&places, &days, &rule, cancel)?;
        Ok(NearRepeatLines::of(&found, &rule))
    }
}

pub(super) fn neighbours(
    args: &HotspotArgs,
    cells: &StudyCells,
    cancel: &Cancel,
) -> Result<Neighbours, StudyError> {
    match args.neighbours_m {
        Some(apart) => Ok(within(cells.centres(), apart, cancel)?),
        None => Ok(cells.beside()),
    }
}
