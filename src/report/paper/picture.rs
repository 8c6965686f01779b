//! Sheets as pixels, without a display and without a graphics card; the same on every machine.

use std::collections::HashMap;

use skrifa::outline::OutlinePen;
use tiny_skia::{
    Color, FillRule, FilterQuality, LineCap, LineJoin, Paint, PathBuilder, Pixmap, PixmapPaint,
    Stroke, StrokeDash, Transform,
};

use super::drawing::{Area, At, Ink, Mark, Path, Pen, Pixels, Sheet, Step, Writing};
use super::text::Letter;
use super::typefaces::Face;

/// Most pixels along one side of a picture.
pub const LARGEST: u32 = 16_384;

/// A picture as it is shown: opaque, straight RGBA, row-major from the top left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Its pixels.
    pub pixels: Pixels,
    /// Characters that no font has; each stands as an empty box.
    pub missing: Vec<char>,
}

/// A picture is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a picture of this size cannot be made")]
pub struct NoPicture;

impl Picture {
    /// The sheet on white, so many pixels a unit; the size is rounded to whole pixels.
    ///
    /// # Errors
    /// [`NoPicture`] where a side would have no pixel or more than [`LARGEST`].
    pub fn of(sheet: &Sheet, pixels_a_unit: f32) -> Result<Self, NoPicture> {
        let side = |units: f32| (units * pixels_a_unit).round().max(0.0) as u32;
        let (width, height) = (side(sheet.width), side(sheet.height));
        if width > LARGEST || height > LARGEST {
            return Err(NoPicture);
        }
        let mut pixmap = Pixmap::new(width, height).ok_or(NoPicture)?;
        pixmap.fill(Color::WHITE);
        let mut painter = Painter {
            pixmap,
            scale: Transform::from_scale(pixels_a_unit, pixels_a_unit),
            below: Vec::new(),
            glyphs: HashMap::new(),
        };
        for mark in &sheet.marks {
            painter.mark(mark);
        }
        while !painter.below.is_empty() {
            painter.unclip();
        }
        Ok(Self {
            pixels: Pixels {
                width,
                height,
                // Opaque pixels are the same straight and premultiplied.
                rgba: painter.pixmap.take(),
            },
            missing: sheet.missing.iter().copied().collect(),
        })
    }

    /// The picture as a PNG file.
    ///
    /// # Errors
    /// [`NoPicture`].
    pub fn png(&self) -> Result<Vec<u8>, NoPicture> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, self.pixels.width, self.pixels.height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Fast);
        let mut writer = encoder.write_header().map_err(|_| NoPicture)?;
        let rgb = self.pixels.rgba.chunks_exact(4);
        let rgb: Vec<u8> = rgb
            .flat_map(|pixel| [pixel[0], pixel[1], pixel[2]])
            .collect();
        writer.write_image_data(&rgb).map_err(|_| NoPicture)?;
        writer.finish().map_err(|_| NoPicture)?;
        Ok(file)
    }
}

struct Painter {
    pixmap: Pixmap,
    scale: Transform,
    /// What lies below a clip: the pixels so far, and where the clip's own lie on them.
    below: Vec<Below>,
    glyphs: HashMap<(Face, u32), Option<tiny_skia::Path>>,
}

/// The pixels a clip is laid onto when it ends.
struct Below {
    pixmap: Pixmap,
    scale: Transform,
    /// Where the clip's pixels begin; `None` where the clip holds nothing.
    place: Option<(i32, i32)>,
}

impl Painter {
    fn mark(&mut self, mark: &Mark) {
        match mark {
            Mark::Path(path, ink, pen) => {
                if let Some(path) = shape(path) {
                    let scale = self.scale;
                    self.path(&path, scale, *ink, pen.as_ref());
                }
            }
            Mark::Picture(area, pixels) => self.picture(*area, pixels),
            Mark::Text(writing) => self.write(writing),
            Mark::Clip(area) => self.clip(*area),
            Mark::Unclip => self.unclip(),
        }
    }

