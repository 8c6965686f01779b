//! The right panel: coverage, zones, points, inspect.

use egui::{Role, ScrollArea, Sense, Stroke, Ui, WidgetInfo, vec2};

use super::{coverage, inspect, points, zones};
use crate::ui::cx::Cx;
use crate::ui::view_state::RightTab;
use crate::ui::widgets;

/// Width, points in the light look.
pub const WIDTH: f32 = 360.0;

const TABS: [(RightTab, &str); 4] = [
    (RightTab::Coverage, "ui-tab-coverage"),
    (RightTab::Zones, "ui-tab-zones"),
    (RightTab::Points, "ui-tab-points"),
    (RightTab::Inspect, "ui-tab-inspect"),
];

/// Draws the panel.
pub fn right_ui(ui: &mut Ui, cx: &mut Cx) {
    tabs(ui, cx);
    match cx.view.right_tab {
        RightTab::Coverage => scrolled(ui, "coverage", |ui| coverage::coverage_ui(ui, cx)),
        RightTab::Zones => scrolled(ui, "zones", |ui| zones::zones_ui(ui, cx)),
        RightTab::Points => points::points_ui(ui, cx),
        RightTab::Inspect => scrolled(ui, "inspect", |ui| inspect::inspect_ui(ui, cx)),
    }
}

fn scrolled(ui: &mut Ui, salt: &str, contents: impl FnOnce(&mut Ui)) {
    ScrollArea::vertical()
        .id_salt(salt)
        .auto_shrink([false, false])
        .show(ui, contents);
}

fn tabs(ui: &mut Ui, cx: &mut Cx) {
    let theme = cx.theme;
    let (bar, _) =
        ui.allocate_exact_size(vec2(ui.available_width(), theme.px(40.0)), Sense::hover());
    let rule = Stroke::new(1.0, theme.hairline);
    ui.painter().hline(bar.x_range(), bar.bottom() - 0.5, rule);
    let inner = bar.shrink2(vec2(theme.px(8.0), 0.0));
    let width = inner.width() / TABS.len() as f32;
    for (index, (tab, sentence)) in TABS.into_iter().enumerate() {
        let place = egui::Rect::from_min_size(
            inner.min + vec2(width * index as f32, 0.0),
            vec2(width, inner.height()),
        );
        let name = cx.text(sentence);
        let id = ui.scope_id().with(("tab", index));
        let response = ui.interact(place, id, Sense::click());
        let chosen = cx.view.right_tab == tab;
        response.widget_info(|| WidgetInfo::selected(Role::Tab, true, chosen, &name));
        let (font, colour) = if chosen {
            (theme.strong(), theme.accent)
        } else if response.hovered() {
            (theme.body(), theme.text)
        } else {
            (theme.body(), theme.second)
        };
        let galley = widgets::one_line(ui, &name, font, place.width());
        let at = place.center() - galley.size() / 2.0;
        ui.painter().galley(at, galley, colour);
        if chosen {
            let line = egui::Rect::from_min_max(
                egui::pos2(place.left() + theme.px(14.0), bar.bottom() - theme.lines[1]),
                egui::pos2(place.right() - theme.px(14.0), bar.bottom()),
            );
            ui.painter().rect_filled(line, 1.0, theme.accent);
        }
        if response.has_focus() {
            let ring = theme.focus_ring();
            ui.painter()
                .rect_stroke(place.shrink(2.0), 6.0, ring, egui::StrokeKind::Inside);
        }
        if response.clicked() {
            cx.view.right_tab = tab;
        }
    }
}
