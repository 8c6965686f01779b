//! A briefing written into files: each whole or not at all.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use super::answers::BriefingAnswers;
use super::check::{Finding, check_briefing};
use super::content::{Audience, SceneContent};
use super::deck::{Deck, DeckScene};
use super::draft::draft_briefing;
use super::for_public::{public_ground, public_scene};
use super::ground::BriefingGround;
use super::html::html;
use super::out::{BriefingOut, OutKind};
use super::pptx::{map_pixels, pptx};
use super::scene_content;
use crate::base::cancel::{Cancel, Cancelled};
use crate::i18n::message::Message;
use crate::i18n::words::Words;
use crate::io::read_error::ReadError;
use crate::io::safe_write::write_whole;
use crate::model::filter::IncidentFilter;
use crate::model::scene::{Scene, SceneSubject};
use crate::report::paper::atlas::AtlasOf;
use crate::report::paper::cartographer::{Cartographer, PaperError, PaperFile};

/// What was written.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BriefingWritten {
    /// The files, in the order of the scenes.
    pub files: Vec<PathBuf>,
    /// Pages, slides or pictures.
    pub pages: usize,
    /// What was left out or could not be shown, each a sentence.
    pub warnings: Vec<String>,
    /// What the check before the meeting found.
    pub findings: Vec<Finding>,
}

/// What is written.
#[derive(Debug, Clone, Copy)]
pub struct BriefingWhat<'a> {
    /// The scenes, in their order.
    pub scenes: &'a [Scene],
    /// The incidents of an atlas.
    pub filter: &'a IncidentFilter,
    /// The day of the meeting.
    pub today: Date,
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum BriefingError {
    /// Asked to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    /// A page, slide or picture could not be made.
    #[error("a page could not be made")]
    Paper(PaperError),
    /// The plan has no scenes, or no areas for an atlas.
    #[error("there is nothing to write")]
    Nothing,
    /// The file could not be written.
    #[error("a file could not be written")]
    File(ReadError),
}

impl From<PaperError> for BriefingError {
    fn from(error: PaperError) -> Self {
        match error {
            PaperError::Cancelled(cancelled) => Self::Cancelled(cancelled),
            error => Self::Paper(error),
        }
    }
}

impl BriefingError {
    /// The error in a sentence for people; `None` where somebody asked to stop.
    #[must_use]
    pub fn message(&self) -> Option<Message> {
        match self {
            Self::Cancelled(_) => None,
            Self::Paper(error) => Some(error.message()),
            Self::Nothing => Some(Message::new("brief-nothing-to-write")),
            Self::File(error) => Some(error.message()),
        }
    }
}

/// Writes the scenes, or an atlas of the incidents of a filter, to a file; pictures into a folder, which is made where it is not there.
///
/// # Errors
/// [`BriefingError`]; a file that was there is then as it was.
pub fn write_briefing(
    ground: &BriefingGround,
    what: BriefingWhat<'_>,
    wish: BriefingOut,
    words: &Words,
    target: &Path,
    cancel: &Cancel,
) -> Result<BriefingWritten, BriefingError> {
    let BriefingWhat {
        scenes,
        filter,
        today,
    } = what;
    let audience = if wish.public {
        Audience::Public
    } else {
        Audience::Colleagues
    };
    let answers = Arc::new(BriefingAnswers::new(ground));
    let told = match wish.kind {
        // An atlas looks as the drafted map of incidents does.
        OutKind::ZoneAtlas | OutKind::GridAtlas(_) => {
            let draft = draft_briefing(ground, filter, &[], words);
            let look = draft
                .into_iter()
                .find(|scene| scene.subject == SceneSubject::Heat);
            let look = look.map(|scene| Scene {
                beside: None,
                filter: filter.clone(),
                ..scene
            });
            let look: Vec<Scene> = look.into_iter().collect();
            told(&answers, &look, audience, words, &cancel.part(0, 1, 10))?
        }
        OutKind::Pdf | OutKind::Slides | OutKind::Web | OutKind::Pictures => {
            if scenes.is_empty() {
                return Err(BriefingError::Nothing);
            }
            let part = cancel.part(0, 4, 10);
            told(&answers, scenes, audience, words, &part)?
        }
    };
    let cartographer = if wish.public {
        Cartographer::new(&public_ground(ground), words)
    } else {
        Cartographer::sharing(Arc::clone(&answers), words)
    };
    let drawer = Drawer {
        cartographer,
        told: &told,
        words,
        plan: &ground.plan.name,
    };
    let mut written = drawer.write(wish, target, &cancel.part(4, 10, 10))?;
    written.findings = match wish.kind {
        OutKind::ZoneAtlas | OutKind::GridAtlas(_) => Vec::new(),
        OutKind::Pdf | OutKind::Slides | OutKind::Web | OutKind::Pictures => {
            let contents = told
                .iter()
                .map(|(scene, content)| (scene.id, content.clone()));
            let at = (audience, today);
            check_briefing(&answers, scenes, &contents.collect(), at, words)
        }
    };
    let warnings = told
        .iter()
        .flat_map(|(_, content)| content.warnings.iter().cloned());
    let mut seen = BTreeSet::new();
    let all = warnings.chain(std::mem::take(&mut written.warnings));
    written.warnings = all.filter(|warning| seen.insert(warning.clone())).collect();
    Ok(written)
}

