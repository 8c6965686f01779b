//! Reads an incident file from its first byte to the table: settles how it is to be understood, then goes row by row.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::column_list::no_coordinates;
use super::column_words::{LATITUDE, LONGITUDE, plain_name};
use super::crs_guess::{PlaceLook, are_swapped, look_of};
use super::findings::{Repeats, findings_of};
use super::mapping::{guess_mapping, personal_columns};
use super::personal::{PersonalKind, carries_number_of_person};
use super::places::{is_well_known_text, parse_coordinate, parse_joined};
use super::rows::{Correction, MASK, RowReader, RowRule, Stop};
use super::sample::{Sample, take_sample};
use super::times::{CivilTime, DayOrder, is_ambiguous, is_marked_utc, parse_time, proven_order};
use crate::base::cancel::Cancel;
use crate::base::crs::Crs;
use crate::i18n::message::Message;
use crate::io::delimited::encoding::TextEncoding;
use crate::io::delimited::splitter::{RowFault, Splitter};
use crate::io::delimited::text_reader::{TextError, TextReader};
use crate::io::incident_table::{
    IncidentMapping, IncidentOptions, IncidentPreview, IncidentReading, MOST_LISTED, Refusal,
    RefusalReason,
};
use crate::io::read_error::ReadError;
use crate::model::incident::IncidentTable;
use crate::model::source_note::SourceNote;

/// Rows shown in a preview.
const SHOWN_ROWS: usize = 20;
/// Rows between two looks at the wish to stop.
const STRIDE: usize = 4096;

/// The first look: see [`crate::io::incident_table::preview_incidents`].
///
/// # Errors
/// [`ReadError`].
pub fn preview(path: &Path, options: &IncidentOptions) -> Result<IncidentPreview, ReadError> {
    let (sample, _) = open(path, options, &Settled::default())?;
    let personal = personal_columns(&sample);
    let mapping = options
        .mapping
        .clone()
        .unwrap_or_else(|| guess_mapping(&sample, &personal));
    let crs_guess = look_of(&pairs_of(&sample, &mapping)).crs;
    let values = personal_values(&sample, &personal);
    let rows = sample
        .rows
        .iter()
        .take(SHOWN_ROWS)
        .map(|row| masked(row, &personal, &values))
        .collect();
    Ok(IncidentPreview {
        rows,
        mapping,
        personal: sentences(&sample, &personal),
        crs_guess,
        encoding: sample.encoding.name().to_owned(),
        delimiter: sample.layout.delimiter,
        columns: sample.columns,
    })
}

/// The whole reading: see [`crate::io::incident_table::read_incidents`].
///
/// # Errors
/// [`ReadError`].
pub fn read(
    path: &Path,
    options: &IncidentOptions,
    cancel: &Cancel,
) -> Result<IncidentReading, ReadError> {
    cancel.begin(&path.file_name().unwrap_or_default().to_string_lossy());
    let mut settled = Settled::default();
    loop {
        // Each round either reads to the end or settles one of three questions for good.
        match read_once(path, options, &settled, cancel) {
            Ok(reading) => return Ok(reading),
            Err(Interrupt::Failed(error)) => return Err(error),
            Err(Interrupt::NotUtf8) => settled.gb18030 = true,
            Err(Interrupt::Again(Correction::DayFirst)) => settled.day_first = true,
            Err(Interrupt::Again(Correction::MidnightIsAClock)) => settled.clocks = true,
        }
    }
}

/// What an earlier round of reading found out.
#[derive(Debug, Clone, Default)]
struct Settled {
    gb18030: bool,
    day_first: bool,
    clocks: bool,
}

enum Interrupt {
    Failed(ReadError),
    NotUtf8,
    Again(Correction),
}

impl From<ReadError> for Interrupt {
    fn from(error: ReadError) -> Self {
        Self::Failed(error)
    }
}

fn content(path: &Path, message: Message) -> ReadError {
    ReadError::Content {
        path: path.into(),
        line: None,
        column: None,
        message,
    }
}

fn text_error(path: &Path, error: TextError) -> Interrupt {
    match error {
        TextError::Io(source) => Interrupt::Failed(ReadError::File {
            path: path.into(),
            source,
        }),
        TextError::NotUtf8 => Interrupt::NotUtf8,
    }
}

fn encoding_of(
    path: &Path,
    options: &IncidentOptions,
    settled: &Settled,
) -> Result<Option<TextEncoding>, ReadError> {
    match &options.encoding {
        Some(name) => TextEncoding::from_name(name).map(Some).ok_or_else(|| {
            content(
                path,
                Message::new("io-unknown-encoding").with("name", name.clone()),
            )
        }),
        None if settled.gb18030 => Ok(Some(TextEncoding::Other(encoding_rs::GB18030))),
        None => Ok(None),
    }
}

