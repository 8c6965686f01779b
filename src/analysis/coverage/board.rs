//! The coverage board: figures that follow points, rings and zones.

use std::collections::BTreeMap;
use std::sync::Arc;

use geo::Polygon;

use super::area_state::AreaState;
use super::figures::{
    AreaFigures, CoverageFigures, PointFigures, ResponseFigures, RingFigures, StreetReach,
    UncoveredGrid,
};
use super::incident_state::{IncidentState, Incidents, Reached, ring_of};
use super::sums::{mean_of, shares_within, within};
use super::zone_state::{ZoneGround, ZoneState};
use crate::analysis::demand::Demand;
use crate::analysis::millimetre::{MmXy, UNREACHED, millimetres};
use crate::analysis::outline::Outline;
use crate::analysis::reach::{Laid, Lie, Posts, RoadPlaces};
use crate::analysis::travel::pieces::StreetPiece;
use crate::analysis::travel::prepared::{TravelNetwork, milliseconds, minutes};
use crate::base::coords::LocalXy;
use crate::base::ids::{PointId, ZoneId};
use crate::base::projection::LocalProjection;
use crate::base::units::{Km2, Metres, Minutes, Share};
use crate::model::grid::GridLevel;
use crate::model::reach_rule::{Reach, ReachRule};
use crate::model::travel_rule::TravelRule;

/// Coverage that follows points as they move. After any series of changes its figures equal, bit for bit, those of a
/// board built anew: places are whole millimetres, weights whole 65,536ths of an incident, and every sum is a whole
/// number, so no order of work leaves a trace.
///
/// A change costs what it touches: places for which a moved point was or becomes one of the two nearest.
#[derive(Debug, Clone)]
pub struct CoverageBoard {
    demand: Arc<Demand>,
    roads: Option<Roads>,
    rings: Vec<Reach>,
    limits: Vec<u32>,
    posts: Posts,
    incidents: IncidentState,
    ground: AreaState,
    zones: Vec<ZoneState>,
    /// Zones that were laid over this demand before, and on these roads.
    known_zones: Vec<(Arc<ZoneGround>, Option<Arc<Lie>>)>,
}

/// What a board stands on: where demand and zones lie, on the roads too. It outlives every change of points, rings and speeds, so
/// that a board for other speeds need not find all that again.
#[derive(Debug, Clone)]
pub struct BoardGround {
    demand: Arc<Demand>,
    roads: Option<OnRoads>,
    zones: Vec<(Arc<ZoneGround>, Option<Arc<Lie>>)>,
}

/// Where demand lies on roads.
#[derive(Debug, Clone)]
struct OnRoads {
    travel: Arc<TravelNetwork>,
    incidents: Arc<Lie>,
    samples: Arc<Lie>,
}

impl BoardGround {
    /// Demand, and nothing known of roads and zones.
    #[must_use]
    pub const fn of(demand: Arc<Demand>) -> Self {
        Self {
            demand,
            roads: None,
            zones: Vec::new(),
        }
    }
}

impl CoverageBoard {
    /// A board for these straight-line rings (any order; see [`ReachRule::straight_line`]) and points, as yet without zones.
    ///
    /// Points that are not at a finite place are left out; of points with the same number the last stands.
    #[must_use]
    pub fn new(demand: Arc<Demand>, rings: &[Metres], points: &[(PointId, LocalXy)]) -> Self {
        let (rings, limits) = straight_rings(rings.iter().copied());
        Self::with(demand, Posts::default(), None, rings, limits, points)
    }

    /// A board for these rings by road (any order; see [`ReachRule::by_road`]) and points. The roads are measured in the
    /// projection of the demand.
    #[must_use]
    pub fn by_road(
        demand: Arc<Demand>,
        travel: &Arc<TravelNetwork>,
        rings: &[Minutes],
        points: &[(PointId, LocalXy)],
    ) -> Self {
        Self::on_roads(BoardGround::of(demand), travel, rings, points)
    }

    fn on_roads(
        ground: BoardGround,
        travel: &Arc<TravelNetwork>,
        rings: &[Minutes],
        points: &[(PointId, LocalXy)],
    ) -> Self {
        let (rings, limits) = road_rings(rings.iter().copied());
        let BoardGround {
            demand,
            roads,
            mut zones,
        } = ground;
        let posts = Posts::by_road(Arc::clone(travel), demand.frame);
        let known = roads.filter(|roads| roads.travel.lies_as(travel));
        let laid = if let Some(known) = &known {
            let incidents = posts.lay_again(&known.incidents);
            incidents.zip(posts.lay_again(&known.samples))
        } else {
            for (_, lie) in &mut zones {
                *lie = None;
            }
            let incidents = posts.lay(&demand.incidents);
            incidents.zip(posts.lay(&demand.samples))
        };
        let roads = laid.map(|(incidents, samples)| Roads { incidents, samples });
        let mut board = Self::with(demand, posts, roads, rings, limits, points);
        board.known_zones = zones;
        board
    }

