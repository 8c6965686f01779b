//! Tables of times: from each of some places to each of others.

use super::hierarchy::{LANES, Sweep};
use super::prepared::TravelNetwork;
use super::search::UNREACHED;
use super::snap::{Spot, arrival_by, seeds};
use crate::base::cancel::{Cancel, Cancelled};
use crate::base::coords::LocalXy;

/// The times from each place to each other one, milliseconds after the call: a row for each place one sets out from.
/// [`UNREACHED`] where nobody ever arrives. The first table over a network takes longer: its hierarchy is made then.
///
/// # Errors
/// [`Cancelled`].
pub fn times(
    roads: &TravelNetwork,
    from: &[LocalXy],
    to: &[LocalXy],
    cancel: &Cancel,
) -> Result<Vec<Vec<u32>>, Cancelled> {
    let spots = |places: &[LocalXy]| -> Vec<Option<Spot>> {
        places.iter().map(|at| roads.spot(*at)).collect()
    };
    let (from, to) = (spots(from), spots(to));
    cancel.check()?;
    let (hierarchy, weights) = (roads.hierarchy(), roads.weights());
    let graph = roads.graph();
    let mut sweep = Sweep::default();
    let mut table = Vec::with_capacity(from.len());
    for lanes in from.chunks(LANES) {
        cancel.check()?;
        // Without the turn-out: who stands on the same link goes along it, and sets out no sooner.
        let seeds: Vec<Vec<(u32, u32)>> = lanes
            .iter()
            .map(|spot| spot.map_or_else(Vec::new, |spot| seeds(graph, spot)))
            .collect();
        let seeds: Vec<&[(u32, u32)]> = seeds.iter().map(Vec::as_slice).collect();
        sweep.run(hierarchy, weights, &seeds);
        for (lane, spot) in lanes.iter().enumerate() {
            let time = |to: &Option<Spot>| {
                let (Some(from), Some(to)) = (*spot, *to) else {
                    return UNREACHED;
                };
                let at = |node| sweep.time(hierarchy, lane, node);
                let time = arrival_by(graph, at, from, to);
                time.saturating_add(roads.turnout())
            };
            table.push(to.iter().map(time).collect());
        }
    }
    Ok(table)
}
