//! Assembly of the `duban` binary.

use std::ffi::OsString;
use std::process::ExitCode;

use duban::store::graph::panics_are_caught;

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    duban::cli::log::start(&arguments);
    let show = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !panics_are_caught() {
            show(panic);
        }
    }));
    ExitCode::from(duban::cli::run(arguments))
}