fn open(
    path: &Path,
    options: &IncidentOptions,
    settled: &Settled,
) -> Result<(Sample, Splitter), ReadError> {
    let encoding = encoding_of(path, options, settled)?;
    let taken =
        TextReader::open(path, encoding).and_then(|reader| take_sample(reader, options.delimiter));
    match taken.map_err(|error| text_error(path, error)) {
        Ok((sample, _)) if sample.columns.is_empty() => {
            Err(content(path, Message::new("io-incidents-empty")))
        }
        Ok(taken) => Ok(taken),
        Err(Interrupt::Failed(error)) => Err(error),
        Err(Interrupt::NotUtf8 | Interrupt::Again(_)) => {
            let settled = Settled {
                gb18030: true,
                ..settled.clone()
            };
            open(path, options, &settled)
        }
    }
}

fn read_once(
    path: &Path,
    options: &IncidentOptions,
    settled: &Settled,
    cancel: &Cancel,
) -> Result<IncidentReading, Interrupt> {
    let (sample, mut splitter) = open(path, options, settled)?;
    let personal = personal_columns(&sample);
    let mapping = settle_mapping(path, options, &sample, &personal)?;
    let mut warnings = Vec::new();
    let rule = settle_rule(options, settled, &sample, mapping, &mut warnings);
    let rule = RowRule {
        no_names: known_categories(&sample, &rule.mapping, &personal),
        ..rule
    };
    let personal = sentences(&sample, &personal);
    let header = Header {
        layout_delimiter: sample.layout.delimiter,
        encoding: sample.encoding,
        rule: rule.clone(),
    };
    drop(sample);
    let mut harvest = Harvest::new(rule);
    loop {
        cancel.check().map_err(ReadError::from)?;
        let (done, total) = splitter.progress();
        cancel.report(done, total);
        for _ in 0..STRIDE {
            match splitter.next_row() {
                Ok(Some(row)) => harvest.take(&row).map_err(Interrupt::Again)?,
                Ok(None) => return Ok(harvest.finish(path, header, personal, warnings)),
                Err(error) => return Err(text_error(path, error)),
            }
        }
    }
}

struct Header {
    layout_delimiter: u8,
    encoding: TextEncoding,
    rule: RowRule,
}

/// The rows as they come in.
struct Harvest {
    reader: RowReader,
    table: IncidentTable,
    weights: Option<Vec<f64>>,
    refusals: Vec<Refusal>,
    refused: BTreeMap<RefusalReason, usize>,
    found: usize,
    stray_quotes: usize,
    first_stray: u64,
    repeats: Repeats,
}

impl Harvest {
    fn new(rule: RowRule) -> Self {
        Self {
            weights: rule.mapping.weight.map(|_| Vec::new()),
            reader: RowReader::new(rule),
            table: IncidentTable::with_capacity(0),
            refusals: Vec::new(),
            refused: BTreeMap::new(),
            found: 0,
            stray_quotes: 0,
            first_stray: 0,
            repeats: Repeats::default(),
        }
    }

    fn take(&mut self, row: &crate::io::delimited::splitter::Row<'_>) -> Result<(), Correction> {
        self.found += 1;
        self.repeats.add(row.raw);
        if row.fault == Some(RowFault::StrayQuote) {
            self.stray_quotes += 1;
            if self.stray_quotes == 1 {
                self.first_stray = row.line;
            }
        }
        match self.reader.read(row) {
            Ok(read) => {
                self.table.push(read.row);
                if let Some(weights) = &mut self.weights {
                    weights.push(read.weight);
                }
            }
            Err(Stop::Again(correction)) => return Err(correction),
            Err(Stop::Refused(refusal)) => {
                *self.refused.entry(refusal.reason).or_default() += 1;
                if self.refusals.len() < MOST_LISTED {
                    self.refusals.push(*refusal);
                }
            }
        }
        Ok(())
    }

