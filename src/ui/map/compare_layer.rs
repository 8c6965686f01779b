//! Two plans on one map: the second with what changed marked on it, or each on its side of a line.

use egui::{
    Align2, Color32, CursorIcon, Key, Painter, Pos2, Rect, Sense, Shape, Stroke, Ui, Vec2, pos2,
    vec2,
};

use super::frame::MapFrame;
use super::label_room::{LabelRoom, anchored, lay_out, write_with_halo};
use super::mercator::World;
use super::points::{self, UnitColours};
use super::view::MapView;
use super::zone_shapes::ZoneShapes;
use super::{rings, zones};
use crate::analysis::plan_differences::{PointChange, ZoneChange};
use crate::base::coords::LonLat;
use crate::model::patrol_point::PatrolPoint;
use crate::model::plan::Plan;
use crate::model::reach_rule::Reach;
use crate::session::comparison::PlanChoice;
use crate::ui::cx::Cx;
use crate::ui::panels::compare::{at_hand, choice_name};
use crate::ui::view_state::LayerKind;

/// Half the width of what the pointer can take the line by.
const REACH: f32 = 9.0;
/// How far a press of an arrow key moves the line, as a share of the map.
const STEP: f32 = 0.02;

/// Which part of the map shows which plan.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Sides {
    /// Where the plan now is shown, to be worked on; nothing where neither plan is the plan now.
    pub(super) live: Rect,
    /// Where the first and the second plan are shown as they are.
    still: [Option<Rect>; 2],
    /// Where the line stands.
    line: Option<f32>,
}

impl Sides {
    /// Before the first frame.
    pub(super) const WHOLE: Self = Self {
        live: Rect::EVERYTHING,
        still: [None, None],
        line: None,
    };

    /// How the map is shared out, this frame.
    pub(super) fn of(cx: &Cx, frame: &MapFrame) -> Self {
        let whole = Self {
            live: frame.rect,
            still: [None, None],
            line: None,
        };
        let Some(comparison) = cx.session.comparison() else {
            return whole;
        };
        let now = *comparison.choices() == [PlanChoice::Now, PlanChoice::Now]
            || comparison.choices()[1] == PlanChoice::Now;
        let view = cx.view.desk.compare;
        if !view.swipe {
            return Self {
                live: if now { frame.rect } else { Rect::NOTHING },
                still: [None, (!now).then_some(frame.rect)],
                line: None,
            };
        }
        let x = frame.rect.left() + frame.rect.width() * view.line.clamp(0.0, 1.0);
        let right = frame.rect.with_min_x(x);
        Self {
            live: if now { right } else { Rect::NOTHING },
            still: [Some(frame.rect.with_max_x(x)), (!now).then_some(right)],
            line: Some(x),
        }
    }

    /// Whether the plan now is on the map at all.
    pub(super) fn is_live(&self) -> bool {
        self.live.is_positive()
    }
}

/// Whether heat and choropleth give way to the grids gained and lost.
pub(super) fn takes_the_ground(cx: &Cx) -> bool {
    cx.view.desk.compare.gained && cx.session.comparison().is_some()
}

/// The shapes of the zones of both plans.
pub(super) type StillShapes = [ZoneShapes; 2];

/// Draws the plans that are only looked at, each on its part of the map: zones, rings, points, as their layers are shown.
pub(super) fn still_plans(
    ui: &Ui,
    cx: &Cx,
    shapes: &mut StillShapes,
    frame: &MapFrame,
    sides: &Sides,
) {
    let Some(compared) = at_hand(cx) else {
        return;
    };
    for (side, part) in sides.still.iter().enumerate() {
        if let Some(part) = part {
            let painter = ui.painter().with_clip_rect(part.intersect(ui.clip_rect()));
            still_plan(
                &painter,
                cx,
                &mut shapes[side],
                frame,
                &compared.plans[side],
            );
        }
    }
}

