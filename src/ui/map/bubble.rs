//! A small note beside the pointer.

use egui::{Pos2, Rect, Stroke, StrokeKind, Ui, Vec2, vec2};

use crate::ui::theme::Theme;

/// Shows lines of text beside a position of the screen, kept inside the map. The first line is the main one.
pub(super) fn bubble(ui: &Ui, theme: &Theme, at: Pos2, lines: &[String]) {
    edged(ui, theme, at, lines, Stroke::new(1.0, theme.hairline));
}

/// The same with an edge that asks to be looked at.
pub(super) fn warning(ui: &Ui, theme: &Theme, at: Pos2, lines: &[String]) {
    edged(ui, theme, at, lines, Stroke::new(1.5, theme.warning));
}

fn edged(ui: &Ui, theme: &Theme, at: Pos2, lines: &[String], edge: Stroke) {
    let painter = ui.ctx().layer_painter(egui::LayerId::new(
        egui::Order::Tooltip,
        egui::Id::unique("map bubble"),
    ));
    // Long lines are broken, so that all of the note is on the map.
    let widest = (ui.clip_rect().width() - 32.0).clamp(60.0, theme.px(360.0));
    let galleys: Vec<_> = lines
        .iter()
        .enumerate()
        .map(|(index, line)| {
            let colour = if index == 0 { theme.text } else { theme.second };
            let font = egui::FontId::proportional(theme.sizes[0]);
            painter.layout(line.clone(), font, colour, widest)
        })
        .collect();
    let width = galleys
        .iter()
        .map(|galley| galley.size().x)
        .fold(0.0, f32::max);
    let gap = 3.0;
    let height: f32 = galleys.iter().map(|galley| galley.size().y).sum::<f32>()
        + gap * (galleys.len().max(1) - 1) as f32;
    let size = vec2(width, height) + Vec2::new(20.0, 14.0);
    let rect = placed(at, size, ui.clip_rect());
    painter.add(
        egui::epaint::Shadow {
            offset: [0, 2],
            blur: 10,
            spread: 0,
            color: egui::Color32::from_black_alpha(50),
        }
        .as_shape(rect, 6.0),
    );
    painter.rect(rect, 6.0, theme.panel, edge, StrokeKind::Inside);
    let mut top = rect.min + vec2(10.0, 7.0);
    for galley in galleys {
        let tall = galley.size().y;
        painter.galley(top, galley, theme.text);
        top.y += tall + gap;
    }
}

/// Right of and below the pointer, else on the other side.
fn placed(at: Pos2, size: Vec2, within: Rect) -> Rect {
    let mut min = at + vec2(16.0, 18.0);
    if min.x + size.x > within.max.x - 4.0 {
        min.x = at.x - 12.0 - size.x;
    }
    if min.y + size.y > within.max.y - 4.0 {
        min.y = at.y - 12.0 - size.y;
    }
    min = min.max(within.min + vec2(4.0, 4.0));
    Rect::from_min_size(min, size)
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::pos2;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_note_that_fits_stands_on_the_map_wherever_the_pointer_is(
            at in (0f32..1280.0, 0f32..720.0),
            parts in (0.05f32..1.0, 0.05f32..1.0),
        ) {
            let map = Rect::from_min_max(pos2(280.0, 40.0), pos2(920.0, 574.0));
            let room = map.size() - Vec2::splat(8.0);
            let size = vec2(room.x * parts.0, room.y * parts.1);
            let note = placed(pos2(at.0, at.1).clamp(map.min, map.max), size, map);
            prop_assert!(map.contains_rect(note), "{note:?}");
        }
    }
}