    fn path(
        &mut self,
        path: &tiny_skia::Path,
        transform: Transform,
        ink: Option<Ink>,
        pen: Option<&Pen>,
    ) {
        if let Some(ink) = ink {
            let rule = FillRule::EvenOdd;
            (self.pixmap).fill_path(path, &paint(ink), rule, transform, None);
        }
        if let Some(pen) = pen {
            (self.pixmap).stroke_path(path, &paint(pen.ink), &stroke(pen), transform, None);
        }
    }

    fn picture(&mut self, area: Area, pixels: &Pixels) {
        let Some(picture) = premultiplied(pixels) else {
            return;
        };
        let fit = Transform::from_scale(
            area.width / pixels.width as f32,
            area.height / pixels.height as f32,
        );
        let place = fit.post_translate(area.left, area.top);
        let paint = PixmapPaint {
            quality: FilterQuality::Bilinear,
            ..PixmapPaint::default()
        };
        let transform = place.post_concat(self.scale);
        (self.pixmap).draw_pixmap(0, 0, picture.as_ref(), &paint, transform, None);
    }

    /// A clip has pixels of its own, whole ones: much faster than a mask over every mark inside.
    fn clip(&mut self, area: Area) {
        let (sx, sy) = (self.scale.sx, self.scale.sy);
        let to = |value: f32, scale: f32, shift: f32| value.mul_add(scale, shift).round();
        let left = to(area.left, sx, self.scale.tx).max(0.0);
        let top = to(area.top, sy, self.scale.ty).max(0.0);
        let right = to(area.right(), sx, self.scale.tx).min(self.pixmap.width() as f32);
        let bottom = to(area.bottom(), sy, self.scale.ty).min(self.pixmap.height() as f32);
        let (wide, high) = ((right - left).max(0.0), (bottom - top).max(0.0));
        let own = Pixmap::new(wide as u32, high as u32);
        let place = own.as_ref().map(|_| (left as i32, top as i32));
        // A clip that holds nothing is drawn onto a pixel nobody sees.
        let Some(own) = own.or_else(|| Pixmap::new(1, 1)) else {
            return;
        };
        let below = Below {
            pixmap: std::mem::replace(&mut self.pixmap, own),
            scale: self.scale,
            place,
        };
        self.scale = self.scale.post_translate(-left, -top);
        self.below.push(below);
    }

    fn unclip(&mut self) {
        let Some(below) = self.below.pop() else {
            return;
        };
        let own = std::mem::replace(&mut self.pixmap, below.pixmap);
        self.scale = below.scale;
        if let Some((x, y)) = below.place {
            let paint = PixmapPaint::default();
            let still = Transform::identity();
            (self.pixmap).draw_pixmap(x, y, own.as_ref(), &paint, still, None);
        }
    }

    fn write(&mut self, writing: &Writing) {
        if let Some(halo) = &writing.halo {
            let width = halo.width / writing.line.size;
            let pen = Pen::new(halo.ink, width);
            self.letters(writing, None, Some(&pen));
        }
        self.letters(writing, Some(writing.ink), None);
        for outline in empty_boxes(writing, &writing.line.letters) {
            let pen = Pen::new(writing.ink, writing.line.size * 0.06);
            self.mark(&Mark::Path(outline, None, Some(pen)));
        }
    }

    fn letters(&mut self, writing: &Writing, ink: Option<Ink>, pen: Option<&Pen>) {
        let size = writing.line.size;
        for letter in &writing.line.letters {
            let Some(key) = letter.glyph else { continue };
            let glyphs = &mut self.glyphs;
            let path = glyphs
                .entry(key)
                .or_insert_with(|| glyph_path(key.0, key.1));
            let Some(path) = path.clone() else { continue };
            let place = Transform::from_scale(size, -size)
                .post_translate(writing.at.x + letter.x, writing.at.y)
                .post_concat(self.scale);
            if let Some(ink) = ink {
                // Where strokes of a letter overlap there is no hole.
                (self.pixmap).fill_path(&path, &paint(ink), FillRule::Winding, place, None);
            }
            if let Some(pen) = pen {
                (self.pixmap).stroke_path(&path, &paint(pen.ink), &stroke(pen), place, None);
            }
        }
    }
}

