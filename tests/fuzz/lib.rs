//! What the targets share: a file of the bytes at hand is read as everything it may be, and what comes back must be sound.

use std::cell::{OnceCell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};
use std::path::{Path, PathBuf};
use std::sync::Once;

use patrolgrid::base::cancel::Cancel;
use patrolgrid::io::boundaries::BoundaryOptions;
use patrolgrid::io::incident_table::IncidentOptions;
use patrolgrid::io::worker::errand::{Answer, Errand, carry_out};

/// A file of these bytes under this name; the folder is gone with the process.
pub fn file(name: &str, bytes: &[u8]) -> PathBuf {
    thread_local! {
        static FOLDER: OnceCell<tempfile::TempDir> = const { OnceCell::new() };
    }
    FOLDER.with(|folder| {
        // In memory where the system has such a folder: a disk would be the bottleneck.
        let memory = Path::new("/dev/shm");
        let made = || {
            let place = if memory.is_dir() {
                memory.to_owned()
            } else {
                std::env::temp_dir()
            };
            tempfile::tempdir_in(place).expect("a folder")
        };
        let path = folder.get_or_init(made).path().join(name);
        std::fs::write(&path, bytes).expect("written");
        path
    })
}

thread_local! {
    static LAST_WORDS: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Breaks of a library that our reader contains are no findings: libFuzzer's own hook would end the process at them.
fn contained_breaks_pass() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        set_hook(Box::new(|broke| {
            LAST_WORDS.with(|words| words.replace(format!("{broke}")));
        }));
    });
}

/// Reads a file as this; what comes back must be sound.
pub fn read(errand: &Errand) {
    contained_breaks_pass();
    let read = catch_unwind(AssertUnwindSafe(|| read_soundly(errand)));
    if read.is_err() {
        LAST_WORDS.with(|words| eprintln!("{errand:?}: {}", words.borrow()));
        std::process::abort();
    }
}

fn read_soundly(errand: &Errand) {
    if let Ok(answer) = carry_out(errand, &Cancel::new()) {
        assert!(answer.is_sound(), "unsound places from {errand:?}");
        match answer {
            Answer::Incidents(read) => {
                let note = read.table.source();
                assert_eq!(note.found, note.kept + note.refused(), "rows are lost");
                assert_eq!(note.kept, read.table.len());
            }
            Answer::Boundaries(read) => {
                let note = &read.layer.source;
                assert_eq!(note.kept, read.layer.units.len());
            }
            _ => {}
        }
    }
}

/// A table of incidents.
pub fn table(path: PathBuf) {
    read(&Errand::Look(path.clone()));
    read(&Errand::Preview(path.clone(), IncidentOptions::default()));
    read(&Errand::Incidents(path, IncidentOptions::default()));
}

/// Features of any kind.
pub fn features(path: PathBuf) {
    read(&Errand::Look(path.clone()));
    read(&Errand::Boundaries(
        path.clone(),
        BoundaryOptions::default(),
    ));
    read(&Errand::Points(path.clone(), None));
    read(&Errand::Zones(path.clone(), None));
    read(&Errand::Roads(path, None));
}
