//! `/ledger`: how far the ledger reaches, its entries in order, and whether its proofs hold.

use actix_web::http::StatusCode;
use actix_web::web::ServiceConfig;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::action::of;
use crate::api::documents::LedgerEntries;
use crate::app::error::AppError;
use crate::app::history::Placed;
use crate::app::ledger_page::{LedgerPage, read};
use crate::app::verify::{Still, Verified};
use crate::app::watch::Silent;
use crate::ledger::merkle::hex;
use crate::limits::{PAGE_ROWS, PAGE_ROWS_MAX, VERIFY_MS_MAX};
use crate::model::time::Zone;
use crate::rim::explain;
use crate::rim::history_view::EntryView;
use crate::rim::http::answer::{Tag, bytes_of, json};
use crate::rim::http::desk::Desk;
use crate::rim::http::page::Params;
use crate::rim::http::problem::{Code, Problem};
use crate::rim::http::room::room;

pub(super) fn configure(config: &mut ServiceConfig) {
    resources! { config,
        "/ledger" => { get: tip }
        "/ledger/entries" => { get: entries }
        "/ledger/verification" => { post: verification }
    }
}

/// How far the ledger reaches.
#[derive(Debug, Serialize, ToSchema)]
pub struct LedgerTip {
    /// The ledger's own id.
    id: String,
    /// Its last entry.
    seq: u64,
    /// The Merkle root over all entries up to it.
    root: String,
}

/// How far the ledger reaches.
#[utoipa::path(get, path = "/api/v1/ledger", tag = "ledger",
    responses((status = 200, description = "Its end", body = LedgerTip)),
    extensions(("x-duban-action" = json!("read_ledger"))))]
pub async fn tip(request: HttpRequest, desk: Desk<of::ReadLedger>) -> Result<HttpResponse, Problem> {
    Params::of(&request, desk.words)?.finish()?;
    let tip = desk.world.tip();
    let tag = Tag::of_entry(tip.seq);
    if tag.is_known(&request) {
        return Ok(tag.not_modified());
    }
    let id = desk.world.reading.ledger.id().to_owned();
    let document = LedgerTip { id, seq: tip.seq, root: format!("sha256:{}", hex(&tip.root)) };
    json(StatusCode::OK, &document, Some(&tag), desk.world.seq, &desk.words)
}

#[derive(Serialize)]
struct EntryRow<'a> {
    subject: SubjectRow<'a>,
    #[serde(flatten)]
    entry: EntryView<'a>,
}

#[derive(Serialize)]
struct SubjectRow<'a> {
    kind: &'static str,
    id: &'a str,
}

#[derive(Serialize)]
struct EntryRows<'a> {
    items: Vec<EntryRow<'a>>,
    next: Option<u64>,
}

impl<'a> EntryRow<'a> {
    fn of(placed: &'a Placed, zone: &Zone) -> Self {
        let subject = &placed.entry.subject;
        Self {
            subject: SubjectRow { kind: subject.kind.name(), id: &subject.key },
            entry: EntryView::new(placed, zone),
        }
    }
}

/// The ledger's entries in order, those of the service itself included. What is hidden from the account is left out, so
/// that numbers may be missing; of notices and of answers to requests the documents are kept back.
#[utoipa::path(get, path = "/api/v1/ledger/entries", tag = "ledger",
    params(("after" = Option<u64>, Query, minimum = 0, maximum = 4294967295u32, description = "The entry after which to begin; the beginning when left out"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000, description = "Rows of a page; 100 when left out. A page may be shorter")),
    responses((status = 200, description = "A page", body = LedgerEntries)),
    extensions(("x-duban-action" = json!("read_ledger"))))]
