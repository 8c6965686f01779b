//! Text on slides: how wide it is, how it is shortened, how it is written.

use quick_xml::escape::escape;

use crate::i18n::language::Language;

/// Colours of slides, RRGGBB.
pub(super) const INK: &str = "1B2430";
pub(super) const SECOND: &str = "55606E";
pub(super) const ACCENT: &str = "0B63CE";
pub(super) const HAIRLINE: &str = "D9DEE5";
pub(super) const BAND: &str = "F6F7F9";

/// EMU in an inch.
const EMU: f64 = 914_400.0;

/// A length in EMU.
pub(super) fn emu(inches: f64) -> i64 {
    (inches * EMU).round() as i64
}

/// How wide a text is at most, inches. Fonts differ from office to office: letters are taken a little wider than they are.
pub(super) fn width(text: &str, points: f64) -> f64 {
    let em: f64 = text.chars().map(em).sum();
    em * points / 72.0 * 1.06
}

fn em(letter: char) -> f64 {
    match letter {
        ' ' | '.' | ',' | ':' | ';' | '\'' | '|' | 'i' | 'j' | 'l' | '!' => 0.34,
        '0'..='9' => 0.64,
        'm' | 'w' | 'M' | 'W' | '%' | '@' | '+' | '\u{2212}' => 0.95,
        'A'..='Z' => 0.7,
        '\u{2E80}'.. | '\u{2014}' | '\u{2026}' => 1.0,
        '\u{B7}' => 0.5,
        _ => 0.6,
    }
}

/// How many lines a text takes at this width.
pub(super) fn lines(text: &str, inches: f64, points: f64) -> usize {
    let full = (width(text, points) / (inches * 0.94).max(0.1)).ceil();
    (full as usize).max(1)
}

/// The text, shortened with `…` where it would take more lines than this.
pub(super) fn fitted(text: &str, inches: f64, points: f64, most: usize) -> String {
    // A line breaks before it is full: two and more lines hold less than their width.
    let loss = if most > 1 { 0.9 } else { 1.0 };
    let room = inches * most as f64 * loss;
    if width(text, points) <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut wide = width("…", points);
    for letter in text.chars() {
        wide += width(letter.encode_utf8(&mut [0; 4]), points);
        if wide > room {
            break;
        }
        kept.push(letter);
    }
    format!("{}…", kept.trim_end())
}

/// The text as XML holds it: escaped, without the characters XML cannot hold.
pub(super) fn plain(text: &str) -> String {
    let allowed = |letter: &char| {
        !letter.is_control() && !matches!(letter, '\u{FFFE}' | '\u{FFFF}') || matches!(letter, '\t')
    };
    let text: String = text.chars().filter(allowed).collect();
    escape(text.as_str()).into_owned()
}

/// How a run of text looks.
#[derive(Clone, Copy)]
pub(super) struct Face {
    pub points: f64,
    pub bold: bool,
    pub colour: &'static str,
    pub right: bool,
}

impl Face {
    pub(super) const fn of(points: f64, colour: &'static str) -> Self {
        Self {
            points,
            bold: false,
            colour,
            right: false,
        }
    }

    pub(super) const fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    pub(super) const fn to_the_right(self, right: bool) -> Self {
        Self { right, ..self }
    }
}

/// The language of a text and the one its foreign words are in.
pub(super) const fn languages(language: Language) -> (&'static str, &'static str) {
    match language {
        Language::Chinese => ("zh-CN", "en-US"),
        Language::English => ("en-US", "zh-CN"),
    }
}

/// One run.
pub(super) fn run(text: &str, face: Face, language: Language) -> String {
    let (lang, other) = languages(language);
    let size = (face.points * 100.0).round();
    let bold = if face.bold { r#" b="1""# } else { "" };
    format!(
        concat!(
            r#"<a:r><a:rPr lang="{}" altLang="{}" sz="{}"{} dirty="0">"#,
            r#"<a:solidFill><a:srgbClr val="{}"/></a:solidFill>"#,
            r#"<a:latin typeface="Calibri"/><a:ea typeface="Microsoft YaHei"/></a:rPr>"#,
            "<a:t>{}</a:t></a:r>"
        ),
        lang,
        other,
        size,
        bold,
        face.colour,
        plain(text)
    )
}

/// A paragraph of one run.
pub(super) fn paragraph(text: &str, face: Face, language: Language) -> String {
    paragraph_of(&run(text, face, language), face.right)
}

/// A paragraph of runs.
pub(super) fn paragraph_of(runs: &str, right: bool) -> String {
    let side = if right { "r" } else { "l" };
    format!(r#"<a:p><a:pPr algn="{side}"/>{runs}</a:p>"#)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_too_long_ends_in_an_ellipsis_within_its_width() {
        for text in [
            "西乡街道固戍社区警格十二号网格",
            "A very long name of a patrol point",
        ] {
            let short = fitted(text, 1.0, 12.0, 1);
            assert!(short.ends_with('…') && width(&short, 12.0) <= 1.0);
            assert_eq!(fitted(text, 9.0, 12.0, 1), text);
        }
    }

    #[test]
    fn what_xml_cannot_hold_is_left_out_and_what_it_reads_is_escaped() {
        assert_eq!(
            plain("a<b>&\u{1}\u{B}\"c\u{FFFE}"),
            "a&lt;b&gt;&amp;&quot;c"
        );
    }
}
