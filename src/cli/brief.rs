//! `patrolgrid brief PLAN.gpkg`: the plan's briefing as PDF, slides, a page for the browser, or a picture a scene.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use clap::ValueEnum;
use serde::Serialize;

use crate::base::cancel::{Cancel, Cancelled};
use crate::base::ids::SceneId;
use crate::i18n::message::Message;
use crate::i18n::words::Words;
use crate::io::plan_file::inside::log_inside;
use crate::io::plan_file::plan_file_error::PlanFileError;
use crate::io::read_error::ReadError;
use crate::io::safe_write::write_whole;
use crate::model::scene::{Scene, SceneSubject};
use crate::report::briefing::answers::BriefingAnswers;
use crate::report::briefing::check::check_briefing;
use crate::report::briefing::content::{Audience, SceneContent};
use crate::report::briefing::deck::{Deck, DeckScene};
use crate::report::briefing::draft::draft_briefing;
use crate::report::briefing::for_public::{public_ground, public_scene};
use crate::report::briefing::html::html;
use crate::report::briefing::inside::ground_inside;
use crate::report::briefing::pptx::{map_pixels, pptx};
use crate::report::briefing::scene_content;
use crate::report::paper::cartographer::{Cartographer, PaperError};
use crate::report::paper::page::{PageSetup, Paper};
use crate::session::history::replay;

/// What `brief` is asked.
#[derive(Debug, Clone, clap::Args)]
pub struct BriefArgs {
    /// The plan file
    pub plan: PathBuf,
    /// The file to write, its ending is the format: .pdf .pptx .html; a folder gets a picture a scene
    #[arg(long, value_name = "FILE|DIR")]
    pub out: PathBuf,
    /// Draft ten scenes from what the plan holds instead of taking the plan's own
    #[arg(long)]
    pub draft: bool,
    /// For the public: small counts and what would give them away stay untold, points go to the middle of their grid
    #[arg(long)]
    pub public: bool,
    /// Size of the pictures in pixels
    #[arg(long, value_name = "WxH", default_value = "1920x1080", value_parser = parse_size)]
    pub size: Size,
    /// Paper of the PDF: a4 or a3
    #[arg(long, value_enum, default_value_t = PaperName::A4)]
    pub paper: PaperName,
}

/// Width and height of a picture in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size(pub [u32; 2]);

/// Sizes of paper by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PaperName {
    /// 297 × 210 mm.
    A4,
    /// 420 × 297 mm.
    A3,
}

fn parse_size(text: &str) -> Result<Size, String> {
    let sides = text.split_once(['x', 'X', '×']);
    let sides = sides.and_then(|(w, h)| Some([w.parse::<u32>().ok()?, h.parse().ok()?]));
    sides
        .filter(|sides| sides.iter().all(|side| (320..=7_680).contains(side)))
        .map(Size)
        .ok_or_else(|| "give WIDTHxHEIGHT, each from 320 to 7680 pixels".to_owned())
}

/// The answer of `brief`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BriefReport {
    /// The scenes, in their order.
    pub scenes: Vec<BriefScene>,
    /// The files written.
    pub files: Vec<PathBuf>,
    /// Whether it was made for the public.
    pub public: bool,
    /// What the check before the meeting found, in words.
    pub warnings: Vec<String>,
    /// How long it took.
    pub seconds: f64,
}

/// One scene of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BriefScene {
    /// Its number.
    pub id: u32,
    /// What it is about.
    pub subject: SceneSubject,
    /// Its title.
    pub title: String,
}

