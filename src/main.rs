//! Assembly of the `duban` binary: the shells, and what each hands to another.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use duban::rim::http::listen::{Listen, ServerError};
use duban::rim::http::state::State;
use duban::store::graph::panics_are_caught;
use mimalloc::MiMalloc;
use tokio::sync::watch;

/// Answers are put together of many short texts, for which this allocator makes room in less time than the platform's.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    duban::cli::log::start(&arguments);
    let show = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !panics_are_caught() {
            show(panic);
        }
    }));
    ExitCode::from(duban::cli::run(arguments, serve))
}

fn serve(
    listen: &Listen,
    state: &Arc<State>,
    close: watch::Sender<bool>,
    ready: &mut dyn FnMut(SocketAddr),
) -> Result<(), ServerError> {
    duban::api::server::run(listen, state, close, duban::web::configure, ready)
}
