//! A scene's map: its layers in their order, then signs and names above them all.

use super::drawing::{Path, Pen, Sheet};
use super::map_answers::MapAnswers;
use super::map_frame::{MapFrame, local_box};
use super::map_ground::{MapGround, Shape};
use super::map_labels::{self, LabelRoom};
use super::style::{ACCENT, GROUND, PANEL, SECOND, Style};
use super::{map_areas, map_heat, map_points, map_streets, map_zones};
use crate::base::coords::LocalBox;
use crate::base::units::Metres;
use crate::model::grid::GridLevel;
use crate::model::map_look::{LayerKind, LayerLook};
use crate::model::plan::Plan;
use crate::model::reach_rule::ReachRule;
use crate::model::scene::Scene;

/// Where and how a map is drawn.
#[derive(Debug, Clone, Copy)]
pub struct Canvas<'a> {
    /// The ground.
    pub ground: &'a MapGround,
    /// Its place on the sheet.
    pub frame: MapFrame,
    /// How large things are.
    pub style: Style,
    /// The zoom of a slippy map on which the ground is as large.
    pub zoom: f64,
}

impl<'a> Canvas<'a> {
    /// A canvas in a frame.
    #[must_use]
    pub fn new(ground: &'a MapGround, frame: MapFrame, style: Style) -> Self {
        Self {
            ground,
            frame,
            style,
            zoom: frame.zoom(style.px, &ground.projection),
        }
    }
}

/// What of a map is the plan's and the scene's.
#[derive(Debug, Clone, Copy)]
pub struct MapSubject<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// The scene.
    pub scene: &'a Scene,
    /// What was worked out for this map.
    pub answers: &'a MapAnswers,
    /// What the map is about, outlined above its layers.
    pub emphasis: Option<&'a Shape>,
}

/// The ground a scene shows: its view, else all that is there; with a little air around it.
#[must_use]
pub fn shown_ground(scene: &Scene, ground: &MapGround) -> LocalBox {
    let wished = scene.view.map(|view| local_box(view, &ground.projection));
    let shown = wished.or_else(|| {
        let all = ground.extent()?;
        let air = all.width().0.max(all.height().0) * 0.015;
        Some(all.grown(Metres(air)))
    });
    shown.unwrap_or_else(|| {
        let middle = ground.projection.to_local(ground.projection.centre());
        LocalBox {
            min: middle,
            max: middle,
        }
        .grown(Metres(5_000.0))
    })
}

/// Draws the map into its frame.
pub fn draw_map(sheet: &mut Sheet, canvas: &Canvas, subject: &MapSubject) {
    let frame = Path::area(canvas.frame.area);
    sheet.clipped(canvas.frame.area, |sheet| {
        sheet.fill(frame.clone(), GROUND);
        map_areas::land(sheet, canvas);
        for look in subject.scene.look.layers.iter().rev() {
            if look.visible && look.opacity > 0.0 {
                layer(sheet, canvas, subject, *look);
            }
        }
        if let Some(shape) = subject.emphasis {
            emphasis(sheet, canvas, shape);
        }
        above(sheet, canvas, subject);
    });
    sheet.draw(frame, Pen::new(SECOND, canvas.style.lines[0]));
}

/// What lies outside steps back, its edge stands out.
fn emphasis(sheet: &mut Sheet, canvas: &Canvas, shape: &Shape) {
    let mut outline = Path::default();
    shape.add_rings(&mut outline, &canvas.frame);
    let mut outside = Path::area(canvas.frame.area);
    outside.0.extend(&outline.0);
    sheet.fill(outside, PANEL.faded(0.45));
    let [_, thick] = canvas.style.lines;
    sheet.draw(outline.clone(), Pen::new(PANEL, thick * 3.4));
    sheet.draw(outline, Pen::new(ACCENT, thick * 1.8));
}

fn layer(sheet: &mut Sheet, canvas: &Canvas, subject: &MapSubject, look: LayerLook) {
    let answers = subject.answers;
    let opacity = look.opacity;
    match look.kind {
        LayerKind::Heat => {
            if let Some(heat) = &answers.heat {
                let ramp = subject.scene.look.ramp;
                map_heat::heat(sheet, canvas, heat, answers.heat_top, ramp, opacity);
            }
        }
        LayerKind::Choropleth => {
            if let Some(areas) = &answers.areas {
                map_areas::coloured(sheet, canvas, areas, look);
            }
        }
        LayerKind::Uncovered => {
            if let Some(covered) = &answers.covered {
                map_areas::uncovered(sheet, canvas, covered, look);
            }
        }
        LayerKind::Grid(level) => map_areas::outlines(sheet, canvas, level, look),
        LayerKind::Roads => map_streets::roads(sheet, canvas, opacity),
        LayerKind::Rings => rings(sheet, canvas, subject, opacity),
        LayerKind::Zones => {
            let spotlight = &subject.scene.spotlight;
            map_zones::zones(sheet, canvas, subject.plan, spotlight, opacity);
        }
        LayerKind::Incidents => {
            let places = &answers.selection.places.places;
            map_points::incidents(sheet, canvas, places, opacity);
        }
        // Points lie above all; the base map is the screen's alone.
        LayerKind::Points | LayerKind::BaseMap => {}
    }
}

fn rings(sheet: &mut Sheet, canvas: &Canvas, subject: &MapSubject, opacity: f32) {
    match (&subject.plan.reach, &subject.answers.covered) {
        (ReachRule::StraightLine { rings }, _) => {
            map_points::rings(sheet, canvas, subject.plan, rings, opacity);
        }
        (ReachRule::ByRoad { .. }, Some(covered)) => {
            map_streets::reach(sheet, canvas, covered, opacity);
        }
        (ReachRule::ByRoad { .. }, None) => {}
    }
}

/// Badges, points and names: nothing covers them, and no name covers another or a sign.
fn above(sheet: &mut Sheet, canvas: &Canvas, subject: &MapSubject) {
    let (plan, scene) = (subject.plan, subject.scene);
    let shown = |kind| scene.look.layer(kind);
    let mut room = LabelRoom::default();
    let points = shown(LayerKind::Points);
    if shown(LayerKind::Zones).is_some() {
        let places = points.map_or_else(Vec::new, |_| map_points::places(canvas, plan));
        map_zones::badges(sheet, canvas, plan, &scene.spotlight, &places, &mut room);
    }
    if let Some(look) = points {
        map_points::points(sheet, canvas, plan, &mut room, look.opacity);
    }
    map_points::proposal(sheet, canvas, plan, &scene.proposal, &mut room);
    let levels = [
        GridLevel::District,
        GridLevel::Subdistrict,
        GridLevel::Community,
        GridLevel::PoliceGrid,
    ];
    let named = levels
        .into_iter()
        .filter(|level| shown(LayerKind::Grid(*level)).is_some());
    let named: Vec<GridLevel> = named.collect();
    map_labels::names(sheet, canvas, &named, &mut room);
    if points.is_some() {
        map_points::names(sheet, canvas, plan, &mut room);
    }
}
