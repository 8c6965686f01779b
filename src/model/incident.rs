//! Incidents as columns: where, when, of what kind, how they became known. Never who.

use serde::{Deserialize, Serialize};

use super::source_note::SourceNote;
use crate::base::coords::{LonLat, LonLatBox};

/// How exactly a time is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum TimePrecision {
    /// To the minute.
    Minute,
    /// Only the day: the hour must not be used.
    Day,
    /// Only the month: neither weekday nor hour must be used.
    Month,
    /// Not at all.
    Unknown,
}

/// A local civil time: minutes since 1970-01-01 00:00 on the wall clock, without time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "(i32, TimePrecision)", into = "(i32, TimePrecision)")]
pub struct IncidentTime {
    minutes: i32,
    precision: TimePrecision,
}

impl From<IncidentTime> for (i32, TimePrecision) {
    fn from(time: IncidentTime) -> Self {
        (time.minutes, time.precision)
    }
}

impl TryFrom<(i32, TimePrecision)> for IncidentTime {
    type Error = &'static str;

    fn try_from((minutes, precision): (i32, TimePrecision)) -> Result<Self, Self::Error> {
        Self::from_minutes(minutes, precision).ok_or("no time of the years 1900 to 2200")
    }
}

const MINUTES_A_DAY: i32 = 24 * 60;

impl IncidentTime {
    /// A time nobody wrote down.
    pub const UNKNOWN: Self = Self {
        minutes: i32::MIN,
        precision: TimePrecision::Unknown,
    };

    /// A time from civil parts; a coarser precision sets the finer parts to their start.
    /// `None` where the parts are no date or lie outside the years 1900 to 2200.
    #[must_use]
    pub fn from_civil(
        date: jiff::civil::Date,
        minute_of_day: u16,
        precision: TimePrecision,
    ) -> Option<Self> {
        if !(1900..=2200).contains(&date.year()) || i32::from(minute_of_day) >= MINUTES_A_DAY {
            return None;
        }
        let (date, minute) = match precision {
            TimePrecision::Minute => (date, i32::from(minute_of_day)),
            TimePrecision::Day => (date, 0),
            TimePrecision::Month => (date.first_of_month(), 0),
            TimePrecision::Unknown => return Some(Self::UNKNOWN),
        };
        let days = date
            .duration_since(jiff::civil::date(1970, 1, 1))
            .as_hours()
            / 24;
        Some(Self {
            minutes: i32::try_from(days).ok()? * MINUTES_A_DAY + minute,
            precision,
        })
    }

    /// A time from its minutes since 1970-01-01 00:00 on the wall clock, as [`IncidentTime::minutes`] gives them.
    /// `None` where they lie outside the years 1900 to 2200 or are finer than the precision says.
    #[must_use]
    pub fn from_minutes(minutes: i32, precision: TimePrecision) -> Option<Self> {
        if precision == TimePrecision::Unknown {
            return Some(Self::UNKNOWN);
        }
        let time = Self { minutes, precision };
        let minute_of_day = u16::try_from(minutes.rem_euclid(MINUTES_A_DAY)).ok()?;
        // Dates of 1900 to 2200, -36.8 to 121.5 million minutes: asked without the calendar where a million rows are read.
        let plainly_sound =
            precision == TimePrecision::Minute && (-36_000_000..=120_000_000).contains(&minutes);
        let sound = plainly_sound
            || Self::from_civil(
                date_of_day_number(time.day_number()?)?,
                minute_of_day,
                precision,
            ) == Some(time);
        sound.then_some(time)
    }

    /// How exactly the time is known.
    #[must_use]
    pub const fn precision(self) -> TimePrecision {
        self.precision
    }

