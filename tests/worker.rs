//! Foreign files read by a worker: the same answers as here, next to no rights, and at worst a file refused.
#![cfg(target_os = "linux")]

mod common;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::time::{Duration, Instant};

use patrolgrid::base::cancel::Cancel;
use patrolgrid::base::crs::Crs;
use patrolgrid::io::boundaries::BoundaryOptions;
use patrolgrid::io::incident_table::IncidentOptions;
use patrolgrid::io::read_error::ReadError;
use patrolgrid::io::worker::ask;
use patrolgrid::io::worker::errand::{Answer, Errand, carry_out};
use patrolgrid::io::worker::limits::{Bounds, bind};

fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_patrolgrid"))
}

fn by_worker(errand: &Errand) -> Result<Answer, ReadError> {
    ask(program(), errand, &Cancel::new())
}

/// What is read, or what is said of it.
fn told(answer: Result<Answer, ReadError>) -> Result<Answer, String> {
    answer.map_err(|error| format!("{:?}", error.message()))
}

fn shipped(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("maps")
        .join(name)
}

#[test]
fn a_worker_reads_what_is_read_here_to_the_last_bit() {
    let boundaries = shipped("communities.geojson.gz");
    let incidents = shipped("incidents.csv.gz");
    let points = shipped("patrol_points.geojson.gz");
    let zones = shipped("zones.geojson.gz");
    let file = |path: &Path| {
        let plain = path.with_extension("");
        if path.is_file() {
            path.to_owned()
        } else {
            plain
        }
    };
    for errand in [
        Errand::Look(file(&boundaries)),
        Errand::Boundaries(file(&boundaries), BoundaryOptions::default()),
        Errand::Preview(file(&incidents), IncidentOptions::default()),
        Errand::Incidents(file(&incidents), IncidentOptions::default()),
        Errand::Roads(file(&shipped("roads.geojson.gz")), None),
        Errand::Points(file(&points), None),
        Errand::Zones(file(&zones), Some(Crs::Gcj02)),
    ] {
        let here = carry_out(&errand, &Cancel::new()).expect("it is sound");
        assert!(here.is_sound());
        let there = by_worker(&errand).expect("and so it is there");
        assert!(here == there, "{}", errand.path().display());
    }
}

#[test]
fn what_cannot_be_read_is_said_as_here() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("written");
        path
    };
    let files = [
        folder.path().join("没有.geojson"),
        folder.path().to_owned(),
        write("空.geojson", b""),
        write(
            "坏.geojson",
            b"{\"type\":\"FeatureCollection\",\"features\":[{]}",
        ),
        write("断.csv.gz", &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2]),
        write("文.csv", "甲,乙\n1,2\n".as_bytes()),
    ];
    for path in files {
        for errand in [
            Errand::Boundaries(path.clone(), BoundaryOptions::default()),
            Errand::Incidents(path.clone(), IncidentOptions::default()),
            Errand::Points(path.clone(), None),
        ] {
            let here = told(carry_out(&errand, &Cancel::new()));
            assert!(here == told(by_worker(&errand)), "{errand:?}: {here:?}");
        }
    }
}

#[test]
fn a_link_is_read_where_it_leads() {
    let (folder, other) = (
        tempfile::tempdir().expect("a folder"),
        tempfile::tempdir().expect("a folder"),
    );
    let real = other.path().join("警情.csv");
    std::fs::write(&real, "lon,lat\n113.9,22.6\n").expect("written");
    let link = folder.path().join("警情.csv");
    std::os::unix::fs::symlink(&real, &link).expect("linked");
    let errand = Errand::Incidents(link, IncidentOptions::default());
    let Ok(Answer::Incidents(reading)) = by_worker(&errand) else {
        panic!("it is read");
    };
    assert_eq!(reading.table.len(), 1);
}

