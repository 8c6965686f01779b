//! A column of a sheet that is filled from the top: the big figure, figures, sentences, a table. What does not fit is counted and
//! said, never cut off.

use super::drawing::{Area, At, Ink, Path, Pen, Sheet, Writing};
use super::style::{ACCENT, HAIRLINE, SECOND, Style, TEXT};
use super::text::{Hand, Line};
use super::typefaces::Weight;
use super::wording::Wording;
use crate::i18n::message::Message;
use crate::report::briefing::content::SceneFigure;

/// A column with what is left of it.
#[derive(Debug)]
pub(super) struct Column<'a> {
    /// The sheet.
    pub(super) sheet: &'a mut Sheet,
    /// How large things are.
    pub(super) style: Style,
    /// What is left.
    pub(super) area: Area,
}

impl Column<'_> {
    /// Takes so much away from the top.
    pub(super) fn take(&mut self, high: f32) -> Area {
        let taken = Area::new(self.area.left, self.area.top, self.area.width, high);
        let rest = (self.area.height - high).max(0.0);
        self.area = Area::new(self.area.left, self.area.top + high, self.area.width, rest);
        taken
    }

    /// Leaves a gap, unless nothing is left.
    pub(super) fn gap(&mut self, times: f32) {
        let gap = self.style.gap(times).min(self.area.height);
        self.take(gap);
    }

    /// Writes a line at a place.
    pub(super) fn text(&mut self, line: Line, at: At, ink: Ink) {
        self.sheet.write(Writing {
            at,
            line,
            ink,
            halo: None,
        });
    }

    /// A hairline across.
    pub(super) fn rule(&mut self) {
        let (left, top) = (self.area.left, self.area.top);
        let path = Path::line(At::new(left, top), At::new(self.area.right(), top));
        let pen = Pen::new(HAIRLINE, self.style.lines[0]);
        self.sheet.draw(path, pen);
    }

    /// Lines of text, as many as fit. Returns how many did not.
    pub(super) fn lines(&mut self, lines: Vec<Line>, hand: Hand, ink: Ink) -> usize {
        let total = lines.len();
        for (index, line) in lines.into_iter().enumerate() {
            if self.area.height < hand.leading() {
                return total - index;
            }
            let row = self.take(hand.leading());
            self.text(line, At::new(row.left, row.top + hand.size * 1.08), ink);
        }
        0
    }

    /// The one figure that matters, as large as the column lets it be.
    pub(super) fn big(&mut self, figure: &SceneFigure) {
        let (label, hand) = (self.style.body(), self.figure_hand(&figure.value));
        let words = label.lines(&figure.label, self.area.width);
        self.lines(words, label, SECOND);
        if self.area.height < hand.size * 1.2 {
            return;
        }
        let row = self.take(hand.size * 1.12);
        let value = hand.line(&figure.value);
        let (wide, baseline) = (value.width, row.top + hand.size * 0.92);
        self.text(value, At::new(row.left, baseline), ACCENT);
        if figure.change.is_empty() {
            return;
        }
        let change = self.style.body_bold().line(&figure.change);
        let gap = self.style.gap(0.8);
        if wide + gap + change.width <= row.width {
            self.text(change, At::new(row.left + wide + gap, baseline), TEXT);
        } else {
            let hand = self.style.body_bold();
            self.lines(hand.lines(&figure.change, row.width), hand, TEXT);
        }
    }

    /// The hand in which a big figure fits into the column.
    fn figure_hand(&self, value: &str) -> Hand {
        let hand = self.style.figure();
        let wide = hand.width(value);
        let fit = (self.area.width / wide.max(1.0)).min(1.0);
        Hand {
            size: hand.size * fit,
            ..hand
        }
    }

    /// Figures, one a row: what it is to the left, the figure to the right, by how much it changed below it. Returns how many
    /// did not fit.
    pub(super) fn figures(&mut self, figures: &[SceneFigure]) -> usize {
        for (index, figure) in figures.iter().enumerate() {
            if !self.figure(figure) {
                return figures.len() - index;
            }
        }
        0
    }

    fn figure(&mut self, figure: &SceneFigure) -> bool {
        let (small, bold) = (self.style.small(), self.figure_row_hand());
        let value = bold.fitted(&figure.value, self.area.width * 0.62);
        let change = (!figure.change.is_empty())
            .then(|| small.fitted(&figure.change, self.area.width * 0.62));
        let right = change
            .as_ref()
            .map_or(value.width, |change| change.width.max(value.width));
        let room = self.area.width - right - self.style.gap(0.8);
        let label = small.lines(&figure.label, room.max(1.0));
        let changed = change.as_ref().map_or(0.0, |_| small.leading());
        let pad = self.style.sizes[0] * 0.3;
        let left_high = label.len() as f32 * small.leading();
        let high = left_high.max(bold.leading() + changed) + 2.0 * pad;
        if self.area.height < high {
            return false;
        }
        let row = self.take(high);
        for (index, line) in label.into_iter().enumerate() {
            let y = row.top + pad + bold.size * 1.08 + index as f32 * small.leading();
            self.text(line, At::new(row.left, y), SECOND);
        }
        let baseline = row.top + pad + bold.size * 1.08;
        let x = row.right() - value.width;
        self.text(value, At::new(x, baseline), TEXT);
        if let Some(change) = change {
            let x = row.right() - change.width;
            self.text(change, At::new(x, baseline + small.leading()), SECOND);
        }
        self.rule();
        true
    }

    fn figure_row_hand(&self) -> Hand {
        Hand::new(
            self.style.language,
            Weight::Bold,
            self.style.sizes[1] * 1.08,
        )
    }

    /// Sentences in their colours, each a paragraph; a sentence is written whole or not at all, and what follows keeps its room. How
    /// many had none is said.
    pub(super) fn sentences(&mut self, sentences: &[(&String, Ink)], kept: f32, wording: Wording) {
        let hand = self.style.body();
        for (index, (sentence, ink)) in sentences.iter().enumerate() {
            let lines = hand.lines(sentence, self.area.width);
            let last = index + 1 == sentences.len();
            let more = if last { 0.0 } else { hand.leading() };
            let high = lines.len() as f32 * hand.leading() + more;
            if self.area.height - kept < high {
                self.more("paper-more-lines", sentences.len() - index, wording);
                return;
            }
            self.lines(lines, hand, *ink);
            self.gap(0.25);
        }
    }

    /// Says how many are left out.
    pub(super) fn more(&mut self, id: &'static str, count: usize, wording: Wording) {
        let hand = self.style.small();
        let words = wording.say(&Message::new(id).with("n", count));
        let line = hand.fitted(&words, self.area.width);
        self.lines(vec![line], hand, SECOND);
    }
}
