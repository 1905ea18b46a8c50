//! Floor 10: the command line: parse, call, show.
//!
//! Every command is a file with a `run` that gives the exit code: 0 when all went well, 1 when what it checked does
//! not hold, 2 for wrong usage or bad input.

pub mod access;
pub mod args;
pub mod chain;
pub mod chain_args;
pub mod chain_text;
pub mod clock;
mod clock_text;
pub mod context;
pub mod demo;
mod demo_accounts;
mod demo_parts;
mod demo_place;
pub mod export;
pub mod figures;
pub mod figures_text;
mod help;
pub mod history;
pub mod import;
pub mod init;
pub mod log;
pub mod notice;
pub mod notice_args;
pub mod notice_draft;
pub mod notice_step;
pub mod playbook;
pub mod rejects_file;
pub mod route;
pub mod route_args;
mod route_text;
pub mod serve;
pub mod serve_args;
pub mod serve_config;
pub mod sweep;
mod sweep_help;
mod sweep_rules;
mod sweep_tables;
pub mod sweep_text;
pub mod term;
pub mod usage;
pub mod verify;
pub mod whistle;

use std::ffi::OsString;
use std::io::Write;

use clap::FromArgMatches;

use crate::app::error::AppError;
use crate::rim::http::listen::Serve;
use crate::words::{Lang, Words};
use args::{Cli, Verb};
use context::{Context, EXIT_BAD_INPUT, Environment};

/// Runs the command line `arguments`, the program's name first; `serve` serves a directory. Returns the exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>, serve: Serve) -> u8 {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let environment = Environment::of_process();
    let asked = lang_asked(&arguments);
    let words = Words::new(asked.unwrap_or_else(|| environment.lang()));
    let matches = match args::command(words).try_get_matches_from(arguments) {
        Ok(matches) => matches,
        Err(error) => return wrong_usage(error, words),
    };
    let cli = match Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => return wrong_usage(error, words),
    };
    let context = Context::new(&environment, cli.lang.map(Into::into), cli.json, serve);
    let result = dispatch(&cli.command, &context);
    context.end_progress();
    result.unwrap_or_else(|error| {
        context.error(&error);
        EXIT_BAD_INPUT
    })
}

fn dispatch(verb: &Verb, context: &Context) -> Result<u8, AppError> {
    match verb {
        Verb::Demo(args) => demo::run(args, context),
        Verb::Init(args) => init::run(args, context),
        Verb::Import(args) => import::run(args, context),
        Verb::Sweep(args) => sweep::run(args, context),
        Verb::Chain(args) => chain::run(args, context),
        Verb::Notice(args) => notice::run(args, context),
        Verb::Figures(args) => figures::run(args, context),
        Verb::Export(args) => export::run(args, context),
        Verb::Clock(args) => clock::run(args, context),
        Verb::Route(args) => route::run(args, context),
        Verb::Whistle(args) => whistle::run(args, context),
        Verb::History(args) => history::run(args, context),
        Verb::Verify(args) => verify::run(args, context),
        Verb::Playbook(args) => playbook::run(&args.action, context),
        Verb::Serve(args) => serve::run(args, context),
        Verb::Access(args) => access::run(args, context),
    }
}

/// The language asked for, found before parsing so that help and usage errors speak it.
fn lang_asked(arguments: &[OsString]) -> Option<Lang> {
    let texts: Vec<&str> = arguments.iter().filter_map(|a| a.to_str()).collect();
    let behind = texts.windows(2).find(|pair| pair[0] == "--lang").map(|pair| pair[1]);
    let joined = texts.iter().find_map(|t| t.strip_prefix("--lang="));
    behind.or(joined).and_then(Lang::parse)
}

/// Prints help to standard output (exit 0) or a usage error to standard error (exit 2).
fn wrong_usage(mut error: clap::Error, words: Words) -> u8 {
    usage::suggest_near_only(&mut error);
    match usage::explain(&error, words) {
        Some(text) => drop(writeln!(std::io::stderr().lock(), "{text}")),
        None => drop(error.print()),
    }
    if error.use_stderr() { EXIT_BAD_INPUT } else { context::EXIT_OK }
}
