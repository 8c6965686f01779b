//! The briefing's scenes: their order, what each is called and says; drafting them, showing them, taking them along.

use egui::{Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::brief_check::check_ui;
use super::coverage::padded;
use crate::base::ids::SceneId;
use crate::i18n::message::Message;
use crate::model::plan_edit::PlanEdit;
use crate::model::scene::{Scene, SceneLook, SceneSubject};
use crate::session::command::Command;
use crate::session::told::Telling;
use crate::ui::actions::{self, Act};
use crate::ui::briefing;
use crate::ui::cx::Cx;
use crate::ui::desk::Dialog;
use crate::ui::icons::Icon;
use crate::ui::view_state::{CameraWish, LayerKind, RightTab};
use crate::ui::widgets::{self, Press};

/// Opens the tab, or puts it away.
pub fn toggle(cx: &mut Cx) {
    let desk = &mut cx.view.desk.brief;
    desk.open = !desk.open || cx.view.right_tab != RightTab::Brief;
    if desk.open {
        cx.view.right_tab = RightTab::Brief;
        cx.view.panels(cx.theme.look)[1] = true;
    } else if cx.view.right_tab == RightTab::Brief {
        cx.view.right_tab = RightTab::Coverage;
    }
}

/// A tab that is not open shows nothing, whatever was remembered.
pub(super) fn follow_tab(cx: &mut Cx) {
    if cx.view.right_tab == RightTab::Brief {
        cx.view.desk.brief.open = true;
    }
    let looks = cx.view.right_tab == RightTab::Brief && cx.view.panels(cx.theme.look)[1];
    let wanted = if looks {
        Telling::Words
    } else {
        Telling::Nothing
    };
    if wanted != cx.session.telling() {
        cx.send(Command::TellScenes(wanted));
    }
}

/// Adds a scene of what is on screen, after the one that is open.
pub fn add_scene(cx: &mut Cx) {
    let scenes = &cx.session.plan().scenes;
    let open = cx.view.desk.brief.scene;
    let after = scenes.iter().position(|scene| Some(scene.id) == open);
    let at = after.map_or(scenes.len(), |at| at + 1);
    let scene = of_screen(cx, cx.session.plan().free_scene_id());
    cx.view.desk.brief.scene = Some(scene.id);
    cx.view.desk.brief.open = true;
    cx.view.right_tab = RightTab::Brief;
    cx.view.panels(cx.theme.look)[1] = true;
    cx.send(Command::Edit(PlanEdit::AddScene(at, scene)));
}

/// What is on screen as a scene.
fn of_screen(cx: &Cx, id: SceneId) -> Scene {
    let subject = subject_on_screen(cx);
    let own = cx.session.density_rule().bandwidth;
    Scene {
        id,
        title: cx.text(subject_words(subject)),
        note: String::new(),
        view: cx.view.shown_box.filter(|_| !cx.view.shows_all),
        look: SceneLook {
            layers: briefing::shown_layers(&cx.view.layers),
            choropleth: cx.view.choropleth,
            ramp: cx.view.ramp,
            bandwidth: Some(own),
        },
        filter: cx.session.filter().clone(),
        beside: None,
        spotlight: cx.view.selected_zone().into_iter().collect(),
        subject,
        proposal: match subject {
            SceneSubject::Proposal => cx.session.proposed_points(),
            _ => Vec::new(),
        },
    }
}

/// What the screen is about: the answer that is open, else what the map shows.
fn subject_on_screen(cx: &Cx) -> SceneSubject {
    let heat = cx.view.layer(LayerKind::Heat).visible;
    match cx.view.right_tab {
        RightTab::Suggest => SceneSubject::Proposal,
        RightTab::Zones => SceneSubject::Zones,
        RightTab::Points => SceneSubject::Staffing,
        _ if cx.view.layer(LayerKind::Uncovered).visible => SceneSubject::Uncovered,
        _ if heat => SceneSubject::Heat,
        _ if cx.view.layer(LayerKind::Points).visible => SceneSubject::Points,
        _ => SceneSubject::District,
    }
}

/// The sentence that names a subject.
pub(super) const fn subject_words(subject: SceneSubject) -> &'static str {
    match subject {
        SceneSubject::District => "ui-brief-subject-district",
        SceneSubject::Heat => "ui-brief-subject-heat",
        SceneSubject::Change => "ui-brief-subject-change",
        SceneSubject::Zones => "ui-brief-subject-zones",
        SceneSubject::Uncovered => "ui-brief-subject-uncovered",
        SceneSubject::Points => "ui-brief-subject-points",
        SceneSubject::Proposal => "ui-brief-subject-proposal",
        SceneSubject::Subdistricts => "ui-brief-subject-subdistricts",
        SceneSubject::Staffing => "ui-brief-subject-staffing",
        SceneSubject::Data => "ui-brief-subject-data",
    }
}

