//! What the scenes of the briefing tell, worked out while somebody looks; drafting them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::derived::HeatScale;
use super::jobs::JobKind;
use super::notice::NoticeLevel;
use super::pipeline::LocateKey;
use super::state::{Outcome, Session};
use super::suggest::{Change, What};
use crate::analysis::density::DensityRule;
use crate::base::cancel::{Cancel, Cancelled};
use crate::base::ids::SceneId;
use crate::base::stamp::Stamp;
use crate::base::units::PerKm2;
use crate::i18n::language::Language;
use crate::i18n::message::Message;
use crate::i18n::words::Words;
use crate::model::plan_edit::PlanEdit;
use crate::model::scene::ProposedPoint;
use crate::report::briefing::answers::BriefingAnswers;
use crate::report::briefing::check::{Finding, check_briefing};
use crate::report::briefing::content::{Audience, SceneContent};
use crate::report::briefing::draft::draft_briefing;
use crate::report::briefing::ground::{BriefingGround, ImportedRows};
use crate::report::briefing::scene_content;
use crate::report::paper::cartographer::{Cartographer, PaperError};
use crate::report::paper::drawing::Pixels;

/// How much of the scenes is worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Telling {
    /// Nothing: nobody looks.
    #[default]
    Nothing,
    /// What they tell.
    Words,
    /// What they tell, and a small picture of each.
    Pictures,
}

/// What the answer depends on.
#[derive(Debug, Clone, PartialEq)]
pub struct ToldKey {
    located: LocateKey,
    plan: Stamp,
    roads: Stamp,
    density: DensityRule,
    language: Language,
    pictures: bool,
}

/// What all scenes tell, and what stands in the way of telling it.
#[derive(Debug, Clone)]
pub struct Told {
    /// Each scene.
    pub scenes: Vec<ToldScene>,
    /// What the check before the meeting found.
    pub findings: Vec<Finding>,
}

/// What a scene tells.
#[derive(Debug, Clone)]
pub struct ToldScene {
    /// Which.
    pub scene: SceneId,
    /// All it says.
    pub content: SceneContent,
    /// A small picture of it, where one was asked for.
    pub picture: Option<Arc<Pixels>>,
    /// The upper end of the one colour scale of its maps; 0 where there is no heat.
    pub heat_top: PerKm2,
}

impl Session {
    /// What a scene tells; `None` as long as that is not known. It may speak of the plan a moment ago.
    #[must_use]
    pub fn told(&self, scene: SceneId) -> Option<&ToldScene> {
        let told = self.derived.told.get()?;
        told.scenes.iter().find(|told| told.scene == scene)
    }

    /// What the check before the meeting found; `None` as long as that is not known of the plan as it is.
    #[must_use]
    pub fn findings(&self) -> Option<&[Finding]> {
        let told = self.derived.told.fresh()?;
        Some(&told.findings)
    }

    /// Whether what the scenes tell is wanted.
    #[must_use]
    pub const fn telling(&self) -> Telling {
        self.telling
    }

    /// Says what is wanted.
    pub(super) fn want_told(&mut self, located: Option<LocateKey>) {
        let key = located
            .filter(|_| self.telling != Telling::Nothing && !self.plan.scenes.is_empty())
            .map(|located| ToldKey {
                located,
                plan: self.plan_stamp,
                roads: self.sources.roads.stamp,
                density: self.density_rule,
                language: self.settings.language,
                pictures: self.telling == Telling::Pictures,
            });
        self.derived.told.want(key);
    }

    /// Begins what is due.
    pub(super) fn start_told(&mut self) {
        let ready = self.derived.located.fresh().is_some() && self.projection.is_some();
        let Some(key) = ready.then(|| self.derived.told.begin()).flatten() else {
            return;
        };
        let Some(ground) = self.briefing_ground() else {
            return;
        };
        let words = Arc::clone(&self.words);
        self.jobs.start(JobKind::Scenes, move |cancel| {
            let told = tell_all(&ground, &words, key.pictures, cancel);
            Outcome::Told(key, told)
        });
    }

    /// Takes home what the scenes tell.
    pub(super) fn take_told(&mut self, key: ToldKey, told: Arc<Told>) {
        self.jobs.sweep(self.derived.told.put(key, told));
        self.scale_for_scene();
    }

