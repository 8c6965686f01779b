//! The project file of before: format 1, one JSON text. It is read whole and becomes a plan file; itself it stays as it is.

use std::io::Read;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use super::plan_file_error::PlanFileError;
use crate::io::open_file::open_file;
use crate::model::filter::IncidentFilter;
use crate::model::plan::Plan;

/// Its format, the only one written as JSON.
const FORMAT: u32 = 1;

/// What an old project holds.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct OldProject {
    /// The plan.
    pub plan: Plan,
    /// Where its sources lie, in the words of the session.
    #[serde(default)]
    pub sources: Value,
    /// The filter.
    #[serde(default)]
    pub filter: IncidentFilter,
    /// Kernel and bandwidth, in the words of the session.
    #[serde(default)]
    pub density: Value,
}

/// Reads an old project file.
///
/// # Errors
/// [`PlanFileError`]; pipes and devices are refused, and the file is left as it is.
pub fn read_old_project(path: &Path) -> Result<OldProject, PlanFileError> {
    #[derive(Deserialize)]
    struct Head {
        format: u32,
    }
    let mut bytes = Vec::new();
    open_file(path)
        .and_then(|mut file| file.read_to_end(&mut bytes))
        .map_err(PlanFileError::system(path))?;
    // What a parser says may quote the file: only that it is no plan is told.
    let head: Head = serde_json::from_slice(&bytes).map_err(|_| PlanFileError::NotAPlan)?;
    if head.format > FORMAT {
        return Err(PlanFileError::Newer(head.format));
    }
    serde_json::from_slice(&bytes).map_err(|_| PlanFileError::Damaged("JSON"))
}
