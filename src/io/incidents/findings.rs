//! What is to be said about an incident file as a whole.

use crate::base::coords::LonLat;
use crate::i18n::message::{Arg, Message};
use crate::model::incident::{Discovery, IncidentTable, TimePrecision};

/// Above this share of patrol-discovered rows a warning is due (DOMAIN: responsible use).
const PATROL_SHARE: f64 = 0.10;

/// The sentences about a table: patrol-discovered share, rows far outside, coarse or missing times.
#[must_use]
pub fn findings_of(table: &IncidentTable) -> Vec<Message> {
    let mut found = Vec::new();
    let rows = table.len();
    let patrol = count(table.discoveries(), |discovery| {
        *discovery == Discovery::Patrol
    });
    if patrol as f64 > PATROL_SHARE * rows as f64 {
        found.push(
            Message::new("io-warn-patrol-discovered")
                .with("n", patrol)
                .with(
                    "percent",
                    Arg::Decimal(100.0 * patrol as f64 / rows as f64, 1),
                ),
        );
    }
    let outside = far_outside(table.positions());
    if outside > 0 {
        found.push(Message::new("io-warn-far-outside").with("n", outside));
    }
    let of_precision = |precision| count(table.times(), |time| time.precision() == precision);
    let months = of_precision(TimePrecision::Month);
    if months > 0 {
        found.push(Message::new("io-warn-month-only").with("n", months));
    }
    let days = of_precision(TimePrecision::Day);
    if days > 0 {
        found.push(Message::new("io-warn-day-only").with("n", days));
    }
    let unknown = of_precision(TimePrecision::Unknown);
    if unknown > 0 {
        found.push(Message::new("io-warn-no-time").with("n", unknown));
    }
    found
}

fn count<T>(values: &[T], fits: impl Fn(&T) -> bool) -> usize {
    values.iter().filter(|value| fits(value)).count()
}

/// Places far outside the bulk: beyond the box of the middle 98 % in each direction, grown on every side by half its size.
fn far_outside(places: &[LonLat]) -> usize {
    let Some((west, east)) = middle(places, |place| place.lon) else {
        return 0;
    };
    let Some((south, north)) = middle(places, |place| place.lat) else {
        return 0;
    };
    // A bulk on one spot would call its neighbours far: at least about ten kilometres.
    let wide = ((east - west) / 2.0).max(0.1);
    let high = ((north - south) / 2.0).max(0.1);
    count(places, |place| {
        place.lon < west - wide
            || place.lon > east + wide
            || place.lat < south - high
            || place.lat > north + high
    })
}

/// First and last hundredth of one coordinate, of at most a hundred thousand places spread evenly over the table.
fn middle(places: &[LonLat], of: impl Fn(&LonLat) -> f64) -> Option<(f64, f64)> {
    let step = (places.len() / 100_000).max(1);
    let mut values: Vec<f64> = places.iter().step_by(step).map(of).collect();
    values.sort_unstable_by(f64::total_cmp);
    let at = |share: f64| {
        values
            .get(((values.len() as f64 - 1.0).max(0.0) * share).round() as usize)
            .copied()
    };
    Some((at(0.01)?, at(0.99)?))
}

/// Counts rows that are written like an earlier one.
#[derive(Debug, Default)]
pub struct Repeats {
    hashes: Vec<u64>,
}

impl Repeats {
    /// Takes a row as the file writes it. Only a 64-bit hash is kept.
    pub fn add(&mut self, raw: &[u8]) {
        self.hashes.push(hash_of(raw));
    }

    /// How many rows are written like an earlier one.
    #[must_use]
    pub fn count(mut self) -> usize {
        self.hashes.sort_unstable();
        self.hashes
            .iter()
            .zip(self.hashes.iter().skip(1))
            .filter(|(one, next)| one == next)
            .count()
    }
}

fn hash_of(bytes: &[u8]) -> u64 {
    const ODD: u64 = 0x9E37_79B9_7F4A_7C15;
    let mix = |hash: u64, word: u64| {
        let product = u128::from(hash ^ word) * u128::from(ODD);
        (product as u64) ^ ((product >> 64) as u64)
    };
    let (words, rest) = bytes.as_chunks::<8>();
    let mut hash = words.iter().fold(bytes.len() as u64 ^ ODD, |hash, word| {
        mix(hash.rotate_left(29), u64::from_le_bytes(*word))
    });
    let mut last = [0; 8];
    for (to, from) in last.iter_mut().zip(rest) {
        *to = *from;
    }
    hash = mix(hash.rotate_left(29), u64::from_le_bytes(last));
    mix(hash, ODD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_rows_are_counted_beyond_their_first() {
        let mut repeats = Repeats::default();
        for row in ["a,1", "b,2", "a,1", "a,1", "a,10", "a,1\0"] {
            repeats.add(row.as_bytes());
        }
        assert_eq!(repeats.count(), 2);
    }

    #[test]
    fn a_place_in_another_country_is_far_outside_and_the_edge_of_town_is_not() {
        let mut places: Vec<LonLat> = (0..1000)
            .map(|step| LonLat::new(113.8 + f64::from(step) * 2e-4, 22.6))
            .collect();
        assert_eq!(far_outside(&places), 0);
        places.push(LonLat::new(121.5, 31.2));
        assert_eq!(far_outside(&places), 1);
    }
}