    /// The heat of a scene is drawn under the scale of that scene.
    pub(super) fn scale_for_scene(&mut self) {
        let shown = self.scene_shown();
        let top = shown.and_then(|shown| Some(self.told(shown.scene)?.heat_top));
        if let Some(top) = top.filter(|top| top.0 > 0.0) {
            self.derived.scale = Some(HeatScale {
                top,
                locked: true,
                moved: false,
            });
        }
    }

    /// All that a briefing is worked out from; `None` as long as incidents are not located.
    pub(super) fn briefing_ground(&self) -> Option<BriefingGround> {
        let report = &self.sources.incident_report;
        Some(BriefingGround {
            plan: Arc::new(self.plan.clone()),
            grids: Arc::clone(&self.sources.grids.content),
            incidents: Arc::clone(&self.sources.incidents.content),
            located: Arc::clone(self.derived.located.fresh()?),
            roads: Arc::clone(&self.sources.roads.content),
            ready_roads: (self.derived.coverage.get()).and_then(|answer| answer.roads.clone()),
            projection: self.projection?,
            density: self.density_rule,
            rows: (report.found > 0).then_some(ImportedRows {
                found: report.found,
                refused: report.refused,
            }),
        })
    }

    /// Proposes a briefing, in place of the scenes at hand.
    pub(super) fn draft_briefing(&mut self) {
        let Some(ground) = self.briefing_ground() else {
            let message = Message::new("session-draft-needs-data");
            self.notices.add_once(NoticeLevel::Warning, message);
            return;
        };
        let proposal = self.proposed_points();
        let words = Arc::clone(&self.words);
        let scenes = draft_briefing(&ground, &self.filter, &proposal, &words);
        let gone = self
            .plan
            .scenes
            .iter()
            .map(|scene| PlanEdit::RemoveScene(scene.id));
        let come = scenes
            .into_iter()
            .map(|scene| PlanEdit::AddScene(usize::MAX, scene));
        let edits: Vec<PlanEdit> = gone.chain(come).collect();
        self.edit(&PlanEdit::All(edits));
    }

    /// The points of the suggestion at hand, as a scene keeps them; empty where there is none, and where it does without some of
    /// today's points: a scene has no way to say that.
    #[must_use]
    pub fn proposed_points(&self) -> Vec<ProposedPoint> {
        let answer = self.suggestion.as_ref().and_then(|one| one.answer());
        let Some(Ok(found)) = answer else {
            return Vec::new();
        };
        let changes = found.changes.iter();
        let fewer = |change: &Change| matches!(change.what, What::Remove(_));
        if changes.clone().any(fewer) {
            return Vec::new();
        }
        changes
            .filter_map(|change| match change.what {
                What::Move(point, to, _) => Some(ProposedPoint {
                    point: Some(point),
                    to,
                }),
                What::Add(to) => Some(ProposedPoint { point: None, to }),
                What::Remove(_) => None,
            })
            .collect()
    }
}

/// Width and height of a small picture.
const SMALL: [u32; 2] = [960, 540];

fn tell_all(
    ground: &BriefingGround,
    words: &Words,
    pictures: bool,
    cancel: &Cancel,
) -> Result<Arc<Told>, Cancelled> {
    let answers = Arc::new(BriefingAnswers::new(ground));
    let cartographer = pictures.then(|| Cartographer::sharing(Arc::clone(&answers), words));
    let today = jiff::Zoned::now().date();
    let mut scenes = Vec::with_capacity(ground.plan.scenes.len());
    let count = ground.plan.scenes.len() as u64;
    for (at, scene) in (0..).zip(&ground.plan.scenes) {
        let part = cancel.part(at, at + 1, count);
        let content = scene_content(&answers, scene, Audience::Colleagues, words, &part)?;
        let heat_top = answers.heat_top(scene, &part)?;
        let drawn = |drawer: &Cartographer| drawer.scene_picture(scene, &content, SMALL, &part);
        let picture = match cartographer.as_ref().map(drawn) {
            Some(Err(PaperError::Cancelled(cancelled))) => return Err(cancelled),
            Some(Ok(picture)) => Some(Arc::new(picture.pixels)),
            Some(Err(_)) | None => None,
        };
        scenes.push(ToldScene {
            scene: scene.id,
            picture,
            content,
            heat_top,
        });
    }
    let contents: BTreeMap<SceneId, SceneContent> = scenes
        .iter()
        .map(|told: &ToldScene| (told.scene, told.content.clone()))
        .collect();
    let for_whom = (Audience::Colleagues, today);
    let findings = check_briefing(&answers, &ground.plan.scenes, &contents, for_whom, words);
    Ok(Arc::new(Told { scenes, findings }))
}
