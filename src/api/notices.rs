//! `/notices`: drafted, listed, shown and written out as documents; the steps with them are in [`super::notice_steps`].

use std::sync::Arc;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue,
};
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};
use tokio::sync::OwnedSemaphorePermit;
use utoipa::ToSchema;

use crate::access::action::{Act, of};
use crate::api::documents::NoticeDocument;
use crate::api::keyed::{Keyed, key_of};
use crate::app::clock;
use crate::app::directory::Directory;
use crate::app::history;
use crate::app::notices::file::Filed;
use crate::app::notices::reader::Reader;
use crate::app::notices::reading::{Reading, find_seen, list_for};
use crate::app::notices::{self, DraftOptions, Drafted, draft_and, matters, not_ahead};
use crate::app::watch::Silent;
use crate::model::subject::SubjectKind;
use crate::model::time::Instant;
use crate::notice::due::next;
use crate::notice::matter::Matter;
use crate::notice::{Format, render_record};
use crate::rim::http::answer::{Tag, json};
use crate::rim::http::body::Raw;
use crate::rim::http::desk::{Desk, Handed, SEQ, timed_out};
use crate::rim::http::page::{Page, Params};
use crate::rim::http::problem::{Code, Problem};
use crate::rim::moments::moment;
use crate::rim::notice_view::{DraftedRow, NoticeEntry, NoticeRow, notice_view};
use crate::words::{Lang, Words};

pub(super) fn configure(config: &mut ServiceConfig) {
    resources! { config,
        "/notices" => { get: list, post: draft }
        "/notices/{id}" => { get: show }
        "/notices/{id}/document" => { get: document }
        "/notices/{id}/history" => { get: history }
    }
}

/// Whoever reads notices at `desk`.
pub(super) fn reader<A: Act>(desk: &Desk<A>) -> Reader<'_> {
    Reader::new(&desk.world.snapshot, &desk.sight, desk.account())
}

/// Room for work that uses every core, as making a notice for a reader does.
pub(super) async fn room<A: Act>(desk: &Desk<A>) -> Result<OwnedSemaphorePermit, Problem> {
    let ms = desk.state.offer.answer_ms_max;
    let room = Arc::clone(&desk.state.sweeps).acquire_owned();
    match tokio::time::timeout(Duration::from_millis(ms), room).await {
        Ok(room) => room.map_err(|_| desk.problem(Code::Unavailable).after(5)),
        Err(_) => Err(timed_out(ms, &desk.words)),
    }
}

/// A page of notices.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoticePage {
    /// By year and number.
    items: Vec<NoticeRow>,
    /// Cursor of the next page; null on the last one.
    next: Option<String>,
}

/// States that can be asked for.
pub(super) const STATES: &[&str] = &[
    "draft",
    "signed",
    "issued",
    "acknowledged",
    "escalated",
    "replied",
    "verified",
    "closed",
    "withdrawn",
    "upheld",
];

/// Matters that can be asked for.
pub(super) const MATTERS: &[&str] =
    &["lagging", "stuck", "uncovered", "broken_chain", "overdue", "conflicts"];

/// Notices, by year and number.
///
/// A unit sees those issued to it and to the units below it; whoever coordinates or supervises, those to units in their
/// scope (to their own unit and those above it once they are issued); and every office those that it co-signs, from the
/// draft on.
#[utoipa::path(get, path = "/api/v1/notices", tag = "notices",
    params(("state" = Option<String>, Query, description = "Only those that stand there"),
        ("unit" = Option<String>, Query, description = "Only those to the unit of that id"),
        ("matter" = Option<String>, Query, description = "Only those about that"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000, description = "Rows of a page; 100 when left out"),
        ("cursor" = Option<String>, Query, description = "`next` of the page before")),
    responses((status = 200, description = "A page", body = NoticePage)),
    extensions(("x-duban-action" = json!("read_notices"))))]
