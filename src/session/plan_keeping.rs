//! Keeping the plan: every step, setting and source is handed to the writer as it happens; the plan goes on in other files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::comparison::plan_at;
use super::files::FileOutcome;
use super::history::History;
use super::jobs::JobKind;
use super::keeper::News;
use super::keeper_errands::{Home, SaveAs, Write};
use super::kept_sources::{KeptFile, KeptSources, utc_now};
use super::log_lines::LogLines;
use super::notice::NoticeLevel;
use super::path_text::KeptPath;
use super::state::{Outcome, Session};
use crate::i18n::message::Message;
use crate::io::plan_file::content::FileSetting;
use crate::io::plan_file::edit_log::{Act, NewEntry};
use crate::io::plan_file::inside::log_inside;
use crate::io::plan_file::log_table::log_csv;
use crate::io::plan_file::plan_file_error::PlanFileError;
use crate::io::plan_file::source_rows::SourceKind;
use crate::io::read_error::ReadError;
use crate::io::safe_write::write_whole;
use crate::model::grid::GridLevel;
use crate::model::incident::IncidentTime;
use crate::model::plan::Plan;
use crate::model::plan_edit::PlanEdit;
use crate::report::basis::basis_text;
use crate::report::plan_layer::{OutContent, PlanDates, PlanLayer, export_plan_layer};

impl Session {
    /// Whether the plan may be edited now; where not, says why.
    pub(super) fn may_edit(&mut self) -> bool {
        // What is edited now would give way to what is about to be opened.
        if self.jobs.is_running(JobKind::OpenPlan) {
            return false;
        }
        let Some(why) = self.keeper.read_only() else {
            return true;
        };
        let message = Message::new("session-no-edit").with("why", why.clone());
        self.notices.add_once(NoticeLevel::Warning, message);
        false
    }

    pub(super) fn entry(&self, act: Act, title: &Message, edit: Option<&PlanEdit>) -> NewEntry {
        NewEntry {
            time: utc_now(),
            who: self.settings.who(),
            act,
            title: self.words.say(title),
            edit: edit.cloned(),
        }
    }

    /// Hands steps over and remembers them for the history panel.
    pub(super) fn record(&mut self, entries: Vec<NewEntry>) {
        self.log.add(&entries);
        let plan = Box::new(self.plan.clone());
        self.keeper.write(Write::Steps(entries, plan));
    }

    /// The log begins anew with the plan at hand.
    pub(super) fn record_begin(&mut self) {
        let begin = self.begin_entry(&self.plan);
        self.record(vec![begin]);
    }

    /// A file begins with its plan, whatever it is made for.
    fn begin_log(&mut self) {
        if self.log.all().is_empty() {
            self.record_begin();
        }
    }

    pub(super) fn begin_entry(&self, plan: &Plan) -> NewEntry {
        let title = match plan.name.as_str() {
            "" => Message::new("session-log-begin-unnamed"),
            name => Message::new("session-log-begin").with("name", name),
        };
        let whole = PlanEdit::Replace(Box::new(plan.clone()));
        self.entry(Act::Begin, &title, Some(&whole))
    }

    /// Hands over which incidents count.
    pub(super) fn keep_filter(&mut self) {
        let filter = serde_json::to_string(self.filter.as_ref());
        self.keep_setting(FileSetting::Filter, filter);
    }

    /// Hands over kernel and bandwidth.
    pub(super) fn keep_density(&mut self) {
        let density = serde_json::to_string(&self.density_rule);
        self.keep_setting(FileSetting::Density, density);
    }

    /// Hands over where the sources lie.
    pub(super) fn keep_list(&mut self) {
        let kept = serde_json::to_string(&self.kept);
        self.keep_setting(FileSetting::Sources, kept);
    }

    fn keep_setting(&mut self, setting: FileSetting, text: serde_json::Result<String>) {
        self.begin_log();
        match text {
            Ok(text) => self.keeper.write(Write::Set(setting, text)),
            Err(error) => tracing::error!(%error, "a setting could not be put into words"),
        }
    }

    /// Hands over the grids of a level.
    pub(super) fn keep_grids(&mut self, level: GridLevel, file: &KeptFile) {
        let readings = Arc::clone(&self.sources.boundary_readings);
        self.keeper
            .write(Write::Grids(readings, level, file.source()));
    }

    /// Hands over the roads.
    pub(super) fn keep_roads(&mut self, file: &KeptFile) {
        let roads = Arc::clone(&self.sources.roads.content);
        self.keeper.write(Write::Roads(roads, file.source()));
    }

