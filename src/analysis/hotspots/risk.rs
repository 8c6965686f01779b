//! Rates: incidents against residents, kilometres of road, or area, and rates that small numbers cannot fool.

use super::cells::{NOWHERE, StudyCells};
use crate::base::cancel::{Cancel, Cancelled};
use crate::base::coords::{LocalXy, LonLat};
use crate::model::road_network::RoadNetwork;

/// Roads are cut into pieces no longer than this, metres, each of which lies in the cell of its middle.
const PIECE: f64 = 10.0;

/// Rates of every area.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rates {
    /// All incidents over all of the denominator; `None` where there is none of it.
    pub overall: Option<f64>,
    /// Incidents over the denominator, as they are; `None` without any of it.
    pub raw: Vec<Option<f64>>,
    /// The same, drawn towards the overall rate the more, the less of the denominator there is; `None` likewise.
    pub smoothed: Vec<Option<f64>>,
    /// How much of its own rate each keeps, 0 to 1.
    pub own_weight: Vec<Option<f64>>,
}

/// Rates and their empirical Bayes estimates (Marshall 1991, global): `π̂ᵢ = wᵢrᵢ + (1-wᵢ)μ`, `wᵢ = σ²/(σ² + μ/Pᵢ)`, `μ = ΣO/ΣP`,
/// `σ² = max(0, ΣPᵢ(rᵢ-μ)²/ΣPᵢ - μ/P̄)`. Areas whose denominator is no positive number have no rate and count in nothing.
#[must_use]
pub fn rates(incidents: &[f64], denominators: &[f64]) -> Rates {
    let known = |(count, under): (&f64, &f64)| {
        let is_sound = *under > 0.0 && under.is_finite() && count.is_finite() && *count >= 0.0;
        is_sound.then_some((*count, *under))
    };
    let pairs: Vec<Option<(f64, f64)>> = incidents.iter().zip(denominators).map(known).collect();
    let counted = || pairs.iter().flatten();
    let under: f64 = counted().map(|(_, under)| under).sum();
    let number = counted().count() as f64;
    let overall = (under > 0.0).then(|| counted().map(|(count, _)| count).sum::<f64>() / under);
    let mean = overall.unwrap_or(0.0);
    let squares = counted().map(|(count, under)| under * (count / under - mean).powi(2));
    let spread = (squares.sum::<f64>() / under - mean / (under / number)).max(0.0);
    let own = |(_, under): &(f64, f64)| {
        let all = spread + mean / under;
        if all > 0.0 { spread / all } else { 0.0 }
    };
    let each = |of: &dyn Fn(&(f64, f64)) -> f64| -> Vec<Option<f64>> {
        pairs.iter().map(|pair| pair.as_ref().map(of)).collect()
    };
    Rates {
        overall,
        raw: each(&|(count, under)| count / under),
        smoothed: each(&|pair| own(pair) * (pair.0 / pair.1) + (1.0 - own(pair)) * mean),
        own_weight: each(&own),
    }
}

/// Kilometres of road in each cell.
///
/// # Errors
/// [`Cancelled`].
pub fn road_km(
    network: &RoadNetwork,
    cells: &StudyCells,
    cancel: &Cancel,
) -> Result<Vec<f64>, Cancelled> {
    let (mut middles, mut lengths) = (Vec::new(), Vec::new());
    for link in &network.links {
        let to_local = |corner: &geo::Coord| cells.projection().to_local(LonLat::from(*corner));
        let corners: Vec<LocalXy> = link.course.0.iter().map(to_local).collect();
        for ends in corners.windows(2) {
            let length = ends[0].distance(ends[1]).0;
            let pieces = (length / PIECE).ceil().clamp(1.0, 1e6) as u32;
            for piece in 0..pieces {
                let share = (f64::from(piece) + 0.5) / f64::from(pieces);
                middles.push(LocalXy::new(
                    (ends[1].x - ends[0].x).mul_add(share, ends[0].x),
                    (ends[1].y - ends[0].y).mul_add(share, ends[0].y),
                ));
                lengths.push(length / f64::from(pieces) / 1000.0);
            }
        }
    }
    let located = cells.locate_all(&middles, cancel)?;
    let mut sums = vec![0.0; cells.len()];
    for (cell, length) in located
        .iter()
        .zip(lengths)
        .filter(|(cell, _)| **cell != NOWHERE)
    {
        if let Some(sum) = sums.get_mut(*cell as usize) {
            *sum += length;
        }
    }
    Ok(sums)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn two_areas_by_hand() {
        // μ = 30/300 = 0.1; r = 0.2, 0.05; ΣP(r-μ)²/ΣP = (100·0.01 + 200·0.0025)/300 = 0.005; μ/P̄ = 0.1/150; σ² = 0.0043333…
        let found = rates(&[20.0, 10.0], &[100.0, 200.0]);
        assert_eq!(found.overall, Some(0.1));
        let spread = 0.005 - 0.1 / 150.0;
        let own = spread / (spread + 0.1 / 100.0);
        let expected = own * 0.2 + (1.0 - own) * 0.1;
        assert!((found.smoothed[0].expect("a rate") - expected).abs() < 1e-12);
        assert!((found.own_weight[0].expect("a rate") - own).abs() < 1e-12);
    }

    #[test]
    fn no_denominator_is_no_rate_and_no_fault() {
        let found = rates(&[3.0, 5.0, 0.0], &[0.0, f64::NAN, 10.0]);
        assert_eq!(found.raw, [None, None, Some(0.0)]);
        assert_eq!(found.smoothed, [None, None, Some(0.0)]);
        assert_eq!(rates(&[1.0], &[0.0]).overall, None);
    }

    proptest! {
        #[test]
        fn a_smoothed_rate_lies_between_its_own_and_all_and_the_large_keep_more(
            areas in prop::collection::vec((0u32..40, 1u32..4000), 2..30)
        ) {
            let counts: Vec<f64> = areas.iter().map(|it| f64::from(it.0)).collect();
            let under: Vec<f64> = areas.iter().map(|it| f64::from(it.1)).collect();
            let found = rates(&counts, &under);
            let all = found.overall.expect("a rate");
            for it in 0..areas.len() {
                let (raw, smooth) = (found.raw[it].expect("a rate"), found.smoothed[it].expect("a rate"));
                prop_assert!(smooth >= raw.min(all) - 1e-12 && smooth <= raw.max(all) + 1e-12);
                for other in 0..areas.len() {
                    prop_assert!(under[it] > under[other] || found.own_weight[it] <= found.own_weight[other]);
                }
            }
        }
    }
}