    /// A board for a rule of reach and points; by road over these roads, or, where there are none, with everything out of reach.
    #[must_use]
    pub fn for_rule(
        ground: BoardGround,
        rule: &ReachRule,
        travel: Option<&Arc<TravelNetwork>>,
        points: &[(PointId, LocalXy)],
    ) -> Self {
        match rule {
            ReachRule::StraightLine { rings } => {
                let mut board = Self::new(ground.demand, rings, points);
                let zones = ground.zones.into_iter();
                board.known_zones = zones.map(|(ground, _)| (ground, None)).collect();
                board
            }
            ReachRule::ByRoad { rings, travel: how } => {
                let none = || {
                    let plane = LocalProjection::plane();
                    Arc::new(TravelNetwork::new(Arc::default(), how, plane))
                };
                let travel = travel.map_or_else(none, Arc::clone);
                Self::on_roads(ground, &travel, rings, points)
            }
        }
    }

    /// What the board stands on, for another one that is to stand on it.
    #[must_use]
    pub fn ground(&self) -> BoardGround {
        let on_roads = |(roads, travel): (&Roads, &Arc<TravelNetwork>)| OnRoads {
            travel: Arc::clone(travel),
            incidents: Arc::clone(roads.incidents.lie()),
            samples: Arc::clone(roads.samples.lie()),
        };
        BoardGround {
            demand: Arc::clone(&self.demand),
            roads: self.roads.as_ref().zip(self.posts.roads()).map(on_roads),
            zones: self.zones.iter().map(ZoneState::ground).collect(),
        }
    }

    fn with(
        demand: Arc<Demand>,
        posts: Posts,
        roads: Option<Roads>,
        rings: Vec<Reach>,
        limits: Vec<u32>,
        points: &[(PointId, LocalXy)],
    ) -> Self {
        let mut board = Self {
            incidents: IncidentState::new(&demand, &limits),
            ground: AreaState::new(&demand.samples, demand.units.len(), &limits),
            demand,
            roads,
            rings,
            limits,
            posts,
            zones: Vec::new(),
            known_zones: Vec::new(),
        };
        board.set_points(points);
        board
    }

    /// What the board counts.
    #[must_use]
    pub const fn demand(&self) -> &Arc<Demand> {
        &self.demand
    }

    /// The rings in use, inner to outer.
    #[must_use]
    pub fn rings(&self) -> &[Reach] {
        &self.rings
    }

    /// Makes the board's points these: moves, adds and removes what differs from before, at the cost of the difference.
    pub fn set_points(&mut self, points: &[(PointId, LocalXy)]) {
        let wanted: BTreeMap<PointId, MmXy> = points
            .iter()
            .filter_map(|(id, at)| Some((*id, self.demand.frame.of(*at)?)))
            .collect();
        let wanted: Vec<_> = wanted.into_iter().collect();
        let incidents = Incidents {
            demand: &self.demand,
            roads: self.roads.as_ref().map(|roads| &roads.incidents),
        };
        let leaving = self.posts.leaving(&wanted);
        self.incidents
            .take_out(incidents, &mut self.posts, &leaving);
        let change = self.posts.replace(&wanted);
        if change.is_empty() {
            return;
        }
        self.incidents.update(incidents, &mut self.posts, &change);
        let samples = Laid {
            places: &self.demand.samples,
            roads: self.roads.as_ref().map(|roads| &roads.samples),
        };
        self.ground.update(samples, &mut self.posts, &change);
        for zone in &mut self.zones {
            zone.update(&mut self.posts, &change);
        }
    }

