//! Sources whose own file cannot be read: the copy inside the plan stands in.

use std::path::PathBuf;
use std::sync::Arc;

use super::files::{IncidentsRead, RoadsRead};
use super::kept_sources::{KeptFile, KeptIncidents, KeptRoads};
use super::sources::IncidentReport;
use crate::analysis::road_facts::road_facts;
use crate::io::plan_file::inside::{incidents_inside, roads_inside};
use crate::io::plan_file::plan_file_error::PlanFileError;
use crate::io::read_error::ReadError;
use crate::model::road_network::Access;

/// Whether a copy inside the plan may stand in: the file itself cannot be read.
pub(super) fn is_away(error: &ReadError) -> bool {
    match error {
        ReadError::File { .. } => true,
        ReadError::Write { .. } | ReadError::Content { .. } | ReadError::Cancelled(_) => false,
    }
}

/// What the plan has of something whose file cannot be read; that it cannot be read either is logged.
pub(super) fn of_plan<T>(read: Result<Option<T>, PlanFileError>) -> Option<T> {
    read.unwrap_or_else(|error| {
        tracing::warn!(%error, "the copy inside the plan could not be read");
        None
    })
}

pub(super) fn incidents_of_plan(
    inside: Option<(PathBuf, KeptIncidents)>,
    file: &KeptFile,
    error: &ReadError,
) -> Option<IncidentsRead> {
    let (plan, kept) = inside.filter(|(_, kept)| is_away(error) && kept.file.path == file.path)?;
    let table = of_plan(incidents_inside(&plan))?;
    let note = table.source();
    let report = IncidentReport {
        found: note.found,
        refused: note.refused(),
        mapping: Some(kept.mapping.clone()),
        ..IncidentReport::default()
    };
    Some(IncidentsRead {
        from_plan: true,
        middle: table.middle(),
        report: Arc::new(report),
        table: Arc::new(table),
        kept,
    })
}

pub(super) fn roads_of_plan(
    inside: Option<(PathBuf, KeptRoads)>,
    file: KeptFile,
    error: ReadError,
) -> (KeptFile, Result<RoadsRead, ReadError>) {
    let inside = inside.filter(|(_, kept)| is_away(&error) && kept.file.path == file.path);
    let found = inside.and_then(|(plan, kept)| Some((kept.file, of_plan(roads_inside(&plan))?)));
    match found {
        None => (file, Err(error)),
        Some((file, roads)) => {
            let read = RoadsRead {
                facts: road_facts(&roads, Access::CAR),
                roads,
                shifted: None,
                from_plan: true,
            };
            (file, Ok(read))
        }
    }
}