    /// Minutes since 1970-01-01 00:00 local, or `None` where the time is unknown.
    #[must_use]
    pub const fn minutes(self) -> Option<i32> {
        match self.precision {
            TimePrecision::Unknown => None,
            TimePrecision::Minute | TimePrecision::Day | TimePrecision::Month => Some(self.minutes),
        }
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub const fn day_number(self) -> Option<i32> {
        match self.minutes() {
            Some(minutes) => Some(minutes.div_euclid(MINUTES_A_DAY)),
            None => None,
        }
    }

    /// Hour of the day, 0 to 23, where the time is known to the minute.
    #[must_use]
    pub fn hour(self) -> Option<u8> {
        (self.precision == TimePrecision::Minute)
            .then(|| u8::try_from(self.minutes.rem_euclid(MINUTES_A_DAY) / 60).unwrap_or(0))
    }

    /// Day of the week, 0 Monday to 6 Sunday, where the time is known to the day.
    #[must_use]
    pub fn weekday(self) -> Option<u8> {
        let day = match self.precision {
            TimePrecision::Minute | TimePrecision::Day => self.day_number()?,
            TimePrecision::Month | TimePrecision::Unknown => return None,
        };
        // 1970-01-01 was a Thursday.
        u8::try_from((day + 3).rem_euclid(7)).ok()
    }

    /// The civil date (its first day, where only the month is known).
    #[must_use]
    pub fn date(self) -> Option<jiff::civil::Date> {
        date_of_day_number(self.day_number()?)
    }

    /// The date as text: its month alone, where the day is not known.
    #[must_use]
    pub fn day_text(self) -> Option<String> {
        let date = self.date()?;
        Some(match self.precision() {
            TimePrecision::Month => format!("{:04}-{:02}", date.year(), date.month()),
            _ => date.to_string(),
        })
    }
}

impl IncidentTime {
    /// The time as text, as exact as it is known: `2024-01-02T21:30`, `2024-01-02`, `2024-01`.
    #[must_use]
    pub fn text(self) -> Option<String> {
        let day = self.day_text()?;
        if self.precision != TimePrecision::Minute {
            return Some(day);
        }
        let minute = self.minutes.rem_euclid(MINUTES_A_DAY);
        Some(format!("{day}T{:02}:{:02}", minute / 60, minute % 60))
    }
}

/// The civil date of a number of days since 1970-01-01.
#[must_use]
pub fn date_of_day_number(day: i32) -> Option<jiff::civil::Date> {
    jiff::civil::date(1970, 1, 1)
        .checked_add(jiff::Span::new().try_days(day).ok()?)
        .ok()
}

/// How an incident became known. Patrol-discovered ones stay out of the risk layer by default (DOMAIN: responsible use).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Discovery {
    /// Somebody called.
    Caller,
    /// A patrol came upon it.
    Patrol,
    /// The file does not say.
    Unknown,
}

/// A table of incidents, one entry a row in every column. Made whole, never edited in place.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(try_from = "WrittenTable")]
pub struct IncidentTable {
    positions: Vec<LonLat>,
    times: Vec<IncidentTime>,
    categories: Vec<u16>,
    category_names: Vec<String>,
    discoveries: Vec<Discovery>,
    weights: Option<Vec<f64>>,
    source: SourceNote,
}

/// A table as it was written, not looked at yet.
#[derive(Deserialize)]
struct WrittenTable {
    positions: Vec<LonLat>,
    times: Vec<IncidentTime>,
    categories: Vec<u16>,
    category_names: Vec<String>,
    discoveries: Vec<Discovery>,
    weights: Option<Vec<f64>>,
    source: SourceNote,
}

impl TryFrom<WrittenTable> for IncidentTable {
    type Error = &'static str;

    fn try_from(written: WrittenTable) -> Result<Self, Self::Error> {
        let rows = written.positions.len();
        let weights = written.weights.as_ref();
        let even = [
            written.times.len(),
            written.categories.len(),
            written.discoveries.len(),
            weights.map_or(rows, Vec::len),
        ];
        // Without a column of categories all rows have the first of none.
        let named = written.category_names.len().max(1);
        let sound = even == [rows; 4]
            && written.positions.iter().all(|place| place.is_on_globe())
            && written
                .categories
                .iter()
                .all(|kind| usize::from(*kind) < named)
            && weights.is_none_or(|all| all.iter().all(|one| one.is_finite() && *one >= 0.0));
        sound
            .then_some(Self {
                positions: written.positions,
                times: written.times,
                categories: written.categories,
                category_names: written.category_names,
                discoveries: written.discoveries,
                weights: written.weights,
                source: written.source,
            })
            .ok_or("a table of incidents that is not sound")
    }
}

/// One incident going into a table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IncidentRow {
    /// Where, WGS 84; finite and on the globe.
    pub position: LonLat,
    /// When.
    pub time: IncidentTime,
    /// Index into the category names.
    pub category: u16,
    /// How it became known.
    pub discovery: Discovery,
}

