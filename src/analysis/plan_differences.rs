//! Where two plans differ: points and zones added, removed, moved or otherwise changed.

use std::collections::{BTreeMap, BTreeSet};

use geo::{Distance, Geodesic, GeodesicArea, Point};

use crate::base::units::{Km2, Metres};
use crate::model::patrol_point::PatrolPoint;
use crate::model::plan::Plan;
use crate::model::zone::Zone;

/// A step shorter than this is no move: positions in files are good to about a tenth of a millimetre.
const SAME_PLACE: Metres = Metres(0.001);

/// How the numbers of two plans stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kinship {
    /// Two states of one plan: a number names the same point in both, whatever became of it.
    SamePlan,
    /// Plans from two files, one of which may be a copy of the other: a number alone proves nothing. Points (zones) of
    /// one number and one name are the same; then those of a name that stands once in each; then those of one number at
    /// one place (with one outline).
    TwoFiles,
}

/// What became of a patrol point from the first plan to the second.
#[derive(Debug, Clone, PartialEq)]
pub enum PointChange {
    /// Only the second plan has it.
    Added(PatrolPoint),
    /// Only the first plan has it.
    Removed(PatrolPoint),
    /// It stands elsewhere: as it was, as it is, and how far apart on the ground.
    Moved(PatrolPoint, PatrolPoint, Metres),
    /// It stands where it stood; its name, unit or lock is another.
    Altered(PatrolPoint, PatrolPoint),
}

/// What became of a zone from the first plan to the second.
#[derive(Debug, Clone, PartialEq)]
pub enum ZoneChange {
    /// Only the second plan has it.
    Added(Zone),
    /// Only the first plan has it.
    Removed(Zone),
    /// Its outline is another: as it was, as it is, and how much larger its area became (negative: smaller).
    Reshaped(Zone, Zone, Km2),
    /// Its outline is the same; its name, rank or colour is another.
    Altered(Zone, Zone),
}

/// All differences of two plans.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PlanDifferences {
    /// Points, the farthest moves first, then what was added, removed and altered, each in the order of numbers.
    pub points: Vec<PointChange>,
    /// Zones by rank.
    pub zones: Vec<ZoneChange>,
    /// Whether reach is judged by other rings.
    pub rings: bool,
}

impl PlanDifferences {
    /// From the first plan to the second.
    #[must_use]
    pub fn between(first: &Plan, second: &Plan, kinship: Kinship) -> Self {
        Self {
            points: point_changes(first, second, kinship),
            zones: zone_changes(first, second, kinship),
            rings: first.reach != second.reach,
        }
    }

    /// Whether the plans are the same in all that is compared.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.points.is_empty() && self.zones.is_empty() && !self.rings
    }
}

fn point_changes(first: &Plan, second: &Plan, kinship: Kinship) -> Vec<PointChange> {
    let paired = pairs(
        &first.points,
        &second.points,
        kinship,
        |point| &point.name,
        |one, other| one.position == other.position,
    );
    let mut changes: Vec<PointChange> = paired.into_iter().filter_map(point_change).collect();
    // Stable: within a kind the order of numbers stays.
    changes.sort_by(|one, other| {
        let key = |change: &PointChange| match change {
            PointChange::Moved(_, _, far) => (0, -far.0),
            PointChange::Added(_) => (1, 0.0),
            PointChange::Removed(_) => (2, 0.0),
            PointChange::Altered(..) => (3, 0.0),
        };
        let (one, other) = (key(one), key(other));
        one.0.cmp(&other.0).then(one.1.total_cmp(&other.1))
    });
    changes
}

fn point_change(pair: (Option<&PatrolPoint>, Option<&PatrolPoint>)) -> Option<PointChange> {
    match pair {
        (Some(before), Some(after)) => {
            let far = ground_distance(before, after);
            if far.0 > SAME_PLACE.0 {
                Some(PointChange::Moved(before.clone(), after.clone(), far))
            } else {
                let same = (&before.name, before.locked, &before.unit)
                    == (&after.name, after.locked, &after.unit);
                (!same).then(|| PointChange::Altered(before.clone(), after.clone()))
            }
        }
        (None, Some(added)) => Some(PointChange::Added(added.clone())),
        (Some(removed), None) => Some(PointChange::Removed(removed.clone())),
        (None, None) => None,
    }
}

