//! Priority zones on the map: fill, outline and rank badge; those not spoken of step back.

use super::drawing::{Area, At, Ink, Path, Pen, Sheet, Writing};
use super::map_drawing::Canvas;
use super::map_ground::{Shape, shape};
use super::map_labels::LabelRoom;
use super::style::{PANEL, TEXT, on};
use crate::base::ids::ZoneId;
use crate::base::label_place::label_place;
use crate::base::palettes::category;
use crate::model::plan::Plan;
use crate::model::zone::Zone;
use std::collections::BTreeSet;

/// How strong the fill is.
const FILL: f32 = 0.14;
/// How strong a zone is drawn that steps back.
const BACK: f32 = 0.3;
/// Width of a badge, points of the screen.
const BADGE: f32 = 19.0;

/// Fills and outlines; the most important on top, spotlighted ones above all.
pub(super) fn zones(
    sheet: &mut Sheet,
    canvas: &Canvas,
    plan: &Plan,
    spotlight: &BTreeSet<ZoneId>,
    opacity: f32,
) {
    let mut zones = plan.zones_by_rank();
    zones.sort_by_key(|zone| (spotlight.contains(&zone.id), std::cmp::Reverse(zone.rank)));
    for zone in zones {
        let shape = boundary(canvas, zone);
        if !shape.may_lie_in(canvas.frame.ground()) {
            continue;
        }
        let strength = opacity * strength(spotlight, zone);
        let mut path = Path::default();
        shape.add_rings(&mut path, &canvas.frame);
        let colour = Ink::of(category(zone.colour));
        let chosen = spotlight.contains(&zone.id);
        let wide = line_width(canvas, &shape) * if chosen { 1.4 } else { 1.0 };
        let fill = if chosen { FILL * 1.8 } else { FILL };
        sheet.fill(path.clone(), colour.faded(fill * strength));
        // A dark edge: yellow and sky blue alone would be lost on a light map.
        let casing = (canvas.style.lines[0] * 0.8).min(wide);
        sheet.draw(
            path.clone(),
            Pen::new(TEXT.faded(0.55 * strength), wide + casing),
        );
        sheet.draw(path, Pen::new(colour.faded(strength), wide));
    }
}

/// A zone that is small on the sheet has a thinner outline: its inside stays in sight.
fn line_width(canvas: &Canvas, shape: &Shape) -> f32 {
    let [_, thick] = canvas.style.lines;
    let wide = canvas.frame.length(shape.extent.width());
    let high = canvas.frame.length(shape.extent.height());
    (wide.min(high) * 0.07).clamp(thick * 0.5, thick)
}

fn boundary(canvas: &Canvas, zone: &Zone) -> Shape {
    let rings = std::iter::once(zone.boundary.exterior()).chain(zone.boundary.interiors());
    shape(rings, &canvas.ground.projection)
}

fn strength(spotlight: &BTreeSet<ZoneId>, zone: &Zone) -> f32 {
    let back = !spotlight.is_empty() && !spotlight.contains(&zone.id);
    if back { BACK } else { 1.0 }
}

/// Badges with the rank, at a place inside the zone that no point covers.
pub(super) fn badges(
    sheet: &mut Sheet,
    canvas: &Canvas,
    plan: &Plan,
    spotlight: &BTreeSet<ZoneId>,
    points: &[At],
    room: &mut LabelRoom,
) {
    let size = BADGE * canvas.style.px;
    for zone in plan.zones_by_rank() {
        let place = label_place(&geo::MultiPolygon::new(vec![zone.boundary.clone()]));
        let Some(place) = place else { continue };
        let wished = canvas.frame.place(canvas.ground.projection.to_local(place));
        let inside = canvas.frame.area.shrunk(size * 0.2);
        if !canvas.frame.area.holds(wished) {
            continue;
        }
        let free = |area: &Area| {
            let middle = area.middle();
            inside.holds_all(area)
                && points.iter().all(|point| point.far(middle) > size * 0.9)
                && room.is_free(*area)
        };
        let spots = spots(wished, size);
        let apart = |area: &&Area| {
            let far = points.iter().map(|point| point.far(area.middle()));
            far.fold(f32::INFINITY, f32::min)
        };
        // Where nothing is free, the place farthest from every point.
        let farthest = || spots.iter().max_by(|a, b| apart(a).total_cmp(&apart(b)));
        let area = spots.iter().find(|area| free(area)).or_else(farthest);
        if let Some(area) = area.copied().filter(|area| inside.holds_all(area)) {
            room.take(area);
            leader(sheet, canvas, zone, [area.middle(), wished], size);
            badge(sheet, canvas, zone, area, strength(spotlight, zone));
        }
    }
}

/// A line from a badge that stands aside to its zone.
fn leader(sheet: &mut Sheet, canvas: &Canvas, zone: &Zone, [from, to]: [At; 2], size: f32) {
    if from.far(to) < size {
        return;
    }
    let [thin, _] = canvas.style.lines;
    let path = Path::line(from, to);
    sheet.draw(path.clone(), Pen::new(PANEL, thin * 3.0));
    sheet.draw(path, Pen::new(Ink::of(category(zone.colour)), thin * 1.6));
}

/// Places for a badge, the nearest to where it is wished first.
fn spots(wished: At, size: f32) -> Vec<Area> {
    const AROUND: u8 = 8;
    let ring = |far: f32, turn: f32| {
        (0..AROUND).map(move |step| {
            let angle = (f32::from(step) / f32::from(AROUND) + turn) * std::f32::consts::TAU;
            wished.by(angle.sin() * far * size, -angle.cos() * far * size)
        })
    };
    let places = std::iter::once(wished)
        .chain(ring(1.1, 0.0))
        .chain(ring(1.6, 0.06))
        .chain(ring(2.1, 0.0))
        .chain(ring(2.7, 0.06));
    places.map(|at| Area::around(at, size, size)).collect()
}

/// The badge of a zone in its box.
pub(super) fn badge(sheet: &mut Sheet, canvas: &Canvas, zone: &Zone, area: Area, strength: f32) {
    let (size, colour) = (area.height, category(zone.colour));
    let round = size * 0.25;
    let rim = Pen::new(PANEL, size * 0.14);
    sheet.shape(Path::rounded(area, round), PANEL, rim);
    // Stepping back it stays readable: its colour fades, its number does not.
    let faded = super::map_areas::blended(Ink::of(colour), PANEL, strength.max(BACK));
    sheet.fill(Path::rounded(area, round), faded);
    let hand = super::text::Hand {
        size: size * 0.66,
        ..canvas.style.small_bold()
    };
    let line = hand.line(&zone.rank.to_string());
    let middle = area.middle();
    let at = At::new(middle.x - line.width / 2.0, middle.y + line.size * 0.36);
    sheet.write(Writing {
        at,
        line,
        ink: on(faded.rgb),
        halo: None,
    });
}
