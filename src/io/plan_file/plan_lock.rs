//! One program a plan file: whoever comes second may read, and learns who holds it.
//!
//! The hold is the system's own lock on a small file beside the plan, so that it goes with the program that held it, however
//! that ended: a lock file left behind by a dead program holds nobody up.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// Who holds a file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Holder {
    /// The name the user goes by.
    pub who: String,
    /// The name of the computer.
    pub host: String,
    /// The number of the program's process.
    pub process: u32,
    /// Since when, UTC.
    pub since: String,
}

impl Holder {
    /// This very program.
    #[must_use]
    pub fn here(who: &str, since: &str) -> Self {
        Self {
            who: who.to_owned(),
            host: host_name(),
            process: std::process::id(),
            since: since.to_owned(),
        }
    }
}

/// Why a plan cannot be held.
#[derive(Debug)]
pub enum NoHold {
    /// Another program holds it.
    HeldBy(Holder),
    /// The folder cannot be written.
    Unwritable(std::io::Error),
}

/// The hold on a plan file; let go with the value, and by the system where the program breaks.
#[derive(Debug)]
pub struct PlanLock {
    file: File,
    path: PathBuf,
}

impl PlanLock {
    /// Takes hold of a plan file, whether it is there yet or not.
    ///
    /// # Errors
    /// [`NoHold`].
    pub fn take(plan: &Path, me: &Holder) -> Result<Self, NoHold> {
        let path = lock_path(plan);
        // Whoever let go may have taken the file away between our opening and our locking: then once more.
        for _ in 0..20 {
            let mut file = OpenOptions::new()
                .read(true)
                .write(true)
                .create(true)
                .truncate(false)
                .open(&path)
                .map_err(NoHold::Unwritable)?;
            match file.try_lock() {
                Ok(()) if !is_still(&file, &path) => continue,
                Ok(()) => write_holder(&mut file, me),
                Err(TryLockError::WouldBlock) => {
                    return Err(NoHold::HeldBy(read_holder(&mut file)));
                }
                // A system without locks: the plan is ours as far as can be told.
                Err(TryLockError::Error(error)) => {
                    tracing::warn!(%error, "the plan could not be locked");
                }
            }
            return Ok(Self { file, path });
        }
        Err(NoHold::HeldBy(Holder::default()))
    }
}

impl Drop for PlanLock {
    fn drop(&mut self) {
        // Taken away while still locked, so that nobody locks a file that is about to go. It harms nobody where it stays.
        if is_still(&self.file, &self.path) {
            let _stays = std::fs::remove_file(&self.path);
        }
        let _goes_with_the_file = self.file.unlock();
    }
}

/// Where the lock of a plan lies: beside it, hidden where a dot hides.
#[must_use]
pub fn lock_path(plan: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(plan.file_name().unwrap_or_default());
    name.push(".lock");
    plan.with_file_name(name)
}

#[cfg(unix)]
fn is_still(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let same =
        |a: &std::fs::Metadata, b: &std::fs::Metadata| (a.dev(), a.ino()) == (b.dev(), b.ino());
    match (file.metadata(), std::fs::metadata(path)) {
        (Ok(ours), Ok(there)) => same(&ours, &there),
        _ => false,
    }
}

/// Elsewhere an open file cannot be taken away.
#[cfg(not(unix))]
fn is_still(_file: &File, path: &Path) -> bool {
    path.exists()
}

fn write_holder(file: &mut File, me: &Holder) {
    let text = serde_json::to_vec(me).unwrap_or_default();
    // A holder without a name still holds.
    let _nameless = file.set_len(0).and_then(|()| file.write_all(&text));
}

fn read_holder(file: &mut File) -> Holder {
    let mut text = Vec::new();
    let read = file.take(4096).read_to_end(&mut text);
    read.ok()
        .and_then(|_| serde_json::from_slice(&text).ok())
        .unwrap_or_default()
}

fn host_name() -> String {
    let by_environment = || std::env::var("COMPUTERNAME").ok();
    std::fs::read_to_string("/proc/sys/kernel/hostname")
        .or_else(|_| std::fs::read_to_string("/etc/hostname"))
        .ok()
        .or_else(by_environment)
        .unwrap_or_default()
        .trim()
        .to_owned()
}
