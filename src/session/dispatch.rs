//! Carrying out commands: one arm of a few lines each.

use std::sync::Arc;

use super::command::Command;
use super::derived::HeatScale;
use super::notice::NoticeLevel;
use super::state::{Preview, Session};
use crate::analysis::density::DensityRule;
use crate::base::stamp::Stamp;
use crate::base::units::PerKm2;
use crate::i18n::message::Message;
use crate::i18n::words::Words;
use crate::model::plan::Plan;
use crate::model::plan_edit::{EditError, PlanEdit};

impl Session {
    /// Carries out a command. Whatever cannot be done becomes a notice.
    pub fn apply(&mut self, command: Command) {
        match command {
            Command::Edit(edit) => {
                self.gesture_is_void = false;
                self.edit(&edit);
            }
            Command::Preview(edit) => self.show_preview(edit),
            Command::CommitPreview => self.commit_preview(),
            Command::DropPreview => self.drop_preview(),
            Command::Undo => self.undo(),
            Command::Redo => self.redo(),
            Command::GoToStep(steps) => self.go_to_step(steps),
            Command::SetFilter(filter) => {
                self.filter = Arc::new(filter);
                self.save();
            }
            Command::SetDensity(rule) => self.set_density(rule),
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
            Command::ImportIncidents(path, options) => self.import_incidents(path, options),
            Command::CloseIncidents => self.close_incidents(),
            Command::OpenRoads(path, crs) => self.open_roads(path, crs),
            Command::OpenPoints(path, crs) => self.open_points(path, crs),
            Command::OpenZones(path, crs) => self.open_zones(path, crs),
            Command::OpenDistrict(folder) => self.open_district(folder),
            Command::NewPlan => self.open_plan(Plan::default()),
            Command::ExportRefusals(path) => self.export_refusals(path),
            Command::CancelJob(kind) => self.jobs.cancel(kind),
            Command::SetLanguage(language) => {
                self.settings.language = language;
                self.words = Arc::new(Words::new(language));
                self.save_settings();
            }
            Command::SetLook(look) => {
                self.settings.look = look;
                self.save_settings();
            }
            Command::FirstStepsDone(done) => {
                self.settings.first_steps_done = done;
                self.save_settings();
            }
            Command::ClearNotices => self.notices.clear(),
        }
    }

    fn edit(&mut self, edit: &PlanEdit) {
        match self.history.make(&mut self.plan, edit) {
            Ok(true) => self.plan_changed(),
            Ok(false) => {}
            Err(error) => self.refuse(error),
        }
    }

    /// The plan is another now: it is saved, and a change under way is shown over it. One that cannot be made any more is
    /// dropped.
    fn plan_changed(&mut self) {
        if let Some(Preview { edit, .. }) = self.preview.take() {
            self.preview = over(&self.plan, edit).ok();
        }
        self.shown_stamp = Stamp::fresh();
        self.centre_on_plan();
        self.save();
    }

    fn show_preview(&mut self, edit: PlanEdit) {
        if self.gesture_is_void {
            return;
        }
        self.shown_stamp = Stamp::fresh();
        match over(&self.plan, edit) {
            Ok(preview) => self.preview = Some(preview),
            Err(error) => {
                self.preview = None;
                self.refuse(error);
            }
        }
    }

    fn drop_preview(&mut self) {
        self.gesture_is_void = false;
        if self.preview.take().is_some() {
            self.shown_stamp = Stamp::fresh();
        }
    }

    fn commit_preview(&mut self) {
        self.gesture_is_void = false;
        if let Some(preview) = self.preview.take() {
            self.shown_stamp = Stamp::fresh();
            self.edit(&preview.edit);
        }
    }

    fn undo(&mut self) {
        let done = self.history.undo(&mut self.plan);
        self.stepped(done);
    }

    fn redo(&mut self) {
        let done = self.history.redo(&mut self.plan);
        self.stepped(done);
    }

    fn stepped(&mut self, done: Result<bool, EditError>) {
        match done {
            Ok(true) => self.plan_changed(),
            Ok(false) => {}
            Err(error) => self.refuse(error),
        }
    }

    /// Goes back or on as far as it can; however many steps, the plan is saved once.
    fn go_to_step(&mut self, steps: usize) {
        let mut done = Ok(false);
        loop {
            let step = match self.history.made().cmp(&steps) {
                std::cmp::Ordering::Greater => self.history.undo(&mut self.plan),
                std::cmp::Ordering::Less => self.history.redo(&mut self.plan),
                std::cmp::Ordering::Equal => break,
            };
            match step {
                Ok(true) => done = Ok(true),
                Ok(false) => break,
                Err(error) => {
                    self.refuse(error);
                    break;
                }
            }
        }
        self.stepped(done);
    }

    fn set_density(&mut self, rule: DensityRule) {
        if is_sound(&rule) {
            self.density_rule = rule;
            self.save();
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
            EditError::NoSuchPoint(_) | EditError::NoSuchZone(_) => {
                Message::new("session-edit-not-there")
            }
            EditError::PointExists(_) | EditError::ZoneExists(_) => {
                Message::new("session-edit-number-taken")
            }
            EditError::NoRing => Message::new("session-edit-no-ring"),
        };
        // A drag asks anew with every move of the mouse: once is enough.
        let said = self.notices.all().last();
        if said.is_none_or(|last| last.message != message) {
            self.notices.add(NoticeLevel::Warning, message);
        }
    }

    /// Another plan takes the place of this one, as one step; deltas compare with it. A plan that holds nothing yet is
    /// nothing to go back to: history then begins anew.
    pub(super) fn open_plan(&mut self, plan: Plan) {
        self.void_gesture();
        self.opened = (Stamp::fresh(), Arc::new(plan.clone()));
        let nothing = self.plan.points.is_empty() && self.plan.zones.is_empty();
        if nothing && self.history.made() + self.history.taken_back() == 0 {
            self.take_up_plan(plan);
        } else {
            self.edit(&PlanEdit::Replace(Box::new(plan)));
        }
    }

    /// The plan of last time takes its place.
    pub(super) fn take_up_plan(&mut self, plan: Plan) {
        self.void_gesture();
        self.history = super::history::History::default();
        self.opened = (Stamp::fresh(), Arc::new(plan.clone()));
        self.plan = plan;
        self.plan_changed();
    }

    /// A change under way was meant for the plan that was there: what is left of the gesture does nothing to the next.
    fn void_gesture(&mut self) {
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
