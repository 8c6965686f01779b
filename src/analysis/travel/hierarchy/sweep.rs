//! Times from sixteen places at once: up the hierarchy from where each sets out, then down over all nodes in one pass.

use pulp::{Arch, NullaryFnOnce};

use super::Hierarchy;
use super::weights::{NEVER, Weights};
use crate::analysis::travel::search::UNREACHED;

/// Places swept at once.
pub const LANES: usize = 16;

type Lanes = [u32; LANES];

/// Room for sweeps; the times of the last one.
#[derive(Debug, Clone, Default)]
pub struct Sweep {
    /// By place in the order.
    times: Vec<Lanes>,
    is_above: Vec<bool>,
}

impl Sweep {
    /// Works out the times from up to [`LANES`] places to every node. Each place is where its journey comes to first: nodes with
    /// the milliseconds until then. More places than lanes are not swept.
    pub fn run(&mut self, hierarchy: &Hierarchy, weights: &Weights, from: &[&[(u32, u32)]]) {
        self.times.clear();
        self.times.resize(hierarchy.nodes(), [NEVER; LANES]);
        self.is_above.clear();
        self.is_above.resize(hierarchy.nodes(), false);
        let mut lowest = hierarchy.nodes();
        for (lane, seeds) in from.iter().take(LANES).enumerate() {
            for (node, time) in *seeds {
                let Some(place) = hierarchy.rank.get(*node as usize) else {
                    continue;
                };
                let known = &mut self.times[*place as usize][lane];
                *known = (*known).min((*time).min(NEVER));
                lowest = lowest.min(*place as usize);
                self.is_above[*place as usize] = true;
            }
        }
        Arch::new().dispatch(Passes {
            hierarchy,
            weights,
            lowest,
            sweep: self,
        });
    }

    /// The time from a place of the last sweep to a node, milliseconds; [`UNREACHED`] where none leads there.
    #[must_use]
    pub fn time(&self, hierarchy: &Hierarchy, lane: usize, node: u32) -> u32 {
        let place = hierarchy.rank.get(node as usize);
        let times = place.and_then(|place| self.times.get(*place as usize));
        let time = times.and_then(|times| times.get(lane)).copied();
        time.filter(|time| *time < NEVER).unwrap_or(UNREACHED)
    }
}

/// Both passes, in whatever instructions the machine has.
struct Passes<'a> {
    hierarchy: &'a Hierarchy,
    weights: &'a Weights,
    /// The lowest place anybody sets out from.
    lowest: usize,
    sweep: &'a mut Sweep,
}

impl NullaryFnOnce for Passes<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Passes {
            hierarchy,
            weights,
            lowest,
            sweep,
        } = self;
        let (times, is_above) = (&mut sweep.times, &mut sweep.is_above);
        let nodes = times.len();
        for place in lowest..nodes {
            if !is_above[place] {
                continue;
            }
            let ways = hierarchy.ways_up(place as u32);
            let (own, above) = times.split_at_mut(place + 1);
            let own = own[place];
            let heads = &hierarchy.heads[ways.clone()];
            for (head, takes) in heads.iter().zip(&weights.up[ways]) {
                is_above[*head as usize] = true;
                let there = &mut above[*head as usize - place - 1];
                for lane in 0..LANES {
                    there[lane] = there[lane].min(own[lane] + *takes);
                }
            }
        }
        for place in (0..nodes).rev() {
            let ways = hierarchy.ways_up(place as u32);
            let (here, above) = times.split_at_mut(place + 1);
            let here = &mut here[place];
            let mut own = *here;
            let heads = &hierarchy.heads[ways.clone()];
            for (head, takes) in heads.iter().zip(&weights.down[ways]) {
                let from = &above[*head as usize - place - 1];
                for lane in 0..LANES {
                    own[lane] = own[lane].min(from[lane] + *takes);
                }
            }
            *here = own;
        }
    }
}
