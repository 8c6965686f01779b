//! Better points: what is asked for, how far the search is, and a way to end it. The answer is drawn by `suggest_answer`.

use egui::{DragValue, Ui, vec2};

use super::coverage::padded;
use super::figures::{explained, figure_row, ring_name};
use super::suggest_answer::answer_ui;
use crate::base::units::{Metres, Minutes, Share};
use crate::i18n::message::Message;
use crate::i18n::number;
use crate::model::reach_rule::Reach;
use crate::session::command::Command;
use crate::session::suggest::{Aim, SoFar, SuggestWish, Weigh};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::view_state::RightTab;
use crate::ui::widgets::{self, Press, choice, form_row};

/// Most points that can be asked for.
const MOST: usize = 500;

/// Opens the tab, or puts it and its answer away.
pub fn toggle(cx: &mut Cx) {
    let desk = &mut cx.view.desk.suggest;
    desk.open = !desk.open;
    if desk.open {
        // One question beside the plan at a time.
        if cx.session.comparison().is_some() {
            cx.send(Command::StopComparing);
        }
        if cx.session.exits_wanted().is_some() {
            cx.send(Command::FindExits(None));
        }
        cx.view.right_tab = RightTab::Suggest;
        cx.view.panels(cx.theme.look)[1] = true;
    } else {
        close(cx);
    }
}

/// Puts the tab and its answer away.
pub(super) fn close(cx: &mut Cx) {
    cx.view.desk.suggest.open = false;
    cx.send(Command::Suggest(None));
    if cx.view.right_tab == RightTab::Suggest {
        cx.view.right_tab = RightTab::Coverage;
    }
}

/// Another question was asked: this one goes.
pub(super) fn give_way(cx: &mut Cx) {
    if cx.view.desk.suggest.open {
        cx.view.desk.suggest.open = false;
        cx.send(Command::Suggest(None));
    }
}

/// A tab that is not open shows nothing, whatever was remembered.
pub(super) fn follow_tab(cx: &mut Cx) {
    if cx.view.right_tab == RightTab::Suggest && !cx.view.desk.suggest.open {
        cx.view.right_tab = RightTab::Coverage;
    }
}

/// Draws the tab.
pub fn suggest_ui(ui: &mut Ui, cx: &mut Cx) {
    padded(ui, cx, |ui, cx| {
        ui.add_space(cx.theme.px(12.0));
        let wish = asked(ui, cx);
        ui.add_space(cx.theme.px(12.0));
        go(ui, cx, &wish);
        cx.view.desk.suggest.wish = Some(wish);
    });
    answer_ui(ui, cx);
    ui.add_space(cx.theme.px(24.0));
}

/// What is asked to begin with: as wide as possible with as many points as there are.
fn first_wish(cx: &Cx) -> SuggestWish {
    let plan = cx.session.plan();
    let rings = plan.reach.rings().len();
    SuggestWish {
        aim: Aim::Widest,
        // Of three rings the middle one: three minutes of one, three, five.
        ring: cx
            .view
            .desk
            .ring
            .unwrap_or(rings / 2)
            .min(rings.saturating_sub(1)),
        points: plan.points.len().max(1),
        may_move: None,
        one_each: false,
        busy: cx.view.desk.busy,
        weigh: Weigh::Incidents,
    }
}

/// The question, in plain words.
fn asked(ui: &mut Ui, cx: &mut Cx) -> SuggestWish {
    let mut wish = cx
        .view
        .desk
        .suggest
        .wish
        .clone()
        .unwrap_or_else(|| first_wish(cx));
    let theme = cx.theme;
    ui.spacing_mut().item_spacing.y = theme.px(4.0);
    let label = cx.text("ui-suggest-aim");
    let aims = Aim::ALL.map(|aim| (aim, cx.text(aim_words(aim))));
    form_row(ui, theme, &label, |ui| {
        let width = ui.available_width();
        if let Some(aim) = choice(ui, "suggest aim", width, wish.aim, &aims) {
            wish.aim = aim;
        }
    });
    ring_choice(ui, cx, &mut wish);
    weigh_choice(ui, cx, &mut wish);
    if wish.aim == Aim::WhenBusy {
        percent(ui, cx, "ui-busy", "ui-busy-tip", &mut wish.busy);
    }
    if wish.aim.has_number() {
        let label = cx.text("ui-suggest-points");
        let tip = cx.text("ui-suggest-points-tip");
        form_row(ui, theme, &label, |ui| {
            let drag = DragValue::new(&mut wish.points).range(1..=MOST).speed(0.2);
            let size = vec2(theme.px(84.0), theme.row());
            ui.add_sized(size, drag).on_hover_text(tip);
            let now = Message::new("ui-suggest-today").with("n", cx.session.plan().points.len());
            widgets::second(ui, theme, &cx.say(&now));
        });
        may_move(ui, cx, &mut wish);
    }
    let name = cx.text("ui-suggest-one-each");
    let there = cx
        .session
        .figures_of(crate::model::grid::GridLevel::Subdistrict)
        .is_some();
    if there {
        widgets::check(ui, theme, &mut wish.one_each, &name);
    }
    wish
}

