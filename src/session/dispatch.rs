//! Carrying out commands: one arm of a few lines each.

use std::sync::Arc;

use super::command::Command;
use super::derived::HeatScale;
use super::jobs::JobKind;
use super::notice::NoticeLevel;
use super::state::{Preview, Session};
use crate::analysis::density::DensityRule;
use crate::base::stamp::Stamp;
use crate::base::units::PerKm2;
use crate::i18n::message::Message;
use crate::i18n::words::Words;
use crate::io::plan_file::edit_log::{Act, NewEntry};
use crate::model::plan::Plan;
use crate::model::plan_edit::{EditError, PlanEdit};

impl Session {
    /// Carries out a command. Whatever cannot be done becomes a notice.
    pub fn apply(&mut self, command: Command) {
        match command {
            Command::Edit(edit) => {
                self.gesture_is_void = false;
                // In a briefing nothing is made, only tried out.
                if self.briefing.is_some() {
                    self.show_preview(edit);
                    self.try_out();
                } else {
                    self.edit(&edit);
                }
            }
            Command::Preview(edit) => self.show_preview(edit),
            Command::CommitPreview => self.commit_preview(),
            Command::DropPreview => self.drop_preview(),
            Command::Undo => self.undo(),
            Command::Redo => self.redo(),
            Command::GoToStep(steps) => self.go_to_step(steps),
            Command::SetFilter(filter) => {
                self.filter = Arc::new(filter);
                self.keep_filter();
            }
            Command::SetDensity(rule) => self.set_density(rule),
            Command::Suggest(wish) => self.suggest(wish),
            // The best so far is kept.
            Command::StopSuggesting | Command::CancelJob(JobKind::Suggest) => {
                self.stop_suggesting();
            }
            Command::ShowScene(shown) => self.show_scene(shown),
            Command::StopTrying => self.stop_trying(),
            Command::TellScenes(wanted) => self.telling = wanted,
            Command::DraftBriefing => self.draft_briefing(),
            Command::ExportBriefing(path, wish) => self.export_briefing(path, wish),
            Command::LookAt(looked) => self.looked = looked,
            Command::Judge(judge) => self.judge = judge,
            Command::FindHotAreas(level) => self.hot_wanted = level,
            Command::FindChangedAreas(level) => self.changes_wanted = level,
            Command::FindExits(least) => {
                // One question beside the plan at a time.
                if least.is_some() && self.comparison.is_some() {
                    self.stop_comparing();
                }
                self.exits_wanted = least;
            }
            Command::SetCallTime(time) => {
                self.settings.call_minutes = time.map(|time| time.0.clamp(1.0, 600.0));
                self.save_settings();
            }
            Command::LockHeatScale(locked) => self.lock_heat_scale(locked),
            Command::SetHeatScale(top) => {
                self.derived.scale = Some(HeatScale {
                    top,
                    locked: true,
                    moved: false,
                });
            }
            Command::AcknowledgeHeatScale => {
                if let Some(scale) = &mut self.derived.scale {
                    scale.moved = false;
                }
            }
            Command::OpenFile(path) => self.open_file(path),
            Command::OpenBoundaries(files) => self.open_boundaries(files),
            Command::CloseLevel(level) => self.close_level(level),
            Command::PreviewIncidents(path, options) => self.preview_incidents(path, options),
            Command::DropIncidentPreview => self.pending_incidents = None,
            Command::HandOver(path, signed) => self.hand_over(path, signed),
            Command::AcceptBundle(trust) => self.accept_bundle(trust),
            Command::DropBundle => self.pending_bundle = None,
            Command::OpenLayers(chosen) => self.open_layers(chosen),
            Command::DropLayers => self.pending_layers = None,
            Command::ImportIncidents(path, options) => self.import_incidents(path, options),
            Command::CloseIncidents => self.close_incidents(),
            Command::OpenRoads(path, crs) => self.open_roads(path, crs),
            Command::OpenPoints(path, crs) => self.open_points(path, crs),
            Command::OpenZones(path, crs) => self.open_zones(path, crs),
            Command::OpenDistrict(folder) => self.open_district(folder),
            Command::NewPlan => self.open_plan(Plan::default()),
            Command::SavePlanAs(path) => self.save_plan_as(path),
            Command::DuplicatePlan(path) => self.duplicate_plan(path),
            Command::Compare(choices) => {
                self.exits_wanted = None;
                self.compare(choices);
            }
            Command::StopComparing => self.stop_comparing(),
            Command::RevertTo(seq) => self.revert_to(seq),
            Command::ExportLog(path) => self.export_log(path),
            Command::ExportLayer(path, layer, public) => self.export_layer(path, layer, public),
            Command::SetPlanner(name) => {
                self.settings.planner = name;
                self.save_settings();
            }
            Command::ExportRefusals(path) => self.export_refusals(path),
            Command::CancelJob(kind) => self.jobs.cancel(kind),
            Command::WorkAgain => self.derived.again(),
            Command::SetLanguage(language) => {
                self.settings.language = language;
                self.words = Arc::new(Words::new(language));
                self.save_settings();
            }
            Command::SetLook(look) => {
                self.settings.look = look;
                self.save_settings();
            }
            Command::SetStillScenes(still) => {
                self.settings.still_scenes = still;
                self.save_settings();
            }
            Command::FirstStepsDone(done) => {
                self.settings.first_steps_done = done;
                self.save_settings();
            }
            Command::ClearNotices => self.notices.clear(),
        }
    }

