//! The thin binary: reads the arguments, then runs a headless command or opens the window.

use std::process::ExitCode;

use patrolgrid::cli::{self, Begun};

fn main() -> ExitCode {
    match cli::begin(tile_is_sound) {
        Begun::Done(code) => code,
        Begun::Window(request) => open(&request),
    }
}

#[cfg(feature = "gui")]
use patrolgrid::ui::map::tile_can_be_drawn as tile_is_sound;

/// Nothing draws tiles here, so none is asked for.
#[cfg(not(feature = "gui"))]
fn tile_is_sound(_: &[u8], _: u8) -> bool {
    false
}

#[cfg(feature = "gui")]
fn open(request: &cli::WindowRequest) -> ExitCode {
    if !display_is_there() {
        return cli::no_window("cli-no-display", request);
    }
    match patrolgrid::ui::open(request) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // In the words of the window system: for maintainers (PATROLGRID_LOG=info).
            tracing::info!(%error, "no window");
            cli::no_window("cli-window-failed", request)
        }
    }
}

#[cfg(not(feature = "gui"))]
fn open(request: &cli::WindowRequest) -> ExitCode {
    cli::no_window("cli-no-gui", request)
}

/// On Unix desktops a window needs one of these; elsewhere there is always a display.
#[cfg(feature = "gui")]
fn display_is_there() -> bool {
    let named = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(all(unix, not(target_os = "macos"))) || named("WAYLAND_DISPLAY") || named("DISPLAY")
}
