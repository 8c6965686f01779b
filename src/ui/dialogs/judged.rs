//! What maps of hot spots are worth: each way of drawing one judged by the months after it, and bandwidths side by side.

use egui::{Align2, Color32, Pos2, Rect, Sense, Shape, Stroke, Ui, pos2, vec2};

use crate::analysis::backtest::{Backtest, Method};
use crate::analysis::density::DensityRule;
use crate::base::units::Metres;
use crate::i18n::message::{Arg, Message};
use crate::i18n::number;
use crate::session::command::Command;
use crate::session::judged::Judged;
use crate::ui::cx::Cx;
use crate::ui::map::worth::{explained, range_words};
use crate::ui::widgets::{self, Press};

/// Draws the dialog.
pub fn judged_ui(ui: &mut Ui, cx: &mut Cx) {
    let slot = &cx.session.derived().judged;
    let found = slot.fresh().cloned();
    let Some(found) = found else {
        widgets::paragraph(ui, cx.theme, &cx.text("map-worth-working"));
        return;
    };
    let Some(judged) = found else {
        widgets::paragraph(ui, cx.theme, &cx.text("ui-judged-none"));
        return;
    };
    widgets::paragraph(ui, cx.theme, &explained(cx, &judged));
    ui.add_space(cx.theme.px(12.0));
    table(ui, cx, &judged);
    ui.add_space(cx.theme.px(12.0));
    chart(ui, cx, &judged);
    ui.add_space(cx.theme.px(12.0));
    bandwidths(ui, cx, &judged);
}

const fn method_words(method: Method) -> &'static str {
    match method {
        Method::Heat(_) => "ui-judged-heat",
        Method::GiStar => "ui-judged-gi-star",
        Method::LastPeriod => "ui-judged-last-month",
        Method::NearRepeat(_) => "ui-judged-near-repeat",
    }
}

fn name(cx: &Cx, method: Method) -> String {
    let message = Message::new(method_words(method));
    match method {
        Method::Heat(rule) => cx.say(&message.with("n", Arg::Decimal(rule.bandwidth.0, 0))),
        Method::NearRepeat(risk) => cx.say(
            &message
                .with("n", Arg::Decimal(risk.reach.0, 0))
                .with("days", usize::from(risk.days)),
        ),
        Method::GiStar | Method::LastPeriod => cx.say(&message),
    }
}

/// The colour of the method at a place in the list: safe for colour-blind eyes, told apart by a mark as well.
fn colour(cx: &Cx, at: usize) -> Color32 {
    match at {
        0 => cx.theme.accent,
        1 => cx.theme.category(5),
        2 => cx.theme.category(2),
        _ => cx.theme.category(6),
    }
}

fn table(ui: &mut Ui, cx: &Cx, judged: &Judged) {
    let theme = cx.theme;
    let heads = [
        ("ui-judged-hit", "ui-judged-hit-tip"),
        ("ui-judged-pai", "ui-judged-pai-tip"),
        ("ui-judged-pei", "ui-judged-pei-tip"),
        ("ui-judged-ser", "ui-judged-ser-tip"),
    ];
    egui::Grid::new("judged")
        .num_columns(5)
        .spacing(vec2(theme.px(20.0), theme.px(6.0)))
        .show(ui, |ui| {
            let strong = |ui: &mut Ui, words: &str| {
                let words = egui::RichText::new(words).font(theme.small_strong());
                ui.add(egui::Label::new(words.color(theme.second)).extend())
            };
            strong(ui, "");
            for (title, tip) in heads {
                strong(ui, &cx.text(title)).on_hover_text(cx.text(tip));
            }
            ui.end_row();
            for (at, (method, found)) in judged.methods.iter().enumerate() {
                let words = |ui: &mut Ui, words: &str, font, colour| {
                    let words = egui::RichText::new(words).font(font).color(colour);
                    ui.add(egui::Label::new(words).extend());
                };
                ui.horizontal(|ui| {
                    let (rect, _) =
                        ui.allocate_exact_size(egui::Vec2::splat(theme.px(12.0)), Sense::hover());
                    mark(ui, at, rect.center(), theme.px(4.0), colour(cx, at));
                    words(ui, &name(cx, *method), theme.body(), theme.text);
                });
                for figure in figures(found) {
                    words(ui, &figure, theme.body(), theme.text);
                }
                ui.end_row();
            }
        });
}

/// Hit rate, PAI, PEI* and SER, each with its interval.
fn figures(found: &Backtest) -> [String; 4] {
    let score = found.pooled;
    let with = |value: Option<f64>, range: String, decimals| {
        value.map_or_else(
            || number::UNKNOWN.to_owned(),
            |value| format!("{} ({range})", number::decimal(value, decimals)),
        )
    };
    let hit = score.hit_rate_interval().map_or_else(String::new, |range| {
        let percent = |share: f64| number::decimal(share * 100.0, 1);
        format!("{}–{}", percent(range.low), percent(range.high))
    });
    [
        format!("{} ({hit})", number::percent(score.hit_rate())),
        with(score.pai(), range_words(score.pai_interval(), 2), 2),
        with(
            score.pei_star(),
            range_words(score.pei_star_interval(), 2),
            2,
        ),
        with(score.ser(), range_words(score.ser_interval(), 1), 1),
    ]
}

