//! Areas as the rest of the program knows them: codes, names, residents, boundaries.

use std::collections::BTreeMap;

use geo::{Area, BoundingRect, Coord, MultiPolygon};

use super::areas::Areas;
use super::district::{all_communities, note, station};
use super::lattice::{METRES_EAST, METRES_NORTH};
use super::naming::numeral;
use super::outline::Outlines;
use super::places::SUBDISTRICTS;
use crate::base::coords::{LonLat, LonLatBox};
use crate::base::label_place::label_place;
use crate::base::units::Km2;
use crate::model::grid::{GridHierarchy, GridLayer, GridLevel, GridUnit};

/// The code of the district.
const DISTRICT_CODE: &str = "440306";

/// The five levels of areas, linked, in the order of their codes.
pub(super) fn hierarchy(outlines: &Outlines<'_>, areas: &Areas, grid_of: &[u32]) -> GridHierarchy {
    let maker = Maker {
        outlines,
        areas,
        grid_of,
        names: all_communities(),
    };
    GridHierarchy::new([
        layer(GridLevel::District, maker.district()),
        layer(GridLevel::Subdistrict, maker.subdistricts()),
        layer(GridLevel::Community, maker.communities()),
        layer(GridLevel::PoliceGrid, maker.police_grids()),
        layer(GridLevel::WorkGrid, maker.work_grids()),
    ])
}

/// Makes the areas of one level after the other.
struct Maker<'a> {
    outlines: &'a Outlines<'a>,
    areas: &'a Areas,
    grid_of: &'a [u32],
    names: Vec<&'static str>,
}

impl Maker<'_> {
    /// Outline and residents of each group of work grids; `group_of` gives each work grid's group.
    fn groups(
        &self,
        group_of: &[usize],
        count: usize,
    ) -> impl Iterator<Item = (usize, (MultiPolygon<f64>, f64))> + use<> {
        let blocks: Vec<u32> = self
            .grid_of
            .iter()
            .map(|grid| group_of[*grid as usize] as u32)
            .collect();
        let mut people = vec![0.0; count];
        for (grid, group) in group_of.iter().enumerate() {
            people[*group] += f64::from(self.areas.residents[grid]);
        }
        self.outlines
            .of_groups(&blocks, count)
            .into_iter()
            .zip(people)
            .enumerate()
    }

    fn district(&self) -> Vec<GridUnit> {
        self.groups(&vec![0; self.areas.size.len()], 1)
            .map(|(_, shape)| {
                unit(
                    DISTRICT_CODE.into(),
                    "宝安区（合成示范）".into(),
                    [None; 5],
                    None,
                    shape,
                )
            })
            .collect()
    }

    fn subdistricts(&self) -> Vec<GridUnit> {
        let above = ancestors([Some(0), None, None, None]);
        self.groups(&self.areas.subdistrict, SUBDISTRICTS.len())
            .map(|(home, shape)| {
                let name = SUBDISTRICTS[home].name;
                unit(
                    subdistrict_code(home),
                    format!("{name}街道"),
                    above,
                    Some(format!("{name}派出所")),
                    shape,
                )
            })
            .collect()
    }

    fn communities(&self) -> Vec<GridUnit> {
        self.groups(&self.areas.community, self.names.len())
            .map(|(community, shape)| {
                let above = ancestors([
                    Some(0),
                    Some(self.areas.community_home[community]),
                    None,
                    None,
                ]);
                unit(
                    community_code(self.areas, community),
                    format!("{}社区", self.names[community]),
                    above,
                    None,
                    shape,
                )
            })
            .collect()
    }

    fn police_grids(&self) -> Vec<GridUnit> {
        self.groups(&self.areas.police, self.areas.police_home.len())
            .map(|(police, shape)| {
                let home = self.areas.police_home[police];
                let first = self
                    .areas
                    .police_home
                    .iter()
                    .position(|other| *other == home)
                    .unwrap_or(0);
                let number = police - first + 1;
                let code = format!("{}-{number:03}", SUBDISTRICTS[home].letters);
                let name = format!("{}警格{number:02}", SUBDISTRICTS[home].name);
                unit(
                    code,
                    name,
                    ancestors([Some(0), Some(home), None, None]),
                    Some(station(self.areas, police)),
                    shape,
                )
            })
            .collect()
    }

    fn work_grids(&self) -> Vec<GridUnit> {
        let order = grid_order(self.areas);
        let mut rank = vec![0; order.len()];
        for (position, grid) in order.iter().enumerate() {
            rank[*grid] = position;
        }
        let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
        self.groups(&rank, order.len())
            .map(|(position, shape)| {
                let grid = order[position];
                let community = self.areas.community[grid];
                let number = numbers.entry(community).or_default();
                *number += 1;
                let code = format!("{}{number:03}", community_code(self.areas, community));
                let name = format!("{}社区第{}网格", self.names[community], numeral(*number));
                let above = [
                    Some(0),
                    Some(self.areas.subdistrict[grid]),
                    Some(community),
                    Some(self.areas.police[grid]),
                ];
                unit(code, name, ancestors(above), None, shape)
            })
            .collect()
    }
}

/// Work grids by community, north to south in rows within each.
fn grid_order(areas: &Areas) -> Vec<usize> {
    let mut order: Vec<usize> = (0..areas.size.len()).collect();
    order.sort_by_key(|grid| {
        let at = areas.neighbours.at[*grid];
        (
            areas.community[*grid],
            -(at.y / 260.0) as i64,
            at.x as i64,
            *grid,
        )
    });
    order
}

/// District, subdistrict, community, police grid: the order of the levels.
fn ancestors(above: [Option<usize>; 4]) -> [Option<u32>; 5] {
    let [district, subdistrict, community, police] =
        above.map(|index| index.map(|index| index as u32));
    [district, subdistrict, community, police, None]
}

fn subdistrict_code(home: usize) -> String {
    format!("{DISTRICT_CODE}{:03}", home + 1)
}

fn community_code(areas: &Areas, community: usize) -> String {
    let home = areas.community_home[community];
    let first = areas
        .community_home
        .iter()
        .position(|other| *other == home)
        .unwrap_or(0);
    format!("{}{:03}", subdistrict_code(home), community - first + 1)
}

fn layer(level: GridLevel, units: Vec<GridUnit>) -> GridLayer {
    let source = note(units.len());
    GridLayer {
        level,
        units,
        source,
    }
}

fn unit(
    code: String,
    name: String,
    ancestors: [Option<u32>; 5],
    responsible: Option<String>,
    shape: (MultiPolygon<f64>, f64),
) -> GridUnit {
    let (boundary, residents) = shape;
    let rect = boundary.bounding_rect();
    let (low, high) = rect.map_or((Coord::zero(), Coord::zero()), |rect| {
        (rect.min(), rect.max())
    });
    let label_at = label_place(&boundary).unwrap_or_else(|| LonLat::from(low));
    GridUnit {
        code,
        name,
        ancestors,
        residents: Some(residents),
        responsible,
        area: Km2(area_km2(&boundary)),
        label_at,
        extent: LonLatBox {
            west: low.x,
            south: low.y,
            east: high.x,
            north: high.y,
        },
        boundary,
    }
}

/// Area on the lattice's scales, square kilometres.
fn area_km2(boundary: &MultiPolygon<f64>) -> f64 {
    boundary.unsigned_area() * 1e14 * METRES_EAST * METRES_NORTH * 1e-6
}
