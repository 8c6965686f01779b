//! Opening plans: a plan file, an old project file, the plan of last time. Reading is a job; what it brings takes the place of
//! the plan and the sources at hand.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::command::Command;
use super::dispatch::is_sound;
use super::files::FileOutcome;
use super::history::{History, replay};
use super::jobs::JobKind;
use super::keeper_errands::Home;
use super::kept_sources::{KeptBoundaries, KeptSources, utc_now};
use super::notice::NoticeLevel;
use super::sources::Sources;
use super::state::{Outcome, Session};
use crate::analysis::density::DensityRule;
use crate::i18n::message::Message;
use crate::io::plan_file::content::{FileSetting, PlanContent};
use crate::io::plan_file::edit_log::{Act, LogEntry, NewEntry, Tampering};
use crate::io::plan_file::old_project::{OldProject, read_old_project};
use crate::io::plan_file::plan_file_error::PlanFileError;
use crate::io::plan_file::plan_lock::Holder;
use crate::io::plan_file::store::PlanStore;
use crate::io::safe_write::set_aside;
use crate::model::filter::IncidentFilter;
use crate::model::plan::Plan;
use crate::model::plan_edit::PlanEdit;

/// The project file of before, in the user's folder.
const OLD_FILE: &str = "project.json";

/// A plan as opened, ready to take its place.
#[derive(Debug)]
pub(super) struct OpenedPlan {
    home: Home,
    /// Its file; `None` where it is kept nowhere.
    path: Option<PathBuf>,
    plan: Plan,
    history: History,
    log: Vec<LogEntry>,
    /// What another program made of the plan.
    foreign: Option<Plan>,
    /// The log has to begin anew with this plan.
    begin: bool,
    kept: KeptSources,
    filter: IncidentFilter,
    density: Option<DensityRule>,
    notices: Vec<(NoticeLevel, Message)>,
}

/// What lies in the user's folder to go on with.
enum LastPlan {
    Plan(PathBuf),
    Old(PathBuf),
    Missing(PathBuf),
    None,
}

impl Session {
    /// Takes up the plan of last time, where there is one. `false` where there is none.
    pub fn open_last_plan(&mut self) -> bool {
        match self.last_plan() {
            LastPlan::Plan(path) => self.open_plan_file(path),
            LastPlan::Old(path) => self.open_old_project(path),
            LastPlan::Missing(path) => {
                self.say(NoticeLevel::Warning, "session-last-plan-missing", &path);
            }
            LastPlan::None => return false,
        }
        true
    }

    /// Something else is opened than the plan of last time, which stays where it lies: says where.
    pub fn leave_last_plan(&mut self) {
        if let LastPlan::Plan(path) | LastPlan::Old(path) = self.last_plan() {
            let message =
                Message::new("session-last-plan-left").with("file", path.display().to_string());
            self.notices.add(NoticeLevel::Info, message);
        }
    }

    fn last_plan(&self) -> LastPlan {
        let Some(folder) = &self.folder else {
            return LastPlan::None;
        };
        match &self.settings.last_plan {
            Some(path) if path.0.is_file() => return LastPlan::Plan(path.0.clone()),
            Some(path) => return LastPlan::Missing(path.0.clone()),
            None => {}
        }
        let old = folder.join(OLD_FILE);
        if old.symlink_metadata().is_ok() {
            return LastPlan::Old(old);
        }
        newest_untitled(folder).map_or(LastPlan::None, LastPlan::Plan)
    }

    /// Opens a plan file. One that is open already stays so.
    pub(super) fn open_plan_file(&mut self, path: PathBuf) {
        let same = self.plan_file.as_ref() == Some(&path);
        if same && self.keeper.read_only().is_none() {
            return self.say(NoticeLevel::Info, "session-plan-is-open", &path);
        }
        if self.jobs.is_running(JobKind::OpenPlan) {
            // One after the other: the first holds its file until it is taken home.
            return self.waiting.push_back(Command::OpenFile(path));
        }
        let me = self.me();
        self.jobs.start(JobKind::OpenPlan, move |_| {
            let opened = open(&path, &me).map(Box::new);
            Outcome::File(FileOutcome::Plan(path, opened))
        });
    }

    /// Opens an old project file: it becomes a plan file in the user's folder, and itself stays unchanged.
    pub(super) fn open_old_project(&mut self, path: PathBuf) {
        let (me, folder) = (
            self.me(),
            self.folder.clone().filter(|_| !self.folder_is_held),
        );
        let title = self.words.text("session-log-taken-over");
        self.jobs.start(JobKind::OpenPlan, move |_| {
            let opened = take_over(&path, folder.as_deref(), &me, title).map(Box::new);
            Outcome::File(FileOutcome::Plan(path, opened))
        });
    }

