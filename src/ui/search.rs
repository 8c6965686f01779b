//! Typing to get there: the command palette (every action by name) and find (grids, zones, points, roads, coordinates).

use egui::{Align2, Area, Context, Id, Key, Order, Role, Ui};

use super::actions::{self, ACTIONS, Act};
use super::cx::Cx;
use super::desk::Query;
use super::find::{self, Found};
use super::matching;
use super::widgets::{self, Press};
use crate::i18n::language::Language;
use crate::i18n::words::Words;

/// Rows shown at once.
const ROWS: usize = 12;

/// Draws the palette or find, whichever is open.
pub fn search_ui(context: &Context, cx: &mut Cx) {
    if let Some(mut query) = cx.view.desk.palette.take() {
        let acts = matching_acts(cx, &query.text);
        let names: Vec<Row> = acts.iter().filter_map(|act| act_row(cx, *act)).collect();
        let hint = cx.text("ui-palette-hint");
        match sheet(context, cx, &mut query, &hint, &names) {
            Outcome::Open => cx.view.desk.palette = Some(query),
            Outcome::Closed => {}
            Outcome::Chosen(at) => {
                if let Some(act) = acts.get(at) {
                    actions::run(*act, cx, context);
                }
            }
        }
        return;
    }
    let Some(mut query) = cx.view.desk.find.take() else {
        return;
    };
    let found = find::found(cx, &query.text);
    let names: Vec<Row> = found.iter().map(|found| found_row(cx, found)).collect();
    let hint = cx.text("ui-find-hint");
    match sheet(context, cx, &mut query, &hint, &names) {
        Outcome::Open => cx.view.desk.find = Some(query),
        Outcome::Closed => {}
        Outcome::Chosen(at) => {
            if let Some(found) = found.get(at) {
                find::go_to(cx, found);
            }
        }
    }
}

/// A row of the list.
struct Row {
    name: String,
    /// What stands at the right: keys, or the kind of thing.
    note: Option<String>,
    enabled: bool,
}

enum Outcome {
    Open,
    Closed,
    Chosen(usize),
}

fn act_row(cx: &Cx, act: Act) -> Option<Row> {
    actions::action(act)?;
    Some(Row {
        name: actions::name_of(act, cx),
        note: actions::keys_of(act),
        enabled: actions::enabled(act, cx),
    })
}

fn found_row(cx: &Cx, found: &Found) -> Row {
    Row {
        name: found.name.clone(),
        note: Some(cx.say(&found.kind)),
        enabled: true,
    }
}

/// The acts whose Chinese or English name or pinyin initials match, best first; those that cannot be done now last.
fn matching_acts(cx: &Cx, text: &str) -> Vec<Act> {
    static WORDS: std::sync::OnceLock<[Words; 2]> = std::sync::OnceLock::new();
    let both = WORDS.get_or_init(|| Language::ALL.map(Words::new));
    let mut scored: Vec<(bool, u32, usize, Act)> = ACTIONS
        .iter()
        .enumerate()
        .filter(|(_, row)| row.act != Act::Palette)
        .filter_map(|(order, row)| {
            let names = both.iter().map(|words| words.text(row.sentence));
            let score = names
                .chain([actions::name_of(row.act, cx)])
                .filter_map(|name| matching::score(&name, text))
                .min()?;
            Some((!actions::enabled(row.act, cx), score, order, row.act))
        })
        .collect();
    scored.sort_unstable();
    scored.into_iter().map(|(_, _, _, act)| act).collect()
}

/// A field and a list under it, at the top of the window.
fn sheet(context: &Context, cx: &Cx, query: &mut Query, hint: &str, rows: &[Row]) -> Outcome {
    let theme = cx.theme;
    let (up, down, enter, escape) = context.input_mut(|input| {
        let mut pressed = |key| input.consume_key(egui::Modifiers::NONE, key);
        (
            pressed(Key::ArrowUp),
            pressed(Key::ArrowDown),
            pressed(Key::Enter),
            pressed(Key::Escape),
        )
    });
    if down {
        query.at += 1;
    }
    if up {
        query.at = query.at.saturating_sub(1);
    }
    query.at = query.at.min(rows.len().saturating_sub(1));
    if escape {
        return Outcome::Closed;
    }
    let mut chosen = enter.then_some(query.at);
    let area = Area::new(Id::unique("search"))
        .order(Order::Foreground)
        .anchor(Align2::CENTER_TOP, egui::vec2(0.0, theme.px(56.0)));
    let shown = area.show(context, |ui| {
        egui::Frame::popup(ui.style())
            .inner_margin(theme.px(8.0))
            .show(ui, |ui| {
                let most = context.content_rect().width() - theme.px(32.0);
                ui.set_width(theme.px(560.0).min(most));
                field(ui, cx, query, hint);
                ui.add_space(theme.px(4.0));
                ui.spacing_mut().item_spacing.y = 0.0;
                if let Some(clicked) = list(ui, cx, query, rows) {
                    chosen = Some(clicked);
                }
            });
    });
    let can = |at: &usize| rows.get(*at).is_some_and(|row| row.enabled);
    if let Some(at) = chosen.filter(can) {
        return Outcome::Chosen(at);
    }
    let clicked_elsewhere = query.seen
        && context.input(|input| {
            input.pointer.any_pressed()
                && input
                    .pointer
                    .interact_pos()
                    .is_some_and(|at| !shown.response.rect.contains(at))
        });
    query.seen = true;
    if clicked_elsewhere {
        Outcome::Closed
    } else {
        Outcome::Open
    }
}

fn field(ui: &mut Ui, cx: &Cx, query: &mut Query, hint: &str) {
    let before = query.text.clone();
    let width = ui.available_width();
    let response = widgets::field(ui, cx.theme, &mut query.text, hint, width);
    if !query.seen {
        widgets::put_cursor(ui, &response, &query.text, false);
    }
    if !response.has_focus() {
        response.request_focus();
    }
    if query.text != before {
        query.at = 0;
    }
}

fn list(ui: &mut Ui, cx: &Cx, query: &Query, rows: &[Row]) -> Option<usize> {
    if query.text.trim().is_empty() && rows.is_empty() {
        // Nothing was asked for yet.
        return None;
    }
    if rows.is_empty() {
        let text = cx.text("ui-nothing-found");
        widgets::paragraph(ui, cx.theme, &text);
        return None;
    }
    let mut clicked = None;
    let first = query.at.saturating_sub(ROWS - 1);
    for (at, row) in rows.iter().enumerate().skip(first).take(ROWS) {
        let press = Press::text(cx.theme, &row.name)
            .fills()
            .role(Role::ListBoxOption)
            .selected(at == query.at)
            .enabled(row.enabled)
            .shortcut(row.note.clone());
        if ui.add(press).clicked() {
            clicked = Some(at);
        }
    }
    clicked
}
