//! What the public may see of a map: points in the middle of their grid, no incident by itself, heat not too fine.

use std::sync::Arc;

use super::ground::BriefingGround;
use crate::analysis::grid_join::GridLocator;
use crate::base::coords::LonLat;
use crate::base::units::Metres;
use crate::model::grid::GridLevel;
use crate::model::map_look::{LayerKind, UnitFigure};
use crate::model::scene::Scene;

/// The finest bandwidth of a heat that goes out to the public: half the side of a police grid of 1 km².
pub const PUBLIC_BANDWIDTH: Metres = Metres(500.0);

/// The ground as maps for the public show it: every point in the middle of the finest grid that holds it; points no grid holds are
/// left out. Figures are told of the true ground: they are sums.
#[must_use]
pub fn public_ground(ground: &BriefingGround) -> BriefingGround {
    let mut plan = (*ground.plan).clone();
    let middle = middles(ground);
    plan.points.retain(|_, point| {
        let moved = middle(point.position);
        point.position = moved.unwrap_or(point.position);
        moved.is_some()
    });
    BriefingGround {
        plan: Arc::new(plan),
        ..ground.clone()
    }
}

/// A scene as the public sees it: without incidents one by one, its heat and its proposal no finer than grids, its presenter's note
/// taken out. Coarse areas stay coloured, a colour is a class; work grids coloured by incidents do not, a class of few is a count.
#[must_use]
pub fn public_scene(scene: &Scene, ground: &BriefingGround) -> Scene {
    let mut scene = scene.clone();
    scene.note.clear();
    let (level, figure) = scene.look.choropleth;
    let tells = match figure {
        UnitFigure::Incidents
        | UnitFigure::PerKm2
        | UnitFigure::Per1000Residents
        | UnitFigure::Change => level == GridLevel::WorkGrid,
        UnitFigure::Residents | UnitFigure::HotSpots => false,
    };
    scene.look.layers.retain(|look| {
        look.kind != LayerKind::Incidents && !(look.kind == LayerKind::Choropleth && tells)
    });
    let own = scene.look.bandwidth.unwrap_or(ground.density.bandwidth);
    scene.look.bandwidth = Some(Metres(own.0.max(PUBLIC_BANDWIDTH.0)));
    let middle = middles(ground);
    scene.proposal.retain_mut(|one| {
        let moved = middle(one.to);
        one.to = moved.unwrap_or(one.to);
        moved.is_some()
    });
    scene
}

/// Finds the middle of the finest grid that holds a place.
fn middles(ground: &BriefingGround) -> impl Fn(LonLat) -> Option<LonLat> {
    let finest = ground.grids.finest();
    let found = finest.map(|layer| (layer, GridLocator::new(layer)));
    move |place| {
        let (layer, locator) = found.as_ref()?;
        let unit = layer.units.get(locator.locate(place)?)?;
        Some(unit.label_at)
    }
}
