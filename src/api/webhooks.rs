//! `/webhooks`: other programs that are told; for the system's administrator.

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::action::{Act, of};
use crate::access::credentials::random_token;
use crate::api::keyed::{Keyed, NewKey};
use crate::app::clock;
use crate::app::deliver::book::{self, Position};
use crate::app::deliver::kinds;
use crate::app::webhooks::{Known, Wanted, Webhook, all, find, state};
use crate::limits::{WEBHOOK_EVENTS_MAX, WEBHOOK_URL_BYTES_MAX, WEBHOOKS_MAX};
use crate::model::entry::Seq;
use crate::rim::http::answer::{Tag, json, seen};
use crate::rim::http::body::Raw;
use crate::rim::http::desk::{Desk, Handed};
use crate::rim::http::page::Params;
use crate::rim::http::problem::{Code, Problem};
use crate::words::Arg;

pub(super) fn configure(config: &mut ServiceConfig) {
    resources! { config,
        "/webhooks" => { get: list, post: make }
        "/webhooks/{id}" => { get: show, put: change, delete: remove }
    }
}

/// A webhook.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebhookRow {
    /// Its id.
    id: String,
    /// Where it is told.
    url: String,
    /// Of what.
    events: Vec<String>,
    /// Whether it is told.
    enabled: bool,
    /// How it fares: `ok`, `retrying`, or `failing` when it has failed for a day and is tried no more until it is changed.
    fares: &'static str,
    /// What went wrong last; null when nothing did.
    error: Option<String>,
    /// The last entry of the ledger that it was told or that was passed over.
    told: u64,
    /// The entry of the ledger that made it so.
    seq: u64,
}

/// Webhooks.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebhookRows {
    /// By id.
    items: Vec<WebhookRow>,
}

/// What a webhook is to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WebhookAsked {
    /// Where it is told: https, at a host of the service's list.
    #[schema(max_length = 2048)]
    url: String,
    /// Of what: kinds such as `notice.signed` and `finding.stuck`, or a family: `notice.*`, `finding.*`.
    #[schema(min_items = 1, max_items = 32)]
    events: Vec<String>,
    /// Whether it is told.
    #[serde(default = "yes")]
    enabled: bool,
}

fn yes() -> bool {
    true
}

/// A webhook that was made.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebhookMade {
    /// Its id.
    id: String,
    /// The key of its signatures, which cannot be asked for again. Null when the request is repeated.
    secret: Option<String>,
    /// The entry of the ledger that made it.
    seq: u64,
}

fn row<A: Act>(desk: &Desk<A>, known: Known) -> Result<WebhookRow, Problem> {
    let Known { webhook, first, seq, .. } = known;
    let position = book::position(desk.state.service.secrets(), &webhook.id);
    let position = Position::of(position.map_err(|error| desk.fault(&error))?, (first, seq));
    let Webhook { id, url, events, enabled, .. } = webhook;
    let fares = position.fares(clock::now().unix()).name();
    Ok(WebhookRow { id, url, events, enabled, fares, error: position.error, told: position.seq, seq })
}

fn known<A: Act>(desk: &Desk<A>, id: &str) -> Result<Known, Problem> {
    let known = find(&desk.state.service.world().reading, id).map_err(|error| desk.fault(&error))?;
    known.ok_or_else(|| desk.not_found())
}

/// Webhooks, by id.
#[utoipa::path(get, path = "/api/v1/webhooks", tag = "webhooks",
    responses((status = 200, description = "All of them", body = WebhookRows)),
    extensions(("x-duban-action" = json!("manage_webhooks"))))]
pub async fn list(request: HttpRequest, desk: Desk<of::ManageWebhooks>) -> Result<HttpResponse, Problem> {
    Params::of(&request, desk.words)?.finish()?;
    let (seq, words) = (desk.world.seq, desk.words);
    let rows = desk
        .work(|desk| {
            let all = all(&desk.world.reading).map_err(|error| desk.fault(&error))?;
            let items: Result<Vec<WebhookRow>, Problem> =
                all.into_iter().map(|known| row(desk, known)).collect();
            Ok(WebhookRows { items: items? })
        })
        .await?;
    json(StatusCode::OK, &rows, None, seq, &words)
}

