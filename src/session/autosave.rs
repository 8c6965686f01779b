//! The plan on disk: written off the screen's thread after every step, whole and atomically.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::dispatch::is_sound;
use super::files::FileOutcome;
use super::folder_lock::FolderLock;
use super::jobs::JobKind;
use super::kept_sources::KeptSources;
use super::notice::NoticeLevel;
use super::settings;
use super::state::{Outcome, Session};
use crate::analysis::density::DensityRule;
use crate::i18n::message::Message;
use crate::io::open_file::open_file;
use crate::io::safe_write::{set_aside, write_whole};
use crate::model::filter::IncidentFilter;
use crate::model::plan::Plan;

/// Whether the plan on disk is the plan on screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SaveState {
    /// Nothing is kept (no folder).
    Off,
    /// On disk.
    Saved,
    /// On its way.
    Saving,
    /// Could not be written; what the system says. It is tried again until it can.
    Failed(String),
}

/// What is kept of a project between runs: the plan and where its sources lie.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProjectFile {
    /// The version of this very layout.
    pub format: u32,
    /// The plan.
    pub plan: Plan,
    /// Its sources.
    #[serde(default)]
    pub sources: KeptSources,
    /// The filter.
    #[serde(default)]
    pub filter: IncidentFilter,
    /// Kernel and bandwidth.
    #[serde(default)]
    pub density: Option<DensityRule>,
}

/// The name of the project file in the user's folder.
pub const FILE: &str = "project.json";
/// The layout this program writes.
const FORMAT: u32 = 1;
/// How long to wait before what could not be written is tried again.
const TRY_AGAIN: Duration = Duration::from_secs(5);

