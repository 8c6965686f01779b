//! From whole-number sums by ring to shares and distances.

use super::incident_state::Reached;
use crate::base::units::Share;

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

/// Σ weight × distance / Σ weight in whole units of the rule; `None` where nothing is reached.
pub(super) fn mean_of(reached: Reached) -> Option<f64> {
    (reached.weight > 0).then(|| reached.distance as f64 / reached.weight as f64)
}
