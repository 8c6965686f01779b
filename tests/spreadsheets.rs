//! Incident workbooks as office programs write them, and as somebody with bad intentions does. The fixtures were written by
//! openpyxl and xlwt.

use std::io::Write;
use std::path::{Path, PathBuf};

use patrolgrid::base::cancel::Cancel;
use patrolgrid::i18n::language::Language;
use patrolgrid::i18n::words::Words;
use patrolgrid::io::incident_table::{
    IncidentOptions, IncidentReading, RefusalReason, preview_incidents, read_incidents,
};
use patrolgrid::io::read_error::ReadError;
use patrolgrid::io::sniff::{FileKind, kind_of};
use patrolgrid::model::incident::IncidentTime;
use proptest::prelude::*;
use zip::write::SimpleFileOptions;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/spreadsheet")
        .join(name)
}

fn read(path: &Path) -> Result<IncidentReading, ReadError> {
    read_incidents(path, &IncidentOptions::default(), &Cancel::new())
}

fn times(reading: &IncidentReading) -> Vec<String> {
    let table = &reading.table;
    let said = |time: &IncidentTime| {
        let minute = time.minutes().expect("known").rem_euclid(1440);
        let date = time.date().expect("known");
        format!("{date} {:02}:{:02}", minute / 60, minute % 60)
    };
    table.times().iter().map(said).collect()
}

#[test]
fn a_heading_of_two_rows_below_a_title_is_understood() {
    let path = fixture("heading.xlsx");
    assert_eq!(kind_of(&path).expect("a file"), FileKind::Incidents);
    let reading = read(&path).expect("readable");
    assert_eq!(
        reading.columns,
        ["编号", "报警时间", "经度", "纬度", "类别", "来源"]
    );
    assert_eq!(reading.sheet.as_deref(), Some("警情"));
    assert_eq!(reading.encoding, "XLSX");
    assert_eq!(reading.table.source().found, 4);
    let place = reading.table.positions()[0];
    assert_eq!((place.lon, place.lat), (113.883_021_5, 22.5551));
    assert_eq!(
        times(&reading),
        ["2024-01-05 08:03", "2024-01-05 23:59", "2024-02-29 00:00"]
    );
    // The row number is that of the sheet: a planner finds it there.
    let [refusal] = reading.refusals.as_slice() else {
        panic!("one row has no longitude: {:?}", reading.refusals);
    };
    assert_eq!(refusal.line, 6);
    assert_eq!(refusal.reason, RefusalReason::MissingCoordinates);
    assert_eq!(refusal.column, "经度");
}

#[test]
fn which_of_several_sheets_was_read_is_told_and_can_be_chosen() {
    let path = fixture("heading.xlsx");
    let reading = read(&path).expect("readable");
    let words = Words::new(Language::English);
    let told = |reading: &IncidentReading| {
        reading
            .warnings
            .iter()
            .any(|warning| words.say(warning).contains("2 sheets"))
    };
    assert!(told(&reading));
    let choose = |sheet: &str| IncidentOptions {
        sheet: Some(sheet.into()),
        ..IncidentOptions::default()
    };
    let chosen = read_incidents(&path, &choose("警情"), &Cancel::new()).expect("readable");
    assert!(!told(&chosen));
    assert_eq!(chosen.table, reading.table);
    let error = read_incidents(&path, &choose("案件"), &Cancel::new()).expect_err("no such sheet");
    let said = words.say(&error.message());
    assert!(
        said.contains("案件") && said.contains("说明, 警情"),
        "{said}"
    );
    let preview = preview_incidents(&path, &IncidentOptions::default(), &Cancel::new());
    let preview = preview.expect("readable");
    assert_eq!(preview.sheets, ["说明", "警情"]);
    assert_eq!(preview.rows.len(), 4);
}

