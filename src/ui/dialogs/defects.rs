//! Everything wrong with a boundary layer: counts by kind, then the features, each zoomable.

use std::collections::BTreeMap;

use egui::Ui;

use crate::i18n::message::Message;
use crate::i18n::number;
use crate::io::defect::{Defect, DefectKind, DefectLevel};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::selection_edits::CLOSE;
use crate::ui::view_state::{CameraWish, Selected};
use crate::ui::widgets::{self, Press};

/// Draws the list.
pub fn defects_ui(ui: &mut Ui, cx: &mut Cx, defects: &[Defect]) {
    let theme = cx.theme;
    if defects.is_empty() {
        ui.add_space(theme.px(12.0));
        let text = cx.text("ui-defects-none");
        widgets::paragraph(ui, theme, &text);
        return;
    }
    let count = number::count(defects.len() as u64);
    let title = cx.say(&Message::new("ui-defects").with("n", count));
    widgets::section(ui, theme, &title);
    let mut kinds: BTreeMap<DefectKind, usize> = BTreeMap::new();
    for defect in defects {
        *kinds.entry(defect.kind).or_default() += 1;
    }
    let kind_wanted = cx.view.desk.defect_kind;
    ui.horizontal_wrapped(|ui| {
        for (kind, count) in &kinds {
            let text = format!(
                "{} {}",
                cx.text(kind_sentence(*kind)),
                number::count(*count as u64)
            );
            let press = Press::text(theme, text)
                .small()
                .outlined()
                .selected(kind_wanted == Some(*kind));
            if ui.add(press).clicked() {
                cx.view.desk.defect_kind = (kind_wanted != Some(*kind)).then_some(*kind);
            }
        }
    });
    ui.add_space(theme.px(4.0));
    let listed: Vec<&Defect> = defects
        .iter()
        .filter(|defect| kind_wanted.is_none_or(|kind| defect.kind == kind))
        .collect();
    ui.spacing_mut().item_spacing.y = 0.0;
    egui::ScrollArea::vertical()
        .id_salt("defects")
        .max_height(theme.px(200.0))
        .auto_shrink([false, true])
        .show_rows(ui, theme.px(28.0), listed.len(), |ui, range| {
            for defect in listed.get(range).unwrap_or_default() {
                row(ui, cx, defect);
            }
        });
}

fn row(ui: &mut Ui, cx: &mut Cx, defect: &Defect) {
    let theme = cx.theme;
    let (icon, colour) = match defect.level {
        DefectLevel::Repaired => (Icon::Info, theme.second),
        DefectLevel::Warning => (Icon::Warning, theme.warning),
        DefectLevel::Refused => (Icon::Close, theme.error),
    };
    let mut text = cx.say(&defect.message);
    if !defect.feature_name.is_empty() {
        text = format!("{}  {text}", defect.feature_name);
    }
    let press = Press::text(theme, text)
        .with_icon(icon)
        .colour(colour)
        .small()
        .fills()
        .enabled(defect.at.is_some());
    if ui.add(press).clicked()
        && let Some(at) = defect.at
    {
        cx.view.selected = Selected::Place(at);
        cx.view.camera_wish = Some(CameraWish::Centre(at, CLOSE));
        cx.view.desk.dialog = None;
    }
}

const fn kind_sentence(kind: DefectKind) -> &'static str {
    match kind {
        DefectKind::UnclosedRing => "ui-defect-unclosed-ring",
        DefectKind::SelfIntersection => "ui-defect-self-intersection",
        DefectKind::DuplicateGeometry => "ui-defect-duplicate-geometry",
        DefectKind::DuplicateCode => "ui-defect-duplicate-code",
        DefectKind::Overlap => "ui-defect-overlap",
        DefectKind::Gap => "ui-defect-gap",
        DefectKind::Empty => "ui-defect-empty",
        DefectKind::NonFinite => "ui-defect-non-finite",
        DefectKind::OutOfRange => "ui-defect-out-of-range",
        DefectKind::WrongWinding => "ui-defect-wrong-winding",
        DefectKind::DegenerateRing => "ui-defect-degenerate-ring",
        DefectKind::RepeatedCorner => "ui-defect-repeated-corner",
        DefectKind::HoleOutside => "ui-defect-hole-outside",
        DefectKind::NotAnArea => "ui-defect-not-an-area",
        DefectKind::Malformed => "ui-defect-malformed",
        DefectKind::CrossesAntimeridian => "ui-defect-antimeridian",
        DefectKind::MissingCode => "ui-defect-missing-code",
        DefectKind::NoParent => "ui-defect-no-parent",
        DefectKind::UnknownParent => "ui-defect-unknown-parent",
        DefectKind::ShiftedLayer => "ui-defect-shifted-layer",
    }
}