fn still_plan(painter: &Painter, cx: &Cx, shapes: &mut ZoneShapes, frame: &MapFrame, plan: &Plan) {
    let look = cx.view.layer(LayerKind::Zones);
    if look.visible {
        let listed = plan.zones_by_rank();
        shapes.follow(listed.iter().copied());
        for zone in listed.iter().rev() {
            if let Some(shape) = shapes.of(zone.id) {
                zones::area(painter, cx.theme, frame, (zone, shape), false, look.opacity);
            }
        }
        let size = zones::badge_size(cx.theme, frame);
        let points = plan.points.values();
        let points: Vec<Pos2> = points.map(|point| frame.screen(point.position)).collect();
        for zone in listed {
            if let Some(shape) = shapes.of(zone.id) {
                let at = zones::clear_of(&points, frame.at(shape.badge), size);
                zones::badge(painter, cx.theme, zone, at, size, look.opacity, false);
            }
        }
    }
    let look = cx.view.layer(LayerKind::Rings);
    if let (true, Some(outermost)) = (look.visible, plan.reach.outermost()) {
        let points = plan.points.values();
        // By road there are no circles.
        for (point, ring) in points.filter_map(|point| match outermost {
            Reach::Distance(ring) => Some((point, ring)),
            Reach::Time(_) => None,
        }) {
            rings::outermost(painter, cx.theme, frame, point.position, ring, look.opacity);
        }
    }
    let look = cx.view.layer(LayerKind::Points);
    if look.visible {
        let units = UnitColours::of(plan.points.values());
        let size = points::disc_size(frame.zoom, cx.theme);
        for point in plan.points.values() {
            let at = frame.screen(point.position);
            let colour = units.of_point(cx.theme, point);
            points::disc(painter, cx.theme, point, at, size, colour, look.opacity);
        }
    }
}

/// Marks on one map what became of the first plan: where a point stood and whither it went, what is new, what is gone.
pub(super) fn marks(ui: &Ui, cx: &Cx, map: &MapView, frame: &MapFrame, room: &mut LabelRoom) {
    let Some(compared) = at_hand(cx).filter(|_| !cx.view.desk.compare.swipe) else {
        return;
    };
    let painter = ui.painter();
    for change in &compared.differences.zones {
        zone_mark(painter, cx, frame, change);
    }
    // A drag has moved on since the plans were compared.
    let now = |point: &PatrolPoint| {
        let live = cx.session.shown_plan().points.get(&point.id);
        match live.filter(|live| live.position == point.position) {
            Some(live) => points::shown_at(map, live),
            None => point.position,
        }
    };
    let size = points::disc_size(frame.zoom, cx.theme).max(cx.theme.px(11.0));
    for change in &compared.differences.points {
        match change {
            PointChange::Moved(was, is, _) => {
                let (from, to) = (frame.screen(was.position), frame.screen(now(is)));
                way(painter, cx, from, to, size);
                ghost(painter, cx, from, size, false);
                name(painter, cx, frame, room, (was, from), size);
            }
            PointChange::Removed(was) => {
                let at = frame.screen(was.position);
                ghost(painter, cx, at, size, true);
                name(painter, cx, frame, room, (was, at), size);
            }
            PointChange::Added(is) => new_point(painter, cx, frame.screen(now(is)), size),
            PointChange::Altered(..) => {}
        }
    }
}

/// Where a point stood; crossed out where it is gone.
fn ghost(painter: &Painter, cx: &Cx, at: Pos2, size: f32, gone: bool) {
    let theme = cx.theme;
    let (radius, line) = (size / 2.0, theme.px(2.0));
    painter.circle(
        at,
        radius,
        theme.ground.gamma_multiply(0.7),
        Stroke::new(line + 2.0, theme.ground),
    );
    painter.circle_stroke(at, radius, Stroke::new(line, theme.text));
    if gone {
        let reach = radius * 0.62;
        for (from, to) in [((-1.0, -1.0), (1.0, 1.0)), ((-1.0, 1.0), (1.0, -1.0))] {
            let place = |(x, y): (f32, f32)| at + vec2(x, y) * reach;
            painter.line_segment([place(from), place(to)], Stroke::new(line, theme.text));
        }
    }
}

