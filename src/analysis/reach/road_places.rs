//! Places on roads: the spot of each, in times from the ends of its link, and which tiles lie along each link.

use std::sync::Arc;

use rayon::prelude::*;

use crate::analysis::millimetre::{MmFrame, MmXy};
use crate::analysis::place_tiles::PlaceTiles;
use crate::analysis::travel::graph::{grouped, row_of};
use crate::analysis::travel::prepared::{FAR_FROM_ROADS, TravelNetwork};
use crate::analysis::travel::snap::{Spot, nearest_among, part};
use crate::base::coords::LocalBox;

/// The link of a place where there is no road at all.
const NO_LINK: u32 = u32::MAX;

/// The junction of a place that is none.
pub(super) const NO_JUNCTION: u32 = u32::MAX;

/// Where a place lies on its link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct OnLink {
    pub(super) link: u32,
    /// From the link's beginning to the place, milliseconds.
    pub(super) behind: u32,
    /// From the place to the link's end.
    pub(super) ahead: u32,
    /// The junction the place is, or [`NO_JUNCTION`].
    pub(super) junction: u32,
}

impl OnLink {
    /// No road at all.
    const NOWHERE: Self = Self {
        link: NO_LINK,
        behind: 0,
        ahead: 0,
        junction: NO_JUNCTION,
    };

    pub(super) fn of(roads: &TravelNetwork, spot: Spot) -> Self {
        let Some(time) = roads.graph().time(spot.link) else {
            return Self::NOWHERE;
        };
        let behind = part(time, spot.along);
        Self {
            link: spot.link,
            behind,
            ahead: time - behind,
            junction: spot.junction(roads.graph()).unwrap_or(NO_JUNCTION),
        }
    }
}

/// Where places in tiles lie on roads, whatever the speeds.
#[derive(Debug)]
pub(in crate::analysis) struct Lie {
    /// One a place; [`NO_LINK`] where there is no road at all.
    spots: Vec<(u32, f64)>,
    /// Places too far from any road, ascending.
    far: Vec<u32>,
    /// The links with places, ascending.
    links: Vec<u32>,
    /// Where the tiles along each link begin, and those tiles.
    first: Vec<u32>,
    tiles: Vec<u32>,
}

impl Lie {
    /// Finds the nearest spot of every place.
    fn new(roads: &TravelNetwork, places: &PlaceTiles, frame: &MmFrame) -> Self {
        let spots: Vec<Vec<(u32, f64, bool)>> = places
            .tiles
            .par_iter()
            .map(|tile| {
                let corner = |at: MmXy| frame.back(at);
                let extent = LocalBox {
                    min: corner(tile.extent.min),
                    max: corner(tile.extent.max),
                };
                let candidates = roads.snapper().candidates(extent);
                let range = tile.places();
                let (xs, ys) = (&places.xs[range.clone()], &places.ys[range]);
                let found = xs.iter().zip(ys).map(|(x, y)| {
                    let at = frame.back(MmXy { x: *x, y: *y });
                    nearest_among(&candidates, at).map_or((NO_LINK, 0.0, true), |spot| {
                        (spot.link, spot.along, spot.off > FAR_FROM_ROADS.0)
                    })
                });
                found.collect()
            })
            .collect();
        let mut along: Vec<(u32, u32)> = Vec::new();
        for (tile, spots) in (0u32..).zip(&spots) {
            let mut last = NO_LINK;
            for (link, _, _) in spots {
                if *link != last && *link != NO_LINK {
                    along.push((*link, tile));
                }
                last = *link;
            }
        }
        along.par_sort_unstable();
        along.dedup();
        let mut with_places: Vec<u32> = along.iter().map(|(link, _)| *link).collect();
        with_places.dedup();
        let (first, tiles) = grouped(roads.network().links.len(), &along);
        let all = || spots.iter().flatten();
        Self {
            spots: all().map(|(link, share, _)| (*link, *share)).collect(),
            far: (0u32..)
                .zip(all())
                .filter_map(|(place, (_, _, far))| far.then_some(place))
                .collect(),
            links: with_places,
            first,
            tiles,
        }
    }
}

/// The spots of places in tiles, in times.
#[derive(Debug, Clone)]
pub(in crate::analysis) struct RoadPlaces {
    lie: Arc<Lie>,
    /// One a place.
    on: Vec<OnLink>,
}

impl RoadPlaces {
    /// Finds the nearest spot of every place.
    pub(super) fn new(roads: &TravelNetwork, places: &PlaceTiles, frame: &MmFrame) -> Self {
        Self::lying(roads, &Arc::new(Lie::new(roads, places, frame)))
    }

    /// Places whose spots are known, at the speeds of these roads. They have the same links open as those the spots are of.
    pub(super) fn lying(roads: &TravelNetwork, lie: &Arc<Lie>) -> Self {
        let spot = |(link, along): &(u32, f64)| Spot {
            link: *link,
            along: *along,
            off: 0.0,
        };
        Self {
            on: lie
                .spots
                .par_iter()
                .map(|at| OnLink::of(roads, spot(at)))
                .collect(),
            lie: Arc::clone(lie),
        }
    }

    /// Where the places lie, whatever the speeds.
    pub(in crate::analysis) const fn lie(&self) -> &Arc<Lie> {
        &self.lie
    }

    /// The spots.
    pub(super) fn on(&self) -> &[OnLink] {
        &self.on
    }

    /// Places farther than [`FAR_FROM_ROADS`] from any road.
    pub(in crate::analysis) fn far(&self) -> &[u32] {
        &self.lie.far
    }

    /// The links with places, ascending.
    pub(super) fn links(&self) -> &[u32] {
        &self.lie.links
    }

    /// The tiles along a link.
    pub(super) fn tiles_along(&self, link: u32) -> &[u32] {
        row_of(&self.lie.first, &self.lie.tiles, link)
    }
}
