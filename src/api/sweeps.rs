//! `/sweeps`: what all detectors find, in short; `/findings`: every row of one, and what a detector means.

use actix_web::http::StatusCode;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::Value;
use tokio::sync::OwnedSemaphorePermit;
use utoipa::ToSchema;

use crate::access::action::of;
use crate::api::documents::SweepDocument;
use crate::api::notices;
use crate::api::readings::{self, Texts};
use crate::app::findings::{Found, Question};
use crate::app::narrow::Eyes;
use crate::app::notices::file::explanations;
use crate::app::said;
use crate::detect::DETECTORS;
use crate::detect::help::{Help, help, names};
use crate::detect::rules::RULES;
use crate::detect::stretch::{AnyDetector, Stretch, stretch};
use crate::detect::sweep::Asked;
use crate::limits::{PAGE_ROWS, PAGE_ROWS_MAX};
use crate::model::time::Instant;
use crate::rim::http::answer::{Tag, bytes_of, json};
use crate::rim::http::desk::Desk;
use crate::rim::http::page::{Params, cursor};
use crate::rim::http::problem::{Code, Problem};
use crate::rim::http::room::room;
use crate::rim::notice_view::explanation_view;
use crate::rim::sweep_view::SweepView;
use crate::words::{Lang, Words};

pub(super) fn configure(config: &mut ServiceConfig) {
    resources! { config,
        "/sweeps" => { get: sweep }
        "/findings" => { get: list }
        "/findings/{detector}" => { get: explain }
    }
}

/// What every detector finds, as the account sees it; of each list the first rows.
///
/// Hidden cases are in no row and no number. Rows outside of the account's scope are left out and not counted; what
/// compares (`overall`, the rates of `lagging`, medians) is of the whole. Roles that may not know of complaints have no
/// `conflicts`, roles that may not read cases no list of cases.
#[utoipa::path(get, path = "/api/v1/sweeps", tag = "findings",
    params(("now" = Option<String>, Query, description = "Day or moment at which it is seen; the present when left out"),
        ("only" = Option<String>, Query, description = "Names of detectors, with commas; all that the account may see when left out"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000, description = "Rows of each list; 100 when left out. Totals count all"),
        ("texts" = Option<String>, Query, description = "`open`: what units said to notices in words; each reading is noted")),
    responses((status = 200, description = "The sweep", body = SweepDocument)),
    extensions(("x-duban-action" = json!("read_findings"))))]
pub async fn sweep(request: HttpRequest, desk: Desk<of::ReadFindings>) -> Result<HttpResponse, Problem> {
    let mut params = Params::of(&request, desk.words)?;
    let (now, minute) = params.moment_or_now("now", &desk.world.playbook().zone);
    let names: Vec<&'static str> = names().collect();
    let only = params.list("only", Some(&names));
    let limit = params.number("limit", (1, PAGE_ROWS_MAX as u64));
    let limit = limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(PAGE_ROWS);
    let texts = Texts::asked(&mut params);
    params.finish()?;
    texts.allowed(&desk)?;
    let question = question(&desk, now, minute, asked(&desk, &only)?);
    let tag = Tag::of_world(desk.world.seq, minute);
    if texts == Texts::Sealed && tag.is_known(&request) {
        return Ok(tag.not_modified());
    }
    let room = room_for(&desk, &question).await?;
    let seq = desk.world.seq;
    let bytes = desk
        .work(move |desk| {
            let found = desk.state.found.find(&question);
            drop(room);
            document(desk, &question, &found, limit, texts)
        })
        .await?;
    Ok(bytes_of(StatusCode::OK, bytes, Some(&tag).filter(|_| texts == Texts::Sealed), seq))
}

/// What the names ask for; of everything what the account may see, when there is none.
fn asked(desk: &Desk<of::ReadFindings>, only: &[String]) -> Result<Asked, Problem> {
    let eyes = Eyes::of(desk.account());
    let kept_from = |name: &&String| AnyDetector::parse(name).is_some_and(|detector| !eyes.see(detector));
    if only.iter().any(|name| kept_from(&name)) {
        return Err(desk.problem(Code::Forbidden));
    }
    if only.is_empty() {
        return Ok(Asked::all());
    }
    // Unknown names were refused with the other parameters.
    Ok(Asked::these(only.iter().map(String::as_str)).unwrap_or_default())
}

fn question(desk: &Desk<of::ReadFindings>, now: Instant, minute: Option<u32>, asked: Asked) -> Question {
    Question {
        sight: std::sync::Arc::clone(&desk.sight),
        eyes: Eyes::of(desk.account()),
        playbook: std::sync::Arc::clone(&desk.world.reading.playbook),
        now,
        minute,
        asked,
    }
}

