//! The legend as drawn: blocks of rows that never break apart, in one column or in several.

use super::drawing::{Area, At, Ink, Path, Pen, Sheet, Writing};
use super::hatching::hatch;
use super::style::{HAIRLINE, PANEL, SECOND, Style, TEXT};
use super::text::{Hand, Line};

/// What stands before a line of the legend.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Swatch {
    /// A field of a colour.
    Field(Ink),
    /// A hatched field.
    Hatched(Pen, f32),
    /// A line.
    Line(Pen),
    /// A road: its casing and its lane.
    Road(Pen, Pen),
    /// A disc of this size.
    Disc(Ink, f32),
    /// A hollow, dashed disc of this radius.
    Ghost(f32),
    /// A zone: fill and outline.
    Zone(Ink),
    /// A dot of this size.
    Dot(Ink, f32),
}

/// One row.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Row {
    /// What a block shows, and its unit.
    Head(String, String),
    /// A sign and what it means.
    Sign(Swatch, String),
    /// A ramp, and the figures at its beginning, middle and end.
    Ramp(Vec<Ink>, [String; 3]),
    /// A note.
    Note(String),
}

/// Rows that belong together.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Block(pub(super) Vec<Row>);

/// All of a map's signs.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Legend(pub(super) Vec<Block>);

/// Lays rows out in a column.
struct Measure<'a> {
    style: &'a Style,
    width: f32,
}

impl Measure<'_> {
    fn small(&self) -> Hand {
        self.style.small()
    }

    fn swatch(&self) -> f32 {
        self.style.sizes[0] * 1.9
    }

    fn words(&self, row: &Row) -> Vec<Line> {
        match row {
            Row::Head(title, unit) => {
                let bold = self.style.small_bold();
                let mut lines = bold.lines(title, self.width);
                let used = lines.last().map_or(0.0, |line| line.width);
                let unit_line = self.small().line(unit);
                if !unit.is_empty() && used + unit_line.width + bold.size > self.width {
                    lines.push(self.small().fitted(unit, self.width));
                }
                lines
            }
            Row::Sign(_, words) => {
                let left = self.swatch() + self.style.sizes[0] * 0.5;
                self.small().lines(words, (self.width - left).max(1.0))
            }
            Row::Note(words) => self.small().lines(words, self.width),
            Row::Ramp(..) => Vec::new(),
        }
    }

    fn height(&self, row: &Row) -> f32 {
        let leading = self.small().leading();
        match row {
            Row::Head(..) => self.words(row).len() as f32 * leading + leading * 0.12,
            Row::Sign(..) | Row::Note(..) => self.words(row).len() as f32 * leading,
            Row::Ramp(..) => leading * 2.0,
        }
    }

    fn block(&self, block: &Block) -> f32 {
        let rows: f32 = block.0.iter().map(|row| self.height(row)).sum();
        rows + self.style.sizes[0] * 0.7
    }
}

impl Legend {
    /// Whether there is nothing to explain.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How high it is in columns of this width that are at most so high, and how many columns it takes.
    #[must_use]
    pub fn size(&self, style: &Style, width: f32, most: f32) -> (f32, usize) {
        let columns = self.columns(style, width, most);
        let high = columns.iter().map(|(_, high)| *high).fold(0.0, f32::max);
        (high, columns.len())
    }

    fn columns(&self, style: &Style, width: f32, most: f32) -> Vec<(Vec<&Block>, f32)> {
        let measure = Measure { style, width };
        let mut columns: Vec<(Vec<&Block>, f32)> = Vec::new();
        for block in &self.0 {
            let high = measure.block(block);
            match columns.last_mut() {
                Some((blocks, used)) if *used + high <= most => {
                    blocks.push(block);
                    *used += high;
                }
                _ => columns.push((vec![block], high)),
            }
        }
        columns
    }

    /// Draws it into a box in columns of this width. `false` where a column did not fit into the box.
    pub fn draw(&self, sheet: &mut Sheet, style: &Style, area: Area, width: f32) -> bool {
        let measure = Measure { style, width };
        let gap = style.gap(1.6);
        let columns = self.columns(style, width, area.height);
        let mut whole = true;
        for (index, (blocks, high)) in columns.iter().enumerate() {
            let left = area.left + index as f32 * (width + gap);
            if left + width > area.right() + 0.5 || *high > area.height + 0.5 {
                whole = false;
                continue;
            }
            let mut top = area.top;
            for block in blocks {
                let mut at = top;
                for row in &block.0 {
                    draw_row(sheet, &measure, row, At::new(left, at));
                    at += measure.height(row);
                }
                top += measure.block(block);
            }
        }
        whole
    }
}

