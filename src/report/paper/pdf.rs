//! Sheets as a PDF: paths stay paths, text stays text in embedded subset fonts, pictures lie where they belong.
//!
//! The same sheets give the same bytes: nothing of it is a clock's or a machine's.

use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point, Rect, Size, Transform};
use krilla::image::Image;
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, LineCap, LineJoin, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph};

use super::drawing::{Area, Ink, Mark, Path, Pen, Pixels, Sheet, Step, Writing};
use super::text::Letter;
use super::typefaces::Face;
use crate::i18n::language::Language;

/// A PDF is not there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the PDF could not be put together: {0}")]
pub struct PdfError(pub String);

/// A PDF in the making; sheets are units of 1/72 inch.
pub struct PdfBook {
    document: Document,
    fonts: Vec<Option<Font>>,
    title: String,
    language: Language,
}

impl std::fmt::Debug for PdfBook {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        (formatter.debug_struct("PdfBook"))
            .field("title", &self.title)
            .finish_non_exhaustive()
    }
}

impl PdfBook {
    /// A PDF without pages.
    #[must_use]
    pub fn new(title: &str, language: Language) -> Self {
        let fonts = Face::all().map(|face| Font::new(face.data().into(), 0));
        Self {
            document: Document::new(),
            fonts: fonts.collect(),
            title: title.to_owned(),
            language,
        }
    }

    /// Adds a sheet as the next page. What it shows is written at once: a sheet can go when it is on its page.
    ///
    /// # Errors
    /// [`PdfError`] where the sheet has no size.
    pub fn page(&mut self, sheet: &Sheet) -> Result<(), PdfError> {
        let settings = PageSettings::from_wh(sheet.width, sheet.height);
        let settings = settings.ok_or_else(|| PdfError("a page without a size".to_owned()))?;
        let mut page = self.document.start_page_with(settings);
        let mut surface = page.surface();
        let mut clips = 0usize;
        for mark in &sheet.marks {
            match mark {
                Mark::Path(shape, ink, pen) => path(&mut surface, shape, *ink, pen.as_ref()),
                Mark::Picture(area, pixels) => picture(&mut surface, *area, pixels),
                Mark::Text(writing) => write(&mut surface, &self.fonts, writing),
                Mark::Clip(area) => clips += usize::from(clip(&mut surface, *area)),
                // A clip too many to take back would be a fault of the drawing, not of the page.
                Mark::Unclip if clips > 0 => {
                    clips -= 1;
                    surface.pop();
                }
                Mark::Unclip => {}
            }
        }
        for _ in 0..clips {
            surface.pop();
        }
        surface.finish();
        page.finish();
        Ok(())
    }

    /// The whole file.
    ///
    /// # Errors
    /// [`PdfError`].
    pub fn finish(mut self) -> Result<Vec<u8>, PdfError> {
        let metadata = Metadata::new()
            .title(self.title)
            .language(self.language.tag().to_owned())
            .creator("PatrolGrid".to_owned())
            .producer("PatrolGrid".to_owned());
        self.document.set_metadata(metadata);
        let finished = self.document.finish();
        finished.map_err(|error| PdfError(format!("{error:?}")))
    }
}

fn colour(ink: Ink) -> rgb::Color {
    let [r, g, b] = ink.rgb;
    rgb::Color::new(r, g, b)
}

fn opacity(ink: Ink) -> NormalizedF32 {
    NormalizedF32::new(ink.alpha.clamp(0.0, 1.0)).unwrap_or(NormalizedF32::ONE)
}

fn fill(ink: Ink) -> Fill {
    Fill {
        paint: colour(ink).into(),
        opacity: opacity(ink),
        rule: FillRule::EvenOdd,
    }
}

fn stroke(pen: &Pen) -> Stroke {
    Stroke {
        paint: colour(pen.ink).into(),
        width: pen.width,
        line_cap: if pen.dash.is_empty() {
            LineCap::Round
        } else {
            LineCap::Butt
        },
        line_join: LineJoin::Round,
        opacity: opacity(pen.ink),
        dash: (!pen.dash.is_empty()).then(|| StrokeDash {
            array: pen.dash.clone(),
            offset: 0.0,
        }),
        ..Stroke::default()
    }
}

