//! What a briefing keeps from frame to frame, and what it has to put back.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::coords::LonLatBox;
use crate::base::ids::SceneId;
use crate::base::palettes::Ramp;
use crate::model::grid::GridLevel;
use crate::report::paper::drawing::Pixels;
use crate::ui::view_state::{
    Camera, CameraWish, LayerLook, RightTab, Selected, Tool, UnitFigure, ViewState,
};

/// What covers everything, as presenters are used to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blank {
    /// Key B.
    Black,
    /// Key W.
    White,
}

/// What the pointer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pointer {
    /// It moves the map, reads values and drags points.
    #[default]
    Hand,
    /// A red dot that leaves nothing.
    Laser,
    /// It draws over the map.
    Pen,
}

/// A stroke of the pen: places as shares of the screen's width and height.
pub(super) type PenStroke = Vec<[f32; 2]>;

/// The state of a briefing.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says one thing of its own about the screen"
)]
pub struct BriefingDesk {
    /// Which scene, by its place in the order.
    pub at: usize,
    /// Its second map.
    pub second: bool,
    /// What covers everything.
    pub blank: Option<Blank>,
    /// The number typed so far: Enter goes there.
    pub typed: Option<usize>,
    /// What the pointer is.
    pub pointer: Pointer,
    /// Strokes over each scene; they go with the briefing.
    pub strokes: BTreeMap<(usize, bool), Vec<PenStroke>>,
    /// A stroke under way.
    pub drawing: bool,
    /// When it began, seconds of the window's clock.
    pub begun: f64,
    /// The scene on another screen, notes on this one.
    pub two_screens: bool,
    /// The keys are shown.
    pub help: bool,
    /// Whether the window filled the screen before.
    pub was_full_screen: bool,
    /// Small pictures of scenes on the graphics card.
    pub previews: Previews,
    before: Before,
}

/// Small pictures of scenes as textures, each as long as its pixels are the same.
#[derive(Clone, Default)]
pub struct Previews(BTreeMap<SceneId, (Arc<Pixels>, egui::TextureHandle)>);

impl std::fmt::Debug for Previews {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_set().entries(self.0.keys()).finish()
    }
}

impl Previews {
    /// The texture of a scene's picture.
    pub fn texture(
        &mut self,
        context: &egui::Context,
        scene: SceneId,
        pixels: &Arc<Pixels>,
    ) -> egui::TextureId {
        let known = self.0.get(&scene);
        if let Some((_, texture)) = known.filter(|(known, _)| Arc::ptr_eq(known, pixels)) {
            return texture.id();
        }
        let size = [pixels.width as usize, pixels.height as usize];
        let image = egui::ColorImage::from_rgba_unmultiplied(size, &pixels.rgba);
        let name = format!("scene {}", scene.0);
        let texture = context.load_texture(name, image, egui::TextureOptions::LINEAR);
        let id = texture.id();
        self.0.insert(scene, (Arc::clone(pixels), texture));
        id
    }
}

/// The view as it was.
#[derive(Debug, Clone)]
struct Before {
    layers: Vec<LayerLook>,
    choropleth: (GridLevel, UnitFigure),
    ramp: Ramp,
    selected: Selected,
    tool: Tool,
    tab: RightTab,
    camera: Option<Camera>,
    all: bool,
}

impl BriefingDesk {
    /// A briefing that begins now.
    #[must_use]
    pub fn begun(view: &ViewState, at: usize, two_screens: bool, now: f64) -> Self {
        Self {
            at,
            second: false,
            blank: None,
            typed: None,
            pointer: Pointer::Hand,
            strokes: BTreeMap::new(),
            drawing: false,
            begun: now,
            two_screens,
            help: false,
            was_full_screen: false,
            previews: Previews::default(),
            before: Before {
                layers: view.layers.clone(),
                choropleth: view.choropleth,
                ramp: view.ramp,
                selected: view.selected.clone(),
                tool: view.tool,
                tab: view.right_tab,
                camera: view.camera,
                all: view.shows_all,
            },
        }
    }

    /// Makes the view what it was before; where it showed all there is, that is fitted anew.
    pub fn put_back(self, view: &mut ViewState, all: Option<LonLatBox>) {
        let before = self.before;
        view.layers = before.layers;
        view.choropleth = before.choropleth;
        view.ramp = before.ramp;
        view.selected = before.selected;
        view.tool = before.tool;
        view.right_tab = before.tab;
        view.spotlight.clear();
        let whole = all.filter(|_| before.all).map(CameraWish::Jump);
        view.camera_wish = whole.or(before.camera.map(CameraWish::Put));
    }

    /// The strokes over what is on screen.
    #[must_use]
    pub fn strokes_here(&self) -> &[PenStroke] {
        self.strokes
            .get(&(self.at, self.second))
            .map_or(&[], Vec::as_slice)
    }
}
