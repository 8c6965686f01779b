//! The legend of streets coloured by reach: one line a ring, and what lies beyond them.

use egui::{Rect, Sense, Ui, Vec2, pos2, vec2};

use super::legend::{PADDING, Swatch, WIDTH, panel, swatch, title, title_width};
use super::street_lines::{alone, ring_colour};
use crate::i18n::message::Message;
use crate::ui::cx::Cx;
use crate::ui::desk::StreetColours;
use crate::ui::panels::figures::ring_name;
use crate::ui::view_state::LayerKind;

/// The legend, laid out.
#[derive(Debug)]
pub(super) struct StreetLegend {
    rows: Vec<(usize, String)>,
    rings: usize,
    head: [String; 2],
    line: f32,
    pub(super) size: Vec2,
}

impl StreetLegend {
    /// The legend while streets are coloured; `None` while they are not, or where the map is too small for it.
    pub(super) fn of(ui: &Ui, cx: &Cx, room: Vec2) -> Option<Self> {
        let derived = cx.session.derived();
        let figures = &derived.shown.figures;
        if derived.shown.streets.is_empty() || !cx.view.layer(LayerKind::Rings).visible {
            return None;
        }
        let travel = derived.coverage.get()?.roads.as_ref()?.rule();
        let whose = match alone(cx).as_deref() {
            Some([one]) => cx.say(&Message::new("map-streets-of").with("point", one.name.clone())),
            Some(_) => cx.text("map-streets-of-selected"),
            None => cx.text("map-streets"),
        };
        let head = [whose, cx.text(travel.mode.sentence())];
        let rings = figures.rings.len();
        let within =
            |ring| cx.say(&Message::new("map-streets-within").with("ring", ring_name(ring)));
        let last = figures.rings.last().map(|ring| ring.ring);
        let beyond = cx.say(&Message::new("map-streets-beyond").with("ring", ring_name(last)));
        let rows: Vec<(usize, String)> = match cx.view.desk.street_colours {
            StreetColours::Rings | StreetColours::Selected => {
                let rows = figures.rings.iter().map(|ring| within(Some(ring.ring)));
                rows.chain([beyond]).enumerate().collect()
            }
            StreetColours::First => {
                let by_point =
                    cx.say(&Message::new("map-streets-by-point").with("ring", ring_name(last)));
                vec![(usize::MAX, by_point), (rings, beyond)]
            }
        };
        let line = cx.theme.sizes[0] * 1.45;
        let font = egui::FontId::proportional(cx.theme.sizes[0]);
        let wide = rows.iter().map(|(_, words)| {
            let galley = crate::ui::widgets::one_line(ui, words, font.clone(), f32::INFINITY);
            galley.size().x + line * 1.6
        });
        let least = title_width(ui, cx, &head[0], &head[1]).max(cx.theme.px(WIDTH * 0.6));
        let wide = wide.fold(least, f32::max) + 2.0 * PADDING;
        let size = vec2(
            wide.min(room.x),
            (rows.len() as f32 + 1.0).mul_add(line, 2.0 * PADDING),
        );
        (size.y <= room.y).then_some(Self {
            rows,
            rings,
            head,
            line,
            size,
        })
    }

    /// Draws it into the room it asked for.
    pub(super) fn draw(&self, ui: &Ui, cx: &Cx, id: egui::Id, rect: Rect) {
        panel(ui, cx, rect);
        let tip = cx.text("map-streets-tip");
        ui.interact(rect, id.with("streets"), Sense::hover())
            .on_hover_text(tip);
        let inner = rect.shrink(PADDING);
        let row = |at: usize| {
            let left = pos2(inner.min.x, inner.min.y + at as f32 * self.line);
            Rect::from_min_size(left, vec2(inner.width(), self.line))
        };
        title(ui, cx, row(0), &self.head[0], &self.head[1]);
        for (at, (ring, words)) in (1..).zip(&self.rows) {
            let colour = if *ring == usize::MAX {
                cx.theme.category(1)
            } else {
                ring_colour(*ring, self.rings, cx.theme.is_dark())
            };
            swatch(ui, cx, row(at), Swatch::Colour(colour), words);
        }
    }
}
