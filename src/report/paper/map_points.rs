//! Patrol points on the map, their rings, points that are proposed, and incidents one by one.

use std::collections::{BTreeSet, HashSet};

use super::drawing::{Area, At, Ink, Path, Pen, Sheet};
use super::map_areas::blended;
use super::map_drawing::Canvas;
use super::map_labels::{LabelRoom, write};
use super::style::{ACCENT, INCIDENT, LAND, PANEL, Style, TEXT};
use crate::base::coords::{LocalXy, LonLat};
use crate::base::palettes::category;
use crate::base::units::Metres;
use crate::model::patrol_point::PatrolPoint;
use crate::model::plan::Plan;
use crate::model::scene::ProposedPoint;

/// Zoom levels and the diameters of a point, points of the screen.
const SIZES: [(f64, f32); 3] = [(8.5, 7.0), (11.5, 11.0), (14.0, 17.0)];

/// The diameter of a point on this map.
pub(super) fn disc_size(canvas: &Canvas) -> f32 {
    let [far, middle, near] = SIZES;
    let zoom = canvas.zoom;
    let (from, to) = if zoom < middle.0 {
        (far, middle)
    } else {
        (middle, near)
    };
    let part = ((zoom - from.0) / (to.0 - from.0)).clamp(0.0, 1.0) as f32;
    part.mul_add(to.1 - from.1, from.1) * canvas.style.px
}

/// Colours of points: one for each unit that mans them, the accent for points of no unit.
#[derive(Debug)]
pub(super) struct UnitColours<'a>(BTreeSet<&'a str>);

impl<'a> UnitColours<'a> {
    /// The colours of a plan's points.
    pub(super) fn of(plan: &'a Plan) -> Self {
        let units = plan.points.values().map(|point| point.unit.as_str());
        Self(units.filter(|unit| !unit.is_empty()).collect())
    }

    fn colour(&self, point: &PatrolPoint) -> Ink {
        let position = self.0.iter().position(|unit| *unit == point.unit);
        position.map_or(ACCENT, |at| Ink::of(category((at % 8) as u8)))
    }

    /// Every unit with its colour.
    pub(super) fn all(&self) -> Vec<(&'a str, Ink)> {
        let units = self.0.iter().enumerate();
        units
            .map(|(at, unit)| (*unit, Ink::of(category((at % 8) as u8))))
            .collect()
    }
}

fn place(canvas: &Canvas, at: LonLat) -> At {
    canvas.frame.place(canvas.ground.projection.to_local(at))
}

/// Where the points in the frame stand.
pub(super) fn places(canvas: &Canvas, plan: &Plan) -> Vec<At> {
    let places = plan
        .points
        .values()
        .map(|point| place(canvas, point.position));
    places.filter(|at| canvas.frame.area.holds(*at)).collect()
}

/// Circles around points in a straight line: each ring where there are few points, else the outermost.
pub(super) fn rings(
    sheet: &mut Sheet,
    canvas: &Canvas,
    plan: &Plan,
    radii: &[Metres],
    opacity: f32,
) {
    const FEW: usize = 12;
    let Some(outermost) = radii.last() else {
        return;
    };
    let reach = canvas.frame.area.shrunk(-canvas.frame.length(*outermost));
    let seen = plan
        .points
        .values()
        .map(|point| place(canvas, point.position));
    let seen: Vec<At> = seen.filter(|at| reach.holds(*at)).collect();
    let all = seen.len() <= FEW;
    let mut discs = Path::default();
    let mut circles = Path::default();
    for at in &seen {
        for (index, radius) in radii.iter().enumerate().rev() {
            let circle = Path::circle(*at, canvas.frame.length(*radius));
            if index + 1 == radii.len() {
                discs.0.extend(&circle.0);
            }
            if all || index + 1 == radii.len() {
                circles.0.extend(circle.0);
            }
        }
    }
    for disc in discs
        .0
        .chunk_by(|_, next| !matches!(next, super::drawing::Step::Move(_)))
    {
        sheet.fill(Path(disc.to_vec()), ACCENT.faded(0.05 * opacity));
    }
    let ink = blended(ACCENT, LAND, 0.65 * opacity);
    sheet.draw(circles, Pen::new(ink, canvas.style.lines[0]));
}

/// Discs with a halo.
pub(super) fn points(
    sheet: &mut Sheet,
    canvas: &Canvas,
    plan: &Plan,
    room: &mut LabelRoom,
    opacity: f32,
) {
    let colours = UnitColours::of(plan);
    let size = disc_size(canvas);
    for point in plan.points.values() {
        let at = place(canvas, point.position);
        if canvas.frame.area.holds(at) {
            disc(sheet, at, size, colours.colour(point), opacity);
            room.take(Area::around(at, size * 1.2, size * 1.2));
        }
    }
}

/// One disc.
pub(super) fn disc(sheet: &mut Sheet, at: At, size: f32, ink: Ink, opacity: f32) {
    let rim = size * 0.12;
    let halo = Path::circle(at, size / 2.0 + rim);
    sheet.shape(
        halo,
        PANEL.faded(opacity),
        Pen::new(TEXT.faded(0.45 * opacity), rim * 0.4),
    );
    sheet.fill(Path::circle(at, size / 2.0), ink.faded(opacity));
}