/// Empty boxes where letters stand that no font has.
pub(super) fn empty_boxes<'a>(
    writing: &'a Writing,
    letters: &'a [Letter],
) -> impl Iterator<Item = Path> + 'a {
    let size = writing.line.size;
    let missing = letters.iter().filter(|letter| letter.glyph.is_none());
    missing.map(move |letter| {
        let left = writing.at.x + letter.x + 0.08 * size;
        let wide = (letter.width - 0.16 * size).max(0.1 * size);
        Path::area(Area::new(
            left,
            writing.at.y - 0.74 * size,
            wide,
            0.74 * size,
        ))
    })
}

fn paint(ink: Ink) -> Paint<'static> {
    let mut paint = Paint::default();
    let [r, g, b] = ink.rgb;
    let alpha = (ink.alpha.clamp(0.0, 1.0) * 255.0).round() as u8;
    paint.set_color_rgba8(r, g, b, alpha);
    paint
}

fn stroke(pen: &Pen) -> Stroke {
    let dashed = !pen.dash.is_empty();
    Stroke {
        width: pen.width,
        line_cap: if dashed {
            LineCap::Butt
        } else {
            LineCap::Round
        },
        line_join: LineJoin::Round,
        dash: dashed
            .then(|| StrokeDash::new(pen.dash.clone(), 0.0))
            .flatten(),
        ..Stroke::default()
    }
}

fn shape(path: &Path) -> Option<tiny_skia::Path> {
    let mut builder = PathBuilder::new();
    for step in &path.0 {
        match step {
            Step::Move(at) => builder.move_to(at.x, at.y),
            Step::Line(at) => builder.line_to(at.x, at.y),
            Step::Curve(a, b, c) => builder.cubic_to(a.x, a.y, b.x, b.y, c.x, c.y),
            Step::Close => builder.close(),
        }
    }
    builder.finish()
}

fn premultiplied(pixels: &Pixels) -> Option<Pixmap> {
    let size = tiny_skia::IntSize::from_wh(pixels.width, pixels.height)?;
    let data = pixels.rgba.chunks_exact(4).flat_map(|pixel| {
        let alpha = u16::from(pixel[3]);
        let times = |channel: u8| ((u16::from(channel) * alpha + 127) / 255) as u8;
        [times(pixel[0]), times(pixel[1]), times(pixel[2]), pixel[3]]
    });
    Pixmap::from_vec(data.collect(), size)
}

/// Collects a glyph's outline.
#[derive(Default)]
struct GlyphPen(PathBuilder);

impl OutlinePen for GlyphPen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to(x, y);
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to(x, y);
    }
    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.0.quad_to(cx, cy, x, y);
    }
    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        self.0.cubic_to(ax, ay, bx, by, x, y);
    }
    fn close(&mut self) {
        self.0.close();
    }
}

fn glyph_path(face: Face, glyph: u32) -> Option<tiny_skia::Path> {
    let mut pen = GlyphPen::default();
    face.outline(glyph, &mut pen)
        .then(|| pen.0.finish())
        .flatten()
}

/// Where a line of text lies, letters and all.
#[must_use]
pub fn extent(writing: &Writing) -> Area {
    let (size, At { x, y }) = (writing.line.size, writing.at);
    let high = super::text::ASCENT * size;
    let halo = writing.halo.as_ref().map_or(0.0, |halo| halo.width / 2.0);
    Area::new(
        x,
        y - high,
        writing.line.width,
        high + super::text::DESCENT * size,
    )
    .shrunk(-halo)
}
