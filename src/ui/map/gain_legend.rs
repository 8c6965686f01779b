//! Grids coloured by what two plans cover: the classes, their colours, and the legend.

use egui::{Color32, Rect, Ui, Vec2, pos2, vec2};

use super::label_room::lay_out;
use super::legend::{GAP, PADDING, Swatch, WIDTH, panel, swatch, text, title};
use crate::base::palettes::diverging;
use crate::i18n::message::Message;
use crate::ui::cx::Cx;
use crate::ui::panels::compare::{at_hand, chosen_ring};
use crate::ui::panels::figures::ring_name;

/// A change of less than this share of a grid's area is not coloured: it is within what sample places tell apart.
const LEAST: f64 = 0.05;
/// From here on a grid counts as gained or lost for the most part.
const MOST: f64 = 0.5;

/// The classes from lost to gained: the sentence of each, and where on the scale its colour is taken.
const CLASSES: [(&str, f64); 4] = [
    ("map-gain-lost-most", -0.95),
    ("map-gain-lost-part", -0.45),
    ("map-gain-new-part", 0.45),
    ("map-gain-new-most", 0.95),
];

/// The class of a change of the share of a grid that is covered; `None` where there is next to none.
fn class(gained: f64) -> Option<usize> {
    match gained {
        none if none.abs() < LEAST => None,
        lost if lost <= -MOST => Some(0),
        lost if lost < 0.0 => Some(1),
        new if new < MOST => Some(2),
        _ => Some(3),
    }
}

/// The colour of such a change; transparent where there is next to none.
pub(super) fn colour(gained: f64, dark: bool) -> [u8; 4] {
    class(gained).map_or([0; 4], |class| {
        let [r, g, b] = diverging(CLASSES[class].1, dark);
        [r, g, b, 255]
    })
}

/// How strong the colours are on the map.
pub(super) const STRENGTH: f32 = 0.72;

/// The legend, laid out.
#[derive(Debug)]
pub(super) struct GainLegend {
    unit: String,
    line: f32,
    pub(super) size: Vec2,
}

impl GainLegend {
    /// The legend while grids gained and lost are shown; `None` where the map is too small for it.
    pub(super) fn of(ui: &Ui, cx: &Cx, room: Vec2) -> Option<Self> {
        let compared = at_hand(cx)?;
        let ring = chosen_ring(cx, &compared);
        let radius = ring_name(compared.plans[1].reach.rings().get(ring).copied());
        let line = cx.theme.sizes[0] * 1.45;
        let rows = CLASSES.len() as f32 + 2.0;
        let unit = cx.say(&Message::new("map-gain-unit").with("ring", radius));
        let words = lay_out(ui.painter(), &unit, cx.theme.sizes[0], cx.theme.second);
        let wide = cx.theme.px(WIDTH).max(words.size().x + 2.0 * PADDING);
        let size = vec2(wide.min(room.x), 2.0 * PADDING + rows * line + GAP);
        (size.y <= room.y).then_some(Self { unit, line, size })
    }

    /// Draws it into the room it asked for.
    pub(super) fn draw(&self, ui: &Ui, cx: &Cx, rect: Rect) {
        panel(ui, cx, rect);
        let inner = rect.shrink(PADDING);
        let row = |at: f32| {
            let left = pos2(inner.min.x, inner.min.y + at * self.line);
            Rect::from_min_size(left, vec2(inner.width(), self.line))
        };
        title(ui, cx, row(0.0), &cx.text("map-gain"), "");
        text(ui, row(1.0), &self.unit, cx.theme.sizes[0], cx.theme.second);
        for (at, (sentence, scale)) in (2u8..).zip(CLASSES) {
            let [r, g, b] = diverging(scale, cx.theme.is_dark());
            let colour = Color32::from_rgb(r, g, b).gamma_multiply(STRENGTH);
            let place = row(f32::from(at)).translate(vec2(0.0, GAP));
            swatch(ui, cx, place, Swatch::Colour(colour), &cx.text(sentence));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_more_is_gained_the_greener_and_what_stays_has_no_colour() {
        assert_eq!(colour(0.04, false)[3], 0);
        assert_eq!(colour(-0.049, true)[3], 0);
        for dark in [false, true] {
            let (lost, new) = (colour(-1.0, dark), colour(1.0, dark));
            assert!(new[1] > new[0] && new[1] > new[2], "green: {new:?}");
            assert!(lost[1] < lost[0] && lost[1] < lost[2], "purple: {lost:?}");
            assert_ne!(colour(0.5, dark), colour(0.49, dark));
            assert_ne!(colour(-0.5, dark), colour(-0.49, dark));
        }
    }
}
