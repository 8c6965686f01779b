//! The largest flow between two ends of a part of the network, one unit a street, and with it the fewest streets that divide the
//! ends (Dinitz 1970).

/// A part of the network, and a flow over it.
#[derive(Debug, Default)]
pub(super) struct Flow {
    /// Where the arcs of each node begin.
    first: Vec<u32>,
    heads: Vec<u32>,
    /// The arc the other way.
    back: Vec<u32>,
    /// Whether a unit may still go over each arc: none, one, or two where one came the other way.
    left: Vec<u8>,
    level: Vec<u32>,
    next: Vec<u32>,
    is_sink: Vec<bool>,
    queue: Vec<u32>,
}

/// Not come to.
const NEVER: u32 = u32::MAX;

impl Flow {
    /// Takes up a part, nodes and neighbours ascending: its nodes are numbered by `local`, [`u32::MAX`] for those outside.
    pub(super) fn take<'a>(
        &mut self,
        part: &[u32],
        local: &[u32],
        neighbours: impl Fn(u32) -> &'a [u32],
    ) {
        self.first.clear();
        self.heads.clear();
        for node in part {
            self.first.push(self.heads.len() as u32);
            let inside = neighbours(*node).iter().map(|it| local[*it as usize]);
            self.heads.extend(inside.filter(|it| *it != u32::MAX));
        }
        self.first.push(self.heads.len() as u32);
        // Neighbours stand in the order of their numbers: what comes from lower ones meets its way back in turn.
        let mut free = self.first.clone();
        self.back.clear();
        self.back.resize(self.heads.len(), 0);
        for from in 0..part.len() as u32 {
            for arc in self.arcs_of(from) {
                let to = self.heads[arc];
                if from < to {
                    let other = free[to as usize];
                    free[to as usize] += 1;
                    self.back[arc] = other;
                    self.back[other as usize] = arc as u32;
                }
            }
        }
    }

    fn arcs_of(&self, node: u32) -> std::ops::Range<usize> {
        self.first[node as usize] as usize..self.first[node as usize + 1] as usize
    }

    /// Every arc: from, to.
    pub(super) fn arcs(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        (0..self.first.len().saturating_sub(1) as u32).flat_map(move |from| {
            let heads = &self.heads[self.arcs_of(from)];
            heads.iter().map(move |head| (from, *head))
        })
    }

    /// The number of streets in the least cut between sources and sinks, and which nodes are on the sources' side of it (of the
    /// cuts as small, the more even of the nearest to either end); `None` where it is larger than so many.
    pub(super) fn least_cut(
        &mut self,
        sources: &[u32],
        sinks: &[u32],
        most: usize,
    ) -> Option<(usize, Vec<bool>)> {
        let nodes = self.first.len() - 1;
        self.left.clear();
        self.left.resize(self.heads.len(), 1);
        self.is_sink.clear();
        self.is_sink.resize(nodes, false);
        for sink in sinks {
            self.is_sink[*sink as usize] = true;
        }
        let mut flow = 0;
        while self.levels(sources) {
            self.next.clear();
            self.next.extend_from_slice(&self.first[..nodes]);
            for source in sources {
                while self.one_more(*source) {
                    flow += 1;
                }
            }
            if flow > most {
                return None;
            }
        }
        let one: Vec<bool> = self.level.iter().map(|level| *level != NEVER).collect();
        let other: Vec<bool> = self.leads_to(sinks).iter().map(|is| !is).collect();
        let uneven = |side: &[bool]| {
            let count = side.iter().filter(|is| **is).count();
            count.abs_diff(nodes - count)
        };
        Some((
            flow,
            if uneven(&one) <= uneven(&other) {
                one
            } else {
                other
            },
        ))
    }

    /// How many arcs with room each node is from the sources; whether a sink is come to.
    fn levels(&mut self, sources: &[u32]) -> bool {
        self.level.clear();
        self.level.resize(self.first.len() - 1, NEVER);
        self.queue.clear();
        for source in sources {
            self.level[*source as usize] = 0;
            self.queue.push(*source);
        }
        let (mut at, mut found) = (0, NEVER);
        while let Some(node) = self.queue.get(at).copied() {
            at += 1;
            let level = self.level[node as usize];
            if level >= found {
                break;
            }
            for arc in self.arcs_of(node) {
                let head = self.heads[arc] as usize;
                if self.left[arc] > 0 && self.level[head] == NEVER {
                    self.level[head] = level + 1;
                    if self.is_sink[head] {
                        found = level + 1;
                    }
                    self.queue.push(head as u32);
                }
            }
        }
        found != NEVER
    }

    /// Sends one unit from a source down the levels.
    fn one_more(&mut self, source: u32) -> bool {
        let mut way: Vec<u32> = Vec::new();
        let mut node = source;
        loop {
            if self.is_sink[node as usize] {
                for arc in way {
                    self.left[arc as usize] -= 1;
                    self.left[self.back[arc as usize] as usize] += 1;
                }
                return true;
            }
            let end = self.first[node as usize + 1];
            let here = self.next[node as usize];
            if here < end {
                let head = self.heads[here as usize];
                let down = self.level[head as usize] == self.level[node as usize].wrapping_add(1);
                if down && self.left[here as usize] > 0 {
                    way.push(here);
                    node = head;
                } else {
                    self.next[node as usize] += 1;
                }
                continue;
            }
            // Nothing leads on from here: back, and never here again.
            let Some(arc) = way.pop() else {
                return false;
            };
            node = self.heads[self.back[arc as usize] as usize];
            self.next[node as usize] += 1;
        }
    }

    /// The nodes from which a sink can still be come to.
    fn leads_to(&mut self, sinks: &[u32]) -> Vec<bool> {
        let mut leads = vec![false; self.first.len() - 1];
        self.queue.clear();
        for sink in sinks {
            leads[*sink as usize] = true;
            self.queue.push(*sink);
        }
        while let Some(node) = self.queue.pop() {
            for arc in self.arcs_of(node) {
                let from = self.heads[arc] as usize;
                if self.left[self.back[arc] as usize] > 0 && !leads[from] {
                    leads[from] = true;
                    self.queue.push(from as u32);
                }
            }
        }
        leads
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A ladder of three rungs between two thick ends: the least cut is the three.
    #[test]
    fn the_least_cut_is_found_where_the_streets_are_fewest() {
        // Nodes 0-8 fully joined, 9-17 fully joined, streets 0-9, 1-10, 2-11.
        let mut beside: Vec<Vec<u32>> = vec![Vec::new(); 18];
        let mut join = |a: u32, b: u32| {
            beside[a as usize].push(b);
            beside[b as usize].push(a);
        };
        for (from, to) in [(0, 9), (9, 18)] {
            for a in from..to {
                for b in a + 1..to {
                    join(a, b);
                }
            }
        }
        (0..3).for_each(|rung| join(rung, rung + 9));
        for beside in &mut beside {
            beside.sort_unstable();
        }
        let part: Vec<u32> = (0..18).collect();
        let mut flow = Flow::default();
        flow.take(&part, &part, |node| beside[node as usize].as_slice());
        for (arc, back) in flow.back.iter().enumerate() {
            assert_eq!(flow.back[*back as usize] as usize, arc);
        }
        let (cut, side) = flow.least_cut(&[7, 8], &[16, 17], usize::MAX).expect("cut");
        assert_eq!(cut, 3);
        let one: Vec<usize> = (0..18).filter(|node| side[*node]).collect();
        assert_eq!(one, (0..9).collect::<Vec<usize>>());
        assert_eq!(flow.least_cut(&[7, 8], &[16, 17], 2), None);
    }
}
