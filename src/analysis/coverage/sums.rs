//! From whole-number sums by ring to shares and distances.

use crate::base::units::{Metres, Share};

/// Running totals over the rings: what each ring holds, the last entry (beyond all) left out.
pub(super) fn within(by_ring: &[u64]) -> impl Iterator<Item = u64> {
    let rings = by_ring.len().saturating_sub(1);
    by_ring.iter().take(rings).scan(0, |sum, own| {
        *sum += own;
        Some(*sum)
    })
}

/// The share of the whole within each ring.
pub(super) fn shares_within(by_ring: &[u64]) -> Vec<Option<Share>> {
    let whole: u64 = by_ring.iter().sum();
    within(by_ring)
        .map(|part| Share::of(part as f64, whole as f64))
        .collect()
}

/// The share of an area's samples within each ring.
pub(super) fn shares_within_area(by_ring: &[u32]) -> Vec<Option<Share>> {
    let by_ring: Vec<u64> = by_ring.iter().copied().map(u64::from).collect();
    shares_within(&by_ring)
}

/// Σ weight × distance / Σ weight; `None` without weight or where there is nobody to measure from.
pub(super) fn mean_distance(weighted: u128, weight: u64, reached: bool) -> Option<Metres> {
    (reached && weight > 0).then(|| Metres(weighted as f64 / weight as f64 / 1000.0))
}