/// Why a kept project cannot be taken up. Says where, quotes nothing.
#[derive(Debug, thiserror::Error)]
pub enum ProjectError {
    /// The system does not let us read it.
    #[error("{0}")]
    System(#[from] std::io::Error),
    /// It is no project: broken off, or changed by hand.
    #[error("not a project, line {line}, column {column}")]
    Unsound {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// A newer program wrote it.
    #[error("written in format {0}")]
    Newer(u32),
}

impl From<serde_json::Error> for ProjectError {
    fn from(error: serde_json::Error) -> Self {
        Self::Unsound {
            line: error.line(),
            column: error.column(),
        }
    }
}

impl ProjectFile {
    /// The project kept in a folder: `Ok(None)` where there is none.
    ///
    /// # Errors
    /// [`ProjectError`]; the file is left as it is.
    pub fn load(folder: &Path) -> Result<Option<Self>, ProjectError> {
        match std::fs::read(folder.join(FILE)) {
            Ok(bytes) => Self::parse(&bytes).map(Some),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The project in a file's bytes.
    fn parse(bytes: &[u8]) -> Result<Self, ProjectError> {
        #[derive(Deserialize)]
        struct Head {
            format: u32,
        }
        let head: Head = serde_json::from_slice(bytes)?;
        if head.format > FORMAT {
            return Err(ProjectError::Newer(head.format));
        }
        Ok(serde_json::from_slice(bytes)?)
    }

    /// The project in a file that was put aside.
    ///
    /// # Errors
    /// [`ProjectError`]; pipes and devices are refused.
    pub(super) fn put_aside_at(path: &Path) -> Result<Self, ProjectError> {
        let mut bytes = Vec::new();
        open_file(path)?.read_to_end(&mut bytes)?;
        Self::parse(&bytes)
    }
}

enum Errand {
    Project(u64, Box<ProjectFile>),
    Settings(String),
    Flush(Sender<()>),
}

/// The writer on its own thread; a newer state takes the place of one that still waits.
#[derive(Debug)]
pub struct Autosave {
    folder: Option<PathBuf>,
    sender: Option<Sender<Errand>>,
    writer: Option<JoinHandle<()>>,
    asked: u64,
    done: Arc<Mutex<Written>>,
    /// Why nothing is written although there is a folder.
    barred: Option<&'static str>,
    /// Held as long as this lives.
    lock: Option<FolderLock>,
}

#[derive(Debug, Default)]
struct Written {
    number: u64,
    error: Option<String>,
}

impl Autosave {
    /// A writer into a folder that is ours; `None` keeps nothing, and nothing is written into a folder that is held elsewhere.
    #[must_use]
    pub(super) fn new(
        folder: Option<(PathBuf, FolderLock)>,
        wake: Arc<dyn Fn() + Send + Sync>,
    ) -> Self {
        let done = Arc::new(Mutex::new(Written::default()));
        let mut autosave = Self {
            folder: None,
            sender: None,
            writer: None,
            asked: 0,
            done,
            barred: None,
            lock: None,
        };
        let Some((folder, lock)) = folder else {
            return autosave;
        };
        autosave.folder = Some(folder.clone());
        if lock.is_held_elsewhere() {
            autosave.barred = Some("another program holds the folder");
            return autosave;
        }
        autosave.lock = Some(lock);
        let (sender, receiver) = channel();
        let writer = Writer {
            folder,
            done: Arc::clone(&autosave.done),
            wake,
            unwritten: None,
        };
        let thread = std::thread::Builder::new().name("autosave".into());
        match thread.spawn(move || writer.write_all(&receiver)) {
            Ok(thread) => {
                autosave.sender = Some(sender);
                autosave.writer = Some(thread);
            }
            Err(error) => {
                tracing::error!(%error, "the writer could not be started");
                autosave.barred = Some("the writer could not be started");
            }
        }
        autosave
    }

    /// Asks for a project to be written.
    pub fn project(&mut self, project: ProjectFile) {
        if let Some(sender) = &self.sender {
            self.asked += 1;
            // A writer that is gone shows as a state that never becomes saved.
            let _writer_gone = sender.send(Errand::Project(self.asked, Box::new(project)));
        }
    }

    /// Renames the kept project so that it is not written over; its new path. Where that cannot be, nothing is written in
    /// this run.
    fn set_aside(&mut self, mark: &str) -> Option<PathBuf> {
        let folder = self.folder.clone()?;
        if self.barred.is_none()
            && let Some(aside) = set_aside(&folder.join(FILE), mark)
        {
            return Some(aside);
        }
        self.close();
        self.barred.get_or_insert("another plan is in the way");
        None
    }

    /// Asks for settings to be written.
    pub fn settings(&self, text: String) {
        if let Some(sender) = &self.sender {
            let _writer_gone = sender.send(Errand::Settings(text));
        }
    }

    /// Waits until all that was asked for is on disk (or could not be written): before the program ends.
    pub fn flush(&self) {
        if let Some(sender) = &self.sender {
            let (answer, wait) = channel();
            if sender.send(Errand::Flush(answer)).is_ok() {
                let _writer_gone = wait.recv();
            }
        }
    }

    /// How the disk stands to the screen.
    #[must_use]
    pub fn state(&self) -> SaveState {
        if self.barred.is_some() {
            // A notice has said why.
            return SaveState::Failed(String::new());
        }
        if self.sender.is_none() {
            return SaveState::Off;
        }
        let Ok(written) = self.done.lock() else {
            return SaveState::Failed(String::new());
        };
        match &written.error {
            _ if written.number < self.asked => SaveState::Saving,
            Some(error) => SaveState::Failed(error.clone()),
            None => SaveState::Saved,
        }
    }

    /// Lets the writer finish what it was asked for, and ends it.
    fn close(&mut self) {
        self.sender = None;
        if let Some(writer) = self.writer.take() {
            // A writer that broke has said so.
            let _broke = writer.join();
        }
    }
}

impl Drop for Autosave {
    /// The folder is let go only after the last write: whoever opens it next reads what is written.
    fn drop(&mut self) {
        self.close();
    }
}

struct Writer {
    folder: PathBuf,
    done: Arc<Mutex<Written>>,
    wake: Arc<dyn Fn() + Send + Sync>,
    /// The newest project that is not on disk yet.
    unwritten: Option<(u64, Box<ProjectFile>)>,
}

impl Writer {
    fn write_all(mut self, receiver: &Receiver<Errand>) {
        self.sweep_up();
        loop {
            let first = if self.unwritten.is_some() {
                receiver.recv_timeout(TRY_AGAIN)
            } else {
                receiver.recv().map_err(|_| RecvTimeoutError::Disconnected)
            };
            if matches!(first, Err(RecvTimeoutError::Disconnected)) {
                return self.write_project();
            }
            let (mut settings, mut waiting) = (None, Vec::new());
            for errand in first.into_iter().chain(receiver.try_iter()) {
                match errand {
                    Errand::Project(number, project) => self.unwritten = Some((number, project)),
                    Errand::Settings(text) => settings = Some(text),
                    Errand::Flush(answer) => waiting.push(answer),
                }
            }
            self.write_project();
            if let Some(text) = settings {
                self.write_settings(&text);
            }
            for answer in waiting {
                let _nobody_waits = answer.send(());
            }
        }
    }

    fn write_project(&mut self) {
        let Some((number, project)) = self.unwritten.take() else {
            return;
        };
        let error = write_project(&self.folder, &project).err();
        if error.is_some() {
            self.unwritten = Some((number, project));
        }
        if let Ok(mut done) = self.done.lock() {
            *done = Written { number, error };
        }
        (self.wake)();
    }

    fn write_settings(&self, text: &str) {
        if let Err(error) = write_whole(&self.folder.join(settings::FILE), text.as_bytes()) {
            tracing::error!(%error, "settings could not be written");
        }
    }

    /// Takes away what a program that broke off while writing has left.
    fn sweep_up(&self) {
        let Ok(entries) = std::fs::read_dir(&self.folder) else {
            return;
        };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let ours = [FILE, settings::FILE]
                .iter()
                .any(|file| name.starts_with(&format!("{file}.")));
            if ours && name.ends_with(".tmp") {
                // It harms nobody where it stays.
                let _stays = std::fs::remove_file(entry.path());
            }
        }
    }
}

fn write_project(folder: &Path, project: &ProjectFile) -> Result<(), String> {
    let text = serde_json::to_vec_pretty(project).map_err(|error| error.to_string())?;
    write_whole(&folder.join(FILE), &text).map_err(|error| error.to_string())
}

impl Session {
    /// Sends the project to disk.
    pub(super) fn save(&mut self) {
        let project = self.project_file();
        self.autosave.project(project);
    }

    /// Sends the settings to disk.
    pub(super) fn save_settings(&mut self) {
        match self.settings.to_text() {
            Ok(text) => self.autosave.settings(text),
            Err(error) => tracing::error!(%error, "settings could not be put into words"),
        }
    }

    /// The project of last time could not be read: it is set aside under another name, so that nothing writes over it.
    pub fn report_unreadable_project(&mut self, error: &ProjectError) {
        tracing::error!(%error, "the kept project could not be read");
        let newer = matches!(error, ProjectError::Newer(_));
        let message = match self.autosave.set_aside("unreadable") {
            Some(aside) => Message::new(if newer {
                "session-project-newer"
            } else {
                "session-project-unreadable"
            })
            .with("file", aside.display().to_string()),
            None => Message::new("session-project-in-the-way").with("file", FILE),
        };
        self.notices.add(NoticeLevel::Error, message);
    }

    /// Something else is opened than the plan of last time: that plan is put aside under another name, from where it can be
    /// opened again. A plan with nothing in it is not worth a file.
    pub fn put_aside(&mut self, project: &ProjectFile) {
        if project.plan.points.is_empty() && project.plan.zones.is_empty() {
            return;
        }
        let message = match self.autosave.set_aside("kept") {
            Some(aside) => Message::new("session-project-put-aside")
                .with("name", project.plan.name.as_str())
                .with("file", aside.display().to_string()),
            None => Message::new("session-project-in-the-way").with("file", FILE),
        };
        self.notices.add(NoticeLevel::Info, message);
    }

    /// Reads a plan that was put aside.
    pub(super) fn read_project(&mut self, path: PathBuf) {
        self.jobs.start(JobKind::PlanLayers, move |_| {
            let project = ProjectFile::put_aside_at(&path).map(Box::new);
            Outcome::File(FileOutcome::Project(path, project))
        });
    }

    /// Takes up a plan that was put aside; the one at hand is put aside in its stead.
    pub(super) fn take_project(
        &mut self,
        path: &Path,
        read: Result<Box<ProjectFile>, ProjectError>,
    ) {
        match read {
            Ok(project) => self.open_project(*project),
            Err(error) => {
                let message = Message::new("session-project-not-opened")
                    .with("file", path.display().to_string())
                    .with("why", error.to_string());
                self.notices.add(NoticeLevel::Error, message);
            }
        }
    }

    fn open_project(&mut self, project: ProjectFile) {
        self.autosave.flush();
        self.put_aside(&self.project_file());
        self.resume(project);
    }

    /// Waits until everything is on disk: before the program ends.
    pub fn flush(&self) {
        self.autosave.flush();
    }

    fn project_file(&self) -> ProjectFile {
        ProjectFile {
            format: FORMAT,
            plan: self.plan.clone(),
            sources: self.kept.clone(),
            filter: self.filter.as_ref().clone(),
            density: Some(self.density_rule),
        }
    }

    /// Takes up a kept project: its plan at once, its sources as jobs. Sources that cannot be read now stay listed.
    pub fn resume(&mut self, project: ProjectFile) {
        self.filter = Arc::new(project.filter);
        self.density_rule = project.density.filter(is_sound).unwrap_or_default();
        self.kept = project.sources.clone();
        let KeptSources {
            boundaries,
            incidents,
            roads,
        } = project.sources;
        if !boundaries.is_empty() {
            let again = |kept: &super::kept_sources::KeptBoundaries| {
                (kept.file.path.0.clone(), kept.options())
            };
            self.open_boundaries(boundaries.iter().map(again).collect());
        }
        if let Some(kept) = incidents {
            self.import_incidents(kept.file.path.0.clone(), kept.options());
        }
        if let Some(kept) = roads {
            self.open_roads(kept.file.path.0, Some(kept.crs));
        }
        self.take_up_plan(project.plan);
    }
}
