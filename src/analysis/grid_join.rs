//! Which area of a grid layer holds a place.
//!
//! A raster over the layer's box knows for every cell where its places lie. Most cells lie inside one area and answer at
//! once. A cell that rings cross names a chain of probes, one for each ring that decides something there: a quick look in
//! small whole numbers ([`probe`]), and the exact predicates for the few places too near an edge for it ([`exact`]). Both
//! need only the edges that touch the cell. Where neighbours share their edges, the last of them needs no probe.

mod build;
mod exact;
mod probe;
mod raster;
mod trace;

use geo::Coord;

use self::exact::{Anchor, Edge};
use self::probe::Probe;
use self::raster::{Cell, CellRaster};
use crate::base::cancel::{Cancel, Cancelled};
use crate::base::coords::LonLat;
use crate::model::grid::GridLayer;

/// No area holds the place.
pub const NOWHERE: u32 = u32::MAX;

/// Marks a probe's position where otherwise an area stands.
const LISTED: u32 = 1 << 31;
/// Places between two looks at the cancel handle.
const PLACES_A_CHECK: usize = 1 << 14;
/// Places looked up in the raster before the probes are asked: their cells are fetched side by side.
const PLACES_A_BLOCK: usize = 256;

/// Finds the area of a place. Built once a layer.
///
/// A place on an edge counts as inside; where several areas hold a place, the first in the layer's order has it. Otherwise
/// the answer is that of `geo`'s `Intersects`: non-zero winding about an outer ring and zero about the part's holes.
#[derive(Debug, Clone, Default)]
pub struct GridLocator {
    raster: CellRaster,
    /// For each cell, row-major from the south-west: an area, [`NOWHERE`], or [`LISTED`] with a position in `probes`.
    cells: Vec<u32>,
    probes: Vec<Probe>,
    /// What the exact predicates need, for each probe.
    details: Vec<Detail>,
    /// Edges by the corner they begin at, in runs named by the details.
    edges_of: Vec<u32>,
    /// The corners of all rings, end to end.
    corners: Vec<Coord<f64>>,
    rings: Vec<Ring>,
}

/// One ring as one cell sees it.
#[derive(Debug, Clone, Copy)]
struct Detail {
    /// Run in `edges_of`: the ring's edges that touch the cell.
    from: u32,
    to: u32,
    /// Winding number at the cell's corner, see [`Anchor`].
    winding: i32,
}

#[derive(Debug, Clone, Copy)]
struct Ring {
    /// Its first corner.
    begin: u32,
    area: u32,
    /// Counts parts through the whole layer.
    part: u32,
    hole: bool,
}

/// What a block of places needs on its way.
#[derive(Debug, Default)]
struct Block {
    positions: Vec<u32>,
    /// The first probe of each place that has one.
    probes: Vec<Probe>,
}

impl Block {
    fn clear(&mut self) {
        self.positions.clear();
        self.probes.clear();
    }
}

/// Whether an entry names a probe.
#[inline]
const fn is_listed(entry: u32) -> bool {
    entry & LISTED != 0 && entry != NOWHERE
}

impl GridLocator {
    /// A locator over all areas of a layer. Where areas overlap, the first in the layer's order holds the place.
    #[must_use]
    pub fn new(layer: &GridLayer) -> Self {
        build::locator(layer)
    }

    /// Position in the layer of the area that holds the place (edges count as inside for exactly one area).
    #[must_use]
    pub fn locate(&self, place: LonLat) -> Option<usize> {
        let entry = self.entry(self.raster.position_of(place));
        let area = if is_listed(entry) {
            self.resolve(entry, self.probe(entry), place)
        } else {
            entry
        };
        (area != NOWHERE).then_some(area as usize)
    }

    /// The area of each place, or [`NOWHERE`].
    ///
    /// # Errors
    /// [`Cancelled`] when asked to stop.
    pub fn locate_all(&self, places: &[LonLat], cancel: &Cancel) -> Result<Vec<u32>, Cancelled> {
        let mut areas = Vec::with_capacity(places.len());
        let mut block = Block::default();
        for run in places.chunks(PLACES_A_CHECK) {
            cancel.check()?;
            for places in run.chunks(PLACES_A_BLOCK) {
                self.locate_block(places, &mut block, &mut areas);
            }
            cancel.report(areas.len() as u64, places.len() as u64);
        }
        Ok(areas)
    }

    /// Step by step for the whole block, so that what one place waits for from memory is fetched while others are.
    fn locate_block(&self, places: &[LonLat], block: &mut Block, areas: &mut Vec<u32>) {
        block.clear();
        let positions = places.iter().map(|&place| self.raster.position_of(place));
        block.positions.extend(positions);
        let first = areas.len();
        areas.extend(block.positions.iter().map(|&position| self.entry(position)));
        let areas = &mut areas[first..];
        let mut listed = [0; PLACES_A_BLOCK];
        let mut count = 0;
        for (index, &entry) in areas.iter().enumerate() {
            listed[count] = index;
            count += usize::from(is_listed(entry));
        }
        let listed = &listed[..count];
        let probe = |&index: &usize| *self.probe(areas[index]);
        block.probes.extend(listed.iter().map(probe));
        for (&index, probe) in listed.iter().zip(&block.probes) {
            areas[index] = self.resolve(areas[index], probe, places[index]);
        }
    }

    /// What stands in the raster at a position.
    #[inline]
    fn entry(&self, position: u32) -> u32 {
        let entry = self.cells.get(position as usize);
        entry.copied().unwrap_or(NOWHERE)
    }

    /// The area that the probe of an entry leads to.
    #[inline]
    fn resolve<'a>(&'a self, mut entry: u32, mut probe: &'a Probe, place: LonLat) -> u32 {
        let Some(cell) = self.raster.cell(place) else {
            return NOWHERE;
        };
        let local = self.raster.in_cell(place.into(), cell);
        loop {
            let next = probe.next(local);
            entry = next.unwrap_or_else(|| self.next_exactly(entry, cell, place.into()));
            if !is_listed(entry) {
                return entry;
            }
            probe = self.probe(entry);
        }
    }

    #[inline]
    fn probe(&self, entry: u32) -> &Probe {
        &self.probes[(entry & !LISTED) as usize]
    }

    /// The same step as [`Probe::next`], by exact predicates.
    #[cold]
    fn next_exactly(&self, entry: u32, cell: Cell, place: Coord<f64>) -> u32 {
        let position = (entry & !LISTED) as usize;
        let Detail { from, to, winding } = self.details[position];
        let edges = &self.edges_of[from as usize..to as usize];
        let corner = self.raster.corner(cell);
        let winding = Anchor { corner, winding }
            .winding_about(place, edges.iter().map(|&edge| self.edge(edge)));
        match winding {
            Some(0) => self.probes[position].outside,
            Some(_) => self.probes[position].inside,
            None => self.area_of_edge(edges[0]),
        }
    }

    fn edge(&self, name: u32) -> Edge {
        Edge::new(self.corners[name as usize], self.corners[name as usize + 1])
    }

    fn area_of_edge(&self, name: u32) -> u32 {
        let ring = self.rings.partition_point(|ring| ring.begin <= name);
        self.rings[ring - 1].area
    }
}
