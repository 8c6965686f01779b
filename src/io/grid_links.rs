//! Links layers of the hierarchy to each other, by attribute where the file says, else by geometry.

use std::collections::{BTreeMap, BTreeSet};

use geo::{Intersects, Point};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::boundaries::BoundaryReading;
use super::crs_detector::{detect_shift, shift_defect};
use super::defect::{Defect, DefectKind, DefectLevel};
use crate::base::cancel::{Cancel, Cancelled};
use crate::i18n::message::Message;
use crate::model::grid::{GridHierarchy, GridLayer, GridLevel, GridUnit};

/// Units between two looks at the cancel wish.
const LOOK_EVERY: usize = 256;

/// The hierarchy of these layers, every ancestor filled in that attribute or geometry tells, and what did not fit.
/// A unit's parent by geometry is the area that holds its label place.
///
/// # Errors
/// [`Cancelled`] when asked to stop.
pub fn link_layers(
    readings: Vec<BoundaryReading>,
    cancel: &Cancel,
) -> Result<(GridHierarchy, Vec<Defect>), Cancelled> {
    cancel.check()?;
    // The last reading of a level counts, as in `GridHierarchy::new`.
    let mut by_level: BTreeMap<GridLevel, BoundaryReading> = BTreeMap::new();
    for reading in readings {
        by_level.insert(reading.layer.level, reading);
    }
    let mut defects = Vec::new();
    let mut coarser: Vec<Parents> = Vec::new();
    let mut layers = Vec::new();
    let levels = by_level.len() as u64;
    for (done, (_, mut reading)) in (0u64..).zip(by_level) {
        cancel.report(done, levels + 1);
        for unit in &mut reading.layer.units {
            unit.ancestors = [None; 5];
        }
        for parents in &coarser {
            if is_parent(parents.level, reading.layer.level) {
                link(&mut reading, parents, &mut defects, cancel)?;
            }
        }
        coarser.push(Parents::of(&reading.layer));
        layers.push(reading.layer);
    }
    cancel.report(levels, levels + 1);
    for (position, layer) in layers.iter().enumerate() {
        cancel.check()?;
        let others = layers.iter().enumerate();
        let others: Vec<&GridLayer> = others
            .filter(|(other, _)| *other != position)
            .map(|(_, other)| other)
            .collect();
        defects.extend(detect_shift(layer, &others).as_ref().map(shift_defect));
    }
    Ok((GridHierarchy::new(layers), defects))
}

/// What a layer shows beside others: parents that cannot be found in the coarser ones, and a shift against any of them.
///
/// # Errors
/// [`Cancelled`] when asked to stop.
pub fn check_beside(
    reading: &mut BoundaryReading,
    others: &[BoundaryReading],
    cancel: &Cancel,
) -> Result<Vec<Defect>, Cancelled> {
    let mut defects = Vec::new();
    for other in others {
        if is_parent(other.layer.level, reading.layer.level) {
            link(reading, &Parents::of(&other.layer), &mut defects, cancel)?;
        }
    }
    let others: Vec<&GridLayer> = others.iter().map(|other| &other.layer).collect();
    defects.extend(
        detect_shift(&reading.layer, &others)
            .as_ref()
            .map(shift_defect),
    );
    Ok(defects)
}

/// Police grids lie across communities: neither holds the other.
fn is_parent(coarser: GridLevel, finer: GridLevel) -> bool {
    coarser < finer && !(coarser == GridLevel::Community && finer == GridLevel::PoliceGrid)
}

/// A layer whose units may be parents, ready to be asked.
struct Parents {
    level: GridLevel,
    by_code: BTreeMap<String, u32>,
    by_name: BTreeMap<String, Option<u32>>,
    boxes: RTree<GeomWithData<Rectangle<[f64; 2]>, u32>>,
    boundaries: Vec<geo::MultiPolygon<f64>>,
}

