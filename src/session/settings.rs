//! What the program remembers about its user between runs: language, look, recent files, column mappings.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::i18n::language::Language;
use crate::io::incident_table::IncidentMapping;

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
    pub recent_files: Vec<PathBuf>,
    /// Column mappings the user chose, by header.
    pub mappings: BTreeMap<String, IncidentMapping>,
    /// Whether the four first steps have been dismissed.
    pub first_steps_done: bool,
}

const RECENT: usize = 12;

impl Settings {
    /// The settings of a folder; the defaults where there are none or they cannot be read.
    #[must_use]
    pub fn load(folder: &Path) -> Self {
        let Ok(text) = std::fs::read_to_string(folder.join(FILE)) else {
            return Self::default();
        };
        serde_json::from_str(&text).unwrap_or_else(|error| {
            tracing::warn!(%error, "settings could not be read; defaults are used");
            Self::default()
        })
    }

    /// Puts a file at the head of the recent ones.
    pub fn remember_file(&mut self, path: &Path) {
        self.recent_files.retain(|known| known != path);
        self.recent_files.insert(0, path.to_owned());
        self.recent_files.truncate(RECENT);
    }

    /// The settings as the text of their file.
    #[must_use]
    pub fn to_text(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

/// The name of the settings file in the user's folder.
pub const FILE: &str = "settings.json";
