//! The headless commands as scripts see them: stdout, stderr, exit status.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn patrolgrid(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_patrolgrid"))
        .args(args)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env("LC_ALL", "C.UTF-8")
        .output()
        .expect("the program starts")
}

fn json(output: &Output) -> Value {
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(
        text.trim_end().lines().count(),
        1,
        "one JSON object on stdout, got: {text}"
    );
    serde_json::from_str(&text).expect("JSON")
}

fn write(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).expect("written");
    path
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

#[cfg(target_os = "linux")]
#[test]
fn nobody_to_tell_is_no_reason_to_break() {
    let full = || std::fs::File::options().write(true).open("/dev/full");
    let run = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_patrolgrid"));
        command
            .args(args)
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .stdout(full().expect("a full disk"))
            .stderr(full().expect("a full disk"));
        command.status().expect("the program starts").code()
    };
    assert_eq!(run(&[]), Some(1), "no window, and nobody can be told");
    assert_eq!(run(&["check", "nowhere.geojson"]), Some(1));
    assert_eq!(run(&["--version"]), Some(0));
}

#[test]
fn without_a_display_it_says_so_in_one_sentence_and_names_the_commands() {
    for (language, sign) in [("en", "."), ("zh-CN", "。")] {
        let output = patrolgrid(&["--lang", language]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(
            (output.status.code(), said.trim_end().lines().count()),
            (Some(1), 1),
            "{said}"
        );
        for command in ["check", "import", "heatmap", "coverage", "demo"] {
            assert!(said.contains(command), "{said}");
        }
        assert!(said.contains(sign) && output.stdout.is_empty(), "{said}");
    }
}

#[test]
fn an_empty_language_variable_is_none() {
    let said = |lang: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_patrolgrid"))
            .args(["check", "nowhere.geojson"])
            .env("LC_ALL", "")
            .env_remove("LC_MESSAGES")
            .env("LANG", lang)
            .output();
        String::from_utf8_lossy(&output.expect("the program starts").stderr).into_owned()
    };
    let (english, chinese) = (said("en_GB.UTF-8"), said("zh_CN.UTF-8"));
    assert!(english.starts_with("Cannot open"), "{english}");
    assert!(!chinese.contains("Cannot open"), "{chinese}");
}

const SOUND: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"A","name":"甲"},
 "geometry":{"type":"Polygon","coordinates":[[[113.9,22.6],[113.91,22.6],[113.91,22.61],[113.9,22.61],[113.9,22.6]]]}}]}"#;

const BOW_TIE: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"A","name":"甲"},
 "geometry":{"type":"Polygon","coordinates":[[[113.9,22.6],[113.91,22.61],[113.91,22.6],[113.9,22.61],[113.9,22.6]]]}}]}"#;

#[test]
fn wrong_usage_is_status_2_and_says_how() {
    for args in [
        &["check"][..],
        &["coverage", "--frobnicate"],
        &["--lang", "fr"],
        &["heatmap", "--size", "x"],
    ] {
        let output = patrolgrid(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(
            output.stdout.is_empty() && !output.stderr.is_empty(),
            "{args:?}"
        );
    }
    assert_eq!(patrolgrid(&["--help"]).status.code(), Some(0));
}

#[test]
fn wrong_usage_is_told_in_the_language_asked_for_and_as_json_where_asked_for() {
    for (line, english, chinese) in [
        ("check", "missing", "缺少"),
        (
            "check a.geojson --crs nowhere",
            "“nowhere”",
            "“nowhere”不可用",
        ),
        (
            "coverage --points p --incidents i --rings-m 0",
            "metres above 0",
            "大于 0",
        ),
        (
            "coverage --points p --incidents i --rings-m=-5",
            "metres above 0",
            "大于 0",
        ),
        (
            "coverage --points p --incidents i --rings-m NaN",
            "metres above 0",
            "大于 0",
        ),
        (
            "coverage --points p --incidents i --rings-m",
            "needs a value",
            "需要一个值",
        ),
        (
            "coverage --points p --incidents i --rings-m 300,300",
            "given twice",
            "给了两次",
        ),
        (
            "import i.csv --lon a --joined b",
            "together",
            "不能同时给出",
        ),
        (
            "import i.csv --jsn",
            "Did you mean --json",
            "是否想用 --json",
        ),
        ("import i.csv --delimiter ;;", "ASCII", "ASCII 字符"),
        ("demo --out d --months 0", "1 to 120", "1 到 120"),
    ] {
        for (language, wanted) in [("en", english), ("zh-CN", chinese)] {
            let asked = format!("{line} --json");
            let words: Vec<&str> = ["--lang", language]
                .into_iter()
                .chain(asked.split(' '))
                .collect();
            let output = patrolgrid(&words);
            assert_eq!(output.status.code(), Some(2), "{line}");
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            let error = json(&output)["error"].as_str().map(ToOwned::to_owned);
            assert!(said.contains(wanted), "{line}: {said}");
            assert!(error.is_some_and(|error| error.contains(wanted)), "{line}");
        }
    }
}

#[cfg(unix)]
#[test]
fn what_never_ends_or_never_begins_is_refused_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let pipe = folder.path().join("pipe.csv");
    let made = Command::new("mkfifo").arg(&pipe).status();
    assert!(made.expect("mkfifo runs").success());
    for file in [text(&pipe), "/dev/zero", "/dev/null", text(folder.path())] {
        for command in ["check", "import"] {
            let output = patrolgrid(&[command, file, "--json", "--lang", "en"]);
            assert_eq!(output.status.code(), Some(1), "{command} {file}");
            let error = json(&output)["error"].to_string();
            let wanted = if Path::new(file) == folder.path() {
                "this is a folder"
            } else {
                "not a file"
            };
            assert!(error.contains(wanted), "{command} {file}: {error}");
        }
    }
}

