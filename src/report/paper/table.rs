//! A table in a column: heads with units, figures to the right, sums in bold; rows that do not fit are counted and said.

use super::column::Column;
use super::drawing::{Area, At, Path, Pen};
use super::style::{BAND, SECOND, TEXT};
use super::text::Hand;
use super::wording::Wording;
use crate::i18n::message::Message;
use crate::report::briefing::content::{SceneColumn, SceneTable};

/// The table as far as it fits.
pub(super) fn table(column: &mut Column, table: &SceneTable, wording: Wording) {
    let layout = Layout::of(column, table);
    let least = layout.head + 2.0 * layout.row;
    if table.columns.is_empty() || table.rows.is_empty() {
        return;
    }
    if column.area.height < least {
        column.more(
            "paper-more-rows",
            table.rows.len() - table.sums.min(table.rows.len()),
            wording,
        );
        return;
    }
    let cut = table.columns.len() - layout.widths.len();
    heads(column, table, &layout);
    let note = if cut > 0 { layout.row } else { 0.0 };
    let room = column.area.height - note;
    let fit = (room / layout.row).floor() as usize;
    let sums = table.sums.min(table.rows.len());
    let plain = table.rows.len() - sums;
    let (shown, left) = if fit >= table.rows.len() {
        (plain, 0)
    } else {
        // One row is for saying what is left out.
        let shown = fit.saturating_sub(sums + 1).min(plain);
        (shown, plain - shown)
    };
    for (index, cells) in table.rows.iter().take(shown).enumerate() {
        row(column, table, &layout, cells, (index % 2 == 1, false));
    }
    if left > 0 {
        column.more("paper-more-rows", left, wording);
    }
    for cells in table.rows.iter().skip(plain) {
        if column.area.height >= layout.row {
            row(column, table, &layout, cells, (false, true));
        }
    }
    if cut > 0 {
        let words = Message::new("paper-more-columns").with("n", cut);
        let hand = column.style.small();
        let line = hand.fitted(&wording.say(&words), column.area.width);
        column.lines(vec![line], hand, SECOND);
    }
}

struct Layout {
    widths: Vec<f32>,
    gap: f32,
    head: f32,
    row: f32,
}

impl Layout {
    /// Columns as wide as they need; where that is too much, those of words give way first, then the last columns stay away.
    fn of(column: &Column, table: &SceneTable) -> Self {
        let (hand, bold) = (column.style.small(), column.style.small_bold());
        let gap = hand.size * 1.0;
        let natural = |index: usize, head: &SceneColumn| {
            let cells = table.rows.iter().filter_map(|row| row.get(index));
            let cells = cells.map(|cell| hand.width(cell)).fold(0.0, f32::max);
            let sums = table.rows.iter().rev().take(table.sums);
            let sums = sums.filter_map(|row| row.get(index));
            let sums = sums.map(|cell| bold.width(cell)).fold(0.0, f32::max);
            let title = bold.lines(&head.title, hand.size * 6.5);
            let title = title.iter().map(|line| line.width).fold(0.0, f32::max);
            cells.max(sums).max(title).max(hand.width(&head.unit))
        };
        let mut widths: Vec<f32> = (table.columns.iter().enumerate())
            .map(|(index, head)| natural(index, head))
            .collect();
        let whole = column.area.width;
        loop {
            let gaps = gap * widths.len().saturating_sub(1) as f32;
            let over = widths.iter().sum::<f32>() + gaps - whole;
            if over <= 0.01 || widths.len() <= 1 {
                break;
            }
            if !Self::narrow(&mut widths, table, over, hand.size * 5.0) {
                widths.pop();
            }
        }
        if let [one] = widths.as_mut_slice() {
            *one = one.min(whole);
        }
        Self::spread(&mut widths, whole, gap, hand.size);
        let head_lines = (table.columns.iter().zip(&widths))
            .map(|(head, width)| bold.lines(&head.title, *width).len())
            .max();
        let units = table.columns.iter().any(|column| !column.unit.is_empty());
        let lines = head_lines.unwrap_or(1) + usize::from(units);
        Self {
            widths,
            gap,
            head: lines as f32 * hand.size * 1.25 + hand.size * 0.6,
            row: hand.leading(),
        }
    }

