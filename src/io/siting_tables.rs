//! The tables a siting question comes in: places with weights, and costs pair by pair.

use std::collections::HashSet;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::plan_layers::{at_line, is_table, read_points_with_ids, table_of, table_text};
use super::read_error::ReadError;
use crate::base::cancel::Cancel;
use crate::i18n::message::Message;

/// A demand or a site as its table writes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WrittenPlace {
    /// Its id; its number from 1 where the table has none.
    pub id: String,
    /// Where it is, in the numbers of the file; `None` where the table has no places.
    pub at: Option<(f64, f64)>,
    /// What it counts: 1 where the table does not say.
    pub weight: f64,
}

/// The places of a table.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct WrittenPlaces {
    /// One a row.
    pub places: Vec<WrittenPlace>,
    /// Whether their columns are called longitude and latitude.
    pub is_lonlat: bool,
}

impl WrittenPlaces {
    /// Whether every number in it is one: what comes from another process is not believed.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.places.iter().all(|place| {
            let is_place = place.at.is_none_or(|(x, y)| x.is_finite() && y.is_finite());
            is_place && place.weight.is_finite() && place.weight >= 0.0
        })
    }
}

/// A row of a table of costs: from a site to a demand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WrittenCost {
    /// The id of the site.
    pub site: String,
    /// The id of the demand.
    pub demand: String,
    /// The cost, in the unit the limit is in.
    pub cost: f64,
}

/// Demands or sites: a CSV with `id`, `x`,`y` or `lon`,`lat`, `weight` (each may be left out), or points of a GeoJSON.
///
/// # Errors
/// [`ReadError`], also where an id stands there twice or a number is none: what is left out of a question changes the answer.
pub fn read_places(path: &Path, cancel: &Cancel) -> Result<WrittenPlaces, ReadError> {
    if !is_table(path) {
        let points = read_points_with_ids(path, None)?;
        let named = (1..).zip(points).map(|(number, (id, point))| WrittenPlace {
            id: if id.is_empty() {
                number.to_string()
            } else {
                id
            },
            at: Some((point.position.lon, point.position.lat)),
            weight: 1.0,
        });
        let places: Vec<WrittenPlace> = named.collect();
        let mut seen = HashSet::new();
        for place in &places {
            once(path, None, &place.id, &mut seen)?;
        }
        return Ok(WrittenPlaces {
            places,
            is_lonlat: true,
        });
    }
    let table = Table::open(path)?;
    let [id, weight] = [
        &["id", "point_id", "编号"][..],
        &["weight", "count", "demand", "权重", "数量"],
    ]
    .map(|names| table.column(names));
    let (lon, lat) = (
        table.column(&["lon", "lng", "longitude", "经度"]),
        table.column(&["lat", "latitude", "纬度"]),
    );
    let is_lonlat = lon.is_some() && lat.is_some();
    let at = lon
        .zip(lat)
        .or_else(|| table.column(&["x"]).zip(table.column(&["y"])));
    if id.is_none() && at.is_none() {
        return Err(at_line(path, Some(1), Message::new("io-places-no-columns")));
    }
    let mut seen = HashSet::new();
    let mut places = Vec::new();
    table.each(cancel, |line, row| {
        let id = id.and_then(|id| row.get(id)).filter(|id| !id.is_empty());
        let id = id.map_or_else(|| (places.len() + 1).to_string(), ToOwned::to_owned);
        once(path, line, &id, &mut seen)?;
        let at = match at {
            Some((x, y)) => Some((number(path, line, row, x)?, number(path, line, row, y)?)),
            None => None,
        };
        let weight = match weight {
            Some(weight) => number(path, line, row, weight)?,
            None => 1.0,
        };
        if weight < 0.0 {
            let message = Message::new("io-places-below-nothing").with("found", weight.to_string());
            return Err(at_line(path, line, message));
        }
        places.push(WrittenPlace { id, at, weight });
        Ok(())
    })?;
    Ok(WrittenPlaces { places, is_lonlat })
}

/// A table of costs: `site`, `demand`, `cost`.
///
/// # Errors
/// [`ReadError`], also where a number is none.
pub fn read_costs(path: &Path, cancel: &Cancel) -> Result<Vec<WrittenCost>, ReadError> {
    let table = Table::open(path)?;
    let site = table.column(&["site", "site_id", "from", "布警点"]);
    let demand = table.column(&["demand", "demand_id", "to", "需求点"]);
    let cost = table.column(&["cost", "distance", "time", "minutes", "metres", "代价"]);
    let (Some(site), Some(demand), Some(cost)) = (site, demand, cost) else {
        return Err(at_line(path, Some(1), Message::new("io-costs-no-columns")));
    };
    let mut costs = Vec::new();
    table.each(cancel, |line, row| {
        let named = |column: usize| row.get(column).unwrap_or_default().to_owned();
        let value = number(path, line, row, cost)?;
        if value < 0.0 {
            let message = Message::new("io-places-below-nothing").with("found", value.to_string());
            return Err(at_line(path, line, message));
        }
        costs.push(WrittenCost {
            site: named(site),
            demand: named(demand),
            cost: value,
        });
        Ok(())
    })?;
    Ok(costs)
}

/// A table in memory.
struct Table<'a> {
    path: &'a Path,
    text: String,
    headers: csv::StringRecord,
}

impl<'a> Table<'a> {
    fn open(path: &'a Path) -> Result<Self, ReadError> {
        let text = table_text(path)?;
        let headers = table_of(&text).headers().cloned();
        let headers = headers.map_err(|error| broken(path, &error))?;
        Ok(Self {
            path,
            text,
            headers,
        })
    }

    fn column(&self, names: &[&str]) -> Option<usize> {
        let mut headers = self.headers.iter();
        headers.position(|header| {
            let header = header.trim_start_matches('\u{feff}').to_lowercase();
            names.contains(&header.as_str())
        })
    }

    fn each(
        &self,
        cancel: &Cancel,
        mut work: impl FnMut(Option<u64>, &csv::StringRecord) -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        let mut table = table_of(&self.text);
        for (count, row) in table.records().enumerate() {
            if count.is_multiple_of(4096) {
                cancel.check()?;
            }
            let row = row.map_err(|error| broken(self.path, &error))?;
            work(row.position().map(csv::Position::line), &row)?;
        }
        Ok(())
    }
}

fn broken(path: &Path, error: &csv::Error) -> ReadError {
    let message = Message::new("io-table-broken").with("why", error.to_string());
    at_line(path, error.position().map(csv::Position::line), message)
}

fn number(
    path: &Path,
    line: Option<u64>,
    row: &csv::StringRecord,
    column: usize,
) -> Result<f64, ReadError> {
    let text = row.get(column).unwrap_or_default();
    let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
    number.ok_or_else(|| {
        let message = Message::new("io-places-no-number").with("found", text.to_owned());
        at_line(path, line, message)
    })
}

fn once(
    path: &Path,
    line: Option<u64>,
    id: &str,
    seen: &mut HashSet<String>,
) -> Result<(), ReadError> {
    if seen.insert(id.to_owned()) {
        return Ok(());
    }
    let message = Message::new("io-places-id-twice").with("id", id.to_owned());
    Err(at_line(path, line, message))
}
