//! Nearest-neighbour hierarchical clusters: crowds of incidents, and crowds of crowds, with the chance of one as large.
//!
//! After Levine's routine in `CrimeStat`. The reach is how far the nearest of incidents strewn at random would lie on average,
//! `½ √(A/N)`. The place with most incidents within reach, with all of them, is a cluster; then the same of those left, until none
//! has enough. Clusters' centres are clustered again with the reach of their own number.

use std::collections::BinaryHeap;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::cells::StudyCells;
use super::pairs::{PairError, each_pair};
use super::significance::monte_carlo_p;
use crate::analysis::density::WeightedPlaces;
use crate::base::cancel::Cancel;
use crate::base::coords::LocalXy;
use crate::base::units::{Km2, Metres};

/// Pairs of places that are looked at.
const MOST_PAIRS: usize = 60_000_000;

/// What makes a cluster.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClusterRule {
    /// How near incidents must be to the one in the middle; `None` is ½ √(A/N).
    pub reach: Option<Metres>,
    /// Incidents that a cluster must have.
    pub least: f64,
    /// Clusters that a cluster of clusters must have.
    pub least_parts: usize,
    /// How often incidents are strewn at random to judge by; 0 judges nothing.
    pub runs: u32,
    /// Seed of that.
    pub seed: u64,
}

impl Default for ClusterRule {
    fn default() -> Self {
        Self {
            reach: None,
            least: 10.0,
            least_parts: 3,
            runs: 99,
            seed: 1,
        }
    }
}

/// One cluster.
#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    /// The mean of its incidents.
    pub centre: LocalXy,
    /// Its incidents.
    pub incidents: f64,
    /// Standard distance of its incidents from the centre.
    pub spread: Metres,
    /// Positions of its places in what was given; of clusters of clusters, positions in the order before.
    pub members: Vec<u32>,
    /// The chance that the largest of all clusters at random is as large; `None` of clusters of clusters, or without runs.
    pub p: Option<f64>,
}

/// Clusters of each order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Clusters {
    /// The first order are clusters of incidents, each further one clusters of the clusters before. The largest first.
    pub orders: Vec<Vec<Cluster>>,
    /// The reach of each order.
    pub reaches: Vec<Metres>,
    /// The chance of as many clusters of the first order at random; `None` without runs.
    pub p_of_count: Option<f64>,
}

/// How far off the nearest of so many incidents strewn at random lies on average.
#[must_use]
pub fn mean_random_distance(incidents: f64, area: Km2) -> Metres {
    Metres(0.5 * (area.0 * 1e6 / incidents).sqrt())
}

/// The clusters of some places on a ground of square cells. To judge them, as many incidents are strewn over the ground.
///
/// # Errors
/// [`PairError`].
pub fn clusters(
    places: &WeightedPlaces,
    ground: &StudyCells,
    rule: ClusterRule,
    cancel: &Cancel,
) -> Result<Clusters, PairError> {
    let spots = Spots::of(places);
    let total: f64 = spots.weights.iter().sum();
    let area = ground.total_area();
    let reach = rule
        .reach
        .unwrap_or_else(|| mean_random_distance(total, area));
    let mut found = Clusters::default();
    let mut of_order = spots.clustered(reach, rule.least, cancel)?;
    if rule.runs > 0 && !of_order.is_empty() {
        found.p_of_count = judge(&mut of_order, total, ground, reach, rule, cancel)?;
    }
    let mut reach_of_order = reach;
    while !of_order.is_empty() {
        let centres = WeightedPlaces {
            places: of_order.iter().map(|cluster| cluster.centre).collect(),
            weights: None,
        };
        found.orders.push(of_order);
        found.reaches.push(reach_of_order);
        reach_of_order = mean_random_distance(centres.places.len() as f64, area);
        let before = found.orders.last().map_or(&[][..], Vec::as_slice);
        let mut next = Spots::of(&centres).clustered(
            reach_of_order,
            rule.least_parts.max(2) as f64,
            cancel,
        )?;
        for cluster in &mut next {
            let parts = cluster
                .members
                .iter()
                .filter_map(|at| before.get(*at as usize));
            cluster.incidents = parts.map(|part| part.incidents).sum();
        }
        of_order = next;
    }
    Ok(found)
}

