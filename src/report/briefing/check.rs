//! The check before the meeting: what somebody might ask about, said before they do.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::answers::{BriefingAnswers, filters};
use super::content::{Audience, SceneContent};
use super::filter_words::period_text;
use super::ground::BriefingGround;
use super::tell_data::{imported_rows, missing_days, patrol_share};
use super::telling::UNTOLD;
use crate::analysis::travel::prepared::FAR_FROM_ROADS;
use crate::base::ids::SceneId;
use crate::base::units::Share;
use crate::i18n::message::Message;
use crate::i18n::number::percent;
use crate::i18n::words::Words;
use crate::model::filter::IncidentFilter;
use crate::model::incident::{IncidentTime, date_of_day_number};
use crate::model::scene::{Scene, SceneSubject};

/// Data older than this are told of.
const OLD: i32 = 31;
/// More incidents found by patrols than this are told of.
const PATROLS: Share = Share(0.1);
/// So many days or names are listed.
const LISTED: usize = 5;

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Good to know.
    Note,
    /// A scene says less, or something else, than it seems to.
    Warning,
}

/// One thing to mend, or to be ready to answer for.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Which scene; `None` speaks of all.
    pub scene: Option<SceneId>,
    /// How grave it is.
    pub severity: Severity,
    /// What it is.
    pub message: Message,
}

/// Looks a briefing through. `contents` are what scenes tell, as far as that is known; `today` is the day of the meeting. An empty
/// list is a green light.
#[must_use]
pub fn check_briefing(
    answers: &BriefingAnswers,
    scenes: &[Scene],
    contents: &BTreeMap<SceneId, SceneContent>,
    (audience, today): (Audience, Date),
    words: &Words,
) -> Vec<Finding> {
    let ground = answers.ground();
    let mut found = Vec::new();
    check_data(ground, today, &mut found);
    check_periods(ground, scenes, words, &mut found);
    check_points(answers, words, &mut found);
    if audience == Audience::Public {
        check_untold(contents, &mut found);
    }
    for scene in scenes {
        let content = contents.get(&scene.id);
        check_scene(ground, scene, content, &mut found);
    }
    found
}

fn of_all(severity: Severity, message: Message) -> Finding {
    Finding {
        scene: None,
        severity,
        message,
    }
}

fn check_data(ground: &BriefingGround, today: Date, found: &mut Vec<Finding>) {
    let incidents = &ground.incidents;
    if incidents.is_empty() {
        let message = Message::new("brief-check-no-incidents");
        found.push(of_all(Severity::Warning, message));
        return;
    }
    let last = incidents.last_time();
    if let Some(date) = last.and_then(IncidentTime::date)
        && let Ok(days) = i32::try_from(today.duration_since(date).as_hours() / 24)
        && days > OLD
    {
        let text = last.and_then(IncidentTime::day_text).unwrap_or_default();
        let message = Message::new("brief-check-old")
            .with("date", text)
            .with("days", days.unsigned_abs() as usize);
        found.push(of_all(Severity::Warning, message));
    }
    if let Some(rows) = imported_rows(ground).filter(|rows| rows.refused > 0) {
        let share = Share::of(rows.refused as f64, rows.found as f64);
        let message = Message::new("brief-check-refused")
            .with("n", rows.refused)
            .with("share", percent(share));
        found.push(of_all(Severity::Note, message));
    }
    let share = patrol_share(incidents).filter(|share| *share > PATROLS);
    if share.is_some() {
        let message = Message::new("brief-check-patrol").with("share", percent(share));
        found.push(of_all(Severity::Warning, message));
    }
}

