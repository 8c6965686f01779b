//! What all scenes word alike: figures, cells, columns, names of areas; and what stays untold in public.

use super::answers::BriefingAnswers;
use super::content::{Audience, SceneColumn, SceneFigure, SceneTable};
use super::ground::BriefingGround;
use crate::analysis::suppression::untold_parts;
use crate::base::cancel::Cancel;
use crate::base::coords::LonLat;
use crate::base::units::Share;
use crate::i18n::message::{Arg, Message};
use crate::i18n::number::{UNKNOWN, decimal, percent};
use crate::i18n::words::Words;
use crate::model::grid::{GridLayer, GridLevel};
use crate::model::reach_rule::Reach;
use crate::model::scene::Scene;

/// Stands where a count is not told in public.
pub(super) const UNTOLD: &str = "*";

/// What telling of one scene needs.
#[derive(Clone, Copy)]
pub(super) struct Telling<'a> {
    pub answers: &'a BriefingAnswers,
    pub scene: &'a Scene,
    pub audience: Audience,
    pub words: &'a Words,
    pub cancel: &'a Cancel,
}

impl Telling<'_> {
    pub(super) const fn ground(&self) -> &BriefingGround {
        self.answers.ground()
    }

    pub(super) fn is_public(&self) -> bool {
        self.audience == Audience::Public
    }

    pub(super) fn text(&self, id: &str) -> String {
        self.words.text(id)
    }

    pub(super) fn say(&self, message: &Message) -> String {
        self.words.say(message)
    }

    /// A sentence with one number of things.
    pub(super) fn number(&self, id: &'static str, value: f64) -> String {
        self.say(&Message::new(id).with("n", Arg::Count(whole(value))))
    }

    /// So many incidents, with their unit.
    pub(super) fn incidents(&self, value: f64) -> String {
        self.number("common-incidents", value)
    }

    /// The same, untold in public where they are few.
    pub(super) fn few_incidents(&self, value: f64) -> String {
        if self.is_public() && value < crate::analysis::figures::FEW {
            UNTOLD.to_owned()
        } else {
            self.incidents(value)
        }
    }

    /// How large a ring is.
    pub(super) fn ring(&self, ring: Reach) -> String {
        let fine = |decimals: &u8| {
            let value = ring.value() * 10f64.powi(i32::from(*decimals));
            (value - value.round()).abs() < 1e-6
        };
        let decimals = (0..2u8).find(fine).unwrap_or(2);
        self.measured(ring, decimals)
    }

    /// A distance or time from incidents to points: whole metres, tenths of minutes.
    pub(super) fn reach(&self, reach: Reach) -> String {
        self.measured(
            reach,
            match reach {
                Reach::Distance(_) => 0,
                Reach::Time(_) => 1,
            },
        )
    }

    fn measured(&self, reach: Reach, decimals: u8) -> String {
        let id = match reach {
            Reach::Distance(_) => "brief-metres",
            Reach::Time(_) => "brief-minutes",
        };
        self.say(&Message::new(id).with("n", Arg::Decimal(reach.value(), decimals)))
    }

    /// A sentence about a ring.
    pub(super) fn within(&self, id: &'static str, ring: Reach) -> String {
        self.say(&Message::new(id).with("ring", self.ring(ring)))
    }

    /// Percentage points more or fewer, sign and all.
    pub(super) fn points_more(&self, after: Option<Share>, before: Option<Share>) -> String {
        let Some((after, before)) = after.zip(before) else {
            return UNKNOWN.to_owned();
        };
        let text = signed(after.percent() - before.percent(), 1);
        self.say(&Message::new("brief-percentage-points").with("n", text))
    }

    /// The name of an area; with that of its subdistrict before it, where it is finer than one.
    pub(super) fn area_name(&self, level: GridLevel, at: usize) -> String {
        let grids = &self.ground().grids;
        let Some(unit) = grids.layer(level).and_then(|layer| layer.units.get(at)) else {
            return UNKNOWN.to_owned();
        };
        let holder = unit
            .ancestor(GridLevel::Subdistrict)
            .and_then(|at| grids.layer(GridLevel::Subdistrict)?.units.get(at));
        match holder {
            Some(holder) if level > GridLevel::Subdistrict => {
                format!("{} · {}", holder.name, unit.name)
            }
            _ => unit.name.clone(),
        }
    }

    /// The area of a level that holds a place.
    pub(super) fn area_at(&self, level: GridLevel, place: LonLat) -> Option<usize> {
        let join = self.ground().located.levels.get(&level)?;
        join.locator.locate(place)
    }

    /// What a place is called: the finest area that holds it.
    pub(super) fn place_name(&self, place: LonLat) -> String {
        let finest = self.ground().grids.finest().map(|layer| layer.level);
        finest
            .and_then(|level| Some(self.area_name(level, self.area_at(level, place)?)))
            .unwrap_or_else(|| self.text("brief-outside-grids"))
    }

    pub(super) fn subdistricts(&self) -> Option<&GridLayer> {
        self.ground().grids.layer(GridLevel::Subdistrict)
    }

    /// Which of the parts of a sum stay untold.
    pub(super) fn untold(&self, counts: &[f64]) -> Vec<bool> {
        if self.is_public() {
            untold_parts(counts)
        } else {
            vec![false; counts.len()]
        }
    }

    /// The same of areas and, last, what lies outside them: where that is nothing, it is no part.
    pub(super) fn untold_of_areas(&self, counts: &[f64]) -> Vec<bool> {
        match counts.split_last() {
            Some((outside, areas)) if *outside <= 0.0 => {
                let mut untold = self.untold(areas);
                untold.push(false);
                untold
            }
            _ => self.untold(counts),
        }
    }

    pub(super) fn figure(&self, label: &str, value: String, definition: &str) -> SceneFigure {
        SceneFigure {
            label: self.text(label),
            value,
            change: String::new(),
            definition: self.text(definition),
        }
    }

    /// A column of names.
    pub(super) fn names(&self, title: &str) -> SceneColumn {
        SceneColumn {
            title: self.text(title),
            unit: String::new(),
            figures: false,
        }
    }

    /// A column of figures; an empty id is no unit.
    pub(super) fn figures(&self, title: String, unit: &str) -> SceneColumn {
        let unit = if unit.is_empty() {
            String::new()
        } else {
            self.text(unit)
        };
        SceneColumn {
            title,
            unit,
            figures: true,
        }
    }
}

