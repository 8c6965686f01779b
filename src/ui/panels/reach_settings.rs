//! The rule of reach: in a straight line or by road, its rings, and how units travel.

use std::sync::Arc;

use egui::{DragValue, Ui};

use super::layers::settings_button;
use crate::base::units::{Metres, Minutes};
use crate::i18n::message::Message;
use crate::model::plan_edit::PlanEdit;
use crate::model::reach_rule::{Reach, ReachRule};
use crate::model::road_network::RoadClass;
use crate::model::travel_rule::{TravelMode, TravelRule};
use crate::session::command::Command;
use crate::ui::cx::Cx;
use crate::ui::desk::StreetColours;
use crate::ui::icons::Icon;
use crate::ui::widgets::{self, Press, choice, form_row};

/// Most rings the panel lets one make.
const MOST_RINGS: usize = 5;

/// Draws the settings. What is being dragged is a draft; let go, it is one step of the plan.
pub(super) fn reach_settings(ui: &mut Ui, cx: &mut Cx) {
    let current = cx.session.plan().reach.clone();
    let draft = cx.view.desk.reach_draft.clone();
    let mut draft = draft.unwrap_or_else(|| current.clone());
    let mut done = rule_switch(ui, cx, &mut draft);
    done |= rings(ui, cx, &mut draft);
    if let ReachRule::ByRoad { travel, .. } = &mut draft {
        done |= travel_settings(ui, cx, Arc::make_mut(travel));
        street_colours(ui, cx);
    }
    let changed = draft != current;
    if done && changed {
        cx.send(Command::Edit(PlanEdit::SetReach(draft)));
        cx.view.desk.reach_draft = None;
    } else {
        cx.view.desk.reach_draft = changed.then_some(draft);
    }
}

/// Straight line or by road; the rule left behind is there again when one comes back to it. Returns whether it was changed.
pub(super) fn rule_switch(ui: &mut Ui, cx: &mut Cx, rule: &mut ReachRule) -> bool {
    let by_road = rule.travel().is_some();
    let mut wanted = by_road;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = cx.theme.px(4.0);
        for (road, name, tip) in [
            (false, "ui-reach-straight", "ui-reach-straight-tip"),
            (true, "ui-reach-by-road", "ui-reach-by-road-tip"),
        ] {
            let press = Press::text(cx.theme, cx.text(name))
                .small()
                .selected(by_road == road);
            let tip = cx.text(tip);
            if ui.add(press).on_hover_text(tip).clicked() {
                wanted = road;
            }
        }
    });
    if wanted == by_road {
        return false;
    }
    *rule = switched(cx, rule);
    true
}

/// The other rule: the one used last, or the usual one.
pub fn switched(cx: &mut Cx, rule: &ReachRule) -> ReachRule {
    let by_road = rule.travel().is_some();
    let before = cx.view.desk.other_reach.replace(rule.clone());
    before
        .filter(|before| before.travel().is_some() != by_road)
        .unwrap_or_else(|| {
            if by_road {
                ReachRule::default()
            } else {
                ReachRule::one_three_five(TravelRule::default())
            }
        })
}

fn rings(ui: &mut Ui, cx: &mut Cx, rule: &mut ReachRule) -> bool {
    let (mut done, mut remove) = (false, None);
    let mut rings = rule.rings();
    let count = rings.len();
    for (index, ring) in rings.iter_mut().enumerate() {
        let label = cx.say(&Message::new("ui-ring").with("n", index + 1));
        form_row(ui, cx.theme, &label, |ui| {
            let drag = match ring {
                Reach::Distance(Metres(metres)) => DragValue::new(metres)
                    .range(10.0..=20_000.0)
                    .speed(5.0)
                    .max_decimals(0)
                    .suffix(" m"),
                Reach::Time(Minutes(minutes)) => DragValue::new(minutes)
                    .range(0.1..=240.0)
                    .speed(0.05)
                    .max_decimals(1)
                    .suffix(" min"),
            };
            let response = ui.add_sized(egui::vec2(cx.theme.px(92.0), cx.theme.row()), drag);
            done |= response.drag_stopped() || response.lost_focus();
            if count > 1 {
                let press = Press::icon(cx.theme, Icon::Close, cx.text("ui-ring-remove")).small();
                if ui.add(press).clicked() {
                    remove = Some(index);
                }
            }
        });
    }
    if let Some(index) = remove {
        rings.remove(index);
        done = true;
    }
    if rings.len() < MOST_RINGS && settings_button(ui, cx, Icon::Plus, "ui-ring-add") {
        rings.extend(rings.last().copied().map(|last| match last {
            Reach::Distance(Metres(last)) => Reach::Distance(Metres(last + 300.0)),
            Reach::Time(Minutes(last)) => Reach::Time(Minutes(last + 2.0)),
        }));
        done = true;
    }
    if let Some(with) = rule.with_rings(&rings) {
        *rule = with;
    }
    done
}

