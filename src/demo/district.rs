//! The district as the rest of the program knows it: grids of every level, roads, zones, points.

use std::collections::BTreeMap;

use geo::{BoundingRect, Coord, InteriorPoint, LineString, MultiPolygon};

use super::areas::Areas;
use super::arrange::{Bones, bones};
use super::choices::{Post, posts, zone_grids};
use super::dice::Dice;
use super::geography::{SUBDISTRICTS, TOWNS, community_names};
use super::incidents::IncidentSource;
use super::land::Land;
use super::mesh::Mesh;
use super::naming::{link_names, numeral};
use super::outline::Outlines;
use super::risk::Risk;
use super::streets::Streets;
use super::subdivide::{cut_lanes, cut_streets};
use super::{PATROL_POINTS, WORK_GRIDS};
use crate::base::cancel::{Cancel, Cancelled};
use crate::base::coords::{LonLat, LonLatBox};
use crate::base::ids::{PointId, ZoneId};
use crate::base::units::Km2;
use crate::model::grid::{GridHierarchy, GridLayer, GridLevel, GridUnit};
use crate::model::patrol_point::PatrolPoint;
use crate::model::road_network::{RoadLink, RoadNetwork};
use crate::model::source_note::SourceNote;
use crate::model::zone::Zone;

/// The code of the district.
const DISTRICT_CODE: &str = "440306";

/// A whole synthetic district.
#[derive(Debug, Clone)]
pub struct District {
    /// The seed it was made from.
    pub seed: u64,
    /// All five levels, linked.
    pub hierarchy: GridHierarchy,
    /// Roads, one link between two junctions.
    pub roads: RoadNetwork,
    /// Places where at least three links meet.
    pub junctions: usize,
    /// The twelve priority zones.
    pub zones: Vec<Zone>,
    /// The sixty patrol points.
    pub points: Vec<PatrolPoint>,
    /// Makes the incidents.
    pub incidents: IncidentSource,
}

/// The district of a seed; the same on every machine.
///
/// # Errors
/// [`Cancelled`].
pub fn generate(seed: u64, cancel: &Cancel) -> Result<District, Cancelled> {
    let Bones {
        mut mesh,
        offshore,
        stretches,
        names,
    } = bones();
    let land = Land::new(seed, &stretches);
    let mut street = names.len() as u32;
    let mut dice = Dice::new(seed, 2);
    cut_streets(&mut mesh, &land, &mut dice, WORK_GRIDS, &mut street, cancel)?;
    let mut grid_of: Vec<u32> = (0..mesh.anchor.len() as u32).collect();
    let grids = grid_of.len();
    let streets_end = mesh.corners.len();
    cut_lanes(
        &mut mesh,
        &land,
        &mut dice,
        &mut grid_of,
        &mut street,
        cancel,
    )?;
    cancel.report(1, 4);
    let areas = Areas::new(&mesh, &grid_of, grids, &land, seed);
    cancel.check()?;
    cancel.report(2, 4);
    let outlines = Outlines::new(&mesh, &grid_of, streets_end);
    let streets = Streets::of(&mesh, &offshore, &land, &mut dice);
    cancel.check()?;
    let risk = Risk::new(&streets, &mesh, &land, seed);
    let roads = roads(&streets, &mesh, &names, &areas, &grid_of, seed);
    let posts = posts(&streets, &mesh, &risk.pulls(), PATROL_POINTS, seed);
    cancel.report(3, 4);
    let hierarchy = hierarchy(&outlines, &areas, &grid_of);
    Ok(District {
        seed,
        points: points(&posts, &mesh, &roads, &areas),
        zones: zones(&outlines, &areas, &grid_of, &risk, &streets, &mesh, seed),
        hierarchy,
        junctions: streets.junctions(),
        roads,
        incidents: IncidentSource { risk, seed },
    })
}