fn zone_changes(first: &Plan, second: &Plan, kinship: Kinship) -> Vec<ZoneChange> {
    let paired = pairs(
        &first.zones,
        &second.zones,
        kinship,
        |zone| &zone.name,
        |one, other| one.boundary == other.boundary,
    );
    let mut changes: Vec<ZoneChange> = paired
        .into_iter()
        .filter_map(|pair| match pair {
            (Some(before), Some(after)) if before.boundary != after.boundary => {
                let area = |zone: &Zone| zone.boundary.geodesic_area_unsigned();
                let grown = Km2::from_square_metres(area(after) - area(before));
                Some(ZoneChange::Reshaped(before.clone(), after.clone(), grown))
            }
            (Some(before), Some(after)) => {
                let same = (&before.name, before.rank, before.colour)
                    == (&after.name, after.rank, after.colour);
                (!same).then(|| ZoneChange::Altered(before.clone(), after.clone()))
            }
            (None, Some(added)) => Some(ZoneChange::Added(added.clone())),
            (Some(removed), None) => Some(ZoneChange::Removed(removed.clone())),
            (None, None) => None,
        })
        .collect();
    changes.sort_by_key(|change| match change {
        ZoneChange::Added(zone)
        | ZoneChange::Removed(zone)
        | ZoneChange::Reshaped(_, zone, _)
        | ZoneChange::Altered(_, zone) => zone.rank,
    });
    changes
}

/// Each thing of either plan once, beside the one of the other plan it is, in the order of the second's numbers; those
/// of the first alone come last.
fn pairs<'a, K: Ord + Copy, T>(
    first: &'a BTreeMap<K, T>,
    second: &'a BTreeMap<K, T>,
    kinship: Kinship,
    name: impl Fn(&T) -> &String,
    same_place: impl Fn(&T, &T) -> bool,
) -> Vec<(Option<&'a T>, Option<&'a T>)> {
    let mut twin_of: BTreeMap<K, K> = BTreeMap::new();
    let mut left: BTreeSet<K> = first.keys().copied().collect();
    let by_number = |is_same: &dyn Fn(&T, &T) -> bool, twins: &mut BTreeMap<K, K>| {
        for (id, after) in second {
            if let Some(before) = first.get(id)
                && is_same(before, after)
            {
                twins.insert(*id, *id);
            }
        }
    };
    match kinship {
        Kinship::SamePlan => by_number(&|_, _| true, &mut twin_of),
        Kinship::TwoFiles => {
            by_number(&|one, other| name(one) == name(other), &mut twin_of);
            left.retain(|id| !twin_of.contains_key(id));
            let alone = |things: &mut dyn Iterator<Item = (&'a K, &'a T)>| {
                let mut by_name: BTreeMap<String, Option<K>> = BTreeMap::new();
                for (id, thing) in things {
                    by_name
                        .entry(name(thing).clone())
                        .and_modify(|known| *known = None)
                        .or_insert(Some(*id));
                }
                by_name
            };
            let mut rest = first.iter().filter(|(id, _)| left.contains(id));
            let before = alone(&mut rest);
            let mut rest = second.iter().filter(|(id, _)| !twin_of.contains_key(id));
            for (name, after) in alone(&mut rest) {
                let before = before.get(&name).copied().flatten();
                if let (Some(before), Some(after), false) = (before, after, name.is_empty()) {
                    twin_of.insert(after, before);
                    left.remove(&before);
                }
            }
            for (id, after) in second {
                let free = left.contains(id) && !twin_of.contains_key(id);
                if free
                    && first
                        .get(id)
                        .is_some_and(|before| same_place(before, after))
                {
                    twin_of.insert(*id, *id);
                    left.remove(id);
                }
            }
        }
    }
    let taken: BTreeSet<K> = twin_of.values().copied().collect();
    let of_second = second.iter().map(|(id, after)| {
        let before = twin_of.get(id).and_then(|twin| first.get(twin));
        (before, Some(after))
    });
    let of_first = first
        .iter()
        .filter(|(id, _)| !taken.contains(id))
        .map(|(_, before)| (Some(before), None));
    of_second.chain(of_first).collect()
}

