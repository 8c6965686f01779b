//! Web Mercator for drawing: the world as a unit square in `f64`, and the cells vertices are stored in.

use std::f64::consts::PI;

use crate::base::coords::{LonLat, LonLatBox};
use crate::base::units::Metres;

/// Points a side of the world at zoom 0.
const TILE: f64 = 256.0;

/// The zoom of the cells that hold vertices: a cell is one tile of it.
const CELL_ZOOM: i32 = 12;

/// The greatest latitude web Mercator draws, degrees.
const LATITUDE_LIMIT: f64 = 85.051_128_779_806_59;

/// A place in the unit square of web Mercator: x from west to east, y from north to south.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct World {
    /// 0 at 180° W, 1 at 180° E.
    pub(super) x: f64,
    /// 0 in the north, 1 in the south.
    pub(super) y: f64,
}

impl World {
    /// The drawn place of a place on the ground. Latitudes beyond the Mercator limit are drawn at it.
    #[must_use]
    pub(super) fn of(place: LonLat) -> Self {
        let latitude = place.lat.clamp(-LATITUDE_LIMIT, LATITUDE_LIMIT);
        let y = latitude.to_radians().tan().asinh();
        Self {
            x: place.lon / 360.0 + 0.5,
            y: 0.5 - y / (2.0 * PI),
        }
    }

    /// The place on the ground of a drawn place: the inverse of [`World::of`].
    #[must_use]
    pub(super) fn place(self) -> LonLat {
        let latitude = ((0.5 - self.y) * 2.0 * PI).sinh().atan().to_degrees();
        LonLat::new((self.x - 0.5) * 360.0, latitude)
    }
}

/// A box in the unit square.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct WorldBox {
    /// The north-west corner.
    pub(super) min: World,
    /// The south-east corner.
    pub(super) max: World,
}

impl WorldBox {
    /// The drawn box of a box on the ground.
    #[must_use]
    pub(super) fn of(extent: LonLatBox) -> Self {
        Self {
            min: World::of(LonLat::new(extent.west, extent.north)),
            max: World::of(LonLat::new(extent.east, extent.south)),
        }
    }

    /// A box of one place.
    #[must_use]
    pub(super) const fn at(place: World) -> Self {
        Self {
            min: place,
            max: place,
        }
    }

    /// The box grown to hold the place.
    #[must_use]
    pub(super) const fn with(self, place: World) -> Self {
        Self {
            min: World {
                x: self.min.x.min(place.x),
                y: self.min.y.min(place.y),
            },
            max: World {
                x: self.max.x.max(place.x),
                y: self.max.y.max(place.y),
            },
        }
    }

    /// Whether the boxes share a place.
    #[must_use]
    pub(super) fn meets(self, other: Self) -> bool {
        self.min.x <= other.max.x
            && other.min.x <= self.max.x
            && self.min.y <= other.max.y
            && other.min.y <= self.max.y
    }
}

/// One cell: a zoom-12 tile. Vertices are stored as `f32` parts of a cell from its north-west corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Cell {
    /// Column from the west.
    pub(super) x: i32,
    /// Row from the north.
    pub(super) y: i32,
}

impl Cell {
    /// Cells along one side of the world.
    pub(super) const COUNT: f64 = (1u32 << CELL_ZOOM) as f64;

    /// The cell that holds a place.
    #[must_use]
    pub(super) fn of(place: World) -> Self {
        Self {
            x: (place.x * Self::COUNT).floor() as i32,
            y: (place.y * Self::COUNT).floor() as i32,
        }
    }

    /// The north-west corner.
    #[must_use]
    pub(super) fn origin(self) -> World {
        World {
            x: f64::from(self.x) / Self::COUNT,
            y: f64::from(self.y) / Self::COUNT,
        }
    }

    /// A place in parts of this cell; outside 0 to 1 where it lies in another.
    #[must_use]
    pub(super) fn local(self, place: World) -> [f32; 2] {
        [
            (place.x * Self::COUNT - f64::from(self.x)) as f32,
            (place.y * Self::COUNT - f64::from(self.y)) as f32,
        ]
    }
}

/// Points a side of the world at a zoom.
#[must_use]
pub(super) fn world_size(zoom: f64) -> f64 {
    TILE * zoom.exp2()
}

/// Points a cell is wide at a zoom.
#[must_use]
pub(super) fn cell_size(zoom: f64) -> f64 {
    world_size(zoom) / Cell::COUNT
}

/// Metres on the ground that one point of the screen shows at a latitude (WGS 84, east-west).
#[must_use]
pub(super) fn metres_per_point(latitude: f64, zoom: f64) -> Metres {
    const SEMI_MAJOR: f64 = 6_378_137.0;
    const ECCENTRICITY_SQUARED: f64 = 0.006_694_379_990_14;
    let (sin, cos) = latitude.to_radians().sin_cos();
    let parallel = 2.0 * PI * SEMI_MAJOR * cos / (1.0 - ECCENTRICITY_SQUARED * sin * sin).sqrt();
    Metres(parallel / world_size(zoom))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back_is_exact_to_a_millimetre() {
        for place in [(113.9, 22.6), (-0.1, 51.5), (179.9, -70.0)] {
            let place = LonLat::new(place.0, place.1);
            let back = World::of(place).place();
            assert!((back.lon - place.lon).abs() < 1e-8 && (back.lat - place.lat).abs() < 1e-8);
        }
    }

    #[test]
    fn a_vertex_in_a_cell_is_off_by_less_than_a_twentieth_of_a_pixel_at_zoom_20() {
        let size = cell_size(20.0) * 2.0;
        for step in 0..10_000 {
            let place = World::of(LonLat::new(
                113.7 + f64::from(step) * 4.7e-5,
                22.4 + f64::from(step) * 4.3e-5,
            ));
            let cell = Cell::of(place);
            let [x, y] = cell.local(place);
            let exact = |value: f64, cell: i32| (value * Cell::COUNT - f64::from(cell)) * size;
            let error = (f64::from(x) * size - exact(place.x, cell.x))
                .hypot(f64::from(y) * size - exact(place.y, cell.y));
            assert!(error < 0.05, "{error} px");
        }
    }

    #[test]
    fn a_point_of_the_screen_is_as_wide_as_the_geodesic_says() {
        use geo::{Distance, Geodesic, Point};
        let (west, zoom) = (LonLat::new(113.9, 22.6), 14.0);
        let start = World::of(west);
        let east = World {
            x: start.x + 1000.0 / world_size(zoom),
            ..start
        }
        .place();
        let ground = Geodesic.distance(
            Point::new(west.lon, west.lat),
            Point::new(east.lon, east.lat),
        );
        assert!((metres_per_point(22.6, zoom).0 * 1000.0 / ground - 1.0).abs() < 1e-6);
    }
}
