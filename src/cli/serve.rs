//! `duban serve`

use std::path::Path;
use std::sync::Arc;

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder};
use serde_json::json;
use tokio::sync::watch;

use crate::access::account::{Account, Scope};
use crate::access::role::Role;
use crate::app::accounts::{Wanted, state};
use crate::app::clock;
use crate::app::deliver;
use crate::app::error::AppError;
use crate::app::findings::SWEEP_SECONDS;
use crate::app::service::Service;
use crate::cli::args::DemoArgs;
use crate::cli::context::{Context, EXIT_NOT_HELD, EXIT_OK};
use crate::cli::demo_accounts;
use crate::cli::serve_args::{OfferArgs, ServeArgs};
use crate::cli::serve_config::{Config, Origin, check_environment, resolve};
use crate::cli::term::table::{Column, Table};
use crate::limits::ARRIVAL_MS_MAX;
use crate::rim::explain;
use crate::rim::http::listen::Listen;
use crate::rim::http::state::{Offer, REQUEST_SECONDS, State};

/// The account that a service without accounts begins with.
const FIRST: &str = "admin";

/// Upper ends of the histogram of how long answers took, in seconds.
const REQUEST_BUCKETS_S: [f64; 12] =
    [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 5.0, 30.0];

/// Upper ends of the histogram of how long sweeps took, in seconds.
const SWEEP_BUCKETS_S: [f64; 8] = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0];

/// Says what each figure is, and sets those that do not change.
fn describe_figures() {
    metrics::describe_counter!("duban_requests_total", "Requests by method, route and status");
    metrics::describe_histogram!(REQUEST_SECONDS, "Time of answers in seconds, by kind of request");
    metrics::describe_histogram!(SWEEP_SECONDS, "Time of sweeps in seconds");
    metrics::describe_gauge!("duban_ledger_entries", "Entries of the ledger");
    metrics::describe_gauge!("duban_snapshot_entries", "Entries that answers show");
    metrics::describe_gauge!("duban_snapshot_lag_entries", "Entries that answers do not show yet");
    metrics::describe_counter!("duban_sign_in_failures_total", "Attempts to sign in that failed");
    metrics::describe_counter!("duban_webhook_failures_total", "Events that could not be delivered");
    metrics::describe_gauge!("duban_webhook_backlog_entries", "Entries that a webhook has not been told of");
    metrics::describe_counter!("duban_import_steps_total", "Steps of imports that were begun, by phase");
    metrics::describe_counter!("duban_import_steps_done_total", "Steps of imports that are done, by phase");
    metrics::describe_gauge!("duban_open_streams", "Clients that follow events");
    metrics::describe_gauge!("duban_running_uploads", "Uploads that arrive or are stored");
    metrics::describe_gauge!("duban_build_info", "Always 1, with the version");
    metrics::describe_gauge!("process_start_time_seconds", "When the process began, in seconds since 1970");
    metrics::gauge!("duban_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
    metrics::gauge!("process_start_time_seconds").set(f64::from(clock::now().unix()));
}

/// Serves a directory until the process is asked to end.
///
/// # Errors
/// When a setting is no good, the directory cannot be opened or the address not be listened at.
pub fn run(args: &ServeArgs, context: &Context) -> Result<u8, AppError> {
    check_environment(variables())?;
    let config = resolve(&args.dir, &args.offer, environment)?;
    if args.show_config {
        show(&config, context)?;
        return Ok(EXIT_OK);
    }
    let service = Service::open(&args.dir, config.master_key.clone(), context)?;
    context.end_progress();
    if let Some(name) = &args.give_password {
        return give_password(&service, name, context);
    }
    if config.master_key.is_some() {
        service.check_master_key()?;
    }
    offer(service, &config, context)
}

/// Ends the demonstration of the world at `dir`: with exit 1 when it does not hold, else by offering it over HTTP, with
/// sample accounts, until the process is asked to end. With `--json` one document is all there is.
///
/// # Errors
/// As [`run`].
pub(super) fn demonstration(
    dir: &Path,
    holds: bool,
    args: &DemoArgs,
    context: &Context,
) -> Result<u8, AppError> {
    if !holds {
        return Ok(EXIT_NOT_HELD);
    }
    if args.no_serve || context.is_json {
        return Ok(EXIT_OK);
    }
    let listen = Some(format!("127.0.0.1:{}", args.port));
    let config = resolve(dir, &OfferArgs { listen, ..OfferArgs::default() }, environment)?;
    let service = Service::open(dir, config.master_key.clone(), context)?;
    context.end_progress();
    first_account(&service, context)?;
    demo_accounts::open(&service, context)?;
    offer(service, &config, context)
}

/// Names of the variables of the environment.
fn variables() -> impl Iterator<Item = String> {
    std::env::vars_os().filter_map(|(name, _)| name.into_string().ok())
}

fn environment(name: &str) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "the command line is where the environment is read")]
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Makes the first account of a directory that has none, and prints its password: the only time that it can be read.
fn first_account(service: &Arc<Service>, context: &Context) -> Result<(), AppError> {
    if !service.accounts.is_empty() {
        return Ok(());
    }
    let account = Account {
        id: FIRST.to_owned(),
        title: context.words.say("serve-first-title"),
        role: Role::SecurityAdmin,
        level: None,
        agency: None,
        person: None,
        scope: Scope::default(),
        is_enabled: true,
    };
    let wanted = Wanted { account: &account, seen: None, actor: "serve", now: clock::now() };
    service.write(|directory| state(directory, &wanted, |_| Vec::new()))?;
    say_password(FIRST, &service.give_password(FIRST)?, context)
}

