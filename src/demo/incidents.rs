//! Incidents, day by day in the order of time: made as they are asked for, never held in memory as a whole.

use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::dice::Dice;
use super::lattice::Place;
use super::rhythm::{FOUND_BY_PATROL, Hours, day_weight, hours_of, minute};
use super::risk::{CATEGORIES, Risk};
use crate::base::cancel::{Cancel, Cancelled};
use crate::base::coords::LonLat;
use crate::model::incident::Discovery;

/// The first day of the export.
const FIRST_DAY: Date = date(2024, 7, 1);

/// One incident on the lattice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Incident {
    /// The day it happened.
    pub day: Date,
    /// Minute of the day.
    pub minute: u16,
    /// Index into [`CATEGORIES`].
    pub category: u16,
    /// How it became known.
    pub discovery: Discovery,
    pub(super) place: Place,
}

impl Incident {
    /// Where it happened, WGS 84, to seven decimals.
    #[must_use]
    pub fn position(&self) -> LonLat {
        self.place.lonlat()
    }
}

/// Makes incidents: the same ones for the same seed, count and months.
#[derive(Debug, Clone)]
pub struct IncidentSource {
    pub(super) risk: Risk,
    pub(super) seed: u64,
}

impl IncidentSource {
    /// Hands each incident to `take`, in the order of time: `count` of them over `months` months from July 2024.
    ///
    /// # Errors
    /// [`Cancelled`]; what `take` answers with an error stops the work and comes back.
    pub fn each<E: From<Cancelled>>(
        &self,
        count: usize,
        months: u32,
        cancel: &Cancel,
        mut take: impl FnMut(&Incident) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut dice = Dice::new(self.seed, 6);
        let days = days(months, &mut dice);
        let total: f64 = days
            .iter()
            .map(|(_, weights)| weights.iter().sum::<f64>())
            .sum();
        let (mut sum, mut made) = (0.0, 0);
        let mut today = Vec::new();
        for (day, weights) in &days {
            cancel.check()?;
            sum += weights.iter().sum::<f64>();
            let due = if sum >= total * (1.0 - 1e-12) {
                count
            } else {
                (sum / total * count as f64) as usize
            };
            let hours = hours_of(*day);
            today.extend((made..due).map(|_| self.one(*day, weights, &hours, &mut dice)));
            today.sort_by_key(|incident: &Incident| incident.minute);
            today.drain(..).try_for_each(|incident| take(&incident))?;
            made = due.max(made);
            cancel.report(made as u64, count as u64);
        }
        Ok(())
    }

    fn one(
        &self,
        day: Date,
        weights: &[f64; CATEGORIES.len()],
        hours: &[Hours; CATEGORIES.len()],
        dice: &mut Dice,
    ) -> Incident {
        let category = pick(weights, dice.unit());
        let sums = &self.risk.sums[category];
        let wanted = dice.unit() * sums[sums.len() - 1];
        let link = sums
            .partition_point(|sum| *sum <= wanted)
            .min(sums.len() - 1);
        Incident {
            day,
            minute: minute(&hours[category], dice.unit()),
            category: category as u16,
            discovery: if dice.unit() < FOUND_BY_PATROL[category] {
                Discovery::Patrol
            } else {
                Discovery::Caller
            },
            place: self.risk.frontages[link].place(category, dice),
        }
    }
}

/// The days with their weights by category; the weather of a day moves all of them together.
fn days(months: u32, dice: &mut Dice) -> Vec<(Date, [f64; CATEGORIES.len()])> {
    let end = FIRST_DAY
        .checked_add(i64::from(months).months())
        .unwrap_or(Date::MAX);
    let mut found = Vec::new();
    let mut day = FIRST_DAY;
    while day < end {
        let mood = libm::exp(0.09 * dice.normal());
        found.push((
            day,
            std::array::from_fn(|category| mood * day_weight(category, day, found.len())),
        ));
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    found
}

fn pick(weights: &[f64], draw: f64) -> usize {
    let mut left = draw * weights.iter().sum::<f64>();
    for (index, weight) in weights.iter().enumerate() {
        if left < *weight {
            return index;
        }
        left -= weight;
    }
    weights.len() - 1
}
