//! Which counts of a grid hierarchy stay untold where figures are made public: the small ones, and as many others as keep
//! them from being worked out as a total less the rest.

use std::collections::BTreeMap;

use super::figures::FEW;
use crate::model::grid::{GridHierarchy, GridLevel};

/// For each level, whether each area's count stays untold, in layer order.
pub type Untold = BTreeMap<GridLevel, Vec<bool>>;

/// Which counts stay untold when every level of a hierarchy may be published beside the others.
///
/// A count under [`FEW`] is untold, none among them: "nothing" tells as much as "few". Under every holder whose own count
/// is told, the untold are none, or at least two that come to [`FEW`] or more, so that the holder less the told parts gives
/// away neither one of them nor a small sum; what is added for that is the smallest told. Under a holder that is untold,
/// one part at least is untold, or the parts would give it away. Counts lie under several holders (a community and a police
/// grid): the rule holds under each.
#[must_use]
pub fn untold(grids: &GridHierarchy, counts: &BTreeMap<GridLevel, Vec<f64>>) -> Untold {
    let mut untold: Untold = counts
        .iter()
        .map(|(level, counts)| (*level, counts.iter().map(|count| *count < FEW).collect()))
        .collect();
    let groups = groups(grids, counts);
    // Each round adds to what is untold or is the last: there are no more rounds than areas.
    loop {
        let mut changed = false;
        for group in &groups {
            changed |= group.settle(counts, &mut untold);
        }
        if !changed {
            return untold;
        }
    }
}

/// Which parts of a sum that is told stay untold: those under [`FEW`], and the smallest others until the untold are none, or at
/// least two that come to [`FEW`] or more. Where that cannot be had all parts stay untold, and the sum should too.
#[must_use]
pub fn untold_parts(counts: &[f64]) -> Vec<bool> {
    let mut untold: Vec<bool> = counts.iter().map(|count| *count < FEW).collect();
    loop {
        let of = |wanted: bool| {
            let parts = counts.iter().zip(&untold).enumerate();
            parts
                .filter(move |(_, (_, untold))| **untold == wanted)
                .map(|(at, (count, _))| (at, *count))
        };
        let (number, sum) = of(true).fold((0, 0.0), |(n, sum), (_, count)| (n + 1, sum + count));
        let smallest = of(false).min_by(|one, other| one.1.total_cmp(&other.1));
        match smallest {
            Some((at, _)) if number > 0 && (number < 2 || sum < FEW) => {
                if let Some(untold) = untold.get_mut(at) {
                    *untold = true;
                }
            }
            _ => return untold,
        }
    }
}

/// The parts of one level under one holder; without a holder, all areas of a level that no coarser one holds.
struct Group {
    level: GridLevel,
    parts: Vec<usize>,
    holder: Option<(GridLevel, usize)>,
}

fn groups(grids: &GridHierarchy, counts: &BTreeMap<GridLevel, Vec<f64>>) -> Vec<Group> {
    let mut groups = Vec::new();
    for layer in grids.layers() {
        let Some(known) = counts.get(&layer.level) else {
            continue;
        };
        let known = known.len().min(layer.units.len());
        let mut free: Vec<usize> = (0..known).collect();
        for coarser in counts.keys().filter(|coarser| **coarser < layer.level) {
            let mut parts: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
            for (at, unit) in layer.units.iter().enumerate().take(known) {
                if let Some(holder) = unit.ancestor(*coarser) {
                    parts.entry(holder).or_default().push(at);
                }
            }
            free.retain(|at| {
                let unit = layer.units.get(*at);
                unit.is_none_or(|unit| unit.ancestor(*coarser).is_none())
            });
            groups.extend(parts.into_iter().map(|(holder, parts)| Group {
                level: layer.level,
                parts,
                holder: Some((*coarser, holder)),
            }));
        }
        // All together they may be known from elsewhere: a yearly report, a newspaper.
        if free.len() > 1 {
            groups.push(Group {
                level: layer.level,
                parts: free,
                holder: None,
            });
        }
    }
    groups
}