/// Room for a sweep, unless the answer is known.
async fn room_for(
    desk: &Desk<of::ReadFindings>,
    question: &Question,
) -> Result<Option<OwnedSemaphorePermit>, Problem> {
    match desk.state.found.known(question) {
        Some(_) => Ok(None),
        None => room(&desk.state.sweeps, &desk.words).await.map(Some),
    }
}

fn document(
    desk: &Desk<of::ReadFindings>,
    question: &Question,
    found: &Found,
    limit: usize,
    texts: Texts,
) -> Result<Vec<u8>, Problem> {
    let (snapshot, playbook) = (desk.sight.snapshot(), &question.playbook);
    let mut view = SweepView::new(snapshot, playbook, found.moment, &found.sweep, limit);
    view.ledger_seq = Some(desk.world.seq);
    let fault = |error| desk.fault(&error);
    let mut filed = said::answered(&desk.world, desk.account(), &desk.sight).map_err(fault)?;
    // What was said to notices about complaints stands beside the complaints only.
    filed.retain(|filed| !filed.notice.matter.is_apart() || view.conflicts.is_some());
    if texts == Texts::Open && !filed.is_empty() {
        let about: Vec<_> = filed.iter().map(|filed| filed.subject()).collect();
        readings::note(desk, readings::TEXTS, &about)?;
        let master_key = desk.state.service.master_key();
        let opened = notices::reader(desk).open_texts(&desk.world.reading, master_key, &mut filed);
        opened.map_err(fault)?;
    }
    let said = explanations(&filed, found.moment.now);
    view.explanations = said.iter().map(|said| explanation_view(said, &playbook.zone)).collect();
    serde_json::to_vec(&view).map_err(|_| desk.problem(Code::Internal))
}

/// Rows of one detector.
#[derive(Debug, Serialize, ToSchema)]
pub struct Findings {
    /// The detector.
    detector: &'static str,
    /// The moment at which it is seen: all pages of a list are of the moment of the first.
    now: String,
    /// The last entry of the ledger that was seen; when it differs between pages, rows may have moved.
    ledger_seq: Option<u64>,
    /// Whether the playbook in force lacks the rules that the detector looks at: then there are no rows, which does not
    /// mean that all is well.
    not_in_playbook: bool,
    /// How many rows there are in all.
    total: usize,
    /// The rows of this page, of the form that they have in a sweep; of `ping_pong` its pairs.
    #[schema(value_type = Vec<Object>)]
    items: Vec<Value>,
    /// The cursor of the next page; null on the last one.
    next: Option<String>,
}

/// Every row of one detector, in its own order.
#[utoipa::path(get, path = "/api/v1/findings", tag = "findings",
    params(("detector" = String, Query, description = "Name of the detector"),
        ("now" = Option<String>, Query, description = "Day or moment at which it is seen; the present when left out"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000, description = "Rows of a page; 100 when left out"),
        ("cursor" = Option<String>, Query, description = "`next` of the page before")),
    responses((status = 200, description = "A page", body = Findings)),
    extensions(("x-duban-action" = json!("read_findings"))))]
pub async fn list(request: HttpRequest, desk: Desk<of::ReadFindings>) -> Result<HttpResponse, Problem> {
    let mut params = Params::of(&request, desk.words)?;
    let names = DETECTORS.iter().map(|d| d.name).chain(RULES.iter().map(|rule| rule.name));
    let names: Vec<&'static str> = names.collect();
    let detector = params.choice("detector", &names).and_then(AnyDetector::parse);
    let (now, minute) = params.moment_or_now("now", &desk.world.playbook().zone);
    let page = params.page();
    let place = page.after.as_deref().map(Place::parse);
    if place == Some(None) {
        params.add(
            "cursor",
            page.after.as_deref().unwrap_or_default(),
            desk.words.say("problem-field-cursor"),
        );
    }
    params.finish()?;
    let Some(detector) = detector else {
        let expected = names.join(", ");
        let detail = desk.words.say_with("problem-field-needed", &[("expected", (&expected).into())]);
        return Err(desk.problem(Code::InvalidField).with_field("detector", None, detail));
    };
    if !Eyes::of(desk.account()).see(detector) {
        return Err(desk.problem(Code::Forbidden));
    }
    let (place, minute) = match place.flatten() {
        Some(place) => (place, None),
        None => (Place { now, row: 0 }, minute),
    };
    let question = question(&desk, place.now, minute, detector.alone());
    let tag = Tag::of_world(desk.world.seq, minute);
    if tag.is_known(&request) {
        return Ok(tag.not_modified());
    }
    let room = room_for(&desk, &question).await?;
    let seq = desk.world.seq;
    let bytes = desk
        .work(move |desk| {
            let found = desk.state.found.find(&question);
            drop(room);
            let page = rows(desk, &question, &found, (detector, place.row, page.limit));
            page.and_then(|page| serde_json::to_vec(&page).map_err(|_| desk.problem(Code::Internal)))
        })
        .await?;
    Ok(bytes_of(StatusCode::OK, bytes, Some(&tag), seq))
}

