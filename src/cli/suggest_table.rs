//! What reaches what, for `suggest`: from a table, over roads, or measured.

use std::collections::HashMap;
use std::sync::Arc;

use super::suggest::{SuggestArgs, SuggestError};
use crate::analysis::siting::table::CostTable;
use crate::analysis::travel::prepared::TravelNetwork;
use crate::base::cancel::{Cancel, Cancelled};
use crate::base::coords::{LocalXy, LonLat, LonLatBox};
use crate::base::crs::Crs;
use crate::base::projection::LocalProjection;
use crate::base::units::{Metres, Minutes};
use crate::i18n::message::Message;
use crate::io::read_error::ReadError;
use crate::io::siting_tables::WrittenPlaces;
use crate::io::worker::read_costs;
use crate::model::road_network::RoadNetwork;

/// Demands or sites as their file has them.
pub(super) struct Places {
    pub written: WrittenPlaces,
}

impl Places {
    pub(super) const fn new(written: WrittenPlaces) -> Self {
        Self { written }
    }

    /// The id of a place.
    pub(super) fn id(&self, number: u32) -> String {
        let place = self.written.places.get(number as usize);
        place.map(|place| place.id.clone()).unwrap_or_default()
    }

    /// The number of each id.
    pub(super) fn numbers(&self) -> HashMap<&str, u32> {
        let ids = self.written.places.iter().map(|place| place.id.as_str());
        ids.zip(0u32..).collect()
    }

    fn len(&self) -> usize {
        self.written.places.len()
    }

    /// The coordinates as they are written; every place has some.
    fn at(&self) -> Result<Vec<(f64, f64)>, SuggestError> {
        let places = self.written.places.iter().map(|place| {
            let missing = || Message::new("cli-suggest-no-place").with("id", place.id.clone());
            place.at.ok_or_else(|| SuggestError::Refused(missing()))
        });
        places.collect()
    }

    /// The places in degrees.
    fn lonlats(&self, crs: Crs) -> Result<Vec<LonLat>, SuggestError> {
        let places = self.at()?.into_iter().map(|(x, y)| {
            if crs.holds(x, y) {
                return Ok(crs.to_lonlat(x, y));
            }
            let message = Message::new("io-defect-out-of-range")
                .with("x", format!("{x}"))
                .with("y", format!("{y}"))
                .with("crs", crs.name());
            Err(SuggestError::Refused(message))
        });
        places.collect()
    }
}

/// The costs between sites and demands, up to a limit where there is one.
pub(super) fn cost_table(
    args: &SuggestArgs,
    sites: &Places,
    demand: &Places,
    roads: Option<Arc<RoadNetwork>>,
    limit: Option<f64>,
    cancel: &Cancel,
) -> Result<CostTable, SuggestError> {
    if let Some(path) = &args.costs {
        let rows = read_costs(path, cancel)?;
        return of_rows(&rows, sites, demand);
    }
    let stopped = |error: Cancelled| SuggestError::from(ReadError::Cancelled(error));
    let is_lonlat = sites.written.is_lonlat || demand.written.is_lonlat;
    if let Some(roads) = roads {
        let is_plane = roads.source.crs == Crs::Plane;
        let crs = args
            .crs
            .unwrap_or(if is_plane { Crs::Plane } else { Crs::Wgs84 });
        let (sites, demand) = (sites.lonlats(crs)?, demand.lonlats(crs)?);
        let projection = projection(crs, &demand);
        let ready = TravelNetwork::new(roads, &args.travel.rule(), projection);
        let local = |places: &[LonLat]| -> Vec<LocalXy> {
            places.iter().map(|at| projection.to_local(*at)).collect()
        };
        let limit = limit.map(Minutes);
        return CostTable::by_road(&local(&sites), &local(&demand), &ready, limit, cancel)
            .map_err(stopped);
    }
    let limit = limit.map(Metres);
    let metric = args
        .metric
        .as_deref()
        .unwrap_or(if is_lonlat { "geodesic" } else { "plane" });
    let crs = args.crs.unwrap_or(if metric == "plane" && !is_lonlat {
        Crs::Plane
    } else {
        Crs::Wgs84
    });
    let table = match metric {
        "sphere" => {
            let radius = Metres(args.sphere_radius_m);
            CostTable::on_sphere(
                &sites.lonlats(crs)?,
                &demand.lonlats(crs)?,
                radius,
                limit,
                cancel,
            )
        }
        "geodesic" => {
            CostTable::geodesic(&sites.lonlats(crs)?, &demand.lonlats(crs)?, limit, cancel)
        }
        // The numbers of the file themselves: nothing is lost on the way to degrees and back.
        _ if crs == Crs::Plane => {
            let local = |places: Vec<(f64, f64)>| -> Vec<LocalXy> {
                places
                    .into_iter()
                    .map(|(x, y)| LocalXy::new(x, y))
                    .collect()
            };
            CostTable::straight(&local(sites.at()?), &local(demand.at()?), limit, cancel)
        }
        _ => {
            let (sites, demand) = (sites.lonlats(crs)?, demand.lonlats(crs)?);
            let projection = projection(crs, &demand);
            let local = |places: &[LonLat]| -> Vec<LocalXy> {
                places.iter().map(|at| projection.to_local(*at)).collect()
            };
            CostTable::straight(&local(&sites), &local(&demand), limit, cancel)
        }
    };
    table.map_err(stopped)
}

fn projection(crs: Crs, places: &[LonLat]) -> LocalProjection {
    match (crs, LonLatBox::around(places.iter().copied())) {
        (Crs::Plane, _) | (_, None) => LocalProjection::plane(),
        (_, Some(extent)) => LocalProjection::centred_on(extent.centre()),
    }
}

/// The table of rows by id.
fn of_rows(
    rows: &[crate::io::siting_tables::WrittenCost],
    sites: &Places,
    demand: &Places,
) -> Result<CostTable, SuggestError> {
    let (of_site, of_demand) = (sites.numbers(), demand.numbers());
    let mut pairs = Vec::with_capacity(rows.len());
    for row in rows {
        let unknown = |id: &'static str, found: &str| {
            SuggestError::Refused(Message::new(id).with("id", found.to_owned()))
        };
        let site = of_site
            .get(row.site.as_str())
            .ok_or_else(|| unknown("cli-suggest-no-site", &row.site))?;
        let to = of_demand
            .get(row.demand.as_str())
            .ok_or_else(|| unknown("cli-suggest-no-demand", &row.demand))?;
        pairs.push((*site, *to, row.cost));
    }
    Ok(CostTable::of(sites.len(), demand.len(), pairs))
}
