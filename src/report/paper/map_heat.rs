//! Heat on the map: a picture of the frame's ground, as fine as the sheet is printed.

use rayon::prelude::*;

use super::drawing::{Pixels, Sheet};
use super::map_drawing::Canvas;
use crate::analysis::answers::Heat;
use crate::analysis::raster::Raster;
use crate::base::coords::LocalXy;
use crate::base::palettes::{self, Ramp, STEPS};
use crate::base::units::PerKm2;
use crate::report::heat_scale::share;

/// Most pixels of a picture of heat along one side.
const MOST: f32 = 8_000.0;

/// Lays the heat into the frame.
pub(super) fn heat(
    sheet: &mut Sheet,
    canvas: &Canvas,
    heat: &Heat,
    top: PerKm2,
    ramp: Ramp,
    opacity: f32,
) {
    let area = canvas.frame.area;
    let side = |units: f32| (units * canvas.style.pixels).clamp(1.0, MOST) as u32;
    let (width, height) = (side(area.width), side(area.height));
    let colours = colours(ramp, opacity);
    let ground = canvas.frame.ground();
    let (across, down) = (
        ground.width().0 / f64::from(width),
        ground.height().0 / f64::from(height),
    );
    let mut rgba = vec![0u8; width as usize * height as usize * 4];
    let rows = rgba.par_chunks_exact_mut(width as usize * 4).enumerate();
    rows.for_each(|(row, pixels)| {
        let y = ground.max.y - (row as f64 + 0.5) * down;
        for (column, pixel) in pixels.chunks_exact_mut(4).enumerate() {
            let x = ground.min.x + (column as f64 + 0.5) * across;
            let value = between(&heat.raster, LocalXy::new(x, y));
            let step = share(f64::from(value), top.0) * (STEPS - 1) as f64;
            let colour = colours.get(step.round() as usize).copied();
            pixel.copy_from_slice(&colour.unwrap_or_default());
        }
    });
    sheet.picture(
        area,
        Pixels {
            width,
            height,
            rgba,
        },
    );
}

/// The ramp as strong as the map shows it.
pub(super) fn colours(ramp: Ramp, opacity: f32) -> Vec<[u8; 4]> {
    let ramp = palettes::with_opacity(&palettes::table(ramp, false));
    ramp.into_iter()
        .map(|[r, g, b, a]| {
            [
                r,
                g,
                b,
                (f32::from(a) * opacity.clamp(0.0, 1.0)).round() as u8,
            ]
        })
        .collect()
}

/// The value of a raster at a place, straight between the middles of its cells; 0 outside.
fn between(raster: &Raster, at: LocalXy) -> f32 {
    let frame = &raster.frame;
    let x = (at.x - frame.min.x) / frame.cell_x.0 - 0.5;
    let from_top = frame.min.y + frame.height as f64 * frame.cell_y.0 - at.y;
    let y = from_top / frame.cell_y.0 - 0.5;
    let (column, row) = (x.floor(), y.floor());
    let (right, down) = ((x - column) as f32, (y - row) as f32);
    let cell = |by_x: i64, by_y: i64| {
        let (column, row) = (column as i64 + by_x, row as i64 + by_y);
        let inside =
            (0..frame.width as i64).contains(&column) && (0..frame.height as i64).contains(&row);
        let index = row * frame.width as i64 + column;
        inside
            .then(|| raster.values.get(index as usize).copied())
            .flatten()
            .unwrap_or(0.0)
    };
    let upper = cell(0, 0).mul_add(1.0 - right, cell(1, 0) * right);
    let lower = cell(0, 1).mul_add(1.0 - right, cell(1, 1) * right);
    upper.mul_add(1.0 - down, lower * down)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::raster::RasterFrame;
    use crate::base::units::Metres;

    #[test]
    fn a_cells_middle_has_its_own_value_and_a_place_between_lies_between() {
        let raster = Raster {
            frame: RasterFrame {
                min: LocalXy::new(100.0, 200.0),
                cell_x: Metres(10.0),
                cell_y: Metres(10.0),
                width: 3,
                height: 2,
            },
            values: vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
        };
        for row in 0..2 {
            for column in 0..3 {
                let value = between(&raster, raster.frame.centre(column, row));
                assert!((value - raster.values[row * 3 + column]).abs() < 1e-5);
            }
        }
        let middle = between(&raster, LocalXy::new(115.0 + 5.0, 210.0));
        assert!((middle - 4.0).abs() < 1e-5, "{middle}");
        assert_eq!(between(&raster, LocalXy::new(-500.0, 0.0)), 0.0);
    }
}