/// Draws the tab.
pub fn brief_ui(ui: &mut Ui, cx: &mut Cx) {
    let scenes = cx.session.plan().scenes.clone();
    ui.add_space(cx.theme.px(12.0));
    if scenes.is_empty() {
        return empty(ui, cx);
    }
    padded(ui, cx, head);
    ui.add_space(cx.theme.px(8.0));
    ui.spacing_mut().item_spacing.y = 0.0;
    let mut rows = Vec::with_capacity(scenes.len());
    for (at, scene) in scenes.iter().enumerate() {
        rows.push(row_ui(ui, cx, at, scene));
        if cx.view.desk.brief.scene == Some(scene.id) {
            ui.push_id(("scene", scene.id.0), |ui| details(ui, cx, at, scene));
        }
    }
    reorder(ui, cx, &scenes, &rows);
    ui.add_space(cx.theme.px(8.0));
    padded(ui, cx, |ui, cx| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = egui::Vec2::splat(cx.theme.px(4.0));
            let add = Press::text(cx.theme, cx.text("ui-act-add-scene"))
                .with_icon(Icon::Plus)
                .small()
                .shortcut(actions::keys_of(Act::AddScene));
            if ui.add(add).clicked() {
                add_scene(cx);
            }
            let again = Press::text(cx.theme, cx.text("ui-brief-draft-again")).small();
            let tip = cx.text("ui-brief-draft-again-tip");
            if ui.add(again).on_hover_text(tip).clicked() {
                cx.send(Command::DraftBriefing);
            }
        });
        ui.add_space(cx.theme.px(12.0));
        check_ui(ui, cx);
    });
    ui.add_space(cx.theme.px(24.0));
}

fn empty(ui: &mut Ui, cx: &mut Cx) {
    let (text, button) = (cx.text("ui-empty-scenes"), cx.text("ui-act-draft-briefing"));
    let mut clicked = false;
    padded(ui, cx, |ui, cx| {
        clicked = widgets::empty(ui, cx.theme, Icon::Screen, &text, &button);
        ui.add_space(cx.theme.px(8.0));
        ui.vertical_centered(|ui| {
            let add = Press::text(cx.theme, cx.text("ui-act-add-scene"))
                .small()
                .shortcut(actions::keys_of(Act::AddScene));
            if ui.add(add).clicked() {
                add_scene(cx);
            }
        });
    });
    if clicked {
        cx.send(Command::DraftBriefing);
    }
}

/// Begin, on one screen or two, and take along.
fn head(ui: &mut Ui, cx: &mut Cx) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::Vec2::splat(cx.theme.px(6.0));
        let begin = Press::text(cx.theme, cx.text("ui-brief-begin"))
            .with_icon(Icon::Screen)
            .primary()
            .shortcut(actions::keys_of(Act::Brief));
        if ui.add(begin).clicked() {
            briefing::begin(cx, ui.ctx(), 0, false);
        }
        let two = Press::text(cx.theme, cx.text("ui-brief-two-screens")).outlined();
        let tip = cx.text("ui-brief-two-screens-tip");
        if ui.add(two).on_hover_text(tip).clicked() {
            briefing::begin(cx, ui.ctx(), 0, true);
        }
        let out = Press::text(cx.theme, cx.text("ui-brief-export")).outlined();
        if ui.add(out).clicked() {
            cx.view.desk.dialog = Some(Dialog::BriefingOut);
        }
    });
}

