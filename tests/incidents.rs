//! Incident exports: what is written comes back, what is wrong is named, persons stay out.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use patrolgrid::base::cancel::Cancel;
use patrolgrid::base::crs::Crs;
use patrolgrid::i18n::language::Language;
use patrolgrid::i18n::words::Words;
use patrolgrid::io::delimited::encoding::TextEncoding;
use patrolgrid::io::delimited::splitter::Splitter;
use patrolgrid::io::delimited::text_reader::TextReader;
use patrolgrid::io::incident_table::{
    IncidentMapping, IncidentOptions, IncidentReading, RefusalReason, preview_incidents,
    read_incidents, write_refusals,
};
use patrolgrid::io::read_error::ReadError;
use patrolgrid::model::incident::{Discovery, TimePrecision};
use personal::{CANARIES, personal_export};
use proptest::prelude::*;

mod common;
#[path = "common/personal.rs"]
mod personal;

/// Reads bytes as a file; previews them too, which must never fail where reading works.
fn read_with(bytes: &[u8], options: &IncidentOptions) -> Result<IncidentReading, ReadError> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("incidents.csv");
    std::fs::write(&path, bytes).expect("a temporary file");
    let preview = preview_incidents(&path, options, &Cancel::new());
    let reading = read_incidents(&path, options, &Cancel::new());
    assert!(reading.is_err() || preview.is_ok());
    reading
}

fn read(text: &str) -> IncidentReading {
    read_with(text.as_bytes(), &IncidentOptions::default()).expect("a readable file")
}

fn warned(reading: &IncidentReading, id: &str) -> bool {
    reading.warnings.iter().any(|warning| warning.id == id)
}

fn reasons(reading: &IncidentReading) -> Vec<RefusalReason> {
    reading
        .refusals
        .iter()
        .map(|refusal| refusal.reason)
        .collect()
}

fn rounded(reading: &IncidentReading) -> Vec<(f64, f64)> {
    let round = |value: f64| (value * 1e6).round() / 1e6;
    reading
        .table
        .positions()
        .iter()
        .map(|place| (round(place.lon), round(place.lat)))
        .collect()
}

// Splitting and decoding -------------------------------------------------------------------------------------------

#[derive(Debug, Clone, Copy)]
enum Written {
    Utf8,
    Utf8Mark,
    Gb18030,
    Utf16Le,
    Utf16Be,
    Utf8Gzip,
}

fn encode(text: &str, written: Written) -> Vec<u8> {
    let with = |mark: &[u8], body: Vec<u8>| mark.iter().copied().chain(body).collect();
    match written {
        Written::Utf8 => text.as_bytes().to_vec(),
        Written::Utf8Mark => with(b"\xEF\xBB\xBF", text.as_bytes().to_vec()),
        Written::Gb18030 => encoding_rs::GB18030.encode(text).0.into_owned(),
        Written::Utf16Le => with(
            b"\xFF\xFE",
            text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        ),
        Written::Utf16Be => with(
            b"\xFE\xFF",
            text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        ),
        Written::Utf8Gzip => {
            let mut encoder =
                flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            encoder.write_all(text.as_bytes()).expect("in memory");
            encoder.finish().expect("in memory")
        }
    }
}

fn write_table(rows: &[Vec<String>], delimiter: char, end: &str, quote_all: bool) -> String {
    let cell = |cell: &String| {
        if quote_all || cell.is_empty() || cell.contains(['"', '\r', '\n', delimiter]) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell.clone()
        }
    };
    rows.iter()
        .map(|row| {
            let cells: Vec<String> = row.iter().map(cell).collect();
            cells.join(&delimiter.to_string()) + end
        })
        .collect()
}