    pub(super) fn edit(&mut self, edit: &PlanEdit) {
        if !self.may_edit() {
            return;
        }
        let unbegun = self.log.all().is_empty().then(|| self.plan.clone());
        match self.history.make(&mut self.plan, edit) {
            Ok(true) => {
                let begin = unbegun.map(|before| self.begin_entry(&before));
                let title = self.history.undo_title().cloned();
                let made = title.map(|title| self.entry(Act::Edit, &title, Some(edit)));
                self.record(begin.into_iter().chain(made).collect());
                self.plan_changed();
            }
            Ok(false) => {}
            Err(error) => self.refuse(error),
        }
    }

    /// The plan is another now: a change under way is shown over it. One that cannot be made any more is dropped.
    pub(super) fn plan_changed(&mut self) {
        if let Some(Preview { edit, .. }) = self.preview.take() {
            self.preview = over(&self.plan, edit).ok();
        }
        self.shown_stamp = Stamp::fresh();
        self.plan_stamp = Stamp::fresh();
        self.centre_on_plan();
    }

    fn show_preview(&mut self, edit: PlanEdit) {
        if self.gesture_is_void || !self.may_edit() {
            return;
        }
        let edit = self.tried_with(edit);
        self.put_preview(edit);
    }

    /// Shows a change over the plan.
    pub(super) fn put_preview(&mut self, edit: PlanEdit) {
        self.shown_stamp = Stamp::fresh();
        match over(&self.plan, edit) {
            Ok(preview) => self.preview = Some(preview),
            Err(error) => {
                self.preview = None;
                self.refuse(error);
            }
        }
    }

    pub(super) fn drop_preview(&mut self) {
        self.gesture_is_void = false;
        if self.back_to_tried() {
            return;
        }
        if self.preview.take().is_some() {
            self.shown_stamp = Stamp::fresh();
        }
    }

    fn commit_preview(&mut self) {
        self.gesture_is_void = false;
        if self.try_out() {
            return;
        }
        if let Some(preview) = self.preview.take() {
            self.shown_stamp = Stamp::fresh();
            self.edit(&preview.edit);
        }
    }

    fn undo(&mut self) {
        let made = self.history.made();
        self.go_to_step(made.saturating_sub(1));
    }

    fn redo(&mut self) {
        let made = self.history.made();
        self.go_to_step(made + 1);
    }

    /// Goes back or on as far as it can; however many steps, they reach the disk together.
    fn go_to_step(&mut self, steps: usize) {
        if !self.may_edit() {
            return;
        }
        let mut entries = Vec::new();
        while let Some((entry, step)) = self.next_step(steps) {
            match step {
                Ok(true) => entries.push(entry),
                Ok(false) => break,
                Err(error) => {
                    self.refuse(error);
                    break;
                }
            }
        }
        if !entries.is_empty() {
            self.record(entries);
            self.plan_changed();
        }
    }