fn say_password(account: &str, password: &str, context: &Context) -> Result<(), AppError> {
    if context.is_json {
        return context.json(&json!({ "account": account, "one_time_password": password }));
    }
    let args = [("account", account.into()), ("password", password.into())];
    context.line(&context.words.say_with("serve-password", &args))
}

fn give_password(service: &Arc<Service>, name: &str, context: &Context) -> Result<u8, AppError> {
    if service.accounts.find(name).is_none() {
        let near = service.accounts.all().into_iter().map(|known| known.account.id.clone());
        let near = near.take(3).collect();
        return Err(AppError::Unknown { what: "what-account", id: name.to_owned(), near });
    }
    say_password(name, &service.give_password(name)?, context)?;
    Ok(EXIT_OK)
}

fn offer(service: Arc<Service>, config: &Config, context: &Context) -> Result<u8, AppError> {
    let no_metrics =
        |error: metrics_exporter_prometheus::BuildError| AppError::Threads { reason: error.to_string() };
    let buckets = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Full(REQUEST_SECONDS.to_owned()), &REQUEST_BUCKETS_S)
        .and_then(|builder| {
            builder.set_buckets_for_metric(Matcher::Full(SWEEP_SECONDS.to_owned()), &SWEEP_BUCKETS_S)
        })
        .map_err(no_metrics)?;
    let metrics = buckets.install_recorder().map_err(no_metrics)?;
    describe_figures();
    let (close, closing) = watch::channel(false);
    let is_https = config.tls.is_some() || config.is_behind_proxy;
    let offer = Offer {
        is_https,
        is_behind_proxy: config.is_behind_proxy,
        answer_ms_max: config.answer_ms_max,
        arrival_ms_max: ARRIVAL_MS_MAX,
    };
    deliver::start(&service, config.targets.clone(), closing.clone());
    let state = State::new(service, offer, metrics, closing).with_targets(config.targets.clone());
    let state = Arc::new(state);
    let listen = Listen { at: config.listen, tls: config.tls.clone(), workers: config.workers };
    let scheme = if config.tls.is_some() { "https" } else { "http" };
    let mut said = |at: std::net::SocketAddr| {
        // Its password is printed once: not before everything else is known to be good.
        if let Err(error) = first_account(&state.service, context) {
            tracing::error!(error = %explain::chain(&error), "the first account could not be made; begin again");
        }
        let url = format!("{scheme}://{at}/");
        let line = if context.is_json {
            context.json(&json!({ "listening": url }))
        } else {
            context.line(&context.words.say_with("serve-listening", &[("url", (&url).into())]))
        };
        if let Err(error) = line {
            tracing::warn!(%error, "the address could not be printed");
        }
    };
    let served = (context.serve)(&listen, &state, close, &mut said);
    served.map_err(|error| AppError::Server { reason: explain::chain(&error) })?;
    state.service.sessions.flush()?;
    Ok(EXIT_OK)
}

fn show(config: &Config, context: &Context) -> Result<(), AppError> {
    let words = context.words;
    let origin = |origin: &Origin| match origin {
        Origin::Flag => words.say("serve-origin-flag"),
        Origin::Environment(variable) => variable.clone(),
        Origin::File(path) => path.display().to_string(),
        Origin::Default => words.say("serve-origin-default"),
    };
    if context.is_json {
        let settings = config.settings.iter().map(|setting| {
            let kind = match setting.origin {
                Origin::Flag => "flag",
                Origin::Environment(_) => "environment",
                Origin::File(_) => "file",
                Origin::Default => "default",
            };
            json!({ "name": setting.name, "value": setting.value, "origin": kind, "from": origin(&setting.origin) })
        });
        return context.json(&settings.collect::<Vec<_>>());
    }
    let mut table = Table::new([
        Column::id(&words.say("serve-column-setting")),
        Column::text(&words.say("serve-column-value")),
        Column::text(&words.say("serve-column-origin")),
    ]);
    for setting in &config.settings {
        let value = setting.value.clone().unwrap_or_else(|| "–".to_owned());
        table.push([setting.name.to_owned(), value, origin(&setting.origin)]);
    }
    context.print(&table.render(&context.out_screen))
}