fn roads(
    streets: &Streets,
    mesh: &Mesh,
    hand_laid: &[&'static str],
    areas: &Areas,
    grid_of: &[u32],
    seed: u64,
) -> RoadNetwork {
    let mut community_at: BTreeMap<u32, usize> = BTreeMap::new();
    for (half, corner) in mesh.origin.iter().enumerate() {
        if let Some(grid) = grid_of.get(mesh.block[half] as usize) {
            community_at
                .entry(*corner)
                .or_insert(areas.community[*grid as usize]);
        }
    }
    let community_names = all_communities();
    let near = |corner: u32| {
        community_at
            .get(&corner)
            .map(|community| (*community, community_names[*community]))
    };
    let names = link_names(streets, mesh, hand_laid, near, seed);
    let links = streets
        .links
        .iter()
        .zip(names)
        .map(|(link, name)| RoadLink {
            name,
            class: link.class,
            one_way: link.one_way,
            bridge: link.bridge,
            course: link
                .corners
                .iter()
                .map(|corner| Coord::from(mesh.corners[*corner as usize].lonlat()))
                .collect::<LineString<f64>>(),
        })
        .collect();
    RoadNetwork {
        links,
        source: note(streets.links.len()),
    }
}

fn all_communities() -> Vec<&'static str> {
    SUBDISTRICTS.iter().flat_map(community_names).collect()
}

fn note(count: usize) -> SourceNote {
    SourceNote {
        found: count,
        kept: count,
        ..SourceNote::default()
    }
}

fn points(posts: &[Post], mesh: &Mesh, roads: &RoadNetwork, areas: &Areas) -> Vec<PatrolPoint> {
    posts
        .iter()
        .zip(1..)
        .map(|(post, number)| {
            let place = mesh.corners[post.corner as usize];
            let grid = (0..areas.size.len())
                .min_by(|a, b| {
                    areas.neighbours.at[*a]
                        .distance(place.spot())
                        .total_cmp(&areas.neighbours.at[*b].distance(place.spot()))
                })
                .unwrap_or(0);
            let first = &roads.links[post.streets.0].name;
            let second = post.streets.1.map(|link| roads.links[link].name.as_str());
            PatrolPoint {
                id: PointId(number),
                name: second.map_or_else(
                    || format!("{first}路口"),
                    |second| format!("{first}{second}路口"),
                ),
                position: place.lonlat(),
                locked: number % 15 == 1,
                unit: station(areas, areas.police[grid]),
            }
        })
        .collect()
}

/// The police station that answers for a police grid.
fn station(areas: &Areas, police: usize) -> String {
    let home = areas.police_home[police];
    let names: Vec<&str> = SUBDISTRICTS[home].stations.split(' ').collect();
    let first = areas
        .police_home
        .iter()
        .position(|other| *other == home)
        .unwrap_or(0);
    let count = areas
        .police_home
        .iter()
        .filter(|other| **other == home)
        .count()
        .max(1);
    let slot = ((police - first) * names.len() / count).min(names.len() - 1);
    format!("{}派出所", names[slot])
}

fn zones(
    outlines: &Outlines<'_>,
    areas: &Areas,
    grid_of: &[u32],
    risk: &Risk,
    streets: &Streets,
    mesh: &Mesh,
    seed: u64,
) -> Vec<Zone> {
    let zones = zone_grids(areas, seed);
    let mut zone_of = vec![u32::MAX; areas.size.len()];
    for (zone, grids) in zones.iter().enumerate() {
        grids.iter().for_each(|grid| zone_of[*grid] = zone as u32);
    }
    let group_of: Vec<u32> = grid_of.iter().map(|grid| zone_of[*grid as usize]).collect();
    let shapes = outlines.of_groups(&group_of, zones.len());
    let mut calls = vec![0.0; zones.len()];
    for (link, pull) in streets.links.iter().zip(risk.pulls()) {
        let middle = link.middle(mesh);
        for (town, sum) in TOWNS.iter().zip(&mut calls) {
            let at = super::lattice::Place::of_degrees(town.lon, town.lat).spot();
            if at.distance(middle) < 600.0 {
                *sum += pull;
            }
        }
    }
    let mut order: Vec<usize> = (0..zones.len()).collect();
    order.sort_by(|a, b| calls[*b].total_cmp(&calls[*a]).then(a.cmp(b)));
    order
        .into_iter()
        .zip(1_u16..)
        .filter_map(|(zone, rank)| {
            Some(Zone {
                id: ZoneId(u32::from(rank)),
                name: TOWNS[zone].name.to_owned(),
                rank,
                colour: ((rank - 1) % 8) as u8,
                boundary: shapes[zone].0.first()?.clone(),
            })
        })
        .collect()
}

