//! Streets in short pieces, each coloured as a whole on the map.

use crate::analysis::road_facts::lengths;
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
