//! The network prepared for searches: arcs by the node they leave, times in whole milliseconds.
//!
//! A turn that is not allowed makes a second node of its junction, for those who come by the link the turn begins in: from there
//! lead all ways but the forbidden ones. A junction that none may pass is two nodes, one to set out from and one to arrive at.
//! So a search over nodes finds just the routes that keep every rule.

use std::collections::HashMap;

use crate::analysis::road_facts::lengths;
use crate::model::road_network::RoadNetwork;
use crate::model::travel_rule::TravelRule;

/// A link in one of its directions: twice its number, plus one against its drawing.
pub type DirectedLink = u32;

/// The prepared network.
#[derive(Debug, Clone, PartialEq)]
pub struct StreetGraph {
    /// Where the arcs of each node begin.
    first: Vec<u32>,
    /// Where each arc leads, and how long it takes, milliseconds.
    arcs: Vec<(u32, u32)>,
    /// The directed link each arc is.
    link_of: Vec<DirectedLink>,
    /// Where the nodes that each directed link can be entered from begin; several where turns into it are forbidden to some.
    first_tail: Vec<u32>,
    /// Those nodes.
    tails: Vec<u32>,
    /// Where the arcs into each node begin.
    first_into: Vec<u32>,
    /// Where each of those comes from, and how long it takes, milliseconds.
    into: Vec<(u32, u32)>,
    /// The junctions each link begins and ends at.
    ends: Vec<[u32; 2]>,
    /// Where the open links at each junction begin, and those links.
    first_at: Vec<u32>,
    at: Vec<u32>,
    /// The nodes at which each junction is arrived at.
    arrivals: Vec<Vec<u32>>,
    /// The junction of each node beyond the first so many, which are the junctions themselves.
    seconds: Vec<u32>,
    /// How long each link takes; `None` for one that is closed to this traffic.
    times: Vec<Option<u32>>,
    /// Whether each link may be travelled against its drawing.
    both_ways: Vec<bool>,
}

impl StreetGraph {
    /// Prepares a network for a rule of travel.
    #[must_use]
    pub fn new(network: &RoadNetwork, rule: &TravelRule) -> Self {
        let access = rule.mode.access();
        let joints = &network.joints;
        let links = network
            .links
            .iter()
            .zip(&joints.rules)
            .zip(lengths(network));
        let times: Vec<Option<u32>> = links
            .map(|((link, about), metres)| {
                let open = about.access.holds(access);
                open.then(|| rule.milliseconds(link.class, about, metres))
            })
            .collect();
        let strict = rule.mode.keeps_directions();
        let both_ways: Vec<bool> = network
            .links
            .iter()
            .map(|link| !link.one_way || !strict)
            .collect();
        let mut made = Making::of(network, strict);
        for (link, (time, [from, to])) in (0u32..).zip(times.iter().zip(&joints.ends)) {
            if time.is_none() {
                continue;
            }
            made.lay(2 * link, *from, *to);
            if both_ways.get(link as usize).copied().unwrap_or(false) {
                made.lay(2 * link + 1, *to, *from);
            }
        }
        made.finish(network, times, both_ways)
    }

    /// How many nodes there are: junctions and their seconds.
    #[must_use]
    pub fn nodes(&self) -> usize {
        self.first.len().saturating_sub(1)
    }

    /// The arcs that leave a node: where each leads and how long it takes.
    #[must_use]
    pub fn leaving(&self, node: u32) -> &[(u32, u32)] {
        row_of(&self.first, &self.arcs, node)
    }

    /// The directed links that leave a node, in the order of [`StreetGraph::leaving`].
    #[must_use]
    pub fn links_leaving(&self, node: u32) -> &[DirectedLink] {
        row_of(&self.first, &self.link_of, node)
    }

    /// The arcs that come to a node: where each comes from and how long it takes.
    #[must_use]
    pub fn coming(&self, node: u32) -> &[(u32, u32)] {
        row_of(&self.first_into, &self.into, node)
    }

