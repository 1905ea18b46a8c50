//! The arguments of `duban chain`, `duban clock` and `duban history` as typed.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// `duban chain`
#[derive(Debug, Args)]
pub struct ChainArgs {
    /// The directory.
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
    /// What is asked about.
    #[arg(value_name = "KIND", value_enum)]
    pub kind: ChainKind,
    /// Its id.
    #[arg(value_name = "ID")]
    pub id: String,
    /// The moment.
    #[arg(long, value_name = "T")]
    pub as_of: Option<String>,
    /// Where it is read.
    #[arg(long, value_enum, default_value_t = ChainSource::Graph)]
    pub from: ChainSource,
}

/// Kinds of things that have a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ChainKind {
    /// A village or another division.
    Village,
    /// A case.
    Case,
    /// An agency.
    Agency,
    /// A person.
    Person,
}

/// Where chains are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ChainSource {
    /// The graph, vertex by vertex.
    Graph,
    /// A snapshot of everything.
    Snapshot,
}

/// `duban clock`
#[derive(Debug, Args)]
pub struct ClockArgs {
    /// The directory.
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
    /// The case.
    #[arg(value_name = "CASE")]
    pub case: String,
    /// The moment.
    #[arg(long, value_name = "T", alias = "as-of")]
    pub now: Option<String>,
    /// Each day by itself.
    #[arg(long)]
    pub days: bool,
}

/// `duban history`
#[derive(Debug, Args)]
pub struct HistoryArgs {
    /// The directory.
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
    /// What is asked about.
    #[arg(value_name = "KIND", value_enum)]
    pub kind: HistoryKind,
    /// Its id.
    #[arg(value_name = "ID")]
    pub id: String,
}

/// Kinds of subjects that have a history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum HistoryKind {
    /// A case with its handoffs and events.
    Case,
    /// An agency.
    Agency,
    /// A person.
    Person,
    /// A division.
    Division,
    /// A notice.
    Notice,
    /// An assignment, by its whole key.
    Assignment,
    /// A screening report, by its whole key.
    Screening,
    /// The directory itself, whose id is `duban`.
    Directory,
}
