//! Lines of text: measured, broken where Chinese and English may be broken, cut short where there is no room.

use unicode_linebreak::{BreakOpportunity, linebreaks};

use super::typefaces::{Face, Weight, glyph};
use crate::i18n::language::Language;

/// How text is written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hand {
    /// The language: it decides about the marks both fonts have.
    pub language: Language,
    /// How heavy.
    pub weight: Weight,
    /// The size of letters, units of the sheet.
    pub size: f32,
}

/// A letter on a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Letter {
    /// The character.
    pub letter: char,
    /// The font and the glyph's number in it; `None` where no font has it: it stands as an empty box.
    pub glyph: Option<(Face, u32)>,
    /// How far it stands from the beginning of the line, units.
    pub x: f32,
    /// How wide it is, units.
    pub width: f32,
}

/// One line, measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its letters from left to right.
    pub letters: Vec<Letter>,
    /// How wide it is, units.
    pub width: f32,
    /// The size of its letters, units.
    pub size: f32,
}

/// How high capital letters and how deep descenders are, as a share of the size; Chinese characters lie between.
pub const ASCENT: f32 = 0.88;
/// See [`ASCENT`].
pub const DESCENT: f32 = 0.2;
/// Width of the box that stands for a character no font has, as a share of the size.
const BOX: f32 = 0.8;

impl Hand {
    /// A hand of this size.
    #[must_use]
    pub const fn new(language: Language, weight: Weight, size: f32) -> Self {
        Self {
            language,
            weight,
            size,
        }
    }

    /// How far the next line stands below.
    #[must_use]
    pub const fn leading(&self) -> f32 {
        self.size * 1.42
    }

    /// Text on one line, as wide as it gets; line breaks and tabs become spaces.
    #[must_use]
    pub fn line(&self, text: &str) -> Line {
        let mut x = 0.0;
        let letters = text.chars().map(|letter| {
            let letter = if letter.is_whitespace() { ' ' } else { letter };
            let found = glyph(letter, self.language, self.weight);
            let width = found.map_or(BOX, |glyph| glyph.advance) * self.size;
            let at = x;
            x += width;
            Letter {
                letter,
                glyph: found.map(|glyph| (glyph.face, glyph.id)),
                x: at,
                width,
            }
        });
        let letters: Vec<Letter> = letters.collect();
        Line {
            letters,
            width: x,
            size: self.size,
        }
    }

    /// How wide text is on one line, units.
    #[must_use]
    pub fn width(&self, text: &str) -> f32 {
        self.line(text).width
    }

    /// Text in as many lines of this width as it takes. Broken where the Unicode line breaking rules allow it; a word wider
    /// than a line is broken anywhere.
    #[must_use]
    pub fn lines(&self, text: &str, width: f32) -> Vec<Line> {
        let text = &with_units(text);
        let mut lines = Vec::new();
        let mut begin = 0;
        let mut fits: Option<usize> = None;
        for (end, kind) in linebreaks(text) {
            while self.width(text[begin..end].trim_end()) > width {
                let at = fits
                    .take()
                    .unwrap_or_else(|| self.forced(text, begin, width));
                lines.push(self.line(text[begin..at].trim_end()));
                begin = at;
                if begin >= end {
                    break;
                }
            }
            fits = (end > begin).then_some(end);
            if kind == BreakOpportunity::Mandatory {
                if begin < end {
                    lines.push(self.line(text[begin..end].trim_end()));
                }
                begin = end;
                fits = None;
            }
        }
        lines
    }

    /// Where a word is broken that is wider than a line: after at least one letter.
    fn forced(self, text: &str, begin: usize, width: f32) -> usize {
        let mut used = 0.0;
        for (index, letter) in text[begin..].char_indices() {
            used += glyph(letter, self.language, self.weight).map_or(BOX, |glyph| glyph.advance)
                * self.size;
            if used > width && index > 0 {
                return begin + index;
            }
        }
        text.len()
    }

    /// Text on one line of at most this width: where it is longer its end gives way to an ellipsis.
    #[must_use]
    pub fn fitted(&self, text: &str, width: f32) -> Line {
        let whole = self.line(text);
        if whole.width <= width {
            return whole;
        }
        let room = width - self.width("…");
        let kept = whole
            .letters
            .iter()
            .take_while(|letter| letter.x + letter.width <= room);
        let mut short: String = kept.map(|letter| letter.letter).collect();
        short.truncate(short.trim_end().len());
        short.push('…');
        self.line(&short)
    }
}

