//! `compare`: two periods, or two categories, side by side: what changed where, and whether what was done did it.

use std::path::PathBuf;
use std::time::Instant;

use serde::Serialize;

use super::backtest::Seconds;
use super::compare_lines::{AreaLine, DifferenceLine, DisplacementLines, YearLine};
use super::score_line::ScoreLine;
use super::study::{Measured, Study, StudyArgs, StudyError, month, positive, share};
use crate::analysis::backtest::{FlagBudget, flagged, scored};
use crate::analysis::before_after::{BeforeAfter, Verdict, plain_difference};
use crate::analysis::displacement_areas::DisplacementAreas;
use crate::analysis::hotspots::cells::{StudyCells, counts};
use crate::analysis::period_change::{Change, area_changes};
use crate::analysis::profile::days_of_month;
use crate::analysis::spring_festival::{Alignment, same_dates_before, year_before};
use crate::base::cancel::Cancel;
use crate::base::units::{Metres, Share};
use crate::i18n::message::{Arg, Message};
use crate::i18n::words::Words;
use crate::io::worker::read_zones;
use crate::model::incident::date_of_day_number;

/// First and last day, days since 1970-01-01, both included.
type Window = (i32, i32);

/// What `compare` is asked.
#[derive(Debug, Clone, clap::Args)]
pub struct CompareArgs {
    /// Which incidents, and what they are counted in
    #[command(flatten)]
    pub study: StudyArgs,
    /// The period before: 2024-05, 2024-01..2024-03 or 2024-05-06..2024-06-02
    #[arg(long, value_name = "A..B", value_parser = window, requires = "after")]
    pub before: Option<Window>,
    /// The period after
    #[arg(long, value_name = "A..B", value_parser = window)]
    pub after: Option<Window>,
    /// A month, set against the month before (default: the last of the file)
    #[arg(long, value_name = "YYYY-MM", value_parser = month, conflicts_with_all = ["before", "after"])]
    pub month: Option<i32>,
    /// Instead of a period before: this category, in the same period
    #[arg(
        long,
        value_name = "CATEGORY",
        conflicts_with = "before",
        requires = "only"
    )]
    pub against: Option<String>,
    /// Areas in which something was done between the periods
    #[arg(long, value_name = "FILE")]
    pub target: Option<PathBuf>,
    /// Areas like them in which nothing was done
    #[arg(long, value_name = "FILE", requires = "target")]
    pub control: Option<PathBuf>,
    /// Width of the ring about them into which incidents may have moved, metres
    #[arg(long, value_name = "M", value_parser = positive, requires = "target")]
    pub ring_m: Option<Metres>,
    /// Share of false alarms among the areas called
    #[arg(long, value_name = "SHARE", default_value = "0.05", value_parser = share)]
    pub significance: Share,
    /// How much ground the map of the period before flags to be scored by the one after, as a share of all of it
    #[arg(long, value_name = "SHARE", default_value = "0.05", value_parser = share)]
    pub flag_share: Share,
}

/// The answer of `compare`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CompareReport {
    /// What the score is of: the counts of the period before.
    pub method: &'static str,
    /// What the map of the period before was worth in the one after.
    #[serde(flatten)]
    pub score: ScoreLine,
    /// First and last day of the period before.
    pub before: [String; 2],
    /// First and last day of the period after.
    pub after: [String; 2],
    /// The category that stands before, where two are compared.
    pub against: Option<String>,
    /// How long the period after is as against the one before: counts before weigh as much.
    pub before_weight: f64,
    /// All incidents on the ground.
    pub total: DifferenceLine,
    /// The same against the year before, windows about the Spring Festival alike.
    pub year_on_year: Option<YearLine>,
    /// Target, control and ring.
    pub displacement: Option<DisplacementLines>,
    /// What there is to say in one sentence.
    pub sentence: String,
    /// Areas that became fuller than chance explains, false alarms kept down.
    pub more: usize,
    /// Areas that became emptier.
    pub fewer: usize,
    /// What incidents are counted in.
    pub cells: usize,
    /// Side of square cells, metres.
    pub cell_m: Option<f64>,
    /// Every area with an incident in either period.
    pub areas: Vec<AreaLine>,
    /// Rows of the file that were refused.
    pub refused: usize,
    /// Seconds of reading and of the work.
    pub seconds: Seconds,
}

