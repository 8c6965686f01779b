//! `patrolgrid demo`: a synthetic district as files.

use std::path::PathBuf;

use serde::Serialize;

use crate::base::cancel::Cancel;
use crate::demo::{DemoError, Extent, FILES, generate, write};
use crate::model::grid::GridLevel;

/// What `patrolgrid demo` is asked for.
#[derive(Debug, Clone, clap::Args)]
pub struct DemoArgs {
    /// The seed: the same seed gives the same bytes.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// The folder to write into; made where it is missing.
    #[arg(long)]
    pub out: PathBuf,
    /// Incidents to make.
    #[arg(long, default_value_t = 200_000)]
    pub incidents: usize,
    /// Months they are spread over, from July 2024.
    #[arg(long, default_value_t = 24, value_parser = clap::value_parser!(u32).range(1..=120))]
    pub months: u32,
}

/// What was made: the keys of the command's JSON answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DemoReport {
    /// Work grids.
    pub work_grids: usize,
    /// Police grids.
    pub police_grids: usize,
    /// Communities.
    pub communities: usize,
    /// Subdistricts.
    pub subdistricts: usize,
    /// Priority zones.
    pub zones: usize,
    /// Patrol points.
    pub points: usize,
    /// Places where at least three road links meet.
    pub junctions: usize,
    /// Incidents.
    pub incidents: usize,
    /// The files written.
    pub files: Vec<PathBuf>,
}

/// Makes the district and writes it.
///
/// # Errors
/// [`DemoError`].
pub fn run(args: &DemoArgs, cancel: &Cancel) -> Result<DemoReport, DemoError> {
    let district = generate(args.seed, cancel)?;
    let extent = Extent {
        incidents: args.incidents,
        months: args.months,
    };
    write(&district, extent, &args.out, cancel)?;
    let count = |level| {
        district
            .hierarchy
            .layer(level)
            .map_or(0, |layer| layer.units.len())
    };
    Ok(DemoReport {
        work_grids: count(GridLevel::WorkGrid),
        police_grids: count(GridLevel::PoliceGrid),
        communities: count(GridLevel::Community),
        subdistricts: count(GridLevel::Subdistrict),
        zones: district.zones.len(),
        points: district.points.len(),
        junctions: district.junctions,
        incidents: args.incidents,
        files: FILES.iter().map(|name| args.out.join(name)).collect(),
    })
}
