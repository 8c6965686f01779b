//! The awkward and hostile tables of the corpus: none crashes or hangs, each verdict is met or argued.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use patrolgrid::base::cancel::Cancel;
use patrolgrid::io::delimited::encoding::TextEncoding;
use patrolgrid::io::delimited::splitter::Splitter;
use patrolgrid::io::delimited::text_reader::TextReader;
use patrolgrid::io::incident_table::{
    IncidentMapping, IncidentOptions, preview_incidents, read_incidents,
};
use patrolgrid::io::incidents::export::guarded;

mod common;

/// Files whose verdict is not met, each with the reason. This list may only shrink.
const ARGUED: &[(&str, &str)] = &[
    (
        "csv/mapshaper/empty.csv",
        "an empty file holds no incident: it is refused with a sentence, which is the right value here",
    ),
    (
        "csv/phpspreadsheet/empty.csv",
        "an empty file holds no incident: it is refused with a sentence, which is the right value here",
    ),
];

struct Case {
    name: String,
    verdict: String,
    path: PathBuf,
}

/// The cases under these folders of the corpus, packed ones unpacked into `folder`.
fn cases(folders: &[&str], unpacked: &Path) -> Option<Vec<Case>> {
    let corpus = common::data_dir()?.join("corpus");
    let packed = corpus.join("csv/go-fuzz-csv.tar.gz");
    let status = Command::new("tar")
        .arg("-C")
        .arg(unpacked)
        .arg("-xzf")
        .arg(packed)
        .status();
    assert!(
        status.is_ok_and(|status| status.success()),
        "tar unpacks the fuzz inputs"
    );
    let table =
        std::fs::read_to_string(corpus.join("EXPECTED.tsv")).expect("the table of verdicts");
    let found: Vec<Case> = table
        .lines()
        .filter_map(|line| {
            let mut cells = line.split('\t');
            let (name, verdict) = (cells.next()?, cells.next()?);
            folders
                .iter()
                .any(|folder| name.starts_with(folder))
                .then_some(())?;
            let fuzz = name
                .strip_prefix("csv/")
                .filter(|rest| rest.starts_with("go-fuzz-csv/"));
            let path = fuzz.map_or_else(|| corpus.join(name), |rest| unpacked.join(rest));
            Some(Case {
                name: name.to_owned(),
                verdict: verdict.to_owned(),
                path,
            })
        })
        .collect();
    assert!(!found.is_empty());
    Some(found)
}

/// All rows of a file as text, in the encoding and with the delimiter that the preview found.
fn rows_of(path: &Path) -> Vec<Vec<String>> {
    let preview = preview_incidents(path, &IncidentOptions::default(), &Cancel::new())
        .expect("previewed before");
    let encoding = TextEncoding::from_name(&preview.encoding);
    let reader = TextReader::open(path, encoding).expect("opened before");
    let mut splitter = Splitter::new(reader, Vec::new(), preview.delimiter);
    let mut rows = Vec::new();
    while let Some(row) = splitter.next_row().expect("decodable") {
        rows.push(
            row.cells()
                .map(|cell| String::from_utf8_lossy(cell).into_owned())
                .collect(),
        );
    }
    rows
}

#[test]
fn every_verdict_of_the_tables_is_met_or_argued() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let Some(cases) = cases(&["csv/", "encoding/", "strings/"], folder.path()) else {
        return;
    };
    let mut missed = BTreeSet::new();
    for case in cases.iter().filter(|case| case.verdict != "(oracle)") {
        let options = IncidentOptions::default();
        let preview = preview_incidents(&case.path, &options, &Cancel::new());
        let reading = read_incidents(&case.path, &options, &Cancel::new());
        // Whatever columns there are, taking the first two for coordinates must name every row.
        let forced = IncidentOptions {
            mapping: Some(IncidentMapping {
                lon: Some(0),
                lat: Some(1),
                time: Some(0),
                ..IncidentMapping::default()
            }),
            ..IncidentOptions::default()
        };
        let forced = read_incidents(&case.path, &forced, &Cancel::new());
        for reading in [&reading, &forced].into_iter().flatten() {
            assert_eq!(
                reading.table.source().found,
                reading.table.len() + reading.refusals.len(),
                "{}",
                case.name
            );
        }
        let met = match case.verdict.as_str() {
            "accept" => preview.is_ok(),
            "reject" => reading.is_err(),
            "flag" => {
                let said = [&reading, &forced]
                    .into_iter()
                    .any(|reading| match reading {
                        Ok(reading) => !reading.warnings.is_empty() || !reading.refusals.is_empty(),
                        Err(_) => false,
                    });
                said || preview.is_err()
            }
            "either" => true,
            other => {
                assert_eq!(other, "", "a verdict nobody knows");
                false
            }
        };
        if !met {
            missed.insert(case.name.clone());
        }
    }
    let argued: BTreeSet<String> = ARGUED.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(missed, argued, "the list may only shrink, and must");
}

