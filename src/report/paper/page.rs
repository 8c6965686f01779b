//! Pages: their size, their head with the title, their foot with the plan, the data and the page's number.

use super::drawing::{Area, At, Path, Pen, Sheet, Writing};
use super::style::{ACCENT, HAIRLINE, PANEL, SECOND, Style, TEXT};
use super::text::Hand;
use super::wording::Wording;
use crate::i18n::language::Language;
use crate::i18n::message::Message;

/// Sizes of paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Paper {
    /// 210 × 297 mm.
    #[default]
    A4,
    /// 297 × 420 mm.
    A3,
}

/// A size of paper and how it lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct PageSetup {
    /// The paper.
    pub paper: Paper,
    /// Whether its long side lies across.
    pub landscape: bool,
}

/// A unit of paper sheets is 1/72 inch; a millimetre has so many.
pub const UNITS_A_MILLIMETRE: f32 = 72.0 / 25.4;

impl PageSetup {
    /// Width and height, units of 1/72 inch.
    #[must_use]
    pub fn size(self) -> (f32, f32) {
        let (short, long) = match self.paper {
            Paper::A4 => (210.0, 297.0),
            Paper::A3 => (297.0, 420.0),
        };
        let (width, height) = if self.landscape {
            (long, short)
        } else {
            (short, long)
        };
        (width * UNITS_A_MILLIMETRE, height * UNITS_A_MILLIMETRE)
    }

    /// An empty sheet of this paper.
    #[must_use]
    pub fn sheet(self) -> Sheet {
        let (width, height) = self.size();
        Sheet::new(width, height)
    }

    /// How large things are on it: on A3 a little larger, it hangs on a wall.
    #[must_use]
    pub fn style(self, language: Language) -> Style {
        let style = Style::paper(language);
        match self.paper {
            Paper::A4 => style,
            Paper::A3 => Style {
                px: style.px * 1.15,
                sizes: style.sizes.map(|size| size * 1.22),
                ..style
            },
        }
    }

    /// The part of a sheet that is printed on: 12 mm stay free on every side.
    #[must_use]
    pub fn printed(self) -> Area {
        let (width, height) = self.size();
        Area::new(0.0, 0.0, width, height).shrunk(12.0 * UNITS_A_MILLIMETRE)
    }
}

/// What stands in the head and the foot of a page.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PageFrame {
    /// What the page says.
    pub title: String,
    /// What it belongs to: the plan.
    pub work: String,
    /// Whose data, until when.
    pub basis: String,
    /// The page's number and how many there are.
    pub page: Option<(usize, usize)>,
}

/// Draws head and foot; returns what is left between them.
pub(super) fn head_and_foot(
    sheet: &mut Sheet,
    style: &Style,
    area: Area,
    frame: &PageFrame,
    wording: Wording,
) -> Area {
    let ground = Path::area(sheet.area());
    sheet.fill(ground, PANEL);
    let top = head(sheet, style, area, frame);
    let bottom = foot(sheet, style, area, frame, wording);
    Area::new(area.left, top, area.width, (bottom - top).max(0.0))
}

/// The title in one line, or, where it is long, in two smaller ones. Returns where the page begins below it.
fn head(sheet: &mut Sheet, style: &Style, area: Area, frame: &PageFrame) -> f32 {
    let hand = style.heading();
    let whole = hand.width(&frame.title);
    let (hand, lines) = if whole <= area.width {
        (hand, vec![hand.line(&frame.title)])
    } else {
        let small = Hand {
            size: hand.size * 0.82,
            ..hand
        };
        let mut lines = small.lines(&frame.title, area.width);
        if lines.len() > 2 {
            let rest: String = lines.drain(1..).map(|line| line.text()).collect();
            lines.push(small.fitted(&rest, area.width));
        }
        (small, lines)
    };
    let mut y = area.top;
    for line in lines {
        let at = At::new(area.left, y + hand.size * 0.95);
        sheet.write(Writing {
            at,
            line,
            ink: TEXT,
            halo: None,
        });
        y += hand.size * 1.3;
    }
    y += hand.size * 0.08;
    let rule = Path::line(At::new(area.left, y), At::new(area.right(), y));
    sheet.draw(rule, Pen::new(ACCENT, style.lines[1]));
    y + style.gap(0.9)
}

/// The plan and the basis to the left, the page's number to the right. Returns where the page ends above it.
fn foot(sheet: &mut Sheet, style: &Style, area: Area, frame: &PageFrame, wording: Wording) -> f32 {
    let hand = style.small();
    let number = frame.page.map(|(page, pages)| {
        let words = Message::new("paper-page")
            .with("page", page)
            .with("pages", pages);
        hand.line(&wording.say(&words))
    });
    let taken = number
        .as_ref()
        .map_or(0.0, |line| line.width + hand.size * 2.0);
    let parts = [frame.work.as_str(), frame.basis.as_str()];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let lines = hand.lines(&parts.join("  ·  "), (area.width - taken).max(1.0));
    let count = lines.len().max(1) as f32;
    let top = area.bottom() - count * hand.size * 1.3;
    for (index, line) in lines.into_iter().enumerate() {
        let at = At::new(
            area.left,
            top + hand.size * 1.3f32.mul_add(index as f32, 1.0),
        );
        sheet.write(Writing {
            at,
            line,
            ink: SECOND,
            halo: None,
        });
    }
    if let Some(line) = number {
        let at = At::new(area.right() - line.width, top + hand.size);
        sheet.write(Writing {
            at,
            line,
            ink: SECOND,
            halo: None,
        });
    }
    let y = top - hand.size * 0.35;
    let rule = Path::line(At::new(area.left, y), At::new(area.right(), y));
    sheet.draw(rule, Pen::new(HAIRLINE, style.lines[0]));
    y - style.gap(0.7)
}
