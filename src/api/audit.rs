//! `/audit`: what accounts did, for the auditor and the administrator of audit records.

use actix_web::http::StatusCode;
use actix_web::web::ServiceConfig;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::access::action::of;
use crate::app::audit::{Filter, list as records};
use crate::app::ledger_page::sees;
use crate::limits::AUDIT_PAGE_MAX;
use crate::model::entry::{Body, Entry, EntryKind, Seq, ServiceRecord};
use crate::model::time::Zone;
use crate::rim::http::answer::json;
use crate::rim::http::desk::Desk;
use crate::rim::http::page::{Page, Params, cursor};
use crate::rim::http::problem::{Code, Problem};

pub(super) fn configure(config: &mut ServiceConfig) {
    resources! { config, "/audit" => { get: list } }
}

/// Something that an account did.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditRow {
    /// Its place in the ledger.
    seq: u64,
    /// When.
    at: String,
    /// Who: the account.
    account: String,
    /// What: `sign_in`, `export_tables`, or of a change the name of its entry, such as `account.changed`.
    action: String,
    /// How that ended: `done`, `denied` or `failed`.
    outcome: String,
    /// With what, as `kind:id`; null when with nothing in particular.
    subject: Option<String>,
    /// What else there is to know; of a change what it was changed to.
    #[schema(value_type = Option<Object>)]
    detail: Value,
}

/// A page of audit records.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditPage {
    /// The newest first.
    items: Vec<AuditRow>,
    /// Cursor of the next page; null on the last one.
    next: Option<String>,
}

impl AuditRow {
    fn new(entry: Entry, zone: &Zone) -> Self {
        let is_note = entry.kind == EntryKind::Service(ServiceRecord::AuditNoted);
        let (seq, at) = (entry.seq, zone.rfc3339(entry.recorded_at));
        let document = match entry.body {
            Body::Document(document) => document,
            Body::Row(_) | Body::Correction(_) => Value::Null,
        };
        if !is_note {
            let (account, action) = ((*entry.actor).to_owned(), entry.kind.name());
            let subject = Some(entry.subject.to_string());
            return Self { seq, at, account, action, outcome: "done".to_owned(), subject, detail: document };
        }
        let part = |name: &str| document.get(name).and_then(Value::as_str).map(str::to_owned);
        Self {
            seq,
            at,
            account: part("account").unwrap_or_default(),
            action: part("action").unwrap_or_default(),
            outcome: part("outcome").unwrap_or_default(),
            subject: part("subject"),
            detail: document.get("detail").cloned().unwrap_or_default(),
        }
    }
}

/// Audit records, the newest first. Those that name what is hidden from the account are left out.
#[utoipa::path(get, path = "/api/v1/audit", tag = "audit",
    params(("account" = Option<String>, Query, description = "Only what this account did"),
        ("action" = Option<String>, Query, description = "Only this: `sign_in`, `account.changed`"),
        ("from" = Option<String>, Query, description = "From this day or moment on"),
        ("to" = Option<String>, Query, description = "Before this day or moment"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000, description = "Rows of a page; 100 when left out, 500 at most"),
        ("cursor" = Option<String>, Query, description = "`next` of the page before")),
    responses((status = 200, description = "A page", body = AuditPage)),
    extensions(("x-duban-action" = json!("read_audit"))))]
pub async fn list(request: HttpRequest, desk: Desk<of::ReadAudit>) -> Result<HttpResponse, Problem> {
    let mut params = Params::of(&request, desk.words)?;
    let zone = desk.world.playbook().zone.clone();
    let (account, action) = (params.text("account"), params.text("action"));
    let (from, to) = (params.moment("from", &zone), params.moment("to", &zone));
    let asked = params.page();
    params.finish()?;
    let before = asked.after.as_deref().map(str::parse::<Seq>).transpose().map_err(|_| {
        let detail = desk.words.say("problem-field-cursor");
        desk.problem(Code::InvalidField).with_field("cursor", asked.after.as_deref(), detail)
    })?;
    let (seq, words) = (desk.world.seq, desk.words);
    let page = desk
        .work(move |desk| {
            let filter = Filter { account: account.as_deref(), action: action.as_deref(), from, to };
            let limit = asked.limit.min(AUDIT_PAGE_MAX);
            let shown = |entry: &Entry| sees(&desk.world, (desk.account(), &desk.sight), entry);
            let page = records(&desk.world.reading, &shown, &filter, before, limit);
            let page = page.map_err(|error| desk.fault(&error))?;
            let items = page.entries.into_iter().map(|entry| AuditRow::new(entry, &zone)).collect();
            Ok(Page { items, next: page.next.map(|next| cursor(&next.to_string())) })
        })
        .await?;
    let Page { items, next } = page;
    json(StatusCode::OK, &AuditPage { items, next }, None, seq, &words)
}

#[cfg(test)]
mod tests;
