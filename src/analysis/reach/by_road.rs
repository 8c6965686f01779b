//! Points that reach places by road: the nearest two in time, the turn-out delay included.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::labels::{FirstTwo, Label, NodeLabels, Seen, offer};
use super::road_places::{NO_JUNCTION, OnLink, RoadPlaces};
use super::{NOBODY, NearestTwo, Post, PostChange};
use crate::analysis::millimetre::{MmFrame, MmXy, UNREACHED};
use crate::analysis::place_tiles::{PlaceTiles, TILE, Tile};
use crate::analysis::travel::pieces::StreetPiece;
use crate::analysis::travel::prepared::TravelNetwork;
use crate::analysis::travel::search::Search;
use crate::analysis::travel::snap::part;
use crate::base::ids::PointId;
use crate::base::units::Metres;

/// How places are reached by road, and what is known of it for the points now.
#[derive(Debug, Clone)]
pub(super) struct ByRoad {
    roads: Arc<TravelNetwork>,
    frame: MmFrame,
    labels: NodeLabels,
    /// By slot: the number of its point, and where on the roads it stands.
    ids: Vec<PointId>,
    stands: Vec<Option<Stand>>,
    /// The slots that stand on a link, and whether any does.
    on_link: BTreeMap<u32, Vec<u32>>,
    is_stood_on: Vec<bool>,
    search: Search,
    links: Seen,
    tiles: Seen,
}

/// A point on its link: where it stands and where its unit comes to first.
#[derive(Debug, Clone)]
struct Stand {
    on: OnLink,
    off: Metres,
    seeds: Vec<(u32, u32)>,
}

/// The ways to the places on a link.
struct Ways<'a> {
    /// Who comes by its beginning, and who by its end.
    ahead: FirstTwo,
    back: FirstTwo,
    /// Who stands on it.
    here: &'a [u32],
}

impl Ways<'_> {
    const NONE: Self = Self {
        ahead: [Label::NONE; 2],
        back: [Label::NONE; 2],
        here: &[],
    };
}

impl ByRoad {
    pub(super) fn new(roads: Arc<TravelNetwork>, frame: MmFrame) -> Self {
        let is_stood_on = vec![false; roads.network().links.len()];
        Self {
            labels: NodeLabels::new(roads.graph().nodes()),
            roads,
            frame,
            // The slot of nobody.
            ids: vec![PointId(0)],
            stands: vec![None],
            on_link: BTreeMap::new(),
            is_stood_on,
            search: Search::default(),
            links: Seen::default(),
            tiles: Seen::default(),
        }
    }

    pub(super) fn lay(&self, places: &PlaceTiles) -> RoadPlaces {
        RoadPlaces::new(&self.roads, places, &self.frame)
    }

    /// The roads.
    pub(super) const fn roads(&self) -> &Arc<TravelNetwork> {
        &self.roads
    }

    /// Takes in a change of points; the links where another may be among the nearest two now.
    pub(super) fn change(&mut self, posts: &[Post], change: &PostChange) -> Vec<u32> {
        let changed = change.settled.iter().chain(&change.freed);
        let mut gone = vec![false; self.stands.len()];
        let mut links = BTreeSet::new();
        for slot in changed {
            let Some(stand) = self.stands.get_mut(*slot as usize).and_then(Option::take) else {
                continue;
            };
            if let Some(gone) = gone.get_mut(*slot as usize) {
                *gone = true;
            }
            links.insert(stand.on.link);
            if let Some(here) = self.on_link.get_mut(&stand.on.link) {
                here.retain(|one| one != slot);
                if here.is_empty() {
                    self.on_link.remove(&stand.on.link);
                    if let Some(is) = self.is_stood_on.get_mut(stand.on.link as usize) {
                        *is = false;
                    }
                }
            }
        }
        for post in posts
            .iter()
            .filter(|post| change.settled.contains(&post.slot))
        {
            let at = post.slot as usize;
            if self.stands.len() <= at {
                self.stands.resize(at + 1, None);
                self.ids.resize(at + 1, PointId(0));
            }
            let stand = self.stand(post);
            if let Some(stand) = &stand {
                links.insert(stand.on.link);
                self.on_link
                    .entry(stand.on.link)
                    .or_default()
                    .push(post.slot);
                if let Some(is) = self.is_stood_on.get_mut(stand.on.link as usize) {
                    *is = true;
                }
            }
            self.stands[at] = stand;
            self.ids[at] = post.id;
        }
        let seeds: Vec<(u32, Label)> = (0u32..)
            .zip(&self.stands)
            .filter_map(|(slot, stand)| Some((slot, stand.as_ref()?)))
            .flat_map(|(slot, stand)| {
                let seeds = stand.seeds.iter();
                seeds.map(move |(node, time)| (*node, Label { time: *time, slot }))
            })
            .collect();
        let nodes = self
            .labels
            .change(self.roads.graph(), &gone, &seeds, &self.ids);
        let mut found: Vec<u32> = links.into_iter().collect();
        self.links.begin(self.roads.network().links.len());
        for link in &found {
            self.links.is_new(*link);
        }
        Self::links_at(&self.roads, &mut self.links, &nodes, &mut found);
        found
    }

