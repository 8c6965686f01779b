//! What a scene's map shows, worked out once for every set of incidents: selections, heat, coverage, classes.

use std::sync::{Arc, Mutex, PoisonError};

use crate::analysis::answers::{self, Coverage, Ground, Heat, Selection};
use crate::analysis::coverage::{CoverageFigures, StreetReach};
use crate::analysis::density::DensityRule;
use crate::analysis::hotspots::gi_star::{Heat as Standing, gi_star};
use crate::analysis::hotspots::neighbours::sharing_a_border;
use crate::base::cancel::{Cancel, Cancelled};
use crate::base::palettes;
use crate::base::units::{PerKm2, Share};
use crate::model::filter::IncidentFilter;
use crate::model::grid::GridLevel;
use crate::model::map_look::{LayerKind, UnitFigure};
use crate::model::scene::{Scene, SceneLook};
use crate::report::briefing::ground::BriefingGround;
use crate::report::classes::{self, Classes};

use super::map_frame::local_box;

/// Share of false alarms among areas that stand out, at most.
const FALSE_ALARMS: Share = Share(0.05);

/// What the incidents of one filter amount to.
#[derive(Debug)]
pub struct Counted {
    /// The incidents that count.
    pub selection: Selection,
    coverage: Mutex<Option<Arc<Covered>>>,
    heat: Mutex<Vec<(DensityRule, Arc<Heat>)>>,
}

/// Coverage of one set of incidents by the plan's points.
#[derive(Debug)]
pub struct Covered {
    /// The board and the roads it stands on.
    pub coverage: Coverage,
    /// All its figures.
    pub figures: Arc<CoverageFigures>,
    /// Who arrives first on each piece of street; empty where the rule does not go by road.
    pub streets: Vec<StreetReach>,
}

/// Works out what maps show, and keeps it for the next map.
#[derive(Debug)]
pub struct AnswerStock<'a> {
    ground: &'a BriefingGround,
    counted: Mutex<Vec<(IncidentFilter, Arc<Counted>)>>,
}

/// Coloured areas.
#[derive(Debug, Clone)]
pub struct AreaColours {
    /// The classes.
    pub classes: Classes,
    /// The figure of each unit.
    pub values: Vec<Option<f64>>,
    /// Units whose rate rests on few incidents; empty where none does.
    pub few: Vec<bool>,
    /// Incidents in no unit of the level.
    pub outside: f64,
}

/// What one map shows.
#[derive(Debug, Clone)]
pub struct MapAnswers {
    /// The incidents that count.
    pub counted: Arc<Counted>,
    /// Heat, where it is shown.
    pub heat: Option<Arc<Heat>>,
    /// The value at the top of the heat's ramp.
    pub heat_top: PerKm2,
    /// Coloured areas, where they are shown.
    pub areas: Option<Arc<AreaColours>>,
    /// Coverage, where the map shows reach or what is left uncovered.
    pub covered: Option<Arc<Covered>>,
}

impl<'a> AnswerStock<'a> {
    /// Nothing worked out yet.
    #[must_use]
    pub const fn new(ground: &'a BriefingGround) -> Self {
        Self {
            ground,
            counted: Mutex::new(Vec::new()),
        }
    }

    /// The maps of a scene: one, or two beside each other under one heat scale.
    ///
    /// # Errors
    /// [`Cancelled`].
    pub fn maps(&self, scene: &Scene, cancel: &Cancel) -> Result<Vec<MapAnswers>, Cancelled> {
        let filters = std::iter::once(&scene.filter).chain(&scene.beside);
        let mut maps = Vec::new();
        for filter in filters {
            maps.push(self.map(&scene.look, filter, cancel)?);
        }
        let tops = maps.iter().map(|map| map.heat_top.0);
        let top = PerKm2(tops.fold(0.0, f64::max));
        for map in &mut maps {
            map.heat_top = top;
        }
        self.one_classing(scene, &mut maps);
        Ok(maps)
    }

    fn map(
        &self,
        look: &SceneLook,
        filter: &IncidentFilter,
        cancel: &Cancel,
    ) -> Result<MapAnswers, Cancelled> {
        let counted = self.counted(filter, cancel)?;
        let heat = match look.layer(LayerKind::Heat) {
            Some(_) => self.heat(&counted, look, cancel)?,
            None => None,
        };
        let by_road = self.ground.plan.reach.travel().is_some();
        let reach = look.layer(LayerKind::Rings).is_some() && by_road;
        let covered = if reach || look.layer(LayerKind::Uncovered).is_some() {
            Some(self.covered(&counted, cancel)?)
        } else {
            None
        };
        let peak = |heat: &Arc<Heat>| f64::from(heat.raster.peak());
        Ok(MapAnswers {
            heat_top: PerKm2(heat.as_ref().map_or(0.0, peak)),
            areas: None,
            heat,
            covered,
            counted,
        })
    }