/// Where a page of findings begins: at which moment they are seen, and how many rows come before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    now: Instant,
    row: usize,
}

impl Place {
    fn parse(text: &str) -> Option<Self> {
        let (now, row) = text.split_once(':')?;
        Some(Self { now: Instant::from_unix(now.parse::<u32>().ok()?.into())?, row: row.parse().ok()? })
    }

    fn cursor(self) -> String {
        cursor(&format!("{}:{}", self.now.unix(), self.row))
    }
}

fn rows(
    desk: &Desk<of::ReadFindings>,
    question: &Question,
    found: &Found,
    (detector, from, limit): (AnyDetector, usize, usize),
) -> Result<Findings, Problem> {
    let fault = || desk.problem(Code::Internal);
    let to = from.saturating_add(limit);
    let now = question.playbook.zone.rfc3339(found.moment.now);
    if let AnyDetector::Rule(id) = detector
        && found.sweep.rules_absent.contains(&id)
    {
        let (detector, ledger_seq) = (detector.name(), Some(desk.world.seq));
        let items = Vec::new();
        return Ok(Findings {
            detector,
            now,
            ledger_seq,
            not_in_playbook: true,
            total: 0,
            items,
            next: None,
        });
    }
    let Stretch { sweep, row_count } = stretch(&found.sweep, detector, from..to).ok_or_else(fault)?;
    let (snapshot, playbook) = (desk.sight.snapshot(), &question.playbook);
    let view = SweepView::new(snapshot, playbook, found.moment, &sweep, 0);
    let mut view = serde_json::to_value(&view).map_err(|_| fault())?;
    let rows = view.get_mut(detector.name()).ok_or_else(fault)?;
    let rows = match rows.get_mut("pairs") {
        Some(pairs) => pairs.take(),
        None => rows.take(),
    };
    let Value::Array(items) = rows else { return Err(fault()) };
    let next = Place { now: found.moment.now, row: to };
    Ok(Findings {
        detector: detector.name(),
        now,
        // The snapshot's own would stand still but for rows, and tell of those that the account must not see.
        ledger_seq: Some(desk.world.seq),
        not_in_playbook: false,
        total: row_count,
        items,
        next: (to < row_count).then(|| next.cursor()),
    })
}

/// What a detector means.
#[derive(Debug, Serialize, ToSchema)]
pub struct Explanation {
    /// Its name.
    name: String,
    /// In Chinese.
    zh: Meaning,
    /// In English.
    en: Meaning,
}

/// What a reader should know before relying on a detector.
#[derive(Debug, Serialize, ToSchema)]
pub struct Meaning {
    /// What its rows mean.
    means: String,
    /// How they are computed.
    computed: String,
    /// What they do not say.
    does_not_say: String,
}

/// What a detector means, how it is computed and what it does not say.
#[utoipa::path(get, path = "/api/v1/findings/{detector}", tag = "findings",
    params(("detector" = String, Path, description = "Its name, or `network`")),
    responses((status = 200, description = "The explanation", body = Explanation)),
    extensions(("x-duban-action" = json!("read_findings"))))]
pub async fn explain(
    request: HttpRequest,
    detector: Path<String>,
    desk: Desk<of::ReadFindings>,
) -> Result<HttpResponse, Problem> {
    Params::of(&request, desk.words)?.finish()?;
    let meaning = |lang: Lang| {
        let Help { means, computed, does_not_say } = help(&detector, Words::new(lang))?;
        Some(Meaning { means, computed, does_not_say })
    };
    let (Some(zh), Some(en)) = (meaning(Lang::Zh), meaning(Lang::En)) else { return Err(desk.not_found()) };
    let tag = Tag::of_world(desk.world.seq, None);
    if tag.is_known(&request) {
        return Ok(tag.not_modified());
    }
    let document = Explanation { name: detector.into_inner(), zh, en };
    json(StatusCode::OK, &document, Some(&tag), desk.world.seq, &desk.words)
}

#[cfg(test)]
mod tests;
