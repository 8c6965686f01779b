//! The bar across the top: plan, tools, undo, filter, palette.

use egui::{Align, Layout, Role, Ui};

use super::actions::{self, Act};
use super::cx::Cx;
use super::desk::Renaming;
use super::filter_chips::filter_chips_ui;
use super::icons::Icon;
use super::selection_edits;
use super::view_state::{RightTab, Tool};
use super::widgets::{self, Press, menu_under};
use crate::i18n::message::Message;
use crate::session::command::Command;
use crate::session::keeper::SaveState;

/// Height of the bar, points in the light look.
pub const HEIGHT: f32 = 40.0;

/// Draws the bar.
pub fn top_bar_ui(ui: &mut Ui, cx: &mut Cx) {
    let theme = cx.theme;
    ui.spacing_mut().item_spacing.x = theme.px(2.0);
    let roomy = ui.available_width() > theme.px(REST) + words_width(ui, cx);
    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
        plan_name(ui, cx);
        save_state(ui, cx, roomy);
        widgets::bar_rule(ui, theme);
        tools(ui, cx, roomy);
        widgets::bar_rule(ui, theme);
        history(ui, cx);
        widgets::bar_rule(ui, theme);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            right_end(ui, cx);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                filter_chips_ui(ui, cx);
            });
        });
    });
}

/// What the bar takes beside the words of the tools and chips, points in the light look.
const REST: f32 = 940.0;

/// How wide the words of the tools and of an open filter are: where they do not fit, the tools keep their icons only.
fn words_width(ui: &Ui, cx: &Cx) -> f32 {
    let words = [
        "ui-tool-select",
        "ui-tool-point",
        "ui-tool-zone",
        "ui-tool-measure",
        "ui-tool-suggest",
        "ui-filter-all-months",
        "ui-filter-all-hours",
        "ui-filter-all-categories",
    ];
    let width = |id: &&str| {
        let text = cx.text(id);
        widgets::one_line(ui, &text, cx.theme.body(), f32::INFINITY)
            .size()
            .x
    };
    words.iter().map(width).sum()
}

fn plan_name(ui: &mut Ui, cx: &mut Cx) {
    let theme = cx.theme;
    if let Some(Renaming::Plan(name)) = &mut cx.view.desk.renaming {
        let hint = cx.words.text("ui-plan-name");
        let response = widgets::field(ui, theme, name, &hint, theme.px(170.0));
        finish_field(ui, cx, &response);
        return;
    }
    let name = &cx.session.shown_plan().name;
    let shown = if name.is_empty() {
        cx.text("ui-plan-untitled")
    } else {
        name.clone()
    };
    let button = Press::text(theme, shown)
        .caret()
        .most_width(theme.px(190.0));
    let response = ui.add(button);
    menu_under(&response, theme.px(300.0), |ui| file_menu(ui, cx));
}

/// Takes the keyboard for the field of what is being renamed, its text selected; Enter and leaving it finish, Esc drops.
pub fn finish_field(ui: &Ui, cx: &mut Cx, response: &egui::Response) {
    let escaped = ui.input(|input| input.key_pressed(egui::Key::Escape));
    if response.lost_focus() {
        let renaming = cx.view.desk.renaming.take();
        if let (Some(renaming), false) = (renaming, escaped) {
            selection_edits::finish_rename(cx, renaming);
        }
    } else if !response.has_focus() {
        if let Some(renaming) = &cx.view.desk.renaming {
            widgets::put_cursor(ui, response, renaming.text(), true);
        }
        response.request_focus();
    }
}

/// The menu of files; where the window is lower than it, it scrolls.
fn file_menu(ui: &mut Ui, cx: &mut Cx) {
    // It hangs below the bar.
    let room = ui.ctx().content_rect().height() - cx.theme.px(72.0);
    egui::ScrollArea::vertical()
        .max_height(room)
        .min_scrolled_height(room)
        .show(ui, |ui| file_rows(ui, cx, room));
}

