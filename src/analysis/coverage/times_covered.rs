//! How many points reach each place within each ring, and how much weight is reached by how many, kept while points move.

/// Counts by place and ring, and weight by ring and count.
#[derive(Debug, Clone)]
pub(super) struct TimesCovered {
    rings: usize,
    /// By place and ring: points that reach it.
    counts: Vec<u16>,
    /// By ring and count: weight.
    weights: Vec<Vec<u64>>,
}

impl TimesCovered {
    /// Nobody reaches anything.
    pub(super) fn new(rings: usize, places: usize, total: u64) -> Self {
        Self {
            rings,
            counts: vec![0; rings * places],
            weights: vec![vec![total]; rings],
        }
    }

    /// One point more reaches a place, from this ring on.
    pub(super) fn more(&mut self, place: usize, ring: usize, weight: u64) {
        self.change(place, ring..self.rings, weight, true);
    }

    /// One point fewer.
    pub(super) fn fewer(&mut self, place: usize, ring: usize, weight: u64) {
        self.change(place, ring..self.rings, weight, false);
    }

    /// A point that reached a place from one ring on does so from another on.
    pub(super) fn shifted(&mut self, place: usize, from: usize, to: usize, weight: u64) {
        if to < from {
            self.change(place, to..from, weight, true);
        } else {
            self.change(place, from..to, weight, false);
        }
    }

    fn change(&mut self, place: usize, rings: std::ops::Range<usize>, weight: u64, more: bool) {
        let first = place * self.rings;
        for ring in rings.start..rings.end.min(self.rings) {
            let (Some(count), Some(weights)) = (
                self.counts.get_mut(first + ring),
                self.weights.get_mut(ring),
            ) else {
                continue;
            };
            let before = usize::from(*count);
            let after = if more {
                before + 1
            } else {
                before.saturating_sub(1)
            };
            *count = after as u16;
            if weights.len() <= after {
                weights.resize(after + 1, 0);
            }
            if let Some(sum) = weights.get_mut(before) {
                *sum -= weight;
            }
            if let Some(sum) = weights.get_mut(after) {
                *sum += weight;
            }
        }
    }

    /// Weight by how many points reach it within a ring, from none on; nothing after the last count that has any.
    pub(super) fn within(&self, ring: usize) -> &[u64] {
        let weights = self.weights.get(ring).map_or(&[][..], Vec::as_slice);
        let used = weights.iter().rposition(|weight| *weight > 0);
        weights
            .get(..used.map_or(0, |last| last + 1))
            .unwrap_or_default()
    }
}
