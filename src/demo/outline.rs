//! Outlines of areas made of whole blocks, traced along shared edges: neighbours get identical corners.

use std::collections::BTreeMap;

use geo::{Coord, LineString, MultiPolygon, Polygon};

use super::curves::inside;
use super::lattice::{Place, doubled_area};
use super::mesh::{Mesh, OUTSIDE};

/// Finds outlines over one mesh.
pub(super) struct Outlines<'a> {
    mesh: &'a Mesh,
    /// Corners that stand on no outline's bend: lanes end there, areas do not.
    passed_over: Vec<bool>,
}

impl<'a> Outlines<'a> {
    /// `grid_of` gives each block's work grid; `streets_end` is the number of corners before lanes were cut.
    pub(super) fn new(mesh: &'a Mesh, grid_of: &[u32], streets_end: usize) -> Self {
        let mut borders = vec![0_u32; mesh.corners.len()];
        for (half, corner) in mesh.origin.iter().enumerate() {
            let grid = |h: usize| {
                grid_of
                    .get(mesh.block[h] as usize)
                    .copied()
                    .unwrap_or(OUTSIDE)
            };
            if grid(half) != grid(half ^ 1) {
                borders[*corner as usize] += 1;
            }
        }
        let passed_over = borders
            .iter()
            .enumerate()
            .map(|(corner, count)| corner >= streets_end && *count == 2)
            .collect();
        Self { mesh, passed_over }
    }

    /// The outlines of all groups at once; `group_of` gives each block's group.
    pub(super) fn of_groups(&self, group_of: &[u32], count: usize) -> Vec<MultiPolygon<f64>> {
        let group = |half: u32| {
            group_of
                .get(self.mesh.block[half as usize] as usize)
                .copied()
                .unwrap_or(OUTSIDE)
        };
        let mut rings: Vec<Vec<Vec<u32>>> = vec![Vec::new(); count];
        let mut seen = vec![false; self.mesh.origin.len()];
        for start in 0..self.mesh.origin.len() as u32 {
            let own = group(start);
            if own as usize >= count || seen[start as usize] || group(start ^ 1) == own {
                continue;
            }
            let mut walk = Vec::new();
            let mut half = start;
            while !seen[half as usize] {
                seen[half as usize] = true;
                walk.push(self.mesh.origin[half as usize]);
                half = self.mesh.next[half as usize];
                while group(half ^ 1) == own {
                    half = self.mesh.next[half as usize ^ 1];
                }
            }
            rings[own as usize].extend(simple_rings(&walk));
        }
        rings
            .into_iter()
            .map(|rings| self.polygons(&rings))
            .collect()
    }

    fn polygons(&self, rings: &[Vec<u32>]) -> MultiPolygon<f64> {
        let mut outer: Vec<(Vec<Place>, Vec<LineString<f64>>)> = Vec::new();
        let mut holes = Vec::new();
        for ring in rings {
            let places = self.places(ring);
            if doubled_area(&places) > 0 {
                outer.push((places, Vec::new()));
            } else {
                holes.push(places);
            }
        }
        for hole in holes {
            let spot = hole[0].spot().between(hole[1].spot(), 0.5);
            let home = if outer.len() == 1 {
                Some(0)
            } else {
                outer.iter().position(|(ring, _)| inside(ring, spot))
            };
            if let Some(home) = home {
                outer[home].1.push(line_string(&hole));
            }
        }
        MultiPolygon(
            outer
                .into_iter()
                .map(|(ring, holes)| Polygon::new(line_string(&ring), holes))
                .collect(),
        )
    }

    fn places(&self, ring: &[u32]) -> Vec<Place> {
        ring.iter()
            .filter(|corner| !self.passed_over[**corner as usize])
            .map(|corner| self.mesh.corners[*corner as usize])
            .collect()
    }
}

/// A walk that comes through a corner twice becomes two rings that touch there.
fn simple_rings(walk: &[u32]) -> Vec<Vec<u32>> {
    let mut rings = Vec::new();
    let mut path: Vec<u32> = Vec::new();
    let mut place: BTreeMap<u32, usize> = BTreeMap::new();
    for corner in walk {
        if let Some(start) = place.get(corner).copied() {
            let ring = path.split_off(start);
            for gone in &ring {
                place.remove(gone);
            }
            rings.push(ring);
        }
        place.insert(*corner, path.len());
        path.push(*corner);
    }
    rings.push(path);
    rings
}

fn line_string(ring: &[Place]) -> LineString<f64> {
    ring.iter()
        .chain(ring.first())
        .map(|place| Coord::from(place.lonlat()))
        .collect()
}
