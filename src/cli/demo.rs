//! `patrolgrid demo`: a synthetic district as files.

use std::io::ErrorKind;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use serde::Serialize;

use crate::base::cancel::Cancel;
use crate::demo::{DemoError, Extent, FILES, generate, prepare, write};
use crate::i18n::message::Message;
use crate::model::grid::GridLevel;

/// Ten times what benches use; more would fill a disk by mistake.
const MOST_INCIDENTS: u32 = 100_000_000;
/// As far as the Spring Festivals are known to the generator.
const MOST_MONTHS: u32 = 120;

/// What `patrolgrid demo` is asked for.
#[derive(Debug, Clone, clap::Args)]
pub struct DemoArgs {
    /// The seed: the same seed gives the same bytes.
    #[arg(long, default_value_t = 1, allow_negative_numbers = true, value_parser = parse_seed)]
    pub seed: u64,
    /// The folder to write into; made where it is missing. An earlier demo in it is replaced.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Incidents to make, 0 to 100,000,000.
    #[arg(long, default_value_t = 200_000, allow_negative_numbers = true,
          value_parser = parse_incidents)]
    pub incidents: u32,
    /// Months they are spread over, from July 2024: 1 to 120.
    #[arg(long, default_value_t = 24, allow_negative_numbers = true,
          value_parser = parse_months)]
    pub months: u32,
    /// Overwrite files of the same names even where they come from elsewhere.
    #[arg(long)]
    pub replace: bool,
}

fn parse_seed(text: &str) -> Result<u64, String> {
    let wanted = format!("give a whole number from 0 to {}", u64::MAX);
    text.parse().map_err(|_| wanted)
}

fn parse_incidents(text: &str) -> Result<u32, String> {
    whole_number(text, 0..=MOST_INCIDENTS)
}

fn parse_months(text: &str) -> Result<u32, String> {
    whole_number(text, 1..=MOST_MONTHS)
}

fn whole_number(text: &str, range: RangeInclusive<u32>) -> Result<u32, String> {
    let number = text.parse().ok().filter(|number| range.contains(number));
    number.ok_or_else(|| {
        format!(
            "give a whole number from {} to {}",
            range.start(),
            range.end()
        )
    })
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
    /// Those of them that were there before.
    pub replaced: Vec<PathBuf>,
}

impl DemoReport {
    /// What is to be said beside the figures.
    #[must_use]
    pub fn notice(&self) -> Option<Message> {
        let folder = self.replaced.first()?.parent()?;
        let message = Message::new("cli-demo-replaced")
            .with("n", self.replaced.len())
            .with("folder", folder.display().to_string());
        Some(message)
    }
}

/// Why no district was made, in the user's words.
#[must_use]
pub fn refusal(error: &DemoError) -> Message {
    match error {
        DemoError::Occupied { folder, names } => Message::new("cli-demo-occupied")
            .with("folder", folder.display().to_string())
            .with("names", names.join(", ")),
        DemoError::File { path, source } => Message::new(sentence(source.kind()))
            .with("path", path.display().to_string())
            .with("why", source.to_string()),
        DemoError::Cancelled(_) | DemoError::Io(_) => Message::new("cli-demo-failed")
            .with("path", "")
            .with("why", error.to_string()),
    }
}

const fn sentence(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::AlreadyExists | ErrorKind::NotADirectory | ErrorKind::IsADirectory => {
            "cli-demo-in-the-way"
        }
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => "cli-demo-not-writable",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            "cli-demo-disk-full"
        }
        _ => "cli-demo-failed",
    }
}

/// Makes the district and writes it.
///
/// # Errors
/// [`DemoError`].
pub fn run(args: &DemoArgs, cancel: &Cancel) -> Result<DemoReport, DemoError> {
    let replaced = prepare(&args.out, args.replace)?;
    let district = generate(args.seed, cancel)?;
    let extent = Extent {
        incidents: args.incidents as usize,
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
        incidents: extent.incidents,
        files: FILES.iter().map(|name| args.out.join(name)).collect(),
        replaced: replaced.iter().map(|name| args.out.join(name)).collect(),
    })
}
