//! What better points would achieve: the figure they are for, the proof, what one more point gains, what every zone and subdistrict
//! gains, and who would go where.

use std::sync::Arc;

use egui::{Align2, Role, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::coverage::{big_share, padded};
use super::coverage_curve::{share_plot, write_whole};
use super::figures::{delta, dimmed_unless, explained, metres, reach, ring_name, ring_words};
use super::suggest::{answer_row, close, proof_line, value_text};
use super::table::{self, Column, Lead};
use crate::analysis::coverage::AreaFigures;
use crate::base::coords::LonLat;
use crate::base::units::{Metres, Share};
use crate::i18n::message::Message;
use crate::i18n::number;
use crate::model::grid::GridLevel;
use crate::model::plan_edit::PlanEdit;
use crate::session::command::Command;
use crate::session::place_report::UnitAt;
use crate::session::suggest::accept::{PlaceNames, accepted};
use crate::session::suggest::{Aim, Change, Suggested, Weigh, What};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::selection_edits::zoom_to_selection;
use crate::ui::view_state::{CameraWish, RightTab, Selected};
use crate::ui::widgets::{self, Press};

/// How near the map comes to a suggested place.
const CLOSE: f64 = 15.0;

/// Draws the answer, where there is one.
pub(super) fn answer_ui(ui: &mut Ui, cx: &mut Cx) {
    let answer = cx
        .session
        .suggestion()
        .and_then(|one| one.answer().cloned());
    let suggested = match answer {
        None => return,
        Some(Err(why)) => {
            let text = cx.say(&why);
            return padded(ui, cx, |ui, cx| {
                ui.add_space(cx.theme.px(12.0));
                widgets::paragraph(ui, cx.theme, &text);
            });
        }
        Some(Ok(suggested)) => suggested,
    };
    let outdated = cx.session.suggestion_is_outdated();
    padded(ui, cx, |ui, cx| {
        if outdated {
            ui.add_space(cx.theme.px(8.0));
            let text = cx.text("ui-suggest-outdated");
            widgets::line(ui, &text, cx.theme.small(), cx.theme.warning);
        }
        dimmed_unless(ui, !outdated, |ui| {
            headline(ui, cx, &suggested);
            rows(ui, cx, &suggested);
            gains_chart(ui, cx, &suggested);
        });
        accept(ui, cx, &suggested);
    });
    dimmed_unless(ui, !outdated, |ui| areas(ui, cx, &suggested));
    changes(ui, cx, &suggested);
}

/// Which ring of the figures the answer speaks of.
fn ring_of(suggested: &Suggested) -> usize {
    let rings = &suggested.figures[1].rings;
    let asked = rings
        .iter()
        .position(|ring| Some(ring.ring) == suggested.limit);
    asked.unwrap_or_else(|| rings.len().saturating_sub(1))
}

/// The one figure the points are for, and the proof.
fn headline(ui: &mut Ui, cx: &mut Cx, suggested: &Suggested) {
    let ring = ring_of(suggested);
    let [before, after] = &suggested.figures;
    let measure = after.rings.get(ring).map(|ring| ring.ring);
    let since = cx.text("ui-suggest-since");
    match suggested.wish.aim {
        Aim::Widest | Aim::Twice | Aim::WhenBusy | Aim::Fewest => {
            let residents = suggested.wish.weigh == Weigh::Residents;
            let share = |figures: &crate::analysis::coverage::CoverageFigures| {
                let ring = figures.rings.get(ring)?;
                if residents {
                    ring.residents_share
                } else {
                    ring.incident_share
                }
            };
            let (name, words) = (ring_name(measure), ring_words(cx, measure));
            let definition = Message::new(if residents {
                "ui-def-suggest-residents"
            } else {
                "ui-def-suggest-share"
            });
            let definition = definition
                .with("ring", words)
                .with("before", number::percent(share(before)));
            big_share(
                ui,
                cx,
                &name,
                [share(before), share(after)],
                &since,
                &definition,
            );
        }
        Aim::ShortestMean | Aim::ShortestWorst => {
            let mean = suggested.wish.aim == Aim::ShortestMean;
            let of = |figures: &crate::analysis::coverage::CoverageFigures| {
                figures
                    .response
                    .map(|all| if mean { all.mean } else { all.worst })
            };
            let title = cx.text(if mean {
                "ui-suggest-mean"
            } else {
                "ui-suggest-worst"
            });
            ui.add_space(cx.theme.px(12.0));
            widgets::line(ui, &title, cx.theme.body(), cx.theme.second);
            let response = widgets::line(ui, &reach(of(after)), cx.theme.figure(), cx.theme.text);
            let definition = Message::new("ui-def-suggest-far").with("before", reach(of(before)));
            explained(response, cx, &definition);
        }
    }
    ui.add_space(cx.theme.px(4.0));
    let wish = &suggested.wish;
    proof_line(
        ui,
        cx,
        wish.aim,
        suggested.value,
        suggested.bound,
        suggested.is_proven,
    );
    ui.add_space(cx.theme.px(4.0));
}

fn rows(ui: &mut Ui, cx: &mut Cx, suggested: &Suggested) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let aim = suggested.wish.aim;
    let measure = cx.session.plan().reach.outermost();
    let text = |value: f64| value_text(aim, value, suggested.total, measure);
    let demands = number::count(suggested.demands as u64);
    answer_row(
        ui,
        cx,
        "ui-suggest-value",
        &text(suggested.value),
        &Message::new("ui-def-suggest-value").with("n", demands),
    );
    let bound = if aim == Aim::Fewest {
        suggested.bound.ceil()
    } else {
        suggested.bound
    };
    answer_row(
        ui,
        cx,
        "ui-suggest-bound",
        &text(bound),
        &Message::new("ui-def-suggest-bound"),
    );
    let moved = moves(suggested);
    let far = Metres(moved.iter().map(|far| far.0).sum());
    let figure = format!("{} · {}", moved.len(), metres(Some(far)));
    answer_row(
        ui,
        cx,
        "ui-suggest-moves",
        &figure,
        &Message::new("ui-def-suggest-moves"),
    );
    let figure = number::count(suggested.stay as u64);
    answer_row(
        ui,
        cx,
        "ui-suggest-stay",
        &figure,
        &Message::new("ui-def-suggest-stay"),
    );
    if suggested.out_of_reach > 0.0 {
        let figure = number::percent(Some(Share(suggested.out_of_reach / suggested.total)));
        let definition = &Message::new("ui-def-suggest-out");
        answer_row(ui, cx, "ui-suggest-out", &figure, definition);
    }
    let figure = format!(
        "{} · {} s",
        number::count(suggested.sites as u64),
        number::decimal(suggested.seconds, 2)
    );
    answer_row(
        ui,
        cx,
        "ui-suggest-sites",
        &figure,
        &Message::new("ui-def-suggest-sites"),
    );
}

