//! Reads an incident file from its first byte to the table: settles how it is to be understood, then goes row by row.

use std::collections::BTreeMap;
use std::path::Path;

use super::crs_guess::look_of;
use super::findings::{Repeats, findings_of};
use super::mapping::{guess_mapping, personal_columns};
use super::masking::{masked, personal_values, sentences};
use super::row_source::{Interrupt, RowSource, text_error};
use super::rows::{Correction, RowReader, RowRule, Stop};
use super::settle::{Settled, known_categories, pairs_of, settle_mapping, settle_rule};
use crate::base::cancel::Cancel;
use crate::i18n::message::Message;
use crate::io::delimited::splitter::RowFault;
use crate::io::incident_table::{
    IncidentOptions, IncidentPreview, IncidentReading, MOST_LISTED, Refusal, RefusalReason,
};
use crate::io::read_error::ReadError;
use crate::model::incident::IncidentTable;
use crate::model::source_note::SourceNote;

/// Rows shown in a preview.
const SHOWN_ROWS: usize = 20;
/// Rows of a sheet that a preview unpacks.
const LOOKED_AT: u32 = 3000;
/// Rows between two looks at the wish to stop.
const STRIDE: usize = 4096;

/// The first look: see [`crate::io::incident_table::preview_incidents`].
///
/// # Errors
/// [`ReadError`].
pub fn preview(
    path: &Path,
    options: &IncidentOptions,
    cancel: &Cancel,
) -> Result<IncidentPreview, ReadError> {
    let source = RowSource::of(path, options, LOOKED_AT, cancel)?;
    let (sample, _) = source.open(path, options, &Settled::default())?;
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
    let (sheet, sheets) = source.sheets();
    Ok(IncidentPreview {
        rows,
        mapping,
        personal: sentences(&sample, &personal),
        crs_guess,
        encoding: source.written_as(sample.encoding),
        delimiter: sample.layout.delimiter,
        columns: sample.columns,
        sheet,
        sheets,
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
    let source = RowSource::of(path, options, u32::MAX, cancel)?;
    let mut settled = Settled::default();
    loop {
        // Each round either reads to the end or settles one of three questions for good.
        match read_once(path, &source, options, &settled, cancel) {
            Ok(reading) => return Ok(reading),
            Err(Interrupt::Failed(error)) => return Err(error),
            Err(Interrupt::NotUtf8) => settled.gb18030 = true,
            Err(Interrupt::Again(Correction::DayFirst)) => settled.day_first = true,
            Err(Interrupt::Again(Correction::MidnightIsAClock)) => settled.clocks = true,
        }
    }
}

fn read_once(
    path: &Path,
    source: &RowSource,
    options: &IncidentOptions,
    settled: &Settled,
    cancel: &Cancel,
) -> Result<IncidentReading, Interrupt> {
    let (sample, mut splitter) = source.open(path, options, settled)?;
    let personal = personal_columns(&sample);
    let mapping = settle_mapping(path, options, &sample, &personal)?;
    let mut warnings: Vec<Message> = source.warning(options).into_iter().collect();
    let rule = settle_rule(options, settled, &sample, mapping, &mut warnings);
    let rule = RowRule {
        no_names: known_categories(&sample, &rule.mapping, &personal),
        ..rule
    };
    let personal = sentences(&sample, &personal);
    let header = Header {
        layout_delimiter: sample.layout.delimiter,
        encoding: source.written_as(sample.encoding),
        sheet: source.sheets().0,
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
    encoding: String,
    sheet: Option<String>,
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
        let source = SourceNote::of_file(path, header.rule.crs, self.found, self.table.len());
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
            encoding: header.encoding,
            sheet: header.sheet,
            delimiter: header.layout_delimiter,
            crs: header.rule.crs,
            warnings,
        }
    }
}