    /// The nodes a directed link can be entered from.
    #[must_use]
    pub fn tails(&self, link: DirectedLink) -> &[u32] {
        row_of(&self.first_tail, &self.tails, link)
    }

    /// The junction a node belongs to.
    #[must_use]
    pub fn junction(&self, node: u32) -> u32 {
        let second = (node as usize).checked_sub(self.arrivals.len());
        second
            .and_then(|second| self.seconds.get(second))
            .copied()
            .unwrap_or(node)
    }

    /// The junctions a link begins and ends at; each has its own number as the node to set out from.
    #[must_use]
    pub fn ends(&self, link: u32) -> Option<[u32; 2]> {
        self.ends.get(link as usize).copied()
    }

    /// The open links at a junction; one that begins and ends there stands twice.
    #[must_use]
    pub fn links_at(&self, junction: u32) -> &[u32] {
        row_of(&self.first_at, &self.at, junction)
    }

    /// The nodes at which a junction is arrived at.
    #[must_use]
    pub fn arrivals(&self, junction: u32) -> &[u32] {
        self.arrivals
            .get(junction as usize)
            .map_or(&[], Vec::as_slice)
    }

    /// How long a link takes from end to end, milliseconds; `None` where it is closed.
    #[must_use]
    pub fn time(&self, link: u32) -> Option<u32> {
        self.times.get(link as usize).copied().flatten()
    }

    /// Whether a link may be travelled against its drawing.
    #[must_use]
    pub fn goes_both_ways(&self, link: u32) -> bool {
        self.both_ways.get(link as usize).copied().unwrap_or(false)
    }

    /// The node that one who travels a directed link to its end comes to.
    #[must_use]
    pub fn head(&self, link: DirectedLink) -> Option<u32> {
        let tail = *self.tails(link).first()?;
        let links = self.links_leaving(tail).iter();
        let mut arcs = links.zip(self.leaving(tail));
        arcs.find(|(one, _)| **one == link)
            .map(|(_, (head, _))| *head)
    }
}

/// A graph as it is made: which directed links leave each junction, and where they lead.
struct Making {
    /// The directed links that leave each junction, and the node they lead to.
    leaving: Vec<Vec<(DirectedLink, u32)>>,
    /// Nodes beyond the junctions: the junction each belongs to, and the link by which one comes to it, where it is for a turn.
    seconds: Vec<(u32, Option<u32>)>,
    /// The node for those who come to a junction by a link whose turns are bound.
    bound: HashMap<(u32, u32), u32>,
    /// The node to arrive at a junction none may pass.
    ends: HashMap<u32, u32>,
}

impl Making {
    fn of(network: &RoadNetwork, strict: bool) -> Self {
        let joints = &network.joints;
        let count = joints.junctions.len() as u32;
        let mut made = Self {
            leaving: vec![Vec::new(); count as usize],
            seconds: Vec::new(),
            bound: HashMap::new(),
            ends: HashMap::new(),
        };
        for junction in &joints.not_through {
            made.ends
                .insert(*junction, count + made.seconds.len() as u32);
            made.seconds.push((*junction, None));
        }
        if strict {
            for ban in &joints.bans {
                if made.ends.contains_key(&ban.via) {
                    continue;
                }
                let next = count + made.seconds.len() as u32;
                if let std::collections::hash_map::Entry::Vacant(free) =
                    made.bound.entry((ban.from, ban.via))
                {
                    free.insert(next);
                    made.seconds.push((ban.via, Some(ban.from)));
                }
            }
        }
        made
    }

    /// The node at which one arrives at a junction by a link.
    fn arrival(&self, link: u32, junction: u32) -> u32 {
        let end = self.ends.get(&junction);
        let bound = || self.bound.get(&(link, junction));
        *end.or_else(bound).unwrap_or(&junction)
    }

    fn lay(&mut self, link: DirectedLink, from: u32, to: u32) {
        let arrival = self.arrival(link / 2, to);
        if let Some(leaving) = self.leaving.get_mut(from as usize) {
            leaving.push((link, arrival));
        }
    }