/// Names beside points, where there is room.
pub(super) fn names(sheet: &mut Sheet, canvas: &Canvas, plan: &Plan, room: &mut LabelRoom) {
    const NAMES_FROM: f64 = 12.6;
    if canvas.zoom < NAMES_FROM {
        return;
    }
    let hand = canvas.style.small();
    let gap = disc_size(canvas) * 0.75 + hand.size * 0.15;
    let inside = canvas.frame.area.shrunk(hand.size * 0.3);
    for point in plan.points.values().filter(|point| !point.name.is_empty()) {
        let at = place(canvas, point.position);
        if !canvas.frame.area.holds(at) {
            continue;
        }
        let line = hand.line(&point.name);
        let (wide, high) = (line.width, line.size * 1.08);
        let spots = [
            Area::new(at.x + gap, at.y - high / 2.0, wide, high),
            Area::new(at.x - gap - wide, at.y - high / 2.0, wide, high),
            Area::new(at.x - wide / 2.0, at.y - gap - high, wide, high),
            Area::new(at.x - wide / 2.0, at.y + gap, wide, high),
        ];
        let free = spots
            .into_iter()
            .find(|spot| inside.holds_all(spot) && room.claim(*spot));
        if let Some(spot) = free {
            write(sheet, line, spot, TEXT);
        }
    }
}

/// Points as they are proposed: dashed rings, an arrow from where a point stands today.
pub(super) fn proposal(
    sheet: &mut Sheet,
    canvas: &Canvas,
    plan: &Plan,
    proposed: &[ProposedPoint],
    room: &mut LabelRoom,
) {
    let radius = disc_size(canvas) * 0.62;
    for point in proposed {
        let from = point.point.and_then(|id| plan.points.get(&id));
        if let Some(from) = from {
            arrow(
                sheet,
                canvas,
                [place(canvas, from.position), place(canvas, point.to)],
                radius,
            );
        }
    }
    for point in proposed {
        let at = place(canvas, point.to);
        ghost(sheet, &canvas.style, at, radius);
        room.take(Area::around(at, radius * 2.6, radius * 2.6));
    }
}

/// A hollow disc, dashed: nobody stands there yet.
pub(super) fn ghost(sheet: &mut Sheet, style: &Style, at: At, radius: f32) {
    sheet.fill(Path::circle(at, radius * 1.25), PANEL.faded(0.9));
    let dash = vec![radius * 0.55, radius * 0.3];
    let width = style.lines[1].min(radius * 0.4);
    let pen = Pen::new(ACCENT, width).dashed(dash);
    sheet.shape(Path::circle(at, radius), ACCENT.faded(0.2), pen);
}

/// From where a point stands to where it would, with a halo so that it shows on any ground.
fn arrow(sheet: &mut Sheet, canvas: &Canvas, [from, to]: [At; 2], radius: f32) {
    let far = from.far(to);
    if far < 2.5 * radius {
        return;
    }
    let ahead = ((to.x - from.x) / far, (to.y - from.y) / far);
    let along = |start: At, by: f32| start.by(ahead.0 * by, ahead.1 * by);
    let (start, tip) = (along(from, radius), along(to, -radius * 1.2));
    let head = radius * 0.95;
    let neck = along(tip, -head);
    let aside = |by: f32| neck.by(-ahead.1 * by, ahead.0 * by);
    let width = canvas.style.lines[1].min(radius * 0.4);
    sheet.draw(
        Path::line(start, neck),
        Pen::new(PANEL.faded(0.9), width * 2.2),
    );
    sheet.draw(Path::line(start, neck), Pen::new(ACCENT, width));
    let mut corners = Path::default();
    corners.ring([tip, aside(head * 0.5), aside(-head * 0.5)]);
    sheet.shape(corners, ACCENT, Pen::new(ACCENT, width * 0.3));
}

/// Incidents as dots: one for each place on the sheet that has any.
pub(super) fn incidents(sheet: &mut Sheet, canvas: &Canvas, at: &[LocalXy], opacity: f32) {
    let radius = 1.35 * canvas.style.px;
    let mut seen: HashSet<(i32, i32)> = HashSet::new();
    let mut path = Path::default();
    let ground = canvas.frame.ground();
    let inside = |place: &&LocalXy| {
        (ground.min.x..=ground.max.x).contains(&place.x)
            && (ground.min.y..=ground.max.y).contains(&place.y)
    };
    for place in at.iter().filter(inside) {
        let at = canvas.frame.place(*place);
        let square = ((at.x / radius) as i32, (at.y / radius) as i32);
        if seen.insert(square) {
            // A dot is the round end of a line without length.
            path.course([at, at.by(0.01, 0.0)]);
        }
    }
    let ink = blended(INCIDENT, LAND, 0.85 * opacity);
    sheet.draw(path, Pen::new(ink, radius * 2.0));
}
