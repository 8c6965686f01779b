//! Who moves where: from the points of today to those proposed, with the smallest movement in all.

use crate::analysis::exits::cheapest;
use crate::base::coords::LocalXy;
use crate::base::units::Metres;

/// A point that moves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Move {
    /// Which of today's points.
    pub from: usize,
    /// Which of the proposed ones it becomes.
    pub to: usize,
    /// How far that is in a straight line.
    pub by: Metres,
}

/// What becomes of the points of today.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Moves {
    /// Points that stay or move, in the order of today's.
    pub moves: Vec<Move>,
    /// Points of today that are given up.
    pub given_up: Vec<usize>,
    /// Proposed points that are new.
    pub added: Vec<usize>,
}

impl Moves {
    /// How far all move together.
    #[must_use]
    pub fn total(&self) -> Metres {
        Metres(self.moves.iter().map(|one| one.by.0).sum())
    }
}

/// Gives each point of today one of the proposed ones, as many as there can be, so that they move least in all (to a centimetre
/// each, by the Hungarian method).
#[must_use]
pub fn moves(today: &[LocalXy], proposed: &[LocalXy]) -> Moves {
    let centimetres = |a: &LocalXy, b: &LocalXy| {
        (a.distance(*b).0 * 100.0)
            .round()
            .min(f64::from(u32::MAX - 1)) as u32
    };
    let costs: Vec<Vec<u32>> = today
        .iter()
        .map(|from| proposed.iter().map(|to| centimetres(from, to)).collect())
        .collect();
    let given = cheapest(&costs, u32::MAX - 1);
    let mut made = Moves::default();
    let mut is_taken = vec![false; proposed.len()];
    for (from, to) in given.iter().enumerate() {
        let Some(to) = *to else {
            made.given_up.push(from);
            continue;
        };
        is_taken[to] = true;
        let by = today[from].distance(proposed[to]);
        made.moves.push(Move { from, to, by });
    }
    let added = is_taken
        .iter()
        .enumerate()
        .filter(|(_, is_taken)| !**is_taken);
    made.added = added.map(|(to, _)| to).collect();
    made
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    /// The least movement of all ways to give every point of the shorter side another.
    fn least(today: &[LocalXy], proposed: &[LocalXy], taken: u32) -> f64 {
        let Some((first, rest)) = today.split_first() else {
            return 0.0;
        };
        let free = proposed
            .iter()
            .enumerate()
            .filter(|(to, _)| taken >> to & 1 == 0);
        let ways =
            free.map(|(to, at)| first.distance(*at).0 + least(rest, proposed, taken | 1 << to));
        ways.fold(f64::INFINITY, f64::min)
    }

    #[test]
    fn no_other_way_moves_less() {
        let mut dice = ChaCha8Rng::seed_from_u64(3);
        for _ in 0..300 {
            let (more, fewer) = (dice.random_range(1..7), dice.random_range(0..7));
            let (more, fewer) = (more.max(fewer), more.min(fewer));
            let mut places = |count: usize| -> Vec<LocalXy> {
                let mut one = || f64::from(dice.random_range(0..1000));
                (0..count).map(|_| LocalXy::new(one(), one())).collect()
            };
            let (many, few) = (places(more), places(fewer));
            for (today, proposed) in [(&few, &many), (&many, &few)] {
                let made = moves(today, proposed);
                let wanted = least(&few, &many, 0);
                assert!(
                    (made.total().0 - wanted).abs() < 0.1,
                    "{made:?} for {wanted}"
                );
                assert_eq!(made.moves.len(), few.len());
                assert_eq!(made.given_up.len() + made.moves.len(), today.len());
                assert_eq!(made.added.len() + made.moves.len(), proposed.len());
            }
        }
    }

    #[test]
    fn points_that_are_proposed_again_stay() {
        let today = [LocalXy::new(0.0, 0.0), LocalXy::new(500.0, 0.0)];
        let proposed = [
            LocalXy::new(500.0, 0.0),
            LocalXy::new(0.0, 0.0),
            LocalXy::new(9.0, 9.0),
        ];
        let made = moves(&today, &proposed);
        assert_eq!(
            (made.total(), made.added.as_slice()),
            (Metres(0.0), &[2][..])
        );
    }
}
