//! `patrolgrid import`: what an incident file holds and what of it was refused.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use serde::Serialize;
use serde_json::{Map, Value};

use super::check::read_beside;
use crate::base::cancel::Cancel;
use crate::base::crs::Crs;
use crate::i18n::message::Message;
use crate::i18n::words::Words;
use crate::io::incident_table::{
    IncidentMapping, IncidentOptions, IncidentReading, column_position, write_refusals,
};
use crate::io::incidents::column_list::column_list;
use crate::io::place_shift::detect_place_shift;
use crate::io::read_error::ReadError;
use crate::io::worker::{preview_incidents, read_incidents};
use crate::model::incident::{IncidentTable, IncidentTime, TimePrecision};

/// What `patrolgrid import` is asked for.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct ImportArgs {
    /// The incident export (.csv, .txt, .tsv, each also .gz; .xlsx, .xls)
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Which columns mean what, and how the file is written
    #[command(flatten)]
    pub reading: ReadingArgs,
    /// Write the refused rows as CSV
    #[arg(long, value_name = "OUT.csv")]
    pub refused: Option<PathBuf>,
    /// A boundary file to compare the places with; may be given several times
    #[arg(long, value_name = "FILE")]
    pub beside: Vec<PathBuf>,
}

/// How an incident file is to be read: what is left out is guessed. A column is given by its name or as `#3`.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct ReadingArgs {
    /// Column with the longitude or easting
    #[arg(long, value_name = "COL")]
    pub lon: Option<String>,
    /// Column with the latitude or northing
    #[arg(long, value_name = "COL")]
    pub lat: Option<String>,
    /// Column with both coordinates
    #[arg(long, value_name = "COL", conflicts_with_all = ["lon", "lat"])]
    pub joined: Option<String>,
    /// Column with the date, or date and time
    #[arg(long, value_name = "COL")]
    pub time: Option<String>,
    /// Column with the time of day, where it stands apart
    #[arg(long, value_name = "COL")]
    pub clock: Option<String>,
    /// Column with the category
    #[arg(long, value_name = "COL")]
    pub category: Option<String>,
    /// Column that says who discovered it
    #[arg(long, value_name = "COL")]
    pub discovery: Option<String>,
    /// Column with the count of incidents a row stands for
    #[arg(long, value_name = "COL")]
    pub weight: Option<String>,
    /// Encoding (default: found out)
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
    /// Delimiter: a character or `tab` (default: found out)
    #[arg(long, value_name = "CHAR", value_parser = delimiter)]
    pub delimiter: Option<u8>,
    /// Sheet of a workbook (default: the first that looks most like a table)
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
}

/// The answer of `patrolgrid import`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ImportReport {
    /// Rows found.
    pub rows: usize,
    /// Rows kept.
    pub kept: usize,
    /// Rows refused.
    pub refused: usize,
    /// Refused rows by reason.
    pub reasons: BTreeMap<&'static str, usize>,
    /// Encoding of the file, or the format of a workbook.
    pub encoding: String,
    /// The sheet read; null where the file is no workbook.
    pub sheet: Option<String>,
    /// Delimiter of the file.
    pub delimiter: String,
    /// The reference system the coordinates were read in.
    pub crs: String,
    /// Column names by meaning; null where there is none.
    pub columns: Map<String, Value>,
    /// Columns refused as personal.
    pub personal_columns: Vec<String>,
    /// Why each of them was refused, in words.
    pub personal_reasons: Vec<String>,
    /// West, south, east, north, degrees WGS 84.
    pub extent: Option<[f64; 4]>,
    /// Earliest time, as exact as it is known.
    pub first_time: Option<String>,
    /// Latest time, as exact as it is known.
    pub last_time: Option<String>,
    /// Rows by category, the commonest first; the empty name counts rows without one.
    pub categories: Map<String, Value>,
    /// Rows discovered by patrols.
    pub patrol_discovered: usize,
    /// Incidents the rows stand for.
    pub total_weight: f64,
    /// Sentences about the file as a whole.
    pub warnings: Vec<String>,
    /// Seconds of reading.
    pub seconds: f64,
}

/// Reads the file and tells what it holds; writes the refused rows where asked.
///
/// # Errors
/// [`ReadError`].
pub fn run(
    args: &ImportArgs,
    crs: Option<Crs>,
    words: &Words,
    cancel: &Cancel,
) -> Result<ImportReport, ReadError> {
    let start = Instant::now();
    keep_source(args)?;
    let options = args.reading.options(&args.file, crs, cancel)?;
    let mut reading = read_incidents(&args.file, &options, cancel)?;
    let seconds = start.elapsed().as_secs_f64();
    for other in read_beside(&args.beside, cancel)? {
        let layer = &other.layer;
        let shift = detect_place_shift(reading.table.positions(), reading.crs, layer);
        let name = &layer.source.file_name;
        reading
            .warnings
            .extend(shift.map(|shift| shift.message(name)));
    }
    if let Some(path) = &args.refused {
        write_refusals(path, &reading.refusals, words).map_err(|source| ReadError::Write {
            path: path.clone(),
            source,
        })?;
    }
    Ok(report(&reading, words, seconds))
}

