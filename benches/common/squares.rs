//! Square grids over a plane, in one subdistrict.

use geo::{LineString, MultiPolygon, Polygon};
use patrolgrid::base::coords::{LocalXy, LonLat, LonLatBox};
use patrolgrid::base::projection::LocalProjection;
use patrolgrid::base::units::Km2;
use patrolgrid::model::grid::{GridHierarchy, GridLayer, GridLevel, GridUnit};
use patrolgrid::model::source_note::SourceNote;

/// Where squares lie, and how wide and high they are together, metres.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ground {
    pub(crate) projection: LocalProjection,
    pub(crate) size: (f64, f64),
}

impl Ground {
    /// A rectangle from its south-west corner and its size.
    pub(crate) fn rectangle(&self, west: f64, south: f64, size: (f64, f64)) -> Polygon<f64> {
        let corner = |x, y| geo::Coord::from(self.projection.to_lonlat(LocalXy::new(x, y)));
        let ring = vec![
            corner(west, south),
            corner(west + size.0, south),
            corner(west + size.0, south + size.1),
            corner(west, south + size.1),
            corner(west, south),
        ];
        Polygon::new(LineString(ring), Vec::new())
    }

    fn unit(&self, column: u32, row: u32, a_side: u32, parent: Option<u32>) -> GridUnit {
        let size = (
            self.size.0 / f64::from(a_side),
            self.size.1 / f64::from(a_side),
        );
        let (west, south) = (f64::from(column) * size.0, f64::from(row) * size.1);
        let boundary = MultiPolygon::new(vec![self.rectangle(west, south, size)]);
        let corners = boundary.0[0].exterior().coords();
        let mut ancestors = [None; 5];
        ancestors[GridLevel::Subdistrict.index()] = parent;
        GridUnit {
            code: format!("{column}-{row}"),
            name: String::new(),
            ancestors,
            residents: Some(700.0),
            responsible: None,
            area: Km2::from_square_metres(size.0 * size.1),
            label_at: self
                .projection
                .to_lonlat(LocalXy::new(west + size.0 / 2.0, south + size.1 / 2.0)),
            extent: LonLatBox::around(corners.map(|corner| LonLat::from(*corner)))
                .expect("a rectangle has corners"),
            boundary,
        }
    }

    /// So many grids a side in one subdistrict.
    pub(crate) fn grids(&self, a_side: u32) -> GridHierarchy {
        let layer = |level, a_side: u32, parent: Option<u32>| GridLayer {
            level,
            units: (0..a_side * a_side)
                .map(|i| self.unit(i % a_side, i / a_side, a_side, parent))
                .collect(),
            source: SourceNote::default(),
        };
        GridHierarchy::new([
            layer(GridLevel::Subdistrict, 1, None),
            layer(GridLevel::WorkGrid, a_side, Some(0)),
        ])
    }
}