fn moves(suggested: &Suggested) -> Vec<Metres> {
    let far = |change: &Change| match change.what {
        What::Move(_, _, far) => Some(far),
        What::Add(_) | What::Remove(_) => None,
    };
    suggested.changes.iter().filter_map(far).collect()
}

/// What the points reach one after the other; beyond the line, what still more would.
fn gains_chart(ui: &mut Ui, cx: &mut Cx, suggested: &Suggested) {
    let curve = &suggested.curve;
    if curve.len() < 2 {
        return;
    }
    let theme = cx.theme;
    let title = cx.text("ui-suggest-curve");
    widgets::section(ui, theme, &title);
    let (_, plot, response) = share_plot(ui, theme);
    let painter = ui.painter().clone();
    let hair = Stroke::new(theme.lines[0], theme.hairline);
    let x_of = |points: usize| plot.min.x + points as f32 / curve.len() as f32 * plot.width();
    let y_of = |share: Share| plot.max.y - share.0 as f32 * plot.height();
    let line = |from: usize, to: usize| -> Vec<egui::Pos2> {
        let start = from.checked_sub(1).map_or(Share(0.0), |at| curve[at]);
        std::iter::once(pos2(x_of(from), y_of(start)))
            .chain((from..to).map(|at| pos2(x_of(at + 1), y_of(curve[at]))))
            .collect()
    };
    let own = suggested.points.min(curve.len());
    painter.line(line(0, own), Stroke::new(theme.lines[1], theme.accent));
    let beyond = Stroke::new(theme.lines[0] * 1.5, theme.second);
    painter.extend(egui::Shape::dashed_line(
        &line(own, curve.len()),
        beyond,
        theme.px(4.0),
        theme.px(3.0),
    ));
    painter.vline(x_of(own), plot.y_range(), hair);
    let at = pos2(x_of(own), plot.max.y + theme.px(2.0));
    let number = number::count(own as u64);
    painter.text(at, Align2::CENTER_TOP, number, theme.small(), theme.second);
    write_whole(&painter, theme, plot);
    let read = response.hover_pos().map_or(own + 1, |at| {
        let part = ((at.x - plot.min.x) / plot.width()).clamp(0.0, 1.0);
        (part * curve.len() as f32).ceil() as usize
    });
    let read = read.clamp(1, curve.len());
    if response.hovered() {
        painter.vline(
            x_of(read),
            plot.y_range(),
            Stroke::new(theme.lines[0], theme.text),
        );
    }
    let before = read.checked_sub(2).map_or(0.0, |at| curve[at].0);
    let gain = Share(curve[read - 1].0 - before);
    let words = Message::new("ui-def-suggest-curve")
        .with("n", read)
        .with("share", number::percent(Some(curve[read - 1])))
        .with("gain", number::percent(Some(gain)));
    let name = cx.say(&words);
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &name));
    explained(response, cx, &words);
}

