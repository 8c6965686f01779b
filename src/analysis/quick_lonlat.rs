//! From local metres back to degrees for very many places: exact at the nodes of a lattice, bilinear between them.

use crate::base::coords::{LocalBox, LocalXy, LonLat};
use crate::base::projection::LocalProjection;

/// Nodes this far apart keep the error under 1 mm at the latitudes people live at.
const NODE_SPACING: f64 = 250.0;
const MOST_NODES_A_SIDE: f64 = 512.0;

/// A lattice of exactly known places over a box.
#[derive(Debug)]
pub(super) struct QuickLonLat {
    min: LocalXy,
    spacing: f64,
    columns: usize,
    nodes: Vec<LonLat>,
}

impl QuickLonLat {
    pub(super) fn over(extent: LocalBox, projection: &LocalProjection) -> Self {
        let longest = extent.width().0.max(extent.height().0);
        let spacing = NODE_SPACING.max(longest / MOST_NODES_A_SIDE);
        let count = |length: f64| (length / spacing).ceil() as usize + 2;
        let (columns, rows) = (count(extent.width().0), count(extent.height().0));
        let node = |column: usize, row: usize| {
            projection.to_lonlat(LocalXy {
                x: extent.min.x + column as f64 * spacing,
                y: extent.min.y + row as f64 * spacing,
            })
        };
        Self {
            min: extent.min,
            spacing,
            columns,
            nodes: (0..rows)
                .flat_map(|row| (0..columns).map(move |column| (column, row)))
                .map(|(column, row)| node(column, row))
                .collect(),
        }
    }

    /// The degrees of a place; `None` outside the box.
    pub(super) fn of(&self, place: LocalXy) -> Option<LonLat> {
        let (u, v) = (
            (place.x - self.min.x) / self.spacing,
            (place.y - self.min.y) / self.spacing,
        );
        if !(u >= 0.0 && v >= 0.0) || u as usize + 1 >= self.columns {
            return None;
        }
        let corner = v as usize * self.columns + u as usize;
        let (u, v) = (u.fract(), v.fract());
        let [a, b] = self.nodes.get(corner..corner + 2)? else {
            return None;
        };
        let [c, d] = self
            .nodes
            .get(corner + self.columns..corner + self.columns + 2)?
        else {
            return None;
        };
        let mix =
            |a: f64, b: f64, c: f64, d: f64| (a + (b - a) * u) * (1.0 - v) + (c + (d - c) * u) * v;
        Some(LonLat {
            lon: mix(a.lon, b.lon, c.lon, d.lon),
            lat: mix(a.lat, b.lat, c.lat, d.lat),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn between_nodes_a_place_is_good_to_a_millimetre() {
        let projection = LocalProjection::centred_on(LonLat::new(113.88, 22.65));
        let extent = LocalBox {
            min: LocalXy::new(-20_000.0, -20_000.0),
            max: LocalXy::new(20_000.0, 20_000.0),
        };
        let quick = QuickLonLat::over(extent, &projection);
        for i in 0..500 {
            let place = LocalXy::new(
                f64::from(i * 7919 % 40_000) - 20_000.0 + 0.25,
                f64::from(i * 6271 % 40_000) - 20_000.0 + 0.75,
            );
            let back = quick
                .of(place)
                .map(|found| projection.to_local(found).distance(place).0);
            assert!(back.is_some_and(|off| off < 0.001), "{place:?}: {back:?}");
        }
        assert_eq!(quick.of(LocalXy::new(-20_001.0, 0.0)), None);
        assert_eq!(quick.of(LocalXy::new(0.0, 30_000.0)), None);
    }
}