/// Each scene as its audience sees it, and what it tells.
fn told(
    answers: &BriefingAnswers,
    scenes: &[Scene],
    audience: Audience,
    words: &Words,
    cancel: &Cancel,
) -> Result<Vec<(Scene, SceneContent)>, Cancelled> {
    let count = scenes.len() as u64;
    let mut told = Vec::with_capacity(scenes.len());
    for (at, scene) in (0..).zip(scenes) {
        let part = cancel.part(at, at + 1, count);
        let content = scene_content(answers, scene, audience, words, &part)?;
        let scene = match audience {
            Audience::Colleagues => scene.clone(),
            Audience::Public => public_scene(scene, answers.ground()),
        };
        told.push((scene, content));
    }
    Ok(told)
}

struct Drawer<'a> {
    cartographer: Cartographer<'a>,
    told: &'a [(Scene, SceneContent)],
    words: &'a Words,
    plan: &'a str,
}

impl Drawer<'_> {
    fn write(
        &self,
        wish: BriefingOut,
        target: &Path,
        cancel: &Cancel,
    ) -> Result<BriefingWritten, BriefingError> {
        match wish.kind {
            OutKind::Pdf => {
                let scenes: Vec<(&Scene, &SceneContent)> = self
                    .told
                    .iter()
                    .map(|(scene, content)| (scene, content))
                    .collect();
                let file = self
                    .cartographer
                    .briefing_pdf(&scenes, wish.setup, cancel)?;
                self.paper(&file, target)
            }
            OutKind::ZoneAtlas => self.atlas(AtlasOf::Zones, wish, target, cancel),
            OutKind::GridAtlas(level) => self.atlas(AtlasOf::Units(level), wish, target, cancel),
            OutKind::Slides | OutKind::Web => {
                let pictures = self.maps(cancel)?;
                let scenes: Vec<DeckScene> = (self.told.iter().zip(&pictures))
                    .map(|((_, content), picture)| DeckScene { content, picture })
                    .collect();
                let made = format!("{:.0}", jiff::Timestamp::now());
                let deck = Deck {
                    plan: self.plan,
                    made: &made,
                    scenes: &scenes,
                    words: self.words,
                };
                let file = if wish.kind == OutKind::Web {
                    html(&deck).into_bytes()
                } else {
                    pptx(&deck).map_err(|error| file_error(target, error))?
                };
                whole(target, &file, scenes.len())
            }
            OutKind::Pictures => self.pictures(wish.pixels, target, cancel),
        }
    }

    /// An atlas in the look and with the incidents of its one scene.
    fn atlas(
        &self,
        of: AtlasOf,
        wish: BriefingOut,
        target: &Path,
        cancel: &Cancel,
    ) -> Result<BriefingWritten, BriefingError> {
        let (scene, content) = self.told.first().ok_or(BriefingError::Nothing)?;
        let basis = &content.basis;
        let file = self
            .cartographer
            .atlas_pdf(scene, of, basis, wish.setup, cancel)?;
        self.paper(&file, target)
    }

    fn paper(&self, file: &PaperFile, target: &Path) -> Result<BriefingWritten, BriefingError> {
        let mut written = whole(target, &file.pdf, file.pages)?;
        if !file.missing.is_empty() {
            let missing: String = file.missing.iter().collect();
            let said = Message::new("brief-missing-letters").with("letters", missing);
            written.warnings.push(self.words.say(&said));
        }
        Ok(written)
    }

    /// The maps of each scene as PNG files.
    fn maps(&self, cancel: &Cancel) -> Result<Vec<Vec<u8>>, BriefingError> {
        let drawn = self.told.par_iter().map(|(scene, content)| {
            let (maps, size) = (&content.maps, map_pixels(content));
            let picture = self.cartographer.map_picture(scene, maps, size, cancel)?;
            let png = picture.png().map_err(PaperError::Picture)?;
            Ok(png)
        });
        drawn.collect()
    }

    fn pictures(
        &self,
        size: [u32; 2],
        folder: &Path,
        cancel: &Cancel,
    ) -> Result<BriefingWritten, BriefingError> {
        std::fs::create_dir_all(folder).map_err(|error| file_error(folder, error))?;
        let drawn = self.told.par_iter().map(|(scene, content)| {
            let picture = self
                .cartographer
                .scene_picture(scene, content, size, cancel)?;
            Ok(picture.png().map_err(PaperError::Picture)?)
        });
        let drawn: Vec<Vec<u8>> = drawn.collect::<Result<_, BriefingError>>()?;
        let mut files = Vec::with_capacity(drawn.len());
        for (at, ((scene, _), png)) in (1..).zip(self.told.iter().zip(&drawn)) {
            cancel.check()?;
            let file = folder.join(format!("{at:02} {}.png", file_words(&scene.title)));
            whole(&file, png, 1)?;
            files.push(file);
        }
        Ok(BriefingWritten {
            pages: files.len(),
            files,
            ..BriefingWritten::default()
        })
    }
}

/// Writes one file whole.
fn whole(target: &Path, bytes: &[u8], pages: usize) -> Result<BriefingWritten, BriefingError> {
    write_whole(target, bytes).map_err(|error| file_error(target, error))?;
    Ok(BriefingWritten {
        files: vec![target.into()],
        pages,
        ..BriefingWritten::default()
    })
}

fn file_error(path: &Path, source: std::io::Error) -> BriefingError {
    BriefingError::File(ReadError::Write {
        path: path.into(),
        source,
    })
}

/// A title as part of a file's name.
fn file_words(title: &str) -> String {
    let plain = |letter: char| !letter.is_control() && !"/\\:*?\"<>|".contains(letter);
    let words: String = title
        .chars()
        .filter(|letter| plain(*letter))
        .take(60)
        .collect();
    words.trim_matches([' ', '.']).to_owned()
}
