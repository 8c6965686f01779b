//! What is handed to the writer, and what it tells.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::Sender;

use super::keeper::News;
use crate::i18n::message::Message;
use crate::io::boundaries::BoundaryReading;
use crate::io::plan_file::content::FileSetting;
use crate::io::plan_file::edit_log::{Act, NewEntry};
use crate::io::plan_file::plan_file_error::PlanFileError;
use crate::io::plan_file::source_rows::{SourceFile, SourceKind};
use crate::io::plan_file::store::PlanStore;
use crate::model::grid::GridLevel;
use crate::model::incident::IncidentTable;
use crate::model::plan::Plan;
use crate::model::road_network::RoadNetwork;

/// Where what is handed over is written.
#[derive(Debug)]
pub(super) enum Home {
    /// Nowhere: nothing is kept.
    Nowhere,
    /// Nowhere, for a reason that was told.
    Barred,
    /// A file of its own in this folder, made once there is something to keep.
    Untitled(PathBuf),
    /// An open file.
    Open(Box<PlanStore>),
    /// A file that may only be looked at, and why.
    ReadOnly(Box<PlanStore>, Message),
    /// A file whose log was changed: it stays as it is, and a copy begins its log anew.
    Spoilt(Box<PlanStore>, Message),
}

impl Home {
    pub(super) const fn keeps(&self) -> bool {
        match self {
            Self::Nowhere | Self::Barred | Self::ReadOnly(..) | Self::Spoilt(..) => false,
            Self::Untitled(_) | Self::Open(_) => true,
        }
    }

    pub(super) fn read_only(&self) -> Option<Message> {
        match self {
            Self::ReadOnly(_, why) | Self::Spoilt(_, why) => Some(why.clone()),
            Self::Nowhere | Self::Barred | Self::Untitled(_) | Self::Open(_) => None,
        }
    }
}

/// A change to be written.
#[derive(Debug)]
pub(super) enum Write {
    /// Steps and the plan they lead to.
    Steps(Vec<NewEntry>, Box<Plan>),
    /// A setting of the file.
    Set(FileSetting, String),
    /// The layer of a level among these readings.
    Grids(Arc<Vec<BoundaryReading>>, GridLevel, SourceFile),
    /// Roads.
    Roads(Arc<RoadNetwork>, SourceFile),
    /// Incidents.
    Incidents(Arc<IncidentTable>, SourceFile),
    /// A source was closed.
    Drop(SourceKind),
}

impl Write {
    pub(super) fn write_into(&self, store: &mut PlanStore) -> Result<(), PlanFileError> {
        match self {
            Self::Steps(entries, plan) => store.step(entries, plan),
            Self::Set(setting, text) => store.set(*setting, text),
            Self::Grids(readings, level, file) => {
                let own = readings
                    .iter()
                    .find(|reading| reading.layer.level == *level);
                own.map_or(Ok(()), |reading| store.put_grids(reading, file))
            }
            Self::Roads(roads, file) => store.put_roads(roads, file),
            Self::Incidents(table, file) => store.put_incidents(table, file),
            Self::Drop(kind) => store.drop_source(*kind),
        }
    }

    /// Whether the change itself says what plan a file begins with.
    pub(super) fn begins(&self) -> bool {
        match self {
            Self::Steps(entries, _) => entries.first().is_some_and(|entry| entry.act == Act::Begin),
            _ => false,
        }
    }

    /// Whether a later change makes this one needless.
    pub(super) fn is_outdone_by(&self, later: &Self) -> bool {
        match (self, later) {
            (Self::Set(one, _), Self::Set(other, _)) => one == other,
            _ => false,
        }
    }
}

/// A wish to go on in a copy.
#[derive(Debug)]
pub(super) struct SaveAs {
    /// Where.
    pub(super) target: PathBuf,
    /// How the log begins where the copy cannot take the log at hand along.
    pub(super) begin: NewEntry,
    /// The plan at hand.
    pub(super) plan: Plan,
}

/// What the writer is asked for.
#[derive(Debug)]
pub(super) enum Errand {
    Write(u64, Box<Write>),
    Settings(String),
    Turn(u64, Box<Home>),
    SaveAs(Box<SaveAs>),
    Flush(Sender<()>),
}

/// What the writer tells.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// All errands up to this number are on disk.
    pub(super) done: u64,
    /// Why the next one is not.
    pub(super) error: Option<Message>,
    /// The rest, each with the turn it speaks of.
    pub(super) news: Vec<(u64, News)>,
}