    fn finish(
        self,
        path: &Path,
        header: Header,
        personal: Vec<(usize, Message)>,
        mut warnings: Vec<Message>,
    ) -> IncidentReading {
        let source = SourceNote {
            file_name: path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            path: path.to_string_lossy().into_owned(),
            crs: header.rule.crs,
            found: self.found,
            kept: self.table.len(),
        };
        let (names, dropped) = self.reader.into_categories();
        let mut table = self.table.finish(names, source);
        if let Some(weights) = self.weights {
            table = table.with_weights(weights);
        }
        let repeated = self.repeats.count();
        if self.found == 0 {
            warnings.push(Message::new("io-warn-no-rows"));
        }
        let counted = [
            ("io-warn-identical-rows", repeated),
            ("io-warn-categories-dropped", dropped),
            (
                "io-warn-more-refused",
                (self.found - table.len()).saturating_sub(self.refusals.len()),
            ),
        ];
        for (id, n) in counted.into_iter().filter(|(_, n)| *n > 0) {
            warnings.push(Message::new(id).with("n", n));
        }
        if self.stray_quotes > 0 {
            warnings.push(
                Message::new("io-warn-stray-quotes")
                    .with("n", self.stray_quotes)
                    .with("line", self.first_stray),
            );
        }
        warnings.extend(findings_of(&table));
        IncidentReading {
            table,
            refusals: self.refusals,
            refused: self.refused,
            columns: header.rule.columns,
            mapping: header.rule.mapping,
            personal,
            encoding: header.encoding.name().to_owned(),
            delimiter: header.layout_delimiter,
            crs: header.rule.crs,
            warnings,
        }
    }
}

/// The mapping to use: the user's, where it fits the file and takes no personal column for the category, else the guess.
fn settle_mapping(
    path: &Path,
    options: &IncidentOptions,
    sample: &Sample,
    personal: &[(usize, PersonalKind)],
) -> Result<IncidentMapping, ReadError> {
    let mapping = options
        .mapping
        .clone()
        .unwrap_or_else(|| guess_mapping(sample, personal));
    let used = [
        mapping.lon,
        mapping.lat,
        mapping.joined,
        mapping.time,
        mapping.clock,
        mapping.category,
        mapping.discovery,
        mapping.weight,
    ];
    if let Some(column) = used
        .into_iter()
        .flatten()
        .find(|column| *column >= sample.columns.len())
    {
        let message = Message::new("io-incidents-no-such-column")
            .with("n", column + 1)
            .with("columns", sample.columns.len());
        return Err(content(path, message));
    }
    // Of a category the text itself is kept; of all others only what it means.
    let category = mapping
        .category
        .and_then(|category| personal.iter().find(|(column, _)| *column == category));
    if let Some((column, kind)) = category {
        let name = sample.columns.get(*column).cloned().unwrap_or_default();
        return Err(content(path, kind.sentence(&name)));
    }
    if mapping.joined.is_none() && (mapping.lon.is_none() || mapping.lat.is_none()) {
        return Err(content(path, no_coordinates(&sample.columns)));
    }
    Ok(mapping)
}

fn settle_rule(
    options: &IncidentOptions,
    settled: &Settled,
    sample: &Sample,
    mapping: IncidentMapping,
    warnings: &mut Vec<Message>,
) -> RowRule {
    if sample.layout.title_rows > 0 {
        warnings.push(Message::new("io-warn-title-rows").with("n", sample.layout.title_rows));
    }
    if !sample.layout.named {
        warnings.push(Message::new("io-warn-no-header"));
    }
    let look = settle_places(options, sample, &mapping, warnings);
    let times: Vec<&str> = mapping
        .time
        .map(|column| sample.values(column).collect())
        .unwrap_or_default();
    let proven = times
        .iter()
        .find_map(|value| proven_order(value.as_bytes()))
        .or(settled.day_first.then_some(DayOrder::DayFirst));
    if proven.is_none() && times.iter().any(|value| is_ambiguous(value.as_bytes())) {
        warnings.push(Message::new("io-warn-day-order"));
    }
    if times.iter().any(|value| is_marked_utc(value)) {
        warnings.push(Message::new("io-warn-utc"));
    }
    let order = proven.unwrap_or(DayOrder::MonthFirst);
    let midnight =
        |value: &&str| parse_time(value.as_bytes(), order).is_none_or(CivilTime::is_midnight);
    let any = |value: &&str| parse_time(value.as_bytes(), order).is_some();
    let midnight_is_day = !settled.clocks
        && mapping.clock.is_none()
        && times.len() > 1
        && times.iter().any(any)
        && times.iter().all(midnight);
    RowRule {
        mapping,
        columns: sample.columns.clone(),
        crs: look.crs,
        swapped: look.swapped,
        order,
        order_proven: proven.is_some(),
        midnight_is_day,
        no_names: None,
    }
}

/// Where the file has a column of names: the categories that come more than once at its beginning and are none of those names.
fn known_categories(
    sample: &Sample,
    mapping: &IncidentMapping,
    personal: &[(usize, PersonalKind)],
) -> Option<BTreeSet<String>> {
    personal
        .iter()
        .any(|(_, kind)| *kind == PersonalKind::Name)
        .then(|| {
            let mut counts = BTreeMap::<&str, usize>::new();
            for value in mapping
                .category
                .into_iter()
                .flat_map(|column| sample.values(column))
            {
                *counts.entry(value).or_default() += 1;
            }
            let names = personal_values(sample, personal);
            counts.retain(|value, count| *count > 1 && !names.contains(*value));
            counts.into_keys().map(str::to_owned).collect()
        })
}

