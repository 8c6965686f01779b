//! `patrolgrid demo` as scripts see it: what it makes, what it refuses, what it leaves alone.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};

use patrolgrid::demo::FILES;
use serde_json::Value;

fn demo(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_patrolgrid"))
        .arg("demo")
        .args(args)
        .env("LC_ALL", "C.UTF-8")
        .output()
        .expect("the program starts")
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

fn error(output: &Output) -> String {
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    report["error"].as_str().unwrap_or_default().to_owned()
}

/// Every file of a folder with its bytes.
fn content(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .map(|path| {
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            (name, std::fs::read(&path).expect("a file"))
        })
        .collect()
}

#[test]
fn other_peoples_files_are_left_alone_and_named() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("README.md"), "mine").expect("written");
    std::fs::write(folder.path().join("zones.geojson"), "mine too").expect("written");
    let before = content(folder.path());
    for (language, word) in [("zh-CN", "未写入"), ("en", "Nothing was written")] {
        let output = demo(&["--out", text(folder.path()), "--json", "--lang", language]);
        assert_eq!(output.status.code(), Some(1));
        let said = error(&output);
        for expected in [word, "README.md", "zones.geojson", "--replace"] {
            assert!(said.contains(expected), "{expected} is missing in: {said}");
        }
        assert!(!said.contains("incidents.csv.gz"), "{said}");
    }
    assert_eq!(content(folder.path()), before);
}

#[test]
fn an_earlier_demo_is_replaced_and_what_else_is_there_stays() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("notes.txt"), "mine").expect("written");
    let first = demo(&["--out", text(folder.path()), "--incidents", "0", "--json"]);
    let report: Value = serde_json::from_slice(&first.stdout).expect("JSON");
    assert_eq!(
        (first.status.code(), &report["incidents"]),
        (Some(0), &0.into())
    );
    assert_eq!(report["replaced"], serde_json::json!([]));
    let second = demo(&[
        "--out",
        text(folder.path()),
        "--incidents",
        "7",
        "--months",
        "1",
        "--json",
        "--lang",
        "en",
    ]);
    assert_eq!(second.status.code(), Some(0));
    let report: Value = serde_json::from_slice(&second.stdout).expect("JSON");
    assert_eq!(
        report["replaced"].as_array().map(Vec::len),
        Some(FILES.len())
    );
    let said = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(said.contains("10 files"), "{said}");
    let found = content(folder.path());
    assert_eq!(found.len(), FILES.len() + 1, "{:?}", found.keys());
    assert_eq!(found["notes.txt"], b"mine");
}

#[test]
fn what_stands_in_the_way_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("file");
    std::fs::write(&file, "mine").expect("written");
    let below = file.join("below");
    for (language, word) in [
        ("zh-CN", "同名文件"),
        ("en", "a file stands where a folder is wanted"),
    ] {
        for out in [&file, &below] {
            let output = demo(&["--out", text(out), "--json", "--lang", language]);
            assert_eq!(output.status.code(), Some(1));
            let said = error(&output);
            assert!(said.contains(word) && said.contains(text(out)), "{said}");
        }
    }
    let taken = folder.path().join("taken");
    std::fs::create_dir_all(taken.join("zones.geojson")).expect("made");
    let output = demo(&["--out", text(&taken), "--json", "--replace"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        error(&output).contains("zones.geojson"),
        "{}",
        error(&output)
    );
}

/// A limit on the size of files stands for a full disk: the system refuses to write on in the same place.
#[test]
#[cfg(unix)]
fn a_full_disk_is_said_and_leaves_the_folder_as_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("notes.txt"), "mine").expect("written");
    let before = content(folder.path());
    let script =
        r#"trap '' XFSZ; ulimit -f 300; exec "$0" demo --out "$1" --incidents 10 --json --lang en"#;
    let output = Command::new("bash")
        .args([
            "-c",
            script,
            env!("CARGO_BIN_EXE_patrolgrid"),
            text(folder.path()),
        ])
        .output()
        .expect("bash starts");
    assert_eq!(
        output.status.code(),
        Some(1),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(
        error(&output).contains("no room on the disk"),
        "{}",
        error(&output)
    );
    assert_eq!(content(folder.path()), before);
}

#[test]
fn numbers_out_of_range_are_wrong_usage_and_say_the_range() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("never");
    for (option, value, range) in [
        ("--incidents", "-5", "from 0 to 100000000"),
        ("--incidents", "100000001", "from 0 to 100000000"),
        (
            "--incidents",
            "99999999999999999999999",
            "from 0 to 100000000",
        ),
        ("--incidents", "many", "from 0 to 100000000"),
        ("--months", "0", "from 1 to 120"),
        ("--months", "600", "from 1 to 120"),
        ("--months", "-1", "from 1 to 120"),
        ("--seed", "-1", "from 0 to"),
    ] {
        let output = demo(&["--out", text(&out), option, value, "--lang", "en"]);
        assert_eq!(output.status.code(), Some(2), "{option} {value}");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            said.contains(option) && said.contains(value) && said.contains(range),
            "{said}"
        );
        assert!(output.stdout.is_empty() && !out.exists());
    }
    assert_eq!(demo(&[]).status.code(), Some(2));
}
