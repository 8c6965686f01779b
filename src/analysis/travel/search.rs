//! Shortest travel times from some nodes to all that are reached within a limit.
//!
//! Nodes wait in buckets of a fixed span of time. Within the bucket at hand a time may still become shorter, and its node is then
//! looked at again: what comes out is exact whatever the span, which decides only how often that happens.

use super::graph::StreetGraph;

/// A node that is not reached.
pub const UNREACHED: u32 = u32::MAX;

/// Span of a bucket, milliseconds, as a power of two: short streets take some seconds.
const SPAN: u32 = 11;

/// What waits to be looked at, by its time, in buckets of [`SPAN`].
#[derive(Debug, Clone)]
pub(in crate::analysis) struct Waiting<T> {
    buckets: Vec<Vec<T>>,
    at: usize,
}

impl<T> Default for Waiting<T> {
    fn default() -> Self {
        Self {
            buckets: Vec::new(),
            at: 0,
        }
    }
}

impl<T> Waiting<T> {
    /// Puts something in that is to be looked at when its time comes; never before what was taken last, but for a new beginning.
    pub(in crate::analysis) fn push(&mut self, time: u32, thing: T) {
        let bucket = (time >> SPAN) as usize;
        if self.buckets.len() <= bucket {
            self.buckets.resize_with(bucket + 1, Vec::new);
        }
        if let Some(bucket) = self.buckets.get_mut(bucket) {
            bucket.push(thing);
        }
    }

    /// Takes something of the earliest bucket; once nothing waits, time begins anew.
    pub(in crate::analysis) fn pop(&mut self) -> Option<T> {
        while let Some(bucket) = self.buckets.get_mut(self.at) {
            if let Some(thing) = bucket.pop() {
                return Some(thing);
            }
            self.at += 1;
        }
        self.at = 0;
        None
    }

    /// Whether a time lies in the bucket that is being emptied.
    pub(in crate::analysis) const fn is_now(&self, time: u32) -> bool {
        (time >> SPAN) as usize == self.at
    }
}

/// Room for searches over one graph after another; what a search needs is kept for the next.
#[derive(Debug, Clone, Default)]
pub struct Search {
    times: Vec<u32>,
    reached: Vec<u32>,
    waiting: Waiting<u32>,
}

impl Search {
    /// Finds the times from seeds (nodes with the time they are reached at) to every node reached within the limit,
    /// milliseconds. What was found before is forgotten.
    pub fn run(&mut self, graph: &StreetGraph, seeds: &[(u32, u32)], limit: u32) {
        for node in self.reached.drain(..) {
            if let Some(time) = self.times.get_mut(node as usize) {
                *time = UNREACHED;
            }
        }
        self.times.resize(graph.nodes(), UNREACHED);
        for (node, time) in seeds {
            self.improve(*node, *time, limit);
        }
        while let Some(node) = self.waiting.pop() {
            let Some(time) = self.times.get(node as usize).copied() else {
                continue;
            };
            // A node that has come closer meanwhile was looked at there.
            if !self.waiting.is_now(time) {
                continue;
            }
            for (head, takes) in graph.leaving(node) {
                self.improve(*head, time.saturating_add(*takes), limit);
            }
        }
    }

    fn improve(&mut self, node: u32, time: u32, limit: u32) {
        let Some(known) = self.times.get_mut(node as usize) else {
            return;
        };
        if time >= *known || time > limit {
            return;
        }
        if *known == UNREACHED {
            self.reached.push(node);
        }
        *known = time;
        self.waiting.push(time, node);
    }

    /// The time to a node, milliseconds; [`UNREACHED`] beyond the limit.
    #[must_use]
    pub fn time(&self, node: u32) -> u32 {
        self.times.get(node as usize).copied().unwrap_or(UNREACHED)
    }

    /// The nodes that were reached, in no order.
    #[must_use]
    pub fn reached(&self) -> &[u32] {
        &self.reached
    }
}
