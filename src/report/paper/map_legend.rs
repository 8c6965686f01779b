//! What a map's legend explains: everything that is drawn on it, with unit, bandwidth and what was left out.

use super::drawing::{Ink, Pen};
use super::legend::{Block, Legend, Row, Swatch};
use super::map_areas::{blended, hatching, large_enough, pen};
use super::map_drawing::{Canvas, MapSubject};
use super::map_points::{UnitColours, disc_size};
use super::style::{ACCENT, INCIDENT, LAND, ROAD_CASING, ROAD_LANE, SECOND};
use super::wording::Wording;
use crate::base::palettes::{category, ring_colour};
use crate::i18n::message::{Arg, Message};
use crate::i18n::number;
use crate::model::grid::GridLevel;
use crate::model::map_look::{LayerKind, UnitFigure};
use crate::model::reach_rule::{Reach, ReachRule};
use crate::model::road_network::RoadClass;
use crate::report::classes::Classes;
use crate::report::heat_scale;
use crate::report::road_widths::{CASED_FROM, CASING, drawn_from, width};

/// The legend of a map.
#[must_use]
pub fn legend(canvas: &Canvas, subject: &MapSubject, wording: Wording) -> Legend {
    let blocks = [
        heat(subject, wording),
        areas(canvas, subject, wording),
        reach(canvas, subject, wording),
        signs(canvas, subject, wording),
    ];
    Legend(blocks.into_iter().flatten().collect())
}

/// The colour of what lies on the land so strong.
fn on_land(ink: Ink, strength: f32) -> Ink {
    blended(ink, LAND, strength)
}

fn heat(subject: &MapSubject, wording: Wording) -> Option<Block> {
    const STEPS: usize = 48;
    let look = subject.scene.look.layer(LayerKind::Heat)?;
    let heat = subject.answers.heat.as_ref()?;
    let top = subject.answers.heat_top.0;
    let colours = super::map_heat::colours(subject.scene.look.ramp, look.opacity);
    let last = colours.len().saturating_sub(1);
    let steps = (0..STEPS).filter_map(|step| {
        let [r, g, b, a] = *colours.get(step * last / (STEPS - 1))?;
        Some(on_land(Ink::of([r, g, b]), f32::from(a) / 255.0))
    });
    let figure = |share: f64| three_figures(heat_scale::value(share, top));
    let ticks = [figure(0.0), figure(0.5), format!("≥ {}", figure(1.0))];
    let rule = Message::new("paper-bandwidth")
        .with("n", Arg::Decimal(heat.rule.bandwidth.0, 0))
        .with("kernel", Message::new(heat.rule.kernel.sentence()));
    Some(Block(vec![
        Row::Head(wording.text("map-legend-heat"), wording.text("map-per-km2")),
        Row::Ramp(steps.collect(), ticks),
        Row::Note(wording.say(&rule)),
    ]))
}

/// A figure with three significant digits at most.
fn three_figures(value: f64) -> String {
    let decimals = match value {
        _ if value >= 100.0 || value == 0.0 => 0,
        _ if value >= 10.0 => 1,
        _ => 2,
    };
    number::decimal(value, decimals)
}

