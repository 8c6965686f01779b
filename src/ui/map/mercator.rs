//! Web Mercator for drawing: the world as a unit square in `f64`, and the cells vertices are stored in.

use std::collections::BTreeSet;
use std::f64::consts::PI;

use crate::base::coords::{LonLat, LonLatBox};
use crate::base::units::Metres;

/// Points a side of the world at zoom 0.
const TILE: f64 = 256.0;

/// Most cells one layer is cut into.
const MOST_CELLS: usize = 512;

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

/// One cell: a tile of zoom 12, or of a coarser zoom in a layer that spans a country. Vertices are stored as `f32` parts
/// of a cell from its north-west corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Cell {
    /// The zoom it is a tile of.
    zoom: u8,
    /// Column from the west.
    pub(super) x: i32,
    /// Row from the north.
    pub(super) y: i32,
}

impl Cell {
    /// The zoom of the cells of a district's layers.
    pub(super) const FINEST: u8 = 12;

    /// The cell of a zoom that holds a place.
    #[must_use]
    pub(super) fn of(place: World, zoom: u8) -> Self {
        let count = count(zoom);
        Self {
            zoom,
            x: (place.x * count).floor() as i32,
            y: (place.y * count).floor() as i32,
        }
    }

    /// The finest zoom at which places lie in a few hundred cells: what is drawn far apart shares larger ones.
    #[must_use]
    pub(super) fn zoom_for(places: impl Iterator<Item = World>) -> u8 {
        let mut zoom = Self::FINEST;
        let mut cells: BTreeSet<(i32, i32)> = places
            .map(|place| Self::of(place, zoom))
            .map(|cell| (cell.x, cell.y))
            .collect();
        while cells.len() > MOST_CELLS && zoom > 0 {
            zoom -= 1;
            cells = cells.into_iter().map(|(x, y)| (x >> 1, y >> 1)).collect();
        }
        zoom
    }

    /// Cells of its zoom along one side of the world.
    #[must_use]
    pub(super) fn count(self) -> f64 {
        count(self.zoom)
    }

    /// Points it is wide at a zoom of the map.
    #[must_use]
    pub(super) fn size(self, zoom: f64) -> f64 {
        world_size(zoom) / self.count()
    }

    /// The north-west corner.
    #[must_use]
    pub(super) fn origin(self) -> World {
        World {
            x: f64::from(self.x) / self.count(),
            y: f64::from(self.y) / self.count(),
        }
    }

    /// A place in parts of this cell; outside 0 to 1 where it lies in another.
    #[must_use]
    pub(super) fn local(self, place: World) -> [f32; 2] {
        [
            (place.x * self.count() - f64::from(self.x)) as f32,
            (place.y * self.count() - f64::from(self.y)) as f32,
        ]
    }
}

/// Cells of a zoom along one side of the world.
fn count(zoom: u8) -> f64 {
    f64::from(zoom).exp2()
}

/// Points a side of the world at a zoom.
#[must_use]
pub(super) fn world_size(zoom: f64) -> f64 {
    TILE * zoom.exp2()
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

    /// How far vertices are drawn from where they are, pixels of a screen with two a point.
    fn worst_error(cell_zoom: u8, map_zoom: f64) -> f64 {
        (0..10_000)
            .map(|step| {
                let place = World::of(LonLat::new(
                    113.7 + f64::from(step) * 4.7e-5,
                    22.4 + f64::from(step) * 4.3e-5,
                ));
                let cell = Cell::of(place, cell_zoom);
                let size = cell.size(map_zoom) * 2.0;
                let [x, y] = cell.local(place);
                let exact = |value: f64, cell_at: i32| value * cell.count() - f64::from(cell_at);
                let (dx, dy) = (
                    f64::from(x) - exact(place.x, cell.x),
                    f64::from(y) - exact(place.y, cell.y),
                );
                dx.hypot(dy) * size
            })
            .fold(0.0, f64::max)
    }

    #[test]
    fn a_vertex_in_a_cell_is_off_by_less_than_a_twentieth_of_a_pixel_at_the_nearest_zoom() {
        let error = worst_error(Cell::FINEST, 21.0);
        assert!(error < 0.05, "{error} px");
    }

    #[test]
    fn what_spans_the_world_lies_in_few_cells_and_is_still_exact_to_a_pixel() {
        let everywhere = (0..200_000).map(|step| {
            let step = f64::from(step);
            World::of(LonLat::new(
                (step * 7.31) % 360.0 - 180.0,
                (step * 3.17) % 150.0 - 75.0,
            ))
        });
        let zoom = Cell::zoom_for(everywhere);
        assert!((3..=6).contains(&zoom), "{zoom}");
        let error = worst_error(zoom, 18.0);
        assert!(error < 1.0, "{error} px");
        let district =
            (0..5000).map(|step| World::of(LonLat::new(113.7 + f64::from(step) * 5e-5, 22.6)));
        assert_eq!(Cell::zoom_for(district), Cell::FINEST);
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
