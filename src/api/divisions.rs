//! `/divisions`

use actix_web::http::StatusCode;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

use crate::access::action::of;
use crate::api::documents::DivisionPage;
use crate::api::lists;
use crate::model::table::LEVELS;
use crate::rim::http::answer::{Tag, json};
use crate::rim::http::desk::Desk;
use crate::rim::http::page::Params;
use crate::rim::http::problem::Problem;
use crate::rim::list_view::{DivisionRow, Rows};
use crate::snapshot::columns::divisions::Level;

pub(super) fn configure(config: &mut ServiceConfig) {
    resources! { config,
        "/divisions" => { get: list }
        "/divisions/{code}" => { get: show }
    }
}

/// Divisions, in the order of their codes.
#[utoipa::path(get, path = "/api/v1/divisions", tag = "divisions",
    params(("level" = Option<String>, Query, description = "Only those of this level"),
        ("parent" = Option<String>, Query, description = "Only those right below the division of this code"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000, description = "Rows of a page; 100 when left out"),
        ("cursor" = Option<String>, Query, description = "`next` of the page before")),
    responses((status = 200, description = "A page", body = DivisionPage)),
    extensions(("x-duban-action" = json!("read_divisions"))))]
pub async fn list(request: HttpRequest, desk: Desk<of::ReadDivisions>) -> Result<HttpResponse, Problem> {
    let mut params = Params::of(&request, desk.words)?;
    let level = params.choice("level", LEVELS).and_then(Level::parse);
    let parent = params.text("parent");
    let page = params.page();
    params.finish()?;
    lists::answer(
        &request,
        desk,
        page,
        None,
        move |desk, after| {
            let (sight, all) = (&desk.sight, desk.sight.snapshot().divisions());
            let parent = match &parent {
                Some(code) => Some(sight.division(code).ok_or_else(|| desk.not_found())?),
                None => None,
            };
            let rows = Rows { snapshot: sight.snapshot(), zone: &desk.world.playbook().zone };
            let from = lists::first_after(all.len(), after, |at| all.id(lists::division_at(at)));
            let kept = all.iter().skip(from).filter(move |&division| {
                level.is_none_or(|level| all.level(division) == level)
                    && parent.is_none_or(|parent| all.parent(division) == Some(parent))
                    && sight.sees_division(division)
            });
            Ok(Box::new(kept.map(move |division| rows.division(division))))
        },
        |row: &DivisionRow| row.code.clone(),
    )
    .await
}

/// One division.
#[utoipa::path(get, path = "/api/v1/divisions/{code}", tag = "divisions",
    params(("code" = String, Path, description = "Its code")),
    responses((status = 200, description = "The division", body = DivisionRow)),
    extensions(("x-duban-action" = json!("read_divisions"))))]
pub async fn show(
    request: HttpRequest,
    code: Path<String>,
    desk: Desk<of::ReadDivisions>,
) -> Result<HttpResponse, Problem> {
    Params::of(&request, desk.words)?.finish()?;
    let division = desk.sight.division(&code).ok_or_else(|| desk.not_found())?;
    let tag = Tag::of_world(desk.world.seq, None);
    if tag.is_known(&request) {
        return Ok(tag.not_modified());
    }
    let rows = Rows { snapshot: desk.sight.snapshot(), zone: &desk.world.playbook().zone };
    json(StatusCode::OK, &rows.division(division), Some(&tag), desk.world.seq, &desk.words)
}
