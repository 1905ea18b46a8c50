//! `duban serve` and `duban access` as typed.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

/// `duban serve`
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// The directory.
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
    /// How it is offered.
    #[command(flatten)]
    pub offer: OfferArgs,
    /// Print the settings and where each comes from.
    #[arg(long)]
    pub show_config: bool,
    /// Give the account of that name a new one-time password, and end.
    #[arg(long, value_name = "ACCOUNT")]
    pub give_password: Option<String>,
}

/// Settings of the service, each of which may stand in a file or the environment instead.
#[derive(Clone, Debug, Default, Args)]
pub struct OfferArgs {
    /// Where to listen.
    #[arg(long, value_name = "ADDRESS")]
    pub listen: Option<String>,
    /// Certificate chain.
    #[arg(long, value_name = "FILE")]
    pub tls_certificate: Option<PathBuf>,
    /// Its key.
    #[arg(long, value_name = "FILE")]
    pub tls_key: Option<PathBuf>,
    /// Something in front of it does TLS.
    #[arg(long)]
    pub behind_proxy: bool,
    /// Threads that answer.
    #[arg(long, value_name = "N")]
    pub workers: Option<String>,
    /// Longest answer.
    #[arg(long, value_name = "MS")]
    pub answer_ms: Option<String>,
    /// Form of the log.
    #[arg(long, value_enum)]
    pub log_format: Option<LogFormat>,
    /// Master key.
    #[arg(long, value_name = "FILE")]
    pub master_key: Option<PathBuf>,
    /// Hosts of webhooks.
    #[arg(long, value_name = "HOST,HOST")]
    pub webhook_hosts: Option<String>,
    /// Webhooks within the house.
    #[arg(long)]
    pub webhook_private: bool,
    /// File of settings.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// Form of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// `duban access`
#[derive(Debug, Args)]
pub struct AccessArgs {
    /// What to do.
    #[command(subcommand)]
    pub action: AccessAction,
}

/// What can be done with the policy.
#[derive(Debug, Subcommand)]
pub enum AccessAction {
    /// Print it.
    Show,
}