    /// Takes what is too much from columns of words, each down to the least. `false` where that is not enough.
    fn narrow(widths: &mut [f32], table: &SceneTable, over: f32, least: f32) -> bool {
        let pairs = widths.iter().zip(&table.columns);
        let spare = |width: f32, head: &SceneColumn| {
            if head.figures {
                0.0
            } else {
                (width - least).max(0.0)
            }
        };
        let room: f32 = pairs.map(|(width, head)| spare(*width, head)).sum();
        if room < over {
            return false;
        }
        for (width, head) in widths.iter_mut().zip(&table.columns) {
            *width -= spare(*width, head) / room * over;
        }
        true
    }

    /// Spreads what is left over between the columns, a few letters a column at most.
    fn spread(widths: &mut [f32], whole: f32, gap: f32, size: f32) {
        let gaps = gap * widths.len().saturating_sub(1) as f32;
        let left = whole - widths.iter().sum::<f32>() - gaps;
        let each = (left / widths.len().max(1) as f32).clamp(0.0, size * 7.0);
        for width in widths {
            *width += each;
        }
    }

    /// The left edge and the width of each column.
    fn columns(&self, left: f32) -> impl Iterator<Item = (f32, f32)> + '_ {
        let mut x = left;
        self.widths.iter().map(move |width| {
            let at = x;
            x += width + self.gap;
            (at, *width)
        })
    }

    fn width(&self) -> f32 {
        let gaps = self.gap * self.widths.len().saturating_sub(1) as f32;
        self.widths.iter().sum::<f32>() + gaps
    }
}

/// Where text of a width begins in a column: figures stand to the right.
fn begin((left, width): (f32, f32), text: f32, figures: bool) -> f32 {
    if figures { left + width - text } else { left }
}

fn heads(column: &mut Column, table: &SceneTable, layout: &Layout) {
    let (hand, bold) = (column.style.small(), column.style.small_bold());
    let area = column.take(layout.head);
    let step = hand.size * 1.25;
    // Heads stand on the line below them.
    let units = table.columns.iter().any(|column| !column.unit.is_empty());
    let floor = area.bottom() - hand.size * 0.5;
    for (head, place) in table.columns.iter().zip(layout.columns(area.left)) {
        let lines = bold.lines(&head.title, place.1);
        let below = usize::from(units);
        let count = lines.len();
        for (index, line) in lines.into_iter().enumerate() {
            let up = (count - 1 - index + below) as f32;
            let x = begin(place, line.width, head.figures);
            column.text(line, At::new(x, floor - up * step), TEXT);
        }
        let unit = hand.line(&head.unit);
        let x = begin(place, unit.width, head.figures);
        column.text(unit, At::new(x, floor), SECOND);
    }
    let (left, y) = (area.left, area.bottom());
    let line = Path::line(At::new(left, y), At::new(left + layout.width(), y));
    let pen = Pen::new(TEXT, column.style.lines[0]);
    column.sheet.draw(line, pen);
}

fn row(
    column: &mut Column,
    table: &SceneTable,
    layout: &Layout,
    cells: &[String],
    (banded, sum): (bool, bool),
) {
    let hand: Hand = if sum {
        column.style.small_bold()
    } else {
        column.style.small()
    };
    let area = column.take(layout.row);
    let field = Area::new(area.left, area.top, layout.width(), area.height);
    if banded {
        column.sheet.fill(Path::area(field), BAND);
    }
    if sum {
        let (from, to) = (
            At::new(field.left, field.top),
            At::new(field.right(), field.top),
        );
        let pen = Pen::new(SECOND, column.style.lines[0] * 0.7);
        column.sheet.draw(Path::line(from, to), pen);
    }
    let heads = table.columns.iter().zip(layout.columns(area.left));
    for (cell, (head, place)) in cells.iter().zip(heads) {
        let line = hand.fitted(cell, place.1 + 0.5);
        let x = begin(place, line.width, head.figures);
        column.text(line, At::new(x, area.top + hand.size * 1.06), TEXT);
    }
}
