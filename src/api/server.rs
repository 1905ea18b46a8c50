//! The server: listening, the log of requests, headers that every answer has, and going down in order.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::{Next, from_fn};
use actix_web::web::{self, Data, PathConfig, PayloadConfig, ServiceConfig};
use actix_web::{App, HttpMessage, HttpServer};
use tokio::sync::watch;
use tracing::Instrument;

use crate::access::credentials::random_token;
use crate::app::clock::Stopwatch;
use crate::limits::{ARRIVAL_MS_MAX, BODY_BYTES_MAX, CONNECTIONS_MAX, SHUTDOWN_S_MAX};
use crate::rim::http::caller::{CalledBy, address, words};
use crate::rim::http::listen::{Listen, ServerError};
use crate::rim::http::numbered::REQUEST;
use crate::rim::http::problem::{Code, Problem};
use crate::rim::http::state::{REQUEST_SECONDS, State};

/// Header with the number of a request.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What every answer has.
const HEADERS: &[(&str, &str)] = &[
    (
        "content-security-policy",
        "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    ),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
];

/// Serves `state` until the process is asked to end; `pages` registers what is not the interface for programs. `ready` is
/// told the address when it listens, `close` is set when it goes down.
///
/// # Errors
/// When it cannot listen, or the certificate cannot be used.
pub fn run(
    listen: &Listen,
    state: &Arc<State>,
    close: watch::Sender<bool>,
    pages: fn(&mut ServiceConfig),
    ready: &mut dyn FnMut(SocketAddr),
) -> Result<(), ServerError> {
    let data = Data::from(Arc::clone(state));
    let is_https = state.offer.is_https;
    let server = HttpServer::new(move || {
        App::new()
            .app_data(data.clone())
            .app_data(PayloadConfig::new(BODY_BYTES_MAX))
            // A path that cannot be read names nothing.
            .app_data(
                PathConfig::default()
                    .error_handler(|_, request| Problem::new(Code::NotFound, &words(request)).into()),
            )
            .wrap(from_fn(move |request, next| around(request, next, is_https)))
            .configure(super::configure)
            .configure(pages)
            .default_service(web::to(super::no_such_path))
    })
    .workers(listen.workers)
    .max_connections(CONNECTIONS_MAX)
    .client_request_timeout(Duration::from_millis(ARRIVAL_MS_MAX))
    .shutdown_timeout(SHUTDOWN_S_MAX)
    .disable_signals();
    let failed = |source| ServerError::Listen { at: listen.at, source };
    let server = match &listen.tls {
        None => server.bind(listen.at).map_err(failed)?,
        Some((chain, key)) => server.bind_rustls_0_23(listen.at, tls(chain, key)?).map_err(failed)?,
    };
    let at = server.addrs().first().copied().unwrap_or(listen.at);
    actix_web::rt::System::new()
        .block_on(async move {
            let running = server.run();
            let handle = running.handle();
            actix_web::rt::spawn(async move {
                asked_to_end().await;
                tracing::info!("going down: what was accepted is finished");
                close.send_replace(true);
                handle.stop(true).await;
            });
            ready(at);
            running.await
        })
        .map_err(ServerError::Run)
}

/// Waits until the process is asked to end.
async fn asked_to_end() {
    use actix_web::rt::signal;

    #[cfg(unix)]
    if let Ok(mut terminate) = signal::unix::signal(signal::unix::SignalKind::terminate()) {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = signal::ctrl_c() => {}
        }
        return;
    }
    drop(signal::ctrl_c().await);
}

/// The configuration of TLS by these files.
fn tls(chain: &std::path::Path, key: &std::path::Path) -> Result<rustls::ServerConfig, ServerError> {
    use rustls::pki_types::pem::PemObject;
    use rustls::pki_types::{CertificateDer, PrivateKeyDer};

    let fault = |path: &std::path::Path, reason: String| ServerError::Tls {
        path: path.display().to_string(),
        reason,
    };
    let certificates: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(chain)
        .and_then(Iterator::collect)
        .map_err(|error| fault(chain, error.to_string()))?;
    let private = PrivateKeyDer::from_pem_file(key).map_err(|error| fault(key, error.to_string()))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(certificates, private))
        .map_err(|error| fault(chain, error.to_string()))
}

/// What happens around every request: a number, the log, the service's figures, headers.
async fn around(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
    is_https: bool,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let watch = Stopwatch::start();
    let id = request_id(&request);
    let method = request.method().clone();
    let client = request.app_data::<Data<State>>().and_then(|state| address(request.request(), &state.offer));
    let client = client.map_or_else(|| "-".to_owned(), |at| at.to_string());
    // Of the highest level, so that a log of errors only has it too.
    let span = tracing::error_span!("request", request = id, client);
    let answered = REQUEST.scope(id.clone(), next.call(request).instrument(span)).await;
    let mut response = answered?;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        let name = HeaderName::from_static(name);
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    if is_https {
        let value = HeaderValue::from_static("max-age=63072000");
        headers.insert(HeaderName::from_static("strict-transport-security"), value);
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, value);
    }
    let elapsed = watch.elapsed();
    let (request, status) = (response.request(), response.status());
    let route = request.match_pattern().unwrap_or_else(|| "none".to_owned());
    let account = request.extensions().get::<CalledBy>().map(|by| Arc::clone(&by.0));
    let account = account.as_ref().map_or("-", |account| account.id.as_str());
    tracing::info!(
        target: "duban::request",
        request = id,
        client,
        account,
        method = method.as_str(),
        route,
        status = status.as_u16(),
        ms = elapsed.as_micros() as f64 / 1000.0,
        "answered"
    );
    observe(&method, &route, status.as_u16(), elapsed);
    Ok(response)
}

fn observe(method: &actix_web::http::Method, route: &str, status: u16, elapsed: Duration) {
    let labels =
        [("method", method.as_str().to_owned()), ("route", route.to_owned()), ("status", status.to_string())];
    metrics::counter!("duban_requests_total", &labels).increment(1);
    let class = [("class", class(method, route))];
    metrics::histogram!(REQUEST_SECONDS, &class).record(elapsed.as_secs_f64());
}

/// The kind of a request by how long it may take: the times of a kind can be added up.
fn class(method: &actix_web::http::Method, route: &str) -> &'static str {
    let is = |part: &str| route.contains(part);
    match () {
        () if route == "none" => "none",
        () if is("/events") && !is("/cases") => "wait",
        () if is("/imports") || is("/exports") => "tables",
        () if is("/sweeps") || is("/findings") || is("/verification") || is("/figures") => "sweep",
        () if route.ends_with("/sessions") && *method == actix_web::http::Method::POST => "sign_in",
        () if method.is_safe() => "read",
        () => "change",
    }
}

/// The request's number: the proxy's, when it gives a plain one, else a new one.
fn request_id(request: &ServiceRequest) -> String {
    let given = request.headers().get(REQUEST_ID).and_then(|value| value.to_str().ok());
    let is_plain = |text: &&str| {
        (8..=64).contains(&text.len()) && text.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-')
    };
    match given.filter(is_plain) {
        Some(given) => given.to_owned(),
        None => random_token("").map_or_else(|_| "-".to_owned(), |token| token.chars().take(16).collect()),
    }
}
