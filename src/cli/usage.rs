//! What is wrong with a command line, in the language asked for.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::i18n::language::Language;
use crate::i18n::message::Message;

/// Options whose values have a shape of their own, and the sentence that tells it.
const SHAPES: &[(&str, &str)] = &[
    ("--crs", "cli-wanted-crs"),
    ("--rings-m", "cli-wanted-rings"),
    ("--delimiter", "cli-wanted-delimiter"),
    ("--bandwidth-m", "cli-wanted-bandwidth"),
    ("--kernel", "cli-wanted-kernel"),
    ("--size", "cli-wanted-size"),
    ("--extent", "cli-wanted-extent"),
    ("--at", "cli-wanted-pair"),
    ("--months", "cli-wanted-months"),
    ("--seed", "cli-wanted-seed"),
    ("--incidents", "cli-wanted-incidents"),
    ("--radius-m", "cli-wanted-limit"),
    ("--outer", "cli-wanted-limit"),
    ("--sphere-radius-m", "cli-wanted-limit"),
    ("--share", "cli-wanted-share"),
    ("--busy", "cli-wanted-share"),
];

/// The sentence about a command line that cannot be understood: what, and how to mend it.
pub(super) fn sentence(error: &clap::Error) -> Message {
    let argument = context(error, ContextKind::InvalidArg);
    let value = context(error, ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::UnknownArgument => {
            let similar = context(error, ContextKind::SuggestedArg);
            let message = Message::new(if similar.is_empty() {
                "cli-unknown-option"
            } else {
                "cli-unknown-option-similar"
            });
            message.with("option", argument).with("similar", similar)
        }
        ErrorKind::InvalidSubcommand => Message::new("cli-unknown-command")
            .with("command", context(error, ContextKind::InvalidSubcommand)),
        ErrorKind::MissingRequiredArgument => {
            Message::new("cli-missing-argument").with("arguments", argument)
        }
        ErrorKind::ArgumentConflict => Message::new("cli-options-exclude")
            .with("option", argument)
            .with("other", context(error, ContextKind::PriorArg)),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation | ErrorKind::NoEquals
            if value.is_empty() =>
        {
            Message::new("cli-no-value")
                .with("wanted", wanted_value(error, &argument))
                .with("option", argument)
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => Message::new("cli-wrong-value")
            .with("wanted", wanted_value(error, &argument))
            .with("option", argument)
            .with("value", value),
        ErrorKind::InvalidUtf8 => Message::new("cli-not-text"),
        // The rest speaks English; none of it can come from the options of this program.
        _ => Message::new("cli-usage-other").with("why", error.to_string().trim().to_owned()),
    }
}

/// How the command is used, as one line; empty where it is not said.
pub(super) fn pattern(error: &clap::Error) -> String {
    let usage = context(error, ContextKind::Usage);
    let usage = usage.trim_start_matches("Usage:").trim();
    usage.lines().next().unwrap_or_default().to_owned()
}

/// Whether JSON is asked for and the language, of a command line that could not be understood as a whole.
pub(super) fn wishes(words: &[OsString]) -> (bool, Option<Language>) {
    let words: Vec<_> = words.iter().map(|word| word.to_string_lossy()).collect();
    let json = words.iter().any(|word| word == "--json");
    let after = |name: &str| {
        let at = words.iter().position(|word| word == name)?;
        words.get(at + 1)
    };
    let joined = || words.iter().find_map(|word| word.strip_prefix("--lang="));
    let tag = after("--lang").map(AsRef::as_ref).or_else(joined);
    (json, tag.and_then(Language::from_tag))
}

fn wanted_value(error: &clap::Error, argument: &str) -> Message {
    if let Some(id) = wanted(argument) {
        return Message::new(id);
    }
    let valid = context(error, ContextKind::ValidValue);
    if !valid.is_empty() {
        return Message::new("cli-wanted-one-of").with("values", valid);
    }
    match std::error::Error::source(error) {
        Some(why) => Message::new("cli-usage-other").with("why", why.to_string()),
        None => Message::new("cli-wanted-value"),
    }
}

fn wanted(argument: &str) -> Option<&'static str> {
    let name = argument.split(' ').next()?;
    let shape = SHAPES.iter().find(|(option, _)| *option == name)?;
    Some(shape.1)
}

fn context(error: &clap::Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        _ => String::new(),
    }
}
