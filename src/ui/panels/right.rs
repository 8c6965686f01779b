//! The right panel: coverage, zones, points, inspect.

use egui::{Role, ScrollArea, Sense, Stroke, Ui, WidgetInfo, vec2};

use super::{brief, compare, coverage, exits, here, inspect, points, suggest, zones};
use crate::ui::cx::Cx;
use crate::ui::view_state::RightTab;
use crate::ui::widgets;

/// Width, points in the light look.
pub const WIDTH: f32 = 360.0;

const TABS: [(RightTab, &str); 8] = [
    (RightTab::Coverage, "ui-tab-coverage"),
    (RightTab::Zones, "ui-tab-zones"),
    (RightTab::Points, "ui-tab-points"),
    (RightTab::Inspect, "ui-tab-inspect"),
    (RightTab::Compare, "ui-tab-compare"),
    (RightTab::Exits, "ui-tab-exits"),
    (RightTab::Suggest, "ui-tab-suggest"),
    (RightTab::Brief, "ui-tab-brief"),
];

/// Draws the panel.
pub fn right_ui(ui: &mut Ui, cx: &mut Cx) {
    compare::follow_tab(cx);
    exits::follow_tab(cx);
    suggest::follow_tab(cx);
    brief::follow_tab(cx);
    here::follow(cx);
    tabs(ui, cx);
    match cx.view.right_tab {
        RightTab::Coverage => scrolled(ui, "coverage", |ui| coverage::coverage_ui(ui, cx)),
        RightTab::Zones => scrolled(ui, "zones", |ui| zones::zones_ui(ui, cx)),
        RightTab::Points => points::points_ui(ui, cx),
        RightTab::Inspect => scrolled(ui, "inspect", |ui| inspect::inspect_ui(ui, cx)),
        RightTab::Exits => scrolled(ui, "exits", |ui| exits::exits_ui(ui, cx)),
        RightTab::Brief => scrolled(ui, "brief", |ui| brief::brief_ui(ui, cx)),
        RightTab::Suggest => scrolled(ui, "suggest", |ui| suggest::suggest_ui(ui, cx)),
        RightTab::Compare => scrolled(ui, "compare", |ui| compare::compare_ui(ui, cx)),
    }
}

const fn is_always_there(tab: RightTab) -> bool {
    match tab {
        RightTab::Coverage | RightTab::Zones | RightTab::Points | RightTab::Inspect => true,
        RightTab::Compare | RightTab::Exits | RightTab::Suggest | RightTab::Brief => false,
    }
}

fn is_there(cx: &Cx, tab: RightTab) -> bool {
    match tab {
        RightTab::Compare => cx.session.comparison().is_some(),
        RightTab::Exits => cx.session.exits_wanted().is_some(),
        RightTab::Suggest => cx.view.desk.suggest.open,
        RightTab::Brief => cx.view.desk.brief.open,
        RightTab::Coverage | RightTab::Zones | RightTab::Points | RightTab::Inspect => true,
    }
}

fn scrolled(ui: &mut Ui, salt: &str, contents: impl FnOnce(&mut Ui)) {
    ScrollArea::vertical()
        .id_salt(salt)
        .auto_shrink([false, false])
        .show(ui, contents);
}

fn tabs(ui: &mut Ui, cx: &mut Cx) {
    let theme = cx.theme;
    let (bar, _) =
        ui.allocate_exact_size(vec2(ui.available_width(), theme.px(40.0)), Sense::hover());
    let rule = Stroke::new(1.0, theme.hairline);
    ui.painter().hline(bar.x_range(), bar.bottom() - 0.5, rule);
    let inner = bar.shrink2(vec2(theme.px(8.0), 0.0));
    // Five tabs at most: of those that come and go the one that is open, else the last.
    let passing = TABS.map(|(tab, _)| tab).into_iter();
    let mut passing = passing.filter(|tab| !is_always_there(*tab) && is_there(cx, *tab));
    let fifth = passing
        .clone()
        .find(|tab| *tab == cx.view.right_tab)
        .or_else(|| passing.next_back());
    let tabs: Vec<(RightTab, String)> = TABS
        .into_iter()
        .filter(|(tab, _)| fifth.is_none_or(|fifth| fifth == *tab) || is_always_there(*tab))
        .filter(|(tab, _)| is_there(cx, *tab))
        .map(|(tab, sentence)| (tab, cx.text(sentence)))
        .collect();
    let widths = |font: &egui::FontId| -> Vec<f32> {
        let wide = |name: &str| {
            widgets::one_line(ui, name, font.clone(), f32::INFINITY)
                .size()
                .x
        };
        tabs.iter().map(|(_, name)| wide(name)).collect()
    };
    let gaps = theme.px(6.0) * tabs.len() as f32;
    let fits = |words: &[f32]| words.iter().sum::<f32>() + gaps <= inner.width();
    // Where large letters leave five tabs no room, they are written small.
    let (strong, body) = if fits(&widths(&theme.strong())) {
        (theme.strong(), theme.body())
    } else {
        (theme.small_strong(), theme.small())
    };
    let words = widths(&strong);
    // What is left beside the words is shared, so that a long word keeps its letters.
    let share = (inner.width() - words.iter().sum::<f32>()) / tabs.len() as f32;
    let mut left = inner.left();
    for (index, ((tab, name), word)) in tabs.into_iter().zip(words).enumerate() {
        let width = word + share;
        let place =
            egui::Rect::from_min_size(egui::pos2(left, inner.top()), vec2(width, inner.height()));
        left += width;
        let id = ui.scope_id().with(("tab", index));
        let response = ui.interact(place, id, Sense::click());
        let chosen = cx.view.right_tab == tab;
        response.widget_info(|| WidgetInfo::selected(Role::Tab, true, chosen, &name));
        let (font, colour) = if chosen {
            (strong.clone(), theme.accent)
        } else if response.hovered() {
            (body.clone(), theme.text)
        } else {
            (body.clone(), theme.second)
        };
        let galley = widgets::one_line(ui, &name, font, f32::INFINITY);
        let at = place.center() - galley.size() / 2.0;
        ui.painter().galley(at, galley, colour);
        if chosen {
            let line = egui::Rect::from_min_max(
                egui::pos2(at.x, bar.bottom() - theme.lines[1]),
                egui::pos2(place.right() - (at.x - place.left()), bar.bottom()),
            );
            ui.painter().rect_filled(line, 1.0, theme.accent);
        }
        if response.has_focus() {
            let ring = theme.focus_ring();
            ui.painter()
                .rect_stroke(place.shrink(2.0), 6.0, ring, egui::StrokeKind::Inside);
        }
        if response.clicked() {
            cx.view.right_tab = tab;
        }
    }
}