pub async fn list(request: HttpRequest, desk: Desk<of::ReadNotices>) -> Result<HttpResponse, Problem> {
    let mut params = Params::of(&request, desk.words)?;
    let (state, matter) = (params.choice("state", STATES), params.choice("matter", MATTERS));
    let (unit, page) = (params.text("unit"), params.page());
    params.finish()?;
    if unit.as_deref().is_some_and(|unit| desk.sight.agency(unit).is_none()) {
        return Err(desk.not_found());
    }
    let (now, words, seq) = (clock::now(), desk.words, desk.world.seq);
    // While the snapshot lags behind the ledger, neither of both alone says what the answer was made of.
    let is_current = seq == desk.world.tip().seq;
    let tag = is_current.then(|| Tag::of_world(seq, Some(now.unix() / 60)));
    if let Some(tag) = tag.as_ref().filter(|tag| tag.is_known(&request)) {
        return Ok(tag.not_modified());
    }
    let page: Page<NoticeRow> = desk
        .work(move |desk| {
            let all = list_for(&desk.world.reading, &reader(desk), page.after.as_deref());
            let mut all = all.map_err(|error| desk.fault(&error))?;
            all.retain(|filed| {
                state.is_none_or(|state| filed.life.state.name() == state)
                    && matter.is_none_or(|matter| filed.notice.matter.name() == matter)
                    && unit.as_ref().is_none_or(|unit| filed.notice.unit.id == *unit)
            });
            let rows = all.iter().map(|filed| row(desk, filed, now));
            Ok(Page::of(rows, page.limit, |row| row.id.clone()))
        })
        .await?;
    json(StatusCode::OK, &page, tag.as_ref(), seq, &words)
}

fn row<A: Act>(desk: &Desk<A>, filed: &Filed, now: Instant) -> NoticeRow {
    let zone = &filed.notice.zone;
    NoticeRow::new(filed, next(&filed.life, &desk.world.playbook().notice, zone), zone.day(now))
}

/// The notice of that id as the account may read it now.
pub(super) fn read<A: Act>(desk: &Desk<A>, id: &str) -> Result<Reading, Problem> {
    let master_key = desk.state.service.master_key();
    let reading = Reading::of(&desk.world.reading, &reader(desk), id, clock::now(), master_key);
    reading.map_err(|error| desk.fault(&error))?.ok_or_else(|| desk.not_found())
}

/// The document of `reading`.
pub(super) fn view<A: Act>(desk: &Desk<A>, reading: &Reading) -> Result<serde_json::Value, Problem> {
    let view = notice_view(&reading.filed.notice, &reading.record());
    view.map_err(|error| {
        tracing::error!(%error, "a notice could not be written");
        desk.problem(Code::Internal)
    })
}

/// One notice with its life. Its ETag is what a step must bring.
///
/// It is made for whoever reads it: without the cases that are kept from the unit it is addressed to, and from the account.
#[utoipa::path(get, path = "/api/v1/notices/{id}", tag = "notices",
    params(("id" = String, Path, description = "Its id")),
    responses((status = 200, description = "The notice, and `life`, `next` and `explanations` beside it", body = NoticeDocument)),
    extensions(("x-duban-action" = json!("read_notices"))))]
pub async fn show(
    request: HttpRequest,
    id: Path<String>,
    desk: Desk<of::ReadNotices>,
) -> Result<HttpResponse, Problem> {
    Params::of(&request, desk.words)?.finish()?;
    let (words, seq, room) = (desk.words, desk.world.seq, room(&desk).await?);
    let (document, entry) = desk
        .work(move |desk| {
            let _room = room;
            let reading = read(desk, &id)?;
            Ok((view(desk, &reading)?, reading.filed.seq))
        })
        .await?;
    json(StatusCode::OK, &document, Some(&Tag::of_entry(entry)), seq, &words)
}

/// One notice as a document to print or send.
#[utoipa::path(get, path = "/api/v1/notices/{id}/document", tag = "notices",
    params(("id" = String, Path, description = "Its id"),
        ("format" = Option<String>, Query, description = "`html` (when left out) or `markdown`"),
        ("lang" = Option<String>, Query, description = "`zh` (when left out) or `en`: the language of the document")),
    responses((status = 200, description = "The document",
        content((String = "text/html"), (String = "text/markdown")))),
    extensions(("x-duban-action" = json!("read_notices"))))]
