//! The command line as typed: names and shapes. What each is for is said by the message catalogue.

use std::path::PathBuf;

use clap::{Args, Command, CommandFactory, Parser, Subcommand, ValueEnum};

use crate::cli::chain_args::{ChainArgs, ClockArgs, HistoryArgs};
use crate::cli::help;
use crate::cli::notice_args::NoticeArgs;
use crate::cli::route_args::{RouteArgs, WhistleArgs};
use crate::cli::serve_args::{AccessArgs, ServeArgs};
use crate::cli::sweep_help;
use crate::words::{Lang, Words};

/// `duban` and its arguments.
#[derive(Debug, Parser)]
#[command(name = "duban", version, disable_help_subcommand = true, arg_required_else_help = true)]
pub struct Cli {
    /// The command.
    #[command(subcommand)]
    pub command: Verb,
    /// Language of the words.
    #[arg(long, global = true, value_enum)]
    pub lang: Option<LangArg>,
    /// One JSON document instead of words.
    #[arg(long, global = true)]
    pub json: bool,
}

/// A language as typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LangArg {
    /// Chinese.
    Zh,
    /// English.
    En,
}

impl From<LangArg> for Lang {
    fn from(lang: LangArg) -> Self {
        match lang {
            LangArg::Zh => Self::Zh,
            LangArg::En => Self::En,
        }
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// A ready-made world.
    Demo(DemoArgs),
    /// Makes a data directory.
    Init(InitArgs),
    /// Tables in.
    Import(ImportArgs),
    /// What is wrong at a moment.
    Sweep(SweepArgs),
    /// Who answers for what.
    Chain(ChainArgs),
    /// Notices.
    Notice(NoticeArgs),
    /// The place's own figures.
    Figures(FiguresArgs),
    /// Tables and event logs out.
    Export(ExportArgs),
    /// Time limits of a case.
    Clock(ClockArgs),
    /// Who should take a case.
    Route(RouteArgs),
    /// Who whistled, and who came.
    Whistle(WhistleArgs),
    /// Entries of one subject.
    History(HistoryArgs),
    /// Proofs.
    Verify(VerifyArgs),
    /// Rules.
    Playbook(PlaybookArgs),
    /// The service over HTTP.
    Serve(ServeArgs),
    /// Who may do what.
    Access(AccessArgs),
}

/// `duban demo`
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Playbook.
    #[arg(long, value_name = "NAME")]
    pub playbook: Option<String>,
    /// Where the world is kept.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Which world.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Whether to end without serving.
    #[arg(long)]
    pub no_serve: bool,
    /// Where to listen on this machine.
    #[arg(long, value_name = "PORT", default_value_t = 8080)]
    pub port: u16,
}

/// `duban init`
#[derive(Debug, Args)]
pub struct InitArgs {
    /// The directory.
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
    /// Playbook to adopt.
    #[arg(long, value_name = "NAME|FILE", default_value = "default")]
    pub playbook: String,
    /// Where the master key lies.
    #[arg(long, value_name = "FILE")]
    pub master_key: Option<PathBuf>,
}

/// `duban import`
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// The directory.
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
    /// Files and folders.
    #[arg(value_name = "FILE|FOLDER", required = true)]
    pub paths: Vec<PathBuf>,
    /// Check only.
    #[arg(long)]
    pub dry_run: bool,
    /// Store the good rows.
    #[arg(long)]
    pub partial: bool,
    /// Where rejects are written.
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,
    /// Changes are corrections.
    #[arg(long, requires = "basis")]
    pub correct: bool,
    /// On what basis.
    #[arg(long, value_name = "TEXT", requires = "correct")]
    pub basis: Option<String>,
    /// What the files are.
    #[arg(long, value_name = "NAME")]
    pub table: Option<String>,
    /// Who imports.
    #[arg(long = "as", value_name = "PERSON")]
    pub actor: Option<String>,
    /// Where the master key lies.
    #[arg(long, value_name = "FILE")]
    pub master_key: Option<PathBuf>,
}

