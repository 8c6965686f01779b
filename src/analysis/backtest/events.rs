//! Incidents in the order of their days, and the past of a day.

use std::ops::Range;

use crate::analysis::density::WeightedPlaces;
use crate::analysis::hotspots::cells::StudyCells;
use crate::base::cancel::{Cancel, Cancelled};
use crate::base::coords::LocalXy;

/// Incidents that are known to a day, in the order of their days, each in its cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Events {
    at: Vec<LocalXy>,
    day: Vec<i32>,
    weight: Vec<f64>,
    cell: Vec<u32>,
}

impl Events {
    /// Incidents at these places on these days (days since 1970-01-01); those without a day or weight are passed over.
    ///
    /// # Errors
    /// [`Cancelled`].
    pub fn new(
        places: &WeightedPlaces,
        days: &[i32],
        cells: &StudyCells,
        cancel: &Cancel,
    ) -> Result<Self, Cancelled> {
        let located = cells.locate_all(&places.places, cancel)?;
        let weight = |row: usize| {
            let weights = places.weights.as_ref();
            weights.map_or(1.0, |all| all.get(row).copied().unwrap_or(0.0))
        };
        let known = places.places.len().min(days.len());
        let mut order: Vec<usize> = (0..known).filter(|row| weight(*row) > 0.0).collect();
        order.sort_by_key(|row| days[*row]);
        cancel.check()?;
        Ok(Self {
            at: order.iter().map(|row| places.places[*row]).collect(),
            day: order.iter().map(|row| days[*row]).collect(),
            weight: order.iter().map(|row| weight(*row)).collect(),
            cell: order.iter().map(|row| located[*row]).collect(),
        })
    }

    /// First and last day.
    #[must_use]
    pub fn day_range(&self) -> Option<(i32, i32)> {
        Some((*self.day.first()?, *self.day.last()?))
    }

    /// Everything before a day.
    #[must_use]
    pub fn before(&self, day: i32) -> Past<'_> {
        self.slice(0..self.day.partition_point(|it| *it < day))
    }

    /// Incidents from one day to another, both included, in each cell, and those that lie in none.
    #[must_use]
    pub fn counts(&self, (first, last): (i32, i32), cells: usize) -> (Vec<f64>, f64) {
        let until = self.before(last.saturating_add(1));
        until.since(first).counts(cells)
    }

    fn slice(&self, range: Range<usize>) -> Past<'_> {
        Past {
            at: &self.at[range.clone()],
            day: &self.day[range.clone()],
            weight: &self.weight[range.clone()],
            cell: &self.cell[range],
        }
    }
}

/// What is known on a day: incidents before it, in the order of their days.
#[derive(Debug, Clone, Copy)]
pub struct Past<'a> {
    /// Where.
    pub at: &'a [LocalXy],
    /// When, days since 1970-01-01.
    pub day: &'a [i32],
    /// How many each stands for.
    pub weight: &'a [f64],
    /// In which cell; [`crate::analysis::hotspots::cells::NOWHERE`] in none.
    pub cell: &'a [u32],
}

impl<'a> Past<'a> {
    /// Those from a day on.
    #[must_use]
    pub fn since(self, day: i32) -> Past<'a> {
        let from = self.day.partition_point(|it| *it < day);
        Past {
            at: &self.at[from..],
            day: &self.day[from..],
            weight: &self.weight[from..],
            cell: &self.cell[from..],
        }
    }

    /// Those until a day, it included.
    #[must_use]
    pub fn until(self, day: i32) -> Past<'a> {
        let to = self.day.partition_point(|it| *it <= day);
        Past {
            at: &self.at[..to],
            day: &self.day[..to],
            weight: &self.weight[..to],
            cell: &self.cell[..to],
        }
    }

    /// Incidents in each cell, and those that lie in none.
    #[must_use]
    pub fn counts(self, cells: usize) -> (Vec<f64>, f64) {
        let (mut sums, mut nowhere) = (vec![0.0; cells], 0.0);
        for (cell, weight) in self.cell.iter().zip(self.weight) {
            match sums.get_mut(*cell as usize) {
                Some(sum) => *sum += weight,
                None => nowhere += weight,
            }
        }
        (sums, nowhere)
    }

    /// The places with their weights.
    #[must_use]
    pub fn places(self) -> WeightedPlaces {
        let even = self.weight.iter().all(|weight| *weight == 1.0);
        WeightedPlaces {
            places: self.at.to_vec(),
            weights: (!even).then(|| self.weight.to_vec()),
        }
    }
}
