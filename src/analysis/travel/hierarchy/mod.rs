//! Travel times from many places to every node at once, by a contraction hierarchy whose order does not depend on speeds.
//!
//! Nodes are put in an order by nested dissection ([`order`]): whatever divides the network into two parts stands above both. The
//! hierarchy ([`Hierarchy`]) joins each node to those above it that it leads to over lower ones; speeds come in afterwards
//! ([`Weights`]), so another hour costs a fraction of the order. Times from sixteen places are then swept down in one pass
//! ([`Sweep`]). After Dibbelt, Strasser and Wagner (2016), "Customizable contraction hierarchies", and Delling, Goldberg, Nowatzyk
//! and Werneck (2013), "PHAST". Times are whole milliseconds and equal those of [`super::search`], turn rules included.

mod flow;
mod order;
mod sweep;
mod weights;

pub use sweep::{LANES, Sweep};
pub use weights::Weights;

use super::graph::{StreetGraph, grouped};
use order::dissection;

/// Which of a node's ways up an arc of the street graph is, and which way it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Way {
    /// The way up, of all.
    way: u32,
    /// From the lower node to the higher.
    up: bool,
}

/// The nodes of a street graph in their order, each with those above it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hierarchy {
    /// The place of each node in the order, the lowest first.
    rank: Vec<u32>,
    /// Where the ways up from each place begin, and the places they lead to, ascending.
    first: Vec<u32>,
    heads: Vec<u32>,
    /// Where the ways down from each place begin: from where, and which way up of that one it is.
    first_below: Vec<u32>,
    below: Vec<(u32, u32)>,
    /// The way of each arc of the graph, in the order of its nodes; `None` for one from a node to itself.
    ways: Vec<Option<Way>>,
}

impl Hierarchy {
    /// Orders the nodes of a graph and joins them; `at` is where each is, on a plane, roughly.
    #[must_use]
    pub fn new(graph: &StreetGraph, at: &[[f64; 2]]) -> Self {
        let nodes = graph.nodes();
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        for node in 0..nodes as u32 {
            for (head, _) in graph.leaving(node) {
                if *head != node {
                    pairs.push((node.min(*head), node.max(*head)));
                }
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        let rank = dissection(nodes, &pairs, at);
        let ranked = |(a, b): &(u32, u32)| {
            let (a, b) = (rank[*a as usize], rank[*b as usize]);
            (a.min(b), a.max(b))
        };
        let (first, heads) = joined(nodes, pairs.iter().map(ranked));
        let mut down: Vec<(u32, (u32, u32))> = Vec::with_capacity(heads.len());
        for place in 0..nodes as u32 {
            let ways = first[place as usize]..first[place as usize + 1];
            down.extend(ways.map(|way| (heads[way as usize], (place, way))));
        }
        let (first_below, below) = grouped(nodes, &down);
        let mut made = Self {
            rank,
            first,
            heads,
            first_below,
            below,
            ways: Vec::new(),
        };
        for node in 0..nodes as u32 {
            for (head, _) in graph.leaving(node) {
                made.ways.push(made.way_between(node, *head));
            }
        }
        made
    }

    fn way_between(&self, from: u32, to: u32) -> Option<Way> {
        let (from, to) = (self.rank[from as usize], self.rank[to as usize]);
        let (low, high) = (from.min(to), from.max(to));
        let ways = self.ways_up(low);
        let at = self.heads[ways.clone()].binary_search(&high).ok()?;
        Some(Way {
            way: (ways.start + at) as u32,
            up: from == low,
        })
    }

    /// How many nodes there are.
    #[must_use]
    pub fn nodes(&self) -> usize {
        self.rank.len()
    }

    /// How many ways up there are.
    #[must_use]
    pub fn ways(&self) -> usize {
        self.heads.len()
    }

    fn ways_up(&self, place: u32) -> std::ops::Range<usize> {
        self.first[place as usize] as usize..self.first[place as usize + 1] as usize
    }
}

/// Joins each place to all above it that it leads to over lower ones: where the ways of each begin, and their heads.
fn joined(nodes: usize, pairs: impl Iterator<Item = (u32, u32)>) -> (Vec<u32>, Vec<u32>) {
    let mut above: Vec<Vec<u32>> = vec![Vec::new(); nodes];
    for (low, high) in pairs {
        above[low as usize].push(high);
    }
    let (mut first, mut heads) = (Vec::with_capacity(nodes + 1), Vec::new());
    for place in 0..nodes {
        let mut own = std::mem::take(&mut above[place]);
        own.sort_unstable();
        own.dedup();
        first.push(heads.len() as u32);
        heads.extend_from_slice(&own);
        // Who can be come to from here can be come to from the next one up, once this one is passed over.
        if let Some((next, beyond)) = own.split_first() {
            above[*next as usize].extend_from_slice(beyond);
        }
    }
    first.push(heads.len() as u32);
    (first, heads)
}