pub async fn entries(request: HttpRequest, desk: Desk<of::ReadLedger>) -> Result<HttpResponse, Problem> {
    let mut params = Params::of(&request, desk.words)?;
    let after = params.number("after", (0, u64::from(u32::MAX))).unwrap_or(0);
    let limit = params.number("limit", (1, PAGE_ROWS_MAX as u64));
    let limit = limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(PAGE_ROWS);
    params.finish()?;
    let tag = Tag::of_world(desk.world.seq, None);
    if tag.is_known(&request) {
        return Ok(tag.not_modified());
    }
    let seq = desk.world.seq;
    let bytes = desk
        .work(move |desk| {
            let page = read(&desk.world, (desk.account(), &desk.sight), after, limit);
            let LedgerPage { entries, next } = page.map_err(|error| desk.fault(&error))?;
            let zone = &desk.world.playbook().zone;
            let items = entries.iter().map(|placed| EntryRow::of(placed, zone)).collect();
            serde_json::to_vec(&EntryRows { items, next }).map_err(|_| desk.problem(Code::Internal))
        })
        .await?;
    Ok(bytes_of(StatusCode::OK, bytes, Some(&tag), seq))
}

/// What a verification found.
#[derive(Debug, Serialize, ToSchema)]
pub struct Verification {
    /// Whether everything holds.
    holds: bool,
    /// What does not, in the client's language; where it is, the service's log says. Left out when the ledger holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    fault: Option<String>,
    /// How many entries were checked.
    entries: Option<u64>,
    /// In how many batches.
    batches: Option<u64>,
    /// In how many files.
    segments: Option<u32>,
    /// The Merkle root over all of them.
    root: Option<String>,
    /// Rows of the graph.
    graph_rows: Option<u64>,
    /// Tables of the graph that differ from a replay of the ledger.
    differing: Vec<&'static str>,
    /// Sealed cells.
    sealed_cells: Option<u64>,
    /// Those of them that nobody can open.
    sealed_cells_without_key: Option<u64>,
    /// `fits` or `absent`.
    master_key: Option<&'static str>,
}

/// Recomputes every proof of the ledger, and compares the graph with a replay from its beginning. One at a time.
#[utoipa::path(post, path = "/api/v1/ledger/verification", tag = "ledger",
    responses((status = 200, description = "What was found", body = Verification)),
    extensions(("x-duban-action" = json!("verify_ledger"))))]
pub async fn verification(
    request: HttpRequest,
    desk: Desk<of::VerifyLedger>,
) -> Result<HttpResponse, Problem> {
    Params::of(&request, desk.words)?.finish()?;
    let room = room(&desk.state.verifications, &desk.words).await?;
    let (seq, words) = (desk.world.seq, desk.words);
    let work = move |desk: &Desk<of::VerifyLedger>| {
        let service = &desk.state.service;
        let still = service.write(|directory| Still::of(directory, service.master_key()));
        let verified = still.and_then(|still| still.verify(&Silent));
        drop(room);
        match verified {
            Ok(verified) => Ok(found(&verified)),
            Err(
                error @ (AppError::Ledger(_)
                | AppError::LedgerShortened { .. }
                | AppError::Record(_)
                | AppError::Vault(_)),
            ) => {
                // What is said of the place may name a case.
                tracing::error!(error = %explain::chain(&error), "the ledger does not hold");
                Ok(Verification {
                    fault: Some(desk.words.say("api-ledger-fault")),
                    ..Verification::nothing()
                })
            }
            Err(error) => Err(desk.fault(&error)),
        }
    };
    let document = desk.work_within(VERIFY_MS_MAX, work).await?;
    json(StatusCode::OK, &document, None, seq, &words)
}

impl Verification {
    fn nothing() -> Self {
        Self {
            holds: false,
            fault: None,
            entries: None,
            batches: None,
            segments: None,
            root: None,
            graph_rows: None,
            differing: Vec::new(),
            sealed_cells: None,
            sealed_cells_without_key: None,
            master_key: None,
        }
    }
}

fn found(verified: &Verified) -> Verification {
    let tip = verified.ledger.tip;
    Verification {
        holds: verified.holds(),
        fault: None,
        entries: Some(tip.seq),
        batches: Some(verified.ledger.batches),
        segments: Some(verified.ledger.segments),
        root: Some(format!("sha256:{}", hex(&tip.root))),
        graph_rows: Some(verified.graph.iter().map(|table| table.rows).sum()),
        differing: verified.differing.clone(),
        sealed_cells: Some(verified.sealed),
        sealed_cells_without_key: Some(verified.keyless),
        master_key: Some(if verified.has_master { "fits" } else { "absent" }),
    }
}

#[cfg(test)]
mod tests;
