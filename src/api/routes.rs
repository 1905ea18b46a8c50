//! `/cases/{id}/route`: who should take a case, and why.

use actix_web::http::StatusCode;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

use crate::access::action::of;
use crate::api::documents::RouteDocument;
use crate::app::routes;
use crate::detect::world::Moment;
use crate::rim::http::answer::{Tag, bytes_of};
use crate::rim::http::desk::Desk;
use crate::rim::http::page::Params;
use crate::rim::http::problem::{Code, Problem};
use crate::rim::route_view::RouteView;

pub(super) fn configure(config: &mut ServiceConfig) {
    resources! { config, "/cases/{id}/route" => { get: show } }
}

/// Who should take a case, and why. The answer tells of complaints, so it is for whoever routes.
#[utoipa::path(get, path = "/api/v1/cases/{id}/route", tag = "cases",
    params(("id" = String, Path, description = "Id of the case"),
        ("as_of" = Option<String>, Query, description = "Day or moment at which it is seen; the present when left out")),
    responses((status = 200, description = "The route", body = RouteDocument)),
    extensions(("x-duban-action" = json!("route_cases"))))]
pub async fn show(
    request: HttpRequest,
    id: Path<String>,
    desk: Desk<of::RouteCases>,
) -> Result<HttpResponse, Problem> {
    let mut params = Params::of(&request, desk.words)?;
    let (now, minute) = params.moment_or_now("as_of", &desk.world.playbook().zone);
    params.finish()?;
    desk.sight.case(&id).ok_or_else(|| desk.not_found())?;
    let tag = Tag::of_world(desk.world.seq, minute);
    if tag.is_known(&request) {
        return Ok(tag.not_modified());
    }
    let seq = desk.world.seq;
    let bytes = desk
        .work(move |desk| {
            let (snapshot, playbook) = (desk.sight.snapshot(), desk.world.playbook());
            let moment = Moment::at(now, &playbook.zone);
            let found = routes::of(snapshot, playbook, &id, moment).map_err(|error| desk.fault(&error))?;
            let mut view = RouteView::new(&found, snapshot, playbook, moment);
            view.ledger_seq = Some(desk.world.seq);
            serde_json::to_vec(&view).map_err(|_| desk.problem(Code::Internal))
        })
        .await?;
    Ok(bytes_of(StatusCode::OK, bytes, Some(&tag), seq))
}
