//! What the features of a boundary file are called, and the units they become.

use std::collections::BTreeMap;

use super::boundaries::BoundaryFields;
use super::defect::{Defect, DefectKind, DefectLevel};
use super::geojson::document::{Document, Feature};
use crate::base::coords::{LonLat, LonLatBox};
use crate::base::ground_area::ground_area;
use crate::i18n::message::Message;
use crate::model::grid::GridUnit;

/// A boundary that can be shown.
pub(super) struct Ready {
    /// Its areas.
    pub(super) boundary: geo::MultiPolygon<f64>,
    /// Where its label stands.
    pub(super) label_at: LonLat,
    /// The box around it.
    pub(super) extent: LonLatBox,
}

/// Code, name and the rest of every feature, by the fields that were chosen.
pub(super) struct Labels {
    codes: Vec<String>,
    names: Vec<String>,
    residents: Option<usize>,
    responsible: Option<usize>,
}

impl Labels {
    /// Those of all features.
    pub(super) fn of(document: &Document<'_>, fields: &BoundaryFields) -> Self {
        let position = |name: &Option<String>| document.field(name.as_deref()?);
        let values = |name: &Option<String>| -> Vec<String> {
            let field = position(name);
            let value = |feature: &Feature| {
                field.map_or_else(String::new, |field| document.value(feature, field))
            };
            document.features.iter().map(value).collect()
        };
        let names = values(&fields.name);
        let mut codes = values(&fields.code);
        for (code, (feature, name)) in codes.iter_mut().zip(document.features.iter().zip(&names)) {
            if code.is_empty() {
                *code = document.id(feature);
            }
            if code.is_empty() {
                code.clone_from(name);
            }
        }
        Self {
            codes,
            names,
            residents: position(&fields.residents),
            responsible: position(&fields.responsible),
        }
    }

    /// What people call the feature: its code, else its name; empty where it has none.
    pub(super) fn of_feature(&self, feature: usize) -> &str {
        self.codes.get(feature).map_or("", String::as_str)
    }

    /// The unit a feature becomes.
    pub(super) fn unit(&self, document: &Document<'_>, feature: usize, ready: Ready) -> GridUnit {
        let value = |field: Option<usize>| {
            let feature = document.features.get(feature)?;
            let value = document.value(feature, field?);
            (!value.is_empty()).then_some(value)
        };
        let code = match self.of_feature(feature) {
            "" => format!("#{}", feature + 1),
            code => code.to_owned(),
        };
        let name = self.names.get(feature).filter(|name| !name.is_empty());
        GridUnit {
            name: name.unwrap_or(&code).clone(),
            code,
            ancestors: [None; 5],
            residents: value(self.residents)
                .and_then(|text| text.replace(',', "").parse::<f64>().ok())
                .filter(|count| count.is_finite() && *count >= 0.0),
            responsible: value(self.responsible),
            area: ground_area(&ready.boundary),
            label_at: ready.label_at,
            extent: ready.extent,
            boundary: ready.boundary,
        }
    }
}

/// A code that came before gets a number behind it, and a warning.
pub(super) fn make_codes_unique(
    units: &mut [GridUnit],
    kept: &[usize],
    labels: &Labels,
    defects: &mut Vec<Defect>,
) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (unit, feature) in units.iter_mut().zip(kept) {
        let times = seen.entry(unit.code.clone()).or_insert(0);
        *times += 1;
        if *times == 1 {
            continue;
        }
        let mut number = *times;
        let mut renamed = format!("{}#{number}", unit.code);
        while seen.contains_key(&renamed) {
            number += 1;
            renamed = format!("{}#{number}", unit.code);
        }
        seen.insert(renamed.clone(), 1);
        let message = Message::new("io-defect-duplicate-code")
            .with("code", unit.code.as_str())
            .with("renamed", renamed.as_str());
        defects.push(Defect {
            kind: DefectKind::DuplicateCode,
            level: DefectLevel::Warning,
            feature: Some(*feature),
            feature_name: labels.of_feature(*feature).to_owned(),
            at: Some(unit.label_at),
            message,
        });
        unit.code = renamed;
    }
}
