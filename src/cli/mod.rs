//! The same work without a window: arguments, and one file a headless command.
//!
//! One JSON object on stdout (with `--json`), progress and notices on stderr; exit 0 done, 1 findings or refused input,
//! 2 wrong usage.

mod args;
pub mod backtest;
pub mod brief;
pub mod bundle;
pub mod check;
pub mod compare;
mod compare_lines;
pub mod coverage;
mod coverage_report;
pub mod demo;
pub mod exits;
pub mod export;
pub mod heatmap;
mod heatmap_frame;
pub mod heatmap_network;
mod help;
pub mod hotspot;
pub mod hotspot_lines;
mod hotspot_score;
pub mod import;
pub mod isochrone;
pub mod output;
pub mod roads;
mod run;
pub mod score_line;
mod start;
pub mod study;
pub mod suggest;
mod suggest_table;
mod usage;

use std::path::PathBuf;
use std::process::ExitCode;

pub use start::default_home;

use crate::io::worker;

/// What the command line asked for.
#[derive(Debug)]
pub enum Begun {
    /// A headless command, which has been carried out.
    Done(ExitCode),
    /// The window.
    Window(WindowRequest),
}

/// The window that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WindowRequest {
    /// Where the plan and the settings are kept; `None` is the user's data folder.
    pub home: Option<PathBuf>,
    /// The shipped demo district even if there is a plan to go on with.
    pub demo: bool,
    /// Files to open.
    pub files: Vec<PathBuf>,
    /// The language, where one was asked for.
    pub language: Option<crate::i18n::language::Language>,
}

/// Reads the arguments and carries out a headless command, if there is one. A worker hands over those tiles of a base map of
/// which `is_sound` holds.
#[must_use]
pub fn begin(is_sound: worker::tiles::TileProof) -> Begun {
    if std::env::args_os()
        .nth(1)
        .is_some_and(|first| first == worker::ARGUMENT)
    {
        return Begun::Done(worker::server::serve(is_sound));
    }
    start::prepare();
    if let Some(program) = start::this_program() {
        worker::employ(program);
    }
    run::run(std::env::args_os())
}

/// Tells on stderr why no window can be opened, and which commands work without one.
#[must_use]
pub fn no_window(sentence: &str, request: &WindowRequest) -> ExitCode {
    run::no_window(sentence, request)
}
