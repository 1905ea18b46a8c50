//! `/cases`: cases with their handoffs; events, parties, clocks, history and route are files of their own.

use actix_web::http::StatusCode;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::action::of;
use crate::access::field::Field;
use crate::api::documents::CasePage;
use crate::api::lists;
use crate::detect::world::{Moment, World};
use crate::rim::http::answer::{Tag, json};
use crate::rim::http::desk::Desk;
use crate::rim::http::page::Params;
use crate::rim::http::problem::Problem;
use crate::rim::list_view::{CaseRow, HandoffRow, Rows, is_open};
use crate::snapshot::index::CaseIdx;

pub(super) fn configure(config: &mut ServiceConfig) {
    resources! { config,
        "/cases" => { get: list }
        "/cases/{id}" => { get: show }
        "/cases/{id}/handoffs" => { get: handoffs }
    }
}

/// What a list of cases is narrowed by.
#[derive(Debug, Default)]
struct Wanted {
    division: Option<String>,
    holder: Option<String>,
    kind: Option<String>,
    state: Option<&'static str>,
}

/// Cases at a moment, in the order of their ids.
#[utoipa::path(get, path = "/api/v1/cases", tag = "cases",
    params(("division" = Option<String>, Query, description = "Only those of the division of this code and below"),
        ("holder" = Option<String>, Query, description = "Only those that the agency of this id holds or is waited for"),
        ("kind" = Option<String>, Query, description = "Only those of this kind"),
        ("state" = Option<String>, Query, description = "`open` or `closed`"),
        ("as_of" = Option<String>, Query, description = "Day or moment at which they are seen; the present when left out"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000, description = "Rows of a page; 100 when left out"),
        ("cursor" = Option<String>, Query, description = "`next` of the page before")),
    responses((status = 200, description = "A page", body = CasePage)),
    extensions(("x-duban-action" = json!("read_cases"))))]
pub async fn list(request: HttpRequest, desk: Desk<of::ReadCases>) -> Result<HttpResponse, Problem> {
    let mut params = Params::of(&request, desk.words)?;
    let wanted = Wanted {
        division: params.text("division"),
        holder: params.text("holder"),
        kind: params.text("kind"),
        state: params.choice("state", &["open", "closed"]),
    };
    let (now, minute) = params.moment_or_now("as_of", &desk.world.playbook().zone);
    let page = params.page();
    params.finish()?;
    lists::answer(
        &request,
        desk,
        page,
        minute,
        move |desk, after| {
            let moment = Moment::at(now, &desk.world.playbook().zone);
            let world = World::new(desk.sight.snapshot(), moment);
            rows(desk, world, wanted, after)
        },
        |row: &CaseRow| row.id.clone(),
    )
    .await
}

fn rows<'a>(
    desk: &'a Desk<of::ReadCases>,
    world: World<'a>,
    wanted: Wanted,
    after: Option<&str>,
) -> Result<lists::RowsOf<'a, CaseRow>, Problem> {
    let (sight, snapshot) = (&desk.sight, desk.sight.snapshot());
    let not_found = || desk.not_found();
    let division = match &wanted.division {
        Some(code) => Some(sight.division(code).ok_or_else(not_found)?),
        None => None,
    };
    let holder = match &wanted.holder {
        Some(id) => Some(sight.agency(id).ok_or_else(not_found)?),
        None => None,
    };
    let kind = wanted.kind.map(|kind| snapshot.words().find(&kind));
    let (cases, divisions) = (snapshot.cases(), snapshot.divisions());
    let with_complaint = desk.sees(Field::Complaints);
    let rows = Rows { snapshot, zone: &desk.world.playbook().zone };
    let from = lists::first_after(cases.len(), after, |at| cases.id(cases.at_rank(at)));
    let keeps = move |&case: &CaseIdx| {
        let has_holder = |holder| {
            let last = world.hops(case, world.closed_at(case)).last();
            last.is_some_and(|hop| hop.holder() == holder || (!hop.received && hop.to == holder))
        };
        let is_in = |division| divisions.line(cases.village(case)).any(|above| above == division);
        world.has(case)
            && kind.is_none_or(|kind| kind.is_some() && cases.kind(case) == kind)
            && wanted.state.is_none_or(|state| match state {
                "open" => is_open(&world, case),
                _ => world.closed_at(case).is_some(),
            })
            && division.is_none_or(is_in)
            && holder.is_none_or(has_holder)
            && sight.sees_case(case)
    };
    let all = (from..cases.len()).map(move |at| cases.at_rank(at));
    Ok(Box::new(all.filter(keeps).map(move |case| rows.case(&world, case, with_complaint))))
}

/// A case with its handoffs.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseDocument {
    /// The case.
    #[serde(flatten)]
    case: CaseRow,
    /// Its handoffs, in order.
    handoffs: Vec<HandoffRow>,
}

/// One case with its handoffs.
#[utoipa::path(get, path = "/api/v1/cases/{id}", tag = "cases",
    params(("id" = String, Path, description = "Its id"),
        ("as_of" = Option<String>, Query, description = "Day or moment at which it is seen; the present when left out")),
    responses((status = 200, description = "The case", body = CaseDocument)),
    extensions(("x-duban-action" = json!("read_cases"))))]
pub async fn show(
    request: HttpRequest,
    id: Path<String>,
    desk: Desk<of::ReadCases>,
) -> Result<HttpResponse, Problem> {
    one(&request, &desk, &id, |rows, world, case, with_complaint| CaseDocument {
        case: rows.case(world, case, with_complaint),
        handoffs: rows.handoffs(world, case),
    })
}

/// The handoffs of a case.
#[derive(Debug, Serialize, ToSchema)]
pub struct Handoffs {
    /// In order.
    items: Vec<HandoffRow>,
}

/// The handoffs of one case.
#[utoipa::path(get, path = "/api/v1/cases/{id}/handoffs", tag = "cases",
    params(("id" = String, Path, description = "Id of the case"),
        ("as_of" = Option<String>, Query, description = "Day or moment at which it is seen; the present when left out")),
    responses((status = 200, description = "The handoffs", body = Handoffs)),
    extensions(("x-duban-action" = json!("read_cases"))))]
pub async fn handoffs(
    request: HttpRequest,
    id: Path<String>,
    desk: Desk<of::ReadCases>,
) -> Result<HttpResponse, Problem> {
    one(&request, &desk, &id, |rows, world, case, _| Handoffs { items: rows.handoffs(world, case) })
}

fn one<T: Serialize>(
    request: &HttpRequest,
    desk: &Desk<of::ReadCases>,
    id: &str,
    show: impl FnOnce(&Rows<'_>, &World<'_>, CaseIdx, bool) -> T,
) -> Result<HttpResponse, Problem> {
    let mut params = Params::of(request, desk.words)?;
    let zone = &desk.world.playbook().zone;
    let (now, minute) = params.moment_or_now("as_of", zone);
    params.finish()?;
    let snapshot = desk.sight.snapshot();
    let world = World::new(snapshot, Moment::at(now, zone));
    let case = desk.sight.case(id).filter(|&case| world.has(case)).ok_or_else(|| desk.not_found())?;
    let tag = Tag::of_world(desk.world.seq, minute);
    if tag.is_known(request) {
        return Ok(tag.not_modified());
    }
    let rows = Rows { snapshot, zone };
    let document = show(&rows, &world, case, desk.sees(Field::Complaints));
    json(StatusCode::OK, &document, Some(&tag), desk.world.seq, &desk.words)
}
