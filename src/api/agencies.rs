//! `/agencies`

use actix_web::http::StatusCode;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

use crate::access::action::of;
use crate::api::documents::AgencyPage;
use crate::api::lists;
use crate::rim::http::answer::{Tag, json};
use crate::rim::http::desk::Desk;
use crate::rim::http::page::Params;
use crate::rim::http::problem::Problem;
use crate::rim::list_view::{AgencyRow, Rows};

pub(super) fn configure(config: &mut ServiceConfig) {
    resources! { config,
        "/agencies" => { get: list }
        "/agencies/{id}" => { get: show }
    }
}

/// Agencies, in the order of their ids.
#[utoipa::path(get, path = "/api/v1/agencies", tag = "agencies",
    params(("division" = Option<String>, Query, description = "Only those of the division of this code"),
        ("parent" = Option<String>, Query, description = "Only those right below the agency of this id"),
        ("kind" = Option<String>, Query, description = "Only those of this kind"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000, description = "Rows of a page; 100 when left out"),
        ("cursor" = Option<String>, Query, description = "`next` of the page before")),
    responses((status = 200, description = "A page", body = AgencyPage)),
    extensions(("x-duban-action" = json!("read_agencies"))))]
pub async fn list(request: HttpRequest, desk: Desk<of::ReadAgencies>) -> Result<HttpResponse, Problem> {
    let mut params = Params::of(&request, desk.words)?;
    let (division, parent, kind) = (params.text("division"), params.text("parent"), params.text("kind"));
    let page = params.page();
    params.finish()?;
    lists::answer(
        &request,
        desk,
        page,
        None,
        move |desk, after| {
            let (sight, all) = (&desk.sight, desk.sight.snapshot().agencies());
            let not_found = || desk.not_found();
            let division = match &division {
                Some(code) => Some(sight.division(code).ok_or_else(not_found)?),
                None => None,
            };
            let parent = match &parent {
                Some(id) => Some(sight.agency(id).ok_or_else(not_found)?),
                None => None,
            };
            let kind = kind.map(|kind| sight.snapshot().words().find(&kind));
            let rows = Rows { snapshot: sight.snapshot(), zone: &desk.world.playbook().zone };
            let from = lists::first_after(all.len(), after, |at| all.id(lists::agency_at(at)));
            let kept = all.iter().skip(from).filter(move |&agency| {
                division.is_none_or(|division| all.division(agency) == Some(division))
                    && parent.is_none_or(|parent| all.parent(agency) == Some(parent))
                    && kind.is_none_or(|kind| kind.is_some() && all.kind(agency) == kind)
                    && sight.sees_agency(agency)
            });
            Ok(Box::new(kept.map(move |agency| rows.agency(agency))))
        },
        |row: &AgencyRow| row.id.clone(),
    )
    .await
}

/// One agency.
#[utoipa::path(get, path = "/api/v1/agencies/{id}", tag = "agencies",
    params(("id" = String, Path, description = "Its id")),
    responses((status = 200, description = "The agency", body = AgencyRow)),
    extensions(("x-duban-action" = json!("read_agencies"))))]
pub async fn show(
    request: HttpRequest,
    id: Path<String>,
    desk: Desk<of::ReadAgencies>,
) -> Result<HttpResponse, Problem> {
    Params::of(&request, desk.words)?.finish()?;
    let agency = desk.sight.agency(&id).ok_or_else(|| desk.not_found())?;
    let tag = Tag::of_world(desk.world.seq, None);
    if tag.is_known(&request) {
        return Ok(tag.not_modified());
    }
    let rows = Rows { snapshot: desk.sight.snapshot(), zone: &desk.world.playbook().zone };
    json(StatusCode::OK, &rows.agency(agency), Some(&tag), desk.world.seq, &desk.words)
}
