//! Files of several layers: the user says which are opened, and as what.

use std::path::PathBuf;

use super::command::Command;
use super::state::Session;
use crate::io::boundaries::BoundaryOptions;
use crate::io::layer_in_file::LayerInFile;
use crate::io::sniff::FileKind;

/// A file whose layers wait to be chosen from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingLayers {
    /// The file.
    pub path: PathBuf,
    /// Its layers.
    pub layers: Vec<LayerInFile>,
}

impl Session {
    /// The file whose layers wait to be chosen from.
    #[must_use]
    pub const fn pending_layers(&self) -> Option<&PendingLayers> {
        self.pending_layers.as_ref()
    }

    /// Opens layers of the file that waits, each as what was chosen for it.
    pub(super) fn open_layers(&mut self, chosen: Vec<(String, FileKind)>) {
        let Some(pending) = self.pending_layers.take() else {
            return;
        };
        let mut boundaries = Vec::new();
        let mut others = Vec::new();
        for (name, kind) in chosen {
            // The path goes on inside the file.
            let path = pending.path.join(name);
            match kind {
                FileKind::Boundaries => boundaries.push((path, BoundaryOptions::default())),
                FileKind::Zones => others.push(Command::OpenZones(path, None)),
                FileKind::Points => others.push(Command::OpenPoints(path, None)),
                FileKind::Roads => others.push(Command::OpenRoads(path, None)),
                FileKind::Incidents
                | FileKind::BaseMap
                | FileKind::Plan
                | FileKind::Bundle
                | FileKind::Project
                | FileKind::Unknown => {}
            }
        }
        if !boundaries.is_empty() {
            self.open_boundaries(boundaries);
        }
        for command in others {
            self.apply(command);
        }
    }
}
