//! Keys and definitions: every action by name, every figure in a sentence.

use egui::Ui;

use crate::ui::actions::{self, ACTIONS, Act, Group};
use crate::ui::cx::Cx;
use crate::ui::widgets;

/// Terms and their definitions.
const TERMS: [(&str, &str); 10] = [
    ("ui-covered", "ui-term-covered"),
    ("ui-layer-heat", "ui-def-density"),
    ("ui-bandwidth", "ui-term-bandwidth"),
    ("ui-scale-lock", "ui-scale-lock-tip"),
    ("ui-mean", "ui-term-mean"),
    ("ui-p90", "ui-term-p90"),
    ("ui-grids-covered", "ui-def-grids"),
    ("ui-covered-twice", "ui-def-twice"),
    ("ui-point-only", "ui-term-only"),
    (
        "ui-filter-patrol-discovered",
        "ui-filter-patrol-discovered-tip",
    ),
];

/// Draws the page.
pub fn keys_ui(ui: &mut Ui, cx: &mut Cx) {
    let theme = cx.theme;
    let height = ui.ctx().content_rect().height() - theme.px(220.0);
    egui::ScrollArea::vertical()
        .max_height(height)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            ui.set_width(ui.available_width() - theme.px(14.0));
            ui.spacing_mut().item_spacing.x = theme.px(32.0);
            ui.columns_const(|[left, right]| {
                for (index, group) in Group::ALL.into_iter().enumerate() {
                    let column = if index % 2 == 0 {
                        &mut *left
                    } else {
                        &mut *right
                    };
                    group_ui(column, cx, group);
                }
                mouse_ui(right, cx);
            });
            ui.spacing_mut().item_spacing.x = theme.px(8.0);
            let title = cx.text("ui-definitions");
            widgets::section(ui, theme, &title);
            for (term, definition) in TERMS {
                ui.horizontal_top(|ui| {
                    let size = egui::vec2(theme.px(170.0), theme.px(22.0));
                    let layout = egui::Layout::left_to_right(egui::Align::Min);
                    ui.allocate_ui_with_layout(size, layout, |ui| {
                        ui.set_min_width(size.x);
                        widgets::line(ui, &cx.text(term), theme.body(), theme.text);
                    });
                    let text = cx.text(definition);
                    widgets::paragraph(ui, theme, &text);
                });
            }
        });
}

fn group_ui(ui: &mut Ui, cx: &Cx, group: Group) {
    widgets::section(ui, cx.theme, &cx.text(group.sentence()));
    for row in ACTIONS.iter().filter(|row| row.group == group) {
        match (row.act, actions::keys_of(row.act)) {
            // Nine keys of one kind are one row.
            (Act::Layer(0), _) => key_row(ui, cx, &cx.text("ui-act-layers"), "1…9"),
            (Act::Layer(_), _) | (_, None) => {}
            (_, Some(keys)) => key_row(ui, cx, &cx.text(row.sentence), &keys),
        }
    }
}

fn mouse_ui(ui: &mut Ui, cx: &Cx) {
    widgets::section(ui, cx.theme, &cx.text("ui-mouse"));
    let rows = [
        ("ui-mouse-wheel", "ui-mouse-wheel-key"),
        ("ui-mouse-pan", "ui-mouse-pan-key"),
        ("ui-mouse-box", "ui-mouse-box-key"),
        ("ui-mouse-nudge", "ui-mouse-nudge-key"),
        ("ui-mouse-escape", "ui-mouse-escape-key"),
    ];
    for (sentence, keys) in rows {
        key_row(ui, cx, &cx.text(sentence), &cx.text(keys));
    }
}

fn key_row(ui: &mut Ui, cx: &Cx, name: &str, keys: &str) {
    let theme = cx.theme;
    let size = egui::vec2(ui.available_width(), theme.px(24.0));
    let (rect, response) = ui.allocate_exact_size(size, egui::Sense::hover());
    let said = format!("{name} {keys}");
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &said));
    let value = widgets::one_line(ui, keys, theme.small_strong(), rect.width());
    let chip = egui::Rect::from_min_max(
        egui::pos2(
            rect.right() - value.size().x - theme.px(12.0),
            rect.top() + theme.px(2.0),
        ),
        egui::pos2(rect.right(), rect.bottom() - theme.px(2.0)),
    );
    ui.painter().rect_filled(chip, 4.0, theme.hover);
    ui.painter()
        .galley(chip.center() - value.size() / 2.0, value, theme.text);
    let label = widgets::one_line(
        ui,
        name,
        theme.body(),
        rect.width() - chip.width() - theme.px(8.0),
    );
    let at = egui::pos2(rect.left(), rect.center().y - label.size().y / 2.0);
    if label.elided {
        response.on_hover_text(name);
    }
    ui.painter().galley(at, label, theme.text);
}
