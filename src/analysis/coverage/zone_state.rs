//! One zone against points and rings.

use std::sync::Arc;

use geo::Polygon;

use super::area_state::AreaState;
use super::figures::AreaFigures;
use super::incident_state::{IncidentState, Reached, ring_of};
use super::sums::{mean_of, shares_within, shares_within_area};
use crate::analysis::demand::Demand;
use crate::analysis::outline::Outline;
use crate::analysis::place_tiles::{PlaceTiles, order_along_curve};
use crate::analysis::reach::{Laid, Lie, PostChange, Posts, RoadPlaces};
use crate::base::ids::ZoneId;
use crate::model::reach_rule::Reach;

/// Samples aimed at in the box of a zone: its area share is then good to about 0.1 %.
const SAMPLES: f64 = 20_000.0;

/// Which incidents and which ground a zone holds, whoever reaches them.
#[derive(Debug)]
pub(super) struct ZoneGround {
    id: ZoneId,
    boundary: Polygon<f64>,
    incidents: Vec<(u32, u64)>,
    samples: PlaceTiles,
}

impl ZoneGround {
    /// The zone laid over the demand.
    pub(super) fn new(
        id: ZoneId,
        boundary: &Polygon<f64>,
        outline: &Outline,
        demand: &Demand,
    ) -> Self {
        let samples: Vec<_> = outline
            .lattice(outline.spacing_for(SAMPLES))
            .into_iter()
            .map(|place| (place, 0))
            .collect();
        let order = order_along_curve(&samples);
        let sorted: Vec<_> = order
            .iter()
            .filter_map(|row| samples.get(*row as usize).copied())
            .collect();
        Self {
            id,
            boundary: boundary.clone(),
            incidents: outline.masks(&demand.incidents),
            samples: PlaceTiles::new(&sorted),
        }
    }

    /// Whether this is the zone with that number and boundary.
    pub(super) fn is(&self, id: ZoneId, boundary: &Polygon<f64>) -> bool {
        self.id == id && self.boundary == *boundary
    }
}

/// A zone, and what of it is reached.
#[derive(Debug, Clone)]
pub(super) struct ZoneState {
    ground: Arc<ZoneGround>,
    roads: Option<RoadPlaces>,
    area: AreaState,
}

impl ZoneState {
    /// The zone as yet without rings ([`ZoneState::set_limits`]); where it lies on the roads of the points, if that is known.
    pub(super) fn new(ground: Arc<ZoneGround>, lie: Option<&Arc<Lie>>, posts: &Posts) -> Self {
        let roads = match lie {
            Some(lie) => posts.lay_again(lie),
            None => posts.lay(&ground.samples),
        };
        Self {
            area: AreaState::new(&ground.samples, 1, &[]),
            roads,
            ground,
        }
    }

    /// Its number.
    pub(super) fn id(&self) -> ZoneId {
        self.ground.id
    }

    /// Whether this is the zone with that number and boundary.
    pub(super) fn is(&self, id: ZoneId, boundary: &Polygon<f64>) -> bool {
        self.ground.is(id, boundary)
    }

    /// What it holds, and where that lies on the roads, where the rule goes by road.
    pub(super) fn ground(&self) -> (Arc<ZoneGround>, Option<Arc<Lie>>) {
        let lie = self.roads.as_ref().map(|roads| Arc::clone(roads.lie()));
        (Arc::clone(&self.ground), lie)
    }

    /// Brings the zone's ground up to date after a change of points.
    pub(super) fn update(&mut self, posts: &mut Posts, change: &PostChange) {
        let laid = Laid {
            places: &self.ground.samples,
            roads: self.roads.as_ref(),
        };
        self.area.update(laid, posts, change);
    }

    /// Judges the zone by other rings.
    pub(super) fn set_limits(&mut self, limits: &[u32], posts: &Posts) {
        let laid = Laid {
            places: &self.ground.samples,
            roads: self.roads.as_ref(),
        };
        self.area.set_limits(laid, posts, limits);
    }

    /// Whether each ring covers at least half of the zone.
    pub(super) fn half_covered(&self) -> impl Iterator<Item = bool> {
        let (within, samples) = self.area.within(0);
        within.map(move |count| samples > 0 && 2 * count >= samples)
    }

    /// The zone's figures.
    pub(super) fn figures(
        &self,
        demand: &Demand,
        state: &IncidentState,
        limits: &[u32],
        measure: impl Fn(f64) -> Reach,
    ) -> AreaFigures {
        let mut by_ring = vec![0; limits.len() + 1];
        let mut reached = Reached::default();
        for (position, mask) in &self.ground.incidents {
            let position = *position as usize;
            let Some(tile) = demand.incidents.tiles.get(position) else {
                continue;
            };
            if *mask == tile.full_mask() {
                let sums = state.of_tile(position);
                by_ring
                    .iter_mut()
                    .zip(sums.by_ring)
                    .for_each(|(sum, own)| *sum += own);
                reached += sums.reached;
                continue;
            }
            let held = state
                .near_in(tile)
                .iter()
                .zip(&demand.weights[tile.places()]);
            for (_, (near, weight)) in held.enumerate().filter(|(bit, _)| mask >> bit & 1 == 1) {
                by_ring[ring_of(limits, *near)] += weight;
                reached.count(*near, *weight);
            }
        }
        AreaFigures {
            incidents: demand.incidents_of(by_ring.iter().sum()),
            incident_share: shares_within(&by_ring),
            area_share: shares_within_area(self.area.of(0)),
            mean: mean_of(reached).map(measure),
        }
    }
}
