//! The layers of a plan as they go out of the program, with what is to be known of them: for colleagues as they are, for the
//! public so that no small count and no exact place goes out.

use std::collections::BTreeMap;
use std::path::Path;

use super::ground_layers::{grids, incidents, public_incidents, roads};
use crate::analysis::figures::UnitFigures;
use crate::analysis::grid_join::GridLocator;
use crate::base::ground_area::polygon_area;
use crate::i18n::message::Message;
use crate::i18n::words::Words;
use crate::io::plan_file::schema::{POINTS, ROADS, ZONES, grid_table};
use crate::io::read_error::ReadError;
use crate::io::vector_out::{
    OutCell, OutColumn, OutFeature, OutFormat, OutLayer, OutPlace, PlaceTitles, Written,
    write_layer,
};
use crate::model::grid::{GridHierarchy, GridLevel};
use crate::model::incident::IncidentTable;
use crate::model::plan::Plan;
use crate::model::road_network::RoadNetwork;

/// A layer that goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlanLayer {
    /// Patrol points.
    Points,
    /// Priority zones.
    Zones,
    /// The areas of a level with their counts.
    Grids(GridLevel),
    /// The incidents that count; for the public, a count for each finest grid.
    Incidents,
    /// Roads.
    Roads,
}

impl PlanLayer {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Points,
        Self::Zones,
        Self::Grids(GridLevel::District),
        Self::Grids(GridLevel::Subdistrict),
        Self::Grids(GridLevel::Community),
        Self::Grids(GridLevel::PoliceGrid),
        Self::Grids(GridLevel::WorkGrid),
        Self::Incidents,
        Self::Roads,
    ];

    /// Its name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Points => "points",
            Self::Zones => "zones",
            Self::Grids(GridLevel::District) => "district",
            Self::Grids(GridLevel::Subdistrict) => "subdistricts",
            Self::Grids(GridLevel::Community) => "communities",
            Self::Grids(GridLevel::PoliceGrid) => "police-grids",
            Self::Grids(GridLevel::WorkGrid) => "work-grids",
            Self::Incidents => "incidents",
            Self::Roads => "roads",
        }
    }

    /// Its name as a table of a database.
    #[must_use]
    pub const fn table(self) -> &'static str {
        match self {
            Self::Points => POINTS.name,
            Self::Zones => ZONES.name,
            Self::Grids(level) => grid_table(level).name,
            Self::Incidents => "incidents",
            Self::Roads => ROADS.name,
        }
    }

    /// The id of its name for people.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Points => "export-points",
            Self::Zones => "export-zones",
            Self::Grids(GridLevel::District) => "level-district",
            Self::Grids(GridLevel::Subdistrict) => "level-subdistrict",
            Self::Grids(GridLevel::Community) => "level-community",
            Self::Grids(GridLevel::PoliceGrid) => "level-police-grid",
            Self::Grids(GridLevel::WorkGrid) => "level-work-grid",
            Self::Incidents => "export-incidents-layer",
            Self::Roads => "export-roads",
        }
    }

    /// Whether a format holds it.
    #[must_use]
    pub fn goes_as(self, format: OutFormat) -> bool {
        matches!(self, Self::Points | Self::Incidents) || format != OutFormat::Gpx
    }
}

/// What goes out is taken from this.
#[derive(Debug, Clone, Copy)]
pub struct OutContent<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// The grids.
    pub grids: &'a GridHierarchy,
    /// The counts of the grids; a level without is not counted.
    pub counts: &'a BTreeMap<GridLevel, UnitFigures>,
    /// The incidents, and which of them count.
    pub incidents: (&'a IncidentTable, &'a [u32]),
    /// The roads.
    pub roads: &'a RoadNetwork,
    /// For the public: small counts and what would give them away stay untold, points go to the middle of their grid.
    pub public: bool,
}

/// What a file of a plan's layer says of the plan beside its features.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlanDates {
    /// The last day the plan's incidents speak of; empty without incidents.
    pub data: String,
    /// Which incidents counts speak of, in words; empty where none is counted.
    pub basis: String,
    /// When the file is made, UTC.
    pub made: String,
}

