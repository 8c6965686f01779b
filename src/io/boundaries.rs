//! Boundary files: GeoJSON areas of one level of the hierarchy, each defect named by feature, nothing silently dropped.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::boundary_fields::{guess_fields, guess_level};
use super::boundary_labels::{Labels, Ready, make_codes_unique};
use super::boundary_rings::{Judge, boundary_of, polygons_of};
use super::defect::{Defect, DefectKind, DefectLevel};
use super::geojson::document::{Document, Feature};
use super::geojson::scan::Lines;
use super::geojson_file::{
    Reading, choose_reading, declared_name, guess_projected, looks_like_degrees, read_document,
    read_text,
};
use super::layer_topology::{Areas, check_topology};
use super::read_error::ReadError;
use crate::base::cancel::{Cancel, Cancelled};
use crate::base::coords::{LonLat, LonLatBox};
use crate::base::crs::{AxisOrder, Crs};
use crate::base::label_place::label_place;
use crate::i18n::message::Message;
use crate::model::grid::{GridLayer, GridLevel};
use crate::model::source_note::SourceNote;

/// Which attribute of a feature means what.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct BoundaryFields {
    /// The code.
    pub code: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// Residents.
    pub residents: Option<String>,
    /// The responsible unit.
    pub responsible: Option<String>,
    /// Code or name of the parent, by level.
    pub parents: Vec<(GridLevel, String)>,
}

/// What the user decided about a boundary file; the rest is guessed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct BoundaryOptions {
    /// The reference system; `None` takes the `crs` member, else WGS 84.
    pub crs: Option<Crs>,
    /// The level; `None` is guessed from names, fields and count.
    pub level: Option<GridLevel>,
    /// The fields; `None` is guessed.
    pub fields: Option<BoundaryFields>,
}

/// A boundary file as read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BoundaryReading {
    /// The layer; its ancestors are not linked yet (see [`super::grid_links`]).
    pub layer: GridLayer,
    /// What parent each unit names by attribute: per level, one entry a unit, empty where it names none.
    pub named_parents: Vec<(GridLevel, Vec<String>)>,
    /// Everything wrong with it.
    pub defects: Vec<Defect>,
    /// The `crs` member's name, where there is one.
    pub crs_declared: Option<String>,
    /// The reference system the coordinates look like: the one used, or where they cannot be in it, one by their size.
    pub crs_guess: Crs,
    /// Attribute names in order of appearance.
    pub field_names: Vec<String>,
    /// The first features' attributes as text, one row a feature in `field_names` order.
    pub sample: Vec<Vec<String>>,
    /// The fields that were used (guessed or given).
    pub fields: BoundaryFields,
}

/// Rows of the sample.
const SAMPLE_ROWS: usize = 8;

/// Reads a boundary file.
///
/// # Errors
/// [`ReadError`] where it cannot be read at all; single bad features are defects instead.
pub fn read_boundaries(
    path: &Path,
    options: &BoundaryOptions,
    cancel: &Cancel,
) -> Result<BoundaryReading, ReadError> {
    cancel.begin(&path.file_name().unwrap_or_default().to_string_lossy());
    let decoded = read_text(path, cancel)?;
    let mut document = read_document(path, &decoded.text, &cancel.part(0, 4, 10))?;
    let lines = Lines::of(&decoded.text);
    let reading = choose_reading(path, &document, options.crs)?;
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let level = options
        .level
        .unwrap_or_else(|| guess_level(&stem, &document, reading));
    let fields = options
        .fields
        .clone()
        .unwrap_or_else(|| guess_fields(&document, level));
    let labels = Labels::of(&document, &fields);
    let crs_guess = guess_crs(&document, reading.crs);
    let mut layer_defects = layer_faults(&lines, &document, decoded.foreign, reading);
    let crs_declared = declared_name(&document);
    let building = cancel.part(4, 7, 10);
    let built = build_all(&mut document, reading, &labels, &lines, &building)?;
    let found = built.len();

    let mut units = Vec::new();
    let mut kept = Vec::new();
    let mut defects = Vec::new();
    for (feature, one) in built.into_iter().enumerate() {
        defects.extend(one.defects);
        if let Some(boundary) = one.ready {
            kept.push(feature);
            units.push(labels.unit(&document, feature, boundary));
        }
    }
    make_codes_unique(&mut units, &kept, &labels, &mut defects);
    let sound = free_of_crossings(&kept, &defects);
    let areas = Areas {
        units: &units,
        features: &kept,
        sound: &sound,
    };
    defects.extend(check_topology(areas, &cancel.part(7, 10, 10))?);
    defects.sort_by_key(|defect| (defect.feature, defect.level));
    layer_defects.append(&mut defects);
    let named_parents = fields
        .parents
        .iter()
        .map(|(parent, field)| (*parent, parent_names(&document, field, &kept)))
        .collect();
    Ok(BoundaryReading {
        layer: GridLayer {
            level,
            source: SourceNote::of_file(path, reading.crs, found, units.len()),
            units,
        },
        named_parents,
        defects: layer_defects,
        crs_declared,
        crs_guess,
        sample: sample_rows(&document),
        field_names: document.fields,
        fields,
    })
}