/// Hundredths of a unit are finer than any printer; more digits only make the file larger.
fn round(value: f32) -> f32 {
    (value * 100.0).round() / 100.0
}

fn shape(path: &Path) -> Option<krilla::geom::Path> {
    let mut builder = PathBuilder::new();
    for step in &path.0 {
        match step {
            Step::Move(at) => builder.move_to(round(at.x), round(at.y)),
            Step::Line(at) => builder.line_to(round(at.x), round(at.y)),
            Step::Curve(a, b, c) => builder.cubic_to(
                round(a.x),
                round(a.y),
                round(b.x),
                round(b.y),
                round(c.x),
                round(c.y),
            ),
            Step::Close => builder.close(),
        }
    }
    builder.finish()
}

fn path(surface: &mut Surface, path: &Path, ink: Option<Ink>, pen: Option<&Pen>) {
    let Some(path) = shape(path) else { return };
    surface.set_fill(ink.map(fill));
    surface.set_stroke(pen.map(stroke));
    surface.draw_path(&path);
}

fn picture(surface: &mut Surface, area: Area, pixels: &Pixels) {
    let whole = pixels.rgba.len() == pixels.width as usize * pixels.height as usize * 4;
    let Some(size) = Size::from_wh(area.width, area.height).filter(|_| whole) else {
        return;
    };
    let image = Image::from_rgba8(pixels.rgba.clone(), pixels.width, pixels.height);
    surface.push_transform(&Transform::from_translate(area.left, area.top));
    surface.draw_image(image, size);
    surface.pop();
}

fn clip(surface: &mut Surface, area: Area) -> bool {
    let rect = Rect::from_xywh(area.left, area.top, area.width, area.height);
    let path = rect.and_then(|rect| {
        let mut builder = PathBuilder::new();
        builder.push_rect(rect);
        builder.finish()
    });
    if let Some(path) = &path {
        surface.push_clip_path(path, &FillRule::NonZero);
    }
    path.is_some()
}

fn write(surface: &mut Surface, fonts: &[Option<Font>], writing: &Writing) {
    for run in writing.line.runs() {
        let face = run.first().and_then(|letter| letter.glyph);
        let font = face.and_then(|(face, _)| fonts.get(face.index())?.clone());
        match font {
            Some(font) => write_run(surface, font, writing, run),
            None => boxes(surface, writing, run),
        }
    }
}

fn write_run(surface: &mut Surface, font: Font, writing: &Writing, run: &[Letter]) {
    let size = writing.line.size;
    let mut text = String::new();
    let glyphs: Vec<KrillaGlyph> = run
        .iter()
        .filter_map(|letter| {
            let begin = text.len();
            text.push(letter.letter);
            let (_, glyph) = letter.glyph?;
            let advance = letter.width / size;
            let range = begin..text.len();
            Some(KrillaGlyph::new(
                GlyphId::new(glyph),
                advance,
                0.0,
                0.0,
                0.0,
                range,
                None,
            ))
        })
        .collect();
    let x = run.first().map_or(0.0, |letter| letter.x);
    let start = Point::from_xy(writing.at.x + x, writing.at.y);
    if let Some(halo) = &writing.halo {
        // As outlines, so that the text is there once.
        surface.set_fill(None);
        surface.set_stroke(Some(stroke(halo)));
        surface.draw_glyphs(start, &glyphs, font.clone(), &text, size, true);
    }
    surface.set_stroke(None);
    surface.set_fill(Some(fill(writing.ink)));
    surface.draw_glyphs(start, &glyphs, font, &text, size, false);
}

fn boxes(surface: &mut Surface, writing: &Writing, run: &[Letter]) {
    for outline in super::picture::empty_boxes(writing, run) {
        let pen = Pen::new(writing.ink, writing.line.size * 0.06);
        path(surface, &outline, None, Some(&pen));
    }
}
