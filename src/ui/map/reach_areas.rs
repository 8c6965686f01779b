//! The ground that units of the selected points reach in each ring, where the rule goes by road: it follows the streets, so it leaks
//! over no river and no motorway.

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::Color32;
use geo::{MultiLineString, MultiPolygon};

use super::arc_key::ArcKey;
use super::gpu::{FillVertices, Gpu, Kind, Retained, Style, Textures};
use super::grid_fills::add_area;
use super::layers::{Canvas, Layers, dimming};
use super::mercator::{Cell, World, WorldBox};
use super::street_lines::ring_colour;
use crate::analysis::travel::isochrone::{ground_along, isochrone};
use crate::analysis::travel::prepared::TravelNetwork;
use crate::analysis::travel::search::Search;
use crate::base::coords::{LocalXy, LonLat};

/// Areas are drawn of so many selected points at most: of many together one sees nothing.
const MOST: usize = 6;
/// How strong an area is beside its streets.
const STRENGTH: f32 = 0.4;

/// What the areas depend on: the roads under one rule, the places, and the last millisecond of each ring.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct AreaKey {
    roads: ArcKey<TravelNetwork>,
    from: Vec<LocalXy>,
    limits: Vec<u32>,
}

/// The colours of the rings.
pub(super) type AreaColours = Option<((usize, bool), Textures)>;

/// The ground reached from places within a limit from the call, milliseconds.
fn reached(roads: &TravelNetwork, from: &[LocalXy], limit: u32) -> MultiPolygon<f64> {
    let mut search = Search::default();
    let left = limit.saturating_sub(roads.turnout());
    let spots = from.iter().filter_map(|at| roads.spot(*at));
    let streets: MultiLineString<f64> = spots
        .flat_map(|spot| {
            let (network, graph) = (roads.network(), roads.graph());
            isochrone(network, graph, &mut search, spot, left).streets.0
        })
        .collect();
    ground_along(&streets, roads.snapper().projection()).0
}

/// The areas on the GPU, the widest ring first; the unit of a triangle is its ring.
fn areas(gpu: &Gpu, roads: &TravelNetwork, key: &AreaKey) -> Vec<Retained> {
    let rings = key.limits.iter().enumerate().rev();
    rings
        .map(|(ring, limit)| {
            let ground = reached(roads, &key.from, *limit);
            let outlines = ground.0.iter().flat_map(|area| &area.exterior().0);
            let corners = outlines.map(|corner| World::of(LonLat::from(*corner)));
            let zoom = Cell::zoom_for(corners.clone());
            let mut cells: BTreeMap<Cell, (WorldBox, FillVertices)> = BTreeMap::new();
            if let Some(first) = corners.clone().next() {
                add_area(&mut cells, Cell::of(first, zoom), ring as u32, &ground);
            }
            Retained::upload_fills(gpu, cells)
        })
        .collect()
}

impl Layers {
    /// Draws the areas that the selected points reach. While a point is dragged there are none: they come with its release.
    pub(super) fn draw_reach_areas(&mut self, canvas: &mut Canvas) {
        let cx = canvas.cx;
        let derived = cx.session.derived();
        let selected = cx.view.selected_points();
        let Some((coverage, roads)) = derived
            .coverage
            .get()
            .and_then(|coverage| Some((coverage, coverage.roads.as_ref()?)))
            .filter(|_| (1..=MOST).contains(&selected.len()) && !cx.session.has_preview())
        else {
            self.reach_areas.clear();
            return;
        };
        let points = &cx.session.shown_plan().points;
        let places = selected.iter().filter_map(|id| points.get(id));
        let rings = &derived.shown.figures.rings;
        let key = AreaKey {
            roads: ArcKey(Arc::clone(roads)),
            from: places
                .map(|point| coverage.projection.to_local(point.position))
                .collect(),
            limits: rings.iter().map(super::street_lines::limit).collect(),
        };
        let (gpu, roads, wish) = (Arc::clone(&self.gpu), Arc::clone(roads), key.clone());
        self.reach_areas
            .want(&key, canvas.context, || move || areas(&gpu, &roads, &wish));
        let colours = (rings.len(), cx.theme.is_dark());
        let known = self.area_colours.as_ref();
        if known.is_none_or(|(known, _)| *known != colours) {
            let texels: Vec<[u8; 4]> = (0..colours.0)
                .map(|ring| ring_colour(ring, colours.0, colours.1).to_array())
                .collect();
            self.area_colours = Some((colours, self.gpu.unit_colours(&texels)));
        }
        let (Some(areas), Some((_, textures))) = (self.reach_areas.exact(&key), &self.area_colours)
        else {
            return;
        };
        let mut style = Style::of(Color32::WHITE, 1.0);
        style.opacity = STRENGTH * canvas.look.opacity * dimming(derived.coverage.freshness());
        for area in areas {
            canvas.list.add(Kind::Fill, area, Some(textures), style);
        }
    }
}