impl IncidentTable {
    /// An empty table that will hold these categories; `capacity` rows are set aside.
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        Self {
            positions: Vec::with_capacity(capacity),
            times: Vec::with_capacity(capacity),
            categories: Vec::with_capacity(capacity),
            discoveries: Vec::with_capacity(capacity),
            ..Self::default()
        }
    }

    /// Adds one incident.
    pub fn push(&mut self, row: IncidentRow) {
        self.positions.push(row.position);
        self.times.push(row.time);
        self.categories.push(row.category);
        self.discoveries.push(row.discovery);
    }

    /// The table with its category names (index = [`IncidentRow::category`]) and its origin.
    #[must_use]
    pub fn finish(mut self, category_names: Vec<String>, source: SourceNote) -> Self {
        self.category_names = category_names;
        self.source = source;
        self
    }

    /// The table with a weight a row (a count of incidents each row stands for). Left out, every row weighs 1.
    /// A column of another length is passed over.
    #[must_use]
    pub fn with_weights(mut self, weights: Vec<f64>) -> Self {
        self.weights = (weights.len() == self.len()).then_some(weights);
        self
    }

    /// Rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.positions.len()
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.positions.is_empty()
    }

    /// Places, WGS 84.
    #[must_use]
    pub fn positions(&self) -> &[LonLat] {
        &self.positions
    }

    /// Times.
    #[must_use]
    pub fn times(&self) -> &[IncidentTime] {
        &self.times
    }

    /// Category of each row, an index into [`IncidentTable::category_names`].
    #[must_use]
    pub fn categories(&self) -> &[u16] {
        &self.categories
    }

    /// Names of the categories, as the file writes them.
    #[must_use]
    pub fn category_names(&self) -> &[String] {
        &self.category_names
    }

    /// How each became known.
    #[must_use]
    pub fn discoveries(&self) -> &[Discovery] {
        &self.discoveries
    }

    /// Incidents each row stands for, or `None` where every row is one.
    #[must_use]
    pub fn weights(&self) -> Option<&[f64]> {
        self.weights.as_deref()
    }

    /// Where the rows came from.
    #[must_use]
    pub const fn source(&self) -> &SourceNote {
        &self.source
    }

    /// The box around all incidents.
    #[must_use]
    pub fn extent(&self) -> Option<LonLatBox> {
        LonLatBox::around(self.positions.iter().copied())
    }

    /// The median longitude and latitude: amid the incidents, wherever a few strays lie.
    #[must_use]
    pub fn middle(&self) -> Option<LonLat> {
        let median = |degrees: fn(&LonLat) -> f64| {
            let mut all: Vec<f64> = self.positions.iter().map(degrees).collect();
            let half = all.len().checked_sub(1)? / 2;
            Some(*all.select_nth_unstable_by(half, f64::total_cmp).1)
        };
        Some(LonLat::new(
            median(|place| place.lon)?,
            median(|place| place.lat)?,
        ))
    }

    /// The last known time, the finer of two on one day: the data date every figure carries.
    #[must_use]
    pub fn last_time(&self) -> Option<IncidentTime> {
        self.times
            .iter()
            .copied()
            .filter(|time| time.precision != TimePrecision::Unknown)
            .max_by_key(|time| (time.day_number(), std::cmp::Reverse(time.precision)))
    }

    /// First and last known day (days since 1970-01-01).
    #[must_use]
    pub fn day_range(&self) -> Option<(i32, i32)> {
        self.times
            .iter()
            .filter_map(|time| time.day_number())
            .fold(None, |found, day| {
                Some(found.map_or((day, day), |(first, last): (i32, i32)| {
                    (first.min(day), last.max(day))
                }))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_time_gives_back_what_it_was_made_from() {
        let time = IncidentTime::from_civil(date(2024, 6, 30), 23 * 60 + 59, TimePrecision::Minute)
            .expect("a date");
        assert_eq!(
            (time.hour(), time.weekday(), time.date()),
            (Some(23), Some(6), Some(date(2024, 6, 30)))
        );
    }

    #[test]
    fn a_month_never_pretends_to_know_weekday_or_hour() {
        let time = IncidentTime::from_civil(date(2010, 12, 17), 700, TimePrecision::Month)
            .expect("a date");
        assert_eq!(
            (time.hour(), time.weekday(), time.date()),
            (None, None, Some(date(2010, 12, 1)))
        );
    }

    #[test]
    fn times_before_1970_keep_their_hour() {
        let time = IncidentTime::from_civil(date(1969, 12, 31), 61, TimePrecision::Minute)
            .expect("a date");
        assert_eq!((time.hour(), time.weekday()), (Some(1), Some(2)));
    }
}
