//! A network made ready for one rule of travel, to be shared by all that ask it.

use std::sync::{Arc, OnceLock};

use super::graph::StreetGraph;
use super::hierarchy::{Hierarchy, Weights};
use super::pieces::{StreetPiece, street_pieces};
use super::snap::{Snapper, Spot, seeds};
use crate::base::coords::LocalXy;
use crate::base::projection::LocalProjection;
use crate::base::units::{Metres, Minutes};
use crate::model::road_network::RoadNetwork;
use crate::model::travel_rule::TravelRule;

/// Farther than this from any road a place is told of.
pub const FAR_FROM_ROADS: Metres = Metres(200.0);

/// A network made ready.
#[derive(Debug, Clone)]
pub struct TravelNetwork {
    network: Arc<RoadNetwork>,
    rule: TravelRule,
    graph: StreetGraph,
    snapper: Arc<Snapper>,
    pieces: Arc<OnceLock<Arc<Vec<StreetPiece>>>>,
    /// Made when first asked for; other speeds share it, and have times of their own in it.
    hierarchy: Arc<OnceLock<Hierarchy>>,
    weights: OnceLock<Weights>,
}

impl TravelNetwork {
    /// Makes a network ready; places are measured in the projection.
    #[must_use]
    pub fn new(network: Arc<RoadNetwork>, rule: &TravelRule, projection: LocalProjection) -> Self {
        let graph = StreetGraph::new(&network, rule);
        Self {
            snapper: Arc::new(Snapper::new(&network, &graph, projection)),
            pieces: Arc::default(),
            hierarchy: Arc::default(),
            weights: OnceLock::new(),
            network,
            rule: rule.clone(),
            graph,
        }
    }

    /// The same network for another rule of travel; where its links are open to the same traffic, places are found as before.
    #[must_use]
    pub fn for_rule(&self, rule: &TravelRule) -> Self {
        // Who keeps directions has other arcs than who does not.
        let (mode, own) = (rule.mode, self.rule.mode);
        let same = mode.access() == own.access();
        if !(same && mode.keeps_directions() == own.keeps_directions()) {
            return Self::new(Arc::clone(&self.network), rule, *self.snapper.projection());
        }
        Self {
            network: Arc::clone(&self.network),
            rule: rule.clone(),
            graph: StreetGraph::new(&self.network, rule),
            snapper: Arc::clone(&self.snapper),
            pieces: Arc::clone(&self.pieces),
            hierarchy: Arc::clone(&self.hierarchy),
            weights: OnceLock::new(),
        }
    }

    /// Whether places lie on these roads as on others: only how fast one travels may differ.
    #[must_use]
    pub fn lies_as(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.snapper, &other.snapper)
    }

    /// The network.
    #[must_use]
    pub const fn network(&self) -> &Arc<RoadNetwork> {
        &self.network
    }

    /// How units travel over it.
    #[must_use]
    pub const fn rule(&self) -> &TravelRule {
        &self.rule
    }

    /// Its graph.
    #[must_use]
    pub const fn graph(&self) -> &StreetGraph {
        &self.graph
    }

    /// What finds the spots of places.
    #[must_use]
    pub fn snapper(&self) -> &Snapper {
        &self.snapper
    }

    /// Its streets in short pieces, as the map colours them.
    #[must_use]
    pub fn pieces(&self) -> &Arc<Vec<StreetPiece>> {
        self.pieces
            .get_or_init(|| Arc::new(street_pieces(&self.network)))
    }

    /// The hierarchy of its nodes.
    #[must_use]
    pub fn hierarchy(&self) -> &Hierarchy {
        self.hierarchy.get_or_init(|| {
            let junctions = &self.network.joints.junctions;
            let at = |node| {
                let junction = self.graph.junction(node) as usize;
                let place = junctions.get(junction).copied();
                let at = place.map(|place| self.snapper.projection().to_local(place));
                at.map_or([0.0; 2], |at| [at.x, at.y])
            };
            let at: Vec<[f64; 2]> = (0..self.graph.nodes() as u32).map(at).collect();
            Hierarchy::new(&self.graph, &at)
        })
    }

    /// The times of its rule in the hierarchy.
    #[must_use]
    pub fn weights(&self) -> &Weights {
        self.weights
            .get_or_init(|| Weights::new(self.hierarchy(), &self.graph))
    }

    /// From the call until a unit sets out, milliseconds.
    #[must_use]
    pub fn turnout(&self) -> u32 {
        milliseconds(Minutes(self.rule.turnout / 60.0))
    }

    /// Where a unit that stands at a place comes to first: nodes, and when after the call.
    #[must_use]
    pub fn seeds(&self, from: Spot) -> Vec<(u32, u32)> {
        let turnout = self.turnout();
        let mut seeds = seeds(&self.graph, from);
        for (_, time) in &mut seeds {
            *time = time.saturating_add(turnout);
        }
        seeds
    }

    /// The spot of a place.
    #[must_use]
    pub fn spot(&self, at: LocalXy) -> Option<Spot> {
        self.snapper.nearest_local(at)
    }
}

/// A time in whole milliseconds.
#[must_use]
pub fn milliseconds(time: Minutes) -> u32 {
    (time.0 * 60_000.0)
        .round()
        .clamp(0.0, f64::from(u32::MAX - 1)) as u32
}

/// Minutes of whole milliseconds.
#[must_use]
pub fn minutes(milliseconds: u32) -> Minutes {
    Minutes(f64::from(milliseconds) / 60_000.0)
}
