//! Every single call by which the plan reaches the disk: the program dies in it, it fails once, it fails from then on.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command as Process, Stdio};

use crate::child::Running;
use crate::{Tally, holds, times};

/// The calls that change what is on the disk.
const CALLS: [&str; 7] = [
    "pwrite64",
    "fsync",
    "fdatasync",
    "ftruncate",
    "rename",
    "linkat",
    "unlink",
];
/// Steps a program makes.
const EDITS: u32 = 8;

/// Whether calls can be watched and made to fail here; said aloud where not.
fn can_trace() -> bool {
    let tried = Process::new("strace")
        .args(["-f", "-o", "/dev/null", "true"])
        .stderr(Stdio::null())
        .status();
    let can = tried.is_ok_and(|status| status.success());
    if !can {
        eprintln!(
            "SKIPPED: strace is missing or may not trace here; no single call was made to fail"
        );
    }
    can
}

/// How often the thread that makes it most often makes each call.
fn counted(home: &Path) -> BTreeMap<String, u32> {
    let log = home.join("calls");
    let home = home.join("counted");
    let trace = format!("trace={}", CALLS.join(","));
    let (out, trace) = (log.to_string_lossy(), trace.as_str());
    Running::start(
        &home,
        Some(EDITS),
        &["strace", "-f", "-qq", "-o", &out, "-e", trace],
    )
    .end();
    let text = std::fs::read_to_string(&log).expect("a trace");
    let mut by_thread: BTreeMap<(String, String), u32> = BTreeMap::new();
    for line in text.lines() {
        let mut words = line.split_whitespace();
        let (Some(thread), Some(call)) = (words.next(), words.next()) else {
            continue;
        };
        let call = call.split('(').next().unwrap_or_default();
        if CALLS.contains(&call) {
            *by_thread
                .entry((thread.to_owned(), call.to_owned()))
                .or_default() += 1;
        }
    }
    let mut most = BTreeMap::new();
    for ((_, call), count) in by_thread {
        let known: &mut u32 = most.entry(call).or_default();
        *known = (*known).max(count);
    }
    most
}

/// Runs the program with one fault, then holds what it said against what is there.
fn tried(folder: &Path, call: &str, fault: &str) -> Result<(), String> {
    let home = folder.join("home");
    let _fresh = std::fs::remove_dir_all(&home);
    let inject = format!("inject={call}:{fault}");
    let trace = format!("trace={call}");
    let under = [
        "strace",
        "-f",
        "-qq",
        "-o",
        "/dev/null",
        "-e",
        &trace,
        "-e",
        &inject,
    ];
    let mut program = Running::start(&home, Some(EDITS), &under);
    program.end();
    holds(&home, program.said..=program.said)
        .map(|_| ())
        .map_err(|why| format!("{inject}: {why}"))
}

#[test]
fn whichever_call_fails_or_is_the_last_nothing_said_to_be_saved_is_lost() {
    if !can_trace() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let counts = counted(folder.path());
    let all: u32 = counts.values().sum();
    assert!(all > 20 && counts.contains_key("pwrite64"), "{counts:?}");
    // Every single one at full length; else some, spread over all.
    let every = (all * 3).div_ceil(times(24, u32::MAX)).max(1);
    let (mut tally, mut at) = (Tally::of("calls that fail"), 0);
    for (call, count) in &counts {
        for nth in 1..=*count {
            for fault in [
                format!("signal=SIGKILL:when={nth}"),
                format!("error=EIO:when={nth}"),
                format!("error=ENOSPC:when={nth}+"),
            ] {
                at += 1;
                if at % every == 0 {
                    tally.count(tried(folder.path(), call, &fault));
                }
            }
        }
    }
    tally.close(&format!("; of {all} single calls: {counts:?}"));
}