/// Writes the files.
///
/// # Errors
/// Worded, where the plan cannot be read, has no scenes, or a file cannot be written.
pub fn run(args: &BriefArgs, words: &Words, cancel: &Cancel) -> Result<BriefReport, Message> {
    let begun = Instant::now();
    let kind = Kind::of(&args.out)?;
    let briefing = Briefing::of(args, words, cancel)?;
    let today = jiff::Zoned::now().date();
    let at = (briefing.audience, today);
    let (scenes, contents) = (&briefing.scenes, &briefing.contents);
    let found = check_briefing(&briefing.answers, scenes, contents, at, words);
    let mut warnings: Vec<String> = found.iter().map(|one| words.say(&one.message)).collect();
    let files = briefing.write(args, kind, words, cancel, &mut warnings)?;
    Ok(BriefReport {
        scenes: scenes
            .iter()
            .map(|scene| BriefScene {
                id: scene.id.0,
                subject: scene.subject,
                title: scene.title.clone(),
            })
            .collect(),
        files,
        public: args.public,
        warnings,
        seconds: begun.elapsed().as_secs_f64(),
    })
}

/// What is to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Pdf,
    Pptx,
    Html,
    Pictures,
}

impl Kind {
    fn of(out: &Path) -> Result<Self, Message> {
        let text = out.to_string_lossy();
        if out.is_dir() || text.ends_with(['/', '\\']) {
            return Ok(Self::Pictures);
        }
        let ending = out
            .extension()
            .map(|ending| ending.to_string_lossy().to_lowercase());
        match ending.as_deref() {
            Some("pdf") => Ok(Self::Pdf),
            Some("pptx") => Ok(Self::Pptx),
            Some("html" | "htm") => Ok(Self::Html),
            _ => Err(Message::new("cli-brief-format").with("file", text.into_owned())),
        }
    }
}

/// A briefing worked out: its scenes as they are told.
struct Briefing {
    answers: Arc<BriefingAnswers>,
    audience: Audience,
    scenes: Vec<Scene>,
    contents: BTreeMap<SceneId, SceneContent>,
}

impl Briefing {
    fn of(args: &BriefArgs, words: &Words, cancel: &Cancel) -> Result<Self, Message> {
        let refused = |message: Message| {
            ReadError::Content {
                path: args.plan.clone(),
                line: None,
                column: None,
                message,
            }
            .message()
        };
        let opened = |error: &PlanFileError| refused(error.message());
        let log = log_inside(&args.plan).map_err(|error| opened(&error))?;
        let broken = |number| refused(Message::new("cli-export-log-broken").with("number", number));
        let (plan, _) = replay(&log).map_err(broken)?;
        let own = plan.scenes.clone();
        let found = ground_inside(&args.plan, plan, cancel);
        let (ground, filter) = found.map_err(|error| opened(&error))?;
        let scenes = if args.draft {
            draft_briefing(&ground, &filter, &[], words)
        } else {
            own
        };
        if scenes.is_empty() {
            return Err(refused(Message::new("cli-brief-no-scenes")));
        }
        let audience = if args.public {
            Audience::Public
        } else {
            Audience::Colleagues
        };
        let answers = Arc::new(BriefingAnswers::new(&ground));
        let mut contents = BTreeMap::new();
        for scene in &scenes {
            let told = scene_content(&answers, scene, audience, words, cancel);
            contents.insert(scene.id, told.map_err(cancelled)?);
        }
        Ok(Self {
            answers,
            audience,
            scenes,
            contents,
        })
    }