    /// Makes the board's rings these (any order; see [`ReachRule::straight_line`]). Where all are of another
    /// measure than the rule's, the rings stay.
    pub fn set_rings<R: Into<Reach> + Copy>(&mut self, rings: &[R]) {
        let by_road = self.roads.is_some();
        let rings = rings.iter().map(|ring| (*ring).into());
        let mut others = rings
            .clone()
            .map(|ring| matches!(ring, Reach::Time(_)) != by_road);
        if rings.len() > 0 && others.all(|other| other) {
            return;
        }
        let (rings, limits) = if by_road {
            road_rings(rings.filter_map(|ring| match ring {
                Reach::Time(minutes) => Some(minutes),
                Reach::Distance(_) => None,
            }))
        } else {
            straight_rings(rings.filter_map(|ring| match ring {
                Reach::Distance(metres) => Some(metres),
                Reach::Time(_) => None,
            }))
        };
        self.rings = rings;
        if limits == self.limits {
            return;
        }
        let incidents = Incidents {
            demand: &self.demand,
            roads: self.roads.as_ref().map(|roads| &roads.incidents),
        };
        self.incidents
            .set_limits(incidents, &mut self.posts, &limits);
        let samples = Laid {
            places: &self.demand.samples,
            roads: self.roads.as_ref().map(|roads| &roads.samples),
        };
        self.ground.set_limits(samples, &self.posts, &limits);
        for zone in &mut self.zones {
            zone.set_limits(&limits, &self.posts);
        }
        self.limits = limits;
    }

    /// Makes the board's zones these, WGS 84 boundaries and the projection of the demand; only zones that differ from
    /// before cost anything. A boundary that crosses itself holds what the even-odd rule says.
    pub fn set_zones(&mut self, zones: &[(ZoneId, Polygon<f64>)], projection: &LocalProjection) {
        let mut before = std::mem::take(&mut self.zones);
        let known = std::mem::take(&mut self.known_zones);
        self.zones = zones
            .iter()
            .map(|(id, boundary)| {
                if let Some(kept) = before.iter().position(|zone| zone.is(*id, boundary)) {
                    return before.swap_remove(kept);
                }
                let known = known.iter().find(|(ground, _)| ground.is(*id, boundary));
                let (ground, lie) = known.cloned().unwrap_or_else(|| {
                    let outline = Outline::of([boundary], projection, &self.demand.frame);
                    let ground = ZoneGround::new(*id, boundary, &outline, &self.demand);
                    (Arc::new(ground), None)
                });
                let mut zone = ZoneState::new(ground, lie.as_ref(), &self.posts);
                zone.set_limits(&self.limits, &self.posts);
                zone
            })
            .collect();
    }

    /// All figures now.
    #[must_use]
    pub fn figures(&self) -> CoverageFigures {
        let reached = self.incidents.reached().weight;
        CoverageFigures {
            incidents: self.demand.incidents_total(),
            unreached: self.demand.incidents_of(self.demand.total - reached),
            far_from_roads: self.far_from_roads(),
            rings: self.ring_figures(),
            response: self.response(),
            curve: self.curve(),
            points: self.point_figures(),
            zones: self
                .zones
                .iter()
                .map(|zone| {
                    (
                        zone.id(),
                        zone.figures(&self.demand, &self.incidents, &self.limits, |mean| {
                            self.measure(mean)
                        }),
                    )
                })
                .collect(),
            subdistricts: self.areas(GridLevel::Subdistrict),
            uncovered: self.uncovered(),
        }
    }

    /// A distance or time of whole units of the rule.
    fn measure(&self, units: f64) -> Reach {
        if self.roads.is_some() {
            Reach::Time(Minutes(units / 60_000.0))
        } else {
            Reach::Distance(Metres(units / 1000.0))
        }
    }

    fn curve(&self) -> Vec<Share> {
        let outermost = self.rings.last().copied();
        let farthest = outermost.map(|ring| ring.of_kind(2.0 * ring.value()));
        farthest.map_or_else(Vec::new, |farthest| self.cumulative_curve(farthest))
    }

    fn far_from_roads(&self) -> f64 {
        let far = self
            .roads
            .as_ref()
            .map_or(&[][..], |roads| roads.incidents.far());
        let weights = &self.demand.weights;
        let far = far.iter().filter_map(|place| weights.get(*place as usize));
        self.demand.incidents_of(far.sum())
    }

    /// Who arrives first on each piece of street, and in which ring; empty where the rule does not go by road.
    #[must_use]
    pub fn streets(&self, pieces: &[StreetPiece]) -> Vec<StreetReach> {
        let mut ids = vec![None; self.posts.rows()];
        for post in self.posts.all() {
            if let Some(id) = ids.get_mut(post.slot as usize) {
                *id = Some(post.id);
            }
        }
        let first = self.posts.first_on(pieces).into_iter();
        let reach = first.map(|(slot, time)| StreetReach {
            first: ids.get(slot as usize).copied().flatten(),
            ring: (time != UNREACHED).then(|| ring_of(&self.limits, time) as u8),
        });
        reach.collect()
    }