/// What the coordinates look like by their size: the system they are read in, where they can be in it.
fn guess_crs(document: &Document<'_>, used: Crs) -> Crs {
    if looks_like_degrees(document, used) {
        return Crs::Wgs84;
    }
    guess_projected(document).unwrap_or(used)
}

struct Built {
    ready: Option<Ready>,
    defects: Vec<Defect>,
}

/// Every feature's boundary, in parallel, in the order of the file.
fn build_all(
    document: &mut Document<'_>,
    reading: Reading,
    labels: &Labels,
    lines: &Lines<'_>,
    cancel: &Cancel,
) -> Result<Vec<Built>, Cancelled> {
    let (total, done) = (document.features.len() as u64, AtomicU64::new(0));
    document
        .features
        .par_iter_mut()
        .enumerate()
        .map(|(position, feature)| {
            cancel.check()?;
            let built = build(position, feature, reading, labels, lines);
            cancel.report(done.fetch_add(1, Ordering::Relaxed) + 1, total);
            Ok(built)
        })
        .collect()
}

fn build(
    position: usize,
    feature: &mut Feature,
    reading: Reading,
    labels: &Labels,
    lines: &Lines<'_>,
) -> Built {
    let mut defects = Vec::new();
    let mut judge = Judge {
        feature: position,
        name: labels.of_feature(position),
        defects: &mut defects,
    };
    let ready = ready(feature, reading, &mut judge, lines);
    if ready.is_some() && judge.name.is_empty() {
        let message =
            Message::new("io-defect-missing-code").with("code", format!("#{}", position + 1));
        let at = ready.as_ref().map(|ready| ready.label_at);
        judge.found(DefectKind::MissingCode, DefectLevel::Warning, at, message);
    }
    Built { ready, defects }
}

fn ready(
    feature: &mut Feature,
    reading: Reading,
    judge: &mut Judge<'_>,
    lines: &Lines<'_>,
) -> Option<Ready> {
    let mut refused = false;
    for fault in std::mem::take(&mut feature.faults) {
        refused |= fault.level == DefectLevel::Refused;
        let message = at_line(lines, fault.at, fault.message);
        judge.found(fault.kind, fault.level, None, message);
    }
    let Some(shape) = feature.shape.take() else {
        if !refused {
            let message = Message::new("io-defect-empty");
            judge.found(DefectKind::Empty, DefectLevel::Refused, None, message);
        }
        return None;
    };
    let parts = polygons_of(shape, judge)?;
    if refused {
        return None;
    }
    let reading = own_reading(feature, reading, judge)?;
    let boundary = boundary_of(parts, reading, judge)?;
    let places = boundary.iter().flat_map(|part| part.exterior().0.iter());
    let extent = LonLatBox::around(places.map(|corner| LonLat::from(*corner)))?;
    let Some(label_at) = label_place(&boundary) else {
        let message = Message::new("io-defect-no-extent");
        let (kind, level) = (DefectKind::DegenerateRing, DefectLevel::Refused);
        judge.found(kind, level, Some(extent.centre()), message);
        return None;
    };
    Some(Ready {
        boundary,
        label_at,
        extent,
    })
}