/// The reference system to use and whether the columns stand the wrong way round. What the user said stands; without a word
/// of his, columns that do not call themselves degrees may turn out to be metres.
fn settle_places(
    options: &IncidentOptions,
    sample: &Sample,
    mapping: &IncidentMapping,
    warnings: &mut Vec<Message>,
) -> PlaceLook {
    let pairs = pairs_of(sample, mapping);
    let look = look_of(&pairs);
    let name = |column: Option<usize>| {
        column
            .and_then(|column| sample.columns.get(column))
            .map(|name| plain_name(name))
            .unwrap_or_default()
    };
    let says_degrees =
        LONGITUDE.score(&name(mapping.lon)) >= 85 || LATITUDE.score(&name(mapping.lat)) >= 85;
    let crs = match options.crs {
        Some(crs) => crs,
        None if says_degrees => Crs::Wgs84,
        None => look.crs,
    };
    if options.crs.is_none() && crs != Crs::Wgs84 {
        warnings.push(Message::new("io-warn-crs-guessed").with("crs", crs.name()));
    }
    let degrees = pairs.iter().all(|(x, y)| Crs::Wgs84.holds(*x, *y));
    if crs.counts_metres_on_earth() && degrees && !pairs.is_empty() {
        warnings.push(Message::new("io-warn-looks-like-degrees").with("crs", crs.name()));
    }
    let mut swapped = are_swapped(&pairs, crs);
    if let Some(joined) = mapping.joined {
        swapped = swapped || is_latitude_first(sample, joined, &name(Some(joined)), &pairs);
    } else if swapped {
        warnings.push(Message::new("io-warn-swapped"));
    }
    PlaceLook { crs, swapped }
}

/// Whether a joined column of degrees that could be read both ways has the latitude first, as its name or its brackets
/// (`(41.8, -87.6)`) tell.
fn is_latitude_first(sample: &Sample, column: usize, plain: &str, pairs: &[(f64, f64)]) -> bool {
    if pairs.iter().any(|(x, _)| x.abs() > 90.0) {
        return false;
    }
    let by_name = ["latlon", "latlng", "纬经", "纬度经度"]
        .iter()
        .any(|word| plain.contains(word));
    let in_brackets = sample.share(column, |value| {
        value.starts_with('(') && !is_well_known_text(value.as_bytes())
    });
    by_name || (in_brackets > 0.5 && !plain.contains("lon") && !plain.contains("lng"))
}

/// The coordinates of the sample as they are written.
fn pairs_of(sample: &Sample, mapping: &IncidentMapping) -> Vec<(f64, f64)> {
    let cell = |row: &Vec<String>, column: usize| {
        row.get(column)
            .and_then(|value| parse_coordinate(value.as_bytes()))
    };
    sample
        .rows
        .iter()
        .filter_map(|row| match (mapping.joined, mapping.lon, mapping.lat) {
            (Some(joined), _, _) => parse_joined(row.get(joined)?.as_bytes()),
            (None, Some(lon), Some(lat)) => Some((cell(row, lon)?, cell(row, lat)?)),
            _ => None,
        })
        .collect()
}

/// What stands in personal columns: masked wherever else it stands, as rows with shifted cells bring it.
fn personal_values(sample: &Sample, personal: &[(usize, PersonalKind)]) -> BTreeSet<String> {
    personal
        .iter()
        .flat_map(|(column, _)| sample.values(*column))
        .filter(|value| value.chars().count() > 1)
        .map(str::to_owned)
        .collect()
}

fn masked(
    row: &[String],
    personal: &[(usize, PersonalKind)],
    values: &BTreeSet<String>,
) -> Vec<String> {
    row.iter()
        .enumerate()
        .map(|(position, cell)| {
            let hidden = personal.iter().any(|(column, _)| *column == position);
            if hidden && !cell.is_empty() || carries_number_of_person(cell) || values.contains(cell)
            {
                MASK.to_owned()
            } else {
                cell.clone()
            }
        })
        .collect()
}

fn sentences(sample: &Sample, personal: &[(usize, PersonalKind)]) -> Vec<(usize, Message)> {
    personal
        .iter()
        .map(|(column, kind)| {
            let name = sample.columns.get(*column).cloned().unwrap_or_default();
            (*column, kind.sentence(&name))
        })
        .collect()
}