/// Accept all that is ticked; put the suggestion away.
fn accept(ui: &mut Ui, cx: &mut Cx, suggested: &Arc<Suggested>) {
    ui.add_space(cx.theme.px(12.0));
    let left_out = cx.view.desk.suggest.left_out.len();
    let chosen = suggested.changes.len().saturating_sub(left_out);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = cx.theme.px(8.0);
        let words = if left_out == 0 {
            cx.text("ui-suggest-accept-all")
        } else {
            cx.say(&Message::new("ui-suggest-accept").with("n", chosen))
        };
        let press = Press::text(cx.theme, words)
            .with_icon(Icon::Check)
            .primary()
            .enabled(chosen > 0);
        if ui.add(press).clicked() {
            take(cx, suggested);
        }
        let words = cx.text("ui-suggest-drop");
        if ui.add(Press::text(cx.theme, words).outlined()).clicked() {
            close(cx);
        }
    });
    if suggested.changes.is_empty() {
        let text = cx.text("ui-suggest-nothing");
        widgets::paragraph(ui, cx.theme, &text);
    }
}

/// The names of new places in the language in use.
struct Names<'a, 'b>(&'a Cx<'b>);

impl PlaceNames for Names<'_, '_> {
    fn crossing(&self, names: &[String; 2]) -> Option<String> {
        let [one, other] = names;
        (!one.is_empty() && !other.is_empty()).then(|| {
            let name = Message::new("common-crossing").with("one", one.as_str());
            self.0.say(&name.with("other", other.as_str()))
        })
    }

    fn numbered(&self, number: usize) -> String {
        self.0.say(&Message::new("map-new-point").with("n", number))
    }
}

/// Makes the ticked changes of the plan, as one step.
fn take(cx: &mut Cx, suggested: &Suggested) {
    let left_out = cx.view.desk.suggest.left_out.clone();
    let chosen = |number: usize| !left_out.contains(&number);
    let edit: Option<PlanEdit> = accepted(cx.session.plan(), suggested, chosen, &Names(cx));
    if let Some(edit) = edit {
        cx.send(Command::Edit(edit));
    }
    cx.view.desk.suggest.left_out.clear();
    close(cx);
    cx.view.right_tab = RightTab::Coverage;
}

/// What zones, or subdistricts, are covered now and would be.
fn areas(ui: &mut Ui, cx: &mut Cx, suggested: &Suggested) {
    let ring = ring_of(suggested);
    let [before, after] = &suggested.figures;
    if after.zones.is_empty() && after.subdistricts.is_empty() {
        return;
    }
    padded(ui, cx, |ui, cx| {
        ui.add_space(cx.theme.px(16.0));
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = cx.theme.px(4.0);
            for (subdistricts, sentence) in [(false, "ui-by-zone"), (true, "ui-by-subdistrict")] {
                let press = Press::text(cx.theme, cx.text(sentence))
                    .small()
                    .selected(cx.view.desk.suggest.by_subdistrict == subdistricts);
                if ui.add(press).clicked() {
                    cx.view.desk.suggest.by_subdistrict = subdistricts;
                }
            }
        });
    });
    let measure = after.rings.get(ring).map(|ring| ring.ring);
    let words = ring_words(cx, measure);
    let column = |title: &str, definition: &'static str| {
        let definition = Message::new(definition).with("ring", words.as_str());
        Column::figures(cx.text(title), 76.0, definition, true)
    };
    let columns = [
        Column::new(cx.text("ui-name"), 0.0),
        column("ui-suggest-now", "ui-def-area-covered"),
        column("ui-suggest-then", "ui-def-suggest-area"),
        column("ui-suggest-gain", "ui-def-suggest-gain"),
    ];
    table::titles(ui, cx.theme, &columns);
    ui.spacing_mut().item_spacing.y = 0.0;
    let share = |area: &AreaFigures| area.incident_share.get(ring).copied().flatten();
    for (name, lead, subject, was, is) in area_rows(cx, before, after) {
        let (was, is) = (share(was), share(is));
        let texts = [
            name,
            number::percent(was),
            number::percent(is),
            delta(is, was).unwrap_or_else(|| number::UNKNOWN.to_owned()),
        ];
        let selected = cx.view.selected == subject;
        if table::row(ui, cx, &columns, lead, &texts, selected).clicked() {
            cx.view.selected = subject;
            zoom_to_selection(cx);
        }
    }
}

