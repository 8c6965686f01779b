//! From a row of cells to an incident, or to the reason why not.

use std::collections::BTreeSet;

use super::category_book::CategoryBook;
use super::discovery_words::discovery_of;
use super::personal::hides_person;
use super::places::{is_absent, is_decoded, parse_coordinate, parse_joined, trimmed};
use super::times::{CivilTime, DayOrder, parse_clock, parse_time, proven_order};
use crate::base::coords::LonLat;
use crate::base::crs::Crs;
use crate::i18n::message::Message;
use crate::io::delimited::splitter::{Row, RowFault};
use crate::io::incident_table::{IncidentMapping, Refusal, RefusalReason};
use crate::model::incident::{Discovery, IncidentRow, IncidentTime};

/// Characters of a refused cell that are shown.
const SHOWN: usize = 60;
/// What stands in place of a cell that looks personal.
pub const MASK: &str = "***";

/// How rows are to be understood: settled before the first row.
#[derive(Debug, Clone)]
pub struct RowRule {
    /// The columns.
    pub mapping: IncidentMapping,
    /// Column names, for refusals.
    pub columns: Vec<String>,
    /// The reference system.
    pub crs: Crs,
    /// Whether latitude or northing stands where the mapping says longitude or easting.
    pub swapped: bool,
    /// Which of two small numbers is the day.
    pub order: DayOrder,
    /// Whether the order was proven by the file (else another row may prove it wrong).
    pub order_proven: bool,
    /// Whether all times stand at midnight and mean a day.
    pub midnight_is_day: bool,
    /// Where the file has a column of persons' names: the categories known to be none. Shifted cells bring names anywhere.
    pub no_names: Option<BTreeSet<String>>,
}

/// Something later rows say against what was settled from the first ones: the file is to be read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Correction {
    /// Days come before months.
    DayFirst,
    /// Not every time stands at midnight.
    MidnightIsAClock,
}

/// Why a row is not kept.
#[derive(Debug)]
pub enum Stop {
    /// It is refused.
    Refused(Box<Refusal>),
    /// The file is to be read again under another rule.
    Again(Correction),
}

/// An incident with the weight of its row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReadRow {
    /// The incident.
    pub row: IncidentRow,
    /// Incidents it stands for.
    pub weight: f64,
}

/// Reads rows one after another; remembers categories and the last values, which often repeat.
#[derive(Debug)]
pub struct RowReader {
    rule: RowRule,
    categories: CategoryBook,
    discoveries: Remembered<Discovery>,
    times: Remembered<CivilTime>,
}

/// The last cell and what it meant.
#[derive(Debug)]
struct Remembered<T> {
    cell: Vec<u8>,
    meaning: Option<T>,
}

impl<T: Copy> Remembered<T> {
    const fn new() -> Self {
        Self {
            cell: Vec::new(),
            meaning: None,
        }
    }

    fn get(&mut self, cell: &[u8], read: impl FnOnce(&[u8]) -> Option<T>) -> Option<T> {
        if self.meaning.is_none() || self.cell != cell {
            self.cell.clear();
            self.cell.extend_from_slice(cell);
            self.meaning = read(cell);
        }
        self.meaning
    }
}

impl RowReader {
    /// A reader under a rule.
    #[must_use]
    pub fn new(rule: RowRule) -> Self {
        Self {
            categories: CategoryBook::new(rule.no_names.clone()),
            rule,
            discoveries: Remembered::new(),
            times: Remembered::new(),
        }
    }

    /// The category names met, by index; and rows whose category was not taken (too many, or it looked personal).
    #[must_use]
    pub fn into_categories(self) -> (Vec<String>, usize) {
        self.categories.finish()
    }

    /// The incident of a row.
    ///
    /// # Errors
    /// [`Stop`].
    pub fn read(&mut self, row: &Row<'_>) -> Result<ReadRow, Stop> {
        self.check_shape(row)?;
        let position = self.position(row)?;
        let time = self.time(row)?;
        let weight = self.weight(row)?;
        let discovery = self.discovery(row);
        let category = self.category(row)?;
        Ok(ReadRow {
            row: IncidentRow {
                position,
                time,
                category,
                discovery,
            },
            weight,
        })
    }

    fn check_shape(&self, row: &Row<'_>) -> Result<(), Stop> {
        let wanted = self.rule.columns.len();
        let extra_filled = (wanted..row.len())
            .filter_map(|position| row.cell(position))
            .any(|cell| !trimmed(cell).is_empty());
        let broken = matches!(row.fault, Some(RowFault::UnclosedQuote | RowFault::TooLong));
        if !broken && row.len() >= wanted && !extra_filled {
            return Ok(());
        }
        let wanted = match row.fault {
            Some(RowFault::UnclosedQuote) => Message::new("io-wanted-closed-quote"),
            Some(RowFault::TooLong) => Message::new("io-wanted-shorter-row"),
            Some(RowFault::StrayQuote) | None => Message::new("io-wanted-cells").with("n", wanted),
        };
        Err(Stop::Refused(Box::new(Refusal {
            line: row.line,
            column: String::new(),
            reason: RefusalReason::WrongCellCount,
            found: row.len().to_string(),
            wanted,
        })))
    }

