//! Pairs of places that lie near one another.

use crate::base::cancel::{Cancel, Cancelled};
use crate::base::coords::LocalXy;
use crate::base::units::Metres;

/// Places in the order of square boxes, so that those near one lie in nine of them.
struct Boxes {
    /// Row and column of each place's box, with its position, sorted.
    sorted: Vec<((i64, i64), u32)>,
}

impl Boxes {
    fn of(places: &[LocalXy], side: f64) -> Self {
        let sound = (0u32..).zip(places);
        let sound = sound.filter(|(_, at)| at.x.is_finite() && at.y.is_finite());
        let mut sorted: Vec<_> = sound
            .map(|(position, at)| (Self::box_of(*at, side), position))
            .collect();
        sorted.sort_unstable();
        Self { sorted }
    }

    fn box_of(at: LocalXy, side: f64) -> (i64, i64) {
        ((at.y / side).floor() as i64, (at.x / side).floor() as i64)
    }

    /// The places in the boxes of a row from one column to another.
    fn run(&self, row: i64, from: i64, to: i64) -> &[((i64, i64), u32)] {
        let begin = self.sorted.partition_point(|entry| entry.0 < (row, from));
        let after = &self.sorted[begin..];
        let count = after.partition_point(|entry| entry.0 <= (row, to));
        &after[..count]
    }
}

/// Hands over every pair of places (the lower position first) at most so far apart, with the distance, metres, until one is
/// refused. Grows with the places and the pairs.
pub(super) fn each_pair<E: From<Cancelled>>(
    places: &[LocalXy],
    reach: Metres,
    cancel: &Cancel,
    mut hand_over: impl FnMut(u32, u32, f64) -> Result<(), E>,
) -> Result<(), E> {
    if !(reach.0 >= 0.0 && reach.0.is_finite()) {
        return Ok(());
    }
    // Of a reach of nothing the boxes still need a size.
    let boxes = Boxes::of(places, reach.0.max(1.0));
    let mut at = 0;
    while let Some(&((row, column), _)) = boxes.sorted.get(at) {
        cancel.check()?;
        let here = boxes.run(row, column, column);
        let beyond = boxes.run(row, column + 1, column + 1);
        let above = boxes.run(row + 1, column - 1, column + 1);
        for (number, (_, one)) in here.iter().enumerate() {
            let others = here[number + 1..].iter().chain(beyond).chain(above);
            for (_, other) in others {
                let apart = places[*one as usize].distance(places[*other as usize]).0;
                if apart <= reach.0 {
                    hand_over(*one.min(other), *one.max(other), apart)?;
                }
            }
        }
        at += here.len();
    }
    Ok(())
}

/// Why pairs are not looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PairError {
    /// More pairs lie so near one another than can be looked at; a shorter reach or period has fewer.
    #[error("more than {most} pairs")]
    TooMany {
        /// As many can be.
        most: usize,
    },
    /// Asked to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}
