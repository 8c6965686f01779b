//! `patrolgrid brief PLAN.gpkg`: the plan's briefing as a PDF, a presentation, a web page or pictures; an atlas.

use std::path::{Path, PathBuf};
use std::time::Instant;

use serde::Serialize;

use crate::base::cancel::Cancel;
use crate::i18n::message::Message;
use crate::i18n::words::Words;
use crate::io::plan_file::inside::log_inside;
use crate::io::plan_file::plan_file_error::PlanFileError;
use crate::io::read_error::ReadError;
use crate::model::grid::GridLevel;
use crate::model::scene::Scene;
use crate::report::briefing::draft::draft_briefing;
use crate::report::briefing::inside::ground_inside;
use crate::report::briefing::out::{BriefingOut, OutKind};
use crate::report::briefing::write::{BriefingWhat, write_briefing};
use crate::report::paper::page::{PageSetup, Paper};
use crate::session::history::replay;

/// What `brief` is asked.
#[derive(Debug, Clone, clap::Args)]
pub struct BriefArgs {
    /// The plan file
    pub plan: PathBuf,
    /// Draft ten scenes from the plan, in place of its own
    #[arg(long)]
    pub draft: bool,
    /// The file to write (.pdf .pptx .html), or a folder for a picture (PNG) a scene
    #[arg(long, value_name = "FILE|DIR")]
    pub out: PathBuf,
    /// An atlas instead, as a PDF: a page for each of zones, subdistricts or police-grids
    #[arg(long, value_name = "OF", value_parser = parse_atlas)]
    pub atlas: Option<OutKind>,
    /// Paper of a PDF: a4 or a3
    #[arg(long, value_name = "PAPER", default_value = "a4", value_parser = parse_paper)]
    pub paper: Paper,
    /// Paper upright; else its long side lies across
    #[arg(long)]
    pub portrait: bool,
    /// Width and height of pictures, pixels
    #[arg(long, value_name = "WxH", default_value = "1920x1080", value_parser = parse_size)]
    pub size: [u32; 2],
    /// For the public: small counts and what would give them away stay untold, points go to the middle of their grid
    #[arg(long, conflicts_with = "atlas")]
    pub public: bool,
}

fn parse_atlas(name: &str) -> Result<OutKind, String> {
    match name {
        "zones" => Ok(OutKind::ZoneAtlas),
        "subdistricts" => Ok(OutKind::GridAtlas(GridLevel::Subdistrict)),
        "police-grids" => Ok(OutKind::GridAtlas(GridLevel::PoliceGrid)),
        _ => Err("give one of: zones subdistricts police-grids".to_owned()),
    }
}

fn parse_paper(name: &str) -> Result<Paper, String> {
    match name {
        "a4" => Ok(Paper::A4),
        "a3" => Ok(Paper::A3),
        _ => Err("give one of: a4 a3".to_owned()),
    }
}

fn parse_size(text: &str) -> Result<[u32; 2], String> {
    let side = |text: &str| {
        text.parse::<u32>()
            .ok()
            .filter(|side| (64..=16_384).contains(side))
    };
    let sides = text.split_once(['x', 'X', '×']);
    let sides = sides.and_then(|(wide, high)| Some([side(wide)?, side(high)?]));
    sides.ok_or_else(|| "give width x height in pixels, as 1920x1080".to_owned())
}

/// The answer of `brief`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BriefReport {
    /// How many scenes there are.
    pub scenes: usize,
    /// Their titles, in order.
    pub titles: Vec<String>,
    /// Pages, slides or pictures written.
    pub pages: usize,
    /// Whether it was made for the public.
    pub public: bool,
    /// The files written.
    pub files: Vec<PathBuf>,
    /// What was left out or is not known, each a sentence.
    pub warnings: Vec<String>,
    /// How long it took.
    pub seconds: f64,
}

/// Writes the files.
///
/// # Errors
/// Worded, where the plan cannot be read, has no scenes, or a file cannot be written.
pub fn run(args: &BriefArgs, words: &Words, cancel: &Cancel) -> Result<BriefReport, Message> {
    let begun = Instant::now();
    let kind = args.atlas.map_or_else(|| kind_of(&args.out), Ok)?;
    let broken = |message| content(&args.plan, message);
    let opened = |error: &PlanFileError| broken(error.message());
    let log = log_inside(&args.plan).map_err(|error| opened(&error))?;
    let (plan, _) = replay(&log)
        .map_err(|number| broken(Message::new("cli-export-log-broken").with("number", number)))?;
    cancel.begin("read");
    let own = plan.scenes.clone();
    let ground = ground_inside(&args.plan, plan, cancel);
    let (ground, filter) = ground.map_err(|error| opened(&error))?;
    let scenes: Vec<Scene> = if args.draft {
        draft_briefing(&ground, &filter, &[], words)
    } else {
        own
    };
    if scenes.is_empty() && args.atlas.is_none() {
        return Err(broken(Message::new("cli-brief-no-scenes")));
    }
    cancel.begin("brief");
    let wish = BriefingOut {
        kind,
        setup: PageSetup {
            paper: args.paper,
            landscape: !args.portrait,
        },
        public: args.public,
        pixels: args.size,
    };
    let what = BriefingWhat {
        scenes: &scenes,
        filter: &filter,
        today: jiff::Zoned::now().date(),
    };
    let written = write_briefing(&ground, what, wish, words, &args.out, cancel);
    let written = written.map_err(|error| {
        let stopped = || Message::new("io-cancelled");
        error.message().unwrap_or_else(stopped)
    })?;
    let told = if args.atlas.is_some() {
        Vec::new()
    } else {
        scenes
    };
    Ok(BriefReport {
        scenes: told.len(),
        titles: told.into_iter().map(|scene| scene.title).collect(),
        pages: written.pages,
        public: args.public,
        files: written.files,
        warnings: (written.findings.iter())
            .map(|found| words.say(&found.message))
            .chain(written.warnings)
            .collect(),
        seconds: begun.elapsed().as_secs_f64(),
    })
}

/// What is written, by the name of the file; a name without an ending is a folder.
fn kind_of(out: &Path) -> Result<OutKind, Message> {
    let text = out.to_string_lossy();
    let ending = out
        .extension()
        .map(|ending| ending.to_string_lossy().to_lowercase());
    if text.ends_with(['/', std::path::MAIN_SEPARATOR]) || out.is_dir() {
        return Ok(OutKind::Pictures);
    }
    match ending.as_deref() {
        Some("pdf") => Ok(OutKind::Pdf),
        Some("pptx") => Ok(OutKind::Slides),
        Some("html" | "htm") => Ok(OutKind::Web),
        None => Ok(OutKind::Pictures),
        Some(other) => Err(Message::new("cli-brief-ending").with("ending", other)),
    }
}

fn content(path: &Path, message: Message) -> Message {
    ReadError::Content {
        path: path.into(),
        line: None,
        column: None,
        message,
    }
    .message()
}