    fn refuse(
        &self,
        row: &Row<'_>,
        column: usize,
        reason: RefusalReason,
        cell: &[u8],
        wanted: Message,
    ) -> Stop {
        let damaged = !cell.is_empty() && !is_decoded(cell);
        let (reason, wanted) = if damaged {
            let wanted = Message::new("io-wanted-decodable");
            (RefusalReason::Undecodable, wanted)
        } else {
            (reason, wanted)
        };
        Stop::Refused(Box::new(Refusal {
            line: row.line,
            column: self.rule.columns.get(column).cloned().unwrap_or_default(),
            reason,
            found: shown(cell),
            wanted,
        }))
    }

    fn position(&self, row: &Row<'_>) -> Result<LonLat, Stop> {
        let (x, y, column) = if let Some(joined) = self.rule.mapping.joined {
            let cell = trimmed(row.cell(joined).unwrap_or_default());
            let (x, y) = self.joined(row, joined, cell)?;
            (x, y, joined)
        } else {
            let lon = self.rule.mapping.lon.unwrap_or(usize::MAX);
            let lat = self.rule.mapping.lat.unwrap_or(usize::MAX);
            (self.coordinate(row, lon)?, self.coordinate(row, lat)?, lon)
        };
        let (x, y) = if self.rule.swapped { (y, x) } else { (x, y) };
        let found = || format!("{x}, {y}");
        let refuse =
            |reason, wanted| Err(self.refuse(row, column, reason, found().as_bytes(), wanted));
        if x == 0.0 && y == 0.0 && self.rule.crs != Crs::Plane {
            let wanted = Message::new("io-wanted-real-place");
            return refuse(RefusalReason::ZeroCoordinates, wanted);
        }
        if !self.rule.crs.holds(x, y) {
            let (reason, wanted) = self.off_the_system(x, y);
            return refuse(reason, wanted);
        }
        let place = match self.rule.crs {
            Crs::Wgs84 => LonLat::new(x, y),
            other => other.to_lonlat(x, y),
        };
        if !place.is_on_globe() {
            return refuse(RefusalReason::OutOfRange, self.wanted_place());
        }
        Ok(place)
    }

    fn joined(&self, row: &Row<'_>, column: usize, cell: &[u8]) -> Result<(f64, f64), Stop> {
        if is_absent(cell) {
            let wanted = Message::new("io-wanted-joined");
            return Err(self.refuse(row, column, RefusalReason::MissingCoordinates, b"", wanted));
        }
        parse_joined(cell).ok_or_else(|| {
            let wanted = Message::new("io-wanted-joined");
            self.refuse(row, column, RefusalReason::BadCoordinates, cell, wanted)
        })
    }

    fn coordinate(&self, row: &Row<'_>, column: usize) -> Result<f64, Stop> {
        let cell = row.cell(column).unwrap_or_default();
        if let Ok(value) = fast_float2::parse::<f64, _>(cell)
            && value.is_finite()
        {
            return Ok(value);
        }
        let cell = trimmed(cell);
        if is_absent(cell) {
            let wanted = self.wanted_number();
            return Err(self.refuse(row, column, RefusalReason::MissingCoordinates, b"", wanted));
        }
        parse_coordinate(cell).ok_or_else(|| {
            self.refuse(
                row,
                column,
                RefusalReason::BadCoordinates,
                cell,
                self.wanted_number(),
            )
        })
    }

    fn off_the_system(&self, x: f64, y: f64) -> (RefusalReason, Message) {
        let degrees = matches!(
            self.rule.crs,
            Crs::Wgs84 | Crs::Gcj02 | Crs::Bd09 | Crs::Cgcs2000
        );
        if degrees && (x.abs() > 400.0 || y.abs() > 400.0) {
            let look = super::crs_guess::look_of(&[(x, y)]);
            let wanted = if look.crs == Crs::Wgs84 {
                Message::new("io-wanted-degrees")
            } else {
                Message::new("io-wanted-degrees-or-crs").with("crs", look.crs.name())
            };
            return (RefusalReason::NotDegrees, wanted);
        }
        (RefusalReason::OutOfRange, self.wanted_place())
    }

    fn wanted_number(&self) -> Message {
        match self.rule.crs {
            Crs::Wgs84 | Crs::Gcj02 | Crs::Bd09 | Crs::Cgcs2000 => {
                Message::new("io-wanted-degree-number")
            }
            Crs::GaussKrueger114 | Crs::WebMercator | Crs::Utm { .. } | Crs::Plane => {
                Message::new("io-wanted-metre-number")
            }
        }
    }