/// One webhook; its ETag is what a change must bring.
#[utoipa::path(get, path = "/api/v1/webhooks/{id}", tag = "webhooks",
    params(("id" = String, Path, description = "Its id")),
    responses((status = 200, description = "The webhook", body = WebhookRow)),
    extensions(("x-duban-action" = json!("manage_webhooks"))))]
pub async fn show(
    request: HttpRequest,
    id: Path<String>,
    desk: Desk<of::ManageWebhooks>,
) -> Result<HttpResponse, Problem> {
    Params::of(&request, desk.words)?.finish()?;
    let (seq, words) = (desk.world.seq, desk.words);
    let row = desk.work(move |desk| row(desk, known(desk, &id)?)).await?;
    json(StatusCode::OK, &row, Some(&Tag::of_entry(row.seq)), seq, &words)
}

/// The webhook that is asked for.
fn wanted<A: Act>(desk: &Desk<A>, id: String, asked: WebhookAsked) -> Result<Webhook, Problem> {
    let WebhookAsked { url, events, enabled } = asked;
    let invalid = |field: &str, value: Option<&str>, detail: String| {
        Err(desk.problem(Code::InvalidField).with_field(field, value, detail))
    };
    if WEBHOOK_URL_BYTES_MAX < url.len() {
        let expected = format!("1..={WEBHOOK_URL_BYTES_MAX}");
        let detail = desk.words.say_with("problem-field-form", &[("expected", (&expected).into())]);
        return invalid("/url", Some(&url), detail);
    }
    if let Err(refused) = desk.state.targets.check(&url) {
        return invalid("/url", Some(&url), desk.words.say(&format!("problem-webhook-{}", refused.name())));
    }
    if events.is_empty() || WEBHOOK_EVENTS_MAX < events.len() {
        let args = [("min", Arg::Number(1)), ("max", Arg::Number(WEBHOOK_EVENTS_MAX as u64))];
        return invalid("/events", None, desk.words.say_with("problem-field-range", &args));
    }
    let kinds = kinds();
    if let Some(unknown) = events.iter().find(|event| !kinds.contains(event)) {
        let names = kinds.join(", ");
        let detail = desk.words.say_with("problem-field-form", &[("expected", (&names).into())]);
        return invalid("/events", Some(unknown), detail);
    }
    Ok(Webhook { id, url, events, enabled, removed: false })
}

/// States `webhook` in the ledger.
fn write<A: Act>(
    desk: &Desk<A>,
    webhook: &Webhook,
    seen: Option<Seq>,
    keyed: Option<&NewKey>,
) -> Result<Seq, Problem> {
    let wanted = Wanted { webhook, seen, actor: &desk.account().id, now: clock::now() };
    let receipt = |seq| {
        let made = WebhookMade { id: webhook.id.clone(), secret: None, seq };
        keyed.and_then(|keyed| keyed.receipt(StatusCode::CREATED, &made)).into_iter().collect()
    };
    desk.write(|_, directory| state(directory, &wanted, receipt))
}

/// Makes a webhook. The answer has the key with which deliveries are signed (`X-Duban-Signature: t=…,v1=…`, HMAC-SHA256
/// over `t.body`).
#[utoipa::path(post, path = "/api/v1/webhooks", tag = "webhooks", request_body = WebhookAsked,
    params(("Idempotency-Key" = String, Header, description = "A text of the client's, new for every change")),
    responses((status = 201, description = "The webhook is made", body = WebhookMade)),
    extensions(("x-duban-action" = json!("manage_webhooks"))))]
