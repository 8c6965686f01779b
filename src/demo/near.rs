//! Stretches in buckets: what lies near a place, and what a stretch crosses.

use std::collections::BTreeMap;

use super::lattice::{Spot, meeting};

const CELL: f64 = 100.0;

/// Stretches by the cells of 100 m they come through.
#[derive(Debug, Default)]
pub(super) struct Buckets {
    stretches: Vec<(Spot, Spot)>,
    cells: BTreeMap<(i64, i64), Vec<usize>>,
}

impl Buckets {
    pub(super) fn add(&mut self, a: Spot, b: Spot) {
        for cell in cells(a, b, 0.0) {
            self.cells
                .entry(cell)
                .or_default()
                .push(self.stretches.len());
        }
        self.stretches.push((a, b));
    }

    pub(super) fn add_course(&mut self, course: &[Spot]) {
        for pair in course.windows(2) {
            self.add(pair[0], pair[1]);
        }
    }

    /// Whether a stretch lies nearer than `reach` metres to the spot.
    pub(super) fn is_near(&self, spot: Spot, reach: f64) -> bool {
        cells(spot, spot, reach).any(|cell| {
            self.cells.get(&cell).is_some_and(|slots| {
                slots.iter().any(|slot| {
                    let (a, b) = self.stretches[*slot];
                    spot.distance_to_stretch(a, b) < reach
                })
            })
        })
    }

    /// The shares of the way from `a` to `b` at which stretches cross it, in no order.
    pub(super) fn crossings(&self, a: Spot, b: Spot) -> Vec<f64> {
        let mut slots: Vec<usize> = cells(a, b, 0.0)
            .filter_map(|cell| self.cells.get(&cell))
            .flatten()
            .copied()
            .collect();
        slots.sort_unstable();
        slots.dedup();
        slots
            .into_iter()
            .filter_map(|slot| {
                let (c, d) = self.stretches[slot];
                meeting(a, b, c, d).map(|(share, _)| share)
            })
            .collect()
    }
}

fn cells(a: Spot, b: Spot, reach: f64) -> impl Iterator<Item = (i64, i64)> {
    let range = |low: f64, high: f64| {
        ((low - reach) / CELL).floor() as i64..=((high + reach) / CELL).floor() as i64
    };
    let (columns, rows) = (
        range(a.x.min(b.x), a.x.max(b.x)),
        range(a.y.min(b.y), a.y.max(b.y)),
    );
    columns.flat_map(move |x| rows.clone().map(move |y| (x, y)))
}
