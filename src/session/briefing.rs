//! A briefing under way: which incidents the map shows in place of the plan's own, and what is tried out on the side.
//!
//! Nothing of it is kept: the plan, its filter and its heat are after a briefing what they were before.

use std::sync::Arc;

use super::derived::HeatScale;
use super::state::Session;
use crate::analysis::density::DensityRule;
use crate::base::ids::SceneId;
use crate::model::filter::IncidentFilter;
use crate::model::plan_edit::PlanEdit;

/// Which scene is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SceneShown {
    /// The scene.
    pub scene: SceneId,
    /// Its second map, where it has two.
    pub second: bool,
}

/// A briefing under way.
#[derive(Debug)]
pub(super) struct Briefing {
    shown: SceneShown,
    pub(super) filter: Arc<IncidentFilter>,
    pub(super) density: DensityRule,
    /// What was tried out in this scene, in order.
    tried: Vec<PlanEdit>,
    /// The colour scale to come back to.
    scale: Option<HeatScale>,
}

impl Session {
    /// The scene that is shown; `None` where no briefing is under way.
    #[must_use]
    pub fn scene_shown(&self) -> Option<SceneShown> {
        self.briefing.as_ref().map(|briefing| briefing.shown)
    }

    /// Whether points stand elsewhere than in the plan, to see what would be.
    #[must_use]
    pub fn is_trying_out(&self) -> bool {
        (self.briefing.as_ref()).is_some_and(|briefing| !briefing.tried.is_empty())
    }

    /// Shows a scene, or none any more. What was tried out before is forgotten.
    pub(super) fn show_scene(&mut self, shown: Option<SceneShown>) {
        self.stop_trying();
        let scene = shown.and_then(|shown| Some((shown, self.plan.scene(shown.scene)?.clone())));
        let Some((shown, scene)) = scene else {
            if let Some(briefing) = self.briefing.take() {
                self.derived.scale = briefing.scale;
            }
            return;
        };
        let scale = match &self.briefing {
            Some(briefing) => briefing.scale,
            None => self.derived.scale,
        };
        let beside = scene.beside.filter(|_| shown.second);
        let mut density = self.density_rule;
        if let Some(bandwidth) = scene.look.bandwidth {
            density.bandwidth = bandwidth;
        }
        self.briefing = Some(Briefing {
            shown,
            filter: Arc::new(beside.unwrap_or(scene.filter)),
            density,
            tried: Vec::new(),
            scale,
        });
        self.scale_for_scene();
    }

    /// Which incidents count now: those of the scene that is shown, else those of the plan.
    pub(super) fn filter_now(&self) -> &Arc<IncidentFilter> {
        (self.briefing.as_ref()).map_or(&self.filter, |briefing| &briefing.filter)
    }

    /// A change as it is previewed: in a briefing on top of what was tried out before.
    pub(super) fn tried_with(&self, edit: PlanEdit) -> PlanEdit {
        match &self.briefing {
            Some(briefing) if !briefing.tried.is_empty() => {
                PlanEdit::All(briefing.tried.iter().cloned().chain([edit]).collect())
            }
            Some(_) | None => edit,
        }
    }

    /// In a briefing a gesture ends as something tried out: it is shown on, and never made. `false` where no briefing is
    /// under way.
    pub(super) fn try_out(&mut self) -> bool {
        let (Some(briefing), Some(preview)) = (&mut self.briefing, &self.preview) else {
            return self.briefing.is_some();
        };
        briefing.tried = match &preview.edit {
            PlanEdit::All(edits) => edits.clone(),
            single => vec![single.clone()],
        };
        true
    }

    /// Everything stands as in the plan again.
    pub(super) fn stop_trying(&mut self) {
        if let Some(briefing) = &mut self.briefing {
            briefing.tried.clear();
        }
        self.drop_preview();
    }

    /// A gesture was given up: what was tried out before it stays.
    pub(super) fn back_to_tried(&mut self) -> bool {
        let tried = match &self.briefing {
            Some(briefing) if !briefing.tried.is_empty() => briefing.tried.clone(),
            Some(_) | None => return false,
        };
        self.put_preview(PlanEdit::All(tried));
        true
    }
}