    /// Whose unit arrives first at a place, and when; `None` where the rule does not go by road or nobody ever arrives.
    #[must_use]
    pub fn first_at(&self, place: LocalXy) -> Option<(PointId, Minutes)> {
        let (slot, time) = self.posts.first_at(self.demand.frame.of(place)?)?;
        Some((self.posts.in_slot(slot)?.id, minutes(time)))
    }

    /// For each distance 0, 1, 2, … metres (by road: seconds) up to `farthest` (65,536 at most): the share of incidents whose
    /// nearest point is at most that far. Empty without incidents. For the chart of response distances or times.
    #[must_use]
    pub fn cumulative_curve(&self, farthest: impl Into<Reach>) -> Vec<Share> {
        let whole = self.demand.total as f64;
        let steps = match farthest.into() {
            Reach::Distance(metres) => metres.0,
            Reach::Time(minutes) => 60.0 * minutes.0,
        };
        let count = steps.clamp(0.0, 65_536.0) as usize + 1;
        self.incidents
            .distances()
            .cumulative(count)
            .filter_map(|part| Share::of(part as f64, whole))
            .collect()
    }

    /// For each ring, inner to outer, the share of each finest grid's area within it, in layer order.
    #[must_use]
    pub fn grid_shares(&self) -> Vec<Vec<Share>> {
        let units = self.demand.units.len();
        let mut rings = vec![Vec::with_capacity(units); self.limits.len()];
        for unit in 0..units {
            let (within, samples) = self.ground.within(unit);
            for (ring, count) in rings.iter_mut().zip(within) {
                ring.push(Share(f64::from(count) / f64::from(samples.max(1))));
            }
        }
        rings
    }

    fn ring_figures(&self) -> Vec<RingFigures> {
        let ground = self.ground_by_ring();
        let total = self.demand.total as f64;
        let sum = |row: &dyn Fn(u32) -> u64| -> u64 {
            self.posts.all().iter().map(|post| row(post.slot)).sum()
        };
        let upto = |row: &[u64], ring: usize| within(row).nth(ring).unwrap_or(0);
        let units = self.demand.units.len();
        let rings = self.rings.iter().zip(ground).enumerate();
        rings
            .map(|(ring, (radius, ground))| {
                let once = sum(&|slot| upto(self.incidents.first_of(slot), ring));
                let twice = sum(&|slot| upto(self.incidents.second_of(slot), ring));
                let zones = self
                    .zones
                    .iter()
                    .filter(|zone| zone.half_covered().nth(ring) == Some(true))
                    .count();
                RingFigures {
                    ring: *radius,
                    incidents: self.demand.incidents_of(once),
                    incident_share: Share::of(once as f64, total),
                    area: Km2(ground.area),
                    area_share: Share::of(ground.area, self.demand.units.total_area()),
                    residents_share: Share::of(
                        ground.residents,
                        self.demand.units.total_residents(),
                    ),
                    grids: ground.grids,
                    grid_share: Share::of(ground.grids as f64, units as f64),
                    zones,
                    zone_share: Share::of(zones as f64, self.zones.len() as f64),
                    covered_twice_share: Share::of(twice as f64, total),
                    times_covered: self
                        .incidents
                        .times_covered(ring)
                        .iter()
                        .filter_map(|weight| Share::of(*weight as f64, total))
                        .collect(),
                }
            })
            .collect()
    }

    /// Area, residents and grids within each ring. Sums run over the grids in layer order, as those of the wholes do.
    fn ground_by_ring(&self) -> Vec<Ground> {
        let mut rings = vec![Ground::default(); self.limits.len()];
        for (unit, ground) in self.demand.units.all().iter().enumerate() {
            let (within, samples) = self.ground.within(unit);
            for (ring, count) in rings.iter_mut().zip(within) {
                if samples == 0 || count == 0 {
                    continue;
                }
                let share = f64::from(count) / f64::from(samples);
                ring.area += ground.area * share;
                ring.residents += ground.residents * share;
                ring.grids += usize::from(2 * count >= samples);
            }
        }
        rings
    }

    fn response(&self) -> Option<ResponseFigures> {
        let total = self.incidents.distances().total();
        let rank = |tenths: u128| (u128::from(total) * tenths).div_ceil(10) as u64;
        let at = |wanted| self.incidents.distance_reaching(&self.demand, wanted);
        let whole = |units: u32| self.measure(f64::from(units));
        Some(ResponseFigures {
            mean: self.measure(mean_of(self.incidents.reached())?),
            median: whole(at(rank(5))?),
            p90: whole(at(rank(9))?),
            worst: whole(self.incidents.worst(&self.demand)?),
        })
    }