fn ring_choice(ui: &mut Ui, cx: &Cx, wish: &mut SuggestWish) {
    if !wish.aim.has_ring() {
        return;
    }
    let rings = cx.session.plan().reach.rings();
    wish.ring = wish.ring.min(rings.len().saturating_sub(1));
    let names: Vec<(usize, String)> = rings
        .iter()
        .enumerate()
        .map(|(ring, size)| (ring, ring_name(Some(*size))))
        .collect();
    let label = cx.text("ui-suggest-within");
    wrapped_row(ui, cx, &label, |ui| {
        for (ring, name) in names {
            let press = Press::text(cx.theme, name)
                .small()
                .selected(wish.ring == ring);
            if ui.add(press).clicked() {
                wish.ring = ring;
            }
        }
    });
}

fn weigh_choice(ui: &mut Ui, cx: &Cx, wish: &mut SuggestWish) {
    let label = cx.text("ui-suggest-for");
    wrapped_row(ui, cx, &label, |ui| {
        for (weigh, name, tip) in [
            (
                Weigh::Incidents,
                "ui-suggest-incidents",
                "ui-suggest-incidents-tip",
            ),
            (
                Weigh::Residents,
                "ui-suggest-residents",
                "ui-suggest-residents-tip",
            ),
        ] {
            let press = Press::text(cx.theme, cx.text(name))
                .small()
                .selected(wish.weigh == weigh);
            if ui.add(press).on_hover_text(cx.text(tip)).clicked() {
                wish.weigh = weigh;
            }
        }
    });
}

/// A row of a form whose few options go on in another line where large letters leave no room.
fn wrapped_row(ui: &mut Ui, cx: &Cx, label: &str, options: impl FnOnce(&mut Ui)) {
    form_row(ui, cx.theme, label, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = egui::Vec2::splat(cx.theme.px(4.0));
            options(ui);
        });
    });
}

/// How many of today's points may stand elsewhere.
fn may_move(ui: &mut Ui, cx: &Cx, wish: &mut SuggestWish) {
    let theme = cx.theme;
    let mut limited = wish.may_move.is_some();
    ui.horizontal(|ui| {
        widgets::check(ui, theme, &mut limited, &cx.text("ui-suggest-may-move"));
        if let (true, Some(most)) = (limited, &mut wish.may_move) {
            let drag = DragValue::new(most).range(0..=MOST).speed(0.2);
            ui.add_sized(vec2(theme.px(64.0), theme.row()), drag);
        }
    });
    wish.may_move = limited.then(|| wish.may_move.unwrap_or(10));
}

fn percent(ui: &mut Ui, cx: &Cx, label: &str, tip: &str, share: &mut Share) {
    let (label, tip) = (cx.text(label), cx.text(tip));
    form_row(ui, cx.theme, &label, |ui| {
        let mut percent = share.percent();
        let drag = DragValue::new(&mut percent)
            .range(0.0..=95.0)
            .speed(0.5)
            .max_decimals(0)
            .suffix(" %");
        let size = vec2(cx.theme.px(84.0), cx.theme.row());
        ui.add_sized(size, drag).on_hover_text(tip);
        *share = Share(percent / 100.0);
    });
}

