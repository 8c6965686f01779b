//! The one who draws: scenes of a briefing as pictures, as pages, as a book, from one ground made ready once.

use std::sync::Arc;

use super::drawing::{Area, Sheet};
use super::map_answers::MapAnswers;
use super::map_ground::MapGround;
use super::page::{PageFrame, PageSetup, head_and_foot};
use super::pdf::{PdfBook, PdfError};
use super::picture::{NoPicture, Picture};
use super::scene_sheet::{SheetSubject, body, maps};
use super::style::{PANEL, Style};
use super::wording::Wording;
use crate::base::cancel::{Cancel, Cancelled};
use crate::i18n::message::Message;
use crate::i18n::words::Words;
use crate::model::scene::Scene;
use crate::report::briefing::answers::BriefingAnswers;
use crate::report::briefing::content::SceneContent;
use crate::report::briefing::ground::BriefingGround;

/// Why there is no sheet.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PaperError {
    /// Asked to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    /// The PDF could not be put together.
    #[error(transparent)]
    Pdf(#[from] PdfError),
    /// The picture cannot be so large or so small.
    #[error(transparent)]
    Picture(#[from] NoPicture),
    /// There is nothing to make pages of.
    #[error("nothing to make pages of")]
    Empty(Message),
}

impl PaperError {
    /// The error in a sentence for people.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Cancelled(_) => Message::new("io-cancelled"),
            Self::Pdf(PdfError(cause)) => {
                Message::new("paper-error-pdf").with("cause", cause.as_str())
            }
            Self::Picture(_) => Message::new("paper-error-picture"),
            Self::Empty(message) => message.clone(),
        }
    }
}

/// A PDF, and what could not be written in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperFile {
    /// The file.
    pub pdf: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
    /// Characters that no font has, each once: they stand as empty boxes.
    pub missing: Vec<char>,
}

/// Draws the scenes of one briefing in one language. What it works out for a scene it keeps for the next; it may be asked from
/// several threads.
#[derive(Debug)]
pub struct Cartographer<'a> {
    pub(super) shapes: MapGround,
    pub(super) answers: Arc<BriefingAnswers>,
    pub(super) wording: Wording<'a>,
}

/// A wall's sheet is so many units high.
const WALL: f32 = 1_080.0;

impl<'a> Cartographer<'a> {
    /// Nothing drawn yet.
    #[must_use]
    pub fn new(ground: &BriefingGround, words: &'a Words) -> Self {
        Self::sharing(Arc::new(BriefingAnswers::new(ground)), words)
    }

    /// Draws from answers that others ask as well: what they have worked out is there for the maps, and the other way round.
    #[must_use]
    pub fn sharing(answers: Arc<BriefingAnswers>, words: &'a Words) -> Self {
        Self {
            shapes: MapGround::of(answers.ground()),
            answers,
            wording: Wording(words),
        }
    }

    /// A scene for a wall: title, maps, figures, legend; so many pixels wide and high. Letters are at least 24 pixels high where
    /// the picture is 1,080 pixels high, and grow with it.
    ///
    /// # Errors
    /// [`PaperError`].
    pub fn scene_picture(
        &self,
        scene: &Scene,
        content: &SceneContent,
        [width, height]: [u32; 2],
        cancel: &Cancel,
    ) -> Result<Picture, PaperError> {
        let answers = MapAnswers::of(&self.answers, scene, cancel)?;
        let (mut sheet, style, scale) = self.wall([width, height]);
        let printed = sheet.area().shrunk(style.gap(1.5));
        let frame = PageFrame {
            title: content.title.clone(),
            work: String::new(),
            basis: content.basis.clone(),
            page: None,
        };
        let inner = head_and_foot(&mut sheet, &style, printed, &frame, self.wording);
        let subject = self.subject(scene, &answers, content);
        body(&mut sheet, style, inner, &subject, self.wording);
        cancel.check()?;
        Ok(Picture::of(&sheet, scale)?)
    }

    /// A scene's maps with captions, scale bar and legend alone, to stand among other things; so many pixels wide and high.
    ///
    /// # Errors
    /// [`PaperError`].
    pub fn map_picture(
        &self,
        scene: &Scene,
        captions: &[String],
        [width, height]: [u32; 2],
        cancel: &Cancel,
    ) -> Result<Picture, PaperError> {
        let answers = MapAnswers::of(&self.answers, scene, cancel)?;
        let (mut sheet, style, scale) = self.wall([width, height]);
        let content = SceneContent {
            maps: captions.to_vec(),
            ..SceneContent::default()
        };
        let whole = sheet.area();
        sheet.fill(super::drawing::Path::area(whole), PANEL);
        let subject = self.subject(scene, &answers, &content);
        self.map_and_legend(&mut sheet, style, &subject);
        cancel.check()?;
        Ok(Picture::of(&sheet, scale)?)
    }

