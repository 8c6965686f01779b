//! The map as a whole: one frame from input to the last label.

use std::sync::Arc;

use egui::{CursorIcon, Rect, Response, Sense, Ui};

use super::base_map::BaseMap;
use super::camera::CameraRig;
use super::compare_layer::{self, Sides, StillShapes};
use super::frame::MapFrame;
use super::furniture_layout::Piece;
use super::gestures::{self, Grip};
use super::gpu::Gpu;
use super::highlight::Highlight;
use super::keys;
use super::label_room::LabelRoom;
use super::labels::GridLabels;
use super::layers::{Canvas, Layers};
use super::levels::{Levels, LevelsSeen};
use super::note::Note;
use super::point_drag::PointDrag;
use super::sight::Sight;
use super::tools::Draft;
use super::zone_handles::ZoneDrag;
use super::zone_shapes::ZoneShapes;
use super::{
    box_select, context_menu, exits, figure_layers, furniture, highlight, labels, pick, points,
    rings, suggestion, tools, tooltip, worth, zone_handles, zones,
};
use crate::base::coords::LonLat;
use crate::base::stamp::Stamp;
use crate::ui::cx::Cx;
use crate::ui::view_state::{Camera, LayerKind, Tool};

/// What the map keeps from frame to frame: its camera, what is on the GPU, drags under way.
#[derive(Debug)]
pub struct MapView {
    /// The id of its surface; those of points and handles derive from it.
    pub(super) id: egui::Id,
    layers: Option<Layers>,
    memory: walkers::MapMemory,
    base_map: BaseMap,
    rig: CameraRig,
    grip: Option<Grip>,
    pub(super) point_drag: Option<PointDrag>,
    pub(super) zone_drag: Option<ZoneDrag>,
    pub(super) zone_shapes: ZoneShapes,
    /// The zones of plans that are compared.
    still_shapes: StillShapes,
    /// Which part of the map shows which plan, this frame.
    pub(super) sides: Sides,
    pub(super) box_from: Option<egui::Pos2>,
    pub(super) draft: Draft,
    /// The place of the context menu.
    pub(super) menu_at: Option<LonLat>,
    labels: GridLabels,
    levels: Levels,
    /// The levels this frame shows.
    pub(super) seen: LevelsSeen,
    highlight: Highlight,
    /// The base map is made of pictures: known from the frame before.
    quieten: bool,
    /// Whom the base map is by: known from the frame before.
    credit: Option<String>,
    /// Where furniture stood a frame ago: labels keep clear of it.
    furniture: Vec<(Piece, Rect)>,
    /// Where the map itself stood a frame ago.
    rect: Rect,
    sight: Sight,
    /// A tool is used by keyboard: Enter does in the middle what a click would. Ends when the pointer moves.
    pub(super) aiming: bool,
    /// A corner is being moved by keys.
    pub(super) zone_keyed: bool,
    pub(super) note: Note,
}

impl MapView {
    /// A map for a window. Without a render state (never in the program itself) only what egui paints is shown.
    #[must_use]
    pub fn new(render_state: Option<&egui_wgpu::RenderState>) -> Self {
        if render_state.is_some() {
            walkers::install_renderer(render_state);
        }
        Self {
            id: egui::Id::unique(("map surface", Stamp::fresh())),
            layers: render_state.map(|state| Layers::new(Arc::new(Gpu::new(state)))),
            memory: walkers::MapMemory::default(),
            base_map: BaseMap::default(),
            rig: CameraRig::default(),
            grip: None,
            point_drag: None,
            zone_drag: None,
            zone_shapes: ZoneShapes::default(),
            still_shapes: StillShapes::default(),
            sides: Sides::WHOLE,
            box_from: None,
            draft: Draft::default(),
            menu_at: None,
            labels: GridLabels::default(),
            levels: Levels::default(),
            seen: LevelsSeen::default(),
            highlight: Highlight::default(),
            quieten: false,
            credit: None,
            furniture: Vec::new(),
            rect: Rect::NOTHING,
            sight: Sight::default(),
            aiming: false,
            zone_keyed: false,
            note: Note::default(),
        }
    }

