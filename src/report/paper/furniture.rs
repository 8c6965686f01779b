//! What stands beside a map on paper: scale and scale bar, north, the reference system.

use super::drawing::{Area, At, Path, Pen, Sheet, Writing};
use super::map_drawing::Canvas;
use super::map_frame::MapFrame;
use super::style::{PANEL, SECOND, Style, TEXT};
use super::wording::Wording;
use crate::base::units::Metres;
use crate::i18n::message::{Arg, Message};

/// A scale bar: a round length on the ground, and how long that is on the sheet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScaleBar {
    /// The length on the ground: 1, 2 or 5 times a power of ten.
    pub ground: Metres,
    /// Its length on the sheet, units.
    pub length: f32,
}

impl ScaleBar {
    /// The longest bar that is at most so long on the sheet.
    #[must_use]
    pub fn at_most(frame: &MapFrame, units: f32) -> Self {
        let most = f64::from(units) * frame.metres_a_unit;
        let power = 10f64.powf(most.log10().floor());
        let steps = [5.0, 2.0, 1.0].into_iter().map(|step| step * power);
        let round = steps
            .into_iter()
            .find(|ground| *ground <= most * (1.0 + 1e-9));
        let ground = Metres(round.unwrap_or(power));
        Self {
            ground,
            length: frame.length(ground),
        }
    }

    fn words(self, share: f64, wording: Wording) -> String {
        let metres = self.ground.0 * share;
        let kilometres = self.ground.0 >= 1_000.0;
        let value = if kilometres { metres / 1_000.0 } else { metres };
        let decimals = u8::from((value - value.round()).abs() > 1e-6);
        if share < 1.0 {
            return crate::i18n::number::decimal(value, decimals);
        }
        let id = if kilometres {
            "map-kilometres"
        } else {
            "map-metres"
        };
        wording.say(&Message::new(id).with("n", Arg::Decimal(value, decimals)))
    }
}

/// How high a strip of furniture is.
#[must_use]
pub fn strip_height(style: &Style) -> f32 {
    style.sizes[0] * 3.0
}

/// Draws north, the scale bar, the scale where it is a true one, and, on paper, the reference system, from left to right.
pub fn strip(sheet: &mut Sheet, canvas: &Canvas, wording: Wording, area: Area) {
    let (style, frame) = (&canvas.style, &canvas.frame);
    let size = style.sizes[0];
    north(
        sheet,
        style,
        wording,
        At::new(area.left + size * 0.8, area.top),
    );
    let left = area.left + size * 3.2;
    let bar = ScaleBar::at_most(frame, (area.width * 0.3).min(size * 20.0));
    scale_bar(
        sheet,
        style,
        wording,
        bar,
        At::new(left, area.top + size * 0.5),
    );
    let last = style.small().width(&bar.words(1.0, wording));
    let mut x = left + bar.length + last / 2.0 + size * 1.4;
    let baseline = area.top + size * 1.6;
    if let Some(scale) = frame.scale {
        let words = Message::new("paper-scale").with("n", u64::from(scale));
        let line = style.small_bold().line(&wording.say(&words));
        let wide = line.width;
        write(sheet, line, At::new(x, baseline), TEXT);
        x += wide + size * 1.6;
    }
    if style.paper {
        let rest = Area::new(x, area.top, area.right() - x, area.height);
        reference(sheet, canvas, wording, rest);
    }
}

/// The reference system, in two lines at most, to the right.
fn reference(sheet: &mut Sheet, canvas: &Canvas, wording: Wording, area: Area) {
    let style = &canvas.style;
    let meridian = canvas.ground.projection.centre().lon;
    let words = Message::new("paper-crs").with("meridian", Arg::Decimal(meridian, 1));
    let hand = super::text::Hand {
        size: style.sizes[0] * 0.93,
        ..style.small()
    };
    let lines = hand.lines(&wording.say(&words), area.width.max(1.0));
    let top = if lines.len() > 1 { 1.05 } else { 1.6 };
    for (index, line) in lines.into_iter().take(2).enumerate() {
        let y = style.sizes[0].mul_add(1.3f32.mul_add(index as f32, top), area.top);
        let x = area.right() - line.width;
        write(sheet, line, At::new(x, y), SECOND);
    }
}

fn write(sheet: &mut Sheet, line: super::text::Line, at: At, ink: super::drawing::Ink) {
    sheet.write(Writing {
        at,
        line,
        ink,
        halo: None,
    });
}

/// An arrow to the north: half dark, half light.
fn north(sheet: &mut Sheet, style: &Style, wording: Wording, top: At) {
    let size = style.sizes[0];
    let (high, wide) = (size * 1.7, size * 0.55);
    let foot = top.by(0.0, high);
    let notch = top.by(0.0, high * 0.74);
    let pen = Pen::new(TEXT, style.lines[0] * 0.8);
    let mut dark = Path::default();
    dark.ring([top, notch, foot.by(-wide, 0.0)]);
    let mut light = Path::default();
    light.ring([top, foot.by(wide, 0.0), notch]);
    sheet.shape(light, PANEL, pen.clone());
    sheet.shape(dark, TEXT, pen);
    let line = style.small_bold().line(&wording.text("paper-north"));
    let at = foot.by(-line.width / 2.0, size * 1.05);
    write(sheet, line, at, TEXT);
}

/// The bar in four parts by turns dark and light, with figures at its ends and its middle.
fn scale_bar(sheet: &mut Sheet, style: &Style, wording: Wording, bar: ScaleBar, at: At) {
    const PARTS: u8 = 4;
    let size = style.sizes[0];
    let high = size * 0.5;
    let part = bar.length / f32::from(PARTS);
    let pen = Pen::new(TEXT, style.lines[0] * 0.8);
    for index in 0..PARTS {
        let left = part.mul_add(f32::from(index), at.x);
        let ink = if index % 2 == 0 { TEXT } else { PANEL };
        let field = Area::new(left, at.y, part, high);
        sheet.shape(Path::area(field), ink, pen.clone());
    }
    for share in [0.0, 0.5, 1.0] {
        let words = if share == 0.0 {
            "0".to_owned()
        } else {
            bar.words(share, wording)
        };
        let line = style.small().line(&words);
        let middle = bar.length.mul_add(share as f32, at.x);
        let y = at.y + high + size * 1.15;
        let x = middle - line.width / 2.0;
        write(sheet, line, At::new(x, y), TEXT);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::coords::{LocalBox, LocalXy};

    #[test]
    fn a_bar_is_as_long_as_its_distance_at_the_stated_scale() {
        for side in [700.0, 4_200.0, 26_000.0, 180_000.0] {
            let ground = LocalBox {
                min: LocalXy::new(0.0, 0.0),
                max: LocalXy::new(side, side),
            };
            let frame = MapFrame::to_scale(Area::new(40.0, 40.0, 480.0, 500.0), ground);
            let scale = f64::from(frame.scale.expect("a scale"));
            let bar = ScaleBar::at_most(&frame, 120.0);
            assert!(bar.length > 40.0 && bar.length <= 120.01);
            let on_paper = f64::from(bar.length) / 72.0 * 0.0254;
            assert!((on_paper * scale / bar.ground.0 - 1.0).abs() < 1e-5);
        }
    }
}
