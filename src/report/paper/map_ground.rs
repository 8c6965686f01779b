//! The ground in local metres, made ready once for every map of a briefing: areas and roads with the boxes they lie in.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use geo::LineString;
use rayon::prelude::*;

use super::drawing::{At, Path};
use super::map_frame::{MapFrame, local_box, meet};
use crate::base::coords::{LocalBox, LocalXy, LonLat};
use crate::base::projection::LocalProjection;
use crate::model::grid::{GridHierarchy, GridLayer, GridLevel};
use crate::model::road_network::{RoadClass, RoadNetwork};
use crate::report::briefing::ground::BriefingGround;

/// An area or a road in local metres.
#[derive(Debug, Clone)]
pub struct Shape {
    /// The box around it.
    pub extent: LocalBox,
    /// Its rings or its course.
    pub courses: Vec<Vec<LocalXy>>,
}

/// Grids and roads in local metres; a level is made ready when it is first drawn.
#[derive(Debug)]
pub struct MapGround {
    /// Where metres are counted.
    pub projection: LocalProjection,
    grids: Arc<GridHierarchy>,
    network: Arc<RoadNetwork>,
    levels: BTreeMap<GridLevel, OnceLock<Vec<Shape>>>,
    roads: OnceLock<Vec<(RoadClass, Shape)>>,
}

impl MapGround {
    /// The ground of a briefing.
    #[must_use]
    pub fn of(ground: &BriefingGround) -> Self {
        Self {
            projection: ground.projection,
            grids: Arc::clone(&ground.grids),
            network: Arc::clone(&ground.roads),
            levels: (ground.grids.layers())
                .map(|layer| (layer.level, OnceLock::new()))
                .collect(),
            roads: OnceLock::new(),
        }
    }

    /// The grids.
    #[must_use]
    pub fn grids(&self) -> &GridHierarchy {
        &self.grids
    }

    /// The box around all grids, else around all roads; `None` where there are neither.
    #[must_use]
    pub fn extent(&self) -> Option<LocalBox> {
        let around = |shapes: &[Shape]| shapes.iter().map(|shape| shape.extent).reduce(union);
        let first = self.grids.layers().next().map(|layer| layer.level);
        first
            .and_then(|level| around(self.units(level)))
            .or_else(|| {
                self.roads()
                    .iter()
                    .map(|(_, road)| road.extent)
                    .reduce(union)
            })
    }

    /// The units of a level, in layer order; empty without that level.
    #[must_use]
    pub fn units(&self, level: GridLevel) -> &[Shape] {
        let (Some(ready), Some(layer)) = (self.levels.get(&level), self.grids.layer(level)) else {
            return &[];
        };
        ready.get_or_init(|| shapes(layer, &self.projection))
    }

    /// All links with their class, in their order.
    #[must_use]
    pub fn roads(&self) -> &[(RoadClass, Shape)] {
        self.roads.get_or_init(|| {
            let links = self.network.links.par_iter();
            links
                .map(|link| (link.class, shape([&link.course], &self.projection)))
                .collect()
        })
    }
}

fn shapes(layer: &GridLayer, projection: &LocalProjection) -> Vec<Shape> {
    let units = layer.units.par_iter();
    units
        .map(|unit| {
            let rings = unit
                .boundary
                .iter()
                .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
            let shape = shape(rings, projection);
            if shape.courses.is_empty() {
                let extent = local_box(unit.extent, projection);
                return Shape { extent, ..shape };
            }
            shape
        })
        .collect()
}

/// Courses in local metres.
#[must_use]
pub fn shape<'a>(
    courses: impl IntoIterator<Item = &'a LineString<f64>>,
    projection: &LocalProjection,
) -> Shape {
    let local = |course: &LineString<f64>| -> Vec<LocalXy> {
        let corners = course.0.iter();
        corners
            .map(|corner| projection.to_local(LonLat::from(*corner)))
            .collect()
    };
    let courses: Vec<Vec<LocalXy>> = courses.into_iter().map(local).collect();
    let nowhere = LocalXy::new(f64::NAN, f64::NAN);
    let extent = LocalBox::around(courses.iter().flatten().copied()).unwrap_or(LocalBox {
        min: nowhere,
        max: nowhere,
    });
    Shape { extent, courses }
}

/// The smallest box around both.
#[must_use]
pub fn union(one: LocalBox, other: LocalBox) -> LocalBox {
    one.with(other.min).with(other.max)
}

impl Shape {
    /// Whether any of it may lie in a box.
    #[must_use]
    pub fn may_lie_in(&self, ground: LocalBox) -> bool {
        meet(self.extent, ground)
    }

    /// Adds it to a path as closed rings.
    pub fn add_rings(&self, path: &mut Path, frame: &MapFrame) {
        for course in &self.courses {
            path.ring(thinned(course, frame));
        }
    }

    /// Adds it to a path as courses.
    pub fn add_courses(&self, path: &mut Path, frame: &MapFrame) {
        for course in &self.courses {
            path.course(thinned(course, frame));
        }
    }
}

/// The corners of a course on the sheet, but for those too near the last one kept to be told apart; its ends stay.
#[must_use]
pub fn thinned(course: &[LocalXy], frame: &MapFrame) -> Vec<At> {
    const NEAR: f32 = 0.12;
    let mut kept: Vec<At> = Vec::with_capacity(course.len().min(64));
    let last = course.len().saturating_sub(1);
    for (index, corner) in course.iter().enumerate() {
        let at = frame.place(*corner);
        if index == last || kept.last().is_none_or(|before| before.far(at) >= NEAR) {
            kept.push(at);
        }
    }
    kept
}