impl Parents {
    fn of(layer: &GridLayer) -> Self {
        let mut by_code = BTreeMap::new();
        let mut by_name: BTreeMap<String, Option<u32>> = BTreeMap::new();
        for (index, unit) in (0_u32..).zip(&layer.units) {
            by_code
                .entry(bare_code(&unit.code).to_owned())
                .or_insert(index);
            by_name
                .entry(bare_name(&unit.name).to_owned())
                .and_modify(|found| *found = None)
                .or_insert(Some(index));
        }
        let boxes = (0_u32..)
            .zip(&layer.units)
            .map(|(index, unit)| {
                let (low, high) = (
                    [unit.extent.west, unit.extent.south],
                    [unit.extent.east, unit.extent.north],
                );
                GeomWithData::new(Rectangle::from_corners(low, high), index)
            })
            .collect();
        Self {
            level: layer.level,
            by_code,
            by_name,
            boxes: RTree::bulk_load(boxes),
            boundaries: layer
                .units
                .iter()
                .map(|unit| unit.boundary.clone())
                .collect(),
        }
    }

    fn named(&self, name: &str) -> Option<u32> {
        let by_code = self.by_code.get(bare_code(name)).copied();
        by_code.or_else(|| self.by_name.get(bare_name(name)).copied().flatten())
    }

    /// The area that holds the unit's label place; the first of several.
    fn around(&self, unit: &GridUnit) -> Option<u32> {
        let at = [unit.label_at.lon, unit.label_at.lat];
        let point = Point::new(at[0], at[1]);
        self.boxes
            .locate_in_envelope_intersecting(AABB::from_point(at))
            .map(|found| found.data)
            .filter(|index| {
                let boundary = self.boundaries.get(*index as usize);
                boundary.is_some_and(|boundary| boundary.intersects(&point))
            })
            .min()
    }
}

/// 01 and 1 are the same code: spreadsheets drop leading zeros.
fn bare_code(code: &str) -> &str {
    let bare = code.trim().trim_start_matches('0');
    if bare.is_empty() { code.trim() } else { bare }
}

/// 宝安区 and 宝安 are the same place, and so are 新安街道 and 新安.
fn bare_name(name: &str) -> &str {
    let name = name.trim();
    ["街道办事处", "街道", "社区", "新区", "区", "镇"]
        .iter()
        .find_map(|ending| name.strip_suffix(ending))
        .filter(|rest| rest.chars().count() >= 2)
        .unwrap_or(name)
}

fn link(
    reading: &mut BoundaryReading,
    parents: &Parents,
    defects: &mut Vec<Defect>,
    cancel: &Cancel,
) -> Result<(), Cancelled> {
    let named = reading
        .named_parents
        .iter()
        .find(|(level, _)| *level == parents.level)
        .map(|(_, names)| names.as_slice())
        .unwrap_or_default();
    let features = features_shown(&reading.defects, reading.layer.source.found);
    for (position, unit) in reading.layer.units.iter_mut().enumerate() {
        if position % LOOK_EVERY == 0 {
            cancel.check()?;
        }
        let feature = features.get(position).copied();
        let name = named.get(position).map_or("", String::as_str);
        let by_name = parents.named(name);
        let parent = by_name.or_else(|| parents.around(unit));
        if !name.is_empty() && by_name.is_none() {
            defects.push(unknown_parent(unit, feature, name, parents.level));
        }
        if parent.is_none() {
            defects.push(no_parent(unit, feature, parents.level));
        }
        if let Some(slot) = unit.ancestors.get_mut(parents.level.index()) {
            *slot = parent;
        }
    }
    Ok(())
}

/// Positions in the file of the areas that are shown: those no defect refused.
fn features_shown(defects: &[Defect], found: usize) -> Vec<usize> {
    let refused: BTreeSet<Option<usize>> = defects
        .iter()
        .filter(|defect| defect.level == DefectLevel::Refused)
        .map(|defect| defect.feature)
        .collect();
    (0..found)
        .filter(|feature| !refused.contains(&Some(*feature)))
        .collect()
}

fn unknown_parent(unit: &GridUnit, feature: Option<usize>, name: &str, level: GridLevel) -> Defect {
    let message = Message::new("io-defect-unknown-parent")
        .with("name", name)
        .with("level", Message::new(level.sentence()));
    warning(DefectKind::UnknownParent, unit, feature, message)
}

fn no_parent(unit: &GridUnit, feature: Option<usize>, level: GridLevel) -> Defect {
    let message = Message::new("io-defect-no-parent").with("level", Message::new(level.sentence()));
    warning(DefectKind::NoParent, unit, feature, message)
}

fn warning(kind: DefectKind, unit: &GridUnit, feature: Option<usize>, message: Message) -> Defect {
    Defect {
        kind,
        level: DefectLevel::Warning,
        feature,
        feature_name: unit.code.clone(),
        at: Some(unit.label_at),
        message,
    }
}