#[test]
fn a_binary_workbook_says_what_the_new_one_says() {
    let old = read(&fixture("old.xls")).expect("readable");
    let new = read(&fixture("heading.xlsx")).expect("readable");
    assert_eq!(old.encoding, "XLS");
    assert_eq!(old.table.positions(), new.table.positions());
    assert_eq!(times(&old), times(&new));
    assert_eq!(old.table.category_names(), new.table.category_names());
    assert_eq!(old.refusals[0].line, 5);
}

#[test]
fn a_date_and_a_clock_in_two_columns_become_one_time() {
    let reading = read(&fixture("split.xlsx")).expect("readable");
    assert_eq!(times(&reading), ["2024-01-05 08:03", "2024-01-06 18:30"]);
    // A hidden sheet is none to choose from.
    assert!(reading.warnings.is_empty(), "{:?}", reading.warnings);
}

const HEAD: &str =
    r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>"#;
const TAIL: &str = "</sheetData></worksheet>";

/// A workbook of one sheet with this XML.
fn workbook(folder: &Path, sheet: &[&str]) -> PathBuf {
    let path = folder.join("book.xlsx");
    let file = std::fs::File::create(&path).expect("created");
    let mut package = zip::ZipWriter::new(file);
    let parts = [
        (
            "[Content_Types].xml",
            r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#,
        ),
        (
            "_rels/.rels",
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
        ),
        (
            "xl/workbook.xml",
            r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
        ),
    ];
    for (name, text) in parts {
        package
            .start_file(name, SimpleFileOptions::default())
            .expect("begun");
        package.write_all(text.as_bytes()).expect("written");
    }
    package
        .start_file("xl/worksheets/sheet1.xml", SimpleFileOptions::default())
        .expect("begun");
    for part in sheet {
        package.write_all(part.as_bytes()).expect("written");
    }
    package.finish().expect("finished");
    path
}