    pub(super) fn me(&self) -> Holder {
        Holder::here(&self.settings.who(), &utc_now())
    }

    /// Takes up what was opened, or says why it could not be; the plan at hand then stays.
    pub(super) fn take_opened(
        &mut self,
        path: &Path,
        opened: Result<Box<OpenedPlan>, PlanFileError>,
    ) {
        match opened {
            Ok(opened) => self.take_up(*opened),
            Err(error) => {
                tracing::error!(%error, "a plan could not be opened");
                let message = Message::new("session-plan-not-opened")
                    .with("file", path.display().to_string())
                    .with("why", error.message());
                self.notices.add(NoticeLevel::Error, message);
            }
        }
    }

    fn take_up(&mut self, opened: OpenedPlan) {
        let mut opened = opened;
        for (level, message) in opened.notices.drain(..) {
            self.notices.add(level, message);
        }
        self.keeper.turn(opened.home);
        self.embeds_all = false;
        self.log_is_another();
        self.void_gesture();
        self.log.take_over(&opened.log);
        self.history = opened.history;
        self.opened = (
            crate::base::stamp::Stamp::fresh(),
            Arc::new(opened.plan.clone()),
        );
        self.plan = opened.plan;
        self.plan_changed();
        self.filter = Arc::new(opened.filter);
        self.density_rule = opened.density.filter(is_sound).unwrap_or_default();
        self.plan_file = None;
        if let Some(path) = opened.path {
            self.now_at(path);
        }
        if opened.begin {
            self.record_begin();
        }
        if let Some(foreign) = opened.foreign {
            self.take_foreign(foreign);
        }
        self.read_kept_sources(opened.kept);
    }

    /// What another program made of the plan is one step, so that it can be looked at and taken back.
    fn take_foreign(&mut self, foreign: Plan) {
        self.opened = (
            crate::base::stamp::Stamp::fresh(),
            Arc::new(foreign.clone()),
        );
        self.edit(&PlanEdit::Replace(Box::new(foreign)));
    }

    /// The sources at hand give way to those of the plan. Sources that cannot be read now stay listed.
    fn read_kept_sources(&mut self, kept: KeptSources) {
        for kind in [
            JobKind::Boundaries,
            JobKind::Incidents,
            JobKind::Roads,
            JobKind::PlanLayers,
        ] {
            self.jobs.cancel(kind);
        }
        self.waiting.clear();
        let before = std::mem::replace(&mut self.sources, Sources::emptied());
        self.jobs.sweep(before);
        self.projection = None;
        self.centre_on_plan();
        self.kept = kept.clone();
        if !kept.boundaries.is_empty() {
            let again = |kept: &KeptBoundaries| (kept.file.path.0.clone(), kept.options());
            self.read_boundaries(kept.boundaries.iter().map(again).collect(), Arc::default());
        }
        if let Some(kept) = kept.incidents {
            self.import_incidents(kept.file.path.0.clone(), kept.options());
        }
        if let Some(kept) = kept.roads {
            self.open_roads(kept.file.path.0, Some(kept.crs));
        }
    }
}

/// The untitled plan that was written last.
fn newest_untitled(folder: &Path) -> Option<PathBuf> {
    let entries = folder.read_dir().ok()?.flatten().filter(|entry| {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        name.starts_with("untitled-") && name.ends_with(".gpkg")
    });
    let dated =
        entries.filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())));
    dated.max().map(|(_, path)| path)
}

fn open(path: &Path, me: &Holder) -> Result<OpenedPlan, PlanFileError> {
    let (store, content) = PlanStore::open(path, me)?;
    let read_only = store.writable().err().map(|error| error.message());
    let home = match read_only {
        None => Home::Open(Box::new(store)),
        Some(why) => Home::ReadOnly(Box::new(store), why),
    };
    let mut opened = OpenedPlan {
        home,
        path: Some(path.to_owned()),
        plan: Plan::default(),
        history: History::default(),
        log: Vec::new(),
        foreign: None,
        begin: false,
        kept: worded(content.kept.as_deref()),
        filter: worded(content.filter.as_deref()),
        density: worded(content.density.as_deref()),
        notices: Vec::new(),
    };
    settle(path, &mut opened, content)?;
    if let Some(why) = opened.home.read_only() {
        opened.notices.push((
            NoticeLevel::Warning,
            about(path, "session-plan-read-only").with("why", why),
        ));
    }
    Ok(opened)
}