/// Writes a layer of a plan in the format that the file's name asks for.
///
/// # Errors
/// As [`write_layer`].
pub fn export_plan_layer(
    path: &Path,
    layer: PlanLayer,
    content: &OutContent<'_>,
    dates: &PlanDates,
    words: &Words,
) -> Result<Written, ReadError> {
    write_layer(path, &out_layer(layer, content, dates, words))
}

/// A layer with titles in a language.
#[must_use]
pub fn out_layer(
    layer: PlanLayer,
    content: &OutContent<'_>,
    dates: &PlanDates,
    words: &Words,
) -> OutLayer {
    let made = match layer {
        PlanLayer::Points if content.public => public_points(content),
        PlanLayer::Points => points(content.plan),
        PlanLayer::Zones => zones(content.plan),
        PlanLayer::Grids(level) => grids(content, level),
        PlanLayer::Incidents if content.public => public_incidents(content),
        PlanLayer::Incidents => incidents(content),
        PlanLayer::Roads => roads(content.roads),
    };
    let said = |label: &str, text: &str| (words.text(label), text.to_owned());
    let mut about = vec![
        said("export-plan", &content.plan.name),
        said("export-crs", "WGS 84 (EPSG:4326)"),
        said("export-made", &dates.made),
    ];
    if !dates.data.is_empty() {
        about.push(said("export-data-date", &dates.data));
    }
    let counted = matches!(layer, PlanLayer::Grids(_) | PlanLayer::Incidents);
    if counted && !dates.basis.is_empty() {
        about.push(said("export-basis", &dates.basis));
    }
    if let (true, Some(rule)) = (content.public, made.public) {
        about.push((words.text("export-public"), words.say(&rule)));
    }
    OutLayer {
        key: layer.table(),
        title: words.text(layer.sentence()),
        columns: made
            .columns
            .into_iter()
            .map(|(key, title)| OutColumn {
                key,
                title: words.text(title),
            })
            .collect(),
        features: made.features,
        about,
        titles: PlaceTitles {
            lon: words.text("export-lon"),
            lat: words.text("export-lat"),
            wkt: words.text("export-wkt"),
            about: words.text("export-about"),
        },
    }
}

/// A layer before it is worded: keys and titles of its columns, its features, and what was done to it for the public.
pub(super) struct Made {
    pub(super) columns: Vec<(&'static str, &'static str)>,
    pub(super) features: Vec<OutFeature>,
    pub(super) public: Option<Message>,
}

const POINT_COLUMNS: [(&str, &str); 4] = [
    ("id", "export-id"),
    ("name", "export-name"),
    ("unit", "export-unit"),
    ("locked", "export-locked"),
];

fn points(plan: &Plan) -> Made {
    Made {
        columns: POINT_COLUMNS.to_vec(),
        features: plan.points.values().map(point).collect(),
        public: None,
    }
}

/// Points in the middle of the finest grid that holds them; those that no grid holds stay out.
fn public_points(content: &OutContent<'_>) -> Made {
    let finest = content.grids.finest();
    let moved = finest.map(|layer| {
        let locator = GridLocator::new(layer);
        let points = content.plan.points.values();
        points
            .filter_map(|one| {
                let grid = layer.units.get(locator.locate(one.position)?)?;
                let mut feature = point(one);
                feature.place = OutPlace::Point(grid.label_at);
                Some(feature)
            })
            .collect()
    });
    let features: Vec<OutFeature> = moved.unwrap_or_default();
    let left = content.plan.points.len() - features.len();
    Made {
        columns: POINT_COLUMNS.to_vec(),
        features,
        public: Some(Message::new("export-public-points").with("n", left)),
    }
}

fn zones(plan: &Plan) -> Made {
    Made {
        columns: vec![
            ("id", "export-id"),
            ("name", "export-name"),
            ("rank", "export-rank"),
            ("colour", "export-colour"),
            ("area_km2", "export-area"),
        ],
        features: plan.zones.values().map(zone).collect(),
        public: None,
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