    /// Whether a layer is still being prepared off the UI thread.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.layers.as_ref().is_some_and(Layers::is_busy)
    }

    /// Where the map stood in the last frame.
    #[must_use]
    pub const fn rect(&self) -> Rect {
        self.rect
    }

    /// Where each piece of furniture stood in the last frame.
    #[must_use]
    pub fn furniture(&self) -> &[(Piece, Rect)] {
        &self.furniture
    }

    fn is_dragging(&self) -> bool {
        self.grip.is_some()
            || self.point_drag.is_some()
            || self.zone_drag.is_some()
            || self.box_from.is_some()
    }
}

/// Draws the map into all the room there is and turns what the user does on it into wishes.
pub fn map_ui(ui: &mut Ui, cx: &mut Cx, map: &mut MapView) {
    let rect = ui.available_rect_before_wrap();
    map.rect = rect;
    move_camera(ui, cx, map, rect);
    let Some(camera) = map.rig.camera() else {
        furniture::empty(ui, cx, rect);
        ui.allocate_rect(rect, Sense::hover());
        return;
    };
    let frame = MapFrame::new(rect, camera, ui.ctx().pixels_per_point());
    map.levels.follow(cx);
    figure_layers::follow_areas(cx);
    worth::follow(cx);
    map.seen = map.levels.seen_in(cx.view);
    map.sides = Sides::of(cx, &frame);
    publish(ui, cx, &map.seen, &frame);
    cx.view.shows_all = map.sight.shows_all(&map.rig);
    ui.painter().rect_filled(rect, 0.0, cx.theme.ground);
    let _ = map.memory.set_zoom(camera.zoom);
    map.memory
        .center_at(walkers::lon_lat(camera.centre.lon, camera.centre.lat));
    let mut memory = map.memory.clone();
    let mut base_map = std::mem::take(&mut map.base_map);
    let look = cx.view.layer(LayerKind::BaseMap);
    let tiles = if look.visible {
        base_map.tiles(cx, ui.ctx())
    } else {
        None
    };
    let mut widget = walkers::Map::new(
        None,
        &mut memory,
        walkers::lon_lat(camera.centre.lon, camera.centre.lat),
    )
    .zoom_gesture(false)
    .panning(false)
    .drag_pan_buttons(egui::DragPanButtons::empty());
    if let Some(tiles) = tiles {
        widget = widget.with_layer(tiles, look.opacity);
    }
    widget.show(ui, |ui, _, _, _| {
        ui.set_clip_rect(rect.intersect(ui.clip_rect()));
        let surface = ui.interact(rect, map.id, Sense::click_and_drag());
        contents(ui, cx, map, &frame, &surface);
    });
    if let (true, Some(trouble)) = (look.visible, base_map.trouble()) {
        furniture::trouble(ui, cx, rect, &trouble);
    } else if look.visible && base_map.is_raster() {
        map.quieten = true;
    }
    map.credit = base_map.attribution().filter(|_| look.visible);
    map.base_map = base_map;
}