fn row_ui(ui: &mut Ui, cx: &mut Cx, at: usize, scene: &Scene) -> Rect {
    let theme = cx.theme;
    let size = vec2(ui.available_width(), theme.px(34.0));
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let id = ui.scope_id().with(("scene row", scene.id.0));
    let row = ui.interact(rect, id, Sense::click());
    let open = cx.view.desk.brief.scene == Some(scene.id);
    let name = format!("{} {}", at + 1, scene.title);
    row.widget_info(|| WidgetInfo::selected(Role::DisclosureTriangle, true, open, &name));
    let inner = rect.shrink2(vec2(theme.px(4.0), 1.0));
    if open || row.hovered() || row.has_focus() {
        let edge = if row.has_focus() {
            theme.focus_ring()
        } else {
            Stroke::NONE
        };
        let fill = if open { theme.selected } else { theme.hover };
        ui.painter()
            .rect(inner, 6.0, fill, edge, StrokeKind::Inside);
    }
    if row.clicked() {
        cx.view.desk.brief.scene = (!open).then_some(scene.id);
        if !open {
            look_at(cx, scene);
        }
    }
    if row.double_clicked() {
        briefing::begin(cx, ui.ctx(), at, false);
    }
    let grip = Rect::from_min_size(rect.min, vec2(theme.px(24.0), rect.height()));
    let held = ui.interact(grip, id.with("grip"), Sense::drag());
    if held.drag_started() {
        cx.view.desk.brief.drag = Some(at);
    }
    if row.hovered() || held.hovered() || held.dragged() {
        let place = grip.shrink2(vec2(theme.px(4.0), theme.px(9.0)));
        Icon::Grip.paint(ui.painter(), place, theme.outline);
    }
    held.on_hover_cursor(egui::CursorIcon::Grab);
    let number = widgets::one_line(ui, &(at + 1).to_string(), theme.small(), theme.px(30.0));
    let middle = rect.center().y;
    let number_at = pos2(
        rect.left() + theme.px(42.0) - number.size().x,
        middle - number.size().y / 2.0,
    );
    ui.painter().galley(number_at, number, theme.second);
    let left = rect.left() + theme.px(52.0);
    let title = widgets::one_line(
        ui,
        &scene.title,
        theme.body(),
        rect.right() - left - theme.px(28.0),
    );
    let title_at = pos2(left, middle - title.size().y / 2.0);
    if title.elided {
        row.on_hover_text(&scene.title);
    }
    ui.painter().galley(title_at, title, theme.text);
    let caret = Rect::from_center_size(
        pos2(rect.right() - theme.px(15.0), middle),
        egui::Vec2::splat(theme.px(12.0)),
    );
    let arrow = if open { Icon::Caret } else { Icon::Chevron };
    arrow.paint(ui.painter(), caret, theme.outline);
    rect
}

/// Takes the map to where a scene is, without changing what it shows.
fn look_at(cx: &mut Cx, scene: &Scene) {
    let extent = scene.view.or_else(|| cx.session.extent());
    cx.view.camera_wish = extent.map(CameraWish::Fit);
}

/// Title, note and subject of the open scene, and what can be done with it.
fn details(ui: &mut Ui, cx: &mut Cx, at: usize, scene: &Scene) {
    let theme = cx.theme;
    egui::Frame::new()
        .inner_margin(egui::Margin {
            left: theme.px(24.0) as i8,
            right: theme.px(12.0) as i8,
            top: theme.px(6.0) as i8,
            bottom: theme.px(10.0) as i8,
        })
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = theme.px(6.0);
            words(ui, cx, scene);
            let subjects = SceneSubject::ALL.map(|one| (one, cx.text(subject_words(one))));
            let width = ui.available_width();
            let label = cx.text("ui-brief-subject");
            let chosen = ui.name_inputs(&label, |ui| {
                widgets::choice(ui, "subject", width, scene.subject, &subjects)
            });
            if let Some(subject) = chosen {
                let mut scene = scene.clone();
                scene.subject = subject;
                replace(cx, scene);
            }
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing = egui::Vec2::splat(theme.px(2.0));
                buttons(ui, cx, at, scene);
            });
        });
}

