//! How lines join that say nothing of it: where one ends on a corner of another, and where corners of two lie on one spot.
//! Bridges and other elevated roads join at their ends only.

use std::collections::HashMap;

use geo::{Coord, LineString};

use crate::model::road_network::{Joints, LinkRule, RoadLink, Spot, spot};

/// How often lines come by a spot: ends count, and corners in between of what lies on the ground.
fn visits(links: &[RoadLink]) -> HashMap<Spot, u32> {
    let mut visits: HashMap<Spot, u32> = HashMap::new();
    for link in links {
        let last = link.course.0.len().saturating_sub(1);
        for (at, corner) in link.course.0.iter().enumerate() {
            let end = at == 0 || at == last;
            if end || !link.bridge {
                *visits.entry(spot(*corner)).or_default() += 1;
            }
        }
    }
    visits
}

/// Cuts links where others join them, and tells how all of them join. Each link with its rule.
pub(super) fn joined(links: Vec<(RoadLink, LinkRule)>) -> (Vec<RoadLink>, Joints) {
    let (links, rules): (Vec<RoadLink>, Vec<LinkRule>) = links.into_iter().unzip();
    let visits = visits(&links);
    let is_joint = |corner: Coord<f64>| visits.get(&spot(corner)).is_some_and(|count| *count > 1);
    let mut cut = Vec::with_capacity(links.len());
    let mut cut_rules = Vec::with_capacity(links.len());
    for (link, rule) in links.into_iter().zip(rules) {
        let places: Vec<usize> = if link.bridge {
            Vec::new()
        } else {
            let inner = 1..link.course.0.len().saturating_sub(1);
            inner
                .filter(|at| {
                    link.course
                        .0
                        .get(*at)
                        .is_some_and(|corner| is_joint(*corner))
                })
                .collect()
        };
        // What is said of the whole is not true of a part.
        let whole = places.is_empty();
        for course in parts(&link.course, &places) {
            cut_rules.push(LinkRule {
                metres: rule.metres.filter(|_| whole),
                minutes: rule.minutes.filter(|_| whole),
                ..rule
            });
            cut.push(RoadLink {
                course,
                ..link.clone()
            });
        }
    }
    let joints = Joints {
        rules: cut_rules,
        ..Joints::of(&cut)
    };
    (cut, joints)
}

/// A course in the parts between some of its corners.
fn parts(course: &LineString<f64>, places: &[usize]) -> Vec<LineString<f64>> {
    if places.is_empty() {
        return vec![course.clone()];
    }
    let mut parts = Vec::with_capacity(places.len() + 1);
    let mut from = 0;
    for to in places.iter().copied().chain([course.0.len() - 1]) {
        let corners = course.0.get(from..=to).unwrap_or_default();
        parts.push(LineString(corners.to_vec()));
        from = to;
    }
    parts
}
