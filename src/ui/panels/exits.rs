//! Closing the district: when the last exit is closed, and by whom each is.

use egui::{Sense, Ui};

use super::coverage::padded;
use super::figures::{dimmed_unless, explained, figure_row};
use super::reach_settings::class_words;
use super::suggest;
use crate::analysis::exits::Exit;
use crate::analysis::travel::prepared::minutes;
use crate::base::coords::LonLat;
use crate::base::ids::PointId;
use crate::i18n::message::Message;
use crate::i18n::number;
use crate::model::road_network::RoadClass;
use crate::session::command::Command;
use crate::session::exits::ExitsAnswer;
use crate::session::slot::Freshness;
use crate::ui::cx::Cx;
use crate::ui::view_state::{CameraWish, RightTab, Selected};
use crate::ui::widgets::{self, choice, form_row};

/// How near the map comes to an exit.
const CLOSE: f64 = 15.0;

/// The tab opens when exits are asked for and goes with them.
pub(super) fn follow_tab(cx: &mut Cx) {
    let asked = cx.session.exits_wanted();
    if asked.is_some() && cx.view.desk.exits_asked.is_none() {
        cx.view.right_tab = RightTab::Exits;
        suggest::give_way(cx);
    } else if asked.is_none() && cx.view.right_tab == RightTab::Exits {
        cx.view.right_tab = RightTab::Coverage;
    }
    cx.view.desk.exits_asked = asked;
}

/// Draws the tab.
pub fn exits_ui(ui: &mut Ui, cx: &mut Cx) {
    let Some(least) = cx.session.exits_wanted() else {
        return;
    };
    let slot = &cx.session.derived().exits;
    let fresh = slot.freshness() == Freshness::Fresh;
    let missing = slot.freshness() == Freshness::Missing;
    let answer = slot.get().cloned().flatten();
    let sources = cx.session.sources();
    let nothing = sources.roads.content.links.is_empty() || sources.grids.content.is_empty();
    padded(ui, cx, |ui, cx| {
        ui.add_space(cx.theme.px(12.0));
        classes(ui, cx, least);
        ui.add_space(cx.theme.px(8.0));
        let told = match &answer {
            None if nothing => Some("ui-exits-nothing"),
            None if missing => Some("ui-exits-waiting"),
            None => Some("ui-exits-nothing"),
            Some(answer) if answer.exits.is_empty() => Some("ui-exits-none"),
            Some(_) => None,
        };
        if let Some(sentence) = told {
            let text = cx.text(sentence);
            widgets::paragraph(ui, cx.theme, &text);
        }
        if let Some(answer) = answer.filter(|answer| !answer.exits.is_empty()) {
            dimmed_unless(ui, fresh, |ui| list(ui, cx, &answer));
        }
    });
    ui.add_space(cx.theme.px(24.0));
}

fn classes(ui: &mut Ui, cx: &mut Cx, least: RoadClass) {
    let options = RoadClass::ALL.map(|class| {
        let name = Message::new("ui-exits-from").with("class", Message::new(class_words(class)));
        (class, cx.say(&name))
    });
    let label = cx.text("ui-exits-roads");
    let chosen = form_row(ui, cx.theme, &label, |ui| {
        let width = ui.available_width();
        choice(ui, "exit roads", width, least, &options)
    });
    if let Some(class) = chosen {
        cx.send(Command::FindExits(Some(class)));
    }
}

fn list(ui: &mut Ui, cx: &mut Cx, answer: &ExitsAnswer) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let time = |time: u32| format!("{} min", number::decimal(minutes(time).0, 1));
    let open = answer.closing.by.iter().filter(|by| by.is_none()).count();
    let last = answer.closing.last;
    let last = last.map_or_else(|| number::UNKNOWN.to_owned(), time);
    widgets::line(
        ui,
        &cx.text("ui-exits-last"),
        cx.theme.body(),
        cx.theme.second,
    );
    let response = widgets::line(ui, &last, cx.theme.figure(), cx.theme.text);
    explained(response, cx, &Message::new("ui-def-exits-last"));
    let heads = [
        (
            "ui-exits-count",
            number::count(answer.exits.len() as u64),
            "ui-def-exits-count",
        ),
        (
            "ui-exits-open",
            number::count(open as u64),
            "ui-def-exits-open",
        ),
    ];
    for (name, figure, definition) in heads {
        let name = cx.text(name);
        figure_row(ui, cx, &name, &figure, &Message::new(definition));
    }
    let title = cx.text("ui-exits-list");
    widgets::section(ui, cx.theme, &title);
    let mut rows: Vec<(&Exit, Option<(PointId, u32)>)> = answer
        .exits
        .iter()
        .zip(answer.closing.by.iter().copied())
        .collect();
    // Those that stay open first, then the last to be closed.
    rows.sort_by_key(|(_, by)| by.map(|(_, time)| std::cmp::Reverse(time)));
    for (number, (exit, by)) in rows.into_iter().enumerate() {
        row(ui, cx, number, exit, by);
    }
}

fn row(ui: &mut Ui, cx: &mut Cx, number: usize, exit: &Exit, by: Option<(PointId, u32)>) {
    let name = if exit.name.is_empty() {
        cx.text(class_words(exit.class))
    } else {
        exit.name.clone()
    };
    let point = by.and_then(|(id, _)| cx.session.shown_plan().points.get(&id));
    let point = point.map(|point| point.name.clone());
    let figure = match by {
        Some((_, time)) => {
            let time = number::decimal(minutes(time).0, 1);
            format!("{} · {time} min", point.clone().unwrap_or_default())
        }
        None => cx.text("ui-exits-nobody"),
    };
    let definition = Message::new("ui-def-exit")
        .with("class", Message::new(class_words(exit.class)))
        .with("point", point.unwrap_or_else(|| number::UNKNOWN.to_owned()));
    let response = figure_row(ui, cx, &name, &figure, &definition);
    let id = ui.scope_id().with(("exit", number));
    let click = ui.interact(response.rect, id, Sense::click());
    if click.clicked() {
        show(cx, exit.at);
    }
}

fn show(cx: &mut Cx, at: LonLat) {
    cx.view.selected = Selected::Place(at);
    cx.view.camera_wish = Some(CameraWish::Centre(at, CLOSE));
}
