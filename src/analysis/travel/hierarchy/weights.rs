//! Speeds in a hierarchy: how long each way up takes, in both directions, over whatever lies below it.

use super::Hierarchy;
use crate::analysis::travel::graph::StreetGraph;

/// No way in that direction; small enough that two of them add up.
pub(super) const NEVER: u32 = u32::MAX / 2;

/// The times of every way of a hierarchy for one graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weights {
    /// From the lower end to the higher, milliseconds.
    pub(super) up: Vec<u32>,
    /// From the higher to the lower.
    pub(super) down: Vec<u32>,
}

impl Weights {
    /// The times of a graph with the nodes and arcs the hierarchy was made of, at whatever speeds.
    #[must_use]
    pub fn new(hierarchy: &Hierarchy, graph: &StreetGraph) -> Self {
        let mut weights = Self {
            up: vec![NEVER; hierarchy.ways()],
            down: vec![NEVER; hierarchy.ways()],
        };
        let arcs = (0..graph.nodes() as u32).flat_map(|node| graph.leaving(node));
        for ((_, time), way) in arcs.zip(&hierarchy.ways) {
            let Some(way) = way else {
                continue;
            };
            let known = if way.up {
                &mut weights.up[way.way as usize]
            } else {
                &mut weights.down[way.way as usize]
            };
            *known = (*known).min(*time);
        }
        weights.settle(hierarchy);
        weights
    }

    /// Every way over a lower place, from the lowest up: from its one end down to that place and up to the other.
    fn settle(&mut self, hierarchy: &Hierarchy) {
        let nodes = hierarchy.nodes();
        let mut way_to = vec![u32::MAX; nodes];
        for place in 0..nodes as u32 {
            let own = hierarchy.ways_up(place);
            let Some(highest) = hierarchy.heads[own.clone()].last().copied() else {
                continue;
            };
            for way in own.clone() {
                way_to[hierarchy.heads[way] as usize] = way as u32;
            }
            let below = hierarchy.first_below[place as usize] as usize
                ..hierarchy.first_below[place as usize + 1] as usize;
            for (low, via) in &hierarchy.below[below] {
                let (from_here, to_here) = (self.down[*via as usize], self.up[*via as usize]);
                // The ways of the lower one that lead beyond this place stand behind the one to it.
                let end = hierarchy.first[*low as usize + 1] as usize;
                for other in *via as usize + 1..end {
                    let head = hierarchy.heads[other];
                    if head > highest {
                        break;
                    }
                    let way = way_to[head as usize] as usize;
                    self.up[way] = self.up[way].min(from_here + self.up[other]);
                    self.down[way] = self.down[way].min(self.down[other] + to_here);
                }
            }
            for way in own {
                way_to[hierarchy.heads[way] as usize] = u32::MAX;
            }
        }
    }
}
