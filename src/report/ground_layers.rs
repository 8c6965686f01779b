//! Grids with their counts, incidents and roads as they go out.

use super::plan_layer::{Made, OutContent};
use crate::analysis::figures::{FEW, UnitFigures};
use crate::analysis::suppression::untold;
use crate::i18n::message::Message;
use crate::io::vector_out::{OutCell, OutFeature, OutPlace};
use crate::model::grid::{GridLayer, GridLevel, GridUnit};
use crate::model::incident::{Discovery, IncidentTime};
use crate::model::road_network::RoadNetwork;

fn number(value: Option<f64>) -> OutCell {
    value.map_or(OutCell::Nothing, OutCell::Number)
}

fn text(value: &str) -> OutCell {
    if value.is_empty() {
        OutCell::Nothing
    } else {
        OutCell::Text(value.to_owned())
    }
}

/// To so many decimals: more would be noise.
fn rounded(value: f64, decimals: i32) -> f64 {
    let unit = 10f64.powi(decimals);
    (value * unit).round() / unit
}

/// The counts of each area of a level as they may be told; nothing where they may not, or where nothing was counted.
struct Told {
    incidents: Vec<Option<f64>>,
    withheld: Vec<bool>,
}

impl Told {
    fn of(content: &OutContent<'_>, level: GridLevel, areas: usize) -> Self {
        let Some(figures) = content.counts.get(&level) else {
            return Self {
                incidents: vec![None; areas],
                withheld: vec![false; areas],
            };
        };
        let withheld = if content.public {
            let counts = content.counts.iter();
            let counts = counts.map(|(level, figures)| (*level, figures.incidents.clone()));
            let mut untold = untold(content.grids, &counts.collect());
            untold.remove(&level).unwrap_or_default()
        } else {
            vec![false; areas]
        };
        let told = figures.incidents.iter().zip(&withheld);
        Self {
            incidents: told
                .map(|(count, untold)| (!untold).then_some(*count))
                .collect(),
            withheld,
        }
    }

    fn is_withheld(&self, area: usize) -> bool {
        self.withheld.get(area).copied().unwrap_or(false)
    }
}

fn rule() -> Message {
    Message::new("export-public-counts").with("n", FEW as usize)
}

/// The areas of a level.
pub(super) fn grids(content: &OutContent<'_>, level: GridLevel) -> Made {
    let units = content
        .grids
        .layer(level)
        .map_or(&[][..], |layer| &layer.units);
    let told = Told::of(content, level, units.len());
    let figures = content.counts.get(&level);
    let holders: Vec<GridLevel> = GridLevel::ALL
        .into_iter()
        .filter(|holder| *holder < level && content.grids.layer(*holder).is_some())
        .collect();
    let mut columns = vec![("code", "export-code"), ("name", "export-name")];
    columns.extend(holders.iter().map(|holder| held_by(*holder)));
    columns.extend([
        ("responsible", "export-responsible"),
        ("area_km2", "export-area"),
        ("residents", "export-residents"),
        ("incidents", "export-incidents"),
        ("per_km2", "export-per-km2"),
        ("per_1000", "export-per-1000"),
    ]);
    if content.public {
        columns.push(("withheld", "export-withheld"));
    }
    let features = units.iter().enumerate().map(|(at, unit)| {
        let mut cells = vec![text(&unit.code), text(&unit.name)];
        let holder = |level: &GridLevel| {
            let layer: &GridLayer = content.grids.layer(*level)?;
            layer.units.get(unit.ancestor(*level)?)
        };
        let named = holders
            .iter()
            .map(|level| holder(level).map(|unit| unit.name.as_str()));
        cells.extend(named.map(|name| text(name.unwrap_or_default())));
        cells.extend([
            text(unit.responsible.as_deref().unwrap_or_default()),
            OutCell::Number(rounded(unit.area.0, 6)),
            number(unit.residents),
        ]);
        cells.extend(counts(&told, figures, at));
        if content.public {
            cells.push(OutCell::Flag(told.is_withheld(at)));
        }
        OutFeature {
            place: OutPlace::Areas(unit.boundary.clone()),
            cells,
        }
    });
    Made {
        features: features.collect(),
        columns,
        public: Some(rule()),
    }
}

