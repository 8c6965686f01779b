//! The line along the bottom: jobs, notices, what the data is, language and look.

use egui::{Align, Layout, Ui};

use super::actions::{self, Act};
use super::cx::Cx;
use super::desk::Dialog;
use super::icons::Icon;
use super::panels::layer_words::what_counts;
use super::theme::Theme;
use super::widgets::{self, Press, sheet_under};
use crate::base::stamp::Stamp;
use crate::base::units::Share;
use crate::i18n::language::Language;
use crate::i18n::message::Message;
use crate::i18n::number;
use crate::model::incident::IncidentTime;
use crate::session::command::Command;
use crate::session::jobs::JobKind;
use crate::session::notice::NoticeLevel;
use crate::session::settings::Look;

/// Height of the line, points in the light look.
pub const HEIGHT: f32 = 26.0;

/// Draws the line.
pub fn status_bar_ui(ui: &mut Ui, cx: &mut Cx) {
    let theme = cx.theme;
    ui.spacing_mut().item_spacing.x = theme.px(4.0);
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        look_switch(ui, cx);
        language_switch(ui, cx);
        widgets::bar_rule(ui, theme);
        let crs = widgets::second(ui, theme, "WGS 84");
        crs.on_hover_text(cx.text("ui-crs-tip"));
        widgets::bar_rule(ui, theme);
        data(ui, cx);
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            notices(ui, cx);
            jobs(ui, cx);
            stopped(ui, cx);
        });
    });
}

/// Room the notices take, and a job with its bar and button: points in the light look.
const NOTICES: f32 = 94.0;
const JOB: f32 = 232.0;

/// A job that ends sooner than this is not shown: it would only flicker. Seconds.
const SHOWN_AFTER: f64 = 0.2;

/// At most two jobs with their progress, fewer where there is no room; the rest as a count.
fn jobs(ui: &mut Ui, cx: &mut Cx) {
    let running = lasting_jobs(ui, cx);
    let theme = cx.theme;
    let more_text = theme.px(60.0);
    let shown = ((ui.available_width() - more_text) / theme.px(JOB)) as usize;
    let shown = shown.clamp(1, 2);
    for (kind, progress) in running.iter().take(shown) {
        let job = Message::new(kind.sentence());
        let percent = (progress.percent() as u64).min(100);
        let text = match percent {
            0 => cx.say(&job),
            _ => cx.say(
                &Message::new("ui-job")
                    .with("job", job)
                    .with("percent", percent),
            ),
        };
        let (rect, _) = ui.allocate_exact_size(
            egui::vec2(theme.px(44.0), theme.px(4.0)),
            egui::Sense::hover(),
        );
        if percent == 0 {
            underway_bar(ui, theme, rect);
        } else {
            widgets::share_bar(ui, theme, rect, progress.0, theme.accent);
        }
        let room = theme.px(148.0);
        ui.allocate_ui_with_layout(
            egui::vec2(room, theme.px(20.0)),
            Layout::left_to_right(Align::Center),
            |ui| {
                ui.set_width(room);
                widgets::second(ui, theme, &text);
            },
        );
        let stop = cx.say(&Message::new("ui-job-stop").with("job", Message::new(kind.sentence())));
        let stop = Press::icon(theme, Icon::Close, stop).small();
        if ui.add(stop).clicked() {
            cx.send(Command::CancelJob(*kind));
        }
    }
    if running.len() > shown {
        let more = cx.say(&Message::new("ui-jobs-more").with("n", running.len() - shown));
        widgets::second(ui, theme, &more);
    }
}

/// Figures stay outdated where their job was stopped: here one goes on.
fn stopped(ui: &mut Ui, cx: &mut Cx) {
    if !cx.session.is_stopped() {
        return;
    }
    let press = Press::text(cx.theme, cx.text("ui-work-again"))
        .with_icon(Icon::Warning)
        .small();
    let response = ui.add(press);
    if response.clicked() {
        cx.send(Command::WorkAgain);
    }
    response.on_hover_text(cx.text("ui-work-again-tip"));
}

