//! What the maps of a scene show, put together from the answers of its briefing: one heat scale and one set of classes for maps
//! beside each other.

use std::sync::Arc;

use crate::analysis::answers::{Heat, Selection};
use crate::base::cancel::{Cancel, Cancelled};
use crate::base::palettes;
use crate::base::units::PerKm2;
use crate::model::map_look::{LayerKind, UnitFigure};
use crate::model::scene::Scene;
use crate::report::briefing::answers::{BriefingAnswers, Covered, filters};
use crate::report::classes::{self, Classes};

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
    pub selection: Arc<Selection>,
    /// Heat, where it is shown.
    pub heat: Option<Arc<Heat>>,
    /// The value at the top of the heat's ramp.
    pub heat_top: PerKm2,
    /// Coloured areas, where they are shown.
    pub areas: Option<Arc<AreaColours>>,
    /// Coverage, where the map shows reach by road or what is left uncovered.
    pub covered: Option<Arc<Covered>>,
}

impl MapAnswers {
    /// The maps of a scene: one, or two beside each other.
    ///
    /// # Errors
    /// [`Cancelled`].
    pub fn of(
        answers: &BriefingAnswers,
        scene: &Scene,
        cancel: &Cancel,
    ) -> Result<Vec<Self>, Cancelled> {
        let shown = |kind| scene.look.layer(kind).is_some();
        let by_road = answers.ground().plan.reach.travel().is_some();
        let judged = shown(LayerKind::Uncovered) || (shown(LayerKind::Rings) && by_road);
        let mut maps = Vec::new();
        for filter in filters(scene) {
            let heat = if shown(LayerKind::Heat) {
                answers.heat(filter, scene.look.bandwidth, cancel)?
            } else {
                None
            };
            let covered = if judged {
                Some(answers.coverage(filter, cancel)?)
            } else {
                None
            };
            maps.push(Self {
                selection: answers.selection(filter, cancel)?,
                heat,
                heat_top: PerKm2(0.0),
                areas: None,
                covered,
            });
        }
        if shown(LayerKind::Heat) {
            let top = answers.heat_top(scene, cancel)?;
            for map in &mut maps {
                map.heat_top = top;
            }
        }
        if shown(LayerKind::Choropleth) {
            colour(answers, scene, &mut maps, cancel)?;
        }
        Ok(maps)
    }
}

/// Colours areas, all maps under the classes of all together.
fn colour(
    answers: &BriefingAnswers,
    scene: &Scene,
    maps: &mut [MapAnswers],
    cancel: &Cancel,
) -> Result<(), Cancelled> {
    let (level, figure) = scene.look.choropleth;
    if answers.ground().grids.layer(level).is_none() {
        return Ok(());
    }
    let mut all = Vec::new();
    for filter in filters(scene) {
        all.push(answers.unit_values(filter, level, figure, cancel)?);
    }
    let together: Vec<Option<f64>> = all.iter().flatten().copied().collect();
    let classing = if figure == UnitFigure::HotSpots {
        Classes::of_heats(&together, level, false)
    } else if figure == UnitFigure::Change {
        Classes::of_changes(&together, level, false)
    } else {
        let ramp = palettes::table(scene.look.ramp, false);
        Classes::of(&together, level, figure, &ramp)
    };
    for (map, values) in maps.iter_mut().zip(all) {
        let figures = map.selection.by_unit.get(&level);
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
    Ok(())
}
