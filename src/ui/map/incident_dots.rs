//! Incidents as dots, retained. Zoomed out, of all incidents in one small square of the screen only one is drawn: the
//! picture stays, a million dots need not be painted over each other.

use super::gpu::{Chunk, Gpu, Retained};
use super::mercator::{Cell, World, WorldBox};
use crate::base::coords::LonLat;
use crate::ui::theme::Theme;

/// The zoom at which every incident is drawn.
const FINEST_ZOOM: u32 = 20;

/// Squares along one side of the world at the finest zoom: two points a square.
const FINEST_SIDE: f64 = (256u64 << FINEST_ZOOM) as f64 / 2.0;

/// The dots of these incidents on the GPU.
pub(super) fn dots(gpu: &Gpu, places: impl Iterator<Item = LonLat>) -> Retained {
    let (dots, chunks) = arrange(places);
    Retained::of_chunks(gpu, &dots, chunks)
}

/// The diameter of a dot at a zoom, points: one square when zoomed out, a disc with a rim in the streets.
pub(super) fn width(theme: &Theme, zoom: f64) -> f32 {
    let width = 2.2 * ((zoom - 12.0) * 0.24).exp2();
    theme.px(width.clamp(1.6, 9.0) as f32)
}

/// How strong dots are at a zoom: where a whole district is in sight they would else be one dark sheet.
pub(super) fn opacity(zoom: f64) -> f32 {
    (0.35 + 0.65 * ((zoom - 10.5) / 3.5)).clamp(0.35, 1.0) as f32
}

/// A place with its square's position along the Morton curve.
#[derive(Debug, Clone, Copy)]
struct Dot {
    curve: u64,
    world: World,
}

/// Dots by cell and, within a cell, by the zoom from which each is drawn.
fn arrange(places: impl Iterator<Item = LonLat>) -> (Vec<[f32; 2]>, Vec<Chunk>) {
    let mut dots: Vec<Dot> = places
        .map(|place| {
            let world = World::of(place);
            Dot {
                curve: morton(world),
                world,
            }
        })
        .collect();
    dots.sort_unstable_by_key(|dot| dot.curve);
    let cells = Cell::zoom_for(dots.iter().map(|dot| dot.world));
    let mut before = None;
    let mut keyed: Vec<(Cell, u32, World)> = dots
        .iter()
        .map(|dot| {
            let from = drawn_from(before, dot.curve);
            before = Some(dot.curve);
            (Cell::of(dot.world, cells), from, dot.world)
        })
        .collect();
    keyed.sort_by_key(|(cell, from, _)| (*cell, *from));
    let chunks = chunks_of(&keyed);
    let local = keyed
        .iter()
        .map(|(cell, _, world)| cell.local(*world))
        .collect();
    (local, chunks)
}

fn chunks_of(keyed: &[(Cell, u32, World)]) -> Vec<Chunk> {
    let mut chunks = Vec::new();
    let mut start = 0u32;
    for group in keyed.chunk_by(|a, b| a.0 == b.0) {
        let Some((cell, _, first)) = group.first() else {
            continue;
        };
        let extent = group
            .iter()
            .fold(WorldBox::at(*first), |extent, (_, _, place)| {
                extent.with(*place)
            });
        let by_zoom = (0..=FINEST_ZOOM)
            .map(|zoom| group.partition_point(|(_, from, _)| *from <= zoom) as u32)
            .collect();
        chunks.push(Chunk {
            cell: *cell,
            extent,
            range: start..start + group.len() as u32,
            by_zoom,
        });
        start += group.len() as u32;
    }
    chunks
}

/// The position of a place's finest square along the Morton curve.
fn morton(place: World) -> u64 {
    let square = |part: f64| (part * FINEST_SIDE).clamp(0.0, FINEST_SIDE - 1.0) as u64;
    spread(square(place.x)) | spread(square(place.y)) << 1
}

/// The low 32 bits of a number with a gap after each.
const fn spread(value: u64) -> u64 {
    let mut value = value & 0xFFFF_FFFF;
    value = (value | value << 16) & 0x0000_FFFF_0000_FFFF;
    value = (value | value << 8) & 0x00FF_00FF_00FF_00FF;
    value = (value | value << 4) & 0x0F0F_0F0F_0F0F_0F0F;
    value = (value | value << 2) & 0x3333_3333_3333_3333;
    (value | value << 1) & 0x5555_5555_5555_5555
}

/// The zoom from which a dot is drawn: the coarsest at which its square is not its predecessor's along the curve.
/// Dots in one finest square are drawn at the finest zoom.
fn drawn_from(before: Option<u64>, curve: u64) -> u32 {
    let Some(before) = before else {
        return 0;
    };
    let differing = 64 - (before ^ curve).leading_zeros();
    FINEST_ZOOM - differing.saturating_sub(1).div_euclid(2).min(FINEST_ZOOM)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    fn square(place: LonLat, zoom: u32) -> (u64, u64) {
        let world = World::of(place);
        let side = FINEST_SIDE / f64::from(1u32 << (FINEST_ZOOM - zoom));
        ((world.x * side) as u64, (world.y * side) as u64)
    }

    proptest! {
        #[test]
        fn at_every_zoom_each_square_with_incidents_has_a_dot(
            places in prop::collection::vec((113.85f64..113.95, 22.6f64..22.7), 1..300)
        ) {
            let places: Vec<LonLat> = places.iter().map(|(lon, lat)| LonLat::new(*lon, *lat)).collect();
            let (dots, chunks) = arrange(places.iter().copied());
            prop_assert_eq!(dots.len(), places.len());
            for zoom in 8..=FINEST_ZOOM {
                let squares: HashSet<_> = places.iter().map(|place| square(*place, zoom)).collect();
                let drawn: u32 = chunks.iter().map(|chunk| chunk.by_zoom[zoom as usize]).sum();
                prop_assert!(drawn as usize >= squares.len());
                if zoom < FINEST_ZOOM {
                    prop_assert_eq!(drawn as usize, squares.len());
                }
            }
            let all: u32 = chunks.iter().map(|chunk| chunk.by_zoom[FINEST_ZOOM as usize]).sum();
            prop_assert_eq!(all as usize, places.len());
        }
    }
}