fn row_xml(number: usize, cells: &[String]) -> String {
    let mut xml = format!(r#"<row r="{number}">"#);
    for (cell, column) in cells.iter().zip('A'..) {
        let cell = cell.replace('&', "&amp;").replace('<', "&lt;");
        xml += &[
            r#"<c r=""#,
            &column.to_string(),
            &number.to_string(),
            r#"" t="inlineStr"><is><t xml:space="preserve">"#,
            &cell,
            "</t></is></c>",
        ]
        .concat();
    }
    xml + "</row>"
}

fn why(path: &Path) -> String {
    let error = read(path).expect_err("refused");
    Words::new(Language::English).say(&error.message())
}

#[test]
fn what_looks_personal_is_refused_in_a_workbook_as_in_a_text() {
    let folder = tempfile::tempdir().expect("a folder");
    let rows = [
        ["经度", "纬度", "报警人电话", "身份证号"].map(str::to_owned),
        ["113.9", "22.6", "13800138000", "440524188001010014"].map(str::to_owned),
        ["113.8", "22.7", "13900139000", "11010519491231002X"].map(str::to_owned),
    ];
    let xml: String = rows
        .iter()
        .zip(1..)
        .map(|(row, number)| row_xml(number, row))
        .collect();
    let path = workbook(folder.path(), &[HEAD, &xml, TAIL]);
    let reading = read(&path).expect("readable");
    let preview = preview_incidents(&path, &IncidentOptions::default(), &Cancel::new());
    let preview = preview.expect("readable");
    assert_eq!((reading.personal.len(), reading.table.len()), (2, 2));
    let shown = format!("{reading:?} {preview:?}");
    assert!(!shown.contains("138001") && !shown.contains("440524"));
}

#[test]
fn a_package_that_unpacks_to_gigabytes_is_refused_before_it_does() {
    let folder = tempfile::tempdir().expect("a folder");
    let blank = " ".repeat(1 << 20);
    let mut sheet = vec![HEAD];
    sheet.extend(std::iter::repeat_n(blank.as_str(), 400));
    sheet.push(TAIL);
    let path = workbook(folder.path(), &sheet);
    assert!(why(&path).contains("unpacks to far more"));
}

#[test]
fn a_sheet_that_calls_itself_huge_costs_no_more_than_its_cells() {
    let folder = tempfile::tempdir().expect("a folder");
    let head = HEAD.replace(
        "<sheetData>",
        r#"<dimension ref="A1:XFD1048576"/><sheetData>"#,
    );
    let names = row_xml(1, &["lon".to_owned(), "lat".to_owned()]);
    let last = row_xml(1_048_576, &["113.9".to_owned(), "22.6".to_owned()]);
    let path = workbook(folder.path(), &[&head, &names, &last, TAIL]);
    let reading = read(&path).expect("readable");
    assert_eq!(reading.table.len(), 1);
}

#[test]
fn what_no_table_of_incidents_has_is_refused_by_what_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let cell = |place: &str| format!(r#"<row><c r="{place}"><v>1</v></c></row>"#);
    for (places, expected) in [
        (&["XFD1"][..], "Row 1 has more than 512 columns"),
        (&["A9", "A2"], "row 2 after row 9"),
        (&["A2000000"], "damaged"),
        (&[], "no rows"),
    ] {
        let cells: String = places.iter().map(|place| cell(place)).collect();
        let path = workbook(folder.path(), &[HEAD, &cells, TAIL]);
        let said = why(&path);
        assert!(said.contains(expected), "{places:?}: {said}");
    }
    let broken = workbook(folder.path(), &[HEAD, "<row><c r=\"A1\"><v>1"]);
    assert!(why(&broken).contains("damaged"));
}

#[test]
fn a_locked_workbook_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("locked.xlsx");
    let mut bytes = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    bytes.resize(1024, 0);
    bytes.extend("EncryptedPackage".bytes().flat_map(|letter| [letter, 0]));
    std::fs::write(&path, bytes).expect("written");
    assert!(why(&path).contains("password"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_table_is_the_same_in_a_workbook_and_in_a_text(
        rows in proptest::collection::vec(
            (113.0..114.5_f64, 22.0..23.0_f64, "[ a-z盗窃纠纷,\"]{0,6}"),
            1..12,
        ),
    ) {
        let head = ["lon", "lat", "category"].map(str::to_owned);
        let cells = |(lon, lat, category): &(f64, f64, String)| [lon.to_string(), lat.to_string(), category.clone()];
        let all: Vec<[String; 3]> = std::iter::once(head).chain(rows.iter().map(cells)).collect();
        let folder = tempfile::tempdir().expect("a folder");
        let xml: String = all.iter().zip(1..).map(|(row, number)| row_xml(number, row)).collect();
        let book = workbook(folder.path(), &[HEAD, &xml, TAIL]);
        let text = folder.path().join("table.csv");
        let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
        let lines: String = all.iter().map(|row| row.each_ref().map(quoted).join(",") + "\n").collect();
        std::fs::write(&text, lines).expect("written");
        let (book, text) = (read(&book).expect("readable"), read(&text).expect("readable"));
        prop_assert_eq!(book.table.positions(), text.table.positions());
        prop_assert_eq!(book.table.category_names(), text.table.category_names());
        prop_assert_eq!(book.refusals.len(), text.refusals.len());
    }

    #[test]
    fn a_damaged_workbook_is_refused_or_read_and_never_panics(
        which in 0..3_usize,
        cut in 0.0..1.0_f64,
        flips in proptest::collection::vec((0.0..1.0_f64, 0..8_u32), 0..12),
    ) {
        let name = ["heading.xlsx", "split.xlsx", "old.xls"][which];
        let mut bytes = std::fs::read(fixture(name)).expect("a fixture");
        let length = bytes.len();
        for (at, bit) in flips {
            bytes[(at * length as f64) as usize] ^= 1 << bit;
        }
        if cut > 0.5 {
            bytes.truncate((cut * length as f64) as usize);
        }
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("written");
        if let Ok(reading) = read(&path) {
            let source = reading.table.source();
            prop_assert_eq!(source.found, reading.table.len() + reading.refusals.len());
        }
    }
}