    /// One step towards so many steps made, and how the log tells it; `None` where there is none.
    fn next_step(&mut self, steps: usize) -> Option<(NewEntry, Result<bool, EditError>)> {
        let (act, id, title) = match self.history.made().cmp(&steps) {
            std::cmp::Ordering::Greater => (Act::Undo, "ui-undo-step", self.history.undo_title()),
            std::cmp::Ordering::Less => (Act::Redo, "ui-redo-step", self.history.redo_title()),
            std::cmp::Ordering::Equal => return None,
        };
        let title = Message::new(id).with("step", title?.clone());
        let entry = self.entry(act, &title, None);
        let step = if act == Act::Undo {
            self.history.undo(&mut self.plan)
        } else {
            self.history.redo(&mut self.plan)
        };
        Some((entry, step))
    }

    fn set_density(&mut self, rule: DensityRule) {
        if is_sound(&rule) {
            self.density_rule = rule;
            self.keep_density();
        }
    }

    fn lock_heat_scale(&mut self, locked: bool) {
        if let Some(scale) = &mut self.derived.scale {
            scale.locked = locked;
            if !locked && let Some(heat) = self.derived.heat.get() {
                let peak = PerKm2(f64::from(heat.raster.peak()));
                scale.moved = scale.top != peak;
                scale.top = peak;
            }
        }
    }

    fn refuse(&mut self, error: EditError) {
        let point = |id| {
            self.plan
                .points
                .get(&id)
                .map_or_else(String::new, |point| point.name.clone())
        };
        let zone = |id| {
            self.plan
                .zones
                .get(&id)
                .map_or_else(String::new, |zone| zone.name.clone())
        };
        let message = match error {
            EditError::PointLocked(id) => {
                Message::new("session-edit-point-locked").with("name", point(id))
            }
            EditError::NotAnArea(id) => {
                Message::new("session-edit-not-an-area").with("name", zone(id))
            }
            EditError::NotOnGlobe(id) => {
                Message::new("session-edit-not-on-globe").with("name", point(id))
            }
            EditError::NoSuchPoint(_) | EditError::NoSuchZone(_) | EditError::NoSuchScene(_) => {
                Message::new("session-edit-not-there")
            }
            EditError::PointExists(_) | EditError::ZoneExists(_) | EditError::SceneExists(_) => {
                Message::new("session-edit-number-taken")
            }
            EditError::UnsoundScene(_) => Message::new("session-edit-unsound-scene"),
            EditError::NoRing => Message::new("session-edit-no-ring"),
        };
        self.notices.add_once(NoticeLevel::Warning, message);
    }

    /// Another plan takes the place of this one, as one step; deltas compare with it. A plan that holds nothing yet is
    /// nothing to go back to: history then begins anew. A file with a name of its own stays as it is.
    pub(super) fn open_plan(&mut self, plan: Plan) {
        if self.jobs.is_running(JobKind::OpenPlan) {
            return;
        }
        self.void_gesture();
        if self.file_is_taken() {
            self.go_untitled();
        }
        self.opened = (Stamp::fresh(), Arc::new(plan.clone()));
        let nothing = self.plan.points.is_empty() && self.plan.zones.is_empty();
        if nothing && self.history.made() + self.history.taken_back() == 0 {
            self.plan = plan;
            self.record_begin();
            self.plan_changed();
        } else {
            self.edit(&PlanEdit::Replace(Box::new(plan)));
        }
    }

    /// A change under way was meant for the plan that was there: what is left of the gesture does nothing to the next.
    pub(super) fn void_gesture(&mut self) {
        if self.preview.take().is_some() {
            self.gesture_is_void = true;
        }
    }
}

/// Whether a rule has a positive, finite bandwidth. Others are passed over: they have no heat, and may not equal themselves,
/// so that their heat would be begun anew in every frame.
pub(super) fn is_sound(rule: &DensityRule) -> bool {
    rule.bandwidth.0.is_finite() && rule.bandwidth.0 > 0.0
}

fn over(plan: &Plan, edit: PlanEdit) -> Result<Preview, EditError> {
    let mut plan = plan.clone();
    edit.apply(&mut plan)?;
    Ok(Preview { edit, plan })
}