/// A ring with a plus around a point that is new.
fn new_point(painter: &Painter, cx: &Cx, at: Pos2, size: f32) {
    let theme = cx.theme;
    let radius = size / 2.0 + theme.px(6.0);
    painter.circle_stroke(at, radius, Stroke::new(theme.px(4.0), theme.ground));
    painter.circle_stroke(at, radius, Stroke::new(theme.px(2.0), theme.text));
    let middle = at + vec2(radius, -radius) * std::f32::consts::FRAC_1_SQRT_2;
    let reach = theme.px(4.0);
    painter.circle_filled(middle, theme.px(7.0), theme.text);
    for arm in [vec2(1.0, 0.0), vec2(0.0, 1.0)] {
        let stroke = Stroke::new(theme.px(1.8), theme.ground);
        painter.line_segment([middle - arm * reach, middle + arm * reach], stroke);
    }
}

/// An arrow from where a point stood to where it stands, as far as there is room between the discs.
fn way(painter: &Painter, cx: &Cx, from: Pos2, to: Pos2, size: f32) {
    let theme = cx.theme;
    let along = to - from;
    let far = along.length();
    let gap = size / 2.0 + theme.px(3.0);
    if far < 2.0 * gap + theme.px(6.0) {
        return;
    }
    let unit = along / far;
    let (foot, tip) = (from + unit * gap, to - unit * gap);
    let (head, side) = (theme.px(8.0).min(far - 2.0 * gap), vec2(-unit.y, unit.x));
    let neck = tip - unit * head;
    let wing = side * (head * 0.5);
    for (width, colour) in [(theme.px(4.5), theme.ground), (theme.px(2.0), theme.text)] {
        painter.line_segment([foot, neck], Stroke::new(width, colour));
        painter.add(Shape::convex_polygon(
            vec![tip, neck + wing, neck - wing],
            colour,
            Stroke::new(width - theme.px(2.0), colour),
        ));
    }
}

/// The outline a zone had; that of a zone that is gone likewise.
fn zone_mark(painter: &Painter, cx: &Cx, frame: &MapFrame, change: &ZoneChange) {
    let zone = match change {
        ZoneChange::Removed(was) | ZoneChange::Reshaped(was, ..) => was,
        ZoneChange::Added(_) | ZoneChange::Altered(..) => return,
    };
    let line: Vec<Pos2> = zone
        .boundary
        .exterior()
        .0
        .iter()
        .map(|corner| frame.at(World::of(LonLat::from(*corner))))
        .collect();
    let bounds = Rect::from_points(&line);
    if !bounds.intersects(frame.rect) {
        return;
    }
    let theme = cx.theme;
    let width = theme.lines[1] * 0.8;
    painter.add(Shape::line(
        line.clone(),
        Stroke::new(width + 2.0, theme.ground.gamma_multiply(0.8)),
    ));
    let dash = theme.px(7.0);
    // Far in, an outline is many screens long: dashes then are as long as keeps their number small.
    let dash = dash.max((bounds.width() + bounds.height()) / 500.0);
    painter.extend(Shape::dashed_line(
        &line,
        Stroke::new(width, theme.text),
        dash,
        dash * 0.8,
    ));
}

fn name(
    painter: &Painter,
    cx: &Cx,
    frame: &MapFrame,
    room: &mut LabelRoom,
    (point, at): (&PatrolPoint, Pos2),
    size: f32,
) {
    let galley = lay_out(painter, &point.name, cx.theme.sizes[0], cx.theme.second);
    let reach = size / 2.0 + 5.0;
    let places = [
        anchored(&galley, Align2::LEFT_CENTER, at + vec2(reach, 0.0)),
        anchored(&galley, Align2::RIGHT_CENTER, at - vec2(reach, 0.0)),
        anchored(&galley, Align2::CENTER_TOP, at + vec2(0.0, reach)),
    ];
    room.take(Rect::from_center_size(at, Vec2::splat(size)));
    let free = places
        .into_iter()
        .find(|rect| frame.rect.contains_rect(*rect) && room.claim(rect.expand(1.0)));
    if let Some(rect) = free {
        write_with_halo(
            painter,
            &galley,
            rect.min,
            cx.theme.ground.gamma_multiply(0.9),
        );
    }
}

