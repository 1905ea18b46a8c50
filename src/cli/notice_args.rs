//! `duban notice` as typed.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use crate::notice::act::{Adoption, Outcome};

/// `duban notice`
#[derive(Debug, Args)]
pub struct NoticeArgs {
    /// The directory.
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
    /// What to do.
    #[command(subcommand)]
    pub command: NoticeCommand,
}

/// What can be done with notices.
#[derive(Debug, Subcommand)]
pub enum NoticeCommand {
    /// Drafts notices.
    Draft(DraftArgs),
    /// Lists notices.
    List {
        /// The moment.
        #[arg(long, value_name = "T")]
        now: Option<String>,
        /// With those that tell of complaints.
        #[arg(long)]
        with_complaints: bool,
        /// Only those to this unit.
        #[arg(long = "for", value_name = "UNIT")]
        for_unit: Option<String>,
    },
    /// One notice on the terminal.
    Show(ShowArgs),
    /// One notice as a document.
    Render {
        /// Which, and as of when.
        #[command(flatten)]
        show: ShowArgs,
        /// Its form.
        #[arg(long, value_enum, default_value_t = RenderFormat::Markdown)]
        format: RenderFormat,
        /// Where to write it.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Signs for an office.
    Sign(StepArgs),
    /// Numbers and serves.
    Issue(StepArgs),
    /// The unit has it.
    Acknowledge(StepArgs),
    /// The unit answers.
    Reply {
        /// Which, by whom, when.
        #[command(flatten)]
        step: StepArgs,
        /// Its words.
        #[command(flatten)]
        text: TextArgs,
        /// Whether it adopts what was asked.
        #[arg(long, value_enum)]
        adopted: AdoptedArg,
    },
    /// The unit objects.
    Object {
        /// Which, by whom, when.
        #[command(flatten)]
        step: StepArgs,
        /// Its words.
        #[command(flatten)]
        text: TextArgs,
    },
    /// The objection is decided.
    Rule {
        /// Which, by whom, when.
        #[command(flatten)]
        step: StepArgs,
        /// Why.
        #[command(flatten)]
        text: TextArgs,
        /// How.
        #[arg(long, value_enum)]
        outcome: OutcomeArg,
    },
    /// The reply holds.
    Verify {
        /// Which, by whom, when.
        #[command(flatten)]
        step: StepArgs,
        /// Words, if any.
        #[command(flatten)]
        text: TextArgs,
    },
    /// A rung is taken.
    Escalate {
        /// Which, by whom, when.
        #[command(flatten)]
        step: StepArgs,
        /// Why.
        #[command(flatten)]
        text: TextArgs,
        /// Which rung.
        #[arg(long, value_name = "NAME")]
        rung: Option<String>,
    },
    /// It is taken back.
    Withdraw {
        /// Which, by whom, when.
        #[command(flatten)]
        step: StepArgs,
        /// Why.
        #[command(flatten)]
        text: TextArgs,
    },
    /// It is done.
    Close {
        /// Which, by whom, when.
        #[command(flatten)]
        step: StepArgs,
        /// Words, if any.
        #[command(flatten)]
        text: TextArgs,
    },
}

/// `duban notice draft`
#[derive(Debug, Args)]
pub struct DraftArgs {
    /// The moment.
    #[arg(long, value_name = "T")]
    pub now: Option<String>,
    /// Who drafts.
    #[arg(long = "as", value_name = "PERSON", default_value = "draft")]
    pub actor: String,
    /// About what.
    #[arg(long, value_name = "M,M", value_delimiter = ',')]
    pub matter: Vec<String>,
    /// Says what would be drafted and stores nothing.
    #[arg(long)]
    pub dry_run: bool,
}

/// A notice as of a moment.
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// Its id.
    #[arg(value_name = "ID")]
    pub id: String,
    /// The moment.
    #[arg(long, value_name = "T")]
    pub now: Option<String>,
    /// As it is made for this unit.
    #[arg(long = "for", value_name = "UNIT")]
    pub for_unit: Option<String>,
    /// Where the master key lies.
    #[arg(long, value_name = "FILE")]
    pub master_key: Option<PathBuf>,
}

/// A step with a notice.
#[derive(Debug, Args)]
pub struct StepArgs {
    /// Its id.
    #[arg(value_name = "ID")]
    pub id: String,
    /// Who takes the step.
    #[arg(long = "as", value_name = "PERSON")]
    pub actor: String,
    /// When it happens.
    #[arg(long, value_name = "T")]
    pub now: Option<String>,
    /// The version seen.
    #[arg(long, value_name = "N")]
    pub seen: Option<u32>,
    /// Where the master key lies.
    #[arg(long, value_name = "FILE")]
    pub master_key: Option<PathBuf>,
}

/// Words of a step.
#[derive(Debug, Args)]
pub struct TextArgs {
    /// The words.
    #[arg(long, value_name = "TEXT")]
    pub text: Option<String>,
    /// A file that holds them.
    #[arg(long, value_name = "FILE", conflicts_with = "text")]
    pub text_file: Option<PathBuf>,
}

/// What a unit says, as typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum AdoptedArg {
    /// Adopted.
    Yes,
    /// In part.
    Partly,
    /// Not adopted.
    No,
}

impl From<AdoptedArg> for Adoption {
    fn from(adopted: AdoptedArg) -> Self {
        match adopted {
            AdoptedArg::Yes => Self::Adopted,
            AdoptedArg::Partly => Self::Partly,
            AdoptedArg::No => Self::Declined,
        }
    }
}

/// How an objection is decided, as typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OutcomeArg {
    /// The unit is right.
    Upheld,
    /// In part.
    Partly,
    /// The notice stands.
    Rejected,
}

impl From<OutcomeArg> for Outcome {
    fn from(outcome: OutcomeArg) -> Self {
        match outcome {
            OutcomeArg::Upheld => Self::Upheld,
            OutcomeArg::Partly => Self::Partly,
            OutcomeArg::Rejected => Self::Rejected,
        }
    }
}

/// Forms of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RenderFormat {
    /// Markdown.
    #[value(alias = "md")]
    Markdown,
    /// A printable page.
    Html,
}
