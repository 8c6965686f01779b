//! From arguments to work: the window, or one headless command.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};
use serde::Serialize;

use super::args::{Args, Headless};
use super::coverage::{CoverageError, CoverageReport};
use super::heatmap::HeatmapError;
use super::output::{ProgressLine, print_report, say};
use super::study::StudyError;
use super::suggest::SuggestError;
use super::{
    Begun, WindowRequest, backtest, brief, bundle, check, compare, coverage, demo, exits, export,
    heatmap, heatmap_network, help, hotspot, import, isochrone, roads, suggest, usage,
};
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
    let line: Vec<OsString> = args.collect();
    let (_, asked) = usage::wishes(&line);
    let command = help::worded(Args::command(), &Words::new(language(asked)));
    let parsed = command
        .try_get_matches_from(&line)
        .and_then(|matches| Args::from_arg_matches(&matches));
    let args = match parsed {
        Ok(args) => args,
        Err(error) if error.use_stderr() => {
            return Begun::Done(ExitCode::from(wrong_usage(&error, &line)));
        }
        Err(help) => {
            // Help and version go to stdout and are no mistake; a closed pipe is nobody's fault.
            let _closed = help.print();
            return Begun::Done(ExitCode::from(DONE));
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
    say(&Words::new(language(request.language)).text(sentence));
    ExitCode::from(FINDINGS)
}

/// Tells what is wrong with the command line, and returns the exit status.
fn wrong_usage(error: &clap::Error, line: &[OsString]) -> u8 {
    let (json, asked) = usage::wishes(line);
    let words = Words::new(language(asked));
    let sentence = words.say(&usage::sentence(error));
    say(&sentence);
    let pattern = usage::pattern(error);
    if !pattern.is_empty() {
        say(&words.say(&Message::new("cli-usage").with("pattern", pattern)));
    }
    if json {
        let answer = serde_json::json!({ "error": sentence, "reason": "wrong-usage" });
        // A closed pipe leaves nobody to tell.
        let _closed = print_report(&answer, true);
    }
    WRONG_USAGE
}

/// The language asked for, else that of the system, else Chinese.
fn language(asked: Option<Language>) -> Language {
    let system = || {
        ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
    };
    asked
        .or_else(|| system().as_deref().and_then(Language::from_tag))
        .unwrap_or_default()
}

/// Carries out a headless command and returns the exit status.
fn headless(command: Headless, json: bool, words: &Words) -> u8 {
    let cancel = Cancel::new();
    let progress = ProgressLine::of(&cancel);
    let tell = Tell {
        progress,
        json,
        words,
    };
    match command {
        Headless::Check(args) => {
            let found = check::run(&args, words, &cancel)
                .map_err(|error| Failure::refused(error.message()));
            tell.report(found, |report| {
                if report.has_findings() {
                    FINDINGS
                } else {
                    DONE
                }
            })
        }
        Headless::Import(command) => {
            let found = import::run(&command.import, command.crs, words, &cancel);
            tell.report(
                found.map_err(|error| Failure::refused(error.message())),
                |report| if report.kept == 0 { FINDINGS } else { DONE },
            )
        }
        Headless::Coverage(args) => {
            let found = coverage::run(&args, &cancel);
            for notice in found.iter().flat_map(CoverageReport::notices) {
                say(&words.say(&notice));
            }
            let found = found.map_err(|error| Failure {
                status: if matches!(error, CoverageError::Usage(_)) {
                    WRONG_USAGE
                } else {
                    FINDINGS
                },
                message: error.message(),
            });
            tell.report(found, |_| DONE)
        }
        Headless::Demo(args) => {
            let made = demo::run(&args, &cancel);
            if let Some(notice) = made.as_ref().ok().and_then(demo::DemoReport::notice) {
                say(&words.say(&notice));
            }
            let made = made.map_err(|error| Failure::refused(demo::refusal(&error)));
            tell.report(made, |_| DONE)
        }
        Headless::Brief(args) => {
            let made = brief::run(&args, words, &cancel);
            for warning in made.iter().flat_map(|report| &report.warnings) {
                say(warning);
            }
            tell.report(made.map_err(Failure::refused), |_| DONE)
        }
        Headless::Export(args) => {
            let made = export::run(&args, words).map_err(Failure::refused);
            tell.report(made, |_| DONE)
        }
        Headless::Roads(args) => {
            let found =
                roads::run(&args, &cancel).map_err(|error| Failure::refused(error.message()));
            tell.report(found, |_| DONE)
        }
        Headless::Isochrone(args) => {
            let found = isochrone::run(&args, &cancel).map_err(Failure::refused);
            tell.report(found, |_| DONE)
        }
        Headless::Exits(args) => {
            let found = exits::run(&args, &cancel).map_err(Failure::refused);
            tell.report(found, |_| DONE)
        }
        Headless::Suggest(args) => {
            let found = suggest::run(&args, &cancel).map_err(|error| Failure {
                status: if matches!(error, SuggestError::Usage(_)) {
                    WRONG_USAGE
                } else {
                    FINDINGS
                },
                message: error.message(),
            });
            tell.report(found, |_| DONE)
        }
        Headless::Bundle(args) => {
            let made = bundle::bundle(&args).map_err(Failure::refused);
            tell.report(made, |_| DONE)
        }
        Headless::Unbundle(args) => {
            let taken = bundle::unbundle(&args).map_err(Failure::refused);
            tell.report(taken, |_| DONE)
        }
        Headless::Heatmap(args) => {
            if let Some(roads) = &args.network {
                let found = heatmap_network::run(&args, roads, &cancel);
                return tell.report(found.map_err(|error| Failure::of_heatmap(&error)), |_| DONE);
            }
            let found = heatmap::run(&args, words, &cancel);
            tell.report(found.map_err(|error| Failure::of_heatmap(&error)), |_| DONE)
        }
        Headless::Hotspot(args) => {
            let found = hotspot::run(&args, &cancel);
            tell.report(found.map_err(|error| Failure::of_study(&error)), |_| DONE)
        }
        Headless::Backtest(args) => {
            let found = backtest::run(&args, &cancel);
            tell.report(found.map_err(|error| Failure::of_study(&error)), |_| DONE)
        }
        Headless::Compare(args) => {
            let found = compare::run(&args, words, &cancel);
            tell.report(found.map_err(|error| Failure::of_study(&error)), |_| DONE)
        }
    }
}

/// Why a command gave no report, and its exit status.
struct Failure {
    status: u8,
    message: Message,
}

impl Failure {
    fn of_heatmap(error: &HeatmapError) -> Self {
        let is_usage = matches!(error, HeatmapError::Usage(_));
        Self {
            status: if is_usage { WRONG_USAGE } else { FINDINGS },
            message: error.message(),
        }
    }

    fn of_study(error: &StudyError) -> Self {
        let is_usage = matches!(error, StudyError::Usage(_));
        Self {
            status: if is_usage { WRONG_USAGE } else { FINDINGS },
            message: error.message(),
        }
    }

    const fn refused(message: Message) -> Self {
        Self {
            status: FINDINGS,
            message,
        }
    }
}

/// How a command tells its end.
struct Tell<'a> {
    progress: ProgressLine,
    json: bool,
    words: &'a Words,
}

impl Tell<'_> {
    /// Prints what a command found, or why it could not, and returns the exit status.
    fn report<R: Serialize>(self, report: Result<R, Failure>, status: impl FnOnce(&R) -> u8) -> u8 {
        drop(self.progress);
        match report {
            Ok(report) => match print_report(&report, self.json) {
                Ok(()) => status(&report),
                Err(error) => {
                    // Who closed the pipe has read enough; a full disk is worth a word.
                    if error.kind() != std::io::ErrorKind::BrokenPipe {
                        let why = Message::new("cli-not-written").with("why", error.to_string());
                        say(&self.words.say(&why));
                    }
                    FINDINGS
                }
            },
            Err(failure) => {
                let sentence = self.words.say(&failure.message);
                say(&sentence);
                if self.json {
                    let answer =
                        serde_json::json!({ "error": sentence, "reason": failure.message.id });
                    // A closed pipe leaves nobody to tell.
                    let _closed = print_report(&answer, true);
                }
                failure.status
            }
        }
    }
}
