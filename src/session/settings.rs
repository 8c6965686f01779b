//! What the program remembers about its user between runs: language, look, recent files, column mappings.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::bundles::KnownKey;
use super::path_text::KeptPath;
use crate::i18n::language::Language;
use crate::io::incident_table::IncidentMapping;
use crate::io::safe_write::set_aside;

/// The three looks of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Look {
    /// Light, the default.
    #[default]
    Light,
    /// Dark.
    Dark,
    /// Large and high in contrast, for the projector.
    Projector,
}

/// What is remembered.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The language of every sentence.
    pub language: Language,
    /// The look.
    pub look: Look,
    /// Files opened lately, newest first, at most 12.
    #[serde(with = "super::path_text::list")]
    pub recent_files: Vec<PathBuf>,
    /// Column mappings the user chose, by header.
    pub mappings: BTreeMap<String, IncidentMapping>,
    /// Whether the four first steps have been dismissed.
    pub first_steps_done: bool,
    /// Whether the map jumps from scene to scene instead of gliding.
    pub still_scenes: bool,
    /// The name the user goes by in edit logs; the one the system knows until another is given.
    pub planner: String,
    /// The keys of others that bundles are believed by.
    pub known_keys: Vec<KnownKey>,
    /// How long a call keeps a unit busy, minutes; `None` where workloads are not worked out.
    pub call_minutes: Option<f64>,
    /// The plan file used last.
    pub last_plan: Option<KeptPath>,
}

const RECENT: usize = 12;

impl Settings {
    /// The settings of a folder; the defaults where there are none. Settings that cannot be read are set aside, so that
    /// nothing writes over them: the name they then go by comes with the defaults.
    #[must_use]
    pub fn load(folder: &Path) -> (Self, Option<String>) {
        let path = folder.join(FILE);
        let Ok(bytes) = std::fs::read(&path) else {
            return (Self::default(), None);
        };
        match serde_json::from_slice(&bytes) {
            Ok(settings) => (settings, None),
            Err(error) => {
                let (line, column) = (error.line(), error.column());
                tracing::warn!(line, column, "settings could not be read");
                let aside = set_aside(&path, "unreadable");
                let name = aside.map(|path| path.display().to_string());
                (Self::default(), name)
            }
        }
    }

    /// The name the user goes by.
    #[must_use]
    pub fn who(&self) -> String {
        let known = |name: &str| std::env::var(name).ok().filter(|name| !name.is_empty());
        Some(self.planner.trim().to_owned())
            .filter(|name| !name.is_empty())
            .or_else(|| known("USER"))
            .or_else(|| known("USERNAME"))
            .unwrap_or_default()
    }

    /// Puts a file at the head of the recent ones.
    pub fn remember_file(&mut self, path: &Path) {
        self.recent_files.retain(|known| known != path);
        self.recent_files.insert(0, path.to_owned());
        self.recent_files.truncate(RECENT);
    }

    /// The settings as the text of their file.
    ///
    /// # Errors
    /// What the writer of JSON says; nothing is written then.
    pub fn to_text(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self)
    }
}

/// The name of the settings file in the user's folder.
pub const FILE: &str = "settings.json";
