//! `/people`: those who hold responsibility; parties of cases are not among them.

use actix_web::http::StatusCode;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

use crate::access::action::of;
use crate::api::documents::PersonPage;
use crate::api::lists;
use crate::rim::http::answer::{Tag, json};
use crate::rim::http::desk::Desk;
use crate::rim::http::page::Params;
use crate::rim::http::problem::Problem;
use crate::rim::list_view::{PersonRow, Rows};

pub(super) fn configure(config: &mut ServiceConfig) {
    resources! { config,
        "/people" => { get: list }
        "/people/{id}" => { get: show }
    }
}

/// People who hold responsibility, in the order of their ids.
#[utoipa::path(get, path = "/api/v1/people", tag = "people",
    params(("agency" = Option<String>, Query, description = "Only those who belong to the agency of this id"),
        ("kind" = Option<String>, Query, description = "Only those of this kind"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000, description = "Rows of a page; 100 when left out"),
        ("cursor" = Option<String>, Query, description = "`next` of the page before")),
    responses((status = 200, description = "A page", body = PersonPage)),
    extensions(("x-duban-action" = json!("read_people"))))]
pub async fn list(request: HttpRequest, desk: Desk<of::ReadPeople>) -> Result<HttpResponse, Problem> {
    let mut params = Params::of(&request, desk.words)?;
    let (agency, kind) = (params.text("agency"), params.text("kind"));
    let page = params.page();
    params.finish()?;
    lists::answer(
        &request,
        desk,
        page,
        None,
        move |desk, after| {
            let (sight, all) = (&desk.sight, desk.sight.snapshot().people());
            let agency = match &agency {
                Some(id) => Some(sight.agency(id).ok_or_else(|| desk.not_found())?),
                None => None,
            };
            let kind = kind.map(|kind| sight.snapshot().words().find(&kind));
            let rows = Rows { snapshot: sight.snapshot(), zone: &desk.world.playbook().zone };
            let from = lists::first_after(all.len(), after, |at| all.id(lists::person_at(at)));
            let kept = all.iter().skip(from).filter(move |&person| {
                agency.is_none_or(|agency| all.agency(person) == Some(agency))
                    && kind.is_none_or(|kind| kind.is_some() && all.kind(person) == kind)
                    && sight.sees_person(person)
            });
            Ok(Box::new(kept.map(move |person| rows.person(person))))
        },
        |row: &PersonRow| row.id.clone(),
    )
    .await
}

/// One person.
#[utoipa::path(get, path = "/api/v1/people/{id}", tag = "people",
    params(("id" = String, Path, description = "Their id")),
    responses((status = 200, description = "The person", body = PersonRow)),
    extensions(("x-duban-action" = json!("read_people"))))]
pub async fn show(
    request: HttpRequest,
    id: Path<String>,
    desk: Desk<of::ReadPeople>,
) -> Result<HttpResponse, Problem> {
    Params::of(&request, desk.words)?.finish()?;
    let person = desk.sight.person(&id).ok_or_else(|| desk.not_found())?;
    let tag = Tag::of_world(desk.world.seq, None);
    if tag.is_known(&request) {
        return Ok(tag.not_modified());
    }
    let rows = Rows { snapshot: desk.sight.snapshot(), zone: &desk.world.playbook().zone };
    json(StatusCode::OK, &rows.person(person), Some(&tag), desk.world.seq, &desk.words)
}