    fn wanted_place(&self) -> Message {
        match self.rule.crs {
            Crs::Wgs84 | Crs::Gcj02 | Crs::Bd09 | Crs::Cgcs2000 => {
                Message::new("io-wanted-on-globe")
            }
            Crs::GaussKrueger114 | Crs::WebMercator | Crs::Utm { .. } | Crs::Plane => {
                Message::new("io-wanted-in-crs").with("crs", self.rule.crs.name())
            }
        }
    }

    fn time(&mut self, row: &Row<'_>) -> Result<IncidentTime, Stop> {
        let Some(column) = self.rule.mapping.time else {
            return Ok(IncidentTime::UNKNOWN);
        };
        let cell = row.cell(column).unwrap_or_default();
        let order = self.rule.order;
        let found = self
            .times
            .get(cell, |cell| parse_time(trimmed(cell), order));
        let Some(found) = found else {
            return self.no_time(row, column, trimmed(cell));
        };
        let found = self.with_clock(row, found)?;
        let found = match (self.rule.midnight_is_day, found.is_midnight()) {
            (false, _) => found,
            (true, true) => found.date_only(),
            (true, false) if found.date_only() == found => found,
            (true, false) => return Err(Stop::Again(Correction::MidnightIsAClock)),
        };
        found
            .incident_time()
            .ok_or_else(|| self.bad_time(row, column, cell))
    }

    fn no_time(&self, row: &Row<'_>, column: usize, cell: &[u8]) -> Result<IncidentTime, Stop> {
        if is_absent(cell) {
            return Ok(IncidentTime::UNKNOWN);
        }
        let proves_other = !self.rule.order_proven
            && self.rule.order == DayOrder::MonthFirst
            && proven_order(cell) == Some(DayOrder::DayFirst)
            && parse_time(cell, DayOrder::DayFirst).is_some();
        if proves_other {
            return Err(Stop::Again(Correction::DayFirst));
        }
        Err(self.bad_time(row, column, cell))
    }

    fn with_clock(&self, row: &Row<'_>, date: CivilTime) -> Result<CivilTime, Stop> {
        let Some(column) = self.rule.mapping.clock else {
            return Ok(date);
        };
        let cell = trimmed(row.cell(column).unwrap_or_default());
        if is_absent(cell) {
            return Ok(date.date_only());
        }
        // A clock column that repeats the date is understood too.
        parse_clock(cell)
            .map(|minute| date.at_minute(minute))
            .or_else(|| parse_time(cell, self.rule.order))
            .ok_or_else(|| self.bad_time(row, column, cell))
    }

    fn bad_time(&self, row: &Row<'_>, column: usize, cell: &[u8]) -> Stop {
        let wanted = Message::new("io-wanted-time");
        self.refuse(row, column, RefusalReason::BadTime, trimmed(cell), wanted)
    }

    fn weight(&self, row: &Row<'_>) -> Result<f64, Stop> {
        let Some(column) = self.rule.mapping.weight else {
            return Ok(1.0);
        };
        let cell = trimmed(row.cell(column).unwrap_or_default());
        fast_float2::parse::<f64, _>(cell)
            .ok()
            .filter(|weight| weight.is_finite() && *weight >= 0.0)
            .ok_or_else(|| {
                let wanted = Message::new("io-wanted-count");
                self.refuse(row, column, RefusalReason::BadWeight, cell, wanted)
            })
    }

    fn discovery(&mut self, row: &Row<'_>) -> Discovery {
        let Some(column) = self.rule.mapping.discovery else {
            return Discovery::Unknown;
        };
        let cell = row.cell(column).unwrap_or_default();
        let read = |cell: &[u8]| Some(discovery_of(&String::from_utf8_lossy(cell)));
        self.discoveries
            .get(cell, read)
            .unwrap_or(Discovery::Unknown)
    }

    fn category(&mut self, row: &Row<'_>) -> Result<u16, Stop> {
        let Some(column) = self.rule.mapping.category else {
            return Ok(0);
        };
        let cell = row.cell(column).unwrap_or_default();
        self.categories.index_of(cell).ok_or_else(|| {
            let wanted = Message::new("io-wanted-decodable");
            self.refuse(row, column, RefusalReason::Undecodable, cell, wanted)
        })
    }
}

/// A cell as it may be shown: cut, and masked where it looks personal.
#[must_use]
pub fn shown(cell: &[u8]) -> String {
    let text = String::from_utf8_lossy(trimmed(cell));
    if hides_person(&text) {
        return MASK.to_owned();
    }
    text.chars().take(SHOWN).collect()
}