/// The jobs that have been under way long enough to be told of.
fn lasting_jobs(ui: &Ui, cx: &mut Cx) -> Vec<(JobKind, Share)> {
    let now = ui.input(|input| input.time);
    let running = cx.session.running_jobs();
    let since = &mut cx.view.desk.jobs_since;
    since.retain(|kind, _| running.iter().any(|(other, _)| other == kind));
    for (kind, _) in &running {
        since.entry(*kind).or_insert(now);
    }
    if !running.is_empty() {
        ui.ctx().request_repaint_after_secs(0.1);
    }
    let lasts = |kind: &JobKind| {
        since
            .get(kind)
            .is_some_and(|since| now - since >= SHOWN_AFTER)
    };
    running
        .iter()
        .filter(|(kind, _)| lasts(kind))
        .copied()
        .collect()
}

/// Work that cannot say how far it is: a piece of bar that goes to and fro, still while something is dragged.
fn underway_bar(ui: &Ui, theme: &Theme, rect: egui::Rect) {
    let (time, dragging) = ui.input(|input| (input.time, input.pointer.any_down()));
    let phase = if dragging { 0.5 } else { (time * 0.8).fract() };
    let there = (1.0 - (2.0 * phase - 1.0).abs()) as f32;
    widgets::share_bar(ui, theme, rect, 0.0, theme.accent);
    let width = rect.width() * 0.35;
    let left = rect.left() + (rect.width() - width) * there;
    let piece = egui::Rect::from_min_size(
        egui::pos2(left, rect.top()),
        egui::vec2(width, rect.height()),
    );
    ui.painter().rect_filled(piece, 2.0, theme.accent);
}

fn notices(ui: &mut Ui, cx: &mut Cx) {
    let all = cx.session.notices().all();
    let worst = all.iter().map(|notice| notice.level).max();
    let text = cx.say(&Message::new("ui-notices").with("n", all.len()));
    let mut press = Press::text(cx.theme, text).with_icon(Icon::Bell).small();
    if worst.is_some_and(|level| level > NoticeLevel::Info) {
        press = press.with_icon(Icon::Warning);
    }
    let response = ui.add(press);
    sheet_under(&response, cx.theme.px(460.0), |ui| notice_list(ui, cx));
}

/// The icon and colour of a level of notices.
#[must_use]
pub fn level_look(cx: &Cx, level: NoticeLevel) -> (Icon, egui::Color32) {
    match level {
        NoticeLevel::Info => (Icon::Info, cx.theme.second),
        NoticeLevel::Warning => (Icon::Warning, cx.theme.warning),
        NoticeLevel::Error => (Icon::Warning, cx.theme.error),
    }
}

fn notice_list(ui: &mut Ui, cx: &mut Cx) {
    let theme = cx.theme;
    let sentences: Vec<(NoticeLevel, String)> = cx
        .session
        .notices()
        .all()
        .iter()
        .rev()
        .map(|notice| (notice.level, cx.say(&notice.message)))
        .collect();
    if sentences.is_empty() {
        let text = cx.text("ui-notices-none");
        widgets::paragraph(ui, theme, &text);
        return;
    }
    ui.horizontal(|ui| {
        if ui
            .add(Press::text(theme, cx.text("ui-copy-all")).with_icon(Icon::Copy))
            .clicked()
        {
            let text: Vec<&str> = sentences.iter().map(|(_, text)| text.as_str()).collect();
            ui.ctx().copy_text(text.join("\n"));
        }
        if ui
            .add(Press::text(theme, cx.text("ui-clear")).with_icon(Icon::Trash))
            .clicked()
        {
            cx.send(Command::ClearNotices);
        }
    });
    widgets::hairline(ui, theme);
    egui::ScrollArea::vertical()
        .max_height(theme.px(380.0))
        .auto_shrink([false, true])
        .show(ui, |ui| {
            for (level, text) in &sentences {
                notice_row(ui, cx, *level, text);
            }
        });
}

fn notice_row(ui: &mut Ui, cx: &Cx, level: NoticeLevel, text: &str) {
    let theme = cx.theme;
    let (icon, colour) = level_look(cx, level);
    ui.horizontal_top(|ui| {
        let (rect, _) =
            ui.allocate_exact_size(egui::Vec2::splat(theme.px(18.0)), egui::Sense::hover());
        icon.paint(ui.painter(), rect.shrink(theme.px(1.0)), colour);
        let label = egui::RichText::new(text)
            .font(theme.small())
            .color(theme.text);
        ui.add(egui::Label::new(label).wrap().selectable(true));
    });
    ui.add_space(theme.px(4.0));
}

