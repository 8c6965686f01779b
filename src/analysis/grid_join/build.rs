//! Building a [`GridLocator`]: one sweep over the raster, row by row from the west, that knows at every cell which rings
//! lie about its corner.

use geo::{Coord, LineString};

use super::exact::{Anchor, Edge};
use super::probe::{Facing, LocalEdges, MOST_EDGES, Probe};
use super::raster::{Cell, CellRaster};
use super::trace::{Mark, Marks, Tracer};
use super::{Detail, GridLocator, LISTED, NOWHERE, Ring};
use crate::base::coords::{LonLat, LonLatBox};
use crate::model::grid::GridLayer;

/// Cells an area gets on average, and cells an edge.
const CELLS_AN_AREA: f64 = 128.0;
const CELLS_AN_EDGE: f64 = 1.5;
/// Edges in a cell that are held against each other at most.
const MOST_PAIRED: usize = 32;

/// A locator over all areas of a layer.
pub(super) fn locator(layer: &GridLayer) -> GridLocator {
    let units = layer.units.iter().flat_map(|unit| &unit.boundary);
    let places = units.flat_map(|polygon| polygon.exterior().coords());
    let Some(extent) = LonLatBox::around(places.map(|&corner| LonLat::from(corner))) else {
        return GridLocator::default();
    };
    let outlines = Outlines::of(layer);
    let cells = (CELLS_AN_AREA * layer.units.len() as f64)
        .max(CELLS_AN_EDGE * outlines.corners.len() as f64);
    let raster = CellRaster::over(extent, cells);
    let marks = outlines.trace(&raster);
    Sweep::new(raster, outlines).run(&marks)
}

/// The rings of a layer, end to end.
struct Outlines {
    corners: Vec<Coord<f64>>,
    rings: Vec<Ring>,
    /// The ring of each corner.
    ring_of: Vec<u32>,
}

impl Outlines {
    fn of(layer: &GridLayer) -> Self {
        let mut outlines = Self {
            corners: Vec::new(),
            rings: Vec::new(),
            ring_of: Vec::new(),
        };
        let mut part = 0;
        for (area, unit) in layer.units.iter().enumerate() {
            for polygon in &unit.boundary {
                outlines.add(polygon.exterior(), area as u32, part, false);
                for hole in polygon.interiors() {
                    outlines.add(hole, area as u32, part, true);
                }
                part += 1;
            }
        }
        outlines
    }

    fn add(&mut self, ring: &LineString<f64>, area: u32, part: u32, hole: bool) {
        let index = self.rings.len() as u32;
        self.rings.push(Ring {
            begin: self.corners.len() as u32,
            area,
            part,
            hole,
        });
        self.corners.extend_from_slice(&ring.0);
        self.ring_of.resize(self.corners.len(), index);
    }

    /// Lays every edge on the raster. Edges with an end that is not finite count as none.
    fn trace(&self, raster: &CellRaster) -> Marks {
        let mut tracer = Tracer::new(raster, self.corners.len());
        let sound = |corner: Coord<f64>| corner.x.is_finite() && corner.y.is_finite();
        let names = self.ring_of.windows(2).zip(self.corners.windows(2));
        for (name, (rings, ends)) in names.enumerate() {
            if rings[0] == rings[1] && sound(ends[0]) && sound(ends[1]) {
                tracer.trace(name as u32, Edge::new(ends[0], ends[1]));
            }
        }
        tracer.marks()
    }
}

/// A ring that edges bring into a cell.
#[derive(Debug, Clone, Copy)]
struct Test {
    ring: u32,
    /// Run in `edges_of`.
    from: u32,
    to: u32,
    /// At the cell's corner, see [`Anchor`].
    winding: i32,
}

/// A part of an area that may hold places of a cell, with its tests: the outer ring (unless the cell lies inside) first.
#[derive(Debug, Clone, Copy)]
struct Part {
    area: u32,
    first: usize,
    last: usize,
    /// A hole lies about the whole cell: only places on an edge asked about belong to the part.
    closed: bool,
}

struct Sweep {
    outlines: Outlines,
    locator: GridLocator,
    /// Winding number of each ring at the present cell's corner.
    winding: Vec<i32>,
    /// The rings whose number is not zero, in order.
    about: Vec<u32>,
    /// The area of a cell here that no edge touches.
    open: u32,
    touched: Vec<Test>,
    tests: Vec<Test>,
    parts: Vec<Part>,
    local: LocalEdges,
}