/// Says of each cluster how likely one as large is at random; returns how likely as many are.
fn judge(
    clusters: &mut [Cluster],
    total: f64,
    ground: &StudyCells,
    reach: Metres,
    rule: ClusterRule,
    cancel: &Cancel,
) -> Result<Option<f64>, PairError> {
    let strewn = |run: u32| -> Result<(usize, f64), PairError> {
        let mut dice = ChaCha8Rng::seed_from_u64(rule.seed);
        dice.set_stream(u64::from(run));
        let places = (0..total.round() as usize).filter_map(|_| ground.any_place(&mut dice));
        let places = WeightedPlaces {
            places: places.collect(),
            weights: None,
        };
        let found = Spots::of(&places).clustered(reach, rule.least, cancel)?;
        let largest = found.first().map_or(0.0, |cluster| cluster.incidents);
        Ok((found.len(), largest))
    };
    let runs = (0..rule.runs).into_par_iter().map(strewn);
    let runs: Vec<(usize, f64)> = runs.collect::<Result<_, _>>()?;
    let count = |is_as_extreme: &dyn Fn(&(usize, f64)) -> bool| {
        let extreme = runs.iter().filter(|run| is_as_extreme(run)).count() as u32;
        Some(monte_carlo_p(extreme, rule.runs))
    };
    let number = clusters.len();
    for cluster in clusters {
        cluster.p = count(&|run| run.1 >= cluster.incidents);
    }
    Ok(count(&|run| run.0 >= number))
}

/// Places that differ, with all their incidents.
struct Spots {
    places: Vec<LocalXy>,
    weights: Vec<f64>,
    /// For each the positions of those given there.
    rows: Vec<Vec<u32>>,
}

impl Spots {
    fn of(given: &WeightedPlaces) -> Self {
        let weight = |row: usize| {
            let weights = given.weights.as_ref();
            weights.map_or(1.0, |all| all.get(row).copied().unwrap_or(0.0))
        };
        let mut order: Vec<u32> = (0..given.places.len() as u32)
            .filter(|row| weight(*row as usize) > 0.0)
            .collect();
        let key = |row: &u32| given.places[*row as usize];
        order.sort_by(|a, b| {
            let (a_at, b_at) = (key(a), key(b));
            let by_x = a_at.x.total_cmp(&b_at.x);
            by_x.then(a_at.y.total_cmp(&b_at.y)).then(a.cmp(b))
        });
        let mut spots = Self {
            places: Vec::new(),
            weights: Vec::new(),
            rows: Vec::new(),
        };
        for rows in order.chunk_by(|a, b| key(a) == key(b)) {
            spots.places.extend(rows.first().map(key));
            spots
                .weights
                .push(rows.iter().map(|row| weight(*row as usize)).sum());
            spots.rows.push(rows.to_vec());
        }
        spots
    }

    /// Clusters of those within a reach of the one with most about it, the largest first.
    fn clustered(
        &self,
        reach: Metres,
        least: f64,
        cancel: &Cancel,
    ) -> Result<Vec<Cluster>, PairError> {
        let near = self.near(reach, cancel)?;
        let about = |spot: usize, left: &[bool]| {
            let others = near[spot].iter().filter(|it| left[**it as usize]);
            self.weights[spot] + others.map(|it| self.weights[*it as usize]).sum::<f64>()
        };
        let mut left = vec![true; self.places.len()];
        let mut heap: BinaryHeap<Crowd> = (0..self.places.len())
            .map(|spot| Crowd {
                about: about(spot, &left),
                spot,
            })
            .filter(|crowd| crowd.about >= least)
            .collect();
        let mut found = Vec::new();
        while let Some(crowd) = heap.pop() {
            cancel.check()?;
            if !left[crowd.spot] {
                continue;
            }
            // Some of those about it may have gone since.
            let now = about(crowd.spot, &left);
            if now < crowd.about {
                if now >= least {
                    heap.push(Crowd {
                        about: now,
                        spot: crowd.spot,
                    });
                }
                continue;
            }
            let others = near[crowd.spot].iter().filter(|it| left[**it as usize]);
            let members: Vec<u32> = others.copied().chain([crowd.spot as u32]).collect();
            for member in &members {
                left[*member as usize] = false;
            }
            found.push(self.cluster(&members));
        }
        found.sort_by(|a, b| b.incidents.total_cmp(&a.incidents));
        Ok(found)
    }

    /// For each spot those within a reach of it.
    fn near(&self, reach: Metres, cancel: &Cancel) -> Result<Vec<Vec<u32>>, PairError> {
        let mut near = vec![Vec::new(); self.places.len()];
        let mut count = 0;
        each_pair(&self.places, reach, cancel, |one, other, _| {
            count += 1;
            if count > MOST_PAIRS {
                return Err(PairError::TooMany { most: MOST_PAIRS });
            }
            near[one as usize].push(other);
            near[other as usize].push(one);
            Ok(())
        })?;
        Ok(near)
    }

    fn cluster(&self, spots: &[u32]) -> Cluster {
        let sum = |of: &dyn Fn(usize) -> f64| -> f64 {
            let parts = spots.iter().map(|spot| *spot as usize);
            parts.map(|spot| self.weights[spot] * of(spot)).sum()
        };
        let incidents = sum(&|_| 1.0);
        let centre = LocalXy::new(
            sum(&|spot| self.places[spot].x) / incidents,
            sum(&|spot| self.places[spot].y) / incidents,
        );
        let squares = sum(&|spot| self.places[spot].distance(centre).0.powi(2));
        let rows = spots.iter().flat_map(|spot| &self.rows[*spot as usize]);
        let mut members: Vec<u32> = rows.copied().collect();
        members.sort_unstable();
        Cluster {
            centre,
            incidents,
            spread: Metres((squares / incidents).sqrt()),
            members,
            p: None,
        }
    }
}

