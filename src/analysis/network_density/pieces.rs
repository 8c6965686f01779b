//! Streets in pieces, and the density on each.

use geo::{Coord, LineString};
use rayon::prelude::*;

use super::NetworkRule;
use super::waves::{Arrival, Course, STEPS, Waves};
use crate::analysis::density::WeightedPlaces;
use crate::analysis::travel::snap::{Snapper, Spot, nearest_among};
use crate::base::cancel::{Cancel, Cancelled};
use crate::base::coords::{LocalBox, LocalXy, LonLat};
use crate::base::projection::LocalProjection;
use crate::base::units::Metres;
use crate::model::road_network::RoadNetwork;

/// Places are brought to their streets by boxes of this side, metres.
const BOX: f64 = 100.0;
/// A link is cut into no more pieces than this.
const MOST_PIECES: f64 = 100_000.0;

/// The streets of a network in short pieces; each has a position, from 0.
#[derive(Debug, Clone)]
pub struct StreetPieces {
    courses: Vec<Course>,
    corners: Vec<Vec<LocalXy>>,
    junctions: usize,
    /// Where each link's pieces begin; one entry more than links.
    starts: Vec<u32>,
    lengths: Vec<Metres>,
    snapper: Snapper,
}

/// A density along streets.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct NetworkDensity {
    /// For each piece the incidents per kilometre of road in its middle.
    pub values: Vec<f64>,
    /// Incidents on some street.
    pub on_streets: f64,
    /// Incidents too far from every street: in no value.
    pub off_road: f64,
}

impl NetworkDensity {
    /// The greatest value.
    #[must_use]
    pub fn peak(&self) -> f64 {
        self.values.iter().copied().fold(0.0, f64::max)
    }
}

/// An incident on its link: metres from its first corner, and how many it stands for.
type OnLink = (u32, f64, f64);

impl StreetPieces {
    /// Cuts the links of a network into pieces no longer than a length.
    #[must_use]
    pub fn new(network: &RoadNetwork, piece: Metres, projection: LocalProjection) -> Self {
        let local = |corner: &Coord| projection.to_local(LonLat::from(*corner));
        let known = network.links.iter().zip(&network.joints.ends);
        let mut pieces = Self {
            courses: Vec::new(),
            corners: Vec::new(),
            junctions: network.joints.junctions.len(),
            starts: vec![0],
            lengths: Vec::new(),
            snapper: Snapper::of_links(network, projection, |link| {
                (link as usize) < network.joints.ends.len()
            }),
        };
        for (link, ends) in known {
            let corners: Vec<LocalXy> = link.course.0.iter().map(local).collect();
            let length: f64 = corners
                .windows(2)
                .map(|ends| ends[0].distance(ends[1]).0)
                .sum();
            let wanted = (length / piece.0.max(1.0)).ceil();
            let count = if wanted.is_nan() {
                1.0
            } else {
                wanted.clamp(1.0, MOST_PIECES)
            };
            let each = Metres(length / count);
            pieces.lengths.extend((0..count as usize).map(|_| each));
            pieces.starts.push(pieces.lengths.len() as u32);
            pieces.courses.push(Course {
                ends: *ends,
                length,
            });
            pieces.corners.push(corners);
        }
        pieces
    }