/// The text with spaces between a figure and its unit that no line breaks at.
fn with_units(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let at = |index: Option<usize>| index.and_then(|index| letters.get(index).copied());
    let kept = letters.iter().enumerate().map(|(index, letter)| {
        let figure = at(index.checked_sub(1)).is_some_and(|before| before.is_ascii_digit());
        let unit = at(Some(index + 1)).is_some_and(|after| after.is_alphabetic() || after == '%');
        if *letter == ' ' && figure && unit {
            '\u{a0}'
        } else {
            *letter
        }
    });
    kept.collect()
}

impl Line {
    /// Its text.
    #[must_use]
    pub fn text(&self) -> String {
        self.letters.iter().map(|letter| letter.letter).collect()
    }

    /// The characters no font has.
    pub fn missing(&self) -> impl Iterator<Item = char> + '_ {
        let missing = self.letters.iter().filter(|letter| letter.glyph.is_none());
        missing.map(|letter| letter.letter)
    }

    /// Its letters in runs of one font.
    pub fn runs(&self) -> impl Iterator<Item = &[Letter]> {
        self.letters
            .chunk_by(|a, b| a.glyph.map(|(face, _)| face) == b.glyph.map(|(face, _)| face))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HAND: Hand = Hand::new(Language::Chinese, Weight::Regular, 10.0);

    fn texts(lines: &[Line]) -> Vec<String> {
        lines.iter().map(Line::text).collect()
    }

    #[test]
    fn no_line_is_wider_than_its_room_and_nothing_is_lost() {
        let text = "夜间盗抢警情集中在新安、西乡两个街道，占全区的 41.3 %（3,208 起）。Response within 3 min covers 78.4 % of incidents.";
        for width in [60.0, 100.0, 173.0, 400.0] {
            let lines = HAND.lines(text, width);
            assert!(lines.iter().all(|line| line.width <= width), "{width}");
            let joined: String = texts(&lines).concat();
            let bare = |text: &str| text.replace(' ', "");
            assert_eq!(bare(&joined), bare(text));
        }
    }

    #[test]
    fn a_line_never_begins_with_a_closing_mark() {
        let text = "新安街道，西乡街道、航城街道；福永街道。福海（沿江）";
        for width in 20..120u8 {
            for line in HAND.lines(text, f32::from(width)).iter().skip(1) {
                let first = line.letters.first().map(|letter| letter.letter);
                assert!(
                    !matches!(first, Some('，' | '、' | '；' | '。' | '）')),
                    "{width}"
                );
            }
        }
    }

    #[test]
    fn a_figure_keeps_its_unit() {
        let text = "占全区的 41.3 %，即 3,208 起，平均 2.2 min 到达";
        // A line has room for a figure with its unit at least; else even that is broken.
        let least = HAND.width("3,208 起，").max(HAND.width("41.3 %，")).ceil() as u8;
        for width in least + 1..least + 110 {
            for line in HAND.lines(text, f32::from(width)) {
                let first = line.text().trim_start().chars().next();
                assert!(
                    !matches!(first, Some('%' | '起' | 'm')),
                    "{width}: {}",
                    line.text()
                );
            }
        }
    }

    #[test]
    fn a_word_wider_than_its_room_is_broken_and_a_line_break_is_kept() {
        let lines = HAND.lines("abcdefghijklmnopqrstuvwxyz", 40.0);
        assert!(lines.len() > 3 && lines.iter().all(|line| line.width <= 40.0));
        assert_eq!(texts(&HAND.lines("一\n二", 40.0)), ["一", "二"]);
        assert!(HAND.lines("", 40.0).is_empty());
    }

    #[test]
    fn what_is_too_long_ends_in_an_ellipsis() {
        let line = HAND.fitted("布警点在新安街道与西乡街道之间", 60.0);
        assert!(
            line.width <= 60.0 && line.text().ends_with('…'),
            "{}",
            line.text()
        );
        assert_eq!(HAND.fitted("新安", 60.0).text(), "新安");
    }

    #[test]
    fn a_character_no_font_has_is_known() {
        let line = HAND.line("新𠮷安");
        assert_eq!(line.missing().collect::<String>(), "𠮷");
        assert_eq!(line.runs().count(), 3);
    }
}