    /// The map, and the legend beside it or, on a sheet that is not wide, below it.
    fn map_and_legend(&self, sheet: &mut Sheet, style: Style, subject: &SheetSubject) {
        let area = sheet.area().shrunk(style.lines[0]);
        let gap = style.gap(0.9);
        let wide = area.width > area.height * 1.15;
        let side = (area.width * 0.27).clamp(style.sizes[0] * 11.0, style.sizes[0] * 17.0);
        // Drawn once aside: only then it is known how much room the legend takes.
        let mut aside = Sheet::new(sheet.width, sheet.height);
        let explained = maps(&mut aside, style, area, subject, self.wording);
        let Some(explained) = explained.filter(|legend| !legend.is_empty()) else {
            maps(sheet, style, area, subject, self.wording);
            return;
        };
        if wide {
            let left = Area::new(area.left, area.top, area.width - side - gap, area.height);
            maps(sheet, style, left, subject, self.wording);
            let right = Area::new(area.right() - side, area.top, side, area.height);
            explained.draw(sheet, &style, right, side);
        } else {
            let columns = ((area.width + gap) / (style.sizes[0] * 13.0))
                .floor()
                .max(1.0);
            let column = (area.width - style.gap(1.6) * (columns - 1.0)) / columns;
            let most = area.height * 0.3;
            let (high, _) = explained.size(&style, column, most);
            let above = Area::new(area.left, area.top, area.width, area.height - high - gap);
            maps(sheet, style, above, subject, self.wording);
            let below = Area::new(area.left, area.bottom() - high, area.width, high);
            explained.draw(sheet, &style, below, column);
        }
    }

    /// A sheet for a wall, and how many pixels a unit it is drawn with.
    fn wall(&self, [width, height]: [u32; 2]) -> (Sheet, Style, f32) {
        let scale = height.max(1) as f32 / WALL;
        let sheet = Sheet::new(width as f32 / scale, WALL);
        let mut style = Style::wall(self.wording.language());
        style.pixels = scale;
        (sheet, style, scale)
    }

    pub(super) fn subject<'b>(
        &'b self,
        scene: &'b Scene,
        maps: &'b [MapAnswers],
        content: &'b SceneContent,
    ) -> SheetSubject<'b> {
        SheetSubject {
            plan: &self.answers.ground().plan,
            scene,
            maps,
            content,
            ground: &self.shapes,
            emphasis: None,
        }
    }

    /// A scene as a page of paper, the so manieth of so many.
    ///
    /// # Errors
    /// [`Cancelled`].
    pub fn scene_page(
        &self,
        scene: &Scene,
        content: &SceneContent,
        setup: PageSetup,
        page: (usize, usize),
        cancel: &Cancel,
    ) -> Result<Sheet, Cancelled> {
        let answers = MapAnswers::of(&self.answers, scene, cancel)?;
        let subject = self.subject(scene, &answers, content);
        Ok(self.page(&subject, setup, page))
    }

    pub(super) fn page(
        &self,
        subject: &SheetSubject,
        setup: PageSetup,
        page: (usize, usize),
    ) -> Sheet {
        let (mut sheet, style) = (setup.sheet(), setup.style(self.wording.language()));
        let frame = PageFrame {
            title: subject.content.title.clone(),
            work: self.answers.ground().plan.name.clone(),
            basis: subject.content.basis.clone(),
            page: Some(page),
        };
        let inner = head_and_foot(&mut sheet, &style, setup.printed(), &frame, self.wording);
        body(&mut sheet, style, inner, subject, self.wording);
        sheet
    }

    /// All scenes as a PDF, a page each, in their order.
    ///
    /// # Errors
    /// [`PaperError`].
    pub fn briefing_pdf(
        &self,
        scenes: &[(&Scene, &SceneContent)],
        setup: PageSetup,
        cancel: &Cancel,
    ) -> Result<PaperFile, PaperError> {
        let title = &self.answers.ground().plan.name;
        let mut book = PdfBook::new(title, self.wording.language());
        let mut missing = std::collections::BTreeSet::new();
        for (index, (scene, content)) in scenes.iter().enumerate() {
            let page = (index + 1, scenes.len());
            let sheet = self.scene_page(scene, content, setup, page, cancel)?;
            missing.extend(&sheet.missing);
            book.page(&sheet)?;
            cancel.report(page.0 as u64, page.1 as u64);
        }
        Ok(PaperFile {
            pdf: book.finish()?,
            pages: scenes.len(),
            missing: missing.into_iter().collect(),
        })
    }
}
