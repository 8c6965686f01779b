//! A sheet as a list of marks, whatever it will be drawn with: paths, pictures, text, in one unit, from the top left.
//!
//! The PDF and the picture are both made from it, so that they show the same.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::text::Line;

/// A place on the sheet, units from its top left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct At {
    /// To the right.
    pub x: f32,
    /// Down.
    pub y: f32,
}

impl At {
    /// A place.
    #[must_use]
    pub const fn new(x: f32, y: f32) -> Self {
        Self { x, y }
    }

    /// The place so far to the right and down.
    #[must_use]
    pub fn by(self, x: f32, y: f32) -> Self {
        Self::new(self.x + x, self.y + y)
    }

    /// How far another place is.
    #[must_use]
    pub fn far(self, other: Self) -> f32 {
        (self.x - other.x).hypot(self.y - other.y)
    }
}

/// An upright box on the sheet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    /// Its left edge.
    pub left: f32,
    /// Its upper edge.
    pub top: f32,
    /// How wide it is.
    pub width: f32,
    /// How high it is.
    pub height: f32,
}

impl Area {
    /// A box from its upper left corner.
    #[must_use]
    pub const fn new(left: f32, top: f32, width: f32, height: f32) -> Self {
        Self {
            left,
            top,
            width,
            height,
        }
    }

    /// A box around its middle.
    #[must_use]
    pub fn around(middle: At, width: f32, height: f32) -> Self {
        Self::new(
            middle.x - width / 2.0,
            middle.y - height / 2.0,
            width,
            height,
        )
    }

    /// Its right edge.
    #[must_use]
    pub fn right(&self) -> f32 {
        self.left + self.width
    }

    /// Its lower edge.
    #[must_use]
    pub fn bottom(&self) -> f32 {
        self.top + self.height
    }

    /// Its middle.
    #[must_use]
    pub fn middle(&self) -> At {
        At::new(self.left + self.width / 2.0, self.top + self.height / 2.0)
    }

    /// The box with as much taken away on every side; never less than nothing.
    #[must_use]
    pub fn shrunk(&self, by: f32) -> Self {
        Self::new(
            self.left + by,
            self.top + by,
            (self.width - 2.0 * by).max(0.0),
            (self.height - 2.0 * by).max(0.0),
        )
    }

    /// Whether a place lies in it.
    #[must_use]
    pub fn holds(&self, at: At) -> bool {
        (self.left..=self.right()).contains(&at.x) && (self.top..=self.bottom()).contains(&at.y)
    }

    /// Whether a box lies in it whole, give or take a hundredth of a unit.
    #[must_use]
    pub fn holds_all(&self, other: &Self) -> bool {
        const SLACK: f32 = 0.01;
        other.left >= self.left - SLACK
            && other.top >= self.top - SLACK
            && other.right() <= self.right() + SLACK
            && other.bottom() <= self.bottom() + SLACK
    }

    /// Whether two boxes share a place.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        self.left < other.right()
            && other.left < self.right()
            && self.top < other.bottom()
            && other.top < self.bottom()
    }
}

/// A straight colour with its opacity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ink {
    /// Straight sRGB.
    pub rgb: [u8; 3],
    /// 0 nothing, 1 all.
    pub alpha: f32,
}

impl Ink {
    /// An opaque colour.
    #[must_use]
    pub const fn of(rgb: [u8; 3]) -> Self {
        Self { rgb, alpha: 1.0 }
    }

    /// The colour so much fainter.
    #[must_use]
    pub fn faded(self, by: f32) -> Self {
        Self {
            alpha: (self.alpha * by).clamp(0.0, 1.0),
            ..self
        }
    }
}

/// How a line is drawn; its ends and corners are round.
#[derive(Debug, Clone, PartialEq)]
pub struct Pen {
    /// Its colour.
    pub ink: Ink,
    /// Its width, units.
    pub width: f32,
    /// Lengths of dashes and gaps in turn, units; empty draws it through.
    pub dash: Vec<f32>,
}

impl Pen {
    /// A line drawn through.
    #[must_use]
    pub const fn new(ink: Ink, width: f32) -> Self {
        Self {
            ink,
            width,
            dash: Vec::new(),
        }
    }

    /// The line in dashes.
    #[must_use]
    pub fn dashed(self, dash: Vec<f32>) -> Self {
        Self { dash, ..self }
    }
}

/// A step along a path.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Step {
    /// Begins a part elsewhere.
    Move(At),
    /// A straight line.
    Line(At),
    /// A cubic curve: two handles and its end.
    Curve(At, At, At),
    /// Back to where the part began.
    Close,
}

/// A path of one or several parts; filled by the even-odd rule, so that an inner ring is a hole.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Path(pub Vec<Step>);

impl Path {
    /// A box.
    #[must_use]
    pub fn area(area: Area) -> Self {
        let mut path = Self::default();
        path.ring([
            At::new(area.left, area.top),
            At::new(area.right(), area.top),
            At::new(area.right(), area.bottom()),
            At::new(area.left, area.bottom()),
        ]);
        path
    }

