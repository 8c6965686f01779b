//! What changed from one plan to the other, point by point and zone by zone; a click goes there.

use std::collections::BTreeSet;

use egui::Ui;

use super::compare::explained_section;
use super::coverage::padded;
use super::figures::{change, explained, metres, ring_name};
use super::table::{self, Column, Lead};
use crate::analysis::plan_differences::{PlanDifferences, PointChange, ZoneChange};
use crate::base::coords::LonLat;
use crate::i18n::message::Message;
use crate::i18n::number;
use crate::model::patrol_point::PatrolPoint;
use crate::model::zone::Zone;
use crate::session::comparison::{Compared, PlanChoice};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::selection_edits::{box_of, look_at};
use crate::ui::view_state::{CameraWish, Selected};
use crate::ui::widgets;

/// One line of the list.
struct Line {
    icon: Icon,
    name: String,
    what: String,
    shown: Option<CameraWish>,
    /// What of the plan now it is, where it is there.
    selected: Selected,
}

/// How many points and zones changed, and how, in one line.
pub(super) fn summary(ui: &mut Ui, cx: &mut Cx, differences: &PlanDifferences) {
    let mut counts = [0usize; 5];
    for change in &differences.points {
        counts[match change {
            PointChange::Moved(..) => 0,
            PointChange::Added(_) => 1,
            PointChange::Removed(_) => 2,
            PointChange::Altered(..) => 3,
        }] += 1;
    }
    counts[4] = differences.zones.len();
    let sentences = [
        "ui-compare-n-moved",
        "ui-compare-n-added",
        "ui-compare-n-removed",
        "ui-compare-n-altered",
        "ui-compare-n-zones",
    ];
    let mut parts: Vec<String> = sentences
        .into_iter()
        .zip(counts)
        .filter(|(_, count)| *count > 0)
        .map(|(sentence, count)| cx.say(&Message::new(sentence).with("n", count)))
        .collect();
    if differences.rings {
        parts.push(cx.text("ui-compare-other-rings"));
    }
    if parts.is_empty() {
        parts.push(cx.text("ui-compare-none"));
    }
    ui.add_space(cx.theme.px(6.0));
    let line = widgets::line(ui, &parts.join(" · "), cx.theme.small(), cx.theme.second);
    explained(line, cx, &Message::new("ui-def-compare-changes"));
}

/// Draws the list.
pub(super) fn changes(ui: &mut Ui, cx: &mut Cx, compared: &Compared, choices: &[PlanChoice; 2]) {
    let differences = &compared.differences;
    let count = differences.points.len() + differences.zones.len() + usize::from(differences.rings);
    let title = Message::new("ui-compare-changes").with("n", number::count(count as u64));
    let title = cx.say(&title);
    if count == 0 {
        return;
    }
    padded(ui, cx, |ui, cx| {
        let definition = Message::new("ui-def-compare-changes");
        explained_section(ui, cx, &title, &definition);
        if differences.rings {
            let radii = |plan: usize| {
                let rings = compared.plans[plan].reach.rings();
                let radii: Vec<String> = rings.iter().map(|ring| ring_name(Some(*ring))).collect();
                radii.join(" · ")
            };
            let text = Message::new("ui-compare-rings")
                .with("was", radii(0))
                .with("is", radii(1));
            let text = cx.say(&text);
            widgets::line(ui, &text, cx.theme.body(), cx.theme.text);
        }
    });
    let now = choices.contains(&PlanChoice::Now);
    let lines: Vec<Line> = differences
        .points
        .iter()
        .map(|change| point_line(cx, change, now))
        .chain(
            differences
                .zones
                .iter()
                .map(|change| zone_line(cx, change, now)),
        )
        .collect();
    let columns = [
        Column::new(cx.text("ui-name"), 0.0),
        Column::new(String::new(), 150.0),
    ];
    ui.spacing_mut().item_spacing.y = 0.0;
    let height = table::row_height(cx.theme);
    widgets::virtual_rows(ui, height, lines.len(), |ui, index| {
        let Some(line) = lines.get(index) else {
            return;
        };
        let lead = Lead::Icon(line.icon, cx.theme.second);
        let texts = [line.name.clone(), line.what.clone()];
        let selected = line.selected != Selected::Nothing && cx.view.selected == line.selected;
        if table::row(ui, cx, &columns, lead, &texts, selected).clicked() {
            cx.view.selected = line.selected.clone();
            cx.view.camera_wish = line.shown;
        }
    });
}

