//! `patrolgrid export PLAN.gpkg`: a layer of a plan as a file for other programs.

use std::path::PathBuf;
use std::time::Instant;

use serde::Serialize;

use crate::i18n::message::Message;
use crate::i18n::words::Words;
use crate::io::plan_file::inside::{incidents_inside, log_inside};
use crate::io::plan_file::plan_file_error::PlanFileError;
use crate::io::read_error::ReadError;
use crate::model::incident::IncidentTime;
use crate::report::plan_layer::{PlanDates, PlanLayer, export_plan_layer};
use crate::session::history::replay;

/// What `export` is asked.
#[derive(Debug, Clone, clap::Args)]
pub struct ExportArgs {
    /// The plan file
    pub plan: PathBuf,
    /// What goes out: points or zones
    #[arg(long, value_parser = parse_layer)]
    pub layer: PlanLayer,
    /// The file to write; its ending is the format: .geojson .kml .gpx .csv .xlsx
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

fn parse_layer(name: &str) -> Result<PlanLayer, String> {
    let known = PlanLayer::ALL
        .into_iter()
        .find(|layer| layer.name() == name);
    known.ok_or_else(|| "give points or zones".to_owned())
}

/// The answer of `export`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExportReport {
    /// Which layer.
    pub layer: PlanLayer,
    /// The format, as its files end.
    pub format: &'static str,
    /// How many features went out.
    pub features: usize,
    /// The files written.
    pub files: Vec<PathBuf>,
    /// The last day the plan's incidents speak of.
    pub data_date: Option<String>,
    /// How long it took.
    pub seconds: f64,
}

/// Writes the file.
///
/// # Errors
/// Worded, where the plan cannot be read or the file cannot be written.
pub fn run(args: &ExportArgs, words: &Words) -> Result<ExportReport, Message> {
    let begun = Instant::now();
    let broken = |number| {
        ReadError::Content {
            path: args.plan.clone(),
            line: None,
            column: None,
            message: Message::new("cli-export-log-broken").with("number", number),
        }
        .message()
    };
    let opened = |error: &PlanFileError| {
        ReadError::Content {
            path: args.plan.clone(),
            line: None,
            column: None,
            message: error.message(),
        }
        .message()
    };
    let log = log_inside(&args.plan).map_err(|error| opened(&error))?;
    let (plan, _) = replay(&log).map_err(broken)?;
    let incidents = incidents_inside(&args.plan).map_err(|error| opened(&error))?;
    let last = incidents.and_then(|incidents| incidents.last_time());
    let dates = PlanDates {
        data: last.and_then(IncidentTime::day_text).unwrap_or_default(),
        made: format!("{:.0}", jiff::Timestamp::now()),
    };
    let written = export_plan_layer(&args.out, args.layer, &plan, &dates, words);
    let (format, features) = written.map_err(|error| error.message())?;
    Ok(ExportReport {
        layer: args.layer,
        format: format.ending(),
        features,
        files: vec![args.out.clone()],
        data_date: (!dates.data.is_empty()).then_some(dates.data),
        seconds: begun.elapsed().as_secs_f64(),
    })
}