fn split(
    bytes: &[u8],
    encoding: Option<TextEncoding>,
    delimiter: u8,
    block: usize,
) -> Vec<Vec<String>> {
    let source = Box::new(std::io::Cursor::new(bytes.to_vec()));
    let reader = TextReader::over(source, bytes.len() as u64, encoding, block).expect("in memory");
    let mut splitter = Splitter::new(reader, Vec::new(), delimiter);
    let mut rows = Vec::new();
    while let Some(row) = splitter.next_row().expect("decodable") {
        assert_eq!(row.fault, None);
        rows.push(
            row.cells()
                .map(|cell| String::from_utf8(cell.to_vec()).expect("UTF-8"))
                .collect(),
        );
    }
    rows
}

fn any_cell() -> impl Strategy<Value = String> {
    // Text people write, with everything that CSV has to guard.
    proptest::string::string_regex("[a-z0-9 .:_\\-经度盗窃区𠮷\",;|\t\r\n]{0,12}")
        .expect("a pattern")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_table_reads_back_equal_in_every_writing(
        rows in (1_usize..6).prop_flat_map(|width| {
            prop::collection::vec(prop::collection::vec(any_cell(), width), 1..12)
        }),
        delimiter in prop::sample::select(vec![',', ';', '\t', '|']),
        end in prop::sample::select(vec!["\n", "\r\n", "\r"]),
        quote_all in any::<bool>(),
        written in prop::sample::select(vec![
            Written::Utf8, Written::Utf8Mark, Written::Gb18030, Written::Utf16Le, Written::Utf16Be, Written::Utf8Gzip,
        ]),
        block in 1_usize..40,
    ) {
        let text = write_table(&rows, delimiter, end, quote_all);
        let bytes = encode(&text, written);
        // A few characters alone cannot tell GB18030: here the encoding is said where no mark says it.
        let said = match written {
            Written::Gb18030 => TextEncoding::from_name("gb18030"),
            Written::Utf8 | Written::Utf8Gzip => TextEncoding::from_name("utf-8"),
            Written::Utf8Mark | Written::Utf16Le | Written::Utf16Be => None,
        };
        prop_assert_eq!(split(&bytes, said, delimiter as u8, block), rows);
    }

    #[test]
    fn rows_found_are_kept_or_refused_whatever_the_bytes(
        bytes in prop::collection::vec(any::<u8>(), 0..600),
        headed in any::<bool>(),
    ) {
        let mut file = if headed { b"lon,lat,time,type,n\n".to_vec() } else { Vec::new() };
        file.extend(bytes);
        let mapping = headed.then(|| IncidentMapping {
            lon: Some(0), lat: Some(1), time: Some(2), category: None, ..IncidentMapping::default()
        });
        let options = IncidentOptions { mapping, ..IncidentOptions::default() };
        if let Ok(reading) = read_with(&file, &options) {
            let source = reading.table.source();
            prop_assert_eq!(source.found, reading.table.len() + reading.refusals.len());
            prop_assert_eq!(source.refused(), reading.refused.values().sum::<usize>());
        }
    }

    #[test]
    fn rows_found_are_kept_or_refused_in_nearly_right_files(
        cells in prop::collection::vec((
            prop::sample::select(vec!["113.9", "22.6", "", "0", "x", "505000", "-113", "\"113.9\"", "\"113", "1e400"]),
            prop::sample::select(vec!["22.6", "113.9", "", "0", "y", "2505000", "NaN", "2\"2"]),
            prop::sample::select(vec!["2024-01-05", "2024/1/5 8:03", "", "soon", "13/01/2024", "2010-12", "45296.5"]),
            prop::sample::select(vec!["\n", "\r\n", ",\n", ",x\n", "\n\n"]),
        ), 1..40),
    ) {
        let mut text = String::from("lon,lat,time\n");
        for (lon, lat, time, end) in &cells {
            text.extend([lon, ",", lat, ",", time, end]);
        }
        let reading = read(&text);
        let source = reading.table.source();
        prop_assert_eq!(source.found, reading.table.len() + reading.refusals.len());
        for refusal in &reading.refusals {
            prop_assert!(refusal.line >= 2 && refusal.line <= text.lines().count() as u64 + 1);
        }
    }
}

