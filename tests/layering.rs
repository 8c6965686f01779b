//! Rooms look down only: a path that points up or sideways fails here, however it is written.

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

/// A word or a sign of the code, with its line. `::` is one sign.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Token {
    line: usize,
    text: String,
}

/// The code in words and signs: comments, strings and characters left out.
fn tokens(text: &str) -> Vec<Token> {
    let bytes = text.as_bytes();
    let (mut found, mut at, mut line) = (Vec::new(), 0, 1);
    while at < bytes.len() {
        let rest = &text[at..];
        let length = skipped(rest).unwrap_or_else(|| {
            let length = word(rest).max(if rest.starts_with("::") { 2 } else { 1 });
            let length = (length..=rest.len()).find(|end| rest.is_char_boundary(*end));
            let length = length.expect("the end is a border");
            if !rest.starts_with(char::is_whitespace) {
                let text = rest[..length].to_owned();
                found.push(Token { line, text });
            }
            length
        });
        line += rest[..length].matches('\n').count();
        at += length;
    }
    found
}

/// How much of the text a comment, a string or a character takes, where it begins with one.
fn skipped(rest: &str) -> Option<usize> {
    let upto = |end: Option<usize>| Some(end.unwrap_or(rest.len()));
    if rest.starts_with("//") {
        return upto(rest.find('\n'));
    }
    if rest.starts_with("/*") {
        return upto(rest.find("*/").map(|end| end + 2));
    }
    let marked = rest.trim_start_matches(['b', 'c']);
    let prefix = rest.len() - marked.len();
    if prefix <= 1 && marked.starts_with('r') {
        let body = marked[1..].trim_start_matches('#');
        if let Some(text) = body.strip_prefix('"') {
            let hashes = marked.len() - 1 - body.len();
            let end = format!("\"{}", "#".repeat(hashes));
            let inner = text.find(&end).map(|inner| inner + 1 + end.len());
            return upto(inner.map(|inner| rest.len() - body.len() + inner));
        }
    }
    if prefix <= 1 && marked.starts_with('"') {
        let mut escaped = false;
        let end = marked[1..].find(|sign| {
            let ends = sign == '"' && !escaped;
            escaped = sign == '\\' && !escaped;
            ends
        });
        return upto(end.map(|end| prefix + end + 2));
    }
    // A character, not a lifetime.
    let mut signs = rest.strip_prefix('\'')?.char_indices();
    match (signs.next()?, signs.next()?) {
        ((_, '\\'), (escaped, sign)) => {
            let from = 1 + escaped + sign.len_utf8();
            Some(from + rest[from..].find('\'')? + 1)
        }
        (_, (end, '\'')) => Some(end + 2),
        _ => None,
    }
}

/// How long the word is that the text begins with.
fn word(rest: &str) -> usize {
    rest.find(|sign: char| !(sign.is_alphanumeric() || sign == '_'))
        .unwrap_or(rest.len())
}

/// Everything below the crate's root that a file of a module names: each with its line. `home` is the module's path (`["io",
/// "geojson"]`).
fn rooms_used(text: &str, home: &[String]) -> Vec<(usize, String)> {
    let tokens = tokens(text);
    let mut used = Vec::new();
    let (mut modules, mut depth) = (home.to_vec(), 0usize);
    let mut inner: Vec<usize> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let sign = |by: usize| tokens.get(at + by).map_or("", |token| token.text.as_str());
        match token.text.as_str() {
            "{" => depth += 1,
            "}" => {
                depth = depth.saturating_sub(1);
                if inner.last() == Some(&depth) {
                    inner.pop();
                    modules.pop();
                }
            }
            "mod" if sign(2) == "{" => {
                inner.push(depth);
                modules.push(sign(1).to_owned());
            }
            "crate" | "patrolgrid" if sign(1) == "::" => named(&tokens[at + 2..], &mut used),
            // A chain of `super`s that reaches the root; where it begins alone counts.
            "super" if at == 0 || tokens[at - 1].text != "::" => {
                let supers = (0..tokens.len())
                    .take_while(|step| sign(2 * step) == "super")
                    .count();
                if supers >= modules.len() && sign(2 * supers - 1) == "::" {
                    named(&tokens[at + 2 * supers..], &mut used);
                }
            }
            _ => {}
        }
    }
    used
}

/// The first names of a path or of a group of paths (`a::b`, `{a::b, c::{d, e}}`).
fn named(tokens: &[Token], used: &mut Vec<(usize, String)>) {
    let Some(first) = tokens.first() else { return };
    if first.text != "{" {
        used.push((first.line, first.text.clone()));
        return;
    }
    let (mut depth, mut begins) = (0, true);
    for token in tokens {
        match token.text.as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            "," => begins = depth == 1,
            name if begins && depth == 1 => {
                used.push((token.line, name.to_owned()));
                begins = false;
            }
            _ => {}
        }
        if depth == 0 {
            return;
        }
    }
}

/// What of a file points up or sideways.
fn wrong_in(inner: &Path, text: &str) -> Vec<String> {
    let mut home: Vec<String> = inner
        .with_extension("")
        .components()
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    home.pop_if(|last| last == "mod");
    let lines = lines();
    let own = home.first().cloned().unwrap_or_default();
    let Some(own_line) = lines.get(own.as_str()) else {
        return Vec::new();
    };
    let wrong = rooms_used(text, &home).into_iter().filter(|(_, used)| {
        let words_for_io = own == "io" && used == "i18n";
        // `crate::*` and the root under another name would hide what is used.
        let hides = used == "*" || used == "self" || used == "as";
        hides
            || lines
                .get(used.as_str())
                .is_some_and(|line| *used != own && line >= own_line && !words_for_io)
    });
    wrong
        .map(|(number, used)| format!("{}:{number}: {own} uses {used}", inner.display()))
        .collect()
}

