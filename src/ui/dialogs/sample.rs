//! The first rows of a file as a table that scrolls sideways, by the wheel or by the arrow keys.

use egui::scroll_area::ScrollAreaOutput;
use egui::{
    Color32, EventFilter, Id, Key, Modifiers, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo,
};
use egui::{pos2, vec2};

use crate::ui::cx::Cx;
use crate::ui::widgets::one_line;

/// A column's head: its name, what it is used for, and why it is left out where it is.
#[derive(Debug, Clone, Default)]
pub struct Head {
    /// The name in the file.
    pub name: String,
    /// What the program takes it for; empty where it is not used.
    pub role: String,
    /// Why it is not read: it looks personal.
    pub left_out: Option<String>,
}

/// Draws the table.
pub fn sample_ui(ui: &mut Ui, cx: &Cx, heads: &[Head], rows: &[Vec<String>]) {
    let theme = cx.theme;
    let cell = vec2(theme.px(128.0), theme.px(24.0));
    let height = cell.y * (rows.len() as f32 + 2.0) + theme.px(14.0);
    egui::Frame::new()
        .fill(theme.ground)
        .corner_radius(6)
        .inner_margin(theme.px(8.0))
        .show(ui, |ui| {
            let id = ui.scope_id().with("sideways");
            let mut area = egui::ScrollArea::horizontal();
            if let Some(wanted) = ui.data_mut(|data| data.remove_temp::<f32>(id)) {
                area = area.horizontal_scroll_offset(wanted);
            }
            let area = area
                .max_height(height)
                .auto_shrink([false, true])
                .show(ui, |ui| {
                    let size = vec2(
                        cell.x * heads.len() as f32,
                        cell.y * (rows.len() as f32 + 2.0),
                    );
                    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
                    for (column, head) in heads.iter().enumerate() {
                        let left = rect.left() + cell.x * column as f32;
                        head_ui(ui, cx, head, pos2(left, rect.top()), cell);
                        for (at, row) in rows.iter().enumerate() {
                            let text = row.get(column).map_or("", String::as_str);
                            let top = rect.top() + cell.y * (at as f32 + 2.0);
                            let colour = used_colour(cx, head);
                            put(ui, cx, text, pos2(left, top), cell, colour);
                        }
                    }
                    let y = rect.top() + cell.y * 2.0;
                    let rule = Stroke::new(1.0, theme.hairline);
                    ui.painter().hline(rect.x_range(), y, rule);
                });
            sideways_by_keys(ui, cx, &area, cell.x, id);
        });
}

/// Where the table is wider than its place it takes the keyboard: left and right move it by a column, Home and End to its
/// ends.
fn sideways_by_keys(ui: &Ui, cx: &Cx, area: &ScrollAreaOutput<()>, column: f32, id: Id) {
    let most = area.content_size.x - area.inner_rect.width();
    if most < 1.0 {
        return;
    }
    let table = ui.interact(area.inner_rect, id, Sense::focusable_noninteractive());
    let name = cx.text("ui-sample-table");
    table.widget_info(|| WidgetInfo::labeled(Role::ScrollView, true, &name));
    if !table.has_focus() {
        return;
    }
    let filter = EventFilter {
        horizontal_arrows: true,
        ..EventFilter::default()
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(table.id, filter));
    ui.painter().rect_stroke(
        table.rect.expand(2.0),
        4.0,
        cx.theme.focus_ring(),
        StrokeKind::Middle,
    );
    let at = area.state.clamped_offset().x;
    let to = ui.input_mut(|input| {
        let mut times = |key| input.count_and_consume_key(Modifiers::NONE, key) as f32;
        let by = times(Key::ArrowRight) - times(Key::ArrowLeft);
        match (times(Key::Home) > 0.0, times(Key::End) > 0.0) {
            (true, _) => 0.0,
            (_, true) => most,
            _ => at + by * column,
        }
    });
    if to != at {
        ui.data_mut(|data| data.insert_temp(id, to.clamp(0.0, most)));
        ui.ctx().request_repaint();
    }
}

fn used_colour(cx: &Cx, head: &Head) -> Color32 {
    if head.role.is_empty() {
        cx.theme.second
    } else {
        cx.theme.text
    }
}

fn head_ui(ui: &Ui, cx: &Cx, head: &Head, at: egui::Pos2, cell: egui::Vec2) {
    let theme = cx.theme;
    let galley = one_line(ui, &head.name, theme.small_strong(), cell.x - theme.px(8.0));
    let y = at.y + (cell.y - galley.size().y) / 2.0;
    let width = galley.size().x;
    if galley.elided {
        whole_on_hover(ui, &head.name, egui::Rect::from_min_size(at, cell));
    }
    ui.painter()
        .galley(pos2(at.x, y), galley, used_colour(cx, head));
    let under = egui::Rect::from_min_size(pos2(at.x, at.y + cell.y), cell);
    match &head.left_out {
        Some(why) => {
            let line = Stroke::new(1.5, theme.warning);
            ui.painter()
                .hline(at.x..=at.x + width, at.y + cell.y / 2.0, line);
            put(
                ui,
                cx,
                &cx.text("ui-left-out"),
                under.min,
                cell,
                theme.warning,
            );
            let both = under.with_min_y(at.y);
            let id = ui.scope_id().with(("left out", head.name.as_str()));
            ui.interact(both, id, Sense::hover()).on_hover_text(why);
        }
        None => put(ui, cx, &head.role, under.min, cell, theme.accent),
    }
}

fn put(ui: &Ui, cx: &Cx, text: &str, at: egui::Pos2, cell: egui::Vec2, colour: Color32) {
    let theme = cx.theme;
    let galley = one_line(ui, text, theme.small(), cell.x - theme.px(8.0));
    let y = at.y + (cell.y - galley.size().y) / 2.0;
    if galley.elided {
        whole_on_hover(ui, text, egui::Rect::from_min_size(at, cell));
    }
    ui.painter().galley(pos2(at.x, y), galley, colour);
}

/// What does not fit its cell is told whole on hover.
fn whole_on_hover(ui: &Ui, text: &str, cell: egui::Rect) {
    let id = ui
        .scope_id()
        .with(("cell", cell.min.x as i32, cell.min.y as i32));
    ui.interact(cell, id, Sense::hover()).on_hover_text(text);
}