pub async fn document(
    request: HttpRequest,
    id: Path<String>,
    desk: Desk<of::ReadNotices>,
) -> Result<HttpResponse, Problem> {
    let mut params = Params::of(&request, desk.words)?;
    let (format, lang) =
        (params.choice("format", &["html", "markdown"]), params.choice("lang", &["zh", "en"]));
    params.finish()?;
    let lang = lang.and_then(Lang::parse).unwrap_or(Lang::Zh);
    let (format, media_type) = match format {
        Some("markdown") => (Format::Markdown, "text/markdown; charset=utf-8"),
        Some(_) | None => (Format::Html, "text/html; charset=utf-8"),
    };
    let (seq, room) = (desk.world.seq, room(&desk).await?);
    let text = desk
        .work(move |desk| {
            let _room = room;
            let reading = read(desk, &id)?;
            Ok(render_record(&reading.filed.notice, &reading.record(), &Words::new(lang), format))
        })
        .await?;
    // Its style is inside; it has no script, and could run none.
    let policy = HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; sandbox");
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, media_type))
        .insert_header((CONTENT_LANGUAGE, lang.tag()))
        .insert_header((CONTENT_SECURITY_POLICY, policy))
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((SEQ, seq))
        .body(text))
}

/// Entries about a notice.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoticeHistory {
    /// In the ledger's order.
    items: Vec<NoticeEntry>,
}

/// What was done with one notice, when and by whom.
#[utoipa::path(get, path = "/api/v1/notices/{id}/history", tag = "notices",
    params(("id" = String, Path, description = "Its id")),
    responses((status = 200, description = "The entries of the ledger", body = NoticeHistory)),
    extensions(("x-duban-action" = json!("read_history"))))]
pub async fn history(
    request: HttpRequest,
    id: Path<String>,
    desk: Desk<of::ReadHistory>,
) -> Result<HttpResponse, Problem> {
    Params::of(&request, desk.words)?.finish()?;
    let (words, seq) = (desk.words, desk.world.seq);
    let (document, entry) = desk
        .work(move |desk| {
            let directory = &desk.world.reading;
            let filed = find_seen(directory, &reader(desk), &id).map_err(|error| desk.fault(&error))?;
            let filed = filed.ok_or_else(|| desk.not_found())?;
            let history =
                history::of(directory, SubjectKind::Notice, &id).map_err(|error| desk.fault(&error))?;
            let entries = history.entries.iter();
            let items = entries.filter_map(|placed| NoticeEntry::new(placed, &filed.notice.zone)).collect();
            Ok((NoticeHistory { items }, filed.seq))
        })
        .await?;
    let tag = Tag::of_entry(entry);
    if tag.is_known(&request) {
        return Ok(tag.not_modified());
    }
    json(StatusCode::OK, &document, Some(&tag), seq, &words)
}

/// Notices that are to be drafted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftAsked {
    /// Day or moment of the sweep; the present when left out.
    now: Option<String>,
    /// The matters; all that are usual when left out.
    #[serde(default)]
    matters: Vec<String>,
    /// Whether nothing is to be stored.
    #[serde(default)]
    dry_run: bool,
}

/// What was drafted, as far as the account may read it.
#[derive(Debug, Serialize, ToSchema)]
pub struct DraftedDocument {
    /// Notices drafted now.
    drafted: Vec<DraftedRow>,
    /// Ids of open notices to which evidence was added.
    added: Vec<String>,
    /// Ids of open notices to which nothing was added, because their unit has come to be complained against.
    unclear: Vec<String>,
    /// Ids of cases that lie with those they complain against, and above whom nobody stands clear of the complaint.
    unmoved: Vec<String>,
    /// Whether nothing was stored.
    dry_run: bool,
}

/// Has notices drafted about what a sweep finds. Idempotency-Key is needed unless nothing is to be stored.
#[utoipa::path(post, path = "/api/v1/notices", tag = "notices", request_body = DraftAsked,
    params(("Idempotency-Key" = Option<String>, Header, description = "A text of the client's, new for every change")),
    responses((status = 200, description = "What would be drafted", body = DraftedDocument),
        (status = 201, description = "What was drafted", body = DraftedDocument)),
    extensions(("x-duban-action" = json!("draft_notices"))))]
