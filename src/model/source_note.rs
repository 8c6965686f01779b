//! Where a layer came from: what every figure built on it must be able to say.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::base::crs::Crs;

/// The origin of one layer.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SourceNote {
    /// The file's name without its folder, as the user knows it.
    pub file_name: String,
    /// The file's whole path, empty where it has none (pasted, generated).
    pub path: String,
    /// The reference system its coordinates were read in.
    pub crs: Crs,
    /// Features or rows found.
    pub found: usize,
    /// Features or rows kept.
    pub kept: usize,
}

impl SourceNote {
    /// The note of what was read from a file.
    #[must_use]
    pub fn of_file(path: &Path, crs: Crs, found: usize, kept: usize) -> Self {
        let name = path.file_name().unwrap_or_default();
        Self {
            file_name: name.to_string_lossy().into_owned(),
            path: path.to_string_lossy().into_owned(),
            crs,
            found,
            kept,
        }
    }

    /// Features or rows refused, each of which is listed with its reason beside the layer.
    #[must_use]
    pub const fn refused(&self) -> usize {
        self.found.saturating_sub(self.kept)
    }
}
