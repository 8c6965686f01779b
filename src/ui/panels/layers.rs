//! The layers panel: what the map shows, in which order, how strongly; the settings of one layer at a time.

use egui::{Rect, Role, ScrollArea, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::layer_settings::settings_ui;
use super::layer_words::{layer_count, layer_icon, layer_name, what_counts};
use crate::i18n::message::Message;
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::view_state::{LayerKind, LayerLook};
use crate::ui::widgets::{self, Press};

/// Width, points in the light look.
pub const WIDTH: f32 = 280.0;

/// Draws the panel.
pub fn layers_ui(ui: &mut Ui, cx: &mut Cx) {
    let theme = cx.theme;
    egui::Frame::new()
        .inner_margin(egui::Margin {
            left: theme.px(12.0) as i8,
            right: theme.px(8.0) as i8,
            top: theme.px(10.0) as i8,
            bottom: theme.px(4.0) as i8,
        })
        .show(ui, |ui| {
            widgets::line(
                ui,
                &cx.text("ui-layers"),
                theme.small_strong(),
                theme.second,
            );
        });
    ScrollArea::vertical()
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            cx.view.desk.layer_focus = None;
            let mut rects = Vec::new();
            for at in 0..cx.view.layers.len() {
                rects.push(row_ui(ui, cx, at));
            }
            reorder(ui, cx, &rects);
            ui.add_space(theme.px(16.0));
        });
}

/// One layer: grip, eye, name, count. Its settings below where they are open.
fn row_ui(ui: &mut Ui, cx: &mut Cx, at: usize) -> Rect {
    let theme = cx.theme;
    let Some(layer) = cx.view.layers.get(at).copied() else {
        return Rect::NOTHING;
    };
    let size = vec2(ui.available_width(), theme.px(30.0));
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let row = ui.interact(rect, row_id(ui, layer.kind), Sense::click());
    if row.has_focus() {
        move_focus(ui, cx, at, &row);
    }
    let open = cx.view.desk.layer_open == Some(layer.kind);
    let name = layer_name(cx, layer.kind);
    row.widget_info(|| WidgetInfo::selected(Role::DisclosureTriangle, true, open, &name));
    if row.clicked() {
        cx.view.desk.layer_open = (!open).then_some(layer.kind);
    }
    let inner = rect.shrink2(vec2(theme.px(4.0), 0.0));
    if row.hovered() || row.has_focus() {
        let edge = if row.has_focus() {
            theme.focus_ring()
        } else {
            Stroke::NONE
        };
        let radius = egui::CornerRadius::same(6);
        ui.painter()
            .rect(inner, radius, theme.hover, edge, egui::StrokeKind::Inside);
    }
    grip(ui, cx, at, rect, row.hovered());
    eye(ui, cx, at, rect, layer, &name);
    let (count, has_data) = layer_count(cx, layer.kind);
    let far = is_too_far(cx, layer);
    let colour = if layer.visible && has_data && !far {
        theme.text
    } else {
        theme.second
    };
    let icon = Rect::from_center_size(
        pos2(rect.left() + theme.px(62.0), rect.center().y),
        egui::Vec2::splat(theme.px(16.0)),
    );
    layer_icon(layer.kind).paint(ui.painter(), icon, theme.second);
    let galley = widgets::one_line(ui, &name, theme.body(), theme.px(132.0));
    let left = pos2(
        rect.left() + theme.px(78.0),
        rect.center().y - galley.size().y / 2.0,
    );
    ui.painter().galley(left, galley, colour);
    ui.painter().text(
        pos2(rect.right() - theme.px(26.0), rect.center().y),
        egui::Align2::RIGHT_CENTER,
        count,
        theme.small(),
        theme.second,
    );
    let caret = Rect::from_center_size(
        pos2(rect.right() - theme.px(15.0), rect.center().y),
        egui::Vec2::splat(theme.px(12.0)),
    );
    let told = match layer.kind {
        LayerKind::Incidents => what_counts(cx),
        _ => far.then(|| cx.text("ui-layer-too-far")),
    };
    if let Some(told) = told {
        row.on_hover_text(told);
    }
    let arrow = if open { Icon::Caret } else { Icon::Chevron };
    arrow.paint(ui.painter(), caret, theme.outline);
    if open {
        egui::Frame::new()
            .inner_margin(egui::Margin {
                left: theme.px(28.0) as i8,
                right: theme.px(12.0) as i8,
                top: theme.px(4.0) as i8,
                bottom: theme.px(12.0) as i8,
            })
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = theme.px(4.0);
                ui.push_id(("layer", layer.kind), |ui| settings_ui(ui, cx, at, layer));
            });
    }
    rect
}

/// A row keeps the keyboard while its layer moves.
fn row_id(ui: &Ui, kind: LayerKind) -> egui::Id {
    ui.scope_id().with(("layer row", kind))
}

/// A row with the keyboard: arrows go to the rows beside it, with Alt they move the layer (`Act::LayerUp`).
fn move_focus(ui: &Ui, cx: &mut Cx, at: usize, row: &egui::Response) {
    let filter = egui::EventFilter {
        vertical_arrows: true,
        ..egui::EventFilter::default()
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(row.id, filter));
    cx.view.desk.layer_focus = cx.view.layers.get(at).map(|layer| layer.kind);
    let (up, down) = ui.input_mut(|input| {
        let mut pressed = |key| input.consume_key(egui::Modifiers::NONE, key);
        (pressed(egui::Key::ArrowUp), pressed(egui::Key::ArrowDown))
    });
    let beside = match (up, down) {
        (true, false) => at.checked_sub(1),
        (false, true) => Some(at + 1),
        _ => None,
    };
    if let Some(layer) = beside.and_then(|beside| cx.view.layers.get(beside)) {
        let id = row_id(ui, layer.kind);
        ui.memory_mut(|memory| memory.request_focus(id));
    }
}