fn areas(canvas: &Canvas, subject: &MapSubject, wording: Wording) -> Option<Block> {
    let look = subject.scene.look.layer(LayerKind::Choropleth)?;
    let areas = subject.answers.areas.as_ref()?;
    let classes = &areas.classes;
    let level = wording.text(classes.level.sentence());
    let mut rows = vec![Row::Head(level, wording.text(classes.figure.sentence()))];
    let ranges = if classes.figure == UnitFigure::HotSpots {
        standing(classes, &areas.values, wording)
    } else {
        classes.ranges()
    };
    let mut fields: Vec<Row> = (classes.colours.iter().zip(ranges))
        .map(|(colour, range)| {
            Row::Sign(
                Swatch::Field(on_land(Ink::of(*colour), look.opacity)),
                range,
            )
        })
        .collect();
    // The strongest stands on top, as on the screen's ramp it stands to the right.
    fields.reverse();
    rows.extend(fields);
    let (line, apart) = hatching(canvas, look.opacity);
    if classes.gaps {
        let missing = match classes.figure {
            UnitFigure::Per1000Residents | UnitFigure::Residents => "map-legend-no-residents",
            UnitFigure::Change => "map-legend-change-needs-period",
            UnitFigure::Incidents | UnitFigure::PerKm2 | UnitFigure::HotSpots => {
                "map-legend-no-figure"
            }
        };
        rows.push(Row::Sign(
            Swatch::Hatched(line.clone(), apart),
            wording.text(missing),
        ));
    }
    if classes.few {
        rows.push(Row::Sign(
            Swatch::Hatched(line, apart * 1.6),
            wording.text("map-legend-few"),
        ));
    }
    if areas.outside > 0.0 && classes.figure != UnitFigure::Residents {
        let outside = Message::new("map-legend-outside").with("n", Arg::Decimal(areas.outside, 0));
        rows.push(Row::Note(wording.say(&outside)));
    }
    Some(Block(rows))
}

/// Cold, plain and hot, each with how many there are.
fn standing(classes: &Classes, values: &[Option<f64>], wording: Wording) -> Vec<String> {
    let ids = ["map-hot-cold", "map-hot-plain", "map-hot-hot"];
    let count = |class: usize| {
        let known = values.iter().flatten();
        known
            .filter(|value| classes.class(**value) == class)
            .count()
    };
    let words = ids.into_iter().enumerate();
    words
        .map(|(class, id)| wording.say(&Message::new(id).with("n", count(class))))
        .collect()
}

fn reach(canvas: &Canvas, subject: &MapSubject, wording: Wording) -> Option<Block> {
    let look = subject.scene.look.layer(LayerKind::Rings)?;
    match &subject.plan.reach {
        ReachRule::StraightLine { rings } => {
            let outermost = Reach::from(*rings.last()?);
            let words = Message::new("paper-ring-outermost").with("ring", wording.ring(outermost));
            let ink = on_land(ACCENT, 0.65 * look.opacity);
            let line = Swatch::Line(Pen::new(ink, canvas.style.lines[0]));
            Some(Block(vec![Row::Sign(line, wording.say(&words))]))
        }
        ReachRule::ByRoad { rings, travel } => {
            subject.answers.covered.as_ref()?.coverage.roads.as_ref()?;
            let mode = wording.text(travel.mode.sentence());
            let mut rows = vec![Row::Head(wording.text("map-streets"), mode)];
            let ring = |ring: usize| {
                let colour = on_land(Ink::of(ring_colour(ring, rings.len(), false)), look.opacity);
                Swatch::Line(Pen::new(colour, canvas.style.px * 3.2))
            };
            for (at, minutes) in rings.iter().enumerate() {
                let words =
                    Message::new("paper-within").with("ring", wording.ring(Reach::from(*minutes)));
                rows.push(Row::Sign(ring(at), wording.say(&words)));
            }
            let last = Reach::from(*rings.last()?);
            let beyond = Message::new("paper-beyond").with("ring", wording.ring(last));
            rows.push(Row::Sign(ring(rings.len()), wording.say(&beyond)));
            Some(Block(rows))
        }
    }
}