#[test]
fn an_export_reads_the_same_in_every_encoding_and_delimiter() {
    let rows: Vec<Vec<String>> = [["发案时间", "案件类别", "经度", "纬度", "警情来源", "备注"]]
        .into_iter()
        .chain((0..200).map(|_| {
            [
                "2024年1月5日 8时3分",
                "盗窃",
                "113.912345",
                "22.612345",
                "110接警",
                "a,b;c\n\"d\"",
            ]
        }))
        .map(|row| row.map(str::to_owned).to_vec())
        .collect();
    let mut seen = Vec::new();
    for delimiter in [',', ';', '\t', '|'] {
        for written in [
            Written::Utf8,
            Written::Utf8Mark,
            Written::Gb18030,
            Written::Utf16Le,
            Written::Utf16Be,
            Written::Utf8Gzip,
        ] {
            let bytes = encode(&write_table(&rows, delimiter, "\r\n", false), written);
            let reading = read_with(&bytes, &IncidentOptions::default()).expect("readable");
            assert_eq!(
                (reading.table.len(), reading.delimiter),
                (200, delimiter as u8),
                "{written:?}"
            );
            seen.push((
                rounded(&reading),
                reading.table.times().to_vec(),
                reading.table.category_names().to_vec(),
            ));
        }
    }
    seen.dedup();
    assert_eq!(seen.len(), 1, "one table, however it is written");
}

#[test]
fn a_gb18030_export_whose_first_chinese_comes_late_is_read_in_full() {
    let mut bytes = b"lon,lat,type\n".to_vec();
    for _ in 0..60_000 {
        bytes.extend_from_slice(b"113.912345,22.612345,THEFT\n");
    }
    bytes.extend_from_slice(&encode("113.912345,22.612345,盗窃\n", Written::Gb18030));
    let reading = read_with(&bytes, &IncidentOptions::default()).expect("readable");
    assert_eq!(
        (reading.encoding.as_str(), reading.table.len()),
        ("GB18030", 60_001)
    );
    assert_eq!(reading.table.category_names(), ["THEFT", "盗窃"]);
}

// Mapping and meaning ----------------------------------------------------------------------------------------------

#[test]
fn every_refusal_names_line_column_reason_found_and_wanted() {
    let reading = read(
        "报案时间,类别,经度,纬度\n\
         2024-01-05 08:03,盗窃,113.9,22.6\n\
         2024-01-05 08:03,盗窃,,\n\
         2024-01-05 08:03,盗窃,0,0\n\
         2024-01-05 08:03,盗窃,未知,22.6\n\
         2024-01-05 08:03,盗窃,113.9,95\n\
         2024-01-05 08:03,盗窃,38489700,2505000\n\
         昨天,盗窃,113.9,22.6\n\
         2024-01-05 08:03,盗窃,113.9\n\
         ,盗窃,113.9,22.6\n",
    );
    assert_eq!(
        reasons(&reading),
        [
            RefusalReason::MissingCoordinates,
            RefusalReason::ZeroCoordinates,
            RefusalReason::BadCoordinates,
            RefusalReason::OutOfRange,
            RefusalReason::NotDegrees,
            RefusalReason::BadTime,
            RefusalReason::WrongCellCount
        ]
    );
    let lines: Vec<u64> = reading
        .refusals
        .iter()
        .map(|refusal| refusal.line)
        .collect();
    assert_eq!(lines, [3, 4, 5, 6, 7, 8, 9]);
    let bad = reading.refusals.get(2).expect("seven refusals");
    assert_eq!((bad.column.as_str(), bad.found.as_str()), ("经度", "未知"));
    let words = Words::new(Language::Chinese);
    for refusal in &reading.refusals {
        assert!(!words.say(&refusal.wanted).contains('⟦'), "{refusal:?}");
        assert!(
            !words.say(&refusal.reason.sentence()).contains('⟦'),
            "{refusal:?}"
        );
    }
    // The row without a time is kept, its time unknown.
    assert_eq!(reading.table.len(), 2);
    assert_eq!(
        reading.table.times().last().map(|time| time.precision()),
        Some(TimePrecision::Unknown)
    );
}

