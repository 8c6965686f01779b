//! Streets in short pieces, each coloured as a whole on the map.

use super::prepared::TravelNetwork;
use super::search::{Search, UNREACHED};
use super::snap::{Spot, arrival, seeds};
use crate::analysis::road_facts::lengths;
use crate::base::coords::LocalXy;
use crate::model::road_network::RoadNetwork;

/// About how long a piece is, metres.
const LENGTH: f64 = 60.0;
/// Pieces of one network, about, at most.
const MOST: f64 = 150_000.0;

/// A piece of a street.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StreetPiece {
    /// The link.
    pub link: u32,
    /// Where it begins, as a share of the link.
    pub begin: f64,
    /// Where it ends.
    pub end: f64,
}

/// All links in pieces of about equal length, in their order.
#[must_use]
pub fn street_pieces(network: &RoadNetwork) -> Vec<StreetPiece> {
    let metres = lengths(network);
    let whole: f64 = metres.iter().filter(|metres| metres.is_finite()).sum();
    let about = LENGTH.max(whole / MOST);
    let mut pieces = Vec::new();
    for (link, metres) in (0u32..).zip(metres) {
        let count = (metres / about).ceil().clamp(1.0, 1000.0);
        pieces.extend((0..count as u32).map(|at| StreetPiece {
            link,
            begin: f64::from(at) / count,
            end: f64::from(at + 1) / count,
        }));
    }
    pieces
}

/// When the first unit from some places is in the middle of each piece, milliseconds after the call; [`UNREACHED`] where none ever
/// is. Whoever else is near does not count.
#[must_use]
pub fn arrivals_from(roads: &TravelNetwork, from: &[LocalXy], pieces: &[StreetPiece]) -> Vec<u32> {
    let graph = roads.graph();
    let spots: Vec<Spot> = from.iter().filter_map(|at| roads.spot(*at)).collect();
    let set_out: Vec<(u32, u32)> = spots.iter().flat_map(|spot| seeds(graph, *spot)).collect();
    let mut search = Search::default();
    search.run(graph, &set_out, UNREACHED - 1);
    let spot = |link, along| Spot {
        link,
        along,
        off: 0.0,
    };
    let nowhere = spot(u32::MAX, 0.0);
    let arrives = |piece: &StreetPiece| {
        let to = spot(piece.link, f64::midpoint(piece.begin, piece.end));
        let here = spots.iter().filter(|spot| spot.link == piece.link);
        let ways = here.chain([&nowhere]);
        let first = ways.map(|from| arrival(graph, &search, *from, to)).min();
        first
            .filter(|time| *time != UNREACHED)
            .map_or(UNREACHED, |time| time.saturating_add(roads.turnout()))
    };
    pieces.iter().map(arrives).collect()
}
