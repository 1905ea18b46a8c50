//! Where diagnostics go: standard error, as `DUBAN_LOG` asks; while serving, every request besides.

use std::ffi::OsString;
use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// Starts the log for the command line `arguments`.
pub fn start(arguments: &[OsString]) {
    let texts = || arguments.iter().filter_map(|argument| argument.to_str());
    let serves = texts().nth(1).is_some_and(|verb| verb == "serve") || texts().any(|text| text == "--port");
    // What strangers send that is no HTTP, and connections that break, are no errors of the service.
    let usual = if serves { "warn,actix_http::h1::dispatcher=off,duban=info" } else { "warn" };
    let filter = EnvFilter::try_from_env("DUBAN_LOG").unwrap_or_else(|_| EnvFilter::new(usual));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let log = log.with_ansi(std::io::stderr().is_terminal());
    if is_json(texts) {
        log.json().flatten_event(true).with_current_span(false).with_span_list(false).init();
    } else {
        log.init();
    }
}

/// Whether the log is to be JSON: found before parsing, for whatever is said until then belongs to the same log.
fn is_json<'a, I: Iterator<Item = &'a str>>(texts: impl Fn() -> I) -> bool {
    #[expect(clippy::disallowed_methods, reason = "the command line is where the environment is read")]
    let environment = std::env::var("DUBAN_LOG_FORMAT").is_ok_and(|format| format == "json");
    let all: Vec<&str> = texts().collect();
    let behind = all.windows(2).find(|pair| pair[0] == "--log-format").map(|pair| pair[1]);
    let joined = all.iter().find_map(|text| text.strip_prefix("--log-format="));
    behind.or(joined).map_or(environment, |format| format == "json")
}