/// `duban sweep`
#[derive(Debug, Args)]
pub struct SweepArgs {
    /// The directory or folder.
    #[arg(value_name = "DIR|FOLDER", required_unless_present = "explain")]
    pub dir: Option<PathBuf>,
    /// Explains a detector instead.
    #[arg(long, value_name = "NAME")]
    pub explain: Option<String>,
    /// The moment.
    #[arg(long, value_name = "T")]
    pub now: Option<String>,
    /// Rows per list.
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub limit: usize,
    /// Detectors.
    #[arg(long, value_name = "D,D", value_delimiter = ',')]
    pub only: Vec<String>,
    /// Times and memory.
    #[arg(long)]
    pub timing: bool,
    /// Rules for a folder of tables.
    #[arg(long, value_name = "NAME|FILE")]
    pub playbook: Option<String>,
    /// Where rejects of a folder are written.
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,
}

/// `duban figures`
#[derive(Debug, Args)]
pub struct FiguresArgs {
    /// The directory or folder.
    #[arg(value_name = "DIR|FOLDER")]
    pub dir: PathBuf,
    /// The moment.
    #[arg(long, value_name = "T")]
    pub now: Option<String>,
    /// Rules for a folder of tables.
    #[arg(long, value_name = "NAME|FILE")]
    pub playbook: Option<String>,
}

/// `duban export`
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// The directory.
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
    /// The form.
    #[arg(long = "as", value_enum)]
    pub form: ExportForm,
    /// What is written.
    #[arg(value_name = "OUT")]
    pub out: PathBuf,
    /// Put in the place of an earlier export.
    #[arg(long)]
    pub force: bool,
    /// Include complaints.
    #[arg(long, conflicts_with_all = ["without_complaints", "unit"])]
    pub with_complaints: bool,
    /// The default, said in so many words.
    #[arg(long)]
    pub without_complaints: bool,
    /// For whom.
    #[arg(long = "for", value_name = "UNIT")]
    pub unit: Option<String>,
    /// Language of the headers of tables.
    #[arg(long, value_enum)]
    pub headers: Option<LangArg>,
}

/// Forms of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportForm {
    /// A folder of tables.
    Csv,
    /// A workbook.
    Xlsx,
    /// An object-centric event log.
    Ocel2,
}

/// `duban verify`
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// The directory.
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
}

/// `duban playbook`
#[derive(Debug, Args)]
pub struct PlaybookArgs {
    /// What to do.
    #[command(subcommand)]
    pub action: PlaybookAction,
}

/// What can be done with playbooks.
#[derive(Debug, Subcommand)]
pub enum PlaybookAction {
    /// Lists the built-in ones.
    List,
    /// Prints one as a page.
    Show {
        /// Which.
        #[arg(value_name = "NAME|FILE")]
        playbook: String,
        /// As its TOML text.
        #[arg(long)]
        toml: bool,
    },
    /// Checks a file.
    Check {
        /// Which.
        #[arg(value_name = "NAME|FILE")]
        playbook: String,
    },
}

/// The command with its help in the language of `words`.
#[must_use]
pub fn command(words: Words) -> Command {
    help::worded(Cli::command(), words)
        .mut_subcommand("sweep", |sweep| sweep.after_help(sweep_help::catalogue(words)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed_and_explained_in_both_languages() {
        for lang in Lang::ALL {
            let mut command = command(Words::new(lang));
            command.clone().debug_assert();
            let mut texts = vec![command.render_long_help().to_string()];
            let names: Vec<String> = command.get_subcommands().map(|c| c.get_name().to_owned()).collect();
            for name in names {
                let sub = command.find_subcommand_mut(&name).unwrap();
                texts.push(sub.render_long_help().to_string());
                let steps: Vec<String> = sub.get_subcommands().map(|c| c.get_name().to_owned()).collect();
                for step in steps {
                    texts.push(sub.find_subcommand_mut(&step).unwrap().render_long_help().to_string());
                }
            }
            for text in texts {
                assert!(
                    !text.contains("help-") && !text.contains("value-"),
                    "a key without words in:\n{text}"
                );
                let english =
                    ["Usage", "Options", "OPTIONS", "Commands", "Arguments", "default", "possible", "Print"];
                let known = |word: &&str| lang == Lang::Zh && text.replace("：default", "").contains(word);
                assert_eq!(english.iter().find(|word| known(word)), None, "{text}");
            }
        }
    }
}