/// The list of refused rows must not take the place of the export it speaks of.
fn keep_source(args: &ImportArgs) -> Result<(), ReadError> {
    let whole = |path: &PathBuf| std::fs::canonicalize(path).ok();
    match &args.refused {
        Some(list) if whole(list).is_some() && whole(list) == whole(&args.file) => {
            Err(ReadError::Content {
                path: list.clone(),
                line: None,
                column: None,
                message: Message::new("cli-would-overwrite"),
            })
        }
        _ => Ok(()),
    }
}

impl ReadingArgs {
    /// The options these arguments ask for; looks into the file where a column is named.
    ///
    /// # Errors
    /// [`ReadError`] where the file cannot be read or has no such column.
    pub fn options(
        &self,
        file: &std::path::Path,
        crs: Option<Crs>,
        cancel: &Cancel,
    ) -> Result<IncidentOptions, ReadError> {
        let mut options = IncidentOptions {
            mapping: None,
            crs,
            encoding: self.encoding.clone(),
            delimiter: self.delimiter,
            sheet: self.sheet.clone(),
        };
        if self.names_a_column() {
            let preview = preview_incidents(file, &options, cancel)?;
            options.mapping = Some(self.mapping(file, &preview.mapping, &preview.columns)?);
        }
        Ok(options)
    }

    fn names_a_column(&self) -> bool {
        [
            &self.lon,
            &self.lat,
            &self.joined,
            &self.time,
            &self.clock,
            &self.category,
            &self.discovery,
            &self.weight,
        ]
        .into_iter()
        .any(Option::is_some)
    }

    fn mapping(
        &self,
        file: &std::path::Path,
        guess: &IncidentMapping,
        columns: &[String],
    ) -> Result<IncidentMapping, ReadError> {
        let place = |asked: &Option<String>, guessed: Option<usize>| match asked {
            None => Ok(guessed),
            Some(name) => {
                column_position(columns, name)
                    .map(Some)
                    .ok_or_else(|| ReadError::Content {
                        path: file.into(),
                        line: None,
                        column: None,
                        message: Message::new("io-incidents-unknown-column")
                            .with("name", name.clone())
                            .with("columns", column_list(columns)),
                    })
            }
        };
        let mut mapping = IncidentMapping {
            lon: place(&self.lon, guess.lon)?,
            lat: place(&self.lat, guess.lat)?,
            joined: place(&self.joined, guess.joined)?,
            time: place(&self.time, guess.time)?,
            clock: place(&self.clock, guess.clock)?,
            category: place(&self.category, guess.category)?,
            discovery: place(&self.discovery, guess.discovery)?,
            weight: place(&self.weight, guess.weight)?,
        };
        if self.joined.is_some() {
            (mapping.lon, mapping.lat) = (None, None);
        } else if self.lon.is_some() || self.lat.is_some() {
            mapping.joined = None;
        }
        Ok(mapping)
    }
}

fn delimiter(text: &str) -> Result<u8, String> {
    match text {
        "tab" | "\\t" | "\t" => Ok(b'\t'),
        _ => match text.as_bytes() {
            [byte] if byte.is_ascii() && !matches!(byte, b'"' | b'\r' | b'\n') => Ok(*byte),
            _ => Err("one ASCII character, or tab".to_owned()),
        },
    }
}

fn report(reading: &IncidentReading, words: &Words, seconds: f64) -> ImportReport {
    let table = &reading.table;
    let source = table.source();
    let (first, last) = time_range(table);
    ImportReport {
        rows: source.found,
        kept: source.kept,
        refused: source.refused(),
        reasons: reading
            .refused
            .iter()
            .map(|(reason, count)| (reason.name(), *count))
            .collect(),
        encoding: reading.encoding.clone(),
        sheet: reading.sheet.clone(),
        delimiter: char::from(reading.delimiter).to_string(),
        crs: reading.crs.name(),
        columns: columns(reading),
        personal_columns: reading
            .personal
            .iter()
            .filter_map(|(column, _)| reading.columns.get(*column).cloned())
            .collect(),
        personal_reasons: reading
            .personal
            .iter()
            .map(|(_, reason)| words.say(reason))
            .collect(),
        extent: table
            .extent()
            .map(|extent| [extent.west, extent.south, extent.east, extent.north]),
        first_time: first.and_then(written),
        last_time: last.and_then(written),
        categories: categories(table),
        patrol_discovered: table
            .discoveries()
            .iter()
            .filter(|discovery| **discovery == crate::model::incident::Discovery::Patrol)
            .count(),
        total_weight: table
            .weights()
            .map_or(table.len() as f64, |weights| weights.iter().sum()),
        warnings: reading
            .warnings
            .iter()
            .map(|warning| words.say(warning))
            .collect(),
        seconds,
    }
}

