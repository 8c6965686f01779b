//! Two periods side by side: what changed where, and what of it chance explains.

use super::before_after::{BeforeAfter, Difference, Verdict, plain_difference};
use super::profile::{days_of_month, month_number};
use crate::analysis::hotspots::significance::benjamini_hochberg;
use crate::base::units::Share;
use crate::model::filter::IncidentFilter;
use crate::model::incident::{IncidentTable, date_of_day_number};

/// The period before a period (days since 1970-01-01, first and last): as many whole months before whole months, else as many
/// days. `None` beyond the calendar.
#[must_use]
pub fn period_before(period: (i32, i32)) -> Option<(i32, i32)> {
    let (first, last) = period;
    if let Some(months) = whole_months(period) {
        let month = month_number(date_of_day_number(first)?) - months;
        return Some((days_of_month(month)?.0, first - 1));
    }
    let length = last.checked_sub(first)?.checked_add(1)?;
    Some((first.checked_sub(length)?, first - 1))
}

/// The same filter over the period before its own; `None` where it has none or the table does not reach back to its first day.
#[must_use]
pub fn filter_before(table: &IncidentTable, filter: &IncidentFilter) -> Option<IncidentFilter> {
    let before = period_before(filter.period?)?;
    let (first, _) = table.day_range()?;
    (first <= before.0).then(|| IncidentFilter {
        period: Some(before),
        ..filter.clone()
    })
}

/// How many whole calendar months a period is; `None` where it begins or ends amid one.
#[must_use]
pub fn whole_months((first, last): (i32, i32)) -> Option<i32> {
    let from = date_of_day_number(first)?;
    let end = date_of_day_number(last.checked_add(1)?)?;
    let whole = from.day() == 1 && end.day() == 1 && end > from;
    whole.then(|| month_number(end) - month_number(from))
}

/// How much a count changed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Change {
    /// By this share of the count before (-0.25: a quarter fewer).
    By(Share),
    /// There was nothing before: no share can be told.
    New,
    /// There was nothing before and is nothing after.
    Nothing,
}

impl Change {
    /// The change of a count; `before_weight` is how long the period after is as against the one before.
    #[must_use]
    pub fn of(counts: BeforeAfter, before_weight: f64) -> Self {
        let expected = counts.before * before_weight;
        match Share::of(counts.after - expected, expected) {
            Some(share) => Self::By(share),
            None if counts.after > 0.0 => Self::New,
            None => Self::Nothing,
        }
    }

    /// The share, where there is one.
    #[must_use]
    pub const fn share(self) -> Option<Share> {
        match self {
            Self::By(share) => Some(share),
            Self::New | Self::Nothing => None,
        }
    }
}

/// What changed in one area.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AreaChange {
    /// Its incidents.
    pub counts: BeforeAfter,
    /// How much that is.
    pub change: Change,
    /// The difference and what the counts leave open.
    pub difference: Difference,
    /// Benjamini and Hochberg's q among all areas.
    pub q: f64,
}

impl AreaChange {
    /// Whether it became more or fewer, at a share of false alarms among all areas called.
    #[must_use]
    pub fn verdict(&self, level: Share) -> Verdict {
        if self.q > level.0 {
            Verdict::Unclear
        } else if self.difference.incidents < 0.0 {
            Verdict::Fewer
        } else {
            Verdict::More
        }
    }
}

/// What changed in each area.
#[must_use]
pub fn area_changes(before: &[f64], after: &[f64], before_weight: f64) -> Vec<AreaChange> {
    let counts = before.iter().zip(after);
    let counts = counts.map(|(before, after)| BeforeAfter {
        before: *before,
        after: *after,
    });
    let mut found: Vec<AreaChange> = counts
        .map(|counts| AreaChange {
            counts,
            change: Change::of(counts, before_weight),
            difference: plain_difference(counts, before_weight),
            q: 1.0,
        })
        .collect();
    let p: Vec<f64> = found.iter().map(|area| area.difference.p()).collect();
    for (area, q) in found.iter_mut().zip(benjamini_hochberg(&p)) {
        area.q = q;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_months_are_compared_with_whole_months_and_days_with_as_many_days() {
        let day = |year, month, day| {
            let month = month_number(jiff::civil::date(year, month, 1));
            days_of_month(month).map_or(0, |days| days.0) + day - 1
        };
        let march = (day(2024, 3, 1), day(2024, 3, 31));
        assert_eq!(
            period_before(march),
            Some((day(2024, 2, 1), day(2024, 2, 29)))
        );
        let quarter = (day(2024, 1, 1), day(2024, 3, 31));
        assert_eq!(
            period_before(quarter),
            Some((day(2023, 10, 1), day(2023, 12, 31)))
        );
        let ten = (day(2024, 3, 5), day(2024, 3, 14));
        assert_eq!(
            period_before(ten),
            Some((day(2024, 2, 24), day(2024, 3, 4)))
        );
    }

    #[test]
    fn nothing_before_is_new_and_no_share() {
        let of = |before, after| Change::of(BeforeAfter { before, after }, 1.0);
        assert_eq!(of(4.0, 3.0), Change::By(Share(-0.25)));
        assert_eq!(of(0.0, 3.0), Change::New);
        assert_eq!(of(0.0, 0.0), Change::Nothing);
        // 29 days after, 31 before: as many a day is no change.
        let longer = Change::of(
            BeforeAfter {
                before: 31.0,
                after: 29.0,
            },
            29.0 / 31.0,
        );
        assert!(longer.share().expect("a share").0.abs() < 1e-12);
    }

    #[test]
    fn of_many_areas_only_those_that_stand_out_are_called() {
        let mut before = vec![10.0; 100];
        let mut after: Vec<f64> = (0..100).map(|it| f64::from(5 + it % 11)).collect();
        (before[7], after[7]) = (10.0, 70.0);
        (before[9], after[9]) = (90.0, 20.0);
        let found = area_changes(&before, &after, 1.0);
        let called: Vec<(usize, Verdict)> = (0..100)
            .map(|it| (it, found[it].verdict(Share(0.05))))
            .filter(|it| it.1 != Verdict::Unclear)
            .collect();
        assert_eq!(called, [(7, Verdict::More), (9, Verdict::Fewer)]);
    }
}
