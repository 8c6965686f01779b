//! From arguments to work: the window, or one headless command.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;
use serde::Serialize;

use super::args::{Args, Headless};
use super::coverage::{CoverageError, CoverageReport};
use super::output::{ProgressLine, print_report};
use super::{Begun, WindowRequest, coverage, demo};
use crate::base::cancel::Cancel;
use crate::i18n::language::Language;
use crate::i18n::message::Message;
use crate::i18n::words::Words;

/// Everything was done.
pub(super) const DONE: u8 = 0;
/// There are findings, or the input was refused.
pub(super) const FINDINGS: u8 = 1;
/// The command line cannot be understood.
pub(super) const WRONG_USAGE: u8 = 2;

pub(super) fn run(args: impl Iterator<Item = OsString>) -> Begun {
    let args = match Args::try_parse_from(args) {
        Ok(args) => args,
        Err(error) => {
            // Help and version go to stdout and are no mistake; a closed pipe is nobody's fault.
            let _closed = error.print();
            let code = if error.use_stderr() {
                WRONG_USAGE
            } else {
                DONE
            };
            return Begun::Done(ExitCode::from(code));
        }
    };
    let asked = args.lang.as_deref().and_then(Language::from_tag);
    match args.command {
        Some(command) => Begun::Done(ExitCode::from(headless(
            command,
            args.json,
            &Words::new(language(asked)),
        ))),
        None => Begun::Window(WindowRequest {
            home: args.home,
            demo: args.demo,
            files: args.files,
            language: asked,
        }),
    }
}

pub(super) fn no_window(sentence: &str, request: &WindowRequest) -> ExitCode {
    eprintln!("{}", Words::new(language(request.language)).text(sentence));
    ExitCode::from(FINDINGS)
}

/// The language asked for, else that of the system, else Chinese.
fn language(asked: Option<Language>) -> Language {
    let system = || {
        ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .find_map(|name| std::env::var(name).ok())
    };
    asked
        .or_else(|| system().as_deref().and_then(Language::from_tag))
        .unwrap_or_default()
}

/// Carries out a headless command and returns the exit status.
fn headless(command: Headless, json: bool, words: &Words) -> u8 {
    let cancel = Cancel::new();
    let progress = ProgressLine::of(&cancel);
    match command {
        Headless::Coverage(args) => {
            let found = coverage::run(&args, &cancel);
            drop(progress);
            tell_coverage(found, json, words)
        }
        Headless::Demo(args) => {
            let made = demo::run(&args, &cancel);
            drop(progress);
            tell(
                made.map_err(|error| {
                    Message::new("cli-demo-failed").with("why", error.to_string())
                }),
                |_| DONE,
                json,
                words,
            )
        }
    }
}

fn tell_coverage(found: Result<CoverageReport, CoverageError>, json: bool, words: &Words) -> u8 {
    let failed = match &found {
        Err(CoverageError::Usage(_)) => WRONG_USAGE,
        Err(CoverageError::Read(_) | CoverageError::Cancelled(_)) => FINDINGS,
        Ok(report) => {
            for notice in report.notices() {
                eprintln!("{}", words.say(&notice));
            }
            return tell(Ok(report), |_| DONE, json, words);
        }
    };
    tell(
        found.map_err(|error| error.message()),
        |_| DONE,
        json,
        words,
    );
    failed
}

/// Prints what a command found, or why it could not, and returns the exit status.
fn tell<R: Serialize>(
    report: Result<R, Message>,
    status: impl FnOnce(&R) -> u8,
    json: bool,
    words: &Words,
) -> u8 {
    let report = match report {
        Ok(report) => report,
        Err(message) => {
            let sentence = words.say(&message);
            eprintln!("{sentence}");
            if json {
                // A closed pipe leaves nobody to tell.
                let _closed = print_report(
                    &serde_json::json!({ "error": sentence, "reason": message.id }),
                    true,
                );
            }
            return FINDINGS;
        }
    };
    match print_report(&report, json) {
        Ok(()) => status(&report),
        Err(_closed_pipe) => FINDINGS,
    }
}