/// Holds the plan in the tables against the plan that the log leads to.
fn settle(path: &Path, opened: &mut OpenedPlan, content: PlanContent) -> Result<(), PlanFileError> {
    let replayed = replay(&content.log);
    opened.log = content.log;
    match (content.tampering, content.plan, replayed) {
        (None, Ok(tables), Ok((plan, history))) => {
            opened.history = history;
            if same_content(&tables, &plan) || opened.home.read_only().is_some() {
                opened.plan = tables;
            } else {
                opened.plan = plan;
                opened.foreign = Some(tables);
                let message = about(path, "session-plan-changed-elsewhere");
                opened.notices.push((NoticeLevel::Warning, message));
            }
        }
        (None, Ok(tables), Err(seq)) => {
            opened.plan = tables;
            opened.begin = true;
            let message = Message::new("session-history-lost").with("n", seq);
            opened.notices.push((NoticeLevel::Warning, message));
        }
        (None, Err(error), Ok((plan, history))) => {
            (opened.plan, opened.history) = (plan, history);
            spoil(opened, error.message());
        }
        (Some(tampering), Ok(tables), _) => {
            opened.plan = tables;
            spoil(opened, tampered(&tampering));
        }
        (_, Err(error), _) => return Err(error),
    }
    Ok(())
}

/// The file stays as it is, and only a copy can be gone on with.
fn spoil(opened: &mut OpenedPlan, why: Message) {
    let home = std::mem::replace(&mut opened.home, Home::Nowhere);
    opened.home = match home {
        Home::Open(store) | Home::ReadOnly(store, _) | Home::Spoilt(store, _) => {
            Home::Spoilt(store, why)
        }
        other @ (Home::Nowhere | Home::Barred | Home::Untitled(_)) => other,
    };
}

fn tampered(tampering: &Tampering) -> Message {
    let id = if tampering.time.is_empty() {
        "plan-file-log-cut"
    } else {
        "plan-file-log-changed"
    };
    Message::new(id)
        .with("n", tampering.seq)
        .with("time", tampering.time.as_str())
}

/// Numbers given out make no other plan.
fn same_content(one: &Plan, other: &Plan) -> bool {
    (&one.name, &one.points, &one.zones, &one.reach)
        == (&other.name, &other.points, &other.zones, &other.reach)
}

fn about(path: &Path, id: &'static str) -> Message {
    let name = path.file_name().unwrap_or(path.as_os_str());
    Message::new(id).with("file", name.to_string_lossy().into_owned())
}

/// A setting in the session's own words; what cannot be read is as if it had never been set.
fn worded<T: serde::de::DeserializeOwned + Default>(text: Option<&str>) -> T {
    let read = text.map(serde_json::from_str).transpose();
    read.ok().flatten().unwrap_or_default()
}

/// Makes a plan file of an old project file, which then goes by another name where it lay in the user's folder. Without a
/// folder the plan is only looked at.
fn take_over(
    path: &Path,
    folder: Option<&Path>,
    me: &Holder,
    title: String,
) -> Result<OpenedPlan, PlanFileError> {
    let old = read_old_project(path)?;
    let Some(folder) = folder else {
        return Ok(in_memory(old));
    };
    let begin = NewEntry {
        time: utc_now(),
        who: me.who.clone(),
        act: Act::Begin,
        title,
        edit: Some(PlanEdit::Replace(Box::new(old.plan.clone()))),
    };
    let mut store = super::keeper_thread::create_untitled(folder, me, &[begin], &old.plan)?;
    let filter = serde_json::to_string(&old.filter).unwrap_or_default();
    store.set(FileSetting::Filter, &filter)?;
    store.set(FileSetting::Density, &old.density.to_string())?;
    store.set(FileSetting::Sources, &old.sources.to_string())?;
    let made = store.path().to_owned();
    drop(store);
    let mut opened = open(&made, me)?;
    let mut message =
        Message::new("session-old-project-taken-over").with("file", path.display().to_string());
    if path == folder.join(OLD_FILE)
        && let Some(aside) = set_aside(path, "taken-over")
    {
        message = Message::new("session-old-project-taken-over")
            .with("file", aside.display().to_string());
    }
    opened.notices.push((NoticeLevel::Info, message));
    Ok(opened)
}

fn in_memory(old: OldProject) -> OpenedPlan {
    OpenedPlan {
        home: Home::Nowhere,
        path: None,
        plan: old.plan,
        history: History::default(),
        log: Vec::new(),
        foreign: None,
        begin: false,
        kept: serde_json::from_value(old.sources).unwrap_or_default(),
        filter: old.filter,
        density: serde_json::from_value(old.density).ok(),
        notices: Vec::new(),
    }
}