fn mark(ui: &Ui, at: usize, middle: Pos2, size: f32, colour: Color32) {
    let painter = ui.painter();
    let corner = |x: f32, y: f32| pos2(middle.x + x * size, middle.y + y * size);
    match at {
        0 => painter.circle_filled(middle, size, colour),
        1 => painter.rect_filled(
            Rect::from_center_size(middle, egui::Vec2::splat(size * 1.8)),
            0.0,
            colour,
        ),
        2 => painter.add(Shape::convex_polygon(
            vec![corner(0.0, -1.2), corner(1.15, 0.9), corner(-1.15, 0.9)],
            colour,
            Stroke::NONE,
        )),
        _ => painter.add(Shape::convex_polygon(
            vec![
                corner(0.0, -1.3),
                corner(1.3, 0.0),
                corner(0.0, 1.3),
                corner(-1.3, 0.0),
            ],
            colour,
            Stroke::NONE,
        )),
    };
}

/// The hit rate of each month, a line a method.
fn chart(ui: &mut Ui, cx: &Cx, judged: &Judged) {
    let theme = cx.theme;
    widgets::section(ui, theme, &cx.text("ui-judged-by-month"));
    let size = vec2(ui.available_width(), theme.px(150.0));
    let (room, response) = ui.allocate_exact_size(size, Sense::hover());
    let axis = theme.sizes[0] * 1.5;
    let plot = Rect::from_min_max(
        pos2(room.min.x + theme.px(44.0), room.min.y + theme.px(8.0)),
        pos2(room.max.x - theme.px(24.0), room.max.y - axis),
    );
    let rates = |found: &Backtest| -> Vec<Option<f64>> {
        let periods = judged.months.iter();
        periods
            .map(|month| {
                let one = found.periods.iter().find(|one| one.period == *month)?;
                one.score.hit_rate().map(|share| share.0)
            })
            .collect()
    };
    let all: Vec<Vec<Option<f64>>> = judged
        .methods
        .iter()
        .map(|(_, found)| rates(found))
        .collect();
    let most = all.iter().flatten().flatten().copied().fold(0.05, f64::max);
    let top = (most * 10.0).ceil() / 10.0;
    let count = judged.months.len();
    let x = |at: usize| {
        let share = if count < 2 {
            0.5
        } else {
            at as f32 / (count - 1) as f32
        };
        plot.min.x + share * plot.width()
    };
    let y = |rate: f64| plot.max.y - (rate / top) as f32 * plot.height();
    let painter = ui.painter();
    let hair = Stroke::new(1.0, theme.hairline);
    for rate in [0.0, top / 2.0, top] {
        painter.hline(plot.x_range(), y(rate), hair);
        painter.text(
            pos2(plot.min.x - theme.px(6.0), y(rate)),
            Align2::RIGHT_CENTER,
            format!("{} %", number::decimal(rate * 100.0, 0)),
            theme.small(),
            theme.second,
        );
    }
    for (at, month) in judged.months.iter().enumerate() {
        painter.text(
            pos2(x(at), plot.max.y + theme.px(4.0)),
            Align2::CENTER_TOP,
            month.name(),
            theme.small(),
            theme.second,
        );
    }
    for (at, line) in all.iter().enumerate().rev() {
        let places: Vec<Pos2> = line
            .iter()
            .enumerate()
            .filter_map(|(month, rate)| Some(pos2(x(month), y((*rate)?))))
            .collect();
        let stroke = Stroke::new(theme.lines[1] * 0.8, colour(cx, at));
        painter.add(Shape::line(places.clone(), stroke));
        for place in places {
            mark(ui, at, place, theme.px(4.0), colour(cx, at));
        }
    }
    let told = cx.text("ui-judged-hit-tip");
    response.on_hover_text(told);
}

/// Bandwidths side by side, the best by what came after and the one the data's spread proposes; each can be taken.
fn bandwidths(ui: &mut Ui, cx: &mut Cx, judged: &Judged) {
    let choice = &judged.bandwidths;
    if choice.tried.is_empty() {
        return;
    }
    let theme = cx.theme;
    widgets::section(ui, theme, &cx.text("ui-judged-bandwidths"));
    let rule = cx.session.density_rule();
    let mut taken = None;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::Vec2::splat(theme.px(6.0));
        for (bandwidth, found) in &choice.tried {
            let message = Message::new("ui-judged-bandwidth")
                .with("n", Arg::Decimal(bandwidth.0, 0))
                .with("hit", number::percent(found.pooled.hit_rate()));
            let mut words = cx.say(&message);
            if choice.best == Some(*bandwidth) {
                words = format!("{words} · {}", cx.text("ui-judged-best"));
            }
            let press = Press::text(theme, words)
                .small()
                .outlined()
                .selected(rule.bandwidth == *bandwidth);
            if ui.add(press).clicked() {
                taken = Some(*bandwidth);
            }
        }
    });
    if let Some(reference) = choice.reference {
        let round = Metres((reference.0 / 10.0).round() * 10.0);
        ui.add_space(theme.px(4.0));
        let message = Message::new("ui-judged-reference").with("n", Arg::Decimal(round.0, 0));
        let press = Press::text(theme, cx.say(&message)).small();
        let tip = cx.text("ui-judged-reference-tip");
        if ui.add(press).on_hover_text(tip).clicked() {
            taken = Some(round);
        }
    }
    if let Some(bandwidth) = taken {
        cx.send(Command::SetDensity(DensityRule { bandwidth, ..rule }));
    }
}