#[test]
fn rooms_look_down_only() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    assert!(files.len() > 40, "the sources were not found");
    let wrong: Vec<String> = files
        .iter()
        .flat_map(|path| {
            let text = std::fs::read_to_string(path).expect("readable");
            wrong_in(path.strip_prefix(&root).expect("below src"), &text)
        })
        .collect();
    assert!(
        wrong.is_empty(),
        "rooms that look up or sideways:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn every_room_has_its_line() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let entries = std::fs::read_dir(root).expect("src can be listed");
    for path in entries.map(|entry| entry.expect("an entry").path()) {
        let name = path
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let is_room = path.is_dir();
        let is_root = ["lib", "main", "ARCHITECTURE"].contains(&name.as_str());
        assert!(
            is_root || (is_room && lines().contains_key(name.as_str())),
            "{} stands on no line",
            path.display()
        );
    }
}

#[test]
fn however_it_is_written_a_path_up_or_sideways_is_seen() {
    let wrong = [
        ("analysis/a.rs", "use crate::session::state::Session;"),
        ("analysis/a.rs", "pub use crate::session::state::Session;"),
        ("analysis/a.rs", "pub(crate) use crate::io;"),
        ("analysis/a.rs", "use crate::{base::ids, session::slot};"),
        (
            "analysis/a.rs",
            "use crate::{\n    base::{ids, units::{Km2, Share}},\n    io::sniff,\n};",
        ),
        ("analysis/a.rs", "use crate :: io :: sniff;"),
        ("analysis/a.rs", "use ::patrolgrid::io::sniff;"),
        ("analysis/a.rs", "use super::super::io::sniff;"),
        (
            "analysis/deep/a.rs",
            "use super::super::super::session::slot;",
        ),
        ("analysis/deep/mod.rs", "pub use super::super::io;"),
        (
            "analysis/a.rs",
            "mod tests { use super::super::super::io::sniff; }",
        ),
        ("analysis/a.rs", "use super::super::{base::ids, io};"),
        (
            "analysis/a.rs",
            "fn f() { let x = crate::io::sniff::kind_of(&p); }",
        ),
        (
            "analysis/a.rs",
            "type X<'a> = &'a crate::session::state::Session;",
        ),
        (
            "analysis/a.rs",
            "fn f() -> char { '\"' } use crate::io::sniff; fn g() -> char { '\"' }",
        ),
        (
            "analysis/a.rs",
            "const S: &str = r#\" \" \"#; use crate::io::sniff;",
        ),
        ("analysis/a.rs", "use crate::*;"),
        ("analysis/a.rs", "use crate::{self as root};"),
        (
            "base/a.rs",
            "#[cfg(test)] mod tests { use crate::model::plan::Plan; }",
        ),
        ("model/a.rs", "use crate::i18n::message::Message;"),
        ("session/a.rs", "use crate::ui::theme;"),
        ("io/deep/deeper/a.rs", "use crate::analysis::raster;"),
    ];
    for (file, text) in wrong {
        assert_eq!(wrong_in(Path::new(file), text).len(), 1, "{file}: {text}");
    }
    let right = [
        (
            "analysis/a.rs",
            "use crate::{base::ids, model::{grid, plan}};",
        ),
        (
            "analysis/a.rs",
            "// use crate::session::state;\n/* crate::io */ /// [`crate::io::sniff`]",
        ),
        (
            "analysis/a.rs",
            "const S: &str = \"crate::io \\\" crate::io\";",
        ),
        (
            "analysis/a.rs",
            "mod tests { use super::super::demand::Demand; use super::*; }",
        ),
        (
            "analysis/deep/a.rs",
            "use super::super::demand; use super::super::super::base::ids;",
        ),
        ("io/a.rs", "use crate::i18n::message::Message;"),
        ("ui/a.rs", "use crate::cli::WindowRequest;"),
        (
            "session/mod.rs",
            "pub mod state; mod io { use super::state; }",
        ),
        ("main.rs", "use patrolgrid::ui::open;"),
    ];
    for (file, text) in right {
        assert_eq!(
            wrong_in(Path::new(file), text),
            Vec::<String>::new(),
            "{text}"
        );
    }
}

/// Crates that draw.
const DRAWING: [&str; 6] = [
    "egui",
    "eframe",
    "egui_wgpu",
    "egui_extras",
    "walkers",
    "rfd",
];

#[test]
fn only_the_window_knows_egui() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    for path in files {
        let inner = path.strip_prefix(&root).expect("below src").to_path_buf();
        if inner.starts_with("ui") {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("readable");
        let named = tokens(&text)
            .into_iter()
            .find(|token| DRAWING.contains(&token.text.as_str()));
        assert!(named.is_none(), "{} names {named:?}", inner.display());
    }
}

#[test]
fn nothing_of_ours_names_a_socket() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let sockets = [
        "TcpStream",
        "TcpListener",
        "UdpSocket",
        "UnixStream",
        "UnixListener",
        "UnixDatagram",
        "ToSocketAddrs",
        "HttpTiles",
        "HttpOptions",
        "reqwest",
        "ureq",
        "hyper",
        "tokio",
        "ehttp",
    ];
    for path in files {
        let text = std::fs::read_to_string(&path).expect("readable");
        let named = tokens(&text)
            .into_iter()
            .find(|token| sockets.contains(&token.text.as_str()));
        assert!(named.is_none(), "{} names {named:?}", path.display());
    }
}
