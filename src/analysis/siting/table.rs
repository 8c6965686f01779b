//! What it costs to reach demands from sites, as far as it matters: metres or minutes, pair by pair.

use std::collections::HashMap;

use rayon::prelude::*;

use super::csr::Csr;
use crate::analysis::travel::prepared::{TravelNetwork, milliseconds, minutes};
use crate::analysis::travel::search::UNREACHED;
use crate::analysis::travel::table::times;
use crate::base::cancel::{Cancel, Cancelled};
use crate::base::coords::{LocalXy, LonLat};
use crate::base::units::{Metres, Minutes};

/// Costs between sites and demands; a pair that is not there is out of reach.
#[derive(Debug, Clone, Default)]
pub struct CostTable {
    demands: usize,
    demands_of: Csr,
    costs: Vec<f64>,
}

impl CostTable {
    /// The table of these pairs: site, demand, cost. Of a pair that stands there twice the last cost counts; what is no number, or
    /// less than nothing, is no way.
    #[must_use]
    pub fn of(
        sites: usize,
        demands: usize,
        pairs: impl IntoIterator<Item = (u32, u32, f64)>,
    ) -> Self {
        let mut rows: Vec<Vec<(u32, f64)>> = vec![Vec::new(); sites];
        for (site, demand, cost) in pairs {
            let row = rows.get_mut(site as usize);
            if let Some(row) = row.filter(|_| (demand as usize) < demands) {
                row.push((demand, cost));
            }
        }
        for row in &mut rows {
            row.sort_by_key(|(demand, _)| *demand);
            row.reverse();
            row.dedup_by_key(|(demand, _)| *demand);
            row.reverse();
            row.retain(|(_, cost)| *cost >= 0.0 && cost.is_finite());
        }
        Self::of_rows(demands, rows)
    }

    /// The table of rows a site, each in the order of its demands.
    fn of_rows(demands: usize, rows: Vec<Vec<(u32, f64)>>) -> Self {
        let numbers = rows.iter().map(Vec::len).sum();
        let mut made = Self {
            demands,
            demands_of: Csr::with_capacity(rows.len(), numbers),
            costs: Vec::with_capacity(numbers),
        };
        for row in rows {
            made.demands_of.push(row.iter().map(|(demand, _)| *demand));
            made.costs.extend(row.iter().map(|(_, cost)| *cost));
        }
        made
    }