/// Days without data, and periods that differ. A scene of change has its own period.
fn check_periods(
    ground: &BriefingGround,
    scenes: &[Scene],
    words: &Words,
    found: &mut Vec<Finding>,
) {
    let periods: BTreeSet<Option<(i32, i32)>> = scenes
        .iter()
        .flat_map(filters)
        .map(|one| one.period)
        .collect();
    let mut missing = BTreeSet::new();
    for period in &periods {
        let filter = IncidentFilter {
            period: *period,
            ..IncidentFilter::default()
        };
        missing.extend(missing_days(&ground.incidents, &filter));
    }
    if !missing.is_empty() {
        let days = missing.iter().filter_map(|day| date_of_day_number(*day));
        let days = days.map(|day| day.to_string());
        let message = Message::new("brief-check-missing-days")
            .with("n", missing.len())
            .with("days", listed(days, missing.len(), words));
        found.push(of_all(Severity::Warning, message));
    }
    let others = scenes
        .iter()
        .filter(|scene| scene.subject != SceneSubject::Change);
    let others: BTreeSet<_> = others.flat_map(filters).map(|one| one.period).collect();
    if others.len() > 1 {
        let texts = others.iter().map(|period| period_text(*period, words));
        let message =
            Message::new("brief-check-periods").with("periods", listed(texts, others.len(), words));
        found.push(of_all(Severity::Warning, message));
    }
}

/// The first few, and a word where there are more.
fn listed(texts: impl Iterator<Item = String>, all: usize, words: &Words) -> String {
    let comma = words.text("brief-list-comma");
    let mut shown: Vec<String> = texts.take(LISTED).collect();
    if all > shown.len() {
        shown.push(words.text("brief-and-more"));
    }
    shown.join(&comma)
}

/// Points far from roads, where the rule goes by road.
fn check_points(answers: &BriefingAnswers, words: &Words, found: &mut Vec<Finding>) {
    let ground = answers.ground();
    let Some(roads) = answers.ready_roads() else {
        return;
    };
    let is_far = |at| {
        let spot = roads.spot(ground.projection.to_local(at));
        spot.is_none_or(|spot| spot.off > FAR_FROM_ROADS.0)
    };
    let points = ground.plan.points.values();
    let far: Vec<_> = points.filter(|point| is_far(point.position)).collect();
    if !far.is_empty() {
        let names = far.iter().map(|point| point.name.clone());
        let message = Message::new("brief-check-off-road")
            .with("n", far.len())
            .with("names", listed(names, far.len(), words));
        found.push(of_all(Severity::Warning, message));
    }
}

/// How many figures the public is not told.
fn check_untold(contents: &BTreeMap<SceneId, SceneContent>, found: &mut Vec<Finding>) {
    let untold: usize = contents.values().map(untold_figures).sum();
    if untold > 0 {
        let message = Message::new("brief-check-untold").with("n", untold);
        found.push(of_all(Severity::Note, message));
    }
}

fn untold_figures(content: &SceneContent) -> usize {
    let cells = content
        .table
        .iter()
        .flat_map(|table| table.rows.iter().flatten());
    let figures = content.big.iter().chain(&content.figures);
    let values = figures.map(|figure| &figure.value);
    cells.chain(values).filter(|text| *text == UNTOLD).count()
}

fn check_scene(
    ground: &BriefingGround,
    scene: &Scene,
    content: Option<&SceneContent>,
    found: &mut Vec<Finding>,
) {
    let mut tell = |message: Message| {
        found.push(Finding {
            scene: Some(scene.id),
            severity: Severity::Warning,
            message,
        });
    };
    let plan = &ground.plan;
    let zones = scene.spotlight.iter();
    let gone = zones.filter(|id| !plan.zones.contains_key(id)).count();
    if gone > 0 {
        tell(Message::new("brief-check-zone-gone").with("n", gone));
    }
    let points = scene.proposal.iter().filter_map(|one| one.point);
    let gone = points.filter(|id| !plan.points.contains_key(id)).count();
    if gone > 0 {
        tell(Message::new("brief-check-point-gone").with("n", gone));
    }
    if scene.title.trim().is_empty() {
        tell(Message::new("brief-check-no-title"));
    }
    let mut layers = scene.look.layers.iter();
    if !layers.any(|look| look.visible && look.opacity > 0.0) {
        tell(Message::new("brief-check-no-layers"));
    }
    if content.is_some_and(|content| {
        content.big.is_none() && content.figures.is_empty() && content.table.is_none()
    }) {
        tell(Message::new("brief-check-empty"));
    }
    let nothing = |filter: &IncidentFilter| filter.select(&ground.incidents).is_empty();
    if !ground.incidents.is_empty() && filters(scene).any(nothing) {
        tell(Message::new("brief-check-nothing-counts"));
    }
}
