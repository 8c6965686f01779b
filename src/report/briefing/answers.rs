//! What scenes need, worked out once for every set of incidents and shared between scenes: selections, heat, coverage of today
//! and of a proposal, areas that stand out.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::ground::BriefingGround;
use crate::analysis::answers::{self, Coverage, Ground, Heat, Selection, ready_roads};
use crate::analysis::coverage::{BoardGround, CoverageFigures, StreetReach};
use crate::analysis::density::DensityRule;
use crate::analysis::figures::changes;
use crate::analysis::hotspots::gi_star::{Heat as Standing, gi_star};
use crate::analysis::hotspots::neighbours::{Neighbours, sharing_a_border};
use crate::analysis::period_change::filter_before;
use crate::analysis::travel::prepared::TravelNetwork;
use crate::base::cancel::{Cancel, Cancelled};
use crate::base::coords::LocalBox;
use crate::base::units::{Metres, PerKm2, Share};
use crate::model::filter::IncidentFilter;
use crate::model::grid::GridLevel;
use crate::model::map_look::{LayerKind, UnitFigure};
use crate::model::patrol_point::PatrolPoint;
use crate::model::plan::Plan;
use crate::model::scene::{ProposedPoint, Scene};
use crate::report::classes::values;

/// At most this share of the areas that are called hot or cold are false alarms.
pub const FALSE_ALARMS: Share = Share(0.05);

/// Coverage of the incidents of one filter.
#[derive(Debug)]
pub struct Covered {
    /// The board, the roads it stands on and their pieces.
    pub coverage: Coverage,
    /// All its figures.
    pub figures: Arc<CoverageFigures>,
    /// Who arrives first on each of those pieces; empty where the rule does not go by road.
    pub streets: Vec<StreetReach>,
    /// The points it judges, by number: today's, or with a proposal accepted.
    pub points: Arc<Vec<PatrolPoint>>,
}

/// Works out what scenes need and keeps it for the next scene. It can be shared between threads; what two of them ask for at
/// once is worked out once.
#[derive(Debug)]
pub struct BriefingAnswers {
    ground: BriefingGround,
    roads: OnceLock<Option<Arc<TravelNetwork>>>,
    selections: Kept<IncidentFilter, Selection>,
    heats: Kept<(IncidentFilter, DensityRule), Heat>,
    covered: Kept<(IncidentFilter, Vec<ProposedPoint>), Covered>,
    beside: Kept<GridLevel, Neighbours>,
    standing: Kept<(IncidentFilter, GridLevel), Vec<Standing>>,
}

/// Answers by what they were asked for. There are few: a list is enough.
type Kept<K, V> = Mutex<Vec<(K, Arc<V>)>>;

/// The answer kept, or worked out and kept; whoever asks meanwhile waits.
fn kept<K: PartialEq, V>(
    kept: &Kept<K, V>,
    key: K,
    make: impl FnOnce() -> Result<V, Cancelled>,
) -> Result<Arc<V>, Cancelled> {
    let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, known)) = kept.iter().find(|(known, _)| *known == key) {
        return Ok(Arc::clone(known));
    }
    let made = Arc::new(make()?);
    kept.push((key, Arc::clone(&made)));
    Ok(made)
}

impl BriefingAnswers {
    /// Nothing worked out yet.
    #[must_use]
    pub fn new(ground: &BriefingGround) -> Self {
        Self {
            ground: ground.clone(),
            roads: OnceLock::new(),
            selections: Mutex::default(),
            heats: Mutex::default(),
            covered: Mutex::default(),
            beside: Mutex::default(),
            standing: Mutex::default(),
        }
    }

    /// What they are worked out from.
    #[must_use]
    pub const fn ground(&self) -> &BriefingGround {
        &self.ground
    }

    /// The incidents of a filter, counted in every level.
    ///
    /// # Errors
    /// [`Cancelled`].
    pub fn selection(
        &self,
        filter: &IncidentFilter,
        cancel: &Cancel,
    ) -> Result<Arc<Selection>, Cancelled> {
        let ground = &self.ground;
        kept(&self.selections, filter.clone(), || {
            let (table, grids) = (&ground.incidents, &ground.grids);
            answers::select(table, &ground.located, grids, filter, cancel)
        })
    }

