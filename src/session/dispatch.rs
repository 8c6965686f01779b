//! Carrying out commands: one arm of a few lines each.

use std::sync::Arc;

use super::command::Command;
use super::derived::HeatScale;
use super::notice::NoticeLevel;
use super::state::{Preview, Session};
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
            Command::Edit(edit) => self.edit(&edit),
            Command::Preview(edit) => self.show_preview(edit),
            Command::CommitPreview => self.commit_preview(),
            Command::DropPreview => self.preview = None,
            Command::Undo => self.undo(),
            Command::Redo => self.redo(),
            Command::GoToStep(steps) => self.go_to_step(steps),
            Command::SetFilter(filter) => {
                self.filter = filter;
                self.save();
            }
            Command::SetDensity(rule) => {
                self.density_rule = rule;
                self.save();
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
            Command::ImportIncidents(path, options) => self.import_incidents(path, options),
            Command::CloseIncidents => self.close_incidents(),
            Command::OpenRoads(path, crs) => self.open_roads(path, crs),
            Command::OpenPoints(path, crs) => self.open_points(path, crs),
            Command::OpenZones(path, crs) => self.open_zones(path, crs),
            Command::OpenDistrict(folder) => self.open_district(&folder),
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
        self.preview = None;
        match self.history.make(&mut self.plan, edit) {
            Ok(()) => self.save(),
            Err(error) => self.refuse(error),
        }
    }

    fn show_preview(&mut self, edit: PlanEdit) {
        let mut plan = self.plan.clone();
        match edit.apply(&mut plan) {
            Ok(_) => self.preview = Some(Preview { edit, plan }),
            Err(error) => {
                self.preview = None;
                self.refuse(error);
            }
        }
    }

    fn commit_preview(&mut self) {
        if let Some(preview) = self.preview.take() {
            self.edit(&preview.edit);
        }
    }

    fn undo(&mut self) {
        self.preview = None;
        match self.history.undo(&mut self.plan) {
            Ok(true) => self.save(),
            Ok(false) => {}
            Err(error) => self.refuse(error),
        }
    }

    fn redo(&mut self) {
        self.preview = None;
        match self.history.redo(&mut self.plan) {
            Ok(true) => self.save(),
            Ok(false) => {}
            Err(error) => self.refuse(error),
        }
    }

    fn go_to_step(&mut self, steps: usize) {
        loop {
            let made = self.history.past_titles().count();
            let undone = self.history.future_titles().count();
            match made.cmp(&steps) {
                std::cmp::Ordering::Greater => self.undo(),
                std::cmp::Ordering::Less if undone > 0 => self.redo(),
                std::cmp::Ordering::Less | std::cmp::Ordering::Equal => return,
            }
            if self.history.past_titles().count() == made {
                return;
            }
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
        };
        self.notices.add(NoticeLevel::Warning, message);
    }

    /// Another plan takes the place of this one; history begins anew and deltas compare with it.
    pub(super) fn open_plan(&mut self, plan: Plan) {
        self.preview = None;
        self.history = super::history::History::default();
        self.opened = (Stamp::fresh(), Arc::new(plan.clone()));
        self.plan = plan;
        self.save();
    }
}