    /// Hands over the incidents.
    pub(super) fn keep_incidents(&mut self, file: &KeptFile) {
        let table = Arc::clone(&self.sources.incidents.content);
        self.keeper.write(Write::Incidents(table, file.source()));
    }

    /// A source was closed.
    pub(super) fn keep_without(&mut self, kind: SourceKind) {
        self.keep_list();
        self.keeper.write(Write::Drop(kind));
    }

    /// Hands over all that a file without anything but the plan lacks.
    fn keep_everything(&mut self) {
        self.embeds_all = true;
        self.keep_filter();
        self.keep_density();
        self.keep_list();
        let KeptSources {
            boundaries,
            incidents,
            roads,
        } = self.kept.clone();
        let at_hand = &self.sources.boundary_readings;
        let levels: Vec<GridLevel> = at_hand.iter().map(|reading| reading.layer.level).collect();
        for kept in boundaries
            .iter()
            .filter(|kept| levels.contains(&kept.level))
        {
            self.keep_grids(kept.level, &kept.file);
        }
        if let Some(kept) = incidents.filter(|_| !self.sources.incidents.content.is_empty()) {
            self.keep_incidents(&kept.file);
        }
        if let Some(kept) = roads.filter(|_| !self.sources.roads.content.links.is_empty()) {
            self.keep_roads(&kept.file);
        }
    }

    /// The plan is in this file now; the next start begins with it.
    pub(super) fn now_at(&mut self, path: PathBuf) {
        self.settings.last_plan = Some(KeptPath(path.clone()));
        if !self.is_untitled(&path) {
            self.settings.remember_file(&path);
        }
        self.plan_file = Some(path);
        self.save_settings();
    }

    fn is_untitled(&self, path: &Path) -> bool {
        path.parent() == self.folder.as_deref()
    }

    /// Whether another plan must not go into the file at hand: it has a name of its own, or may not be written.
    pub(super) fn file_is_taken(&self) -> bool {
        let named = |path: &PathBuf| !self.is_untitled(path);
        self.plan_file.as_ref().is_some_and(named) || self.keeper.read_only().is_some()
    }

    /// Goes on in an untitled file of its own; the file at hand stays as it is.
    pub(super) fn go_untitled(&mut self) {
        let home = match &self.folder {
            None => Home::Nowhere,
            Some(_) if self.folder_is_held => Home::Barred,
            Some(folder) => Home::Untitled(folder.clone()),
        };
        if let Some(path) = self.plan_file.take() {
            self.say(NoticeLevel::Info, "session-plan-left", &path);
        }
        self.keeper.turn(home);
        self.log_is_another();
        self.history = History::default();
        self.log = LogLines::default();
        self.record_begin();
        self.keep_everything();
    }

    /// Goes on in a copy at another place.
    pub(super) fn save_plan_as(&mut self, target: PathBuf) {
        self.copy_wished_at = self.shown_stamp;
        let wish = SaveAs {
            target: std::path::absolute(&target).unwrap_or(target),
            begin: self.begin_entry(&self.plan),
            plan: self.plan.clone(),
        };
        self.keeper.save_as(wish);
    }

    /// Goes on in a copy under a name that tells it from the first.
    pub(super) fn duplicate_plan(&mut self, target: PathBuf) {
        self.save_plan_as(target);
        let second = Message::new("session-second-plan").with("name", self.plan.name.as_str());
        let name = self.words.say(&second);
        self.rename_copy = Some(name);
    }

    /// Takes home what the writer has to tell. Whether there was anything.
    pub(super) fn take_news(&mut self) -> bool {
        let news = self.keeper.news();
        let anything = !news.is_empty();
        for news in news {
            match news {
                News::Made(path) => self.now_at(path),
                News::SavedAs(path, fresh) => self.take_copy(path, fresh),
                News::Elsewhere(path) => self.say(NoticeLevel::Info, "session-saved-as", &path),
                News::NotSavedAs(path, why) => {
                    let message = Message::new("session-not-saved-as")
                        .with("file", path.display().to_string())
                        .with("why", why);
                    self.notices.add(NoticeLevel::Error, message);
                    self.rename_copy = None;
                }
            }
        }
        anything
    }

