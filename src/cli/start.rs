//! Before anything runs: the log and the note a crash leaves.

use std::panic::PanicHookInfo;
use std::path::PathBuf;

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

use super::output::say;
use crate::base::contained::is_contained;

/// The user's folder for plans and settings, where the system has one.
#[must_use]
pub fn default_home() -> Option<PathBuf> {
    directories::ProjectDirs::from("", "", "patrolgrid")
        .map(|folders| folders.data_dir().to_owned())
}

/// This program, to be started again as a reader of foreign files: on Linux even where its file was replaced meanwhile.
pub(super) fn this_program() -> Option<PathBuf> {
    if cfg!(target_os = "linux") {
        return Some(PathBuf::from("/proc/self/exe"));
    }
    std::env::current_exe().ok()
}

/// Sets up the log (stderr; `PATROLGRID_LOG=debug|info|warn|error|off`, default warn, and of others' crates only errors)
/// and the crash note.
pub(super) fn prepare() {
    let asked = std::env::var("PATROLGRID_LOG")
        .ok()
        .and_then(|level| level.parse::<LevelFilter>().ok());
    let ours = asked.unwrap_or(LevelFilter::WARN);
    let levels = Targets::new()
        .with_default(asked.unwrap_or(LevelFilter::ERROR))
        .with_target("patrolgrid", ours);
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .with_filter(levels);
    // A second log in one process (a test) leaves the first as it is.
    let _already_there = tracing_subscriber::registry().with(lines).try_init();
    let in_full = ours >= LevelFilter::DEBUG;
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if is_contained() {
            return;
        }
        if in_full {
            before(panic);
        } else {
            say(&broke_at(panic));
        }
        leave_note(panic);
    }));
}

/// Says where it broke. Not with what words: those made up while breaking may quote data.
fn broke_at(panic: &PanicHookInfo<'_>) -> String {
    let place = panic
        .location()
        .map_or_else(String::new, ToString::to_string);
    format!("patrolgrid {} broke at {place}", env!("CARGO_PKG_VERSION"))
}

/// Writes where it broke (never data) beside the plan, so that a maintainer can be told.
fn leave_note(panic: &PanicHookInfo<'_>) {
    let Some(home) = default_home() else { return };
    let note = broke_at(panic) + "\n";
    // While breaking there is nobody left to tell.
    let _nobody_to_tell =
        std::fs::create_dir_all(&home).and_then(|()| std::fs::write(home.join("crash.txt"), note));
}