/// A count for people is whole.
pub(super) fn whole(value: f64) -> u64 {
    value.round().max(0.0) as u64
}

/// A count in a cell.
pub(super) fn cell(value: f64) -> String {
    decimal(value, 0)
}

/// A count in a cell of a column where some stay untold.
pub(super) fn told(value: f64, untold: bool) -> String {
    if untold {
        UNTOLD.to_owned()
    } else {
        cell(value)
    }
}

/// A share in a cell whose column says `%`.
pub(super) fn share_cell(share: Option<Share>) -> String {
    share.map_or_else(|| UNKNOWN.to_owned(), |share| decimal(share.percent(), 1))
}

/// A rate in a cell.
pub(super) fn rate_cell(rate: Option<f64>) -> String {
    rate.map_or_else(|| UNKNOWN.to_owned(), |rate| decimal(rate, 1))
}

/// A number with its sign; none where it rounds to nothing.
pub(super) fn signed(value: f64, decimals: u8) -> String {
    let text = decimal(value, decimals);
    let is_zero = !text.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
    if value > 0.0 && !is_zero {
        format!("+{text}")
    } else {
        text
    }
}

/// A share of change with its sign.
pub(super) fn signed_percent(share: Share) -> String {
    format!("{} %", signed(share.percent(), 1))
}

/// A share; untold where what it is of is.
pub(super) fn told_share(share: Option<Share>, untold: bool) -> String {
    if untold {
        UNTOLD.to_owned()
    } else {
        percent(share)
    }
}

/// The ring that headlines speak of: the middle one, 3 of 1-3-5 minutes.
pub(super) const fn headline(rings: usize) -> usize {
    rings / 2
}

/// A table, none where it has no rows.
pub(super) fn table(
    columns: Vec<SceneColumn>,
    rows: Vec<Vec<String>>,
    sums: usize,
) -> Option<SceneTable> {
    let table = SceneTable {
        columns,
        rows,
        sums,
    };
    (!table.rows.is_empty()).then_some(table)
}
