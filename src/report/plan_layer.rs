//! The layers of a plan as they go out of the program: patrol points and zones, with what is to be known of them.

use std::path::Path;

use crate::base::ground_area::polygon_area;
use crate::i18n::words::Words;
use crate::io::read_error::ReadError;
use crate::io::vector_out::{
    OutCell, OutColumn, OutFeature, OutFormat, OutLayer, OutPlace, PlaceTitles, write_layer,
};
use crate::model::plan::Plan;

/// A layer that the user drew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlanLayer {
    /// Patrol points.
    Points,
    /// Priority zones.
    Zones,
}

impl PlanLayer {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Points, Self::Zones];

    /// Its name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Points => "points",
            Self::Zones => "zones",
        }
    }
}

/// What a file of a plan's layer says of the plan beside its features.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlanDates {
    /// The last day the plan's incidents speak of; empty without incidents.
    pub data: String,
    /// When the file is made, UTC.
    pub made: String,
}

/// Writes a layer of a plan in the format that the file's name asks for. Returns the format and how many features went out.
///
/// # Errors
/// As [`write_layer`].
pub fn export_plan_layer(
    path: &Path,
    layer: PlanLayer,
    plan: &Plan,
    dates: &PlanDates,
    words: &Words,
) -> Result<(OutFormat, usize), ReadError> {
    let out = out_layer(layer, plan, dates, words);
    Ok((write_layer(path, &out)?, out.features.len()))
}

/// A layer of a plan with titles in a language.
#[must_use]
pub fn out_layer(layer: PlanLayer, plan: &Plan, dates: &PlanDates, words: &Words) -> OutLayer {
    let column = |key, title: &str| OutColumn {
        key,
        title: words.text(title),
    };
    let (columns, features): (Vec<_>, Vec<_>) = match layer {
        PlanLayer::Points => (
            vec![
                column("id", "export-id"),
                column("name", "export-name"),
                column("unit", "export-unit"),
                column("locked", "export-locked"),
            ],
            plan.points.values().map(point).collect(),
        ),
        PlanLayer::Zones => (
            vec![
                column("id", "export-id"),
                column("name", "export-name"),
                column("rank", "export-rank"),
                column("colour", "export-colour"),
                column("area_km2", "export-area"),
            ],
            plan.zones.values().map(zone).collect(),
        ),
    };
    let said = |label: &str, text: &str| (words.text(label), text.to_owned());
    let mut about = vec![
        said("export-plan", &plan.name),
        said("export-crs", "WGS 84 (EPSG:4326)"),
        said("export-made", &dates.made),
    ];
    if !dates.data.is_empty() {
        about.push(said("export-data-date", &dates.data));
    }
    OutLayer {
        title: words.text(match layer {
            PlanLayer::Points => "export-points",
            PlanLayer::Zones => "export-zones",
        }),
        columns,
        features,
        about,
        titles: PlaceTitles {
            lon: words.text("export-lon"),
            lat: words.text("export-lat"),
            wkt: words.text("export-wkt"),
            about: words.text("export-about"),
        },
    }
}

fn point(point: &crate::model::patrol_point::PatrolPoint) -> OutFeature {
    OutFeature {
        place: OutPlace::Point(point.position),
        cells: vec![
            OutCell::Number(f64::from(point.id.0)),
            OutCell::Text(point.name.clone()),
            OutCell::Text(point.unit.clone()),
            OutCell::Flag(point.locked),
        ],
    }
}

fn zone(zone: &crate::model::zone::Zone) -> OutFeature {
    // To a square metre: more digits would be noise.
    let area = (polygon_area(&zone.boundary).0 * 1e6).round() / 1e6;
    OutFeature {
        place: OutPlace::Area(zone.boundary.clone()),
        cells: vec![
            OutCell::Number(f64::from(zone.id.0)),
            OutCell::Text(zone.name.clone()),
            OutCell::Number(f64::from(zone.rank)),
            OutCell::Number(f64::from(zone.colour)),
            OutCell::Number(area),
        ],
    }
}