impl Sweep {
    fn new(raster: CellRaster, outlines: Outlines) -> Self {
        let winding = vec![0; outlines.rings.len()];
        Self {
            outlines,
            locator: GridLocator {
                raster,
                ..GridLocator::default()
            },
            winding,
            about: Vec::new(),
            open: NOWHERE,
            touched: Vec::new(),
            tests: Vec::new(),
            parts: Vec::new(),
            local: LocalEdges::default(),
        }
    }

    fn run(mut self, marks: &Marks) -> GridLocator {
        let raster = self.locator.raster;
        self.locator.cells.reserve_exact(raster.cells());
        for row in 0..raster.rows() {
            for column in 0..raster.columns() {
                let cell = Cell { column, row };
                let found = self.enter(cell, marks.of(raster.position(cell)));
                self.locator.cells.push(found);
            }
            for ring in self.about.drain(..) {
                self.winding[ring as usize] = 0;
            }
            self.open = NOWHERE;
        }
        self.locator.corners = self.outlines.corners;
        self.locator.rings = self.outlines.rings;
        self.locator
    }

    /// What stands in the raster for a cell.
    fn enter(&mut self, cell: Cell, marks: &[Mark]) -> u32 {
        if marks.is_empty() {
            return self.open;
        }
        self.touched.clear();
        let mut moved = false;
        for &mark in marks {
            let ring = self.outlines.ring_of[mark.edge() as usize];
            if let Some(direction) = mark.crossing() {
                self.cross(ring, direction);
                moved = true;
            } else {
                self.touch(ring, mark.edge());
            }
        }
        if moved {
            self.open = self.look(0);
        }
        if self.touched.is_empty() {
            return self.open;
        }
        let rest = self.look(self.touched.len());
        self.compile(cell, rest)
    }

    fn cross(&mut self, ring: u32, direction: i32) {
        let winding = &mut self.winding[ring as usize];
        *winding += direction;
        let still = *winding != 0;
        match self.about.binary_search(&ring) {
            Ok(at) if !still => {
                self.about.remove(at);
            }
            Err(at) if still => self.about.insert(at, ring),
            Ok(_) | Err(_) => {}
        }
    }

    fn touch(&mut self, ring: u32, edge: u32) {
        let from = self.locator.edges_of.len() as u32;
        self.locator.edges_of.push(edge);
        match self.touched.last_mut() {
            Some(last) if last.ring == ring => last.to = from + 1,
            Some(_) | None => self.touched.push(Test {
                ring,
                from,
                to: from + 1,
                winding: 0,
            }),
        }
    }

    /// Goes through the parts that may hold places here, in order, to the first that holds all of them, and gives its area.
    /// The parts before it are left in `parts`, what they ask in `tests`. `touched` are the rings that edges bring in.
    fn look(&mut self, touched: usize) -> u32 {
        self.tests.clear();
        self.parts.clear();
        let mut next = Next::default();
        while let Some(ring) = self.next_ring(next, touched) {
            let part = self.outlines.rings[ring as usize];
            let first = self.tests.len();
            // A hole without its outer ring: the cell lies outside. A hole about the whole cell: only places on edges of
            // rings before it count.
            let mut closed = part.hole;
            while let Some(ring) = self.next_ring(next, touched) {
                let of_ring = self.outlines.rings[ring as usize];
                if of_ring.part != part.part {
                    break;
                }
                let test = self.touched[..touched].get(next.touched);
                if let Some(&test) = test.filter(|test| test.ring == ring) {
                    if !closed {
                        let winding = self.winding[ring as usize];
                        self.tests.push(Test { winding, ..test });
                    }
                    next.touched += 1;
                } else {
                    closed |= of_ring.hole;
                }
                next.about += usize::from(self.about.get(next.about) == Some(&ring));
            }
            let last = self.tests.len();
            if last > first {
                self.parts.push(Part {
                    area: part.area,
                    first,
                    last,
                    closed,
                });
            } else if !closed {
                return part.area;
            }
        }
        NOWHERE
    }

    /// The first ring not yet looked at.
    fn next_ring(&self, next: Next, touched: usize) -> Option<u32> {
        let touched = self.touched[..touched].get(next.touched);
        let touched = touched.map(|test| test.ring);
        let about = self.about.get(next.about).copied();
        touched.into_iter().chain(about).min()
    }