#[test]
fn coordinates_of_every_reference_system_land_on_the_same_place() {
    let place = patrolgrid::base::coords::LonLat::new(113.883, 22.555);
    for crs in [
        Crs::Wgs84,
        Crs::Gcj02,
        Crs::Bd09,
        Crs::Cgcs2000,
        Crs::GaussKrueger114,
        Crs::WebMercator,
        Crs::Utm {
            zone: 49,
            north: true,
        },
    ] {
        let (x, y) = crs.from_lonlat(place);
        let text = format!("x,y\n{x},{y}\n{x},{y}\n");
        let options = IncidentOptions {
            crs: Some(crs),
            ..IncidentOptions::default()
        };
        let reading = read_with(text.as_bytes(), &options).expect("readable");
        let found = reading.table.positions().first().copied().expect("a row");
        assert!(
            (found.lon - place.lon).abs() < 1e-7 && (found.lat - place.lat).abs() < 1e-7,
            "{crs:?}: {found:?}"
        );
    }
}

#[test]
fn metres_without_a_word_about_degrees_are_taken_for_what_they_can_only_be() {
    let place = patrolgrid::base::coords::LonLat::new(113.883, 22.555);
    let (x, y) = Crs::GaussKrueger114.from_lonlat(place);
    let zoned = x + 38_000_000.0;
    for text in [
        format!("X,Y\n{x},{y}\n"),
        format!("X,Y\n{zoned},{y}\n"),
        format!("X,Y\n{y},{zoned}\n"),
    ] {
        let reading = read(&text);
        assert_eq!(reading.crs, Crs::GaussKrueger114, "{text}");
        assert!(warned(&reading, "io-warn-crs-guessed"));
        assert_eq!(rounded(&reading), [(113.883, 22.555)], "{text}");
    }
    // Where the columns call themselves degrees the rows are refused, and the sentence names the system.
    let reading = read(&format!("经度,纬度\n{zoned},{y}\n"));
    assert_eq!(reasons(&reading), [RefusalReason::NotDegrees]);
}

#[test]
fn swapped_columns_are_noticed_and_set_right() {
    let reading = read("lon,lat\n22.6,113.9\n22.7,113.8\n");
    assert_eq!(rounded(&reading), [(113.9, 22.6), (113.8, 22.7)]);
    assert!(warned(&reading, "io-warn-swapped"));
    assert!(!warned(&read("lon,lat\n113.9,22.6\n"), "io-warn-swapped"));
}

#[test]
fn joined_coordinates_are_read_in_the_order_their_numbers_show() {
    for cell in [
        "\"113.9,22.6\"",
        "22.6 113.9",
        "POINT(113.9 22.6)",
        "\"(22.6, 113.9)\"",
        "113.9;22.6",
    ] {
        let reading = read(&format!("类别,坐标\n盗窃,{cell}\n抢劫,{cell}\n"));
        assert_eq!(rounded(&reading), [(113.9, 22.6), (113.9, 22.6)], "{cell}");
    }
    let chicago =
        read("Date,Location\n2018-01-01,\"(41.855, -87.733)\"\n2018-01-02,\"(41.856, -87.734)\"\n");
    assert_eq!(rounded(&chicago), [(-87.733, 41.855), (-87.734, 41.856)]);
    let text = read("name,wkt\na,POINT (-0.14 51.5)\nb,POINT (-0.15 51.6)\n");
    assert_eq!(rounded(&text), [(-0.14, 51.5), (-0.15, 51.6)]);
}

#[test]
fn date_and_time_in_two_columns_become_one_time() {
    let reading = read(
        "日期,时间,经度,纬度\n2024-01-05,23:59,113.9,22.6\n2024-01-06,,113.9,22.6\n2024-01-07,late,113.9,22.6\n",
    );
    let times: Vec<_> = reading
        .table
        .times()
        .iter()
        .map(|time| (time.hour(), time.precision()))
        .collect();
    assert_eq!(
        times,
        [
            (Some(23), TimePrecision::Minute),
            (None, TimePrecision::Day)
        ]
    );
    assert_eq!(reasons(&reading), [RefusalReason::BadTime]);
}

