//! Which costs change their ring when rings become others.

/// The costs whose ring becomes another where as many limits as before lie elsewhere.
#[derive(Debug, Clone)]
pub(in crate::analysis) struct CostBands(Vec<CostBand>);

/// Costs above one limit, up to and including another.
#[derive(Debug, Clone, Copy)]
struct CostBand {
    above: u32,
    upto: u32,
}

impl CostBands {
    /// The bands between limits (ascending) and as many others; `None` where their number differs.
    pub(in crate::analysis) fn between(before: &[u32], after: &[u32]) -> Option<Self> {
        let bands = before
            .iter()
            .zip(after)
            .filter(|(before, after)| before != after)
            .map(|(before, after)| CostBand {
                above: *before.min(after),
                upto: *before.max(after),
            });
        (before.len() == after.len()).then(|| Self(bands.collect()))
    }

    /// The one band of all costs up to and including one: nothing was in any ring before.
    pub(in crate::analysis) fn upto(cost: u32) -> Self {
        Self(vec![CostBand {
            above: 0,
            upto: cost,
        }])
    }

    /// Whether the ring of this cost becomes another.
    pub(in crate::analysis) fn hold(&self, cost: u32) -> bool {
        self.meet(cost, cost)
    }

    /// Whether the ring of any cost from the least to the greatest becomes another.
    pub(in crate::analysis) fn meet(&self, least: u32, greatest: u32) -> bool {
        self.0
            .iter()
            .any(|band| greatest > band.above && least <= band.upto)
    }

    /// The bands: costs above the first number, up to and including the second.
    pub(super) fn all(&self) -> impl Iterator<Item = (u32, u32)> {
        self.0.iter().map(|band| (band.above, band.upto))
    }

    /// The greatest cost in any band.
    pub(super) fn greatest(&self) -> u32 {
        self.0.iter().map(|band| band.upto).max().unwrap_or(0)
    }
}