fn point_line(cx: &Cx, change: &PointChange, now: bool) -> Line {
    let (icon, point, what, places): (_, _, _, Vec<LonLat>) = match change {
        PointChange::Added(point) => (
            Icon::Plus,
            point,
            cx.text("ui-compare-added"),
            vec![point.position],
        ),
        PointChange::Removed(point) => (
            Icon::Minus,
            point,
            cx.text("ui-compare-removed"),
            vec![point.position],
        ),
        PointChange::Moved(was, is, far) => (
            Icon::Measure,
            is,
            cx.say(&Message::new("ui-compare-moved").with("far", metres(Some(*far)))),
            vec![was.position, is.position],
        ),
        PointChange::Altered(was, is) => (
            Icon::Pencil,
            is,
            altered_point(cx, was, is),
            vec![is.position],
        ),
    };
    let there = now && !matches!(change, PointChange::Removed(_));
    let there = there && cx.session.shown_plan().points.contains_key(&point.id);
    Line {
        icon,
        name: point.name.clone(),
        what,
        shown: look_at(&places),
        selected: if there {
            Selected::Points(BTreeSet::from([point.id]))
        } else {
            Selected::Nothing
        },
    }
}

fn altered_point(cx: &Cx, was: &PatrolPoint, is: &PatrolPoint) -> String {
    if was.name != is.name {
        return cx.say(&Message::new("ui-compare-renamed").with("was", was.name.as_str()));
    }
    if was.unit != is.unit {
        let named = |unit: &str| match unit {
            "" => number::UNKNOWN.to_owned(),
            unit => unit.to_owned(),
        };
        return format!("{} → {}", named(&was.unit), named(&is.unit));
    }
    cx.text(if is.locked {
        "ui-compare-locked"
    } else {
        "ui-compare-unlocked"
    })
}

fn zone_line(cx: &Cx, change_of: &ZoneChange, now: bool) -> Line {
    let (icon, zone, what): (_, &Zone, _) = match change_of {
        ZoneChange::Added(zone) => (Icon::Plus, zone, cx.text("ui-compare-added")),
        ZoneChange::Removed(zone) => (Icon::Minus, zone, cx.text("ui-compare-removed")),
        ZoneChange::Reshaped(_, is, grown) => {
            (Icon::Zone, is, format!("{} km²", change(grown.0, 2)))
        }
        ZoneChange::Altered(was, is) if was.name != is.name => (
            Icon::Pencil,
            is,
            cx.say(&Message::new("ui-compare-renamed").with("was", was.name.as_str())),
        ),
        ZoneChange::Altered(was, is) if was.rank != is.rank => (
            Icon::Pencil,
            is,
            cx.say(
                &Message::new("ui-compare-rank")
                    .with("was", u64::from(was.rank))
                    .with("is", u64::from(is.rank)),
            ),
        ),
        ZoneChange::Altered(_, is) => (Icon::Pencil, is, cx.text("ui-compare-colour")),
    };
    let there = now && !matches!(change_of, ZoneChange::Removed(_));
    let there = there && cx.session.shown_plan().zones.contains_key(&zone.id);
    Line {
        icon,
        name: zone.name.clone(),
        what,
        shown: box_of(&zone.boundary).map(CameraWish::Fit),
        selected: if there {
            Selected::Zone(zone.id)
        } else {
            Selected::Nothing
        },
    }
}