/// Everything on the map's surface.
fn contents(ui: &mut Ui, cx: &mut Cx, map: &mut MapView, frame: &MapFrame, surface: &Response) {
    if std::mem::take(&mut map.quieten) {
        // Pictures bring their own colours: the ground is laid over them, most of it in the dark.
        let veil = if cx.theme.is_dark() { 0.7 } else { 0.35 };
        ui.painter()
            .rect_filled(frame.rect, 0.0, cx.theme.ground.gamma_multiply(veil));
    }
    draw_layers(ui, cx, map, frame);
    let hand = gestures::hand_wished(ui);
    let mut room = LabelRoom::default();
    for (_, rect) in &map.furniture {
        room.take(*rect);
    }
    let selecting = cx.view.tool == Tool::Select && !hand;
    highlight::highlight(ui, cx, &mut map.highlight, frame);
    if selecting {
        pick::click(ui, cx, &map.seen, frame, surface);
        box_select::box_select(ui, cx, map, frame, surface);
    }
    context_menu::surface(cx, map, frame, surface);
    // The plan now is worked on where it is shown.
    let whole = ui.clip_rect();
    ui.set_clip_rect(whole.intersect(map.sides.live));
    zones::badges(ui, cx, map, frame, &mut room, selecting);
    if selecting && map.sides.is_live() {
        zone_handles::handles(ui, cx, map, frame);
    }
    exits::exits(ui, cx, frame);
    suggestion::suggestion(ui, cx, frame);
    points::points(ui, cx, map, frame, &mut room, hand);
    ui.set_clip_rect(whole);
    compare_layer::still_plans(ui, cx, &mut map.still_shapes, frame, &map.sides);
    compare_layer::marks(ui, cx, map, frame, &mut room);
    labels::labels(ui, cx, &mut map.labels, &map.seen, frame, &mut room);
    tools::tool(ui, cx, map, frame, surface, hand);
    compare_layer::divider(ui, cx, map.id, frame, &map.sides);
    map.furniture = furniture::furniture(
        ui,
        cx,
        map.id,
        frame,
        furniture::Told {
            classes: map.layers.as_ref().and_then(Layers::classes),
            credit: map.credit.as_deref(),
        },
    );
    map.note.show(ui, cx, frame);
    if cx.view.tool == Tool::Select && !map.is_dragging() {
        tooltip::tooltip(ui, cx, &map.seen, frame, surface);
    }
    if hand || map.grip.is_some() {
        ui.ctx().set_cursor_icon(if map.grip.is_some() {
            CursorIcon::Grabbing
        } else {
            CursorIcon::Grab
        });
    }
}

/// The layers, lowest first; what egui paints stands between those of the GPU as the list says.
fn draw_layers(ui: &Ui, cx: &mut Cx, map: &mut MapView, frame: &MapFrame) {
    let mut list = map.layers.as_ref().map(|layers| layers.list(*frame));
    let gained = compare_layer::takes_the_ground(cx);
    let looks: Vec<_> = cx
        .view
        .layers
        .iter()
        .rev()
        .copied()
        .filter(|look| look.visible)
        .filter(|look| !gained || !matches!(look.kind, LayerKind::Heat | LayerKind::Choropleth))
        .collect();
    // Grids gained and lost lie on the ground, below all that is listed.
    if let (true, Some(layers), Some(list)) = (gained, &mut map.layers, &mut list) {
        let (context, look) = (ui.ctx(), cx.view.layer(LayerKind::Choropleth));
        layers.draw_gained(&mut Canvas {
            cx,
            context,
            list,
            frame,
            levels: &map.seen,
            look,
        });
    }
    let mut streets = looks
        .iter()
        .find(|look| look.kind == LayerKind::Rings)
        .copied();
    for look in looks {
        // Streets in the colours of reach lie on the ground: below all that stands on the map.
        let stands = matches!(
            look.kind,
            LayerKind::Zones | LayerKind::Rings | LayerKind::Points | LayerKind::Incidents
        );
        if let (Some(look), Some(layers), Some(list)) =
            (streets.take_if(|_| stands), &mut map.layers, &mut list)
        {
            let context = ui.ctx();
            let mut canvas = Canvas {
                cx,
                context,
                list,
                frame,
                levels: &map.seen,
                look,
            };
            layers.draw_reach_areas(&mut canvas);
            layers.draw_streets(&mut canvas);
        }
        match look.kind {
            LayerKind::Zones => {
                flush(&mut list, ui);
                let live = ui
                    .painter()
                    .with_clip_rect(map.sides.live.intersect(ui.clip_rect()));
                zones::paint(&live, cx, map, frame, look.opacity);
            }
            LayerKind::Rings => {
                flush(&mut list, ui);
                let live = ui
                    .painter()
                    .with_clip_rect(map.sides.live.intersect(ui.clip_rect()));
                rings::rings(&live, cx, map, frame, look.opacity);
            }
            LayerKind::Points | LayerKind::BaseMap => {}
            LayerKind::Incidents
            | LayerKind::Heat
            | LayerKind::Uncovered
            | LayerKind::Grid(_)
            | LayerKind::Choropleth
            | LayerKind::Roads => {
                if let (Some(layers), Some(list)) = (&mut map.layers, &mut list) {
                    let context = ui.ctx();
                    draw_retained(
                        layers,
                        &mut Canvas {
                            cx,
                            context,
                            list,
                            frame,
                            levels: &map.seen,
                            look,
                        },
                    );
                }
            }
        }
    }
    if let Some(list) = list {
        list.finish(ui.painter());
    }
}

