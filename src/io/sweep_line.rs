//! The edges a sweep line stands on, bottom to top, in blocks: search by halving, insertion moves one block.

use std::cmp::Ordering;

/// A block is split beyond this.
const MOST_IN_BLOCK: usize = 256;

/// The edges in order.
#[derive(Debug, Default)]
pub(super) struct SweepLine {
    /// None is empty.
    blocks: Vec<Vec<u32>>,
}

/// A run of edges: where it begins and how long it is. An empty run is the place between two edges.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    block: usize,
    offset: usize,
    /// How many edges.
    pub(super) length: usize,
}

/// The edges next to a run.
#[derive(Debug, Clone, Copy)]
pub(super) struct Neighbours {
    /// The edge right below.
    pub(super) below: Option<u32>,
    /// The edge right above.
    pub(super) above: Option<u32>,
}

impl SweepLine {
    /// The run of edges that `side` calls equal; edges below it are less, edges above greater.
    pub(super) fn locate(&self, side: impl Fn(u32) -> Ordering) -> Run {
        let block = self.blocks.partition_point(|block| {
            block
                .last()
                .is_some_and(|last| side(*last) == Ordering::Less)
        });
        let offset = self.blocks.get(block).map_or(0, |edges| {
            edges.partition_point(|edge| side(*edge) == Ordering::Less)
        });
        let start = Run {
            block,
            offset,
            length: usize::MAX,
        };
        let length = self
            .run(&start)
            .take_while(|edge| side(*edge) == Ordering::Equal)
            .count();
        Run { length, ..start }
    }

    /// The edges of a run, bottom to top.
    pub(super) fn run(&self, run: &Run) -> impl Iterator<Item = u32> + '_ {
        let here = self
            .blocks
            .get(run.block)
            .and_then(|block| block.get(run.offset..));
        let later = self.blocks.get(run.block + 1..).unwrap_or_default();
        here.into_iter()
            .flatten()
            .chain(later.iter().flatten())
            .copied()
            .take(run.length)
    }

    /// Puts `edges` in place of a run; the edges next to them.
    pub(super) fn replace(&mut self, run: &Run, edges: &[u32]) -> Neighbours {
        let below = match run.offset.checked_sub(1) {
            Some(offset) => self
                .blocks
                .get(run.block)
                .and_then(|block| block.get(offset)),
            None => run
                .block
                .checked_sub(1)
                .and_then(|block| self.blocks.get(block)?.last()),
        }
        .copied();
        let after = Run {
            length: usize::MAX,
            ..*run
        };
        let above = self.run(&after).nth(run.length);
        self.remove(run);
        self.insert(run, edges);
        Neighbours { below, above }
    }

    fn remove(&mut self, run: &Run) {
        let (mut block, mut offset, mut left) = (run.block, run.offset, run.length);
        while left > 0
            && let Some(edges) = self.blocks.get_mut(block)
        {
            let take = left.min(edges.len() - offset);
            edges.drain(offset..offset + take);
            left -= take;
            block += 1;
            offset = 0;
        }
        if let Some(touched) = self.blocks.get(run.block..block) {
            // The first block is kept even when empty: the insertion that follows goes there.
            let empty = touched
                .iter()
                .skip(1)
                .filter(|edges| edges.is_empty())
                .count();
            if empty > 0 {
                self.blocks.drain(run.block + 1..=run.block + empty);
            }
        }
    }

    fn insert(&mut self, run: &Run, edges: &[u32]) {
        if edges.is_empty() {
            if self.blocks.get(run.block).is_some_and(Vec::is_empty) {
                self.blocks.remove(run.block);
            }
            return;
        }
        // Behind the last block there is none yet; what belongs there goes to the end of the last.
        let (block, offset) = match (self.blocks.len(), run.block) {
            (0, _) => {
                self.blocks.push(Vec::new());
                (0, 0)
            }
            (count, block) if block >= count => (count - 1, usize::MAX),
            (_, block) => (block, run.offset),
        };
        let Some(into) = self.blocks.get_mut(block) else {
            return;
        };
        let offset = offset.min(into.len());
        into.splice(offset..offset, edges.iter().copied());
        if into.len() > MOST_IN_BLOCK {
            let pieces: Vec<Vec<u32>> = into
                .chunks(MOST_IN_BLOCK / 2)
                .map(<[u32]>::to_vec)
                .collect();
            self.blocks.splice(block..=block, pieces);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn blocks_hold_what_one_sorted_list_holds(
            steps in proptest::collection::vec((0..3_000_u32, 0..4_u32), 1..400),
        ) {
            let mut line = SweepLine::default();
            let mut list: Vec<u32> = Vec::new();
            for (at, width) in steps {
                // Takes out what lies in [at, at+width·50), puts in a few of the same stretch.
                let end = at + width * 50;
                let side = |edge: u32| if edge < at { Ordering::Less } else if edge < end { Ordering::Equal } else { Ordering::Greater };
                let run = line.locate(side);
                let new: Vec<u32> = (at..end.max(at)).step_by(3).collect();
                let low = list.partition_point(|edge| *edge < at);
                let high = list.partition_point(|edge| *edge < end);
                prop_assert_eq!(line.run(&run).collect::<Vec<_>>(), list[low..high].to_vec());
                let next = line.replace(&run, &new);
                prop_assert_eq!(next.below, low.checked_sub(1).map(|below| list[below]));
                prop_assert_eq!(next.above, list.get(high).copied());
                list.splice(low..high, new);
                prop_assert_eq!(line.blocks.concat(), list.clone());
                prop_assert!(line.blocks.iter().all(|block| !block.is_empty()));
            }
        }
    }
}