    /// The incidents of a filter.
    ///
    /// # Errors
    /// [`Cancelled`].
    pub fn counted(
        &self,
        filter: &IncidentFilter,
        cancel: &Cancel,
    ) -> Result<Arc<Counted>, Cancelled> {
        let known = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known.iter().find(|(known, _)| known == filter);
        if let Some((_, counted)) = found {
            return Ok(Arc::clone(counted));
        }
        drop(known);
        let ground = self.ground;
        let (table, grids) = (&ground.incidents, &ground.grids);
        let selection = answers::select(table, &ground.located, grids, filter, cancel)?;
        let counted = Arc::new(Counted {
            selection,
            coverage: Mutex::new(None),
            heat: Mutex::new(Vec::new()),
        });
        let mut known = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        known.push((filter.clone(), Arc::clone(&counted)));
        Ok(counted)
    }

    /// How the heat of a look is worked out.
    #[must_use]
    pub fn density(&self, look: &SceneLook) -> DensityRule {
        DensityRule {
            bandwidth: look.bandwidth.unwrap_or(self.ground.density.bandwidth),
            ..self.ground.density
        }
    }

    fn heat(
        &self,
        counted: &Counted,
        look: &SceneLook,
        cancel: &Cancel,
    ) -> Result<Option<Arc<Heat>>, Cancelled> {
        let rule = self.density(look);
        let mut known = counted.heat.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, heat)) = known.iter().find(|(known, _)| *known == rule) {
            return Ok(Some(Arc::clone(heat)));
        }
        let projection = self.ground.projection;
        let grids = self.ground.grids.extent();
        let extent = grids
            .map(|extent| local_box(extent, &projection))
            .or(self.ground.located.bulk);
        let Some(extent) = extent else {
            return Ok(None);
        };
        let frame = answers::heat_frame(extent, rule.bandwidth);
        let places = &counted.selection.places;
        let heat = Arc::new(answers::heat(places, rule, frame, projection, cancel)?);
        known.push((rule, Arc::clone(&heat)));
        Ok(Some(heat))
    }

    /// Coverage of the incidents of a filter by the plan's points.
    ///
    /// # Errors
    /// [`Cancelled`].
    pub fn covered(&self, counted: &Counted, cancel: &Cancel) -> Result<Arc<Covered>, Cancelled> {
        let coverage = &counted.coverage;
        let mut known = coverage.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(covered) = known.as_ref() {
            return Ok(Arc::clone(covered));
        }
        let plan = &self.ground.plan;
        let ground = Ground {
            grids: Arc::clone(&self.ground.grids),
            roads: Arc::clone(&self.ground.roads),
            projection: self.ground.projection,
            known: None,
            ready: self.ground.ready_roads.clone(),
        };
        let places = &counted.selection.places;
        let coverage = answers::coverage(places, ground, &plan.reach, plan, cancel)?;
        let covered = Arc::new(Covered {
            figures: Arc::clone(&coverage.baseline),
            streets: coverage.board.streets(&coverage.pieces),
            coverage,
        });
        *known = Some(Arc::clone(&covered));
        Ok(covered)
    }

    /// Colours areas; two maps beside each other under the classes of both together.
    fn one_classing(&self, scene: &Scene, maps: &mut [MapAnswers]) {
        let (level, figure) = scene.look.choropleth;
        let shown = scene.look.layer(LayerKind::Choropleth).is_some();
        let Some(layer) = self.ground.grids.layer(level).filter(|_| shown) else {
            return;
        };
        let all: Vec<Vec<Option<f64>>> = maps
            .iter()
            .map(|map| match figure {
                UnitFigure::HotSpots => self.standing(map, level),
                UnitFigure::Incidents
                | UnitFigure::PerKm2
                | UnitFigure::Per1000Residents
                | UnitFigure::Residents => {
                    let figures = map.counted.selection.by_unit.get(&level);
                    classes::values(layer, figures, figure)
                }
            })
            .collect();
        let together: Vec<Option<f64>> = all.iter().flatten().copied().collect();
        let classing = if figure == UnitFigure::HotSpots {
            Classes::of_heats(&together, level, false)
        } else {
            let ramp = palettes::table(scene.look.ramp, false);
            Classes::of(&together, level, figure, &ramp)
        };
        for (map, values) in maps.iter_mut().zip(all) {
            let figures = map.counted.selection.by_unit.get(&level);
            let few = classes::few(figures, figure);
            let mut classes = classing.clone();
            classes.few = few.contains(&true);
            let outside = figures.map_or(0.0, |figures| figures.outside);
            map.areas = Some(Arc::new(AreaColours {
                classes,
                values,
                few,
                outside,
            }));
        }
    }

    /// Whether each area stands out: below 0 cold, above hot.
    fn standing(&self, map: &MapAnswers, level: GridLevel) -> Vec<Option<f64>> {
        let layer = self.ground.grids.layer(level);
        let figures = map.counted.selection.by_unit.get(&level);
        let Some((layer, figures)) = layer.zip(figures) else {
            return Vec::new();
        };
        let beside = sharing_a_border(layer, &self.ground.projection);
        let found = gi_star(&figures.incidents, &beside).heat(FALSE_ALARMS);
        let value = |heat: &Standing| match heat {
            Standing::Cold => -1.0,
            Standing::Plain => 0.0,
            Standing::Hot => 1.0,
        };
        found.iter().map(|heat| Some(value(heat))).collect()
    }
}
