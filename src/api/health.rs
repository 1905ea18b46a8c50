//! `/health`, `/ready` and `/metrics`: for whoever watches over the service.

use actix_web::http::StatusCode;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::{Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::action::of;
use crate::rim::http::caller::words;
use crate::rim::http::desk::Desk;
use crate::rim::http::page::Params;
use crate::rim::http::problem::{Code, Problem};
use crate::rim::http::state::State;

pub(super) fn configure(config: &mut ServiceConfig) {
    resources! { config,
        "/health" => { get: health }
        "/ready" => { get: ready }
        "/metrics" => { get: show_metrics }
    }
}

/// How the service is.
#[derive(Debug, Serialize, ToSchema)]
pub struct Health {
    /// `up`.
    status: &'static str,
}

/// Whether the process answers.
#[utoipa::path(get, path = "/health", tag = "service", security(()),
    responses((status = 200, description = "It does", body = Health)))]
pub async fn health(request: HttpRequest) -> Result<HttpResponse, Problem> {
    Params::of(&request, words(&request))?.finish()?;
    Ok(up())
}

fn up() -> HttpResponse {
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(Health { status: "up" })
}

/// Whether it takes requests: not while it goes down.
#[utoipa::path(get, path = "/ready", tag = "service", security(()),
    responses((status = 200, description = "It does", body = Health),
        (status = 503, response = crate::api::documents::ProblemResponse)))]
pub async fn ready(request: HttpRequest, state: Data<State>) -> Result<HttpResponse, Problem> {
    let words = words(&request);
    Params::of(&request, words)?.finish()?;
    if *state.closing.borrow() {
        return Err(Problem::new(Code::Unavailable, &words).after(5));
    }
    Ok(up())
}

/// The service's own figures, as Prometheus reads them.
#[utoipa::path(get, path = "/metrics", tag = "service",
    responses((status = 200, description = "The figures", body = String, content_type = "text/plain")),
    extensions(("x-duban-action" = json!("read_metrics"))))]
pub async fn show_metrics(
    request: HttpRequest,
    desk: Desk<of::ReadMetrics>,
) -> Result<HttpResponse, Problem> {
    Params::of(&request, desk.words)?.finish()?;
    let world = desk.state.service.world();
    let (tip, shown) = (world.tip().seq, world.seq);
    // A ledger has fewer entries than a double counts exactly.
    metrics::gauge!("duban_ledger_entries").set(tip as f64);
    metrics::gauge!("duban_snapshot_entries").set(shown as f64);
    metrics::gauge!("duban_snapshot_lag_entries").set(tip.saturating_sub(shown) as f64);
    metrics::gauge!("duban_open_streams").set(desk.state.followers.taken() as f64);
    metrics::gauge!("duban_running_uploads").set(desk.state.uploads.taken() as f64);
    let text = desk.state.metrics.render();
    Ok(HttpResponse::build(StatusCode::OK)
        .content_type("text/plain; version=0.0.4; charset=utf-8")
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(text))
}