    fn finish(
        self,
        network: &RoadNetwork,
        times: Vec<Option<u32>>,
        both_ways: Vec<bool>,
    ) -> StreetGraph {
        let joints = &network.joints;
        let count = joints.junctions.len();
        let banned = |from: u32, via: u32, to: DirectedLink| {
            let ban = crate::model::road_network::TurnBan {
                from,
                via,
                to: to / 2,
            };
            joints.bans.binary_search(&ban).is_ok()
        };
        let mut graph = StreetGraph {
            first: Vec::with_capacity(count + self.seconds.len() + 1),
            arcs: Vec::new(),
            link_of: Vec::new(),
            first_tail: Vec::new(),
            tails: Vec::new(),
            first_into: Vec::new(),
            into: Vec::new(),
            ends: joints.ends.clone(),
            first_at: Vec::new(),
            at: Vec::new(),
            seconds: self.seconds.iter().map(|(junction, _)| *junction).collect(),
            arrivals: vec![Vec::new(); count],
            times,
            both_ways,
        };
        let (mut tails, mut into) = (Vec::new(), Vec::new());
        let all = (0..count as u32).map(|junction| (junction, None, true));
        let seconds = self.seconds.iter();
        let seconds = seconds.map(|(junction, by)| (*junction, *by, false));
        for (node, (junction, by, own)) in (0u32..).zip(all.chain(seconds)) {
            graph.first.push(graph.arcs.len() as u32);
            let is_end = self.ends.contains_key(&junction);
            if let Some(arrivals) = graph.arrivals.get_mut(junction as usize)
                && (!is_end || !own)
            {
                arrivals.push(node);
            }
            // Nothing leaves the node to arrive at; all that is allowed leaves the others.
            if is_end && !own {
                continue;
            }
            let leaving = self
                .leaving
                .get(junction as usize)
                .map_or(&[][..], Vec::as_slice);
            for (link, head) in leaving {
                if by.is_some_and(|from| banned(from, junction, *link)) {
                    continue;
                }
                let time = graph.times.get(*link as usize / 2).copied().flatten();
                graph.arcs.push((*head, time.unwrap_or(u32::MAX)));
                graph.link_of.push(*link);
                tails.push((*link, node));
                into.push((*head, (node, time.unwrap_or(u32::MAX))));
            }
        }
        graph.first.push(graph.arcs.len() as u32);
        let open = |link: &u32| graph.times.get(*link as usize).copied().flatten().is_some();
        let links = (0u32..).zip(&joints.ends).filter(|(link, _)| open(link));
        let at: Vec<(u32, u32)> = links
            .flat_map(|(link, [from, to])| [(*from, link), (*to, link)])
            .collect();
        (graph.first_at, graph.at) = grouped(count, &at);
        (graph.first_tail, graph.tails) = grouped(2 * network.links.len(), &tails);
        (graph.first_into, graph.into) = grouped(graph.nodes(), &into);
        graph
    }
}

/// The part of a table that belongs to one row, given where each row begins.
pub(in crate::analysis) fn row_of<'a, T>(first: &[u32], table: &'a [T], row: u32) -> &'a [T] {
    let at = row as usize;
    let (Some(from), Some(to)) = (first.get(at), first.get(at + 1)) else {
        return &[];
    };
    table.get(*from as usize..*to as usize).unwrap_or_default()
}

/// Values by their row, in the order they come, and where each row begins.
pub(in crate::analysis) fn grouped<T: Copy + Default>(
    rows: usize,
    values: &[(u32, T)],
) -> (Vec<u32>, Vec<T>) {
    let mut first = vec![0u32; rows + 1];
    for (row, _) in values {
        if let Some(count) = first.get_mut(*row as usize + 1) {
            *count += 1;
        }
    }
    let mut sum = 0;
    for count in &mut first {
        sum += *count;
        *count = sum;
    }
    let mut free = first.clone();
    let mut table = vec![T::default(); values.len()];
    for (row, value) in values {
        if let Some(at) = free.get_mut(*row as usize)
            && let Some(place) = table.get_mut(*at as usize)
        {
            *place = *value;
            *at += 1;
        }
    }
    (first, table)
}
