//! The nearest two points of every node of a network, kept while points move.
//!
//! What a node knows of the points beyond its nearest two matters to nobody: whoever comes by it to another node comes there
//! third at best. So a change is looked at only as far as it makes one of the two another.

use super::NOBODY;
use crate::analysis::millimetre::UNREACHED;
use crate::analysis::travel::graph::StreetGraph;
use crate::analysis::travel::search::Waiting;
use crate::base::ids::PointId;

/// A point and when its unit arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Label {
    /// After the call, milliseconds.
    pub(super) time: u32,
    pub(super) slot: u32,
}

impl Label {
    /// Nobody ever.
    pub(super) const NONE: Self = Self {
        time: UNREACHED,
        slot: NOBODY,
    };

    /// The same unit some time later.
    pub(super) const fn later(self, by: u32) -> Self {
        Self {
            time: self.time.saturating_add(by),
            slot: self.slot,
        }
    }
}

/// The two that arrive first.
pub(super) type FirstTwo = [Label; 2];

/// Lets a label take its place among two; of two that arrive together the lower number is first. Whether it made a difference.
#[inline(always)]
pub(super) fn offer(two: &mut FirstTwo, label: Label, ids: &[PointId]) -> bool {
    let before = |known: Label| {
        label.time < known.time
            || (label.time == known.time && id(ids, label.slot) < id(ids, known.slot))
    };
    let [first, second] = *two;
    if label.slot == first.slot {
        let better = label.time < first.time;
        if better {
            two[0] = label;
        }
        return better;
    }
    if before(first) {
        *two = [label, first];
        return true;
    }
    if before(second) {
        two[1] = label;
        return true;
    }
    false
}

fn id(ids: &[PointId], slot: u32) -> Option<PointId> {
    ids.get(slot as usize).copied()
}

/// Which of many things were seen; forgotten at once.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    stamps: Vec<u32>,
    now: u32,
}

impl Seen {
    /// Nothing was seen of so many.
    pub(super) fn begin(&mut self, count: usize) {
        if self.stamps.len() != count || self.now == u32::MAX {
            self.stamps = vec![0; count];
            self.now = 0;
        }
        self.now += 1;
    }

    /// Whether it was seen.
    pub(super) fn was_seen(&self, thing: u32) -> bool {
        self.stamps.get(thing as usize) == Some(&self.now)
    }

    /// Whether this is the first time.
    pub(super) fn is_new(&mut self, thing: u32) -> bool {
        let now = self.now;
        self.stamps
            .get_mut(thing as usize)
            .is_some_and(|stamp| std::mem::replace(stamp, now) != now)
    }
}

/// A node, and a unit that arrives there.
type Arrival = (u32, Label);

/// The nearest two of every node.
#[derive(Debug, Clone)]
pub(super) struct NodeLabels {
    of: Vec<FirstTwo>,
    waiting: Waiting<Arrival>,
    seen: Seen,
}

impl NodeLabels {
    /// Nobody anywhere.
    pub(super) fn new(nodes: usize) -> Self {
        Self {
            of: vec![[Label::NONE; 2]; nodes],
            waiting: Waiting::default(),
            seen: Seen::default(),
        }
    }

    /// The two that arrive first at a node.
    #[inline(always)]
    pub(super) fn at(&self, node: u32) -> FirstTwo {
        self.of
            .get(node as usize)
            .copied()
            .unwrap_or([Label::NONE; 2])
    }

    /// Takes out the slots marked as gone and lets these units set out (all that there are now: where each comes to first);
    /// the nodes where that may have made a difference.
    pub(super) fn change(
        &mut self,
        graph: &StreetGraph,
        gone: &[bool],
        seeds: &[Arrival],
        ids: &[PointId],
    ) -> Vec<u32> {
        self.seen.begin(self.of.len());
        let mut touched = self.take_out(gone);
        for node in &touched {
            self.seen.is_new(*node);
        }
        // Who comes by the nodes before them fills the places that are free now.
        for at in 0..touched.len() {
            let Some(node) = touched.get(at).copied() else {
                break;
            };
            for (from, takes) in graph.coming(node) {
                for label in self.at(*from) {
                    self.arrive(node, label.later(*takes), ids, &mut touched);
                }
            }
        }
        for (node, label) in seeds {
            self.arrive(*node, *label, ids, &mut touched);
        }
        while let Some((node, label)) = self.waiting.pop() {
            if !self.at(node).contains(&label) {
                continue;
            }
            for (head, takes) in graph.leaving(node) {
                self.arrive(*head, label.later(*takes), ids, &mut touched);
            }
        }
        touched
    }

    fn take_out(&mut self, gone: &[bool]) -> Vec<u32> {
        let is_gone = |label: Label| gone.get(label.slot as usize).copied().unwrap_or(false);
        let mut touched = Vec::new();
        if !gone.contains(&true) {
            return touched;
        }
        for (node, two) in (0u32..).zip(&mut self.of) {
            let [first, second] = *two;
            *two = match (is_gone(first), is_gone(second)) {
                (false, false) => continue,
                (true, false) => [second, Label::NONE],
                (false, true) => [first, Label::NONE],
                (true, true) => [Label::NONE; 2],
            };
            touched.push(node);
        }
        touched
    }

    fn arrive(&mut self, node: u32, label: Label, ids: &[PointId], touched: &mut Vec<u32>) {
        if label.time == UNREACHED {
            return;
        }
        let Some(two) = self.of.get_mut(node as usize) else {
            return;
        };
        if offer(two, label, ids) {
            if self.seen.is_new(node) {
                touched.push(node);
            }
            self.waiting.push(label.time, (node, label));
        }
    }
}
