//! What several test files share.
#![allow(dead_code, reason = "every test file uses its own part of this")]

use std::path::PathBuf;

/// The folder of real data (`PATROLGRID_DATA`, default `../shared/data`), or `None`, said aloud, where it is absent.
#[must_use]
pub(crate) fn data_dir() -> Option<PathBuf> {
    let default = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let folder = std::env::var_os("PATROLGRID_DATA").map_or(default, PathBuf::from);
    if folder.join("CATALOGUE.md").is_file() {
        return Some(folder);
    }
    eprintln!(
        "SKIPPED: no real data at {}; set PATROLGRID_DATA to check against it",
        folder.display()
    );
    None
}

/// Steps a session until nothing is under way.
pub(crate) fn settle(session: &mut patrolgrid::session::state::Session) {
    settle_within(session, std::time::Duration::from_mins(2));
}

/// The same; what takes longer hangs.
pub(crate) fn settle_within(
    session: &mut patrolgrid::session::state::Session,
    longest: std::time::Duration,
) {
    let start = std::time::Instant::now();
    session.tick();
    while session.is_busy() {
        assert!(
            start.elapsed() < longest,
            "jobs never end: {:?}",
            session.running_jobs()
        );
        std::thread::sleep(std::time::Duration::from_millis(2));
        session.tick();
    }
    session.tick();
}
