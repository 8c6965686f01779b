//! Where the parts of a scene's sheet lie: as the ground is shaped, so that a map is as large as its scale allows and no larger
//! than its ground needs.

use super::drawing::Area;
use super::map_drawing::shown_ground;
use super::map_frame::MapFrame;
use super::scene_sheet::{SheetSubject, around_maps};
use super::style::Style;
use crate::base::coords::LocalBox;

/// The parts of a sheet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Layout {
    /// The maps with captions and strip.
    pub(super) maps: Area,
    /// What the scene tells.
    pub(super) tells: Area,
    /// The legend, where it has a place of its own; else it stands at the foot of `tells`.
    pub(super) legend: Option<Area>,
    /// The table, where it has a place of its own; else it stands in `tells`.
    pub(super) table: Option<Area>,
}

/// How much larger a map is than its ground needs.
const AIR: f32 = 1.1;

struct Plan<'a> {
    style: Style,
    area: Area,
    ground: LocalBox,
    count: f32,
    around: f32,
    subject: &'a SheetSubject<'a>,
}

impl Layout {
    /// On a sheet that is higher than wide the maps lie above, else to the left.
    pub(super) fn of(style: Style, area: Area, subject: &SheetSubject) -> Self {
        let plan = Plan {
            style,
            area,
            ground: shown_ground(subject.scene, subject.ground),
            count: subject.maps.len().max(1) as f32,
            around: around_maps(&style, subject),
            subject,
        };
        if area.height > area.width {
            plan.upright()
        } else {
            plan.across()
        }
    }
}

impl Plan<'_> {
    /// How wide a column for the legend is.
    fn legend(&self) -> f32 {
        self.style.sizes[0] * 14.0
    }

    /// The frame one map of this size would have.
    fn frame(&self, width: f32, height: f32) -> MapFrame {
        let gaps = self.style.gap(0.8) * (self.count - 1.0);
        let wide = (width - gaps) / self.count;
        let place = Area::new(0.0, 0.0, wide, (height - self.around).max(1.0));
        if self.style.paper {
            MapFrame::to_scale(place, self.ground)
        } else {
            MapFrame::fitted(place, self.ground)
        }
    }

    /// How wide the maps are at the scale of a frame, with a little air.
    fn needed(&self, frame: &MapFrame) -> f32 {
        let gaps = self.style.gap(0.8) * (self.count - 1.0);
        frame.length(self.ground.width()) * AIR * self.count + gaps
    }

    /// As high as the largest scale needs that fits at all.
    fn upright(&self) -> Layout {
        let Self { style, area, .. } = *self;
        let gap = style.gap(1.6);
        let rows = self
            .subject
            .content
            .table
            .as_ref()
            .map_or(0, |table| table.rows.len());
        let shares: &[f32] = if rows > 20 {
            &[0.4, 0.45, 0.5, 0.55]
        } else {
            &[0.45, 0.5, 0.55, 0.6, 0.64]
        };
        let scale = |share: f32| self.frame(area.width, area.height * share).metres_a_unit;
        let best = shares
            .iter()
            .map(|share| scale(*share))
            .fold(f64::INFINITY, f64::min);
        // On a wall every share gives a scale of its own: the largest is taken.
        let share = shares.iter().find(|share| scale(**share) <= best * 1.001);
        let high = area.height * share.copied().unwrap_or(0.5);
        let frame = self.frame(area.width, high);
        let below = Area::new(
            area.left,
            area.top + high + gap * 0.6,
            area.width,
            (area.height - high - gap * 0.6).max(0.0),
        );
        let left = area.width - self.legend() - gap;
        let left_part = |share: f32| {
            Area::new(
                below.left,
                below.top,
                (area.width - gap) * share,
                below.height,
            )
        };
        let right_part = |share: f32| {
            let wide = (area.width - gap) * (1.0 - share);
            Area::new(below.right() - wide, below.top, wide, below.height)
        };
        if self.needed(&frame) <= left {
            let maps = Area::new(area.left, area.top, left, high);
            let legend = Area::new(area.right() - self.legend(), area.top, self.legend(), high);
            let table = (rows > 0).then(|| right_part(0.44));
            return Layout {
                maps,
                tells: if rows > 0 { left_part(0.44) } else { below },
                legend: Some(legend),
                table,
            };
        }
        Layout {
            maps: Area::new(area.left, area.top, area.width, high),
            tells: left_part(0.62),
            legend: Some(right_part(0.62)),
            table: None,
        }
    }

    /// The maps to the left, as wide as they need; the legend beside them where there is room, else below what is told.
    fn across(&self) -> Layout {
        let Self { style, area, .. } = *self;
        let gap = style.gap(1.6);
        let table = self.subject.content.table.as_ref();
        let wide_table = table.is_some_and(|table| table.columns.len() > 4);
        let least = area.width * if wide_table { 0.36 } else { 0.29 };
        let whole = area.width - least - gap;
        let frame = self.frame(whole, area.height);
        let needed = self.needed(&frame).max(area.width * 0.3);
        let spare = area.width - needed - least - 2.0 * gap;
        let legend = self.legend();
        if spare < legend {
            let maps = Area::new(area.left, area.top, whole, area.height);
            let tells = Area::new(area.right() - least, area.top, least, area.height);
            return Layout {
                maps,
                tells,
                legend: None,
                table: None,
            };
        }
        // What is left over goes to the words first, up to a column that is still well read, then to the map.
        let most = area.width * if table.is_some() { 0.38 } else { 0.31 };
        let told = (least + spare - legend).min(most);
        let map = area.width - told - legend - 2.0 * gap;
        let tells = Area::new(area.right() - told, area.top, told, area.height);
        Layout {
            maps: Area::new(area.left, area.top, map, area.height),
            tells,
            legend: Some(Area::new(
                area.left + map + gap,
                area.top,
                legend,
                area.height,
            )),
            table: None,
        }
    }
}