fn hierarchy(outlines: &Outlines<'_>, areas: &Areas, grid_of: &[u32]) -> GridHierarchy {
    let shapes = |group: &dyn Fn(usize) -> usize, count: usize| {
        let groups: Vec<u32> = grid_of
            .iter()
            .map(|grid| group(*grid as usize) as u32)
            .collect();
        outlines.of_groups(&groups, count)
    };
    let order = grid_order(areas);
    let mut rank = vec![0; order.len()];
    order
        .iter()
        .enumerate()
        .for_each(|(position, grid)| rank[*grid] = position);
    let people = |keeps: &dyn Fn(usize) -> bool| -> f64 {
        (0..areas.size.len())
            .filter(|grid| keeps(*grid))
            .map(|grid| f64::from(areas.residents[grid]))
            .sum()
    };

    let district = unit(
        DISTRICT_CODE.into(),
        "宝安区（合成示范）".into(),
        [None; 5],
        people(&|_| true),
        None,
        shapes(&|_| 0, 1).remove(0),
    );
    let subdistricts = shapes(&|grid| areas.subdistrict[grid], SUBDISTRICTS.len())
        .into_iter()
        .enumerate()
        .map(|(home, shape)| {
            let people = people(&|grid| areas.subdistrict[grid] == home);
            unit(
                subdistrict_code(home),
                format!("{}街道", SUBDISTRICTS[home].name),
                ancestors(Some(0), None, None, None),
                people,
                Some(format!("{}派出所", SUBDISTRICTS[home].name)),
                shape,
            )
        })
        .collect();
    let names = all_communities();
    let communities = shapes(&|grid| areas.community[grid], names.len())
        .into_iter()
        .enumerate()
        .map(|(community, shape)| {
            let people = people(&|grid| areas.community[grid] == community);
            let home = areas.community_home[community];
            unit(
                community_code(areas, community),
                format!("{}社区", names[community]),
                ancestors(Some(0), Some(home), None, None),
                people,
                None,
                shape,
            )
        })
        .collect();
    let police = shapes(&|grid| areas.police[grid], areas.police_home.len())
        .into_iter()
        .enumerate()
        .map(|(police, shape)| {
            let people = people(&|grid| areas.police[grid] == police);
            let home = areas.police_home[police];
            let number = 1 + police
                - areas
                    .police_home
                    .iter()
                    .position(|other| *other == home)
                    .unwrap_or(0);
            let code = format!("{}-{number:03}", SUBDISTRICTS[home].letters);
            let name = format!("{}警格{number:02}", SUBDISTRICTS[home].name);
            unit(
                code,
                name,
                ancestors(Some(0), Some(home), None, None),
                people,
                Some(station(areas, police)),
                shape,
            )
        })
        .collect();
    let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
    let grids = shapes(&|grid| rank[grid], order.len())
        .into_iter()
        .zip(&order)
        .map(|(shape, grid)| {
            let community = areas.community[*grid];
            let number = numbers.entry(community).or_default();
            *number += 1;
            let above = ancestors(
                Some(0),
                Some(areas.subdistrict[*grid]),
                Some(community),
                Some(areas.police[*grid]),
            );
            unit(
                format!("{}{number:03}", community_code(areas, community)),
                format!("{}社区{}网格", names[community], numeral(*number)),
                above,
                f64::from(areas.residents[*grid]),
                None,
                shape,
            )
        })
        .collect();
    GridHierarchy::new([
        layer(GridLevel::District, vec![district]),
        layer(GridLevel::Subdistrict, subdistricts),
        layer(GridLevel::Community, communities),
        layer(GridLevel::PoliceGrid, police),
        layer(GridLevel::WorkGrid, grids),
    ])
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

fn ancestors(
    district: Option<usize>,
    subdistrict: Option<usize>,
    community: Option<usize>,
    police: Option<usize>,
) -> [Option<u32>; 5] {
    [district, subdistrict, community, police, None].map(|index| index.map(|index| index as u32))
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
    residents: f64,
    responsible: Option<String>,
    boundary: MultiPolygon<f64>,
) -> GridUnit {
    let rect = boundary.bounding_rect();
    let (low, high) = rect.map_or((Coord::zero(), Coord::zero()), |rect| {
        (rect.min(), rect.max())
    });
    let label_at = boundary
        .interior_point()
        .map_or_else(|| LonLat::from(low), |point| LonLat::from(point.0));
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
    use geo::Area;
    boundary.unsigned_area()
        * 1e14
        * super::lattice::METRES_EAST
        * super::lattice::METRES_NORTH
        * 1e-6
}
