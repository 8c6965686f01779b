//! From arguments to work: the window, or one headless command.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

use super::args::{Args, Headless};
use super::{Begun, WindowRequest};
use crate::i18n::language::Language;
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

fn headless(command: Headless, _json: bool, _words: &Words) -> u8 {
    match command {}
}