fn file_rows(ui: &mut Ui, cx: &mut Cx, room: f32) {
    let top = ui.cursor().top();
    menu_rows(
        ui,
        cx,
        &[
            Act::RenamePlan,
            Act::NewPlan,
            Act::SaveAs,
            Act::SecondPlan,
            Act::Compare,
            Act::Exits,
            Act::EditLog,
            Act::ExportLog,
            Act::Export,
            Act::HandOver,
        ],
    );
    widgets::hairline(ui, cx.theme);
    menu_rows(
        ui,
        cx,
        &[Act::Open, Act::OpenDistrict, Act::Import, Act::BaseMap],
    );
    let recent = cx.session.settings().recent_files.clone();
    if !recent.is_empty() {
        widgets::hairline(ui, cx.theme);
        ui.add_space(cx.theme.px(4.0));
        widgets::second(ui, cx.theme, &format!("  {}", cx.text("ui-recent-files")));
        // As many as leave the rows below them in sight.
        let row = cx.theme.px(32.0);
        let left = room - (ui.cursor().top() - top) - 5.0 * row;
        let shown = (left / row).clamp(2.0, 8.0) as usize;
        for path in recent.iter().take(shown) {
            let name = path
                .file_name()
                .unwrap_or(path.as_os_str())
                .to_string_lossy();
            let row = Press::text(cx.theme, name)
                .with_icon(Icon::Document)
                .fills()
                .role(Role::MenuItem);
            let response = ui.add(row).on_hover_text(path.display().to_string());
            if response.clicked() {
                cx.send(Command::OpenFile(path.clone()));
            }
        }
    }
    widgets::hairline(ui, cx.theme);
    menu_rows(
        ui,
        cx,
        &[
            Act::CloseIncidents,
            Act::ImportReport,
            Act::Keys,
            Act::About,
        ],
    );
}

/// Rows of a menu, one an act, with their shortcuts.
pub fn menu_rows(ui: &mut Ui, cx: &mut Cx, acts: &[Act]) {
    for act in acts {
        let Some(row) = actions::action(*act) else {
            continue;
        };
        let press = Press::text(cx.theme, cx.text(row.sentence))
            .fills()
            .role(Role::MenuItem)
            .shortcut(actions::keys_of(*act))
            .enabled(actions::enabled(*act, cx));
        if ui.add(press).clicked() {
            actions::run(*act, cx, ui.ctx());
        }
    }
}

fn save_state(ui: &mut Ui, cx: &Cx, roomy: bool) {
    let (icon, id, colour, why) = match cx.session.save_state() {
        SaveState::Saved => (Icon::Check, "ui-saved", cx.theme.second, None),
        SaveState::Saving => (Icon::Save, "ui-saving", cx.theme.second, None),
        SaveState::Failed(why) => {
            let why = Message::new("ui-not-saved-why").with("why", why);
            (Icon::Warning, "ui-not-saved", cx.theme.error, Some(why))
        }
        SaveState::ReadOnly(why) => {
            let why = Message::new("session-no-edit").with("why", why);
            (Icon::Lock, "ui-read-only", cx.theme.warning, Some(why))
        }
        SaveState::Barred => {
            let why = Message::new("ui-not-saved-barred");
            (Icon::Warning, "ui-not-saved", cx.theme.error, Some(why))
        }
        SaveState::Off => return,
    };
    let text = cx.text(id);
    let tip = match why {
        None => text.clone(),
        Some(why) => cx.say(&why),
    };
    let width = cx.theme.px(if roomy { 92.0 } else { 22.0 });
    ui.allocate_ui_with_layout(
        egui::vec2(width, cx.theme.row()),
        Layout::left_to_right(Align::Center),
        |ui| {
            ui.set_min_width(width);
            let (rect, response) =
                ui.allocate_exact_size(egui::Vec2::splat(cx.theme.px(14.0)), egui::Sense::hover());
            icon.paint(ui.painter(), rect, colour);
            ui.add_space(cx.theme.px(4.0));
            if roomy {
                widgets::line(ui, &text, cx.theme.small(), colour).on_hover_text(tip);
            } else {
                response.on_hover_text(tip);
            }
        },
    );
}

fn tools(ui: &mut Ui, cx: &mut Cx, roomy: bool) {
    let tools = [
        (Act::Select, Tool::Select, Icon::Select, "ui-tool-select"),
        (Act::PlacePoint, Tool::Point, Icon::Point, "ui-tool-point"),
        (Act::DrawZone, Tool::Zone, Icon::Zone, "ui-tool-zone"),
        (
            Act::Measure,
            Tool::Measure,
            Icon::Measure,
            "ui-tool-measure",
        ),
    ];
    for (act, tool, icon, sentence) in tools {
        let press = Press::text(cx.theme, cx.text(sentence))
            .with_icon(icon)
            .shows_text(roomy)
            .selected(cx.view.tool == tool)
            .shortcut(actions::keys_of(act));
        if ui.add(press).clicked() {
            actions::run(act, cx, ui.ctx());
        }
    }
    let press = Press::text(cx.theme, cx.text("ui-tool-suggest"))
        .with_icon(Icon::Suggest)
        .shows_text(roomy)
        .selected(cx.view.desk.suggest.open)
        .shortcut(actions::keys_of(Act::Suggest));
    if ui.add(press).clicked() {
        actions::run(Act::Suggest, cx, ui.ctx());
    }
}

