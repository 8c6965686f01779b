//! Areas on the map: land, coloured areas, what is left uncovered, outlines of grids.

use super::drawing::{Ink, Path, Pen, Sheet};
use super::hatching::hatch;
use super::map_answers::AreaColours;
use super::map_drawing::Canvas;
use super::map_ground::Shape;
use super::style::{LAND, PANEL, SECOND, TEXT};
use crate::model::grid::GridLevel;
use crate::model::map_look::LayerLook;
use crate::report::briefing::answers::Covered;

/// How far apart lines of hatching are, points of the screen.
const HATCH: f32 = 6.0;

/// The land: the coarsest grids at hand.
pub(super) fn land(sheet: &mut Sheet, canvas: &Canvas) {
    let Some(layer) = canvas.ground.grids().layers().next() else {
        return;
    };
    let path = rings(canvas, canvas.ground.units(layer.level).iter());
    sheet.fill(path, LAND);
}

/// The rings of those shapes that are in the frame.
fn rings<'a>(canvas: &Canvas, shapes: impl Iterator<Item = &'a Shape>) -> Path {
    let mut path = Path::default();
    let shown = canvas.frame.ground();
    for shape in shapes.filter(|shape| shape.may_lie_in(shown)) {
        shape.add_rings(&mut path, &canvas.frame);
    }
    path
}

/// Coloured areas: a path a class; areas without a figure and unsure ones hatched.
pub(super) fn coloured(sheet: &mut Sheet, canvas: &Canvas, areas: &AreaColours, look: LayerLook) {
    let shapes = canvas.ground.units(areas.classes.level);
    let of = |wanted: &dyn Fn(usize) -> bool| {
        let chosen = shapes.iter().enumerate().filter(|(unit, _)| wanted(*unit));
        rings(canvas, chosen.map(|(_, shape)| shape))
    };
    let value = |unit: usize| areas.values.get(unit).copied().flatten();
    for (class, colour) in areas.classes.colours.iter().enumerate() {
        let path = of(&|unit| value(unit).is_some_and(|value| areas.classes.class(value) == class));
        let ink = blended(Ink::of(*colour), LAND, look.opacity);
        // Drawn around in its own colour: no seam of the ground between neighbours.
        sheet.shape(path, ink, Pen::new(ink, canvas.style.px * 0.5));
    }
    if areas.classes.ends.is_empty() {
        return;
    }
    let apart = HATCH * canvas.style.px;
    let line = Pen::new(
        SECOND.faded(0.6 * look.opacity),
        canvas.style.lines[0] * 0.7,
    );
    let unknown = of(&|unit| value(unit).is_none());
    sheet.draw(hatch(&unknown, apart), line.clone());
    let few = of(&|unit| areas.few.get(unit) == Some(&true));
    sheet.draw(hatch(&few, apart * 1.6), line);
}

/// A colour as it looks so strong over another, without being see-through: where strokes overlap nothing gets darker.
pub(super) fn blended(ink: Ink, ground: Ink, strength: f32) -> Ink {
    let share = strength.clamp(0.0, 1.0);
    let mix = |at: usize| {
        let (from, to) = (f32::from(ground.rgb[at]), f32::from(ink.rgb[at]));
        share.mul_add(to - from, from).round() as u8
    };
    Ink {
        rgb: [mix(0), mix(1), mix(2)],
        alpha: ink.alpha,
    }
}

/// The finest grids that the outermost ring leaves uncovered.
pub(super) fn uncovered(sheet: &mut Sheet, canvas: &Canvas, covered: &Covered, look: LayerLook) {
    let Some(finest) = canvas.ground.grids().finest() else {
        return;
    };
    let shapes = canvas.ground.units(finest.level);
    let left = covered.figures.uncovered.iter();
    let path = rings(canvas, left.filter_map(|grid| shapes.get(grid.unit)));
    let (pen, apart) = hatching(canvas, look.opacity);
    let lines = hatch(&path, apart);
    sheet.fill(path, TEXT.faded(0.05 * look.opacity));
    sheet.draw(lines, pen);
}

/// How what is left uncovered is hatched, and how far apart.
pub(super) fn hatching(canvas: &Canvas, opacity: f32) -> (Pen, f32) {
    let ink = blended(TEXT, PANEL, 0.6 * opacity);
    let width = canvas.style.lines[0] * 0.8;
    (Pen::new(ink, width), HATCH * canvas.style.px)
}

/// Outlines of a level, where its units are large enough on the sheet to be told apart.
pub(super) fn outlines(sheet: &mut Sheet, canvas: &Canvas, level: GridLevel, look: LayerLook) {
    let shapes = canvas.ground.units(level);
    if !look.always && !large_enough(canvas, shapes) {
        return;
    }
    let path = rings(canvas, shapes.iter());
    let mut pen = pen(canvas, level);
    pen.ink = blended(pen.ink, LAND, look.opacity);
    sheet.draw(path, pen);
}

/// Whether half of the units are at least so wide that lines do not run together.
pub(super) fn large_enough(canvas: &Canvas, shapes: &[Shape]) -> bool {
    const LEAST: f32 = 14.0;
    let wide = |shape: &Shape| {
        let extent = shape.extent;
        canvas
            .frame
            .length(extent.width())
            .max(canvas.frame.length(extent.height()))
    };
    let mut widths: Vec<f32> = shapes
        .iter()
        .map(wide)
        .filter(|wide| wide.is_finite())
        .collect();
    let middle = widths.len() / 2;
    if widths.is_empty() {
        return false;
    }
    let (_, median, _) = widths.select_nth_unstable_by(middle, f32::total_cmp);
    *median >= LEAST * canvas.style.px
}

/// How a level is outlined.
pub(super) fn pen(canvas: &Canvas, level: GridLevel) -> Pen {
    const BORDER: Ink = Ink::of([0x5A, 0x65, 0x72]);
    const QUIET: Ink = Ink::of([0x8E, 0x99, 0xA6]);
    const FAINT: Ink = Ink::of([0xB4, 0xBD, 0xC8]);
    let [thin, _] = canvas.style.lines;
    let dash = |lengths: &[f32]| {
        lengths
            .iter()
            .map(|length| length * canvas.style.px)
            .collect()
    };
    match level {
        GridLevel::District => Pen::new(TEXT, thin * 1.5),
        GridLevel::Subdistrict => Pen::new(BORDER, thin),
        GridLevel::Community => Pen::new(QUIET, thin * 0.8).dashed(dash(&[5.0, 2.5])),
        GridLevel::PoliceGrid => Pen::new(QUIET, thin * 0.8),
        GridLevel::WorkGrid => Pen::new(FAINT, thin * 0.5),
    }
}
