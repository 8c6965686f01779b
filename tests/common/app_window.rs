//! The whole window over a district folder, without a display.

use std::path::Path;
use std::sync::Arc;

use egui_kittest::Harness;
use patrolgrid::session::command::Command;
use patrolgrid::session::state::Session;
use patrolgrid::ui::app::App;

/// A window of a size over a district, everything worked out.
pub(crate) fn window_over(
    folder: &Path,
    size: [f32; 2],
    pixels_per_point: f32,
) -> Harness<'static, App> {
    let folder = folder.to_owned();
    let mut harness = Harness::builder()
        .with_size(size)
        .with_pixels_per_point(pixels_per_point)
        .wgpu()
        .build_eframe(move |cc| {
            let mut session = Session::new(None, Arc::new(|| ()));
            session.apply(Command::FirstStepsDone(true));
            session.apply(Command::OpenDistrict(folder));
            App::new(cc, session)
        });
    settle(&mut harness);
    harness
}

/// Frames until nothing has been worked out for some of them.
pub(crate) fn settle(harness: &mut Harness<'_, App>) {
    let (mut quiet, mut frames) = (0, 0);
    while quiet < 20 {
        frames += 1;
        assert!(frames < 100_000, "busy for ever");
        harness.step();
        quiet = if harness.state().is_busy() {
            0
        } else {
            quiet + 1
        };
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
}