    /// Distances in a straight line, up to a limit where there is one.
    ///
    /// # Errors
    /// [`Cancelled`].
    pub fn straight(
        sites: &[LocalXy],
        demands: &[LocalXy],
        limit: Option<Metres>,
        cancel: &Cancel,
    ) -> Result<Self, Cancelled> {
        let Some(limit) = limit.filter(|limit| limit.0 > 0.0 && limit.0.is_finite()) else {
            return Self::measured(sites, demands, limit, |a, b| a.distance(*b), cancel);
        };
        let cell = |at: &LocalXy| {
            (
                (at.x / limit.0).floor() as i64,
                (at.y / limit.0).floor() as i64,
            )
        };
        let mut cells: HashMap<(i64, i64), Vec<u32>> = HashMap::new();
        for (number, at) in (0u32..).zip(demands) {
            cells.entry(cell(at)).or_default().push(number);
        }
        let row = |site: &LocalXy| {
            cancel.check()?;
            let (x, y) = cell(site);
            let near = (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (x + dx, y + dy)));
            let near = near.filter_map(|cell| cells.get(&cell)).flatten();
            let mut row: Vec<(u32, f64)> = near
                .map(|demand| (*demand, site.distance(demands[*demand as usize]).0))
                .filter(|(_, cost)| *cost <= limit.0)
                .collect();
            row.sort_unstable_by_key(|(demand, _)| *demand);
            Ok(row)
        };
        let rows: Result<Vec<_>, Cancelled> = sites.par_iter().map(row).collect();
        Ok(Self::of_rows(demands.len(), rows?))
    }

    /// Great-circle distances on a sphere (haversine), up to a limit where there is one.
    ///
    /// # Errors
    /// [`Cancelled`].
    pub fn on_sphere(
        sites: &[LonLat],
        demands: &[LonLat],
        radius: Metres,
        limit: Option<Metres>,
        cancel: &Cancel,
    ) -> Result<Self, Cancelled> {
        Self::measured(
            sites,
            demands,
            limit,
            |a, b| great_circle(*a, *b, radius),
            cancel,
        )
    }

    /// Distances on the WGS 84 ellipsoid (Karney 2013), up to a limit where there is one.
    ///
    /// # Errors
    /// [`Cancelled`].
    pub fn geodesic(
        sites: &[LonLat],
        demands: &[LonLat],
        limit: Option<Metres>,
        cancel: &Cancel,
    ) -> Result<Self, Cancelled> {
        use geo::{Distance, Geodesic};
        /// No place on the ellipsoid is nearer than this share of its distance on the sphere of the mean radius.
        const SURELY: f64 = 0.99;
        let measure = |a: &LonLat, b: &LonLat| {
            let least = great_circle(*a, *b, Metres(6_371_008.8)).0 * SURELY;
            match limit {
                Some(limit) if least > limit.0 => Metres(f64::INFINITY),
                _ => Metres(
                    Geodesic.distance(geo::Point::new(a.lon, a.lat), geo::Point::new(b.lon, b.lat)),
                ),
            }
        };
        Self::measured(sites, demands, limit, measure, cancel)
    }

    /// Every pair measured.
    fn measured<P: Sync>(
        sites: &[P],
        demands: &[P],
        limit: Option<Metres>,
        measure: impl Fn(&P, &P) -> Metres + Sync,
        cancel: &Cancel,
    ) -> Result<Self, Cancelled> {
        let most = limit.map_or(f64::MAX, |limit| limit.0);
        let row = |site: &P| {
            cancel.check()?;
            let costs = (0u32..)
                .zip(demands)
                .map(|(demand, at)| (demand, measure(site, at).0));
            Ok(costs.filter(|(_, cost)| *cost <= most).collect())
        };
        let rows: Result<Vec<Vec<(u32, f64)>>, Cancelled> = sites.par_iter().map(row).collect();
        Ok(Self::of_rows(demands.len(), rows?))
    }

    /// Minutes by road, the turn-out included, up to a limit where there is one.
    ///
    /// # Errors
    /// [`Cancelled`].
    pub fn by_road(
        sites: &[LocalXy],
        demands: &[LocalXy],
        roads: &TravelNetwork,
        limit: Option<Minutes>,
        cancel: &Cancel,
    ) -> Result<Self, Cancelled> {
        /// Sites whose times are worked out before they are thinned out.
        const AT_ONCE: usize = 256;
        let most = limit.map_or(UNREACHED - 1, milliseconds);
        let mut rows = Vec::with_capacity(sites.len());
        for some in sites.chunks(AT_ONCE) {
            for times in times(roads, some, demands, cancel)? {
                let reached = (0u32..).zip(times).filter(|(_, time)| *time <= most);
                rows.push(
                    reached
                        .map(|(demand, time)| (demand, minutes(time).0))
                        .collect(),
                );
            }
            cancel.report(rows.len() as u64, sites.len() as u64);
        }
        Ok(Self::of_rows(demands.len(), rows))
    }

    /// How many sites there are.
    #[must_use]
    pub fn sites(&self) -> usize {
        self.demands_of.len()
    }

    /// How many demands there are.
    #[must_use]
    pub const fn demands(&self) -> usize {
        self.demands
    }

    /// How many pairs are in reach.
    #[must_use]
    pub fn pairs(&self) -> usize {
        self.costs.len()
    }

    /// The demands a site reaches, in order, and what that costs.
    pub fn of_site(&self, site: usize) -> impl Iterator<Item = (u32, f64)> {
        let row = self.demands_of.row(site);
        let from = self.demands_of.begins(site);
        row.iter()
            .copied()
            .zip(self.costs.iter().skip(from).copied())
    }

    /// For each demand the sites that reach it within a limit (exactly at it is within), in order.
    pub(super) fn within(&self, limit: f64) -> Csr {
        let near = (0..self.sites()).map(|site| {
            let reached = self.of_site(site).filter(|(_, cost)| *cost <= limit);
            reached.map(|(demand, _)| demand).collect::<Vec<_>>()
        });
        Csr::of(near).turned(self.demands)
    }
}

/// The distance on a sphere.
fn great_circle(a: LonLat, b: LonLat, radius: Metres) -> Metres {
    let (south, north) = (a.lat.to_radians(), b.lat.to_radians());
    let up = ((north - south) / 2.0).sin();
    let along = ((b.lon - a.lon).to_radians() / 2.0).sin();
    let chord = up * up + south.cos() * north.cos() * along * along;
    Metres(2.0 * radius.0 * chord.sqrt().min(1.0).asin())
}