fn flush(list: &mut Option<super::gpu::DrawList>, ui: &Ui) {
    if let Some(list) = list {
        list.flush(ui.painter());
    }
}

fn draw_retained(layers: &mut Layers, canvas: &mut Canvas) {
    match canvas.look.kind {
        LayerKind::Incidents => layers.draw_incidents(canvas),
        LayerKind::Heat => layers.draw_heat(canvas),
        LayerKind::Uncovered => layers.draw_uncovered(canvas),
        LayerKind::Grid(level) => layers.draw_grid(canvas, level),
        LayerKind::Choropleth => layers.draw_choropleth(canvas),
        LayerKind::Roads => layers.draw_roads(canvas),
        LayerKind::Points | LayerKind::Rings | LayerKind::Zones | LayerKind::BaseMap => {}
    }
}

/// Wishes, first sight, wheel, drags and double clicks.
fn move_camera(ui: &Ui, cx: &mut Cx, map: &mut MapView, rect: Rect) {
    let now = ui.input(|input| input.time);
    map.sight.follow(cx, &mut map.rig, rect);
    if let Some(wish) = cx.view.camera_wish.take() {
        map.sight.wish(cx, &mut map.rig, rect, wish, now);
    }
    let moved = ui.input(|input| input.pointer.delta() != egui::Vec2::ZERO);
    map.aiming &= cx.view.tool != Tool::Select && !moved;
    keys::move_by_keys(ui, cx, &mut map.rig, rect, map.aiming);
    map.rig.follow(now, rect);
    gestures::wheel(ui, rect, &mut map.rig);
    if let Some(surface) = ui.ctx().read_response(map.id) {
        let boxing = map.box_from.is_some()
            || (cx.view.tool == Tool::Select
                && map.grip.is_none()
                && ui.input(|input| input.modifiers.command));
        let dragged = (surface.dragged_by(egui::PointerButton::Primary)
            || surface.drag_stopped_by(egui::PointerButton::Primary))
        .then(|| surface.interact_pointer_pos())
        .flatten()
        .filter(|_| !boxing)
        .or_else(|| gestures::middle_drag(ui, rect));
        gestures::pan(ui, rect, dragged, &mut map.grip, &mut map.rig);
        if matches!(cx.view.tool, Tool::Select) {
            gestures::double_click(ui, rect, &surface, &mut map.rig);
        }
    }
    if map.rig.is_flying() {
        ui.ctx().request_repaint();
    }
}

/// Tells the other screen parts where the map is.
fn publish(ui: &Ui, cx: &mut Cx, levels: &LevelsSeen, frame: &MapFrame) {
    cx.view.camera = Some(Camera {
        centre: frame.centre.place(),
        zoom: frame.zoom,
    });
    let shown = Some(frame.shown_box());
    if cx.view.shown_box != shown {
        tracing::debug!(rect = ?frame.rect, shown = ?frame.shown_box(), "the map shows");
    }
    cx.view.shown_box = shown;
    cx.view.levels_shown = levels.shown(frame.zoom);
    cx.view.pointer_at = pointer_at(ui, frame);
}

fn pointer_at(ui: &Ui, frame: &MapFrame) -> Option<LonLat> {
    let at = ui.input(|input| input.pointer.hover_pos())?;
    ui.rect_contains_pointer(frame.rect)
        .then(|| frame.place(at))
}