/// Data to which day, how many incidents, how many refused; a click tells which.
fn data(ui: &mut Ui, cx: &mut Cx) {
    let table = &cx.session.sources().incidents;
    if table.content.is_empty() {
        let text = cx.text("ui-data-none");
        widgets::second(ui, cx.theme, &text);
        return;
    }
    let sentences = data_sentences(cx);
    let room = ui.available_width() - cx.theme.px(NOTICES + JOB);
    let fits = |text: &&String| {
        let galley = widgets::one_line(ui, text, cx.theme.small(), f32::INFINITY);
        galley.size().x + cx.theme.px(14.0) <= room
    };
    let shown = sentences.iter().find(fits).or(sentences.last());
    let press = Press::text(cx.theme, shown.cloned().unwrap_or_default())
        .small()
        .colour(cx.theme.second);
    let mut tip = cx.text("ui-data-tip");
    if let Some(told) = what_counts(cx) {
        tip = format!("{told}\n{tip}");
    }
    if let Some(all) = sentences.first().filter(|all| shown != Some(*all)) {
        tip = format!("{all}\n{tip}");
    }
    let response = ui.add(press).on_hover_text(tip);
    if response.clicked() {
        cx.view.desk.dialog = Some(Dialog::ImportReport);
    }
}

/// What the data is, from everything to its date alone.
fn data_sentences(cx: &mut Cx) -> Vec<String> {
    let refused = cx.session.sources().incident_report.refusals.len();
    let kept = cx.session.sources().incidents.content.len();
    let counted = cx.session.derived().selection.get();
    let counted = counted.map_or(kept, |selection| selection.rows.len());
    let date = data_date(cx);
    let sentence = |id| {
        let message = Message::new(id)
            .with("date", date.as_str())
            .with("counted", number::count(counted as u64))
            .with("kept", number::count(kept as u64))
            .with("refused", number::count(refused as u64));
        cx.say(&message)
    };
    let all = (counted != kept).then(|| sentence("ui-data-counted"));
    all.into_iter()
        .chain(["ui-data", "ui-data-short"].map(sentence))
        .collect()
}

/// The last day the incidents speak of, or the last month where days are not known: the data date.
pub fn data_date(cx: &mut Cx) -> String {
    let last = last_time(cx).and_then(IncidentTime::day_text);
    last.unwrap_or_else(|| number::UNKNOWN.to_owned())
}

fn last_time(cx: &mut Cx) -> Option<IncidentTime> {
    let incidents = &cx.session.sources().incidents;
    let desk = &mut cx.view.desk;
    let known = desk
        .last_time
        .filter(|(stamp, _): &(Stamp, _)| *stamp == incidents.stamp);
    desk.last_time
        .insert(known.unwrap_or_else(|| (incidents.stamp, incidents.content.last_time())))
        .1
}

fn language_switch(ui: &mut Ui, cx: &mut Cx) {
    let (text, other) = match cx.words.language() {
        Language::Chinese => ("中 / EN", Act::English),
        Language::English => ("EN / 中", Act::Chinese),
    };
    let press = Press::text(cx.theme, text)
        .with_icon(Icon::Globe)
        .small()
        .colour(cx.theme.second);
    if ui
        .add(press)
        .on_hover_text(cx.text("ui-language-tip"))
        .clicked()
    {
        actions::run(other, cx, ui.ctx());
    }
}

fn look_switch(ui: &mut Ui, cx: &mut Cx) {
    let (icon, next, name) = match cx.session.settings().look {
        Look::Light => (Icon::Sun, Act::Dark, "ui-look-light"),
        Look::Dark => (Icon::Moon, Act::Projector, "ui-look-dark"),
        Look::Projector => (Icon::Screen, Act::Light, "ui-look-projector"),
    };
    let press = Press::icon(cx.theme, icon, cx.text(name)).small();
    if ui.add(press).clicked() {
        actions::run(next, cx, ui.ctx());
    }
}
