//! The first start: four quiet steps across the top, each done by itself once its thing is there.

use egui::{Align, Layout, Sense, Ui};

use super::actions::{self, Act};
use super::cx::Cx;
use super::icons::Icon;
use super::widgets::{self, Press};
use crate::session::command::Command;
use crate::session::settings::{Look, Settings};

/// Height, points in the light look.
pub const HEIGHT: f32 = 40.0;

/// Whether they are shown: until they are dismissed, and never to those who watch a projector.
#[must_use]
pub const fn shown(settings: &Settings) -> bool {
    !settings.first_steps_done && !matches!(settings.look, Look::Projector)
}

/// Draws them.
pub fn first_steps_ui(ui: &mut Ui, cx: &mut Cx) {
    let theme = cx.theme;
    ui.spacing_mut().item_spacing.x = theme.px(6.0);
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let close = Press::icon(theme, Icon::Close, cx.text("ui-steps-dismiss")).small();
        if ui.add(close).clicked() {
            cx.send(Command::FirstStepsDone(true));
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| steps(ui, cx));
    });
}

fn steps(ui: &mut Ui, cx: &mut Cx) {
    let theme = cx.theme;
    let sources = cx.session.sources();
    let steps = [
        (
            Act::Open,
            "ui-step-grids",
            !sources.grids.content.is_empty(),
        ),
        (
            Act::Import,
            "ui-step-incidents",
            !sources.incidents.content.is_empty(),
        ),
        (
            Act::PlacePoint,
            "ui-step-points",
            !cx.session.plan().points.is_empty(),
        ),
        (
            Act::Brief,
            "ui-step-brief",
            !cx.session.plan().scenes.is_empty(),
        ),
    ];
    for (index, (act, sentence, done)) in steps.into_iter().enumerate() {
        if index > 0 {
            let (rect, _) =
                ui.allocate_exact_size(egui::Vec2::splat(theme.px(14.0)), Sense::hover());
            Icon::Chevron.paint(ui.painter(), rect, theme.outline);
        }
        let text = format!("{}  {}", index + 1, cx.text(sentence));
        let press = Press::text(theme, text).small();
        let press = if done {
            press.with_icon(Icon::Check).colour(theme.second)
        } else {
            press
        };
        let mut response = ui.add(press);
        if act == Act::Brief {
            response = response.on_hover_text(cx.text("ui-step-brief-tip"));
        }
        if response.clicked() {
            actions::run(act, cx, ui.ctx());
        }
    }
    if is_demo(cx) && ui.available_width() > theme.px(300.0) {
        ui.add_space(theme.px(12.0));
        let hint = cx.text("ui-steps-hint");
        widgets::second(ui, theme, &hint);
    }
}

/// Whether the grids at hand are the shipped demo district's.
fn is_demo(cx: &mut Cx) -> bool {
    let grids = &cx.session.sources().grids;
    let desk = &mut cx.view.desk;
    let known = desk.is_demo.filter(|(stamp, _)| *stamp == grids.stamp);
    let found = known.unwrap_or_else(|| {
        let folder = super::open::demo_folder().and_then(|folder| std::path::absolute(folder).ok());
        let finest = grids.content.finest();
        let lies = |folder: std::path::PathBuf| {
            finest.is_some_and(|layer| std::path::Path::new(&layer.source.path).starts_with(folder))
        };
        (grids.stamp, folder.is_some_and(lies))
    });
    desk.is_demo.insert(found).1
}