fn baseline(style: &Style, top: f32) -> f32 {
    top + style.sizes[0] * 1.02
}

fn text(sheet: &mut Sheet, line: Line, at: At, ink: Ink) {
    sheet.write(Writing {
        at,
        line,
        ink,
        halo: None,
    });
}

fn draw_row(sheet: &mut Sheet, measure: &Measure, row: &Row, at: At) {
    let style = measure.style;
    let leading = measure.small().leading();
    let lines = measure.words(row);
    match row {
        Row::Head(_, unit) => {
            let single = lines.len() == 1;
            let used = lines.last().map_or(0.0, |line| line.width);
            let unit_line = measure.small().line(unit);
            for (index, line) in lines.into_iter().enumerate() {
                let ink = if index == 0 { TEXT } else { SECOND };
                let y = baseline(style, at.y + index as f32 * leading);
                text(sheet, line, At::new(at.x, y), ink);
            }
            if single && !unit.is_empty() {
                let x = at.x + (used + style.sizes[0] * 0.8).min(measure.width - unit_line.width);
                text(sheet, unit_line, At::new(x, baseline(style, at.y)), SECOND);
            }
        }
        Row::Sign(swatch, _) => {
            let field = Area::new(
                at.x,
                at.y + leading * 0.14,
                measure.swatch(),
                leading * 0.72,
            );
            draw_swatch(sheet, style, swatch, field);
            let x = field.right() + style.sizes[0] * 0.5;
            for (index, line) in lines.into_iter().enumerate() {
                let y = baseline(style, at.y + index as f32 * leading);
                text(sheet, line, At::new(x, y), TEXT);
            }
        }
        Row::Note(_) => {
            for (index, line) in lines.into_iter().enumerate() {
                let y = baseline(style, at.y + index as f32 * leading);
                text(sheet, line, At::new(at.x, y), SECOND);
            }
        }
        Row::Ramp(colours, ticks) => ramp(sheet, measure, colours, ticks, at),
    }
}

fn ramp(sheet: &mut Sheet, measure: &Measure, colours: &[Ink], ticks: &[String; 3], at: At) {
    let style = measure.style;
    let leading = measure.small().leading();
    let strip = Area::new(at.x, at.y + leading * 0.15, measure.width, leading * 0.7);
    sheet.fill(Path::area(strip), PANEL);
    let step = strip.width / colours.len().max(1) as f32;
    for (index, ink) in colours.iter().enumerate() {
        let left = step.mul_add(index as f32, strip.left);
        // Each reaches to the strip's end under the next: no seams.
        let field = Area::new(left, strip.top, strip.right() - left, strip.height);
        sheet.fill(Path::area(field), *ink);
    }
    sheet.draw(Path::area(strip), Pen::new(HAIRLINE, style.lines[0]));
    let y = baseline(style, at.y + leading);
    for (share, words) in [0.0, 0.5, 1.0].into_iter().zip(ticks) {
        let line = measure.small().line(words);
        let x = (strip.width - line.width).mul_add(share, strip.left);
        text(sheet, line, At::new(x, y), TEXT);
    }
}

fn draw_swatch(sheet: &mut Sheet, style: &Style, swatch: &Swatch, field: Area) {
    let border = Pen::new(SECOND, style.lines[0] * 0.6);
    let middle = field.middle();
    let across = Path::line(
        At::new(field.left, middle.y),
        At::new(field.right(), middle.y),
    );
    match swatch {
        Swatch::Field(ink) => sheet.shape(Path::area(field), *ink, border),
        Swatch::Hatched(pen, apart) => {
            let path = Path::area(field);
            sheet.shape(path.clone(), PANEL, border);
            sheet.draw(hatch(&path, *apart), pen.clone());
        }
        Swatch::Line(pen) => sheet.draw(across, pen.clone()),
        Swatch::Road(casing, lane) => {
            sheet.draw(across.clone(), casing.clone());
            sheet.draw(across, lane.clone());
        }
        Swatch::Disc(ink, size) => {
            let size = size.min(field.height);
            super::map_points::disc(sheet, middle, size, *ink, 1.0);
        }
        Swatch::Ghost(radius) => {
            let radius = radius.min(field.height * 0.5);
            super::map_points::ghost(sheet, style, middle, radius);
        }
        Swatch::Zone(ink) => {
            let pen = Pen::new(TEXT.faded(0.55), style.lines[1] * 1.3);
            sheet.shape(Path::area(field), ink.faded(0.18), pen);
            sheet.draw(Path::area(field), Pen::new(*ink, style.lines[1] * 0.8));
        }
        Swatch::Dot(ink, size) => {
            sheet.fill(Path::circle(middle, size / 2.0), *ink);
        }
    }
}