/// How far apart two points stand.
fn ground_distance(one: &PatrolPoint, other: &PatrolPoint) -> Metres {
    let at = |point: &PatrolPoint| Point::new(point.position.lon, point.position.lat);
    Metres(Geodesic.distance(at(one), at(other)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::coords::LonLat;
    use crate::base::ids::PointId;
    use crate::model::reach_rule::ReachRule;
    use proptest::prelude::*;

    fn point(id: u32, name: &str, lon: f64) -> PatrolPoint {
        PatrolPoint {
            id: PointId(id),
            name: name.into(),
            position: LonLat::new(lon, 22.6),
            locked: false,
            unit: String::new(),
        }
    }

    fn plan(points: Vec<PatrolPoint>) -> Plan {
        Plan::new("A".into(), points, [], ReachRule::default())
    }

    #[test]
    fn in_one_plan_a_number_is_a_point_whatever_its_name() {
        let before = plan(vec![point(1, "甲", 113.90), point(2, "乙", 113.91)]);
        let after = plan(vec![point(1, "丙", 113.92), point(3, "丁", 113.93)]);
        let found = PlanDifferences::between(&before, &after, Kinship::SamePlan).points;
        assert!(
            matches!(&found[..], [PointChange::Moved(was, is, far), PointChange::Added(new), PointChange::Removed(gone)]
                if was.name == "甲" && is.name == "丙" && (far.0 - 2056.7).abs() < 1.0 && new.id.0 == 3 && gone.id.0 == 2),
            "{found:?}"
        );
    }

    #[test]
    fn across_files_a_number_alone_pairs_nothing_that_is_called_and_stands_otherwise() {
        let before = plan(vec![point(1, "甲", 113.90), point(2, "乙", 113.91)]);
        let after = plan(vec![point(1, "乙", 113.91), point(2, "新", 113.95)]);
        let found = PlanDifferences::between(&before, &after, Kinship::TwoFiles).points;
        assert!(
            matches!(&found[..], [PointChange::Added(new), PointChange::Removed(gone)]
                if new.name == "新" && gone.name == "甲"),
            "乙 is the same under another number: {found:?}"
        );
        let renamed = plan(vec![point(1, "甲东", 113.90), point(2, "乙", 113.91)]);
        let found = PlanDifferences::between(&before, &renamed, Kinship::TwoFiles).points;
        assert!(
            matches!(&found[..], [PointChange::Altered(was, is)] if was.name == "甲" && is.name == "甲东")
        );
    }

    proptest! {
        /// Whatever the plans: nothing is named twice, what both have whole is not named, and turned round it is the same story.
        #[test]
        fn every_point_is_told_of_at_most_once_and_both_ways_alike(
            one in prop::collection::btree_map(0u32..12, (0usize..6, 0usize..5), 0..10),
            other in prop::collection::btree_map(0u32..12, (0usize..6, 0usize..5), 0..10),
            same_plan in any::<bool>(),
        ) {
            let of = |points: &BTreeMap<u32, (usize, usize)>| plan(
                points.iter().map(|(id, (name, at))| point(*id, ["", "甲", "乙", "丙", "丁", "戊"][*name], 113.9 + 0.01 * *at as f64)).collect(),
            );
            let (one, other) = (of(&one), of(&other));
            let kinship = if same_plan { Kinship::SamePlan } else { Kinship::TwoFiles };
            let on = PlanDifferences::between(&one, &other, kinship).points;
            let back = PlanDifferences::between(&other, &one, kinship).points;
            let count = |changes: &[PointChange]| {
                let mut counts = [0usize; 4];
                for change in changes {
                    counts[match change {
                        PointChange::Added(_) => 0,
                        PointChange::Removed(_) => 1,
                        PointChange::Moved(..) => 2,
                        PointChange::Altered(..) => 3,
                    }] += 1;
                }
                counts
            };
            let ([added, removed, moved, altered], turned) = (count(&on), count(&back));
            prop_assert_eq!([removed, added, moved, altered], turned);
            let pairs = one.points.len() - removed;
            prop_assert_eq!(pairs + added, other.points.len());
            prop_assert!(moved + altered <= pairs);
            prop_assert!(PlanDifferences::between(&one, &one, kinship).is_empty());
        }
    }
}