/// Whether a grid layer is on but its cells are too small to be shown at this zoom.
fn is_too_far(cx: &Cx, layer: LayerLook) -> bool {
    match layer.kind {
        LayerKind::Grid(level) => {
            let open = cx.session.sources().grids.content.layer(level).is_some();
            let shown = cx.view.levels_shown.get(level.index()) == Some(&true);
            layer.visible && open && !shown
        }
        _ => false,
    }
}

/// The layer the keyboard is about: the row that has it, else the one whose settings are open.
fn layer_at_hand(cx: &Cx) -> Option<usize> {
    let kind = cx.view.desk.layer_focus.or(cx.view.desk.layer_open)?;
    cx.view.layers.iter().position(|layer| layer.kind == kind)
}

/// Whether that layer can move up (else down) in the order.
#[must_use]
pub fn can_move(cx: &Cx, up: bool) -> bool {
    layer_at_hand(cx).is_some_and(|at| {
        if up {
            at > 0
        } else {
            at + 1 < cx.view.layers.len()
        }
    })
}

/// Moves it.
pub fn move_layer_at_hand(cx: &mut Cx, up: bool) {
    if let Some(at) = layer_at_hand(cx).filter(|_| can_move(cx, up)) {
        move_layer(&mut cx.view.layers, at, if up { at - 1 } else { at + 2 });
    }
}

fn grip(ui: &Ui, cx: &mut Cx, at: usize, rect: Rect, shows: bool) {
    let theme = cx.theme;
    let place = Rect::from_min_size(
        rect.min + vec2(theme.px(4.0), 0.0),
        vec2(theme.px(20.0), rect.height()),
    );
    let response = ui.interact(place, ui.scope_id().with(("grip", at)), Sense::drag());
    let dragging = cx.view.desk.layer_drag == Some(at);
    if response.drag_started() {
        cx.view.desk.layer_drag = Some(at);
    }
    if shows || response.hovered() || dragging {
        let colour = if dragging {
            theme.accent
        } else {
            theme.outline
        };
        Icon::Grip.paint(
            ui.painter(),
            place.shrink2(vec2(theme.px(2.0), theme.px(7.0))),
            colour,
        );
    }
    response.on_hover_cursor(egui::CursorIcon::Grab);
}

fn eye(ui: &mut Ui, cx: &mut Cx, at: usize, rect: Rect, layer: LayerLook, name: &str) {
    let theme = cx.theme;
    let place = Rect::from_center_size(
        pos2(rect.left() + theme.px(38.0), rect.center().y),
        egui::Vec2::splat(theme.px(28.0)),
    );
    let response = ui.interact(
        place,
        ui.scope_id().with(("eye", layer.kind)),
        Sense::click(),
    );
    let label = cx.say(&Message::new("ui-layer-show").with("layer", name));
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, layer.visible, &label));
    if response.has_focus() {
        let radius = egui::CornerRadius::same(6);
        let ring = theme.focus_ring();
        ui.painter()
            .rect_stroke(place, radius, ring, egui::StrokeKind::Inside);
    }
    let (icon, colour) = if layer.visible {
        (Icon::Eye, theme.text)
    } else {
        (Icon::EyeOff, theme.outline)
    };
    icon.paint(ui.painter(), place.shrink(theme.px(6.0)), colour);
    if response.clicked() {
        cx.view.toggle_layer(at);
    }
    response.on_hover_text(label);
}

/// While a grip is dragged: a line where the layer would go; on release it goes there.
fn reorder(ui: &Ui, cx: &mut Cx, rects: &[Rect]) {
    let Some(from) = cx.view.desk.layer_drag else {
        return;
    };
    if let Some(before) = widgets::dropped_before(ui, cx.theme, rects) {
        cx.view.desk.layer_drag = None;
        move_layer(&mut cx.view.layers, from, before);
    }
}

/// Moves a layer before the one that stands at `before` now.
pub fn move_layer(layers: &mut Vec<LayerLook>, from: usize, before: usize) {
    if from >= layers.len() || before > layers.len() {
        return;
    }
    let layer = layers.remove(from);
    let to = if before > from { before - 1 } else { before };
    layers.insert(to.min(layers.len()), layer);
}

/// A button with an icon and a text, for the settings of a layer.
pub(super) fn settings_button(ui: &mut Ui, cx: &Cx, icon: Icon, sentence: &str) -> bool {
    let press = Press::text(cx.theme, cx.text(sentence))
        .with_icon(icon)
        .small();
    ui.add(press).clicked()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layer_moves_before_the_one_pointed_at() {
        let kinds = |layers: &[LayerLook]| -> Vec<LayerKind> {
            layers.iter().map(|layer| layer.kind).collect()
        };
        let mut layers = crate::ui::view_state::ViewState::default().layers;
        let first: Vec<LayerKind> = kinds(&layers);
        move_layer(&mut layers, 0, 3);
        assert_eq!(
            kinds(&layers)[..3],
            [first[1], first[2], first[0]],
            "down past two"
        );
        move_layer(&mut layers, 2, 0);
        assert_eq!(kinds(&layers), first, "and back");
        move_layer(&mut layers, 1, 1);
        assert_eq!(kinds(&layers), first, "a drop in place changes nothing");
    }
}
