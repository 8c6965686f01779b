//! `check FILE.geojson`: everything wrong with a boundary file, as data.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Serialize;

use crate::base::cancel::Cancel;
use crate::base::crs::Crs;
use crate::i18n::words::Words;
use crate::io::boundaries::{BoundaryOptions, BoundaryReading};
use crate::io::defect::{Defect, DefectKind, DefectLevel};
use crate::io::grid_links::check_beside;
use crate::io::read_error::ReadError;
use crate::io::worker::read_boundaries;

/// What `check` is asked.
#[derive(Debug, Clone, clap::Args)]
pub struct CheckArgs {
    /// The GeoJSON file (also .gz)
    pub file: PathBuf,
    /// The reference system, instead of the one the file declares
    #[arg(long, value_parser = parse_crs)]
    pub crs: Option<Crs>,
    /// Another boundary file to look for parents in and to compare the place with; may be given several times
    #[arg(long, value_name = "FILE")]
    pub beside: Vec<PathBuf>,
}

/// A reference system by its name, for the command line.
///
/// # Errors
/// A sentence with the name, where it is unknown.
pub fn parse_crs(name: &str) -> Result<Crs, String> {
    Crs::parse(name).map_err(|unknown| format!("{unknown}; known: {}", Crs::NAMES.join(" ")))
}

/// One defect in the report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CheckDefect {
    /// What is wrong.
    pub kind: DefectKind,
    /// Position of the feature in the file, from 0; `null` for the whole file.
    pub feature: Option<usize>,
    /// The feature's code or name; empty where it has none.
    pub feature_name: String,
    /// How bad.
    pub level: DefectLevel,
    /// The sentence, in the language asked for.
    pub message: String,
    /// Longitude and latitude of a place to look at.
    pub at: Option<[f64; 2]>,
}

/// The answer of `check`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CheckReport {
    /// Features in the file.
    pub features: usize,
    /// Those that can be shown.
    pub shown: usize,
    /// Those that were refused: features − shown.
    pub refused: usize,
    /// The name of the `crs` member, where there is one.
    pub crs_declared: Option<String>,
    /// The reference system the coordinates look like.
    pub crs_guess: String,
    /// The reference system they were read in.
    pub crs: String,
    /// The level guessed.
    pub level: crate::model::grid::GridLevel,
    /// Everything wrong.
    pub defects: Vec<CheckDefect>,
    /// How many defects of each kind.
    pub kinds: BTreeMap<String, usize>,
}

impl CheckReport {
    /// Whether anything was found that was not repaired without loss.
    #[must_use]
    pub fn has_findings(&self) -> bool {
        self.refused > 0
            || self
                .defects
                .iter()
                .any(|defect| defect.level > DefectLevel::Repaired)
    }
}

/// Reads the file and lists what is wrong with it.
///
/// # Errors
/// [`ReadError`] where it cannot be read at all.
pub fn run(args: &CheckArgs, words: &Words, cancel: &Cancel) -> Result<CheckReport, ReadError> {
    let options = BoundaryOptions {
        crs: args.crs,
        ..BoundaryOptions::default()
    };
    let mut reading = read_boundaries(&args.file, &options, cancel)?;
    let others = read_beside(&args.beside, cancel)?;
    let beside = check_beside(&mut reading, &others, cancel)?;
    reading.defects.extend(beside);
    reading.defects.sort_by_key(|defect| defect.feature);
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for defect in &reading.defects {
        *kinds.entry(kind_name(defect.kind)).or_default() += 1;
    }
    let source = &reading.layer.source;
    Ok(CheckReport {
        features: source.found,
        shown: source.kept,
        refused: source.refused(),
        crs_declared: reading.crs_declared.clone(),
        crs_guess: reading.crs_guess.name(),
        crs: source.crs.name(),
        level: reading.layer.level,
        defects: reading
            .defects
            .iter()
            .map(|defect| worded(defect, words))
            .collect(),
        kinds,
    })
}

/// The layers a file is to be compared with.
///
/// # Errors
/// [`ReadError`] of the first that cannot be read.
pub fn read_beside(paths: &[PathBuf], cancel: &Cancel) -> Result<Vec<BoundaryReading>, ReadError> {
    let options = BoundaryOptions::default();
    let read = |path: &PathBuf| read_boundaries(path, &options, cancel);
    paths.iter().map(read).collect()
}

fn worded(defect: &Defect, words: &Words) -> CheckDefect {
    CheckDefect {
        kind: defect.kind,
        feature: defect.feature,
        feature_name: defect.feature_name.clone(),
        level: defect.level,
        message: words.say(&defect.message),
        at: defect.at.map(|place| [place.lon, place.lat]),
    }
}

/// The kind as it is written in JSON.
fn kind_name(kind: DefectKind) -> String {
    serde_json::to_value(kind)
        .ok()
        .and_then(|value| value.as_str().map(ToOwned::to_owned))
        .unwrap_or_default()
}