/// A month, or two months or days with `..` between them.
fn window(text: &str) -> Result<Window, String> {
    let wanted = || "a month 2024-05, or two months or days as 2024-01..2024-03".to_owned();
    let of = |text: &str| -> Option<Window> {
        if let Ok(month) = month(text) {
            return days_of_month(month);
        }
        let date: jiff::civil::Date = text.trim().parse().ok()?;
        let since = date.duration_since(jiff::civil::date(1970, 1, 1));
        let day = i32::try_from(since.as_hours() / 24).ok()?;
        Some((day, day))
    };
    let (from, to) = text.split_once("..").unwrap_or((text, text));
    let (from, to) = of(from).zip(of(to)).ok_or_else(wanted)?;
    (from.0 <= to.1)
        .then_some((from.0, to.1))
        .ok_or_else(wanted)
}

/// Reads the files and compares.
///
/// # Errors
/// [`StudyError`].
pub fn run(
    args: &CompareArgs,
    words: &Words,
    cancel: &Cancel,
) -> Result<CompareReport, StudyError> {
    let began = Instant::now();
    let mut study_args = args.study.clone();
    study_args.only.extend(args.against.clone());
    let study = Study::read(&study_args, cancel)?;
    let read = began.elapsed().as_secs_f64();
    cancel.begin("compare");
    let (before, after) = windows(args, &study)?;
    let weight = f64::from(after.1 - after.0 + 1) / f64::from(before.1 - before.0 + 1);
    let measured = study.measured(study.rows(), cancel)?;
    let sides = Sides::new(args, &study, &measured, before, after);
    let cells = study.cells(&measured, |row| sides.of(row).is_some())?;
    let located = cells.locate_all(&measured.places.places, cancel)?;
    let counted = |is_after: bool| {
        let weight = |row: usize| {
            if sides.of(row) == Some(is_after) {
                sides.weight(row)
            } else {
                0.0
            }
        };
        counts(cells.len(), &located, weight)
    };
    let (was, is) = (counted(false), counted(true));
    let all = BeforeAfter {
        before: was.iter().sum(),
        after: is.iter().sum(),
    };
    let displacement = displacement(args, &study, &measured, &sides, weight, cancel)?;
    let sentence = match &displacement {
        Some(found) => found.sentence(),
        None => plain_sentence(all, weight),
    };
    let changes = area_changes(&was, &is, weight);
    let verdict = |wanted: Verdict| {
        changes
            .iter()
            .filter(|it| it.verdict(args.significance) == wanted)
            .count()
    };
    Ok(CompareReport {
        method: "last-period",
        score: score(args, &cells, &was, &is),
        before: days(before),
        after: days(after),
        against: args.against.clone(),
        before_weight: weight,
        total: DifferenceLine::of(all, weight),
        year_on_year: year_on_year(args, &study, &measured, &located, &sides, after),
        displacement,
        sentence: words.say(&sentence),
        more: verdict(Verdict::More),
        fewer: verdict(Verdict::Fewer),
        cells: cells.len(),
        cell_m: cells.square(0).map(|square| square.width().0),
        areas: AreaLine::all(&study, &cells, &changes, args.significance),
        refused: study.refused(),
        seconds: Seconds {
            read,
            work: began.elapsed().as_secs_f64() - read,
        },
    })
}

/// The periods asked for.
fn windows(args: &CompareArgs, study: &Study) -> Result<(Window, Window), StudyError> {
    let none = || StudyError::Refused(Message::new("cli-no-periods"));
    let (first, last) = study.month_range().ok_or_else(none)?;
    if args.against.is_some() {
        let whole = days_of_month(first).zip(days_of_month(last));
        let whole = whole.map(|(first, last)| (first.0, last.1));
        let both = args.after.or(whole).ok_or_else(none)?;
        return Ok((both, both));
    }
    match (args.before, args.after) {
        (Some(before), Some(after)) if before.1 < after.0 => Ok((before, after)),
        (Some(_), Some(_)) => Err(StudyError::Usage(Message::new("cli-compare-overlap"))),
        // As long, right before.
        (None, Some(after)) => Ok(((2 * after.0 - after.1 - 1, after.0 - 1), after)),
        (_, None) => {
            let month = args.month.unwrap_or(last);
            days_of_month(month - 1)
                .zip(days_of_month(month))
                .ok_or_else(none)
        }
    }
}

fn days((first, last): Window) -> [String; 2] {
    [first, last].map(|day| date_of_day_number(day).map_or_else(String::new, |it| it.to_string()))
}

/// On which side of the comparison each row stands.
struct Sides<'a> {
    measured: &'a Measured,
    before: Window,
    after: Window,
    /// Where categories are compared, whether a row is of the one set against.
    is_other: Option<Vec<bool>>,
}

impl<'a> Sides<'a> {
    fn new(
        args: &CompareArgs,
        study: &Study,
        measured: &'a Measured,
        before: Window,
        after: Window,
    ) -> Self {
        let is_other = args.against.as_ref().map(|name| {
            let table = study.table();
            let number = table.category_names().iter().position(|it| it == name);
            let of = |row: &u32| {
                table
                    .categories()
                    .get(*row as usize)
                    .map(|it| usize::from(*it))
            };
            study.rows().iter().map(|row| of(row) == number).collect()
        });
        Self {
            measured,
            before,
            after,
            is_other,
        }
    }