/// Title and note, edited in place: Enter or leaving the field keeps them, Escape does not.
fn words(ui: &mut Ui, cx: &mut Cx, scene: &Scene) {
    let known = cx.view.desk.brief.draft.take();
    let mine = known.filter(|(id, _, _)| *id == scene.id);
    let (_, mut title, mut note) =
        mine.unwrap_or_else(|| (scene.id, scene.title.clone(), scene.note.clone()));
    let (first_hint, second_hint) = (cx.text("ui-brief-title"), cx.text("ui-brief-note"));
    // A title goes on in another line where letters are large; Enter is done with it.
    let first = wrapped_field(ui, cx, &mut title, &first_hint, 1);
    let entered = first.has_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    if entered {
        first.surrender_focus();
    }
    let second = wrapped_field(ui, cx, &mut note, &second_hint, 3);
    let escaped = ui.input(|input| input.key_pressed(egui::Key::Escape));
    let left = entered || first.lost_focus() || second.lost_focus();
    if left && !escaped && (title != scene.title || note != scene.note) {
        let mut scene = scene.clone();
        (scene.title, scene.note) = (title, note);
        replace(cx, scene);
    } else if first.has_focus() || second.has_focus() {
        cx.view.desk.brief.draft = Some((scene.id, title, note));
    }
}

/// A field as high as its text, of at least so many lines; of one line it takes no line breaks.
fn wrapped_field(
    ui: &mut Ui,
    cx: &Cx,
    text: &mut String,
    name: &str,
    rows: usize,
) -> egui::Response {
    let theme = cx.theme;
    let mut field = egui::TextEdit::multiline(text)
        .hint_text(egui::RichText::new(name).color(theme.second))
        .desired_rows(rows)
        .desired_width(ui.available_width())
        .margin(vec2(theme.px(8.0), theme.px(5.0)));
    if rows == 1 {
        field = field.return_key(None);
    }
    let response = ui.add(field);
    widgets::name_field(&response, text, name);
    response
}

fn buttons(ui: &mut Ui, cx: &mut Cx, at: usize, scene: &Scene) {
    let theme = cx.theme;
    let count = cx.session.plan().scenes.len();
    let from = Press::text(theme, cx.text("ui-brief-begin-here"))
        .with_icon(Icon::Screen)
        .small();
    if ui.add(from).clicked() {
        briefing::begin(cx, ui.ctx(), at, false);
    }
    let take = Press::text(theme, cx.text("ui-brief-take")).small();
    let tip = cx.text("ui-brief-take-tip");
    if ui.add(take).on_hover_text(tip).clicked() {
        let screen = of_screen(cx, scene.id);
        replace(
            cx,
            Scene {
                view: screen.view,
                look: screen.look,
                filter: screen.filter,
                spotlight: screen.spotlight,
                beside: None,
                ..scene.clone()
            },
        );
    }
    for (icon, sentence, possible, to) in [
        (Icon::Up, "ui-brief-up", at > 0, at.saturating_sub(1)),
        (Icon::Down, "ui-brief-down", at + 1 < count, at + 1),
    ] {
        let press = Press::icon(theme, icon, cx.text(sentence))
            .small()
            .enabled(possible);
        if ui.add(press).clicked() {
            cx.send(Command::Edit(PlanEdit::MoveScene(scene.id, to)));
        }
    }
    let delete = Press::text(theme, cx.text("ui-delete"))
        .with_icon(Icon::Trash)
        .small();
    if ui.add(delete).clicked() {
        cx.send(Command::Edit(PlanEdit::RemoveScene(scene.id)));
    }
}

fn replace(cx: &mut Cx, scene: Scene) {
    cx.send(Command::Edit(PlanEdit::ReplaceScene(Box::new(scene))));
}

/// While a grip is dragged: a line where the scene would go; on release it goes there.
fn reorder(ui: &Ui, cx: &mut Cx, scenes: &[Scene], rows: &[Rect]) {
    let Some(from) = cx.view.desk.brief.drag else {
        return;
    };
    let Some(before) = widgets::dropped_before(ui, cx.theme, rows) else {
        return;
    };
    cx.view.desk.brief.drag = None;
    let to = if before > from { before - 1 } else { before };
    if let (Some(scene), true) = (scenes.get(from), to != from) {
        cx.send(Command::Edit(PlanEdit::MoveScene(scene.id, to)));
    }
}

/// How many scenes there are, in words; for the button of the bar.
#[must_use]
pub fn count_words(cx: &Cx) -> String {
    cx.say(&Message::new("ui-brief-count").with("n", cx.session.plan().scenes.len()))
}
