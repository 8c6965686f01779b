//! Rooms look down only: a `use` line that points up or sideways fails here.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Rooms with the line they stand on; a room may use rooms on lower lines only.
fn lines() -> BTreeMap<&'static str, u8> {
    BTreeMap::from([
        ("base", 0),
        ("model", 1),
        ("i18n", 1),
        ("analysis", 2),
        ("io", 2),
        ("demo", 2),
        ("report", 3),
        ("session", 4),
        ("cli", 5),
        ("ui", 6),
    ])
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder).expect("src can be listed");
    for path in entries.map(|entry| entry.expect("an entry").path()) {
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// Rooms named by `crate::room` anywhere in a text (use lines and full paths alike), comments left out.
fn rooms_used(text: &str) -> Vec<(usize, String)> {
    let code = |line: &str| line.split("//").next().unwrap_or_default().to_owned();
    let room = |rest: &str| {
        rest.chars()
            .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
            .collect::<String>()
    };
    let mut used = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let line = code(line);
        used.extend(
            line.match_indices("crate::")
                .map(|(at, found)| (number, room(&line[at + found.len()..]))),
        );
    }
    used
}

#[test]
fn rooms_look_down_only() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let lines = lines();
    let mut files = Vec::new();
    sources(&root, &mut files);
    assert!(files.len() > 40, "the sources were not found");
    let mut wrong = Vec::new();
    for path in files {
        let inner = path.strip_prefix(&root).expect("below src");
        let own = inner
            .components()
            .next()
            .expect("a part")
            .as_os_str()
            .to_string_lossy()
            .into_owned();
        let Some(own_line) = lines.get(own.as_str()) else {
            continue;
        };
        for (number, used) in rooms_used(&std::fs::read_to_string(&path).expect("readable")) {
            let Some(line) = lines.get(used.as_str()) else {
                continue;
            };
            let words_for_io = own == "io" && used == "i18n";
            if used != own && line >= own_line && !words_for_io {
                wrong.push(format!("{}:{number}: {own} uses {used}", inner.display()));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "rooms that look up or sideways:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn only_the_window_knows_egui() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let drawing = ["egui", "eframe", "walkers", "rfd"];
    for path in files {
        let inner = path.strip_prefix(&root).expect("below src").to_path_buf();
        if inner.starts_with("ui") {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("readable");
        for (number, line) in (1..).zip(text.lines()) {
            let code = line.split("//").next().unwrap_or_default();
            let named = drawing
                .iter()
                .find(|name| code.contains(&format!("{name}::")));
            assert!(
                named.is_none(),
                "{}:{number} names {named:?}",
                inner.display()
            );
        }
    }
}
