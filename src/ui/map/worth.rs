//! What a map of hot spots is worth, as a line of its legend: the months after, judged.

use egui::{Rect, Role, Sense, Ui, WidgetInfo};

use super::legend::text;
use crate::analysis::backtest::Score;
use crate::analysis::hotspots::significance::Interval;
use crate::i18n::message::{Arg, Message};
use crate::i18n::number;
use crate::session::command::Command;
use crate::session::judged::{FLAGGED, Judge, Judged};
use crate::session::slot::Freshness;
use crate::ui::cx::Cx;
use crate::ui::desk::Dialog;
use crate::ui::view_state::{LayerKind, UnitFigure};

/// Asks for what is looked at: in the dialog all of it, else what the map shows.
pub(super) fn follow(cx: &mut Cx) {
    let shown = |kind| cx.view.layer(kind).visible;
    let grids = &cx.session.sources().grids.content;
    let hot = cx.view.choropleth.1 == UnitFigure::HotSpots && shown(LayerKind::Choropleth);
    let wanted = if cx.view.desk.dialog == Some(Dialog::Judged) {
        Some(Judge::All)
    } else if hot {
        super::levels::coloured_level(grids, cx.view.choropleth.0).map(Judge::HotAreas)
    } else {
        (shown(LayerKind::Heat) && !grids.is_empty()).then_some(Judge::Heat)
    };
    if wanted != cx.session.judged_wanted() {
        cx.send(Command::Judge(wanted));
    }
}

/// The line, where there is one: of the heat, or of areas that stand out.
pub(super) fn words(cx: &Cx, method: &str) -> Option<String> {
    cx.session.judged_wanted()?;
    if cx.session.sources().incidents.content.is_empty() {
        return None;
    }
    let slot = &cx.session.derived().judged;
    // An audience is told what is known.
    if cx.view.desk.briefing.is_some() && slot.freshness() != Freshness::Fresh {
        return None;
    }
    let Some(judged) = slot.get() else {
        return Some(cx.text("map-worth-working"));
    };
    let Some(found) = judged.as_ref().and_then(|judged| judged.of(method)) else {
        return Some(cx.text("map-worth-none"));
    };
    Some(score_words(cx, found.pooled))
}

/// Hit rate and PAI with its interval.
pub(crate) fn score_words(cx: &Cx, score: Score) -> String {
    let (Some(hit), Some(pai)) = (score.hit_rate(), score.pai()) else {
        return cx.text("map-worth-none");
    };
    let message = Message::new("map-worth")
        .with("hit", number::percent(Some(hit)))
        .with("pai", Arg::Decimal(pai, 1))
        .with("range", range_words(score.pai_interval(), 1));
    cx.say(&message)
}

/// An interval, low to high.
pub(crate) fn range_words(interval: Option<Interval>, decimals: u8) -> String {
    interval.map_or_else(String::new, |Interval { low, high }| {
        let words = |value| number::decimal(value, decimals);
        format!("{}–{}", words(low), words(high))
    })
}

/// How it was judged, in sentences.
pub(crate) fn explained(cx: &Cx, judged: &Judged) -> String {
    let names = |at: Option<&crate::analysis::backtest::Period>| {
        at.map_or_else(String::new, |period| period.name())
    };
    let message = Message::new("map-worth-tip")
        .with("flagged", number::percent(Some(FLAGGED)))
        .with("first", names(judged.months.first()))
        .with("last", names(judged.months.last()))
        .with("history", usize::from(judged.history))
        .with("level", cx.text(judged.level.sentence()));
    cx.say(&message)
}

/// Draws the line; a click tells more.
pub(super) fn row(ui: &Ui, cx: &mut Cx, id: egui::Id, place: Rect, words: &str) {
    let response = ui.interact(place, id.with("worth"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, words));
    let fresh = cx.session.derived().judged.freshness() == Freshness::Fresh;
    let colour = if response.hovered() || response.has_focus() {
        cx.theme.accent
    } else if fresh {
        cx.theme.text
    } else {
        cx.theme.second
    };
    text(ui, place, words, cx.theme.sizes[0], colour);
    if response.clicked() {
        cx.view.desk.dialog = Some(Dialog::Judged);
    }
    let judged = cx.session.derived().judged.get().cloned().flatten();
    if let Some(judged) = judged {
        response.on_hover_text(explained(cx, &judged));
    }
}
