//! A proposal: what proposed points gain within each ring and in each subdistrict.

use super::answers::Covered;
use super::content::{SceneContent, SceneFigure, SceneTable};
use super::telling::{Telling, UNTOLD, headline, share_cell, signed, table};
use crate::base::cancel::Cancelled;
use crate::base::units::Share;
use crate::i18n::message::Message;
use crate::i18n::number::{UNKNOWN, percent};
use crate::model::scene::ProposedPoint;

/// A point that would move less than this stays, metres.
const STAYS: f64 = 1.0;

/// Today and proposed side by side.
pub(super) fn proposal(telling: Telling<'_>) -> Result<SceneContent, Cancelled> {
    let mut content = SceneContent::default();
    let proposal = &telling.scene.proposal;
    if proposal.is_empty() {
        content.lines.push(telling.text("brief-no-proposal"));
        return Ok(content);
    }
    let filter = &telling.scene.filter;
    let today = telling.answers.coverage(filter, telling.cancel)?;
    let proposed = telling.answers.proposed(filter, proposal, telling.cancel)?;
    let pairs = today.figures.rings.iter().zip(&proposed.figures.rings);
    let main = headline(today.figures.rings.len());
    for (at, (before, after)) in pairs.enumerate() {
        let figure = SceneFigure {
            label: telling.within("brief-within", before.ring),
            value: percent(after.incident_share),
            change: telling.points_more(after.incident_share, before.incident_share),
            definition: telling.say(
                &Message::new("brief-def-proposed")
                    .with("ring", telling.ring(before.ring))
                    .with("before", percent(before.incident_share)),
            ),
        };
        if at == main {
            content.big = Some(figure);
        } else {
            content.figures.push(figure);
        }
    }
    let responses = today.figures.response.zip(proposed.figures.response);
    if let Some((before, after)) = responses {
        let said = Message::new("brief-from-to")
            .with("before", telling.reach(before.mean))
            .with("after", telling.reach(after.mean));
        content.figures.push(telling.figure(
            "brief-mean",
            telling.say(&said),
            "brief-def-response",
        ));
    }
    let (moves, adds, gone) = counted(telling, proposal);
    let said = Message::new("brief-moves-adds")
        .with("moves", moves)
        .with("adds", adds);
    content
        .figures
        .push(telling.figure("brief-moves", telling.say(&said), "brief-def-moves"));
    if gone > 0 {
        let said = Message::new("brief-proposal-gone").with("n", gone);
        content.warnings.push(telling.say(&said));
    }
    content.table = gains(telling, &today, &proposed);
    content.warnings.extend(super::tell_reach::reach_warnings(
        telling,
        &proposed.figures,
    ));
    Ok(content)
}

/// Points that would move, points more, and moves of points that are gone.
fn counted(telling: Telling<'_>, proposal: &[ProposedPoint]) -> (usize, usize, usize) {
    let plan = &telling.ground().plan;
    let projection = &telling.ground().projection;
    let (mut moves, mut adds, mut gone) = (0, 0, 0);
    for one in proposal {
        match one.point.map(|id| plan.points.get(&id)) {
            None => adds += 1,
            Some(None) => gone += 1,
            Some(Some(point)) => {
                let from = projection.to_local(point.position);
                let far = from.distance(projection.to_local(one.to)).0;
                moves += usize::from(far >= STAYS);
            }
        }
    }
    (moves, adds, gone)
}

/// A row a subdistrict (a zone where there are none): the share within the middle ring today and proposed. The sum is the district.
fn gains(telling: Telling<'_>, today: &Covered, proposed: &Covered) -> Option<SceneTable> {
    let ring = headline(today.figures.rings.len());
    let plan = &telling.ground().plan;
    let (names, before, after): (Vec<String>, Vec<_>, Vec<_>) =
        if let Some(layer) = telling.subdistricts() {
            (
                layer.units.iter().map(|unit| unit.name.clone()).collect(),
                today.figures.subdistricts.iter().collect(),
                proposed.figures.subdistricts.iter().collect(),
            )
        } else {
            let name = |id| plan.zones.get(id).map(|zone| zone.name.clone());
            let zones = today.figures.zones.iter();
            (
                zones.map(|(id, _)| name(id).unwrap_or_default()).collect(),
                today.figures.zones.iter().map(|(_, area)| area).collect(),
                (proposed.figures.zones.iter())
                    .map(|(_, area)| area)
                    .collect(),
            )
        };
    let counts: Vec<f64> = before.iter().map(|area| area.incidents).collect();
    let untold = telling.untold(&counts);
    let share = |shares: &[Option<Share>]| shares.get(ring).copied().flatten();
    let mut rows: Vec<Vec<String>> = Vec::new();
    for (((name, before), after), hidden) in names.into_iter().zip(before).zip(after).zip(untold) {
        let (before, after) = (share(&before.incident_share), share(&after.incident_share));
        rows.push(row(name, before, after, hidden));
    }
    if rows.is_empty() {
        return None;
    }
    let of = |covered: &Covered| covered.figures.rings.get(ring)?.incident_share;
    rows.push(row(
        telling.text("brief-sum-district"),
        of(today),
        of(proposed),
        false,
    ));
    let first = if telling.subdistricts().is_some() {
        "level-subdistrict"
    } else {
        "brief-zone"
    };
    let unit = "brief-unit-percent";
    let columns = vec![
        telling.names(first),
        telling.figures(telling.text("brief-column-today"), unit),
        telling.figures(telling.text("brief-column-proposed"), unit),
        telling.figures(
            telling.text("brief-column-gain"),
            "brief-unit-percentage-points",
        ),
    ];
    table(columns, rows, 1)
}

fn row(name: String, before: Option<Share>, after: Option<Share>, hidden: bool) -> Vec<String> {
    if hidden {
        let untold = || UNTOLD.to_owned();
        return vec![name, untold(), untold(), untold()];
    }
    let gain = before.zip(after).map_or_else(
        || UNKNOWN.to_owned(),
        |(before, after)| signed(after.percent() - before.percent(), 1),
    );
    vec![name, share_cell(before), share_cell(after), gain]
}
