//! Where the sources of a project lie and how they were read: what brings them back at the next start. A source that
//! cannot be read (a stick that is not plugged in) stays listed until another takes its place or it is closed.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::path_text::KeptPath;
use crate::base::crs::Crs;
use crate::io::boundaries::{BoundaryFields, BoundaryOptions};
use crate::io::incident_table::{IncidentMapping, IncidentOptions};
use crate::io::layer_in_file::file_of;
use crate::io::open_file::open_file;
use crate::io::plan_file::edit_log::hex;
use crate::io::plan_file::source_rows::SourceFile;
use crate::model::grid::GridLevel;

/// How a file looked when it was read, to tell at the next start that it has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileLook {
    bytes: u64,
    /// Seconds since 1970, where the system says.
    modified: Option<u64>,
}

impl FileLook {
    /// How a file looks now; `None` where it is not there.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let known = std::fs::metadata(file_of(path)).ok()?;
        let modified = known.modified().ok();
        Some(Self {
            bytes: known.len(),
            modified: modified
                .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
                .map(|since| since.as_secs()),
        })
    }
}

/// A file and how it looked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptFile {
    /// Where it lies.
    pub path: KeptPath,
    /// How it looked when it was last read.
    #[serde(default)]
    pub look: Option<FileLook>,
    /// Digest of its bytes then.
    #[serde(default)]
    pub sha256: Option<String>,
}

impl KeptFile {
    /// A file as it looks now. Reads it whole for its digest: not for the screen's thread.
    #[must_use]
    pub fn seen(path: PathBuf) -> Self {
        Self {
            look: FileLook::of(&path),
            sha256: digest_of(file_of(&path)).ok(),
            path: KeptPath(path),
        }
    }

    /// The same as a plan file keeps it.
    #[must_use]
    pub fn source(&self) -> SourceFile {
        SourceFile {
            bytes: self.look.map(|look| look.bytes),
            sha256: self.sha256.clone(),
            read_at: utc_now(),
        }
    }

    /// Whether this is the same file, and it looks otherwise now than it did.
    fn has_become(&self, now: &Self) -> bool {
        self.path == now.path && self.look.is_some() && self.look != now.look
    }
}

/// A boundary file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptBoundaries {
    /// The file.
    pub file: KeptFile,
    /// Its reference system.
    pub crs: Crs,
    /// The level it was read as.
    pub level: GridLevel,
    /// What its attributes mean.
    pub fields: BoundaryFields,
}

/// The incident file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptIncidents {
    /// The file.
    pub file: KeptFile,
    /// How its columns were mapped.
    pub mapping: IncidentMapping,
    /// Its reference system.
    pub crs: Crs,
    /// Its sheet, where it is a workbook.
    #[serde(default)]
    pub sheet: Option<String>,
    /// Its encoding, or the format of a workbook.
    pub encoding: String,
    /// Its delimiter.
    pub delimiter: u8,
}

/// The road file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptRoads {
    /// The file.
    pub file: KeptFile,
    /// Its reference system.
    pub crs: Crs,
}

/// All of them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct KeptSources {
    /// One a level.
    pub boundaries: Vec<KeptBoundaries>,
    /// The incidents.
    pub incidents: Option<KeptIncidents>,
    /// The roads.
    pub roads: Option<KeptRoads>,
}

impl KeptSources {
    /// Boundaries were read: they take the place of those of their level. Returns whether the file has changed since it was
    /// last read.
    pub(super) fn put_boundaries(&mut self, new: KeptBoundaries) -> bool {
        let changed = self
            .boundaries
            .iter()
            .any(|old| old.file.has_become(&new.file));
        self.close_level(new.level);
        self.boundaries.push(new);
        changed
    }

    /// A level was closed.
    pub(super) fn close_level(&mut self, level: GridLevel) {
        self.boundaries.retain(|kept| kept.level != level);
    }

    /// Incidents were read. Returns whether the file has changed since it was last read.
    pub(super) fn put_incidents(&mut self, new: KeptIncidents) -> bool {
        let now = new.file.clone();
        let before = self.incidents.replace(new);
        before.is_some_and(|old| old.file.has_become(&now))
    }

    /// Roads were read. Returns whether the file has changed since it was last read.
    pub(super) fn put_roads(&mut self, new: KeptRoads) -> bool {
        let now = new.file.clone();
        let before = self.roads.replace(new);
        before.is_some_and(|old| old.file.has_become(&now))
    }
}

fn digest_of(path: &Path) -> std::io::Result<String> {
    let mut file = open_file(path)?;
    let mut sum = Sha256::new();
    let mut chunk = vec![0; 1 << 18];
    loop {
        let got = file.read(&mut chunk)?;
        if got == 0 {
            return Ok(hex(&sum.finalize()));
        }
        sum.update(chunk.get(..got).unwrap_or_default());
    }
}

/// Now, UTC, to the millisecond, as logs have it.
#[must_use]
pub fn utc_now() -> String {
    format!("{:.3}", jiff::Timestamp::now())
}

impl KeptBoundaries {
    /// How it is read again.
    pub(super) fn options(&self) -> BoundaryOptions {
        BoundaryOptions {
            crs: Some(self.crs),
            level: Some(self.level),
            fields: Some(self.fields.clone()),
        }
    }
}

impl KeptIncidents {
    /// How it is read again.
    pub(super) fn options(&self) -> IncidentOptions {
        IncidentOptions {
            mapping: Some(self.mapping.clone()),
            crs: Some(self.crs),
            encoding: Some(self.encoding.clone()),
            delimiter: Some(self.delimiter),
            sheet: self.sheet.clone(),
        }
    }
}
