//! How busy the units at the patrol points are with the incidents at hand, and what becomes of arrival where they are.

use super::density::WeightedPlaces;
use super::profile::{days_of_month, month_number};
use super::queueing::{Atom, Workload, workload};
use super::squares::squares;
use super::travel::prepared::{TravelNetwork, minutes};
use super::travel::search::UNREACHED;
use super::travel::table::times;
use crate::base::cancel::{Cancel, Cancelled};
use crate::base::coords::LocalXy;
use crate::base::ids::PointId;
use crate::base::units::{Metres, Minutes, Share};
use crate::model::filter::IncidentFilter;
use crate::model::incident::{IncidentTable, TimePrecision};
use crate::model::reach_rule::Reach;

/// The side of the squares incidents are put together in.
const SQUARE: Metres = Metres(500.0);

/// Calls and what one takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Calls {
    /// Calls an hour, in the hours that count.
    pub per_hour: f64,
    /// How long one keeps a unit busy, the way there included.
    pub takes: Minutes,
}

impl Calls {
    /// Calls under way at a time, on average.
    #[must_use]
    pub fn load(self) -> f64 {
        self.per_hour * self.takes.0 / 60.0
    }
}

/// How many of the incidents that count there are in an hour that counts; `None` where nothing is known of when they were.
#[must_use]
pub fn per_hour(table: &IncidentTable, filter: &IncidentFilter, counted: f64) -> Option<f64> {
    let (first, last) = table.day_range()?;
    let latest = table.last_time()?;
    // What knows only its month may have been on its last day.
    let month = latest
        .date()
        .filter(|_| latest.precision() == TimePrecision::Month);
    let end = month.and_then(|date| days_of_month(month_number(date)));
    let hours = filter.hours_between((first, end.map_or(last, |(_, end)| end)));
    (hours > 0.0).then(|| counted / hours)
}

/// What the units at the points have to do.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitLoads {
    /// The calls it is worked out for.
    pub calls: Calls,
    /// The share of its time each unit is busy; one unit a point.
    pub busy: Vec<(PointId, Share)>,
    /// The mean of those.
    pub mean_busy: Share,
    /// The share of calls that wait because no unit is free.
    pub waits: Share,
    /// The share of calls where the nearest unit goes itself.
    pub nearest_goes: Share,
    /// How far off, or how long after the call, those who go are on average; without the time calls wait.
    pub mean: Option<Reach>,
    /// Whether it is exact; else busy shares are good to [`super::queueing::APPROXIMATION_ERROR`].
    pub exact: bool,
}

/// Works out what units at the points have to do: with the roads made ready, by road, else as the crow flies. `None` where there
/// are no points or no incidents, or where there are so many calls that they wait without end.
///
/// # Errors
/// [`Cancelled`].
pub fn unit_loads(
    places: &WeightedPlaces,
    points: &[(PointId, LocalXy)],
    roads: Option<&TravelNetwork>,
    calls: Calls,
    cancel: &Cancel,
) -> Result<Option<UnitLoads>, Cancelled> {
    let squares = squares(places, SQUARE);
    let mut atoms: Vec<Atom> = squares
        .iter()
        .map(|(_, weight)| Atom {
            calls: *weight,
            costs: Vec::with_capacity(points.len()),
        })
        .collect();
    match roads {
        None => {
            for ((at, _), atom) in squares.iter().zip(&mut atoms) {
                let far = |(_, point): &(PointId, LocalXy)| (point.x - at.x).hypot(point.y - at.y);
                atom.costs.extend(points.iter().map(far));
            }
        }
        Some(roads) => by_road(&squares, points, roads, &mut atoms, cancel)?,
    }
    cancel.check()?;
    let found = workload(points.len(), &atoms, calls.load());
    Ok(found.map(|found| told(found, points, calls, roads.is_some())))
}

fn told(found: Workload, points: &[(PointId, LocalXy)], calls: Calls, by_road: bool) -> UnitLoads {
    let ids = points.iter().map(|(id, _)| *id);
    let measure = |mean| {
        if by_road {
            Reach::Time(Minutes(mean))
        } else {
            Reach::Distance(Metres(mean))
        }
    };
    UnitLoads {
        calls,
        mean_busy: Share(calls.load() / points.len() as f64),
        busy: ids.zip(found.busy.into_iter().map(Share)).collect(),
        waits: Share(found.waits),
        nearest_goes: Share(found.nearest_goes),
        mean: found.mean_cost.map(measure),
        exact: found.exact,
    }
}

/// Minutes from each point to each square; a unit that never arrives takes without end.
fn by_road(
    squares: &[(LocalXy, f64)],
    points: &[(PointId, LocalXy)],
    roads: &TravelNetwork,
    atoms: &mut [Atom],
    cancel: &Cancel,
) -> Result<(), Cancelled> {
    let from: Vec<LocalXy> = points.iter().map(|(_, at)| *at).collect();
    let to: Vec<LocalXy> = squares.iter().map(|(at, _)| *at).collect();
    for row in times(roads, &from, &to, cancel)? {
        for (atom, time) in atoms.iter_mut().zip(row) {
            atom.costs.push(if time == UNREACHED {
                f64::INFINITY
            } else {
                minutes(time).0
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::queueing::erlang_c;

    fn calls(per_hour: f64) -> Calls {
        Calls {
            per_hour,
            takes: Minutes(30.0),
        }
    }

    #[test]
    fn the_busier_place_has_the_busier_unit_and_the_others_help_out() {
        let place = |x: f64, count: usize| vec![LocalXy::new(x, 0.0); count];
        let places = WeightedPlaces {
            places: [place(0.0, 300), place(9_000.0, 100)].concat(),
            weights: None,
        };
        let points = [
            (PointId(4), LocalXy::new(100.0, 0.0)),
            (PointId(7), LocalXy::new(9_000.0, 200.0)),
        ];
        let loads = |per_hour| unit_loads(&places, &points, None, calls(per_hour), &Cancel::new());
        let found = loads(1.2).expect("not cancelled").expect("steady");
        assert!(found.exact);
        assert!((found.mean_busy.0 - 0.3).abs() < 1e-12);
        let [(four, busy), (seven, idle)] = found.busy[..] else {
            panic!("two units");
        };
        assert_eq!((four, seven), (PointId(4), PointId(7)));
        assert!(busy.0 > 0.3 && idle.0 < 0.3);
        // More than its own quarter: it goes where the other is busy.
        assert!(idle.0 > 0.25 * 0.6);
        assert!((busy.0 + idle.0 - 0.6).abs() < 1e-9);
        assert!((found.waits.0 - erlang_c(2, 0.6).expect("steady")).abs() < 1e-12);
        assert!(found.nearest_goes.0 > 0.5 && found.nearest_goes.0 < 1.0);
        // Hardly any calls: everybody goes to his own.
        let quiet = loads(1e-6).expect("not cancelled").expect("steady");
        let Some(Reach::Distance(mean)) = quiet.mean else {
            panic!("metres");
        };
        assert!((mean.0 - (300.0 * 100.0 + 100.0 * 200.0) / 400.0).abs() < 0.01);
        // Four calls an hour of half an hour each are two at a time: two units never get through.
        assert_eq!(loads(4.0), Ok(None));
    }
}