fn columns(reading: &IncidentReading) -> Map<String, Value> {
    let mapping = &reading.mapping;
    let name = |column: Option<usize>| {
        column
            .and_then(|column| reading.columns.get(column))
            .map_or(Value::Null, |name| Value::from(name.clone()))
    };
    [
        ("lon", mapping.lon),
        ("lat", mapping.lat),
        ("time", mapping.time),
        ("category", mapping.category),
        ("joined", mapping.joined),
        ("clock", mapping.clock),
        ("discovery", mapping.discovery),
        ("weight", mapping.weight),
    ]
    .into_iter()
    .map(|(meaning, column)| (meaning.to_owned(), name(column)))
    .collect()
}

fn categories(table: &IncidentTable) -> Map<String, Value> {
    let mut counts = vec![0_usize; table.category_names().len()];
    for category in table.categories() {
        if let Some(count) = counts.get_mut(usize::from(*category)) {
            *count += 1;
        }
    }
    let mut named: Vec<(&String, usize)> = table.category_names().iter().zip(counts).collect();
    named.retain(|(_, count)| *count > 0);
    named.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(other.0)));
    named
        .into_iter()
        .map(|(name, count)| (name.clone(), Value::from(count)))
        .collect()
}

fn time_range(table: &IncidentTable) -> (Option<IncidentTime>, Option<IncidentTime>) {
    let known = || table.times().iter().filter(|time| time.minutes().is_some());
    (
        known().min_by_key(|time| time.minutes()).copied(),
        known().max_by_key(|time| time.minutes()).copied(),
    )
}

/// A time as exact as it is known: `2024-01-05 08:03`, `2024-01-05`, `2024-01`.
fn written(time: IncidentTime) -> Option<String> {
    let date = time.date()?;
    let minute = time.minutes()?.rem_euclid(24 * 60);
    match time.precision() {
        TimePrecision::Minute => Some(format!("{date} {:02}:{:02}", minute / 60, minute % 60)),
        TimePrecision::Day => Some(date.to_string()),
        TimePrecision::Month => Some(format!("{:04}-{:02}", date.year(), date.month())),
        TimePrecision::Unknown => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::language::Language;

    fn report_of(text: &str, args: &ReadingArgs) -> Result<ImportReport, ReadError> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("incidents.csv");
        std::fs::write(&file, text).expect("a temporary file");
        let args = ImportArgs {
            file,
            reading: args.clone(),
            refused: Some(folder.path().join("refused.csv")),
            beside: Vec::new(),
        };
        let words = Words::new(Language::English);
        let report = run(&args, None, &words, &Cancel::new())?;
        let refused = std::fs::read(folder.path().join("refused.csv")).expect("written");
        assert!(refused.starts_with(b"\xEF\xBB\xBF"));
        assert_eq!(
            memchr::memchr_iter(b'\n', &refused).count(),
            report.refused + 1
        );
        Ok(report)
    }

    #[test]
    fn the_report_counts_every_row_and_names_every_reason() {
        let report = report_of(
            "报案时间,类别,经度,纬度,报警人电话\n2024-01-05 08:03,盗窃,113.9,22.6,13800138000\n2024-01-06 08:03,抢劫,0,0,\n2024-13-06,抢劫,113.9,22.6,\n",
            &ReadingArgs::default(),
        )
        .expect("readable");
        assert_eq!((report.rows, report.kept, report.refused), (3, 1, 2));
        assert_eq!(
            report.reasons,
            BTreeMap::from([("bad-time", 1), ("zero-coordinates", 1)])
        );
        assert_eq!(report.personal_columns, ["报警人电话"]);
        assert_eq!(report.first_time.as_deref(), Some("2024-01-05 08:03"));
        assert_eq!(report.columns.get("lon"), Some(&Value::from("经度")));
        let json = serde_json::to_string(&report).expect("serializable");
        assert!(!json.contains("13800138000"));
    }

    #[test]
    fn columns_named_on_the_command_line_win_and_a_wrong_name_is_told() {
        let text = "a,b,c\n113.9,22.6,x\n";
        let named = |lon: &str| ReadingArgs {
            lon: Some(lon.into()),
            lat: Some("#2".into()),
            category: Some("c".into()),
            ..ReadingArgs::default()
        };
        let report = report_of(text, &named("A")).expect("readable");
        assert_eq!((report.kept, report.categories.len()), (1, 1));
        assert!(report_of(text, &named("nowhere")).is_err());
    }
}
