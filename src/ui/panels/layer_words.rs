//! What a layer is called and how much it shows.

use crate::i18n::message::Message;
use crate::i18n::number;
use crate::model::grid::GridLevel;
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::map::coloured_level;
use crate::ui::view_state::LayerKind;

/// A layer's name in the language in use.
#[must_use]
pub fn layer_name(cx: &Cx, kind: LayerKind) -> String {
    cx.text(match kind {
        LayerKind::Points => "ui-layer-points",
        LayerKind::Rings => "ui-layer-rings",
        LayerKind::Zones => "ui-layer-zones",
        LayerKind::Incidents => "ui-layer-incidents",
        LayerKind::Heat => "ui-layer-heat",
        LayerKind::Uncovered => "ui-layer-uncovered",
        LayerKind::Grid(level) => level.sentence(),
        LayerKind::Choropleth => "ui-layer-choropleth",
        LayerKind::Roads => "ui-layer-roads",
        LayerKind::BaseMap => "ui-layer-base-map",
    })
}

/// The icon of a layer.
pub(super) const fn layer_icon(kind: LayerKind) -> Icon {
    match kind {
        LayerKind::Points => Icon::Point,
        LayerKind::Rings => Icon::Rings,
        LayerKind::Zones => Icon::Zone,
        LayerKind::Incidents => Icon::Dots,
        LayerKind::Heat => Icon::Heat,
        LayerKind::Uncovered => Icon::Hatch,
        LayerKind::Grid(_) => Icon::Grid,
        LayerKind::Choropleth => Icon::Sliders,
        LayerKind::Roads => Icon::Road,
        LayerKind::BaseMap => Icon::Map,
    }
}

/// How many of the imported incidents count, and why the others do not.
#[must_use]
pub fn what_counts(cx: &Cx) -> Option<String> {
    let selection = cx.session.derived().selection.get()?;
    let kept = cx.session.sources().incidents.content.len();
    let (patrol, _) = selection.profile.patrol_discovered;
    let left_out = if cx.session.filter().patrol_discovered {
        0.0
    } else {
        patrol
    };
    let count = |n: usize| number::count(n as u64);
    let message = Message::new("ui-what-counts")
        .with("shown", count(selection.rows.len()))
        .with("kept", count(kept))
        .with("out", count(kept.saturating_sub(selection.rows.len())))
        .with("patrol", number::decimal(left_out, 0));
    let told = cx.say(&message);
    if selection.outside <= 0.0 || cx.session.sources().grids.content.is_empty() {
        return Some(told);
    }
    let outside = number::decimal(selection.outside, 0);
    let outside = cx.say(&Message::new("map-legend-outside").with("n", outside));
    Some(format!("{told}\n{outside}"))
}

/// How many things the layer shows, and whether it has anything to show.
pub(super) fn layer_count(cx: &Cx, kind: LayerKind) -> (String, bool) {
    let plan = cx.session.shown_plan();
    let sources = cx.session.sources();
    let units = |level: GridLevel| {
        sources
            .grids
            .content
            .layer(level)
            .map_or(0, |layer| layer.units.len())
    };
    let count = match kind {
        LayerKind::Points => plan.points.len(),
        LayerKind::Zones => plan.zones.len(),
        LayerKind::Incidents => cx
            .session
            .derived()
            .selection
            .get()
            .map_or(0, |selection| selection.rows.len()),
        LayerKind::Grid(level) => units(level),
        LayerKind::Roads => sources.roads.content.links.len(),
        LayerKind::Uncovered => cx.session.derived().shown.figures.uncovered.len(),
        LayerKind::Rings => return (String::new(), !plan.points.is_empty()),
        LayerKind::Heat => return (String::new(), cx.session.derived().heat.get().is_some()),
        LayerKind::Choropleth => {
            let level = coloured_level(&sources.grids.content, cx.view.choropleth.0);
            return (String::new(), level.is_some());
        }
        LayerKind::BaseMap => return (String::new(), cx.view.base_map.is_some()),
    };
    let text = if count == 0 {
        number::UNKNOWN.to_owned()
    } else {
        number::count(count as u64)
    };
    (text, count > 0)
}
