//! From loose half-edges to a mesh: who follows whom, and which blocks they go around.

use std::collections::BTreeMap;

use super::lattice::{Place, doubled_area};
use super::mesh::{Mesh, OUTSIDE};

/// Strings the half-edges together: from each, the next is the first one clockwise from its twin.
pub(super) fn link_around_corners(mesh: &mut Mesh) {
    let count = mesh.origin.len();
    mesh.next = vec![0; count];
    mesh.prev = vec![0; count];
    mesh.block = vec![OUTSIDE; count];
    let mut leaving: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (half, origin) in mesh.origin.iter().enumerate() {
        leaving.entry(*origin).or_default().push(half as u32);
    }
    for list in leaving.values_mut() {
        list.sort_by(|a, b| angle(mesh, *a).total_cmp(&angle(mesh, *b)).then(a.cmp(b)));
        for (place, half) in list.iter().enumerate() {
            let after = list[(place + 1) % list.len()];
            let into = after ^ 1;
            mesh.next[into as usize] = *half;
            mesh.prev[*half as usize] = into;
        }
    }
}

fn angle(mesh: &Mesh, half: u32) -> f64 {
    let along = mesh.place(half).spot().to(mesh.end(half).spot());
    libm::atan2(along.y, along.x)
}

pub(super) fn find_blocks(mesh: &mut Mesh) {
    let mut seen = vec![false; mesh.origin.len()];
    for start in 0..mesh.origin.len() {
        if seen[start] {
            continue;
        }
        let mut ring = vec![start];
        seen[start] = true;
        let mut half = mesh.next[start] as usize;
        while half != start {
            seen[half] = true;
            ring.push(half);
            half = mesh.next[half] as usize;
        }
        let places: Vec<Place> = ring.iter().map(|h| mesh.place(*h as u32)).collect();
        if doubled_area(&places) > 0 {
            let block = mesh.anchor.len() as u32;
            mesh.anchor.push(start as u32);
            for half in ring {
                mesh.block[half] = block;
            }
        }
    }
}