    fn stand(&self, post: &Post) -> Option<Stand> {
        let spot = self.roads.spot(self.frame.back(post.at))?;
        Some(Stand {
            on: OnLink::of(&self.roads, spot),
            off: Metres(spot.off),
            seeds: self.roads.seeds(spot),
        })
    }

    /// Adds the links at the junctions of nodes that were not seen.
    fn links_at(roads: &TravelNetwork, seen: &mut Seen, nodes: &[u32], found: &mut Vec<u32>) {
        let graph = roads.graph();
        for node in nodes {
            for link in graph.links_at(graph.junction(*node)) {
                if seen.is_new(*link) {
                    found.push(*link);
                }
            }
        }
    }

    /// The tiles along links, each once, in their order.
    pub(super) fn tiles_along(
        &mut self,
        links: &[u32],
        places: &PlaceTiles,
        laid: &RoadPlaces,
    ) -> Vec<usize> {
        let mut found = Vec::new();
        // Few places on few links, as in a zone: it is asked which of theirs are among these.
        if laid.links().len() * 4 < links.len() {
            self.links.begin(self.roads.network().links.len());
            for link in links {
                self.links.is_new(*link);
            }
            let among = |link: &&u32| self.links.was_seen(**link);
            let tiles = laid.links().iter().filter(among);
            found.extend(
                tiles
                    .flat_map(|link| laid.tiles_along(*link))
                    .map(|tile| *tile as usize),
            );
            found.sort_unstable();
            found.dedup();
            return found;
        }
        self.tiles.begin(places.tiles.len());
        for link in links {
            for tile in laid.tiles_along(*link) {
                if self.tiles.is_new(*tile) {
                    found.push(*tile as usize);
                }
            }
        }
        found.sort_unstable();
        found
    }