    /// The heat of a filter; without a bandwidth under the plan's own. `None` where there is no ground to lay it over.
    ///
    /// # Errors
    /// [`Cancelled`].
    pub fn heat(
        &self,
        filter: &IncidentFilter,
        bandwidth: Option<Metres>,
        cancel: &Cancel,
    ) -> Result<Option<Arc<Heat>>, Cancelled> {
        let Some(extent) = self.extent() else {
            return Ok(None);
        };
        let selection = self.selection(filter, cancel)?;
        let rule = DensityRule {
            bandwidth: bandwidth.unwrap_or(self.ground.density.bandwidth),
            ..self.ground.density
        };
        let heat = kept(&self.heats, (filter.clone(), rule), || {
            let frame = answers::heat_frame(extent, rule.bandwidth);
            let projection = self.ground.projection;
            answers::heat(&selection.places, rule, frame, projection, cancel)
        })?;
        Ok(Some(heat))
    }

    /// The value at the top of a scene's heat scale: the densest place of its maps, so that both stand under one scale; 0 without.
    ///
    /// # Errors
    /// [`Cancelled`].
    pub fn heat_top(&self, scene: &Scene, cancel: &Cancel) -> Result<PerKm2, Cancelled> {
        let mut top = 0.0f64;
        for filter in filters(scene) {
            let heat = self.heat(filter, scene.look.bandwidth, cancel)?;
            top = top.max(heat.map_or(0.0, |heat| f64::from(heat.raster.peak())));
        }
        Ok(PerKm2(top))
    }

    /// Coverage of the incidents of a filter by the plan's points as they stand.
    ///
    /// # Errors
    /// [`Cancelled`].
    pub fn coverage(
        &self,
        filter: &IncidentFilter,
        cancel: &Cancel,
    ) -> Result<Arc<Covered>, Cancelled> {
        let selection = self.selection(filter, cancel)?;
        kept(&self.covered, (filter.clone(), Vec::new()), || {
            self.cover(&selection, None, &self.ground.plan, cancel)
        })
    }

    /// The same with a proposal accepted.
    ///
    /// # Errors
    /// [`Cancelled`].
    pub fn proposed(
        &self,
        filter: &IncidentFilter,
        proposal: &[ProposedPoint],
        cancel: &Cancel,
    ) -> Result<Arc<Covered>, Cancelled> {
        let today = self.coverage(filter, cancel)?;
        if proposal.is_empty() {
            return Ok(today);
        }
        let selection = self.selection(filter, cancel)?;
        kept(&self.covered, (filter.clone(), proposal.to_vec()), || {
            let plan = with_proposal(&self.ground.plan, proposal);
            let known = today.coverage.board.ground();
            self.cover(&selection, Some(known), &plan, cancel)
        })
    }

    fn cover(
        &self,
        selection: &Selection,
        known: Option<BoardGround>,
        plan: &Plan,
        cancel: &Cancel,
    ) -> Result<Covered, Cancelled> {
        let ground = Ground {
            grids: Arc::clone(&self.ground.grids),
            roads: Arc::clone(&self.ground.roads),
            projection: self.ground.projection,
            known,
            ready: self.ready_roads(),
        };
        let coverage = answers::coverage(&selection.places, ground, &plan.reach, plan, cancel)?;
        Ok(Covered {
            figures: Arc::clone(&coverage.baseline),
            streets: coverage.board.streets(&coverage.pieces),
            points: Arc::new(plan.points.values().cloned().collect()),
            coverage,
        })
    }

    /// The roads made ready for the plan's rule of reach, where it goes by road.
    #[must_use]
    pub fn ready_roads(&self) -> Option<Arc<TravelNetwork>> {
        let ground = &self.ground;
        let ready = self.roads.get_or_init(|| {
            let (rule, before) = (&ground.plan.reach, ground.ready_roads.clone());
            ready_roads(rule, &ground.roads, &ground.projection, before)
        });
        ready.clone()
    }