    /// Pieces.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.lengths.len()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.lengths.is_empty()
    }

    /// How long each is.
    #[must_use]
    pub fn lengths(&self) -> &[Metres] {
        &self.lengths
    }

    /// The middle of each.
    #[must_use]
    pub fn middles(&self) -> Vec<LocalXy> {
        let of_link = |link: usize| {
            let corners = &self.corners[link];
            self.middles_along(link)
                .map(move |metres| place_at(corners, metres))
        };
        (0..self.courses.len()).flat_map(of_link).collect()
    }

    /// The link of each piece, by its position in the network.
    #[must_use]
    pub fn links(&self) -> Vec<u32> {
        let of_link = |(link, range): (u32, &[u32])| vec![link; (range[1] - range[0]) as usize];
        (0u32..)
            .zip(self.starts.windows(2))
            .flat_map(of_link)
            .collect()
    }

    /// The line of a piece, WGS 84.
    #[must_use]
    pub fn line(&self, piece: usize) -> LineString<f64> {
        let link = self
            .starts
            .partition_point(|start| *start as usize <= piece);
        let Some((link, corners)) = link
            .checked_sub(1)
            .and_then(|link| Some((link, self.corners.get(link)?)))
        else {
            return LineString(Vec::new());
        };
        let each = self.lengths.get(piece).map_or(0.0, |length| length.0);
        let from = each * (piece - self.starts[link] as usize) as f64;
        let to = from + each;
        let mut line = vec![place_at(corners, from)];
        let mut along = 0.0;
        for ends in corners.windows(2) {
            along += ends[0].distance(ends[1]).0;
            if along > from && along < to {
                line.push(ends[1]);
            }
        }
        line.push(place_at(corners, to));
        let back = |at: &LocalXy| Coord::from(self.snapper.projection().to_lonlat(*at));
        line.iter().map(back).collect()
    }

    /// How far from the first corner of a link the middles of its pieces lie.
    fn middles_along(&self, link: usize) -> impl Iterator<Item = f64> + use<> {
        let count = self.starts[link + 1] - self.starts[link];
        let each = self.courses[link].length / f64::from(count);
        (0..count).map(move |piece| (f64::from(piece) + 0.5) * each)
    }

    /// The density of incidents on each piece. All of it lies on the streets: the sum of values times lengths is the number of
    /// incidents on them.
    ///
    /// # Errors
    /// [`Cancelled`].
    pub fn density(
        &self,
        places: &WeightedPlaces,
        rule: NetworkRule,
        cancel: &Cancel,
    ) -> Result<NetworkDensity, Cancelled> {
        if !rule.is_sound() || self.is_empty() {
            return Ok(NetworkDensity {
                values: vec![0.0; self.len()],
                off_road: places.total(),
                ..NetworkDensity::default()
            });
        }
        let (incidents, off_road) = self.on_links(places, rule.off_road, cancel)?;
        let arrivals: Vec<Arrival> = incidents.iter().flat_map(|it| self.arrivals(it)).collect();
        let waves = Waves::of(
            &self.courses,
            self.junctions,
            &arrivals,
            rule.reach(),
            cancel,
        )?;
        let first = |link: u32| incidents.partition_point(|it| it.0 < link);
        let of_link = |link: usize| {
            let own = &incidents[first(link as u32)..first(link as u32 + 1)];
            self.values_on(link, own, &waves, rule)
        };
        let values: Vec<Vec<f64>> = (0..self.courses.len())
            .into_par_iter()
            .map(of_link)
            .collect();
        cancel.check()?;
        Ok(NetworkDensity {
            values: values.concat(),
            on_streets: incidents.iter().map(|it| it.2).sum(),
            off_road,
        })
    }

    /// The incidents on their links, in order, those at one spot together; and how many are off every street.
    fn on_links(
        &self,
        places: &WeightedPlaces,
        off_road: Metres,
        cancel: &Cancel,
    ) -> Result<(Vec<OnLink>, f64), Cancelled> {
        let mut order: Vec<((i64, i64), u32)> = (0u32..)
            .zip(&places.places)
            .filter(|(_, at)| at.x.is_finite() && at.y.is_finite())
            .map(|(row, at)| {
                (
                    ((at.y / BOX).floor() as i64, (at.x / BOX).floor() as i64),
                    row,
                )
            })
            .collect();
        order.sort_unstable();
        let weight = |row: u32| {
            let weights = places.weights.as_ref();
            weights.map_or(1.0, |all| all.get(row as usize).copied().unwrap_or(0.0))
        };
        let (mut on, mut off) = (Vec::with_capacity(order.len()), 0.0);
        for rows in order.chunk_by(|a, b| a.0 == b.0) {
            cancel.check()?;
            let at = |row: &((i64, i64), u32)| places.places[row.1 as usize];
            let Some(about) = LocalBox::around(rows.iter().map(at)) else {
                continue;
            };
            let candidates = self.snapper.candidates(about);
            for row in rows {
                match nearest_among(&candidates, at(row)) {
                    Some(Spot { link, along, off }) if off <= off_road.0 => {
                        let length = self.courses[link as usize].length;
                        on.push((link, along * length, weight(row.1)));
                    }
                    _ => off += weight(row.1),
                }
            }
        }
        on.sort_unstable_by(|a: &OnLink, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        on.dedup_by(|next, kept| {
            let is_same = next.0 == kept.0 && next.1 == kept.1;
            if is_same {
                kept.2 += next.2;
            }
            is_same
        });
        Ok((on, off))
    }

    fn arrivals(&self, (link, metres, weight): &OnLink) -> [Arrival; 2] {
        let length = self.courses[*link as usize].length;
        let arrival = |forwards: bool, metres: f64| Arrival {
            link: *link,
            forwards,
            metres,
            weight: *weight,
        };
        [arrival(true, length - metres), arrival(false, *metres)]
    }

    /// The values of the pieces of a link: from its own incidents, and from what enters at either end.
    fn values_on(&self, link: usize, own: &[OnLink], waves: &Waves, rule: NetworkRule) -> Vec<f64> {
        let (reach, length) = (rule.reach(), self.courses[link].length);
        let step = reach / STEPS as f64;
        let entered = [true, false].map(|forwards| {
            let entering = waves.entering(link, forwards).iter().enumerate();
            let amounts = entering.filter(|(_, amount)| **amount != 0.0);
            let amounts = amounts.map(|(steps, amount)| (steps as f64 * step, f64::from(*amount)));
            amounts.collect::<Vec<(f64, f64)>>()
        });
        let value = |middle: f64| {
            let from = own.partition_point(|it| it.1 < middle - reach);
            let near = own[from..].iter().take_while(|it| it.1 <= middle + reach);
            let mut sum: f64 = near
                .map(|it| it.2 * rule.value((it.1 - middle).abs()))
                .sum();
            for (entered, along) in entered.iter().zip([middle, length - middle]) {
                let near = entered.iter().take_while(|it| it.0 + along < reach);
                sum += near.map(|it| it.1 * rule.value(it.0 + along)).sum::<f64>();
            }
            // Where the kernel ends what goes back may outweigh what came by a rounding.
            1000.0 * sum.max(0.0)
        };
        self.middles_along(link).map(value).collect()
    }
}

/// The place so many metres along a line.
fn place_at(corners: &[LocalXy], metres: f64) -> LocalXy {
    let mut left = metres;
    for ends in corners.windows(2) {
        let length = ends[0].distance(ends[1]).0;
        if left <= length && length > 0.0 {
            let share = left / length;
            return LocalXy::new(
                (ends[1].x - ends[0].x).mul_add(share, ends[0].x),
                (ends[1].y - ends[0].y).mul_add(share, ends[0].y),
            );
        }
        left -= length;
    }
    corners.last().copied().unwrap_or(LocalXy::new(0.0, 0.0))
}
