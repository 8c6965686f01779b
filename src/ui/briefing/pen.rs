//! The laser pointer and the pen: both lie over the scene and never touch the plan.

use egui::{Area, Color32, Context, CursorIcon, Id, Order, Pos2, Rect, Sense, Shape, Stroke, pos2};

use super::desk::{PenStroke, Pointer};
use super::screen::part;
use crate::ui::cx::Cx;

/// The colour of both: seen on maps of every colour.
const RED: Color32 = Color32::from_rgb(0xC4, 0x00, 0x3B);

/// Draws the strokes and takes the pointer where it is a pen or a laser.
pub(super) fn pen(context: &Context, cx: &mut Cx, map: Rect) {
    let width = 6.0 * part(cx);
    let Some(desk) = &mut cx.view.desk.briefing else {
        return;
    };
    let whole = context.content_rect();
    let taken = desk.pointer != Pointer::Hand;
    if !taken && desk.strokes_here().is_empty() {
        desk.drawing = false;
        return;
    }
    let room = if taken { whole } else { map };
    Area::new(Id::unique("briefing pen"))
        .order(Order::Middle)
        .fixed_pos(room.min)
        .interactable(taken)
        .show(context, |ui| {
            let sense = if taken {
                Sense::click_and_drag()
            } else {
                Sense::empty()
            };
            let (_, response) = ui.allocate_exact_size(room.size(), sense);
            if desk.pointer == Pointer::Pen {
                draw(desk, &response, whole);
                ui.ctx().set_cursor_icon(CursorIcon::Crosshair);
            }
            ui.set_clip_rect(whole);
            for stroke in desk.strokes_here() {
                let line: Vec<Pos2> = stroke.iter().map(|at| on(whole, *at)).collect();
                ui.painter().add(Shape::line(
                    line.clone(),
                    Stroke::new(width + 3.0, Color32::WHITE),
                ));
                ui.painter().add(Shape::line(line, Stroke::new(width, RED)));
            }
            if desk.pointer == Pointer::Laser
                && let Some(at) = ui.ctx().pointer_latest_pos()
            {
                ui.ctx().set_cursor_icon(CursorIcon::None);
                let painter = ui.painter();
                painter.circle_filled(at, width * 3.2, RED.gamma_multiply(0.22));
                painter.circle_filled(at, width * 1.6, Color32::WHITE);
                painter.circle_filled(at, width * 1.3, RED);
            }
        });
}

fn draw(desk: &mut super::BriefingDesk, response: &egui::Response, whole: Rect) {
    let key = (desk.at, desk.second);
    let down = response.dragged() || response.drag_stopped();
    if let (true, Some(at)) = (down, response.interact_pointer_pos()) {
        let strokes = desk.strokes.entry(key).or_default();
        if !desk.drawing {
            strokes.push(PenStroke::new());
        }
        let place = share(whole, at);
        if let Some(stroke) = strokes.last_mut()
            && stroke.last() != Some(&place)
        {
            stroke.push(place);
        }
    }
    desk.drawing = response.dragged();
}

fn share(whole: Rect, at: Pos2) -> [f32; 2] {
    let within = (at - whole.min) / whole.size();
    [within.x, within.y]
}

fn on(whole: Rect, [x, y]: [f32; 2]) -> Pos2 {
    pos2(
        whole.min.x + x * whole.width(),
        whole.min.y + y * whole.height(),
    )
}