#[test]
fn csv_spectrum_cells_are_those_of_its_oracle() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let Some(cases) = cases(&["csv/csv-spectrum/csvs/"], folder.path()) else {
        return;
    };
    let mut compared = 0;
    // One oracle tells of another phone number than its table, whose degree signs are in no encoding we read.
    let sound = |case: &&Case| !case.name.ends_with("location_coordinates.csv");
    for case in cases.iter().filter(sound) {
        let oracle = case
            .path
            .to_string_lossy()
            .replace("/csvs/", "/json/")
            .replace(".csv", ".json");
        let oracle = std::fs::read_to_string(oracle).expect("an oracle a file");
        let expected = match serde_json::from_str(&oracle).expect("JSON") {
            serde_json::Value::Array(rows) => rows,
            // A single row stands without its list.
            row => vec![row],
        };
        let mut rows = rows_of(&case.path).into_iter();
        let header = rows.next().expect("a header");
        let rows: Vec<Vec<String>> = rows.collect();
        assert_eq!(rows.len(), expected.len(), "{}", case.name);
        for (row, expected) in rows.iter().zip(&expected) {
            for (name, cell) in header.iter().zip(row) {
                let wanted = expected.get(name).and_then(|value| value.as_str());
                // One oracle has CRLF where the bytes of its table have LF.
                let wanted = wanted.map(|wanted| wanted.replace("\r\n", "\n"));
                assert_eq!(
                    wanted,
                    Some(cell.replace("\r\n", "\n")),
                    "{}: {name}",
                    case.name
                );
                compared += 1;
            }
        }
    }
    assert!(compared > 30, "only {compared} cells were compared");
}

#[test]
fn gb18030_and_its_sisters_decode_to_their_oracle() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let Some(cases) = cases(&["encoding/encoding_rs/"], folder.path()) else {
        return;
    };
    for case in cases.iter().filter(|case| case.name.contains("_in.txt")) {
        let name = if case.name.contains("big5") {
            "big5"
        } else {
            "gb18030"
        };
        let oracle = PathBuf::from(
            case.path
                .to_string_lossy()
                .replace("_in.txt", "_in_ref.txt"),
        );
        for block in [7, 4096] {
            let file = std::fs::File::open(&case.path).expect("the corpus");
            let mut reader =
                TextReader::over(Box::new(file), 0, TextEncoding::from_name(name), block)
                    .expect("readable");
            let mut text = Vec::new();
            while reader.read_more(&mut text).expect("decodable") {}
            let expected = std::fs::read(&oracle).expect("the corpus");
            assert!(text == expected, "{} in blocks of {block}", case.name);
        }
    }
}

#[test]
fn the_same_table_in_every_unicode_writing_gives_the_same_cells() {
    let Some(data) = common::data_dir() else {
        return;
    };
    let folder = data.join("corpus/csv/phpspreadsheet");
    let expected = rows_of(&folder.join("premiere.utf8.csv"));
    assert!(expected.len() > 1);
    for name in [
        "utf8bom",
        "utf16be",
        "utf16bebom",
        "utf16le",
        "utf16lebom",
        "utf32be",
        "utf32bebom",
        "utf32le",
        "utf32lebom",
    ] {
        let mut rows = rows_of(&folder.join(format!("premiere.{name}.csv")));
        // This one file has a row more, of characters at the edges of Unicode.
        rows.truncate(if name == "utf16le" {
            expected.len()
        } else {
            rows.len()
        });
        assert_eq!(rows, expected, "{name}");
    }
}

#[test]
fn the_text_tables_beside_the_hard_boundaries_are_read() {
    let Some(data) = common::data_dir() else {
        return;
    };
    let folder = data.join("hard_geojson/mapshaper_text");
    for entry in std::fs::read_dir(folder).expect("the folder of tables") {
        let path = entry.expect("an entry").path();
        let preview = preview_incidents(&path, &IncidentOptions::default(), &Cancel::new());
        let empty = std::fs::metadata(&path).is_ok_and(|about| about.len() == 0);
        assert_eq!(preview.is_ok(), !empty, "{}", path.display());
    }
}

#[test]
fn no_hostile_cell_starts_a_formula_once_it_is_written() {
    let Some(data) = common::data_dir() else {
        return;
    };
    let corpus = data.join("corpus");
    for name in ["csv/csv-injection/csv-payload.txt", "strings/blns/blns.txt"] {
        let text = std::fs::read_to_string(corpus.join(name)).expect("the corpus");
        for line in text.lines() {
            let mut splitter = Splitter::over_text(guarded(line).into_bytes(), b',');
            let row = splitter.next_row().expect("in memory");
            let cell = row.map(|row| (row.len(), row.cell(0).unwrap_or_default().to_vec()));
            let Some((cells, cell)) = cell else {
                assert!(line.is_empty());
                continue;
            };
            assert_eq!(cells, 1, "{line}");
            assert!(
                !matches!(
                    cell.first(),
                    Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r')
                ),
                "{line}"
            );
        }
    }
}