#[test]
fn a_worker_that_is_not_wanted_any_more_is_gone_at_once() {
    let errand = Errand::Incidents(shipped("incidents.csv.gz"), IncidentOptions::default());
    let cancel = Cancel::new();
    let other = cancel.clone();
    let stopper = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(30));
        other.cancel();
    });
    let answer = ask(program(), &errand, &cancel);
    stopper.join().expect("ran");
    assert!(matches!(answer, Err(ReadError::Cancelled(_)) | Ok(_)));
    let already = Cancel::new();
    already.cancel();
    assert!(matches!(
        ask(program(), &errand, &already),
        Err(ReadError::Cancelled(_))
    ));
}

/// A program that pretends to be a worker, and what is said of the file then.
fn pretended(script: &str) -> String {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("a.csv");
    std::fs::write(&file, "lon,lat\n113.9,22.6\n").expect("written");
    let program = folder.path().join("worker");
    std::fs::write(&program, format!("#!/bin/sh\n{script}\n")).expect("written");
    let mode = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(&program, mode).expect("may be run");
    let errand = Errand::Incidents(file, IncidentOptions::default());
    let error = ask(&program, &errand, &Cancel::new()).expect_err("no answer");
    format!("{:?}", error.message())
}

#[test]
fn a_worker_that_breaks_or_lies_is_a_file_refused() {
    for script in [
        "cat >/dev/null; exit 0",
        "cat >/dev/null; kill -ABRT $$",
        "cat >/dev/null; kill -SEGV $$",
        "exit 3",
        // A frame whose length is a lie, and one that is no frame.
        "cat >/dev/null; printf '\\377\\377\\377\\377\\000\\000\\000\\000xx'",
        "cat >/dev/null; printf '\\003\\000\\000\\000\\000\\000\\000\\000\\001\\001\\001'",
    ] {
        let said = pretended(script);
        assert!(said.contains("io-worker-broke"), "{script}: {said}");
    }
    let said = pretended("cat >/dev/null; kill -XCPU $$");
    assert!(said.contains("io-worker-too-long"), "{said}");
}

const BOUND: &str = "PATROLGRID_TEST_BOUND";

/// Not a test of its own: a process bound as a worker is, that tries what a worker may not.
#[test]
fn the_bound_process() {
    let Some(what) = std::env::var_os(BOUND) else {
        return;
    };
    let folder = PathBuf::from(std::env::var_os("PATROLGRID_TEST_FOLDER").expect("a folder"));
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("a port").port();
    bind(
        Bounds {
            memory: 1 << 30,
            seconds: 1,
        },
        std::slice::from_ref(&folder),
    );
    let refused = match what.to_str().expect("plain") {
        "read" => std::fs::read(folder.join("in")).is_err(),
        "outside" => std::fs::read("/etc/passwd").is_err(),
        "write" => std::fs::write(folder.join("new"), "x").is_err(),
        "change" => std::fs::write(folder.join("in"), "x").is_err(),
        "remove" => std::fs::remove_file(folder.join("in")).is_err(),
        "connect" => std::net::TcpStream::connect(("127.0.0.1", port)).is_err(),
        "datagram" => std::net::UdpSocket::bind("127.0.0.1:0").is_err(),
        "program" => Command::new("/bin/true").status().is_err(),
        "memory" => {
            let mut all = vec![1u8; 2 << 30];
            all[7] = 2;
            false
        }
        "time" => {
            let start = Instant::now();
            let mut sum = 0u64;
            while start.elapsed() < Duration::from_mins(1) {
                sum = std::hint::black_box(sum.wrapping_mul(31).wrapping_add(1));
            }
            false
        }
        "deep" => {
            fn down(depth: u64) -> u64 {
                let pad = std::hint::black_box([depth; 64]);
                if depth == u64::MAX {
                    return 0;
                }
                down(depth + 1) + pad[3]
            }
            down(1) == 0
        }
        other => panic!("{other}"),
    };
    std::process::exit(if refused { 17 } else { 18 });
}

