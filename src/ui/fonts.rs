//! The shipped fonts: Inter with tabular digits for Latin, Noto Sans CJK SC for Chinese, each in two weights.
//!
//! `assets/fonts/make_fonts.sh` cuts them; the system's own fonts are never asked, so text looks the same everywhere.

use std::sync::Arc;

use egui::{FontData, FontDefinitions, FontFamily};

use crate::i18n::language::Language;
use crate::report::fonts::FILES;

/// The name of the bold family.
pub const BOLD: &str = "bold";

/// The bold family: headings and figures.
#[must_use]
pub fn bold() -> FontFamily {
    FontFamily::Name(BOLD.into())
}

/// The font families for a language: quotation marks, dashes and dots are full width in Chinese only.
#[must_use]
pub fn definitions(language: Language) -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    for (name, data) in FILES {
        let mut font = FontData::from_static(data);
        if name.starts_with("han") {
            // Han characters hang below the Latin baseline; lifted, both stand in the middle of a row.
            font.tweak.y_offset_factor = -0.05;
        }
        fonts.font_data.insert(name.to_owned(), Arc::new(font));
    }
    let marks: &[&str] = match language {
        Language::Chinese => &[],
        Language::English => &["latin-marks"],
    };
    let family = |first: &[&str], last: &[&str]| {
        let names = first.iter().chain(marks).chain(last);
        names.map(|name| (*name).to_owned()).collect::<Vec<_>>()
    };
    let regular = family(&["latin-regular"], &["han-regular"]);
    let bold_names = family(&["latin-bold"], &["han-bold", "han-regular"]);
    fonts
        .families
        .insert(FontFamily::Proportional, regular.clone());
    fonts.families.insert(FontFamily::Monospace, regular);
    fonts.families.insert(bold(), bold_names);
    fonts
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// The characters of `text` that a family cannot draw.
    fn missing(language: Language, family: &FontFamily, text: &str) -> BTreeSet<char> {
        let context = egui::Context::default();
        context.set_fonts(definitions(language));
        let mut output = context.run_ui(egui::RawInput::default(), |_| {});
        output.textures_delta.clear();
        let font = egui::FontId::new(14.0, family.clone());
        context.fonts_mut(|fonts| {
            text.chars()
                .filter(|letter| !letter.is_control() && !fonts.has_glyph(&font, *letter))
                .collect()
        })
    }

    fn sentences() -> String {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/i18n");
        let mut text = String::new();
        for language in ["zh-CN", "en"] {
            for entry in std::fs::read_dir(folder.join(language)).expect("the folder") {
                text += &std::fs::read_to_string(entry.expect("an entry").path()).expect("a file");
            }
        }
        text
    }

    #[test]
    fn every_sentence_can_be_drawn() {
        for language in Language::ALL {
            for family in [FontFamily::Proportional, FontFamily::Monospace, bold()] {
                assert_eq!(
                    missing(language, &family, &sentences()),
                    BTreeSet::new(),
                    "{family:?}"
                );
            }
        }
    }

    #[test]
    fn every_character_of_gb2312_can_be_drawn() {
        let mut bytes = Vec::new();
        for row in (0xA1..=0xA9_u8).chain(0xB0..=0xF7) {
            for cell in 0xA1..=0xFE_u8 {
                bytes.extend([row, cell]);
            }
        }
        // GB18030 gives the unassigned codes of GB2312 meanings of its own (private use); those are passed over.
        let (text, _, _) = encoding_rs::GB18030.decode(&bytes);
        let levels: String = text
            .chars()
            .filter(|letter| ('\u{4E00}'..='\u{9FA5}').contains(letter))
            .collect();
        assert_eq!(levels.chars().count(), 6763);
        assert_eq!(
            missing(Language::Chinese, &FontFamily::Proportional, &levels),
            BTreeSet::new()
        );
    }

    #[test]
    fn digits_are_tabular_in_both_weights() {
        let context = egui::Context::default();
        context.set_fonts(definitions(Language::Chinese));
        let mut output = context.run_ui(egui::RawInput::default(), |_| {});
        output.textures_delta.clear();
        for family in [FontFamily::Proportional, bold()] {
            let font = egui::FontId::new(40.0, family);
            let widths: Vec<f32> = context.fonts_mut(|fonts| {
                ('0'..='9')
                    .map(|digit| fonts.glyph_width(&font, digit))
                    .collect()
            });
            let spread = widths.iter().fold(0.0_f32, |most, width| {
                most.max((width - widths.first().copied().unwrap_or(0.0)).abs())
            });
            assert!(spread < 0.1, "{widths:?}");
        }
    }
}
