//! A colour for each point whose streets are shown: points near one another have different ones.

use std::collections::BTreeMap;

use egui::Color32;

use crate::base::coords::LonLat;
use crate::base::ids::PointId;
use crate::model::patrol_point::PatrolPoint;
use crate::ui::cx::Cx;
use crate::ui::desk::StreetColours;
use crate::ui::theme::Theme;
use crate::ui::view_state::LayerKind;

/// Category colours in use: all but the grey, which is for streets nobody reaches in time.
const COLOURS: u8 = 7;
/// Points that count as near: one fewer than the colours, so that one is always free.
const NEAR: usize = COLOURS as usize - 1;

/// The colour of each point.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct FirstColours(BTreeMap<PointId, u8>);

impl FirstColours {
    /// The colours in use; `None` where streets do not show whose they are. They follow the plan as it is kept, so that none changes
    /// while a point is dragged.
    pub(super) fn shown(cx: &Cx) -> Option<Self> {
        let shown = cx.view.desk.street_colours == StreetColours::First
            && cx.view.layer(LayerKind::Rings).visible
            && !cx.session.derived().shown.streets.is_empty();
        shown.then(|| Self::of(cx.session.plan().points.values()))
    }

    /// Each point, in the order of numbers, takes the first colour that none of the points nearest to it has.
    fn of<'a>(points: impl Iterator<Item = &'a PatrolPoint>) -> Self {
        let mut done: Vec<(LonLat, u8)> = Vec::new();
        let mut colours = BTreeMap::new();
        for point in points {
            let wide = point.position.lat.to_radians().cos();
            let far = |at: LonLat| {
                let (x, y) = (
                    (at.lon - point.position.lon) * wide,
                    at.lat - point.position.lat,
                );
                x.mul_add(x, y * y)
            };
            if done.len() > NEAR {
                done.select_nth_unstable_by(NEAR, |(a, _), (b, _)| far(*a).total_cmp(&far(*b)));
            }
            let near: Vec<u8> = done.iter().take(NEAR).map(|(_, colour)| *colour).collect();
            let free = (0..COLOURS).find(|colour| !near.contains(colour));
            let colour = free.unwrap_or_default();
            done.push((point.position, colour));
            colours.insert(point.id, colour);
        }
        Self(colours)
    }

    /// The colour of a point; one that has just come has that of its number.
    pub(super) fn colour(&self, theme: &Theme, id: PointId) -> Color32 {
        let by_number = (id.0 % u32::from(COLOURS)) as u8;
        theme.category(self.0.get(&id).copied().unwrap_or(by_number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(side: u32) -> Vec<PatrolPoint> {
        let point = |id: u32| PatrolPoint {
            id: PointId(id),
            name: String::new(),
            position: LonLat::new(
                113.9 + f64::from(id % side) * 0.01,
                22.6 + f64::from(id / side) * 0.0093,
            ),
            locked: false,
            unit: String::new(),
        };
        (0..side * side).map(point).collect()
    }

    #[test]
    fn points_side_by_side_have_different_colours() {
        let points = points(9);
        let colours = FirstColours::of(points.iter()).0;
        for point in &points {
            let id = point.id.0;
            for next in [id + 1, id + 9] {
                let Some(other) = colours.get(&PointId(next)) else {
                    continue;
                };
                let beside = next == id + 9 || next % 9 != 0;
                assert!(!beside || colours[&point.id] != *other, "{id} and {next}");
            }
        }
        assert!(colours.values().all(|colour| *colour < COLOURS));
    }
}