#[test]
fn a_day_past_the_twelfth_settles_the_order_for_the_whole_file_however_late_it_comes() {
    let mut text = String::from("lon,lat,date\n");
    for _ in 0..50_000 {
        text += "113.912345,22.612345,05/06/2018\n";
    }
    text += "113.912345,22.612345,13/06/2018\n";
    let reading = read(&text);
    assert_eq!(reading.table.len(), 50_001);
    let first = reading.table.times().first().and_then(|time| time.date());
    assert_eq!(first, Some(jiff::civil::date(2018, 6, 5)));
}

#[test]
fn dates_that_all_stand_at_midnight_mean_days_until_one_does_not() {
    let all =
        read("lon,lat,time\n113.9,22.6,2024-01-05 00:00:00\n113.9,22.6,2024-01-06 00:00:00\n");
    assert!(
        all.table
            .times()
            .iter()
            .all(|time| time.precision() == TimePrecision::Day)
    );
    let one =
        read("lon,lat,time\n113.9,22.6,2024-01-05 00:00:00\n113.9,22.6,2024-01-06 00:01:00\n");
    assert!(
        one.table
            .times()
            .iter()
            .all(|time| time.precision() == TimePrecision::Minute)
    );
}

#[test]
fn discovery_weight_and_the_share_of_patrols_are_told() {
    let reading =
        read("lon,lat,来源,起数\n113.9,22.6,110接警,2\n113.9,22.6,巡逻发现,3\n113.9,22.6,其他,x\n");
    assert_eq!(
        reading.table.discoveries(),
        [Discovery::Caller, Discovery::Patrol]
    );
    assert_eq!(reading.table.weights(), Some(&[2.0, 3.0][..]));
    assert_eq!(reasons(&reading), [RefusalReason::BadWeight]);
    assert!(warned(&reading, "io-warn-patrol-discovered"));
}

#[test]
fn universal_time_is_pointed_out() {
    let export = |time: &str| read(&format!("时间,经度,纬度\n{time},113.9,22.6\n"));
    for time in [
        "2024-01-05T08:03:00Z",
        "2024-01-05 08:03:00+00:00",
        "2024-01-05 08:03 UTC",
    ] {
        let reading = export(time);
        assert!(
            warned(&reading, "io-warn-utc") || reading.table.is_empty(),
            "{time}"
        );
    }
    assert!(warned(&export("2024-01-05T08:03:00Z"), "io-warn-utc"));
    for time in [
        "2024-01-05 08:03",
        "2024-01-05T08:03:00+08:00",
        "2024-01-05",
    ] {
        assert!(!warned(&export(time), "io-warn-utc"), "{time}");
    }
}

#[test]
fn a_column_that_says_it_counts_is_never_passed_over() {
    let reading = read("id,x,y,weight\na,1,1,-2\nb,2,2,abc\nc,3,3,\nd,4,4,2\n");
    assert_eq!(reading.mapping.weight, Some(3));
    // An empty count is no count: guessing 1 would invent an incident.
    assert_eq!(reasons(&reading), [RefusalReason::BadWeight; 3]);
}

#[test]
fn json_given_for_a_table_is_called_json() {
    let json = r#"{"type": "FeatureCollection", "features": []}"#;
    let error = read_with(json.as_bytes(), &IncidentOptions::default()).expect_err("no table");
    let said = Words::new(Language::English).say(&error.message());
    assert!(said.contains("JSON") && said.len() < 200, "{said}");
}

#[test]
fn a_table_of_sites_is_read_as_incidents_with_its_weights() {
    let options = IncidentOptions {
        crs: Some(Crs::Plane),
        ..IncidentOptions::default()
    };
    let reading = read_with(b"id,x,y,weight\n1,0,0,5\n2,1200,800,7\n", &options).expect("readable");
    assert_eq!(reading.table.weights(), Some(&[5.0, 7.0][..]));
    assert_eq!(read("id,lon,lat\n1,113.9,22.6\n").table.len(), 1);
}

