//! The district as the rest of the program knows it: grids of every level, roads, zones, points.

use std::collections::BTreeMap;

use geo::{Coord, LineString};

use super::PATROL_POINTS;
use super::areas::{Areas, subdistrict_of_blocks};
use super::arrange::{Bones, bones};
use super::choices::{Post, posts, zone_grids};
use super::dice::Dice;
use super::incidents::IncidentSource;
use super::land::Land;
use super::lattice::Place;
use super::mesh::Mesh;
use super::naming::{Address, link_names};
use super::outline::Outlines;
use super::places::{SUBDISTRICTS, TOWNS, community_names};
use super::risk::Risk;
use super::streets::Streets;
use super::subdivide::{cut_lanes, cut_streets};
use super::units::hierarchy;
use crate::base::cancel::{Cancel, Cancelled};
use crate::base::ids::{PointId, ZoneId};
use crate::model::grid::GridHierarchy;
use crate::model::patrol_point::PatrolPoint;
use crate::model::road_network::{Joints, RoadLink, RoadNetwork};
use crate::model::source_note::SourceNote;
use crate::model::zone::Zone;

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
    let mut home_of = subdistrict_of_blocks(&mesh);
    cut_streets(
        &mut mesh,
        &land,
        &mut dice,
        &mut home_of,
        &mut street,
        cancel,
    )?;
    let mut grid_of: Vec<u32> = (0..mesh.anchor.len() as u32).collect();
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
    let areas = Areas::new(&mesh, &grid_of, home_of, &land, seed);
    cancel.check()?;
    cancel.report(2, 4);
    let outlines = Outlines::new(&mesh, &grid_of, streets_end);
    let streets = Streets::of(&mesh, &offshore, &land, &mut dice);
    cancel.check()?;
    let risk = Risk::new(&streets, &mesh, &land, seed);
    let roads = roads(&streets, &mesh, &names, &areas, &grid_of, seed);
    let posts = posts(&streets, &risk.pulls(), PATROL_POINTS, seed);
    cancel.report(3, 4);
    let hierarchy = hierarchy(&outlines, &areas, &grid_of);
    Ok(District {
        seed,
        points: points(&posts, &streets.places, &roads, &areas),
        zones: zones(&outlines, &areas, &grid_of, &risk, &streets, seed),
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
        community_at.get(&corner).map(|community| Address {
            home: areas.community_home[*community],
            community: *community,
            name: community_names[*community],
        })
    };
    let names = link_names(streets, hand_laid, near, seed);
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
                .map(|corner| Coord::from(streets.places[*corner as usize].lonlat()))
                .collect::<LineString<f64>>(),
        })
        .collect::<Vec<_>>();
    RoadNetwork {
        joints: Joints::of(&links),
        links,
        source: note(streets.links.len()),
        ..RoadNetwork::default()
    }
}

/// Communities of all subdistricts in the order of their codes.
pub(super) fn all_communities() -> Vec<&'static str> {
    SUBDISTRICTS.iter().flat_map(community_names).collect()
}

pub(super) fn note(count: usize) -> SourceNote {
    SourceNote {
        found: count,
        kept: count,
        ..SourceNote::default()
    }
}

fn points(
    posts: &[Post],
    places: &[Place],
    roads: &RoadNetwork,
    areas: &Areas,
) -> Vec<PatrolPoint> {
    posts
        .iter()
        .zip(1..)
        .map(|(post, number)| {
            let place = places[post.corner as usize];
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
                    |second| match second.strip_suffix('巷') {
                        Some(lane) => format!("{first}{lane}巷口"),
                        None => format!("{first}{}路口", second.trim_end_matches('路')),
                    },
                ),
                position: place.lonlat(),
                locked: number % 15 == 1,
                unit: station(areas, areas.police[grid]),
            }
        })
        .collect()
}

/// The police station that answers for a police grid.
pub(super) fn station(areas: &Areas, police: usize) -> String {
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
    seed: u64,
) -> Vec<Zone> {
    let zones = zone_grids(areas, seed);
    let mut zone_of = vec![u32::MAX; areas.size.len()];
    for (zone, grids) in zones.iter().enumerate() {
        for grid in grids {
            zone_of[*grid] = zone as u32;
        }
    }
    let group_of: Vec<u32> = grid_of.iter().map(|grid| zone_of[*grid as usize]).collect();
    let shapes = outlines.of_groups(&group_of, zones.len());
    let mut calls = vec![0.0; zones.len()];
    for (link, pull) in streets.links.iter().zip(risk.pulls()) {
        let middle = link.middle(&streets.places);
        for (town, sum) in TOWNS.iter().zip(&mut calls) {
            let at = Place::of_degrees(town.lon, town.lat).spot();
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