/// A feature may name a system of its own (JSON-FG); an unknown one refuses the feature by that name.
fn own_reading(feature: &Feature, reading: Reading, judge: &mut Judge<'_>) -> Option<Reading> {
    use super::geojson::document::CrsMember;
    let Some(CrsMember::Name(name) | CrsMember::Unreadable(name)) = &feature.crs else {
        return Some(reading);
    };
    if let Ok(crs) = Crs::parse(name) {
        let order = reading.order;
        return Some(Reading { crs, order });
    }
    let message = Message::new("io-crs-unknown")
        .with("name", name.as_str())
        .with("known", Crs::NAMES.join(", "));
    judge.found(DefectKind::Malformed, DefectLevel::Refused, None, message);
    None
}

fn at_line(lines: &Lines<'_>, at: usize, message: Message) -> Message {
    let (line, column) = lines.place(at);
    Message::new("io-defect-at-line")
        .with("line", line)
        .with("column", column)
        .with("what", message)
}

/// What concerns the file as a whole.
fn layer_faults(
    lines: &Lines<'_>,
    document: &Document<'_>,
    foreign: Option<&'static str>,
    reading: Reading,
) -> Vec<Defect> {
    let whole = |kind, level, message| Defect {
        kind,
        level,
        feature: None,
        feature_name: String::new(),
        at: None,
        message,
    };
    let mut found: Vec<Defect> = document
        .faults
        .iter()
        .map(|fault| {
            let message = at_line(lines, fault.at, fault.message.clone());
            whole(fault.kind, fault.level, message)
        })
        .collect();
    if let Some(encoding) = foreign {
        let message = Message::new("io-defect-encoding").with("encoding", encoding);
        found.push(whole(DefectKind::Malformed, DefectLevel::Repaired, message));
    }
    if reading.order == AxisOrder::NorthEast {
        let message = Message::new("io-defect-swapped").with("crs", reading.crs.name());
        found.push(whole(
            DefectKind::OutOfRange,
            DefectLevel::Repaired,
            message,
        ));
    }
    if let Some(guess) = guess_projected(document).filter(|_| reading.crs.is_geographic()) {
        let message = Message::new("io-defect-looks-projected")
            .with("crs", reading.crs.name())
            .with("guess", guess.name());
        found.push(whole(DefectKind::OutOfRange, DefectLevel::Warning, message));
    }
    if looks_like_degrees(document, reading.crs) {
        let message = Message::new("io-defect-looks-like-degrees").with("crs", reading.crs.name());
        found.push(whole(DefectKind::OutOfRange, DefectLevel::Warning, message));
    }
    if document.features.is_empty() {
        let message = Message::new("io-defect-no-features");
        found.push(whole(DefectKind::Empty, DefectLevel::Warning, message));
    }
    found
}

/// Per area, whether no defect says that its rings cross.
fn free_of_crossings(kept: &[usize], defects: &[Defect]) -> Vec<bool> {
    let crossed: BTreeSet<Option<usize>> = defects
        .iter()
        .filter(|defect| {
            let harmless = matches!(
                defect.message.id,
                "io-defect-self-touch" | "io-defect-inside-split" | "io-defect-antimeridian-cut"
            );
            matches!(
                defect.kind,
                DefectKind::SelfIntersection
                    | DefectKind::HoleOutside
                    | DefectKind::CrossesAntimeridian
            ) && !harmless
        })
        .map(|defect| defect.feature)
        .collect();
    kept.iter()
        .map(|feature| !crossed.contains(&Some(*feature)))
        .collect()
}

fn parent_names(document: &Document<'_>, field: &str, kept: &[usize]) -> Vec<String> {
    let field = document.field(field);
    kept.iter()
        .map(|feature| match (document.features.get(*feature), field) {
            (Some(feature), Some(field)) => document.value(feature, field),
            _ => String::new(),
        })
        .collect()
}

fn sample_rows(document: &Document<'_>) -> Vec<Vec<String>> {
    document
        .features
        .iter()
        .take(SAMPLE_ROWS)
        .map(|feature| {
            (0..document.fields.len())
                .map(|field| document.value(feature, field))
                .collect()
        })
        .collect()
}