    /// Whether each area of a level stands out (Gi* of the incidents that count, neighbours share a border; of those called at most
    /// [`FALSE_ALARMS`] are false); empty without that level.
    ///
    /// # Errors
    /// [`Cancelled`].
    pub fn standing(
        &self,
        filter: &IncidentFilter,
        level: GridLevel,
        cancel: &Cancel,
    ) -> Result<Arc<Vec<Standing>>, Cancelled> {
        let selection = self.selection(filter, cancel)?;
        let layer = self.ground.grids.layer(level);
        let Some((layer, figures)) = layer.zip(selection.by_unit.get(&level)) else {
            return Ok(Arc::default());
        };
        let beside = kept(&self.beside, level, || {
            Ok(sharing_a_border(layer, &self.ground.projection))
        })?;
        kept(&self.standing, (filter.clone(), level), || {
            cancel.check()?;
            Ok(gi_star(&figures.incidents, &beside).heat(FALSE_ALARMS))
        })
    }

    /// The figure each area of a level is coloured by, in layer order; of hot spots -1 (cold), 0 or 1 (hot). Empty without that level.
    ///
    /// # Errors
    /// [`Cancelled`].
    pub fn unit_values(
        &self,
        filter: &IncidentFilter,
        level: GridLevel,
        figure: UnitFigure,
        cancel: &Cancel,
    ) -> Result<Vec<Option<f64>>, Cancelled> {
        let selection = self.selection(filter, cancel)?;
        let layer = self.ground.grids.layer(level);
        let Some((layer, figures)) = layer.zip(selection.by_unit.get(&level)) else {
            return Ok(Vec::new());
        };
        Ok(match figure {
            UnitFigure::Incidents
            | UnitFigure::PerKm2
            | UnitFigure::Per1000Residents
            | UnitFigure::Residents => values(layer, Some(figures), figure),
            UnitFigure::Change => match filter_before(&self.ground.incidents, filter) {
                Some(before) => {
                    let before = self.selection(&before, cancel)?;
                    let change = before
                        .by_unit
                        .get(&level)
                        .map(|then| changes(figures, then));
                    change.unwrap_or_default().into_iter().map(Some).collect()
                }
                None => vec![None; layer.units.len()],
            },
            UnitFigure::HotSpots => {
                let standing = self.standing(filter, level, cancel)?;
                standing.iter().map(|one| Some(one.value())).collect()
            }
        })
    }

    /// The box heat is laid over: the grids, else where most incidents lie.
    fn extent(&self) -> Option<LocalBox> {
        let ground = &self.ground;
        let grids = ground.grids.extent();
        let grids = grids.and_then(|extent| ground.projection.box_around(extent));
        grids.or(ground.located.bulk)
    }
}

/// The filters of a scene's maps: one, or two beside each other.
pub fn filters(scene: &Scene) -> impl Iterator<Item = &IncidentFilter> {
    std::iter::once(&scene.filter).chain(&scene.beside)
}

/// The level whose hot spots a scene shows; `None` where it shows none.
#[must_use]
pub fn hot_level(scene: &Scene) -> Option<GridLevel> {
    let (level, figure) = scene.look.choropleth;
    let shown = scene.look.layer(LayerKind::Choropleth).is_some();
    (shown && figure == UnitFigure::HotSpots).then_some(level)
}

/// The plan with a proposal accepted: points moved, and points more under numbers no point ever had. A point that is gone stays so.
#[must_use]
pub fn with_proposal(plan: &Plan, proposal: &[ProposedPoint]) -> Plan {
    let mut proposed = plan.clone();
    let mut next = plan.free_point_id();
    for one in proposal {
        if let Some(id) = one.point {
            if let Some(point) = proposed.points.get_mut(&id) {
                point.position = one.to;
            }
        } else {
            let point = PatrolPoint {
                id: next,
                name: String::new(),
                position: one.to,
                locked: false,
                unit: String::new(),
            };
            proposed.points.insert(next, point);
            next.0 = next.0.saturating_add(1);
        }
    }
    proposed
}