    /// Whether a row stands after (`Some(true)`), before, or on neither side.
    fn of(&self, row: usize) -> Option<bool> {
        let day = self.measured.days.get(row).copied().flatten()?;
        let within = |window: Window| (window.0..=window.1).contains(&day);
        match &self.is_other {
            Some(other) => within(self.after).then(|| !other.get(row).copied().unwrap_or(false)),
            None if within(self.after) => Some(true),
            None => within(self.before).then_some(false),
        }
    }

    fn weight(&self, row: usize) -> f64 {
        let weights = self.measured.places.weights.as_ref();
        weights.map_or(1.0, |all| all.get(row).copied().unwrap_or(0.0))
    }
}

/// What the counts of the period before, as a map, were worth in the one after.
fn score(args: &CompareArgs, cells: &StudyCells, was: &[f64], is: &[f64]) -> ScoreLine {
    let budget = FlagBudget::Share(args.flag_share).area(cells.total_area());
    let per_area: Vec<f64> = was
        .iter()
        .zip(cells.areas())
        .map(|(was, area)| was / area.0)
        .collect();
    let chosen = flagged(&per_area, was, cells.areas(), budget);
    ScoreLine::of(scored(&chosen, is, 0.0, cells.areas()))
}

/// All incidents on the ground against the year before.
fn year_on_year(
    args: &CompareArgs,
    study: &Study,
    measured: &Measured,
    located: &[u32],
    sides: &Sides,
    after: Window,
) -> Option<YearLine> {
    if args.against.is_some() {
        return None;
    }
    let (window, alignment) = if study.is_by_month() {
        (same_dates_before(after)?, Alignment::Calendar)
    } else {
        year_before(after)?
    };
    let count = |window: Window| -> f64 {
        let rows = measured.days.iter().zip(located).enumerate();
        let within = rows.filter(|(_, (day, cell))| {
            let is_ours = **cell != crate::analysis::hotspots::cells::NOWHERE;
            is_ours && day.is_some_and(|day| (window.0..=window.1).contains(&day))
        });
        within.map(|(row, _)| sides.weight(row)).sum()
    };
    let counts = BeforeAfter {
        before: count(window),
        after: count(after),
    };
    let length = |window: Window| f64::from(window.1 - window.0 + 1);
    Some(YearLine {
        window: days(window),
        alignment: alignment.name(),
        difference: DifferenceLine::of(counts, length(after) / length(window)),
    })
}

fn displacement(
    args: &CompareArgs,
    study: &Study,
    measured: &Measured,
    sides: &Sides,
    weight: f64,
    cancel: &Cancel,
) -> Result<Option<DisplacementLines>, StudyError> {
    let Some(target) = &args.target else {
        return Ok(None);
    };
    let read = |path: &PathBuf| -> Result<Vec<geo::Polygon<f64>>, StudyError> {
        let zones = read_zones(path, study.crs)?;
        Ok(zones.into_iter().map(|zone| zone.boundary).collect())
    };
    let target = read(target)?;
    let control = args
        .control
        .as_ref()
        .map(read)
        .transpose()?
        .unwrap_or_default();
    let ring = args.ring_m.unwrap_or_default();
    let areas = DisplacementAreas::new(&target, &control, ring, &measured.projection);
    let counts = areas.counts(
        &measured.places.places,
        |row| sides.of(row),
        |row| sides.weight(row),
        cancel,
    )?;
    Ok(Some(DisplacementLines::of(
        &counts,
        weight,
        args.control.is_some(),
    )))
}

/// One sentence about all incidents, where nothing was done.
fn plain_sentence(counts: BeforeAfter, weight: f64) -> Message {
    let difference = plain_difference(counts, weight);
    let interval = difference.interval();
    let id = match (Change::of(counts, weight), difference.verdict()) {
        (Change::New, _) => "cli-compare-new",
        (Change::Nothing, _) => "cli-compare-nothing",
        (Change::By(_), Verdict::Fewer) => "cli-compare-fewer",
        (Change::By(_), Verdict::More) => "cli-compare-more",
        (Change::By(_), Verdict::Unclear) => "cli-compare-unclear",
    };
    let whole = |value: f64| Arg::Decimal(value.round() + 0.0, 0);
    Message::new(id)
        .with("before", whole(counts.before))
        .with("after", whole(counts.after))
        .with("difference", whole(difference.incidents.abs()))
        .with("low", whole(interval.low))
        .with("high", whole(interval.high))
}
