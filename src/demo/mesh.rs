//! The district as a mesh of half-edges: every block knows its neighbours, every shared edge exists once.
//!
//! Half-edge `h` and its twin `h ^ 1` are the two sides of edge `h / 2`; the block of `h` lies to its left.

use super::lattice::{Place, Spot, doubled_area, square_metres};

/// The block outside the district.
pub(super) const OUTSIDE: u32 = u32::MAX;

/// What runs along an edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Course {
    /// The sea.
    Coast,
    /// The land border with a neighbouring district.
    Border,
    /// A river's middle.
    River,
    /// A reservoir's shore.
    Shore,
    /// Fence, ridge or ditch: a boundary without a street.
    Ridge,
    Expressway,
    Arterial,
    Collector,
    Local,
    Lane,
}

impl Course {
    pub(super) const fn is_road(self) -> bool {
        matches!(
            self,
            Self::Expressway | Self::Arterial | Self::Collector | Self::Local | Self::Lane
        )
    }

    /// Whether a street that comes upon it ends before it.
    pub(super) const fn stops_streets(self) -> bool {
        matches!(
            self,
            Self::Coast | Self::Border | Self::River | Self::Shore | Self::Expressway
        )
    }

    pub(super) const fn is_water(self) -> bool {
        matches!(self, Self::Coast | Self::River | Self::Shore)
    }
}

/// What an edge is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Edge {
    pub(super) course: Course,
    /// Which street it is part of; streets keep their number through crossings.
    pub(super) street: u32,
    pub(super) bridge: bool,
}

/// Blocks, edges and corners.
#[derive(Debug, Clone, Default)]
pub(super) struct Mesh {
    pub(super) corners: Vec<Place>,
    pub(super) origin: Vec<u32>,
    pub(super) next: Vec<u32>,
    pub(super) prev: Vec<u32>,
    pub(super) block: Vec<u32>,
    pub(super) edges: Vec<Edge>,
    /// One half-edge of each block.
    pub(super) anchor: Vec<u32>,
}

impl Mesh {
    pub(super) fn place(&self, half: u32) -> Place {
        self.corners[self.origin[half as usize] as usize]
    }

    pub(super) fn end(&self, half: u32) -> Place {
        self.place(half ^ 1)
    }

    pub(super) fn edge(&self, half: u32) -> Edge {
        self.edges[half as usize / 2]
    }

    pub(super) fn length(&self, half: u32) -> f64 {
        self.place(half).spot().distance(self.end(half).spot())
    }

    /// The half-edges around a block, counter-clockwise.
    pub(super) fn around(&self, block: u32) -> Vec<u32> {
        let first = self.anchor[block as usize];
        let mut ring = vec![first];
        let mut half = self.next[first as usize];
        while half != first {
            ring.push(half);
            half = self.next[half as usize];
        }
        ring
    }

    pub(super) fn ring(&self, block: u32) -> Vec<Place> {
        self.around(block)
            .into_iter()
            .map(|h| self.place(h))
            .collect()
    }

    pub(super) fn area(&self, block: u32) -> f64 {
        square_metres(doubled_area(&self.ring(block)))
    }

    /// The half-edges that leave the corner `half` leaves, itself first.
    pub(super) fn leaving(&self, half: u32) -> Vec<u32> {
        let mut found = vec![half];
        let mut turn = self.next[half as usize ^ 1];
        while turn != half {
            found.push(turn);
            turn = self.next[turn as usize ^ 1];
        }
        found
    }

    /// Puts a corner onto an edge; the returned half-edge leaves it in the direction of `half`.
    pub(super) fn split_edge(&mut self, half: u32, place: Place) -> u32 {
        let twin = half ^ 1;
        let (h, t) = (half as usize, twin as usize);
        let new = self.origin.len() as u32;
        let corner = self.corners.len() as u32;
        self.corners.push(place);
        self.edges.push(self.edges[h / 2]);
        self.origin.extend([corner, self.origin[t]]);
        self.block.extend([self.block[h], self.block[t]]);
        self.next.extend([self.next[h], twin]);
        self.prev.extend([half, self.prev[t]]);
        let (after, before) = (self.next[h] as usize, self.prev[t] as usize);
        self.prev[after] = new;
        self.next[before] = new ^ 1;
        self.next[h] = new;
        self.prev[t] = new ^ 1;
        self.origin[t] = corner;
        new
    }

    /// Cuts the block of `from` and `to` by a path between the corners they leave; `edges` is one longer than `inner`.
    /// The block keeps the side left of the path; the number of the new block is returned.
    pub(super) fn split_block(
        &mut self,
        from: u32,
        to: u32,
        inner: &[Place],
        edges: &[Edge],
    ) -> u32 {
        let kept = self.block[from as usize];
        let new = self.anchor.len() as u32;
        let first = self.origin.len() as u32;
        let last = first + 2 * (edges.len() as u32 - 1);
        let (before_from, before_to) = (self.prev[from as usize], self.prev[to as usize]);
        let mut corner = self.origin[from as usize];
        for (step, edge) in edges.iter().enumerate() {
            let forward = first + 2 * step as u32;
            let next_corner = inner.get(step).map_or(self.origin[to as usize], |place| {
                self.corners.push(*place);
                self.corners.len() as u32 - 1
            });
            self.edges.push(*edge);
            self.origin.extend([corner, next_corner]);
            self.block.extend([kept, new]);
            self.next.extend([
                if forward == last { to } else { forward + 2 },
                if forward == first { from } else { forward - 1 },
            ]);
            self.prev.extend([
                if forward == first {
                    before_from
                } else {
                    forward - 2
                },
                if forward == last {
                    before_to
                } else {
                    forward + 3
                },
            ]);
            corner = next_corner;
        }
        self.next[before_from as usize] = first;
        self.prev[to as usize] = last;
        self.next[before_to as usize] = last + 1;
        self.prev[from as usize] = first + 1;
        self.anchor[kept as usize] = first;
        self.anchor.push(first + 1);
        let mut half = from;
        while half != last + 1 {
            self.block[half as usize] = new;
            half = self.next[half as usize];
        }
        new
    }

    /// The middle of a block's area.
    pub(super) fn centre(&self, block: u32) -> Spot {
        centroid(&self.ring(block))
    }
}

/// The middle of a ring's area (of its first corner where it has none).
pub(super) fn centroid(ring: &[Place]) -> Spot {
    let Some(base) = ring.first().map(|place| place.spot()) else {
        return Spot { x: 0.0, y: 0.0 };
    };
    let (mut x, mut y, mut doubled) = (0.0, 0.0, 0.0);
    for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
        let (a, b) = (base.to(a.spot()), base.to(b.spot()));
        let part = a.cross(b);
        doubled += part;
        x += part * (a.x + b.x);
        y += part * (a.y + b.y);
    }
    if doubled == 0.0 {
        return base;
    }
    Spot {
        x: base.x + x / (3.0 * doubled),
        y: base.y + y / (3.0 * doubled),
    }
}
