//! The command line's help in words of the catalogue: what each argument is for, headings, usage and defaults.

use clap::{Arg, ArgAction, Command};

use crate::words::Words;

/// `command` with its help in the language of `words`.
pub(super) fn worded(command: Command, words: Words) -> Command {
    let path = command.get_name().to_owned();
    with_usage(localised(own_flags(command, words), words, "help"), words, &path)
}

/// The flags that clap makes by itself, with help of our own.
fn own_flags(command: Command, words: Words) -> Command {
    let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
    command.disable_version_flag(true).arg(version.help(words.say("help-any-version")))
}

/// Puts the catalogue's words for `command` and its arguments in: `help-import`, `help-import-dry_run`.
fn localised(command: Command, words: Words, key: &str) -> Command {
    let ids: Vec<String> = command.get_arguments().map(|a| a.get_id().to_string()).collect();
    let names: Vec<String> = command.get_subcommands().map(|c| c.get_name().to_owned()).collect();
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help);
    let mut command = command
        .about(words.say(key))
        .subcommand_help_heading(words.say("help-heading-commands"))
        .subcommand_value_name(words.say("value-command"))
        .disable_help_flag(true);
    for id in ids {
        let shared = matches!(id.as_str(), "lang" | "json" | "dir" | "master_key" | "version");
        let own = format!("{key}-{id}");
        let text = if shared { words.say(&format!("help-any-{id}")) } else { words.say(&own) };
        // Steps of a notice share most of their arguments: what has no words of its own has the shared ones.
        let text = if text == own { words.say(&format!("help-notice-any-{id}")) } else { text };
        command = command.mut_arg(id, |arg| worded_arg(arg, text, words));
    }
    command = command.arg(worded_arg(help, words.say("help-any-help"), words));
    for name in names {
        let key = format!("{key}-{name}");
        command = command.mut_subcommand(name, |sub| localised(sub, words, &key));
    }
    command
}

/// `arg` with `text` for its help, followed by its default and the values that it may have.
fn worded_arg(arg: Arg, text: String, words: Words) -> Arg {
    let mut text = text;
    let defaults: Vec<String> =
        arg.get_default_values().iter().map(|v| v.to_string_lossy().into_owned()).collect();
    let is_flag = !arg.get_action().takes_values();
    if !defaults.is_empty() && !is_flag {
        text.push_str(&words.say_with("help-default", &[("value", (&words.list(&defaults)).into())]));
    }
    let possible: Vec<String> = arg.get_possible_values().iter().map(|v| v.get_name().to_owned()).collect();
    if !possible.is_empty() && !is_flag {
        text.push_str(&words.say_with("help-possible", &[("values", (&words.list(&possible)).into())]));
    }
    let heading = if arg.is_positional() { "help-heading-arguments" } else { "help-heading-options" };
    let value = value_name(&arg, words);
    let arg = arg.help(text).help_heading(words.say(heading));
    match value.filter(|_| !is_flag) {
        Some(value) => arg.value_name(value).hide_default_value(true).hide_possible_values(true),
        None => arg,
    }
}

/// The name of what is given: `NAME|FILE` is `value-name` and `value-file`.
fn value_name(arg: &Arg, words: Words) -> Option<String> {
    let name = arg.get_value_names()?.first()?.to_string();
    let part = |part: &str| words.say(&format!("value-{}", part.to_ascii_lowercase().replace(',', "-")));
    Some(name.split('|').map(part).collect::<Vec<_>>().join("|"))
}

/// Writes how `command` is used, which clap would word in English; `path` is what is typed before its own arguments.
fn with_usage(command: Command, words: Words, path: &str) -> Command {
    let names: Vec<String> = command.get_subcommands().map(|c| c.get_name().to_owned()).collect();
    let positionals: String = command.get_positionals().map(|a| format!(" {a}")).collect();
    let mut usage = format!("{path} [{}]{positionals}", words.say("value-options"));
    if !names.is_empty() {
        usage.push_str(&format!(" <{}>", words.say("value-command")));
    }
    let template = format!(
        "{{about-with-newline}}\n{}\n\n{{all-args}}{{after-help}}",
        words.say_with("usage-usage", &[("usage", "{usage}".into())])
    );
    let mut command = command.override_usage(usage).help_template(template);
    for name in names {
        let path = format!("{path}{positionals} {name}");
        command = command.mut_subcommand(name, |sub| with_usage(sub, words, &path));
    }
    command
}