pub async fn draft(
    request: HttpRequest,
    Handed(desk, raw): Handed<of::DraftNotices, Raw>,
) -> Result<HttpResponse, Problem> {
    Params::of(&request, desk.words)?.finish()?;
    let asked: DraftAsked = raw.read(&desk.words)?;
    let at = moment(asked.now.as_deref(), &desk.world.playbook().zone);
    let at = at.map_err(|_| no_moment(&desk, "/now", asked.now.as_deref()))?;
    let matters = matters(&asked.matters).map_err(|error| desk.fault(&error))?;
    let words = desk.words;
    if asked.dry_run {
        key_of(&request, &words)?;
        let (seq, room) = (desk.world.seq, room(&desk).await?);
        let rehearsed = desk.work(move |desk| {
            let _room = room;
            rehearse(desk, at, &matters)
        });
        return json(StatusCode::OK, &rehearsed.await?, None, seq, &words);
    }
    let recorded_at = clock::now();
    not_ahead(at, recorded_at, &desk.world.playbook().zone).map_err(|error| desk.fault(&error))?;
    let keyed = match Keyed::of(&request, &desk, &raw)? {
        Keyed::Done(answer) => return Ok(answer),
        Keyed::New(keyed) => keyed,
    };
    let room = room(&desk).await?;
    let (document, seq) = desk
        .work(move |desk| {
            let _room = room;
            let actor = actor(desk);
            let options = DraftOptions { now: at, recorded_at, actor, matters: &matters };
            desk.write(|desk, directory| {
                let before = notices::list(directory)?;
                let receipt = |_: &Directory, drafted: &Drafted| {
                    let seen = seen_of(desk, drafted, &before, false);
                    Ok(keyed.receipt(StatusCode::CREATED, &seen).into_iter().collect())
                };
                let drafted = draft_and(directory, &options, &receipt, &Silent)?;
                Ok((seen_of(desk, &drafted, &before, false), directory.tip().seq))
            })
        })
        .await?;
    json(StatusCode::CREATED, &document, None, seq, &words)
}

/// Who does it, as the ledger names them: the person for whom the account acts, else the account.
fn actor<A: Act>(desk: &Desk<A>) -> &str {
    let account = desk.account();
    account.person.as_deref().unwrap_or(&account.id)
}

/// That a field of the body is no moment.
pub(super) fn no_moment<A: Act>(desk: &Desk<A>, field: &str, value: Option<&str>) -> Problem {
    let detail = desk.words.say("problem-field-moment");
    desk.problem(Code::InvalidField).with_field(field, value, detail)
}

fn rehearse<A: Act>(desk: &Desk<A>, at: Instant, matters: &[Matter]) -> Result<DraftedDocument, Problem> {
    let directory = &desk.world.reading;
    let options = DraftOptions { now: at, recorded_at: clock::now(), actor: actor(desk), matters };
    let seen = (desk.sight.snapshot(), desk.account());
    let drafted = notices::rehearse_for(directory, seen, &options, &Silent);
    let drafted = drafted.map_err(|error| desk.fault(&error))?;
    let before = notices::list(directory).map_err(|error| desk.fault(&error))?;
    Ok(seen_of(desk, &drafted, &before, true))
}

/// What of `drafted` the account may read; `before` are the notices that there were.
fn seen_of<A: Act>(desk: &Desk<A>, drafted: &Drafted, before: &[Filed], dry_run: bool) -> DraftedDocument {
    let reader = reader(desk);
    let is_seen = |id: &&String| before.iter().any(|filed| filed.notice.id == **id && reader.sees(filed));
    let ids = |ids: &[String]| ids.iter().filter(is_seen).cloned().collect();
    let new = drafted.notices.iter().filter(|notice| reader.sees_draft(notice));
    DraftedDocument {
        drafted: new.map(|notice| DraftedRow::new(notice, &desk.words)).collect(),
        added: ids(&drafted.added),
        unclear: ids(&drafted.unclear),
        unmoved: drafted.unmoved.iter().filter(|id| desk.sight.case(id).is_some()).cloned().collect(),
        dry_run,
    }
}