fn signs(canvas: &Canvas, subject: &MapSubject, wording: Wording) -> Option<Block> {
    let scene = subject.scene;
    let shown = |kind| scene.look.layer(kind).is_some();
    let sign = |swatch, id: &'static str| Row::Sign(swatch, wording.text(id));
    let mut rows = Vec::new();
    if shown(LayerKind::Points) && !subject.plan.points.is_empty() {
        rows.extend(points(canvas, subject, wording));
    }
    if !scene.proposal.is_empty() {
        rows.push(sign(
            Swatch::Ghost(disc_size(canvas) * 0.62),
            "paper-proposed",
        ));
    }
    if shown(LayerKind::Zones)
        && let Some(zone) = subject.plan.zones_by_rank().first()
    {
        rows.push(sign(
            Swatch::Zone(Ink::of(category(zone.colour))),
            "paper-zones",
        ));
    }
    if let (Some(look), Some(covered)) = (
        scene.look.layer(LayerKind::Uncovered),
        &subject.answers.covered,
    ) {
        let ring = covered
            .figures
            .rings
            .last()
            .map(|ring| wording.ring(ring.ring));
        let finest = canvas.ground.grids().finest().map(|layer| layer.level);
        if let Some((ring, level)) = ring.zip(finest) {
            let words = Message::new("paper-uncovered")
                .with("ring", ring)
                .with("level", Message::new(level.sentence()));
            let (line, apart) = hatching(canvas, look.opacity);
            rows.push(Row::Sign(Swatch::Hatched(line, apart), wording.say(&words)));
        }
    }
    if shown(LayerKind::Incidents) {
        let dot = Swatch::Dot(on_land(INCIDENT, 0.85), 2.7 * canvas.style.px);
        rows.push(sign(dot, "paper-incident"));
    }
    rows.extend(borders(canvas, subject, wording));
    if shown(LayerKind::Roads) && canvas.zoom >= drawn_from(RoadClass::Arterial) {
        rows.push(sign(road(canvas), "paper-roads"));
    }
    if rows.is_empty() {
        return None;
    }
    rows.insert(0, Row::Head(wording.text("paper-legend"), String::new()));
    Some(Block(rows))
}

/// Points: a line for each unit while they are few enough to be told apart, else one for all.
fn points(canvas: &Canvas, subject: &MapSubject, wording: Wording) -> Vec<Row> {
    const MOST: usize = 5;
    let size = disc_size(canvas);
    let colours = UnitColours::of(subject.plan);
    let units = colours.all();
    let unmanned = subject
        .plan
        .points
        .values()
        .any(|point| point.unit.is_empty());
    let lines = units.len() + usize::from(unmanned);
    if units.is_empty() || lines > MOST {
        let first = units.first().map_or(ACCENT, |(_, ink)| *ink);
        let id = if units.is_empty() {
            "paper-points"
        } else {
            "paper-points-by-unit"
        };
        return vec![Row::Sign(Swatch::Disc(first, size), wording.text(id))];
    }
    let mut rows: Vec<Row> = units
        .into_iter()
        .map(|(unit, ink)| Row::Sign(Swatch::Disc(ink, size), unit.to_owned()))
        .collect();
    if unmanned {
        rows.push(Row::Sign(
            Swatch::Disc(ACCENT, size),
            wording.text("paper-no-unit"),
        ));
    }
    rows
}

fn borders(canvas: &Canvas, subject: &MapSubject, wording: Wording) -> Vec<Row> {
    let drawn = GridLevel::ALL.into_iter().filter(|level| {
        let look = subject.scene.look.layer(LayerKind::Grid(*level));
        let units = canvas.ground.units(*level);
        look.is_some_and(|look| !units.is_empty() && (look.always || large_enough(canvas, units)))
    });
    drawn
        .map(|level| {
            let words = Message::new("paper-border").with("level", Message::new(level.sentence()));
            Row::Sign(Swatch::Line(pen(canvas, level)), wording.say(&words))
        })
        .collect()
}

fn road(canvas: &Canvas) -> Swatch {
    let px = canvas.style.px;
    let wide = width(RoadClass::Arterial, canvas.zoom);
    if wide < CASED_FROM {
        return Swatch::Line(Pen::new(blended(ROAD_CASING, SECOND, 0.85), wide * px));
    }
    Swatch::Road(
        Pen::new(ROAD_CASING, (wide + CASING) * px),
        Pen::new(ROAD_LANE, wide * px),
    )
}