/// Name, lead, what it is on the map, and its figures before and after.
type AreaRow<'a> = (String, Lead, Selected, &'a AreaFigures, &'a AreaFigures);

fn area_rows<'a>(
    cx: &Cx,
    before: &'a crate::analysis::coverage::CoverageFigures,
    after: &'a crate::analysis::coverage::CoverageFigures,
) -> Vec<AreaRow<'a>> {
    if cx.view.desk.suggest.by_subdistrict {
        let level = GridLevel::Subdistrict;
        let layer = cx.session.sources().grids.content.layer(level);
        let units = layer.map_or(&[][..], |layer| &layer.units);
        let pairs = before.subdistricts.iter().zip(&after.subdistricts);
        let rows = units.iter().zip(pairs).enumerate();
        return rows
            .map(|(unit, (area, (was, is)))| {
                let subject = Selected::Unit(UnitAt { level, unit });
                (area.name.clone(), Lead::None, subject, was, is)
            })
            .collect();
    }
    let plan = cx.session.shown_plan();
    let pairs = before.zones.iter().zip(&after.zones);
    let mut rows: Vec<_> = pairs
        .filter_map(|((id, was), (_, is))| {
            let zone = plan.zones.get(id)?;
            let lead = Lead::Badge(cx.theme.category(zone.colour), zone.rank);
            let subject = Selected::Zone(*id);
            Some((zone.rank, (zone.name.clone(), lead, subject, was, is)))
        })
        .collect();
    rows.sort_by_key(|(rank, _)| *rank);
    rows.into_iter().map(|(_, row)| row).collect()
}

/// Who would go where: each can be left out.
fn changes(ui: &mut Ui, cx: &mut Cx, suggested: &Suggested) {
    if suggested.changes.is_empty() {
        return;
    }
    padded(ui, cx, |ui, cx| {
        let title = cx.say(&Message::new("ui-suggest-changes").with("n", suggested.changes.len()));
        widgets::section(ui, cx.theme, &title);
    });
    ui.spacing_mut().item_spacing.y = 0.0;
    let height = table::row_height(cx.theme);
    widgets::virtual_rows(ui, height, suggested.changes.len(), |ui, number| {
        if let Some(change) = suggested.changes.get(number) {
            padded(ui, cx, |ui, cx| change_row(ui, cx, number, change, height));
        }
    });
}

fn change_row(ui: &mut Ui, cx: &mut Cx, number: usize, change: &Change, height: f32) {
    let theme = cx.theme;
    let points = &cx.session.plan().points;
    let name = |id| {
        points
            .get(&id)
            .map_or_else(String::new, |point| point.name.clone())
    };
    let place = Names(cx).crossing(&change.crossing);
    let (text, far, at): (String, String, Option<LonLat>) = match change.what {
        What::Move(id, to, far) => {
            let place = place.unwrap_or_else(|| cx.text("ui-suggest-place"));
            (
                format!("{} → {place}", name(id)),
                metres(Some(far)),
                Some(to),
            )
        }
        What::Add(at) => {
            let place = place.unwrap_or_else(|| cx.text("ui-suggest-place"));
            (format!("＋ {place}"), cx.text("ui-suggest-new"), Some(at))
        }
        What::Remove(id) => {
            let at = points.get(&id).map(|point| point.position);
            (name(id), cx.text("ui-suggest-gone"), at)
        }
    };
    ui.allocate_ui_with_layout(
        vec2(ui.available_width(), height),
        egui::Layout::right_to_left(egui::Align::Center),
        |ui| {
            ui.set_min_height(height);
            let show = Press::icon(theme, Icon::Target, cx.text("ui-suggest-show")).small();
            if ui.add(show).clicked()
                && let Some(at) = at
            {
                cx.view.camera_wish = Some(CameraWish::Centre(at, CLOSE));
            }
            widgets::line(ui, &far, theme.small(), theme.second);
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                let mut wanted = !cx.view.desk.suggest.left_out.contains(&number);
                if widgets::check(ui, theme, &mut wanted, &text).changed() {
                    let left_out = &mut cx.view.desk.suggest.left_out;
                    if wanted {
                        left_out.remove(&number);
                    } else {
                        left_out.insert(number);
                    }
                }
            });
        },
    );
}
