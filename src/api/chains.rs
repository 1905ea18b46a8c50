//! `/chains`: who answers for a village, a case, an agency, and for what a person answers.

use actix_web::http::StatusCode;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::access::action::{Act, Action, of};
use crate::access::policy::reach;
use crate::access::sight::Sight;
use crate::api::documents::{AgencyChain, CaseChain, ChainsDocument, PersonChain, VillageChain};
use crate::app::chains::{ChainQuery, as_seen};
use crate::chain::Kind;
use crate::chain::answer::{Chain, Target};
use crate::limits::CHAIN_IDS_MAX;
use crate::model::time::Instant;
use crate::rim::chain_view::ChainView;
use crate::rim::http::answer::{Tag, bytes_of, json};
use crate::rim::http::body::Body;
use crate::rim::http::desk::{Desk, Handed};
use crate::rim::http::page::{Params, only_fields};
use crate::rim::http::problem::{Code, Problem};
use crate::rim::moments::moment;
use crate::words::Arg;

pub(super) fn configure(config: &mut ServiceConfig) {
    resources! { config,
        "/chains/village/{code}" => { get: village }
        "/chains/case/{id}" => { get: case }
        "/chains/agency/{id}" => { get: agency }
        "/chains/person/{id}" => { get: person }
        "/chains" => { post: batch }
    }
}

/// Who answers for a village or another division, level by level.
#[utoipa::path(get, path = "/api/v1/chains/village/{code}", tag = "chains",
    params(("code" = String, Path, description = "Code of the division"),
        ("as_of" = Option<String>, Query, description = "Day or moment whose assignments count; the present when left out"),
        ("fields" = Option<String>, Query, description = "Members of the document, with commas; all when left out")),
    responses((status = 200, description = "The chain", body = VillageChain)),
    extensions(("x-duban-action" = json!("read_divisions"))))]
pub async fn village(
    request: HttpRequest,
    code: Path<String>,
    desk: Desk<of::ReadDivisions>,
) -> Result<HttpResponse, Problem> {
    one(&request, &desk, Kind::Village, &code)
}

/// Who holds a case, who is charged with it, and who answered for it on its way.
#[utoipa::path(get, path = "/api/v1/chains/case/{id}", tag = "chains",
    params(("id" = String, Path, description = "Id of the case"),
        ("as_of" = Option<String>, Query, description = "Day or moment at which it is seen; the present when left out"),
        ("fields" = Option<String>, Query, description = "Members of the document, with commas; all when left out")),
    responses((status = 200, description = "The chain", body = CaseChain)),
    extensions(("x-duban-action" = json!("read_cases"))))]
pub async fn case(
    request: HttpRequest,
    id: Path<String>,
    desk: Desk<of::ReadCases>,
) -> Result<HttpResponse, Problem> {
    one(&request, &desk, Kind::Case, &id)
}

/// Who stands above an agency, who works in it, and what lies with it.
#[utoipa::path(get, path = "/api/v1/chains/agency/{id}", tag = "chains",
    params(("id" = String, Path, description = "Id of the agency"),
        ("as_of" = Option<String>, Query, description = "Day or moment at which it is seen; the present when left out"),
        ("fields" = Option<String>, Query, description = "Members of the document, with commas; all when left out")),
    responses((status = 200, description = "The chain", body = AgencyChain)),
    extensions(("x-duban-action" = json!("read_agencies"))))]
pub async fn agency(
    request: HttpRequest,
    id: Path<String>,
    desk: Desk<of::ReadAgencies>,
) -> Result<HttpResponse, Problem> {
    one(&request, &desk, Kind::Agency, &id)
}

/// For what a person answers, answered and will answer.
#[utoipa::path(get, path = "/api/v1/chains/person/{id}", tag = "chains",
    params(("id" = String, Path, description = "Id of the person"),
        ("as_of" = Option<String>, Query, description = "Day or moment at which it is seen; the present when left out"),
        ("fields" = Option<String>, Query, description = "Members of the document, with commas; all when left out")),
    responses((status = 200, description = "The chain", body = PersonChain)),
    extensions(("x-duban-action" = json!("read_people"))))]