/// Count and rates of an area, none where the count is not told.
fn counts(told: &Told, figures: Option<&UnitFigures>, at: usize) -> [OutCell; 3] {
    let count = told.incidents.get(at).copied().flatten();
    let rate = |rates: fn(&UnitFigures) -> &Vec<Option<f64>>| {
        count?;
        let rate = rates(figures?).get(at).copied().flatten();
        rate.map(|rate| rounded(rate, 3))
    };
    [
        number(count),
        number(rate(|figures| &figures.per_km2)),
        number(rate(|figures| &figures.per_1000_residents)),
    ]
}

const fn held_by(level: GridLevel) -> (&'static str, &'static str) {
    match level {
        GridLevel::District => ("district", "level-district"),
        GridLevel::Subdistrict => ("subdistrict", "level-subdistrict"),
        GridLevel::Community => ("community", "level-community"),
        GridLevel::PoliceGrid => ("police_grid", "level-police-grid"),
        GridLevel::WorkGrid => ("work_grid", "level-work-grid"),
    }
}

/// The incidents that count, one by one, with nothing of who they concern.
pub(super) fn incidents(content: &OutContent<'_>) -> Made {
    let (table, rows) = content.incidents;
    let weights = table.weights();
    let mut columns = vec![
        ("name", "export-category"),
        ("time", "export-time"),
        ("found_by", "export-found-by"),
    ];
    if weights.is_some() {
        columns.push(("weight", "export-weight"));
    }
    let features = rows.iter().filter_map(|row| {
        let row = *row as usize;
        let category = usize::from(*table.categories().get(row)?);
        let names = table.category_names();
        let time = table.times().get(row).copied();
        let mut cells = vec![
            text(names.get(category).map_or("", String::as_str)),
            text(&time.and_then(IncidentTime::text).unwrap_or_default()),
            text(match table.discoveries().get(row)? {
                Discovery::Caller => "caller",
                Discovery::Patrol => "patrol",
                Discovery::Unknown => "",
            }),
        ];
        if let Some(weights) = weights {
            cells.push(number(weights.get(row).copied()));
        }
        Some(OutFeature {
            place: OutPlace::Point(*table.positions().get(row)?),
            cells,
        })
    });
    Made {
        features: features.collect(),
        columns,
        public: None,
    }
}

/// For each finest grid, its middle and its count; grids whose count is withheld are there without.
pub(super) fn public_incidents(content: &OutContent<'_>) -> Made {
    let units: &[GridUnit] = content.grids.finest().map_or(&[], |layer| &layer.units);
    let level = content.grids.finest().map(|layer| layer.level);
    let told = level.map(|level| Told::of(content, level, units.len()));
    let features = units.iter().enumerate().filter_map(|(at, unit)| {
        let told = told.as_ref()?;
        Some(OutFeature {
            place: OutPlace::Point(unit.label_at),
            cells: vec![
                text(&unit.code),
                text(&unit.name),
                number(told.incidents.get(at).copied().flatten()),
                OutCell::Flag(told.is_withheld(at)),
            ],
        })
    });
    Made {
        features: features.collect(),
        columns: vec![
            ("code", "export-code"),
            ("name", "export-name"),
            ("incidents", "export-incidents"),
            ("withheld", "export-withheld"),
        ],
        public: Some(rule()),
    }
}

/// Roads, link by link.
pub(super) fn roads(roads: &RoadNetwork) -> Made {
    Made {
        columns: vec![
            ("name", "export-name"),
            ("class", "export-class"),
            ("oneway", "export-one-way"),
            ("bridge", "export-bridge"),
        ],
        features: roads
            .links
            .iter()
            .map(|link| OutFeature {
                place: OutPlace::Line(link.course.clone()),
                cells: vec![
                    text(&link.name),
                    text(link.class.tag()),
                    OutCell::Flag(link.one_way),
                    OutCell::Flag(link.bridge),
                ],
            })
            .collect(),
        public: None,
    }
}