fn bound(what: &str, folder: &Path) -> ExitStatus {
    std::fs::write(folder.join("in"), "x").expect("written");
    Command::new(std::env::current_exe().expect("this test"))
        .args(["the_bound_process", "--exact", "--nocapture"])
        .env(BOUND, what)
        .env("PATROLGRID_TEST_FOLDER", folder)
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .status()
        .expect("ran")
}

/// Whether this kernel says that it knows landlock.
fn says_landlock() -> bool {
    std::fs::read_to_string("/sys/kernel/security/lsm").is_ok_and(|all| all.contains("landlock"))
}

#[test]
fn a_bound_process_reads_in_its_folder_and_does_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let code = |what| bound(what, folder.path()).code();
    assert_eq!(code("read"), Some(18), "in its folder it may read");
    for what in ["connect", "datagram", "program"] {
        assert_eq!(code(what), Some(17), "{what}");
    }
    // Writing more than nothing is beyond the bound on files, whatever the kernel knows.
    assert_ne!(code("write"), Some(18));
    if code("outside") != Some(17) && !says_landlock() {
        eprintln!("SKIPPED: this kernel has no landlock; what it would forbid was not tried");
        return;
    }
    for what in ["outside", "write", "change", "remove"] {
        assert_eq!(code(what), Some(17), "{what}");
    }
    assert!(folder.path().join("in").is_file());
    assert!(!folder.path().join("new").exists());
}

#[test]
fn a_bound_process_that_takes_too_much_dies() {
    let folder = tempfile::tempdir().expect("a folder");
    for what in ["memory", "time", "deep"] {
        let start = Instant::now();
        let status = bound(what, folder.path());
        assert!(
            status.code().is_none_or(|code| code == 101),
            "{what}: {status}"
        );
        assert!(start.elapsed() < Duration::from_secs(30), "{what}");
    }
}

/// Every file of the hostile corpus, through a worker: an answer or a refusal within its time, never a crash of this
/// program, and the same verdict as here.
#[test]
fn the_hostile_corpus_breaks_nothing() {
    let Some(data) = common::data_dir() else {
        return;
    };
    let mut files = Vec::new();
    for folder in [
        "corpus/geojson",
        "corpus/json",
        "corpus/csv",
        "corpus/encoding",
        "hard_geojson",
    ] {
        gather(&data.join(folder), &mut files);
    }
    files.sort();
    assert!(files.len() > 300, "{}", files.len());
    // Each kind of reader sees a share of the files; a full pass is `corpus_*.rs`.
    let (mut read, mut refused, mut broke) = (0, 0, Vec::new());
    for (at, path) in files.iter().enumerate() {
        let is_table = path.components().any(|part| part.as_os_str() == "csv");
        if at % 5 != 0 && !path.starts_with(data.join("hard_geojson")) {
            continue;
        }
        let errand = if is_table {
            Errand::Incidents(path.clone(), IncidentOptions::default())
        } else {
            Errand::Boundaries(path.clone(), BoundaryOptions::default())
        };
        let start = Instant::now();
        match by_worker(&errand) {
            Ok(answer) => {
                assert!(answer.is_sound());
                read += 1;
            }
            Err(error) => {
                let said = format!("{:?}", error.message());
                if said.contains("io-worker") {
                    broke.push(format!("{}: {said}", path.display()));
                }
                refused += 1;
            }
        }
        let longest = Bounds::of(path).seconds + 2;
        assert!(start.elapsed().as_secs() <= longest, "{}", path.display());
    }
    eprintln!(
        "hostile files: {read} read, {refused} refused, {} of them by the bounds: {broke:#?}",
        broke.len()
    );
    assert!(
        broke.len() * 20 < read + refused,
        "the bounds are a last resort: {broke:#?}"
    );
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = folder.read_dir() else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            gather(&path, files);
        } else {
            files.push(path);
        }
    }
}
