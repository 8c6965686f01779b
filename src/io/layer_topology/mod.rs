//! What is wrong between the areas of one layer: the same boundary twice, overlaps, and gaps between neighbours.
//!
//! Edges that two areas run along in opposite directions cancel; in a sound layer only its outline is left. What is left
//! still has, at every place, the winding number of the whole layer, so its union shows the gaps, and only areas with edges left
//! (or that cover each other's label) need comparing pair by pair. Areas that cross themselves are named already and left out.

mod edges;
mod gaps;
mod overlaps;

use std::collections::{BTreeMap, BTreeSet};

use geo::{LineString, MultiPolygon};

use super::defect::{Defect, DefectKind, DefectLevel};
use crate::base::cancel::{Cancel, Cancelled};
use crate::base::coords::LonLat;
use crate::base::rings::rings;
use crate::i18n::message::Message;
use crate::model::grid::GridUnit;
use edges::bits;

/// Overlaps and gaps under this are rounding, not faults.
const LEAST_SQUARE_METRES: f64 = 1.0;
/// Overlaps and gaps thinner than this on average are rounding, not faults.
const LEAST_WIDTH_M: f64 = 0.05;

/// The areas to check.
#[derive(Debug, Clone, Copy)]
pub struct Areas<'layer> {
    /// The areas.
    pub units: &'layer [GridUnit],
    /// Each area's position in the file.
    pub features: &'layer [usize],
    /// Whether each is free of crossings of its own.
    pub sound: &'layer [bool],
}

/// Everything wrong between these areas, in the order of the file.
///
/// # Errors
/// [`Cancelled`] when asked to stop.
pub fn check_topology(areas: Areas<'_>, cancel: &Cancel) -> Result<Vec<Defect>, Cancelled> {
    let mut defects = Vec::new();
    let twins = areas.duplicates(&mut defects);
    cancel.check()?;
    let left = areas.edges_left(&twins);
    cancel.check()?;
    cancel.report(1, 10);
    let comparing = cancel.part(1, 8, 10);
    let all_compared = areas.overlaps(&left, &twins, &mut defects, &comparing)?;
    let all_joined = areas.gaps(&left, &mut defects, &cancel.part(8, 10, 10))?;
    defects.sort_by_key(|defect| defect.feature);
    if !all_compared {
        let message = Message::new("io-defect-topology-unfinished");
        defects.push(of_layer(DefectKind::Overlap, message));
    }
    if !all_joined {
        let message = Message::new("io-defect-gaps-unfinished");
        defects.push(of_layer(DefectKind::Gap, message));
    }
    Ok(defects)
}

impl Areas<'_> {
    fn unit(&self, at: usize) -> Option<&GridUnit> {
        self.units.get(at)
    }

    fn code(&self, at: usize) -> &str {
        self.unit(at).map_or("", |unit| unit.code.as_str())
    }

    fn is_sound(&self, at: usize) -> bool {
        self.sound.get(at).copied().unwrap_or(false)
    }

    fn defect(
        &self,
        kind: DefectKind,
        unit: usize,
        at: Option<LonLat>,
        message: Message,
    ) -> Defect {
        Defect {
            kind,
            level: DefectLevel::Warning,
            feature: self.features.get(unit).copied(),
            feature_name: self.code(unit).to_owned(),
            at,
            message,
        }
    }

    /// Areas with the same boundary as an earlier one, wherever their rings begin.
    fn duplicates(&self, defects: &mut Vec<Defect>) -> BTreeSet<usize> {
        let mut seen: BTreeMap<Vec<[u64; 2]>, usize> = BTreeMap::new();
        // Equal boxes first: only they need their corners sorted.
        let mut boxes: BTreeMap<[u64; 4], Vec<usize>> = BTreeMap::new();
        for (at, unit) in self.units.iter().enumerate() {
            let found = unit.extent;
            let key = [found.west, found.south, found.east, found.north].map(f64::to_bits);
            boxes.entry(key).or_default().push(at);
        }
        let mut twins = BTreeSet::new();
        for alike in boxes.values().filter(|alike| alike.len() > 1) {
            seen.clear();
            for at in alike {
                let Some(unit) = self.unit(*at) else { continue };
                let first = *seen.entry(sorted_corners(&unit.boundary)).or_insert(*at);
                if first != *at {
                    twins.insert(*at);
                    let message = Message::new("io-defect-duplicate-geometry")
                        .with("other", self.code(first));
                    let kind = DefectKind::DuplicateGeometry;
                    defects.push(self.defect(kind, *at, Some(unit.label_at), message));
                }
            }
        }
        twins
    }
}

/// A warning about the layer as a whole.
const fn of_layer(kind: DefectKind, message: Message) -> Defect {
    Defect {
        kind,
        level: DefectLevel::Warning,
        feature: None,
        feature_name: String::new(),
        at: None,
        message,
    }
}

fn sorted_corners(boundary: &MultiPolygon<f64>) -> Vec<[u64; 2]> {
    let open = |ring: &LineString<f64>| ring.0.iter().skip(1).map(|corner| bits(*corner)).collect();
    let mut all: Vec<[u64; 2]> = rings(boundary)
        .flat_map(|ring| -> Vec<[u64; 2]> { open(ring) })
        .collect();
    all.sort_unstable();
    all
}