/// The button that begins, or while it goes on, what is known and the button that ends it.
fn go(ui: &mut Ui, cx: &mut Cx, wish: &SuggestWish) {
    let theme = cx.theme;
    let running = cx.session.suggestion().filter(|one| one.answer().is_none());
    let Some(running) = running else {
        let ready = cx.session.derived().coverage.get().is_some();
        let words = cx.text("ui-suggest-go");
        let press = Press::text(theme, words)
            .with_icon(Icon::Suggest)
            .primary()
            .enabled(ready);
        if ui.add(press).clicked() {
            cx.view.desk.suggest.left_out.clear();
            cx.send(Command::Suggest(Some(wish.clone())));
        }
        return;
    };
    let (so_far, seconds, asked) = (running.so_far(), running.seconds(), running.wish.clone());
    ui.ctx().request_repaint_after_secs(0.1);
    progress(ui, cx, &asked, &so_far, seconds);
    ui.add_space(theme.px(8.0));
    let found = so_far.value.is_some();
    let words = cx.text(if found {
        "ui-suggest-enough"
    } else {
        "ui-cancel"
    });
    if ui.add(Press::text(theme, words).outlined()).clicked() {
        cx.send(if found {
            Command::StopSuggesting
        } else {
            Command::Suggest(None)
        });
    }
}

fn progress(ui: &mut Ui, cx: &mut Cx, wish: &SuggestWish, so_far: &SoFar, seconds: f64) {
    let measure = cx.session.plan().reach.outermost();
    let words = match (so_far.value, so_far.bound) {
        (Some(value), Some(bound)) => {
            let apart = number::percent(Some(gap(value, bound)));
            Message::new("ui-suggest-searching")
                .with("value", value_text(wish.aim, value, so_far.total, measure))
                .with("bound", value_text(wish.aim, bound, so_far.total, measure))
                .with("gap", apart)
        }
        _ => Message::new("ui-suggest-preparing"),
    };
    let text = cx.say(&words);
    widgets::paragraph(ui, cx.theme, &text);
    let time = format!("{} s", number::decimal(seconds, 1));
    widgets::second(ui, cx.theme, &time);
}

/// How far value and bound are apart, as a share of the value.
pub(super) fn gap(value: f64, bound: f64) -> Share {
    let apart = (value - bound).abs();
    Share(if apart == 0.0 {
        0.0
    } else {
        apart / value.abs().max(f64::MIN_POSITIVE)
    })
}

/// A value of an aim as people read it: a share of all, points, or a distance or time.
pub(super) fn value_text(aim: Aim, value: f64, total: f64, measure: Option<Reach>) -> String {
    match aim {
        Aim::Widest | Aim::Twice | Aim::WhenBusy => {
            number::percent((total > 0.0).then(|| Share(value / total)))
        }
        Aim::Fewest => number::decimal(value, 0),
        Aim::ShortestMean | Aim::ShortestWorst => {
            let reach = match measure {
                Some(Reach::Time(_)) => Reach::Time(Minutes(value)),
                _ => Reach::Distance(Metres(value)),
            };
            super::figures::reach(Some(reach))
        }
    }
}

/// What an aim is called.
pub(super) const fn aim_words(aim: Aim) -> &'static str {
    match aim {
        Aim::Widest => "ui-suggest-widest",
        Aim::Twice => "ui-suggest-twice",
        Aim::WhenBusy => "ui-suggest-when-busy",
        Aim::Fewest => "ui-suggest-fewest",
        Aim::ShortestMean => "ui-suggest-shortest-mean",
        Aim::ShortestWorst => "ui-suggest-shortest-worst",
    }
}

/// A line that says how good the answer is, with what that means on hover.
pub(super) fn proof_line(ui: &mut Ui, cx: &mut Cx, aim: Aim, value: f64, bound: f64, proven: bool) {
    let theme = cx.theme;
    let (words, colour) = if proven {
        (Message::new("ui-suggest-proven"), theme.accent)
    } else {
        let apart = number::percent(Some(gap(value, bound)));
        (
            Message::new("ui-suggest-unproven").with("gap", apart),
            theme.text,
        )
    };
    let text = cx.say(&words);
    let response = ui
        .horizontal(|ui| {
            let icon = if proven { Icon::Check } else { Icon::Info };
            let side = egui::Vec2::splat(theme.px(16.0));
            let (rect, _) = ui.allocate_exact_size(side, egui::Sense::hover());
            icon.paint(ui.painter(), rect, colour);
            widgets::line(ui, &text, theme.strong(), colour)
        })
        .inner;
    let definition = if aim == Aim::Fewest {
        "ui-def-suggest-proof-fewest"
    } else {
        "ui-def-suggest-proof"
    };
    explained(response, cx, &Message::new(definition));
}

/// A row of the answer.
pub(super) fn answer_row(ui: &mut Ui, cx: &mut Cx, name: &str, figure: &str, definition: &Message) {
    let name = cx.text(name);
    figure_row(ui, cx, &name, figure, definition);
}