#[test]
fn a_reading_stops_when_asked() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("incidents.csv");
    std::fs::write(&path, "lon,lat\n113.9,22.6\n").expect("a temporary file");
    let cancel = Cancel::new();
    cancel.cancel();
    let stopped = read_incidents(&path, &IncidentOptions::default(), &cancel);
    assert!(matches!(stopped, Err(ReadError::Cancelled(_))));
}

#[test]
fn a_file_that_is_no_table_says_what_is_missing() {
    let said = |bytes: &[u8]| {
        let error = read_with(bytes, &IncidentOptions::default()).expect_err("nothing to read");
        Words::new(Language::English).say(&error.message())
    };
    assert!(said(b"").contains("no rows"));
    assert!(said(b"name,size\na,b\n").contains("name, size"));
    let options = IncidentOptions {
        encoding: Some("klingon".into()),
        ..IncidentOptions::default()
    };
    assert!(read_with(b"lon,lat\n1,2\n", &options).is_err());
}

// Persons ----------------------------------------------------------------------------------------------------------

#[test]
fn personal_columns_are_named_and_their_values_appear_nowhere() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("incidents.csv");
    std::fs::write(&path, personal_export()).expect("a temporary file");
    let options = IncidentOptions::default();
    let preview = preview_incidents(&path, &options, &Cancel::new()).expect("readable");
    let reading = read_incidents(&path, &options, &Cancel::new()).expect("readable");
    let words = [Words::new(Language::Chinese), Words::new(Language::English)];
    let refused = folder.path().join("refused.csv");
    write_refusals(&refused, &reading.refusals, &words[0]).expect("written");

    let personal: Vec<usize> = reading.personal.iter().map(|(column, _)| *column).collect();
    assert_eq!(
        personal,
        [4, 5, 6, 7, 8, 9, 10, 11, 12],
        "and the grid code is none of them"
    );
    let mut kept = format!("{preview:?}{reading:?}");
    kept += &std::fs::read_to_string(&refused).expect("written");
    for words in &words {
        for message in reading
            .warnings
            .iter()
            .chain(reading.personal.iter().map(|(_, message)| message))
        {
            kept += &words.say(message);
        }
    }
    for canary in CANARIES {
        assert!(!kept.contains(canary), "{canary} was kept");
    }
    assert!(!reading.table.is_empty() && !reading.refusals.is_empty());
}

#[test]
fn numbers_of_persons_under_harmless_headers_are_found_however_they_are_written() {
    for values in [
        ["440524 18800101 0014", "110105 19491231 002X"],
        ["４４０５２４１８８００１０１００１４", "11010519491231002X"],
        ["13800138000.0", "13900138000.0"],
        ["4.40306E+17", "4.40307E+17"],
        ["1.38001E+10", "1.39001E+10"],
    ] {
        let row = |value: &&str| format!("2024-01-05 08:03,盗窃,113.9,22.6,{value}\n");
        let rows = values.iter().map(row).collect::<Vec<_>>().concat();
        let reading = read(&format!("时间,类别,经度,纬度,备用\n{rows}"));
        assert_eq!(reading.personal.len(), 1, "{values:?}");
        assert_eq!(reading.table.len(), 2, "{values:?}");
    }
}

#[test]
fn a_shifted_row_makes_neither_times_nor_categories_personal() {
    let sound = "2024-01-05 08:03,盗窃,113.9,22.6\n".repeat(60);
    let table = format!(
        "时间,类别,经度,纬度\n{sound}2024-01-05,13800138000,113.9,22.6\n13800138000,盗窃,113.9,22.6\n2024-01-05,盗窃,13800138000,22.6\n"
    );
    let reading = read(&table);
    assert!(reading.personal.is_empty(), "{:?}", reading.personal);
    assert_eq!((reading.table.len(), reading.refusals.len()), (61, 2));
    assert_eq!(reading.table.category_names(), ["盗窃", ""]);
    let told = format!("{:?}{:?}", reading.refusals, reading.warnings);
    assert!(!told.contains("13800138000"), "{told}");
}

