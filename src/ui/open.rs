//! Opening the window: where plans are kept, what is opened first.

use std::path::PathBuf;

use super::app::App;
use crate::cli::{WindowRequest, default_home};
use crate::session::command::Command;
use crate::session::state::Session;

/// Opens the window and returns when it is closed.
///
/// # Errors
/// What the window system says.
pub fn open(request: &WindowRequest) -> eframe::Result {
    let home = request.home.clone().or_else(default_home);
    let options = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_app_id("patrolgrid")
            .with_title("巡格 PatrolGrid")
            .with_inner_size([1600.0, 900.0])
            .with_min_inner_size([1024.0, 640.0]),
        persistence_path: home.as_ref().map(|home| home.join("window.ron")),
        system_font_fallback: false,
        ..eframe::NativeOptions::default()
    };
    let request = request.clone();
    eframe::run_native(
        "patrolgrid",
        options,
        Box::new(move |cc| {
            let mut session = Session::new(home.clone(), App::waker(&cc.egui_ctx));
            begin(&mut session, &request);
            Ok(Box::new(App::new(cc, session)))
        }),
    )
}

/// What the window shows first: the files asked for, the plan of last time, or the demo district.
fn begin(session: &mut Session, request: &WindowRequest) {
    if let Some(language) = request.language {
        session.apply(Command::SetLanguage(language));
    }
    if request.files.is_empty() && !request.demo && session.open_last_plan() {
        return;
    }
    session.leave_last_plan();
    for file in &request.files {
        session.apply(Command::OpenFile(file.clone()));
    }
    if request.files.is_empty() {
        open_demo(session);
    }
}

fn open_demo(session: &mut Session) {
    if let Some(folder) = demo_folder() {
        session.apply(Command::OpenDistrict(folder));
    }
}

/// Where the demo district lies: beside the program, in the folder it was started from, or where it was built.
#[must_use]
pub fn demo_folder() -> Option<PathBuf> {
    let beside = std::env::current_exe()
        .ok()
        .and_then(|path| Some(path.parent()?.join("maps")));
    let here = Some(PathBuf::from("maps"));
    let built = Some(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("maps"));
    let holds_grids = |folder: &PathBuf| {
        ["work_grids.geojson", "work_grids.geojson.gz"]
            .iter()
            .any(|name| folder.join(name).is_file())
    };
    [beside, here, built]
        .into_iter()
        .flatten()
        .find(holds_grids)
}