pub async fn person(
    request: HttpRequest,
    id: Path<String>,
    desk: Desk<of::ReadPeople>,
) -> Result<HttpResponse, Problem> {
    one(&request, &desk, Kind::Person, &id)
}

/// Names of the members of a chain's document.
pub(super) const FIELDS: &[&str] = &[
    "kind",
    "id",
    "as_of",
    "ledger_seq",
    "levels",
    "case_kind",
    "village",
    "opened_at",
    "closed_at",
    "is_open",
    "holder",
    "charged",
    "leaders",
    "path",
    "name",
    "agency_kind",
    "valid_from",
    "valid_to",
    "exists",
    "division",
    "line",
    "coordinating",
    "supervising",
    "successors",
    "assigned",
    "people",
    "agencies_below",
    "cases_held",
    "cases_awaiting",
    "person_kind",
    "title",
    "team",
    "agency",
    "serves",
    "present",
    "past",
    "future",
];

fn one<A: Act>(request: &HttpRequest, desk: &Desk<A>, kind: Kind, id: &str) -> Result<HttpResponse, Problem> {
    let mut params = Params::of(request, desk.words)?;
    let (as_of, minute) = params.moment_or_now("as_of", &desk.world.playbook().zone);
    let fields = params.list("fields", Some(FIELDS));
    params.finish()?;
    let tag = Tag::of_world(desk.world.seq, minute);
    let chain = chain(desk, kind, id, as_of).ok_or_else(|| desk.not_found())?;
    if tag.is_known(request) {
        return Ok(tag.not_modified());
    }
    let seq = desk.world.seq;
    let view = ChainView::new(&chain, id, as_of, desk.world.playbook(), Some(seq));
    if fields.is_empty() {
        return json(StatusCode::OK, &view, Some(&tag), seq, &desk.words);
    }
    let document = serde_json::to_value(&view).map_err(|_| desk.problem(Code::Internal))?;
    json(StatusCode::OK, &only_fields(document, &fields), Some(&tag), seq, &desk.words)
}

/// Whether there is such a thing that the account may see.
fn is_seen<A: Act>(desk: &Desk<A>, kind: Kind, id: &str) -> bool {
    let sight = &desk.sight;
    match kind {
        Kind::Village => sight.division(id).is_some(),
        Kind::Case => sight.case(id).is_some(),
        Kind::Agency => sight.agency(id).is_some(),
        Kind::Person => sight.person(id).is_some(),
    }
}

/// The chain of the thing of that kind and id; none when there is none that the account may see.
fn chain<A: Act>(desk: &Desk<A>, kind: Kind, id: &str, as_of: Instant) -> Option<Chain> {
    let sight = &desk.sight;
    if !is_seen(desk, kind, id) {
        return None;
    }
    let query = ChainQuery { kind, id, as_of };
    let chain = as_seen(sight.snapshot(), &**sight, desk.world.playbook(), &query).ok()?;
    let reads_cases = reach(desk.account().role, Action::ReadCases).is_some();
    Some(narrowed(chain, sight, reads_cases))
}

/// `chain` without the cases that lie outside of what the account sees; whoever may not read cases is told of none, and
/// not how many there are.
fn narrowed(mut chain: Chain, sight: &Sight, reads_cases: bool) -> Chain {
    match &mut chain {
        Chain::Person(person) => person.duties.retain(|duty| match &duty.target {
            Target::Case(id) => reads_cases && sight.case(id).is_some(),
            Target::Division(_) | Target::Agency(_) => true,
        }),
        Chain::Agency(agency) if !reads_cases => (agency.held, agency.awaiting) = (None, None),
        Chain::Village(_) | Chain::Case(_) | Chain::Agency(_) => {}
    }
    chain
}

/// Many chains at once.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChainsAsked {
    /// The kind of all of them: `village`, `case`, `agency` or `person`.
    #[schema(pattern = "^(village|case|agency|person)$")]
    kind: String,
    /// Their ids, at most 1,000.
    #[schema(min_items = 1, max_items = 1000)]
    ids: Vec<String>,
    /// Day or moment at which they are seen; the present when left out.
    as_of: Option<String>,
    /// Members of each document; all when left out.
    #[serde(default)]
    fields: Vec<String>,
}

