//! The answer of `hotspot`, and its file.

use std::collections::BTreeMap;
use std::path::Path;

use geojson::{Feature, FeatureCollection, Geometry, GeometryValue};
use serde::Serialize;

use super::backtest::Seconds;
use super::score_line::ScoreLine;
use super::study::{Study, StudyError};
use crate::analysis::hotspots::cells::StudyCells;
use crate::analysis::hotspots::clusters::Clusters;
use crate::analysis::hotspots::near_repeat::{NearRepeat, NearRepeatRule};
use crate::base::coords::{LocalXy, LonLat};
use crate::io::read_error::ReadError;
use crate::io::safe_write::write_whole;

/// The answer of `hotspot`.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct HotspotReport {
    /// How hot spots are found.
    pub method: String,
    /// What such a map would have been worth in the last months: drawn before each, judged by it. `null` where not asked for.
    #[serde(flatten)]
    pub score: Option<ScoreLine>,
    /// Months it is scored on.
    pub score_months: usize,
    /// What incidents are counted in.
    pub cells: usize,
    /// Side of square cells, metres.
    pub cell_m: Option<f64>,
    /// Incidents that count.
    pub incidents: f64,
    /// Share of false alarms among those called.
    pub level: f64,
    /// Areas called hot, false alarms kept down.
    pub hot: Option<usize>,
    /// Areas called cold.
    pub cold: Option<usize>,
    /// Areas that would be called were each judged alone.
    pub called_each_alone: Option<usize>,
    /// So many of them by chance alone.
    pub false_reds_expected: Option<f64>,
    /// Areas by class over the months.
    pub classes: BTreeMap<&'static str, usize>,
    /// Months the classes look at.
    pub months: usize,
    /// Clusters.
    pub clusters: Vec<ClusterLine>,
    /// The chance of as many clusters.
    pub p_of_count: Option<f64>,
    /// The table of near repeats.
    pub near_repeat: Option<NearRepeatLines>,
    /// Every area.
    pub areas: Vec<SpotLine>,
    /// Rows of the file that were refused.
    pub refused: usize,
    /// Seconds of reading and of the work.
    pub seconds: Seconds,
}

/// One area.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct SpotLine {
    /// Its code, or the number of a square.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its middle, WGS 84.
    pub at: Option<[f64; 2]>,
    /// Its incidents.
    pub incidents: f64,
    /// Gi*.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub z: Option<f64>,
    /// Local Moran's I.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub i: Option<f64>,
    /// The chance of as extreme a score.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p: Option<f64>,
    /// Benjamini and Hochberg's q.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub q: Option<f64>,
    /// What it is: `hot`, `cold`, `plain`; of local Moran's I `high-high` and so on.
    pub spot: &'static str,
    /// Its class over the months.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<&'static str>,
    /// What its rate is set against.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub denominator: Option<f64>,
    /// Its rate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<f64>,
    /// The empirical Bayes estimate of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub smoothed_rate: Option<f64>,
}

/// One cluster.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClusterLine {
    /// 1 is a cluster of incidents, 2 one of clusters.
    pub order: usize,
    /// Its centre, WGS 84.
    pub at: [f64; 2],
    /// Its incidents.
    pub incidents: f64,
    /// Standard distance, metres.
    pub spread_m: f64,
    /// The chance that the largest at random is as large.
    pub p: Option<f64>,
}

impl ClusterLine {
    pub(super) fn all(found: &Clusters, cells: &StudyCells) -> Vec<Self> {
        let orders = (1..).zip(&found.orders);
        let lines = orders.flat_map(|(order, clusters)| {
            clusters.iter().map(move |cluster| {
                let at = cells.projection().to_lonlat(cluster.centre);
                Self {
                    order,
                    at: [at.lon, at.lat],
                    incidents: cluster.incidents,
                    spread_m: cluster.spread.0,
                    p: cluster.p,
                }
            })
        });
        lines.collect()
    }
}

