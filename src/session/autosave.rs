//! The plan on disk: written off the screen's thread after every step, whole and atomically.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

use serde::{Deserialize, Serialize};

use super::notice::NoticeLevel;
use super::settings;
use super::state::Session;
use crate::analysis::density::DensityRule;
use crate::base::crs::Crs;
use crate::i18n::message::Message;
use crate::io::incident_table::IncidentMapping;
use crate::io::safe_write::write_whole;
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
    /// Could not be written; what the system says.
    Failed(String),
}

/// What is kept of a project between runs: the plan and where its sources lie.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ProjectFile {
    /// The plan.
    pub plan: Plan,
    /// Boundary files with their reference systems.
    pub boundaries: Vec<(PathBuf, Crs)>,
    /// The incident file.
    pub incidents: Option<PathBuf>,
    /// How its columns were mapped.
    pub mapping: Option<IncidentMapping>,
    /// The incident file's reference system.
    pub incident_crs: Crs,
    /// The road file.
    pub roads: Option<PathBuf>,
    /// The filter.
    pub filter: IncidentFilter,
    /// Kernel and bandwidth.
    pub density: Option<DensityRule>,
}

/// The name of the project file in the user's folder.
pub const FILE: &str = "project.json";

impl ProjectFile {
    /// The project kept in a folder: `Ok(None)` where there is none.
    ///
    /// # Errors
    /// What the system or the parser says; the file is left as it is.
    pub fn load(folder: &Path) -> Result<Option<Self>, String> {
        match std::fs::read_to_string(folder.join(FILE)) {
            Ok(text) => serde_json::from_str(&text)
                .map(Some)
                .map_err(|error| error.to_string()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.to_string()),
        }
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
    asked: u64,
    done: Arc<Mutex<Written>>,
}

#[derive(Debug, Default)]
struct Written {
    number: u64,
    error: Option<String>,
}

impl Autosave {
    /// A writer into a folder; `None` keeps nothing.
    #[must_use]
    pub fn new(folder: Option<PathBuf>, wake: Arc<dyn Fn() + Send + Sync>) -> Self {
        let done = Arc::new(Mutex::new(Written::default()));
        let kept = folder.clone();
        let sender = folder.and_then(|folder| {
            let (sender, receiver) = channel();
            let done = Arc::clone(&done);
            let thread = std::thread::Builder::new().name("autosave".into());
            thread
                .spawn(move || write_all(&folder, &receiver, &done, &*wake))
                .ok()
                .map(|_| sender)
        });
        Self {
            folder: kept,
            sender,
            asked: 0,
            done,
        }
    }

    /// Asks for a project to be written.
    pub fn project(&mut self, project: ProjectFile) {
        if let Some(sender) = &self.sender {
            self.asked += 1;
            // A writer that is gone shows as a state that never becomes saved.
            let _writer_gone = sender.send(Errand::Project(self.asked, Box::new(project)));
        }
    }

    /// Renames the kept project so that it is not written over; its new path.
    fn set_aside(&self) -> Option<PathBuf> {
        let folder = self.folder.as_ref()?;
        let free = (1..1000).map(|number| folder.join(format!("project-unreadable-{number}.json")));
        let aside = free.into_iter().find(|path| !path.exists())?;
        std::fs::rename(folder.join(FILE), &aside)
            .ok()
            .map(|()| aside)
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
}

fn write_all(
    folder: &Path,
    receiver: &Receiver<Errand>,
    done: &Mutex<Written>,
    wake: &(dyn Fn() + Send + Sync),
) {
    while let Ok(first) = receiver.recv() {
        let mut errands = vec![first];
        errands.extend(receiver.try_iter());
        let last_project = errands
            .iter()
            .rposition(|errand| matches!(errand, Errand::Project(..)));
        for (position, errand) in errands.into_iter().enumerate() {
            match errand {
                Errand::Project(number, project) if Some(position) == last_project => {
                    let error = write_project(folder, &project).err();
                    if let Ok(mut done) = done.lock() {
                        *done = Written { number, error };
                    }
                    wake();
                }
                Errand::Project(..) => {}
                Errand::Settings(text) => {
                    if let Err(error) = write_whole(&folder.join(settings::FILE), text.as_bytes()) {
                        tracing::error!(%error, "settings could not be written");
                    }
                }
                Errand::Flush(answer) => {
                    let _nobody_waits = answer.send(());
                }
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
        self.autosave.settings(self.settings.to_text());
    }

    /// The project of last time could not be read: it is set aside under another name, so that nothing writes over it.
    pub fn report_unreadable_project(&mut self, error: &str) {
        tracing::error!(error, "the kept project could not be read");
        let aside = self.autosave.set_aside();
        let name = aside.map_or_else(String::new, |path| path.display().to_string());
        let message = Message::new("session-project-unreadable").with("file", name);
        self.notices.add(NoticeLevel::Error, message);
    }

    /// Waits until everything is on disk: before the program ends.
    pub fn flush(&self) {
        self.autosave.flush();
    }

    fn project_file(&self) -> ProjectFile {
        let known = |path: &String| (!path.is_empty()).then(|| PathBuf::from(path));
        let incidents = self.sources.incidents.content.source();
        let layers = self.sources.grids.content.layers();
        ProjectFile {
            plan: self.plan.clone(),
            boundaries: layers
                .filter_map(|layer| Some((known(&layer.source.path)?, layer.source.crs)))
                .collect(),
            incidents: known(&incidents.path),
            mapping: self.sources.incident_report.mapping.clone(),
            incident_crs: incidents.crs,
            roads: known(&self.sources.roads.content.source.path),
            filter: self.filter.clone(),
            density: Some(self.density_rule),
        }
    }

    /// Takes up a kept project: its plan at once, its sources as jobs.
    pub fn resume(&mut self, project: ProjectFile) {
        self.filter = project.filter;
        self.density_rule = project.density.unwrap_or_default();
        let options = |crs| crate::io::boundaries::BoundaryOptions {
            crs: Some(crs),
            ..Default::default()
        };
        if !project.boundaries.is_empty() {
            self.open_boundaries(
                project
                    .boundaries
                    .into_iter()
                    .map(|(path, crs)| (path, options(crs)))
                    .collect(),
            );
        }
        if let Some(path) = project.incidents {
            let options = crate::io::incident_table::IncidentOptions {
                mapping: project.mapping,
                crs: Some(project.incident_crs),
                ..Default::default()
            };
            self.import_incidents(path, options);
        }
        if let Some(path) = project.roads {
            self.open_roads(path, None);
        }
        self.open_plan(project.plan);
    }
}