/// Many chains at once, in the order of the ids; an id of which there is nothing to be seen has `chain: null`.
#[utoipa::path(post, path = "/api/v1/chains", tag = "chains", request_body = ChainsAsked,
    responses((status = 200, description = "The chains", body = ChainsDocument)),
    extensions(("x-duban-action" = json!("read_divisions"))))]
pub async fn batch(
    Handed(desk, body): Handed<of::ReadDivisions, Body<ChainsAsked>>,
) -> Result<HttpResponse, Problem> {
    let asked = body.0;
    let kind = kind_named(&asked.kind).ok_or_else(|| {
        let expected = desk
            .words
            .say_with("problem-field-form", &[("expected", "village, case, agency, person".into())]);
        desk.problem(Code::InvalidField).with_field("/kind", Some(&asked.kind), expected)
    })?;
    may_read(&desk, kind)?;
    if asked.ids.is_empty() || CHAIN_IDS_MAX < asked.ids.len() {
        let args = [("min", Arg::Number(1)), ("max", Arg::Number(CHAIN_IDS_MAX as u64))];
        let detail = desk.words.say_with("problem-field-range", &args);
        return Err(desk.problem(Code::InvalidField).with_field("/ids", None, detail));
    }
    if let Some(unknown) = asked.fields.iter().find(|field| !FIELDS.contains(&field.as_str())) {
        let names = FIELDS.join(", ");
        let detail = desk.words.say_with("problem-field-unknown", &[("names", (&names).into())]);
        return Err(desk.problem(Code::InvalidField).with_field("/fields", Some(unknown), detail));
    }
    let as_of = moment(asked.as_of.as_deref(), &desk.world.playbook().zone).map_err(|_| {
        let detail = desk.words.say("problem-field-moment");
        desk.problem(Code::InvalidField).with_field("/as_of", asked.as_of.as_deref(), detail)
    })?;
    let seq = desk.world.seq;
    let bytes = desk.work(move |desk| many(desk, kind, &asked, as_of)).await?;
    Ok(bytes_of(StatusCode::OK, bytes, None, seq))
}

fn kind_named(name: &str) -> Option<Kind> {
    match name {
        "village" => Some(Kind::Village),
        "case" => Some(Kind::Case),
        "agency" => Some(Kind::Agency),
        "person" => Some(Kind::Person),
        _ => None,
    }
}

/// Whoever may read divisions may not read every kind.
fn may_read(desk: &Desk<of::ReadDivisions>, kind: Kind) -> Result<(), Problem> {
    use crate::access::permit::Permit;
    use crate::rim::http::fault::denied;

    let account = &desk.caller.account;
    match kind {
        Kind::Village => Ok(()),
        Kind::Case => Permit::<of::ReadCases>::ask(account).map(drop),
        Kind::Agency => Permit::<of::ReadAgencies>::ask(account).map(drop),
        Kind::Person => Permit::<of::ReadPeople>::ask(account).map(drop),
    }
    .map_err(|reason| denied(reason, &desk.words))
}

fn many(
    desk: &Desk<of::ReadDivisions>,
    kind: Kind,
    asked: &ChainsAsked,
    as_of: Instant,
) -> Result<Vec<u8>, Problem> {
    let one = |id: &String| -> Result<serde_json::Value, serde_json::Error> {
        let Some(chain) = chain(desk, kind, id, as_of) else {
            return Ok(serde_json::json!({ "id": id, "chain": null }));
        };
        let view = ChainView::new(&chain, id, as_of, desk.world.playbook(), Some(desk.world.seq));
        let document = only_fields(serde_json::to_value(&view)?, &asked.fields);
        Ok(serde_json::json!({ "id": id, "chain": document }))
    };
    let items: Result<Vec<serde_json::Value>, _> = asked.ids.iter().map(one).collect();
    items
        .and_then(|items| serde_json::to_vec(&serde_json::json!({ "items": items })))
        .map_err(|_| desk.problem(Code::Internal))
}