/// The table of near repeats.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NearRepeatLines {
    /// Upper ends of the rows, metres; the first is one place.
    pub distance_m: Vec<f64>,
    /// Upper ends of the columns, days; the first is the same day.
    pub days: Vec<u32>,
    /// Pairs, row by row.
    pub observed: Vec<Vec<u64>>,
    /// Pairs expected.
    pub expected: Vec<Vec<f64>>,
    /// Observed over expected.
    pub ratio: Vec<Vec<Option<f64>>>,
    /// The chance of as many.
    pub p: Vec<Vec<f64>>,
    /// Incidents looked at: those whose day is known.
    pub incidents: usize,
}

impl NearRepeatLines {
    pub(super) fn of(found: &NearRepeat, rule: &NearRepeatRule) -> Self {
        let far = rule
            .distances
            .iter()
            .map(|end| end.0)
            .filter(|end| *end > 1.0);
        let mut distance_m: Vec<f64> = std::iter::once(1.0).chain(far).collect();
        distance_m.sort_by(f64::total_cmp);
        distance_m.dedup();
        let mut days: Vec<u32> = std::iter::once(0)
            .chain(rule.days.iter().copied())
            .collect();
        days.sort_unstable();
        days.dedup();
        let of_rows = found.rows.iter();
        Self {
            distance_m,
            days,
            observed: of_rows
                .clone()
                .map(|row| row.iter().map(|it| it.observed).collect())
                .collect(),
            expected: of_rows
                .clone()
                .map(|row| row.iter().map(|it| it.expected).collect())
                .collect(),
            ratio: of_rows
                .clone()
                .map(|row| row.iter().map(|it| it.ratio()).collect())
                .collect(),
            p: of_rows
                .map(|row| row.iter().map(|it| it.p).collect())
                .collect(),
            incidents: found.incidents,
        }
    }
}

/// Writes every area with its figures, or every cluster as a circle of its standard distance, as GeoJSON.
pub(super) fn write_spots(
    path: &Path,
    study: &Study,
    cells: &StudyCells,
    report: &HotspotReport,
) -> Result<(), StudyError> {
    let areas = report.areas.iter().enumerate();
    let areas = areas.map(|(cell, line)| feature(&study.outline_of(cells, cell), line));
    let clusters = report.clusters.iter();
    let clusters = clusters.map(|line| feature(&line.circle(cells), line));
    let whole = FeatureCollection::new(areas.chain(clusters).collect::<Vec<_>>());
    write_whole(path, whole.to_string().as_bytes()).map_err(|source| {
        StudyError::File(ReadError::Write {
            path: path.into(),
            source,
        })
    })
}

fn feature(outline: &geo::MultiPolygon<f64>, line: &impl Serialize) -> Feature {
    let properties = serde_json::to_value(line).ok();
    Feature {
        geometry: Some(Geometry::new(GeometryValue::from(outline))),
        properties: properties.and_then(|value| value.as_object().cloned()),
        ..Feature::default()
    }
}

impl ClusterLine {
    /// The circle of its standard distance, at least a few metres wide.
    fn circle(&self, cells: &StudyCells) -> geo::MultiPolygon<f64> {
        const CORNERS: u32 = 48;
        let [lon, lat] = self.at;
        let middle = cells.projection().to_local(LonLat::new(lon, lat));
        let radius = self.spread_m.max(5.0);
        let corner = |number: u32| -> geo::Coord {
            let angle = std::f64::consts::TAU * f64::from(number) / f64::from(CORNERS);
            let at = LocalXy::new(
                radius.mul_add(angle.cos(), middle.x),
                radius.mul_add(angle.sin(), middle.y),
            );
            cells.projection().to_lonlat(at).into()
        };
        let ring: Vec<geo::Coord> = (0..CORNERS).map(corner).collect();
        geo::MultiPolygon(vec![geo::Polygon::new(ring.into(), Vec::new())])
    }
}
