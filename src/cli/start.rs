//! Before anything runs: the log and the note a crash leaves.

use std::panic::PanicHookInfo;
use std::path::PathBuf;

use tracing_subscriber::filter::LevelFilter;

/// The user's folder for plans and settings, where the system has one.
#[must_use]
pub fn default_home() -> Option<PathBuf> {
    directories::ProjectDirs::from("", "", "patrolgrid")
        .map(|folders| folders.data_dir().to_owned())
}

/// Sets up the log (stderr; `PATROLGRID_LOG=debug|info|warn|error|off`, default warn) and the crash note.
pub(super) fn prepare() {
    let level = std::env::var("PATROLGRID_LOG")
        .ok()
        .and_then(|level| level.parse::<LevelFilter>().ok());
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_max_level(level.unwrap_or(LevelFilter::WARN))
        .with_ansi(false)
        .init();
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        before(panic);
        leave_note(panic);
    }));
}

/// Writes where it broke (never data) beside the plan, so that a maintainer can be told.
fn leave_note(panic: &PanicHookInfo<'_>) {
    let Some(home) = default_home() else { return };
    let place = panic
        .location()
        .map_or_else(String::new, ToString::to_string);
    let note = format!(
        "patrolgrid {} broke at {place}\n",
        env!("CARGO_PKG_VERSION")
    );
    // While breaking there is nobody left to tell.
    let _nobody_to_tell =
        std::fs::create_dir_all(&home).and_then(|()| std::fs::write(home.join("crash.txt"), note));
}