    /// Turns tests into probes, the last first, and gives where a place of the cell begins.
    fn compile(&mut self, cell: Cell, rest: u32) -> u32 {
        let mut next = rest;
        if rest == NOWHERE && self.one_holds() {
            next = self.parts.pop().map_or(NOWHERE, |part| part.area);
        }
        while let Some(part) = self.parts.pop() {
            let mut found = if part.closed { next } else { part.area };
            for index in (part.first..part.last).rev() {
                let test = self.tests[index];
                let (inside, outside) = if self.outlines.rings[test.ring as usize].hole {
                    (next, found)
                } else {
                    (found, next)
                };
                found = self.add_probe(cell, test, inside, outside);
            }
            next = found;
        }
        next
    }

    /// Whether the winding numbers of the rings here add up to the same everywhere in the cell, and not to nothing: then a
    /// place that no other ring is about lies in the last. So it is where neighbours share their edges.
    fn one_holds(&self) -> bool {
        let alone =
            |part: &Part| part.last - part.first == 1 && !part.closed && !self.is_hole(part.first);
        let sum: i32 = self.tests.iter().map(|test| test.winding).sum();
        sum != 0 && self.parts.iter().all(alone) && self.edges_cancel()
    }

    fn is_hole(&self, test: usize) -> bool {
        self.outlines.rings[self.tests[test].ring as usize].hole
    }

    /// Whether every edge the tests ask about is there the other way round as well.
    fn edges_cancel(&self) -> bool {
        let (Some(first), Some(last)) = (self.tests.first(), self.tests.last()) else {
            return false;
        };
        let edges = &self.locator.edges_of[first.from as usize..last.to as usize];
        if edges.len() > MOST_PAIRED || edges.len() % 2 == 1 {
            return false;
        }
        let corner = |name: u32| self.outlines.corners[name as usize];
        let mut paired = 0u32;
        for (index, &edge) in edges.iter().enumerate() {
            if paired >> index & 1 == 1 {
                continue;
            }
            // Neighbours run through shared edges in opposite order: the last is the likeliest.
            let twin = (index + 1..edges.len()).rev().find(|&other| {
                paired >> other & 1 == 0
                    && corner(edge) == corner(edges[other] + 1)
                    && corner(edge + 1) == corner(edges[other])
            });
            let Some(twin) = twin else {
                return false;
            };
            paired |= 1 << twin;
        }
        true
    }

    fn add_probe(&mut self, cell: Cell, test: Test, inside: u32, outside: u32) -> u32 {
        let Test {
            from, to, winding, ..
        } = test;
        let probe = self
            .quick_probe(cell, test, inside, outside)
            .unwrap_or_else(|| Probe::blind(inside, outside));
        self.locator.probes.push(probe);
        self.locator.details.push(Detail { from, to, winding });
        LISTED | (self.locator.probes.len() as u32 - 1)
    }

    fn quick_probe(&mut self, cell: Cell, test: Test, inside: u32, outside: u32) -> Option<Probe> {
        let edges = &self.locator.edges_of[test.from as usize..test.to as usize];
        if edges.len() > MOST_EDGES {
            return None;
        }
        let raster = &self.locator.raster;
        let corners = &self.outlines.corners;
        self.local.clear();
        for &edge in edges {
            let start = raster.in_cell(corners[edge as usize], cell);
            let end = raster.in_cell(corners[edge as usize + 1], cell);
            self.local.push(start, end);
        }
        let facing = self.local.free_side()?;
        let there = match facing {
            Facing::West | Facing::South => None,
            Facing::East => Some(cell.east()),
            Facing::North => Some(cell.north()),
        };
        let anchor = Anchor {
            corner: raster.corner(cell),
            winding: test.winding,
        };
        let winding = match there {
            None => anchor.winding,
            Some(there) => {
                let edges = edges
                    .iter()
                    .map(|&edge| Edge::new(corners[edge as usize], corners[edge as usize + 1]));
                anchor.winding_about(raster.corner(there), edges)?
            }
        };
        self.local.probe(facing, winding, inside, outside)
    }
}

/// How far [`Sweep::look`] is in its two lists.
#[derive(Debug, Clone, Copy, Default)]
struct Next {
    touched: usize,
    about: usize,
}
