//! Which incidents lie in a target area, in its control, or in the ring about either.

use geo::{BoundingRect, Contains, Distance, Euclidean, MapCoords, Point, Polygon};

use super::before_after::{BeforeAfter, DisplacementCounts};
use crate::base::cancel::{Cancel, Cancelled};
use crate::base::coords::{LocalXy, LonLat};
use crate::base::projection::LocalProjection;
use crate::base::units::Metres;

/// Places between two looks at the cancel handle.
const PLACES_A_CHECK: usize = 4096;

/// Where a place lies. Who is in several is in the first: the target before its control, both before the rings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// In the target.
    Target,
    /// In the control.
    Control,
    /// About the target.
    Ring,
    /// About the control.
    ControlRing,
    /// In none.
    Elsewhere,
}

/// The areas of a comparison, ready to be asked.
#[derive(Debug, Clone)]
pub struct DisplacementAreas {
    target: Vec<Polygon<f64>>,
    control: Vec<Polygon<f64>>,
    ring: f64,
}

impl DisplacementAreas {
    /// Areas (WGS 84) with a ring of a width; 0 is none.
    #[must_use]
    pub fn new(
        target: &[Polygon<f64>],
        control: &[Polygon<f64>],
        ring: Metres,
        projection: &LocalProjection,
    ) -> Self {
        let local = |area: &Polygon<f64>| {
            area.map_coords(|corner| {
                let at = projection.to_local(LonLat::from(corner));
                geo::Coord { x: at.x, y: at.y }
            })
        };
        Self {
            target: target.iter().map(local).collect(),
            control: control.iter().map(local).collect(),
            ring: ring.0.max(0.0),
        }
    }

    /// Where a place lies.
    #[must_use]
    pub fn part(&self, at: LocalXy) -> Part {
        let (target, control) = (self.apart(&self.target, at), self.apart(&self.control, at));
        let in_ring = |apart: Option<f64>| apart.is_some_and(|apart| apart <= self.ring);
        if target == Some(0.0) {
            Part::Target
        } else if control == Some(0.0) {
            Part::Control
        } else if in_ring(target) {
            Part::Ring
        } else if in_ring(control) {
            Part::ControlRing
        } else {
            Part::Elsewhere
        }
    }

    /// How far a place lies from the nearest of some areas, where that is within the ring.
    fn apart(&self, areas: &[Polygon<f64>], at: LocalXy) -> Option<f64> {
        let point = Point::new(at.x, at.y);
        let near = areas.iter().filter(|area| {
            area.bounding_rect().is_some_and(|about| {
                let (min, max) = (about.min(), about.max());
                at.x >= min.x - self.ring
                    && at.x <= max.x + self.ring
                    && at.y >= min.y - self.ring
                    && at.y <= max.y + self.ring
            })
        });
        near.map(|area| {
            if area.contains(&point) {
                0.0
            } else {
                Euclidean.distance(&point, area)
            }
        })
        .filter(|apart| *apart <= self.ring)
        .min_by(f64::total_cmp)
    }

    /// Incidents of both periods in each part; `period` says of a row whether it is before (`Some(false)`), after or neither.
    ///
    /// # Errors
    /// [`Cancelled`].
    pub fn counts(
        &self,
        places: &[LocalXy],
        period: impl Fn(usize) -> Option<bool>,
        weight: impl Fn(usize) -> f64,
        cancel: &Cancel,
    ) -> Result<DisplacementCounts, Cancelled> {
        let mut sums = [BeforeAfter::default(); 4];
        for (row, at) in places.iter().enumerate() {
            if row.is_multiple_of(PLACES_A_CHECK) {
                cancel.check()?;
                cancel.report(row as u64, places.len() as u64);
            }
            let Some(is_after) = period(row) else {
                continue;
            };
            let sum = match self.part(*at) {
                Part::Target => &mut sums[0],
                Part::Control => &mut sums[1],
                Part::Ring => &mut sums[2],
                Part::ControlRing => &mut sums[3],
                Part::Elsewhere => continue,
            };
            *(if is_after {
                &mut sum.after
            } else {
                &mut sum.before
            }) += weight(row);
        }
        let [target, control, ring, control_ring] = sums;
        let has_ring = self.ring > 0.0;
        Ok(DisplacementCounts {
            target,
            control,
            ring: has_ring.then_some(ring),
            control_ring: (has_ring && !self.control.is_empty()).then_some(control_ring),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_lies_in_one_part_and_rings_are_as_wide_as_said() {
        let projection = LocalProjection::centred_on(LonLat::new(113.9, 22.6));
        let square = |west: f64, east: f64| {
            let corners = [(west, 0.0), (east, 0.0), (east, 100.0), (west, 100.0)];
            let ring: Vec<geo::Coord> = corners
                .map(|(x, y)| projection.to_lonlat(LocalXy::new(x, y)).into())
                .to_vec();
            Polygon::new(ring.into(), Vec::new())
        };
        let areas = DisplacementAreas::new(
            &[square(0.0, 100.0)],
            &[square(240.0, 340.0)],
            Metres(50.0),
            &projection,
        );
        let part = |x: f64, y: f64| areas.part(LocalXy::new(x, y));
        assert_eq!(part(50.0, 50.0), Part::Target);
        assert_eq!(
            (part(149.0, 50.0), part(151.0, 50.0)),
            (Part::Ring, Part::Elsewhere)
        );
        // Around the corner the ring is round.
        assert_eq!(
            (part(135.0, 135.0), part(136.0, 136.0)),
            (Part::Ring, Part::Elsewhere)
        );
        assert_eq!(
            (part(300.0, 50.0), part(195.0, 50.0)),
            (Part::Control, Part::ControlRing)
        );
        let places = [
            LocalXy::new(50.0, 50.0),
            LocalXy::new(120.0, 50.0),
            LocalXy::new(300.0, 50.0),
        ];
        let counts = areas
            .counts(&places, |row| Some(row != 2), |_| 2.0, &Cancel::new())
            .expect("not cancelled");
        assert_eq!(
            (
                counts.target.after,
                counts.ring.expect("a ring").after,
                counts.control.before
            ),
            (2.0, 2.0, 2.0)
        );
    }
}
