//! Which ground a map shows where on the sheet: upright, in the metres of the project, at one scale everywhere.

use super::drawing::{Area, At};
use crate::base::coords::{LocalBox, LocalXy, LonLat, LonLatBox};
use crate::base::projection::LocalProjection;
use crate::base::units::Metres;

/// Scales of police maps: the series of GB/T 18315, which GA/T 629-2006 takes over. The denominators.
pub const SCALES: [u32; 11] = [
    500, 1_000, 2_000, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000,
];

/// Metres a unit of 1/72 inch is long.
const UNIT: f64 = 0.0254 / 72.0;

/// A map's place on the sheet and the ground under it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MapFrame {
    /// Where on the sheet.
    pub area: Area,
    /// What lies in its middle.
    pub centre: LocalXy,
    /// Ground metres a unit of the sheet.
    pub metres_a_unit: f64,
    /// 1 to so much, where the sheet is paper and the scale of the series.
    pub scale: Option<u32>,
}

impl MapFrame {
    /// The frame that shows all of the ground, as large as the area allows.
    #[must_use]
    pub fn fitted(area: Area, ground: LocalBox) -> Self {
        let wide = ground.width().0.max(1.0) / f64::from(area.width.max(1.0));
        let high = ground.height().0.max(1.0) / f64::from(area.height.max(1.0));
        Self {
            area,
            centre: middle(ground),
            metres_a_unit: wide.max(high),
            scale: None,
        }
    }

    /// The frame on paper that shows all of the ground at the largest scale of the series that does; what is larger than the
    /// smallest scale shows is cut off by the frame.
    #[must_use]
    pub fn to_scale(area: Area, ground: LocalBox) -> Self {
        let needed = Self::fitted(area, ground).metres_a_unit / UNIT;
        let last = SCALES[SCALES.len() - 1];
        // A hair of slack: ground that fits exactly is not shown at half the size.
        let fits = |scale: &u32| f64::from(*scale) >= needed * (1.0 - 1e-9);
        let scale = SCALES.into_iter().find(fits).unwrap_or(last);
        Self {
            area,
            centre: middle(ground),
            metres_a_unit: f64::from(scale) * UNIT,
            scale: Some(scale),
        }
    }

    /// The same ground about another place of the sheet.
    #[must_use]
    pub const fn at(self, area: Area) -> Self {
        Self { area, ..self }
    }

    /// Where a place lies on the sheet.
    #[must_use]
    pub fn place(&self, at: LocalXy) -> At {
        let middle = self.area.middle();
        At::new(
            middle.x + ((at.x - self.centre.x) / self.metres_a_unit) as f32,
            middle.y - ((at.y - self.centre.y) / self.metres_a_unit) as f32,
        )
    }

    /// How long a length on the ground is on the sheet.
    #[must_use]
    pub fn length(&self, ground: Metres) -> f32 {
        (ground.0 / self.metres_a_unit) as f32
    }

    /// The ground in the frame.
    #[must_use]
    pub fn ground(&self) -> LocalBox {
        let half = |units: f32| f64::from(units) / 2.0 * self.metres_a_unit;
        let (x, y) = (half(self.area.width), half(self.area.height));
        LocalBox {
            min: LocalXy::new(self.centre.x - x, self.centre.y - y),
            max: LocalXy::new(self.centre.x + x, self.centre.y + y),
        }
    }

    /// The zoom level of a slippy map (256 pixels a tile) on which the ground is as large, where a point of its screen is so
    /// many units here.
    #[must_use]
    pub fn zoom(&self, px: f32, projection: &LocalProjection) -> f64 {
        const METRES_A_PIXEL: f64 = 156_543.033_928;
        let lat = projection.to_lonlat(self.centre).lat.to_radians();
        (METRES_A_PIXEL * lat.cos() / (self.metres_a_unit * f64::from(px))).log2()
    }
}

fn middle(ground: LocalBox) -> LocalXy {
    LocalXy::new(
        f64::midpoint(ground.min.x, ground.max.x),
        f64::midpoint(ground.min.y, ground.max.y),
    )
}

/// Whether two boxes of ground share a place.
#[must_use]
pub fn meet(one: LocalBox, other: LocalBox) -> bool {
    one.min.x <= other.max.x
        && other.min.x <= one.max.x
        && one.min.y <= other.max.y
        && other.min.y <= one.max.y
}

/// The box in local metres around one in degrees.
#[must_use]
pub fn local_box(ground: LonLatBox, projection: &LocalProjection) -> LocalBox {
    let middle = ground.centre();
    let corners = [
        (ground.west, ground.south),
        (ground.east, ground.south),
        (ground.west, ground.north),
        (ground.east, ground.north),
        (middle.lon, ground.south),
        (middle.lon, ground.north),
    ];
    let first = projection.to_local(middle);
    corners.into_iter().fold(
        LocalBox {
            min: first,
            max: first,
        },
        |found, (lon, lat)| found.with(projection.to_local(LonLat::new(lon, lat))),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ground(width: f64, height: f64) -> LocalBox {
        LocalBox {
            min: LocalXy::new(1_000.0, 2_000.0),
            max: LocalXy::new(1_000.0 + width, 2_000.0 + height),
        }
    }

    const AREA: Area = Area::new(30.0, 40.0, 500.0, 400.0);

    #[test]
    fn the_whole_ground_lies_in_the_frame_and_the_scale_is_the_largest_that_does() {
        for (width, height) in [(900.0, 300.0), (4_000.0, 7_000.0), (26_000.0, 31_000.0)] {
            let frame = MapFrame::to_scale(AREA, ground(width, height));
            let shown = frame.ground();
            assert!(shown.width().0 >= width && shown.height().0 >= height);
            let scale = frame.scale.expect("a scale");
            let larger = SCALES.into_iter().rfind(|other| *other < scale);
            let too_small = larger.map(|larger| f64::from(larger) * UNIT);
            assert!(too_small.is_none_or(|unit| { unit * 500.0 < width || unit * 400.0 < height }));
        }
    }

    #[test]
    fn a_kilometre_on_paper_is_as_long_as_the_scale_says() {
        let frame = MapFrame::to_scale(AREA, ground(8_000.0, 6_000.0));
        let scale = f64::from(frame.scale.expect("a scale"));
        let millimetres = f64::from(frame.length(Metres(1_000.0))) / 72.0 * 25.4;
        assert!(
            (millimetres - 1e6 / scale).abs() < 1e-3,
            "{millimetres} mm at 1:{scale}"
        );
        let (a, b) = (LocalXy::new(0.0, 0.0), LocalXy::new(600.0, 800.0));
        let far = frame.place(a).far(frame.place(b));
        assert!((far - frame.length(Metres(1_000.0))).abs() < 1e-2);
    }
}