    /// A box with round corners.
    #[must_use]
    pub fn rounded(area: Area, radius: f32) -> Self {
        let r = radius.min(area.width / 2.0).min(area.height / 2.0);
        let k = r * (1.0 - ARC);
        let (l, t, b, e) = (area.left, area.top, area.bottom(), area.right());
        let at = At::new;
        Self(vec![
            Step::Move(at(l + r, t)),
            Step::Line(at(e - r, t)),
            Step::Curve(at(e - k, t), at(e, t + k), at(e, t + r)),
            Step::Line(at(e, b - r)),
            Step::Curve(at(e, b - k), at(e - k, b), at(e - r, b)),
            Step::Line(at(l + r, b)),
            Step::Curve(at(l + k, b), at(l, b - k), at(l, b - r)),
            Step::Line(at(l, t + r)),
            Step::Curve(at(l, t + k), at(l + k, t), at(l + r, t)),
            Step::Close,
        ])
    }

    /// A circle.
    #[must_use]
    pub fn circle(middle: At, radius: f32) -> Self {
        Self::rounded(Area::around(middle, 2.0 * radius, 2.0 * radius), radius)
    }

    /// A straight line.
    #[must_use]
    pub fn line(from: At, to: At) -> Self {
        Self(vec![Step::Move(from), Step::Line(to)])
    }

    /// Adds a closed ring.
    pub fn ring(&mut self, corners: impl IntoIterator<Item = At>) {
        self.course(corners);
        if matches!(self.0.last(), Some(Step::Line(_))) {
            self.0.push(Step::Close);
        }
    }

    /// Adds a course of straight lines.
    pub fn course(&mut self, corners: impl IntoIterator<Item = At>) {
        for (index, corner) in corners.into_iter().enumerate() {
            self.0.push(if index == 0 {
                Step::Move(corner)
            } else {
                Step::Line(corner)
            });
        }
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The smallest box around its places, handles too; `None` of an empty path.
    #[must_use]
    pub fn extent(&self) -> Option<Area> {
        let places = self.0.iter().flat_map(|step| match step {
            Step::Move(at) | Step::Line(at) => vec![*at],
            Step::Curve(a, b, c) => vec![*a, *b, *c],
            Step::Close => Vec::new(),
        });
        let ends = places.fold(None, |ends: Option<[f32; 4]>, at| {
            let [l, t, r, b] = ends.unwrap_or([at.x, at.y, at.x, at.y]);
            Some([l.min(at.x), t.min(at.y), r.max(at.x), b.max(at.y)])
        });
        ends.map(|[l, t, r, b]| Area::new(l, t, r - l, b - t))
    }
}

/// How far a handle stands from the end of a quarter circle, as a share of the radius.
const ARC: f32 = 0.552_285;

/// A picture: straight RGBA, row-major from the top left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pixels {
    /// Columns.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Four bytes a pixel.
    pub rgba: Vec<u8>,
}

/// A line of text where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Writing {
    /// The left end of its baseline.
    pub at: At,
    /// The line.
    pub line: Line,
    /// The colour of its letters.
    pub ink: Ink,
    /// A line around its letters that sets them off the ground.
    pub halo: Option<Pen>,
}

/// One mark of a sheet.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// A path, filled and drawn around.
    Path(Path, Option<Ink>, Option<Pen>),
    /// A picture laid into a box.
    Picture(Area, Arc<Pixels>),
    /// A line of text.
    Text(Writing),
    /// From here to its [`Mark::Unclip`] nothing shows outside the box.
    Clip(Area),
    /// The end of the last clip.
    Unclip,
}

/// A sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// Its width, units.
    pub width: f32,
    /// Its height, units.
    pub height: f32,
    /// What is on it, the lowest first.
    pub marks: Vec<Mark>,
    /// Characters that no font has; each stands as an empty box.
    pub missing: BTreeSet<char>,
}

impl Sheet {
    /// An empty sheet.
    #[must_use]
    pub const fn new(width: f32, height: f32) -> Self {
        Self {
            width,
            height,
            marks: Vec::new(),
            missing: BTreeSet::new(),
        }
    }

    /// All of it.
    #[must_use]
    pub const fn area(&self) -> Area {
        Area::new(0.0, 0.0, self.width, self.height)
    }

    /// Fills a path.
    pub fn fill(&mut self, path: Path, ink: Ink) {
        if !path.is_empty() && ink.alpha > 0.0 {
            self.marks.push(Mark::Path(path, Some(ink), None));
        }
    }

    /// Draws along a path.
    pub fn draw(&mut self, path: Path, pen: Pen) {
        if !path.is_empty() && pen.ink.alpha > 0.0 {
            self.marks.push(Mark::Path(path, None, Some(pen)));
        }
    }

    /// Fills a path and draws around it.
    pub fn shape(&mut self, path: Path, ink: Ink, pen: Pen) {
        if !path.is_empty() {
            self.marks.push(Mark::Path(path, Some(ink), Some(pen)));
        }
    }

    /// Lays a picture into a box.
    pub fn picture(&mut self, area: Area, pixels: Pixels) {
        self.marks.push(Mark::Picture(area, Arc::new(pixels)));
    }

    /// Writes a line of text.
    pub fn write(&mut self, writing: Writing) {
        self.missing.extend(writing.line.missing());
        self.marks.push(Mark::Text(writing));
    }

    /// Draws what `inside` draws, and nothing of it outside the box.
    pub fn clipped(&mut self, area: Area, inside: impl FnOnce(&mut Self)) {
        self.marks.push(Mark::Clip(area));
        inside(self);
        self.marks.push(Mark::Unclip);
    }
}