    #[inline(always)]
    fn ways(&self, link: u32) -> Ways<'_> {
        let graph = self.roads.graph();
        let entered = |directed: u32| {
            let mut two = [Label::NONE; 2];
            for tail in graph.tails(directed) {
                for label in self.labels.at(*tail) {
                    offer(&mut two, label, &self.ids);
                }
            }
            two
        };
        let here = match self.is_stood_on.get(link as usize) {
            Some(true) => self.on_link.get(&link).map_or(&[][..], Vec::as_slice),
            _ => &[],
        };
        if graph.time(link).is_none() {
            return Ways::NONE;
        }
        Ways {
            ahead: entered(2 * link),
            back: entered(2 * link + 1),
            here,
        }
    }

    /// When a unit that stands on the same link arrives without leaving it.
    fn along_the_link(&self, slot: u32, on: OnLink) -> Option<u32> {
        let stand = self.stands.get(slot as usize)?.as_ref()?;
        let takes = if on.behind >= stand.on.behind {
            on.behind - stand.on.behind
        } else if self.roads.graph().goes_both_ways(on.link) {
            stand.on.behind - on.behind
        } else {
            return None;
        };
        Some(self.roads.turnout().saturating_add(takes))
    }

    /// How far a point stands from the road its unit sets out on; `None` where there is none.
    pub(super) fn off_road(&self, slot: u32) -> Option<Metres> {
        let stand = self.stands.get(slot as usize)?.as_ref()?;
        Some(stand.off)
    }

    /// Who arrives first in the middle of each piece of street, and when; nobody where it is closed to this traffic.
    pub(super) fn first_on(&self, pieces: &[StreetPiece]) -> Vec<(u32, u32)> {
        let graph = self.roads.graph();
        let mut last = None;
        let mut ways = Ways::NONE;
        let first = pieces.iter().map(|piece| {
            let Some(time) = graph.time(piece.link) else {
                return (NOBODY, UNREACHED);
            };
            if last != Some(piece.link) {
                ways = self.ways(piece.link);
                last = Some(piece.link);
            }
            let behind = part(time, f64::midpoint(piece.begin, piece.end));
            let on = OnLink {
                link: piece.link,
                behind,
                ahead: time - behind,
                junction: NO_JUNCTION,
            };
            let [first, _] = self.first_two(&ways, on);
            (first.slot, first.time)
        });
        first.collect()
    }

    /// Who arrives first at a place, and when; nobody where there is no road.
    pub(super) fn first_at(&self, at: MmXy) -> Option<(u32, u32)> {
        let on = OnLink::of(&self.roads, self.roads.spot(self.frame.back(at))?);
        let [first, _] = self.first_two(&self.ways(on.link), on);
        (first.slot != NOBODY).then_some((first.slot, first.time))
    }

    #[inline(always)]
    fn first_two(&self, ways: &Ways<'_>, on: OnLink) -> FirstTwo {
        let mut two = ways.ahead.map(|label| label.later(on.behind));
        for label in ways.back {
            if label.slot != NOBODY {
                offer(&mut two, label.later(on.ahead), &self.ids);
            }
        }
        if on.junction != NO_JUNCTION {
            for node in self.roads.graph().arrivals(on.junction) {
                for label in self.labels.at(*node) {
                    offer(&mut two, label, &self.ids);
                }
            }
        }
        for slot in ways.here {
            if let Some(time) = self.along_the_link(*slot, on) {
                offer(&mut two, Label { time, slot: *slot }, &self.ids);
            }
        }
        two
    }

    /// The nearest two for every place of a tile.
    pub(super) fn nearest_two(&self, laid: &RoadPlaces, tile: &Tile, out: &mut NearestTwo) {
        let on = laid.on().get(tile.places()).unwrap_or_default();
        let mut last = None;
        let mut ways = Ways::NONE;
        for (k, on) in on.iter().enumerate().take(TILE) {
            if last != Some(on.link) {
                ways = self.ways(on.link);
                last = Some(on.link);
            }
            let two = self.first_two(&ways, *on);
            out.slot[k] = two[0].slot;
            out.near[k] = two[0].time;
            out.next[k] = two[1].time;
        }
    }

    /// Finds when the unit of one point arrives wherever it does so within a limit; the links where that is.
    pub(super) fn set_out(&mut self, slot: u32, limit: u32) -> Vec<u32> {
        let stand = self.stands.get(slot as usize).and_then(Option::as_ref);
        let (link, seeds) = stand.map_or((None, &[][..]), |stand| {
            (Some(stand.on.link), &stand.seeds[..])
        });
        self.search.run(self.roads.graph(), seeds, limit);
        self.links.begin(self.roads.network().links.len());
        let mut found: Vec<u32> = link.into_iter().collect();
        for link in &found {
            self.links.is_new(*link);
        }
        let reached = self.search.reached();
        Self::links_at(&self.roads, &mut self.links, reached, &mut found);
        found
    }

    /// When that unit arrives at every place of a tile; [`UNREACHED`] beyond its limit.
    pub(super) fn arrivals(
        &self,
        slot: u32,
        laid: &RoadPlaces,
        tile: &Tile,
        out: &mut [u32; TILE],
    ) {
        let graph = self.roads.graph();
        let entered = |directed: u32| {
            let tails = graph.tails(directed).iter();
            tails
                .map(|tail| self.search.time(*tail))
                .min()
                .unwrap_or(UNREACHED)
        };
        let own = self.stands.get(slot as usize).and_then(Option::as_ref);
        let on = laid.on().get(tile.places()).unwrap_or_default();
        let mut last = None;
        let (mut ahead, mut back) = (UNREACHED, UNREACHED);
        for (out, on) in out.iter_mut().zip(on) {
            if last != Some(on.link) {
                let open = graph.time(on.link).is_some();
                ahead = if open {
                    entered(2 * on.link)
                } else {
                    UNREACHED
                };
                back = if open {
                    entered(2 * on.link + 1)
                } else {
                    UNREACHED
                };
                last = Some(on.link);
            }
            *out = ahead
                .saturating_add(on.behind)
                .min(back.saturating_add(on.ahead));
            if on.junction != NO_JUNCTION {
                let arrivals = graph.arrivals(on.junction).iter();
                let least = arrivals.map(|node| self.search.time(*node)).min();
                *out = (*out).min(least.unwrap_or(UNREACHED));
            }
            if own.is_some_and(|stand| stand.on.link == on.link)
                && let Some(time) = self.along_the_link(slot, *on)
            {
                *out = (*out).min(time);
            }
        }
    }
}