pub async fn make(
    request: HttpRequest,
    Handed(desk, raw): Handed<of::ManageWebhooks, Raw>,
) -> Result<HttpResponse, Problem> {
    Params::of(&request, desk.words)?.finish()?;
    let asked: WebhookAsked = raw.read(&desk.words)?;
    let id = random_token("").map_err(|_| desk.problem(Code::Internal))?;
    let id: String = id.chars().filter(char::is_ascii_alphanumeric).take(16).collect();
    let webhook = wanted(&desk, id, asked)?;
    let keyed = match Keyed::of(&request, &desk, &raw)? {
        Keyed::Done(answer) => return Ok(answer),
        Keyed::New(keyed) => keyed,
    };
    let words = desk.words;
    let document = desk
        .work(move |desk| {
            let there = all(&desk.state.service.world().reading).map_err(|error| desk.fault(&error))?;
            if WEBHOOKS_MAX <= there.len() {
                return Err(desk.problem(Code::Conflict).with("limit", WEBHOOKS_MAX.into()));
            }
            // First the secret: nothing is told by a webhook that has none.
            let secret = book::give_secret(desk.state.service.secrets(), &webhook.id);
            let secret = secret.map_err(|error| desk.fault(&error))?;
            let seq = write(desk, &webhook, None, Some(&keyed))?;
            Ok(WebhookMade { id: webhook.id, secret: Some(secret), seq })
        })
        .await?;
    let mut response = json(StatusCode::CREATED, &document, None, document.seq, &words)?;
    if let Ok(location) = format!("/api/v1/webhooks/{}", document.id).parse() {
        response.headers_mut().insert(LOCATION, location);
    }
    Ok(response)
}

/// Changes a webhook. One that was failing is tried again.
#[utoipa::path(put, path = "/api/v1/webhooks/{id}", tag = "webhooks", request_body = WebhookAsked,
    params(("id" = String, Path, description = "Its id"),
        ("If-Match" = String, Header, description = "The ETag with which it was read")),
    responses((status = 200, description = "The webhook as it is now", body = WebhookRow)),
    extensions(("x-duban-action" = json!("manage_webhooks"))))]
pub async fn change(
    request: HttpRequest,
    id: Path<String>,
    Handed(desk, raw): Handed<of::ManageWebhooks, Raw>,
) -> Result<HttpResponse, Problem> {
    Params::of(&request, desk.words)?.finish()?;
    let asked: WebhookAsked = raw.read(&desk.words)?;
    let seen = seen(&request, &desk.words)?;
    let webhook = wanted(&desk, id.into_inner(), asked)?;
    let words = desk.words;
    let row = desk
        .work(move |desk| {
            let there = known(desk, &webhook.id)?;
            write(desk, &webhook, seen.or(Some(there.seq)), None)?;
            row(desk, known(desk, &webhook.id)?)
        })
        .await?;
    json(StatusCode::OK, &row, Some(&Tag::of_entry(row.seq)), row.seq, &words)
}

/// Takes a webhook away, with its key.
#[utoipa::path(delete, path = "/api/v1/webhooks/{id}", tag = "webhooks",
    params(("id" = String, Path, description = "Its id"),
        ("If-Match" = String, Header, description = "The ETag with which it was read")),
    responses((status = 204, description = "It is gone")),
    extensions(("x-duban-action" = json!("manage_webhooks"))))]
pub async fn remove(
    request: HttpRequest,
    id: Path<String>,
    desk: Desk<of::ManageWebhooks>,
) -> Result<HttpResponse, Problem> {
    Params::of(&request, desk.words)?.finish()?;
    let seen = seen(&request, &desk.words)?;
    desk.work(move |desk| {
        let there = known(desk, &id)?;
        let webhook = Webhook { removed: true, enabled: false, ..there.webhook };
        write(desk, &webhook, seen.or(Some(there.seq)), None)?;
        book::forget(desk.state.service.secrets(), &id).map_err(|error| desk.fault(&error))
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}
