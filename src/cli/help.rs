//! The help of the command line in the language asked for. What has no sentence in it keeps the English one beside its option.

use clap::{Arg, ArgAction, Command};

use crate::i18n::words::Words;

/// The command line with every sentence of its help worded.
pub(super) fn worded(command: Command, words: &Words) -> Command {
    let version = Arg::new("version")
        .long("version")
        .short('V')
        .action(ArgAction::Version);
    let mut command = one(command.disable_version_flag(true).arg(version), "", words)
        .disable_help_subcommand(true)
        .subcommand_help_heading(words.text("cli-help-heading-commands"));
    let names: Vec<String> = command
        .get_subcommands()
        .map(|sub| sub.get_name().to_owned())
        .collect();
    for name in names {
        let inner = name.clone();
        command = command.mut_subcommand(name, |sub| one(sub, &inner, words));
    }
    command
}

/// One command: what it is for, its arguments, its headings. `name` is empty for the program itself.
fn one(command: Command, name: &str, words: &Words) -> Command {
    let help = Arg::new("help")
        .long("help")
        .short('h')
        .action(ArgAction::Help);
    let usage = words.text("cli-help-heading-usage");
    let about = match name {
        "" => "cli-help-about".to_owned(),
        name => format!("cli-help-{name}"),
    };
    let command = command
        .disable_help_flag(true)
        .arg(help)
        .help_template(format!(
            "{{about-with-newline}}\n{usage}{{usage}}\n\n{{all-args}}\n"
        ));
    let command = if words.has(&about) {
        command.about(words.text(&about))
    } else {
        command
    };
    command.mut_args(|arg| explained(arg, name, words))
}

fn explained(arg: Arg, command: &str, words: &Words) -> Arg {
    let heading = words.text(if arg.is_positional() {
        "cli-help-heading-arguments"
    } else {
        "cli-help-heading-options"
    });
    let arg = arg.help_heading(heading);
    let Some(id) = sentence_id(&arg, command, words) else {
        return arg;
    };
    let arg = arg.help(words.text(&id));
    // The sentence names values and default; a plain flag has neither.
    if arg.get_action().takes_values() {
        arg.hide_default_value(true).hide_possible_values(true)
    } else {
        arg
    }
}

/// The sentence of an option: the one it has in this command, else the one it has in all.
fn sentence_id(arg: &Arg, command: &str, words: &Words) -> Option<String> {
    let name = arg.get_id().as_str().replace('_', "-");
    let here = format!("cli-help-{command}-{name}");
    let everywhere = format!("cli-help-option-{name}");
    [here, everywhere].into_iter().find(|id| words.has(id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::args::Args;
    use crate::i18n::language::Language;
    use clap::CommandFactory;

    #[test]
    fn every_command_and_option_is_explained_in_both_languages() {
        for language in [Language::Chinese, Language::English] {
            let words = Words::new(language);
            let mut missing = Vec::new();
            let mut look = |command: &Command, name: &str| {
                for arg in command.get_arguments().filter(|arg| !arg.is_hide_set()) {
                    if sentence_id(arg, name, &words).is_none() {
                        missing.push(format!("{name} {}", arg.get_id()));
                    }
                }
            };
            let program = Args::command();
            look(&program, "");
            for command in program.get_subcommands() {
                look(command, command.get_name());
                assert!(words.has(&format!("cli-help-{}", command.get_name())));
            }
            assert!(missing.is_empty(), "{language:?}: {missing:?}");
        }
    }

    #[test]
    fn the_worded_command_line_is_sound() {
        let words = Words::new(Language::Chinese);
        worded(Args::command(), &words).debug_assert();
        let help = worded(Args::command(), &words).render_help().to_string();
        assert!(help.contains("用法：") && !help.contains("Usage"), "{help}");
    }
}