/// The line between the plans, to be dragged or moved by arrow keys, and whose side is whose.
pub(super) fn divider(ui: &Ui, cx: &mut Cx, id: egui::Id, frame: &MapFrame, sides: &Sides) {
    let Some(x) = sides.line else {
        return;
    };
    let Some(comparison) = cx.session.comparison() else {
        return;
    };
    let names = comparison
        .choices()
        .each_ref()
        .map(|choice| choice_name(cx, choice));
    let area = Rect::from_x_y_ranges(x - REACH..=x + REACH, frame.rect.y_range());
    let response = ui.interact(area, id.with("swipe"), Sense::click_and_drag());
    let label = cx.text("ui-compare-line");
    let share = cx.view.desk.compare.line;
    response.widget_info(|| egui::WidgetInfo::slider(true, f64::from(share), &label));
    let mut line = share;
    if let (true, Some(at)) = (response.dragged(), response.interact_pointer_pos()) {
        line = (at.x - frame.rect.left()) / frame.rect.width().max(1.0);
    }
    if response.has_focus() {
        let filter = egui::EventFilter {
            horizontal_arrows: true,
            ..egui::EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        ui.input_mut(|input| {
            for (key, step) in [(Key::ArrowLeft, -STEP), (Key::ArrowRight, STEP)] {
                let presses = input.count_and_consume_key(egui::Modifiers::NONE, key);
                line += step * presses as f32;
            }
        });
    }
    cx.view.desk.compare.line = line.clamp(0.02, 0.98);
    let held = response.hovered() || response.dragged() || response.has_focus();
    if response.hovered() || response.dragged() {
        ui.ctx().set_cursor_icon(CursorIcon::ResizeHorizontal);
    }
    paint_divider(ui.painter(), cx, frame.rect, x, held);
    for (side, name) in names.iter().enumerate() {
        side_name(ui.painter(), cx, frame.rect, x, side, name);
    }
}

fn paint_divider(painter: &Painter, cx: &Cx, map: Rect, x: f32, held: bool) {
    let theme = cx.theme;
    let width = theme.px(if held { 3.0 } else { 2.0 });
    painter.vline(x, map.y_range(), Stroke::new(width + 3.0, theme.ground));
    painter.vline(x, map.y_range(), Stroke::new(width, theme.accent));
    let (middle, radius) = (pos2(x, map.center().y), theme.px(13.0));
    painter.circle(middle, radius, theme.accent, Stroke::new(2.0, theme.ground));
    for way in [-1.0, 1.0] {
        let place = |along: f32, up: f32| middle + vec2(way * along, up) * theme.px(1.0);
        let arrow = vec![place(9.0, 0.0), place(4.0, -4.5), place(4.0, 4.5)];
        painter.add(Shape::convex_polygon(arrow, theme.on_accent, Stroke::NONE));
    }
}

/// The letter of a plan and its name at the upper edge, beside the line; shortened to the room there is.
fn side_name(painter: &Painter, cx: &Cx, map: Rect, x: f32, side: usize, name: &str) {
    let theme = cx.theme;
    let letter = ["A", "B"][side];
    let room = if side == 0 {
        x - map.left()
    } else {
        map.right() - x
    };
    let room = room - theme.px(40.0);
    if room < theme.px(24.0) {
        return;
    }
    let words = format!("{letter} · {name}");
    let mut job = egui::text::LayoutJob::simple_singleline(words, theme.small_strong(), theme.text);
    job.wrap = egui::text::TextWrapping::truncate_at_width(room.min(theme.px(280.0)));
    let galley = painter.layout_job(job);
    let gap = theme.px(12.0);
    let (anchor, at) = if side == 0 {
        (Align2::RIGHT_TOP, pos2(x - gap, map.top() + gap))
    } else {
        (Align2::LEFT_TOP, pos2(x + gap, map.top() + gap))
    };
    let rect = anchored(&galley, anchor, at);
    let plate = rect.expand2(vec2(8.0, 4.0));
    painter.rect(
        plate,
        6.0,
        theme.panel.gamma_multiply(0.92),
        Stroke::new(1.0, theme.hairline),
        egui::StrokeKind::Inside,
    );
    painter.galley(rect.min, galley, Color32::PLACEHOLDER);
}