#[test]
fn a_personal_column_cannot_be_made_the_category() {
    let mapping = IncidentMapping {
        lon: Some(2),
        lat: Some(3),
        category: Some(4),
        ..IncidentMapping::default()
    };
    let options = IncidentOptions {
        mapping: Some(mapping),
        ..IncidentOptions::default()
    };
    let error = read_with(personal_export().as_bytes(), &options).expect_err("refused");
    assert!(!format!("{error:?}").contains("张三丰"));
}

#[test]
fn what_is_no_person_is_not_refused() {
    let reading = read(
        "案件编号,LSOA code,派出所,发案地址,经度,纬度,发案时间,案件类别,网格编码,报警人数\n\
         A4403065000002024010001,E01000027,沙井派出所,宝安大道100号,113.81380013800,22.6,20240105080300,盗窃,440306001001001,2\n\
         A4403065000002024010002,E01000028,黄田派出所,黄麻布路,113.8,22.6,20240105080400,抢劫,440306007012003,1\n",
    );
    assert_eq!(reading.personal, []);
    assert_eq!(reading.table.len(), 2);
}

// Refusals out -----------------------------------------------------------------------------------------------------

#[test]
fn refusals_open_in_office_programs_and_start_no_formula() {
    let reading = read("lon,lat,=cmd\n=1+1,22.6,x\n@SUM(1),22.6,x\n-x,22.6,x\n");
    assert_eq!(reading.refusals.len(), 3);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("refused.csv");
    write_refusals(&path, &reading.refusals, &Words::new(Language::Chinese)).expect("written");
    let bytes = std::fs::read(&path).expect("written");
    assert!(bytes.starts_with(b"\xEF\xBB\xBF"));
    for row in split(&bytes, None, b',', 4096) {
        assert_eq!(row.len(), 5);
        for cell in row {
            assert!(
                !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
                "{cell}"
            );
        }
    }
}

// Real data --------------------------------------------------------------------------------------------------------

fn read_real(path: &Path) -> IncidentReading {
    read_incidents(path, &IncidentOptions::default(), &Cancel::new()).expect("real data")
}

#[test]
fn london_keeps_every_row_but_those_without_coordinates() {
    let Some(data) = common::data_dir() else {
        return;
    };
    let reading = read_real(&data.join("london/burglary_2010_2025.csv.gz"));
    assert_eq!(reading.table.source().found, 1_022_291);
    assert_eq!(
        reading.refused,
        BTreeMap::from([(RefusalReason::MissingCoordinates, 7378)])
    );
    assert_eq!(reading.table.category_names(), ["Burglary"]);
    assert!(
        reading
            .table
            .times()
            .iter()
            .all(|time| time.precision() == TimePrecision::Month)
    );
    assert_eq!(reading.personal, []);
    let repeated = reading
        .warnings
        .iter()
        .find(|warning| warning.id == "io-warn-identical-rows");
    let said = repeated.map(|warning| Words::new(Language::English).say(warning));
    assert!(said.is_some_and(|said| said.starts_with("114,081 rows")));
    assert!(warned(&reading, "io-warn-far-outside"));
}

#[test]
fn chicago_keeps_every_row_with_its_31_types() {
    let Some(data) = common::data_dir() else {
        return;
    };
    let reading = read_real(&data.join("chicago/crimes_2018.csv.gz"));
    assert_eq!((reading.table.len(), reading.refusals.len()), (156_385, 0));
    assert_eq!(reading.table.category_names().len(), 31);
    assert!(
        reading
            .table
            .times()
            .iter()
            .all(|time| time.hour().is_some())
    );
    assert_eq!(reading.personal, []);
}

#[test]
fn accidents_refuse_the_27_empty_rows() {
    let Some(data) = common::data_dir() else {
        return;
    };
    let reading = read_real(&data.join("uk_accidents/heatmap-data.csv"));
    assert_eq!(reading.table.source().found, 140_056);
    assert_eq!(
        reading.refused,
        BTreeMap::from([(RefusalReason::MissingCoordinates, 27)])
    );
}