/// How units go, how long they take to set out, the hour, and the speeds. Returns whether something was let go.
fn travel_settings(ui: &mut Ui, cx: &mut Cx, travel: &mut TravelRule) -> bool {
    let mut done = false;
    let modes: Vec<_> = TravelMode::ALL
        .into_iter()
        .map(|mode| (mode, cx.text(mode.sentence())))
        .collect();
    let label = cx.text("ui-travel-mode");
    form_row(ui, cx.theme, &label, |ui| {
        let width = ui.available_width();
        if let Some(mode) = choice(ui, "travel mode", width, travel.mode, &modes) {
            travel.mode = mode;
            done = true;
        }
    });
    let mut number = |ui: &mut Ui, cx: &Cx, label: &str, tip: &str, drag: DragValue<'_>| {
        form_row(ui, cx.theme, label, |ui| {
            let size = egui::vec2(cx.theme.px(92.0), cx.theme.row());
            let response = ui.add_sized(size, drag);
            done |= response.drag_stopped() || response.lost_focus();
            response.on_hover_text(tip);
        });
    };
    let (label, tip) = (
        cx.text("ui-travel-turnout"),
        cx.text("ui-travel-turnout-tip"),
    );
    let drag = DragValue::new(&mut travel.turnout)
        .range(0.0..=1800.0)
        .speed(1.0)
        .max_decimals(0)
        .suffix(" s");
    number(ui, cx, &label, &tip, drag);
    for (at, class) in RoadClass::ALL.into_iter().enumerate() {
        let mode = travel.mode as usize;
        let Some(speed) = travel.speeds.get_mut(mode).and_then(|row| row.get_mut(at)) else {
            continue;
        };
        let label = cx.text(class_words(class));
        let tip = cx.text("ui-travel-speed-tip");
        let drag = DragValue::new(speed)
            .range(1.0..=150.0)
            .speed(0.5)
            .max_decimals(0)
            .suffix(" km/h");
        number(ui, cx, &label, &tip, drag);
    }
    let any = (u8::MAX, cx.text("ui-travel-any-hour"));
    let hours = (0..24u8).map(|hour| (hour, format!("{hour}:00")));
    let hours: Vec<(u8, String)> = std::iter::once(any).chain(hours).collect();
    let label = cx.text("ui-travel-hour");
    let tip = cx.text("ui-travel-hour-tip");
    let now = travel.hour.unwrap_or(u8::MAX);
    let chosen = form_row(ui, cx.theme, &label, |ui| {
        let width = ui.available_width();
        ui.scope(|ui| choice(ui, "travel hour", width, now, &hours))
    });
    chosen.response.on_hover_text(tip);
    if let Some(hour) = chosen.inner {
        travel.hour = (hour < 24).then_some(hour);
        done = true;
    }
    done
}

/// What the streets are coloured by.
fn street_colours(ui: &mut Ui, cx: &mut Cx) {
    let options = [
        (StreetColours::Rings, cx.text("ui-streets-by-time")),
        (StreetColours::First, cx.text("ui-streets-by-point")),
        (StreetColours::Selected, cx.text("ui-streets-by-selected")),
    ];
    let label = cx.text("ui-streets");
    let now = cx.view.desk.street_colours;
    form_row(ui, cx.theme, &label, |ui| {
        let width = ui.available_width();
        if let Some(chosen) = choice(ui, "street colours", width, now, &options) {
            cx.view.desk.street_colours = chosen;
        }
    });
}

/// What a class of roads is called.
pub(super) const fn class_words(class: RoadClass) -> &'static str {
    match class {
        RoadClass::Expressway => "ui-road-expressway",
        RoadClass::Arterial => "ui-road-arterial",
        RoadClass::Collector => "ui-road-collector",
        RoadClass::Local => "ui-road-local",
        RoadClass::Lane => "ui-road-lane",
    }
}

/// The switch above the figures: straight line or by road, and in words how units travel.
pub(super) fn rule_line(ui: &mut Ui, cx: &mut Cx) {
    let current = cx.session.plan().reach.clone();
    let mut rule = current.clone();
    ui.add_space(cx.theme.px(8.0));
    ui.horizontal(|ui| {
        rule_switch(ui, cx, &mut rule);
        if let Some(travel) = current.travel() {
            let mode = cx.text(travel.mode.sentence());
            let turnout = Message::new("ui-travel-line")
                .with("mode", mode)
                .with("turnout", travel.turnout.round() as u64);
            let text = cx.say(&turnout);
            let text = match travel.hour {
                Some(hour) => format!("{text} · {hour}:00"),
                None => text,
            };
            widgets::line(ui, &text, cx.theme.small(), cx.theme.second)
                .on_hover_text(cx.text("ui-travel-line-tip"));
        }
    });
    if rule != current {
        cx.send(Command::Edit(PlanEdit::SetReach(rule)));
    }
}