    fn point_figures(&self) -> Vec<PointFigures> {
        let count = |weight| self.demand.incidents_of(weight);
        self.posts
            .all()
            .iter()
            .map(|post| {
                let first = self.incidents.first_of(post.slot);
                let second = self.incidents.second_of(post.slot);
                PointFigures {
                    id: post.id,
                    incidents: within(self.incidents.own_of(post.slot))
                        .map(count)
                        .collect(),
                    only_this: within(first)
                        .zip(within(second))
                        .map(|(once, twice)| count(once - twice))
                        .collect(),
                    nearest: count(first.iter().sum()),
                    off_road: self.posts.off_road(post.slot),
                }
            })
            .collect()
    }

    /// Coverage of every area of a level, in layer order: sums over the finest grids it holds, so that all levels agree. Empty
    /// without that level.
    #[must_use]
    pub fn areas(&self, level: GridLevel) -> Vec<AreaFigures> {
        let Some((areas, holders)) = self.demand.units.holders(level) else {
            return Vec::new();
        };
        let (rings, classes) = (self.limits.len(), self.limits.len() + 1);
        let mut by_ring = vec![0; areas * classes];
        let mut reached = vec![Reached::default(); areas];
        let mut wholes = vec![0.0; areas];
        let mut parts = vec![0.0; areas * rings];
        let grounds = self.demand.units.all().iter().zip(holders);
        for (unit, (ground, holder)) in grounds.enumerate() {
            let Some(area) = holder.map(|area| area as usize) else {
                continue;
            };
            let sums = self.incidents.of_unit(unit);
            for (sum, own) in by_ring[area * classes..].iter_mut().zip(sums.by_ring) {
                *sum += own;
            }
            reached[area] += sums.reached;
            let (within, samples) = self.ground.within(unit);
            wholes[area] += ground.area;
            for (part, count) in parts[area * rings..].iter_mut().zip(within) {
                *part += ground.area * (f64::from(count) / f64::from(samples.max(1)));
            }
        }
        let share = |area: usize, ring: usize| Share::of(parts[area * rings + ring], wholes[area]);
        let figures = (0..areas).map(|area| {
            let by_ring = &by_ring[area * classes..][..classes];
            AreaFigures {
                incidents: self.demand.incidents_of(by_ring.iter().sum()),
                incident_share: shares_within(by_ring),
                area_share: (0..rings).map(|ring| share(area, ring)).collect(),
                mean: mean_of(reached[area]).map(|mean| self.measure(mean)),
            }
        });
        figures.collect()
    }

    fn uncovered(&self) -> Vec<UncoveredGrid> {
        let mut found: Vec<(u64, usize)> = (0..self.demand.units.len())
            .filter(|unit| {
                let (within, samples) = self.ground.within(*unit);
                2 * within.last().unwrap_or(0) < samples
            })
            .map(|unit| (self.incidents.beyond_in_unit(unit), unit))
            .collect();
        found.sort_unstable_by_key(|(weight, unit)| (std::cmp::Reverse(*weight), *unit));
        let units = self.demand.units.all();
        found
            .into_iter()
            .filter_map(|(weight, unit)| {
                Some(UncoveredGrid {
                    unit,
                    incidents: self.demand.incidents_of(weight),
                    at: units.get(unit)?.label_at,
                })
            })
            .collect()
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Ground {
    /// km².
    area: f64,
    residents: f64,
    grids: usize,
}

/// Where demand lies on the roads.
#[derive(Debug, Clone)]
struct Roads {
    incidents: RoadPlaces,
    samples: RoadPlaces,
}

/// Rings in order, each with its radius in whole millimetres.
fn straight_rings(rings: impl Iterator<Item = Metres>) -> (Vec<Reach>, Vec<u32>) {
    let Some(ReachRule::StraightLine { rings }) = ReachRule::straight_line(rings) else {
        return (Vec::new(), Vec::new());
    };
    let limits = rings.iter().map(|ring| millimetres(*ring)).collect();
    (rings.into_iter().map(Reach::from).collect(), limits)
}

/// Rings in order, each with its time in whole milliseconds.
fn road_rings(rings: impl Iterator<Item = Minutes>) -> (Vec<Reach>, Vec<u32>) {
    let Some(ReachRule::ByRoad { rings, .. }) = ReachRule::by_road(rings, TravelRule::default())
    else {
        return (Vec::new(), Vec::new());
    };
    let limits = rings.iter().map(|ring| milliseconds(*ring)).collect();
    (rings.into_iter().map(Reach::from).collect(), limits)
}