fn history(ui: &mut Ui, cx: &mut Cx) {
    for (act, icon, title) in [
        (Act::Undo, Icon::Undo, cx.session.history().undo_title()),
        (Act::Redo, Icon::Redo, cx.session.history().redo_title()),
    ] {
        let id = match act {
            Act::Undo => "ui-undo-step",
            _ => "ui-redo-step",
        };
        let name = title.map_or_else(
            || actions::action(act).map_or_else(String::new, |row| cx.text(row.sentence)),
            |step| cx.say(&Message::new(id).with("step", step.clone())),
        );
        let press = Press::icon(cx.theme, icon, name)
            .enabled(title.is_some())
            .shortcut(actions::keys_of(act));
        if ui.add(press).clicked() {
            actions::run(act, cx, ui.ctx());
        }
    }
    let press = Press::icon(cx.theme, Icon::History, cx.text("ui-history"));
    let response = ui.add(press);
    menu_under(&response, cx.theme.px(300.0), |ui| history_menu(ui, cx));
}

/// Every step with its name, the newest on top; a click goes there.
fn history_menu(ui: &mut Ui, cx: &mut Cx) {
    let past: Vec<String> = cx
        .session
        .history()
        .past_titles()
        .map(|title| cx.say(title))
        .collect();
    let future: Vec<String> = cx
        .session
        .history()
        .future_titles()
        .map(|title| cx.say(title))
        .collect();
    let mut wish = None;
    egui::ScrollArea::vertical()
        .max_height(cx.theme.px(420.0))
        .show(ui, |ui| {
            for (ahead, title) in future.iter().enumerate().rev() {
                let row = Press::text(cx.theme, title)
                    .fills()
                    .role(Role::MenuItem)
                    .colour(cx.theme.second);
                if ui.add(row).clicked() {
                    wish = Some(past.len() + ahead + 1);
                }
            }
            for (behind, title) in past.iter().enumerate().rev() {
                let row = Press::text(cx.theme, title)
                    .fills()
                    .role(Role::MenuItem)
                    .selected(behind + 1 == past.len());
                if ui.add(row).clicked() {
                    wish = Some(behind + 1);
                }
            }
            let opened = Press::text(cx.theme, cx.text("ui-history-opened"))
                .fills()
                .role(Role::MenuItem)
                .selected(past.is_empty());
            if ui.add(opened).clicked() {
                wish = Some(0);
            }
        });
    if let Some(steps) = wish {
        cx.send(Command::GoToStep(steps));
    }
}

fn right_end(ui: &mut Ui, cx: &mut Cx) {
    let count = super::panels::brief::count_words(cx);
    let brief = Press::text(cx.theme, cx.text("ui-tab-brief"))
        .with_icon(Icon::Screen)
        .selected(cx.view.right_tab == RightTab::Brief);
    if ui.add(brief).on_hover_text(count).clicked() {
        actions::run(Act::Scenes, cx, ui.ctx());
    }
    let ends = [(Act::Palette, Icon::Command), (Act::Find, Icon::Search)];
    for (act, icon) in ends {
        let name = actions::action(act).map_or_else(String::new, |row| cx.text(row.sentence));
        let press = Press::icon(cx.theme, icon, name)
            .shortcut(actions::keys_of(act))
            .enabled(actions::enabled(act, cx));
        if ui.add(press).clicked() {
            actions::run(act, cx, ui.ctx());
        }
    }
    widgets::bar_rule(ui, cx.theme);
    let panels = [
        (Act::PanelRight, Icon::PanelRight, 1),
        (Act::PanelBottom, Icon::PanelBottom, 2),
        (Act::PanelLeft, Icon::PanelLeft, 0),
    ];
    for (act, icon, at) in panels {
        let name = actions::action(act).map_or_else(String::new, |row| cx.text(row.sentence));
        let panels = cx.view.panels(cx.theme.look);
        let open = panels.get(at).copied().unwrap_or(false);
        let press = Press::icon(cx.theme, icon, name)
            .selected(open)
            .shortcut(actions::keys_of(act));
        if ui.add(press).clicked() {
            actions::run(act, cx, ui.ctx());
        }
    }
    widgets::bar_rule(ui, cx.theme);
}
