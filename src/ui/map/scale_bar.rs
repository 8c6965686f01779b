//! The scale bar: a round length on the ground, 1, 2 or 5 times a power of ten.

use std::sync::Arc;

use egui::{Align2, Galley, Rect, Stroke, Ui, Vec2, pos2, vec2};

use super::frame::MapFrame;
use super::label_room::{anchored, lay_out};
use crate::base::units::Metres;
use crate::i18n::message::{Arg, Message};
use crate::ui::cx::Cx;

/// The longest the bar gets, points.
const LONGEST: f32 = 140.0;
/// It may always grow to this, however small the map is.
const SHORTEST: f32 = 60.0;
/// Room for the ends of its lines.
const EDGE: Vec2 = vec2(4.0, 2.0);

/// The longest round length that fits into the room.
pub(super) fn round_length(longest: Metres) -> Metres {
    let unit = 10f64.powf(longest.0.log10().floor());
    let times = [5.0, 2.0, 1.0]
        .into_iter()
        .find(|times| times * unit <= longest.0 * (1.0 + 1e-9))
        .unwrap_or(1.0);
    Metres(times * unit)
}

/// A length in words: metres below a kilometre.
pub(super) fn length_words(cx: &Cx, length: Metres, decimals: u8) -> String {
    if length.0 < 1000.0 {
        let metres = Arg::Decimal(length.0, 0);
        cx.say(&Message::new("map-metres").with("n", metres))
    } else {
        let km = Arg::Decimal(length.0 / 1000.0, decimals);
        cx.say(&Message::new("map-kilometres").with("n", km))
    }
}

/// The bar, laid out.
#[derive(Debug)]
pub(super) struct ScaleBar {
    words: Arc<Galley>,
    wide: f32,
    /// The room it takes.
    pub(super) size: Vec2,
}

impl ScaleBar {
    /// The bar of a map, no longer than a part of it.
    pub(super) fn of(ui: &Ui, cx: &Cx, frame: &MapFrame, longest: f32) -> Self {
        let stretch = cx.theme.sizes[0] / 12.0;
        let per_point = frame.metres_per_point();
        let longest = (LONGEST * stretch).min(longest).max(SHORTEST * stretch);
        let length = round_length(Metres(per_point.0 * f64::from(longest)));
        let wide = (length.0 / per_point.0) as f32;
        let words = length_words(cx, length, 0);
        let words = lay_out(ui.painter(), &words, cx.theme.sizes[0], cx.theme.text);
        let size = vec2(wide.max(words.size().x), words.size().y + 3.0) + EDGE * 2.0;
        Self { words, wide, size }
    }

    /// Draws it into the room it asked for.
    pub(super) fn draw(&self, ui: &Ui, cx: &Cx, room: Rect) {
        let stretch = cx.theme.sizes[0] / 12.0;
        let painter = ui.painter();
        let rect = room.shrink2(EDGE);
        let tick = 5.0 * stretch;
        let (left, right) = (
            rect.center().x - self.wide / 2.0,
            rect.center().x + self.wide / 2.0,
        );
        let base = rect.max.y;
        let stroke = Stroke::new(1.5 * stretch, cx.theme.text);
        let under = Stroke::new(4.0 * stretch, cx.theme.ground.gamma_multiply(0.8));
        let line = [
            pos2(left, base - tick),
            pos2(left, base),
            pos2(right, base),
            pos2(right, base - tick),
        ];
        for stroke in [under, stroke] {
            painter.add(egui::Shape::line(line.to_vec(), stroke));
        }
        let text = anchored(&self.words, Align2::CENTER_TOP, rect.center_top());
        super::label_room::write_with_halo(painter, &self.words, text.min, cx.theme.ground);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_bar_is_a_round_length_that_fits_and_fills_two_fifths(longest in 0.5f64..5e6) {
            let length = round_length(Metres(longest)).0;
            prop_assert!(length <= longest * (1.0 + 1e-9) && length > longest * 0.399);
            let unit = 10f64.powf((length * 1.0001).log10().floor());
            let times = (length / unit).round();
            prop_assert!((length / unit - times).abs() < 1e-9 && [1.0, 2.0, 5.0].contains(&times));
        }
    }

    #[test]
    fn the_bar_is_as_long_on_the_screen_as_its_words_say() {
        use crate::base::coords::LonLat;
        use crate::ui::view_state::Camera;
        use geo::{Distance, Geodesic, Point};
        let rect = Rect::from_min_max(pos2(0.0, 0.0), pos2(1280.0, 720.0));
        for zoom in [8.0, 11.7, 15.0, 19.5] {
            let camera = Camera {
                centre: LonLat::new(113.9, 22.65),
                zoom,
            };
            let frame = MapFrame::new(rect, camera, 1.0);
            let length = round_length(Metres(frame.metres_per_point().0 * f64::from(LONGEST)));
            let wide = length.0 / frame.metres_per_point().0;
            let (left, right) = (
                frame.place(pos2(640.0, 360.0)),
                frame.place(pos2(640.0 + wide as f32, 360.0)),
            );
            let ground = Geodesic.distance(
                Point::new(left.lon, left.lat),
                Point::new(right.lon, right.lat),
            );
            assert!(
                (ground / length.0 - 1.0).abs() < 1e-3,
                "{ground} m for {} m",
                length.0
            );
        }
    }
}