    fn take_copy(&mut self, path: PathBuf, fresh: bool) {
        self.keeper.is_writable_now();
        let had_log = !fresh || self.plan_file.is_none();
        let id = if had_log {
            "session-saved-as"
        } else {
            "session-saved-as-anew"
        };
        self.say(NoticeLevel::Info, id, &path);
        self.now_at(path);
        if fresh {
            // The log of the copy begins with the plan as it was when the copy was wished for.
            self.log_is_another();
            self.history = History::default();
            self.log = LogLines::default();
            let begin = self.begin_entry(&self.plan);
            self.log.add(&[begin]);
            if self.copy_wished_at != self.shown_stamp {
                self.record_begin();
            }
            self.keep_everything();
        }
        if let Some(name) = self.rename_copy.take() {
            self.edit(&PlanEdit::Rename(name));
        }
    }

    /// Goes back to the plan as it was after an entry of the log: as one step, which can be taken back.
    pub(super) fn revert_to(&mut self, seq: u64) {
        let Some(path) = self.plan_file.clone() else {
            return;
        };
        self.keeper_behind(JobKind::PlanLayers, move || {
            let plan = log_inside(&path).and_then(|log| plan_at(&log, seq));
            let restore = plan.map(|plan| PlanEdit::Restore(seq, Box::new(plan)));
            FileOutcome::PlanAt(path, restore)
        });
    }

    /// Takes home the plan as it was.
    pub(super) fn take_plan_at(&mut self, path: &Path, plan: Result<PlanEdit, PlanFileError>) {
        match plan {
            Ok(restore) => self.edit(&restore),
            Err(error) => self.take_opened(path, Err(error)),
        }
    }

    /// Writes the edit log as CSV.
    pub(super) fn export_log(&mut self, target: PathBuf) {
        let (words, path) = (Arc::clone(&self.words), self.plan_file.clone());
        self.keeper_behind(JobKind::Export, move || {
            let heads = [
                "log-seq",
                "log-time",
                "log-who",
                "log-act",
                "log-title",
                "log-data",
                "log-edit",
                "log-hash",
            ]
            .map(|id| words.text(id));
            let log = path.map_or_else(|| Ok(Vec::new()), |path| log_inside(&path));
            let written = log
                .map_err(|_| std::io::ErrorKind::InvalidData.into())
                .and_then(|log| log_csv(&log, heads.each_ref().map(String::as_str)))
                .and_then(|csv| write_whole(&target, &csv))
                .map_err(|source| ReadError::Write {
                    path: target.clone(),
                    source,
                });
            FileOutcome::Refusals(target, written)
        });
    }

    /// Writes a layer as it is on the screen now.
    pub(super) fn export_layer(&mut self, target: PathBuf, layer: PlanLayer, public: bool) {
        let (words, plan) = (Arc::clone(&self.words), self.plan.clone());
        let (incidents, grids, roads) = (
            Arc::clone(&self.sources.incidents.content),
            Arc::clone(&self.sources.grids.content),
            Arc::clone(&self.sources.roads.content),
        );
        let selection = self.derived.selection.fresh().cloned();
        let basis = basis_text(&self.filter, &words);
        self.jobs.start(JobKind::Export, move |_| {
            let last = incidents.last_time().and_then(IncidentTime::day_text);
            let dates = PlanDates {
                data: last.unwrap_or_default(),
                basis,
                made: utc_now(),
            };
            let nothing = (BTreeMap::new(), Vec::new());
            let (counts, rows) = match &selection {
                Some(selection) if !incidents.is_empty() => (&selection.by_unit, &selection.rows),
                _ => (&nothing.0, &nothing.1),
            };
            let content = OutContent {
                plan: &plan,
                grids: &grids,
                counts,
                incidents: (&incidents, rows),
                roads: &roads,
                public,
            };
            let written = export_plan_layer(&target, layer, &content, &dates, &words);
            Outcome::File(FileOutcome::LayerOut(target, written))
        });
    }

    /// A job that reads the file at hand once all that was handed over is in it.
    pub(super) fn keeper_behind(
        &mut self,
        kind: JobKind,
        work: impl FnOnce() -> FileOutcome + Send + 'static,
    ) {
        let written = self.keeper.flushed();
        self.jobs.start(kind, move |_| {
            // A writer that is gone has written what it could.
            let _writer_gone = written.recv();
            Outcome::File(work())
        });
    }

    /// Sends the settings to disk.
    pub(super) fn save_settings(&mut self) {
        match self.settings.to_text() {
            Ok(text) => self.keeper.settings(text),
            Err(error) => tracing::error!(%error, "settings could not be put into words"),
        }
    }

    /// Waits until everything is on disk: before the program ends.
    pub fn flush(&self) {
        self.keeper.flush();
    }
}
