//! Assembly of the `duban` binary.

use std::process::ExitCode;

use duban::store::graph::panics_are_caught;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let filter = EnvFilter::try_from_env("DUBAN_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let show = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !panics_are_caught() {
            show(panic);
        }
    }));
    ExitCode::from(duban::cli::run(std::env::args_os()))
}