#[test]
fn a_compressed_file_that_was_cut_off_is_called_so() {
    use std::io::Write;
    let folder = tempfile::tempdir().expect("a folder");
    let row = |row: u32| format!("2024-01-05,x{},113.9,22.{row:04}\n", row * 7919 % 1000);
    let rows = (0..2000).map(row).collect::<Vec<_>>().concat();
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer
        .write_all(format!("time,type,lon,lat\n{rows}").as_bytes())
        .expect("packed");
    let packed = packer.finish().expect("packed");
    let cut = folder.path().join("cut.csv.gz");
    std::fs::write(&cut, packed.get(..packed.len() / 2).expect("a half")).expect("written");
    for command in ["import", "check"] {
        for (language, wanted) in [("en", "cut off"), ("zh-CN", "不完整")] {
            let output = patrolgrid(&[command, text(&cut), "--json", "--lang", language]);
            assert_eq!(output.status.code(), Some(1));
            let error = json(&output)["error"].to_string();
            assert!(error.contains(wanted), "{command}: {error}");
        }
    }
}

#[test]
fn nothing_in_a_file_is_a_finding() {
    let folder = tempfile::tempdir().expect("a folder");
    let no_rows = write(folder.path(), "i.csv", "time,type,lon,lat\n");
    let output = patrolgrid(&["import", text(&no_rows), "--json", "--lang", "en"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(json(&output)["warnings"].to_string().contains("no rows"));
    let none = r#"{"type":"FeatureCollection","features":[]}"#;
    let no_features = write(folder.path(), "a.geojson", none);
    let output = patrolgrid(&["check", text(&no_features), "--json"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(json(&output)["kinds"]["empty"], 1);
    for name in ["empty.csv", "empty.geojson"] {
        let empty = write(folder.path(), name, "");
        let command = if name.ends_with("csv") {
            "import"
        } else {
            "check"
        };
        let output = patrolgrid(&[command, text(&empty), "--json"]);
        assert_eq!(output.status.code(), Some(1), "{name}");
        assert!(json(&output)["error"].is_string(), "{name}");
    }
}

#[test]
fn the_list_of_refused_rows_never_takes_the_place_of_the_export() {
    let folder = tempfile::tempdir().expect("a folder");
    let table = "time,type,lon,lat\n2024-01-05,x,113.9,22.6\n";
    let file = write(folder.path(), "i.csv", table);
    let output = patrolgrid(&["import", text(&file), "--refused", text(&file), "--json"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(json(&output)["error"].is_string());
    assert_eq!(std::fs::read_to_string(&file).expect("still there"), table);
}

#[test]
fn degrees_read_as_metres_are_warned_of() {
    let folder = tempfile::tempdir().expect("a folder");
    let declared = SOUND.replacen(
        "\"features\"",
        r#""crs":{"type":"name","properties":{"name":"EPSG:3857"}},"features""#,
        1,
    );
    let file = write(folder.path(), "a.geojson", &declared);
    let output = patrolgrid(&["check", text(&file), "--json"]);
    assert_eq!(output.status.code(), Some(1));
    let report = json(&output);
    assert_eq!(report["crs"], "epsg:3857");
    assert_eq!(report["crs_guess"], "wgs84", "{report}");
    let rows = write(
        folder.path(),
        "i.csv",
        "time,lon,lat\n2024-01-05,113.9,22.6\n",
    );
    let output = patrolgrid(&[
        "import",
        text(&rows),
        "--crs",
        "epsg:4547",
        "--json",
        "--lang",
        "en",
    ]);
    assert!(json(&output)["warnings"].to_string().contains("degrees"));
}

#[test]
fn without_a_display_the_program_says_so_and_names_the_commands() {
    let words = if cfg!(feature = "gui") {
        [("zh-CN", "显示器"), ("en", "display")]
    } else {
        [("zh-CN", "未包含窗口"), ("en", "without the window")]
    };
    for (language, word) in words {
        let output = patrolgrid(&["--lang", language]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(said.trim_end().lines().count(), 1, "{said}");
        for expected in [word, "check", "import", "heatmap", "coverage", "demo"] {
            assert!(said.contains(expected), "{expected} is missing in: {said}");
        }
    }
}

#[test]
fn a_sound_file_is_status_0_and_a_bad_one_status_1() {
    let folder = tempfile::tempdir().expect("a folder");
    let sound = patrolgrid(&[
        "check",
        text(&write(folder.path(), "a.geojson", SOUND)),
        "--json",
    ]);
    assert_eq!(
        sound.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&sound.stdout)
    );
    assert_eq!(json(&sound)["shown"], 1);
    let crossed = patrolgrid(&[
        "check",
        text(&write(folder.path(), "b.geojson", BOW_TIE)),
        "--json",
    ]);
    assert_eq!(crossed.status.code(), Some(1));
    let report = json(&crossed);
    assert_eq!(report["kinds"]["self-intersection"], 1, "{report}");
    assert_eq!(
        report["features"],
        report["shown"].as_u64().unwrap_or(0) + report["refused"].as_u64().unwrap_or(0)
    );
}

#[test]
fn a_file_that_is_not_there_is_refused_in_the_language_asked_for() {
    for (language, word) in [("zh-CN", "打不开"), ("en", "Cannot open")] {
        let output = patrolgrid(&["check", "nowhere.geojson", "--json", "--lang", language]);
        assert_eq!(output.status.code(), Some(1));
        let error = json(&output)["error"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        assert!(
            error.contains(word) && error.contains("nowhere.geojson"),
            "{error}"
        );
    }
}

#[test]
fn an_import_counts_every_row() {
    let folder = tempfile::tempdir().expect("a folder");
    let table = "发案时间,案件类别,经度,纬度,姓名\n2024-01-02 10:00,盗窃,113.9,22.6,张三\n2024-01-02,盗窃,,,李四\n";
    let output = patrolgrid(&[
        "import",
        text(&write(folder.path(), "i.csv", table)),
        "--json",
    ]);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let report = json(&output);
    assert_eq!(
        (&report["rows"], &report["kept"], &report["refused"]),
        (&2.into(), &1.into(), &1.into())
    );
    assert_eq!(report["personal_columns"], serde_json::json!(["姓名"]));
    let said = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    assert!(!said.contains("张三") && !said.contains("李四"));
}

#[test]
fn coverage_by_straight_line_counts_what_lies_in_the_rings() {
    let folder = tempfile::tempdir().expect("a folder");
    let points = write(folder.path(), "p.csv", "id,x,y\nA,0,0\n");
    let incidents = write(
        folder.path(),
        "i.csv",
        "id,x,y,weight\n1,300,0,2\n2,0,301,1\n3,900,0,1\n",
    );
    let output = patrolgrid(&[
        "coverage",
        "--points",
        text(&points),
        "--incidents",
        text(&incidents),
        "--rings-m",
        "300,500,800",
        "--crs",
        "plane",
        "--json",
    ]);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let report = json(&output);
    let within: Vec<f64> = report["rings"]
        .as_array()
        .expect("rings")
        .iter()
        .map(|ring| ring["incidents"].as_f64().expect("a number"))
        .collect();
    assert_eq!(within, vec![2.0, 3.0, 3.0], "{report}");
    assert_eq!(report["rings"][0]["incident_share"], 0.5);
    assert!(
        (report["response"]["worst"].as_f64().expect("a number") - 900.0).abs() < 0.01,
        "{report}"
    );
}

#[test]
fn a_small_demo_is_made_with_its_fixed_numbers() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = patrolgrid(&[
        "demo",
        "--seed",
        "7",
        "--incidents",
        "1000",
        "--out",
        text(folder.path()),
        "--json",
    ]);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let report = json(&output);
    for (key, count) in [
        ("work_grids", 4833),
        ("police_grids", 397),
        ("communities", 124),
        ("subdistricts", 10),
    ] {
        assert_eq!(report[key], count, "{report}");
    }
    assert!(
        report["junctions"]
            .as_u64()
            .is_some_and(|junctions| junctions >= 15_000),
        "{report}"
    );
}