/// How much there is about a spot; of equals the first spot comes first.
#[derive(Debug, PartialEq)]
struct Crowd {
    about: f64,
    spot: usize,
}

impl Eq for Crowd {}

impl Ord for Crowd {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.about
            .total_cmp(&other.about)
            .then(other.spot.cmp(&self.spot))
    }
}

impl PartialOrd for Crowd {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::coords::LocalBox;
    use crate::base::projection::LocalProjection;
    use rand::Rng;

    fn ground() -> StudyCells {
        let about = LocalBox {
            min: LocalXy::new(0.0, 0.0),
            max: LocalXy::new(4000.0, 4000.0),
        };
        StudyCells::squares_in_box(about, Metres(100.0), LocalProjection::plane()).expect("cells")
    }

    fn found(places: Vec<LocalXy>, rule: ClusterRule) -> Clusters {
        let places = WeightedPlaces {
            places,
            weights: None,
        };
        clusters(&places, &ground(), rule, &Cancel::new()).expect("few pairs")
    }

    /// Places strewn over the ground.
    fn strewn(count: usize, seed: u64) -> Vec<LocalXy> {
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let mut at = || dice.random::<f64>() * 4000.0;
        (0..count).map(|_| LocalXy::new(at(), at())).collect()
    }

    #[test]
    fn crowds_are_found_with_all_of_theirs_and_no_other_is_as_sure() {
        let mut places = strewn(150, 3);
        let crowds = [(500.0, 500.0), (3000.0, 900.0), (2000.0, 3300.0)];
        let mut dice = ChaCha8Rng::seed_from_u64(9);
        for (x, y) in crowds {
            for _ in 0..25 {
                places.push(LocalXy::new(
                    x + dice.random::<f64>() * 40.0,
                    y + dice.random::<f64>() * 40.0,
                ));
            }
        }
        let clusters = found(places, ClusterRule::default());
        let sure: Vec<&Cluster> = clusters.orders[0]
            .iter()
            .filter(|it| it.p <= Some(0.01))
            .collect();
        assert_eq!(sure.len(), 3);
        for (x, y) in crowds {
            let near =
                |it: &&&Cluster| it.centre.distance(LocalXy::new(x + 20.0, y + 20.0)).0 < 30.0;
            let crowd = sure.iter().find(near).expect("the crowd");
            assert!(crowd.incidents >= 25.0 && crowd.members.len() == crowd.incidents as usize);
        }
    }

    #[test]
    fn strewn_at_random_no_cluster_is_sure() {
        let sure = (0..20).filter(|seed| {
            let rule = ClusterRule {
                least: 4.0,
                seed: *seed,
                ..ClusterRule::default()
            };
            let clusters = found(strewn(300, seed + 100), rule);
            clusters
                .orders
                .first()
                .is_some_and(|first| first.iter().any(|it| it.p <= Some(0.05)))
        });
        assert!(sure.count() <= 4, "at 5 % about one in twenty");
    }

    #[test]
    fn an_incident_is_in_one_cluster_and_near_its_middle_one() {
        let clusters = found(
            strewn(2000, 8),
            ClusterRule {
                reach: Some(Metres(90.0)),
                least: 3.0,
                runs: 0,
                ..ClusterRule::default()
            },
        );
        let first = &clusters.orders[0];
        let mut seen: Vec<u32> = first.iter().flat_map(|it| it.members.clone()).collect();
        let count = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), count);
        assert!(
            first
                .windows(2)
                .all(|two| two[0].incidents >= two[1].incidents)
        );
        assert!(
            first
                .iter()
                .all(|it| it.incidents >= 3.0 && it.spread.0 <= 90.0 && it.p.is_none())
        );
        // Clusters of clusters add up.
        for (order, next) in clusters.orders.windows(2).map(|two| (&two[0], &two[1])) {
            for cluster in next {
                let sum: f64 = cluster
                    .members
                    .iter()
                    .map(|it| order[*it as usize].incidents)
                    .sum();
                assert_eq!(cluster.incidents, sum);
            }
        }
    }

    #[test]
    fn many_at_one_place_weigh_like_one_that_weighs_as_much() {
        let many = found(vec![LocalXy::new(9.0, 9.0); 12], ClusterRule::default());
        assert_eq!(many.orders[0][0].incidents, 12.0);
        let one = WeightedPlaces {
            places: vec![LocalXy::new(9.0, 9.0)],
            weights: Some(vec![12.0]),
        };
        let one = clusters(&one, &ground(), ClusterRule::default(), &Cancel::new()).expect("few");
        assert_eq!(
            (one.orders[0][0].incidents, one.orders[0][0].p),
            (12.0, many.orders[0][0].p)
        );
        assert!(found(Vec::new(), ClusterRule::default()).orders.is_empty());
    }
}