impl Group {
    /// Makes what is needed untold. Whether that was anything.
    fn settle(&self, counts: &BTreeMap<GridLevel, Vec<f64>>, untold: &mut Untold) -> bool {
        let holder_is_told = self.holder.is_none_or(|(level, at)| {
            let known = untold.get(&level).and_then(|level| level.get(at));
            known.is_some_and(|untold| !untold)
        });
        let (Some(counts), Some(here)) = (counts.get(&self.level), untold.get_mut(&self.level))
        else {
            return false;
        };
        let mut changed = false;
        loop {
            let hidden = self.parts.iter().filter(|part| here[**part]);
            let (number, sum) = hidden.fold((0, 0.0), |(number, sum), part| {
                (number + 1, sum + counts[*part])
            });
            let safe = if holder_is_told {
                number == 0 || (number >= 2 && sum >= FEW)
            } else {
                number >= 1
            };
            let told = self.parts.iter().filter(|part| !here[**part]);
            let smallest = told.min_by(|one, other| counts[**one].total_cmp(&counts[**other]));
            match smallest {
                Some(part) if !safe => {
                    here[*part] = true;
                    changed = true;
                }
                _ => break,
            }
        }
        // Where every part is untold and that is still not enough, only the holder's own count can be kept back.
        let all = self.parts.iter().all(|part| here[*part]);
        let sum: f64 = self.parts.iter().map(|part| counts[*part]).sum();
        let given_away = holder_is_told && all && (self.parts.len() < 2 || sum < FEW);
        if let (true, Some((level, at))) = (given_away, self.holder)
            && let Some(holder) = untold.get_mut(&level).and_then(|level| level.get_mut(at))
        {
            changed |= !*holder;
            *holder = true;
        }
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::coords::LonLat;
    use crate::base::units::Km2;
    use crate::model::grid::{GridLayer, GridUnit};
    use crate::model::source_note::SourceNote;
    use proptest::prelude::*;

    fn layer(level: GridLevel, holders: &[Vec<(GridLevel, usize)>]) -> GridLayer {
        let unit = |(at, holders): (usize, &Vec<(GridLevel, usize)>)| {
            let mut unit = GridUnit::bare(at, LonLat::new(113.9, 22.6), Km2(1.0));
            for (level, holder) in holders {
                unit.ancestors[level.index()] = Some(*holder as u32);
            }
            unit
        };
        GridLayer {
            level,
            units: holders.iter().enumerate().map(unit).collect(),
            source: SourceNote::default(),
        }
    }

    /// Work grids under communities and police grids at once, those under one subdistrict.
    fn district(parts: &[(usize, usize, u32)]) -> (GridHierarchy, BTreeMap<GridLevel, Vec<f64>>) {
        use GridLevel::{Community, PoliceGrid, Subdistrict, WorkGrid};
        let most =
            |pick: fn(&(usize, usize, u32)) -> usize| parts.iter().map(pick).max().unwrap_or(0) + 1;
        let (communities, police) = (most(|part| part.0), most(|part| part.1));
        let under = vec![vec![(Subdistrict, 0)]; communities];
        let grids = GridHierarchy::new([
            layer(Subdistrict, &[Vec::new()]),
            layer(Community, &under),
            layer(PoliceGrid, &vec![vec![(Subdistrict, 0)]; police]),
            layer(
                WorkGrid,
                &parts
                    .iter()
                    .map(|(community, police, _)| {
                        vec![
                            (Subdistrict, 0),
                            (Community, *community),
                            (PoliceGrid, *police),
                        ]
                    })
                    .collect::<Vec<_>>(),
            ),
        ]);
        let sum = |count: usize, pick: fn(&(usize, usize, u32)) -> usize| {
            let mut sums = vec![0.0; count];
            for part in parts {
                sums[pick(part)] += f64::from(part.2);
            }
            sums
        };
        let counts = BTreeMap::from([
            (Subdistrict, sum(1, |_| 0)),
            (Community, sum(communities, |part| part.0)),
            (PoliceGrid, sum(police, |part| part.1)),
            (
                WorkGrid,
                parts.iter().map(|part| f64::from(part.2)).collect(),
            ),
        ]);
        (grids, counts)
    }

    #[test]
    fn one_small_count_takes_the_next_smallest_with_it() {
        let parts = [(0, 0, 3), (0, 0, 40), (0, 0, 7), (0, 0, 90)];
        let (grids, counts) = district(&parts);
        let untold = untold(&grids, &counts);
        assert_eq!(untold[&GridLevel::WorkGrid], [true, false, true, false]);
        assert_eq!(untold[&GridLevel::Community], [false]);
    }

    #[test]
    fn two_small_counts_whose_sum_is_small_take_a_third_and_nothing_is_as_small_as_few() {
        let (grids, counts) = district(&[(0, 0, 1), (0, 0, 0), (0, 0, 12), (0, 0, 30)]);
        let untold = untold(&grids, &counts);
        assert_eq!(untold[&GridLevel::WorkGrid], [true, true, true, false]);
    }

    #[test]
    fn what_no_part_can_hide_the_holder_hides() {
        // A community of one grid: its count is the grid's.
        let (grids, counts) = district(&[(0, 0, 2), (1, 0, 50), (1, 0, 60), (2, 0, 70)]);
        let untold = untold(&grids, &counts);
        assert!(untold[&GridLevel::Community][0]);
        assert!(
            untold[&GridLevel::Community]
                .iter()
                .filter(|it| **it)
                .count()
                >= 2,
            "or the subdistrict less the others gives it away"
        );
    }

    proptest! {
        /// Whoever knows all that is told and every holder's total can work out no small count and no small sum.
        #[test]
        fn no_total_less_its_told_parts_gives_a_small_count_away(
            parts in prop::collection::vec((0usize..4, 0usize..3, 0u32..15), 1..24)
        ) {
            let (grids, counts) = district(&parts);
            let untold = untold(&grids, &counts);
            for (level, counts) in &counts {
                for (count, untold) in counts.iter().zip(&untold[level]) {
                    prop_assert!(*untold || *count >= FEW, "{level:?} {count}");
                }
            }
            for group in groups(&grids, &counts) {
                let Some((level, at)) = group.holder else { continue };
                let hidden: Vec<f64> = group.parts.iter()
                    .filter(|part| untold[&group.level][**part])
                    .map(|part| counts[&group.level][*part])
                    .collect();
                let sum: f64 = hidden.iter().sum();
                if untold[&level][at] {
                    prop_assert!(!hidden.is_empty(), "the parts give the holder away");
                } else {
                    prop_assert!(hidden.is_empty() || (hidden.len() >= 2 && sum >= FEW), "{hidden:?}");
                }
            }
        }
    }
}
