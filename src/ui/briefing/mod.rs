//! The briefing: scenes one after the other, large, over the map that stays live. Nothing in it changes the plan.

mod card;
mod desk;
mod foot;
mod keys;
mod pen;
mod presenter;
mod screen;

pub use desk::{Blank, BriefingDesk, Pointer};
pub use presenter::two_screens_ui;
pub use screen::briefing_ui;

use egui::Context;

use super::cx::Cx;
use super::view_state::{CameraWish, LayerKind, LayerLook, Selected, Tool};
use crate::model::scene::Scene;
use crate::session::briefing::SceneShown;
use crate::session::command::Command;
use crate::session::told::Telling;

/// Begins at a scene (by its place in the order), or does nothing where there is none.
pub fn begin(cx: &mut Cx, context: &Context, at: usize, two_screens: bool) {
    if cx.view.desk.briefing.is_some() || cx.session.plan().scenes.is_empty() {
        return;
    }
    let now = context.input(|input| input.time);
    cx.view.desk.briefing = Some(BriefingDesk::begun(cx.view, at, two_screens, now));
    cx.view.desk.dialog = None;
    cx.send(Command::TellScenes(if two_screens {
        Telling::Pictures
    } else {
        Telling::Words
    }));
    show(cx);
    if !two_screens {
        context.send_viewport_cmd(egui::ViewportCommand::Fullscreen(true));
    }
    context.request_repaint();
}

/// Ends it: everything looks as it did before.
pub fn end(cx: &mut Cx, context: &Context) {
    let Some(desk) = cx.view.desk.briefing.take() else {
        return;
    };
    if !desk.two_screens {
        context.send_viewport_cmd(egui::ViewportCommand::Fullscreen(desk.was_full_screen));
    }
    desk.put_back(cx.view, cx.session.extent());
    cx.send(Command::ShowScene(None));
    // The list of scenes asks again where it is open.
    cx.send(Command::TellScenes(Telling::Nothing));
    context.request_repaint();
}

/// Goes to the next map or scene, or to the one before.
pub fn step(cx: &mut Cx, on: bool) {
    let scenes = &cx.session.plan().scenes;
    let has_second = |at: usize| scenes.get(at).is_some_and(|scene| scene.beside.is_some());
    let last = scenes.len().saturating_sub(1);
    let Some(desk) = &mut cx.view.desk.briefing else {
        return;
    };
    let before = (desk.at, desk.second);
    (desk.at, desk.second) = match (on, desk.second) {
        (true, false) if has_second(desk.at) => (desk.at, true),
        (true, _) if desk.at < last => (desk.at + 1, false),
        (false, true) => (desk.at, false),
        (false, false) if desk.at > 0 => (desk.at - 1, has_second(desk.at - 1)),
        (true | false, _) => before,
    };
    if (desk.at, desk.second) != before {
        show(cx);
    }
}

/// Goes to a scene by its place in the order.
pub fn jump(cx: &mut Cx, at: usize) {
    let last = cx.session.plan().scenes.len().saturating_sub(1);
    if let Some(desk) = &mut cx.view.desk.briefing {
        (desk.at, desk.second) = (at.min(last), false);
        show(cx);
    }
}

/// The scene on screen.
#[must_use]
pub fn scene<'a>(cx: &Cx<'a>) -> Option<&'a Scene> {
    let session = cx.session;
    let at = cx.view.desk.briefing.as_ref()?.at;
    session.plan().scenes.get(at)
}

/// Makes the view that of the scene at hand.
fn show(cx: &mut Cx) {
    let Some(scene) = scene(cx).cloned() else {
        return;
    };
    let Some(desk) = &mut cx.view.desk.briefing else {
        return;
    };
    let shown = SceneShown {
        scene: scene.id,
        second: desk.second,
    };
    // A second map is of the same place: the camera stays where the presenter left it.
    let same_place = desk.second;
    desk.blank = None;
    desk.typed = None;
    let extent = scene.view.or_else(|| cx.session.extent());
    cx.view.selected = Selected::Nothing;
    cx.view.tool = Tool::Select;
    let base_map = cx.view.layer(LayerKind::BaseMap);
    cx.view.layers = all_layers(&scene.look.layers, base_map);
    cx.view.choropleth = scene.look.choropleth;
    cx.view.ramp = scene.look.ramp;
    cx.view.spotlight = scene.spotlight;
    if !same_place && let Some(extent) = extent {
        cx.view.camera_wish = Some(if cx.session.settings().still_scenes {
            CameraWish::Jump(extent)
        } else {
            CameraWish::Glide(extent)
        });
    }
    cx.send(Command::ShowScene(Some(shown)));
}

/// The layers of a scene, and below them hidden what it does not list. A base map is this computer's own: it stays as it is.
fn all_layers(listed: &[LayerLook], now: LayerLook) -> Vec<LayerLook> {
    let mut layers: Vec<LayerLook> = listed.to_vec();
    layers.retain(|look| look.kind != LayerKind::BaseMap);
    for look in super::view_state::ViewState::default().layers {
        if layers.iter().all(|known| known.kind != look.kind) {
            layers.push(match look.kind {
                LayerKind::BaseMap => now,
                _ => LayerLook {
                    visible: false,
                    ..look
                },
            });
        }
    }
    layers
}

/// The layers of the map as a scene keeps them: those that are shown, topmost first.
#[must_use]
pub fn shown_layers(layers: &[LayerLook]) -> Vec<LayerLook> {
    let shown = layers.iter().copied().filter(|look| look.visible);
    // What a base map is differs from one computer to the next.
    shown
        .filter(|look| look.kind != LayerKind::BaseMap)
        .collect()
}