    fn write(
        &self,
        args: &BriefArgs,
        kind: Kind,
        words: &Words,
        cancel: &Cancel,
        warnings: &mut Vec<String>,
    ) -> Result<Vec<PathBuf>, Message> {
        let shown = self.shown(words);
        let told: Vec<(&Scene, &SceneContent)> = (shown.scenes.iter())
            .filter_map(|scene| Some((scene, self.contents.get(&scene.id)?)))
            .collect();
        match kind {
            Kind::Pdf => {
                let setup = PageSetup {
                    paper: match args.paper {
                        PaperName::A4 => Paper::A4,
                        PaperName::A3 => Paper::A3,
                    },
                    landscape: true,
                };
                let made = shown.cartographer.briefing_pdf(&told, setup, cancel);
                let made = made.map_err(|error| error.message())?;
                if !made.missing.is_empty() {
                    let letters: String = made.missing.iter().collect();
                    let said = Message::new("cli-brief-no-letters").with("letters", letters);
                    warnings.push(words.say(&said));
                }
                written(args.out.clone(), &made.pdf).map(|file| vec![file])
            }
            Kind::Pptx | Kind::Html => {
                let bytes = self.deck(&shown, &told, kind, words, cancel)?;
                written(args.out.clone(), &bytes).map(|file| vec![file])
            }
            Kind::Pictures => {
                let mut files = Vec::new();
                for (number, (scene, content)) in (1..).zip(&told) {
                    let picture = shown
                        .cartographer
                        .scene_picture(scene, content, args.size.0, cancel)
                        .map_err(|error| error.message())?;
                    let png = picture
                        .png()
                        .map_err(|error| PaperError::from(error).message())?;
                    let name = format!("{number:02}-{}.png", file_name(scene.subject));
                    files.push(written(args.out.join(name), &png)?);
                }
                Ok(files)
            }
        }
    }

    /// Slides or a page, with a map a scene.
    fn deck(
        &self,
        shown: &Shown<'_>,
        told: &[(&Scene, &SceneContent)],
        kind: Kind,
        words: &Words,
        cancel: &Cancel,
    ) -> Result<Vec<u8>, Message> {
        let mut pictures = Vec::new();
        for (scene, content) in told {
            let picture = shown
                .cartographer
                .map_picture(scene, &content.maps, map_pixels(content), cancel)
                .map_err(|error| error.message())?;
            pictures.push(
                picture
                    .png()
                    .map_err(|error| PaperError::from(error).message())?,
            );
        }
        let scenes: Vec<DeckScene<'_>> = told
            .iter()
            .zip(&pictures)
            .map(|((_, content), picture)| DeckScene { content, picture })
            .collect();
        let made = format!("{:.0}", jiff::Timestamp::now());
        let deck = Deck {
            plan: &self.answers.ground().plan.name,
            made: &made,
            scenes: &scenes,
            words,
        };
        if kind == Kind::Html {
            return Ok(html(&deck).into_bytes());
        }
        pptx(&deck)
            .map_err(|error| Message::new("cli-brief-not-packed").with("why", error.to_string()))
    }

    /// What maps show: everything to colleagues, places no finer than grids to the public.
    fn shown<'a>(&self, words: &'a Words) -> Shown<'a> {
        let ground = self.answers.ground();
        match self.audience {
            Audience::Colleagues => Shown {
                cartographer: Cartographer::sharing(Arc::clone(&self.answers), words),
                scenes: self.scenes.clone(),
            },
            Audience::Public => Shown {
                cartographer: Cartographer::new(&public_ground(ground), words),
                scenes: (self.scenes.iter())
                    .map(|scene| public_scene(scene, ground))
                    .collect(),
            },
        }
    }
}

/// Who draws, and which scenes.
struct Shown<'a> {
    cartographer: Cartographer<'a>,
    scenes: Vec<Scene>,
}

fn cancelled(_: Cancelled) -> Message {
    Message::new("cli-brief-cancelled")
}

fn written(path: PathBuf, bytes: &[u8]) -> Result<PathBuf, Message> {
    match write_whole(&path, bytes) {
        Ok(()) => Ok(path),
        Err(source) => Err(ReadError::File { path, source }.message()),
    }
}

/// What a scene's picture is called.
const fn file_name(subject: SceneSubject) -> &'static str {
    match subject {
        SceneSubject::District => "district",
        SceneSubject::Heat => "heat",
        SceneSubject::Change => "change",
        SceneSubject::Zones => "zones",
        SceneSubject::Uncovered => "uncovered",
        SceneSubject::Points => "points",
        SceneSubject::Proposal => "proposal",
        SceneSubject::Subdistricts => "subdistricts",
        SceneSubject::Staffing => "staffing",
        SceneSubject::Data => "data",
    }
}
