//! The arguments of `duban route` and `duban whistle` as typed.

use std::path::PathBuf;

use clap::Args;

/// `duban route`
#[derive(Debug, Args)]
pub struct RouteArgs {
    /// The directory or folder.
    #[arg(value_name = "DIR|FOLDER")]
    pub dir: PathBuf,
    /// The case.
    #[arg(value_name = "CASE")]
    pub case: String,
    /// The moment.
    #[arg(long, value_name = "T", alias = "now")]
    pub as_of: Option<String>,
    /// Rules for a folder of tables.
    #[arg(long, value_name = "NAME|FILE")]
    pub playbook: Option<String>,
}

/// `duban whistle`
#[derive(Debug, Args)]
pub struct WhistleArgs {
    /// The directory or folder.
    #[arg(value_name = "DIR|FOLDER")]
    pub dir: PathBuf,
    /// The moment.
    #[arg(long, value_name = "T", alias = "as-of")]
    pub now: Option<String>,
    /// Rules for a folder of tables.
    #[arg(long, value_name = "NAME|FILE")]
    pub playbook: Option<String>,
}
